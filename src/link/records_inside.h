/* SPDX-License-Identifier: Apache-2.0
 * records_inside.h - what the makers of columns share. */
#ifndef ONUS_LINK_RECORDS_INSIDE_H
#define ONUS_LINK_RECORDS_INSIDE_H

#include "link/records_dict.h"

/* A column of the values of a dictionary, which is empty afterwards, and of the codes of `rows`
 * rows (from pages_grow, with room for `room`), which now belong to it. Without codes, or where
 * they are all different, every row has the value of its number. */
struct column *column_from_dict(struct slice name, struct dict *d, uint32_t *codes, size_t room,
				uint32_t rows, uint32_t *counts);
/* Codes for a column that has none, because every row has a value of its own. */
void column_give_codes(struct column *c, uint32_t rows);
/* Room for so many rows, values and bytes of a column with codes, and half as many again where it
 * had too little. */
void column_reserve(struct column *c, size_t rows, size_t values, size_t bytes);
/* [-] digits [. digits] [exponent], with a digit on one side of the point at least; no zero in
 * front of other digits: such a value is a code, not a quantity. */
bool value_is_number(struct slice s);
/* Whether no two values that were appended are the same. */
ONUS_CHECK enum onus_err dict_is_distinct(const struct dict *d, unsigned threads, bool *out);

#endif
