/* SPDX-License-Identifier: Apache-2.0
 * pages.c - tests of memory for large arrays. */
#include "base/pages.h"
#include "tests/harness.h"

/* On both sides of what comes from malloc, and of what gets large pages. */
static const size_t sizes[] = {1, 4096, 1048575, 1048576, 1048577, 5000000, 9000000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static bool is_filled(const unsigned char *p, size_t n, unsigned char with)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != with) {
			return false;
		}
	}
	return true;
}

TEST(pages_alloc__gives_zeroed_bytes_of_any_size)
{
	for (size_t i = 0; i < SIZES; i++) {
		unsigned char *p = pages_alloc(sizes[i]);

		CHECK((uintptr_t)p % _Alignof(max_align_t) == 0);
		CHECK(is_filled(p, sizes[i], 0));
		memset(p, 7, sizes[i]);
		pages_free(p, sizes[i]);
	}
	pages_free(NULL, 0);
}

TEST(pages_grow__keeps_what_fits_and_zeroes_what_is_new)
{
	for (size_t i = 0; i < SIZES; i++) {
		for (size_t k = 0; k < SIZES; k++) {
			size_t both = sizes[i] < sizes[k] ? sizes[i] : sizes[k];
			unsigned char *p = pages_grow(NULL, 0, sizes[i]);

			memset(p, 9, sizes[i]);
			p = pages_grow(p, sizes[i], sizes[k]);
			CHECK(is_filled(p, both, 9));
			CHECK(is_filled(p + both, sizes[k] - both, 0));
			memset(p, 1, sizes[k]);
			pages_free(p, sizes[k]);
		}
	}
}
