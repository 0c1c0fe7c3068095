/* SPDX-License-Identifier: Apache-2.0
 * opening.c - what lets somebody who may have it check the content behind an entry. */
#include <inttypes.h>
#include <sodium.h>

#include "base/limits.h"
#include "ledger/internal.h"

struct opening_out {
	struct arena *arena;
	struct json *out;
};

static void set_bytes(struct json *object, const char *name, struct slice bytes)
{
	char *text = arena_alloc(object->arena, onus_base64_length(bytes.n) + 1);

	onus_base64_write(bytes, text);
	json_set_str(object, name, text);
}

static enum onus_err write_opening(void *ctx, struct arena *a, const struct stored *e)
{
	struct opening_out *o = ctx;
	SCOPED_BUF(header, EVENT_HEADER_MAX);

	(void)a;
	ENSURE(e->has_body, ONUS_NO, "the content of event %" PRId64 " was disposed of",
	       e->header.seq);
	header_write(&header, &e->header);
	GUARD(buf_check(&header, "an event's header"));
	o->out = json_object(o->arena);
	json_set_str(o->out, "format", "onus opening v1");
	json_set_slice(o->out, "header", buf_slice(&header));
	set_bytes(o->out, "header_salt", e->header_salt);
	json_set_slice(o->out, "body", e->body);
	set_bytes(o->out, "body_salt", e->body_salt);
	return ONUS_OK;
}

enum onus_err ledger_opening(struct ledger *l, struct arena *a, int64_t seq, struct json **out)
{
	struct opening_out o = {.arena = a};

	GUARD(stored_each(l->store, seq, seq, write_opening, &o));
	ENSURE(o.out != NULL, ONUS_NO, "there is no event %" PRId64, seq);
	*out = o.out;
	return ONUS_OK;
}

static enum onus_err get_bytes(const struct json *opening, const char *name, unsigned char *out)
{
	size_t n = 0;

	ENSURE(onus_base64_parse(json_get_slice(opening, name), out, SALT_BYTES, &n) == ONUS_OK &&
		       n == SALT_BYTES,
	       ONUS_BAD_INPUT, "the opening's %s is not %d bytes in base64", name, SALT_BYTES);
	return ONUS_OK;
}

enum onus_err opening_verify(struct arena *a, const struct json *opening, struct slice origin,
			     struct slice entry)
{
	unsigned char header_salt[SALT_BYTES];
	unsigned char body_salt[SALT_BYTES];
	unsigned char computed[ENTRY_BYTES];
	struct onus_hash mac;

	(void)a;
	ENSURE(slice_is(json_get_slice(opening, "format"), "onus opening v1"), ONUS_BAD_INPUT,
	       "this is no opening (format: onus opening v1)");
	GUARD(get_bytes(opening, "header_salt", header_salt));
	GUARD(get_bytes(opening, "body_salt", body_salt));
	mac = body_mac_of(slice_of(body_salt, SALT_BYTES), json_get_slice(opening, "body"));
	GUARD(entry_of(slice_of(header_salt, SALT_BYTES), origin, json_get_slice(opening, "header"),
		       &mac, computed));
	ENSURE(slice_eq(slice_of(computed, ENTRY_BYTES), entry), ONUS_NO,
	       "the opening is not of the entry that the receipt proves");
	return ONUS_OK;
}
