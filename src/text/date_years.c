/* SPDX-License-Identifier: Apache-2.0
 * date_years.c - decades, ranges, and a year alone. */
#include "text/date.h"

enum { SCHOOL_MONTH = 9, ACCOUNTS_MONTH = 4, MONTHS_IN_PART = 4 };

static bool joined_sign(const struct token *t, char sign)
{
	return token_sign(t, sign) && token_joined(t) && token_joined(&t[1]);
}

/* "1990s", "1990's", "the 90s", "nineties": the first year of the decade. */
static size_t decade_at(const struct reading *r, const struct token *t, int *year)
{
	struct slice s = folded(r, t);
	int64_t two;

	if (token_is(t, WORD(DECADE))) {
		*year = 1900 + t->value;
		return 1;
	}
	if (t->kind == TOKEN_MIXED && s.n == 5 && s.p[3] == '0' && s.p[4] == 'S' &&
	    (slice_starts(s, SLICE("19")) || slice_starts(s, SLICE("20"))) && s.p[2] <= '9') {
		*year = (s.p[0] - '0') * 1000 + (s.p[1] - '0') * 100 + (s.p[2] - '0') * 10;
		return 1;
	}
	if (t->kind == TOKEN_MIXED && s.n == 3 && s.p[1] == '0' && s.p[2] == 'S' && s.p[0] >= '1' &&
	    s.p[0] <= '9' &&
	    (folded_is(r, &t[-1], "THE") || token_sign(&t[-1], '\'') ||
	     token_is(&t[-1], WORD(PART)) || token_sign(&t[-1], '-'))) {
		two = s.p[0] - '0';
		*year = (two <= 2 ? 2000 : 1900) + (int)two * 10;
		return 1;
	}
	if (date_year_at(r, t, year) != 0 && *year % 10 == 0 && token_sign(&t[1], '\'') &&
	    (t[2].flags & TOKEN_POSSESSIVE) != 0) {
		return 3;
	}
	return 0;
}

size_t date_read_decade(const struct reading *r, const struct token *t, struct date *out)
{
	static const int from[] = {0, 0, 4, 7};
	static const int to[] = {9, 3, 6, 9};
	size_t n = 0;
	int part = 0;
	int year = 0;
	size_t used;

	if (token_is(t, WORD(PART))) {
		part = t->value;
		n = token_sign(&t[1], '-') ? 2 : 1;
		n += folded_is(r, t + n, "OF");
		n += folded_is(r, t + n, "THE");
		n += token_sign(t + n, '\'');
	}
	used = decade_at(r, t + n, &year);
	if (used == 0 && part != 0 && date_year_at(r, t + n, &year) != 0) { /* late 2002 */
		out->rule = "date/year-part";
		out->rough = true;
		out->whole = true;
		out->days = days_of_months(year, 1 + (part - 1) * MONTHS_IN_PART, MONTHS_IN_PART);
		return n + 1;
	}
	if (used == 0) {
		return 0;
	}
	out->rule = "date/decade";
	out->rough = part != 0;
	out->whole = true;
	out->days = days_of_years(year + from[part], year + to[part]);
	return n + used;
}

/* The second year of "2001/2002", "2001/02", "2001-2002", "2001 to 2002". */
static size_t second_year(const struct reading *r, const struct token *t, int first, int *last)
{
	bool slash = token_sign(t, '/');
	bool dash = token_sign(t, '-');
	int64_t two = t[1].fold_n == 2 ? token_number(r, &t[1], 2) : -1;

	if (!slash && !dash && !folded_is(r, t, "TO")) {
		return 0;
	}
	if (date_year_at(r, &t[1], last) != 0) {
		return *last >= first ? 2 : 0;
	}
	/* two digits: only close together, and only a later year of the same century */
	if (two < 0 || !joined_sign(t, (char)t->sign)) {
		return 0;
	}
	*last = first - first % 100 + (int)two;
	*last += *last < first ? 100 : 0;
	return *last > first && *last - first <= 10 ? 2 : 0;
}

static bool in_a_chain(const struct token *first, const struct token *last)
{
	return (token_joined(first) && first[-1].kind == TOKEN_SIGN && first[-1].sign != '(' &&
		first[-1].sign != '"' && first[-1].sign != '\'' && token_joined(&first[-1])) ||
	       (token_joined(&last[1]) && last[1].kind == TOKEN_SIGN && token_joined(&last[2]) &&
		(last[2].kind == TOKEN_NUMBER || last[2].kind == TOKEN_MIXED));
}

