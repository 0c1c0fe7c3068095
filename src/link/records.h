/* SPDX-License-Identifier: Apache-2.0
 * records.h - records as columns of codes.
 *
 * Every distinct value of a column is kept once and has a code from 1 on; 0 is "missing". So equal
 * values are equal codes, and work that depends on a value is done once for each distinct one.
 *
 *     codes   [ 3 0 1 1 ...]        one for each row
 *     at      [ 0 0 4 9 ...]        value c is bytes[at[c] .. at[c + 1]), c from 1
 *     counts  [ 2 7 1 ...]          rows that hold it; counts[0]: rows without a value
 *
 * Codes depend on the order of the input; nothing that leaves the engine may. */
#ifndef ONUS_LINK_RECORDS_H
#define ONUS_LINK_RECORDS_H

#include "base/arena.h"
#include "onus/link.h"

struct column {
	struct slice name;
	uint32_t *codes;   /* [rows]; NULL where every row has a value of its own: code = row + 1 */
	uint32_t n_values; /* distinct values: codes 1..n_values */
	uint32_t *at;      /* [n_values + 2]; at[0] = at[1] = 0 */
	char *bytes;
	uint32_t *counts;   /* [n_values + 1]; NULL where codes is NULL (each is 1) */
	bool whole_numbers; /* every value is a whole number that fits 64 bits */
	bool numbers;       /* every value is a finite decimal number */
};

struct adding;

struct onus_records {
	unsigned threads;
	uint32_t rows;
	size_t n_columns;
	struct column **columns;
	uint32_t n_sources;
	struct slice *sources;
	uint32_t *source_rows; /* [n_sources + 1]: source s has rows source_rows[s] ..
				  source_rows[s+1] */
	/* [n_sources] the first stretch of the same source: an index adds to any of them; NULL
	 * where each has one stretch. */
	uint32_t *source_first;
	const struct column *id;
	struct arena arena;    /* names and small things */
	struct adding *adding; /* what is being added; NULL once they are finished */
};

static inline uint32_t column_code(const struct column *c, uint32_t row)
{
	return c->codes ? c->codes[row] : row + 1;
}

/* Bytes of value `code`, lent; p is NULL for 0. */
static inline struct slice column_value(const struct column *c, uint32_t code)
{
	return code == 0 ? slice_of(NULL, 0)
			 : slice_of(c->bytes + c->at[code], c->at[code + 1] - c->at[code]);
}

static inline uint32_t column_count(const struct column *c, uint32_t code)
{
	return c->counts ? c->counts[code] : (code != 0);
}

/* The column of that name, without case; NULL where there is none. */
const struct column *records_column(const struct onus_records *r, struct slice name);
/* Source number of a row. */
uint32_t records_source_of(const struct onus_records *r, uint32_t row);

/* <0, 0, >0: the order in which Splink puts two rows of a pair. One source: whole numbers by size
 * where every id is one, else ids by their bytes. Several: source, "-__-" and id joined, by their
 * bytes. */
int records_compare_ids(const struct onus_records *r, uint32_t a, uint32_t b);
/* Rank of every row in that order, [rows], from malloc; the caller frees. Work for `threads`. */
ONUS_CHECK enum onus_err records_rank(const struct onus_records *r, unsigned threads,
				      uint32_t **out);

/* A column made from others: value[i] is the value of row i (lent until the call returns), or of
 * code i of `from` where `from` is not NULL (values[0] is not looked at: missing stays missing).
 * Equal bytes get one code. The caller destroys it. */
ONUS_CHECK enum onus_err column_make(const struct onus_records *r, const struct column *from,
				     const struct slice *values, struct column **out);
void column_destroy(struct column **c);

#endif
