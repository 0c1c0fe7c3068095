/* SPDX-License-Identifier: Apache-2.0
 * cluster_test.c - what clusters are, held to the rules word for word on many small worlds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/link/cluster_world.h"

enum { WORLDS = 2000 };

/* Persons by name: left and right are the numbers of A, B, ... */
#define EDGE(a, b, w)                                                                              \
	(struct onus_edge)                                                                         \
	{                                                                                          \
		.left = (a) - 'A', .right = (b) - 'A', .weight = (w)                               \
	}
#define SAME(a, b)                                                                                 \
	(struct onus_verdict)                                                                      \
	{                                                                                          \
		(a) - 'A', (b) - 'A', true                                                         \
	}
#define DIFFERENT(a, b)                                                                            \
	(struct onus_verdict)                                                                      \
	{                                                                                          \
		(a) - 'A', (b) - 'A', false                                                        \
	}

/* The cluster of each person, as the letter of its first: "AAC" is A with B, and C alone. */
static const char *letters(const struct run *r, uint32_t n)
{
	static char text[WORLD_MAX + 1];

	for (uint32_t p = 0; p < n; p++) {
		text[p] = (char)('A' + r->person_of[r->clusters.of[r->row_of[p]]]);
	}
	text[n] = '\0';
	return text;
}

static const char *told_path(const struct run *r, size_t conflict)
{
	static char text[WORLD_MAX + 1];
	const struct onus_conflict *c = &r->clusters.conflicts[conflict];

	for (size_t i = 0; i < c->path_count; i++) {
		text[i] = (char)('A' + r->person_of[r->clusters.paths[c->path + i]]);
	}
	text[c->path_count] = '\0';
	return text;
}

static void check_world(struct random *c, const struct world *w)
{
	uint32_t want[WORLD_MAX];
	struct run r;
	size_t count = 0;

	run_make(c, w, &r);
	world_clusters(w, want);
	for (uint32_t p = 0; p < w->n; p++) {
		CHECK_INT(r.person_of[r.clusters.of[r.row_of[p]]], want[p]);
		count += want[p] == p;
	}
	CHECK_INT(r.clusters.count, count);
	run_finish(&r);
}

TEST(onus_cluster__joins_what_edges_connect_and_names_it_after_the_first_id)
{
	struct random c = {1};
	struct world w = {.n = 6, .weight_min = 2};
	struct run r;

	w.edges[w.n_edges++] = EDGE('B', 'D', 2);
	w.edges[w.n_edges++] = EDGE('D', 'F', 7);
	w.edges[w.n_edges++] = EDGE('A', 'C', 3);
	w.edges[w.n_edges++] = EDGE('C', 'D', 1.99);
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 6), "ABABEB");
	CHECK_INT(r.clusters.count, 3);
	CHECK_INT(r.clusters.conflict_count, 0);
	run_finish(&r);
}

TEST(onus_cluster__keeps_the_rules_in_any_order_of_rows_and_edges)
{
	struct random c = {2};
	struct world w;

	for (int i = 0; i < WORLDS; i++) {
		world_make(&c, 2 + (uint32_t)random_below(&c, WORLD_MAX - 1),
			   (unsigned)random_below(&c, 20), 0, &w);
		check_world(&c, &w);
	}
}

TEST(onus_cluster__never_crosses_a_different_and_always_a_same)
{
	struct random c = {3};
	struct world w;

	for (int i = 0; i < WORLDS; i++) {
		world_make(&c, 3 + (uint32_t)random_below(&c, 12), (unsigned)random_below(&c, 50),
			   random_below(&c, 9), &w);
		check_world(&c, &w);
	}
}

TEST(onus_cluster__cuts_as_the_rule_says_step_by_step)
{
	struct random c = {4};
	struct world w;

	for (int i = 0; i < WORLDS; i++) {
		world_make(&c, 3 + (uint32_t)random_below(&c, 18), (unsigned)random_below(&c, 40),
			   random_below(&c, 5), &w);
		w.size_max = 1 + random_below(&c, 8);
		check_world(&c, &w);
	}
}

