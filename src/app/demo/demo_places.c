/* Places: ZIPs with a town each, streets in a ZIP, dwellings on a street.
 *
 * A dwelling's number is shuffled and then read as (zone, street of the zone,
 * slot on the street). Zones differ in ZIP, the streets of one zone in their
 * name, slots of one street in number, unit or box: so two dwellings never have
 * one address (invariant 1 of demo_world.h).
 */
#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/memory.h"

enum {
    STREETS = 16 + 1009, /* 16 common ones in every zone; 1009 is prime, so that every stride
                            through the others meets each once */
    STREETS_COMMON = 16,
    STREETS_LEAST = 40, /* a zone needs its PO boxes and its rural routes */
    DWELLINGS_A_STREET = 25,
    DWELLINGS_A_ZONE = 1500,
    ZONES_LEAST = 64,
    ZIPS_A_PREFIX = 98, /* 01 to 98 */
    TOWNS = 2000,
};

static bool compose(struct dictionary *d, uint32_t until, uint64_t seed, struct error *e)
{
    struct words start = words_of(WORDS_PLACE_START);
    struct words end = words_of(WORDS_PLACE_END);
    uint64_t total = start.count * end.count;
    struct shuffle order = shuffle_of(total, seed, STREAM_ORDER);
    for (uint64_t k = 0; k < total && dictionary_count(d) < until; k++) {
        uint64_t at = shuffle_at(&order, k);
        struct cell word = {.len = 0};
        cell_adds(&word, start.at[at % start.count]);
        cell_adds(&word, end.at[at / start.count]);
        uint32_t id;
        if (!dictionary_add(d, cell_span(&word), &id, e)) {
            return false;
        }
    }
    assert(dictionary_count(d) >= until);
    return true;
}

static bool init_streets(struct world *w, struct error *e)
{
    struct words known = words_of(WORDS_STREET);
    if (!dictionary_new(&w->streets, e)) {
        return false;
    }
    for (size_t i = 0; i < known.count; i++) {
        uint32_t id;
        if (!dictionary_add(w->streets, span_of(known.at[i]), &id, e)) {
            return false;
        }
    }
    return compose(w->streets, STREETS, 1, e);
}

/* The city of a zone, by weight; one whose ZIPs are used up passes on to the next. */
static uint16_t city_draw(const struct city *cities, size_t count, uint64_t weights,
                          const uint8_t *used, struct random *r)
{
    uint64_t left = random_below(r, weights);
    size_t at = 0;
    while (left >= cities[at].weight) {
        left -= cities[at++].weight;
    }
    while (used[at] >= ZIPS_A_PREFIX) {
        at = (at + 1) % count;
    }
    return (uint16_t)at;
}

/* Half of the zones belong to the city itself, the others to a town near it. */
static void init_zones(struct world *w)
{
    size_t count;
    const struct city *cities = city_table(&count);
    uint8_t used[256] = {0};
    uint64_t weights = 0;
    assert(count <= sizeof used && count * ZIPS_A_PREFIX >= ZONES_MOST);
    for (size_t i = 0; i < count; i++) {
        weights += cities[i].weight;
    }
    for (uint32_t z = 0; z < w->zones; z++) {
        struct random r = random_of(w->seed, STREAM_ZONE, z);
        uint16_t at = city_draw(cities, count, weights, used, &r);
        uint32_t last_two = ++used[at];
        uint32_t town = (uint32_t)random_below(&r, TOWNS);
        w->zone[z] = (struct zone){
            .city = at,
            .zip = cities[at].prefix * 100u + last_two,
            .town = random_chance(&r, 5000) ? span_of(cities[at].name)
                                            : dictionary_text(w->towns, town),
        };
    }
}

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
    return n < least ? least : n > most ? most : n;
}

bool places_init(struct world *w, struct error *e)
{
    if (!init_streets(w, e) || !dictionary_new(&w->towns, e) ||
        !compose(w->towns, TOWNS, 2, e)) {
        return false;
    }
    w->zones = (uint32_t)clamp(w->dwellings / DWELLINGS_A_ZONE, ZONES_LEAST, ZONES_MOST);
    w->streets_a_zone =
        (uint32_t)clamp(w->dwellings / w->zones / DWELLINGS_A_STREET, STREETS_LEAST, STREETS);
    init_zones(w);
    return true;
}

