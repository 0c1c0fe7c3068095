/* SPDX-License-Identifier: Apache-2.0
 * matter.c - matters, and who answers for them: opened, bound, closed only by a decision. */
#include "base/limits.h"
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

static const char *open_matter(struct fixture *f, const char *child)
{
	CHECK_OK(fixture_run(f, "matter open", "title", "Reports about a taxi", "child", child,
			     NULL));
	return fixture_id(f);
}

TEST(matter_open__carries_what_it_is_about_and_is_answered_for_at_once)
{
	struct fixture f;
	const char *group;

	fixture_open(&f);
	group = fixture_entity(&f, "group", "the men at the rank");
	CHECK_OK(fixture_run(&f, "matter open", "title", "Who are they?", "risk", "at risk",
			     "about", "The men at the rank", NULL));
	CHECK_STR(fixture_text(&f, "state"), "open");
	CHECK_STR(fixture_text(&f, "child"), "unknown");
	CHECK_STR(json_get_str(fixture_item(&f, "things", 0), "id"), group);
	CHECK(json_get_str(json_get(f.records[0], "answerable"), "member") != NULL);
	CHECK(strstr(fixture_said(&f), "by default") != NULL);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(matter_open__with_an_owner_proposes_it_and_waits_for_acceptance)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "matter open", "title", "Theirs", "owner", "officer", NULL));
	CHECK(strstr(f.notes, "has to accept") != NULL);
	CHECK(strstr(fixture_said(&f), "by default") != NULL);
	CHECK_OK(fixture_run(&f, "matter open", "title", "Mine", "owner", "keeper", NULL));
	CHECK_STR(json_get_str(json_get(f.records[0], "answerable"), "member"), f.keeper);
	CHECK(strstr(fixture_said(&f), "by default") == NULL);
	fixture_close(&f);
}

TEST(matter_open__takes_a_title_of_one_line_within_its_limit)
{
	struct fixture f;
	char title[NAME_MAX_BYTES + 2];

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "matter open", "title", "two\nlines", NULL), ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "one line"));
	memset(title, 'a', sizeof title - 1);
	title[sizeof title - 1] = '\0';
	CHECK_ERR(fixture_run(&f, "matter open", "title", title, NULL), ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "NAME_MAX_BYTES"));
	title[NAME_MAX_BYTES] = '\0';
	CHECK_OK(fixture_run(&f, "matter open", "title", title, NULL));
	CHECK_STR(fixture_text(&f, "title"), title);
	fixture_close(&f);
}

TEST(matter_open__refuses_a_time_in_the_future)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_ERR(fixture_run(&f, "matter open", "title", "Too early", "when", "2999", NULL),
		  ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "lies in the future"));
	fixture_close(&f);
}

TEST(matter_bind__carries_one_thing_once_and_nothing_of_a_closed_matter)
{
	struct fixture f;
	const char *matter, *place;

	fixture_open(&f);
	matter = open_matter(&f, "no");
	place = fixture_entity(&f, "place", "Station Parade");
	CHECK_OK(fixture_run(&f, "matter bind", "matter", matter, "thing", place, NULL));
	CHECK_STR(json_get_str(fixture_item(&f, "things", 0), "id"), place);
	CHECK_ERR(fixture_run(&f, "matter bind", "matter", matter, "thing", place, NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "carries"));
	CHECK_ERR(fixture_run(&f, "matter bind", "matter", matter, "thing", matter, NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "matter bind", "matter", place, "thing", place, NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "is not a matter"));
	CHECK_OK(fixture_run(&f, "matter close", "matter", matter, "reason", "Nothing left", NULL));
	place = fixture_entity(&f, "place", "Bridge Street");
	CHECK_ERR(fixture_run(&f, "matter bind", "matter", matter, "thing", place, NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "is closed"));
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(matter_close__is_a_numbered_decision_with_a_reason)
{
	struct fixture f;
	const char *matter;
	int64_t open_charges;

	fixture_open(&f);
	matter = open_matter(&f, "no");
	CHECK_ERR(fixture_run(&f, "matter close", "matter", matter, "reason", " ", NULL),
		  ONUS_USAGE);
	CHECK_OK(fixture_run(&f, "matter close", "matter", matter, "reason", "It was a mistake",
			     NULL));
	CHECK_STR(fixture_text(&f, "state"), "closed");
	CHECK_STR(json_get_str(fixture_item(&f, "decisions", 0), "kind"), "close");
	CHECK_INT(json_get_int(fixture_item(&f, "decisions", 0), "number", 0), 1);
	CHECK(json_get(f.records[0], "answerable") == NULL);
	CHECK_OK(store_get_int(f.store, &open_charges, NULL,
			       "SELECT count(*) FROM charge WHERE closed_at IS NULL"));
	CHECK_INT(open_charges, 0);
	CHECK_ERR(fixture_run(&f, "matter close", "matter", matter, "reason", "Again", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "is closed already"));
	CHECK_ERR(
		fixture_run(&f, "decide", "kind", "act", "reason", "More", "matter", matter, NULL),
		ONUS_REFUSED);
	CHECK_ERR(fixture_run(&f, "act", "title", "More", "matter", matter, NULL), ONUS_REFUSED);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(matter_close__waits_for_a_second_person_where_a_child_may_be_harmed)
{
	struct fixture f;
	const char *matter, *decision;

	fixture_open(&f);
	matter = open_matter(&f, "unknown");
	CHECK_OK(fixture_run(&f, "matter close", "matter", matter, "reason", "No line left", NULL));
	CHECK_STR(fixture_text(&f, "state"), "open");
	decision = json_get_str(fixture_item(&f, "decisions", 0), "id");
	CHECK_STR(json_get_str(fixture_item(&f, "decisions", 0), "state"), "proposed");
	CHECK(strstr(f.notes, "decide second") != NULL);
	CHECK_ERR(fixture_run(&f, "matter close", "matter", matter, "reason", "Again", NULL),
		  ONUS_REFUSED);
	CHECK_ERR(fixture_run(&f, "decide second", "decision", decision, NULL), ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "another"));
	f.as = f.officer;
	CHECK_OK(fixture_run(&f, "decide second", "decision", decision, NULL));
	CHECK_STR(fixture_text(&f, "state"), "made");
	CHECK_STR(fixture_text(&f, "second"), f.officer);
	CHECK_OK(fixture_run(&f, "matter show", "matter", matter, NULL));
	CHECK_STR(fixture_text(&f, "state"), "closed");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(matter_close__is_refused_while_an_action_is_open)
{
	struct fixture f;
	const char *matter, *action;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "act", "title", "Visit", "matter", matter, NULL));
	action = fixture_id(&f);
	CHECK_ERR(fixture_run(&f, "matter close", "matter", matter, "reason", "Done", "second",
			      "officer", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, action));
	CHECK_OK(fixture_run(&f, "act done", "action", action, "outcome", "Seen", NULL));
	CHECK_OK(fixture_run(&f, "matter close", "matter", matter, "reason", "Done", "second",
			     "officer", NULL));
	CHECK_STR(fixture_text(&f, "state"), "closed");
	fixture_close(&f);
}

