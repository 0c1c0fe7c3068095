/* SPDX-License-Identifier: Apache-2.0
 * score.h - from a pattern and how common its values are to a weight. */
#ifndef ONUS_LINK_SCORE_H
#define ONUS_LINK_SCORE_H

#include "link/plan.h"

struct score;

/* Tables of weights, and of term frequencies by code. Model and plan are lent. */
ONUS_CHECK enum onus_err score_create(const struct onus_model *m, const struct plan *p,
				      const struct onus_records *r, struct score **out);
void score_destroy(struct score **s);

/* log2 of the odds of a pair. Read by many threads. */
double score_weight(const struct score *s, uint64_t pattern, uint32_t left, uint32_t right);
/* The most that term frequencies can add to this pattern: a pair whose table weight and this stay
 * below the threshold need not be looked at. */
double score_bound(const struct score *s, uint64_t pattern);

/* One part of a weight, for explaining. */
struct score_part {
	size_t comparison;
	int gamma;
	double weight;    /* log2(m/u) */
	double tf_weight; /* what the frequency of the values adds */
	double tf_left;   /* frequency of the values; NAN where it does not matter */
	double tf_right;
};
/* Fills parts[n_comparisons]; the weight is prior + all of them + `dependence`. */
void score_explain(const struct score *s, uint64_t pattern, uint32_t left, uint32_t right,
		   struct score_part *parts, double *prior, double *dependence);
/* log2(m/u) of a level, without term frequencies: 0 for "missing" (-1). */
double score_level_weight(const struct score *s, size_t comparison, int gamma);

#endif
