/* gate_decide.c: in pass 1 the admitted rows are compared with the registry and
 * each row is committed to, while its texts are there; in pass 2 every row
 * is decided from its record, and its outcome written.
 *
 * (1) Only standard_admit makes what match accepts (I1): a row that is not
 *     sufficient is never compared, and is withheld whatever the rules say.
 * (2) Above level none a row needs a person who was found without doubt; else
 *     it waits for a person.
 * (3) A level that gives nothing of the row itself (count) withholds the row: that
 *     it counts must not be seen in it.
 */
#include "app/gate/gate_internal.h"

#include "base/pool.h"

/* What a worker keeps between slices. */
struct bench {
    struct committer *committer;
    struct text clauses, payload;
    uint64_t lowered[FUNNEL_CLAUSES];
};

struct deciding {
    struct decision *d;
    struct levels levels;
    struct bench bench[PASS_WORKERS];
    struct text part[PASS_PARTS]; /* lines of outcomes.csv */
    unsigned workers;
};

enum outcome outcome_of(const struct verdict *v, const struct facts *facts, bool person_known,
                        const struct levels *levels)
{
    const uint8_t *f = facts->value;
    bool ambiguous = f[FACT_BY_IDENTIFIER] == BY_IDENTIFIER_IS_MANY ||
                     f[FACT_BY_NAME_ADDRESS] == BY_NAME_ADDRESS_IS_MANY ||
                     f[FACT_PATHS] == PATHS_IS_DISAGREE;
    if (v->held || (v->level > LEVEL_NONE && !person_known)) {
        return OUTCOME_REVIEW;
    }
    bool given = (levels->content[v->level] & (CONTENT_CODE | CONTENT_ADDRESS)) != 0;
    return given ? OUTCOME_RELEASED : ambiguous ? OUTCOME_REVIEW : OUTCOME_WITHHELD;
}

bool verdict_clauses(const struct rules *r, const struct verdict *v, struct text *out,
                     struct error *e)
{
    bool ok = true;
    out->len = 0;
    for (unsigned i = 0; ok && i < v->count; i++) {
        struct clause_info info;
        rules_clause(r, v->clause[i], &info);
        ok = (i == 0 || text_addc(out, ' ', e)) && text_add(out, info.id, e);
    }
    return ok && text_adds(out, v->more ? " ..." : "", e);
}

static bool add_field(struct text *t, const char *name, struct span value, struct error *e)
{
    return text_adds(t, name, e) && text_addc(t, ' ', e) && text_add(t, value, e) &&
           text_addc(t, '\n', e);
}

bool answer_payload(const struct levels *levels, unsigned level, const struct person *person,
                    struct text *out, struct error *e)
{
    out->len = 0;
    if (level == LEVEL_NONE) {
        return text_adds(out, "", e);
    }
    if (!add_field(out, "level", levels->name[level], e)) {
        return false;
    }
    if ((levels->content[level] & CONTENT_ADDRESS) == 0) {
        return true;
    }
    const struct address *a = &person->address;
    struct text line = {0};
    bool ok = answer_address(a, &line, e) && add_field(out, "address", text_span(&line), e) &&
              add_field(out, "city", a->city, e) && add_field(out, "state", span_of(a->state), e) &&
              (a->zip == ZIP_NONE ? text_adds(out, "zip \n", e)
                                  : text_addf(out, e, "zip %05u\n", (unsigned)a->zip));
    text_free(&line);
    return ok;
}

/* --- pass 1: what a row's texts are needed for --- */

static void keep_linkage(struct row_record *r, const struct linkage *l)
{
    r->by_identifier = (uint8_t)l->by_identifier.outcome;
    r->by_name_address = (uint8_t)l->by_name_address.outcome;
    r->correspondence = (uint8_t)l->correspondence;
    r->person = l->person;
    const struct link_path *p = l->by_identifier.outcome == LINK_UNIQUE ? &l->by_identifier
                                                                        : &l->by_name_address;
    r->weight = p->weight;
    r->second = p->second_weight;
    facts_of_linkage(l, &r->facts);
}

static bool link_slice(void *ctx, const struct slice *s, const struct admitted *admitted,
                       struct error *e)
{
    const struct deciding *c = ctx;
    const struct decision *d = c->d;
    static const struct row nothing; /* of a rejected row no field is certain */
    size_t admissions = admitted_count(admitted);
    struct linkage *l = arena_array(s->arena, admissions, sizeof *l, e);
    bool ok = l != NULL && (d->parts != NULL ? parts_link(d->parts, d->matcher, s, admitted, l, e)
                                             : match_batch(d->matcher, admitted, l, e));
    for (size_t i = 0; ok && i < admissions; i++) {
        keep_linkage(&d->batch->rows[s->first + admitted_index(admitted, i)], &l[i]);
    }
    for (size_t i = 0; ok && i < s->count; i++) {
        size_t at = s->first + i;
        ok = commit_row(c->bench[s->worker].committer, d->keys->at[at],
                        s->rows[i].line == 0 ? &nothing : &s->rows[i], &d->commitments[at].row, e);
    }
    return ok;
}

