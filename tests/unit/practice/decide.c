/* SPDX-License-Identifier: Apache-2.0
 * decide.c - decisions and actions: numbered, reasoned, seconded, marked late, never let go in
 * silence. */
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

static const char *open_matter(struct fixture *f, const char *child)
{
	CHECK_OK(fixture_run(f, "matter open", "title", "Reports about a taxi", "child", child,
			     NULL));
	return fixture_id(f);
}

TEST(decide__numbers_within_a_matter_without_gaps)
{
	struct fixture f;
	const char *first, *second;

	fixture_open(&f);
	first = open_matter(&f, "yes");
	second = open_matter(&f, "yes");
	for (int i = 1; i <= 3; i++) {
		CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Sure", "matter", first,
				     NULL));
		CHECK_INT(fixture_int(&f, "number"), i);
	}
	/* A decision that is refused leaves no gap. */
	CHECK_ERR(fixture_run(&f, "decide", "kind", "act", "reason", "Sure", "matter", first,
			      "second", "keeper", NULL),
		  ONUS_REFUSED);
	CHECK_OK(
		fixture_run(&f, "decide", "kind", "act", "reason", "Sure", "matter", second, NULL));
	CHECK_INT(fixture_int(&f, "number"), 1);
	CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Sure", "matter", first, NULL));
	CHECK_INT(fixture_int(&f, "number"), 4);
	CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Sure", "about", first, NULL));
	CHECK_INT(fixture_int(&f, "number"), 0);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(decide__keeps_options_unknowns_and_what_it_is_about)
{
	struct fixture f;
	const char *car;

	fixture_open(&f);
	car = fixture_entity(&f, "object", "silver saloon");
	CHECK_OK(fixture_run(&f, "decide", "kind", "share", "reason", "The council licenses it",
			     "options", "Waiting: rejected", "unknowns", "Who drives it", "about",
			     "silver saloon", "about", car, NULL));
	CHECK_STR(fixture_text(&f, "options"), "Waiting: rejected");
	CHECK_STR(fixture_text(&f, "unknowns"), "Who drives it");
	CHECK_STR(fixture_text(&f, "decider"), f.keeper);
	CHECK_INT(json_get_count(f.records[0], "about"), 1);
	CHECK_STR(json_get_str(fixture_item(&f, "about", 0), "id"), car);
	CHECK(strstr(fixture_said(&f), "The council licenses it") != NULL);
	fixture_close(&f);
}

TEST(decide__needs_something_to_decide_about)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "decide", "kind", "act", "reason", "Sure", NULL), ONUS_USAGE);
	CHECK(fixture_error_has(&f, "--about"));
	fixture_close(&f);
}

TEST(decide__knows_its_kinds_however_they_are_written)
{
	struct fixture f;
	const char *matter;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "decide", "kind", "No action", "reason", "Weak", "matter", matter,
			     NULL));
	CHECK_STR(fixture_text(&f, "kind"), "no_action");
	CHECK_STR(fixture_text(&f, "state"), "proposed");
	CHECK_ERR(
		fixture_run(&f, "decide", "kind", "nfa", "reason", "Weak", "matter", matter, NULL),
		ONUS_USAGE);
	CHECK(fixture_error_has(&f, "no_action"));
	CHECK_ERR(fixture_run(&f, "decide", "kind", "close", "reason", "Weak", "matter", matter,
			      NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "matter close"));
	fixture_close(&f);
}

TEST(decide__to_hold_or_develop_needs_a_date_to_look_again)
{
	struct fixture f;
	const char *matter;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_ERR(fixture_run(&f, "decide", "kind", "hold", "reason", "Later", "matter", matter,
			      NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "--review"));
	CHECK_ERR(fixture_run(&f, "decide", "kind", "develop", "reason", "Later", "matter", matter,
			      "review", "1999-01-01", NULL),
		  ONUS_BAD_INPUT);
	CHECK_ERR(fixture_run(&f, "decide", "kind", "develop", "reason", "Later", "matter", matter,
			      "review", "unknown", NULL),
		  ONUS_USAGE);
	CHECK_OK(fixture_run(&f, "decide", "kind", "develop", "reason", "Later", "matter", matter,
			     "review", "2998-01-31", NULL));
	CHECK_STR(fixture_text(&f, "review_at"), "2998-01-31T23:59:59Z");
	fixture_close(&f);
}

