/* SPDX-License-Identifier: Apache-2.0
 * score_test.c - weights of pairs, held against Splink's. */
#include <math.h>

#include "link/score.h"
#include "tests/unit/link/score_model.h"

static void near(double got, double want)
{
	if (!(fabs(got - want) <= 1e-9)) {
		test_fail(HERE, "%.12g is not %.12g", got, want);
	}
}

/* A model, rows, and all that stands between them and a weight. */
struct scene {
	struct onus_model *model;
	struct onus_records *records;
	struct plan *plan;
	struct plan_worker *worker;
	struct score *score;
};

static void scene_open(struct scene *s, struct onus_model *m, const struct table *t)
{
	*s = (struct scene){.model = m, .records = records_of(t, 1)};
	CHECK_OK(plan_create(m, s->records, &s->plan));
	CHECK_OK(plan_worker_create(s->plan, &s->worker));
	CHECK_OK(score_create(m, s->records, &s->score));
}

static void scene_close(struct scene *s)
{
	score_destroy(&s->score);
	plan_worker_destroy(&s->worker);
	plan_destroy(&s->plan);
	onus_records_destroy(&s->records);
	onus_model_destroy(&s->model);
}

static double weight_of(struct scene *s, uint32_t left, uint32_t right)
{
	return score_weight(s->score, plan_pattern(s->worker, left, right), left, right);
}

/* What the frequencies of the values add to one comparison. */
static double adjusted(struct scene *s, size_t comparison, uint32_t left, uint32_t right)
{
	struct score_part parts[LINK_COMPARISONS_MAX];
	double prior;
	double dependence;

	score_explain(s->score, plan_pattern(s->worker, left, right), left, right, parts, &prior,
		      &dependence);
	return parts[comparison].tf_weight;
}

/* --- as Splink --- */

/* Made with Splink 4.0.16 on these very rows and this model: ids and match_weight. */
static const struct {
	uint32_t left;
	uint32_t right;
	double weight;
} from_splink[] = {
	{1, 2, 5.50246108170456},  {1, 3, -11.9125764175743}, {1, 4, 1.94917961148211},
	{1, 6, -9.05082038851789}, {1, 7, 0.896018853572948}, {2, 3, -11.9125764175743},
	{2, 4, 1.94917961148211},  {2, 6, -9.05082038851789}, {2, 7, 0.896018853572948},
	{3, 5, 0.463752784311872}, {3, 7, -14.1039811464271}, {3, 8, -2.65726261664949},
	{4, 6, -9.05082038851789}, {4, 7, -2.65726261664949}, {5, 6, -4.48296574546569},
	{5, 8, 0.463752784311872},
};

TEST(score_weight__is_what_splink_gives)
{
	SCOPED_ARENA(a);
	struct table t;
	struct scene s;

	score_table(&a, 0, &t);
	scene_open(&s, score_model_read(SCORE_MODEL), &t);
	for (size_t i = 0; i < sizeof from_splink / sizeof *from_splink; i++) {
		near(weight_of(&s, from_splink[i].left - 1, from_splink[i].right - 1),
		     from_splink[i].weight);
	}
	scene_close(&s);
}

TEST(score_explain__gives_parts_that_add_up_to_the_weight)
{
	SCOPED_ARENA(a);
	struct table t;
	struct scene s;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct dependence both = {.a = 0, .b = 2, .gamma_a = 2, .gamma_b = 0, .weight = -1.25};

	m->dependences = &both;
	m->n_dependences = 1;
	score_table(&a, 0, &t);
	scene_open(&s, m, &t);
	for (uint32_t i = 0; i < SCORE_ROWS; i++) {
		for (uint32_t k = 0; k < SCORE_ROWS; k++) {
			struct score_part parts[LINK_COMPARISONS_MAX];
			uint64_t pattern = plan_pattern(s.worker, i, k);
			struct score_sum before;
			double sum;
			double dependence;
			double adjusts = 0;

			score_explain(s.score, pattern, i, k, parts, &sum, &dependence);
			sum += dependence;
			for (size_t c = 0; c < 3; c++) {
				CHECK_INT(parts[c].comparison, c);
				CHECK_INT(parts[c].gamma, onus_pattern_level(m, pattern, c));
				CHECK_INT(parts[c].gamma, plan_gamma(s.worker, c, i, k));
				near(parts[c].weight,
				     score_level_weight(s.score, c, parts[c].gamma));
				sum += parts[c].weight + parts[c].tf_weight;
				adjusts += parts[c].tf_weight;
			}
			near(sum, weight_of(&s, i, k));
			score_pattern(s.score, pattern, &before);
			CHECK(adjusts <= before.most + 1e-12);
			near(dependence, parts[0].gamma == 2 && parts[2].gamma == 0 ? -1.25 : 0);
		}
	}
	scene_close(&s);
}

TEST(score_explain__names_the_frequencies_that_count)
{
	SCOPED_ARENA(a);
	struct table t;
	struct scene s;
	struct score_part parts[LINK_COMPARISONS_MAX];
	double prior;
	double dependence;

	score_table(&a, 0, &t);
	scene_open(&s, score_model_read(SCORE_MODEL), &t);
	score_explain(s.score, plan_pattern(s.worker, 0, 3), 0, 3, parts, &prior, &dependence);
	near(prior, log2(0.01 / 0.99));
	near(parts[0].tf_left, 4 / 8.0); /* ann */
	near(parts[0].tf_right, 1 / 8.0);
	near(parts[1].tf_left, 4 / 7.0); /* hill, of seven that have one */
	CHECK(isnan(parts[2].tf_left));
	scene_close(&s);
}

/* --- frequencies from the input --- */