/* The path of a held edge: from one that is kept apart, over the edge, to the other. */
static void check_held(const struct run *r, const struct onus_conflict *k)
{
	const uint32_t *path = r->clusters.paths + k->path;
	size_t crossings = 0;
	bool known = false;

	CHECK(k->path_count >= 2);
	for (size_t i = 0; i + 1 < k->path_count; i++) {
		bool over = path[i] == k->left && path[i + 1] == k->right;

		CHECK(over || r->clusters.of[path[i]] == r->clusters.of[path[i + 1]]);
		crossings += over;
	}
	CHECK_INT(crossings, 1);
	for (size_t i = 0; i < r->options.verdict_count; i++) {
		const struct onus_verdict *v = &r->verdicts[i];
		uint32_t a = path[0];
		uint32_t b = path[k->path_count - 1];

		known = known || (!v->same && ((v->left == a && v->right == b) ||
					       (v->left == b && v->right == a)));
	}
	CHECK(known);
	CHECK(r->clusters.of[k->left] != r->clusters.of[k->right]);
}

TEST(onus_cluster__tells_every_edge_it_holds_back_with_the_way_between_the_two)
{
	struct random c = {5};
	struct world w;
	size_t held = 0;

	for (int i = 0; i < WORLDS; i++) {
		struct run r;

		world_make(&c, 3 + (uint32_t)random_below(&c, 12), (unsigned)random_below(&c, 50),
			   random_below(&c, 9), &w);
		run_make(&c, &w, &r);
		for (size_t k = 0; k < r.clusters.conflict_count; k++) {
			if (r.clusters.conflicts[k].kind == ONUS_CONFLICT_HELD) {
				check_held(&r, &r.clusters.conflicts[k]);
				held++;
			}
		}
		run_finish(&r);
	}
	CHECK(held > WORLDS / 4);
}

TEST(onus_cluster__tells_the_same_in_any_order_of_rows_and_edges)
{
	struct random c = {12};
	struct world w;

	for (int i = 0; i < WORLDS / 4; i++) {
		struct run a;
		struct run b;

		world_make(&c, 3 + (uint32_t)random_below(&c, 12), 40, random_below(&c, 9), &w);
		w.size_max = random_below(&c, 6);
		run_make(&c, &w, &a);
		run_make(&c, &w, &b);
		CHECK_INT(a.clusters.conflict_count, b.clusters.conflict_count);
		for (size_t k = 0; k < a.clusters.conflict_count; k++) {
			char path[WORLD_MAX + 1];

			memcpy(path, told_path(&a, k), sizeof path);
			CHECK_STR(told_path(&b, k), path);
			CHECK_INT(a.clusters.conflicts[k].kind, b.clusters.conflicts[k].kind);
			CHECK_INT(a.person_of[a.clusters.conflicts[k].left],
				  b.person_of[b.clusters.conflicts[k].left]);
			CHECK_INT(a.person_of[a.clusters.conflicts[k].right],
				  b.person_of[b.clusters.conflicts[k].right]);
		}
		run_finish(&a);
		run_finish(&b);
	}
}

TEST(onus_cluster__holds_back_the_weakest_way_between_two_kept_apart)
{
	struct random c = {6};
	struct world w = {.n = 5, .weight_min = 2};
	struct run r;

	w.edges[w.n_edges++] = EDGE('A', 'B', 9);
	w.edges[w.n_edges++] = EDGE('B', 'C', 3);
	w.edges[w.n_edges++] = EDGE('B', 'D', 2.5);
	w.edges[w.n_edges++] = EDGE('C', 'D', 8);
	w.edges[w.n_edges++] = EDGE('D', 'E', 7);
	w.verdicts[w.n_verdicts++] = DIFFERENT('E', 'A');
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 5), "AACCC");
	CHECK_INT(r.clusters.conflict_count, 1); /* B-D, between the same two, is not told again */
	CHECK_INT(r.clusters.conflicts[0].kind, ONUS_CONFLICT_HELD);
	CHECK(r.clusters.conflicts[0].weight >= 3);
	CHECK_STR(told_path(&r, 0), "ABCDE");
	run_finish(&r);
}

