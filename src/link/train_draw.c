/* SPDX-License-Identifier: Apache-2.0
 * train_draw.c - pairs of rows as if drawn at random, the same for any order of the input. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum { STRATUM_ROWS = 1 << 18 };

struct drawn draw_any(const struct trainer *t, uint64_t most)
{
	uint64_t rows = t->r->rows;
	uint64_t all = rows * (rows - 1) / 2;

	return (struct drawn){.count = (size_t)(all < most ? all : most)};
}

/* Each row with the one behind it in the shuffled order, then with the one 2 behind, and so on up
 * to the middle, where the circle meets itself. */
struct pair drawn_pair(const struct trainer *t, const struct drawn *d, size_t i)
{
	size_t rows = t->r->rows;

	if (d->pairs != NULL) {
		return d->pairs[i];
	}
	return (struct pair){t->order[i % rows], t->order[(i % rows + i / rows + 1) % rows]};
}

uint64_t column_equal_pairs(const struct column *c)
{
	uint64_t pairs = 0;

	for (uint32_t code = 1; code <= c->n_values; code++) {
		uint64_t count = column_count(c, code);

		pairs += count > 1 ? count * (count - 1) / 2 : 0;
	}
	return pairs;
}

/* Rows of the shuffled order that hold `wanted` pairs of the column and some: fewer do where the
 * column has many. */
static uint32_t rows_needed(const struct trainer *t, const struct column *c, uint64_t wanted)
{
	uint64_t all = column_equal_pairs(c);
	double share = all > 0 ? sqrt(4.0 * (double)wanted / (double)all) : 1;
	double rows = share * t->r->rows;

	rows = rows < STRATUM_ROWS ? STRATUM_ROWS : rows;
	return rows < t->r->rows ? (uint32_t)rows : t->r->rows;
}

struct groups {
	uint32_t *codes;   /* of the places, in order: fetched once */
	uint32_t *starts;  /* [n_values + 2] */
	uint32_t *members; /* places in the shuffled order, by code */
	uint64_t pairs;    /* that agree */
};

/* Places 0..rows-1 of the shuffled order by the value that the row holds. */
static void groups_init(struct groups *g, const struct trainer *t, const struct column *c,
			uint32_t rows)
{
	size_t bytes = ((size_t)c->n_values + 2) * sizeof(uint32_t);
	uint32_t *at = mem_alloc(bytes);

	g->pairs = 0;
	g->starts = mem_alloc(bytes);
	g->members = mem_alloc(((size_t)rows + 1) * sizeof *g->members);
	g->codes = mem_alloc(((size_t)rows + 1) * sizeof *g->codes);
	memset(g->starts, 0, bytes);
	for (uint32_t i = 0; i < rows; i++) {
		g->codes[i] = column_code(c, t->order[i]);
		g->starts[g->codes[i] + 1]++;
	}
	for (uint32_t code = 0; code <= c->n_values; code++) {
		uint64_t count = g->starts[code + 1];

		g->pairs += code > 0 && count > 1 ? count * (count - 1) / 2 : 0;
		g->starts[code + 1] += g->starts[code];
	}
	memcpy(at, g->starts, bytes);
	for (uint32_t i = 0; i < rows; i++) {
		g->members[at[g->codes[i]]++] = i;
	}
	free(at);
}

/* The number of the k-th pair that is drawn: one of each stretch of all/wanted. */
static uint64_t drawn_number(uint64_t k, uint64_t wanted, uint64_t all)
{
	double within = (double)train_hash(slice_of(&k, sizeof k), 0) * 0x1p-64;
	uint64_t number = (uint64_t)(((double)k + within) * ((double)all / (double)wanted));

	return wanted == all ? k : number < all ? number : all - 1;
}

/* Pairs that agree are numbered so: every row in the shuffled order brings one with each earlier
 * row of its value. */
static void pick(struct drawn *d, const struct trainer *t, const struct column *c, uint32_t rows,
		 const struct groups *g, uint64_t wanted)
{
	uint32_t *before = mem_alloc(((size_t)c->n_values + 1) * sizeof *before);
	uint64_t first = 0; /* number of the row's first pair */
	uint64_t next = wanted > 0 ? drawn_number(0, wanted, g->pairs) : 0;

	memset(before, 0, ((size_t)c->n_values + 1) * sizeof *before);
	for (uint32_t i = 0; i < rows && d->count < wanted; i++) {
		uint32_t code = g->codes[i];
		uint32_t earlier = code == 0 ? 0 : before[code]++;

		while (d->count < wanted && next < first + earlier) {
			uint32_t place = g->members[g->starts[code] + (uint32_t)(next - first)];

			d->pairs[d->count++] = (struct pair){t->order[i], t->order[place]};
			next = drawn_number(d->count, wanted, g->pairs);
		}
		first += earlier;
	}
	free(before);
}

struct drawn draw_equal(const struct trainer *t, const struct column *c, uint64_t most)
{
	uint32_t rows = rows_needed(t, c, most);
	struct drawn d = {0};
	struct groups g;
	uint64_t wanted;

	groups_init(&g, t, c, rows);
	wanted = g.pairs < most ? g.pairs : most;
	d.pairs = mem_alloc((wanted + 1) * sizeof *d.pairs);
	pick(&d, t, c, rows, &g, wanted);
	free(g.codes);
	free(g.starts);
	free(g.members);
	return d;
}
