/* SPDX-License-Identifier: Apache-2.0
 * dates.c - how far two dates of birth agree.
 *
 * Dates are compared as they were written, as eight digits: a month of 86 is no date, but it is a
 * mistyped 06. 1 January stands for "only the year is known" in many sources (37 % of the dates of
 * historical_50k; the Home Office gives it to those who arrive without papers), so that two such
 * dates agree on four digits, not on eight. */
#include <string.h>

#include "base/bytes.h"
#include "link/grades.h"

enum { DAYS_NEAR = 366, FIELDS = 3 };

static int number_of(const char *p, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

/* Three groups of digits, with one sign between each. What follows, a time, is not looked at. */
static bool read_groups(struct slice s, struct slice groups[FIELDS])
{
	size_t i = 0;

	for (size_t g = 0; g < FIELDS; g++) {
		size_t from = i;

		while (i < s.n && is_digit(s.p[i])) {
			i++;
		}
		groups[g] = slice_of(s.p + from, i - from);
		if (i == from || i - from > 4) {
			return false;
		}
		if (g + 1 < FIELDS) {
			if (i == s.n || strchr("-/. ", s.p[i]) == NULL || s.p[i] == '\0') {
				return false;
			}
			i++;
		}
	}
	return i == s.n || s.p[i] == ' ' || s.p[i] == 'T';
}

static void put_number(char *out, size_t width, struct slice group)
{
	memset(out, '0', width);
	memcpy(out + width - group.n, group.p, group.n);
}

static bool is_compact(struct slice s)
{
	size_t i = 0;

	while (i < s.n && is_digit(s.p[i])) {
		i++;
	}
	return i == s.n && s.n == DATE_DIGITS;
}

/* False where the text has none of the forms; whether the day is in the calendar does not matter.
 */
static bool read_digits(struct slice s, char *out)
{
	struct slice groups[FIELDS];
	size_t year;

	if (is_compact(s)) {
		memcpy(out, s.p, DATE_DIGITS);
		return true;
	}
	if (!read_groups(s, groups)) {
		return false;
	}
	year = groups[0].n == 4 ? 0 : 2;
	if (groups[year].n != 4 || groups[1].n > 2 || groups[2 - year].n > 2) {
		return false;
	}
	put_number(out, 4, groups[year]);
	put_number(out + 4, 2, groups[1]);
	put_number(out + 6, 2, groups[2 - year]);
	return true;
}

void date_read(struct slice text, struct date_digits *out)
{
	memset(out, 0, sizeof *out);
	if (read_digits(text, out->text)) {
		out->year = (int16_t)number_of(out->text, 4);
		out->month = (uint8_t)number_of(out->text + 4, 2);
		out->day = (uint8_t)number_of(out->text + 6, 2);
	}
}

static bool is_placeholder(const struct date_digits *d)
{
	return d->month == 1 && d->day == 1;
}

/* The bytes that differ. */
static uint64_t difference(const struct date_digits *a, const struct date_digits *b)
{
	uint64_t x;
	uint64_t y;

	memcpy(&x, a->text, sizeof x);
	memcpy(&y, b->text, sizeof y);
	return x ^ y;
}

/* One digit differs, or two neighbours are swapped; not equal. */
static bool is_typing(const struct date_digits *a, const struct date_digits *b, uint64_t apart)
{
	unsigned first = (unsigned)__builtin_ctzll(apart) / 8;
	unsigned last = 7 - (unsigned)__builtin_clzll(apart) / 8;

	/* where the first byte lies highest, both count from the other end: it is all the same */
	if (last > first + 1) {
		return false;
	}
	for (unsigned i = 0; last > first && i + 1 < DATE_DIGITS; i++) {
		if (a->text[i] != b->text[i]) {
			return a->text[i] == b->text[i + 1] && a->text[i + 1] == b->text[i];
		}
	}
	return true;
}

/* Days since a fixed day, near enough to tell a year from two. */
static int rough_days(const struct date_digits *d)
{
	return d->year * 365 + d->year / 4 + (d->month - 1) * 30 + d->day;
}

static bool is_near(const struct date_digits *a, const struct date_digits *b)
{
	int apart = rough_days(a) - rough_days(b);

	return a->year == b->year || (apart <= DAYS_NEAR && apart >= -DAYS_NEAR);
}

enum date_grade date_compare(const struct date_digits *a, const struct date_digits *b)
{
	uint64_t apart;

	if (a->year == 0 || b->year == 0) {
		return DATE_OTHER;
	}
	apart = difference(a, b);
	if (apart == 0) {
		return is_placeholder(a) ? DATE_YEAR : DATE_EQUAL;
	}
	if (a->year == b->year && a->month == b->day && a->day == b->month) {
		return DATE_SWAPPED;
	}
	if (is_typing(a, b, apart)) {
		return is_placeholder(a) && is_placeholder(b) ? DATE_NEAR : DATE_TYPING;
	}
	if (a->year == b->year &&
	    (a->month == b->month || is_placeholder(a) || is_placeholder(b))) {
		return DATE_MONTH;
	}
	return is_near(a, b) ? DATE_NEAR : DATE_OTHER;
}
