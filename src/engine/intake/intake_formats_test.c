/* Tests of the formats beside CSV: lines, fixed width, NDJSON. What is read, what is rejected
 * and with which control field, parts against the whole, and two oracles. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "engine/intake/intake.h"

#include <cmocka.h>

enum { MOST = 8192 };

static struct arena *arena;
static struct error e;
static struct row rows[MOST];
static struct rejection rejections[MOST];
static size_t count, rejected;
static struct intake *last; /* rows[] point into it */

static int setup(void **state)
{
    (void)state;
    return arena_new(&arena, 0, &e) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    intake_close(last);
    last = NULL;
    arena_free(arena);
    return 0;
}

static struct intake *open_bytes(struct span bytes, enum intake_kind kind,
                                 const struct layout *l, const struct intake_limits *limits)
{
    struct intake *in = NULL;
    error_clear(&e);
    return intake_open_bytes(&in, bytes, "bytes", kind, l, limits, &e) ? in : NULL;
}

static void read_span(struct span bytes, const struct layout *l,
                      const struct intake_limits *limits)
{
    intake_close(last);
    last = open_bytes(bytes, INTAKE_REQUESTS, l, limits);
    if (last == NULL) {
        fail_msg("%s: %s", e.code, e.text);
    }
    arena_reset(arena);
    assert_true(intake_read(last, arena, rows, MOST, &count, rejections, &rejected, &e));
    assert_int_equal(count, intake_rows(last));
}

#define READ(text, layout) read_span(SPAN_LITERAL(text), layout, NULL)

static void is(struct span value, const char *expected, size_t len)
{
    if (value.len != len || (len > 0 && memcmp(value.at, expected, len) != 0)) {
        fail_msg("'%.*s' is not '%.*s'", SPAN_ARGS(value), (int)len, expected);
    }
}

#define IS(value, text) is(value, text, sizeof(text) - 1)

static void refused(struct span bytes, const struct layout *l, const char *code)
{
    assert_null(open_bytes(bytes, INTAKE_REQUESTS, l, NULL));
    assert_string_equal(e.code, code);
}

/* --- layouts --- */

static struct layout lines = {.format = LAYOUT_LINES,
                              .separator = ';',
                              .count = 3,
                              .column = {{.field = FIELD_IDENTIFIER, .first = 2, .last = 2},
                                         {.field = FIELD_CONTROL, .first = 1, .last = 1},
                                         {.field = -1, .first = 3, .last = 3}}};

static struct layout fixed = {.format = LAYOUT_FIXED,
                              .width = 20,
                              .count = 3,
                              .column = {{.field = FIELD_SURNAME, .first = 1, .last = 8},
                                         {.field = FIELD_SEX, .first = 10, .last = 10},
                                         {.field = FIELD_CONTROL, .first = 15, .last = 20}}};

static struct layout ndjson = {.format = LAYOUT_NDJSON,
                               .count = 4,
                               .column = {{.name = "no", .field = FIELD_CONTROL},
                                          {.name = "last \"name\"", .field = FIELD_SURNAME},
                                          {.name = "x", .field = -1},
                                          {.name = "zip", .field = FIELD_ZIP}}};

/* One row of each case, and what it is rejected for. */
struct bad {
    const char *line;
    size_t len;
    const char *code;
    int column;
    const char *control;
};
#define BAD(text, ...)                                                                         \
    {                                                                                          \
        text, sizeof(text) - 1, __VA_ARGS__                                                    \
    }

static void each_is_rejected(const struct bad *cases, size_t n, const struct layout *l,
                             const struct intake_limits *limits)
{
    for (size_t i = 0; i < n; i++) {
        const struct bad *b = &cases[i];
        read_span((struct span){b->line, b->len}, l, limits);
        if (count != 1 || rejected != 1 || strcmp(rejections[0].code, b->code) != 0 ||
            rejections[0].column != b->column || !span_is(rejections[0].control, b->control)) {
            fail_msg("case %zu: %s, column %d, control '%.*s'", i,
                     rejected == 0 ? "read" : rejections[0].code, rejections[0].column,
                     SPAN_ARGS(rejections[0].control));
        }
        assert_int_equal(rejections[0].row, 1);
        assert_int_equal(rejections[0].line, 1);
        assert_true(strlen(rejections[0].what) > 10);
        assert_int_equal(rows[0].line, 0);
        assert_int_equal(rows[0].number, 1);
        for (unsigned f = 0; f < FIELD_COUNT; f++) {
            assert_int_equal(rows[0].value[f].len, 0);
        }
        is(rows[0].bytes, b->line, b->len);
    }
}
#define EACH_IS_REJECTED(cases, layout, limits)                                                \
    each_is_rejected(cases, sizeof cases / sizeof *cases, layout, limits)

