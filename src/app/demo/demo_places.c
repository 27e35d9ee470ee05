/* Places: ZIPs with a town each, streets in a ZIP, dwellings on a street.
 *
 * A dwelling's number is shuffled and then read as (zone, street of the zone,
 * slot on the street), homes and spare ones each for themselves: they stand on
 * the same streets, and differ in the last bit of the house, unit or box number,
 * so that an address that is in no record is seldom in a building that is. Zones
 * differ in ZIP; streets of one zone in their name, or in pairs in their suffix;
 * slots of one street in number, unit or box: so two dwellings never have one
 * address (invariant 1 of demo_world.h).
 *
 * Zones, streets and towns grow with the dwellings: 400 dwellings a zone up to
 * 16 million, then as many as are needed in 41,000; a street has about eight.
 */
#include "app/demo/demo_world.h"

#include <assert.h>

#include "base/memory.h"

enum {
    STREETS_COMMON = 12, /* in every zone */
    STREETS_LEAST = 40,  /* a zone needs its PO boxes and its rural routes */
    STREETS_MOST = 900,  /* below each of the primes */
    DWELLINGS_A_STREET = 8,
    DWELLINGS_A_ZONE = 400,
    ZONES_LEAST = 64,
    ZIPS_A_PREFIX = 98, /* 01 to 98 */
    PREFIXES = 1000,
    TOWER_ZONES = 50, /* one zone of so many has an address with a few hundred people */
    TOWER_STREETS = 4,
};

