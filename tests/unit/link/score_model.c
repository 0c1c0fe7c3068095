/* SPDX-License-Identifier: Apache-2.0
 * score_model.c - reading of models for tests, and a few people. */
#include "tests/unit/link/score_model.h"

struct onus_model *score_model_read(const char *text)
{
	SCOPED_ARENA(a);
	char *json = arena_copy(&a, slice_str(text));
	struct onus_model *m;

	for (char *p = json; *p != '\0'; p++) {
		*p = *p == '\'' ? '"' : *p;
	}
	CHECK_OK(onus_model_parse(slice_str(json), "model.json", &m));
	return m;
}

const char *const score_people[SCORE_ROWS][4] = {
	{"1", "ann", "hill", "leeds"}, {"2", "ann", "hill", "leeds"},
	{"3", "ann", "hull", "york"},  {"4", "anne", "hill", "leeds"},
	{"5", "bob", NULL, "york"},    {"6", "bob", "hill", NULL},
	{"7", "ann", "lee", "leeds"},  {"8", "anna", "hills", "york"},
};

void score_table(struct arena *a, size_t more, struct table *out)
{
	*out = (struct table){.arena = a,
			      .n_columns = 4 + more,
			      .rows = SCORE_ROWS,
			      .names = {"id", "first", "last", "town"}};
	out->cells = NEW_N(a, const char *, out->rows * out->n_columns);
	for (size_t i = 0; i < SCORE_ROWS; i++) {
		for (size_t k = 0; k < 4; k++) {
			*table_cell(out, i, k) = score_people[i][k];
		}
	}
}
