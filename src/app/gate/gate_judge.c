/* gate_judge.c: the request file on its own (invariant I1: nothing here can
 * reach a registry). Each row is judged from itself; then the file as a whole
 * shows duplicates, over-used addresses, implausible case-loads and many rows about one person.
 *
 * A row is put in standard form once. What else is to be done with it while its
 * texts are there is done by judge_then, which sees of the judgement only
 * what standard_admit_judged admitted.
 */
#include "app/gate/gate_internal.h"

#include "base/map.h"
#include "base/pool.h"

/* --- a request file opened --- */

static bool load_layout(const char *path, struct layout *out, struct error *e)
{
    struct text t = {0};
    struct rules_source source = {.name = path, .entered = INSTANT_MIN};
    bool ok = file_load(&t, path, 1 << 20, e);
    source.text = text_span(&t);
    ok = ok && rules_parse_layout(out, &source, e);
    text_free(&t);
    return ok;
}

bool batch_open(struct batch *out, const char *requests, const struct tables *tables, enum intake_kind kind,
                struct error *e)
{
    *out = (struct batch){0};
    struct layout *layout = NULL;
    bool ok = true;
    if (tables->layout != NULL) {
        layout = memory_new(1, sizeof *layout, e);
        ok = layout != NULL && load_layout(tables->layout, layout, e);
    }
    ok = ok && standard_new(&out->standard, tables->gazetteer, e) &&
         standard_use_points(out->standard, tables->points, e) &&
         intake_open(&out->intake, requests, kind, layout,
                     kind == INTAKE_REQUESTS ? &intake_default_limits : &intake_registry_limits, e);
    memory_free(layout);
    if (!ok) {
        batch_close(out);
    }
    return ok;
}

bool batch_unchanged(const struct batch *b, const uint8_t requests_hash[SHA256_SIZE],
                     const char *path, struct error *e)
{
    uint8_t hash[SHA256_SIZE];
    if (!intake_hash(b->intake, hash, e)) {
        return false;
    }
    if (!crypto_equal(hash, requests_hash, sizeof hash)) {
        (void)!fail(e, ERROR_INPUT, "run.changed", "%s was changed while it was read", path);
        error_hint(e, "let nobody write to it, and run again");
        return false;
    }
    return true;
}

void batch_close(struct batch *b)
{
    intake_close(b->intake);
    standard_free(b->standard);
    if (b->rows != NULL) {
        memory_free(b->rows);
    }
    memory_free(b->marks);
    *b = (struct batch){0};
}

/* --- pass 1 --- */

struct judging {
    struct batch *b;
    const struct rules *rules;       /* NULL: no agreement */
    const struct elements *required;
    const struct judge_then *then;   /* NULL: nothing follows */
    bool lists_officers;             /* the agreement does */
    struct agreement_info agreement; /* zeros without one */
    uint64_t case_load;              /* that is still plausible in one file; 0: any */
    uint64_t seed;                   /* of the marks */
    struct mark *marks;
    uint64_t *addresses_of;          /* each row's address as a number; 0: none to count */
    size_t counted;                  /* rows, in the order of the file */
    struct map *seen, *addresses, *officers;
};

static uint8_t officer_fact(const struct judging *j, struct span officer, uint8_t judged)
{
    return judged == OFFICER_IS_MISSING || !j->lists_officers ? judged
           : rules_officer(j->rules, officer)                 ? OFFICER_IS_LISTED
                                                              : OFFICER_IS_UNLISTED;
}

static void keep_judgement(const struct judging *j, const struct slice *s, size_t i,
                           const struct judgement *judged)
{
    struct row_record *r = &j->b->rows[s->first + i];
    struct span officer = span_trim(s->rows[i].value[FIELD_OFFICER]);
    r->outcome = OUTCOME_WITHHELD;
    r->sufficiency = (uint8_t)judged->sufficiency;
    r->category = (uint8_t)judged->category;
    r->facts = judged->facts;
    r->facts.value[FACT_OFFICER] = officer_fact(j, officer, r->facts.value[FACT_OFFICER]);
    j->marks[s->first + i] = mark_of(j->seed, &s->rows[i], &s->persons[i]);
    j->addresses_of[s->first + i] = standard_address_key(&s->persons[i].address);
}

