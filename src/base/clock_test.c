#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base_testing.h"
#include "base/clock.h"
#include "base/hash.h"

#include <cmocka.h>

/* The calendar, counted day by day. */
struct day {
    unsigned year, month, day;
};

static unsigned month_length(unsigned year, unsigned month)
{
    if (month == 2) {
        return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void step(struct day *d)
{
    if (++d->day > month_length(d->year, d->month)) {
        d->day = 1;
        if (++d->month > 12) {
            d->month = 1;
            d->year++;
        }
    }
}

/* 719,162 days lie between 0001-01-01 and 1970-01-01. */
static void counts_every_day_of_the_calendar(void **state)
{
    (void)state;
    struct day d = {1, 1, 1};
    for (int64_t days = -719162; d.year <= 9999; days++, step(&d)) {
        char text[32], expected[INSTANT_TEXT], out[INSTANT_TEXT];
        uint32_t date = 0;
        if (date_days(d.year, d.month, d.day) != days || !date_valid(d.year, d.month, d.day)) {
            fail_msg("%u-%u-%u", d.year, d.month, d.day);
        }
        if (days % 37 != 0 && d.month != 2) {
            continue; /* text for some days, and all of February */
        }
        int n = snprintf(text, sizeof text, "%04u-%02u-%02u", d.year, d.month, d.day);
        assert_true(date_parse((struct span){text, (size_t)n}, &date));
        assert_int_equal(date, d.year * 10000 + d.month * 100 + d.day);
        assert_true(date_instant(date) == days * 86400000);
        (void)snprintf(expected, sizeof expected, "%.10sT00:00:00Z", text);
        instant_format(date_instant(date), out);
        assert_string_equal(out, expected);
    }
}

static void refuses_what_is_no_day(void **state)
{
    (void)state;
    for (unsigned year = 1896; year <= 2104; year++) {
        for (unsigned month = 0; month <= 13; month++) {
            for (unsigned day = 0; day <= 32; day++) {
                bool valid =
                    month >= 1 && month <= 12 && day >= 1 && day <= month_length(year, month);
                assert_int_equal(date_valid(year, month, day), valid);
            }
        }
    }
    assert_false(date_valid(0, 1, 1) || date_valid(10000, 1, 1));
    static const char *const bad[] = {
        "",           "2026",        "2026-02",     "2026-2-05",   "2026-02-5",
        "2026-02-30", "2026-00-10",  "2026-13-01",  "0000-01-01",  "20260205",
        "2026/02/05", "2026-02-05 ", " 2026-02-05", "2026-02-05T", "26-02-05",
        "+026-02-05", "2026-02-0x",  "1900-02-29"};
    uint32_t date;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(date_parse(span_of(bad[i]), &date));
    }
    assert_true(date_parse(span_of("2000-02-29"), &date));
}

/* Values of RFC 3339 section 5.8, of time_t, and of FACTS: reckoned by `date -u -d ... +%s`. */
static void reads_known_instants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        instant at;
        const char *written;
    } table[] = {
        {"1970-01-01", 0, "1970-01-01T00:00:00Z"},
        {"1985-04-12T23:20:50.52Z", 482196050520, "1985-04-12T23:20:50.520Z"},
        {"1996-12-19T16:39:57-08:00", 851042397000, "1996-12-20T00:39:57Z"},
        {"1937-01-01T12:00:27.87+00:20", -1041337172130, "1937-01-01T11:40:27.870Z"},
        {"2001-09-09T01:46:40Z", 1000000000000, "2001-09-09T01:46:40Z"},
        {"2038-01-19T03:14:07Z", 2147483647000, "2038-01-19T03:14:07Z"},
        {"2026-02-05T21:00Z", 1770325200000, "2026-02-05T21:00:00Z"},
        {"2026-02-05T22:00+01:00", 1770325200000, "2026-02-05T21:00:00Z"},
        {"2026-02-05T21:00:07.125Z", 1770325207125, "2026-02-05T21:00:07.125Z"},
        {"1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"},
        {"2026-02-05T21:00:00.123456789Z", 1770325200123, "2026-02-05T21:00:00.123Z"},
        {"0001-01-01T00:00Z", -62135596800000, "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.999Z", 253402300799999, "9999-12-31T23:59:59.999Z"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        instant at = 7;
        char text[INSTANT_TEXT];
        assert_true(instant_parse(span_of(table[i].text), &at));
        assert_true(at == table[i].at);
        instant_format(at, text);
        assert_string_equal(text, table[i].written);
    }
}

