/* SPDX-License-Identifier: Apache-2.0
 * expr_value.c - values as what a function or an operator needs them to be. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "link/expr_inside.h"

/* Of a value in a message: enough to find it, too little to tell it. */
enum { SHOWN_MAX = 20, NUMBER_TEXT_MAX = 40 };

/* --- as text --- */

/* The shortest digits that read back as the same number, in the form DuckDB writes. */
static struct slice double_to_text(struct arena *a, double n, bool real)
{
	char digits[NUMBER_TEXT_MAX];
	int precision = 0;
	int exponent;

	if (!isfinite(n)) {
		return slice_str(isnan(n) ? "nan" : n > 0 ? "inf" : "-inf");
	}
	do {
		snprintf(digits, sizeof digits, "%.*e", precision++, n);
	} while (precision < 17 &&
		 (real ? (double)strtof(digits, NULL) : strtod(digits, NULL)) != n);
	exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
	if (exponent >= -4 && exponent < 16) {
		int behind = precision - 1 - exponent;

		return slice_str(arena_printf(a, "%.*f", behind > 1 ? behind : 1, n));
	}
	return slice_str(arena_printf(a, "%s", digits));
}

static struct slice date_to_text(struct arena *a, double days)
{
	struct civil c;
	bool before;

	if (!isfinite(days)) {
		return slice_str(days > 0 ? "infinity" : "-infinity");
	}
	c = civil_from_days((int64_t)days);
	before = c.year <= 0;
	return slice_str(arena_printf(a, "%04d-%02d-%02d%s", before ? 1 - c.year : c.year, c.month,
				      c.day, before ? " (BC)" : ""));
}

static struct slice timestamp_to_text(struct arena *a, double seconds)
{
	double day = floor(seconds / SECONDS_PER_DAY);
	struct slice date = date_to_text(a, day);
	char fraction[16] = "";
	int64_t micros;
	int64_t second;

	if (!isfinite(seconds)) {
		return date;
	}
	micros = (int64_t)llround((seconds - day * SECONDS_PER_DAY) * 1e6);
	second = micros / 1000000;
	if (micros % 1000000 != 0) {
		snprintf(fraction, sizeof fraction, ".%06d", (int)(micros % 1000000));
		for (size_t i = strlen(fraction); i > 0 && fraction[i - 1] == '0'; i--) {
			fraction[i - 1] = '\0';
		}
	}
	return slice_str(arena_printf(a, SLICE_FMT " %02d:%02d:%02d%s", SLICE_ARG(date),
				      (int)(second / 3600), (int)(second / 60 % 60),
				      (int)(second % 60), fraction));
}

enum onus_err value_to_text(struct arena *a, const struct expr_value *v, struct slice *out)
{
	switch (v->type) {
	case TYPE_TEXT:
		*out = v->text;
		return ONUS_OK;
	case TYPE_INTEGER:
		/* a column's value carries its bytes: 007 stays 007 */
		*out = v->text.p != NULL ? v->text : slice_str(arena_printf(a, "%.0f", v->number));
		return ONUS_OK;
	case TYPE_DOUBLE:
	case TYPE_REAL:
		*out = v->text.p != NULL ? v->text
					 : double_to_text(a, v->number, v->type == TYPE_REAL);
		return ONUS_OK;
	case TYPE_BOOL:
		*out = slice_str(v->number != 0 ? "true" : "false");
		return ONUS_OK;
	case TYPE_DATE:
		*out = date_to_text(a, v->number);
		return ONUS_OK;
	case TYPE_TIMESTAMP:
		*out = timestamp_to_text(a, v->number);
		return ONUS_OK;
	case TYPE_ANY:
	case TYPE_LIST:
		break;
	}
	return value_refuse(v, "text");
}

enum onus_err value_refuse(const struct expr_value *v, const char *is_no)
{
	SCOPED_ARENA(scratch);
	char shown[SHOWN_MAX];
	struct slice text;

	if (v->type == TYPE_ANY || v->type == TYPE_LIST) {
		return onus_fail(ONUS_BAD_INPUT, HERE, "%s is no %s",
				 v->type == TYPE_LIST ? "a list" : "nothing", is_no);
	}
	GUARD(value_to_text(&scratch, v, &text));
	return onus_fail(ONUS_BAD_INPUT, HERE, "\"%s\" is no %s",
			 slice_show(text, shown, sizeof shown), is_no);
}

/* --- as a number, a truth, a time, a list --- */

enum onus_err value_to_double(const struct expr_value *v, double *out)
{
	if (value_is_number(v) || v->type == TYPE_BOOL) {
		*out = v->number;
		return ONUS_OK;
	}
	if (v->type == TYPE_TEXT && text_to_double(v->text, out)) {
		return ONUS_OK;
	}
	return value_refuse(v, "number");
}

