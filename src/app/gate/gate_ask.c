/* gate_ask.c: asking witnesses (C2SP tlog-witness), without a connection of our own: requests are written to
 * files, answers read from files; tools/witness carries them.
 *
 *   witnesses/asked    the checkpoint that was sent to them last, with what they signed of it
 *   witnesses/ID.size  the size that the witness knows
 *
 * (1) An answer belongs to `asked`, which may be older than the checkpoint of now: both get the line where they
 *     state the same.
 * (2) asked, then checkpoint, then cosigned: each whole or not at all, and each made from the one before
 *     it, so that an answer taken again makes up for a crash.
 * (3) What a witness says without a signature (its size) is believed only as a place to begin a proof.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { RESPONSE_MOST = 1 << 16, SIZE_MOST = 64 };

static const char asked_name[] = "witnesses/asked";

static bool save(const struct gate *g, const char *name, struct span bytes, enum file_access access,
                 struct error *e)
{
    char path[PATH_SIZE];
    return g->dry || (gate_path(g, path, e, "%s", name) && file_save(path, bytes, access, e));
}

/* What the witness knows; 0 where nothing is known of it. */
static bool load_size(const struct gate *g, const char *id, uint64_t *out, struct error *e)
{
    char path[PATH_SIZE];
    struct text t = {0};
    *out = 0;
    bool ok = gate_path(g, path, e, "witnesses/%s.size", id);
    if (ok && file_exists(path)) {
        ok = file_load(&t, path, SIZE_MOST, e);
        if (ok && !span_number(span_trim(text_span(&t)), out)) {
            *out = 0; /* it is asked anew and says so itself */
        }
    }
    text_free(&t);
    return ok;
}

static bool save_size(const struct gate *g, const char *id, uint64_t size, struct error *e)
{
    char name[64], digits[32];
    (void)snprintf(name, sizeof name, "witnesses/%s.size", id);
    (void)snprintf(digits, sizeof digits, "%llu\n", (unsigned long long)size);
    return save(g, name, span_of(digits), FILE_PRIVATE, e);
}

/* --- ask --- */

/* The checkpoint of now with all that was signed of it. */
static bool make_asked(struct gate *g, struct text *note, struct error *e)
{
    char folder[PATH_SIZE];
    struct text now = {0};
    struct checkpoint c;
    const struct checkpoint *want = ledger_checkpoint(g->ledger);
    bool ok = (want->size > 0 || fail(e, ERROR_INPUT, "witness.empty", "the ledger is empty: there is nothing to sign")) &&
              gate_path(g, folder, e, "witnesses") && (g->dry || folder_make(folder, FILE_PRIVATE, e)) &&
              ledger_note(g->ledger, &now, e) && gate_note(g, asked_name, note, &c, e);
    if (ok && c.size != want->size) {
        text_clear(note);
        ok = text_add(note, text_span(&now), e) && save(g, asked_name, text_span(note), FILE_PRIVATE, e);
    }
    text_free(&now);
    return ok;
}

static bool write_request(struct gate *g, const char *path, uint64_t old, struct span note, struct error *e)
{
    struct sha256 proof[PROOF_MOST];
    size_t count = 0;
    uint64_t size = ledger_checkpoint(g->ledger)->size;
    struct text t = {0};
    bool ok = (old == 0 || ledger_prove_consistency(g->ledger, old, size, proof, &count, e)) &&
              witness_request(&t, old, proof, count, note, e) &&
              (g->dry || file_save(path, text_span(&t), FILE_PRIVATE, e));
    text_free(&t);
    return ok;
}

static bool ask_one(struct gate *g, const char *out_dir, const struct witness_list *all, size_t i, struct span note,
                    json_t *list, struct error *e)
{
    char path[PATH_SIZE];
    uint64_t old, size = ledger_checkpoint(g->ledger)->size;
    if (!load_size(g, all->at[i].id, &old, e)) {
        return false;
    }
    if (old > size) {
        old = 0; /* left of another ledger; what is smaller than what was sent out is not opened */
    }
    if (!path_format(path, sizeof path, e, "%s/%s.request", out_dir, all->at[i].id) ||
        !write_request(g, path, old, note, e)) {
        return false;
    }
    json_t *one = json_pack("{s:s, s:s, s:s, s:I, s:I}", "number", all->at[i].id, "url", all->at[i].url, "file", path,
                            "old", (json_int_t)old, "size", (json_int_t)size);
    return json_made(one, e) && (json_array_append_new(list, one) == 0 || json_made(NULL, e));
}

