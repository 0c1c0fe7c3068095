/* SPDX-License-Identifier: Apache-2.0
 * index.h - records that more can be added to, one at a time, each compared with those before it.
 *
 *     new record --keys--> postings --> old rows --+--> a few records of their own:
 *          |                                       |    rules, patterns by plan.c
 *          +--> a row more of the records ---------+--> weights by the frequencies of the beginning
 *
 * So the new record and the rows that share a key with it are put before the very engine that
 * predicts, and nothing is worked out in two ways. */
#ifndef ONUS_LINK_INDEX_H
#define ONUS_LINK_INDEX_H

#include "link/block.h"
#include "link/score.h"

/* Hash of any bytes. */
uint64_t index_hash(uint64_t seed, struct slice s);

/* --- columns that grow (index_grow.c) --- */

/* A column of the records, with what finds the code of a value. */
struct growing_column {
	struct column *column;
	uint32_t *slots; /* [mask + 1] codes by hash, 0 where empty */
	uint32_t mask;
	bool numbers; /* as the column was before the last row */
	bool whole_numbers;
};

struct growing {
	struct onus_records *records;
	uint64_t seed;
	size_t sources_room;
	struct growing_column *columns; /* [n_columns] */
};

/* Makes finished records ready to grow. They are lent. */
void growing_make(struct growing *g, struct onus_records *r);
void growing_finish(struct growing *g);
/* Appends a row: values[i] of column i, p NULL where missing. ONUS_BAD_INPUT beyond a limit:
 * nothing has changed then. */
ONUS_CHECK enum onus_err growing_add(struct growing *g, struct slice source,
				     const struct slice *values);
/* Takes the row that was added last away, and the values that it brought. */
void growing_take_back(struct growing *g);

/* --- postings (index_post.c) --- */

enum { POSTING_END = UINT32_MAX };

/* Rows by the hash of their key. */
struct postings {
	uint32_t *heads; /* [mask + 1] newest row */
	uint32_t mask;
	uint32_t rows;
	uint32_t rows_room;
	struct posting {
		uint32_t next; /* older row of the same head */
		uint32_t tag;  /* more of the hash */
	} * items;             /* [rows] */
};

void postings_make(struct postings *p, uint32_t rows);
void postings_finish(struct postings *p);
/* Takes in row number p->rows; `there` false: it has no key and is not found. */
void postings_add(struct postings *p, bool there, uint64_t hash);
/* The newest row of a hash, and the next older; POSTING_END at the end. A row may be of another key
 * by chance. */
uint32_t postings_first(const struct postings *p, uint64_t hash);
uint32_t postings_next(const struct postings *p, uint64_t hash, uint32_t row);

/* What makes pairs: a blocking rule or one arm of its OR. */
struct index_join {
	uint32_t rule;
	size_t n_keys;
	const struct expr **left;  /* [n_keys] */
	const struct expr **right; /* the same where `mirrored` */
	bool mirrored;
	struct postings by_left;
	struct postings by_right; /* empty where mirrored */
};

struct index_joins {
	const struct onus_model *model;
	uint64_t seed;
	size_t count;
	struct index_join *items;
};

/* Reads the model's rules, and takes in all rows. */
ONUS_CHECK enum onus_err index_joins_make(struct arena *a, const struct onus_model *m,
					  const struct onus_records *r, struct index_joins *out);
void index_joins_finish(struct index_joins *j);

/* A record before it is a row: values by column of the records. */
struct index_record {
	const struct onus_records *records;
	struct slice source_column; /* name under which conditions read the source */
	struct slice source;
	struct slice *values; /* [n_columns] */
};

/* The hash of its keys in one join, left or right; *there false where one is missing. */
ONUS_CHECK enum onus_err index_keys(const struct index_joins *j, const struct index_join *join,
				    bool right, const struct index_record *record, uint64_t *hash,
				    bool *there);

/* --- comparing (index_compare.c) --- */

/* An old row that shares a key with the new record. */
struct candidate {
	uint32_t row;
	uint32_t rule; /* that may make the pair; candidates are by row, then by rule */
};

struct comparing {
	struct arena *a;
	const struct onus_model *model;
	const struct onus_records *records; /* the new record is its last row */
	const struct score *score;
	double weight_min;
	size_t count;
	struct candidate *candidates;
	struct onus_edges out; /* by the id of the other row */
};

ONUS_CHECK enum onus_err index_compare(struct comparing *c);
/* Whether the model can be worked out for such records at all. */
ONUS_CHECK enum onus_err index_check(const struct onus_model *m, const struct onus_records *r);

#endif
