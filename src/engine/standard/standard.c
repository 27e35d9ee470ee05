/* The standardiser and a person in standard form. */

#include "engine/standard/standard.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "engine/standard/standard_inside.h"

/* Changes whenever a row can come out otherwise than before. */
#define CLASSIFIER "proviso standard 6"

/* --- making --- */

static bool add_text(void *ctx, struct span text, struct error *e)
{
    struct hasher *h = ctx;
    return hasher_add(h, text, e) && hasher_add(h, (struct span){"\n", 1}, e);
}

static bool add_zips(struct hasher *h, struct error *e)
{
    for (uint32_t zip = 0; zip < ZIP_NONE; zip++) {
        const char *state = standard_zip_state(zip);
        if (state[0] != '\0' && !hasher_add(h, (struct span){state, 2}, e)) {
            return false;
        }
    }
    return true;
}

static bool make_hash(struct standard *s, struct error *e)
{
    struct hasher *h = NULL;
    struct sha256 hash;
    bool ok = hasher_new(&h, e) && add_text(h, SPAN_LITERAL(CLASSIFIER), e) &&
              lexicon_each(add_text, h, e) && add_zips(h, e) &&
              (s->gazetteer == NULL || gazetteer_hash(s->gazetteer, h, e)) &&
              hasher_end(h, &hash, e);
    hasher_free(h);
    if (ok) {
        memcpy(s->hash, hash.at, sizeof s->hash);
    }
    return ok;
}

bool standard_new(struct standard **out, const char *gazetteer, struct error *e)
{
    struct standard *s = memory_new(1, sizeof *s, e);
    if (s == NULL) {
        return false;
    }
    if (!lexicon_new(&s->lexicon, e) ||
        (gazetteer != NULL && !gazetteer_load(&s->gazetteer, s, gazetteer, e)) ||
        !make_hash(s, e)) {
        standard_free(s);
        return false;
    }
    *out = s;
    return true;
}

void standard_free(struct standard *s)
{
    if (s != NULL) {
        lexicon_free(s->lexicon);
        gazetteer_free(s->gazetteer);
        points_free(s->points);
        memory_free(s);
    }
}

void standard_places(const struct standard *s, uint64_t *zips, uint64_t *places)
{
    *zips = *places = 0;
    if (s->gazetteer != NULL) {
        gazetteer_size(s->gazetteer, zips, places);
    }
}

void standard_hash(const struct standard *s, uint8_t out[32])
{
    memcpy(out, s->hash, sizeof s->hash);
}

/* --- parts of a person --- */

/* Up to nine digits of a text that holds nothing else but blanks and dashes;
 * how many there are, or 0. */
static unsigned digits_of(struct span s, char out[10])
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        if (c < '0' || c > '9' || n == 9) {
            return 0;
        }
        out[n++] = c;
    }
    return n;
}

static uint32_t number_of(const char *digits, unsigned n)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < n; i++) {
        v = v * 10 + (uint32_t)(digits[i] - '0');
    }
    return v;
}

static void read_identifier(const struct row *row, struct person *out)
{
    char digits[10];
    struct span s = span_trim(row->value[FIELD_IDENTIFIER]);
    struct span last = span_trim(row->value[FIELD_IDENTIFIER_LAST4]);
    enum identifier_kind kind = standard_identifier_kind(row);
    out->identifier = IDENTIFIER_NONE;
    out->last4 = LAST4_NONE;
    if (digits_of(s, digits) == 9) {
        uint32_t number = number_of(digits, 9);
        if (standard_identifier_issued(number, kind)) {
            out->identifier = number + (kind == KIND_EIN ? IDENTIFIER_EIN : 0u);
            out->last4 = number % 10000;
        }
    } else if (last.len > 0 && digits_of(last, digits) == 4) {
        out->last4 = number_of(digits, 4);
    }
}

