/* SPDX-License-Identifier: Apache-2.0
 * train_order.c - rows in an order that is as good as shuffled and depends on their ids alone. */
#include "base/hash.h"
#include "link/train.h"

#include <stdlib.h>

enum { ROWS_A_PART = 1 << 16, RADIX_BITS = 16, RADIX = 1 << RADIX_BITS };

uint64_t train_hash(struct slice s, uint64_t seed)
{
	return hash_mix(hash_bytes(HASH_START ^ seed, s.p, s.n));
}

static enum onus_err hash_part(void *context, unsigned worker, size_t part)
{
	struct trainer *t = context;
	uint32_t from = (uint32_t)(part * ROWS_A_PART);
	uint32_t to = t->r->rows - from > ROWS_A_PART ? from + ROWS_A_PART : t->r->rows;

	(void)worker;
	for (uint32_t row = from; row < to; row++) {
		uint64_t seed = train_hash(onus_records_source(t->r, row), 0);

		t->row_hash[row] = train_hash(onus_records_id(t->r, row), seed);
	}
	return ONUS_OK;
}

enum onus_err train_hash_rows(struct trainer *t)
{
	size_t parts = ((size_t)t->r->rows + ROWS_A_PART - 1) / ROWS_A_PART;

	if (t->row_hash != NULL) {
		return ONUS_OK;
	}
	t->row_hash = mem_alloc(((size_t)t->r->rows + 1) * sizeof *t->row_hash);
	return threads_run(t->threads, parts, hash_part, t);
}

/* One stable pass of a radix sort by 16 bits of the hash. */
static void radix_pass(const uint64_t *hash, const uint32_t *from, uint32_t *to, uint32_t rows,
		       unsigned shift)
{
	uint32_t *at = mem_alloc((RADIX + 1) * sizeof *at);

	memset(at, 0, (RADIX + 1) * sizeof *at);
	for (uint32_t i = 0; i < rows; i++) {
		at[(hash[from[i]] >> shift & (RADIX - 1)) + 1]++;
	}
	for (size_t i = 0; i < RADIX; i++) {
		at[i + 1] += at[i];
	}
	for (uint32_t i = 0; i < rows; i++) {
		to[at[hash[from[i]] >> shift & (RADIX - 1)]++] = from[i];
	}
	free(at);
}

/* Rows whose hashes agree in the bits that were sorted by, in the order of the rest and of their
 * ids: a few, if any. */
static void settle_ties(const struct trainer *t, uint32_t *order)
{
	for (uint32_t i = 1; i < t->r->rows; i++) {
		for (uint32_t k = i; k > 0; k--) {
			uint64_t a = t->row_hash[order[k - 1]];
			uint64_t b = t->row_hash[order[k]];
			uint32_t row = order[k];

			if (a < b ||
			    (a == b && records_compare_ids(t->r, order[k - 1], order[k]) < 0)) {
				break;
			}
			order[k] = order[k - 1];
			order[k - 1] = row;
		}
	}
}

enum onus_err train_order_rows(struct trainer *t)
{
	uint32_t rows = t->r->rows;
	uint32_t *other;

	if (t->order != NULL) {
		return ONUS_OK;
	}
	GUARD(train_hash_rows(t));
	t->order = mem_alloc(((size_t)rows + 1) * sizeof *t->order);
	other = mem_alloc(((size_t)rows + 1) * sizeof *other);
	for (uint32_t i = 0; i < rows; i++) {
		t->order[i] = i;
	}
	radix_pass(t->row_hash, t->order, other, rows, 32);
	radix_pass(t->row_hash, other, t->order, rows, 48);
	free(other);
	settle_ties(t, t->order);
	return ONUS_OK;
}
