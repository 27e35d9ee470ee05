#include "engine/match/match_kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"
#include "engine/match/match_distance.h"
#include "engine/match/match_kernel_testing.h"

#include <cmocka.h>
#undef fail

enum { TEXTS = 1500, LONGEST = TEXTBOOK_LONGEST };

struct sample {
    char bytes[TEXTS][LONGEST];
    struct span text[TEXTS];
};

static const char *const syllables[] = {"AN", "MAR", "SON", "EL", "IE", "SCH", "TH", "O",
                                        "ER", "WIL", "LI",  "AM", "KA", "RE",  "NE", "S"};

static size_t made_of_syllables(char *to, uint64_t seed)
{
    size_t len = 0;
    for (uint64_t i = 0; i <= hash_join(seed, 99) % 6; i++) {
        const char *part = syllables[hash_join(seed, i) % 16];
        memcpy(to + len, part, strlen(part));
        len += strlen(part);
    }
    return len;
}

/* A quarter are one of those before with a letter changed, dropped or exchanged, so that
 * similar ones are met. letters 0: syllables. */
static void make_texts(struct sample *s, uint64_t seed, unsigned letters, unsigned longest)
{
    for (uint64_t i = 0; i < TEXTS; i++) {
        uint64_t h = hash_join(seed, i);
        char *to = s->bytes[i];
        size_t len = letters == 0 ? made_of_syllables(to, h) : h % (longest + 1);
        for (size_t j = 0; letters > 0 && j < len; j++) {
            unsigned letter = (unsigned)(hash_join(h, j) % letters);
            to[j] = (char)(letters > 26 ? letter : 'A' + letter);
        }
        if (i > 0 && h >> 60 < 4) {
            struct span old = s->text[h / 7 % i];
            size_t at = old.len == 0 ? 0 : h / 11 % old.len;
            len = old.len;
            memcpy(to, old.at, old.len);
            if (len > 1 && at + 1 < len && h >> 33 & 1) {
                to[at] = old.at[at + 1];
                to[at + 1] = old.at[at];
            } else if (len > 0) {
                memmove(to + at, to + at + 1, --len - at);
            }
        }
        s->text[i] = (struct span){to, len};
    }
}

struct answers {
    uint16_t winkler[TEXTS], osa[TEXTS], levenshtein[TEXTS];
};

static void ask(const struct distance_set *set, struct span one, struct answers *a)
{
    memset(a, 0xee, sizeof *a);
    distance_jaro_winkler_many(one, set, a->winkler);
    distance_osa_many(one, set, a->osa);
    distance_levenshtein_many(one, set, a->levenshtein);
}

static void equal_the_textbook(const struct sample *s, struct span one, const struct answers *a)
{
    size_t cut = one.len < DISTANCE_LONGEST ? one.len : DISTANCE_LONGEST;
    one.len = cut;
    for (size_t i = 0; i < TEXTS; i++) {
        struct span text = s->text[i];
        text.len = text.len < DISTANCE_LONGEST ? text.len : DISTANCE_LONGEST;
        double jaro = textbook_jaro(one, text);
        unsigned prefix = 0;
        while (prefix < 4 && prefix < one.len && prefix < text.len &&
               one.at[prefix] == text.at[prefix]) {
            prefix++;
        }
        double apart = jaro + prefix * 0.1 * (1 - jaro) - a->winkler[i] / 10000.0;
        assert_true(apart < 0.000101 && apart > -0.000101); /* two roundings */
        assert_int_equal(a->winkler[i], distance_jaro_winkler(one, text));
        assert_int_equal(a->osa[i], textbook_edits(one, text, true));
        assert_int_equal(a->levenshtein[i], textbook_edits(one, text, false));
    }
}

static unsigned try_sample(uint64_t seed, unsigned letters, unsigned longest, unsigned ones)
{
    struct sample *s = malloc(sizeof *s), *other = malloc(sizeof *other);
    struct answers *wanted = malloc(sizeof *wanted), *got = malloc(sizeof *got);
    struct error e = {0};
    struct distance_set *set = NULL;
    unsigned tried = 0;
    assert_true(s != NULL && other != NULL && wanted != NULL && got != NULL);
    make_texts(s, seed, letters, longest);
    make_texts(other, seed + 1000, letters, longest);
    assert_true(distance_set_new(&set, s->text, TEXTS, &e));
    assert_int_equal(distance_set_size(set), TEXTS);
    for (unsigned i = 0; i < ones; i++) {
        struct span one = i % 2 == 0 ? s->text[i * 7] : other->text[i];
        assert_true(distance_set_use(set, DISTANCE_PORTABLE));
        ask(set, one, wanted);
        equal_the_textbook(s, one, wanted);
        for (unsigned k = DISTANCE_PORTABLE + 1; k < DISTANCE_KERNELS; k++) {
            if (distance_set_use(set, (enum distance_kernel)k)) {
                assert_int_equal(distance_set_kernel(set), k);
                ask(set, one, got);
                assert_memory_equal(got, wanted, sizeof *got);
                tried++;
            }
        }
    }
    distance_set_free(set);
    free(s);
    free(other);
    free(wanted);
    free(got);
    return tried;
}

