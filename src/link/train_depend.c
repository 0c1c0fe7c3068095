/* SPDX-License-Identifier: Apache-2.0
 * train_depend.c - comparisons that agree together more often than if they were independent.
 *
 * People of one household share surname, address and telephone; whoever has one name of a language
 * has the other. A model of independent comparisons counts such agreement twice. So for each
 * comparison A with a level of equality, pairs that are equal there are drawn, and the levels of
 * the others are counted, apart for matches and for the rest. Who is a match is not known: the
 * share of matches is found by EM with m held and u free, and then each comparison B is counted
 * over the pairs that all but A and B hold to be certainly one or the other.
 *
 * A comparison may depend on several that come before it; where more than one of them is equal, the
 * strongest counts alone: every pattern then has one probability, and one household is counted once
 * (a Bayesian network without circles; for the idea of a tree of them see C. Chow, C. Liu,
 * "Approximating discrete probability distributions with dependence trees", 1968). */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum {
	LEVELS = LINK_LEVELS_MAX + 1,
	PAIRS = 1 << 17, /* drawn for each comparison */
	PAIRS_A_PART = 1 << 12,
	ROUNDS = 200,
	SEEN_LEAST = 25, /* pairs that a correction rests on */
};

static const double settled = 1e-5;
static const double certain = 9;      /* log2 of the odds, either way: 1 in 500 */
static const double few = 20;         /* pairs that independence counts as, against chance */
static const double bits_least = 0.5; /* a weaker dependence is left alone */
static const double bits_most = 30;

/* Levels of B where A is equal. */
struct given {
	double matches[LEVELS]; /* pairs, by gamma + 1 */
	double others[LEVELS];
};

struct parent {
	struct patterns seen; /* of pairs equal in it */
	const uint8_t *gammas;
	double prior; /* share of matches among them */
	double u[LINK_COMPARISONS_MAX][LEVELS];
	struct given of[LINK_COMPARISONS_MAX];
};

struct edge {
	uint32_t parent;
	uint32_t child;
	double bits; /* correction where both are at their top */
};

static const struct level *level_at(const struct comparison *c, size_t place)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		if (c->levels[i].gamma + 1 == (int)place) {
			return &c->levels[i];
		}
	}
	return NULL;
}

static double m_of(const struct comparison *c, size_t place)
{
	double m = level_at(c, place)->m;

	return isnan(m) ? model_default_m(c, (int)place - 1) : m;
}

static double u_of(const struct comparison *c, size_t place)
{
	double u = level_at(c, place)->u;

	return isnan(u) ? model_default_u(c, (int)place - 1) : u;
}

/* --- pairs that agree --- */

static const struct level *top_level(const struct comparison *c)
{
	return level_at(c, (size_t)c->top + 1);
}

