/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_KEEP_INSIDE_H
#define ONUS_PRACTICE_KEEP_INSIDE_H

#include "practice/record/record.h"

/* --- queries.c --- */
ONUS_CHECK enum onus_err hold_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err loss_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err keep_list(struct call *c);

/* --- say.c --- */
void keep_say(struct buf *out, const struct json *record);

#endif
