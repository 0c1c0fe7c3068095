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
	STRATUM_ROWS = 1 << 18,
	RATE = 1 << 20
};

__extension__ typedef unsigned __int128 wide;

struct drawn {
	size_t count;
	struct pair *pairs;
};

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

/* --- drawing --- */

/* Any two rows: each row with the one that is `step` behind it in the shuffled order, then with the
 * one 2 behind, and so on: all pairs where there are few. */
static void draw_any(struct work *w)
{
	uint64_t rows = w->t->r->rows;
	uint64_t all = rows * (rows - 1) / 2;
	uint64_t wanted = w->t->o->exact_u || all < LINK_U_ROW_PAIRS ? all : LINK_U_ROW_PAIRS;
	size_t n = 0;

	w->drawn.pairs = mem_alloc((wanted + 1) * sizeof *w->drawn.pairs);
	for (uint64_t step = 1; n < wanted; step++) {
		/* Steps beyond the middle meet the pairs of a smaller step again. */
		uint64_t rounds = step * 2 == rows ? rows / 2 : rows;

		for (uint64_t i = 0; i < rounds && n < wanted; i++) {
			w->drawn.pairs[n++] =
				(struct pair){w->t->order[i], w->t->order[(i + step) % rows]};
		}
	}
	w->drawn.count = n;
}

static uint64_t equal_pairs(const struct column *c)
{
	uint64_t pairs = 0;

	for (uint32_t code = 1; code <= c->n_values; code++) {
		uint64_t count = column_count(c, code);

		pairs += count > 1 ? count * (count - 1) / 2 : 0;
	}
	return pairs;
}

/* Rows of the shuffled order that hold `wanted` pairs of the column, or nearly: fewer do where the
 * column has many. */
static uint32_t rows_needed(const struct work *w, uint64_t all, uint64_t wanted)
{
	double share = all > 0 ? sqrt(4.0 * (double)wanted / (double)all) : 1;
	double rows = share * w->t->r->rows;

	rows = rows < STRATUM_ROWS ? STRATUM_ROWS : rows;
	return rows < w->t->r->rows ? (uint32_t)rows : w->t->r->rows;
}

struct groups {
	uint32_t *starts;  /* [n_values + 2] */
	uint32_t *members; /* places in the shuffled order, by code */
};

/* Places 0..rows-1 of the shuffled order by the value that the row holds. */
static void group(const struct work *w, const struct column *c, uint32_t rows, struct groups *g)
{
	const uint32_t *order = w->t->order;
	uint32_t *at;

	g->starts = mem_alloc(((size_t)c->n_values + 2) * sizeof *g->starts);
	g->members = mem_alloc(((size_t)rows + 1) * sizeof *g->members);
	memset(g->starts, 0, ((size_t)c->n_values + 2) * sizeof *g->starts);
	for (uint32_t i = 0; i < rows; i++) {
		g->starts[column_code(c, order[i]) + 1]++;
	}
	for (uint32_t code = 0; code <= c->n_values; code++) {
		g->starts[code + 1] += g->starts[code];
	}
	at = mem_alloc(((size_t)c->n_values + 1) * sizeof *at);
	memcpy(at, g->starts, ((size_t)c->n_values + 1) * sizeof *at);
	for (uint32_t i = 0; i < rows; i++) {
		g->members[at[column_code(c, order[i])]++] = i;
	}
	free(at);
}

/* The number of the k-th pair that is drawn: one of each stretch of all/wanted. */
static uint64_t drawn_number(uint64_t k, uint64_t wanted, uint64_t all)
{
	double within = (double)train_hash(slice_of(&k, sizeof k), 0) * 0x1p-64;
	uint64_t number = (uint64_t)(((double)k + within) * ((double)all / (double)wanted));

	return wanted == all ? k : number < all ? number : all - 1;
}

/* Draws up to `wanted` of the pairs that agree, which are numbered so: every row in the shuffled
 * order brings one with each earlier row of its value. */
static size_t pick(const struct work *w, const struct column *c, uint32_t rows,
		   const struct groups *g, uint64_t all, uint64_t wanted)
{
	uint32_t *before = mem_alloc(((size_t)c->n_values + 1) * sizeof *before);
	uint64_t first = 0; /* number of the row's first pair */
	uint64_t k = 0;
	uint64_t next = wanted > 0 ? drawn_number(0, wanted, all) : 0;

	memset(before, 0, ((size_t)c->n_values + 1) * sizeof *before);
	for (uint32_t i = 0; i < rows && k < wanted; i++) {
		uint32_t code = column_code(c, w->t->order[i]);
		uint32_t earlier = code == 0 ? 0 : before[code]++;

		while (k < wanted && next < first + earlier) {
			uint32_t place = g->members[g->starts[code] + (uint32_t)(next - first)];

			w->drawn.pairs[k] = (struct pair){w->t->order[i], w->t->order[place]};
			k++;
			next = drawn_number(k, wanted, all);
		}
		first += earlier;
	}
	free(before);
	return (size_t)k;
}

static void draw_equal(struct work *w, const struct column *c)
{
	uint64_t mass = equal_pairs(c);
	uint32_t rows = rows_needed(w, mass, LINK_U_EQUAL_PAIRS);
	uint64_t all = 0;
	uint64_t wanted;
	struct groups g;

	group(w, c, rows, &g);
	for (uint32_t code = 1; code <= c->n_values; code++) {
		uint64_t count = g.starts[code + 1] - g.starts[code];

		all += count > 1 ? count * (count - 1) / 2 : 0;
	}
	wanted = all < LINK_U_EQUAL_PAIRS ? all : LINK_U_EQUAL_PAIRS;
	w->drawn.pairs = mem_alloc((wanted + 1) * sizeof *w->drawn.pairs);
	w->drawn.count = pick(w, c, rows, &g, all, wanted);
	free(g.starts);
	free(g.members);
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
		struct pair pair = w->drawn.pairs[i];
		size_t level;

		if (is_other(w, pair)) {
			continue;
		}
		if (ordered && records_compare_ids(w->t->r, pair.left, pair.right) > 0) {
			pair = (struct pair){pair.right, pair.left};
		}
		level = (size_t)(plan_gamma(p, w->comparison, pair.left, pair.right) + 1);
		s->pairs[level]++;
		if (w->tf != NULL) {
			s->inverse[level] += inverse_of(w, pair.left) + inverse_of(w, pair.right);
		}
	}
	return ONUS_OK;
}

/* Raises what was counted to the `mass` pairs of the stratum. */
static void give(const struct work *w, double mass, struct u_counts *out)
{
	double drawn = (double)w->drawn.count;

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

static enum onus_err count_stratum(struct work *w, struct u_counts *out)
{
	const struct column *c =
		w->stratum < w->equal->count ? w->equal->columns[w->stratum] : NULL;
	double rows = w->t->r->rows;
	size_t bytes = w->t->threads * sizeof *w->sums;
	enum onus_err e;

	if (c != NULL) {
		draw_equal(w, c);
	} else {
		draw_any(w);
	}
	w->sums = mem_alloc(bytes);
	memset(w->sums, 0, bytes);
	e = threads_run(w->t->threads, w->drawn.count / PAIRS_A_PART + 1, count_part, w);
	give(w, c != NULL ? (double)equal_pairs(c) : rows * (rows - 1) / 2, out);
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
