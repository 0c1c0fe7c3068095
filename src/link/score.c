/* SPDX-License-Identifier: Apache-2.0
 * score.c - weights of patterns, and what the frequency of the very values adds.
 *
 * Source: I. Fellegi, A. Sunter, "A theory for record linkage", 1969; and Splink 4 for its
 * defaults, bounds and term frequencies (comparison_level.py, predict.py). */
#include "link/score.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"

enum { GAMMAS_MAX = LINK_LEVELS_MAX + 1 };

static const double least = 1e-300;

/* How common each value of a column is. */
struct frequencies {
	struct slice name;           /* of the column */
	const struct column *column; /* whose codes the logarithms go by */
	struct plan_codes beside;    /* codes NULL: they are the column's */
	bool given;                  /* the column tells frequencies; else its values are counted */
	uint32_t n;                  /* values taken in */
	uint32_t room;
	double *logs; /* [n + 1] log2 of the share; NAN for missing */
	double low;   /* of all */
	double high;
};

/* A level as it is scored. */
struct grade {
	double weight;
	const struct frequencies *tf; /* NULL: frequencies don't matter */
	double tf_weight;
	double base;    /* log2 of the frequency that the level's own u stands for */
	double minimum; /* log2; -INFINITY: none */
	bool harmonic;  /* of both values; else the more common of them */
	double most;    /* that frequencies can add */
};

/* Of one comparison, by gamma + 1. */
struct grades {
	struct grade of[GAMMAS_MAX];
};

struct score {
	struct arena arena;
	const struct onus_model *model;
	double prior;
	struct grades *comparisons; /* [n_comparisons] */
	size_t n_tables;
	struct frequencies **tables;
};

/* --- term frequencies --- */

static void note_range(struct frequencies *f, double log)
{
	f->low = log < f->low ? log : f->low;
	f->high = log > f->high ? log : f->high;
}

/* Share of the records that have any value. */
static void logs_count(struct frequencies *f, const struct onus_records *r)
{
	const struct column *c = f->column;
	double total = log2((double)r->rows - (c->counts ? c->counts[0] : 0));

	for (uint32_t code = 1; code <= c->n_values; code++) {
		f->logs[code] = log2(column_count(c, code)) - total;
		note_range(f, f->logs[code]);
	}
}

/* What a column of the input says. */
static enum onus_err logs_read(struct frequencies *f)
{
	for (uint32_t code = f->n + 1; code <= f->column->n_values; code++) {
		struct slice text = column_value(f->column, code);
		char number[64];
		char *end = number;
		double share = 0;

		if (text.n < sizeof number) {
			memcpy(number, text.p, text.n);
			number[text.n] = '\0';
			share = strtod(number, &end);
		}
		ENSURE(text.n < sizeof number && *end == '\0' && share > 0 && isfinite(share),
		       ONUS_BAD_INPUT,
		       "column \"" SLICE_FMT "\": \"%s\" is no frequency: give a number above 0, "
		       "or nothing",
		       SLICE_ARG(f->column->name), slice_show(text, number, sizeof number));
		f->logs[code] = log2(share);
		note_range(f, f->logs[code]);
	}
	return ONUS_OK;
}

/* Room for the logarithms of all values. */
static void logs_room(struct score *s, struct frequencies *f)
{
	uint32_t room = f->column->n_values + f->n / 2;
	double *more;

	if (f->logs != NULL && f->column->n_values <= f->room) {
		return;
	}
	more = NEW_N(&s->arena, double, (size_t)room + 1);
	if (f->logs != NULL) {
		memcpy(more, f->logs, ((size_t)f->n + 1) * sizeof *more);
	}
	more[0] = NAN;
	f->logs = more;
	f->room = room;
}

enum onus_err score_follow(struct score *s)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		struct frequencies *f = s->tables[i];

		f->n = f->n < f->column->n_values ? f->n : f->column->n_values;
		logs_room(s, f);
		for (uint32_t code = f->n + 1; !f->given && code <= f->column->n_values; code++) {
			f->logs[code] = NAN;
		}
		if (f->given) {
			GUARD(logs_read(f));
		}
		f->n = f->column->n_values;
	}
	return ONUS_OK;
}

static enum onus_err tf_column(struct score *s, const struct onus_records *r, struct slice name,
			       const struct column **out, bool *given)
{
	const char *own = arena_printf(&s->arena, SLICE_FMT SLICE_FMT,
				       SLICE_ARG(s->model->tf_prefix), SLICE_ARG(name));
	const char **names = NEW_N(&s->arena, const char *, r->n_columns + 1);
	const char *near;

	*out = records_column(r, slice_str(own));
	*given = *out != NULL;
	if (*out == NULL) {
		*out = records_column(r, name);
	}
	if (*out) {
		return ONUS_OK;
	}
	for (size_t i = 0; i < r->n_columns; i++) {
		names[i] = arena_copy(&s->arena, r->columns[i]->name);
	}
	near = word_nearest(name, names);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s: tf_adjustment_column \"" SLICE_FMT
			 "\" is no column of the records%s%s%s",
			 s->model->name, SLICE_ARG(name), near ? "; the nearest is \"" : "",
			 near ? near : "", near ? "\"" : "");
}

