/* SPDX-License-Identifier: Apache-2.0
 * own_date.h - the day on which a text says that it was written. */
#ifndef ONUS_TEXT_OWN_DATE_H
#define ONUS_TEXT_OWN_DATE_H

#include "text/reading.h"

/* Looks at the tokens of the first window. False where the text gives no date. */
bool own_date(const struct reading *r, struct days *out);

#endif
