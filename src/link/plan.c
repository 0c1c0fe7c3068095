/* SPDX-License-Identifier: Apache-2.0
 * plan.c - making a plan, and asking what it holds. */
#include "link/plan_inside.h"

#include "base/pages.h"

#include <stdlib.h>

/* --- making --- */

/* The first levels up to ELSE; what stands behind it is never reached. */
static enum onus_err read_levels(struct plan *p, const struct comparison *from, struct choice *c)
{
	c->conditions = NEW_N(&p->arena, struct node *, from->n_levels);
	c->outcomes = NEW_N(&p->arena, uint8_t, from->n_levels);
	for (size_t i = 0; i < from->n_levels; i++) {
		const struct level *l = &from->levels[i];
		enum onus_err e;

		c->outcomes[i] = (uint8_t)(l->gamma + 1);
		if (l->condition->op == EXPR_ELSE) {
			return ONUS_OK;
		}
		e = choice_read(p, c, l->condition, &c->conditions[i]);
		if (e != ONUS_OK) {
			return onus_fail_in(e, "comparison_levels[%zu].sql_condition: ", i);
		}
		c->n_levels++;
	}
	return onus_fail(ONUS_BAD_INPUT, HERE, "the last level is not ELSE");
}

static enum onus_err make_comparison(struct plan *p, size_t number)
{
	const struct comparison *from = &p->model->comparisons[number];
	struct choice *c = NEW(&p->arena, struct choice);
	enum onus_err e;

	p->choices[number] = c;
	e = read_levels(p, from, c);
	e = e == ONUS_OK ? choice_prepare(p, c) : e;
	if (e != ONUS_OK) {
		return onus_fail_in(e, "%s: comparisons[%zu] (" SLICE_FMT "): ", p->model->name,
				    number, SLICE_ARG(from->name));
	}
	p->ordered |= c->ordered;
	return ONUS_OK;
}

static enum onus_err make_comparisons(struct plan *p)
{
	size_t n = p->model->n_comparisons;
	uint64_t radix = 1;

	p->choices = NEW_N(&p->arena, struct choice *, n);
	p->radices = NEW_N(&p->arena, uint64_t, n);
	for (size_t i = 0; i < n; i++) {
		GUARD(make_comparison(p, i));
		p->radices[i] = radix;
		radix *= pattern_radix(&p->model->comparisons[i]);
	}
	return ONUS_OK;
}

enum onus_err plan_create(const struct onus_model *m, const struct onus_records *r,
			  struct plan **out)
{
	struct plan *p = mem_alloc(sizeof *p);
	enum onus_err e;

	*p = (struct plan){.model = m, .records = r};
	e = make_comparisons(p);
	e = e == ONUS_OK ? plan_table(p) : e;
	if (e != ONUS_OK) {
		plan_destroy(&p);
		return e;
	}
	*out = p;
	return ONUS_OK;
}

void plan_destroy(struct plan **plan)
{
	struct plan *p = *plan;

	if (p == NULL) {
		return;
	}
	for (size_t i = 0; p->choices != NULL && i < p->model->n_comparisons; i++) {
		if (p->choices[i] != NULL) {
			choice_finish(p->choices[i]);
		}
	}
	for (unsigned i = 0; i < p->n_conditions; i++) {
		choice_finish(p->conditions[i]);
	}
	for (unsigned i = 0; i < p->n_operands; i++) {
		operand_finish(p->operands[i]);
	}
	plan_glances_finish(p);
	pages_free(p->table, p->table_bytes);
	column_destroy(&p->source);
	free(p->conditions);
	free(p->operands);
	free(p->memos);
	arena_finish(&p->arena);
	free(p);
	*plan = NULL;
}

const struct onus_model *plan_model(const struct plan *p)
{
	return p->model;
}

const struct onus_records *plan_records(const struct plan *p)
{
	return p->records;
}

bool plan_is_ordered(const struct plan *p)
{
	return p->ordered;
}

/* --- for blocking --- */

enum onus_err plan_expression_column(struct plan *p, const struct expr *e,
				     const struct column **out)
{
	const struct operand *o = NULL;

	ENSURE(e->sides == SIDE_LEFT || e->sides == SIDE_RIGHT, ONUS_INTERNAL,
	       "an expression that reads both rows, or none, is no column");
	GUARD(plan_operand(p, e, &o));
	*out = o->column;
	return ONUS_OK;
}

enum onus_err plan_condition(struct plan *p, const struct expr *e, size_t *number)
{
	struct choice *c = NEW(&p->arena, struct choice);

	c->conditions = NEW(&p->arena, struct node *);
	c->outcomes = NEW_N(&p->arena, uint8_t, 2);
	c->outcomes[0] = 2;
	c->outcomes[1] = 1;
	GUARD(choice_read(p, c, e, &c->conditions[0]));
	c->n_levels = 1;
	GUARD(choice_prepare(p, c));
	if (p->n_conditions == p->conditions_room) {
		p->conditions_room = 2 * p->conditions_room + 8;
		p->conditions = mem_grow(p->conditions, p->conditions_room * sizeof c);
	}
	p->ordered |= c->ordered;
	p->conditions[p->n_conditions] = c;
	*number = p->n_conditions;
	p->n_conditions++;
	return ONUS_OK;
}
