/* SPDX-License-Identifier: Apache-2.0
 * answer.c - the rows of this room in the command table. */
#include "answer/answer.h"
#include "answer/who_knew.h"

static const struct param who_knew_params[] = {
	{"subject", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "SUBJECT",
	 "an id, a name or an alias: of an entity, a report, a matter, an operation ...", NULL},
	{"from", PARAM_WHEN, 0, "DATE", "leave out what was over before", NULL},
	{"to", PARAM_WHEN, 0, "DATE", "leave out what began later", NULL},
	{"as-of", PARAM_WHEN, 0, "DATE", "only what was recorded here up to the end of it", NULL},
	{"format", PARAM_CHOICE, 0, "FORMAT", "text (the default), json or svg", "text json svg"},
	{0},
};

static const struct param search_params[] = {
	{"words", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL | PARAM_MANY, "WORDS",
	 "words, or \"a phrase\", in any order", NULL},
	{"limit", PARAM_INT, 0, "N", "at most so many of each kind, 1 to 1000 (default: 20)", NULL},
	{0},
};

static const char who_knew_detail[] =
	"Gathers everything on record about the subject, about what was confirmed to be the same, "
	"and the groups it is part of: reports, minuted items, who was shown what and how surely, "
	"decisions, actions, operations, contacts, complaints and their findings, and what is "
	"lost. Then it shows the silences: from the first thing known to the next recorded answer, "
	"in days from earliest date to earliest date, with the least and the most that the dates "
	"allow.\n\n"
	"An answer is a decision, a finished action, an operation or its outcome, or the reply to "
	"a recommendation. A silence is shorter than it seems, or none, where an answer was given "
	"and not recorded: it is told as \"no recorded answer\", never as \"nobody answered\". "
	"Where dates are too coarse to say what came first, it is told apart, as a possible "
	"one.\n\n"
	"--as-of asks what this ledger could have told on that day. The picture (--format svg) is "
	"A4 landscape, or A3 where there is much.";

const struct command answer_commands[] = {
	{.name = "who-knew",
	 .summary = "Tell who knew what about a subject, when, and what they did",
	 .detail = who_knew_detail,
	 .params = who_knew_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = who_knew_run,
	 .say = who_knew_text},
	{.name = "search",
	 .summary = "Find reports by their words, and entities by what they are called",
	 .params = search_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = search_run,
	 .say = search_say},
	{0},
};
