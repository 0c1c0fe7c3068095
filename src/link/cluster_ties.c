/* SPDX-License-Identifier: Apache-2.0
 * cluster_ties.c - partners that are equally good.
 *
 * Where a row has several edges of one weight into one other source, nothing says which is right:
 * none of them is taken. A pair that a person keeps apart is no partner. */
#include <stdlib.h>

#include "link/cluster.h"

/* An edge, seen from one of its ends. */
struct half {
	uint32_t row;
	uint32_t source; /* of the other end */
	size_t edge;
};

/* Edges are heaviest first, so those of one weight stand together. */
static int half_cmp(const void *a, const void *b)
{
	const struct half *x = a;
	const struct half *y = b;

	if (x->row != y->row) {
		return x->row < y->row ? -1 : 1;
	}
	if (x->source != y->source) {
		return x->source < y->source ? -1 : 1;
	}
	return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static int verdict_cmp(const void *key, const void *item)
{
	const struct tangle_edge *e = key;
	const struct tangle_verdict *v = item;

	if (e->a != v->a) {
		return e->a < v->a ? -1 : 1;
	}
	return e->b == v->b ? 0 : e->b < v->b ? -1 : 1;
}

/* Verdicts are in order, those that say "same" first. */
static size_t first_different(const struct tangle *t)
{
	size_t i = 0;

	while (i < t->n_verdicts && t->verdicts[i].same) {
		i++;
	}
	return i;
}

static bool kept_apart(const struct tangle *t, size_t from, const struct tangle_edge *e)
{
	const struct tangle_verdict *v =
		bsearch(e, t->verdicts + from, t->n_verdicts - from, sizeof *v, verdict_cmp);

	return v != NULL && v->applied;
}

static size_t list_halves(const struct tangle *t, struct half *out)
{
	size_t different = first_different(t);
	size_t n = 0;

	for (size_t i = 0; i < t->n_edges; i++) {
		const struct tangle_edge *e = &t->edges[i];

		if (t->source[e->a] != t->source[e->b] && !kept_apart(t, different, e)) {
			out[n++] = (struct half){e->a, t->source[e->b], i};
			out[n++] = (struct half){e->b, t->source[e->a], i};
		}
	}
	return n;
}

static bool tied(const struct tangle *t, const struct half *x, const struct half *y)
{
	return x->row == y->row && x->source == y->source &&
	       t->edges[x->edge].weight <= t->edges[y->edge].weight;
}

void tangle_ties(struct tangle *t)
{
	struct half *list = NEW_N(t->a, struct half, 2 * t->n_edges);
	size_t n = list_halves(t, list);

	if (n > 0) {
		qsort(list, n, sizeof *list, half_cmp);
	}
	for (size_t i = 1; i < n; i++) {
		if (tied(t, &list[i - 1], &list[i])) {
			t->edges[list[i - 1].edge].left_out = true;
			t->edges[list[i].edge].left_out = true;
		}
	}
}