TEST(onus_cluster__applies_no_decision_on_a_ring_of_contradictions_and_shows_it)
{
	struct random c = {7};
	struct world w = {.n = 6, .weight_min = 2};
	struct run r;

	w.verdicts[w.n_verdicts++] = SAME('A', 'B');
	w.verdicts[w.n_verdicts++] = SAME('B', 'C');
	w.verdicts[w.n_verdicts++] = DIFFERENT('A', 'C');
	w.verdicts[w.n_verdicts++] = SAME('C', 'D'); /* hangs on the ring, but is not on it */
	w.verdicts[w.n_verdicts++] = SAME('E', 'F');
	w.edges[w.n_edges++] = EDGE('A', 'C', 2);
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 6), "ABAAEE");
	CHECK_INT(r.clusters.conflict_count, 1);
	CHECK_INT(r.clusters.conflicts[0].kind, ONUS_CONFLICT_DECISIONS);
	CHECK(isnan(r.clusters.conflicts[0].weight));
	CHECK_STR(told_path(&r, 0), "ABC");
	run_finish(&r);
}

TEST(onus_cluster__shows_a_ring_of_two)
{
	struct random c = {8};
	struct world w = {.n = 2, .weight_min = 2};
	struct run r;

	w.verdicts[w.n_verdicts++] = SAME('A', 'B');
	w.verdicts[w.n_verdicts++] = DIFFERENT('A', 'B');
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 2), "AB");
	CHECK_INT(r.clusters.conflict_count, 1);
	CHECK_STR(told_path(&r, 0), "AB");
	run_finish(&r);
}

TEST(onus_cluster__cuts_what_hangs_together_by_one_edge)
{
	struct random c = {9};
	struct world w = {.n = 6, .weight_min = 2, .size_max = 3};
	struct run r;

	w.edges[w.n_edges++] = EDGE('A', 'B', 3);
	w.edges[w.n_edges++] = EDGE('A', 'C', 3);
	w.edges[w.n_edges++] = EDGE('B', 'C', 3);
	w.edges[w.n_edges++] = EDGE('C', 'D', 9); /* heavier than all, but all alone */
	w.edges[w.n_edges++] = EDGE('D', 'E', 3);
	w.edges[w.n_edges++] = EDGE('D', 'F', 3);
	w.edges[w.n_edges++] = EDGE('E', 'F', 3);
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 6), "AAADDD");
	CHECK_INT(r.clusters.conflict_count, 1);
	CHECK_INT(r.clusters.conflicts[0].kind, ONUS_CONFLICT_BRIDGE);
	CHECK_INT(r.person_of[r.clusters.conflicts[0].left], 2);
	CHECK_INT(r.person_of[r.clusters.conflicts[0].right], 3);
	run_finish(&r);
}

TEST(onus_cluster__leaves_what_people_call_the_same_together_however_many)
{
	struct random c = {10};
	struct world w = {.n = 4, .weight_min = 2, .size_max = 2};
	struct run r;

	w.edges[w.n_edges++] = EDGE('A', 'D', 9);
	w.verdicts[w.n_verdicts++] = SAME('A', 'B');
	w.verdicts[w.n_verdicts++] = SAME('C', 'B');
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 4), "AAAD");
	run_finish(&r);
}

