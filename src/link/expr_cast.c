/* SPDX-License-Identifier: Apache-2.0
 * expr_cast.c - from one type to another, as DuckDB does it.
 *
 * What its documents leave open was asked of DuckDB 1.5.6 and 2.0.0; where both differ (what may
 * stand behind a date), the stricter answer is ours. */
#include <math.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "link/expr_inside.h"

enum { NUMBER_MAX = 400 }; /* bytes of a number as text, without separators */

#define WHOLE_ANY -9223372036854775808.0, 9223372036854775807.0

static const struct cast_type cast_types[] = {
	{"text", "VARCHAR", TYPE_TEXT, 0, 0},
	{"varchar", "VARCHAR", TYPE_TEXT, 0, 0},
	{"string", "VARCHAR", TYPE_TEXT, 0, 0},
	{"boolean", "BOOLEAN", TYPE_BOOL, 0, 0},
	{"bool", "BOOLEAN", TYPE_BOOL, 0, 0},
	{"tinyint", "TINYINT", TYPE_INTEGER, -128, 127},
	{"smallint", "SMALLINT", TYPE_INTEGER, -32768, 32767},
	{"int", "INTEGER", TYPE_INTEGER, -2147483648.0, 2147483647},
	{"integer", "INTEGER", TYPE_INTEGER, -2147483648.0, 2147483647},
	{"int4", "INTEGER", TYPE_INTEGER, -2147483648.0, 2147483647},
	{"bigint", "BIGINT", TYPE_INTEGER, WHOLE_ANY},
	{"int8", "BIGINT", TYPE_INTEGER, WHOLE_ANY},
	{"long", "BIGINT", TYPE_INTEGER, WHOLE_ANY},
	{"double", "DOUBLE", TYPE_DOUBLE, 0, 0},
	{"float8", "DOUBLE", TYPE_DOUBLE, 0, 0},
	{"real", "FLOAT", TYPE_REAL, 0, 0},
	{"float", "FLOAT", TYPE_REAL, 0, 0},
	{"float4", "FLOAT", TYPE_REAL, 0, 0},
	{"date", "DATE", TYPE_DATE, 0, 0},
	{"timestamp", "TIMESTAMP", TYPE_TIMESTAMP, 0, 0},
	{"datetime", "TIMESTAMP", TYPE_TIMESTAMP, 0, 0},
	{NULL, NULL, TYPE_ANY, 0, 0},
};

const struct cast_type *cast_type_find(struct slice name)
{
	for (const struct cast_type *t = cast_types; t->name != NULL; t++) {
		if (slice_eq_nocase(name, slice_str(t->name))) {
			return t;
		}
	}
	return NULL;
}

/* --- numbers --- */

/* A number being copied for strtod, without what it doesn't know. */
struct copied {
	char text[NUMBER_MAX + 1];
	size_t n;
	bool full;
};

static void copied_add(struct copied *c, char byte)
{
	c->full |= c->n == NUMBER_MAX;
	if (!c->full) {
		c->text[c->n++] = byte;
		c->text[c->n] = '\0';
	}
}

/* Digits, with single "_" between them; gives how many digits. */
static size_t copy_digits(struct copied *c, struct slice *s)
{
	size_t n = 0;

	while (s->n > 0 &&
	       (is_digit(s->p[0]) || (s->p[0] == '_' && n > 0 && s->n > 1 && is_digit(s->p[1])))) {
		if (s->p[0] != '_') {
			copied_add(c, s->p[0]);
			n++;
		}
		*s = slice_from(*s, 1);
	}
	return n;
}

static bool copy_exponent(struct copied *c, struct slice *s)
{
	if (s->n == 0 || (s->p[0] != 'e' && s->p[0] != 'E')) {
		return true;
	}
	copied_add(c, 'e');
	*s = slice_from(*s, 1);
	if (s->n > 0 && (s->p[0] == '-' || s->p[0] == '+')) {
		copied_add(c, s->p[0]);
		*s = slice_from(*s, 1);
	}
	return copy_digits(c, s) > 0;
}

static bool word_to_double(struct slice s, double *out)
{
	if (slice_eq_nocase(s, SLICE("inf")) || slice_eq_nocase(s, SLICE("infinity"))) {
		*out = INFINITY;
		return true;
	}
	*out = NAN;
	return slice_eq_nocase(s, SLICE("nan"));
}

static bool cut_sign(struct slice *s)
{
	bool minus = s->n > 0 && s->p[0] == '-';

	if (minus || (s->n > 0 && s->p[0] == '+')) {
		*s = slice_from(*s, 1);
	}
	return minus;
}

bool text_to_double(struct slice s, double *out)
{
	struct copied c = {.n = 0};
	bool minus;
	size_t digits;
	double n;

	s = slice_trim(s);
	minus = cut_sign(&s);
	if (!word_to_double(s, &n)) {
		digits = copy_digits(&c, &s);
		if (s.n > 0 && s.p[0] == '.') {
			s = slice_from(s, 1);
			copied_add(&c, '.');
			digits += copy_digits(&c, &s);
		}
		if (digits == 0 || !copy_exponent(&c, &s) || s.n > 0 || c.full) {
			return false;
		}
		n = strtod(c.text, NULL);
	}
	*out = minus ? -n : n;
	return true;
}

