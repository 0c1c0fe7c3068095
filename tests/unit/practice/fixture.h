/* SPDX-License-Identifier: Apache-2.0
 * fixture.h - a fresh ledger with all rooms of the practice, and commands run on it as a face
 * would.
 *
 *     struct fixture f;
 *
 *     fixture_open(&f);
 *     CHECK_OK(fixture_run(&f, "matter open", "title", "A note nobody answered", NULL));
 *     CHECK_STR(fixture_text(&f, "state"), "open");
 *     fixture_close(&f);
 *
 * The ledger is founded by "keeper", of the Example Constabulary, who holds its top post; "officer"
 * and "sergeant" are members with posts too. Parameters are given as name and value (a flag's value
 * is
 * ""), ended by NULL. Time is the system's own, so that no test may depend on today's date. */
#ifndef ONUS_TESTS_PRACTICE_FIXTURE_H
#define ONUS_TESTS_PRACTICE_FIXTURE_H

#include "practice/command.h"

enum { FIXTURE_RECORDS_MAX = 200 };

struct fixture {
	struct arena arena;
	const char *folder;
	struct ledger *ledger;
	struct store *store;
	struct policy *policy; /* the one in force */
	const char *keeper;    /* ids */
	const char *officer;   /* a Detective Inspector */
	const char *sergeant;  /* a Sergeant */
	const char *as;        /* who runs commands; the keeper at first */
	/* of the last command: */
	const struct command *command;
	struct json *records[FIXTURE_RECORDS_MAX];
	size_t count;
	const char *notes; /* all talk, a line each */
	const char *error; /* what a command that failed said */
};

/* Fail the test where something goes wrong. */
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);

/* Runs a command of that name; what it emits stands in records. */
ONUS_CHECK enum onus_err fixture_run(struct fixture *f, const char *command, ...)
	__attribute__((sentinel));
/* The text, number, or item of a list in the first record of the last command. */
const char *fixture_text(const struct fixture *f, const char *key);
int64_t fixture_int(const struct fixture *f, const char *key);
const struct json *fixture_item(const struct fixture *f, const char *key, size_t i);
/* The id of the first record: of what the last command made. */
const char *fixture_id(const struct fixture *f);
/* The records of the last command in the words of its row. */
const char *fixture_said(struct fixture *f);
/* True where the error of the last command has the text. */
bool fixture_error_has(const struct fixture *f, const char *text);
/* An entity of the register, by its own command. */
const char *fixture_entity(struct fixture *f, const char *kind, const char *name);
/* Replays all events and fails the test where any projection differs from the live one. */
void fixture_check_replay(struct fixture *f);

#endif
