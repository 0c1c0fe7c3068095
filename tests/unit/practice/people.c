/* SPDX-License-Identifier: Apache-2.0
 * people.c - who is meant, what somebody was when, and that somebody always holds a post. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "tests/harness.h"
#include "tests/unit/practice/people_world.h"

static const char *const monday = "2026-03-02T09:00:00Z";

/* What a member was in an interval, by what is recorded now. */
static struct standing standing(struct world *w, const char *member, const char *at)
{
	struct standing s = {0};
	struct when when = {0};

	CHECK_OK(when_parse(slice_str(at), &when));
	CHECK_OK(people_standing(w->store, &w->arena, member, when, INSTANT_MAX, &s));
	return s;
}

/* --- founding --- */

TEST(people_found__makes_the_first_member_with_the_top_post)
{
	struct world w;
	struct standing s;

	world_open(&w, monday);
	s = standing(&w, w.head, "2026-03-02T09:00:00Z");
	CHECK_STR(s.name, "Head Keeper");
	CHECK_STR(s.title, "Head of Example Constabulary");
	CHECK_STR(s.rank, "Assistant Chief Constable");
	CHECK_INT(s.senior, SENIOR_YES);
	CHECK(!s.acting);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM organisation"), 1);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM policy_adopted"), 1);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM policy_ladder"), 10);
	world_check_replay(&w);
	world_close(&w);
}

TEST(people_found__leaves_nothing_where_the_policy_or_a_name_is_wrong)
{
	SCOPED_ARENA(arena);
	static const struct room *const rooms[] = {&people_room, &duty_room, NULL};
	struct ledger_options options = {
		.rooms = rooms, .mode = STORE_CREATE, .origin = "example.org/x"};
	struct ledger *l = NULL;
	char member[ID_ROOM] = "untouched";
	int64_t before;

	CHECK_OK(ledger_open(&l, arena_printf(&arena, "%s/ledger", test_folder()), &options));
	before = ledger_count(l);
	CHECK_ERR(people_found(l, &arena, "Example", "Head", SLICE("policy: x\n"), member),
		  ONUS_BAD_INPUT);
	CHECK_ERR(people_found(l, &arena, "Example", "...", SLICE(""), member), ONUS_USAGE);
	CHECK_ERR(people_found(l, &arena, "Example", "Two\nLines", SLICE(""), member), ONUS_USAGE);
	CHECK_ERR(people_found(l, &arena, "  ", "Head", SLICE(""), member), ONUS_USAGE);
	CHECK_INT(ledger_count(l), before);
	CHECK_STR(member, "untouched");
	CHECK_OK(people_found(l, &arena, "Example", "Head", SLICE(""), member));
	ledger_close(l);
}

/* --- who is meant --- */

TEST(people_resolve__finds_a_member_by_id_and_by_folded_name)
{
	struct world w;
	const char *jose;
	const char *id = NULL;

	world_open(&w, monday);
	jose = world_member(&w, "José O'Brien", "Desk", NULL);
	CHECK_OK(people_resolve(w.store, &w.arena, "JOSE OBRIEN", &id));
	CHECK_STR(id, jose);
	CHECK_OK(people_resolve(w.store, &w.arena, " josé o’brien ", &id));
	CHECK_STR(id, jose);
	CHECK_OK(people_resolve(w.store, &w.arena, jose, &id));
	CHECK_STR(id, jose);
	CHECK_OK(people_resolve(w.store, &w.arena, arena_printf(&w.arena, "p%s", jose + 1), &id));
	CHECK_STR(id, jose);
	world_close(&w);
}

