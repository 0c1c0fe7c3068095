/* SPDX-License-Identifier: Apache-2.0
 * kernel_text.h - from bytes to units. */
#ifndef ONUS_LINK_KERNEL_TEXT_H
#define ONUS_LINK_KERNEL_TEXT_H

#include "base/arena.h"
#include "link/kernel_pair.h"

bool text_is_ascii(struct slice s);
/* Writes the units of `s`, at most s.n of them, and gives how many: bytes as they are, or code
 * points; a byte that is part of none is UNIT_BYTE + itself. */
size_t text_units(enum kernel_units u, struct slice s, uint32_t *out);
enum { UNIT_BYTE = 0x110000 };
/* Gives equal units equal numbers from 0 on, in both at once, and how many there are. */
uint32_t text_number(struct arena *arena, uint32_t *a, size_t na, uint32_t *b, size_t nb);
/* Both as numbers; lives in the arena. */
struct symbols text_symbols(struct arena *arena, enum kernel_units u, struct slice a,
			    struct slice b);

#endif