static const struct intake_limits small = {
    .bytes = 1000, .rows = 3, .columns = 4, .field = 4, .row = 16};

/* --- lines --- */

static void reads_lines(void **state)
{
    (void)state;
    READ("\xef\xbb\xbf"
         " 007 ;123;\"a\r\n\r\n\n2;a\rb;\r\n3;;z\r",
         &lines);
    assert_int_equal(count, 3);
    assert_int_equal(rejected, 0);
    IS(rows[0].value[FIELD_CONTROL], " 007 ");
    IS(rows[0].value[FIELD_IDENTIFIER], "123");
    IS(rows[0].bytes, " 007 ;123;\"a");
    assert_int_equal(rows[0].line, 1);
    assert_int_equal(rows[1].line, 4);
    assert_int_equal(rows[1].number, 2);
    IS(rows[1].value[FIELD_IDENTIFIER], "a\rb");
    IS(rows[1].bytes, "2;a\rb;");
    IS(rows[2].value[FIELD_IDENTIFIER], "");
    IS(rows[2].bytes, "3;;z");
    assert_true(intake_has(last, FIELD_CONTROL));
    assert_false(intake_has(last, FIELD_ZIP));
    assert_int_equal(intake_rows(last), 3);
}

static void rejects_lines(void **state)
{
    (void)state;
    static const struct bad cases[] = {
        BAD("1", "lines.columns", 0, "1"),          BAD(" ", "lines.columns", 0, " "),
        BAD("1;2;3;4", "lines.columns", 0, "1"),    BAD("1;a\0b;", "lines.nul", 2, "1"),
        BAD("1;2;\xff", "lines.utf8", 3, "1"),      BAD("1\xff;2;3", "lines.utf8", 1, ""),
        BAD("1\xff;2;3;4", "lines.columns", 0, ""),
    };
    static const struct bad limited[] = {
        BAD("1;12345;", "lines.field-long", 2, "1"),
        BAD("12345;1;", "lines.field-long", 1, ""),
        BAD("1;1234;123456789", "lines.field-long", 3, "1"),
        BAD("1;1234;1234567890", "lines.row-long", 0, "1"),
    };
    EACH_IS_REJECTED(cases, &lines, NULL);
    EACH_IS_REJECTED(limited, &lines, &small);
    struct layout behind = lines; /* the control field's place is not certain behind others */
    behind.column[0].first = 1;
    behind.column[1].first = 2;
    static const struct bad others[] = {
        BAD("2;1;3;4", "lines.columns", 0, ""),
        BAD("\xff;1;", "lines.utf8", 1, ""),
        BAD("2;1;\xff", "lines.utf8", 3, "1"),
    };
    EACH_IS_REJECTED(others, &behind, NULL);
}

/* Against a splitter that one can see through. */
static uint64_t seed = 20261127;

