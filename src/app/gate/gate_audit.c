/* gate_audit.c: releases that were made before Proviso, by a process of the
 * custodian's own, decided again under each reading.
 *
 * (1) I1 holds here too: a released row whose request is not sufficient is a
 *     finding without a look at the registry; its person is not even looked up.
 * (2) What was compared at the time is what the process did, not what could be
 *     compared now: `identifier` did not compare the address, `name-address` did,
 *     any other process is unknown, which withholds.
 * (3) A control that stands in several rows is taken for the first of them.
 * (4) There is no way from here to a release.
 * (5) What is counted is what would be kept: an audit counts its releases by the
 *     very code that looks back at them later, from the same records.
 */
#include "app/gate/gate_audit.h"

#include <stdatomic.h>
#include <stdio.h>


/* Moments are made before the threads start. */
static bool make_eras(struct audit *a, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < a->count; i++) {
        a->past[i].era = i == 0 ? 0 : a->past[i - 1].era; /* where to look first */
        ok = readings_era(&a->readings, a->release[i].at, &a->past[i].era, e);
    }
    return ok;
}

/* --- one release --- */

static uint8_t compared_by(struct span process)
{
    return span_is(process, "identifier")     ? COMPARED_IS_NO
           : span_is(process, "name-address") ? COMPARED_IS_YES
                                              : COMPARED_IS_UNKNOWN;
}

static void add_context(const struct audit *a, struct facts *f)
{
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        if (fact_phase((enum fact)i) == PHASE_CONTEXT) {
            f->value[i] = a->context.value[i];
        }
    }
}

static bool write_wrong(struct audit *a, size_t part, uint32_t index, struct error *e)
{
    const struct past_release *p = &a->release[index];
    struct kept_row row = {.level = p->record.level, .era = a->past[index].era};
    struct decided d;
    struct text *t = &a->part[part], clauses = {0};
    bool ok = true;
    if (a->csv == NULL) {
        return true;
    }
    memcpy(row.kept.value, p->record.facts.value, sizeof p->record.facts.value);
    kept_row_decide(&a->look, &row, &d);
    for (unsigned i = 0; ok && i < a->readings.count; i++) {
        if ((d.wrong & 1u << i) != 0) {
            ok = verdict_clauses(a->rules.rules, &d.verdict[i], &clauses, e) &&
                 text_add_csv(t, p->control, ',', e) && text_addc(t, ',', e) &&
                 text_add_csv(t, dictionary_text(a->processes, p->process), ',', e) &&
                 text_addc(t, ',', e) && text_add_csv(t, span_of(a->readings.name[i]), ',', e) &&
                 text_addc(t, ',', e) && text_add_csv(t, text_span(&clauses), ',', e) &&
                 text_addc(t, ',', e) &&
                 text_adds(t, fact_value_name(FACT_CORRESPONDENCE, row.kept.value[FACT_CORRESPONDENCE]), e) &&
                 text_addc(t, '\n', e);
        }
    }
    text_free(&clauses);
    return ok;
}

/* What is known of the person whose record went out. */
static bool compare_past(struct audit *a, struct past *p, const struct admitted *admitted, size_t at,
                         const struct linkage *l, struct facts *facts, struct error *e)
{
    uint32_t person = registry_find(a->registry, p->person_id);
    struct linkage seen = *l;
    struct person record;
    seen.person = person;
    p->unknown = person == PERSON_NOBODY;
    if (!p->unknown) {
        seen.correspondence = match_correspondence(a->matcher, admitted, at, person);
        registry_person(a->registry, person, &record, NULL);
        record.id = p->person_id;
        if (!facts_of_person(&record, a->rules.populations, facts, e)) {
            return false;
        }
    }
    facts_of_linkage(&seen, facts);
    if (l->person != PERSON_NOBODY && l->person != person) {
        facts->value[FACT_PATHS] = PATHS_IS_DISAGREE; /* somebody else's record was given out */
    }
    return true;
}

/* admitted NULL: the request is not sufficient, and the registry stays closed. */
static bool judge_past(struct audit *a, size_t part, uint32_t index, size_t row,
                       const struct admitted *admitted, size_t at, const struct linkage *l,
                       struct error *e)
{
    struct past_release *p = &a->release[index];
    const struct row_record *r = &a->batch.rows[row];
    struct facts facts = r->facts;
    add_context(a, &facts);
    if (admitted != NULL && !compare_past(a, &a->past[index], admitted, at, l, &facts, e)) {
        return false;
    }
    facts.value[FACT_COMPARED] = compared_by(dictionary_text(a->processes, p->process));
    uint64_t tag;
    if (!population_tag(a->g, a->past[index].person_id, &tag, e)) {
        return false;
    }
    p->row = (uint32_t)row;
    p->record = (struct row_record){.facts = facts,
                                    .outcome = OUTCOME_RELEASED,
                                    .level = (uint8_t)(a->levels.count - 1),
                                    .category = r->category,
                                    .sufficiency = r->sufficiency,
                                    .person = (uint32_t)row,
                                    .leaf = p->process,
                                    .weight = (int32_t)(uint32_t)tag,
                                    .second = (int32_t)(uint32_t)(tag >> 32),
                                    .payload = (uint64_t)p->at};
    return write_wrong(a, part, index, e);
}

