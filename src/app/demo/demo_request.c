/* Request rows.
 *
 * Why a row that is not to be released is not (invariant 1 of demo_plan.h):
 *
 *   LOST_BLANK       no five digits in the address field
 *   LOST_IDENTIFIER  a mistyped identifier: nobody's, or one of another name (checked)
 *   LOST_NAME        the right identifier with a misspelt name
 *   LOST_MOVED, LOST_FORMAT, LOST_TYPO   no identifier; the address is in no
 *                    record, or is written in a way that no record is
 *   RELATIVE, STRANGER   the address of a household, with a name that nobody in it has
 *                    (checked, whatever went wrong in writing it)
 *   all others       addresses beyond the homes; identifiers that are not handed
 *                    out to anybody, or to somebody of another name (checked)
 */
#include "app/demo/demo_request.h"

#include <assert.h>

#include "app/demo/demo_errors.h"
#include "app/demo/demo_parts.h"

enum { NEXT_DOOR = 1000 }; /* of 10,000 unknown rows; for one in five there is a door */

/* --- registered people --- */

static void make_by_identifier(struct maker *m, uint64_t dwelling, unsigned style)
{
    part_name_exactly(m);
    part_identifier(m, identifier_of(m->w, m->out->person));
    part_dwelling(m, dwelling, style);
}

static void make_id_same(struct maker *m)
{
    part_registered(m, 0);
    make_by_identifier(m, m->home.number, part_style(m));
}

static void make_id_moved(struct maker *m)
{
    part_registered(m, 0);
    make_by_identifier(m, part_own_dwelling(m), part_style(m));
}

/* Another door of the house; a house of hundreds has no last one. */
static uint32_t other_unit(struct maker *m, const struct dwelling *d)
{
    uint32_t units = d->units == UINT32_MAX ? d->unit + 24 : d->units;
    return (d->unit + 1 + (uint32_t)random_below(&m->r, units - 1)) % units;
}

/* Somebody whose house has other doors; the dwelling is of another kind where none is found. */
static struct dwelling choose_apartment(struct maker *m)
{
    struct dwelling d = {0};
    for (uint64_t turn = 0; turn < 200; turn++) {
        part_registered(m, turn);
        d = dwelling_of(m->w, m->home.number);
        if (d.kind == DWELLING_APARTMENT) {
            break;
        }
    }
    return d;
}

static void make_id_unit(struct maker *m)
{
    struct dwelling d = choose_apartment(m);
    if (d.kind != DWELLING_APARTMENT) {
        make_by_identifier(m, part_own_dwelling(m), 0);
        m->out->kind = "different";
        return;
    }
    d.unit = other_unit(m, &d);
    part_name_exactly(m);
    part_identifier(m, identifier_of(m->w, m->out->person));
    dwelling_write(m->w, &d, part_style(m), &m->r, &m->out->draft);
}

static void make_id_insufficient(struct maker *m)
{
    static const enum category categories[] = {
        CATEGORY_ADDRESS_PLACEHOLDER, CATEGORY_ADDRESS_PLACEHOLDER,
        CATEGORY_ADDRESS_PLACEHOLDER, CATEGORY_ADDRESS_ZIP_ONLY,
        CATEGORY_ADDRESS_BAD_ZIP,     CATEGORY_ADDRESS_NO_NUMBER,
        CATEGORY_ADDRESS_NO_UNIT,     CATEGORY_ADDRESS_NO_UNIT,
        CATEGORY_ADDRESS_NO_FIXED,    CATEGORY_ADDRESS_FACILITY,
        CATEGORY_ADDRESS_DISGUISED,   CATEGORY_ADDRESS_NO_CITY,
    };
    part_registered(m, 0);
    part_name_exactly(m);
    part_identifier(m, identifier_of(m->w, m->out->person));
    if (deficient_named((unsigned)(m->content < 1000 ? m->content : 1000), &m->out->draft,
                        &m->out->category)) {
        return;
    }
    enum category c = categories[random_below(&m->r, sizeof categories / sizeof categories[0])];
    m->out->category = deficient_write(m->w, c, true, &m->r, &m->out->draft);
}

static unsigned count_of_name(const struct maker *m, const struct household *h,
                              const struct member *who)
{
    unsigned n = 0;
    for (unsigned i = 0; i < h->size; i++) {
        n += member_same_name(m->w, &h->member[i], who) ? 1 : 0;
    }
    return n;
}

