/* SPDX-License-Identifier: Apache-2.0
 * command.c - what holds for every command: its arguments, who may run it, and that it is all or
 * nothing. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/harness.h"
#include "tests/unit/practice/people_world.h"

static const char *const monday = "2026-03-02T09:00:00Z";

/* --- rows that only these tests have --- */

static int runs; /* of the handlers below */

static enum onus_err note_run(struct call *c)
{
	struct json *record = json_object(c->arena);

	runs++;
	json_set_int(record, "count", (int64_t)call_count(c, "many"));
	json_set_str(record, "last", call_nth(c, "many", call_count(c, "many") - 1));
	json_set_int(record, "number", call_int(c, "number", -7));
	json_set_str(record, "day", when_write(c->arena, call_when(c, "day", when_unknown())));
	json_set(record, "flag", json_bool(c->arena, call_flag(c, "flag")));
	json_set_int(record, "in_transaction", store_in_transaction(c->store));
	return call_emit(c, record);
}

static enum onus_err emit_and_fail(struct call *c)
{
	struct json *body = json_object(c->arena);

	json_set_str(body, "title", "nobody sees this");
	GUARD(note_run(c));
	GUARD(call_record(c, "thing.made", when_instant(c->now), body, NULL));
	return onus_fail(ONUS_BAD_INPUT, HERE, "the handler changed its mind");
}

static const struct param all_params[] = {
	{"name", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "NAME", "a name", NULL},
	{"many", PARAM_TEXT, PARAM_MANY, "TEXT", "some texts", NULL},
	{"number", PARAM_INT, 0, "N", "a number", NULL},
	{"day", PARAM_WHEN, 0, "DATE", "a time", NULL},
	{"flag", PARAM_FLAG, 0, NULL, "a switch", NULL},
	{"kind", PARAM_CHOICE, 0, "KIND", "one of three", "text json svg"},
	{"because", PARAM_TEXT, 0, "TEXT", "why", NULL},
	{"who", PARAM_MEMBER, 0, "MEMBER", "somebody", NULL},
	{0},
};

static struct command row(enum permission permission, enum ledger_use use,
			  enum onus_err (*handler)(struct call *c))
{
	return (struct command){.name = "test row",
				.params = all_params,
				.permission = permission,
				.use = use,
				.run = handler};
}

static void check_usage(struct world *w, const char *name, const char *value, const char *says)
{
	struct command r = row(MAY_ANYONE, LEDGER_READ, note_run);
	int before = runs;

	CHECK_ERR(world_run_row(w, &r, "name", "x", name, value, NULL), ONUS_USAGE);
	world_check_error(says);
	CHECK_INT(runs, before);
}

TEST(command_run__types_every_argument)
{
	struct world w;
	struct command r = row(MAY_ANYONE, LEDGER_READ, note_run);

	world_open(&w, monday);
	CHECK_OK(world_run_row(&w, &r, "name", "x", "many", "a", "many", "b", "number", "-12",
			       "day", "2002-05", "flag", NULL, "kind", "json", NULL));
	CHECK_INT(json_get_int(w.records[0], "count", 0), 2);
	CHECK_STR(world_text(&w, "last"), "b");
	CHECK_INT(json_get_int(w.records[0], "number", 0), -12);
	CHECK_STR(world_text(&w, "day"), "2002-05");
	CHECK_INT(json_get(w.records[0], "flag")->type, JSON_TRUE);
	CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
	CHECK_INT(json_get_int(w.records[0], "count", 9), 0);
	CHECK_INT(json_get_int(w.records[0], "number", 0), -7);
	CHECK_INT(json_get(w.records[0], "flag")->type, JSON_FALSE);
	world_close(&w);
}

