/* How one standard address stands to another: the same delivery point, the same
 * building, street or ZIP. Robust to what writers leave out or mistype, never
 * to a different number. */

#include "base/hash.h"
#include "engine/standard/standard_inside.h"
#include "record/linkage.h"

/* Equal but for hyphens and blanks: 12-34 and 1234, 4 B and 4B. */
static bool same_mark(struct span a, struct span b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && (a.at[i] == '-' || a.at[i] == ' ')) {
            i++;
        }
        while (j < b.len && (b.at[j] == '-' || b.at[j] == ' ')) {
            j++;
        }
        if (i == a.len || j == b.len) {
            return i == a.len && j == b.len;
        }
        if (a.at[i++] != b.at[j++]) {
            return false;
        }
    }
}

/* "1 1/2" and "11/2" are two houses: only hyphens may differ in a number. */
static bool same_house(struct span a, struct span b)
{
    bool blank = memchr(a.at, ' ', a.len) != NULL || memchr(b.at, ' ', b.len) != NULL;
    return blank ? span_equal(a, b) : same_mark(a, b);
}

static bool same_or_absent(struct span a, struct span b)
{
    return a.len == 0 || b.len == 0 || span_equal(a, b);
}

/* --- roads by their number --- */

enum road { ROAD_NONE, ROAD_US, ROAD_STATE, ROAD_COUNTY, ROAD_ANY };

/* What kind of road a name in standard form is, and its number: US HIGHWAY 50, KY 80, HIGHWAY 50. */
static enum road road_of(struct span name, struct span *number)
{
    static const struct {
        const char *begins;
        enum road road;
    } kinds[] = {
        {"US HIGHWAY ", ROAD_US},       {"STATE HIGHWAY ", ROAD_STATE},
        {"STATE ROUTE ", ROAD_STATE},   {"STATE ROAD ", ROAD_STATE},
        {"COUNTY ROAD ", ROAD_COUNTY},  {"COUNTY HIGHWAY ", ROAD_COUNTY},
        {"COUNTY ROUTE ", ROAD_COUNTY}, {"HIGHWAY ", ROAD_ANY},
        {"ROUTE ", ROAD_ANY},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].begins);
        if (span_starts(name, kinds[i].begins) && name.len > n) {
            *number = (struct span){name.at + n, name.len - n};
            return kinds[i].road;
        }
    }
    bool state = name.len > 3 && name.at[2] == ' ' && text_is_digit(name.at[3]); /* KY 80 */
    *number = state ? (struct span){name.at + 3, name.len - 3} : name;
    return state ? ROAD_STATE : ROAD_NONE;
}

/* One road has many names; those of two governments are two roads. */
static bool same_road(struct span a, struct span b)
{
    struct span x, y;
    enum road first = road_of(a, &x), second = road_of(b, &y);
    bool any = (first == ROAD_ANY && second != ROAD_COUNTY) ||
               (second == ROAD_ANY && first != ROAD_COUNTY);
    return first != ROAD_NONE && second != ROAD_NONE && (first == second || any) &&
           span_equal(x, y);
}

/* --- names --- */

/* What is the same street for everybody who lives there. */
static struct span plain_name(struct span name)
{
    static const struct {
        const char *from, *to;
    } names[] = {
        {"MLK", "MARTIN LUTHER KING"},
        {"MLK JR", "MARTIN LUTHER KING"},
        {"M L KING", "MARTIN LUTHER KING"},
        {"NW", "NORTHWEST"},
        {"NE", "NORTHEAST"},
        {"SW", "SOUTHWEST"},
        {"SE", "SOUTHEAST"},
    };
    if (span_starts(name, "DR ") && name.len > 3) {
        name = (struct span){name.at + 3, name.len - 3};
    }
    if (name.len > 3 && memcmp(name.at + name.len - 3, " JR", 3) == 0) {
        name.len -= 3;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (span_is(name, names[i].from)) {
            return span_of(names[i].to);
        }
    }
    return name;
}

enum { TYPO_LENGTH = 5 };

/* A slip of the hand, but not in the first letter: PARKER and BARKER are two streets. */
static bool same_name(struct span a, struct span b)
{
    if (span_equal(a, b)) {
        return true;
    }
    bool lettered = a.len > 2 && a.at[a.len - 2] == ' '; /* COUNTY ROAD A */
    if (text_has_digit(a) || text_has_digit(b) || lettered) {
        return same_road(a, b);
    }
    a = plain_name(a);
    b = plain_name(b);
    if (same_mark(a, b)) {
        return true;
    }
    return a.len >= TYPO_LENGTH && b.len >= TYPO_LENGTH && a.at[0] == b.at[0] &&
           span_distance(a, b, 1) <= 1;
}

/* Before or behind the name: N MAIN ST is MAIN ST N. On a grid (1450 S 900 E) the
 * directionals are half of the address and stand where they must. */
static bool same_directions(const struct address *a, const struct address *b)
{
    bool grid = a->suffix.len == 0 && text_digits(a->street);
    if (grid) {
        return span_equal(a->predir, b->predir) && span_equal(a->postdir, b->postdir);
    }
    if (same_or_absent(a->predir, b->predir) && same_or_absent(a->postdir, b->postdir)) {
        struct span one = a->predir.len > 0 ? a->predir : a->postdir;
        struct span other = b->predir.len > 0 ? b->predir : b->postdir;
        return same_or_absent(one, other);
    }
    return false;
}