/* The name of street s of a zone: another for each s. */
static uint32_t street_name(const struct world *w, uint32_t zone, uint32_t s)
{
    if (s < STREETS_COMMON) {
        return s;
    }
    uint64_t h = hash_join(w->seed, zone);
    uint64_t rest = STREETS - STREETS_COMMON;
    uint64_t stride = 1 + (h >> 32) % (rest - 1);
    return STREETS_COMMON + (uint32_t)(((s - STREETS_COMMON) * stride + h % rest) % rest);
}

/* What the s-th street of a zone is: one in forty is a post office with its
 * boxes, one a rural route, three in ten are lined with apartment houses. */
static enum dwelling_kind street_kind(uint32_t s)
{
    static const bool apartments[10] = {false, false, false, true,  false,
                                        false, true,  false, false, true};
    return s % STREETS_LEAST == 20   ? DWELLING_BOX
           : s % STREETS_LEAST == 21 ? DWELLING_RURAL
           : apartments[s % 10]      ? DWELLING_APARTMENT
                                     : DWELLING_HOUSE;
}

struct dwelling dwelling_of(const struct world *w, uint64_t number)
{
    uint64_t k = shuffle_at(&w->dwelling_order, number);
    uint32_t zone = (uint32_t)(k % w->zones);
    uint32_t s = (uint32_t)(k / w->zones % w->streets_a_zone);
    uint32_t slot = (uint32_t)(k / w->zones / w->streets_a_zone);
    struct dwelling d = {.kind = street_kind(s), .zone = &w->zone[zone]};
    d.street = street_name(w, zone, s);
    d.form = hash_join(hash_join(w->seed, STREAM_STREET), (uint64_t)zone << 32 | s);
    uint32_t first = 1 + (uint32_t)(d.form % 1900);
    uint32_t step = 2 + 2 * (uint32_t)((d.form >> 16) % 6);
    d.route =
        1 + s / STREETS_LEAST; /* another for each post office or rural route of the zone */
    switch (d.kind) {
    case DWELLING_BOX:
        d.number = 1 + slot * (STREETS / STREETS_LEAST + 1) + s / STREETS_LEAST;
        break;
    case DWELLING_RURAL:
        d.number = 1 + slot;
        break;
    case DWELLING_APARTMENT:
        d.number = first + slot / UNITS * step;
        d.unit = slot % UNITS;
        break;
    case DWELLING_HOUSE:
        d.number = first + slot * step;
        break;
    }
    return d;
}

/* --- writing --- */

/* House number as the place writes it: 12-34 in Queens, N6W23001 in Waukesha, else plain. */
static void add_number(const struct dwelling *d, const struct city *city, struct cell *c)
{
    if (city->prefix == 113 || city->prefix == 114) {
        cell_number(c, d->number / 100 + 10, 2);
        cell_adds(c, "-");
        cell_number(c, d->number % 100, 2);
    } else if (city->prefix == 531) {
        cell_adds(c, "N");
        cell_number(c, 6 + d->form % 90, 1);
        cell_adds(c, "W");
        cell_number(c, 10000 + d->number, 5);
    } else {
        cell_number(c, d->number, 1);
    }
}

static const char *word_of(const struct spelled *s, bool in_full)
{
    return in_full ? s->word : s->brief;
}

/* The street's own name; a misspelling must not be another street's. */
static void add_name(const struct world *w, const struct dwelling *d, unsigned style,
                     struct random *r, struct cell *c)
{
    struct cell name = {.len = 0};
    cell_set(&name, dictionary_text(w->streets, d->street));
    if ((style & STYLE_TYPO) != 0) {
        struct cell right = name;
        uint32_t other;
        unsigned tries = 0;
        do {
            name = right;
            if (++tries > 8 || !cell_misspell(&name, r)) {
                cell_set(&name, SPAN_LITERAL("UPPER ")); /* a number has few misspellings */
                cell_add(&name, cell_span(&right));
            }
        } while (dictionary_find(w->streets, cell_span(&name), &other));
    }
    cell_add(&name, w->mark);
    cell_add(c, cell_span(&name));
}

/* In Utah 1450 S 900 E: the street is a number between two directionals, here a
 * multiple of five, so that a misspelt one is no other street. */
static void add_grid(const struct dwelling *d, unsigned style, struct cell *c)
{
    size_t count;
    const struct spelled *directions = street_directions(&count);
    bool in_full = (style & STYLE_SPELLED) != 0;
    bool north = (d->form >> 40) % 2 == 0;
    cell_adds(c, word_of(&directions[north ? 0 : 1], in_full));
    cell_adds(c, " ");
    cell_number(c, 5 * (20 + (uint64_t)d->street) + ((style & STYLE_TYPO) != 0 ? 7 : 0), 1);
    cell_adds(c, " ");
    cell_adds(c, word_of(&directions[(d->form >> 41) % 2 == 0 ? 2 : 3], in_full));
}

