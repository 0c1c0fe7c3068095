/* SPDX-License-Identifier: Apache-2.0
 * say.c - reports in words. */
#include <inttypes.h>

#include "practice/intake/inside.h"
#include "practice/row/row.h"

void receive_say(struct buf *out, const struct json *r)
{
	const char *reason = json_get_str(r, "reason");
	bool known = json_get(r, "known") != NULL && json_get(r, "known")->type == JSON_TRUE;
	int64_t mentions = json_get_int(r, "mentions", 0);

	buf_addf(out, "%-8s %-11s %4" PRId64 " %-8s  %s%s\n", json_get_str(r, "report"),
		 json_get_str(r, "status"), mentions, mentions == 1 ? "mention" : "mentions",
		 json_get_str(r, "path"),
		 known ? "  (known: the same bytes from the same source)" : "");
	if (reason != NULL) {
		buf_addf(out, "         %s\n", reason);
	}
	buf_addf(out, "         receipt: %s\n", json_get_str(r, "receipt"));
}

static void say_mentions(struct buf *out, const struct json *r)
{
	const char *undecided = NULL;

	for (size_t i = 0; i < json_get_count(r, "mentions"); i++) {
		const struct json *m = json_get_item(r, "mentions", i);
		const char *entity = json_get_str(m, "entity");

		buf_addf(out, "  %-10s %-13s %-12s %s%s%s (%s)\n", json_get_str(m, "id"),
			 json_get_str(m, "kind"), json_get_str(m, "role"), json_get_str(m, "value"),
			 entity ? " = " : "", entity ? entity : "", json_get_str(m, "state"));
		if (undecided == NULL && slice_is(json_get_slice(m, "state"), "proposed")) {
			undecided = json_get_str(m, "id");
		}
	}
	if (undecided != NULL) {
		buf_addf(out,
			 "\n  To decide on one: onus mention decide %s --confirm or --reject, "
			 "--because TEXT\n",
			 undecided);
	}
}

/* "from source S6 by files, dated 14 March 2026, recorded 22 November 2026, 03:53 UTC; read" */
static void say_origin(struct buf *out, const struct json *r)
{
	const char *dated = json_get_str(r, "dated_words");
	bool undated = slice_is(json_get_slice(json_get(r, "dated"), "precision"), "unknown");

	buf_addf(out, "  from source %s by %s, %s%s, recorded ", json_get_str(r, "source"),
		 json_get_str(r, "channel"), undated ? "undated" : "dated ", undated ? "" : dated);
	record_say_at(out, r, "recorded");
	buf_addf(out, "; %s\n", json_get_str(r, "status"));
}

void report_say(struct buf *out, const struct json *r)
{
	const struct json *who = json_get(r, "answerable");
	const char *text = json_get_str(r, "text");

	buf_addf(out, "%s  %s\n", json_get_str(r, "id"),
		 json_get_slice(r, "title").n > 0 ? json_get_str(r, "title")
						  : json_get_str(r, "path"));
	say_origin(out, r);
	if (json_get_slice(r, "reason").n > 0) {
		buf_addf(out, "  %s\n", json_get_str(r, "reason"));
	}
	if (who != NULL && json_get_str(who, "name") != NULL) {
		const struct json *by_default = json_get(who, "by_default");

		buf_addf(out, "  answerable: %s%s\n", json_get_str(who, "name"),
			 by_default && by_default->type == JSON_TRUE ? ", by default" : "");
	}
	if (text != NULL && text[0] != '\0') {
		buf_addf(out, "\n%s\n\n", text);
	}
	say_mentions(out, r);
}

void quarantine_say(struct buf *out, const struct json *r)
{
	const char *id = json_get_str(r, "id");

	if (slice_is(json_get_slice(r, "status"), "seized")) {
		buf_addf(out, "%s is marked for lawful seizure, and stays closed for good.\n", id);
	} else {
		buf_addf(out, "%s is let out of quarantine. Its bytes: onus report original %s\n",
			 id, id);
	}
}

void source_say(struct buf *out, const struct json *r)
{
	int64_t reports = json_get_int(r, "reports", 0);

	buf_addf(out, "%s is %s (kind: %s), entered ", json_get_str(r, "id"),
		 json_get_str(r, "name"), json_get_str(r, "kind"));
	record_say_at(out, r, "recorded");
	buf_addf(out, "; %" PRId64 " report%s.\n", reports, reports == 1 ? "" : "s");
}