enum onus_err train_dependence_prepare(struct trainer *t)
{
	for (size_t i = 0; i < t->m->n_comparisons && t->o->dependence; i++) {
		const struct expr *e = top_level(&t->m->comparisons[i])->condition;

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
static enum onus_err see_parent(struct trainer *t, size_t a, struct parent *p)
{
	struct counting c = {.t = t, .drawn = draw_equal(t, t->same[a], PAIRS)};
	size_t n = t->m->n_comparisons;
	uint8_t *gammas;
	size_t kept = 0;
	enum onus_err e;

	c.counter = pattern_counter_create(t->threads);
	e = threads_run(t->threads, c.drawn.count / PAIRS_A_PART + 1, count_part, &c);
	pattern_counter_take(c.counter, &t->arena, &p->seen);
	pattern_counter_destroy(&c.counter);
	free(c.drawn.pairs);
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
static double odds(const struct onus_model *m, const struct parent *p, size_t i, size_t a, size_t b)
{
	double weight = onus_weight(p->prior);

	for (size_t c = 0; c < m->n_comparisons; c++) {
		uint8_t place = p->gammas[i * m->n_comparisons + c];

		if (c != a && c != b && place > 0) {
			weight += log2(m_of(&m->comparisons[c], place) / p->u[c][place]);
		}
	}
	return weight;
}

/* One round with m held: the share of matches, and u of the others; gives the change. */
static double round_of(const struct onus_model *m, struct parent *p, size_t a)
{
	double others[LINK_COMPARISONS_MAX][LEVELS] = {{0}};
	double matches = 0;
	double all = 0;
	double prior;

	for (size_t i = 0; i < p->seen.count; i++) {
		double count = (double)p->seen.counts[i];
		double share = onus_probability(odds(m, p, i, a, a));

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
			p->u[c][place] = (others[c][place] + few * u_of(of, place)) / known;
		}
	}
	prior = fmin(fmax(matches / all, 1e-9), 1 - 1e-9);
	all = fabs(prior - p->prior);
	p->prior = prior;
	return all;
}

static void separate(const struct onus_model *m, struct parent *p, size_t a)
{
	const struct comparison *of = &m->comparisons[a];
	double start = onus_weight(m->prior) + train_weight(of, of->top);

	p->prior = fmin(fmax(onus_probability(start), 1e-6), 0.999);
	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t place = 1; place <= (size_t)m->comparisons[c].top + 1; place++) {
			p->u[c][place] = u_of(&m->comparisons[c], place);
		}
	}
	for (int i = 0; i < ROUNDS && p->seen.count > 0 && round_of(m, p, a) > settled; i++) {
	}
}

/* Levels of every other comparison, over the pairs that the rest are certain of. */
static void count_given(const struct onus_model *m, struct parent *p, size_t a)
{
	for (size_t i = 0; i < p->seen.count; i++) {
		for (size_t b = 0; b < m->n_comparisons; b++) {
			double weight = odds(m, p, i, a, b);
			uint8_t place = p->gammas[i * m->n_comparisons + b];

			if (weight > certain) {
				p->of[b].matches[place] += (double)p->seen.counts[i];
			} else if (weight < -certain) {
				p->of[b].others[place] += (double)p->seen.counts[i];
			}
		}
	}
}

/* --- how strong --- */

/* Share of a level where the parent is equal, drawn towards `usual` by a few pairs. */
static double share_given(const double *pairs, const struct comparison *of, size_t place,
			  double usual)
{
	double known = few;

	for (int i = 1; i <= of->top + 1; i++) {
		known += pairs[i];
	}
	return (pairs[place] + few * usual) / known;
}

static struct dependence_told measure(const struct onus_model *m, const struct parent *p, size_t a,
				      size_t b)
{
	const struct comparison *of = &m->comparisons[b];
	size_t top = (size_t)of->top + 1;
	double m_top = m_of(of, top);
	double u_top = u_of(of, top);
	double seen = p->of[b].others[top];

	return (struct dependence_told){
		.a = (uint32_t)a,
		.b = (uint32_t)b,
		.gamma_a = m->comparisons[a].top,
		.gamma_b = of->top,
		.matches = log2(share_given(p->of[b].matches, of, top, m_top) / m_top),
		.others = log2(share_given(p->of[b].others, of, top, u_top) / u_top),
		.error = 1 / (log(2) * sqrt(seen > 1 ? seen : 1)),
		.pairs = (uint64_t)seen,
	};
}

static int by_bits(const void *a, const void *b)
{
	const struct edge *x = a;
	const struct edge *y = b;

	if (x->bits != y->bits) {
		return x->bits < y->bits ? 1 : -1;
	}
	return x->parent != y->parent ? (x->parent > y->parent) - (x->parent < y->parent)
				      : (x->child > y->child) - (x->child < y->child);
}

/* --- who depends on whom --- */

