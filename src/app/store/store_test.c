/* The store holds exactly what it is given, in the ledger's order, without gaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/store/store.h"

static char path[256];

static struct store *fresh(void)
{
    struct store *s = NULL;
    struct error e;
    (void)snprintf(path, sizeof path, "%s/store-%d.sqlite",
                   getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR"), (int)getpid());
    (void)unlink(path);
    assert_true(store_open(&s, path, &e));
    return s;
}

static void drop(struct store *s)
{
    store_close(s);
    (void)unlink(path);
}

static struct act act(uint64_t index, const char *type, const char *subject, const char *parent)
{
    return (struct act){.index = index,
                        .time = 1000 + (instant)index,
                        .type = span_of(type),
                        .subject = span_of(subject),
                        .parent = span_of(parent),
                        .entry = SPAN_LITERAL("{\"a\":\0 1}"),
                        .document = SPAN_LITERAL("")};
}

static bool list(void *ctx, const struct act *a, struct error *e)
{
    char *out = ctx;
    (void)e;
    assert_true(span_equal(a->entry, SPAN_LITERAL("{\"a\":\0 1}")));
    assert_int_equal(a->time, 1000 + (instant)a->index);
    (void)snprintf(out + strlen(out), 64, "%.*s<%.*s ", SPAN_ARGS(a->subject), SPAN_ARGS(a->parent));
    return true;
}

static void acts_come_back_in_order(void **state)
{
    (void)state;
    struct store *s = fresh();
    struct error e;
    uint64_t n;
    struct act some[] = {act(0, "plan", "p1", "b1"), act(1, "approval", "", "p1"),
                         act(2, "approval", "", "p1"), act(3, "plan", "p2", "b2")};
    assert_true(store_add(s, some, 4, &e));
    assert_true(store_size(s, &n, &e));
    assert_int_equal(n, 4);
    char out[256] = "";
    assert_true(store_all(s, list, out, &e));
    assert_string_equal(out, "p1<b1 <p1 <p1 p2<b2 ");
    drop(s);
}

static void a_gap_is_refused_whole(void **state)
{
    (void)state;
    struct store *s = fresh();
    struct error e;
    uint64_t n;
    struct act some[] = {act(0, "plan", "p1", "b1"), act(2, "plan", "p2", "b2")};
    assert_false(store_add(s, some, 2, &e));
    assert_string_equal(e.code, "store.gap");
    assert_true(store_size(s, &n, &e));
    assert_int_equal(n, 0);
    assert_true(store_add(s, some, 1, &e));
    assert_false(store_add(s, some, 1, &e)); /* the same again */
    assert_true(store_size(s, &n, &e));
    assert_int_equal(n, 1);
    assert_true(store_clear(s, &e));
    assert_true(store_size(s, &n, &e));
    assert_int_equal(n, 0);
    drop(s);
}

static void it_outlives_its_process_and_refuses_other_files(void **state)
{
    (void)state;
    struct store *s = fresh();
    struct error e;
    uint64_t n;
    struct act one = act(0, "plan", "p1", "b1");
    assert_true(store_add(s, &one, 1, &e));
    store_close(s);
    assert_true(store_open(&s, path, &e));
    assert_true(store_size(s, &n, &e));
    assert_int_equal(n, 1);
    drop(s);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 1000; i++) {
        (void)fputs("this is no database ", f);
    }
    (void)fclose(f);
    assert_false(store_open(&s, path, &e));
    assert_string_equal(e.code, "store");
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_come_back_in_order),
        cmocka_unit_test(a_gap_is_refused_whole),
        cmocka_unit_test(it_outlives_its_process_and_refuses_other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
