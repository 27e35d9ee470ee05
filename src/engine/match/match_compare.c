/* Comparison levels of one pair. Equal texts are equal numbers; only names that
 * differ are read from the dictionaries, and what was found of a pair of names is
 * remembered.
 *
 * Two addresses with a ZIP are compared as a whole, others by their parts: what
 * is no address of this country has a house, a street and a city all the same. */
#include "engine/match/match_compare.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/hash.h"
#include "engine/match/match_distance.h"
#include "engine/standard/standard.h"
#include "record/linkage.h"

#define NOWHERE UINT32_MAX /* no number: the registry has no such text */

enum { PARTS = SUBJECT_TEXTS };
enum { JW_CLOSE = COMPARE_JW_CLOSE, JW_SIMILAR = 8500, JW_STREET = 8800, JOINT = 1024 };

/* --- the request's side --- */

struct part_of_subject {
    enum comparison comparison;
    enum registry_dictionary dictionary;
    size_t number; /* offset in struct subject */
};

#define PART(comparison, dictionary, field)                                                    \
    {                                                                                          \
        comparison, dictionary, offsetof(struct subject, field)                                \
    }

static const struct part_of_subject parts[PARTS] = {
    PART(COMPARE_SURNAME, REGISTRY_SURNAME, surname),
    PART(COMPARE_GIVEN, REGISTRY_GIVEN, given),
    PART(COMPARE_MIDDLE, REGISTRY_MIDDLE, middle),
    PART(COMPARE_HOUSE, REGISTRY_HOUSE, house),
    PART(COMPARE_STREET, REGISTRY_STREET, street),
    PART(COMPARE_ADDRESS, REGISTRY_UNIT, unit),
    PART(COMPARE_ADDRESS, REGISTRY_BOX, box),
    PART(COMPARE_CITY, REGISTRY_CITY, city),
    PART(COMPARE_PLACE, REGISTRY_PLACE, place),
    PART(COMPARE_CATEGORY, REGISTRY_CATEGORY, category),
    PART(COMPARE_NOTE, REGISTRY_NOTE, note),
};

bool subject_begin(const struct person *p, struct registry_tagger *tagger, struct subject *out,
                   struct error *e)
{
    out->person = p;
    out->identifier = 0;
    out->last4 = 0;
    if (tagger == NULL) {
        return true;
    }
    uint32_t last4 = person_last4(p);
    out->last4 = last4 < LAST4_NONE ? registry_tag_last4(tagger, last4) : 0;
    return p->identifier == IDENTIFIER_NONE ||
           registry_tag(tagger, p->identifier, &out->identifier, e);
}

void subject_approach(const struct comparer *c, struct subject *out)
{
    for (size_t i = 0; i < PARTS; i++) {
        char joint[JOINT];
        enum registry_dictionary d = parts[i].dictionary;
        struct span text = registry_text_of(out->person, d, joint, JOINT);
        out->hash[i] = text.len == 0 ? 0 : registry_hash(text);
        if (text.len > 0) {
            registry_prefetch_number(c->registry, d, out->hash[i]);
        }
    }
}

void subject_finish(const struct comparer *c, struct subject *out)
{
    for (unsigned i = 0; i < COMPARISONS; i++) {
        out->same[i] = c->model->cell[i][LEVEL_SAME];
        out->rarity[i] = 0;
    }
    for (size_t i = 0; i < PARTS; i++) {
        char joint[JOINT];
        const struct part_of_subject *part = &parts[i];
        enum comparison comparison = part->comparison;
        struct span text = registry_text_of(out->person, part->dictionary, joint, JOINT);
        uint32_t number = text.len == 0 ? 0
                                        : registry_number_at(c->registry, part->dictionary, text,
                                                             out->hash[i]);
        memcpy((char *)out + part->number, &number, sizeof number);
        if (number != 0 && number != NOWHERE && model_by_frequency(comparison)) {
            uint32_t count = registry_frequency(c->registry, part->dictionary, number);
            out->rarity[comparison] = model_rarity(c->model, comparison, count);
            out->same[comparison] = model_same(c->model, comparison, out->rarity[comparison]);
        }
    }
}

