/* SPDX-License-Identifier: Apache-2.0
 * date_value.c - intervals of days, and their text. */
#include <stdio.h>

#include "text/date.h"

enum { END_ROOM = 24 };

struct days days_of_years(int first, int last)
{
	return (struct days){days_from_civil((struct civil){first, 1, 1}),
			     days_from_civil((struct civil){last, 12, 31})};
}

struct days days_of_months(int year, int month, int count)
{
	int last = month - 1 + count - 1;
	int last_year = year + last / 12;
	int last_month = last % 12 + 1;

	return (struct days){days_from_civil((struct civil){year, month, 1}),
			     days_from_civil((struct civil){last_year, last_month,
							    days_in_month(last_year, last_month)})};
}

static int64_t distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

bool date_near_anchor(const struct reading *r, int month, int day, int *year)
{
	int64_t anchor = r->anchor.lo + (r->anchor.hi - r->anchor.lo) / 2;
	int middle;
	bool found = false;
	int64_t best = 0;

	if (!r->has_anchor) {
		return false;
	}
	middle = civil_from_days(anchor).year;
	for (int y = middle - 4; y <= middle + 4; y++) { /* four: 29 February */
		struct civil date = {y, month, day};
		int64_t days;

		if (y < 1 || !civil_valid(date)) {
			continue;
		}
		days = days_from_civil(date);
		if (!found || distance(days, anchor) < distance(best, anchor)) {
			found = true;
			best = days;
			*year = y;
		}
	}
	return found;
}

/* The widest of year, month and day that fills first..last exactly, or only the day of one end. */
enum grain { GRAIN_DAY, GRAIN_MONTH, GRAIN_YEAR };

static void write_end(char out[END_ROOM], int64_t day, enum grain grain)
{
	struct civil c = civil_from_days(day);

	if (grain == GRAIN_YEAR) {
		snprintf(out, END_ROOM, "%04d", c.year);
	} else if (grain == GRAIN_MONTH) {
		snprintf(out, END_ROOM, "%04d-%02d", c.year, c.month);
	} else {
		snprintf(out, END_ROOM, "%04d-%02d-%02d", c.year, c.month, c.day);
	}
}

const char *date_value(struct arena *a, struct days days, bool rough)
{
	struct civil lo = civil_from_days(days.lo);
	struct civil hi = civil_from_days(days.hi);
	bool months = lo.day == 1 && hi.day == days_in_month(hi.year, hi.month);
	bool years = months && lo.month == 1 && hi.month == 12;
	enum grain grain = years ? GRAIN_YEAR : months ? GRAIN_MONTH : GRAIN_DAY;
	char first[END_ROOM];
	char last[END_ROOM];

	if (years && !rough && lo.year % 10 == 0 && hi.year == lo.year + 9) {
		return arena_printf(a, "%03dX", lo.year / 10);
	}
	write_end(first, days.lo, grain);
	write_end(last, days.hi, grain);
	if (strcmp(first, last) == 0) {
		return arena_copy(a, slice_str(first));
	}
	return arena_printf(a, "%s%s/%s", rough ? "~" : "", first, last);
}
