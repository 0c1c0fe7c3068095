/* SPDX-License-Identifier: Apache-2.0
 * metrics_test.c - what is counted, held to counting pair by pair. */
#include <math.h>
#include <stdio.h>

#include "tests/unit/link/cluster_world.h"

enum { ROWS = 24, GROUPS = 3, EDGES = ROWS * ROWS / 2, WEIGHTS = 4, ROUNDS = 300 };

/* A clustering of rows of two sources, with what is true and who is of which group. */
struct scene {
	struct onus_records *records;
	uint32_t entity[ROWS]; /* 0: not known */
	uint32_t source[ROWS];
	uint32_t group[ROWS];
	uint32_t cluster[ROWS];
	struct onus_clusters clusters;
	struct onus_edge items[EDGES];
	struct onus_edges edges;
	struct onus_truth truth;
};

static void scene_records(struct scene *s, uint32_t first)
{
	char text[2][ROWS][8];
	struct slice values[2][ROWS];
	const struct onus_column columns[] = {{SLICE("id"), values[0]}, {SLICE("who"), values[1]}};

	for (uint32_t i = 0; i < ROWS; i++) {
		snprintf(text[0][i], sizeof text[0][i], "r%02u", i);
		snprintf(text[1][i], sizeof text[1][i], "e%u", s->entity[i]);
		values[0][i] = slice_str(text[0][i]);
		values[1][i] = s->entity[i] > 0 ? slice_str(text[1][i]) : slice_of(NULL, 0);
		s->source[i] = i >= first;
	}
	CHECK_OK(onus_records_create(1, &s->records));
	CHECK_OK(onus_records_add(s->records, SLICE("a"), columns, 2, first));
	for (size_t k = 0; k < 2; k++) {
		memmove(values[k], values[k] + first, (ROWS - first) * sizeof values[k][0]);
	}
	CHECK_OK(onus_records_add(s->records, SLICE("b"), columns, 2, ROWS - first));
	CHECK_OK(onus_records_finish(s->records, SLICE("id")));
}

static void scene_make(struct random *c, struct scene *s)
{
	uint64_t names = 1 + random_below(c, 12);
	uint64_t parts = 1 + random_below(c, 12);

	*s = (struct scene){.truth = {.column = SLICE("who"), .group_count = GROUPS}};
	for (uint32_t i = 0; i < ROWS; i++) {
		uint32_t with = (uint32_t)random_below(c, parts);

		s->entity[i] = (uint32_t)random_below(c, names + 1);
		s->group[i] = (uint32_t)random_below(c, GROUPS + 1);
		s->group[i] = s->group[i] == GROUPS ? UINT32_MAX : s->group[i];
		s->cluster[i] = with < i ? s->cluster[with] : i;
	}
	scene_records(s, 1 + (uint32_t)random_below(c, ROWS - 1));
	s->truth.across = random_below(c, 2) == 0;
	s->truth.groups = s->group;
	s->clusters = (struct onus_clusters){.rows = ROWS, .of = s->cluster};
	s->edges.items = s->items;
	for (uint32_t a = 0; a < ROWS; a++) {
		for (uint32_t b = a + 1; b < ROWS; b++) {
			s->items[s->edges.count] = (struct onus_edge){
				.left = a, .right = b, .weight = (double)random_below(c, 9)};
			s->edges.count += random_below(c, 3) == 0;
		}
	}
}

static bool in_group(const struct scene *s, uint32_t a, uint32_t b, uint32_t group)
{
	return group == GROUPS || s->group[a] == group || s->group[b] == group;
}

/* Pair by pair, of one group or (GROUPS) of all: claimed says which. */
static void count_pairs_plainly(const struct scene *s, uint32_t group,
				bool (*claimed)(const struct scene *, uint32_t, uint32_t, double),
				double weight, uint64_t out[3])
{
	memset(out, 0, 3 * sizeof *out);
	for (uint32_t a = 0; a < ROWS; a++) {
		for (uint32_t b = a + 1; b < ROWS; b++) {
			bool same = s->entity[a] == s->entity[b];
			bool said;

			if (s->entity[a] == 0 || s->entity[b] == 0 || !in_group(s, a, b, group) ||
			    (s->truth.across && s->source[a] == s->source[b])) {
				continue;
			}
			said = claimed(s, a, b, weight);
			out[0] += same;
			out[1] += said;
			out[2] += same && said;
		}
	}
}

static bool in_one_cluster(const struct scene *s, uint32_t a, uint32_t b, double weight)
{
	(void)weight;
	return s->cluster[a] == s->cluster[b];
}

static bool has_edge(const struct scene *s, uint32_t a, uint32_t b, double weight)
{
	for (size_t i = 0; i < s->edges.count; i++) {
		if (s->items[i].left == a && s->items[i].right == b) {
			return s->items[i].weight >= weight;
		}
	}
	return false;
}

static bool near(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-8;
}

