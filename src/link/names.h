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

enum { NAME_PARTS_MAX = 8, NAME_PART_MAX = 32 };

struct name_part {
	uint8_t n;
	bool hyphen;                  /* a hyphen ties it to the part before */
	bool may_lack;                /* a title or a particle: nothing is missing where it is */
	const struct name_word *word; /* NULL where the list does not have it */
	char text[NAME_PART_MAX];     /* zeros behind its n bytes */
};

struct name {
	unsigned count;
	struct name_part parts[NAME_PARTS_MAX];
};

/* Folds a name and cuts it into parts (names_fold.c). */
void name_read(struct slice text, struct name *out);

/* How far one part of a name agrees with another, from the weakest. */
enum part_likeness {
	PART_OTHER,
	PART_INITIAL, /* one is the first letter of the other */
	PART_TYPING,  /* one typing error; two in eight letters or more */
	PART_VARIANT, /* a nickname or another spelling */
	PART_EQUAL,
};

enum part_role { ROLE_ANY, ROLE_GIVEN, ROLE_FAMILY };

enum part_likeness part_compare(const struct name_part *a, const struct name_part *b,
				enum part_role role);

/* True where both are transliterations or spellings of one name by rule (names_sound.c): equal
 * consonants, and vowels that are written for one another. */
bool name_sounds_alike(const char *a, size_t n_a, const char *b, size_t n_b);

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
enum name_grade name_compare(struct slice a, struct slice b);

/* Grades of a given name, or of a family name, alone. */
enum single_grade {
	SINGLE_OTHER,
	SINGLE_INITIAL,
	SINGLE_TYPING,
	SINGLE_VARIANT, /* nickname, spelling; one of two given names; one half of a double barrel
			 */
	SINGLE_EQUAL,   /* as folded; as one word or two */
};
enum single_grade given_name_compare(struct slice a, struct slice b);
enum single_grade family_name_compare(struct slice a, struct slice b);

/* True where at most `max` letters were typed wrong, left out, put in, or swapped with their
 * neighbour (edits.c); `max` is 0 to 2. */
bool edits_within(const char *a, size_t n_a, const char *b, size_t n_b, unsigned max);

#endif
