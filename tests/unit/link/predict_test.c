/* SPDX-License-Identifier: Apache-2.0
 * predict_test.c - edges: which, in what order, and the same for anyone's threads and rows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/pages.h"
#include "link/predict_inside.h"
#include "tests/unit/link/score_model.h"

static void predict(const struct onus_model *m, const struct onus_records *r, unsigned threads,
		    double weight_min, struct onus_edges *out)
{
	struct onus_predict_options o = {.threads = threads, .weight_min = weight_min};

	CHECK_OK(onus_predict(m, r, &o, out));
}

/* Made with Splink 4.0.16: ids, match_key and match_weight. */
static const struct {
	const char *left;
	const char *right;
	uint32_t rule;
	double weight;
} from_splink[] = {
	{"1", "2", 0, 5.50246108170456},  {"1", "3", 0, -11.9125764175743},
	{"1", "4", 1, 1.94917961148211},  {"1", "6", 1, -9.05082038851789},
	{"1", "7", 0, 0.896018853572948}, {"2", "3", 0, -11.9125764175743},
	{"2", "4", 1, 1.94917961148211},  {"2", "6", 1, -9.05082038851789},
	{"2", "7", 0, 0.896018853572948}, {"3", "5", 2, 0.463752784311872},
	{"3", "7", 0, -14.1039811464271}, {"3", "8", 2, -2.65726261664949},
	{"4", "6", 1, -9.05082038851789}, {"4", "7", 2, -2.65726261664949},
	{"5", "6", 0, -4.48296574546569}, {"5", "8", 2, 0.463752784311872},
};
enum { FROM_SPLINK = sizeof from_splink / sizeof *from_splink };

TEST(onus_predict__gives_the_pairs_of_splink_with_their_weights_and_rules)
{
	SCOPED_ARENA(a);
	struct random c = {41};
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);

	score_table(&a, 0, &t);
	for (int round = 0; round < 10; round++) {
		struct onus_records *r = records_of(&t, 1);
		struct onus_edges e;

		predict(m, r, 1 + (unsigned)round % 3, -INFINITY, &e);
		CHECK_INT(e.count, FROM_SPLINK);
		CHECK_INT(e.compared, FROM_SPLINK);
		for (size_t i = 0; i < e.count; i++) {
			const struct onus_edge *x = &e.items[i];

			CHECK(slice_is(onus_records_id(r, x->left), from_splink[i].left));
			CHECK(slice_is(onus_records_id(r, x->right), from_splink[i].right));
			CHECK_INT(x->rule, from_splink[i].rule);
			CHECK(fabs(x->weight - from_splink[i].weight) < 1e-9);
		}
		onus_edges_finish(&e);
		CHECK(e.items == NULL && e.count == 0);
		onus_records_destroy(&r);
		table_shuffle(&c, &t);
	}
	onus_model_destroy(&m);
}

TEST(onus_predict__keeps_edges_from_the_least_weight_on)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct onus_records *r;
	struct onus_edges all;

	score_table(&a, 0, &t);
	r = records_of(&t, 1);
	predict(m, r, 2, -INFINITY, &all);
	for (size_t i = 0; i < all.count; i++) {
		struct onus_edges some;
		size_t at = 0;

		predict(m, r, 2, all.items[i].weight, &some);
		CHECK_INT(some.compared, all.compared);
		for (size_t k = 0; k < all.count; k++) {
			if (all.items[k].weight >= all.items[i].weight) {
				CHECK(at < some.count);
				CHECK_INT(some.items[at].left, all.items[k].left);
				CHECK_INT(some.items[at].right, all.items[k].right);
				CHECK_INT(some.items[at].pattern, all.items[k].pattern);
				at++;
			}
		}
		CHECK_INT(some.count, at);
		onus_edges_finish(&some);
	}
	onus_edges_finish(&all);
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}

/* A line for each edge, by ids: what may not depend on rows or threads. */
static char *edges_print(struct arena *a, const struct onus_records *r, const struct onus_edges *e)
{
	SCOPED_BUF(text, 64 * 1024 * 1024);

	for (size_t i = 0; i < e->count; i++) {
		const struct onus_edge *x = &e->items[i];

		buf_add(&text, onus_records_id(r, x->left));
		buf_add_byte(&text, ' ');
		buf_add(&text, onus_records_id(r, x->right));
		buf_addf(&text, " %a %" PRIu64 " %u\n", x->weight, x->pattern, x->rule);
	}
	CHECK_OK(buf_check(&text, "edges"));
	return arena_copy(a, buf_slice(&text));
}

