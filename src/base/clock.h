/* clock.h: instants. An instant is milliseconds since 1970-01-01T00:00Z, UTC;
 * dates are proleptic Gregorian. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

typedef int64_t instant;

#define INSTANT_MIN INT64_MIN /* since ever */
#define INSTANT_MAX INT64_MAX /* for ever */

enum { INSTANT_TEXT = 32 };

/* Now. In a fault build, PROVISO_NOW (an instant as text) takes its place. */
must clock_now(instant *out, struct error *e);

/* A monotonic clock for durations, in nanoseconds. */
uint64_t clock_ticks(void);

/* "2026-02-05T21:00Z", "2026-02-05T21:00:07.125Z", with an offset such as
 * "+01:00" instead of Z, or a date alone: its first instant. Strict: ranges are
 * checked, no leap seconds, no local time. */
bool instant_parse(struct span s, instant *out);

/* Writes "2026-02-05T21:00:07.125Z" (the fraction only where there is one). What lies outside
 * the years 1 to 9999, INSTANT_MIN and INSTANT_MAX among it, is written as their first or last
 * instant. */
void instant_format(instant t, char out[INSTANT_TEXT]);

/* The day in words, UTC: "7 August 2025". */
enum { DAY_TEXT = 24 };
void instant_day(instant t, char out[DAY_TEXT]);

/* A date as yyyymmdd from "YYYY-MM-DD"; false where it is no day of the calendar. */
bool date_parse(struct span s, uint32_t *yyyymmdd);
bool date_valid(unsigned year, unsigned month, unsigned day);

/* The first instant of a day. */
instant date_instant(uint32_t yyyymmdd);

/* Days since 1970-01-01. */
int64_t date_days(unsigned year, unsigned month, unsigned day);

/* --- periods of the calendar, UTC --- */

enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_YEAR };

/* The period that t lies in: *from <= t < *until. A week is one of ISO 8601: it begins with Monday. */
void instant_period(instant t, enum period period, instant *from, instant *until);

/* n periods later, at the same time of the day; where that month has no such day, on its last one (a
 * month after 31 January is 28 February, a year after 29 February likewise). n at most 9,999. */
instant instant_later(instant t, enum period period, unsigned n);

#endif
