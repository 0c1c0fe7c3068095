/* SPDX-License-Identifier: Apache-2.0
 * duty.c - who answers for a thing, at any instant, and how that changes hands. */
#include <string.h>

#include "tests/harness.h"
#include "tests/unit/practice/people_world.h"

static const char *const monday = "2026-03-02T09:00:00Z";

/* The people of most tests, one a rung. */
struct cast {
	const char *inspector;
	const char *chief;          /* Detective Chief Inspector */
	const char *superintendent; /* Detective Superintendent */
};

static struct cast open_cast(struct world *w)
{
	struct cast c;

	world_open(w, monday);
	c.inspector = world_member(w, "Ivy Inspector", "Duty Inspector", "Inspector");
	c.chief = world_member(w, "Chris Chief", "Crime Manager", "Detective Chief Inspector");
	c.superintendent =
		world_member(w, "Sam Super", "Head of Crime", "Detective Superintendent");
	return c;
}

static enum onus_err as(struct world *w, const char *member, const char *command, const char *thing)
{
	w->as = member;
	return world_run(w, command, "thing", thing, NULL);
}

static enum onus_err hand(struct world *w, const char *member, const char *command,
			  const char *thing, const char *to)
{
	w->as = member;
	return world_run(w, command, "thing", thing, "to", to, "because", "for a reason", NULL);
}

static void leave_all(struct world *w, const char *member)
{
	struct held_post *posts = NULL;
	size_t count = 0;

	w->as = w->head;
	CHECK_OK(people_held(w->store, &w->arena, member, w->now, &posts, &count));
	for (size_t i = 0; i < count; i++) {
		if (posts[i].until == INSTANT_MAX) {
			CHECK_OK(world_run(w, "post leave", "post", posts[i].id, "until",
					   instant_write(&w->arena, w->now), NULL));
		}
	}
}

/* --- by default --- */

TEST(duty_answerable__names_the_lowest_rung_by_default_from_the_first_instant)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	world_check_who(&w, r, c.inspector, true);
	CHECK_STR(world_who(&w, r, w.now).post, "Duty Inspector");
	CHECK_STR(world_who(&w, r, w.now).rank, "Inspector");
	CHECK_INT(world_who(&w, r, w.now).since, w.now);
	world_close(&w);
}

TEST(duty_answerable__climbs_where_a_rung_is_empty_and_comes_back)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *back;

	world_at(&w, "2026-03-03T09:00:00Z");
	leave_all(&w, c.inspector);
	world_check_who(&w, r, c.inspector, true); /* to the end of that second */
	world_at(&w, "2026-03-03T09:00:01Z");
	world_check_who(&w, r, c.chief, true);
	leave_all(&w, c.chief);
	leave_all(&w, c.superintendent);
	world_at(&w, "2026-03-03T09:00:02Z");
	world_check_who(&w, r, w.head, true);
	world_at(&w, "2026-03-04T09:00:00Z");
	back = world_member(&w, "New Inspector", "Duty Inspector", "Detective Inspector");
	world_check_who(&w, r, back, true);
	world_close(&w);
}

TEST(duty_answerable__falls_back_to_the_first_member_where_no_rank_is_on_the_ladder)
{
	struct world w;
	const char *second;
	const char *r;

	world_open(&w, monday);
	second = world_member(&w, "Civilian One", "Manager", "Head of Service");
	(void)world_member(&w, "Civilian Two", "Manager", NULL);
	leave_all(&w, w.head);
	w.as = second;
	world_at(&w, "2026-03-02T09:00:01Z");
	r = world_thing(&w, "A note");
	world_check_who(&w, r, second, true);
	world_close(&w);
}

TEST(duty_answerable__passes_over_people_of_the_record_and_posts_to_come)
{
	struct world w;
	const char *r;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Inspector of 2002", "rank", "Inspector",
			   "from", "2002", "record", NULL, NULL));
	CHECK_OK(world_run(&w, "member add", "name", "Inspector to be", "rank", "Inspector", "from",
			   "2026-03-09", NULL));
	r = world_thing(&w, "A note");
	world_check_who(&w, r, w.head, true);
	world_at(&w, "2026-03-09T00:00:00Z");
	CHECK_STR(world_who(&w, r, w.now).name, "Inspector to be");
	CHECK_STR(world_who(&w, r, w.now - 1).name, "Head Keeper");
	world_close(&w);
}

