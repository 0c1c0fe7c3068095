/* SPDX-License-Identifier: Apache-2.0
 * index_test.c - records added one by one, held to predicting all of them at once. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "tests/unit/link/cluster_world.h"

enum { COLUMNS = 7, PEOPLE_MAX = 120, ROUNDS = 12 };

/* Levels that tell left from right, frequencies, rules that read two columns, an OR, a filter. */
static const char settings[] =
	"{\"link_type\": \"%s\", \"unique_id_column_name\": \"id\","
	" \"source_dataset_column_name\": \"source_dataset\", \"sql_dialect\": \"duckdb\","
	" \"probability_two_random_records_match\": 0.01,"
	" \"blocking_rules_to_generate_predictions\": ["
	"  \"l.first = r.first AND l.town = r.town\","
	"  \"substr(l.family, 1, 2) = substr(r.family, 1, 2) AND l.born <= r.born\","
	"  \"l.first = r.family\","
	"  \"(l.born = r.born AND l.first = r.first) OR lower(l.town) = lower(r.town)\"],"
	" \"comparisons\": ["
	" {\"output_column_name\": \"first\", \"comparison_levels\": ["
	"  {\"sql_condition\": \"first_l IS NULL OR first_r IS NULL\", \"is_null_level\": true},"
	"  {\"sql_condition\": \"first_l = first_r\", \"m_probability\": 0.7,"
	"   \"u_probability\": 0.1, \"tf_adjustment_column\": \"first\"},"
	"  {\"sql_condition\": \"jaro_winkler_similarity(first_l, first_r) >= 0.7\","
	"   \"m_probability\": 0.2, \"u_probability\": 0.1, \"tf_adjustment_column\": \"first\"},"
	"  {\"sql_condition\": \"ELSE\", \"m_probability\": 0.1, \"u_probability\": 0.8}]},"
	" {\"output_column_name\": \"family\", \"comparison_levels\": ["
	"  {\"sql_condition\": \"family_l IS NULL OR family_r IS NULL\", \"is_null_level\": "
	"true},"
	"  {\"sql_condition\": \"family_l = family_r AND town_l = 'bee'\","
	"   \"m_probability\": 0.5, \"u_probability\": 0.05},"
	"  {\"sql_condition\": \"levenshtein(family_l, family_r) <= 1\","
	"   \"m_probability\": 0.4, \"u_probability\": 0.15},"
	"  {\"sql_condition\": \"ELSE\", \"m_probability\": 0.1, \"u_probability\": 0.8}]},"
	" {\"output_column_name\": \"born\", \"comparison_levels\": ["
	"  {\"sql_condition\": \"born_l IS NULL OR born_r IS NULL\", \"is_null_level\": true},"
	"  {\"sql_condition\": \"born_l = born_r\", \"m_probability\": 0.9,"
	"   \"u_probability\": 0.2},"
	"  {\"sql_condition\": \"ELSE\", \"m_probability\": 0.1, \"u_probability\": 0.8}]}]}";

static struct onus_model *model_of(const char *link_type)
{
	char text[sizeof settings + 32];
	struct onus_model *m;

	snprintf(text, sizeof text, settings, link_type);
	CHECK_OK(onus_model_parse(slice_str(text), "test", &m));
	return m;
}

/* --- people --- */

static const struct slice names[COLUMNS] = {{"id", 2},    {"first", 5}, {"family", 6},
					    {"town", 4},  {"born", 4},  {"tf_first", 8},
					    {"remark", 6}};

struct people {
	uint32_t n;
	struct slice values[COLUMNS][PEOPLE_MAX];
	struct slice source[PEOPLE_MAX];
	char text[COLUMNS][PEOPLE_MAX][24];
};

static struct slice chance_word(struct random *c, const char *const *words, uint64_t n)
{
	return slice_str(words[random_below(c, n)]);
}

/* Sources "a" and "b" in turns by chance where there are two; frequencies that the input tells. */
static void people_make(struct random *c, uint32_t n, unsigned sources, bool numbers, bool tell,
			struct people *out)
{
	static const char *const first[] = {"ana", "anna", "ann", "bob", "bo", "cy", ""};
	static const char *const tf[] = {"0.2", "0.05", "0.1", "0.3", "0.01", "0.15", ""};
	static const char *const family[] = {"ash", "asher", "ashe", "bo", "brown", "bob", ""};
	static const char *const town[] = {"bee", "Bee", "sea", "dee", "", "ex", "why"};
	static const char *const born[] = {"1", "2", "10", "3", "", "20", "4"};
	static const char *const source[] = {"a", "b"};

