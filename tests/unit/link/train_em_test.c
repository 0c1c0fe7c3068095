/* SPDX-License-Identifier: Apache-2.0
 * train_em_test.c - lambda, m, and what training says of itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/link/train_world.h"

static const struct town plain_town = {.people = 1200, .records = 3000, .percent_wrong = 15};

struct scene {
	struct arena arena;
	struct table table;
	struct onus_records *records;
	struct onus_model *model;
};

static void scene_finish(struct scene *s)
{
	onus_model_destroy(&s->model);
	onus_records_destroy(&s->records);
	arena_finish(&s->arena);
}

#define SCOPED_SCENE(name) __attribute__((cleanup(scene_finish))) struct scene name = {0}

static void scene_open(struct scene *s, const struct town *town, const char *more, uint64_t seed)
{
	struct random c = {seed};

	town_by_chance(&c, &s->arena, town, &s->table);
	s->records = records_of(&s->table, 1);
	s->model = town_model(more);
}

static bool warns(const struct scene *s, const char *words)
{
	return strstr(onus_model_warnings(s->model), words) != NULL;
}

/* Share of pairs of one person that are in a level of a comparison, of those without "missing". */
static double true_m(const struct scene *s, size_t comparison, int gamma)
{
	const struct column *who = records_column(s->records, SLICE("who"));
	struct plan *p = NULL;
	struct plan_worker *w = NULL;
	double known = 0;
	double in = 0;

	CHECK_OK(plan_create(s->model, s->records, &p));
	CHECK_OK(plan_worker_create(p, &w));
	for (uint32_t a = 0; a < s->records->rows; a++) {
		for (uint32_t b = a + 1; b < s->records->rows; b++) {
			if (column_code(who, a) == column_code(who, b)) {
				int g = plan_gamma(w, comparison, a, b);

				known += g >= 0;
				in += g == gamma;
			}
		}
	}
	plan_worker_destroy(&w);
	plan_destroy(&p);
	return in / known;
}

/* --- lambda --- */

TEST(train_prior__is_the_pairs_of_certain_rules_over_recall_and_all_pairs)
{
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.phone = r.phone and l.dob = r.dob"),
					SLICE("l.first = r.first and l.phone = r.phone")};
	const struct onus_train_options o = {.certain = certain, .certain_count = 2, .recall = 0.8};
	const struct column *first;
	const struct column *dob;
	const struct column *phone;
	double pairs = 0;

	scene_open(&s, &plain_town, "", 1);
	first = records_column(s.records, SLICE("first"));
	dob = records_column(s.records, SLICE("dob"));
	phone = records_column(s.records, SLICE("phone"));
	for (uint32_t a = 0; a < s.records->rows; a++) {
		for (uint32_t b = a + 1; b < s.records->rows; b++) {
			uint32_t p = column_code(phone, a);
			uint32_t d = column_code(dob, a);
			uint32_t f = column_code(first, a);

			pairs += p != 0 && p == column_code(phone, b) &&
				 ((d != 0 && d == column_code(dob, b)) ||
				  (f != 0 && f == column_code(first, b)));
		}
	}
	CHECK_OK(onus_train(s.model, s.records, &o));
	CHECK(fabs(s.model->prior - pairs / 0.8 / (3000.0 * 2999 / 2)) < 1e-15);
}

TEST(train_prior__is_found_by_the_sessions_where_no_rule_is_given)
{
	SCOPED_SCENE(s);
	const struct onus_train_options o = {0};
	double truth;

	scene_open(&s, &plain_town, "", 2);
	CHECK_OK(onus_train(s.model, s.records, &o));
	truth = (double)0;
	{
		const struct column *who = records_column(s.records, SLICE("who"));

		for (uint32_t code = 1; code <= who->n_values; code++) {
			double n = column_count(who, code);

			truth += n * (n - 1) / 2;
		}
		truth /= 3000.0 * 2999 / 2;
	}
	CHECK(fabs(log2(s.model->prior / truth)) < 0.5);
}

