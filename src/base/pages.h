/* SPDX-License-Identifier: Apache-2.0
 * pages.h - memory for arrays of megabytes.
 *
 * They grow without being copied, and go back to the system at once when they are freed, so that
 * the most that was in use is what was needed. The caller says the size each time. Small ones come
 * from malloc. Where there is no memory the process ends as in arena.h. */
#ifndef ONUS_BASE_PAGES_H
#define ONUS_BASE_PAGES_H

#include <stddef.h>

/* `n` zeroed bytes, aligned for any type. */
__attribute__((returns_nonnull, warn_unused_result)) void *pages_alloc(size_t n);
/* The same memory with room for `n` bytes, more or fewer than the `old` of before; what is new is
 * zeroed. NULL and 0 for what is not there yet. */
__attribute__((returns_nonnull, warn_unused_result)) void *pages_grow(void *p, size_t old,
								      size_t n);
/* Has the system give the memory at p now, all at once, where it is about to be used all over: page
 * by page takes longer, twice so where each is read before it is written. */
void pages_touch(void *p, size_t n);
/* `n` is the size it has now. NULL does nothing. */
void pages_free(void *p, size_t n);

#endif
