/* SPDX-License-Identifier: Apache-2.0
 * explain.c - why a pair weighs what it weighs, and what would change the verdict. */
#include <math.h>
#include <stdlib.h>

#include "link/score.h"

struct onus_explainer {
	const struct onus_model *model;
	const struct onus_records *records;
	struct plan *plan;
	struct plan_worker *worker;
	struct score *score;
};

static enum onus_err prepare(struct onus_explainer *x)
{
	GUARD(plan_create(x->model, x->records, &x->plan));
	GUARD(plan_worker_create(x->plan, &x->worker));
	return score_create(x->model, x->records, &x->score);
}

enum onus_err onus_explainer_create(const struct onus_model *m, const struct onus_records *r,
				    struct onus_explainer **out)
{
	struct onus_explainer *x = mem_alloc(sizeof *x);
	enum onus_err e;

	*x = (struct onus_explainer){.model = m, .records = r};
	e = prepare(x);
	if (e != ONUS_OK) {
		onus_explainer_destroy(&x);
		return e;
	}
	*out = x;
	return ONUS_OK;
}

void onus_explainer_destroy(struct onus_explainer **x)
{
	if (*x != NULL) {
		score_destroy(&(*x)->score);
		plan_worker_destroy(&(*x)->worker);
		plan_destroy(&(*x)->plan);
		free(*x);
		*x = NULL;
	}
}

/* --- the parts --- */

static const struct level *level_of(const struct comparison *c, int gamma)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		if (c->levels[i].gamma == gamma) {
			return &c->levels[i];
		}
	}
	return NULL;
}

static struct slice level_words(const struct comparison *c, int gamma)
{
	const struct level *l = level_of(c, gamma);

	if (l == NULL) {
		return SLICE("a value is missing");
	}
	return l->label.n > 0 ? l->label : l->sql;
}

static void add_column(void *context, enum side side, struct slice name)
{
	struct onus_part *part = context;

	(void)side;
	for (size_t i = 0; i < part->column_count; i++) {
		if (slice_eq_nocase(part->columns[i], name)) {
			return;
		}
	}
	if (part->column_count < ONUS_PART_COLUMNS_MAX) {
		part->columns[part->column_count++] = name;
	}
}

static void fill_part(const struct comparison *c, const struct score_part *from,
		      struct onus_part *part)
{
	part->comparison = c->name;
	part->level = level_words(c, from->gamma);
	part->gamma = from->gamma;
	part->weight = from->weight;
	part->tf_weight = from->tf_weight;
	part->tf_left = from->tf_left;
	part->tf_right = from->tf_right;
	for (size_t i = 0; i < c->n_levels; i++) {
		expr_columns(c->levels[i].condition, add_column, part);
	}
}

/* --- what would change the verdict --- */

/* The level of a comparison that would move the pair over the threshold by the least. */
static bool find_change(const struct score *s, const struct comparison *c, size_t number,
			const struct onus_explanation *e, double threshold, struct onus_change *out)
{
	bool above = e->weight >= threshold;
	double rest = e->weight - e->parts[number].weight - e->parts[number].tf_weight;
	double nearest = INFINITY;

	for (int gamma = -1; gamma <= c->top; gamma++) {
		double then = rest + score_level_weight(s, number, gamma);

		if (gamma != e->parts[number].gamma && (then >= threshold) != above &&
		    fabs(then - e->weight) < nearest) {
			nearest = fabs(then - e->weight);
			*out = (struct onus_change){number, level_words(c, gamma), then};
		}
	}
	return nearest < INFINITY;
}

static uint64_t pattern_of(struct onus_explainer *x, uint32_t left, uint32_t right)
{
	bool turn = plan_is_ordered(x->plan) && records_compare_ids(x->records, left, right) > 0;

	return turn ? plan_pattern(x->worker, right, left) : plan_pattern(x->worker, left, right);
}

enum onus_err onus_explain(struct onus_explainer *x, uint32_t left, uint32_t right,
			   double threshold, struct onus_explanation *out)
{
	const struct onus_model *m = x->model;
	uint64_t pattern = pattern_of(x, left, right);
	struct score_part parts[LINK_COMPARISONS_MAX];
	struct arena *a;

	GUARD(plan_worker_check(x->worker));
	a = mem_alloc(sizeof *a);
	arena_init(a);
	*out = (struct onus_explanation){.count = m->n_comparisons, .memory = a};
	out->parts = NEW_N(a, struct onus_part, m->n_comparisons);
	out->changes = NEW_N(a, struct onus_change, m->n_comparisons);
	out->weight = score_weight(x->score, pattern, left, right);
	score_explain(x->score, pattern, left, right, parts, &out->prior, &out->dependence);
	for (size_t i = 0; i < m->n_comparisons; i++) {
		fill_part(&m->comparisons[i], &parts[i], &out->parts[i]);
	}
	for (size_t i = 0; i < m->n_comparisons; i++) {
		out->change_count += find_change(x->score, &m->comparisons[i], i, out, threshold,
						 &out->changes[out->change_count]);
	}
	return ONUS_OK;
}

void onus_explanation_finish(struct onus_explanation *e)
{
	if (e->memory != NULL) {
		arena_finish(e->memory);
		free(e->memory);
		*e = (struct onus_explanation){0};
	}
}
