/* SPDX-License-Identifier: Apache-2.0
 * duty_lists.c - clocks, and what nothing may hide behind: unowned, overdue, mine. */
#include <string.h>

#include "tests/harness.h"
#include "tests/unit/practice/people_world.h"

static const char *const monday = "2026-03-02T09:00:00Z";

struct cast {
	const char *inspector;
	const char *chief;
};

static struct cast open_cast(struct world *w)
{
	struct cast c;

	world_open(w, monday);
	c.inspector = world_member(w, "Ivy Inspector", "Duty Inspector", "Inspector");
	c.chief = world_member(w, "Chris Chief", "Crime Manager", "Detective Chief Inspector");
	return c;
}

static const char *item(const struct world *w, size_t i, const char *key)
{
	CHECK(i < w->count);
	return json_get_str(w->records[i], key);
}

static enum onus_err as(struct world *w, const char *member, const char *command, const char *thing)
{
	w->as = member;
	return world_run(w, command, "thing", thing, NULL);
}

static const char *start(struct world *w, const char *thing, const char *clock)
{
	CHECK_OK(world_run(w, "clock start", "thing", thing, "clock", clock, NULL));
	return world_text(w, "id");
}

/* --- unowned --- */

TEST(unowned__lists_what_nobody_accepted_oldest_first_with_who_answers)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *first = world_thing(&w, "First note");
	const char *second;
	const char *third;

	world_at(&w, "2026-03-03T10:00:00Z");
	second = world_thing(&w, "Second note");
	third = world_thing(&w, "Third note");
	CHECK_OK(as(&w, c.chief, "duty accept", second));
	CHECK_OK(world_run(&w, "unowned", NULL));
	CHECK_INT(w.count, 2);
	CHECK_STR(item(&w, 0, "id"), first);
	CHECK_STR(item(&w, 0, "title"), "First note");
	CHECK_STR(world_text2(&w, "answerable", "member"), c.inspector);
	CHECK_STR(world_text2(&w, "answerable", "since"), "2026-03-02T09:00:00Z");
	CHECK_INT(json_get(w.records[0], "late")->type, JSON_TRUE);
	CHECK_STR(item(&w, 1, "id"), third);
	CHECK_INT(json_get(w.records[1], "late")->type, JSON_FALSE);
	CHECK(strstr(w.notes,
		     "2 without an owner who accepted; 1 of them for more than 24 hours") != NULL);
	CHECK(strstr(world_said(&w), "1 day old, acceptance overdue, risk: none recorded") != NULL);
	world_close(&w);
}

TEST(unowned__names_the_one_who_answers_since_they_took_the_post)
{
	struct world w;
	const char *inspector;

	world_open(&w, monday);
	(void)world_thing(&w, "A note");
	world_at(&w, "2026-03-04T09:00:00Z");
	inspector = world_member(&w, "Ivy Inspector", "Duty Inspector", "Inspector");
	CHECK_OK(world_run(&w, "unowned", NULL));
	CHECK_STR(world_text2(&w, "answerable", "member"), inspector);
	CHECK_STR(world_text2(&w, "answerable", "since"), "2026-03-04T09:00:00Z");
	world_close(&w);
}

TEST(unowned__lists_what_its_owner_left_behind_and_not_what_is_closed)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *left = world_thing(&w, "Left behind");
	const char *closed = world_thing(&w, "Closed");
	struct held_post *posts = NULL;
	size_t count = 0;

	CHECK_OK(as(&w, c.chief, "duty accept", left));
	CHECK_OK(world_run(&w, "thing close", "thing", closed, NULL));
	CHECK_OK(world_run(&w, "unowned", NULL));
	CHECK_INT(w.count, 0);
	CHECK_OK(people_held(w.store, &w.arena, c.chief, w.now, &posts, &count));
	w.as = w.head;
	CHECK_OK(world_run(&w, "post leave", "post", posts[0].id, NULL));
	world_at(&w, "2026-03-04T09:00:00Z");
	CHECK_OK(world_run(&w, "unowned", NULL));
	CHECK_INT(w.count, 1);
	CHECK_STR(item(&w, 0, "id"), left);
	CHECK_STR(world_text2(&w, "answerable", "member"), c.inspector);
	CHECK_STR(world_text2(&w, "answerable", "since"), "2026-03-02T09:00:01Z");
	world_close(&w);
}

TEST(unowned__fails_where_nobody_at_all_answers)
{
	struct world w;

	world_open(&w, monday);
	(void)world_thing(&w, "A note");
	/* From outside, as no command can: the last post loses its holder. */
	CHECK_OK(store_run(w.store,
			   "UPDATE post SET until_lo = ?1, until_hi = ?1, until_seq = 1,"
			   " until_precision = 'second', until_recorded = ?1",
			   v_int(w.now)));
	world_at(&w, "2026-03-03T09:00:00Z");
	CHECK_ERR(world_run(&w, "unowned", NULL), ONUS_NO);
	world_check_error("1 things have nobody at all");
	CHECK_INT(w.count, 1);
	world_close(&w);
}