	*out = (struct people){.n = n};
	for (uint32_t i = 0; i < n; i++) {
		uint64_t f = random_below(c, 7);

		snprintf(out->text[0][i], sizeof out->text[0][i], numbers ? "%u" : "p%u",
			 7 * i % 127);
		out->values[0][i] = slice_str(out->text[0][i]);
		out->values[1][i] = slice_str(first[f]);
		out->values[2][i] = chance_word(c, family, 7);
		out->values[3][i] = chance_word(c, town, 7);
		out->values[4][i] = chance_word(c, born, 7);
		out->values[5][i] = tell ? slice_str(tf[f]) : SLICE("");
		out->values[6][i] = SLICE("x");
		out->source[i] = chance_word(c, source, sources);
	}
}

static int source_cmp(const void *a, const void *b, void *people)
{
	const struct people *p = people;
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;
	int order = slice_cmp(p->source[x], p->source[y]);

	return order != 0 ? order : x < y ? -1 : 1;
}

/* The first `n` of them as records; those of one source stand together there. Without `tf` that
 * column is left out. */
static struct onus_records *records_of(const struct people *p, uint32_t n, bool tf)
{
	uint32_t order[PEOPLE_MAX];
	struct onus_records *r;
	uint32_t end;

	for (uint32_t i = 0; i < n; i++) {
		order[i] = i;
	}
	qsort_r(order, n, sizeof *order, source_cmp, (void *)(uintptr_t)p);
	CHECK_OK(onus_records_create(1, &r));
	for (uint32_t from = 0; from == 0 || from < n; from = end) {
		struct onus_column columns[COLUMNS];
		struct slice values[COLUMNS][PEOPLE_MAX];
		size_t count = 0;

		for (end = from; end < n && slice_eq(p->source[order[end]], p->source[order[from]]);
		     end++) {
			for (size_t k = 0; k < COLUMNS; k++) {
				values[k][end - from] = p->values[k][order[end]];
			}
		}
		for (size_t k = 0; k < COLUMNS; k++) {
			if (tf || k != 5) {
				columns[count++] = (struct onus_column){names[k], values[k]};
			}
		}
		CHECK_OK(onus_records_add(r, n > 0 ? p->source[order[from]] : SLICE(""), columns,
					  count, end - from));
		end += n == 0;
	}
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	return r;
}

static enum onus_err add_person(struct onus_index *x, const struct people *p, uint32_t i, bool tf,
				uint32_t *row, struct onus_edges *out)
{
	struct onus_column columns[COLUMNS];
	size_t count = 0;

	for (size_t k = 0; k < COLUMNS; k++) {
		if (tf || k != 5) {
			columns[count++] = (struct onus_column){names[k], &p->values[k][i]};
		}
	}
	return onus_index_add(x, p->source[i], columns, count, row, out);
}

/* --- edges by id --- */

struct named {
	char left[32];
	char right[32];
	double weight;
	uint64_t pattern;
	uint32_t rule;
};

struct named_list {
	size_t count;
	struct named items[PEOPLE_MAX * PEOPLE_MAX / 2];
};

static void name_row(const struct onus_records *r, uint32_t row, char out[32])
{
	snprintf(out, 32, SLICE_FMT "/" SLICE_FMT, SLICE_ARG(onus_records_source(r, row)),
		 SLICE_ARG(onus_records_id(r, row)));
}

static void name_edges(const struct onus_records *r, const struct onus_edges *e,
		       struct named_list *out)
{
	for (size_t i = 0; i < e->count; i++) {
		struct named *n = &out->items[out->count++];

		CHECK(out->count < PEOPLE_MAX * PEOPLE_MAX / 2);
		name_row(r, e->items[i].left, n->left);
		name_row(r, e->items[i].right, n->right);
		n->weight = e->items[i].weight;
		n->pattern = e->items[i].pattern;
		n->rule = e->items[i].rule;
	}
}

static int named_cmp(const void *a, const void *b)
{
	const struct named *x = a;
	const struct named *y = b;
	int order = strcmp(x->left, y->left);

	return order != 0 ? order : strcmp(x->right, y->right);
}