/* 0x1f and 0b11 */
static bool base_to_whole(struct slice s, double *out)
{
	unsigned base = s.n > 2 && s.p[0] == '0' ? (s.p[1] | 0x20) == 'x'   ? 16
						   : (s.p[1] | 0x20) == 'b' ? 2
									    : 0
						 : 0;
	double n = 0;

	for (size_t i = 2; i < s.n && base != 0; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned digit = is_digit((char)c)    ? c - 48U
				 : (c | 0x20U) >= 'a' ? (c | 0x20U) - 'a' + 10
						      : 99;

		if (digit >= base) {
			return false;
		}
		n = n * base + digit;
	}
	*out = n;
	return base != 0;
}

/* Rounded by the first digit behind the point alone, as DuckDB does; with an exponent by all. */
static bool text_to_whole(struct slice s, double *out)
{
	struct slice t = slice_trim(s);
	bool minus = cut_sign(&t);
	size_t point = slice_find(t, '.');
	double n;

	if (t.n != s.n || !base_to_whole(t, &n)) {
		if (!text_to_double(t, &n) || !isfinite(n) || t.n == 0 || t.p[0] == '-' ||
		    t.p[0] == '+') {
			return false;
		}
		if (slice_find(t, 'e') == t.n && slice_find(t, 'E') == t.n && point + 1 < t.n) {
			bool up = t.p[point + 1] >= '5';

			n = point == 0 || !text_to_double(slice_of(t.p, point), &n) ? 0 : n;
			n += up ? 1 : 0;
		} else {
			n = round(n);
		}
	}
	*out = minus ? -n : n;
	return true;
}

static enum cast_result whole_within(const struct cast_type *to, double n, struct expr_value *out)
{
	if (!(n >= to->least && n <= to->most)) {
		return CAST_NOT;
	}
	if (fabs(n) > EXPR_WHOLE_MAX) {
		return CAST_BEYOND;
	}
	*out = value_number(TYPE_INTEGER, n + 0.0);
	return CAST_DONE;
}

static enum cast_result cast_to_whole(const struct cast_type *to, const struct expr_value *in,
				      struct expr_value *out)
{
	double n;

	if (in->type == TYPE_TEXT) {
		return text_to_whole(in->text, &n) ? whole_within(to, n, out) : CAST_NOT;
	}
	if (!value_is_number(in) && in->type != TYPE_BOOL) {
		return CAST_NOT;
	}
	return whole_within(to, nearbyint(in->number), out);
}

static enum cast_result cast_to_double(const struct cast_type *to, const struct expr_value *in,
				       struct expr_value *out)
{
	double n = in->number;

	if (in->type == TYPE_TEXT) {
		if (!text_to_double(in->text, &n)) {
			return CAST_NOT;
		}
	} else if (!value_is_number(in) && in->type != TYPE_BOOL) {
		return CAST_NOT;
	}
	*out = value_number(to->type, to->type == TYPE_REAL ? (double)(float)n : n);
	return CAST_DONE;
}

/* --- truth --- */

static enum cast_result cast_to_bool(const struct expr_value *in, struct expr_value *out)
{
	static const char *const words[2][6] = {{"false", "f", "no", "n", "0", NULL},
						{"true", "t", "yes", "y", "1", NULL}};

	if (in->type == TYPE_BOOL || value_is_number(in)) {
		*out = value_number(TYPE_BOOL, in->number != 0);
		return CAST_DONE;
	}
	for (size_t truth = 0; truth < 2 && in->type == TYPE_TEXT; truth++) {
		for (size_t i = 0; words[truth][i] != NULL; i++) {
			if (slice_eq_nocase(in->text, slice_str(words[truth][i]))) {
				*out = value_number(TYPE_BOOL, (double)truth);
				return CAST_DONE;
			}
		}
	}
	return CAST_NOT;
}

/* --- dates --- */

static enum cast_result cast_to_date(const struct expr_value *in, struct expr_value *out)
{
	*out = value_number(TYPE_DATE, in->number);
	switch (in->type) {
	case TYPE_TEXT:
		return text_to_date(in->text, &out->number);
	case TYPE_TIMESTAMP:
		out->number = floor(in->number / 86400);
		return CAST_DONE;
	default:
		return in->type == TYPE_DATE ? CAST_DONE : CAST_NOT;
	}
}

static enum cast_result cast_to_timestamp(const struct expr_value *in, struct expr_value *out)
{
	*out = value_number(TYPE_TIMESTAMP, in->number);
	switch (in->type) {
	case TYPE_TEXT:
		return text_to_timestamp(in->text, &out->number);
	case TYPE_DATE:
		out->number = in->number * 86400;
		return CAST_DONE;
	default:
		return in->type == TYPE_TIMESTAMP ? CAST_DONE : CAST_NOT;
	}
}

static enum cast_result cast_to_text(struct arena *a, const struct expr_value *in,
				     struct expr_value *out)
{
	struct slice s;

	if (value_to_text(a, in, &s) != ONUS_OK) {
		return CAST_NOT;
	}
	*out = value_text(s);
	return CAST_DONE;
}

enum cast_result value_cast(struct arena *a, const struct cast_type *to,
			    const struct expr_value *in, struct expr_value *out)
{
	switch (to->type) {
	case TYPE_TEXT:
		return cast_to_text(a, in, out);
	case TYPE_BOOL:
		return cast_to_bool(in, out);
	case TYPE_INTEGER:
		return cast_to_whole(to, in, out);
	case TYPE_DATE:
		return cast_to_date(in, out);
	case TYPE_TIMESTAMP:
		return cast_to_timestamp(in, out);
	default:
		return cast_to_double(to, in, out);
	}
}
