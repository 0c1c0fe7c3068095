/* SPDX-License-Identifier: Apache-2.0
 * train_u_test.c - u held to looking at every pair of rows. */
#include <math.h>

#include "tests/unit/link/train_world.h"

enum { LEVELS = LINK_LEVELS_MAX + 1 };

static bool makes_pair(const struct onus_model *m, const struct onus_records *r, uint32_t a,
		       uint32_t b)
{
	return m->link_type != LINK_LINK_ONLY || records_source_of(r, a) != records_source_of(r, b);
}

/* Fails where u of any level is not its share among all pairs of rows, give or take `doubts`
 * standard errors and `slack`. */
static void check_u(const struct onus_model *m, const struct onus_records *r, double doubts)
{
	struct plan *p = NULL;
	struct plan_worker *w = NULL;

	CHECK_OK(plan_create(m, r, &p));
	CHECK_OK(plan_worker_create(p, &w));
	for (size_t c = 0; c < m->n_comparisons; c++) {
		uint64_t pairs[LEVELS] = {0};
		uint64_t known = 0;

		for (uint32_t a = 0; a < r->rows; a++) {
			for (uint32_t b = 0; b < r->rows; b++) {
				if (a != b && records_compare_ids(r, a, b) < 0 &&
				    makes_pair(m, r, a, b)) {
					int gamma = plan_gamma(w, c, a, b);

					pairs[gamma + 1]++;
					known += gamma >= 0;
				}
			}
		}
		for (size_t l = 0; l < m->comparisons[c].n_levels; l++) {
			const struct level *of = &m->comparisons[c].levels[l];
			double want = (double)pairs[of->gamma + 1] / (double)known;

			want = want > 0 ? want : 0.5 / (double)known;
			if (!of->is_null && !(fabs(of->u - want) <= 1e-12 + doubts * of->u_error)) {
				test_fail(HERE, "comparison %zu, level %d: u %g +- %g is not %g", c,
					  of->gamma, of->u, of->u_error, want);
			}
		}
	}
	plan_worker_destroy(&w);
	plan_destroy(&p);
}

static const struct onus_train_options as_splink = {.splink_u = true};

static void check_town(const struct town *town, const char *more, uint64_t seed)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_RECORDS(r);
	struct random c = {seed};
	struct table t;

	town_by_chance(&c, &a, town, &t);
	m = town_model(more);
	r = records_of(&t, 1);
	CHECK_OK(onus_train(m, r, &as_splink));
	check_u(m, r, 0);
}

TEST(train_u__is_exactly_the_share_of_each_level_among_all_pairs)
{
	const struct town town = {.people = 150, .records = 300, .percent_wrong = 20};

	check_town(&town, "", 1);
}

TEST(train_u__counts_only_pairs_of_different_sources_where_only_those_are_linked)
{
	const struct town town = {.people = 120, .records = 250, .sources = 3, .percent_wrong = 20};

	check_town(&town, "\"link_type\":\"link_only\",", 2);
}

TEST(train_u__counts_pairs_of_one_source_too_where_both_are_asked_for)
{
	const struct town town = {.people = 120, .records = 250, .sources = 3, .percent_wrong = 20};

	check_town(&town, "\"link_type\":\"link_and_dedupe\",", 3);
}

/* Comparisons whose level is not a matter of one kernel on one column. */
static const char odd_model[] =
	"{\"link_type\":\"%s\",\"unique_id_column_name\":\"id\",\"comparisons\":["
	/* several columns, one of them swapped */
	"{\"output_column_name\":\"name\",\"comparison_levels\":["
	"{\"sql_condition\":\"first_l = first_r AND last_l = last_r\"},"
	"{\"sql_condition\":\"first_l = last_r AND last_l = first_r\"},"
	"{\"sql_condition\":\"last_l = last_r\"},"
	"{\"sql_condition\":\"levenshtein(first_l, first_r) <= 2 AND dob_l = dob_r\"},"
	"{\"sql_condition\":\"ELSE\"}]},"
	/* what is missing or odd is \"missing\" by condition; no level of it in the second */
	"{\"output_column_name\":\"dob\",\"comparison_levels\":["
	"{\"sql_condition\":\"try_strptime(dob_l, '%%Y-%%m-%%d') IS NULL OR "
	"try_strptime(dob_r, '%%Y-%%m-%%d') IS NULL\",\"is_null_level\":true},"
	"{\"sql_condition\":\"dob_l = dob_r\"},"
	"{\"sql_condition\":\"abs(epoch(try_strptime(dob_l, '%%Y-%%m-%%d')) - "
	"epoch(try_strptime(dob_r, '%%Y-%%m-%%d'))) <= 31557600\"},"
	"{\"sql_condition\":\"ELSE\"}]},"
	"{\"output_column_name\":\"town\",\"comparison_levels\":["
	"{\"sql_condition\":\"town_l = town_r\"},{\"sql_condition\":\"ELSE\"}]}%s]}";

