/* SPDX-License-Identifier: Apache-2.0
 * parse.c - what a policy file may say, and how a wrong one is refused: whole, with its line. */
#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "policy/policy.h"
#include "tests/harness.h"

static const struct policy *england(struct arena *a)
{
	struct policy *p = NULL;

	CHECK_OK(policy_parse(a, policy_england(), "england.yaml", &p));
	return p;
}

/* England's policy with the first `old` replaced by `new`; gives the line on which it stands. */
static size_t changed(struct buf *out, const char *old, const char *new)
{
	struct slice text = policy_england();
	size_t at = slice_search(text, slice_str(old));
	size_t line = 1;

	CHECK(at < text.n);
	for (size_t i = 0; i < at; i++) {
		line += text.p[i] == '\n';
	}
	buf_add(out, slice_of(text.p, at));
	buf_add_str(out, new);
	buf_add(out, slice_from(text, at + strlen(old)));
	return line;
}

/* The changed policy is refused, on the line of the change (or `below` lines further down), in
 * words that have `says` in them. */
static void check_refused_below(const char *old, const char *new, size_t below, const char *says)
{
	SCOPED_ARENA(arena);
	SCOPED_BUF(yaml, POLICY_BYTES_MAX);
	struct policy *p = NULL;
	size_t line = changed(&yaml, old, new) + below;
	struct slice words;

	CHECK_ERR(policy_parse(&arena, buf_slice(&yaml), "x.yaml", &p), ONUS_BAD_INPUT);
	CHECK(p == NULL);
	words = slice_str(onus_last_error()->text);
	if (!slice_starts(words, slice_str(arena_printf(&arena, "x.yaml line %zu: ", line))) ||
	    slice_search(words, slice_str(says)) == words.n) {
		test_fail(HERE, "want line %zu and \"%s\", got \"%s\"", line, says,
			  onus_last_error()->text);
	}
}

static void check_refused(const char *old, const char *new, const char *says)
{
	check_refused_below(old, new, 0, says);
}

TEST(policy_parse__reads_england)
{
	SCOPED_ARENA(arena);
	const struct policy *p = england(&arena);
	const struct policy_scheme *s = policy_scheme(p, "5X5X5");

	CHECK_STR(p->name, "England");
	CHECK_STR(p->outside_body, "Independent Office for Police Conduct");
	CHECK_INT(p->clock_count, 27);
	CHECK_INT(p->ladder_count, 5);
	CHECK_STR(p->ladder[0], "Inspector");
	CHECK_STR(p->ladder[4], "Assistant Chief Constable");
	CHECK(slice_starts(slice_str(p->emergency), SLICE("Ring 999 now")));
	CHECK(s != NULL && s->source_count == 5 && s->handling_count == 5);
	CHECK_STR(s->source[1].meaning, "Mostly reliable");
	CHECK_STR(policy_class(p, "g1")->name, "Public protection");
	CHECK_STR(p->knowledge[0], "acknowledged");
	CHECK_INT(p->knowledge_count, 7);
}

TEST(policy_parse__keeps_what_was_verified_apart_from_what_was_not)
{
	SCOPED_ARENA(arena);
	const struct policy *p = england(&arena);
	size_t verified = 0;

	for (size_t i = 0; i < p->clock_count; i++) {
		CHECK(p->clocks[i].source[0] != '\0');
		CHECK(p->clocks[i].seen != NULL);
		CHECK_INT(p->clocks[i].verified, slice_is(slice_str(p->clocks[i].seen), "yes"));
		verified += p->clocks[i].verified;
	}
	CHECK_INT(verified, 4);
}

TEST(policy_senior__begins_at_chief_superintendent_and_is_unknown_for_other_words)
{
	SCOPED_ARENA(arena);
	const struct policy *p = england(&arena);

	CHECK_INT(policy_senior(p, "Superintendent"), SENIOR_NO);
	CHECK_INT(policy_senior(p, "chief superintendent"), SENIOR_YES);
	CHECK_INT(policy_senior(p, "Chief Constable"), SENIOR_YES);
	CHECK_INT(policy_senior(p, "Crime analyst"), SENIOR_UNKNOWN);
	CHECK_INT(policy_senior(p, NULL), SENIOR_UNKNOWN);
	CHECK_STR(senior_name(SENIOR_UNKNOWN), "unknown");
}

