/* SPDX-License-Identifier: Apache-2.0
 * kernel_lanes_avx2.c - the lanes' kernels in the vectors of AVX2.
 *
 * Every vector function carries the target attribute and is called only where lanes_avx2 has found
 * that the processor has them. */
#include "link/kernel_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define VECTOR 32
#define HIT_BITS(v) (unsigned)_mm256_movemask_epi8((__m256i)(v))

#define LANE uint8_t
#define NAME(x) x##_avx2_8
#include "link/kernel_lanes_body.h"

#define LANE uint16_t
#define NAME(x) x##_avx2_16
#include "link/kernel_lanes_body.h"

#define LANE uint32_t
#define NAME(x) x##_avx2_32
#include "link/kernel_lanes_body.h"

#define LANE uint64_t
#define NAME(x) x##_avx2_64
#include "link/kernel_lanes_body.h"

static const struct lanes avx2 = {
	"AVX2",
	{jaro_avx2_8, jaro_avx2_16, jaro_avx2_32, jaro_avx2_64},
	{levenshtein_avx2_8, levenshtein_avx2_16, levenshtein_avx2_32, levenshtein_avx2_64},
	{swaps_avx2_8, swaps_avx2_16, swaps_avx2_32, swaps_avx2_64},
	{jaccard_avx2_8, jaccard_avx2_16, jaccard_avx2_32, jaccard_avx2_64},
};

const struct lanes *lanes_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? &avx2 : NULL;
}
#else
const struct lanes *lanes_avx2(void)
{
	return NULL;
}
#endif
