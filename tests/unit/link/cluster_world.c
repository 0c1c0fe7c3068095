/* SPDX-License-Identifier: Apache-2.0
 * cluster_world.c - small worlds by chance, and what clustering means in them. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/link/cluster_world.h"

void world_make(struct random *c, uint32_t n, unsigned density, size_t verdicts, struct world *out)
{
	*out = (struct world){.n = n, .weight_min = 2};
	for (uint32_t a = 0; a < n; a++) {
		for (uint32_t b = a + 1; b < n; b++) {
			if (random_below(c, 100) < density) {
				out->edges[out->n_edges++] =
					(struct onus_edge){.left = a,
							   .right = b,
							   .weight = (double)random_below(c, 9)};
			}
		}
	}
	for (size_t i = 0; i < verdicts; i++) {
		uint32_t a = (uint32_t)random_below(c, n);
		uint32_t b = (uint32_t)random_below(c, n - 1);

		b += b >= a;
		out->verdicts[out->n_verdicts++] =
			(struct onus_verdict){a, b, random_below(c, 2) == 0};
	}
}

void world_sources(struct random *c, uint32_t n_sources, bool distinct, struct world *w)
{
	uint32_t members[WORLD_MAX] = {0};
	uint32_t p = 0;

	w->n_sources = n_sources;
	for (uint32_t i = 0; i < w->n; i++) {
		members[i < n_sources ? i : random_below(c, n_sources)]++;
	}
	for (uint32_t s = 0; s < n_sources; s++) {
		for (uint32_t i = 0; i < members[s] && p < w->n; i++) {
			w->source[p++] = s;
		}
	}
	for (size_t i = 0; i < w->n_edges && distinct; i++) {
		w->edges[i].weight += (double)i / 1024;
	}
}

/* --- contradictions: every simple way is tried --- */

struct way {
	const struct world *w;
	uint32_t to;
	bool been[WORLD_MAX];
	bool used[WORLD_MAX]; /* verdicts of the way so far */
	bool *ringed;
	bool found;
};

static void try_ways(struct way *k, uint32_t at)
{
	if (at == k->to) {
		k->found = true;
		for (size_t i = 0; i < k->w->n_verdicts; i++) {
			k->ringed[i] = k->ringed[i] || k->used[i];
		}
		return;
	}
	k->been[at] = true;
	for (size_t i = 0; i < k->w->n_verdicts; i++) {
		const struct onus_verdict *v = &k->w->verdicts[i];
		uint32_t next = v->left == at ? v->right : v->left;

		if (v->same && (v->left == at || v->right == at) && !k->been[next]) {
			k->used[i] = true;
			try_ways(k, next);
			k->used[i] = false;
		}
	}
	k->been[at] = false;
}

void world_applied(const struct world *w, bool *applied)
{
	bool ringed[WORLD_MAX] = {false};

	for (size_t i = 0; i < w->n_verdicts; i++) {
		const struct onus_verdict *v = &w->verdicts[i];
		struct way k = {.w = w, .to = v->right, .ringed = ringed};

		if (!v->same) {
			try_ways(&k, v->left);
			ringed[i] = k.found;
		}
	}
	for (size_t i = 0; i < w->n_verdicts; i++) {
		applied[i] = !ringed[i];
	}
}

/* --- clusters --- */

static void relabel(const struct world *w, uint32_t *label, uint32_t a, uint32_t b)
{
	uint32_t low = label[a] < label[b] ? label[a] : label[b];
	uint32_t high = label[a] < label[b] ? label[b] : label[a];

	for (uint32_t p = 0; p < w->n; p++) {
		label[p] = label[p] == high ? low : label[p];
	}
}

static bool apart(const struct world *w, const bool *applied, const uint32_t *label, uint32_t a,
		  uint32_t b)
{
	for (size_t i = 0; i < w->n_verdicts; i++) {
		uint32_t x = label[w->verdicts[i].left];
		uint32_t y = label[w->verdicts[i].right];

		if (applied[i] && !w->verdicts[i].same &&
		    ((x == label[a] && y == label[b]) || (x == label[b] && y == label[a]))) {
			return true;
		}
	}
	return false;
}

static int edge_cmp(const void *a, const void *b)
{
	const struct onus_edge *x = a;
	const struct onus_edge *y = b;

	if (x->weight < y->weight || x->weight > y->weight) {
		return x->weight > y->weight ? -1 : 1;
	}
	return x->left != y->left ? (x->left < y->left ? -1 : 1) : x->right < y->right ? -1 : 1;
}