static void add_street(const struct world *w, const struct dwelling *d, unsigned style,
                       struct random *r, struct cell *c)
{
    size_t count;
    bool in_full = (style & STYLE_SPELLED) != 0;
    const struct spelled *directions = street_directions(&count);
    if ((d->form >> 24) % 100 < 18) {
        cell_adds(c, word_of(&directions[(d->form >> 34) % count], in_full));
        cell_adds(c, " ");
    }
    add_name(w, d, style, r, c);
    const struct spelled *suffixes = street_suffixes(&count);
    cell_adds(c, " ");
    cell_adds(c, word_of(&suffixes[(d->form >> 44) % count], in_full));
}

static void add_unit(const struct dwelling *d, unsigned style, struct cell *c)
{
    if ((style & STYLE_NO_UNIT) != 0) {
        return;
    }
    cell_adds(c, (style & STYLE_UNIT_HASH) != 0   ? " #"
                 : (style & STYLE_UNIT_WORD) != 0 ? " UNIT"
                                                  : " APT");
    if ((style & STYLE_BARE_UNIT) != 0) {
        return;
    }
    cell_adds(c, " ");
    if ((d->form >> 52) % 3 == 0) {
        cell_number(c, (d->unit / 4 + 1) * 100u + d->unit % 4 + 1, 3);
    } else {
        cell_number(c, d->unit / 4 + 1, 1);
        cell_add(c, (struct span){&"ABCD"[d->unit % 4], 1});
    }
}

static void add_street_line(const struct world *w, const struct dwelling *d, unsigned style,
                            struct random *r, struct cell *c)
{
    size_t count;
    const struct city *city = &city_table(&count)[d->zone->city];
    if ((style & STYLE_ZERO_NUMBER) != 0) {
        cell_adds(c, "0000 ");
    } else if ((style & STYLE_NO_NUMBER) == 0) {
        add_number(d, city, c);
        cell_adds(c, (style & STYLE_BLANKS) != 0 ? "  " : " ");
    }
    /* A grid address has no street left without its number: those forms use a name. */
    bool grid = city->prefix >= 840 && city->prefix <= 847 && w->mark.len == 0 &&
                (style & (STYLE_NO_NUMBER | STYLE_ZERO_NUMBER)) == 0;
    if (grid) {
        add_grid(d, style, c);
    } else {
        add_street(w, d, style, r, c);
    }
    if (d->kind == DWELLING_APARTMENT) {
        add_unit(d, style, c);
    }
}

static void add_box(const struct dwelling *d, unsigned style, struct cell *c)
{
    bool in_full = (style & STYLE_SPELLED) != 0;
    if (d->kind == DWELLING_RURAL) {
        cell_adds(c, in_full ? "RURAL ROUTE " : "RR ");
        cell_number(c, d->route, 1);
        cell_adds(c, " BOX ");
    } else {
        cell_adds(c, in_full ? "P.O. BOX " : "PO BOX ");
    }
    cell_number(c, d->number, 1);
}

void dwelling_write(const struct world *w, const struct dwelling *d, unsigned style,
                    struct random *r, struct draft *to)
{
    size_t count;
    const struct city *city = &city_table(&count)[d->zone->city];
    struct cell *line = &to->cell[FIELD_ADDRESS];
    if (d->kind == DWELLING_BOX || d->kind == DWELLING_RURAL) {
        add_box(d, style, line);
    } else {
        add_street_line(w, d, style, r, line);
    }
    cell_add(&to->cell[FIELD_CITY], d->zone->town);
    cell_add(&to->cell[FIELD_CITY], w->mark);
    cell_adds(&to->cell[FIELD_STATE], city->state);
    cell_number(&to->cell[FIELD_ZIP], d->zone->zip, 5);
    if ((style & STYLE_PLUS4) != 0) {
        cell_adds(&to->cell[FIELD_ZIP], "-");
        cell_number(&to->cell[FIELD_ZIP], 1000 + d->form % 8999, 4);
    }
    if ((style & STYLE_TITLE) != 0) {
        cell_title(line);
        cell_title(&to->cell[FIELD_CITY]);
    }
}
