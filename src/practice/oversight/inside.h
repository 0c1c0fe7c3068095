/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_OVERSIGHT_INSIDE_H
#define ONUS_PRACTICE_OVERSIGHT_INSIDE_H

#include "practice/record/record.h"

/* --- queries.c: each emits a record, or a list of them --- */
ONUS_CHECK enum onus_err complaint_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err finding_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err response_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err publication_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err recommendation_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err complaint_show(struct call *c);
ONUS_CHECK enum onus_err complaint_list(struct call *c);
ONUS_CHECK enum onus_err recommend_show(struct call *c);
ONUS_CHECK enum onus_err recommend_list(struct call *c);

/* --- say.c --- */
void complaint_say(struct buf *out, const struct json *w);
void finding_say(struct buf *out, const struct json *f);
void response_say(struct buf *out, const struct json *v);
void publication_say(struct buf *out, const struct json *j);
void recommendation_say(struct buf *out, const struct json *t);

#endif
