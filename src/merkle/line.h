/* SPDX-License-Identifier: Apache-2.0
 * line.h - the lines of the C2SP formats: each ended by one \n, the last one too. */
#ifndef ONUS_MERKLE_LINE_H
#define ONUS_MERKLE_LINE_H

#include "onus/slice.h"

/* Takes the next line, without its \n, off `*rest`; false where no \n is left. */
static inline bool line_take(struct slice *rest, struct slice *line)
{
	size_t at = slice_find(*rest, '\n');

	if (rest->p == NULL || at == rest->n) {
		return false;
	}
	*line = slice_of(rest->p, at);
	*rest = slice_from(*rest, at + 1);
	return true;
}

#endif
