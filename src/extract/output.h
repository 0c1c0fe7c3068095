/* SPDX-License-Identifier: GPL-2.0-or-later
 * output.h - what a reader found in a document, on its way to onus.
 *
 * Readers hand over whatever bytes they have; here everything becomes clean UTF-8 without NUL, is
 * held to the limits of base/limits.h, and is framed (base/extract_wire.h). What does not fit is
 * left out, and the document's status says so. */
#ifndef ONUS_EXTRACT_OUTPUT_H
#define ONUS_EXTRACT_OUTPUT_H

#include "base/buf.h"
#include "base/extract_wire.h"
#include "base/limits.h"
#include "base/when.h"
#include "extract/columns.h"

enum { OUTPUT_REASON_MAX = 300 };

struct output {
	int fd; /* of the socket; -1: all frames gather in `frames` */
	struct buf frames;
	struct buf text;
	struct columns columns;
	struct buf asides; /* warnings that came up within a row */
	size_t sent;       /* bytes framed so far, on the way or gone */
	bool over;         /* something did not fit EXTRACT_OUTPUT_MAX: nothing large follows */
	size_t replaced;   /* bytes that were no text, now U+FFFD */
	unsigned warnings;
	unsigned facts;
	unsigned children;
	unsigned rows;
	unsigned pictures;
	size_t row_mark; /* of the open row frame; 0: none */
	size_t row_count_at;
	unsigned row_cells;
	char cut[OUTPUT_REASON_MAX]; /* why not everything was read; "" where it was */
};

void output_init(struct output *o, int fd);
void output_finish(struct output *o);
/* Sends what has gathered. */
void output_flush(struct output *o);

/* The parser that does the reading: "poppler 22.12.0". */
void output_engine(struct output *o, const char *engine);
void output_media(struct output *o, const char *media);
void output_title(struct output *o, struct slice title);
/* The date that the document bears (`own`), or one that a program noted in it. */
void output_date(struct output *o, const char *label, struct when date, bool own);
/* Something about the document that identifies nobody; and what does. Empty values are left out. */
void output_fact(struct output *o, const char *label, struct slice value);
void output_sealed(struct output *o, const char *label, struct slice value);
void output_warn(struct output *o, const char *fmt, ...) ONUS_PRINTF(2, 3);
/* Pictures that stay inside the document, unlooked at. */
void output_pictures(struct output *o, unsigned count);

/* Appends to the text. False once nothing more fits; the cut is noted. */
bool output_text(struct output *o, struct slice text);
/* The same for bytes in an encoding of charset.h. */
bool output_decode(struct output *o, const char *charset, struct slice bytes);
/* A document inside the document. False where it did not fit; the cut is noted. */
bool output_child(struct output *o, struct slice name, const char *media, struct slice bytes);

/* The next column of a table; there must be fewer than TABLE_COLUMNS_MAX. */
void output_column(struct output *o, struct slice name);
/* A row between begin and end; cells by ascending column. End is false once nothing more fits. */
void output_row_begin(struct output *o, uint32_t number, uint32_t line);
void output_cell(struct output *o, unsigned column, struct slice value);
bool output_row_end(struct output *o);

/* Notes why not everything was read; the first reason stands. */
void output_cut(struct output *o, const char *fmt, ...) ONUS_PRINTF(2, 3);
/* True once the document has used up EXTRACT_CPU_SECONDS_SOFT; the cut is noted. Loops over pages,
 * rows and parts ask. */
bool output_spent(struct output *o);
/* The last word: text, then the status. An error makes the document unreadable, in the words of the
 * thread's error record. */
void output_end(struct output *o, enum onus_err result);

#endif
