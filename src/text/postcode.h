/* SPDX-License-Identifier: Apache-2.0
 * postcode.h - what a postcode looks like. */
#ifndef ONUS_TEXT_POSTCODE_H
#define ONUS_TEXT_POSTCODE_H

#include "text/reading.h"

enum { POSTCODE_MIN = 5, POSTCODE_MAX = 7 };

/* True where these capitals and digits, without the blank, have the form of a postcode. */
bool postcode_valid(const char *s, size_t n);
/* The last token of a postcode that begins at `t` and is written in capitals (or in any case,
 * digits and letters repaired, where `cue` is true), or NULL. Writes its normal form and whether it
 * was repaired. */
const struct token *postcode_at(const struct reading *r, const struct token *t, bool cue,
				char out[POSTCODE_MAX + 2], bool *repaired);

#endif
