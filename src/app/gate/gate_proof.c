/* gate_proof.c: one row or one entry proved to a stranger, as files that need no ledger and no custody.
 *
 *   b1-19.leaf, b1-19.tlog-proof    what the recipient is told of row 19, and that it is a leaf of b1's row tree
 *   b1.entry, b1.tlog-proof         the batch's entry, which names that tree's root, and that it is in the ledger
 *   b1-19.opening.json              what the viewer may see behind the leaf's commitments (gate_opening.c); private
 *   entry-7.entry, entry-7.tlog-proof
 *
 * (1) An opening that shows more than the recipient was told is an act: it is entered first, and written after that. A
 *     crash in between leaves an entry for an opening that never left; doing it again enters another.
 * (2) Which leaf is whose is the row's answer: before its package was handed over it is told by such an act alone (I5).
 * (3) The person is shown nothing that an accounting keeps from them.
 */
#include "app/gate/gate_concerned.h"

#include <inttypes.h>
#include <stdio.h>

enum { NOTE_LIMIT = 1000 * 1000, OPENERS = ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER };

/* --- trees and the notes that state them --- */

static bool load_note(const char *path, struct span vkey, struct text *note, struct checkpoint *c, struct error *e)
{
    return file_load(note, path, NOTE_LIMIT, e) && checkpoint_open(text_span(note), vkey, c, e);
}

/* One that stands under a key of before is of no use to who has the present one. */
static bool load_cosigned(const char *path, struct ledger_notes *out, struct error *e)
{
    if (!file_exists(path) || load_note(path, text_span(&out->vkey), &out->cosigned, &out->seen, e)) {
        return true;
    }
    out->earlier = out->cosigned;
    out->cosigned = (struct text){0};
    out->seen.size = 0;
    return strcmp(e->code, "note.unsigned") == 0;
}

bool ledger_notes_open(const struct gate *g, struct ledger_notes *out, struct error *e)
{
    char path[PATH_SIZE];
    struct text line = {0};
    *out = (struct ledger_notes){0};
    bool ok = gate_path(g, path, e, "public/ledger/vkey") && file_load(&line, path, PATH_SIZE, e) &&
              text_add(&out->vkey, span_trim(text_span(&line)), e) && gate_path(g, path, e, "public/ledger/checkpoint") &&
              load_note(path, text_span(&out->vkey), &out->note, &out->tree, e) &&
              gate_path(g, path, e, "public/ledger/cosigned") && load_cosigned(path, out, e);
    text_free(&line);
    if (!ok) {
        ledger_notes_close(out);
    }
    return ok;
}

void ledger_notes_close(struct ledger_notes *n)
{
    text_free(&n->vkey);
    text_free(&n->note);
    text_free(&n->cosigned);
    text_free(&n->earlier);
}

void proved_clear(struct proved *p)
{
    text_free(&p->entry);
    text_free(&p->proof);
}

bool ledger_prove(const struct gate *g, const struct ledger_notes *n, uint64_t index, struct proved *out,
                  struct error *e)
{
    char folder[PATH_SIZE];
    bool seen = index < n->seen.size;
    out->index = index;
    out->size = seen ? n->seen.size : n->tree.size;
    return gate_path(g, folder, e, "public/ledger") && tree_entry(folder, n->tree.size, index, &out->entry, e) &&
           proof_make(&out->proof, folder, n->tree.size, text_span(seen ? &n->cosigned : &n->note),
                      text_span(&n->vkey), index, e);
}

/* --- the row tree, under the log's key of its time --- */

/* The verifier key line of the row tree under the log's key; its note under that. */
static bool try_key(struct row_note *n, const char *path, const char *origin, const uint8_t key[ED25519_PUBLIC],
                    struct error *e)
{
    text_clear(&n->vkey);
    text_clear(&n->note);
    return note_vkey(&n->vkey, origin, key, e) && load_note(path, text_span(&n->vkey), &n->note, &n->tree, e);
}

struct trying {
    struct row_note *n;
    const char *path, *origin;
    bool found;
};

