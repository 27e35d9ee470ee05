/* gate_judge.c: the request file on its own (invariant I1: nothing here can
 * reach a registry). Each row is judged from itself; then the file as a whole
 * shows duplicates, over-used addresses and implausible case-loads.
 */
#include "app/gate/gate_internal.h"

#include "base/hash.h"
#include "base/map.h"

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

bool batch_open(struct batch *out, const char *requests, const char *layout_path,
                const char *gazetteer, enum intake_kind kind, struct error *e)
{
    *out = (struct batch){0};
    struct layout *layout = NULL;
    bool ok = true;
    if (layout_path != NULL) {
        layout = memory_new(1, sizeof *layout, e);
        ok = layout != NULL && load_layout(layout_path, layout, e);
    }
    ok = ok && standard_new(&out->standard, gazetteer, e) &&
         intake_open(&out->intake, requests, kind, layout, &intake_default_limits, e);
    memory_free(layout);
    if (!ok) {
        batch_close(out);
    }
    return ok;
}

void batch_close(struct batch *b)
{
    intake_close(b->intake);
    standard_free(b->standard);
    if (b->rows != NULL) {
        memory_free(b->rows);
    }
    *b = (struct batch){0};
}

/* --- pass 1 --- */

/* Hashes of a row for counting in the file; 0: nothing to count. */
struct keys {
    uint64_t row, address, officer;
};

struct judging {
    struct batch *b;
    const struct rules *rules; /* NULL: no agreement */
    const struct elements *required;
    struct keys *keys;
};

static uint64_t row_key(const struct row *row)
{
    uint64_t h = 1;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (i != FIELD_CONTROL) {
            struct span v = span_trim(row->value[i]);
            h = hash_join(h, hash_bytes(v, i));
        }
    }
    return h;
}

static uint8_t officer_fact(const struct judging *j, const struct row *row, uint8_t judged)
{
    struct agreement_info info;
    if (judged == OFFICER_IS_MISSING || j->rules == NULL || !rules_agreement(j->rules, &info) ||
        info.officers == 0) {
        return judged;
    }
    return rules_officer(j->rules, span_trim(row->value[FIELD_OFFICER])) ? OFFICER_IS_LISTED
                                                                         : OFFICER_IS_UNLISTED;
}

static bool judge_slice(void *ctx, const struct slice *s, struct error *e)
{
    const struct judging *j = ctx;
    for (size_t i = 0; i < s->count; i++) {
        struct row_record *r = &j->b->rows[s->first + i];
        r->person = PERSON_NOBODY;
        r->weight = r->second = WEIGHT_NONE;
        if (s->rows[i].line == 0) {
            r->outcome = OUTCOME_REJECTED;
            continue;
        }
        struct judgement judged;
        if (!standard_person_and_judge(j->b->standard, &s->rows[i], j->required, s->arena,
                                       &s->persons[i], &judged, e)) {
            return false;
        }
        r->outcome = OUTCOME_WITHHELD;
        r->sufficiency = (uint8_t)judged.sufficiency;
        r->category = (uint8_t)judged.category;
        r->facts = judged.facts;
        r->facts.value[FACT_OFFICER] = officer_fact(j, &s->rows[i], r->facts.value[FACT_OFFICER]);
        struct span officer = span_trim(s->rows[i].value[FIELD_OFFICER]);
        j->keys[s->first + i] =
            (struct keys){.row = row_key(&s->rows[i]),
                          .address = standard_address_key(&s->persons[i].address),
                          .officer = officer.len == 0 ? 0 : hash_bytes(officer, 7)};
    }
    return true;
}

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
    const uint64_t *n = map_find(m, key);
    return n == NULL ? 0 : *n;
}

/* The second and later of the same rows are duplicates; over-use and case-load
 * concern every row that shows them. */
static bool mark(const struct judging *j, struct map *seen, const struct map *addresses,
                 const struct map *officers, uint64_t case_load, struct error *e)
{
    for (size_t i = 0; i < j->b->count; i++) {
        struct row_record *r = &j->b->rows[i];
        const struct keys *k = &j->keys[i];
        if (r->outcome == OUTCOME_REJECTED) {
            continue;
        }
        bool fresh = false;
        if (map_at(seen, k->row, &fresh, e) == NULL) {
            return false;
        }
        uint8_t *f = r->facts.value;
        f[FACT_DUPLICATE] = fresh ? DUPLICATE_IS_SINGLE : DUPLICATE_IS_DUPLICATE;
        f[FACT_ADDRESS_USE] = times(addresses, k->address) > OVER_USED ? ADDRESS_USE_IS_OVER_USED
                                                                       : ADDRESS_USE_IS_ORDINARY;
        f[FACT_CASE_LOAD] = k->officer == 0 ? CASE_LOAD_IS_UNKNOWN
                            : case_load != 0 && times(officers, k->officer) > case_load
                                ? CASE_LOAD_IS_IMPLAUSIBLE
                                : CASE_LOAD_IS_PLAUSIBLE;
    }
    return true;
}

static bool judge_file(const struct judging *j, uint64_t case_load, struct error *e)
{
    struct map *seen = NULL, *addresses = NULL, *officers = NULL;
    bool ok = map_new(&seen, e) && map_new(&addresses, e) && map_new(&officers, e);
    for (size_t i = 0; ok && i < j->b->count; i++) {
        ok = count_key(addresses, j->keys[i].address, e) && count_key(officers, j->keys[i].officer, e);
    }
    ok = ok && mark(j, seen, addresses, officers, case_load, e);
    map_free(seen);
    map_free(addresses);
    map_free(officers);
    return ok;
}

bool batch_judge(struct batch *b, const struct rules *rules, const struct elements *required,
                 unsigned threads, const struct gate_progress *progress, struct error *e)
{
    struct agreement_info info = {0};
    struct judging j = {.b = b, .rules = rules, .required = required};
    b->count = intake_rows(b->intake);
    b->rows = memory_new(b->count, sizeof *b->rows, e);
    j.keys = b->rows == NULL ? NULL : memory_new(b->count, sizeof *j.keys, e);
    bool ok = j.keys != NULL &&
              batch_pass(b, threads, "judge", progress, judge_slice, NULL, &j, e);
    if (ok && rules != NULL && !rules_agreement(rules, &info)) {
        info.case_load = 0;
    }
    ok = ok && judge_file(&j, info.case_load, e);
    memory_free(j.keys);
    return ok;
}
