/* SPDX-License-Identifier: Apache-2.0
 * when.c - dates, intervals with a precision, and the two ways of writing them down. The reader is
 * when_parse.c. */
#include "base/when.h"

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, EPOCH_FROM_ERA = 719468, MONTHS_PER_PART = 4 };

static const char *const month_names[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};

static const char *const part_names[] = {"early", "mid", "late"};

static const char *const precision_names[] = {
	[PRECISION_UNKNOWN] = "unknown", [PRECISION_SECOND] = "second",
	[PRECISION_MINUTE] = "minute",   [PRECISION_DAY] = "day",
	[PRECISION_MONTH] = "month",     [PRECISION_SEASON] = "season",
	[PRECISION_YEAR] = "year",       [PRECISION_DECADE] = "decade",
	[PRECISION_RANGE] = "range",
};

enum { PRECISION_COUNT = sizeof precision_names / sizeof precision_names[0] };

const char *month_name(int month)
{
	return month_names[month - 1];
}

/* --- dates --- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Years begin on 1 March here, so that the leap day is the last one of a year. */
int64_t days_from_civil(struct civil date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = floor_div(year, YEARS_PER_ERA);
	int64_t year_of_era = year - era * YEARS_PER_ERA;
	int64_t month_from_march = (date.month + 9) % 12;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_ERA;
}

struct civil civil_from_days(int64_t days)
{
	int64_t shifted = days + EPOCH_FROM_ERA;
	int64_t era = floor_div(shifted, DAYS_PER_ERA);
	int64_t day_of_era = shifted - era * DAYS_PER_ERA;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

	return (struct civil){
		.year = (int)(year_of_era + era * YEARS_PER_ERA) + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * month_from_march + 2) / 5) + 1,
	};
}

int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool civil_valid(struct civil date)
{
	return date.year >= YEAR_MIN && date.year <= YEAR_MAX && date.month >= 1 &&
	       date.month <= 12 && date.day >= 1 &&
	       date.day <= days_in_month(date.year, date.month);
}

int weekday(int64_t days)
{
	int64_t from_monday = days + 3; /* 1970-01-01 was a Thursday */

	return (int)(from_monday - floor_div(from_monday, 7) * 7) + 1;
}

int64_t day_of(int64_t instant)
{
	return floor_div(instant, SECONDS_PER_DAY);
}

/* --- intervals --- */

static int64_t start_of(int year, int month, int day)
{
	return days_from_civil((struct civil){year, month, day}) * SECONDS_PER_DAY;
}

/* The last second of a month. */
static int64_t end_of(int year, int month)
{
	return start_of(year, month, days_in_month(year, month)) + SECONDS_PER_DAY - 1;
}

struct when when_day(struct civil date)
{
	int64_t lo = days_from_civil(date) * SECONDS_PER_DAY;

	return (struct when){lo, lo + SECONDS_PER_DAY - 1, PRECISION_DAY};
}

struct when when_month(int year, int month)
{
	return (struct when){start_of(year, month, 1), end_of(year, month), PRECISION_MONTH};
}

struct when when_year(int year)
{
	return (struct when){start_of(year, 1, 1), end_of(year, 12), PRECISION_YEAR};
}

struct when when_decade(int year)
{
	int first = year - year % 10;

	return (struct when){start_of(first, 1, 1), end_of(first + 9, 12), PRECISION_DECADE};
}

/* The whole minute, day, month, year or decade that `t` lies in, or the second itself. */
static struct when whole(int64_t t, enum precision p)
{
	struct civil date = civil_from_days(day_of(t));

	switch (p) {
	case PRECISION_MINUTE:
		t = floor_div(t, 60) * 60;
		return (struct when){t, t + 59, PRECISION_MINUTE};
	case PRECISION_DAY:
		return when_day(date);
	case PRECISION_MONTH:
		return when_month(date.year, date.month);
	case PRECISION_YEAR:
		return when_year(date.year);
	case PRECISION_DECADE:
		return when_decade(date.year);
	default:
		return when_instant(t);
	}
}

bool when_valid(struct when w)
{
	struct when same;

	if (w.lo < INSTANT_MIN || w.hi > INSTANT_MAX || w.lo > w.hi) {
		return false;
	}
	switch (w.precision) {
	case PRECISION_UNKNOWN:
		return w.lo == INSTANT_MIN && w.hi == INSTANT_MAX;
	case PRECISION_SEASON:
	case PRECISION_RANGE:
		return true;
	case PRECISION_SECOND:
	case PRECISION_MINUTE:
	case PRECISION_DAY:
	case PRECISION_MONTH:
	case PRECISION_YEAR:
	case PRECISION_DECADE:
		same = whole(w.lo, w.precision);
		return w.lo == same.lo && w.hi == same.hi;
	}
	return false;
}

/* --- writing for when_parse --- */

/* One of the wholes, as when_parse reads it. */
static const char *write_whole(struct arena *a, struct when w)
{
	struct civil date = civil_from_days(day_of(w.lo));
	int second = (int)(w.lo - day_of(w.lo) * SECONDS_PER_DAY);

	switch (w.precision) {
	case PRECISION_DECADE:
		return arena_printf(a, "%03dX", date.year / 10);
	case PRECISION_YEAR:
		return arena_printf(a, "%04d", date.year);
	case PRECISION_MONTH:
		return arena_printf(a, "%04d-%02d", date.year, date.month);
	case PRECISION_DAY:
		return arena_printf(a, "%04d-%02d-%02d", date.year, date.month, date.day);
	case PRECISION_MINUTE:
		return arena_printf(a, "%04d-%02d-%02dT%02d:%02dZ", date.year, date.month, date.day,
				    second / 3600, second / 60 % 60);
	default:
		return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month,
				    date.day, second / 3600, second / 60 % 60, second % 60);
	}
}

