/* SPDX-License-Identifier: Apache-2.0
 * arena.c - chunks of memory that live and die together. */
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

/* Chunks double from the first to the last size. What is larger than a quarter of CHUNK_MAX gets a
 * chunk of its own, so that it neither wastes the rest of the newest one nor sets the size of the
 * next. */
enum { CHUNK_MIN = 64 * 1024, CHUNK_MAX = 16 * 1024 * 1024, LARGE = CHUNK_MAX / 4 };

/* Under the address sanitizer all of a chunk is poisoned but what was handed out, with a gap behind
 * each piece: a byte too far, or a look after the reset, is found as it would be with malloc. */
#if defined(__SANITIZE_ADDRESS__) /* gcc */
#define POISONING 1
#elif defined(__has_feature) /* clang */
#define POISONING __has_feature(address_sanitizer)
#else
#define POISONING 0
#endif

#if POISONING
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
enum { GAP = 0 };
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(max_align_t) char data[];
};

static _Noreturn void die_out_of_memory(size_t n)
{
	fprintf(stderr,
		"onus: out of memory (%zu bytes wanted); nothing was half done, try again\n", n);
	_Exit(-ONUS_AGAIN);
}

void *mem_alloc(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	if (p == NULL) {
		die_out_of_memory(n);
	}
	return p;
}

void *mem_grow(void *old, size_t n)
{
	void *p = realloc(old, n > 0 ? n : 1);

	if (p == NULL) {
		die_out_of_memory(n);
	}
	return p;
}

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

void arena_finish(struct arena *a)
{
	while (a->chunks != NULL) {
		struct arena_chunk *older = a->chunks->older;

		UNPOISON(a->chunks->data, a->chunks->size);
		free(a->chunks);
		a->chunks = older;
	}
	a->used = 0;
	a->total = 0;
}

void arena_cleanup(struct arena *a)
{
	arena_finish(a);
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *keep = a->chunks;

	if (keep != NULL) {
		a->chunks = keep->older;
		arena_finish(a);
		keep->older = NULL;
		a->chunks = keep;
		POISON(keep->data, keep->size);
	}
	a->used = 0;
	a->total = 0;
}

static struct arena_chunk *make_chunk(size_t size, struct arena_chunk *older)
{
	struct arena_chunk *chunk;

	if (size > SIZE_MAX - sizeof *chunk) {
		die_out_of_memory(size);
	}
	chunk = mem_alloc(sizeof *chunk + size);
	chunk->older = older;
	chunk->size = size;
	POISON(chunk->data, size);
	return chunk;
}

/* A chunk for `size` bytes alone, behind the newest, which goes on being filled. */
static char *alloc_apart(struct arena *a, size_t size)
{
	struct arena_chunk *chunk = make_chunk(size, a->chunks->older);

	a->chunks->older = chunk;
	return chunk->data;
}

static char *alloc_newest(struct arena *a, size_t size)
{
	char *p;

	if (a->chunks == NULL || size > a->chunks->size - a->used) {
		size_t wanted = a->chunks == NULL ? CHUNK_MIN : a->chunks->size * 2;

		wanted = wanted < CHUNK_MAX ? wanted : CHUNK_MAX;
		a->chunks = make_chunk(size > wanted ? size : wanted, a->chunks);
		a->used = 0;
	}
	p = a->chunks->data + a->used;
	a->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	size_t size;
	char *p;

	if (n > SIZE_MAX - align - GAP) {
		die_out_of_memory(n);
	}
	size = (n + align - 1) / align * align + GAP;
	p = size > LARGE && a->chunks != NULL ? alloc_apart(a, size) : alloc_newest(a, size);
	a->total += size;
	UNPOISON(p, n);
	memset(p, 0, n);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n)) {
		die_out_of_memory(SIZE_MAX);
	}
	return arena_alloc(a, n);
}

char *arena_copy(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n > 0) {
		memcpy(p, s.p, s.n);
	}
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list args;
	va_list again;
	char *p;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(small, sizeof small, fmt, args);
	va_end(args);
	if (n < 0) { /* longer than an int can say */
		die_out_of_memory(SIZE_MAX);
	}
	if ((size_t)n < sizeof small) {
		p = arena_copy(a, slice_of(small, (size_t)n));
	} else {
		p = arena_alloc(a, (size_t)n + 1);
		vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return p;
}
