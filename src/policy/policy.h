/* SPDX-License-Identifier: Apache-2.0
 * policy.h - clocks, ranks, the ladder, grading schemes, retention classes: data, not code.
 *
 * A policy is a YAML file in which every scalar is text until a field of the schema types it. It is
 * adopted by an event that holds its whole text; what ran under one policy keeps running under it.
 * A wrong file is refused whole, with line, key, and what would be allowed. */
#ifndef ONUS_POLICY_H
#define ONUS_POLICY_H

#include "base/arena.h"
#include "base/when.h"

enum senior { SENIOR_UNKNOWN, SENIOR_NO, SENIOR_YES };
enum clock_kind { CLOCK_ELAPSED, CLOCK_CALENDAR, CLOCK_WORKING };
enum clock_unit { CLOCK_HOURS, CLOCK_DAYS, CLOCK_WEEKS, CLOCK_MONTHS };

struct policy_clock {
	const char *id;      /* "crime_determination" */
	const char *trigger; /* what starts it, in words */
	const char *answer;  /* what meets it, in words */
	int64_t limit;
	enum clock_unit unit;
	enum clock_kind kind;
	const char *source;
	const char *seen;   /* how the source was seen: "yes", "2nd", "local" ...; NULL: not said */
	const char *remark; /* may be NULL */
	bool verified;      /* false: unverified, to be made sure of locally */
};

struct policy_rank {
	const char *name;
	enum senior senior;
	int64_t order; /* 1 is the lowest; ranks of one order are equals */
};

/* One value of a grading scheme. */
struct policy_grade {
	const char *value;   /* "B" */
	const char *meaning; /* in words */
};

struct policy_scheme {
	const char *name;      /* "3x5x2" */
	const char *reference; /* which document defines it */
	bool verified;
	struct policy_grade *source;
	size_t source_count;
	struct policy_grade *assessment;
	size_t assessment_count;
	struct policy_grade *handling;
	size_t handling_count;
	struct policy_grade *conditions; /* that handling may be subject to */
	size_t conditions_count;
};

struct policy_class {
	const char *id; /* "G1" */
	const char *name;
	const char *rule;
	const char *source;
	const char *seen;
	bool verified;
};

struct policy {
	const char *name;
	const char *version;
	const char *time_zone;
	const char *outside_body;  /* who is told when the ladder has no rung left */
	const char *emergency;     /* whom to ring now where a child is in danger */
	int64_t acceptance_hours;  /* within which a duty has to be accepted */
	struct policy_rank *ranks; /* lowest first */
	size_t rank_count;
	const char **ladder; /* ranks that answer by default, lowest first */
	size_t ladder_count;
	struct policy_clock *clocks;
	size_t clock_count;
	struct policy_scheme *schemes;
	size_t scheme_count;
	struct policy_class *classes;
	size_t class_count;
	const char **second_person; /* decision kinds that need one: "no_action", "disposal" ... */
	size_t second_person_count;
	const char **knowledge; /* ways of having been told, strongest first: "acknowledged" ... */
	size_t knowledge_count;
};

/* Reads a policy; everything lives in the arena. ONUS_BAD_INPUT with line, key and what is allowed.
 */
ONUS_CHECK enum onus_err policy_parse(struct arena *a, struct slice yaml, const char *file_name,
				      struct policy **out);
/* The policy that is built in (policy/england.yaml). */
struct slice policy_england(void);

/* NULL where there is none of that name (compared without case). */
const struct policy_rank *policy_rank(const struct policy *p, const char *name);
const struct policy_clock *policy_clock(const struct policy *p, const char *id);
const struct policy_scheme *policy_scheme(const struct policy *p, const char *name);
const struct policy_class *policy_class(const struct policy *p, const char *id);
bool policy_needs_second_person(const struct policy *p, const char *decision_kind);
/* yes, no or unknown; unknown for a rank the policy does not have, and for NULL. */
enum senior policy_senior(const struct policy *p, const char *rank);
const char *senior_name(enum senior s);
enum senior senior_from_name(struct slice name); /* unknown for anything but yes and no */
/* "24 hours", "15 working days", "3 months", "the same day". */
const char *policy_limit_words(struct arena *a, const struct policy_clock *c);

/* When a clock that started at `start` runs out: the last instant at which it is met.
 * ONUS_BAD_INPUT where the calendar does not reach. */
ONUS_CHECK enum onus_err policy_clock_due(const struct policy_clock *c, int64_t start,
					  int64_t *out);

#endif
