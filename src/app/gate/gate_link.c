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

/* The requests, in memory. The other file never is: its persons are in the index. */
struct people {
    struct batch batch;
    struct person *at;
    size_t count;
    size_t taken;                     /* rows of the file that were looked at, in its order */
    struct registry_builder *builder; /* with dedupe, else NULL: they go in here as well */
    struct arena *text[PASS_PARTS];
};

struct linking {
    const struct gate_link_options *o;
    const struct gate_progress *progress;
    struct gate_link *out;
    struct people requests;
    struct registry *registry;
    struct file *csv;
    struct text line;
    uint64_t began; /* of the stage that runs */
};

const char *gate_link_stage_name(enum gate_link_stage stage)
{
    static const char *const names[LINKING_STAGES] = {"read", "index", "learn", "match", "write"};
    return names[stage];
}

/* What passed since the last call belongs to the stage. */
static void spent(struct linking *l, enum gate_link_stage stage)
{
    uint64_t now = clock_ticks();
    l->out->seconds[stage] += (double)(now - l->began) / 1e9;
    l->began = now;
}

/* --- reading --- */

static bool keep_slice(void *ctx, const struct slice *s, struct error *e)
{
    struct people *p = ctx;
    if (!slice_persons(&p->batch, s, e)) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (s->rows[i].line == 0) {
            continue; /* a rejected row has no number and is left out below */
        }
        p->at[s->first + i] = s->persons[i];
        if (!person_keep(&p->at[s->first + i], p->text[s->part], e)) {
            return false;
        }
    }
    return true;
}

/* Closes the gaps that rejected rows left; what later slices write lies behind. */
static bool close_ranks(void *ctx, size_t part, struct error *e)
{
    struct people *p = ctx;
    (void)part;
    size_t rows = intake_rows(p->batch.intake), first = p->count;
    size_t end = rows - p->taken < INTAKE_PART ? rows : p->taken + INTAKE_PART;
    for (; p->taken < end; p->taken++) {
        if (p->at[p->taken].row != 0) {
            p->at[p->count++] = p->at[p->taken];
        }
    }
    return p->builder == NULL ||
           registry_builder_add(p->builder, &p->at[first], p->count - first, e);
}

static bool read_requests(struct linking *l, struct registry_builder *builder, struct error *e)
{
    struct people *p = &l->requests;
    p->builder = builder;
    p->at = memory_new(intake_rows(p->batch.intake), sizeof *p->at, e);
    bool ok = p->at != NULL;
    for (size_t i = 0; ok && i < PASS_PARTS; i++) {
        ok = arena_new(&p->text[i], 1 << 20, e);
    }
    ok = ok && batch_pass(&p->batch, l->o->threads, "read", l->progress, keep_slice, close_ranks, p, e);
    l->out->requests = p->count;
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

/* --- the index --- */

static bool index_batch(struct linking *l, struct batch *registered, const char *folder, struct error *e)
{
    struct registry_options options = {.scratch = true,
                                       .coarse = intake_rows(registered->intake) <= COARSE_MOST,
                                       .threads = l->o->threads};
    struct registry_builder *builder = NULL;
    struct registry_info info = {0};
    bool ok = registry_builder_new(&builder, folder, &options, e) &&
              (l->o->b == NULL ? read_requests(l, builder, e)
                               : batch_import(registered, builder, l->o->threads, "index", l->progress, e)) &&
              registry_builder_end(builder, &info, e) &&
              registry_open(&l->registry, folder, info.name, e);
    registry_builder_free(builder);
    l->out->persons = info.persons;
    spent(l, LINKING_INDEX);
    return ok;
}

/* The index first: what its making takes is free again when the requests come. Both files
 * are looked at before either is read. */
static bool read_files(struct linking *l, const char *folder, struct error *e)
{
    const struct gate_link_options *o = l->o;
    struct batch *requests = &l->requests.batch, b = {0};
    bool ok = batch_open(requests, o->a, o->layout, NULL, INTAKE_ANY, e) &&
              (o->b == NULL || batch_open(&b, o->b, o->layout, NULL, INTAKE_ANY, e));
    spent(l, LINKING_READ);
    ok = ok && index_batch(l, o->b == NULL ? requests : &b, folder, e);
    batch_close(&b);
    ok = ok && (o->b == NULL || read_requests(l, NULL, e));
    spent(l, LINKING_READ);
    return ok;
}

/* --- the answer --- */

static bool add_id(struct linking *l, uint32_t person, struct error *e)
{
    struct person p;
    char room[REGISTRY_ROOM];
    registry_person(l->registry, person, &p, room);
    return text_add_csv(&l->line, p.id, ',', e);
}

static bool write_line(struct linking *l, struct error *e)
{
    return text_addc(&l->line, '\n', e) && file_write(l->csv, text_span(&l->line), e);
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
    spent(l, LINKING_MATCH);
    text_clear(&l->line);
    bool ok = text_add_csv(&l->line, l->requests.at[one->request].id, ',', e) &&
              text_addc(&l->line, ',', e) && (!found || add_id(l, p->best, e)) &&
              text_addc(&l->line, ',', e) && (!found || add_weight(&l->line, p->weight, e)) &&
              text_addc(&l->line, ',', e) && add_weight(&l->line, p->second_weight, e) &&
              text_addc(&l->line, ',', e) && text_adds(&l->line, link_outcome_name(outcome), e) &&
              write_line(l, e);
    spent(l, LINKING_WRITE);
    return ok;
}

static bool write_pair(void *ctx, uint64_t request, uint32_t person, int32_t weight, struct error *e)
{
    struct linking *l = ctx;
    spent(l, LINKING_MATCH);
    l->out->pairs++;
    text_clear(&l->line);
    bool ok = text_add_csv(&l->line, l->requests.at[request].id, ',', e) &&
              text_addc(&l->line, ',', e) && add_id(l, person, e) && text_addc(&l->line, ',', e) &&
              add_weight(&l->line, weight, e) && write_line(l, e);
    spent(l, LINKING_WRITE);
    return ok;
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
              match_link(l->registry, l->requests.at, l->requests.count, &options, write_link,
                         l->o->pairs ? write_pair : NULL, l, NULL, e);
    spent(l, LINKING_MATCH);
    ok = ok && file_sync(l->csv, e);
    file_drop(l->csv);
    text_free(&l->line);
    ok = ok && file_rename(temporary, l->o->out, e);
    spent(l, LINKING_WRITE);
    return ok;
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
    bool ok = read_files(l, folder, e) && link_all(l, e);
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
    l->progress = progress;
    l->out = out;
    l->began = clock_ticks();
    bool ok = in_scratch(l, e);
    people_clear(&l->requests);
    memory_free(l);
    return ok;
}