/* Equal to exactly one record: not where a father and a son have one name. */
static void make_name_address(struct maker *m)
{
    uint64_t turn = 0;
    do {
        part_registered(m, turn++);
    } while (count_of_name(m, &m->home, &m->who) > 1);
    part_name_exactly(m);
    part_dwelling(m, m->home.number, random_chance(&m->r, 3000) ? STYLE_TITLE : 0);
}

static void make_lost_blank(struct maker *m)
{
    part_registered(m, 0);
    part_name_at_home(m);
    part_identifier(m, identifier_of(m->w, m->out->person));
    m->out->category = CATEGORY_ADDRESS_BLANK;
}

static void make_lost_identifier(struct maker *m)
{
    part_registered(m, 0);
    part_name_at_home(m);
    part_dwelling(m, m->home.number, part_style(m));
    uint32_t identifier;
    do {
        identifier = part_mistype(&m->r, identifier_of(m->w, m->out->person));
    } while (part_owned_by_name(m, identifier));
    part_identifier(m, identifier);
}

static void make_lost_name(struct maker *m)
{
    part_registered(m, 0);
    make_by_identifier(m, m->home.number, part_style(m));
    for (uint64_t turn = 1; !part_misspell(m); turn++) {
        draft_clear(&m->out->draft);
        part_registered(m, turn);
        make_by_identifier(m, m->home.number, 0);
    }
}

static void make_lost_moved(struct maker *m)
{
    part_registered(m, 0);
    part_name_at_home(m);
    part_dwelling(m, part_own_dwelling(m), part_style(m));
}

static void make_lost_format(struct maker *m)
{
    part_registered(m, 0);
    part_name_at_home(m);
    part_dwelling(m, m->home.number, STYLE_SPELLED | part_style(m));
}

/* Boxes have no street that could be misspelt; spelled out they differ as well. */
static void make_lost_typo(struct maker *m)
{
    part_registered(m, 0);
    part_name_at_home(m);
    enum dwelling_kind kind = dwelling_of(m->w, m->home.number).kind;
    bool box = kind == DWELLING_BOX || kind == DWELLING_RURAL;
    part_dwelling(m, m->home.number, box ? STYLE_SPELLED : STYLE_TYPO);
}

/* --- registered people, with `complete` --- */

static void write_person(struct maker *m)
{
    part_name_at_home(m);
    if (random_chance(&m->r, RATE_IDENTIFIER)) {
        uint32_t own = identifier_of(m->w, m->out->person);
        part_identifier(
            m, random_chance(&m->r, RATE_IDENTIFIER_DIGIT) ? part_mistype(&m->r, own) : own);
    }
}

static void make_person_home(struct maker *m)
{
    part_registered(m, 0);
    write_person(m);
    struct dwelling d = dwelling_of(m->w, m->home.number);
    part_address(m, &d);
}

static void make_person_unit(struct maker *m)
{
    struct dwelling d = choose_apartment(m);
    if (d.kind != DWELLING_APARTMENT) {
        m->out->kind = "moved";
        d = dwelling_of(m->w, part_own_dwelling(m));
    } else {
        d.unit = other_unit(m, &d);
    }
    write_person(m);
    part_address(m, &d);
}

static void make_person_moved(struct maker *m)
{
    part_registered(m, 0);
    struct dwelling d = dwelling_of(m->w, m->home.number);
    uint64_t how = random_below(&m->r, 10);
    if (how < 4) {
        d = dwelling_near(m->w, d.zone, how < 2 ? 0 : 4, &m->r);
    } else {
        d = dwelling_of(m->w, part_own_dwelling(m));
    }
    write_person(m);
    part_address(m, &d);
}

/* --- people who are not registered, and resemble those who are --- */

static void choose_stranger(struct maker *m)
{
    member_draw(m->w, &m->r, &m->who);
    m->out->person = NOBODY;
}

/* At the home at hand; nobody in it has the name that stands in the row. */
static void write_resembling_home(struct maker *m)
{
    struct dwelling d = dwelling_of(m->w, m->home.number);
    part_foreign_identifier(m);
    part_address(m, &d);
}

static void make_relative(struct maker *m)
{
    part_registered(m, 0);
    struct member near = m->who;
    do {
        draft_clear(&m->out->draft);
        member_draw_of(m->w, near.cluster, &m->r, &m->who);
        m->who.surname = near.surname;
        m->who.surname2 = near.surname2;
        m->who.blank = near.blank;
        part_name_at_home(m);
    } while (count_of_name(m, &m->home, &m->who) > 0 || part_named_as_any(m, &m->home));
    m->out->person = NOBODY;
    write_resembling_home(m);
}