TEST(onus_cluster__refuses_rows_that_are_not_there_and_thresholds_that_are_none)
{
	const struct slice ids[] = {SLICE("a"), SLICE("b")};
	struct onus_records *r = records_of_ids(ids, 2);
	struct onus_edge edge = {.left = 0, .right = 2, .weight = 3};
	struct onus_edge backwards[] = {{.left = 0, .right = 1, .weight = 3},
					{.left = 1, .right = 0, .weight = 3}};
	struct onus_edges edges = {.count = 1, .items = &edge};
	struct onus_verdict self = {1, 1, true};
	struct onus_verdict beyond = {0, 7, false};
	struct onus_cluster_options o = {.weight_min = 2};
	struct onus_clusters c = {0};

	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_BAD_INPUT);
	edges = (struct onus_edges){.count = 2, .items = backwards};
	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_BAD_INPUT);
	edges.count = 0;
	o.verdicts = &self;
	o.verdict_count = 1;
	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_BAD_INPUT);
	o.verdicts = &beyond;
	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_BAD_INPUT);
	o = (struct onus_cluster_options){.weight_min = (double)NAN};
	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_BAD_INPUT);
	o = (struct onus_cluster_options){.weight_min = 2, .single_best = true};
	CHECK_ERR(onus_cluster(r, &edges, &o, &c), ONUS_USAGE);
	CHECK(c.memory == NULL);
	onus_records_destroy(&r);
}

/* --- single best --- */

/* Splink's cluster_using_single_best_links, word for word (one_to_one_clustering.py, 5.0.0): links
 * that are the best of both clusters they are between, of those that would put no two rows of one
 * source together, are taken at once; again, until there is none. */
static bool splink_allows(const struct world *w, const uint32_t *label, uint32_t a, uint32_t b)
{
	for (uint32_t p = 0; p < w->n; p++) {
		for (uint32_t q = 0; q < w->n; q++) {
			if (label[p] == label[a] && label[q] == label[b] &&
			    (label[a] == label[b] || w->source[p] == w->source[q])) {
				return false;
			}
		}
	}
	return true;
}

static bool splink_is_best(const struct world *w, const uint32_t *label, size_t edge)
{
	const struct onus_edge *e = &w->edges[edge];

	for (size_t i = 0; i < w->n_edges; i++) {
		const struct onus_edge *o = &w->edges[i];
		bool shares =
			label[o->left] == label[e->left] || label[o->left] == label[e->right] ||
			label[o->right] == label[e->left] || label[o->right] == label[e->right];

		if (i != edge && shares && o->weight > e->weight && o->weight >= w->weight_min &&
		    splink_allows(w, label, o->left, o->right)) {
			return false;
		}
	}
	return true;
}

static void splink_single_best(const struct world *w, uint32_t *label)
{
	bool again = true;

	for (uint32_t p = 0; p < w->n; p++) {
		label[p] = p;
	}
	while (again) {
		bool taken[WORLD_EDGES_MAX] = {false};

		again = false;
		for (size_t i = 0; i < w->n_edges; i++) {
			taken[i] = w->edges[i].weight >= w->weight_min &&
				   splink_allows(w, label, w->edges[i].left, w->edges[i].right) &&
				   splink_is_best(w, label, i);
			again = again || taken[i];
		}
		for (size_t i = 0; i < w->n_edges; i++) {
			uint32_t low = label[w->edges[i].left];
			uint32_t high = label[w->edges[i].right];

			for (uint32_t p = 0; p < w->n && taken[i]; p++) {
				label[p] = label[p] == low || label[p] == high
						   ? (low < high ? low : high)
						   : label[p];
			}
		}
	}
}

TEST(onus_cluster__takes_the_single_best_links_that_splink_takes)
{
	struct random c = {13};
	struct world w;

	for (int i = 0; i < WORLDS; i++) {
		uint32_t want[WORLD_MAX];
		struct run r;

		world_make(&c, 4 + (uint32_t)random_below(&c, 18), (unsigned)random_below(&c, 60),
			   0, &w);
		world_sources(&c, 2 + (uint32_t)random_below(&c, 3), true, &w);
		run_make(&c, &w, &r);
		splink_single_best(&w, want);
		for (uint32_t p = 0; p < w.n; p++) {
			CHECK_INT(r.person_of[r.clusters.of[r.row_of[p]]], want[p]);
		}
		run_finish(&r);
	}
}

