#include "engine/match/match_testing.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static struct error error;

/* --- labelled files --- */

enum { MOST_COLUMNS = 32 };

/* Splits one line of CSV; quoted fields may hold commas and doubled quotes, which
 * are left doubled. */
static unsigned split(struct span line, struct span cell[MOST_COLUMNS])
{
    unsigned n = 0;
    size_t at = 0;
    while (at <= line.len && n < MOST_COLUMNS) {
        bool quoted = at < line.len && line.at[at] == '"';
        size_t from = at + quoted, to = from;
        while (to < line.len &&
               !(quoted ? line.at[to] == '"' && (to + 1 == line.len || line.at[to + 1] == ',')
                        : line.at[to] == ',')) {
            to++;
        }
        cell[n++] = span_trim((struct span){line.at + from, to - from});
        at = to + quoted + 1;
    }
    return n;
}

static struct span upper(struct arena *arena, struct span s)
{
    char *copy = arena_copy(arena, s, &error);
    assert_non_null(copy);
    for (size_t i = 0; i < s.len; i++) {
        copy[i] = (char)toupper((unsigned char)copy[i]);
    }
    return (struct span){copy, s.len};
}

static int find(const struct span *header, unsigned columns, const char *name)
{
    for (unsigned i = 0; i < columns; i++) {
        if (span_is(header[i], name)) {
            return (int)i;
        }
    }
    fail_msg("no column %s", name);
    return -1;
}

bool testing_load(struct arena *arena, const char *below_shared, const char *truth,
                  const struct testing_column *columns, size_t count, struct testing_file *out)
{
    const char *shared = getenv("SHARED");
    char path[600];
    struct text text = {0};
    struct span header[MOST_COLUMNS], cell[MOST_COLUMNS], line, rest;
    (void)snprintf(path, sizeof path, "%s/%s", shared == NULL ? "" : shared, below_shared);
    if (shared == NULL || !file_load(&text, path, 1 << 28, &error)) {
        (void)printf("no %s: skipped\n", below_shared);
        return false;
    }
    struct span all = upper(arena, text_span(&text));
    rest = text_span(&text);
    assert_true(span_cut(&rest, '\n', &line));
    unsigned columns_there = split(line, header);
    int truth_at = find(header, columns_there, truth), at[MOST_COLUMNS];
    for (size_t i = 0; i < count; i++) {
        at[i] = find(header, columns_there, columns[i].name);
    }
    size_t lines = 0;
    for (size_t i = 0; i < all.len; i++) {
        lines += all.at[i] == '\n';
    }
    out->people = arena_array(arena, lines + 1, sizeof *out->people, &error);
    out->truth = arena_array(arena, lines + 1, sizeof *out->truth, &error);
    assert_true(out->people != NULL && out->truth != NULL);
    rest = all;
    assert_true(span_cut(&rest, '\n', &line));
    out->count = 0;
    while (span_cut(&rest, '\n', &line)) {
        line = span_trim(line);
        if (line.len == 0) {
            continue;
        }
        struct person *p = &out->people[out->count];
        unsigned n = split(line, cell);
        assert_int_equal(n, columns_there);
        *p = (struct person){
            .row = out->count + 1, .identifier = IDENTIFIER_NONE, .last4 = LAST4_NONE};
        p->address.zip = p->address.plus4 = ZIP_NONE;
        p->id = testing_words(arena, "", (unsigned)out->count);
        for (size_t i = 0; i < count; i++) {
            columns[i].set(p, cell[at[i]]);
        }
        out->truth[out->count++] = cell[truth_at];
    }
    text_free(&text);
    return true;
}

void set_given(struct person *p, struct span value)
{
    p->name.given = value;
}

void set_surname(struct person *p, struct span value)
{
    p->name.surname = value;
}

void set_birth(struct person *p, struct span value)
{
    uint32_t date = 0, digits = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (isdigit((unsigned char)value.at[i])) {
            date = date * 10 + (uint32_t)(value.at[i] - '0');
            digits++;
        }
    }
    p->birth = digits == 8 ? date : 0;
}

