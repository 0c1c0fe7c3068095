/* SPDX-License-Identifier: Apache-2.0
 * train_em.c - m by expectation maximisation over counted patterns.
 *
 * Each session: I. Fellegi, A. Sunter, "A theory for record linkage" (1969), with the EM of
 * W. Winkler (1988), as Splink runs it: u is held, lambda starts raised by the Bayes factors of the
 * levels that the rule implies, and the end is when nothing changes by em_convergence. Comparisons
 * that the rule reads sit out. The pairs are few hundred patterns with counts, so a round takes
 * microseconds. The model gets the median of the sessions. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum { LEVELS = LINK_LEVELS_MAX + 1 };

static const double least = 1e-300;
static const double match_least = 0.5; /* matches: what a level in which none is counts as */

double train_weight(const struct comparison *c, int gamma)
{
	const struct level *l = comparison_level(c, gamma);
	double m;
	double u;

	if (gamma < 0) {
		return 0;
	}
	m = isnan(l->m) ? model_default_m(c, gamma) : l->m;
	u = isnan(l->u) ? model_default_u(c, gamma) : l->u;
	return log2((m > least ? m : least) / (u > least ? u : least));
}

/* --- where lambda starts --- */

/* True where the rule reads all the columns that the level is equality of, and none is `used`. */
static bool is_implied(const struct session *s, const struct level *l, const struct slice *used,
		       size_t n_used)
{
	size_t n = level_exact_columns(l);

	for (size_t i = 0; i < n; i++) {
		struct slice column = level_exact_column(l, i);

		if (!blocks_rule_reads(s->rule, column)) {
			return false;
		}
		for (size_t k = 0; k < n_used; k++) {
			if (slice_eq_nocase(used[k], column)) {
				return false;
			}
		}
	}
	return n > 0;
}

size_t train_implied(const struct trainer *t, const struct session *s,
		     struct implied out[LINK_IMPLIED_MAX], size_t *columns)
{
	const struct onus_model *m = t->m;
	struct slice used[LINK_IMPLIED_MAX];
	size_t n_used = 0;
	size_t n = 0;

	for (size_t width = LINK_COMPARISONS_MAX; width > 0; width--) {
		for (size_t i = 0; i < m->n_comparisons * LEVELS; i++) {
			const struct comparison *c = &m->comparisons[i / LEVELS];
			const struct level *l = &c->levels[i % LEVELS];

			if (i % LEVELS >= c->n_levels || level_exact_columns(l) != width ||
			    n_used + width > LINK_IMPLIED_MAX || !is_implied(s, l, used, n_used)) {
				continue;
			}
			out[n++] = (struct implied){i / LEVELS, l};
			for (size_t k = 0; k < width; k++) {
				used[n_used++] = level_exact_column(l, k);
			}
		}
	}
	*columns = n_used;
	return n;
}

/* log2 of the odds that a pair of the rule is a match. */
double train_start_weight(const struct trainer *t, const struct session *s)
{
	struct implied implied[LINK_IMPLIED_MAX];
	size_t columns;
	size_t n = train_implied(t, s, implied, &columns);
	double weight = onus_weight(t->m->prior);

	for (size_t i = 0; i < n; i++) {
		weight += train_weight(&t->m->comparisons[implied[i].comparison],
				       implied[i].level->gamma);
	}
	return weight;
}

/* --- one session --- */

struct em {
	const struct onus_model *model;
	struct session *session;
	const uint8_t *gammas;
	double prior;
	double pairs;
	double m[LINK_COMPARISONS_MAX][LEVELS];
	double weight[LINK_COMPARISONS_MAX][LEVELS];
	bool seen[LINK_COMPARISONS_MAX][LEVELS];
	double matches[LINK_COMPARISONS_MAX][LEVELS]; /* expected, of the last round */
};

static bool is_free(const struct em *em, size_t comparison)
{
	return (em->session->free >> comparison & 1) != 0;
}

static void em_init(struct em *em, const struct trainer *t, struct session *s, struct arena *a)
{
	memset(em, 0, sizeof *em);
	em->model = t->m;
	em->session = s;
	em->gammas = patterns_unpack(a, t->m, &s->seen);
	em->prior = onus_probability(train_start_weight(t, s));
	for (size_t c = 0; c < t->m->n_comparisons; c++) {
		const struct comparison *of = &t->m->comparisons[c];

		for (int gamma = 0; gamma <= of->top; gamma++) {
			const struct level *l = comparison_level(of, gamma);

			em->m[c][gamma + 1] = isnan(l->m) ? model_default_m(of, gamma) : l->m;
		}
	}
	for (size_t i = 0; i < s->seen.count; i++) {
		em->pairs += (double)s->seen.counts[i];
		for (size_t c = 0; c < t->m->n_comparisons; c++) {
			em->seen[c][em->gammas[i * t->m->n_comparisons + c]] = true;
		}
	}
}

/* Weights of the levels by the m of now; "missing" weighs nothing. */
static void set_weights(struct em *em)
{
	for (size_t c = 0; c < em->model->n_comparisons; c++) {
		const struct comparison *of = &em->model->comparisons[c];

		for (int gamma = 0; gamma <= of->top && is_free(em, c); gamma++) {
			const struct level *l = comparison_level(of, gamma);
			double m = em->m[c][gamma + 1];
			double u = isnan(l->u) ? model_default_u(of, gamma) : l->u;

			em->weight[c][gamma + 1] =
				log2((m > least ? m : least) / (u > least ? u : least));
		}
	}
}

