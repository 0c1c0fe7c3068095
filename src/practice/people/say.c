/* SPDX-License-Identifier: Apache-2.0
 * say.c - members, posts and the policy in words. */
#include "practice/people/inside.h"
#include "practice/row/row.h"

static const char *text_of(const struct json *record, const char *key)
{
	const char *text = json_get_str(record, key);

	return text != NULL ? text : "";
}

static bool is_true(const struct json *record, const char *key)
{
	const struct json *v = json_get(record, key);

	return v != NULL && v->type == JSON_TRUE;
}

/* "Inspector, Head of Public Protection (acting), Eastville Police" */
static void say_post(struct buf *out, const struct json *post)
{
	const char *rank = text_of(post, "rank");
	const char *title = text_of(post, "title");
	const char *unit = text_of(post, "unit");
	bool both = !slice_eq_nocase(slice_str(rank), slice_str(title));

	buf_addf(out, "%s%s%s", title, both && rank[0] != '\0' ? ", " : "", both ? rank : "");
	buf_addf(out, "%s%s%s, %s", is_true(post, "acting") ? " (acting)" : "",
		 unit[0] != '\0' ? ", " : "", unit, text_of(post, "organisation"));
	if (rank[0] == '\0') {
		buf_add_str(out, ", rank unknown");
	}
}

static void say_day(struct buf *out, const struct json *record, const char *key)
{
	if (slice_is(json_get_slice(json_get(record, key), "precision"), "unknown")) {
		buf_add_str(out, "an unknown day");
	} else {
		record_say_when(out, record, key);
	}
}

static void say_span(struct buf *out, const struct json *post)
{
	const struct json *until = json_get(post, "until");

	buf_add_str(out, "from ");
	say_day(out, post, "from");
	if (until != NULL && until->type == JSON_OBJECT) {
		buf_add_str(out, " until ");
		say_day(out, post, "until");
	}
}

void post_say(struct buf *out, const struct json *record)
{
	buf_addf(out, "%s %s (%s): ", text_of(record, "id"), text_of(record, "name"),
		 text_of(record, "member"));
	say_post(out, record);
	buf_add_str(out, ", ");
	say_span(out, record);
	buf_add_str(out, ".\n");
}

void member_say(struct buf *out, const struct json *record)
{
	const struct json *post = json_get(record, "post");
	size_t count = json_get_count(record, "posts");

	buf_addf(out, "%s %s", text_of(record, "id"), text_of(record, "name"));
	if (post != NULL && post->type == JSON_OBJECT) {
		buf_add_str(out, ": ");
		say_post(out, post);
	} else {
		buf_addf(out, ", %s: no post now", text_of(record, "organisation"));
	}
	buf_add_str(out, is_true(record, "account") ? ".\n" : ". A person of the record.\n");
	for (size_t i = 0; i < count; i++) {
		const struct json *held = json_get_item(record, "posts", i);

		buf_addf(out, "  %s ", text_of(held, "id"));
		say_post(out, held);
		buf_add_str(out, ", ");
		say_span(out, held);
		buf_add_str(out, ".\n");
	}
}

/* --- the policy --- */

static void say_list(struct buf *out, const struct json *record, const char *key,
		     const char *before, const char *between)
{
	buf_add_str(out, before);
	for (size_t i = 0; i < json_get_count(record, key); i++) {
		buf_add_str(out, i > 0 ? between : "");
		buf_add(out, json_get_item(record, key, i)->string);
	}
	buf_add_str(out, "\n");
}

/* All of the ranks, lowest first, as the policy has them; or the senior ones alone. */
static void say_ranks(struct buf *out, const struct json *record, const char *before,
		      bool senior_only)
{
	const char *between = before;

	for (size_t i = 0; i < json_get_count(record, "ranks"); i++) {
		const struct json *rank = json_get_item(record, "ranks", i);

		if (!senior_only || slice_is(json_get_slice(rank, "senior"), "yes")) {
			buf_addf(out, "%s%s", between, text_of(rank, "name"));
			between = ", ";
		}
	}
	buf_add_str(out, "\n");
}

void policy_say(struct buf *out, const struct json *record)
{
	size_t count = json_get_count(record, "clocks");

	buf_addf(out, "%s, version %s, adopted ", text_of(record, "name"),
		 text_of(record, "version"));
	record_say_at(out, record, "adopted_at");
	buf_addf(out, ".\n%s\n\n", text_of(record, "emergency"));
	buf_addf(out, "A duty is accepted within %d hours.\n",
		 (int)json_get_int(record, "acceptance_hours", 0));
	say_list(out, record, "ladder", "Who answers by default: ", " > ");
	buf_addf(out, "After the last rung: %s\n", text_of(record, "outside_body"));
	say_ranks(out, record, "Ranks: ", false);
	say_ranks(out, record, "Senior of these: ", true);
	say_list(out, record, "second_person", "A second person is needed for: ", ", ");
	say_list(out, record, "knowledge", "Knowledge, strongest first: ", ", ");
	buf_add_str(out, "\nClocks:\n");
	for (size_t i = 0; i < count; i++) {
		const struct json *clock = json_get_item(record, "clocks", i);

		buf_addf(out, "  %s: %s -> %s, %s%s\n", text_of(clock, "id"),
			 text_of(clock, "trigger"), text_of(clock, "answer"),
			 text_of(clock, "limit"),
			 is_true(clock, "verified") ? "" : " (unverified)");
	}
	buf_add_str(out, "\nAll of it, with grading and retention: onus policy show --yaml\n");
}
