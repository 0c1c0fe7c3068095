/* SPDX-License-Identifier: Apache-2.0
 * model_read_test.c - tests of reading settings and saved models. */
#include "base/limits.h"
#include "tests/unit/link/model_support.h"

#include <math.h>
#include <stdlib.h>

/* As Splink 4.0.16 saves a model, shortened to two comparisons. */
static const char saved_by_splink_4[] =
	"{\"link_type\": \"dedupe_only\", \"probability_two_random_records_match\": "
	"0.003298298298298298, \"retain_matching_columns\": true, "
	"\"retain_intermediate_calculation_columns\": false, \"additional_columns_to_retain\": "
	"[\"cluster\"], \"sql_dialect\": \"duckdb\", \"linker_uid\": \"x4pn2zxy\", "
	"\"em_convergence\": 0.0001, \"max_iterations\": 25, \"bayes_factor_column_prefix\": "
	"\"bf_\", \"term_frequency_adjustment_column_prefix\": \"tf_\", "
	"\"comparison_vector_value_column_prefix\": \"gamma_\", \"unique_id_column_name\": "
	"\"unique_id\", \"source_dataset_column_name\": \"source_dataset\", "
	"\"blocking_rules_to_generate_predictions\": [{\"blocking_rule\": \"(l.\\\"first_name\\\" "
	"= r.\\\"first_name\\\") AND (l.\\\"surname\\\" = r.\\\"surname\\\")\", \"sql_dialect\": "
	"\"duckdb\"}, {\"blocking_rule\": \"l.\\\"dob\\\" = r.\\\"dob\\\"\", \"sql_dialect\": "
	"\"duckdb\"}], \"comparisons\": [{\"output_column_name\": \"first_name\", "
	"\"comparison_levels\": [{\"sql_condition\": \"\\\"first_name_l\\\" IS NULL OR "
	"\\\"first_name_r\\\" IS NULL\", \"label_for_charts\": \"first_name is NULL\", "
	"\"fix_m_probability\": false, \"fix_u_probability\": false, \"is_null_level\": true}, "
	"{\"sql_condition\": \"\\\"first_name_l\\\" = \\\"first_name_r\\\"\", "
	"\"label_for_charts\": \"Exact match on first_name\", \"m_probability\": "
	"0.5004082293493113, \"u_probability\": 0.005793532338308457, \"fix_m_probability\": "
	"false, \"fix_u_probability\": false, \"tf_adjustment_column\": \"first_name\", "
	"\"tf_adjustment_weight\": 1.0}, {\"sql_condition\": "
	"\"jaro_winkler_similarity(\\\"first_name_l\\\", \\\"first_name_r\\\") >= 0.9\", "
	"\"label_for_charts\": \"Jaro-Winkler distance of first_name >= 0.9\", \"m_probability\": "
	"0.13, \"u_probability\": 0.0021, \"fix_m_probability\": true, \"fix_u_probability\": "
	"false}, {\"sql_condition\": \"ELSE\", \"label_for_charts\": \"All other comparisons\", "
	"\"u_probability\": 0.99, \"fix_m_probability\": false, \"fix_u_probability\": false}], "
	"\"comparison_description\": \"JaroWinklerAtThresholds\"}, " EXACT("dob") "]}";

TEST(model_parse__reads_what_splink_4_saved)
{
	HOLD_MODEL(m);
	const struct comparison *c;

	m = model_of(saved_by_splink_4);
	c = &m->comparisons[0];
	CHECK(m->link_type == LINK_DEDUPE_ONLY);
	CHECK(m->prior == 0.003298298298298298 && m->prior_given);
	CHECK(m->units == KERNEL_BYTES);
	CHECK_INT(m->n_comparisons, 2);
	CHECK_INT(m->n_rules, 2);
	CHECK(slice_is(c->name, "first_name"));
	CHECK_INT(c->top, 2);
	CHECK_INT(c->levels[0].gamma, -1);
	CHECK(c->levels[0].is_null);
	CHECK_INT(c->levels[1].gamma, 2);
	CHECK(c->levels[1].m == 0.5004082293493113 && c->levels[1].m_from == ORIGIN_SETTINGS);
	CHECK(slice_is(c->levels[1].tf_column, "first_name"));
	CHECK(c->levels[2].fix_m && !c->levels[2].fix_u);
	CHECK(isnan(c->levels[3].m) && c->levels[3].m_from == ORIGIN_NONE);
	CHECK(c->levels[3].condition->op == EXPR_ELSE);
	CHECK_STR(onus_model_warnings(m), "");
}