TEST(policy_needs_second_person__holds_for_no_action)
{
	SCOPED_ARENA(arena);
	const struct policy *p = england(&arena);

	CHECK(policy_needs_second_person(p, "no_action"));
	CHECK(policy_needs_second_person(p, "close"));
	CHECK(!policy_needs_second_person(p, "act"));
	CHECK(!policy_needs_second_person(p, NULL));
}

TEST(policy_parse__names_the_nearest_key_for_one_it_does_not_know)
{
	check_refused("trigger: a crime", "tigger: a crime", "did you mean \"trigger\"?");
	check_refused("outside_body:", "outsidebody:", "did you mean \"outside_body\"?");
	check_refused("ladder:", "clocks_and_so_on:", "allowed: policy, version, time_zone");
}

TEST(policy_parse__refuses_a_scalar_that_its_key_does_not_allow)
{
	check_refused("limit: 24 hours", "limit: twenty hours", "\"limit\" must be a whole number");
	check_refused("limit: 24 hours", "limit: 24 horus", "did you mean \"hours\"?");
	check_refused("limit: 24 hours", "limit: 24", "\"limit\" can't be \"\"");
	check_refused("kind: elapsed\n", "kind: elapse\n", "did you mean \"elapsed\"?");
	check_refused("acceptance_hours: 24", "acceptance_hours: -1", "from 1 to");
	check_refused("acceptance_hours: 24", "acceptance_hours: 1e9", "whole number");
	check_refused("acceptance_hours: 24", "acceptance_hours: 99999999999999999999",
		      "whole number");
	check_refused("seen: \"yes\"\n    verified: yes", "verified: true", "allowed: no, yes");
	check_refused("order: 1, senior: no", "order: 1, senior: maybe", "\"senior\" can't be");
	check_refused("id: ncrs_record", "id: NCRS record", "lower-case letters");
	check_refused("version: \"1\"", "version: \"\"", "\"version\" is empty");
	check_refused("version: \"1\"", "version: \"1\\0\"", "NUL");
	check_refused("version: \"1\"", "version: [1]", "must be one text");
}

TEST(policy_parse__refuses_units_that_do_not_go_with_the_kind)
{
	check_refused_below("id: cpc_initial", "id: cpc_initial\n    limit: 15 weeks", 4,
			    "\"limit\" is there twice");
	check_refused(
		"- id: rhi\n    trigger: a missing child is found\n    answer: the return home "
		"interview is held\n    limit: 72 hours\n    kind: elapsed",
		"- {id: rhi, trigger: t, answer: a, limit: 3 months, kind: elapsed, source: s, "
		"verified: no}\n  - id: other\n    trigger: t\n    answer: a\n    limit: 1 "
		"day\n    kind: working",
		"months need \"kind: calendar\"");
	check_refused("- id: rhi\n",
		      "- {id: x, trigger: t, answer: a, limit: 3 hours, kind: working, "
		      "source: s, verified: no}\n  - id: rhi\n",
		      "\"working\" counts days");
	check_refused("- id: rhi\n",
		      "- {id: x, trigger: t, answer: a, limit: 3 hours, kind: "
		      "calendar, source: s, verified: no}\n  - id: rhi\n",
		      "hours need \"kind: elapsed\"");
	check_refused("- id: rhi\n",
		      "- {id: x, trigger: t, answer: a, limit: 0 days, kind: "
		      "elapsed, source: s, verified: no}\n  - id: rhi\n",
		      "must be 1 or more");
}

TEST(policy_parse__refuses_what_is_missing_or_there_twice)
{
	check_refused("- id: rhi\n", "- id: ncrs_record\n", "\"ncrs_record\" is there twice");
	check_refused("- id: rhi\n", "- remark: rhi\n", "this clock has no \"id\"");
	check_refused("policy: England\nversion", "version", "");
	check_refused("name: Sergeant", "name: police constable", "there twice");
	check_refused_below("- no_action\n", "- no_action\n  - no_action\n", 1, "twice");
	check_refused("{value: B, meaning: Known", "{value: A, meaning: Known", "there twice");
	check_refused("- name: Admiralty", "- name: 3X5X2", "there twice");
	check_refused("- id: G2", "- id: G1", "there twice");
}

