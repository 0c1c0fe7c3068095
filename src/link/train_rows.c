/* SPDX-License-Identifier: Apache-2.0
 * train_rows.c - u of a comparison that reads several columns, from pairs of rows.
 *
 * Pairs at random seldom agree on anything. So they are drawn in strata: for each column on whose
 * equality some level rests, pairs that agree on it (how many there are is known from its counts),
 * and pairs of any two rows. A pair counts in the first stratum that it belongs to and is nothing
 * in the others; so every stratum gives its part without bias. Rows are drawn in the order of the
 * hash of their ids. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

enum {
	LEVELS = LINK_LEVELS_MAX + 1,
	PAIRS_A_PART = 1 << 13,

	RATE = 1 << 20
};

__extension__ typedef unsigned __int128 wide;

struct sums {
	uint64_t pairs[LEVELS];
	wide inverse[LEVELS];
};

struct work {
	struct trainer *t;
	size_t comparison;
	const struct column *tf; /* whose frequencies are gathered; NULL: none */
	const struct u_equal *equal;
	size_t stratum; /* equal->count: any two rows */
	struct drawn drawn;
	struct sums *sums; /* [threads] */
};

/* --- which columns --- */

static enum onus_err add_column(struct trainer *t, struct u_equal *equal, const struct expr *side)
{
	const struct column *c;

	if (equal->count == LINK_U_EQUAL_MAX) {
		return ONUS_OK;
	}
	GUARD(plan_expression_column(t->plan, side, &c));
	for (size_t i = 0; i < equal->count; i++) {
		if (equal->columns[i] == c) {
			return ONUS_OK;
		}
	}
	equal->columns[equal->count++] = c;
	return ONUS_OK;
}

/* Equalities of the same expression on both sides, wherever they stand in the condition. */
static enum onus_err find_equal(struct trainer *t, struct u_equal *equal, const struct expr *e)
{
	if (e->op == EXPR_EQ && e->args[0]->sides == SIDE_LEFT && e->args[1]->sides == SIDE_RIGHT &&
	    expr_mirror(e->args[0], e->args[1])) {
		return add_column(t, equal, e->args[0]);
	}
	if (e->op != EXPR_AND && e->op != EXPR_OR) {
		return ONUS_OK;
	}
	for (size_t i = 0; i < e->n_args; i++) {
		GUARD(find_equal(t, equal, e->args[i]));
	}
	return ONUS_OK;
}

enum onus_err train_rows_prepare(struct trainer *t, size_t comparison)
{
	const struct comparison *c = &t->m->comparisons[comparison];

	for (size_t i = 0; i < c->n_levels; i++) {
		if (!c->levels[i].is_null) {
			GUARD(find_equal(t, &t->equal[comparison], c->levels[i].condition));
		}
	}
	return ONUS_OK;
}

/* --- counting --- */

/* True where a pair belongs to an earlier stratum, or makes no pair at all. */
static bool is_other(const struct work *w, struct pair p)
{
	const struct onus_records *r = w->t->r;

	if (w->t->m->link_type == LINK_LINK_ONLY &&
	    records_source_of(r, p.left) == records_source_of(r, p.right)) {
		return true;
	}
	for (size_t i = 0; i < w->stratum; i++) {
		uint32_t code = column_code(w->equal->columns[i], p.left);

		if (code != 0 && code == column_code(w->equal->columns[i], p.right)) {
			return true;
		}
	}
	return false;
}

static uint32_t inverse_of(const struct work *w, uint32_t row)
{
	uint32_t count = column_count(w->tf, column_code(w->tf, row));

	return count > 0 ? RATE / count : 0;
}

static enum onus_err count_part(void *context, unsigned worker, size_t part)
{
	struct work *w = context;
	struct plan_worker *p = w->t->workers[worker];
	struct sums *s = &w->sums[worker];
	bool ordered = plan_is_ordered(w->t->plan);
	size_t to = (part + 1) * PAIRS_A_PART;

