/* SPDX-License-Identifier: Apache-2.0
 * cluster_measure.c - how clusters hang together: degrees, density, bridges. */
#include <math.h>
#include <stdlib.h>

#include "link/cluster.h"

enum { NOBODY = UINT32_MAX };

struct measuring {
	struct arena arena;
	const struct onus_records *records;
	const struct onus_edges *edges;
	const struct onus_cluster_options *options;
	const struct onus_clusters *clusters;
	uint32_t *slot; /* [rows] of a cluster's name: its place among the measured */
	struct onus_measures *out;
};

static void measuring_finish(struct measuring *m)
{
	arena_finish(&m->arena);
}

static bool inside(const struct measuring *m, size_t i)
{
	const struct onus_edge *e = &m->edges->items[i];

	return e->weight >= m->options->weight_min &&
	       m->clusters->of[e->left] == m->clusters->of[e->right];
}

static bool connects(const void *context, size_t i, uint32_t *a, uint32_t *b)
{
	const struct measuring *m = context;
	const struct onus_cluster_options *o = m->options;

	if (i < o->verdict_count) {
		*a = o->verdicts[i].left;
		*b = o->verdicts[i].right;
		return o->verdicts[i].same && m->clusters->of[*a] == m->clusters->of[*b];
	}
	i -= o->verdict_count;
	*a = m->edges->items[i].left;
	*b = m->edges->items[i].right;
	return inside(m, i);
}

static int measure_cmp(const void *a, const void *b, void *records)
{
	const struct onus_measure *x = a;
	const struct onus_measure *y = b;

	if (x->rows != y->rows) {
		return x->rows > y->rows ? -1 : 1;
	}
	return records_compare_ids(records, x->cluster, y->cluster);
}

/* One measure for each cluster of two rows or more. */
static void list_clusters(struct measuring *m, struct arena *a)
{
	uint32_t rows = (uint32_t)m->clusters->rows;
	uint32_t *sizes = NEW_N(&m->arena, uint32_t, rows);
	struct onus_measures *out = m->out;

	m->slot = NEW_N(&m->arena, uint32_t, rows);
	for (uint32_t row = 0; row < rows; row++) {
		out->count += ++sizes[m->clusters->of[row]] == 2;
	}
	out->clusters = NEW_N(a, struct onus_measure, out->count);
	out->count = 0;
	for (uint32_t row = 0; row < rows; row++) {
		if (sizes[row] >= 2) {
			out->clusters[out->count++] =
				(struct onus_measure){.cluster = row,
						      .rows = sizes[row],
						      .left = row,
						      .right = row,
						      .weakest = (double)NAN,
						      .weakest_bridge = (double)NAN};
		}
	}
	qsort_r(out->clusters, out->count, sizeof *out->clusters, measure_cmp,
		(void *)(uintptr_t)m->records);
	for (uint32_t i = 0; i < out->count; i++) {
		m->slot[out->clusters[i].cluster] = i;
	}
}

static void find_bridges(struct measuring *m)
{
	uint32_t rows = (uint32_t)m->clusters->rows;
	struct graph g;
	struct walk w;

	graph_make(&m->arena, rows, m->options->verdict_count + m->edges->count, connects, m, &g);
	walk_make(&m->arena, rows, &w);
	for (uint32_t row = 0; row < rows; row++) {
		walk_from(&g, &w, row);
	}
	for (uint32_t row = 0; row < rows; row++) {
		if (w.edge[row] != NOBODY && w.edge[row] >= m->options->verdict_count &&
		    w.low[row] > w.seen[w.up[row]]) {
			m->out->bridges[w.edge[row] - m->options->verdict_count] = true;
		}
	}
}

/* True where bridge `e` comes before the one that a measure shows. */
static bool weaker(const struct measuring *m, const struct onus_edge *e,
		   const struct onus_measure *had)
{
	int order;

	if (isnan(had->weakest_bridge) || e->weight < had->weakest_bridge) {
		return true;
	}
	if (e->weight > had->weakest_bridge) {
		return false;
	}
	order = records_compare_ids(m->records, e->left, had->left);
	return order < 0 ||
	       (order == 0 && records_compare_ids(m->records, e->right, had->right) < 0);
}

static void measure_edges(struct measuring *m)
{
	for (size_t i = 0; i < m->edges->count; i++) {
		const struct onus_edge *e = &m->edges->items[i];
		struct onus_measure *k;

		if (!inside(m, i)) {
			continue;
		}
		k = &m->out->clusters[m->slot[m->clusters->of[e->left]]];
		m->out->degrees[e->left]++;
		m->out->degrees[e->right]++;
		k->edges++;
		k->weakest = fmin(k->weakest, e->weight);
		k->bridges += m->out->bridges[i];
		if (m->out->bridges[i] && weaker(m, e, k)) {
			k->left = e->left;
			k->right = e->right;
			k->weakest_bridge = e->weight;
		}
	}
	for (size_t i = 0; i < m->out->count; i++) {
		struct onus_measure *k = &m->out->clusters[i];

		k->density = 2 * (double)k->edges / ((double)k->rows * ((double)k->rows - 1));
	}
}

enum onus_err onus_measure(const struct onus_records *r, const struct onus_edges *e,
			   const struct onus_cluster_options *o, const struct onus_clusters *c,
			   struct onus_measures *out)
{
	struct onus_measures made = {0};
	__attribute__((cleanup(measuring_finish))) struct measuring m = {
		.records = r, .edges = e, .options = o, .clusters = c, .out = &made};
	struct arena *a;

	ENSURE(c->rows == onus_records_count(r) && e->count + o->verdict_count < UINT32_MAX,
	       ONUS_BAD_INPUT,
	       "clusters of %zu rows can't be measured with %zu records and %zu edges", c->rows,
	       onus_records_count(r), e->count);
	a = mem_alloc(sizeof *a);
	arena_init(a);
	made.memory = a;
	made.degrees = NEW_N(a, uint32_t, c->rows);
	made.bridges = NEW_N(a, bool, e->count);
	list_clusters(&m, a);
	find_bridges(&m);
	measure_edges(&m);
	*out = made;
	return ONUS_OK;
}

void onus_measures_finish(struct onus_measures *m)
{
	if (m->memory != NULL) {
		arena_finish(m->memory);
		free(m->memory);
	}
	*m = (struct onus_measures){0};
}
