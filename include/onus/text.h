/* SPDX-License-Identifier: Apache-2.0
 * text.h - the reading engine: what a report mentions, where, and in which role.
 *
 * Pure: UTF-8 text in, mentions out; no database, no files, no clock, no globals beyond the
 * thread's error record. A mention is a span of the text as it was given (byte offsets, end
 * exclusive). What the engine finds is a proposal; it is the register's members who decide.
 *
 * Ethnicity, nationality and religion are neither looked for nor reported. */
#ifndef ONUS_TEXT_H
#define ONUS_TEXT_H

#include "onus/error.h"
#include "onus/slice.h"

/* Changes whenever the same text could give other mentions. It stands in every event that carries
 * mentions, so that a reader years later knows which engine spoke. */
#define ONUS_TEXT_VERSION "1"

enum onus_kind {
	ONUS_PERSON,
	ONUS_VEHICLE,
	ONUS_PHONE,
	ONUS_ADDRESS,
	ONUS_POSTCODE,
	ONUS_PLACE,
	ONUS_ORGANISATION,
	ONUS_OPERATION,
	ONUS_ACCOUNT,
	ONUS_EMAIL,
	ONUS_DATE,
	ONUS_AGE,
	ONUS_MONEY,
	ONUS_DRUG,
	ONUS_REFERENCE,
	ONUS_GROUP,
	ONUS_KIND_COUNT,
};

enum onus_role {
	ONUS_ROLE_UNKNOWN,
	ONUS_ROLE_CHILD,
	ONUS_ROLE_VICTIM,
	ONUS_ROLE_WITNESS,
	ONUS_ROLE_SUSPECT,
	ONUS_ROLE_PROFESSIONAL,
	ONUS_ROLE_RELATIVE,
	ONUS_ROLE_REPORTER,
	ONUS_ROLE_COUNT,
};

struct onus_mention {
	enum onus_kind kind;
	enum onus_role role;
	size_t start; /* byte offsets into the text as given */
	size_t end;
	/* Normal form, NUL-ended, owned by the mentions:
	 *   person        the folded key, given name first: "AMBER OBRIEN" (onus_name_key)
	 *   vehicle       "AB51ABC"                phone     "+447700900123"
	 *   postcode      "S60 1AE"                address   "FLAT 2 12 MILL LANE S60 1AE"
	 *   organisation  as written, single blanks; for letters that stand for it, the whole name
	 *   operation     "Operation Heron"        place     as written
	 *   account       "instagram:ash_k", "@ash_k" where the platform is not said
	 *   email         in small letters         drug      in small letters
	 *   date          what when_parse reads: "2002", "2002-03", "2025-09-19", "200X" (a
	 * decade), "1997/2013", and "~2002-06/2002-08" where the ends are a manner of speaking age
	 * "14", "13/15", "0/15" for under 16 money         "GBP 1400", "GBP 3.50"   reference in
	 * capitals group         as written */
	const char *value;
	const char *rule;    /* id of the rule, static: "phone/uk", "person/title", "name/exact" */
	const char *matched; /* id given for a known name that was found here; NULL otherwise */
};

struct onus_mentions {
	size_t count;
	struct onus_mention
		*items; /* by start, then longer first; spans of one kind never overlap */
	bool cut;       /* the text holds more than `mentions_max` */
	void *memory;   /* private */
};

/* --- names that are known --- */
struct onus_names;

/* An empty set of known names. */
struct onus_names *onus_names_create(void);
struct onus_names *onus_names_destroy(struct onus_names *n); /* takes NULL, gives NULL */
/* Adds a name, alias or identifier under the caller's id (both are copied). A name is folded (case,
 * diacritics, punctuation), so that "O'Brien" is found as "OBRIEN"; a mark, a telephone number, a
 * postcode, an address of e-mail and an account are kept under their normal form. Where several
 * share a kind and a name, `matched` gives the id that came first. A name of one word is found only
 * where it is written with a capital. ONUS_BAD_INPUT where it is empty when folded, not UTF-8, or
 * longer than name_max_bytes, and where all names are more than names_bytes_max. Not while another
 * thread adds to or reads with the same set. */
ONUS_CHECK enum onus_err onus_names_add(struct onus_names *n, enum onus_kind kind,
					struct slice name, struct slice id);
size_t onus_names_count(const struct onus_names *n);
/* The key under which two spellings count as equal: case, diacritics and punctuation folded, spaces
 * single. NUL-ended, at most 4 * name.n + 1 bytes into `out`. Returns its length; 0: nothing left.
 */
size_t onus_name_key(struct slice name, char *out, size_t room);

/* --- reading --- */
struct onus_text_options {
	/* The date on which the report speaks (days since 1970-01-01, first and last; years 201 to
	 * 9799), for "last Friday" and "September 19". has_anchor false: the engine looks for a
	 * heading or a date line in the text; where it finds none, a date without a year stays out,
	 * never a guess from the clock. */
	bool has_anchor;
	int64_t anchor_lo;
	int64_t anchor_hi;
	const struct onus_names *names; /* NULL: none */
	size_t mentions_max;            /* 0: 100,000 */
};

/* Finds the mentions of `text`. ONUS_BAD_INPUT where it is not UTF-8, naming the byte. `out` is
 * untouched on failure; onus_mentions_finish frees it. Safe to call from any number of threads. */
ONUS_CHECK enum onus_err onus_text_read(struct slice text, const struct onus_text_options *options,
					struct onus_mentions *out);
void onus_mentions_finish(struct onus_mentions *m);

/* The date that the text gives for itself (a heading, a "Date:" line), as days since 1970-01-01.
 * False where it gives none. */
bool onus_text_own_date(struct slice text, int64_t *lo, int64_t *hi);

const char *onus_kind_name(enum onus_kind k); /* "person" */
const char *onus_role_name(enum onus_role r); /* "suspect" */
/* False where no kind or role has that name. */
bool onus_kind_from_name(struct slice name, enum onus_kind *out);
bool onus_role_from_name(struct slice name, enum onus_role *out);

#endif
