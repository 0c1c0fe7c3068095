/* SPDX-License-Identifier: Apache-2.0
 * records_dict.h - the distinct values of one column while it is being read.
 *
 * A value of up to 12 bytes is its own key: its bytes, padded with zeros, so that most look-ups
 * read one slot of 16 bytes and nothing else. A longer one is found by a hash of 64 bits and then
 * compared byte for byte. Codes are given in the order in which values are first seen: neither the
 * size of the table nor the hash, which is seeded so that no input can be made to collide, can be
 * told from them.
 *
 *     key    head              tail        at
 *     short  bytes 0..7        bytes 8..11 -
 *     long   hash              0xff, n     where its text is
 *     none   0                 0           -
 */
#ifndef ONUS_LINK_RECORDS_DICT_H
#define ONUS_LINK_RECORDS_DICT_H

#include <endian.h>

#include "link/records.h"

enum {
	DICT_SHORT = 12,
	DICT_ROOM = 16, /* bytes that may be read and written behind the text of values */
};

#define DICT_LONG 0xff000000u  /* in `tail`; no UTF-8 has this byte */
#define DICT_ASIDE 0x80000000u /* in `at`: in the second text */

struct dict_key {
	uint64_t head;
	uint32_t tail;
	uint32_t at;
};

/* What keys point into: `at` of a long one is an offset in the first text, or with DICT_ASIDE in
 * the second; where there are values, it is the number of one. */
struct dict_text {
	const char *plain;
	const char *aside;
	const struct slice *values;
};

struct dict_slot {
	uint64_t head;
	uint32_t tail;
	uint32_t code; /* 0: free */
};

struct dict {
	uint64_t seed;
	bool check;              /* refuse what is no UTF-8 */
	struct dict_slot *slots; /* by the top bits of the hash; NULL before the first */
	unsigned bits;
	uint32_t n_values;
	uint32_t *at; /* as in struct column; room for at_room */
	size_t at_room;
	char *bytes;
	size_t bytes_room;
};

enum dict_result { DICT_OK, DICT_NOT_UTF8, DICT_FULL };

void dict_init(struct dict *d, uint64_t seed, bool check);
void dict_finish(struct dict *d);
/* Frees the table alone. */
void dict_drop_table(struct dict *d);
/* Forgets the values beyond the first `n`. */
void dict_cut(struct dict *d, uint32_t n);
/* Gives memory that is not needed back. */
void dict_trim(struct dict *d);

/* The key of any bytes; NULL is the missing one. `at` is for the caller. */
struct dict_key dict_key_of(uint64_t seed, const char *p, size_t n);

/* codes[i] = code of keys[i], which is made where it is new; 0 for a missing one. What is refused
 * is told by the lowest i in *bad: the values before it stay. */
enum dict_result dict_encode(struct dict *d, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, uint32_t *codes, size_t *bad);

/* Appends values without looking whether they are new. A missing one ends it: *done says how many
 * were taken. */
enum dict_result dict_append(struct dict *d, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, size_t *done);

static inline uint64_t dict_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide m = (wide)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* The byte at p is the lowest, on every machine. */
static inline uint64_t dict_load64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return le64toh(v);
}

static inline uint32_t dict_load32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return le32toh(v);
}

static inline void dict_store(char *p, uint64_t head, uint32_t tail)
{
	head = htole64(head);
	tail = htole32(tail);
	memcpy(p, &head, sizeof head);
	memcpy(p + sizeof head, &tail, sizeof tail);
}

static inline bool dict_key_is_long(struct dict_key k)
{
	return k.tail >= DICT_LONG;
}

/* What the words of a value are set off with before they are multiplied: from the seed, so that
 * nobody can choose words that make a product nothing. */
static inline uint64_t dict_secret(uint64_t seed)
{
	return seed * UINT64_C(0xa0761d6478bd642f) + UINT64_C(0xe7037ed1a0b428db);
}

/* Hash of at least 8 bytes: two words at a time, multiplied (after W. Yi's wyhash, public domain).
 */
static inline uint64_t dict_hash(uint64_t seed, const char *p, size_t n)
{
	const uint64_t secret = dict_secret(seed);
	uint64_t h = seed ^ (uint64_t)n;

	if (n <= 16) {
		return dict_mix(dict_load64(p + n - 8) ^ secret, dict_load64(p) ^ h) ^ seed;
	}
	for (; n > 16; n -= 16, p += 16) {
		h = dict_mix(dict_load64(p) ^ secret, dict_load64(p + 8) ^ h);
	}
	return dict_mix(dict_load64(p + n - 16) ^ secret, dict_load64(p + n - 8) ^ h) ^ seed;
}

/* Masks of the first n bytes of a short value. */
extern const uint64_t dict_head_mask[DICT_SHORT + 1];
extern const uint32_t dict_tail_mask[DICT_SHORT + 1];

/* The key of a value without a NUL, behind whose beginning 12 bytes may be read; of no bytes: the
 * missing one. */
static inline struct dict_key dict_key_near(uint64_t seed, const char *p, size_t n, uint32_t at)
{
	struct dict_key k = {.at = at};

	if (n <= DICT_SHORT) {
		k.head = dict_load64(p) & dict_head_mask[n];
		k.tail = dict_load32(p + 8) & dict_tail_mask[n];
		if (!dict_key_is_long(k)) {
			return k;
		}
	}
	k.head = dict_hash(seed, p, n);
	k.tail = DICT_LONG | (uint32_t)n;
	return k;
}

#endif
