/* SPDX-License-Identifier: Apache-2.0
 * names.h - names of persons: their parts, and how far two of them agree.
 *
 * A name is folded (text/fold.h: capitals without marks; Cyrillic and Greek letters as Latin ones)
 * and cut into parts at blanks, hyphens and full stops; an apostrophe is left out, so that O'Brien
 * and OBrien are one spelling. The order of the parts says little: forms, cultures and typists
 * differ, and so a part may find its partner anywhere.
 *
 * All functions are pure and take any bytes; their time is bounded by NAME_PARTS_MAX parts of
 * NAME_PART_MAX bytes: what is beyond is not looked at. */
#ifndef ONUS_LINK_NAMES_H
#define ONUS_LINK_NAMES_H

#include "link/names_words.h"
#include "onus/slice.h"

enum { NAME_PARTS_MAX = 8, NAME_PART_MAX = 24 };

struct name_part {
	char text[NAME_PART_MAX]; /* zeros behind its n bytes */
	uint32_t letters;         /* bit for each letter in it: what differs in many is far apart */
	uint32_t sound;           /* names that sound alike have the same; 0: it has none */
	uint32_t lines;           /* bits of the lines of the list that hold it */
	uint16_t word;            /* its number in the list, 0 where it is not there */
	uint8_t n;
	bool may_lack; /* a title or a particle: nothing is missing where it is */
};

/* What a name is read into, once for each value; `count` parts are filled in. */
struct name {
	uint8_t count;
	uint32_t letters; /* of all parts */
	struct name_part parts[NAME_PARTS_MAX];
};

/* Folds a name and cuts it into parts (names_fold.c). Gives the bytes of *out that were used. */
size_t name_read(struct slice text, struct name *out);
/* The first or last part of a name, as folded, without titles; gives its bytes, 0 where there is
 * none. */
size_t name_outer_part(struct slice text, bool last, char out[NAME_PART_MAX]);
/* Fills in what follows from a part's text. */
void name_part_settle(struct name_part *p);

/* True where both are transliterations or spellings of one name by rule (names_sound.c): equal
 * consonants, and vowels that are written for one another. */
bool name_sounds_alike(const char *a, size_t n_a, const char *b, size_t n_b);
/* Equal for names that sound alike, seldom for others; 0 where the rules do not apply. */
uint32_t name_sound(const char *s, size_t n);

/* Grades of two whole names, given and family name in any order. */
enum name_grade {
	NAME_OTHER,
	NAME_FAMILY,   /* the family name alone agrees, or one of several parts */
	NAME_INITIALS, /* initials stand for some parts, and at least one other part agrees */
	NAME_TYPING,   /* the parts agree but for typing errors in one */
	NAME_VARIANT,  /* the parts agree, some as nicknames or in another spelling */
	NAME_PARTS, /* the same parts in another order, as one word or two, or with some left out */
	NAME_EQUAL, /* equal as folded */
};
enum name_grade name_compare(const struct name *a, const struct name *b);

/* Grades of a given name, or of a family name, alone. */
enum single_grade {
	SINGLE_OTHER,
	SINGLE_INITIAL,
	SINGLE_TYPING,
	SINGLE_VARIANT, /* nickname, spelling; one of two given names; one half of a double barrel
			 */
	SINGLE_EQUAL,   /* as folded; as one word or two */
};
enum single_grade given_name_compare(const struct name *a, const struct name *b);
enum single_grade family_name_compare(const struct name *a, const struct name *b);

/* True where at most `max` letters were typed wrong, left out, put in, or swapped with their
 * neighbour (edits.c); `max` is 0 to 2. */
bool edits_within(const char *a, size_t n_a, const char *b, size_t n_b, unsigned max);

#endif