enum onus_err value_to_whole(const struct expr_value *v, double *out)
{
	double n = 0;

	GUARD(value_to_double(v, &n));
	if (n != floor(n) || !isfinite(n)) {
		return value_refuse(v, "whole number");
	}
	*out = n;
	return ONUS_OK;
}

enum onus_err value_to_bool(const struct expr_value *v, bool *out)
{
	static const struct cast_type to = {"boolean", "BOOLEAN", TYPE_BOOL, 0, 0};
	struct expr_value truth;

	if (value_cast(NULL, &to, v, &truth) != CAST_DONE) {
		return value_refuse(v, "truth value (true or false)");
	}
	*out = truth.number != 0;
	return ONUS_OK;
}

enum onus_err value_to_seconds(const struct expr_value *v, double *out)
{
	static const struct cast_type to = {"timestamp", "TIMESTAMP", TYPE_TIMESTAMP, 0, 0};
	struct expr_value time;

	if (value_cast(NULL, &to, v, &time) != CAST_DONE) {
		return value_refuse(
			v, "date or time that is read here (2000-01-31, 2000-01-31 10:00:00)");
	}
	*out = time.number;
	return ONUS_OK;
}

enum onus_err value_to_list(struct arena *a, const struct expr_value *v, struct expr_value *out)
{
	if (v->type == TYPE_LIST) {
		*out = *v;
		return ONUS_OK;
	}
	if (v->type != TYPE_TEXT || text_to_list(a, v->text, out) != CAST_DONE) {
		return value_refuse(v, "list: [a, b]");
	}
	return ONUS_OK;
}

/* --- order --- */

static int order(double a, double b)
{
	bool a_nan = isnan(a);
	bool b_nan = isnan(b);

	if (a_nan || b_nan) {
		return a_nan - b_nan;
	}
	return (a > b) - (a < b);
}

/* NULL items are equal to one another and stand last. */
static enum onus_err compare_lists(struct arena *a, const struct expr_value *x,
				   const struct expr_value *y, int *out)
{
	struct expr_value l = {.n_items = 0};
	struct expr_value r = {.n_items = 0};

	GUARD(value_to_list(a, x, &l));
	GUARD(value_to_list(a, y, &r));
	*out = (l.n_items > r.n_items) - (l.n_items < r.n_items);
	for (size_t i = 0; i < l.n_items && i < r.n_items; i++) {
		int items = l.items[i].null - r.items[i].null;

		if (!l.items[i].null && !r.items[i].null) {
			GUARD(value_compare(a, &l.items[i], &r.items[i], &items));
		}
		if (items != 0) {
			*out = items;
			break;
		}
	}
	return ONUS_OK;
}

static enum onus_err to_time_like(const struct expr_value *v, const struct expr_value *other,
				  double *out)
{
	if (v->type == TYPE_TEXT && other->type == TYPE_DATE) {
		if (text_to_date(v->text, out) != CAST_DONE) {
			return value_refuse(v, "date: 2000-01-31");
		}
		*out *= SECONDS_PER_DAY;
		return ONUS_OK;
	}
	return value_to_seconds(v, out);
}

static bool is_time(const struct expr_value *v)
{
	return v->type == TYPE_DATE || v->type == TYPE_TIMESTAMP;
}

static enum onus_err compare_times(const struct expr_value *x, const struct expr_value *y, int *out)
{
	double l = 0;
	double r = 0;

	GUARD(to_time_like(x, y, &l));
	GUARD(to_time_like(y, x, &r));
	*out = order(l, r);
	return ONUS_OK;
}

static enum onus_err compare_truths(const struct expr_value *x, const struct expr_value *y,
				    int *out)
{
	bool l = false;
	bool r = false;

	GUARD(value_to_bool(x, &l));
	GUARD(value_to_bool(y, &r));
	*out = l - r;
	return ONUS_OK;
}

enum onus_err value_compare(struct arena *a, const struct expr_value *x, const struct expr_value *y,
			    int *out)
{
	double l = 0;
	double r = 0;

	if (x->type == TYPE_TEXT && y->type == TYPE_TEXT) {
		*out = slice_cmp(x->text, y->text);
		return ONUS_OK;
	}
	if (x->type == TYPE_LIST || y->type == TYPE_LIST) {
		return compare_lists(a, x, y, out);
	}
	if (is_time(x) || is_time(y)) {
		return compare_times(x, y, out);
	}
	if ((x->type == TYPE_BOOL && y->type == TYPE_TEXT) ||
	    (x->type == TYPE_TEXT && y->type == TYPE_BOOL)) {
		return compare_truths(x, y, out);
	}
	GUARD(value_to_double(x, &l));
	GUARD(value_to_double(y, &r));
	*out = order(l, r);
	return ONUS_OK;
}
