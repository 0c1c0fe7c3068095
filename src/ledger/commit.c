/* SPDX-License-Identifier: Apache-2.0
 * commit.c - what an entry of the log commits to. docs/format.md is the enduring description.
 *
 *     body_mac = HMAC-SHA-256(body_salt, body)
 *     entry    = 01 || HMAC-SHA-256(header_salt, "onus event v1\n" || origin || "\n" || header ||
 * body_mac)
 *
 * Without the salts an entry tells nothing; without body_salt and body the header stays bound. */
#include <inttypes.h>

#include "base/limits.h"
#include "ledger/internal.h"

enum { ENTRY_VERSION = 1 };

static void write_about(struct buf *out, const struct header *h)
{
	buf_add(out, SLICE("{\"about\":["));
	for (size_t i = 0; i < h->about_count; i++) {
		buf_add_str(out, i > 0 ? "," : "");
		json_write_string(out, h->about[i]);
	}
}

static void write_from(struct buf *out, const struct header *h)
{
	buf_add(out, SLICE(",\"from\":["));
	for (size_t i = 0; i < h->from_count; i++) {
		buf_addf(out, "%s%" PRId64, i > 0 ? "," : "", h->from[i]);
	}
}

/* Written out in the order of RFC 8785, as its members never change. */
void header_write(struct buf *out, const struct header *h)
{
	write_about(out, h);
	buf_add(out, SLICE("],\"actor\":"));
	json_write_string(out, h->actor);
	write_from(out, h);
	buf_add(out, SLICE("],\"kind\":"));
	json_write_string(out, h->kind);
	buf_addf(out,
		 ",\"kind_version\":%" PRId64 ",\"occurred_hi\":%" PRId64
		 ",\"occurred_lo\":%" PRId64,
		 h->kind_version, h->occurred_hi, h->occurred_lo);
	buf_add(out, SLICE(",\"precision\":"));
	json_write_string(out, h->precision);
	buf_addf(out,
		 ",\"recorded_at\":%" PRId64 ",\"seq\":%" PRId64 ",\"writer\":", h->recorded_at,
		 h->seq);
	json_write_string(out, h->writer);
	buf_add_byte(out, '}');
}

struct onus_hash body_mac_of(struct slice body_salt, struct slice body)
{
	return onus_hmac_sha256(body_salt, body);
}

enum onus_err entry_of(struct slice header_salt, struct slice origin, struct slice header,
		       const struct onus_hash *body_mac, unsigned char *out)
{
	SCOPED_BUF(data, EVENT_HEADER_MAX);
	struct onus_hash h;

	buf_add(&data, SLICE("onus event v1\n"));
	buf_add(&data, origin);
	buf_add_byte(&data, '\n');
	buf_add(&data, header);
	buf_add(&data, slice_of(body_mac->bytes, sizeof body_mac->bytes));
	GUARD(buf_check(&data, "an event's header"));
	h = onus_hmac_sha256(header_salt, buf_slice(&data));
	out[0] = ENTRY_VERSION;
	memcpy(out + 1, h.bytes, sizeof h.bytes);
	return ONUS_OK;
}
