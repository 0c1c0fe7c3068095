/* SPDX-License-Identifier: Apache-2.0
 * cluster_tangle.c - one tangle from beginning to end, and what is told of it. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "link/cluster.h"

enum { REPORT_ROOM_FIRST = 64 };

/* Room for `more` behind `count` elements. What it had stays in the arena: at most as much again.
 */
static void *grow(struct arena *a, void *old, size_t count, size_t more, size_t *room, size_t size)
{
	void *fresh;

	if (count + more <= *room) {
		return old;
	}
	*room = 2 * (count + more) > REPORT_ROOM_FIRST ? 2 * (count + more) : REPORT_ROOM_FIRST;
	fresh = arena_array(a, *room, size);
	if (count > 0) {
		memcpy(fresh, old, count * size);
	}
	return fresh;
}

void report_add(struct report *r, struct onus_conflict c, const uint32_t *path, size_t path_count)
{
	r->conflicts = grow(r->a, r->conflicts, r->count, 1, &r->room, sizeof *r->conflicts);
	r->paths = grow(r->a, r->paths, r->path_count, path_count, &r->path_room, sizeof *r->paths);
	c.path = r->path_count;
	c.path_count = path_count;
	r->conflicts[r->count++] = c;
	if (path_count > 0) {
		memcpy(r->paths + r->path_count, path, path_count * sizeof *path);
		r->path_count += path_count;
	}
}

struct tangle_edge tangle_edge_of(uint32_t a, uint32_t b, double weight)
{
	return (struct tangle_edge){.a = a < b ? a : b,
				    .b = a < b ? b : a,
				    .weight = fmax(fmin(weight, DBL_MAX), -DBL_MAX)};
}

struct tangle_verdict tangle_verdict_of(uint32_t a, uint32_t b, bool same)
{
	return (struct tangle_verdict){.a = a < b ? a : b, .b = a < b ? b : a, .same = same};
}

static int edge_cmp(const void *a, const void *b)
{
	const struct tangle_edge *x = a;
	const struct tangle_edge *y = b;

	if (x->weight < y->weight || x->weight > y->weight) {
		return x->weight > y->weight ? -1 : 1;
	}
	if (x->a != y->a) {
		return x->a < y->a ? -1 : 1;
	}
	return x->b < y->b ? -1 : x->b > y->b;
}

static bool too_large(const struct tangle *t)
{
	uint32_t *sizes = NEW_N(t->a, uint32_t, t->n);
	bool found = false;

	for (uint32_t v = 0; v < t->n && t->options->size_max > 0; v++) {
		found = ++sizes[union_find(t->parent, v)] > t->options->size_max || found;
	}
	return found;
}

static void read_sources(struct tangle *t)
{
	t->source = NEW_N(t->a, uint32_t, t->n);
	for (uint32_t v = 0; v < t->n; v++) {
		t->source[v] = records_source_of(t->records, t->rows[v]);
	}
}

void tangle_solve(struct tangle *t, struct report *told)
{
	if (t->n_edges > 0) {
		qsort(t->edges, t->n_edges, sizeof *t->edges, edge_cmp);
	}
	t->parent = union_alone(t->a, t->n);
	tangle_decisions(t, told);
	if (t->options->single_best) {
		read_sources(t);
	}
	if (t->options->single_best && t->options->drop_ties) {
		tangle_ties(t);
	}
	tangle_join(t, told);
	if (too_large(t)) {
		tangle_cut(t, told);
	}
}