static unsigned draw(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void lines_oracle(void **state)
{
    (void)state;
    static const char letters[] = "ab\";;;;\n\n\r";
    size_t good = 0, bad = 0;
    for (int round = 0; round < 4000; round++) {
        char text[200];
        size_t n = draw(sizeof text), row = 0;
        for (size_t i = 0; i < n; i++) {
            text[i] = letters[draw(sizeof letters - 1)];
        }
        struct span rest = {text, n}, line, part;
        bool some = false;
        while (span_cut(&rest, '\n', &line)) {
            some = some || (line.len > 0 && !(line.len == 1 && *line.at == '\r'));
        }
        if (!some) {
            refused((struct span){text, n}, &lines, "intake.empty");
            continue;
        }
        read_span((struct span){text, n}, &lines, NULL);
        rest = (struct span){text, n};
        while (span_cut(&rest, '\n', &line)) {
            line.len -= line.len > 0 && line.at[line.len - 1] == '\r';
            if (line.len == 0) {
                continue;
            }
            struct span cell[200];
            size_t cells = 0;
            is(rows[row].bytes, line.at, line.len);
            while (span_cut(&line, ';', &part)) {
                cell[cells++] = part;
            }
            assert_int_equal(rows[row].line == 0, cells != 3);
            if (cells == 3) {
                is(rows[row].value[FIELD_CONTROL], cell[0].at, cell[0].len);
                is(rows[row].value[FIELD_IDENTIFIER], cell[1].at, cell[1].len);
            }
            good += cells == 3;
            bad += cells != 3;
            row++;
        }
        assert_int_equal(row, count);
    }
    assert_true(good > 1000 && bad > 1000);
}

/* Separators at each place of the 64 bytes that are looked at together, and more fields than
 * any layout has. */
static void lines_at_every_offset(void **state)
{
    (void)state;
    for (int pad = 1; pad < 200; pad++) {
        char text[600];
        int n =
            snprintf(text, sizeof text, "%0*d;%0*d;\n8;;%0*d", pad, 7, 200 - pad, 1, pad, 3);
        read_span((struct span){text, (size_t)n}, &lines, NULL);
        assert_int_equal(count, 2);
        assert_int_equal(rejected, 0);
        assert_int_equal(rows[0].value[FIELD_CONTROL].len, pad);
        assert_int_equal(rows[0].value[FIELD_IDENTIFIER].len, 200 - pad);
        IS(rows[1].value[FIELD_CONTROL], "8");
        assert_int_equal(rows[1].bytes.len, 3 + pad);
        memset(text, ';', sizeof text);
        read_span((struct span){text, (size_t)pad}, &lines, NULL);
        assert_int_equal(rejected, pad != 2);
    }
}

/* --- fixed width --- */

static void reads_fixed(void **state)
{
    (void)state;
    READ("\xef\xbb\xbf"
         "LEE      F    0001  \r\n"
         "         M       1 2\n"
         "      \r\n"
         "\n"
         "O'BRIEN       3\r\n"
         "M\xc3\x9cLLER       4", /* bytes are counted, not characters */
         &fixed);
    assert_int_equal(count, 4);
    assert_int_equal(rejected, 0);
    IS(rows[0].value[FIELD_SURNAME], "LEE");
    IS(rows[0].value[FIELD_SEX], "F");
    IS(rows[0].value[FIELD_CONTROL], "0001");
    IS(rows[0].bytes, "LEE      F    0001  ");
    IS(rows[1].value[FIELD_SURNAME], "");
    IS(rows[1].value[FIELD_CONTROL], "1 2");
    assert_int_equal(rows[2].line, 5);
    IS(rows[2].value[FIELD_SURNAME], "O'BRIEN");
    IS(rows[2].value[FIELD_SEX], "");
    IS(rows[2].value[FIELD_CONTROL], "3");
}

static void rejects_fixed(void **state)
{
    (void)state;
    static const struct bad cases[] = {
        BAD("LEE      F    0001   ", "fixed.width", 0, ""),
        BAD("LEE      F          ", "fixed.control", 0, ""),
        BAD("LEE", "fixed.control", 0, ""),
        BAD("LEE      F\0   0001", "fixed.nul", 0, "0001"),
        BAD("L\0E      F   00001", "fixed.nul", 1, ""),
        BAD("LEE      \xff    0001", "fixed.utf8", 10, ""),
        BAD("LEE      F  \xff 0001", "fixed.utf8", 0, "0001"),
        BAD("MULLERR\xc3\x9c"
            "F    0001",
            "fixed.character", 1, ""),
        BAD("LEE     \xc3\x9c    0001", "fixed.character", 10, ""),
        BAD("LEE      F   \xc3\x9c"
            "001",
            "fixed.character", 15, ""),
        BAD("LEE      F    0\xff"
            "01",
            "fixed.utf8", 15, ""),
    };
    EACH_IS_REJECTED(cases, &fixed, NULL);
    static const struct intake_limits row = {
        .bytes = 1000, .rows = 3, .columns = 4, .field = 40, .row = 16};
    static const struct intake_limits field = {
        .bytes = 1000, .rows = 3, .columns = 4, .field = 4, .row = 50};
    static const struct bad wide[] = {BAD("LEE      F    00", "fixed.row-long", 0, "00")};
    static const struct bad full[] = {BAD("SURNAMES F    0001", "fixed.field-long", 1, ""),
                                      BAD("LEE      F    00001", "fixed.field-long", 15, "")};
    struct intake_limits narrow = row;
    narrow.row = 15;
    EACH_IS_REJECTED(wide, &fixed, &narrow);
    EACH_IS_REJECTED(full, &fixed, &field);
    struct layout first = fixed; /* a control field before the bad bytes */
    first.column[0].field = FIELD_CONTROL;
    first.column[2].field = FIELD_SURNAME;
    static const struct bad others[] = {
        BAD("LEE      \xff    0001", "fixed.utf8", 10, "LEE"),
        BAD("LEE     \xc3\x9c    0001", "fixed.character", 10, "LEE"),
        BAD("MULLERR\xc3\x9c"
            "\xff",
            "fixed.utf8", 1, "")};
    EACH_IS_REJECTED(others, &first, NULL);
}

/* --- NDJSON --- */

static void reads_ndjson(void **state)
{
    (void)state;
    READ("\xef\xbb\xbf"
         "{\"no\":\"1\",\"last \\\"name\\\"\":\"L\\u00e9e "
         "\\ud83d\\ude00\\n\\\\\",\"zip\":12345}\r\n"
         " \t\r\n"
         "\t { \"zip\" : null , \"x\" : true , \"no\" : -1.5e+3 } \r\n"
         "\n"
         "{\"\\u006eo\":\"\",\"\\u0078\":\"\\u00000\"}\n"
         "{\"no\":true,\"last \\u0022name\\u0022\":\"\xc3\xa9\",\"zip\":\"\"}",
         &ndjson);
    assert_int_equal(count, 4);
    assert_int_equal(rejected, 1); /* NUL, in a member that nobody looks at */
    IS(rows[0].value[FIELD_CONTROL], "1");
    IS(rows[0].value[FIELD_SURNAME], "L\xc3\xa9"
                                     "e \xf0\x9f\x98\x80\n\\");
    IS(rows[0].value[FIELD_ZIP], "12345");
    assert_int_equal(rows[1].line, 3);
    IS(rows[1].value[FIELD_CONTROL], "-1.5e+3");
    IS(rows[1].value[FIELD_ZIP], "");
    IS(rows[1].bytes, "\t { \"zip\" : null , \"x\" : true , \"no\" : -1.5e+3 } ");
    assert_string_equal(rejections[0].code, "json.nul");
    assert_int_equal(rejections[0].line, 5);
    IS(rows[3].value[FIELD_CONTROL], "true");
    IS(rows[3].value[FIELD_SURNAME], "\xc3\xa9");
    /* what needs no decoding lies in the file */
    assert_true(rows[3].value[FIELD_SURNAME].at > rows[3].bytes.at &&
                rows[3].value[FIELD_SURNAME].at < rows[3].bytes.at + rows[3].bytes.len);
}

static void rejects_ndjson(void **state)
{
    (void)state;
    static const struct bad cases[] = {
        BAD("[]", "json.object", 0, ""),
        BAD("x", "json.object", 0, ""),
        BAD("{", "json.open", 1, ""),
        BAD("{}", "json.control", 0, ""),
        BAD("{\"zip\":\"1\"}", "json.control", 0, ""),
        BAD("{\"no\":null}", "json.control", 1, ""),
        BAD("{\"no\":\"1\"", "json.open", 1, "1"),
        BAD("{\"no\":\"1\",", "json.open", 2, "1"),
        BAD("{\"no\":\"1", "json.open", 1, ""),
        BAD("{\"no\":\"1\\", "json.open", 1, ""),
        BAD("{\"no\"", "json.open", 1, ""),
        BAD("{\"no\":", "json.open", 1, ""),
        BAD("{\"no\":\"1\",}", "json.syntax", 2, "1"),
        BAD("{\"no\" \"1\"}", "json.syntax", 1, ""),
        BAD("{no:\"1\"}", "json.syntax", 1, ""),
        BAD("{\"no\":\"1\" \"zip\":1}", "json.syntax", 1, "1"),
        BAD("{\"no\":\"1\"}}", "json.trailing", 0, "1"),
        BAD("{\"no\":\"1\"}{\"no\":\"2\"}", "json.trailing", 0, "1"),
        BAD("{\"no\":\"1\"} # x", "json.trailing", 0, "1"),
        BAD("{\"no\":\"1\",\"x\":{}}", "json.nested", 2, "1"),
        BAD("{\"x\":[1],\"no\":\"1\"}", "json.nested", 1, ""),
        BAD("{\"no\":\"1\",\"no\":\"1\"}", "json.twice", 2, ""),
        BAD("{\"no\":\"1\",\"x\":1,\"\\u0078\":1}", "json.twice", 3, "1"),
        BAD("{\"no\":\"1\",\"city\":1}", "json.unknown", 2, "1"),
        BAD("{\"no\":\"1\",\"\":1}", "json.unknown", 2, "1"),
        BAD("{\"no\":\"1\",\"NO\":1}", "json.unknown", 2, "1"),
        BAD("{\"no\":01}", "json.value", 1, ""),
        BAD("{\"no\":+1}", "json.value", 1, ""),
        BAD("{\"no\":1.}", "json.value", 1, ""),
        BAD("{\"no\":.5}", "json.value", 1, ""),
        BAD("{\"no\":1e}", "json.value", 1, ""),
        BAD("{\"no\":-}", "json.value", 1, ""),
        BAD("{\"no\":truely}", "json.value", 1, ""),
        BAD("{\"no\":True}", "json.value", 1, ""),
        BAD("{\"no\":'1'}", "json.value", 1, ""),
        BAD("{\"no\":1\0}", "json.value", 1, ""),
        BAD("{\"no\":\"1\",\"zip\":\"\\x\"}", "json.escape", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\u12g4\"}", "json.escape", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\u12\"}", "json.escape", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\ud83d\"}", "json.surrogate", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\ude00\"}", "json.surrogate", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\ud83d\\u0041\"}", "json.surrogate", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\ud83d\\ud83d\"}", "json.surrogate", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\\u0000\"}", "json.nul", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"a\0b\"}", "json.nul", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"a\tb\"}", "json.character", 2, "1"),
        BAD("{\"no\":\"1\",\"zip\":\"\xff\"}", "json.utf8", 0, "1"),
        BAD("{\"no\":\"\xff\",\"zip\":\"\"}", "json.utf8", 0, ""),
        BAD("{\"no\":\"\xff\",\"zip\":}", "json.value", 2, ""),
    };
    EACH_IS_REJECTED(cases, &ndjson, NULL);
    static const struct intake_limits tight = {
        .bytes = 1000, .rows = 3, .columns = 4, .field = 4, .row = 30};
    static const struct bad limited[] = {
        BAD("{\"no\":\"1\",\"zip\":\"12345\"}", "json.field-long", 2, "1"),
        BAD("{\"no\":\"12345\",\"zip\":\"1\"}", "json.field-long", 1, ""),
        BAD("{\"no\":\"1\",\"zip\":\"1\",\"x\":null  }", "json.row-long", 0, ""),
    };
    EACH_IS_REJECTED(limited, &ndjson, &tight);
}

/* Members in any order, another in each row: each finds its column. */
static void members_in_any_order(void **state)
{
    (void)state;
    static const char *const names[] = {"no", "last \\\"name\\\"", "x", "zip"};
    struct text t = {0};
    for (unsigned i = 0; i < 24; i++) {
        unsigned left[] = {0, 1, 2, 3}, n = 4, pick = i;
        assert_true(text_addc(&t, '{', &e));
        for (; n > 0; n--) {
            unsigned at = pick % n, which = left[at];
            pick /= n;
            left[at] = left[n - 1];
            assert_true(text_addf(&t, &e, "%s\"%s\":\"%u%u\"", n == 4 ? "" : ",", names[which],
                                  which, i));
        }
        assert_true(text_adds(&t, "}\n", &e));
    }
    read_span(text_span(&t), &ndjson, NULL);
    assert_int_equal(count, 24);
    assert_int_equal(rejected, 0);
    for (unsigned i = 0; i < 24; i++) {
        char want[8];
        (void)snprintf(want, sizeof want, "0%u", i);
        is(rows[i].value[FIELD_CONTROL], want, strlen(want));
        want[0] = '1';
        is(rows[i].value[FIELD_SURNAME], want, strlen(want));
        want[0] = '3';
        is(rows[i].value[FIELD_ZIP], want, strlen(want));
    }
    text_free(&t);
}

/* --- NDJSON against jansson --- */

struct kept {
    const char *name;
    enum field field;
};
static const struct kept kept[] = {
    {"no", FIELD_CONTROL}, {"last \"name\"", FIELD_SURNAME}, {"zip", FIELD_ZIP}};

/* What the layout asks for beyond JSON: flat, known members, `no` there. */
static bool fits_layout(json_t *o)
{
    const char *key;
    json_t *value;
    if (!json_is_object(o) || json_object_get(o, "no") == NULL ||
        json_is_null(json_object_get(o, "no"))) {
        return false;
    }
    json_object_foreach(o, key, value)
    {
        bool known = strcmp(key, "x") == 0;
        for (size_t i = 0; i < 3; i++) {
            known = known || strcmp(key, kept[i].name) == 0;
        }
        if (!known || json_is_object(value) || json_is_array(value)) {
            return false;
        }
    }
    return true;
}

static void same_value(struct span got, json_t *want)
{
    char text[64];
    if (json_is_string(want)) {
        is(got, json_string_value(want), json_string_length(want));
    } else if (want == NULL || json_is_null(want)) {
        assert_int_equal(got.len, 0);
    } else if (json_is_boolean(want)) {
        assert_true(span_is(got, json_is_true(want) ? "true" : "false"));
    } else {
        assert_true(got.len > 0 && got.len < sizeof text);
        memcpy(text, got.at, got.len);
        text[got.len] = '\0';
        if (json_is_integer(want)) {
            assert_true(strtoll(text, NULL, 10) == json_integer_value(want));
        } else {
            assert_true(strtod(text, NULL) == json_real_value(want));
        }
    }
}

/* The one documented difference: jansson refuses numbers that it cannot hold; here they are
 * text. */
static bool too_big(const json_error_t *error)
{
    return strstr(error->text, "too big") != NULL || strstr(error->text, "too small") != NULL ||
           strstr(error->text, "overflow") != NULL;
}

static void against_jansson(struct span line, size_t *good, size_t *bad)
{
    json_error_t error;
    json_t *want = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES, &error);
    bool fits = want != NULL && fits_layout(want);
    read_span(line, &ndjson, NULL);
    assert_int_equal(count, 1);
    if (fits != (rejected == 0) && !(want == NULL && too_big(&error))) {
        fail_msg("'%.*s': jansson %s, here %s", SPAN_ARGS(line), fits ? "reads" : error.text,
                 rejected == 0 ? "read" : rejections[0].code);
    }
    if (fits) {
        for (size_t i = 0; i < 3; i++) {
            same_value(rows[0].value[kept[i].field], json_object_get(want, kept[i].name));
        }
    }
    *good += fits;
    *bad += !fits;
    json_decref(want);
}