static bool try_before(void *ctx, const struct found *f, struct error *e)
{
    struct trying *t = ctx;
    uint8_t key[ED25519_PUBLIC];
    size_t n = sizeof key;
    if (t->found || strcmp(json_text(f->entry, "key"), gate_key_name(GATE_KEY_LEDGER)) != 0 ||
        !base64_decode(span_of(json_text(f->entry, "before")), false, key, &n) || n != sizeof key) {
        return true;
    }
    t->found = try_key(t->n, t->path, t->origin, key, e);
    return t->found || strcmp(e->code, "note.unsigned") == 0;
}

bool row_note_open(struct gate *g, const struct ledger_notes *ledger, const char *batch, struct row_note *out,
                   struct error *e)
{
    char path[PATH_SIZE], name[256], origin[512];
    uint8_t key[ED25519_PUBLIC];
    struct trying t = {.n = out, .path = path, .origin = origin};
    *out = (struct row_note){0};
    bool ok = note_parse_vkey(text_span(&ledger->vkey), name, sizeof name, key, e) &&
              path_format(origin, sizeof origin, e, "%s/batches/%s", name, batch) &&
              gate_path(g, path, e, "public/batches/%s/checkpoint", batch);
    t.found = ok && try_key(out, path, origin, key, e);
    ok = ok && (t.found || (strcmp(e->code, "note.unsigned") == 0 && gate_each(g, "rotation", NULL, try_before, &t, e) &&
                            (t.found || fail(e, ERROR_VERIFY, "note.unsigned",
                                             "%s is not signed by a key that the log had", path))));
    if (!ok) {
        row_note_close(out);
    }
    return ok;
}

void row_note_close(struct row_note *n)
{
    text_free(&n->vkey);
    text_free(&n->note);
}

static bool row_prove(struct gate *g, const struct ledger_notes *ledger, const char *batch, uint64_t leaf,
                      struct proved *out, struct error *e)
{
    char folder[PATH_SIZE];
    struct row_note n;
    if (!row_note_open(g, ledger, batch, &n, e)) {
        return false;
    }
    out->index = leaf;
    out->size = n.tree.size;
    bool ok = gate_path(g, folder, e, "public/batches/%s", batch) &&
              tree_entry(folder, n.tree.size, leaf, &out->entry, e) &&
              proof_make(&out->proof, folder, n.tree.size, text_span(&n.note), text_span(&n.vkey), leaf, e);
    row_note_close(&n);
    return ok;
}

/* --- files --- */

static bool put(const char *out_dir, const char *stem, const char *ending, const struct text *bytes,
                enum file_access access, struct error *e)
{
    char path[PATH_SIZE];
    return path_format(path, sizeof path, e, "%s/%s.%s", out_dir, stem, ending) &&
           file_save(path, text_span(bytes), access, e);
}

/* STEM.entry or STEM.leaf, then its proof. */
static bool put_proved(const char *out_dir, const char *stem, const char *ending, const struct proved *p,
                       struct error *e)
{
    return folder_make(out_dir, FILE_PRIVATE, e) && put(out_dir, stem, ending, &p->entry, FILE_PUBLIC, e) &&
           put(out_dir, stem, "tlog-proof", &p->proof, FILE_PUBLIC, e);
}

static void say(struct gate_proof *out, const struct proved *p)
{
    out->index = p->index;
    out->size = p->size;
    out->bytes = p->proof.len;
}

bool gate_prove_entry(struct gate *g, uint64_t index, const char *out_dir, struct gate_proof *out, struct error *e)
{
    struct ledger_notes notes;
    struct proved p = {0};
    *out = (struct gate_proof){0};
    (void)snprintf(out->stem, sizeof out->stem, "entry-%" PRIu64, index);
    if (!ledger_notes_open(g, &notes, e)) {
        return false;
    }
    bool ok = index < notes.tree.size;
    if (!ok) {
        (void)!fail(e, ERROR_INPUT, "entry.none", "the ledger has no entry %" PRIu64, index);
        error_hint(e, "the first is 0; `proviso status` says how many there are");
    }
    ok = ok && ledger_prove(g, &notes, index, &p, e) && (g->dry || put_proved(out_dir, out->stem, "entry", &p, e));
    say(out, &p);
    proved_clear(&p);
    ledger_notes_close(&notes);
    return ok;
}

