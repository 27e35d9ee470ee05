/* Counting marks, against counting them all again for each row; marks that only the custody can make; the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"
#include "base/hash.h"

static struct error e;

/* --- the oracle --- */

enum { ROWS = 40, PASTS = 4 };

struct world {
    struct mark own[ROWS], past[PASTS][ROWS];
    size_t own_count, past_count[PASTS];
    uint32_t caps[PASTS];
};

static uint64_t roll(uint64_t *seed, uint64_t below)
{
    *seed = hash_word(*seed + 0x9e3779b97f4a7c15u);
    return *seed % below;
}

/* Few values, so that most meet; a row says whose it is, as a real one does. */
static struct mark any_mark(uint64_t *seed, uint64_t variety)
{
    if (roll(seed, 10) == 0) {
        return (struct mark){0};
    }
    uint64_t row = 1 + roll(seed, variety);
    return (struct mark){row, row % 7 == 0 ? 0 : 100 + row / 3, row % 5 == 0 ? 0 : 200 + row % 4};
}

static void make_world(struct world *w, uint64_t seed)
{
    uint64_t variety = 5 + roll(&seed, 60);
    w->own_count = roll(&seed, ROWS + 1);
    for (size_t i = 0; i < w->own_count; i++) {
        w->own[i] = any_mark(&seed, variety);
    }
    for (size_t p = 0; p < PASTS; p++) {
        w->past_count[p] = roll(&seed, ROWS + 1);
        w->caps[p] = (uint32_t)roll(&seed, 1u << CAPS) & ~(1u << CAP_BATCH);
        for (size_t i = 0; i < w->past_count[p]; i++) {
            w->past[p][i] = any_mark(&seed, variety);
        }
    }
}

static bool among(const struct mark *marks, size_t count, uint64_t row)
{
    for (size_t i = 0; i < count; i++) {
        if (marks[i].row == row) {
            return true;
        }
    }
    return false;
}

/* Each row of the list about the person that stands in none of the lists before and not above in its own. */
static uint64_t different(const struct world *w, uint64_t person)
{
    uint64_t n = 0;
    for (size_t i = 0; i < w->own_count; i++) {
        n += w->own[i].person == person && !among(w->own, i, w->own[i].row);
    }
    for (size_t p = 0; p < PASTS; p++) {
        for (size_t i = 0; i < w->past_count[p]; i++) {
            uint64_t row = w->past[p][i].row;
            bool before = among(w->own, w->own_count, row) || among(w->past[p], i, row);
            for (size_t q = 0; q < p; q++) {
                before = before || among(w->past[q], w->past_count[q], row);
            }
            n += w->past[p][i].person == person && !before;
        }
    }
    return n;
}

static uint64_t load_of(const struct world *w, uint64_t officer, unsigned cap)
{
    uint64_t n = 0;
    for (size_t i = 0; i < w->own_count; i++) {
        n += w->own[i].officer == officer;
    }
    for (size_t p = 0; p < PASTS; p++) {
        for (size_t i = 0; (w->caps[p] >> cap & 1) != 0 && i < w->past_count[p]; i++) {
            n += w->past[p][i].officer == officer;
        }
    }
    return n;
}

static struct past_facts oracle(const struct world *w, size_t i, const struct agreement_info *a)
{
    const struct mark *m = &w->own[i];
    struct past_facts f = {0};
    if (m->row == 0) {
        return f;
    }
    bool twice = among(w->own, i, m->row), repeated = false;
    for (size_t p = 0; p < PASTS; p++) {
        repeated = repeated || among(w->past[p], w->past_count[p], m->row);
    }
    f.duplicate = twice && repeated ? DUPLICATE_IS_UNKNOWN
                  : twice           ? DUPLICATE_IS_DUPLICATE
                  : repeated        ? DUPLICATE_IS_REPEATED
                                    : DUPLICATE_IS_SINGLE;
    f.probing = a->probing != 0 && m->person != 0 && different(w, m->person) > a->probing
                    ? PROBING_IS_SUSPECTED
                    : PROBING_IS_UNSUSPECTED;
    f.case_load = m->officer == 0 ? CASE_LOAD_IS_UNKNOWN : CASE_LOAD_IS_PLAUSIBLE;
    for (unsigned c = 0; m->officer != 0 && c < CAPS; c++) {
        if (a->case_load[c] != 0 && load_of(w, m->officer, c) > a->case_load[c]) {
            f.case_load = CASE_LOAD_IS_IMPLAUSIBLE;
        }
    }
    return f;
}

