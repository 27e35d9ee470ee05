/* gate_witness.c: who the witnesses are, and what they have to have signed.
 *
 * (1) Registered by two keys, and so is the quorum: fewer witnesses raise what may leave.
 * (2) One key is one witness, whatever names it goes by.
 * (3) What a release entered leaves the house only when as many of the witnesses of now as the quorum of now
 *     asks for signed a checkpoint that covers the entry. An order or a halt asks for none.
 * (4) A ledger that is smaller than what was once sent to witnesses, or another one, is not opened.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

enum { NOTE_LIMIT = 1000 * 1000 };

/* --- who they are --- */

static bool keep_witness(void *ctx, const struct found *f, struct error *e)
{
    struct witness_list *all = ctx;
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->at[i].id, f->subject) == 0) { /* removed */
            memmove(&all->at[i], &all->at[i + 1], (all->count - i - 1) * sizeof *all->at);
            all->count--;
            return true;
        }
    }
    if (all->count == WITNESSES_MOST) {
        return fail(e, ERROR_VERIFY, "witness.many", "more than %d witnesses are registered", WITNESSES_MOST);
    }
    memset(&all->at[all->count], 0, sizeof *all->at);
    (void)snprintf(all->at[all->count].id, GATE_ID, "%s", f->subject);
    (void)snprintf(all->at[all->count].name, sizeof all->at->name, "%s", json_text(f->document, "name"));
    (void)snprintf(all->at[all->count].url, sizeof all->at->url, "%s", json_text(f->document, "url"));
    return witness_parse(span_of(json_text(f->entry, "vkey")), &all->at[all->count++].key, e);
}

bool gate_witness_list(struct gate *g, struct witness_list *out, struct error *e)
{
    struct found quorum;
    bool set;
    out->count = 0;
    if (!gate_find(g, "quorum", NULL, &quorum, &set, e)) {
        return false;
    }
    out->quorum = (unsigned)json_number(quorum.entry, "cosignatures");
    found_clear(&quorum);
    return gate_each(g, "witness", NULL, keep_witness, out, e);
}

bool witness_count(const struct witness_list *all, struct span note, unsigned *count, struct error *e)
{
    *count = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct span line;
        if (!witness_signed(note, &all->at[i].key, &line, NULL, e)) {
            error_context(e, "%s", all->at[i].id);
            return false;
        }
        *count += line.len > 0;
    }
    return true;
}

bool witness_find(const struct witness_list *all, const char *which, size_t *at, struct error *e)
{
    for (*at = 0; *at < all->count; ++*at) {
        if (strcmp(which, all->at[*at].id) == 0 || strcmp(which, all->at[*at].key.name) == 0) {
            return true;
        }
    }
    (void)!fail(e, ERROR_INPUT, "witness.unknown", "no witness of this number or name is registered");
    error_hint(e, "`proviso witness list` lists them");
    return false;
}

/* --- acts --- */

static bool is_new(const struct gate *g, const struct witness_list *all, const struct witness *w, struct error *e)
{
    uint8_t own[ED25519_PUBLIC];
    if (!ed25519_public(g->ledger_key, own, e)) {
        return false;
    }
    bool twice = memcmp(own, w->public_key, sizeof own) == 0;
    for (size_t i = 0; i < all->count; i++) {
        twice = twice || memcmp(all->at[i].key.public_key, w->public_key, sizeof own) == 0;
    }
    if (twice) {
        return fail(e, ERROR_USAGE, "witness.twice", "this key is the log's own, or a witness's already");
    }
    return all->count < WITNESSES_MOST ||
           fail(e, ERROR_USAGE, "witness.many", "there are %d witnesses already", WITNESSES_MOST);
}

static bool url_is_good(const char *url, struct error *e)
{
    bool good = strlen(url) < sizeof((struct witness_list *)NULL)->at->url &&
                (span_starts(span_of(url), "https://") || span_starts(span_of(url), "http://"));
    for (const char *c = url; *c != '\0'; c++) {
        good = good && *c > ' ' && *c < 127 && *c != '"' && *c != '\\';
    }
    return good || fail(e, ERROR_USAGE, "witness.url", "--url begins with https:// (or http://) and holds no blank or quote");
}

bool gate_witness_add(struct gate *g, const struct gate_witness *w, struct signers by, char id[GATE_ID],
                      struct error *e)
{
    struct witness key;
    struct witness_list all;
    struct draft d = {.type = "witness"};
    const char *name = w->name == NULL ? "" : w->name, *url = w->url == NULL ? "" : w->url;
    if (!witness_parse(span_trim(span_of(w->vkey)), &key, e)) {
        e->category = ERROR_USAGE;
        error_hint(e, "the operator of the witness publishes it: NAME+HASH+KEY, of signature type 4");
        return false;
    }
    d.entry = json_pack("{s:s%}", "vkey", w->vkey, span_trim(span_of(w->vkey)).len);
    d.document = json_pack("{s:s, s:s}", "name", name, "url", url);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) && (url[0] == '\0' || url_is_good(url, e)) &&
              gate_begin(g, e) && gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "registering a witness", e) &&
              gate_witness_list(g, &all, e) && is_new(g, &all, &key, e) && gate_next_id(g, "witness", "w", d.subject, e) &&
              gate_append(g, &d, 1, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    return ok;
}

