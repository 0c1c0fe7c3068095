/* SPDX-License-Identifier: Apache-2.0
 * plan.h - a model compiled against records: for two rows, which level of each comparison.
 *
 * Expressions of one side are worked out once for each distinct value and become columns of their
 * own; what compares two of them is a kernel on a pair of codes, remembered; levels that use the
 * same kernel share one call. A plan is read by many threads; each has a worker of its own. */
#ifndef ONUS_LINK_PLAN_H
#define ONUS_LINK_PLAN_H

#include "link/model.h"
#include "link/records.h"

struct plan;
struct plan_worker;

/* Two rows. */
struct pair {
	uint32_t left;
	uint32_t right;
};

/* Both are lent for the life of the plan. ONUS_BAD_INPUT names a column that is not there and the
 * nearest that is. */
ONUS_CHECK enum onus_err plan_create(const struct onus_model *m, const struct onus_records *r,
				     struct plan **out);
void plan_destroy(struct plan **p);
/* Where a pair finds the codes of a column: that of row r is codes[r * stride], r + 1 where codes
 * is NULL. The plan puts columns that comparisons read side by side. */
struct plan_codes {
	const uint32_t *codes;
	size_t stride;
};
struct plan_codes plan_codes(const struct plan *p, const struct column *c);
static inline uint32_t plan_code(struct plan_codes c, uint32_t row)
{
	return c.codes ? c.codes[row * c.stride] : row + 1;
}
/* What it was made of. */
const struct onus_model *plan_model(const struct plan *p);
const struct onus_records *plan_records(const struct plan *p);

/* True where a level gives another answer for (r, l) than for (l, r), so that pairs must come in
 * the order of their ids. */
bool plan_is_ordered(const struct plan *p);

/* Once all conditions are in the plan: what comes later is not remembered by this worker. */
ONUS_CHECK enum onus_err plan_worker_create(const struct plan *p, struct plan_worker **out);
void plan_worker_destroy(struct plan_worker **w);

/* Packed gammas of a pair: sum of (gamma + 1) x the product of the radices of the comparisons
 * before. */
uint64_t plan_pattern(struct plan_worker *w, uint32_t left, uint32_t right);
/* The same for many pairs at once, which is faster: patterns[i] is that of pairs[i]. */
void plan_patterns(struct plan_worker *w, const struct pair *pairs, size_t count,
		   uint64_t *patterns);
/* The same of one comparison alone: its gamma. */
int plan_gamma(struct plan_worker *w, size_t comparison, uint32_t left, uint32_t right);
/* The first error a worker met (a cast that DuckDB would stop at): looked at once, after the work.
 */
ONUS_CHECK enum onus_err plan_worker_check(const struct plan_worker *w);

/* --- by value, for u --- */

/* The column whose codes alone decide the comparison's level, the same for both sides: NULL where
 * it takes more than one. It may be a derived one; its counts are filled in. */
const struct column *plan_value_column(const struct plan *p, size_t comparison);
/* Gamma of two codes of that column. */
int plan_value_gamma(struct plan_worker *w, size_t comparison, uint32_t code_left,
		     uint32_t code_right);
/* The same for one value against many: gammas[i] is that of (code_left, codes[i]). Nothing is
 * looked up or remembered, for pairs of values that come once each. */
void plan_value_gammas(struct plan_worker *w, size_t comparison, uint32_t code_left,
		       const uint32_t *codes, size_t n, int8_t *gammas);
/* Where the levels between "equal" and "all other" are thresholds of one kernel over that column
 * (or over one derived from it by a one-to-one transform), describes them so that many values can
 * be compared at once: gammas[k] is the gamma of a pair of unequal values that passes k thresholds.
 * False where they are not. */
struct plan_ladder {
	enum kernel_kind kernel;
	unsigned n; /* thresholds, easiest first */
	double thresholds[8];
	int gammas[9];
};
bool plan_value_ladder(const struct plan *p, size_t comparison, struct plan_ladder *out);

/* --- blocking keys and filters, by the same means --- */

/* The column of codes for an expression that reads one side only (made if it is not there yet); the
 * same for l and for r. */
ONUS_CHECK enum onus_err plan_expression_column(struct plan *p, const struct expr *e,
						const struct column **out);
/* Truth of any condition for a pair (null is false): for what remains of a blocking rule. */
ONUS_CHECK enum onus_err plan_condition(struct plan *p, const struct expr *e, size_t *number);
bool plan_holds(struct plan_worker *w, size_t number, uint32_t left, uint32_t right);

#endif
