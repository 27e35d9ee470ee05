/* gate_declare_finding.c: what is declared of a finding, or of an audit of releases that were made before Proviso: each
 * reading with its definition and figures, and by which clauses. */
#include "app/gate/gate_declare.h"
#include "app/gate/gate_look.h"

#include <stdio.h>

/* --- figures of the whole --- */

static bool totals(struct declaring *d, const struct found *f, struct error *e)
{
    const struct {
        const char *field, *definition;
    } all[] = {
        {"imported", "Of the releases examined, those made before Proviso, by a process of the custodian's own."},
        {"insufficient", "Of the releases examined, those whose request is insufficient by itself."},
        {"undisclosed", "Packages that were released and whose key was never handed over: not examined."},
        {"unmatched", "Releases of an imported list that no request row matches by its control field: not examined."},
        {"unknown_person", "Releases of an imported list whose person is in no registry of this custody."},
        {"repeated", "Releases of an imported list that an earlier audit had kept: not counted again."},
        {"unkept", "Audits that kept no releases: not examined."},
        {"judged", "Of the releases examined, those whose request was judged again."},
        {"not_judged",
         "Of the releases examined, those whose request could not be judged again because it is erased."},
    };
    bool ok = figure_of_act(d, "examined", f, f->entry, "examined",
                            "Releases examined: rows that were given out. Each is decided again as of the instant at "
                            "which it was given out, with what was known when the finding was made.",
                            e) &&
              figure_of_act(d, "requests", f, f->entry, "requests",
                            "Rows of the request files from which these releases came.", e);
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++) {
        ok = figure_of_act(d, all[i].field, f, f->document, all[i].field, all[i].definition, e);
    }
    return ok;
}

/* --- readings --- */

struct reading_figure {
    struct declaring *d;
    const struct found *act;
    const json_t *reading;
    size_t number; /* from 1 */
};

static bool figure_of_reading(const struct reading_figure *r, const char *what, uint64_t value, const char *field,
                              const char *definition, struct error *e)
{
    char name[160], counts[200], command[96];
    (void)snprintf(name, sizeof name, "reading.%zu.%s", r->number, what);
    (void)snprintf(command, sizeof command, "proviso declare %s --json", r->d->of);
    (void)snprintf(counts, sizeof counts, "Ledger entry %llu: `readings[%zu].%s` of the document that it commits to.",
                   (unsigned long long)r->act->index, r->number - 1, field);
    return figure_add(r->d, name, value, definition, command, counts, json_pack("[I]", (json_int_t)r->act->index), e);
}

static bool causes(const struct reading_figure *r, struct error *e)
{
    size_t i;
    json_t *one;
    bool ok = true;
    json_array_foreach(json_object_get(r->reading, "clauses"), i, one)
    {
        char what[140], field[40], definition[240];
        (void)snprintf(what, sizeof what, "clause.%s", json_text(one, "clause"));
        (void)snprintf(field, sizeof field, "clauses[%zu].rows", i);
        (void)snprintf(definition, sizeof definition,
                       "Of the wrong releases under reading %zu, those that clause %s lowers; a release can count "
                       "under several clauses.",
                       r->number, json_text(one, "clause"));
        ok = ok && figure_of_reading(r, what, (uint64_t)json_number(one, "rows"), field, definition, e);
    }
    return ok;
}