TEST(decide__no_action_waits_for_a_second_person_unless_no_child_may_be_harmed)
{
	struct fixture f;
	const char *risky, *safe, *decision;

	fixture_open(&f);
	risky = open_matter(&f, "unknown");
	safe = open_matter(&f, "no");
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", safe,
			     NULL));
	CHECK_STR(fixture_text(&f, "state"), "made");
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "about", risky,
			     NULL));
	CHECK_STR(fixture_text(&f, "state"), "proposed");
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", risky,
			     NULL));
	CHECK_STR(fixture_text(&f, "state"), "proposed");
	CHECK(strstr(fixture_said(&f), "waits for a second person") != NULL);
	decision = fixture_id(&f);
	CHECK_OK(fixture_run(&f, "decide list", "waiting", "", NULL));
	CHECK_INT(f.count, 2);
	f.as = f.sergeant;
	CHECK_OK(fixture_run(&f, "decide second", "decision", decision, NULL));
	CHECK_STR(fixture_text(&f, "state"), "made");
	CHECK_STR(fixture_text(&f, "second_name"), "sergeant");
	CHECK_OK(fixture_run(&f, "decide list", "matter", risky, NULL));
	CHECK_INT(f.count, 1);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(decide__with_a_second_person_is_made_at_once)
{
	struct fixture f;
	const char *matter;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", matter,
			     "second", "officer", NULL));
	CHECK_STR(fixture_text(&f, "state"), "made");
	CHECK_STR(fixture_text(&f, "second"), f.officer);
	fixture_close(&f);
}

TEST(decide_second__is_another_person_and_only_once)
{
	struct fixture f;
	const char *matter, *decision;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_ERR(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", matter,
			      "by", "officer", "second", "officer", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "another"));
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", matter,
			     "by", "officer", NULL));
	decision = fixture_id(&f);
	f.as = f.officer;
	CHECK_ERR(fixture_run(&f, "decide second", "decision", decision, NULL), ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "another"));
	f.as = f.sergeant;
	CHECK_OK(fixture_run(&f, "decide second", "decision", decision, NULL));
	f.as = f.keeper;
	CHECK_ERR(fixture_run(&f, "decide second", "decision", decision, NULL), ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "made already"));
	fixture_close(&f);
}

TEST(decide__of_the_record_is_late_and_needs_no_second_person_but_a_decider)
{
	struct fixture f;
	const char *matter;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_ERR(fixture_run(&f, "decide", "kind", "no_action", "reason", "Not recorded", "matter",
			      matter, "when", "2001/2002", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "--record"));
	CHECK_OK(fixture_run(&f, "member add", "name", "officer of 2001, not named", "record", "",
			     NULL));
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Not recorded", "matter",
			     matter, "when", "2001/2002", "by", "officer of 2001, not named",
			     NULL));
	CHECK_STR(fixture_text(&f, "state"), "made");
	CHECK(json_get(f.records[0], "late")->type == JSON_TRUE);
	CHECK_STR(json_get_str(json_get(f.records[0], "when"), "precision"), "range");
	CHECK(strstr(fixture_said(&f), "Entered late") != NULL);
	CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Now", "matter", matter, NULL));
	CHECK(json_get(f.records[0], "late")->type == JSON_FALSE);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(decide__at_an_unknown_time_is_late_and_evades_no_second_person)
{
	struct fixture f;
	const char *matter;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Weak", "matter", matter,
			     "by", "officer", "when", "unknown", NULL));
	CHECK_STR(fixture_text(&f, "state"), "proposed");
	CHECK(json_get(f.records[0], "late")->type == JSON_TRUE);
	fixture_close(&f);
}

