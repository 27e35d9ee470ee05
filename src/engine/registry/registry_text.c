/* The texts of a person that stand in no dictionary: id, phone, electronic mail, and
 * the four digits behind the ZIP.
 *
 * record
 *   OFFSET  SIZE  DESCRIPTION
 *        0     1  bit 7: a byte of flags follows
 *                 bit 6: the id is packed: up to 3 characters (bits 4 and 5 say how
 *                 many), then 1 to 15 digits (bits 0 to 3)
 *                 else bits 0 to 5 are its length; 63: two bytes of length follow
 *        .     1  flags: 1 plus4, 2 phone, 4 email
 *        .     2  length of the id
 *        .     .  the id; packed: its characters, then the digits as a binary number
 *        .     2  plus4
 *        .   2 .  phone: length, bytes
 *        .   2 .  email: likewise
 *
 * Most ids are a letter or two and a number: packed, they take 6 bytes, not 11. */
#include <string.h>

#include "engine/registry/registry_format.h"

enum {
    FLAGGED = 128,
    PACKED = 64,
    LONG_ID = 63,
    PREFIX = 3,
    DIGITS = 15,
    HAS_PLUS4 = 1,
    HAS_PHONE = 2,
    HAS_EMAIL = 4,
    LONGEST_TEXT = UINT16_MAX
};

_Static_assert(PREFIX + DIGITS <= REGISTRY_ROOM, "a packed id fits");

/* How many bytes a number of so many digits takes. */
static const uint8_t bytes_of[DIGITS + 1] = {0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7};

/* --- in --- */

static size_t trailing_digits(struct span s)
{
    size_t n = 0;
    while (n < s.len && s.at[s.len - 1 - n] >= '0' && s.at[s.len - 1 - n] <= '9') {
        n++;
    }
    return n;
}

static size_t put_length(char *to, size_t len)
{
    to[0] = (char)(len & 255);
    to[1] = (char)(len >> 8);
    return 2;
}

/* The head of the record up to the id's own bytes, or all of it where it is packed. */
static size_t put_id(char *to, struct span id, unsigned flags)
{
    size_t digits = trailing_digits(id), n = flags == 0 ? 1 : 2;
    bool packed = digits > 0 && digits <= DIGITS && id.len - digits <= PREFIX;
    size_t form = packed             ? PACKED | (id.len - digits) << 4 | digits
                  : id.len < LONG_ID ? id.len
                                     : LONG_ID;
    to[0] = (char)(form | (flags == 0 ? 0 : FLAGGED));
    to[1] = (char)flags;
    if (!packed) {
        return n + (id.len < LONG_ID ? 0 : put_length(to + n, id.len));
    }
    uint64_t number = 0;
    for (size_t i = id.len - digits; i < id.len; i++) {
        number = number * 10 + (uint64_t)(id.at[i] - '0');
    }
    memcpy(to + n, id.at, id.len - digits);
    n += id.len - digits;
    memcpy(to + n, &number, sizeof number);
    return n + bytes_of[digits];
}

static bool add_counted(struct text *to, struct span text, struct error *e)
{
    char len[2];
    (void)put_length(len, text.len);
    return text.len == 0 ||
           (text_add(to, (struct span){len, sizeof len}, e) && text_add(to, text, e));
}

bool format_add_texts(struct text *to, const struct person_texts *t, struct error *e)
{
    if (t->id.len > LONGEST_TEXT || t->phone.len > LONGEST_TEXT ||
        t->email.len > LONGEST_TEXT) {
        return fail(e, ERROR_INPUT, "registry.long", "a person_id, phone or email is too long");
    }
    char head[REGISTRY_ROOM] = {0};
    unsigned flags = (t->plus4 < 10000 ? HAS_PLUS4 : 0) | (t->phone.len > 0 ? HAS_PHONE : 0) |
                     (t->email.len > 0 ? HAS_EMAIL : 0);
    size_t n = put_id(head, t->id, flags);
    bool packed = (head[0] & PACKED) != 0;
    char plus4[2];
    (void)put_length(plus4, t->plus4);
    return text_add(to, (struct span){head, n}, e) && (packed || text_add(to, t->id, e)) &&
           (flags == 0 || (((flags & HAS_PLUS4) == 0 ||
                            text_add(to, (struct span){plus4, sizeof plus4}, e)) &&
                           add_counted(to, t->phone, e) && add_counted(to, t->email, e)));
}

/* --- out --- */

/* Takes n bytes off; false where there are not so many. */
static bool take(struct span *rest, size_t n, struct span *out)
{
    if (rest->len < n) {
        return false;
    }
    *out = (struct span){rest->at, n};
    rest->at += n;
    rest->len -= n;
    return true;
}

static bool take_length(struct span *rest, size_t *out)
{
    struct span two;
    if (!take(rest, 2, &two)) {
        return false;
    }
    *out = (size_t)((unsigned char)two.at[0] | (unsigned char)two.at[1] << 8);
    return true;
}

static bool take_counted(struct span *rest, struct span *out)
{
    size_t len;
    return take_length(rest, &len) && take(rest, len, out);
}

static bool take_packed(struct span *rest, unsigned form, char *room, struct span *id)
{
    size_t prefix = form >> 4 & 3, digits = form & 15;
    struct span head, tail;
    uint64_t number = 0;
    if (!take(rest, prefix, &head) || !take(rest, bytes_of[digits], &tail)) {
        return false;
    }
    if (room != NULL) {
        memcpy(room, head.at, prefix);
        memcpy(&number, tail.at, tail.len);
        for (size_t i = prefix + digits; i > prefix; number /= 10) {
            room[--i] = (char)('0' + number % 10);
        }
        *id = (struct span){room, prefix + digits};
    }
    return true;
}

static bool take_id(struct span *rest, unsigned form, char *room, struct span *id)
{
    size_t len = form & LONG_ID;
    if ((form & PACKED) != 0) {
        return take_packed(rest, form, room, id);
    }
    return (len < LONG_ID || take_length(rest, &len)) && take(rest, len, id);
}

size_t format_read_texts(struct span bytes, struct person_texts *out, char room[REGISTRY_ROOM])
{
    struct span rest = bytes, one;
    *out = (struct person_texts){.plus4 = ZIP_NONE};
    if (!take(&rest, 1, &one)) {
        return 0;
    }
    unsigned form = (unsigned char)one.at[0], flags = 0;
    if ((form & FLAGGED) != 0) {
        if (!take(&rest, 1, &one)) {
            return 0;
        }
        flags = (unsigned char)one.at[0];
    }
    size_t plus4 = ZIP_NONE;
    bool ok = take_id(&rest, form, room, &out->id) &&
              ((flags & HAS_PLUS4) == 0 || take_length(&rest, &plus4)) &&
              ((flags & HAS_PHONE) == 0 || take_counted(&rest, &out->phone)) &&
              ((flags & HAS_EMAIL) == 0 || take_counted(&rest, &out->email));
    out->plus4 = plus4 < 10000 ? (uint32_t)plus4 : ZIP_NONE;
    return ok ? bytes.len - rest.len : 0;
}
