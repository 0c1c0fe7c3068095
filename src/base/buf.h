/* SPDX-License-Identifier: Apache-2.0
 * buf.h - bytes that grow up to a named limit. */
#ifndef ONUS_BASE_BUF_H
#define ONUS_BASE_BUF_H

#include "onus/error.h"
#include "onus/slice.h"

/* Invariant: len <= cap <= max, and data != NULL where cap > 0. Once an append was refused because
 * of `max`, `full` stays set and later appends are refused too: a writer of many small pieces may
 * look once, at the end, with buf_check. */
struct buf {
	char *data;
	size_t len;
	size_t cap;
	size_t max;
	bool full;
};

/* An empty buffer that will never hold more than `max` bytes. buf_finish frees it; it is then empty
 * and ready again. */
void buf_init(struct buf *b, size_t max);
void buf_finish(struct buf *b);
/* Empties the buffer, keeps its memory, clears `full`. */
void buf_reset(struct buf *b);
bool buf_validate(const struct buf *b);

/* What is added must not lie in the buffer itself. */
void buf_add(struct buf *b, struct slice s);
void buf_add_str(struct buf *b, const char *s);
void buf_add_byte(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) ONUS_PRINTF(2, 3);

/* ONUS_BAD_INPUT, naming the limit in bytes and `what`, where something did not fit. */
ONUS_CHECK enum onus_err buf_check(const struct buf *b, const char *what);

static inline struct slice buf_slice(const struct buf *b)
{
	return slice_of(b->data, b->len);
}

#define SCOPED_BUF(name, limit)                                                                    \
	__attribute__((cleanup(buf_finish))) struct buf name = {.max = (limit)}

#endif
