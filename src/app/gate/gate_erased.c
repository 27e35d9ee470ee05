/* gate_erased.c: which rows were erased, as the ledger's `erasure` entries and their documents say, and what that
 * changes for whoever reads a batch.
 *
 * (1) A plan, a batch and an import name their files by hash. An erasure's document names the files anew; the last
 *     one counts.
 * (2) An erasure is entered first and done to the files then. `batches/<id>/erased` holds the number of the last one
 *     that was done to the end: while an entry is ahead of it, the files are under way.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- sets of rows --- */

bool row_set_new(struct row_set *out, size_t size, struct error *e)
{
    *out = (struct row_set){.size = size, .has = memory_new(size + 1, sizeof *out->has, e)};
    return out->has != NULL;
}

void row_set_clear(struct row_set *s)
{
    memory_free(s->has);
    *s = (struct row_set){0};
}

void row_set_add(struct row_set *s, size_t row)
{
    s->count += !s->has[row];
    s->has[row] = true;
}

static bool bad_rows(struct error *e)
{
    (void)!fail(e, ERROR_USAGE, "row.name", "rows are numbers from 1, joined by commas; two joined by '-' are a range");
    error_hint(e, "for example b1:3,7-9; all rows of a batch: b1");
    return false;
}

bool row_set_parse(struct row_set *s, struct span text, struct error *e)
{
    struct span part, last;
    while (span_cut(&text, ',', &part)) {
        struct span first;
        uint64_t from, to;
        (void)span_cut(&part, '-', &first);
        last = part.at == NULL ? first : part;
        if (!span_number(first, &from) || !span_number(last, &to) || from == 0 || to < from) {
            return bad_rows(e);
        }
        if (to > s->size) {
            return fail(e, ERROR_INPUT, "row.none", "there are %s, and no row %llu", COUNTED(s->size, "row", "rows"),
                        (unsigned long long)to);
        }
        for (uint64_t i = from; i <= to; i++) {
            row_set_add(s, (size_t)i - 1);
        }
    }
    return s->count > 0 || bad_rows(e);
}

bool row_set_text(const struct row_set *s, struct text *out, struct error *e)
{
    bool ok = true, first = true;
    for (size_t i = 0; ok && i < s->size; i++) {
        if (!s->has[i]) {
            continue;
        }
        size_t end = i;
        while (end + 1 < s->size && s->has[end + 1]) {
            end++;
        }
        ok = text_addf(out, e, first ? "%zu" : ",%zu", i + 1) && (end == i || text_addf(out, e, "-%zu", end + 1));
        first = false;
        i = end;
    }
    return ok;
}

/* --- erasures of a batch or an import --- */

static bool add_erasure(void *ctx, const struct found *f, struct error *e)
{
    struct erased *x = ctx;
    (void)snprintf(x->last, sizeof x->last, "%s", f->subject);
    return row_set_parse(&x->rows, span_of(json_text(f->document, "erased")), e);
}

bool erased_open(struct erased *out, struct gate *g, const char *of, size_t size, struct error *e)
{
    *out = (struct erased){0};
    bool ok = row_set_new(&out->rows, size, e) && gate_each(g, "erasure", of, add_erasure, out, e);
    if (!ok) {
        erased_clear(out);
    }
    return ok;
}

void erased_clear(struct erased *x)
{
    row_set_clear(&x->rows);
}

struct naming {
    const char *name;
    char *hash;
    bool ok;
};

static bool take_hash(void *ctx, const struct found *f, struct error *e)
{
    struct naming *n = ctx;
    const char *hash = json_string_value(json_object_get(f->document, n->name));
    (void)e;
    if (hash != NULL) {
        (void)snprintf(n->hash, HEX_256, "%s", hash);
    }
    return true;
}

static bool take_last(void *ctx, const struct found *f, struct error *e)
{
    (void)e;
    (void)snprintf(ctx, GATE_ID, "%s", f->subject);
    return true;
}

bool erasure_finished(struct gate *g, const char *of, bool *finished, struct error *e)
{
    char last[GATE_ID] = "", path[PATH_SIZE];
    struct text done = {0};
    if (!gate_each(g, "erasure", of, take_last, last, e) || !gate_path(g, path, e, "batches/%s/erased", of)) {
        return false;
    }
    *finished = last[0] == '\0';
    bool ok = *finished || !file_exists(path) || file_load(&done, path, GATE_ID, e);
    *finished = *finished || (ok && span_is(span_trim(text_span(&done)), last));
    text_free(&done);
    return ok;
}

bool kept_hash(struct gate *g, const char *of, const char *name, const char *original, char out[HEX_256],
               struct error *e)
{
    struct naming n = {.name = name, .hash = out};
    bool finished;
    (void)snprintf(out, HEX_256, "%s", original);
    if (!gate_each(g, "erasure", of, take_hash, &n, e) || !erasure_finished(g, of, &finished, e)) {
        return false;
    }
    if (!finished) {
        (void)!fail(e, ERROR_HELD, "erasure.unfinished", "rows of %s are being erased", of);
        error_hint(e, "wait until it is done, then try again; if it stays, proviso doctor says why");
    }
    return finished;
}

bool kept_read(struct gate *g, const char *of, bool ok, struct error *e)
{
    struct error other;
    uint64_t before = gate_count(g, "erasure", of);
    if (ok || e->category != ERROR_VERIFY || g->begun || !gate_refresh(g, &other) ||
        gate_count(g, "erasure", of) == before) {
        return ok;
    }
    (void)!fail(e, ERROR_STALE, "erasure.meanwhile", "rows of %s were erased meanwhile", of);
    error_hint(e, "do it again");
    return false;
}

bool batch_not_erased(struct gate *g, const char *batch, struct error *e)
{
    if (gate_count(g, "erasure", batch) > 0) {
        (void)!fail(e, ERROR_STALE, "plan.stale.erased", "rows of %s were erased", batch);
        error_hint(e, "nothing leaves by its plan any more; make a new one: proviso run");
        return false;
    }
    return true;
}

/* --- holds --- */

struct holding {
    struct gate *g;
    const char *of;
    char *hold;
};

/* A hold's last entry says whether it stands. */
static bool see_hold(void *ctx, const struct found *f, struct error *e)
{
    struct holding *h = ctx;
    struct found last;
    bool found;
    if (f->parent[0] != '\0' && strcmp(f->parent, h->of) != 0) {
        return true;
    }
    if (!gate_find(h->g, "hold", f->subject, &last, &found, e)) {
        return false;
    }
    if (found && !json_is_true(json_object_get(last.entry, "lifted"))) {
        (void)snprintf(h->hold, GATE_ID, "%s", f->subject);
    }
    found_clear(&last);
    return true;
}

bool gate_held(struct gate *g, const char *of, char hold[GATE_ID], struct error *e)
{
    struct holding h = {.g = g, .of = of, .hold = hold};
    hold[0] = '\0';
    return gate_each(g, "hold", NULL, see_hold, &h, e);
}

/* --- a batch's lock --- */

bool batch_lock(const struct gate *g, const char *batch, unsigned wait_ms, struct file_lock **out,
                struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "batches/%s/.lock", batch) && file_lock(out, path, wait_ms, e);
}
