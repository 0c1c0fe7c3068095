/* SPDX-License-Identifier: Apache-2.0
 * clocks.c - when clocks run out. The expected instants were worked out by hand, with a calendar.
 */
#include "policy/policy.h"
#include "tests/harness.h"

static const struct policy *england(struct arena *a)
{
	struct policy *p = NULL;

	CHECK_OK(policy_parse(a, policy_england(), "england.yaml", &p));
	return p;
}

static void check_due(const char *clock, const char *start, const char *due)
{
	SCOPED_ARENA(arena);
	const struct policy_clock *c = policy_clock(england(&arena), clock);
	struct when w;
	int64_t got;

	CHECK(c != NULL);
	CHECK_OK(when_parse(slice_str(start), &w));
	CHECK_OK(policy_clock_due(c, w.lo, &got));
	CHECK_STR(instant_write(&arena, got), due);
}

TEST(policy_clock_due__counts_elapsed_hours_through_the_change_to_summer_time)
{
	check_due("rhi", "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z");
	check_due("ncrs_record", "2026-03-28T23:00:01Z", "2026-03-29T23:00:01Z");
}

TEST(policy_clock_due__ends_the_same_day_at_londons_midnight)
{
	check_due("strategy_recent", "2026-07-01T23:30:00Z", "2026-07-02T22:59:59Z");
	check_due("strategy_recent", "2026-07-01T22:30:00Z", "2026-07-01T22:59:59Z");
	check_due("strategy_recent", "2026-01-05T23:30:00Z", "2026-01-05T23:59:59Z");
}

TEST(policy_clock_due__counts_calendar_days_weeks_and_months_by_the_london_date)
{
	check_due("mace_meet", "2026-10-20T10:00:00Z", "2026-11-03T23:59:59Z");
	check_due("mace_review", "2026-01-10T10:00:00Z", "2026-04-04T22:59:59Z");
	check_due("risk_review", "2025-11-30T10:00:00Z", "2026-02-28T23:59:59Z");
	check_due("risk_review", "2025-12-31T10:00:00Z", "2026-03-31T22:59:59Z");
	check_due("complaint_first", "2024-02-29T10:00:00Z", "2025-02-28T23:59:59Z");
}

TEST(policy_clock_due__leaves_bank_holidays_and_week_ends_out_of_working_days)
{
	/* Easter 2026: Good Friday 3 April, Monday 6 April. */
	check_due("cpc_initial", "2026-04-02T09:00:00Z", "2026-04-27T22:59:59Z");
	/* Christmas 2026: 25 December, 28 December for Boxing Day; 1 January 2027. */
	check_due("victim_decision", "2026-12-23T16:00:00Z", "2027-01-04T23:59:59Z");
	/* A Saturday before the spring bank holiday, Monday 25 May. */
	check_due("csc_ack", "2026-05-23T18:00:00Z", "2026-05-26T22:59:59Z");
}

TEST(policy_clock_due__is_an_error_where_the_table_of_bank_holidays_ends)
{
	SCOPED_ARENA(arena);
	const struct policy_clock *c = policy_clock(england(&arena), "vrr_ack");
	struct when w;
	int64_t got = 7;

	CHECK_OK(when_parse(SLICE("2028-12-29T09:00:00Z"), &w));
	CHECK_ERR(policy_clock_due(c, w.lo, &got), ONUS_BAD_INPUT);
	CHECK_INT(got, 7);
	CHECK_ERR(policy_clock_due(policy_clock(england(&arena), "rhi"), INSTANT_MAX, &got),
		  ONUS_BAD_INPUT);
}

TEST(policy_limit_words__says_how_long_a_clock_runs)
{
	SCOPED_ARENA(arena);
	const struct policy *p = england(&arena);

	CHECK_STR(policy_limit_words(&arena, policy_clock(p, "ncrs_record")), "24 hours");
	CHECK_STR(policy_limit_words(&arena, policy_clock(p, "csc_ack")), "1 working day");
	CHECK_STR(policy_limit_words(&arena, policy_clock(p, "strategy_recent")), "the same day");
	CHECK_STR(policy_limit_words(&arena, policy_clock(p, "vrr_ask")), "3 months");
}
