/* SPDX-License-Identifier: Apache-2.0
 * train_u.c - u: how often two records that are not the same fall into each level. */
#include "link/train.h"

#include <math.h>

static const double seen_least = 0.5; /* pairs: what a level that was never seen counts as */
/* Of u as counted, that is left at least when the matches are taken out: lambda and m are
 * estimates, and 5 bits more than was ever seen to be lost by them. */
static const double left_least = 1.0 / 32;

/* Pairs that say something: all but those where a value is missing. */
static double known_pairs(const struct u_counts *u)
{
	double pairs = 0;

	for (size_t l = 1; l < LINK_LEVELS_MAX + 1; l++) {
		pairs += u->pairs[l];
	}
	return pairs;
}

/* The least share that the counts can stand for. */
static double least_share(const struct u_counts *u)
{
	double known = known_pairs(u);
	double looked_at = u->looked_at > 0 ? u->looked_at : known;

	return seen_least / (looked_at > 1 ? looked_at : 1);
}

static double share(const struct u_counts *u, int gamma)
{
	double known = known_pairs(u);

	return known > 0 ? u->pairs[gamma + 1] / known : 0;
}

static void give_level(struct trainer *t, size_t comparison, struct level *l)
{
	const struct u_counts *u = &t->u[comparison];
	const struct comparison *c = &t->m->comparisons[comparison];
	double known = known_pairs(u);
	double least = least_share(u);
	char name[60];
	char label[60];

	if (l->is_null || l->fix_u || known <= 0) {
		return;
	}
	l->u = share(u, l->gamma);
	l->u_error = sqrt(u->variance[l->gamma + 1] + l->u * l->u * u->variance[0]) / known;
	l->u_from = ORIGIN_TRAINED;
	if (l->u >= least) {
		return;
	}
	l->u = least;
	model_warn(t->m,
		   "u of level \"%s\" of %s: no pair of %.0f was in it; it counts as half a pair",
		   slice_show(l->label.n > 0 ? l->label : l->sql, label, sizeof label),
		   slice_show(c->name, name, sizeof name), u->looked_at > 0 ? u->looked_at : known);
}

/* A doubt of more than a quarter bit is told. */
static void tell_error(struct trainer *t, const struct comparison *c, const struct level *l)
{
	const double large = 0.19;
	char name[60];
	char label[60];

	if (!l->is_null && l->u_from == ORIGIN_TRAINED && l->u_error > large * l->u) {
		model_warn(t->m, "u of level \"%s\" of %s is %.3g +- %.2g: it was sampled",
			   slice_show(l->label.n > 0 ? l->label : l->sql, label, sizeof label),
			   slice_show(c->name, name, sizeof name), l->u, l->u_error);
	}
}

enum onus_err train_u_prepare(struct trainer *t)
{
	for (size_t i = 0; i < t->m->n_comparisons; i++) {
		if (plan_value_column(t->plan, i) == NULL) {
			GUARD(train_rows_prepare(t, i));
		}
	}
	return ONUS_OK;
}

enum onus_err train_u(struct trainer *t)
{
	for (size_t i = 0; i < t->m->n_comparisons; i++) {
		struct comparison *c = &t->m->comparisons[i];
		bool done = false;
		char name[60];

		GUARD(train_value_u(t, i, &done));
		if (!done) {
			GUARD(train_rows_u(t, i));
		}
		if (known_pairs(&t->u[i]) <= 0) {
			model_warn(t->m,
				   "u of %s was not trained: no two records both have a value",
				   slice_show(c->name, name, sizeof name));
		}
		for (size_t l = 0; l < c->n_levels; l++) {
			give_level(t, i, &c->levels[l]);
			tell_error(t, c, &c->levels[l]);
		}
	}
	return trainer_check(t);
}

/* Share of all pairs with a value that are matches: what lambda says, or, where pairs that agree on
 * the comparison could be told apart, what those say. */
static double match_share(struct trainer *t, size_t comparison)
{
	const struct comparison *c = &t->m->comparisons[comparison];
	double m = agree_m(c, (size_t)c->top + 1);
	double matches = train_agree_matches(t, comparison) * share(&t->u[comparison], c->top);

	return isnan(matches) ? t->m->prior : fmin(matches / m, 0.5);
}

/* The random pairs hold the matches too: p = lambda m + (1 - lambda) u. */
static void correct(struct comparison *c, const struct u_counts *counts, double prior)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		struct level *l = &c->levels[i];
		double p = l->is_null ? 0 : share(counts, l->gamma);
		double m = isnan(l->m) ? 0 : l->m;
		double u;

		if (l->is_null || l->u_from != ORIGIN_TRAINED) {
			continue;
		}
		u = (p - prior * m) / (1 - prior);
		u = u > p * left_least ? u : p * left_least;
		u = u > least_share(counts) ? u : least_share(counts);
		l->u = u < 1 ? u : 1; /* lambda and a fixed m need not fit the counts */
	}
}

void train_u_correct(struct trainer *t)
{
	double shares[LINK_COMPARISONS_MAX];

	for (size_t i = 0; i < t->m->n_comparisons && !t->o->splink_u; i++) {
		shares[i] = match_share(t, i); /* before any u is changed */
	}
	for (size_t i = 0; i < t->m->n_comparisons && !t->o->splink_u; i++) {
		correct(&t->m->comparisons[i], &t->u[i], shares[i]);
	}
}

/* The base is such that the mean Bayes factor of a level stays what m/u says: over the pairs of
 * rows in it, the mean of base / h is 1, where h, the harmonic mean of both frequencies, is 1 over
 * the mean of their inverses. */
void train_tf(struct trainer *t)
{
	for (size_t i = 0; i < t->m->n_comparisons; i++) {
		struct comparison *c = &t->m->comparisons[i];

		for (size_t k = 0; k < c->n_levels; k++) {
			struct level *l = &c->levels[k];
			const struct column *tf = records_column(t->r, l->tf_column);
			double inverse = t->u[i].inverse[l->gamma + 1];
			double held;

			if (!l->tf_fuzzy || l->is_null || tf == NULL || inverse <= 0) {
				continue;
			}
			held = t->r->rows - (tf->counts != NULL ? tf->counts[0] : 0);
			l->tf_fuzzy_base = t->u[i].pairs[l->gamma + 1] / inverse / held;
		}
	}
}
