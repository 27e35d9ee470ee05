#include <stdio.h>

#include "base/hash.h"
#include "engine/rules/rules_testing.h"

struct rules *rules_of(const char *text)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"t", span_of(text), INSTANT_MIN};
    if (!rules_parse(&r, &source, 1, &e)) {
        fail_msg("%s: %s (%s)\n%s", e.code, e.text, e.hint, text);
    }
    return r;
}

void refused(const char *text, const char *code, const char *said, const char *hint)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"t", span_of(text), INSTANT_MIN};
    if (rules_parse(&r, &source, 1, &e)) {
        rules_free(r);
        fail_msg("not refused:\n%s", text);
    }
    assert_string_equal(e.text, said);
    assert_string_equal(e.code, code);
    assert_int_equal(e.category, ERROR_INPUT);
    if (strstr(e.hint, hint) == NULL) {
        fail_msg("the hint is \"%s\", not \"%s\"", e.hint, hint);
    }
}

instant instant_of(const char *s)
{
    instant t;
    assert_true(instant_parse(span_of(s), &t));
    return t;
}

const char *decided(const struct rules *r, const char *at, const char *known,
                    const char *reading, const struct facts *facts)
{
    static char said[512];
    struct error e = {0};
    struct moment *m = NULL;
    struct verdict v;
    struct levels levels;
    size_t number = reading == NULL ? SIZE_MAX : rules_reading_find(r, span_of(reading));
    assert_true(reading == NULL || number != SIZE_MAX);
    assert_true(rules_moment(&m, r, instant_of(at), instant_of(known), number, &e));
    moment_decide(m, facts, &v);
    moment_free(m);
    rules_levels(r, &levels);
    int n = snprintf(said, sizeof said, "%.*s", SPAN_ARGS(levels.name[v.level]));
    for (size_t i = 0; i < v.count; i++) {
        struct clause_info c;
        rules_clause(r, v.clause[i], &c);
        n += snprintf(said + n, sizeof said - (size_t)n, " %.*s", SPAN_ARGS(c.id));
    }
    (void)snprintf(said + n, sizeof said - (size_t)n, "%s", v.held ? " held" : "");
    assert_true(v.grant == CLAUSE_NONE || v.grant == v.clause[0]);
    return said;
}

uint64_t random_next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return hash_word(*state);
}

unsigned random_below(uint64_t *state, unsigned n)
{
    return (unsigned)(random_next(state) % n);
}
