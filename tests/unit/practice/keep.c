/* SPDX-License-Identifier: Apache-2.0
 * keep.c - holds that beat every rule until they are lifted, and material that is gone. */
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

TEST(keep_hold__covers_things_until_it_is_lifted_once)
{
	struct fixture f;
	const char *place, *hold;

	fixture_open(&f);
	place = fixture_entity(&f, "place", "Station Parade");
	CHECK_OK(fixture_run(&f, "keep hold", "scope", "all minutes of 2002", "issuer",
			     "the chair of the inquiry", "order", "letter of 3 May 2015", "thing",
			     place, "when", "2015-05-03", NULL));
	hold = fixture_id(&f);
	CHECK_STR(json_get_str(fixture_item(&f, "things", 0), "id"), place);
	CHECK(strstr(fixture_said(&f), "In force") != NULL);
	CHECK_OK(fixture_run(&f, "keep release", "hold", hold, "because", "inquiry ended", "by",
			     "the chair of the inquiry", NULL));
	CHECK_STR(fixture_text(&f, "lifted_by"), "the chair of the inquiry");
	CHECK(strstr(fixture_said(&f), "Lifted") != NULL);
	CHECK_ERR(
		fixture_run(&f, "keep release", "hold", hold, "because", "again", "by", "x", NULL),
		ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "was lifted already"));
	CHECK_ERR(
		fixture_run(&f, "keep release", "hold", place, "because", "again", "by", "x", NULL),
		ONUS_USAGE);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(keep_loss__went_at_an_unknown_time_unless_somebody_says)
{
	struct fixture f;
	const char *operation;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "operation start", "name", "Operation Lantern", "objective",
			     "Safeguard", "when", "2001/2002", NULL));
	operation = fixture_id(&f);
	CHECK_OK(fixture_run(&f, "keep loss", "what", "the papers of the operation", "rule",
			     "retention policy", "about", "Operation Lantern", NULL));
	CHECK_STR(json_get_str(json_get(f.records[0], "when"), "precision"), "unknown");
	CHECK_STR(json_get_str(fixture_item(&f, "about", 0), "id"), operation);
	CHECK(strstr(fixture_said(&f), "at an unknown time") != NULL);
	CHECK_OK(fixture_run(&f, "keep loss", "what", "laptops", "rule", "stolen", "when", "2011",
			     NULL));
	CHECK_STR(json_get_str(json_get(f.records[0], "when"), "lo"), "2011-01-01");
	CHECK_ERR(fixture_run(&f, "keep loss", "what", "laptops", "rule", "stolen", "when", "2999",
			      NULL),
		  ONUS_BAD_INPUT);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(keep_list__shows_all_or_what_concerns_one_thing)
{
	struct fixture f;
	const char *place, *other;

	fixture_open(&f);
	place = fixture_entity(&f, "place", "Station Parade");
	other = fixture_entity(&f, "place", "Bridge Street");
	CHECK_OK(fixture_run(&f, "keep hold", "scope", "one", "issuer", "x", "order", "y", "thing",
			     place, NULL));
	CHECK_OK(fixture_run(&f, "keep hold", "scope", "other", "issuer", "x", "order", "y",
			     "thing", other, NULL));
	CHECK_OK(fixture_run(&f, "keep loss", "what", "papers", "rule", "z", "about", place, NULL));
	CHECK_OK(fixture_run(&f, "keep loss", "what", "tapes", "rule", "z", NULL));
	CHECK_OK(fixture_run(&f, "keep list", NULL));
	CHECK_INT(f.count, 4);
	CHECK_OK(fixture_run(&f, "keep list", "thing", "Station Parade", NULL));
	CHECK_INT(f.count, 2);
	CHECK_STR(fixture_text(&f, "scope"), "one");
	CHECK_STR(json_get_str(f.records[1], "what"), "papers");
	fixture_close(&f);
}
