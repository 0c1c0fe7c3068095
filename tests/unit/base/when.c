/* SPDX-License-Identifier: Apache-2.0
 * when.c - tests of dates, and of saying and writing times. */
#include "base/when.h"
#include "tests/harness.h"
#include "tests/random.h"

static struct when read_when(const char *text)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(text), &w));
	return w;
}

static void check_says(const char *text, const char *words)
{
	SCOPED_ARENA(arena);

	CHECK_STR(when_say(&arena, read_when(text)), words);
}

TEST(days_from_civil__knows_days_that_others_have_counted)
{
	CHECK_INT(days_from_civil((struct civil){1970, 1, 1}), 0);
	CHECK_INT(days_from_civil((struct civil){1969, 12, 31}), -1);
	CHECK_INT(days_from_civil((struct civil){2000, 2, 29}), 11016);
	CHECK_INT(days_from_civil((struct civil){2026, 11, 22}), 20779);
	CHECK_INT(days_from_civil((struct civil){1, 1, 1}) * SECONDS_PER_DAY, INSTANT_MIN);
	CHECK_INT(days_from_civil((struct civil){9999, 12, 31}) * SECONDS_PER_DAY + 86399,
		  INSTANT_MAX);
}

/* Every day from 0001-01-01 to 9999-12-31, counted on the fingers. */
TEST(civil_from_days__goes_through_the_whole_calendar)
{
	struct civil date = {YEAR_MIN, 1, 1};
	int64_t first = day_of(INSTANT_MIN);
	int64_t last = day_of(INSTANT_MAX);
	int day_of_week = 1; /* 0001-01-01 was a Monday */

	for (int64_t day = first; day <= last; day++) {
		struct civil got = civil_from_days(day);

		CHECK(got.year == date.year && got.month == date.month && got.day == date.day);
		CHECK(days_from_civil(date) == day && civil_valid(date));
		CHECK(weekday(day) == day_of_week);
		day_of_week = day_of_week % 7 + 1;
		if (++date.day > days_in_month(date.year, date.month)) {
			date.day = 1;
			date.year += date.month == 12;
			date.month = date.month % 12 + 1;
		}
	}
	CHECK_INT(date.year, YEAR_MAX + 1);
}

TEST(days_in_month__knows_leap_years)
{
	CHECK_INT(days_in_month(2004, 2), 29);
	CHECK_INT(days_in_month(2003, 2), 28);
	CHECK_INT(days_in_month(1900, 2), 28);
	CHECK_INT(days_in_month(2000, 2), 29);
	CHECK_INT(days_in_month(2001, 4), 30);
	CHECK_INT(days_in_month(2001, 12), 31);
}

TEST(civil_valid__refuses_what_is_not_in_the_calendar)
{
	CHECK(civil_valid((struct civil){2004, 2, 29}));
	CHECK(!civil_valid((struct civil){2003, 2, 29}));
	CHECK(!civil_valid((struct civil){2003, 13, 1}));
	CHECK(!civil_valid((struct civil){2003, 0, 1}));
	CHECK(!civil_valid((struct civil){2003, 1, 0}));
	CHECK(!civil_valid((struct civil){0, 1, 1}));
	CHECK(!civil_valid((struct civil){10000, 1, 1}));
}

TEST(day_of__rounds_down_before_1970)
{
	CHECK_INT(day_of(0), 0);
	CHECK_INT(day_of(86399), 0);
	CHECK_INT(day_of(86400), 1);
	CHECK_INT(day_of(-1), -1);
	CHECK_INT(day_of(-86400), -1);
	CHECK_INT(day_of(-86401), -2);
}

TEST(when_decade__is_ten_years)
{
	SCOPED_ARENA(arena);
	struct when w = when_decade(2002);

	CHECK_STR(instant_write(&arena, w.lo), "2000-01-01T00:00:00Z");
	CHECK_STR(instant_write(&arena, w.hi), "2009-12-31T23:59:59Z");
	CHECK_INT(when_decade(2000).lo, w.lo);
	CHECK_INT(when_decade(2009).lo, w.lo);
	CHECK_INT(when_decade(2010).lo, w.hi + 1);
}

