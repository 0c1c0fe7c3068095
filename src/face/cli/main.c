/* SPDX-License-Identifier: Apache-2.0
 * main.c - onus: one command, from its words to its exit status. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "face/cli/cli.h"
#include "face/who.h"
#include "practice/people/people.h"

/* --- who acts --- */

static enum onus_err say_who(struct call *c, const struct options *o)
{
	GUARD(who_acts(c->store, c->arena, o->as, &c->member));
	c->writer = c->member;
	return o->writer ? who_is(c->store, c->arena, "--writer", o->writer, &c->writer) : ONUS_OK;
}

/* --- running --- */

static enum onus_err prepare(struct call *c, const struct options *o)
{
	enum ledger_use use = c->command->use;
	struct ledger_options lo = {.rooms = all_rooms,
				    .mode = use == LEDGER_WRITE ? STORE_WRITE : STORE_READ,
				    .examine = use == LEDGER_EXAMINE};
	enum onus_err e;

	if (use == LEDGER_NONE) {
		return ONUS_OK;
	}
	GUARD(ledger_open(&c->ledger, o->ledger, &lo));
	c->store = ledger_store(c->ledger);
	if (ledger_is_exercise(c->ledger)) {
		call_note(c, "EXERCISE: this ledger is for practice; nothing in it is real");
	}
	if (c->command->permission == MAY_ANYONE) {
		return ONUS_OK; /* who acts stands in tables that these commands may have to mend */
	}
	GUARD(say_who(c, o));
	e = people_policy(c->store, c->arena, c->now, &c->policy, NULL);
	return e == ONUS_NO ? ONUS_OK : e;
}

/* What the command recorded is durable by now, and was told: say so where the signing fails. */
static enum onus_err sign(struct call *c)
{
	enum onus_err e = ledger_checkpoint(c->ledger);

	if (e == ONUS_OK) {
		return ONUS_OK;
	}
	/* Who tried again would record it twice, except where a command knows what it did before.
	 */
	return onus_fail_in(e == ONUS_AGAIN && !c->command->own_transactions ? ONUS_INTERNAL : e,
			    "what was recorded stands, but no checkpoint could be signed over it "
			    "(\"onus log checkpoint\" signs one): ");
}

static enum onus_err sign_after(struct call *c, enum onus_err e)
{
	struct onus_error_record why = *onus_last_error();

	GUARD(sign(c));
	return onus_fail(e, why.where, "%s", why.text);
}

static enum onus_err run_call(struct call *c, const struct options *o, struct output *output)
{
	int64_t before;
	enum onus_err e;

	GUARD(prepare(c, o));
	before = c->ledger != NULL ? ledger_count(c->ledger) : 0;
	output->said = false;
	e = command_run(c);
	if (e != ONUS_OK) {
		/* What is durable is signed, also where it could not be told. */
		return c->command->use == LEDGER_WRITE && ledger_count(c->ledger) > before
			       ? sign_after(c, e)
			       : e;
	}
	if (!output->said) {
		call_note(c, "nothing to show");
	}
	return c->command->use == LEDGER_WRITE ? sign(c) : ONUS_OK;
}

static enum onus_err run_command(const struct command *cmd, const struct options *o,
				 char *const *words, size_t count)
{
	SCOPED_ARENA(arena);
	struct output output;
	struct sink sink;
	struct call c = {.arena = &arena,
			 .command = cmd,
			 .folder = o->ledger,
			 .as = o->as,
			 .now = instant_now(),
			 .sink = &sink,
			 .progress = isatty(STDERR_FILENO),
			 .input = STDIN_FILENO};
	enum onus_err e;

	output_init(&output, o->json, &sink);
	e = arguments_parse(&arena, cmd, words, count, &c.arguments, &c.argument_count);
	if (e == ONUS_OK) {
		e = run_call(&c, o, &output);
	}
	ledger_close(c.ledger);
	output_end(&output);
	return e;
}

/* --- finding the command --- */

/* "matter", or a second word that no command of that name has. */
static enum onus_err half_command(char *const *words, size_t count)
{
	if (count > 1) {
		return onus_fail(ONUS_USAGE, HERE, "there is no command \"%s %s\"", words[0],
				 words[1]);
	}
	return onus_fail(ONUS_USAGE, HERE, "which \"%s\" command?", words[0]);
}

static enum onus_err unknown_command(const char *word)
{
	const char *near = command_near(word);

	if (near != NULL) {
		return onus_fail(ONUS_USAGE, HERE,
				 "there is no command \"%s\"; did you mean \"onus %s\"?", word,
				 near);
	}
	return onus_fail(ONUS_USAGE, HERE, "there is no command \"%s\"; onus --help lists them",
			 word);
}

static enum onus_err print_help(char *const *words, size_t count)
{
	size_t used = 0;
	const struct command *cmd = count > 0 ? command_find(words, count, &used) : NULL;

	if (cmd != NULL) {
		help_command(stdout, cmd);
	} else if (count == 0) {
		help_overview(stdout);
	} else if (!help_group(stdout, words[0])) {
		return unknown_command(words[0]);
	}
	return ONUS_OK;
}

static enum onus_err run_words(char **words, size_t count)
{
	const struct command *cmd;
	struct options o;
	size_t used = 0;

	GUARD(options_take(&o, words, &count));
	if (o.version) {
		printf("onus %s\n", ONUS_VERSION);
		return ONUS_OK;
	}
	if (o.help) {
		return print_help(words, count);
	}
	if (count > 0 && strcmp(words[0], "help") == 0) {
		return print_help(words + 1, count - 1);
	}
	if (count == 0) {
		help_overview(stderr);
		return onus_fail(ONUS_USAGE, HERE, "which command?");
	}
	cmd = command_find(words, count, &used);
	if (cmd == NULL && help_group(stderr, words[0])) {
		return half_command(words, count);
	}
	return cmd ? run_command(cmd, &o, words + used, count - used) : unknown_command(words[0]);
}

int main(int argc, char **argv)
{
	enum onus_err e;

	signal(SIGPIPE, SIG_IGN);
	/* Whoever reads along is told at once, line by line: a receipt is no use in our buffer. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	e = argc > 0 ? run_words(argv + 1, (size_t)argc - 1) : ONUS_USAGE;
	if (e == ONUS_OK) {
		e = output_flush();
	} else {
		fflush(stdout);
	}
	if (e != ONUS_OK) {
		const struct onus_error_record *why = onus_last_error();

		if (why->text[0] != '\0') {
			fprintf(stderr, "onus: %s\n", why->text);
		}
		if (getenv("ONUS_DEBUG") != NULL) {
			fprintf(stderr, "onus: at %s\n", why->where ? why->where : "?");
		}
	}
	return -e;
}
