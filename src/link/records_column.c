/* SPDX-License-Identifier: Apache-2.0
 * records_column.c - columns made from others, and what the values of a column are. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/records_inside.h"

enum {
	KEYS = 1024,
	FINITE_DIGITS = 300, /* in front of the point: a double holds 308 */
};

/* --- numbers --- */

static size_t digits(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') {
		n++;
	}
	return n;
}

/* [e [sign] digits] with so few digits that the number stays finite. */
static bool is_exponent(struct slice s, size_t whole)
{
	uint64_t e = 0;
	bool negative;

	if (s.n == 0) {
		return whole <= FINITE_DIGITS;
	}
	if (s.p[0] != 'e' && s.p[0] != 'E') {
		return false;
	}
	s = slice_from(s, 1);
	negative = s.n > 0 && s.p[0] == '-';
	if (negative || (s.n > 0 && s.p[0] == '+')) {
		s = slice_from(s, 1);
	}
	return slice_to_u64(s, &e) && whole <= FINITE_DIGITS && e <= FINITE_DIGITS &&
	       (negative || whole + e <= FINITE_DIGITS);
}

/* [-] digits [. digits] [exponent], with a digit on one side of the point at least; no zero in
 * front of other digits: such a value is a code, not a quantity. */
static bool is_number(struct slice s)
{
	size_t whole;
	size_t fraction = 0;

	if (s.n > 0 && s.p[0] == '-') {
		s = slice_from(s, 1);
	}
	whole = digits(s);
	if (whole > 1 && s.p[0] == '0') {
		return false;
	}
	s = slice_from(s, whole);
	if (s.n > 0 && s.p[0] == '.') {
		s = slice_from(s, 1);
		fraction = digits(s);
		s = slice_from(s, fraction);
	}
	return whole + fraction > 0 && is_exponent(s, whole);
}

void column_look_at_numbers(struct column *c)
{
	bool whole = true;
	bool number = true;

	for (uint32_t code = 1; code <= c->n_values && number; code++) {
		struct slice v = column_value(c, code);
		int64_t n;

		whole = whole && slice_to_i64(v, &n);
		number = whole || is_number(v);
	}
	c->numbers = number && c->n_values > 0;
	c->whole_numbers = whole && number && c->n_values > 0;
}

/* --- columns made from others --- */

/* codes[i] = code of values[i], from `first` on. */
static enum onus_err encode_values(struct dict *d, const struct slice *values, size_t first,
				   size_t n, uint32_t *codes)
{
	struct dict_key keys[KEYS];
	size_t bad;

	for (size_t from = first; from < n; from += KEYS) {
		size_t some = n - from < KEYS ? n - from : KEYS;
		struct dict_text text = {.values = values + from};

		for (size_t i = 0; i < some; i++) {
			struct slice v = values[from + i];

			ENSURE(v.n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
			       "a value made from others has %zu bytes, more than LINK_FIELD_MAX "
			       "(%d)",
			       v.n, LINK_FIELD_MAX);
			keys[i] = dict_key_of(d->seed, v.p, v.n);
			keys[i].at = (uint32_t)i;
		}
		ENSURE(dict_encode(d, keys, some, &text, codes + from, &bad) == DICT_OK,
		       ONUS_BAD_INPUT,
		       "the different values of a column made from others are more than "
		       "LINK_COLUMN_BYTES_MAX (%d) bytes",
		       LINK_COLUMN_BYTES_MAX);
	}
	return ONUS_OK;
}

/* In place: the codes of rows from those of `from`; `made` is what its values became. */
static uint32_t *codes_of_rows(const struct column *from, uint32_t *made, uint32_t rows)
{
	uint32_t *codes;

	made[0] = 0;
	if (from->codes == NULL) {
		memmove(made, made + 1, rows * sizeof *made);
		return made;
	}
	codes = mem_alloc(rows * sizeof *codes);
	for (uint32_t row = 0; row < rows; row++) {
		codes[row] = made[from->codes[row]];
	}
	free(made);
	return codes;
}

enum onus_err column_make(const struct onus_records *r, const struct column *from,
			  const struct slice *values, struct column **out)
{
	size_t n = from != NULL ? (size_t)from->n_values + 1 : r->rows;
	uint32_t *codes = mem_alloc((n + 1) * sizeof *codes);
	struct dict d;
	enum onus_err e;

	dict_init(&d, dict_mix((uintptr_t)codes, UINT64_C(0xe7037ed1a0b428db)), false);
	e = encode_values(&d, values, from != NULL, n, codes);
	if (e != ONUS_OK) {
		dict_finish(&d);
		free(codes);
		return e;
	}
	if (from != NULL) {
		codes = codes_of_rows(from, codes, r->rows);
	}
	*out = column_from_dict(from != NULL ? from->name : SLICE(""), &d, codes, r->rows);
	return ONUS_OK;
}

void column_destroy(struct column **c)
{
	if (*c != NULL) {
		free((*c)->codes);
		free((*c)->at);
		free((*c)->bytes);
		free((*c)->counts);
		free(*c);
		*c = NULL;
	}
}
