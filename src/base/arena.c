/* SPDX-License-Identifier: Apache-2.0
 * arena.c - chunks of memory that live and die together. */
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

enum { CHUNK_MIN = 64 * 1024 };

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(max_align_t) char data[];
};

static _Noreturn void die_out_of_memory(size_t n)
{
	fprintf(stderr, "onus: out of memory (%zu bytes wanted); nothing was half done, try again\n", n);
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
	}
	a->used = 0;
	a->total = 0;
}

static void add_chunk(struct arena *a, size_t need)
{
	size_t size = a->chunks != NULL && a->chunks->size < (1u << 24) ? a->chunks->size * 2 : CHUNK_MIN;
	struct arena_chunk *chunk;

	if (size < need) {
		size = need;
	}
	if (size > SIZE_MAX - sizeof *chunk) {
		die_out_of_memory(need);
	}
	chunk = mem_alloc(sizeof *chunk + size);
	chunk->older = a->chunks;
	chunk->size = size;
	a->chunks = chunk;
	a->used = 0;
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	size_t rounded;
	char *p;

	if (n > SIZE_MAX - align) {
		die_out_of_memory(n);
	}
	rounded = (n + align - 1) / align * align;
	if (a->chunks == NULL || rounded > a->chunks->size - a->used) {
		add_chunk(a, rounded);
	}
	p = a->chunks->data + a->used;
	a->used += rounded;
	a->total += rounded;
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
	va_list args;
	va_list again;
	char *p;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	p = arena_alloc(a, (n > 0 ? (size_t)n : 0) + 1);
	if (n > 0) {
		vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return p;
}
