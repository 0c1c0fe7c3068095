/* SPDX-License-Identifier: Apache-2.0
 * commands.c - the rows of the intake, and the decision on what lies in quarantine. */
#include "practice/intake/inside.h"
#include "practice/register/register.h"

static const struct param receive_params[] = {
	{"path", PARAM_FILE, PARAM_POSITIONAL | PARAM_REQUIRED | PARAM_MANY, "FILE-OR-FOLDER",
	 "what came in; - is standard input", NULL},
	{"source", PARAM_TEXT, PARAM_REQUIRED, "NAME",
	 "who gave it; kept sealed, shown as a pseudonym", NULL},
	{"dated", PARAM_WHEN, 0, "DATE", "the date of what came in, where it bears none itself",
	 NULL},
	{"channel", PARAM_TEXT, 0, "WORDS", "how it came: letter, call, e-mail (default: files)",
	 NULL},
	{"receipts", PARAM_FILE, 0, "DIR", "where receipts are written (default: LEDGER/receipts)",
	 NULL},
	{"map", PARAM_FILE, 0, "FILE",
	 "which columns of a table mean what (JSON: text, date, title)", NULL},
	{0},
};

static const struct param report_params[] = {
	{"report", PARAM_THING, PARAM_POSITIONAL | PARAM_REQUIRED, "REPORT", "the report", NULL},
	{0}};

static const struct param list_params[] = {
	{"status", PARAM_CHOICE, 0, "STATUS", "only these",
	 "received read cut unreadable quarantined released seized refused"},
	{"limit", PARAM_INT, 0, "N", "how many at most, newest first (default: 1000)", NULL},
	{0},
};

static const struct param source_params[] = {
	{"source", PARAM_TEXT, PARAM_POSITIONAL | PARAM_REQUIRED, "SOURCE", "the pseudonym (S7)",
	 NULL},
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why the identity is needed", NULL},
	{0},
};

static const struct param quarantine_params[] = {
	{"report", PARAM_THING, PARAM_POSITIONAL | PARAM_REQUIRED, "REPORT",
	 "what lies in quarantine", NULL},
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why", NULL},
	{0},
};

static enum onus_err decide_quarantine(struct call *c, const char *decision)
{
	struct json *body = json_object(c->arena);
	struct json *record = json_object(c->arena);
	const char *status = NULL;
	const char *id = NULL;

	GUARD(register_resolve(c->store, c->arena, call_text(c, "report"), &id));
	GUARD(store_get_str(c->store, c->arena, &status, "SELECT status FROM report WHERE id = ?1",
			    v_text(id)));
	ENSURE(status != NULL && strcmp(status, "quarantined") == 0, ONUS_REFUSED,
	       "%s does not lie in quarantine%s%s", id, status ? ": it is " : "",
	       status ? status : "");
	json_set_str(body, "report", id);
	json_set_str(body, "decision", decision);
	json_set_str(body, "because", call_text(c, "because"));
	GUARD(call_record(c, "quarantine.decided", when_instant(c->now), body, NULL));
	json_set_str(record, "id", id);
	json_set_str(record, "status", decision);
	return call_emit(c, record);
}

static enum onus_err check_not_seized(struct call *c)
{
	const char *seized = NULL;
	const char *id = NULL;

	GUARD(register_resolve(c->store, c->arena, call_text(c, "report"), &id));
	GUARD(quarantine_seized(c, id, &seized));
	ENSURE(seized == NULL, ONUS_REFUSED,
	       "the same bytes were seized as %s, and stay closed under every name", seized);
	return ONUS_OK;
}

static enum onus_err quarantine_release(struct call *c)
{
	GUARD(check_not_seized(c));
	return decide_quarantine(c, "released");
}

static enum onus_err quarantine_seize(struct call *c)
{
	return decide_quarantine(c, "seized");
}

const struct command intake_commands[] = {
	{.name = "receive",
	 .summary = "Take files in as reports, give receipts, read what can be read",
	 .detail = "Any file becomes a report. Plain UTF-8 is read here, other formats in locked "
		   "processes of "
		   "their own; what can't be read is kept, with the reason. Images and videos are "
		   "quarantined. The "
		   "same bytes from the same source and path are answered with the old receipt.",
	 .params = receive_params,
	 .permission = MAY_REPORT,
	 .use = LEDGER_WRITE,
	 .own_transactions = true,
	 .run = receive,
	 .say = receive_say},
	{.name = "report show",
	 .summary = "Show a report: its text, what it mentions, who answers for it",
	 .params = report_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = report_show,
	 .say = report_say},
	{.name = "report list",
	 .summary = "List reports, newest first",
	 .params = list_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = report_list,
	 .say = report_say},
	{.name = "report original",
	 .summary = "Write the bytes of a report, exactly as received, to standard output",
	 .params = report_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = report_original},
	{.name = "quarantine release",
	 .summary = "Let a picture or video out of quarantine",
	 .params = quarantine_params,
	 .permission = MAY_KEEP,
	 .use = LEDGER_WRITE,
	 .run = quarantine_release,
	 .say = quarantine_say},
	{.name = "quarantine seize",
	 .summary = "Mark a picture or video for lawful seizure: it stays closed for good",
	 .params = quarantine_params,
	 .permission = MAY_KEEP,
	 .use = LEDGER_WRITE,
	 .run = quarantine_seize,
	 .say = quarantine_say},
	{.name = "source show",
	 .summary =
		 "Unseal who a source is; every look is entered in the access log with its reason",
	 .params = source_params,
	 .permission = MAY_READ,
	 .use = LEDGER_READ,
	 .run = source_show,
	 .say = source_say},
	{0},
};
