/* gate_link.c: the matcher alone, on any two files (or one against itself), over
 * a throw-away index of its own; no custody is opened, and a custody's
 * generation could not be (I1).
 *
 * Writes request_id,registry_id,weight,second,outcome; with pairs, every pair of
 * enough weight as id_a,id_b,weight. Weights are bits with two decimals.
 */
#include "app/gate/gate_link.h"

#include <stdio.h>

/* Above so many records the coarse keys would bring little but work. */
enum { COARSE_MOST = 500000 };

const char *gate_link_stage_name(enum gate_link_stage stage)
{
    static const char *const names[LINKING_STAGES] = {"read", "index", "learn", "match",
                                                      "write"};
    return names[stage];
}

void link_spent(struct linking *l, enum gate_link_stage stage)
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
    ok = ok && batch_pass(&p->batch, l->o->threads, "read", l->progress, keep_slice,
                          close_ranks, p, e);
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

static bool index_batch(struct linking *l, struct batch *registered, const char *folder,
                        struct error *e)
{
    struct registry_options options = {.scratch = true,
                                       .coarse = intake_rows(registered->intake) <= COARSE_MOST,
                                       .threads = l->o->threads};
    struct registry_builder *builder = NULL;
    struct registry_info info = {0};
    bool ok = registry_builder_new(&builder, folder, &options, e) &&
              (l->o->b == NULL ? read_requests(l, builder, e)
                               : batch_import(registered, builder, l->o->threads, "index",
                                              l->progress, e)) &&
              registry_builder_end(builder, &info, e) &&
              registry_open(&l->registry, folder, info.name, e);
    registry_builder_free(builder);
    l->out->persons = info.persons;
    link_spent(l, LINKING_INDEX);
    return ok;
}

/* The index first: what its making takes is free again when the requests come. Both files
 * are looked at before either is read. */
static bool read_files(struct linking *l, const char *folder, struct error *e)
{
    const struct gate_link_options *o = l->o;
    struct batch *requests = &l->requests.batch, b = {0};
    const struct tables tables = {.layout = o->layout};
    bool ok = batch_open(requests, o->a, &tables, INTAKE_ANY, e) &&
              (o->b == NULL || batch_open(&b, o->b, &tables, INTAKE_ANY, e));
    link_spent(l, LINKING_READ);
    ok = ok && index_batch(l, o->b == NULL ? requests : &b, folder, e);
    batch_close(&b);
    ok = ok && (o->b == NULL || read_requests(l, NULL, e));
    link_spent(l, LINKING_READ);
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
    link_spent(l, LINKING_MATCH);
    text_clear(&l->line);
    bool ok = text_add_csv(&l->line, l->requests.at[one->request].id, ',', e) &&
              text_addc(&l->line, ',', e) && (!found || add_id(l, p->best, e)) &&
              text_addc(&l->line, ',', e) && (!found || add_weight(&l->line, p->weight, e)) &&
              text_addc(&l->line, ',', e) && add_weight(&l->line, p->second_weight, e) &&
              text_addc(&l->line, ',', e) &&
              text_adds(&l->line, link_outcome_name(outcome), e) && write_line(l, e);
    link_spent(l, LINKING_WRITE);
    return ok;
}

static bool write_pair(void *ctx, uint64_t request, uint32_t person, int32_t weight,
                       struct error *e)
{
    struct linking *l = ctx;
    link_spent(l, LINKING_MATCH);
    l->out->pairs++;
    text_clear(&l->line);
    bool ok = text_add_csv(&l->line, l->requests.at[request].id, ',', e) &&
              text_addc(&l->line, ',', e) && add_id(l, person, e) &&
              text_addc(&l->line, ',', e) && add_weight(&l->line, weight, e) &&
              write_line(l, e);
    link_spent(l, LINKING_WRITE);
    return ok;
}

/* Whole under its name, or not at all. */
static bool write_answer(struct linking *l, const struct link_options *options, struct error *e)
{
    struct span head = l->o->pairs
                           ? SPAN_LITERAL("id_a,id_b,weight\n")
                           : SPAN_LITERAL("request_id,registry_id,weight,second,outcome\n");
    if (!file_begin(&l->csv, l->o->out, FILE_PRIVATE, e)) {
        return false;
    }
    bool ok = file_write(l->csv, head, e) &&
              match_link(l->registry, l->requests.at, l->requests.count, options, write_link,
                         l->o->pairs ? write_pair : NULL, l, &l->out->report, e);
    link_spent(l, LINKING_MATCH);
    ok = file_finish(l->csv, ok, e);
    link_spent(l, LINKING_WRITE);
    return ok;
}

