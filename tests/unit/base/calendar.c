/* SPDX-License-Identifier: Apache-2.0
 * calendar.c - tests of working days and of the time in London. */
#include <stdio.h>

#include "base/calendar.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { MONDAY = 1, SATURDAY = 6, SUNDAY = 7 };

static int64_t at(const char *text)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(text), &w));
	return w.lo;
}

static int64_t day(int year, int month, int day_of_month)
{
	return days_from_civil((struct civil){year, month, day_of_month});
}

/* --- the table of bank holidays, against the rules that made it --- */

/* Source: the anonymous Gregorian computus, Nature, 20 April 1876; J. Meeus, "Astronomical
 * Algorithms", chapter 8. */
static int64_t easter_sunday(int y)
{
	int a = y % 19;
	int b = y / 100;
	int c = y % 100;
	int g = (8 * b + 13) / 25;
	int h = (19 * a + b - b / 4 - g + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return day(y, n / 31, n % 31 + 1);
}

static int64_t first_monday(int year, int month)
{
	int64_t d = day(year, month, 1);

	while (weekday(d) != MONDAY) {
		d++;
	}
	return d;
}

static int64_t last_monday(int year, int month)
{
	int64_t d = day(year, month, days_in_month(year, month));

	while (weekday(d) != MONDAY) {
		d--;
	}
	return d;
}

/* The next Monday to Friday, beginning with `d` itself. */
static int64_t working_week(int64_t d)
{
	while (weekday(d) >= SATURDAY) {
		d++;
	}
	return d;
}

/* A day that a proclamation put in the place of another (0: in addition). */
struct moved {
	struct civil to;
	struct civil from;
};

static const struct moved proclaimed[] = {
	{{1999, 12, 31}, {0}},                               /* millennium */
	{{2002, 6, 3}, {0}},                                 /* golden jubilee */
	{{2002, 6, 4}, {2002, 5, 27}}, {{2011, 4, 29}, {0}}, /* wedding */
	{{2012, 6, 4}, {2012, 5, 28}}, {{2012, 6, 5}, {0}},  /* diamond jubilee */
	{{2020, 5, 8}, {2020, 5, 4}},                        /* 75 years since VE Day */
	{{2022, 6, 2}, {2022, 5, 30}}, {{2022, 6, 3}, {0}},  /* platinum jubilee */
	{{2022, 9, 19}, {0}},                                /* funeral */
	{{2023, 5, 8}, {0}},                                 /* coronation */
};

static bool is_regular(int64_t d, int year)
{
	int64_t easter = easter_sunday(year);
	int64_t christmas = working_week(day(year, 12, 25));
	int64_t boxing = working_week(day(year, 12, 26));

	if (weekday(day(year, 12, 25)) >= SATURDAY || boxing == christmas) {
		/* both are on the weekend, or Christmas Day alone: two days, one after the other */
		christmas = working_week(day(year, 12, 25));
		boxing = working_week(christmas + 1);
	}
	if (weekday(day(year, 12, 25)) == SUNDAY) {
		/* Boxing Day is on the Monday itself, Christmas Day is made up for on Tuesday */
		boxing = day(year, 12, 26);
		christmas = day(year, 12, 27);
	}
	return d == working_week(day(year, 1, 1)) || d == easter - 2 || d == easter + 1 ||
	       d == first_monday(year, 5) || d == last_monday(year, 5) ||
	       d == last_monday(year, 8) || d == christmas || d == boxing;
}

static bool is_holiday(int64_t d)
{
	bool holiday = is_regular(d, civil_from_days(d).year);

	for (size_t i = 0; i < sizeof proclaimed / sizeof proclaimed[0]; i++) {
		if (d == days_from_civil(proclaimed[i].to)) {
			return true;
		}
		if (proclaimed[i].from.year != 0 && d == days_from_civil(proclaimed[i].from)) {
			return false;
		}
	}
	return holiday;
}

TEST(easter_sunday__is_right_where_almanacs_give_it)
{
	CHECK_INT(easter_sunday(1998), day(1998, 4, 12));
	CHECK_INT(easter_sunday(2000), day(2000, 4, 23));
	CHECK_INT(easter_sunday(2008), day(2008, 3, 23));
	CHECK_INT(easter_sunday(2011), day(2011, 4, 24));
	CHECK_INT(easter_sunday(2025), day(2025, 4, 20));
	CHECK_INT(easter_sunday(2028), day(2028, 4, 16));
}

TEST(calendar_is_working_day__agrees_with_the_rules_on_every_day)
{
	int64_t last = day(CALENDAR_YEAR_LAST, 12, 31);
	int holidays = 0;

	for (int64_t d = day(CALENDAR_YEAR_FIRST, 1, 1); d <= last; d++) {
		bool week = weekday(d) < SATURDAY;
		bool want = week && !is_holiday(d);
		bool working = !want;
		struct civil date = civil_from_days(d);

		CHECK_OK(calendar_is_working_day(d, &working));
		if (working != want) {
			test_fail(HERE, "%d-%02d-%02d is wrong in the table", date.year, date.month,
				  date.day);
		}
		holidays += week && !working;
	}
	CHECK_INT(holidays, 8 * (CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST + 1) + 7);
}

TEST(calendar_is_working_day__knows_nothing_beyond_its_table)
{
	bool working = true;

	CHECK_ERR(calendar_is_working_day(day(1997, 12, 31), &working), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "1998 to 2028") != NULL);
	CHECK_ERR(calendar_is_working_day(day(2029, 1, 1), &working), ONUS_BAD_INPUT);
	CHECK(working);
}

