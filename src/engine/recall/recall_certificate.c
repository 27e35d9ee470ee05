/* recall_certificate.c: a certificate of disposal, read and checked. Text, so that
 * it can be written by hand and signed as it stands; docs/formats/certificate.md.
 *
 *   certificate  proviso certificate of disposal 1
 *                field...  [person] field...  ([medium] field...)...  [verification] field...
 *   field        name: value
 *
 * (1) A field stands once in its section, and only there; those that are needed are
 *     not empty. Errors name the line or the field, never what stands in it (I7).
 * (2) What is not understood is refused: a certificate is evidence.
 */
#include "engine/recall/recall.h"

#include <stdio.h>

#include "base/memory.h"

enum { VALUE_MOST = 500 };

static const char first_line[] = "proviso certificate of disposal 1";

static const struct {
    enum certificate_section section;
    const char *name;
    bool needed;
} fields[CERTIFICATE_FIELD_COUNT] = {
#define FIELD(symbol, section, name, needed) [CERTIFICATE_##symbol] = {SECTION_##section, name, needed},
    CERTIFICATE_FIELDS(FIELD)
#undef FIELD
};

static const char *const sections[SECTIONS] = {"", "person", "medium", "verification"};

/* Sanitization: NIST SP 800-88 Rev. 1, section 2.5, its form's "damage", and the media given back. */
static const char *const methods[] = {"clear", "purge", "destroy", "damage", "return"};

/* --- lines --- */

struct parsing {
    struct certificate *out;
    enum certificate_section section;
    unsigned seen; /* bits of sections */
    unsigned line;
};

static bool bad_line(const struct parsing *p, const char *what, struct error *e)
{
    (void)!fail(e, ERROR_INPUT, "certificate.line", "line %u of the certificate: %s", p->line, what);
    error_hint(e, "proviso dispose RECALL --template FILE writes one to fill in");
    return false;
}

static bool printable(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c < ' ' || c == 0x7f) {
            return false;
        }
    }
    return utf8_valid(s);
}

static bool begin_section(struct parsing *p, struct span name, struct error *e)
{
    for (unsigned i = SECTION_PERSON; i < SECTIONS; i++) {
        if (!span_is(name, sections[i])) {
            continue;
        }
        if (i != SECTION_MEDIUM && (p->seen >> i & 1) != 0) {
            return bad_line(p, "this section stands there already", e);
        }
        p->section = (enum certificate_section)i;
        p->seen |= 1u << i;
        if (i != SECTION_MEDIUM) {
            return true;
        }
        struct certificate *c = p->out;
        if (c->count == CERTIFICATE_MEDIA) {
            return bad_line(p, "too many media", e);
        }
        if (!memory_grow((void **)&c->media, &c->cap, c->count, sizeof *c->media, e)) {
            return false;
        }
        c->media[c->count++] = (struct certificate_medium){0};
        return true;
    }
    return bad_line(p, "the sections are [person], [medium] and [verification]", e);
}

static bool take_field(struct parsing *p, struct span name, struct span value, struct error *e)
{
    struct span *values = p->section == SECTION_MEDIUM ? p->out->media[p->out->count - 1].value : p->out->value;
    for (unsigned i = 0; i < CERTIFICATE_FIELD_COUNT; i++) {
        if (fields[i].section != p->section || !span_is(name, fields[i].name)) {
            continue;
        }
        if (values[i].at != NULL) {
            return bad_line(p, "this field stands there already", e);
        }
        if ((value.len > VALUE_MOST && i != CERTIFICATE_MEDIUM_COPIES) || !printable(value)) {
            return bad_line(p, "the value is too long, or no plain text", e);
        }
        values[i] = value;
        return true;
    }
    return bad_line(p, "there is no such field in this section", e);
}

static bool take_line(struct parsing *p, struct span line, struct error *e)
{
    struct span rest = span_trim(line), name;
    if (rest.len == 0 || rest.at[0] == '#') {
        return true;
    }
    if (rest.at[0] == '[' && rest.at[rest.len - 1] == ']') {
        return begin_section(p, (struct span){rest.at + 1, rest.len - 2}, e);
    }
    if (!span_cut(&rest, ':', &name) || rest.at == NULL) {
        return bad_line(p, "a line is `name: value`, or a [section]", e);
    }
    return take_field(p, span_trim(name), span_trim(rest), e);
}

/* --- what was read --- */

static bool bad_field(enum certificate_field f, size_t medium, const char *what, struct error *e)
{
    char where[64] = "";
    if (fields[f].section == SECTION_MEDIUM) {
        (void)snprintf(where, sizeof where, " of medium %zu", medium + 1);
    } else if (fields[f].section != SECTION_HEAD) {
        (void)snprintf(where, sizeof where, " of [%s]", sections[fields[f].section]);
    }
    return fail(e, ERROR_INPUT, "certificate.field", "the certificate's field '%s'%s %s", fields[f].name, where, what);
}

