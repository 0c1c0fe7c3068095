/* SPDX-License-Identifier: Apache-2.0
 * who_knew.c - the question, put to ledgers that were filled by commands. */
#include <inttypes.h>
#include <stdio.h>

#include "answer/story.h"
#include "answer/who_knew.h"
#include "tests/unit/answer/asking.h"

enum { ANSWER_MAX = 16 << 20 };

static const char now[] = "2027-03-01T09:00:00Z";

/* --- writing --- */

#define DO(f, ...) CHECK_OK(fixture_run(f, __VA_ARGS__, NULL))

static const char *make_id(struct fixture *f)
{
	return fixture_id(f);
}

/* Runs a command that makes something, and gives its id. */
#define MAKE(f, ...) (CHECKED(fixture_run(f, __VA_ARGS__, NULL)), make_id(f))

static void CHECKED(enum onus_err e)
{
	CHECK_OK(e);
}

/* A report of that text; gives its id. */
static const char *receive(struct fixture *f, const char *name, const char *text, const char *dated)
{
	const char *path = arena_printf(&f->arena, "%s/%s.txt", test_folder(), name);
	FILE *file = fopen(path, "wb");

	CHECK(file != NULL);
	CHECK(fputs(text, file) >= 0);
	CHECK_INT(fclose(file), 0);
	DO(f, "receive", "path", path, "source", "the charity", "dated", dated);
	return fixture_text(f, "report");
}

/* A member of the record, with a rank where one is given. */
static const char *somebody(struct fixture *f, const char *name, const char *rank)
{
	if (rank == NULL) {
		return MAKE(f, "member add", "name", name, "record", "");
	}
	return MAKE(f, "member add", "name", name, "record", "", "title", rank, "rank", rank,
		    "from", "1990");
}

/* What was said about a thing at a meeting, with one attendee; gives the item's id. */
static const char *said(struct fixture *f, const char *when, const char *attendee,
			const char *about, const char *text)
{
	const char *meeting = MAKE(f, "meeting record", "title", "Liaison", "kind", "stakeholder",
				   "when", when, "attendee", attendee);

	return MAKE(f, "meeting item", "meeting", meeting, "text", text, "about", about);
}

/* --- reading --- */

static const struct json *who(struct fixture *f, const char *subject)
{
	struct asked asked;

	CHECK_OK(ask(f, &asked, "who-knew", "subject", subject, NULL));
	CHECK_INT(asked.count, 1);
	return asked.records[0];
}

static const struct json *who_as_of(struct fixture *f, const char *subject, const char *day)
{
	struct asked asked;

	CHECK_OK(ask(f, &asked, "who-knew", "subject", subject, "as-of", day, NULL));
	return asked.records[0];
}

static const struct json *row_of(const struct json *answer, const char *list, const char *id)
{
	for (size_t i = 0; i < json_get_count(answer, list); i++) {
		const struct json *row = json_get_item(answer, list, i);

		if (slice_is(json_get_slice(row, "id"), id)) {
			return row;
		}
	}
	return NULL;
}

static const struct json *gap(const struct json *answer, size_t i)
{
	CHECK(i < json_get_count(answer, "gaps"));
	return json_get_item(answer, "gaps", i);
}

static const char *lo_of(const struct json *row, const char *key)
{
	return json_get_str(json_get(row, key), "lo");
}

static bool is_true(const struct json *row, const char *key)
{
	const struct json *v = json_get(row, key);

	return v != NULL && v->type == JSON_TRUE;
}

/* Named in 2002, convicted in 2016. */
struct named_men {
	const char *men;
	const char *operation;
	const char *attendee;
	const char *chief;
	const char *item;
	const char *report;
	const char *act;
};

static void tell_named_men(struct fixture *f, struct named_men *n)
{
	n->men = fixture_entity(f, "group", "the named men");
	n->attendee = somebody(f, "police attendee", NULL);
	n->chief = somebody(f, "the superintendent", "Chief Superintendent");
	n->operation = MAKE(f, "operation start", "name", "Operation Heron", "objective",
			    "Watch the men", "when", "2001/2002", "about", n->men);
	DO(f, "operation close", "operation", n->operation, "outcome", "Not known", "when",
	   "2001/2002");
	DO(f, "keep loss", "what", "Papers of Operation Heron", "rule", "Retention policy", "about",
	   n->operation);
	n->item = said(f, "2002", n->attendee, n->men, "Names were read out");
	n->report = receive(f, "analyst", "First report of the analyst\n\nDrugs, and girls.\n",
			    "2002/2006");
	DO(f, "expose", "member", n->chief, "thing", n->report, "how", "it lay in the tray",
	   "strength", "delivered", "when", "2003-05-31", "about", n->men);
	DO(f, "recommend", "origin", n->report, "text", "Treat the girls as victims", "addressee",
	   "the force", "when", "2006", "about", n->men);
	n->act = MAKE(f, "act", "title", "Criminal proceedings", "when", "2016", "about", n->men);
	DO(f, "act done", "action", n->act, "outcome", "Convicted", "when", "2016");
}

