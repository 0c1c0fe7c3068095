/* SPDX-License-Identifier: Apache-2.0
 * reader.h - documents are read in processes of their own that can do nothing else.
 *
 *     onus                                    onus-extract (src/extract), many
 *     submit --> task, task, task             locked up, idle
 *                  |    one descriptor -----> locked up, reading one document
 *                  v    <----- frames ------
 *     collect <-- reading                     gone, and replaced
 *
 * A process reads one document and ends, so that no document meets what another left behind. Some
 * are kept ready, which hides the 10 ms that starting one takes. Whatever happens in there (a
 * crash, a kill, an endless loop, a forged answer, no onus-extract at all) becomes a reading with
 * the status unreadable and a reason; it is never an error of this program, and never a hang.
 *
 * One thread uses a pool. Nothing is started before the first document. */
#ifndef ONUS_PRACTICE_INTAKE_READER_H
#define ONUS_PRACTICE_INTAKE_READER_H

#include "practice/intake/reading.h"

enum {
	READER_WORKERS_MAX = 8,
	READER_AHEAD_MAX = 16, /* documents submitted and not yet collected */
	READER_PATH_MAX = 4096,
};

struct reader_pool;

struct reader_options {
	const char *
		path; /* of onus-extract; NULL: $ONUS_EXTRACT, beside this program, or in libexec */
	int workers;  /* documents read at once; 0: as many as there are processors */
	int wall_ms_max; /* for one document; 0: EXTRACT_WALL_MS_MAX */
	bool talk;       /* let the readers' libraries write to stderr: for tests with sanitizers */
};

/* `options` may be NULL. reader_pool_destroy kills what is still reading; it takes and gives NULL.
 */
struct reader_pool *reader_pool_create(const struct reader_options *options);
struct reader_pool *reader_pool_destroy(struct reader_pool *pool);

/* One document: an open file, or bytes where `fd` is negative. */
struct reader_document {
	int fd; /* a regular file, opened for reading only; the caller keeps it and may close it */
	struct slice bytes;
	const char *format; /* a row of src/extract/readers.c, as sniff.h finds it */
	bool no_heading;    /* CSV: the first row is data already */
	char delimiter;     /* CSV: 0 finds it out */
};

/* Hands a document over; reading begins as soon as a worker is free. ONUS_AGAIN while
 * READER_AHEAD_MAX documents wait to be collected; ONUS_INTERNAL for a descriptor that could be
 * written to, or is no regular file. */
ONUS_CHECK enum onus_err reader_submit(struct reader_pool *pool, const struct reader_document *d);
/* How many documents wait to be collected. */
int reader_pending(const struct reader_pool *pool);
/* Waits for the document submitted first among those not yet collected. False where there is none.
 * `out` is filled and must be finished. */
bool reader_collect(struct reader_pool *pool, struct reading *out);
/* Both in one; nothing else may be pending. The reading must be finished. */
ONUS_CHECK enum onus_err reader_read(struct reader_pool *pool, const struct reader_document *d,
				     struct reading *out);

/* What `onus doctor` says on the reader. */
struct reader_sandbox {
	bool found; /* onus-extract is there, starts, and is of our version */
	bool seccomp;
	int landlock;         /* ABI in force; 0: none */
	const char *path;     /* in the arena; where it is, or would be */
	const char *engines;  /* "poppler 22.12.0, ..." */
	const char *words;    /* one line for a person: what holds, what is missing, what follows */
	bool complex_formats; /* HTML, e-mail, DOCX, PDF and zip are read */
};

void reader_sandbox_report(struct reader_pool *pool, struct arena *a, struct reader_sandbox *out);

#endif
