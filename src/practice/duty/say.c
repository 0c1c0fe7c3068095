/* SPDX-License-Identifier: Apache-2.0
 * say.c - duties and clocks in words. */
#include "practice/duty/inside.h"
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

/* "M31 (Taxi rank)" */
static void say_thing(struct buf *out, const struct json *record, const char *key)
{
	const char *title = text_of(record, "title");

	buf_add_str(out, text_of(record, key));
	if (title[0] != '\0') {
		buf_addf(out, " (%s)", title);
	}
}

/* "Duty Inspector, Inspector", or one of them where they are the same or the other is not recorded.
 */
static void say_post(struct buf *out, const char *post, const char *rank)
{
	bool same = slice_eq_nocase(slice_str(post), slice_str(rank));

	if (post[0] == '\0') {
		buf_add_str(out, "no recorded post");
		return;
	}
	buf_addf(out, "%s%s%s", post, rank[0] != '\0' && !same ? ", " : "", same ? "" : rank);
}

/* "A. Bird (P4; Duty Inspector, Inspector), by default, since ..." */
static void say_who(struct buf *out, const struct json *who)
{
	if (text_of(who, "member")[0] == '\0') {
		buf_add_str(out, "nobody whom the record names");
		return;
	}
	buf_addf(out, "%s (%s; ", text_of(who, "name"), text_of(who, "member"));
	say_post(out, text_of(who, "post"), text_of(who, "rank"));
	buf_addf(out, ")%s, since ", is_true(who, "by_default") ? ", by default" : "");
	record_say_at(out, who, "since");
}

void clock_say(struct buf *out, const struct json *record)
{
	buf_addf(out, "Clock %s on %s: %s, %s, due by ", text_of(record, "id"),
		 text_of(record, "thing"), text_of(record, "clock"), text_of(record, "state"));
	record_say_limit(out, record, "due_at");
	if (text_of(record, "met_at")[0] != '\0') {
		buf_add_str(out, ", met ");
		record_say_at(out, record, "met_at");
	}
	if (text_of(record, "noticed_at")[0] != '\0') {
		buf_add_str(out, "; noticed ");
		record_say_at(out, record, "noticed_at");
		buf_addf(out, " by %s", text_of(record, "noticed_by"));
	}
	buf_add_str(out, ".\n");
	record_say_line(out, record, "wanted", "  Wanted: ");
}

static void say_tenures(struct buf *out, const struct json *record)
{
	size_t count = json_get_count(record, "tenures");

	buf_add_str(out, count > 0 ? "Who answered:\n" : "");
	for (size_t i = 0; i < count; i++) {
		const struct json *t = json_get_item(record, "tenures", i);
		const struct json *who = json_get(t, "who");

		buf_add_str(out, "  ");
		record_say_at(out, t, "from");
		buf_add_str(out, " to ");
		record_say_at(out, t, "to");
		buf_addf(out, ": %s (%s)%s\n", text_of(who, "name"), text_of(who, "member"),
			 is_true(who, "by_default") ? ", by default" : "");
	}
}

void duty_say(struct buf *out, const struct json *record)
{
	const struct json *proposed = json_get(record, "proposed");

	say_thing(out, record, "id");
	buf_add_str(out, text_of(record, "closed_at")[0] != '\0' ? ", closed" : "");
	buf_add_str(out, ". Who answers on ");
	record_say_at(out, record, "at");
	buf_add_str(out, ": ");
	say_who(out, json_get(record, "answerable"));
	buf_add_str(out, ".\n");
	if (proposed != NULL && proposed->type == JSON_OBJECT) {
		buf_addf(out, "Proposed to %s (%s), who should accept by ",
			 text_of(proposed, "name"), text_of(proposed, "member"));
		record_say_limit(out, proposed, "accept_by");
		buf_add_str(out, ".\n");
	}
	for (size_t i = 0; i < json_get_count(record, "clocks"); i++) {
		clock_say(out, json_get_item(record, "clocks", i));
	}
	say_tenures(out, record);
}

static void say_risk(struct buf *out, const struct json *record)
{
	const char *risk = text_of(record, "risk");

	buf_addf(out, "risk: %s", risk[0] != '\0' ? risk : "none recorded");
}

void unowned_say(struct buf *out, const struct json *record)
{
	const char *proposed = text_of(record, "proposed_to");

	say_thing(out, record, "id");
	buf_addf(out, ", %s old%s, ", text_of(record, "age"),
		 is_true(record, "late") ? ", acceptance overdue" : "");
	say_risk(out, record);
	buf_add_str(out, ". Answers: ");
	say_who(out, json_get(record, "answerable"));
	if (proposed[0] != '\0') {
		buf_addf(out, "; proposed to %s", proposed);
	}
	buf_add_str(out, ".\n");
}

static void say_breach(struct buf *out, const struct json *record, const char *before)
{
	buf_addf(out, "%s%s over: ", before, text_of(record, "over"));
	say_thing(out, record, "thing");
	buf_add_str(out, ", ");
	say_risk(out, record);
	buf_add_str(out, ". Wanted: ");
	if (text_of(record, "wanted")[0] != '\0') {
		buf_addf(out, "%s (%s, %s)", text_of(record, "wanted"), text_of(record, "clock"),
			 text_of(record, "id"));
	} else {
		buf_addf(out, "%s (%s)", text_of(record, "clock"), text_of(record, "id"));
	}
	buf_add_str(out, ". Answers: ");
	say_who(out, json_get(record, "answerable"));
	buf_add_str(out, text_of(record, "noticed_at")[0] != '\0' ? "; noticed " : "");
	record_say_at(out, record, "noticed_at");
	buf_add_str(out, ".\n");
}

/* A breach, or a rank with its breaches. */
void overdue_say(struct buf *out, const struct json *record)
{
	const char *rank = text_of(record, "rank");
	size_t count = json_get_count(record, "clocks");

	if (json_get(record, "clocks") == NULL) {
		say_breach(out, record, "");
		return;
	}
	buf_addf(out, "%s: %zu overdue, the oldest by %s\n",
		 rank[0] != '\0' ? rank : "Rank unknown", count, text_of(record, "oldest"));
	for (size_t i = 0; i < count; i++) {
		say_breach(out, json_get_item(record, "clocks", i), "  ");
	}
}

void mine_say(struct buf *out, const struct json *record)
{
	const char *clock = text_of(record, "clock");
	const char *state = text_of(record, "state");

	say_thing(out, record, "id");
	if (slice_is(slice_str(state), "proposed")) {
		buf_add_str(out, ", proposed to you");
	} else if (slice_is(slice_str(state), "default")) {
		buf_add_str(out, ", yours by default: nobody has accepted it");
	}
	buf_add_str(out, ", ");
	say_risk(out, record);
	if (clock[0] != '\0') {
		buf_addf(out, ". %s: %s %s", clock, text_of(record, "left"),
			 is_true(record, "breached") ? "OVER" : "left");
	}
	buf_add_str(out, ".\n");
}
