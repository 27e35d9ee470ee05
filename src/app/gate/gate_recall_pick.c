/* gate_recall_pick.c: from a finding to notices: its wrong rows, recipient by
 * recipient, with the controls by which the recipient knows them.
 *
 * (1) What a notice says of a row is the recipient's own, and what it was given:
 *     its control, the level, and a reason that speaks of its request alone.
 *     "not-permitted" does not tell a record that differs from one that is
 *     protected.
 * (2) A row that an earlier recall has is not recalled again.
 * (3) Of a row that was erased the notice has the number alone: its control is gone.
 */
#include "app/gate/gate_look.h"
#include "app/gate/gate_recall.h"

#include <stdio.h>

static const char head[] = "release,row,control,what,reason\n";

/* --- earlier recalls --- */

static bool add_earlier(void *ctx, const struct found *f, struct error *e)
{
    struct picking *p = ctx;
    struct recall r;
    if (p->earlier_count == p->earlier_cap) {
        size_t cap = p->earlier_cap == 0 ? 8 : 2 * p->earlier_cap;
        void *rows = memory_resize(p->earlier, cap, sizeof *p->earlier, e);
        p->earlier = rows == NULL ? p->earlier : rows;
        void *ids = rows == NULL ? NULL : memory_resize(p->earlier_id, cap, sizeof *p->earlier_id, e);
        p->earlier_id = ids == NULL ? p->earlier_id : ids;
        void *met = ids == NULL ? NULL : memory_resize(p->met, cap, sizeof *p->met, e);
        p->met = met == NULL ? p->met : met;
        if (met == NULL) {
            return false;
        }
        p->earlier_cap = cap;
    }
    if (!recall_of(p->g, f, &r, e)) {
        return false;
    }
    bool ok = recall_load(p->g, &r, &p->earlier[p->earlier_count], e);
    if (ok) {
        memcpy(p->earlier_id[p->earlier_count], f->subject, GATE_ID);
        p->met[p->earlier_count++] = 0;
    }
    recall_clear(&r);
    return ok;
}

static bool recalled_before(struct picking *p, const struct recall_row *row)
{
    for (size_t i = 0; i < p->earlier_count; i++) {
        if (recall_rows_have(p->earlier[i], row)) {
            p->met[i]++;
            return true;
        }
    }
    return false;
}

/* --- one release, one import --- */

struct picked_part {
    struct picking *p;
    const struct wrong_part *of;
    struct notice *to;
    struct rows_view rows;
    struct register_rules rules;
    struct levels levels;
    struct plan plan;     /* of a batch */
    struct found past;    /* of an import */
    struct erased gone;   /* rows of the request file */
    bool import;
    size_t line, next;    /* of the controls; of the wrong rows */
    uint64_t taken;
    uint32_t given;       /* bits of levels */
};

static bool add_line(struct picked_part *w, size_t i, struct span control, struct error *e)
{
    const uint8_t *record = w->rows.at + i * ROW_SIZE;
    char release[2 * GATE_ID];
    struct recall_row row = {.row = i + 1, .control = control};
    if (w->import) {
        (void)snprintf(release, sizeof release, "%s/%zu", w->of->of, i + 1);
        row.row = row_number(record, ROW_PERSON, 4) + 1;
    } else {
        (void)snprintf(release, sizeof release, "%s", w->of->release);
    }
    row.release = span_of(release);
    if (recalled_before(w->p, &row)) {
        return true;
    }
    unsigned level = record[ROW_LEVEL];
    if (level >= w->levels.count) {
        return fail(e, ERROR_VERIFY, "rows.value", "%s holds a value out of range", w->rows.path);
    }
    bool erased = row.row <= w->gone.rows.size && w->gone.rows.has[row.row - 1];
    const char *reason = erased                                              ? "erased"
                         : record[ROW_SUFFICIENCY] == SUFFICIENCY_COMPLETE ? "not-permitted"
                                                                             : "insufficient";
    struct text *t = &w->to->csv;
    w->taken++;
    w->given |= 1u << level;
    return text_addf(t, e, "%s,%llu,", release, (unsigned long long)row.row) && text_add_csv(t, control, ',', e) &&
           text_addc(t, ',', e) && text_add(t, w->levels.name[level], e) &&
           text_addf(t, e, ",%s\n", reason);
}

/* Controls come line by line, as the records lie; those of wrong rows are taken. */
static bool see_control(void *ctx, const struct row *row, struct error *e)
{
    struct picked_part *w = ctx;
    uint8_t bit = (uint8_t)(1u << w->p->reading);
    size_t i = w->line++;
    if (w->next == w->of->count || w->of->rows[w->next].row != i) {
        return true;
    }
    bool wrong = (w->of->rows[w->next++].readings & bit) != 0;
    return !wrong || i >= w->rows.count ? true : add_line(w, i, row->value[FIELD_CONTROL], e);
}