static const char *const atoms[] = {"\"\"",
                                    "\"a\"",
                                    "\"\xc3\xa9\"",
                                    "\"\\u00e9\"",
                                    "\"\\ud83d\\ude00\"",
                                    "\"\\n\\/\"",
                                    "\"\\uD83D\"",
                                    "\"0123456789abcdef0123\\\"\"",
                                    "0",
                                    "-1",
                                    "12.5",
                                    "1e3",
                                    "1E-2",
                                    "null",
                                    "true",
                                    "false",
                                    "01",
                                    "\"\\u0000\"",
                                    "[1]",
                                    "{}",
                                    "1e999",
                                    "123456789012345678901234567890",
                                    "\"\xe2\x82\"",
                                    "-0"};
static const char *const members[] = {"\"no\"",  "\"last \\\"name\\\"\"", "\"x\"",
                                      "\"zip\"", "\"\\u007aip\"",         "\"y\""};

/* A line that is mostly right, and then with a byte or two changed. */
static size_t make_line(char *to, size_t most)
{
    static const char noise[] = "{}[]\",:\\u0 \t1ex\x80\xc3\x01";
    size_t n = (size_t)snprintf(to, most, "{\"no\"%s:%s", draw(4) == 0 ? " " : "",
                                draw(8) == 0 ? atoms[draw(24)] : "\"7\"");
    for (unsigned k = draw(4); k > 0; k--) {
        n += (size_t)snprintf(to + n, most - n, ",%s%s%s:%s", draw(4) == 0 ? " " : "",
                              members[draw(draw(4) == 0 ? 6 : 5)], draw(4) == 0 ? "\t" : "",
                              atoms[draw(draw(2) == 0 ? 16 : 24)]);
    }
    n += (size_t)snprintf(to + n, most - n, "}%s", draw(4) == 0 ? " " : "");
    for (unsigned k = draw(2) == 0 ? draw(3) : 0; k > 0; k--) {
        size_t at = draw((unsigned)n);
        to[at] = k == 1 && draw(16) == 0 ? '\0' : noise[draw(sizeof noise - 1)];
    }
    return n;
}