	to = to < w->drawn.count ? to : w->drawn.count;
	for (size_t i = part * PAIRS_A_PART; i < to; i++) {
		struct pair pair = drawn_pair(w->t, &w->drawn, i);
		size_t level;

		if (is_other(w, pair)) {
			continue;
		}
		if (ordered && records_compare_ids(w->t->r, pair.left, pair.right) > 0) {
			pair = (struct pair){pair.right, pair.left};
		}
		level = gamma_level(plan_gamma(p, w->comparison, pair.left, pair.right));
		s->pairs[level]++;
		if (w->tf != NULL) {
			s->inverse[level] += inverse_of(w, pair.left) + inverse_of(w, pair.right);
		}
	}
	return ONUS_OK;
}

/* Raises what was counted to the `mass` pairs that `drawn` stand for. */
static void give(const struct work *w, double mass, double drawn, struct u_counts *out)
{
	for (size_t l = 0; l < LEVELS && drawn > 0; l++) {
		uint64_t pairs = 0;
		wide inverse = 0;
		double share;

		for (unsigned i = 0; i < w->t->threads; i++) {
			pairs += w->sums[i].pairs[l];
			inverse += w->sums[i].inverse[l];
		}
		share = (double)pairs / drawn;
		out->pairs[l] += mass * share;
		out->inverse[l] += mass * ((double)inverse / drawn) / (2.0 * RATE);
		out->variance[l] += drawn < mass ? mass * mass * share * (1 - share) / drawn : 0;
	}
}

/* Pairs of a column's equality: all there are, those of other strata and those that make no pair
 * too, which count as nothing. */
static void give_equal(const struct work *w, struct u_counts *out)
{
	give(w, (double)column_equal_pairs(w->equal->columns[w->stratum]), (double)w->drawn.count,
	     out);
}

/* Pairs of any two rows that are in no other stratum: what those leave of all pairs. */
static void give_rest(const struct work *w, struct u_counts *out)
{
	double mass = train_all_pairs(w->t->m, w->t->r);
	double drawn = 0;

	for (size_t l = 0; l < LEVELS; l++) {
		mass -= out->pairs[l];
		for (unsigned i = 0; i < w->t->threads; i++) {
			drawn += (double)w->sums[i].pairs[l];
		}
	}
	give(w, mass > 0 ? mass : 0, drawn, out);
}

static enum onus_err count_stratum(struct work *w, struct u_counts *out)
{
	bool any = w->stratum == w->equal->count;
	uint64_t most = w->t->o->exact_u ? UINT64_MAX : LINK_U_ROW_PAIRS;
	size_t bytes = w->t->threads * sizeof *w->sums;
	enum onus_err e;

	w->drawn = any ? draw_any(w->t, most)
		       : draw_equal(w->t, w->equal->columns[w->stratum], LINK_U_EQUAL_PAIRS);
	w->sums = mem_alloc(bytes);
	memset(w->sums, 0, bytes);
	e = threads_run(w->t->threads, w->drawn.count / PAIRS_A_PART + 1, count_part, w);
	(any ? give_rest : give_equal)(w, out);
	out->looked_at += (double)w->drawn.count;
	free(w->sums);
	free(w->drawn.pairs);
	return e;
}

enum onus_err train_rows_u(struct trainer *t, size_t comparison)
{
	const struct comparison *c = &t->m->comparisons[comparison];
	struct work w = {.t = t, .comparison = comparison, .equal = &t->equal[comparison]};
	struct u_counts *out = &t->u[comparison];
	const struct u_equal none = {0};
	double all = (double)t->r->rows * ((double)t->r->rows - 1) / 2;

	*out = (struct u_counts){0};
	if (t->r->rows < 2) {
		return ONUS_OK;
	}
	GUARD(train_order_rows(t));
	for (size_t i = 0; i < c->n_levels; i++) {
		if (c->levels[i].tf_fuzzy) {
			w.tf = records_column(t->r, c->levels[i].tf_column);
		}
	}
	if (t->o->exact_u || all <= LINK_U_ROW_PAIRS) {
		w.equal = &none;
	}
	for (w.stratum = 0; w.stratum <= w.equal->count; w.stratum++) {
		GUARD(count_stratum(&w, out));
	}
	out->looked_at = w.equal == &none ? 0 : out->looked_at;
	return ONUS_OK;
}
