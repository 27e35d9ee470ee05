/* proviso link: what it refuses, and how well it does on files with known truth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "engine/match/match.h"
#include "engine/match/match_testing.h"

#include <cmocka.h> /* last: it has a macro `fail` */
#undef fail

static struct arena *arena;
static struct error error;

static int begin(void **state)
{
    (void)state;
    return arena_new(&arena, 1 << 20, &error) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool ignore(void *ctx, const struct link_result *one, struct error *e)
{
    (void)ctx;
    (void)one;
    (void)e;
    return true;
}

static void I1_a_custodys_generation_is_refused(void **state)
{
    (void)state;
    const uint8_t key[32] = {7};
    struct person *people = testing_people(arena, 20, 1);
    struct registry *r = testing_registry("custody", people, 20, false, key);
    const struct link_options options = {0};
    assert_false(match_link(r, people, 20, &options, ignore, NULL, NULL, NULL, &error));
    assert_int_equal(error.category, ERROR_USAGE);
    assert_string_equal(error.code, "link.custody");
    testing_registry_close("custody", r);
}

/* --- order, threads, one file against itself --- */

struct transcript {
    struct text text;
    uint64_t results, pairs;
    uint64_t last_request;
};

static bool write_result(void *ctx, const struct link_result *one, struct error *e)
{
    struct transcript *t = ctx;
    const struct link_path *p = &one->path;
    assert_int_equal(one->request, t->results++);
    assert_true(p->best != one->request && (p->best == PERSON_NOBODY || p->best != p->second));
    return text_addf(&t->text, e, "%d %u %d %u %d %u\n", p->outcome, p->best, p->weight,
                     p->second, p->second_weight, p->candidates);
}

static bool write_pair(void *ctx, uint64_t request, uint32_t person, int32_t weight,
                       struct error *e)
{
    struct transcript *t = ctx;
    assert_true(request < person && weight >= -500);
    assert_true(t->pairs++ == 0 || request >= t->last_request);
    t->last_request = request;
    return text_addf(&t->text, e, "%u %u %d\n", (unsigned)request, person, weight);
}

static void I6_threads_do_not_matter_and_a_file_meets_itself(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct person *people = testing_people(arena, N, 4);
    for (size_t i = 1; i < N; i += 3) { /* every third one is the one before with a slip */
        people[i] = testing_slip(arena, &people[i - 1], i, 1);
        people[i].id = testing_words(arena, "D", (unsigned)i);
    }
    struct registry *r = testing_registry("itself", people, N, true, NULL);
    struct transcript one = {.results = 0}, more = {.results = 0};
    struct link_options options = {.dedupe = true, .pairs_from = -500, .threads = 1};
    assert_true(
        match_link(r, people, N, &options, write_result, write_pair, &one, NULL, &error));
    options.threads = 3;
    assert_true(
        match_link(r, people, N, &options, write_result, write_pair, &more, NULL, &error));
    assert_int_equal(one.results, N);
    assert_true(one.pairs > N / 4);
    assert_true(span_equal(text_span(&one.text), text_span(&more.text)));
    text_free(&one.text);
    text_free(&more.text);
    assert_false(match_link(r, people, N - 1, &options, NULL, NULL, NULL, NULL, &error));
    assert_string_equal(error.code, "link.dedupe");
    testing_registry_close("itself", r);
}

static bool stop(void *ctx, const struct link_result *one, struct error *e)
{
    (void)ctx;
    return one->request < 10 || fail(e, ERROR_INTERRUPTED, "test.stop", "stopped");
}

static void the_callers_error_ends_it(void **state)
{
    (void)state;
    struct person *people = testing_people(arena, 100, 1);
    struct registry *r = testing_registry("stop", people, 100, true, NULL);
    const struct link_options options = {0};
    assert_false(match_link(r, people, 100, &options, stop, NULL, NULL, NULL, &error));
    assert_int_equal(error.category, ERROR_INTERRUPTED);
    testing_registry_close("stop", r);
}

/* --- labelled files --- */

struct tally {
    const struct testing_file *a, *b; /* requests, registry */
    uint64_t unique_right, unique_wrong, any_right, any_wrong, ranked_first;
    uint64_t outcome[4];
};

static bool count_result(void *ctx, const struct link_result *one, struct error *e)
{
    (void)e;
    struct tally *t = ctx;
    const struct link_path *p = &one->path;
    bool right =
        p->best != PERSON_NOBODY && span_equal(t->a->truth[one->request], t->b->truth[p->best]);
    t->outcome[p->outcome]++;
    t->ranked_first += right;
    t->unique_right += p->outcome == LINK_UNIQUE && right;
    t->unique_wrong += p->outcome == LINK_UNIQUE && !right;
    t->any_right += p->outcome >= LINK_UNIQUE && right;
    t->any_wrong += p->outcome >= LINK_UNIQUE && !right;
    return true;
}

static double f1(uint64_t right, uint64_t wrong, uint64_t all)
{
    return 2.0 * (double)right / (double)(right + wrong + all);
}

/* F1 of unique answers; all: requests whose person is in the registry. */
static double print_tally(const char *what, const struct tally *t, uint64_t all)
{
    double unique = f1(t->unique_right, t->unique_wrong, all);
    (void)printf(
        "%s: unique F1 %.4f (right %llu wrong %llu of %llu); best whatever the lead F1 "
        "%.4f (right %llu wrong %llu); right one ranked first %llu\n",
        what, unique, (unsigned long long)t->unique_right, (unsigned long long)t->unique_wrong,
        (unsigned long long)all, f1(t->any_right, t->any_wrong, all),
        (unsigned long long)t->any_right, (unsigned long long)t->any_wrong,
        (unsigned long long)t->ranked_first);
    return unique;
}

/* --- every pair, against the truth: the best F1 that a threshold on the weight
 * gives, and recall where precision is at least .99 --- */

struct weighed {
    int32_t weight;
    bool right;
};

struct curve {
    const struct testing_file *a, *b;
    struct weighed *pair;
    size_t len, cap;
};

static bool add_pair(void *ctx, uint64_t request, uint32_t person, int32_t weight,
                     struct error *e)
{
    struct curve *c = ctx;
    if (!memory_grow((void **)&c->pair, &c->cap, c->len, sizeof *c->pair, e)) {
        return false;
    }
    c->pair[c->len++] =
        (struct weighed){weight, span_equal(c->a->truth[request], c->b->truth[person])};
    return true;
}

static int heavier(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

static double best_f1(const char *what, struct curve *c, uint64_t all)
{
    uint64_t right = 0;
    double best = 0, recall = 0;
    int32_t at = 0;
    qsort(c->pair, c->len, sizeof *c->pair, heavier);
    for (size_t i = 0; i < c->len; i++) {
        right += c->pair[i].right;
        bool last = i + 1 == c->len || c->pair[i + 1].weight != c->pair[i].weight;
        double f = f1(right, i + 1 - right, all);
        if (last && f > best) {
            best = f;
            at = c->pair[i].weight;
        }
        if (last && (double)right >= 0.99 * (double)(i + 1)) {
            recall = (double)right / (double)all;
        }
    }
    (void)printf(
        "%s, all pairs: best F1 %.4f at weight %d, recall %.4f where precision is .99, "
        "%zu pairs, of the true ones %.4f\n",
        what, best, at, recall, c->len, (double)right / (double)all);
    memory_free(c->pair);
    return best;
}

static void cut_truth(struct testing_file *f)
{
    for (size_t i = 0; i < f->count; i++) { /* REC-1070-ORG */
        struct span rest = f->truth[i], part;
        assert_true(span_cut(&rest, '-', &part) && span_cut(&rest, '-', &part));
        f->truth[i] = part;
    }
}

static void febrl4(void **state)
{
    (void)state;
    static const struct testing_column columns[] = {
        {"given_name", set_given},    {"surname", set_surname}, {"street_number", set_house},
        {"address_1", set_street},    {"suburb", set_city},     {"postcode", set_note},
        {"date_of_birth", set_birth},
    };
    struct testing_file a, b;
    if (!testing_load(arena, "data/febrl/dataset4a.csv", "rec_id", columns, 7, &a) ||
        !testing_load(arena, "data/febrl/dataset4b.csv", "rec_id", columns, 7, &b)) {
        skip();
    }
    cut_truth(&a);
    cut_truth(&b);
    struct registry *r = testing_registry("febrl4", a.people, a.count, true, NULL);
    struct tally t = {.a = &b, .b = &a};
    const struct link_options options = {0};
    assert_true(
        match_link(r, b.people, b.count, &options, count_result, NULL, &t, NULL, &error));
    assert_true(print_tally("febrl4", &t, 5000) >= 0.99);
    assert_true(t.unique_wrong <= 5);
    struct curve curve = {.a = &b, .b = &a};
    const struct link_options all_pairs = {.pairs_from = -3000};
    assert_true(
        match_link(r, b.people, b.count, &all_pairs, ignore, add_pair, &curve, NULL, &error));
    assert_true(best_f1("febrl4", &curve, 5000) >= 0.99);
    testing_registry_close("febrl4", r);
}

/* The first row of each cluster is the registry, the others are requests. */
static void historical(void **state)
{
    (void)state;
    static const struct testing_column columns[] = {
        {"first_name", set_given},    {"surname", set_surname},    {"dob", set_birth},
        {"birth_place", set_place},   {"postcode_fake", set_note}, {"gender", set_sex},
        {"occupation", set_category},
    };
    struct testing_file all, a = {0}, b = {0};
    if (!testing_load(arena, "data/splink/historical_figures_with_errors_50k.csv", "cluster",
                      columns, 7, &all)) {
        skip();
    }
    a.people = arena_array(arena, all.count, sizeof *a.people, &error);
    a.truth = arena_array(arena, all.count, sizeof *a.truth, &error);
    b.people = arena_array(arena, all.count, sizeof *b.people, &error);
    b.truth = arena_array(arena, all.count, sizeof *b.truth, &error);
    struct dictionary *seen;
    assert_true(dictionary_new(&seen, &error));
    for (size_t i = 0; i < all.count; i++) {
        uint32_t before = dictionary_count(seen), id;
        assert_true(dictionary_add(seen, all.truth[i], &id, &error));
        struct testing_file *to = dictionary_count(seen) > before ? &a : &b;
        to->people[to->count] = all.people[i];
        to->truth[to->count++] = all.truth[i];
    }
    dictionary_free(seen);
    struct registry *r = testing_registry("historical", a.people, a.count, true, NULL);
    struct tally t = {.a = &b, .b = &a};
    const struct link_options options = {0};
    assert_true(
        match_link(r, b.people, b.count, &options, count_result, NULL, &t, NULL, &error));
    assert_true(print_tally("historical", &t, b.count) > 0.7);
    testing_registry_close("historical", r);
}

/* The same file against itself; the truth is 303,961 pairs. */
static void historical_dedupe(void **state)
{
    (void)state;
    static const struct testing_column columns[] = {
        {"first_name", set_given},    {"surname", set_surname},    {"dob", set_birth},
        {"birth_place", set_place},   {"postcode_fake", set_note}, {"gender", set_sex},
        {"occupation", set_category},
    };
    struct testing_file all;
    if (!testing_load(arena, "data/splink/historical_figures_with_errors_50k.csv", "cluster",
                      columns, 7, &all)) {
        skip();
    }
    struct registry *r = testing_registry("dedupe", all.people, all.count, true, NULL);
    struct curve curve = {.a = &all, .b = &all};
    const struct link_options options = {.dedupe = true, .pairs_from = -3000};
    assert_true(
        match_link(r, all.people, all.count, &options, ignore, add_pair, &curve, NULL, &error));
    assert_true(best_f1("historical", &curve, 303961) > 0.7851); /* Splink 4 */
    testing_registry_close("dedupe", r);
}

/* 1,000 made-up rows; the truth is 2,031 pairs. */
static void fake_1000_dedupe(void **state)
{
    (void)state;
    static const struct testing_column columns[] = {
        {"first_name", set_given}, {"surname", set_surname}, {"dob", set_birth},
        {"city", set_city},        {"email", set_email},
    };
    struct testing_file all;
    if (!testing_load(arena, "data/splink/fake_1000.csv", "cluster", columns, 5, &all)) {
        skip();
    }
    struct registry *r = testing_registry("fake", all.people, all.count, true, NULL);
    struct curve curve = {.a = &all, .b = &all};
    const struct link_options options = {.dedupe = true, .pairs_from = -3000};
    assert_true(
        match_link(r, all.people, all.count, &options, ignore, add_pair, &curve, NULL, &error));
    assert_true(best_f1("fake_1000", &curve, 2031) > 0.8835); /* Splink 4 */
    testing_registry_close("fake", r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(I1_a_custodys_generation_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(I6_threads_do_not_matter_and_a_file_meets_itself, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_callers_error_ends_it, begin, end),
        cmocka_unit_test_setup_teardown(febrl4, begin, end),
        cmocka_unit_test_setup_teardown(historical, begin, end),
        cmocka_unit_test_setup_teardown(historical_dedupe, begin, end),
        cmocka_unit_test_setup_teardown(fake_1000_dedupe, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
