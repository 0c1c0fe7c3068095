/* SPDX-License-Identifier: Apache-2.0
 * buf.c - bytes that grow up to a named limit. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum { BUF_FIRST = 256 };

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void buf_finish(struct buf *b)
{
	free(b->data);
	*b = (struct buf){.max = b->max};
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
}

bool buf_validate(const struct buf *b)
{
	return b != NULL && b->len <= b->cap && b->cap <= b->max &&
	       (b->data != NULL || b->cap == 0);
}

/* Makes room for n more bytes; false, and `full`, where the limit forbids it. */
static bool reserve(struct buf *b, size_t n)
{
	size_t cap;

	if (b->full || n > b->max - b->len) {
		b->full = true;
		return false;
	}
	if (n <= b->cap - b->len) {
		return true;
	}
	cap = b->cap < BUF_FIRST ? BUF_FIRST : b->cap;
	while (cap - b->len < n) {
		cap = cap > b->max / 2 ? b->max : cap * 2;
	}
	if (cap > b->max) {
		cap = b->max;
	}
	b->data = mem_grow(b->data, cap);
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, struct slice s)
{
	if (s.n > 0 && reserve(b, s.n)) {
		memcpy(b->data + b->len, s.p, s.n);
		b->len += s.n;
	}
}

void buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, slice_str(s));
}

void buf_add_byte(struct buf *b, char c)
{
	buf_add(b, slice_of(&c, 1));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list args;
	va_list again;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(small, sizeof small, fmt, args);
	va_end(args);
	if (n < 0) { /* longer than an int can say */
		b->full = true;
	} else if ((size_t)n < sizeof small) {
		buf_add(b, slice_of(small, (size_t)n));
	} else {
		char *large = mem_alloc((size_t)n + 1);

		vsnprintf(large, (size_t)n + 1, fmt, again);
		buf_add(b, slice_of(large, (size_t)n));
		free(large);
	}
	va_end(again);
}

enum onus_err buf_check(const struct buf *b, const char *what)
{
	ENSURE(!b->full, ONUS_BAD_INPUT, "%s would be larger than its limit of %zu bytes", what,
	       b->max);
	return ONUS_OK;
}
