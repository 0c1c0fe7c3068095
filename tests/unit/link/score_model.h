/* SPDX-License-Identifier: Apache-2.0
 * score_model.h - a model with every kind of term frequency, in which ' stands for ". */
#ifndef ONUS_TESTS_LINK_SCORE_MODEL_H
#define ONUS_TESTS_LINK_SCORE_MODEL_H

#include "tests/unit/link/block_world.h"

#define MISSING_LEVEL(column)                                                                      \
	"{'sql_condition':'" column "_l IS NULL OR " column "_r IS NULL','is_null_level':true},"

/* In `last`, a level is measured against its own u; in `town`, nothing was ever trained. */
#define SCORE_MODEL                                                                                \
	"{'link_type':'dedupe_only','unique_id_column_name':'id','sql_dialect':'duckdb',"          \
	"'probability_two_random_records_match':0.01,"                                             \
	"'blocking_rules_to_generate_predictions':"                                                \
	"['l.first = r.first','l.last = r.last','l.town = r.town'],'comparisons':["                \
	"{'output_column_name':'first','comparison_levels':[" MISSING_LEVEL(                       \
		"first") "{'sql_condition':'first_l = first_r','tf_adjustment_column':'first',"    \
			 "'tf_adjustment_weight':0.5,'m_probability':0.7,'u_probability':0.1},"    \
			 "{'sql_condition':'jaro_winkler_similarity(first_l, first_r) >= 0.88',"   \
			 "'tf_adjustment_column':'first','m_probability':0.2,'u_probability':0."   \
			 "15},"                                                                    \
			 "{'sql_condition':'ELSE','m_probability':0.1,'u_probability':0.75}]},"    \
			 "{'output_column_name':'last','comparison_levels':[" MISSING_LEVEL(       \
				 "last") "{'sql_condition':'last_l = "                             \
					 "last_r','tf_adjustment_column':'last',"                  \
					 "'tf_minimum_u_value':0.4,'m_probability':0.8,'u_"        \
					 "probability':0.05},"                                     \
					 "{'sql_condition':'levenshtein(last_l, last_r) <= "       \
					 "1','tf_adjustment_column':'last',"                       \
					 "'disable_tf_exact_match_detection':true,'tf_minimum_u_"  \
					 "value':0.3,"                                             \
					 "'m_probability':0.15,'u_probability':0.08},"             \
					 "{'sql_condition':'ELSE','tf_adjustment_column':'last',"  \
					 "'m_probability':0.05,'u_probability':0.87}]},"           \
					 "{'output_column_name':'town','comparison_levels':"       \
					 "[" MISSING_LEVEL(                                        \
						 "town") "{'sql_condition':'town_l = town_r'},"    \
							 "{'sql_condition':'levenshtein(town_l, "  \
							 "town_r) <= "                             \
							 "3'},{'sql_condition':'ELSE'}]}]}"

/* Reads a model written with ' for ". */
struct onus_model *score_model_read(const char *text);

enum { SCORE_ROWS = 8 };
/* Eight people of few names: id, first, last, town. */
extern const char *const score_people[SCORE_ROWS][4];
/* They as a table; `more` columns are left open behind. */
void score_table(struct arena *a, size_t more, struct table *out);

#endif
