/* SPDX-License-Identifier: Apache-2.0
 * own_date.h - the day on which a text says that it was written. */
#ifndef ONUS_TEXT_OWN_DATE_H
#define ONUS_TEXT_OWN_DATE_H

#include "text/reading.h"

/* Reads the head of r->text (and leaves its tokens in r->tokens). False where it gives no date. */
bool own_date(struct reading *r, struct days *out);

#endif
