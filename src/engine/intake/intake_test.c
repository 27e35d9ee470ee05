/* Tests of intake: other people's CSV files, a naive parser as an oracle, and
 * hostile input. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/crypto.h"
#include "base/file.h"
#include "engine/intake/intake.h"

#include <cmocka.h>

enum { MOST = 4096 };

static char path[64];
static struct arena *arena;
static struct error e;
static struct row rows[MOST];
static struct rejection rejections[MOST];
static size_t count, rejected;
static struct intake *last; /* rows[] point into it */

static int setup(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/intake_test.%ld.csv", (long)getpid());
    return arena_new(&arena, 0, &e) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    intake_close(last);
    arena_free(arena);
    unlink(path);
    return 0;
}

static void save(const char *bytes, size_t len)
{
    unlink(path); /* a fresh file: some file systems sync one that is truncated */
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static struct intake *open_with(const char *bytes, size_t len, const struct layout *layout)
{
    struct intake *in = NULL;
    save(bytes, len);
    error_clear(&e);
    return intake_open(&in, path, INTAKE_REQUESTS, layout, NULL, &e) ? in : NULL;
}

/* Opens and reads all rows into rows[]; what it returns is closed by the next call. */
static struct intake *read_all(const char *bytes, size_t len, const struct layout *layout)
{
    intake_close(last);
    last = open_with(bytes, len, layout);
    if (last == NULL) {
        print_error("%s: %s\n", e.code, e.text);
    }
    assert_non_null(last);
    arena_reset(arena);
    assert_true(intake_read(last, arena, rows, MOST, &count, rejections, &rejected, &e));
    assert_int_equal(count, intake_rows(last));
    return last;
}

#define READ(text) read_all(text, sizeof(text) - 1, NULL)

static void refused(const char *bytes, size_t len, const char *code)
{
    struct intake *in = open_with(bytes, len, NULL);
    assert_null(in);
    assert_string_equal(e.code, code);
    assert_int_equal(e.category, ERROR_INPUT);
}

#define REFUSED(text, code) refused(text, sizeof(text) - 1, code)

static void is(struct span value, const char *expected, size_t len)
{
    assert_int_equal(value.len, len);
    assert_memory_equal(value.at, expected, len);
}

#define IS(value, text) is(value, text, sizeof(text) - 1)

/* --- plain reading --- */

static void reads_rows_and_keeps_the_control_field_untouched(void **state)
{
    (void)state;
    struct intake *in = READ(
        "control,given_name,surname\n 007 ,Ann,O'Brien\n\n\"1,2\",\"a \"\"b\"\"\",\r\nx,y,z");
    assert_int_equal(count, 3);
    assert_int_equal(rejected, 0);
    IS(rows[0].value[FIELD_CONTROL], " 007 ");
    IS(rows[0].value[FIELD_SURNAME], "O'Brien");
    IS(rows[1].value[FIELD_CONTROL], "1,2");
    IS(rows[1].value[FIELD_GIVEN_NAME], "a \"b\"");
    assert_int_equal(rows[1].value[FIELD_SURNAME].len, 0);
    assert_int_equal(rows[0].number, 1);
    assert_int_equal(rows[0].line, 2);
    assert_int_equal(rows[1].number, 2);
    assert_int_equal(rows[1].line, 4);
    IS(rows[2].value[FIELD_SURNAME], "z");
    assert_true(intake_has(in, FIELD_CONTROL));
    assert_false(intake_has(in, FIELD_ZIP));
}

static void reads_in_slices(void **state)
{
    (void)state;
    struct intake *in = open_with("control\n1\n2\n3\n", 14, NULL);
    assert_non_null(in);
    for (int i = 0; i < 4; i++) {
        assert_true(intake_read(in, arena, rows, 1, &count, rejections, &rejected, &e));
        assert_int_equal(count, i < 3);
        assert_true(i == 3 || rows[0].number == (uint64_t)i + 1);
    }
    intake_close(in);
}

static void line_ends(void **state)
{
    (void)state;
    (void)(READ("\xef\xbb\xbf"
                "control\r\n1\r\n\r\n2\r"));
    assert_int_equal(count, 2);
    IS(rows[1].value[FIELD_CONTROL], "2");
    (void)(READ("control,note\n1,\"a\r\nb\nc\"\n2,a\rb\n"));
    assert_int_equal(count, 2);
    assert_int_equal(rejected, 0);
    IS(rows[0].value[FIELD_NOTE], "a\r\nb\nc");
    IS(rows[1].value[FIELD_NOTE], "a\rb"); /* a CR alone is no end of line */
    assert_int_equal(rows[1].line, 5);
    (void)(READ("\n\r\ncontrol\n"));
    assert_int_equal(count, 0); /* a header alone is fine */
}

static void rejects_rows_and_goes_on(void **state)
{
    (void)state;
    (void)(READ("control,note\n"
                "1,a\"b\n"   /* a quote in the middle */
                "2,\"a\"b\n" /* behind a closing one */
                "3\n"        /* too few */
                "4,b,c\n"    /* too many */
                "5,a\0b\n"   /* NUL */
                "6,\xc3(\n"  /* no UTF-8 */
                "7,ok\n"));
    static const char *codes[] = {"csv.quote",   "csv.quote", "csv.columns",
                                  "csv.columns", "csv.nul",   "csv.utf8"};
    assert_int_equal(count, 7);
    assert_int_equal(rejected, 6);
    for (size_t i = 0; i < 6; i++) {
        char control[2] = {(char)('1' + i), 0};
        assert_string_equal(rejections[i].code, codes[i]);
        assert_int_equal(rejections[i].row, i + 1);
        assert_int_equal(rejections[i].line, i + 2);
        assert_int_equal(rows[i].line, 0);
        assert_int_equal(rows[i].number, i + 1);
        assert_true(span_is(rejections[i].control, control));
        assert_int_equal(rejections[i].column, i == 2 || i == 3 ? 0 : 2);
        assert_true(strlen(rejections[i].what) > 10);
    }
    assert_int_equal(rows[6].line, 8);
}

static void control_of_a_bad_row_is_given_back_only_where_certain(void **state)
{
    (void)state;
    (void)(READ("note,control\nx\"y,1\n\xff,2\na,b,3\nok,\xff\n"));
    assert_int_equal(rejected, 4);
    for (size_t i = 0; i < rejected; i++) {
        assert_int_equal(rejections[i].control.len, 0);
    }
}

static void limits(void **state)
{
    (void)state;
    struct intake_limits small = {
        .bytes = 1000, .rows = 3, .columns = 3, .field = 4, .row = 12};
    struct intake *in = NULL;
    static const char good[] = "control,note,city\n1,abcd,x\n2,abcdefghij,x\n3,abcd,12345678\n";
    save(good, sizeof good - 1);
    assert_true(intake_open(&in, path, INTAKE_REQUESTS, NULL, &small, &e));
    assert_true(intake_read(in, arena, rows, MOST, &count, rejections, &rejected, &e));
    assert_int_equal(rejected, 2);
    assert_string_equal(rejections[0].code, "csv.row-long");
    assert_string_equal(rejections[1].code, "csv.row-long");
    intake_close(in);
    small.row = 100;
    assert_true(intake_open(&in, path, INTAKE_REQUESTS, NULL, &small, &e));
    assert_true(intake_read(in, arena, rows, MOST, &count, rejections, &rejected, &e));
    assert_string_equal(rejections[0].code, "csv.field-long");
    assert_int_equal(rejections[0].column, 2);
    assert_int_equal(rejections[1].column, 3);
    intake_close(in);
    const struct {
        struct intake_limits limits;
        const char *code;
    } refusals[] = {
        {{.bytes = 10, .rows = 3, .columns = 3, .field = 4, .row = 12}, "intake.limit.bytes"},
        {{.bytes = 1000, .rows = 2, .columns = 3, .field = 4, .row = 12}, "intake.limit.rows"},
        {{.bytes = 1000, .rows = 3, .columns = 2, .field = 4, .row = 12},
         "intake.limit.columns"},
    };
    for (size_t i = 0; i < 3; i++) {
        assert_false(intake_open(&in, path, INTAKE_REQUESTS, NULL, &refusals[i].limits, &e));
        assert_string_equal(e.code, refusals[i].code);
    }
}

/* --- refusals --- */

static void refuses_broken_files(void **state)
{
    (void)state;
    REFUSED("", "intake.empty");
    REFUSED("\xef\xbb\xbf", "intake.empty");
    REFUSED("\n\r\n\n", "intake.empty");
    REFUSED("control,note\n1,\"abc\n2,x\n", "csv.unclosed");
    assert_non_null(strstr(e.text, "line 2"));
    REFUSED("control,\"note\n1,2\n", "csv.unclosed");
    REFUSED("control\n1\n\"2", "csv.unclosed");
    REFUSED("control\n\"2\"\"", "csv.unclosed");
    REFUSED("\x1f\x8b\x08\x00zzzz", "intake.compressed");
    REFUSED("PK\x03\x04zzzz", "intake.compressed");
    REFUSED("\x28\xb5\x2f\xfdzzz", "intake.compressed");
    REFUSED("\xff\xfe"
            "c\0o\0n\0",
            "intake.encoding");
    REFUSED("c\0o\0n\0t\0r\0o\0l\0\n\0", "intake.encoding");
    REFUSED("control\xff\n1\n", "intake.encoding");
    REFUSED("control,no\"te\n1,2\n", "intake.header");
    REFUSED("control,\n1,2\n", "intake.header");
}

static void refuses_columns(void **state)
{
    (void)state;
    REFUSED("control,surnme\n", "intake.column.unknown");
    assert_non_null(strstr(e.text, "\"surnme\""));
    assert_non_null(strstr(e.hint, "\"surname\""));
    REFUSED("control,Given Name\n", "intake.column.unknown");
    assert_non_null(strstr(e.hint, "\"given_name\""));
    REFUSED("control,favourite colour\n", "intake.column.unknown");
    REFUSED("control,zip,zip\n", "intake.column.twice");
    REFUSED("zip,city\n", "intake.column.missing");
    struct intake *in = NULL;
    save("control\n", 8);
    assert_false(intake_open(&in, path, INTAKE_REGISTRY, NULL, NULL, &e));
    assert_string_equal(e.code, "intake.column.missing");
    assert_true(intake_open(&in, path, INTAKE_ANY, NULL, NULL, &e));
    intake_close(in);
    assert_false(intake_open(&in, "/nonexistent/file.csv", INTAKE_ANY, NULL, NULL, &e));
}

/* I7: the first row of a file without a header is no header, and stays unsaid. */
static void I7_a_file_without_header_is_not_quoted(void **state)
{
    (void)state;
    REFUSED("C-1,Magdalena,Quackenbush\n", "intake.header");
    assert_null(strstr(e.text, "Magdalena"));
    assert_null(strstr(e.hint, "Magdalena"));
}

static void layouts(void **state)
{
    (void)state;
    struct layout layout = {.separator = ';', .count = 3};
    const char *names[] = {"Case No", "Last name", "Colour"};
    const int fields[] = {FIELD_CONTROL, FIELD_SURNAME, -1};
    for (size_t i = 0; i < 3; i++) {
        snprintf(layout.column[i].name, LAYOUT_NAME, "%s", names[i]);
        layout.column[i].field = fields[i];
    }
    static const char good[] = " Last name ;Colour;\"Case No\"\nDoe;red;7\n";
    (void)(read_all(good, sizeof good - 1, &layout));
    IS(rows[0].value[FIELD_SURNAME], "Doe");
    IS(rows[0].value[FIELD_CONTROL], "7");
    static const char more[] = "Last name;Case No;Other\n";
    assert_null(open_with(more, sizeof more - 1, &layout));
    assert_string_equal(e.code, "intake.column.unknown");
    static const char less[] = "Case No;Colour\n";
    assert_null(open_with(less, sizeof less - 1, &layout));
    assert_string_equal(e.code, "intake.column.missing");
    layout.separator = '"';
    assert_null(open_with(less, sizeof less - 1, &layout));
    assert_int_equal(e.category, ERROR_USAGE);
}

static void hash_is_of_the_whole_file(void **state)
{
    (void)state;
    uint8_t got[32];
    struct sha256 wanted;
    static const char text[] = "\xef\xbb\xbf"
                               "control\n1\n";
    struct intake *in = READ("\xef\xbb\xbf"
                             "control\n1\n");
    assert_int_equal(intake_bytes(in), sizeof text - 1);
    assert_true(intake_hash(in, got, &e));
    assert_true(crypto_sha256((struct span){text, sizeof text - 1}, &wanted, &e));
    assert_memory_equal(got, wanted.at, 32);
}

/* --- other people's files --- */

static const char *shared(void)
{
    const char *top = getenv("SHARED");
    if (top == NULL || !folder_exists(top)) {
        print_message("skipped: SHARED is not there\n");
        skip();
    }
    return top;
}

/* The vectors have free headers: each column gets a meaning by its place. */
static const enum field meanings[] = {FIELD_CONTROL, FIELD_NOTE, FIELD_CITY, FIELD_STATE,
                                      FIELD_ZIP};

static void layout_of(json_t *object, const char *header, struct layout *layout)
{
    size_t n = json_object_size(object);
    const char *key;
    json_t *value;
    *layout = (struct layout){.separator = ',', .count = n};
    size_t i = 0;
    json_object_foreach(object, key, value)
    {
        snprintf(layout->column[i].name, LAYOUT_NAME, "%s", key);
        layout->column[i].field = (int)meanings[i];
        assert_non_null(strstr(header, key));
        i++;
    }
}

static void check_file(const char *csv, const char *expected)
{
    struct text bytes = {0};
    struct layout layout;
    struct intake *in = NULL;
    json_t *all = json_load_file(expected, 0, NULL);
    assert_non_null(all);
    assert_true(file_load(&bytes, csv, 1 << 20, &e));
    layout_of(json_array_get(all, 0), bytes.at, &layout);
    if (!intake_open(&in, csv, INTAKE_REQUESTS, &layout, NULL, &e)) {
        fail_msg("%s: %s %s", csv, e.code, e.text);
    }
    assert_true(intake_read(in, arena, rows, MOST, &count, rejections, &rejected, &e));
    assert_int_equal(count, json_array_size(all));
    assert_int_equal(rejected, 0);
    for (size_t i = 0; i < count; i++) {
        const char *key;
        json_t *value;
        size_t column = 0;
        json_object_foreach(json_array_get(all, i), key, value)
        {
            struct span got = rows[i].value[meanings[column++]];
            struct span want = {json_string_value(value), json_string_length(value)};
            if (!span_equal(got, want)) {
                fail_msg("%s row %zu column %s", csv, i, key);
            }
        }
    }
    intake_close(in);
    json_decref(all);
    text_free(&bytes);
}

static void csv_spectrum(void **state)
{
    (void)state;
    const char *top = shared();
    static const char *names[] = {"comma_in_quotes",
                                  "empty",
                                  "empty_crlf",
                                  "escaped_quotes",
                                  "json",
                                  "newlines",
                                  "newlines_crlf",
                                  "quotes_and_newlines",
                                  "simple",
                                  "simple_crlf",
                                  "utf8"};
    /* location_coordinates.json is no list and other bytes than its CSV: left out. */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char csv[512], json[512];
        snprintf(csv, sizeof csv, "%s/vectors/csv/csvs/%s.csv", top, names[i]);
        snprintf(json, sizeof json, "%s/vectors/csv/json/%s.json", top, names[i]);
        check_file(csv, json);
    }
}

