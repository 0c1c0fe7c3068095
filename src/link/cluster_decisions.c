/* SPDX-License-Identifier: Apache-2.0
 * cluster_decisions.c - decisions of people that contradict one another.
 *
 * "a is b", "b is c", "a is not c" can't all be so, and which of them is wrong no machine can say:
 * a decision on such a ring is not applied, whichever it is. The ring is shown: the shortest chain
 * of "same" between two rows that somebody keeps apart. */
#include <math.h>
#include <stdlib.h>

#include "link/cluster.h"

static int verdict_cmp(const void *a, const void *b)
{
	const struct tangle_verdict *x = a;
	const struct tangle_verdict *y = b;

	if (x->same != y->same) {
		return x->same ? -1 : 1;
	}
	if (x->a != y->a) {
		return x->a < y->a ? -1 : 1;
	}
	return x->b == y->b ? 0 : x->b < y->b ? -1 : 1;
}

/* In order, each once. */
static void sort_verdicts(struct tangle *t)
{
	size_t n = 0;

	if (t->n_verdicts > 0) {
		qsort(t->verdicts, t->n_verdicts, sizeof *t->verdicts, verdict_cmp);
	}
	for (size_t i = 0; i < t->n_verdicts; i++) {
		if (n == 0 || verdict_cmp(&t->verdicts[n - 1], &t->verdicts[i]) != 0) {
			t->verdicts[n] = t->verdicts[i];
			t->verdicts[n++].applied = true;
		}
	}
	t->n_verdicts = n;
}

static bool same_edge(const void *context, size_t i, uint32_t *a, uint32_t *b)
{
	const struct tangle *t = context;

	*a = t->verdicts[i].a;
	*b = t->verdicts[i].b;
	return t->verdicts[i].same && t->verdicts[i].applied;
}

/* What it takes to find all rings through one decision. */
struct rings {
	struct walk walk;
	bool *inside; /* [n] the edge above it is on a ring */
	uint32_t *path;
};

/* Marks every "same" on a simple way from a to b. Together with the edge a-b these are the edges of
 * one biconnected component: walking from b with a met already, the edge down to v belongs to the
 * same component as the one down to up[v] where low[v] < seen[up[v]]. An edge back belongs where
 * the edge above its lower end does. */
static void mark_rings(struct tangle *t, struct rings *k, uint32_t a, uint32_t b, bool *out)
{
	struct walk *w = &k->walk;

	w->order[w->count++] = a;
	w->seen[a] = w->count;
	w->low[a] = w->count;
	k->inside[a] = false;
	walk_from(&t->same, w, b);
	k->inside[b] = true;
	for (uint32_t i = 2; i < w->count; i++) {
		uint32_t v = w->order[i];

		k->inside[v] = k->inside[w->up[v]] && w->low[v] < w->seen[w->up[v]];
	}
	for (uint32_t i = 1; i < w->count; i++) {
		uint32_t v = w->order[i];

		for (size_t e = t->same.first[v]; k->inside[v] && e < t->same.first[v + 1]; e++) {
			if (w->seen[t->same.ends[e].to] < w->seen[v]) {
				out[t->same.ends[e].edge] = true;
			}
		}
	}
	walk_reset(w);
}

static void tell_ring(struct tangle *t, struct rings *k, const struct tangle_verdict *v,
		      struct report *told)
{
	size_t n = graph_path(&t->same, &k->walk, v->a, v->b, k->path);

	for (size_t i = 0; i < n; i++) {
		k->path[i] = t->rows[k->path[i]];
	}
	report_add(told,
		   (struct onus_conflict){.kind = ONUS_CONFLICT_DECISIONS,
					  .left = t->rows[v->a],
					  .right = t->rows[v->b],
					  .weight = (double)NAN},
		   k->path, n);
}

void tangle_decisions(struct tangle *t, struct report *told)
{
	uint32_t *parent = union_alone(t->a, t->n);
	bool *ringed;
	struct rings k;

	sort_verdicts(t);
	graph_make(t->a, t->n, t->n_verdicts, same_edge, t, &t->same);
	ringed = NEW_N(t->a, bool, t->n_verdicts);
	walk_make(t->a, t->n, &k.walk);
	k.inside = NEW_N(t->a, bool, t->n);
	k.path = NEW_N(t->a, uint32_t, t->n);
	for (size_t i = 0; i < t->n_verdicts; i++) {
		struct tangle_verdict *v = &t->verdicts[i];

		if (v->same) {
			(void)union_join(parent, v->a, v->b);
		} else if (union_find(parent, v->a) == union_find(parent, v->b)) {
			ringed[i] = true;
			mark_rings(t, &k, v->a, v->b, ringed);
			tell_ring(t, &k, v, told);
		}
	}
	for (size_t i = 0; i < t->n_verdicts; i++) {
		t->verdicts[i].applied = !ringed[i];
	}
}
