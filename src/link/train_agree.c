/* SPDX-License-Identifier: Apache-2.0
 * train_agree.c - pairs that are equal in one comparison, and how many of them are matches.
 *
 * Random pairs that agree on a telephone are mostly one person: what chance alone makes of them,
 * which is u, is the rest. Who is a match is not known, but pairs that agree on one comparison show
 * it in the others: EM with m held and u free, over the patterns of pairs drawn there, finds the
 * share of matches among them (on historical_50k within 0.02 of the truth for every column). */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum {
	LEVELS = LINK_LEVELS_MAX + 1,
	PAIRS_A_PART = 1 << 12,
	ROUNDS = 200,
	OTHERS_LEAST = 3, /* comparisons beside the one, for the share to be found at all */
};

static const double settled = 1e-5;
static const double few = 20; /* pairs that independence counts as, against chance */

double agree_m(const struct comparison *c, size_t place)
{
	double m = comparison_level(c, (int)place - 1)->m;

	return isnan(m) ? model_default_m(c, (int)place - 1) : m;
}

double agree_u(const struct comparison *c, size_t place)
{
	double u = comparison_level(c, (int)place - 1)->u;

	return isnan(u) ? model_default_u(c, (int)place - 1) : u;
}

/* --- pairs that agree --- */

/* Nothing is found out where too few comparisons could tell, or nobody asks. */
static bool is_wanted(const struct trainer *t)
{
	return t->o->dependence || (!t->o->splink_u && t->m->n_comparisons > OTHERS_LEAST);
}

enum onus_err train_agree_prepare(struct trainer *t)
{
	for (size_t i = 0; i < t->m->n_comparisons && is_wanted(t); i++) {
		const struct expr *e =
			comparison_level(&t->m->comparisons[i], t->m->comparisons[i].top)
				->condition;

		t->same[i] = plan_value_column(t->plan, i);
		if (t->same[i] == NULL && e->op == EXPR_EQ && e->args[0]->sides == SIDE_LEFT &&
		    e->args[1]->sides == SIDE_RIGHT && expr_mirror(e->args[0], e->args[1])) {
			GUARD(plan_expression_column(t->plan, e->args[0], &t->same[i]));
		}
	}
	return ONUS_OK;
}

struct counting {
	struct trainer *t;
	struct drawn drawn;
	struct pattern_counter *counter;
};

static enum onus_err count_part(void *context, unsigned worker, size_t part)
{
	struct counting *c = context;
	const struct onus_records *r = c->t->r;
	struct pair pairs[PAIRS_A_PART];
	uint64_t patterns[PAIRS_A_PART];
	size_t n = 0;

	for (size_t i = part * PAIRS_A_PART; i < (part + 1) * PAIRS_A_PART && i < c->drawn.count;
	     i++) {
		struct pair p = c->drawn.pairs[i];

		if (c->t->m->link_type == LINK_LINK_ONLY &&
		    records_source_of(r, p.left) == records_source_of(r, p.right)) {
			continue;
		}
		if (plan_is_ordered(c->t->plan) && records_compare_ids(r, p.left, p.right) > 0) {
			p = (struct pair){p.right, p.left};
		}
		pairs[n++] = p;
	}
	plan_patterns(c->t->workers[worker], pairs, n, patterns);
	pattern_counter_add(c->counter, worker, patterns, n);
	return ONUS_OK;
}

/* Patterns of pairs that are at the top of comparison `a`. */
static enum onus_err see_one(struct trainer *t, size_t a, struct drawn drawn, struct agreeing *p)
{
	struct counting c = {.t = t, .drawn = drawn};
	size_t n = t->m->n_comparisons;
	uint8_t *gammas;
	size_t kept = 0;
	enum onus_err e;

	c.counter = pattern_counter_create(t->threads);
	e = threads_run(t->threads, c.drawn.count / PAIRS_A_PART + 1, count_part, &c);
	pattern_counter_take(c.counter, &t->arena, &p->seen);
	pattern_counter_destroy(&c.counter);
	gammas = patterns_unpack(&t->arena, t->m, &p->seen);
	for (size_t i = 0; i < p->seen.count; i++) {
		if (gammas[i * n + a] == t->m->comparisons[a].top + 1) {
			memmove(gammas + kept * n, gammas + i * n, n);
			p->seen.keys[kept] = p->seen.keys[i];
			p->seen.counts[kept++] = p->seen.counts[i];
		}
	}
	p->seen.count = kept;
	p->gammas = gammas;
	return e;
}

