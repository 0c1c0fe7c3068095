/* SPDX-License-Identifier: Apache-2.0
 * cluster.h - the parts of clustering.
 *
 *     edges, verdicts --> union-find --> components --+--> most: done
 *                                                     |
 *                       kept apart inside, too large  +--> tangle: decisions --> join --> cut
 *
 * Most components hold nothing that a person keeps apart and are not too large: joining them in any
 * order gives the same. The others are one "tangle": their rows numbered by id, so that comparing
 * two numbers is comparing two ids, and nothing depends on the order of the input. */
#ifndef ONUS_LINK_CLUSTER_H
#define ONUS_LINK_CLUSTER_H

#include "base/arena.h"
#include "link/records.h"

/* --- union-find, with path halving; the smallest number is the root --- */

static inline uint32_t union_find(uint32_t *parent, uint32_t x)
{
	while (parent[x] != x) {
		parent[x] = parent[parent[x]];
		x = parent[x];
	}
	return x;
}

/* False where both were together already. */
static inline bool union_join(uint32_t *parent, uint32_t a, uint32_t b)
{
	a = union_find(parent, a);
	b = union_find(parent, b);
	if (a == b) {
		return false;
	}
	parent[a > b ? a : b] = a > b ? b : a;
	return true;
}

/* The same while other threads do so. The components, and so the roots in the end, do not depend on
 * the order: a parent is only ever replaced by one further up, and a root only where it still is
 * one (R. Anderson, H. Woll, "Wait-free parallel algorithms for the union-find problem", 1991). */
static inline uint32_t union_find_shared(uint32_t *parent, uint32_t x)
{
	for (;;) {
		uint32_t *place = parent + x;
		uint32_t up = __atomic_load_n(place, __ATOMIC_RELAXED);
		uint32_t above = __atomic_load_n(&parent[up], __ATOMIC_RELAXED);

		if (above == up) {
			return up;
		}
		__atomic_store_n(place, above, __ATOMIC_RELAXED);
		x = above;
	}
}

static inline void union_join_shared(uint32_t *parent, uint32_t a, uint32_t b)
{
	for (;;) {
		uint32_t high;
		uint32_t low;

		a = union_find_shared(parent, a);
		b = union_find_shared(parent, b);
		high = a > b ? a : b;
		low = a > b ? b : a;
		if (a == b ||
		    __atomic_compare_exchange_n(&parent[high], &(uint32_t){high}, low, false,
						__ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			return;
		}
	}
}

/* [n], each alone. */
uint32_t *union_alone(struct arena *a, size_t n);

/* --- graphs (cluster_graph.c) --- */

/* Who is next to whom: node v has ends[first[v]] .. ends[first[v + 1] - 1], in the order in which
 * its edges were given. */
struct graph {
	uint32_t n;
	size_t *first;
	struct graph_end {
		uint32_t to;
		uint32_t edge; /* number of the edge as it was given */
	} * ends;
};

/* The two ends of edge i; false where it is none of the graph. */
typedef bool (*graph_edge_fn)(const void *context, size_t i, uint32_t *a, uint32_t *b);

/* Of edges 0..count-1. */
void graph_make(struct arena *a, uint32_t n, size_t count, graph_edge_fn edge, const void *context,
		struct graph *out);

/* A depth-first walk: R. Tarjan, "Depth-first search and linear graph algorithms", 1972. An edge
 * from up[v] down to v is a bridge where low[v] > seen[up[v]]. */
struct walk {
	uint32_t *seen;  /* [n] when a node was met, from 1; 0: not yet */
	uint32_t *low;   /* earliest met that can be reached from v and below by one edge back */
	uint32_t *up;    /* where v was met from */
	uint32_t *edge;  /* by which edge; UINT32_MAX for a root */
	uint32_t *order; /* [count] as they were met */
	uint32_t count;
	size_t *next; /* of ends, while v is on the way */
};

void walk_make(struct arena *a, uint32_t n, struct walk *out);
/* Walks all that can be reached from `root` and was not met before. */
void walk_from(const struct graph *g, struct walk *w, uint32_t root);
/* Forgets what was met. */
void walk_reset(struct walk *w);

/* A shortest path, both ends with it, appended to path[]; 0 where there is none. `walk` is used for
 * scratch and reset. */
size_t graph_path(const struct graph *g, struct walk *w, uint32_t from, uint32_t to,
		  uint32_t *path);

/* --- what is told of a clustering --- */

struct report {
	struct arena *a;
	size_t count;
	size_t room;
	struct onus_conflict *conflicts;
	size_t path_count;
	size_t path_room;
	uint32_t *paths;
};

/* `path`: rows; NULL where path_count is 0. */
void report_add(struct report *r, struct onus_conflict c, const uint32_t *path, size_t path_count);

/* --- tangles --- */

/* a < b: places in tangle.rows. */
struct tangle_edge {
	uint32_t a;
	uint32_t b;
	double weight;
	bool tree;        /* it joined two clusters */
	bool held;        /* it would have joined what is kept apart */
	bool left_out;    /* single best: it would have joined rows of one source, or is a tie */
	bool cut;         /* it hung a cluster together that was too large */
	uint32_t left_x;  /* where held: the two that are kept apart, one on the side of a, ... */
	uint32_t right_x; /* ... and one on the side of b */
};

struct tangle_verdict {
	uint32_t a;
	uint32_t b;
	bool same;
	bool tree;    /* same: it joined two clusters */
	bool applied; /* false where it contradicts others */
};

/* Whichever end comes first. A weight beyond what a double can hold is as large as can be. */
struct tangle_edge tangle_edge_of(uint32_t a, uint32_t b, double weight);
struct tangle_verdict tangle_verdict_of(uint32_t a, uint32_t b, bool same);

struct tangle {
	struct arena *a;
	const struct onus_records *records;
	const struct onus_cluster_options *options; /* but for the verdicts */
	uint32_t n;
	uint32_t *rows; /* [n] in the order of their ids */
	size_t n_edges;
	struct tangle_edge *edges; /* heaviest first, then by ids */
	size_t n_verdicts;
	struct tangle_verdict *verdicts; /* by ids; those that say "same" first */
	uint32_t *source; /* [n] of each row, where no two rows of one source may be together */
	uint32_t *parent; /* [n] the result: roots are the first of their cluster */
	struct graph
		same; /* verdicts that say "same" and are applied (all, while they are checked) */
};

/* Brings edges and verdicts in their order and works out `parent`. No weight is NAN. What could not
 * be joined is told. */
void tangle_solve(struct tangle *t, struct report *told);

/* Its steps. Verdicts that contradict one another: told, not applied (cluster_decisions.c). */
void tangle_decisions(struct tangle *t, struct report *told);
/* Leaves out edges to partners that are equally good (cluster_ties.c). */
void tangle_ties(struct tangle *t);
/* Joins by weight, never what is kept apart (cluster_join.c). */
void tangle_join(struct tangle *t, struct report *told);
/* Cuts what is larger than size_max (cluster_cut.c). */
void tangle_cut(struct tangle *t, struct report *told);

#endif
