/* gate_rules.c: a rules file on its own, for who writes it. */
#include "app/gate/gate_internal.h"

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
              text_addf(out, e, "clauses    %zu\norders     %zu\nreadings   %zu\n", rules_clauses(r),
                        rules_orders(r), rules_readings(r));
    for (size_t i = 0; ok && i < rules_readings(r); i++) {
        ok = text_addf(out, e, "           %.*s\n", SPAN_ARGS(rules_reading(r, i)));
    }
    return ok && text_adds(out, "hash       ", e) && text_add_hex(out, hash, sizeof hash, e) &&
           text_addc(out, '\n', e);
}

/* A file that is a layout, and sound as such. */
static bool describe_layout(const char *path, struct text *out)
{
    struct error ignored;
    struct text t = {0};
    struct layout *layout = memory_new(1, sizeof *layout, &ignored);
    struct rules_source source = {.name = path, .entered = INSTANT_MIN};
    bool ok = layout != NULL && file_load(&t, path, 1 << 20, &ignored);
    source.text = text_span(&t);
    ok = ok && rules_parse_layout(layout, &source, &ignored) &&
         text_addf(out, &ignored, "layout     %s, %zu columns\n", layout->name, layout->count);
    text_free(&t);
    memory_free(layout);
    return ok;
}

bool gate_rules_check(const char *path, struct text *out, struct error *e)
{
    struct rules *r = NULL;
    bool ok = describe_layout(path, out) || (rules_load(&r, path, e) && describe(r, out, e));
    rules_free(r);
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
    size_t index = ok && reading != NULL ? rules_reading_find(r, span_of(reading)) : SIZE_MAX;
    if (ok && reading != NULL && index == SIZE_MAX) {
        ok = fail(e, ERROR_INPUT, "reading.unknown", "%s has no reading of this name", path);
    }
    ok = ok && rules_table(r, at, index, line, ctx, e);
    rules_free(r);
    return ok;
}
