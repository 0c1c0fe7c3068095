/* SPDX-License-Identifier: Apache-2.0
 * records_support.c - records for tests. */
#include <stdlib.h>

#include "tests/unit/link/records_support.h"

enum onus_err csv_add(struct onus_records *r, const char *source, struct slice text, size_t piece)
{
	piece = piece > 0 ? piece : text.n + 1;
	for (; text.n > piece; text = slice_from(text, piece)) {
		GUARD(onus_records_csv(r, slice_str(source), slice_of(text.p, piece), false));
	}
	return onus_records_csv(r, slice_str(source), text, true);
}

struct onus_records *csv_read(struct slice text, unsigned threads, size_t piece)
{
	struct onus_records *r;

	CHECK_OK(onus_records_create(threads, &r));
	CHECK_OK(csv_add(r, "", text, piece));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	return r;
}

void check_words(const char *part)
{
	if (strstr(onus_last_error()->text, part) == NULL) {
		test_fail(HERE, "\"%s\" does not have \"%s\"", onus_last_error()->text, part);
	}
}

void check_refused(struct slice text, const char *const *parts)
{
	static const size_t pieces[] = {0, 1, 7};

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		SCOPED_RECORDS(r);
		enum onus_err e;

		if (text.n > 100000 && pieces[i] == 1) { /* it would take long */
			continue;
		}
		CHECK_OK(onus_records_create(2, &r));
		e = csv_add(r, "people.csv", text, pieces[i]);
		if (e == ONUS_OK) {
			e = onus_records_finish(r, SLICE("id"));
		}
		CHECK_INT(e, ONUS_BAD_INPUT);
		for (const char *const *part = parts; *part != NULL; part++) {
			check_words(*part);
		}
	}
}

const char *value_at(const struct onus_records *r, uint32_t row, const char *column)
{
	static char texts[8][256];
	static unsigned next;
	struct slice v = onus_records_value(r, row, slice_str(column));
	char *text = texts[next++ % 8];

	CHECK(v.n < sizeof texts[0] && (v.p == NULL) == (v.n == 0));
	memcpy(text, v.n > 0 ? v.p : "", v.n);
	text[v.n] = '\0';
	return text;
}

void check_same_values(const struct onus_records *a, const struct onus_records *b)
{
	CHECK_INT(a->rows, b->rows);
	CHECK_INT(a->n_columns, b->n_columns);
	CHECK_INT(a->n_sources, b->n_sources);
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct column *x = a->columns[i];
		const struct column *y = b->columns[i];

		CHECK(slice_eq(x->name, y->name));
		CHECK_INT(x->n_values, y->n_values);
		CHECK(x->whole_numbers == y->whole_numbers && x->numbers == y->numbers);
		for (uint32_t row = 0; row < a->rows; row++) {
			uint32_t code_x = column_code(x, row);
			uint32_t code_y = column_code(y, row);

			if (!slice_eq(column_value(x, code_x), column_value(y, code_y)) ||
			    column_count(x, code_x) != column_count(y, code_y)) {
				test_fail(HERE, "row %u, column %zu differs", row, i);
			}
		}
	}
}

static int compare_slices(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

static void check_distinct(const struct column *c)
{
	struct slice *values = calloc((size_t)c->n_values + 1, sizeof *values);

	for (uint32_t code = 1; code <= c->n_values; code++) {
		values[code] = column_value(c, code);
	}
	qsort(values + 1, c->n_values, sizeof *values, compare_slices);
	for (uint32_t code = 2; code <= c->n_values; code++) {
		CHECK(!slice_eq(values[code - 1], values[code]));
	}
	free(values);
}

static void check_column(const struct column *c, uint32_t rows)
{
	uint32_t *counts = calloc((size_t)c->n_values + 1, sizeof *counts);

	CHECK(counts != NULL);
	CHECK_INT(c->at[0], 0);
	CHECK_INT(c->at[1], 0);
	CHECK((c->codes == NULL) == (c->counts == NULL));
	CHECK(c->codes != NULL || c->n_values == rows);
	for (uint32_t row = 0; row < rows; row++) {
		CHECK(column_code(c, row) <= c->n_values);
		counts[column_code(c, row)]++;
	}
	for (uint32_t code = 0; code <= c->n_values; code++) {
		CHECK_INT(column_count(c, code), counts[code]);
		CHECK(code == 0 || counts[code] > 0);
		CHECK(code == 0 || c->at[code + 1] > c->at[code]);
	}
	free(counts);
	check_distinct(c);
}

void check_columns(const struct onus_records *r)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		check_column(r->columns[i], r->rows);
	}
}
