/* SPDX-License-Identifier: Apache-2.0
 * expr_times.c - functions of dates: seconds since 1970, parts, differences. */
#include <math.h>

#include "base/when.h"
#include "link/expr_inside.h"

enum { MONTHS = 12 };

EXPR_RUN(date_epoch)
{
	double seconds;

	(void)a;
	(void)n;
	(void)u;
	GUARD(value_to_seconds(&args[0], &seconds));
	*out = isfinite(seconds) ? value_number(TYPE_DOUBLE, seconds) : value_null();
	return ONUS_OK;
}

EXPR_RUN(date_of)
{
	double seconds;

	(void)a;
	(void)n;
	(void)u;
	GUARD(value_to_seconds(&args[0], &seconds));
	*out = value_number(TYPE_DATE, floor(seconds / SECONDS_PER_DAY));
	return ONUS_OK;
}

/* False where the time is infinite. */
static enum onus_err to_civil(const struct expr_value *v, struct civil *out, bool *finite)
{
	double seconds;

	GUARD(value_to_seconds(v, &seconds));
	*finite = isfinite(seconds);
	if (*finite) {
		*out = civil_from_days((int64_t)floor(seconds / SECONDS_PER_DAY));
	}
	return ONUS_OK;
}

EXPR_RUN(date_year)
{
	struct civil c;
	bool finite;

	(void)a;
	(void)n;
	(void)u;
	GUARD(to_civil(&args[0], &c, &finite));
	*out = finite ? value_number(TYPE_INTEGER, c.year) : value_null();
	return ONUS_OK;
}

EXPR_RUN(date_month)
{
	struct civil c;
	bool finite;

	(void)a;
	(void)n;
	(void)u;
	GUARD(to_civil(&args[0], &c, &finite));
	*out = finite ? value_number(TYPE_INTEGER, c.month) : value_null();
	return ONUS_OK;
}

EXPR_RUN(date_day)
{
	struct civil c;
	bool finite;

	(void)a;
	(void)n;
	(void)u;
	GUARD(to_civil(&args[0], &c, &finite));
	*out = finite ? value_number(TYPE_INTEGER, c.day) : value_null();
	return ONUS_OK;
}

/* --- differences: how many borders of a unit lie between two times --- */

struct unit {
	const char *name;
	unsigned months;
	double seconds;
};

static const struct unit units[] = {
	{"year", MONTHS, 0}, {"years", MONTHS, 0}, {"month", 1, 0},   {"months", 1, 0},
	{"day", 0, 86400},   {"days", 0, 86400},   {"hour", 0, 3600}, {"hours", 0, 3600},
	{"minute", 0, 60},   {"minutes", 0, 60},   {"second", 0, 1},  {"seconds", 0, 1},
};

static const struct unit *find_unit(struct slice name)
{
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (slice_eq_nocase(name, slice_str(units[i].name))) {
			return &units[i];
		}
	}
	return NULL;
}

/* datediff('day', from, to) as in DuckDB; datediff(to, from), in days, as in Spark. */
enum onus_err date_diff_prepare(struct arena *a, struct expr *call, const char *what)
{
	const struct expr *unit = call->args[0];

	(void)a;
	if (call->n_args == 2) {
		call->prepared = find_unit(SLICE("day"));
		return ONUS_OK;
	}
	call->prepared = unit->op == EXPR_TEXT ? find_unit(unit->text) : NULL;
	ENSURE(call->prepared != NULL, ONUS_BAD_INPUT,
	       "%s, position %zu: %s takes one of 'year', 'month', 'day', 'hour', 'minute', "
	       "'second' first",
	       what, unit->at + 1, call->function->name);
	return ONUS_OK;
}

static double month_number(double seconds)
{
	struct civil c = civil_from_days((int64_t)floor(seconds / SECONDS_PER_DAY));

	return (double)c.year * MONTHS + (c.month - 1);
}

EXPR_RUN_CALL(date_diff)
{
	const struct unit *unit = call->prepared;
	bool spark = call->n_args == 2;
	double from;
	double to;

	(void)a;
	GUARD(value_to_seconds(&args[1], &from));
	GUARD(value_to_seconds(&args[spark ? 0 : 2], &to));
	if (!isfinite(from) || !isfinite(to)) {
		*out = value_null();
		return ONUS_OK;
	}
	*out = value_number(TYPE_INTEGER,
			    unit->months > 0
				    ? floor(month_number(to) / unit->months) -
					      floor(month_number(from) / unit->months)
				    : floor(to / unit->seconds) - floor(from / unit->seconds));
	return ONUS_OK;
}
