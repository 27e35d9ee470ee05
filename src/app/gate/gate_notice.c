/* gate_notice.c: a letter to a person about whom something was given out that should not have been, and its line in
 * the list for a mail merge.
 *
 * The text is a file, or the one below. In it
 *
 *   {disclosures}   on a line of its own, once: what was given out and when; to whom only where the agreement says that
 *                   a notice names the recipient
 *   {custodian} {date} {name} {reference}   anywhere
 *   {rights}        on a line of its own: of a law that the agreement cites, in neutral words, or nothing
 *
 * A paragraph is a line of the file, however long; lines that follow one another without a blank line between them stay
 * lines of the letter. Above it stands what shows in the window of an envelope: name and address, and that it is for nobody else. Nothing
 * of why. A letter may be opened by somebody else in the house: it says nothing of the request, nor, unless the
 * agreement says so, of who asked.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

static const char envelope[] = "PERSONAL - FOR THE ADDRESSEE ALONE";

const char notice_default[] =
    "{custodian}\n"
    "{date}\n"
    "Reference {reference}\n"
    "\n"
    "We keep a record about you. What is listed below was given from it to another organisation. We have since found "
    "that it should not have been given in this way, and we are asking for it to be returned or destroyed.\n"
    "\n"
    "{disclosures}\n"
    "\n"
    "You need not do anything. You may ask us about it, and you may ask that a record be corrected that you believe to "
    "be wrong: write or call, and give the reference above. We will first make sure that it is you who asks. If letters "
    "from us at this address could be a danger to you, tell us and we will send none.\n"
    "\n"
    "{rights}\n";

static const char rights[] =
    "A law of the United States, 26 U.S.C. 7431, lets a person bring a civil action about certain disclosures of tax "
    "information, within two years of learning of them. Whether it applies here this letter cannot say.";

/* --- the text --- */

enum field_of { LETTER_CUSTODIAN, LETTER_DATE, LETTER_NAME, LETTER_REFERENCE, LETTER_DISCLOSURES, LETTER_RIGHTS, LETTER_FIELDS };
static const char *const fields[LETTER_FIELDS] = {"{custodian}", "{date}", "{name}", "{reference}", "{disclosures}", "{rights}"};

static bool is_block(unsigned field)
{
    return field >= LETTER_DISCLOSURES;
}

/* The field at the head of s; LETTER_FIELDS: none. */
static unsigned field_at(struct span s)
{
    unsigned i = 0;
    while (i < LETTER_FIELDS && !span_starts(s, fields[i])) {
        i++;
    }
    return i;
}

static bool check_line(struct span line, unsigned count[LETTER_FIELDS], const char *name, size_t number, struct error *e)
{
    for (size_t i = 0; i < line.len; i++) {
        struct span rest = {line.at + i, line.len - i};
        unsigned f = line.at[i] == '{' ? field_at(rest) : LETTER_FIELDS;
        bool alone = f < LETTER_FIELDS && span_is(span_trim(line), fields[f]);
        if (line.at[i] == '{' && (f == LETTER_FIELDS || (is_block(f) && (!alone || count[f] > 0)))) {
            (void)!fail(e, ERROR_INPUT, "letter.field", "%s:%zu: %s", name, number,
                        f == LETTER_FIELDS ? "there is no such field"
                                           : "this field stands once, on a line of its own");
            error_hint(e, "fields: {custodian} {date} {name} {reference} {disclosures} {rights}");
            return false;
        }
        if (f < LETTER_FIELDS) {
            count[f]++;
        }
    }
    return true;
}

bool notice_check(struct span text, const char *name, struct error *e)
{
    unsigned count[LETTER_FIELDS] = {0};
    struct span rest = text, line;
    size_t number = 0;
    bool ok = utf8_valid(text) || fail(e, ERROR_INPUT, "letter.utf8", "%s is no UTF-8", name);
    while (ok && span_cut(&rest, '\n', &line)) {
        ok = check_line(line, count, name, ++number, e);
    }
    if (ok && count[LETTER_DISCLOSURES] == 0) {
        (void)!fail(e, ERROR_INPUT, "letter.disclosures", "%s does not say what was given out", name);
        error_hint(e, "add a line {disclosures}");
        ok = false;
    }
    return ok;
}

/* --- what is said to one person --- */