TEST(onus_cluster__keeps_its_rules_for_single_best_links_with_ties_and_decisions)
{
	struct random c = {14};
	struct world w;

	for (int i = 0; i < WORLDS; i++) {
		world_make(&c, 4 + (uint32_t)random_below(&c, 12), (unsigned)random_below(&c, 60),
			   random_below(&c, 5), &w);
		world_sources(&c, 2 + (uint32_t)random_below(&c, 3), false, &w);
		w.drop_ties = i % 2 == 0;
		w.size_max = random_below(&c, 3) == 0 ? 2 : 0;
		check_world(&c, &w);
	}
}

TEST(onus_cluster__joins_no_partner_where_two_are_equally_good_and_ties_are_dropped)
{
	struct random c = {15};
	struct world w = {.n = 3, .weight_min = 2, .n_sources = 2, .source = {0, 1, 1}};
	struct run r;

	w.edges[w.n_edges++] = EDGE('A', 'B', 5);
	w.edges[w.n_edges++] = EDGE('A', 'C', 5);
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 3), "AAC");
	run_finish(&r);
	w.drop_ties = true;
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 3), "ABC");
	run_finish(&r);
	w.verdicts[w.n_verdicts++] = DIFFERENT('A', 'B'); /* then there is but one */
	run_make(&c, &w, &r);
	CHECK_STR(letters(&r, 3), "ABA");
	run_finish(&r);
}

/* --- measures --- */

TEST(onus_measure__counts_what_hangs_a_cluster_together)
{
	struct random c = {11};
	struct world w = {.n = 7, .weight_min = 2};
	struct run r;
	struct onus_measures m;
	const struct onus_measure *k;

	w.edges[w.n_edges++] = EDGE('A', 'B', 3);
	w.edges[w.n_edges++] = EDGE('B', 'C', 4);
	w.edges[w.n_edges++] = EDGE('A', 'C', 2.5);
	w.edges[w.n_edges++] = EDGE('C', 'D', 5);
	w.edges[w.n_edges++] = EDGE('D', 'E', 6);
	w.edges[w.n_edges++] = EDGE('F', 'G', 6);
	w.verdicts[w.n_verdicts++] = SAME('E', 'D'); /* not only one edge holds these two */
	run_make(&c, &w, &r);
	CHECK_OK(onus_measure(r.records, &r.edges, &r.options, &r.clusters, &m));
	CHECK_INT(m.count, 2);
	k = &m.clusters[0];
	CHECK_INT(k->cluster, r.row_of[0]);
	CHECK_INT(k->rows, 5);
	CHECK_INT(k->edges, 5);
	CHECK_INT(k->bridges, 1);
	CHECK_INT(k->left, r.row_of[2]);
	CHECK_INT(k->right, r.row_of[3]);
	CHECK(fabs(k->density - 0.5) < 1e-12);
	CHECK(fabs(k->weakest - 2.5) < 1e-12);
	CHECK(fabs(k->weakest_bridge - 5) < 1e-12);
	CHECK_INT(m.degrees[r.row_of[2]], 3);
	for (size_t i = 0; i < r.edges.count; i++) {
		uint32_t left = r.person_of[r.edges.items[i].left];

		CHECK_INT(m.bridges[i], left == 2 || left == 5);
	}
	onus_measures_finish(&m);
	run_finish(&r);
}

/* --- size --- */

