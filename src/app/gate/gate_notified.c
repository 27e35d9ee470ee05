/* gate_notified.c: whom a finding is about: its wrong rows, gathered by person, each looked up in the registry of now.
 *
 * A row of a release has its person's id in the generation of then; a row of an import has a keyed hash of it, and so
 * the registry is gone through once for those.
 */
#include "app/gate/gate_mailing.h"

#include <stdio.h>

#include "base/map.h"
#include "base/pool.h"

const char *mailing_fate_words(enum mailing_fate fate)
{
    static const char *const words[] = {
#define MAILING_FATE(symbol, words) words,
        MAILING_FATES(MAILING_FATE)
#undef MAILING_FATE
    };
    return words[fate];
}

uint64_t notified_count(const struct notified *n, enum mailing_fate fate)
{
    uint64_t count = 0;
    for (size_t i = 0; i < n->count; i++) {
        count += n->people[i].fate == fate;
    }
    return count;
}

/* --- readings --- */

static bool reading_bit(const struct wrong *w, const char *name, uint8_t *bits, struct error *e)
{
    struct text known = {0};
    bool ok = true;
    for (unsigned i = 0; i < w->readings; i++) {
        if (strcmp(w->reading[i], name) == 0) {
            *bits |= (uint8_t)(1u << i);
            return true;
        }
        ok = ok && text_addf(&known, e, "%s\"%s\"", i == 0 ? "" : ", ", w->reading[i]);
    }
    if (ok) {
        (void)!fail(e, ERROR_INPUT, "reading.unknown", "the finding has no reading of this name");
        error_hint(e, "it has: %.200s", known.len > 0 ? known.at : "none");
    }
    text_free(&known);
    return false;
}

bool wrong_readings(const struct wrong *w, const char *const *names, size_t count, uint8_t *bits, struct error *e)
{
    *bits = count == 0 ? UINT8_MAX : 0;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = reading_bit(w, names[i], bits, e);
    }
    return ok;
}

/* --- rows --- */

static bool add_row(struct notified *n, size_t part, uint32_t row, struct error *e)
{
    const struct given *v = &n->given[part];
    struct notified_row r = {.part = (uint32_t)part, .row = row, .person = PERSON_NOBODY};
    struct person p;
    char room[REGISTRY_ROOM];
    if (row >= v->rows.count || given_record(v, row)[ROW_OUTCOME] != OUTCOME_RELEASED) {
        return fail(e, ERROR_VERIFY, "finding.row", "the finding names a row of %s that was not given out", v->of);
    }
    if (!given_person(v, row, &r.tag, &p, room, e) ||
        !memory_grow((void **)&n->rows, &n->row_cap, n->row_count, sizeof *n->rows, e)) {
        return false;
    }
    if (!v->import) {
        r.person = registry_find(n->now, p.id);
        r.tag = span_trim(p.id).len == 0 ? 0 : r.tag;
    }
    n->rows[n->row_count++] = r;
    return true;
}

static bool open_part(struct notified *n, const struct wrong_part *part, uint8_t bits, struct error *e)
{
    bool out;
    size_t at = n->parts++;
    if (!given_open(&n->given[at], n->g, part->of, &out, e)) {
        return false;
    }
    if (!out) {
        return fail(e, ERROR_VERIFY, "finding.part", "the finding is about %s, of which nothing was given out", part->of);
    }
    bool ok = told_open(&n->told[at], &n->given[at], n->at, e);
    for (size_t i = 0; ok && i < part->count; i++) {
        ok = (part->rows[i].readings & bits) == 0 || add_row(n, at, part->rows[i].row, e);
    }
    return ok;
}

static bool open_parts(struct notified *n, const char *const *readings, size_t reading_count, struct error *e)
{
    uint8_t bits = 0;
    n->given = memory_new(n->wrong.count, sizeof *n->given, e);
    n->told = n->given == NULL ? NULL : memory_new(n->wrong.count, sizeof *n->told, e);
    bool ok = n->told != NULL && wrong_readings(&n->wrong, readings, reading_count, &bits, e);
    for (size_t i = 0; ok && i < n->wrong.count; i++) {
        ok = open_part(n, &n->wrong.parts[i], bits, e);
    }
    return ok;
}