/* --- the story --- */

TEST(who_knew__counts_5113_days_from_the_naming_to_the_conviction)
{
	struct fixture f;
	struct named_men n;
	const struct json *answer;
	const struct json *longest;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	answer = who(&f, "the named men");
	CHECK_INT(json_get_count(answer, "gaps"), 1);
	longest = gap(answer, 0);
	CHECK_INT(json_get_int(longest, "days", 0), 5113);
	CHECK_INT(json_get_int(longest, "days_min", 0), 4749);
	CHECK_INT(json_get_int(longest, "days_max", 0), 5478);
	CHECK_STR(lo_of(longest, "from"), "2002-01-01");
	CHECK_STR(lo_of(longest, "to"), "2016-01-01");
	CHECK_STR(json_get_str(longest, "opened_by"), n.item);
	CHECK_STR(json_get_str(longest, "ended_by"), n.act);
	CHECK(!is_true(longest, "open") && !is_true(longest, "unconfirmed"));
	fixture_close(&f);
}

TEST(who_knew__lists_who_was_told_by_rank_and_who_stayed_silent)
{
	struct fixture f;
	struct named_men n;
	const struct json *ranks;
	const struct json *silent;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	DO(&f, "expose", "member", "officer", "thing", n.item, "how", "briefed", "strength",
	   "briefed", "when", "2002-06-01");
	DO(&f, "act", "title", "Look into it", "owner", "officer", "when", "2003", "about", n.men);
	/* told when it was over: not in the silence */
	DO(&f, "expose", "member", "sergeant", "thing", n.item, "how", "read", "strength",
	   "briefed", "when", "2016");
	silent = json_get(gap(who(&f, n.men), 0), "silent");
	ranks = json_get(gap(who(&f, n.men), 0), "known_by_rank");
	/* the officer's post began today: in 2002 nobody recorded a rank */
	CHECK_INT(json_get_int(ranks, "unknown", 0), 2);
	CHECK_INT(json_get_int(ranks, "Chief Superintendent", 0), 1);
	/* the officer took an action on, even if it was never ended: not silent */
	CHECK_INT(silent->count, 2);
	CHECK_STR(json_get_str(silent->items[0], "member"), n.attendee);
	CHECK(json_get_str(silent->items[0], "rank") == NULL);
	CHECK_STR(json_get_str(silent->items[0], "senior"), "unknown");
	CHECK_STR(json_get_str(silent->items[1], "member"), n.chief);
	CHECK_STR(json_get_str(silent->items[1], "senior"), "yes");
	CHECK_STR(lo_of(silent->items[1], "since"), "2003-05-31");
	fixture_close(&f);
}

TEST(who_knew__names_the_organisation_where_nobody_is_recorded_as_told)
{
	struct fixture f;
	const char *men;
	const struct json *silent;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	DO(&f, "matter open", "title", "The men", "about", men, "about",
	   receive(&f, "a", "A note.\n", "2024-01-01"));
	silent = json_get(gap(who(&f, men), 0), "silent");
	CHECK_INT(silent->count, 1);
	CHECK_STR(json_get_str(silent->items[0], "organisation"), "Example Constabulary");
	CHECK(is_true(gap(who(&f, men), 0), "open"));
	fixture_close(&f);
}

TEST(who_knew__finds_what_is_lost_and_never_answered_one_step_away)
{
	struct fixture f;
	struct named_men n;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	answer = who(&f, n.men);
	CHECK_INT(json_get_count(answer, "lost"), 1);
	CHECK_STR(json_get_str(json_get_item(answer, "lost", 0), "rule"), "Retention policy");
	CHECK(lo_of(json_get_item(answer, "lost", 0), "when") == NULL);
	CHECK_INT(json_get_count(answer, "recommendations"), 1);
	CHECK_INT(json_get_count(json_get_item(answer, "recommendations", 0), "replies"), 0);
	CHECK_INT(json_get_count(answer, "operations"), 1);
	CHECK_INT(json_get_count(gap(answer, 0), "overlapping"), 1);
	CHECK_STR(json_get_str(json_get_item(gap(answer, 0), "overlapping", 0), "id"), n.operation);
	fixture_close(&f);
}

