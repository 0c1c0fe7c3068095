/* SPDX-License-Identifier: Apache-2.0
 * alike.h - what in the register may be the same as a name that is new to it: the link engine, on
 * the register.
 *
 * For each kind (person, phone, vehicle, address) an index of all names that entities of it have,
 * and of names that reports gave to nobody known. It is made from the store when it is first asked,
 * and grows with what it is asked about; it lives as long as one command. What it finds is
 * proposed, never done.
 *
 * The engine's weights come from the models in alike_model.c, and from what people answered: every
 * decided "same" link between two names of a kind trains the next index of it. */
#ifndef ONUS_PRACTICE_REGISTER_ALIKE_H
#define ONUS_PRACTICE_REGISTER_ALIKE_H

#include "onus/link.h"
#include "practice/register/register.h"

enum {
	ALIKE_ENTER_MAX =
		200000, /* names known, beyond which entering one compares none: a second */
	ALIKE_MAX = 8,  /* proposals for one name: the likeliest */
	ALIKE_MENTIONS_MAX = 100000, /* names of nobody known that an index takes in: the newest */
};

/* A name in the index. */
struct alike_name {
	const char *entity;  /* whose it is; NULL: nobody known */
	const char *mention; /* the first mention of it, where it is nobody's */
	const char *value;   /* as it is compared */
};

struct alike_found {
	size_t number; /* for alike_is_now */
	struct alike_name name;
	bool equal;           /* the very same value */
	int64_t chance;       /* that both are one, by the model: in a thousand */
	const char *evidence; /* in words */
};

/* True for kinds that are compared, and names that say enough: a person's needs two parts. */
bool alike_compares(const char *kind, struct slice value);

/* The likeliest names that may mean what `name` means, at most ALIKE_MAX, never of its own entity;
 * the equal ones first, then by chance; of a value that is there already, that one alone. `name` is
 * in the index from then on: *number is its number. The list and its texts live in `a`. */
ONUS_CHECK enum onus_err alike_find(struct alike *x, struct arena *a, const char *kind,
				    const struct alike_name *name, size_t *number,
				    struct alike_found **out, size_t *count);
/* The name of that number belongs to an entity now. */
void alike_is_now(struct alike *x, const char *kind, size_t number, const char *entity);

/* --- alike_model.c --- */

struct alike_kind {
	const char *kind;
	const char *model;        /* JSON of the link engine */
	double weight_min;        /* proposals from here on */
	const char *const *words; /* of the first comparison's grades, from 0 on */
	size_t word_count;
};

extern const struct alike_kind alike_kinds[];
enum { ALIKE_KINDS = 4 };

/* The columns in which a value is compared: derived from its parts. `frequency` of the first and of
 * the last part of a person's name, 0 to 1. */
enum { ALIKE_COLUMNS = 12, ALIKE_TEXT_MAX = 256 };
struct alike_values {
	struct onus_column columns[ALIKE_COLUMNS];
	struct slice values[ALIKE_COLUMNS];
	char texts[ALIKE_COLUMNS][ALIKE_TEXT_MAX];
	size_t count;
};

/* Splits a value into its columns; `id` is the record's number. Columns point into `out`. */
void alike_split(const char *kind, uint64_t id, struct slice value, struct alike_values *out);
/* Names of a person's first and last part, folded; false where there are not two. */
bool alike_ends(struct slice value, char *first, char *last, size_t room);
/* Sets how common both ends of a person's name are, of `names` known ones. */
void alike_set_frequency(struct alike_values *v, uint64_t first_count, uint64_t last_count,
			 uint64_t names);

#endif
