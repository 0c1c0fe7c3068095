/* SPDX-License-Identifier: Apache-2.0
 * plan_work.h - what a worker of a plan has: memories of answers, and room for many pairs.
 *
 * A memory is a table with one place for each hash: what comes later takes the place. So it needs
 * no room for all pairs of values, and what it forgets is worked out again. */
#ifndef ONUS_LINK_PLAN_WORK_H
#define ONUS_LINK_PLAN_WORK_H

#include "link/plan_inside.h"

enum {
	CODE_BITS = 28,
	PAIRS_AT_ONCE = 1024,
	AHEAD = 16, /* pairs: so long before something is read it is asked for */
	/* A memory that finds less than one in MEMO_WORTH is left alone for MEMO_REST rounds. */
	MEMO_WORTH = 8,
	MEMO_REST = 31,
};

/* A table by hash: entries of (left code << 36 | right code << 8 | answer + 1), 0 where empty. Or,
 * where all pairs of codes have room, a matrix of bytes: answer + 1. */
struct memo {
	uint64_t *entries;
	unsigned shift;
	uint8_t *matrix;
	uint32_t width;
	unsigned rest; /* rounds that it is not asked */
};

/* Pairs that are worked out together. A place is a number below PAIRS_AT_ONCE. */
struct batch {
	/* What the questions are asked of: rows, or values of the key. */
	uint32_t left[PAIRS_AT_ONCE];
	uint32_t right[PAIRS_AT_ONCE];
	uint8_t outcome[PAIRS_AT_ONCE];
	uint16_t open[PAIRS_AT_ONCE];     /* places without an outcome */
	uint16_t some[PAIRS_AT_ONCE];     /* places that one question is asked of */
	uint16_t dear[PAIRS_AT_ONCE];     /* of these, those that were not remembered */
	uint16_t gone[PAIRS_AT_ONCE];     /* places of values that are unlike at a glance */
	uint8_t state[PAIRS_AT_ONCE];     /* the answers, by place */
	uint16_t next[PAIRS_AT_ONCE];     /* place behind it at the same question, + 1 */
	uint16_t first[PLAN_TREE_MAX];    /* by question: its first place, + 1 */
	uint32_t codes[2][PAIRS_AT_ONCE]; /* by which an answer is remembered */
};

struct plan_worker {
	const struct plan *plan;
	unsigned n_memos;
	struct memo *memos;
	struct arena scratch;
	struct batch *batch;
	enum onus_err failed;
	char failure[ONUS_ERROR_TEXT_MAX];
};

/* NULL where nothing is remembered. */
static inline struct memo *memo_of(const struct plan_worker *w, int memo)
{
	struct memo *m = memo >= 0 && (unsigned)memo < w->n_memos ? &w->memos[memo] : NULL;

	return m != NULL && (m->entries != NULL || m->matrix != NULL) ? m : NULL;
}

static inline uint64_t memo_key(uint32_t left, uint32_t right)
{
	return (uint64_t)left << CODE_BITS | right;
}

static inline uint64_t *memo_place(const struct memo *m, uint64_t key)
{
	return &m->entries[key * UINT64_C(0x9e3779b97f4a7c15) >> m->shift];
}

static inline void memo_prefetch(const struct memo *m, uint32_t left, uint32_t right)
{
	if (m->entries != NULL) {
		__builtin_prefetch(memo_place(m, memo_key(left, right)));
	} else {
		__builtin_prefetch(&m->matrix[(size_t)left * m->width + right]);
	}
}

/* The answer + 1, or 0. */
static inline unsigned memo_get(const struct memo *m, uint32_t left, uint32_t right)
{
	if (m->entries != NULL) {
		uint64_t key = memo_key(left, right);
		uint64_t entry = *memo_place(m, key);

		return entry >> 8 == key ? (unsigned)(entry & 0xff) : 0;
	}
	return m->matrix[(size_t)left * m->width + right];
}

static inline void memo_set(const struct memo *m, uint32_t left, uint32_t right, uint8_t answer)
{
	if (m->entries != NULL) {
		uint64_t key = memo_key(left, right);

		*memo_place(m, key) = key << 8 | (uint64_t)(answer + 1);
	} else {
		m->matrix[(size_t)left * m->width + right] = (uint8_t)(answer + 1);
	}
}

/* The codes of an operand, found out once for many places: operand_code. */
struct access {
	const uint32_t *codes; /* NULL: what is asked is the code, but for `plus` */
	size_t stride;
	uint32_t plus;
};

static inline struct access access_to(const struct choice *c, const struct operand *o)
{
	if (c->key == NULL) {
		return (struct access){o->codes, o->stride, 1};
	}
	return (struct access){o == c->key ? NULL : o->map, 1, 0};
}

static inline uint32_t access_code(struct access a, uint32_t at)
{
	return a.codes ? a.codes[at * a.stride] : at + a.plus;
}

static inline uint8_t pair_answer(const uint32_t *translate, uint32_t l, uint32_t r)
{
	if (l == 0 || r == 0) {
		return l != 0 ? PAIR_RIGHT_NULL : r != 0 ? PAIR_LEFT_NULL : PAIR_NULL;
	}
	return (translate ? translate[l] : l) == r ? PAIR_EQUAL : PAIR_UNEQUAL;
}

/* How many cuts a value is at or above. NAN, where it is a value, is above all numbers. */
static inline uint8_t cuts_passed(const struct feature *f, double value)
{
	uint8_t n = 0;

	while (n < f->n_cuts && !(value < f->cuts[n])) {
		n++;
	}
	return n;
}

/* The codes by which an answer is remembered; the smaller one first where sides don't matter. */
static inline void feature_codes(const struct feature *f, uint32_t left, uint32_t right,
				 uint32_t *l, uint32_t *r)
{
	uint32_t a = f->left ? operand_row(f->left, left) : column_code(f->reads_left, left);
	uint32_t b = f->right ? operand_row(f->right, right) : column_code(f->reads_right, right);
	bool turn = f->symmetric && a > b && b != 0;

	*l = turn ? b : a;
	*r = turn ? a : b;
}

/* Of the places given, keeps those that may pass a threshold of the ladder, in their order, and
 * gives their number; the others go to `gone`. */
unsigned glance_split(const struct choice *c, const struct feature *f, const struct batch *b,
		      uint16_t *places, unsigned n, uint16_t *gone);
/* The answer, worked out anew. */
uint8_t feature_answer(struct plan_worker *w, const struct choice *c, const struct feature *f,
		       uint32_t left, uint32_t right);
/* Asking, and seeing how far that brings us: where there is no tree, or it does not fit. */
uint8_t choice_ask(struct plan_worker *w, const struct choice *c, uint32_t left, uint32_t right);

#endif
