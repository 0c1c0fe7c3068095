/* SPDX-License-Identifier: Apache-2.0
 * people_world.c - see people_world.h. */
#include "tests/unit/practice/people_world.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"

enum { ARGUMENTS_MAX = 16, RECORD_BYTES_MAX = 1 << 20 };

/* --- the room of the test --- */

static const struct field made_fields[] = {
	{"title", FIELD_TEXT, true},
	{"risk", FIELD_TEXT, false},
	{NULL},
};

static enum onus_err made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return duty_charge(s, e, e->id);
}

static const struct field closed_fields[] = {{"thing", FIELD_THING, true}, {NULL}};

static enum onus_err closed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return duty_discharge(s, e, json_get_str(e->body, "thing"));
}

static const struct event_kind test_kinds[] = {
	{"thing.made", 1, 'R', made_fields, made},
	{"thing.closed", 1, 0, closed_fields, closed},
	{NULL},
};

static const struct projection no_projections[] = {{NULL}};
static const struct room test_room = {"test", test_kinds, no_projections};
static const struct room *const rooms[] = {&people_room, &duty_room, &test_room, NULL};

static enum onus_err thing_make(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct json *record = json_object(c->arena);
	char id[ID_ROOM];

	json_set_str(body, "title", call_text(c, "title"));
	if (call_has(c, "risk")) {
		json_set_str(body, "risk", call_text(c, "risk"));
	}
	GUARD(call_record(c, "thing.made", when_instant(c->now), body, id));
	json_set_str(record, "id", id);
	return call_emit(c, record);
}

static enum onus_err thing_close(struct call *c)
{
	struct json *body = json_object(c->arena);

	json_set_str(body, "thing", call_text(c, "thing"));
	return call_record(c, "thing.closed", when_instant(c->now), body, NULL);
}

static const struct param make_params[] = {
	{"title", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TITLE", "what it is", NULL},
	{"risk", PARAM_TEXT, 0, "TEXT", "a judgement", NULL},
	{0},
};

static const struct param close_params[] = {
	{"thing", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "THING", "an id", NULL},
	{0},
};

static const struct command test_commands[] = {
	{"thing make", "make a thing", NULL, make_params, MAY_REPORT, LEDGER_WRITE, thing_make,
	 NULL, false},
	{"thing close", "close a thing", NULL, close_params, MAY_REPORT, LEDGER_WRITE, thing_close,
	 NULL, false},
	{0},
};

static const struct command *const tables[] = {people_commands, duty_commands, test_commands};

/* --- the sink --- */

static enum onus_err take_record(void *ctx, const struct command *cmd, const struct json *record)
{
	struct world *w = ctx;
	SCOPED_BUF(text, RECORD_BYTES_MAX);

	CHECK(w->count < WORLD_RECORDS_MAX);
	if (cmd->use == LEDGER_WRITE && store_in_transaction(w->store)) {
		w->emitted_early = true;
	}
	json_write(&text, record);
	CHECK_OK(buf_check(&text, "a record"));
	CHECK_OK(json_parse(&w->arena, buf_slice(&text), &w->records[w->count]));
	w->count++;
	return ONUS_OK;
}

static enum onus_err take_bytes(void *ctx, const char *media_type, struct slice bytes)
{
	struct world *w = ctx;

	CHECK(media_type != NULL);
	w->bytes = arena_slice(&w->arena, bytes);
	return ONUS_OK;
}

static void take_note(void *ctx, const char *text)
{
	struct world *w = ctx;

	w->notes = arena_printf(&w->arena, "%s%s\n", w->notes, text);
}

/* --- the clock --- */

int64_t world_instant(const char *text)
{
	struct when when = {0};

	CHECK_OK(when_parse(slice_str(text), &when));
	return when.lo;
}

void world_set_clock(struct world *w, int64_t now)
{
	setenv("ONUS_NOW", instant_write(&w->arena, now), 1);
	if (instant_now() != now) {
		test_skip("the clock of this build can't be set");
	}
	w->now = now;
}

void world_at(struct world *w, const char *now)
{
	world_set_clock(w, world_instant(now));
}

/* --- opening --- */

void world_open(struct world *w, const char *now)
{
	struct ledger_options options = {.rooms = rooms,
					 .mode = STORE_CREATE,
					 .exercise = true,
					 .origin = "example.org/onus"};
	char head[ID_ROOM] = "";

	*w = (struct world){.notes = ""};
	world_at(w, now);
	w->folder = arena_printf(&w->arena, "%s/ledger", test_folder());
	setenv("XDG_STATE_HOME", arena_printf(&w->arena, "%s/state", test_folder()), 1);
	CHECK_OK(ledger_open(&w->ledger, w->folder, &options));
	w->store = ledger_store(w->ledger);
	CHECK_OK(people_found(w->ledger, &w->arena, "Example Constabulary", "Head Keeper",
			      SLICE(""), head));
	w->head = arena_copy(&w->arena, slice_str(head));
	w->as = w->head;
}

void world_close(struct world *w)
{
	w->ledger = ledger_close(w->ledger);
	arena_finish(&w->arena);
}

/* --- running --- */

static const struct command *find_row(const char *name)
{
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		for (const struct command *row = tables[i]; row->name != NULL; row++) {
			if (slice_is(slice_str(row->name), name)) {
				return row;
			}
		}
	}
	test_fail(HERE, "there is no command \"%s\"", name);
}

