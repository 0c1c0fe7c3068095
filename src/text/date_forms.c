/* SPDX-License-Identifier: Apache-2.0
 * date_forms.c - dates that name a day, a month or a year. */
#include "text/date.h"

enum { PIVOT_YEAR = 2049 };

/* --- pieces --- */

size_t date_year_at(const struct reading *r, const struct token *t, int *year)
{
	int64_t n = t->fold_n == 4 ? token_number(r, t, 4) : -1;

	if (n < DATE_YEAR_MIN || n > DATE_YEAR_MAX) {
		return 0;
	}
	*year = (int)n;
	return 1;
}

/* Two digits: the latest such year that is not in the future of the report (two years may have been
 * planned); without an anchor, 1950 to 2049. */
static int full_year(const struct reading *r, int two)
{
	int latest = r->has_anchor ? civil_from_days(r->anchor.hi).year + 2 : PIVOT_YEAR;

	return 2000 + two <= latest ? 2000 + two : 1900 + two;
}

static bool is_counted(const struct token *t)
{
	return token_is(t, WORD(COUNTED)) && (t->flags & (TOKEN_LINE | TOKEN_CAPITAL)) == 0;
}

size_t date_year_after(const struct reading *r, const struct token *t, int *year)
{
	size_t comma = token_sign(t, ',') && token_joined(t) ? 1 : 0;
	int64_t two;

	if ((t->flags & TOKEN_PARAGRAPH) != 0) {
		return 0;
	}
	if (date_year_at(r, t + comma, year) != 0 && !is_counted(t + comma + 1)) {
		return comma + 1;
	}
	two = token_sign(t, '\'') && t[1].fold_n == 2 && token_joined(&t[1])
		      ? token_number(r, t + 1, 2)
		      : -1;
	if (two >= 0) {
		*year = full_year(r, (int)two);
		return 2;
	}
	return 0;
}

size_t date_month_at(const struct reading *r, const struct token *t, int *month)
{
	size_t stop = token_sign(&t[1], '.') && token_joined(&t[1]) && t->fold_n <= 4 ? 1 : 0;
	int day_or_year;

	if (!token_is(t, WORD(MONTH))) {
		return 0;
	}
	/* in small letters, "may" and "sun" are words; a number on both sides says otherwise */
	if ((t->flags & TOKEN_CAPITAL) == 0 && t->fold_n < 6 && t->value != 4 && t->value != 6 &&
	    t->value != 7 && date_year_at(r, t + stop + 1, &day_or_year) == 0) {
		return 0;
	}
	*month = t->value;
	return stop == 1 && t->fold_n <= 4 && t->value != 5 && t[2].kind == TOKEN_NUMBER ? 2 : 1;
}

size_t date_day_at(const struct reading *r, const struct token *t, int *day)
{
	struct slice s = folded(r, t);
	int64_t n = token_number(r, t, 2);

	if (n < 0 && t->kind == TOKEN_MIXED && (s.n == 3 || s.n == 4)) { /* 3rd, 19th */
		struct slice tail = slice_from(s, s.n - 2);

		if (slice_is(tail, "ST") || slice_is(tail, "ND") || slice_is(tail, "RD") ||
		    slice_is(tail, "TH")) {
			n = s.p[0] - '0';
			n = s.n == 4 ? n * 10 + (s.p[1] - '0') : n;
			n = s.p[0] > '9' || (s.n == 4 && s.p[1] > '9') ? -1 : n;
		}
	}
	if (n < 0) {
		return 0;
	}
	*day = (int)n;
	return 1;
}

static size_t weekday_at(const struct token *t)
{
	if (!token_is(t, WORD(WEEKDAY)) || (t->flags & TOKEN_CAPITAL) == 0) {
		return 0;
	}
	return token_sign(&t[1], ',') || token_sign(&t[1], '.') ? 2 : 1;
}

/* Fills the days first..last of a month. A year of 0: none was given, and the anchor decides. */
static void set_days(const struct reading *r, struct date *out, int year, int month, int first,
		     int last)
{
	out->whole = year != 0;
	out->nowhere = month < 1 || month > 12 || first < 1 || last < first ||
		       (year == 0 && !date_near_anchor(r, month, first, &year)) ||
		       last > days_in_month(year, month);
	if (!out->nowhere) {
		out->days.lo = days_from_civil((struct civil){year, month, first});
		out->days.hi = days_from_civil((struct civil){year, month, last});
	}
}

