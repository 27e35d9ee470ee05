/* Nickname groups of a given name: a look-up in a table that is made once from
 * standard_nickname_table.c. */

#include <pthread.h>

#include "base/hash.h"
#include "engine/standard/standard_inside.h"

/* Open addressing; the test holds the table to be half empty or more. */
enum { SLOTS = 1 << 14, LONGEST = 24 };

struct slot {
    const char *name;
    uint16_t len;
    uint16_t group[STANDARD_NICKNAMES]; /* index + 1 */
};

static struct slot table[SLOTS];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static struct slot *slot_of(struct span name)
{
    size_t i = hash_bytes(name, 3) % SLOTS;
    while (table[i].len > 0 &&
           (table[i].len != name.len || memcmp(table[i].name, name.at, name.len) != 0)) {
        i = (i + 1) % SLOTS;
    }
    return &table[i];
}

/* A fifth group is not kept. */
static void join(struct span name, uint16_t group)
{
    struct slot *s = slot_of(name);
    s->name = name.at;
    s->len = (uint16_t)name.len;
    unsigned i = 0;
    while (i < STANDARD_NICKNAMES && s->group[i] != 0 && s->group[i] != group) {
        i++;
    }
    if (i < STANDARD_NICKNAMES) {
        s->group[i] = group;
    }
}

/* The full names first, so that the first group of each is its own. */
static void fill(void)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned g = 0; g < standard_nickname_count; g++) {
            struct span rest = span_of(standard_nickname_groups[g]), name;
            for (bool first = true; span_cut(&rest, ' ', &name); first = false) {
                if (first || pass == 1) {
                    join(name, (uint16_t)(g + 1));
                }
            }
        }
    }
}

/* MARY ANN is MARYANN. */
static struct span without_blanks(struct span name, char to[LONGEST])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] != ' ') {
            to[n++] = name.at[i];
        }
    }
    return (struct span){to, n};
}

void standard_nicknames(struct span given, uint16_t out[STANDARD_NICKNAMES])
{
    char joined[LONGEST];
    (void)pthread_once(&filled, fill);
    memset(out, 0, STANDARD_NICKNAMES * sizeof *out);
    if (given.len == 0 || given.len > LONGEST) {
        return;
    }
    const struct slot *s = slot_of(given);
    if (s->len == 0 && memchr(given.at, ' ', given.len) != NULL) {
        given = without_blanks(given, joined);
        if (given.len == 0) {
            return;
        }
        s = slot_of(given);
    }
    memcpy(out, s->group, sizeof s->group);
}
