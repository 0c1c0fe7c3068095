/* SPDX-License-Identifier: Apache-2.0
 * tools.c - what needs no ledger: scan, and the manual made from the command table. */
#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "face/commands.h"
#include "face/files.h"
#include "face/who.h"
#include "onus/text.h"
#include "practice/register/register.h"

/* --- scan --- */

static const struct param scan_params[] = {
	{"file", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED | PARAM_MANY, "FILE",
	 "UTF-8 text; - is standard input", NULL},
	{"names", PARAM_FILE, 0, "FILE",
	 "known names, one a line: NAME, or KIND, NAME and ID with tabs between", NULL},
	{"dated", PARAM_WHEN, 0, "DATE",
	 "the date on which the text speaks (default: the one it gives itself)", NULL},
	{"known", PARAM_FLAG, 0, NULL, "also look for every name the ledger knows", NULL},
	{0},
};

static enum onus_err add_name(struct onus_names *names, struct slice line)
{
	enum onus_kind kind = ONUS_PERSON;
	struct slice first;
	struct slice name;
	struct slice rest = line;
	bool has_kind = slice_find(line, '\t') < line.n;

	if (has_kind) {
		slice_cut(&rest, '\t', &first);
		ENSURE(onus_kind_from_name(slice_trim(first), &kind), ONUS_BAD_INPUT,
		       "there is no kind \"" SLICE_FMT "\"", SLICE_ARG(first));
	}
	slice_cut(&rest, '\t', &name);
	return onus_names_add(names, kind, slice_trim(name),
			      rest.p ? slice_trim(rest) : slice_trim(name));
}

static enum onus_err load_names(struct call *c, struct onus_names *names)
{
	const char *path = call_text(c, "names");
	struct slice text;
	struct slice line;

	GUARD(read_whole_file(c->arena, path, c->input, NAMES_BYTES_MAX, "NAMES_BYTES_MAX", &text));
	for (size_t number = 1; slice_line(&text, &line); number++) {
		if (slice_trim(line).n > 0 && add_name(names, line) != ONUS_OK) {
			return onus_fail_in(ONUS_BAD_INPUT, "%s, line %zu: ", path, number);
		}
	}
	return ONUS_OK;
}

/* To try names against the register is a read of content: by a member with an account, and logged.
 */
static enum onus_err ledger_names(struct call *c, struct onus_names **out)
{
	struct ledger_options o = {.rooms = all_rooms, .mode = STORE_READ};
	const char *member = NULL;
	int64_t account = 0;
	struct store *s;

	GUARD(ledger_open(&c->ledger, c->folder, &o));
	s = ledger_store(c->ledger);
	GUARD(who_acts(s, c->arena, c->as, &member));
	ENSURE(member != NULL, ONUS_REFUSED,
	       "say who you are: \"scan --known\" needs --as MEMBER (or ONUS_AS)");
	GUARD(store_get_int(s, &account, NULL, "SELECT account FROM member WHERE id = ?1",
			    v_text(member)));
	ENSURE(account != 0, ONUS_REFUSED,
	       "%s is a person of the record without an account, and can't act", member);
	GUARD(ledger_log_access(c->ledger, member, "scan", "scan --known"));
	return register_names(s, out);
}

static enum onus_err emit_mention(struct call *c, const char *file, struct slice text,
				  const struct onus_mention *m)
{
	SCOPED_ARENA(a);
	struct json *record = json_object(&a);

	json_set_str(record, "kind", onus_kind_name(m->kind));
	json_set_slice(record, "text", slice_of(text.p + m->start, m->end - m->start));
	json_set_int(record, "start", (int64_t)m->start);
	json_set_int(record, "end", (int64_t)m->end);
	json_set_str(record, "value", m->value);
	json_set_str(record, "role", onus_role_name(m->role));
	json_set_str(record, "rule", m->rule);
	json_set_str(record, "matched", m->matched);
	json_set_str(record, "file", file);
	return call_emit(c, record);
}

static enum onus_err scan_file(struct call *c, const char *path, const struct onus_text_options *o)
{
	struct onus_mentions found = {0};
	enum onus_err e = ONUS_OK;
	struct slice text;

	GUARD(read_whole_file(c->arena, path, c->input, REPORT_BYTES_MAX, "REPORT_BYTES_MAX",
			      &text));
	if (onus_text_read(text, o, &found) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT, "%s: ", path);
	}
	for (size_t i = 0; e == ONUS_OK && i < found.count; i++) {
		e = emit_mention(c, path, text, &found.items[i]);
	}
	if (found.cut) {
		call_note(c, "%s: only the first %zu mentions are given (MENTIONS_MAX)", path,
			  found.count);
	}
	onus_mentions_finish(&found);
	return e;
}

static enum onus_err scan_files(struct call *c, const struct onus_names *names)
{
	struct when dated = call_when(c, "dated", when_unknown());
	struct onus_text_options o = {.names = names,
				      .mentions_max = MENTIONS_MAX,
				      .has_anchor = call_has(c, "dated"),
				      .anchor_lo = day_of(dated.lo),
				      .anchor_hi = day_of(dated.hi)};
	size_t at = 0;

