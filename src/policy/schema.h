/* SPDX-License-Identifier: Apache-2.0
 * schema.h - what a policy file may say: tables of keys, walked by the reader (read.c).
 *
 * A schema is data: a row a key, with the type that its scalar gets and the place it goes to. */
#ifndef ONUS_POLICY_SCHEMA_H
#define ONUS_POLICY_SCHEMA_H

#include "policy/policy.h"

struct reader;

enum key_type {
	KEY_TEXT,     /* const char * */
	KEY_ID,       /* const char *: lower-case letters, digits, underlines */
	KEY_INT,      /* int64_t, 1 or more */
	KEY_YES_NO,   /* bool */
	KEY_SENIOR,   /* enum senior */
	KEY_LIMIT,    /* "24 hours": int64_t at `offset`, enum clock_unit at `second` */
	KEY_KIND,     /* enum clock_kind */
	KEY_TEXTS,    /* const char ** at `offset`, size_t at `second` */
	KEY_MAPPINGS, /* an array of structures at `offset`, size_t at `second` */
};

struct key_row {
	const char *name;
	enum key_type type;
	bool required;
	size_t offset;
	size_t second;
	const struct mapping *mapping; /* KEY_MAPPINGS: of each item */
};

struct mapping {
	const char *name; /* "clock", for messages */
	size_t size;      /* of the structure it fills */
	const struct key_row *keys;
	/* Looks at the newest of `count` items; may be NULL. */
	enum onus_err (*check)(struct reader *r, size_t line, const void *items, size_t count);
};

extern const struct mapping policy_mapping;

/* What no single key shows: the ladder's ranks exist, and the like. */
ONUS_CHECK enum onus_err policy_check(struct reader *r, const struct policy *p);

/* --- read.c, for the checks --- */
/* ONUS_BAD_INPUT: "FILE line 7: ...". */
enum onus_err reader_fail(const struct reader *r, size_t line, const char *fmt, ...)
	ONUS_PRINTF(3, 4);
/* The line on which a text that the reader gave stands. */
size_t reader_line_of(const struct reader *r, const char *text);
/* Of the names (ended by NULL) the one nearest to `word` by edit distance; NULL where none is near.
 */
const char *nearest_word(const char *word, const char *const *names);

#endif