/* --- numbers only --- */

static bool joined_sign(const struct token *t, char sign)
{
	return token_sign(t, sign) && token_joined(t) && token_joined(&t[1]);
}

/* Part of a longer chain: 1/2/3/2004, 10.1.2.2004, version 1-2-2004-b. */
static bool in_a_chain(const struct token *first, const struct token *last, char sign)
{
	return (token_joined(first) && token_sign(&first[-1], sign) && first[-2].fold_n > 0 &&
		token_joined(&first[-1])) ||
	       (joined_sign(&last[1], sign) && last[2].fold_n > 0);
}

/* T10:00:00Z behind 2025-09-19: that many tokens. */
static size_t clock_after(const struct reading *r, const struct token *day)
{
	const struct token *t = day;
	struct slice s = folded(r, day);

	if (s.n < 4 || s.p[2] != 'T') {
		return 0;
	}
	while (t - day < 6 && joined_sign(&t[1], ':') &&
	       (t[2].kind == TOKEN_NUMBER || t[2].kind == TOKEN_MIXED)) {
		t += 2;
	}
	return (size_t)(t - day);
}

size_t date_read_iso(const struct reading *r, const struct token *t, struct date *out)
{
	char sign = (char)t[1].sign;
	struct slice day = folded(r, &t[4]);
	int year = 0;
	int64_t month;

	if (date_year_at(r, t, &year) == 0 || (sign != '-' && sign != '/') ||
	    !joined_sign(&t[1], sign) || !joined_sign(&t[3], sign) || t[2].fold_n > 2 ||
	    day.n < 2 || day.p[0] < '0' || day.p[0] > '9' || day.p[1] < '0' || day.p[1] > '9') {
		return 0;
	}
	month = token_number(r, &t[2], 2);
	if (month < 0 || (day.n > 2 && day.p[2] != 'T') || in_a_chain(t, &t[4], sign)) {
		return 0;
	}
	out->rule = "date/iso";
	set_days(r, out, year, (int)month, (day.p[0] - '0') * 10 + (day.p[1] - '0'),
		 (day.p[0] - '0') * 10 + (day.p[1] - '0'));
	return 5 + clock_after(r, &t[4]);
}

size_t date_read_numeric(const struct reading *r, const struct token *t, struct date *out)
{
	char sign = (char)t[1].sign;
	int64_t day = token_number(r, t, 2);
	int64_t month;
	int64_t year;

	if (day < 0 || (sign != '/' && sign != '-' && sign != '.') || !joined_sign(&t[1], sign) ||
	    !joined_sign(&t[3], sign) || in_a_chain(t, &t[4], sign)) {
		return 0;
	}
	month = token_number(r, &t[2], 2);
	year = token_number(r, &t[4], 4);
	if (month < 0 || year < 0 || t[4].fold_n == 3 || t[4].fold_n < 2) {
		return 0;
	}
	/* 30.09.04 is a date, 1.2.04 a version, 10.30.15 a time */
	if (t[4].fold_n == 2 && sign == '.' &&
	    (t->fold_n < 2 || t[2].fold_n < 2 || month > 12 || month < 1 || day > 31 || day < 1)) {
		return 0;
	}
	if (t[4].fold_n == 2) {
		year = full_year(r, (int)year);
	}
	if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX) {
		return 0;
	}
	out->rule = "date/numeric";
	if (month > 12 && day <= 12) {
		int64_t swapped = month;

		month = day;
		day = swapped;
		out->rule = "date/month-first";
	}
	set_days(r, out, (int)year, (int)month, (int)day, (int)day);
	return 5;
}

/* --- with the name of a month --- */

/* "3-5", "3/4", "3rd and 4th", "3 to 5": the second day; 0 where there is one day only. */
static size_t second_day(const struct reading *r, const struct token *t, int *day)
{
	if (!(token_sign(t, '-') || token_sign(t, '/') || token_sign(t, '&') ||
	      folded_is(r, t, "AND") || folded_is(r, t, "TO"))) {
		return 0;
	}
	return date_day_at(r, t + 1, day) ? 2 : 0;
}

