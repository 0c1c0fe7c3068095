/* SPDX-License-Identifier: Apache-2.0
 * args.c - words of a command line into options and arguments. */
#include <stdlib.h>

#include "face/cli/cli.h"

enum { ARGUMENTS_MAX = 100000 };

/* --- options of every command --- */

struct option_row {
	const char *name;
	bool takes_value;
};

static const struct option_row option_rows[] = {
	{"ledger", true},   {"as", true}, {"writer", true}, {"json", false}, {"help", false},
	{"version", false}, {0}};

static void set_option(struct options *o, const char *name, const char *value)
{
	switch (name[0]) {
	case 'l':
		o->ledger = value;
		break;
	case 'a':
		o->as = value;
		break;
	case 'w':
		o->writer = value;
		break;
	case 'j':
		o->json = true;
		break;
	case 'h':
		o->help = true;
		break;
	default:
		o->version = true;
		break;
	}
}

/* "--name" or "--name=value": the name, and the value behind "=" or NULL. */
static bool is_option(const char *word, struct slice *name, const char **value)
{
	const char *equals;

	if (strncmp(word, "--", 2) != 0 || word[2] == '\0') {
		return false;
	}
	equals = strchr(word, '=');
	*name = equals ? slice_of(word + 2, (size_t)(equals - word) - 2) : slice_str(word + 2);
	*value = equals ? equals + 1 : NULL;
	return true;
}

static const struct option_row *option_row(struct slice name)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		if (slice_is(name, row->name)) {
			return row;
		}
	}
	return NULL;
}

static void from_environment(struct options *o)
{
	const char *ledger = getenv("ONUS_LEDGER");
	const char *as = getenv("ONUS_AS");

	o->ledger = ledger != NULL && ledger[0] != '\0' ? ledger : "onus-ledger";
	o->as = as != NULL && as[0] != '\0' ? as : NULL;
}

enum onus_err options_take(struct options *o, char **words, size_t *count)
{
	size_t kept = 0;
	size_t i = 0;

	*o = (struct options){0};
	from_environment(o);
	for (; i < *count && strcmp(words[i], "--") != 0; i++) {
		const struct option_row *row = NULL;
		struct slice name;
		const char *value = NULL;

		if (strcmp(words[i], "-h") == 0) {
			o->help = true;
			continue;
		}
		if (is_option(words[i], &name, &value)) {
			row = option_row(name);
		}
		if (row == NULL) {
			words[kept++] = words[i];
			continue;
		}
		ENSURE(row->takes_value || value == NULL, ONUS_USAGE, "--%s takes no value",
		       row->name);
		if (row->takes_value && value == NULL) {
			ENSURE(i + 1 < *count, ONUS_USAGE, "--%s needs a value", row->name);
			value = words[++i];
		}
		set_option(o, row->name, value);
	}
	while (i < *count) {
		words[kept++] = words[i++];
	}
	*count = kept;
	return ONUS_OK;
}

/* --- arguments of one command --- */

struct parsing {
	const struct command *command;
	struct argument *arguments;
	size_t count;
	const struct param *positional; /* the one that takes the next bare word */
};

static const struct param *next_positional(const struct param *p)
{
	while (p != NULL && p->name != NULL && !(p->flags & PARAM_POSITIONAL)) {
		p++;
	}
	return p != NULL && p->name != NULL ? p : NULL;
}

static const struct param *param_named(const struct command *cmd, struct slice name)
{
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		if (slice_is(name, p->name) && !(p->flags & PARAM_POSITIONAL)) {
			return p;
		}
	}
	return NULL;
}

static void add_argument(struct parsing *p, const struct param *param, const char *text)
{
	p->arguments[p->count++] = (struct argument){.param = param, .text = text};
}

static enum onus_err take_bare_word(struct parsing *p, const char *word)
{
	ENSURE(p->positional != NULL, ONUS_USAGE,
	       "\"%s\" is one word too many for \"onus %s\"; see --help", word, p->command->name);
	add_argument(p, p->positional, word);
	if (!(p->positional->flags & PARAM_MANY)) {
		p->positional = next_positional(p->positional + 1);
	}
	return ONUS_OK;
}

/* Rooms have words of their own (--because, --reason): whoever takes the wrong one sees the right
 * one among these. */
static const char *options_of(struct arena *a, const struct command *cmd)
{
	const char *all = "";

	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		if (!(p->flags & PARAM_POSITIONAL)) {
			all = arena_printf(a, "%s%s--%s", all, all[0] != '\0' ? ", " : "", p->name);
		}
	}
	return all[0] != '\0' ? all : "none";
}

static enum onus_err unknown_option(const struct command *cmd, struct slice name)
{
	SCOPED_ARENA(a);
	const char *near = option_near(cmd, name);

	if (near != NULL) {
		return onus_fail(ONUS_USAGE, HERE,
				 "\"onus %s\" has no option --" SLICE_FMT "; did you mean --%s?",
				 cmd->name, SLICE_ARG(name), near);
	}
	return onus_fail(ONUS_USAGE, HERE,
			 "\"onus %s\" has no option --" SLICE_FMT "; its own are: %s", cmd->name,
			 SLICE_ARG(name), options_of(&a, cmd));
}

static enum onus_err take_option(struct parsing *p, struct slice name, const char *value,
				 char *const *words, size_t count, size_t *i)
{
	const struct param *param = param_named(p->command, name);

	if (param == NULL) {
		return unknown_option(p->command, name);
	}
	if (param->type == PARAM_FLAG) {
		add_argument(p, param, value);
		return ONUS_OK;
	}
	if (value == NULL) {
		ENSURE(*i + 1 < count, ONUS_USAGE, "--%s needs a value (%s)", param->name,
		       param->value ? param->value : "TEXT");
		value = words[++*i];
	}
	add_argument(p, param, value);
	return ONUS_OK;
}

enum onus_err arguments_parse(struct arena *a, const struct command *cmd, char *const *words,
			      size_t count, struct argument **out, size_t *out_count)
{
	struct parsing p = {.command = cmd, .positional = next_positional(cmd->params)};
	bool options_end = false;

	ENSURE(count <= ARGUMENTS_MAX, ONUS_USAGE, "more than %d words on the command line",
	       ARGUMENTS_MAX);
	p.arguments = NEW_N(a, struct argument, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct slice name;
		const char *value = NULL;

		if (!options_end && strcmp(words[i], "--") == 0) {
			options_end = true;
		} else if (!options_end && is_option(words[i], &name, &value)) {
			GUARD(take_option(&p, name, value, words, count, &i));
		} else {
			GUARD(take_bare_word(&p, words[i]));
		}
	}
	*out = p.arguments;
	*out_count = p.count;
	return ONUS_OK;
}
