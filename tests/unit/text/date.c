/* SPDX-License-Identifier: Apache-2.0
 * date.c - tests of dates as intervals. 2025-09-25 was a Thursday. */
#include <stdio.h>

#include "base/when.h"
#include "tests/unit/text/support.h"

struct expected {
	const char *text;
	const char *value;
};

static void check_all(const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = values(rows[i].text, ONUS_DATE);

		if (strcmp(got, rows[i].value) != 0) {
			test_fail(HERE, "\"%s\" gives \"%s\"", rows[i].text, got);
		}
	}
}

#define CHECK_ALL(rows) check_all(rows, sizeof(rows) / sizeof(rows)[0])

TEST(date__reads_days_in_every_form)
{
	static const struct expected rows[] = {
		{"19 September 2025", "2025-09-19"},
		{"19th September, 2025", "2025-09-19"},
		{"the 19th of September 2025", "2025-09-19"},
		{"Friday 19 Sept 2025", "2025-09-19"},
		{"Fri, 19 Sep. 2025 10:00", "2025-09-19"},
		{"September 19, 2025", "2025-09-19"},
		{"SEPTEMBER 19TH 2025", "2025-09-19"},
		{"19-Sep-2025", "2025-09-19"},
		{"19/09/2025", "2025-09-19"},
		{"19.09.2025", "2025-09-19"},
		{"19-9-2025", "2025-09-19"},
		{"2025-09-19", "2025-09-19"},
		{"2025-09-19T10:00:00Z", "2025-09-19"},
		{"2025/09/19", "2025-09-19"},
		{"19/09/25", "2025-09-19"},
		{"19/09/78", "1978-09-19"},
		{"3-5 May 2002", "2002-05-03/2002-05-05"},
		{"3 and 4 May 2002", "2002-05-03/2002-05-04"},
		{"5 may 2002", "2002-05-05"},
		{"29 February 2004", "2004-02-29"},
	};

	CHECK_ALL(rows);
}

TEST(date__reads_months_and_seasons_as_intervals)
{
	static const struct expected rows[] = {
		{"March 2002", "2002-03"},
		{"in March of 2002", "2002-03"},
		{"Mar '02", "2002-03"},
		{"early March 2002", "~2002-03-01/2002-03-10"},
		{"mid-March 2002", "~2002-03-11/2002-03-20"},
		{"late February 2004", "~2004-02-21/2004-02-29"},
		{"summer 2002", "~2002-06/2002-08"},
		{"the autumn of 2002", "~2002-09/2002-11"},
		{"winter 2002", "~2001-12/2003-02"},
		{"winter 2002/03", "~2002-12/2003-02"},
	};

	CHECK_ALL(rows);
}

TEST(date__reads_years_decades_and_ranges)
{
	static const struct expected rows[] = {
		{"a complaint from 2017", "2017"},
		{"in 2002.", "2002"},
		{"in 2002, 2003 and 2004", "2002|2003|2004"},
		{"(2002)", "2002"},
		{"2002: three reports", "2002"},
		{"in the 1990s and 2000s", "199X|200X"},
		{"the 90s", "199X"},
		{"the 1990's", "199X"},
		{"the nineties", "199X"},
		{"the early 2000s", "~2000/2003"},
		{"the mid-1990s", "~1994/1996"},
		{"late 2002", "~2002-09/2002-12"},
		{"in 2001/2002", "2001/2002"},
		{"in 2001/02", "2001/2002"},
		{"2001-02", "2001/2002"},
		{"1999-00", "1999/2000"},
		{"1997 to 2013", "1997/2013"},
		{"between 1997 and 2013", "1997/2013"},
		{"from March 2002 to 5 May 2003", "2002-03-01/2003-05-05"},
		{"between March 2002 and May 2003", "2002-03/2003-05"},
		{"the school year 2001/02", "2001-09/2002-08"},
		{"the financial year 2001/02", "2001-04/2002-03"},
	};

	CHECK_ALL(rows);
}

TEST(date__a_day_that_is_not_in_the_calendar_is_no_date)
{
	static const struct expected rows[] = {
		{"on 31/02/2004 he", ""}, {"on 29 February 2003 he", ""},
		{"31 April 2002", ""},    {"00/05/2002", ""},
		{"2002-02-30", ""},       {"2002-13-01", ""},
		{"32 March 2002", ""},    {"between 2013 and 1997", ""},
		{"13/13/2003", ""},
	};

	CHECK_ALL(rows);
}

TEST(date__month_first_is_read_where_only_that_fits_and_said)
{
	CHECK_STR(values("09/25/2025", ONUS_DATE), "2025-09-25");
	CHECK_STR(rules("09/25/2025", ONUS_DATE), "date/month-first");
	CHECK_STR(rules("05/09/2025", ONUS_DATE), "date/numeric");
}

TEST(date__with_points_and_a_short_year_needs_two_digits_throughout)
{
	CHECK_STR(values("held 30.09.04 (born 1962)", ONUS_DATE), "2004-09-30|1962");
}

TEST(date__other_numbers_are_none)
{
	static const struct expected rows[] = {
		{"1400 girls, 2002 people", ""},
		{"version 1.2.2004.3", ""},
		{"1/2/3/2004", ""},
		{"10.1.2.2004", ""},
		{"1.2.04, 10.30.15 and 10.00.15", ""},
		{"at 2000 hours", ""},
		{"since 2000 hrs", ""},
		{"they may 12 times", ""},
		{"the march of 12", ""},
		{"£2002", ""},
		{"ref 2002", ""},
		{"in 2150", ""},
		{"20022", ""},
		{"from 1/4 to 3/4", ""},
		{"room 2002", ""},
		{"between 1900 and 2000 hours", ""},
	};

	CHECK_ALL(rows);
}

