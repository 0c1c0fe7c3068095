/* SPDX-License-Identifier: Apache-2.0
 * duty.h - who is answerable, and by when. Pure functions of (thing, time, known-at) over recorded
 * steps, never rows that go stale. */
#ifndef ONUS_PRACTICE_DUTY_H
#define ONUS_PRACTICE_DUTY_H

#include "practice/command.h"

extern const struct room duty_room;
extern const struct command duty_commands[];

/* For the apply function of an event that makes a thing which must have an owner (report, matter,
 * recommendation, escalation): from this event on somebody is answerable for it. */
ONUS_CHECK enum onus_err duty_charge(struct store *s, const struct event *e, const char *thing);
/* The same, when a thing is closed and nobody has to answer for it any more. */
ONUS_CHECK enum onus_err duty_discharge(struct store *s, const struct event *e, const char *thing);

struct answerable {
	const char *member; /* id; NULL: before the ledger, where the record names nobody */
	const char *name;
	const char *post; /* title in words; NULL: none recorded */
	const char *rank;
	bool by_default; /* nobody accepted: the ladder names this one */
	int64_t since;
};
/* Who answers for `thing` at instant `at`, by what was recorded up to `known_at`. From the instant
 * at which the thing was recorded there is always exactly one. */
ONUS_CHECK enum onus_err duty_answerable(struct store *s, struct arena *a, const char *thing,
					 int64_t at, int64_t known_at, struct answerable *out);

/* All owners of a thing one after another up to `until`, for answers over time. */
struct tenure {
	int64_t from;
	int64_t to; /* last instant */
	struct answerable who;
};
ONUS_CHECK enum onus_err duty_tenures(struct store *s, struct arena *a, const char *thing,
				      int64_t until, int64_t known_at, struct tenure **out,
				      size_t *count);

/* The same for many things of one answer: who answers by default is loaded once, as it was known at
 * `known_at`, and asked for each thing with that very `known_at`. */
struct ladder;
ONUS_CHECK enum onus_err duty_ladder(struct store *s, struct arena *a, int64_t known_at,
				     const struct ladder **out);
ONUS_CHECK enum onus_err duty_tenures_on(const struct ladder *l, struct store *s, struct arena *a,
					 const char *thing, int64_t until, int64_t known_at,
					 struct tenure **out, size_t *count);
ONUS_CHECK enum onus_err duty_answerable_on(const struct ladder *l, struct store *s,
					    struct arena *a, const char *thing, int64_t at,
					    int64_t known_at, struct answerable *out);

/* Proposes a thing to a member, who has to accept it; where that is the caller and nobody has
 * accepted it yet, the caller accepts by this. ONUS_REFUSED where the member has no account or
 * holds no post. */
ONUS_CHECK enum onus_err duty_propose(struct call *c, const char *thing, const char *member,
				      const char *because);

/* Starts the policy's clock `clock` on a thing; the due instant is computed now, under the policy
 * in force, and stands in the event. A clock the policy doesn't have starts nothing. */
ONUS_CHECK enum onus_err duty_start_clock(struct call *c, const char *thing, const char *clock,
					  int64_t start);
/* Marks the clock as met, where it runs on the thing; does nothing where it doesn't. */
ONUS_CHECK enum onus_err duty_meet_clock(struct call *c, const char *thing, const char *clock,
					 int64_t met_at);

#endif