TEST(decide__before_its_matter_on_the_same_day_is_refused_but_late_is_welcome)
{
	struct fixture f;
	const char *matter, *midnight;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	midnight = arena_printf(&f.arena, "%sT00:00:00Z", instant_date(&f.arena, instant_now()));
	CHECK_ERR(fixture_run(&f, "decide", "kind", "act", "reason", "Go", "matter", matter, "by",
			      "officer", "when", midnight, NULL),
		  ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "marked late"));
	CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Go", "matter", matter, "by",
			     "officer", "when", "2002-05-31", NULL));
	CHECK(json_get(f.records[0], "late")->type == JSON_TRUE);
	fixture_close(&f);
}

TEST(act__ends_once_and_not_before_it_began)
{
	struct fixture f;
	const char *matter, *action;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_ERR(fixture_run(&f, "act", "title", "Visit", NULL), ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "act", "title", "Visit", "matter", matter, "due", "1999", NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(fixture_run(&f, "act", "title", "Visit", "matter", matter, "due", "2998-01-31",
			     NULL));
	action = fixture_id(&f);
	CHECK_STR(fixture_text(&f, "owner"), f.keeper);
	CHECK_STR(fixture_text(&f, "due_at"), "2998-01-31T23:59:59Z");
	CHECK_ERR(fixture_run(&f, "act done", "action", action, "outcome", "Seen", "when", "1999",
			      NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(fixture_run(&f, "act list", "open", "", NULL));
	CHECK_INT(f.count, 1);
	CHECK_OK(fixture_run(&f, "act done", "action", action, "outcome", "Seen", NULL));
	CHECK_STR(fixture_text(&f, "state"), "done");
	CHECK_STR(fixture_text(&f, "outcome"), "Seen");
	CHECK_ERR(fixture_run(&f, "act done", "action", action, "outcome", "Again", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "has ended already"));
	CHECK_OK(fixture_run(&f, "act list", "open", "", NULL));
	CHECK_INT(f.count, 0);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(act__of_the_record_has_no_owner_unless_one_is_named)
{
	struct fixture f;
	const char *group;

	fixture_open(&f);
	group = fixture_entity(&f, "group", "the men at the rank");
	CHECK_OK(
		fixture_run(&f, "act", "title", "The trial", "about", group, "when", "2016", NULL));
	CHECK(fixture_text(&f, "owner") == NULL);
	CHECK(strstr(fixture_said(&f), "the record names nobody") != NULL);
	CHECK_OK(fixture_run(&f, "act done", "action", fixture_id(&f), "outcome", "Convicted",
			     "when", "2016", NULL));
	CHECK_STR(json_get_str(json_get(f.records[0], "done"), "lo"), "2016-01-01");
	fixture_close(&f);
}

TEST(act_drop__needs_a_made_decision_about_that_action)
{
	struct fixture f;
	const char *matter, *action, *decision;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "act", "title", "Visit", "matter", matter, NULL));
	action = fixture_id(&f);
	CHECK_OK(fixture_run(&f, "decide", "kind", "act", "reason", "Go", "about", action, NULL));
	CHECK_ERR(fixture_run(&f, "act drop", "action", action, "decision", fixture_id(&f), NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "no decision to take no action"));
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Moved away", "about",
			     matter, "second", "officer", NULL));
	CHECK_ERR(fixture_run(&f, "act drop", "action", action, "decision", fixture_id(&f), NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "is not about"));
	CHECK_OK(fixture_run(&f, "decide", "kind", "no_action", "reason", "Moved away", "about",
			     action, NULL));
	decision = fixture_id(&f);
	CHECK_ERR(fixture_run(&f, "act drop", "action", action, "decision", decision, NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "second person"));
	f.as = f.officer;
	CHECK_OK(fixture_run(&f, "decide second", "decision", decision, NULL));
	CHECK_OK(fixture_run(&f, "act drop", "action", action, "decision", decision, NULL));
	CHECK_STR(fixture_text(&f, "state"), "dropped");
	CHECK_STR(fixture_text(&f, "outcome"), "Moved away");
	fixture_check_replay(&f);
	fixture_close(&f);
}