TEST(policy_parse__refuses_a_ladder_that_is_not_of_its_ranks_or_goes_down)
{
	check_refused("  - Inspector\n", "  - Inspecter\n", "\"Inspecter\" is not among \"ranks\"");
	check_refused("  - Detective Chief Inspector\n", "  - Detective Inspector\n",
		      "goes upwards");
	check_refused("name: Sergeant, order: 3", "name: Sergeant, order: 1",
		      "listed from the lowest");
	check_refused("- briefed\n", "- brifed\n", "did you mean \"briefed\"?");
	check_refused("time_zone: Europe/London", "time_zone: UTC", "Europe/London only");
}

TEST(policy_parse__refuses_anchors_aliases_tags_and_a_second_document)
{
	check_refused("policy: England", "policy: &a England", "anchors");
	check_refused("policy: England", "policy: *a", "aliases");
	check_refused("policy: England", "policy: !!str England", "tags");
	check_refused("ladder:\n", "ladder: &l\n", "anchors");
	check_refused_below("  - held\n", "  - held\n---\npolicy: x\n", 1, "second document");
}

TEST(policy_parse__refuses_lists_and_mappings_of_the_wrong_form)
{
	check_refused("ladder:\n  - Inspector\n  - Detective Chief Inspector\n  - Detective "
		      "Superintendent\n  - Chief Superintendent\n  - Assistant Chief Constable\n",
		      "ladder: Inspector\n", "\"ladder\" must be a list");
	check_refused("ladder:\n  - Inspector\n  - Detective Chief Inspector\n  - Detective "
		      "Superintendent\n  - Chief Superintendent\n  - Assistant Chief Constable\n",
		      "ladder: []\n", "empty list");
	check_refused("  - Inspector\n", "  - [Inspector]\n", "must be one text");
	check_refused("  - id: rhi\n", "  - rhi\n  - id: rhi\n", "a clock must be a mapping");
	check_refused("  - id: rhi\n", "  - id: [[[[[[[[[[[[[[rhi]]]]]]]]]]]]]]\n",
		      "must be one text");
}

static void check_bytes_refused(const char *text, size_t n, const char *says)
{
	SCOPED_ARENA(arena);
	struct policy *p = NULL;
	struct slice words;

	CHECK_ERR(policy_parse(&arena, slice_of(text, n), "x.yaml", &p), ONUS_BAD_INPUT);
	words = slice_str(onus_last_error()->text);
	if (slice_search(words, slice_str(says)) == words.n) {
		test_fail(HERE, "want \"%s\", got \"%s\"", says, onus_last_error()->text);
	}
}

TEST(policy_parse__refuses_what_is_no_yaml_with_its_line)
{
	SCOPED_BUF(big, 2 * POLICY_BYTES_MAX);

	check_bytes_refused("", 0, "empty");
	check_bytes_refused("# only a comment\n", 17, "empty");
	check_bytes_refused("policy: x\n\tversion: 1\n", 22, "line 2");
	check_bytes_refused("policy: \"x\nversion: 1\n", 22, "no YAML");
	check_bytes_refused("policy: x\nname: \xff\n", 18, "line 2: this is not UTF-8");
	check_bytes_refused("just words", 10, "must be a mapping");
	check_bytes_refused("{? [a]: b}", 10, "");
	check_bytes_refused("p\0: x\n", 6, "");
	while (big.len <= POLICY_BYTES_MAX) {
		buf_add_str(&big, "# a line of a comment that says nothing at all\n");
	}
	check_bytes_refused(big.data, big.len, "POLICY_BYTES_MAX");
}

TEST(policy_parse__bounds_a_list)
{
	SCOPED_BUF(items, POLICY_BYTES_MAX);

	for (int i = 0; i <= 1000; i++) {
		buf_addf(&items, "  - kind_%d\n", i);
	}
	buf_add_byte(&items, '\0');
	check_refused_below("  - no_action\n", items.data, 1000, "more than 1000 items");
}
