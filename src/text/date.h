/* SPDX-License-Identifier: Apache-2.0
 * date.h - dates as intervals of days.
 *
 * What a text says of a time is an interval, never a false point: "March 2002" is the whole month,
 * "early March" its days 1 to 10, "summer" June to August. A date without a year, and a relative
 * one, is counted from the day of the report (the anchor), and left out where there is none.
 *
 * The value of a date mention is the shortest text that when_parse (base/when.h) reads back:
 * "2002", "2002-03", "2025-09-19", "200X" for a decade, "1997/2013" for a range, and
 * "~2002-06/2002-08" where the ends are a manner of speaking (a season, "early", "two weeks ago").
 */
#ifndef ONUS_TEXT_DATE_H
#define ONUS_TEXT_DATE_H

#include "base/when.h"
#include "text/reading.h"

enum { DATE_YEAR_MIN = 1900, DATE_YEAR_MAX = 2099 };

/* A date that was read from tokens. */
struct date {
	struct days days;
	bool rough;   /* the ends are a manner of speaking */
	bool whole;   /* stood with its year; needed no anchor */
	bool nowhere; /* has the form of a date but is not in the calendar, or has no anchor */
	const char *rule;
};

/* Reads a date that begins at `t`. Gives the number of its tokens, 0 where there is none. */
typedef size_t date_fn(const struct reading *r, const struct token *t, struct date *out);

size_t date_read_iso(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_numeric(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_day_month(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_month_day(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_month_year(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_season(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_decade(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_years(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_between(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_night(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_relative(const struct reading *r, const struct token *t, struct date *out);
size_t date_read_year(const struct reading *r, const struct token *t, struct date *out);
/* A date that stands with its year: the first of the forms above that fits, but no range. */
size_t date_read_whole(const struct reading *r, const struct token *t, struct date *out);

/* Pieces. Each gives the number of tokens it used, 0 where it is not there. */
size_t date_year_at(const struct reading *r, const struct token *t, int *year);
/* ", 2002", "2002", "'02" */
size_t date_year_after(const struct reading *r, const struct token *t, int *year);
size_t date_month_at(const struct reading *r, const struct token *t, int *month);
/* 1, 01, 1st: any number of two digits, in the calendar or not */
size_t date_day_at(const struct reading *r, const struct token *t, int *day);

/* The days of year..year, of a month, of months first..last (of `year` and on). */
struct days days_of_years(int first, int last);
struct days days_of_months(int year, int month, int count);
/* Day and month in the year that brings it nearest to the anchor. */
bool date_near_anchor(const struct reading *r, int month, int day, int *year);

/* The value of a date mention. */
const char *date_value(struct arena *a, struct days days, bool rough);

#endif
