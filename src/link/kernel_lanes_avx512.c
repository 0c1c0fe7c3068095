/* SPDX-License-Identifier: Apache-2.0
 * kernel_lanes_avx512.c - the lanes' kernels in the vectors of AVX-512, with its counting of bits.
 *
 * Every vector function carries the target attribute and is called only where lanes_avx512 has
 * found that the processor has them. */
#include "link/kernel_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* AddressSanitizer's own stack (detect_stack_use_after_return) aligns nothing for 64 bytes, and gcc
 * counts on it: these functions are left out there. The forms of 16 and 32 bytes, which are the
 * same text, are not. */
#define TARGET                                                                                     \
	__attribute__((no_sanitize("address"),                                                     \
		       target("avx512f,avx512bw,avx512dq,avx512vl,avx512bitalg,"                   \
			      "avx512vpopcntdq,bmi,bmi2,popcnt")))
#define VECTOR 64
#define HIT_BITS(v) (uint64_t) _mm512_movepi8_mask((__m512i)(v))

#define LANE uint8_t
#define NAME(x) x##_avx512_8
#define COUNT(v) (v_avx512_8) _mm512_popcnt_epi8((__m512i)(v))
#include "link/kernel_lanes_body.h"

#define LANE uint16_t
#define NAME(x) x##_avx512_16
#define COUNT(v) (v_avx512_16) _mm512_popcnt_epi16((__m512i)(v))
#include "link/kernel_lanes_body.h"

#define LANE uint32_t
#define NAME(x) x##_avx512_32
#define COUNT(v) (v_avx512_32) _mm512_popcnt_epi32((__m512i)(v))
#include "link/kernel_lanes_body.h"

#define LANE uint64_t
#define NAME(x) x##_avx512_64
#define COUNT(v) (v_avx512_64) _mm512_popcnt_epi64((__m512i)(v))
#include "link/kernel_lanes_body.h"

static const struct lanes avx512 = {
	"AVX-512",
	{jaro_avx512_8, jaro_avx512_16, jaro_avx512_32, jaro_avx512_64},
	{levenshtein_avx512_8, levenshtein_avx512_16, levenshtein_avx512_32, levenshtein_avx512_64},
	{swaps_avx512_8, swaps_avx512_16, swaps_avx512_32, swaps_avx512_64},
	{jaccard_avx512_8, jaccard_avx512_16, jaccard_avx512_32, jaccard_avx512_64},
};

const struct lanes *lanes_avx512(void)
{
	return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
			       __builtin_cpu_supports("avx512vl") &&
			       __builtin_cpu_supports("avx512bitalg") &&
			       __builtin_cpu_supports("avx512vpopcntdq") &&
			       __builtin_cpu_supports("bmi2")
		       ? &avx512
		       : NULL;
}
#else
const struct lanes *lanes_avx512(void)
{
	return NULL;
}
#endif
