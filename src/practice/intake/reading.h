/* SPDX-License-Identifier: Apache-2.0
 * reading.h - what onus-extract found in a document, checked.
 *
 * The process that read the document is taken to be in the hands of whoever wrote the document. So
 * nothing of its answer is believed: every length is bounded, every string is checked to be UTF-8
 * without NUL, and an answer that breaks a rule anywhere counts as no answer. Pure but for memory.
 */
#ifndef ONUS_PRACTICE_INTAKE_READING_H
#define ONUS_PRACTICE_INTAKE_READING_H

#include "base/json.h"
#include "base/when.h"

enum reading_status {
	READING_READ,
	READING_CUT,        /* read up to a limit: `reason` names it */
	READING_UNREADABLE, /* `reason` says why; there is no text and there are no children */
};

/* Of `label`, the document says `value`. */
struct reading_fact {
	struct slice label;
	struct slice value;
};

struct reading_date {
	struct slice label;
	struct when when;
	bool own; /* the date that the document bears; false: one that a program noted in it */
};

/* A document inside the document. Its bytes have been looked at by nobody: sniff them first. */
struct reading_child {
	struct slice name;
	struct slice media; /* as stated there, perhaps empty, perhaps a lie */
	struct slice bytes;
};

/* Everything is lent and lives until reading_finish. */
struct reading {
	enum reading_status status;
	const char *reason; /* in plain words, without a full stop; "" where read whole */
	struct slice engine;
	struct slice media;
	struct slice title;
	struct slice text;
	uint32_t pictures; /* stay inside, looked at by nobody */

	size_t date_count;
	struct reading_date *dates;
	size_t fact_count;
	struct reading_fact *facts;
	size_t sealed_count;
	struct reading_fact
		*sealed; /* names who made, sent or got it: to be encrypted, never indexed */
	size_t warning_count;
	struct slice *warnings;
	size_t child_count;
	struct reading_child *children;

	size_t column_count; /* of a table; its rows by reading_rows */
	struct slice *columns;
	size_t row_count;

	struct arena memory; /* private */
	struct buf frames;   /* private */
};

/* Takes the frames of a whole answer (base/extract_wire.h) out of `frames`, which is left empty,
 * and checks them. Never fails: what can't be believed is READING_UNREADABLE. */
void reading_take(struct buf *frames, struct reading *out);
/* A document of which nothing could be read. */
void reading_refuse(struct reading *out, const char *fmt, ...) ONUS_PRINTF(2, 3);
void reading_finish(struct reading *r);
#define SCOPED_READING(name) __attribute__((cleanup(reading_finish))) struct reading name = {0}

/* The date that the document bears; NULL where it bears none. */
const struct reading_date *reading_own_date(const struct reading *r);

struct reading_cell {
	struct slice column;
	struct slice value; /* never empty */
};

struct reading_row {
	uint32_t number; /* 1: the first row behind the heading */
	uint32_t line;   /* of the file, where the row begins */
	size_t count;
	struct reading_cell *cells;
};

struct reading_rows {
	const struct reading *reading;
	struct slice rest;
};

/* Row by row: for (struct reading_rows at = reading_rows(&r); reading_next_row(&at, &arena,
 * &row);). The cells live in `a`; their words in the reading. */
struct reading_rows reading_rows(const struct reading *r);
bool reading_next_row(struct reading_rows *at, struct arena *a, struct reading_row *out);
/* A row as a report of its own: "column: value", a line a cell; and as an object of its cells. */
struct slice reading_row_text(struct arena *a, const struct reading_row *row);
struct json *reading_row_fields(struct arena *a, const struct reading_row *row);

#endif