void set_sex(struct person *p, struct span value)
{
    p->sex = value.len > 0 ? value.at[0] : 0;
}

void set_house(struct person *p, struct span value)
{
    p->address.kind = ADDRESS_OTHER;
    p->address.house = value;
}

void set_street(struct person *p, struct span value)
{
    p->address.street = value;
}

void set_city(struct person *p, struct span value)
{
    p->address.city = value;
}

void set_place(struct person *p, struct span value)
{
    p->place = value;
}

void set_category(struct person *p, struct span value)
{
    p->category = value;
}

void set_note(struct person *p, struct span value)
{
    p->note = value;
}

void set_email(struct person *p, struct span value)
{
    p->email = value;
}

/* --- made-up people --- */

struct span testing_words(struct arena *arena, const char *prefix, unsigned n)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s%u", prefix, n);
    char *copy = arena_copy(arena, span_of(text), &error);
    assert_non_null(copy);
    return span_of(copy);
}

/* A word of `syllables` syllables, as many different ones as 400 to that power. */
static struct span word(struct arena *arena, uint64_t h, unsigned syllables)
{
    static const char consonants[] = "BCDFGHJKLMNPRSTVWXZTS", vowels[] = "AEIOUAEIOUAEIOUEAOIE";
    char text[16];
    size_t n = 0;
    for (unsigned i = 0; i < syllables; i++, h /= 400) {
        text[n++] = consonants[h % 20];
        text[n++] = vowels[h / 20 % 20];
    }
    char *copy = arena_copy(arena, (struct span){text, n}, &error);
    assert_non_null(copy);
    return (struct span){copy, n};
}

struct person *testing_people(struct arena *arena, size_t n, uint64_t seed)
{
    static const char *const givens[] = {"JAMES", "MARY",  "ROBERT", "LINDA", "JOSE",  "WEI",
                                         "DAVID", "SUSAN", "KAREN",  "ALAN",  "PETER", "RUTH"};
    struct person *people = arena_array(arena, n, sizeof *people, &error);
    assert_non_null(people);
    for (size_t i = 0; i < n; i++) {
        struct person *p = &people[i];
        uint64_t h = hash_join(seed, i), home = hash_join(seed + 1, i / 2);
        /* every second one shares surname and address with the one before */
        p->row = i + 1;
        p->id = testing_words(arena, "P", (unsigned)i);
        p->name.given = h & 7 ? word(arena, h >> 3 & 2047, 3) : span_of(givens[(h >> 3) % 12]);
        p->name.middle = h >> 40 & 1 ? word(arena, h >> 41 & 15, 1) : (struct span){NULL, 0};
        if (p->name.middle.len > 0) {
            p->name.middle.len = 1;
        }
        p->name.surname = word(arena, home % 20000, 3);
        p->birth = (uint32_t)(1930 + (h >> 20) % 80) * 10000 +
                   (uint32_t)(1 + (h >> 27) % 12) * 100 + (uint32_t)(1 + (h >> 31) % 28);
        p->sex = h >> 39 & 1 ? 'F' : 'M';
        p->identifier = 900000000 + (uint32_t)i;
        p->last4 = LAST4_NONE;
        p->address.kind = ADDRESS_STREET;
        p->address.house = testing_words(arena, "", 1 + (unsigned)(home >> 16 & 1023));
        p->address.street = word(arena, home >> 26 & 511, 2);
        p->address.suffix = span_of("ST");
        p->address.city = word(arena, (home >> 36 & 255) + 7000, 2);
        p->address.state[0] = 'N';
        p->address.state[1] = 'Y';
        p->address.zip = 10000 + (uint32_t)(home >> 36 & 255);
        p->address.plus4 = ZIP_NONE;
    }
    return people;
}

static struct span slip_text(struct arena *arena, struct span s, uint64_t h)
{
    if (s.len < 3) {
        return s;
    }
    char *copy = arena_copy(arena, s, &error);
    assert_non_null(copy);
    size_t at = 1 + (size_t)(h >> 8) % (s.len - 2);
    switch (h % 3) {
    case 0:
        copy[at] = 'Q';
        return (struct span){copy, s.len};
    case 1:
        memmove(copy + at, copy + at + 1, s.len - at - 1);
        return (struct span){copy, s.len - 1};
    default:
        copy[at] = s.at[at + 1];
        copy[at + 1] = s.at[at];
        return (struct span){copy, s.len};
    }
}

