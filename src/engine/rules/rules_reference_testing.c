#include <stdio.h>
#include <stdlib.h>

#include "engine/rules/rules_reference_testing.h"

static bool skips(const char **at, const char *word)
{
    size_t n = strlen(word);
    bool is = strncmp(*at, word, n) == 0;
    *at += is ? n : 0;
    return is;
}

static int node(struct page *p, struct node n)
{
    assert_true(p->nodes < NODES);
    p->node[p->nodes] = n;
    return p->nodes++;
}

/* How many bytes of the text are this phrase, or the phrase with "not" behind its "is" or "are"; 0: neither. */
static size_t phrase_at(const char *at, const char *phrase, bool *negated)
{
    char denied[100];
    const char *verb = strstr(phrase, " is ");
    verb = verb == NULL ? strstr(phrase, " are ") : verb;
    *negated = false;
    if (strncmp(at, phrase, strlen(phrase)) == 0) {
        return strlen(phrase);
    }
    if (verb == NULL) {
        return 0;
    }
    verb = strchr(verb + 1, ' ');
    *negated = true;
    (void)snprintf(denied, sizeof denied, "%.*s not%s", (int)(verb - phrase), phrase, verb);
    return strncmp(at, denied, strlen(denied)) == 0 ? strlen(denied) : 0;
}

/* The longest phrase that stands here. */
static int read_phrase(struct page *p, const char **at, enum fact population)
{
    size_t longest = 0;
    bool negated = false;
    struct node n = {.kind = '='};
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        for (unsigned v = 1; !fact_is_place((enum fact)f) && v <= fact_values((enum fact)f); v++) {
            bool denied;
            size_t len = phrase_at(*at, fact_phrase((enum fact)f, v), &denied);
            if (len > longest) {
                longest = len;
                negated = denied;
                n.fact = f == FACT_POPULATION ? population : (enum fact)f;
                n.value = v;
            }
        }
    }
    if (longest == 0) {
        fail_msg("no phrase stands at: %.60s", *at);
    }
    *at += longest;
    int is = node(p, n);
    return negated ? node(p, (struct node){.kind = '!', .left = is}) : is;
}

static int read_condition(struct page *p, const char **at, enum fact population);

static int read_negation(struct page *p, const char **at, enum fact population)
{
    if (skips(at, "not ")) {
        int of = read_negation(p, at, population);
        return node(p, (struct node){.kind = '!', .left = of});
    }
    if (skips(at, "(")) {
        int of = read_condition(p, at, population);
        assert_true(skips(at, ")"));
        return of;
    }
    return read_phrase(p, at, population);
}

static int read_conjunction(struct page *p, const char **at, enum fact population)
{
    int left = read_negation(p, at, population);
    while (skips(at, " and ")) {
        int right = read_negation(p, at, population);
        left = node(p, (struct node){.kind = '&', .left = left, .right = right});
    }
    return left;
}

static int read_condition(struct page *p, const char **at, enum fact population)
{
    int left = read_conjunction(p, at, population);
    while (skips(at, " or ")) {
        int right = read_conjunction(p, at, population);
        left = node(p, (struct node){.kind = '|', .left = left, .right = right});
    }
    return left;
}

/* A whole line is a condition. */
static int read_line(struct page *p, const char *at, enum fact population)
{
    int of = read_condition(p, &at, population);
    assert_int_equal(*at, '\0');
    return of;
}

/* A day behind `to` is included. */
static instant read_instant(const char **at, bool end)
{
    char word[40];
    size_t n = strcspn(*at, " ");
    assert_true(n < sizeof word);
    memcpy(word, *at, n);
    word[n] = '\0';
    *at += n;
    return instant_of(word) + (end && n == 10 ? 86400000 : 0);
}

static void read_dates(struct said *c, const char *at)
{
    c->dated = true;
    c->from = c->reach = read_instant(&at, false);
    c->until = INSTANT_MAX;
    if (skips(&at, " to ")) {
        c->until = read_instant(&at, true);
    } else if (skips(&at, " until ")) {
        c->until = read_instant(&at, false);
    }
    if (skips(&at, " reaching back to ")) {
        c->reach = read_instant(&at, false);
    }
    assert_int_equal(*at, '\0');
}

static int level_of(const struct page *p, const char *name)
{
    int i = 0;
    while (i < p->level_count && strcmp(p->levels[i], name) != 0) {
        i++;
    }
    assert_true(i < p->level_count);
    return i;
}

static void copy_quoted(char *out, size_t size, const char *at)
{
    (void)snprintf(out, size, "%.*s", (int)strcspn(at + 1, "\""), at + 1);
}

static void read_agreement(struct page *p, const char *line)
{
    const char *at = line;
    if (skips(&at, "  in force ")) {
        p->from = read_instant(&at, false);
        assert_true(skips(&at, " to "));
        p->until = read_instant(&at, true);
    } else if (skips(&at, "  recipient ")) {
        copy_quoted(p->recipient, sizeof p->recipient, at);
    } else if (skips(&at, "  levels ")) {
        do {
            size_t n = strcspn(at, " ");
            assert_true(p->level_count < LEVEL_MOST);
            (void)snprintf(p->levels[p->level_count++], sizeof *p->levels, "%.*s", (int)n, at);
            at += n;
        } while (skips(&at, " < "));
    }
}