static bool figures_of_reading(const struct reading_figure *r, struct error *e)
{
    const struct {
        const char *field, *definition;
        bool judged; /* only where requests were judged again */
    } all[] = {
        {"wrong", "Releases that would be given a lower level, or be held for a person, under reading %zu.", false},
        {"right", "Releases that would be given the same level or a higher one under reading %zu.", false},
        {"lowered",
         "Of the wrong releases under reading %zu, those that would be given a lower level; the others would be held "
         "for a person.",
         false},
        {"corresponding",
         "Of the wrong releases under reading %zu, those in which the address that was supplied is that of the "
         "record, compared when the finding was made.",
         false},
        {"raised", "Of the releases that are right under reading %zu, those of which more could have been given.",
         false},
        {"rule", "Of the wrong releases under reading %zu, those made wrong by the rules alone.", true},
        {"classifier",
         "Of the wrong releases under reading %zu, those made wrong by the classifier of requests alone.", true},
        {"both", "Of the wrong releases under reading %zu, those made wrong only by both together.", true},
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++) {
        struct text definition = {0};
        char number[24];
        const char *at = strstr(all[i].definition, "%zu");
        if (all[i].judged && json_object_get(r->reading, all[i].field) == NULL) {
            continue;
        }
        (void)snprintf(number, sizeof number, "%zu", r->number);
        ok = text_add(&definition, (struct span){all[i].definition, (size_t)(at - all[i].definition)}, e) &&
             text_adds(&definition, number, e) && text_adds(&definition, at + 3, e) &&
             figure_of_reading(r, all[i].field, (uint64_t)json_number(r->reading, all[i].field), all[i].field,
                               definition.at, e);
        text_free(&definition);
    }
    return ok && causes(r, e);
}

/* The reading's own text and what it cites, in the texts that it was decided by. */
static bool define(const struct rules *r, const char *name, json_t *to, struct error *e)
{
    struct shown *shown = NULL;
    size_t count = 0;
    if (r == NULL || !rules_show(&shown, r, e)) {
        return r == NULL;
    }
    const struct paragraph *p = shown_paragraphs(shown, &count);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (p[i].kind == PARAGRAPH_READING && span_is(p[i].source, name)) {
            ok = declare_set(to, "text", json_stringn(p[i].form.at, p[i].form.len), e) &&
                 declare_set(to, "cites", json_stringn(p[i].cites.len == 0 ? "" : p[i].cites.at, p[i].cites.len), e);
        }
    }
    shown_free(shown);
    return ok;
}

static bool readings(struct declaring *d, const struct found *f, const struct rules *r, struct error *e)
{
    json_t *list = json_array(), *one;
    size_t i;
    bool ok = declare_set(d->out, "readings", list, e);
    json_array_foreach(json_object_get(f->document, "readings"), i, one)
    {
        struct reading_figure figure = {d, f, one, i + 1};
        json_t *own = json_pack("{s:I, s:s}", "number", (json_int_t)i + 1, "name", json_text(one, "reading"));
        ok = ok && json_made(own, e) && define(r, json_text(one, "reading"), own, e) &&
             declare_push(list, json_incref(own), e) && figures_of_reading(&figure, e);
        json_decref(own);
    }
    return ok;
}

/* --- by which texts --- */

enum { MOST_TEXTS = 4000 };

struct texts {
    struct declaring *d;
    const struct found *finding;
    struct rules_source source[MOST_TEXTS];
    bool stranger[MOST_TEXTS];
    json_t *owner[MOST_TEXTS];
    struct text own; /* of an import */
    size_t count;
};

static bool add_text(void *ctx, const struct found *f, struct error *e)
{
    struct texts *t = ctx;
    bool order = json_object_get(f->entry, "raises") != NULL && strcmp(json_text(f->entry, "type"), "order") == 0;
    if (f->index > t->finding->index || (!order && strcmp(f->subject, t->d->agreement) != 0)) {
        return true;
    }
    if (t->count == MOST_TEXTS) {
        return fail(e, ERROR_FAILED, "rules.many", "the register holds more than %d texts", MOST_TEXTS);
    }
    t->owner[t->count] = json_incref(f->document);
    t->stranger[t->count] = order;
    t->source[t->count++] = (struct rules_source){
        .name = json_text(f->document, "id"), .text = span_of(json_text(f->document, "text")), .entered = f->time};
    return true;
}