/* --- clocks and overdue --- */

TEST(overdue__lists_clocks_from_the_second_after_they_were_due)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *y;

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	y = start(&w, r, "crime_determination");
	CHECK_STR(world_text(&w, "due_at"), "2026-03-03T09:00:00Z");
	CHECK_STR(world_text(&w, "state"), "running");
	world_at(&w, "2026-03-03T09:00:00Z");
	CHECK_OK(world_run(&w, "overdue", NULL));
	CHECK_INT(w.count, 0);
	world_at(&w, "2026-03-05T12:00:00Z");
	CHECK_OK(world_run(&w, "overdue", NULL));
	CHECK_INT(w.count, 1);
	CHECK_STR(item(&w, 0, "id"), y);
	CHECK_STR(item(&w, 0, "thing"), r);
	CHECK_INT(json_get_int(w.records[0], "days_over", -1), 2);
	CHECK_STR(world_text2(&w, "answerable", "member"), c.chief);
	CHECK(strstr(world_said(&w), "2 days over: ") != NULL);
	CHECK(strstr(world_said(&w), "Wanted: a recorded determination") != NULL);
	CHECK(strstr(w.notes, "onus clock meet") != NULL);
	CHECK_OK(world_run(&w, "clock notice", "clock", y, NULL));
	CHECK(strstr(world_said(&w), "  Wanted: a recorded determination") != NULL);
	world_close(&w);
}

TEST(clock_meet__stops_a_clock_in_time_or_marks_it_late)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *s = world_thing(&w, "Another");

	(void)c;
	(void)start(&w, r, "rhi");
	(void)start(&w, s, "ncrs_record");
	world_at(&w, "2026-03-04T09:00:00Z");
	CHECK_OK(world_run(&w, "clock meet", "thing", r, "clock", "rhi", NULL));
	CHECK_STR(world_text(&w, "state"), "met");
	CHECK_STR(world_text(&w, "met_by"), w.head);
	CHECK_OK(world_run(&w, "clock meet", "thing", s, "clock", "ncrs_record", NULL));
	CHECK_STR(world_text(&w, "state"), "met late");
	CHECK_ERR(world_run(&w, "clock meet", "thing", r, "clock", "rhi", NULL), ONUS_NO);
	CHECK_ERR(world_run(&w, "clock meet", "thing", r, "clock", "rhi", "when", "2026-05", NULL),
		  ONUS_BAD_INPUT);
	world_at(&w, "2026-06-01T09:00:00Z");
	CHECK_OK(world_run(&w, "overdue", NULL));
	CHECK_INT(w.count, 0);
	world_check_replay(&w);
	world_close(&w);
}

TEST(clock_start__refuses_a_clock_the_policy_does_not_have)
{
	struct world w;
	const char *r;

	world_open(&w, monday);
	r = world_thing(&w, "A note");
	CHECK_ERR(world_run(&w, "clock start", "thing", r, "clock", "tea_time", NULL), ONUS_USAGE);
	world_check_error("it has: ncrs_record, crime_determination");
	CHECK_ERR(world_run(&w, "clock start", "thing", "R777", "clock", "rhi", NULL), ONUS_NO);
	CHECK_ERR(world_run(&w, "clock start", "thing", r, "clock", "rhi", "from", "2027", NULL),
		  ONUS_BAD_INPUT);
	CHECK_OK(world_run(&w, "clock start", "thing", r, "clock", "cpc_initial", "from",
			   "2026-02-27", NULL));
	CHECK_STR(world_text(&w, "due_at"), "2026-03-20T23:59:59Z");
	world_close(&w);
}

TEST(overdue__forgives_a_thing_closed_in_time_and_no_other)
{
	struct world w;
	const char *in_time;
	const char *late;

	world_open(&w, monday);
	in_time = world_thing(&w, "Closed in time");
	late = world_thing(&w, "Closed late");
	(void)start(&w, in_time, "rhi");
	(void)start(&w, late, "ncrs_record");
	world_at(&w, "2026-03-04T09:00:00Z");
	CHECK_OK(world_run(&w, "thing close", "thing", in_time, NULL));
	CHECK_OK(world_run(&w, "thing close", "thing", late, NULL));
	world_at(&w, "2026-04-04T09:00:00Z");
	CHECK_OK(world_run(&w, "overdue", NULL));
	CHECK_INT(w.count, 1);
	CHECK_STR(item(&w, 0, "thing"), late);
	world_close(&w);
}