TEST(train_prior__refuses_a_recall_that_is_none_and_rules_that_make_too_much)
{
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.town = r.town or l.town <> r.town")};
	const struct slice wide[] = {SLICE("substr(l.id, 1, 1) = substr(r.id, 1, 1)")};
	struct onus_train_options o = {.certain = wide, .certain_count = 1, .recall = 1.5};

	scene_open(&s, &plain_town, "", 3);
	CHECK_ERR(onus_train(s.model, s.records, &o), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "recall") != NULL);
	o.recall = 0.9;
	CHECK_ERR(onus_train(s.model, s.records, &o), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "narrower") != NULL);
	o.certain = certain;
	CHECK_ERR(onus_train(s.model, s.records, &o), ONUS_BAD_INPUT);
}

TEST(train_prior__stays_where_certain_rules_find_nothing_and_says_so)
{
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.id = r.id")};
	const struct onus_train_options o = {.certain = certain, .certain_count = 1};

	scene_open(&s, &plain_town, "\"probability_two_random_records_match\":0.002,", 4);
	CHECK_OK(onus_train(s.model, s.records, &o));
	CHECK(s.model->prior == 0.002);
	CHECK(warns(&s, "made no pair"));
}

/* --- m --- */

TEST(train_em__comes_near_the_truth)
{
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.phone = r.phone")};
	const struct onus_train_options o = {.certain = certain, .certain_count = 1, .recall = 0.7};

	scene_open(&s, &plain_town, "", 5);
	CHECK_OK(onus_train(s.model, s.records, &o));
	for (size_t c = 0; c < s.model->n_comparisons; c++) {
		for (size_t l = 1; l < s.model->comparisons[c].n_levels; l++) {
			const struct level *of = &s.model->comparisons[c].levels[l];

			if (fabs(of->m - true_m(&s, c, of->gamma)) > 0.02) {
				test_fail(HERE, "comparison %zu, level %d: m %g is not %g", c,
					  of->gamma, of->m, true_m(&s, c, of->gamma));
			}
			CHECK(of->m_from == ORIGIN_TRAINED);
		}
	}
	CHECK_INT(s.model->n_sessions, 2);
	CHECK(s.model->sessions[0].converged && s.model->sessions[0].iterations > 1);
	CHECK_STR(onus_model_warnings(s.model), "");
}

TEST(train_em__takes_the_median_of_its_sessions)
{
	SCOPED_SCENE(s);
	const struct slice rules[] = {SLICE("l.dob = r.dob"), SLICE("l.phone = r.phone"),
				      SLICE("l.last = r.last and l.town = r.town")};
	double alone[3];
	double swap;

	for (size_t i = 0; i < 3; i++) {
		SCOPED_SCENE(one);
		const struct onus_train_options o = {
			.sessions = &rules[i], .session_count = 1, .splink_u = true};

		scene_open(&one, &plain_town, "\"probability_two_random_records_match\":0.0008,",
			   6);
		CHECK_OK(onus_train(one.model, one.records, &o));
		alone[i] = town_level(one.model, "first", 3)->m;
	}
	scene_open(&s, &plain_town, "\"probability_two_random_records_match\":0.0008,", 6);
	CHECK_OK(onus_train(s.model, s.records,
			    &(struct onus_train_options){
				    .sessions = rules, .session_count = 3, .splink_u = true}));
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 2; k++) {
			if (alone[k] > alone[k + 1]) {
				swap = alone[k];
				alone[k] = alone[k + 1];
				alone[k + 1] = swap;
			}
		}
	}
	/* A session starts from what the one before found, and ends within em_convergence of where
	 * it would have ended alone. */
	CHECK(fabs(town_level(s.model, "first", 3)->m - alone[1]) < 1e-3);
}

TEST(train_em__keeps_what_is_fixed)
{
	SCOPED_SCENE(s);

	scene_open(&s, &plain_town, "", 7);
	s.model->comparisons[0].levels[1].m = 0.5;
	s.model->comparisons[0].levels[1].fix_m = true;
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){0}));
	CHECK(s.model->comparisons[0].levels[1].m == 0.5);
}