/* Which of the agreement's rows an order is about: all, none, those of strangers to the agreement. */
static void read_against(const struct page *p, struct said *c, const char *at)
{
    bool here = false, elsewhere = false;
    do {
        char name[200];
        bool recipient = skips(&at, "recipient ");
        copy_quoted(name, sizeof name, at);
        at += strlen(name) + 2;
        here = here || strcmp(name, recipient ? p->recipient : p->name) == 0;
        elsewhere = elsewhere || recipient;
    } while (skips(&at, ", "));
    c->stranger = !here && elsewhere;
    c->never = !here && (!elsewhere || c->verb == 's');
}

static enum fact population_of(struct page *p, const char *quoted)
{
    char name[100];
    int i = 0;
    copy_quoted(name, sizeof name, quoted);
    while (i < p->populations && strcmp(p->population[i], name) != 0) {
        i++;
    }
    if (i == POPULATIONS) {
        return FACT_POPULATION;
    }
    if (i == p->populations) {
        (void)snprintf(p->population[p->populations++], sizeof name, "%s", name);
    }
    return (enum fact)(FACT_POPULATION_1 + i);
}

static void read_head(struct page *p, struct said *c, const char *at)
{
    static const char *const verbs[] = {"grant ", "require for ", "forbid ", "suspend ", "compel "};
    *c = (struct said){.when = -1, .condition = -1, .from = p->from, .reach = p->from, .until = p->until};
    c->order = skips(&at, "order ");
    assert_true(c->order || skips(&at, "clause "));
    size_t n = strcspn(at, " ");
    (void)snprintf(c->id, sizeof c->id, "%.*s", (int)n, at);
    at += n + 1;
    for (size_t i = 0; i < 5; i++) {
        if (skips(&at, verbs[i])) {
            c->verb = verbs[i][0];
            break;
        }
    }
    assert_true(c->verb != '\0');
    if (c->verb == 's') {
        (void)snprintf(c->target, sizeof c->target, "%s", at);
    } else {
        c->level = level_of(p, at);
    }
}

static void read_statement(struct page *p, struct said *c, const char *line, enum fact population)
{
    const char *at = line + 2;
    if (skips(&at, "when ")) {
        c->when = read_line(p, at, population);
    } else if (skips(&at, "otherwise ")) {
        c->otherwise = level_of(p, at);
    } else if (skips(&at, "in force from ") || skips(&at, "from ")) {
        read_dates(c, at);
    } else if (skips(&at, "against ")) {
        read_against(p, c, at);
    } else if (skips(&at, "only in readings")) {
        c->only = true;
    } else if (!skips(&at, "population ") && !skips(&at, "court ") && !skips(&at, "docket ") &&
               !skips(&at, "document ") && !skips(&at, "cites ")) {
        c->condition = read_line(p, at, population);
    }
}

static void read_reading(struct reading *r, const char *line)
{
    const char *at = line;
    if (skips(&at, "  without ")) {
        (void)snprintf(r->without, sizeof r->without, " %s,", at);
    } else if (skips(&at, "  with ")) {
        (void)snprintf(r->with, sizeof r->with, " %s,", at);
    }
}

static enum fact find_population(struct page *p, char *const *line, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(line[i], "  population ", 13) == 0) {
            return population_of(p, line[i] + 13);
        }
    }
    return FACT_POPULATION;
}

/* A block: its head and the lines behind it. */
static void read_block(struct page *p, char *const *line, size_t count)
{
    if (strncmp(line[0], "agreement ", 10) == 0) {
        copy_quoted(p->name, sizeof p->name, line[0] + 10);
    } else if (strncmp(line[0], "reading ", 8) == 0) {
        p->readings++;
    }
    bool clause = strncmp(line[0], "clause ", 7) == 0 || strncmp(line[0], "order ", 6) == 0;
    assert_true(p->clauses < CLAUSES && p->readings <= READINGS);
    struct said *c = &p->clause[p->clauses];
    if (clause) {
        read_head(p, c, line[0]);
        p->clauses++;
    }
    enum fact population = clause ? find_population(p, line, count) : FACT_POPULATION;
    for (size_t i = 1; i < count; i++) {
        if (clause) {
            read_statement(p, c, line[i], population);
        } else if (line[0][0] == 'a') {
            read_agreement(p, line[i]);
        } else if (line[0][0] == 'r') {
            read_reading(&p->reading[p->readings - 1], line[i]);
        }
    }
}

struct page *page_of(char *canonical)
{
    struct page *p = calloc(1, sizeof *p);
    char *line[64];
    size_t count = 0;
    assert_non_null(p);
    for (char *at = canonical, *end; *at != '\0'; at = end) {
        end = strchr(at, '\n');
        assert_non_null(end);
        *end++ = '\0';
        if (*at != '\0') {
            assert_true(count < 64);
            line[count++] = at;
        }
        if (count > 0 && (*at == '\0' || *end == '\0')) {
            read_block(p, line, count);
            count = 0;
        }
    }
    return p;
}
