/* gate_readings.c: a past release decided again, under each reading of the
 * rules, in hindsight: at its own instant, with what is known now.
 */
#include "app/gate/gate_look.h"

#include <stdio.h>

static bool add_reading(struct readings *r, size_t index, struct span name, struct error *e)
{
    if (r->count == FINDING_READINGS) {
        return fail(e, ERROR_USAGE, "reading.many", "at most %d readings at once", FINDING_READINGS);
    }
    r->index[r->count] = index;
    (void)snprintf(r->name[r->count++], FINDING_NAME, "%.*s", SPAN_ARGS(name));
    return true;
}

/* What to say where no rules have a reading that was asked for. */
bool readings_unknown(const struct rules *rules, struct error *e)
{
    struct text names = {0};
    struct error ignored;
    for (size_t i = 0; rules != NULL && i < rules_readings(rules); i++) {
        (void)!(text_adds(&names, i == 0 ? "" : "; ", &ignored) &&
                text_add(&names, rules_reading(rules, i), &ignored));
    }
    (void)!fail(e, ERROR_INPUT, "reading.unknown", "the rules have no reading of this name");
    error_hint(e, "there are: all clauses; %s", names.at == NULL ? "" : names.at);
    text_free(&names);
    return false;
}

static bool add_named(struct readings *r, const char *name, bool *found, struct error *e)
{
    bool all = strcmp(name, "all clauses") == 0;
    size_t index = all ? SIZE_MAX : rules_reading_find(r->rules, span_of(name));
    if (all || index != SIZE_MAX) {
        if (found != NULL) {
            *found = true;
        }
        return add_reading(r, index, span_of(name), e);
    }
    return found != NULL || readings_unknown(r->rules, e);
}

bool readings_open(struct readings *r, const struct rules *rules, const char *const *names,
                   size_t name_count, bool *found, instant reach, struct error *e)
{
    *r = (struct readings){.rules = rules, .reach = reach};
    bool ok = clock_now(&r->known, e);
    for (size_t i = 0; ok && i < name_count; i++) {
        ok = add_named(r, names[i], found == NULL ? NULL : &found[i], e);
    }
    if (ok && name_count == 0) {
        ok = add_reading(r, SIZE_MAX, SPAN_LITERAL("all clauses"), e);
        for (size_t i = 0; ok && i < rules_readings(rules) && r->count < FINDING_READINGS; i++) {
            ok = add_reading(r, i, rules_reading(rules, i), e);
        }
    }
    return ok;
}

void readings_as_it_stood(struct readings *r, const struct rules *rules)
{
    *r = (struct readings){
        .rules = rules, .reach = INSTANT_MAX, .as_it_stood = true, .count = 1, .index = {SIZE_MAX}};
}

void readings_close(struct readings *r)
{
    for (size_t i = 0; i < r->eras * r->count; i++) {
        moment_free(r->moment[i]);
    }
    memory_free(r->moment);
    *r = (struct readings){0};
}

static bool make_era(struct readings *r, instant at, struct error *e)
{
    size_t first = r->eras * r->count;
    struct moment **more = memory_resize(r->moment, first + r->count, sizeof *more, e);
    if (more == NULL) {
        return false;
    }
    r->moment = more;
    memset(more + first, 0, r->count * sizeof *more);
    r->eras++;
    for (unsigned i = 0; i < r->count; i++) {
        if (!rules_moment_reaching(&more[first + i], r->rules, at, r->as_it_stood ? at : r->known,
                                   r->index[i], r->reach, e)) {
            return false;
        }
    }
    return true;
}

/* The moments of an era hold for the same instants whatever the reading. */
bool readings_era(struct readings *r, instant at, size_t *era, struct error *e)
{
    size_t hint = *era;
    *era = readings_find(r, at, &hint);
    if (r->count == 0 || (*era < r->eras && moment_holds(r->moment[*era * r->count], at))) {
        return true;
    }
    *era = r->eras;
    return make_era(r, at, e);
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

/* --- into the ledger --- */

static json_t *clauses_json(const struct finding_reading *r)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < r->clauses; i++) {
        list = json_list_add(list, json_pack("{s:s, s:I}", "clause", r->clause[i].name, "rows",
                                             (json_int_t)r->clause[i].rows));
    }
    return list;
}