/* Adds start + end, with another word before it from the second round on. */
static bool compose(struct dictionary *d, uint32_t until, uint64_t seed, struct error *e)
{
    static const char *const before[10] = {"",       "OLD ",  "LITTLE ", "BIG ",   "GRAND ",
                                           "LOWER ", "TWIN ", "TALL ",   "QUIET ", "OUTER "};
    struct words start = words_of(WORDS_PLACE_START);
    struct words end = words_of(WORDS_PLACE_END);
    uint64_t round = start.count * end.count;
    uint64_t total = round * 24; /* some come twice */
    struct shuffle order = shuffle_of(round, seed, STREAM_ORDER);
    for (uint64_t k = 0; k < total && dictionary_count(d) < until; k++) {
        uint64_t at = shuffle_at(&order, k % round);
        struct cell word = {.len = 0};
        cell_adds(&word, before[k < round ? 0 : 1 + hash_word(k) % 9]);
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
    static const uint32_t primes[] = {1009, 2003, 5003, 10007, 20011};
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
    unsigned k = 0;
    while (k < 4 && primes[k] < w->zones) {
        k++;
    }
    w->street_stride = primes[k];
    return compose(w->streets, STREETS_COMMON + primes[k], 1, e);
}

/* How many zones each prefix has: a city's own has more than others. */
static void share_prefixes(const struct world *w, uint8_t zones[PREFIXES],
                           const char *states[PREFIXES], const struct city *city_of[PREFIXES])
{
    size_t ranges;
    size_t cities;
    uint16_t weight[PREFIXES] = {0};
    const struct prefix_range *range = prefix_table(&ranges);
    const struct city *city = city_table(&cities);
    uint64_t sum = 0;
    for (size_t i = 0; i < ranges; i++) {
        for (unsigned p = range[i].first; p <= range[i].last; p++) {
            states[p] = range[i].state;
            weight[p] = 3;
            sum += 3;
        }
    }
    for (size_t i = 0; i < cities; i++) {
        uint16_t more = (uint16_t)(city[i].weight * 4);
        assert(states[city[i].prefix] != NULL &&
               span_is(span_of(states[city[i].prefix]), city[i].state));
        city_of[city[i].prefix] = &city[i];
        weight[city[i].prefix] = (uint16_t)(weight[city[i].prefix] + more);
        sum += more;
    }
    for (uint32_t z = 0; z < w->zones; z++) {
        struct random r = random_of(w->seed, STREAM_ZONE, z);
        uint64_t left = random_below(&r, sum);
        unsigned p = 0;
        while (left >= weight[p]) {
            left -= weight[p++];
        }
        while (states[p] == NULL || zones[p] >= ZIPS_A_PREFIX - 2) {
            p = (p + 1) % PREFIXES;
        }
        zones[p]++;
    }
}

/* Two ZIPs are another state's than their prefix: Fishers Island and Alta. */
static uint32_t zip_of(unsigned prefix, uint32_t k)
{
    uint32_t zip = prefix * 100u + 1 + k;
    zip += prefix == 63 && zip >= 6390;
    zip += prefix == 834 && zip >= 83414;
    return zip;
}

/* A town near a city, or in the country; some have several ZIPs. */
static bool town_of(struct world *w, unsigned prefix, uint32_t k, struct span *out,
                    struct error *e)
{
    static const char *const forms[][2] = {
        {"", ""},       {"", ""},         {"", ""},       {"", ""},
        {"NEW ", ""},   {"PORT ", ""},    {"LAKE ", ""},  {"", " HEIGHTS"},
        {"", " CITY"},  {"", " SPRINGS"}, {"", " PARK"},  {"FORT ", ""},
        {"MOUNT ", ""}, {"", " FALLS"},   {"", " BEACH"}, {"", ""},
    };
    struct words start = words_of(WORDS_PLACE_START);
    struct words end = words_of(WORDS_PLACE_END);
    struct random r = random_of(w->seed, STREAM_ZONE + 100, (uint64_t)prefix << 16 | k * 2 / 3);
    uint64_t form = random_below(&r, sizeof forms / sizeof forms[0]);
    struct cell name = {.len = 0};
    uint32_t id;
    cell_adds(&name, forms[form][0]);
    cell_adds(&name, start.at[random_below(&r, start.count)]);
    cell_adds(&name, end.at[random_below(&r, end.count)]);
    cell_adds(&name, forms[form][1]);
    bool ok = dictionary_add(w->towns, cell_span(&name), &id, e);
    *out = ok ? dictionary_text(w->towns, id) : (struct span){0};
    return ok;
}

/* Half of the zones of a city's prefix belong to the city itself. */
static bool init_zones(struct world *w, struct error *e)
{
    uint8_t zones[PREFIXES] = {0};
    const char *states[PREFIXES] = {0};
    const struct city *city_of[PREFIXES] = {0};
    w->zone = memory_new(w->zones, sizeof w->zone[0], e);
    if (w->zone == NULL) {
        return false;
    }
    share_prefixes(w, zones, states, city_of);
    uint32_t z = 0;
    for (unsigned p = 0; p < PREFIXES; p++) {
        for (uint32_t k = 0; k < zones[p]; k++) {
            bool own = city_of[p] != NULL && k < (zones[p] + 1u) / 2;
            struct zone *zone = &w->zone[z++];
            *zone = (struct zone){.state = states[p], .zip = zip_of(p, k)};
            if (own) {
                zone->town = span_of(city_of[p]->name);
            } else if (!town_of(w, p, k, &zone->town, e)) {
                return false;
            }
        }
    }
    assert(z == w->zones);
    return true;
}

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
    return n < least ? least : n > most ? most : n;
}

bool places_init(struct world *w, struct error *e)
{
    w->zones = (uint32_t)clamp(w->dwellings / DWELLINGS_A_ZONE, ZONES_LEAST, ZONES_MOST);
    w->streets_a_zone = (uint32_t)clamp(w->dwellings / w->zones / DWELLINGS_A_STREET,
                                        STREETS_LEAST, STREETS_MOST);
    return init_streets(w, e) && dictionary_new(&w->towns, e) && init_zones(w, e);
}

void places_clear(struct world *w)
{
    dictionary_free(w->towns);
    dictionary_free(w->streets);
    memory_free(w->zone);
}

