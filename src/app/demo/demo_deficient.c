/* What is wrong with an address: the table of forms, each with the category
 * that an address of this form belongs to. The literals are those that were
 * seen in real files or named by a court.
 *
 * A form that stands twice is twice as frequent. In a form's line, ~ is the
 * street line of a made-up dwelling and ^ its city; everything else is literal.
 */
#include "app/demo/demo_world.h"

#include <assert.h>

enum part {
    CITY = 1,
    STATE = 2,
    ZIP = 4,
    PLACE = CITY | STATE | ZIP,
};

enum need { ANY_DWELLING, STREET_DWELLING, APARTMENT_DWELLING, EARLY_ZIP_DWELLING };

/* What stands in place of the dwelling's ZIP. */
enum zip_change { ZIP_KEPT, ZIP_LITERAL, ZIP_ZERO_LOST, ZIP_OTHER_STATE };

struct form {
    uint8_t category;
    uint8_t parts;
    uint8_t need;
    uint8_t zip_change;
    uint16_t style;
    const char *line;
    const char *zip;
};

#define PLAIN(category, line)                                                                  \
    {                                                                                          \
        CATEGORY_##category, 0, ANY_DWELLING, ZIP_KEPT, 0, line, NULL                          \
    }
#define PLACED(category, line)                                                                 \
    {                                                                                          \
        CATEGORY_##category, PLACE, ANY_DWELLING, ZIP_KEPT, 0, line, NULL                      \
    }
#define STREET(category, style, line)                                                          \
    {                                                                                          \
        CATEGORY_##category, PLACE, STREET_DWELLING, ZIP_KEPT, style, line, NULL               \
    }
#define UNIT(style)                                                                            \
    {                                                                                          \
        CATEGORY_ADDRESS_NO_UNIT, PLACE, APARTMENT_DWELLING, ZIP_KEPT, style, "~", NULL        \
    }
#define BAD_ZIP(zip)                                                                           \
    {                                                                                          \
        CATEGORY_ADDRESS_BAD_ZIP, PLACE, STREET_DWELLING, ZIP_LITERAL, 0, "~", zip             \
    }

