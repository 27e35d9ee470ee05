/* gate_link.c: the matcher alone, on any two files (or one against itself), over
 * a throw-away index of its own; no custody is opened, and a custody's
 * generation could not be (I1).
 *
 * Writes request_id,registry_id,weight,second,outcome; with pairs, every pair of
 * enough weight as id_a,id_b,weight. Weights are bits with two decimals.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* Above so many records the coarse keys would bring little but work. */
enum { COARSE_MOST = 500000 };

/* All persons of a file, in memory. */
struct people {
    struct batch batch;
    struct person *at;
    size_t count;
    struct arena *text[PASS_PARTS];
};

struct linking {
    const struct gate_link_options *o;
    struct gate_link *out;
    struct people a, b;
    const struct people *requests, *registered;
    struct registry *registry;
    struct file *csv;
    struct text line;
};

static bool keep_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct people *p = ctx;
    if (!slice_persons(&p->batch, s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        struct person *to = &p->at[s->first + i];
        if (s->rows[i].line == 0) {
            continue; /* a rejected row has no id and is left out below */
        }
        *to = s->persons[i];
        to->row = s->rows[i].number;
        if (!person_keep(to, p->text[s->part], e)) {
            return false;
        }
    }
    return true;
}

static bool load_people(struct people *p, const char *path, const char *layout, unsigned threads,
                        const struct gate_progress *progress, struct error *e)
{
    if (!batch_open(&p->batch, path, layout, NULL, INTAKE_ANY, e)) {
        return false;
    }
    size_t rows = intake_rows(p->batch.intake);
    p->at = memory_new(rows, sizeof *p->at, e);
    bool ok = p->at != NULL;
    for (size_t i = 0; ok && i < PASS_PARTS; i++) {
        ok = arena_new(&p->text[i], 1 << 20, e);
    }
    ok = ok && batch_pass(&p->batch, threads, "read", progress, keep_slice, NULL, p, e);
    for (size_t i = 0; ok && i < rows; i++) {
        if (p->at[i].row != 0) {
            p->at[p->count++] = p->at[i];
        }
    }
    return ok;
}

static void people_clear(struct people *p)
{
    batch_close(&p->batch);
    memory_free(p->at);
    for (size_t i = 0; i < PASS_PARTS; i++) {
        arena_free(p->text[i]);
    }
}

static bool build_scratch(struct linking *l, const char *folder, struct error *e)
{
    struct registry_options options = {.scratch = true,
                                       .coarse = l->registered->count <= COARSE_MOST,
                                       .threads = l->o->threads};
    struct registry_builder *builder = NULL;
    struct registry_info info;
    bool ok = crypto_random(options.key, sizeof options.key, e) &&
              registry_builder_new(&builder, folder, &options, e) &&
              registry_builder_add(builder, l->registered->at, l->registered->count, e) &&
              registry_builder_end(builder, &info, e) &&
              registry_open(&l->registry, folder, info.name, e);
    registry_builder_free(builder);
    return ok;
}

static bool add_weight(struct text *t, int32_t weight, struct error *e)
{
    if (weight == WEIGHT_NONE) {
        return true;
    }
    int32_t size = weight < 0 ? -weight : weight;
    return text_addf(t, e, "%s%d.%02d", weight < 0 ? "-" : "", size / 100, size % 100);
}

static bool write_link(void *ctx, const struct link_result *one, struct error *e)
{
    struct linking *l = ctx;
    const struct link_path *p = &one->path;
    bool found = p->best != PERSON_NOBODY;
    enum link_outcome outcome = p->outcome == LINK_NOT_TRIED ? LINK_NONE : p->outcome;
    l->out->unique += outcome == LINK_UNIQUE;
    l->out->many += outcome == LINK_MANY;
    l->out->none += outcome == LINK_NONE;
    if (l->o->pairs) {
        return true; /* counted; the pairs are the answer */
    }
    text_clear(&l->line);
    return text_add_csv(&l->line, l->requests->at[one->request].id, ',', e) &&
           text_addc(&l->line, ',', e) &&
           (!found || text_add_csv(&l->line, l->registered->at[p->best].id, ',', e)) &&
           text_addc(&l->line, ',', e) && (!found || add_weight(&l->line, p->weight, e)) &&
           text_addc(&l->line, ',', e) && add_weight(&l->line, p->second_weight, e) &&
           text_addc(&l->line, ',', e) && text_adds(&l->line, link_outcome_name(outcome), e) &&
           text_addc(&l->line, '\n', e) && file_write(l->csv, text_span(&l->line), e);
}

static bool write_pair(void *ctx, uint64_t request, uint32_t person, int32_t weight, struct error *e)
{
    struct linking *l = ctx;
    l->out->pairs++;
    text_clear(&l->line);
    return text_add_csv(&l->line, l->requests->at[request].id, ',', e) &&
           text_addc(&l->line, ',', e) &&
           text_add_csv(&l->line, l->registered->at[person].id, ',', e) &&
           text_addc(&l->line, ',', e) && add_weight(&l->line, weight, e) &&
           text_addc(&l->line, '\n', e) && file_write(l->csv, text_span(&l->line), e);
}

static bool link_all(struct linking *l, struct error *e)
{
    struct link_options options = {.dedupe = l->o->b == NULL,
                                   .pairs_from = (int32_t)(l->o->pairs_from * 100),
                                   .threads = l->o->threads};
    struct span head = l->o->pairs ? SPAN_LITERAL("id_a,id_b,weight\n")
                                   : SPAN_LITERAL("request_id,registry_id,weight,second,outcome\n");
    char temporary[PATH_SIZE];
    bool ok = path_format(temporary, sizeof temporary, e, "%s.tmp", l->o->out) &&
              file_create(&l->csv, temporary, FILE_PRIVATE, false, e) &&
              file_write(l->csv, head, e) &&
              match_link(l->registry, l->requests->at, l->requests->count, &options, write_link,
                         l->o->pairs ? write_pair : NULL, l, NULL, e) &&
              file_sync(l->csv, e);
    file_drop(l->csv);
    text_free(&l->line);
    return ok && file_rename(temporary, l->o->out, e);
}

/* The index lies beside the answer, on the same disk, and goes with the work. */
static bool in_scratch(struct linking *l, struct error *e)
{
    char folder[PATH_SIZE];
    struct error ignored;
    if (!path_format(folder, sizeof folder, e, "%s.index", l->o->out) || !folder_remove(folder, e) ||
        !folder_make(folder, FILE_PRIVATE, e)) {
        return false;
    }
    bool ok = build_scratch(l, folder, e) && link_all(l, e);
    registry_close(l->registry);
    (void)!folder_remove(folder, &ignored);
    return ok;
}

bool gate_link(const struct gate_link_options *o, const struct gate_progress *progress,
               struct gate_link *out, struct error *e)
{
    *out = (struct gate_link){0};
    struct linking *l = memory_new(1, sizeof *l, e);
    if (l == NULL) {
        return false;
    }
    l->o = o;
    l->out = out;
    l->requests = &l->a;
    l->registered = o->b == NULL ? &l->a : &l->b;
    bool ok = load_people(&l->a, o->a, o->layout, o->threads, progress, e) &&
              (o->b == NULL || load_people(&l->b, o->b, o->layout, o->threads, progress, e));
    if (ok) {
        out->requests = l->requests->count;
        out->persons = l->registered->count;
        ok = in_scratch(l, e);
    }
    people_clear(&l->a);
    people_clear(&l->b);
    memory_free(l);
    return ok;
}
