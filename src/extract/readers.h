/* SPDX-License-Identifier: GPL-2.0-or-later
 * readers.h - one row a format: who reads it, and what has to be made ready before. */
#ifndef ONUS_EXTRACT_READERS_H
#define ONUS_EXTRACT_READERS_H

#include "extract/output.h"

/* One document, as the worker got it. */
struct job {
	struct slice bytes;
	bool no_heading; /* a table whose first row is data already */
	char delimiter;  /* of a table; 0: find out */
};

struct reader {
	const char *format; /* as onus asks for it */
	const char *engine; /* NULL: ours alone */
	/* Large parsers that others wrote run under seccomp or not at all. */
	bool foreign;
	/* An error makes the document unreadable in the words of the error record; limits met on
	 * the way are noted with output_cut. */
	enum onus_err (*read)(const struct job *job, struct output *out);
};

/* Opens tables and libraries, so that nothing has to be opened afterwards. */
void readers_init(void);
/* NULL where there is no such format. */
const struct reader *reader_find(struct slice format);
/* "onus-extract 0.1.0, poppler 22.12.0, ...": all engines, or with the one of a row. Static. */
const char *readers_engines(void);
const char *reader_engine(const struct reader *r);

enum onus_err plain_read(const struct job *job, struct output *out);
enum onus_err csv_read(const struct job *job, struct output *out);
enum onus_err jsonl_read(const struct job *job, struct output *out);
enum onus_err html_read(const struct job *job, struct output *out);
enum onus_err eml_read(const struct job *job, struct output *out);
enum onus_err docx_read(const struct job *job, struct output *out);
enum onus_err zip_read(const struct job *job, struct output *out);
enum onus_err pdf_read(const struct job *job, struct output *out);

void html_init(void);
void eml_init(void);
void pdf_init(void);

#endif