TEST(duty_answerable__on_one_rung_takes_the_substantive_then_the_longest_then_the_lowest)
{
	struct world w;
	const char *acting;
	const char *older;
	const char *r;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Acting One", "rank", "Inspector", "acting",
			   NULL, "from", "2001", NULL));
	acting = world_text(&w, "id");
	r = world_thing(&w, "A note");
	world_check_who(&w, r, acting, true);
	CHECK_OK(world_run(&w, "member add", "name", "Younger", "rank", "Inspector", "from", "2012",
			   NULL));
	CHECK_OK(world_run(&w, "member add", "name", "Older", "rank", "Detective Inspector", "from",
			   "2011", NULL));
	older = world_text(&w, "id");
	CHECK_OK(world_run(&w, "member add", "name", "Twin", "rank", "Inspector", "from", "2011",
			   NULL));
	world_check_who(&w, r, older, true);
	world_close(&w);
}

TEST(duty_answerable__shows_what_was_known_at_the_time)
{
	struct world w;
	struct answerable who;
	const char *r;

	world_open(&w, monday);
	r = world_thing(&w, "A note");
	world_at(&w, "2026-03-10T09:00:00Z");
	CHECK_OK(world_run(&w, "member add", "name", "Late entry", "rank", "Inspector", "from",
			   "2026-03-05", NULL));
	CHECK_OK(duty_answerable(w.store, &w.arena, r, world_instant("2026-03-06T00:00:00Z"),
				 world_instant("2026-03-06T00:00:00Z"), &who));
	CHECK_STR(who.member, w.head);
	CHECK_OK(duty_answerable(w.store, &w.arena, r, world_instant("2026-03-06T00:00:00Z"), w.now,
				 &who));
	CHECK_STR(who.name, "Late entry");
	CHECK_INT(who.since, world_instant("2026-03-05T00:00:00Z"));
	CHECK_ERR(duty_answerable(w.store, &w.arena, r, w.now,
				  world_instant("2026-03-02T08:00:00Z"), &who),
		  ONUS_NO);
	CHECK_ERR(duty_answerable(w.store, &w.arena, "R999", w.now, w.now, &who), ONUS_NO);
	world_close(&w);
}

TEST(duty_answerable__believes_that_a_post_was_held_until_its_leaving_was_recorded)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	int64_t then = world_instant("2026-03-06T00:00:00Z");
	struct answerable who = {0};
	struct held_post *posts = NULL;
	size_t count = 0;

	CHECK_OK(people_held(w.store, &w.arena, c.inspector, w.now, &posts, &count));
	world_at(&w, "2026-03-10T09:00:00Z");
	CHECK_OK(world_run(&w, "post leave", "post", posts[0].id, "until", "2026-03-04", NULL));
	CHECK_OK(duty_answerable(w.store, &w.arena, r, then, then, &who));
	CHECK_STR(who.member, c.inspector);
	CHECK_OK(duty_answerable(w.store, &w.arena, r, then, w.now, &who));
	CHECK_STR(who.member, c.chief);
	CHECK_INT(who.since, world_instant("2026-03-05T00:00:00Z"));
	world_close(&w);
}

TEST(duty_answerable__follows_the_ladder_of_the_policy_in_force_then)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	struct slice text = policy_england();
	size_t at = slice_search(text, SLICE("  - Inspector\n"));
	SCOPED_BUF(yaml, 1 << 20);
	struct json *body = json_object(&w.arena);
	struct json *list = json_array(&w.arena);
	struct json *rung = json_object(&w.arena);

	CHECK(at < text.n);
	world_at(&w, "2026-03-05T09:00:00Z");
	json_set_int(rung, "rung", 1);
	json_set_str(rung, "rank", "Detective Superintendent");
	json_push(list, rung);
	json_set_str(body, "name", "Other");
	json_set_str(body, "version", "2");
	json_set_slice(body, "text", text);
	json_set(body, "ladder", list);
	{
		struct draft d = {.kind = "policy.adopted",
				  .actor = w.head,
				  .writer = w.head,
				  .occurred = when_instant(w.now),
				  .body = body};

		CHECK_OK(ledger_begin(w.ledger));
		CHECK_OK(ledger_append(w.ledger, &d, NULL, NULL));
		CHECK_OK(ledger_commit(w.ledger));
	}
	world_check_who(&w, r, c.superintendent, true);
	CHECK_STR(world_who(&w, r, w.now - 1).member, c.inspector);
	world_close(&w);
}