TEST(people_resolve__says_no_to_nobody_and_lists_namesakes)
{
	struct world w;
	const char *first;
	const char *second;
	const char *id = NULL;

	world_open(&w, monday);
	first = world_member(&w, "Ann Example", "Desk", NULL);
	second = world_member(&w, "ANN EXAMPLE", "Other desk", NULL);
	CHECK(strstr(w.notes, "2 members have this name now") != NULL);
	CHECK_ERR(people_resolve(w.store, &w.arena, "Ann Example", &id), ONUS_NO);
	world_check_error(first);
	world_check_error(second);
	CHECK_ERR(people_resolve(w.store, &w.arena, "Nobody At All", &id), ONUS_NO);
	world_check_error("onus member list");
	CHECK_ERR(people_resolve(w.store, &w.arena, "P4711", &id), ONUS_NO);
	CHECK_ERR(people_resolve(w.store, &w.arena, "", &id), ONUS_NO);
	CHECK_ERR(people_resolve(w.store, &w.arena, "'; DROP TABLE member; --", &id), ONUS_NO);
	CHECK(id == NULL);
	world_close(&w);
}

/* --- standing --- */

static const char *take(struct world *w, const char *member, const char *title, const char *rank,
			const char *from, bool acting)
{
	CHECK_OK(acting ? world_run(w, "post take", "member", member, "title", title, "rank", rank,
				    "from", from, "acting", NULL, NULL)
			: world_run(w, "post take", "member", member, "title", title, "rank", rank,
				    "from", from, NULL));
	return world_text(w, "id");
}

static void leave(struct world *w, const char *post, const char *until)
{
	CHECK_OK(world_run(w, "post leave", "post", post, "until", until, NULL));
}

TEST(people_standing__prefers_the_substantive_then_the_longest_then_the_lowest_id)
{
	struct world w;
	const char *m;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Officer One", NULL));
	m = world_text(&w, "id");
	(void)take(&w, m, "Acting head", "Superintendent", "2020", true);
	CHECK_STR(standing(&w, m, "2024").title, "Acting head");
	CHECK(standing(&w, m, "2024").acting);
	(void)take(&w, m, "Later desk", "Inspector", "2023", false);
	CHECK_STR(standing(&w, m, "2024").title, "Later desk");
	(void)take(&w, m, "Earlier desk", "Sergeant", "2022", false);
	CHECK_STR(standing(&w, m, "2024").title, "Earlier desk");
	(void)take(&w, m, "Twin desk", "Sergeant", "2022", false);
	CHECK_STR(standing(&w, m, "2024").title, "Earlier desk");
	CHECK_STR(standing(&w, m, "2021").title, "Acting head");
	CHECK(standing(&w, m, "2019").post == NULL);
	CHECK_INT(standing(&w, m, "2019").senior, SENIOR_UNKNOWN);
	CHECK_STR(standing(&w, m, "2019").organisation, "Example Constabulary");
	world_close(&w);
}

TEST(people_standing__counts_a_post_that_covers_any_part_of_the_time)
{
	struct world w;
	const char *m;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Chair of 2002", "record", NULL, NULL));
	m = world_text(&w, "id");
	leave(&w, take(&w, m, "Chair", "Superintendent", "2002-05", false), "2003-06");
	CHECK_STR(standing(&w, m, "2002").title, "Chair");
	CHECK_STR(standing(&w, m, "2003").title, "Chair");
	CHECK_STR(standing(&w, m, "2003-06-30").title, "Chair");
	CHECK(standing(&w, m, "2003-07-01").post == NULL);
	CHECK(standing(&w, m, "2002-04").post == NULL);
	CHECK_STR(standing(&w, m, "200X").title, "Chair");
	world_close(&w);
}

