/* SPDX-License-Identifier: Apache-2.0
 * gaps.c - silences, computed from moments alone. */
#include "answer/gaps.h"
#include "tests/harness.h"

enum { MOMENTS_MAX = 16 };

/* A case is written as it would be said: "2002" was known, "2016" was the answer. */
struct story {
	struct arena arena;
	struct moment known[MOMENTS_MAX];
	struct moment answers[MOMENTS_MAX];
	struct run runs[MOMENTS_MAX];
	size_t known_count;
	size_t answer_count;
	size_t run_count;
	int64_t until;
	struct gaps gaps;
};

static struct when when_of(const char *text)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(text), &w));
	return w;
}

static struct moment moment_of(const char *text)
{
	return (struct moment){
		.id = text, .when = when_of(text), .recorded_at = when_of("2027-03-01").lo};
}

static void known(struct story *s, const char *text)
{
	s->known[s->known_count++] = moment_of(text);
}

static void answered(struct story *s, const char *text)
{
	s->answers[s->answer_count++] = moment_of(text);
}

static void look(struct story *s)
{
	s->until = s->until != 0 ? s->until : when_of("2027-03-01T09:00:00Z").lo;
	gaps_find(&s->arena, s->known, s->known_count, s->answers, s->answer_count, s->runs,
		  s->run_count, s->until, &s->gaps);
}

static void check_gap(const struct gap *g, const char *from, const char *to)
{
	CHECK_STR(g->from_id, from);
	if (to == NULL) {
		CHECK(g->to_id == NULL);
	} else {
		CHECK_STR(g->to_id, to);
	}
}

static void check_days(const struct gap *g, int64_t days, int64_t least, int64_t most)
{
	CHECK_INT(g->days, days);
	CHECK_INT(g->days_min, least);
	CHECK_INT(g->days_max, most);
}

static struct story new_story(void)
{
	return (struct story){0};
}

#define STORY(name) __attribute__((cleanup(story_finish))) struct story name = new_story()

static void story_finish(struct story *s)
{
	arena_finish(&s->arena);
}

TEST(gaps__from_2002_to_2016_is_5113_days_and_says_its_bounds)
{
	STORY(s);

	known(&s, "2002");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	CHECK_INT(s.gaps.possible_count, 0);
	check_gap(&s.gaps.sure[0], "2002", "2016");
	check_days(&s.gaps.sure[0], 5113, 4749, 5478);
}

TEST(gaps__an_operation_that_began_before_does_not_answer_what_came_after)
{
	STORY(s);

	answered(&s, "2001/2002");
	known(&s, "2002");
	known(&s, "2002/2006");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2002", "2016");
	check_days(&s.gaps.sure[0], 5113, 4749, 5478);
}

TEST(gaps__the_narrower_of_two_that_begin_on_one_day_opens_it)
{
	STORY(s);

	known(&s, "2002/2006");
	known(&s, "2002");
	known(&s, "2002-01");
	answered(&s, "2016");
	look(&s);
	check_gap(&s.gaps.sure[0], "2002-01", "2016");
	check_days(&s.gaps.sure[0], 5113, 5083, 5478);
}

TEST(gaps__without_knowledge_there_is_no_silence)
{
	STORY(s);

	answered(&s, "2004-05-01");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 0);
}

TEST(gaps__nothing_at_all_is_no_silence)
{
	STORY(s);

	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 0);
	CHECK_INT(s.gaps.undated, 0);
}

TEST(gaps__without_any_answer_the_silence_lasts_until_now)
{
	STORY(s);

	known(&s, "2026-01-01");
	known(&s, "2026-06-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2026-01-01", NULL);
	check_days(&s.gaps.sure[0], 424, 424, 424);
	CHECK_INT(s.gaps.sure[0].to.lo, s.until);
}

TEST(gaps__one_answer_before_the_knowledge_ends_nothing)
{
	STORY(s);

	answered(&s, "2004-05-01");
	known(&s, "2005-05-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2005-05-01", NULL);
}

