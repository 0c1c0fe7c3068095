/* SPDX-License-Identifier: GPL-2.0-or-later
 * columns.c - names for the columns of a table, no two of them equal. */
#include "extract/columns.h"

void columns_finish(struct columns *c)
{
	arena_finish(&c->memory);
	c->count = 0;
}

/* FNV-1a: equal for equal names, and hardly ever else, where a number is passed over. */
static uint64_t mark_of(struct slice name)
{
	uint64_t mark = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < name.n; i++) {
		mark = (mark ^ (unsigned char)name.p[i]) * UINT64_C(0x100000001b3);
	}
	return mark;
}

static bool is_taken(const struct columns *c, struct slice name)
{
	for (unsigned i = 0; i < c->count; i++) {
		if (slice_eq(c->names[i], name)) {
			return true;
		}
	}
	return false;
}

struct slice columns_add(struct columns *c, struct slice name)
{
	uint64_t mark = mark_of(name);
	struct slice full = name;
	unsigned number = 1;

	for (unsigned i = 0; i < c->count; i++) {
		number += c->marks[i] == mark;
	}
	if (name.n == 0) {
		number = c->count + 1;
		name = SLICE("column");
		full = slice_str(arena_printf(&c->memory, "column %u", number));
	}
	number = number < 2 ? 2 : number;
	for (; is_taken(c, full); number++) {
		full = slice_str(
			arena_printf(&c->memory, SLICE_FMT " (%u)", SLICE_ARG(name), number));
	}
	c->marks[c->count] = mark;
	c->names[c->count] = arena_slice(&c->memory, full);
	return c->names[c->count++];
}
