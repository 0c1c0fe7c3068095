/* SPDX-License-Identifier: Apache-2.0
 * contact.c - was the victim asked, how, by whom, and what was the answer. */
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

TEST(contact_record__yes_needs_how)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	CHECK_ERR(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "--how"));
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how",
			     "at home, alone", "supporter", "adviser of the charity", "answer",
			     "not today", "reason", "afraid of the street", "threat", "yes",
			     "ask-again", "2998-01-31", NULL));
	CHECK_STR(fixture_text(&f, "by"), f.keeper);
	CHECK_STR(fixture_text(&f, "answer"), "not today");
	CHECK_STR(fixture_text(&f, "ask_again_at"), "2998-01-31T23:59:59Z");
	CHECK(strstr(fixture_said(&f), "THREAT") != NULL);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(contact_record__no_needs_a_reason)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	CHECK_ERR(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "no", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "--reason"));
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "no", "reason",
			     "could not be found", NULL));
	CHECK(strstr(fixture_said(&f), "NOT asked") != NULL);
	fixture_close(&f);
}

TEST(contact_record__nobody_answers_who_was_not_asked)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	CHECK_ERR(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "no", "reason",
			      "x", "answer", "no", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "unknown", "how",
			      "by letter", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "belong to somebody who was asked"));
	fixture_close(&f);
}

TEST(contact_record__unknown_names_nobody_and_may_be_about_a_group)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "group", "the children harmed");
	fixture_entity(&f, "object", "silver saloon");
	CHECK_ERR(fixture_run(&f, "contact record", "victim", "silver saloon", "asked", "unknown",
			      NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "no person and no group"));
	CHECK_OK(fixture_run(&f, "contact record", "victim", "the children harmed", "asked",
			     "unknown", "when", "200X", NULL));
	CHECK(fixture_text(&f, "by") == NULL);
	CHECK_STR(fixture_text(&f, "threat"), "unknown");
	CHECK_OK(fixture_run(&f, "contact record", "victim", "the children harmed", "asked",
			     "unknown", NULL));
	CHECK(fixture_text(&f, "by") == NULL);
	CHECK(strstr(fixture_said(&f), "not recorded whether they were asked") != NULL);
	fixture_close(&f);
}

TEST(contact_record__of_the_record_names_nobody_unless_told)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how",
			     "in a school", "when", "2004", NULL));
	CHECK(fixture_text(&f, "by") == NULL);
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how",
			     "in a school", "when", "2004", "by", "officer", NULL));
	CHECK_STR(fixture_text(&f, "by"), f.officer);
	fixture_close(&f);
}

TEST(contact_list__tells_what_is_recorded_in_order_of_time_and_when_nothing_is)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	CHECK_OK(fixture_run(&f, "contact list", "victim", "Jay Bird", NULL));
	CHECK_INT(f.count, 0);
	CHECK(strstr(f.notes, "nothing is recorded") != NULL);
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "no", "reason",
			     "late", NULL));
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how",
			     "in a school", "when", "2004", NULL));
	CHECK_OK(fixture_run(&f, "contact list", "victim", "Jay Bird", NULL));
	CHECK_INT(f.count, 2);
	CHECK_STR(fixture_text(&f, "asked"), "yes");
	fixture_close(&f);
}

TEST(contact_due__is_the_newest_contact_whose_time_to_ask_again_has_come)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entity(&f, "person", "Jay Bird");
	fixture_entity(&f, "person", "Kit Crane");
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how", "x",
			     "when", "2004", "ask-again", "2005", NULL));
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Kit Crane", "asked", "yes", "how",
			     "x", "when", "2004", "ask-again", "2005", NULL));
	CHECK_OK(fixture_run(&f, "contact due", NULL));
	CHECK_INT(f.count, 2);
	CHECK_OK(fixture_run(&f, "contact record", "victim", "Jay Bird", "asked", "yes", "how", "x",
			     "ask-again", "2998", NULL));
	CHECK_OK(fixture_run(&f, "contact due", NULL));
	CHECK_INT(f.count, 1);
	CHECK(strstr(fixture_text(&f, "victim_name"), "Kit Crane") != NULL);
	fixture_close(&f);
}
