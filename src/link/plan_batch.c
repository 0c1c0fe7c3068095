/* SPDX-License-Identifier: Apache-2.0
 * plan_batch.c - patterns of many pairs: the hot path.
 *
 * What a pair needs lies anywhere in memory: its codes, a place in a memory of answers, two values.
 * So each step is done for all pairs before the next: the processor fetches for many at once, and
 * guesses few branches wrong. Pairs go down the tree together, question by question; the questions
 * that follow one have higher numbers. */
#include "link/plan_work.h"

#include <math.h>

static unsigned min_unsigned(size_t a, unsigned b)
{
	return a < b ? (unsigned)a : b;
}

/* --- one question, of many pairs --- */

/* Brings the values nearer that a ladder will look at: first where they lie, then they. */
static void prefetch_value(const struct operand *o, uint32_t code, bool bytes)
{
	const struct column *c = o->column;

	if (bytes) {
		__builtin_prefetch(c->bytes + c->at[code]);
	} else {
		__builtin_prefetch(&c->at[code]);
	}
}

static void prefetch_ladder(const struct choice *c, const struct feature *f, const struct batch *b,
			    unsigned place, bool bytes)
{
	prefetch_value(f->left, operand_code(c, f->left, b->left[place]), bytes);
	prefetch_value(f->right, operand_code(c, f->right, b->right[place]), bytes);
}

/* Answers anew for the places given; a ladder's values are asked for 2 * AHEAD places before. */
static void answer_dear(struct plan_worker *w, const struct choice *c, const struct feature *f,
			const uint16_t *places, unsigned n)
{
	struct batch *b = w->batch;
	unsigned ahead = f->kind == FEATURE_LADDER ? AHEAD : 0;

	for (unsigned k = 0; k < n + 2 * ahead; k++) {
		if (ahead > 0 && k < n) {
			prefetch_ladder(c, f, b, places[k], false);
		}
		if (ahead > 0 && k >= ahead && k - ahead < n) {
			prefetch_ladder(c, f, b, places[k - ahead], true);
		}
		if (k >= 2 * ahead) {
			unsigned i = places[k - 2 * ahead];

			b->state[i] = feature_answer(w, c, f, b->left[i], b->right[i]);
		}
	}
}

static void rest_if_useless(struct memo *m, unsigned asked, unsigned missed)
{
	if (m->entries != NULL && asked > PAIRS_AT_ONCE / 8 &&
	    (asked - missed) * MEMO_WORTH < asked) {
		m->rest = MEMO_REST;
	}
}

/* Of the places given, those whose codes the memory does not know go to `dear`; gives how many. */
static unsigned remember_many(struct batch *b, struct memo *m, const uint16_t *places, unsigned n,
			      uint8_t *answers)
{
	unsigned dear = 0;

	for (unsigned k = 0; k < n; k++) {
		unsigned i = places[k];
		unsigned found;

		if (k + AHEAD < n) {
			unsigned later = places[k + AHEAD];

			memo_prefetch(m, b->codes[0][later], b->codes[1][later]);
		}
		found = memo_get(m, b->codes[0][i], b->codes[1][i]);
		answers[i] = (uint8_t)(found - 1);
		b->dear[dear] = (uint16_t)i;
		dear += found == 0;
	}
	rest_if_useless(m, n, dear);
	return dear;
}

static void answer_remembered(struct plan_worker *w, const struct choice *c,
			      const struct feature *f, struct memo *m, unsigned n)
{
	struct batch *b = w->batch;
	unsigned dear;

	for (unsigned k = 0; k < n; k++) {
		unsigned i = b->some[k];

		feature_codes(f, b->left[i], b->right[i], &b->codes[0][i], &b->codes[1][i]);
	}
	dear = remember_many(b, m, b->some, n, b->state);
	answer_dear(w, c, f, b->dear, dear);
	for (unsigned k = 0; k < dear; k++) {
		unsigned i = b->dear[k];

		memo_set(m, b->codes[0][i], b->codes[1][i], b->state[i]);
	}
}

/* Values that are unlike pass no threshold; they are put behind the others, of which the number is
 * given. */
static unsigned answer_unlike(const struct choice *c, const struct feature *f, struct batch *b,
			      unsigned n)
{
	unsigned kept = glance_split(c, f, b, b->some, n, b->gone);

	for (unsigned k = kept; k < n; k++) {
		b->some[k] = b->gone[k - kept];
		b->state[b->some[k]] = 0;
	}
	return kept;
}

static void answer_pairs(const struct choice *c, const struct feature *f, struct batch *b,
			 unsigned n)
{
	struct access left = access_to(c, f->left);
	struct access right = access_to(c, f->right);

	for (unsigned k = 0; k < n; k++) {
		unsigned i = b->some[k];

		b->state[i] = pair_answer(f->translate, access_code(left, b->left[i]),
					  access_code(right, b->right[i]));
	}
}