static void check_same(struct named_list *got, struct named_list *want)
{
	qsort(got->items, got->count, sizeof *got->items, named_cmp);
	qsort(want->items, want->count, sizeof *want->items, named_cmp);
	for (size_t i = 0; i < got->count && i < want->count; i++) {
		CHECK_STR(got->items[i].left, want->items[i].left);
		CHECK_STR(got->items[i].right, want->items[i].right);
		CHECK_INT(got->items[i].pattern, want->items[i].pattern);
		CHECK_INT(got->items[i].rule, want->items[i].rule);
		CHECK(fabs(got->items[i].weight - want->items[i].weight) < 1e-12);
	}
	CHECK_INT(got->count, want->count);
}

/* All edges of the people from `first` on, with all before them, by an index of the others. */
static void check_index(const struct onus_model *m, const struct people *p, uint32_t first, bool tf)
{
	static struct named_list got;
	static struct named_list want;
	const struct onus_predict_options predict = {.threads = 1, .weight_min = -INFINITY};
	const struct onus_index_options options = {.weight_min = -INFINITY};
	struct onus_records *base = records_of(p, first, tf);
	struct onus_records *all = records_of(p, p->n, tf);
	struct onus_index *x;
	struct onus_edges edges;

	got.count = 0;
	want.count = 0;
	CHECK_OK(onus_predict(m, all, &predict, &edges));
	name_edges(all, &edges, &want);
	onus_edges_finish(&edges);
	if (first > 0) {
		CHECK_OK(onus_predict(m, base, &predict, &edges));
		name_edges(base, &edges, &got);
		onus_edges_finish(&edges);
	}
	CHECK_OK(onus_index_create(m, &base, &options, &x));
	CHECK(base == NULL);
	for (uint32_t i = first; i < p->n; i++) {
		uint32_t row;

		CHECK_OK(add_person(x, p, i, tf, &row, &edges));
		CHECK_INT(row, i);
		CHECK(slice_eq(onus_records_id(onus_index_records(x), row), p->values[0][i]));
		name_edges(onus_index_records(x), &edges, &got);
	}
	check_same(&got, &want);
	onus_index_destroy(&x);
	onus_records_destroy(&all);
}

TEST(onus_index_add__one_by_one_gives_what_predicting_all_at_once_gives)
{
	struct onus_model *m = model_of("dedupe_only");
	struct random c = {1};
	struct people p;

	for (int i = 0; i < ROUNDS; i++) {
		people_make(&c, 40 + (uint32_t)random_below(&c, 80), 1, i % 2 == 0, true, &p);
		check_index(m, &p, 0, true);
		check_index(m, &p, p.n / 2, true);
	}
	onus_model_destroy(&m);
}

TEST(onus_index_add__gives_the_same_for_several_sources_in_any_turn)
{
	static const char *const types[] = {"link_only", "link_and_dedupe"};
	struct random c = {2};
	struct people p;

	for (int i = 0; i < ROUNDS; i++) {
		struct onus_model *m = model_of(types[i % 2]);

		people_make(&c, 40 + (uint32_t)random_below(&c, 80), 2, false, true, &p);
		p.source[0] = SLICE("b"); /* so that both are there from the beginning */
		p.source[1] = SLICE("a");
		check_index(m, &p, 2 + (uint32_t)random_below(&c, 30), true);
		onus_model_destroy(&m);
	}
}

/* Frequencies counted in the records of the beginning: the same as if the input told them, and a
 * value that was not there has none. */
TEST(onus_index_add__keeps_the_frequencies_of_the_beginning)
{
	struct onus_model *m = model_of("dedupe_only");
	const struct onus_index_options options = {.weight_min = -INFINITY};
	struct random c = {3};
	static struct people p;

	for (int round = 0; round < ROUNDS; round++) {
		static struct named_list got[2];
		struct onus_records *base[2];
		struct onus_index *x[2];
		uint32_t first = 30;
		uint32_t row;

		people_make(&c, 60, 1, false, false, &p);
		for (uint32_t i = 0; i < first; i++) { /* nobody is called so yet */
			p.values[1][i] =
				slice_is(p.values[1][i], "bo") ? SLICE("cy") : p.values[1][i];
		}
		for (uint32_t i = 0; i < p.n; i++) {
			unsigned same = 0;
			unsigned any = 0;

			for (uint32_t k = 0; k < first; k++) {
				same += slice_eq(p.values[1][k], p.values[1][i]);
				any += p.values[1][k].n > 0;
			}
			snprintf(p.text[5][i], sizeof p.text[5][i], "%.17g", (double)same / any);
			p.values[5][i] = p.values[1][i].n > 0 && same > 0 ? slice_str(p.text[5][i])
									  : SLICE("");
		}
		for (size_t k = 0; k < 2; k++) {
			got[k].count = 0;
			base[k] = records_of(&p, first, k == 0);
			CHECK_OK(onus_index_create(m, &base[k], &options, &x[k]));
		}
		for (uint32_t i = first; i < p.n; i++) {
			for (size_t k = 0; k < 2; k++) {
				struct onus_edges edges;

				CHECK_OK(add_person(x[k], &p, i, k == 0, &row, &edges));
				name_edges(onus_index_records(x[k]), &edges, &got[k]);
			}
		}
		check_same(&got[0], &got[1]);
		onus_index_destroy(&x[0]);
		onus_index_destroy(&x[1]);
	}
	onus_model_destroy(&m);
}