/* Expected matches in each level; gives the share of matches among all pairs. */
static double expect(struct em *em)
{
	size_t n = em->model->n_comparisons;
	double start = onus_weight(em->prior);
	double all = 0;

	memset(em->matches, 0, sizeof em->matches);
	for (size_t i = 0; i < em->session->seen.count; i++) {
		const uint8_t *gammas = em->gammas + i * n;
		double weight = start;
		double matches;

		for (size_t c = 0; c < n; c++) {
			weight += em->weight[c][gammas[c]];
		}
		matches = onus_probability(weight) * (double)em->session->seen.counts[i];
		for (size_t c = 0; c < n; c++) {
			em->matches[c][gammas[c]] += matches;
		}
		all += matches;
	}
	return all / em->pairs;
}

static double known_matches(const struct em *em, size_t c)
{
	double known = 0;

	for (size_t l = 1; l < LEVELS; l++) {
		known += em->matches[c][l];
	}
	return known;
}

/* m and lambda from the expected matches; gives the largest change. */
static double maximise(struct em *em, double prior)
{
	double change = fabs(prior - em->prior);

	em->prior = prior;
	for (size_t c = 0; c < em->model->n_comparisons; c++) {
		const struct comparison *of = &em->model->comparisons[c];
		double known = known_matches(em, c);

		for (int gamma = 0; gamma <= of->top && is_free(em, c) && known > 0; gamma++) {
			double m = em->matches[c][gamma + 1] / known;

			if (comparison_level(of, gamma)->fix_m || !em->seen[c][gamma + 1]) {
				continue;
			}
			change = fmax(change, fabs(m - em->m[c][gamma + 1]));
			em->m[c][gamma + 1] = m;
		}
	}
	return change;
}

/* What the session has learnt. A level that pairs were in but no match is given the least that its
 * matches can stand for, and told. */
static void keep(const struct em *em)
{
	struct session *s = em->session;

	for (size_t c = 0; c < em->model->n_comparisons; c++) {
		double known = known_matches(em, c);

		for (size_t l = 0; l < LEVELS; l++) {
			double smallest = known > 0 ? match_least / fmax(known, 1) : 0;

			s->m[c][l] = NAN;
			if (!is_free(em, c) || l == 0 || !em->seen[c][l] || known <= 0) {
				continue;
			}
			s->least[c][l] = em->m[c][l] < smallest;
			s->m[c][l] = fmax(em->m[c][l], smallest);
		}
	}
	s->prior = em->prior;
}

static void run(struct trainer *t, struct session *s)
{
	SCOPED_ARENA(a);
	struct em *em = NEW(&a, struct em);

	em_init(em, t, s, &a);
	s->iterations = 0;
	s->converged = false;
	s->change = 0;
	while (em->pairs > 0 && !s->converged && s->iterations < t->m->max_iterations) {
		set_weights(em);
		s->change = maximise(em, expect(em));
		s->iterations++;
		s->converged = s->change < t->m->em_convergence;
	}
	keep(em);
}

/* --- all sessions --- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Median over the first `sessions` of them; NAN where none knows. */
static double median(const struct trainer *t, size_t sessions, size_t c, size_t level)
{
	double found[LINK_RULES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < sessions; i++) {
		double m = t->sessions[i].m[c][level];

		if (!isnan(m)) {
			found[n++] = m;
		}
	}
	if (n == 0) {
		return NAN;
	}
	qsort(found, n, sizeof *found, by_size);
	return n % 2 == 1 ? found[n / 2] : (found[n / 2 - 1] + found[n / 2]) / 2;
}

static void give_medians(struct trainer *t, size_t sessions)
{
	for (size_t c = 0; c < t->m->n_comparisons; c++) {
		struct comparison *of = &t->m->comparisons[c];

		for (size_t k = 0; k < of->n_levels; k++) {
			struct level *l = &of->levels[k];
			double m = median(t, sessions, c, gamma_level(l->gamma));

			if (!l->is_null && !l->fix_m && !isnan(m)) {
				l->m = m;
				l->m_from = ORIGIN_TRAINED;
			}
		}
	}
}

static void restore_first(struct trainer *t)
{
	for (size_t c = 0; c < t->m->n_comparisons; c++) {
		struct comparison *of = &t->m->comparisons[c];

		for (size_t k = 0; k < of->n_levels; k++) {
			of->levels[k].m = t->first_m[c][of->levels[k].gamma + 1];
		}
	}
}

static void run_all(struct trainer *t)
{
	restore_first(t);
	for (size_t i = 0; i < t->n_sessions; i++) {
		run(t, &t->sessions[i]);
		give_medians(t, i + 1); /* the next session starts from what is known by now */
	}
}

void train_em(struct trainer *t)
{
	for (size_t i = 0; i < t->n_sessions; i++) {
		t->sessions[i].m =
			(double(*)[LEVELS])NEW_N(&t->arena, double, t->m->n_comparisons *LEVELS);
		t->sessions[i].least =
			(bool(*)[LEVELS])NEW_N(&t->arena, bool, t->m->n_comparisons *LEVELS);
	}
	run_all(t);
	train_lambda(t);
	if (!t->o->splink_u) {
		train_u_correct(t);
		run_all(t);
		train_lambda(t);
		train_u_correct(t);
	}
}
