/* I8, crash safety of the ledger. This program runs itself with PROVISO_FAULT set so that the n-th
 * change of the disk kills it, tears the write in half, or fails, for every n; after each the
 * ledger opens, holds the old tree or the new one, verifies, and goes on over the leftovers.
 * What a fault leaves unsynced is not lost here; that the syncs come in time is sync_test.c's.
 */
#include "ledger_testing.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

#ifdef PROVISO_FAULT
enum { FAULTS = 1 };
#else
enum { FAULTS = 0 };
#endif

extern char **environ;

enum act { CREATE, APPEND, TREE };

static const struct action {
    enum act act;
    uint64_t from, to;
} actions[] = {
    {CREATE, 0, 0},     {APPEND, 0, 1}, /* makes folders */
    {APPEND, 3, 4},                     /* the common case */
    {APPEND, 255, 257}, /* fills a tile, begins the next, removes partial forms */
    {APPEND, 2, 1030},  /* many at once: the file system is synced as a whole */
    {TREE, 0, 258},
};

enum { ACTIONS = sizeof actions / sizeof *actions };

/* What the helper answers. */
enum { DONE = 0, FAILED = 1, DONE_OTHERWISE = 2, BROKEN = 3, DIED = 137 };

/* --- the helper: the same program in a process that may die --- */

/* True when others can see more than there was. */
static bool published(const struct action *a, const char *folder)
{
    struct error e = {0};
    struct ledger *reader = NULL;
    bool more =
        !ledger_open(&reader, folder, NULL, &e) || ledger_checkpoint(reader)->size != a->from;
    ledger_close(reader);
    return more;
}

/* Tries twice in one session: once others saw the first tree, no second one may be signed. */
static int append(const struct action *a, const char *folder)
{
    struct error e = {0};
    struct ledger *l = NULL;
    struct span other = SPAN_LITERAL("other");
    uint64_t first;
    int answer = FAILED;
    if (ledger_open(&l, folder, test_secret, &e)) {
        bool done = append_range(l, a->from, a->to, &e);
        bool seen = !done && published(a, folder);
        if (done) {
            answer = DONE;
        } else if (ledger_append(l, &other, 1, &first, &e)) {
            answer = seen ? BROKEN : DONE_OTHERWISE;
        }
    }
    ledger_close(l);
    return answer;
}

struct source {
    uint64_t at, n;
    char buffer[128];
};

static bool next_entry(void *ctx, struct span *entry, bool *more, struct error *e)
{
    struct source *s = ctx;
    (void)e;
    *more = s->at < s->n;
    *entry = test_entry(s->at++, s->buffer);
    return true;
}

static int act(const struct action *a, const char *folder)
{
    struct error e = {0};
    struct source source = {.n = a->to};
    struct checkpoint c;
    switch (a->act) {
    case CREATE:
        return ledger_create(folder, TEST_NAME, test_secret, &e) ? DONE : FAILED;
    case APPEND:
        return append(a, folder);
    case TREE:
        return tree_write(folder, TEST_NAME, test_secret, next_entry, &source, &c, &e) ? DONE
                                                                                       : FAILED;
    }
    return BROKEN;
}

/* --- the test --- */

