/* SPDX-License-Identifier: Apache-2.0
 * same.c - the link engine from C alone: four records and a model; who is the same? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "onus/link.h"

#define JSON(...) #__VA_ARGS__

/* As Splink saves it, or `onus link --save-model`: m is how often a level holds among matches, u
 * among all others. */
/* clang-format off */
static const char model_text[] = JSON({
	"link_type": "dedupe_only",
	"probability_two_random_records_match": 0.05,
	"blocking_rules_to_generate_predictions": ["l.born = r.born"],
	"comparisons": [{"output_column_name": "name", "comparison_levels": [
		{"sql_condition": "name_l IS NULL OR name_r IS NULL", "is_null_level": true},
		{"sql_condition": "name_l = name_r", "m_probability": 0.7, "u_probability": 0.001},
		{"sql_condition": "jaro_winkler_similarity(name_l, name_r) >= 0.9",
		 "m_probability": 0.2, "u_probability": 0.002},
		{"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.997}]}]
});
/* clang-format on */

static void must(enum onus_err e)
{
	if (e != ONUS_OK) {
		fprintf(stderr, "same: %s\n", onus_last_error()->text);
		exit(-e);
	}
}

int main(void)
{
	const struct slice ids[] = {SLICE("1"), SLICE("2"), SLICE("3"), SLICE("4")};
	const struct slice names[] = {SLICE("amber field"), SLICE("ambre field"), SLICE("jo reed"),
				      SLICE("amber field")};
	const struct slice born[] = {SLICE("1991"), SLICE("1991"), SLICE("1991"), SLICE("1984")};
	const struct onus_column columns[] = {
		{SLICE("unique_id"), ids}, {SLICE("name"), names}, {SLICE("born"), born}};
	const struct onus_predict_options all = {.weight_min = -INFINITY};
	struct onus_records *records;
	struct onus_model *model;
	struct onus_edges edges;

	must(onus_records_create(1, &records));
	must(onus_records_add(records, SLICE("list"), columns, 3, 4));
	must(onus_records_finish(records, SLICE("unique_id")));
	must(onus_model_parse(slice_str(model_text), "the model", &model));
	must(onus_predict(model, records, &all, &edges));
	for (size_t i = 0; i < edges.count; i++) {
		const struct onus_edge *e = &edges.items[i];

		printf(SLICE_FMT " and " SLICE_FMT ": weight %.2f, probability %.3f\n",
		       SLICE_ARG(onus_records_id(records, e->left)),
		       SLICE_ARG(onus_records_id(records, e->right)), e->weight,
		       onus_probability(e->weight));
	}
	onus_edges_finish(&edges);
	onus_model_destroy(&model);
	onus_records_destroy(&records);
	return 0;
}
