/* SPDX-License-Identifier: Apache-2.0
 * cluster.c - from edges and decisions to clusters. */
#include <math.h>
#include <stdlib.h>

#include "base/threads.h"
#include "link/cluster.h"

enum { NOBODY = UINT32_MAX, ITEMS_A_PART = 65536, AHEAD = 16 };

struct clustering {
	struct arena arena; /* ends with the call */
	struct arena *out;  /* stays with the answer */
	const struct onus_records *records;
	const struct onus_edges *edges;
	const struct onus_cluster_options *options;
	uint32_t rows;
	uint32_t *parent;
	bool *later;     /* [rows] an edge joins it to a row whose id comes before */
	bool *tangled;   /* [rows] of roots: needs care */
	uint32_t *size;  /* [rows] of roots */
	uint32_t *first; /* [rows] of roots: the row of the cluster whose id comes first */
	uint32_t *of;    /* [rows] the answer */
	size_t *counts;  /* clusters whose first row is in each part of the rows */
};

static void clustering_finish(struct clustering *c)
{
	arena_finish(&c->arena);
}

static bool joins(const struct clustering *c, size_t i)
{
	return c->edges->items[i].weight >= c->options->weight_min;
}

static enum onus_err check_verdicts(const struct clustering *c)
{
	for (size_t i = 0; i < c->options->verdict_count; i++) {
		const struct onus_verdict *v = &c->options->verdicts[i];

		ENSURE(v->left < c->rows && v->right < c->rows, ONUS_BAD_INPUT,
		       "decision %zu is about row %u, but there are %u records", i + 1,
		       v->left < c->rows ? v->right : v->left, c->rows);
		ENSURE(v->left != v->right, ONUS_BAD_INPUT,
		       "decision %zu is about row %u and itself: leave it out", i + 1, v->left);
	}
	return ONUS_OK;
}

/* Number of parts of so many items, and where each begins. */
static size_t parts_of(size_t n)
{
	return (n + ITEMS_A_PART - 1) / ITEMS_A_PART;
}

static size_t part_end(size_t n, size_t part)
{
	return (part + 1) * ITEMS_A_PART < n ? (part + 1) * ITEMS_A_PART : n;
}

static void mark_later(const struct clustering *c, uint32_t row)
{
	if (!__atomic_load_n(&c->later[row], __ATOMIC_RELAXED)) {
		__atomic_store_n(&c->later[row], true, __ATOMIC_RELAXED);
	}
}

static enum onus_err join_part(void *context, unsigned worker, size_t part)
{
	const struct clustering *c = context;
	const struct onus_edge *edges = c->edges->items;
	size_t end = part_end(c->edges->count, part);

	(void)worker;
	for (size_t i = part * ITEMS_A_PART; i < end; i++) {
		const struct onus_edge *e = &edges[i];
		uint32_t ahead = edges[i + AHEAD < end ? i + AHEAD : i].right;

		ENSURE(e->left < c->rows && e->right < c->rows, ONUS_BAD_INPUT,
		       "edge %zu is between rows %u and %u, but there are %u records", i + 1,
		       e->left, e->right, c->rows);
		__builtin_prefetch(&c->parent[ahead < c->rows ? ahead : 0]);
		if (joins(c, i)) {
			union_join_shared(c->parent, e->left, e->right);
			mark_later(c, e->right);
		}
	}
	return ONUS_OK;
}

/* Everything that may be together, by any edge or decision. */
static enum onus_err join_all(struct clustering *c)
{
	GUARD(threads_run(c->records->threads, parts_of(c->edges->count), join_part, c));
	for (size_t i = 0; i < c->options->verdict_count; i++) {
		const struct onus_verdict *v = &c->options->verdicts[i];

		if (v->same) {
			(void)union_join(c->parent, v->left, v->right);
		}
	}
	return ONUS_OK;
}

/* Single best: marks what has two rows of one source. Stretches of rows of one source stand
 * together but in an index; there, more rows than two may be two of one source. */