static void ndjson_oracle(void **state)
{
    (void)state;
    size_t good = 0, bad = 0;
    for (int round = 0; round < 60000; round++) {
        char line[512];
        size_t n = make_line(line, sizeof line);
        struct span s = {line, n};
        if (span_starts(s, "[[") || span_trim(s).len == 0) {
            continue;
        }
        against_jansson(s, &good, &bad);
    }
    assert_true(good > 5000 && bad > 5000);
}

/* --- all formats --- */

static void parts_of(const struct layout *l, struct span bytes)
{
    static struct row part[INTAKE_PART];
    static struct rejection part_bad[INTAKE_PART];
    size_t seen = 0, seen_bad = 0;
    read_span(bytes, l, NULL);
    assert_int_equal(intake_parts(last), (count + INTAKE_PART - 1) / INTAKE_PART);
    for (size_t p = intake_parts(last); p-- > 0;) {
        size_t got, refusals, first = 0;
        assert_true(intake_read_part(last, p, arena, part, &got, part_bad, &refusals, &e));
        for (size_t i = 0; i < got; i++) {
            const struct row *a = &part[i], *b = &rows[p * INTAKE_PART + i];
            assert_int_equal(a->number, b->number);
            assert_int_equal(a->line, b->line);
            is(a->bytes, b->bytes.at, b->bytes.len);
            for (unsigned f = 0; f < FIELD_COUNT; f++) {
                is(a->value[f], b->value[f].at, b->value[f].len);
            }
        }
        while (first < rejected && rejections[first].row <= p * INTAKE_PART) {
            first++;
        }
        for (size_t i = 0; i < refusals; i++) {
            const struct rejection *a = &part_bad[i], *b = &rejections[first + i];
            assert_int_equal(a->row, b->row);
            assert_int_equal(a->line, b->line);
            assert_string_equal(a->code, b->code);
            is(a->control, b->control.at, b->control.len);
        }
        seen += got;
        seen_bad += refusals;
    }
    assert_int_equal(seen, count);
    assert_int_equal(seen_bad, rejected);
}

