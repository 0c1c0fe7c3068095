/* SPDX-License-Identifier: Apache-2.0
 * calendar.c - the bank holidays of England and Wales, and the clock of Europe/London. */
#include "base/calendar.h"

enum {
	HOLIDAYS_A_YEAR_MAX = 10,
	SUMMER_TIME_BEGINS = 3,
	SUMMER_TIME_ENDS = 10,
	SECONDS_PER_HOUR = 3600
};

struct year_row {
	int year;
	short days[HOLIDAYS_A_YEAR_MAX]; /* month * 100 + day, ascending; 0: no more */
};

/* Every bank and public holiday of England and Wales that falls on Monday to Friday, as observed:
 * where Christmas Day, Boxing Day or New Year's Day is on a weekend, its substitute stands here.
 * Sources: Banking and Financial Dealings Act 1971, schedule 1 (Easter Monday, last Monday in May,
 * last Monday in August, 26 or 27 December) and section 1(3) (proclamations: New Year's Day, first
 * Monday in May, substitutes, and the days below); common law (Good Friday, Christmas Day); the
 * list that gov.uk publishes at /bank-holidays. Proclaimed for one year: 1999-12-31 millennium eve;
 * 2002-06-03 golden jubilee, spring holiday moved to 2002-06-04; 2011-04-29 royal wedding;
 * 2012-06-05 diamond jubilee, spring holiday moved to 2012-06-04; 2020-05-08 VE Day, early May
 * holiday moved there; 2022-06-03 platinum jubilee, spring holiday moved to 2022-06-02; 2022-09-19
 * funeral of Queen Elizabeth II; 2023-05-08 coronation. A proclamation can still change a year to
 * come: correct its row then. tests/unit/base/calendar.c derives the regular days by rule, so that
 * a slip of the pen here fails. */
static const struct year_row years[] = {
	{1998, {101, 410, 413, 504, 525, 831, 1225, 1228}},
	{1999, {101, 402, 405, 503, 531, 830, 1227, 1228, 1231}},
	{2000, {103, 421, 424, 501, 529, 828, 1225, 1226}},
	{2001, {101, 413, 416, 507, 528, 827, 1225, 1226}},
	{2002, {101, 329, 401, 506, 603, 604, 826, 1225, 1226}},
	{2003, {101, 418, 421, 505, 526, 825, 1225, 1226}},
	{2004, {101, 409, 412, 503, 531, 830, 1227, 1228}},
	{2005, {103, 325, 328, 502, 530, 829, 1226, 1227}},
	{2006, {102, 414, 417, 501, 529, 828, 1225, 1226}},
	{2007, {101, 406, 409, 507, 528, 827, 1225, 1226}},
	{2008, {101, 321, 324, 505, 526, 825, 1225, 1226}},
	{2009, {101, 410, 413, 504, 525, 831, 1225, 1228}},
	{2010, {101, 402, 405, 503, 531, 830, 1227, 1228}},
	{2011, {103, 422, 425, 429, 502, 530, 829, 1226, 1227}},
	{2012, {102, 406, 409, 507, 604, 605, 827, 1225, 1226}},
	{2013, {101, 329, 401, 506, 527, 826, 1225, 1226}},
	{2014, {101, 418, 421, 505, 526, 825, 1225, 1226}},
	{2015, {101, 403, 406, 504, 525, 831, 1225, 1228}},
	{2016, {101, 325, 328, 502, 530, 829, 1226, 1227}},
	{2017, {102, 414, 417, 501, 529, 828, 1225, 1226}},
	{2018, {101, 330, 402, 507, 528, 827, 1225, 1226}},
	{2019, {101, 419, 422, 506, 527, 826, 1225, 1226}},
	{2020, {101, 410, 413, 508, 525, 831, 1225, 1228}},
	{2021, {101, 402, 405, 503, 531, 830, 1227, 1228}},
	{2022, {103, 415, 418, 502, 602, 603, 829, 919, 1226, 1227}},
	{2023, {102, 407, 410, 501, 508, 529, 828, 1225, 1226}},
	{2024, {101, 329, 401, 506, 527, 826, 1225, 1226}},
	{2025, {101, 418, 421, 505, 526, 825, 1225, 1226}},
	{2026, {101, 403, 406, 504, 525, 831, 1225, 1228}},
	{2027, {101, 326, 329, 503, 531, 830, 1227, 1228}},
	{2028, {103, 414, 417, 501, 529, 828, 1225, 1226}},
};

