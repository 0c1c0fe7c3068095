/* SPDX-License-Identifier: Apache-2.0
 * commands.c - placing and lifting holds, recording losses; the rows of this room. */
#include "practice/keep/inside.h"
#include "practice/keep/keep.h"

static enum onus_err keep_hold(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	record_prose(c, body, "scope");
	GUARD(record_name(c, body, "issuer"));
	record_prose(c, body, "order");
	GUARD(record_things(c, "thing", body, "things"));
	GUARD(call_record(c, "hold.placed", when, body, id));
	return hold_emit(c, id);
}

static enum onus_err keep_release(struct call *c)
{
	struct json *body = json_object(c->arena), *hold;
	const char *id;

	GUARD(record_thing(c, "hold", "H", "a hold", &id));
	GUARD(record_row(c, &hold, "SELECT lifted_at, lifted_by FROM hold WHERE id = ?1",
			 v_text(id)));
	ENSURE(record_get(hold, "lifted_at")[0] == '\0', ONUS_REFUSED,
	       "%s was lifted already, %s, by %s", id, record_get(hold, "lifted_at"),
	       record_get(hold, "lifted_by"));
	json_set_str(body, "hold", id);
	json_set_str(body, "why", call_text(c, "because"));
	GUARD(record_name(c, body, "by"));
	GUARD(call_record(c, "hold.lifted", when_instant(c->now), body, NULL));
	return hold_emit(c, id);
}

/* When material went is seldom known: a time that is not given is unknown, not now. */
static enum onus_err keep_loss(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when = when_unknown();
	char id[ID_ROOM];

	if (call_has(c, "when")) {
		GUARD(record_when(c, &when));
	}
	record_prose(c, body, "what");
	record_prose(c, body, "rule");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "loss.recorded", when, body, id));
	return loss_emit(c, id);
}

static const struct param hold_params[] = {
	{"scope", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what is to be kept, in words"},
	{"issuer", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "who orders it"},
	{"order", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "the order: its words, date, reference"},
	{"thing", PARAM_THING, PARAM_MANY, "THING", "what it covers for certain; may be repeated"},
	RECORD_WHEN,
	{NULL},
};

static const struct param release_params[] = {
	{"hold", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "HOLD", "the id of the hold"},
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why it is lifted"},
	{"by", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "who lifts it"},
	{NULL},
};

static const struct param loss_params[] = {
	{"what", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "WHAT",
	 "the material that is gone"},
	{"rule", PARAM_TEXT, PARAM_REQUIRED, "TEXT",
	 "the rule under which it went, or how, as far as is recorded"},
	RECORD_ABOUT,
	{"when", PARAM_WHEN, 0, "DATE", "when it went (default: not known)"},
	{NULL},
};

static const struct param list_params[] = {
	{"thing", PARAM_THING, 0, "THING", "only what concerns this thing"},
	{NULL},
};

const struct command keep_commands[] = {
	{"keep hold", "Place a hold: it beats every retention rule", NULL, hold_params, MAY_KEEP,
	 LEDGER_WRITE, keep_hold, keep_say},
	{"keep release", "Lift a hold", NULL, release_params, MAY_KEEP, LEDGER_WRITE, keep_release,
	 keep_say},
	{"keep loss", "Record that material is gone, and under which rule", NULL, loss_params,
	 MAY_KEEP, LEDGER_WRITE, keep_loss, keep_say},
	{"keep list", "List holds and losses", NULL, list_params, MAY_READ, LEDGER_READ, keep_list,
	 keep_say},
	{NULL},
};
