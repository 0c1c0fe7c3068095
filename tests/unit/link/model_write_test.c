/* SPDX-License-Identifier: Apache-2.0
 * model_write_test.c - tests of writing models. */
#include "tests/random.h"
#include "tests/unit/link/model_support.h"

#include <math.h>
#include <stdlib.h>

#define NAME_MODEL                                                                                 \
	"{\"link_type\":\"link_and_dedupe\",\"sql_dialect\":\"duckdb\",\"comparisons\":["          \
	"{\"output_column_name\":\"n\",\"comparison_levels\":["                                    \
	"{\"sql_condition\":\"n_l IS NULL OR n_r IS NULL\",\"is_null_level\":true},"               \
	"{\"sql_condition\":\"n_l = n_r\",\"tf_adjustment_column\":\"n\"},"                        \
	"{\"sql_condition\":\"levenshtein(n_l, n_r) <= 1\"},"                                      \
	"{\"sql_condition\":\"ELSE\"}]}," EXACT(                                                   \
		"d") "],"                                                                          \
		     "\"blocking_rules_to_generate_predictions\":[\"l.n = r.n\"]"

static const char *written(struct arena *a, const struct onus_model *m, bool for_splink)
{
	char *text = NULL;
	size_t length = 0;
	const char *copy;

	CHECK_OK(onus_model_write(m, for_splink, &text, &length));
	CHECK_INT(strlen(text), length);
	copy = arena_copy(a, slice_of(text, length));
	free(text);
	return copy;
}

TEST(model_write__gives_back_every_bit_of_every_probability)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	struct random random = {7};

	m = model_of(NAME_MODEL "}");
	for (int i = 0; i < 200; i++) {
		HOLD_MODEL(again);
		struct level *l = m->comparisons[0].levels;

		l[1].m = ldexp((double)(random_next(&random) >> 11) + 1, -53 - i % 900);
		l[1].u = ldexp((double)(random_next(&random) >> 11) + 1, -53);
		m->prior = l[1].u * 0.9;
		again = model_of(written(&a, m, i % 2 == 0));
		CHECK(again->comparisons[0].levels[1].m == l[1].m);
		CHECK(again->comparisons[0].levels[1].u == l[1].u);
		CHECK(again->prior == m->prior);
		CHECK(isnan(again->comparisons[0].levels[2].m));
	}
}

TEST(model_write__writes_numbers_as_short_as_they_were)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	const char *text;

	m = model_of(NAME_MODEL ",\"probability_two_random_records_match\":0.0001}");
	m->comparisons[0].levels[1].m = 0.1;
	text = written(&a, m, true);
	CHECK(strstr(text, "\"probability_two_random_records_match\": 0.0001,") != NULL);
	CHECK(strstr(text, "\"m_probability\": 0.1,") != NULL);
}

TEST(model_write__gives_back_what_only_splink_uses)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	const char *text;

	m = model_of(NAME_MODEL ",\"linker_uid\":\"abc\",\"retain_matching_columns\":false,"
				"\"additional_columns_to_retain\":[\"cluster\"],"
				"\"match_weight_column_prefix\":\"mw_\","
				"\"bayes_factor_column_prefix\":\"bf_\"}");
	text = written(&a, m, true);
	CHECK(strstr(text, "\"linker_uid\": \"abc\"") != NULL);
	CHECK(strstr(text, "\"retain_matching_columns\": false") != NULL);
	CHECK(strstr(text, "\"cluster\"") != NULL);
	/* Splink 4 refuses the one, Splink 5 has no use for the other. */
	CHECK(strstr(text, "match_weight_column_prefix") == NULL);
	CHECK(strstr(text, "bayes_factor_column_prefix") == NULL);
}

TEST(model_write__is_the_same_after_it_was_read_back)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	HOLD_MODEL(again);
	const char *first;

	m = model_of(NAME_MODEL
		     ",\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"n\",\"level\":1,"
		     "\"column\":\"n\",\"base\":0.015625}],\"dependences\":[{"
		     "\"comparisons\":[\"n\",\"d\"],\"levels\":[2,1],\"weight\":-2.5}]}}");
	CHECK(m->comparisons[0].levels[2].tf_fuzzy);
	CHECK(m->comparisons[0].levels[2].tf_fuzzy_base == 0.015625);
	CHECK_INT(m->n_dependences, 1);
	CHECK(m->dependences[0].weight == -2.5 && m->dependences[0].gamma_a == 2);
	first = written(&a, m, false);
	again = model_of(first);
	CHECK_STR(written(&a, again, false), first);
	CHECK(strstr(first, "\"onus\"") != NULL);
}

TEST(model_write__answers_no_where_splink_would_score_otherwise)
{
	static const char *const ours[] = {
		",\"onus\":{\"dependences\":[{\"comparisons\":[\"n\",\"d\"],\"levels\":[2,1],"
		"\"weight\":-2.5}]}}",
		",\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"n\",\"level\":1,\"column\":\"n\"}]}}",
	};

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		SCOPED_ARENA(a);
		HOLD_MODEL(m);
		char *text = NULL;
		size_t length;

		m = model_of(arena_printf(&a, NAME_MODEL "%s", ours[i]));
		CHECK_ERR(onus_model_write(m, true, &text, &length), ONUS_NO);
		CHECK(text == NULL);
		CHECK(strstr(onus_last_error()->text, "Splink doesn't") != NULL);
	}
}

TEST(model_write__answers_no_where_a_level_calls_a_function_of_ours)
{
	HOLD_MODEL(m);
	char *text = NULL;
	size_t length;

	m = model_of("{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":"
		     "\"n\",\"comparison_levels\":[{\"sql_condition\":\"n_l = n_r OR "
		     "onus_name(n_l, n_r) >= 2\"},{\"sql_condition\":\"ELSE\"}]}]}");
	CHECK_ERR(onus_model_write(m, true, &text, &length), ONUS_NO);
	CHECK(text == NULL);
	CHECK(strstr(onus_last_error()->text, "onus_") != NULL);
	CHECK_OK(onus_model_write(m, false, &text, &length));
	free(text);
}

TEST(model_write__leaves_out_a_term_frequency_of_weight_0_for_splink)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);

	m = model_of(NAME_MODEL "}");
	m->comparisons[0].levels[1].tf_weight = 0;
	CHECK(strstr(written(&a, m, true), "tf_adjustment_column") == NULL);
	CHECK(strstr(written(&a, m, false), "\"tf_adjustment_weight\": 0,") != NULL);
}
