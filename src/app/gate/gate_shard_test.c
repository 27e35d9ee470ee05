/* Parts of a match: what was put in comes out; the bytes are those of docs/formats/part.md; any altered or missing
 * byte is found; what a part may not hold is refused even under a good HMAC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is in base/error.h */

#include "app/gate/gate_internal.h"

enum { HEAD = 256, RECORD = 48, MAC = 32, ROWS = 3, SIZE = HEAD + ROWS * RECORD + MAC, PERSONS = 100 };

static const uint8_t key[KEY_SIZE] = {7, 7, 7};
static char path[2][256];
static struct error e;

static int begin(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    for (int i = 0; i < 2; i++) {
        (void)snprintf(path[i], sizeof path[i], "%s/part-%d-%d", tmp == NULL ? "/tmp" : tmp, (int)getpid(), i);
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    (void)unlink(path[0]);
    (void)unlink(path[1]);
    return 0;
}

static struct part_head sample_head(void)
{
    struct part_head h = {.part = 1, .parts = 1, .rows = ROWS, .persons = PERSONS, .required = 0x8421, .agreement = "agr1"};
    memset(h.requests, 1, sizeof h.requests);
    memset(h.layout, 2, sizeof h.layout);
    memset(h.generation, 3, sizeof h.generation);
    memset(h.model, 4, sizeof h.model);
    memset(h.classifier, 5, sizeof h.classifier);
    return h;
}

static struct linkage sample_linkage(void)
{
    struct link_path unique = {.outcome = LINK_UNIQUE,
                               .best = 17,
                               .weight = 2345,
                               .second = 18,
                               .second_weight = -1,
                               .candidates = 300,
                               .crowded = true};
    struct link_path none = {.outcome = LINK_NOT_TRIED,
                             .best = PERSON_NOBODY,
                             .weight = WEIGHT_NONE,
                             .second = PERSON_NOBODY,
                             .second_weight = WEIGHT_NONE};
    return (struct linkage){.by_identifier = unique, .by_name_address = none, .person = PERSON_NOBODY};
}

/* A part whose middle row alone was compared. */
static void write_part(const char *to, const struct part_head *h)
{
    struct part p;
    struct linkage l = sample_linkage();
    assert_true(part_new(&p, h->rows, &e));
    part_add(&p, 1, &l);
    assert_true(part_save(&p, to, h, key, &e));
    part_free(&p);
}

static void read_bytes(uint8_t out[SIZE])
{
    FILE *f = fopen(path[0], "rb");
    assert_non_null(f);
    assert_int_equal(fread(out, 1, SIZE, f), SIZE);
    assert_int_equal(fgetc(f), EOF);
    (void)fclose(f);
}

static void write_bytes(const uint8_t *bytes, size_t n)
{
    FILE *f = fopen(path[0], "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    (void)fclose(f);
}

/* The HMAC as the document says it. */
static void sign(uint8_t bytes[SIZE])
{
    static const char label[] = "proviso part v1";
    uint8_t derived[KEY_SIZE];
    struct sha256 mac;
    assert_true(crypto_hkdf((struct span){(const char *)key, sizeof key}, SPAN_LITERAL(""),
                            (struct span){label, 15}, derived, sizeof derived, &e));
    assert_true(crypto_hmac((struct span){(const char *)derived, sizeof derived},
                            (struct span){(const char *)bytes, SIZE - MAC}, &mac, &e));
    memcpy(bytes + SIZE - MAC, mac.at, MAC);
}

static bool opens(const struct part_head *run, size_t count)
{
    const char *paths[] = {path[0], path[1]};
    struct parts *p = NULL;
    if (!parts_open(&p, paths, count, run, key, &e)) {
        return false;
    }
    parts_close(p);
    return true;
}

static void bytes_are_those_of_the_document(void **state)
{
    (void)state;
    static const uint8_t record[RECORD] = {
        3, 1, 0, 0, 17, 0, 0, 0, 0x29, 9, 0, 0, 18, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 44, 1, 0, 0,
        1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80, 0, 0, 0, 0};
    struct part_head h = sample_head();
    uint8_t expected[SIZE] = "PROVISO PART 1\n", made[SIZE];
    h.part = 2;
    h.parts = 200;
    expected[16] = 2;
    expected[20] = 200;
    expected[24] = ROWS;
    expected[32] = RECORD;
    expected[36] = 0x21;
    expected[37] = 0x84;
    memcpy(expected + 48, "agr1", 4);
    for (int i = 0; i < 5; i++) {
        memset(expected + 80 + 32 * i, i + 1, 32);
    }
    memcpy(expected + HEAD + RECORD, record, RECORD);
    sign(expected);
    write_part(path[0], &h);
    read_bytes(made);
    assert_memory_equal(made, expected, SIZE);
}

static void any_altered_bit_is_found(void **state)
{
    (void)state;
    struct part_head h = sample_head();
    uint8_t bytes[SIZE];
    write_part(path[0], &h);
    assert_true(opens(&h, 1));
    read_bytes(bytes);
    for (size_t bit = 0; bit < SIZE * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        write_bytes(bytes, SIZE);
        assert_false(opens(&h, 1));
        assert_int_equal(e.category, ERROR_VERIFY);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void any_cut_is_found(void **state)
{
    (void)state;
    struct part_head h = sample_head();
    uint8_t bytes[SIZE + 2 * RECORD] = {0};
    write_part(path[0], &h);
    read_bytes(bytes);
    for (size_t n = 0; n < sizeof bytes; n++) {
        write_bytes(bytes, n);
        assert_int_equal(opens(&h, 1), n == SIZE);
        assert_true(n == SIZE || e.category == ERROR_VERIFY);
    }
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    static const uint32_t wrong[][2] = {{0, 1}, {2, 1}, {0, 0}, {1, 0}, {1, PARTS_MOST + 1}, {UINT32_MAX, UINT32_MAX}};
    struct part_head h = sample_head();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        h.part = wrong[i][0];
        h.parts = wrong[i][1];
        write_part(path[0], &h);
        assert_false(opens(&h, 1));
        assert_string_equal(e.code, "part.number");
    }
    uint8_t bytes[SIZE]; /* rows that overflow the size, under a good HMAC */
    h = sample_head();
    write_part(path[0], &h);
    read_bytes(bytes);
    memset(bytes + 24, 0xff, 8);
    sign(bytes);
    write_bytes(bytes, SIZE);
    assert_false(opens(&h, 1));
    assert_string_equal(e.code, "part.cut");
}

static void each_part_exactly_once(void **state)
{
    (void)state;
    struct part_head h = sample_head();
    assert_false(opens(&h, 0));
    assert_string_equal(e.code, "part.none");
    h.parts = 2;
    write_part(path[0], &h);
    assert_false(opens(&h, 1));
    assert_string_equal(e.code, "part.missing");
    write_part(path[1], &h);
    assert_false(opens(&h, 2));
    assert_string_equal(e.code, "part.twice");
    h.part = 2;
    write_part(path[0], &h);
    assert_true(opens(&h, 2)); /* 2, then 1 */
    h.parts = 3;
    write_part(path[1], &h);
    assert_false(opens(&h, 2));
    assert_string_equal(e.code, "part.mixed");
}

static void parts_of_another_run_are_refused(void **state)
{
    (void)state;
    struct part_head made = sample_head();
    write_part(path[0], &made);
    struct {
        void *field;
        size_t size;
        enum error_category category;
        struct part_head run;
    } other[] = {{made.requests, 32, ERROR_VERIFY, made}, {made.layout, 32, ERROR_VERIFY, made},
                 {made.agreement, GATE_ID, ERROR_VERIFY, made}, {&made.required, 4, ERROR_VERIFY, made},
                 {&made.rows, 8, ERROR_VERIFY, made}, {made.generation, 32, ERROR_STALE, made},
                 {made.model, 32, ERROR_STALE, made}, {made.classifier, 32, ERROR_STALE, made}};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        size_t at = (size_t)((char *)other[i].field - (char *)&made);
        ((char *)&other[i].run)[at + other[i].size - 1] ^= 1;
        assert_false(opens(&other[i].run, 1));
        assert_int_equal(e.category, other[i].category);
    }
}

static void a_file_altered_later_is_found(void **state)
{
    (void)state;
    struct part_head h = sample_head();
    const char *paths[] = {path[0]};
    struct parts *p = NULL;
    write_part(path[0], &h);
    assert_true(parts_open(&p, paths, 1, &h, key, &e));
    assert_true(parts_unchanged(p, &e));
    FILE *f = fopen(path[0], "r+b");
    assert_non_null(f);
    (void)fseek(f, HEAD + 5, SEEK_SET);
    (void)fputc(1, f);
    (void)fclose(f);
    assert_false(parts_unchanged(p, &e));
    assert_int_equal(e.category, ERROR_VERIFY);
    parts_close(p);
}

/* --- records: a slice of three rows, of which two were read and the first of these is admitted --- */

struct ground {
    struct arena *arena;
    struct standard *standard;
    struct person persons[ROWS];
    struct row rows[ROWS];
    struct slice slice;
    struct admitted *admitted;
};

static void ground_new(struct ground *g)
{
    struct elements none = {0}, all = {.required = ELEMENT_ALL};
    struct admitted *nobody = NULL;
    *g = (struct ground){0};
    assert_true(arena_new(&g->arena, 0, &e));
    assert_true(standard_new(&g->standard, NULL, &e));
    g->rows[1] = (struct row){.number = 2, .line = 3};
    g->rows[1].value[FIELD_CONTROL] = SPAN_LITERAL("2");
    g->slice = (struct slice){.count = ROWS, .rows = g->rows, .persons = g->persons, .arena = g->arena};
    assert_true(standard_admit_rows(g->standard, g->rows, ROWS, &none, g->arena, g->persons, &g->admitted, &e));
    assert_int_equal(admitted_count(g->admitted), 1);
    assert_int_equal(admitted_index(g->admitted, 0), 1);
    assert_true(standard_admit_rows(g->standard, g->rows, ROWS, &all, g->arena, g->persons, &nobody, &e));
    assert_int_equal(admitted_count(nobody), 0);
}

static void ground_free(struct ground *g)
{
    standard_free(g->standard);
    arena_free(g->arena);
}

static bool links(struct ground *g, const struct matcher *m, const struct admitted *admitted,
                  struct linkage *out)
{
    struct part_head h = sample_head();
    const char *paths[] = {path[0]};
    struct parts *p = NULL;
    assert_true(parts_open(&p, paths, 1, &h, key, &e));
    bool ok = parts_link(p, m, &g->slice, admitted, out, &e);
    parts_close(p);
    return ok;
}

static void records_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned row, at;
        uint8_t value;
    } wrong[] = {{1, 0, 0},  {1, 0, 5},   {1, 0, 255},  {1, 1, 2},   {1, 24, 0}, {1, 24, 6}, {1, 25, 9},
                 {1, 4, PERSONS}, {1, 12, PERSONS}, {1, 7, 0xff}, {1, 28, 0xfe}, /* nobody but one */
                 {0, 0, 1},  {2, 0, 2}}; /* rows that nobody admitted */
    struct part_head h = sample_head();
    struct ground g;
    struct linkage out;
    uint8_t bytes[SIZE];
    ground_new(&g);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_part(path[0], &h);
        read_bytes(bytes);
        bytes[HEAD + wrong[i].row * RECORD + wrong[i].at] = wrong[i].value;
        sign(bytes);
        write_bytes(bytes, SIZE);
        assert_false(links(&g, NULL, g.admitted, &out));
        assert_string_equal(e.code, "part.record");
    }
    ground_free(&g);
}