/* The text with the number in place of each #. */
static void add_kind(struct text *t, const char *kind, unsigned number)
{
    for (; *kind != '\0'; kind++) {
        assert_true(*kind == '#' ? text_addu(t, number, &e) : text_addc(t, *kind, &e));
    }
}

/* Parts read last to first hold what the whole file read in order does. */
static void parts_are_the_rows(void **state)
{
    (void)state;
    static const unsigned sizes[] = {1, INTAKE_PART - 1, INTAKE_PART, INTAKE_PART + 1, 7000};
    static const struct {
        const struct layout *layout;
        const char *kind[6];
    } formats[] = {
        {&lines,
         {"#;b;c\n", "#;b;c\r\n\n\r\n", "#;b\n", "\n#;\"\n;b;c\n", "#;\xff;\n", "#;;\n"}},
        {&fixed,
         {"LEE           #\n", "   \nLEE      F    # \r\n\n", "LEE\n#\n",
          "LEE                 #\n", "L\xff           #\n", "\"            #\n"}},
        {&ndjson,
         {"{\"no\":#}\n", " \n{\"no\":\"#\"}\r\n\n", "{\"zip\":\"a\\n\",\"no\":\"#\"}\n",
          "{\"no\":#\n", "{\"no\":#,\"x\":\"\n\"}\n", "{\"x\":1,\"no\":#}\n"}},
    };
    for (size_t f = 0; f < 3; f++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            struct text t = {0};
            for (unsigned i = 0; i < sizes[k]; i++) {
                unsigned kind = draw(12);
                add_kind(&t, formats[f].kind[kind < 6 ? kind : 0], i);
            }
            parts_of(formats[f].layout, text_span(&t));
            assert_true(sizes[k] < 100 || rejected > sizes[k] / 20);
            text_free(&t);
        }
    }
}