/* Of four digits; what lies beyond is a slip of the hand. */
enum { YEAR_FIRST = 1000, YEAR_LAST = 2200 };

/* YYYY-MM-DD, YYYYMMDD, YYYY-MM, YYYY; of an impossible date what is certain
 * remains: of 1981-05-32 the month, of 1981-02-29 (is it the day or the month?) the year. */
static uint32_t read_date(struct span raw)
{
    char digits[10];
    struct span s = span_trim(raw);
    unsigned n = s.len == 0 ? 0 : digits_of(s, digits);
    bool shaped = s.len == n || (s.len == 10 && s.at[4] == '-' && s.at[7] == '-') ||
                  (s.len == 7 && s.at[4] == '-');
    if (!shaped || (n != 8 && n != 6 && n != 4)) {
        return 0;
    }
    uint32_t year = number_of(digits, 4);
    uint32_t month = n >= 6 ? number_of(digits + 4, 2) : 0;
    uint32_t day = n == 8 ? number_of(digits + 6, 2) : 0;
    if (year < YEAR_FIRST || year > YEAR_LAST || (n == 6 && s.len == 6)) {
        return 0;
    }
    if (day != 0 && date_valid(year, month, day)) {
        return year * 10000 + month * 100 + day;
    }
    bool month_alone = (day == 0 || day > 31) && month >= 1 && month <= 12;
    return year * 10000 + (month_alone ? month * 100 : 0);
}

static char read_sex(struct span raw)
{
    struct span s = span_trim(raw);
    static const struct {
        const char *text;
        char sex;
    } table[] = {{"F", 'F'}, {"FEMALE", 'F'}, {"M", 'M'}, {"MALE", 'M'}, {"X", 'X'}};
    for (size_t i = 0; s.len > 0 && i < sizeof table / sizeof *table; i++) {
        if (span_equal_nocase(s, span_of(table[i].text))) {
            return table[i].sex;
        }
    }
    return 0;
}

static uint8_t read_flags(struct span raw)
{
    uint8_t flags = 0;
    struct span rest = raw, word;
    while (span_cut(&rest, ' ', &word)) {
        word = span_trim(word);
        flags |= span_equal_nocase(word, SPAN_LITERAL("protected")) ? PERSON_PROTECTED : 0;
        flags |= span_equal_nocase(word, SPAN_LITERAL("sealed")) ? PERSON_SEALED : 0;
        flags |= span_equal_nocase(word, SPAN_LITERAL("deceased")) ? PERSON_DECEASED : 0;
    }
    return flags;
}

/* --- texts in the arena --- */

/* Digits of a telephone number, without the country code 1. */
static bool read_phone(struct span raw, struct arena *arena, struct span *out, struct error *e)
{
    size_t n = 0;
    *out = (struct span){"", 0};
    if (raw.len == 0) {
        return true;
    }
    char *to = arena_alloc(arena, raw.len, e);
    if (to == NULL) {
        return false;
    }
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.at[i] >= '0' && raw.at[i] <= '9') {
            to[n++] = raw.at[i];
        }
    }
    bool country = n == 11 && to[0] == '1';
    *out = (struct span){to + country, n - country};
    return true;
}

static bool read_email(struct span raw, struct arena *arena, struct span *out, struct error *e)
{
    struct span s = span_trim(raw);
    *out = (struct span){"", 0};
    if (s.len == 0) {
        return true;
    }
    char *to = arena_alloc(arena, s.len, e);
    if (to == NULL) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        to[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] - 'A' + 'a') : s.at[i];
    }
    *out = (struct span){to, s.len};
    return true;
}

