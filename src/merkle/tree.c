/* SPDX-License-Identifier: Apache-2.0
 * tree.c - a Merkle tree that grows at its right edge (RFC 6962 section 2.1). */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "merkle/sha256.h"
#include "merkle/tree.h"

enum { LEVEL_ROOM_MIN = 64 };

struct onus_tree *onus_tree_create(void)
{
	struct onus_tree *t = mem_alloc(sizeof *t);

	*t = (struct onus_tree){0};
	return t;
}

struct onus_tree *onus_tree_destroy(struct onus_tree *t)
{
	if (t != NULL) {
		for (unsigned l = 0; l < TREE_LEVELS; l++) {
			free(t->levels[l].hashes);
		}
		free(t);
	}
	return NULL;
}

uint64_t onus_tree_size(const struct onus_tree *t)
{
	return t->levels[0].count;
}

/* Room for `more` hashes behind those that a level has. Doubles, so that a leaf costs the same
 * however large the tree is. A wrapped size asks for more than there is, and ends the process. */
static struct onus_hash *level_reserve(struct tree_level *level, size_t more)
{
	size_t need = level->count + more;

	if (need > level->room) {
		size_t room = level->room * 2 > LEVEL_ROOM_MIN ? level->room * 2 : LEVEL_ROOM_MIN;
		size_t bytes;

		room = room > need ? room : need;
		if (__builtin_mul_overflow(room, sizeof *level->hashes, &bytes)) {
			bytes = SIZE_MAX;
		}
		level->hashes = mem_grow(level->hashes, bytes);
		level->room = room;
	}
	return level->hashes + level->count;
}

void onus_tree_append_many(struct onus_tree *t, const struct onus_hash *leaves, size_t count)
{
	const struct sha256_kernel *sha256 = sha256_kernel();
	struct tree_level *level = t->levels;

	if (count == 0) {
		return;
	}
	memcpy(level_reserve(level, count), leaves, count * sizeof *leaves);
	level->count += count;
	for (; level + 1 < t->levels + TREE_LEVELS; level++) {
		struct tree_level *above = level + 1;
		size_t fresh = level->count / 2 - above->count;

		if (fresh == 0) {
			break;
		}
		sha256->nodes(level->hashes + 2 * above->count, fresh, level_reserve(above, fresh));
		above->count += fresh;
	}
}

void onus_tree_append(struct onus_tree *t, const struct onus_hash *leaf)
{
	onus_tree_append_many(t, leaf, 1);
}

void onus_tree_truncate(struct onus_tree *t, uint64_t size)
{
	if (size >= onus_tree_size(t)) {
		return;
	}
	for (unsigned l = 0; l < TREE_LEVELS; l++) {
		t->levels[l].count = (size_t)(size >> l);
	}
}

enum onus_err onus_tree_node(const struct onus_tree *t, unsigned level, uint64_t index,
			     struct onus_hash *out)
{
	ENSURE(level < TREE_LEVELS && index < t->levels[level].count, ONUS_USAGE,
	       "node %" PRIu64 " of level %u is not complete in a tree of %" PRIu64 " leaves",
	       index, level, onus_tree_size(t));
	*out = t->levels[level].hashes[index];
	return ONUS_OK;
}

struct onus_hash tree_edge(const struct onus_tree *t, unsigned level, uint64_t size)
{
	uint64_t before = level < TREE_LEVELS ? (size - 1) >> level << level : 0;
	uint64_t rest = size - before; /* leaves below the subtree: 1 to 2^level */
	struct onus_hash edge = {0};

	/* The subtree is a row of complete ones, one for each bit of `rest`, the smallest last. */
	for (bool first = true; rest > 0; rest &= rest - 1, first = false) {
		unsigned l = (unsigned)__builtin_ctzll(rest);
		const struct onus_hash *node = &t->levels[l].hashes[(size >> l) - 1];

		edge = first ? *node : onus_node_hash(node, &edge);
	}
	return edge;
}

enum onus_err onus_tree_root(const struct onus_tree *t, uint64_t size, struct onus_hash *out)
{
	ENSURE(size <= onus_tree_size(t), ONUS_USAGE,
	       "a root over %" PRIu64 " leaves was asked of a tree of %" PRIu64, size,
	       onus_tree_size(t));
	*out = size > 0 ? tree_edge(t, TREE_LEVELS, size) : onus_empty_root();
	return ONUS_OK;
}
