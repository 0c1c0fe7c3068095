/* SPDX-License-Identifier: Apache-2.0
 * tree.h - how a growing tree lies in memory.
 *
 *     level 2                 n(2,0)                        covers leaves 0..3
 *     level 1        n(1,0)          n(1,1)                 0..1, 2..3
 *     level 0    leaf 0  leaf 1  leaf 2  leaf 3  leaf 4
 *
 * Invariant: levels[l].count == levels[0].count >> l. What is above an incomplete subtree (here
 * leaf 4) is not kept: it changes with every leaf. */
#ifndef ONUS_MERKLE_TREE_H
#define ONUS_MERKLE_TREE_H

#include "onus/merkle.h"

enum { TREE_LEVELS = 63 }; /* of trees with fewer than 2^63 leaves */

struct tree_level {
	struct onus_hash *hashes;
	size_t count;
	size_t room;
};

struct onus_tree {
	struct tree_level levels[TREE_LEVELS];
};

/* The hash over the last, perhaps incomplete, subtree of `level` in the tree of the first `size`
 * leaves (0 < size <= the tree's size). Level TREE_LEVELS is the whole tree. */
struct onus_hash tree_edge(const struct onus_tree *t, unsigned level, uint64_t size);

#endif
