/* The model file. Everything is written in the order of the tables, so that there
 * is one text for one model; it is read by the same walk, strictly.
 *
 *   proviso model 1
 *   people 1000000
 *   requests 65536
 *   rounds 20
 *   share 40000000
 *   look-alike 38000000 a relative at the address
 *   comparison surname
 *     880000000 0 0 0 0 0 same               m, u, and that of each look-alike
 */
#include <inttypes.h>
#include <string.h>

#include "engine/match/match_model.h"

static const char first_line[] = "proviso model 1";

bool lesson_write(const struct lesson *l, struct text *out, struct error *e)
{
    bool ok = text_addf(out, e,
                        "%s\npeople %" PRIu64 "\nrequests %" PRIu64
                        "\nrounds %" PRIu32 "\nshare %" PRIu32 "\n",
                        first_line, l->persons, l->requests, l->rounds, l->share);
    for (unsigned d = 0; d < DECOYS; d++) {
        ok = ok && text_addf(out, e, "look-alike %" PRIu32 " %s\n", l->decoy[d], decoy_name(d));
    }
    for (unsigned c = 0; c < COMPARISONS; c++) {
        ok = ok && text_addf(out, e, "comparison %s\n", comparison_name(c));
        for (unsigned i = LEVEL_SAME; level_name(c, i) != NULL; i++) {
            ok = ok && text_addf(out, e, "  %" PRIu32 " %" PRIu32, l->m[c][i], l->u[c][i]);
            for (unsigned d = 0; d < DECOYS; d++) {
                ok = ok && text_addf(out, e, " %" PRIu32, l->other[d][c][i]);
            }
            ok = ok && text_addf(out, e, " %s\n", level_name(c, i));
        }
    }
    return ok;
}

/* --- reading --- */

struct reader {
    struct span rest;
    unsigned line;
};

static bool wrong(const struct reader *r, struct error *e, const char *expected)
{
    (void)!fail(e, ERROR_INPUT, "model.line", "line %u of the model file: expected %s", r->line,
                expected);
    error_hint(e, "a model file is written by proviso model train, and not by hand");
    return false;
}

static struct span next_line(struct reader *r)
{
    struct span line = {NULL, 0};
    (void)span_cut(&r->rest, '\n', &line);
    r->line++;
    return line;
}

/* Takes a number and the blank behind it off the front. */
static bool take_number(struct span *s, uint64_t most, uint64_t *out)
{
    size_t digits = 0;
    *out = 0;
    while (digits < s->len && digits < 19 && s->at[digits] >= '0' && s->at[digits] <= '9') {
        *out = *out * 10 + (uint64_t)(s->at[digits++] - '0');
    }
    bool ends = digits == s->len || s->at[digits] == ' ';
    if (digits == 0 || !ends || *out > most) {
        return false;
    }
    size_t taken = digits + (digits < s->len);
    *s = (struct span){s->at + taken, s->len - taken};
    return true;
}

static bool take_word(struct span *s, const char *word)
{
    size_t len = strlen(word);
    if (s->len < len || memcmp(s->at, word, len) != 0) {
        return false;
    }
    *s = (struct span){s->at + len, s->len - len};
    return true;
}

static bool read_figure(struct reader *r, const char *word, uint64_t most, uint64_t *out,
                        struct error *e)
{
    struct span line = next_line(r);
    return (take_word(&line, word) && take_word(&line, " ") && take_number(&line, most, out) &&
            line.len == 0) ||
           wrong(r, e, word);
}

static bool read_level(struct reader *r, const char *name, uint32_t *const out[2 + DECOYS],
                       struct error *e)
{
    struct span line = next_line(r);
    bool ok = take_word(&line, "  ");
    for (unsigned i = 0; ok && i < 2 + DECOYS; i++) {
        uint64_t figure;
        ok = take_number(&line, MODEL_BILLION, &figure);
        *out[i] = ok ? (uint32_t)figure : 0;
    }
    return (ok && span_is(line, name)) || wrong(r, e, name);
}

static bool read_comparison(struct reader *r, unsigned c, struct lesson *out, struct error *e)
{
    struct span line = next_line(r);
    if (!take_word(&line, "comparison ") || !span_is(line, comparison_name(c))) {
        return wrong(r, e, comparison_name(c));
    }
    for (unsigned i = LEVEL_SAME; level_name(c, i) != NULL; i++) {
        uint32_t *figures[2 + DECOYS] = {&out->m[c][i], &out->u[c][i]};
        for (unsigned d = 0; d < DECOYS; d++) {
            figures[2 + d] = &out->other[d][c][i];
        }
        if (!read_level(r, level_name(c, i), figures, e)) {
            return false;
        }
    }
    return true;
}

static bool read_decoy(struct reader *r, unsigned d, struct lesson *out, struct error *e)
{
    struct span line = next_line(r);
    uint64_t share;
    if (!take_word(&line, "look-alike ") || !take_number(&line, MODEL_BILLION, &share) ||
        !span_is(line, decoy_name(d))) {
        return wrong(r, e, decoy_name(d));
    }
    out->decoy[d] = (uint32_t)share;
    return true;
}

bool lesson_read(struct span text, struct lesson *out, struct error *e)
{
    struct reader r = {.rest = text};
    uint64_t rounds, share;
    *out = (struct lesson){0};
    bool ends = text.len > 0 && text.at[text.len - 1] == '\n';
    if (!ends || !span_is(next_line(&r), first_line)) {
        return wrong(&r, e, first_line);
    }
    if (!read_figure(&r, "people", UINT32_MAX, &out->persons, e) ||
        !read_figure(&r, "requests", INT64_MAX, &out->requests, e) ||
        !read_figure(&r, "rounds", 1000, &rounds, e) ||
        !read_figure(&r, "share", MODEL_BILLION, &share, e)) {
        return false;
    }
    out->rounds = (uint32_t)rounds;
    out->share = (uint32_t)share;
    for (unsigned d = 0; d < DECOYS; d++) {
        if (!read_decoy(&r, d, out, e)) {
            return false;
        }
    }
    for (unsigned c = 0; c < COMPARISONS; c++) {
        if (!read_comparison(&r, c, out, e)) {
            return false;
        }
    }
    return (share > 0 && r.rest.len == 0) || wrong(&r, e, "the end");
}
