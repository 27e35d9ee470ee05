/* A source of delivery points for `proviso --points`, as an example: ranges of numbers on streets, one a line:
 *
 *   zip|predirectional|street|suffix|postdirectional|low|high|units
 *   62701||MAIN|ST||1|99|0
 *   62701|N|OAK|AVE||100|198|12         a building or row of buildings with 12 units
 *
 * cc -shared -fPIC -O2 -I src -o points.so examples/points/points.c
 * proviso check REQUESTS.csv --points ./points.so:ranges.txt
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/point.h"

struct range {
    char street[160]; /* predirectional|street|suffix|postdirectional */
    uint32_t zip;
    unsigned long low, high, units;
};

struct ranges {
    struct range *at;
    size_t count;
    uint8_t hash[32];
};

static void mix(uint8_t hash[32], const char *text)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a; a real source hashes its data with SHA-256 */
    for (size_t i = 0; i < 4; i++) {
        for (const char *p = text; *p != '\0'; p++) {
            h = (h ^ (uint8_t)*p ^ i) * 1099511628211u;
        }
        for (size_t k = 0; k < 8; k++) {
            hash[i * 8 + k] = (uint8_t)(hash[i * 8 + k] * 31 + (uint8_t)(h >> (8 * k)));
        }
    }
}

static bool read_range(char *line, struct range *r)
{
    char *field[8];
    unsigned n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; n < 8; n++) {
        field[n] = p;
        p = strchr(p, '|');
        if (p == NULL) {
            n++;
            break;
        }
        *p++ = '\0';
    }
    if (n != 8) {
        return false;
    }
    r->zip = (uint32_t)strtoul(field[0], NULL, 10);
    snprintf(r->street, sizeof r->street, "%s|%s|%s|%s", field[1], field[2], field[3],
             field[4]);
    r->low = strtoul(field[5], NULL, 10);
    r->high = strtoul(field[6], NULL, 10);
    r->units = strtoul(field[7], NULL, 10);
    return r->low <= r->high;
}

static void close_ranges(void *source)
{
    struct ranges *r = source;
    free(r->at);
    free(r);
}

static void *open_ranges(const char *data, char error[POINT_ERROR])
{
    char line[512];
    struct ranges *r = calloc(1, sizeof *r);
    FILE *f = r == NULL ? NULL : fopen(data, "r");
    if (f == NULL) {
        snprintf(error, POINT_ERROR, "cannot open the ranges");
        free(r);
        return NULL;
    }
    for (unsigned number = 1; fgets(line, sizeof line, f) != NULL; number++) {
        struct range *more = realloc(r->at, (r->count + 1) * sizeof *more);
        mix(r->hash, line);
        if (more == NULL || !read_range(line, &more[r->count])) {
            snprintf(error, POINT_ERROR, "line %u of the ranges is none", number);
            r->at = more == NULL ? r->at : more;
            fclose(f);
            close_ranges(r);
            return NULL;
        }
        r->at = more;
        r->count++;
    }
    fclose(f);
    return r;
}

static void hash_ranges(void *source, uint8_t out[32])
{
    memcpy(out, ((struct ranges *)source)->hash, 32);
}

static enum point ask_ranges(void *source, const struct address *a)
{
    const struct ranges *r = source;
    char street[160], house[16];
    if (a->kind != ADDRESS_STREET || a->house.len >= sizeof house) {
        return POINT_UNKNOWN;
    }
    snprintf(street, sizeof street, "%.*s|%.*s|%.*s|%.*s", (int)a->predir.len, a->predir.at,
             (int)a->street.len, a->street.at, (int)a->suffix.len, a->suffix.at,
             (int)a->postdir.len, a->postdir.at);
    snprintf(house, sizeof house, "%.*s", (int)a->house.len, a->house.at);
    unsigned long number = strtoul(house, NULL, 10), unit = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct range *at = &r->at[i];
        if (at->zip != a->zip || strcmp(at->street, street) != 0 || number < at->low ||
            number > at->high) {
            continue;
        }
        if (at->units == 0) {
            return POINT_CONFIRMED;
        }
        if (a->unit.len == 0) {
            return POINT_UNIT_MISSING;
        }
        snprintf(house, sizeof house, "%.*s", (int)(a->unit.len < 15 ? a->unit.len : 15),
                 a->unit.at);
        unit = strtoul(house, NULL, 10);
        return unit >= 1 && unit <= at->units ? POINT_CONFIRMED : POINT_UNIT_UNCONFIRMED;
    }
    return POINT_NOT_CONFIRMED;
}

const struct point_source proviso_points = {POINT_VERSION, open_ranges, close_ranges,
                                            hash_ranges, ask_ranges};
