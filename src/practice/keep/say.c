/* SPDX-License-Identifier: Apache-2.0
 * say.c - holds and losses in words. */
#include "practice/keep/inside.h"

static void say_hold(struct buf *out, const struct json *h)
{
	buf_addf(out, "Hold %s, ", record_get(h, "id"));
	record_say_when(out, h, "when");
	buf_addf(out, ", by %s: %s\n", record_get(h, "issuer"), record_get(h, "scope"));
	record_say_line(out, h, "order", "  Order: ");
	record_say_names(out, h, "things", "  Holds: ");
	if (record_get(h, "lifted_at")[0] != '\0') {
		buf_add_str(out, "  Lifted ");
		record_say_at(out, h, "lifted_at");
		buf_addf(out, " by %s: %s\n", record_get(h, "lifted_by"),
			 record_get(h, "lifted_why"));
	} else {
		buf_add_str(out, "  In force: nothing it covers may be disposed of.\n");
	}
}

static void say_loss(struct buf *out, const struct json *z)
{
	buf_addf(out, "Lost (%s), ", record_get(z, "id"));
	record_say_when(out, z, "when");
	buf_addf(out, ": %s\n", record_get(z, "what"));
	record_say_line(out, z, "rule", "  Under: ");
	record_say_names(out, z, "about", "  About: ");
}

void keep_say(struct buf *out, const struct json *record)
{
	if (record_get(record, "id")[0] == 'H') {
		say_hold(out, record);
	} else {
		say_loss(out, record);
	}
}
