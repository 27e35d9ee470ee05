/* gate_mail.c: a mailing sent.
 *
 *   two approvals -> everybody looked at anew -> letters, sealed in the house -> lock -> looked at again if any act came
 *   between -> ledger entry with the hash of each file -> files out
 *
 * (1) Ledger first (I2): what leaves is named by its hash in the private document of an entry that is durable.
 * (2) A letter goes to whom one was planned and who may get one at this very instant: a flag, an order or a halt that
 *     was entered before the entry is heeded (I5).
 * (3) The lock is held until the files are out, so that what is entered next finds them outside already, or never.
 * (4) Killed anywhere and done again, the same files go out, if they are what would be made today: nobody of them may get
 *     none by now or has another address, none came back.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

#include "base/log.h"

enum { LETTERS_A_FILE = 1000, FILE_MOST = 1 << 30, NAME_MOST = GATE_ID + 16, WAIT_MS = 60000 };
enum { SENDING = ROLE_OPERATOR | ROLE_APPROVER };

struct sending {
    struct gate *g;
    const struct gate_mail *o;
    struct signers by;
    struct gate_mailed *out;
    struct mailing m;
    struct notified n;
    json_t *files; /* name, sha256 */
    char list[HEX_256];
};

/* --- what has to be so --- */

static bool approved(struct gate *g, const char *id, struct error *e)
{
    unsigned count;
    if (!ledger_approvals(g, id, &count, e)) {
        return false;
    }
    if (count < 2) {
        (void)!fail(e, ERROR_SIGNATURE, "mail.approvals", "the mailing has %u of the 2 approvals that it needs", count);
        error_hint(e, "proviso approve %s --key FILE", id);
    }
    return count >= 2;
}

bool mailing_lock(const struct gate *g, const char *id, unsigned wait_ms, struct file_lock **out, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "mailings/%s/.lock", id) && file_lock(out, path, wait_ms, e);
}

static void count_letters(struct sending *s)
{
    s->out->letters = 0;
    for (size_t i = 0; i < s->n.count; i++) {
        s->out->letters += s->n.people[i].letter != 0;
    }
}

static bool has_letters(const struct sending *s, struct error *e)
{
    return s->out->letters > 0 || fail(e, ERROR_INPUT, "mail.nobody", "nobody gets a letter by this mailing");
}

/* The list for a mail merge: all that tells letters apart. */
static bool make_list(const struct sending *s, struct text *out, struct error *e)
{
    bool ok = notice_head(out, e);
    for (size_t i = 0; ok && i < s->n.count; i++) {
        ok = s->n.people[i].letter == 0 || notice_line(&s->n, &s->n.people[i], s->m.id, out, e);
    }
    return ok;
}

static bool refuse_again(const struct sending *s, const char *why, struct error *e)
{
    (void)!fail(e, ERROR_STALE, "mail.stale", "%s", why);
    error_hint(e, "destroy what is out of it; enter what never left: proviso returned %s FILE; for the others then: "
                  "proviso notice %s", s->m.id, s->m.finding);
    return false;
}

static bool note_returned(void *ctx, const struct found *f, struct error *e)
{
    (void)f;
    (void)e;
    *(bool *)ctx = true;
    return true;
}

/* The hash that the document has of the list. */
static const char *list_hash(const json_t *files)
{
    const char *hash = "";
    size_t i;
    json_t *one;
    json_array_foreach(files, i, one)
    {
        const char *ending = strrchr(json_text(one, "name"), '.');
        hash = ending != NULL && strcmp(ending, ".csv") == 0 ? json_text(one, "sha256") : hash;
    }
    return hash;
}