/* The names of the contract, on every kind of row. */
TEST(who_knew__keeps_its_contract)
{
	static const char *const lists[] = {"facts", "exposures",  "decisions", "actions",
					    "gaps",  "answerable", "lost"};
	static const char *const exposure[] = {"when",   "recorded", "member",   "post", "rank",
					       "senior", "how",      "strength", "thing"};
	static const char *const fact[] = {"when", "recorded", "what", "report"};
	static const char *const owned[] = {"from", "to", "member", "post", "by_default"};
	struct fixture f;
	struct named_men n;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	answer = who(&f, n.men);
	CHECK(json_get(json_get(answer, "subject"), "id") != NULL);
	CHECK(json_get(json_get(answer, "question"), "from") != NULL);
	CHECK(json_get(json_get(answer, "question"), "as_of") != NULL);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		CHECK(json_get(answer, lists[i]) != NULL);
		CHECK_INT(json_get(answer, lists[i])->type, JSON_ARRAY);
	}
	for (size_t i = 0; i < sizeof exposure / sizeof exposure[0]; i++) {
		CHECK(json_get(json_get_item(answer, "exposures", 0), exposure[i]) != NULL);
	}
	for (size_t i = 0; i < sizeof fact / sizeof fact[0]; i++) {
		CHECK(json_get(json_get_item(answer, "facts", 0), fact[i]) != NULL);
	}
	for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
		CHECK(json_get(json_get_item(answer, "answerable", 0), owned[i]) != NULL);
	}
	fixture_close(&f);
}

/* --- what counts when --- */

TEST(who_knew__as_of_a_day_knows_only_what_was_recorded_by_its_end)
{
	struct fixture f;
	const char *men;
	const char *first;
	const struct json *then;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	first = said(&f, "2002", f.officer, men, "Names were read out");
	clock_set("2027-02-10T09:00:00Z");
	DO(&f, "decide", "kind", "act", "reason", "At last", "by", "officer", "when", "2003",
	   "about", men);
	said(&f, "2001", f.officer, men, "Found later");
	clock_set(now);
	then = who_as_of(&f, men, "2027-01-31");
	CHECK_INT(json_get_count(then, "facts"), 1);
	CHECK(row_of(then, "facts", first) != NULL);
	CHECK_INT(json_get_count(then, "decisions"), 0);
	CHECK(is_true(gap(then, 0), "open"));
	CHECK_STR(lo_of(gap(then, 0), "to"), "2027-01-31T23:59:59Z");
	CHECK_INT(json_get_count(who(&f, men), "facts"), 2);
	CHECK_INT(json_get_count(who(&f, men), "decisions"), 1);
	CHECK_INT(json_get_count(who_as_of(&f, men, "2027-02-10"), "decisions"), 1);
	fixture_close(&f);
}

TEST(who_knew__as_of_a_day_takes_back_what_was_ended_later)
{
	struct fixture f;
	const char *men;
	const char *act;
	const char *operation;
	const char *recommendation;
	const struct json *then;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	act = MAKE(&f, "act", "title", "Visit them", "when", "2026-12-01", "about", men);
	operation = MAKE(&f, "operation start", "name", "Operation Heron", "objective", "x", "when",
			 "2026-11-01", "about", men);
	recommendation = MAKE(&f, "recommend", "origin", operation, "text", "Look", "addressee",
			      "the force", "when", "2026-11-02", "about", men);
	clock_set("2027-02-10T09:00:00Z");
	DO(&f, "act done", "action", act, "outcome", "Visited");
	DO(&f, "operation close", "operation", operation, "outcome", "Done");
	DO(&f, "recommend answer", "recommendation", recommendation, "reply", "accepted", "reason",
	   "r");
	clock_set(now);
	then = who_as_of(&f, men, "2027-01-31");
	CHECK_STR(json_get_str(row_of(then, "actions", act), "state"), "raised");
	CHECK_STR(json_get_str(row_of(then, "operations", operation), "state"), "running");
	CHECK_INT(json_get_count(row_of(then, "recommendations", recommendation), "replies"), 0);
	CHECK_STR(json_get_str(row_of(who(&f, men), "actions", act), "state"), "done");
	CHECK_STR(json_get_str(row_of(who(&f, men), "operations", operation), "state"), "closed");
	CHECK_INT(
		json_get_count(row_of(who(&f, men), "recommendations", recommendation), "replies"),
		1);
	fixture_close(&f);
}

TEST(who_knew__between_two_dates_leaves_rows_out_but_shows_a_silence_whole)
{
	struct fixture f;
	struct named_men n;
	struct asked asked;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	CHECK_OK(ask(&f, &asked, "who-knew", "subject", n.men, "from", "2004", "to", "2010", NULL));
	CHECK_INT(json_get_count(asked.records[0], "facts"), 1); /* 2002/2006 reaches into it */
	CHECK_INT(json_get_count(asked.records[0], "exposures"), 0);
	CHECK_INT(json_get_count(asked.records[0], "actions"), 0);
	CHECK_INT(json_get_int(gap(asked.records[0], 0), "days", 0), 5113);
	CHECK_OK(ask(&f, &asked, "who-knew", "subject", n.men, "from", "2018", NULL));
	CHECK_INT(json_get_count(asked.records[0], "gaps"), 0);
	fixture_close(&f);
}

/* --- what is about it --- */

static const char phone_text[] =
	"A silver taxi waits there. The driver's number is 07700 900123.\n";