static bool all_there(const struct span *values, bool of_medium, size_t medium, struct error *e)
{
    for (unsigned i = 0; i < CERTIFICATE_FIELD_COUNT; i++) {
        bool here = (fields[i].section == SECTION_MEDIUM) == of_medium;
        if (here && fields[i].needed && values[i].len == 0) {
            return bad_field((enum certificate_field)i, medium, "is missing or empty", e);
        }
    }
    return true;
}

static bool is_method(struct span s)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (span_is(s, methods[i])) {
            return true;
        }
    }
    return false;
}

static bool check_media(const struct certificate *c, struct error *e)
{
    if (c->count == 0) {
        return fail(e, ERROR_INPUT, "certificate.media", "the certificate names no medium");
    }
    for (size_t i = 0; i < c->count; i++) {
        const struct span *v = c->media[i].value;
        struct span backed_up = v[CERTIFICATE_MEDIUM_BACKED_UP];
        if (!all_there(v, true, i, e)) {
            return false;
        }
        if (!is_method(v[CERTIFICATE_MEDIUM_METHOD])) {
            return bad_field(CERTIFICATE_MEDIUM_METHOD, i, "is one of clear, purge, destroy, damage, return", e);
        }
        if (!span_is(backed_up, "no") && !span_starts(backed_up, "yes")) {
            return bad_field(CERTIFICATE_MEDIUM_BACKED_UP, i, "is no, or yes and where", e);
        }
    }
    return true;
}

/* A day is all of its instants. */
static bool read_date(struct span text, instant *first, instant *last)
{
    uint32_t day;
    if (date_parse(text, &day)) {
        *first = date_instant(day);
        *last = instant_later(*first, PERIOD_DAY, 1) - 1;
        return true;
    }
    *last = INSTANT_MAX;
    bool ok = instant_parse(text, first);
    *last = *first;
    return ok;
}

static bool read_dates(struct certificate *c, struct error *e)
{
    instant verified_first, verified_last;
    if (!read_date(c->value[CERTIFICATE_DATE], &c->first, &c->last)) {
        return bad_field(CERTIFICATE_DATE, 0, "is a date (2026-12-31) or an instant (2026-12-31T12:00+01:00)", e);
    }
    if (!read_date(c->value[CERTIFICATE_VERIFIED_DATE], &verified_first, &verified_last)) {
        return bad_field(CERTIFICATE_VERIFIED_DATE, 0, "is a date or an instant", e);
    }
    return verified_last >= c->first ||
           bad_field(CERTIFICATE_VERIFIED_DATE, 0, "is before the disposal that it verifies", e);
}

static bool read_rows(struct certificate *c, struct error *e)
{
    static const char prefix[] = "sha256:";
    struct span rows = c->value[CERTIFICATE_ROWS], digits = {rows.at + sizeof prefix - 1, 0};
    c->all = span_is(rows, "all");
    if (c->all) {
        return true;
    }
    digits.len = span_starts(rows, prefix) ? rows.len - (sizeof prefix - 1) : 0;
    return hex_decode(digits, c->rows, sizeof c->rows) ||
           bad_field(CERTIFICATE_ROWS, 0, "is all, or sha256: and the hash of the file of rows", e);
}

static bool is_copy(struct span s)
{
    struct span inventory, rest = s;
    uint64_t n;
    if (!span_cut(&rest, ':', &inventory) || rest.at == NULL || !span_starts(inventory, "cp")) {
        return false;
    }
    struct span digits = {inventory.at + 2, inventory.len - 2};
    return span_number(digits, &n) && span_number(rest, &n);
}

static bool check_copy(void *ctx, struct span copy, struct error *e)
{
    return is_copy(copy) || bad_field(CERTIFICATE_MEDIUM_COPIES, *(size_t *)ctx,
                                      "holds numbers of the inventory, such as cp1:3, with blanks between", e);
}

static bool each_copy(const struct certificate_medium *m, bool (*visit)(void *ctx, struct span copy, struct error *e),
                      void *ctx, struct error *e)
{
    struct span rest = m->value[CERTIFICATE_MEDIUM_COPIES], word;
    while (span_cut(&rest, ' ', &word)) {
        if (word.len > 0 && !visit(ctx, word, e)) {
            return false;
        }
    }
    return true;
}

bool recall_certificate_copies(const struct certificate *c, bool (*visit)(void *ctx, struct span copy, struct error *e),
                               void *ctx, struct error *e)
{
    for (size_t i = 0; i < c->count; i++) {
        if (!each_copy(&c->media[i], visit, ctx, e)) {
            return false;
        }
    }
    return true;
}

