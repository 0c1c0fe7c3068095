/* SPDX-License-Identifier: Apache-2.0
 * inside.h - what the files of this room share. */
#ifndef ONUS_PRACTICE_DUTY_INSIDE_H
#define ONUS_PRACTICE_DUTY_INSIDE_H

#include "practice/duty/duty.h"
#include "practice/people/people.h"

/* --- ladder.c: who answers by default --- */
struct ladder {
	struct held_post *posts; /* in the order of the tie rule */
	size_t post_count;
	struct rung *rungs; /* oldest policy first */
	size_t rung_count;
	size_t policy_count;
	int64_t *policy_from; /* when each policy came into force */
	int64_t *rung_of;     /* [policy * post_count + post]; 0: on no rung */
};

ONUS_CHECK enum onus_err ladder_load(struct store *s, struct arena *a, int64_t known_at,
				     struct ladder *out);
/* The post whose holder answers by default at an instant; NULL where no post is filled. */
const struct held_post *ladder_at(const struct ladder *l, int64_t at);
/* The post by which a member acts at an instant; NULL where they hold none. */
const struct held_post *ladder_post_of(const struct ladder *l, const char *member, int64_t at);
/* Since when whoever answers by default at `at` has done so without a break. */
int64_t ladder_since(const struct ladder *l, int64_t at);
/* The instants in (after, to] at which a post or a policy begins, or a post has ended; unsorted.
 * `out` has room for ladder_cuts_max. */
size_t ladder_cuts_max(const struct ladder *l);
size_t ladder_cuts(const struct ladder *l, int64_t after, int64_t to, int64_t *out);
int compare_instants(const void *a, const void *b); /* for qsort */

/* --- answer.c: who answers for a thing --- */
enum step_kind { STEP_PROPOSED, STEP_ACCEPTED, STEP_DECLINED, STEP_DISCHARGED };

struct step {
	int64_t seq;
	const char *duty;
	const char *member;
	enum step_kind kind;
	struct when occurred;
	int64_t recorded_at;
	const char *because;
	bool historic; /* of a time before the thing was in this ledger */
};

struct charge {
	const char *thing;
	int64_t seq; /* of the event that recorded it */
	int64_t recorded_at;
	int64_t closed_at; /* INSTANT_MAX: open */
	struct step *steps;
	size_t step_count;
};

/* `found` is false where nobody has to answer for the thing, as far as was known at `known_at`. */
ONUS_CHECK enum onus_err charge_load(struct store *s, struct arena *a, const char *thing,
				     int64_t known_at, struct charge *out, bool *found);
bool charge_is_open(const struct charge *c);
/* The proposal that waits for an answer; NULL where there is none. */
const struct step *charge_pending(const struct charge *c);

struct answer {
	const struct held_post *post; /* NULL: nobody; that must not be */
	bool by_default;
};
/* Who answers at an instant from the recording of the charge on. */
struct answer charge_answer(const struct ladder *l, const struct charge *c, int64_t at);
/* The same with words and since when, for any instant: duty_answerable with everything loaded. */
ONUS_CHECK enum onus_err charge_answerable(struct store *s, struct arena *a, const struct ladder *l,
					   const struct charge *c, int64_t at, int64_t known_at,
					   struct answerable *out);
struct answerable answer_words(struct answer answer, int64_t since);
const char *step_name(enum step_kind k);

/* --- lists.c --- */
enum onus_err duty_unowned(struct call *c);
enum onus_err duty_overdue(struct call *c);
enum onus_err duty_mine(struct call *c);

/* --- clocks.c --- */
enum onus_err clock_start(struct call *c);
enum onus_err clock_meet(struct call *c);
enum onus_err clock_notice(struct call *c);
/* All clocks on a thing, with their state at an instant, as an array. */
ONUS_CHECK enum onus_err clocks_json(struct call *c, const char *thing, int64_t at,
				     struct json **out);

/* --- record.c: things and people as records --- */
/* {member, name, post, rank, by_default, since} */
struct json *answerable_json(struct arena *a, const struct answerable *who);
/* Sets "title" and, where one was recorded, "risk": from the event that made the thing. */
ONUS_CHECK enum onus_err set_brief(struct call *c, struct arena *a, const char *thing,
				   struct json *record);
/* The id that a person wrote ("m12" is M12), where the ledger knows it. ONUS_NO where not. */
ONUS_CHECK enum onus_err thing_known(struct call *c, const char *text, const char **out);
/* "3 days", "5 hours" of a number of seconds. */
const char *span_words(struct arena *a, int64_t seconds);

/* --- say.c: in words --- */
void duty_say(struct buf *out, const struct json *record);
void unowned_say(struct buf *out, const struct json *record);
void overdue_say(struct buf *out, const struct json *record);
void mine_say(struct buf *out, const struct json *record);
void clock_say(struct buf *out, const struct json *record);

#endif
