/* SPDX-License-Identifier: Apache-2.0
 * cluster_cut.c - cuts clusters that are larger than they may be.
 *
 * The rule: cut the weakest bridge of a part that is too large; where it has none, leave out its
 * weakest edges and look again. Done word for word that takes a walk of the whole cluster for each
 * row that comes off. Here is the same, looked at from the other end:
 *
 *  - The tree by which the cluster was joined holds all its bridges, and every other edge is
 *    lighter than the tree's way between its ends. So adding the other edges, heaviest first, and
 *    drawing the ways they close into one ("solid") shows what has no bridge at which weight:
 *
 *         solids without edges below 9:  (a) (b) (c)   (d) (e) (f)
 *                          below 4:      (a   b   c) - (d   e   f)
 *
 *  - From the top: the parts of a solid that is too large are the solids it was made of, and the
 *    tree edges between them, all bridges now, except those of the weight at which it became solid,
 *    which are left out with it. Adding these bridges, strongest first, as long as what they make
 *    is not too large, leaves out the same ones as cutting the weakest first.
 *
 * What people call the same is never cut, however many that is. */
#include <math.h>
#include <stdlib.h>

#include "link/cluster.h"

enum { NOBODY = UINT32_MAX };

/* A set of rows that stays together without the edges below `weight`, whichever one is cut. Solids
 * 0..n-1 are the rows. */
struct solid {
	double weight; /* INFINITY: never cut */
	uint32_t size;
	uint32_t child; /* the solids it was made of */
	uint32_t sibling;
	uint32_t bond; /* the tree edges between these */
};

/* The tree edge from `v` up. */
struct bond {
	double weight;
	uint32_t edge; /* of tangle.edges; NOBODY: a verdict */
	uint32_t low;  /* the solids it hangs together, when it became part of a larger one */
	uint32_t high;
	uint32_t next;
	bool cut;
};

struct cutter {
	struct tangle *t;
	uint32_t *up;
	uint32_t *depth;
	struct bond *bonds; /* [n] by the lower row; a root has none */
	uint32_t *top;      /* union-find: the highest row of its solid, now ... */
	uint32_t *old;      /* ... and before the edges of this weight */
	uint32_t *now;      /* [n] by highest row: its solid */
	uint32_t *fresh;    /* [n] by highest row: its solid after the edges of this weight */
	uint32_t *drawn;    /* rows whose edge up was drawn in at this weight */
	uint32_t n_drawn;
	struct solid *solids; /* [2 * n] */
	uint32_t n_solids;
	uint32_t *parts;      /* union-find over solids */
	uint32_t *part_sizes; /* of its roots */
};

static bool tree_edge(const void *context, size_t i, uint32_t *a, uint32_t *b)
{
	const struct tangle *t = context;

	if (i < t->n_verdicts) {
		*a = t->verdicts[i].a;
		*b = t->verdicts[i].b;
		return t->verdicts[i].tree;
	}
	*a = t->edges[i - t->n_verdicts].a;
	*b = t->edges[i - t->n_verdicts].b;
	return t->edges[i - t->n_verdicts].tree;
}

/* Hangs every cluster's tree up by its first row. */
static void hang(struct cutter *c)
{
	struct tangle *t = c->t;
	struct graph tree;
	struct walk w;

	graph_make(t->a, t->n, t->n_verdicts + t->n_edges, tree_edge, t, &tree);
	walk_make(t->a, t->n, &w);
	for (uint32_t v = 0; v < t->n; v++) {
		walk_from(&tree, &w, v);
	}
	c->up = w.up;
	for (uint32_t i = 0; i < w.count; i++) {
		uint32_t v = w.order[i];
		bool root = w.edge[v] == UINT32_MAX;
		bool said = !root && w.edge[v] < t->n_verdicts;
		uint32_t edge = root || said ? NOBODY : w.edge[v] - (uint32_t)t->n_verdicts;

		c->depth[v] = root ? 0 : c->depth[w.up[v]] + 1;
		c->bonds[v] = (struct bond){.edge = edge, .weight = (double)INFINITY};
		if (edge != NOBODY) {
			c->bonds[v].weight = t->edges[edge].weight;
		}
	}
}

static void cutter_make(struct cutter *c, struct tangle *t)
{
	size_t n = t->n;

	*c = (struct cutter){
		.t = t,
		.depth = NEW_N(t->a, uint32_t, n),
		.bonds = NEW_N(t->a, struct bond, n),
		.top = union_alone(t->a, n),
		.old = union_alone(t->a, n),
		.now = union_alone(t->a, n),
		.fresh = NEW_N(t->a, uint32_t, n),
		.drawn = NEW_N(t->a, uint32_t, n),
		.solids = NEW_N(t->a, struct solid, 2 * n),
		.n_solids = t->n,
		.parts = union_alone(t->a, 2 * n),
		.part_sizes = NEW_N(t->a, uint32_t, 2 * n),
	};
	for (size_t i = 0; i < 2 * n; i++) {
		c->solids[i] = (struct solid){.weight = (double)INFINITY,
					      .size = i < n,
					      .child = NOBODY,
					      .sibling = NOBODY,
					      .bond = NOBODY};
	}
	memset(c->fresh, 0xff, n * sizeof *c->fresh);
	hang(c);
}

/* Draws in the tree edge up from `v`, the highest row of its solid. */
static void draw(struct cutter *c, uint32_t v)
{
	c->bonds[v].low = c->now[v];
	c->bonds[v].high = c->now[union_find(c->old, c->up[v])];
	c->top[v] = c->up[v];
	c->drawn[c->n_drawn++] = v;
}