TEST(gaps__every_answer_closes_and_the_next_knowledge_opens_anew)
{
	STORY(s);

	known(&s, "2001-01-01");
	answered(&s, "2001-06-01");
	known(&s, "2002-01-01");
	known(&s, "2003-01-01");
	answered(&s, "2005-01-01");
	known(&s, "2026-12-31");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 3);
	check_gap(&s.gaps.sure[0], "2002-01-01", "2005-01-01");
	check_days(&s.gaps.sure[0], 1096, 1096, 1096);
	check_gap(&s.gaps.sure[1], "2001-01-01", "2001-06-01");
	check_gap(&s.gaps.sure[2], "2026-12-31", NULL);
}

TEST(gaps__order_of_entry_does_not_matter)
{
	STORY(s);

	answered(&s, "2005-01-01");
	known(&s, "2026-12-31");
	known(&s, "2003-01-01");
	answered(&s, "2001-06-01");
	known(&s, "2002-01-01");
	known(&s, "2001-01-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 3);
	check_gap(&s.gaps.sure[0], "2002-01-01", "2005-01-01");
}

TEST(gaps__everyday_delays_are_left_out)
{
	STORY(s);

	known(&s, "2026-01-01");
	answered(&s, "2026-01-28");
	known(&s, "2026-02-01");
	answered(&s, "2026-03-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2026-02-01", "2026-03-01");
	check_days(&s.gaps.sure[0], GAP_DAYS_MIN, GAP_DAYS_MIN, GAP_DAYS_MIN);
}

TEST(gaps__both_in_one_year_accuses_nobody_and_hides_nothing)
{
	STORY(s);

	known(&s, "2002");
	answered(&s, "2002");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 1);
	check_gap(&s.gaps.possible[0], "2002", "2016");
	check_days(&s.gaps.possible[0], 5113, 0, 5478);
}

TEST(gaps__knowledge_that_may_end_with_the_answer_is_only_possibly_silent)
{
	STORY(s);

	known(&s, "2002/2003");
	answered(&s, "2003-12-31T23:59:59Z");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 1);
}

TEST(gaps__an_answer_to_come_is_none_yet)
{
	STORY(s);

	known(&s, "2026-01-01");
	answered(&s, "2030");
	look(&s);
	check_gap(&s.gaps.sure[0], "2026-01-01", NULL);
}

TEST(gaps__both_on_one_day_is_answered)
{
	STORY(s);

	known(&s, "2002-05-31");
	answered(&s, "2002-05-31");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 0);
}

TEST(gaps__an_answer_inside_a_decade_of_knowledge_leaves_two_possible_silences)
{
	STORY(s);

	known(&s, "200X");
	answered(&s, "2001-01-01");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 0);
	CHECK_INT(s.gaps.possible_count, 2);
	check_gap(&s.gaps.possible[0], "200X", "2016");
	check_days(&s.gaps.possible[0], 5478, 0, 5843);
	CHECK_STR(s.gaps.possible[0].after->id, "2001-01-01");
	CHECK(s.gaps.possible[1].after == NULL);
	check_gap(&s.gaps.possible[1], "200X", "2001-01-01");
	check_days(&s.gaps.possible[1], 366, 0, 366);
}

TEST(gaps__a_possible_silence_is_not_told_beside_a_sure_one)
{
	STORY(s);

	known(&s, "200X");
	answered(&s, "2001-01-01");
	known(&s, "2003-05");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2003-05", "2016");
	CHECK_INT(s.gaps.possible_count, 1);
	check_gap(&s.gaps.possible[0], "200X", "2001-01-01");
}

TEST(gaps__coarse_knowledge_in_front_does_not_hide_what_was_surely_known)
{
	STORY(s);

	known(&s, "200X");
	known(&s, "2003-01-01");
	answered(&s, "2005-01-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2003-01-01", "2005-01-01");
	check_days(&s.gaps.sure[0], 731, 731, 731);
}

TEST(gaps__knowledge_without_a_time_counts_from_its_recording)
{
	STORY(s);

	known(&s, "unknown");
	s.known[0].recorded_at = when_of("2026-01-01T12:00:00Z").lo;
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	CHECK_INT(s.gaps.sure[0].days, 424);
	CHECK_INT(s.gaps.sure[0].from.lo, when_of("2026-01-01T12:00:00Z").lo);
}

