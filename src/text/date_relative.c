/* SPDX-License-Identifier: Apache-2.0
 * date_relative.c - days that are counted from the day of the report, and nights.
 *
 * The anchor may itself be an interval (minutes dated "March 2003"): then both ends are counted. */
#include "text/date.h"

enum {
	WEEK = 7,
	WEEKS_AGO_SLACK = 3, /* days either way */
	DAYS_AGO_SLACK = 1,
	MONTHS_AGO_SLACK = 15,
	YEARS_AGO_SLACK = 183,
	COUNT_MAX = 100,
};

static size_t give(const struct reading *r, struct date *out, int64_t from, int64_t to, bool rough,
		   size_t tokens)
{
	out->rule = "date/relative";
	out->rough = rough;
	out->nowhere = !r->has_anchor;
	if (r->has_anchor) {
		out->days = (struct days){r->anchor.lo + from, r->anchor.hi + to};
	}
	return tokens;
}

/* A weekday "last Friday": the most recent one before the anchor, and that of the calendar week
 * before it; where they differ, both are possible. */
static size_t last_weekday(const struct reading *r, const struct token *t, struct date *out)
{
	int wanted = t[1].value;
	int today = r->has_anchor ? weekday(r->anchor.lo) : 1;
	int recent = (today - wanted + WEEK - 1) % WEEK + 1;
	int week_before = today - wanted + WEEK;

	if (!r->has_anchor || r->anchor.lo != r->anchor.hi) {
		out->rule = "date/relative";
		out->nowhere = true;
		return 2;
	}
	return give(r, out, -(recent > week_before ? recent : week_before),
		    -(recent < week_before ? recent : week_before), recent != week_before, 2);
}

/* This week, month or year, moved by `by`. */
static size_t whole_unit(const struct reading *r, struct date *out, enum time_unit unit, int by,
			 size_t tokens)
{
	struct civil c = civil_from_days(r->anchor.lo);
	int64_t monday = r->anchor.lo - (weekday(r->anchor.lo) - 1) + (int64_t)by * WEEK;
	int months = c.year * 12 + c.month - 1 + by;

	out->rule = "date/relative";
	out->nowhere = !r->has_anchor || r->anchor.lo != r->anchor.hi;
	if (out->nowhere) {
		return tokens;
	}
	if (unit == TIME_WEEK) {
		out->days = (struct days){monday, monday + WEEK - 1};
	} else if (unit == TIME_MONTH) {
		out->days = days_of_months(months / 12, months % 12 + 1, 1);
	} else {
		out->days = days_of_years(c.year + by, c.year + by);
	}
	return tokens;
}

static size_t last_this_next(const struct reading *r, const struct token *t, struct date *out)
{
	int by = folded_is(r, t, "LAST") ? -1 : folded_is(r, t, "NEXT") ? 1 : 0;
	bool small = (t->flags & TOKEN_LOWER) != 0;

	if (by == 0 && !folded_is(r, t, "THIS")) {
		return 0;
	}
	if (by < 0 && folded_is(r, &t[1], "NIGHT") && small) {
		return give(r, out, -1, 0, false, 2);
	}
	if (by < 0 && token_is(&t[1], WORD(WEEKDAY)) && (t[1].flags & TOKEN_CAPITAL) != 0) {
		return last_weekday(r, t, out);
	}
	if (by == 0 && (folded_is(r, &t[1], "MORNING") || folded_is(r, &t[1], "AFTERNOON") ||
			folded_is(r, &t[1], "EVENING"))) {
		return give(r, out, 0, 0, false, 2);
	}
	if (token_is(&t[1], WORD(UNIT)) && t[1].value > TIME_DAY) {
		return whole_unit(r, out, (enum time_unit)t[1].value, by, 2);
	}
	return 0;
}

/* 2, "two", "a": 0 where there is none. */
static int count_at(const struct reading *r, const struct token *t)
{
	int64_t n = token_is(t, WORD(NUMBER)) ? t->value : token_number(r, t, 2);

	return n > 0 && n < COUNT_MAX ? (int)n : 0;
}

