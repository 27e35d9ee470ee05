/* gate_check_row.c: one row of a request file, for whoever has to correct it: what is missing or
 * speaks against it, where it stands, and how the address was read. By the very code that judges
 * the whole file. Values are the recipient's own, and shown on demand alone (I7).
 */
#include "app/gate/gate_internal.h"

/* --- places --- */

/* Characters, not bytes: what a person counts. */
static uint32_t characters(struct span s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += ((uint8_t)s.at[i] & 0xC0) != 0x80;
    }
    return n;
}

struct place {
    const char *column;   /* "" for none */
    uint32_t first, last; /* characters, from 1; 0: the column is empty */
};

static struct place place_of(const struct row *row, struct extent x)
{
    if (x.field >= FIELD_COUNT) {
        return (struct place){"", 0, 0};
    }
    struct span v = row->value[x.field];
    uint32_t from = characters((struct span){v.at, x.from});
    uint32_t n = characters((struct span){v.at + x.from, x.to - x.from});
    return (struct place){field_name((enum field)x.field), n == 0 ? 0 : from + 1, from + n};
}

static bool add_place(const struct row *row, struct extent x, struct text *t, struct error *e)
{
    struct place p = place_of(row, x);
    if (p.column[0] == '\0') {
        return text_adds(t, "no column", e);
    }
    return p.first == 0 ? text_addf(t, e, "%s, which is empty", p.column)
                        : text_addf(t, e, "%s, characters %u to %u", p.column, p.first, p.last);
}

/* --- details of a file: a line of JSON for each row that is not complete --- */

bool check_detail(const struct row *row, const struct judgement *j, struct text *t,
                  struct error *e)
{
    struct place p = place_of(row, j->where);
    return text_addf(t, e, "{\"row\":%llu,\"control\":\"", (unsigned long long)row->number) &&
           text_add_json(t, row->value[FIELD_CONTROL], e) &&
           text_addf(
               t, e,
               "\",\"outcome\":\"%s\",\"category\":\"%s\",\"element\":\"%s\",\"column\":\"%s\","
               "\"first\":%u,\"last\":%u,\"message\":\"",
               sufficiency_name(j->sufficiency), category_name(j->category),
               element_name(j->element), p.column, p.first, p.last) &&
           text_add_json(t, span_of(category_sentence(j->category)), e) &&
           text_adds(t, "\"}\n", e);
}

/* --- one row --- */

struct one {
    const struct row *row;
    const struct judgement *judged;
    const struct address_parts *parts;
    bool values;
};

static bool add_value(const struct one *o, struct text *t, struct error *e)
{
    struct extent x = o->judged->where;
    if (!o->values || x.field >= FIELD_COUNT || x.to == x.from) {
        return true;
    }
    struct span v = o->row->value[x.field];
    struct place p = place_of(o->row, x);
    bool ok = text_adds(t, "             ", e) && text_add_shown(t, v, e) &&
              text_adds(t, "\n             ", e);
    for (uint32_t i = 1; ok && i <= p.last; i++) {
        ok = text_addc(t, i < p.first ? ' ' : '^', e);
    }
    return ok && text_addc(t, '\n', e);
}

static bool add_missing(uint32_t missing, struct text *t, struct error *e)
{
    bool ok = text_adds(t, "  not proved ", e);
    const char *between = "";
    for (uint32_t bit = 1; ok && bit != 0; bit <<= 1) {
        if ((missing & bit) != 0) {
            ok = text_addf(t, e, "%s%s", between, element_name((enum element)bit));
            between = ", ";
        }
    }
    return ok && text_addc(t, '\n', e);
}

static bool add_verdict(const struct one *o, struct text *t, struct error *e)
{
    const struct judgement *j = o->judged;
    if (!text_addf(t, e, "row %llu  %s", (unsigned long long)o->row->number,
                   sufficiency_name(j->sufficiency))) {
        return false;
    }
    if (j->sufficiency == SUFFICIENCY_COMPLETE) {
        return text_addf(t, e, "\n  %s\n", category_sentence(j->category));
    }
    return text_addf(t, e, "  %s\n  element    %s\n  where      ", category_name(j->category),
                     element_name(j->element)) &&
           add_place(o->row, j->where, t, e) && text_addc(t, '\n', e) && add_value(o, t, e) &&
           add_missing(j->missing, t, e) &&
           text_addf(t, e, "  %s\n", category_sentence(j->category));
}

