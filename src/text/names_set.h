/* SPDX-License-Identifier: Apache-2.0
 * names_set.h - how the known names lie in memory (names.h says what for). */
#ifndef ONUS_TEXT_NAMES_SET_H
#define ONUS_TEXT_NAMES_SET_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/limits.h"
#include "text/names.h"

enum {
	ROW_MAX = NAME_MAX_BYTES, /* words of a name */
	LENGTHS = 31,             /* lengths told apart in name_word.lengths */
};

#define NO_WORD UINT32_MAX
#define NO_NAME SIZE_MAX

struct slot {
	uint32_t tag;
	uint32_t index; /* 0: empty; otherwise one more than the index */
};

/* A word of the dictionary. */
struct name_word {
	uint64_t hash;
	uint32_t text;
	uint32_t lengths; /* bit n-1: a name of n words begins with this one; the last: or longer */
	uint16_t n;
};

struct name {
	uint64_t hash;
	uint32_t row; /* its words' numbers are row_words[row .. row + count) */
	uint32_t id;
	uint16_t count;
	uint8_t kind;
};

struct onus_names {
	struct slot *word_slots;
	size_t word_slot_count;
	uint64_t *bloom;
	size_t bloom_mask;
	struct name_word *words;
	size_t word_count;
	size_t word_room;
	struct slot *name_slots;
	size_t name_slot_count;
	struct name *names;
	size_t name_count; /* those that differ in kind or words */
	size_t name_room;
	size_t added;
	uint32_t *row_words;
	size_t row_word_count;
	size_t row_word_room;
	char *text; /* words and ids, each ended by NUL */
	size_t text_n;
	size_t text_room;
	struct tokens scratch;
};

static inline uint32_t slot_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* A Bloom filter whose two bits for a word lie in one machine word: one cache line a question.
 * Source: F. Putze, P. Sanders, J. Singler, "Cache-, Hash- and Space-Efficient Bloom Filters". */
static inline size_t bloom_word(const struct onus_names *n, uint64_t hash)
{
	return (hash >> 12) & n->bloom_mask;
}

static inline uint64_t bloom_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63);
}

static inline uint32_t length_bit(size_t count)
{
	return UINT32_C(1) << ((count < LENGTHS ? count : LENGTHS) - 1);
}

static inline uint64_t row_hash(const uint32_t *row, size_t count)
{
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < count; i++) {
		hash = hash_mix(hash_byte(hash, 0) ^ row[i]);
	}
	return hash;
}

static inline uint64_t bytes_hash(struct slice s)
{
	return hash_mix(hash_bytes(HASH_START, s.p, s.n));
}

/* The number of a folded word in the dictionary, or NO_WORD. */
uint32_t names_word(const struct onus_names *n, struct slice folded, uint64_t hash);
/* The first name from index `from` on that is this row of words, or NO_NAME. */
size_t names_row(const struct onus_names *n, const uint32_t *row, size_t count, size_t from);

#endif