/* Each string of the Big List of Naughty Strings survives byte for byte. */
static void naughty_strings(void **state)
{
    (void)state;
    char name[512];
    snprintf(name, sizeof name, "%s/vectors/strings/blns.txt", shared());
    struct text list = {0}, csv = {0};
    assert_true(file_load(&list, name, 1 << 20, &e));
    assert_true(text_adds(&csv, "control,note\n", &e));
    struct span rest = text_span(&list), line;
    size_t lines = 0;
    while (span_cut(&rest, '\n', &line)) {
        assert_true(text_addf(&csv, &e, "%zu,\"", ++lines));
        for (size_t i = 0; i < line.len; i++) {
            assert_true((line.at[i] != '"' || text_addc(&csv, '"', &e)) &&
                        text_addc(&csv, line.at[i], &e));
        }
        assert_true(text_adds(&csv, "\"\n", &e));
    }
    (void)read_all(csv.at, csv.len, NULL);
    assert_int_equal(count, lines);
    assert_true(lines > 500);
    rest = text_span(&list);
    size_t bad = 0;
    for (size_t i = 0; i < lines; i++) {
        assert_true(span_cut(&rest, '\n', &line));
        if (memchr(line.at, 0, line.len) != NULL || !utf8_valid(line)) {
            bad++; /* such a row is rejected */
        } else {
            assert_true(span_equal(rows[i].value[FIELD_NOTE], line));
        }
    }
    assert_int_equal(bad, rejected);
    text_free(&list);
    text_free(&csv);
}