/* --- London --- */

/* Source: the dates that gov.uk gives at /when-do-the-clocks-change, and the Summer Time Orders. */
TEST(london_offset__changes_at_one_in_the_morning_utc)
{
	static const char *const begins[] = {"1998-03-29", "2002-03-31", "2019-03-31",
					     "2024-03-31", "2025-03-30", "2026-03-29"};
	static const char *const ends[] = {"1998-10-25", "2002-10-27", "2019-10-27",
					   "2024-10-27", "2025-10-26", "2026-10-25"};

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
		CHECK_INT(london_offset(at(begins[i]) + 3599), 0);
		CHECK_INT(london_offset(at(begins[i]) + 3600), 3600);
		CHECK_INT(london_offset(at(ends[i]) + 3599), 3600);
		CHECK_INT(london_offset(at(ends[i]) + 3600), 0);
	}
	CHECK_INT(london_offset(at("2025-01-01")), 0);
	CHECK_INT(london_offset(at("2025-12-31T23:59:59Z")), 0);
	CHECK_INT(london_offset(at("2025-07-01")), 3600);
}

TEST(london_day__begins_an_hour_early_in_summer)
{
	CHECK_INT(london_day(at("2025-07-01T22:59:59Z")), day(2025, 7, 1));
	CHECK_INT(london_day(at("2025-07-01T23:00:00Z")), day(2025, 7, 2));
	CHECK_INT(london_day(at("2025-01-01T23:59:59Z")), day(2025, 1, 1));
	CHECK_INT(london_day_start(day(2025, 7, 2)), at("2025-07-01T23:00:00Z"));
	CHECK_INT(london_day_start(day(2025, 1, 2)), at("2025-01-02T00:00:00Z"));
}

TEST(london_day__takes_any_number)
{
	CHECK_INT(london_day(INT64_MAX), day(9999, 12, 31));
	CHECK_INT(london_day(INT64_MIN), day(1, 1, 1));
	CHECK(london_offset(INT64_MAX) == 0 && london_offset(INT64_MIN) == 0);
}

/* All days of the table: each second belongs to one of them, and only two a year are odd. */
TEST(london_day_start__cuts_time_into_whole_days)
{
	int64_t first = day(CALENDAR_YEAR_FIRST, 1, 1);
	int64_t last = day(CALENDAR_YEAR_LAST, 12, 31);
	int shorter = 0;
	int longer = 0;

	for (int64_t d = first; d <= last; d++) {
		int64_t start = london_day_start(d);
		int64_t length = london_day_start(d + 1) - start;

		CHECK(london_day(start) == d && london_day(start - 1) == d - 1);
		CHECK(length == 86400 || length == 82800 || length == 90000);
		shorter += length == 82800;
		longer += length == 90000;
	}
	CHECK_INT(shorter, CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST + 1);
	CHECK_INT(longer, CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST + 1);
}

/* --- clocks --- */

static void check_working(const char *start, int count, const char *want)
{
	SCOPED_ARENA(arena);
	int64_t got;

	CHECK_OK(calendar_add_working_days(at(start), count, &got));
	CHECK_STR(instant_write(&arena, got), want);
}

TEST(calendar_add_working_days__ends_with_the_london_day)
{
	check_working("2025-01-06T09:00:00Z", 1, "2025-01-07T23:59:59Z");
	check_working("2025-01-06T09:00:00Z", 5, "2025-01-13T23:59:59Z");
	check_working("2025-07-07T09:00:00Z", 1, "2025-07-08T22:59:59Z");
	check_working("2025-07-07T23:30:00Z", 1,
		      "2025-07-09T22:59:59Z"); /* already Tuesday there */
	check_working("2025-03-28T12:00:00Z", 1, "2025-03-31T22:59:59Z"); /* over the change */
	check_working("2025-10-24T12:00:00Z", 1, "2025-10-27T23:59:59Z");
	check_working("2025-01-06T09:00:00Z", 0, "2025-01-06T23:59:59Z");
}