bool subject_make(const struct comparer *c, const struct person *p,
                  struct registry_tagger *tagger, struct subject *out, struct error *e)
{
    if (!subject_begin(p, tagger, out, e)) {
        return false;
    }
    subject_approach(c, out);
    subject_finish(c, out);
    return true;
}

/* --- names --- */

/* A word of three letters or more that one name has alone and the other among
 * its words. */
static bool is_part(struct span whole, struct span word)
{
    struct span rest = whole, part;
    bool several = memchr(whole.at, ' ', whole.len) != NULL;
    while (several && word.len >= 3 && span_cut(&rest, ' ', &part)) {
        if (span_equal(part, word)) {
            return true;
        }
    }
    return false;
}

/* Two surnames with a part in common: GARCIA LOPEZ and LOPEZ. */
static bool share_part(struct span a, struct span b)
{
    struct span x[STANDARD_PARTS], y[STANDARD_PARTS];
    if (memchr(a.at, ' ', a.len) == NULL && memchr(b.at, ' ', b.len) == NULL) {
        return false;
    }
    unsigned n = standard_name_parts(a, x), m = standard_name_parts(b, y);
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < m; j++) {
            if (x[i].len > 1 && span_equal(x[i], y[j])) {
                return true;
            }
        }
    }
    return false;
}

static unsigned surname_pair(struct span a, struct span b)
{
    uint32_t alike = distance_jaro_winkler_at_least(a, b, JW_SIMILAR);
    if (alike >= JW_CLOSE) {
        return SURNAME_CLOSE;
    }
    if (share_part(a, b)) {
        return SURNAME_PART;
    }
    return alike >= JW_SIMILAR || standard_sound(a) == standard_sound(b) ? SURNAME_SIMILAR
                                                                         : SURNAME_DIFFERENT;
}

static bool share_group(struct span a, struct span b)
{
    uint16_t ga[STANDARD_NICKNAMES], gb[STANDARD_NICKNAMES];
    standard_nicknames(a, ga);
    standard_nicknames(b, gb);
    for (unsigned i = 0; i < STANDARD_NICKNAMES; i++) {
        for (unsigned j = 0; j < STANDARD_NICKNAMES; j++) {
            if (ga[i] != 0 && ga[i] == gb[j]) {
                return true;
            }
        }
    }
    return false;
}

static unsigned given_pair(struct span a, struct span b)
{
    if (a.len == 1 || b.len == 1) {
        return a.at[0] == b.at[0] ? GIVEN_INITIAL : GIVEN_DIFFERENT;
    }
    if (share_group(a, b)) {
        return GIVEN_NICKNAME;
    }
    uint32_t alike = distance_jaro_winkler_at_least(a, b, JW_SIMILAR);
    if (alike >= JW_CLOSE || is_part(a, b) || is_part(b, a)) {
        return GIVEN_CLOSE;
    }
    return alike >= JW_SIMILAR ? GIVEN_SIMILAR : GIVEN_DIFFERENT;
}

static unsigned middle_pair(struct span a, struct span b)
{
    if (a.at[0] == b.at[0] && (a.len == 1 || b.len == 1)) {
        return MIDDLE_INITIAL;
    }
    return a.len > 1 && b.len > 1 && distance_jaro_winkler_at_least(a, b, JW_CLOSE) > 0 ? MIDDLE_INITIAL
                                                                             : MIDDLE_DIFFERENT;
}

static unsigned close_pair(struct span a, struct span b)
{
    return distance_jaro_winkler_at_least(a, b, JW_CLOSE) > 0 ? LEVEL_CLOSE : LEVEL_APART;
}

/* Street and city are joint texts: only the name counts here. */
static struct span joint_name(struct span joint)
{
    struct span first = {NULL, 0}, name = {NULL, 0};
    (void)span_cut(&joint, '\t', &first);
    (void)span_cut(&joint, '\t', &name);
    return name;
}