struct writing {
    const struct notified *n;
    const struct addressee *a;
    struct person person;
    struct text name, street, place;
    char reference[GATE_ID * 2], date[DAY_TEXT];
    struct span custodian;
    bool naming;   /* all that the person is told of may be told with the recipient */
    bool rights;
};

static const struct told *told_of(const struct writing *w, size_t i)
{
    return &w->n->told[w->n->rows[i].part];
}

static void writing_clear(struct writing *w)
{
    text_free(&w->name);
    text_free(&w->street);
    text_free(&w->place);
}

static bool writing_begin(struct writing *w, const struct notified *n, const struct addressee *a, const char *mailing,
                          struct error *e)
{
    *w = (struct writing){.n = n, .a = a, .naming = true};
    registry_person(n->now, a->person, &w->person, NULL);
    const struct address *at = &w->person.address;
    instant_day(n->at, w->date);
    (void)snprintf(w->reference, sizeof w->reference, "%s-%u", mailing, a->letter);
    bool ok = person_name(&w->person, &w->name, e) && answer_address(at, &w->street, e) &&
              text_addf(&w->place, e, "%.*s %s %05u", SPAN_ARGS(at->city), at->state, (unsigned)at->zip);
    for (size_t i = a->first; ok && i < a->first + a->count; i++) {
        const struct told *t = told_of(w, i);
        w->naming = w->naming && t->info.accounting.naming;
        w->custodian = w->custodian.len > 0 ? w->custodian : t->info.custodian;
        w->rights = w->rights || t->rights;
    }
    w->custodian = w->custodian.len > 0 ? w->custodian : SPAN_LITERAL("The custodian of the records");
    return ok;
}

static bool add_recipient(const struct told *t, struct text *out, struct error *e)
{
    struct span address = told_address(t);
    return text_add(out, told_recipient(t), e) && (address.len == 0 || text_adds(out, ", ", e)) &&
           text_add(out, address, e);
}

/* Two rows that say the same are one thing given twice on a day; a person is told once. */
static bool said_before(const struct writing *w, size_t i)
{
    const struct notified_row *r = &w->n->rows[i], *b = r - 1;
    return i > w->a->first && b->part == r->part &&
           given_at(&w->n->given[r->part], r->row) == given_at(&w->n->given[b->part], b->row) &&
           given_record(&w->n->given[r->part], r->row)[ROW_LEVEL] == given_record(&w->n->given[b->part], b->row)[ROW_LEVEL];
}

static const char *nature_of(const struct writing *w, size_t i)
{
    const struct notified_row *r = &w->n->rows[i];
    return told_nature(told_of(w, i), given_record(&w->n->given[r->part], r->row)[ROW_LEVEL]);
}

static void day_of(const struct writing *w, size_t i, char day[DAY_TEXT])
{
    const struct notified_row *r = &w->n->rows[i];
    instant_day(given_at(&w->n->given[r->part], r->row), day);
}

static bool add_disclosures(const struct writing *w, struct paper *p, struct error *e)
{
    const struct span heads[] = {SPAN_LITERAL("Date"), SPAN_LITERAL("What was given"), SPAN_LITERAL("To whom")};
    struct text who = {0};
    char day[DAY_TEXT];
    bool ok = paper_table(p, heads, w->naming ? 3 : 2, 0, e);
    for (size_t i = w->a->first; ok && i < w->a->first + w->a->count; i++) {
        text_clear(&who);
        day_of(w, i, day);
        ok = said_before(w, i) ||
             (add_recipient(told_of(w, i), &who, e) &&
              paper_row(p, (struct span[]){span_of(day), span_of(nature_of(w, i)), text_span(&who)}, e));
    }
    text_free(&who);
    return ok;
}

/* --- the letter --- */

static bool add_value(const struct writing *w, unsigned field, struct text *out, struct error *e)
{
    const struct span value[] = {[LETTER_CUSTODIAN] = w->custodian,
                                 [LETTER_DATE] = span_of(w->date),
                                 [LETTER_NAME] = text_span(&w->name),
                                 [LETTER_REFERENCE] = span_of(w->reference)};
    return text_add(out, value[field], e);
}

