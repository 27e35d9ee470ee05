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
#include "app/gate/gate_look.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/map.h"

/* Beside struct past_release, which is kept. */
struct past {
    struct span person_id;
    bool unknown;       /* nobody has this person_id */
    bool repeated;      /* an earlier audit kept it */
    size_t era;
    uint32_t next;      /* another release with the same hash of its control, or NONE */
    _Atomic uint32_t row; /* index of the first request row with this control, or NONE */
};

#define NONE UINT32_MAX

struct audit {
    struct gate *g;
    const struct gate_audit_options *o;
    struct finding *out;
    struct register_rules rules;
    struct agreement_info agreement;
    struct gazetteer_in_force gazetteer;
    struct batch batch;
    struct registry *registry;
    struct matcher *matcher;
    struct readings readings;
    struct facts context;
    struct arena *texts;
    struct dictionary *processes;
    struct map *by_control; /* hash -> first release */
    struct past *past;
    struct past_release *release; /* of each release: the part that is kept */
    size_t count, cap, release_cap;
    struct look look;
    struct levels levels;
    struct text released_hash;
    uint8_t requests_hash[SHA256_SIZE], classifier[SHA256_SIZE];
    struct file *csv;
    struct text part[PASS_PARTS];
};

/* --- the list of what was given out --- */

static bool released_layout(struct layout *out)
{
    static const struct {
        const char *name;
        int field;
    } columns[] = {{"control", FIELD_CONTROL},
                   {"person_id", FIELD_PERSON_ID},
                   {"process", FIELD_CATEGORY},
                   {"released_at", FIELD_NOTE}};
    out->separator = ',';
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct layout_column *c = &out->column[out->count++];
        (void)snprintf(c->name, sizeof c->name, "%s", columns[i].name);
        c->field = columns[i].field;
    }
    return true;
}

static bool keep_text(struct audit *a, struct span s, struct span *out, struct error *e)
{
    char *copy = arena_copy(a->texts, s, e);
    *out = (struct span){copy, s.len};
    return copy != NULL;
}

static bool add_past(struct audit *a, const struct row *row, struct error *e)
{
    if (!memory_grow((void **)&a->past, &a->cap, a->count, sizeof *a->past, e) ||
        !memory_grow((void **)&a->release, &a->release_cap, a->count, sizeof *a->release, e)) {
        return false;
    }
    struct past *p = &a->past[a->count];
    struct past_release *r = &a->release[a->count];
    *p = (struct past){.row = NONE};
    *r = (struct past_release){.record.outcome = OUTCOME_REJECTED}; /* until its request is found */
    if (!instant_parse(span_trim(row->value[FIELD_NOTE]), &r->at)) {
        (void)!fail(e, ERROR_INPUT, "audit.released_at", "%s: row %llu: released_at is no instant",
                    a->o->released, (unsigned long long)row->number);
        error_hint(e, "write it as 2025-08-07T14:00Z or 2025-08-07");
        return false;
    }
    bool fresh = false;
    uint64_t *first = map_at(a->by_control, hash_bytes(row->value[FIELD_CONTROL], 0), &fresh, e);
    bool ok = first != NULL && keep_text(a, row->value[FIELD_CONTROL], &r->control, e) &&
              keep_text(a, row->value[FIELD_PERSON_ID], &p->person_id, e) &&
              dictionary_add(a->processes, span_trim(row->value[FIELD_CATEGORY]), &r->process, e);
    if (ok && dictionary_count(a->processes) > PROCESSES_MOST) {
        (void)!fail(e, ERROR_INPUT, "audit.process", "%s: row %llu: more than %d different processes",
                    a->o->released, (unsigned long long)row->number, PROCESSES_MOST);
        error_hint(e, "the column `process` names the few ways by which rows were released");
        ok = false;
    }
    if (ok) {
        p->next = fresh ? NONE : (uint32_t)*first;
        *first = a->count++;
    }
    return ok;
}

static bool read_past(struct audit *a, struct intake *in, struct error *e)
{
    enum { SLICE = 4096 };
    struct arena *arena = NULL;
    struct row *rows = memory_new(SLICE, sizeof *rows, e);
    struct rejection *bad = rows == NULL ? NULL : memory_new(SLICE, sizeof *bad, e);
    bool ok = bad != NULL && arena_new(&arena, 0, e);
    while (ok) {
        size_t got = 0, rejected = 0;
        arena_reset(arena);
        ok = intake_read(in, arena, rows, SLICE, &got, bad, &rejected, e);
        if (!ok || got == 0) {
            break;
        }
        if (rejected > 0) {
            ok = fail(e, ERROR_INPUT, "audit.released", "%s: row %llu: %s", a->o->released,
                      (unsigned long long)bad[0].row, bad[0].what);
        }
        for (size_t i = 0; ok && i < got; i++) {
            ok = add_past(a, &rows[i], e);
        }
    }
    arena_free(arena);
    memory_free(rows);
    memory_free(bad);
    return ok;
}

static bool load_past(struct audit *a, struct error *e)
{
    struct intake *in = NULL;
    struct layout *layout = memory_new(1, sizeof *layout, e);
    struct sha256 hash;
    bool ok = layout != NULL && crypto_sha256_file(a->o->released, &hash, e) &&
              text_add_hex(&a->released_hash, hash.at, sizeof hash.at, e) && released_layout(layout) && arena_new(&a->texts, 0, e) &&
              dictionary_new(&a->processes, e) && map_new(&a->by_control, e) &&
              intake_open(&in, a->o->released, INTAKE_ANY, layout, &intake_default_limits, e) &&
              read_past(a, in, e);
    intake_close(in);
    memory_free(layout);
    return ok;
}

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

