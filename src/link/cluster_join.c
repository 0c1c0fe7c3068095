/* SPDX-License-Identifier: Apache-2.0
 * cluster_join.c - joins by weight, heaviest first, never what a person keeps apart.
 *
 * Every cluster has a list of the decisions that keep rows of it from others. Before two clusters
 * are joined the shorter list is looked through: does one lead into the other cluster? Joining two
 * lists is one step.
 *
 * Single best: a cluster also has a list of its rows, and two that share a source are not joined.
 * So a row joins the best partner in each other source that no better pair has taken, as in Splink,
 * which takes pairs that are each other's best, and then again among the rest. */
#include <stdlib.h>

#include "link/cluster.h"

enum { NOBODY = UINT32_MAX };

/* One decision seen from one of its two rows. */
struct apart {
	uint32_t row;
	uint32_t other;
	uint32_t next;
};

struct joiner {
	struct tangle *t;
	struct apart *items;
	struct apart_list {
		uint32_t head;
		uint32_t tail;
		uint32_t count;
	} * lists; /* [n] of roots */
	/* single best: */
	uint32_t *next; /* [n] row of the same cluster */
	uint32_t *last; /* [n] of roots */
	uint32_t *mark; /* [n_sources] round in which a source was met last */
	uint32_t round;
};

static void keep_apart(struct joiner *j, uint32_t item, uint32_t row, uint32_t other)
{
	struct apart_list *list = &j->lists[row];

	j->items[item] = (struct apart){row, other, list->head};
	list->tail = list->head == NOBODY ? item : list->tail;
	list->head = item;
	list->count++;
}

static void joiner_make(struct joiner *j, struct tangle *t)
{
	uint32_t used = 0;

	*j = (struct joiner){.t = t, .items = NEW_N(t->a, struct apart, 2 * t->n_verdicts)};
	j->lists = NEW_N(t->a, struct apart_list, t->n);
	for (uint32_t v = 0; v < t->n; v++) {
		j->lists[v] = (struct apart_list){NOBODY, NOBODY, 0};
	}
	if (t->source != NULL) {
		j->next = NEW_N(t->a, uint32_t, t->n);
		j->last = union_alone(t->a, t->n);
		j->mark = NEW_N(t->a, uint32_t, t->records->n_sources);
		memset(j->next, 0xff, t->n * sizeof *j->next);
	}
	for (size_t i = 0; i < t->n_verdicts; i++) {
		const struct tangle_verdict *v = &t->verdicts[i];

		if (v->applied && !v->same) {
			keep_apart(j, used++, v->a, v->b);
			keep_apart(j, used++, v->b, v->a);
		}
	}
}

static void join(struct joiner *j, uint32_t a, uint32_t b)
{
	struct apart_list *into;
	struct apart_list *from;

	if (!union_join(j->t->parent, a, b)) {
		return;
	}
	if (j->next != NULL) {
		j->next[j->last[a < b ? a : b]] = a < b ? b : a;
		j->last[a < b ? a : b] = j->last[a < b ? b : a];
	}
	into = &j->lists[a < b ? a : b];
	from = &j->lists[a < b ? b : a];
	if (into->head == NOBODY) {
		*into = *from;
	} else if (from->head != NOBODY) {
		j->items[into->tail].next = from->head;
		into->tail = from->tail;
		into->count += from->count;
	}
}

/* True where the clusters a and b (roots) have rows of one source, and that may not be. */
static bool share_source(struct joiner *j, uint32_t a, uint32_t b)
{
	const uint32_t *source = j->t->source;
	bool share = false;

	if (source == NULL) {
		return false;
	}
	j->round++;
	for (uint32_t v = a; v != NOBODY; v = j->next[v]) {
		j->mark[source[v]] = j->round;
	}
	for (uint32_t v = b; v != NOBODY && !share; v = j->next[v]) {
		share = j->mark[source[v]] == j->round;
	}
	return share;
}

/* Of the decisions between the clusters a and b (roots), the one whose rows come first: x is in a,
 * y in b. */
static bool kept_apart(const struct joiner *j, uint32_t a, uint32_t b, uint32_t *x, uint32_t *y)
{
	bool shorter = j->lists[a].count <= j->lists[b].count;
	uint32_t in = shorter ? a : b;
	uint32_t to = shorter ? b : a;
	uint64_t best = UINT64_MAX;

	for (uint32_t i = j->lists[in].head; i != NOBODY; i = j->items[i].next) {
		const struct apart *k = &j->items[i];
		uint64_t order = k->row < k->other ? (uint64_t)k->row << 32 | k->other
						   : (uint64_t)k->other << 32 | k->row;

		if (order < best && union_find(j->t->parent, k->other) == to) {
			best = order;
			*x = shorter ? k->row : k->other;
			*y = shorter ? k->other : k->row;
		}
	}
	return best != UINT64_MAX;
}