/* The name of street s of a zone: another for each s. */
static uint32_t street_name(const struct world *w, uint32_t zone, uint32_t s)
{
    if (s < STREETS_COMMON) {
        return s;
    }
    uint64_t h = hash_join(w->seed, zone);
    uint64_t rest = w->street_stride;
    uint64_t stride = 1 + (h >> 32) % (rest - 1);
    return STREETS_COMMON + (uint32_t)(((s - STREETS_COMMON) * stride + h % rest) % rest);
}

/* What the s-th street of a zone is: one in forty is a post office with its
 * boxes, one a rural route, two in ten are lined with apartment houses. */
static enum dwelling_kind street_kind(uint32_t s)
{
    return s % STREETS_LEAST == 20      ? DWELLING_BOX
           : s % STREETS_LEAST == 21    ? DWELLING_RURAL
           : s % 10 == 3 || s % 10 == 6 ? DWELLING_APARTMENT
                                        : DWELLING_HOUSE;
}

/* House numbers of a street: how far they go, and in what steps. */
static uint32_t building_number(uint64_t form, uint32_t building, uint32_t spare)
{
    static const uint32_t spans[8] = {60, 300, 900, 900, 3000, 9000, 9000, 18000};
    uint32_t first = 2 * (uint32_t)((form >> 2) % spans[form % 8]);
    uint32_t step = 2 + 2 * (uint32_t)((form >> 16) % 12);
    return 2 + first + building * step + (spare ^ (uint32_t)(form >> 9 & 1));
}

/* A number that is the ZIP, or the one that is typed to have five digits, is rightly doubted; where it comes
 * about by chance, in one house of a hundred thousand, the street has another. */
static uint32_t undoubted(uint32_t number, uint32_t zip)
{
    enum { BEYOND = 60000, TYPED = 12345 };
    return number == zip || number == TYPED ? number + BEYOND : number;
}

/* spare: 1 for a dwelling that is in no record. */
static struct dwelling dwelling_at(const struct world *w, uint32_t zone, uint32_t s,
                                   uint32_t slot, uint32_t spare)
{
    static const uint8_t buildings[16] = {2, 2, 2, 2, 3, 3, 4, 4, 4, 6, 6, 8, 8, 12, 16, 24};
    bool tower = zone % TOWER_ZONES == 7 && s % TOWER_STREETS == 1;
    struct dwelling d = {.kind = street_kind(s), .zone = &w->zone[zone]};
    if (tower) {
        d.kind = DWELLING_APARTMENT;
        slot = slot * (w->streets_a_zone / TOWER_STREETS + 1) + s / TOWER_STREETS;
        s = 1 + TOWER_STREETS * (zone / TOWER_ZONES % 8); /* one for all of them */
        d.units = UINT32_MAX;
    }
    /* The tenth street has the name of the ninth, and another suffix. */
    bool pair = s >= STREETS_COMMON && s % 10 == 9;
    size_t suffixes;
    (void)street_suffixes(&suffixes);
    d.place = s;
    d.street = street_name(w, zone, pair ? s - 1 : s);
    d.form = hash_join(hash_join(w->seed, STREAM_STREET), (uint64_t)zone << 32 | s);
    d.suffix = (unsigned)((hash_join(w->seed ^ zone, d.street) >> 44) % suffixes);
    d.suffix = pair ? (unsigned)((d.suffix + 1) % suffixes) : d.suffix;
    d.route =
        1 + s / STREETS_LEAST; /* another for each post office or rural route of the zone */
    d.units = d.units != 0 ? d.units : buildings[(d.form >> 20) % sizeof buildings];
    switch (d.kind) {
    case DWELLING_BOX:
        d.number =
            1 + 2 * (slot * (STREETS_MOST / STREETS_LEAST + 1) + s / STREETS_LEAST) + spare;
        break;
    case DWELLING_RURAL:
        d.number = 1 + 2 * slot + spare;
        break;
    case DWELLING_APARTMENT:
        d.number = undoubted(building_number(d.form, slot / d.units, spare), d.zone->zip);
        d.unit = slot % d.units;
        break;
    case DWELLING_HOUSE:
        d.number = undoubted(building_number(d.form, slot, spare), d.zone->zip);
        break;
    }
    return d;
}