static const struct form forms[] = {
    /* the five of the case, first: deficient_named */
    PLAIN(ADDRESS_PLACEHOLDER, "Failed to Provide 12345"),
    PLAIN(ADDRESS_PLACEHOLDER, "Unknown Address 12345"),
    PLAIN(ADDRESS_PLACEHOLDER, "NA NA 12345"),
    PLAIN(ADDRESS_PLACEHOLDER, "Don't Care 12345"),
    PLAIN(ADDRESS_ZIP_ONLY, "00000"),

    PLAIN(ADDRESS_PLACEHOLDER, "Failed to Provide"),
    PLAIN(ADDRESS_PLACEHOLDER, "UNK UNK"),
    PLAIN(ADDRESS_PLACEHOLDER, "UTO"),
    PLAIN(ADDRESS_PLACEHOLDER, "UNABLE TO OBTAIN"),
    PLAIN(ADDRESS_PLACEHOLDER, "NONE GIVEN"),
    PLAIN(ADDRESS_PLACEHOLDER, "TO BE PUT IN"),
    PLAIN(ADDRESS_PLACEHOLDER, "VOID"),
    PLAIN(ADDRESS_PLACEHOLDER, "XXXX"),
    PLACED(ADDRESS_PLACEHOLDER, "UNKNOWN"),
    PLACED(ADDRESS_PLACEHOLDER, "FAILED TO PROVIDE"),
    PLACED(ADDRESS_PLACEHOLDER, "UTO"),
    PLACED(ADDRESS_PLACEHOLDER, "NONE GIVEN"),
    PLACED(ADDRESS_PLACEHOLDER, "XXXX"),
    PLACED(ADDRESS_DISGUISED, "U-N-K-N-O-W-N"),
    PLACED(ADDRESS_DISGUISED, "H.O.M.E.L.E.S.S"),
    PLACED(ADDRESS_DISGUISED, "UNDOMCILED"),
    PLACED(ADDRESS_DISGUISED, "UNKNOWNN"),
    PLAIN(ADDRESS_DISGUISED, "UNKOWN"),
    PLAIN(ADDRESS_DISGUISED, "U N K N O W N"),
    {CATEGORY_ADDRESS_ZIP_ONLY, ZIP, ANY_DWELLING, ZIP_KEPT, 0, "", NULL},
    {CATEGORY_ADDRESS_ZIP_ONLY, ZIP, ANY_DWELLING, ZIP_KEPT, STYLE_PLUS4, "", NULL},
    {CATEGORY_ADDRESS_ZIP_ONLY, ZIP, ANY_DWELLING, ZIP_KEPT, 0, "", NULL},
    BAD_ZIP("99999"),
    BAD_ZIP("999999"),
    BAD_ZIP("99995"),
    BAD_ZIP("10000"),
    BAD_ZIP(""),
    {CATEGORY_ADDRESS_BAD_ZIP, PLACE, EARLY_ZIP_DWELLING, ZIP_ZERO_LOST, 0, "~", NULL},
    {CATEGORY_ADDRESS_BAD_ZIP, PLACE, STREET_DWELLING, ZIP_OTHER_STATE, 0, "~", NULL},
    STREET(ADDRESS_NO_NUMBER, STYLE_NO_NUMBER, "~"),
    STREET(ADDRESS_NO_NUMBER, STYLE_NO_NUMBER, "~"),
    STREET(ADDRESS_NO_NUMBER, STYLE_ZERO_NUMBER, "~"),
    PLACED(ADDRESS_NO_STREET, "1417"),
    {CATEGORY_ADDRESS_NO_CITY, STATE | ZIP, STREET_DWELLING, ZIP_KEPT, 0, "~", NULL},
    {CATEGORY_ADDRESS_NO_STATE, CITY | ZIP, STREET_DWELLING, ZIP_KEPT, 0, "~", NULL},
    PLACED(ADDRESS_NO_FIXED, "HOMELESS"),
    PLACED(ADDRESS_NO_FIXED, "TRANSIENT"),
    PLACED(ADDRESS_NO_FIXED, "GENERAL DELIVERY"),
    PLAIN(ADDRESS_NO_FIXED, "HOMELESS"),
    PLACED(ADDRESS_FACILITY, "^ COUNTY JAIL"),
    PLACED(ADDRESS_FACILITY, "^ STATE PRISON"),
    PLACED(ADDRESS_FACILITY, "^ PROCESSING CENTER"),
    STREET(ADDRESS_FACILITY, 0, "COUNTY JAIL ~"),
    STREET(ADDRESS_FACILITY, 0, "^ DETENTION CENTER, ~"),
    PLACED(ADDRESS_NOT_RESIDENTIAL, "GREYHOUND BUS STATION"),
    STREET(ADDRESS_NOT_RESIDENTIAL, 0, "BUS STATION, ~"),
    STREET(ADDRESS_NOT_RESIDENTIAL, 0, "GOLDEN DRAGON RESTAURANT, ~"),
    STREET(ADDRESS_NOT_RESIDENTIAL, 0, "SUNRISE CAR DEALERSHIP, ~"),
    STREET(ADDRESS_CONTAMINATED, 0, "UNKN~"),
    STREET(ADDRESS_CONTAMINATED, 0, "HOMELESS PER OFFICER ~"),
    PLACED(ADDRESS_CONTAMINATED, "HOMELESS PER OFFICER"),
    PLACED(ADDRESS_TEST, "DO NOT USE"),
    PLACED(ADDRESS_TEST, "TEST PATIENT"),
    PLAIN(ADDRESS_FOREIGN,
          "CALLE 5 DE MAYO 123, COL CENTRO, 44100 GUADALAJARA, JALISCO, MEXICO"),
    PLAIN(ADDRESS_FOREIGN, "12 RUE DES LILAS, 75020 PARIS, FRANCE"),
    PLAIN(ADDRESS_FOREIGN, "4A AVENIDA 7-23 ZONA 1, GUATEMALA CITY, GUATEMALA"),
    PLAIN(ADDRESS_FOREIGN, "УЛ. ЛЕНИНА 12, КВ. 5, ОМСК, РОССИЯ"),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT),
    UNIT(STYLE_BARE_UNIT | STYLE_UNIT_WORD),
    UNIT(STYLE_BARE_UNIT | STYLE_UNIT_HASH),
    PLACED(ADDRESS_NO_UNIT, "PO BOX"),
};

enum { FORMS = sizeof forms / sizeof forms[0], NAMED = 5 };

bool five_digits(struct span address, struct span city, struct span state, struct span zip)
{
    struct span parts[] = {address, city, state, zip};
    for (unsigned p = 0; p < 4; p++) {
        unsigned run = 0; /* a blank stands between the parts */
        for (size_t i = 0; i < parts[p].len; i++) {
            run = parts[p].at[i] >= '0' && parts[p].at[i] <= '9' ? run + 1 : 0;
            if (run == 5) {
                return true;
            }
        }
    }
    return false;
}

/* A dwelling that is in no record and serves the need; any where none is found. */
static struct dwelling find_dwelling(const struct world *w, enum need need, struct random *r)
{
    struct dwelling d = {0};
    for (unsigned i = 0; i < 500; i++) {
        d = dwelling_of(w, w->homes + random_next(r) % (w->dwellings - w->homes));
        bool street = d.kind == DWELLING_HOUSE || d.kind == DWELLING_APARTMENT;
        if (need == ANY_DWELLING || (need == STREET_DWELLING && street) ||
            (need == APARTMENT_DWELLING && d.kind == DWELLING_APARTMENT) ||
            (need == EARLY_ZIP_DWELLING && street && d.zone->zip < 10000)) {
            break;
        }
    }
    return d;
}

static void write_line(const char *line, struct span street, struct span city, struct cell *c)
{
    for (; *line != '\0'; line++) {
        cell_add(c, *line == '~' ? street : *line == '^' ? city : (struct span){line, 1});
    }
}