static void refuses_files(void **state)
{
    (void)state;
    const struct layout *all[] = {&lines, &fixed, &ndjson};
    static const struct intake_limits tiny = {
        .bytes = 10, .rows = 1, .columns = 2, .field = 4, .row = 12};
    for (size_t i = 0; i < 3; i++) {
        struct layout nameless = *all[i];
        struct intake *in;
        refused(SPAN_LITERAL(""), all[i], "intake.empty");
        refused(SPAN_LITERAL("\xef\xbb\xbf\r\n\n\r"), all[i], "intake.empty");
        refused(SPAN_LITERAL("\x1f\x8b\x08 zzz"), all[i], "intake.compressed");
        refused(SPAN_LITERAL("\xff\xfe{\0}\0"), all[i], "intake.encoding");
        refused(SPAN_LITERAL("{\0}\0\n\0"), all[i], "intake.encoding");
        assert_null(open_bytes(SPAN_LITERAL("1234567890\n"), INTAKE_REQUESTS, all[i], &tiny));
        assert_string_equal(e.code, "intake.limit.bytes");
        assert_null(open_bytes(SPAN_LITERAL("1\n2"), INTAKE_REQUESTS, all[i], &tiny));
        assert_string_equal(e.code, "intake.limit.rows");
        assert_null(open_bytes(SPAN_LITERAL("1\n"), INTAKE_REQUESTS, all[i], &tiny));
        assert_string_equal(e.code, "intake.limit.columns");
        assert_null(open_bytes(SPAN_LITERAL("1\n"), INTAKE_REGISTRY, all[i], NULL));
        assert_string_equal(e.code, "intake.column.missing");
        for (size_t k = 0; k < nameless.count; k++) {
            if (nameless.column[k].field == FIELD_CONTROL) {
                nameless.column[k].field = FIELD_PERSON_ID;
            }
        }
        refused(SPAN_LITERAL("1\n"), &nameless, "intake.column.missing");
        in = open_bytes(SPAN_LITERAL("1\n"), INTAKE_REGISTRY, &nameless, NULL);
        assert_non_null(in);
        intake_close(in);
        in = open_bytes(SPAN_LITERAL("1\n"), INTAKE_ANY, &nameless, NULL);
        assert_non_null(in);
        intake_close(in);
    }
    struct layout wrong = lines;
    wrong.column[0].first = 3;
    refused(SPAN_LITERAL("1;2;3\n"), &wrong, "intake.layout");
    wrong = fixed;
    wrong.width = 19;
    refused(SPAN_LITERAL("1\n"), &wrong, "intake.layout");
}

