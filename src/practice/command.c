/* SPDX-License-Identifier: Apache-2.0
 * command.c - what is the same for every command: arguments, permission, the transaction around it.
 *
 * The tables member and post belong to the room people, which stands on this file; the two
 * questions that permission asks of them are put here, by their columns, so that no room can be
 * entered without them. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "practice/command.h"

enum { ACCESS_QUESTION_MAX = 4096, ACCESS_PURPOSE_MAX = 400 };

/* --- arguments --- */

static const struct argument *argument_nth(const struct call *c, const char *name, size_t nth)
{
	for (size_t i = 0; i < c->argument_count; i++) {
		if (slice_is(slice_str(c->arguments[i].param->name), name) && nth-- == 0) {
			return &c->arguments[i];
		}
	}
	return NULL;
}

const char *call_nth(const struct call *c, const char *name, size_t i)
{
	const struct argument *a = argument_nth(c, name, i);

	return a != NULL ? a->text : NULL;
}

const char *call_text(const struct call *c, const char *name)
{
	return call_nth(c, name, 0);
}

bool call_has(const struct call *c, const char *name)
{
	return argument_nth(c, name, 0) != NULL;
}

bool call_flag(const struct call *c, const char *name)
{
	return call_has(c, name);
}

int64_t call_int(const struct call *c, const char *name, int64_t otherwise)
{
	const struct argument *a = argument_nth(c, name, 0);

	return a != NULL ? a->integer : otherwise;
}

struct when call_when(const struct call *c, const char *name, struct when otherwise)
{
	const struct argument *a = argument_nth(c, name, 0);

	return a != NULL ? a->when : otherwise;
}

const char *call_each(const struct call *c, const char *name, size_t *at)
{
	while (*at < c->argument_count) {
		const struct argument *a = &c->arguments[(*at)++];

		if (slice_is(slice_str(a->param->name), name)) {
			return a->text;
		}
	}
	return NULL;
}

size_t call_count(const struct call *c, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < c->argument_count; i++) {
		count += slice_is(slice_str(c->arguments[i].param->name), name);
	}
	return count;
}

/* --- checking arguments --- */

/* How the parameter is called in a message: SUBJECT or --because. */
static const char *param_label(const struct call *c, const struct param *p)
{
	if (p->flags & PARAM_POSITIONAL) {
		return p->value != NULL ? p->value : p->name;
	}
	return arena_printf(c->arena, "--%s", p->name);
}

static size_t param_text_max(const struct param *p)
{
	switch (p->type) {
	case PARAM_THING:
	case PARAM_MEMBER:
		return NAME_MAX_BYTES;
	default:
		return PROSE_MAX;
	}
}

static enum onus_err check_words(const struct call *c, const struct argument *a)
{
	const char *label = param_label(c, a->param);
	struct slice text = slice_str(a->text);
	size_t max = param_text_max(a->param);
	size_t bad;

	ENSURE(a->text != NULL, ONUS_USAGE, "%s needs a value", label);
	ENSURE(text.n <= max, ONUS_USAGE, "%s is %zu bytes long; %s is %zu", label, text.n,
	       max == NAME_MAX_BYTES ? "NAME_MAX_BYTES" : "PROSE_MAX", max);
	ENSURE(slice_is_utf8(text, &bad) || a->param->type == PARAM_FILE, ONUS_USAGE,
	       "%s is not UTF-8 at byte %zu", label, bad);
	ENSURE(slice_trim(text).n > 0 || !(a->param->flags & PARAM_REQUIRED), ONUS_USAGE,
	       "%s is empty", label);
	return ONUS_OK;
}

static bool is_choice(const char *choices, struct slice text)
{
	struct slice rest = slice_str(choices);
	struct slice choice;

	while (slice_cut(&rest, ' ', &choice)) {
		if (slice_eq(choice, text)) {
			return true;
		}
	}
	return false;
}