TEST(model_parse__gives_splinks_defaults)
{
	HOLD_MODEL(m);

	m = model_of("{\"link_type\":\"link_only\",\"comparisons\":[" EXACT("a") "]}");
	CHECK(m->link_type == LINK_LINK_ONLY);
	CHECK(m->prior == 1e-4 && !m->prior_given);
	CHECK(m->em_convergence == 1e-4);
	CHECK_INT(m->max_iterations, 25);
	CHECK(slice_is(m->id_column, "unique_id"));
	CHECK(slice_is(m->source_column, "source_dataset"));
	CHECK(slice_is(m->tf_prefix, "tf_"));
	CHECK(m->units == KERNEL_CHARACTERS);
	CHECK_INT(m->n_rules, 0);
	CHECK(m->comparisons[0].levels[1].tf_weight == 1);
}

TEST(model_parse__takes_the_dialect_from_the_rules_where_only_they_name_it)
{
	HOLD_MODEL(m);

	m = model_of("{\"link_type\":\"dedupe_only\",\"comparisons\":[" EXACT(
		"a") "],"
		     "\"blocking_rules_to_generate_predictions\":[{\"blocking_rule\":"
		     "\"l.a = r.a\",\"sql_dialect\":\"duckdb\"}]}");
	CHECK(slice_is(m->dialect, "duckdb"));
	CHECK(m->units == KERNEL_BYTES);
}

TEST(model_parse__names_a_comparison_without_a_name_after_its_column)
{
	HOLD_MODEL(m);

	m = model_of("{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"comparison_levels\":["
		     "{\"sql_condition\":\"town_l = town_r\"},{\"sql_condition\":\"else\"}]}]}");
	CHECK(slice_is(m->comparisons[0].name, "town"));
	CHECK_INT(m->comparisons[0].top, 1);
}

TEST(model_default__is_splinks_guess)
{
	/* _default_m_values and _default_u_values of Splink 4.0.16 for three levels. */
	const struct comparison three = {.top = 2};
	const struct comparison two = {.top = 1};
	const double m[] = {0.025, 0.025, 0.95};
	const double u[] = {0.8, 0.003125, 0.000927734375};

	for (int gamma = 0; gamma < 3; gamma++) {
		CHECK(fabs(model_default_m(&three, gamma) - m[gamma]) < 1e-15);
		CHECK(fabs(model_default_u(&three, gamma) - u[gamma]) < 1e-15);
	}
	CHECK(fabs(model_default_u(&two, 0) - 1.6) < 1e-12);
	CHECK(fabs(model_default_u(&two, 1) - 0.000927734375) < 1e-15);
}

TEST(level_exact_columns__sees_equality_of_the_same_columns_only)
{
	HOLD_MODEL(m);
	const struct level *l;

	m = model_of("{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":"
		     "\"name\",\"comparison_levels\":["
		     "{\"sql_condition\":\"a_l = a_r AND \\\"b_r\\\" = b_l\"},"
		     "{\"sql_condition\":\"a_l = b_r AND b_l = a_r\"},"
		     "{\"sql_condition\":\"lower(a_l) = lower(a_r)\"},"
		     "{\"sql_condition\":\"A_l = a_r\"},"
		     "{\"sql_condition\":\"ELSE\"}]}]}");
	l = m->comparisons[0].levels;
	CHECK_INT(level_exact_columns(&l[0]), 2);
	CHECK(slice_is(level_exact_column(&l[0], 1), "b"));
	CHECK_INT(level_exact_columns(&l[1]), 0);
	CHECK_INT(level_exact_columns(&l[2]), 0);
	CHECK_INT(level_exact_columns(&l[3]), 1);
	CHECK_INT(level_exact_columns(&l[4]), 0);
	CHECK(comparison_exact_level(&m->comparisons[0], SLICE("a")) == &l[3]);
	CHECK(comparison_exact_level(&m->comparisons[0], SLICE("b")) == NULL);
}

/* --- what is refused --- */

#define TOP(rest) "{\"link_type\":\"dedupe_only\"," rest "}"
#define ONE(levels) TOP("\"comparisons\":[{\"comparison_levels\":[" levels "]}]")
#define EQ "{\"sql_condition\":\"a_l = a_r\"}"
#define ELSE "{\"sql_condition\":\"ELSE\"}"
#define WITH(member) ONE("{\"sql_condition\":\"a_l = a_r\"," member "}," ELSE)

