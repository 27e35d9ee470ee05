/* gate_stamp.c: time stamps (RFC 3161) of checkpoints: a request for an authority, its answer kept and entered.
 *
 *   stamps/SIZE.tsq .checkpoint                  private: what was asked, and the bytes that it was asked for
 *   public/ledger/stamps/SIZE.tsr .checkpoint    the answer, and the very bytes that were stamped
 *
 * Files first, synced; the entry names their hashes. A size is stamped once.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/stamp.h"

enum { RESPONSE_MOST = 1 << 20, CHECKPOINT_MOST = 1000 * 1000 };

bool gate_stamp_request(struct gate *g, const char *path, uint64_t *size, struct error *e)
{
    char folder[PATH_SIZE], request[PATH_SIZE], checkpoint[PATH_SIZE];
    struct text note = {0}, der = {0};
    bool ok = gate_begin(g, e);
    *size = ok ? ledger_checkpoint(g->ledger)->size : 0;
    ok = ok && ledger_note(g->ledger, &note, e) && stamp_request(text_span(&note), &der, e) &&
         gate_path(g, folder, e, "stamps") &&
         gate_path(g, request, e, "stamps/%llu.tsq", (unsigned long long)*size) &&
         gate_path(g, checkpoint, e, "stamps/%llu.checkpoint", (unsigned long long)*size) &&
         (g->dry || (folder_make(folder, FILE_PRIVATE, e) &&
                     file_save(checkpoint, text_span(&note), FILE_PRIVATE, e) &&
                     file_save(request, text_span(&der), FILE_PRIVATE, e) &&
                     file_save(path, text_span(&der), FILE_PRIVATE, e)));
    gate_end(g);
    text_free(&note);
    text_free(&der);
    return ok;
}

struct stamping {
    struct gate *g;
    struct text response, request, checkpoint;
    struct stamp stamp;
    struct checkpoint of;
    bool found;
};

/* Is it this request that the response answers? By what was stamped; the nonce is compared afterwards. */
static bool look_at(void *ctx, const char *name, struct error *e)
{
    struct stamping *s = ctx;
    const size_t n = strlen(name), ending = strlen(".checkpoint");
    char path[PATH_SIZE];
    struct sha256 hash;
    if (s->found || n <= ending || strcmp(name + n - ending, ".checkpoint") != 0) {
        return true;
    }
    text_clear(&s->checkpoint);
    if (!gate_path(s->g, path, e, "stamps/%s", name) || !file_load(&s->checkpoint, path, CHECKPOINT_MOST, e) ||
        !crypto_sha256(text_span(&s->checkpoint), &hash, e)) {
        return false;
    }
    s->found = memcmp(&hash, &s->stamp.imprint, sizeof hash) == 0;
    return !s->found || (gate_path(s->g, path, e, "stamps/%.*s.tsq", (int)(n - ending), name) &&
                         file_load(&s->request, path, RESPONSE_MOST, e));
}

static bool find_request(struct stamping *s, struct error *e)
{
    char folder[PATH_SIZE];
    if (!gate_path(s->g, folder, e, "stamps") ||
        (folder_exists(folder) && !folder_each(folder, look_at, s, e))) {
        return false;
    }
    if (!s->found) {
        (void)!fail(e, ERROR_VERIFY, "stamp.bytes", "the time stamp is of no checkpoint that one was asked for");
        error_hint(e, "proviso stamp request --out FILE.tsq, and send that file to the authority");
    }
    return s->found && checkpoint_of(text_span(&s->checkpoint), &s->of, NULL, e);
}

static bool is_size(void *ctx, const struct found *f, struct error *e)
{
    const struct stamping *s = ctx;
    return (uint64_t)json_number(f->entry, "size") != s->of.size ||
           fail(e, ERROR_USAGE, "stamp.twice", "the ledger of this size has a time stamp: %s", f->subject);
}

static bool keep(const struct stamping *s, struct error *e)
{
    char folder[PATH_SIZE], tsr[PATH_SIZE], checkpoint[PATH_SIZE];
    const unsigned long long size = s->of.size;
    return s->g->dry ||
           (gate_path(s->g, folder, e, "public/ledger/stamps") && folder_make(folder, FILE_PUBLIC, e) &&
            folder_sync_of(folder, e) && gate_path(s->g, tsr, e, "public/ledger/stamps/%llu.tsr", size) &&
            gate_path(s->g, checkpoint, e, "public/ledger/stamps/%llu.checkpoint", size) &&
            file_save(checkpoint, text_span(&s->checkpoint), FILE_PUBLIC, e) &&
            file_save(tsr, text_span(&s->response), FILE_PUBLIC, e));
}

static bool hex_of(struct span bytes, struct text *hex, struct error *e)
{
    struct sha256 hash;
    return crypto_sha256(bytes, &hash, e) && text_add_hex(hex, hash.at, sizeof hash.at, e);
}

static bool draft(const struct stamping *s, struct draft *d, struct error *e)
{
    char at[INSTANT_TEXT];
    struct text root = {0}, response = {0}, checkpoint = {0};
    instant_format(s->stamp.at, at);
    bool ok = text_add_hex(&root, s->of.root.at, sizeof s->of.root.at, e) &&
              hex_of(text_span(&s->response), &response, e) && hex_of(text_span(&s->checkpoint), &checkpoint, e);
    if (ok) {
        d->entry = json_pack("{s:I, s:s, s:s, s:s, s:s}", "size", (json_int_t)s->of.size, "root", root.at, "response",
                             response.at, "checkpoint", checkpoint.at, "at", at);
        ok = json_made(d->entry, e);
    }
    text_free(&root);
    text_free(&response);
    text_free(&checkpoint);
    return ok;
}

bool gate_stamp_add(struct gate *g, const char *path, const char *ca, struct signers by, struct gate_stamp *out,
                    char id[GATE_ID], struct error *e)
{
    struct stamping s = {.g = g};
    struct draft d = {.type = "stamp"};
    bool ok = file_load(&s.response, path, RESPONSE_MOST, e) && stamp_read(text_span(&s.response), &s.stamp, e) &&
              gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER, 1, "a time stamp", e) &&
              find_request(&s, e) && stamp_answers(text_span(&s.response), text_span(&s.request), e) &&
              (ca == NULL || stamp_trusted(text_span(&s.response), text_span(&s.checkpoint), ca, e)) &&
              gate_each(g, "stamp", NULL, is_size, &s, e) && keep(&s, e) && draft(&s, &d, e) &&
              gate_append_next(g, &d, "ts", by, id, e);
    gate_end(g);
    if (ok) {
        *out = (struct gate_stamp){.size = s.of.size, .at = s.stamp.at};
    }
    gate_draft_clear(&d);
    text_free(&s.response);
    text_free(&s.request);
    text_free(&s.checkpoint);
    return ok;
}
