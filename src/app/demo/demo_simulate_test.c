#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/demo/demo.h"
#include "app/demo/demo_csv.h"
#include "app/demo/demo_testing.h"
#include "base/text.h"

#include <cmocka.h>

static struct error e;
static struct demo_truth counted;

static bool simulate(void)
{
    return demo_simulate_2025(scratch("registry.csv"), scratch("requests.csv"),
                              scratch("released.csv"), NULL, NULL, &counted, &e);
}

/* --- the oracle: every request against every record --- */

static bool has_five_digits(const struct sheet *s, size_t row)
{
    char field[2048];
    (void)snprintf(field, sizeof field, "%s %s %s %s", sheet_at(s, row, "address"),
                   sheet_at(s, row, "city"), sheet_at(s, row, "state"),
                   sheet_at(s, row, "zip"));
    for (const char *p = field; *p != '\0'; p++) {
        if (strspn(p, "0123456789") >= 5) {
            return true;
        }
    }
    return false;
}

/* Equal but for case and blanks: word by word. */
static bool same_words(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        size_t n = strcspn(a, " ");
        if (n != strcspn(b, " ") || strncasecmp(a, b, n) != 0) {
            return false;
        }
        if (n == 0) {
            return true;
        }
        a += n;
        b += n;
    }
}

static bool same_columns(const struct sheet *a, size_t i, const struct sheet *b, size_t k,
                         const char *const *columns, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        if (!same_words(sheet_at(a, i, columns[c]), sheet_at(b, k, columns[c]))) {
            return false;
        }
    }
    return true;
}

/* The record that the process of 2025 releases for a request, or 0. */
static size_t released_record(const struct sheet *people, const struct sheet *requests,
                              size_t i)
{
    static const char *const name[] = {"surname", "given_name"};
    static const char *const all[] = {"surname", "given_name", "address",
                                      "city",    "state",      "zip"};
    bool identified = sheet_at(requests, i, "identifier")[0] != '\0';
    size_t found = 0;
    size_t record = 0;
    if (!has_five_digits(requests, i)) {
        return 0;
    }
    for (size_t k = 1; k < people->rows; k++) {
        bool agrees = identified ? strcmp(sheet_at(requests, i, "identifier"),
                                          sheet_at(people, k, "identifier")) == 0 &&
                                       same_columns(requests, i, people, k, name, 2)
                                 : same_columns(requests, i, people, k, all, 6);
        if (agrees && found++ == 0) {
            record = k;
        }
    }
    return identified || found == 1 ? record : 0;
}

static void check_against_oracle(void)
{
    struct sheet people;
    struct sheet requests;
    struct sheet released;
    sheet_read(&people, "registry.csv");
    sheet_read(&requests, "requests.csv");
    sheet_read(&released, "released.csv");
    size_t at = 1;
    for (size_t i = 1; i < requests.rows; i++) {
        size_t record = released_record(&people, &requests, i);
        if (record == 0) {
            continue;
        }
        assert_true(at < released.rows);
        assert_string_equal(sheet_at(&released, at, "control"),
                            sheet_at(&requests, i, "control"));
        assert_string_equal(sheet_at(&released, at, "person_id"),
                            sheet_at(&people, record, "person_id"));
        assert_string_equal(sheet_at(&released, at, "process"),
                            sheet_at(&requests, i, "identifier")[0] != '\0' ? "identifier"
                                                                            : "name-address");
        at++;
    }
    assert_int_equal(at, released.rows);
    assert_int_equal(counted.released, at - 1);
    sheet_free(&people);
    sheet_free(&requests);
    sheet_free(&released);
}

static void agrees_with_the_oracle_on_made_up_files(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct demo_options o = {150, 600, seed, NULL, 0, false};
        struct demo_truth t;
        assert_true(demo_generate(&o, scratch("registry.csv"), scratch("requests.csv"),
                                  scratch("truth.csv"), NULL, NULL, &t, &e));
        assert_true(simulate());
        assert_int_equal(counted.released, t.released);
        check_against_oracle();
    }
}

#define REGISTRY_HEADER "person_id,given_name,surname,identifier,address,city,state,zip\n"
#define REQUEST_HEADER  "control,given_name,surname,identifier,address,city,state,zip\n"

/* Each rule of 2025 by itself: what it lets through and what not. */
static void agrees_with_the_oracle_on_hard_files(void **state)
{
    (void)state;
    scratch_write("registry.csv",
                  REGISTRY_HEADER "P1,JOHN,SMITH,900000001,12 MAIN ST,TROY,NY,12180\n"
                                  "P2,JOHN,SMITH,900000002,12 MAIN ST,TROY,NY,12180\n"
                                  "P3,MARY,SMITH,900000003,\"12 MAIN ST, REAR\",TROY,NY,12180\n"
                                  "P4,JOSÉ,DE LA CRUZ,,PO BOX 7,TROY,NY,12180\n"
                                  "P5,JO,HNSMITH,900000005,12 MAIN ST,TROY,NY,12180\n"
                                  "P6,ANN,LEE,900000003,1 ELM ST,TROY,NY,12180\n");
    scratch_write(
        "requests.csv", REQUEST_HEADER
        "1,john,Smith,900000001,Failed to Provide 12345,,,\n"    /* released */
        "2,JOHN,SMITH,900000001,NONE GIVEN,,,\n"                 /* no digits */
        "3,JOHN,SMITH,,12 MAIN ST,TROY,NY,12180\n"               /* two records */
        "4,mary, smith,,\"12  Main st, rear\",troy,ny,12180\n"   /* released */
        "5,JOSÉ,DE  LA CRUZ,,PO BOX 7,TROY,NY,12180\n"           /* released */
        "6,JOHN,SMITH,900000005,12 MAIN ST,TROY,NY,12180\n"      /* another's identifier */
        "7,ANN,LEE,900000003,00000,,,\n"                         /* released: P6 */
        "8,MARY,SMITH,900000003,00000,,,\n"                      /* released: P3 */
        "9,MARY,SMITH,999,\"12 MAIN ST, REAR\",TROY,NY,12180\n"  /* no such identifier */
        "10,MARY,SMITH,900000003,\"1 X \"\"Y\"\" ST\",,,99999\n" /* released */
        "11,MARY,SMITH,,\"12 MAIN ST, REAR\",TROY,NY,\n");       /* no ZIP */
    assert_true(simulate());
    check_against_oracle();
    assert_int_equal(counted.requests, 11);
    assert_int_equal(counted.released, 6);
    assert_int_equal(counted.released_by_name_address, 2);
}