static bool tree_edge(const void *context, size_t i, uint32_t *a, uint32_t *b)
{
	const struct tangle *t = context;

	if (i < t->n_verdicts) {
		*a = t->verdicts[i].a;
		*b = t->verdicts[i].b;
		return t->verdicts[i].same && t->verdicts[i].applied;
	}
	*a = t->edges[i - t->n_verdicts].a;
	*b = t->edges[i - t->n_verdicts].b;
	return t->edges[i - t->n_verdicts].tree;
}

/* One held edge of the final clusters `low` and `high`. */
struct held {
	uint32_t low;
	uint32_t high;
	size_t edge;
};

static int held_cmp(const void *a, const void *b)
{
	const struct held *x = a;
	const struct held *y = b;

	if (x->low != y->low) {
		return x->low < y->low ? -1 : 1;
	}
	if (x->high != y->high) {
		return x->high < y->high ? -1 : 1;
	}
	return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static int held_edge_cmp(const void *a, const void *b)
{
	const struct held *x = a;
	const struct held *y = b;

	return x->edge < y->edge ? -1 : x->edge > y->edge;
}

/* The heaviest edge held back between each two clusters, heaviest first. */
static size_t held_list(struct tangle *t, struct held *list)
{
	size_t count = 0;
	size_t kept = 0;

	for (size_t i = 0; i < t->n_edges; i++) {
		uint32_t a = union_find(t->parent, t->edges[i].a);
		uint32_t b = union_find(t->parent, t->edges[i].b);

		if (t->edges[i].held) {
			list[count++] = (struct held){a < b ? a : b, a < b ? b : a, i};
		}
	}
	qsort(list, count, sizeof *list, held_cmp);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || list[kept - 1].low != list[i].low ||
		    list[kept - 1].high != list[i].high) {
			list[kept++] = list[i];
		}
	}
	qsort(list, kept, sizeof *list, held_edge_cmp);
	return kept;
}

/* Each with the chain that would have joined the two that are kept apart: over what was joined to
 * one end of the edge, over the edge, and on. */
static void tell_held(struct tangle *t, size_t held, struct report *told)
{
	struct held *list = NEW_N(t->a, struct held, held);
	uint32_t *path = NEW_N(t->a, uint32_t, t->n);
	struct graph tree;
	struct walk w;
	size_t kept = held_list(t, list);

	graph_make(t->a, t->n, t->n_verdicts + t->n_edges, tree_edge, t, &tree);
	walk_make(t->a, t->n, &w);
	for (size_t i = 0; i < kept; i++) {
		const struct tangle_edge *e = &t->edges[list[i].edge];
		size_t n = graph_path(&tree, &w, e->left_x, e->a, path);

		n += graph_path(&tree, &w, e->b, e->right_x, path + n);
		for (size_t k = 0; k < n; k++) {
			path[k] = t->rows[path[k]];
		}
		report_add(told,
			   (struct onus_conflict){.kind = ONUS_CONFLICT_HELD,
						  .left = t->rows[e->a],
						  .right = t->rows[e->b],
						  .weight = e->weight},
			   path, n);
	}
}

void tangle_join(struct tangle *t, struct report *told)
{
	struct joiner j;
	size_t held = 0;

	joiner_make(&j, t);
	for (size_t i = 0; i < t->n_verdicts; i++) {
		struct tangle_verdict *v = &t->verdicts[i];
		uint32_t a = union_find(t->parent, v->a);
		uint32_t b = union_find(t->parent, v->b);

		v->tree = v->same && v->applied && a != b;
		if (v->tree) {
			join(&j, a, b);
		}
	}
	for (size_t i = 0; i < t->n_edges; i++) {
		struct tangle_edge *e = &t->edges[i];
		uint32_t a = union_find(t->parent, e->a);
		uint32_t b = union_find(t->parent, e->b);

		e->left_out = e->left_out || (a != b && share_source(&j, a, b));
		e->held = a != b && !e->left_out && kept_apart(&j, a, b, &e->left_x, &e->right_x);
		e->tree = a != b && !e->left_out && !e->held;
		held += e->held;
		if (e->tree) {
			join(&j, a, b);
		}
	}
	if (held > 0) {
		tell_held(t, held, told);
	}
}