size_t date_read_years(const struct reading *r, const struct token *t, struct date *out)
{
	int month = 1;
	size_t n = 0;
	int first = 0;
	int last = 0;
	size_t used;

	if (folded_is(r, &t[1], "YEAR")) { /* the school year 2001/02 */
		month = folded_is(r, t, "SCHOOL") || folded_is(r, t, "ACADEMIC") ? SCHOOL_MONTH : 1;
		month = folded_is(r, t, "FINANCIAL") ? ACCOUNTS_MONTH : month;
		n = 2;
	}
	if (date_year_at(r, t + n, &first) == 0 || (n == 2 && month == 1)) {
		return 0;
	}
	used = second_year(r, t + n + 1, first, &last);
	if (used == 0 || in_a_chain(t, t + n + used) || (month != 1 && last != first + 1)) {
		return 0;
	}
	out->rule = "date/years";
	out->whole = true;
	out->days = month == 1 ? days_of_years(first, last) : days_of_months(first, month, 12);
	return n + 1 + used;
}

size_t date_read_whole(const struct reading *r, const struct token *t, struct date *out)
{
	static date_fn *const forms[] = {
		date_read_iso,       date_read_numeric,    date_read_day_month,
		date_read_month_day, date_read_month_year, date_read_season,
	};
	int year = 0;

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		size_t n;

		*out = (struct date){0};
		n = forms[i](r, t, out);
		if (n > 0) {
			return out->whole ? n : 0;
		}
	}
	*out = (struct date){0};
	if (date_year_at(r, t, &year) != 0) {
		*out = (struct date){.days = days_of_years(year, year), .whole = true};
		return 1;
	}
	return 0;
}

/* "between 1997 and 2013", "from March 2002 to 5 May 2003": from the start of one to the end of the
 * other. */
size_t date_read_between(const struct reading *r, const struct token *t, struct date *out)
{
	bool between = folded_is(r, t, "BETWEEN");
	struct date first;
	struct date last;
	size_t n = 1;
	size_t used;

	if (!between && !folded_is(r, t, "FROM")) {
		return 0;
	}
	used = date_read_whole(r, t + n, &first);
	n += used;
	if (used == 0 || !(between ? folded_is(r, t + n, "AND")
				   : folded_is(r, t + n, "TO") || folded_is(r, t + n, "UNTIL") ||
					     folded_is(r, t + n, "THROUGH"))) {
		return 0;
	}
	used = date_read_whole(r, t + n + 1, &last);
	if (used == 0 || folded_is(r, t + n + 1 + used, "HOURS") ||
	    folded_is(r, t + n + 1 + used, "HRS")) {
		return 0;
	}
	out->rule = "date/range";
	out->whole = true;
	out->nowhere = first.nowhere || last.nowhere || first.days.lo > last.days.hi;
	out->days = (struct days){first.days.lo, last.days.hi};
	return n + 1 + used;
}

/* What must stand around a bare number for it to be a year. */
static bool reads_as_year(const struct reading *r, const struct token *t)
{
	const struct token *before = &t[-1];
	bool in = folded_is(r, before, "IN") || folded_is(r, before, "SINCE");
	bool listed = (before->sign == ',' || folded_is(r, before, "AND") ||
		       folded_is(r, before, "OR")) &&
		      (t[-2].claimed & 1u << ONUS_DATE) != 0 && t[-2].fold_n >= 4;

	if (in_a_chain(t, t) || token_sign(&t[1], '%') || folded_is(r, &t[1], "HOURS") ||
	    folded_is(r, &t[1], "HRS")) {
		return false;
	}
	if (token_is(&t[1], WORD(COUNTED)) && !in && (t[1].flags & TOKEN_LINE) == 0) {
		return false;
	}
	if ((t->flags & TOKEN_PARAGRAPH) == 0 && (token_is(before, WORD(YEAR_CUE)) || listed)) {
		return true;
	}
	if (token_sign(before, '(') && (token_sign(&t[1], ')') || token_sign(&t[1], ','))) {
		return true;
	}
	/* a time line: "2002: three reports" */
	return (t->flags & TOKEN_LINE) != 0 && (token_sign(&t[1], ':') || token_sign(&t[1], '-'));
}

size_t date_read_year(const struct reading *r, const struct token *t, struct date *out)
{
	int year = 0;

	if (date_year_at(r, t, &year) == 0 || !reads_as_year(r, t)) {
		return 0;
	}
	out->rule = "date/year";
	out->whole = true;
	out->days = days_of_years(year, year);
	return 1;
}
