/* SPDX-License-Identifier: Apache-2.0
 * wire.c - frames between two processes of Onus that do not trust each other. */
#include "base/wire.h"

static void put_number(struct buf *out, uint64_t v, size_t width)
{
	char bytes[8];

	for (size_t i = 0; i < width; i++) {
		bytes[i] = (char)(v >> (8 * i) & 0xff);
	}
	buf_add(out, slice_of(bytes, width));
}

static uint64_t number_at(const char *p, size_t width)
{
	uint64_t v = 0;

	for (size_t i = width; i > 0; i--) {
		v = v << 8 | (unsigned char)p[i - 1];
	}
	return v;
}

size_t wire_begin(struct buf *out, uint8_t tag)
{
	wire_put_u8(out, tag);
	wire_put_u32(out, 0);
	return out->len;
}

void wire_end(struct buf *out, size_t mark)
{
	wire_end_with(out, mark, 0);
}

void wire_end_with(struct buf *out, size_t mark, size_t more)
{
	size_t n = out->len - mark + more;

	if (out->full) {
		return; /* the caller's buf_check tells */
	}
	for (size_t i = 0; i < 4; i++) {
		out->data[mark - 4 + i] = (char)(n >> (8 * i) & 0xff);
	}
}

void wire_put_u8(struct buf *out, uint8_t v)
{
	put_number(out, v, 1);
}

void wire_put_u16(struct buf *out, uint16_t v)
{
	put_number(out, v, 2);
}

void wire_put_u32(struct buf *out, uint32_t v)
{
	put_number(out, v, 4);
}

void wire_put_i64(struct buf *out, int64_t v)
{
	put_number(out, (uint64_t)v, 8);
}

void wire_put_bytes(struct buf *out, struct slice s)
{
	wire_put_u32(out, (uint32_t)s.n);
	buf_add(out, s);
}

enum wire_next wire_next(struct slice *rest, size_t max, struct wire_frame *out)
{
	size_t n;

	if (rest->n < WIRE_HEAD) {
		return WIRE_MORE;
	}
	n = (size_t)number_at(rest->p + 1, 4);
	if (n > max) {
		return WIRE_TOO_LONG;
	}
	if (n > rest->n - WIRE_HEAD) {
		return WIRE_MORE;
	}
	out->tag = (uint8_t)rest->p[0];
	out->payload = slice_of(rest->p + WIRE_HEAD, n);
	*rest = slice_from(*rest, WIRE_HEAD + n);
	return WIRE_FRAME;
}

static uint64_t take_number(struct wire_fields *f, size_t width)
{
	uint64_t v;

	if (f->bad || f->rest.n < width) {
		f->bad = true;
		return 0;
	}
	v = number_at(f->rest.p, width);
	f->rest = slice_from(f->rest, width);
	return v;
}

uint8_t wire_u8(struct wire_fields *f)
{
	return (uint8_t)take_number(f, 1);
}

uint16_t wire_u16(struct wire_fields *f)
{
	return (uint16_t)take_number(f, 2);
}

uint32_t wire_u32(struct wire_fields *f)
{
	return (uint32_t)take_number(f, 4);
}

int64_t wire_i64(struct wire_fields *f)
{
	return (int64_t)take_number(f, 8);
}

struct slice wire_bytes(struct wire_fields *f, size_t max)
{
	size_t n = wire_u32(f);
	struct slice s;

	if (f->bad || n > max || n > f->rest.n) {
		f->bad = true;
		return slice_of(NULL, 0);
	}
	s = slice_of(f->rest.p, n);
	f->rest = slice_from(f->rest, n);
	return s;
}

bool wire_done(const struct wire_fields *f)
{
	return !f->bad && f->rest.n == 0;
}