static bool same_street(const struct address *a, const struct address *b)
{
    return same_name(a->street, b->street) && same_or_absent(a->suffix, b->suffix) &&
           same_directions(a, b);
}

static bool same_zip(const struct address *a, const struct address *b)
{
    return a->zip != ZIP_NONE && a->zip == b->zip;
}

static bool same_area(const struct address *a, const struct address *b)
{
    return same_zip(a, b) || (a->city.len > 0 && span_equal(a->city, b->city) &&
                              a->state[0] != '\0' && strcmp(a->state, b->state) == 0);
}

/* A delivery point that can be compared. */
static bool readable(const struct address *a)
{
    switch (a->kind) {
    case ADDRESS_STREET:
        return a->house.len > 0 && a->street.len > 0;
    case ADDRESS_PO_BOX:
        return a->box.len > 0;
    case ADDRESS_RURAL:
    case ADDRESS_MILITARY:
        return a->box.len > 0 && a->route.len > 0;
    default:
        return false;
    }
}

static enum correspondence_level apart(const struct address *a, const struct address *b)
{
    return same_zip(a, b) ? CORRESPONDENCE_LEVEL_SAME_ZIP : CORRESPONDENCE_LEVEL_DIFFERENT;
}

/* The unit's designation, 2 for 2ND; of one without (REAR), its kind. */
static struct span unit_of(const struct address *a)
{
    struct span unit = a->unit;
    if (unit.len == 0) {
        return span_is(a->unit_kind, "#") ? unit : a->unit_kind;
    }
    size_t n = 0;
    while (n < unit.len && text_is_digit(unit.at[n])) {
        n++;
    }
    bool ordinal = n > 0 && unit.len == n + 2 && span_is(a->unit_kind, "FL");
    return ordinal ? (struct span){unit.at, n} : unit;
}

/* Box 0012 is box 12. */
static struct span box_of(const struct address *a)
{
    struct span box = a->box;
    while (box.len > 1 && box.at[0] == '0') {
        box = (struct span){box.at + 1, box.len - 1};
    }
    return box;
}

static enum correspondence_level streets(const struct address *a, const struct address *b)
{
    if (!same_area(a, b) || !same_street(a, b)) {
        return apart(a, b);
    }
    if (!same_house(a->house, b->house)) {
        return CORRESPONDENCE_LEVEL_SAME_STREET;
    }
    return same_mark(unit_of(a), unit_of(b)) ? CORRESPONDENCE_LEVEL_SAME_POINT
                                             : CORRESPONDENCE_LEVEL_SAME_BUILDING;
}

/* A box belongs to its post office: the ZIP decides where both state one. */
static enum correspondence_level boxes(const struct address *a, const struct address *b)
{
    bool office = a->zip != ZIP_NONE && b->zip != ZIP_NONE ? same_zip(a, b) : same_area(a, b);
    bool route = a->kind == ADDRESS_PO_BOX || span_equal(a->route, b->route);
    return office && route && same_mark(box_of(a), box_of(b)) ? CORRESPONDENCE_LEVEL_SAME_POINT
                                                              : apart(a, b);
}

int standard_correspondence(const struct address *supplied, const struct address *record)
{
    if (!readable(supplied) || !readable(record)) {
        return CORRESPONDENCE_LEVEL_NOT_COMPARABLE;
    }
    if (supplied->zip == ZIP_NONE && supplied->city.len == 0) {
        return CORRESPONDENCE_LEVEL_NOT_COMPARABLE;
    }
    if (record->zip == ZIP_NONE && record->city.len == 0) {
        return CORRESPONDENCE_LEVEL_NOT_COMPARABLE;
    }
    if (supplied->kind != record->kind) {
        return apart(supplied, record);
    }
    return supplied->kind == ADDRESS_STREET ? streets(supplied, record)
                                            : boxes(supplied, record);
}

static uint64_t add_mark(uint64_t hash, struct span s)
{
    char plain[64];
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < sizeof plain; i++) {
        if (s.at[i] != '-') {
            plain[n++] = s.at[i];
        }
    }
    return hash_join(hash,
                     hash_bytes((struct span){plain, n}, s.len > sizeof plain ? s.len : 0));
}

uint64_t standard_address_key(const struct address *address)
{
    const struct address *a = address;
    bool placed = a->zip != ZIP_NONE || (a->city.len > 0 && a->state[0] != '\0');
    if (!readable(a) || !placed) {
        return 0;
    }
    uint64_t h = hash_word((uint64_t)a->kind + 1);
    const struct span parts[] = {a->house,   a->predir,  a->street, a->suffix,
                                 a->postdir, unit_of(a), box_of(a), a->route};
    size_t first = a->kind == ADDRESS_STREET ? 0 : 6;
    size_t last = a->kind == ADDRESS_STREET ? 6 : 8;
    for (size_t i = first; i < last; i++) {
        h = add_mark(h, parts[i]);
    }
    if (a->zip != ZIP_NONE) {
        h = hash_join(h, a->zip);
    } else {
        h = hash_join(hash_join(h, hash_bytes(a->city, 1)), hash_bytes(span_of(a->state), 2));
    }
    return h == 0 ? 1 : h;
}