static void refuses_what_is_no_instant(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-02-05T",
        "2026-02-05T21Z",
        "2026-02-05T21:00", /* no offset: local time */
        "2026-02-05 21:00Z",
        "2026-02-05t21:00Z",
        "2026-02-05T21:00z",
        "2026-02-05T24:00Z",
        "2026-02-05T21:60Z",
        "2026-02-05T21:00:60Z", /* a leap second */
        "2026-02-05T21:00.5Z",  /* a fraction of a minute */
        "2026-02-05T21:00:.5Z",
        "2026-02-05T21:00:00.Z",
        "2026-02-05T21:00:00,5Z",
        "2026-02-05T21:00:00.1234567890Z",
        "2026-02-05T21:00+1:00",
        "2026-02-05T21:00+0100",
        "2026-02-05T21:00+15:00",
        "2026-02-05T21:00+01:60",
        "2026-02-05T21:00ZZ",
        "2026-02-05T21:00Z ",
        " 2026-02-05T21:00Z",
        "2026-02-30T21:00Z",
        "2026-02-05Z",
        "0001-01-01T00:00+00:01", /* in the year 0 */
        "9999-12-31T23:59-00:01", /* in the year 10000 */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        instant at;
        if (instant_parse(span_of(bad[i]), &at)) {
            fail_msg("%s was accepted", bad[i]);
        }
    }
    instant at;
    assert_false(instant_parse((struct span){"2026-02-05T21:00\0Z", 18}, &at));
}

static void brings_every_instant_back(void **state)
{
    (void)state;
    const int64_t first = -62135596800000, last = 253402300799999;
    for (uint64_t i = 0; i < 200000; i++) {
        int64_t t = first + (int64_t)(hash_word(i + 1) % (uint64_t)(last - first + 1));
        char text[INSTANT_TEXT];
        instant back;
        instant_format(t, text);
        assert_true(instant_parse(span_of(text), &back));
        assert_true(back == t);
    }
}

