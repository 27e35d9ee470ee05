/* gate_household.c: is it safe to write to an address? Asked of the whole registry of now: who else has it.
 *
 *   dwelling   house, street, unit, box, city and ZIP   how many people, is one of them protected
 *   surname    dwelling and a part of a surname         how many have that part
 *   building   house, street, city and ZIP              are there units
 *   guard      the same two, written in any other way   is somebody protected
 *
 * (1) A protected person is not given away by a letter to somebody at the same address: nobody there gets one. Two
 *     records of one house may be written in two ways, and a letter too few is looked at by a person: so for this a
 *     street is its bare name, a unit its number, and of city and ZIP one is enough.
 * (2) A building that has units is no complete address without one.
 * (3) An address at which everybody else has another name may be theirs alone by now. One part in common will do:
 *     parents, children and spouses with double names share one.
 * One pass over the registry's columns; of addresses the numbers of their texts are compared, but for (1).
 */
#include "app/gate/gate_mailing.h"

#include "base/hash.h"
#include "base/map.h"

struct dwelling {
    uint32_t people;
};

struct building {
    bool units;
};

/* What a guard is, of those whose place it is. */
enum guard { GUARD_WANTED, GUARD_HOUSE = 1, GUARD_UNIT = 2 }; /* protected and in no unit; in some unit */

/* What was looked for, by hashes of 64 bits: two that fall together withhold a letter, and give none away. */
struct households {
    struct map *dwellings, *buildings, *names; /* to a place, from 1; names: to a count, from 1 */
    struct map *guards;                        /* to bits of enum guard */
    struct dwelling *dwelling;
    struct building *building;
};

static uint64_t building_key(const struct registry_row *r)
{
    return hash_join(hash_join(r->house, r->street), hash_join(r->city, r->zip));
}

static uint64_t dwelling_key(const struct registry_row *r)
{
    return hash_join(building_key(r), hash_join(r->unit, r->box));
}

/* One of the parts of a text of the registry that are joined by TABs. */
static struct span part_of(const struct registry *of, enum registry_dictionary d, uint32_t number, unsigned which)
{
    struct span rest = registry_text(of, d, number), part = {"", 0};
    for (unsigned i = 0; i <= which; i++) {
        if (!span_cut(&rest, '\t', &part)) {
            return (struct span){"", 0};
        }
    }
    return part;
}

enum { PLACES = 2, KEYS_OF_PLACES = 2 * PLACES };

/* By city and by ZIP: of the house, and behind those of its dwelling. */
static void guard_keys(const struct registry *of, const struct registry_row *r, uint64_t keys[KEYS_OF_PLACES])
{
    struct span street = part_of(of, REGISTRY_STREET, r->street, 1), unit = part_of(of, REGISTRY_UNIT, r->unit, 1);
    unit = unit.len > 0 ? unit : part_of(of, REGISTRY_UNIT, r->unit, 0); /* LOWR has no number */
    uint64_t house = hash_join(r->house, hash_bytes(street, 0)), within = hash_join(hash_bytes(unit, 0), r->box);
    keys[0] = hash_join(house, hash_join(1, r->city));
    keys[1] = hash_join(house, hash_join(2, r->zip));
    for (unsigned i = 0; i < PLACES; i++) {
        keys[PLACES + i] = hash_join(keys[i], hash_join(3, within));
    }
}

enum { NAME_PARTS = 4 };

/* A key for each different part of the surname; how many. */
static unsigned name_keys(const struct registry *of, const struct registry_row *r, uint64_t keys[NAME_PARTS])
{
    struct span rest = registry_text(of, REGISTRY_SURNAME, r->surname), part;
    unsigned n = 0;
    while (n < NAME_PARTS && span_cut(&rest, ' ', &part)) {
        uint64_t key = hash_join(dwelling_key(r), hash_bytes(part, 0));
        bool again = part.len == 0;
        for (unsigned i = 0; i < n; i++) {
            again = again || keys[i] == key;
        }
        if (!again) {
            keys[n++] = key;
        }
    }
    return n;
}

/* --- complete --- */

static bool is_complete(const struct address *a)
{
    bool point = a->kind == ADDRESS_STREET                              ? a->house.len > 0 && a->street.len > 0
                 : a->kind == ADDRESS_PO_BOX                            ? a->box.len > 0
                 : a->kind == ADDRESS_RURAL || a->kind == ADDRESS_MILITARY ? a->route.len > 0 && a->box.len > 0
                                                                         : false;
    bool unit = a->unit_kind.len == 0 || a->unit.len > 0;
    return point && unit && a->city.len > 0 && a->state[0] != '\0' && a->zip < ZIP_NONE;
}

/* --- what is looked for --- */

static bool want(struct map *in, uint64_t key, uint64_t *count, struct error *e)
{
    bool fresh = false;
    uint64_t *place = map_at(in, key, &fresh, e);
    if (place == NULL) {
        return false;
    }
    if (fresh) {
        *place = ++*count;
    }
    return true;
}

static bool want_names(struct households *h, const struct registry *of, const struct registry_row *row, struct error *e)
{
    uint64_t keys[NAME_PARTS];
    unsigned n = name_keys(of, row, keys);
    bool ok = true;
    for (unsigned i = 0; ok && i < n; i++) {
        ok = map_at(h->names, keys[i], NULL, e) != NULL;
    }
    return ok;
}

static bool want_guards(struct households *h, const struct registry *of, const struct registry_row *row, struct error *e)
{
    uint64_t keys[KEYS_OF_PLACES];
    guard_keys(of, row, keys);
    bool ok = true;
    for (unsigned i = 0; ok && i < KEYS_OF_PLACES; i++) {
        ok = map_at(h->guards, keys[i], NULL, e) != NULL;
    }
    return ok;
}