static void count_world(const struct world *w, const struct agreement_info *a, bool backwards, bool missing,
                        struct past_facts out[ROWS])
{
    const struct history_need all = {true, true, true};
    struct mark_tally *t = NULL;
    assert_true(mark_tally_new(&t, w->own, w->own_count, all, &e));
    for (size_t k = 0; k < PASTS; k++) {
        size_t p = backwards ? PASTS - 1 - k : k;
        assert_true(mark_tally_add(t, w->past[p], w->past_count[p], w->caps[p], &e));
    }
    if (missing) {
        mark_tally_miss(t);
    }
    mark_tally_facts(t, a, out);
    mark_tally_free(t);
}

static void counts_as_the_oracle_does(void **state)
{
    (void)state;
    unsigned seen[3][4] = {{0}};
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        struct world w;
        struct past_facts forwards[ROWS], backwards[ROWS];
        uint64_t dice = seed;
        struct agreement_info a = {.probing = roll(&dice, 5)};
        for (unsigned c = 0; c < CAPS; c++) {
            a.case_load[c] = roll(&dice, 2) * roll(&dice, 60);
        }
        make_world(&w, seed * 977);
        count_world(&w, &a, false, false, forwards);
        count_world(&w, &a, true, false, backwards);
        for (size_t i = 0; i < w.own_count; i++) {
            struct past_facts f = oracle(&w, i, &a);
            assert_memory_equal(&f, &forwards[i], sizeof f);
            assert_memory_equal(&f, &backwards[i], sizeof f); /* the order of past batches is nothing */
            seen[0][f.duplicate]++;
            seen[1][f.probing]++;
            seen[2][f.case_load]++;
        }
    }
    assert_true(seen[0][1] > 0 && seen[0][2] > 0 && seen[0][3] > 0 && seen[1][1] > 0 && seen[1][2] > 0 &&
                seen[2][1] > 0 && seen[2][2] > 0);
}

/* With a past batch of which nothing is known, a fact is as bad or unknown. */
static void what_is_missing_helps_nobody(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct world w;
        struct past_facts whole[ROWS], part[ROWS];
        const struct agreement_info a = {.probing = 2, .case_load = {0, 9, 0, 20, 0, 60}};
        make_world(&w, seed);
        count_world(&w, &a, false, false, whole);
        count_world(&w, &a, false, true, part);
        for (size_t i = 0; i < w.own_count; i++) {
            assert_int_equal(part[i].duplicate, DUPLICATE_IS_UNKNOWN);
            assert_true(part[i].probing == whole[i].probing || part[i].probing == PROBING_IS_UNKNOWN);
            assert_true(part[i].probing != PROBING_IS_UNSUSPECTED || w.own[i].person == 0);
            assert_true(part[i].case_load != CASE_LOAD_IS_PLAUSIBLE);
        }
    }
}

/* --- marks --- */

static struct row row_of(const char *control, const char *given, const char *address, const char *officer)
{
    struct row r = {.number = 1, .line = 2};
    r.value[FIELD_CONTROL] = span_of(control);
    r.value[FIELD_GIVEN_NAME] = span_of(given);
    r.value[FIELD_ADDRESS] = span_of(address);
    r.value[FIELD_OFFICER] = span_of(officer);
    return r;
}

