/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_MEETING_INSIDE_H
#define ONUS_PRACTICE_MEETING_INSIDE_H

#include "practice/record/record.h"

/* Exposures by strength, strongest first (Onus practice, "knowledge order"). */
#define STRENGTHS "acknowledged decided briefed attended delivered delivered_to_unit held"

/* --- queries.c --- */
/* ONUS_NO where there is no such meeting. */
ONUS_CHECK enum onus_err meeting_time(struct call *c, const char *id, struct when *out);
/* Each emits a record, or a list of them. */
ONUS_CHECK enum onus_err meeting_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err item_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err exposure_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err meeting_show(struct call *c);
ONUS_CHECK enum onus_err meeting_list(struct call *c);

/* --- say.c --- */
void meeting_say(struct buf *out, const struct json *meeting);
void item_say(struct buf *out, const struct json *item);
void exposure_say(struct buf *out, const struct json *x);

#endif