static bool want_all(struct households *h, struct notified *n, struct error *e)
{
    uint64_t dwellings = 0, buildings = 0;
    bool ok = map_new(&h->dwellings, e) && map_new(&h->buildings, e) && map_new(&h->names, e) &&
              map_new(&h->guards, e);
    for (size_t i = 0; ok && i < n->count; i++) {
        struct addressee *a = &n->people[i];
        struct registry_row row;
        struct address address;
        if (a->fate != MAIL_LETTER) {
            continue;
        }
        registry_row(n->now, a->person, &row);
        registry_address(n->now, a->person, &address);
        a->fate = is_complete(&address) ? MAIL_LETTER : MAIL_ADDRESS;
        ok = want(h->dwellings, dwelling_key(&row), &dwellings, e) &&
             want(h->buildings, building_key(&row), &buildings, e) && want_names(h, n->now, &row, e) &&
             want_guards(h, n->now, &row, e);
    }
    h->dwelling = ok ? memory_new(dwellings, sizeof *h->dwelling, e) : NULL;
    h->building = h->dwelling == NULL ? NULL : memory_new(buildings, sizeof *h->building, e);
    return h->building != NULL;
}

/* --- the pass --- */

static bool count_names(struct households *h, const struct registry *of, const struct registry_row *row, struct error *e)
{
    uint64_t keys[NAME_PARTS], *count;
    unsigned n = name_keys(of, row, keys);
    for (unsigned i = 0; i < n; i++) {
        if (map_find(h->names, keys[i]) == NULL) {
            continue;
        }
        if ((count = map_at(h->names, keys[i], NULL, e)) == NULL) {
            return false;
        }
        ++*count;
    }
    return true;
}

static bool note_guard(struct households *h, const struct registry *of, const struct registry_row *row, struct error *e)
{
    uint64_t keys[KEYS_OF_PLACES], *bits;
    guard_keys(of, row, keys);
    for (unsigned i = 0; i < KEYS_OF_PLACES; i++) {
        if (map_find(h->guards, keys[i]) == NULL) {
            continue;
        }
        if ((bits = map_at(h->guards, keys[i], NULL, e)) == NULL) {
            return false;
        }
        *bits |= row->unit == 0 ? GUARD_HOUSE : GUARD_UNIT;
    }
    return true;
}

static bool look_at(struct households *h, const struct registry *of, const struct registry_row *row, struct error *e)
{
    const uint64_t *b = map_find(h->buildings, building_key(row)), *d;
    if ((row->flags & (PERSON_PROTECTED | PERSON_SEALED)) != 0 && !note_guard(h, of, row, e)) {
        return false;
    }
    if (b == NULL) {
        return true;
    }
    h->building[*b - 1].units |= row->unit != 0;
    if ((d = map_find(h->dwellings, dwelling_key(row))) == NULL) {
        return true;
    }
    h->dwelling[*d - 1].people++;
    return count_names(h, of, row, e);
}

/* The person counts as one of each part of their own name. */
static bool has_family(const struct households *h, const struct registry *of, const struct registry_row *row)
{
    uint64_t keys[NAME_PARTS];
    unsigned n = name_keys(of, row, keys);
    bool family = false;
    for (unsigned i = 0; i < n; i++) {
        family = family || *map_find(h->names, keys[i]) > 1;
    }
    return family;
}

/* Of a house: in none of its units, or in some of them; or in this very dwelling. A box is in no house. */
static bool is_guarded(const struct households *h, const struct registry *of, const struct registry_row *row, unsigned bits)
{
    uint64_t keys[KEYS_OF_PLACES];
    bool guarded = false;
    guard_keys(of, row, keys);
    for (unsigned i = 0; i < KEYS_OF_PLACES; i++) {
        uint64_t found = *map_find(h->guards, keys[i]);
        guarded = guarded || (i < PLACES ? row->house != 0 && (found & bits) != 0 : found != GUARD_WANTED);
    }
    return guarded;
}

static enum mailing_fate judge(const struct households *h, const struct registry *of, const struct registry_row *row)
{
    const struct dwelling *d = &h->dwelling[*map_find(h->dwellings, dwelling_key(row)) - 1];
    const struct building *b = &h->building[*map_find(h->buildings, building_key(row)) - 1];
    return is_guarded(h, of, row, GUARD_HOUSE)                                  ? MAIL_GUARDED
           : row->house != 0 && row->unit == 0 && b->units                      ? MAIL_ADDRESS
           : row->unit == 0 && is_guarded(h, of, row, GUARD_UNIT)               ? MAIL_GUARDED
           : d->people > OVER_USED                                              ? MAIL_CROWDED
           : d->people > 1 && !has_family(h, of, row)                           ? MAIL_HOUSEHOLD
                                                                                : MAIL_LETTER;
}

bool households_judge(struct notified *n, struct error *e)
{
    struct households h = {0};
    struct registry_row row;
    bool ok = want_all(&h, n, e);
    for (uint32_t i = 0; ok && i < registry_persons(n->now); i++) {
        if (!registry_gone(n->now, i)) {
            registry_row(n->now, i, &row);
            ok = look_at(&h, n->now, &row, e);
        }
    }
    for (size_t i = 0; ok && i < n->count; i++) {
        if (n->people[i].fate == MAIL_LETTER) {
            registry_row(n->now, n->people[i].person, &row);
            n->people[i].fate = judge(&h, n->now, &row);
        }
    }
    map_free(h.dwellings);
    map_free(h.buildings);
    map_free(h.names);
    map_free(h.guards);
    memory_free(h.dwelling);
    memory_free(h.building);
    return ok;
}