/* --- accepting and handing over --- */

TEST(duty_accept__takes_on_what_nobody_has_accepted)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	world_at(&w, "2026-03-02T10:00:00Z");
	CHECK_OK(as(&w, c.chief, "duty accept", r));
	CHECK_STR(world_text2(&w, "answerable", "member"), c.chief);
	world_check_who(&w, r, c.chief, false);
	CHECK_STR(world_who(&w, r, w.now - 1).member, c.inspector);
	CHECK_INT(world_who(&w, r, w.now).since, w.now);
	world_at(&w, "2026-03-02T11:00:00Z");
	CHECK_OK(as(&w, c.chief, "duty accept", r));
	CHECK(strstr(w.notes, "yours already") != NULL);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM duty_step"), 2);
	world_check_replay(&w);
	world_close(&w);
}

TEST(duty_accept__refuses_the_second_and_says_who_holds_it)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(hand(&w, c.inspector, "duty propose", r, c.chief));
	CHECK_OK(as(&w, c.superintendent, "duty accept", r));
	CHECK(strstr(w.notes, arena_printf(&w.arena, "ends the proposal to Chris Chief (%s)",
					   c.chief)) != NULL);
	CHECK_ERR(as(&w, c.chief, "duty accept", r), ONUS_REFUSED);
	world_check_error("Sam Super");
	world_check_error(c.superintendent);
	world_check_who(&w, r, c.superintendent, false);
	world_close(&w);
}

TEST(duty_transfer__leaves_the_duty_with_the_giver_until_the_other_accepts)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	world_at(&w, "2026-03-03T09:00:00Z");
	CHECK_OK(hand(&w, c.chief, "duty transfer", r, c.inspector));
	CHECK_STR(world_text2(&w, "proposed", "member"), c.inspector);
	CHECK_STR(world_text2(&w, "proposed", "accept_by"), "2026-03-04T09:00:00Z");
	world_check_who(&w, r, c.chief, false);
	world_at(&w, "2026-04-03T09:00:00Z");
	world_check_who(&w, r, c.chief, false);
	CHECK_OK(as(&w, c.inspector, "duty accept", r));
	world_check_who(&w, r, c.inspector, false);
	CHECK_STR(world_who(&w, r, w.now - 1).member, c.chief);
	CHECK_ERR(as(&w, c.chief, "duty accept", r), ONUS_REFUSED);
	world_close(&w);
}

TEST(duty_decline__leaves_everything_as_it_was)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	CHECK_OK(hand(&w, c.chief, "duty transfer", r, c.inspector));
	w.as = c.inspector;
	CHECK_ERR(world_run(&w, "duty decline", "thing", r, NULL), ONUS_USAGE);
	CHECK_OK(world_run(&w, "duty decline", "thing", r, "because", "on leave", NULL));
	CHECK_INT(json_get(w.records[0], "proposed")->type, JSON_NULL);
	world_check_who(&w, r, c.chief, false);
	CHECK_ERR(as(&w, c.inspector, "duty accept", r), ONUS_REFUSED);
	CHECK_ERR(world_run(&w, "duty decline", "thing", r, "because", "again", NULL),
		  ONUS_REFUSED);
	w.as = c.chief;
	CHECK_ERR(world_run(&w, "duty decline", "thing", r, "because", "mine", NULL), ONUS_REFUSED);
	world_check_error("onus duty transfer");
	world_close(&w);
}