TEST(overdue__groups_by_rank_with_risk_and_age_and_never_a_bare_count)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *a;
	const char *b = world_thing(&w, "Of the chief");
	const char *analyst = world_member(&w, "An Analyst", "Analyst", NULL);
	const char *d = world_thing(&w, "Of the analyst");
	const struct json *group;

	CHECK_OK(world_run(&w, "thing make", "title", "By default", "risk", "being harmed", NULL));
	a = world_text(&w, "id");
	CHECK_OK(as(&w, c.chief, "duty accept", b));
	CHECK_OK(as(&w, analyst, "duty accept", d));
	(void)start(&w, a, "rhi");
	(void)start(&w, a, "ncrs_record");
	(void)start(&w, b, "rhi");
	(void)start(&w, d, "rhi");
	world_at(&w, "2026-03-12T09:00:00Z");
	CHECK_OK(world_run(&w, "overdue", "by", "rank", NULL));
	CHECK_INT(w.count, 3);
	group = w.records[0];
	CHECK_STR(json_get_str(group, "rank"), "Inspector");
	CHECK_STR(json_get_str(group, "oldest"), "9 days");
	CHECK_INT(json_get_count(group, "clocks"), 2);
	CHECK_STR(json_get_str(json_get_item(group, "clocks", 0), "clock"), "ncrs_record");
	CHECK_STR(json_get_str(json_get_item(group, "clocks", 0), "risk"), "being harmed");
	CHECK_STR(item(&w, 1, "rank"), "Detective Chief Inspector");
	CHECK(json_get_str(w.records[2], "rank") == NULL);
	CHECK(strstr(world_said(&w), "Rank unknown: 1 overdue, the oldest by 7 days") != NULL);
	CHECK_ERR(world_run(&w, "overdue", "by", "name", NULL), ONUS_USAGE);
	world_close(&w);
}

TEST(clock_notice__says_who_first_saw_a_breach)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *y = start(&w, r, "ncrs_record");

	CHECK_ERR(world_run(&w, "clock notice", "clock", y, NULL), ONUS_REFUSED);
	world_check_error("not breached");
	world_at(&w, "2026-03-09T09:00:00Z");
	w.as = c.chief;
	CHECK_OK(world_run(&w, "clock notice", "clock", y, NULL));
	w.as = c.inspector;
	world_at(&w, "2026-03-10T09:00:00Z");
	CHECK_OK(world_run(&w, "clock notice", "clock", y, NULL));
	CHECK_STR(world_text(&w, "noticed_by"), c.chief);
	CHECK_STR(world_text(&w, "noticed_at"), "2026-03-09T09:00:00Z");
	CHECK_ERR(world_run(&w, "clock notice", "clock", r, NULL), ONUS_NO);
	CHECK_OK(world_run(&w, "overdue", NULL));
	CHECK_INT(w.count, 1);
	world_check_replay(&w);
	world_close(&w);
}

/* --- mine --- */

TEST(mine__orders_what_is_mine_by_time_left)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *relaxed = world_thing(&w, "No clock");
	const char *pressing = world_thing(&w, "Pressing");
	const char *offered = world_thing(&w, "Offered");
	const char *other = world_thing(&w, "Somebody else's");

	CHECK_OK(as(&w, c.chief, "duty accept", relaxed));
	CHECK_OK(as(&w, c.chief, "duty accept", pressing));
	CHECK_OK(as(&w, c.inspector, "duty accept", other));
	(void)start(&w, pressing, "rhi");
	world_at(&w, "2026-03-02T12:00:00Z");
	w.as = w.head;
	CHECK_OK(world_run(&w, "duty propose", "thing", offered, "to", c.chief, NULL));
	w.as = c.chief;
	CHECK_OK(world_run(&w, "mine", NULL));
	CHECK_INT(w.count, 3);
	CHECK_STR(item(&w, 0, "id"), offered);
	CHECK_STR(item(&w, 0, "state"), "proposed");
	CHECK_STR(item(&w, 0, "due_at"), "2026-03-03T12:00:00Z");
	CHECK_STR(item(&w, 1, "id"), pressing);
	CHECK_STR(item(&w, 1, "left"), "2 days");
	CHECK_STR(item(&w, 2, "id"), relaxed);
	CHECK(item(&w, 2, "clock") == NULL);
	world_close(&w);
}

TEST(mine__shows_what_is_mine_by_default_once)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *offered = world_thing(&w, "Offered to the inspector");

	w.as = c.chief;
	CHECK_OK(world_run(&w, "mine", NULL));
	CHECK_INT(w.count, 0);
	CHECK(strstr(w.notes, "nothing is yours") != NULL);
	CHECK_OK(world_run(&w, "duty propose", "thing", offered, "to", c.inspector, NULL));
	w.as = c.inspector;
	world_at(&w, "2026-03-04T09:00:00Z");
	CHECK_OK(world_run(&w, "mine", NULL));
	CHECK_INT(w.count, 2);
	CHECK_STR(item(&w, 0, "id"), r);
	CHECK_STR(item(&w, 0, "state"), "default");
	CHECK_INT(json_get(w.records[0], "breached")->type, JSON_TRUE);
	CHECK_STR(item(&w, 1, "id"), offered);
	CHECK_STR(item(&w, 1, "state"), "proposed");
	CHECK(strstr(world_said(&w), "acceptance: 1 day OVER") != NULL);
	world_close(&w);
}
