/* Names: titles off, generational suffix to its own field, compound surnames
 * joined by blanks, particles kept.
 *
 * A whole name in one column is "SURNAME, GIVEN MIDDLE" when a comma stands in
 * it with more than a suffix behind, and otherwise "GIVEN MIDDLE SURNAME", the
 * surname beginning at its first particle (DE LA CRUZ, VAN DER BERG). */

#include "engine/standard/standard_inside.h"

/* Some tokens of a text, the order kept. */
struct part {
    struct token at[TOKENS];
    unsigned n;
};

static void remove_at(struct part *p, unsigned i)
{
    memmove(&p->at[i], &p->at[i + 1], (p->n - i - 1) * sizeof *p->at);
    p->n--;
}

/* Signs (& / #) are no name; the judgement looks at them in the row itself. */
static void drop_signs(struct part *p)
{
    for (unsigned i = p->n; i-- > 0;) {
        if (!text_has_letter(p->at[i].text) && !text_has_digit(p->at[i].text)) {
            remove_at(p, i);
        }
    }
}

static void drop_titles(struct part *p)
{
    while (p->n > 1 && (p->at[0].word->classes & WORD_TITLE) != 0) {
        remove_at(p, 0);
    }
    while (p->n > 1 && (p->at[p->n - 1].word->classes & WORD_POSTNOMINAL) != 0) {
        remove_at(p, p->n - 1);
    }
}

/* Takes suffixes off. `last`: also V and the like as the last of several words. */
static void take_suffix(struct part *p, bool last, uint8_t *suffix)
{
    for (unsigned i = p->n; i-- > 0;) {
        const struct word *w = p->at[i].word;
        if (w->generation != 0 &&
            (w->generation_anywhere || (last && i > 1 && i + 1 == p->n))) {
            *suffix = *suffix == 0 ? w->generation : *suffix;
            if (i + 1 < p->n) {
                p->at[i + 1].comma |= p->at[i].comma; /* SMITH, JR JOHN */
            }
            remove_at(p, i);
        }
    }
}

static uint8_t suffix_column(const struct standard *s, struct span raw)
{
    struct tokens t = {.count = 0};
    tokens_add(s, &t, raw, TOKENS_NAME);
    for (unsigned i = 0; i < t.count; i++) {
        if (t.at[i].word->generation != 0) {
            return t.at[i].word->generation;
        }
    }
    return 0;
}

void standard_name_tokens(const struct standard *s, const struct row *row,
                          struct name_tokens *out)
{
    static const enum field columns[NAME_COLUMNS] = {
        [NAME_GIVEN] = FIELD_GIVEN_NAME,
        [NAME_MIDDLE] = FIELD_MIDDLE_NAME,
        [NAME_SURNAME] = FIELD_SURNAME,
        [NAME_FULL] = FIELD_FULL_NAME,
    };
    out->all.count = 0;
    out->all.used = 0;
    out->all.overflow = false;
    for (size_t i = 0; i < NAME_COLUMNS; i++) {
        tokens_add_field(s, &out->all, row, columns[i], TOKENS_NAME);
        out->end[i] = out->all.count;
    }
}

static void take_column(const struct name_tokens *names, enum name_column column,
                        struct part *p)
{
    unsigned from = column == 0 ? 0 : names->end[column - 1];
    p->n = names->end[column] - from;
    memcpy(p->at, &names->all.at[from], p->n * sizeof *p->at);
    drop_signs(p);
}

static void column(const struct name_tokens *names, enum name_column column, struct part *p,
                   uint8_t *suffix)
{
    take_column(names, column, p);
    drop_titles(p);
    take_suffix(p, false, suffix);
}

static void slice(const struct part *from, unsigned i, unsigned j, struct part *to)
{
    to->n = j > i ? j - i : 0;
    memcpy(to->at, &from->at[i], to->n * sizeof *to->at);
}

/* Index of the first token behind a comma that parts surname and given names; 0: none. */
static unsigned parting_comma(const struct part *p)
{
    for (unsigned i = 1; i < p->n; i++) {
        if (p->at[i].comma) {
            return i;
        }
    }
    return 0;
}

struct parts {
    struct part given, middle, surname;
};

static void given_and_middle(const struct part *all, unsigned from, unsigned to,
                             struct parts *out)
{
    slice(all, from, to > from ? from + 1 : from, &out->given);
    slice(all, from + 1, to, &out->middle);
}

static void whole_name(const struct name_tokens *names, struct parts *out, uint8_t *suffix)
{
    struct part all;
    take_column(names, NAME_FULL, &all);
    drop_titles(&all);
    take_suffix(&all, true, suffix);
    unsigned comma = parting_comma(&all);
    if (comma > 0) {
        struct part given;
        slice(&all, comma, all.n, &given);
        drop_titles(&given);
        slice(&all, 0, comma, &out->surname);
        given_and_middle(&given, 0, given.n, out);
        return;
    }
    unsigned at = all.n > 0 ? all.n - 1 : 0;
    while (at > 1 && (all.at[at - 1].word->classes & WORD_PARTICLE) != 0 &&
           all.at[at - 1].text.len > 1) {
        at--;
    }
    slice(&all, at, all.n, &out->surname);
    given_and_middle(&all, 0, at, out);
}

/* "JOHN Q" in the given name's column: the initial is a middle name. */
static void part_initial(struct parts *p)
{
    struct part *g = &p->given;
    if (p->middle.n == 0 && g->n > 1 && g->at[g->n - 1].text.len == 1) {
        slice(g, g->n - 1, g->n, &p->middle);
        g->n--;
    }
}

static struct span write_part(const struct part *p, char **to)
{
    char *from = *to;
    for (unsigned i = 0; i < p->n; i++) {
        if (i > 0) {
            *(*to)++ = ' ';
        }
        memcpy(*to, p->at[i].text.at, p->at[i].text.len);
        *to += p->at[i].text.len;
    }
    return (struct span){from, (size_t)(*to - from)};
}

void standard_read_name(const struct standard *s, const struct row *row,
                        const struct name_tokens *names, char text[NAME_TEXT], struct name *out)
{
    struct parts p;
    p.given.n = p.middle.n = p.surname.n = 0;
    uint8_t stated =
        row->value[FIELD_SUFFIX].len == 0 ? 0 : suffix_column(s, row->value[FIELD_SUFFIX]);
    uint8_t found = 0;
    if (row->value[FIELD_GIVEN_NAME].len == 0 && row->value[FIELD_SURNAME].len == 0) {
        whole_name(names, &p, &found);
    } else {
        column(names, NAME_SURNAME, &p.surname, &found);
        column(names, NAME_GIVEN, &p.given, &found);
        column(names, NAME_MIDDLE, &p.middle, &found);
        part_initial(&p);
    }
    char *to = text;
    out->given = write_part(&p.given, &to);
    *to++ = ' ';
    out->middle = write_part(&p.middle, &to);
    *to++ = ' ';
    out->surname = write_part(&p.surname, &to);
    out->suffix = stated != 0 ? stated : found;
}
