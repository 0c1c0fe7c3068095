/* SPDX-License-Identifier: Apache-2.0
 * index_grow.c - records that were finished, and get a row more. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/index.h"
#include "link/records_inside.h"

uint64_t index_hash(uint64_t seed, struct slice s)
{
	char padded[8] = {0};

	if (s.n >= sizeof padded) {
		return dict_hash(seed, s.p, s.n);
	}
	if (s.n > 0) {
		memcpy(padded, s.p, s.n);
	}
	return dict_hash(seed + s.n + 1, padded, sizeof padded);
}

/* --- codes by value --- */

static uint32_t *slot_of(const struct growing_column *g, uint64_t seed, struct slice value)
{
	uint32_t at = (uint32_t)(index_hash(seed, value) >> 32) & g->mask;

	while (g->slots[at] != 0 && !slice_eq(column_value(g->column, g->slots[at]), value)) {
		at = (at + 1) & g->mask;
	}
	return &g->slots[at];
}

/* Room for `values` at a load of one half. */
static void slots_make(struct growing_column *g, uint64_t seed, uint32_t values)
{
	size_t size = 64;

	while (size < 2 * (size_t)values) {
		size *= 2;
	}
	free(g->slots);
	g->slots = mem_alloc(size * sizeof *g->slots);
	memset(g->slots, 0, size * sizeof *g->slots);
	g->mask = (uint32_t)(size - 1);
	for (uint32_t code = 1; code <= g->column->n_values; code++) {
		*slot_of(g, seed, column_value(g->column, code)) = code;
	}
}

/* --- the beginning and the end --- */

void growing_make(struct growing *g, struct onus_records *r)
{
	*g = (struct growing){.records = r,
			      .seed = dict_mix((uintptr_t)r, UINT64_C(0xe7037ed1a0b428db)),
			      .sources_room = r->n_sources};
	g->columns = mem_alloc((r->n_columns + 1) * sizeof *g->columns);
	for (size_t i = 0; i < r->n_columns; i++) {
		struct growing_column *c = &g->columns[i];

		*c = (struct growing_column){.column = r->columns[i]};
		if (c->column->codes == NULL) {
			column_give_codes(c->column, r->rows);
		}
		slots_make(c, g->seed, c->column->n_values);
	}
	r->source_first = mem_alloc(((size_t)r->n_sources + 1) * sizeof *r->source_first);
	for (uint32_t i = 0; i < r->n_sources; i++) {
		r->source_first[i] = i;
	}
}

void growing_finish(struct growing *g)
{
	for (size_t i = 0; g->columns != NULL && i < g->records->n_columns; i++) {
		free(g->columns[i].slots);
	}
	free(g->columns);
	*g = (struct growing){0};
}

/* --- a row more --- */

static enum onus_err check_row(const struct growing *g, const struct slice *values)
{
	const struct onus_records *r = g->records;

	ENSURE(r->rows < LINK_RECORDS_MAX, ONUS_BAD_INPUT,
	       "there are LINK_RECORDS_MAX (%d) records: no more can be added", LINK_RECORDS_MAX);
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct column *c = r->columns[i];
		uint64_t used = c->n_values > 0 ? c->at[c->n_values + 1] : 0;

		ENSURE(values[i].n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
		       "column \"" SLICE_FMT "\": a value has %zu bytes, more than LINK_FIELD_MAX "
		       "(%d)",
		       SLICE_ARG(c->name), values[i].n, LINK_FIELD_MAX);
		ENSURE(slice_is_utf8(values[i], NULL), ONUS_BAD_INPUT,
		       "column \"" SLICE_FMT "\": a value is no UTF-8", SLICE_ARG(c->name));
		ENSURE(used + values[i].n <= LINK_COLUMN_BYTES_MAX, ONUS_BAD_INPUT,
		       "column \"" SLICE_FMT "\": its different values are more than "
		       "LINK_COLUMN_BYTES_MAX (%d) bytes",
		       SLICE_ARG(c->name), LINK_COLUMN_BYTES_MAX);
	}
	return ONUS_OK;
}