bool gate_witness_ask(struct gate *g, const char *out_dir, struct text *out, struct error *e)
{
    struct witness_list all;
    struct text note = {0};
    json_t *list = json_array();
    bool ok = json_made(list, e) && gate_begin(g, e) && gate_witness_list(g, &all, e);
    if (ok && all.count == 0) {
        ok = fail(e, ERROR_INPUT, "witness.none", "no witness is registered");
        error_hint(e, "proviso witness add --vkey VKEY --url URL (two keys)");
    }
    ok = ok && make_asked(g, &note, e) && (g->dry || folder_make(out_dir, FILE_PRIVATE, e));
    for (size_t i = 0; ok && i < all.count; i++) {
        ok = ask_one(g, out_dir, &all, i, text_span(&note), list, e);
    }
    gate_end(g);
    ok = ok && json_canonical(list, out, e);
    json_decref(list);
    text_free(&note);
    return ok;
}

/* --- answers --- */

static bool refused(struct error *e, uint64_t status)
{
    static const struct {
        uint64_t status;
        enum error_category category;
        const char *code, *what, *hint;
    } known[] = {
        {400, ERROR_FAILED, "witness.bad-request", "the witness could not read the request", "was the file sent as it is?"},
        {403, ERROR_HELD, "witness.key", "the witness trusts none of the keys that signed the checkpoint",
         "its operator has to take in public/ledger/vkey (after a rotation: the new one)"},
        {404, ERROR_HELD, "witness.log", "the witness does not know this log, or the address is wrong",
         "its operator has to take in public/ledger/vkey"},
        {422, ERROR_VERIFY, "witness.inconsistent",
         "the witness finds that the ledger does not continue what it saw of it",
         "compare the ledger with a copy before anything else is done: somebody may have altered it"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].status == status) {
            (void)!fail(e, known[i].category, known[i].code, "%s", known[i].what);
            error_hint(e, "%s", known[i].hint);
            return false;
        }
    }
    (void)!fail(e, ERROR_HELD, "witness.status", "the witness answered with status %llu", (unsigned long long)status);
    error_hint(e, "ask it again later");
    return false;
}

struct answering {
    struct gate *g;
    struct witness_list all;
    size_t at; /* who answers */
    struct text response, asked, checkpoint;
    struct checkpoint of; /* what `asked` states */
    struct gate_answered *out;
};

/* 409: the witness saw another size last. */
static bool take_size(struct answering *a, struct error *e)
{
    uint64_t known, thought, size = ledger_checkpoint(a->g->ledger)->size;
    const char *id = a->all.at[a->at].id;
    if (!span_number(span_trim(text_span(&a->response)), &known)) {
        return fail(e, ERROR_INPUT, "witness.response", "the witness's answer is no size");
    }
    if (!load_size(a->g, id, &thought, e)) {
        return false;
    }
    if (known > size || (known == size && thought == size)) {
        (void)!fail(e, ERROR_VERIFY, "witness.ahead",
                    known > size ? "%s says that it signed a ledger of %llu entries; this one has %llu: it was rolled back"
                                 : "%s says that it signed another ledger of %llu entries than this one of %llu",
                    id, (unsigned long long)known, (unsigned long long)size);
        error_hint(e, "restore public/ledger whole from a copy before anything else is done");
        return false;
    }
    a->out->again = true;
    a->out->knows = known;
    return save_size(a->g, id, known, e);
}

/* The witness's line out of its answer, put under `asked`. */
static bool take_line(struct answering *a, struct error *e)
{
    const struct witness *w = &a->all.at[a->at].key;
    struct text note = {0}, with = {0};
    struct checkpoint c;
    struct span body, line;
    bool ok = checkpoint_of(text_span(&a->asked), &c, &body, e) && text_add(&note, body, e) &&
              text_addc(&note, '\n', e) && text_add(&note, text_span(&a->response), e) &&
              witness_signed(text_span(&note), w, &line, NULL, e) &&
              (line.len > 0 || fail(e, ERROR_INPUT, "cosignature.none",
                                    "the answer holds no cosignature by %s", a->all.at[a->at].id)) &&
              witness_add(&with, text_span(&a->asked), w, line, e);
    if (!ok && strcmp(e->code, "cosignature.wrong") == 0) {
        error_hint(e, "of the checkpoint that was sent last; was it asked again meanwhile? proviso witness ask");
    }
    if (ok) {
        text_clear(&a->asked);
        ok = text_add(&a->asked, text_span(&with), e) && save(a->g, asked_name, text_span(&a->asked), FILE_PRIVATE, e);
    }
    text_free(&note);
    text_free(&with);
    return ok;
}