/* A line with its fields filled in; lines of a paragraph are joined by the caller. */
static bool add_filled(const struct writing *w, struct span line, struct text *out, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < line.len; i++) {
        unsigned f = line.at[i] == '{' ? field_at((struct span){line.at + i, line.len - i}) : LETTER_FIELDS;
        if (f == LETTER_FIELDS) {
            ok = text_addc(out, line.at[i], e);
        } else {
            ok = add_value(w, f, out, e);
            i += strlen(fields[f]) - 1;
        }
    }
    return ok;
}

static bool end_block(struct text *block, struct paper *p, struct error *e)
{
    bool ok = block->len == 0 || paper_add(p, PAPER_TEXT, text_span(block), e);
    text_clear(block);
    return ok;
}

static bool add_block(const struct writing *w, unsigned field, struct paper *p, struct error *e)
{
    return field == LETTER_DISCLOSURES ? add_disclosures(w, p, e)
                                       : !w->rights || paper_add(p, PAPER_TEXT, SPAN_LITERAL(rights), e);
}

/* Paragraphs are parted by blank lines; within one, line ends are kept. */
static bool add_body(const struct writing *w, struct span text, struct paper *p, struct error *e)
{
    struct text block = {0};
    struct span line;
    bool ok = true;
    while (ok && span_cut(&text, '\n', &line)) {
        struct span bare = span_trim(line);
        unsigned f = bare.len > 0 && bare.at[0] == '{' ? field_at(bare) : LETTER_FIELDS;
        if (bare.len == 0) {
            ok = end_block(&block, p, e);
        } else if (f < LETTER_FIELDS && is_block(f)) {
            ok = end_block(&block, p, e) && add_block(w, f, p, e);
        } else {
            ok = (block.len == 0 || text_addc(&block, '\n', e)) && add_filled(w, bare, &block, e);
        }
    }
    ok = ok && end_block(&block, p, e);
    text_free(&block);
    return ok;
}

bool notice_write(const struct notified *n, const struct addressee *a, const char *mailing, struct span text,
                  struct paper **out, struct error *e)
{
    struct writing w;
    struct paper *p = NULL;
    bool ok = writing_begin(&w, n, a, mailing, e) && paper_new(&p, e) &&
              paper_addf(p, e, PAPER_TEXT, "%s\n\n%s\n%s\n%s", envelope, w.name.at, w.street.at, w.place.at) &&
              add_body(&w, text, p, e);
    writing_clear(&w);
    if (!ok) {
        paper_free(p);
        return false;
    }
    p->at = n->at;
    *out = p;
    return true;
}

/* --- the list --- */

bool notice_head(struct text *out, struct error *e)
{
    return text_adds(out, "letter,name,address,city,state,zip,envelope,sender,date,given,rights\n", e);
}

/* "7 August 2025: your last known address; ..." */
static bool add_given(const struct writing *w, struct text *out, struct error *e)
{
    char day[DAY_TEXT];
    bool ok = true;
    for (size_t i = w->a->first; ok && i < w->a->first + w->a->count; i++) {
        day_of(w, i, day);
        ok = said_before(w, i) ||
             (text_addf(out, e, "%s%s: %s", out->len == 0 ? "" : "; ", day, nature_of(w, i)) &&
              (!w->naming || (text_adds(out, " (to ", e) && add_recipient(told_of(w, i), out, e) && text_addc(out, ')', e))));
    }
    return ok;
}

bool notice_line(const struct notified *n, const struct addressee *a, const char *mailing, struct text *out,
                 struct error *e)
{
    struct writing w;
    struct text given = {0};
    char zip[8];
    bool ok = writing_begin(&w, n, a, mailing, e) && add_given(&w, &given, e);
    (void)snprintf(zip, sizeof zip, "%05u", ok ? (unsigned)w.person.address.zip % 100000 : 0);
    const struct span cells[] = {span_of(w.reference),     text_span(&w.name),      text_span(&w.street),
                                 w.person.address.city,    span_of(w.person.address.state), span_of(zip),
                                 span_of(envelope),        w.custodian,             span_of(w.date),
                                 text_span(&given),        span_of(w.rights ? rights : "")};
    size_t count = sizeof cells / sizeof *cells;
    for (size_t i = 0; ok && i < count; i++) {
        ok = text_add_csv_human(out, cells[i], ',', e) && text_addc(out, i + 1 < count ? ',' : '\n', e);
    }
    writing_clear(&w);
    text_free(&given);
    return ok;
}
