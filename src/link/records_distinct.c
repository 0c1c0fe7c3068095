/* SPDX-License-Identifier: Apache-2.0
 * records_distinct.c - whether the values of a column are all different. */
#include <stdlib.h>

#include "link/records_inside.h"

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

bool dict_is_distinct(const struct dict *d, unsigned threads)
{
	uint64_t *hashes = mem_alloc((size_t)d->n_values * sizeof *hashes);
	bool distinct = true;

	(void)threads;
	for (uint32_t code = 1; code <= d->n_values; code++) {
		hashes[code - 1] =
			dict_key_of(d->seed, d->bytes + d->at[code], d->at[code + 1] - d->at[code])
				.head;
	}
	qsort(hashes, d->n_values, sizeof *hashes, compare_hashes);
	for (uint32_t i = 1; i < d->n_values; i++) {
		distinct = distinct && hashes[i] != hashes[i - 1];
	}
	free(hashes);
	return distinct;
}
