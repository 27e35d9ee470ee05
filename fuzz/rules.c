#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "engine/rules/rules.h"

/* Any bytes: rules or a layout are read, or refused with a place. What is read
 * formats to text that is read as the same rules, and decides without a fault;
 * hiding a fact never raises (I4). */

enum { PROVED_MOST = 4096 }; /* bytes of a text that is proved too: each try must be quick */

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void decide(const struct rules *r, const uint8_t *data, size_t size)
{
    instant at;
    struct error e;
    struct moment *m = NULL;
    check(instant_parse(SPAN_LITERAL("2025-08-07"), &at));
    check(rules_moment(&m, r, at, at, SIZE_MAX, &e));
    for (size_t round = 0; round < 4; round++) {
        struct facts facts;
        struct verdict full, hidden;
        for (size_t f = 0; f < FACT_COUNT; f++) {
            facts.value[f] = size == 0 ? 0 : data[(f + round * 7) % size] % 13;
        }
        moment_decide(m, &facts, &full);
        facts.value[round * 5 % FACT_COUNT] = 0;
        moment_decide(m, &facts, &hidden);
        check(hidden.level <= full.level);
        check(full.grant != CLAUSE_NONE || (full.level == 0 && full.count == 0));
    }
    moment_free(m);
}

/* What is proved of the facts is what is decided of them. A file may be too entangled for a proof. */
static void prove(const struct rules *r, const uint8_t *data, size_t size)
{
    instant at;
    struct error e = {0};
    struct proof *p = NULL;
    struct moment *m = NULL;
    struct facts facts = {{0}};
    struct would w;
    struct verdict now;
    check(instant_parse(SPAN_LITERAL("2025-08-07"), &at));
    if (!rules_prove(&p, r, at, SIZE_MAX, 8, &e)) {
        check(strcmp(e.code, "rules.prove.large") == 0);
        return;
    }
    uint64_t all = p->held.combinations;
    for (unsigned i = 0; i < p->levels; i++) {
        all += p->level[i].rows.combinations;
    }
    check(all == p->combinations);
    check(p->invariants == rules_invariants(r) && p->refuted <= p->invariants);
    for (size_t i = 0; i < p->invariants; i++) {
        struct invariant_info info;
        rules_invariant(r, i, &info);
        check(p->invariant[i].state != INVARIANT_REFUTED ||
              p->invariant[i].verdict.level >= info.level);
    }
    proof_free(p);
    for (size_t f = 0; f < FACT_COUNT; f++) {
        facts.value[f] = size == 0 ? 0 : data[f % size] % 13;
    }
    check(rules_moment(&m, r, at, at, SIZE_MAX, &e));
    moment_decide(m, &facts, &now);
    if (rules_would(&w, r, at, at, SIZE_MAX, &facts, &e)) {
        for (unsigned i = 0; i < w.count; i++) {
            struct facts there = facts;
            struct verdict then;
            for (size_t f = 0; f < FACT_COUNT; f++) {
                uint16_t mask = w.higher[i].need.mask[f];
                there.value[f] = mask == 0 ? there.value[f] : (uint8_t)__builtin_ctz(mask);
            }
            moment_decide(m, &there, &then);
            check(then.level == w.higher[i].level && !then.held);
            check(now.held || then.level > now.level);
        }
    }
    moment_free(m);
}

static void form(const struct rules *r)
{
    struct error e;
    struct text once = {0}, twice = {0};
    struct rules *again = NULL;
    uint8_t a[32], b[32];
    check(rules_format(r, &once, &e));
    struct rules_source source = {"canonical", text_span(&once), INSTANT_MIN};
    if (once.len <= 1 << 20) { /* the form may be longer than the text was */
        check(rules_parse(&again, &source, 1, &e));
        check(rules_format(again, &twice, &e));
        check(span_equal(text_span(&once), text_span(&twice)));
        rules_hash(r, a);
        rules_hash(again, b);
        check(memcmp(a, b, 32) == 0);
    }
    rules_free(again);
    text_free(&once);
    text_free(&twice);
}

/* Plain English: each clause, order and reading has one paragraph, and no line is empty. */
static void english(const struct rules *r)
{
    struct error e;
    struct shown *s = NULL;
    size_t count, clauses = 0, readings = 0;
    check(rules_show(&s, r, &e));
    const struct paragraph *p = shown_paragraphs(s, &count);
    for (size_t i = 0; i < count; i++) {
        check(p[i].number == i + 1 && p[i].count > 0 && p[i].section.len > 0);
        clauses += p[i].kind == PARAGRAPH_CLAUSE || p[i].kind == PARAGRAPH_ORDER;
        readings += p[i].kind == PARAGRAPH_READING;
        for (size_t k = 0; k < p[i].count; k++) {
            check(p[i].lines[k].text.len > 0);
            check(p[i].lines[k].depth <= (k == 0 ? 0 : p[i].lines[k - 1].depth + 1));
        }
    }
    check(clauses == rules_clauses(r) && readings == rules_readings(r));
    shown_free(s);
}

/* What a layout of this format promises to whoever reads files by it. */
static void check_layout(const struct layout *l)
{
    bool named = l->format == LAYOUT_CSV || l->format == LAYOUT_NDJSON;
    check(l->count > 0 && l->count <= LAYOUT_COLUMNS);
    check((l->format == LAYOUT_FIXED) == (l->width != 0));
    check(l->answers == LAYOUT_ANSWERS_OWN || l->format == LAYOUT_LINES);
    for (size_t i = 0; i < l->count; i++) {
        const struct layout_column *c = &l->column[i];
        uint32_t most = l->format == LAYOUT_FIXED ? l->width : (uint32_t)l->count;
        check(named == (c->name[0] != '\0') && named == (c->first == 0));
        check(c->first <= c->last && (named || c->last <= most));
        check(l->format != LAYOUT_LINES || c->first == c->last);
    }
}

static void read_layout(const struct rules_source *source)
{
    struct error e = {0};
    struct layout *l = memory_new(1, sizeof *l, &e);
    check(l != NULL);
    if (rules_parse_layout(l, source, &e)) {
        check_layout(l);
    } else {
        check(e.category == ERROR_INPUT && strstr(e.text, "f:") == e.text);
    }
    memory_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error e = {0};
    struct rules *r = NULL;
    struct rules_source source = {"f", {(const char *)data, size}, INSTANT_MIN};
    read_layout(&source);
    if (rules_parse(&r, &source, 1, &e)) {
        form(r);
        english(r);
        decide(r, data, size);
        if (size <= PROVED_MOST) {
            prove(r, data, size);
        }
        rules_free(r);
    } else {
        check(e.category == ERROR_INPUT && strstr(e.text, "f:") == e.text);
    }
    return 0;
}