static enum onus_err check_argument(const struct call *c, struct argument *a)
{
	const char *label = param_label(c, a->param);

	if (a->param->type == PARAM_FLAG) {
		ENSURE(a->text == NULL || a->text[0] == '\0', ONUS_USAGE, "%s takes no value",
		       label);
		return ONUS_OK;
	}
	GUARD(check_words(c, a));
	switch (a->param->type) {
	case PARAM_INT:
		ENSURE(slice_to_i64(slice_str(a->text), &a->integer), ONUS_USAGE,
		       "%s must be a whole number, not \"%s\"", label, a->text);
		break;
	case PARAM_WHEN:
		if (when_parse(slice_str(a->text), &a->when) != ONUS_OK) {
			return onus_fail(ONUS_USAGE, HERE, "%s: %s", label,
					 onus_last_error()->text);
		}
		break;
	case PARAM_CHOICE:
		ENSURE(is_choice(a->param->choices, slice_str(a->text)), ONUS_USAGE,
		       "%s must be one of: %s; not \"%s\"", label, a->param->choices, a->text);
		break;
	default:
		break;
	}
	return ONUS_OK;
}

static bool is_row_of(const struct command *cmd, const struct param *p)
{
	for (const struct param *row = cmd->params; row != NULL && row->name != NULL; row++) {
		if (row == p) {
			return true;
		}
	}
	return false;
}

static enum onus_err check_arguments(struct call *c)
{
	const struct command *cmd = c->command;

	for (size_t i = 0; i < c->argument_count; i++) {
		ENSURE(is_row_of(cmd, c->arguments[i].param), ONUS_USAGE,
		       "\"%s\" takes no such argument", cmd->name);
		GUARD(check_argument(c, &c->arguments[i]));
	}
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		size_t count = call_count(c, p->name);

		ENSURE(count > 0 || !(p->flags & PARAM_REQUIRED), ONUS_USAGE,
		       "%s is missing: see \"onus %s --help\"", param_label(c, p), cmd->name);
		ENSURE(count <= 1 || p->flags & PARAM_MANY, ONUS_USAGE, "%s is given %zu times",
		       param_label(c, p), count);
	}
	return ONUS_OK;
}

/* --- permission --- */

/* Somebody who may sign in; a person of the record only ever stands in it. */
static enum onus_err check_account(struct call *c, const char *member)
{
	int64_t account = 0;
	bool found = false;

	GUARD(store_get_int(c->store, &account, &found, "SELECT account FROM member WHERE id = ?1",
			    v_text(member)));
	ENSURE(found, ONUS_REFUSED, "there is no member %s: see \"onus member list\"", member);
	ENSURE(account != 0, ONUS_REFUSED,
	       "%s is a person of the record without an account, and can't act", member);
	return ONUS_OK;
}

static enum onus_err check_post(struct call *c)
{
	int64_t held = 0;

	GUARD(store_get_int(c->store, &held, NULL,
			    "SELECT count(*) FROM post WHERE member = ?1 AND from_lo <= ?2 "
			    "AND (until_hi IS NULL OR until_hi >= ?2)",
			    v_text(c->member), v_int(c->now)));
	ENSURE(held > 0, ONUS_REFUSED,
	       "%s holds no post today, and \"%s\" needs one: \"onus post take\" by somebody who "
	       "does",
	       c->member, c->command->name);
	return ONUS_OK;
}

static enum onus_err check_permission(struct call *c)
{
	enum permission needed = c->command->permission;

	if (c->member == NULL || c->store == NULL) {
		ENSURE(needed == MAY_ANYONE, ONUS_REFUSED,
		       "say who you are: \"%s\" needs --as MEMBER (or ONUS_AS)", c->command->name);
		return ONUS_OK;
	}
	GUARD(check_account(c, c->member));
	ENSURE(c->policy != NULL || needed == MAY_ANYONE, ONUS_BAD_INPUT,
	       "no policy is in force in this ledger: it was never founded, or is damaged");
	if (c->writer == NULL) {
		c->writer = c->member;
	} else if (!slice_is(slice_str(c->writer), c->member)) {
		GUARD(check_account(c, c->writer));
	}
	return needed >= MAY_WORK ? check_post(c) : ONUS_OK;
}

