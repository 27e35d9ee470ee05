/* The matcher against a brute-force oracle, and against cases whose answer a
 * person can tell. */
#include "engine/match/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/match/match_rank.h"
#include "engine/match/match_testing.h"
#include "engine/match/match_worker.h"

#include <cmocka.h> /* last: it has a macro `fail` */

static const struct match_options defaults = {.key = {1, 2, 3}};
static struct arena *arena;
static struct error error;

static int begin(void **state)
{
    (void)state;
    return arena_new(&arena, 1 << 18, &error) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* --- the oracle --- */

/* Requests: slips of registered people, their relatives, and strangers. */
static struct person *make_requests(const struct person *people, size_t n, size_t count)
{
    struct person *out = arena_array(arena, count, sizeof *out, &error);
    const struct person *strangers = testing_people(arena, count, 99);
    assert_non_null(out);
    for (size_t i = 0; i < count; i++) {
        const struct person *p = &people[hash_word(i) % n];
        out[i] = i % 5 == 0 ? strangers[i] : testing_slip(arena, p, i, i % 4);
        if (i % 5 == 1) { /* somebody else at the address */
            out[i].name.given = strangers[i].name.given;
            out[i].birth = strangers[i].birth;
            out[i].identifier = IDENTIFIER_NONE;
        }
    }
    return out;
}

static bool in_candidates(const struct candidates *c, uint32_t person)
{
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->person[i] == person) {
            return true;
        }
    }
    return false;
}

static void against_everybody(struct worker *w, const struct subject *s, uint32_t mask,
                              bool same_identifier, struct link_path *out)
{
    const struct registry *r = w->comparer.registry;
    rank_init(out);
    for (uint32_t i = 0; i < registry_persons(r); i++) {
        struct score score;
        struct registry_row row;
        registry_row(r, i, &row);
        if (!same_identifier || row.identifier == s->identifier) {
            compare(&w->comparer, s, i, mask, &score);
            rank_add(out, i, score.total);
        }
    }
    rank_decide(out, w->comparer.model);
}

static void the_answers_equal_a_comparison_with_everybody(void **state)
{
    (void)state;
    enum { N = 600, REQUESTS = 400 };
    struct person *people = testing_people(arena, N, 1);
    struct person *asked = make_requests(people, N, REQUESTS);
    struct registry *r = testing_registry("oracle", people, N, false, defaults.key);
    struct linkage out[REQUESTS];
    struct model model;
    struct matcher *m;
    struct worker *w;
    unsigned unique = 0, missed = 0;
    struct lesson lesson;
    lesson_built_in(&lesson);
    model_make(&model, &lesson, r, 0, 0);
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(worker_new(&w, r, &model, defaults.key, false, &error));
    assert_true(match_batch(m, testing_admit(arena, asked, REQUESTS), out, &error));
    for (size_t i = 0; i < REQUESTS; i++) {
        struct link_path all, *found = &out[i].by_name_address;
        struct candidates *c = &w->candidates[0];
        assert_true(subject_make(&w->comparer, &asked[i], w->tagger, &w->subject[0], &error));
        block_prepare(r, &asked[i], 0, &w->probes[0]);
        block_gather(r, &w->probes[0], PERSON_NOBODY, w->seen, &w->tally, c);
        against_everybody(w, &w->subject[0], COMPARE_BY_NAME_ADDRESS, false, &all);
        assert_int_equal(found->candidates, c->count);
        bool best_there = in_candidates(c, all.best),
             second_there = in_candidates(c, all.second);
        if (best_there) {
            assert_int_equal(found->best, all.best);
            assert_int_equal(found->weight, all.weight);
        }
        if (best_there && second_there) {
            assert_int_equal(found->second, all.second);
            assert_int_equal(found->second_weight, all.second_weight);
            assert_int_equal(found->outcome, all.outcome);
        }
        unique += all.outcome == LINK_UNIQUE;
        missed += all.outcome != found->outcome;
        if (asked[i].identifier != IDENTIFIER_NONE) {
            against_everybody(w, &w->subject[0], COMPARE_BY_IDENTIFIER, true, &all);
            assert_memory_equal(&all, &out[i].by_identifier, sizeof all);
        } else {
            assert_int_equal(out[i].by_identifier.outcome, LINK_NOT_TRIED);
        }
    }
    assert_true(unique > REQUESTS / 3);
    assert_true(missed * 50 < REQUESTS); /* blocking loses less than two in a hundred */
    worker_free(w);
    matcher_free(m);
    testing_registry_close("oracle", r);
}