/* --- matches and others among them --- */

/* log2 of the odds of pattern `i`, comparisons `a` and `b` left out. */
double agree_odds(const struct onus_model *m, const struct agreeing *p, size_t i, size_t a,
		  size_t b)
{
	double weight = onus_weight(p->prior);

	for (size_t c = 0; c < m->n_comparisons; c++) {
		uint8_t place = p->gammas[i * m->n_comparisons + c];

		if (c != a && c != b && place > 0) {
			weight += log2(agree_m(&m->comparisons[c], place) / p->u[c][place]);
		}
	}
	return weight;
}

/* One round with m held: the share of matches, and u of the others; gives the change. */
static double round_of(const struct onus_model *m, struct agreeing *p, size_t a)
{
	double others[LINK_COMPARISONS_MAX][LEVELS] = {{0}};
	double matches = 0;
	double all = 0;
	double prior;

	for (size_t i = 0; i < p->seen.count; i++) {
		double count = (double)p->seen.counts[i];
		double share = onus_probability(agree_odds(m, p, i, a, a));

		all += count;
		matches += share * count;
		for (size_t c = 0; c < m->n_comparisons; c++) {
			others[c][p->gammas[i * m->n_comparisons + c]] += (1 - share) * count;
		}
	}
	for (size_t c = 0; c < m->n_comparisons; c++) {
		const struct comparison *of = &m->comparisons[c];
		double known = few;

		for (int place = 1; place <= of->top + 1; place++) {
			known += others[c][place];
		}
		for (size_t place = 1; place <= (size_t)of->top + 1; place++) {
			p->u[c][place] = (others[c][place] + few * agree_u(of, place)) / known;
		}
	}
	prior = fmin(fmax(matches / all, 1e-9), 1 - 1e-9);
	all = fabs(prior - p->prior);
	p->prior = prior;
	return all;
}

void agree_separate(const struct onus_model *m, struct agreeing *p, size_t a)
{
	const struct comparison *of = &m->comparisons[a];
	double start = onus_weight(m->prior) + train_weight(of, of->top);

	p->prior = fmin(fmax(onus_probability(start), 1e-6), 0.999);
	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t place = 1; place <= (size_t)m->comparisons[c].top + 1; place++) {
			p->u[c][place] = agree_u(&m->comparisons[c], place);
		}
	}
	for (int i = 0; i < ROUNDS && p->seen.count > 0 && round_of(m, p, a) > settled; i++) {
	}
}

struct drawing {
	const struct trainer *t;
	struct drawn drawn[LINK_COMPARISONS_MAX];
};

static enum onus_err draw_part(void *context, unsigned worker, size_t part)
{
	struct drawing *d = context;
	const struct trainer *t = d->t;

	(void)worker;
	if (t->same[part] != NULL) {
		d->drawn[part] = draw_equal(t, t->same[part],
					    t->o->dependence ? LINK_AGREE_MANY : LINK_AGREE_PAIRS);
	}
	return ONUS_OK;
}

enum onus_err train_agree_see(struct trainer *t)
{
	struct drawing d = {.t = t};
	size_t n = t->m->n_comparisons;
	enum onus_err e;

	if (!is_wanted(t)) {
		return ONUS_OK;
	}
	GUARD(train_order_rows(t));
	t->agreeing = NEW_N(&t->arena, struct agreeing, n);
	e = threads_run(t->threads, n, draw_part, &d);
	for (size_t a = 0; a < n && e == ONUS_OK; a++) {
		if (t->same[a] != NULL) {
			e = see_one(t, a, d.drawn[a], &t->agreeing[a]);
		}
	}
	for (size_t a = 0; a < n; a++) {
		free(d.drawn[a].pairs);
	}
	GUARD(e);
	return trainer_check(t);
}

double train_agree_matches(struct trainer *t, size_t comparison)
{
	struct agreeing *p = t->agreeing != NULL ? &t->agreeing[comparison] : NULL;
	uint64_t pairs = 0;

	if (p == NULL || t->m->n_comparisons <= OTHERS_LEAST) {
		return NAN;
	}
	for (size_t i = 0; i < p->seen.count; i++) {
		pairs += p->seen.counts[i];
	}
	if (pairs < LINK_AGREE_LEAST) {
		return NAN;
	}
	agree_separate(t->m, p, comparison);
	return p->prior;
}
