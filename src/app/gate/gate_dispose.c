/* gate_dispose.c: a certificate of disposal: read, its signature held against the
 * recipient's key, its rows and copies against the recall.
 *
 * (1) What a certificate does not cover stays open, and is listed; what was never
 *     recalled is told, and covers nothing.
 * (2) The signature covers the rows: the certificate names their file by its hash.
 * (3) Nothing is disposed of under a hold, and no certificate counts twice.
 * (4) Kept first: the certificate, its signature and its rows, in recalls/<id>/, each
 *     named by its hash in the entry's document. What is checked is what was kept.
 */
#include "app/gate/gate_recall.h"

#include <stdio.h>

struct disposing {
    struct gate *g;
    const struct gate_dispose_options *o;
    struct gate_disposal *out;
    struct recall recall;
    struct text text, signature, rows_text;
    char certificate_path[PATH_SIZE], rows_path[PATH_SIZE]; /* of what was kept; dry: as they were given */
    char hash[HEX_256], signature_hash[HEX_256], rows_hash[HEX_256];
    struct certificate certificate;
    struct recall_rows *rows;
    struct copies copies;
    json_t *covered; /* copies that it names */
    uint64_t copies_new;
    struct file *csv;
};

/* --- the signature --- */

static bool load_signature(struct disposing *d, struct error *e)
{
    enum { MOST = 1 << 16 };
    char beside[PATH_SIZE];
    const char *path = d->o->signature;
    if (path == NULL) {
        if (!path_format(beside, sizeof beside, e, "%s.minisig", d->o->certificate)) {
            return false;
        }
        path = beside;
    }
    if (!file_exists(path)) {
        (void)!fail(e, ERROR_SIGNATURE, "certificate.unsigned", "the certificate has no signature: %s is not there", path);
        error_hint(e, "the recipient signs it: minisign -S -m CERTIFICATE; or name the file: --signature FILE");
        return false;
    }
    return file_load(&d->signature, path, MOST, e) &&
           hash_span(text_span(&d->signature), d->signature_hash, e);
}

static bool signed_by_recipient(struct disposing *d, struct error *e)
{
    struct found f = {0};
    uint8_t id[MINISIGN_ID], key[ED25519_PUBLIC];
    bool has = false;
    bool ok = gate_get(d->g, "recipient", d->recall.recipient, &f, e) && recipient_minisign(&f, id, key, &has, e);
    if (ok && !has) {
        ok = fail(e, ERROR_INPUT, "recipient.minisign", "the recipient %s has no key for certificates", f.subject);
        error_hint(e, "register it again with its key: proviso recipient add --minisign RW...");
    }
    ok = ok && minisign_verify_file(id, key, d->certificate_path, text_span(&d->signature), e);
    found_clear(&f);
    return ok;
}

/* --- rows and copies --- */

static bool list_row(struct disposing *d, const struct recall_row *row, const char *state, struct error *e)
{
    struct text t = {0};
    bool ok = d->csv == NULL || (text_add_csv(&t, row->release, ',', e) &&
                                 text_addf(&t, e, ",%llu,", (unsigned long long)row->row) &&
                                 text_add_csv(&t, row->control, ',', e) && text_addf(&t, e, ",%s\n", state) &&
                                 file_write(d->csv, text_span(&t), e));
    text_free(&t);
    return ok;
}

static bool cover_row(void *ctx, const struct recall_row *row, struct error *e)
{
    struct disposing *d = ctx;
    switch (recall_rows_cover(d->rows, row)) {
    case COVERS_NEW:
        d->out->covered++;
        return true;
    case COVERS_BEFORE:
        d->out->before++;
        return true;
    case COVERS_NEVER:
        d->out->never++;
        return list_row(d, row, "never recalled", e);
    }
    return true;
}

static bool cover_all(struct disposing *d)
{
    d->out->covered = recall_rows_open(d->rows);
    d->out->before = recall_rows_count(d->rows) - d->out->covered;
    recall_rows_cover_all(d->rows);
    return true;
}