TEST(people_standing__shows_what_was_known_at_the_time)
{
	struct world w;
	struct standing s;
	const char *m;
	const char *post;
	int64_t first = world_instant("2026-03-02T10:00:00Z");
	struct when then = when_instant(world_instant("2026-03-01T00:00:00Z"));

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Officer One", NULL));
	m = world_text(&w, "id");
	world_at(&w, "2026-03-03T09:00:00Z");
	post = take(&w, m, "Desk", "Sergeant", "2026-02-01", false);
	CHECK_OK(people_standing(w.store, &w.arena, m, then, first, &s));
	CHECK(s.post == NULL);
	CHECK_OK(people_standing(w.store, &w.arena, m, then, w.now, &s));
	CHECK_STR(s.post, post);
	world_at(&w, "2026-03-09T09:00:00Z");
	leave(&w, post, "2026-02-20");
	CHECK_OK(people_standing(w.store, &w.arena, m, then, world_instant("2026-03-04T00:00:00Z"),
				 &s));
	CHECK_STR(s.post, post);
	CHECK_OK(people_standing(w.store, &w.arena, m, then, w.now, &s));
	CHECK(s.post == NULL);
	CHECK_ERR(people_standing(w.store, &w.arena, "P999", then, w.now, &s), ONUS_NO);
	world_close(&w);
}

TEST(post_take__never_invents_a_rank_or_its_seniority)
{
	struct world w;
	const char *m;

	world_open(&w, monday);
	m = world_member(&w, "Youth Worker", "Outreach worker", NULL);
	CHECK(standing(&w, m, "2026-03-02").rank == NULL);
	CHECK_INT(standing(&w, m, "2026-03-02").senior, SENIOR_UNKNOWN);
	m = world_member(&w, "Analyst", "Analyst", "Crime Analyst II");
	CHECK(strstr(w.notes, "the policy has no rank \"Crime Analyst II\"") != NULL);
	CHECK_STR(standing(&w, m, "2026-03-02").rank, "Crime Analyst II");
	CHECK_INT(standing(&w, m, "2026-03-02").senior, SENIOR_UNKNOWN);
	m = world_member(&w, "Commander North", "Commander", "chief SUPERINTENDENT");
	CHECK_STR(standing(&w, m, "2026-03-02").rank, "Chief Superintendent");
	CHECK_INT(standing(&w, m, "2026-03-02").senior, SENIOR_YES);
	world_close(&w);
}

TEST(post_take__says_which_older_post_goes_on_being_shown)
{
	struct world w;
	const char *m;
	const char *first;

	world_open(&w, monday);
	m = world_member(&w, "Sergeant Reed", "Desk", "Sergeant");
	first = standing(&w, m, "2026-03-02").post;
	world_at(&w, "2026-03-03T09:00:00Z");
	(void)take(&w, m, "Cover", "Inspector", "2026-03-03", true);
	CHECK(strstr(w.notes, "goes on being shown") == NULL);
	(void)take(&w, m, "Duty Inspector", "Inspector", "2026-03-03", false);
	CHECK(strstr(w.notes, arena_printf(&w.arena, "onus post leave %s", first)) != NULL);
	CHECK_STR(standing(&w, m, "2026-03-03").rank, "Sergeant");
	leave(&w, first, "2026-03-02");
	CHECK_STR(standing(&w, m, "2026-03-03").rank, "Inspector");
	(void)take(&w, m, "Another desk", "Inspector", "2026-03-03", false);
	CHECK(strstr(w.notes, "(Q") != NULL);
	world_close(&w);
}

/* --- the last post --- */

static const char *post_of(struct world *w, const char *member)
{
	return standing(w, member, instant_write(&w->arena, w->now)).post;
}

TEST(post_leave__refuses_to_vacate_the_last_filled_post)
{
	struct world w;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Of the record", "title", "Chair", "from",
			   "1999", "record", NULL, NULL));
	CHECK_ERR(world_run(&w, "post leave", "post", post_of(&w, w.head), NULL), ONUS_REFUSED);
	world_check_error("somebody has to answer by default");
	(void)world_member(&w, "Officer Two", "Deputy", NULL);
	CHECK_OK(world_run(&w, "post leave", "post", post_of(&w, w.head), NULL));
	CHECK_ERR(world_run(&w, "member list", NULL), ONUS_OK);
	CHECK_ERR(world_run(&w, "post leave", "post", world_text2(&w, "post", "id"), NULL),
		  ONUS_REFUSED);
	world_close(&w);
}