static bool add_parts(const struct one *o, struct text *t, struct error *e)
{
    if (!text_adds(t, "\nhow the address was read\n", e)) {
        return false;
    }
    bool any = false;
    for (unsigned i = 0; i < ADDRESS_PARTS; i++) {
        struct span v = o->parts->part[i].value;
        if (v.len == 0) {
            continue;
        }
        any = true;
        if (!text_addf(t, e, "  %-16s %-9s ", address_part_name((enum address_part)i),
                       confidence_name(o->parts->part[i].confidence)) ||
            !add_place(o->row, o->parts->part[i].where, t, e) ||
            (o->values && !(text_adds(t, ": ", e) && text_add_shown(t, v, e))) ||
            !text_addc(t, '\n', e)) {
            return false;
        }
    }
    return any || text_adds(t, "  nothing in it could be read as one\n", e);
}

static bool rejected_row(const struct rejection *bad, struct text *t, struct error *e)
{
    char words[REJECTION_WORDS];
    rejection_words(bad, words);
    return text_addf(t, e, "row %llu  rejected  %s\n  %s\n", (unsigned long long)bad->row,
                     bad->code, words);
}

static bool judge_one(const struct batch *b, const struct row *row,
                      const struct elements *required, bool values, struct arena *arena,
                      struct text *out, struct error *e)
{
    struct person person;
    struct judgement judged;
    struct address_parts parts;
    const struct one one = {row, &judged, &parts, values};
    return standard_person_and_judge(b->standard, row, required, arena, &person, &judged, e) &&
           standard_parts(b->standard, row, arena, &parts, e) && add_verdict(&one, out, e) &&
           add_parts(&one, out, e);
}

static bool find_row(const struct batch *b, uint64_t number, const struct elements *required,
                     bool values, struct arena *arena, struct text *out, struct error *e)
{
    size_t part = (number - 1) / INTAKE_PART, at = (number - 1) % INTAKE_PART;
    size_t count = 0, rejected = 0;
    struct row *rows = arena_array(arena, INTAKE_PART, sizeof *rows, e);
    struct rejection *bad =
        rows == NULL ? NULL : arena_array(arena, INTAKE_PART, sizeof *bad, e);
    if (bad == NULL ||
        !intake_read_part(b->intake, part, arena, rows, &count, bad, &rejected, e)) {
        return false;
    }
    for (size_t i = 0; i < rejected; i++) {
        if (bad[i].row == number) {
            return rejected_row(&bad[i], out, e);
        }
    }
    return judge_one(b, &rows[at], required, values, arena, out, e);
}

bool gate_check_row(const struct gate_check_options *o, uint64_t number, bool values,
                    struct text *out, struct error *e)
{
    const struct tables tables = {o->layout, o->gazetteer, o->points};
    struct batch batch = {0};
    struct rules *rules = NULL;
    struct arena *arena = NULL;
    struct elements required;
    bool ok = check_elements(o->agreement, &rules, &required, e) && arena_new(&arena, 0, e) &&
              batch_open(&batch, o->requests, &tables, INTAKE_REQUESTS, e);
    if (ok && (number == 0 || number > intake_rows(batch.intake))) {
        (void)!fail(e, ERROR_USAGE, "check.row", "%s has no row %llu", o->requests,
                    (unsigned long long)number);
        error_hint(e, "rows are counted from 1, without the header: it has %llu",
                   (unsigned long long)intake_rows(batch.intake));
        ok = false;
    }
    ok = ok && find_row(&batch, number, &required, values, arena, out, e);
    arena_free(arena);
    rules_free(rules);
    batch_close(&batch);
    return ok;
}
