/* SPDX-License-Identifier: Apache-2.0
 * commands.c - opening matters, acting on them, running operations; the rows of this room. */
#include "practice/matter/inside.h"
#include "practice/matter/matter.h"

/* --- matters --- */

/* The owner has to accept; whoever opens a matter for themselves has accepted by that. */
static enum onus_err propose_owner(struct call *c, const char *matter, const char *owner)
{
	struct json *proposal = json_object(c->arena), *acceptance = json_object(c->arena);
	struct when now = when_instant(c->now);
	char duty[ID_ROOM];

	json_set_str(proposal, "thing", matter);
	json_set_str(proposal, "member", owner);
	GUARD(call_record(c, "duty.proposed", now, proposal, duty));
	if (strcmp(owner, c->member) != 0) {
		call_note(c, "the owner has to accept it: onus duty accept %s", matter);
		return ONUS_OK;
	}
	json_set_str(acceptance, "duty", duty);
	json_set_str(acceptance, "thing", matter);
	json_set_str(acceptance, "member", owner);
	return call_record(c, "duty.accepted", now, acceptance, NULL);
}

static enum onus_err matter_open(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *owner;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	GUARD(record_name(c, body, "title"));
	record_prose(c, body, "risk");
	record_choice(c, body, "child", "unknown");
	GUARD(record_about(c, body));
	GUARD(record_member(c, "owner", &owner));
	GUARD(call_record(c, "matter.opened", when, body, id));
	if (owner != NULL) {
		GUARD(propose_owner(c, id, owner));
	}
	return matter_emit(c, id);
}

static enum onus_err matter_bind(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct matter_now matter;
	const char *id, *thing;
	bool bound;
	int64_t one;

	GUARD(record_thing(c, "matter", "M", "a matter", &id));
	GUARD(record_thing(c, "thing", NULL, NULL, &thing));
	GUARD(matter_get(c, id, &matter));
	ENSURE(matter.open, ONUS_REFUSED, "%s is closed; nothing more is bound to it", id);
	ENSURE(strcmp(id, thing) != 0, ONUS_USAGE, "a matter is not bound to itself");
	GUARD(store_get_int(c->store, &one, &bound,
			    "SELECT 1 FROM matter_thing WHERE matter = ?1 AND thing = ?2",
			    v_text(id), v_text(thing)));
	ENSURE(!bound, ONUS_REFUSED, "%s carries %s already", id, thing);
	json_set_str(body, "matter", id);
	json_set_str(body, "thing", thing);
	GUARD(call_record(c, "matter.bound", when_instant(c->now), body, NULL));
	return matter_emit(c, id);
}

/* --- actions --- */

static enum onus_err act(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct matter_now matter;
	struct when when;
	const char *id_of_matter, *owner;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	GUARD(record_name(c, body, "title"));
	GUARD(record_thing(c, "matter", "M", "a matter", &id_of_matter));
	GUARD(record_doer(c, "owner", when, &owner));
	GUARD(record_deadline(c, "due", body, "due", when));
	GUARD(record_about(c, body));
	ENSURE(id_of_matter != NULL || json_get_count(body, "about") > 0, ONUS_USAGE,
	       "say what the action is for: --matter MATTER or --about THING");
	if (id_of_matter != NULL) {
		GUARD(matter_get(c, id_of_matter, &matter));
		ENSURE(matter.open, ONUS_REFUSED,
		       "%s is closed; an action needs an open matter, or --about alone", matter.id);
	}
	record_set(body, "matter", id_of_matter);
	record_set(body, "owner", owner);
	GUARD(call_record(c, "action.raised", when, body, id));
	return action_emit(c, id);
}

/* Appends the end of an action that is still open. */
static enum onus_err end_action(struct call *c, const char *id, struct json *body, struct when when)
{
	struct json *action;
	int64_t raised;

	GUARD(record_row(c, &action, "SELECT state FROM action WHERE id = ?1", v_text(id)));
	ENSURE(strcmp(record_get(action, "state"), "raised") == 0, ONUS_REFUSED,
	       "%s has ended already: it is %s", id, record_get(action, "state"));
	GUARD(store_get_int(c->store, &raised, NULL, "SELECT occurred_lo FROM action WHERE id = ?1",
			    v_text(id)));
	ENSURE(when.hi >= raised, ONUS_BAD_INPUT, "%s cannot have ended before it began, %s", id,
	       instant_date(c->arena, raised));
	json_set_str(body, "action", id);
	GUARD(call_record(c, "action.ended", when, body, NULL));
	return action_emit(c, id);
}

static enum onus_err act_done(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *id;

	GUARD(record_thing(c, "action", "A", "an action", &id));
	GUARD(record_when(c, &when));
	record_prose(c, body, "outcome");
	json_set_str(body, "state", "done");
	return end_action(c, id, body, when);
}

/* An action is never let go in silence: a decision that is made, and is about it, has to say so. */
static enum onus_err act_drop(struct call *c)
{
	struct json *body = json_object(c->arena), *d;
	const char *id, *decision;
	bool about;
	int64_t one;

