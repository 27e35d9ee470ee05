/* gate_recall_steps.c: what happens to a recall after it was made: it is sent,
 * acknowledged, sequestered, verified; a litigation hold begins, by one key, and
 * ends, by two and a paper; the recipient says what copies there are.
 */
#include "app/gate/gate_recall.h"

#include <stdio.h>

#include "base/map.h"

enum { ANYONE = ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER };

static const struct {
    enum recall_step step;
    unsigned roles;
    size_t keys;
    const char *act;
} acts[] = {
    [RECALL_ACT_SENT] = {STEP_SENT, ANYONE, 1, "entering that a recall was sent"},
    [RECALL_ACT_ACKNOWLEDGE] = {STEP_ACKNOWLEDGED, ANYONE, 1, "entering an acknowledgement"},
    [RECALL_ACT_SEQUESTER] = {STEP_SEQUESTERED, ANYONE, 1, "entering a sequestration"},
    [RECALL_ACT_VERIFY] = {STEP_VERIFIED, ROLE_APPROVER | ROLE_COUNSEL, 1, "verifying a disposal"},
    [RECALL_ACT_HOLD] = {STEP_HELD, ANYONE, 1, "a litigation hold"},
    [RECALL_ACT_FREE] = {STEP_FREED, ROLE_ADMIN | ROLE_COUNSEL, 2, "ending a litigation hold"},
};

static bool papers_there(enum gate_recall_act act, const char *cites, const char *paper, struct error *e)
{
    if (act == RECALL_ACT_FREE && (cites == NULL || paper == NULL)) {
        return fail(e, ERROR_USAGE, "recall.paper",
                    "ending a hold lets evidence be destroyed: it has to name its paper, --cites TEXT --document PAPER");
    }
    return act != RECALL_ACT_HOLD || cites != NULL ||
           fail(e, ERROR_USAGE, "recall.paper", "a hold has to say what it rests on: --cites TEXT");
}

bool gate_recall_enter(struct gate *g, const char *recall, enum gate_recall_act act, const char *cites, const char *paper,
                       struct signers by, char id[GATE_ID], struct error *e)
{
    struct recall r = {0};
    struct draft d = {0};
    char hash[HEX_256] = "";
    bool ok = papers_there(act, cites, paper, e) && (paper == NULL || gate_paper(paper, hash, e)) &&
              gate_begin_patiently(g, e) && gate_require(g, by, acts[act].roles, acts[act].keys, acts[act].act, e) &&
              recall_get(g, recall, &r, e) && recall_go(&r.course, acts[act].step, g->now, e) &&
              recall_step_draft(g, &r, acts[act].step,
                                json_pack("{s:s, s:s}", "cites", cites == NULL ? "" : cites, "paper", hash), &d, 0, e) &&
              gate_append(g, &d, 1, by, e);
    gate_end(g);
    if (ok) {
        memcpy(id, d.subject, GATE_ID);
    }
    gate_draft_clear(&d);
    recall_clear(&r);
    return ok;
}

/* --- copies --- */

struct inventory {
    struct text bytes;
    char hash[HEX_256];
    uint64_t copies;
    struct dictionary *holders, *devices, *sets;
};

/* An empty field is none. */
static bool count_text(struct dictionary *d, struct span s, struct error *e)
{
    uint32_t ignored;
    s = span_trim(s);
    return s.len == 0 || dictionary_add(d, s, &ignored, e);
}

static bool take_copy(void *ctx, const struct row *row, struct error *e)
{
    struct inventory *v = ctx;
    v->copies++;
    if (span_trim(row->value[FIELD_CONTROL]).len == 0) {
        return fail(e, ERROR_INPUT, "copies.holder", "line %llu of the inventory names no holder",
                    (unsigned long long)row->line);
    }
    return count_text(v->holders, row->value[FIELD_CONTROL], e) && count_text(v->devices, row->value[FIELD_CATEGORY], e) &&
           count_text(v->sets, row->value[FIELD_NOTE], e);
}