static unsigned joint_pair(struct span a, struct span b)
{
    a = joint_name(a);
    b = joint_name(b);
    if (a.len == 0 || b.len == 0) {
        return LEVEL_MISSING;
    }
    return distance_jaro_winkler_at_least(a, b, JW_STREET) > 0 ? LEVEL_CLOSE : LEVEL_APART;
}

static unsigned house_pair(struct span a, struct span b)
{
    return a.len + b.len > 2 && distance_near(a, b) ? LEVEL_CLOSE : LEVEL_APART;
}

/* The level of two texts that are not the same, remembered by their numbers. */
static unsigned remembered(const struct comparer *c, enum registry_dictionary d,
                           struct span mine, uint32_t my_number, uint32_t number,
                           unsigned (*pair)(struct span, struct span))
{
    /* a number that is no number, or too large for a tag, has none: never 0 otherwise */
    uint64_t tag =
        my_number >> 28 != 0 ? 0 : (uint64_t)(d + 1) << 60 | (uint64_t)my_number << 32 | number;
    size_t i = (size_t)(hash_word(tag) % MEMORY_SLOTS);
    if (tag != 0 && c->memory->slot[i].key == tag) {
        return c->memory->slot[i].level;
    }
    struct span text = registry_text(c->registry, d, number);
    unsigned level = text.len == 0 ? (unsigned)LEVEL_MISSING /* only where it is damaged */
                                   : pair(mine, text);
    if (tag != 0) {
        c->memory->slot[i].key = tag;
        c->memory->slot[i].level = level;
    }
    return level;
}

static unsigned text_level(const struct comparer *c, enum registry_dictionary d,
                           struct span mine, uint32_t my_number, uint32_t number,
                           unsigned (*pair)(struct span, struct span))
{
    if (my_number == 0 || number == 0) {
        return LEVEL_MISSING;
    }
    return my_number == number ? LEVEL_SAME : remembered(c, d, mine, my_number, number, pair);
}

static bool is(uint32_t mine, uint32_t number)
{
    return mine != 0 && mine == number;
}

static bool crosswise(struct span mine, struct span other)
{
    return mine.len > 1 && other.len > 1 && mine.at[0] == other.at[0] &&
           distance_jaro_winkler_at_least(mine, other, JW_CLOSE) > 0;
}

/* Given name and surname stand in each other's place, one slip or another in them. */
static bool exchanged(const struct comparer *c, const struct name *name,
                      const struct registry_row *row)
{
    return crosswise(name->surname, registry_text(c->registry, REGISTRY_GIVEN, row->given)) &&
           crosswise(name->given, registry_text(c->registry, REGISTRY_SURNAME, row->surname));
}

/* One goes by the middle name here, and by the given name there. */
static bool goes_by_middle(const struct comparer *c, const struct name *name,
                           const struct registry_row *row)
{
    struct span middle = registry_text(c->registry, REGISTRY_MIDDLE, row->middle);
    struct span given = registry_text(c->registry, REGISTRY_GIVEN, row->given);
    return (name->given.len > 1 && span_equal(name->given, middle)) ||
           (name->middle.len > 1 && span_equal(name->middle, given));
}

static uint8_t suffix_level(unsigned a, unsigned b)
{
    return a == b           ? (a == 0 ? LEVEL_MISSING : LEVEL_SAME)
           : a == 0 || b == 0 ? SUFFIX_ONE_SIDED
                              : LEVEL_DIFFERENT;
}

