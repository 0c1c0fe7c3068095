/* SPDX-License-Identifier: Apache-2.0
 * say.c - entities, mentions and links in words. */
#include <inttypes.h>

#include "practice/register/inside.h"

static bool is(const struct json *record, const char *key, const char *text)
{
	return slice_is(json_get_slice(record, key), text);
}

/* "E5 Jay Bird (person)" */
static void say_end(struct buf *out, const struct json *record, const char *id, const char *name,
		    const char *kind)
{
	buf_addf(out, "%s %s (%s)", record_get(record, id), record_get(record, name),
		 record_get(record, kind));
}

/* "by keeper, 22 November 2026, 02:06 UTC: the reason", behind a decision. */
static void say_decider(struct buf *out, const struct json *record)
{
	buf_addf(out, "by %s, ", record_get(record, "decided_by_name"));
	record_say_at(out, record, "decided_at");
	buf_addf(out, ": %s\n", record_get(record, "because"));
}

/* --- links --- */

static const char *link_words(const struct json *l)
{
	if (is(l, "kind", "same")) {
		return "is the same as";
	}
	return is(l, "kind", "part") ? "is part of" : "has to do with";
}

static void say_link_state(struct buf *out, const struct json *l)
{
	if (!is(l, "state", "proposed")) {
		buf_addf(out, "  %s ",
			 is(l, "state", "confirmed")  ? "CONFIRMED"
			 : is(l, "state", "rejected") ? "REJECTED"
						      : "UNSURE");
		say_decider(out, l);
	} else if (record_get(l, "decided_by")[0] != '\0') {
		buf_add_str(out, "  Proposed again: the decision was undone ");
		say_decider(out, l);
	} else {
		buf_add_str(out, "  Proposed ");
		record_say_at(out, l, "recorded_at");
		buf_add_str(out, "; nobody has decided.\n");
	}
}

void link_say(struct buf *out, const struct json *l)
{
	buf_addf(out, "%s: ", record_get(l, "id"));
	say_end(out, l, "a", "a_name", "a_kind");
	buf_addf(out, " %s ", link_words(l));
	say_end(out, l, "b", "b_name", "b_kind");
	buf_add_str(out, is(l, "state", "confirmed") ? ".\n" : "?\n");
	record_say_line(out, l, "evidence", "  Evidence: ");
	if (json_get(l, "a_reports") != NULL) {
		buf_addf(out, "  Named in %" PRId64 " and in %" PRId64 " reports.\n",
			 json_get_int(l, "a_reports", 0), json_get_int(l, "b_reports", 0));
	}
	say_link_state(out, l);
}

/* --- mentions --- */

static void say_entity_of(struct buf *out, const struct json *m)
{
	bool tied = record_get(m, "entity")[0] != '\0';
	bool proposed = is(m, "state", "proposed");

	if (is(m, "state", "rejected")) {
		buf_add_str(out, tied ? ", REJECTED; it was taken for " : ", REJECTED");
	} else if (tied) {
		buf_add_str(out, proposed ? ", proposed to be " : ", CONFIRMED: ");
	} else {
		buf_add_str(out, proposed ? ", tied to nothing" : ", CONFIRMED");
	}
	if (tied) {
		say_end(out, m, "entity", "entity_name", "entity_kind");
	}
	buf_add_str(out, ".\n");
}

/* "N12.1 in R11: person "Jay Bird", as suspect, proposed to be E5 Jay Bird (person)." */
void mention_say(struct buf *out, const struct json *m)
{
	buf_addf(out, "%s in %s: %s", record_get(m, "id"), record_get(m, "report"),
		 record_get(m, "kind"));
	if (json_get(m, "text") != NULL) {
		buf_addf(out, " \"%s\"", record_get(m, "text"));
	}
	if (!is(m, "role", "unknown")) {
		buf_addf(out, ", as %s", record_get(m, "role"));
	}
	say_entity_of(out, m);
	if (record_get(m, "decided_by")[0] != '\0') {
		buf_add_str(out, "  Decided ");
		say_decider(out, m);
	}
	if (json_get(m, "text") != NULL) {
		buf_addf(out, "  ...%s[%s]%s...\n", record_get(m, "before"), record_get(m, "text"),
			 record_get(m, "after"));
	}
}

/* --- entities --- */

static void say_names(struct buf *out, const struct json *r)
{
	for (size_t i = 0; i < json_get_count(r, "names"); i++) {
		const struct json *n = json_get_item(r, "names", i);
		bool read = is(n, "event_kind", "report.read");

		buf_addf(out, "  Called \"%s\"%s%s: %s%s, ", record_get(n, "name"),
			 is(n, "entity", record_get(r, "id")) ? "" : " as ",
			 is(n, "entity", record_get(r, "id")) ? "" : record_get(n, "entity"),
			 read ? "found in a report" : "entered by ",
			 read ? "" : record_get(n, "by_name"));
		record_say_at(out, n, "recorded_at");
		buf_addf(out, " (event %" PRId64 ").\n", json_get_int(n, "event", 0));
	}
}

static void say_ends(struct buf *out, const struct json *r, const char *key, const char *before)
{
	size_t count = json_get_count(r, key);

	for (size_t i = 0; i < count; i++) {
		buf_add_str(out, i == 0 ? before : "; ");
		say_end(out, json_get_item(r, key, i), "id", "name", "kind");
	}
	buf_add_str(out, count > 0 ? ".\n" : "");
}

static void say_mentions(struct buf *out, const struct json *r)
{
	int64_t count = json_get_int(r, "mention_count", 0);

	if (json_get(r, "mention_count") != NULL) {
		buf_addf(out, "  %" PRId64 " mention%s in reports.\n", count,
			 count == 1 ? "" : "s");
	}
	for (size_t i = 0; i < json_get_count(r, "mentions"); i++) {
		mention_say(out, json_get_item(r, "mentions", i));
	}
}

void entity_say(struct buf *out, const struct json *r)
{
	const struct json *unknown = json_get(r, "unknown");

	say_end(out, r, "id", "name", "kind");
	buf_add_str(out, unknown != NULL && unknown->type == JSON_TRUE ? ", not identified" : "");
	if (is(r, "state", "candidate")) {
		buf_add_str(out, ", a candidate: proposed from reports, nobody has looked at it");
	} else if (is(r, "state", "rejected")) {
		buf_add_str(out, ", REJECTED: all that was taken for it");
	}
	buf_add_str(out, ". Recorded ");
	record_say_at(out, r, "recorded_at");
	buf_add_str(out, ".\n");
	say_names(out, r);
	say_ends(out, r, "same", "  The same as: ");
	say_ends(out, r, "groups", "  In the group: ");
	say_ends(out, r, "members", "  Its members: ");
	for (size_t i = 0; i < json_get_count(r, "links"); i++) {
		link_say(out, json_get_item(r, "links", i));
	}
	say_mentions(out, r);
}
