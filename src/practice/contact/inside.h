/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_CONTACT_INSIDE_H
#define ONUS_PRACTICE_CONTACT_INSIDE_H

#include "practice/record/record.h"

/* --- queries.c --- */
/* ONUS_USAGE unless it is a person or a group of the register. */
ONUS_CHECK enum onus_err victim_check(struct call *c, const char *id);
ONUS_CHECK enum onus_err contact_emit(struct call *c, const char *id);
ONUS_CHECK enum onus_err contact_list(struct call *c);
ONUS_CHECK enum onus_err contact_due(struct call *c);

/* --- say.c --- */
void contact_say(struct buf *out, const struct json *k);

#endif
