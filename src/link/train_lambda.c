/* SPDX-License-Identifier: Apache-2.0
 * train_lambda.c - lambda from what EM found, where nobody names certain matches.
 *
 * A session ends with the share of matches among the pairs of its rule. That rule finds the matches
 * that agree on its columns: as many of all as m says of those levels, times the share of pairs in
 * which the values are there. So matches = pairs x share / (m x m' x ...), with no u in it: columns
 * that agree together by chance do no harm. The median of the sessions counts. Our own; Splink
 * turns the share back by Bayes factors, where every doubt of u comes in. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

static void count_left(void *context, enum side side, struct slice name)
{
	size_t *n = context;

	(void)name;
	*n += side == SIDE_LEFT;
}

/* l.a = r.a AND l.b = r.b, and nothing else. */
static bool is_plain(const struct expr *e)
{
	bool plain = e->op == EXPR_AND;

	if (e->op == EXPR_EQ) {
		return e->args[0]->op == EXPR_COLUMN && e->args[1]->op == EXPR_COLUMN;
	}
	for (size_t i = 0; plain && i < e->n_args; i++) {
		plain = is_plain(e->args[i]);
	}
	return plain;
}

/* Share of pairs of rows in which both values of a column are there. */
static double known(const struct trainer *t, struct slice name)
{
	const struct column *c = records_column(t->r, name);
	double missing = c != NULL ? column_count(c, 0) : 0;
	double share = 1 - missing / t->r->rows;

	return share * share;
}

/* Of all matches, those that the session's rule makes; NAN where its columns are not all levels. */
static double recall_of(const struct trainer *t, const struct session *s)
{
	struct implied implied[LINK_IMPLIED_MAX];
	size_t columns = 0;
	size_t read = 0;
	size_t n = train_implied(t, s, implied, &columns);
	double recall = 1;

	expr_columns(s->rule->condition, count_left, &read);
	if (!is_plain(s->rule->condition) || columns != read) {
		return NAN;
	}
	for (size_t i = 0; i < n; i++) {
		const struct level *l = implied[i].level;

		recall *= isnan(l->m) ? model_default_m(&t->m->comparisons[implied[i].comparison],
							l->gamma)
				      : l->m;
		for (size_t k = 0; k < level_exact_columns(l); k++) {
			recall *= known(t, level_exact_column(l, k));
		}
	}
	return recall;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

void train_lambda(struct trainer *t)
{
	double found[LINK_RULES_MAX];
	double all = train_all_pairs(t->m, t->r);
	size_t n = 0;

	if (t->certain != NULL || t->m->prior_given) {
		return;
	}
	for (size_t i = 0; i < t->n_sessions; i++) {
		const struct session *s = &t->sessions[i];
		double matches = (double)s->pairs * s->prior / recall_of(t, s);

		if (s->looked_at > 0 && isfinite(matches) && matches > 0 && matches < all / 2) {
			found[n++] = matches;
		}
	}
	if (n > 0) {
		qsort(found, n, sizeof *found, by_size);
		t->m->prior = (found[(n - 1) / 2] + found[n / 2]) / 2 / all;
		t->lambda_found = true;
	}
}
