/* Tests of the nickname groups: labelled pairs, and a public list of pairs as a
 * foreign witness where it is at hand. */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/standard/standard_inside.h"
#include "engine/standard/standard_testing.h"

#include <cmocka.h>

static bool share(struct span a, struct span b)
{
    uint16_t x[STANDARD_NICKNAMES], y[STANDARD_NICKNAMES];
    standard_nicknames(a, x);
    standard_nicknames(b, y);
    for (unsigned i = 0; i < STANDARD_NICKNAMES * STANDARD_NICKNAMES; i++) {
        if (x[i / STANDARD_NICKNAMES] != 0 &&
            x[i / STANDARD_NICKNAMES] == y[i % STANDARD_NICKNAMES]) {
            return true;
        }
    }
    return false;
}

static bool same_first(const char *a, const char *b)
{
    uint16_t x[STANDARD_NICKNAMES], y[STANDARD_NICKNAMES];
    standard_nicknames(span_of(a), x);
    standard_nicknames(span_of(b), y);
    return x[0] != 0 && x[0] == y[0];
}

static void short_forms_share_a_group(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"BOB", "ROBERT"},       {"BILL", "WILLIAM"},     {"PEGGY", "MARGARET"},
        {"PAT", "PATRICK"},      {"PAT", "PATRICIA"},     {"JOE", "JOSEPH"},
        {"PEPE", "JOSE"},        {"PACO", "FRANCISCO"},   {"CHUY", "JESUS"},
        {"LUPE", "GUADALUPE"},   {"NACHO", "IGNACIO"},    {"CONCHITA", "CONCEPCION"},
        {"SASHA", "ALEXANDER"},  {"ALEKSANDR", "ALEX"},   {"DMITRIY", "DIMITRI"},
        {"YEVGENIY", "EUGENE"},  {"MOHAMMED", "MUHAMAD"}, {"YUSUF", "YOUSSEF"},
        {"HUSSEIN", "HOSSEIN"},  {"AHMAD", "AHMED"},      {"AISHA", "AYESHA"},
        {"KATHY", "KATHLEEN"},   {"KATHY", "CATHERINE"},  {"JACK", "JOHN"},
        {"JON", "JONATHAN"},     {"CHRIS", "CHRISTINA"},  {"CHRIS", "CHRISTOPHER"},
        {"MARY ANN", "MARYANN"}, {"HANK", "HENRY"},       {"BETTY", "ELIZABETH"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!share(span_of(pairs[i][0]), span_of(pairs[i][1]))) {
            fail_msg("%s and %s share no group", pairs[i][0], pairs[i][1]);
        }
    }
    assert_true(same_first("JOE", "JOSEPH") && same_first("BOB", "ROBERT"));
    assert_true(same_first("LIZ", "ELIZABETH") && same_first("JIM", "JAMES"));
    assert_true(same_first("MIKE", "MICHAEL") && same_first("BILL", "WILLIAM"));
}

static void other_names_share_none(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"PATRICK", "PATRICIA"},  {"JOHN", "JONATHAN"},    {"ROBERT", "WILLIAM"},
        {"ALBERT", "ROBERT"},     {"ALEXANDER", "ALBERT"}, {"CHRISTOPHER", "CHRISTINE"},
        {"EDWARD", "EDWIN"},      {"THEODORE", "EDWARD"},  {"SAMUEL", "SAMANTHA"},
        {"FREDERICK", "RICHARD"}, {"MATTHEW", "MARTHA"},   {"DANIEL", "DANIELLE"},
        {"NICHOLAS", "NICOLE"},   {"JESSICA", "JESSE"},    {"HENRY", "HAROLD"},
        {"STEPHEN", "STEPHANIE"}, {"THERESA", "TERENCE"},  {"XERXES", "XERXES"},
        {"", "WILLIAM"},          {"JAMES", "JOHN"},       {"MARIO", "MARIA"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (share(span_of(pairs[i][0]), span_of(pairs[i][1]))) {
            fail_msg("%s and %s share a group", pairs[i][0], pairs[i][1]);
        }
    }
    char longest[300];
    memset(longest, 'A', sizeof longest);
    assert_false(share((struct span){longest, 300}, (struct span){longest, 300}));
    memset(longest, ' ', sizeof longest);
    assert_false(share((struct span){longest, 20}, (struct span){longest, 20}));
}

