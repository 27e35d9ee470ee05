/* Rows as they are kept, the secret order of leaves, commitments that can be opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"

static char path[256];

static void name_file(void)
{
    (void)snprintf(path, sizeof path, "%s/rows-%d.pvb",
                   getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR"), (int)getpid());
}

static struct row_record sample(size_t i)
{
    struct row_record r = {.outcome = OUTCOME_REVIEW,
                           .level = 3,
                           .category = CATEGORY_ADDRESS_ZIP_ONLY,
                           .sufficiency = SUFFICIENCY_REVIEW,
                           .by_identifier = LINK_MANY,
                           .by_name_address = LINK_UNIQUE,
                           .correspondence = CORRESPONDENCE_LEVEL_SAME_ZIP,
                           .person = (uint32_t)(i * 77777777u),
                           .leaf = (uint32_t)i,
                           .weight = (int32_t)(i * 1000) - 5000,
                           .second = WEIGHT_NONE,
                           .payload = 0x8123456789abcdefu + i};
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        r.facts.value[f] = (uint8_t)((i + f) % 3);
    }
    return r;
}

static void rows_come_back(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    struct row_record rows[COUNT], *again = NULL;
    struct error e;
    struct sha256 hash, same;
    size_t count;
    name_file();
    for (size_t i = 0; i < COUNT; i++) {
        rows[i] = sample(i);
    }
    assert_true(rows_save(path, rows, COUNT, &hash, &e));
    assert_true(rows_load(path, &again, &count, &same, &e));
    assert_int_equal(count, COUNT);
    assert_memory_equal(&hash, &same, sizeof hash);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(facts_equal(&rows[i].facts, &again[i].facts));
        assert_int_equal(rows[i].outcome, again[i].outcome);
        assert_int_equal(rows[i].level, again[i].level);
        assert_int_equal(rows[i].category, again[i].category);
        assert_int_equal(rows[i].sufficiency, again[i].sufficiency);
        assert_int_equal(rows[i].by_identifier, again[i].by_identifier);
        assert_int_equal(rows[i].by_name_address, again[i].by_name_address);
        assert_int_equal(rows[i].correspondence, again[i].correspondence);
        assert_int_equal(rows[i].person, again[i].person);
        assert_int_equal(rows[i].leaf, again[i].leaf);
        assert_int_equal(rows[i].weight, again[i].weight);
        assert_int_equal(rows[i].second, again[i].second);
        assert_true(rows[i].payload == again[i].payload);
    }
    memory_free(again);
    (void)unlink(path);
}

static void any_altered_bit_is_found(void **state)
{
    (void)state;
    struct row_record rows[3] = {sample(1), sample(2), sample(3)}, *again = NULL;
    struct error e;
    struct sha256 hash, same;
    size_t count;
    name_file();
    assert_true(rows_save(path, rows, 3, &hash, &e));
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    for (long bit = 0; bit < 8 * (64 + 3 * 64); bit++) {
        long at = bit / 8;
        (void)fseek(f, at, SEEK_SET);
        int old = fgetc(f);
        (void)fseek(f, at, SEEK_SET);
        (void)fputc(old ^ 1 << bit % 8, f);
        (void)fflush(f);
        assert_false(rows_load(path, &again, &count, &same, &e));
        assert_int_equal(e.category, ERROR_VERIFY);
        (void)fseek(f, at, SEEK_SET);
        (void)fputc(old, f);
        (void)fflush(f);
    }
    assert_int_equal(ftruncate(fileno(f), 64 + 2 * 64), 0);
    assert_false(rows_load(path, &again, &count, &same, &e));
    (void)fclose(f);
    (void)unlink(path);
}

static void leaves_are_a_permutation(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static struct row_record rows[COUNT];
    static unsigned char seen[COUNT];
    struct error e;
    size_t moved = 0;
    assert_true(leaves_permute(rows, COUNT, &e));
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(rows[i].leaf < COUNT);
        assert_int_equal(seen[rows[i].leaf], 0);
        seen[rows[i].leaf] = 1;
        moved += rows[i].leaf != i;
    }
    assert_true(moved > COUNT - 20); /* about one of COUNT stays, whatever COUNT is */
}

/* What docs/formats/batch.md says, computed by hand. */
static void commitments_open(void **state)
{
    (void)state;
    static const uint8_t key[KEY_SIZE] = {1, 2, 3};
    struct committer *c = NULL;
    struct error e;
    struct sha256 made, salt, by_hand;
    struct row row = {.number = 7, .line = 8};
    row.value[FIELD_CONTROL] = SPAN_LITERAL("0007");
    row.value[FIELD_SURNAME] = SPAN_LITERAL("O'Brien");
    char first[KEY_SIZE + 3], second[SHA256_SIZE + 64];
    static const char message[] = "control 4 0007\nsurname 7 O'Brien\n";
    assert_true(committer_new(&c, &e));
    assert_true(commit_row(c, key, &row, &made, &e));
    memcpy(first, key, KEY_SIZE);
    memcpy(first + KEY_SIZE, "row", 3);
    assert_true(crypto_sha256((struct span){first, sizeof first}, &salt, &e));
    memcpy(second, salt.at, SHA256_SIZE);
    memcpy(second + SHA256_SIZE, message, sizeof message - 1);
    assert_true(crypto_sha256((struct span){second, SHA256_SIZE + sizeof message - 1}, &by_hand, &e));
    assert_memory_equal(&made, &by_hand, sizeof made);
    committer_free(c);
}

static void recipients_cannot_tell_not_found_from_withheld(void **state)
{
    (void)state;
    struct row_record not_found = {.outcome = OUTCOME_WITHHELD, .person = PERSON_NOBODY};
    struct row_record withheld = {.outcome = OUTCOME_WITHHELD, .person = 17};
    struct row_record ambiguous = {.outcome = OUTCOME_REVIEW, .by_identifier = LINK_MANY};
    assert_int_equal(answer_of(&not_found), ANSWER_NONE);
    assert_int_equal(answer_of(&withheld), ANSWER_NONE);
    assert_int_equal(answer_of(&ambiguous), ANSWER_NONE);
}

static void I4_no_person_no_release(void **state)
{
    (void)state;
    struct verdict v = {.level = 3};
    struct facts f = {0};
    struct levels l = {.count = 4, .content = {0, CONTENT_COUNT, CONTENT_CODE, CONTENT_ADDRESS}};
    assert_int_equal(outcome_of(&v, &f, false, &l), OUTCOME_REVIEW);
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_RELEASED);
    v.held = true;
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_REVIEW);
    v = (struct verdict){.level = 1};
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_WITHHELD); /* counted, not shown */
    v.level = 2;
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_RELEASED);
    v.level = 0;
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_WITHHELD);
    f.value[FACT_PATHS] = PATHS_IS_DISAGREE;
    assert_int_equal(outcome_of(&v, &f, true, &l), OUTCOME_REVIEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(any_altered_bit_is_found),
        cmocka_unit_test(leaves_are_a_permutation),
        cmocka_unit_test(commitments_open),
        cmocka_unit_test(recipients_cannot_tell_not_found_from_withheld),
        cmocka_unit_test(I4_no_person_no_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