/* --- the people --- */

static int by_tag(const void *x, const void *y)
{
    const struct notified_row *a = x, *b = y;
    return a->tag != b->tag     ? (a->tag > b->tag) - (a->tag < b->tag)
           : a->part != b->part ? (a->part > b->part) - (a->part < b->part)
                                : (a->row > b->row) - (a->row < b->row);
}

static bool gather(struct notified *n, struct error *e)
{
    if (n->row_count > 1) {
        qsort(n->rows, n->row_count, sizeof *n->rows, by_tag);
    }
    n->people = memory_new(n->row_count, sizeof *n->people, e);
    for (size_t i = 0; n->people != NULL && i < n->row_count; i++) {
        const struct notified_row *r = &n->rows[i];
        struct addressee *last = n->count == 0 ? NULL : &n->people[n->count - 1];
        if (last != NULL && r->tag != 0 && last->tag == r->tag) {
            last->count++;
            last->person = last->person == PERSON_NOBODY ? r->person : last->person;
            continue;
        }
        n->people[n->count++] =
            (struct addressee){.tag = r->tag, .person = r->person, .first = i, .count = 1};
    }
    return n->people != NULL;
}

/* --- imports: whose keyed hash it is --- */

enum { SLICE = 1 << 14, WORKERS = 64 };

struct seeking {
    struct notified *n;
    struct map *wanted;  /* tag -> place among the people, from 1 */
    struct hmac *tagger[WORKERS];
    uint32_t *twice;     /* of each of the people: how many of the registry have the tag */
};

static bool seek_slice(void *ctx, unsigned worker, size_t slice, struct error *e)
{
    struct seeking *s = ctx;
    const struct registry *r = s->n->now;
    uint32_t all = registry_persons(r), first = (uint32_t)slice * SLICE, end = all - first < SLICE ? all : first + SLICE;
    for (uint32_t i = first; i < end; i++) {
        struct person p;
        char room[REGISTRY_ROOM];
        uint64_t tag;
        if (registry_gone(r, i)) {
            continue;
        }
        registry_person(r, i, &p, room);
        if (!population_tag_by(s->tagger[worker], p.id, &tag, e)) {
            return false;
        }
        const uint64_t *place = map_find(s->wanted, tag);
        if (place != NULL) {
            __atomic_fetch_add(&s->twice[*place - 1], 1, __ATOMIC_RELAXED);
            __atomic_store_n(&s->n->people[*place - 1].person, i, __ATOMIC_RELAXED);
        }
    }
    return true;
}

static bool want_unfound(struct seeking *s, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < s->n->count; i++) {
        const struct addressee *a = &s->n->people[i];
        uint64_t *place = NULL;
        if (a->tag != 0 && a->person == PERSON_NOBODY && s->n->given[s->n->rows[a->first].part].import) {
            place = map_at(s->wanted, a->tag, NULL, e);
            ok = place != NULL;
        }
        if (place != NULL) {
            *place = i + 1;
        }
    }
    return ok;
}

/* Two records under one keyed hash are two people, or one: nobody knows. */
static void drop_twice(struct seeking *s)
{
    for (size_t i = 0; i < s->n->count; i++) {
        if (s->twice[i] > 1) {
            s->n->people[i].person = PERSON_NOBODY;
        }
    }
}

