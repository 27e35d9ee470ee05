/* Blocking keys: a table of sets of parts. A key's value is the joint hash of
 * its parts; where a part is missing there is no key.
 *
 * Names enter without their blanks ("VAN DYKE" is "VANDYKE"), a birth date with
 * day and month in ascending order where both could be months (a frequent
 * slip), a given name as its first nickname group (BOB is ROBERT). The locality
 * is the ZIP, else the city: files that are not American have no ZIP.
 *
 * The keys of a custody were chosen by how many right persons they find together
 * (.97 of those asked for, at 1.4 pairs a request, on made-up people with errors). */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "engine/registry/registry.h"
#include "engine/standard/standard.h"

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
    CITY, /* state and city, else the ZIP */
    PLACE,
    NOTE,
    PHONE,
    EMAIL,
    PARTS
};

#define BIT(part) (1u << (part))

static const uint32_t parts_of[REGISTRY_KEYS] = {
    [REGISTRY_KEY_SOUND_HOUSE_LOCALITY] = BIT(SOUND) | BIT(HOUSE) | BIT(LOCALITY),
    [REGISTRY_KEY_HOUSE_STREET_LOCALITY] = BIT(HOUSE) | BIT(STREET) | BIT(LOCALITY),
    [REGISTRY_KEY_NAME] = BIT(SURNAME) | BIT(GIVEN),
    [REGISTRY_KEY_SOUND_BIRTH] = BIT(SOUND) | BIT(BIRTH),
    [REGISTRY_KEY_GIVEN_BIRTH] = BIT(GIVEN) | BIT(BIRTH),
    [REGISTRY_KEY_SOUND_CITY_INITIAL] = BIT(SOUND) | BIT(CITY) | BIT(INITIAL),
    [REGISTRY_KEY_SURNAME_LOCALITY_INITIAL] = BIT(SURNAME) | BIT(LOCALITY) | BIT(INITIAL),
    [REGISTRY_KEY_NAME_YEAR] = BIT(SURNAME) | BIT(GIVEN) | BIT(YEAR),
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
    uint16_t group[STANDARD_NICKNAMES];
    standard_nicknames(given, group);
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

static uint64_t city_of(const struct address *a)
{
    if (a->city.len > 0) {
        return hash_join(tight(a->city), (uint64_t)a->state[0] << 8 | (unsigned char)a->state[1]) |
               1;
    }
    return a->zip < ZIP_NONE ? number(a->zip) : 0;
}

static void join_parts(const uint64_t part[PARTS], unsigned keys, uint64_t out[REGISTRY_KEYS])
{
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

/* The part of a surname that stands for it: of several the first. VAN DYKE is one. */
static struct span main_part(struct span surname, struct span part[STANDARD_PARTS], unsigned *n)
{
    *n = 0;
    if (surname.len > 0 && memchr(surname.at, ' ', surname.len) != NULL) {
        *n = standard_name_parts(surname, part);
    }
    return *n > 1 ? part[0] : surname;
}

static uint64_t sound_of(struct span name)
{
    uint64_t sound = standard_sound(name);
    return sound == 0 ? 0 : number(sound);
}

/* sound: of the surname, as it is dear. */
static void take_surname(struct span surname, uint64_t sound, uint64_t part[PARTS])
{
    part[SURNAME] = tight(surname);
    part[SOUND] = sound;
}

static void take_given(struct span given, uint64_t sound, uint64_t part[PARTS])
{
    part[GIVEN] = given_of(given);
    part[GIVEN_SOUND] = sound;
    part[INITIAL] = initial_of(given);
}

static void take_rest(const struct person *p, uint64_t part[PARTS])
{
    const struct address *a = &p->address;
    part[YEAR] = p->birth < 10000 ? 0 : number(p->birth / 10000);
    part[BIRTH] = birth_of(p->birth);
    part[HOUSE] = house_of(a);
    part[STREET] = street_of(a);
    part[LOCALITY] = a->zip < ZIP_NONE ? number(a->zip) : tight(a->city);
    part[CITY] = city_of(a);
    part[PLACE] = plain(p->place);
    part[NOTE] = tight(p->note);
    part[PHONE] = plain(p->phone);
    part[EMAIL] = plain(p->email);
}

void registry_keys(const struct person *p, unsigned keys, uint64_t out[REGISTRY_KEYS])
{
    struct span words[STANDARD_PARTS];
    unsigned n;
    uint64_t part[PARTS];
    struct span surname = main_part(p->name.surname, words, &n);
    bool coarse = keys > REGISTRY_CUSTODY_KEYS; /* they alone ask how a given name sounds */
    take_surname(surname, sound_of(surname), part);
    take_given(p->name.given, coarse ? sound_of(p->name.given) : 0, part);
    take_rest(p, part);
    join_parts(part, keys, out);
}

unsigned registry_variants(const struct person *p, unsigned keys,
                           uint64_t out[REGISTRY_VARIANTS][REGISTRY_KEYS])
{
    struct span words[STANDARD_PARTS];
    unsigned n, count = 0;
    uint64_t part[PARTS];
    struct span given = p->name.given, surname = main_part(p->name.surname, words, &n);
    uint64_t sound = sound_of(surname), given_sound = sound_of(given);
    take_surname(surname, sound, part);
    take_given(given, given_sound, part);
    take_rest(p, part);
    join_parts(part, keys, out[count++]);
    for (unsigned i = n > 1; i < n && count < REGISTRY_VARIANTS - 1; i++) {
        /* another part, or the name without its particle */
        take_surname(words[i], sound_of(words[i]), part);
        join_parts(part, keys, out[count++]);
    }
    if (given.len > 1 && surname.len > 0) {
        take_surname(given, given_sound, part);
        take_given(p->name.surname, sound, part);
        join_parts(part, keys, out[count++]);
    }
    return count;
}

static const char *const part_names[PARTS] = {
    [SURNAME] = "surname", [SOUND] = "sound",       [GIVEN] = "given name",
    [GIVEN_SOUND] = "its sound", [INITIAL] = "initial", [YEAR] = "year of birth",
    [BIRTH] = "birth date", [HOUSE] = "house",      [STREET] = "street",
    [LOCALITY] = "ZIP",     [CITY] = "city",        [PLACE] = "place",
    [NOTE] = "note",        [PHONE] = "phone",      [EMAIL] = "email",
};

void registry_key_name(enum registry_key key, char out[REGISTRY_KEY_NAME_SIZE])
{
    static const char *const own[] = {"person_id", "identifier"};
    size_t n = 0;
    if (key <= REGISTRY_KEY_IDENTIFIER) {
        (void)snprintf(out, REGISTRY_KEY_NAME_SIZE, "%s", own[key]);
        return;
    }
    for (uint32_t left = parts_of[key]; left != 0; left &= left - 1) {
        n += (size_t)snprintf(out + n, REGISTRY_KEY_NAME_SIZE - n, "%s%s", n == 0 ? "" : " + ",
                              part_names[__builtin_ctz(left)]);
    }
}