static void find_repeated(struct clustering *c)
{
	uint32_t *last = NEW_N(&c->arena, uint32_t, c->rows); /* source + 1, by root */
	bool together = c->records->source_first == NULL;

	for (uint32_t row = 0; row < c->rows; row++) {
		uint32_t root = union_find(c->parent, row);
		uint32_t source = records_source_of(c->records, row) + 1;

		if (last[root] == source || (!together && c->size[root] > 2)) {
			c->tangled[root] = true;
		}
		last[root] = source;
	}
}

/* Marks what needs care: somebody keeps two rows of it apart, it is too large, or has two rows of
 * one source where none may. */
static uint32_t find_tangled(struct clustering *c)
{
	const struct onus_cluster_options *o = c->options;
	uint32_t rows = 0;

	if (o->verdict_count == 0 && o->size_max == 0 && !o->single_best) {
		return 0;
	}
	c->tangled = NEW_N(&c->arena, bool, c->rows);
	c->size = NEW_N(&c->arena, uint32_t, c->rows);
	for (uint32_t row = 0; row < c->rows; row++) {
		uint32_t root = union_find(c->parent, row);

		c->tangled[root] = ++c->size[root] > o->size_max && o->size_max > 0;
	}
	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct onus_verdict *v = &o->verdicts[i];
		uint32_t root = union_find(c->parent, v->left);

		if (!v->same && root == union_find(c->parent, v->right)) {
			c->tangled[root] = true;
		}
	}
	if (o->single_best) {
		find_repeated(c);
	}
	for (uint32_t row = 0; row < c->rows; row++) {
		rows += c->tangled[union_find(c->parent, row)];
	}
	return rows;
}

static int row_cmp(const void *a, const void *b, void *records)
{
	return records_compare_ids(records, *(const uint32_t *)a, *(const uint32_t *)b);
}

static bool is_tangled(struct clustering *c, uint32_t row)
{
	return c->tangled[union_find(c->parent, row)];
}

/* Rows in the order of their ids; `place` of each. */
static uint32_t *tangle_rows(struct clustering *c, struct tangle *t, uint32_t count)
{
	uint32_t *place = NEW_N(&c->arena, uint32_t, c->rows);

	t->rows = NEW_N(&c->arena, uint32_t, count);
	for (uint32_t row = 0; row < c->rows; row++) {
		if (is_tangled(c, row)) {
			t->rows[t->n++] = row;
		}
	}
	qsort_r(t->rows, t->n, sizeof *t->rows, row_cmp, (void *)(uintptr_t)c->records);
	for (uint32_t i = 0; i < t->n; i++) {
		place[t->rows[i]] = i;
	}
	return place;
}

static void tangle_edges(struct clustering *c, struct tangle *t, const uint32_t *place)
{
	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1) {
			t->edges = NEW_N(&c->arena, struct tangle_edge, t->n_edges);
			t->n_edges = 0;
		}
		for (size_t i = 0; i < c->edges->count; i++) {
			const struct onus_edge *e = &c->edges->items[i];

			if (!joins(c, i) || !is_tangled(c, e->left)) {
				continue;
			}
			if (pass == 1) {
				t->edges[t->n_edges] =
					tangle_edge_of(place[e->left], place[e->right], e->weight);
			}
			t->n_edges++;
		}
	}
}

static void tangle_verdicts(struct clustering *c, struct tangle *t, const uint32_t *place)
{
	const struct onus_cluster_options *o = c->options;

	t->verdicts = NEW_N(&c->arena, struct tangle_verdict, o->verdict_count);
	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct onus_verdict *v = &o->verdicts[i];

		/* what keeps two components apart needs nothing done */
		if (is_tangled(c, v->left) &&
		    union_find(c->parent, v->left) == union_find(c->parent, v->right)) {
			t->verdicts[t->n_verdicts++] =
				tangle_verdict_of(place[v->left], place[v->right], v->same);
		}
	}
}

/* Works out the tangled rows anew. Their root is then the first of their cluster, and only it is
 * not `later`. */
static void untangle(struct clustering *c, uint32_t count, struct report *told)
{
	struct tangle t = {.a = &c->arena, .records = c->records, .options = c->options};
	uint32_t *place = tangle_rows(c, &t, count);

	tangle_edges(c, &t, place);
	tangle_verdicts(c, &t, place);
	tangle_solve(&t, told);
	for (uint32_t i = 0; i < t.n; i++) {
		uint32_t root = union_find(t.parent, i);

		c->parent[t.rows[i]] = t.rows[root];
		c->later[t.rows[i]] = root != i;
	}
}