struct bad {
	const char *json;
	const char *says; /* part of the message */
};

static const struct bad bad_models[] = {
	{"", "model.json: "},
	{"[]", "model.json is no object"},
	{"{\"link_type\":\"dedupe_only\"}", "comparisons is missing"},
	{TOP("\"comparisons\":[]"), "comparisons is a list; give a list of comparisons"},
	{TOP("\"comparisons\":{}"), "comparisons is an object; give a list"},
	{TOP("\"comparisons\":[7]"), "comparisons[0] is no object"},
	{"{\"comparisons\":[" EXACT("a") "]}", "link_type is missing; give one of: dedupe_only"},
	{"{\"link_type\":\"dedup_only\",\"comparisons\":[" EXACT("a") "]}",
	 "link_type is \"dedup_only\"; give \"dedupe_only\""},
	{TOP("\"sql_dialect\":\"duck_db\",\"comparisons\":[" EXACT("a") "]"),
	 "sql_dialect is \"duck_db\"; give \"duckdb\""},
	{TOP("\"blocking_rule_to_generate_predictions\":[],\"comparisons\":[" EXACT("a") "]"),
	 "did you mean \"blocking_rules_to_generate_predictions\"?"},
	{TOP("\"probability_two_random_records_match\":0,\"comparisons\":[" EXACT("a") "]"),
	 "probability_two_random_records_match is 0; give a number between 0 and 1"},
	{TOP("\"probability_two_random_records_match\":1,\"comparisons\":[" EXACT("a") "]"),
	 "probability_two_random_records_match is 1"},
	{TOP("\"max_iterations\":2.5,\"comparisons\":[" EXACT("a") "]"),
	 "max_iterations is 2.5; give a whole number from 1 to 10000"},
	{TOP("\"em_convergence\":\"0.1\",\"comparisons\":[" EXACT("a") "]"),
	 "em_convergence is \"0.1\""},
	{TOP("\"retain_matching_columns\":1,\"comparisons\":[" EXACT("a") "]"),
	 "retain_matching_columns is 1; give true or false"},
	{TOP("\"additional_columns_to_retain\":[1],\"comparisons\":[" EXACT("a") "]"),
	 "a list of names of columns"},
	{TOP("\"comparisons\":[" EXACT("a") "," EXACT("a") "]"),
	 "comparisons[1].output_column_name \"a\" is also that of comparisons[0]"},
	{TOP("\"comparisons\":[{\"comparison_level\":[]}]"),
	 "comparisons[0].\"comparison_level\" is no setting; did you mean \"comparison_levels\"?"},
	{TOP("\"comparisons\":[{}]"), "comparisons[0].comparison_levels is missing"},
	{ONE(EQ), "comparisons[0].comparison_levels has no ELSE"},
	{ONE(ELSE), "comparisons[0].comparison_levels has nothing beside ELSE"},
	{ONE(EQ "," ELSE "," EQ), "comparison_levels[2] stands behind ELSE"},
	{ONE("{\"sql_condition\":\"ELSE\",\"is_null_level\":true}"), "ELSE with is_null_level"},
	{ONE("{\"sql_condition\":\"a_l IS NULL\",\"is_null_level\":true},"
	     "{\"sql_condition\":\"a_r IS NULL\",\"is_null_level\":true}," EQ "," ELSE),
	 "comparison_levels[1] is the second with is_null_level"},
	{ONE("{\"label_for_charts\":\"x\"}," ELSE),
	 "comparison_levels[0].sql_condition is missing"},
	{ONE("{\"sql_condition\":7}," ELSE), "sql_condition is 7; give a text in quotes"},
	{WITH("\"m_probability\":-0.1"),
	 "comparisons[0].comparison_levels[0].m_probability is -0.1; give a number above 0"},
	{WITH("\"m_probability\":0"), "m_probability is 0"},
	{WITH("\"u_probability\":0.0"), "u_probability is 0.0"},
	{WITH("\"u_probability\":1.0000001"), "u_probability is 1.0000001"},
	{WITH("\"u_probability\":1e-320"), "u_probability is 1e-320"},
	{WITH("\"u_probability\":NaN"),
	 "comparisons[0].comparison_levels[0].u_probability is \"NaN\"; give a number"},
	{WITH("\"m_probability\":-Infinity"), "m_probability is \"-Infinity\""},
	{WITH("\"m_probability\":[0.1]"), "m_probability is a list"},
	{WITH("\"m_probabilty\":0.1"), "did you mean \"m_probability\"?"},
	{WITH("\"fix_m_probability\":\"yes\""), "fix_m_probability is \"yes\"; give true or false"},
	{WITH("\"tf_adjustment_weight\":-1"), "tf_adjustment_weight is -1"},
	{WITH("\"tf_adjustment_column\":\"b\""),
	 "tf_adjustment_column is \"b\", but no level of the comparison is equality of that"},
	{TOP("\"blocking_rules_to_generate_predictions\":[5],\"comparisons\":[" EXACT("a") "]"),
	 "blocking_rules_to_generate_predictions[0] is no object"},
	{TOP("\"blocking_rules_to_generate_predictions\":[\" \"],\"comparisons\":[" EXACT("a") "]"),
	 "blocking_rules_to_generate_predictions[0] is empty"},
	{TOP("\"blocking_rules_to_generate_predictions\":[{\"blocking_rule\":\"l.a = r.a\","
	     "\"arrays_to_explode\":[\"a\"]}],\"comparisons\":[" EXACT("a") "]"),
	 "arrays_to_explode is a list; give none"},
	{TOP("\"sql_dialect\":\"duckdb\",\"blocking_rules_to_generate_predictions\":[{"
	     "\"blocking_rule\":\"l.a = r.a\",\"sql_dialect\":\"spark\"}],\"comparisons\":[" EXACT(
		     "a") "]"),
	 "[0].sql_dialect is \"spark\"; give the model's own"},
	{TOP("\"blocking_rules_to_generate_predictions\":[\"l.a = = r.a\"],"
	     "\"comparisons\":[" EXACT("a") "]"),
	 "model.json: blocking_rules_to_generate_predictions[0]"},
	{WITH("\"sql_conditon\":\"x\""), "did you mean \"sql_condition\"?"},
	{ONE("{\"sql_condition\":\"a_l ~~ a_r\"}," ELSE),
	 "model.json: comparisons[0].comparison_levels[0].sql_condition"},
	{TOP("\"onus\":[],\"comparisons\":[" EXACT("a") "]"), "onus is a list; give an object"},
	{TOP("\"onus\":{\"dependence\":[]},\"comparisons\":[" EXACT("a") "]"),
	 "onus.\"dependence\" is no setting; did you mean \"dependences\"?"},
	{TOP("\"onus\":{\"dependences\":[{\"comparisons\":[\"a\",\"b\"],\"levels\":[1,1],"
	     "\"weight\":1}]},\"comparisons\":[" EXACT("a") "]"),
	 "onus.dependences[0].comparisons is a list; give the names of two comparisons"},
	{TOP("\"onus\":{\"dependences\":[{\"comparisons\":[\"a\",\"b\"],\"levels\":[1,9],"
	     "\"weight\":1}]},\"comparisons\":[" EXACT("a") "," EXACT("b") "]"),
	 "onus.dependences[0].levels is a list"},
	{TOP("\"onus\":{\"dependences\":[{\"comparisons\":[\"a\",\"a\"],\"levels\":[1,1],"
	     "\"weight\":1}]},\"comparisons\":[" EXACT("a") "]"),
	 "two that differ"},
	{TOP("\"onus\":{\"sessions\":\"l.a = r.a\"},\"comparisons\":[" EXACT("a") "]"),
	 "onus.sessions is \"l.a = r.a\"; give a list"},
	{TOP("\"onus\":{\"sessions\":[1]},\"comparisons\":[" EXACT("a") "]"),
	 "onus.sessions is a list; give blocking rules"},
	{TOP("\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"a\",\"level\":1}]},\"comparisons\":[" EXACT(
		 "a") "]"),
	 "onus.tf_fuzzy[0].column is missing"},
	{TOP("\"onus\":{\"tf_fuzzy\":[{\"comparison\":\"a\",\"level\":0}]},\"comparisons\":[" EXACT(
		 "a") "]"),
	 "onus.tf_fuzzy[0].level is 0"},
};