static bool seek(struct notified *n, struct error *e)
{
    struct seeking *s = memory_new(1, sizeof *s, e);
    unsigned threads = n->g->threads == 0 ? pool_cores() : n->g->threads;
    threads = threads > WORKERS ? WORKERS : threads;
    if (s == NULL) {
        return false;
    }
    s->n = n;
    bool ok = map_new(&s->wanted, e) && (s->twice = memory_new(n->count, sizeof *s->twice, e)) != NULL && want_unfound(s, e);
    for (unsigned i = 0; ok && i < threads; i++) {
        ok = population_tagger(&s->tagger[i], n->g, e);
    }
    ok = ok && (map_count(s->wanted) == 0 ||
                pool_run(threads, ((size_t)registry_persons(n->now) + SLICE - 1) / SLICE, seek_slice, s, e));
    if (ok) {
        drop_twice(s);
    }
    for (unsigned i = 0; i < threads; i++) {
        hmac_free(s->tagger[i]);
    }
    map_free(s->wanted);
    memory_free(s->twice);
    memory_free(s);
    return ok;
}

/* --- who gets a letter --- */

static enum mailing_fate fate_of_flags(uint8_t flags)
{
    return (flags & PERSON_PROTECTED) != 0  ? MAIL_PROTECTED
           : (flags & PERSON_SEALED) != 0   ? MAIL_SEALED
           : (flags & PERSON_DECEASED) != 0 ? MAIL_DECEASED
                                            : MAIL_LETTER;
}

/* What the agreements say of telling this person, of all that the finding has about them. */
static enum mailing_fate fate_of_rules(const struct notified *n, const struct addressee *a)
{
    enum mailing_fate fate = MAIL_LETTER;
    for (size_t i = a->first; i < a->first + a->count; i++) {
        const struct told *t = &n->told[n->rows[i].part];
        fate = t->suspended > n->at                                               ? MAIL_SUSPENDED
               : fate == MAIL_LETTER && told_withheld(t) && t->info.accounting.notice.len == 0 ? MAIL_UNTOLD
                                                                                  : fate;
    }
    return fate;
}

static bool is_told(const struct notified *n, const struct addressee *a)
{
    bool told = true;
    for (size_t i = a->first; i < a->first + a->count; i++) {
        told = told && n->rows[i].told;
    }
    return told;
}

static void judge(struct notified *n)
{
    for (size_t i = 0; i < n->count; i++) {
        struct addressee *a = &n->people[i];
        struct registry_row row;
        if (is_told(n, a)) {
            a->fate = MAIL_TOLD;
            continue;
        }
        if (a->tag == 0 || a->person == PERSON_NOBODY) {
            const struct notified_row *r = &n->rows[a->first];
            a->person = PERSON_NOBODY;
            a->fate = given_erased(&n->given[r->part], r->row) ? MAIL_ERASED : MAIL_UNKNOWN;
            continue;
        }
        registry_row(n->now, a->person, &row);
        a->fate = fate_of_flags(row.flags);
        a->fate = a->fate == MAIL_LETTER ? fate_of_rules(n, a) : a->fate;
    }
}

static void number_letters(struct notified *n)
{
    uint32_t last = 0;
    for (size_t i = 0; i < n->count; i++) {
        n->people[i].letter = n->people[i].fate == MAIL_LETTER ? ++last : 0;
    }
}

bool notified_open(struct notified *n, struct gate *g, const char *finding, const char *const *readings,
                   size_t reading_count, uint64_t end, struct error *e)
{
    *n = (struct notified){.g = g};
    n->at = g->now;
    bool ok = (g->begun || gate_now(g, &n->at, e)) && wrong_load(&n->wrong, g, finding, e) &&
              gate_registry_open(g, &n->now, e) && registry_verify(n->now, e) &&
              open_parts(n, readings, reading_count, e) && gather(n, e) && notified_before(n, end, e) &&
              seek(n, e);
    if (ok) {
        judge(n);
        ok = households_judge(n, e);
    }
    if (ok) {
        number_letters(n);
    }
    return ok;
}

void notified_clear(struct notified *n)
{
    for (size_t i = 0; i < n->parts; i++) {
        told_clear(&n->told[i]);
        given_close(&n->given[i]);
    }
    memory_free(n->told);
    memory_free(n->given);
    memory_free(n->rows);
    memory_free(n->people);
    registry_close(n->now);
    wrong_clear(&n->wrong);
    *n = (struct notified){0};
}
