/* The corpus of tests/corpus, labelled by hand by people who had not seen this code: what the judgement
 * makes of it, as a table, and mutations of it whose invariants hold:
 *
 *   noise never turns insufficient into complete,
 *   formatting never turns complete into insufficient.
 *
 * Noise is what a hand or a machine adds and what adds no element: a number in front of a street would
 * be one. MUTATIONS in the environment is how many are tried. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/standard/standard_testing.h"

#include <cmocka.h>

enum { MUTATIONS = 60000, CELL = 600, COLUMNS = 9, CASES = 8192 };

enum { LABEL, WANTED, LINE, UNIT, CITY, STATE, ZIP, COUNTRY, NOTE };

struct labelled {
    enum sufficiency label;
    struct span cell[COLUMNS];
};

struct corpus {
    struct text text;
    struct labelled at[CASES];
    size_t count;
};

static struct corpus addresses, names;

/* --- reading --- */

static enum sufficiency label_of(struct span s)
{
    return span_is(s, "complete") ? SUFFICIENCY_COMPLETE
           : span_is(s, "review") ? SUFFICIENCY_REVIEW
                                  : SUFFICIENCY_INSUFFICIENT;
}

static bool load(struct corpus *c, const char *name, size_t columns)
{
    char path[512];
    struct error e;
    struct span rest, line;
    snprintf(path, sizeof path, "%s/tests/corpus/%s", getenv("TOP") ? getenv("TOP") : ".",
             name);
    if (!file_load(&c->text, path, 1 << 24, &e)) {
        return false;
    }
    rest = text_span(&c->text);
    (void)span_cut(&rest, '\n', &line);
    while (span_cut(&rest, '\n', &line) && line.len > 0) {
        struct labelled *l = &c->at[c->count++];
        size_t n = 0;
        struct span cells = line;
        while (n < columns && span_cut(&cells, '\t', &l->cell[n])) {
            n++;
        }
        assert_int_equal(n, columns);
        assert_true(c->count < CASES);
        l->label = label_of(l->cell[LABEL]);
    }
    return true;
}

static int begin(void **state)
{
    return testing_setup(state) == 0 && load(&addresses, "addresses.tsv", COLUMNS) &&
                   load(&names, "names.tsv", 7)
               ? 0
               : -1;
}

static int end(void **state)
{
    text_free(&addresses.text);
    text_free(&names.text);
    return testing_teardown(state);
}

/* --- judging --- */

static struct row row_of(const struct span cell[COLUMNS])
{
    static const enum field fields[COLUMNS] = {
        [LINE] = FIELD_ADDRESS, [UNIT] = FIELD_UNIT, [CITY] = FIELD_CITY,
        [STATE] = FIELD_STATE,  [ZIP] = FIELD_ZIP,   [COUNTRY] = FIELD_COUNTRY};
    struct row row = {.number = 1, .line = 2};
    for (unsigned i = LINE; i <= COUNTRY; i++) {
        row.value[fields[i]] = cell[i];
    }
    return row;
}

static struct deficiency judged_address(const struct span cell[COLUMNS])
{
    struct row row = row_of(cell);
    struct reading r;
    standard_read(testing_standard, &row, &r);
    return standard_judge_address(testing_standard, &row, &r);
}

static struct deficiency judged_name(const struct span cell[COLUMNS])
{
    struct row row = {.number = 1, .line = 2};
    struct row_reading r;
    row.value[FIELD_GIVEN_NAME] = cell[2];
    row.value[FIELD_MIDDLE_NAME] = cell[3];
    row.value[FIELD_SURNAME] = cell[4];
    row.value[FIELD_SUFFIX] = cell[5];
    standard_read_row(testing_standard, &row, &r);
    return standard_judge_name(testing_standard, &row, &r.name, &r.names);
}

struct confusion {
    unsigned of[3][3]; /* label, outcome */
    unsigned category,
        told; /* of the insufficient that are refused, those of the labelled category */
};