static void check_odd(const char *type, const char *more, size_t sources, uint64_t seed)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_RECORDS(r);
	struct random c = {seed};
	struct town town = {.people = 100, .records = 220, .sources = sources, .percent_wrong = 30};
	struct table t;

	town_by_chance(&c, &a, &town, &t);
	m = model_of(arena_printf(&a, odd_model, type, more));
	r = records_of(&t, 1);
	CHECK_OK(onus_train(m, r, &as_splink));
	check_u(m, r, 0);
}

TEST(train_u__is_exact_for_several_columns_and_for_odd_conditions)
{
	check_odd("dedupe_only", "", 1, 4);
	check_odd("link_only", "", 2, 5);
	check_odd("link_and_dedupe", "", 2, 6);
}

TEST(train_u__puts_the_smaller_id_left_where_the_sides_matter)
{
	check_odd(
		"dedupe_only",
		",{\"output_column_name\":\"later\",\"comparison_levels\":["
		"{\"sql_condition\":\"dob_l = dob_r\"},{\"sql_condition\":\"substr(dob_l, 1, 4) = "
		"'1970' AND town_r IS NOT NULL\"},{\"sql_condition\":\"ELSE\"}]}",
		1, 7);
}

TEST(train_u__is_within_its_own_error_where_it_was_sampled)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_MODEL(exact);
	HOLD_RECORDS(r);
	struct random c = {8};
	const struct town town = {.people = 3000, .records = 5000, .percent_wrong = 25};
	struct onus_train_options o = as_splink;
	struct table t;
	size_t sampled = 0;

	town_by_chance(&c, &a, &town, &t);
	m = model_of(arena_printf(&a, odd_model, "dedupe_only", ""));
	exact = model_of(arena_printf(&a, odd_model, "dedupe_only", ""));
	r = records_of(&t, 2);
	CHECK_OK(onus_train(m, r, &o));
	o.exact_u = true;
	CHECK_OK(onus_train(exact, r, &o));
	for (size_t k = 0; k < m->n_comparisons; k++) {
		for (size_t l = 0; l < m->comparisons[k].n_levels; l++) {
			const struct level *of = &m->comparisons[k].levels[l];
			const struct level *want = &exact->comparisons[k].levels[l];

			CHECK(want->is_null || want->u_error == 0);
			sampled += of->u_error > 0;
			if (!of->is_null && !(fabs(of->u - want->u) <= 1e-12 + 4 * of->u_error)) {
				test_fail(HERE, "comparison %zu, level %d: %g +- %g is not %g", k,
					  of->gamma, of->u, of->u_error, want->u);
			}
		}
	}
	CHECK(sampled >= 5);
}

TEST(train_u__leaves_alone_what_is_fixed)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_RECORDS(r);
	struct random c = {9};
	const struct town town = {.people = 50, .records = 100, .percent_wrong = 10};
	struct table t;

	town_by_chance(&c, &a, &town, &t);
	m = town_model("");
	m->comparisons[3].levels[1].u = 0.25;
	m->comparisons[3].levels[1].fix_u = true;
	r = records_of(&t, 1);
	CHECK_OK(onus_train(m, r, &as_splink));
	CHECK(m->comparisons[3].levels[1].u == 0.25);
	CHECK(m->comparisons[3].levels[2].u != 0.25);
}

TEST(train_u__takes_out_the_matches_that_are_among_random_pairs)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(with);
	HOLD_MODEL(without);
	HOLD_RECORDS(r);
	struct random c = {10};
	const struct town town = {.people = 700, .records = 2000, .percent_wrong = 10};
	const struct slice certain[] = {SLICE("l.who = r.who")};
	struct onus_train_options o = {.certain = certain, .certain_count = 1, .recall = 1};
	struct table t;
	double matches;

	town_by_chance(&c, &a, &town, &t);
	r = records_of(&t, 1);
	without = town_model("");
	CHECK_OK(onus_train(without, r, &o));
	o.splink_u = true;
	with = town_model("");
	CHECK_OK(onus_train(with, r, &o));
	/* A telephone belongs to one person: whoever shares it is the same. All but all of u is
	 * matches. */
	matches = with->prior * town_level(with, "phone", 1)->m;
	CHECK(town_level(with, "phone", 1)->u < 1.1 * matches);
	CHECK(town_level(with, "phone", 1)->u > 0.9 * matches);
	CHECK(town_level(without, "phone", 1)->u < 0.2 * town_level(with, "phone", 1)->u);
	/* Towns are shared by chance. */
	CHECK(town_level(without, "town", 1)->u > 0.8 * town_level(with, "town", 1)->u);
}

