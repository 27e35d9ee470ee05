#include "app/demo/demo_csv.h"

#include "base/file.h"
#include "base/memory.h"

enum { BUFFER = 1 << 20, COLUMNS = 64 };

/* A row must fit the buffer: the longest that this room writes is about 2 KB. */
struct csv {
    struct reader *reader;
    uint64_t done;
    uint64_t total;
    uint64_t rows;
    size_t at;  /* where the next row begins */
    size_t end; /* bytes in the buffer */
    bool ended;
    size_t columns;
    enum field field[COLUMNS];
    char buffer[BUFFER];
};

/* The length of the row at c->at without its line end, or false when the buffer
 * does not hold all of it. An even number of quotes closes a line. */
static bool find_end(const struct csv *c, size_t *length, bool *quoted)
{
    const char *row = c->buffer + c->at;
    size_t left = c->end - c->at;
    size_t from = 0;
    size_t quotes = 0;
    for (;;) {
        const char *newline = from < left ? memchr(row + from, '\n', left - from) : NULL;
        size_t to = newline == NULL ? left : (size_t)(newline - row);
        const char *quote = row + from;
        while ((quote = memchr(quote, '"', (size_t)(row + to - quote))) != NULL) {
            quotes++;
            quote++;
        }
        *quoted = quotes > 0;
        *length = to;
        if (newline == NULL || quotes % 2 == 0) {
            return newline != NULL;
        }
        from = to + 1;
    }
}

static bool refill(struct csv *c, struct error *e)
{
    memmove(c->buffer, c->buffer + c->at, c->end - c->at);
    c->end -= c->at;
    c->at = 0;
    if (c->end == BUFFER) {
        return fail(e, ERROR_INPUT, "demo.csv", "row %llu is too long",
                    (unsigned long long)c->rows + 1);
    }
    size_t got;
    if (!reader_read(c->reader, c->buffer + c->end, BUFFER - c->end, &got, e)) {
        return false;
    }
    c->ended = got == 0;
    c->end += got;
    c->done += got;
    return true;
}

/* Takes the quotes off a field in place; *next is behind its separator. */
static struct span take_quoted(char *at, char *end, char **next)
{
    char *to = at;
    char *from = at + 1;
    while (from < end && (*from != '"' || (from + 1 < end && from[1] == '"'))) {
        from += *from == '"' ? 1 : 0;
        *to++ = *from++;
    }
    char *comma = from < end ? memchr(from, ',', (size_t)(end - from)) : NULL;
    *next = comma == NULL ? NULL : comma + 1;
    return (struct span){at, (size_t)(to - at)};
}

static struct span take_plain(char *at, char *end, char **next)
{
    char *comma = memchr(at, ',', (size_t)(end - at));
    *next = comma == NULL ? NULL : comma + 1;
    return (struct span){at, (size_t)((comma == NULL ? end : comma) - at)};
}

/* Cuts a line into at most COLUMNS values; COLUMNS + 1 when there are more. */
static size_t cut(char *at, char *end, struct span *values)
{
    size_t n = 0;
    while (at != NULL && n < COLUMNS) {
        char *next;
        bool quoted = at < end && *at == '"';
        values[n++] = quoted ? take_quoted(at, end, &next) : take_plain(at, end, &next);
        at = next;
    }
    return at == NULL ? n : COLUMNS + 1;
}

/* The next line's values; *count 0 at the end. */
static bool next_line(struct csv *c, struct span *values, size_t *count, struct error *e)
{
    size_t length = 0;
    bool quoted = false;
    *count = 0;
    while (!find_end(c, &length, &quoted)) {
        if (c->ended) {
            break;
        }
        if (!refill(c, e)) {
            return false;
        }
    }
    if (c->at == c->end) {
        return true;
    }
    char *line = c->buffer + c->at;
    c->at += length + (c->at + length < c->end ? 1 : 0);
    length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
    *count = cut(line, line + length, values);
    return true;
}

static bool read_header(struct csv *c, const char *path, struct error *e)
{
    struct span names[COLUMNS];
    if (!next_line(c, names, &c->columns, e)) {
        return false;
    }
    if (c->columns == 0 || c->columns > COLUMNS) {
        return fail(e, ERROR_INPUT, "demo.csv", "%s has no usable header", path);
    }
    for (size_t i = 0; i < c->columns; i++) {
        c->field[i] = field_find(names[i]);
        if (c->field[i] == FIELD_COUNT) {
            return fail(e, ERROR_INPUT, "demo.csv", "column %zu of %s has no standard name",
                        i + 1, path);
        }
    }
    return true;
}

bool csv_open(struct csv **out, const char *path, struct error *e)
{
    struct csv *c = memory_new(1, sizeof *c, e);
    if (c == NULL) {
        return false;
    }
    if (!file_size(path, &c->total, e) || !reader_open(&c->reader, path, e) ||
        !read_header(c, path, e)) {
        csv_close(c);
        return false;
    }
    *out = c;
    return true;
}

void csv_close(struct csv *c)
{
    if (c == NULL) {
        return;
    }
    if (c->reader != NULL) {
        reader_close(c->reader);
    }
    memory_wipe(c->buffer, sizeof c->buffer);
    memory_free(c);
}

bool csv_next(struct csv *c, struct row *row, bool *more, struct error *e)
{
    struct span values[COLUMNS];
    size_t count;
    if (!next_line(c, values, &count, e)) {
        return false;
    }
    *more = count > 0;
    if (count == 0) {
        return true;
    }
    c->rows++;
    if (count != c->columns) {
        return fail(e, ERROR_INPUT, "demo.csv", "row %llu has not as many values as the header",
                    (unsigned long long)c->rows);
    }
    *row = (struct row){.number = c->rows};
    for (size_t i = 0; i < count; i++) {
        row->value[c->field[i]] = values[i];
    }
    return true;
}

uint64_t csv_done(const struct csv *c)
{
    return c->done;
}

uint64_t csv_total(const struct csv *c)
{
    return c->total;
}