TEST(duty_propose__is_replaced_by_the_next_proposal)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(hand(&w, c.inspector, "duty propose", r, c.chief));
	CHECK_OK(hand(&w, c.inspector, "duty propose", r, c.superintendent));
	CHECK(strstr(w.notes, "replaces the proposal to Chris Chief (P") != NULL);
	w.as = c.chief;
	CHECK_ERR(world_run(&w, "duty decline", "thing", r, "because", "x", NULL), ONUS_REFUSED);
	CHECK_OK(as(&w, c.superintendent, "duty accept", r));
	world_check_who(&w, r, c.superintendent, false);
	world_close(&w);
}

TEST(duty_propose__lets_nobody_take_an_accepted_thing_from_its_owner_but_a_higher_rank)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *peer = world_member(&w, "Peer", "Other Manager", "Chief Inspector");

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	CHECK_ERR(hand(&w, c.inspector, "duty propose", r, c.inspector), ONUS_REFUSED);
	CHECK_ERR(hand(&w, peer, "duty propose", r, peer), ONUS_REFUSED);
	world_check_error("Chris Chief");
	CHECK_ERR(hand(&w, peer, "duty transfer", r, peer), ONUS_REFUSED);
	CHECK_OK(hand(&w, c.superintendent, "duty propose", r, peer));
	world_check_who(&w, r, c.chief, false);
	CHECK_OK(as(&w, peer, "duty accept", r));
	world_check_who(&w, r, peer, false);
	CHECK_ERR(hand(&w, peer, "duty transfer", r, peer), ONUS_REFUSED);
	world_close(&w);
}

TEST(duty_transfer__by_default_is_for_whoever_answers_by_default)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	const char *sergeant = world_member(&w, "Sid Sergeant", "Shift", "Sergeant");

	CHECK_ERR(hand(&w, sergeant, "duty transfer", r, c.chief), ONUS_REFUSED);
	world_check_error("by default");
	CHECK_OK(hand(&w, sergeant, "duty propose", r, c.chief));
	CHECK_OK(hand(&w, c.inspector, "duty transfer", r, sergeant));
	CHECK_OK(as(&w, sergeant, "duty accept", r));
	world_check_who(&w, r, sergeant, false);
	world_close(&w);
}

TEST(duty_propose__refuses_a_receiver_who_cannot_answer)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(world_run(&w, "member add", "name", "Of the record", "title", "Chair", "record",
			   NULL, NULL));
	CHECK_ERR(hand(&w, c.inspector, "duty propose", r, "Of the record"), ONUS_REFUSED);
	w.as = w.head;
	CHECK_OK(world_run(&w, "member add", "name", "Without post", NULL));
	CHECK_ERR(hand(&w, c.inspector, "duty propose", r, "Without post"), ONUS_REFUSED);
	CHECK_ERR(hand(&w, c.inspector, "duty propose", r, "Nobody known"), ONUS_NO);
	CHECK_ERR(hand(&w, c.inspector, "duty propose", "R9999", c.chief), ONUS_NO);
	CHECK_ERR(hand(&w, c.inspector, "duty propose", c.chief, c.chief), ONUS_NO);
	world_check_error("needs no owner");
	world_close(&w);
}

TEST(duty_answerable__returns_to_the_ladder_when_the_owner_leaves)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	world_at(&w, "2026-03-05T09:00:00Z");
	leave_all(&w, c.chief);
	world_at(&w, "2026-03-05T09:00:01Z");
	world_check_who(&w, r, c.inspector, true);
	CHECK_INT(world_who(&w, r, w.now).since, w.now);
	CHECK_OK(as(&w, c.superintendent, "duty accept", r));
	world_check_who(&w, r, c.superintendent, false);
	world_close(&w);
}

