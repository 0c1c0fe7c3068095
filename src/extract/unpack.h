/* SPDX-License-Identifier: GPL-2.0-or-later
 * unpack.h - the files in a zip, unpacked a block at a time and never beyond the limits. */
#ifndef ONUS_EXTRACT_UNPACK_H
#define ONUS_EXTRACT_UNPACK_H

#include "extract/output.h"

struct archive;

struct unpacking {
	struct archive *archive;
	unsigned entries;
	size_t inflated;
	size_t inflated_max;
	bool trap; /* it unpacks to far more than any document does */
};

/* Opens the zip in `bytes`, which must outlive `u`. ONUS_BAD_INPUT where it is none. */
ONUS_CHECK enum onus_err unpacking_init(struct unpacking *u, struct slice bytes);
void unpacking_finish(struct unpacking *u);
/* Goes to the next file and lends its name; false at the end, and at a limit or damage, which are
 * noted. Files behind a password are passed over with a warning. */
bool unpacking_next(struct unpacking *u, struct output *out, struct slice *name);
/* Lends the next block of the file at hand; false at its end, and at a limit or damage, which are
 * noted. */
bool unpacking_block(struct unpacking *u, struct output *out, struct slice *block);

#endif
