/* SPDX-License-Identifier: Apache-2.0
 * fuzz.h - what a fuzz target is: one function that takes any bytes and comes back.
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
 *     {
 *             SCOPED_ARENA(arena);
 *             struct json *v;
 *
 *             if (json_parse(&arena, slice_of(data, size), &v) == ONUS_OK) {
 *                     FUZZ_CHECK(json_eq(v, v));
 *             }
 *             return 0;
 *     }
 *
 * It keeps nothing between calls, touches no file and no clock, and says with FUZZ_CHECK what must
 * hold of whatever was read: a refused input is as good as a read one. */
#ifndef ONUS_FUZZ_FUZZ_H
#define ONUS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "onus/error.h"
#include "onus/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process where the condition does not hold: that is a finding. */
#define FUZZ_CHECK(cond)                                                                           \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			fprintf(stderr, "%s: does not hold: %s\n", HERE, #cond);                   \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The two ways in which a parser may come back from any bytes; a refusal has words. */
#define FUZZ_CHECK_REFUSED(err)                                                                    \
	do {                                                                                       \
		FUZZ_CHECK((err) == ONUS_BAD_INPUT);                                               \
		FUZZ_CHECK(onus_last_error()->code == (err));                                      \
		FUZZ_CHECK(onus_last_error()->text[0] != '\0');                                    \
		FUZZ_CHECK(slice_is_utf8(slice_str(onus_last_error()->text), NULL));               \
	} while (0)

#endif
