/* gate_readings.c: a past release decided again, under each reading of the
 * rules, in hindsight: at its own instant, with what is known now.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/map.h"

static bool add_reading(struct readings *r, size_t index, struct span name, struct error *e)
{
    if (r->count == FINDING_READINGS) {
        return fail(e, ERROR_USAGE, "reading.many", "at most %d readings at once", FINDING_READINGS);
    }
    r->index[r->count] = index;
    (void)snprintf(r->name[r->count++], FINDING_NAME, "%.*s", SPAN_ARGS(name));
    return true;
}

static bool add_named(struct readings *r, const char *name, struct error *e)
{
    size_t index = strcmp(name, "all clauses") == 0 ? SIZE_MAX - 1
                                                    : rules_reading_find(r->rules, span_of(name));
    if (index != SIZE_MAX) {
        return add_reading(r, index == SIZE_MAX - 1 ? SIZE_MAX : index, span_of(name), e);
    }
    struct text names = {0};
    struct error ignored;
    for (size_t i = 0; i < rules_readings(r->rules); i++) {
        (void)!(text_adds(&names, i == 0 ? "" : "; ", &ignored) &&
                text_add(&names, rules_reading(r->rules, i), &ignored));
    }
    (void)!fail(e, ERROR_INPUT, "reading.unknown", "the rules have no reading of this name");
    error_hint(e, "there are: all clauses; %s", names.at == NULL ? "" : names.at);
    text_free(&names);
    return false;
}

bool readings_open(struct readings *r, const struct rules *rules, const char *const *names,
                   size_t name_count, struct error *e)
{
    *r = (struct readings){.rules = rules};
    bool ok = clock_now(&r->known, e) && map_new(&r->cache, e);
    for (size_t i = 0; ok && i < name_count; i++) {
        ok = add_named(r, names[i], e);
    }
    if (ok && name_count == 0) {
        ok = add_reading(r, SIZE_MAX, SPAN_LITERAL("all clauses"), e);
        for (size_t i = 0; ok && i < rules_readings(rules) && r->count < FINDING_READINGS; i++) {
            ok = add_reading(r, i, rules_reading(rules, i), e);
        }
    }
    return ok;
}

void readings_close(struct readings *r)
{
    for (size_t i = 0; i < r->instants * r->count; i++) {
        moment_free(r->moments[i]);
    }
    memory_free(r->moments);
    map_free(r->cache);
    *r = (struct readings){0};
}

static bool make_moments(struct readings *r, instant at, struct error *e)
{
    size_t first = r->instants * r->count;
    struct moment **more = memory_resize(r->moments, first + r->count, sizeof *more, e);
    if (more == NULL) {
        return false;
    }
    r->moments = more;
    memset(more + first, 0, r->count * sizeof *more);
    r->instants++;
    for (unsigned i = 0; i < r->count; i++) {
        if (!rules_moment(&more[first + i], r->rules, at, r->known, r->index[i], e)) {
            return false;
        }
    }
    return true;
}

bool readings_at(struct readings *r, instant at, const struct moment *const **out, struct error *e)
{
    bool fresh = false;
    uint64_t *place = map_at(r->cache, hash_word((uint64_t)at), &fresh, e);
    if (place == NULL) {
        return false;
    }
    if (fresh) {
        *place = r->instants;
        if (!make_moments(r, at, e)) {
            return false;
        }
    }
    *out = (const struct moment *const *)&r->moments[*place * r->count];
    return true;
}

/* --- counting --- */

void finding_begin(struct finding *f, const struct readings *r)
{
    f->readings = r->count;
    for (unsigned i = 0; i < r->count; i++) {
        (void)snprintf(f->reading[i].name, FINDING_NAME, "%s", r->name[i]);
    }
}