static bool pick_rows(struct picked_part *w, struct intake *controls, const char *path, struct error *e)
{
    return list_each(controls, path, NULL, see_control, w, e) &&
           ((w->next == w->of->count && w->line == w->rows.count) ||
            fail(e, ERROR_VERIFY, "outcomes.short", "the list of controls of %s has not a line for each row", w->of->of));
}

/* --- where its rows, its rules, its recipient are --- */

static bool open_rows(struct picked_part *w, const char *named, enum rows_kind kind, struct error *e)
{
    return rows_view_kept(&w->rows, w->p->g, w->of->of, kind, named, e);
}

static bool open_import(struct picked_part *w, struct error *e)
{
    struct gate *g = w->p->g;
    char path[PATH_SIZE];
    if (!gate_get(g, "past", w->of->of, &w->past, e)) {
        return false;
    }
    const char *number = json_text(w->past.entry, "agreement");
    return open_rows(w, json_text(w->past.document, "rows"), ROWS_PAST, e) &&
           erased_open(&w->gone, g, w->of->of, (size_t)json_number(w->past.entry, "requests"), e) &&
           (number[0] != '\0' ? gate_rules(g, number, &w->rules, e)
                              : past_file(g, &w->past, "agreement.proviso", "text", path, e) &&
                                    rules_load(&w->rules.rules, path, e));
}

static bool open_batch(struct picked_part *w, struct error *e)
{
    struct gate *g = w->p->g;
    struct found release = {0};
    bool ok = gate_get(g, "release", w->of->release, &release, e) && plan_get(g, release.parent, &w->plan, e) &&
              open_rows(w, json_text(w->plan.act.document, "rows"), ROWS_BATCH, e) &&
              erased_open(&w->gone, g, w->of->of, w->rows.count, e) && gate_rules(g, w->plan.agreement, &w->rules, e);
    found_clear(&release);
    return ok;
}

static void close_part(struct picked_part *w)
{
    rows_view_close(&w->rows);
    gate_rules_clear(&w->rules);
    plan_clear(&w->plan);
    found_clear(&w->past);
    erased_clear(&w->gone);
}

static bool find_recipient(const struct picked_part *w, struct found *out, struct error *e)
{
    struct agreement_info info;
    const char *named = w->p->o->recipient;
    if (!w->import) {
        return gate_recipient_find(w->p->g, span_of(w->of->recipient), out, e);
    }
    if (named == NULL && !rules_agreement(w->rules.rules, &info)) {
        return fail(e, ERROR_INPUT, "recall.recipient", "the agreement of %s names no recipient: give --recipient",
                    w->of->of);
    }
    if (gate_recipient_find(w->p->g, named == NULL ? info.recipient : span_of(named), out, e)) {
        return true;
    }
    if (strcmp(e->code, "recipient.unknown") == 0) {
        error_context(e, "%s", w->of->of);
        error_hint(e, "register it, so that the notice can be encrypted to it: proviso recipient add; or name another: --recipient");
    }
    return false;
}

/* The notice of that recipient, begun where there is none. */
static bool notice_of(struct picking *p, const struct found *recipient, struct notice **out, struct error *e)
{
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(p->notices[i].recipient.subject, recipient->subject) == 0) {
            *out = &p->notices[i];
            return true;
        }
    }
    if (!memory_grow((void **)&p->notices, &p->cap, p->count, sizeof *p->notices, e)) {
        return false;
    }
    struct notice *n = *out = &p->notices[p->count++];
    *n = (struct notice){.recipient = *recipient, .releases = json_array(), .levels = json_array(),
                          .agreements = json_array()};
    json_incref(recipient->entry);
    json_incref(recipient->document);
    return json_made(n->releases, e) && json_made(n->levels, e) && json_made(n->agreements, e) &&
           text_adds(&n->csv, head, e);
}

static bool has_text(const json_t *list, struct span s)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (span_equal(s, (struct span){json_string_value(one), json_string_length(one)})) {
            return true;
        }
    }
    return false;
}

/* Under which agreement it was given: for the letter. */
static bool name_agreement(const struct picked_part *w, struct notice *n, struct error *e)
{
    struct agreement_info info;
    if (!rules_agreement(w->rules.rules, &info)) {
        return true;
    }
    for (size_t i = 0; i < json_array_size(n->agreements); i++) {
        if (span_is(info.id, json_text(json_array_get(n->agreements, i), "id"))) {
            return true;
        }
    }
    n->agreements = json_list_add(n->agreements, json_pack("{s:s%, s:s%, s:s%}", "id", info.id.at, info.id.len, "custodian",
                                                           info.custodian.at, info.custodian.len, "authority",
                                                           info.authority.at, info.authority.len));
    return json_made(n->agreements, e);
}