static void compare_names(const struct comparer *c, const struct subject *s,
                          const struct registry_row *row, uint8_t *level)
{
    const struct name *name = &s->person->name;
    unsigned surname =
        text_level(c, REGISTRY_SURNAME, name->surname, s->surname, row->surname, surname_pair);
    unsigned given =
        text_level(c, REGISTRY_GIVEN, name->given, s->given, row->given, given_pair);
    unsigned middle =
        text_level(c, REGISTRY_MIDDLE, name->middle, s->middle, row->middle, middle_pair);
    if (surname > SURNAME_CLOSE && given > LEVEL_SAME && exchanged(c, name, row)) {
        surname = SURNAME_SWAPPED;
        given = GIVEN_SWAPPED;
    } else if (given == GIVEN_DIFFERENT && goes_by_middle(c, name, row)) {
        given = GIVEN_MIDDLE;
        middle = LEVEL_MISSING;
    }
    level[COMPARE_SURNAME] = (uint8_t)surname;
    level[COMPARE_GIVEN] = (uint8_t)given;
    level[COMPARE_MIDDLE] = (uint8_t)middle;
    level[COMPARE_SUFFIX] = suffix_level(name->suffix, row->suffix);
}

/* --- birth date --- */

static bool whole_date(uint32_t date)
{
    return date >= 10000 && date / 100 % 100 != 0 && date % 100 != 0;
}

static unsigned birth_level(uint32_t a, uint32_t b)
{
    if (a < 10000 || b < 10000) {
        return LEVEL_MISSING; /* no year */
    }
    if (a == b && whole_date(a)) {
        return a % 10000 == 101 ? BIRTH_NEW_YEAR : LEVEL_SAME;
    }
    unsigned slips = whole_date(a) && whole_date(b) ? distance_date(a, b) : UINT_MAX;
    if (slips <= 2) {
        return slips <= 1 ? BIRTH_NEAR : BIRTH_SIMILAR;
    }
    return a / 10000 == b / 10000 ? BIRTH_YEAR : BIRTH_DIFFERENT;
}

/* --- address --- */

static bool same_point(const struct subject *s, const struct registry_row *row)
{
    bool whole = (row->house != 0 && row->street != 0) || row->box != 0;
    return whole && s->house == row->house && s->street == row->street &&
           s->unit == row->unit && s->box == row->box;
}

static unsigned whole_address(const struct comparer *c, const struct subject *s,
                              const struct registry_row *row, uint32_t person)
{
    static const uint8_t levels[] = {
        [CORRESPONDENCE_LEVEL_NOT_COMPARABLE] = LEVEL_MISSING,
        [CORRESPONDENCE_LEVEL_SAME_POINT] = LEVEL_SAME,
        [CORRESPONDENCE_LEVEL_SAME_BUILDING] = ADDRESS_BUILDING,
        [CORRESPONDENCE_LEVEL_SAME_STREET] = ADDRESS_SAME_STREET,
        [CORRESPONDENCE_LEVEL_SAME_ZIP] = ADDRESS_ZIP,
        [CORRESPONDENCE_LEVEL_DIFFERENT] = ADDRESS_DIFFERENT,
    };
    bool zip = row->zip < ZIP_NONE && row->zip == s->person->address.zip;
    bool city = is(s->city, row->city);
    if (!zip && !city) {
        return ADDRESS_DIFFERENT;
    }
    if (same_point(s, row)) {
        return LEVEL_SAME;
    }
    if (is(s->house, row->house) || is(s->street, row->street) || is(s->box, row->box)) {
        struct address other;
        registry_address(c->registry, person, &other);
        int found = standard_correspondence(&s->person->address, &other);
        if (found != CORRESPONDENCE_LEVEL_DIFFERENT || !city) {
            return levels[found];
        }
    }
    return zip ? ADDRESS_ZIP : ADDRESS_CITY;
}

static void compare_address(const struct comparer *c, const struct subject *s,
                            const struct registry_row *row, uint32_t person, uint8_t *level)
{
    const struct address *a = &s->person->address;
    bool town = a->city.len > 0 && a->state[0] != '\0' && row->city != 0;
    if (row->zip < ZIP_NONE && (a->zip < ZIP_NONE || town)) {
        level[COMPARE_ADDRESS] = (uint8_t)whole_address(c, s, row, person);
        return;
    }
    char street[JOINT], city[JOINT];
    level[COMPARE_HOUSE] =
        (uint8_t)text_level(c, REGISTRY_HOUSE, a->house, s->house, row->house, house_pair);
    level[COMPARE_STREET] = (uint8_t)text_level(
        c, REGISTRY_STREET, registry_joint(a, REGISTRY_STREET, street, sizeof street),
        s->street, row->street, joint_pair);
    level[COMPARE_CITY] = (uint8_t)text_level(
        c, REGISTRY_CITY, registry_joint(a, REGISTRY_CITY, city, sizeof city), s->city,
        row->city, joint_pair);
}