/* --- the oracle: a CSV parser that one can see through --- */

struct naive {
    size_t rows;
    bool bad[MOST];
    char cell[MOST][2][64];
    bool open;
};

static void naive_parse(const char *s, size_t n, struct naive *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < n;) {
        if (s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] == '\n'))) {
            i++;
            continue; /* a blank line, or the CR of one */
        }
        size_t row = out->rows++, column = 0, len = 0;
        bool inside = false, was = false;
        char field[512];
        for (;; i++) {
            if (inside) {
                if (i == n) {
                    out->open = true;
                    return;
                }
                if (s[i] == '"' && i + 1 < n && s[i + 1] == '"') {
                    field[len++] = s[i++];
                } else if (s[i] == '"') {
                    inside = false;
                } else {
                    field[len++] = s[i];
                }
                continue;
            }
            bool end =
                i == n || s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] == '\n'));
            if (end || s[i] == ',') {
                if (column < 2) {
                    memcpy(out->cell[row][column], field, len < 63 ? len : 63);
                }
                column++;
                len = 0;
                was = false;
                if (end) {
                    break;
                }
            } else if (s[i] == '"' && len == 0 && !was) {
                inside = was = true;
            } else {
                out->bad[row] |= s[i] == '"' || was;
                field[len++] = s[i];
            }
        }
        out->bad[row] |= column != 2;
        i += i < n && s[i] == '\r';
        i++;
    }
}