TEST(who_knew__marks_what_only_a_machine_took_for_the_subject)
{
	struct fixture f;
	const char *report;
	const struct json *mention;
	const struct json *answer;
	const char *id;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	report = receive(&f, "phone", phone_text, "2024-05-31");
	answer = who(&f, "07700 900123");
	CHECK_STR(json_get_str(row_of(answer, "facts", report), "basis"), "mention proposed");
	CHECK(is_true(gap(answer, 0), "unconfirmed"));
	DO(&f, "mention list", "report", report);
	mention = NULL;
	for (size_t i = 0; i < f.count; i++) {
		if (slice_is(json_get_slice(f.records[i], "kind"), "phone")) {
			mention = f.records[i];
		}
	}
	CHECK(mention != NULL);
	id = json_get_str(mention, "id");
	clock_set("2027-02-10T09:00:00Z");
	DO(&f, "mention decide", "mention", id, "confirm", "", "because", "read it");
	answer = who(&f, "07700 900123");
	CHECK_STR(json_get_str(row_of(answer, "facts", report), "basis"), "mention confirmed");
	CHECK(!is_true(gap(answer, 0), "unconfirmed"));
	answer = who_as_of(&f, "07700 900123", "2027-01-31");
	CHECK_STR(json_get_str(row_of(answer, "facts", report), "basis"), "mention proposed");
	clock_set(now);
	DO(&f, "mention decide", "mention", id, "reject", "", "because", "misread");
	CHECK_INT(json_get_count(who(&f, "07700 900123"), "facts"), 0);
	answer = who_as_of(&f, "07700 900123", "2027-02-28");
	CHECK_STR(json_get_str(row_of(answer, "facts", report), "basis"), "mention confirmed");
	answer = who_as_of(&f, "07700 900123", "2027-01-31");
	CHECK_STR(json_get_str(row_of(answer, "facts", report), "basis"), "mention proposed");
	fixture_close(&f);
}

TEST(who_knew__believes_the_surer_of_two_mentions)
{
	struct fixture f;
	const char *report;
	const char *first;
	const char *second;
	const char *link;

	clock_set(now);
	fixture_open(&f);
	report = receive(&f, "two", "Ring 07700 900123 or 07700 900456.\n", "2024-05-31");
	CHECK_INT(json_get_count(who(&f, "07700 900123"), "facts"), 1);
	first = json_get_str(json_get(who(&f, "07700 900123"), "subject"), "id");
	second = json_get_str(json_get(who(&f, "07700 900456"), "subject"), "id");
	DO(&f, "mention list", "report", report);
	for (size_t i = 0; i < f.count; i++) {
		if (slice_is(json_get_slice(f.records[i], "entity"), second)) {
			DO(&f, "mention decide", "mention", json_get_str(f.records[i], "id"),
			   "confirm", "", "because", "read it");
			break;
		}
	}
	link = MAKE(&f, "link propose", "a", first, "b", second, "kind", "same", "because", "r");
	DO(&f, "link decide", "link", link, "same", "", "because", "r");
	CHECK_STR(json_get_str(row_of(who(&f, first), "facts", report), "basis"),
		  "mention confirmed");
	CHECK_STR(json_get_str(row_of(who(&f, second), "facts", report), "basis"),
		  "mention confirmed");
	fixture_close(&f);
}

TEST(who_knew__tells_what_somebody_was_shown_about_it)
{
	struct fixture f;
	const char *men;
	const char *report;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	report = receive(&f, "note", "A note.\n", "2024-01-01");
	CHECK(row_of(who(&f, men), "facts", report) == NULL);
	DO(&f, "expose", "member", "officer", "thing", report, "how", "read", "strength", "briefed",
	   "when", "2024-01-02", "about", men);
	CHECK(row_of(who(&f, men), "facts", report) != NULL);
	fixture_close(&f);
}

static const char *join(struct fixture *f, const char *a, const char *b, const char *kind)
{
	const char *link =
		MAKE(f, "link propose", "a", a, "b", b, "kind", kind, "because", "they say so");

	DO(f, "link decide", "link", link, "same", "", "because", "shown");
	return link;
}

TEST(who_knew__tells_what_is_known_of_those_who_are_the_same_and_of_their_group)
{
	struct fixture f;
	const char *jay;
	const char *bird;
	const char *group;
	const char *other;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	jay = fixture_entity(&f, "person", "Jay");
	bird = fixture_entity(&f, "person", "Mr Bird");
	group = fixture_entity(&f, "group", "the taxi men");
	other = fixture_entity(&f, "person", "somebody else");
	said(&f, "2002", f.officer, bird, "Bird was named");
	said(&f, "2003", f.officer, group, "The taxi men were named");
	said(&f, "2004", f.officer, other, "Somebody else was named");
	CHECK_INT(json_get_count(who(&f, jay), "facts"), 0);
	join(&f, jay, bird, "same");
	CHECK_INT(json_get_count(who(&f, jay), "facts"), 1);
	CHECK_INT(json_get_count(json_get(who(&f, jay), "subject"), "joined"), 1);
	join(&f, bird, group, "part");
	answer = who(&f, jay);
	CHECK_INT(json_get_count(answer, "facts"), 2);
	CHECK_INT(json_get_count(who(&f, group), "facts"), 1);
	fixture_close(&f);
}