/* --- a slice --- */

/* Pass 1: where a control stands first; the same for any order of the slices. */
static bool find_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct audit *a = ctx;
    (void)e;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t row = (uint32_t)(s->first + i);
        uint32_t p = s->rows[i].line == 0 ? AUDIT_NONE : audit_first(a, s->rows[i].value[FIELD_CONTROL]);
        for (; p != AUDIT_NONE; p = audit_next(a, p)) {
            uint32_t known = a->past[p].row;
            while (row < known && !atomic_compare_exchange_weak(&a->past[p].row, &known, row)) {
            }
        }
    }
    return true;
}

/* Pass 2: the released rows of a slice, close together. */
struct picked {
    struct row *rows;
    struct person *persons;
    size_t *where;
    size_t count;
};

static bool pick(const struct audit *a, const struct slice *s, struct picked *out, struct error *e)
{
    out->count = 0;
    out->rows = arena_array(s->arena, s->count, sizeof *out->rows, e);
    out->persons = out->rows == NULL ? NULL : arena_array(s->arena, s->count, sizeof *out->persons, e);
    out->where = out->persons == NULL ? NULL : arena_array(s->arena, s->count, sizeof *out->where, e);
    if (out->where == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        uint32_t p = s->rows[i].line == 0 ? AUDIT_NONE : audit_first(a, s->rows[i].value[FIELD_CONTROL]);
        if (p != AUDIT_NONE && a->past[p].row == s->first + i) {
            out->rows[out->count] = s->rows[i];
            out->where[out->count++] = s->first + i;
        }
    }
    return true;
}

static bool audit_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct audit *a = ctx;
    struct picked p;
    struct admitted *admitted = NULL;
    if (!pick(a, s, &p, e) ||
        !standard_admit_rows(a->batch.standard, p.rows, p.count, &a->agreement.required, s->arena,
                             p.persons, &admitted, e)) {
        return false;
    }
    struct linkage *l = arena_array(s->arena, admitted_count(admitted), sizeof *l, e);
    bool ok = l != NULL && match_batch(a->matcher, admitted, l, e);
    size_t next = 0;
    for (size_t i = 0; ok && i < p.count; i++) {
        bool is_next = next < admitted_count(admitted) && admitted_index(admitted, next) == i;
        uint32_t index = audit_first(a, p.rows[i].value[FIELD_CONTROL]);
        for (; ok && index != AUDIT_NONE; index = audit_next(a, index)) {
            ok = a->past[index].repeated ||
                 judge_past(a, s->part, index, p.where[i], is_next ? admitted : NULL, next,
                            is_next ? &l[next] : NULL, e);
        }
        next += is_next;
    }
    return ok;
}

static bool take_part(void *ctx, size_t part, struct error *e)
{
    struct audit *a = ctx;
    bool ok = a->csv == NULL || file_write(a->csv, text_span(&a->part[part]), e);
    text_clear(&a->part[part]);
    return ok;
}

/* --- the audit --- */

/* What the context was then is not known; the agreement's own word is taken for
 * the parties and the purpose, and the recipient's status of today. */
static bool past_context(struct audit *a, struct error *e)
{
    struct found recipient;
    instant until;
    bool known = gate_recipient_find(a->g, a->agreement.recipient, &recipient, e);
    if (known) {
        bool ok = gate_safeguard_fact(a->g, recipient.subject, &a->agreement, a->readings.known,
                                      &a->context.value[FACT_SAFEGUARDS], &until, e);
        found_clear(&recipient);
        if (!ok) {
            return false;
        }
    } else if (strcmp(e->code, "recipient.unknown") != 0) {
        return false;
    }
    a->context.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
    uint64_t most = a->agreement.quota[CAP_BATCH];
    a->context.value[FACT_QUOTA] = most != 0 && a->batch.count > most ? QUOTA_IS_EXHAUSTED : QUOTA_IS_OPEN;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (a->agreement.purposes == 1u << v) {
            a->context.value[FACT_PURPOSE] = (uint8_t)v;
        }
    }
    a->out->purposeless = a->context.value[FACT_PURPOSE] == 0;
    return true;
}