TEST(model_parse__says_of_each_bad_model_where_what_and_what_would_do)
{
	for (size_t i = 0; i < sizeof bad_models / sizeof *bad_models; i++) {
		HOLD_MODEL(m);
		const char *text;

		CHECK_ERR(onus_model_parse(slice_str(bad_models[i].json), "model.json", &m),
			  ONUS_BAD_INPUT);
		CHECK(m == NULL);
		text = onus_last_error()->text;
		if (strstr(text, bad_models[i].says) == NULL) {
			test_fail(HERE, "model %zu: \"%s\" is not in \"%s\"", i, bad_models[i].says,
				  text);
		}
	}
}

/* `count` times `item`, with commas between. */
static const char *repeated(struct arena *a, const char *item, size_t count)
{
	SCOPED_BUF(out, LINK_SETTINGS_MAX);

	for (size_t i = 0; i < count; i++) {
		buf_addf(&out, i > 0 ? ",%s" : "%s", item);
	}
	return arena_copy(a, buf_slice(&out));
}

TEST(model_parse__refuses_too_many_levels_rules_and_comparisons)
{
	SCOPED_ARENA(a);
	HOLD_MODEL(m);
	const char *levels = arena_printf(&a, ONE("%s," ELSE), repeated(&a, EQ, 15));
	const char *rules =
		arena_printf(&a,
			     TOP("\"comparisons\":[" EXACT(
				     "a") "],\"blocking_rules_to_generate_predictions\":[%s]"),
			     repeated(&a, "\"l.a = r.a\"", LINK_RULES_MAX + 1));
	const char *comparisons =
		arena_printf(&a, TOP("\"comparisons\":[%s]"), repeated(&a, EXACT("a"), 33));

	CHECK_ERR(onus_model_parse(slice_str(levels), "m", &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "LINK_LEVELS_MAX") != NULL);
	CHECK_ERR(onus_model_parse(slice_str(rules), "m", &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "LINK_RULES_MAX") != NULL);
	CHECK_ERR(onus_model_parse(slice_str(comparisons), "m", &m), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "LINK_COMPARISONS_MAX") != NULL);
}