static struct confusion confuse(const struct corpus *c,
                                struct deficiency (*judge)(const struct span cell[COLUMNS]))
{
    struct confusion k = {0};
    for (size_t i = 0; i < c->count; i++) {
        const struct labelled *l = &c->at[i];
        struct deficiency d = judge(l->cell);
        k.of[l->label][d.sufficiency]++;
        if (l->label == SUFFICIENCY_INSUFFICIENT && d.sufficiency == SUFFICIENCY_INSUFFICIENT) {
            k.told++;
            k.category += span_is(l->cell[WANTED], category_name(d.category));
        }
        bool wrong =
            (l->label == SUFFICIENCY_INSUFFICIENT && d.sufficiency == SUFFICIENCY_COMPLETE) ||
            (l->label == SUFFICIENCY_COMPLETE && d.sufficiency == SUFFICIENCY_INSUFFICIENT);
        if (wrong) {
            print_error("[%.*s|%.*s|%.*s|%.*s|%.*s] is %s, not %.*s\n", SPAN_ARGS(l->cell[2]),
                        SPAN_ARGS(l->cell[3]), SPAN_ARGS(l->cell[4]), SPAN_ARGS(l->cell[5]),
                        SPAN_ARGS(l->cell[6]), category_name(d.category),
                        SPAN_ARGS(l->cell[WANTED]));
        }
    }
    return k;
}

static void show(const char *what, const struct confusion *k)
{
    print_message("%-22s %10s %10s %12s\n", what, "complete", "review", "insufficient");
    for (unsigned l = 0; l < 3; l++) {
        print_message("  labelled %-12s %9u %10u %12u\n", sufficiency_name((enum sufficiency)l),
                      k->of[l][0], k->of[l][1], k->of[l][2]);
    }
    print_message("  false accepts %u; false refusals %u of %u; the category is the labelled "
                  "one in %u of %u\n",
                  k->of[SUFFICIENCY_INSUFFICIENT][SUFFICIENCY_COMPLETE],
                  k->of[SUFFICIENCY_COMPLETE][SUFFICIENCY_INSUFFICIENT],
                  k->of[0][0] + k->of[0][1] + k->of[0][2], k->category, k->told);
}

static void no_false_accept_and_few_false_refusals(void **state)
{
    (void)state;
    struct confusion a = confuse(&addresses, judged_address), n = confuse(&names, judged_name);
    show("addresses", &a);
    show("names", &n);
    const struct confusion *both[] = {&a, &n};
    for (size_t i = 0; i < 2; i++) {
        unsigned complete = both[i]->of[0][0] + both[i]->of[0][1] + both[i]->of[0][2];
        assert_int_equal(both[i]->of[SUFFICIENCY_INSUFFICIENT][SUFFICIENCY_COMPLETE], 0);
        assert_true(both[i]->of[SUFFICIENCY_COMPLETE][SUFFICIENCY_INSUFFICIENT] * 100 <
                    complete);
    }
    assert_true(addresses.count >= 1500);
}

/* Each category is there many times. */
static void every_category_is_there(void **state)
{
    (void)state;
    static const enum category wanted[] = {CATEGORY_NONE,
                                           CATEGORY_ADDRESS_BLANK,
                                           CATEGORY_ADDRESS_PLACEHOLDER,
                                           CATEGORY_ADDRESS_DISGUISED,
                                           CATEGORY_ADDRESS_ZIP_ONLY,
                                           CATEGORY_ADDRESS_BAD_ZIP,
                                           CATEGORY_ADDRESS_NO_NUMBER,
                                           CATEGORY_ADDRESS_NO_STREET,
                                           CATEGORY_ADDRESS_NO_CITY,
                                           CATEGORY_ADDRESS_NO_STATE,
                                           CATEGORY_ADDRESS_NO_UNIT,
                                           CATEGORY_ADDRESS_NO_FIXED,
                                           CATEGORY_ADDRESS_FACILITY,
                                           CATEGORY_ADDRESS_NOT_RESIDENTIAL,
                                           CATEGORY_ADDRESS_CONTAMINATED,
                                           CATEGORY_ADDRESS_UNCLEAR,
                                           CATEGORY_ADDRESS_TEST,
                                           CATEGORY_ADDRESS_FOREIGN};
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        unsigned n = 0;
        for (size_t i = 0; i < addresses.count; i++) {
            n += span_is(addresses.at[i].cell[WANTED], category_name(wanted[w]));
        }
        assert_true(n >= 45);
    }
}