/* "two weeks ago" */
static size_t ago(const struct reading *r, const struct token *t, struct date *out)
{
	static const int days[] = {0, 1, WEEK, 30, 365};
	static const int slack[] = {0, DAYS_AGO_SLACK, WEEKS_AGO_SLACK, MONTHS_AGO_SLACK,
				    YEARS_AGO_SLACK};
	int count = count_at(r, t);
	size_t n = folded_is(r, t, "COUPLE") && folded_is(r, &t[1], "OF") ? 2 : 1;
	int unit = t[n].value;
	int64_t back;

	if (count == 0 || !token_is(&t[n], WORD(UNIT)) || !folded_is(r, &t[n + 1], "AGO")) {
		return 0;
	}
	back = unit == TIME_YEAR ? (int64_t)count * 1461 / 4 : (int64_t)count * days[unit];
	back = unit == TIME_MONTH ? (int64_t)count * 1461 / 48 : back;
	return give(r, out, -back - slack[unit], -back + slack[unit], true, n + 2);
}

/* "in the last two weeks", "in the past month" */
static size_t in_the_last(const struct reading *r, const struct token *t, struct date *out)
{
	static const int days[] = {0, 1, WEEK, 31, 366};
	size_t n = 2 + (size_t)folded_is(r, &t[1], "THE");
	int count = 1;

	if (!folded_is(r, t, "IN") && !folded_is(r, t, "WITHIN") && !folded_is(r, t, "DURING")) {
		return 0;
	}
	if (n != 3 || (!folded_is(r, &t[2], "LAST") && !folded_is(r, &t[2], "PAST"))) {
		return 0;
	}
	if (count_at(r, t + n) > 0) {
		count = count_at(r, t + n);
		n++;
	}
	if (!token_is(t + n, WORD(UNIT)) || folded_is(r, t + n + 1, "OF")) {
		return 0;
	}
	return give(r, out, -(int64_t)count * days[t[n].value], 0, true, n + 1);
}

static size_t one_word(const struct reading *r, const struct token *t, struct date *out)
{
	if (folded_is(r, t, "TODAY") || folded_is(r, t, "TONIGHT")) {
		return folded_is(r, &t[-1], "OF") ? 0 : give(r, out, 0, 0, false, 1);
	}
	if (folded_is(r, t, "YESTERDAY")) {
		return give(r, out, -1, -1, false, 1);
	}
	if (folded_is(r, t, "TOMORROW")) {
		return give(r, out, 1, 1, false, 1);
	}
	if (folded_is(r, t, "DAY") && folded_is(r, &t[1], "BEFORE") &&
	    folded_is(r, &t[2], "YESTERDAY")) {
		return give(r, out, -2, -2, false, 3);
	}
	return 0;
}

/* "last Friday (September 19)": the bracket says it exactly. */
static size_t with_bracket(const struct reading *r, const struct token *t, size_t n,
			   struct date *out)
{
	struct date inner = {0};
	size_t used;

	if (n == 0 || out->nowhere || !token_sign(t + n, '(')) {
		return n;
	}
	used = date_read_month_day(r, t + n + 1, &inner);
	used = used > 0 ? used : date_read_day_month(r, t + n + 1, &inner);
	if (used == 0 || inner.nowhere || !token_sign(t + n + 1 + used, ')') ||
	    inner.days.lo < out->days.lo || inner.days.hi > out->days.hi) {
		return n;
	}
	out->days = inner.days;
	out->rough = false;
	return n + used + 2;
}

size_t date_read_relative(const struct reading *r, const struct token *t, struct date *out)
{
	static date_fn *const forms[] = {one_word, last_this_next, ago, in_the_last};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		size_t n = forms[i](r, t, out);

		if (n > 0) {
			return with_bracket(r, t, n, out);
		}
	}
	return 0;
}

/* "the night of 3/4 May", "the night of 3 May 2002": the evening and the morning after. */
size_t date_read_night(const struct reading *r, const struct token *t, struct date *out)
{
	size_t n = 2;
	size_t used;

	if (!folded_is(r, t, "NIGHT") ||
	    !(folded_is(r, &t[1], "OF") || folded_is(r, &t[1], "ON"))) {
		return 0;
	}
	n += folded_is(r, &t[2], "THE");
	used = date_read_day_month(r, t + n, out);
	used = used > 0 ? used : date_read_month_day(r, t + n, out);
	used = used > 0 ? used : date_read_numeric(r, t + n, out);
	if (used == 0) {
		return 0;
	}
	out->rule = "date/night";
	if (!out->nowhere && out->days.lo == out->days.hi) {
		out->days.hi++;
	}
	return n + used;
}