/* Somebody fixed m of a telephone so that its levels don't add up: what lambda takes out of the
 * counts is then more than what is left of them. */
TEST(train_u__is_never_above_1_whatever_m_is_fixed)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_MODEL(again);
	HOLD_RECORDS(r);
	struct random c = {11};
	const struct town town = {.people = 30, .records = 300, .percent_wrong = 0};
	const struct slice certain[] = {SLICE("l.who = r.who")};
	const struct onus_train_options o = {.certain = certain, .certain_count = 1, .recall = 0.5};
	struct level *l;
	struct table t;

	town_by_chance(&c, &a, &town, &t);
	r = records_of(&t, 1);
	m = town_model("");
	for (int gamma = 0; gamma < 2; gamma++) {
		l = (struct level *)(uintptr_t)town_level(m, "phone", gamma);
		l->m = gamma == 1 ? 0.2 : 1e-6;
		l->m_from = ORIGIN_SETTINGS;
		l->fix_m = true;
	}
	CHECK_OK(onus_train(m, r, &o));
	CHECK(town_level(m, "phone", 0)->u <= 1);
	CHECK_OK(onus_model_parse(slice_str(town_written(&a, m)), "again", &again));
}

/* Share of pairs of different people that hold the same value, of those that both hold one. */
static double chance_of(const struct onus_records *r, const char *name)
{
	const struct column *c = records_column(r, slice_str(name));
	const struct column *who = records_column(r, SLICE("who"));
	double same = 0;
	double all = 0;

	for (uint32_t a = 0; a < r->rows; a++) {
		for (uint32_t b = a + 1; b < r->rows; b++) {
			if (column_code(c, a) != 0 && column_code(c, b) != 0 &&
			    column_code(who, a) != column_code(who, b)) {
				all++;
				same += column_code(c, a) == column_code(c, b);
			}
		}
	}
	return same / all;
}

TEST(train_u__finds_the_matches_among_pairs_that_agree_even_where_lambda_is_wrong)
{
	static const char *const names[] = {"first", "last", "dob", "town"};

	for (int wrong = 0; wrong < 2; wrong++) {
		SCOPED_ARENA(a);
		HOLD_MODEL(m);
		HOLD_RECORDS(r);
		struct random c = {12};
		const struct town town = {.people = 1000, .records = 4000, .percent_wrong = 10};
		const struct slice certain[] = {SLICE("l.who = r.who")};
		const struct onus_train_options o = {
			.certain = certain, .certain_count = 1, .recall = wrong ? 0.5 : 1};
		struct table t;

		town_by_chance(&c, &a, &town, &t);
		r = records_of(&t, 2);
		m = town_model("");
		CHECK_OK(onus_train(m, r, &o));
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			int top = i < 2 ? 3 : i == 2 ? 2 : 1;
			double bits =
				log2(town_level(m, names[i], top)->u / chance_of(r, names[i]));

			if (!(fabs(bits) < 0.25)) {
				test_fail(HERE, "u of %s is off by %.2f bits", names[i], bits);
			}
		}
	}
}

TEST(train_tf__keeps_the_mean_weight_of_a_fuzzy_level)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_RECORDS(r);
	struct random c = {11};
	const struct town town = {.people = 200, .records = 400, .percent_wrong = 20};
	const struct column *first;
	struct plan *p = NULL;
	struct plan_worker *w = NULL;
	struct table t;
	double factors = 0;
	double pairs = 0;
	double held;

	town_by_chance(&c, &a, &town, &t);
	r = records_of(&t, 1);
	m = town_model("\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"first\",\"level\":1,"
		       "\"column\":\"first\"}]},");
	CHECK_OK(onus_train(m, r, &as_splink));
	first = records_column(r, SLICE("first"));
	held = r->rows - first->counts[0];
	CHECK_OK(plan_create(m, r, &p));
	CHECK_OK(plan_worker_create(p, &w));
	for (uint32_t x = 0; x < r->rows; x++) {
		for (uint32_t y = x + 1; y < r->rows; y++) {
			if (plan_gamma(w, 0, x, y) == 1) {
				double fx = column_count(first, column_code(first, x)) / held;
				double fy = column_count(first, column_code(first, y)) / held;

				factors += town_level(m, "first", 1)->tf_fuzzy_base /
					   (2 * fx * fy / (fx + fy));
				pairs++;
			}
		}
	}
	CHECK(pairs > 100);
	CHECK(fabs(factors / pairs - 1) < 1e-3);
	plan_worker_destroy(&w);
	plan_destroy(&p);
}
