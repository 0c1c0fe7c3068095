/* SPDX-License-Identifier: Apache-2.0
 * asking.c - see asking.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "answer/answer.h"
#include "practice/people/people.h"
#include "tests/unit/answer/asking.h"

enum { ARGUMENTS_MAX = 20, RECORD_MAX = 64 << 20, DEPTH_MAX = 20, NAME_ROOM = 32 };

/* --- asking --- */

static enum onus_err take_record(void *ctx, const struct command *cmd, const struct json *record)
{
	struct asked *out = ctx;
	struct json *copy;
	SCOPED_BUF(text, RECORD_MAX);

	CHECK(out->count < ASKED_RECORDS_MAX);
	json_write(&text, record);
	GUARD(buf_check(&text, "a record"));
	GUARD(json_parse(&out->f->arena, arena_slice(&out->f->arena, buf_slice(&text)), &copy));
	out->records[out->count++] = copy;
	buf_reset(&text);
	cmd->say(&text, record);
	out->said = arena_printf(&out->f->arena, "%s" SLICE_FMT, out->said,
				 SLICE_ARG(buf_slice(&text)));
	return ONUS_OK;
}

static enum onus_err take_bytes(void *ctx, const char *media_type, struct slice bytes)
{
	struct asked *out = ctx;

	out->media_type = media_type;
	out->bytes = arena_slice(&out->f->arena, bytes);
	return ONUS_OK;
}

static void take_note(void *ctx, const char *text)
{
	struct asked *out = ctx;

	out->notes = arena_printf(&out->f->arena, "%s%s\n", out->notes, text);
}

static const struct command *find_command(const char *name)
{
	const struct command *row = answer_commands;

	while (row->name != NULL && !slice_is(slice_str(row->name), name)) {
		row++;
	}
	CHECK(row->name != NULL);
	return row;
}

static const struct param *find_param(const struct command *cmd, const char *name)
{
	const struct param *p = cmd->params;

	while (p->name != NULL && !slice_is(slice_str(p->name), name)) {
		p++;
	}
	CHECK(p->name != NULL);
	return p;
}

enum onus_err ask(struct fixture *f, struct asked *out, const char *command, ...)
{
	struct argument arguments[ARGUMENTS_MAX] = {0};
	struct sink sink = {out, take_record, take_bytes, take_note};
	struct call call = {
		.arena = &f->arena,
		.command = find_command(command),
		.arguments = arguments,
		.ledger = f->ledger,
		.store = f->store,
		.member = f->as,
		.now = instant_now(),
		.sink = &sink,
		.input = -1,
		.folder = f->folder,
	};
	const char *name;
	va_list list;

	*out = (struct asked){.f = f, .notes = "", .said = "", .media_type = ""};
	va_start(list, command);
	while ((name = va_arg(list, const char *)) != NULL) {
		CHECK(call.argument_count < ARGUMENTS_MAX);
		arguments[call.argument_count].param = find_param(call.command, name);
		arguments[call.argument_count++].text = va_arg(list, const char *);
	}
	va_end(list);
	CHECK_OK(people_policy(f->store, &f->arena, call.now, &call.policy, NULL));
	return command_run(&call);
}

void clock_set(const char *instant)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(instant), &w));
	setenv("ONUS_NOW", instant, 1);
	if (instant_now() != w.lo) {
		test_skip("the clock of this build can't be set (no sanitizers)");
	}
}

/* --- golden files --- */

void check_golden(const char *name, struct slice got)
{
	static char path[4096];
	struct slice want;
	size_t same = 0;

	snprintf(path, sizeof path, "%s/%s", ANSWER_GOLDEN, name);
	if (getenv("ONUS_GOLDEN_WRITE") != NULL) {
		FILE *f = fopen(path, "wb");

		CHECK(f != NULL);
		CHECK_INT(fwrite(got.p, 1, got.n, f), got.n);
		CHECK_INT(fclose(f), 0);
		return;
	}
	want = test_read_file(path);
	while (same < got.n && same < want.n && got.p[same] == want.p[same]) {
		same++;
	}
	if (same < got.n || same < want.n) {
		struct slice g = slice_from(got, same);
		struct slice w = slice_from(want, same);

		g.n = g.n < 80 ? g.n : 80;
		w.n = w.n < 80 ? w.n : 80;
		test_fail(HERE, "%s differs at byte %zu: \"" SLICE_FMT "\", not \"" SLICE_FMT "\"",
			  name, same, SLICE_ARG(g), SLICE_ARG(w));
	}
}