TEST(who_knew__never_steps_sideways_to_the_other_people_of_a_report)
{
	struct fixture f;
	const char *men;
	const char *girl;
	const char *shared;
	const char *own;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	girl = fixture_entity(&f, "person", "a girl");
	shared = MAKE(&f, "meeting record", "title", "Liaison", "kind", "stakeholder", "when",
		      "2002", "attendee", "officer", "about", men, "about", girl);
	own = said(&f, "2003", f.officer, girl, "She was missing again");
	CHECK(row_of(who(&f, men), "facts", shared) != NULL);
	CHECK(row_of(who(&f, men), "facts", own) == NULL);
	CHECK_INT(json_get_count(who(&f, girl), "facts"), 2);
	fixture_close(&f);
}

TEST(who_knew__takes_reports_and_answers_from_its_matters_but_only_answers_from_others)
{
	struct fixture f;
	const char *men;
	const char *mine;
	const char *foreign;
	const char *matter;
	const char *other;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	mine = receive(&f, "mine", "About the men.\n", "2024-01-01");
	foreign = receive(&f, "foreign", "About a shop.\n", "2024-01-02");
	matter = MAKE(&f, "matter open", "title", "The men", "about", men, "about", mine);
	other = MAKE(&f, "matter open", "title", "The street", "about", mine, "about", foreign);
	DO(&f, "decide", "kind", "develop", "reason", "r", "matter", matter, "by", "officer",
	   "when", "2024-02-01");
	DO(&f, "decide", "kind", "share", "reason", "r", "matter", other, "by", "officer", "when",
	   "2024-03-01");
	answer = who(&f, men);
	CHECK(row_of(answer, "facts", mine) != NULL);
	CHECK(row_of(answer, "facts", foreign) == NULL);
	CHECK_INT(json_get_count(answer, "decisions"), 2);
	CHECK_INT(json_get_count(answer, "matters"), 2);
	CHECK_STR(json_get_str(row_of(answer, "matters", matter), "basis"), "about");
	CHECK_STR(json_get_str(row_of(answer, "matters", other), "basis"), "through a report");
	fixture_close(&f);
}

/* --- what is an answer --- */

TEST(who_knew__waits_for_the_second_person_of_a_decision)
{
	struct fixture f;
	const char *men;
	const char *matter;
	const char *decision;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	matter = MAKE(&f, "matter open", "title", "The men", "child", "yes", "about", men);
	said(&f, "2024-01-01", f.officer, men, "Names were read out");
	decision = MAKE(&f, "decide", "kind", "no_action", "reason", "r", "matter", matter);
	CHECK_STR(json_get_str(row_of(who(&f, men), "decisions", decision), "state"), "proposed");
	CHECK(is_true(gap(who(&f, men), 0), "open"));
	f.as = f.officer;
	DO(&f, "decide second", "decision", decision);
	f.as = f.keeper;
	CHECK_STR(json_get_str(row_of(who(&f, men), "decisions", decision), "state"), "made");
	CHECK(!is_true(gap(who(&f, men), 0), "open"));
	fixture_close(&f);
}

TEST(who_knew__as_of_a_day_still_waits_for_who_joined_later)
{
	struct fixture f;
	const char *men;
	const char *decision;
	const struct json *then;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	said(&f, "2024-01-01", f.officer, men, "Names were read out");
	decision = MAKE(&f, "decide", "kind", "no_action", "reason", "r", "about", men);
	clock_set(now);
	f.as = f.officer;
	DO(&f, "decide second", "decision", decision);
	then = who_as_of(&f, men, "2027-01-31");
	CHECK_STR(json_get_str(row_of(then, "decisions", decision), "state"), "proposed");
	CHECK(json_get_str(row_of(then, "decisions", decision), "second") == NULL);
	CHECK(is_true(gap(then, 0), "open"));
	CHECK_STR(json_get_str(row_of(who(&f, men), "decisions", decision), "state"), "made");
	fixture_close(&f);
}

TEST(who_knew__does_not_call_silent_who_proposed_a_decision)
{
	struct fixture f;
	const char *men;
	const char *item;
	const struct json *silent;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	item = said(&f, "2027-01-10T09:00:00Z", f.officer, men, "Names were read out");
	DO(&f, "expose", "member", "sergeant", "thing", item, "how", "read", "strength", "briefed");
	clock_set("2027-01-20T09:00:00Z");
	f.as = f.officer;
	DO(&f, "decide", "kind", "no_action", "reason", "r", "about", men);
	clock_set(now);
	silent = json_get(gap(who(&f, men), 0), "silent");
	CHECK(is_true(gap(who(&f, men), 0), "open"));
	CHECK_INT(silent->count, 1);
	CHECK_STR(json_get_str(silent->items[0], "member"), f.sergeant);
	fixture_close(&f);
}

