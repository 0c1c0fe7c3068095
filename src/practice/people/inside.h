/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_PEOPLE_INSIDE_H
#define ONUS_PRACTICE_PEOPLE_INSIDE_H

#include "practice/people/people.h"

/* The folded name, in the arena; NULL where folding leaves nothing. */
const char *people_key(struct arena *a, const char *name);
/* The organisation whose ledger this is: the first that was named. */
ONUS_CHECK enum onus_err people_organisation(struct store *s, struct arena *a, const char **out);

/* --- bodies of events --- */
/* ONUS_USAGE where `name` is no name: folding leaves nothing, or it has control characters, or it
 * is longer than NAME_MAX_BYTES. */
ONUS_CHECK enum onus_err people_member_body(struct arena *a, const char *name,
					    const char *organisation, bool account,
					    struct json **out);
/* ONUS_BAD_INPUT where the policy is wrong; `file` is its name in the message. */
ONUS_CHECK enum onus_err people_policy_body(struct arena *a, struct slice text, const char *file,
					    struct json **out);

struct new_post {
	const char *member;
	const char *title;
	const char *rank; /* NULL: nobody recorded it */
	const char *unit;
	const char *organisation;
	bool acting;
	struct when from;
};
/* Rank in the policy's own spelling, and whether it is senior under that policy. */
struct json *people_post_body(struct arena *a, const struct policy *p, const struct new_post *post);

/* --- commands that stand in adopt.c --- */
enum onus_err policy_adopt(struct call *c);
enum onus_err policy_show(struct call *c);

/* --- in words --- */
void member_say(struct buf *out, const struct json *record);
void post_say(struct buf *out, const struct json *record);
void policy_say(struct buf *out, const struct json *record);

#endif