TEST(date__without_a_year_waits_for_the_day_of_the_report)
{
	CHECK_STR(values("on September 19", ONUS_DATE), "");
	CHECK_STR(values("yesterday, last Friday, two weeks ago", ONUS_DATE), "");
	CHECK_STR(values_on("on September 19", ONUS_DATE, "2025-09-25"), "2025-09-19");
	/* the nearest one, across the turn of the year */
	CHECK_STR(values_on("on 28 December", ONUS_DATE, "2025-01-05"), "2024-12-28");
	CHECK_STR(values_on("on 5 January", ONUS_DATE, "2025-12-28"), "2026-01-05");
	CHECK_STR(values_on("on 29 February", ONUS_DATE, "2025-01-05"), "2024-02-29");
}

TEST(date__counts_from_the_day_of_the_report)
{
	static const struct expected rows[] = {
		{"today", "2025-09-25"},
		{"Yesterday", "2025-09-24"},
		{"the day before yesterday", "2025-09-23"},
		{"last night", "2025-09-24/2025-09-25"},
		{"last Friday", "2025-09-19"},
		{"last Monday", "~2025-09-15/2025-09-22"},
		{"last Friday (September 19)", "2025-09-19"},
		{"Today (September 25)", "2025-09-25"},
		{"two weeks ago", "~2025-09-08/2025-09-14"},
		{"3 days ago", "~2025-09-21/2025-09-23"},
		{"last week", "2025-09-15/2025-09-21"},
		{"last month", "2025-08"},
		{"this year", "2025"},
		{"last year", "2024"},
		{"in the last two weeks", "~2025-09-11/2025-09-25"},
		{"officers of today", ""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK_STR(values_on(rows[i].text, ONUS_DATE, "2025-09-25"), rows[i].value);
	}
}

TEST(date__a_bracket_that_disagrees_stays_a_date_of_its_own)
{
	CHECK_STR(values_on("last Friday (September 12)", ONUS_DATE, "2025-09-25"),
		  "2025-09-19|2025-09-12");
}

TEST(date__a_night_is_an_evening_and_a_morning)
{
	CHECK_STR(values_on("the night of 3/4 May", ONUS_DATE, "2002-06-01"),
		  "2002-05-03/2002-05-04");
	CHECK_STR(values("on the night of 3 May 2002", ONUS_DATE), "2002-05-03/2002-05-04");
	CHECK_STR(values("the night of 31 December 2001", ONUS_DATE), "2001-12-31/2002-01-01");
}

static const char *own_date(const char *text)
{
	static char out[40];
	int64_t lo;
	int64_t hi;

	if (!onus_text_own_date(slice_str(text), &lo, &hi)) {
		return "none";
	}
	struct civil a = civil_from_days(lo);
	struct civil b = civil_from_days(hi);

	snprintf(out, sizeof out, "%04d-%02d-%02d..%02d", a.year, a.month, a.day, b.day);
	return out;
}

TEST(own_date__is_a_line_that_says_so)
{
	CHECK_STR(own_date(" date 2025-09-19 The police watchdog"), "2025-09-19..19");
	CHECK_STR(own_date("From: a\nDate: Fri, 19 Sep 2025 10:00:00 +0100\n\nText"),
		  "2025-09-19..19");
	CHECK_STR(own_date("Minutes\n\n**Meeting date:** 14 March 2003\n"), "2003-03-14..14");
	CHECK_STR(own_date("Date of report: 14/03/2003"), "2003-03-14..14");
	CHECK_STR(own_date("Report date - March 2003"), "2003-03-01..31");
}

TEST(own_date__is_a_heading)
{
	CHECK_STR(own_date("Minutes of the meeting held on 14 March 2003\n\nPresent"),
		  "2003-03-14..14");
	CHECK_STR(own_date("# Northshire, 2003-03-14\n"), "2003-03-14..14");
}

TEST(own_date__is_never_guessed)
{
	CHECK_STR(own_date(""), "none");
	CHECK_STR(own_date("Chloe was seen on 14 March 2003."), "none");
	CHECK_STR(own_date("Date of birth: 14 March 1990\nText."), "none");
	CHECK_STR(own_date("DOB 14 March 1990\n"), "none");
	CHECK_STR(own_date("Date: 31/02/2004\n"), "none");
	CHECK_STR(own_date("Annual report 2003\n"), "none");
	CHECK_STR(own_date("Date: 14 March\n"), "none");
}

TEST(date__takes_the_anchor_from_the_text_itself)
{
	CHECK_STR(values("Date: 25 September 2025\n\nSeen yesterday.", ONUS_DATE),
		  "2025-09-25|2025-09-24");
	/* what the caller says goes before */
	CHECK_STR(values_on("Date: 25 September 2025\n\nSeen yesterday.", ONUS_DATE, "2003-03-14"),
		  "2025-09-25|2003-03-13");
}

TEST(date__an_anchor_that_cannot_be_is_refused)
{
	struct onus_text_options options = {.has_anchor = true, .anchor_lo = 5, .anchor_hi = 4};
	struct onus_mentions m = {0};

	CHECK_ERR(onus_text_read(SLICE("x"), &options, &m), ONUS_BAD_INPUT);
	options.anchor_hi = INT64_MAX;
	CHECK_ERR(onus_text_read(SLICE("x"), &options, &m), ONUS_BAD_INPUT);
}
