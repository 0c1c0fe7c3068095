/* SPDX-License-Identifier: Apache-2.0
 * proof.c - making and checking inclusion and consistency proofs (RFC 6962 section 2.1).
 *
 * A proof is a path from one subtree up to the root. Up to the level at which it meets the right
 * edge of the tree ("inner"), each level has a sibling, left or right; above that ("border"), only
 * left ones, at the levels where the index has a bit. So the length follows from index and size
 * alone, and a verifier never takes it from the proof. */
#include <inttypes.h>

#include "merkle/tree.h"

/* --- making --- */

/* Adds the siblings of node(level, index) and of all above it in the tree of `size` leaves. */
static void add_path(const struct onus_tree *t, unsigned level, uint64_t index, uint64_t size,
		     struct onus_proof *out)
{
	for (uint64_t last = (size - 1) >> level; last > 0; level++, index >>= 1, last >>= 1) {
		uint64_t sibling = index ^ 1;

		if (sibling < last) {
			out->hashes[out->count++] = t->levels[level].hashes[sibling];
		} else if (sibling == last) {
			out->hashes[out->count++] = tree_edge(t, level, size);
		}
	}
}

enum onus_err onus_prove_inclusion(const struct onus_tree *t, uint64_t index, uint64_t size,
				   struct onus_proof *out)
{
	ENSURE(size <= onus_tree_size(t), ONUS_USAGE,
	       "a proof in %" PRIu64 " leaves was asked of a tree of %" PRIu64, size,
	       onus_tree_size(t));
	ENSURE(index < size, ONUS_USAGE,
	       "leaf %" PRIu64 " is not among the first %" PRIu64 " (they count from 0)", index,
	       size);
	out->count = 0;
	add_path(t, 0, index, size, out);
	return ONUS_OK;
}

enum onus_err onus_prove_consistency(const struct onus_tree *t, uint64_t old, uint64_t size,
				     struct onus_proof *out)
{
	unsigned level;
	uint64_t index;

	ENSURE(size <= onus_tree_size(t), ONUS_USAGE,
	       "a proof for %" PRIu64 " leaves was asked of a tree of %" PRIu64, size,
	       onus_tree_size(t));
	ENSURE(old <= size, ONUS_USAGE,
	       "a tree of %" PRIu64 " leaves can't grow into one of %" PRIu64, old, size);
	out->count = 0;
	if (old == 0 || old == size) {
		return ONUS_OK;
	}
	/* The path starts from the last complete subtree of the old tree; where that is the whole
	 * old tree, the verifier has its hash already. */
	level = (unsigned)__builtin_ctzll(old);
	index = (old >> level) - 1;
	if (index > 0) {
		out->hashes[out->count++] = t->levels[level].hashes[index];
	}
	add_path(t, level, index, size, out);
	return ONUS_OK;
}

/* --- checking --- */

enum { SIZE_BITS_MAX = 63 };

static unsigned bit_length(uint64_t n)
{
	return n > 0 ? 64 - (unsigned)__builtin_clzll(n) : 0; /* clz of 0 is not defined */
}

/* How leaf `index` climbs in a tree of `size`: by how many siblings, and on which side each stands.
 * Bit i of `left` tells that of the i-th. */
struct climb {
	unsigned count;
	uint64_t left;
};

static struct climb climb_of(uint64_t index, uint64_t size)
{
	unsigned inner = bit_length(index ^ (size - 1)); /* at most 63, as sizes are below 2^63 */
	unsigned border = (unsigned)__builtin_popcountll(index >> inner);

	return (struct climb){inner + border, index | UINT64_MAX << inner};
}

/* The root to which the climb leads. Without `right`, siblings on the right are passed over: that
 * is the way to the root of the older tree, which they were not part of. */
static struct onus_hash climb_to_root(struct onus_hash at, struct climb climb, bool right,
				      const struct onus_hash *siblings)
{
	for (unsigned i = 0; i < climb.count; i++) {
		if (climb.left >> i & 1) {
			at = onus_node_hash(&siblings[i], &at);
		} else if (right) {
			at = onus_node_hash(&at, &siblings[i]);
		}
	}
	return at;
}

enum onus_err onus_verify_inclusion(uint64_t index, uint64_t size, const struct onus_hash *leaf,
				    const struct onus_hash *proof, size_t count,
				    const struct onus_hash *root)
{
	struct climb climb;
	struct onus_hash at;

	ENSURE(size >> SIZE_BITS_MAX == 0, ONUS_NO, "no tree has %" PRIu64 " leaves", size);
	ENSURE(index < size, ONUS_NO, "leaf %" PRIu64 " can't be in a tree of %" PRIu64 " leaves",
	       index, size);
	climb = climb_of(index, size);
	ENSURE(count == climb.count, ONUS_NO,
	       "the proof has %zu hashes; leaf %" PRIu64 " of %" PRIu64 " needs %u", count, index,
	       size, climb.count);
	at = climb_to_root(*leaf, climb, true, proof);
	ENSURE(onus_hash_eq(&at, root), ONUS_NO,
	       "the proof leads to another root: the leaf is not at %" PRIu64 " in this tree",
	       index);
	return ONUS_OK;
}

/* For 0 < old < size. One path leads to both roots: from the last complete subtree of the old tree.
 */
static enum onus_err verify_growth(uint64_t old, uint64_t size, const struct onus_hash *old_root,
				   const struct onus_hash *root, const struct onus_hash *proof,
				   size_t count)
{
	unsigned level = (unsigned)__builtin_ctzll(old);
	bool whole =
		old >> level == 1; /* the old tree is one complete subtree: start at its root */
	uint64_t index = (old >> level) - 1;
	struct climb climb = climb_of(index, ((size - 1) >> level) + 1);
	size_t need = (whole ? 0 : 1) + climb.count;
	const struct onus_hash *siblings;
	struct onus_hash start;
	struct onus_hash at;

	ENSURE(count == need, ONUS_NO,
	       "the proof has %zu hashes; from %" PRIu64 " to %" PRIu64 " leaves it needs %zu",
	       count, old, size, need);
	start = whole ? *old_root : proof[0];
	siblings = whole ? proof : proof + 1;
	at = climb_to_root(start, climb, false, siblings);
	ENSURE(onus_hash_eq(&at, old_root), ONUS_NO,
	       "the proof leads to another root of the first %" PRIu64 " leaves", old);
	at = climb_to_root(start, climb, true, siblings);
	ENSURE(onus_hash_eq(&at, root), ONUS_NO,
	       "the proof leads to another root of all %" PRIu64 " leaves", size);
	return ONUS_OK;
}

enum onus_err onus_verify_consistency(uint64_t old, uint64_t size, const struct onus_hash *old_root,
				      const struct onus_hash *root, const struct onus_hash *proof,
				      size_t count)
{
	ENSURE(size >> SIZE_BITS_MAX == 0, ONUS_NO, "no tree has %" PRIu64 " leaves", size);
	ENSURE(old > 0, ONUS_NO, "an empty tree proves nothing of what grew from it");
	ENSURE(old <= size, ONUS_NO, "a tree of %" PRIu64 " leaves can't grow into one of %" PRIu64,
	       old, size);
	if (old < size) {
		return verify_growth(old, size, old_root, root, proof, count);
	}
	ENSURE(count == 0, ONUS_NO, "a proof from a tree to itself has no hashes, this one has %zu",
	       count);
	ENSURE(onus_hash_eq(old_root, root), ONUS_NO,
	       "there are two different roots for the same %" PRIu64 " leaves", size);
	return ONUS_OK;
}