TEST(when_say__speaks_as_people_do)
{
	check_says("2002", "2002");
	check_says("0033", "33");
	check_says("2002-05", "May 2002");
	check_says("2002-05-31", "31 May 2002");
	check_says("2026-11-22T02:06:29Z", "22 November 2026, 02:06 UTC");
	check_says("2026-11-22T02:06Z", "22 November 2026, 02:06 UTC");
	check_says("200X", "the 2000s");
	check_says("2002/2006", "between 2002 and 2006");
	check_says("2001-11/2002-03", "between November 2001 and March 2002");
	check_says("2001-11-05/2002", "between 5 November 2001 and 2002");
	check_says("unknown", "at an unknown time");
}

TEST(when_say__names_seasons_and_parts)
{
	check_says("~2002-03/2002-05", "spring 2002");
	check_says("~2002-06/2002-08", "summer 2002");
	check_says("~2002-09/2002-11", "autumn 2002");
	check_says("~2001-12/2002-02", "winter 2001/2002");
	check_says("~2002-01/2002-04", "early 2002");
	check_says("~2002-05/2002-08", "mid 2002");
	check_says("~2002-09/2002-12", "late 2002");
	check_says("~2002-05-01/2002-05-10", "early May 2002");
	check_says("~2002-05-11/2002-05-20", "mid May 2002");
	check_says("~2002-02-21/2002-02-28", "late February 2002");
	check_says("~2004-02-21/2004-02-29", "late February 2004");
	check_says("~2002-04/2002-06", "roughly between April 2002 and June 2002");
	check_says("~2002-03-02/2002-05", "roughly between 2 March 2002 and May 2002");
	check_says("~2002-05-21/2002-05-30", "roughly between 21 May 2002 and 30 May 2002");
	check_says("~2002-05-31/2002-06-09", "roughly between 31 May 2002 and 9 June 2002");
	check_says("~9999-12/9999", "roughly between December 9999 and 9999");
}

TEST(when_write__is_short)
{
	static const char *const texts[] = {
		"2002",
		"2002-05",
		"2002-05-31",
		"2002-05-31T14:05Z",
		"2002/2006",
		"2001-11/2002-03",
		"2001-11-05/2002",
		"2002-05-31T14:05:09Z",
		"200X",
		"~2002-03/2002-05",
		"unknown",
		"2002-05-31T14:05:09Z/2003",
		"0001",
		"9999",
		"001X",
		"0001-01-01T00:00:00Z/9999",
	};
	SCOPED_ARENA(arena);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CHECK_STR(when_write(&arena, read_when(texts[i])),
			  texts[i][0] == '0' && i == 15 ? "0001/9999" : texts[i]);
	}
}

static bool same(struct when a, struct when b)
{
	return a.lo == b.lo && a.hi == b.hi && a.precision == b.precision;
}

/* An instant that often stands at the edge of something. */
static int64_t random_instant(struct random *r)
{
	int64_t t = random_between(r, INSTANT_MIN, INSTANT_MAX);
	struct civil date = civil_from_days(day_of(t));
	struct when whole = when_instant(t);

	switch (random_below(r, 7)) {
	case 0:
		whole = when_year(date.year);
		break;
	case 1:
		whole = when_month(date.year, date.month);
		break;
	case 2:
		whole = when_day(date);
		break;
	case 3:
		whole = when_instant(t - (t % 60 + 60) % 60);
		whole.hi += 59;
		break;
	case 4:
		return random_below(r, 2) ? INSTANT_MIN : INSTANT_MAX;
	default:
		break;
	}
	return random_below(r, 2) ? whole.lo : whole.hi;
}

/* Any valid value of each precision. */
static struct when random_when(struct random *r)
{
	int64_t a = random_instant(r);
	int64_t b = random_instant(r);
	struct civil date = civil_from_days(day_of(a));
	enum precision p = (enum precision)random_below(r, PRECISION_RANGE + 1);
	int64_t minute = a - (a % 60 + 60) % 60;

	switch (p) {
	case PRECISION_UNKNOWN:
		return when_unknown();
	case PRECISION_SECOND:
		return when_instant(a);
	case PRECISION_MINUTE:
		return (struct when){minute, minute + 59, p};
	case PRECISION_DAY:
		return when_day(date);
	case PRECISION_MONTH:
		return when_month(date.year, date.month);
	case PRECISION_YEAR:
		return when_year(date.year);
	case PRECISION_DECADE:
		return when_decade(date.year < 10 ? 10 : date.year);
	default:
		return (struct when){a < b ? a : b, a < b ? b : a, p};
	}
}