static uint64_t seed = 20260205;

static unsigned draw(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void oracle(void **state)
{
    (void)state;
    static struct naive want;
    static const char letters[] = "ab,,,\"\"\"\n\n\r";
    size_t opened = 0, good = 0, bad = 0;
    for (int round = 0; round < 4000; round++) {
        char text[400];
        size_t n = (size_t)snprintf(text, sizeof text, "control,note\n");
        for (size_t length = draw(200); length > 0; length--) {
            text[n++] = letters[draw(sizeof letters - 1)];
        }
        naive_parse(text, n, &want);
        struct intake *in = open_with(text, n, NULL);
        opened += want.open;
        assert_true(want.open == (in == NULL));
        if (in == NULL) {
            assert_string_equal(e.code, "csv.unclosed");
            continue;
        }
        arena_reset(arena);
        assert_int_equal(intake_rows(in), want.rows - 1);
        assert_true(intake_read(in, arena, rows, MOST, &count, rejections, &rejected, &e));
        assert_int_equal(count, want.rows - 1);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(rows[i].line == 0, want.bad[i + 1]);
            if (rows[i].line != 0) {
                is(rows[i].value[FIELD_CONTROL], want.cell[i + 1][0],
                   strlen(want.cell[i + 1][0]));
                struct span note = rows[i].value[FIELD_NOTE];
                is((struct span){note.at, note.len < 63 ? note.len : 63}, want.cell[i + 1][1],
                   strlen(want.cell[i + 1][1]));
            }
        }
        good += count - rejected;
        bad += rejected;
        intake_close(in);
    }
    assert_true(opened > 100 && good > 1000 && bad > 1000); /* the draw reaches all cases */
}