/* Records in any order of arrival, clustered as they come: the clusters of all at once, by id. */
TEST(onus_index_add__makes_the_clusters_of_all_at_once_in_any_order_of_arrival)
{
	struct onus_model *m = model_of("dedupe_only");
	const struct onus_predict_options predict = {.threads = 1, .weight_min = 1};
	const struct onus_index_options options = {.weight_min = 1};
	const struct onus_lineage_options from = {.clusters = {.weight_min = 1, .size_max = 9}};
	const struct onus_edges none = {0};
	struct random c = {4};
	static struct people p;

	for (int round = 0; round < ROUNDS; round++) {
		struct onus_records *all;
		struct onus_records *empty;
		struct onus_lineage *l;
		struct onus_lineage_changes told;
		struct onus_index *x;
		struct onus_edges edges;
		struct onus_clusters clusters;

		people_make(&c, 60, 1, false, true, &p);
		all = records_of(&p, p.n, true);
		empty = records_of(&p, 0, true);
		CHECK_OK(onus_index_create(m, &empty, &options, &x));
		CHECK_OK(onus_lineage_create(onus_index_records(x), &none, &from, &told, &l));
		onus_lineage_changes_finish(&told);
		for (uint32_t i = 0; i < p.n; i++) {
			uint32_t row;

			CHECK_OK(add_person(x, &p, i * 11 % p.n, true, &row, &edges));
			CHECK_OK(onus_lineage_add(l, edges.items, edges.count, &told));
			onus_lineage_changes_finish(&told);
		}
		CHECK_OK(onus_predict(m, all, &predict, &edges));
		CHECK_OK(onus_cluster(all, &edges, &from.clusters, &clusters));
		for (uint32_t i = 0; i < p.n; i++) {
			struct slice want = onus_records_id(all, clusters.of[i * 11 % p.n]);
			uint32_t of = onus_lineage_cluster(l, i);

			CHECK(slice_eq(onus_records_id(onus_index_records(x), of), want));
		}
		onus_clusters_finish(&clusters);
		onus_edges_finish(&edges);
		onus_lineage_destroy(&l);
		onus_index_destroy(&x);
		onus_records_destroy(&all);
	}
	onus_model_destroy(&m);
}

/* --- what it refuses --- */

static struct onus_index *index_of(const struct onus_model *m, const struct people *p, uint32_t n)
{
	const struct onus_index_options options = {.weight_min = -INFINITY};
	struct onus_records *r = records_of(p, n, true);
	struct onus_index *x;

	CHECK_OK(onus_index_create(m, &r, &options, &x));
	return x;
}

static enum onus_err add_one(struct onus_index *x, const char *column, const char *value,
			     const char *id)
{
	struct slice values[] = {slice_str(value), slice_str(id)};
	const struct onus_column columns[] = {{slice_str(column), &values[0]},
					      {SLICE("id"), &values[1]}};
	struct onus_edges edges;
	uint32_t row;

	return onus_index_add(x, SLICE("a"), columns, 2, &row, &edges);
}