static void write_zip(const struct world *w, const struct form *f, const struct dwelling *d,
                      struct random *r, struct cell *zip)
{
    if (f->zip_change == ZIP_LITERAL) {
        cell_set(zip, span_of(f->zip));
    } else if (f->zip_change == ZIP_ZERO_LOST && d->zone->zip < 10000) {
        cell_set(zip, SPAN_LITERAL(""));
        cell_number(zip, d->zone->zip, 1);
    } else if (f->zip_change != ZIP_KEPT) {
        const struct zone *other = d->zone;
        for (unsigned i = 0; i < 500 && span_is(span_of(other->state), d->zone->state); i++) {
            other = &w->zone[random_below(r, w->zones)];
        }
        cell_set(zip, SPAN_LITERAL(""));
        cell_number(zip, other->zip, 5);
    }
}

static void write_form(const struct world *w, const struct form *f, struct random *r,
                       struct draft *to)
{
    static const struct {
        uint8_t part;
        enum field field;
    } parts[] = {{CITY, FIELD_CITY}, {STATE, FIELD_STATE}, {ZIP, FIELD_ZIP}};
    static const enum field all[] = {FIELD_ADDRESS, FIELD_CITY, FIELD_STATE, FIELD_ZIP};
    for (unsigned i = 0; i < 4; i++) {
        to->cell[all[i]].len = 0;
    }
    struct dwelling d = find_dwelling(w, (enum need)f->need, r);
    dwelling_write(w, &d, f->style, r, to);
    struct cell street = to->cell[FIELD_ADDRESS];
    to->cell[FIELD_ADDRESS].len = 0;
    write_line(f->line, cell_span(&street), cell_span(&to->cell[FIELD_CITY]),
               &to->cell[FIELD_ADDRESS]);
    write_zip(w, f, &d, r, &to->cell[FIELD_ZIP]);
    for (unsigned i = 0; i < 3; i++) {
        if ((f->parts & parts[i].part) == 0) {
            to->cell[parts[i].field].len = 0;
        }
    }
}

static bool wanted(const struct form *f, enum category category)
{
    return category == CATEGORY_NONE ? f->category != CATEGORY_ADDRESS_NO_UNIT
                                     : f->category == category;
}

static bool has_five_digits(const struct draft *d)
{
    return five_digits(cell_span(&d->cell[FIELD_ADDRESS]), cell_span(&d->cell[FIELD_CITY]),
                       cell_span(&d->cell[FIELD_STATE]), cell_span(&d->cell[FIELD_ZIP]));
}

enum category deficient_write(const struct world *w, enum category category, bool digits,
                              struct random *r, struct draft *to)
{
    for (;;) {
        const struct form *f = &forms[random_below(r, FORMS)];
        if (!wanted(f, category)) {
            continue;
        }
        write_form(w, f, r, to);
        if (!digits || has_five_digits(to)) {
            return (enum category)f->category;
        }
    }
}

bool deficient_named(unsigned k, struct draft *to, enum category *category)
{
    if (k >= NAMED) {
        return false;
    }
    assert(forms[k].parts == 0);
    cell_set(&to->cell[FIELD_ADDRESS], span_of(forms[k].line));
    *category = (enum category)forms[k].category;
    return true;
}

enum category deficient_name(struct random *r, struct draft *to)
{
    static const struct {
        uint8_t category;
        const char *given;   /* NULL: as drawn */
        const char *surname; /* NULL: as drawn; a leading + is added to it */
    } names[] = {
        {CATEGORY_NAME_EMPTY, "", ""},
        {CATEGORY_NAME_PARTIAL, "", NULL},
        {CATEGORY_NAME_PARTIAL, NULL, ""},
        {CATEGORY_NAME_PLACEHOLDER, "UNKNOWN", "UNKNOWN"},
        {CATEGORY_NAME_PLACEHOLDER, "UNK", "UNK"},
        {CATEGORY_NAME_PLACEHOLDER, "NONE", "GIVEN"},
        {CATEGORY_NAME_ORGANISATION, "", "+ ROOFING LLC"},
        {CATEGORY_NAME_SEVERAL, "JOHN AND MARY", NULL},
    };
    unsigned k = (unsigned)random_below(r, sizeof names / sizeof names[0]);
    static const enum field others[] = {FIELD_MIDDLE_NAME, FIELD_SUFFIX};
    for (unsigned i = 0; i < 2; i++) {
        to->cell[others[i]].len = 0;
    }
    if (names[k].given != NULL) {
        cell_set(&to->cell[FIELD_GIVEN_NAME], span_of(names[k].given));
    }
    struct cell *surname = &to->cell[FIELD_SURNAME];
    if (names[k].surname != NULL && names[k].surname[0] == '+') {
        cell_adds(surname, names[k].surname + 1);
    } else if (names[k].surname != NULL) {
        cell_set(surname, span_of(names[k].surname));
    }
    return (enum category)names[k].category;
}