TEST(who_knew__knows_that_an_operation_was_running)
{
	struct fixture f;
	const char *men;
	const char *operation;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	operation = MAKE(&f, "operation start", "name", "Operation Heron", "objective", "x", "when",
			 "2004-03-01", "about", men);
	said(&f, "2005-01-01", f.officer, men, "Seen again");
	CHECK(is_true(gap(who(&f, men), 0), "open"));
	CHECK_STR(json_get_str(json_get_item(gap(who(&f, men), 0), "operations_without_end", 0),
			       "id"),
		  operation);
	DO(&f, "operation close", "operation", operation, "outcome", "Two arrests", "when",
	   "2007-06-30");
	CHECK_INT(json_get_count(who(&f, men), "gaps"), 0);
	fixture_close(&f);
}

TEST(who_knew__takes_the_reply_to_a_recommendation_for_an_answer)
{
	struct fixture f;
	const char *men;
	const char *report;
	const char *recommendation;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	report = receive(&f, "analyst", "A report.\n", "2024-01-01");
	recommendation = MAKE(&f, "recommend", "origin", report, "text", "Act", "addressee",
			      "the force", "when", "2024-01-01", "about", men);
	DO(&f, "expose", "member", "officer", "thing", report, "how", "read", "strength", "briefed",
	   "when", "2024-01-02", "about", men);
	DO(&f, "recommend answer", "recommendation", recommendation, "reply", "rejected", "reason",
	   "no men to spare", "by", "officer", "when", "2024-06-01");
	answer = who(&f, men);
	CHECK_INT(json_get_int(gap(answer, 0), "days", 0), 152);
	CHECK_STR(json_get_str(gap(answer, 0), "ended_by"), recommendation);
	fixture_close(&f);
}

TEST(who_knew__a_contact_or_a_finding_answers_nothing)
{
	struct fixture f;
	const char *girl;

	clock_set(now);
	fixture_open(&f);
	girl = fixture_entity(&f, "person", "a girl");
	said(&f, "2024-01-01", f.officer, girl, "She was missing");
	DO(&f, "contact record", "victim", girl, "asked", "yes", "how", "at school", "when",
	   "2024-02-01", "by", "officer");
	DO(&f, "complaint make", "title", "Nobody came", "text", "t", "made-by", "her mother",
	   "against", "the station", "body", "the watchdog", "when", "2024-03-01", "about", girl);
	CHECK(is_true(gap(who(&f, girl), 0), "open"));
	CHECK_INT(json_get_count(who(&f, girl), "contacts"), 1);
	CHECK_INT(json_get_count(who(&f, girl), "complaints"), 1);
	fixture_close(&f);
}

TEST(who_knew__tells_the_whole_chain_of_a_complaint_with_dates_that_conflict)
{
	struct fixture f;
	const char *men;
	const char *complaint;
	const char *finding;
	const struct json *row;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	complaint =
		MAKE(&f, "complaint make", "title", "Duty", "text", "t", "made-by", "two",
		     "against", "seniors", "body", "the watchdog", "when", "2017", "about", men);
	finding = MAKE(&f, "complaint finding", "complaint", complaint, "outcome", "upheld", "text",
		       "t", "source", "the report", "when", "2021");
	DO(&f, "complaint finding", "complaint", complaint, "outcome", "upheld", "text", "t",
	   "source", "a newspaper", "when", "2022");
	DO(&f, "complaint response", "finding", finding, "stance", "disputed", "reason", "r",
	   "made-by", "the force", "when", "2021");
	DO(&f, "complaint publication", "thing", finding, "extent", "full", "text", "t", "when",
	   "2025-09-19");
	row = row_of(who(&f, men), "complaints", complaint);
	CHECK_INT(json_get_count(row, "findings"), 2);
	CHECK_STR(lo_of(json_get_item(row, "findings", 0), "when"), "2021-01-01");
	CHECK_STR(lo_of(json_get_item(row, "findings", 1), "when"), "2022-01-01");
	CHECK_INT(json_get_count(json_get_item(row, "findings", 0), "responses"), 1);
	CHECK_INT(json_get_count(json_get_item(row, "findings", 0), "publications"), 1);
	fixture_close(&f);
}

