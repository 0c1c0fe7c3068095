/* SPDX-License-Identifier: Apache-2.0
 * train_labels.c - m from pairs that are known to be the same: counted, not estimated. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum { LEVELS = LINK_LEVELS_MAX + 1, PAIRS_A_CALL = 1024 };

/* A level in which no labelled pair is counts as half a pair. */
static const double least_pairs = 0.5;

/* m of a comparison from the levels of `pairs`; what the model says counts as `prior` pairs. */
static void give_comparison(struct comparison *c, const double *pairs, double prior)
{
	double known = 0;
	double before[LEVELS];

	for (size_t i = 0; i < c->n_levels; i++) {
		struct level *l = &c->levels[i];

		known += l->is_null ? 0 : pairs[l->gamma + 1];
		before[l->gamma + 1] = isnan(l->m) ? model_default_m(c, l->gamma) : l->m;
	}
	for (size_t i = 0; i < c->n_levels && known > 0; i++) {
		struct level *l = &c->levels[i];
		double seen = pairs[l->gamma + 1] + prior * before[l->gamma + 1];

		if (!l->is_null && !l->fix_m) {
			l->m = fmin(1, fmax(seen, least_pairs) / (known + prior));
			l->m_from = ORIGIN_TRAINED;
		}
	}
}

static void give_m(struct trainer *t, const struct patterns *p, double prior)
{
	const uint8_t *gammas = patterns_unpack(&t->arena, t->m, p);
	size_t n = t->m->n_comparisons;

	for (size_t c = 0; c < n; c++) {
		double pairs[LEVELS] = {0};

		for (size_t i = 0; i < p->count; i++) {
			pairs[gammas[i * n + c]] += (double)p->counts[i];
		}
		give_comparison(&t->m->comparisons[c], pairs, prior);
	}
}

/* --- labels of people --- */

static enum onus_err check_label(const struct onus_records *r, const struct onus_verdict *v)
{
	ENSURE(v->left < r->rows && v->right < r->rows, ONUS_BAD_INPUT,
	       "a label is of rows %u and %u, but there are only %u rows", v->left, v->right,
	       r->rows);
	ENSURE(v->left != v->right, ONUS_BAD_INPUT, "a label is of row %u with itself", v->left);
	return ONUS_OK;
}

static enum onus_err see_labels(struct trainer *t, const struct onus_verdict *labels, size_t count,
				struct pattern_counter *counter)
{
	for (size_t i = 0; i < count; i++) {
		const struct onus_verdict *v = &labels[i];
		uint64_t pattern;

		GUARD(check_label(t->r, v));
		if (!v->same) {
			continue;
		}
		pattern = records_compare_ids(t->r, v->left, v->right) <= 0
				  ? plan_pattern(t->workers[0], v->left, v->right)
				  : plan_pattern(t->workers[0], v->right, v->left);
		pattern_counter_add(counter, 0, &pattern, 1);
	}
	return trainer_check(t);
}

static enum onus_err train_labels(struct trainer *t, const struct onus_verdict *labels,
				  size_t count)
{
	struct pattern_counter *counter;
	struct patterns seen = {0};
	enum onus_err e;

	GUARD(trainer_start(t));
	counter = pattern_counter_create(1);
	e = see_labels(t, labels, count, counter);
	if (e == ONUS_OK) {
		pattern_counter_take(counter, &t->arena, &seen);
		give_m(t, &seen, LINK_LABELS_PRIOR);
	}
	pattern_counter_destroy(&counter);
	return e;
}

enum onus_err onus_train_labels(struct onus_model *m, const struct onus_records *r,
				const struct onus_verdict *labels, size_t count)
{
	const struct onus_train_options options = {.threads = 1};
	struct trainer *t = mem_alloc(sizeof *t);
	enum onus_err e = trainer_init(t, m, r, &options);

	if (e == ONUS_OK) {
		e = train_labels(t, labels, count);
	}
	trainer_finish(t);
	free(t);
	return e;
}

/* --- a column of labels --- */

struct walk {
	struct trainer *t;
	struct pattern_counter *counter;
};

static enum onus_err see_pairs(void *context, unsigned worker, uint32_t rule,
			       const struct pair *pairs, size_t count)
{
	struct walk *w = context;
	uint64_t patterns[PAIRS_A_CALL];

	(void)rule;
	plan_patterns(w->t->workers[worker], pairs, count, patterns);
	pattern_counter_add(w->counter, worker, patterns, count);
	return ONUS_OK;
}

/* l."column" = r."column" */
static enum onus_err label_rule(struct trainer *t, struct slice column, struct blocking_rule *out)
{
	SCOPED_BUF(name, ONUS_ERROR_TEXT_MAX);
	const char *sql;

	for (size_t i = 0; i < column.n; i++) {
		buf_add_byte(&name, column.p[i]);
		if (column.p[i] == '"') {
			buf_add_byte(&name, '"');
		}
	}
	GUARD(buf_check(&name, "the name of the column of labels"));
	sql = arena_printf(&t->arena, "l.\"" SLICE_FMT "\" = r.\"" SLICE_FMT "\"",
			   SLICE_ARG(buf_slice(&name)), SLICE_ARG(buf_slice(&name)));
	return train_rule(t, slice_str(sql), "the column of labels", out);
}

static enum onus_err train_column(struct trainer *t, struct slice column)
{
	struct blocks_options options = {.threads = t->threads};
	struct walk w = {.t = t};
	struct blocking_rule rule;
	struct blocks_told told;
	struct patterns seen = {0};
	enum onus_err e;

	GUARD(label_rule(t, column, &rule));
	GUARD(blocks_create(t->plan, &rule, 1, &options, &t->certain));
	GUARD(trainer_start(t));
	w.counter = pattern_counter_create(t->threads);
	e = blocks_walk(t->certain, t->workers, see_pairs, &w, &told);
	pattern_counter_take(w.counter, &t->arena, &seen);
	pattern_counter_destroy(&w.counter);
	GUARD(e);
	GUARD(trainer_check(t));
	if (told.pairs == 0) {
		model_warn(t->m, "no two records have the same " SLICE_FMT ": nothing was learnt",
			   SLICE_ARG(column));
	}
	give_m(t, &seen, 0);
	return ONUS_OK;
}

enum onus_err onus_train_label_column(struct onus_model *m, const struct onus_records *r,
				      struct slice column, unsigned threads)
{
	const struct onus_train_options options = {.threads = threads};
	struct trainer *t = mem_alloc(sizeof *t);
	enum onus_err e = trainer_init(t, m, r, &options);

	if (e == ONUS_OK) {
		e = train_column(t, column);
	}
	trainer_finish(t);
	free(t);
	return e;
}
