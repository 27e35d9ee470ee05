/* bench/addresses.c: addresses a second on one core: read, and judged, from texts in memory.
 *
 *   addresses REQUESTS.csv
 *
 * Prints JSON: addresses, and of three rounds the best: a second read alone, and read and judged. The file is one whose
 * header has the columns address, city, state and zip; no value has a quote. Compiled by bench/addresses.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/standard/standard.h"
#include "engine/standard/standard_inside.h"

enum { PARTS = 4, ROUNDS = 3, COLUMNS = 64 };

static const enum field fields[PARTS] = {FIELD_ADDRESS, FIELD_CITY, FIELD_STATE, FIELD_ZIP};

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The next cell; quotes around it go. */
static bool next_cell(struct span *rest, struct span *cell)
{
    if (rest->len > 0 && rest->at[0] == '"') {
        const char *end = memchr(rest->at + 1, '"', rest->len - 1);
        struct span behind = {end + 1, (size_t)(rest->at + rest->len - end - 1)}, junk;
        *cell = (struct span){rest->at + 1, (size_t)(end - rest->at - 1)};
        (void)span_cut(&behind, ',', &junk);
        *rest = behind;
        return true;
    }
    return span_cut(rest, ',', cell);
}

static size_t load(const struct text *text, struct span (**out)[PARTS])
{
    struct span rest = text_span(text), line, cell;
    int where[COLUMNS], column = 0;
    size_t count = 0, cap = 0;
    (void)span_cut(&rest, '\n', &line);
    while (column < COLUMNS && next_cell(&line, &cell)) {
        where[column] = -1;
        for (int p = 0; p < PARTS; p++) {
            where[column] = span_is(cell, field_name(fields[p])) ? p : where[column];
        }
        column++;
    }
    while (span_cut(&rest, '\n', &line) && line.len > 0) {
        if (count == cap) {
            cap = cap == 0 ? 4096 : 2 * cap;
            *out = realloc(*out, cap * sizeof **out);
        }
        for (int i = 0; i < column && next_cell(&line, &cell); i++) {
            if (where[i] >= 0) {
                (*out)[count][where[i]] = cell;
            }
        }
        count++;
    }
    return count;
}

static double round_of(const struct standard *s, struct span (*rows)[PARTS], size_t count,
                       bool judge, size_t *complete)
{
    static struct row row = {.number = 1, .line = 2};
    struct reading r;
    double begin = now();
    *complete = 0;
    for (size_t i = 0; i < count; i++) {
        for (int p = 0; p < PARTS; p++) {
            row.value[fields[p]] = rows[i][p];
        }
        standard_read(s, &row, &r);
        *complete +=
            judge && standard_judge_address(s, &row, &r).sufficiency == SUFFICIENCY_COMPLETE;
    }
    return now() - begin;
}

int main(int argc, char **argv)
{
    struct error e = {0};
    struct text text = {0};
    struct standard *s = NULL;
    struct span(*rows)[PARTS] = NULL;
    if (argc != 2 || !file_load(&text, argv[1], (size_t)4 << 30, &e) ||
        !standard_new(&s, NULL, &e)) {
        fprintf(stderr, "addresses: %s\n", argc == 2 ? e.text : "REQUESTS.csv");
        return 1;
    }
    size_t count = load(&text, &rows), complete = 0;
    double read = 1e9, both = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double t = round_of(s, rows, count, false, &complete);
        read = t < read ? t : read;
        t = round_of(s, rows, count, true, &complete);
        both = t < both ? t : both;
    }
    printf("{\"addresses\":%zu,\"complete\":%zu,\"read\":%.0f,\"judged\":%.0f}\n", count,
           complete, (double)count / read, (double)count / both);
    free(rows);
    text_free(&text);
    standard_free(s);
    return 0;
}