/* --- mutations --- */

struct mutant {
    char text[COLUMNS][CELL];
    size_t len[COLUMNS];
};

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)((seed >> 33) % below);
}

static void copy_cell(struct mutant *m, unsigned column, struct span s)
{
    size_t n = s.len < CELL / 2 ? s.len : CELL / 2;
    memcpy(m->text[column], s.at, n);
    m->len[column] = n;
}

static void insert(struct mutant *m, unsigned column, size_t at, const char *text)
{
    size_t n = strlen(text), len = m->len[column];
    if (len + n >= CELL) {
        return;
    }
    memmove(m->text[column] + at + n, m->text[column] + at, len - at);
    memcpy(m->text[column] + at, text, n);
    m->len[column] += n;
}

static bool ascii_letter(char c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

static bool ascii_word(char c)
{
    return ascii_letter(c) || text_is_digit(c) || (c & 0x80) != 0;
}

/* Upper, lower, title or mixed. */
static void change_case(struct mutant *m, unsigned column)
{
    uint32_t how = draw(4);
    for (size_t i = 0; i < m->len[column]; i++) {
        char *c = &m->text[column][i];
        bool first = i == 0 || !ascii_word(c[-1]);
        bool upper = how == 0 || (how == 2 && first) || (how == 3 && draw(2) == 0);
        *c = !ascii_letter(*c) ? *c : upper ? (char)(*c & ~0x20) : (char)(*c | 0x20);
    }
}

/* Blanks where blanks are, and at both ends. */
static void change_blanks(struct mutant *m, unsigned column)
{
    static const char *const blanks[] = {" ", "  ", "\t", "\xc2\xa0", " \t "};
    for (size_t i = 0; i < m->len[column]; i++) {
        if (m->text[column][i] == ' ' && draw(3) == 0) {
            insert(m, column, i, blanks[draw(5)]);
            i += 3;
        }
    }
    insert(m, column, 0, draw(2) == 0 ? " " : "");
    insert(m, column, m->len[column], draw(2) == 0 ? "  " : "");
}

/* A full stop behind a short word, a comma behind a long one, at the end of the line. */
static void change_ends(struct mutant *m, unsigned column)
{
    size_t n = m->len[column];
    while (n > 0 && m->text[column][n - 1] == ' ') {
        n--;
    }
    if (n > 0 && ascii_letter(m->text[column][n - 1])) {
        insert(m, column, n, draw(2) == 0 ? "." : ",");
    }
}

/* ST for STREET, STREET for ST; N for NORTH: the whole words alone. */
static void change_words(struct mutant *m)
{
    static const char *const pairs[][2] = {
        {"STREET", "ST"},  {"AVENUE", "AVE"},  {"ROAD", "RD"},      {"DRIVE", "DR"},
        {"LANE", "LN"},    {"COURT", "CT"},    {"PLACE", "PL"},     {"BOULEVARD", "BLVD"},
        {"CIRCLE", "CIR"}, {"TERRACE", "TER"}, {"PARKWAY", "PKWY"}, {"APARTMENT", "APT"},
        {"SUITE", "STE"},  {"HIGHWAY", "HWY"},
    };
    size_t end = m->len[LINE];
    while (end > 0 && !ascii_letter(m->text[LINE][end - 1])) {
        end--;
    }
    size_t from = end;
    while (from > 0 && ascii_letter(m->text[LINE][from - 1])) {
        from--;
    }
    struct span word = {m->text[LINE] + from, end - from};
    /* 3100 BOULEVARD is no 3100 BLVD, and CT at the end of everything is a state. */
    size_t before = from;
    while (before > 0 && !ascii_letter(m->text[LINE][before - 1]) &&
           !text_is_digit(m->text[LINE][before - 1])) {
        before--;
    }
    if (before == 0 || m->text[LINE][from - 1] != ' ' ||
        text_is_digit(m->text[LINE][before - 1]) ||
        span_trim((struct span){m->text[CITY], m->len[CITY]}).len == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        for (int k = 0; k < 2; k++) {
            if (span_equal_nocase(word, span_of(pairs[i][k]))) {
                memmove(m->text[LINE] + from, m->text[LINE] + end, m->len[LINE] - end);
                m->len[LINE] -= end - from;
                insert(m, LINE, from, pairs[i][1 - k]);
                return;
            }
        }
    }
}

/* 62701-1234, 627011234, 62701 1234, 62701. */
static void change_zip(struct mutant *m)
{
    static const char *const more[] = {"", "-1234", "1234", " 1234", "-"};
    if (m->len[ZIP] == 5 && text_digits((struct span){m->text[ZIP], 5})) {
        insert(m, ZIP, 5, more[draw(5)]);
    }
}

static void format(struct mutant *m)
{
    switch (draw(6)) {
    case 0:
        change_case(m, LINE + draw(5));
        break;
    case 1:
        change_blanks(m, LINE + draw(5));
        break;
    case 2:
        change_ends(m, LINE);
        break;
    case 3:
        change_words(m);
        break;
    case 4:
        change_zip(m);
        break;
    default:
        change_case(m, LINE);
        change_blanks(m, LINE);
        break;
    }
}

/* One letter of a long word of the line is another, too many, missing or exchanged. */
static void mistype(struct mutant *m)
{
    size_t from = draw((uint32_t)m->len[LINE] + 1), n = m->len[LINE], end;
    while (from > 0 && ascii_letter(m->text[LINE][from - 1])) {
        from--;
    }
    for (end = from; end < n && ascii_letter(m->text[LINE][end]); end++) {
    }
    if (end - from < 6) {
        return;
    }
    size_t at = from + draw((uint32_t)(end - from));
    char letter[2] = {(char)('A' + draw(26)), 0};
    switch (draw(4)) {
    case 0:
        m->text[LINE][at] = letter[0];
        break;
    case 1:
        insert(m, LINE, at, letter);
        break;
    case 2:
        memmove(m->text[LINE] + at, m->text[LINE] + at + 1, n - at - 1);
        m->len[LINE]--;
        break;
    default:
        if (at + 1 < end) {
            char c = m->text[LINE][at];
            m->text[LINE][at] = m->text[LINE][at + 1];
            m->text[LINE][at + 1] = c;
        }
        break;
    }
}

/* What stands beside it and adds nothing. */
static void inject(struct mutant *m, bool numbers)
{
    static const char *const behind[] = {
        " 12345", " 00000", "-0000", ".",   ",",    " ?", " *",           " UNKNOWN",
        " N/A",   " (",     " -",    " XX", " USA", " ;", "\xe2\x80\x8b", "!"};
    static const char *const before[] = {" ", "\"",        "'",     "-",    "* ",
                                         "?", "ADDRESS: ", "ADDR ", "UNK ", "\xe2\x80\x8b"};
    if (draw(2) == 0) {
        const char *text = behind[draw(sizeof behind / sizeof *behind)];
        if (!numbers && strpbrk(text, "0123456789X") != NULL) {
            return; /* PO BOX 12345 would be one */
        }
        insert(m, LINE, m->len[LINE], text);
    } else {
        insert(m, LINE, 0, before[draw(sizeof before / sizeof *before)]);
    }
}

/* Each word of the line another time, or the words in another order. */
static void shuffle(struct mutant *m)
{
    char text[CELL];
    size_t n = m->len[LINE];
    memcpy(text, m->text[LINE], n);
    size_t at = draw((uint32_t)n + 1);
    while (at < n && text[at] != ' ') {
        at++;
    }
    if (at >= n) {
        return;
    }
    memcpy(m->text[LINE], text + at + 1, n - at - 1);
    m->text[LINE][n - at - 1] = ' ';
    memcpy(m->text[LINE] + n - at, text, at);
}

/* Words can be exchanged and mistyped where no order and no spelling of them makes an address. */
static bool says_no_address(const struct labelled *l)
{
    static const enum category silent[] = {
        CATEGORY_ADDRESS_PLACEHOLDER, CATEGORY_ADDRESS_DISGUISED, CATEGORY_ADDRESS_NO_FIXED,
        CATEGORY_ADDRESS_TEST, CATEGORY_ADDRESS_BLANK};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (span_is(l->cell[WANTED], category_name(silent[i]))) {
            return true;
        }
    }
    return false;
}