/* ABS(left - right), of finite numbers. */
static void answer_differences(const struct choice *c, const struct feature *f, struct batch *b,
			       unsigned n)
{
	const struct operand *left_operand = f->number->steps[0].operand;
	const struct operand *right_operand = f->number->steps[1].operand;
	struct access left = access_to(c, left_operand);
	struct access right = access_to(c, right_operand);

	for (unsigned k = 0; k < n; k++) {
		unsigned i = b->some[k];
		double x = left_operand->numbers[access_code(left, b->left[i])];
		double y = right_operand->numbers[access_code(right, b->right[i])];

		b->state[i] = isnan(x) || isnan(y) ? (uint8_t)(f->n_cuts + 1)
						   : cuts_passed(f, fabs(x - y));
	}
}

/* The answers of the n places in `some`, which it may put in another order. */
static void answer_some(struct plan_worker *w, const struct choice *c, const struct feature *f,
			unsigned n)
{
	struct batch *b = w->batch;
	struct memo *m = memo_of(w, f->memo);

	if (f->kind == FEATURE_PAIR) {
		answer_pairs(c, f, b, n);
		return;
	}
	if (f->kind == FEATURE_NUMBER && f->number != NULL && f->number->difference) {
		answer_differences(c, f, b, n);
		return;
	}
	if (f->glance != GLANCE_NONE) {
		n = answer_unlike(c, f, b, n);
	}
	if (m == NULL) {
		answer_dear(w, c, f, b->some, n);
	} else if (m->rest > 0) {
		m->rest--;
		answer_dear(w, c, f, b->some, n);
	} else {
		answer_remembered(w, c, f, m, n);
	}
}

/* --- down the tree --- */

static void put(struct batch *b, unsigned place, int to)
{
	if (to < 0) {
		b->outcome[place] = (uint8_t)~to;
	} else {
		b->next[place] = b->first[to];
		b->first[to] = (uint16_t)(place + 1);
	}
}

/* Sends the places of `some` on by their answers. Those that go where `main` does stay in `some`,
 * and their number is given, if that is a question. */
static unsigned send_on(struct batch *b, const int16_t *next, unsigned n, int main)
{
	unsigned kept = 0;

	for (unsigned k = 0; k < n; k++) {
		unsigned i = b->some[k];
		int to = next[b->state[i]];

		if (to != main || main < 0) {
			put(b, i, to);
		} else {
			b->some[kept++] = (uint16_t)i;
		}
	}
	return kept;
}

/* The n places of `some`, which stand at question q: down the way of the first of them. The others
 * wait at the questions they come to. */
static void walk_down(struct plan_worker *w, const struct choice *c, unsigned n, int q)
{
	struct batch *b = w->batch;

	while (n > 0) {
		const struct question *question = &c->questions[q];
		const int16_t *next = c->next + question->first;

		answer_some(w, c, &c->features[question->feature], n);
		q = next[b->state[b->some[0]]];
		n = send_on(b, next, n, q);
	}
}

/* The places given, which stand at one question (or ~outcome). Each question follows one other
 * alone, so that nobody comes to it any more once it has been asked. */
static void walk_many(struct plan_worker *w, const struct choice *c, const uint16_t *places,
		      unsigned n, int from)
{
	struct batch *b = w->batch;

	if (from < 0) {
		for (unsigned k = 0; k < n; k++) {
			b->outcome[places[k]] = (uint8_t)~from;
		}
		return;
	}
	memset(b->first, 0, c->n_questions * sizeof *b->first);
	memcpy(b->some, places, n * sizeof *b->some);
	walk_down(w, c, n, from);
	for (unsigned q = (unsigned)from + 1; q < c->n_questions; q++) {
		n = 0;
		for (unsigned at = b->first[q]; at != 0; at = b->next[at - 1]) {
			b->some[n++] = (uint16_t)(at - 1);
		}
		walk_down(w, c, n, (int)q);
	}
}

static void decide_many(struct plan_worker *w, const struct choice *c, const uint16_t *places,
			unsigned n)
{
	struct batch *b = w->batch;

	if (c->questions != NULL) {
		walk_many(w, c, places, n, 0);
		return;
	}
	for (unsigned k = 0; k < n; k++) {
		unsigned i = places[k];

		b->outcome[i] = choice_ask(w, c, b->left[i], b->right[i]);
	}
}

/* --- where one column decides --- */

static void load_codes(const struct choice *c, struct batch *b, const struct pair *pairs,
		       unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		b->left[i] = operand_row(c->key, pairs[i].left);
		b->right[i] = operand_row(c->key, pairs[i].right);
	}
}

/* What is certain by missing and equal alone; the others go to `open`: gives how many. */
static unsigned take_certain(const struct choice *c, struct batch *b, unsigned n)
{
	const uint8_t certain[8] = {
		c->unequal, c->null_left, c->null_right, OUTCOME_OPEN,
		c->equal,   OUTCOME_OPEN, OUTCOME_OPEN,  c->null_both,
	};
	unsigned open = 0;

	for (unsigned i = 0; i < n; i++) {
		uint32_t l = b->left[i];
		uint32_t r = b->right[i];
		uint8_t outcome = certain[(l == 0) | (r == 0) << 1 | (l == r) << 2];

		b->outcome[i] = outcome;
		b->open[open] = (uint16_t)i;
		open += outcome == OUTCOME_OPEN;
	}
	return open;
}

