/* SPDX-License-Identifier: Apache-2.0
 * cli.h - the command line: words in, a call of the table, data on stdout, talk on stderr. */
#ifndef ONUS_FACE_CLI_H
#define ONUS_FACE_CLI_H

#include <stdio.h>

#include "face/commands.h"

struct options {
	const char *ledger; /* --ledger, ONUS_LEDGER, or ./onus-ledger */
	const char *as;     /* --as, ONUS_AS, or NULL */
	const char *writer; /* --writer, or NULL */
	bool json;
	bool help;
	bool version;
};

/* args.c: takes the options that every command has out of `words` (their count shrinks). */
ONUS_CHECK enum onus_err options_take(struct options *o, char **words, size_t *count);
/* Turns the words behind a command's name into arguments of its row. ONUS_USAGE with what is wrong.
 */
ONUS_CHECK enum onus_err arguments_parse(struct arena *a, const struct command *cmd,
					 char *const *words, size_t count, struct argument **out,
					 size_t *out_count);

/* output.c */
struct output {
	bool json;
	bool said; /* anything, as data or as talk */
	struct buf text;
};
void output_init(struct output *o, bool json, struct sink *sink);
void output_end(struct output *o);
/* What was printed is out. ONUS_AGAIN where stdout could not take all of it. */
ONUS_CHECK enum onus_err output_flush(void);

/* help.c */
void help_overview(FILE *out);
void help_command(FILE *out, const struct command *cmd);
/* The commands that begin with a word ("matter"); false where there is none. */
bool help_group(FILE *out, const char *word);

#endif