TEST(when_write__reads_back_to_the_same_value)
{
	struct random random = {5};

	for (int i = 0; i < 100000; i++) {
		SCOPED_ARENA(arena);
		struct when w = random_when(&random);
		const char *text = when_write(&arena, w);
		struct when again = read_when(text);

		CHECK(when_valid(w));
		if (!same(w, again)) {
			test_fail(HERE, "%s: %" PRId64 "..%" PRId64 " became %" PRId64 "..%" PRId64,
				  text, w.lo, w.hi, again.lo, again.hi);
		}
		CHECK(when_say(&arena, w)[0] != '\0');
	}
}

TEST(when_write__keeps_the_ends_of_a_value_that_is_not_what_it_says)
{
	SCOPED_ARENA(arena);
	struct when w = {when_year(2002).lo, when_year(2006).hi, PRECISION_YEAR};

	CHECK(!when_valid(w));
	CHECK_STR(when_write(&arena, w), "2002/2006");
	CHECK_STR(when_say(&arena, w), "between 2002 and 2006");
}

/* A database that somebody edited by hand can hold any number. */
TEST(when_write__takes_any_numbers_for_ends)
{
	SCOPED_ARENA(arena);

	for (int p = PRECISION_SECOND; p <= PRECISION_RANGE; p++) {
		struct when w = {INT64_MIN, INT64_MAX, (enum precision)p};

		CHECK_STR(when_write(&arena, w),
			  p == PRECISION_SEASON ? "~0001/9999" : "0001/9999");
		CHECK(strstr(when_say(&arena, w), "between 1 and 9999") != NULL);
		w = (struct when){INT64_MAX, INT64_MIN, (enum precision)p};
		CHECK(when_write(&arena, w)[0] != '\0' && when_say(&arena, w)[0] != '\0');
	}
	CHECK_STR(instant_write(&arena, INT64_MIN), "0001-01-01T00:00:00Z");
	CHECK_STR(instant_date(&arena, INT64_MAX), "9999-12-31");
}

TEST(when_valid__refuses_ends_that_do_not_fit_the_precision)
{
	struct when day = when_day((struct civil){2002, 5, 31});

	CHECK(when_valid(day));
	day.hi--;
	CHECK(!when_valid(day));
	CHECK(!when_valid((struct when){5, 4, PRECISION_RANGE}));
	CHECK(!when_valid((struct when){0, 1, PRECISION_SECOND}));
	CHECK(!when_valid((struct when){1, 60, PRECISION_MINUTE}));
	CHECK(!when_valid((struct when){0, 1, PRECISION_UNKNOWN}));
	CHECK(!when_valid((struct when){INSTANT_MIN - 1, 0, PRECISION_RANGE}));
	CHECK(!when_valid((struct when){0, INSTANT_MAX + 1, PRECISION_SEASON}));
	CHECK(!when_valid((struct when){0, 0, (enum precision)99}));
	CHECK(!when_valid((struct when){INSTANT_MIN, when_year(9).hi, PRECISION_DECADE}));
}

TEST(instant_write__writes_seconds_and_dates)
{
	SCOPED_ARENA(arena);

	CHECK_STR(instant_write(&arena, 0), "1970-01-01T00:00:00Z");
	CHECK_STR(instant_write(&arena, -1), "1969-12-31T23:59:59Z");
	CHECK_STR(instant_date(&arena, -1), "1969-12-31");
	CHECK_STR(instant_write(&arena, INSTANT_MIN), "0001-01-01T00:00:00Z");
	CHECK_STR(instant_write(&arena, INSTANT_MAX), "9999-12-31T23:59:59Z");
}

TEST(precision_name__reads_back)
{
	enum precision p = PRECISION_UNKNOWN;

	for (int i = PRECISION_UNKNOWN; i <= PRECISION_RANGE; i++) {
		CHECK(precision_from_name(slice_str(precision_name((enum precision)i)), &p));
		CHECK_INT(p, i);
	}
	CHECK(!precision_from_name(SLICE("fortnight"), &p) && !precision_from_name(SLICE(""), &p));
	CHECK_STR(precision_name((enum precision)99), "unknown");
	CHECK_STR(precision_name((enum precision) - 1), "unknown");
}
