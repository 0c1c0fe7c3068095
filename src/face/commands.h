/* SPDX-License-Identifier: Apache-2.0
 * commands.h - the one command table, merged from the rooms, and the rooms themselves. */
#ifndef ONUS_FACE_COMMANDS_H
#define ONUS_FACE_COMMANDS_H

#include "practice/command.h"

/* All rooms, ended by NULL: what a ledger is opened with. */
extern const struct room *const all_rooms[];

/* Rows of the face itself: the keeper's tools, and what needs no ledger. */
extern const struct command keeper_commands[];
extern const struct command log_commands[];
extern const struct command tool_commands[];

/* Runs over every row of the table, in the order of the help. */
#define EACH_COMMAND(list, row)                                                                    \
	for (const struct command *const *list = all_commands; *list != NULL; list++)              \
		for (const struct command *row = *list; row->name != NULL; row++)
extern const struct command *const all_commands[];

/* The row whose name is the longest run of the first words; `used` gets the number of words. NULL
 * where there is none. */
const struct command *command_find(char *const *words, size_t count, size_t *used);
/* The name of a command close to what was typed, or NULL. */
const char *command_near(const char *typed);
/* The name of an option of a command close to what was typed, or NULL. */
const char *option_near(const struct command *cmd, struct slice typed);

#endif
