#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/fault.h"

enum { MS_A_SECOND = 1000, MS_A_MINUTE = 60000, MS_A_DAY = 86400000 };

bool clock_now(instant *out, struct error *e)
{
#ifdef PROVISO_FAULT
    const char *fixed = getenv("PROVISO_NOW");
    if (fixed != NULL) {
        return instant_parse(span_of(fixed), out) ||
               fail(e, ERROR_USAGE, "clock", "PROVISO_NOW is not an instant");
    }
#endif
    struct timespec t;
    if (fault_here(FAULT_READ) || clock_gettime(CLOCK_REALTIME, &t) != 0) {
        return fail_errno(e, "clock", "the clock cannot be read");
    }
    *out = (instant)t.tv_sec * MS_A_SECOND + t.tv_nsec / 1000000;
    return true;
}

uint64_t clock_ticks(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. */
int64_t date_days(unsigned year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void date_of_days(int64_t days, unsigned *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *month = (unsigned)(mp + (mp < 10 ? 3 : -9));
    *year = (unsigned)(yoe + era * 400 + (*month <= 2));
}

bool date_valid(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) {
        return false;
    }
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (unsigned)(month == 2 && leap);
}

/* --- periods --- */

static int64_t days_of(instant t)
{
    return t / MS_A_DAY - (t % MS_A_DAY < 0);
}

/* The first day of the month that is n months after the one given. */
static int64_t first_of_month(unsigned year, unsigned month, unsigned n)
{
    unsigned months = month - 1 + n;
    return date_days(year + months / 12, months % 12 + 1, 1);
}

void instant_period(instant t, enum period period, instant *from, instant *until)
{
    enum { WEEK = 7, THURSDAY = 3 }; /* 1970-01-01 was a Thursday; Monday is 0 */
    int64_t days = days_of(t), first = days, next = days + 1;
    unsigned y, m, d;
    date_of_days(days, &y, &m, &d);
    switch (period) {
    case PERIOD_DAY:
        break;
    case PERIOD_WEEK:
        first = days - ((days + THURSDAY) % WEEK + WEEK) % WEEK;
        next = first + WEEK;
        break;
    case PERIOD_MONTH:
        first = date_days(y, m, 1);
        next = first_of_month(y, m, 1);
        break;
    case PERIOD_YEAR:
        first = date_days(y, 1, 1);
        next = date_days(y + 1, 1, 1);
        break;
    }
    *from = first * MS_A_DAY;
    *until = next * MS_A_DAY;
}

instant instant_later(instant t, enum period period, unsigned n)
{
    int64_t days = days_of(t);
    instant time = t - days * MS_A_DAY;
    unsigned y, m, d;
    if (period == PERIOD_DAY || period == PERIOD_WEEK) {
        return t + (instant)n * (period == PERIOD_DAY ? 1 : 7) * MS_A_DAY;
    }
    date_of_days(days, &y, &m, &d);
    unsigned months = period == PERIOD_MONTH ? n : 12 * n;
    int64_t first = first_of_month(y, m, months), last = first_of_month(y, m, months + 1) - 1;
    int64_t day = first + d - 1 < last ? first + d - 1 : last;
    return day * MS_A_DAY + time;
}

/* 0001-01-01T00:00Z and 9999-12-31T23:59:59.999Z. */
static instant first_instant(void)
{
    return date_days(1, 1, 1) * MS_A_DAY;
}

static instant last_instant(void)
{
    return (date_days(9999, 12, 31) + 1) * MS_A_DAY - 1;
}

/* Takes exactly n digits off the front. */
static bool take_digits(struct span *s, size_t n, unsigned *out)
{
    uint64_t v;
    if (s->len < n || !span_number((struct span){s->at, n}, &v)) {
        return false;
    }
    *out = (unsigned)v;
    s->at += n;
    s->len -= n;
    return true;
}

static bool take(struct span *s, char c)
{
    if (s->len == 0 || s->at[0] != c) {
        return false;
    }
    s->at++;
    s->len--;
    return true;
}

static bool take_date(struct span *s, unsigned *y, unsigned *m, unsigned *d)
{
    return take_digits(s, 4, y) && take(s, '-') && take_digits(s, 2, m) && take(s, '-') &&
           take_digits(s, 2, d) && date_valid(*y, *m, *d);
}

void instant_day(instant t, char out[DAY_TEXT])
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    char s[INSTANT_TEXT];
    instant_format(t, s);
    int month = (s[5] - '0') * 10 + s[6] - '0';
    bool one = s[8] == '0'; /* digit of the day */
    (void)snprintf(out, DAY_TEXT, "%.*s %s %.4s", one ? 1 : 2, one ? s + 9 : s + 8, months[month - 1], s);
}