static int run(size_t action, const char *folder, const char *fault, const char *count_file)
{
    char number[8];
    (void)snprintf(number, sizeof number, "%zu", action);
    char name[] = "crash_test", word[] = "act", path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s", folder);
    char *arguments[] = {name, word, number, path, NULL};
    assert_int_equal(setenv("PROVISO_FAULT", fault, 1), 0);
    assert_int_equal(setenv("PROVISO_FAULT_COUNT", count_file, 1), 0);
    pid_t child;
    int status;
    assert_int_equal(posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void prepare(const struct action *a, const char *folder)
{
    struct ledger *l = NULL;
    DO(folder_remove(folder, &e));
    if (a->act == APPEND) {
        DO(ledger_create(folder, TEST_NAME, test_secret, &e));
        DO(ledger_open(&l, folder, test_secret, &e));
        DO(append_range(l, 0, a->from, &e));
        ledger_close(l);
    }
}

/* The root of the first n entries, and behind them one of these words for each letter. */
static struct sha256 root_with(uint64_t n, const char *const *words, size_t count)
{
    static struct sha256 leaves[2000];
    memcpy(leaves, test_leaves(n), n * sizeof *leaves);
    for (size_t i = 0; i < count; i++) {
        DO(merkle_leaf(span_of(words[i]), &leaves[n + i], &e));
    }
    return naive_root(leaves, n + count);
}

static bool stands_at(const struct checkpoint *c, uint64_t n, const char *const *words,
                      size_t count)
{
    struct sha256 root = root_with(n, words, count);
    return c->size == n + count && memcmp(&c->root, &root, sizeof root) == 0;
}

static void assert_verifies(const char *folder, const struct checkpoint *as)
{
    struct checkpoint c;
    DO(tree_verify(folder, test_vkey(), &c, NULL, NULL, &e));
    assert_memory_equal(&c, as, sizeof c);
}

static void check_append(const struct action *a, const char *folder, int answer)
{
    static const char *const words[] = {"other", "afterwards"};
    struct ledger *l = NULL;
    struct span last = SPAN_LITERAL("afterwards");
    uint64_t first;
    DO(ledger_open(&l, folder, test_secret, &e));
    const struct checkpoint *c = ledger_checkpoint(l);
    bool old = stands_at(c, a->from, words, 0), new = stands_at(c, a->to, words, 0);
    bool other = stands_at(c, a->from, words, 1);
    assert_true(answer == DONE ? new : answer == DONE_OTHERWISE ? other : old || new);
    assert_verifies(folder, c);
    DO(ledger_append(l, &last, 1, &first, &e));
    uint64_t before = new ? a->to : a->from;
    assert_true(stands_at(c, before, other ? words : words + 1, other ? 2 : 1));
    assert_verifies(folder, c);
    ledger_close(l);
}

static void check_whole(const struct action *a, const char *folder, int answer)
{
    char path[PATH_SIZE];
    struct checkpoint c;
    DO(path_format(path, sizeof path, &e, "%s/checkpoint", folder));
    if (!file_exists(path)) {
        assert_int_not_equal(answer, DONE);
        assert_int_equal(act(a, folder), DONE); /* over what was left */
    }
    DO(tree_verify(folder, test_vkey(), &c, NULL, NULL, &e));
    assert_true(stands_at(&c, a->to, NULL, 0));
}

static void check(const struct action *a, const char *folder, int answer)
{
    (a->act == APPEND ? check_append : check_whole)(a, folder, answer);
}

/* How many calls there are without a fault: [0] all, [1] those that change the disk. */
static void count_calls(size_t action, const char *folder, unsigned long counts[2])
{
    char path[PATH_SIZE], *end;
    struct text text = {0};
    DO(path_format(path, sizeof path, &e, "%s.count", folder));
    prepare(&actions[action], folder);
    assert_int_equal(run(action, folder, "", path), DONE);
    check(&actions[action], folder, DONE);
    DO(file_load(&text, path, 100, &e));
    counts[0] = strtoul(text.at, &end, 10);
    counts[1] = strtoul(end, NULL, 10);
    assert_true(counts[0] > counts[1] && counts[1] > 4);
    text_free(&text);
    DO(file_remove(path, &e));
}

/* Every fault of one kind; step: every so many of them. */
static void each_fault(size_t action, const char *kind, unsigned long count, unsigned long step)
{
    const char *folder = test_folder(30);
    unsigned long seen = 0;
    for (unsigned long n = 1; n <= count; n += step) {
        char fault[64];
        (void)snprintf(fault, sizeof fault, "%s:%lu", kind, n);
        prepare(&actions[action], folder);
        int answer = run(action, folder, fault, "/dev/null");
        if (answer != DONE && answer != FAILED && answer != DONE_OTHERWISE && answer != DIED) {
            fail_msg("action %zu, %s: exit status %d", action, fault, answer);
        }
        seen += answer != DONE;
        check(&actions[action], folder, answer);
    }
    assert_true(seen > 0 || step > 1); /* or nothing was tried */
    (void)test_folder(30);
}

static void I8_each_change_fails_in_turn(void **state)
{
    static const char *const kinds[] = {"kill", "torn", "io"};
    (void)state;
    for (size_t i = 0; i < ACTIONS; i++) {
        unsigned long counts[2];
        count_calls(i, test_folder(31), counts);
        for (size_t k = 0; k < 3; k++) {
            each_fault(i, kinds[k], counts[1], counts[1] > 24 ? 3 : 1);
        }
        (void)test_folder(31);
    }
}

static void I8_each_call_fails_in_turn(void **state)
{
    (void)state;
    for (size_t i = 1; i < ACTIONS; i += 2) {
        unsigned long counts[2];
        count_calls(i, test_folder(31), counts);
        each_fault(i, "fail", counts[0], counts[0] / 25 + 1);
        (void)test_folder(31);
    }
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "act") == 0) {
        unsigned long i = strtoul(argv[2], NULL, 10);
        return i < ACTIONS ? act(&actions[i], argv[3]) : BROKEN;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(I8_each_change_fails_in_turn),
        cmocka_unit_test(I8_each_call_fails_in_turn),
    };
    if (!FAULTS) {
        (void)puts("skipped: a build without fault injection (-Dfault=true)");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
