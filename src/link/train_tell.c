/* SPDX-License-Identifier: Apache-2.0
 * train_tell.c - what training did, and what it could not do, in words. */
#include "link/train.h"

#include <math.h>

enum { LEVELS = LINK_LEVELS_MAX + 1, SHOWN_MAX = 80 };

static const char *label_of(const struct level *l, char *out)
{
	return slice_show(slice_trim(l->label.n > 0 ? l->label : l->sql), out, SHOWN_MAX);
}

static void tell_session(struct trainer *t, const struct session *s)
{
	char rule[SHOWN_MAX];

	slice_show(s->rule->sql, rule, sizeof rule);
	if (s->looked_at == 0) {
		model_warn(t->m, "the session on %s made no pairs and taught nothing", rule);
		return;
	}
	if (s->pairs < LINK_EM_PAIRS_MIN) {
		model_warn(t->m,
			   "the session on %s has only %llu pairs: what it taught is doubtful",
			   rule, (unsigned long long)s->pairs);
	}
	if (!s->converged) {
		model_warn(t->m,
			   "the session on %s did not settle: the last of %u iterations still "
			   "changed a parameter by %.2g; raise max_iterations",
			   rule, s->iterations, s->change);
	}
	if (s->left_out > 0) {
		model_warn(t->m, "the session on %s left out %llu pairs of blocks beyond the limit",
			   rule, (unsigned long long)s->left_out);
	}
}

static struct session_told told_of(struct trainer *t, const struct session *s)
{
	return (struct session_told){
		.rule = arena_slice(&t->m->arena, s->rule->sql),
		.pairs = s->pairs,
		.looked_at = s->looked_at,
		.left_out = s->left_out,
		.iterations = s->iterations,
		.converged = s->converged,
		.change = s->change,
		.prior = s->prior,
		.trained = s->free,
	};
}

/* In every session that saw the level, no match was in it. */
static bool is_stuck(const struct trainer *t, size_t c, const struct level *l)
{
	bool stuck = false;

	for (size_t i = 0; i < t->n_sessions; i++) {
		const struct session *s = &t->sessions[i];

		if (!isnan(s->m[c][l->gamma + 1])) {
			if (!s->least[c][l->gamma + 1]) {
				return false;
			}
			stuck = true;
		}
	}
	return stuck;
}

static void tell_level(struct trainer *t, size_t c, const struct level *l)
{
	const double all = 1 - 1e-6;
	char name[SHOWN_MAX];
	char label[SHOWN_MAX];

	slice_show(t->m->comparisons[c].name, name, sizeof name);
	label_of(l, label);
	if (l->m_from == ORIGIN_NONE) {
		model_warn(t->m,
			   "m of level \"%s\" of %s was not trained: no session saw a pair in it; "
			   "%.3g, Splink's guess, will be used",
			   label, name, model_default_m(&t->m->comparisons[c], l->gamma));
	} else if (l->m_from == ORIGIN_TRAINED && is_stuck(t, c, l)) {
		model_warn(t->m,
			   "m of level \"%s\" of %s stuck at 0: no match was in it; it counts as "
			   "half a match, %.2g",
			   label, name, l->m);
	} else if (l->m_from == ORIGIN_TRAINED && l->m > all) {
		model_warn(t->m, "m of level \"%s\" of %s stuck at 1: every match was in it", label,
			   name);
	}
}

static void tell_comparison(struct trainer *t, size_t c)
{
	const struct comparison *of = &t->m->comparisons[c];
	bool trained = false;
	bool known = true;
	char name[SHOWN_MAX];

	for (size_t i = 0; i < t->n_sessions; i++) {
		trained = trained || (t->sessions[i].free >> c & 1) != 0;
	}
	for (size_t k = 0; k < of->n_levels; k++) {
		known = known && (of->levels[k].is_null || of->levels[k].m_from != ORIGIN_NONE);
	}
	if (!trained && !known) {
		model_warn(t->m,
			   "m of %s was not trained: every session's rule reads its columns; "
			   "Splink's guesses will be used. Give a session on other columns",
			   slice_show(of->name, name, sizeof name));
		return;
	}
	for (size_t k = 0; k < of->n_levels; k++) {
		if (!of->levels[k].is_null) {
			tell_level(t, c, &of->levels[k]);
		}
	}
}

void train_tell(struct trainer *t)
{
	t->m->n_sessions = t->n_sessions;
	t->m->sessions = NEW_N(&t->m->arena, struct session_told, t->n_sessions + 1);
	for (size_t i = 0; i < t->n_sessions; i++) {
		t->m->sessions[i] = told_of(t, &t->sessions[i]);
		tell_session(t, &t->sessions[i]);
	}
	for (size_t c = 0; c < t->m->n_comparisons; c++) {
		tell_comparison(t, c);
	}
	if (t->certain == NULL && !t->m->prior_given && !t->lambda_found) {
		model_warn(t->m,
			   "lambda is Splink's default, %g: no rule for certain matches was given, "
			   "and no session could tell",
			   t->m->prior);
	}
}