static bool enough_remain(const struct witness_list *all, struct error *e)
{
    if (all->count > all->quorum) {
        return true;
    }
    (void)!fail(e, ERROR_USAGE, "witness.quorum", "fewer witnesses than the quorum of %u would remain", all->quorum);
    error_hint(e, "register another one first, or lower the quorum: proviso witness quorum K");
    return false;
}

bool gate_witness_remove(struct gate *g, const char *which, struct signers by, char id[GATE_ID], struct error *e)
{
    struct witness_list all;
    size_t at = 0;
    struct draft d = {.type = "witness", .entry = json_pack("{s:b}", "removed", 1)};
    bool ok = json_made(d.entry, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "removing a witness", e) &&
              gate_witness_list(g, &all, e) && witness_find(&all, which, &at, e) && enough_remain(&all, e);
    if (ok) {
        memcpy(d.subject, all.at[at].id, GATE_ID);
        ok = gate_append(g, &d, 1, by, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    return ok;
}

bool gate_witness_quorum(struct gate *g, uint64_t count, struct signers by, char id[GATE_ID], struct error *e)
{
    struct witness_list all;
    struct draft d = {.type = "quorum", .entry = json_pack("{s:I}", "cosignatures", (json_int_t)count)};
    bool ok = json_made(d.entry, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL, 2, "the quorum of witnesses", e) &&
              gate_witness_list(g, &all, e) &&
              (count <= all.count || fail(e, ERROR_USAGE, "witness.quorum", "only %s registered",
                   COUNTED(all.count, "witness is", "witnesses are"))) &&
              gate_next_id(g, "quorum", "q", d.subject, e) && gate_append(g, &d, 1, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    return ok;
}

/* --- what they signed --- */

bool gate_note(const struct gate *g, const char *name, struct text *out, struct checkpoint *c, struct error *e)
{
    char path[PATH_SIZE];
    c->size = 0;
    if (!gate_path(g, path, e, "%s", name) || !file_exists(path)) {
        return path[0] != '\0';
    }
    if (!file_load(out, path, NOTE_LIMIT, e) || !checkpoint_of(text_span(out), c, NULL, e)) {
        error_context(e, "%s", path);
        return false;
    }
    return true;
}

/* The tree of the checkpoint is the beginning of the ledger. */
static bool is_beginning(struct gate *g, const struct checkpoint *c, struct error *e)
{
    struct sha256 proof[PROOF_MOST];
    size_t count;
    const struct checkpoint *now = ledger_checkpoint(g->ledger);
    return ledger_prove_consistency(g->ledger, c->size, now->size, proof, &count, e) &&
           merkle_verify_consistency(c->size, now->size, &c->root, &now->root, proof, count, e);
}

/* A reader's view may be older than what was written meanwhile. */
static bool grew_meanwhile(struct gate *g, const struct checkpoint *c)
{
    struct text note = {0};
    struct checkpoint now = {0};
    struct error ignored;
    bool grew = !g->begun && ledger_note(g->ledger, &note, &ignored) &&
                checkpoint_of(text_span(&note), &now, NULL, &ignored) && now.size >= c->size;
    text_free(&note);
    return grew;
}

bool gate_not_rolled_back(struct gate *g, struct error *e)
{
    static const char *const names[] = {"public/ledger/cosigned", "witnesses/asked"};
    const struct checkpoint *now = ledger_checkpoint(g->ledger);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text note = {0};
        struct checkpoint c;
        bool ok = gate_note(g, names[i], &note, &c, e);
        text_free(&note);
        if (!ok) {
            return false;
        }
        if (c.size == 0 || (c.size > now->size && grew_meanwhile(g, &c))) {
            continue;
        }
        if (c.size > now->size || strcmp(c.origin, now->origin) != 0 || !is_beginning(g, &c, e)) {
            (void)!fail(e, ERROR_VERIFY, "ledger.rolled-back",
                        "the ledger (%s) does not continue the one that witnesses saw (%s: %s)",
                        COUNTED(now->size, "entry", "entries"), COUNTED(c.size, "entry", "entries"), names[i]);
            error_hint(e, "a ledger never shrinks and never changes: restore public/ledger whole from a copy");
            return false;
        }
    }
    return true;
}

bool gate_cosigned(struct gate *g, uint64_t index, struct error *e)
{
    struct witness_list all;
    struct checkpoint c;
    struct text note = {0};
    unsigned count = 0;
    if (!gate_witness_list(g, &all, e)) {
        return false;
    }
    if (all.quorum == 0) {
        return true;
    }
    bool ok = gate_note(g, "public/ledger/cosigned", &note, &c, e) &&
              (c.size <= index || (is_beginning(g, &c, e) && witness_count(&all, text_span(&note), &count, e)));
    text_free(&note);
    if (ok && count < all.quorum) {
        ok = fail(e, ERROR_HELD, "cosignatures.missing",
                  "entry %llu of the ledger is not under a checkpoint that %u of the witnesses signed",
                  (unsigned long long)index, all.quorum);
        error_hint(e, "ask the witnesses (proviso-witness, or proviso witness ask), then do it again");
    }
    return ok;
}