/* --- a row --- */

static void proved_row_clear(struct proved_row *r)
{
    plan_clear(&r->plan);
    text_free(&r->leaf);
}

static bool find_row(struct gate *g, const char *name, struct proved_row *out, struct error *e)
{
    struct row_record *rows = NULL;
    size_t count = 0;
    bool ok = row_named(name, out->batch, &out->number, e) && plan_of_batch(g, out->batch, &out->plan, e) &&
              plan_rows(g, &out->plan, &rows, &count, e) &&
              (out->number <= count ||
               fail(e, ERROR_INPUT, "row.none", "%s has %s", out->batch, COUNTED(count, "row", "rows")));
    if (ok) {
        out->record = rows[out->number - 1];
    }
    memory_free(rows);
    return ok;
}

static bool find_erased(const struct gate *g, const struct proved_row *row, bool *erased, struct error *e)
{
    uint8_t key[KEY_SIZE];
    bool ok = row_key_load(g, row->batch, row->number, key, e);
    *erased = ok && row_key_erased(key);
    memory_wipe(key, sizeof key);
    return ok;
}

/* --- who may see it, and when --- */

static bool not_before_handover(struct gate *g, const struct proved_row *row, enum gate_viewer viewer, struct error *e)
{
    char release[GATE_ID];
    struct disclosure left;
    (void)snprintf(release, sizeof release, "r%s", row->batch + 1);
    if (viewer > VIEWER_RECIPIENT) {
        return true;
    }
    if (!release_disclosed(g, release, &left, e)) {
        return false;
    }
    if (!left.found) {
        (void)!fail(e, ERROR_HELD, "prove.early", "the answers of %s were not handed over, and a row's leaf is its answer",
                    row->batch);
        error_hint(e, "proviso handover %s; two people may open a row earlier: --for court, inspector or person", release);
    }
    return left.found;
}

/* Worded alike whatever keeps it from them. */
static bool not_withheld(struct gate *g, const struct proved_row *row, enum gate_viewer viewer, struct error *e)
{
    struct given v = {0};
    struct told t = {0};
    if (viewer != VIEWER_PERSON) {
        return true;
    }
    bool ok = given_find(&v, g, row->batch, e) && told_open(&t, &v, g->now, e);
    if (ok && told_kept_back(&t, g->now)) {
        ok = fail(e, ERROR_HELD, "prove.withheld", "%s:%" PRIu64 " is not for the person to see", row->batch, row->number);
        error_hint(e, "a court or an inspector may be shown it: --for court, --for inspector");
    }
    told_clear(&t);
    given_close(&v);
    return ok;
}