TEST(duty_answerable__stays_with_an_owner_who_changes_posts)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	struct tenure *tenures = NULL;
	size_t count = 0;
	int64_t accepted;

	world_at(&w, "2026-03-02T10:00:00Z");
	CHECK_OK(as(&w, c.chief, "duty accept", r));
	accepted = w.now;
	world_at(&w, "2026-04-01T09:00:00Z");
	w.as = w.head;
	CHECK_OK(world_run(&w, "post take", "member", c.chief, "title", "Head of Crime", "rank",
			   "Superintendent", NULL));
	leave_all(&w, c.superintendent);
	{
		struct held_post *posts = NULL;
		size_t held = 0;

		CHECK_OK(people_held(w.store, &w.arena, c.chief, w.now, &posts, &held));
		CHECK_INT(held, 2);
		CHECK_OK(world_run(&w, "post leave", "post", posts[0].id, NULL));
	}
	world_at(&w, "2026-05-01T09:00:00Z");
	world_check_who(&w, r, c.chief, false);
	CHECK_STR(world_who(&w, r, w.now).post, "Head of Crime");
	CHECK_INT(world_who(&w, r, w.now).since, accepted);
	CHECK_OK(duty_tenures(w.store, &w.arena, r, w.now, w.now, &tenures, &count));
	CHECK_INT(count, 3); /* by default, as crime manager, as head of crime */
	CHECK_STR(tenures[1].who.post, "Crime Manager");
	CHECK_INT(tenures[1].to, world_instant("2026-04-01T09:00:00Z"));
	CHECK_INT(tenures[2].who.since, accepted);
	CHECK_INT(tenures[2].to, w.now);
	world_close(&w);
}

TEST(duty_answerable__keeps_to_whoever_answered_when_a_thing_was_closed)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");
	struct tenure *tenures = NULL;
	size_t count = 0;

	CHECK_OK(as(&w, c.chief, "duty accept", r));
	world_at(&w, "2026-03-09T09:00:00Z");
	CHECK_OK(world_run(&w, "thing close", "thing", r, NULL));
	leave_all(&w, c.chief);
	world_at(&w, "2026-03-19T09:00:00Z");
	world_check_who(&w, r, c.chief, false);
	CHECK_ERR(as(&w, c.inspector, "duty accept", r), ONUS_REFUSED);
	world_check_error("was closed on 2026-03-09");
	CHECK_OK(duty_tenures(w.store, &w.arena, r, w.now, w.now, &tenures, &count));
	CHECK_INT(tenures[count - 1].to, world_instant("2026-03-09T09:00:00Z"));
	world_close(&w);
}

/* --- the record of times before --- */

TEST(duty_accept__records_who_was_responsible_before_without_making_them_answer_now)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A minute of 2002");
	const char *chair;
	struct answerable who;

	CHECK_OK(world_run(&w, "member add", "name", "Chair of 2002", "title", "Chair", "rank",
			   "Superintendent", "from", "2001", "record", NULL, NULL));
	chair = world_text(&w, "id");
	CHECK_OK(world_run(&w, "duty accept", "thing", r, "by", "chair of 2002", "when",
			   "2002/2003", NULL));
	CHECK_OK(duty_answerable(w.store, &w.arena, r, world_instant("2002-06-01"), w.now, &who));
	CHECK_STR(who.member, chair);
	CHECK_STR(who.post, "Chair");
	CHECK_STR(who.rank, "Superintendent");
	CHECK(!who.by_default);
	CHECK_OK(duty_answerable(w.store, &w.arena, r, world_instant("2004-01-01"), w.now, &who));
	CHECK(who.member == NULL);
	CHECK_OK(duty_answerable(w.store, &w.arena, r, world_instant("2001-12-31"), w.now, &who));
	CHECK(who.member == NULL);
	world_check_who(&w, r, c.inspector, true);
	world_check_replay(&w);
	world_close(&w);
}

TEST(duty_accept__back_dates_nothing_and_accepts_for_nobody_else)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	world_at(&w, "2026-03-10T09:00:00Z");
	w.as = c.chief;
	CHECK_ERR(world_run(&w, "duty accept", "thing", r, "when", "2026-03-05", NULL),
		  ONUS_REFUSED);
	world_check_error("nothing is back-dated");
	CHECK_ERR(world_run(&w, "duty accept", "thing", r, "when", "2026", NULL), ONUS_REFUSED);
	CHECK_ERR(world_run(&w, "duty accept", "thing", r, "when", "unknown", NULL), ONUS_REFUSED);
	CHECK_ERR(world_run(&w, "duty accept", "thing", r, "by", c.inspector, NULL), ONUS_REFUSED);
	world_check_error("nobody accepts for another");
	CHECK_INT(world_int(&w, "SELECT count(*) FROM duty_step"), 0);
	world_close(&w);
}