/* Draws the tree's way between two rows into one solid. */
static void draw_way(struct cutter *c, uint32_t a, uint32_t b)
{
	a = union_find(c->top, a);
	b = union_find(c->top, b);
	while (a != b) {
		uint32_t *lower = c->depth[a] > c->depth[b] ? &a : &b;

		draw(c, *lower);
		*lower = union_find(c->top, *lower);
	}
}

static void add_child(struct cutter *c, struct solid *s, uint32_t child)
{
	c->solids[child].sibling = s->child;
	s->child = child;
	s->size += c->solids[child].size;
}

/* Puts a solid over everything that was drawn together since the last time. */
static void close_weight(struct cutter *c, double weight)
{
	for (uint32_t i = 0; i < c->n_drawn; i++) {
		uint32_t v = c->drawn[i];
		uint32_t top = union_find(c->top, v);
		struct solid *s;

		if (c->fresh[top] == NOBODY) {
			c->fresh[top] = c->n_solids++;
			c->solids[c->fresh[top]].weight = weight;
			add_child(c, &c->solids[c->fresh[top]], c->now[top]);
		}
		s = &c->solids[c->fresh[top]];
		add_child(c, s, c->now[v]);
		c->bonds[v].next = s->bond;
		s->bond = v;
	}
	for (uint32_t i = 0; i < c->n_drawn; i++) {
		uint32_t v = c->drawn[i];
		uint32_t top = union_find(c->top, v);

		c->old[v] = c->up[v];
		if (c->fresh[top] != NOBODY) {
			c->now[top] = c->fresh[top];
			c->fresh[top] = NOBODY;
		}
	}
	c->n_drawn = 0;
}

static void draw_all(struct cutter *c)
{
	struct tangle *t = c->t;

	for (size_t i = 0; i < t->n_verdicts; i++) {
		if (t->verdicts[i].tree) {
			draw_way(c, t->verdicts[i].a, t->verdicts[i].b);
		}
	}
	close_weight(c, (double)INFINITY);
	for (size_t i = 0; i < t->n_edges; i++) {
		const struct tangle_edge *e = &t->edges[i];

		if (!e->tree && !e->held && !e->left_out) {
			draw_way(c, e->a, e->b);
		}
		if (i + 1 == t->n_edges || t->edges[i + 1].weight < e->weight) {
			close_weight(c, e->weight);
		}
	}
	for (uint32_t v = 0; v < t->n; v++) { /* what is left are bridges of the whole */
		if (union_find(c->top, v) == v && c->up[v] != v) {
			draw(c, v);
		}
	}
	close_weight(c, -(double)INFINITY);
}

/* Tree edges in the order of their weight, strongest first. */
static int edge_cmp(const void *a, const void *b, void *context)
{
	const struct bond *bonds = context;
	uint32_t x = bonds[*(const uint32_t *)a].edge;
	uint32_t y = bonds[*(const uint32_t *)b].edge;

	return x < y ? -1 : x > y;
}

/* Adds the bridges of a solid that is too large, strongest first, where they make nothing too
 * large; cuts the others. */
static void rebuild(struct cutter *c, const struct solid *s, uint32_t *bonds)
{
	size_t n = 0;

	for (uint32_t i = s->child; i != NOBODY; i = c->solids[i].sibling) {
		c->part_sizes[i] = c->solids[i].size;
	}
	for (uint32_t v = s->bond; v != NOBODY; v = c->bonds[v].next) {
		c->bonds[v].cut = c->bonds[v].weight <= s->weight;
		if (!c->bonds[v].cut) {
			bonds[n++] = v;
		}
	}
	qsort_r(bonds, n, sizeof *bonds, edge_cmp, c->bonds);
	for (size_t i = 0; i < n; i++) {
		struct bond *b = &c->bonds[bonds[i]];
		uint32_t low = union_find(c->parts, b->low);
		uint32_t high = union_find(c->parts, b->high);
		size_t size = (size_t)c->part_sizes[low] + c->part_sizes[high];

		(void)union_join(c->parts, low, high);
		c->part_sizes[low < high ? low : high] = (uint32_t)size;
		b->cut = size > c->t->options->size_max;
	}
}

/* Solids are made before those they are part of. So going down from the last, a solid is met after
 * all it is part of; it is opened where that was opened too (or is nothing) and it is too large. */
static void open_solids(struct cutter *c)
{
	uint32_t *bonds = NEW_N(c->t->a, uint32_t, c->t->n);

	for (uint32_t i = c->n_solids; i-- > c->t->n;) {
		struct solid *s = &c->solids[i];

		if (s->size > c->t->options->size_max && s->weight < (double)INFINITY) {
			rebuild(c, s, bonds);
		}
	}
}

/* Joins again what was not cut, and tells the rest. */
static void settle(struct cutter *c, struct report *told)
{
	struct tangle *t = c->t;

	for (uint32_t v = 0; v < t->n; v++) {
		if (c->bonds[v].cut) {
			t->edges[c->bonds[v].edge].cut = true;
		}
		t->parent[v] = v;
	}
	for (uint32_t v = 0; v < t->n; v++) {
		if (!c->bonds[v].cut) {
			(void)union_join(t->parent, v, c->up[v]);
		}
	}
	for (size_t i = t->n_edges; i-- > 0;) {
		const struct tangle_edge *e = &t->edges[i];

		if (e->cut) {
			report_add(told,
				   (struct onus_conflict){.kind = ONUS_CONFLICT_BRIDGE,
							  .left = t->rows[e->a],
							  .right = t->rows[e->b],
							  .weight = e->weight},
				   NULL, 0);
		}
	}
}

void tangle_cut(struct tangle *t, struct report *told)
{
	struct cutter c;

	cutter_make(&c, t);
	draw_all(&c);
	open_solids(&c);
	settle(&c, told);
}
