/* SPDX-License-Identifier: Apache-2.0
 * wire.h - frames between two processes of Onus that do not trust each other.
 *
 *     +-----+-----------------+--------------------+
 *     | tag | length, 4 bytes | payload            |     numbers are little-endian
 *     +-----+-----------------+--------------------+
 *
 * A payload is a row of fields: whole numbers of a fixed width, and byte strings with their length
 * in front. A reader never looks behind the end of what it was given: the first field that does not
 * fit sets `bad`, later fields read as zero and empty, and one look at the end tells. */
#ifndef ONUS_BASE_WIRE_H
#define ONUS_BASE_WIRE_H

#include "base/buf.h"

enum { WIRE_HEAD = 5 };

struct wire_frame {
	uint8_t tag;
	struct slice payload; /* lent */
};

/* --- writing --- */
/* Opens a frame at the end of `out`; gives the mark that wire_end takes to fill in the length. */
size_t wire_begin(struct buf *out, uint8_t tag);
void wire_end(struct buf *out, size_t mark);
/* The same for a payload whose last `more` bytes the caller sends by itself. */
void wire_end_with(struct buf *out, size_t mark, size_t more);
void wire_put_u8(struct buf *out, uint8_t v);
void wire_put_u16(struct buf *out, uint16_t v);
void wire_put_u32(struct buf *out, uint32_t v);
void wire_put_i64(struct buf *out, int64_t v);
void wire_put_bytes(struct buf *out, struct slice s);

/* --- reading --- */
enum wire_next {
	WIRE_FRAME, /* a whole frame was cut off *rest */
	WIRE_MORE,  /* *rest is empty, or the beginning of a frame */
	WIRE_TOO_LONG,
};

/* Cuts the next frame off `*rest`; a payload beyond `max` bytes is WIRE_TOO_LONG as soon as its
 * head is there. *rest and *out are untouched unless a frame was cut off. */
enum wire_next wire_next(struct slice *rest, size_t max, struct wire_frame *out);

struct wire_fields {
	struct slice rest;
	bool bad;
};

uint8_t wire_u8(struct wire_fields *f);
uint16_t wire_u16(struct wire_fields *f);
uint32_t wire_u32(struct wire_fields *f);
int64_t wire_i64(struct wire_fields *f);
/* Lends a byte string of at most `max` bytes. */
struct slice wire_bytes(struct wire_fields *f, size_t max);
/* True where every field fitted and nothing is left over. */
bool wire_done(const struct wire_fields *f);

#endif