static bool check_copies(const struct certificate *c, struct error *e)
{
    for (size_t i = 0; i < c->count; i++) {
        if (!each_copy(&c->media[i], check_copy, &i, e)) {
            return false;
        }
    }
    return true;
}

bool recall_certificate_parse(struct certificate *out, struct span text, struct error *e)
{
    *out = (struct certificate){0};
    struct parsing p = {.out = out, .line = 1};
    struct span rest = text, line;
    if (text.len > CERTIFICATE_MOST || !span_cut(&rest, '\n', &line) || !span_is(span_trim(line), first_line)) {
        (void)!fail(e, ERROR_INPUT, "certificate.form", "the file does not begin with '%s'", first_line);
        error_hint(e, "proviso dispose RECALL --template FILE writes one to fill in");
        return false;
    }
    while (span_cut(&rest, '\n', &line)) {
        p.line++;
        if (!take_line(&p, line, e)) {
            return false;
        }
    }
    return all_there(out->value, false, 0, e) && check_media(out, e) && read_dates(out, e) && read_rows(out, e) &&
           check_copies(out, e);
}

void recall_certificate_clear(struct certificate *c)
{
    memory_free(c->media);
    *c = (struct certificate){0};
}

bool recall_certificate_fits(const struct certificate *c, const char *recall, instant sent, instant now, struct error *e)
{
    if (!span_is(c->value[CERTIFICATE_RECALL], recall)) {
        return bad_field(CERTIFICATE_RECALL, 0, "names another recall", e);
    }
    if (c->last < sent) {
        return bad_field(CERTIFICATE_DATE, 0, "is before the notice was sent", e);
    }
    return c->first <= now || bad_field(CERTIFICATE_DATE, 0, "is in the future", e);
}

/* --- to be filled in --- */

static const char *const advice[CERTIFICATE_FIELD_COUNT] = {
    [CERTIFICATE_ROWS] = "all, or sha256: and the SHA-256 of a file with lines of the notice and its head",
    [CERTIFICATE_DATE] = "of the disposal: 2026-12-31, or 2026-12-31T12:00+01:00",
    [CERTIFICATE_DESTINATION] = "what became of the media: reused here, given away, recycled, returned, ...",
    [CERTIFICATE_MEDIUM_MAKE] = "one [medium] for each",
    [CERTIFICATE_MEDIUM_SOURCE] = "the computer or system that it was in",
    [CERTIFICATE_MEDIUM_BACKED_UP] = "no, or yes and where",
    [CERTIFICATE_MEDIUM_COPIES] = "of the inventory, such as cp1:3 cp1:4; may be empty",
    [CERTIFICATE_MEDIUM_METHOD] = "clear, purge, destroy, damage or return (NIST SP 800-88 Rev. 1)",
    [CERTIFICATE_MEDIUM_TECHNIQUE] = "overwriting, block erase, cryptographic erase, degaussing, shredding, ...",
    [CERTIFICATE_MEDIUM_VERSION] = "of the tool; may be empty",
    [CERTIFICATE_MEDIUM_PROPERTY] = "the organisation's property number; may be empty",
    [CERTIFICATE_VERIFIED_METHOD] = "how it was verified, and then by whom",
};

static bool add_field(enum certificate_field f, struct span value, struct text *out, struct error *e)
{
    return (advice[f] == NULL || text_addf(out, e, "# %s\n", advice[f])) &&
           text_addf(out, e, "%s:%s%.*s\n", fields[f].name, value.len == 0 ? "" : " ", SPAN_ARGS(value));
}

bool recall_certificate_template(const char *recall, struct span organization, struct span copies, struct text *out,
                                 struct error *e)
{
    enum certificate_section section = SECTION_HEAD;
    bool ok = text_addf(out, e, "%s\n# Fill it in, and sign it: minisign -S -m THIS-FILE\n", first_line);
    for (unsigned i = 0; ok && i < CERTIFICATE_FIELD_COUNT; i++) {
        struct span value = i == CERTIFICATE_RECALL                ? span_of(recall)
                            : i == CERTIFICATE_ROWS                ? SPAN_LITERAL("all")
                            : i == CERTIFICATE_PERSON_ORGANIZATION ? organization
                            : i == CERTIFICATE_MEDIUM_COPIES       ? copies
                                                                   : (struct span){"", 0};
        if (fields[i].section != section) {
            section = fields[i].section;
            ok = text_addf(out, e, "\n[%s]\n", sections[section]);
        }
        ok = ok && add_field((enum certificate_field)i, value, out, e);
    }
    return ok;
}
