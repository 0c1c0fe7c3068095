/* SPDX-License-Identifier: Apache-2.0
 * fixture.c - see fixture.h. */
#include "tests/unit/practice/fixture.h"

#include <stdarg.h>
#include <stdlib.h>

#include "practice/contact/contact.h"
#include "practice/duty/duty.h"
#include "practice/intake/intake.h"
#include "practice/keep/keep.h"
#include "practice/matter/matter.h"
#include "practice/meeting/meeting.h"
#include "practice/oversight/oversight.h"
#include "practice/people/people.h"
#include "practice/register/register.h"
#include "tests/harness.h"

enum { ARGUMENTS_MAX = 40 };

static const struct room *const rooms[] = {
	&people_room,  &duty_room,    &register_room, &intake_room,    &matter_room,
	&meeting_room, &contact_room, &keep_room,     &oversight_room, NULL,
};

static const struct command_list commands[] = {
	{people_commands},  {duty_commands},   {register_commands},
	{intake_commands},  {matter_commands}, {meeting_commands},
	{contact_commands}, {keep_commands},   {oversight_commands},
};

/* --- the sink --- */

static enum onus_err take_record(void *ctx, const struct command *cmd, const struct json *record)
{
	struct fixture *f = ctx;
	SCOPED_BUF(text, 1 << 20);

	(void)cmd;
	CHECK(f->count < FIXTURE_RECORDS_MAX);
	json_write(&text, record);
	CHECK_OK(buf_check(&text, "a record"));
	CHECK_OK(json_parse(&f->arena, buf_slice(&text), &f->records[f->count]));
	f->count++;
	return ONUS_OK;
}

static enum onus_err take_bytes(void *ctx, const char *media_type, struct slice bytes)
{
	(void)ctx;
	(void)media_type;
	(void)bytes;
	return ONUS_OK;
}

static void take_note(void *ctx, const char *text)
{
	struct fixture *f = ctx;

	f->notes = arena_printf(&f->arena, "%s%s\n", f->notes, text);
}

/* --- running --- */

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		for (const struct command *row = commands[i].rows; row->name != NULL; row++) {
			if (strcmp(row->name, name) == 0) {
				return row;
			}
		}
	}
	test_fail(HERE, "there is no command \"%s\"", name);
}

static const struct param *find_param(const struct command *cmd, const char *name)
{
	for (const struct param *p = cmd->params; p->name != NULL; p++) {
		if (strcmp(p->name, name) == 0) {
			return p;
		}
	}
	test_fail(HERE, "\"%s\" has no parameter \"%s\"", cmd->name, name);
}

static void read_policy(struct fixture *f)
{
	CHECK_OK(people_policy(f->store, &f->arena, instant_now(), &f->policy, NULL));
}

static enum onus_err run(struct fixture *f, const struct command *cmd, struct argument *arguments,
			 size_t count)
{
	struct sink sink = {f, take_record, take_bytes, take_note};
	struct call call = {
		.arena = &f->arena,
		.command = cmd,
		.arguments = arguments,
		.argument_count = count,
		.ledger = f->ledger,
		.store = f->store,
		.policy = f->policy,
		.member = f->as,
		.now = instant_now(),
		.sink = &sink,
		.input = -1,
		.folder = f->folder,
	};
	enum onus_err e;

	f->command = cmd;
	f->count = 0;
	f->notes = "";
	e = command_run(&call);
	if (strcmp(cmd->name, "policy adopt") == 0) {
		read_policy(f);
	}
	f->error = e != ONUS_OK ? arena_copy(&f->arena, slice_str(onus_last_error()->text)) : "";
	return e;
}

enum onus_err fixture_run(struct fixture *f, const char *command, ...)
{
	const struct command *cmd = find_command(command);
	struct argument arguments[ARGUMENTS_MAX] = {0};
	size_t count = 0;
	const char *name;
	va_list list;

	va_start(list, command);
	while ((name = va_arg(list, const char *)) != NULL) {
		CHECK(count < ARGUMENTS_MAX);
		arguments[count].param = find_param(cmd, name);
		arguments[count++].text = va_arg(list, const char *);
	}
	va_end(list);
	return run(f, cmd, arguments, count);
}

/* --- opening --- */

static const char *add_member(struct fixture *f, const char *name, const char *title,
			      const char *rank)
{
	CHECK_OK(fixture_run(f, "member add", "name", name, "title", title, "rank", rank, NULL));
	return fixture_id(f);
}

void fixture_open(struct fixture *f)
{
	struct ledger_options options = {.rooms = rooms,
					 .mode = STORE_CREATE,
					 .exercise = true,
					 .origin = "example.org/onus"};
	char keeper[ID_ROOM];

	*f = (struct fixture){.notes = "", .error = ""};
	f->folder = arena_printf(&f->arena, "%s/ledger", test_folder());
	setenv("XDG_STATE_HOME", arena_printf(&f->arena, "%s/state", test_folder()), 1);
	CHECK_OK(ledger_open(&f->ledger, f->folder, &options));
	f->store = ledger_store(f->ledger);
	CHECK_OK(people_found(f->ledger, &f->arena, "Example Constabulary", "keeper", SLICE(""),
			      keeper));
	read_policy(f);
	f->keeper = arena_copy(&f->arena, slice_str(keeper));
	f->as = f->keeper;
	f->officer =
		add_member(f, "officer", "Detective Inspector, Riverside", "Detective Inspector");
	f->sergeant = add_member(f, "sergeant", "Sergeant, Riverside", "Sergeant");
}

void fixture_close(struct fixture *f)
{
	f->ledger = ledger_close(f->ledger);
	arena_finish(&f->arena);
}

/* --- reading --- */

const char *fixture_text(const struct fixture *f, const char *key)
{
	CHECK(f->count > 0);
	return json_get_str(f->records[0], key);
}

int64_t fixture_int(const struct fixture *f, const char *key)
{
	CHECK(f->count > 0);
	return json_get_int(f->records[0], key, INT64_MIN);
}

const struct json *fixture_item(const struct fixture *f, const char *key, size_t i)
{
	CHECK(f->count > 0);
	return json_get_item(f->records[0], key, i);
}

const char *fixture_id(const struct fixture *f)
{
	const char *id = fixture_text(f, "id");

	CHECK(id != NULL);
	return id;
}

const char *fixture_said(struct fixture *f)
{
	SCOPED_BUF(out, 1 << 20);

	CHECK(f->command->say != NULL);
	for (size_t i = 0; i < f->count; i++) {
		f->command->say(&out, f->records[i]);
	}
	return arena_copy(&f->arena, buf_slice(&out));
}

bool fixture_error_has(const struct fixture *f, const char *text)
{
	return strstr(f->error, text) != NULL;
}

const char *fixture_entity(struct fixture *f, const char *kind, const char *name)
{
	CHECK_OK(fixture_run(f, "entity enter", "name", name, "kind", kind, NULL));
	return fixture_id(f);
}

void fixture_check_replay(struct fixture *f)
{
	struct table_digest *digests;
	size_t count;

	CHECK_OK(ledger_rebuild_check(f->ledger, &f->arena, &digests, &count));
	CHECK(count > 0);
}