TEST(matter_close__seconded_after_a_new_action_stays_open)
{
	struct fixture f;
	const char *matter, *decision;

	fixture_open(&f);
	matter = open_matter(&f, "yes");
	CHECK_OK(fixture_run(&f, "matter close", "matter", matter, "reason", "Done", NULL));
	decision = json_get_str(fixture_item(&f, "decisions", 0), "id");
	CHECK_OK(fixture_run(&f, "act", "title", "Visit", "matter", matter, NULL));
	f.as = f.officer;
	CHECK_ERR(fixture_run(&f, "decide second", "decision", decision, NULL), ONUS_REFUSED);
	CHECK_OK(fixture_run(&f, "decide show", "decision", decision, NULL));
	CHECK_STR(fixture_text(&f, "state"), "proposed");
	fixture_close(&f);
}

TEST(matter_list__shows_open_matters_unless_asked_for_others)
{
	struct fixture f;
	const char *open, *closed;

	fixture_open(&f);
	open = open_matter(&f, "yes");
	closed = open_matter(&f, "no");
	CHECK_OK(fixture_run(&f, "matter close", "matter", closed, "reason", "Nothing left", NULL));
	CHECK_OK(fixture_run(&f, "matter list", NULL));
	CHECK_INT(f.count, 1);
	CHECK_STR(fixture_id(&f), open);
	CHECK(strstr(fixture_said(&f), "Answerable now: ") != NULL);
	CHECK_OK(fixture_run(&f, "matter list", "state", "closed", NULL));
	CHECK_INT(f.count, 1);
	CHECK_STR(fixture_id(&f), closed);
	CHECK(strstr(fixture_said(&f), "Answerable now: ") == NULL);
	CHECK_OK(fixture_run(&f, "matter list", "state", "all", NULL));
	CHECK_INT(f.count, 2);
	fixture_close(&f);
}

TEST(operation_close__records_one_outcome_not_before_the_start)
{
	struct fixture f;
	const char *operation;

	fixture_open(&f);
	fixture_entity(&f, "place", "Riverside");
	CHECK_OK(fixture_run(&f, "operation start", "name", "Operation Lantern", "objective",
			     "Safeguard children", "when", "2001/2002", "about", "Riverside",
			     NULL));
	operation = fixture_id(&f);
	CHECK_STR(json_get_str(json_get(f.records[0], "when"), "lo"), "2001-01-01");
	CHECK(strstr(fixture_said(&f), "No outcome is recorded") != NULL);
	CHECK_ERR(fixture_run(&f, "operation close", "operation", operation, "outcome",
			      "Five charged", "when", "1999", NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(fixture_run(&f, "operation close", "operation", operation, "outcome",
			     "Five charged", "when", "2008", NULL));
	CHECK_STR(fixture_text(&f, "state"), "closed");
	CHECK_STR(json_get_str(json_get(f.records[0], "closed"), "hi"), "2008-12-31");
	CHECK(strstr(fixture_said(&f), "Five charged") != NULL);
	CHECK_ERR(fixture_run(&f, "operation close", "operation", operation, "outcome", "Again",
			      NULL),
		  ONUS_REFUSED);
	CHECK_OK(fixture_run(&f, "operation list", NULL));
	CHECK_INT(f.count, 1);
	fixture_check_replay(&f);
	fixture_close(&f);
}
