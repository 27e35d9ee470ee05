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

enum { TYPO_LENGTH = 5 };

static bool same_name(struct span a, struct span b)
{
    if (span_equal(a, b)) {
        return true;
    }
    if (text_has_digit(a) || text_has_digit(b) || a.len < TYPO_LENGTH || b.len < TYPO_LENGTH) {
        return false;
    }
    return span_distance(a, b, 1) <= 1;
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

static enum correspondence_level streets(const struct address *a, const struct address *b)
{
    if (!same_area(a, b) || !same_street(a, b)) {
        return apart(a, b);
    }
    if (!same_house(a->house, b->house)) {
        return CORRESPONDENCE_LEVEL_SAME_STREET;
    }
    return same_mark(a->unit, b->unit) ? CORRESPONDENCE_LEVEL_SAME_POINT
                                       : CORRESPONDENCE_LEVEL_SAME_BUILDING;
}

/* A box belongs to its post office: the ZIP decides where both state one. */
static enum correspondence_level boxes(const struct address *a, const struct address *b)
{
    bool office = a->zip != ZIP_NONE && b->zip != ZIP_NONE ? same_zip(a, b) : same_area(a, b);
    bool route = a->kind == ADDRESS_PO_BOX || span_equal(a->route, b->route);
    return office && route && same_mark(a->box, b->box) ? CORRESPONDENCE_LEVEL_SAME_POINT
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
    const struct span parts[] = {a->house,   a->predir, a->street, a->suffix,
                                 a->postdir, a->unit,   a->box,    a->route};
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