static uint32_t first_past(const struct audit *a, struct span control)
{
    const uint64_t *first = map_find(a->by_control, hash_bytes(control, 0));
    uint32_t i = first == NULL ? NONE : (uint32_t)*first;
    while (i != NONE && !span_equal(a->release[i].control, control)) {
        i = a->past[i].next;
    }
    return i;
}

static uint32_t next_past(const struct audit *a, uint32_t i)
{
    struct span control = a->release[i].control;
    do {
        i = a->past[i].next;
    } while (i != NONE && !span_equal(a->release[i].control, control));
    return i;
}

/* One that was kept before; of two that are alike in this list, one. */
static void note_repeated(void *ctx, struct span control, struct span process, instant at)
{
    struct audit *a = ctx;
    uint32_t i = first_past(a, control);
    while (i != NONE && (a->past[i].repeated || a->release[i].at != at ||
                         !span_equal(dictionary_text(a->processes, a->release[i].process), process))) {
        i = next_past(a, i);
    }
    if (i != NONE) {
        a->past[i].repeated = true;
        a->out->repeated++;
    }
}

/* What is to be kept as history is counted once. */
static bool find_repeated(struct audit *a, struct error *e)
{
    return past_seen(a->g, a->requests_hash, note_repeated, a, e);
}

/* Behind the first pass: what is left when neither that nor what no request bears is counted. */
static bool has_news(const struct audit *a, struct error *e)
{
    uint64_t news = 0;
    for (size_t i = 0; i < a->count; i++) {
        news += a->past[i].row != NONE && !a->past[i].repeated;
    }
    if (news == 0 && a->out->repeated > 0) {
        (void)!fail(e, ERROR_INPUT, "audit.twice", "every release of %s was entered already", a->o->released);
        error_hint(e, "proviso lookback looks at them again; without --key nothing is entered");
        return false;
    }
    return true;
}

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
    p->row = (uint32_t)row;
    p->record = (struct row_record){.facts = facts,
                                    .outcome = OUTCOME_RELEASED,
                                    .level = (uint8_t)(a->levels.count - 1),
                                    .category = r->category,
                                    .sufficiency = r->sufficiency,
                                    .person = (uint32_t)row,
                                    .leaf = p->process,
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
        uint32_t p = s->rows[i].line == 0 ? NONE : first_past(a, s->rows[i].value[FIELD_CONTROL]);
        for (; p != NONE; p = next_past(a, p)) {
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
        uint32_t p = s->rows[i].line == 0 ? NONE : first_past(a, s->rows[i].value[FIELD_CONTROL]);
        if (p != NONE && a->past[p].row == s->first + i) {
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
        uint32_t index = first_past(a, p.rows[i].value[FIELD_CONTROL]);
        for (; ok && index != NONE; index = next_past(a, index)) {
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
    bool open = false;
    bool known = gate_recipient_find(a->g, a->agreement.recipient, &recipient, e);
    if (known) {
        bool ok = gate_safeguard_open(a->g, recipient.subject, &open, e);
        found_clear(&recipient);
        if (!ok) {
            return false;
        }
    } else if (strcmp(e->code, "recipient.unknown") != 0) {
        return false;
    }
    a->context.value[FACT_RECIPIENT] = RECIPIENT_IS_PARTY;
    a->context.value[FACT_SAFEGUARDS] = !known ? SAFEGUARDS_IS_UNKNOWN
                                        : open ? SAFEGUARDS_IS_OPEN_FINDING
                                               : SAFEGUARDS_IS_IN_ORDER;
    a->context.value[FACT_QUOTA] =
        a->agreement.quota_rows != 0 && a->batch.count > a->agreement.quota_rows ? QUOTA_IS_EXHAUSTED
                                                                               : QUOTA_IS_OPEN;
    for (unsigned v = 1; v <= fact_values(FACT_PURPOSE); v++) {
        if (a->agreement.purposes == 1u << v) {
            a->context.value[FACT_PURPOSE] = (uint8_t)v;
        }
    }
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
              load_past(a, e) && make_eras(a, e) &&
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

/* From the records that would be kept. */
static bool count_past(struct audit *a, struct error *e)
{
    struct past_keep kept = {.release = a->release, .count = a->count};
    struct row_record *rows = memory_new(a->count, sizeof *rows, e);
    struct rows_view view = {0};
    uint8_t *bytes = NULL;
    struct tally *tally = NULL;
    struct history h = {.rows = &view, .import = true, .just_found = true};
    bool ok = rows != NULL && rows_view_of(&view, rows, past_records(&kept, rows), &bytes, e) &&
              tally_new(&tally, a->rules.rules, a->g->threads, e) && tally_rows(tally, &a->look, &h, e);
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
        bool found = a->past[i].row != NONE && !a->past[i].repeated;
        a->out->unmatched += a->past[i].row == NONE;
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
           past_write(a->g, d->subject, &keep, d->document, e) && unchanged(a, d->document, e);
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
    bool ok = may_enter(g, o, by, e) && open_all(a, e) && (by.count == 0 || find_repeated(a, e)) &&
              open_csv(a, e);
    if (ok) {
        finding_begin(out, &a->readings);
        name_agreement(a);
        out->requests = a->batch.count;
        ok = batch_pass(&a->batch, g->threads, "find", &g->progress, find_slice, NULL, a, e) && has_news(a, e) &&
             batch_pass(&a->batch, g->threads, "audit", &g->progress, audit_slice, take_part, a, e) &&
             count_past(a, e) && count_processes(a, e) && (by.count == 0 || enter_past(a, by, e));
    }
    ok = file_finish(a->csv, ok, e);
    audit_clear(a);
    return ok;
}
