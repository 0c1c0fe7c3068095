/* SPDX-License-Identifier: Apache-2.0
 * meeting.c - meetings, their items, and who was exposed to what. */
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

static const char *hold_meeting(struct fixture *f)
{
	CHECK_OK(fixture_run(f, "meeting record", "title", "Stakeholders", "kind", "stakeholder",
			     "attendee", "officer", "attendee", "sergeant", "when", "2002", NULL));
	return fixture_id(f);
}

static int64_t count_rows(struct fixture *f, const char *sql, const char *id)
{
	int64_t count = -1;

	CHECK_OK(store_get_int_n(f->store, &count, NULL, sql,
				 (const struct value[]){{0}, v_text(id)}, 1));
	return count;
}

TEST(meeting_record__keeps_each_attendee_once_with_post_and_rank_of_the_time)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "member add", "name", "police attendee, not named", "record", "",
			     NULL));
	CHECK_OK(fixture_run(&f, "meeting record", "title", "Stakeholders", "kind", "stakeholder",
			     "attendee", "police attendee, not named", "attendee", "officer",
			     "attendee", "Officer", "when", "2002", NULL));
	CHECK_INT(json_get_count(f.records[0], "attendees"), 2);
	/* Nothing is recorded of anybody's post in 2002: unknown, never invented. */
	for (size_t i = 0; i < 2; i++) {
		CHECK(json_get_str(fixture_item(&f, "attendees", i), "rank") == NULL);
		CHECK_STR(json_get_str(fixture_item(&f, "attendees", i), "senior"), "unknown");
	}
	CHECK(strstr(fixture_said(&f), "police attendee, not named") != NULL);
	CHECK_OK(fixture_run(&f, "meeting record", "title", "Today", "kind", "tasking", "attendee",
			     "officer", NULL));
	CHECK_STR(json_get_str(fixture_item(&f, "attendees", 0), "rank"), "Detective Inspector");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(meeting_record__with_nobody_is_refused_with_words)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "meeting record", "title", "Nobody", "kind", "tasking", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "those who were there"));
	CHECK_ERR(fixture_run(&f, "meeting record", "title", "Nobody", "kind", "tasking",
			      "attendee", "somebody else", NULL),
		  ONUS_NO);
	fixture_close(&f);
}

TEST(meeting_item__exposes_everybody_who_was_there_at_the_time_of_the_meeting)
{
	struct fixture f;
	const char *meeting, *group, *item;

	fixture_open(&f);
	group = fixture_entity(&f, "group", "the men at the rank");
	meeting = hold_meeting(&f);
	CHECK_OK(fixture_run(&f, "meeting item", "meeting", meeting, "text", "Names were given",
			     "about", group, NULL));
	item = fixture_id(&f);
	CHECK_INT(fixture_int(&f, "number"), 1);
	CHECK_INT(json_get_count(f.records[0], "attendees"), 2);
	CHECK_STR(json_get_str(fixture_item(&f, "about", 0), "id"), group);
	CHECK_INT(json_get_count(f.records[0], "about"), 1);
	CHECK_STR(json_get_str(json_get(f.records[0], "when"), "hi"), "2002-12-31");
	CHECK_INT(count_rows(&f,
			     "SELECT count(*) FROM exposure x JOIN event_about b ON b.seq = x.seq"
			     " WHERE b.thing = ?1 AND x.strength = 'attended'"
			     " AND x.precision = 'year'",
			     group),
		  2);
	CHECK_INT(count_rows(&f, "SELECT count(DISTINCT id) FROM exposure WHERE thing = ?1", item),
		  2);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(meeting_item__exposes_only_those_who_were_there_for_it)
{
	struct fixture f;
	const char *meeting;

	fixture_open(&f);
	meeting = hold_meeting(&f);
	CHECK_OK(fixture_run(&f, "meeting item", "meeting", meeting, "text", "Staffing", "attendee",
			     "sergeant", NULL));
	CHECK_INT(json_get_count(f.records[0], "attendees"), 1);
	CHECK_STR(json_get_str(fixture_item(&f, "attendees", 0), "id"), f.sergeant);
	CHECK_ERR(fixture_run(&f, "meeting item", "meeting", meeting, "text", "Budget", "attendee",
			      "keeper", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "onus expose"));
	CHECK_OK(fixture_run(&f, "meeting item", "meeting", meeting, "text", "Budget", NULL));
	CHECK_INT(fixture_int(&f, "number"), 2);
	CHECK_ERR(fixture_run(&f, "meeting item", "meeting", f.keeper, "text", "Budget", NULL),
		  ONUS_USAGE);
	fixture_close(&f);
}

TEST(meeting_list__finds_items_on_which_no_action_is_recorded)
{
	struct fixture f;
	const char *meeting, *item, *matter;

	fixture_open(&f);
	meeting = hold_meeting(&f);
	CHECK_OK(fixture_run(&f, "meeting item", "meeting", meeting, "text", "Names were given",
			     NULL));
	item = fixture_id(&f);
	CHECK(strstr(fixture_said(&f), "No action or decision on this item is recorded") != NULL);
	CHECK_OK(fixture_run(&f, "meeting list", "unanswered", "", NULL));
	CHECK_INT(f.count, 1);
	CHECK_STR(fixture_id(&f), meeting);
	/* A decision that still waits for its second person answers nothing. */
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "about", item,
			     NULL));
	CHECK_OK(fixture_run(&f, "meeting list", "unanswered", "", NULL));
	CHECK_INT(f.count, 1);
	CHECK_OK(fixture_run(&f, "matter open", "title", "The names", "about", item, NULL));
	matter = fixture_id(&f);
	CHECK_OK(fixture_run(&f, "act", "title", "Look them up", "matter", matter, NULL));
	CHECK_OK(fixture_run(&f, "meeting list", "unanswered", "", NULL));
	CHECK_INT(f.count, 0);
	CHECK_OK(fixture_run(&f, "meeting show", "meeting", meeting, NULL));
	CHECK_INT(json_get_int(fixture_item(&f, "items", 0), "answers", -1), 1);
	fixture_close(&f);
}

TEST(expose__records_how_and_how_surely_somebody_was_shown_a_thing)
{
	struct fixture f;
	const char *group;

	fixture_open(&f);
	group = fixture_entity(&f, "group", "the men at the rank");
	CHECK_OK(fixture_run(&f, "expose", "member", "officer", "thing", group, "how", "by e-mail",
			     "strength", "delivered", "when", "2003-05", NULL));
	CHECK_STR(fixture_text(&f, "member"), f.officer);
	CHECK_STR(fixture_text(&f, "thing"), group);
	CHECK_STR(fixture_text(&f, "strength"), "delivered");
	CHECK(strstr(fixture_said(&f), "May 2003") != NULL);
	CHECK_ERR(fixture_run(&f, "expose", "member", "officer", "thing", group, "how", "by e-mail",
			      "strength", "guessed", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "expose", "member", "officer", "thing", group, "how", "by e-mail",
			      "strength", "held", "when", "2999", NULL),
		  ONUS_BAD_INPUT);
	fixture_check_replay(&f);
	fixture_close(&f);
}