/* --- XML --- */

struct xml {
	struct slice rest;
	char open[DEPTH_MAX][NAME_ROOM];
	size_t depth;
	size_t elements;
};

static char next(struct xml *x)
{
	char c;

	CHECK(x->rest.n > 0);
	c = x->rest.p[0];
	x->rest = slice_from(x->rest, 1);
	return c;
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == ':';
}

static void read_name(struct xml *x, char *out)
{
	size_t n = 0;

	while (x->rest.n > 0 && name_char(x->rest.p[0])) {
		CHECK(n + 1 < NAME_ROOM);
		out[n++] = next(x);
	}
	CHECK(n > 0);
	out[n] = '\0';
}

/* "&" was read: one of the five, ended. */
static void read_entity(struct xml *x)
{
	static const char *const entities[] = {"lt;", "gt;", "amp;", "quot;", "apos;"};

	for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
		if (slice_starts(x->rest, slice_str(entities[i]))) {
			x->rest = slice_from(x->rest, strlen(entities[i]));
			return;
		}
	}
	test_fail(HERE, "an ampersand that begins no entity");
}

static void skip_blanks(struct xml *x)
{
	while (x->rest.n > 0 && (x->rest.p[0] == ' ' || x->rest.p[0] == '\n')) {
		x->rest = slice_from(x->rest, 1);
	}
}

/* Attributes up to the end of the tag; true where the element is empty ("/>"). */
static bool read_attributes(struct xml *x)
{
	char name[NAME_ROOM];
	char c;

	for (;;) {
		skip_blanks(x);
		if (x->rest.p[0] == '>' || x->rest.p[0] == '/') {
			c = next(x);
			if (c == '/') {
				CHECK(next(x) == '>');
			}
			return c == '/';
		}
		read_name(x, name);
		CHECK(strncmp(name, "on", 2) != 0 && !slice_is(slice_str(name), "href"));
		CHECK(next(x) == '=' && next(x) == '"');
		while ((c = next(x)) != '"') {
			CHECK(c != '<');
			if (c == '&') {
				read_entity(x);
			}
		}
	}
}

static void read_tag(struct xml *x)
{
	static const char *const allowed[] = {"svg",  "title", "desc", "style", "defs", "pattern",
					      "rect", "line",  "path", "text",  "g"};
	char name[NAME_ROOM];
	bool known = false;

	if (x->rest.n > 0 && x->rest.p[0] == '/') {
		(void)next(x);
		read_name(x, name);
		CHECK(next(x) == '>' && x->depth > 0);
		CHECK_STR(name, x->open[--x->depth]);
		return;
	}
	read_name(x, name);
	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
		known = known || slice_is(slice_str(name), allowed[i]);
	}
	if (!known) {
		test_fail(HERE, "an element <%s>", name);
	}
	CHECK(x->depth > 0 || x->elements == 0);
	x->elements++;
	if (!read_attributes(x)) {
		CHECK(x->depth < DEPTH_MAX);
		memcpy(x->open[x->depth++], name, sizeof name);
	}
}

void check_xml(struct slice text)
{
	struct xml x = {.rest = text};
	size_t bad;

	CHECK(slice_is_utf8(text, &bad));
	while (x.rest.n > 0) {
		char c = next(&x);

		CHECK((unsigned char)c >= 0x20 || c == '\n');
		if (c == '<') {
			read_tag(&x);
		} else if (c == '&') {
			read_entity(&x);
		} else {
			CHECK(x.depth > 0 || c == '\n');
		}
	}
	CHECK(x.depth == 0 && x.elements > 0);
}