/* That a row was shown, to what kind of viewer; which row, and why, in the private document alone. */
static bool enter_opening(struct gate *g, const struct proved_row *row, const struct gate_proof_options *o,
                          uint64_t erasures, struct signers by, char id[GATE_ID], struct error *e)
{
    struct draft d = {.type = "opening"};
    if (o->cites == NULL || o->cites[0] == '\0') {
        (void)!fail(e, ERROR_USAGE, "opening.cites", "an opening to a %s names the paper that it rests on",
                    gate_viewer_name(o->viewer));
        error_hint(e, "--cites TEXT");
        return false;
    }
    bool ok = gate_begin(g, e) && gate_require(g, by, OPENERS, 2, "opening a row", e) &&
              not_withheld(g, row, o->viewer, e) &&
              (gate_count(g, "erasure", row->batch) == erasures ||
               fail(e, ERROR_STALE, "opening.stale", "rows of %s were erased meanwhile; do it again", row->batch));
    if (ok) {
        memcpy(d.parent, row->batch, GATE_ID);
        d.entry = json_pack("{s:i, s:s}", "rows", 1, "for", gate_viewer_name(o->viewer));
        d.document = json_pack("{s:[I], s:s}", "rows", (json_int_t)row->number, "cites", o->cites);
        ok = json_made(d.entry, e) && json_made(d.document, e) && gate_append_next(g, &d, "op", by, id, e);
    }
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

static bool opening_text(json_t *opening, const char *act, struct text *out, struct error *e)
{
    return (act[0] == '\0' || json_object_set_new(opening, "opening", json_string(act)) == 0 || json_made(NULL, e)) &&
           json_pretty(opening, out, e);
}

/* Makes the opening, and enters it where it is an act. */
static bool open_row(struct gate *g, const struct proved_row *row, const struct gate_proof_options *o,
                     struct signers by, struct gate_proof *out, struct text *bytes, struct error *e)
{
    json_t *opening = NULL;
    if (o->viewer == VIEWER_NONE) {
        return true;
    }
    uint64_t erasures = gate_count(g, "erasure", row->batch);
    bool ok = opening_make(g, row, o->viewer, &opening, e) &&
              (o->viewer == VIEWER_RECIPIENT || enter_opening(g, row, o, erasures, by, out->opening, e)) &&
              opening_text(opening, out->opening, bytes, e);
    json_decref(opening);
    return ok;
}

static bool put_row(const struct gate_proof_options *o, const struct proved_row *row, const struct proved *leaf,
                    const struct proved *entry, const struct text *opening, const char *stem, struct error *e)
{
    return put_proved(o->out, stem, "leaf", leaf, e) && put_proved(o->out, row->batch, "entry", entry, e) &&
           (opening->len == 0 || put(o->out, stem, "opening.json", opening, FILE_PRIVATE, e));
}

/* The row's leaf and the batch's entry, each with its proof, as they are once the opening was entered. */
static bool prove_both(struct gate *g, const struct proved_row *row, uint64_t entry_index, struct proved *leaf,
                       struct proved *entry, struct error *e)
{
    struct ledger_notes notes;
    if (!ledger_notes_open(g, &notes, e)) {
        return false;
    }
    bool ok = row_prove(g, &notes, row->batch, row->record.leaf, leaf, e) &&
              ledger_prove(g, &notes, entry_index, entry, e);
    ledger_notes_close(&notes);
    return ok;
}

static bool read_leaf(struct gate *g, struct proved_row *row, struct error *e)
{
    struct ledger_notes notes;
    struct proved leaf = {0};
    if (!ledger_notes_open(g, &notes, e)) {
        return false;
    }
    bool ok = row_prove(g, &notes, row->batch, row->record.leaf, &leaf, e) &&
              text_add(&row->leaf, text_span(&leaf.entry), e);
    ledger_notes_close(&notes);
    proved_clear(&leaf);
    return ok;
}

bool gate_prove_row(struct gate *g, const struct gate_proof_options *o, struct signers by, struct gate_proof *out,
                    struct error *e)
{
    struct proved_row row = {0};
    struct proved leaf = {0}, entry = {0};
    struct found batch = {0};
    struct text opening = {0};
    *out = (struct gate_proof){0};
    bool ok = find_row(g, o->row, &row, e) && gate_get(g, "batch", row.batch, &batch, e) &&
              not_before_handover(g, &row, o->viewer, e) && find_erased(g, &row, &out->erased, e) && read_leaf(g, &row, e) &&
              open_row(g, &row, o, by, out, &opening, e) && prove_both(g, &row, batch.index, &leaf, &entry, e);
    (void)snprintf(out->stem, sizeof out->stem, "%s-%" PRIu64, row.batch, row.number);
    say(out, &leaf);
    ok = ok && (g->dry || put_row(o, &row, &leaf, &entry, &opening, out->stem, e));
    found_clear(&batch);
    proved_clear(&leaf);
    proved_clear(&entry);
    proved_row_clear(&row);
    text_free(&opening);
    return ok;
}
