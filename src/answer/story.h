/* SPDX-License-Identifier: Apache-2.0
 * story.h - inside `who-knew`: everything on record that has to do with one subject.
 *
 * From the subject the record is followed downwards only, from a thing to what was recorded about
 * it (event_about), never sideways to the other people of a report or a matter:
 *
 *     subject = the entity, those joined to it, the groups it is part of
 *        |-- events about it: reports, meetings, items, exposures, decisions, operations, losses
 * ... |      `-- events about these, and so on
 *        |-- matters it is bound to, with the reports and meetings in them
 *        `-- reports that mention it (a proposed mention is marked), with all that followed
 *     a matter that only a report is bound to gives its decisions and actions, not its other
 * reports
 *
 * Every step uses an index, and counts against a named limit: knowledge against WHO_KNEW_KNOWN_MAX,
 * then answers alone up to WHO_KNEW_THINGS_MAX, so that a popular subject is cut where it accuses
 * nobody. What was cut is said. */
#ifndef ONUS_ANSWER_STORY_H
#define ONUS_ANSWER_STORY_H

#include "answer/gaps.h"
#include "base/json.h"
#include "policy/policy.h"
#include "practice/command.h"

enum {
	WHO_KNEW_KNOWN_MAX = 1000,
	WHO_KNEW_THINGS_MAX = 1500,
	WHO_KNEW_EVENTS_MAX = 10000,  /* looked at for one thing */
	WHO_KNEW_MENTIONS_MAX = 4000, /* looked at for one entity */
	WHO_KNEW_OWNED_MAX = 100,     /* things whose owners are told */
	WHO_KNEW_GAPS_MAX = 100,      /* the longest */
};

/* How a thing belongs to the subject, surest first. */
enum basis {
	BASIS_ABOUT,     /* somebody recorded it as about the subject */
	BASIS_MENTIONED, /* it mentions the subject, and a person confirmed that */
	BASIS_PROPOSED,  /* a machine proposed that it does */
};

struct thing {
	const char *id;
	enum basis basis;
	bool answers_only; /* a matter that is not the subject's own */
	bool afterwards;   /* found by way of a complaint: neither knowledge nor answer */
};

enum list {
	LIST_FACTS,
	LIST_EXPOSURES,
	LIST_DECISIONS,
	LIST_ACTIONS,
	LIST_OPERATIONS,
	LIST_CONTACTS,
	LIST_RECOMMENDATIONS,
	LIST_REPLIES,
	LIST_COMPLAINTS,
	LIST_FINDINGS,
	LIST_RESPONSES,
	LIST_PUBLICATIONS,
	LIST_MATTERS,
	LIST_LOST,
	LIST_COUNT,
};

/* One line of the answer. */
struct row {
	const char *id;
	int64_t seq;
	int64_t part;
	struct when when;
	int64_t recorded_at;
	bool unconfirmed;
	bool afterwards;
	struct json *json;
	/* what the silences need */
	const char *member; /* who was shown it, decided it, owned it; NULL: nobody is named */
	const char *parent; /* of an item, reply, finding, response, publication; NULL otherwise */
	const char *name;
	const char *post;
	const char *rank; /* NULL: nobody recorded it */
	enum senior senior;
	struct when end; /* when an action was done, an operation closed */
	bool ended;
};

struct rows_of {
	struct row **rows;
	size_t count;
	size_t room;
};

struct moments {
	struct moment *items;
	size_t count;
	size_t room;
};

struct story {
	struct call *call;
	struct arena *arena;
	struct store *store;
	const char *subject;
	const char **joined; /* the subject first */
	size_t joined_count;
	bool has_from;
	bool has_to;
	bool has_as_of;
	struct when from;
	struct when to;
	struct when as_of;
	int64_t known_up_to; /* nothing recorded later counts */

	struct thing **things; /* in the order found: a queue */
	size_t thing_count;
	size_t thing_room;
	size_t *slots; /* of the things by id: open addressing, 0 is free, else index + 1 */
	struct thing **complaints; /* and what hangs on them: read last */
	size_t complaint_count;
	bool afterwards; /* they are being read */
	struct rows_of lists[LIST_COUNT];
	struct moments known;
	struct moments answers;
	struct run *runs;
	size_t run_count;
	bool cut_things;
	bool cut_events;
	bool cut_mentions;
	bool cut_owned;
	bool cut_gaps;
};

/* --- story.c: which things belong to it --- */
/* Gathers everything about s->subject into the lists. */
ONUS_CHECK enum onus_err story_gather(struct story *s);
/* Adds a thing to the queue, once; a surer basis replaces a weaker one of a thing not yet read. */
void story_add(struct story *s, const char *id, enum basis basis, bool answers_only);
const struct thing *story_find(const struct story *s, const char *id);

/* --- rows_knowledge.c, rows_work.c, rows_oversight.c: what they say --- */
typedef enum onus_err (*row_loader)(struct story *s, const struct thing *t);
/* NULL for a thing that has no row in the answer. `answer` (may be NULL): it may be an answer. */
row_loader row_loader_of(const char *id, bool *answer);

ONUS_CHECK enum onus_err load_report(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_meeting(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_item(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_exposure(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_contact(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_loss(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_matter(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_decision(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_action(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_operation(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_recommendation(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_complaint(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_finding(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_response(struct story *s, const struct thing *t);
ONUS_CHECK enum onus_err load_publication(struct story *s, const struct thing *t);

/* A time out of three columns beginning at `column`; unknown where they are NULL. */
struct when row_when(struct rows *rows, int column);
/* A new row with id, when, recorded and late set, appended to a list. */
struct row *row_add(struct story *s, enum list list, const struct thing *t, struct when when,
		    int64_t recorded_at);
/* Sets a member of the row's JSON from a column; NULL becomes null. */
void row_text(struct story *s, struct row *row, const char *key, struct rows *rows, int column);
/* Who a member was at the time of the row: sets member, name, post, rank and senior of the row and,
 * under `key` and KEY_name or "name", of its JSON. `member` NULL: the record names nobody. */
ONUS_CHECK enum onus_err row_member(struct story *s, struct row *row, const char *key,
				    const char *member);
/* Marks the row as knowledge, or as an answer given at `when`. */
void row_is_known(struct story *s, const struct row *row);
void row_is_answer(struct story *s, const struct row *row, struct when when);
/* Sorts a list by time, then by event. */
void rows_sort(struct rows_of *list);

/* --- silences.c, answerable.c: what follows from it --- */
/* Sets "gaps", "possible_gaps" and "undated_answers". */
ONUS_CHECK enum onus_err story_silences(struct story *s, struct json *answer);
/* Sets "answerable". */
ONUS_CHECK enum onus_err story_answerable(struct story *s, struct json *answer);
/* True where a row or silence of this time belongs to the question's from and to. */
bool story_shows(const struct story *s, struct when when);

#endif
