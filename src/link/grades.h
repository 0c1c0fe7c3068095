/* SPDX-License-Identifier: Apache-2.0
 * grades.h - how far two dates, postcodes, telephone numbers, marks and addresses agree.
 *
 * A value, any bytes, is read once; two readings give a small grade, 0 where nothing agrees, higher
 * where more does, the same for either order. All are pure and look at a bounded number of bytes.
 */
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

enum { DATE_DIGITS = 8 };

struct date_digits {
	char text[DATE_DIGITS]; /* YYYYMMDD */
	int16_t year;           /* 0: it was no date */
	uint8_t month;
	uint8_t day;
};

void date_read(struct slice text, struct date_digits *out);
enum date_grade date_compare(const struct date_digits *a, const struct date_digits *b);

/* --- postcodes of the United Kingdom (postcodes.c); of others only the first two grades --- */

enum postcode_grade {
	POSTCODE_OTHER,
	POSTCODE_AREA,     /* S */
	POSTCODE_DISTRICT, /* S60 */
	POSTCODE_SECTOR,   /* S60 1 */
	POSTCODE_TYPING,   /* one character differs, or two neighbours are swapped */
	POSTCODE_EQUAL,    /* S60 1AE */
};

enum { POSTCODE_MAX = 8 };

struct postcode_code {
	char text[POSTCODE_MAX]; /* capitals and digits; zeros behind */
	uint8_t n;               /* 0: it was no code */
	uint8_t outward;
	uint8_t area;
};

void postcode_read(struct slice text, struct postcode_code *out);
enum postcode_grade postcode_compare(const struct postcode_code *a, const struct postcode_code *b);

/* --- telephone numbers (phones.c) --- */

enum phone_grade {
	PHONE_OTHER,
	PHONE_TYPING, /* one digit is wrong, missing or too many, or two neighbours are swapped */
	PHONE_END,    /* the last nine digits agree */
	PHONE_EQUAL,  /* in any spelling: +44, 0044, 0, blanks */
};

enum { PHONE_DIGITS_MAX = 18 };

struct phone_digits {
	char text[PHONE_DIGITS_MAX]; /* behind the code of the country, without the 0 */
	uint8_t n;                   /* 0: it was no number */
};

void phone_read(struct slice text, struct phone_digits *out);
enum phone_grade phone_compare(const struct phone_digits *a, const struct phone_digits *b);

/* --- registration marks of vehicles (marks.c) --- */

enum mark_grade {
	MARK_OTHER,
	MARK_TYPING,  /* one character is wrong, missing or too many, or two are swapped */
	MARK_PARTIAL, /* a part of four or more characters, or one with "?", fits the other */
	MARK_ALIKE,   /* but for characters that are read for one another: 0 O, 1 I, 8 B */
	MARK_EQUAL,
};

enum { MARK_MAX = 12 };

struct mark_text {
	char text[MARK_MAX];  /* capitals, digits, "?" */
	char looks[MARK_MAX]; /* the same, what looks alike as one */
	uint8_t n;
	uint8_t known; /* characters that are not "?" */
};

void plate_read(struct slice text, struct mark_text *out);
enum mark_grade mark_compare(const struct mark_text *a, const struct mark_text *b);

/* --- addresses of e-mail (emails.c) --- */

enum email_grade {
	EMAIL_OTHER,
	EMAIL_LOCAL,  /* the same before the @, at another provider */
	EMAIL_TYPING, /* one or two letters differ */
	EMAIL_EQUAL,  /* as the provider reads it */
};

enum { EMAIL_MAX = 96 };

struct email_text {
	char text[EMAIL_MAX];
	uint8_t n;
	uint8_t local; /* bytes before the @; n where there is none */
};

void email_read(struct slice text, struct email_text *out);
enum email_grade email_compare(const struct email_text *a, const struct email_text *b);

/* --- house number and street (streets.c) --- */

enum street_grade {
	STREET_OTHER,
	STREET_NAME,   /* the same street; the number differs or is missing */
	STREET_TYPING, /* the same number, the street but for typing errors */
	STREET_EQUAL,  /* Rd for Road, in any order */
};

enum { STREET_MAX = 48, STREET_NUMBERS_MAX = 3, STREET_NUMBER_MAX = 8 };

struct street_text {
	char text[STREET_MAX]; /* the words, without what is between them */
	char numbers[STREET_NUMBERS_MAX][STREET_NUMBER_MAX]; /* in order, zeros behind */
	uint8_t n;
	uint8_t number_count;
};

void street_read(struct slice text, struct street_text *out);
enum street_grade street_compare(const struct street_text *a, const struct street_text *b);

#endif