TEST(command_run__refuses_arguments_that_do_not_fit_their_row)
{
	struct world w;
	struct command r = row(MAY_ANYONE, LEDGER_READ, note_run);
	char long_name[NAME_MAX_BYTES + 2];

	world_open(&w, monday);
	memset(long_name, 'a', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	CHECK_ERR(world_run_row(&w, &r, NULL), ONUS_USAGE);
	world_check_error("NAME is missing");
	CHECK_ERR(world_run_row(&w, &r, "name", "  ", NULL), ONUS_USAGE);
	world_check_error("NAME is empty");
	check_usage(&w, "name", "again", "NAME is given 2 times");
	check_usage(&w, "number", "12a", "--number must be a whole number, not \"12a\"");
	check_usage(&w, "number", NULL, "--number needs a value");
	check_usage(&w, "day", "31/02/2004", "--day: ");
	check_usage(&w, "kind", "pdf", "--kind must be one of: text json svg; not \"pdf\"");
	check_usage(&w, "kind", "text json", "--kind must be one of");
	check_usage(&w, "kind", "", "--kind must be one of");
	check_usage(&w, "flag", "yes", "--flag takes no value");
	check_usage(&w, "many", "\xff", "--many is not UTF-8 at byte 0");
	check_usage(&w, "who", long_name, "NAME_MAX_BYTES is 400");
	world_close(&w);
}

TEST(command_run__refuses_an_argument_of_another_row)
{
	struct world w;
	struct command other = row(MAY_ANYONE, LEDGER_READ, note_run);

	world_open(&w, monday);
	other.params = (const struct param[]){{"name", PARAM_TEXT, 0, "X", "a twin", NULL}, {0}};
	{
		struct sink sink = {0};
		struct argument twin = {.param = other.params, .text = "x"};
		struct command r = row(MAY_ANYONE, LEDGER_READ, note_run);
		struct call call = {.arena = &w.arena,
				    .command = &r,
				    .arguments = &twin,
				    .argument_count = 1,
				    .ledger = w.ledger,
				    .store = w.store,
				    .sink = &sink};

		CHECK_ERR(command_run(&call), ONUS_USAGE);
	}
	world_close(&w);
}

/* --- permission --- */

TEST(command_run__asks_who_acts_wherever_that_matters)
{
	struct world w;
	struct command anyone = row(MAY_ANYONE, LEDGER_READ, note_run);
	struct command report = row(MAY_REPORT, LEDGER_READ, note_run);

	world_open(&w, monday);
	w.as = NULL;
	CHECK_OK(world_run_row(&w, &anyone, "name", "x", NULL));
	CHECK_ERR(world_run_row(&w, &report, "name", "x", NULL), ONUS_REFUSED);
	world_check_error("--as MEMBER");
	w.as = "P999";
	CHECK_ERR(world_run_row(&w, &anyone, "name", "x", NULL), ONUS_REFUSED);
	CHECK_ERR(world_run_row(&w, &report, "name", "x", NULL), ONUS_REFUSED);
	world_check_error("there is no member P999");
	world_close(&w);
}

TEST(command_run__refuses_a_person_of_the_record_as_actor_and_as_writer)
{
	struct world w;
	struct command report = row(MAY_REPORT, LEDGER_READ, note_run);
	const char *of_record;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Minute taker of 2002", "record", NULL, NULL));
	of_record = world_text(&w, "id");
	w.as = of_record;
	CHECK_ERR(world_run_row(&w, &report, "name", "x", NULL), ONUS_REFUSED);
	world_check_error("person of the record");
	w.as = w.head;
	w.writer = of_record;
	CHECK_ERR(world_run_row(&w, &report, "name", "x", NULL), ONUS_REFUSED);
	w.writer = w.head;
	CHECK_OK(world_run_row(&w, &report, "name", "x", NULL));
	world_close(&w);
}

TEST(command_run__lets_only_holders_of_a_post_work_lead_and_keep)
{
	static const enum permission posts[] = {MAY_WORK, MAY_LEAD, MAY_KEEP};
	struct world w;
	struct command read = row(MAY_READ, LEDGER_READ, note_run);
	const char *officer;
	const char *post;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Officer One", NULL));
	officer = world_text(&w, "id");
	for (size_t i = 0; i < 3; i++) {
		struct command r = row(posts[i], LEDGER_READ, note_run);

		w.as = officer;
		CHECK_OK(world_run_row(&w, &read, "name", "x", NULL));
		CHECK_ERR(world_run_row(&w, &r, "name", "x", NULL), ONUS_REFUSED);
		world_check_error("holds no post today");
		w.as = w.head;
		CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
	}
	CHECK_OK(world_run(&w, "post take", "member", officer, "title", "Desk", "from",
			   "2026-03-04", NULL));
	post = world_text(&w, "id");
	CHECK_OK(world_run(&w, "post leave", "post", post, "until", "2026-03-05", NULL));
	w.as = officer;
	{
		struct command r = row(MAY_WORK, LEDGER_READ, note_run);

		CHECK_ERR(world_run_row(&w, &r, "name", "x", NULL), ONUS_REFUSED);
		world_at(&w, "2026-03-04T00:00:00Z");
		CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
		world_at(&w, "2026-03-05T23:59:59Z");
		CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
		world_at(&w, "2026-03-06T00:00:00Z");
		CHECK_ERR(world_run_row(&w, &r, "name", "x", NULL), ONUS_REFUSED);
	}
	world_close(&w);
}

/* --- the access log --- */

TEST(command_run__logs_a_read_of_content_before_the_handler_without_its_prose)
{
	struct world w;
	struct command read = row(MAY_READ, LEDGER_READ, note_run);
	struct slice log;

	world_open(&w, monday);
	CHECK_OK(world_run_row(&w, &read, "name", "the named men", "many", "a secret sentence",
			       "who", "P4", "because", "inquiry 7", NULL));
	log = test_read_file(arena_printf(&w.arena, "%s/access.log", w.folder));
	CHECK(slice_search(log, SLICE("the named men")) < log.n);
	CHECK(slice_search(log, SLICE("\"purpose\":\"inquiry 7\"")) < log.n);
	CHECK(slice_search(log, SLICE("P4")) < log.n);
	CHECK(slice_search(log, SLICE("secret")) == log.n);
	world_close(&w);
}

TEST(command_run__logs_a_read_however_long_its_reason_is)
{
	struct world w;
	struct command read = row(MAY_READ, LEDGER_READ, note_run);
	SCOPED_BUF(reason, PROSE_MAX);

	world_open(&w, monday);
	while (reason.len < 60000) {
		buf_add_str(&reason, "\x01\xc3\xa9\"");
	}
	buf_add_byte(&reason, '\0');
	CHECK_OK(world_run_row(&w, &read, "name", reason.data, "because", reason.data, NULL));
	CHECK_OK(world_run_row(&w, &read, "name", "x", NULL));
	world_close(&w);
}

TEST(command_run__does_not_read_what_it_cannot_log)
{
	struct world w;
	struct command read = row(MAY_READ, LEDGER_READ, note_run);
	const char *path;
	int before;

	world_open(&w, monday);
	path = arena_printf(&w.arena, "%s/access.log", w.folder);
	(void)!unlink(path);
	CHECK(mkdir(path, 0700) == 0);
	before = runs;
	CHECK_ERR(world_run_row(&w, &read, "name", "x", NULL), ONUS_REFUSED);
	world_check_error("access log");
	CHECK_INT(runs, before);
	CHECK_INT(w.count, 0);
	CHECK(rmdir(path) == 0);
	CHECK_OK(world_run_row(&w, &read, "name", "x", NULL));
	world_close(&w);
}

/* --- all or nothing --- */

TEST(command_run__leaves_nothing_of_a_handler_that_fails)
{
	struct world w;
	struct command r = row(MAY_WORK, LEDGER_WRITE, emit_and_fail);
	int64_t before;

	world_open(&w, monday);
	before = ledger_count(w.ledger);
	CHECK_ERR(world_run_row(&w, &r, "name", "x", NULL), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "the handler changed its mind");
	CHECK_INT(w.count, 0);
	CHECK_INT(ledger_count(w.ledger), before);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM charge"), 0);
	CHECK(!store_in_transaction(w.store));
	CHECK_STR(world_thing(&w, "the next one"), arena_printf(&w.arena, "R%d", (int)before + 1));
	world_close(&w);
}

TEST(command_run__shows_results_once_they_are_durable)
{
	struct world w;
	struct command r = row(MAY_WORK, LEDGER_WRITE, note_run);

	world_open(&w, monday);
	CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
	CHECK_INT(w.count, 1);
	CHECK_INT(json_get_int(w.records[0], "in_transaction", 0), 1);
	CHECK(!w.emitted_early);
	r.own_transactions = true;
	CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
	CHECK_INT(json_get_int(w.records[0], "in_transaction", 9), 0);
	world_close(&w);
}

static enum onus_err several(struct call *c)
{
	(void)c;
	return onus_fail(ONUS_NO, HERE, "\"ash\" may be E3 (Ash Example) or E9 (Ashley Example)");
}

TEST(command_run__logs_that_a_command_which_writes_listed_what_was_meant)
{
	struct world w;
	struct command r = row(MAY_WORK, LEDGER_WRITE, several);
	struct slice log;

	world_open(&w, monday);
	CHECK_ERR(world_run_row(&w, &r, "name", "ash", NULL), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, "E9") != NULL);
	log = test_read_file(arena_printf(&w.arena, "%s/access.log", w.folder));
	CHECK(slice_search(log, SLICE("ash")) < log.n);
	CHECK(slice_search(log, SLICE("Ashley")) == log.n);
	world_close(&w);
}

