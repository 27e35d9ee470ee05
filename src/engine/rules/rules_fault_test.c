#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#include "engine/rules/rules_testing.h"

/* Each allocation fails in turn: the room refuses with an error, leaks nothing
 * (the sanitizer looks) and never goes on with half of the rules. The program
 * runs itself again with PROVISO_FAULT set. */

static const char rules_text[] =
    "agreement \"A\" in force 2025-01-01 to 2026-12-31 cites \"M\" officers \"X Y\", \"Z\"\n"
    "clause G/1 grant address when recipient is party cites \"C\"\n"
    "clause S/1 require for match address corresponds or name is complete and row is single\n"
    "  when not (quota is open or address was compared) otherwise count cites \"C\"\n"
    "order O/1 forbid match against \"A\", \"B\" from 2025-02-01\n" PAPER
    "order O/2 suspend O/1 from 2025-02-01\n" PAPER
    "order O/3 forbid count from 2026-02-01\n" PAPER
    "order O/4 compel match from 2025-02-01\n" PAPER
    "reading \"r\" without S/1, O/1 cites \"x\"\n"
    "invariant \"i\" never address unless address corresponds cites \"x\"\n"
    "invariant \"j\" never count when row is single while O/3 acts cites \"x\"\n";

static bool nothing(void *ctx, struct span line, struct error *e)
{
    (void)e;
    *(size_t *)ctx += line.len;
    return true;
}

static bool prove(const struct rules *r, instant at, struct error *e)
{
    struct proof *p = NULL;
    struct difference *d = NULL;
    struct facts facts = {0};
    struct would w;
    bool done = rules_prove(&p, r, at, SIZE_MAX, 10, e) && rules_diff(&d, r, r, at, 10, e) &&
                rules_would(&w, r, at, at, SIZE_MAX, &facts, e);
    proof_free(p);
    difference_free(d);
    return done;
}

static bool use(const struct rules *r, struct error *e)
{
    size_t seen = 0;
    struct text t = {0};
    struct moment *m = NULL;
    struct shown *s = NULL;
    instant at = 1750000000000;
    bool done = rules_moment(&m, r, at, at, 0, e) && rules_format(r, &t, e) &&
                rules_condition(r, 1, &t, e) && rules_show(&s, r, e) &&
                rules_table(r, at, SIZE_MAX, nothing, &seen, e) && prove(r, at, e) &&
                prove(r, at + 31536000000, e);
    moment_free(m);
    shown_free(s);
    text_free(&t);
    return done;
}

/* Exit status 0: done; 3: refused with an error. */
static int child(void)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct layout *l = calloc(1, sizeof *l);
    struct rules_source rules = {"t", span_of(rules_text), INSTANT_MIN};
    struct rules_source layout = {"l", SPAN_LITERAL("layout \"x\" column \"c\" is id"),
                                  INSTANT_MIN};
    bool done = l != NULL && rules_parse(&r, &rules, 1, &e) && use(r, &e) &&
                rules_parse_layout(l, &layout, &e);
    rules_free(r);
    free(l);
    if (done) {
        return 0;
    }
    return e.category == ERROR_FAILED && e.text[0] != '\0' ? 3 : 4;
}

#ifdef PROVISO_FAULT
static int run_child(const char *variable, const char *value)
{
    pid_t pid = fork();
    if (pid == 0) {
        (void)setenv(variable, value, 1);
        execl("/proc/self/exe", "rules_fault_test", "child", (char *)NULL);
        _exit(126);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static unsigned long count_calls(void)
{
    char path[] = "/tmp/rules-fault-XXXXXX";
    unsigned long calls = 0;
    char line[64] = "";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(run_child("PROVISO_FAULT_COUNT", path), 0);
    assert_true(read(file, line, sizeof line - 1) > 0);
    calls = strtoul(line, NULL, 10);
    (void)close(file);
    (void)unlink(path);
    return calls;
}
#endif

static void each_allocation_can_fail(void **state)
{
    (void)state;
#ifdef PROVISO_FAULT
    unsigned long calls = count_calls();
    assert_true(calls > 20);
    for (unsigned long n = 1; n <= calls; n++) {
        char plan[40];
        (void)snprintf(plan, sizeof plan, "fail:%lu", n);
        assert_int_equal(run_child("PROVISO_FAULT", plan), 3);
    }
#else
    assert_int_equal(child(), 0);
    print_message("built without -Dfault=true\n");
    skip();
#endif
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "child") == 0) {
        return child();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
