/* SPDX-License-Identifier: Apache-2.0
 * score.h - from a pattern and how common its values are to a weight. */
#ifndef ONUS_LINK_SCORE_H
#define ONUS_LINK_SCORE_H

#include "link/plan.h"

struct score;

/* Tables of weights, and of term frequencies by code. Model and records are lent. m and u below
 * 1e-300 count as that, and a whole weight stays within the logarithms of 1e-300 and 1e300, as in
 * Splink. ONUS_BAD_INPUT where a column of term frequencies is not there, holds a frequency that is
 * no number above 0, or where Splink too would miss the level of equality that they are measured
 * against. */
ONUS_CHECK enum onus_err score_create(const struct onus_model *m, const struct onus_records *r,
				      struct score **out);
void score_destroy(struct score **s);
/* Reads the codes of rows where the plan of the same records has them, which is not to be grown
 * and stays until the last pair is scored. */
void score_read_by(struct score *s, const struct plan *p);
/* Takes in the values that its columns have got since (or lost again): frequencies stay those of
 * the records it was made of, so a new value has none, unless a column of the input tells it. */
ONUS_CHECK enum onus_err score_follow(struct score *s);

/* log2 of the odds of a pair. Read by many threads. */
double score_weight(const struct score *s, uint64_t pattern, uint32_t left, uint32_t right);

/* What a pattern comes to before the frequencies of its values: worked out once for the many pairs
 * that share it. */
struct score_sum {
	double weight; /* prior, levels and dependences */
	/* the most that term frequencies can add: a pair whose weight and this stay below the
	 * threshold need not be looked at */
	double most;
	uint32_t adjusts; /* bit i: comparison i adds something by how common its values are */
	int8_t gammas[LINK_COMPARISONS_MAX];
};
void score_pattern(const struct score *s, uint64_t pattern, struct score_sum *out);
/* score_weight of a pair with that pattern. */
double score_pair(const struct score *s, const struct score_sum *sum, uint32_t left,
		  uint32_t right);

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