size_t date_read_day_month(const struct reading *r, const struct token *t, struct date *out)
{
	size_t n = weekday_at(t);
	int first = 0;
	int last = 0;
	int month = 0;
	int year = 0;
	size_t used;

	n += n > 0 && folded_is(r, t + n, "THE");
	used = date_day_at(r, t + n, &first);
	if (used == 0 || (token_joined(t) && token_sign(&t[-1], '/') && n == 0)) {
		return 0;
	}
	n += used;
	last = first;
	used = second_day(r, t + n, &last);
	n += used;
	n += folded_is(r, t + n, "OF");
	n += (token_sign(t + n, '-') || token_sign(t + n, ',')) && used == 0;
	used = date_month_at(r, t + n, &month);
	if (used == 0 || (t[n].flags & TOKEN_PARAGRAPH) != 0) {
		return 0;
	}
	n += used;
	n += joined_sign(t + n, '-') && date_year_at(r, t + n + 1, &year); /* 19-Sep-2025 */
	n += date_year_after(r, t + n, &year);
	out->rule = year != 0 ? "date/day-month-year" : "date/day-month";
	set_days(r, out, year, month, first, last);
	return n;
}

size_t date_read_month_day(const struct reading *r, const struct token *t, struct date *out)
{
	size_t n = weekday_at(t);
	int month = 0;
	int first = 0;
	int last;
	int year = 0;
	size_t used = date_month_at(r, t + n, &month);

	if (used == 0) {
		return 0;
	}
	n += used;
	n += folded_is(r, t + n, "THE");
	used = date_day_at(r, t + n, &first);
	if (used == 0 || (t[n].flags & TOKEN_LINE) != 0 || is_counted(t + n + 1) ||
	    joined_sign(t + n + 1, ':') || joined_sign(t + n + 1, '/')) {
		return 0;
	}
	n += used;
	last = first;
	n += second_day(r, t + n, &last);
	n += date_year_after(r, t + n, &year);
	out->rule = year != 0 ? "date/month-day-year" : "date/month-day";
	set_days(r, out, year, month, first, last);
	return n;
}

/* "early", "mid-", "late", "the end of": 1, 2, 3, and the tokens it takes. */
static size_t part_at(const struct reading *r, const struct token *t, int *part)
{
	size_t n = 1;

	if (!token_is(t, WORD(PART))) {
		return 0;
	}
	*part = t->value;
	if (folded_is(r, &t[1], "OF")) {
		n++;
	} else if (token_sign(&t[1], '-')) {
		n++;
	} else if (t->fold_n == 3 && folded_is(r, t, "END")) {
		return 0;
	}
	n += folded_is(r, t + n, "THE");
	return n;
}

size_t date_read_month_year(const struct reading *r, const struct token *t, struct date *out)
{
	static const int from[] = {1, 1, 11, 21};
	static const int to[] = {31, 10, 20, 31};
	int part = 0;
	size_t n = part_at(r, t, &part);
	int month = 0;
	int year = 0;
	int days;
	size_t used = date_month_at(r, t + n, &month);

	if (used == 0) {
		return 0;
	}
	n += used;
	n += folded_is(r, t + n, "OF");
	used = date_year_after(r, t + n, &year);
	if (used == 0) {
		return 0;
	}
	days = days_in_month(year, month);
	out->rule = "date/month-year";
	out->rough = part != 0;
	set_days(r, out, year, month, from[part], to[part] < days ? to[part] : days);
	return n + used;
}

/* "summer 2002" is June to August. A winter has two years, and may be named after either. */
size_t date_read_season(const struct reading *r, const struct token *t, struct date *out)
{
	int part = 0;
	size_t n = part_at(r, t, &part);
	const struct token *season = t + n;
	int year = 0;
	int64_t second;
	size_t used;

	if (!token_is(season, WORD(SEASON))) {
		return 0;
	}
	n++;
	n += folded_is(r, t + n, "OF");
	used = date_year_after(r, t + n, &year);
	if (used == 0) {
		return 0;
	}
	n += used;
	out->rule = "date/season";
	out->rough = true;
	out->whole = true;
	out->days = days_of_months(year, season->value, 3);
	if (season->value == 12) {
		second = joined_sign(t + n, '/') && t[n + 1].fold_n == 2
				 ? token_number(r, t + n + 1, 2)
				 : -1;
		if (second >= 0 && second == (year + 1) % 100) {
			return n + 2;
		}
		out->days.lo = days_from_civil((struct civil){year - 1, 12, 1});
	}
	return n;
}
