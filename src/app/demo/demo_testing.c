#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/demo/demo_testing.h"
#include "base/error.h"
#include "base/file.h"
#include "base/span.h"

#include <cmocka.h>

static char folder[256];

int scratch_make(void **state)
{
    (void)state;
    const char *top = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/demo-XXXXXX", top != NULL ? top : "/tmp");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

int scratch_remove(void **state)
{
    (void)state;
    struct error e;
    return folder_remove(folder, &e) ? 0 : -1;
}

const char *scratch(const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, 512, "%s/%s", folder, name);
    return path;
}

void scratch_write(const char *name, const char *text)
{
    struct error e;
    assert_true(file_save(scratch(name), span_of(text), FILE_PRIVATE, &e));
}

char *slurp(const char *name, size_t *len)
{
    FILE *f = fopen(scratch(name), "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long size = ftell(f);
    assert_true(size >= 0);
    rewind(f);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
    bytes[size] = '\0';
    assert_int_equal(fclose(f), 0);
    *len = (size_t)size;
    return bytes;
}

/* One pass over the bytes, a state machine; values are written over them. */
void sheet_read(struct sheet *s, const char *name)
{
    size_t len;
    size_t lines = 0;
    *s = (struct sheet){.bytes = slurp(name, &len)};
    for (size_t i = 0; i < len; i++) {
        lines += s->bytes[i] == '\n' ? 1 : 0;
    }
    s->row = calloc(lines + 1, sizeof *s->row);
    assert_non_null(s->row);
    char *to = s->bytes;
    size_t column = 0;
    bool quoted = false;
    s->row[0][0] = to;
    for (size_t i = 0; i < len; i++) {
        char c = s->bytes[i];
        char after = s->bytes[i + 1];
        if (c == '"' && quoted && after == '"') {
            *to++ = c;
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted || (c != ',' && c != '\n')) {
            *to++ = c;
        } else {
            *to++ = '\0';
            column = c == ',' ? column + 1 : 0;
            assert_true(column < SHEET_COLUMNS);
            s->rows += c == '\n' ? 1 : 0;
            s->columns = column + 1 > s->columns ? column + 1 : s->columns;
            s->row[s->rows][column] = to;
        }
    }
    assert_false(quoted);
}

void sheet_free(struct sheet *s)
{
    free(s->bytes);
    free(s->row);
}

const char *sheet_at(const struct sheet *s, size_t row, const char *column)
{
    for (size_t i = 0; i < s->columns; i++) {
        if (strcmp(s->row[0][i], column) == 0) {
            return s->row[row][i];
        }
    }
    fail_msg("no column %s", column);
    return "";
}
