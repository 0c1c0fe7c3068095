/* SPDX-License-Identifier: Apache-2.0
 * plate.h - the forms of United Kingdom registration marks. */
#ifndef ONUS_TEXT_PLATE_H
#define ONUS_TEXT_PLATE_H

#include <stdbool.h>
#include <stddef.h>

enum { PLATE_MAX = 7 };

enum plate_form {
	PLATE_NONE,
	PLATE_CURRENT,    /* AB51 ABC: since September 2001 */
	PLATE_PREFIX,     /* A123 ABC: 1983 to 2001 */
	PLATE_SUFFIX,     /* ABC 123A: 1963 to 1983 */
	PLATE_NI,         /* ABZ 1234: Northern Ireland, three letters */
	PLATE_NI_TWO,     /* IA 1234 */
	PLATE_DIPLOMATIC, /* 101 D 123 */
	PLATE_DATELESS,   /* 1234 AB, ABC 12 */
	PLATE_FORM_COUNT,
};

/* The form of these capitals and digits. Bit i of `blanks`: a blank stood behind i characters; a
 * blank in the wrong place is no mark. */
enum plate_form plate_form(const char *s, size_t n, unsigned blanks);
/* Puts right what looks alike (0 O, 1 I, 5 S, 8 B, 2 Z) by place, at most twice and as seldom as
 * will do, in a mark of seven. False where that makes no current, prefix or suffix mark. */
bool plate_repair(char *s, size_t n, unsigned blanks, enum plate_form *form);

#endif