struct person testing_slip(struct arena *arena, const struct person *p, uint64_t seed,
                           unsigned slips)
{
    struct person q = *p;
    struct span given = p->name.given;
    for (unsigned i = 0; i < slips; i++) {
        uint64_t h = hash_join(seed, i);
        switch (h >> 32 & 7) {
        case 0:
            q.name.surname = slip_text(arena, q.name.surname, h);
            break;
        case 1:
            q.name.given = slip_text(arena, q.name.given, h);
            break;
        case 2:
            q.birth = q.birth / 10 * 10 + (uint32_t)(h % 8 + 1);
            break;
        case 3:
            q.birth = 0;
            break;
        case 4:
            q.name.middle = (struct span){NULL, 0};
            break;
        case 5:
            q.name.given = given.len > 0 ? (struct span){given.at, 1} : given;
            break;
        case 6:
            q.name.given = q.name.surname;
            q.name.surname = given;
            break;
        default:
            q.address.house = testing_words(arena, "", (unsigned)(h % 999));
            break;
        }
    }
    return q;
}

/* A row whose judgement is good for any person: what is admitted is `people`. */
struct admitted *testing_admit(struct arena *arena, const struct person *people, size_t n)
{
    struct standard *s;
    struct admitted *out;
    struct row *rows = arena_array(arena, n, sizeof *rows, &error);
    const struct elements required = {ELEMENT_NAME | ELEMENT_ADDRESS};
    assert_non_null(rows);
    assert_true(standard_new(&s, NULL, &error));
    for (size_t i = 0; i < n; i++) {
        rows[i].number = i + 1;
        rows[i].value[FIELD_GIVEN_NAME] = span_of("JAMES");
        rows[i].value[FIELD_SURNAME] = span_of("SMITH");
        rows[i].value[FIELD_ADDRESS] = span_of("12 MAIN ST");
        rows[i].value[FIELD_CITY] = span_of("ALBANY");
        rows[i].value[FIELD_STATE] = span_of("NY");
        rows[i].value[FIELD_ZIP] = span_of("12207");
    }
    struct person *standing = arena_array(arena, n, sizeof *standing, &error);
    assert_non_null(standing);
    for (size_t i = 0; i < n; i++) {
        assert_true(standard_person(s, &rows[i], arena, &standing[i], &error));
    }
    assert_true(standard_admit(s, rows, standing, n, &required, arena, &out, &error));
    assert_int_equal(admitted_count(out), n);
    for (size_t i = 0; i < n; i++) {
        standing[i] = people[i];
    }
    standard_free(s);
    return out;
}

static const char *folder_of(const char *name)
{
    static char path[300];
    const char *top = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/proviso-match-%d-%s", top == NULL ? "/tmp" : top,
                   (int)getpid(), name);
    return path;
}

struct registry *testing_registry(const char *name, const struct person *people, size_t n,
                                  bool scratch, const uint8_t key[32])
{
    struct registry_options options = {.scratch = scratch, .coarse = scratch, .threads = 2};
    struct registry_builder *b;
    struct registry_info info;
    struct registry *r;
    const char *folder = folder_of(name);
    if (key != NULL) {
        memcpy(options.key, key, sizeof options.key);
    }
    assert_true(folder_remove(folder, &error));
    assert_true(folder_make(folder, FILE_PRIVATE, &error));
    assert_true(registry_builder_new(&b, folder, &options, &error));
    assert_true(registry_builder_add(b, people, n, &error));
    if (!registry_builder_end(b, &info, &error)) {
        fail_msg("%s", error.text);
    }
    registry_builder_free(b);
    assert_true(registry_open(&r, folder, info.name, &error));
    return r;
}

void testing_registry_close(const char *name, struct registry *r)
{
    registry_close(r);
    assert_true(folder_remove(folder_of(name), &error));
}