/* The letters would go where they went, and say what they said: as of that day the list is the same to the byte. */
static bool list_is_same(struct sending *s, bool *same, struct error *e)
{
    struct text t = {0};
    struct sha256 hash, named;
    instant now = s->n.at;
    s->n.at = s->m.mailed.time;
    bool ok = make_list(s, &t, e) && crypto_sha256(text_span(&t), &hash, e);
    s->n.at = now;
    *same = ok && hex_decode(span_of(list_hash(json_object_get(s->m.mailed.document, "files"))), named.at, sizeof named.at) &&
            crypto_equal(&hash, &named, sizeof hash);
    text_free(&t);
    return ok;
}

/* Done again: only what would be sent to each of them today. */
static bool may_go_again(struct sending *s, struct error *e)
{
    char why[96];
    bool returned = false, same = true;
    if (s->out->dropped > 0) {
        (void)snprintf(why, sizeof why, "%s of this mailing may get no letter any more",
                       COUNTED(s->out->dropped, "person", "people"));
        return refuse_again(s, why, e);
    }
    if (!gate_each(s->g, "returned", s->m.id, note_returned, &returned, e) || !list_is_same(s, &same, e)) {
        return false;
    }
    return returned ? refuse_again(s, "letters of this mailing came back, or were entered as never sent", e)
                    : same || refuse_again(s, "a name, an address or what is said has changed since the mailing was sent", e);
}

/* Everybody as they are now, against the list of the plan, or of those to whom it was sent; and who approved it, of
 * whom one may have been retired meanwhile. */
static bool look(struct sending *s, struct error *e)
{
    const char *name = s->m.sent ? "sent.pvm" : "plan.pvm";
    const struct found *act = s->m.sent ? &s->m.mailed : &s->m.act;
    notified_clear(&s->n);
    if (!gate_require(s->g, s->by, SENDING, 1, "a mailing", e) || !approved(s->g, s->m.id, e) ||
        !gate_contact_allowed(s->g, e) ||
        !notified_open(&s->n, s->g, s->m.finding, s->m.reading, s->m.readings,
                       s->m.sent ? s->m.mailed.index : UINT64_MAX, e) ||
        !mailing_keep_to(&s->n, s->m.id, name, json_text(act->document, "list"), &s->out->dropped, e)) {
        return false;
    }
    count_letters(s);
    return (!s->m.sent || may_go_again(s, e)) && has_letters(s, e);
}

/* --- the files, in the house --- */

static bool keep_file(struct sending *s, const char *name, const struct text *bytes, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash;
    struct text hex = {0};
    bool ok = gate_path(s->g, path, e, "mailings/%s/%s.age", s->m.id, name) &&
              sealed_write(s->g, path, text_span(bytes), e) && crypto_sha256(text_span(bytes), &hash, e) &&
              text_add_hex(&hex, hash.at, sizeof hash.at, e);
    if (ok) {
        s->files = json_list_add(s->files, json_pack("{s:s, s:s}", "name", name, "sha256", hex.at));
        ok = json_made(s->files, e);
    }
    text_free(&hex);
    return ok;
}

static bool write_list(struct sending *s, struct error *e)
{
    struct text t = {0};
    char name[NAME_MOST];
    (void)snprintf(name, sizeof name, "%s.csv", s->m.id);
    bool ok = make_list(s, &t, e) && keep_file(s, name, &t, e);
    text_free(&t);
    return ok;
}

/* The letters of one file. */
struct sheaf {
    struct paper *letter[LETTERS_A_FILE];
    struct addressee *to[LETTERS_A_FILE];
    size_t count;
};

/* *written false: no font has all that stands in one of them. */
static bool print_letters(struct sending *s, struct paper **letter, size_t count, struct text *out, bool *written,
                          struct error *e)
{
    text_clear(out);
    *written = s->o->sheets(s->o->ctx, (const struct paper *const *)letter, count, out, e);
    return *written || strcmp(e->code, "paper.font") == 0;
}

