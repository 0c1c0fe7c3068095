/* SPDX-License-Identifier: Apache-2.0
 * arena.h - memory with one lifetime: a request, a job, a document.
 *
 *     chunk 1            chunk 2 (newest, first in the list)
 *     [####....]  <---   [########........]
 *                                 ^ next allocation
 *
 * Nothing in an arena is freed singly; arena_finish frees all of it. What may grow with the input
 * is bounded where the input comes in (base/limits.h). When the system itself has no memory left,
 * the process says so and ends with status 6: every write of Onus is one transaction, so nothing is
 * left half done, and no caller has to carry a branch that no test can reach. */
#ifndef ONUS_BASE_ARENA_H
#define ONUS_BASE_ARENA_H

#include "onus/error.h"
#include "onus/slice.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	size_t used;  /* bytes handed out of the newest chunk */
	size_t total; /* bytes handed out since init or reset */
};

#define ARENA_ALLOC_FN __attribute__((malloc, returns_nonnull, warn_unused_result))

/* A zeroed struct arena is ready; arena_init is the same, said aloud. */
void arena_init(struct arena *a);
/* Frees everything; the arena is ready again. */
void arena_finish(struct arena *a);
/* Forgets everything but keeps the newest chunk, for the next document of a loop. */
void arena_reset(struct arena *a);

/* `n` zeroed bytes, aligned for any type. n == 0 gives a pointer that may not be read. */
ARENA_ALLOC_FN void *arena_alloc(struct arena *a, size_t n);
/* `count` zeroed elements; ends the process where count * size overflows. */
ARENA_ALLOC_FN void *arena_array(struct arena *a, size_t count, size_t size);
/* A copy of the bytes, with a NUL behind them. */
ARENA_ALLOC_FN char *arena_copy(struct arena *a, struct slice s);
ARENA_ALLOC_FN char *arena_printf(struct arena *a, const char *fmt, ...) ONUS_PRINTF(2, 3);

/* The same copy as a slice. */
static inline struct slice arena_slice(struct arena *a, struct slice s)
{
	return slice_of(arena_copy(a, s), s.n);
}

/* A zeroed T, or `n` of them. */
#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_N(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

void arena_cleanup(struct arena *a);
/* An arena that ends with its scope. */
#define SCOPED_ARENA(name) __attribute__((cleanup(arena_cleanup))) struct arena name = {0}

/* malloc and realloc that end the process with status 6 where there is no memory. */
ARENA_ALLOC_FN void *mem_alloc(size_t n);
__attribute__((returns_nonnull, warn_unused_result)) void *mem_grow(void *p, size_t n);

#endif