/* The question as the access log keeps it: ids, names, choices and times that were asked for; never
 * prose, which may hold anything. */
static const char *question_words(struct call *c)
{
	SCOPED_BUF(out, ACCESS_QUESTION_MAX);

	buf_add_str(&out, c->command->name);
	for (size_t i = 0; i < c->argument_count; i++) {
		const struct argument *a = &c->arguments[i];
		bool positional = a->param->flags & PARAM_POSITIONAL;
		bool prose = a->param->type == PARAM_TEXT && !positional;

		buf_addf(&out, positional ? " " : " --%s ", a->param->name);
		if (a->text != NULL) {
			json_write_string(&out, prose ? SLICE("...") : slice_str(a->text));
		}
	}
	return arena_copy(c->arena, buf_slice(&out));
}

/* Why it is read: the reason given, cut between characters, or the command's own name. */
static const char *purpose_words(struct call *c)
{
	struct slice because = slice_trim(slice_str(call_text(c, "because")));

	if (because.n > ACCESS_PURPOSE_MAX) {
		because.n = ACCESS_PURPOSE_MAX;
		while (because.n > 0 && !slice_is_utf8(because, NULL)) {
			because.n--;
		}
	}
	return because.n > 0 ? arena_copy(c->arena, because) : c->command->name;
}

/* A read of content that can't be entered in the access log is refused (design: never false, 10).
 */
static enum onus_err log_read(struct call *c)
{
	enum onus_err e;

	ENSURE(c->ledger != NULL, ONUS_INTERNAL, "\"%s\" reads content without a ledger",
	       c->command->name);
	e = ledger_log_access(c->ledger, c->member, purpose_words(c), question_words(c));
	if (e == ONUS_OK || e == ONUS_AGAIN) {
		return e;
	}
	return onus_fail(ONUS_REFUSED, HERE,
			 "this can't be entered in the access log, so it is not shown: %s",
			 onus_last_error()->text);
}

/* A "no" of a command that writes may list what its words could have meant: names, which are
 * content. So the asking is entered as a read before anybody is told. */
static enum onus_err log_no(struct call *c)
{
	struct onus_error_record why = *onus_last_error();

	GUARD(log_read(c));
	return onus_fail(why.code, why.where, "%s", why.text);
}

/* --- results --- */

/* A result of a LEDGER_WRITE command, kept until its transaction is durable. */
struct held_result {
	const char *media_type; /* NULL: a record, as JSON text */
	struct slice bytes;
	struct held_result *next;
};

static void hold(struct call *c, const char *media_type, struct slice bytes)
{
	struct held_result **end = &c->held;

	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = NEW(c->arena, struct held_result);
	(*end)->media_type = media_type;
	(*end)->bytes = arena_slice(c->arena, bytes);
}

static enum onus_err release(struct call *c)
{
	c->holding = false;
	for (const struct held_result *h = c->held; h != NULL; h = h->next) {
		struct json *record;

		if (h->media_type != NULL) {
			GUARD(c->sink->bytes(c->sink->ctx, h->media_type, h->bytes));
			continue;
		}
		GUARD(json_parse(c->arena, h->bytes, &record));
		GUARD(c->sink->record(c->sink->ctx, c->command, record));
	}
	c->held = NULL;
	return ONUS_OK;
}

/* Held as text: the record may stand in an arena of the handler that ends before the commit. */
enum onus_err call_emit(struct call *c, const struct json *record)
{
	SCOPED_BUF(text, EVENT_BODY_MAX);

