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

/* --- all pairs of many values --- */

/* Values laid out so that one can be compared with many at once (SIMD where the machine has it, the
 * same answer without). Read by many threads. */
struct kernel_batch;

enum { KERNEL_THRESHOLDS_MAX = 8 };

/* `values` lent for the life of the batch; thresholds as for kernel_passed, copied. */
struct kernel_batch *kernel_batch_create(enum kernel_kind k, enum kernel_units u,
					 const struct slice *values, uint32_t count,
					 const double *thresholds, unsigned n);
void kernel_batch_destroy(struct kernel_batch **b);

/* The work comes in this many parts of about equal size; each pair is in exactly one. */
size_t kernel_batch_parts(const struct kernel_batch *b);

/* Two places in `values`, a != b, in either order, whose values pass `passed` thresholds: what
 * kernel_passed gives, and never 0. */
typedef void (*kernel_seen)(void *context, uint32_t a, uint32_t b, unsigned passed);
/* Calls `seen` once for each pair of the part that passes any threshold. */
void kernel_batch_each(const struct kernel_batch *b, size_t part, kernel_seen seen, void *context);

#endif