static json_t *readings_json(const struct finding *f)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < f->readings; i++) {
        const struct finding_reading *r = &f->reading[i];
        json_t *one = json_pack(
            "{s:s, s:I, s:I, s:I, s:I, s:I, s:o}", "reading", r->name, "wrong", (json_int_t)r->wrong,
            "right", (json_int_t)r->right, "corresponding", (json_int_t)r->corresponding, "lowered",
            (json_int_t)r->lowered, "raised", (json_int_t)r->raised, "clauses", clauses_json(r));
        if (f->judged > 0) {
            one = json_object_add(one, "rule", json_integer((json_int_t)r->by_rule));
            one = json_object_add(one, "classifier", json_integer((json_int_t)r->by_classifier));
            one = json_object_add(one, "both", json_integer((json_int_t)r->by_both));
        }
        list = json_list_add(list, one);
    }
    return list;
}

static bool hex_member(json_t *to, const char *name, const uint8_t *hash, struct error *e)
{
    struct text hex = {0};
    bool ok = (hash == NULL || text_add_hex(&hex, hash, SHA256_SIZE, e)) &&
              json_made(json_object_set_new(to, name, json_string(hash == NULL ? "" : hex.at)) == 0
                            ? to
                            : NULL,
                        e);
    text_free(&hex);
    return ok;
}

/* By what it was looked, and at which ledger. */
static bool describe_look(const struct gate *g, const struct looked_by *by, json_t *to, struct error *e)
{
    char reach[INSTANT_TEXT] = "";
    struct sha256 order;
    const struct checkpoint *seen = ledger_checkpoint(g->ledger);
    json_t *ledger = json_pack("{s:I}", "size", (json_int_t)seen->size);
    if (by->reach != INSTANT_MAX) {
        instant_format(by->reach, reach);
    }
    bool ok = json_made(ledger, e) && hex_member(ledger, "root", seen->root.at, e) &&
              (by->order.len == 0 || crypto_sha256(by->order, &order, e)) &&
              hex_member(to, "rules", by->rules, e) &&
              hex_member(to, "order", by->order.len == 0 ? NULL : order.at, e) &&
              hex_member(to, "classifier", by->classifier, e);
    ok = ok && json_made(json_object_set_new(to, "reach", json_string(reach)) == 0 ? to : NULL, e) &&
         json_made(json_object_set(to, "ledger", ledger) == 0 ? to : NULL, e);
    json_decref(ledger);
    return ok;
}

bool finding_draft(const struct gate *g, const struct finding *f, const struct looked_by *by,
                   struct draft *d, struct error *e)
{
    (void)snprintf(d->parent, sizeof d->parent, "%s", f->batch);
    d->entry = json_pack("{s:I, s:I, s:s}", "examined", (json_int_t)f->examined, "requests",
                         (json_int_t)f->requests, "agreement", f->agreement);
    d->document = json_pack(
        "{s:o, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "readings", readings_json(f), "agreement",
        f->agreement_id, "insufficient", (json_int_t)f->insufficient, "imported",
        (json_int_t)f->imported, "undisclosed", (json_int_t)f->undisclosed, "unmatched",
        (json_int_t)f->unmatched, "unknown_person", (json_int_t)f->unknown_person, "repeated",
        (json_int_t)f->repeated, "unkept", (json_int_t)f->unkept, "judged", (json_int_t)f->judged,
        "not_judged", (json_int_t)f->not_judged, "erased", (json_int_t)f->erased);
    return json_made(d->entry, e) && json_made(d->document, e) &&
           describe_look(g, by, d->document, e);
}