	GUARD(record_thing(c, "action", "A", "an action", &id));
	GUARD(record_thing(c, "decision", "D", "a decision", &decision));
	GUARD(record_row(c, &d, "SELECT kind, state, reason FROM decision WHERE id = ?1",
			 v_text(decision)));
	ENSURE(strcmp(record_get(d, "kind"), "no_action") == 0, ONUS_REFUSED,
	       "%s is no decision to take no action; an action is dropped only by one", decision);
	ENSURE(strcmp(record_get(d, "state"), "made") == 0, ONUS_REFUSED,
	       "%s waits for a second person", decision);
	GUARD(store_get_int(c->store, &one, &about,
			    "SELECT 1 FROM event_about b JOIN decision d ON d.seq = b.seq"
			    " WHERE d.id = ?1 AND b.thing = ?2",
			    v_text(decision), v_text(id)));
	ENSURE(about, ONUS_REFUSED, "%s is not about %s: decide with --about %s", decision, id, id);
	json_set_str(body, "state", "dropped");
	json_set_str(body, "outcome", record_get(d, "reason"));
	json_set_str(body, "decision", decision);
	return end_action(c, id, body, when_instant(c->now));
}

/* --- operations --- */

static enum onus_err operation_start(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	GUARD(record_name(c, body, "name"));
	record_prose(c, body, "objective");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "operation.started", when, body, id));
	return operation_emit(c, id);
}

static enum onus_err operation_close(struct call *c)
{
	struct json *body = json_object(c->arena), *operation;
	struct when when;
	const char *id;
	int64_t started;

	GUARD(record_thing(c, "operation", "O", "an operation", &id));
	GUARD(record_when(c, &when));
	record_prose(c, body, "outcome");
	GUARD(record_row(c, &operation, "SELECT state FROM operation WHERE id = ?1", v_text(id)));
	ENSURE(strcmp(record_get(operation, "state"), "running") == 0, ONUS_REFUSED,
	       "%s is closed already", id);
	GUARD(store_get_int(c->store, &started, NULL,
			    "SELECT occurred_lo FROM operation WHERE id = ?1", v_text(id)));
	ENSURE(when.hi >= started, ONUS_BAD_INPUT, "%s cannot have ended before it began, %s", id,
	       instant_date(c->arena, started));
	json_set_str(body, "operation", id);
	GUARD(call_record(c, "operation.closed", when, body, NULL));
	return operation_emit(c, id);
}

/* --- rows --- */

#define MATTER_ID                                                                                  \
	{                                                                                          \
		"matter", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "MATTER",                \
			"the id of the matter"                                                     \
	}
#define MATTER_OF                                                                                  \
	{                                                                                          \
		"matter", PARAM_THING, 0, "MATTER", "the matter it belongs to"                     \
	}
#define DECISION_BY                                                                                \
	{"by", PARAM_MEMBER, 0, "MEMBER", "who decides (default: you)"},                           \
		{"second", PARAM_MEMBER, 0, "MEMBER", "the second person, who has joined in it"},  \
		{"options", PARAM_TEXT, 0, "TEXT", "what else was considered, and why not"},       \
	{                                                                                          \
		"unknowns", PARAM_TEXT, 0, "TEXT", "what was not known"                            \
	}

static const struct param open_params[] = {
	{"title", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TITLE",
	 "what has to be answered for"},
	{"risk", PARAM_TEXT, 0, "TEXT", "the judgement of the risk, in words"},
	{"child", PARAM_CHOICE, 0, "WORD", "may a child be harmed (default: unknown)",
	 "yes no unknown"},
	RECORD_ABOUT,
	{"owner", PARAM_MEMBER, 0, "MEMBER", "who is to answer for it; has to accept"},
	RECORD_WHEN,
	{NULL},
};

static const struct param bind_params[] = {
	MATTER_ID,
	{"thing", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "THING",
	 "what the matter carries"},
	{NULL},
};

static const struct param show_params[] = {MATTER_ID, {NULL}};

static const struct param list_params[] = {
	{"state", PARAM_CHOICE, 0, "WORD", "which matters (default: open)", "open closed all"},
	{NULL},
};

