/* SPDX-License-Identifier: Apache-2.0
 * when_parse.c - tests of what a person may write for a time. */
#include "base/when.h"
#include "tests/harness.h"

struct reading {
	const char *text;
	const char *lo;
	const char *hi;
	enum precision precision;
};

TEST(when_parse__reads_every_form)
{
	static const struct reading readings[] = {
		{"2002", "2002-01-01T00:00:00Z", "2002-12-31T23:59:59Z", PRECISION_YEAR},
		{"2002-05", "2002-05-01T00:00:00Z", "2002-05-31T23:59:59Z", PRECISION_MONTH},
		{"2004-02", "2004-02-01T00:00:00Z", "2004-02-29T23:59:59Z", PRECISION_MONTH},
		{"2002-05-31", "2002-05-31T00:00:00Z", "2002-05-31T23:59:59Z", PRECISION_DAY},
		{"31/05/2002", "2002-05-31T00:00:00Z", "2002-05-31T23:59:59Z", PRECISION_DAY},
		{"01/02/2003", "2003-02-01T00:00:00Z", "2003-02-01T23:59:59Z", PRECISION_DAY},
		{"1/2/2003", "2003-02-01T00:00:00Z", "2003-02-01T23:59:59Z", PRECISION_DAY},
		{"1/12/2003", "2003-12-01T00:00:00Z", "2003-12-01T23:59:59Z", PRECISION_DAY},
		{"11/2/2003", "2003-02-11T00:00:00Z", "2003-02-11T23:59:59Z", PRECISION_DAY},
		{"29/02/2004", "2004-02-29T00:00:00Z", "2004-02-29T23:59:59Z", PRECISION_DAY},
		{"2002-05-31T14:05Z", "2002-05-31T14:05:00Z", "2002-05-31T14:05:59Z",
		 PRECISION_MINUTE},
		{"2002-05-31T14:05:09Z", "2002-05-31T14:05:09Z", "2002-05-31T14:05:09Z",
		 PRECISION_SECOND},
		{"31 May 2002", "2002-05-31T00:00:00Z", "2002-05-31T23:59:59Z", PRECISION_DAY},
		{"1 may 2002", "2002-05-01T00:00:00Z", "2002-05-01T23:59:59Z", PRECISION_DAY},
		{"01 Sept 2002", "2002-09-01T00:00:00Z", "2002-09-01T23:59:59Z", PRECISION_DAY},
		{"September 2002", "2002-09-01T00:00:00Z", "2002-09-30T23:59:59Z", PRECISION_MONTH},
		{"JUN 2002", "2002-06-01T00:00:00Z", "2002-06-30T23:59:59Z", PRECISION_MONTH},
		{"22 November 2026, 02:06 UTC", "2026-11-22T02:06:00Z", "2026-11-22T02:06:59Z",
		 PRECISION_MINUTE},
		{"May 2002/3 July 2002", "2002-05-01T00:00:00Z", "2002-07-03T23:59:59Z",
		 PRECISION_RANGE},
		{"200X", "2000-01-01T00:00:00Z", "2009-12-31T23:59:59Z", PRECISION_DECADE},
		{"2002/2006", "2002-01-01T00:00:00Z", "2006-12-31T23:59:59Z", PRECISION_RANGE},
		{"2002/2002", "2002-01-01T00:00:00Z", "2002-12-31T23:59:59Z", PRECISION_RANGE},
		{"2001-11/2002-03", "2001-11-01T00:00:00Z", "2002-03-31T23:59:59Z",
		 PRECISION_RANGE},
		{"2002-05/2002", "2002-05-01T00:00:00Z", "2002-12-31T23:59:59Z", PRECISION_RANGE},
		{"199X/2002-05-31", "1990-01-01T00:00:00Z", "2002-05-31T23:59:59Z",
		 PRECISION_RANGE},
		{"~2002-03/2002-05", "2002-03-01T00:00:00Z", "2002-05-31T23:59:59Z",
		 PRECISION_SEASON},
		{"unknown", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", PRECISION_UNKNOWN},
		{"Unknown", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", PRECISION_UNKNOWN},
		{" 2002\n", "2002-01-01T00:00:00Z", "2002-12-31T23:59:59Z", PRECISION_YEAR},
		{"0001", "0001-01-01T00:00:00Z", "0001-12-31T23:59:59Z", PRECISION_YEAR},
		{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z",
		 PRECISION_SECOND},
	};

	for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
		SCOPED_ARENA(arena);
		struct when w;

		CHECK_OK(when_parse(slice_str(readings[i].text), &w));
		CHECK_STR(instant_write(&arena, w.lo), readings[i].lo);
		CHECK_STR(instant_write(&arena, w.hi), readings[i].hi);
		CHECK_INT(w.precision, readings[i].precision);
	}
}

static void check_refused(const char *text, const char *words)
{
	struct when w = when_instant(7);

	CHECK_ERR(when_parse(slice_str(text), &w), ONUS_BAD_INPUT);
	CHECK(w.lo == 7 && w.hi == 7 && w.precision == PRECISION_SECOND);
	if (strstr(onus_last_error()->text, words) == NULL) {
		test_fail(HERE, "\"%s\" gave: %s", text, onus_last_error()->text);
	}
}

TEST(when_parse__refuses_a_day_that_is_not_in_the_calendar)
{
	check_refused("31 February 2004", "February 2004 has 29 days");
	check_refused("0 May 2004", "May 2004 has 31 days");
	check_refused("31/02/2004", "\"31/02/2004\": February 2004 has 29 days");
	check_refused("2003-02-29", "\"2003-02-29\": February 2003 has 28 days");
	check_refused("31/04/2002", "April 2002 has 30 days");
	check_refused("00/04/2002", "April 2002 has 30 days");
	check_refused("2002-13", "there is no month 13");
	check_refused("2002-00-10", "there is no month 0");
	check_refused("05/31/2002", "there is no month 31 (a date is 2002-05-31 or 31/05/2002)");
	check_refused("0000", "there is no year 0");
	check_refused("01/01/0000", "there is no year 0");
	check_refused("000X", "not a decade");
	check_refused("2002/31/04", "is no time that Onus can read");
	check_refused("2002-02-30/2003", "February 2002 has 28 days");
	check_refused("2002/2003-02-30", "February 2003 has 28 days");
}

TEST(when_parse__reads_what_when_say_says_of_days_and_months)
{
	static const char *const texts[] = {"2002", "2002-05", "2002-05-01", "2002-12-31",
					    "2026-11-22T02:06Z"};

	for (int month = 1; month <= 12; month++) {
		SCOPED_ARENA(arena);
		struct when w;

		CHECK_OK(when_parse(slice_str(when_say(&arena, when_month(1999, month))), &w));
		CHECK_STR(when_write(&arena, w), when_write(&arena, when_month(1999, month)));
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		SCOPED_ARENA(arena);
		struct when w, again;

		CHECK_OK(when_parse(slice_str(texts[i]), &w));
		CHECK_OK(when_parse(slice_str(when_say(&arena, w)), &again));
		CHECK_STR(when_write(&arena, again), texts[i]);
	}
}

TEST(when_parse__refuses_a_time_of_day_that_is_none)
{
	check_refused("2002-05-31T24:00Z", "a day goes from 00:00:00 to 23:59:59");
	check_refused("2002-05-31T14:60Z", "a day goes from");
	check_refused("2002-05-31T23:59:60Z", "a day goes from");
	check_refused("2002-05-31T14:05", "(a time of day is UTC and ends in Z)");
	check_refused("2002-05-31T14:05:09", "(a time of day is UTC and ends in Z)");
}

TEST(when_parse__refuses_a_range_that_ends_before_it_starts)
{
	check_refused("2006/2002", "\"2006/2002\": the range ends before it starts");
	check_refused("~2002-05/2002-04", "the range ends before it starts");
	check_refused("2002-05-02/2002-05-01", "the range ends before it starts");
}

TEST(when_parse__says_what_was_read_and_what_may_be_written)
{
	check_refused("sometime last spring",
		      "\"sometime last spring\" is no time that Onus can read; write "
		      "2002, 2002-05, 2002-05-31, 31/05/2002, 31 May 2002,");
	check_refused("sometime last spring", "or unknown");
}

TEST(when_parse__refuses_all_else)
{
	static const char *const texts[] = {
		"",
		" ",
		"02",
		"202",
		"20022",
		"-2002",
		"+2002",
		"2002-",
		"2002-5",
		"2002-5-1",
		"2002-05-3",
		"2002-05-311",
		"20020531",
		"2002/05/31",
		"31-05-2002",
		"31.05.2002",
		"31/05/02",
		"031/05/2002",
		"31/005/2002",
		"//2002",
		"/",
		"/2002",
		"2002/",
		"2002//2006",
		"2002/2003/2004",
		"~",
		"~2002",
		"~/",
		"2002~",
		"unknown/2002",
		"2002/unknown",
		"20XX",
		"200x",
		"2002X",
		"200X-05",
		"2002-05-31 14:05Z",
		"2002-05-31T14Z",
		"2002-05-31t14:05z",
		"2002-05-31T14:05+01:00",
		"early 2002",
		"Ma 2002",
		"Mayor 2002",
		"Septembers 2002",
		"Juneau 2002",
		"May  2002",
		"May2002",
		"May",
		"31 May",
		"31 May 02",
		"May 31 2002",
		"May 31, 2002",
		"031 May 2002",
		"31 2002",
		"31  2002",
		"31 M\xc3\xa4rz 2002",
		"22 November 2026, 02:06",
		"22 November 2026, 2:06 UTC",
		"November 2026, 02:06 UTC",
		"2002 05",
		"2 002",
		"2002-05-31T14:05:09.5Z",
		"31/05/2002/01/06/2002",
		"\xd9\xa2\xd9\xa0\xd9\xa0\xd9\xa2",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		check_refused(texts[i], "is no time that Onus can read");
	}
	CHECK_ERR(when_parse(slice_of("2002\0", 5), &(struct when){0}), ONUS_BAD_INPUT);
	CHECK_ERR(when_parse(slice_of(NULL, 0), &(struct when){0}), ONUS_BAD_INPUT);
}

TEST(when_parse__shows_hostile_text_without_its_sting)
{
	static char long_text[100000];

	check_refused("2002\x1b[2J\x07", "\"2002?[2J?\" is no time");
	check_refused("20\xff", "\"20?\" is no time");
	check_refused("\xc2\x9b"
		      "2J",
		      "\"?2J\" is no time");
	memset(long_text, '1', sizeof long_text - 1);
	check_refused(long_text, "11111111...\" is no time");
	CHECK(strlen(onus_last_error()->text) < 400);
	for (size_t shift = 0; shift < 4; shift++) {
		size_t n = shift;

		memset(long_text, 0, sizeof long_text);
		memset(long_text, 'x', shift);
		for (; n < 200; n += 3) {
			memcpy(long_text + n, "\xe2\x82\xac", 3);
		}
		check_refused(long_text, "\xe2\x82\xac...\" is no time");
		CHECK(slice_is_utf8(slice_str(onus_last_error()->text), NULL));
	}
}
