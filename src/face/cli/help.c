/* SPDX-License-Identifier: Apache-2.0
 * help.c - help on the terminal, from the command table. */
#include "answer/words.h"
#include "face/cli/cli.h"

enum { COLUMNS = 80, LABEL_COLUMNS = 28, TEXT_MAX = 64 * 1024 };

/* `label` and beside it the text, in as many lines as it takes. */
static void print_row(FILE *out, const char *label, const char *text)
{
	SCOPED_BUF(lines, TEXT_MAX);
	char first[LABEL_COLUMNS + 64];
	char others[LABEL_COLUMNS + 2];

	snprintf(first, sizeof first, "  %-*s ", LABEL_COLUMNS - 2, label);
	snprintf(others, sizeof others, "%*s", LABEL_COLUMNS + 1, "");
	words_wrap(&lines, (struct indent){first, others, COLUMNS}, text);
	fwrite(lines.data, 1, lines.len, out);
}

/* Paragraphs, with an empty line behind each. */
static void print_prose(FILE *out, const char *text)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(lines, TEXT_MAX);
	struct slice rest = slice_str(text);

	while (rest.n > 0) {
		size_t end = slice_search(rest, SLICE("\n\n"));

		words_wrap(&lines, (struct indent){"", "", COLUMNS},
			   arena_copy(&a, slice_of(rest.p, end)));
		buf_add_byte(&lines, '\n');
		rest = slice_from(rest, end + strlen("\n\n"));
	}
	fwrite(lines.data, 1, lines.len, out);
}

/* "MATTER", "[--due DATE]", "[--about THING]..." */
static const char *usage_word(struct arena *a, const struct param *p)
{
	const char *value = p->value ? p->value : "TEXT";
	const char *many = p->flags & PARAM_MANY ? "..." : "";
	const char *word = p->flags & PARAM_POSITIONAL ? value
			   : p->type == PARAM_FLAG     ? arena_printf(a, "--%s", p->name)
						       : arena_printf(a, "--%s %s", p->name, value);

	return p->flags & PARAM_REQUIRED ? arena_printf(a, "%s%s", word, many)
					 : arena_printf(a, "[%s]%s", word, many);
}

/* An option stays with its value when the line breaks. */
static void print_usage(FILE *out, const struct command *cmd)
{
	SCOPED_ARENA(a);
	static const char margin[] = "           ";
	const char *start = arena_printf(&a, "usage: onus %s", cmd->name);
	size_t column = strlen(start);

	fputs(start, out);
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		const char *word = usage_word(&a, p);

		if (column + 1 + strlen(word) > COLUMNS) {
			fprintf(out, "\n%s", margin);
			column = strlen(margin);
		}
		fprintf(out, " %s", word);
		column += 1 + strlen(word);
	}
	fputc('\n', out);
}

static void print_params(FILE *out, const struct command *cmd)
{
	SCOPED_ARENA(a);

	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		const char *value = p->value ? p->value : "TEXT";
		const char *label = p->flags & PARAM_POSITIONAL ? value
				    : p->type == PARAM_FLAG
					    ? arena_printf(&a, "--%s", p->name)
					    : arena_printf(&a, "--%s %s", p->name, value);

		print_row(out, label, p->help ? p->help : "");
		if (p->choices != NULL) {
			print_row(out, "", arena_printf(&a, "one of: %s", p->choices));
		}
	}
}

void help_command(FILE *out, const struct command *cmd)
{
	SCOPED_ARENA(a);

	print_usage(out, cmd);
	fputc('\n', out);
	print_prose(out, arena_printf(&a, "%s.", cmd->summary));
	if (cmd->detail != NULL) {
		print_prose(out, cmd->detail);
	}
	if (cmd->params != NULL) {
		print_params(out, cmd);
		fputc('\n', out);
	}
	fputs("Every command takes --ledger DIR, --as MEMBER, --writer MEMBER and --json.\n", out);
}

bool help_group(FILE *out, const char *word)
{
	size_t n = strlen(word);
	bool found = false;

	EACH_COMMAND(list, row)
	{
		if (strncmp(row->name, word, n) == 0 && row->name[n] == ' ') {
			print_row(out, row->name, row->summary);
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
			print_row(out, row->name, row->summary);
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