static bool judge_slice(void *ctx, const struct slice *s, struct error *e)
{
    const struct judging *j = ctx;
    struct admitted *admitted = NULL;
    struct judgement *judged = arena_array(s->arena, s->count, sizeof *judged, e);
    if (judged == NULL || !standard_admit_judged(j->b->standard, s->rows, s->count, j->required, s->arena,
                                                 s->persons, judged, &admitted, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        struct row_record *r = &j->b->rows[s->first + i];
        r->person = PERSON_NOBODY;
        r->weight = r->second = WEIGHT_NONE;
        r->outcome = OUTCOME_REJECTED;
        if (s->rows[i].line != 0) {
            keep_judgement(j, s, i, &judged[i]);
        }
    }
    return j->then == NULL || j->then->visit(j->then->ctx, s, admitted, e);
}

/* --- the file as a whole --- */

static bool count_key(struct map *m, uint64_t key, struct error *e)
{
    if (key == 0) {
        return true;
    }
    uint64_t *n = map_at(m, key, NULL, e);
    if (n == NULL) {
        return false;
    }
    *n += 1;
    return true;
}

static uint64_t times(const struct map *m, uint64_t key)
{
    const uint64_t *n = key == 0 ? NULL : map_find(m, key);
    return n == NULL ? 0 : *n;
}

/* In the order of the file: the second and later of the same rows are duplicates. */
static bool count_part(void *ctx, size_t part, struct error *e)
{
    enum { AHEAD = 16 };
    struct judging *j = ctx;
    size_t end = j->b->count - j->counted < INTAKE_PART ? j->b->count : j->counted + INTAKE_PART;
    for (; j->counted < end; j->counted++) {
        struct row_record *r = &j->b->rows[j->counted];
        const struct mark *m = &j->marks[j->counted];
        const uint64_t *address = &j->addresses_of[j->counted];
        bool fresh = false;
        if (j->counted + AHEAD < end) {
            map_prefetch(j->seen, m[AHEAD].row);
            map_prefetch(j->addresses, address[AHEAD]);
        }
        if (r->outcome == OUTCOME_REJECTED) {
            continue;
        }
        if (map_at(j->seen, m->row, &fresh, e) == NULL || !count_key(j->addresses, *address, e) ||
            !count_key(j->officers, m->officer, e)) {
            return false;
        }
        r->facts.value[FACT_DUPLICATE] = fresh ? DUPLICATE_IS_SINGLE : DUPLICATE_IS_DUPLICATE;
    }
    return j->then == NULL || j->then->after == NULL || j->then->after(j->then->ctx, part, e);
}

/* Over-use and case-load concern every row that shows them. Marks are counted no more here, and are sealed. */
static bool mark_part(void *ctx, unsigned worker, size_t part, struct error *e)
{
    const struct judging *j = ctx;
    (void)worker;
    size_t first = part * INTAKE_PART;
    size_t end = j->b->count - first < INTAKE_PART ? j->b->count : first + INTAKE_PART;
    for (size_t i = first; i < end; i++) {
        struct row_record *r = &j->b->rows[i];
        uint64_t officer = j->marks[i].officer;
        if (r->outcome == OUTCOME_REJECTED) {
            continue;
        }
        uint8_t *f = r->facts.value;
        f[FACT_ADDRESS_USE] = times(j->addresses, j->addresses_of[i]) > OVER_USED ? ADDRESS_USE_IS_OVER_USED
                                                                                  : ADDRESS_USE_IS_ORDINARY;
        f[FACT_CASE_LOAD] = officer == 0 ? CASE_LOAD_IS_UNKNOWN
                            : j->case_load != 0 && times(j->officers, officer) > j->case_load
                                ? CASE_LOAD_IS_IMPLAUSIBLE
                                : CASE_LOAD_IS_PLAUSIBLE;
        f[FACT_PROBING] = PROBING_IS_UNSUSPECTED;
    }
    return j->b->mark_keys == NULL || marks_seal(j->b->mark_keys, j->marks + first, end - first, e);
}

/* The rows about one person within the file; releases before it are gate_history's. */
static bool mark_probing(const struct judging *j, struct error *e)
{
    const struct history_need need = {.probing = true};
    struct mark_tally *t = NULL;
    struct past_facts *found = memory_new(j->b->count, sizeof *found, e);
    bool ok = found != NULL && mark_tally_new(&t, j->marks, j->b->count, need, e);
    if (ok) {
        mark_tally_facts(t, &j->agreement, found);
    }
    for (size_t i = 0; ok && i < j->b->count; i++) {
        past_facts_add(&found[i], need, &j->b->rows[i].facts);
    }
    mark_tally_free(t);
    memory_free(found);
    return ok;
}

/* A cap for longer than a batch holds for one batch as well. */
static uint64_t least_cap(const uint64_t caps[CAPS])
{
    uint64_t least = 0;
    for (unsigned c = 0; c < CAPS; c++) {
        least = caps[c] != 0 && (least == 0 || caps[c] < least) ? caps[c] : least;
    }
    return least;
}

static bool judging_new(struct judging *j, struct error *e)
{
    struct batch *b = j->b;
    b->count = intake_rows(b->intake);
    b->rows = memory_new(b->count, sizeof *b->rows, e);
    j->marks = b->rows == NULL ? NULL : memory_new(b->count, sizeof *j->marks, e);
    j->addresses_of = j->marks == NULL ? NULL : memory_new(b->count, sizeof *j->addresses_of, e);
    j->seed = b->mark_keys == NULL ? 0 : b->mark_keys->seed;
    if (j->rules != NULL && rules_agreement(j->rules, &j->agreement)) {
        j->lists_officers = j->agreement.officers != 0;
        j->case_load = least_cap(j->agreement.case_load);
    }
    return j->addresses_of != NULL && map_new(&j->seen, e) && map_new(&j->addresses, e) && map_new(&j->officers, e) &&
           map_reserve(j->seen, b->count, e) && map_reserve(j->addresses, b->count, e);
}

bool batch_judge(struct batch *b, const struct rules *rules, const struct elements *required,
                 unsigned threads, const struct gate_progress *progress,
                 const struct judge_then *then, struct error *e)
{
    struct judging j = {.b = b, .rules = rules, .required = required, .then = then};
    bool ok = judging_new(&j, e) &&
              batch_pass(b, threads, "judge", progress, judge_slice, count_part, &j, e) &&
              pool_run(threads, intake_parts(b->intake), mark_part, &j, e) &&
              (j.agreement.probing == 0 || mark_probing(&j, e));
    map_free(j.seen);
    map_free(j.addresses);
    map_free(j.officers);
    memory_free(j.addresses_of);
    if (b->mark_keys != NULL) {
        b->marks = j.marks;
    } else {
        memory_free(j.marks);
    }
    return ok;
}