/* Takes those out that cannot be written: a name with gaps is another's. Somebody handles them. */
static bool drop_unwritten(struct sending *s, struct sheaf *b, struct text *room, struct error *e)
{
    size_t kept = 0;
    bool ok = true;
    for (size_t i = 0; i < b->count; i++) {
        bool written = true;
        ok = ok && print_letters(s, &b->letter[i], 1, room, &written, e);
        if (written) {
            b->letter[kept] = b->letter[i];
            b->to[kept++] = b->to[i];
            continue;
        }
        paper_free(b->letter[i]);
        b->to[i]->letter = 0;
        b->to[i]->fate = MAIL_UNWRITTEN;
        s->out->dropped++;
        s->out->letters--;
    }
    b->count = kept;
    return ok;
}

/* *at: the addressee to go on with. */
static bool write_letters(struct sending *s, struct sheaf *b, size_t *at, struct error *e)
{
    bool ok = true;
    for (; ok && *at < s->n.count && b->count < LETTERS_A_FILE; ++*at) {
        struct addressee *a = &s->n.people[*at];
        if (a->letter != 0) {
            ok = notice_write(&s->n, a, s->m.id, span_of(s->m.letter), &b->letter[b->count], e);
            b->to[b->count] = a;
            b->count += ok;
        }
    }
    return ok;
}

static bool write_sheets(struct sending *s, unsigned number, size_t *at, struct error *e)
{
    struct sheaf b = {.count = 0};
    struct text t = {0};
    char name[NAME_MOST];
    bool written = true;
    bool ok = write_letters(s, &b, at, e) && (b.count == 0 || print_letters(s, b.letter, b.count, &t, &written, e));
    if (ok && !written) {
        ok = drop_unwritten(s, &b, &t, e) &&
             (b.count == 0 || (print_letters(s, b.letter, b.count, &t, &written, e) && written));
    }
    (void)snprintf(name, sizeof name, "%s-%03u.pdf", s->m.id, number);
    ok = ok && (b.count == 0 || keep_file(s, name, &t, e));
    for (size_t i = 0; i < b.count; i++) {
        paper_free(b.letter[i]);
    }
    text_free(&t);
    return ok;
}

/* All that the entry will name: written and synced. */
static bool make_files(struct sending *s, struct error *e)
{
    char folder[PATH_SIZE];
    size_t at = 0;
    json_decref(s->files);
    s->files = json_array();
    bool ok = json_made(s->files, e) && gate_path(s->g, folder, e, "mailings/%s", s->m.id) &&
              letters_wipe(s->g, s->m.id, false, e); /* of an attempt before this one, which no entry names */
    for (unsigned number = 1; ok && at < s->n.count; number++) {
        ok = write_sheets(s, number, &at, e);
        gate_tick(s->g, "letters", at, s->n.count);
    }
    return ok && has_letters(s, e) && write_list(s, e) &&
           mailing_save(s->g, s->m.id, "sent.pvm", &s->n, s->list, e) && mailing_list_held(&s->n, s->m.id, e) &&
           folder_sync(folder, e);
}

/* --- and out of it --- */

static bool check_file(const char *name, const struct text *t, const char *hash, struct error *e)
{
    struct sha256 found, named;
    return crypto_sha256(text_span(t), &found, e) &&
           ((hex_decode(span_of(hash), named.at, sizeof named.at) && crypto_equal(&found, &named, sizeof found)) ||
            fail(e, ERROR_VERIFY, "mailing.altered", "%s is not the file that the ledger's document names", name));
}

/* Erasing a row that they tell of destroys them. */
static bool is_kept(const struct sending *s, const char *path, struct error *e)
{
    if (file_exists(path) || gate_count(s->g, "erasure", NULL) == 0) {
        return true;
    }
    (void)!fail(e, ERROR_STALE, "mail.erased", "the letters of %s were destroyed when rows were erased", s->m.id);
    error_hint(e, "enter what never left: proviso returned %s FILE; then: proviso notice %s", s->m.id, s->m.finding);
    return false;
}