/* Makes the row its cluster's first where its id comes before. */
static void note_first(const struct clustering *c, uint32_t row)
{
	uint32_t *first = &c->first[union_find_shared(c->parent, row)];
	uint32_t before = __atomic_load_n(first, __ATOMIC_RELAXED);

	while (before == NOBODY || records_compare_ids(c->records, row, before) < 0) {
		if (__atomic_compare_exchange_n(first, &before, row, true, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED)) {
			return;
		}
	}
}

static enum onus_err first_part(void *context, unsigned worker, size_t part)
{
	const struct clustering *c = context;
	size_t end = part_end(c->rows, part);

	(void)worker;
	for (size_t row = part * ITEMS_A_PART; row < end; row++) {
		if (!c->later[row]) {
			note_first(c, (uint32_t)row);
		}
	}
	return ONUS_OK;
}

static enum onus_err name_part(void *context, unsigned worker, size_t part)
{
	const struct clustering *c = context;
	size_t end = part_end(c->rows, part);

	(void)worker;
	for (size_t row = part * ITEMS_A_PART; row < end; row++) {
		uint32_t name = c->first[union_find_shared(c->parent, (uint32_t)row)];

		ENSURE(name != NOBODY, ONUS_BAD_INPUT,
		       "the edges of row %zu are not in the order of ids: left must come first",
		       row);
		c->of[row] = name;
		c->counts[part] += name == row;
	}
	return ONUS_OK;
}

/* Names every cluster after its first row. That one is never on the right of an edge, so few rows
 * have to be compared. */
static enum onus_err name_clusters(struct clustering *c, struct onus_clusters *out)
{
	size_t parts = parts_of(c->rows);

	c->first = NEW_N(&c->arena, uint32_t, c->rows);
	c->counts = NEW_N(&c->arena, size_t, parts);
	c->of = NEW_N(c->out, uint32_t, c->rows);
	memset(c->first, 0xff, c->rows * sizeof *c->first);
	GUARD(threads_run(c->records->threads, parts, first_part, c));
	GUARD(threads_run(c->records->threads, parts, name_part, c));
	out->of = c->of;
	for (size_t i = 0; i < parts; i++) {
		out->count += c->counts[i];
	}
	return ONUS_OK;
}

static enum onus_err cluster(struct clustering *c, struct onus_clusters *out)
{
	struct report told = {.a = c->out};
	uint32_t tangled;

	GUARD(check_verdicts(c));
	c->parent = union_alone(&c->arena, c->rows);
	c->later = NEW_N(&c->arena, bool, c->rows);
	GUARD(join_all(c));
	tangled = find_tangled(c);
	if (tangled > 0) {
		untangle(c, tangled, &told);
	}
	GUARD(name_clusters(c, out));
	out->rows = c->rows;
	out->conflict_count = told.count;
	out->conflicts = told.conflicts;
	out->paths = told.paths;
	return ONUS_OK;
}

enum onus_err onus_cluster(const struct onus_records *r, const struct onus_edges *e,
			   const struct onus_cluster_options *o, struct onus_clusters *out)
{
	__attribute__((cleanup(clustering_finish))) struct clustering c = {
		.records = r, .edges = e, .options = o, .rows = (uint32_t)onus_records_count(r)};
	struct onus_clusters made = {0};
	enum onus_err err;

	ENSURE(!isnan(o->weight_min), ONUS_BAD_INPUT, "the threshold of clusters is no number");
	ENSURE(!o->single_best || r->n_sources > 1, ONUS_USAGE,
	       "single best links are between sources, and there is only one");
	c.out = mem_alloc(sizeof *c.out);
	arena_init(c.out);
	made.memory = c.out;
	err = cluster(&c, &made);
	if (err != ONUS_OK) {
		onus_clusters_finish(&made);
		return err;
	}
	*out = made;
	return ONUS_OK;
}

void onus_clusters_finish(struct onus_clusters *c)
{
	if (c->memory != NULL) {
		arena_finish(c->memory);
		free(c->memory);
	}
	*c = (struct onus_clusters){0};
}