static bool stays(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* Compatibility decomposition makes at most 11 bytes of one. */
enum { FOLD_GROWTH = 12 };

/* Any text: folded, punctuation as blanks, single blanks. */
static bool read_text(struct span raw, struct arena *arena, struct span *out, struct error *e)
{
    bool ascii = true, cut = false;
    *out = (struct span){"", 0};
    if (raw.len == 0) {
        return true;
    }
    for (size_t i = 0; i < raw.len; i++) {
        ascii = ascii && (raw.at[i] & 0x80) == 0;
    }
    size_t cap = ascii ? raw.len : raw.len * FOLD_GROWTH;
    char *to = arena_alloc(arena, cap, e);
    if (to == NULL) {
        return false;
    }
    size_t folded = standard_fold(raw, to, cap, &cut), n = 0;
    for (size_t i = 0; i < folded; i++) {
        if (stays(to[i])) {
            to[n++] = to[i];
        } else if (to[i] != '\'' && n > 0 && to[n - 1] != ' ') {
            to[n++] = ' ';
        }
    }
    *out = (struct span){to, n > 0 && to[n - 1] == ' ' ? n - 1 : n};
    return true;
}

/* Moves the texts of an address into the arena, all in one piece. */
static bool keep_address(struct address *a, struct arena *arena, struct error *e)
{
    struct span *texts[] = {&a->house,     &a->predir, &a->street, &a->suffix, &a->postdir,
                            &a->unit_kind, &a->unit,   &a->box,    &a->route,  &a->city};
    size_t n = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        n += texts[i]->len;
    }
    char *to = arena_alloc(arena, n, e);
    if (to == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i]->len > 0) {
            memcpy(to, texts[i]->at, texts[i]->len);
        }
        texts[i]->at = to;
        to += texts[i]->len;
    }
    return true;
}

void standard_read_row(const struct standard *s, const struct row *row, struct row_reading *out)
{
    standard_read(s, row, &out->address);
    standard_name_tokens(s, row, &out->names);
    standard_read_name(s, row, &out->names, out->name_text, &out->name);
}

static bool write_person(const struct row *row, const struct row_reading *r,
                         struct arena *arena, struct person *out, struct error *e)
{
    const struct span *v = row->value;
    out->row = row->number; /* every field is written here or below */
    out->id = v[FIELD_CONTROL].len > 0 ? v[FIELD_CONTROL] : v[FIELD_PERSON_ID];
    out->birth = read_date(v[FIELD_BIRTH_DATE]);
    out->sex = read_sex(v[FIELD_SEX]);
    out->flags = v[FIELD_FLAGS].len == 0 ? 0 : read_flags(v[FIELD_FLAGS]);
    read_identifier(row, out);
    out->address = r->address.address;
    return keep_address(&out->address, arena, e) &&
           standard_compared_name(row, &r->name, arena, &out->name, e) &&
           read_phone(v[FIELD_PHONE], arena, &out->phone, e) &&
           read_email(v[FIELD_EMAIL], arena, &out->email, e) &&
           read_text(v[FIELD_PLACE], arena, &out->place, e) &&
           read_text(v[FIELD_CATEGORY], arena, &out->category, e) &&
           read_text(v[FIELD_NOTE], arena, &out->note, e);
}

bool standard_person(const struct standard *s, const struct row *row, struct arena *arena,
                     struct person *out, struct error *e)
{
    struct row_reading reading;
    standard_read_row(s, row, &reading);
    return write_person(row, &reading, arena, out, e);
}

bool standard_person_and_judge(const struct standard *s, const struct row *row,
                               const struct elements *required, struct arena *arena,
                               struct person *out, struct judgement *judgement, struct error *e)
{
    return standard_both(s, row, required, NULL, arena, out, judgement, e);
}

bool standard_both(const struct standard *s, const struct row *row,
                   const struct elements *required, struct said *said, struct arena *arena,
                   struct person *out, struct judgement *judgement, struct error *e)
{
    struct row_reading reading;
    standard_read_row(s, row, &reading);
    if (!write_person(row, &reading, arena, out, e)) {
        return false;
    }
    standard_judge_reading(s, row, &reading, out, required, said, judgement);
    return true;
}