/* --- I6 --- */

struct slices {
    struct matcher *matcher;
    struct admitted **part;
    struct linkage *out;
    size_t size;
};

static bool match_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    (void)worker;
    struct slices *s = ctx;
    return match_batch(s->matcher, s->part[slice], s->out + slice * s->size, e);
}

static void I6_slices_and_threads_do_not_matter(void **state)
{
    (void)state;
    enum { N = 500, REQUESTS = 256 };
    struct person *people = testing_people(arena, N, 2);
    struct person *asked = make_requests(people, N, REQUESTS);
    struct registry *r = testing_registry("slices", people, N, false, defaults.key);
    struct matcher *m;
    struct linkage whole[REQUESTS], parts[REQUESTS];
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, testing_admit(arena, asked, REQUESTS), whole, &error));
    static const size_t sizes[] = {1, 8, 32, 128};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct admitted *part[REQUESTS];
        size_t size = sizes[k], slices = REQUESTS / size;
        for (size_t i = 0; i < slices; i++) {
            part[i] = testing_admit(arena, asked + i * size, size);
        }
        struct slices s = {m, part, parts, size};
        memset(parts, 0xff, sizeof parts);
        assert_true(pool_run(1 + (unsigned)k, slices, match_slice, &s, &error));
        assert_memory_equal(parts, whole, sizeof whole);
    }
    matcher_free(m);
    testing_registry_close("slices", r);
}

/* --- cases --- */

struct line {
    const char *given, *middle, *surname;
    uint8_t suffix;
    uint32_t birth;
    const char *house, *street;
    uint32_t zip, identifier;
};

static struct person person_of(const struct line *l, unsigned number)
{
    struct person p = {
        .row = number,
        .id = testing_words(arena, "C", number),
        .name = {span_of(l->given), span_of(l->middle), span_of(l->surname), l->suffix},
        .birth = l->birth,
        .identifier = l->identifier == 0 ? IDENTIFIER_NONE : l->identifier,
        .last4 = LAST4_NONE};
    p.address.kind = ADDRESS_STREET;
    p.address.house = span_of(l->house);
    p.address.street = span_of(l->street);
    p.address.suffix = span_of("ST");
    p.address.city = span_of("ALBANY");
    memcpy(p.address.state, "NY", 3);
    p.address.zip = l->zip;
    p.address.plus4 = ZIP_NONE;
    return p;
}

enum {
    AMY,
    SAM_SENIOR,
    SAM_JUNIOR,
    TWIN_A,
    TWIN_B,
    ANN,
    MARIA,
    COPY_A,
    COPY_B,
    OTHER_AMY,
    REGISTERED
};

static const struct line registered[REGISTERED] = {
    [AMY] = {"AMY", "L", "OKAFOR", 0, 19800214, "12", "ELM", 12207, 901000001},
    [SAM_SENIOR] = {"SAMUEL", "", "TREVINO", 2, 19500505, "9", "OAK", 12208, 901000002},
    [SAM_JUNIOR] = {"SAMUEL", "", "TREVINO", 1, 19780909, "9", "OAK", 12208, 901000003},
    [TWIN_A] = {"BRENDA", "", "VOSS", 0, 19900303, "77", "PINE", 12209, 901000004},
    [TWIN_B] = {"HEATHER", "", "VOSS", 0, 19900303, "77", "PINE", 12209, 901000005},
    [ANN] = {"ELIZABETH", "", "KOWALCZYK", 0, 19610101, "5", "ASH", 12210, 901000006},
    [MARIA] = {"MARIA", "", "GARCIA LOPEZ", 0, 19850606, "31", "MAPLE", 12211, 901000007},
    [COPY_A] = {"OSWALD", "", "PETTIGREW", 0, 19440404, "8", "FIR", 12212, 901000008},
    [COPY_B] = {"OSWALD", "", "PETTIGREW", 0, 19440404, "8", "FIR", 12212, 0},
    [OTHER_AMY] = {"AMY", "", "OKAFOR", 0, 19690930, "60", "CEDAR", 14850, 901000009},
};

#define NOT PERSON_NOBODY