static enum onus_err each_of_many(struct call *c)
{
	struct json *record = json_object(c->arena);
	size_t at = 0;
	int64_t n = 0;

	for (const char *text; (text = call_each(c, "many", &at)) != NULL; n++) {
		json_set_str(record, "last", text);
	}
	json_set_int(record, "n", n);
	return call_emit(c, record);
}

TEST(call_each__gives_every_value_in_order)
{
	struct world w;
	struct command r = row(MAY_READ, LEDGER_READ, each_of_many);

	world_open(&w, monday);
	CHECK_OK(world_run_row(&w, &r, "many", "a", "name", "x", "many", "b", "many", "c", NULL));
	CHECK_INT(json_get_int(w.records[0], "n", 0), 3);
	CHECK_STR(world_text(&w, "last"), "c");
	world_close(&w);
}

static enum onus_err show_now(struct call *c)
{
	struct json *record = json_object(c->arena);

	json_set_str(record, "now", instant_write(c->arena, c->now));
	return call_emit(c, record);
}

TEST(command_run__is_never_before_the_last_event_even_if_the_clock_was_set_back)
{
	struct world w;
	struct command r = row(MAY_WORK, LEDGER_READ, show_now);

	world_open(&w, monday);
	world_at(&w, "2026-03-02T12:00:00Z");
	(void)world_thing(&w, "at noon");
	world_at(&w, "2026-03-02T10:00:00Z");
	CHECK_OK(world_run_row(&w, &r, "name", "x", NULL));
	CHECK_STR(world_text(&w, "now"), "2026-03-02T12:00:00Z");
	world_close(&w);
}

TEST(commands__have_unique_names_and_parameters_with_help)
{
	static const struct command *const lists[] = {people_commands, duty_commands};

	for (size_t i = 0; i < 2; i++) {
		for (const struct command *c = lists[i]; c->name != NULL; c++) {
			CHECK(c->summary != NULL && c->run != NULL && c->say != NULL);
			CHECK(c->summary[strlen(c->summary) - 1] != '.');
			for (const struct command *d = lists[i]; d != c; d++) {
				CHECK(strcmp(c->name, d->name) != 0);
			}
			for (const struct param *p = c->params; p != NULL && p->name != NULL; p++) {
				CHECK(p->help != NULL && p->help[strlen(p->help) - 1] != '.');
				CHECK((p->type == PARAM_CHOICE) == (p->choices != NULL));
			}
		}
	}
}