static void what_was_put_in_comes_out(void **state)
{
    (void)state;
    struct part_head h = sample_head();
    struct person people[PERSONS] = {0};
    struct registry_options options = {.threads = 1};
    struct match_options matching = {0};
    struct registry_builder *b = NULL;
    struct registry_info info;
    struct registry *r = NULL;
    struct matcher *m = NULL;
    struct ground g;
    struct linkage out, in = sample_linkage();
    char ids[PERSONS][8];
    for (unsigned i = 0; i < PERSONS; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "P%03u", i);
        people[i].id = span_of(ids[i]);
        people[i].name.surname = SPAN_LITERAL("NOBODY");
    }
    assert_true(folder_make(path[1], FILE_PRIVATE, &e));
    assert_true(registry_builder_new(&b, path[1], &options, &e));
    assert_true(registry_builder_add(b, people, PERSONS, &e) && registry_builder_end(b, &info, &e));
    registry_builder_free(b);
    assert_true(registry_open(&r, path[1], info.name, &e) && matcher_new(&m, r, &matching, &e));
    ground_new(&g);
    write_part(path[0], &h);
    assert_true(links(&g, m, g.admitted, &out));
    assert_int_equal(out.by_identifier.best, in.by_identifier.best);
    assert_int_equal(out.by_identifier.weight, in.by_identifier.weight);
    assert_int_equal(out.by_identifier.second, in.by_identifier.second);
    assert_int_equal(out.by_identifier.second_weight, in.by_identifier.second_weight);
    assert_int_equal(out.by_identifier.candidates, in.by_identifier.candidates);
    assert_true(out.by_identifier.crowded);
    assert_int_equal(out.by_name_address.outcome, LINK_NOT_TRIED);
    assert_int_equal(out.by_name_address.best, PERSON_NOBODY);
    assert_int_equal(out.by_name_address.weight, WEIGHT_NONE);
    ground_free(&g);
    matcher_free(m);
    registry_close(r);
    assert_true(folder_remove(path[1], &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_are_those_of_the_document, begin, end),
        cmocka_unit_test_setup_teardown(any_altered_bit_is_found, begin, end),
        cmocka_unit_test_setup_teardown(any_cut_is_found, begin, end),
        cmocka_unit_test_setup_teardown(numbers_out_of_range_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(each_part_exactly_once, begin, end),
        cmocka_unit_test_setup_teardown(parts_of_another_run_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_file_altered_later_is_found, begin, end),
        cmocka_unit_test_setup_teardown(records_out_of_range_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_was_put_in_comes_out, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
