#include "app/demo/demo_parts.h"

#include "app/demo/demo_errors.h"

enum {
    CHOICES = 12, /* one person in five is a child */
    YOUNGEST = 2005,
};

void part_identifier(struct maker *m, uint32_t identifier)
{
    m->out->draft.cell[FIELD_IDENTIFIER].len = 0;
    cell_number(&m->out->draft.cell[FIELD_IDENTIFIER], identifier, 9);
}

/* Requests are about adults. */
static bool is_adult(const struct member *who)
{
    return who->birth / 10000 <= YOUNGEST;
}

void part_registered(struct maker *m, uint64_t turn)
{
    uint64_t n = m->w->people;
    for (uint64_t i = turn * CHOICES; i < (turn + 1) * CHOICES; i++) {
        m->out->person = shuffle_at(&m->p->people, (m->place + i * 104729) % n);
        household_make(m->w, household_of(m->out->person), &m->home);
        m->who = m->home.member[m->out->person - m->home.first];
        if (is_adult(&m->who)) {
            break;
        }
    }
}

void part_dwelling(struct maker *m, uint64_t number, unsigned style)
{
    struct dwelling d = dwelling_of(m->w, number);
    dwelling_write(m->w, &d, style, &m->r, &m->out->draft);
}

/* A dwelling that is in no record, this place's own. */
uint64_t part_own_dwelling(const struct maker *m)
{
    return m->w->homes + m->place;
}

unsigned part_style(struct maker *m)
{
    static const unsigned styles[] = {
        0,
        0,
        0,
        STYLE_TITLE,
        STYLE_TITLE,
        STYLE_SPELLED,
        STYLE_SPELLED | STYLE_TITLE,
        STYLE_UNIT_HASH,
        STYLE_UNIT_WORD,
        STYLE_PLUS4,
        STYLE_BLANKS,
        STYLE_SPELLED | STYLE_UNIT_HASH,
        STYLE_PLUS4 | STYLE_TITLE,
    };
    return styles[random_below(&m->r, sizeof styles / sizeof styles[0])];
}

/* The case says of each row whether its name is complete. */
static enum care care_of(const struct maker *m)
{
    return m->p->complete ? CARE_NONE : CARE_COMPLETE;
}

void part_name_exactly(struct maker *m)
{
    errors_write_person(m->w, &m->who, NULL, CARE_EXACT, &m->r, &m->out->draft);
}

void part_name(struct maker *m)
{
    errors_write_person(m->w, &m->who, NULL, care_of(m), &m->r, &m->out->draft);
}

void part_name_at_home(struct maker *m)
{
    errors_write_person(m->w, &m->who, &m->home, care_of(m), &m->r, &m->out->draft);
}

bool part_misspell(struct maker *m)
{
    enum field first = random_chance(&m->r, 5000) ? FIELD_GIVEN_NAME : FIELD_SURNAME;
    enum field second = first == FIELD_SURNAME ? FIELD_GIVEN_NAME : FIELD_SURNAME;
    struct cell given = m->out->draft.cell[first];
    if (cell_misspell(&given, &m->r)) {
        m->out->draft.cell[first] = given;
        return true;
    }
    given = m->out->draft.cell[second];
    bool done = cell_misspell(&given, &m->r);
    if (done) {
        m->out->draft.cell[second] = given;
    }
    return done;
}

/* True when the row has, but for case, given name and surname of the person. */
static bool is_written_as(const struct maker *m, const struct member *who)
{
    static const enum field names[] = {FIELD_GIVEN_NAME, FIELD_SURNAME};
    struct draft d;
    draft_clear(&d);
    member_write(m->w, who, &d);
    for (unsigned i = 0; i < 2; i++) {
        if (!span_equal_nocase(cell_span(&d.cell[names[i]]),
                               cell_span(&m->out->draft.cell[names[i]]))) {
            return false;
        }
    }
    return true;
}

bool part_named_as_any(const struct maker *m, const struct household *h)
{
    for (unsigned i = 0; i < h->size; i++) {
        if (is_written_as(m, &h->member[i])) {
            return true;
        }
    }
    return false;
}

bool part_owned_by_name(const struct maker *m, uint32_t identifier)
{
    uint64_t owner = identifier_owner(m->w, identifier);
    if (owner >= m->w->people) {
        return false; /* NOBODY too */
    }
    struct household h;
    household_make(m->w, household_of(owner), &h);
    return is_written_as(m, &h.member[owner - h.first]);
}

/* One digit wrong, or two in the wrong order. */
uint32_t part_mistype(struct random *r, uint32_t identifier)
{
    static const uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    uint32_t p = powers[random_below(r, 7)];
    uint32_t low = identifier / p % 10;
    uint32_t high = identifier / p / 10 % 10;
    uint32_t without = identifier - low * p - high * p * 10;
    if (low != high && random_chance(r, 4000)) {
        return without + high * p + low * p * 10;
    }
    return without + (low + 1 + (uint32_t)random_below(r, 9)) % 10 * p + high * p * 10;
}

void part_foreign_identifier(struct maker *m)
{
    uint64_t beyond = m->w->identifier_order.n - m->w->people;
    uint32_t identifier = identifier_of(m->w, m->w->people + m->place % beyond);
    if (!random_chance(&m->r, 6000)) {
        return;
    }
    if (random_chance(&m->r, 300)) {
        uint32_t other = identifier_of(m->w, random_next(&m->r) % m->w->people);
        identifier = part_owned_by_name(m, other) ? identifier : other;
    }
    part_identifier(m, identifier);
}

void part_address(struct maker *m, const struct dwelling *d)
{
    struct draft *to = &m->out->draft;
    if (m->p->complete) {
        m->out->dpv_only = errors_write_address(m->w, d, part_style(m), &m->r, to);
    } else {
        dwelling_write(m->w, d, part_style(m), &m->r, to);
    }
}
