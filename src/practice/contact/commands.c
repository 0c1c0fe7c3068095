/* SPDX-License-Identifier: Apache-2.0
 * commands.c - recording contacts with a victim; the rows of this room. */
#include "practice/contact/contact.h"
#include "practice/contact/inside.h"

/* What is said has to fit the word "asked": nobody is recorded as having answered who was not
 * asked, and not asking needs a reason as much as any other decision. */
static enum onus_err check_asked(struct call *c)
{
	const char *asked = call_text(c, "asked");
	bool yes = strcmp(asked, "yes") == 0;

	ENSURE(!yes || call_has(c, "how"), ONUS_USAGE,
	       "--asked yes needs --how: how they were asked");
	ENSURE(strcmp(asked, "no") != 0 || call_has(c, "reason"), ONUS_USAGE,
	       "--asked no needs --reason: why they were not asked");
	ENSURE(yes || !(call_has(c, "how") || call_has(c, "answer")), ONUS_USAGE,
	       "--how and --answer belong to somebody who was asked, but this says --asked %s",
	       asked);
	return ONUS_OK;
}

static enum onus_err read_doer(struct call *c, struct json *body, struct when when)
{
	const char *by;

	if (strcmp(call_text(c, "asked"), "unknown") == 0) {
		GUARD(record_member(c, "by", &by));
	} else {
		GUARD(record_doer(c, "by", when, &by));
	}
	record_set(body, "by", by);
	return ONUS_OK;
}

static enum onus_err contact_record(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *victim;
	char id[ID_ROOM];

	GUARD(record_thing(c, "victim", "E", "a person or a group", &victim));
	GUARD(victim_check(c, victim));
	GUARD(record_when(c, &when));
	GUARD(check_asked(c));
	json_set_str(body, "victim", victim);
	record_choice(c, body, "asked", "unknown");
	record_prose(c, body, "how");
	record_prose(c, body, "supporter");
	record_prose(c, body, "answer");
	record_prose(c, body, "reason");
	record_choice(c, body, "threat", "unknown");
	GUARD(record_deadline(c, "ask-again", body, "ask_again", when));
	GUARD(read_doer(c, body, when));
	GUARD(record_about(c, body));
	GUARD(call_record(c, "contact.recorded", when, body, id));
	return contact_emit(c, id);
}

static const struct param record_params[] = {
	{"victim", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "VICTIM",
	 "the person, or the group where nobody is recorded singly"},
	{"asked", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "were they asked", "yes no unknown"},
	{"how", PARAM_TEXT, 0, "TEXT", "how they were asked"},
	{"by", PARAM_MEMBER, 0, "MEMBER",
	 "who asked, or decided not to (default: you; nobody before the ledger was opened)"},
	{"supporter", PARAM_TEXT, 0, "TEXT", "who stood by them: supporter, adviser, intermediary"},
	{"answer", PARAM_TEXT, 0, "TEXT", "the answer, in their words"},
	{"reason", PARAM_TEXT, 0, "TEXT", "why they answered so, or why they were not asked"},
	{"threat", PARAM_CHOICE, 0, "WORD", "is a threat suspected (default: unknown)",
	 "yes no unknown"},
	{"ask-again", PARAM_WHEN, 0, "DATE", "by when to ask again"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param list_params[] = {
	{"victim", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "VICTIM",
	 "the person or the group"},
	{NULL},
};

const struct command contact_commands[] = {
	{"contact record", "Record whether a victim was asked, how, and the answer", NULL,
	 record_params, MAY_WORK, LEDGER_WRITE, contact_record, contact_say},
	{"contact list", "List the contacts with a victim", NULL, list_params, MAY_READ,
	 LEDGER_READ, contact_list, contact_say},
	{"contact due", "List the victims whom it is time to ask again", NULL, NULL, MAY_READ,
	 LEDGER_READ, contact_due, contact_say},
	{NULL},
};