static enum onus_err frequencies_of(struct score *s, const struct onus_records *r,
				    struct slice name, const struct frequencies **out)
{
	struct frequencies *f = NEW(&s->arena, struct frequencies);

	for (size_t i = 0; i < s->n_tables; i++) {
		if (slice_eq_nocase(s->tables[i]->name, name)) {
			*out = s->tables[i];
			return ONUS_OK;
		}
	}
	*f = (struct frequencies){.name = name, .low = INFINITY, .high = -INFINITY};
	GUARD(tf_column(s, r, name, &f->column, &f->given));
	logs_room(s, f);
	if (f->given) {
		GUARD(logs_read(f));
	} else {
		logs_count(f, r);
	}
	f->n = f->column->n_values;
	s->tables[s->n_tables++] = f;
	*out = f;
	return ONUS_OK;
}

static double log_frequency(const struct frequencies *f, uint32_t row)
{
	return f->logs[f->beside.codes ? plan_code(f->beside, row) : column_code(f->column, row)];
}

/* What the frequencies of two values, as logarithms, add to a level. Either may be missing: the
 * other stands for it then. */
static double adjustment(const struct grade *g, double left, double right)
{
	double common;

	if (isnan(left) || isnan(right)) {
		common = isnan(left) ? right : left;
	} else if (g->harmonic) {
		common = 1 - log2(exp2(-left) + exp2(-right));
	} else {
		common = left > right ? left : right;
	}
	if (isnan(common)) {
		return 0;
	}
	return g->tf_weight * (g->base - (common > g->minimum ? common : g->minimum));
}

/* --- grades --- */

static double bounded(double probability)
{
	return log2(probability > least ? probability : least);
}

static double log_m(const struct comparison *c, const struct level *l)
{
	return bounded(isnan(l->m) ? model_default_m(c, l->gamma) : l->m);
}

static double log_u(const struct comparison *c, const struct level *l)
{
	return bounded(isnan(l->u) ? model_default_u(c, l->gamma) : l->u);
}

/* The frequency that a level's u stands for. */
static enum onus_err base_of(const struct score *s, const struct comparison *c,
			     const struct level *l, double *out)
{
	const struct level *exact = comparison_exact_level(c, l->tf_column);

	if (l->tf_fuzzy) {
		*out = bounded(l->tf_fuzzy_base);
		return ONUS_OK;
	}
	if (l->tf_no_exact) {
		*out = log_u(c, l);
		return ONUS_OK;
	}
	ENSURE(exact, ONUS_BAD_INPUT,
	       "%s: comparison \"" SLICE_FMT "\", level \"" SLICE_FMT
	       "\": term frequencies of \"" SLICE_FMT
	       "\" are measured against a level that is equality of this column alone, and there "
	       "is none: add one, or set disable_tf_exact_match_detection",
	       s->model->name, SLICE_ARG(c->name), SLICE_ARG(l->sql), SLICE_ARG(l->tf_column));
	*out = log_u(c, exact);
	return ONUS_OK;
}

static enum onus_err grade_make(struct score *s, const struct onus_records *r,
				const struct comparison *c, const struct level *l, struct grade *g)
{
	if (l->is_null) {
		return ONUS_OK;
	}
	g->weight = log_m(c, l) - log_u(c, l);
	if (l->tf_column.n == 0 || l->tf_weight == 0 || l->condition->op == EXPR_ELSE) {
		return ONUS_OK;
	}
	GUARD(base_of(s, c, l, &g->base));
	GUARD(frequencies_of(s, r, l->tf_column, &g->tf));
	g->tf_weight = l->tf_weight;
	g->minimum = l->tf_minimum_u > 0 ? log2(l->tf_minimum_u) : -INFINITY;
	g->harmonic = l->tf_fuzzy;
	if (g->tf->low <= g->tf->high) {
		double rare = adjustment(g, g->tf->low, g->tf->low);
		double common = adjustment(g, g->tf->high, g->tf->high);

		g->most = fmax(fmax(rare, common), 0);
	}
	return ONUS_OK;
}

static enum onus_err score_fill(struct score *s, const struct onus_records *r)
{
	const struct onus_model *m = s->model;
	size_t levels = 0;

	for (size_t i = 0; i < m->n_comparisons; i++) {
		levels += m->comparisons[i].n_levels;
	}
	s->tables = NEW_N(&s->arena, struct frequencies *, levels);
	s->comparisons = NEW_N(&s->arena, struct grades, m->n_comparisons);
	s->prior = m->prior < 1 ? onus_weight(m->prior) : INFINITY;
	for (size_t i = 0; i < m->n_comparisons; i++) {
		const struct comparison *c = &m->comparisons[i];

		for (size_t k = 0; k < c->n_levels; k++) {
			const struct level *l = &c->levels[k];

			GUARD(grade_make(s, r, c, l, &s->comparisons[i].of[l->gamma + 1]));
		}
	}
	return ONUS_OK;
}

