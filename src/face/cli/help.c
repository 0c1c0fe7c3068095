/* SPDX-License-Identifier: Apache-2.0
 * help.c - help on the terminal, from the command table. */
#include "face/cli/cli.h"

static void print_usage(FILE *out, const struct command *cmd)
{
	fprintf(out, "onus %s", cmd->name);
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		const char *value = p->value ? p->value : "TEXT";
		bool required = p->flags & PARAM_REQUIRED;
		const char *many = p->flags & PARAM_MANY ? "..." : "";

		fputs(required ? " " : " [", out);
		if (p->flags & PARAM_POSITIONAL) {
			fprintf(out, "%s", value);
		} else if (p->type == PARAM_FLAG) {
			fprintf(out, "--%s", p->name);
		} else {
			fprintf(out, "--%s %s", p->name, value);
		}
		fprintf(out, "%s%s", required ? "" : "]", many);
	}
	fputc('\n', out);
}

static void print_params(FILE *out, const struct command *cmd)
{
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		const char *value = p->value ? p->value : "TEXT";
		char label[64];

		if (p->flags & PARAM_POSITIONAL) {
			snprintf(label, sizeof label, "%s", value);
		} else if (p->type == PARAM_FLAG) {
			snprintf(label, sizeof label, "--%s", p->name);
		} else {
			snprintf(label, sizeof label, "--%s %s", p->name, value);
		}
		fprintf(out, "  %-26s %s\n", label, p->help ? p->help : "");
		if (p->choices != NULL) {
			fprintf(out, "  %-26s one of: %s\n", "", p->choices);
		}
	}
}

void help_command(FILE *out, const struct command *cmd)
{
	fputs("usage: ", out);
	print_usage(out, cmd);
	fprintf(out, "\n%s.\n\n", cmd->summary);
	if (cmd->detail != NULL) {
		fprintf(out, "%s\n\n", cmd->detail);
	}
	print_params(out, cmd);
	fputs("\nEvery command takes --ledger DIR, --as MEMBER, --writer MEMBER and --json.\n",
	      out);
}

bool help_group(FILE *out, const char *word)
{
	size_t n = strlen(word);
	bool found = false;

	EACH_COMMAND(list, row)
	{
		if (strncmp(row->name, word, n) == 0 && row->name[n] == ' ') {
			fprintf(out, "  %-24s %s\n", row->name, row->summary);
			found = true;
		}
	}
	return found;
}

void help_overview(FILE *out)
{
	fputs("onus - an intelligence-to-action ledger for child safeguarding\n\n"
	      "usage: onus [--ledger DIR] [--as MEMBER] [--json] COMMAND ...\n",
	      out);
	for (const struct command *const *list = all_commands; *list != NULL; list++) {
		fputc('\n', out);
		for (const struct command *row = *list; row->name != NULL; row++) {
			fprintf(out, "  %-24s %s\n", row->name, row->summary);
		}
	}
	fputs("\nThe ledger is --ledger, or ONUS_LEDGER, or ./onus-ledger; who acts is --as, or "
	      "ONUS_AS.\n"
	      "\"onus COMMAND --help\" says more. Exit status: 0 done, 1 the answer is no, 2 "
	      "usage,\n"
	      "3 refused, 4 bad input, 5 internal, 6 try again.\n"
	      "A child in danger now: ring 999 first. Onus alerts nobody by itself.\n",
	      out);
}
