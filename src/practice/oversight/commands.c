/* SPDX-License-Identifier: Apache-2.0
 * commands.c - recording complaints and what became of them; the rows of this room. */
#include "practice/duty/duty.h"
#include "practice/oversight/inside.h"
#include "practice/oversight/oversight.h"

/* The policy's clock: by when the complainant has to have an explanation. */
static const char first_explanation[] = "complaint_first";

/* A breach is claimed only where it is certain: the clock starts at the latest time at which the
 * complaint can have been made, and is met at the earliest at which the finding can. */
static enum onus_err start_clock(struct call *c, const char *complaint, struct when when)
{
	if (when.precision == PRECISION_UNKNOWN) {
		return ONUS_OK;
	}
	return duty_start_clock(c, complaint, first_explanation,
				when.hi < c->now ? when.hi : c->now);
}

static enum onus_err meet_clock(struct call *c, const char *complaint, struct when when)
{
	int64_t met_at = when.precision == PRECISION_UNKNOWN ? c->now : when.lo;

	return duty_meet_clock(c, complaint, first_explanation, met_at);
}

static enum onus_err complaint_make(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	char id[ID_ROOM];

	GUARD(record_when(c, &when));
	GUARD(record_name(c, body, "title"));
	record_prose(c, body, "text");
	GUARD(record_name(c, body, "made-by"));
	GUARD(record_name(c, body, "against"));
	GUARD(record_name(c, body, "body"));
	GUARD(record_about(c, body));
	GUARD(call_record(c, "complaint.made", when, body, id));
	GUARD(start_clock(c, id, when));
	return complaint_emit(c, id);
}

static enum onus_err complaint_finding(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *complaint;
	char id[ID_ROOM];

	GUARD(record_thing(c, "complaint", "W", "a complaint", &complaint));
	GUARD(record_when(c, &when));
	json_set_str(body, "complaint", complaint);
	record_choice(c, body, "outcome", "other");
	record_prose(c, body, "text");
	record_prose(c, body, "source");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "finding.made", when, body, id));
	GUARD(meet_clock(c, complaint, when));
	return finding_emit(c, id);
}

static enum onus_err complaint_response(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *finding;
	char id[ID_ROOM];

	GUARD(record_thing(c, "finding", "F", "a finding", &finding));
	GUARD(record_when(c, &when));
	json_set_str(body, "finding", finding);
	record_choice(c, body, "stance", "");
	record_prose(c, body, "reason");
	GUARD(record_name(c, body, "made-by"));
	GUARD(record_about(c, body));
	GUARD(call_record(c, "response.made", when, body, id));
	return response_emit(c, id);
}

static enum onus_err complaint_publication(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *thing;
	char id[ID_ROOM];

	GUARD(record_thing(c, "thing", "WFOR", "a complaint, finding, operation or report",
			   &thing));
	GUARD(record_when(c, &when));
	json_set_str(body, "thing", thing);
	record_choice(c, body, "extent", "");
	record_prose(c, body, "text");
	GUARD(record_about(c, body));
	GUARD(call_record(c, "publication.made", when, body, id));
	return publication_emit(c, id);
}

/* --- recommendations --- */

static enum onus_err recommend(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *origin;
	char id[ID_ROOM];

	GUARD(record_thing(c, "origin", NULL, NULL, &origin));
	GUARD(record_when(c, &when));
	json_set_str(body, "origin", origin);
	record_prose(c, body, "text");
	GUARD(record_name(c, body, "addressee"));
	GUARD(record_about(c, body));
	GUARD(call_record(c, "recommendation.made", when, body, id));
	return recommendation_emit(c, id);
}

/* One that was accepted may be done, or rejected after all; anything else is answered for good. */
static enum onus_err check_reply(struct call *c, const char *id)
{
	const char *last;

	GUARD(store_get_str(c->store, c->arena, &last,
			    "SELECT reply FROM recommendation_reply WHERE recommendation = ?1"
			    " ORDER BY seq DESC LIMIT 1",
			    v_text(id)));
	ENSURE(last == NULL || (strcmp(last, "accepted") == 0 &&
				strcmp(call_text(c, "reply"), "accepted") != 0),
	       ONUS_REFUSED, "%s is answered already: %s", id, last);
	return ONUS_OK;
}

static enum onus_err recommend_answer(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct when when;
	const char *id, *by;

	GUARD(record_thing(c, "recommendation", "T", "a recommendation", &id));
	GUARD(record_when(c, &when));
	GUARD(check_reply(c, id));
	json_set_str(body, "recommendation", id);
	record_choice(c, body, "reply", "");
	record_prose(c, body, "reason");
	GUARD(record_doer(c, "by", when, &by));
	record_set(body, "by", by);
	GUARD(call_record(c, "recommendation.answered", when, body, NULL));
	return recommendation_emit(c, id);
}