/* --- the rest --- */

static uint8_t equal_level(struct span a, struct span b)
{
    return a.len == 0 || b.len == 0 ? LEVEL_MISSING
           : span_equal(a, b)       ? LEVEL_SAME
                                    : LEVEL_DIFFERENT;
}

/* The last ten digits: with or without the country's 1. */
static struct span national(struct span phone)
{
    return phone.len <= 10 ? phone : (struct span){phone.at + phone.len - 10, 10};
}

static void compare_contact(const struct comparer *c, const struct subject *s, uint32_t person,
                            uint8_t *level)
{
    const struct person *p = s->person;
    if (p->phone.len > 0 || p->email.len > 0) {
        struct span phone, email;
        registry_contact(c->registry, person, &phone, &email);
        level[COMPARE_PHONE] = equal_level(national(p->phone), national(phone));
        level[COMPARE_EMAIL] = equal_level(p->email, email) != LEVEL_DIFFERENT
                                   ? equal_level(p->email, email)
                                   : (uint8_t)close_pair(p->email, email);
    }
}

static void compare_more(const struct comparer *c, const struct subject *s, uint32_t person,
                         uint8_t *level)
{
    if ((s->place | s->category | s->note) == 0) {
        return;
    }
    const struct person *p = s->person;
    struct registry_more more = registry_more(c->registry, person);
    level[COMPARE_PLACE] =
        (uint8_t)text_level(c, REGISTRY_PLACE, p->place, s->place, more.place, close_pair);
    level[COMPARE_NOTE] =
        (uint8_t)text_level(c, REGISTRY_NOTE, p->note, s->note, more.note, close_pair);
    if (s->category != 0 && more.category != 0) {
        level[COMPARE_CATEGORY] = s->category == more.category ? LEVEL_SAME : LEVEL_DIFFERENT;
    }
}

static uint8_t sex_level(char a, char b)
{
    bool stated = (a == 'F' || a == 'M') && (b == 'F' || b == 'M');
    return !stated ? LEVEL_MISSING : a == b ? LEVEL_SAME : LEVEL_DIFFERENT;
}

static uint8_t identifier_level(const struct subject *s, const struct registry_row *row)
{
    if (s->identifier != 0 && row->identifier != 0) {
        return s->identifier == row->identifier ? LEVEL_SAME : IDENTIFIER_DIFFERENT;
    }
    if (s->last4 == 0 || row->last4 == 0) {
        return LEVEL_MISSING;
    }
    return s->last4 == row->last4 ? IDENTIFIER_LAST4 : IDENTIFIER_DIFFERENT;
}

void compare(const struct comparer *c, const struct subject *s, uint32_t person, uint32_t mask,
             struct score *out)
{
    struct registry_row unpacked;
    const struct registry_row *row = &unpacked;
    registry_row(c->registry, person, &unpacked);
    memset(out->level, 0, sizeof out->level);
    compare_names(c, s, row, out->level);
    out->level[COMPARE_BIRTH] = (uint8_t)birth_level(s->person->birth, row->birth);
    out->level[COMPARE_SEX] = sex_level(s->person->sex, row->sex);
    out->level[COMPARE_IDENTIFIER] = identifier_level(s, row);
    if ((mask & COMPARISON_BIT(COMPARE_ADDRESS)) != 0) {
        compare_address(c, s, row, person, out->level);
        compare_contact(c, s, person, out->level);
        compare_more(c, s, person, out->level);
    }
    if ((mask & COMPARISON_BIT(COMPARE_IDENTIFIER)) == 0) {
        out->level[COMPARE_IDENTIFIER] = LEVEL_MISSING;
    }
    model_weigh(c->model, s->same, out);
}
