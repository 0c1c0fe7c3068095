/* SPDX-License-Identifier: Apache-2.0
 * pages.c - memory for arrays of megabytes, from mmap. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/pages.h"

/* MAPPED: what is smaller comes from malloc, and under the address sanitizer everything does, so
 * that it sees a byte too far. HUGE: what is smaller is not worth pages of 2 MB. */
#if defined(__SANITIZE_ADDRESS__)
enum { WATCHED = 1 };
#elif defined(__has_feature)
enum { WATCHED = __has_feature(address_sanitizer) };
#else
enum { WATCHED = 0 };
#endif
enum { MAPPED = 1024 * 1024, HUGE = 4 * 1024 * 1024 };

static int is_mapped(size_t n)
{
	return !WATCHED && n >= MAPPED;
}

static void *checked(void *p, size_t n)
{
	if (p == MAP_FAILED) {
		return mem_alloc(SIZE_MAX - n); /* which says so, and ends */
	}
	if (n >= HUGE) {
		(void)madvise(p, n, MADV_HUGEPAGE); /* without them it is only slower */
	}
	return p;
}

static void *map(size_t n)
{
	return checked(mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		       n);
}

void *pages_alloc(size_t n)
{
	return is_mapped(n) ? map(n) : memset(mem_alloc(n), 0, n);
}

void pages_free(void *p, size_t n)
{
	if (p == NULL) {
		return;
	}
	if (is_mapped(n)) {
		munmap(p, n);
	} else {
		free(p);
	}
}

void *pages_grow(void *p, size_t old, size_t n)
{
	void *grown;

	if (p != NULL && is_mapped(old) && is_mapped(n)) {
		return checked(mremap(p, old, n, MREMAP_MAYMOVE), n);
	}
	if (!is_mapped(old) && !is_mapped(n)) {
		return mem_grow(p, n);
	}
	grown = is_mapped(n) ? map(n) : mem_alloc(n);
	if (p != NULL) {
		memcpy(grown, p, old < n ? old : n);
	}
	pages_free(p, old);
	return grown;
}