static const struct param *find_param(const struct command *row, const char *name)
{
	for (const struct param *p = row->params; p != NULL && p->name != NULL; p++) {
		if (slice_is(slice_str(p->name), name)) {
			return p;
		}
	}
	test_fail(HERE, "\"%s\" has no parameter \"%s\"", row->name, name);
}

static enum onus_err run(struct world *w, const struct command *row, va_list list)
{
	struct sink sink = {w, take_record, take_bytes, take_note};
	struct argument arguments[ARGUMENTS_MAX] = {0};
	struct call call = {.arena = &w->arena,
			    .command = row,
			    .arguments = arguments,
			    .ledger = w->ledger,
			    .store = w->store,
			    .member = w->as,
			    .writer = w->writer,
			    .now = w->now,
			    .sink = &sink,
			    .input = -1};
	const char *name;

	while ((name = va_arg(list, const char *)) != NULL) {
		CHECK(call.argument_count < ARGUMENTS_MAX);
		arguments[call.argument_count].param = find_param(row, name);
		arguments[call.argument_count++].text = va_arg(list, const char *);
	}
	CHECK_OK(people_policy(w->store, &w->arena, INSTANT_MAX, &call.policy, NULL));
	w->command = row;
	w->count = 0;
	w->notes = "";
	return command_run(&call);
}

enum onus_err world_run_row(struct world *w, const struct command *row, ...)
{
	va_list list;
	enum onus_err e;

	va_start(list, row);
	e = run(w, row, list);
	va_end(list);
	return e;
}

enum onus_err world_run(struct world *w, const char *command, ...)
{
	va_list list;
	enum onus_err e;

	va_start(list, command);
	e = run(w, find_row(command), list);
	va_end(list);
	return e;
}

/* --- reading --- */

const char *world_text(const struct world *w, const char *key)
{
	CHECK(w->count > 0);
	return json_get_str(w->records[0], key);
}

const char *world_text2(const struct world *w, const char *key, const char *inner)
{
	CHECK(w->count > 0);
	return json_get_str(json_get(w->records[0], key), inner);
}

const char *world_member(struct world *w, const char *name, const char *title, const char *rank)
{
	const char *as = w->as;
	enum onus_err e;

	w->as = w->head;
	e = rank != NULL
		    ? world_run(w, "member add", "name", name, "title", title, "rank", rank, NULL)
		    : world_run(w, "member add", "name", name, "title", title, NULL);
	CHECK_OK(e);
	w->as = as;
	return world_text(w, "id");
}

const char *world_thing(struct world *w, const char *title)
{
	CHECK_OK(world_run(w, "thing make", "title", title, NULL));
	return world_text(w, "id");
}

struct answerable world_who(struct world *w, const char *thing, int64_t at)
{
	struct answerable who = {0};

	CHECK_OK(duty_answerable(w->store, &w->arena, thing, at, at, &who));
	return who;
}

void world_check_who(struct world *w, const char *thing, const char *member, bool by_default)
{
	struct answerable who = world_who(w, thing, w->now);

	CHECK_STR(who.member, member);
	CHECK_INT(who.by_default, by_default);
}

void world_check_error(const char *says)
{
	if (strstr(onus_last_error()->text, says) == NULL) {
		test_fail(HERE, "want \"%s\", got \"%s\"", says, onus_last_error()->text);
	}
}

const char *world_said(struct world *w)
{
	SCOPED_BUF(out, RECORD_BYTES_MAX);

	CHECK(w->command->say != NULL);
	for (size_t i = 0; i < w->count; i++) {
		w->command->say(&out, w->records[i]);
	}
	CHECK(slice_is_utf8(buf_slice(&out), NULL));
	return arena_copy(&w->arena, buf_slice(&out));
}

void world_check_replay(struct world *w)
{
	struct table_digest *digests;
	size_t count = 0;

	CHECK_OK(ledger_rebuild_check(w->ledger, &w->arena, &digests, &count));
	CHECK(count >= 8);
}

int64_t world_int(struct world *w, const char *sql)
{
	int64_t n = -1;

	CHECK_OK(store_get_int(w->store, &n, NULL, sql));
	return n;
}
