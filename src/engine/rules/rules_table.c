#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* Every combination of the facts that the acting clauses test, and what it is
 * answered: a proof by exhaustion that a person can read. An odometer over the
 * classes of each fact, the last fact turning fastest. */

enum { ROWS_MOST = 1000000 };

struct table {
    const struct rules *rules;
    struct moment *moment;
    struct column column[FACT_COUNT];
    size_t at[FACT_COUNT]; /* the class whose turn it is */
    size_t columns;
    struct text line;
    bool (*out)(void *ctx, struct span line, struct error *e);
    void *ctx;
};

static bool find_columns(struct table *t, struct error *e)
{
    uint64_t rows = 1;
    for (unsigned f = 0; f < FACT_COUNT; f++) {
        uint16_t named = moment_named(t->moment, (enum fact)f);
        if (named == 0) {
            continue;
        }
        struct column *c = &t->column[t->columns++];
        rules_classify(c, (enum fact)f, named);
        rows *= c->count;
        if (rows > ROWS_MOST) {
            bool done = fail(e, ERROR_USAGE, "rules.table.large",
                             "the table would have more than a million rows");
            error_hint(e, "proviso rules prove FILE says what they come to; --reading NAME makes the table smaller");
            return done;
        }
    }
    return true;
}

static bool print_line(struct table *t, struct error *e)
{
    bool done = t->out(t->ctx, text_span(&t->line), e);
    t->line.len = 0; /* nothing secret: no need to wipe each */
    return done;
}

static bool print_header(struct table *t, struct error *e)
{
    for (size_t i = 0; i < t->columns; i++) {
        if (!text_adds(&t->line, fact_name(t->column[i].fact), e) ||
            !text_addc(&t->line, ',', e)) {
            return false;
        }
    }
    return text_adds(&t->line, "level,clauses", e) && print_line(t, e);
}

static bool print_class(struct text *line, enum fact fact, uint16_t mask, struct error *e)
{
    bool first = true;
    for (unsigned v = 1; v <= fact_values(fact); v++) {
        if ((mask >> v & 1) != 0) {
            if ((!first && !text_addc(line, '|', e)) ||
                !text_adds(line, fact_value_name(fact, v), e)) {
                return false;
            }
            first = false;
        }
    }
    return mask != 0 || text_adds(line, "unknown", e);
}

static bool print_verdict(struct table *t, const struct verdict *v, struct error *e)
{
    const struct rules *r = t->rules;
    if (!text_add(&t->line, r->levels.name[v->level], e) || !text_addc(&t->line, ',', e)) {
        return false;
    }
    for (size_t i = 0; i < v->count; i++) {
        if ((i > 0 && !text_addc(&t->line, ' ', e)) ||
            !text_add(&t->line, r->clause[v->clause[i]].info.id, e)) {
            return false;
        }
    }
    return (!v->more || text_adds(&t->line, " ...", e)) &&
           (!v->held || text_adds(&t->line, v->count > 0 ? " !held" : "!held", e));
}

static bool print_row(struct table *t, struct error *e)
{
    struct facts facts = {0};
    struct verdict verdict;
    for (size_t i = 0; i < t->columns; i++) {
        const struct column *c = &t->column[i];
        const struct class *k = &c->class[t->at[i]];
        facts.value[c->fact] = k->value;
        if (!print_class(&t->line, c->fact, k->mask, e) || !text_addc(&t->line, ',', e)) {
            return false;
        }
    }
    moment_decide(t->moment, &facts, &verdict);
    return print_verdict(t, &verdict, e) && print_line(t, e);
}

/* The next combination; false after the last. */
static bool turn(struct table *t)
{
    for (size_t i = t->columns; i-- > 0;) {
        if (++t->at[i] < t->column[i].count) {
            return true;
        }
        t->at[i] = 0;
    }
    return false;
}

static bool print_table(struct table *t, struct error *e)
{
    if (!find_columns(t, e) || !print_header(t, e)) {
        return false;
    }
    do {
        if (!print_row(t, e)) {
            return false;
        }
    } while (turn(t));
    return true;
}

bool rules_table(const struct rules *r, instant at, size_t reading,
                 bool (*line)(void *ctx, struct span line, struct error *e), void *ctx,
                 struct error *e)
{
    struct table *t = memory_new(1, sizeof *t, e);
    if (t == NULL) {
        return false;
    }
    t->rules = r;
    t->out = line;
    t->ctx = ctx;
    bool done = rules_moment(&t->moment, r, at, at, reading, e) && print_table(t, e);
    moment_free(t->moment);
    text_free(&t->line);
    memory_free(t);
    return done;
}