TEST(onus_index_add__changes_nothing_where_it_refuses)
{
	struct onus_model *m = model_of("dedupe_only");
	struct random c = {5};
	static struct people p;
	struct onus_index *x;
	struct onus_edges edges;
	uint32_t row;

	people_make(&c, 20, 1, true, true, &p);
	x = index_of(m, &p, 10);
	CHECK_ERR(add_one(x, "town", "bee", ""), ONUS_BAD_INPUT);
	CHECK_ERR(add_one(x, "town", "bee", "0"), ONUS_BAD_INPUT); /* there already */
	CHECK_ERR(add_one(x, "town", "bee", "p100"), ONUS_BAD_INPUT);
	CHECK_ERR(add_one(x, "twon", "bee", "100"), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "\"town\"") != NULL);
	CHECK_ERR(add_one(x, "town", "\xff", "100"), ONUS_BAD_INPUT);
	CHECK_ERR(add_one(x, "tf_first", "often", "100"), ONUS_BAD_INPUT);
	CHECK_ERR(onus_index_add(x, SLICE("b"), NULL, 0, &row, &edges), ONUS_BAD_INPUT);
	CHECK_INT(onus_records_count(onus_index_records(x)), 10);
	CHECK_OK(add_one(x, "town", "bee", "100"));
	CHECK_INT(onus_records_count(onus_index_records(x)), 11);
	CHECK_ERR(add_one(x, "town", "bee", "100"), ONUS_BAD_INPUT);
	onus_index_destroy(&x);
	onus_model_destroy(&m);
}

TEST(onus_index_remove__takes_a_row_back_and_frees_its_id)
{
	struct onus_model *m = model_of("dedupe_only");
	struct random c = {6};
	static struct people p;
	struct onus_index *x;
	struct onus_edges edges;
	uint32_t row;

	people_make(&c, 20, 1, true, true, &p);
	for (size_t k = 1; k < COLUMNS; k++) { /* the last is the first again */
		p.values[k][19] = p.values[k][0];
	}
	p.values[3][0] = SLICE("bee");
	p.values[3][19] = SLICE("bee");
	x = index_of(m, &p, 19);
	CHECK_OK(add_person(x, &p, 19, true, &row, &edges));
	CHECK_INT(edges.items[0].left, 0); /* id 0 stands before all */
	CHECK_OK(onus_index_remove(x, 0));
	CHECK_OK(onus_index_remove(x, row));
	CHECK_ERR(onus_index_remove(x, row), ONUS_USAGE);
	CHECK_ERR(onus_index_remove(x, row + 1), ONUS_USAGE);
	CHECK_OK(add_person(x, &p, 19, true, &row, &edges));
	CHECK_INT(row, 20);
	for (size_t i = 0; i < edges.count; i++) {
		CHECK(edges.items[i].left != 0 && edges.items[i].left != 19);
		CHECK(edges.items[i].right != 19);
	}
	onus_index_destroy(&x);
	onus_model_destroy(&m);
}

TEST(onus_index_add__leaves_out_a_block_that_is_too_large_and_says_so)
{
	struct onus_model *m = model_of("dedupe_only");
	const struct onus_index_options options = {.weight_min = -INFINITY, .block_pairs_max = 10};
	struct random c = {7};
	static struct people p;
	struct onus_records *r;
	struct onus_index *x;
	struct onus_edges edges;
	uint32_t row;

	people_make(&c, 8, 1, true, true, &p);
	for (uint32_t i = 0; i < p.n; i++) { /* town alone makes pairs */
		p.values[1][i] = SLICE("");
		p.values[2][i] = SLICE("");
		p.values[3][i] = SLICE("bee");
	}
	r = records_of(&p, 0, true);
	CHECK_OK(onus_index_create(m, &r, &options, &x));
	for (uint32_t i = 0; i < p.n; i++) {
		CHECK_OK(add_person(x, &p, i, true, &row, &edges));
		CHECK_INT(edges.count, i <= 4 ? i : 0);
		CHECK_INT(edges.left_out, i <= 4 ? 0 : i);
	}
	onus_index_destroy(&x);
	onus_model_destroy(&m);
}

TEST(onus_index_create__refuses_records_without_the_columns_of_the_model)
{
	struct onus_model *m = model_of("dedupe_only");
	const struct onus_index_options options = {.weight_min = 0};
	const struct slice ids[] = {SLICE("1")};
	struct onus_records *r = records_of_ids(ids, 1);
	struct onus_index *x = NULL;

	CHECK_ERR(onus_index_create(m, &r, &options, &x), ONUS_BAD_INPUT);
	CHECK(r != NULL && x == NULL);
	onus_records_destroy(&r);
	CHECK_OK(onus_records_create(1, &r));
	CHECK_ERR(onus_index_create(m, &r, &options, &x), ONUS_USAGE); /* not finished */
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}