/* --- pass 2: one row --- */

static void count_lowered(const struct decision *d, struct bench *b, const struct verdict *v)
{
    for (unsigned i = 0; i < v->count; i++) {
        struct clause_info info = {.verb = CLAUSE_FORBID};
        if (v->held) { /* then what compels is listed too */
            rules_clause(d->rules, v->clause[i], &info);
        }
        if (v->clause[i] != v->grant && v->clause[i] < FUNNEL_CLAUSES && info.verb != CLAUSE_COMPEL) {
            b->lowered[v->clause[i]]++;
        }
    }
}

static bool decide_row(struct deciding *c, struct bench *b, struct row_record *r, struct error *e)
{
    const struct decision *d = c->d;
    struct person person = {0};
    char room[REGISTRY_ROOM];
    bool known = r->person != PERSON_NOBODY;
    if (known) {
        registry_person(d->registry, r->person, &person, room);
        if (!facts_of_person(&person, d->populations, &r->facts, e)) {
            return false;
        }
    }
    struct verdict v;
    moment_decide(d->moment, &r->facts, &v);
    r->level = v.level;
    r->outcome = (uint8_t)outcome_of(&v, &r->facts, known, &c->levels);
    count_lowered(d, b, &v);
    bool released = r->outcome == OUTCOME_RELEASED;
    return verdict_clauses(d->rules, &v, &b->clauses, e) &&
           answer_payload(&c->levels, released ? v.level : LEVEL_NONE, &person, &b->payload, e);
}

static void add_context(const struct decision *d, struct row_record *r)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_CONTEXT) {
            r->facts.value[i] = d->context.value[i];
        }
    }
}

static bool commit_decision(struct deciding *c, struct bench *b, size_t at, struct error *e)
{
    const struct decision *d = c->d;
    struct row_record *r = &d->batch->rows[at];
    struct row_commitments *to = &d->commitments[at];
    const uint8_t *key = d->keys->at[at];
    bool ok = commit_inner(b->committer, key, &r->facts, c->levels.name[r->level],
                           text_span(&b->clauses), &to->inner, e) &&
              commit_released(b->committer, key, text_span(&b->payload), &to->released, e);
    memcpy(&r->payload, to->released.at, sizeof r->payload);
    return ok;
}

/* row,control,outcome,level,reason */
static bool write_outcome(struct deciding *c, const struct bench *b, const struct slice *s, size_t i,
                          struct error *e)
{
    const struct row_record *r = &c->d->batch->rows[s->first + i];
    const struct rejection *bad = s->rows[i].line == 0 ? slice_rejection(s, i) : NULL;
    struct span control = bad != NULL ? bad->control : s->rows[i].value[FIELD_CONTROL];
    struct span reason = bad != NULL ? span_of(bad->code)
                         : r->sufficiency != SUFFICIENCY_COMPLETE
                             ? span_of(category_name((enum category)r->category))
                             : text_span(&b->clauses);
    struct text *t = &c->part[s->part];
    return text_addu(t, s->rows[i].number, e) && text_addc(t, ',', e) &&
           text_add_csv(t, control, ',', e) && text_addc(t, ',', e) &&
           text_adds(t, outcome_name((enum outcome)r->outcome), e) && text_addc(t, ',', e) &&
           text_add(t, c->levels.name[r->level], e) && text_addc(t, ',', e) &&
           text_add_csv(t, reason, ',', e) && text_addc(t, '\n', e);
}

static bool finish_row(struct deciding *c, struct bench *b, const struct slice *s, size_t i,
                       struct error *e)
{
    struct row_record *r = &c->d->batch->rows[s->first + i];
    bool rejected = s->rows[i].line == 0;
    text_clear(&b->clauses);
    text_clear(&b->payload);
    add_context(c->d, r);
    if (rejected != (r->outcome == OUTCOME_REJECTED)) {
        return fail(e, ERROR_INPUT, "intake.changed", "the file was changed while it was read");
    }
    if (!rejected && r->sufficiency == SUFFICIENCY_COMPLETE) {
        if (!decide_row(c, b, r, e)) {
            return false;
        }
    } else if (!rejected) {
        r->outcome = r->sufficiency == SUFFICIENCY_REVIEW ? OUTCOME_REVIEW : OUTCOME_WITHHELD;
    }
    return commit_decision(c, b, s->first + i, e) && write_outcome(c, b, s, i, e);
}

static bool decide_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct deciding *c = ctx;
    bool ok = true;
    for (size_t i = 0; ok && i < s->count; i++) {
        ok = finish_row(c, &c->bench[s->worker], s, i, e);
    }
    return ok;
}

static bool write_part(void *ctx, size_t part, struct error *e)
{
    struct deciding *c = ctx;
    bool ok = file_write(c->d->outcomes, text_span(&c->part[part]), e);
    text_clear(&c->part[part]);
    return ok;
}

