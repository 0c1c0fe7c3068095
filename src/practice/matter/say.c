/* SPDX-License-Identifier: Apache-2.0
 * say.c - matters, decisions, actions and operations in words. */
#include "practice/matter/inside.h"

void decision_say(struct buf *out, const struct json *d)
{
	int64_t number = json_get_int(d, "number", 0);
	const struct json *late = json_get(d, "late");

	buf_addf(out, "Decision %s", record_get(d, "id"));
	if (number > 0) {
		buf_addf(out, " (number %lld in %s)", (long long)number, record_get(d, "matter"));
	}
	buf_add_str(out, ", ");
	record_say_when(out, d, "when");
	buf_addf(out, ": %s, by %s", record_get(d, "kind"), record_get(d, "decider_name"));
	if (record_get(d, "second")[0] != '\0') {
		buf_addf(out, " with %s", record_get(d, "second_name"));
	}
	buf_add_str(out, strcmp(record_get(d, "state"), "proposed") == 0
				 ? "; PROPOSED, waits for a second person.\n"
				 : ".\n");
	record_say_line(out, d, "reason", "  Because: ");
	record_say_line(out, d, "options", "  Also considered: ");
	record_say_line(out, d, "unknowns", "  Not known: ");
	if (record_get(d, "review_at")[0] != '\0') {
		buf_add_str(out, "  To be looked at again by ");
		record_say_limit(out, d, "review_at");
		buf_add_str(out, ".\n");
	}
	if (late != NULL && late->type == JSON_TRUE) {
		buf_add_str(out, "  Entered late: recorded ");
		record_say_at(out, d, "recorded_at");
		buf_add_str(out, ".\n");
	}
	record_say_names(out, d, "about", "  About: ");
}

void action_say(struct buf *out, const struct json *t)
{
	const char *owner = record_get(t, "owner_name");

	buf_addf(out, "Action %s, ", record_get(t, "id"));
	record_say_when(out, t, "when");
	buf_addf(out, ": %s. Owner: %s. ", record_get(t, "title"),
		 owner[0] != '\0' ? owner : "the record names nobody");
	if (strcmp(record_get(t, "state"), "raised") == 0) {
		buf_add_str(out, record_get(t, "due_at")[0] != '\0' ? "Open, due by " : "Open");
		record_say_limit(out, t, "due_at");
		buf_add_str(out, ".\n");
	} else {
		buf_addf(out, "%s, ",
			 strcmp(record_get(t, "state"), "done") == 0 ? "Done" : "Dropped");
		record_say_when(out, t, "done");
		buf_addf(out, ": %s\n", record_get(t, "outcome"));
	}
	record_say_names(out, t, "about", "  About: ");
}

void operation_say(struct buf *out, const struct json *o)
{
	const char *name = record_get(o, "name");
	bool says_so = slice_starts(slice_str(name), SLICE("Operation "));

	buf_addf(out, "%s%s (%s), ", says_so ? "" : "Operation ", name, record_get(o, "id"));
	record_say_when(out, o, "when");
	buf_addf(out, ": %s\n", record_get(o, "objective"));
	if (strcmp(record_get(o, "state"), "closed") == 0) {
		buf_add_str(out, "  Closed, ");
		record_say_when(out, o, "closed");
		buf_addf(out, ": %s\n", record_get(o, "outcome"));
	} else {
		buf_add_str(out, "  No outcome is recorded.\n");
	}
	record_say_names(out, o, "about", "  About: ");
}

static void say_answerable(struct buf *out, const struct json *m)
{
	const struct json *who = json_get(m, "answerable");
	const struct json *by_default = json_get(who, "by_default");

	if (who == NULL) {
		return;
	}
	buf_addf(out, "  Answerable now: %s%s%s%s.\n", record_get(who, "name"),
		 record_get(who, "post")[0] != '\0' ? ", " : "", record_get(who, "post"),
		 by_default != NULL && by_default->type == JSON_TRUE
			 ? ", by default: nobody has accepted it"
			 : "");
}

void matter_say(struct buf *out, const struct json *m)
{
	const char *risk = record_get(m, "risk");

	buf_addf(out, "Matter %s, %s: %s\n", record_get(m, "id"), record_get(m, "state"),
		 record_get(m, "title"));
	buf_addf(out, "  Risk: %s. A child may be harmed: %s. Recorded ",
		 risk[0] != '\0' ? risk : "not recorded", record_get(m, "child"));
	record_say_at(out, m, "recorded_at");
	buf_add_str(out, ".\n");
	say_answerable(out, m);
	record_say_names(out, m, "things", "  Carries: ");
	for (size_t i = 0; i < json_get_count(m, "decisions"); i++) {
		decision_say(out, json_get_item(m, "decisions", i));
	}
	for (size_t i = 0; i < json_get_count(m, "actions"); i++) {
		action_say(out, json_get_item(m, "actions", i));
	}
	if (json_get(m, "decisions") != NULL && json_get_count(m, "decisions") == 0) {
		buf_add_str(out, "  No decision is recorded.\n");
	}
}
