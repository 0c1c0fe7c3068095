/* SPDX-License-Identifier: Apache-2.0
 * commands.c - recording meetings, items and exposures; the rows of this room. */
#include "practice/meeting/inside.h"
#include "practice/meeting/meeting.h"

static enum onus_err meeting_record(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	GUARD(record_name(c, body, "title"));
	GUARD(record_name(c, body, "kind"));
	GUARD(record_members(c, "attendee", body, "attendees"));
	ENSURE(json_get_count(body, "attendees") > 0, ONUS_USAGE,
	       "a meeting needs those who were there: --attendee MEMBER; somebody whose name is "
	       "not "
	       "recorded is entered with: onus member add \"attendee, not named\" --record");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "meeting.held", when, body, id));
	return meeting_emit(c, id);
}

/* The meeting's attendees, as an array of ids in the order in which they became members. */
static enum onus_err all_attendees(struct call *c, const char *meeting, struct json **out)
{
	SCOPED_ROWS(rows);
	struct json *list = json_array(c->arena);

	GUARD(store_query(c->store, &rows,
			  "SELECT t.member FROM attendance t JOIN member p ON p.id = t.member"
			  " WHERE t.meeting = ?1 ORDER BY p.seq",
			  v_text(meeting)));
	while (rows_next(&rows)) {
		json_push(list, json_string(c->arena, rows_slice(&rows, 0)));
	}
	GUARD(rows_end(&rows));
	*out = list;
	return ONUS_OK;
}

/* Who was there for the item: those named, who have to be attendees of the meeting, or all. */
static enum onus_err item_attendees(struct call *c, const char *meeting, struct json *body)
{
	struct json *all;

	GUARD(all_attendees(c, meeting, &all));
	GUARD(record_members(c, "attendee", body, "attendees"));
	for (size_t i = 0; i < json_get_count(body, "attendees"); i++) {
		struct slice member = json_get_item(body, "attendees", i)->string;
		bool there = false;

		for (size_t k = 0; k < all->count; k++) {
			there = there || slice_eq(all->items[k]->string, member);
		}
		ENSURE(there, ONUS_REFUSED,
		       SLICE_FMT " is not recorded as present at %s; who was told otherwise is "
				 "recorded with: onus expose MEMBER THING",
		       SLICE_ARG(member), meeting);
	}
	if (json_get(body, "attendees") == NULL) {
		json_set(body, "attendees", all);
	}
	return ONUS_OK;
}

static enum onus_err next_number(struct call *c, const char *meeting, int64_t *out)
{
	return store_get_int(
		c->store, out, NULL,
		"SELECT coalesce(max(number), 0) + 1 FROM meeting_item WHERE meeting = ?1",
		v_text(meeting));
}

static enum onus_err meeting_item(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *meeting;
	int64_t number = 0;
	char id[ID_ROOM];

	GUARD(record_thing(c, "meeting", "G", "a meeting", &meeting));
	GUARD(meeting_time(c, meeting, &when));
	GUARD(next_number(c, meeting, &number));
	json_set_str(body, "meeting", meeting);
	json_set_int(body, "number", number);
	record_prose(c, body, "text");
	GUARD(item_attendees(c, meeting, body));
	GUARD(record_about(c, body));
	GUARD(call_record(c, "meeting.item", when, body, id));
	return item_emit(c, id);
}

static enum onus_err expose(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *member, *thing;
	char id[ID_ROOM];

	GUARD(record_member(c, "member", &member));
	GUARD(record_thing(c, "thing", NULL, NULL, &thing));
	GUARD(record_when(c, &when));
	json_set_str(body, "member", member);
	json_set_str(body, "thing", thing);
	record_prose(c, body, "how");
	record_choice(c, body, "strength", "");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "exposure.recorded", when, body, id));
	return exposure_emit(c, id);
}

/* --- rows --- */

#define MEETING_ID                                                                                 \
	{                                                                                          \
		"meeting", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "MEETING",              \
			"the id of the meeting"                                                    \
	}

static const struct param record_params[] = {
	{"title", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TITLE",
	 "what the meeting is called"},
	{"kind", PARAM_TEXT, PARAM_REQUIRED, "KIND",
	 "stakeholder, strategy, tasking, case conference ..."},
	{"attendee", PARAM_MEMBER, PARAM_MANY, "MEMBER", "who was there; may be repeated"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param item_params[] = {
	MEETING_ID,
	{"text", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TEXT",
	 "what was said, as the minutes have it"},
	RECORD_ABOUT,
	{"attendee", PARAM_MEMBER, PARAM_MANY, "MEMBER",
	 "who was there for this item (default: all); may be repeated"},
	{NULL},
};

static const struct param show_params[] = {MEETING_ID, {NULL}};

static const struct param list_params[] = {
	{"unanswered", PARAM_FLAG, 0, NULL,
	 "only those with an item on which no action or decision is recorded"},
	{NULL},
};

static const struct param expose_params[] = {
	{"member", PARAM_MEMBER, PARAM_REQUIRED | PARAM_POSITIONAL, "MEMBER", "who was shown it"},
	{"thing", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "THING", "what they were shown"},
	{"how", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "in which way, in words"},
	{"strength", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "how surely they knew", STRENGTHS},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const char item_detail[] =
	"Everybody who was there for an item was exposed to it, with the strength "
	"\"attended\": that is what \"who-knew\" is told from. Items are numbered "
	"within their meeting.";

const struct command meeting_commands[] = {
	{"meeting record", "Record a meeting and who was there", NULL, record_params, MAY_WORK,
	 LEDGER_WRITE, meeting_record, meeting_say},
	{"meeting item", "Minute an item of a meeting", item_detail, item_params, MAY_WORK,
	 LEDGER_WRITE, meeting_item, item_say},
	{"meeting show", "Show a meeting, its items, and which of them have no recorded answer",
	 NULL, show_params, MAY_READ, LEDGER_READ, meeting_show, meeting_say},
	{"meeting list", "List meetings", NULL, list_params, MAY_READ, LEDGER_READ, meeting_list,
	 meeting_say},
	{"expose", "Record that somebody was shown a thing", NULL, expose_params, MAY_WORK,
	 LEDGER_WRITE, expose, exposure_say},
	{NULL},
};