/* By name and address, by identifier: outcome; who both name. */
/* clang-format off */
static const struct {
    const char *what;
    struct line ask;
    enum link_outcome name_address, identifier;
    uint32_t person;
} cases[] = {
    {"all the same",
     {"AMY", "L", "OKAFOR", 0, 19800214, "12", "ELM", 12207, 901000001},
     LINK_UNIQUE, LINK_UNIQUE, AMY},
    {"without identifier or birth date",
     {"AMY", "", "OKAFOR", 0, 0, "12", "ELM", 12207, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, AMY},
    {"letters exchanged",
     {"AMY", "", "OKAFRO", 0, 19800214, "12", "ELM", 12207, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, AMY},
    {"given name and surname exchanged",
     {"OKAFOR", "", "AMY", 0, 19800214, "12", "ELM", 12207, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, AMY},
    {"moved, the identifier is right",
     {"AMY", "", "OKAFOR", 0, 0, "4", "BIRCH", 14604, 901000001},
     LINK_NONE, LINK_UNIQUE, AMY},
    {"a namesake elsewhere",
     {"AMY", "", "OKAFOR", 0, 19550101, "4", "BIRCH", 14604, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a relative at the address",
     {"CHIDI", "", "OKAFOR", 0, 0, "12", "ELM", 12207, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a daughter of the same name",
     {"AMY", "", "OKAFOR", 0, 20100808, "12", "ELM", 12207, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a stranger at the address",
     {"RUPERT", "", "HOLLOWAY", 0, 0, "12", "ELM", 12207, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a relative with the identifier",
     {"CHIDI", "", "OKAFOR", 0, 0, "12", "ELM", 12207, 901000001},
     LINK_NONE, LINK_NONE, NOT},
    {"another's identifier",
     {"AMY", "", "OKAFOR", 0, 19800214, "12", "ELM", 12207, 901000004},
     LINK_UNIQUE, LINK_NONE, AMY},
    {"father or son",
     {"SAMUEL", "", "TREVINO", 0, 0, "9", "OAK", 12208, 0},
     LINK_MANY, LINK_NOT_TRIED, NOT},
    {"the father",
     {"SAMUEL", "", "TREVINO", 2, 0, "9", "OAK", 12208, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, SAM_SENIOR},
    {"the son, by his birth date",
     {"SAM", "", "TREVINO", 0, 19780909, "9", "OAK", 12208, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, SAM_JUNIOR},
    {"a grandson",
     {"SAMUEL", "", "TREVINO", 4, 20050505, "9", "OAK", 12208, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"the son by name, the father by identifier",
     {"SAMUEL", "", "TREVINO", 1, 19780909, "9", "OAK", 12208, 901000002},
     LINK_UNIQUE, LINK_NONE, SAM_JUNIOR},
    {"one of the twins",
     {"BRENDA", "", "VOSS", 0, 19900303, "77", "PINE", 12209, 901000004},
     LINK_UNIQUE, LINK_UNIQUE, TWIN_A},
    {"a third twin",
     {"TABITHA", "", "VOSS", 0, 19900303, "77", "PINE", 12209, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a twin by the initial of neither",
     {"X", "", "VOSS", 0, 19900303, "77", "PINE", 12209, 0},
     LINK_NONE, LINK_NOT_TRIED, NOT},
    {"a nickname",
     {"BETTY", "", "KOWALCZYK", 0, 19610101, "5", "ASH", 12210, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, ANN},
    {"half of a double surname",
     {"MARIA", "", "GARCIA", 0, 19850606, "31", "MAPLE", 12211, 0},
     LINK_UNIQUE, LINK_NOT_TRIED, MARIA},
    {"entered twice",
     {"OSWALD", "", "PETTIGREW", 0, 19440404, "8", "FIR", 12212, 901000008},
     LINK_MANY, LINK_UNIQUE, NOT},
    {"each path names another", {"AMY", "", "OKAFOR", 0, 0, "12", "ELM", 12207, 901000009},
     LINK_UNIQUE, LINK_UNIQUE, NOT},
    {"unknown in every way",
     {"ZEBULON", "", "QUARTERMAIN", 0, 19990909, "1", "NOWHERE", 99501, 902000000},
     LINK_NONE, LINK_NONE, NOT},
};

/* clang-format on */

enum { CASES = sizeof cases / sizeof *cases, CROWD = 20000 };

/* The registered people above at the head of a crowd. */
static struct registry *registry_of_cases(size_t crowd)
{
    struct person *people = testing_people(arena, REGISTERED + crowd, 5);
    for (unsigned i = 0; i < REGISTERED; i++) {
        people[i] = person_of(&registered[i], i);
    }
    return testing_registry("cases", people, REGISTERED + crowd, false, defaults.key);
}

static void cases_that_a_person_can_tell(void **state)
{
    (void)state;
    static const size_t crowds[] = {0, CROWD};
    for (size_t k = 0; k < 2; k++) {
        struct registry *r = registry_of_cases(crowds[k]);
        struct matcher *m;
        struct person asked[CASES];
        struct linkage out[CASES];
        assert_true(matcher_new(&m, r, &defaults, &error));
        for (unsigned i = 0; i < CASES; i++) {
            asked[i] = person_of(&cases[i].ask, i);
        }
        assert_true(match_batch(m, testing_admit(arena, asked, CASES), out, &error));
        unsigned wrong = 0;
        for (unsigned i = 0; i < CASES; i++) {
            const struct linkage *l = &out[i];
            if (l->by_name_address.outcome != cases[i].name_address ||
                l->by_identifier.outcome != cases[i].identifier ||
                l->person != cases[i].person) {
                wrong++;
                print_message("crowd %zu, %s: by name and address %s (%d, second %d), by "
                              "identifier %s (%d), person %u\n",
                              crowds[k], cases[i].what,
                              link_outcome_name(l->by_name_address.outcome),
                              l->by_name_address.weight, l->by_name_address.second_weight,
                              link_outcome_name(l->by_identifier.outcome),
                              l->by_identifier.weight, l->person);
            }
        }
        assert_int_equal(wrong, 0);
        matcher_free(m);
        testing_registry_close("cases", r);
    }
}

/* Parts of the registry, joined, give what the whole gives, to the byte. */
static void parts_join_to_the_whole(void **state)
{
    (void)state;
    enum { N = 900, REQUESTS = 500, PARTS = 8 };
    struct person *people = testing_people(arena, N, 11);
    struct person *asked = make_requests(people, N, REQUESTS);
    struct registry *r = testing_registry("parts", people, N, false, defaults.key);
    struct admitted *admitted = testing_admit(arena, asked, REQUESTS);
    static const unsigned counts[] = {1, 2, 3, PARTS};
    static struct linkage whole[REQUESTS], joined[REQUESTS], part[PARTS][REQUESTS];
    struct matcher *m;
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, admitted, whole, &error));
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        const struct linkage *parts[PARTS];
        for (unsigned p = 0; p < counts[k]; p++) {
            struct match_options options = defaults;
            struct matcher *some;
            options.part = p;
            options.parts = counts[k];
            parts[p] = part[p];
            assert_true(matcher_new(&some, r, &options, &error));
            assert_true(match_batch(some, admitted, part[p], &error));
            matcher_free(some);
        }
        assert_true(match_join(m, admitted, parts, counts[k], joined, &error));
        assert_memory_equal(whole, joined, sizeof whole);
    }
    /* parts that are not of one run */
    part[1][7].by_identifier.outcome =
        part[1][7].by_identifier.outcome == LINK_NOT_TRIED ? LINK_NONE : LINK_NOT_TRIED;
    const struct linkage *parts[] = {part[0], part[1]};
    assert_false(match_join(m, admitted, parts, 2, joined, &error));
    assert_string_equal(error.code, "match.parts");
    matcher_free(m);
    testing_registry_close("parts", r);
}

static void correspondence_is_of_the_person_named(void **state)
{
    (void)state;
    struct registry *r = registry_of_cases(0);
    struct matcher *m;
    struct linkage out[2];
    struct person asked[2] = {person_of(&cases[0].ask, 0), person_of(&cases[5].ask, 1)};
    struct admitted *a = testing_admit(arena, asked, 2);
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, a, out, &error));
    assert_int_equal(out[0].correspondence, CORRESPONDENCE_LEVEL_SAME_POINT);
    assert_int_equal(out[1].person, PERSON_NOBODY);
    assert_int_equal(out[1].correspondence, CORRESPONDENCE_LEVEL_NOT_COMPARABLE);
    assert_int_equal(match_correspondence(m, a, 1, AMY), CORRESPONDENCE_LEVEL_DIFFERENT);
    assert_int_equal(match_correspondence(m, a, 0, PERSON_NOBODY),
                     CORRESPONDENCE_LEVEL_NOT_COMPARABLE);
    matcher_free(m);
    testing_registry_close("cases", r);
}

static void the_waterfall_sums_to_the_weight(void **state)
{
    (void)state;
    struct registry *r = registry_of_cases(1000);
    struct matcher *m;
    struct person asked[CASES];
    struct linkage out[CASES];
    for (unsigned i = 0; i < CASES; i++) {
        asked[i] = person_of(&cases[i].ask, i);
    }
    struct admitted *a = testing_admit(arena, asked, CASES);
    struct match_explanation x;
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, a, out, &error));
    for (unsigned i = 0; i < CASES; i++) {
        const struct link_path *name = &out[i].by_name_address, *id = &out[i].by_identifier;
        int64_t sum = 0;
        if (name->best != PERSON_NOBODY) {
            assert_true(match_explain(m, a, i, name->best, &x, &error));
            for (unsigned k = 0; k < x.count; k++) {
                assert_true(x.step[k].comparison != NULL && x.step[k].level != NULL);
                sum += x.step[k].weight;
            }
            assert_int_equal(sum, x.total);
            assert_int_equal(x.total, name->weight);
        }
        if (id->best != PERSON_NOBODY) {
            assert_true(match_explain_identifier(m, a, i, id->best, &x, &error));
            assert_int_equal(x.total, id->weight);
        }
    }
    assert_false(match_explain(m, a, 0, PERSON_NOBODY, &x, &error));
    assert_int_equal(error.category, ERROR_USAGE);
    matcher_free(m);
    testing_registry_close("cases", r);
}

static void the_hash_is_that_of_the_model(void **state)
{
    (void)state;
    struct registry *r = registry_of_cases(0);
    struct match_options other = defaults, stricter = defaults;
    struct matcher *m;
    uint8_t hash[3][32];
    other.key[0] = 77;
    stricter.accept = 5000;
    const struct match_options *each[] = {&defaults, &other, &stricter};
    for (unsigned i = 0; i < 3; i++) {
        assert_true(matcher_new(&m, r, each[i], &error));
        matcher_hash(m, hash[i]);
        matcher_free(m);
    }
    assert_memory_equal(hash[0], hash[1], 32); /* the key is no part of it */
    assert_memory_not_equal(hash[0], hash[2], 32);
    testing_registry_close("cases", r);
}

/* A block above its limit is skipped, and read after all when there is nothing else. */
static void a_crowd_at_one_address_is_bounded(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct person *people = testing_people(arena, N, 6);
    for (size_t i = 0; i < N; i++) {
        people[i].address = people[0].address;
    }
    struct registry *r = testing_registry("crowd", people, N, false, defaults.key);
    struct matcher *m;
    struct linkage out[3];
    struct person asked[3] = {people[7], people[8], people[9]};
    asked[1].name.given = asked[1].name.surname = span_of("XYLOPHONE");
    asked[1].birth = 0;
    asked[2].birth = 0;
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, testing_admit(arena, asked, 3), out, &error));
    assert_int_equal(out[0].by_name_address.outcome, LINK_UNIQUE);
    assert_int_equal(out[0].by_name_address.best, 7);
    assert_true(out[0].by_name_address.candidates < 300);
    assert_int_equal(out[1].by_name_address.outcome, LINK_NONE);
    assert_int_equal(out[2].by_name_address.best, 9);
    matcher_free(m);
    testing_registry_close("crowd", r);
}

static void an_empty_registry_finds_nobody(void **state)
{
    (void)state;
    struct registry *r = testing_registry("nobody", NULL, 0, false, defaults.key);
    struct matcher *m;
    struct linkage out;
    struct person asked = person_of(&cases[0].ask, 0);
    assert_true(matcher_new(&m, r, &defaults, &error));
    assert_true(match_batch(m, testing_admit(arena, &asked, 1), &out, &error));
    assert_int_equal(out.by_identifier.outcome, LINK_NONE);
    assert_int_equal(out.by_name_address.outcome, LINK_NONE);
    assert_int_equal(out.person, PERSON_NOBODY);
    matcher_free(m);
    testing_registry_close("nobody", r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_answers_equal_a_comparison_with_everybody, begin,
                                        end),
        cmocka_unit_test_setup_teardown(I6_slices_and_threads_do_not_matter, begin, end),
        cmocka_unit_test_setup_teardown(cases_that_a_person_can_tell, begin, end),
        cmocka_unit_test_setup_teardown(parts_join_to_the_whole, begin, end),
        cmocka_unit_test_setup_teardown(correspondence_is_of_the_person_named, begin, end),
        cmocka_unit_test_setup_teardown(the_waterfall_sums_to_the_weight, begin, end),
        cmocka_unit_test_setup_teardown(the_hash_is_that_of_the_model, begin, end),
        cmocka_unit_test_setup_teardown(a_crowd_at_one_address_is_bounded, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_registry_finds_nobody, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