static bool link_all(struct linking *l, struct error *e)
{
    struct link_options options;
    struct text model = {0};
    struct truth *truth = NULL;
    bool ok = link_options_of(l, &model, &options, e) &&
              (l->o->truth == NULL || truth_open(&truth, l, e));
    if (truth != NULL) {
        options.truth = truth_says;
        options.truth_ctx = truth;
    }
    ok = ok && write_answer(l, &options, e);
    truth_close(truth);
    text_free(&l->line);
    text_free(&model);
    return ok;
}

/* --- around it --- */

/* The index lies beside the answer, on the same disk, and goes with the work. It holds people: what
 * cannot be taken away is said. */
static bool in_scratch(struct linking *l, bool (*work)(struct linking *l, struct error *e),
                       struct error *e)
{
    char folder[PATH_SIZE];
    struct error later;
    if (!path_format(folder, sizeof folder, e, "%s.index", l->o->out) ||
        !folder_remove(folder, e) || !folder_make(folder, FILE_PRIVATE, e)) {
        return false;
    }
    bool ok = read_files(l, folder, e) && work(l, e);
    registry_close(l->registry);
    return folder_remove(folder, ok ? e : &later) && ok;
}

bool link_with(const struct gate_link_options *o, const struct gate_progress *progress,
               struct gate_link *out, bool (*work)(struct linking *l, struct error *e),
               void *ctx, struct error *e)
{
    struct linking *l = memory_new(1, sizeof *l, e);
    if (l == NULL) {
        return false;
    }
    *out = (struct gate_link){0};
    l->o = o;
    l->progress = progress;
    l->out = out;
    l->ctx = ctx;
    l->began = clock_ticks();
    bool ok = (o->model == NULL || gate_model_show(o->model, &out->report, e)) &&
              in_scratch(l, work, e);
    people_clear(&l->requests);
    memory_free(l);
    return ok;
}

bool gate_link(const struct gate_link_options *o, const struct gate_progress *progress,
               struct gate_link *out, struct error *e)
{
    return link_with(o, progress, out, link_all, NULL, e);
}

/* --- one request --- */

static bool find_request(const struct linking *l, const char *id, uint64_t *out,
                         struct error *e)
{
    for (*out = 0; *out < l->requests.count; ++*out) {
        if (span_is(l->requests.at[*out].id, id)) {
            return true;
        }
    }
    (void)!fail(e, ERROR_INPUT, "link.id", "%s has no request of that id", l->o->a);
    error_hint(e, "the id as it stands in the first file; the first row counts that has it");
    return false;
}

struct explaining {
    const char *id;
    struct gate_link_explanation *out;
};

static bool explain(struct linking *l, struct error *e)
{
    const struct explaining *x = l->ctx;
    struct link_options options;
    struct text model = {0};
    uint32_t persons[GATE_CANDIDATES];
    uint64_t request;
    size_t found = 0;
    bool ok =
        find_request(l, x->id, &request, e) && link_options_of(l, &model, &options, e) &&
        match_link_explain(l->registry, l->requests.at, l->requests.count, request, &options,
                           x->out->candidate, persons, GATE_CANDIDATES, &found, e);
    x->out->found = ok ? found : 0;
    x->out->count = x->out->found < GATE_CANDIDATES ? x->out->found : GATE_CANDIDATES;
    for (size_t i = 0; i < x->out->count; i++) {
        struct person p;
        char room[REGISTRY_ROOM];
        registry_person(l->registry, persons[i], &p, room);
        (void)snprintf(x->out->id[i], sizeof x->out->id[i], "%.*s", SPAN_ARGS(p.id));
    }
    text_free(&model);
    return ok;
}

bool gate_link_explain(const struct gate_link_options *o, const struct gate_progress *progress,
                       const char *id, struct gate_link_explanation *out, struct error *e)
{
    struct gate_link *counts = memory_new(1, sizeof *counts, e);
    struct explaining x = {.id = id, .out = out};
    *out = (struct gate_link_explanation){0};
    bool ok = counts != NULL && link_with(o, progress, counts, explain, &x, e);
    memory_free(counts);
    return ok;
}