static void make_namesake(struct maker *m)
{
    part_registered(m, 0);
    struct member same = m->who;
    do {
        choose_stranger(m);
    } while (m->who.birth / 10000 == same.birth / 10000);
    uint32_t birth = m->who.birth;
    m->who = same;
    m->who.birth = birth;
    m->who.suffix = "";
    part_name(m);
    part_foreign_identifier(m);
    struct dwelling d = dwelling_of(m->w, part_own_dwelling(m));
    part_address(m, &d);
}

static void make_stranger(struct maker *m)
{
    part_registered(m, 0);
    do {
        draft_clear(&m->out->draft);
        choose_stranger(m);
        part_name(m);
    } while (count_of_name(m, &m->home, &m->who) > 0 || part_named_as_any(m, &m->home));
    write_resembling_home(m);
}

/* --- people whom nobody knows --- */

static void make_unknown_at(struct maker *m, uint64_t dwelling, unsigned style)
{
    choose_stranger(m);
    part_name(m);
    part_foreign_identifier(m);
    part_dwelling(m, dwelling, style);
}

static void make_heavy(struct maker *m)
{
    make_unknown_at(m, m->w->homes + m->p->first[SEGMENT_HEAVY] + m->content / m->p->heavy, 0);
}

static void make_light(struct maker *m)
{
    make_unknown_at(m, m->w->homes + m->p->first[SEGMENT_LIGHT] + m->content / m->p->light, 0);
}

/* A door that no household has, in a house where one lives. */
static struct dwelling next_door(struct maker *m)
{
    uint64_t number = random_next(&m->r) % m->w->homes;
    struct dwelling d = dwelling_of(m->w, number);
    if (d.kind != DWELLING_APARTMENT) {
        return dwelling_of(m->w, part_own_dwelling(m));
    }
    d.unit = (d.units == UINT32_MAX ? 900 : d.units) + (uint32_t)random_below(&m->r, 8);
    return d;
}

/* Some live together: two rows of three at one address. */
static void make_unknown(struct maker *m)
{
    choose_stranger(m);
    part_name(m);
    part_foreign_identifier(m);
    uint64_t number = part_own_dwelling(m) - (m->content % 3 == 2 ? 1 : 0);
    struct dwelling d =
        random_chance(&m->r, NEXT_DOOR) ? next_door(m) : dwelling_of(m->w, number);
    part_address(m, &d);
}

static void make_bad_name(struct maker *m)
{
    make_unknown(m);
    /* Nobody has such a name; an identifier of somebody's would not help it. */
    m->out->category = deficient_name(&m->r, &m->out->draft);
}

static void make_nowhere(struct maker *m)
{
    choose_stranger(m);
    part_name(m);
    part_foreign_identifier(m);
}

static void make_blank(struct maker *m)
{
    make_nowhere(m);
    m->out->category = CATEGORY_ADDRESS_BLANK;
}

/* In one of 25 the text does not show that the house has units. */
static void make_unit(struct maker *m)
{
    make_nowhere(m);
    struct draft *d = &m->out->draft;
    if (m->content % 25 != 7) {
        m->out->category = deficient_write(m->w, CATEGORY_ADDRESS_NO_UNIT, false, &m->r, d);
        return;
    }
    struct dwelling at = {0};
    uint64_t beyond = m->w->dwellings - m->w->homes;
    do {
        at = dwelling_of(m->w, m->w->homes + random_next(&m->r) % beyond);
    } while (at.kind != DWELLING_APARTMENT);
    dwelling_write(m->w, &at, STYLE_NO_UNIT, &m->r, d);
    m->out->category = CATEGORY_ADDRESS_NO_UNIT;
    m->out->dpv_only = true;
}

static void make_undeliverable(struct maker *m)
{
    make_nowhere(m);
    m->out->category = deficient_write(m->w, CATEGORY_NONE, false, &m->r, &m->out->draft);
}

