/* SPDX-License-Identifier: Apache-2.0
 * schema.c - the keys of a policy file, and what must hold between them. */
#include "policy/schema.h"

#define AT(type, field) offsetof(struct type, field)
#define LIST(type, field, count) offsetof(struct type, field), offsetof(struct type, count)

/* --- ranks --- */

static const struct key_row rank_keys[] = {
	{"name", KEY_TEXT, true, AT(policy_rank, name), 0, NULL},
	{"order", KEY_INT, true, AT(policy_rank, order), 0, NULL},
	{"senior", KEY_SENIOR, true, AT(policy_rank, senior), 0, NULL},
	{0},
};

static bool same_word(const char *a, const char *b)
{
	return slice_eq_nocase(slice_str(a), slice_str(b));
}

static enum onus_err check_rank(struct reader *r, size_t line, const void *items, size_t count)
{
	const struct policy_rank *ranks = items;
	const struct policy_rank *last = &ranks[count - 1];

	for (size_t i = 0; i + 1 < count; i++) {
		if (same_word(ranks[i].name, last->name)) {
			return reader_fail(r, line, "the rank \"%s\" is there twice", last->name);
		}
	}
	if (count > 1 && last->order < ranks[count - 2].order) {
		return reader_fail(r, line,
				   "the rank \"%s\" has a lower \"order\" than the one before it: "
				   "ranks are listed from the lowest",
				   last->name);
	}
	return ONUS_OK;
}

static const struct mapping rank_mapping = {"rank", sizeof(struct policy_rank), rank_keys,
					    check_rank};

/* --- clocks --- */

static const struct key_row clock_keys[] = {
	{"id", KEY_ID, true, AT(policy_clock, id), 0, NULL},
	{"trigger", KEY_TEXT, true, AT(policy_clock, trigger), 0, NULL},
	{"answer", KEY_TEXT, true, AT(policy_clock, answer), 0, NULL},
	{"limit", KEY_LIMIT, true, LIST(policy_clock, limit, unit), NULL},
	{"kind", KEY_KIND, true, AT(policy_clock, kind), 0, NULL},
	{"source", KEY_TEXT, true, AT(policy_clock, source), 0, NULL},
	{"seen", KEY_TEXT, false, AT(policy_clock, seen), 0, NULL},
	{"remark", KEY_TEXT, false, AT(policy_clock, remark), 0, NULL},
	{"verified", KEY_YES_NO, true, AT(policy_clock, verified), 0, NULL},
	{0},
};

static enum onus_err check_clock(struct reader *r, size_t line, const void *items, size_t count)
{
	const struct policy_clock *clocks = items;
	const struct policy_clock *last = &clocks[count - 1];

	for (size_t i = 0; i + 1 < count; i++) {
		if (same_word(clocks[i].id, last->id)) {
			return reader_fail(r, line, "the clock \"%s\" is there twice", last->id);
		}
	}
	if (last->kind == CLOCK_ELAPSED && last->unit == CLOCK_MONTHS) {
		return reader_fail(r, line,
				   "clock \"%s\": \"elapsed\" counts hours, days or weeks; months "
				   "need \"kind: calendar\"",
				   last->id);
	}
	if (last->kind == CLOCK_CALENDAR && last->unit == CLOCK_HOURS) {
		return reader_fail(r, line,
				   "clock \"%s\": \"calendar\" counts days, weeks or months; hours "
				   "need \"kind: elapsed\"",
				   last->id);
	}
	if (last->kind == CLOCK_WORKING && last->unit != CLOCK_DAYS) {
		return reader_fail(r, line, "clock \"%s\": \"working\" counts days", last->id);
	}
	if (last->kind == CLOCK_ELAPSED && last->limit == 0) {
		return reader_fail(r, line, "clock \"%s\": \"limit\" must be 1 or more", last->id);
	}
	return ONUS_OK;
}

static const struct mapping clock_mapping = {"clock", sizeof(struct policy_clock), clock_keys,
					     check_clock};

/* --- grading schemes --- */

static const struct key_row grade_keys[] = {
	{"value", KEY_TEXT, true, AT(policy_grade, value), 0, NULL},
	{"meaning", KEY_TEXT, true, AT(policy_grade, meaning), 0, NULL},
	{0},
};

static enum onus_err check_grade(struct reader *r, size_t line, const void *items, size_t count)
{
	const struct policy_grade *grades = items;

	for (size_t i = 0; i + 1 < count; i++) {
		if (same_word(grades[i].value, grades[count - 1].value)) {
			return reader_fail(r, line, "the value \"%s\" is there twice",
					   grades[count - 1].value);
		}
	}
	return ONUS_OK;
}

static const struct mapping grade_mapping = {"grade", sizeof(struct policy_grade), grade_keys,
					     check_grade};

static const struct key_row scheme_keys[] = {
	{"name", KEY_TEXT, true, AT(policy_scheme, name), 0, NULL},
	{"reference", KEY_TEXT, true, AT(policy_scheme, reference), 0, NULL},
	{"verified", KEY_YES_NO, true, AT(policy_scheme, verified), 0, NULL},
	{"source", KEY_MAPPINGS, true, LIST(policy_scheme, source, source_count), &grade_mapping},
	{"assessment", KEY_MAPPINGS, true, LIST(policy_scheme, assessment, assessment_count),
	 &grade_mapping},
	{"handling", KEY_MAPPINGS, false, LIST(policy_scheme, handling, handling_count),
	 &grade_mapping},
	{"conditions", KEY_MAPPINGS, false, LIST(policy_scheme, conditions, conditions_count),
	 &grade_mapping},
	{0},
};

static enum onus_err check_scheme(struct reader *r, size_t line, const void *items, size_t count)
{
	const struct policy_scheme *schemes = items;