static bool open_all(struct audit *a, struct error *e)
{
    struct match_options options = {0};
    memcpy(options.key, a->g->identifier_key, sizeof options.key);
    bool file = file_exists(a->o->agreement);
    bool ok = (file ? rules_load(&a->rules.rules, a->o->agreement, e)
                    : gate_rules(a->g, a->o->agreement, &a->rules, e)) &&
              (rules_agreement(a->rules.rules, &a->agreement) ||
               fail(e, ERROR_INPUT, "rules.agreement", "%s holds no agreement", a->o->agreement)) &&
              readings_open(&a->readings, a->rules.rules, a->o->readings, a->o->reading_count, NULL,
                            INSTANT_MAX, e) &&
              audit_list(a, e) && make_eras(a, e) &&
              gate_gazetteer_path(a->g, a->o->gazetteer, &a->gazetteer, e) &&
              batch_open(&a->batch, a->o->requests,
                         &(struct tables){a->o->layout, a->gazetteer.path, a->o->points}, INTAKE_REQUESTS, e) &&
              intake_hash(a->batch.intake, a->requests_hash, e) &&
              batch_judge(&a->batch, a->rules.rules, &a->agreement.required, a->g->threads,
                          &a->g->progress, NULL, e) &&
              past_context(a, e) && gate_registry_open(a->g, &a->registry, e) &&
              matcher_new(&a->matcher, a->registry, &options, e);
    memory_wipe(&options, sizeof options);
    if (ok) {
        standard_hash(a->batch.standard, a->classifier);
        rules_levels(a->rules.rules, &a->levels);
        a->look = (struct look){.by = &a->readings, .levels = a->levels.count};
        for (unsigned i = 0; i < a->levels.count; i++) {
            a->look.same[i] = i;
        }
        rules_hash(a->rules.rules, a->rules.hash); /* of a file, it is not set yet */
    }
    return ok;
}

static bool open_csv(struct audit *a, struct error *e)
{
    return a->o->csv == NULL || a->g->dry ||
           (file_begin(&a->csv, a->o->csv, FILE_PRIVATE, e) &&
            file_write(a->csv, SPAN_LITERAL("control,process,reading,clauses,correspondence\n"), e));
}

/* From the records that would be kept. keep: and which of them are wrong. */
static bool count_past(struct audit *a, bool keep, struct error *e)
{
    struct past_keep kept = {.release = a->release, .count = a->count};
    struct row_record *rows = memory_new(a->count, sizeof *rows, e);
    struct rows_view view = {0};
    uint8_t *bytes = NULL;
    struct tally *tally = NULL;
    struct history h = {.rows = &view, .import = true, .just_found = true};
    bool ok = rows != NULL && rows_view_of(&view, rows, past_records(&kept, rows), &bytes, e) &&
              tally_new(&tally, a->rules.rules, a->g->threads, e) && tally_rows(tally, &a->look, &h, e) &&
              (!keep || wrong_rows(&a->wrong, &a->look, &h, a->g->threads, "", "", "", e));
    if (ok) {
        tally_into(tally, a->out);
    }
    tally_free(tally);
    memory_free(bytes);
    memory_free(rows);
    return ok;
}

static bool count_processes(struct audit *a, struct error *e)
{
    uint64_t *made = memory_new(dictionary_count(a->processes), sizeof *made, e);
    for (size_t i = 0; made != NULL && i < a->count; i++) {
        bool found = a->past[i].row != AUDIT_NONE && !a->past[i].repeated;
        a->out->unmatched += a->past[i].row == AUDIT_NONE;
        a->out->unknown_person += a->past[i].unknown;
        made[a->release[i].process] += found;
    }
    for (uint32_t i = 0; made != NULL && i < dictionary_count(a->processes); i++) {
        char process[FINDING_NAME];
        (void)snprintf(process, sizeof process, "%.*s", SPAN_ARGS(dictionary_text(a->processes, i)));
        if (made[i] > 0) {
            finding_count_name(a->out->process, &a->out->processes, FINDING_PROCESSES, process, made[i]);
        }
    }
    memory_free(made);
    return made != NULL;
}

/* --- into the ledger --- */

static bool unchanged(struct audit *a, const json_t *document, struct error *e)
{
    return batch_unchanged(&a->batch, a->requests_hash, a->o->requests, e) &&
           (strcmp(json_text(document, "released"), a->released_hash.at) == 0 ||
            fail(e, ERROR_INPUT, "audit.changed", "%s was changed while it was read", a->o->released));
}

/* The number was not known while they were found. */
static bool keep_wrong(struct audit *a, struct draft *d, struct error *e)
{
    for (size_t i = 0; i < a->wrong.count; i++) {
        memcpy(a->wrong.parts[i].of, d->subject, GATE_ID);
    }
    return wrong_keep(a->g, d->subject, &a->wrong, d->document, e);
}

