/* Fuzzes intake: any bytes behind the first as a request file, in the form that the first byte
 * chooses: s CSV with a layout, j NDJSON, f fixed width, l lines, c CSV of the standard names.
 * The rows handed out must be as many as the quick pass counted, their spans readable, and
 * parts must hold what the whole does. */

#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "engine/intake/intake.h"

enum { SLICE = 64 };

static const struct layout layouts[] = {
    {.separator = ';',
     .count = 3,
     .column = {{.name = "no", .field = FIELD_CONTROL},
                {.name = "name", .field = FIELD_FULL_NAME},
                {.name = "x", .field = -1}}},
    {.format = LAYOUT_NDJSON,
     .identifier = LAYOUT_IDENTIFIER_SSN,
     .count = 4,
     .column = {{.name = "no", .field = FIELD_CONTROL},
                {.name = "last name", .field = FIELD_SURNAME},
                {.name = "x", .field = -1},
                {.name = "zip", .field = FIELD_ZIP}}},
    {.format = LAYOUT_FIXED,
     .width = 14,
     .count = 3,
     .column = {{.field = FIELD_CONTROL, .first = 1, .last = 5},
                {.field = FIELD_SURNAME, .first = 6, .last = 13},
                {.field = FIELD_SEX, .first = 14, .last = 14}}},
    {.format = LAYOUT_LINES,
     .separator = ';',
     .count = 3,
     .column = {{.field = FIELD_CONTROL, .first = 1, .last = 1},
                {.field = -1, .first = 3, .last = 3},
                {.field = FIELD_NOTE, .first = 2, .last = 2}}},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts }; /* one more: none */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rows(const struct row *rows, size_t count, const struct rejection *rejections,
                       size_t rejected)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].line == 0) {
            if (bad == rejected || rejections[bad].row != rows[i].number) {
                abort();
            }
            bad++;
        }
        for (size_t f = 0; f < FIELD_COUNT; f++) {
            if (!utf8_valid(rows[i].value[f])) {
                abort();
            }
        }
    }
    if (bad != rejected) {
        abort();
    }
}

/* The first part, where it is the whole file: `total` rows, of which `bad` are rejected. */
static void read_part(const struct intake *in, struct arena *arena, uint64_t total,
                      uint64_t bad)
{
    static struct row rows[INTAKE_PART];
    static struct rejection rejections[INTAKE_PART];
    struct error e;
    size_t count, rejected;
    if (intake_parts(in) != 1) {
        return;
    }
    arena_reset(arena);
    if (!intake_read_part(in, 0, arena, rows, &count, rejections, &rejected, &e) ||
        count != total || rejected != bad) {
        abort();
    }
    check_rows(rows, count, rejections, rejected);
}

static void read_all(struct intake *in)
{
    struct row rows[SLICE];
    struct rejection rejections[SLICE];
    struct arena *arena = NULL;
    struct error e;
    uint64_t total = 0, bad = 0;
    size_t count, rejected;
    if (!arena_new(&arena, 0, &e)) {
        return;
    }
    do {
        arena_reset(arena);
        if (!intake_read(in, arena, rows, SLICE, &count, rejections, &rejected, &e)) {
            abort();
        }
        check_rows(rows, count, rejections, rejected);
        total += count;
        bad += rejected;
    } while (count > 0);
    if (total != intake_rows(in)) {
        abort();
    }
    read_part(in, arena, total, bad);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error e;
    struct intake *in = NULL;
    if (size == 0) {
        return 0;
    }
    unsigned which = data[0] % (LAYOUTS + 1);
    char *copy = malloc(size - 1 + (size == 1)); /* no more: a byte too far is seen */
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data + 1, size - 1);
    struct intake_limits limits = {
        .bytes = 1 << 20, .rows = 1000, .columns = 16, .field = 64, .row = 256};
    if (intake_open_bytes(&in, (struct span){copy, size - 1}, "bytes", INTAKE_ANY,
                          which < LAYOUTS ? &layouts[which] : NULL, &limits, &e)) {
        read_all(in);
        intake_close(in);
    }
    free(copy);
    return 0;
}
