/* SPDX-License-Identifier: Apache-2.0
 * say.c - a contact in words. */
#include "practice/contact/inside.h"

static const char *asked_words(const char *asked)
{
	if (strcmp(asked, "yes") == 0) {
		return "was asked";
	}
	return strcmp(asked, "no") == 0 ? "was NOT asked"
					: "it is not recorded whether they were asked";
}

void contact_say(struct buf *out, const struct json *k)
{
	const char *by = record_get(k, "by_name");

	record_say_when(out, k, "when");
	buf_addf(out, " (%s): %s: %s", record_get(k, "id"), record_get(k, "victim_name"),
		 asked_words(record_get(k, "asked")));
	buf_addf(out, "%s%s.\n", by[0] != '\0' ? ", by " : "", by);
	record_say_line(out, k, "how", "  How: ");
	record_say_line(out, k, "supporter", "  Supported by: ");
	record_say_line(out, k, "answer", "  Their answer: ");
	record_say_line(out, k, "reason", "  Reason: ");
	if (strcmp(record_get(k, "threat"), "yes") == 0) {
		buf_add_str(out, "  A THREAT is suspected: this needs a decision now.\n");
	}
	if (record_get(k, "ask_again_at")[0] != '\0') {
		buf_add_str(out, "  To be asked again by ");
		record_say_limit(out, k, "ask_again_at");
		buf_add_str(out, ".\n");
	}
}
