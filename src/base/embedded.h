/* SPDX-License-Identifier: Apache-2.0
 * embedded.h - a file that the program carries inside (tools/embed.py makes the tables). */
#ifndef ONUS_BASE_EMBEDDED_H
#define ONUS_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* of the file, without its folder; NULL ends a table */
	const char *data; /* ended by a NUL that `size` does not count */
	size_t size;
};

#endif