TEST(who_knew__takes_nothing_said_about_a_complaint_for_knowledge_of_the_subject)
{
	struct fixture f;
	const char *men;
	const char *complaint;
	const char *finding;
	const char *meeting;
	const char *recommendation;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	said(&f, "2002", f.officer, men, "Names were read out");
	complaint =
		MAKE(&f, "complaint make", "title", "Duty", "text", "t", "made-by", "two",
		     "against", "seniors", "body", "the watchdog", "when", "2017", "about", men);
	finding = MAKE(&f, "complaint finding", "complaint", complaint, "outcome", "upheld", "text",
		       "t", "source", "the report", "when", "2021");
	meeting = MAKE(&f, "meeting record", "title", "About the finding", "kind", "oversight",
		       "when", "2025", "attendee", "sergeant", "about", finding);
	DO(&f, "meeting item", "meeting", meeting, "text", "Publish it", "about", finding);
	recommendation = MAKE(&f, "recommend", "origin", finding, "text", "Publish it", "addressee",
			      "the watchdog", "when", "2022");
	DO(&f, "recommend answer", "recommendation", recommendation, "reply", "done", "reason", "r",
	   "by", "officer", "when", "2025");
	answer = who(&f, men);
	CHECK_INT(json_get_count(answer, "facts"), 1);
	CHECK_INT(json_get_count(answer, "exposures"), 1);
	CHECK_INT(json_get_count(row_of(answer, "recommendations", recommendation), "replies"), 1);
	CHECK_INT(json_get_count(answer, "gaps"), 1);
	CHECK(is_true(gap(answer, 0), "open"));
	CHECK(row_of(who(&f, finding), "facts", meeting) == NULL); /* its item says it */
	CHECK_INT(json_get_count(who(&f, finding), "facts"), 1);
	fixture_close(&f);
}

/* --- who was answerable --- */

TEST(who_knew__says_that_the_record_names_nobody_before_this_ledger)
{
	struct fixture f;
	struct named_men n;
	const struct json *answer;
	const struct json *before;
	const struct json *since;

	clock_set(now);
	fixture_open(&f);
	tell_named_men(&f, &n);
	answer = who(&f, n.men);
	before = json_get_item(answer, "answerable", 0);
	CHECK_STR(lo_of(before, "from"), "2002-01-01");
	CHECK_STR(lo_of(before, "to"), now);
	CHECK(json_get_str(before, "member") == NULL && json_get_str(before, "post") == NULL);
	CHECK(!is_true(before, "by_default"));
	since = json_get_item(answer, "answerable", 1);
	CHECK(json_get_str(since, "member") != NULL && json_get_str(since, "post") != NULL);
	CHECK_STR(lo_of(since, "from"), now);
	CHECK(is_true(since, "by_default"));
	fixture_close(&f);
}

TEST(who_knew__tells_the_owner_by_default_from_the_one_who_accepted)
{
	struct fixture f;
	const char *men;
	const char *matter;
	const struct json *rows;
	bool accepted = false;
	bool by_default = false;

	clock_set("2027-01-10T09:00:00Z");
	fixture_open(&f);
	clock_set("2027-02-10T09:00:00Z");
	men = fixture_entity(&f, "group", "the men");
	matter = MAKE(&f, "matter open", "title", "The men", "about", men, "about",
		      receive(&f, "note", "A note.\n", "2027-02-09"));
	f.as = f.officer;
	DO(&f, "duty accept", "thing", matter);
	clock_set(now);
	rows = json_get(who(&f, men), "answerable");
	for (size_t i = 0; i < rows->count; i++) {
		/* all of it is of this ledger's time: somebody is named throughout */
		CHECK(json_get_str(rows->items[i], "member") != NULL);
		accepted = accepted || !is_true(rows->items[i], "by_default");
		by_default = by_default || is_true(rows->items[i], "by_default");
	}
	CHECK(accepted && by_default);
	fixture_close(&f);
}

TEST(who_knew__names_the_owner_that_the_record_names)
{
	struct fixture f;
	const char *men;
	const char *act;
	const struct json *rows;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	said(&f, "2002", f.officer, men, "Names were read out");
	act = MAKE(&f, "act", "title", "Look into it", "owner", "sergeant", "when", "2004", "about",
		   men);
	DO(&f, "act done", "action", act, "outcome", "Nothing seen", "when", "2005");
	rows = json_get(who(&f, men), "answerable");
	CHECK_INT(rows->count, 3);
	CHECK(json_get_str(rows->items[0], "member") == NULL);
	CHECK_STR(lo_of(rows->items[0], "to"), "2004-01-01");
	CHECK_STR(json_get_str(rows->items[1], "member"), f.sergeant);
	CHECK_STR(lo_of(rows->items[1], "to"), "2005-01-01");
	CHECK(json_get_str(rows->items[2], "member") == NULL);
	CHECK_STR(lo_of(rows->items[2], "from"), "2005-01-01");
	fixture_close(&f);
}

/* --- refusals and limits --- */

TEST(who_knew__refuses_what_cannot_be_asked_about)
{
	struct fixture f;
	struct asked asked;

	clock_set(now);
	fixture_open(&f);
	CHECK_ERR(ask(&f, &asked, "who-knew", "subject", "the unheard-of", NULL), ONUS_NO);
	CHECK_ERR(ask(&f, &asked, "who-knew", "subject", f.officer, NULL), ONUS_USAGE);
	CHECK_ERR(ask(&f, &asked, "who-knew", "subject", "x", "format", "pdf", NULL), ONUS_USAGE);
	fixture_close(&f);
}