static void an_empty_file_releases_nothing(void **state)
{
    (void)state;
    scratch_write("registry.csv", REGISTRY_HEADER);
    scratch_write("requests.csv", REQUEST_HEADER);
    assert_true(simulate());
    assert_int_equal(counted.released, 0);
    check_against_oracle();
}

static void unusable_files_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "control,surname,colour\n",
        "control,surname\n1\n",
        "control,surname\n1,2,3\n",
        "control,surname\n1,SMITH\n\n",
    };
    scratch_write("registry.csv", REGISTRY_HEADER);
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        scratch_write("requests.csv", bad[i]);
        assert_false(simulate());
        assert_int_equal(e.category, ERROR_INPUT);
        assert_null(strstr(e.text, "SMITH"));
    }
    assert_false(demo_simulate_2025(scratch("absent"), scratch("absent"),
                                    scratch("released.csv"), NULL, NULL, &counted, &e));
}

/* --- the reader --- */

static void assert_row(struct csv *c, const char *control, const char *surname)
{
    struct row row;
    bool more = false;
    assert_true(csv_next(c, &row, &more, &e));
    assert_true(more);
    assert_true(span_is(row.value[FIELD_CONTROL], control));
    assert_true(span_is(row.value[FIELD_SURNAME], surname));
    assert_int_equal(row.value[FIELD_ZIP].len, 0);
}

static void reads_quotes_line_ends_and_a_missing_last_one(void **state)
{
    (void)state;
    struct csv *c;
    struct row row;
    bool more = true;
    scratch_write("x.csv", "control,surname\r\n1,\"A, B\"\r\n2,\"C \"\"D\"\"\"\n3,\"E\nF\"\n"
                           "4,\n,G\n5,\"\"\n6,H");
    assert_true(csv_open(&c, scratch("x.csv"), &e));
    assert_row(c, "1", "A, B");
    assert_row(c, "2", "C \"D\"");
    assert_row(c, "3", "E\nF");
    assert_row(c, "4", "");
    assert_row(c, "", "G");
    assert_row(c, "5", "");
    assert_row(c, "6", "H");
    assert_true(csv_next(c, &row, &more, &e));
    assert_false(more);
    assert_int_equal(csv_done(c), csv_total(c));
    csv_close(c);
}

/* Rows that lie across the reader's buffer of one MiB, in every position. */
static void reads_across_the_buffer(void **state)
{
    (void)state;
    enum { ROWS = 60000 };
    struct text t = {0};
    assert_true(text_adds(&t, "control,surname\n", &e));
    for (unsigned i = 0; i < ROWS; i++) {
        assert_true(text_addf(&t, &e, "%u,\"%0*u, \"\"Q\"\"\"\n", i, (int)(i % 61 + 1), i));
    }
    scratch_write("x.csv", t.at);
    text_free(&t);
    struct csv *c;
    assert_true(csv_open(&c, scratch("x.csv"), &e));
    for (unsigned i = 0; i < ROWS; i++) {
        struct text control = {0};
        struct text surname = {0};
        assert_true(text_addf(&control, &e, "%u", i));
        assert_true(text_addf(&surname, &e, "%0*u, \"Q\"", (int)(i % 61 + 1), i));
        assert_row(c, control.at, surname.at);
        text_free(&control);
        text_free(&surname);
    }
    csv_close(c);
}

static void a_row_that_never_ends_is_refused(void **state)
{
    (void)state;
    struct text t = {0};
    assert_true(text_adds(&t, "control,surname\n1,\"", &e));
    for (unsigned i = 0; i < 40000; i++) {
        assert_true(text_adds(&t, "0123456789012345678901234567890\n", &e));
    }
    scratch_write("x.csv", t.at);
    text_free(&t);
    struct csv *c;
    struct row row;
    bool more;
    assert_true(csv_open(&c, scratch("x.csv"), &e));
    assert_false(csv_next(c, &row, &more, &e));
    assert_string_equal(e.code, "demo.csv");
    csv_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_oracle_on_made_up_files),
        cmocka_unit_test(agrees_with_the_oracle_on_hard_files),
        cmocka_unit_test(an_empty_file_releases_nothing),
        cmocka_unit_test(unusable_files_are_refused),
        cmocka_unit_test(reads_quotes_line_ends_and_a_missing_last_one),
        cmocka_unit_test(reads_across_the_buffer),
        cmocka_unit_test(a_row_that_never_ends_is_refused),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