enum onus_err score_create(const struct onus_model *m, const struct onus_records *r,
			   struct score **out)
{
	struct score *s = mem_alloc(sizeof *s);
	enum onus_err e;

	*s = (struct score){.model = m};
	e = score_fill(s, r);
	if (e != ONUS_OK) {
		score_destroy(&s);
		return e;
	}
	*out = s;
	return ONUS_OK;
}

void score_read_by(struct score *s, const struct plan *p)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		s->tables[i]->beside = plan_codes(p, s->tables[i]->column);
	}
}

void score_destroy(struct score **s)
{
	if (*s) {
		arena_finish(&(*s)->arena);
		free(*s);
		*s = NULL;
	}
}

/* --- weights --- */

/* Of the corrections of each comparison the first that applies. */
static double dependence_of(const struct onus_model *m, const int8_t *gammas)
{
	double weight = 0;
	uint32_t corrected = 0;

	for (size_t i = 0; i < m->n_dependences; i++) {
		const struct dependence *d = &m->dependences[i];

		if (gammas[d->a] == d->gamma_a && gammas[d->b] == d->gamma_b &&
		    (corrected >> d->b & 1) == 0) {
			weight += d->weight;
			corrected |= (uint32_t)1 << d->b;
		}
	}
	return weight;
}

static void gammas_of(const struct onus_model *m, uint64_t pattern, int8_t *gammas)
{
	for (size_t i = 0; i < m->n_comparisons; i++) {
		uint64_t radix = pattern_radix(&m->comparisons[i]);

		gammas[i] = (int8_t)((int)(pattern % radix) - 1);
		pattern /= radix;
	}
}

void score_pattern(const struct score *s, uint64_t pattern, struct score_sum *out)
{
	*out = (struct score_sum){.weight = s->prior};
	gammas_of(s->model, pattern, out->gammas);
	for (size_t i = 0; i < s->model->n_comparisons; i++) {
		const struct grade *g = &s->comparisons[i].of[out->gammas[i] + 1];

		out->weight += g->weight;
		out->most += g->most;
		out->adjusts |= (uint32_t)(g->tf != NULL) << i;
	}
	out->weight += dependence_of(s->model, out->gammas);
	out->most = fmax(out->most, log2(least) - out->weight);
}

double score_pair(const struct score *s, const struct score_sum *sum, uint32_t left, uint32_t right)
{
	double weight = sum->weight;
	double limit = -log2(least);

	for (uint32_t rest = sum->adjusts; rest != 0; rest &= rest - 1) {
		unsigned i = (unsigned)__builtin_ctz(rest);
		const struct grade *g = &s->comparisons[i].of[sum->gammas[i] + 1];

		weight += adjustment(g, log_frequency(g->tf, left), log_frequency(g->tf, right));
	}
	weight = weight < limit ? weight : limit;
	return weight > -limit ? weight : -limit;
}

double score_weight(const struct score *s, uint64_t pattern, uint32_t left, uint32_t right)
{
	struct score_sum sum;

	score_pattern(s, pattern, &sum);
	return score_pair(s, &sum, left, right);
}

/* --- explaining --- */

void score_explain(const struct score *s, uint64_t pattern, uint32_t left, uint32_t right,
		   struct score_part *parts, double *prior, double *dependence)
{
	int8_t gammas[LINK_COMPARISONS_MAX];

	gammas_of(s->model, pattern, gammas);
	*prior = s->prior;
	*dependence = dependence_of(s->model, gammas);
	for (size_t i = 0; i < s->model->n_comparisons; i++) {
		const struct grade *g = &s->comparisons[i].of[gammas[i] + 1];

		parts[i] = (struct score_part){.comparison = i,
					       .gamma = gammas[i],
					       .weight = g->weight,
					       .tf_left = NAN,
					       .tf_right = NAN};
		if (g->tf) {
			double l = log_frequency(g->tf, left);
			double r = log_frequency(g->tf, right);

			parts[i].tf_weight = adjustment(g, l, r);
			parts[i].tf_left = exp2(l);
			parts[i].tf_right = exp2(r);
		}
	}
}

double score_level_weight(const struct score *s, size_t comparison, int gamma)
{
	return s->comparisons[comparison].of[gamma + 1].weight;
}

int onus_pattern_level(const struct onus_model *m, uint64_t pattern, size_t comparison)
{
	for (size_t i = 0; i < comparison; i++) {
		pattern /= pattern_radix(&m->comparisons[i]);
	}
	return (int)(pattern % pattern_radix(&m->comparisons[comparison])) - 1;
}
