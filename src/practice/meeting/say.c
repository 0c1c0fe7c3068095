/* SPDX-License-Identifier: Apache-2.0
 * say.c - meetings, items and exposures in words. */
#include "practice/meeting/inside.h"

static void say_attendees(struct buf *out, const struct json *record)
{
	size_t count = json_get_count(record, "attendees");

	for (size_t i = 0; i < count; i++) {
		const struct json *member = json_get_item(record, "attendees", i);
		const char *post = record_get(member, "post");

		buf_addf(out, "%s%s%s%s", i == 0 ? "  Present: " : "; ", record_get(member, "name"),
			 post[0] != '\0' ? ", " : "", post);
	}
	buf_add_str(out, count > 0 ? ".\n" : "");
}

static void say_item_line(struct buf *out, const struct json *item)
{
	buf_addf(out, "  %lld. (%s) %s\n", (long long)json_get_int(item, "number", 0),
		 record_get(item, "id"), record_get(item, "text"));
	record_say_names(out, item, "about", "     About: ");
	if (json_get_int(item, "answers", 0) == 0) {
		buf_add_str(out, "     No action or decision on this item is recorded.\n");
	}
}

void item_say(struct buf *out, const struct json *item)
{
	buf_addf(out, "Item of meeting %s, ", record_get(item, "meeting"));
	record_say_when(out, item, "when");
	buf_add_str(out, ":\n");
	say_item_line(out, item);
	say_attendees(out, item);
}

void meeting_say(struct buf *out, const struct json *meeting)
{
	int64_t unanswered = json_get_int(meeting, "unanswered", 0);

	buf_addf(out, "Meeting %s (%s), ", record_get(meeting, "id"), record_get(meeting, "kind"));
	record_say_when(out, meeting, "when");
	buf_addf(out, ": %s\n", record_get(meeting, "title"));
	say_attendees(out, meeting);
	record_say_names(out, meeting, "about", "  About: ");
	if (json_get(meeting, "items") == NULL) {
		buf_addf(out, "  Present: %lld. Items: %lld; without a recorded answer: %lld.\n",
			 (long long)json_get_int(meeting, "attendee_count", 0),
			 (long long)json_get_int(meeting, "item_count", 0), (long long)unanswered);
	}
	for (size_t i = 0; i < json_get_count(meeting, "items"); i++) {
		say_item_line(out, json_get_item(meeting, "items", i));
	}
}

void exposure_say(struct buf *out, const struct json *x)
{
	buf_addf(out, "Exposure %s, ", record_get(x, "id"));
	record_say_when(out, x, "when");
	buf_addf(out, ": %s was shown %s. Strength: %s. How: %s\n", record_get(x, "member_name"),
		 record_get(x, "thing_name"), record_get(x, "strength"), record_get(x, "how"));
	record_say_names(out, x, "about", "  About: ");
}