static struct person person_of(uint32_t identifier, uint32_t birth, const char *street, const char *house,
                               uint32_t zip)
{
    return (struct person){.name = {.given = SPAN_LITERAL("ANN"), .surname = SPAN_LITERAL("LEE")},
                           .identifier = identifier,
                           .birth = birth,
                           .address = {.kind = ADDRESS_STREET,
                                       .street = span_of(street),
                                       .house = span_of(house),
                                       .zip = zip}};
}

static void the_row_is_all_but_its_control_field(void **state)
{
    (void)state;
    struct person p = person_of(1, 0, "", "", ZIP_NONE);
    struct row a = row_of("1", "Ann", "1 Elm St", "O"), b = row_of("2", " Ann ", "1 Elm St", "O"),
               c = row_of("1", "Ann", "2 Elm St", "O"), d = row_of("1", "Ann", "1 Elm St", ""),
               x = row_of("1", "", "Ann", "O"), y = row_of("1", "Ann", "", "O");
    uint64_t row = mark_of(5, &a, &p).row;
    assert_true(row == mark_of(5, &b, &p).row);
    assert_true(row != mark_of(5, &c, &p).row && row != mark_of(6, &a, &p).row);
    assert_true(mark_of(5, &x, &p).row != mark_of(5, &y, &p).row); /* the field counts */
    assert_true(mark_of(5, &a, &p).officer == mark_of(5, &c, &p).officer);
    assert_int_equal(mark_of(5, &d, &p).officer, 0);
}

static uint64_t who(struct person p)
{
    struct row r = row_of("1", "x", "y", "z");
    return mark_of(5, &r, &p).person;
}

static void the_person_is_the_first_of_three_keys(void **state)
{
    (void)state;
    uint64_t by_number = who(person_of(900010001, 19600203, "ELM", "1", 12203));
    assert_true(by_number == who(person_of(900010001, 0, "OAK", "7", 12000)));
    assert_true(by_number != who(person_of(900010002, 19600203, "ELM", "1", 12203)));
    uint64_t by_birth = who(person_of(IDENTIFIER_NONE, 19600203, "ELM", "1", 12203));
    assert_true(by_birth == who(person_of(IDENTIFIER_NONE, 19600203, "OAK", "7", 12000)));
    assert_true(by_birth != who(person_of(IDENTIFIER_NONE, 19600204, "ELM", "1", 12203)));
    uint64_t by_street = who(person_of(IDENTIFIER_NONE, 0, "ELM", "1", 12203));
    assert_true(by_street == who(person_of(IDENTIFIER_NONE, 19600000, "ELM", "99", 12203))); /* half a date is none */
    assert_true(by_street != who(person_of(IDENTIFIER_NONE, 0, "OAK", "1", 12203)));
    assert_true(by_street != who(person_of(IDENTIFIER_NONE, 0, "ELM", "1", 12204)));
    assert_int_equal(who(person_of(IDENTIFIER_NONE, 0, "", "", 12203)), 0);
    assert_int_equal(who(person_of(IDENTIFIER_NONE, 0, "ELM", "1", ZIP_NONE)), 0);
    struct person nameless = person_of(IDENTIFIER_NONE, 19600203, "ELM", "1", 12203);
    nameless.name.given = (struct span){0};
    assert_int_equal(who(nameless), 0);
}

