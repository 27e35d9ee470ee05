#include "base/crypto.h"
#include "base/memory.h"
#include "engine/rules/rules_parts.h"

/* From sources to rules: the blocks of a file, the readings, and all that
 * follows a parse: check, canonical form, hash. */

/* --- readings --- */

static bool without_item(struct parser *p, void *block)
{
    struct reading *g = block;
    struct name name;
    if (!parser_name(p, "the name of a clause", &name) ||
        !memory_grow((void **)&g->without, &g->without_cap, g->without_count,
                     sizeof *g->without, p->e)) {
        return false;
    }
    g->without[g->without_count++] = name;
    return true;
}

/* "without" list of name */
static bool parse_without(struct parser *p, void *block)
{
    return parser_list(p, without_item, block);
}

static bool with_item(struct parser *p, void *block)
{
    struct reading *g = block;
    struct name name;
    if (!parser_name(p, "the name of a clause", &name) ||
        !memory_grow((void **)&g->with, &g->with_cap, g->with_count, sizeof *g->with, p->e)) {
        return false;
    }
    g->with[g->with_count++] = name;
    return true;
}

/* "with" list of name */
static bool parse_with(struct parser *p, void *block)
{
    return parser_list(p, with_item, block);
}

/* "cites" string */
static bool parse_reading_cites(struct parser *p, void *block)
{
    return parser_string(p, &((struct reading *)block)->cites);
}

/* reading = "reading" string { statement } . */
static bool parse_reading(struct parser *p)
{
    static const struct statement table[] = {
        {"without", parse_without, true},
        {"with", parse_with, true},
        {"cites", parse_reading_cites, false},
    };
    struct rules *r = p->rules;
    if (r->readings == READINGS_MOST) {
        return parser_refuse(p, "rules.many", "there are more than %d readings",
                             (int)READINGS_MOST);
    }
    if (!memory_grow((void **)&r->reading, &r->readings_cap, r->readings, sizeof *r->reading,
                     p->e)) {
        return false;
    }
    struct reading *g = &r->reading[r->readings++];
    *g = (struct reading){.name.place = parser_place(p)};
    struct statements s = {table, sizeof table / sizeof *table, NULL, g, "a reading", 0};
    p->token++;
    if (!parser_string(p, &g->name.text) || !parser_statements(p, &s)) {
        return false;
    }
    bool empty = g->without_count + g->with_count == 0;
    if (empty || g->cites.len == 0) {
        bool done = rules_refuse(
            r, g->name.place, p->e, empty ? "rules.reading" : "rules.cites", "the reading %s",
            empty ? "leaves no clause out and takes none in" : "cites nothing");
        error_hint(p->e, empty ? "add: without SUF/4" : "add: cites \"...\"");
        return done;
    }
    return true;
}

/* file = { agreement | clause | order | reading | invariant } . */
static bool parse_source(struct rules *r, size_t file, struct span text, struct error *e)
{
    static const struct {
        const char *word;
        bool (*parse)(struct parser *);
    } table[] = {{"agreement", rules_parse_agreement},
                 {"clause", rules_parse_clause},
                 {"order", rules_parse_order},
                 {"reading", parse_reading},
                 {"invariant", rules_parse_invariant}};
    enum { BLOCKS = sizeof table / sizeof *table };

    struct parser p;
    if (!parser_begin(&p, r, file, text, e)) {
        return false;
    }
    while (p.token->kind != TOKEN_END) {
        size_t i = 0;
        while (i < BLOCKS && !parser_at(&p, table[i].word)) {
            i++;
        }
        if (i == BLOCKS) {
            bool layout = parser_at(&p, "layout");
            bool done = parser_expected(&p, "'agreement', 'clause', 'order', 'reading' or 'invariant'");
            error_hint(e, "%s",
                       layout ? "a layout has a file of its own"
                              : "docs/language.md lists the blocks of a file");
            return done;
        }
        if (!table[i].parse(&p)) {
            return false;
        }
    }
    return true;
}

static bool note_sources(struct rules *r, const struct rules_source *sources, const bool *stranger,
                         size_t count, struct error *e)
{
    r->file = arena_array(r->arena, count, sizeof *r->file, e);
    r->entered = r->file == NULL ? NULL : arena_array(r->arena, count, sizeof *r->entered, e);
    r->stranger = r->entered == NULL ? NULL : arena_array(r->arena, count, sizeof *r->stranger, e);
    if (r->stranger == NULL) {
        return false;
    }
    r->files = count;
    for (size_t i = 0; i < count; i++) {
        struct span name = span_of(sources[i].name);
        r->file[i] = (struct span){arena_copy(r->arena, name, e), name.len};
        r->entered[i] = sources[i].entered;
        r->stranger[i] = stranger != NULL && stranger[i];
        if (r->file[i].at == NULL) {
            return false;
        }
    }
    return true;
}

bool rules_parse_register(struct rules **out, const struct rules_source *sources, const bool *stranger,
                          size_t count, struct error *e)
{
    struct rules *r = memory_new(1, sizeof *r, e);
    if (r == NULL) {
        return false;
    }
    bool done = arena_new(&r->arena, 0, e) && dictionary_new(&r->officers, e) &&
                note_sources(r, sources, stranger, count, e);
    for (size_t i = 0; done && i < count; i++) {
        done = parse_source(r, i, sources[i].text, e);
    }
    struct text canonical = {0};
    struct sha256 hash;
    done = done && rules_check(r, e) && rules_format(r, &canonical, e) &&
           crypto_sha256(text_span(&canonical), &hash, e);
    text_free(&canonical);
    if (!done) {
        rules_free(r);
        return false;
    }
    memcpy(r->hash, hash.at, sizeof r->hash);
    *out = r;
    return true;
}

bool rules_parse(struct rules **out, const struct rules_source *sources, size_t count,
                 struct error *e)
{
    return rules_parse_register(out, sources, NULL, count, e);
}