TEST(model_parse__refuses_levels_whose_patterns_do_not_fit_64_bits)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(out, LINK_SETTINGS_MAX);
	HOLD_MODEL(m);

	/* 15 ^ 16 < 2^64 < 15 ^ 17 */
	for (int i = 0; i < 17; i++) {
		buf_addf(&out,
			 "%s{\"output_column_name\":\"c%d\",\"comparison_levels\":[%s," ELSE "]}",
			 i > 0 ? "," : "", i, repeated(&a, EQ, 13));
	}
	CHECK_ERR(
		onus_model_parse(slice_str(arena_printf(&a, TOP("\"comparisons\":[" SLICE_FMT "]"),
							SLICE_ARG(buf_slice(&out)))),
				 "m", &m),
		ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "2^64") != NULL);
}

TEST(model_parse__warns_of_keys_that_splink_has_left_behind)
{
	HOLD_MODEL(m);

	m = model_of(
		TOP("\"bayes_factor_column_prefix\":\"x_\","
		    "\"blocking_rules_to_generate_predictions\":[{\"blocking_rule\":"
		    "\"l.a = r.a\",\"salting_partitions\":4}],\"comparisons\":[" EXACT("a") "]"));
	CHECK_STR(onus_model_warnings(m),
		  "model.json: bayes_factor_column_prefix is not used; Splink 5 calls it "
		  "match_weight_column_prefix\n"
		  "model.json: blocking_rules_to_generate_predictions[0].salting_partitions is not "
		  "used\n");
}

static void count_column(void *context, struct slice name)
{
	size_t *seen = context;

	*seen += slice_is(name, "town") || slice_is(name, "freq_a") || slice_is(name, "c");
}

TEST(model_columns__are_those_of_levels_frequencies_rules_and_sessions)
{
	HOLD_MODEL(m);
	const struct slice rules[] = {SLICE("l.c = r.c")};
	size_t seen = 0;

	m = model_of(
		TOP("\"term_frequency_adjustment_column_prefix\":\"freq_\","
		    "\"onus\":{\"sessions\":[\"l.town = r.town\"]},"
		    "\"comparisons\":[{\"comparison_levels\":[{\"sql_condition\":\"a_l = a_r\","
		    "\"tf_adjustment_column\":\"a\"},{\"sql_condition\":\"ELSE\"}]}]"));
	CHECK_OK(onus_model_columns(m, rules, 1, count_column, &seen));
	CHECK_INT(seen, 5); /* each rule reads its column on both sides */
}