/* True where two clusters have rows of one source, and that may not be. */
static bool share_source(const struct world *w, const uint32_t *label, uint32_t a, uint32_t b)
{
	for (uint32_t p = 0; p < w->n && w->n_sources > 0; p++) {
		for (uint32_t q = 0; q < w->n; q++) {
			if (label[p] == label[a] && label[q] == label[b] &&
			    w->source[p] == w->source[q]) {
				return true;
			}
		}
	}
	return false;
}

/* A partner that is no better than another of the same source, for either end. */
static bool is_tie(const struct world *w, const bool *applied, const struct onus_edge *e)
{
	for (size_t i = 0; i < w->n_edges && w->drop_ties; i++) {
		const struct onus_edge *o = &w->edges[i];
		bool different = false;
		bool tie;

		for (size_t v = 0; v < w->n_verdicts; v++) {
			uint32_t x = w->verdicts[v].left;
			uint32_t y = w->verdicts[v].right;

			different = different || (applied[v] && !w->verdicts[v].same &&
						  ((x == o->left && y == o->right) ||
						   (y == o->left && x == o->right)));
		}
		tie = (o->left == e->left && o->right != e->right &&
		       w->source[o->right] == w->source[e->right]) ||
		      (o->right == e->right && o->left != e->left &&
		       w->source[o->left] == w->source[e->left]) ||
		      (o->left == e->right && w->source[o->right] == w->source[e->left]) ||
		      (o->right == e->left && w->source[o->left] == w->source[e->right]);
		if (tie && !different && o->weight >= e->weight && o->weight <= e->weight) {
			return true;
		}
	}
	return false;
}

/* What is connected by verdicts and by edges that are not gone. */
static void connect(const struct world *w, const bool *applied, const struct onus_edge *edges,
		    const bool *gone, uint32_t *label)
{
	for (uint32_t p = 0; p < w->n; p++) {
		label[p] = p;
	}
	for (size_t i = 0; i < w->n_verdicts; i++) {
		if (applied[i] && w->verdicts[i].same) {
			relabel(w, label, w->verdicts[i].left, w->verdicts[i].right);
		}
	}
	for (size_t i = 0; i < w->n_edges; i++) {
		if (!gone[i]) {
			relabel(w, label, edges[i].left, edges[i].right);
		}
	}
}

static size_t size_of(const struct world *w, const uint32_t *label, uint32_t p)
{
	size_t n = 0;

	for (uint32_t q = 0; q < w->n; q++) {
		n += label[q] == label[p];
	}
	return n;
}

/* One step for one cluster that is too large: its weakest bridge, or its weakest edges, go. False
 * where nothing can be cut. Edges are heaviest first. */
static bool cut_one(const struct world *w, const bool *applied, const struct onus_edge *edges,
		    bool *gone, const uint32_t *label, uint32_t p)
{
	uint32_t without[WORLD_MAX];
	size_t weakest = SIZE_MAX;

	for (size_t i = w->n_edges; i-- > 0;) {
		if (gone[i] || label[edges[i].left] != label[p]) {
			continue;
		}
		weakest = weakest == SIZE_MAX ? i : weakest;
		gone[i] = true;
		connect(w, applied, edges, gone, without);
		if (without[edges[i].left] != without[edges[i].right]) {
			return true;
		}
		gone[i] = false;
	}
	for (size_t i = 0; i < w->n_edges && weakest != SIZE_MAX; i++) {
		gone[i] = gone[i] || (label[edges[i].left] == label[p] &&
				      edges[i].weight <= edges[weakest].weight);
	}
	return weakest != SIZE_MAX;
}

static void cut_large(const struct world *w, const bool *applied, const struct onus_edge *edges,
		      bool *gone, uint32_t *label)
{
	bool again = w->size_max > 0;

	while (again) {
		again = false;
		for (uint32_t p = 0; p < w->n && !again; p++) {
			again = label[p] == p && size_of(w, label, p) > w->size_max &&
				cut_one(w, applied, edges, gone, label, p);
		}
		connect(w, applied, edges, gone, label);
	}
}

