/* SPDX-License-Identifier: Apache-2.0
 * tree.c - the log's tree, kept as tiles (C2SP tlog-tiles), grown at its right edge.
 *
 *     tile level 1:   [ root of tile 0 | root of tile 1 | ... ]      hashes of full tiles only
 *     tile level 0:   [ 256 leaf hashes ] [ 256 ] ... [ the edge ]
 *
 * The hash of a complete subtree of level 8k + j is folded from 2^j hashes of one tile of level k.
 */
#include <inttypes.h>

#include "ledger/internal.h"

enum { TREE_LEVELS_MAX = 63 };

static enum onus_err read_tile(struct store *s, unsigned level, uint64_t index,
			       struct onus_hash *out, unsigned *count)
{
	SCOPED_ROWS(rows);
	struct slice hashes;

	*count = 0;
	GUARD(store_query(s, &rows, "SELECT hashes FROM tile WHERE level = ?1 AND idx = ?2",
			  v_int(level), v_int((int64_t)index)));
	if (rows_next(&rows)) {
		hashes = rows_slice(&rows, 0);
		ENSURE(hashes.n % ONUS_HASH_BYTES == 0 &&
			       hashes.n <= ONUS_TILE_WIDTH * ONUS_HASH_BYTES,
		       ONUS_BAD_INPUT,
		       "tile %u/%" PRIu64 " is %zu bytes long: it was changed from outside", level,
		       index, hashes.n);
		memcpy(out, hashes.p, hashes.n);
		*count = (unsigned)(hashes.n / ONUS_HASH_BYTES);
	}
	return rows_end(&rows);
}

static enum onus_err write_tile(struct store *s, unsigned level, uint64_t index,
				const struct tree_edge_tile *tile)
{
	return store_run(s,
			 "INSERT INTO tile (level, idx, hashes) VALUES (?1, ?2, ?3)"
			 " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
			 v_int(level), v_int((int64_t)index),
			 v_blob(tile->hashes, tile->count * sizeof tile->hashes[0]));
}

/* Number of hashes of a tile level in a tree of `size`. */
static uint64_t level_count(uint64_t size, unsigned level)
{
	return size >> (ONUS_TILE_HEIGHT * level);
}

enum onus_err log_tree_load(struct log_tree *t, struct store *s)
{
	int64_t size = 0;

	*t = (struct log_tree){0};
	GUARD(store_get_int(s, &size, NULL, "SELECT coalesce(max(seq), 0) FROM event"));
	t->size = (uint64_t)size;
	for (unsigned level = 0; level < TREE_TILE_LEVELS; level++) {
		uint64_t count = level_count(t->size, level);
		struct tree_edge_tile *edge = &t->edge[level];
		unsigned want = (unsigned)(count % ONUS_TILE_WIDTH);

		if (want == 0) {
			continue;
		}
		GUARD(read_tile(s, level, count / ONUS_TILE_WIDTH, edge->hashes, &edge->count));
		ENSURE(edge->count == want, ONUS_BAD_INPUT,
		       "the tree's tile %u/%" PRIu64 " has %u hashes where %" PRIu64
		       " events need %u: the database was changed from outside",
		       level, count / ONUS_TILE_WIDTH, edge->count, t->size, want);
	}
	return ONUS_OK;
}

/* Folds 2^n hashes, n <= 8, into the root over them. */
static struct onus_hash fold(const struct onus_hash *hashes, unsigned width)
{
	struct onus_hash row[ONUS_TILE_WIDTH];

	memcpy(row, hashes, width * sizeof row[0]);
	for (; width > 1; width /= 2) {
		for (unsigned i = 0; i < width / 2; i++) {
			row[i] = onus_node_hash(&row[2 * i], &row[2 * i + 1]);
		}
	}
	return row[0];
}

enum onus_err log_tree_append(struct log_tree *t, struct store *s, const struct onus_hash *leaf)
{
	struct onus_hash hash = *leaf;