static void check_rates(const struct onus_rates *got, const uint64_t want[3])
{
	double precision = (double)want[2] / (double)want[1];
	double recall = (double)want[2] / (double)want[0];

	CHECK_INT(got->known, want[0]);
	CHECK_INT(got->claimed, want[1]);
	CHECK_INT(got->right, want[2]);
	CHECK(near(got->precision, precision));
	CHECK(near(got->recall, recall));
	CHECK(want[2] == 0 || near(got->f1, 2 * precision * recall / (precision + recall)));
}

/* How many rows stand with row `a`: of its entity, of its cluster, of both. */
static void count_with(const struct scene *s, uint32_t a, double out[3])
{
	memset(out, 0, 3 * sizeof *out);
	for (uint32_t b = 0; b < ROWS; b++) {
		out[0] += s->entity[b] == s->entity[a];
		out[1] += s->entity[b] > 0 && s->cluster[b] == s->cluster[a];
		out[2] += s->entity[b] == s->entity[a] && s->cluster[b] == s->cluster[a];
	}
}

static void check_bcubed(const struct scene *s, uint32_t group, const struct onus_accuracy *got)
{
	double precision = 0;
	double recall = 0;
	uint32_t rows = 0;

	for (uint32_t a = 0; a < ROWS; a++) {
		double with[3];

		if (s->entity[a] == 0 || !in_group(s, a, a, group)) {
			continue;
		}
		count_with(s, a, with);
		precision += with[2] / with[1];
		recall += with[2] / with[0];
		rows++;
	}
	precision /= rows;
	recall /= rows;
	CHECK_INT(got->rows, rows);
	CHECK(near(got->bcubed_precision, precision));
	CHECK(near(got->bcubed_recall, recall));
	CHECK(near(got->bcubed_f1, 2 * precision * recall / (precision + recall)));
}

/* True where row `a` is the first of its entity (or cluster) with a row of the group. */
static bool is_first(const struct scene *s, const uint32_t *of, uint32_t a, uint32_t group)
{
	for (uint32_t b = 0; b < a; b++) {
		if (s->entity[b] > 0 && of[b] == of[a] && in_group(s, b, b, group)) {
			return false;
		}
	}
	return s->entity[a] > 0 && in_group(s, a, a, group);
}

static void check_entities(const struct scene *s, uint32_t group, const struct onus_accuracy *got)
{
	struct onus_accuracy want = {0};

	for (uint32_t a = 0; a < ROWS; a++) {
		double with[3];

		want.clusters += is_first(s, s->cluster, a, group);
		if (is_first(s, s->entity, a, group)) {
			count_with(s, a, with);
			want.entities++;
			want.many += with[0] > 1;
			want.whole += with[0] > 1 && near(with[0], with[2]);
			want.exact += near(with[0], with[2]) && near(with[1], with[2]);
		}
	}
	CHECK_INT(got->clusters, want.clusters);
	CHECK_INT(got->entities, want.entities);
	CHECK_INT(got->many, want.many);
	CHECK_INT(got->whole, want.whole);
	CHECK_INT(got->exact, want.exact);
	CHECK(near(got->whole_in.low, onus_wilson(want.whole, want.many).low));
}

TEST(onus_accuracy_of__counts_what_counting_pair_by_pair_gives)
{
	struct random c = {1};

	for (int i = 0; i < ROUNDS; i++) {
		struct onus_accuracy got[GROUPS + 1];
		struct scene s;

		scene_make(&c, &s);
		CHECK_OK(onus_accuracy_of(s.records, &s.clusters, &s.truth, &got[GROUPS], got));
		for (uint32_t g = 0; g <= GROUPS; g++) {
			uint64_t want[3];

			count_pairs_plainly(&s, g, in_one_cluster, 0, want);
			check_rates(&got[g].pairs, want);
			check_bcubed(&s, g, &got[g]);
			check_entities(&s, g, &got[g]);
		}
		onus_records_destroy(&s.records);
	}
}

TEST(onus_rates_of__gives_the_rates_of_every_threshold)
{
	const double weights[WEIGHTS] = {4, 0, 7, 4.5};
	struct random c = {2};

	for (int i = 0; i < ROUNDS; i++) {
		struct onus_rates got[WEIGHTS];
		struct scene s;

		scene_make(&c, &s);
		CHECK_OK(onus_rates_of(s.records, &s.edges, &s.truth, weights, WEIGHTS, got));
		for (size_t k = 0; k < WEIGHTS; k++) {
			uint64_t want[3];

			count_pairs_plainly(&s, GROUPS, has_edge, weights[k], want);
			check_rates(&got[k], want);
		}
		onus_records_destroy(&s.records);
	}
}

