/* SPDX-License-Identifier: GPL-2.0-or-later
 * columns.h - names for the columns of a table, no two of them equal. */
#ifndef ONUS_EXTRACT_COLUMNS_H
#define ONUS_EXTRACT_COLUMNS_H

#include "base/arena.h"
#include "base/limits.h"

/* A zeroed struct is ready. */
struct columns {
	struct arena memory;
	unsigned count;
	uint64_t marks[TABLE_COLUMNS_MAX]; /* of the names as they were given */
	struct slice names[TABLE_COLUMNS_MAX];
};

void columns_finish(struct columns *c);
/* Lends the name of the next column: the one given; behind it a number where another column has
 * that name already; its place where it is empty. There must be room: count < TABLE_COLUMNS_MAX. */
struct slice columns_add(struct columns *c, struct slice name);

#endif