TEST(post_leave__refuses_a_gap_between_two_posts)
{
	struct world w;
	const char *second;
	const char *head_post;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Officer Two", NULL));
	second = world_text(&w, "id");
	(void)take(&w, second, "Deputy", "Inspector", "2026-03-10", false);
	head_post = post_of(&w, w.head);
	CHECK_ERR(world_run(&w, "post leave", "post", head_post, "until", "2026-03-08", NULL),
		  ONUS_REFUSED);
	CHECK_OK(world_run(&w, "post leave", "post", head_post, "until", "2026-03-09", NULL));
	CHECK_ERR(world_run(&w, "post leave", "post", head_post, NULL), ONUS_REFUSED);
	world_check_error("was left already");
	world_close(&w);
}

TEST(post_leave__goes_on_through_a_chain_of_posts_that_ends)
{
	struct world w;
	const char *a;
	const char *b;
	const char *pa;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Officer A", NULL));
	a = world_text(&w, "id");
	CHECK_OK(world_run(&w, "member add", "name", "Officer B", NULL));
	b = world_text(&w, "id");
	pa = take(&w, a, "First", "Inspector", "2026-03-02", false);
	leave(&w, pa, "2026-04-30");
	CHECK_ERR(world_run(&w, "post leave", "post", post_of(&w, w.head), "until", "2026-03-31",
			    NULL),
		  ONUS_REFUSED);
	world_check_error("30 April 2026, 23:59 UTC");
	(void)take(&w, b, "Second", "Inspector", "2026-05-01", false);
	CHECK_OK(world_run(&w, "post leave", "post", post_of(&w, w.head), "until", "2026-03-31",
			   NULL));
	world_close(&w);
}

TEST(post_leave__refuses_a_time_before_the_post_was_taken)
{
	struct world w;
	const char *m;
	const char *post;

	world_open(&w, monday);
	m = world_member(&w, "Officer One", "Desk", NULL);
	post = take(&w, m, "Second desk", "Sergeant", "2026-02-01", false);
	CHECK_ERR(world_run(&w, "post leave", "post", post, "until", "2026-01", NULL),
		  ONUS_BAD_INPUT);
	CHECK_ERR(world_run(&w, "post leave", "post", post, "until", "unknown", NULL), ONUS_USAGE);
	CHECK_ERR(world_run(&w, "post leave", "post", "Q9999", NULL), ONUS_NO);
	CHECK_OK(world_run(&w, "post leave", "post", post, "until", "2026-02", NULL));
	world_close(&w);
}

/* --- commands --- */

TEST(member_add__refuses_what_is_no_name_and_a_post_without_title)
{
	struct world w;

	world_open(&w, monday);
	CHECK_ERR(world_run(&w, "member add", "name", "???", NULL), ONUS_USAGE);
	CHECK_ERR(world_run(&w, "member add", "name", "A\tB", NULL), ONUS_USAGE);
	CHECK_ERR(world_run(&w, "member add", "name", "Ann", "unit", "North", NULL), ONUS_USAGE);
	world_check_error("--title or --rank");
	CHECK_ERR(world_run(&w, "member add", "name", "Ann", "title", "A\x1b[31mdesk", NULL),
		  ONUS_USAGE);
	CHECK_ERR(world_run(&w, "post take", "member", w.head, NULL), ONUS_USAGE);
	CHECK_INT(world_int(&w, "SELECT count(*) FROM member"), 1);
	world_close(&w);
}

TEST(member_show__tells_posts_and_times_in_words)
{
	struct world w;
	const char *m;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "member add", "name", "Superintendent in the chair", "record", NULL,
			   "rank", "Superintendent", "organisation", "Eastville Police", "from",
			   "2002", NULL));
	m = world_text(&w, "id");
	CHECK_OK(world_run(&w, "member show", "member", "superintendent in the chair", NULL));
	CHECK_STR(
		world_said(&w),
		arena_printf(&w.arena,
			     "%s Superintendent in the chair: Superintendent, Eastville Police. A "
			     "person of the record.\n  Q7 Superintendent, Eastville Police, from "
			     "2002.\n",
			     m));
	CHECK_OK(world_run(&w, "member list", NULL));
	CHECK_INT(w.count, 2);
	world_close(&w);
}

