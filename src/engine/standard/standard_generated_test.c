/* Addresses put together from parts, in every city of the public table: the parts come back. From columns
 * and, where the text alone can tell it, from one field. Streets are named after the surnames of the census. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/standard/standard_testing.h"

#include <cmocka.h>

enum { LINE = 256 };

static uint64_t seed = 4;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % below);
}

/* Parts as they are written, and as they come back. */
struct made {
    char house[16], predir[12], street[48], suffix[16], postdir[12], unit[16];
    const char *predir_is, *suffix_is, *postdir_is, *unit_is;
    char line[LINE];
};

static void make_street(struct made *m, struct span surname)
{
    static const char *const directions[][2] = {{"", ""},       {"", ""},    {"N", "N"},
                                                {"South", "S"}, {"E.", "E"}, {"WEST", "W"},
                                                {"NW", "NW"}};
    static const char *const behind[] = {"", "", "", "A", "-12", " 1/2"};
    static const char *const units[][2] = {{"", ""},          {"", ""},
                                           {" Apt 4B", "4B"}, {" # 12", "12"},
                                           {", Unit 3", "3"}, {" STE 200", "200"},
                                           {" FL 2", "2"}};
    const struct suffix *suffix = &standard_suffixes[draw(standard_suffix_count)];
    struct span variants = span_of(suffix->variants), variant, chosen = {"", 0};
    uint32_t take = draw(3);
    for (uint32_t i = 0; span_cut(&variants, ' ', &variant) && i <= take; i++) {
        chosen = variant;
    }
    uint32_t pre = draw(7), post = draw(12), unit = draw(7);
    post = pre > 1 || post > 6 ? 0 : post;
    snprintf(m->house, sizeof m->house, "%u%s", (unsigned)draw(9900) + 1, behind[draw(6)]);
    snprintf(m->predir, sizeof m->predir, "%s", directions[pre][0]);
    snprintf(m->street, sizeof m->street, "%.*s", SPAN_ARGS(surname));
    snprintf(m->suffix, sizeof m->suffix, "%.*s", SPAN_ARGS(chosen));
    snprintf(m->postdir, sizeof m->postdir, "%s", directions[post][0]);
    m->predir_is = directions[pre][1];
    m->suffix_is = suffix->standard;
    m->postdir_is = directions[post][1];
    m->unit_is = units[unit][1];
    snprintf(m->line, sizeof m->line, "%s %s%s%s %s%s%s%s", m->house, m->predir,
             m->predir[0] ? " " : "", m->street, m->suffix, m->postdir[0] ? " " : "",
             m->postdir, units[unit][0]);
}

static void change_case(char *line)
{
    uint32_t how = draw(3);
    for (char *c = line; *c != '\0'; c++) {
        bool first = c == line || c[-1] == ' ';
        if ((uint8_t)((*c | 0x20) - 'a') < 26) {
            *c = how == 0 || (how == 1 && first) ? (char)(*c & ~0x20) : (char)(*c | 0x20);
        }
    }
}

static bool comes_back(const struct made *m, const struct address *a,
                       const struct address *place)
{
    return span_is(a->house, m->house) && span_is(a->predir, m->predir_is) &&
           span_is(a->suffix, m->suffix_is) && span_is(a->postdir, m->postdir_is) &&
           span_is(a->unit, m->unit_is) && span_is(a->street, m->street) &&
           span_equal(a->city, place->city) && strcmp(a->state, place->state) == 0 &&
           a->zip == place->zip;
}

struct tally {
    unsigned made, whole, complete, refused;
};

static void count(struct tally *t, const struct row *row, const struct made *m,
                  const struct address *place)
{
    struct address a = testing_person(row).address;
    struct judgement j = testing_judge(row, ELEMENT_ADDRESS);
    t->made++;
    t->whole += comes_back(m, &a, place);
    t->complete += j.sufficiency == SUFFICIENCY_COMPLETE;
    /* ZIPs of the table that are no town's: a centre in another state, a number for a city, a jail. */
    bool office = standard_zip_is_government(place->zip) || place->zip == 93737 ||
                  place->zip == 95467 || place->zip == 87151;
    if (j.sufficiency == SUFFICIENCY_INSUFFICIENT && !office) {
        t->refused++;
        print_error("refused: %s %.*s %s %05u: %s\n", m->line, SPAN_ARGS(place->city),
                    place->state, place->zip, category_name(j.category));
    }
}

static void say(const char *what, const struct tally *t)
{
    print_message(
        "%-12s %6u addresses: all parts right %.2f %%, complete %.2f %%, refused %u\n", what,
        t->made, 100.0 * t->whole / t->made, 100.0 * t->complete / t->made, t->refused);
}

/* The next surname that is a plain word: one that means something else is no fair name. */
static bool next_surname(struct span *rest, struct span *name)
{
    struct span line;
    while (span_cut(rest, '\n', &line)) {
        if (span_cut(&line, ' ', name) && name->len > 3) {
            const struct word *w = lexicon_find(testing_standard->lexicon, *name);
            if (w == lexicon_find(testing_standard->lexicon, span_of("QXZ")) &&
                !lexicon_misspelt(testing_standard->lexicon, *name, true)) {
                return true;
            }
        }
    }
    return false;
}

static void parts_come_back(void **state)
{
    (void)state;
    static char names_path[512];
    const char *path = testing_shared("data/reference/dist.all.last");
    struct text names = {0}, places = {0};
    struct error e;
    if (path == NULL) {
        skip();
    }
    snprintf(names_path, sizeof names_path, "%s", path);
    path = testing_shared("data/reference/all_us_zipcodes.csv");
    assert_true(path != NULL && file_load(&names, names_path, 1 << 24, &e) &&
                file_load(&places, path, 1 << 24, &e));
    struct span surnames = text_span(&names), rest = text_span(&places), line, surname;
    struct tally columns = {0}, together = {0};
    (void)span_cut(&rest, '\n', &line);
    while (span_cut(&rest, '\n', &line)) {
        struct span zip, city, region;
        struct made m;
        char whole[2 * LINE];
        if (!span_cut(&line, ',', &zip) || !span_cut(&line, ',', &city) ||
            !span_cut(&line, ',', &region)) {
            continue;
        }
        if (!next_surname(&surnames, &surname)) {
            surnames = text_span(&names);
            continue;
        }
        make_street(&m, surname);
        snprintf(whole, sizeof whole, "%s, %.*s, %.*s %.*s", m.line, SPAN_ARGS(city),
                 SPAN_ARGS(region), SPAN_ARGS(zip));
        struct row row = testing_row(m.line, "", "", ""), one = testing_row(whole, "", "", "");
        row.value[FIELD_CITY] = city;
        row.value[FIELD_STATE] = region;
        row.value[FIELD_ZIP] = zip;
        struct address place = testing_person(&row).address;
        change_case(m.line);
        change_case(whole);
        count(&columns, &row, &m, &place);
        count(&together, &one, &m, &place);
        arena_reset(testing_arena);
    }
    say("in columns", &columns);
    say("in one field", &together);
    assert_true(columns.made > 40000);
    assert_true(columns.whole * 100.0 >= columns.made * 99.0);
    assert_true(together.whole * 100.0 >= together.made * 98.0);
    assert_int_equal(columns.refused, 0);
    text_free(&names);
    text_free(&places);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_back),
    };
    return cmocka_run_group_tests(tests, testing_setup, testing_teardown);
}