/* The file is the one that was signed for. */
static bool load_rows(struct disposing *d, struct error *e)
{
    enum { MOST = 1 << 28 };
    struct sha256 hash;
    if (d->certificate.all) {
        return d->o->rows == NULL || fail(e, ERROR_USAGE, "certificate.rows", "the certificate covers all rows: give no file of rows");
    }
    if (d->o->rows == NULL) {
        return fail(e, ERROR_USAGE, "certificate.rows", "the certificate names a file of rows: give it as well");
    }
    return file_load(&d->rows_text, d->o->rows, MOST, e) && crypto_sha256(text_span(&d->rows_text), &hash, e) &&
           (crypto_equal(hash.at, d->certificate.rows, sizeof hash.at) ||
            fail(e, ERROR_VERIFY, "certificate.rows", "%s is not the file that the certificate names", d->o->rows)) &&
           hash_hex(hash.at, d->rows_hash, e);
}

static bool cover_copy(void *ctx, struct span copy, struct error *e)
{
    struct disposing *d = ctx;
    bool before;
    if (!copies_cover(&d->copies, copy, &before)) {
        return fail(e, ERROR_INPUT, "certificate.copy", "the certificate names the copy %.*s, and no inventory has it",
                    SPAN_ARGS(copy));
    }
    d->copies_new += !before;
    d->covered = before ? d->covered : json_list_add(d->covered, json_stringn(copy.at, copy.len));
    return json_made(d->covered, e);
}

static bool list_what_is_open(struct disposing *d, struct error *e)
{
    bool ok = true;
    for (uint64_t i = 0; ok && i < recall_rows_count(d->rows); i++) {
        bool open;
        struct recall_row row = recall_rows_at(d->rows, i, &open);
        ok = !open || list_row(d, &row, "open", e);
    }
    return ok;
}

static bool cover(struct disposing *d, struct error *e)
{
    bool ok = recall_load(d->g, &d->recall, &d->rows, e) && copies_load(d->g, d->recall.act.subject, &d->copies, e) &&
              (d->certificate.all ? cover_all(d) : notice_each(d->rows_path, cover_row, d, e)) &&
              recall_certificate_copies(&d->certificate, cover_copy, d, e) && list_what_is_open(d, e);
    if (!ok) {
        return false;
    }
    d->out->open = recall_rows_open(d->rows);
    d->out->copies_open = d->copies.open;
    d->out->complete = d->out->open == 0 && d->copies.open == 0;
    return d->out->covered > 0 || d->copies_new > 0 ||
           fail(e, ERROR_INPUT, "certificate.nothing", "the certificate covers nothing of %s that is open",
                d->recall.act.subject);
}

/* --- kept --- */

static bool keep(struct disposing *d, const char *ending, const struct text *bytes, char path[PATH_SIZE],
                 struct error *e)
{
    return gate_path(d->g, path, e, "recalls/%s/%s%s", d->recall.act.subject, d->out->id, ending) &&
           file_save(path, text_span(bytes), FILE_PRIVATE, e);
}

static bool keep_all(struct disposing *d, struct error *e)
{
    char path[PATH_SIZE];
    if (d->g->dry) {
        return path_format(d->certificate_path, PATH_SIZE, e, "%s", d->o->certificate) &&
               path_format(d->rows_path, PATH_SIZE, e, "%s", d->o->rows == NULL ? "" : d->o->rows);
    }
    return keep(d, ".txt", &d->text, d->certificate_path, e) && keep(d, ".txt.minisig", &d->signature, path, e) &&
           (d->certificate.all || keep(d, ".csv", &d->rows_text, d->rows_path, e));
}

/* Refused: nothing of it stays. */
static void give_back(struct disposing *d)
{
    static const char *const endings[] = {".txt", ".txt.minisig", ".csv"};
    char path[PATH_SIZE];
    struct error ignored;
    for (size_t i = 0; !d->g->dry && d->out->id[0] != '\0' && i < sizeof endings / sizeof *endings; i++) {
        if (gate_path(d->g, path, &ignored, "recalls/%s/%s%s", d->recall.act.subject, d->out->id, endings[i])) {
            (void)!file_remove(path, &ignored);
        }
    }
}

/* --- entered --- */

static bool draft_certificate(struct disposing *d, struct draft *to, struct error *e)
{
    *to = (struct draft){.type = "certificate"};
    memcpy(to->subject, d->out->id, GATE_ID);
    memcpy(to->parent, d->recall.act.subject, GATE_ID);
    to->entry = json_pack("{s:I, s:I}", "rows", (json_int_t)d->out->covered, "open", (json_int_t)d->out->open);
    to->document = json_pack("{s:s, s:s, s:s, s:O}", "certificate", d->hash, "signature", d->signature_hash, "rows",
                             d->certificate.all ? "all" : d->rows_hash, "copies", d->covered);
    return json_made(to->entry, e) && json_made(to->document, e);
}

