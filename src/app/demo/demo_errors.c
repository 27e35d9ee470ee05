#include "app/demo/demo_errors.h"

#include "base/clock.h"

/* --- names --- */

/* In the household the other surname; else one of a stranger. */
static uint32_t married_surname(const struct world *w, const struct member *who,
                                const struct household *home, struct random *r)
{
    for (unsigned i = 0; home != NULL && i < home->size && i < 2; i++) {
        if (home->member[i].surname != who->surname) {
            return home->member[i].surname;
        }
    }
    return surname_draw(w, who->cluster, r);
}

/* Another given name of the same person. */
static void change_given(const struct world *w, struct random *r, struct member *m)
{
    if (random_chance(r, RATE_NICKNAME)) {
        m->given = given_nickname(w, m->given, r);
    } else if (random_chance(r, RATE_VARIANT)) {
        m->given = given_variant(w, m->given, r);
    }
    if (random_chance(r, RATE_MIDDLE_AS_GIVEN) && m->middle != NO_NAME && !m->initial) {
        m->given = m->middle;
        m->middle = NO_NAME;
    }
}

static void change_surname(const struct world *w, const struct household *home,
                           struct random *r, struct member *m)
{
    if (m->sex == FEMALE && random_chance(r, RATE_MARRIED)) {
        m->surname = married_surname(w, m, home, r);
    }
    if (m->surname2 == NO_NAME) {
        return;
    }
    if (random_chance(r, RATE_DOUBLE_CUT)) {
        m->surname = random_chance(r, 7000) ? m->surname : m->surname2;
        m->surname2 = NO_NAME;
    } else if (random_chance(r, RATE_DOUBLE_JOINED)) {
        m->blank = !m->blank;
    }
}

/* The first letter, of one byte or two. */
static void cut_to_initial(struct cell *c)
{
    c->len = c->len == 0 ? 0 : (unsigned char)c->at[0] < 0x80 ? 1 : 2;
}

static void change_cells(const struct world *w, enum care care, struct random *r,
                         struct draft *d)
{
    struct cell *given = &d->cell[FIELD_GIVEN_NAME];
    struct cell *surname = &d->cell[FIELD_SURNAME];
    bool digits = care == CARE_NONE;
    if (random_chance(r, RATE_INITIAL) && care == CARE_NONE) {
        cut_to_initial(given);
    } else if (random_chance(r, RATE_GIVEN_SLIP)) {
        (void)cell_slip(given, digits, r);
    }
    if (w->mark.len == 0 && random_chance(r, RATE_SURNAME_SLIP)) {
        (void)cell_slip(surname, digits, r); /* a mark must stay what is searched for */
    }
    if (random_chance(r, RATE_SWAPPED)) {
        struct cell first = *given;
        cell_set(given, cell_span(surname));
        cell_set(surname, cell_span(&first));
    }
}

static void leave_out(struct random *r, struct draft *d)
{
    static const enum field names[] = {FIELD_GIVEN_NAME, FIELD_MIDDLE_NAME, FIELD_SURNAME};
    if (random_chance(r, RATE_TITLE_CASE)) {
        for (unsigned i = 0; i < 3; i++) {
            cell_title(&d->cell[names[i]]);
        }
    }
    if (random_chance(r, RATE_NO_MIDDLE)) {
        d->cell[FIELD_MIDDLE_NAME].len = 0;
    }
    if (random_chance(r, RATE_NO_SUFFIX)) {
        d->cell[FIELD_SUFFIX].len = 0;
    }
}

/* --- birth dates --- */

/* Another date by one digit; the same where no other is a date. */
static uint32_t wrong_digit(uint32_t birth, struct random *r)
{
    static const uint32_t powers[] = {1, 10, 100, 10000, 100000};
    for (unsigned turn = 0; turn < 20; turn++) {
        uint32_t p = powers[random_below(r, 5)];
        uint32_t digit = birth / p % 10;
        uint32_t other =
            birth - digit * p + (digit + 1 + (uint32_t)random_below(r, 9)) % 10 * p;
        if (date_valid(other / 10000, other / 100 % 100, other % 100)) {
            return other;
        }
    }
    return birth;
}

static void write_birth(uint32_t birth, struct random *r, struct cell *c)
{
    uint32_t year = birth / 10000;
    uint32_t swapped = year * 10000 + birth % 100 * 100 + birth / 100 % 100;
    c->len = 0;
    if (random_chance(r, RATE_BIRTH_MISSING)) {
        return;
    }
    if (random_chance(r, RATE_BIRTH_SWAPPED) && birth % 100 <= 12) {
        birth = swapped;
    } else if (random_chance(r, RATE_BIRTH_DIGIT)) {
        birth = wrong_digit(birth, r);
    } else if (random_chance(r, RATE_BIRTH_JANUARY)) {
        birth = year * 10000 + 101;
    } else if (random_chance(r, RATE_BIRTH_YEAR)) {
        cell_number(c, year, 4);
        return;
    }
    cell_date(c, birth);
}

void errors_write_person(const struct world *w, const struct member *who,
                         const struct household *home, enum care care, struct random *r,
                         struct draft *to)
{
    struct member m = *who;
    if (care != CARE_EXACT) {
        change_given(w, r, &m);
        change_surname(w, home, r, &m);
    }
    member_write(w, &m, to);
    if (care != CARE_EXACT) {
        change_cells(w, care, r, to);
    }
    leave_out(r, to);
    write_birth(m.birth, r, &to->cell[FIELD_BIRTH_DATE]);
}

/* --- addresses --- */

/* Two neighbouring digits of the house number in the wrong order. */
static void swap_digits(struct cell *line, struct random *r)
{
    size_t digits = 0;
    while (digits < line->len && line->at[digits] >= '0' && line->at[digits] <= '9') {
        digits++;
    }
    if (digits > 1) {
        size_t at = random_below(r, digits - 1);
        char first = line->at[at];
        bool leads = at == 0 && line->at[1] == '0';
        if (!leads) {
            line->at[at] = line->at[at + 1];
            line->at[at + 1] = first;
        }
    }
}

/* Never 00: such a ZIP may be nobody's. */
static void change_zip(struct cell *zip, struct random *r)
{
    size_t at = 3 + random_below(r, 2);
    char other = (char)('1' + (zip->at[at] - '0' + random_below(r, 8)) % 9);
    zip->at[at] = other;
}

bool errors_write_address(const struct world *w, const struct dwelling *at, unsigned style,
                          struct random *r, struct draft *to)
{
    bool house = at->kind == DWELLING_HOUSE || at->kind == DWELLING_APARTMENT;
    style |= random_chance(r, RATE_STREET_SLIP) ? STYLE_SLIP : 0;
    style |= random_chance(r, RATE_SUFFIX_WRONG) ? STYLE_OTHER_SUFFIX : 0;
    bool no_unit = random_chance(r, RATE_UNIT_MISSING) && at->kind == DWELLING_APARTMENT;
    dwelling_write(w, at, style | (no_unit ? STYLE_NO_UNIT : 0), r, to);
    if (random_chance(r, RATE_NUMBER_SWAPPED) && house) {
        swap_digits(&to->cell[FIELD_ADDRESS], r);
    }
    if (random_chance(r, RATE_ZIP_DIGIT)) {
        change_zip(&to->cell[FIELD_ZIP], r);
    }
    if (w->mark.len == 0 && random_chance(r, RATE_CITY_SLIP)) {
        (void)cell_slip(&to->cell[FIELD_CITY], false, r);
    }
    return no_unit;
}