	if (!c->holding) {
		return c->sink->record(c->sink->ctx, c->command, record);
	}
	json_write(&text, record);
	GUARD(buf_check(&text, "a result"));
	hold(c, NULL, buf_slice(&text));
	return ONUS_OK;
}

enum onus_err call_emit_bytes(struct call *c, const char *media_type, struct slice bytes)
{
	if (!c->holding) {
		return c->sink->bytes(c->sink->ctx, media_type, bytes);
	}
	hold(c, media_type, bytes);
	return ONUS_OK;
}

void call_note(struct call *c, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	c->sink->note(c->sink->ctx, text);
}

/* --- recording --- */

enum onus_err call_record(struct call *c, const char *kind, struct when occurred, struct json *body,
			  char *id)
{
	struct draft d = {.kind = kind, .occurred = occurred, .body = body};

	return call_record_draft(c, &d, id, NULL);
}

/* "Now" is never before the last event: its second may have ended since the call began, or the
 * clock of the machine was set back. What a call records, it sees. */
static enum onus_err keep_up(struct call *c)
{
	int64_t recorded = c->now;

	GUARD(store_get_int(c->store, &recorded, NULL,
			    "SELECT recorded_at FROM event ORDER BY seq DESC LIMIT 1"));
	c->now = recorded > c->now ? recorded : c->now;
	return ONUS_OK;
}

enum onus_err call_record_draft(struct call *c, const struct draft *d, char *id, int64_t *seq)
{
	struct draft mine = *d;
	const char *member = c->member != NULL ? c->member : "";
	int64_t number;

	mine.actor = mine.actor != NULL ? mine.actor : member;
	mine.writer = mine.writer != NULL ? mine.writer : c->writer != NULL ? c->writer : member;
	GUARD(ledger_append(c->ledger, &mine, id, &number));
	GUARD(keep_up(c));
	if (seq != NULL) {
		*seq = number;
	}
	return ONUS_OK;
}

/* --- running --- */

/* Rolling back may itself fail and speak; what is reported is why the handler failed. */
static void roll_back(struct call *c)
{
	struct onus_error_record why = *onus_last_error();

	ledger_rollback(c->ledger);
	if (why.code != ONUS_OK) {
		(void)!onus_fail(why.code, why.where, "%s", why.text);
	}
}

static enum onus_err run_as_transaction(struct call *c)
{
	enum onus_err e;

	GUARD(ledger_begin(c->ledger));
	c->holding = true;
	e = c->command->run(c);
	if (e != ONUS_OK) {
		c->holding = false;
		c->held = NULL;
		roll_back(c);
		return e;
	}
	GUARD(ledger_commit(c->ledger));
	e = release(c);
	if (e != ONUS_OK) {
		/* Not "try again": it would be recorded twice. */
		return onus_fail_in(e == ONUS_AGAIN ? ONUS_INTERNAL : e,
				    "this is recorded, but its result could not be told: ");
	}
	return ONUS_OK;
}

static enum onus_err run(struct call *c)
{
	bool writes = c->command->use == LEDGER_WRITE;
	enum onus_err e = writes && !c->command->own_transactions ? run_as_transaction(c)
								  : c->command->run(c);

	return e == ONUS_NO && writes && c->command->permission > MAY_READ ? log_no(c) : e;
}

enum onus_err command_run(struct call *c)
{
	ENSURE(c->command->use == LEDGER_NONE || c->ledger != NULL, ONUS_INTERNAL,
	       "\"%s\" was called without a ledger", c->command->name);
	GUARD(check_arguments(c));
	if (c->store != NULL && c->command->permission != MAY_ANYONE) {
		GUARD(keep_up(c)); /* what anyone may run may have to look at a damaged ledger */
	}
	GUARD(check_permission(c));
	if (c->command->permission == MAY_READ) {
		GUARD(log_read(c));
	}
	return run(c);
}
