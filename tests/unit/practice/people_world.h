/* SPDX-License-Identifier: Apache-2.0
 * people_world.h - a ledger with the rooms people and duty, a room of the test's own, and a clock
 * that the test sets.
 *
 *     struct world w;
 *
 *     world_open(&w, "2026-03-02T09:00:00Z");
 *     CHECK_OK(world_run(&w, "thing make", "title", "A note", NULL));
 *     world_at(&w, "2026-03-02T10:00:00Z");
 *     ...
 *     world_close(&w);
 *
 * The test's room makes things (R...) that must have an owner, and closes them. The ledger is
 * founded by "Head Keeper" of the Example Constabulary. */
#ifndef ONUS_TESTS_PRACTICE_PEOPLE_WORLD_H
#define ONUS_TESTS_PRACTICE_PEOPLE_WORLD_H

#include "practice/duty/duty.h"
#include "practice/people/people.h"

enum { WORLD_RECORDS_MAX = 400 };

struct world {
	struct arena arena;
	const char *folder;
	struct ledger *ledger;
	struct store *store;
	const char *head;   /* id of the founder */
	const char *as;     /* who acts; the founder at first */
	const char *writer; /* NULL: whoever acts */
	int64_t now;
	/* of the last command: */
	const struct command *command;
	struct json *records[WORLD_RECORDS_MAX];
	size_t count;
	const char *notes;
	struct slice bytes;
	bool emitted_early; /* a record came while its transaction was still open */
};

/* Fail the test where something goes wrong; skip it in a build whose clock can't be set. */
void world_open(struct world *w, const char *now);
void world_close(struct world *w);
void world_at(struct world *w, const char *now);
void world_set_clock(struct world *w, int64_t now);
int64_t world_instant(const char *text);

/* Runs a command; what it emits stands in records. Arguments: name and value (NULL for a flag's),
 * ended by NULL. */
ONUS_CHECK enum onus_err world_run(struct world *w, const char *command, ...)
	__attribute__((sentinel));
/* The same for a row that is in no table. */
ONUS_CHECK enum onus_err world_run_row(struct world *w, const struct command *row, ...)
	__attribute__((sentinel));
/* Text of a member of the first record, of a member of a member ("answerable", "member"). */
const char *world_text(const struct world *w, const char *key);
const char *world_text2(const struct world *w, const char *key, const char *inner);
/* A member with a post since now; gives the id. */
const char *world_member(struct world *w, const char *name, const char *title, const char *rank);
/* A thing that must have an owner. */
const char *world_thing(struct world *w, const char *title);
/* Who answers for it at an instant, by what was known by then. */
struct answerable world_who(struct world *w, const char *thing, int64_t at);
/* Checks that whoever answers now is `member`, by default or not. */
void world_check_who(struct world *w, const char *thing, const char *member, bool by_default);
void world_check_error(const char *says);
/* The records of the last command in the words of its row. */
const char *world_said(struct world *w);
void world_check_replay(struct world *w);
int64_t world_int(struct world *w, const char *sql);

#endif