/* All that the witnesses signed of `asked`, under the checkpoint of the same. */
static bool put_under(struct answering *a, struct error *e)
{
    if (a->of.size != ledger_checkpoint(a->g->ledger)->size) {
        return true;
    }
    bool ok = ledger_note(a->g->ledger, &a->checkpoint, e);
    for (size_t i = 0; ok && i < a->all.count; i++) {
        struct span line;
        struct text with = {0};
        ok = witness_signed(text_span(&a->asked), &a->all.at[i].key, &line, NULL, e);
        if (ok && line.len > 0) {
            ok = witness_add(&with, text_span(&a->checkpoint), &a->all.at[i].key, line, e);
            text_clear(&a->checkpoint);
            ok = ok && text_add(&a->checkpoint, text_span(&with), e);
        }
        text_free(&with);
    }
    return ok && (a->g->dry || ledger_cosign(a->g->ledger, text_span(&a->checkpoint), e));
}

static bool take_cosignature(struct answering *a, struct error *e)
{
    struct gate_answered *out = a->out;
    out->size = a->of.size;
    out->needed = a->all.quorum > 0 ? a->all.quorum : 1;
    return take_line(a, e) && put_under(a, e) &&
           witness_count(&a->all, text_span(&a->asked), &out->signed_by, e) &&
           (out->signed_by < out->needed ||
            save(a->g, "public/ledger/cosigned", text_span(&a->asked), FILE_PUBLIC, e)) &&
           save_size(a->g, a->all.at[a->at].id, a->of.size, e);
}

static bool answer(struct answering *a, const char *which, uint64_t status, struct error *e)
{
    if (!gate_witness_list(a->g, &a->all, e) || !witness_find(&a->all, which, &a->at, e) ||
        !gate_note(a->g, asked_name, &a->asked, &a->of, e)) {
        return false;
    }
    memcpy(a->out->witness, a->all.at[a->at].id, GATE_ID);
    if (a->of.size == 0) {
        (void)!fail(e, ERROR_USAGE, "witness.asked", "no witness was asked yet");
        error_hint(e, "proviso witness ask");
        return false;
    }
    if (status != 200 && status != 409) {
        return refused(e, status);
    }
    return status == 409 ? take_size(a, e) : take_cosignature(a, e);
}

bool gate_witness_answer(struct gate *g, const char *which, const char *path, uint64_t status,
                         struct gate_answered *out, struct error *e)
{
    *out = (struct gate_answered){0};
    struct answering a = {.g = g, .out = out};
    /* Before the lock: it may come out of a pipe whose other end waits for the network. */
    bool ok = ((status != 200 && status != 409) || file_load(&a.response, path, RESPONSE_MOST, e)) && gate_begin(g, e) &&
              answer(&a, which, status, e);
    gate_end(g);
    text_free(&a.response);
    text_free(&a.asked);
    text_free(&a.checkpoint);
    return ok;
}

/* --- list --- */

static bool list_one(struct gate *g, const struct witness_list *all, size_t i, struct span checkpoint, json_t *list,
                     struct error *e)
{
    struct span line;
    uint64_t knows;
    struct found f;
    if (!load_size(g, all->at[i].id, &knows, e) || !witness_signed(checkpoint, &all->at[i].key, &line, NULL, e) ||
        !gate_get(g, "witness", all->at[i].id, &f, e)) {
        return false;
    }
    json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:I, s:b}", "number", all->at[i].id, "name", all->at[i].name, "url",
                            all->at[i].url, "vkey", json_text(f.entry, "vkey"), "knows", (json_int_t)knows, "signed",
                            line.len > 0 ? 1 : 0);
    found_clear(&f);
    return json_made(one, e) && (json_array_append_new(list, one) == 0 || json_made(NULL, e));
}

bool gate_witnesses(struct gate *g, struct text *out, struct error *e)
{
    struct witness_list all;
    struct text checkpoint = {0}, cosigned = {0};
    struct checkpoint c;
    json_t *list = json_array(), *whole = NULL;
    bool ok = json_made(list, e) && gate_witness_list(g, &all, e) && ledger_note(g->ledger, &checkpoint, e) &&
              gate_note(g, "public/ledger/cosigned", &cosigned, &c, e);
    for (size_t i = 0; ok && i < all.count; i++) {
        ok = list_one(g, &all, i, text_span(&checkpoint), list, e);
    }
    if (ok) {
        whole = json_pack("{s:i, s:I, s:I, s:O}", "quorum", (int)all.quorum, "size",
                          (json_int_t)ledger_checkpoint(g->ledger)->size, "cosigned", (json_int_t)c.size, "witnesses",
                          list);
        ok = json_made(whole, e) && json_canonical(whole, out, e);
    }
    json_decref(whole);
    json_decref(list);
    text_free(&checkpoint);
    text_free(&cosigned);
    return ok;
}