/* The edges that make no circle, the strongest first: kept in front; gives how many. */
static size_t choose_edges(struct edge *edges, size_t count, size_t n)
{
	uint32_t above[LINK_COMPARISONS_MAX] = {0}; /* bit i: depends on i, over any others */
	size_t chosen = 0;

	qsort(edges, count, sizeof *edges, by_bits);
	for (size_t i = 0; i < count; i++) {
		uint32_t parent = edges[i].parent;
		uint32_t child = edges[i].child;

		if ((above[parent] >> child & 1) != 0) {
			continue;
		}
		for (size_t k = 0; k < n; k++) {
			if (k == child || (above[k] >> child & 1) != 0) {
				above[k] |= above[parent] | (uint32_t)1 << parent;
			}
		}
		edges[chosen++] = edges[i];
	}
	return chosen;
}

/* Corrections of the child's levels where the parent is equal. Where it is not, which is nearly
 * everywhere, the levels are what they are in all. */
static void add_edge(struct trainer *t, const struct parent *p, struct edge e)
{
	struct onus_model *m = t->m;
	const struct comparison *b = &m->comparisons[e.child];
	const struct given *given = &p->of[e.child];

	for (size_t place = 1; place <= (size_t)b->top + 1; place++) {
		double usual_m = m_of(b, place);
		double usual_u = u_of(b, place);
		double matches = log2(share_given(given->matches, b, place, usual_m) / usual_m);
		double others = log2(share_given(given->others, b, place, usual_u) / usual_u);

		if (m->n_dependences == LINK_DEPENDENCES_MAX) {
			return;
		}
		m->dependences[m->n_dependences++] = (struct dependence){
			.a = e.parent,
			.b = e.child,
			.gamma_a = m->comparisons[e.parent].top,
			.gamma_b = (int)place - 1,
			.weight = fmax(-bits_most, fmin(bits_most, matches - others)),
		};
	}
}

static void correct(struct trainer *t, const struct parent *parents, struct edge *edges,
		    size_t count)
{
	struct onus_model *m = t->m;

	m->n_dependences = 0;
	m->dependences = NEW_N(&m->arena, struct dependence, LINK_DEPENDENCES_MAX);
	count = choose_edges(edges, count, m->n_comparisons);
	for (size_t i = 0; i < count; i++) {
		add_edge(t, &parents[edges[i].parent], edges[i]);
		for (size_t k = 0; k < m->n_measured; k++) {
			struct dependence_told *d = &m->measured[k];

			d->corrected |= d->a == edges[i].parent && d->b == edges[i].child;
		}
	}
}

/* True where the others agree together much more than matches do, and than chance makes it look. */
static bool matters(const struct dependence_told *d)
{
	double bits = d->others - d->matches;

	return bits > bits_least + 2 * d->error && d->pairs >= SEEN_LEAST;
}

enum onus_err train_dependence(struct trainer *t)
{
	struct onus_model *m = t->m;
	size_t n = m->n_comparisons;
	struct parent *parents = NEW_N(&t->arena, struct parent, n);
	struct edge *edges = NEW_N(&t->arena, struct edge, n * n);
	size_t count = 0;

	if (!t->o->dependence) {
		return ONUS_OK;
	}
	GUARD(train_order_rows(t));
	m->n_measured = 0;
	m->measured = NEW_N(&m->arena, struct dependence_told, n * n);
	for (size_t a = 0; a < n; a++) {
		if (t->same[a] == NULL) {
			continue;
		}
		GUARD(see_parent(t, a, &parents[a]));
		separate(m, &parents[a], a);
		count_given(m, &parents[a], a);
		for (size_t b = 0; b < n; b++) {
			struct dependence_told d = measure(m, &parents[a], a, b);

			if (a == b) {
				continue;
			}
			m->measured[m->n_measured++] = d;
			if (matters(&d)) {
				edges[count++] = (struct edge){(uint32_t)a, (uint32_t)b,
							       d.others - d.matches};
			}
		}
	}
	correct(t, parents, edges, count);
	return trainer_check(t);
}