static bool put_out(struct sending *s, const char *name, const char *hash, const uint8_t *key, struct error *e)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    struct text t = {0};
    bool ok = gate_path(s->g, from, e, "mailings/%s/%s.age", s->m.id, name) && is_kept(s, from, e) &&
              path_format(to, sizeof to, e, "%s/%s%s", s->o->out_dir, name, key == NULL ? "" : ".age") &&
              sealed_read(s->g, from, FILE_MOST, &t, e) && check_file(name, &t, hash, e) &&
              (key == NULL ? file_save(to, text_span(&t), FILE_PRIVATE, e) : sealed_for(to, text_span(&t), key, e));
    text_free(&t);
    return ok;
}

static bool publish(struct sending *s, const json_t *files, struct error *e)
{
    uint8_t key[X25519_SIZE];
    size_t i;
    json_t *one;
    bool sealed = s->o->age != NULL, ok = !sealed || age_parse_recipient(span_of(s->o->age), key, e);
    json_array_foreach(files, i, one)
    {
        ok = ok && put_out(s, json_text(one, "name"), json_text(one, "sha256"), sealed ? key : NULL, e);
    }
    s->out->files = (unsigned)json_array_size(files);
    return ok && folder_sync(s->o->out_dir, e);
}

static bool enter_mailed(struct sending *s, struct error *e)
{
    struct draft d = {.type = "mailed"};
    (void)snprintf(d.parent, sizeof d.parent, "%s", s->m.id);
    d.entry = json_pack("{s:I}", "letters", (json_int_t)s->out->letters);
    d.document = json_pack("{s:O, s:s, s:I}", "files", s->files, "list", s->list, "dropped",
                           (json_int_t)s->out->dropped);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) &&
              gate_append_next(s->g, &d, "ml", s->by, s->out->id, e);
    gate_draft_clear(&d);
    return ok;
}

/* What is written rests on the look. */
static bool look_and_make(void *ctx, struct error *e)
{
    struct sending *s = ctx;
    return look(s, e) && (s->m.sent || make_files(s, e));
}

static bool send(struct sending *s, struct error *e)
{
    bool ok = gate_begin_looked(s->g, look_and_make, s, e) && (s->m.sent || enter_mailed(s, e)) &&
              publish(s, s->m.sent ? json_object_get(s->m.mailed.document, "files") : s->files, e);
    gate_end(s->g);
    if (ok && s->m.sent) {
        memcpy(s->out->id, s->m.mailed.subject, GATE_ID);
    }
    return ok;
}

bool gate_mail(struct gate *g, const struct gate_mail *o, struct signers by, struct gate_mailed *out, struct error *e)
{
    struct sending s = {.g = g, .o = o, .by = by, .out = out};
    struct file_lock *lock = NULL;
    uint8_t key[X25519_SIZE];
    *out = (struct gate_mailed){0};
    bool ok = (o->age == NULL || age_parse_recipient(span_of(o->age), key, e)) &&
              gate_require(g, by, SENDING, 1, "a mailing", e) && mailing_get(g, o->mailing, &s.m, e) &&
              mailing_lock(g, s.m.id, WAIT_MS, &lock, e) && gate_refresh(g, e);
    mailing_clear(&s.m); /* another process may have sent it while this one waited */
    ok = ok && mailing_get(g, o->mailing, &s.m, e) && approved(g, s.m.id, e) &&
         gate_contact_allowed(g, e) && /* before a folder is made for it; and look() once more */
         (g->dry ? look(&s, e) : leave_possible(o->out_dir, e) && send(&s, e));
    if (ok && !g->dry) {
        log_event(LOG_INFO, "mail", "mailing=%s letters=%llu", s.m.id, (unsigned long long)out->letters);
    }
    json_decref(s.files);
    notified_clear(&s.n);
    mailing_clear(&s.m);
    file_unlock(lock);
    return ok;
}