/* Long quoted fields cross the vector width at every offset. */
static void every_offset(void **state)
{
    (void)state;
    for (size_t pad = 0; pad < 200; pad++) {
        char text[600];
        int n = snprintf(text, sizeof text, "control,note\n%0*d,\"a\n\"\"%0*d\"\n9,b\n",
                         (int)pad + 1, 7, (int)(200 - pad), 1);
        (void)(read_all(text, (size_t)n, NULL));
        assert_int_equal(count, 2);
        assert_int_equal(rejected, 0);
        assert_int_equal(rows[0].value[FIELD_CONTROL].len, pad + 1);
        assert_int_equal(rows[0].value[FIELD_NOTE].len, 3 + 200 - pad);
        IS(rows[1].value[FIELD_NOTE], "b");
        assert_int_equal(rows[1].line, 4);
    }
}

/* --- parts --- */

/* Rows of every kind: blank lines between, line ends in quotes, defects, doubled quotes. */
static size_t make_mixed(char *to, size_t most, unsigned n)
{
    static const char *const kinds[] = {",A,B\n",      ",\"two\nlines\",B\r\n",    ",A,B\n\n",
                                        ",A\n",        ",\"say \"\"x\"\"\",B\n", ",a\"b,B\n",
                                        ",,\n\r\n\n", ",\"\n\n\n\",\n"};
    size_t len = (size_t)snprintf(to, most, "control,given_name,surname\n");
    uint32_t x = 12345;
    for (unsigned i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        unsigned kind = x >> 28;
        len += (size_t)snprintf(to + len, most - len, "%u%s", i, kinds[kind < 8 ? kind : 0]);
    }
    return len;
}

