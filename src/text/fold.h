/* SPDX-License-Identifier: Apache-2.0
 * fold.h - one spelling for what people write in many.
 *
 * Letters become capitals without marks: "é", "É" and "e" with a combining accent all fold to "E",
 * "ß" to "SS", "ł" to "L", full-width digits to digits. Scripts other than Latin keep their letters
 * (capitals where they have them); transliteration is not done here. */
#ifndef ONUS_TEXT_FOLD_H
#define ONUS_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum letter_kind {
	LETTER_NONE,  /* a sign: punctuation, a symbol, an emoji */
	LETTER_SPACE, /* a blank of any width */
	LETTER_LINE,  /* a line separator */
	LETTER_UPPER, /* a capital, or a letter of a script without case */
	LETTER_LOWER,
	LETTER_DIGIT,   /* folds to an ASCII digit */
	LETTER_MARK,    /* belongs to the letter before it, and folds away */
	LETTER_NOTHING, /* invisible: direction marks, joiners, soft hyphens */
};

enum {
	FOLD_ROOM =
		16, /* bytes that one letter may fold to; never more than 4 for each of its own */
	SIGN_OTHER = 1, /* a sign that no rule looks at */
	SIGN_POUND = 2,
	SIGN_EURO = 3,
};

struct letter {
	enum letter_kind kind;
	uint8_t bytes; /* of its UTF-8 */
	uint8_t sign; /* of LETTER_NONE: the ASCII sign that it stands for ("–" is '-'), or SIGN_*
		       */
	uint8_t n;    /* bytes in `folded` */
	char folded[FOLD_ROOM];
};

/* The letter that begins at p, which is valid UTF-8, not ASCII, of `n` > 0 bytes. */
struct letter letter_read(const char *p, size_t n);

#endif