TEST(onus_predict__gives_the_same_for_any_threads_and_any_order_of_rows)
{
	struct random c = {42};
	static const char *const rules[] = {"l.a = r.a AND l.b = r.b", "l.c = r.d", "l.c = r.c"};

	for (int kind = 0; kind < 3; kind++) {
		SCOPED_ARENA(a);
		struct table t;
		struct onus_model *m = world_model(kind == 2 ? "link_only" : "dedupe_only", rules,
						   3, kind == 1 ? "a_l = b_r" : NULL);
		char *first = NULL;

		table_by_chance(&c, &a, 400, 5, 20, &t);
		for (size_t i = 0; kind == 1 && i < t.rows; i++) {
			*table_cell(&t, i, 0) = arena_printf(&a, "id-%s", *table_cell(&t, i, 0));
		}
		t.sources = NEW_N(&a, const char *, t.rows);
		for (size_t i = 0; i < t.rows; i++) {
			t.sources[i] = kind == 2 && i < 150 ? "east" : "west";
		}
		for (int round = 0; round < 5; round++) {
			struct onus_records *r = records_of(&t, 1);
			struct onus_edges e;
			char *text;

			predict(m, r, 1 + (unsigned)round, -INFINITY, &e);
			text = edges_print(&a, r, &e);
			CHECK(e.count > 500);
			first = first ? first : text;
			CHECK_STR(text, first);
			onus_edges_finish(&e);
			onus_records_destroy(&r);
			if (kind != 2) {
				table_shuffle(&c, &t);
			}
		}
		onus_model_destroy(&m);
	}
}

TEST(onus_predict__tells_what_each_rule_made_and_what_was_left_out)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct onus_records *r;
	struct onus_edges e;
	struct onus_predict_options o = {
		.threads = 2, .weight_min = -INFINITY, .block_pairs_max = 5};

	score_table(&a, 0, &t);
	r = records_of(&t, 1);
	predict(m, r, 2, -INFINITY, &e);
	CHECK_INT(e.rule_count, 3);
	CHECK_INT(e.rule_pairs[0], 7);
	CHECK_INT(e.rule_pairs[1], 5);
	CHECK_INT(e.rule_pairs[2], 4);
	CHECK_INT(e.left_out, 0);
	CHECK_INT(e.block_count, 4); /* ann, hill, leeds, york; two bobs are but a pair */
	CHECK_INT(e.blocks[0].pairs, 6);
	CHECK_STR(e.blocks[0].key, "ann");
	CHECK_STR(e.blocks[1].key, "hill");
	onus_edges_finish(&e);
	CHECK_OK(onus_predict(m, r, &o, &e));
	CHECK_INT(e.left_out, 18); /* ann, hill, leeds */
	CHECK_INT(e.compared, 4);  /* the bobs, and york */
	CHECK(e.blocks[2].left_out && !e.blocks[3].left_out);
	CHECK_STR(e.blocks[2].key, "leeds");
	CHECK_INT(e.blocks[2].rule, 2);
	onus_edges_finish(&e);
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}

TEST(onus_predict__refuses_a_model_without_rules_and_a_limit_that_is_no_number)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct onus_records *r;
	struct onus_edges e = {.count = 9};
	struct onus_predict_options o = {.weight_min = NAN};

	score_table(&a, 0, &t);
	r = records_of(&t, 1);
	CHECK_ERR(onus_predict(m, r, &o, &e), ONUS_USAGE);
	o.weight_min = 0;
	m->n_rules = 0;
	CHECK_ERR(onus_predict(m, r, &o, &e), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "model.json has no blocking rule") != NULL);
	CHECK_INT(e.count, 9);
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}

TEST(onus_predict__finds_nothing_among_one_row_or_none)
{
	struct onus_model *m = score_model_read(SCORE_MODEL);

	for (size_t rows = 0; rows < 2; rows++) {
		SCOPED_ARENA(a);
		struct table t;
		struct onus_records *r;
		struct onus_edges e;

		score_table(&a, 0, &t);
		t.rows = rows;
		r = records_of(&t, 1);
		predict(m, r, 2, -INFINITY, &e);
		CHECK_INT(e.count, 0);
		CHECK_INT(e.compared, 0);
		onus_edges_finish(&e);
		onus_records_destroy(&r);
	}
	onus_model_destroy(&m);
}

/* --- the order of edges --- */

static int compare_edges(const void *a, const void *b)
{
	const struct onus_edge *x = a;
	const struct onus_edge *y = b;

	if (x->left != y->left) {
		return x->left < y->left ? -1 : 1;
	}
	return x->right < y->right ? -1 : x->right > y->right;
}

/* n edges over so many rows, one in four at row 5; rows are ranks backwards. */
static void check_sort(uint32_t rows, size_t n, unsigned threads)
{
	struct random c = {43 + n};
	struct found_list lists[4] = {{0}};
	uint64_t patterns[4][2];
	uint32_t *order = mem_alloc(rows * sizeof *order);
	struct onus_edge *want = mem_alloc((n + 1) * sizeof *want);
	struct onus_edge *got = NULL;
	size_t count = 77;

	for (uint32_t i = 0; i < rows; i++) {
		order[i] = rows - 1 - i;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned list = (unsigned)random_below(&c, threads);
		uint32_t left =
			random_below(&c, 4) == 0 ? 5 % rows : (uint32_t)random_below(&c, rows);
		uint32_t right = (uint32_t)i; /* never the same twice */

		patterns[list][i % 2] = list * 10 + i % 2;
		lists[list].patterns = patterns[list];
		*found_add(&lists[list]) =
			(struct found){left, right, (double)i, (uint32_t)(i % 2), list};
		want[i] = (struct onus_edge){left, right, (double)i, list * 10 + i % 2, list};
	}
	qsort(want, n, sizeof *want, compare_edges);
	CHECK_OK(found_sort(lists, threads, rows, order, &got, &count));
	CHECK_INT(count, n);
	for (size_t i = 0; i < n; i++) {
		CHECK_INT(got[i].left, order[want[i].left]);
		CHECK_INT(got[i].right, order[want[i].right]);
		CHECK(got[i].weight == want[i].weight);
		CHECK_INT(got[i].pattern, want[i].pattern);
		CHECK_INT(got[i].rule, want[i].rule);
	}
	for (unsigned i = 0; i < 4; i++) {
		CHECK(lists[i].chunks == NULL);
	}
	pages_free(got, count * sizeof *got);
	free(want);
	free(order);
}