/* --- rows --- */

static const struct param make_params[] = {
	{"title", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TITLE",
	 "what the complaint is called"},
	{"text", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what is complained of"},
	{"made-by", PARAM_TEXT, PARAM_REQUIRED, "WHO",
	 "who complains: a role, never a private name"},
	{"against", PARAM_TEXT, PARAM_REQUIRED, "WHOM", "against whom, as a role"},
	{"body", PARAM_TEXT, PARAM_REQUIRED, "BODY", "the body that investigates"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param finding_params[] = {
	{"complaint", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "COMPLAINT",
	 "the id of the complaint"},
	{"outcome", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "what was found",
	 "upheld not_upheld no_case other"},
	{"text", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "the finding"},
	{"source", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "which document says so, with its date"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param response_params[] = {
	{"finding", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "FINDING",
	 "the id of the finding"},
	{"stance", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "how the body stands to it",
	 "agreed disputed partly"},
	{"reason", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why"},
	{"made-by", PARAM_TEXT, PARAM_REQUIRED, "WHO", "who responds, as a role"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param publication_params[] = {
	{"thing", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "THING",
	 "a complaint, finding, operation or report"},
	{"extent", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "how much of it",
	 "shared summary part full"},
	{"text", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "what was published, where, by whom"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param show_params[] = {
	{"complaint", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "COMPLAINT",
	 "the id of the complaint"},
	{NULL},
};

static const struct param recommend_params[] = {
	{"origin", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "ORIGIN",
	 "the report or finding it stands in"},
	{"text", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "TEXT", "what is recommended"},
	{"addressee", PARAM_TEXT, PARAM_REQUIRED, "WHOM", "who has to answer"},
	RECORD_ABOUT,
	RECORD_WHEN,
	{NULL},
};

static const struct param answer_params[] = {
	{"recommendation", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "RECOMMENDATION",
	 "its id"},
	{"reply", PARAM_CHOICE, PARAM_REQUIRED, "WORD", "the answer", "accepted rejected done"},
	{"reason", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why"},
	{"by", PARAM_MEMBER, 0, "MEMBER",
	 "who answers (default: you; nobody before the ledger was opened)"},
	RECORD_WHEN,
	{NULL},
};

static const struct param recommendation_params[] = {
	{"recommendation", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "RECOMMENDATION",
	 "its id"},
	{NULL},
};

static const struct param recommend_list_params[] = {
	{"unanswered", PARAM_FLAG, 0, NULL, "only those without a recorded answer"},
	{NULL},
};

static const char make_detail[] =
	"Starts the policy's clock \"complaint_first\": by when the complainant has to "
	"have an explanation. A finding meets it.";

static const char finding_detail[] =
	"Every source's statement is a record of its own. Where two sources date a "
	"finding differently, enter both: each keeps its date, and \"onus complaint "
	"show\" says that they differ.";

const struct command oversight_commands[] = {
	{"complaint make", "Record a complaint", make_detail, make_params, MAY_WORK, LEDGER_WRITE,
	 complaint_make, complaint_say},
	{"complaint finding", "Record a finding on a complaint", finding_detail, finding_params,
	 MAY_WORK, LEDGER_WRITE, complaint_finding, finding_say},
	{"complaint response", "Record how a body responds to a finding", NULL, response_params,
	 MAY_WORK, LEDGER_WRITE, complaint_response, response_say},
	{"complaint publication", "Record that something was shared or published", NULL,
	 publication_params, MAY_WORK, LEDGER_WRITE, complaint_publication, publication_say},
	{"complaint show", "Show a complaint and what became of it", NULL, show_params, MAY_READ,
	 LEDGER_READ, complaint_show, complaint_say},
	{"complaint list", "List complaints", NULL, NULL, MAY_READ, LEDGER_READ, complaint_list,
	 complaint_say},
	{"recommend", "Record a recommendation; somebody has to answer it", NULL, recommend_params,
	 MAY_WORK, LEDGER_WRITE, recommend, recommendation_say},
	{"recommend answer", "Answer a recommendation, with a reason", NULL, answer_params,
	 MAY_WORK, LEDGER_WRITE, recommend_answer, recommendation_say},
	{"recommend show", "Show a recommendation and its replies", NULL, recommendation_params,
	 MAY_READ, LEDGER_READ, recommend_show, recommendation_say},
	{"recommend list", "List recommendations", NULL, recommend_list_params, MAY_READ,
	 LEDGER_READ, recommend_list, recommendation_say},
	{NULL},
};