TEST(onus_rates_of_labels__counts_labelled_pairs_alone)
{
	struct onus_edge items[] = {{.left = 0, .right = 1, .weight = 5},
				    {.left = 1, .right = 2, .weight = 5},
				    {.left = 2, .right = 3, .weight = 9},
				    {.left = 0, .right = 9, .weight = 9}};
	const struct onus_edges edges = {.count = 4, .items = items};
	const struct onus_verdict labels[] = {
		{1, 0, true}, {2, 1, false}, {3, 2, true}, {4, 5, true}, {3, 2, true}};
	const struct onus_verdict both[] = {{1, 0, true}, {0, 1, false}};
	const double weights[] = {4, 8};
	struct onus_rates got[2];

	CHECK_OK(onus_rates_of_labels(&edges, labels, 5, weights, 2, got));
	check_rates(&got[0], (const uint64_t[]){3, 3, 2});
	check_rates(&got[1], (const uint64_t[]){3, 1, 1});
	CHECK_ERR(onus_rates_of_labels(&edges, both, 2, weights, 2, got), ONUS_BAD_INPUT);
}

/* --- rules --- */

/* Two rules: ids that are the same but for the last digit, and the truth itself. */
static struct onus_model *model_of_rules(const char *link_type)
{
	static const char settings[] =
		"{\"link_type\": \"%s\", \"unique_id_column_name\": \"id\","
		" \"blocking_rules_to_generate_predictions\": [\"substr(l.id, 1, 2) = substr(r.id, "
		"1, "
		"2)\", \"l.who = r.who\"], \"comparisons\": [{\"output_column_name\": \"who\","
		" \"comparison_levels\": [{\"sql_condition\": \"who_l = who_r\"},"
		" {\"sql_condition\": \"ELSE\"}]}]}";
	char text[sizeof settings + 32];
	struct onus_model *m;

	snprintf(text, sizeof text, settings, link_type);
	CHECK_OK(onus_model_parse(slice_str(text), "test", &m));
	return m;
}

TEST(onus_rates_of_rules__counts_what_each_rule_adds)
{
	struct random c = {4};

	for (int i = 0; i < ROUNDS / 10; i++) {
		bool across = i % 2 == 0;
		struct onus_model *m = model_of_rules(across ? "link_only" : "dedupe_only");
		struct onus_rule_rates got[2];
		uint64_t pairs[2] = {0};
		uint64_t right[2] = {0};
		uint64_t known = 0;
		uint64_t all = 0;
		struct scene s;

		scene_make(&c, &s);
		s.truth.across = across;
		CHECK_INT(onus_model_rule_count(m), 2);
		CHECK_OK(onus_rates_of_rules(m, s.records, &s.truth, 2, got));
		for (uint32_t a = 0; a < ROWS; a++) {
			for (uint32_t b = a + 1; b < ROWS; b++) {
				bool same = s.entity[a] > 0 && s.entity[a] == s.entity[b];
				bool near_ids = a / 10 == b / 10; /* r0., r1., r2. */

				if (across && s.source[a] == s.source[b]) {
					continue;
				}
				all++;
				known += same;
				pairs[0] += near_ids;
				right[0] += near_ids && same;
				pairs[1] += !near_ids && same;
				right[1] += !near_ids && same;
			}
		}
		for (size_t k = 0; k < 2; k++) {
			uint64_t made = pairs[0] + (k > 0 ? pairs[1] : 0);
			uint64_t found = right[0] + (k > 0 ? right[1] : 0);

			CHECK_INT(got[k].pairs, pairs[k]);
			CHECK_INT(got[k].right, right[k]);
			CHECK(near(got[k].completeness, (double)found / (double)known));
			CHECK(near(got[k].reduction, 1 - (double)made / (double)all));
		}
		onus_records_destroy(&s.records);
		onus_model_destroy(&m);
	}
}

/* Wilson, "Probable inference", 1927; figures by hand from his formula: 8 of 10 gives .490 to .943,
 * as in R's prop.test without correction. */
TEST(onus_wilson__gives_the_known_interval)
{
	CHECK(fabs(onus_wilson(8, 10).low - 0.490162) < 1e-6);
	CHECK(fabs(onus_wilson(8, 10).high - 0.943318) < 1e-6);
	CHECK(near(onus_wilson(0, 10).low, 0));
	CHECK(fabs(onus_wilson(0, 10).high - 0.277533) < 1e-6);
	CHECK(near(onus_wilson(10, 10).high, 1));
	CHECK(near(onus_wilson(0, 0).low, 0) && near(onus_wilson(0, 0).high, 1));
}

TEST(onus_accuracy_of__refuses_a_truth_that_is_not_there)
{
	struct random c = {3};
	struct onus_accuracy all;
	struct scene s;

	scene_make(&c, &s);
	s.truth.column = SLICE("whom");
	CHECK_ERR(onus_accuracy_of(s.records, &s.clusters, &s.truth, &all, NULL), ONUS_BAD_INPUT);
	s.truth.column = SLICE("who");
	s.group[3] = GROUPS;
	CHECK_ERR(onus_accuracy_of(s.records, &s.clusters, &s.truth, &all, NULL), ONUS_BAD_INPUT);
	s.truth.groups = NULL;
	s.clusters.rows = ROWS - 1;
	CHECK_ERR(onus_accuracy_of(s.records, &s.clusters, &s.truth, &all, NULL), ONUS_BAD_INPUT);
	onus_records_destroy(&s.records);
}
