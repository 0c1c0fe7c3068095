/* SPDX-License-Identifier: Apache-2.0
 * records_adding.h - records while they are being added: what onus_records_finish makes columns of.
 *
 * One source at a time: begin, columns, then rows (each column by itself, so that columns can be
 * worked on by several threads), then commit; or cancel, after which nothing of it is left. */
#ifndef ONUS_LINK_RECORDS_ADDING_H
#define ONUS_LINK_RECORDS_ADDING_H

#include "link/records_dict.h"

#define ADDING_SKIP UINT32_MAX

struct adding_column {
	struct slice name;
	struct dict dict;
	uint32_t *codes; /* [room], `rows` of them set; NULL where plain */
	size_t room;
	uint32_t rows;
	bool plain;    /* each row has had a value of its own so far: no codes, no table, and nobody
			* knows whether they are all different */
	bool distinct; /* plain, and found all different */
};

struct csv;

struct adding {
	uint64_t seed;
	bool wants; /* onus_records_want was called */
	size_t n_wanted;
	struct slice *wanted;
	size_t n_columns; /* of the sources that are in, or of the first that is being added */
	struct adding_column *columns;
	uint32_t rows;    /* of all sources that are in */
	bool same_source; /* the one being added goes on with the last */
	struct csv *csv;  /* of a source that has not ended */
};

/* The adding of records that are not finished; ONUS_USAGE where they are. */
ONUS_CHECK enum onus_err adding_get(const struct onus_records *r, struct adding **out);
void adding_destroy(struct adding *a);

ONUS_CHECK enum onus_err adding_begin(struct onus_records *r, struct slice source);
/* map[i] = the column that column i of the source goes to, or ADDING_SKIP. A column without a name
 * is skipped. */
ONUS_CHECK enum onus_err adding_columns(struct onus_records *r, const struct slice *names,
					size_t count, uint32_t *map);
/* Adds the next `n` rows to one column. *bad: the row, of these, that was refused. */
enum dict_result adding_rows(struct adding_column *c, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, size_t *bad);
/* The source is in, with `rows` records. */
void adding_commit(struct onus_records *r, uint32_t rows);
void adding_cancel(struct onus_records *r);

/* Gives a plain column codes. */
void adding_encode(struct adding_column *c);

/* "people.csv, " for the front of a message; nothing where the source has no name. */
enum { SOURCE_WORDS_MAX = 200 };
const char *source_words(struct slice source, char out[SOURCE_WORDS_MAX]);

void csv_destroy(struct csv *c);

#endif