/* "Since ever" and "for ever" have a text, which is the furthest one that can be read. */
static void writes_the_ends_of_time(void **state)
{
    (void)state;
    char text[INSTANT_TEXT];
    instant_format(INSTANT_MIN, text);
    assert_string_equal(text, "0001-01-01T00:00:00Z");
    instant_format(INSTANT_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
}

static void tells_the_time(void **state)
{
    (void)state;
    instant a = 0, b = 0;
    struct error e;
    uint64_t ticks = clock_ticks();
    assert_true(clock_now(&a, &e) && clock_now(&b, &e));
    assert_true(a <= b && a > 1700000000000);
    assert_true(clock_ticks() >= ticks);
}

#ifdef PROVISO_FAULT
static void takes_the_time_of_a_test(void **state)
{
    (void)state;
    assert_int_equal(run_again("now", "1770325200000", NULL, "PROVISO_NOW=2026-02-05T21:00Z"),
                     0);
    assert_int_equal(run_again("now", "1770325200000", NULL, "PROVISO_NOW=noon"), 1);
    assert_int_equal(run_again("now", "0", "fail:1", NULL), 1);
}
#endif

static int child(const char *expected)
{
    instant now;
    struct error e;
    return clock_now(&now, &e) ? (now == strtoll(expected, NULL, 10) ? 0 : 2) : 1;
}

static void period_is(const char *at, enum period period, const char *from, const char *until)
{
    instant t = 0, first, next, f = 0, u = 0;
    assert_true(instant_parse(span_of(at), &t) && instant_parse(span_of(from), &f) &&
                instant_parse(span_of(until), &u));
    instant_period(t, period, &first, &next);
    assert_true(first == f && next == u);
}

static void knows_the_periods_of_the_calendar(void **state)
{
    (void)state;
    period_is("2026-03-01", PERIOD_DAY, "2026-03-01", "2026-03-02");
    period_is("2026-02-28T23:59:59.999Z", PERIOD_DAY, "2026-02-28", "2026-03-01");
    period_is("2028-02-28T12:00Z", PERIOD_DAY, "2028-02-28", "2028-02-29");
    period_is("1969-12-31T23:59:59.999Z", PERIOD_DAY, "1969-12-31", "1970-01-01");
    period_is("2026-11-23", PERIOD_WEEK, "2026-11-23", "2026-11-30"); /* a Monday */
    period_is("2026-11-29T23:59:59.999Z", PERIOD_WEEK, "2026-11-23", "2026-11-30");
    period_is("2026-11-30", PERIOD_WEEK, "2026-11-30", "2026-12-07");
    period_is("2027-01-01", PERIOD_WEEK, "2026-12-28", "2027-01-04"); /* week 53 of 2026 */
    period_is("1970-01-01", PERIOD_WEEK, "1969-12-29", "1970-01-05");
    period_is("1969-12-28T23:00Z", PERIOD_WEEK, "1969-12-22", "1969-12-29");
    period_is("2026-02-28T23:59:59.999Z", PERIOD_MONTH, "2026-02-01", "2026-03-01");
    period_is("2028-02-29", PERIOD_MONTH, "2028-02-01", "2028-03-01");
    period_is("2026-12-31T23:59:59.999Z", PERIOD_MONTH, "2026-12-01", "2027-01-01");
    period_is("2026-12-31T23:00-05:00", PERIOD_MONTH, "2027-01-01", "2027-02-01"); /* UTC counts */
    period_is("2100-02-28T01:00Z", PERIOD_MONTH, "2100-02-01", "2100-03-01"); /* no leap year */
    period_is("2026-12-31T23:59:59.999Z", PERIOD_YEAR, "2026-01-01", "2027-01-01");
    period_is("2027-01-01", PERIOD_YEAR, "2027-01-01", "2028-01-01");
    period_is("0001-01-01", PERIOD_YEAR, "0001-01-01", "0002-01-01");
}

/* Periods have no gap and do not overlap: each day lies in the one that began before it. */
static void periods_follow_one_another(void **state)
{
    (void)state;
    enum { DAY = 86400000 };
    for (unsigned p = PERIOD_DAY; p <= PERIOD_YEAR; p++) {
        instant end = date_days(1895, 1, 1) * DAY;
        while (end < date_days(2105, 1, 1) * DAY) {
            instant from, until, first, last;
            instant_period(end, (enum period)p, &from, &until);
            instant_period(until - 1, (enum period)p, &first, &last);
            assert_true(from <= end && end < until && first == from && last == until);
            instant_period(until, (enum period)p, &first, &last);
            assert_true(first == until && (p != PERIOD_WEEK || until - from == (instant)7 * DAY));
            end = until;
        }
    }
}

static void later_is(const char *at, enum period period, unsigned n, const char *then)
{
    instant t = 0, expected = 0;
    assert_true(instant_parse(span_of(at), &t) && instant_parse(span_of(then), &expected));
    assert_true(instant_later(t, period, n) == expected);
}

static void adds_days_months_and_years(void **state)
{
    (void)state;
    later_is("2026-02-28T21:15Z", PERIOD_DAY, 1, "2026-03-01T21:15Z");
    later_is("2028-02-28", PERIOD_DAY, 2, "2028-03-01");
    later_is("2026-01-01", PERIOD_DAY, 365, "2027-01-01");
    later_is("2026-01-01T00:00:00.001Z", PERIOD_WEEK, 2, "2026-01-15T00:00:00.001Z");
    later_is("2026-01-31T23:59:59.999Z", PERIOD_MONTH, 1, "2026-02-28T23:59:59.999Z");
    later_is("2028-01-31", PERIOD_MONTH, 1, "2028-02-29");
    later_is("2026-11-30", PERIOD_MONTH, 3, "2027-02-28");
    later_is("2026-12-15", PERIOD_MONTH, 12, "2027-12-15");
    later_is("2028-02-29T01:00Z", PERIOD_YEAR, 1, "2029-02-28T01:00Z");
    later_is("2028-02-29T01:00Z", PERIOD_YEAR, 4, "2032-02-29T01:00Z");
    later_is("1969-12-31T23:00Z", PERIOD_MONTH, 2, "1970-02-28T23:00Z");
    later_is("2026-05-05", PERIOD_DAY, 0, "2026-05-05");
}

static void days_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *at, *day;
    } cases[] = {{"2025-08-07T23:59:59.999Z", "7 August 2025"}, {"2026-12-31", "31 December 2026"},
                 {"2024-02-29T00:00Z", "29 February 2024"}, {"0001-01-01", "1 January 0001"}, {"2026-11-10", "10 November 2026"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        instant t;
        char day[DAY_TEXT];
        assert_true(instant_parse(span_of(cases[i].at), &t));
        instant_day(t, day);
        assert_string_equal(day, cases[i].day);
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "now") == 0) {
        return child(argv[2]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_in_words),
        cmocka_unit_test(counts_every_day_of_the_calendar),
        cmocka_unit_test(refuses_what_is_no_day),
        cmocka_unit_test(reads_known_instants),
        cmocka_unit_test(refuses_what_is_no_instant),
        cmocka_unit_test(brings_every_instant_back),
        cmocka_unit_test(writes_the_ends_of_time),
        cmocka_unit_test(knows_the_periods_of_the_calendar),
        cmocka_unit_test(periods_follow_one_another),
        cmocka_unit_test(adds_days_months_and_years),
        cmocka_unit_test(tells_the_time),
#ifdef PROVISO_FAULT
        cmocka_unit_test(takes_the_time_of_a_test),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
