/* SPDX-License-Identifier: Apache-2.0
 * index_compare.c - a new record and those that share a key with it, as a few records of their own.
 *
 * A plan for a few dozen records is made in a tenth of a millisecond, and gives by construction
 * what a plan for all of them gives. */
#include <stdlib.h>

#include "link/index.h"

struct few {
	struct comparing *c;
	uint32_t n;
	uint32_t *rows;  /* [n] of the records, those of one source together */
	uint32_t *place; /* [candidates + 1] where each candidate is among them, and the new one */
	struct onus_records *records;
	struct plan *plan;
	struct plan_worker *worker;
	size_t *conditions; /* [n_rules] */
	bool *has_condition;
};

static void few_finish(struct few *f)
{
	plan_worker_destroy(&f->worker);
	plan_destroy(&f->plan);
	onus_records_destroy(&f->records);
}

/* --- the few records --- */

struct placed {
	uint32_t row;
	uint32_t source;
	uint32_t candidate;
};

static int placed_cmp(const void *a, const void *b)
{
	const struct placed *x = a;
	const struct placed *y = b;

	if (x->source != y->source) {
		return x->source < y->source ? -1 : 1;
	}
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Every row once, those of one source together. */
static void place_rows(struct few *f)
{
	struct comparing *c = f->c;
	const struct onus_records *r = c->records;
	size_t n = c->count + 1;
	struct placed *list = NEW_N(c->a, struct placed, n);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = i < c->count ? c->candidates[i].row : r->rows - 1;

		list[i] = (struct placed){row, records_source_of(r, row), i};
	}
	qsort(list, n, sizeof *list, placed_cmp);
	f->rows = NEW_N(c->a, uint32_t, n);
	f->place = NEW_N(c->a, uint32_t, n);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || list[i].row != list[i - 1].row) {
			f->rows[f->n++] = list[i].row;
		}
		f->place[list[i].candidate] = f->n - 1;
	}
}

/* Adds rows from..end, of one source. */
static enum onus_err add_rows(struct few *f, uint32_t from, uint32_t end)
{
	const struct onus_records *r = f->c->records;
	struct onus_column *columns = NEW_N(f->c->a, struct onus_column, r->n_columns);

	for (size_t i = 0; i < r->n_columns; i++) {
		const struct column *c = r->columns[i];
		struct slice *values = NEW_N(f->c->a, struct slice, end - from);

		for (uint32_t k = from; k < end; k++) {
			values[k - from] = column_value(c, column_code(c, f->rows[k]));
		}
		columns[i] = (struct onus_column){c->name, values};
	}
	return onus_records_add(f->records, onus_records_source(r, f->rows[from]), columns,
				r->n_columns, end - from);
}

/* What a column is was found out when all were looked at. */
static void type_columns(struct onus_records *few, const struct onus_records *all)
{
	for (size_t i = 0; i < few->n_columns; i++) {
		const struct column *c = records_column(all, few->columns[i]->name);

		if (c != NULL) {
			few->columns[i]->numbers = c->numbers;
			few->columns[i]->whole_numbers = c->whole_numbers;
		}
	}
}

static enum onus_err make_records(struct few *f)
{
	const struct onus_records *r = f->c->records;
	uint32_t end;

	GUARD(onus_records_create(1, &f->records));
	for (uint32_t from = 0; from < f->n; from = end) {
		end = from + 1;
		while (end < f->n &&
		       records_source_of(r, f->rows[end]) == records_source_of(r, f->rows[from])) {
			end++;
		}
		GUARD(add_rows(f, from, end));
	}
	GUARD(onus_records_finish(f->records, r->id->name));
	type_columns(f->records, r);
	return ONUS_OK;
}

/* --- pairs --- */

static enum onus_err make_plan(struct few *f)
{
	struct comparing *c = f->c;

	GUARD(plan_create(c->model, f->records, &f->plan));
	f->conditions = NEW_N(c->a, size_t, c->model->n_rules);
	f->has_condition = NEW_N(c->a, bool, c->model->n_rules);
	for (size_t i = 0; i < c->count; i++) {
		uint32_t rule = c->candidates[i].rule;

		if (!f->has_condition[rule]) {
			GUARD(plan_condition(f->plan, c->model->rules[rule].condition,
					     &f->conditions[rule]));
			f->has_condition[rule] = true;
		}
	}
	return plan_worker_create(f->plan, &f->worker);
}

/* Weighs a pair that a rule makes. */
static void weigh(struct few *f, const struct candidate *k, struct pair rows, struct pair places)
{
	struct comparing *c = f->c;
	uint64_t pattern = plan_pattern(f->worker, places.left, places.right);
	double weight = score_weight(c->score, pattern, rows.left, rows.right);

	c->out.compared++;
	if (weight >= c->weight_min) {
		c->out.items[c->out.count++] = (struct onus_edge){.left = rows.left,
								  .right = rows.right,
								  .weight = weight,
								  .pattern = pattern,
								  .rule = k->rule};
	}
}

/* The first rule that makes a pair counts. */
static void compare_all(struct few *f)
{
	struct comparing *c = f->c;
	uint32_t fresh = c->records->rows - 1;
	uint32_t made = UINT32_MAX;

	for (size_t i = 0; i < c->count; i++) {
		const struct candidate *k = &c->candidates[i];
		struct pair rows = {k->row, fresh};
		struct pair places = {f->place[i], f->place[c->count]};

		if (k->row == made) {
			continue;
		}
		if (records_compare_ids(c->records, k->row, fresh) > 0) {
			rows = (struct pair){fresh, k->row};
			places = (struct pair){places.right, places.left};
		}
		if (plan_holds(f->worker, f->conditions[k->rule], places.left, places.right)) {
			made = k->row;
			weigh(f, k, rows, places);
		}
	}
}

static int edge_cmp(const void *a, const void *b, void *context)
{
	const struct onus_records *r = context;
	const struct onus_edge *x = a;
	const struct onus_edge *y = b;
	uint32_t fresh = r->rows - 1;

	return records_compare_ids(r, x->left == fresh ? x->right : x->left,
				   y->left == fresh ? y->right : y->left);
}

enum onus_err index_compare(struct comparing *c)
{
	__attribute__((cleanup(few_finish))) struct few f = {.c = c};

	c->out.items = NEW_N(c->a, struct onus_edge, c->count);
	if (c->count == 0) {
		return ONUS_OK;
	}
	place_rows(&f);
	GUARD(make_records(&f));
	GUARD(make_plan(&f));
	compare_all(&f);
	GUARD(plan_worker_check(f.worker));
	qsort_r(c->out.items, c->out.count, sizeof *c->out.items, edge_cmp,
		(void *)(uintptr_t)c->records);
	return ONUS_OK;
}

enum onus_err index_check(const struct onus_model *m, const struct onus_records *r)
{
	SCOPED_ARENA(a);
	struct comparing c = {.a = &a, .model = m, .records = r};
	__attribute__((cleanup(few_finish))) struct few f = {.c = &c};
	struct onus_column *columns = NEW_N(&a, struct onus_column, r->n_columns);

	for (size_t i = 0; i < r->n_columns; i++) {
		columns[i] = (struct onus_column){r->columns[i]->name, NULL};
	}
	GUARD(onus_records_create(1, &f.records));
	GUARD(onus_records_add(f.records, SLICE(""), columns, r->n_columns, 0));
	GUARD(onus_records_finish(f.records, r->id->name));
	return plan_create(m, f.records, &f.plan);
}
