/* SPDX-License-Identifier: Apache-2.0
 * kernel.h - how alike two strings are.
 *
 * Each follows what DuckDB answers in Splink's SQL, where the unit is bytes; with
 * KERNEL_CHARACTERS the unit is code points. Nothing is folded here. Bytes that are no UTF-8 count
 * as one character each. */
#ifndef ONUS_LINK_KERNEL_H
#define ONUS_LINK_KERNEL_H

#include "onus/error.h"
#include "onus/slice.h"

enum kernel_units { KERNEL_BYTES, KERNEL_CHARACTERS };

enum kernel_kind {
	KERNEL_JARO,         /* 0..1; 0 where one is empty, or both */
	KERNEL_JARO_WINKLER, /* boost 0.1 x common prefix up to 4, only beyond Jaro 0.7 */
	KERNEL_LEVENSHTEIN,  /* edits */
	KERNEL_DAMERAU,      /* edits with transpositions, unrestricted: ca, abc = 2 */
	KERNEL_JACCARD, /* 0..1 over the sets of units; 0 where one is empty (DuckDB refuses) */
	KERNEL_COUNT,
};

/* True where more is more alike (Jaro), false where it is a distance. */
bool kernel_is_similarity(enum kernel_kind k);

/* The value for two strings of at most LINK_FIELD_MAX bytes. */
double kernel_compare(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b);

/* How many of the `n` thresholds the pair passes (>= for similarities, <= for distances);
 * thresholds from the easiest to the hardest, n <= 8. Same answer as kernel_compare, but gives up
 * early. */
unsigned kernel_passed(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b,
		       const double *thresholds, unsigned n);

/* Many values laid out so that one can be compared with all of them at once (SIMD where the machine
 * has it, the same answer without). */
struct kernel_batch;

/* `values` lent for the life of the batch; at most UINT32_MAX. */
ONUS_CHECK enum onus_err kernel_batch_create(enum kernel_kind k, enum kernel_units u,
					     const struct slice *values, size_t count,
					     struct kernel_batch **out);
void kernel_batch_destroy(struct kernel_batch **b);

/* levels[i] = kernel_passed(a, values[from + i]) for i of 0..n-1. */
void kernel_batch_passed(const struct kernel_batch *b, struct slice a, size_t from, size_t n,
			 const double *thresholds, unsigned n_thresholds, uint8_t *levels);

#endif