static void (*const makers[SEGMENTS])(struct maker *m) = {
    [SEGMENT_ID_SAME] = make_id_same,
    [SEGMENT_ID_MOVED] = make_id_moved,
    [SEGMENT_ID_UNIT] = make_id_unit,
    [SEGMENT_ID_DIFFERENT] = make_id_moved, /* an address he never had, as far as is known */
    [SEGMENT_ID_INSUFFICIENT] = make_id_insufficient,
    [SEGMENT_NAME_ADDRESS] = make_name_address,
    [SEGMENT_LOST_BLANK] = make_lost_blank,
    [SEGMENT_LOST_IDENTIFIER] = make_lost_identifier,
    [SEGMENT_LOST_NAME] = make_lost_name,
    [SEGMENT_LOST_MOVED] = make_lost_moved,
    [SEGMENT_LOST_FORMAT] = make_lost_format,
    [SEGMENT_LOST_TYPO] = make_lost_typo,
    [SEGMENT_PERSON_HOME] = make_person_home,
    [SEGMENT_PERSON_UNIT] = make_person_unit,
    [SEGMENT_PERSON_MOVED] = make_person_moved,
    [SEGMENT_RELATIVE] = make_relative,
    [SEGMENT_NAMESAKE] = make_namesake,
    [SEGMENT_STRANGER] = make_stranger,
    [SEGMENT_HEAVY] = make_heavy,
    [SEGMENT_LIGHT] = make_light,
    [SEGMENT_BAD_NAME] = make_bad_name,
    [SEGMENT_BLANK] = make_blank,
    [SEGMENT_UNIT] = make_unit,
    [SEGMENT_UNDELIVERABLE] = make_undeliverable,
    [SEGMENT_UNKNOWN] = make_unknown,
};

/* --- what else a request states --- */

const char *demo_statute(void)
{
    return "26 U.S.C. 6103(i)(2)";
}

const char *demo_period(void)
{
    return "2022-01-01 to 2024-12-31";
}

const char *const *demo_officers(size_t *count)
{
    struct words officers = words_of(WORDS_OFFICER);
    *count = officers.count;
    return officers.at;
}

static void write_reason(struct maker *m, struct cell *c)
{
    cell_adds(c, "8 U.S.C. 1253(a)(1), final order of ");
    uint64_t year = 2015 + random_below(&m->r, 9);
    uint64_t month = 1 + random_below(&m->r, 12);
    uint64_t day = 1 + random_below(&m->r, 28);
    cell_date(c, (uint32_t)(year * 10000 + month * 100 + day));
    cell_adds(c, ", case ");
    cell_number(c, 10 + random_below(&m->r, 14), 2);
    cell_adds(c, "-");
    cell_number(c, random_below(&m->r, 100000), 5);
}

/* One complete row in a hundred lacks one of these. */
static void write_statements(struct maker *m)
{
    static const struct {
        enum field field;
        enum category category;
    } omissions[] = {{FIELD_STATUTE, CATEGORY_AUTHORITY_MISSING},
                     {FIELD_PERIOD, CATEGORY_PERIOD_MISSING},
                     {FIELD_REASON, CATEGORY_REASON_MISSING},
                     {FIELD_OFFICER, CATEGORY_OFFICER_MISSING},
                     {FIELD_ATTESTATION, CATEGORY_ATTESTATION_MISSING}};
    struct draft *d = &m->out->draft;
    struct words officers = words_of(WORDS_OFFICER);
    cell_adds(&d->cell[FIELD_STATUTE], demo_statute());
    cell_adds(&d->cell[FIELD_PERIOD], demo_period());
    write_reason(m, &d->cell[FIELD_REASON]);
    cell_adds(&d->cell[FIELD_OFFICER], officers.at[random_below(&m->r, officers.count)]);
    cell_add(&d->cell[FIELD_OFFICER], m->w->mark);
    cell_adds(&d->cell[FIELD_ATTESTATION], "yes");
    if (m->out->category == CATEGORY_NONE && !m->p->complete && random_chance(&m->r, 100)) {
        uint64_t k = random_below(&m->r, sizeof omissions / sizeof omissions[0]);
        d->cell[omissions[k].field].len = 0;
        m->out->category = omissions[k].category;
    }
}

void request_make(const struct world *w, const struct plan *p, uint64_t requests, uint64_t row,
                  struct request *out)
{
    struct place place = plan_row(p, row);
    draft_clear(&out->draft);
    out->person = NOBODY;
    out->kind = segment_kind(place.segment);
    out->category = CATEGORY_NONE;
    out->dpv_only = false;
    struct maker m = {.w = w, .p = p, .content = place.content, .out = out};
    m.place = p->first[place.segment] + place.content;
    m.r = random_of(w->seed, STREAM_ROW, m.place);
    makers[place.segment](&m);
    write_statements(&m);
    unsigned width = 7;
    for (uint64_t n = requests / 10000000; n > 0; n /= 10) {
        width++;
    }
    cell_number(&out->draft.cell[FIELD_CONTROL], row + 1, width);
}

bool category_of_address(enum category c)
{
    return c >= CATEGORY_ADDRESS_BLANK && c <= CATEGORY_ADDRESS_FOREIGN;
}

bool category_of_name(enum category c)
{
    return c >= CATEGORY_NAME_EMPTY && c <= CATEGORY_NAME_SEVERAL;
}
