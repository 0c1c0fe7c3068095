/* SPDX-License-Identifier: Apache-2.0
 * csv_inside.h - one source of CSV that is being read. */
#ifndef ONUS_LINK_CSV_INSIDE_H
#define ONUS_LINK_CSV_INSIDE_H

#include "link/csv_scan.h"
#include "link/records_adding.h"

/* What one thread reads of a batch, and where it puts the keys. */
struct share {
	struct csv_scan scan;
	struct dict_key *keys;
	struct dict_key **into; /* by column of the source; NULL: skipped */
};

/* What became of one column of a batch. */
struct outcome {
	enum dict_result result;
	const char *bad; /* the value that was refused */
};

struct csv {
	struct onus_records *r;
	struct slice source;
	struct arena arena; /* names, map */
	bool has_header;
	size_t n_columns;
	struct slice *names;
	uint32_t *map;
	size_t rows;
	size_t lines; /* that ended before the text being read */
	char *pending;
	size_t pending_n;
	size_t pending_room;
	size_t pending_wanted; /* size at which it is looked at */
	size_t open;           /* offset, in what was left, of a quote that does not close in it */
	size_t rows_max;       /* that a share has room for */
	double row_bytes;      /* of a record of the batch before */
	unsigned threads;
	struct share *shares; /* [threads] */
	unsigned n_shares;    /* of the batch being read */
	struct dict_key **nowhere;
	size_t n_kept;
	uint32_t *kept; /* the source's columns that are not skipped, those of most values first */
	struct outcome *outcomes; /* by column of the source */
};

/* --- csv_batch.c --- */

/* Room for what the threads make of a batch, once it is known how many columns there are. */
void csv_batch_start(struct csv *c);
void csv_batch_finish(struct csv *c);
/* Bytes to read at a time: what the threads have room for, if records are as long as before. */
size_t csv_batch_size(const struct csv *c);
/* Reads whole records of a text of less than 2 GB; *used is where the first begins that is not. */
ONUS_CHECK enum onus_err csv_batch_read(struct csv *c, struct slice text, size_t *used);

/* --- csv_say.c: words for what is wrong; all but the last give ONUS_OK where nothing is --- */

ONUS_CHECK enum onus_err csv_say_fault(const struct csv *c, const struct csv_scan *s);
/* The first value of the batch that a column refused. */
ONUS_CHECK enum onus_err csv_say_refused(const struct csv *c, const char *text);
/* What is left of the text is no record, because its quote does not close. */
ONUS_CHECK enum onus_err csv_say_open(const struct csv *c);

#endif
