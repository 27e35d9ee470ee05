/* gate_answers.c: what a recipient is told of each row, in the form of its own requests.
 *
 * 1. One answer a row, in the requests' order, with the control field as it stood there.
 * 2. What is said speaks of the recipient's own input alone, in every form: "not found",
 *    "withheld" and "two records fit" look the same.
 * 3. A form decides how an answer is written, never what it is: each takes the parts that
 *    answer_make found.
 */
#include "app/gate/gate_internal.h"

#include <assert.h>
#include <stdio.h>

/* An answer before it has a form; parts that are not given are empty. */
struct answer {
    const struct row *row;
    struct span control;
    struct span part[ANSWER_PARTS];
    char code[1];
    char words[REJECTION_WORDS];
    char zip[8];
    char room[REGISTRY_ROOM]; /* what the parts point to */
    struct person person;
    struct text address;
};

/* --- what is said --- */

const char *answer_message(const struct row_record *r, const struct rejection *bad,
                           char words[REJECTION_WORDS])
{
    if (bad != NULL) {
        rejection_words(bad, words);
        return words;
    }
    return r->sufficiency != SUFFICIENCY_COMPLETE
               ? category_sentence((enum category)r->category)
           : r->outcome == OUTCOME_RELEASED ? ""
                                            : "No answer is given for this row.";
}

static struct span zip_of(const struct address *at, char room[8])
{
    int n = at->zip == ZIP_NONE ? 0 : snprintf(room, 8, "%05u", (unsigned)at->zip);
    return (struct span){room, (size_t)n};
}

/* level, address, city, state, zip */
static bool make_released(const struct answers *w, const struct row_record *r, struct answer *a,
                          struct error *e)
{
    const struct address *at = &a->person.address;
    a->person = (struct person){0};
    a->part[ANSWER_PART_LEVEL] = w->a->levels.name[r->level];
    if ((w->a->levels.content[r->level] & CONTENT_ADDRESS) == 0) {
        return true;
    }
    if (!again_person(w->a, r, &a->person, a->room)) {
        return fail(e, ERROR_STALE, "plan.stale.registry",
                    "a person is in the registry no more");
    }
    if (!answer_address(at, &a->address, e)) {
        return false;
    }
    a->part[ANSWER_PART_ADDRESS] = text_span(&a->address);
    a->part[ANSWER_PART_CITY] = at->city;
    a->part[ANSWER_PART_STATE] = span_of(at->state);
    a->part[ANSWER_PART_ZIP] = zip_of(at, a->zip);
    return true;
}

static bool answer_make(const struct answers *w, const struct slice *s, size_t i,
                        struct answer *a, struct error *e)
{
    const struct row_record *r = &w->a->rows[s->first + i];
    const struct row *row = &s->rows[i];
    const struct rejection *bad = row->line == 0 ? slice_rejection(s, i) : NULL;
    enum gate_answer answer = answer_of(r);
    bool told = answer == ANSWER_INSUFFICIENT || answer == ANSWER_PENDING;
    const char *category = bad != NULL ? bad->code
                           : told      ? category_name((enum category)r->category)
                                       : "";
    a->row = row;
    a->control = bad != NULL ? bad->control : row->value[FIELD_CONTROL];
    a->code[0] = (char)('0' + tin_code(r, row->value[FIELD_IDENTIFIER_KIND]));
    a->part[ANSWER_PART_CODE] = (struct span){a->code, 1};
    a->part[ANSWER_PART_ANSWER] = span_of(gate_answer_name(answer));
    a->part[ANSWER_PART_CATEGORY] = span_of(category);
    a->part[ANSWER_PART_MESSAGE] = span_of(answer_message(r, bad, a->words));
    return r->outcome != OUTCOME_RELEASED || make_released(w, r, a, e);
}

/* --- CSV --- */

static const char *const names[ANSWER_PARTS] = {
#define PART_NAME(symbol, name) name,
    RECORD_ANSWER_PARTS(PART_NAME)
#undef PART_NAME
};

/* The parts of a file without places: all but the code. */
enum { FIRST_PART = ANSWER_PART_ANSWER };