bool date_parse(struct span s, uint32_t *yyyymmdd)
{
    unsigned y, m, d;
    if (!take_date(&s, &y, &m, &d) || s.len != 0) {
        return false;
    }
    *yyyymmdd = y * 10000 + m * 100 + d;
    return true;
}

instant date_instant(uint32_t yyyymmdd)
{
    return date_days(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100) * MS_A_DAY;
}

static bool take_fraction(struct span *s, unsigned *ms)
{
    *ms = 0;
    if (!take(s, '.')) {
        return true;
    }
    unsigned scale = 100;
    size_t digits = 0;
    for (; s->len > 0 && s->at[0] >= '0' && s->at[0] <= '9'; digits++) {
        *ms += (unsigned)(s->at[0] - '0') * scale;
        scale /= 10;
        s->at++;
        s->len--;
    }
    return digits > 0 && digits <= 9;
}

/* Seconds may be absent, and a fraction is one of seconds. */
static bool take_seconds(struct span *s, unsigned *sec, unsigned *ms)
{
    *sec = *ms = 0;
    return !take(s, ':') || (take_digits(s, 2, sec) && *sec <= 59 && take_fraction(s, ms));
}

static bool take_zone(struct span *s, int *minutes)
{
    *minutes = 0;
    if (take(s, 'Z')) {
        return true;
    }
    int sign = take(s, '+') ? 1 : take(s, '-') ? -1 : 0;
    unsigned h, m;
    if (sign == 0 || !take_digits(s, 2, &h) || !take(s, ':') || !take_digits(s, 2, &m) || h > 14 ||
        m > 59) {
        return false;
    }
    *minutes = sign * (int)(h * 60 + m);
    return true;
}

bool instant_parse(struct span s, instant *out)
{
    unsigned y, mo, d, h = 0, mi = 0, sec = 0, ms = 0;
    int zone = 0;
    if (!take_date(&s, &y, &mo, &d)) {
        return false;
    }
    if (s.len > 0) {
        if (!take(&s, 'T') || !take_digits(&s, 2, &h) || !take(&s, ':') ||
            !take_digits(&s, 2, &mi) || !take_seconds(&s, &sec, &ms) || !take_zone(&s, &zone) ||
            s.len != 0 || h > 23 || mi > 59) {
            return false;
        }
    }
    int64_t minutes = (int64_t)h * 60 + mi - zone;
    *out = date_days(y, mo, d) * MS_A_DAY + minutes * MS_A_MINUTE + (int64_t)sec * MS_A_SECOND + ms;
    return *out >= first_instant() && *out <= last_instant(); /* an offset may lead outside */
}

/* What lies outside the years 1 to 9999 ("since ever", "for ever") is written as their first or
 * last instant, so that every text that is written parses again. */
void instant_format(instant t, char out[INSTANT_TEXT])
{
    instant first = first_instant(), last = last_instant();
    t = t < first ? first : t > last ? last : t;
    int64_t days = days_of(t);
    unsigned ms = (unsigned)(t - days * MS_A_DAY);
    unsigned y, m, d;
    date_of_days(days, &y, &m, &d);
    int n = snprintf(out, INSTANT_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u", y % 10000, m, d,
                     ms / 3600000 % 24, ms / MS_A_MINUTE % 60, ms / MS_A_SECOND % 60);
    if (ms % MS_A_SECOND != 0) {
        n += snprintf(out + n, (size_t)(INSTANT_TEXT - n), ".%03u", ms % MS_A_SECOND);
    }
    (void)snprintf(out + n, (size_t)(INSTANT_TEXT - n), "Z");
}
