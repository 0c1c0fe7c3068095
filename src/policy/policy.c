/* SPDX-License-Identifier: Apache-2.0
 * policy.c - questions to a policy that was read. */
#include "base/calendar.h"
#include "base/embedded.h"
#include "policy/policy.h"

extern const struct embedded policy_files[];

enum { SECONDS_AN_HOUR = 3600, DAYS_A_WEEK = 7 };

struct slice policy_england(void)
{
	return slice_of(policy_files[0].data, policy_files[0].size);
}

static bool same_name(const char *a, const char *b)
{
	return slice_eq_nocase(slice_str(a), slice_str(b));
}

const struct policy_rank *policy_rank(const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->rank_count && name != NULL; i++) {
		if (same_name(p->ranks[i].name, name)) {
			return &p->ranks[i];
		}
	}
	return NULL;
}

const struct policy_clock *policy_clock(const struct policy *p, const char *id)
{
	for (size_t i = 0; i < p->clock_count && id != NULL; i++) {
		if (same_name(p->clocks[i].id, id)) {
			return &p->clocks[i];
		}
	}
	return NULL;
}

const struct policy_scheme *policy_scheme(const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->scheme_count && name != NULL; i++) {
		if (same_name(p->schemes[i].name, name)) {
			return &p->schemes[i];
		}
	}
	return NULL;
}

const struct policy_class *policy_class(const struct policy *p, const char *id)
{
	for (size_t i = 0; i < p->class_count && id != NULL; i++) {
		if (same_name(p->classes[i].id, id)) {
			return &p->classes[i];
		}
	}
	return NULL;
}

bool policy_needs_second_person(const struct policy *p, const char *decision_kind)
{
	for (size_t i = 0; i < p->second_person_count && decision_kind != NULL; i++) {
		if (same_name(p->second_person[i], decision_kind)) {
			return true;
		}
	}
	return false;
}

enum senior policy_senior(const struct policy *p, const char *rank)
{
	const struct policy_rank *found = policy_rank(p, rank);

	return found != NULL ? found->senior : SENIOR_UNKNOWN;
}

const char *senior_name(enum senior s)
{
	switch (s) {
	case SENIOR_NO:
		return "no";
	case SENIOR_YES:
		return "yes";
	case SENIOR_UNKNOWN:
		break;
	}
	return "unknown";
}

enum senior senior_from_name(struct slice name)
{
	return slice_is(name, "yes")  ? SENIOR_YES
	       : slice_is(name, "no") ? SENIOR_NO
				      : SENIOR_UNKNOWN;
}

const char *policy_limit_words(struct arena *a, const struct policy_clock *c)
{
	static const char *const units[] = {"hour", "day", "week", "month"};

	if (c->limit == 0) {
		return c->kind == CLOCK_WORKING ? "the same working day" : "the same day";
	}
	return arena_printf(a, "%d %s%s%s", (int)c->limit,
			    c->kind == CLOCK_WORKING ? "working " : "", units[c->unit],
			    c->limit == 1 ? "" : "s");
}

static int64_t elapsed_seconds(const struct policy_clock *c)
{
	switch (c->unit) {
	case CLOCK_HOURS:
		return c->limit * SECONDS_AN_HOUR;
	case CLOCK_WEEKS:
		return c->limit * DAYS_A_WEEK * SECONDS_PER_DAY;
	default:
		return c->limit * SECONDS_PER_DAY;
	}
}

enum onus_err policy_clock_due(const struct policy_clock *c, int64_t start, int64_t *out)
{
	ENSURE(start >= INSTANT_MIN && start <= INSTANT_MAX - elapsed_seconds(c), ONUS_BAD_INPUT,
	       "the clock \"%s\" would run out of the calendar", c->id);
	switch (c->kind) {
	case CLOCK_WORKING:
		return calendar_add_working_days(start, (int)c->limit, out);
	case CLOCK_CALENDAR:
		*out = c->unit == CLOCK_MONTHS
			       ? calendar_add_months(start, (int)c->limit)
			       : calendar_add_days(start, (int)c->limit * (c->unit == CLOCK_WEEKS
										   ? DAYS_A_WEEK
										   : 1));
		return ONUS_OK;
	case CLOCK_ELAPSED:
		break;
	}
	*out = start + elapsed_seconds(c);
	return ONUS_OK;
}