TEST(score_weight__takes_frequencies_from_a_column_of_the_input)
{
	SCOPED_ARENA(a);
	struct table t;
	struct scene s;

	score_table(&a, 1, &t);
	t.names[4] = "tf_first";
	*table_cell(&t, 0, 4) = "0.001";
	*table_cell(&t, 1, 4) = "0.002";
	*table_cell(&t, 3, 4) = "5e-1";
	scene_open(&s, score_model_read(SCORE_MODEL), &t);
	/* Half of what it would add, by the weight of the level. */
	near(adjusted(&s, 0, 0, 1), 0.5 * log2(0.1 / 0.002));
	near(adjusted(&s, 0, 1, 0), 0.5 * log2(0.1 / 0.002));
	near(adjusted(&s, 0, 0, 2), 0.5 * log2(0.1 / 0.001)); /* one is missing */
	near(adjusted(&s, 0, 2, 6), 0);                       /* both are */
	near(adjusted(&s, 0, 1, 3), log2(0.1 / 0.5));         /* alike, not equal */
	scene_close(&s);
}

static void create_fails(const struct table *t, struct onus_model *m, const char *words)
{
	struct onus_records *r = records_of(t, 1);
	struct score *s = NULL;

	CHECK_ERR(score_create(m, r, &s), ONUS_BAD_INPUT);
	CHECK(s == NULL);
	if (strstr(onus_last_error()->text, words) == NULL) {
		test_fail(HERE, "\"%s\" has no \"%s\"", onus_last_error()->text, words);
	}
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}

TEST(score_create__refuses_a_frequency_that_is_none)
{
	static const char *const wrong[] = {
		"0",
		"-0.1",
		"often",
		"0.1x",
		"inf",
		"nan",
		"0.00000000000000000000000000000000000000000000000000000000000000000001",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		SCOPED_ARENA(a);
		struct table t;

		score_table(&a, 1, &t);
		t.names[4] = "tf_first";
		*table_cell(&t, 2, 4) = wrong[i];
		create_fails(&t, score_model_read(SCORE_MODEL), "column \"tf_first\": \"");
	}
}

TEST(score_create__names_the_column_that_is_nearest_to_one_that_is_not_there)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);

	score_table(&a, 0, &t);
	m->comparisons[1].levels[2].tf_column = SLICE("lost");
	create_fails(&t, m, "\"lost\" is no column of the records; the nearest is \"last\"");
}

TEST(score_create__needs_a_level_that_is_equality_of_the_column_alone)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);

	score_table(&a, 0, &t);
	m->comparisons[0].levels[2].tf_column = SLICE("last");
	create_fails(&t, m, "set disable_tf_exact_match_detection");
}

/* --- beyond Splink --- */

TEST(score_weight__compares_unequal_values_by_their_harmonic_mean)
{
	SCOPED_ARENA(a);
	struct table t;
	struct scene s;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct level *alike = &m->comparisons[0].levels[2];

	alike->tf_fuzzy = true;
	alike->tf_fuzzy_base = 0.3;
	alike->tf_weight = 0.75;
	score_table(&a, 0, &t);
	scene_open(&s, m, &t);
	/* ann: 4 of 8, anne: 1 of 8 */
	near(adjusted(&s, 0, 0, 3), 0.75 * log2(0.3 / (2 * 0.5 * 0.125 / (0.5 + 0.125))));
	near(adjusted(&s, 0, 3, 0), adjusted(&s, 0, 0, 3));
	scene_close(&s);
}

/* --- bounds --- */

TEST(score_weight__stays_within_the_bounds_of_splink)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct scene s;

	m->prior = 0.5;
	m->comparisons[2].levels[1].u = 1e-320; /* the same town */
	m->comparisons[2].levels[3].m = 0;      /* another town */
	score_table(&a, 0, &t);
	scene_open(&s, m, &t);
	near(score_level_weight(s.score, 2, 2), log2(0.95) - log2(1e-300));
	near(weight_of(&s, 0, 1), -log2(1e-300));
	near(weight_of(&s, 3, 7), log2(1e-300));
	scene_close(&s);
}

TEST(score_weight__is_certain_where_the_prior_is)
{
	SCOPED_ARENA(a);
	struct table t;
	struct onus_model *m = score_model_read(SCORE_MODEL);
	struct scene s;

	m->prior = 1;
	score_table(&a, 0, &t);
	scene_open(&s, m, &t);
	near(weight_of(&s, 0, 7), -log2(1e-300));
	scene_close(&s);
}

TEST(score_pattern__is_never_below_what_frequencies_add)
{
	struct random c = {31};

	for (int round = 0; round < 20; round++) {
		SCOPED_ARENA(a);
		struct table t;
		struct scene s;
		struct onus_model *m = score_model_read(SCORE_MODEL);

		table_by_chance(&c, &a, 40, 5, 6, &t);
		t.names[1] = "first";
		t.names[2] = "last";
		t.names[3] = "town";
		t.names[4] = round % 2 ? "tf_last" : "d";
		for (size_t i = 0; i < t.rows; i++) {
			*table_cell(&t, i, 4) = arena_printf(
				&a, "%g", 0.001 + (double)random_below(&c, 1000) / 500);
		}
		m->comparisons[1].levels[1].tf_weight = round % 3 ? 1 : -1;
		scene_open(&s, m, &t);
		for (uint32_t i = 0; i < t.rows; i++) {
			for (uint32_t k = 0; k < t.rows; k++) {
				struct score_sum sum;
				uint64_t pattern = plan_pattern(s.worker, i, k);

				score_pattern(s.score, pattern, &sum);
				CHECK(weight_of(&s, i, k) <= sum.weight + sum.most + 1e-9);
				near(score_pair(s.score, &sum, i, k), weight_of(&s, i, k));
			}
		}
		scene_close(&s);
	}
}
