/* gate_package.c: the answers as a file for the recipient, encrypted to a fresh
 * identity; useless until that identity is handed over.
 *
 * What an answer says, and in which form, stands in gate_answers.c, what else leaves the house in
 * gate_leave.c; here each release is proved again while it is written.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

struct packing {
    struct again *a;
    struct answers answers;
    const struct batch *batch;
    struct elements required;
    struct matcher *matcher; /* over the plan's generation */
    struct mark_keys mark_keys;
    struct age_writer *writer;
    struct text part[PASS_PARTS];
    uint64_t rows[PASS_PARTS], released[PASS_PARTS];
    struct gate_release *out;
};

static bool not_the_requests(struct error *e)
{
    return fail(e, ERROR_VERIFY, "rows.forged",
                "a row that was planned for release is not what its request gives");
}

/* What is kept of the row has to be what its request gives, judged and matched again. */
static bool same_finding(const struct row_record *r, const struct linkage *l)
{
    struct facts found = {0};
    facts_of_linkage(l, &found);
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_MATCH && found.value[i] != r->facts.value[i]) {
            return false;
        }
    }
    return r->person == l->person && r->by_identifier == l->by_identifier.outcome &&
           r->by_name_address == l->by_name_address.outcome && r->correspondence == l->correspondence;
}

/* Whatever rows.pvb says: nothing leaves but what the sealed request itself proves and finds (I1). */
static bool prove_released(const struct packing *p, const struct slice *s, struct error *e)
{
    struct row *rows = arena_array(s->arena, s->count, sizeof *rows, e);
    size_t *where = rows == NULL ? NULL : arena_array(s->arena, s->count, sizeof *where, e);
    size_t n = 0;
    if (where == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (p->a->rows[s->first + i].outcome == OUTCOME_RELEASED) {
            rows[n] = s->rows[i];
            where[n++] = i;
        }
    }
    struct admitted *admitted = NULL;
    if (!standard_admit_rows(p->batch->standard, rows, n, &p->required, s->arena, s->persons,
                             &admitted, e)) {
        return false;
    }
    struct linkage *l = arena_array(s->arena, n, sizeof *l, e);
    if (l == NULL || admitted_count(admitted) != n || !match_batch(p->matcher, admitted, l, e)) {
        return l != NULL && admitted_count(admitted) != n ? not_the_requests(e) : false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!same_finding(&p->a->rows[s->first + where[i]], &l[i])) {
            return not_the_requests(e);
        }
    }
    return true;
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
    return a->row == b->row && a->person == b->person && a->officer == b->officer;
}

/* Where the decision rests on earlier releases: the marks that they were compared with are those of the sealed requests,
 * of all rows, since the others of a person count as well. */
