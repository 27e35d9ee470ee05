/* Fuzzes intake: any bytes as a request file. The rows handed out must be as many
 * as the quick pass counted, and their spans readable. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/intake/intake.h"

enum { SLICE = 64 };

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

static void read_all(struct intake *in)
{
    struct row rows[SLICE];
    struct rejection rejections[SLICE];
    struct arena *arena = NULL;
    struct error e;
    uint64_t total = 0;
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
    } while (count > 0);
    if (total != intake_rows(in)) {
        abort();
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct error e;
    struct intake *in = NULL;
    snprintf(path, sizeof path, "/tmp/fuzz-intake.%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0) {
        abort();
    }
    struct intake_limits limits = {
        .bytes = 1 << 20, .rows = 1000, .columns = 16, .field = 64, .row = 256};
    if (intake_open(&in, path, INTAKE_ANY, NULL, &limits, &e)) {
        read_all(in);
        intake_close(in);
    }
    unlink(path);
    return 0;
}
