/* SPDX-License-Identifier: Apache-2.0
 * csv_scan.h - finds the values of whole records in CSV, and makes keys of them.
 *
 * Several scans may work on parts of one text at once: each begins where somebody thinks that a
 * record begins, and says where it ended, so that a wrong guess is found. */
#ifndef ONUS_LINK_CSV_SCAN_H
#define ONUS_LINK_CSV_SCAN_H

#include "link/records_dict.h"

enum csv_fault {
	CSV_FINE,
	CSV_RAGGED, /* fault_count values in the record */
	CSV_NUL,
	CSV_LONG,   /* a value beyond LINK_FIELD_MAX, or a quote open for so long */
	CSV_RECORD, /* a record beyond LINK_RECORD_MAX */
	CSV_BEHIND, /* bytes between a closing quote and the separator */
};

struct csv_scan {
	/* what is read; all of it is one text from `text` to `end`, of less than 2 GB */
	const char *text;
	const char *from; /* where a record begins */
	const char *to;   /* records that begin before it are this scan's */
	const char *end;
	size_t n_columns;
	uint64_t seed;
	struct dict_key *const *into; /* [n_columns] room for rows_max keys; NULL: skipped */
	size_t rows_max;
	/* what came of it */
	size_t rows;
	size_t lines;     /* that end before `next` */
	const char *next; /* all before it is read; where a record begins */
	const char *open; /* the quote that is open at the end of the text; NULL where none is */
	enum csv_fault fault;
	const char *fault_at;
	size_t fault_column;
	size_t fault_count;
	/* values that had doubled quotes, each behind the offset of its field in the text, 4 bytes
	 */
	char *aside;
	size_t aside_used;
	size_t aside_room;
	bool quotes; /* some values were quoted, so that there may be lines in them */
};

/* Reads records from `from` on, until one begins at or behind `to`, is not complete, or there are
 * rows_max. The keys' `at` is an offset from `text`, or in `aside`, which the caller frees. */
void csv_scan(struct csv_scan *s);

/* Offset from `text` of the field that a key was made from. */
size_t csv_offset(const struct csv_scan *s, const struct dict_key *k);

/* Line ends between two places. */
size_t csv_lines(const char *from, const char *to);

#endif
