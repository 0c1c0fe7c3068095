/* SPDX-License-Identifier: Apache-2.0
 * link_kernel.c - any values, in any kernel: one pair and all pairs at once give the same, in
 * either order.
 *
 * The first byte chooses the kernel and the units; the values follow, each ended by a line feed. */
#include "fuzz/fuzz.h"
#include "link/kernel_lanes.h"

enum { VALUES_MAX = 12, FUZZED_MAX = 600 };

struct seen {
	unsigned passed[VALUES_MAX][VALUES_MAX];
};

static void see(void *context, uint32_t a, uint32_t b, unsigned passed)
{
	struct seen *s = context;

	FUZZ_CHECK(a != b && passed > 0);
	FUZZ_CHECK(s->passed[a][b] == 0 && s->passed[b][a] == 0);
	s->passed[a][b] = s->passed[b][a] = passed;
}

static unsigned count_passed(enum kernel_kind k, double value, const double *thresholds, unsigned n)
{
	unsigned passed = 0;

	while (passed < n && (kernel_is_similarity(k) ? value >= thresholds[passed]
						      : value <= thresholds[passed])) {
		passed++;
	}
	return passed;
}

static void check_pair(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b,
		       const double *thresholds, unsigned n, unsigned passed)
{
	double value = kernel_compare(k, u, a, b);

	FUZZ_CHECK(value >= 0 && (!kernel_is_similarity(k) || value <= 1));
	FUZZ_CHECK(value == kernel_compare(k, u, b, a));
	FUZZ_CHECK(!slice_eq(a, b) || a.n == 0 || value == (kernel_is_similarity(k) ? 1 : 0));
	FUZZ_CHECK(kernel_passed(k, u, a, b, thresholds, n) ==
		   count_passed(k, value, thresholds, n));
	FUZZ_CHECK(kernel_passed(k, u, a, b, &value, 1) == 1);
	FUZZ_CHECK(passed == count_passed(k, value, thresholds, n));
}

static void check_values(const struct lanes *lanes, enum kernel_kind k, enum kernel_units u,
			 const struct slice *values, uint32_t count)
{
	static const double similarities[] = {0.3, 0.7, 0.8, 0.92};
	static const double distances[] = {6, 3, 2, 1};
	const double *thresholds = kernel_is_similarity(k) ? similarities : distances;
	struct kernel_batch *b = kernel_batch_with(lanes, k, u, values, count, thresholds, 4);
	struct seen s = {0};

	for (size_t part = 0; part < kernel_batch_parts(b); part++) {
		kernel_batch_each(b, part, see, &s);
	}
	kernel_batch_destroy(&b);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < i; j++) {
			check_pair(k, u, values[i], values[j], thresholds, 4, s.passed[i][j]);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lanes *forms[] = {&lanes_portable, lanes_avx2(), lanes_avx512()};
	struct slice values[VALUES_MAX];
	struct slice rest;
	uint32_t count = 0;

	if (size < 1 || size > FUZZED_MAX) {
		return 0;
	}
	rest = slice_of(data + 1, size - 1);
	while (count < VALUES_MAX && slice_cut(&rest, '\n', &values[count])) {
		count++;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i] != NULL) {
			check_values(forms[i], data[0] % KERNEL_COUNT,
				     data[0] / KERNEL_COUNT % 2 ? KERNEL_CHARACTERS : KERNEL_BYTES,
				     values, count);
		}
	}
	return 0;
}
