/* SPDX-License-Identifier: Apache-2.0
 * identifier.h - the kinds that are known by a normal form instead of words, and that form. */
#ifndef ONUS_TEXT_IDENTIFIER_H
#define ONUS_TEXT_IDENTIFIER_H

#include "base/limits.h"
#include "onus/text.h"

enum { IDENTIFIER_ROOM = NAME_MAX_BYTES + 8 };

bool kind_is_identifier(enum onus_kind kind);
/* Writes the form under which two writings of an identifier are equal: "AB51ABC" for "ab51 abc",
 * "447700900123" for "07700 900123". Not NUL-ended. Returns its length; 0 where nothing is left. */
size_t identifier_normal(enum onus_kind kind, struct slice text, char out[IDENTIFIER_ROOM]);

#endif
