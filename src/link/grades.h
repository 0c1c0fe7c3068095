/* SPDX-License-Identifier: Apache-2.0
 * grades.h - how far two dates, postcodes, telephone numbers, marks and addresses agree.
 *
 * Each takes any bytes and gives a small grade, 0 where nothing agrees, higher where more does. All
 * are pure and look at a bounded number of bytes. */
#ifndef ONUS_LINK_GRADES_H
#define ONUS_LINK_GRADES_H

#include <stdint.h>

#include "onus/slice.h"

/* --- dates of birth (dates.c): YYYY-MM-DD, YYYYMMDD, DD/MM/YYYY --- */

enum date_grade {
	DATE_OTHER,
	DATE_NEAR,    /* the same year, or at most a year apart; or years that were mistyped */
	DATE_MONTH,   /* the same month; or the same year where one is only known by its year */
	DATE_TYPING,  /* one digit differs, or two neighbours are swapped */
	DATE_SWAPPED, /* day and month are swapped */
	DATE_YEAR,    /* both are 1 January of one year: often all that was known */
	DATE_EQUAL,
};
enum date_grade date_compare(struct slice a, struct slice b);

/* --- postcodes of the United Kingdom (postcodes.c); of others only the first two grades --- */

enum postcode_grade {
	POSTCODE_OTHER,
	POSTCODE_AREA,     /* S */
	POSTCODE_DISTRICT, /* S60 */
	POSTCODE_SECTOR,   /* S60 1 */
	POSTCODE_TYPING,   /* one character differs, or two neighbours are swapped */
	POSTCODE_EQUAL,    /* S60 1AE */
};
enum postcode_grade postcode_compare(struct slice a, struct slice b);

/* --- telephone numbers (phones.c) --- */

enum phone_grade {
	PHONE_OTHER,
	PHONE_TYPING, /* one digit is wrong, missing or too many, or two neighbours are swapped */
	PHONE_END,    /* the last nine digits agree */
	PHONE_EQUAL,  /* in any spelling: +44, 0044, 0, blanks */
};
enum phone_grade phone_compare(struct slice a, struct slice b);

/* --- registration marks of vehicles (marks.c) --- */

enum mark_grade {
	MARK_OTHER,
	MARK_TYPING,  /* one character is wrong, missing or too many, or two are swapped */
	MARK_PARTIAL, /* a part of four or more characters, or one with "?", fits the other */
	MARK_ALIKE,   /* but for characters that are read for one another: 0 O, 1 I, 8 B */
	MARK_EQUAL,
};
enum mark_grade mark_compare(struct slice a, struct slice b);

/* --- addresses of e-mail (emails.c) --- */

enum email_grade {
	EMAIL_OTHER,
	EMAIL_LOCAL,  /* the same before the @, at another provider */
	EMAIL_TYPING, /* one or two letters differ */
	EMAIL_EQUAL,  /* as the provider reads it */
};
enum email_grade email_compare(struct slice a, struct slice b);

/* --- house number and street (streets.c) --- */

enum street_grade {
	STREET_OTHER,
	STREET_NAME,   /* the same street; the number differs or is missing */
	STREET_TYPING, /* the same number, the street but for typing errors */
	STREET_EQUAL,  /* Rd for Road, in any order */
};
enum street_grade street_compare(struct slice a, struct slice b);

#endif