TEST(found_sort__puts_edges_in_order_however_many)
{
	check_sort(1, 1, 1);
	check_sort(1000, 0, 2);
	check_sort(1000, 1000, 3);
	check_sort(300000, 290000, 4);
	check_sort(70000, 69000, 1);
}

/* --- real data --- */

#define NAME_LEVELS(column)                                                                        \
	"{'output_column_name':'" column "','comparison_levels':[" MISSING_LEVEL(                  \
		column) "{'sql_condition':'" column "_l = " column                                 \
			"_r','tf_adjustment_column':'" column "',"                                 \
			"'m_probability':0.6,'u_probability':0.006},"                              \
			"{'sql_condition':'jaro_winkler_similarity(" column "_l, " column          \
			"_r) >= 0.9',"                                                             \
			"'tf_adjustment_column':'" column                                          \
			"','tf_adjustment_weight':0.5,'m_probability':0.2,"                        \
			"'u_probability':0.004},"                                                  \
			"{'sql_condition':'jaro_winkler_similarity(" column "_l, " column          \
			"_r) >= 0.7',"                                                             \
			"'m_probability':0.1,'u_probability':0.03},"                               \
			"{'sql_condition':'ELSE','m_probability':0.1,'u_probability':0.96}]},"
#define EDIT_LEVELS(column)                                                                        \
	"{'output_column_name':'" column "','comparison_levels':[" MISSING_LEVEL(                  \
		column) "{'sql_condition':'" column "_l = " column "_r','m_probability':0.7,"      \
			"'u_probability':0.002},{'sql_condition':'levenshtein(" column             \
			"_l, " column "_r) <= 2',"                                                 \
			"'m_probability':0.2,'u_probability':0.04},"                               \
			"{'sql_condition':'ELSE','m_probability':0.1,'u_probability':0.958}]},"

static const char fake_model[] =
	"{'link_type':'dedupe_only','sql_dialect':'duckdb',"
	"'probability_two_random_records_match':0.003,'blocking_rules_to_generate_predictions':["
	"'l.first_name = r.first_name','l.surname = r.surname AND l.city <> r.city',"
	"'substr(l.dob, 1, 4) = substr(r.dob, 1, 4)','l.first_name = r.surname',"
	"'l.email = r.email OR l.city = r.city'],'comparisons':[" NAME_LEVELS("first_name")
		NAME_LEVELS("surname") EDIT_LEVELS("dob") EDIT_LEVELS(
			"email") "{'output_column_name':'city','comparison_levels':"
				 "[" MISSING_LEVEL(
					 "city") "{'sql_condition':'city_l = "
						 "city_r','tf_adjustment_column':'city',"
						 "'tf_minimum_u_value':0.02},{'sql_condition':'"
						 "ELSE'}]}]}";

TEST(onus_predict__weighs_every_pair_of_fake_1000_as_splink_does)
{
	/* Made with Splink 4.0.16 on DuckDB, ids read as integers. */
	static const uint64_t per_rule[] = {1998, 735, 9220, 518, 17346};
	const double sum = -458040.63181083836;
	const double squares = 8421042.19527931;
	char path[512];
	struct onus_model *m;
	struct onus_records *r;
	struct onus_edges e;
	double got_sum = 0;
	double got_squares = 0;
	struct slice csv;

	snprintf(path, sizeof path, "%s/linkage/splink/fake_1000.csv", test_shared_data());
	csv = test_read_file(path);
	m = score_model_read(fake_model);
	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(onus_records_csv(r, SLICE("fake"), csv, true));
	CHECK_OK(onus_records_finish(r, SLICE("unique_id")));
	predict(m, r, 2, -INFINITY, &e);
	CHECK_INT(e.count, 29817);
	for (size_t i = 0; i < 5; i++) {
		CHECK_INT(e.rule_pairs[i], per_rule[i]);
	}
	for (size_t i = 0; i < e.count; i++) {
		got_sum += e.items[i].weight;
		got_squares += e.items[i].weight * e.items[i].weight;
	}
	CHECK(fabs(got_sum - sum) < 1e-5);
	CHECK(fabs(got_squares - squares) < 1e-4);
	onus_edges_finish(&e);
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}