	for (const char *file; (file = call_each(c, "file", &at)) != NULL;) {
		GUARD(scan_file(c, file, &o));
	}
	return ONUS_OK;
}

static enum onus_err run_scan(struct call *c)
{
	struct onus_names *names = NULL;
	enum onus_err e = ONUS_OK;

	if (call_flag(c, "known")) {
		GUARD(ledger_names(c, &names));
	} else {
		names = onus_names_create();
	}
	if (call_has(c, "names")) {
		e = load_names(c, names);
	}
	if (e == ONUS_OK) {
		e = scan_files(c, names);
	}
	onus_names_destroy(names);
	return e;
}

static void say_mention(struct buf *out, const struct json *r)
{
	buf_addf(out, "%6" PRId64 "-%-6" PRId64 " %-12s %-12s %s", json_get_int(r, "start", 0),
		 json_get_int(r, "end", 0), json_get_str(r, "kind"), json_get_str(r, "role"),
		 json_get_str(r, "value"));
	if (!slice_eq(json_get_slice(r, "text"), json_get_slice(r, "value"))) {
		buf_addf(out, "   (\"%s\")", json_get_str(r, "text"));
	}
	buf_add_byte(out, '\n');
}

/* --- the manual --- */

/* Text that scdoc must not take for marks: these anywhere, and at the beginning of a line those of
 * lists, tables and comments too. */
static void add_escaped(struct buf *out, const char *text)
{
	bool begins_line = true;

	for (; text != NULL && *text != '\0'; text++) {
		if (strchr("_*\\#", *text) != NULL ||
		    (begins_line && strchr("-|[];`", *text) != NULL)) {
			buf_add_byte(out, '\\');
		}
		buf_add_byte(out, *text);
		begins_line = *text == '\n';
	}
}

static void add_param(struct buf *out, const struct param *p)
{
	if (p->flags & PARAM_POSITIONAL) {
		buf_addf(out, "\n_%s_%s", p->value, p->flags & PARAM_MANY ? "..." : "");
	} else if (p->type == PARAM_FLAG) {
		buf_addf(out, "\n*--%s*", p->name);
	} else {
		buf_addf(out, "\n*--%s* _%s_", p->name, p->value ? p->value : "TEXT");
	}
	buf_add_str(out, "\n\t");
	add_escaped(out, p->help);
	buf_add_str(out, p->flags & PARAM_REQUIRED ? " (required)" : "");
	if (p->choices != NULL) {
		buf_add_str(out, "; one of: ");
		add_escaped(out, p->choices);
	}
	buf_add_str(out, ".\n");
}

static void add_command(struct buf *out, const struct command *cmd)
{
	buf_addf(out, "\n## %s\n\n", cmd->name);
	add_escaped(out, cmd->summary);
	buf_add_str(out, ".\n");
	if (cmd->detail != NULL) {
		buf_add_byte(out, '\n');
		add_escaped(out, cmd->detail);
		buf_add_byte(out, '\n');
	}
	for (const struct param *p = cmd->params; p != NULL && p->name != NULL; p++) {
		add_param(out, p);
	}
}

static enum onus_err run_manual(struct call *c)
{
	SCOPED_BUF(out, 1024 * 1024);

	buf_add_str(&out, "onus(1)\n\n# NAME\n\n"
			  "onus - an intelligence-to-action ledger for child safeguarding\n\n"
			  "# SYNOPSIS\n\n*onus* [*--ledger* _DIR_] [*--as* _MEMBER_] [*--json*] "
			  "_COMMAND_ ...\n\n"
			  "# DESCRIPTION\n\n"
			  "Reports come in, and the reporter gets a proof. They are joined into "
			  "people, vehicles, "
			  "phones and places; one named person answers for each, with a clock; "
			  "nothing is quietly "
			  "lost or rewritten; and years later it can be asked who knew what, when, "
			  "and what they "
			  "did.\n\n"
			  "Data goes to standard output, talk to standard error; *--json* prints "
			  "one object a line. "
			  "The ledger is *--ledger*, or ONUS\\_LEDGER, or ./onus-ledger; who acts "
			  "is *--as*, or "
			  "ONUS\\_AS.\n\n# COMMANDS\n");
	EACH_COMMAND(list, row)
	{
		add_command(&out, row);
	}
	buf_add_str(&out, "\n# EXIT STATUS\n\n"
			  "0 done; 1 the answer is no; 2 usage; 3 refused by permission or policy; "
			  "4 bad input; "
			  "5 internal; 6 try again (locked, disk full).\n\n"
			  "# SAFETY\n\nA child in danger now: ring 999 first. Onus alerts nobody "
			  "by itself.\n");
	GUARD(buf_check(&out, "the manual"));
	return call_emit_bytes(c, "text/x-scdoc", buf_slice(&out));
}

const struct command tool_commands[] = {
	{.name = "scan",
	 .summary =
		 "Say what a text mentions, where, and in which role; opens no ledger unless asked",
	 .params = scan_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_scan,
	 .say = say_mention},
	{.name = "manual",
	 .summary = "Print this manual as scdoc, from the command table",
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_manual},
	{0},
};
