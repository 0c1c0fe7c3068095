/* SPDX-License-Identifier: Apache-2.0
 * calendar.h - England's working days, and the time of Europe/London.
 *
 * A working day is Monday to Friday but no bank holiday of England and Wales (Banking and Financial
 * Dealings Act 1971, and proclamations; the table is in calendar.c with its source). Outside
 * CALENDAR_YEAR_FIRST..CALENDAR_YEAR_LAST the table knows nothing, and every question is an error,
 * never a guess. */
#ifndef ONUS_BASE_CALENDAR_H
#define ONUS_BASE_CALENDAR_H

#include "base/when.h"

enum { CALENDAR_YEAR_FIRST = 1998, CALENDAR_YEAR_LAST = 2028 };

/* Seconds that Europe/London is ahead of UTC at an instant: 0 or 3600. Source: the rule in force
 * since 1996 (last Sunday of March 01:00 UTC to last Sunday of October 01:00 UTC: Summer Time Order
 * 2002, SI 2002/262), here carried on into all other years. */
int64_t london_offset(int64_t instant);
/* The London date (days since 1970-01-01) of an instant, and the instant at which it begins. */
int64_t london_day(int64_t instant);
int64_t london_day_start(int64_t day);

/* ONUS_BAD_INPUT outside the table. `day` counts from 1970-01-01. */
ONUS_CHECK enum onus_err calendar_is_working_day(int64_t day, bool *out);
/* The last second of the London day that is `count` working days after the day of `start`; a start
 * on no working day counts from the next one's eve. ONUS_BAD_INPUT outside the table, ONUS_USAGE
 * for a negative count. */
ONUS_CHECK enum onus_err calendar_add_working_days(int64_t start, int count, int64_t *out);
/* The last second of the London day `count` days, or months, after the day of `start`; a month end
 * that does not exist becomes the last day of that month. A negative count goes back. What would
 * lie beyond INSTANT_MIN or INSTANT_MAX becomes that instant. */
int64_t calendar_add_days(int64_t start, int count);
int64_t calendar_add_months(int64_t start, int count);

#endif
