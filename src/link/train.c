/* SPDX-License-Identifier: Apache-2.0
 * train.c - fills in what a model leaves open. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum onus_err train_rule(struct trainer *t, struct slice sql, const char *what,
			 struct blocking_rule *out)
{
	struct expr_reader reader = {
		.naming = EXPR_PREFIX,
		.what = what,
		.spark = slice_is(t->m->dialect, "spark") || slice_is(t->m->dialect, "databricks"),
	};
	struct expr *e;

	GUARD(expr_parse(&t->arena, sql, &reader, &e));
	out->sql = arena_slice(&t->arena, sql);
	out->condition = e;
	return ONUS_OK;
}

enum onus_err trainer_init(struct trainer *t, struct onus_model *m, const struct onus_records *r,
			   const struct onus_train_options *o)
{
	memset(t, 0, sizeof *t);
	t->m = m;
	t->r = r;
	t->o = o;
	t->threads = threads_count(o->threads);
	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t l = 0; l < m->comparisons[c].n_levels; l++) {
			const struct level *of = &m->comparisons[c].levels[l];

			t->first_m[c][of->gamma + 1] = of->m;
		}
	}
	return plan_create(m, r, &t->plan);
}

enum onus_err trainer_start(struct trainer *t)
{
	t->workers = NEW_N(&t->arena, struct plan_worker *, t->threads);
	for (unsigned i = 0; i < t->threads; i++) {
		GUARD(plan_worker_create(t->plan, &t->workers[i]));
	}
	return ONUS_OK;
}

enum onus_err trainer_check(const struct trainer *t)
{
	for (unsigned i = 0; i < t->threads; i++) {
		GUARD(plan_worker_check(t->workers[i]));
	}
	return ONUS_OK;
}

void trainer_finish(struct trainer *t)
{
	for (size_t i = 0; i < t->n_sessions; i++) {
		blocks_destroy(&t->sessions[i].blocks);
	}
	blocks_destroy(&t->certain);
	for (unsigned i = 0; t->workers != NULL && i < t->threads; i++) {
		plan_worker_destroy(&t->workers[i]);
	}
	plan_destroy(&t->plan);
	free(t->row_hash);
	free(t->order);
	arena_finish(&t->arena);
}

static enum onus_err train(struct trainer *t)
{
	GUARD(train_prior_prepare(t));
	GUARD(train_u_prepare(t));
	GUARD(train_sessions_prepare(t));
	GUARD(train_agree_prepare(t));
	GUARD(trainer_start(t));
	GUARD(train_prior(t));
	GUARD(train_u(t));
	GUARD(train_sessions_walk(t));
	GUARD(train_agree_see(t));
	train_em(t);
	train_tf(t);
	train_tell(t);
	return train_dependence(t);
}

enum onus_err onus_train(struct onus_model *m, const struct onus_records *r,
			 const struct onus_train_options *o)
{
	struct trainer *t;
	enum onus_err e;

	ENSURE(r->rows >= 2, ONUS_BAD_INPUT, "there are %u records; training needs two at least",
	       r->rows);
	t = mem_alloc(sizeof *t);
	e = trainer_init(t, m, r, o);
	if (e == ONUS_OK) {
		e = train(t);
	}
	trainer_finish(t);
	free(t);
	return e;
}