TEST(train_em__chooses_rules_that_leave_every_comparison_free_once)
{
	SCOPED_SCENE(s);
	uint32_t trained = 0;

	scene_open(&s, &plain_town, "", 8);
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){0}));
	for (size_t i = 0; i < s.model->n_sessions; i++) {
		trained |= s.model->sessions[i].trained;
	}
	CHECK_INT(trained, 0x1f);
}

/* --- what it says of itself --- */

TEST(train_tell__never_says_settled_at_the_iteration_limit)
{
	SCOPED_SCENE(s);

	scene_open(&s, &plain_town, "\"max_iterations\":2,", 9);
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){0}));
	CHECK(!s.model->sessions[0].converged);
	CHECK_INT(s.model->sessions[0].iterations, 2);
	CHECK(warns(&s, "did not settle: the last of 2 iterations"));
}

TEST(train_tell__names_a_comparison_that_no_session_leaves_free)
{
	SCOPED_SCENE(s);
	const struct slice rules[] = {SLICE("l.dob = r.dob")};

	scene_open(&s, &plain_town, "", 10);
	CHECK_OK(onus_train(s.model, s.records,
			    &(struct onus_train_options){.sessions = rules, .session_count = 1}));
	CHECK(warns(&s, "m of dob was not trained: every session's rule reads its columns"));
	CHECK(isnan(town_level(s.model, "dob", 2)->m));
	CHECK(!warns(&s, "m of first"));
}

TEST(train_tell__names_a_level_that_was_never_seen)
{
	SCOPED_SCENE(s);

	scene_open(&s, &plain_town, "", 11);
	onus_model_destroy(&s.model);
	s.model = model_of(
		"{\"link_type\":\"dedupe_only\",\"unique_id_column_name\":\"id\",\"comparisons\":["
		"{\"output_column_name\":\"first\",\"comparison_levels\":["
		"{\"sql_condition\":\"first_l = first_r\"},"
		"{\"sql_condition\":\"first_l = 'nobody' and first_r = 'none'\","
		"\"label_for_charts\":\"nobody at all\"},"
		"{\"sql_condition\":\"ELSE\"}]}," EXACT("dob") "," EXACT(
			"phone") "],"
				 "\"blocking_rules_to_generate_predictions\":[\"l.dob = "
				 "r.dob\",\"l.last = r.last\"]}");
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){0}));
	CHECK(warns(&s, "u of level \"nobody at all\" of first: no pair of"));
	CHECK(warns(&s, "m of level \"nobody at all\" of first was not trained"));
	CHECK(town_level(s.model, "first", 1)->u > 0);
}

TEST(train_tell__names_a_level_that_stuck_at_0)
{
	SCOPED_SCENE(s);

	/* Nobody's telephone is ever written down otherwise. */
	scene_open(&s, &(struct town){.people = 1200, .records = 3000, .percent_wrong = 0}, "", 12);
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){0}));
	CHECK(warns(&s, "of phone stuck at"));
	CHECK(town_level(s.model, "phone", 0)->m > 0);
}

TEST(train_tell__says_that_a_session_made_nothing_or_little)
{
	SCOPED_SCENE(s);
	const struct slice rules[] = {
		SLICE("l.id = r.id"),
		SLICE("l.first = r.first and l.last = r.last and l.dob = r.dob "
		      "and l.town = r.town and substr(l.id, 1, 3) = "
		      "substr(r.id, 1, 3)")};

	scene_open(&s, &plain_town, "", 13);
	CHECK_OK(onus_train(s.model, s.records,
			    &(struct onus_train_options){.sessions = rules, .session_count = 2}));
	CHECK(warns(&s, "the session on l.id = r.id made no pairs"));
	CHECK(warns(&s, "pairs: what it taught is doubtful"));
}

TEST(train_tell__names_a_comparison_of_which_no_value_is_there)
{
	SCOPED_SCENE(s);

	scene_open(&s, &plain_town, "", 23);
	for (size_t i = 0; i < s.table.rows; i++) {
		*table_cell(&s.table, i, CELL_PHONE) = NULL;
	}
	onus_records_destroy(&s.records);
	s.records = records_of(&s.table, 1);
	CHECK_OK(onus_train(s.model, s.records, &(struct onus_train_options){.dependence = true}));
	CHECK(warns(&s, "u of phone was not trained: no two records both have a value"));
	CHECK(isnan(town_level(s.model, "phone", 1)->u));
	CHECK(!warns(&s, "u of first"));
}