static bool keep_past(struct audit *a, struct draft *d, struct error *e)
{
    struct past_keep keep = {.released = a->o->released,
                             .requests = intake_content(a->batch.intake),
                             .layout = a->o->layout,
                             .gazetteer = a->gazetteer.path,
                             .points = a->o->points,
                             .agreement_text = a->rules.agreement[0] == '\0' ? a->o->agreement : NULL,
                             .requests_hash = a->requests_hash,
                             .release = a->release,
                             .count = a->count,
                             .processes = a->processes};
    return keep_claim(a->g, "past", gate_count(a->g, "past", NULL), d->subject, e) &&
           past_write(a->g, d->subject, &keep, d->document, e) && keep_wrong(a, d, e) &&
           unchanged(a, d->document, e);
}

/* The entry decides whether it was kept: an error behind the append must not take its files away. */
static bool was_entered(struct gate *g, const char *id)
{
    struct error ignored;
    struct found f = {0};
    bool found = false;
    bool ok = gate_begin(g, &ignored);
    gate_end(g);
    ok = ok && gate_find(g, "past", id, &f, &found, &ignored);
    found_clear(&f);
    return !ok || found;
}

static bool enter_past(struct audit *a, struct signers by, struct error *e)
{
    struct gate *g = a->g;
    struct draft d = {.type = "past"};
    struct looked_by how = {
        .rules = a->rules.hash, .reach = INSTANT_MAX, .classifier = a->classifier};
    bool ok = finding_draft(g, a->out, &how, &d, e) &&
              (g->dry ? gate_next_id(g, "past", "past", d.subject, e) : keep_past(a, &d, e)) &&
              gate_begin(g, e) && gate_require(g, by, FINDING_ROLES, 1, "entering an audit", e) &&
              past_refuse_twice(g, a->o->released, e) && gate_append(g, &d, 1, by, e);
    gate_end(g);
    if (ok) {
        (void)snprintf(a->out->id, sizeof a->out->id, "%s", d.subject);
    } else if (!g->dry && d.subject[0] != '\0' && !was_entered(g, d.subject)) {
        wrong_give_back(g, d.subject);
        keep_give_back(g, d.subject);
    }
    gate_draft_clear(&d);
    return ok;
}

/* Nobody waits for an audit that cannot be entered. */
static bool may_enter(struct gate *g, const struct gate_audit_options *o, struct signers by, struct error *e)
{
    return by.count == 0 || (gate_require(g, by, FINDING_ROLES, 1, "entering an audit", e) &&
                             past_refuse_twice(g, o->released, e));
}

static void audit_clear(struct audit *a)
{
    for (size_t i = 0; i < PASS_PARTS; i++) {
        text_free(&a->part[i]);
    }
    matcher_free(a->matcher);
    registry_close(a->registry);
    batch_close(&a->batch);
    readings_close(&a->readings);
    gate_rules_clear(&a->rules);
    arena_free(a->texts);
    dictionary_free(a->processes);
    map_free(a->by_control);
    text_free(&a->released_hash);
    wrong_clear(&a->wrong);
    memory_free(a->past);
    memory_free(a->release);
    memory_free(a);
}

static void name_agreement(struct audit *a)
{
    (void)snprintf(a->out->agreement, sizeof a->out->agreement, "%s", a->rules.agreement);
    (void)snprintf(a->out->agreement_id, sizeof a->out->agreement_id, "%.*s", SPAN_ARGS(a->agreement.id));
}

bool gate_audit(struct gate *g, const struct gate_audit_options *o, struct signers by,
                struct finding *out, struct error *e)
{
    *out = (struct finding){0};
    struct audit *a = memory_new(1, sizeof *a, e);
    if (a == NULL) {
        return false;
    }
    a->g = g;
    a->o = o;
    a->out = out;
    bool ok = may_enter(g, o, by, e) && open_all(a, e) && (by.count == 0 || audit_repeated(a, e)) &&
              open_csv(a, e);
    if (ok) {
        finding_begin(out, &a->readings);
        name_agreement(a);
        out->requests = a->batch.count;
        ok = batch_pass(&a->batch, g->threads, "find", &g->progress, find_slice, NULL, a, e) && audit_has_news(a, e) &&
             batch_pass(&a->batch, g->threads, "audit", &g->progress, audit_slice, take_part, a, e) &&
             count_past(a, by.count > 0, e) && count_processes(a, e) && (by.count == 0 || enter_past(a, by, e));
    }
    ok = file_finish(a->csv, ok, e);
    audit_clear(a);
    return ok;
}