_Static_assert(sizeof years / sizeof years[0] == CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST + 1,
	       "one row a year");

/* --- Europe/London --- */

/* The instant (01:00 UTC) of the last Sunday of a month with 31 days. */
static int64_t last_sunday(int year, int month)
{
	int64_t last = days_from_civil((struct civil){year, month, 31});

	return (last - weekday(last) % 7) * SECONDS_PER_DAY + SECONDS_PER_HOUR;
}

int64_t london_offset(int64_t instant)
{
	int year = civil_from_days(day_of(instant_clamp(instant))).year;
	bool summer = instant >= last_sunday(year, SUMMER_TIME_BEGINS) &&
		      instant < last_sunday(year, SUMMER_TIME_ENDS);

	return summer ? SECONDS_PER_HOUR : 0;
}

int64_t london_day(int64_t instant)
{
	int64_t t = instant_clamp(instant);

	return day_of(t + london_offset(t));
}

/* Clocks change at 01:00 UTC: what holds at midnight UTC held at London's midnight before it. */
int64_t london_day_start(int64_t day)
{
	int64_t midnight = day * SECONDS_PER_DAY;

	return midnight - london_offset(midnight);
}

static int64_t london_day_end(int64_t day)
{
	return instant_clamp(london_day_start(day + 1) - 1);
}

/* --- working days --- */

enum onus_err calendar_is_working_day(int64_t day, bool *out)
{
	int64_t first = days_from_civil((struct civil){CALENDAR_YEAR_FIRST, 1, 1});
	int64_t last = days_from_civil((struct civil){CALENDAR_YEAR_LAST, 12, 31});
	struct civil date;
	const struct year_row *row;
	bool working;

	ENSURE(day >= first && day <= last, ONUS_BAD_INPUT,
	       "working days are known for %d to %d only: the table of bank holidays ends there",
	       CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST);
	date = civil_from_days(day);
	row = &years[date.year - CALENDAR_YEAR_FIRST];
	working = weekday(day) <= 5;
	for (size_t i = 0; i < HOLIDAYS_A_YEAR_MAX; i++) {
		working = working && row->days[i] != date.month * 100 + date.day;
	}
	*out = working;
	return ONUS_OK;
}

enum onus_err calendar_add_working_days(int64_t start, int count, int64_t *out)
{
	int64_t day = london_day(start);
	bool working;
	int left = count;

	ENSURE(count >= 0, ONUS_USAGE, "working days are counted forwards: %d is no count", count);
	GUARD(calendar_is_working_day(day, &working));
	while (!working) {
		GUARD(calendar_is_working_day(day + 1, &working));
		day += working ? 0 : 1;
	}
	while (left > 0) {
		GUARD(calendar_is_working_day(++day, &working));
		left -= working ? 1 : 0;
	}
	*out = london_day_end(day);
	return ONUS_OK;
}

int64_t calendar_add_days(int64_t start, int count)
{
	return london_day_end(london_day(start) + count);
}

int64_t calendar_add_months(int64_t start, int count)
{
	struct civil date = civil_from_days(london_day(start));
	int64_t months = (int64_t)date.year * 12 + date.month - 1 + count;
	int64_t year = months >= 0 ? months / 12 : 0;
	int last;

	if (year < YEAR_MIN || year > YEAR_MAX) {
		return year < YEAR_MIN ? INSTANT_MIN : INSTANT_MAX;
	}
	date.year = (int)year;
	date.month = (int)(months % 12) + 1;
	last = days_in_month(date.year, date.month);
	date.day = date.day <= last ? date.day : last;
	return london_day_end(days_from_civil(date));
}