/* Upper case letters and blanks, no name twice in a line, no full name twice. */
static void the_table_is_well_formed(void **state)
{
    (void)state;
    size_t words = 0;
    for (unsigned g = 0; g < standard_nickname_count; g++) {
        struct span rest = span_of(standard_nickname_groups[g]), name;
        for (bool first = true; span_cut(&rest, ' ', &name); first = false, words++) {
            uint16_t group[STANDARD_NICKNAMES];
            assert_true(name.len >= 2 && name.len <= 24);
            for (size_t i = 0; i < name.len; i++) {
                assert_true(name.at[i] >= 'A' && name.at[i] <= 'Z');
            }
            standard_nicknames(name, group);
            assert_true(group[0] != 0);
            assert_true(!first || group[0] == g + 1);
        }
    }
    assert_true(words < 16384 * 3 / 4);
}

/* --- the foreign witness --- */

enum { NAMES = 6000, MOST = 2000 };

struct names {
    struct census {
        char name[16];
        double percent;
    } at[NAMES];
    size_t n;
};

static struct census *find(struct names *names, const char *name)
{
    size_t i = 0;
    while (i < names->n && strcmp(names->at[i].name, name) != 0) {
        i++;
    }
    return i < names->n ? &names->at[i] : NULL;
}

/* The first two words of a line, parted by `by`. */
static bool two_words(char *line, char by, char *a, char *b, size_t cap)
{
    char *to[2] = {a, b};
    unsigned n = 0;
    struct span rest = span_trim(span_of(line)), word;
    while (n < 2 && span_cut(&rest, by, &word)) {
        if (word.len > 0) {
            snprintf(to[n++], cap, "%.*s", SPAN_ARGS(word));
        }
    }
    return n == 2;
}

static void read_census(struct names *names, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[128], name[16], percent[16];
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL && names->n < NAMES) {
        assert_true(two_words(line, ' ', name, percent, sizeof name));
        struct census *known = find(names, name);
        struct census *to = known == NULL ? &names->at[names->n++] : known;
        snprintf(to->name, sizeof to->name, "%s", name);
        to->percent += strtod(percent, NULL);
    }
    fclose(file);
}

static int by_percent(const void *a, const void *b)
{
    double x = ((const struct census *)a)->percent, y = ((const struct census *)b)->percent;
    return (x < y) - (x > y);
}

static bool usual(struct names *names, char *name)
{
    for (char *c = name; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    return find(names, name) != NULL;
}

enum { PAIR = 32 };

/* name1,relationship,name2 */
static bool pair_of(char *line, char a[PAIR], char b[PAIR])
{
    struct span rest = span_trim(span_of(line)), first, between;
    if (!span_cut(&rest, ',', &first) || !span_cut(&rest, ',', &between) || rest.len == 0) {
        return false;
    }
    snprintf(a, PAIR, "%.*s", SPAN_ARGS(first));
    snprintf(b, PAIR, "%.*s", SPAN_ARGS(rest));
    return true;
}

static void usual_pairs_are_covered(void **state)
{
    (void)state;
    static struct names names;
    static const char *const lists[] = {"data/reference/dist.male.first",
                                        "data/reference/dist.female.first"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = testing_shared(lists[i]);
        if (path == NULL) {
            skip();
        }
        read_census(&names, path);
    }
    qsort(names.at, names.n, sizeof *names.at, by_percent);
    names.n = names.n < MOST ? names.n : MOST;
    const char *path = testing_shared("data/reference/nicknames.csv");
    if (path == NULL) {
        skip();
    }
    FILE *file = fopen(path, "r");
    char line[128], a[PAIR], b[PAIR];
    unsigned pairs = 0, covered = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (pair_of(line, a, b) && usual(&names, a) && usual(&names, b) && strcmp(a, b) != 0) {
            bool yes = share(span_of(a), span_of(b));
            pairs++;
            covered += yes;
            if (!yes && getenv("MISSES") != NULL) {
                printf("%s %s\n", a, b);
            }
        }
    }
    fclose(file);
    unsigned long together = 0;
    for (size_t i = 0; i < names.n; i++) {
        for (size_t j = i + 1; j < names.n; j++) {
            together += share(span_of(names.at[i].name), span_of(names.at[j].name));
        }
    }
    printf("%u of %u pairs share a group; of all pairs of the %zu names %lu do\n", covered,
           pairs, names.n, together);
    assert_true(pairs > 500 && covered * 100 > pairs * 85);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_forms_share_a_group),
        cmocka_unit_test(other_names_share_none),
        cmocka_unit_test(the_table_is_well_formed),
        cmocka_unit_test(usual_pairs_are_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
