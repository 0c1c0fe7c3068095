/* SPDX-License-Identifier: Apache-2.0
 * pages.c - memory for arrays of megabytes, from mmap. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/pages.h"

/* What is smaller than MAPPED comes from malloc. Under a sanitizer everything does: one sees a byte
 * too far there, another does not know that mremap moves memory. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) /* gcc */
enum { WATCHED = 1 };
#elif defined(__has_feature) /* clang */
enum { WATCHED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) };
#else
enum { WATCHED = 0 };
#endif
enum { MAPPED = 1024 * 1024, PAGE = 4096 };

static int is_mapped(size_t n)
{
	return !WATCHED && n >= MAPPED;
}

/* Large pages are not asked for: on a virtual machine whose host takes free memory back, those that
 * are free are the ones the host has to find anew, and a fresh megabyte took ten times as long. */
static void *checked(void *p)
{
	return p != MAP_FAILED ? p : mem_alloc(PTRDIFF_MAX); /* which says so, and ends */
}

static void *map(size_t n)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;

	return checked(mmap(NULL, n, PROT_READ | PROT_WRITE, flags, -1, 0));
}

void pages_touch(void *p, size_t n)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t from = ((uintptr_t)p + PAGE - 1) / PAGE * PAGE;
	uintptr_t to = ((uintptr_t)p + n) / PAGE * PAGE;

	if (to > from) {
		(void)madvise((void *)from, to - from, MADV_POPULATE_WRITE); /* or it is slower */
	}
#else
	(void)p;
	(void)n;
#endif
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

/* Zeroes what is new and not fresh from the system: all of it, or the rest of the last page. */
static void *zeroed(char *p, size_t old, size_t n)
{
	size_t fresh = is_mapped(n) ? (old + PAGE - 1) / PAGE * PAGE : n;

	if (n > old) {
		memset(p + old, 0, (fresh < n ? fresh : n) - old);
	}
	return p;
}

void *pages_grow(void *p, size_t old, size_t n)
{
	void *grown;

	if (p != NULL && is_mapped(old) && is_mapped(n)) {
		return zeroed(checked(mremap(p, old, n, MREMAP_MAYMOVE)), old, n);
	}
	if (!is_mapped(old) && !is_mapped(n)) {
		return zeroed(mem_grow(p, n), old, n);
	}
	grown = is_mapped(n) ? map(n) : mem_alloc(n);
	if (p != NULL) {
		memcpy(grown, p, old < n ? old : n);
	}
	pages_free(p, old);
	return is_mapped(n) ? grown : zeroed(grown, old, n);
}
