/* SPDX-License-Identifier: Apache-2.0
 * say.c - complaints and recommendations in words. */
#include "practice/oversight/inside.h"

void finding_say(struct buf *out, const struct json *f)
{
	buf_addf(out, "Finding %s on complaint %s, ", record_get(f, "id"),
		 record_get(f, "complaint"));
	record_say_when(out, f, "when");
	buf_addf(out, ": %s. %s\n", record_get(f, "outcome"), record_get(f, "text"));
	record_say_line(out, f, "source", "  Source: ");
}

void response_say(struct buf *out, const struct json *v)
{
	buf_addf(out, "Response %s to finding %s, ", record_get(v, "id"), record_get(v, "finding"));
	record_say_when(out, v, "when");
	buf_addf(out, ", by %s: %s. %s\n", record_get(v, "made_by"), record_get(v, "stance"),
		 record_get(v, "reason"));
}

/* "F86 (upheld)", "report R7": the name alone where it says the id. */
static void say_named(struct buf *out, const struct json *record, const char *key,
		      const char *name_key)
{
	struct slice id = slice_str(record_get(record, key));
	struct slice name = slice_str(record_get(record, name_key));

	if (name.n > 0 && slice_search(name, id) < name.n) {
		buf_add(out, name);
	} else if (name.n > 0) {
		buf_addf(out, SLICE_FMT " (" SLICE_FMT ")", SLICE_ARG(id), SLICE_ARG(name));
	} else {
		buf_add(out, id);
	}
}

void publication_say(struct buf *out, const struct json *j)
{
	buf_addf(out, "Publication %s of ", record_get(j, "id"));
	say_named(out, j, "thing", "thing_name");
	buf_add_str(out, ", ");
	record_say_when(out, j, "when");
	buf_addf(out, " (%s): %s\n", record_get(j, "extent"), record_get(j, "text"));
}

static void say_each(struct buf *out, const struct json *record, const char *key,
		     void (*say)(struct buf *, const struct json *))
{
	for (size_t i = 0; i < json_get_count(record, key); i++) {
		say(out, json_get_item(record, key, i));
	}
}

static void say_clock(struct buf *out, const struct json *clock)
{
	const struct json *late = json_get(clock, "late");
	bool met = record_get(clock, "met_at")[0] != '\0';

	buf_addf(out, "  Clock %s: due by ", record_get(clock, "clock"));
	record_say_limit(out, clock, "due_at");
	buf_add_str(out, met ? "; met " : "; not met");
	record_say_at(out, clock, "met_at");
	buf_add_str(out, late != NULL && late->type == JSON_TRUE ? ". LATE.\n" : ".\n");
}

void complaint_say(struct buf *out, const struct json *w)
{
	const struct json *conflict = json_get(w, "dates_conflict");

	buf_addf(out, "Complaint %s, ", record_get(w, "id"));
	record_say_when(out, w, "when");
	buf_addf(out, ": %s\n  By %s, against %s, to %s.\n", record_get(w, "title"),
		 record_get(w, "made_by"), record_get(w, "against"), record_get(w, "body"));
	record_say_line(out, w, "text", "  ");
	say_each(out, w, "clocks", say_clock);
	say_each(out, w, "findings", finding_say);
	say_each(out, w, "responses", response_say);
	say_each(out, w, "publications", publication_say);
	if (json_get(w, "findings") != NULL && json_get_count(w, "findings") == 0) {
		buf_add_str(out, "  No finding is recorded.\n");
	}
	if (conflict != NULL && conflict->type == JSON_TRUE) {
		buf_add_str(out, "  The sources date the finding differently; each date stands.\n");
	}
}

static void say_reply(struct buf *out, const struct json *reply)
{
	const char *by = record_get(reply, "by_name");

	buf_add_str(out, "  ");
	record_say_when(out, reply, "when");
	buf_addf(out, ": %s, by %s. %s\n", record_get(reply, "reply"),
		 by[0] != '\0' ? by : "nobody the record names", record_get(reply, "reason"));
}

void recommendation_say(struct buf *out, const struct json *t)
{
	buf_addf(out, "Recommendation %s, ", record_get(t, "id"));
	record_say_when(out, t, "when");
	buf_add_str(out, ", in ");
	say_named(out, t, "origin", "origin_name");
	buf_addf(out, ", to %s: %s\n", record_get(t, "addressee"), record_get(t, "text"));
	if (json_get(t, "replies") == NULL) {
		record_say_line(out, t, "reply", "  First reply: ");
	}
	say_each(out, t, "replies", say_reply);
	if (record_get(t, "reply")[0] == '\0') {
		buf_add_str(out, "  No recorded answer.\n");
	}
}
