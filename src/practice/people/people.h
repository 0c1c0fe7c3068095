/* SPDX-License-Identifier: Apache-2.0
 * people.h - members, the posts they hold from-to, the organisation, the policy in force. */
#ifndef ONUS_PRACTICE_PEOPLE_H
#define ONUS_PRACTICE_PEOPLE_H

#include "practice/command.h"

extern const struct room people_room;
extern const struct command people_commands[];

/* The member of that id or name (folded: case, diacritics and punctuation don't count). ONUS_NO
 * where there is none or more than one; the text lists them. The id lives in the arena. */
ONUS_CHECK enum onus_err people_resolve(struct store *s, struct arena *a, const char *text,
					const char **id);

/* What a member was at an instant, by what was recorded up to `known_at`. */
struct standing {
	const char *member;
	const char *name;
	const char *post; /* id of the post; NULL: none recorded */
	const char *title;
	const char *rank; /* NULL: nobody recorded it */
	const char *unit;
	const char *organisation;
	enum senior senior;
	bool acting;
};
/* Of several posts at once: the substantive, then the longest held, then the lowest id. A post
 * whose interval covers any part of `at` counts. ONUS_NO where there is no such member. */
ONUS_CHECK enum onus_err people_standing(struct store *s, struct arena *a, const char *member,
					 struct when at, int64_t known_at, struct standing *out);

/* The policy in force at an instant (the last adopted up to then), parsed, in the arena.
 * `seq` (may be NULL) gets the event that adopted it. ONUS_NO where none was. */
ONUS_CHECK enum onus_err people_policy(struct store *s, struct arena *a, int64_t at,
				       struct policy **out, int64_t *seq);

/* A post that somebody with an account holds, as far as it was recorded. */
struct held_post {
	const char *id;
	const char *member;
	const char *name; /* the member's */
	const char *title;
	const char *rank; /* NULL: nobody recorded it */
	int64_t from;     /* the first instant at which it may be held */
	int64_t until;    /* the last; INSTANT_MAX: held still */
	int64_t member_seq;
};
/* All of them, or those of one member, as they were known at `known_at`; in the order in which one
 * of several goes first: the substantive, the longest held, the lowest id. */
ONUS_CHECK enum onus_err people_held(struct store *s, struct arena *a, const char *member,
				     int64_t known_at, struct held_post **out, size_t *count);

/* Which rank stands on which rung (1 is the lowest) under the policy in force from an instant on.
 */
struct rung {
	int64_t from;
	int64_t policy; /* the event that adopted it */
	int64_t rung;
	const char *rank;
};
/* The ladders of all policies adopted up to `known_at`, oldest first. */
ONUS_CHECK enum onus_err people_ladder(struct store *s, struct arena *a, int64_t known_at,
				       struct rung **out, size_t *count);

/* Makes what a new ledger starts with: organisation, policy, the first member and the top post.
 * `policy_text` empty: the built-in one. `member` gets the first member's id (ID_ROOM bytes). */
ONUS_CHECK enum onus_err people_found(struct ledger *l, struct arena *a, const char *organisation,
				      const char *member_name, struct slice policy_text,
				      char *member);

#endif
