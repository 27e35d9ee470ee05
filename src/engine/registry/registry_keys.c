/* Blocking keys: a table of sets of parts. A key's value is the joint hash of
 * its parts; where a part is missing there is no key.
 *
 * Names enter without their blanks ("VAN DYKE" is "VANDYKE"), a birth date with
 * day and month in ascending order where both could be months (a frequent
 * slip), a given name as its first nickname group (BOB is ROBERT). The locality
 * is the ZIP, else the city: files that are not American have no ZIP. */
#include <string.h>

#include "base/hash.h"
#include "engine/registry/registry.h"

enum part {
    SURNAME,
    SOUND, /* of the surname */
    GIVEN, /* nickname group, or the name */
    GIVEN_SOUND,
    INITIAL,
    YEAR,
    BIRTH, /* a whole date */
    HOUSE, /* primary number, or box */
    STREET,
    LOCALITY,
    AREA, /* ZIP3; a value of its own where there is no ZIP */
    PLACE,
    NOTE,
    PHONE,
    EMAIL,
    PARTS
};

#define BIT(part) (1u << (part))

static const uint32_t parts_of[REGISTRY_KEYS] = {
    [REGISTRY_KEY_SOUND_HOUSE_LOCALITY] = BIT(SOUND) | BIT(HOUSE) | BIT(LOCALITY),
    [REGISTRY_KEY_SURNAME_LOCALITY_INITIAL] = BIT(SURNAME) | BIT(LOCALITY) | BIT(INITIAL),
    [REGISTRY_KEY_HOUSE_STREET_LOCALITY] = BIT(HOUSE) | BIT(STREET) | BIT(LOCALITY),
    [REGISTRY_KEY_NAME_YEAR] = BIT(SURNAME) | BIT(GIVEN) | BIT(YEAR),
    [REGISTRY_KEY_SURNAME_BIRTH] = BIT(SURNAME) | BIT(BIRTH),
    [REGISTRY_KEY_GIVEN_BIRTH_AREA] = BIT(GIVEN) | BIT(BIRTH) | BIT(AREA),
    [REGISTRY_KEY_SOUNDS] = BIT(SOUND) | BIT(GIVEN_SOUND),
    [REGISTRY_KEY_SOUND_INITIAL_YEAR] = BIT(SOUND) | BIT(INITIAL) | BIT(YEAR),
    [REGISTRY_KEY_BIRTH_HOUSE] = BIT(BIRTH) | BIT(HOUSE),
    [REGISTRY_KEY_BIRTH_LOCALITY] = BIT(BIRTH) | BIT(LOCALITY),
    [REGISTRY_KEY_BIRTH_PLACE] = BIT(BIRTH) | BIT(PLACE),
    [REGISTRY_KEY_BIRTH_NOTE] = BIT(BIRTH) | BIT(NOTE),
    [REGISTRY_KEY_NOTE_SOUND] = BIT(NOTE) | BIT(SOUND),
    [REGISTRY_KEY_NOTE_GIVEN] = BIT(NOTE) | BIT(GIVEN),
    [REGISTRY_KEY_PLACE_SURNAME_INITIAL] = BIT(PLACE) | BIT(SURNAME) | BIT(INITIAL),
    [REGISTRY_KEY_PLACE_GIVEN_YEAR] = BIT(PLACE) | BIT(GIVEN) | BIT(YEAR),
    [REGISTRY_KEY_HOUSE_STREET] = BIT(HOUSE) | BIT(STREET),
    [REGISTRY_KEY_STREET_GIVEN] = BIT(STREET) | BIT(GIVEN),
    [REGISTRY_KEY_SURNAME] = BIT(SURNAME),
    [REGISTRY_KEY_SOUND_PLACE] = BIT(SOUND) | BIT(PLACE),
    [REGISTRY_KEY_BIRTH] = BIT(BIRTH),
    [REGISTRY_KEY_NOTE] = BIT(NOTE),
    [REGISTRY_KEY_HOUSE_NOTE] = BIT(HOUSE) | BIT(NOTE),
    [REGISTRY_KEY_HOUSE_SOUND] = BIT(HOUSE) | BIT(SOUND),
    [REGISTRY_KEY_HOUSE_GIVEN] = BIT(HOUSE) | BIT(GIVEN),
    [REGISTRY_KEY_STREET_SOUND] = BIT(STREET) | BIT(SOUND),
    [REGISTRY_KEY_PLACE_GIVEN] = BIT(PLACE) | BIT(GIVEN),
    [REGISTRY_KEY_SOUND_YEAR] = BIT(SOUND) | BIT(YEAR),
    [REGISTRY_KEY_PLACE_YEAR] = BIT(PLACE) | BIT(YEAR),
    [REGISTRY_KEY_GIVEN_YEAR] = BIT(GIVEN) | BIT(YEAR),
    [REGISTRY_KEY_PHONE] = BIT(PHONE),
    [REGISTRY_KEY_EMAIL] = BIT(EMAIL),
};

