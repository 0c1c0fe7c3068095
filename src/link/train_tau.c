/* SPDX-License-Identifier: Apache-2.0
 * train_tau.c - how many rows a sampled value stands for, so that the sample has the size wanted.
 *
 * Each size that is tried is told from how many values are held by how many rows, so that the
 * values themselves are counted once. */
#include "link/train.h"

#include <stdlib.h>

enum { TALLY_FEW = 1024 /* rows of one value that have a counter */ };

/* How many values are held by how many rows. */
struct tally {
	size_t few[TALLY_FEW];
	size_t n_many;
	uint32_t *many; /* rows of each value that is held by TALLY_FEW or more */
};

static void tally_values(const struct column *c, struct tally *out)
{
	size_t room = 0;

	*out = (struct tally){0};
	for (uint32_t code = 1; code <= c->n_values; code++) {
		uint32_t count = column_count(c, code);

		if (count < TALLY_FEW) {
			out->few[count]++;
			continue;
		}
		if (out->n_many == room) {
			room = room * 2 + TALLY_FEW;
			out->many = mem_grow(out->many, room * sizeof *out->many);
		}
		out->many[out->n_many++] = count;
	}
}

/* Values that a tau would let in, as the sum of their chances. */
static double expected(const struct tally *t, uint64_t tau)
{
	uint64_t sure = 0;
	uint64_t rows = 0;

	for (uint64_t count = 1; count < TALLY_FEW; count++) {
		sure += count >= tau ? t->few[count] : 0;
		rows += count < tau ? count * t->few[count] : 0;
	}
	for (size_t i = 0; i < t->n_many; i++) {
		sure += t->many[i] >= tau;
		rows += t->many[i] < tau ? t->many[i] : 0;
	}
	return (double)sure + (double)rows / (double)tau;
}

uint64_t train_tau(const struct column *c, uint32_t rows, double wanted)
{
	uint64_t low = 1;
	uint64_t high = (uint64_t)rows + 1;
	struct tally tally;

	if (c->n_values <= wanted) {
		return 1;
	}
	tally_values(c, &tally);
	while (low < high) {
		uint64_t middle = (low + high) / 2;

		if (expected(&tally, middle) <= wanted) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	free(tally.many);
	return low;
}
