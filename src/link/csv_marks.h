/* SPDX-License-Identifier: Apache-2.0
 * csv_marks.h - the bytes of CSV that end a value, 64 at a time.
 *
 * Both ways give the same; the first is for machines that have not the second. */
#ifndef ONUS_LINK_CSV_MARKS_H
#define ONUS_LINK_CSV_MARKS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CSV_BLOCK = 64 };

/* The high bit of every byte of `v` that is `c`. */
static inline uint64_t csv_same(uint64_t v, char c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t x = v ^ (unsigned char)c * UINT64_C(0x0101010101010101);

	return ~(((x & low) + low) | x | low);
}

/* One bit for each of the 64 bytes at p, the first lowest: set for a comma, a line end, a NUL. */
static inline uint64_t csv_marks_plain(const char *p)
{
	uint64_t marks = 0;

	for (unsigned i = 0; i < CSV_BLOCK; i += 8) {
		uint64_t v;

		memcpy(&v, p + i, sizeof v);
		v = le64toh(v);
		v = csv_same(v, ',') | csv_same(v, '\n') | csv_same(v, 0);
		marks |= (v >> 7) * UINT64_C(0x0102040810204080) >> 56 << i; /* bits side by side */
	}
	return marks;
}

#ifdef __SSE2__
static inline uint64_t csv_marks(const char *p)
{
	const __m128i comma = _mm_set1_epi8(',');
	const __m128i line = _mm_set1_epi8('\n');
	const __m128i zero = _mm_setzero_si128();
	uint64_t marks = 0;

	for (unsigned i = 0; i < CSV_BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i hit = _mm_or_si128(
			_mm_cmpeq_epi8(v, comma),
			_mm_or_si128(_mm_cmpeq_epi8(v, line), _mm_cmpeq_epi8(v, zero)));

		marks |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
	}
	return marks;
}
#else
static inline uint64_t csv_marks(const char *p)
{
	return csv_marks_plain(p);
}
#endif

#endif