static void all_kernels_equal_the_textbook(void **state)
{
    (void)state;
    static const struct {
        unsigned letters, longest, ones;
    } kinds[] = {
        {1, 33, 20},  {2, 9, 60},  {3, 16, 40},  {4, 20, 40},   {4, 34, 20},   {26, 12, 60},
        {26, 17, 30}, {0, 0, 120}, {26, 70, 10}, {200, 12, 20}, {256, 40, 10}, {63, 33, 10},
    };
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        (void)try_sample(i, kinds[i].letters, kinds[i].longest, kinds[i].ones);
    }
}

/* Every length, every number of texts around a block's, one letter. */
static void blocks_of_any_size(void **state)
{
    (void)state;
    struct sample *s = malloc(sizeof *s);
    struct error e = {0};
    assert_non_null(s);
    memset(s->bytes, 'A', sizeof s->bytes);
    for (unsigned n = 0; n < 70; n++) {
        for (unsigned i = 0; i < n; i++) {
            s->text[i] = (struct span){s->bytes[i], n < 67 ? n : i};
        }
        struct distance_set *set = NULL;
        uint16_t out[71];
        assert_true(distance_set_new(&set, s->text, n, &e));
        for (unsigned k = 0; k < DISTANCE_KERNELS; k++) {
            if (!distance_set_use(set, (enum distance_kernel)k)) {
                continue;
            }
            for (unsigned len = 0; len <= 64; len += len < 15 ? 3 : 1) {
                memset(out, 0xee, sizeof out);
                distance_osa_many((struct span){s->bytes[0], len}, set, out);
                for (unsigned i = 0; i < n; i++) {
                    int apart = (int)len - (int)(s->text[i].len < 64 ? s->text[i].len : 64);
                    assert_int_equal(out[i], abs(apart));
                }
                assert_int_equal(out[n], 0xeeee); /* nothing behind */
            }
        }
        distance_set_free(set);
    }
    free(s);
}

static void mass_counts_the_alike(void **state)
{
    (void)state;
    static const uint32_t thresholds[] = {9200, 8800, 10000, 0, 10001, 5000};
    static uint32_t frequency[TEXTS];
    struct sample *s = malloc(sizeof *s);
    struct distance_set *set = NULL;
    struct error e = {0};
    uint64_t close = 0;
    assert_non_null(s);
    for (unsigned kind = 0; kind < 4; kind++) {
        make_texts(s, 50 + kind, (const unsigned[]){0, 4, 3, 250}[kind], 12 + 20 * kind);
        for (size_t i = 0; i < TEXTS; i++) {
            frequency[i] = i % 50 == 0 ? UINT32_MAX : (uint32_t)(hash_word(i) % 1000);
        }
        assert_true(distance_set_new(&set, s->text, TEXTS, &e));
        for (unsigned i = 0; i < 40; i++) {
            struct span one = s->text[i * 13];
            uint64_t wanted[6] = {0};
            for (size_t j = 0; j < TEXTS; j++) {
                for (unsigned t = 0; t < 6; t++) {
                    bool alike = distance_jaro_winkler(one, s->text[j]) >= thresholds[t];
                    wanted[t] += alike ? frequency[j] : 0;
                }
            }
            for (unsigned k = 0; k < DISTANCE_KERNELS; k++) {
                uint64_t mass[6] = {7, 7, 7, 7, 7, 7}, alone = 7;
                if (!distance_set_use(set, (enum distance_kernel)k)) {
                    continue;
                }
                similar_mass(set, frequency, one, thresholds, 6, mass);
                assert_memory_equal(mass, wanted, sizeof mass);
                for (unsigned t = 0; t < 6; t++) { /* each threshold prunes otherwise */
                    similar_mass(set, frequency, one, &thresholds[t], 1, &alone);
                    assert_true(alone == wanted[t]);
                }
            }
            close += wanted[0] - wanted[2];
        }
        distance_set_free(set);
    }
    assert_true(close > 1000);
    free(s);
}

/* This program, called with a word: 0 made, 1 an error was reported, 3 neither. */
static int child(void)
{
    const struct span texts[] = {SPAN_LITERAL("ANN"), SPAN_LITERAL("MARIE")};
    struct distance_set *set = NULL;
    struct error e = {0};
    bool made = distance_set_new(&set, texts, 2, &e);
    distance_set_free(set);
    return made ? 0 : set == NULL && e.category != ERROR_NONE ? 1 : 3;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
#ifndef PROVISO_FAULT
    skip();
#endif
    for (unsigned at = 1; at < 10; at++) {
        char plan[] = "fail:0";
        plan[5] = (char)('0' + at);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            (void)setenv("PROVISO_FAULT", plan, 1);
            (void)execl("/proc/self/exe", "match_kernel_test", "child", (char *)NULL);
            _exit(127);
        }
        int status;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), at <= 6); /* the set and its five arrays */
    }
}

int main(int count, char **word)
{
    (void)word;
    if (count > 1) {
        return child();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kernels_equal_the_textbook),
        cmocka_unit_test(blocks_of_any_size),
        cmocka_unit_test(mass_counts_the_alike),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
