/* SPDX-License-Identifier: Apache-2.0
 * files.h - whole files that a command is given, and files it writes out. */
#ifndef ONUS_FACE_FILES_H
#define ONUS_FACE_FILES_H

#include "base/arena.h"

/* The bytes of a file, or of descriptor `input` where the path is "-". ONUS_BAD_INPUT where it
 * can't be read, or is larger than `max`, the limit called `limit`. */
ONUS_CHECK enum onus_err read_whole_file(struct arena *a, const char *path, int input, size_t max,
					 const char *limit, struct slice *out);
/* Writes a new file, or replaces one. ONUS_AGAIN where the disk is full. */
ONUS_CHECK enum onus_err write_whole_file(const char *path, struct slice data);

#endif