void world_clusters(const struct world *w, uint32_t *label)
{
	bool applied[WORLD_MAX];
	bool gone[WORLD_EDGES_MAX];
	struct onus_edge edges[WORLD_EDGES_MAX];

	memcpy(edges, w->edges, sizeof edges);
	qsort(edges, w->n_edges, sizeof *edges, edge_cmp);
	world_applied(w, applied);
	memset(gone, 1, sizeof gone);
	connect(w, applied, edges, gone, label);
	for (size_t i = 0; i < w->n_edges; i++) {
		uint32_t a = edges[i].left;
		uint32_t b = edges[i].right;

		if (edges[i].weight >= w->weight_min && !is_tie(w, applied, &edges[i]) &&
		    (label[a] == label[b] || !share_source(w, label, a, b)) &&
		    !apart(w, applied, label, a, b)) {
			gone[i] = false;
			relabel(w, label, a, b);
		}
	}
	cut_large(w, applied, edges, gone, label);
}

/* --- the engine's --- */

struct onus_records *records_of_ids(const struct slice *ids, size_t count)
{
	struct onus_column column = {SLICE("id"), ids};
	struct onus_records *r;

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_add(r, SLICE(""), &column, 1, count));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	return r;
}

static void shuffle(struct random *c, void *items, size_t count, size_t size)
{
	char *at = items;
	char saved[64];

	for (size_t i = count; i > 1; i--) {
		size_t k = random_below(c, i);

		memcpy(saved, at + (i - 1) * size, size);
		memcpy(at + (i - 1) * size, at + k * size, size);
		memcpy(at + k * size, saved, size);
	}
}

/* Persons in an order by chance, but those of one source together. */
static void shuffle_people(struct random *c, const struct world *w, uint32_t *people)
{
	uint32_t sources = w->n_sources > 0 ? w->n_sources : 1;
	uint32_t order[WORLD_MAX];
	uint32_t n = 0;

	for (uint32_t s = 0; s < sources; s++) {
		order[s] = s;
	}
	shuffle(c, order, sources, sizeof *order);
	for (uint32_t s = 0; s < sources; s++) {
		uint32_t from = n;

		for (uint32_t p = 0; p < w->n; p++) {
			if (w->source[p] == order[s]) {
				people[n++] = p;
			}
		}
		shuffle(c, people + from, n - from, sizeof *people);
	}
}

static void run_rows(struct random *c, const struct world *w, struct run *out)
{
	char text[WORLD_MAX][8];
	char source[8] = "";
	struct slice ids[WORLD_MAX];
	uint32_t end;

	shuffle_people(c, w, out->person_of);
	for (uint32_t row = 0; row < w->n; row++) {
		out->row_of[out->person_of[row]] = row;
		snprintf(text[row], sizeof text[row], "p%02u", out->person_of[row]);
		ids[row] = slice_str(text[row]);
	}
	if (w->n_sources == 0) {
		out->records = records_of_ids(ids, w->n);
		return;
	}
	CHECK_OK(onus_records_create(1, &out->records));
	for (uint32_t from = 0; from < w->n; from = end) {
		uint32_t of = w->source[out->person_of[from]];
		struct onus_column column = {SLICE("id"), ids + from};

		end = from;
		while (end < w->n && w->source[out->person_of[end]] == of) {
			end++;
		}
		snprintf(source, sizeof source, "s%u", of);
		CHECK_OK(onus_records_add(out->records, slice_str(source), &column, 1, end - from));
	}
	CHECK_OK(onus_records_finish(out->records, SLICE("id")));
}

void run_make(struct random *c, const struct world *w, struct run *out)
{
	*out = (struct run){.edges = {.count = w->n_edges}};
	run_rows(c, w, out);
	out->edges.items = out->items;
	memcpy(out->items, w->edges, sizeof out->items);
	memcpy(out->verdicts, w->verdicts, sizeof out->verdicts);
	for (size_t i = 0; i < w->n_edges; i++) {
		out->items[i].left = out->row_of[out->items[i].left];
		out->items[i].right = out->row_of[out->items[i].right];
	}
	for (size_t i = 0; i < w->n_verdicts; i++) {
		out->verdicts[i].left = out->row_of[out->verdicts[i].left];
		out->verdicts[i].right = out->row_of[out->verdicts[i].right];
	}
	shuffle(c, out->items, w->n_edges, sizeof *out->items);
	shuffle(c, out->verdicts, w->n_verdicts, sizeof *out->verdicts);
	out->options = (struct onus_cluster_options){.weight_min = w->weight_min,
						     .verdicts = out->verdicts,
						     .verdict_count = w->n_verdicts,
						     .size_max = w->size_max,
						     .single_best = w->n_sources > 0,
						     .drop_ties = w->drop_ties};
	CHECK_OK(onus_cluster(out->records, &out->edges, &out->options, &out->clusters));
}

void run_finish(struct run *r)
{
	onus_clusters_finish(&r->clusters);
	onus_records_destroy(&r->records);
}