	for (size_t i = 0; i + 1 < count; i++) {
		if (same_word(schemes[i].name, schemes[count - 1].name)) {
			return reader_fail(r, line, "the scheme \"%s\" is there twice",
					   schemes[count - 1].name);
		}
	}
	return ONUS_OK;
}

static const struct mapping scheme_mapping = {"scheme", sizeof(struct policy_scheme), scheme_keys,
					      check_scheme};

/* --- retention classes --- */

static const struct key_row class_keys[] = {
	{"id", KEY_TEXT, true, AT(policy_class, id), 0, NULL},
	{"name", KEY_TEXT, true, AT(policy_class, name), 0, NULL},
	{"rule", KEY_TEXT, true, AT(policy_class, rule), 0, NULL},
	{"source", KEY_TEXT, true, AT(policy_class, source), 0, NULL},
	{"seen", KEY_TEXT, false, AT(policy_class, seen), 0, NULL},
	{"verified", KEY_YES_NO, true, AT(policy_class, verified), 0, NULL},
	{0},
};

static enum onus_err check_class(struct reader *r, size_t line, const void *items, size_t count)
{
	const struct policy_class *classes = items;

	for (size_t i = 0; i + 1 < count; i++) {
		if (same_word(classes[i].id, classes[count - 1].id)) {
			return reader_fail(r, line, "the class \"%s\" is there twice",
					   classes[count - 1].id);
		}
	}
	return ONUS_OK;
}

static const struct mapping class_mapping = {"class", sizeof(struct policy_class), class_keys,
					     check_class};

/* --- the whole --- */

static const struct key_row policy_keys[] = {
	{"policy", KEY_TEXT, true, AT(policy, name), 0, NULL},
	{"version", KEY_TEXT, true, AT(policy, version), 0, NULL},
	{"time_zone", KEY_TEXT, true, AT(policy, time_zone), 0, NULL},
	{"emergency", KEY_TEXT, true, AT(policy, emergency), 0, NULL},
	{"acceptance_hours", KEY_INT, true, AT(policy, acceptance_hours), 0, NULL},
	{"ranks", KEY_MAPPINGS, true, LIST(policy, ranks, rank_count), &rank_mapping},
	{"ladder", KEY_TEXTS, true, LIST(policy, ladder, ladder_count), NULL},
	{"outside_body", KEY_TEXT, true, AT(policy, outside_body), 0, NULL},
	{"clocks", KEY_MAPPINGS, true, LIST(policy, clocks, clock_count), &clock_mapping},
	{"grading", KEY_MAPPINGS, true, LIST(policy, schemes, scheme_count), &scheme_mapping},
	{"retention", KEY_MAPPINGS, true, LIST(policy, classes, class_count), &class_mapping},
	{"second_person", KEY_TEXTS, true, LIST(policy, second_person, second_person_count), NULL},
	{"knowledge", KEY_TEXTS, true, LIST(policy, knowledge, knowledge_count), NULL},
	{0},
};

const struct mapping policy_mapping = {"policy", sizeof(struct policy), policy_keys, NULL};

static enum onus_err check_ladder(struct reader *r, const struct policy *p)
{
	int64_t below = 0;

	for (size_t i = 0; i < p->ladder_count; i++) {
		const struct policy_rank *rank = policy_rank(p, p->ladder[i]);
		size_t line = reader_line_of(r, p->ladder[i]);

		if (rank == NULL) {
			return reader_fail(r, line,
					   "the ladder's rank \"%s\" is not among \"ranks\"",
					   p->ladder[i]);
		}
		if (rank->order <= below) {
			return reader_fail(
				r, line,
				"the ladder goes upwards, and \"%s\" is no higher than the "
				"rung before it",
				p->ladder[i]);
		}
		below = rank->order;
	}
	return ONUS_OK;
}

static enum onus_err check_unique(struct reader *r, const char *key, const char *const *texts,
				  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (same_word(texts[i], texts[j])) {
				return reader_fail(r, reader_line_of(r, texts[i]),
						   "\"%s\" has \"%s\" twice", key, texts[i]);
			}
		}
	}
	return ONUS_OK;
}

/* What counts by knowledge is fixed in the tables of exposures; a policy puts it in order. */
static enum onus_err check_knowledge(struct reader *r, const struct policy *p)
{
	static const char *const known[] = {"acknowledged", "decided",   "briefed",
					    "attended",     "delivered", "delivered_to_unit",
					    "held",         NULL};

	for (size_t i = 0; i < p->knowledge_count; i++) {
		size_t k = 0;

		while (known[k] != NULL && !slice_is(slice_str(p->knowledge[i]), known[k])) {
			k++;
		}
		if (known[k] == NULL) {
			const char *best = nearest_word(p->knowledge[i], known);

			return reader_fail(r, reader_line_of(r, p->knowledge[i]),
					   "\"%s\" is no strength of knowledge%s%s%s; allowed: "
					   "acknowledged, decided, briefed, attended, delivered, "
					   "delivered_to_unit, held",
					   p->knowledge[i], best ? "; did you mean \"" : "",
					   best ? best : "", best ? "\"?" : "");
		}
	}
	return check_unique(r, "knowledge", p->knowledge, p->knowledge_count);
}

enum onus_err policy_check(struct reader *r, const struct policy *p)
{
	if (!slice_is(slice_str(p->time_zone), "Europe/London")) {
		return reader_fail(
			r, reader_line_of(r, p->time_zone),
			"\"time_zone\" can't be \"%s\": bank holidays and summer time are "
			"known for Europe/London only",
			p->time_zone);
	}
	GUARD(check_ladder(r, p));
	GUARD(check_unique(r, "second_person", p->second_person, p->second_person_count));
	return check_knowledge(r, p);
}