TEST(train__refuses_one_source_where_only_two_could_be_linked)
{
	SCOPED_SCENE(s);

	scene_open(&s, &(struct town){.people = 50, .records = 100}, "\"link_type\":\"link_only\",",
		   24);
	CHECK_ERR(onus_train(s.model, s.records, &(struct onus_train_options){0}), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "only one source") != NULL);
}

TEST(train__refuses_a_rule_that_cannot_be_read_and_too_few_records)
{
	SCOPED_SCENE(s);
	SCOPED_SCENE(one);
	const struct slice rules[] = {SLICE("l.dob = = r.dob")};
	struct onus_train_options o = {.sessions = rules, .session_count = 1};

	scene_open(&s, &plain_town, "", 14);
	CHECK_ERR(onus_train(s.model, s.records, &o), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "the rule of a session") != NULL);
	scene_open(&one, &(struct town){.people = 1, .records = 1}, "", 15);
	CHECK_ERR(onus_train(one.model, one.records, &(struct onus_train_options){0}),
		  ONUS_BAD_INPUT);
}

TEST(train__gives_every_bit_the_same_for_any_threads_and_any_order)
{
	SCOPED_ARENA(a);
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.phone = r.phone")};
	const char *first = NULL;
	struct random c = {16};

	scene_open(
		&s,
		&(struct town){
			.people = 1500, .records = 6000, .households = true, .percent_wrong = 20},
		"", 16);
	for (unsigned i = 0; i < 4; i++) {
		HOLD_MODEL(m);
		HOLD_RECORDS(r);
		const struct onus_train_options o = {.threads = i % 3 + 1,
						     .certain = certain,
						     .certain_count = 1,
						     .dependence = true};
		const char *text;

		r = records_of(&s.table, 1);
		m = town_model("\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"first\",\"level\":1,"
			       "\"column\":\"first\"}]},");
		CHECK_OK(onus_train(m, r, &o));
		text = town_written(&a, m);
		first = first != NULL ? first : text;
		CHECK_STR(text, first);
		table_shuffle(&c, &s.table);
	}
}

/* --- labels --- */

TEST(train_label_column__counts_m_over_all_pairs_of_a_label)
{
	SCOPED_SCENE(s);

	scene_open(&s, &(struct town){.people = 300, .records = 800, .percent_wrong = 25}, "", 17);
	CHECK_OK(onus_train_label_column(s.model, s.records, SLICE("who"), 2));
	for (size_t c = 0; c < s.model->n_comparisons; c++) {
		for (size_t l = 1; l < s.model->comparisons[c].n_levels; l++) {
			const struct level *of = &s.model->comparisons[c].levels[l];
			double truth = true_m(&s, c, of->gamma);

			CHECK(fabs(of->m - truth) < 1e-12 || (truth == 0 && of->m < 0.01));
		}
	}
}

TEST(train_labels__moves_m_by_as_much_as_there_are_labels)
{
	SCOPED_SCENE(s);
	struct onus_verdict labels[30];

	scene_open(&s, &(struct town){.people = 40, .records = 40}, "", 18);
	for (uint32_t i = 0; i < 30; i++) {
		/* people that differ in everything but perhaps the town are called the same */
		labels[i] = (struct onus_verdict){i, i + 1, true};
	}
	s.model->comparisons[4].levels[1].m = 0.9;
	s.model->comparisons[4].levels[2].m = 0.1;
	CHECK_OK(onus_train_labels(s.model, s.records, labels, 30));
	CHECK(fabs(town_level(s.model, "phone", 1)->m - 0.9 * LINK_LABELS_PRIOR / 40) < 1e-12);
	CHECK(fabs(town_level(s.model, "phone", 0)->m - (30 + 0.1 * LINK_LABELS_PRIOR) / 40) <
	      1e-12);
	labels[0].same = false;
	CHECK_OK(onus_train_labels(s.model, s.records, labels, 1));
	CHECK(fabs(town_level(s.model, "phone", 1)->m - 0.9 * LINK_LABELS_PRIOR / 40) < 1e-12);
}