/* The text without blanks; 0 where nothing is left. */
static uint64_t tight(struct span s)
{
    char to[64];
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < sizeof to; i++) {
        if (s.at[i] != ' ') {
            to[n++] = s.at[i];
        }
    }
    return n == 0 ? 0 : hash_bytes((struct span){to, n}, 1) | 1;
}

static uint64_t plain(struct span s)
{
    return s.len == 0 ? 0 : hash_bytes(s, 2) | 1;
}

static uint64_t number(uint64_t n)
{
    return hash_word(n + 0x51ed2701u) | 1;
}

static uint64_t given_of(struct span given)
{
    uint16_t group[REGISTRY_NAME_GROUPS];
    registry_name_groups(given, group);
    return group[0] == 0 ? tight(given) : number(group[0]);
}

static uint64_t initial_of(struct span given)
{
    return given.len == 0 ? 0 : number((unsigned char)given.at[0]);
}

static uint64_t birth_of(uint32_t birth)
{
    uint32_t year = birth / 10000, month = birth / 100 % 100, day = birth % 100;
    if (year == 0 || month == 0 || day == 0) {
        return 0;
    }
    return day < month ? number(year * 10000 + day * 100 + month) : number(birth);
}

static uint64_t house_of(const struct address *a)
{
    return a->house.len > 0 ? plain(a->house) : plain(a->box);
}

static uint64_t street_of(const struct address *a)
{
    if (a->street.len > 0) {
        return tight(a->street);
    }
    return a->route.len > 0 ? tight(a->route) : a->box.len > 0 ? number(ADDRESS_PO_BOX) : 0;
}

void registry_keys(const struct person *p, unsigned keys, uint64_t out[REGISTRY_KEYS])
{
    const struct address *a = &p->address;
    bool zip = a->zip < ZIP_NONE;
    uint64_t sound = registry_sound(p->name.surname),
             given_sound = registry_sound(p->name.given);
    uint64_t part[PARTS] = {
        [SURNAME] = tight(p->name.surname),
        [SOUND] = sound == 0 ? 0 : number(sound),
        [GIVEN] = given_of(p->name.given),
        [GIVEN_SOUND] = given_sound == 0 ? 0 : number(given_sound),
        [INITIAL] = initial_of(p->name.given),
        [YEAR] = p->birth < 10000 ? 0 : number(p->birth / 10000),
        [BIRTH] = birth_of(p->birth),
        [HOUSE] = house_of(a),
        [STREET] = street_of(a),
        [LOCALITY] = zip ? number(a->zip) : tight(a->city),
        [AREA] = number(zip ? a->zip / 100 : 1000),
        [PLACE] = plain(p->place),
        [NOTE] = tight(p->note),
        [PHONE] = plain(p->phone),
        [EMAIL] = plain(p->email),
    };
    memset(out, 0, REGISTRY_KEYS * sizeof *out);
    for (unsigned k = REGISTRY_KEY_IDENTIFIER + 1; k < keys; k++) {
        uint64_t value = hash_word(k);
        for (uint32_t left = parts_of[k]; left != 0 && value != 0; left &= left - 1) {
            uint64_t one = part[__builtin_ctz(left)];
            value = one == 0 ? 0 : hash_join(value, one) | 1;
        }
        out[k] = value;
    }
}
