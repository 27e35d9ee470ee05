/* gate_rules.c: a rules file on its own, for who writes it. */
#include <string.h>

#include "app/gate/gate_look.h"

static bool describe_agreement(const struct rules *r, struct text *out, struct error *e)
{
    struct agreement_info a;
    char from[INSTANT_TEXT], until[INSTANT_TEXT];
    if (!rules_agreement(r, &a)) {
        return text_adds(out, "no agreement\n", e);
    }
    instant_format(a.from, from);
    instant_format(a.until, until);
    return text_addf(out, e, "agreement  %.*s, in force from %s until %s\n", SPAN_ARGS(a.id), from,
                     until);
}

static bool describe(const struct rules *r, struct text *out, struct error *e)
{
    uint8_t hash[SHA256_SIZE];
    rules_hash(r, hash);
    bool ok = describe_agreement(r, out, e) &&
              text_addf(out, e, "clauses    %zu\norders     %zu\ninvariants %zu\nreadings   %zu\n",
                        rules_clauses(r), rules_orders(r), rules_invariants(r), rules_readings(r));
    for (size_t i = 0; ok && i < rules_readings(r); i++) {
        ok = text_addf(out, e, "           %.*s\n", SPAN_ARGS(rules_reading(r, i)));
    }
    return ok && text_adds(out, "hash       ", e) && text_add_hex(out, hash, sizeof hash, e) &&
           text_addc(out, '\n', e);
}

/* --- layouts --- */

/* Whether the first word behind blanks and comments is `layout`. */
static bool begins_as_layout(struct span text)
{
    struct span line;
    if (span_starts(text, "\xEF\xBB\xBF")) {
        text = (struct span){text.at + 3, text.len - 3};
    }
    while (span_cut(&text, '\n', &line)) {
        line = span_trim(line);
        if (line.len > 0 && line.at[0] != '#') {
            return span_starts(line, "layout");
        }
    }
    return false;
}

static bool describe_format(const struct layout *l, struct text *out, struct error *e)
{
    static const char *const words[] = {[LAYOUT_CSV] = "csv with a header, separator ",
                                        [LAYOUT_LINES] = "lines without a header, separator ",
                                        [LAYOUT_FIXED] = "fixed, bytes of a record: ",
                                        [LAYOUT_NDJSON] = "ndjson, an object a line"};
    if (!text_addf(out, e, "format     %s", words[l->format])) {
        return false;
    }
    switch (l->format) {
    case LAYOUT_CSV:
    case LAYOUT_LINES:
        return l->separator == '\t' ? text_adds(out, "tab\n", e)
                                    : text_addf(out, e, "\"%c\"\n", l->separator);
    case LAYOUT_FIXED:
        return text_addf(out, e, "%u\n", l->width);
    case LAYOUT_NDJSON:
        break;
    }
    return text_addc(out, '\n', e);
}

static bool describe_identifier(const struct layout *l, struct text *out, struct error *e)
{
    static const char *const words[] = {[LAYOUT_IDENTIFIER_SSN] = "ssn",
                                        [LAYOUT_IDENTIFIER_ITIN] = "itin",
                                        [LAYOUT_IDENTIFIER_EIN] = "ein"};
    return l->identifier == LAYOUT_IDENTIFIER_ANY ||
           text_addf(out, e, "identifier %s\n", words[l->identifier]);
}

static bool describe_layout(const struct layout *l, struct text *out, struct error *e)
{
    uint32_t end = 0;
    for (unsigned i = 0; i < ANSWER_PARTS; i++) {
        end = l->answer[i].last > end ? l->answer[i].last : end;
    }
    bool ok = text_addf(out, e, "layout     %s, %zu columns\n", l->name, l->count) &&
              describe_format(l, out, e) && describe_identifier(l, out, e);
    if (l->answers == LAYOUT_ANSWERS_TIN) {
        return ok && text_adds(out, "answers    tin-matching: the line and a code\n", e);
    }
    return ok && (end == 0 || text_addf(out, e, "answers    bytes of a record: %u\n",
                                        end > l->width ? end : l->width));
}

static bool check_layout(const struct rules_source *source, struct text *out, struct error *e)
{
    struct layout *l = memory_new(1, sizeof *l, e);
    bool ok = l != NULL && rules_parse_layout(l, source, e) && describe_layout(l, out, e);
    memory_free(l);
    return ok;
}

bool gate_rules_check(const char *path, struct text *out, struct error *e)
{
    struct rules *r = NULL;
    struct text t = {0};
    struct rules_source source = {.name = path, .entered = INSTANT_MIN};
    bool ok = file_load(&t, path, 1 << 20, e);
    source.text = text_span(&t);
    if (ok && begins_as_layout(source.text)) {
        ok = check_layout(&source, out, e);
    } else {
        ok = ok && rules_load(&r, path, e) && describe(r, out, e);
    }
    rules_free(r);
    text_free(&t);
    return ok;
}

bool gate_rules_format(const char *path, struct text *out, struct error *e)
{
    struct rules *r = NULL;
    bool ok = rules_load(&r, path, e) && rules_format(r, out, e);
    rules_free(r);
    return ok;
}

bool gate_rules_table(const char *path, instant at, const char *reading,
                      bool (*line)(void *ctx, struct span line, struct error *e), void *ctx,
                      struct error *e)
{
    struct rules *r = NULL;
    bool ok = rules_load(&r, path, e);
    bool all = reading == NULL || strcmp(reading, "all clauses") == 0;
    size_t index = ok && !all ? rules_reading_find(r, span_of(reading)) : SIZE_MAX;
    ok = ok && (all || index != SIZE_MAX || readings_unknown(r, e)) && rules_table(r, at, index, line, ctx, e);
    rules_free(r);
    return ok;
}