static const struct param close_params[] = {
	MATTER_ID,
	{"reason", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why nothing is left to answer for"},
	DECISION_BY,
	RECORD_WHEN,
	{NULL},
};

static const struct param decide_params[] = {
	{"kind", PARAM_TEXT, PARAM_REQUIRED, "KIND",
	 "act, develop, share, hold, no_action, or a kind of the policy"},
	{"reason", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why"},
	MATTER_OF,
	RECORD_ABOUT,
	DECISION_BY,
	RECORD_WHEN,
	{"review", PARAM_WHEN, 0, "DATE", "by when it is looked at again"},
	{NULL},
};

static const struct param decision_params[] = {
	{"decision", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "DECISION",
	 "the id of the decision"},
	{NULL},
};

static const struct param decide_list_params[] = {
	MATTER_OF,
	{"waiting", PARAM_FLAG, 0, NULL, "only those that wait for a second person"},
	{NULL},
};

static const struct param act_params[] = {
	{"title", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TITLE", "what is to be done"},
	MATTER_OF,
	RECORD_ABOUT,
	{"owner", PARAM_MEMBER, 0, "MEMBER",
	 "who does it (default: you; nobody before the ledger was opened)"},
	{"due", PARAM_WHEN, 0, "DATE", "by when"},
	RECORD_WHEN,
	{NULL},
};

static const struct param done_params[] = {
	{"action", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "ACTION",
	 "the id of the action"},
	{"outcome", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what came of it"},
	RECORD_WHEN,
	{NULL},
};

static const struct param drop_params[] = {
	{"action", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "ACTION",
	 "the id of the action"},
	{"decision", PARAM_THING, PARAM_REQUIRED, "DECISION", "the no_action decision about it"},
	{NULL},
};

static const struct param act_list_params[] = {
	MATTER_OF,
	{"open", PARAM_FLAG, 0, NULL, "only those that have not ended"},
	{NULL},
};

static const struct param start_params[] = {
	{"name", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "NAME",
	 "what the operation is called"},
	{"objective", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what it is to reach"},
	RECORD_WHEN,
	RECORD_ABOUT,
	{NULL},
};

static const struct param operation_params[] = {
	{"operation", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "OPERATION",
	 "its id or name"},
	{NULL},
};

static const struct param operation_close_params[] = {
	{"operation", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "OPERATION",
	 "its id or name"},
	{"outcome", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what came of it"},
	RECORD_WHEN,
	{NULL},
};

static const char close_detail[] =
	"A matter is closed by a decision of the kind \"close\", with a reason. Where a "
	"child may be harmed it needs a second person: without --second the decision "
	"waits, and the matter stays open, until another member has run \"onus decide "
	"second\". A matter with an open action, or with a decision that waits for a "
	"second person, is not closed.";

static const char decide_detail[] =
	"Every outcome is a decision with a reason, \"no action\" too. The policy lists "
	"the kinds that need a second person; unless the matter says that no child may "
	"be harmed, such a decision waits until another member than the decider has "
	"joined in it. \"develop\" and \"hold\" need a date of review. A decision is "
	"marked late unless it was surely entered on the day on which it was made; one "
	"made before this ledger was opened is entered with --when and --by.";

const struct command matter_commands[] = {
	{"matter open", "Open a matter: something that has to be answered for", NULL, open_params,
	 MAY_WORK, LEDGER_WRITE, matter_open, matter_say},
	{"matter bind", "Let a matter carry a thing too: a report, an entity, a meeting item", NULL,
	 bind_params, MAY_WORK, LEDGER_WRITE, matter_bind, matter_say},
	{"matter show", "Show a matter: who answers for it, decisions, actions", NULL, show_params,
	 MAY_READ, LEDGER_READ, matter_show, matter_say},
	{"matter list", "List matters", NULL, list_params, MAY_READ, LEDGER_READ, matter_list,
	 matter_say},
	{"matter close", "Close a matter by a reasoned decision", close_detail, close_params,
	 MAY_WORK, LEDGER_WRITE, matter_close, matter_say},
	{"decide", "Record a decision, with its reason", decide_detail, decide_params, MAY_WORK,
	 LEDGER_WRITE, decide, decision_say},
	{"decide second", "Join in a decision as its second person", NULL, decision_params,
	 MAY_WORK, LEDGER_WRITE, decide_second, decision_say},
	{"decide show", "Show a decision", NULL, decision_params, MAY_READ, LEDGER_READ,
	 decide_show, decision_say},
	{"decide list", "List decisions", NULL, decide_list_params, MAY_READ, LEDGER_READ,
	 decide_list, decision_say},
	{"act", "Raise an action", NULL, act_params, MAY_WORK, LEDGER_WRITE, act, action_say},
	{"act done", "Record what came of an action", NULL, done_params, MAY_WORK, LEDGER_WRITE,
	 act_done, action_say},
	{"act drop", "Let an action go, by a decision to take no action on it", NULL, drop_params,
	 MAY_WORK, LEDGER_WRITE, act_drop, action_say},
	{"act list", "List actions", NULL, act_list_params, MAY_READ, LEDGER_READ, act_list,
	 action_say},
	{"operation start", "Record that an operation began", NULL, start_params, MAY_WORK,
	 LEDGER_WRITE, operation_start, operation_say},
	{"operation close", "Record an operation's outcome", NULL, operation_close_params, MAY_WORK,
	 LEDGER_WRITE, operation_close, operation_say},
	{"operation show", "Show an operation", NULL, operation_params, MAY_READ, LEDGER_READ,
	 operation_show, operation_say},
	{"operation list", "List operations", NULL, NULL, MAY_READ, LEDGER_READ, operation_list,
	 operation_say},
	{NULL},
};