static bool read_inventory(struct inventory *v, const char *path, struct error *e)
{
    enum { MOST = 1 << 24 };
    static const struct list_column columns[] = {
        {"holder", FIELD_CONTROL}, {"device", FIELD_CATEGORY}, {"set", FIELD_NOTE}, {"location", -1}};
    struct intake *in = NULL;
    bool ok = file_load(&v->bytes, path, MOST, e) && hash_span(text_span(&v->bytes), v->hash, e) &&
              dictionary_new(&v->holders, e) && dictionary_new(&v->devices, e) && dictionary_new(&v->sets, e) &&
              list_open(&in, path, INTAKE_REQUESTS, columns, sizeof columns / sizeof *columns, e) &&
              list_each(in, path, "copies.row", take_copy, v, e) &&
              (v->copies > 0 || fail(e, ERROR_INPUT, "copies.none", "%s names no copy", path));
    intake_close(in);
    return ok;
}

static void inventory_clear(struct inventory *v)
{
    text_free(&v->bytes);
    dictionary_free(v->holders);
    dictionary_free(v->devices);
    dictionary_free(v->sets);
}

/* Under the lock, before the entry: a crash leaves a file that nothing names. */
static bool keep_inventory(const struct gate *g, const char *recall, const char *id, const struct inventory *v,
                           struct error *e)
{
    char path[PATH_SIZE];
    return g->dry || (gate_path(g, path, e, "recalls/%s/%s.csv", recall, id) &&
                      file_save(path, text_span(&v->bytes), FILE_PRIVATE, e));
}

static bool draft_copies(const struct inventory *v, const struct recall *r, struct gate_copies *out, struct draft *d,
                         struct error *e)
{
    *d = (struct draft){.type = "copies"};
    memcpy(d->subject, out->id, GATE_ID);
    memcpy(d->parent, r->act.subject, GATE_ID);
    out->copies = v->copies;
    out->holders = dictionary_count(v->holders);
    out->devices = dictionary_count(v->devices);
    out->sets = dictionary_count(v->sets);
    d->entry = json_pack("{s:I, s:I, s:I}", "holders", (json_int_t)out->holders, "devices", (json_int_t)out->devices,
                         "sets", (json_int_t)out->sets);
    d->document = json_pack("{s:s, s:I}", "inventory", v->hash, "copies", (json_int_t)v->copies);
    return json_made(d->entry, e) && json_made(d->document, e);
}

/* A recall that counted as disposed of is open again, in the same append. */
static bool enter_copies(struct gate *g, const struct inventory *v, struct recall *r, struct signers by,
                         struct gate_copies *out, struct error *e)
{
    struct draft d[2] = {0};
    out->reopened = r->course.state == RECALL_DISPOSED || r->course.state == RECALL_VERIFIED;
    bool ok = gate_next_id(g, "copies", "cp", out->id, e) && keep_inventory(g, r->act.subject, out->id, v, e) &&
              draft_copies(v, r, out, &d[0], e) &&
              (!out->reopened ||
               recall_step_draft(g, r, STEP_REOPENED, json_pack("{s:s}", "copies", out->id), &d[1], 0, e)) &&
              gate_append(g, d, out->reopened ? 2 : 1, by, e);
    gate_draft_clear(&d[0]);
    gate_draft_clear(&d[1]);
    return ok;
}

bool gate_recall_copies(struct gate *g, const char *recall, const char *path, struct signers by, struct gate_copies *out,
                        struct error *e)
{
    struct inventory v = {0};
    struct recall r = {0};
    *out = (struct gate_copies){0};
    bool ok = read_inventory(&v, path, e) && gate_begin(g, e) &&
              gate_require(g, by, ANYONE, 1, "entering an inventory of copies", e) && recall_get(g, recall, &r, e) &&
              enter_copies(g, &v, &r, by, out, e);
    gate_end(g);
    recall_clear(&r);
    inventory_clear(&v);
    return ok;
}