static void only_the_custody_makes_the_same_marks(void **state)
{
    (void)state;
    uint8_t one[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
    struct mark_keys k, again, strange;
    enum { COUNT = 600 };
    struct mark plain[COUNT], a[COUNT], b[COUNT], c[COUNT];
    assert_true(mark_keys_make(&k, one, &e) && mark_keys_make(&again, one, &e) &&
                mark_keys_make(&strange, other, &e));
    assert_true(k.seed == again.seed && k.seed != strange.seed);
    for (size_t i = 0; i < COUNT; i++) {
        plain[i] = a[i] = b[i] = c[i] = (struct mark){i, i / 2, i % 3};
    }
    assert_true(marks_seal(&k, a, COUNT, &e) && marks_seal(&again, b, COUNT / 2, &e) &&
                marks_seal(&again, b + COUNT / 2, COUNT - COUNT / 2, &e) && marks_seal(&strange, c, COUNT, &e));
    assert_memory_equal(a, b, sizeof a); /* however they are cut */
    for (size_t i = 0; i < COUNT; i++) {
        assert_true((a[i].row == 0) == (plain[i].row == 0));
        assert_true(a[i].row == 0 || (a[i].row != plain[i].row && a[i].row != c[i].row));
        assert_true(a[i].person == a[i / 2 * 2].person && a[i].officer == a[i % 3].officer);
        assert_true(plain[i].row != plain[i].officer || a[i].row == 0 || a[i].row != a[i].officer);
    }
}

static void the_file_comes_back_and_any_altered_byte_is_found(void **state)
{
    (void)state;
    enum { COUNT = 700 };
    char path[PATH_SIZE];
    struct mark marks[COUNT], *back = NULL;
    struct sha256 hash, same;
    struct text bytes = {0};
    size_t count = 0;
    const char *tmp = getenv("TMPDIR");
    assert_true(path_format(path, sizeof path, &e, "%s/history-%d.bin", tmp == NULL ? "/tmp" : tmp, (int)getpid()));
    for (size_t i = 0; i < COUNT; i++) {
        marks[i] = (struct mark){hash_word(i), i % 2 == 0 ? 0 : hash_word(i + 1000), UINT64_MAX - i};
    }
    assert_true(marks_save(path, marks, COUNT, &hash, &e) && marks_load(path, &back, &count, &same, &e));
    assert_int_equal(count, COUNT);
    assert_memory_equal(marks, back, sizeof marks);
    assert_memory_equal(&hash, &same, sizeof hash);
    memory_free(back);
    assert_true(file_load(&bytes, path, 1 << 20, &e));
    assert_int_equal(bytes.len, 64 + 24 * COUNT);
    for (size_t i = 0; i < bytes.len; i += i < 100 ? 1 : 97) {
        if (i >= 28 && i < 32) {
            continue; /* nothing stands there */
        }
        bytes.at[i] ^= 4;
        assert_true(file_save(path, text_span(&bytes), FILE_PRIVATE, &e));
        assert_false(marks_load(path, &back, &count, &same, &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        bytes.at[i] ^= 4;
    }
    assert_true(file_save(path, (struct span){bytes.at, bytes.len - 24}, FILE_PRIVATE, &e));
    assert_false(marks_load(path, &back, &count, &same, &e));
    text_free(&bytes);
    assert_true(file_remove(path, &e));
}

static void caps_look_back_and_end(void **state)
{
    (void)state;
    uint64_t none[CAPS] = {0}, batch[CAPS] = {[CAP_BATCH] = 5}, all[CAPS] = {[CAP_ALL] = 5},
             several[CAPS] = {[CAP_WEEK] = 5, [CAP_MONTH] = 6};
    instant at = 0, month = 0, week = 0;
    assert_true(instant_parse(SPAN_LITERAL("2026-11-28T12:00Z"), &at) &&
                instant_parse(SPAN_LITERAL("2026-11-30"), &week) &&
                instant_parse(SPAN_LITERAL("2026-12-01"), &month));
    assert_false(caps_look_back(none) || caps_look_back(batch));
    assert_true(caps_look_back(all) && caps_look_back(several));
    assert_true(caps_hold(batch, at) == INSTANT_MAX && caps_hold(all, at) == INSTANT_MAX);
    assert_true(caps_hold(several, at) == week && caps_hold(several, week) == month);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_as_the_oracle_does),
        cmocka_unit_test(what_is_missing_helps_nobody),
        cmocka_unit_test(the_row_is_all_but_its_control_field),
        cmocka_unit_test(the_person_is_the_first_of_three_keys),
        cmocka_unit_test(only_the_custody_makes_the_same_marks),
        cmocka_unit_test(the_file_comes_back_and_any_altered_byte_is_found),
        cmocka_unit_test(caps_look_back_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
