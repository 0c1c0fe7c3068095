/* SPDX-License-Identifier: Apache-2.0
 * kernel_lanes.h - one value against a block of values of equal length, side by side in the lanes
 * of vectors.
 *
 * A block is a table with one row for each unit that occurs in it; lane l of a row holds, as bits,
 * the places of that unit in value l:
 *
 *             value 0   value 1   value 2 ...          (ann, ben, nan)
 *     row a   ....1     .....     ...1.
 *     row n   ..11.     ..1..     ..1.1
 *
 * The one value is gone through unit by unit, and each takes one row: no look-up depends on the
 * lane. A lane is as wide as the values of the block are long: 8, 16, 32 or 64 bits.
 *
 * The same code is compiled for vectors of 16, 32 and 64 bytes (kernel_lanes_body.h). */
#ifndef ONUS_LINK_KERNEL_LANES_H
#define ONUS_LINK_KERNEL_LANES_H

#include "link/kernel_pair.h"

enum {
	ROW_BYTES = 512,  /* of a row: so many lanes in a block, by their width in bytes */
	GROUP_BYTES = 64, /* lanes that are worked on together */
	ROW_WORDS = ROW_BYTES / 64,
};

struct lanes_task {
	const unsigned char *table; /* rows, aligned for GROUP_BYTES; row 0 is empty */
	const uint32_t *rows;       /* [steps] the row of each unit of the one value */
	size_t steps;               /* its length, at most the length in the block */
	size_t length;              /* of each value in the block */
	size_t groups;              /* how many hold values */
	size_t reach;               /* Jaro: how far apart equal units may stand */
	size_t bound; /* a hit has at least so much in common, or at most so many edits */
	const unsigned char *orderly; /* Jaro: of n units in common, how many at least must stand in
					 the same order */
};

/* For each lane, by bytes: bits, and numbers of the lane's width. Only those of groups with a hit
 * are written. */
struct lanes_out {
	uint64_t hits[ROW_WORDS]; /* all the bits of a lane, one for each of its bytes */
	/* Jaro: units in common; Jaccard: the same, of the distinct; edits. */
	_Alignas(64) unsigned char value[ROW_BYTES];
	_Alignas(64) unsigned char ordered[ROW_BYTES]; /* Jaro: of these, those in the same order */
	_Alignas(64) unsigned char lead[ROW_BYTES]; /* Jaro: bit i: unit i, below 4, is the same */
};

typedef void (*lanes_fn)(const struct lanes_task *t, struct lanes_out *out);

enum { LANE_WIDTHS = 4 }; /* 1, 2, 4, 8 bytes */

struct lanes {
	const char *name;
	lanes_fn jaro[LANE_WIDTHS];
	lanes_fn levenshtein[LANE_WIDTHS];
	lanes_fn swaps[LANE_WIDTHS]; /* Levenshtein's with swaps of neighbours */
	lanes_fn jaccard[LANE_WIDTHS];
};

extern const struct lanes lanes_portable;
/* NULL where the machine has no such vectors. */
const struct lanes *lanes_avx2(void);
const struct lanes *lanes_avx512(void);

/* A batch that uses these lanes, whatever the machine has: for tests. */
struct kernel_batch *kernel_batch_with(const struct lanes *lanes, enum kernel_kind k,
				       enum kernel_units u, const struct slice *values,
				       uint32_t count, const double *thresholds, unsigned n);

#endif
