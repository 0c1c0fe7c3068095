/* SPDX-License-Identifier: Apache-2.0
 * cluster_best.c - at most one partner in each other source.
 *
 * Of all edges of a row into one other source the heaviest is its best, among equals the one to the
 * partner whose id comes first. An edge stays where it is the best of both its ends. */
#include <stdlib.h>

#include "link/cluster.h"

/* Hash from (row, other source) to the best edge: places hold 2 * edge + side + 1, 0 where empty.
 */
struct best {
	const struct onus_records *records;
	const struct onus_edges *edges;
	uint32_t *places;
	size_t mask;
	const struct onus_verdict **apart; /* decisions that say "different", in order */
	size_t n_apart;
};

static uint32_t end_of(const struct best *b, uint32_t half)
{
	const struct onus_edge *e = &b->edges->items[half / 2];

	return half % 2 == 0 ? e->left : e->right;
}

/* The place of a half edge's row and source. */
static uint32_t *place_of(const struct best *b, uint32_t half)
{
	uint32_t row = end_of(b, half);
	uint32_t source = records_source_of(b->records, end_of(b, half ^ 1));
	uint64_t key = (uint64_t)row << 32 | source;
	size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & b->mask;

	for (; b->places[at] != 0; at = (at + 1) & b->mask) {
		uint32_t other = b->places[at] - 1;

		if (end_of(b, other) == row &&
		    records_source_of(b->records, end_of(b, other ^ 1)) == source) {
			break;
		}
	}
	return &b->places[at];
}

static void offer(const struct best *b, uint32_t half)
{
	uint32_t *place = place_of(b, half);
	double weight = b->edges->items[half / 2].weight;
	double had;

	if (*place == 0) {
		*place = half + 1;
		return;
	}
	had = b->edges->items[(*place - 1) / 2].weight;
	if (weight > had ||
	    (weight >= had && records_compare_ids(b->records, end_of(b, half ^ 1),
						  end_of(b, (*place - 1) ^ 1)) < 0)) {
		*place = half + 1;
	}
}

static int pair_cmp(uint32_t a1, uint32_t a2, uint32_t b1, uint32_t b2)
{
	uint64_t a = a1 < a2 ? (uint64_t)a1 << 32 | a2 : (uint64_t)a2 << 32 | a1;
	uint64_t b = b1 < b2 ? (uint64_t)b1 << 32 | b2 : (uint64_t)b2 << 32 | b1;

	return a < b ? -1 : a > b;
}

static int verdict_cmp(const void *a, const void *b)
{
	const struct onus_verdict *x = *(const struct onus_verdict *const *)a;
	const struct onus_verdict *y = *(const struct onus_verdict *const *)b;

	return pair_cmp(x->left, x->right, y->left, y->right);
}

static int find_cmp(const void *key, const void *item)
{
	const struct onus_edge *e = key;
	const struct onus_verdict *v = *(const struct onus_verdict *const *)item;

	return pair_cmp(e->left, e->right, v->left, v->right);
}

static void sort_apart(struct arena *a, struct best *b, const struct onus_cluster_options *o)
{
	b->apart = NEW_N(a, const struct onus_verdict *, o->verdict_count);
	for (size_t i = 0; i < o->verdict_count; i++) {
		if (!o->verdicts[i].same) {
			b->apart[b->n_apart++] = &o->verdicts[i];
		}
	}
	qsort(b->apart, b->n_apart, sizeof *b->apart, verdict_cmp);
}

/* Where an edge is between two sources and may join at all. */
static bool takes_part(const struct best *b, const struct onus_edge *e, double weight_min)
{
	return e->weight >= weight_min &&
	       records_source_of(b->records, e->left) != records_source_of(b->records, e->right) &&
	       (b->n_apart == 0 ||
		bsearch(e, b->apart, b->n_apart, sizeof *b->apart, find_cmp) == NULL);
}

enum onus_err cluster_best(struct arena *a, const struct onus_records *r,
			   const struct onus_edges *e, const struct onus_cluster_options *o,
			   uint8_t **out)
{
	struct best b = {.records = r, .edges = e, .mask = 15};
	uint8_t *keep = NEW_N(a, uint8_t, e->count);

	ENSURE(e->count < INT32_MAX, ONUS_BAD_INPUT,
	       "single best links can be told of %d edges at most, not %zu: raise the threshold",
	       INT32_MAX - 1, e->count);
	while (b.mask < 4 * e->count) {
		b.mask = 2 * b.mask + 1;
	}
	b.places = NEW_N(a, uint32_t, b.mask + 1);
	sort_apart(a, &b, o);
	for (uint32_t i = 0; i < e->count; i++) {
		keep[i] = takes_part(&b, &e->items[i], o->weight_min);
		if (keep[i] != 0) {
			offer(&b, 2 * i);
			offer(&b, 2 * i + 1);
		}
	}
	for (uint32_t i = 0; i < e->count; i++) {
		keep[i] = keep[i] != 0 ? *place_of(&b, 2 * i) == 2 * i + 1 &&
						 *place_of(&b, 2 * i + 1) == 2 * i + 2
				       : records_source_of(r, e->items[i].left) ==
						 records_source_of(r, e->items[i].right);
	}
	*out = keep;
	return ONUS_OK;
}
