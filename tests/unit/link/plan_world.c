/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/link/plan_world.h"

#include <stdlib.h>

enum { JSON_MAX = 1024 * 1024, VALUE_MAX = 400 };

void world_records(struct world *w, struct slice csv)
{
	CHECK_OK(onus_records_create(2, &w->records));
	CHECK_OK(onus_records_csv(w->records, SLICE(""), csv, true));
	CHECK_OK(onus_records_finish(w->records, SLICE("id")));
}

static void add_level(struct buf *json, const char *sql, bool first)
{
	static const char missing[] = "null: ";
	bool is_null = strncmp(sql, missing, sizeof missing - 1) == 0;

	buf_add_str(json, first ? "{\"sql_condition\": " : ", {\"sql_condition\": ");
	json_write_string(json, slice_str(is_null ? sql + sizeof missing - 1 : sql));
	buf_add_str(json, ", \"label_for_charts\": \"-\"");
	buf_add_str(json, is_null ? ", \"is_null_level\": true}" : "}");
}

static void add_comparison(struct buf *json, const struct told *c, size_t number)
{
	bool otherwise = false;

	buf_addf(json, "%s{\"output_column_name\": \"c%zu\", \"comparison_levels\": [",
		 number > 0 ? ", " : "", number);
	for (size_t i = 0; i < WORLD_LEVELS_MAX && c->levels[i] != NULL; i++) {
		add_level(json, c->levels[i], i == 0);
		otherwise = strcmp(c->levels[i], "ELSE") == 0;
	}
	if (!otherwise) {
		add_level(json, "ELSE", false);
	}
	buf_add_str(json, "]}");
}

void world_model(struct world *w, const struct told *comparisons, size_t count, bool duckdb)
{
	SCOPED_BUF(json, JSON_MAX);

	buf_addf(&json, "{\"link_type\": \"dedupe_only\", \"sql_dialect\": \"%s\"",
		 duckdb ? "duckdb" : "sqlite");
	buf_add_str(&json, ", \"blocking_rules_to_generate_predictions\": [], \"comparisons\": [");
	for (size_t i = 0; i < count; i++) {
		add_comparison(&json, &comparisons[i], i);
	}
	buf_add_str(&json, "]}");
	CHECK_OK(buf_check(&json, "the model"));
	CHECK_OK(onus_model_parse(buf_slice(&json), "model.json", &w->model));
}

void world_plan(struct world *w)
{
	CHECK_OK(plan_create(w->model, w->records, &w->plan));
	CHECK_OK(plan_worker_create(w->plan, &w->worker));
}

void world_finish(struct world *w)
{
	plan_worker_destroy(&w->worker);
	plan_destroy(&w->plan);
	onus_model_destroy(&w->model);
	onus_records_destroy(&w->records);
}

/* --- the interpreter --- */

struct at {
	const struct world *world;
	uint32_t left;
	uint32_t right;
};

/* A column of numbers alone is one of numbers, as it is for a database. */
static struct expr_value look(void *context, enum side side, struct slice name)
{
	const struct at *at = context;
	const struct column *c = records_column(at->world->records, name);
	uint32_t code = column_code(c, side == SIDE_LEFT ? at->left : at->right);
	struct expr_value v = {.type = TYPE_TEXT, .text = column_value(c, code)};
	char text[VALUE_MAX] = "";

	if (code == 0) {
		return (struct expr_value){.null = true};
	}

	if (c->numbers) {
		memcpy(text, v.text.p, v.text.n < sizeof text ? v.text.n : sizeof text - 1);
		v.type = TYPE_DOUBLE;
		v.number = strtod(text, NULL);
	}
	return v;
}

bool world_truth(const struct world *w, const struct expr *e, uint32_t left, uint32_t right)
{
	struct at at = {w, left, right};
	struct expr_value v;
	SCOPED_ARENA(scratch);

	CHECK_OK(expr_eval(e, &scratch, w->model->units, look, &at, &v));
	return !v.null && v.number != 0;
}

int world_gamma(const struct world *w, size_t comparison, uint32_t left, uint32_t right)
{
	const struct comparison *c = &w->model->comparisons[comparison];

	for (size_t i = 0; i < c->n_levels; i++) {
		if (world_truth(w, c->levels[i].condition, left, right)) {
			return c->levels[i].gamma;
		}
	}
	test_fail(HERE, "no level is true");
}

void world_check_patterns(const struct world *w, const struct pair *pairs, size_t n)
{
	struct plan_worker *fresh = NULL;
	SCOPED_ARENA(a);
	uint64_t *patterns = NEW_N(&a, uint64_t, n);

	CHECK_OK(plan_worker_create(w->plan, &fresh));
	for (unsigned round = 0; round < 2; round++) {
		plan_patterns(fresh, pairs, n, patterns);
		for (size_t i = 0; i < n; i++) {
			CHECK_INT(patterns[i],
				  plan_pattern(w->worker, pairs[i].left, pairs[i].right));
		}
	}
	plan_worker_destroy(&fresh);
}