/* The request's own name of the control column. */
static struct span control_name(const struct answers *w)
{
    return span_of(w->layout == NULL ? field_name(FIELD_CONTROL)
                                     : w->layout->column[w->control].name);
}

static bool csv_head(const struct answers *w, struct text *t, struct error *e)
{
    bool ok = text_add_csv(t, control_name(w), w->separator, e);
    for (unsigned i = FIRST_PART; ok && i < ANSWER_PARTS; i++) {
        ok = text_addc(t, w->separator, e) &&
             text_add_csv(t, span_of(names[i]), w->separator, e);
    }
    return ok && text_addc(t, '\n', e);
}

static bool csv_row(const struct answers *w, const struct answer *a, struct text *t,
                    struct error *e)
{
    bool ok = text_add_csv(t, a->control, w->separator, e);
    for (unsigned i = FIRST_PART; ok && i < ANSWER_PARTS; i++) {
        ok = text_addc(t, w->separator, e) && text_add_csv(t, a->part[i], w->separator, e);
    }
    return ok && text_addc(t, '\n', e);
}

/* --- lines --- */

/* From byte `from` of the text on, what would end a field or a line is a blank. */
static void blank_out(struct text *t, size_t from, char separator)
{
    for (size_t i = from; i < t->len; i++) {
        if (t->at[i] == separator || t->at[i] == '\n' || t->at[i] == '\r') {
            t->at[i] = ' ';
        }
    }
}

static bool add_field(const struct answers *w, struct span value, struct text *t,
                      struct error *e)
{
    size_t from = t->len;
    if (!text_add(t, value, e)) {
        return false;
    }
    blank_out(t, from, w->separator);
    return true;
}

static bool lines_row(const struct answers *w, const struct answer *a, struct text *t,
                      struct error *e)
{
    if (w->layout->answers == LAYOUT_ANSWERS_TIN) {
        return text_add(t, a->row->bytes, e) && text_addc(t, w->separator, e) &&
               text_add(t, a->part[ANSWER_PART_CODE], e) && text_addc(t, '\n', e);
    }
    bool ok = add_field(w, a->control, t, e);
    for (unsigned i = FIRST_PART; ok && i < ANSWER_PARTS; i++) {
        ok = text_addc(t, w->separator, e) && add_field(w, a->part[i], t, e);
    }
    return ok && text_addc(t, '\n', e);
}

/* --- fixed width --- */

/* Where the layout gives no part a place: behind the record, in this order. */
static const uint32_t widths[ANSWER_PARTS] = {
    [ANSWER_PART_CODE] = 1,   [ANSWER_PART_ANSWER] = 12,  [ANSWER_PART_CATEGORY] = 24,
    [ANSWER_PART_LEVEL] = 16, [ANSWER_PART_ADDRESS] = 60, [ANSWER_PART_CITY] = 30,
    [ANSWER_PART_STATE] = 2,  [ANSWER_PART_ZIP] = 5};

static void find_places(struct answers *w)
{
    const struct layout *l = w->layout;
    bool placed = false;
    w->width = l->width;
    for (unsigned i = 0; i < ANSWER_PARTS; i++) {
        placed = placed || l->answer[i].first != 0;
    }
    for (unsigned i = 0; i < ANSWER_PARTS; i++) {
        struct layout_place *at = &w->place[i];
        *at = placed           ? l->answer[i]
              : widths[i] == 0 ? (struct layout_place){0, 0}
                               : (struct layout_place){w->width + 1, w->width + widths[i]};
        w->width = at->last > w->width ? at->last : w->width;
    }
}

/* Up to `most` bytes of it, cut at a character. */
static struct span cut(struct span s, size_t most)
{
    if (s.len > most) {
        s.len = most;
        while (s.len > 0 && ((uint8_t)s.at[s.len] & 0xc0) == 0x80) {
            s.len--;
        }
    }
    return s;
}

/* The bytes of the control field as they stood, blanks included; where a rejected row's is not
 * certain, nothing. */