static bool prove_marks(const struct packing *p, const struct slice *s, struct error *e)
{
    if (p->a->past.marks == NULL) {
        return true;
    }
    struct mark *marks = arena_array(s->arena, s->count, sizeof *marks, e);
    if (marks == NULL || !slice_persons(p->batch, s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        marks[i] = s->rows[i].line == 0 ? (struct mark){0}
                                        : mark_of(p->mark_keys.seed, &s->rows[i], &s->persons[i]);
    }
    if (!marks_seal(&p->mark_keys, marks, s->count, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (!same_mark(&marks[i], &p->a->past.marks[s->first + i])) {
            return fail(e, ERROR_VERIFY, "history.forged", "history.bin is not what the requests give");
        }
    }
    return true;
}

static bool pack_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct packing *p = ctx;
    if (s->first + s->count > p->a->count) {
        return fail(e, ERROR_VERIFY, "requests.altered", "the sealed requests are not the batch's");
    }
    if (!prove_marks(p, s, e) || !prove_released(p, s, e)) {
        return false;
    }
    struct text *t = &p->part[s->part];
    p->rows[s->part] = s->count;
    p->released[s->part] = 0;
    for (size_t i = 0; i < s->count; i++) {
        p->released[s->part] += p->a->rows[s->first + i].outcome == OUTCOME_RELEASED;
        if (!answers_row(&p->answers, s, i, t, e)) {
            return false;
        }
    }
    return true;
}

static bool write_part(void *ctx, size_t part, struct error *e)
{
    struct packing *p = ctx;
    bool ok = age_write(p->writer, text_span(&p->part[part]), e);
    text_clear(&p->part[part]);
    p->out->rows += p->rows[part];
    p->out->released += p->released[part];
    return ok;
}

static bool write_head(struct packing *p, struct error *e)
{
    struct text *t = &p->part[0];
    bool ok = answers_head(&p->answers, t, e) &&
              (t->len == 0 || age_write(p->writer, text_span(t), e));
    text_clear(t);
    return ok;
}

static bool write_answers(struct again *a, const char *path, const uint8_t key[X25519_SIZE],
                          struct gate_release *out, struct error *e)
{
    struct unsealed u;
    uint8_t recipients[1][X25519_SIZE];
    memcpy(recipients[0], key, X25519_SIZE);
    if (!unseal_requests(a->g, a->plan->batch, &u, e)) {
        return false;
    }
    struct packing p = {.a = a, .out = out, .batch = &u.batch};
    answers_begin(&p.answers, a, u.layout);
    struct agreement_info info;
    bool ok = rules_agreement(a->rules.rules, &info) &&
              mark_keys_make(&p.mark_keys, a->g->identifier_key, e) &&
              plan_matcher(a->g, a->plan, a->then, &p.matcher, e);
    p.required = info.required;
    ok = ok && leave_begin(&p.writer, a->g, path, (const uint8_t(*)[X25519_SIZE])recipients, 1, e);
    if (ok) {
        ok = write_head(&p, e) &&
             batch_pass(&u.batch, a->g->threads, "package", &a->g->progress, pack_slice, write_part,
                        &p, e) &&
             (out->rows == a->count ||
              fail(e, ERROR_VERIFY, "requests.altered", "the sealed requests are not the batch's"));
        if (ok) {
            ok = age_end(p.writer, e);
        } else {
            age_drop(p.writer);
        }
    }
    for (size_t i = 0; i < PASS_PARTS; i++) {
        text_free(&p.part[i]);
    }
    memory_wipe(&p.mark_keys, sizeof p.mark_keys);
    matcher_free(p.matcher);
    unsealed_clear(&u);
    return ok;
}

/* --- its identity --- */

static bool keep_identity(struct gate *g, const char *batch, const char *release,
                          const struct age_identity *identity, struct error *e)
{
    char path[PATH_SIZE], line[AGE_IDENTITY_TEXT];
    uint8_t seal[1][X25519_SIZE];
    struct age_writer *w = NULL;
    bool ok = gate_path(g, path, e, "batches/%s/%s.sealed", batch, release) &&
              x25519_public(g->seal[0].secret, seal[0], e) && age_identity_text(identity, line, e) &&
              age_begin(&w, path, (const uint8_t(*)[X25519_SIZE])seal, 1, e) &&
              leave_end(w, span_of(line), e);
    memory_wipe(line, sizeof line);
    return ok;
}

bool package_write(struct again *a, const char *release, struct gate_release *out, struct error *e)
{
    char path[PATH_SIZE], folder[PATH_SIZE], what[96];
    struct age_identity identity = {0};
    uint8_t key[X25519_SIZE];
    (void)snprintf(what, sizeof what, "proviso package %s", release);
    bool ok = gate_path(a->g, folder, e, "batches/%s", a->plan->batch) &&
              gate_path(a->g, path, e, "batches/%s/%s.age", a->plan->batch, release) &&
              age_generate(&identity, e) && x25519_public(identity.secret, key, e) &&
              keep_identity(a->g, a->plan->batch, release, &identity, e) &&
              write_answers(a, path, key, out, e) && leave_sign(a->g, path, what, e) &&
              folder_sync(folder, e);
    memory_wipe(&identity, sizeof identity);
    return ok;
}