/* Items enough to cut the answer, entered beside the ledger: rows are all that a question reads. */
static void many_items(struct fixture *f, const char *about, int count)
{
	CHECK_OK(store_begin(f->store));
	CHECK_OK(store_run(
		f->store,
		"INSERT INTO meeting VALUES ('G900000', 'k', 't', 0, 86399, 'day', 0, 900000)"));
	for (int64_t seq = 900001; seq <= 900000 + count; seq++) {
		char id[ID_ROOM];

		id_make(id, 'I', seq, 0);
		CHECK_OK(store_run(f->store,
				   "INSERT INTO event VALUES (?1, 'meeting.item', 1, '', '', 0, 0,"
				   " 'day', 0, x'00', x'00', x'00')",
				   v_int(seq)));
		CHECK_OK(store_run(f->store, "INSERT INTO event_about VALUES (?1, 0, ?2)",
				   v_int(seq), v_text(about)));
		CHECK_OK(store_run(f->store,
				   "INSERT INTO meeting_item VALUES (?1, 'G900000', 1, 't', 0, ?2)",
				   v_text(id), v_int(seq)));
	}
	CHECK_OK(store_commit(f->store));
}

TEST(who_knew__cuts_knowledge_before_answers_and_says_so)
{
	struct fixture f;
	const char *men;
	const struct json *answer;

	clock_set(now);
	fixture_open(&f);
	men = fixture_entity(&f, "group", "the men");
	many_items(&f, men, WHO_KNEW_KNOWN_MAX + 5);
	/* found late, by way of an item: answers have room of their own */
	DO(&f, "decide", "kind", "share", "reason", "r", "by", "officer", "when", "2026-02-01",
	   "about", "I900500");
	DO(&f, "decide", "kind", "act", "reason", "r", "by", "officer", "when", "2026-01-01",
	   "about", men);
	answer = who(&f, men);
	CHECK_INT(json_get_count(answer, "cut"), 1);
	CHECK_INT(json_get_int(json_get_item(answer, "cut", 0), "limit", 0), WHO_KNEW_KNOWN_MAX);
	CHECK_INT(json_get_count(answer, "decisions"), 2);
	CHECK(json_get_count(answer, "facts") <= WHO_KNEW_KNOWN_MAX);
	CHECK(!is_true(gap(answer, 0), "open"));
	fixture_close(&f);
}

/* --- golden --- */

static void golden_case(struct fixture *f, struct asked *out)
{
	struct named_men n;
	const char *complaint;
	const char *finding;

	tell_named_men(f, &n);
	DO(f, "decide", "kind", "no_action", "reason", "Watching the men was not viable", "by",
	   n.chief, "when", "2001/2002", "about", n.operation);
	DO(f, "contact record", "victim", n.men, "asked", "unknown", "when", "200X");
	complaint = MAKE(f, "complaint make", "title", "The duty to protect children", "text",
			 "Nobody answered", "made-by", "two who knew", "against", "seniors", "body",
			 "the watchdog", "when", "2017", "about", n.men);
	finding = MAKE(f, "complaint finding", "complaint", complaint, "outcome", "upheld", "text",
		       "A collective failure", "source", "its full report", "when", "2021");
	DO(f, "complaint response", "finding", finding, "stance", "disputed", "reason",
	   "It names no officer", "made-by", "the force", "when", "2021");
	DO(f, "complaint publication", "thing", finding, "extent", "full", "text",
	   "On the watchdog's pages", "when", "2025-09-19");
	DO(f, "matter open", "title", "The named men <& \"others\">", "child", "yes", "about",
	   n.men, "about", n.report);
	CHECK_OK(ask(f, out, "who-knew", "subject", n.men, NULL));
}

TEST(who_knew__answers_to_the_byte_as_json_text_and_picture)
{
	struct fixture f;
	struct asked words;
	struct asked json;
	struct asked picture;

	clock_set(now);
	fixture_open(&f);
	golden_case(&f, &words);
	CHECK_OK(ask(&f, &json, "who-knew", "subject", "the named men", "format", "json", NULL));
	CHECK_OK(ask(&f, &picture, "who-knew", "subject", "the named men", "format", "svg", NULL));
	CHECK_STR(json.media_type, "application/json");
	CHECK_STR(picture.media_type, "image/svg+xml");
	check_xml(picture.bytes);
	check_golden("named-men.json", json.bytes);
	check_golden("named-men.txt", slice_str(words.said));
	check_golden("named-men.svg", picture.bytes);
	fixture_close(&f);
}

TEST(who_knew__as_text_keeps_to_its_columns)
{
	struct fixture f;
	struct asked asked;
	struct slice rest;
	struct slice line;

	clock_set(now);
	fixture_open(&f);
	golden_case(&f, &asked);
	rest = slice_str(asked.said);
	while (slice_line(&rest, &line)) {
		size_t columns = 0;

		for (size_t i = 0; i < line.n; i++) {
			columns += ((unsigned char)line.p[i] & 0xC0) != 0x80;
		}
		CHECK(columns <= 96);
	}
	fixture_close(&f);
}
