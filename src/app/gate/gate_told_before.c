/* gate_told_before.c: which of a mailing's rows a person was told of by an earlier letter.
 *
 * A finding made again, or two findings, can name the same row; and a mailing is planned again for those who got no letter
 * by the first. A person is written to once about a row, unless that letter came back.
 */
#include "app/gate/gate_mailing.h"

#include "base/map.h"

struct earlier {
    struct notified *n;
    uint64_t end;          /* ledger index: only what was sent before it */
    struct map *rows;      /* part and row -> place in n->rows, from 1; made when there is an earlier mailing */
    struct map *people;    /* tags to whom the mailing at hand was sent; the value is its letter */
    const uint8_t *letters;
};

static uint64_t key_of(size_t part, uint32_t row)
{
    return (uint64_t)part << 32 | row;
}

static bool place_rows(struct earlier *x, struct error *e)
{
    const struct notified *n = x->n;
    if (x->rows != NULL) {
        return true;
    }
    bool ok = map_new(&x->rows, e) && map_reserve(x->rows, n->row_count, e);
    for (size_t i = 0; ok && i < n->row_count; i++) {
        uint64_t *place = map_at(x->rows, key_of(n->rows[i].part, n->rows[i].row), NULL, e);
        ok = place != NULL;
        if (ok) {
            *place = i + 1;
        }
    }
    return ok;
}

static bool add_addressee(void *ctx, uint64_t tag, uint64_t letter, struct error *e)
{
    struct earlier *x = ctx;
    if (tag == 0 || x->letters[letter] != LETTER_SENT) {
        return true;
    }
    uint64_t *place = map_at(x->people, tag, NULL, e);
    if (place != NULL) {
        *place = letter;
    }
    return place != NULL;
}

/* The part of n that is about the same batch or import; n->parts: none. */
static size_t same_part(const struct notified *n, const char *of)
{
    size_t i = 0;
    while (i < n->parts && strcmp(n->wrong.parts[i].of, of) != 0) {
        i++;
    }
    return i;
}

static void mark_part(struct earlier *x, const struct wrong_part *part, uint8_t bits)
{
    size_t to = same_part(x->n, part->of);
    for (size_t i = 0; to < x->n->parts && i < part->count; i++) {
        const uint64_t *place = map_find(x->rows, key_of(to, part->rows[i].row));
        if (place != NULL && (part->rows[i].readings & bits) != 0) {
            struct notified_row *r = &x->n->rows[*place - 1];
            r->told = r->told || (r->tag != 0 && map_find(x->people, r->tag) != NULL);
        }
    }
}

static bool mark_told(struct earlier *x, const struct mailing *m, struct error *e)
{
    struct wrong wrong = {0};
    uint8_t bits = 0;
    uint8_t *letters = NULL;
    uint64_t last;
    bool ok = place_rows(x, e) && map_new(&x->people, e) && mailing_sent(x->n->g, m, &letters, &last, e);
    x->letters = letters;
    ok = ok && mailing_each_sent(x->n->g, m, add_addressee, x, e) && wrong_load(&wrong, x->n->g, m->finding, e) &&
         wrong_readings(&wrong, m->reading, m->readings, &bits, e);
    for (size_t i = 0; ok && i < wrong.count; i++) {
        mark_part(x, &wrong.parts[i], bits);
    }
    wrong_clear(&wrong);
    map_free(x->people);
    x->people = NULL;
    memory_free(letters);
    return ok;
}

static bool see_mailing(void *ctx, const struct found *f, struct error *e)
{
    struct earlier *x = ctx;
    struct mailing m = {0};
    bool ok = mailing_get(x->n->g, f->subject, &m, e) &&
              (!m.sent || m.mailed.index >= x->end || mark_told(x, &m, e));
    mailing_clear(&m);
    return ok;
}

bool notified_before(struct notified *n, uint64_t end, struct error *e)
{
    struct earlier x = {.n = n, .end = end};
    bool ok = gate_each(n->g, "mailing", NULL, see_mailing, &x, e);
    map_free(x.rows);
    return ok;
}
