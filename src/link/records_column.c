/* SPDX-License-Identifier: Apache-2.0
 * records_column.c - columns made from others, and what the values of a column are. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/pages.h"
#include "base/threads.h"
#include "link/records_inside.h"

enum {
	KEYS = 1024,
	ROWS = 65536,        /* of one part of the work */
	SHORT_DIGITS = 18,   /* always fit 64 bits */
	FINITE_DIGITS = 300, /* in front of the point: a double holds 308 */
};

/* A column, and what it has room for. */
struct owner {
	struct column column;
	size_t codes;
	size_t values; /* of at and counts, where they are there */
	size_t bytes;
	char name[];
};

static size_t at_size(size_t values)
{
	return (values + 2) * sizeof(uint32_t);
}

static size_t counts_size(size_t values)
{
	return (values + 1) * sizeof(uint32_t);
}

/* --- numbers --- */

static size_t digits(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') {
		n++;
	}
	return n;
}

/* What slice_to_i64 takes; a few digits are seen to be a number without being read as one. */
static bool is_whole(struct slice s)
{
	int64_t n;

	if (s.n > 0 && s.n <= SHORT_DIGITS && s.p[0] >= '1') {
		return digits(s) == s.n;
	}
	return slice_to_i64(s, &n);
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

bool value_is_number(struct slice s)
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

/* Works out whole_numbers and numbers. */
static void column_look_at_numbers(struct column *c)
{
	bool whole = true;
	bool number = true;

	for (uint32_t code = 1; code <= c->n_values && number; code++) {
		struct slice v = column_value(c, code);

		whole = whole && is_whole(v);
		number = whole || value_is_number(v);
	}
	c->numbers = number && c->n_values > 0;
	c->whole_numbers = whole && number && c->n_values > 0;
}

/* --- made and destroyed --- */

static uint32_t *count_rows(const struct column *c, uint32_t rows)
{
	uint32_t *counts = pages_alloc(counts_size(c->n_values));

	for (uint32_t i = 0; i < rows; i++) {
		counts[c->codes[i]]++;
	}
	return counts;
}

struct column *column_from_dict(struct slice name, struct dict *d, uint32_t *codes, size_t room,
				uint32_t rows, uint32_t *counts)
{
	struct owner *o = mem_alloc(sizeof *o + name.n + 1);
	struct column *c = &o->column;

	dict_drop_table(d);
	dict_trim(d);
	memcpy(o->name, name.p, name.n);
	o->name[name.n] = '\0';
	*c = (struct column){.name = slice_of(o->name, name.n),
			     .n_values = d->n_values,
			     .at = d->at,
			     .bytes = d->bytes};
	o->codes = 0;
	o->values = d->n_values;
	o->bytes = d->bytes_room;
	*d = (struct dict){0};
	if (codes != NULL && c->n_values == rows) { /* 1, 2, 3 ... in the order of the rows */
		pages_free(codes, room * sizeof *codes);
		pages_free(counts, counts_size(c->n_values));
	} else if (codes != NULL) {
		c->codes = pages_grow(codes, room * sizeof *codes, rows * sizeof *codes);
		o->codes = rows;
		c->counts = counts != NULL ? counts : count_rows(c, rows);
	}
	column_look_at_numbers(c);
	return c;
}

void column_destroy(struct column **c)
{
	struct owner *o = (struct owner *)*c;

	if (o == NULL) {
		return;
	}
	pages_free(o->column.codes, o->codes * sizeof(uint32_t));
	pages_free(o->column.at, at_size(o->values));
	pages_free(o->column.bytes, o->bytes);
	pages_free(o->column.counts, counts_size(o->values));
	free(o);
	*c = NULL;
}

/* --- growing --- */

void column_give_codes(struct column *c, uint32_t rows)
{
	struct owner *o = (struct owner *)c;

	c->codes = pages_alloc(rows * sizeof *c->codes);
	c->counts = pages_alloc(counts_size(o->values));
	o->codes = rows;
	for (uint32_t row = 0; row < rows; row++) {
		c->codes[row] = row + 1;
		c->counts[row + 1] = 1;
	}
}

static size_t more(size_t needed, size_t room)
{
	return needed <= room ? room : needed + needed / 2 + 16;
}

void column_reserve(struct column *c, size_t rows, size_t values, size_t bytes)
{
	struct owner *o = (struct owner *)c;
	size_t codes = more(rows, o->codes);

	values = more(values, o->values);
	bytes = more(bytes, o->bytes);
	if (codes > o->codes) {
		c->codes =
			pages_grow(c->codes, o->codes * sizeof *c->codes, codes * sizeof *c->codes);
	}
	if (values > o->values) {
		c->at = pages_grow(c->at, c->at != NULL ? at_size(o->values) : 0, at_size(values));
		c->counts = pages_grow(c->counts, counts_size(o->values), counts_size(values));
	}
	if (bytes > o->bytes) {
		c->bytes = pages_grow(c->bytes, o->bytes, bytes);
	}
	o->codes = codes;
	o->values = values;
	o->bytes = bytes;
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

/* From the codes of values to those of rows. */
struct mapping {
	const struct column *from;
	const uint32_t *made; /* [from->n_values + 1] */
	uint32_t *codes;      /* [rows] */
	uint32_t rows;
};

static enum onus_err map_rows(void *context, unsigned worker, size_t part)
{
	const struct mapping *m = context;
	size_t end = (part + 1) * ROWS < m->rows ? (part + 1) * ROWS : m->rows;

	(void)worker;
	for (size_t row = part * ROWS; row < end; row++) {
		m->codes[row] = m->made[column_code(m->from, (uint32_t)row)];
	}
	return ONUS_OK;
}

/* How many rows each made value has: as many as all values that it was made of. */
static uint32_t *map_counts(const struct column *from, const uint32_t *made, uint32_t n_values)
{
	uint32_t *counts = pages_alloc(counts_size(n_values));

	for (uint32_t code = 0; code <= from->n_values; code++) {
		counts[made[code]] += column_count(from, code);
	}
	return counts;
}

/* A column of the values of `d`; `made` are the codes of the values of `from`. */
static enum onus_err column_follow(const struct onus_records *r, const struct column *from,
				   const uint32_t *made, struct dict *d, struct column **out)
{
	struct mapping m = {.from = from, .made = made, .rows = r->rows};
	size_t size = r->rows * sizeof *m.codes;
	enum onus_err e;

	m.codes = pages_alloc(size);
	e = threads_run(r->threads, (r->rows + (size_t)ROWS - 1) / ROWS, map_rows, &m);
	if (e != ONUS_OK) {
		pages_free(m.codes, size);
		return e;
	}
	*out = column_from_dict(from->name, d, m.codes, r->rows, r->rows,
				map_counts(from, made, d->n_values));
	return ONUS_OK;
}

enum onus_err column_make(const struct onus_records *r, const struct column *from,
			  const struct slice *values, struct column **out)
{
	size_t n = from != NULL ? (size_t)from->n_values + 1 : r->rows;
	uint32_t *codes = pages_alloc(n * sizeof *codes);
	struct dict d;
	enum onus_err e;

	dict_init(&d, dict_mix((uintptr_t)codes, UINT64_C(0xe7037ed1a0b428db)), false);
	e = encode_values(&d, values, from != NULL, n, codes);
	if (e == ONUS_OK && from == NULL) {
		*out = column_from_dict(SLICE(""), &d, codes, n, r->rows, NULL);
		return ONUS_OK;
	}
	if (e == ONUS_OK) {
		e = column_follow(r, from, codes, &d, out);
	}
	dict_finish(&d);
	pages_free(codes, n * sizeof *codes);
	return e;
}