static void count_clauses(const struct deciding *c)
{
    struct funnel *f = c->d->funnel;
    size_t clauses = rules_clauses(c->d->rules);
    f->clauses = 0;
    for (size_t k = 0; k < clauses && k < FUNNEL_CLAUSES; k++) {
        struct clause_info info;
        rules_clause(c->d->rules, k, &info);
        uint64_t rows = 0;
        for (unsigned w = 0; w < c->workers; w++) {
            rows += c->bench[w].lowered[k];
        }
        if (rows > 0) {
            size_t n = info.id.len < FUNNEL_NAME - 1 ? info.id.len : FUNNEL_NAME - 1;
            memcpy(f->clause_id[f->clauses], info.id.at, n);
            f->clause_id[f->clauses][n] = '\0';
            f->clause[f->clauses++] = rows;
        }
    }
}

/* --- the passes --- */

static void deciding_free(struct deciding *c)
{
    if (c == NULL) {
        return;
    }
    for (unsigned i = 0; i < c->workers; i++) {
        committer_free(c->bench[i].committer);
        text_free(&c->bench[i].clauses);
        text_free(&c->bench[i].payload);
    }
    for (unsigned i = 0; i < PASS_PARTS; i++) {
        text_free(&c->part[i]);
    }
    memory_free(c);
}

static bool deciding_new(struct deciding **out, struct decision *d, struct error *e)
{
    struct deciding *c = memory_new(1, sizeof *c, e);
    if (c == NULL) {
        return false;
    }
    c->d = d;
    c->workers = d->threads == 0 ? pool_cores() : d->threads;
    c->workers = c->workers > PASS_WORKERS ? PASS_WORKERS : c->workers;
    rules_levels(d->rules, &c->levels);
    bool ok = true;
    for (unsigned i = 0; ok && i < c->workers; i++) {
        ok = committer_new(&c->bench[i].committer, e);
    }
    if (!ok) {
        deciding_free(c);
        return false;
    }
    *out = c;
    return true;
}

bool batch_link(struct decision *d, struct error *e)
{
    struct deciding *c = NULL;
    bool ok = deciding_new(&c, d, e);
    struct judge_then then = {.visit = link_slice, .ctx = c};
    ok = ok && batch_judge(d->batch, d->rules, d->required, c->workers, d->progress, &then, e);
    deciding_free(c);
    return ok;
}

bool batch_decide(struct decision *d, struct error *e)
{
    struct deciding *c = NULL;
    bool ok = deciding_new(&c, d, e) &&
              file_write(d->outcomes, SPAN_LITERAL("row,control,outcome,level,reason\n"), e) &&
              batch_pass(d->batch, c->workers, "decide", d->progress, decide_slice, write_part, c, e);
    if (ok) {
        count_clauses(c);
    }
    deciding_free(c);
    return ok;
}

/* --- the funnel --- */

static enum link_outcome joint(const struct row_record *r)
{
    if (r->facts.value[FACT_BY_IDENTIFIER] == BY_IDENTIFIER_IS_MANY ||
        r->facts.value[FACT_BY_NAME_ADDRESS] == BY_NAME_ADDRESS_IS_MANY ||
        r->facts.value[FACT_PATHS] == PATHS_IS_DISAGREE) {
        return LINK_MANY;
    }
    bool erased_one = r->erased && (r->by_identifier == LINK_UNIQUE || r->by_name_address == LINK_UNIQUE);
    return r->person != PERSON_NOBODY || erased_one ? LINK_UNIQUE : LINK_NONE;
}

static void count_admitted(struct funnel *f, const struct row_record *r)
{
    enum link_outcome link = joint(r);
    f->admitted++;
    f->linked[link]++;
    f->level[r->level]++;
    if (link == LINK_UNIQUE) {
        uint8_t c = r->facts.value[FACT_CORRESPONDENCE];
        f->corresponds += c == CORRESPONDENCE_IS_CORRESPONDS;
        f->differs += c == CORRESPONDENCE_IS_DIFFERS;
        f->not_comparable += c == CORRESPONDENCE_IS_NOT_COMPARABLE;
    }
}

void funnel_of_rows(const struct row_record *rows, size_t count, const struct levels *levels,
                    struct funnel *f)
{
    f->read = count;
    f->levels = levels->count;
    for (unsigned i = 0; i < levels->count; i++) {
        size_t n = levels->name[i].len < FUNNEL_NAME - 1 ? levels->name[i].len : FUNNEL_NAME - 1;
        memcpy(f->level_name[i], levels->name[i].at, n);
        f->level_name[i][n] = '\0';
    }
    for (size_t i = 0; i < count; i++) {
        const struct row_record *r = &rows[i];
        f->outcome[r->outcome]++;
        if (r->outcome == OUTCOME_REJECTED) {
            f->rejected++;
            continue;
        }
        f->category[r->category]++;
        if (r->sufficiency == SUFFICIENCY_COMPLETE) {
            count_admitted(f, r);
        } else if (r->sufficiency == SUFFICIENCY_REVIEW) {
            f->sufficiency_review++;
        } else {
            f->insufficient++;
        }
    }
}