TEST(gaps__an_answer_without_a_time_ends_nothing_but_is_counted)
{
	STORY(s);

	known(&s, "2002");
	answered(&s, "unknown");
	answered(&s, "2016");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	CHECK_INT(s.gaps.sure[0].days, 5113);
	CHECK_INT(s.gaps.undated, 1);
}

TEST(gaps__what_is_later_than_the_question_does_not_count)
{
	STORY(s);

	known(&s, "2002");
	answered(&s, "2016");
	known(&s, "2017");
	s.until = when_of("2010-01-01").lo;
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2002", NULL);
	check_days(&s.gaps.sure[0], 2922, 2558, 2922);
}

TEST(gaps__a_year_that_is_not_over_ends_with_its_recording)
{
	STORY(s);

	known(&s, "2027");
	s.known[0].recorded_at = when_of("2027-01-10").lo;
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_days(&s.gaps.sure[0], 59, 0, 59);
}

TEST(gaps__what_comes_in_while_an_operation_runs_is_in_hand)
{
	STORY(s);

	answered(&s, "2004-03-01");
	answered(&s, "2007-06-30");
	s.runs[s.run_count++] = (struct run){when_of("2004-03-01").hi, when_of("2007-06-30").lo};
	known(&s, "2005-01-01");
	known(&s, "2008-01-01");
	answered(&s, "2009-01-01");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 1);
	check_gap(&s.gaps.sure[0], "2008-01-01", "2009-01-01");
	CHECK_INT(s.gaps.possible_count, 0);
}

TEST(gaps__say_when_they_rest_on_a_proposal)
{
	STORY(s);

	known(&s, "2002");
	s.known[0].unconfirmed = true;
	answered(&s, "2016");
	known(&s, "2017");
	look(&s);
	CHECK_INT(s.gaps.sure_count, 2);
	CHECK(s.gaps.sure[0].unconfirmed);
	CHECK(!s.gaps.sure[1].unconfirmed);
}

/* A silence is sure only where it is literally true: nothing else may stand inside it. */
TEST(gaps__no_answer_ever_stands_inside_a_sure_silence)
{
	static const char *const times[] = {"2001",    "2001-05", "2002",      "200X",
					    "2003-07", "2004",    "2001/2004", "2005-01-01"};
	enum { TIMES = sizeof times / sizeof times[0] };

	for (unsigned mask = 0; mask < 1U << TIMES; mask++) {
		STORY(s);

		for (unsigned i = 0; i < TIMES; i++) {
			(mask & 1U << i ? known : answered)(&s, times[i]);
		}
		look(&s);
		for (size_t g = 0; g < s.gaps.sure_count; g++) {
			const struct gap *gap = &s.gaps.sure[g];

			CHECK(gap->days >= GAP_DAYS_MIN && gap->days_min <= gap->days &&
			      gap->days <= gap->days_max);
			for (size_t i = 0; i < s.answer_count; i++) {
				CHECK(s.answers[i].when.lo < gap->from.lo ||
				      s.answers[i].when.lo >= gap->to.lo);
			}
		}
	}
}

/* And every piece of knowledge is followed by an answer, or lies in a silence that is shown. */
TEST(gaps__nothing_known_for_long_is_left_unshown)
{
	static const char *const times[] = {"2001",    "2001-05", "2002",      "200X",
					    "2003-07", "2004",    "2001/2004", "2005-01-01"};
	enum { TIMES = sizeof times / sizeof times[0] };

	for (unsigned mask = 0; mask < 1U << TIMES; mask++) {
		STORY(s);
		int64_t last = INSTANT_MIN;

		for (unsigned i = 0; i < TIMES; i++) {
			(mask & 1U << i ? known : answered)(&s, times[i]);
		}
		look(&s);
		for (size_t i = 0; i < s.answer_count; i++) {
			last = s.answers[i].when.lo > last ? s.answers[i].when.lo : last;
		}
		for (size_t i = 0; i < s.known_count; i++) {
			bool shown = s.known[i].when.lo <= last;

			for (size_t g = 0; g < s.gaps.sure_count; g++) {
				shown = shown || s.gaps.sure[g].to_id == NULL;
			}
			CHECK(shown);
		}
	}
}
