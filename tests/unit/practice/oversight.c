/* SPDX-License-Identifier: Apache-2.0
 * oversight.c - complaints and what became of them; recommendations and who answered. */
#include "practice/duty/duty.h"
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

static const char *complain(struct fixture *f, const char *when)
{
	CHECK_OK(fixture_run(f, "complaint make", "title", "Seniors failed their duty", "text",
			     "They did not protect children", "made-by", "a former youth worker",
			     "against", "senior officers", "body", "the watchdog", "when", when,
			     NULL));
	return fixture_id(f);
}

static const char *find(struct fixture *f, const char *complaint, const char *source,
			const char *when)
{
	CHECK_OK(fixture_run(f, "complaint finding", "complaint", complaint, "outcome", "upheld",
			     "text", "A collective failure", "source", source, "when", when, NULL));
	return fixture_id(f);
}

static int64_t clock_column(struct fixture *f, const char *complaint, const char *sql)
{
	int64_t n = -1;
	bool found;

	CHECK_OK(store_get_int_n(f->store, &n, &found, sql,
				 (const struct value[]){{0}, v_text(complaint)}, 1));
	return found ? n : -1;
}

TEST(complaint__is_told_with_finding_response_and_publication)
{
	struct fixture f;
	const char *complaint, *finding;

	fixture_open(&f);
	complaint = complain(&f, "2017");
	CHECK(strstr(fixture_said(&f), "No finding is recorded") != NULL);
	finding = find(&f, complaint, "the watchdog, 2025", "2021");
	CHECK_OK(fixture_run(&f, "complaint response", "finding", finding, "stance", "disputed",
			     "reason", "no officer is named", "made-by", "the force", "when",
			     "2021", NULL));
	CHECK_OK(fixture_run(&f, "complaint publication", "thing", finding, "extent", "full",
			     "text", "on its pages", "when", "2025-09-19", NULL));
	CHECK_OK(fixture_run(&f, "complaint publication", "thing", complaint, "extent", "part",
			     "text", "a summary", "when", "2022", NULL));
	CHECK_OK(fixture_run(&f, "complaint show", "complaint", complaint, NULL));
	CHECK_INT(json_get_count(f.records[0], "findings"), 1);
	CHECK_STR(json_get_str(fixture_item(&f, "responses", 0), "stance"), "disputed");
	CHECK_STR(json_get_str(fixture_item(&f, "publications", 0), "extent"), "part");
	CHECK_STR(json_get_str(fixture_item(&f, "publications", 1), "extent"), "full");
	CHECK(json_get(f.records[0], "dates_conflict")->type == JSON_FALSE);
	CHECK(strstr(fixture_said(&f), "19 September 2025") != NULL);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(complaint_finding__keeps_both_dates_where_sources_differ)
{
	struct fixture f;
	const char *complaint;

	fixture_open(&f);
	complaint = complain(&f, "2017");
	find(&f, complaint, "the watchdog's report", "2021");
	find(&f, complaint, "a newspaper", "2022");
	CHECK_OK(fixture_run(&f, "complaint show", "complaint", complaint, NULL));
	CHECK_INT(json_get_count(f.records[0], "findings"), 2);
	CHECK_STR(json_get_str(json_get(fixture_item(&f, "findings", 0), "when"), "lo"),
		  "2021-01-01");
	CHECK_STR(json_get_str(json_get(fixture_item(&f, "findings", 1), "when"), "lo"),
		  "2022-01-01");
	CHECK(json_get(f.records[0], "dates_conflict")->type == JSON_TRUE);
	CHECK(strstr(fixture_said(&f), "each date stands") != NULL);
	fixture_close(&f);
}

TEST(complaint_finding__that_reverses_another_is_no_conflict_of_dates)
{
	struct fixture f;
	const char *complaint;

	fixture_open(&f);
	complaint = complain(&f, "2017");
	CHECK_OK(fixture_run(&f, "complaint finding", "complaint", complaint, "outcome",
			     "not_upheld", "text", "Nothing to see", "source", "the watchdog",
			     "when", "2018", NULL));
	find(&f, complaint, "the watchdog, on review", "2021");
	CHECK_OK(fixture_run(&f, "complaint show", "complaint", complaint, NULL));
	CHECK(json_get(f.records[0], "dates_conflict")->type == JSON_FALSE);
	fixture_close(&f);
}

TEST(complaint__starts_the_clock_late_and_meets_it_early_so_that_no_breach_is_invented)
{
	struct fixture f;
	const char *complaint;

	fixture_open(&f);
	complaint = complain(&f, "2017");
	CHECK_INT(clock_column(&f, complaint, "SELECT started_at FROM clock WHERE thing = ?1"),
		  when_year(2017).hi);
	CHECK(clock_column(&f, complaint, "SELECT due FROM clock WHERE thing = ?1") >=
	      when_year(2018).hi - SECONDS_PER_DAY);
	find(&f, complaint, "the watchdog", "2018");
	CHECK_INT(clock_column(&f, complaint, "SELECT met_at FROM clock WHERE thing = ?1"),
		  when_year(2018).lo);
	CHECK_OK(fixture_run(&f, "complaint show", "complaint", complaint, NULL));
	CHECK(json_get(fixture_item(&f, "clocks", 0), "late")->type == JSON_FALSE);
	CHECK_STR(json_get_str(fixture_item(&f, "clocks", 0), "met_at"), "2018-01-01T00:00:00Z");
	complaint = complain(&f, "2017");
	find(&f, complaint, "the watchdog", "2021");
	CHECK_OK(fixture_run(&f, "complaint show", "complaint", complaint, NULL));
	CHECK(json_get(fixture_item(&f, "clocks", 0), "late")->type == JSON_TRUE);
	CHECK(strstr(fixture_said(&f), "LATE") != NULL);
	complaint = complain(&f, "2016");
	CHECK(json_get(fixture_item(&f, "clocks", 0), "late")->type == JSON_TRUE);
	CHECK(strstr(fixture_said(&f), "not met") != NULL);
	complaint = complain(&f, "unknown");
	CHECK_INT(clock_column(&f, complaint, "SELECT count(*) FROM clock WHERE thing = ?1"), 0);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(complaint__parts_hang_on_the_right_things)
{
	struct fixture f;
	const char *complaint;

	fixture_open(&f);
	complaint = complain(&f, "2017");
	CHECK_ERR(fixture_run(&f, "complaint response", "finding", complaint, "stance", "agreed",
			      "reason", "x", "made-by", "the force", NULL),
		  ONUS_USAGE);
	CHECK(fixture_error_has(&f, "is not a finding"));
	CHECK_ERR(fixture_run(&f, "complaint publication", "thing", f.keeper, "extent", "full",
			      "text", "x", NULL),
		  ONUS_USAGE);
	CHECK_ERR(fixture_run(&f, "complaint finding", "complaint", complaint, "outcome", "upheld",
			      "text", "x", "source", "y", "when", "2999", NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(fixture_run(&f, "complaint list", NULL));
	CHECK_INT(f.count, 1);
	fixture_close(&f);
}

static const char *recommend(struct fixture *f, const char *when)
{
	const char *origin = fixture_entity(f, "object", "a report of the analyst");

	CHECK_OK(fixture_run(f, "recommend", "origin", origin, "text", "Look at the men",
			     "addressee", "the force", "when", when, NULL));
	return fixture_id(f);
}

TEST(recommend__has_somebody_answerable_until_it_is_done_or_rejected)
{
	struct fixture f;
	const char *id;
	struct answerable who = {0};

	fixture_open(&f);
	id = recommend(&f, "2002/2006");
	CHECK(strstr(fixture_said(&f), "No recorded answer") != NULL);
	CHECK_OK(duty_answerable(f.store, &f.arena, id, instant_now(), instant_now(), &who));
	CHECK(who.member != NULL && who.by_default);
	CHECK_OK(fixture_run(&f, "recommend list", "unanswered", "", NULL));
	CHECK_INT(f.count, 1);
	CHECK_OK(fixture_run(&f, "recommend answer", "recommendation", id, "reply", "accepted",
			     "reason", "We will", NULL));
	CHECK_STR(fixture_text(&f, "reply"), "accepted");
	CHECK_INT(
		clock_column(&f, id,
			     "SELECT count(*) FROM charge WHERE thing = ?1 AND closed_at IS NULL"),
		1);
	CHECK_OK(fixture_run(&f, "recommend list", "unanswered", "", NULL));
	CHECK_INT(f.count, 0);
	CHECK_ERR(fixture_run(&f, "recommend answer", "recommendation", id, "reply", "accepted",
			      "reason", "Again", NULL),
		  ONUS_REFUSED);
	CHECK_OK(fixture_run(&f, "recommend answer", "recommendation", id, "reply", "done",
			     "reason", "Looked", NULL));
	CHECK_STR(fixture_text(&f, "reply"), "accepted");
	CHECK_INT(json_get_count(f.records[0], "replies"), 2);
	CHECK_INT(
		clock_column(&f, id,
			     "SELECT count(*) FROM charge WHERE thing = ?1 AND closed_at IS NULL"),
		0);
	CHECK_ERR(fixture_run(&f, "recommend answer", "recommendation", id, "reply", "rejected",
			      "reason", "No", NULL),
		  ONUS_REFUSED);
	CHECK(fixture_error_has(&f, "is answered already: done"));
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(recommend_answer__of_the_record_names_nobody_unless_told)
{
	struct fixture f;
	const char *id;

	fixture_open(&f);
	id = recommend(&f, "2003");
	CHECK_OK(fixture_run(&f, "recommend answer", "recommendation", id, "reply", "rejected",
			     "reason", "Not recorded", "when", "2004", NULL));
	CHECK(json_get_str(fixture_item(&f, "replies", 0), "by") == NULL);
	CHECK(strstr(fixture_said(&f), "nobody the record names") != NULL);
	fixture_close(&f);
}