struct dwelling dwelling_of(const struct world *w, uint64_t number)
{
    bool spare = number >= w->homes;
    uint64_t k = spare ? shuffle_at(&w->spare_order, number - w->homes)
                       : shuffle_at(&w->home_order, number);
    uint32_t zone = (uint32_t)(k % w->zones);
    uint32_t s = (uint32_t)((k / w->zones + zone * 7) % w->streets_a_zone);
    uint32_t slot = (uint32_t)(k / w->zones / w->streets_a_zone);
    return dwelling_at(w, zone, s, slot, spare);
}

struct dwelling dwelling_near(const struct world *w, const struct zone *zone, unsigned near,
                              struct random *r)
{
    uint32_t z = (uint32_t)(zone - w->zone) + (uint32_t)random_below(r, near + 1);
    z = z < w->zones ? z : w->zones - 1;
    uint32_t s = (uint32_t)random_below(r, w->streets_a_zone);
    return dwelling_at(w, z, s, (uint32_t)random_below(r, 8), 1);
}

/* --- writing --- */

/* House number as the place writes it: 12-34 in Queens, N6W23001 in Waukesha, else plain. */
static void add_number(const struct dwelling *d, struct cell *c)
{
    uint32_t prefix = d->zone->zip / 100;
    if (prefix == 113 || prefix == 114) {
        cell_number(c, d->number / 100 + 10, 2);
        cell_adds(c, "-");
        cell_number(c, d->number % 100, 2);
    } else if (prefix == 531) {
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
    if ((style & STYLE_SLIP) != 0) {
        (void)cell_slip(&name, false, r);
    }
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
    bool ordinal = name.at[0] >= '0' && name.at[0] <= '9'; /* 2NDMARK would be no word */
    if (ordinal && w->mark.len > 0) {
        cell_add(c, w->mark);
        cell_adds(c, " ");
    }
    cell_add(c, cell_span(&name));
    cell_add(c, ordinal ? SPAN_LITERAL("") : w->mark);
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
    cell_number(c, 5 * (20 + (uint64_t)d->place) + ((style & STYLE_TYPO) != 0 ? 7 : 0), 1);
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
    unsigned more =
        (style & STYLE_OTHER_SUFFIX) != 0 ? 1 + (unsigned)random_below(r, count - 1) : 0;
    cell_adds(c, " ");
    cell_adds(c, word_of(&suffixes[(d->suffix + more) % count], in_full));
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
    if (d->units == UINT32_MAX) {
        cell_number(c, (d->unit / 12 + 1) * 100u + d->unit % 12 + 1, 3);
    } else if ((d->form >> 52) % 3 == 0) {
        cell_number(c, (d->unit / 4 + 1) * 100u + d->unit % 4 + 1, 3);
    } else {
        cell_number(c, d->unit / 4 + 1, 1);
        cell_add(c, (struct span){&"ABCD"[d->unit % 4], 1});
    }
}

static void add_street_line(const struct world *w, const struct dwelling *d, unsigned style,
                            struct random *r, struct cell *c)
{
    if ((style & STYLE_ZERO_NUMBER) != 0) {
        cell_adds(c, "0000 ");
    } else if ((style & STYLE_NO_NUMBER) == 0) {
        add_number(d, c);
        cell_adds(c, (style & STYLE_BLANKS) != 0 ? "  " : " ");
    }
    /* A grid address has no street left without its number: those forms use a name. */
    bool grid = d->zone->zip / 1000 == 84 && d->zone->zip < 84800 && w->mark.len == 0 &&
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
    struct cell *line = &to->cell[FIELD_ADDRESS];
    if (d->kind == DWELLING_BOX || d->kind == DWELLING_RURAL) {
        add_box(d, style, line);
    } else {
        add_street_line(w, d, style, r, line);
    }
    cell_add(&to->cell[FIELD_CITY], d->zone->town);
    cell_add(&to->cell[FIELD_CITY], w->mark);
    cell_adds(&to->cell[FIELD_STATE], d->zone->state);
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