/* What the part adds to the notice's summary. */
static bool sum_up(struct picked_part *w, struct error *e)
{
    struct notice *n = w->to;
    n->rows += w->taken;
    if (w->taken > 0) {
        n->releases = json_list_add(n->releases,
                                    json_pack("{s:s, s:I}", "release", w->import ? w->of->of : w->of->release, "rows",
                                              (json_int_t)w->taken));
    }
    for (unsigned i = 0; i < w->levels.count; i++) {
        if ((w->given >> i & 1) != 0 && !has_text(n->levels, w->levels.name[i])) {
            n->levels = json_list_add(n->levels, json_stringn(w->levels.name[i].at, w->levels.name[i].len));
        }
    }
    return json_made(n->releases, e) && json_made(n->levels, e) && (w->taken == 0 || name_agreement(w, n, e));
}

static bool pick_part(struct picking *p, const struct wrong_part *of, struct error *e)
{
    struct picked_part w = {.p = p, .of = of, .import = of->release[0] == '\0'};
    struct found recipient = {0};
    struct intake *controls = NULL;
    char path[PATH_SIZE];
    bool ok = (w.import ? open_import(&w, e) : open_batch(&w, e)) && find_recipient(&w, &recipient, e) &&
              notice_of(p, &recipient, &w.to, e);
    if (ok) {
        rules_levels(w.rules.rules, &w.levels);
        ok = (w.import ? past_file(p->g, &w.past, "releases.csv", "releases", path, e) &&
                             releases_open(&controls, path, e)
                       : outcomes_open(&controls, p->g, of->of, e)) &&
             pick_rows(&w, controls, of->of, e) && sum_up(&w, e);
    }
    intake_close(controls);
    found_clear(&recipient);
    close_part(&w);
    return ok;
}

/* --- what was given, in short --- */

bool finding_content(struct gate *g, const char *finding, uint32_t *content, struct error *e)
{
    struct picking p = {.g = g};
    bool ok = wrong_load(&p.wrong, g, finding, e);
    *content = 0;
    for (size_t i = 0; ok && i < p.wrong.count; i++) {
        const struct wrong_part *of = &p.wrong.parts[i];
        struct picked_part w = {.p = &p, .of = of, .import = of->release[0] == '\0'};
        ok = w.import ? open_import(&w, e) : open_batch(&w, e);
        if (ok) {
            rules_levels(w.rules.rules, &w.levels);
        }
        for (size_t k = 0; ok && k < of->count; k++) {
            unsigned level = of->rows[k].row < w.rows.count ? w.rows.at[of->rows[k].row * ROW_SIZE + ROW_LEVEL] : 0;
            *content |= level < w.levels.count ? w.levels.content[level] : 0;
        }
        close_part(&w);
    }
    picking_clear(&p);
    return ok;
}

/* --- the finding --- */

static bool any_wrong(const struct wrong_part *of, unsigned reading)
{
    for (size_t i = 0; i < of->count; i++) {
        if ((of->rows[i].readings >> reading & 1) != 0) {
            return true;
        }
    }
    return false;
}

static bool choose_reading(struct picking *p, struct error *e)
{
    const struct wrong *w = &p->wrong;
    const char *name = p->o->reading != NULL ? p->o->reading : w->readings == 1 ? w->reading[0] : "all clauses";
    for (p->reading = 0; p->reading < w->readings; p->reading++) {
        if (strcmp(w->reading[p->reading], name) == 0) {
            return true;
        }
    }
    if (w->readings == 0) { /* a finding over nothing */
        p->reading = 0;
        return true;
    }
    struct text names = {0};
    struct error ignored;
    for (unsigned i = 0; i < w->readings; i++) {
        (void)!text_addf(&names, &ignored, "%s%s", i == 0 ? "" : "; ", w->reading[i]);
    }
    (void)!fail(e, ERROR_INPUT, "reading.unknown", "the finding was not made under a reading of this name");
    error_hint(e, "--reading NAME; there are: %s", names.at == NULL ? "" : names.at);
    text_free(&names);
    return false;
}

bool picking_open(struct picking *p, struct error *e)
{
    bool ok = wrong_load(&p->wrong, p->g, p->o->finding, e) && choose_reading(p, e) &&
              gate_each(p->g, "recall", NULL, add_earlier, p, e);
    for (size_t i = 0; ok && i < p->wrong.count; i++) {
        const struct wrong_part *of = &p->wrong.parts[i];
        ok = !any_wrong(of, p->reading) || pick_part(p, of, e);
    }
    return ok;
}

void picking_clear(struct picking *p)
{
    for (size_t i = 0; i < p->earlier_count; i++) {
        recall_rows_free(p->earlier[i]);
    }
    for (size_t i = 0; i < p->count; i++) {
        found_clear(&p->notices[i].recipient);
        text_free(&p->notices[i].csv);
        json_decref(p->notices[i].releases);
        json_decref(p->notices[i].levels);
        json_decref(p->notices[i].agreements);
    }
    memory_free(p->earlier);
    memory_free(p->earlier_id);
    memory_free(p->met);
    memory_free(p->notices);
    wrong_clear(&p->wrong);
}
