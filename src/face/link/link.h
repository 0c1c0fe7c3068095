/* SPDX-License-Identifier: Apache-2.0
 * link.h - the link engine on files: what one run of "onus link" holds. */
#ifndef ONUS_FACE_LINK_H
#define ONUS_FACE_LINK_H

#include <stdio.h>

#include "onus/link.h"
#include "practice/command.h"

struct link_job {
	struct call *call;
	struct onus_records *records;
	struct onus_model *model;
	struct onus_edges edges;
	struct onus_clusters clusters;
	struct slice id; /* the column that tells records apart */
	unsigned threads;
	struct json *told;    /* the record that the command emits */
	struct json *seconds; /* of each stage */
	int64_t stage_at;     /* microseconds, when the running stage began */
};

void link_job_start(struct link_job *j, struct call *c);
void link_job_finish(struct link_job *j);
/* A number from 0 to 1 that was asked for, or `otherwise`. */
ONUS_CHECK enum onus_err call_share(const struct call *c, const char *name, double otherwise,
				    double *out);
ONUS_CHECK enum onus_err link_read_model(struct link_job *j, const char *path);

/* read.c: which columns are kept: those that the model and the training rules read; all where
 * there is no model yet. */
ONUS_CHECK enum onus_err link_want(struct link_job *j);
/* CSV files into records, which are not finished yet. */
ONUS_CHECK enum onus_err link_add(struct link_job *j);
/* The same, finished; j->id becomes the column that tells them apart where none was asked for. */
ONUS_CHECK enum onus_err link_read(struct link_job *j);
/* People's answers for some pairs: a CSV with id columns and a `decision` (same, different). The
 * verdicts live in the call's arena. */
ONUS_CHECK enum onus_err link_read_decisions(struct link_job *j, const char *path,
					     struct onus_verdict **out, size_t *count);

/* A record that is looked for by its id; an empty source stands for any. */
struct link_wanted {
	struct slice id;
	struct slice source;
	uint64_t number; /* the caller's */
	uint32_t row;
	bool found;
};
/* Sorts what is wanted by id, and finds the rows in one pass over the records. */
void link_find(const struct onus_records *r, struct link_wanted *wanted, size_t count);
/* The row of a record; ONUS_BAD_INPUT where there is none with that id (of that source, unless it
 * is empty). */
ONUS_CHECK enum onus_err link_row(const struct onus_records *r, struct slice id,
				  struct slice source, uint32_t *out);

/* write.c: pairs, clusters, model, report, as files. */
ONUS_CHECK enum onus_err link_write_pairs(const struct link_job *j, const char *path);
ONUS_CHECK enum onus_err link_write_clusters(const struct link_job *j, const char *path);
ONUS_CHECK enum onus_err link_write_model(const struct link_job *j, const char *path,
					  bool for_splink);
/* The page that explains the run; `threshold`: the probability from which pairs join clusters. */
ONUS_CHECK enum onus_err link_write_report(const struct link_job *j, const char *path,
					   double threshold);

/* The id of a record as a field of CSV, with its source in front where there are several. */
void link_put_record(const struct link_job *j, FILE *f, uint32_t row, bool sources);

/* entities.c: ids of clusters that stay from run to run, in a file that is read and written anew.
 */
ONUS_CHECK enum onus_err link_keep_entities(struct link_job *j, const char *path,
					    const struct onus_cluster_options *clusters);

/* explain.c */
extern const struct param link_explain_params[];
enum onus_err link_explain(struct call *c);
void link_explain_say(struct buf *out, const struct json *record);

/* init.c */
extern const struct param link_init_params[];
enum onus_err link_init(struct call *c);
void link_init_say(struct buf *out, const struct json *record);

extern const struct command link_commands[];

#endif