/* Of the open places, those of equal or missing values get their outcome; gives how many are
 * left. */
static unsigned take_equal(struct plan_worker *w, const struct choice *c, unsigned n)
{
	struct batch *b = w->batch;
	unsigned open = 0;

	for (unsigned k = 0; k < n; k++) {
		unsigned i = b->open[k];

		if (b->left[i] == b->right[i] || b->left[i] == 0 || b->right[i] == 0) {
			b->outcome[i] = choice_by_value(w, c, b->left[i], b->right[i]);
		} else {
			b->open[open++] = (uint16_t)i;
		}
	}
	return open;
}

/* Of the open places, those whose values are unlike get what follows from that, without a memory;
 * gives how many are left. */
static unsigned take_unlike(struct plan_worker *w, const struct choice *c, unsigned n)
{
	struct batch *b = w->batch;
	const struct question *first = c->questions;
	const struct feature *f = first ? &c->features[first->feature] : NULL;
	unsigned kept;

	if (f == NULL || f->glance == GLANCE_NONE) {
		return n;
	}
	kept = glance_split(c, f, b, b->open, n, b->gone);
	walk_many(w, c, b->gone, n - kept, c->next[first->first]);
	return kept;
}

static void by_key(struct plan_worker *w, const struct choice *c, const struct pair *pairs,
		   unsigned n)
{
	struct batch *b = w->batch;
	struct memo *m = memo_of(w, c->memo);
	unsigned open;
	unsigned dear;

	load_codes(c, b, pairs, n);
	open = take_equal(w, c, take_certain(c, b, n));
	open = take_unlike(w, c, open);
	if (m == NULL || m->rest > 0) {
		if (m != NULL) {
			m->rest--;
		}
		decide_many(w, c, b->open, open);
		return;
	}
	for (unsigned k = 0; k < open; k++) {
		unsigned i = b->open[k];
		bool turn = c->symmetric && b->left[i] > b->right[i];

		b->codes[0][i] = turn ? b->right[i] : b->left[i];
		b->codes[1][i] = turn ? b->left[i] : b->right[i];
	}
	dear = remember_many(b, m, b->open, open, b->outcome);
	memcpy(b->open, b->dear, dear * sizeof *b->open);
	decide_many(w, c, b->open, dear);
	for (unsigned k = 0; k < dear; k++) {
		unsigned i = b->open[k];

		memo_set(m, b->codes[0][i], b->codes[1][i], b->outcome[i]);
	}
}

/* --- where several do --- */

static void by_rows(struct plan_worker *w, const struct choice *c, const struct pair *pairs,
		    unsigned n)
{
	struct batch *b = w->batch;

	for (unsigned i = 0; i < n; i++) {
		b->left[i] = pairs[i].left;
		b->right[i] = pairs[i].right;
		b->open[i] = (uint16_t)i;
	}
	decide_many(w, c, b->open, n);
}

static void add_outcomes(struct plan_worker *w, size_t number, const struct pair *pairs, unsigned n,
			 uint64_t *patterns)
{
	const struct choice *c = w->plan->choices[number];
	uint64_t radix = w->plan->radices[number];

	if (c->key != NULL) {
		by_key(w, c, pairs, n);
	} else if (c->unequal == OUTCOME_OPEN) {
		by_rows(w, c, pairs, n);
	} else {
		memset(w->batch->outcome, c->unequal, n);
	}
	for (unsigned i = 0; i < n; i++) {
		patterns[i] += radix * w->batch->outcome[i];
	}
}

void choice_by_values(struct plan_worker *w, const struct choice *c, uint32_t left,
		      const uint32_t *right, size_t count, int8_t *gammas)
{
	struct batch *b = w->batch;

	for (size_t from = 0; from < count; from += PAIRS_AT_ONCE) {
		unsigned n = min_unsigned(count - from, PAIRS_AT_ONCE);

		for (unsigned i = 0; i < n; i++) {
			b->left[i] = left;
			b->right[i] = right[from + i];
		}
		decide_many(w, c, b->open, take_equal(w, c, take_certain(c, b, n)));
		for (unsigned i = 0; i < n; i++) {
			gammas[from + i] = (int8_t)(b->outcome[i] - 1);
		}
	}
}

void plan_patterns(struct plan_worker *w, const struct pair *pairs, size_t count,
		   uint64_t *patterns)
{
	memset(patterns, 0, count * sizeof *patterns);
	for (size_t from = 0; from < count; from += PAIRS_AT_ONCE) {
		unsigned n = min_unsigned(count - from, PAIRS_AT_ONCE);

		for (size_t i = 0; i < w->plan->model->n_comparisons; i++) {
			add_outcomes(w, i, pairs + from, n, patterns + from);
		}
	}
}