/* An audit may have brought a text of its own. */
static bool add_own_text(struct texts *t, struct error *e)
{
    char path[PATH_SIZE];
    if (t->d->agreement[0] != '\0' || json_text(t->finding->document, "text")[0] == '\0') {
        return true;
    }
    if (!past_file(t->d->g, t->finding, "agreement.proviso", "text", path, e) ||
        !file_load(&t->own, path, 1 << 20, e)) {
        return false;
    }
    t->source[t->count++] =
        (struct rules_source){.name = "agreement.proviso", .text = text_span(&t->own), .entered = INSTANT_MIN};
    return true;
}

/* The register as the finding met it: `same` where it was decided by just that. *out NULL: no agreement is known. */
static bool texts_of(struct declaring *d, const struct found *f, struct rules **out, bool *same, struct error *e)
{
    struct texts *t = memory_new(1, sizeof *t, e);
    uint8_t hash[SHA256_SIZE], wanted[SHA256_SIZE];
    *same = false;
    if (t == NULL) {
        return false;
    }
    t->d = d;
    t->finding = f;
    bool ok = declare_each(d, "agreement", NULL, add_text, t, e) && add_own_text(t, e);
    bool known = ok && t->count > 0;
    ok = ok && declare_each(d, "order", NULL, add_text, t, e) &&
         (!known || rules_parse_register(out, t->source, t->stranger, t->count, e));
    if (ok && known) {
        rules_hash(*out, hash);
        *same = hex_decode(span_of(json_text(f->document, "rules")), wanted, sizeof wanted) &&
                crypto_equal(hash, wanted, sizeof hash);
    }
    for (size_t i = 0; i < t->count; i++) {
        json_decref(t->owner[i]);
    }
    text_free(&t->own);
    memory_free(t);
    return ok;
}

/* --- the finding --- */

static bool files(struct declaring *d, const struct found *f, struct error *e)
{
    const struct {
        const char *field, *what;
    } all[] = {{"requests", "the request file of the releases that were imported"},
               {"released", "the list of releases that was audited"},
               {"releases", "releases.csv, which was kept of it"},
               {"rows", "rows.pvb of the import, its records (behind a head of 64 bytes)"},
               {"wrong", "the rows that are wrong, by reading (private)"},
               {"order", "the file of orders that were supposed"},
               {"rules", "all texts that it was decided by, in canonical form"}};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof all / sizeof *all; i++) {
        ok = declare_file(d, all[i].what, json_text(f->document, all[i].field), e);
    }
    return ok;
}

static bool describe(struct declaring *d, const struct found *f, const char *type, bool same, struct error *e)
{
    json_t *processes = json_object_get(f->document, "processes"), *ledger = json_object_get(f->document, "ledger");
    return declare_set(d->out, "finding",
                       json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:o, s:O, s:O}", "number", f->subject, "kind",
                                 type, "parent", f->parent, "agreement", json_text(f->document, "agreement"), "reach",
                                 json_text(f->document, "reach"), "register", same, "supposed",
                                 json_text(f->document, "order"), "place", declare_place(f), "processes",
                                 processes == NULL ? json_null() : processes, "ledger",
                                 ledger == NULL ? json_null() : ledger),
                       e);
}

static bool say(struct declaring *d, const struct found *f, const char *type, struct error *e)
{
    struct rules *r = NULL;
    bool same;
    d->begins = f->index;
    (void)snprintf(d->agreement, sizeof d->agreement, "%s", json_text(f->entry, "agreement"));
    bool ok = texts_of(d, f, &r, &same, e) && describe(d, f, type, same, e) && totals(d, f, e) &&
              readings(d, f, r, e) && files(d, f, e) &&
              (d->agreement[0] == '\0' || declare_agreement(d, d->agreement, e));
    rules_free(r);
    return ok;
}

bool declare_finding(struct declaring *d, const char *type, struct error *e)
{
    struct found f = {0};
    bool found = false;
    bool ok = declare_last(d, type, d->of, &f, &found, e) && say(d, &f, type, e);
    found_clear(&f);
    return ok;
}