static const enum precision coarse_to_fine[] = {PRECISION_YEAR, PRECISION_MONTH, PRECISION_DAY,
						PRECISION_MINUTE, PRECISION_SECOND};

/* The coarsest whole that begins, or ends, at `t`: the shortest way to write that end of a range.
 */
static struct when coarsest(int64_t t, bool begins)
{
	struct when w = when_instant(instant_clamp(t));

	t = w.lo;
	for (size_t i = 0; i < sizeof coarse_to_fine / sizeof coarse_to_fine[0]; i++) {
		w = whole(t, coarse_to_fine[i]);
		if ((begins ? w.lo : w.hi) == t) {
			break;
		}
	}
	return w;
}

const char *when_write(struct arena *a, struct when w)
{
	const char *from;
	const char *to;

	if (w.precision == PRECISION_UNKNOWN) {
		return "unknown";
	}
	if (w.precision != PRECISION_RANGE && w.precision != PRECISION_SEASON && when_valid(w)) {
		return write_whole(a, w);
	}
	from = write_whole(a, coarsest(w.lo, true));
	to = write_whole(a, coarsest(w.hi, false));
	return arena_printf(a, "%s%s/%s", w.precision == PRECISION_SEASON ? "~" : "", from, to);
}

const char *instant_write(struct arena *a, int64_t t)
{
	return write_whole(a, when_instant(instant_clamp(t)));
}

const char *instant_date(struct arena *a, int64_t t)
{
	return write_whole(a, whole(instant_clamp(t), PRECISION_DAY));
}

/* --- saying it in words --- */

static const char *say_whole(struct arena *a, struct when w)
{
	struct civil date = civil_from_days(day_of(w.lo));
	const char *month = month_name(date.month);
	int second = (int)(w.lo - day_of(w.lo) * SECONDS_PER_DAY);

	switch (w.precision) {
	case PRECISION_DECADE:
		return arena_printf(a, "the %ds", date.year);
	case PRECISION_YEAR:
		return arena_printf(a, "%d", date.year);
	case PRECISION_MONTH:
		return arena_printf(a, "%s %d", month, date.year);
	case PRECISION_DAY:
		return arena_printf(a, "%d %s %d", date.day, month, date.year);
	default:
		return arena_printf(a, "%d %s %d, %02d:%02d UTC", date.day, month, date.year,
				    second / 3600, second / 60 % 60);
	}
}

/* The meteorological seasons, as the text engine reads them; NULL where `w` is none. */
static const char *say_season(struct arena *a, struct when w)
{
	static const char *const names[] = {"spring", "summer", "autumn", "winter"};
	struct civil from = civil_from_days(day_of(w.lo));
	int to_month = (from.month + 1) % 12 + 1;
	int to_year = from.year + (from.month > 10);

	if (from.month % 3 != 0 || w.lo != start_of(from.year, from.month, 1) ||
	    w.hi != end_of(to_year, to_month)) {
		return NULL;
	}
	if (from.year != to_year) {
		return arena_printf(a, "winter %d/%d", from.year, to_year);
	}
	return arena_printf(a, "%s %d", names[from.month / 3 - 1], from.year);
}

/* A third of a year, in whole months, or of a month: days 1-10, 11-20, 21 to the end. NULL where
 * `w` is none. */
static const char *say_part(struct arena *a, struct when w)
{
	struct civil from = civil_from_days(day_of(w.lo));
	int part = (from.day - 1) / 10;
	int last = part == 2 ? days_in_month(from.year, from.month) : (part + 1) * 10;

	if (w.lo == start_of(from.year, from.month, 1) && from.month % MONTHS_PER_PART == 1 &&
	    w.hi == end_of(from.year, from.month + MONTHS_PER_PART - 1)) {
		return arena_printf(a, "%s %d", part_names[from.month / MONTHS_PER_PART],
				    from.year);
	}
	if (part < 3 && w.lo == start_of(from.year, from.month, part * 10 + 1) &&
	    w.hi == start_of(from.year, from.month, last) + SECONDS_PER_DAY - 1) {
		return arena_printf(a, "%s %s %d", part_names[part], month_name(from.month),
				    from.year);
	}
	return NULL;
}

const char *when_say(struct arena *a, struct when w)
{
	const char *words = NULL;
	const char *from;
	const char *to;

	if (w.precision == PRECISION_UNKNOWN) {
		return "at an unknown time";
	}
	if (w.precision == PRECISION_SEASON && when_valid(w)) {
		words = say_season(a, w);
		words = words ? words : say_part(a, w);
	} else if (w.precision != PRECISION_RANGE && when_valid(w)) {
		words = say_whole(a, w);
	}
	if (words != NULL) {
		return words;
	}
	from = say_whole(a, coarsest(w.lo, true));
	to = say_whole(a, coarsest(w.hi, false));
	return arena_printf(a, "%sbetween %s and %s",
			    w.precision == PRECISION_SEASON ? "roughly " : "", from, to);
}

/* --- precisions --- */

const char *precision_name(enum precision p)
{
	return (unsigned)p < PRECISION_COUNT ? precision_names[p] : "unknown";
}

bool precision_from_name(struct slice name, enum precision *out)
{
	for (int i = 0; i < PRECISION_COUNT; i++) {
		if (slice_is(name, precision_names[i])) {
			*out = (enum precision)i;
			return true;
		}
	}
	return false;
}