/* What the layout says of all identifiers, each good row says. */
static void identifiers_are_of_a_kind(void **state)
{
    (void)state;
    static const char *const kinds[] = {"", "ssn", "itin", "ein"};
    static const struct layout csv = {
        .separator = ',', .count = 1, .column = {{.name = "no", .field = FIELD_CONTROL}}};
    const struct layout *all[] = {&csv, &lines, &fixed, &ndjson};
    const struct span bytes[] = {SPAN_LITERAL("no\n1\n2,\n"), SPAN_LITERAL("1;2;3\n2;3\n"),
                                 SPAN_LITERAL("              1\n\xff"),
                                 SPAN_LITERAL("{\"no\":1}\n{}\n")};
    for (size_t i = 0; i < 4; i++) {
        struct layout l = *all[i];
        for (unsigned k = 0; k < 4; k++) {
            l.identifier = (enum layout_identifier)k;
            read_span(bytes[i], &l, NULL);
            assert_int_equal(count, 2);
            assert_int_equal(rejected, 1);
            assert_true(span_is(rows[0].value[FIELD_IDENTIFIER_KIND], kinds[k]));
            assert_int_equal(rows[1].value[FIELD_IDENTIFIER_KIND].len, 0);
        }
    }
}

/* The row as it stands in a CSV file, too. */
static void bytes_of_csv(void **state)
{
    (void)state;
    READ("control,note\r\n1,\"a\r\nb\"\r\n2\r\n3,x", NULL);
    IS(rows[0].bytes, "1,\"a\r\nb\"");
    IS(rows[1].bytes, "2");
    IS(rows[2].bytes, "3,x");
    assert_int_equal(rejected, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lines),
        cmocka_unit_test(rejects_lines),
        cmocka_unit_test(lines_oracle),
        cmocka_unit_test(lines_at_every_offset),
        cmocka_unit_test(reads_fixed),
        cmocka_unit_test(rejects_fixed),
        cmocka_unit_test(reads_ndjson),
        cmocka_unit_test(rejects_ndjson),
        cmocka_unit_test(members_in_any_order),
        cmocka_unit_test(ndjson_oracle),
        cmocka_unit_test(parts_are_the_rows),
        cmocka_unit_test(refuses_files),
        cmocka_unit_test(identifiers_are_of_a_kind),
        cmocka_unit_test(bytes_of_csv),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