TEST(duty_tenures__puts_the_record_before_the_ledger_in_order)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A file");
	struct tenure *t = NULL;
	size_t count = 0;

	CHECK_OK(world_run(&w, "member add", "name", "First", "record", NULL, NULL));
	CHECK_OK(world_run(&w, "member add", "name", "Second", "record", NULL, NULL));
	CHECK_OK(
		world_run(&w, "duty accept", "thing", r, "by", "First", "when", "2001/2005", NULL));
	CHECK_OK(world_run(&w, "duty accept", "thing", r, "by", "Second", "when", "2003", NULL));
	CHECK_OK(duty_tenures(w.store, &w.arena, r, w.now, w.now, &t, &count));
	CHECK_INT(count, 4);
	CHECK_STR(t[0].who.name, "First");
	CHECK_INT(t[0].to, world_instant("2003-01-01") - 1);
	CHECK_STR(t[1].who.name, "Second");
	CHECK_STR(t[2].who.name, "First");
	CHECK_INT(t[2].from, world_instant("2004-01-01"));
	CHECK_INT(t[2].to, world_instant("2006-01-01") - 1);
	CHECK_STR(t[3].who.member, c.inspector);
	CHECK(t[0].who.post == NULL && t[0].who.rank == NULL);
	CHECK_OK(
		duty_tenures(w.store, &w.arena, r, world_instant("2002-02-02"), w.now, &t, &count));
	CHECK_INT(count, 1);
	CHECK_INT(t[0].to, world_instant("2002-02-02"));
	CHECK_OK(duty_tenures(w.store, &w.arena, "M4711", w.now, w.now, &t, &count));
	CHECK_INT(count, 0);
	world_close(&w);
}

TEST(duty_tenures__keeps_apart_two_times_for_which_the_record_names_the_same_person)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A file");
	struct tenure *t = NULL;
	size_t count = 0;

	(void)c;
	CHECK_OK(world_run(&w, "member add", "name", "Same", "record", NULL, NULL));
	CHECK_OK(world_run(&w, "duty accept", "thing", r, "by", "Same", "when", "2001", NULL));
	CHECK_OK(world_run(&w, "duty accept", "thing", r, "by", "Same", "when", "2003", NULL));
	CHECK_OK(duty_tenures(w.store, &w.arena, r, world_instant("2010"), w.now, &t, &count));
	CHECK_INT(count, 2);
	CHECK_INT(t[0].to, world_instant("2002-01-01") - 1);
	CHECK_INT(t[1].who.since, world_instant("2003-01-01"));
	world_close(&w);
}

TEST(duty_show__tells_who_answered_at_a_time)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note about a silver taxi");

	world_at(&w, "2026-03-03T09:00:00Z");
	CHECK_OK(as(&w, c.chief, "duty accept", r));
	world_at(&w, "2026-03-09T09:00:00Z");
	CHECK_OK(world_run(&w, "duty show", "thing", r, "at", "2026-03-02", NULL));
	CHECK_STR(world_text2(&w, "answerable", "member"), c.inspector);
	CHECK_STR(world_text(&w, "title"), "A note about a silver taxi");
	CHECK_OK(world_run(&w, "duty show", "thing", arena_printf(&w.arena, " r%s", r + 1), NULL));
	CHECK_STR(world_text2(&w, "answerable", "member"), c.chief);
	CHECK_INT(json_get_count(w.records[0], "tenures"), 2);
	CHECK_INT(json_get_count(w.records[0], "steps"), 2);
	CHECK(strstr(world_said(&w), "Chris Chief") != NULL);
	CHECK_ERR(world_run(&w, "duty show", "thing", r, "at", "2027", NULL), ONUS_USAGE);
	world_close(&w);
}

TEST(duty_propose__for_other_rooms_accepts_where_the_caller_proposes_himself)
{
	struct world w;
	struct cast c = open_cast(&w);
	const char *r = world_thing(&w, "A note");

	CHECK_OK(hand(&w, c.chief, "duty propose", r, c.chief));
	world_check_who(&w, r, c.chief, false);
	world_close(&w);
}