static void add_noise(struct mutant *m, const struct labelled *l)
{
    switch (draw(says_no_address(l) ? 4 : 3)) {
    case 0:
        format(m);
        break;
    case 1:
        inject(m, !span_is(l->cell[WANTED], "unit-missing"));
        break;
    case 2:
        mistype(m);
        break;
    default:
        shuffle(m);
        break;
    }
}

static struct deficiency mutate(const struct labelled *l, bool noise, struct mutant *m)
{
    struct span cell[COLUMNS];
    for (unsigned c = LINE; c <= COUNTRY; c++) {
        copy_cell(m, c, l->cell[c]);
    }
    for (uint32_t k = draw(3) + 1; k > 0; k--) {
        if (noise) {
            add_noise(m, l);
        } else {
            format(m);
        }
    }
    for (unsigned c = LINE; c <= COUNTRY; c++) {
        cell[c] = (struct span){m->text[c], m->len[c]};
    }
    return judged_address(cell);
}

static void mutations_keep_the_invariants(void **state)
{
    (void)state;
    const char *asked = getenv("MUTATIONS");
    uint64_t total = asked == NULL ? MUTATIONS : strtoull(asked, NULL, 10);
    uint64_t accepted = 0, refused = 0, tried[2] = {0, 0};
    seed = 20260227;
    for (uint64_t i = 0; i < total; i++) {
        const struct labelled *l = &addresses.at[i % addresses.count];
        struct mutant m;
        if (l->label == SUFFICIENCY_REVIEW) {
            continue;
        }
        bool noise = l->label == SUFFICIENCY_INSUFFICIENT;
        struct deficiency d = mutate(l, noise, &m);
        bool wrong = d.sufficiency == (noise ? SUFFICIENCY_COMPLETE : SUFFICIENCY_INSUFFICIENT);
        tried[noise]++;
        accepted += wrong && noise;
        refused += wrong && !noise;
        if (wrong && accepted + refused < 40) {
            print_error("[%.*s|%.*s|%.*s|%.*s|%.*s] of [%.*s] is %s\n", (int)m.len[LINE],
                        m.text[LINE], (int)m.len[UNIT], m.text[UNIT], (int)m.len[CITY],
                        m.text[CITY], (int)m.len[STATE], m.text[STATE], (int)m.len[ZIP],
                        m.text[ZIP], SPAN_ARGS(l->cell[LINE]), category_name(d.category));
        }
    }
    print_message("mutations: %llu of insufficient addresses, %llu became complete; %llu of "
                  "complete ones, %llu "
                  "became insufficient\n",
                  (unsigned long long)tried[1], (unsigned long long)accepted,
                  (unsigned long long)tried[0], (unsigned long long)refused);
    assert_int_equal(accepted, 0);
    assert_int_equal(refused, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_false_accept_and_few_false_refusals),
        cmocka_unit_test(every_category_is_there),
        cmocka_unit_test(mutations_keep_the_invariants),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
