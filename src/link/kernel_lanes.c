/* SPDX-License-Identifier: Apache-2.0
 * kernel_lanes.c - the lanes' kernels for any machine, in vectors of 16 bytes. */
#include "link/kernel_lanes.h"

#define TARGET
#define VECTOR 16

#if defined(__SSE2__)
#define HIT_BITS(v) (unsigned)_mm_movemask_epi8((__m128i)(v))
#else
/* The highest bits of the 16 bytes, gathered by a multiplication for each half. */
static inline unsigned highest_bits(const void *vector)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < 16; i++) {
		bits |= (unsigned)(((const unsigned char *)vector)[i] >> 7) << i;
	}
	return bits;
}
#define HIT_BITS(v) highest_bits(&(v))
#endif

#define LANE uint8_t
#define NAME(x) x##_8
#include "link/kernel_lanes_body.h"

#define LANE uint16_t
#define NAME(x) x##_16
#include "link/kernel_lanes_body.h"

#define LANE uint32_t
#define NAME(x) x##_32
#include "link/kernel_lanes_body.h"

#define LANE uint64_t
#define NAME(x) x##_64
#include "link/kernel_lanes_body.h"

const struct lanes lanes_portable = {
	"16 bytes",
	{jaro_8, jaro_16, jaro_32, jaro_64},
	{levenshtein_8, levenshtein_16, levenshtein_32, levenshtein_64},
	{swaps_8, swaps_16, swaps_32, swaps_64},
	{jaccard_8, jaccard_16, jaccard_32, jaccard_64},
};
