/* SPDX-License-Identifier: Apache-2.0
 * records_rank.c - the order of ids, in which the two rows of a pair stand. */
#include <stdlib.h>

#include "base/threads.h"
#include "link/records_inside.h"

/* --- two rows --- */

static int compare_numbers(struct slice a, struct slice b)
{
	int64_t x = 0;
	int64_t y = 0;

	(void)slice_to_i64(a, &x);
	(void)slice_to_i64(b, &y);
	return x < y ? -1 : x > y;
}

/* a[0] a[1] a[2], joined, and the same of b, by their bytes. */
static int compare_joined(struct slice a[3], struct slice b[3])
{
	size_t i = 0;
	size_t j = 0;

	while (i < 3 && j < 3) {
		size_t n = a[i].n < b[j].n ? a[i].n : b[j].n;
		int order = slice_cmp(slice_of(a[i].p, n), slice_of(b[j].p, n));

		if (order != 0) {
			return order;
		}
		a[i] = slice_from(a[i], n);
		b[j] = slice_from(b[j], n);
		i += a[i].n == 0;
		j += b[j].n == 0;
	}
	return i < 3 ? 1 : j < 3 ? -1 : 0;
}

int records_compare_ids(const struct onus_records *r, uint32_t a, uint32_t b)
{
	struct slice id_a = onus_records_id(r, a);
	struct slice id_b = onus_records_id(r, b);
	struct slice source_a;
	struct slice source_b;
	int order;

	if (r->n_sources < 2) {
		return r->id->whole_numbers ? compare_numbers(id_a, id_b) : slice_cmp(id_a, id_b);
	}
	source_a = onus_records_source(r, a);
	source_b = onus_records_source(r, b);
	order = compare_joined((struct slice[3]){source_a, SLICE("-__-"), id_a},
			       (struct slice[3]){source_b, SLICE("-__-"), id_b});
	return order != 0 ? order : slice_cmp(source_a, source_b);
}

/* --- all rows --- */

static int compare_rows(const void *a, const void *b, void *context)
{
	return records_compare_ids(context, *(const uint32_t *)a, *(const uint32_t *)b);
}

enum onus_err records_rank(const struct onus_records *r, unsigned threads, uint32_t **out)
{
	uint32_t *order = mem_alloc(r->rows * sizeof *order);
	uint32_t *rank = mem_alloc(r->rows * sizeof *rank);

	(void)threads;
	for (uint32_t i = 0; i < r->rows; i++) {
		order[i] = i;
	}
	qsort_r(order, r->rows, sizeof *order, compare_rows, (void *)r);
	for (uint32_t i = 0; i < r->rows; i++) {
		rank[order[i]] = i;
	}
	free(order);
	*out = rank;
	return ONUS_OK;
}
