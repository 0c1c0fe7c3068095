/* SPDX-License-Identifier: Apache-2.0
 * register_alike.c - names that are like others: asked about, never joined; answers are learned
 * from. */
#include "practice/register/alike.h"
#include "practice/register/inside.h"
#include "tests/harness.h"
#include "tests/unit/practice/register_world.h"

static const char entity_of[] =
	"SELECT coalesce(entity, '') FROM mention WHERE report = ?1 AND kind = 'person'";

static const char *person_of(struct fixture *f, const char *report)
{
	return world_get(f, entity_of, report);
}

TEST(report_read__asks_whether_spellings_in_two_reports_are_one_person)
{
	struct fixture f;
	const char *first, *second, *link;

	fixture_open(&f);
	first = world_report(&f, "Mr Mohammed Akhter was named by the project.");
	CHECK_STR(person_of(&f, first), "");
	second = world_report(&f, "Mr Mohd Akhtar waits near the school.");
	link = world_link(&f, person_of(&f, first), person_of(&f, second), "same");
	CHECK(link != NULL);
	CHECK_STR(world_get(&f, "SELECT state FROM link WHERE id = ?1", link), "proposed");
	CHECK(strstr(world_get(&f, "SELECT evidence FROM link WHERE id = ?1", link),
		     "a nickname or another spelling") != NULL);
	CHECK_STR(world_get(&f, "SELECT name FROM entity WHERE id = ?1", person_of(&f, first)),
		  "Mohammed Akhter");
	CHECK_STR(world_get(&f, "SELECT state FROM entity WHERE id = ?1", person_of(&f, second)),
		  "candidate");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(report_read__proposes_one_candidate_for_a_name_that_two_reports_have)
{
	struct fixture f;
	const char *first, *second;

	fixture_open(&f);
	first = world_report(&f, "Mr Piotr Wardle was named by the project.");
	second = world_report(&f, "Mr Piotr Wardle was seen again.");
	CHECK(person_of(&f, first)[0] == 'E');
	CHECK_STR(person_of(&f, first), person_of(&f, second));
	CHECK_STR(world_get(&f, "SELECT state FROM mention WHERE report = ?1 AND kind = 'person'",
			    first),
		  "proposed");
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(report_read__makes_nothing_of_a_name_in_one_report_alone)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_STR(person_of(&f, world_report(&f, "Mr Piotr Wardle was named.")), "");
	CHECK_STR(person_of(&f, world_report(&f, "Mr Owen Castlebury was named.")), "");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity"), 0);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link"), 0);
	fixture_close(&f);
}

TEST(report_read__asks_whether_a_name_like_a_known_one_is_that_person)
{
	struct fixture f;
	const char *known, *report;

	fixture_open(&f);
	known = fixture_entity(&f, "person", "Mohammed Akhter");
	report = world_report(&f, "Mr Mohd Akhtar waits near the school.");
	CHECK(person_of(&f, report)[0] == 'E');
	CHECK(strcmp(person_of(&f, report), known) != 0);
	CHECK(world_link(&f, known, person_of(&f, report), "same") != NULL);
	fixture_close(&f);
}

TEST(report_read__asks_whether_a_number_one_digit_apart_is_the_same)
{
	struct fixture f;

	fixture_open(&f);
	world_report(&f, "He rang from 07700 900123.");
	world_report(&f, "He rang from 07700 900132.");
	world_report(&f, "He rang from 07700 900777.");
	CHECK_INT(world_count(&f, "SELECT count(*) FROM link WHERE kind = 'same'"), 1);
	CHECK_INT(world_count(&f, "SELECT count(*) FROM entity WHERE kind = 'phone'"), 3);
	fixture_close(&f);
}

TEST(entity_enter__asks_about_names_that_are_alike)
{
	struct fixture f;
	const char *known, *entered;

	fixture_open(&f);
	known = fixture_entity(&f, "person", "Mohammed Akhter");
	entered = fixture_entity(&f, "person", "Mohd Akhtar");
	CHECK(world_link(&f, known, entered, "same") != NULL);
	CHECK(world_link(&f, known, fixture_entity(&f, "person", "Jane Field"), "same") == NULL);
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* The chance that the model gives to "a nickname or another spelling". */
static int64_t chance_now(struct fixture *f, const char *name)
{
	SCOPED_ARENA(a);
	struct alike *x;
	struct alike_found *found;
	struct alike_name asked = {.mention = "N999.1", .value = name};
	size_t number, count;
	int64_t chance;

	register_alike_create(f->store, &x);
	CHECK_OK(alike_find(x, &a, "person", &asked, &number, &found, &count));
	CHECK(count > 0);
	chance = count > 0 ? found[0].chance : -1;
	register_alike_destroy(&x);
	return chance;
}

TEST(link_decide__trains_what_is_proposed_next)
{
	static const char *const spelt[][2] = {{"Mohammed Castle", "Mohd Castle"},
					       {"Imran Wadsley", "Emran Wadsley"},
					       {"Yusuf Marlow", "Yousaf Marlow"},
					       {"Fatima Stannage", "Fatimah Stannage"}};
	struct fixture f;
	int64_t before;

	fixture_open(&f);
	fixture_entity(&f, "person", "Ahmed Brightside");
	before = chance_now(&f, "AHMAD BRIGHTSIDE");
	for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++) {
		const char *a = fixture_entity(&f, "person", spelt[i][0]);
		const char *b = fixture_entity(&f, "person", spelt[i][1]);
		const char *link = world_link(&f, a, b, "same");

		CHECK(link != NULL);
		CHECK_OK(fixture_run(&f, "link decide", "link", link, "same", "", "because",
				     "Seen both", NULL));
	}
	CHECK(chance_now(&f, "AHMAD BRIGHTSIDE") > before);
	fixture_close(&f);
}

TEST(link_review__shows_first_what_would_bring_most_together)
{
	struct fixture f;
	const char *often, *seldom, *first, *second;

	fixture_open(&f);
	seldom = fixture_entity(&f, "person", "Jane Castlebury");
	first = fixture_entity(&f, "person", "Jayne Castlebury");
	often = fixture_entity(&f, "person", "Mohammed Akhter");
	second = fixture_entity(&f, "person", "Mohd Akhtar");
	world_report(&f, "Mr Mohammed Akhter was named.");
	world_report(&f, "Mr Mohammed Akhter was named again.");
	world_report(&f, "Mr Mohd Akhtar was named.");
	CHECK(world_link(&f, seldom, first, "same") != NULL);
	CHECK_OK(fixture_run(&f, "link review", NULL));
	CHECK_STR(fixture_id(&f), world_link(&f, often, second, "same"));
	CHECK_INT(fixture_int(&f, "a_reports") + fixture_int(&f, "b_reports"), 3);
	fixture_close(&f);
}
