/* Rows of a notice against certificates: compared with a naive count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "base/hash.h"
#include "recall.h"

enum { ROWS = 500, ROUNDS = 40 };

static char control[ROWS][16], release[ROWS][16];

static struct recall_row row_of(size_t i)
{
    (void)snprintf(release[i], sizeof release[i], i % 3 == 0 ? "r1" : "past1/%zu", i);
    (void)snprintf(control[i], sizeof control[i], "C%zu", i);
    return (struct recall_row){span_of(release[i]), i / 2 + 1, span_of(control[i])};
}

static struct recall_rows *all_rows(void)
{
    struct recall_rows *r = NULL;
    struct error e;
    assert_true(recall_rows_new(&r, &e));
    for (size_t i = 0; i < ROWS; i++) {
        struct recall_row row = row_of(i);
        assert_true(recall_rows_add(r, &row, &e));
    }
    return r;
}

static void certificates_add_up(void **state)
{
    (void)state;
    struct recall_rows *r = all_rows();
    bool covered[ROWS] = {false};
    uint64_t open = ROWS;
    for (uint64_t n = 0; n < ROWS * ROUNDS / 10; n++) {
        size_t i = hash_word(n + 1) % ROWS;
        struct recall_row row = row_of(i);
        enum recall_covers wanted = covered[i] ? COVERS_BEFORE : COVERS_NEW;
        if (n % 7 == 0) { /* of another control, number or release it is another row */
            row.control = SPAN_LITERAL("C");
            wanted = COVERS_NEVER;
        } else if (n % 11 == 0) {
            row.row += ROWS;
            wanted = COVERS_NEVER;
        } else if (n % 13 == 0) {
            row.release = SPAN_LITERAL("r9");
            wanted = COVERS_NEVER;
        } else {
            open -= !covered[i];
            covered[i] = true;
        }
        assert_int_equal(recall_rows_cover(r, &row), wanted);
        assert_int_equal(recall_rows_open(r), open);
    }
    for (size_t i = 0; i < ROWS; i++) {
        bool is_open;
        struct recall_row wanted = row_of(i), row = recall_rows_at(r, i, &is_open);
        assert_int_equal(is_open, !covered[i]);
        assert_true(span_equal(row.release, wanted.release) && span_equal(row.control, wanted.control));
        assert_int_equal(row.row, wanted.row);
    }
    assert_true(open > 0 && open < ROWS);
    recall_rows_cover_all(r);
    assert_int_equal(recall_rows_open(r), 0);
    assert_int_equal(recall_rows_count(r), ROWS);
    recall_rows_free(r);
}

static void a_row_stands_once(void **state)
{
    (void)state;
    struct recall_rows *r = all_rows();
    struct error e = {0};
    struct recall_row row = row_of(17), other = row_of(17);
    other.row += ROWS;
    assert_true(recall_rows_have(r, &row));
    assert_false(recall_rows_have(r, &other));
    row.control = SPAN_LITERAL("another"); /* the same row all the same */
    assert_false(recall_rows_add(r, &row, &e));
    assert_int_equal(e.category, ERROR_VERIFY);
    recall_rows_free(r);
    recall_rows_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_add_up),
        cmocka_unit_test(a_row_stands_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