void finding_count_name(struct finding_count *list, unsigned *count, unsigned most, const char *name,
                        uint64_t rows)
{
    unsigned i = 0;
    while (i < *count && strcmp(list[i].name, name) != 0) {
        i++;
    }
    if (i == most) { /* the last place takes what does not fit */
        i = most - 1;
        (void)snprintf(list[i].name, sizeof list[i].name, "others");
    } else if (i == *count) {
        (void)snprintf(list[(*count)++].name, FINDING_NAME, "%s", name);
        list[i].rows = 0;
    }
    list[i].rows += rows;
}

static void count_clauses(struct finding_reading *to, const struct rules *rules,
                          const struct verdict *v)
{
    for (unsigned i = 0; i < v->count; i++) {
        struct clause_info info;
        char id[FINDING_NAME];
        if (v->clause[i] == v->grant) {
            continue;
        }
        rules_clause(rules, v->clause[i], &info);
        (void)snprintf(id, sizeof id, "%.*s", SPAN_ARGS(info.id));
        finding_count_name(to->clause, &to->clauses, FINDING_CLAUSES, id, 1);
    }
}

void finding_add(struct finding *f, const struct readings *r, const struct moment *const *moments,
                 const struct facts *facts, unsigned given, uint32_t *wrong,
                 struct verdict verdicts[FINDING_READINGS])
{
    *wrong = 0;
    f->examined++;
    for (unsigned i = 0; i < r->count; i++) {
        struct finding_reading *to = &f->reading[i];
        moment_decide(moments[i], facts, &verdicts[i]);
        if (verdicts[i].level >= given && !verdicts[i].held) {
            to->right++;
            continue;
        }
        to->wrong++;
        to->corresponding += facts->value[FACT_CORRESPONDENCE] == CORRESPONDENCE_IS_CORRESPONDS;
        *wrong |= 1u << i;
        count_clauses(to, r->rules, &verdicts[i]);
    }
}

void finding_join(struct finding *to, const struct finding *from)
{
    to->examined += from->examined;
    to->insufficient += from->insufficient;
    to->unknown_person += from->unknown_person;
    to->corresponds += from->corresponds;
    to->differs += from->differs;
    to->not_comparable += from->not_comparable;
    for (unsigned i = 0; i < from->processes; i++) {
        finding_count_name(to->process, &to->processes, FINDING_PROCESSES, from->process[i].name,
                   from->process[i].rows);
    }
    for (unsigned i = 0; i < from->readings; i++) {
        struct finding_reading *t = &to->reading[i];
        const struct finding_reading *s = &from->reading[i];
        t->wrong += s->wrong;
        t->right += s->right;
        t->corresponding += s->corresponding;
        for (unsigned k = 0; k < s->clauses; k++) {
            finding_count_name(t->clause, &t->clauses, FINDING_CLAUSES, s->clause[k].name, s->clause[k].rows);
        }
    }
}

/* --- into the ledger --- */

static json_t *readings_json(const struct finding *f)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < f->readings; i++) {
        const struct finding_reading *r = &f->reading[i];
        list = json_list_add(
            list, json_pack("{s:s, s:I, s:I, s:I}", "reading", r->name, "wrong", (json_int_t)r->wrong,
                            "right", (json_int_t)r->right, "corresponding",
                            (json_int_t)r->corresponding));
    }
    return list;
}

bool finding_enter(struct gate *g, struct finding *f, const char *type, struct signers by,
                   struct error *e)
{
    struct draft d = {.type = type};
    (void)snprintf(d.parent, sizeof d.parent, "%s", f->batch);
    d.entry = json_pack("{s:I, s:I}", "examined", (json_int_t)f->examined, "requests",
                        (json_int_t)f->requests);
    d.document = json_pack("{s:o, s:I}", "readings", readings_json(f), "insufficient",
                           (json_int_t)f->insufficient);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) && gate_begin(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_OPERATOR | ROLE_APPROVER, 1,
                           "entering a finding", e) &&
              gate_next_id(g, type, strcmp(type, "past") == 0 ? "past" : "f", d.subject, e) &&
              gate_append(g, &d, 1, by, e);
    if (ok) {
        (void)snprintf(f->id, sizeof f->id, "%s", d.subject);
    }
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}
