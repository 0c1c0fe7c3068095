/* SPDX-License-Identifier: Apache-2.0
 * cluster_graph.c - neighbours, depth-first walks and shortest paths. Nothing calls itself: a
 * cluster may be a chain of a million rows. */
#include "link/cluster.h"

uint32_t *union_alone(struct arena *a, size_t n)
{
	uint32_t *parent = NEW_N(a, uint32_t, n);

	for (size_t i = 0; i < n; i++) {
		parent[i] = (uint32_t)i;
	}
	return parent;
}

void graph_make(struct arena *a, uint32_t n, size_t count, graph_edge_fn edge, const void *context,
		struct graph *out)
{
	size_t *first = NEW_N(a, size_t, (size_t)n + 2);
	size_t *place =
		first + 1; /* where the next end of v goes; then where those of v + 1 begin */
	uint32_t left;
	uint32_t right;

	for (size_t i = 0; i < count; i++) {
		if (edge(context, i, &left, &right)) {
			place[left + 1]++;
			place[right + 1]++;
		}
	}
	for (uint32_t v = 0; v < n; v++) {
		place[v + 1] += place[v];
	}
	*out = (struct graph){.n = n, .first = first};
	out->ends = NEW_N(a, struct graph_end, place[n]);
	for (size_t i = 0; i < count; i++) {
		if (edge(context, i, &left, &right)) {
			out->ends[place[left]++] = (struct graph_end){right, (uint32_t)i};
			out->ends[place[right]++] = (struct graph_end){left, (uint32_t)i};
		}
	}
}

void walk_make(struct arena *a, uint32_t n, struct walk *out)
{
	*out = (struct walk){
		.seen = NEW_N(a, uint32_t, n),
		.low = NEW_N(a, uint32_t, n),
		.up = NEW_N(a, uint32_t, n),
		.edge = NEW_N(a, uint32_t, n),
		.order = NEW_N(a, uint32_t, n),
		.next = NEW_N(a, size_t, n),
	};
}

static void meet(const struct graph *g, struct walk *w, uint32_t v, uint32_t up, uint32_t edge)
{
	w->order[w->count++] = v;
	w->seen[v] = w->count;
	w->low[v] = w->count;
	w->up[v] = up;
	w->edge[v] = edge;
	w->next[v] = g->first[v];
}

static void lower(struct walk *w, uint32_t v, uint32_t low)
{
	w->low[v] = low < w->low[v] ? low : w->low[v];
}

void walk_from(const struct graph *g, struct walk *w, uint32_t root)
{
	uint32_t v = root;

	if (w->seen[root] != 0) {
		return;
	}
	meet(g, w, root, root, UINT32_MAX);
	for (;;) {
		if (w->next[v] < g->first[v + 1]) {
			struct graph_end end = g->ends[w->next[v]++];

			if (w->seen[end.to] == 0) {
				meet(g, w, end.to, v, end.edge);
				v = end.to;
			} else if (end.edge != w->edge[v]) {
				lower(w, v, w->seen[end.to]);
			}
		} else if (v != root) {
			lower(w, w->up[v], w->low[v]);
			v = w->up[v];
		} else {
			return;
		}
	}
}

void walk_reset(struct walk *w)
{
	for (uint32_t i = 0; i < w->count; i++) {
		w->seen[w->order[i]] = 0;
	}
	w->count = 0;
}

/* Breadth first from the far end, so that following `up` from the near one gives the path. */
size_t graph_path(const struct graph *g, struct walk *w, uint32_t from, uint32_t to, uint32_t *path)
{
	size_t n = 0;

	meet(g, w, to, to, UINT32_MAX);
	for (uint32_t i = 0; i < w->count && w->seen[from] == 0; i++) {
		uint32_t v = w->order[i];

		for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
			if (w->seen[g->ends[k].to] == 0) {
				meet(g, w, g->ends[k].to, v, g->ends[k].edge);
			}
		}
	}
	if (w->seen[from] != 0) {
		for (path[n++] = from; from != to; path[n++] = from) {
			from = w->up[from];
		}
	}
	walk_reset(w);
	return n;
}