/* What a column is once it has a value more. */
static void look_at_number(struct column *c, struct slice value)
{
	bool first = c->n_values == 0;
	int64_t number;

	c->whole_numbers = (first || c->whole_numbers) && slice_to_i64(value, &number);
	c->numbers = c->whole_numbers || ((first || c->numbers) && value_is_number(value));
}

/* The code of a value, which is made where it is new. */
static uint32_t encode(struct growing_column *g, uint64_t seed, struct slice value)
{
	struct column *c = g->column;
	uint32_t *slot;

	if (value.n == 0) {
		return 0;
	}
	if (2 * (size_t)c->n_values >= g->mask) {
		slots_make(g, seed, 2 * c->n_values);
	}
	slot = slot_of(g, seed, value);
	if (*slot == 0) {
		size_t used = c->n_values > 0 ? c->at[c->n_values + 1] : 0;

		look_at_number(c, value);
		column_reserve(c, 0, (size_t)c->n_values + 1, used + value.n);
		memcpy(c->bytes + used, value.p, value.n);
		c->n_values++;
		c->at[c->n_values + 1] = c->at[c->n_values] + (uint32_t)value.n;
		c->counts[c->n_values] = 0;
		*slot = c->n_values;
	}
	return *slot;
}

static void room_for_source(struct growing *g)
{
	struct onus_records *r = g->records;

	if (r->n_sources == g->sources_room) {
		g->sources_room += g->sources_room / 2 + 16;
		r->sources = mem_grow(r->sources, g->sources_room * sizeof *r->sources);
		r->source_first =
			mem_grow(r->source_first, g->sources_room * sizeof *r->source_first);
		r->source_rows =
			mem_grow(r->source_rows, (g->sources_room + 1) * sizeof *r->source_rows);
	}
}

/* The last stretch of rows is this source's, or another is begun. */
static void add_source(struct growing *g, struct slice name)
{
	struct onus_records *r = g->records;
	uint32_t first = 0;

	if (r->rows == 0 && r->n_sources == 1) { /* the name of a source without records */
		r->n_sources = 0;
	}
	if (r->n_sources > 0 && slice_eq(r->sources[r->n_sources - 1], name)) {
		r->source_rows[r->n_sources]++;
		return;
	}
	while (first < r->n_sources && !slice_eq(r->sources[first], name)) {
		first++;
	}
	room_for_source(g);
	r->sources[r->n_sources] =
		first < r->n_sources ? r->sources[first] : arena_slice(&r->arena, name);
	r->source_first[r->n_sources] = first;
	r->n_sources++;
	r->source_rows[r->n_sources] = r->rows + 1;
}

enum onus_err growing_add(struct growing *g, struct slice source, const struct slice *values)
{
	struct onus_records *r = g->records;

	GUARD(check_row(g, values));
	for (size_t i = 0; i < r->n_columns; i++) {
		struct growing_column *c = &g->columns[i];
		uint32_t code;

		c->numbers = c->column->numbers;
		c->whole_numbers = c->column->whole_numbers;
		code = encode(c, g->seed, values[i]);
		column_reserve(c->column, (size_t)r->rows + 1, 0, 0);
		c->column->codes[r->rows] = code;
		c->column->counts[code]++;
	}
	add_source(g, source);
	r->rows++;
	return ONUS_OK;
}

/* The value that was made last, if no row has it: nothing was put behind it in its chain since. */
static void forget_value(struct growing_column *g, uint64_t seed)
{
	struct column *c = g->column;

	if (c->n_values > 0 && c->counts[c->n_values] == 0) {
		*slot_of(g, seed, column_value(c, c->n_values)) = 0;
		c->n_values--;
	}
}

void growing_take_back(struct growing *g)
{
	struct onus_records *r = g->records;

	r->rows--;
	for (size_t i = 0; i < r->n_columns; i++) {
		r->columns[i]->counts[r->columns[i]->codes[r->rows]]--;
		forget_value(&g->columns[i], g->seed);
		r->columns[i]->numbers = g->columns[i].numbers;
		r->columns[i]->whole_numbers = g->columns[i].whole_numbers;
	}
	r->source_rows[r->n_sources]--;
	if (r->source_rows[r->n_sources] == r->source_rows[r->n_sources - 1]) {
		r->n_sources--;
	}
}