static void same_row(const struct row *a, const struct row *b)
{
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->line, b->line);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_int_equal(a->value[i].len, b->value[i].len);
        assert_true(a->value[i].len == 0 ||
                    memcmp(a->value[i].at, b->value[i].at, a->value[i].len) == 0);
    }
}

static void same_rejection(const struct rejection *a, const struct rejection *b)
{
    assert_int_equal(a->row, b->row);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->column, b->column);
    assert_string_equal(a->code, b->code);
    assert_int_equal(a->control.len, b->control.len);
}

/* Parts read last to first hold what the whole file read in order does. */
static void parts_are_the_rows(void **state)
{
    (void)state;
    enum { ROOM = 1 << 19 };
    static const unsigned sizes[] = {1, INTAKE_PART - 1, INTAKE_PART, INTAKE_PART + 1,
                                     3 * INTAKE_PART, 7000};
    static struct row all[8192], part[INTAKE_PART];
    static struct rejection bad[8192], part_bad[INTAKE_PART];
    char *bytes = malloc(ROOM);
    assert_non_null(bytes);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t n = 0, wrong = 0, got, refused, seen = 0, seen_bad = 0;
        struct intake *in = open_with(bytes, make_mixed(bytes, ROOM, sizes[k]), NULL);
        assert_true(intake_read(in, arena, all, 8192, &n, bad, &wrong, &e));
        assert_int_equal(n, sizes[k]);
        assert_int_equal(intake_parts(in), (sizes[k] + INTAKE_PART - 1) / INTAKE_PART);
        for (size_t p = intake_parts(in); p-- > 0;) {
            assert_true(intake_read_part(in, p, arena, part, &got, part_bad, &refused, &e));
            for (size_t i = 0; i < got; i++) {
                same_row(&part[i], &all[p * INTAKE_PART + i]);
            }
            size_t first = 0;
            while (first < wrong && bad[first].row <= p * INTAKE_PART) {
                first++;
            }
            for (size_t i = 0; i < refused; i++) {
                same_rejection(&part_bad[i], &bad[first + i]);
            }
            seen += got;
            seen_bad += refused;
        }
        assert_int_equal(seen, n);
        assert_int_equal(seen_bad, wrong);
        assert_true(sizes[k] < 100 || wrong > sizes[k] / 20); /* the file held what it should */
        arena_reset(arena);
        intake_close(in);
    }
    free(bytes);
}

/* Who writes to the file while it is read is found out, or at least overruns nothing. */
static void a_part_that_changed_is_refused(void **state)
{
    (void)state;
    char bytes[] = "control,given_name,surname\n1,A,B\n2,C,D\n";
    struct intake *in = NULL;
    size_t got, refused;
    error_clear(&e);
    assert_true(intake_open_bytes(&in, (struct span){bytes, strlen(bytes)}, "bytes",
                                  INTAKE_REQUESTS, NULL, NULL, &e));
    *strstr(bytes, "\n2") = ' ';
    assert_false(intake_read_part(in, 0, arena, rows, &got, rejections, &refused, &e));
    assert_string_equal(e.code, "intake.changed");
    intake_close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows_and_keeps_the_control_field_untouched),
        cmocka_unit_test(reads_in_slices),
        cmocka_unit_test(line_ends),
        cmocka_unit_test(rejects_rows_and_goes_on),
        cmocka_unit_test(control_of_a_bad_row_is_given_back_only_where_certain),
        cmocka_unit_test(limits),
        cmocka_unit_test(refuses_broken_files),
        cmocka_unit_test(refuses_columns),
        cmocka_unit_test(I7_a_file_without_header_is_not_quoted),
        cmocka_unit_test(layouts),
        cmocka_unit_test(hash_is_of_the_whole_file),
        cmocka_unit_test(csv_spectrum),
        cmocka_unit_test(naughty_strings),
        cmocka_unit_test(oracle),
        cmocka_unit_test(every_offset),
        cmocka_unit_test(parts_are_the_rows),
        cmocka_unit_test(a_part_that_changed_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