static struct span control_bytes(const struct answers *w, const struct answer *a)
{
    const struct layout_column *c = &w->layout->column[w->control];
    struct span line = a->row->bytes;
    size_t from = c->first - 1, to = c->last < line.len ? c->last : line.len;
    return a->control.len == 0 || from >= to ? (struct span){"", 0}
                                             : (struct span){line.at + from, to - from};
}

static void put(char *record, uint32_t first, struct span value)
{
    if (value.len > 0) {
        memcpy(record + first - 1, value.at, value.len);
    }
}

static bool fixed_row(const struct answers *w, const struct answer *a, struct text *t,
                      struct error *e)
{
    size_t from = t->len;
    if (!text_addf(t, e, "%*s", (int)w->width, "")) {
        return false;
    }
    char *record = t->at + from;
    put(record, w->layout->column[w->control].first, control_bytes(w, a));
    for (unsigned i = 0; i < ANSWER_PARTS; i++) {
        const struct layout_place *at = &w->place[i];
        if (at->first != 0) {
            put(record, at->first, cut(a->part[i], at->last - at->first + 1));
        }
    }
    blank_out(t, from, '\n');
    return text_addc(t, '\n', e);
}

/* --- NDJSON --- */

static bool add_json(struct text *t, struct span s, struct error *e)
{
    return text_addc(t, '"', e) && text_add_json(t, s, e) && text_addc(t, '"', e);
}

/* True for a number, true or false, which stands in its line without quotes. */
static bool bare(struct span line, struct span value)
{
    uintptr_t from = (uintptr_t)line.at, at = (uintptr_t)value.at;
    return value.len > 0 && at > from && at < from + line.len && value.at[-1] != '"';
}

static bool ndjson_row(const struct answers *w, const struct answer *a, struct text *t,
                       struct error *e)
{
    bool ok = text_addc(t, '{', e) && add_json(t, control_name(w), e) && text_addc(t, ':', e) &&
              (bare(a->row->bytes, a->control) ? text_add(t, a->control, e)
                                               : add_json(t, a->control, e));
    for (unsigned i = FIRST_PART; ok && i < ANSWER_PARTS; i++) {
        ok =
            a->part[i].len == 0 || (text_addc(t, ',', e) && add_json(t, span_of(names[i]), e) &&
                                    text_addc(t, ':', e) && add_json(t, a->part[i], e));
    }
    return ok && text_adds(t, "}\n", e);
}

/* --- the forms --- */

static const struct {
    bool (*head)(const struct answers *w, struct text *t, struct error *e); /* or NULL */
    bool (*row)(const struct answers *w, const struct answer *a, struct text *t,
                struct error *e);
} forms[] = {
    [LAYOUT_CSV] = {csv_head, csv_row},
    [LAYOUT_LINES] = {NULL, lines_row},
    [LAYOUT_FIXED] = {NULL, fixed_row},
    [LAYOUT_NDJSON] = {NULL, ndjson_row},
};

static enum layout_format format_of(const struct answers *w)
{
    return w->layout == NULL ? LAYOUT_CSV : w->layout->format;
}

void answers_begin(struct answers *out, const struct again *a, const struct layout *layout)
{
    *out = (struct answers){.a = a, .layout = layout, .separator = ','};
    if (layout == NULL) {
        return;
    }
    while (out->control < layout->count &&
           layout->column[out->control].field != FIELD_CONTROL) {
        out->control++;
    }
    assert(out->control < layout->count); /* intake opened the requests by it */
    out->separator = layout->separator == 0 ? ',' : layout->separator;
    if (layout->format == LAYOUT_FIXED) {
        find_places(out);
    }
}

bool answers_head(const struct answers *w, struct text *t, struct error *e)
{
    return forms[format_of(w)].head == NULL || forms[format_of(w)].head(w, t, e);
}

bool answers_row(const struct answers *w, const struct slice *s, size_t i, struct text *t,
                 struct error *e)
{
    struct answer a;
    memset(a.part, 0, sizeof a.part);
    a.address = (struct text){0};
    bool ok = answer_make(w, s, i, &a, e) && forms[format_of(w)].row(w, &a, t, e);
    text_free(&a.address);
    return ok;
}
