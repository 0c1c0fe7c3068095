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
	SEEN_LEAST = 25, /* pairs that a correction rests on */
};

static const double certain = 9; /* log2 of the odds, either way: 1 in 500 */
/* Among the others 1 match in 100 does no harm where a tenth of them agree anyway. */
static const double nearly_certain = 6.6;
static const double often = 0.1;
static const double few = 20;         /* pairs that independence counts as, against chance */
static const double bits_least = 0.5; /* a weaker dependence is left alone */
static const double bits_most = 30;

/* Levels of B where A is equal. */
struct given {
	double matches[LEVELS]; /* pairs, by gamma + 1 */
	double others[LEVELS];
	double nearly[LEVELS]; /* others, and a few that might be matches */
};

struct parent {
	struct given of[LINK_COMPARISONS_MAX];
};

struct edge {
	uint32_t parent;
	uint32_t child;
	double bits;     /* correction where both are at their top */
	double explains; /* bits that it takes from a random pair */
};

/* --- who is certain --- */

/* Levels of every other comparison, over the pairs that the rest are certain of. */
static void count_given(const struct onus_model *m, const struct agreeing *from, size_t a,
			struct parent *p)
{
	for (size_t i = 0; i < from->seen.count; i++) {
		for (size_t b = 0; b < m->n_comparisons; b++) {
			double weight = agree_odds(m, from, i, a, b);
			uint8_t place = from->gammas[i * m->n_comparisons + b];

			if (weight > certain) {
				p->of[b].matches[place] += (double)from->seen.counts[i];
			} else if (weight < -certain) {
				p->of[b].others[place] += (double)from->seen.counts[i];
			}
			if (weight < -nearly_certain) {
				p->of[b].nearly[place] += (double)from->seen.counts[i];
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

/* The others to go by. */
static const double *others_of(const struct given *g, const struct comparison *of)
{
	size_t top = (size_t)of->top + 1;

	return share_given(g->nearly, of, top, agree_u(of, top)) > often ? g->nearly : g->others;
}

static struct dependence_told measure(const struct onus_model *m, const struct parent *p, size_t a,
				      size_t b)
{
	const struct comparison *of = &m->comparisons[b];
	size_t top = (size_t)of->top + 1;
	double m_top = agree_m(of, top);
	double u_top = agree_u(of, top);
	const double *others = others_of(&p->of[b], of);
	double seen = others[top];

	return (struct dependence_told){
		.a = (uint32_t)a,
		.b = (uint32_t)b,
		.gamma_a = m->comparisons[a].top,
		.gamma_b = of->top,
		.matches = log2(share_given(p->of[b].matches, of, top, m_top) / m_top),
		.others = log2(share_given(others, of, top, u_top) / u_top),
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

/* What the levels of `b` where `a` is equal say beyond what they say anywhere, times how often that
 * is (the part of their mutual information that is corrected). */
static double explains(const struct onus_model *m, const struct parent *p, size_t a, size_t b)
{
	const struct comparison *of = &m->comparisons[b];
	const struct comparison *parent = &m->comparisons[a];
	const double *seen = others_of(&p->of[b], of);
	double bits = 0;

	for (size_t place = 1; place <= (size_t)of->top + 1; place++) {
		double usual = agree_u(of, place);
		double share = share_given(seen, of, place, usual);

		bits += share * log2(share / usual);
	}
	return agree_u(parent, (size_t)parent->top + 1) * bits;
}

/* --- who depends on whom --- */

/* An edge gives way to the one the other way round where that explains much more: a postcode that
 * agrees in part with the town, say, and not only in whole. */
static size_t choose_directions(struct edge *edges, size_t count)
{
	const double much = 2;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		bool gives_way = false;

		for (size_t k = 0; k < count; k++) {
			gives_way |= edges[k].parent == edges[i].child &&
				     edges[k].child == edges[i].parent &&
				     edges[k].explains > much * edges[i].explains;
		}
		edges[i].bits = gives_way ? 0 : edges[i].bits;
	}
	for (size_t i = 0; i < count; i++) {
		if (edges[i].bits > 0) {
			edges[kept++] = edges[i];
		}
	}
	return kept;
}

/* The edges that make no circle, the strongest first: kept in front; gives how many. */
static size_t choose_edges(struct edge *edges, size_t count, size_t n)
{
	uint32_t above[LINK_COMPARISONS_MAX] = {0}; /* bit i: depends on i, over any others */
	size_t chosen = 0;

	count = choose_directions(edges, count);
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
	const double *seen = others_of(given, b);

	for (size_t place = 1; place <= (size_t)b->top + 1; place++) {
		double usual_m = agree_m(b, place);
		double usual_u = agree_u(b, place);
		double matches = log2(share_given(given->matches, b, place, usual_m) / usual_m);
		double others = log2(share_given(seen, b, place, usual_u) / usual_u);

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
	m->n_measured = 0;
	m->measured = NEW_N(&m->arena, struct dependence_told, n * n);
	for (size_t a = 0; a < n; a++) {
		if (t->same[a] == NULL) {
			continue;
		}
		agree_separate(m, &t->agreeing[a], a);
		count_given(m, &t->agreeing[a], a, &parents[a]);
		for (size_t b = 0; b < n; b++) {
			struct dependence_told d = measure(m, &parents[a], a, b);

			if (a == b) {
				continue;
			}
			m->measured[m->n_measured++] = d;
			if (matters(&d)) {
				edges[count++] = (struct edge){(uint32_t)a, (uint32_t)b,
							       d.others - d.matches,
							       explains(m, &parents[a], a, b)};
			}
		}
	}
	correct(t, parents, edges, count);
	return trainer_check(t);
}
