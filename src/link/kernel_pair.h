/* SPDX-License-Identifier: Apache-2.0
 * kernel_pair.h - what the parts of the kernels share: two values, short or long.
 *
 * A short value is at most SHORT_MAX units, each a byte, so that its positions are the bits of one
 * word. Code points are renumbered to bytes where both values are short: only whether a unit of one
 * equals a unit of the other matters. Everything longer is two strings of numbers. */
#ifndef ONUS_LINK_KERNEL_PAIR_H
#define ONUS_LINK_KERNEL_PAIR_H

#include "link/kernel.h"

enum { SHORT_MAX = 64 };

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* Two values of any length, each unit a number below `kinds`. */
struct symbols {
	const uint32_t *a;
	size_t na;
	const uint32_t *b;
	size_t nb;
	uint32_t kinds;
};

/* What Jaro's formula takes besides the lengths. */
struct jaro {
	size_t common;
	size_t swapped; /* common units that stand in another order, halved and rounded down */
	size_t prefix;  /* common, at most PREFIX_MAX */
};

enum { PREFIX_MAX = 4 };

/* Both values at most SHORT_MAX long. */
struct jaro jaro_short(struct slice a, struct slice b);
struct jaro jaro_long(const struct symbols *s);
/* 0..1; 0 where nothing is in common. */
double jaro_value(size_t na, size_t nb, struct jaro j);
double jaro_winkler_value(size_t na, size_t nb, struct jaro j);
/* kernel_passed for two values at most SHORT_MAX long. */
unsigned jaro_passed(enum kernel_kind k, struct slice a, struct slice b, const double *thresholds,
		     unsigned n);

/* Edits; exact where they are at most `most`, any number beyond it where they are more. `most` is
 * at most the longer length. */
size_t levenshtein_short(struct slice a, struct slice b, size_t most);
size_t levenshtein_long(const struct symbols *s, size_t most);
size_t damerau_short(struct slice a, struct slice b, size_t most);
size_t damerau_long(const struct symbols *s, size_t most);

/* How many of the thresholds, from the easiest to the hardest, a value passes. */
static inline unsigned passed_at_least(double value, const double *thresholds, unsigned n)
{
	unsigned k = 0;

	while (k < n && value >= thresholds[k]) {
		k++;
	}
	return k;
}

static inline unsigned passed_at_most(double value, const double *thresholds, unsigned n)
{
	unsigned k = 0;

	while (k < n && value <= thresholds[k]) {
		k++;
	}
	return k;
}

/* --- where a byte stands in a short value --- */

static inline uint64_t bits_below(size_t n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;
}

/* One instruction where the function that takes it in has it. */
ALWAYS_INLINE size_t bits_set(uint64_t x)
{
	return (size_t)__builtin_popcountll(x);
}

#if defined(__SSE2__)
#include <emmintrin.h>

/* The bytes of a short value, zeros behind them. */
struct pattern {
	_Alignas(16) unsigned char bytes[SHORT_MAX];
};

static inline uint64_t load_8(const char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return word;
}

static inline uint64_t load_4(const char *p)
{
	uint32_t word;

	memcpy(&word, p, 4);
	return word;
}

/* At most 16 bytes, zeros behind them, without reading past the end: two loads that overlap. */
static inline __m128i load_16(struct slice s)
{
	uint64_t low = 0;
	uint64_t high = 0;

	if (s.n > 8) {
		low = load_8(s.p);
		high = load_8(s.p + s.n - 8) >> (8 * (16 - s.n));
	} else if (s.n >= 4) {
		low = load_4(s.p) | load_4(s.p + s.n - 4) << (8 * (s.n - 4));
	} else if (s.n > 0) {
		low = (unsigned char)s.p[0];
		low |= (uint64_t)(unsigned char)s.p[s.n / 2] << (8 * (s.n / 2));
		low |= (uint64_t)(unsigned char)s.p[s.n - 1] << (8 * (s.n - 1));
	}
	return _mm_set_epi64x((int64_t)high, (int64_t)low);
}

/* `vectors`: 1, 2 or 4; as many as hold the value. A constant where this is inlined. */
static inline void pattern_load(struct pattern *p, struct slice s, unsigned vectors)
{
	if (vectors > 1) {
		memset(p->bytes, 0, 16 * (size_t)vectors);
		memcpy(p->bytes, s.p, s.n);
	} else {
		_mm_store_si128((__m128i *)p->bytes, load_16(s));
	}
}

/* Bit i is set where byte i is `c`; bits beyond the value may be set where `c` is 0. */
static inline uint64_t pattern_find(const struct pattern *p, unsigned char c, unsigned vectors)
{
	__m128i wanted = _mm_set1_epi8((char)c);
	uint64_t found = 0;

	for (unsigned v = 0; v < vectors; v++) {
		__m128i bytes = _mm_load_si128((const __m128i *)(p->bytes + 16 * v));

		found |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted))
			 << (16 * v);
	}
	return found;
}

static inline uint32_t same_16(__m128i a, __m128i b)
{
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b));
}

/* Where each of eight units, each twice in `text`, stands in the pattern. */
static inline void find_8(__m128i text, __m128i pattern, uint32_t *found)
{
	__m128i low = _mm_unpacklo_epi16(text, text);
	__m128i high = _mm_unpackhi_epi16(text, text);

	found[0] = same_16(pattern, _mm_shuffle_epi32(low, 0x00));
	found[1] = same_16(pattern, _mm_shuffle_epi32(low, 0x55));
	found[2] = same_16(pattern, _mm_shuffle_epi32(low, 0xaa));
	found[3] = same_16(pattern, _mm_shuffle_epi32(low, 0xff));
	found[4] = same_16(pattern, _mm_shuffle_epi32(high, 0x00));
	found[5] = same_16(pattern, _mm_shuffle_epi32(high, 0x55));
	found[6] = same_16(pattern, _mm_shuffle_epi32(high, 0xaa));
	found[7] = same_16(pattern, _mm_shuffle_epi32(high, 0xff));
}

/* For each of the first `steps` units of the text, at least its length and at most 16: where it
 * stands in the pattern. Bits beyond the pattern, and numbers beyond the text, mean nothing. */
static inline void find_16(__m128i text, __m128i pattern, uint32_t *found, size_t steps)
{
	find_8(_mm_unpacklo_epi8(text, text), pattern, found);
	if (steps > 8) {
		find_8(_mm_unpackhi_epi8(text, text), pattern, found + 8);
	}
}
#define HAVE_FIND_16 1
#else
#define HAVE_FIND_16 0
/* For each byte that one of the two values holds, its places in the pattern. */
struct pattern {
	uint64_t places[256];
};

static inline void pattern_load(struct pattern *p, struct slice s, unsigned vectors)
{
	(void)vectors;
	memset(p->places, 0, sizeof p->places);
	for (size_t i = 0; i < s.n; i++) {
		p->places[(unsigned char)s.p[i]] |= (uint64_t)1 << i;
	}
}

static inline uint64_t pattern_find(const struct pattern *p, unsigned char c, unsigned vectors)
{
	(void)vectors;
	return p->places[c];
}
#endif

#endif
