/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of the intake share. */
#ifndef ONUS_PRACTICE_INTAKE_INSIDE_H
#define ONUS_PRACTICE_INTAKE_INSIDE_H

#include "onus/text.h"
#include "practice/intake/intake.h"
#include "practice/intake/reader.h"
#include "practice/intake/sniff.h"

/* --- paths.c --- */
struct paths {
	struct arena *arena;
	const char **items;
	size_t count;
	size_t room;
	size_t left_out; /* links, pipes and devices in folders */
};
/* Adds a file, or all files below a folder in the order of their names. ONUS_BAD_INPUT where there
 * is nothing of that name, or beyond PATHS_MAX or PATH_DEPTH_MAX. */
ONUS_CHECK enum onus_err paths_add(struct paths *p, const char *path);

/* --- mapping.c --- */
/* Which columns of a table mean what. A zeroed mapping takes every column as text. */
struct mapping {
	const struct json *text; /* array of column names; NULL: all */
	const char *date;
	const char *title;
};
ONUS_CHECK enum onus_err mapping_load(struct arena *a, const char *path, struct mapping *out);
/* The text, date and title of a row under a mapping, in the arena. */
void mapping_apply(const struct mapping *m, struct arena *a, const struct reading_row *row,
		   struct slice *text, struct when *dated, struct slice *title);

/* --- admit.c: one document into events --- */
struct admitting {
	struct call *call;
	struct onus_names *names;
	struct alike *alike;
	const char *source; /* id */
	const char *channel;
	struct when dated; /* as given; unknown where it wasn't */
};

/* A document on its way in. */
struct document {
	const char *path;
	struct slice bytes;
	const char *parent; /* id, or NULL */
	int64_t part;
	int depth;
	const char *refused;  /* why nothing was kept; NULL */
	int64_t refused_size; /* what the file system said of it; 0: nothing */
	struct slice title;   /* of a row */
	struct when dated;    /* of a row; unknown otherwise */
	bool is_row;
};

struct admitted {
	char report[ID_ROOM];
	char sha256[65];    /* "" of what was refused: nobody read it */
	const char *status; /* in the arena of the call, or static */
	const char *reason;
	int64_t mentions;
	bool known;
};

/* The old report of the same bytes, source and path; `out->known` says whether there is one. */
ONUS_CHECK enum onus_err admit_known(struct admitting *a, const struct document *d,
				     struct admitted *out);
/* Appends report.received and, with what was read (NULL: nothing is to be read), report.read. */
ONUS_CHECK enum onus_err admit(struct admitting *a, struct arena *arena, const struct document *d,
			       const struct sniffed *kind, const struct reading *reading,
			       struct admitted *out);
/* The pseudonym of a source; made where it is new. */
ONUS_CHECK enum onus_err admit_source(struct call *c, const char *name, const char **id);

/* --- receive.c, queries.c, say.c --- */
/* The first report of the same bytes that was seized, or NULL. */
ONUS_CHECK enum onus_err quarantine_seized(struct call *c, const char *report, const char **out);
enum onus_err receive(struct call *c);
enum onus_err report_show(struct call *c);
enum onus_err report_list(struct call *c);
enum onus_err report_original(struct call *c);
enum onus_err source_show(struct call *c);
void receive_say(struct buf *out, const struct json *r);
void report_say(struct buf *out, const struct json *r);
void quarantine_say(struct buf *out, const struct json *r);
void source_say(struct buf *out, const struct json *r);

#endif
