/* SPDX-License-Identifier: Apache-2.0
 * when.h - time as an interval with a precision.
 *
 * An instant is int64_t seconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX). A `when`
 * is [lo, hi], both instants inside it, and the precision in which somebody stated it. "2002" is
 * 2002-01-01T00:00:00Z to 2002-12-31T23:59:59Z, precision year. Calendar dates are UTC dates;
 * working days and the clocks that count them are those of Europe/London (calendar.h). */
#ifndef ONUS_BASE_WHEN_H
#define ONUS_BASE_WHEN_H

#include "base/arena.h"

enum precision {
	PRECISION_UNKNOWN, /* nobody said when: lo = INSTANT_MIN, hi = INSTANT_MAX */
	PRECISION_SECOND,
	PRECISION_MINUTE,
	PRECISION_DAY,
	PRECISION_MONTH,
	PRECISION_SEASON, /* a season, or the early, middle or late part of a month or year */
	PRECISION_YEAR,
	PRECISION_DECADE,
	PRECISION_RANGE, /* two ends, as stated: 2002/2006 */
};

enum { SECONDS_PER_DAY = 86400 };

/* Years that a `when` can speak of. */
enum { YEAR_MIN = 1, YEAR_MAX = 9999 };

#define INSTANT_MIN INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define INSTANT_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct when {
	int64_t lo;
	int64_t hi; /* inclusive, hi >= lo */
	enum precision precision;
};

/* A date of the proleptic Gregorian calendar; month 1..12, day 1..31. */
struct civil {
	int year;
	int month;
	int day;
};

static inline struct when when_unknown(void)
{
	return (struct when){INSTANT_MIN, INSTANT_MAX, PRECISION_UNKNOWN};
}

static inline struct when when_instant(int64_t t)
{
	return (struct when){t, t, PRECISION_SECOND};
}

/* Days since 1970-01-01 of a date, and back. Source: H. Hinnant, "chrono-compatible low-level date
 * algorithms". The date must be valid. */
int64_t days_from_civil(struct civil date);
struct civil civil_from_days(int64_t days);
bool civil_valid(struct civil date);
int days_in_month(int year, int month);
const char *month_name(int month); /* "May"; month 1..12 */
/* Monday = 1 .. Sunday = 7 (ISO 8601). */
int weekday(int64_t days);
/* The nearest instant that a `when` can hold: what comes from outside may be any number. */
static inline int64_t instant_clamp(int64_t t)
{
	return t < INSTANT_MIN ? INSTANT_MIN : t > INSTANT_MAX ? INSTANT_MAX : t;
}

/* Floor division: the day an instant lies in (UTC). */
int64_t day_of(int64_t instant);

/* The interval of a whole day, month, year. The date must be valid. */
struct when when_day(struct civil date);
struct when when_month(int year, int month);
struct when when_year(int year);
/* The ten years that `year` (10 or later) lies in: 2002 gives 2000 to 2009. */
struct when when_decade(int year);

/* True where lo and hi are instants, in order, and are what the precision says: a year is a whole
 * year, and so on. A season or a range may have any ends. */
bool when_valid(struct when w);

/* Reads what a person may write for --dated, --from and the like:
 *   2002  2002-05  2002-05-31  31/05/2002  2002-05-31T14:05Z  2002-05-31T14:05:09Z
 *   31 May 2002  May 2002  22 November 2026, 02:06 UTC (as when_say has it; "Sept" is September)
 *   200X (the decade)  2002/2006  2001-11/2002-03  unknown
 *   ~2002-03/2002-05 (roughly then: PRECISION_SEASON)
 * which is also what when_write writes. White space around it does not matter. ONUS_BAD_INPUT for
 * anything else, a date that isn't in the calendar (31/02/2004) and a range whose end is before its
 * start; the text says what was read. */
ONUS_CHECK enum onus_err when_parse(struct slice text, struct when *out);

/* Shortest text that when_parse reads back to the same value: "2002", "2002-05-31", "2002/2006",
 * "2026-11-22T02:06:29Z", "~2002-03/2002-05", "unknown". A value that when_valid refuses is written
 * as the range of its ends, which are clamped. Lasts as long as the arena. */
const char *when_write(struct arena *a, struct when w);
/* Words for a person: "2002", "May 2002", "31 May 2002", "between 2002 and 2006",
 * "22 November 2026, 02:06 UTC", "spring 2002", "early May 2002", "roughly between ... and ...",
 * "at an unknown time". */
const char *when_say(struct arena *a, struct when w);
/* "2026-11-22T02:06:29Z", and "2026-11-22". */
const char *instant_write(struct arena *a, int64_t t);
const char *instant_date(struct arena *a, int64_t t);

const char *precision_name(enum precision p);
/* False where there is no precision of that name. */
bool precision_from_name(struct slice name, enum precision *out);

/* Now, by the system's clock. Only in a build made for tests (sanitizers on; see now.c), an instant
 * in the environment variable ONUS_NOW (2027-03-01T09:00:00Z) stands in for it; one that is none
 * ends the process with status 2. */
int64_t instant_now(void);

#endif