/* When nothing is left open the recall is disposed of, in the same append. */
static bool enter(struct disposing *d, struct signers by, struct error *e)
{
    struct draft drafts[2] = {0};
    bool complete = d->out->complete;
    bool ok = draft_certificate(d, &drafts[0], e) &&
              (!complete || recall_step_draft(d->g, &d->recall, STEP_DISPOSED,
                                              json_pack("{s:s}", "certificate", d->out->id), &drafts[1], 0, e)) &&
              gate_append(d->g, drafts, complete ? 2 : 1, by, e);
    gate_draft_clear(&drafts[0]);
    gate_draft_clear(&drafts[1]);
    return ok;
}

/* --- the act --- */

static bool read_certificate(struct disposing *d, struct error *e)
{
    return file_load(&d->text, d->o->certificate, CERTIFICATE_MOST, e) && hash_span(text_span(&d->text), d->hash, e) &&
           load_signature(d, e) && recall_certificate_parse(&d->certificate, text_span(&d->text), e) &&
           load_rows(d, e);
}

/* The same step that would end it: a hold refuses it, and so does a recall that was not sent or is disposed of. */
static bool may_dispose(struct disposing *d, struct error *e)
{
    struct recall_course c = d->recall.course;
    return recall_go(&c, STEP_DISPOSED, d->g->now, e) &&
           recall_certificate_fits(&d->certificate, d->recall.act.subject, d->recall.course.sent, d->g->now, e);
}

/* Under the lock. */
static bool examine(struct disposing *d, struct error *e)
{
    bool ok = may_dispose(d, e) && gate_next_id(d->g, "certificate", "ct", d->out->id, e) && keep_all(d, e) &&
              signed_by_recipient(d, e) && cover(d, e);
    if (!ok) {
        give_back(d);
    }
    return ok;
}

static void disposing_clear(struct disposing *d)
{
    recall_certificate_clear(&d->certificate);
    recall_rows_free(d->rows);
    copies_clear(&d->copies);
    recall_clear(&d->recall);
    json_decref(d->covered);
    text_free(&d->text);
    text_free(&d->signature);
    text_free(&d->rows_text);
}

static bool begin_csv(struct disposing *d, struct error *e)
{
    return d->o->csv == NULL || d->g->dry || (file_begin(&d->csv, d->o->csv, FILE_PRIVATE, e) &&
                                              file_write(d->csv, SPAN_LITERAL("release,row,control,state\n"), e));
}

bool gate_dispose(struct gate *g, const struct gate_dispose_options *o, struct signers by, struct gate_disposal *out,
                  struct error *e)
{
    enum { ANYONE = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER };
    *out = (struct gate_disposal){0};
    struct disposing d = {.g = g, .o = o, .out = out, .covered = json_array()};
    bool ok = json_made(d.covered, e) && read_certificate(&d, e) && begin_csv(&d, e) && gate_begin(g, e) &&
              gate_require(g, by, ANYONE, 1, "filing a certificate of disposal", e) &&
              recall_get(g, o->recall, &d.recall, e) && examine(&d, e) && enter(&d, by, e);
    gate_end(g);
    ok = file_finish(d.csv, ok, e);
    disposing_clear(&d);
    return ok;
}

bool gate_dispose_template(struct gate *g, const char *recall, const char *path, struct error *e)
{
    struct recall r = {0};
    struct found f = {0};
    struct copies copies = {0};
    struct text t = {0}, open = {0};
    bool ok = recall_get(g, recall, &r, e) && gate_get(g, "recipient", r.recipient, &f, e) &&
              copies_load(g, recall, &copies, e);
    for (size_t i = 0; ok && i < copies.count; i++) {
        ok = !copies.at[i].open || text_addf(&open, e, "%s%s", open.len == 0 ? "" : " ", copies.at[i].id);
    }
    ok = ok && recall_certificate_template(recall, span_of(json_text(f.document, "name")), text_span(&open), &t, e) &&
         (g->dry || file_save(path, text_span(&t), FILE_PRIVATE, e));
    text_free(&t);
    text_free(&open);
    copies_clear(&copies);
    found_clear(&f);
    recall_clear(&r);
    return ok;
}
