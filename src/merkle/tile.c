/* SPDX-License-Identifier: Apache-2.0
 * tile.c - the names of tiles (C2SP tlog-tiles): tile/LEVEL/INDEX[.p/WIDTH].
 *
 * The index is written in groups of three digits, all but the last with an x in front, so that no
 * folder has more than a thousand entries: 1234067 is x001/x234/067. */
#include <inttypes.h>
#include <stdio.h>

#include "onus/merkle.h"

enum {
	LEVEL_ENTRIES = -1,
	LEVEL_MAX = 63,
	GROUP = 1000,
	GROUPS_MAX = 7, /* 2^64 - 1 has 20 digits */
};

/* Writes the groups of `index` from the highest; gives the number of bytes. */
static int write_index(uint64_t index, char *out, size_t room)
{
	unsigned groups[GROUPS_MAX];
	int count = 0;
	int used = 0;

	do {
		groups[count++] = (unsigned)(index % GROUP);
		index /= GROUP;
	} while (index > 0);
	while (count-- > 0) {
		used += snprintf(out + used, room - (size_t)used, count > 0 ? "x%03u/" : "%03u",
				 groups[count]);
	}
	return used;
}

enum onus_err onus_tile_path(int level, uint64_t index, unsigned width, char *out)
{
	int used;

	ENSURE(level >= LEVEL_ENTRIES && level <= LEVEL_MAX, ONUS_USAGE,
	       "there is no tile of level %d: they go from 0 to %d, and -1 for the entries", level,
	       LEVEL_MAX);
	ENSURE(width <= ONUS_TILE_WIDTH, ONUS_USAGE, "no tile is %u wide: at most %d", width,
	       ONUS_TILE_WIDTH);
	if (level == LEVEL_ENTRIES) {
		used = snprintf(out, ONUS_TILE_PATH_MAX, "tile/entries/");
	} else {
		used = snprintf(out, ONUS_TILE_PATH_MAX, "tile/%d/", level);
	}
	used += write_index(index, out + used, ONUS_TILE_PATH_MAX - (size_t)used);
	if (width != 0 && width != ONUS_TILE_WIDTH) {
		snprintf(out + used, ONUS_TILE_PATH_MAX - (size_t)used, ".p/%u", width);
	}
	return ONUS_OK;
}

static bool read_level(struct slice text, int *level)
{
	uint64_t n;

	if (slice_is(text, "entries")) {
		*level = LEVEL_ENTRIES;
		return true;
	}
	if (!slice_to_u64(text, &n) || n > LEVEL_MAX) {
		return false;
	}
	*level = (int)n;
	return true;
}

/* Takes the groups off the front of `rest`; they end before ".p/" or at the end. */
static bool read_index(struct slice *rest, uint64_t *index)
{
	uint64_t n = 0;
	bool more = true;

	while (more) {
		more = rest->n > 0 && rest->p[0] == 'x';
		*rest = slice_from(*rest, more ? 1 : 0);
		if (rest->n < 3 || (more && (rest->n < 4 || rest->p[3] != '/'))) {
			return false;
		}
		for (int i = 0; i < 3; i++) {
			unsigned digit = (unsigned char)rest->p[i] - (unsigned)'0';

			if (digit > 9 || __builtin_mul_overflow(n, 10, &n) ||
			    __builtin_add_overflow(n, digit, &n)) {
				return false;
			}
		}
		*rest = slice_from(*rest, more ? 4 : 3);
	}
	*index = n;
	return true;
}

static bool read_width(struct slice rest, unsigned *width)
{
	uint64_t n;

	if (rest.n == 0) {
		*width = ONUS_TILE_WIDTH;
		return true;
	}
	if (!slice_starts(rest, SLICE(".p/")) || !slice_to_u64(slice_from(rest, 3), &n) || n == 0 ||
	    n >= ONUS_TILE_WIDTH) {
		return false;
	}
	*width = (unsigned)n;
	return true;
}

enum onus_err onus_tile_parse(struct slice path, int *level, uint64_t *index, unsigned *width)
{
	struct slice rest = path;
	struct slice part;
	char again[ONUS_TILE_PATH_MAX];
	int l;
	uint64_t n;
	unsigned w;

	ENSURE(path.n < ONUS_TILE_PATH_MAX && slice_cut(&rest, '/', &part) &&
		       slice_is(part, "tile") && slice_cut(&rest, '/', &part) &&
		       read_level(part, &l) && read_index(&rest, &n) && read_width(rest, &w),
	       ONUS_BAD_INPUT,
	       "not the path of a tile: tile/LEVEL/INDEX or tile/LEVEL/INDEX.p/WIDTH");
	/* What is left is a first group of zeros: one index has one path. */
	GUARD(onus_tile_path(l, n, w, again));
	ENSURE(slice_is(path, again), ONUS_BAD_INPUT, "the path of this tile is written %s", again);
	*level = l;
	*index = n;
	*width = w;
	return ONUS_OK;
}

void onus_tile_count(int level, uint64_t size, uint64_t *full, unsigned *partial)
{
	unsigned shift = level > 0 ? (unsigned)level * ONUS_TILE_HEIGHT : 0;
	uint64_t hashes = shift < 64 ? size >> shift : 0; /* of complete subtrees at this level */

	*full = hashes / ONUS_TILE_WIDTH;
	*partial = (unsigned)(hashes % ONUS_TILE_WIDTH);
}