/* --- the policy --- */

static const char *policy_file(struct world *w, const char *old, const char *new)
{
	struct slice text = policy_england();
	size_t at = slice_search(text, slice_str(old));
	const char *path = arena_printf(&w->arena, "%s/policy.yaml", test_folder());
	FILE *f = fopen(path, "w");

	CHECK(at < text.n && f != NULL);
	fprintf(f, "%.*s%s%s", (int)at, text.p, new, text.p + at + strlen(old));
	CHECK(fclose(f) == 0);
	return path;
}

TEST(policy_adopt__keeps_the_old_policy_for_its_time)
{
	struct world w;
	struct policy *p = NULL;
	int64_t old_seq = 0;
	int64_t seq = 0;

	world_open(&w, monday);
	world_at(&w, "2026-03-05T09:00:00Z");
	CHECK_OK(world_run(&w, "policy adopt", "file",
			   policy_file(&w, "acceptance_hours: 24", "acceptance_hours: 8"), NULL));
	CHECK_INT(json_get_int(w.records[0], "acceptance_hours", 0), 8);
	CHECK_OK(people_policy(w.store, &w.arena, w.now - 1, &p, &old_seq));
	CHECK_INT(p->acceptance_hours, 24);
	CHECK_OK(people_policy(w.store, &w.arena, w.now, &p, &seq));
	CHECK_INT(p->acceptance_hours, 8);
	CHECK(seq > old_seq);
	CHECK_ERR(people_policy(w.store, &w.arena, world_instant("2026-03-02T08:59:59Z"), &p, NULL),
		  ONUS_NO);
	world_check_replay(&w);
	world_close(&w);
}

TEST(policy_adopt__refuses_a_wrong_file_and_ignores_the_one_in_force)
{
	struct world w;
	int64_t before;

	world_open(&w, monday);
	before = ledger_count(w.ledger);
	CHECK_ERR(world_run(&w, "policy adopt", "file", policy_file(&w, "ladder:", "lader:"), NULL),
		  ONUS_BAD_INPUT);
	world_check_error("did you mean \"ladder\"?");
	CHECK_ERR(world_run(&w, "policy adopt", "file", "/nonexistent/policy.yaml", NULL),
		  ONUS_BAD_INPUT);
	CHECK_ERR(world_run(&w, "policy adopt", "file", "/dev/zero", NULL), ONUS_BAD_INPUT);
	world_check_error("POLICY_BYTES_MAX");
	CHECK_ERR(world_run(&w, "policy adopt", "file", "/", NULL), ONUS_BAD_INPUT);
	CHECK_OK(
		world_run(&w, "policy adopt", "file", policy_file(&w, "ladder:", "ladder:"), NULL));
	CHECK(strstr(w.notes, "in force already") != NULL);
	CHECK_INT(ledger_count(w.ledger), before);
	world_close(&w);
}

TEST(policy_show__gives_the_policy_and_its_text)
{
	struct world w;

	world_open(&w, monday);
	CHECK_OK(world_run(&w, "policy show", NULL));
	CHECK_STR(world_text(&w, "name"), "England");
	CHECK_INT(json_get_count(w.records[0], "clocks"), 27);
	CHECK_INT(json_get_count(w.records[0], "grading"), 3);
	CHECK_INT(json_get_count(w.records[0], "retention"), 8);
	CHECK(strstr(world_said(&w), "rhi: a missing child is found") != NULL);
	CHECK(strstr(world_said(&w), "72 hours (unverified)") != NULL);
	CHECK_OK(world_run(&w, "policy show", "yaml", NULL, NULL));
	CHECK(slice_eq(w.bytes, policy_england()));
	world_close(&w);
}