TEST(calendar_add_working_days__steps_over_holidays)
{
	check_working("2025-04-17T12:00:00Z", 1, "2025-04-22T22:59:59Z"); /* Easter */
	check_working("2022-12-23T12:00:00Z", 1, "2022-12-28T23:59:59Z"); /* substitute */
	check_working("2022-12-23T12:00:00Z", 4, "2023-01-03T23:59:59Z");
	check_working("2022-06-01T12:00:00Z", 1, "2022-06-06T22:59:59Z"); /* jubilee */
}

TEST(calendar_add_working_days__counts_from_the_eve_of_the_next_one)
{
	check_working("2025-01-04T12:00:00Z", 1, "2025-01-06T23:59:59Z");
	check_working("2025-01-05T12:00:00Z", 1, "2025-01-06T23:59:59Z");
	check_working("2025-01-04T12:00:00Z", 0, "2025-01-05T23:59:59Z");
	check_working("2025-04-18T12:00:00Z", 2, "2025-04-23T22:59:59Z");
}

TEST(calendar_add_working_days__never_guesses)
{
	int64_t got = 7;

	CHECK_ERR(calendar_add_working_days(at("2028-12-29"), 1, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(at("2028-01-04"), INT32_MAX, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(at("1997-12-31"), 3, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(at("2028-12-30"), 0, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(INT64_MAX, 1, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(INT64_MIN, 1, &got), ONUS_BAD_INPUT);
	CHECK_ERR(calendar_add_working_days(at("2025-01-06"), -1, &got), ONUS_USAGE);
	CHECK_INT(got, 7);
}

/* n + 1 working days end exactly one working day after n. */
TEST(calendar_add_working_days__takes_one_step_at_a_time)
{
	struct random random = {6};

	for (int i = 0; i < 2000; i++) {
		int64_t start = random_between(&random, at("1998"), at("2027"));
		int count = (int)random_below(&random, 60);
		int64_t one;
		int64_t more;
		bool working;
		int between = 0;

		CHECK_OK(calendar_add_working_days(start, count, &one));
		CHECK_OK(calendar_add_working_days(start, count + 1, &more));
		CHECK(one < more && more > start);
		for (int64_t d = london_day(one) + 1; d <= london_day(more); d++) {
			CHECK_OK(calendar_is_working_day(d, &working));
			between += working;
		}
		CHECK_INT(between, 1);
		CHECK_INT(london_day(more + 1), london_day(more) + 1);
	}
}

static void check_instant(int64_t got, const char *want)
{
	SCOPED_ARENA(arena);

	CHECK_STR(instant_write(&arena, got), want);
}

TEST(calendar_add_days__counts_london_days)
{
	check_instant(calendar_add_days(at("2025-03-29T12:00:00Z"), 1), "2025-03-30T22:59:59Z");
	check_instant(calendar_add_days(at("2025-07-01T23:30:00Z"), 0), "2025-07-02T22:59:59Z");
	check_instant(calendar_add_days(at("2025-01-10"), -10), "2024-12-31T23:59:59Z");
	check_instant(calendar_add_days(at("2025-01-10"), INT32_MAX), "9999-12-31T23:59:59Z");
	check_instant(calendar_add_days(at("2025-01-10"), INT32_MIN), "0001-01-01T00:00:00Z");
	check_instant(calendar_add_days(INT64_MAX, INT32_MAX), "9999-12-31T23:59:59Z");
	check_instant(calendar_add_days(INT64_MIN, INT32_MIN), "0001-01-01T00:00:00Z");
}

TEST(calendar_add_months__takes_the_last_day_where_there_is_no_such)
{
	check_instant(calendar_add_months(at("2025-01-31T12:00:00Z"), 1), "2025-02-28T23:59:59Z");
	check_instant(calendar_add_months(at("2024-01-31T12:00:00Z"), 1), "2024-02-29T23:59:59Z");
	check_instant(calendar_add_months(at("2025-01-31T12:00:00Z"), 5), "2025-06-30T22:59:59Z");
	check_instant(calendar_add_months(at("2024-02-29T12:00:00Z"), 12), "2025-02-28T23:59:59Z");
	check_instant(calendar_add_months(at("2025-11-30T12:00:00Z"), 2), "2026-01-30T23:59:59Z");
	check_instant(calendar_add_months(at("2025-01-15T12:00:00Z"), -1), "2024-12-15T23:59:59Z");
	check_instant(calendar_add_months(at("2025-01-15T12:00:00Z"), 0), "2025-01-15T23:59:59Z");
	check_instant(calendar_add_months(at("2025-01-15"), INT32_MAX), "9999-12-31T23:59:59Z");
	check_instant(calendar_add_months(at("2025-01-15"), INT32_MIN), "0001-01-01T00:00:00Z");
	check_instant(calendar_add_months(INT64_MAX, 1), "9999-12-31T23:59:59Z");
}