TEST(train_labels__refuses_rows_that_are_not_there)
{
	SCOPED_SCENE(s);
	const struct onus_verdict beyond = {0, 40, true};
	const struct onus_verdict itself = {3, 3, true};

	scene_open(&s, &(struct town){.people = 40, .records = 40}, "", 19);
	CHECK_ERR(onus_train_labels(s.model, s.records, &beyond, 1), ONUS_BAD_INPUT);
	CHECK_ERR(onus_train_labels(s.model, s.records, &itself, 1), ONUS_BAD_INPUT);
	CHECK_ERR(onus_train_label_column(s.model, s.records, SLICE("whom"), 1), ONUS_BAD_INPUT);
}

/* --- dependence --- */

TEST(train_dependence__finds_that_a_telephone_is_shared_with_the_surname)
{
	SCOPED_SCENE(s);
	const struct slice certain[] = {SLICE("l.who = r.who")};
	const struct onus_train_options o = {
		.certain = certain, .certain_count = 1, .recall = 1, .dependence = true};
	const struct dependence_told *found = NULL;

	scene_open(
		&s,
		&(struct town){
			.people = 2000, .records = 5000, .households = true, .percent_wrong = 15},
		"", 20);
	CHECK_OK(onus_train(s.model, s.records, &o));
	for (size_t i = 0; i < s.model->n_measured; i++) {
		const struct dependence_told *d = &s.model->measured[i];

		if (slice_is(s.model->comparisons[d->a].name, "phone") &&
		    slice_is(s.model->comparisons[d->b].name, "last")) {
			found = d;
		}
	}
	CHECK(found != NULL && found->corrected);
	/* Nearly all who share a telephone share the surname: as much as u of the surname is small.
	 */
	CHECK(fabs(found->others + log2(town_level(s.model, "last", 3)->u)) < 1);
	CHECK(fabs(found->matches) < 0.3);
	CHECK(s.model->n_dependences > 0);
}

TEST(train_dependence__is_not_there_where_nobody_asks_or_nothing_depends)
{
	SCOPED_SCENE(s);
	SCOPED_SCENE(free);
	const struct slice certain[] = {SLICE("l.who = r.who")};
	struct onus_train_options o = {.certain = certain, .certain_count = 1, .recall = 1};

	scene_open(
		&s,
		&(struct town){
			.people = 2000, .records = 5000, .households = true, .percent_wrong = 15},
		"", 20);
	CHECK_OK(onus_train(s.model, s.records, &o));
	CHECK_INT(s.model->n_dependences, 0);
	CHECK_INT(s.model->n_measured, 0);
	o.dependence = true;
	scene_open(&free, &(struct town){.people = 2000, .records = 5000, .percent_wrong = 15}, "",
		   21);
	CHECK_OK(onus_train(free.model, free.records, &o));
	CHECK(free.model->n_measured > 0);
	CHECK_INT(free.model->n_dependences, 0);
}

TEST(train_dependence__counts_one_household_once)
{
	SCOPED_SCENE(s);
	struct onus_explainer *x = NULL;
	struct onus_explanation e = {0};

	scene_open(&s, &plain_town,
		   "\"onus\":{\"dependences\":["
		   "{\"comparisons\":[\"phone\",\"last\"],\"levels\":[1,3],"
		   "\"weight\":-5},"
		   "{\"comparisons\":[\"town\",\"last\"],\"levels\":[1,3],"
		   "\"weight\":-3},"
		   "{\"comparisons\":[\"town\",\"phone\"],\"levels\":[1,1],"
		   "\"weight\":-1}]},",
		   22);
	CHECK_OK(onus_explainer_create(s.model, s.records, &x));
	CHECK_OK(onus_explain(x, 0, 0, 0, &e));
	CHECK(e.dependence == -6); /* -5 for the surname, -1 for the telephone, and no -3 */
	onus_explanation_finish(&e);
	onus_explainer_destroy(&x);
}
