/* SPDX-License-Identifier: Apache-2.0
 * records.c - records that are finished: looking at them. */
#include <stdlib.h>

#include "base/threads.h"
#include "link/records_adding.h"

enum onus_err onus_records_create(unsigned threads, struct onus_records **out)
{
	struct onus_records *r = mem_alloc(sizeof *r);
	struct adding *a = mem_alloc(sizeof *a);

	*r = (struct onus_records){.threads = threads_count(threads), .adding = a};
	*a = (struct adding){.seed = dict_mix((uintptr_t)a, UINT64_C(0xe7037ed1a0b428db))};
	r->source_rows = mem_alloc(sizeof *r->source_rows);
	r->source_rows[0] = 0;
	*out = r;
	return ONUS_OK;
}

void onus_records_destroy(struct onus_records **r)
{
	struct onus_records *old = *r;

	if (old == NULL) {
		return;
	}
	adding_destroy(old->adding);
	for (size_t i = 0; i < old->n_columns; i++) {
		column_destroy(&old->columns[i]);
	}
	free(old->columns);
	free(old->sources);
	free(old->source_rows);
	free(old->source_first);
	arena_finish(&old->arena);
	free(old);
	*r = NULL;
}

size_t onus_records_count(const struct onus_records *r)
{
	return r->rows;
}

const struct column *records_column(const struct onus_records *r, struct slice name)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		if (slice_eq_nocase(r->columns[i]->name, name)) {
			return r->columns[i];
		}
	}
	return NULL;
}

uint32_t records_source_of(const struct onus_records *r, uint32_t row)
{
	uint32_t low = 0;
	uint32_t high = r->n_sources;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (r->source_rows[middle] <= row) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return r->source_first != NULL ? r->source_first[low] : low;
}

struct slice onus_records_id(const struct onus_records *r, uint32_t row)
{
	return column_value(r->id, column_code(r->id, row));
}

struct slice onus_records_source(const struct onus_records *r, uint32_t row)
{
	return r->sources[records_source_of(r, row)];
}

struct slice onus_records_value(const struct onus_records *r, uint32_t row, struct slice column)
{
	const struct column *c = records_column(r, column);

	return c != NULL ? column_value(c, column_code(c, row)) : slice_of(NULL, 0);
}
