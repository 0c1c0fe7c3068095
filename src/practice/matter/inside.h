/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share: questions, rules, words. */
#ifndef ONUS_PRACTICE_MATTER_INSIDE_H
#define ONUS_PRACTICE_MATTER_INSIDE_H

#include "practice/record/record.h"

/* --- queries.c --- */
struct matter_now {
	const char *id;
	bool may_harm_child; /* child is not "no" */
	bool open;
	struct when occurred;
	struct when closed; /* where it is not open */
};
ONUS_CHECK enum onus_err matter_get(struct call *c, const char *id, struct matter_now *out);
/* Each emits one record, or a list of them. */
ONUS_CHECK enum onus_err matter_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err decision_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err action_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err operation_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err matter_show(struct call *c);
ONUS_CHECK enum onus_err matter_list(struct call *c);
ONUS_CHECK enum onus_err decide_show(struct call *c);
ONUS_CHECK enum onus_err decide_list(struct call *c);
ONUS_CHECK enum onus_err act_list(struct call *c);
ONUS_CHECK enum onus_err operation_show(struct call *c);
ONUS_CHECK enum onus_err operation_list(struct call *c);

/* --- decide.c --- */
ONUS_CHECK enum onus_err decide(struct call *c);
ONUS_CHECK enum onus_err decide_second(struct call *c);
ONUS_CHECK enum onus_err matter_close(struct call *c);

/* --- say.c --- */
void matter_say(struct buf *out, const struct json *m);
void decision_say(struct buf *out, const struct json *d);
void action_say(struct buf *out, const struct json *t);
void operation_say(struct buf *out, const struct json *o);

#endif