TEST(onus_cluster__cuts_a_chain_of_many_rows_without_calling_itself)
{
	enum { ROWS = 200000 };
	struct slice *ids = calloc(ROWS, sizeof *ids);
	char(*text)[8] = calloc(ROWS, sizeof *text);
	struct onus_edge *items = calloc(ROWS, sizeof *items);
	struct onus_edges edges = {.count = ROWS - 1, .items = items};
	struct onus_cluster_options o = {.weight_min = 0, .size_max = 1000};
	struct onus_records *r;
	struct onus_clusters c;

	CHECK(ids != NULL && text != NULL && items != NULL);
	for (uint32_t i = 0; i < ROWS; i++) {
		snprintf(text[i], sizeof text[i], "%06u", i);
		ids[i] = slice_str(text[i]);
		items[i] = (struct onus_edge){
			.left = i, .right = i + 1, .weight = (i + 1) % 500 == 0 ? 1 : 2};
	}
	r = records_of_ids(ids, ROWS);
	CHECK_OK(onus_cluster(r, &edges, &o, &c));
	CHECK(c.count >= ROWS / 1000);
	CHECK_INT(c.conflict_count, c.count - 1);
	onus_clusters_finish(&c);
	onus_records_destroy(&r);
	free(ids);
	free(text);
	free(items);
}

/* --- several threads --- */

enum { MANY_ROWS = 300000 };

static struct onus_records *many_records(unsigned threads)
{
	struct slice *values = calloc(MANY_ROWS, sizeof *values);
	struct onus_column column = {SLICE("name"), values};
	struct onus_records *r;

	CHECK(values != NULL);
	for (size_t i = 0; i < MANY_ROWS; i++) {
		values[i] = SLICE("ann");
	}
	CHECK_OK(onus_records_create(threads, &r));
	CHECK_OK(onus_records_add(r, SLICE(""), &column, 1, MANY_ROWS));
	CHECK_OK(onus_records_finish(r, slice_of(NULL, 0))); /* numbered, in the order of rows */
	free(values);
	return r;
}

static uint32_t plain_find(const uint32_t *label, uint32_t row)
{
	while (label[row] != row) {
		row = label[row];
	}
	return row;
}

/* Each row's label is the first of its component, one edge after the other. */
static uint32_t *plain_labels(const struct onus_edge *items, size_t count)
{
	uint32_t *label = calloc(MANY_ROWS, sizeof *label);

	CHECK(label != NULL);
	for (uint32_t i = 0; i < MANY_ROWS; i++) {
		label[i] = i;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t a = plain_find(label, items[i].left);
		uint32_t b = plain_find(label, items[i].right);

		label[a > b ? a : b] = a > b ? b : a;
	}
	for (uint32_t i = 0; i < MANY_ROWS; i++) {
		label[i] = plain_find(label, i);
	}
	return label;
}

/* As many edges as half the rows: components from one row to thousands. */
TEST(onus_cluster__is_the_same_for_any_number_of_threads)
{
	struct onus_edge *items = calloc(MANY_ROWS, sizeof *items);
	struct onus_edges edges = {.count = MANY_ROWS / 2, .items = items};
	struct onus_cluster_options o = {.weight_min = 0};
	struct random chance = {.state = 7};
	uint32_t *label;

	CHECK(items != NULL);
	for (size_t i = 0; i < edges.count; i++) {
		uint32_t a = (uint32_t)random_below(&chance, MANY_ROWS);
		uint32_t b = (uint32_t)random_below(&chance, MANY_ROWS - 1);

		b += b >= a;
		items[i] = (struct onus_edge){.left = a < b ? a : b, .right = a < b ? b : a};
	}
	label = plain_labels(items, edges.count);
	for (unsigned threads = 1; threads <= 8; threads *= 2) {
		struct onus_records *r = many_records(threads);
		struct onus_clusters c;
		size_t count = 0;

		CHECK_OK(onus_cluster(r, &edges, &o, &c));
		for (uint32_t i = 0; i < MANY_ROWS; i++) {
			count += label[i] == i;
		}
		CHECK_INT(c.count, count);
		CHECK(memcmp(c.of, label, MANY_ROWS * sizeof *label) == 0);
		onus_clusters_finish(&c);
		onus_records_destroy(&r);
	}
	free(items);
	free(label);
}