	t->size++;
	for (unsigned level = 0; level < TREE_TILE_LEVELS; level++) {
		struct tree_edge_tile *edge = &t->edge[level];

		edge->hashes[edge->count++] = hash;
		edge->dirty = true;
		if (edge->count < ONUS_TILE_WIDTH) {
			break;
		}
		GUARD(write_tile(s, level, level_count(t->size, level) / ONUS_TILE_WIDTH - 1,
				 edge));
		hash = fold(edge->hashes, ONUS_TILE_WIDTH);
		edge->count = 0;
		edge->dirty = false;
	}
	return ONUS_OK;
}

enum onus_err log_tree_flush(struct log_tree *t, struct store *s)
{
	for (unsigned level = 0; level < TREE_TILE_LEVELS; level++) {
		struct tree_edge_tile *edge = &t->edge[level];

		if (edge->dirty) {
			GUARD(write_tile(s, level, level_count(t->size, level) / ONUS_TILE_WIDTH,
					 edge));
			edge->dirty = false;
		}
	}
	return ONUS_OK;
}

/* The hash of the complete subtree `index` of `level`. */
static enum onus_err node(const struct log_tree *t, struct store *s, unsigned level, uint64_t index,
			  struct onus_hash *out)
{
	unsigned tile_level = level / ONUS_TILE_HEIGHT;
	unsigned width = 1u << (level % ONUS_TILE_HEIGHT);
	uint64_t first = index * width;
	uint64_t tile = first / ONUS_TILE_WIDTH;
	unsigned at = (unsigned)(first % ONUS_TILE_WIDTH);
	struct onus_hash read[ONUS_TILE_WIDTH];
	const struct onus_hash *hashes = read;
	unsigned count;

	if (tile == level_count(t->size, tile_level) / ONUS_TILE_WIDTH) {
		hashes = t->edge[tile_level].hashes;
		count = t->edge[tile_level].count;
	} else {
		GUARD(read_tile(s, tile_level, tile, read, &count));
	}
	ENSURE(at + width <= count, ONUS_BAD_INPUT,
	       "the tree's tile %u/%" PRIu64 " is too short: the database was changed from outside",
	       tile_level, tile);
	*out = fold(hashes + at, width);
	return ONUS_OK;
}

/* The hash over the last, perhaps incomplete, subtree of a level: complete subtrees, one a set bit
 * of the number of its leaves, joined from the right. */
static enum onus_err last_subtree(const struct log_tree *t, struct store *s, unsigned level,
				  uint64_t size, struct onus_hash *out)
{
	uint64_t begin = level < TREE_LEVELS_MAX ? (size - 1) >> level << level : 0;
	bool started = false;
	struct onus_hash at = {0};

	for (unsigned l = 0; size > begin; l++) {
		struct onus_hash left;

		if (((size - begin) >> l & 1) == 0) {
			continue;
		}
		GUARD(node(t, s, l, (size >> l) - 1, &left));
		at = started ? onus_node_hash(&left, &at) : left;
		started = true;
		size -= UINT64_C(1) << l;
	}
	*out = at;
	return ONUS_OK;
}

enum onus_err log_tree_root(const struct log_tree *t, struct store *s, uint64_t size,
			    struct onus_hash *out)
{
	ENSURE(size <= t->size, ONUS_USAGE, "the tree has %" PRIu64 " leaves, not %" PRIu64,
	       t->size, size);
	if (size == 0) {
		*out = onus_empty_root();
		return ONUS_OK;
	}
	return last_subtree(t, s, TREE_LEVELS_MAX, size, out);
}

enum onus_err log_tree_prove(const struct log_tree *t, struct store *s, uint64_t index,
			     uint64_t size, struct onus_proof *out)
{
	unsigned level = 0;

	ENSURE(index < size && size <= t->size, ONUS_USAGE,
	       "leaf %" PRIu64 " of %" PRIu64 " was asked of a tree of %" PRIu64, index, size,
	       t->size);
	out->count = 0;
	for (uint64_t last = size - 1; last > 0; level++, index >>= 1, last >>= 1) {
		uint64_t sibling = index ^ 1;

		if (sibling < last) {
			GUARD(node(t, s, level, sibling, &out->hashes[out->count++]));
		} else if (sibling == last) {
			GUARD(last_subtree(t, s, level, size, &out->hashes[out->count++]));
		}
	}
	return ONUS_OK;
}
