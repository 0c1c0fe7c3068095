/* SPDX-License-Identifier: Apache-2.0
 * checkpoint.c - what a log says of itself: origin, size, root (C2SP tlog-checkpoint v1.0.0). */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "merkle/key.h"
#include "merkle/line.h"

enum { SIZE_BITS_MAX = 63, HASH_BASE64 = 44 };

enum onus_err onus_checkpoint_parse(struct slice text, struct onus_checkpoint *out)
{
	struct onus_checkpoint c;
	struct slice rest = text;
	struct slice line;
	size_t length;

	ENSURE(line_take(&rest, &c.origin) && c.origin.n > 0, ONUS_BAD_INPUT,
	       "the checkpoint has no origin in its first line");
	ENSURE(line_take(&rest, &line) && slice_to_u64(line, &c.size) &&
		       c.size >> SIZE_BITS_MAX == 0,
	       ONUS_BAD_INPUT, "the second line of the checkpoint is not the size of a tree");
	ENSURE(line_take(&rest, &line), ONUS_BAD_INPUT,
	       "the checkpoint has no third line, the root");
	if (onus_base64_parse(line, c.root.bytes, sizeof c.root.bytes, &length) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT, "the root of the checkpoint: ");
	}
	ENSURE(length == sizeof c.root.bytes, ONUS_BAD_INPUT,
	       "the root of the checkpoint has %zu bytes, not %d", length, ONUS_HASH_BYTES);
	while (line_take(&rest, &line)) {
		ENSURE(line.n > 0, ONUS_BAD_INPUT, "an extension line of the checkpoint is empty");
	}
	ENSURE(rest.n == 0, ONUS_BAD_INPUT, "the last line of the checkpoint has no end");
	*out = c;
	return ONUS_OK;
}

/* An origin that can be read back as the one line it is, and as the name of our key. */
static enum onus_err check_signer(const struct onus_checkpoint *c, const struct onus_skey *key)
{
	ENSURE(key->public.type == ONUS_KEY_ED25519, ONUS_USAGE,
	       "a log signs with a key of type 1 (Ed25519), this one is of type %u",
	       key->public.type);
	ENSURE(slice_is(c->origin, key->public.name), ONUS_USAGE,
	       "the origin of a checkpoint is the name of the key that signs it, %s",
	       key->public.name);
	ENSURE(c->size >> SIZE_BITS_MAX == 0, ONUS_USAGE, "no tree has %" PRIu64 " leaves",
	       c->size);
	return ONUS_OK;
}

/* Reads back what was written: a signature that nobody could check must not leave the house. */
static enum onus_err check_written(const char *note, const struct onus_checkpoint *c,
				   const struct onus_skey *key)
{
	const struct onus_vkey *known[] = {&key->public};
	struct onus_checkpoint again;
	struct onus_note opened;

	if (onus_note_open(slice_str(note), known, 1, &opened) != ONUS_OK ||
	    onus_checkpoint_parse(opened.text, &again) != ONUS_OK) {
		return onus_fail_in(ONUS_INTERNAL,
				    "the checkpoint that was just signed is wrong: ");
	}
	ENSURE(again.size == c->size && onus_hash_eq(&again.root, &c->root) &&
		       slice_eq(again.origin, c->origin),
	       ONUS_INTERNAL, "the checkpoint that was just signed says something else");
	return ONUS_OK;
}

enum onus_err onus_checkpoint_sign(const struct onus_checkpoint *c, const struct onus_skey *key,
				   char *out)
{
	unsigned char blob[KEY_ID_BYTES + ONUS_SIGNATURE_BYTES];
	char note[ONUS_CHECKPOINT_TEXT_MAX];
	char base64[(sizeof blob + 2) / 3 * 4 + 1];
	char root[HASH_BASE64 + 1];
	uint32_t id = key->public.id;
	int text;

	GUARD(check_signer(c, key));
	onus_base64_write(slice_of(c->root.bytes, sizeof c->root.bytes), root);
	text = snprintf(note, sizeof note, "%s\n%" PRIu64 "\n%s\n", key->public.name, c->size,
			root);
	blob[0] = (unsigned char)(id >> 24);
	blob[1] = (unsigned char)(id >> 16);
	blob[2] = (unsigned char)(id >> 8);
	blob[3] = (unsigned char)id;
	crypto_sign_detached(blob + KEY_ID_BYTES, NULL, (const unsigned char *)note, (size_t)text,
			     key->secret);
	onus_base64_write(slice_of(blob, sizeof blob), base64);
	snprintf(note + text, sizeof note - (size_t)text, "\n\xe2\x80\x94 %s %s\n",
		 key->public.name, base64);
	GUARD(check_written(note, c, key));
	memcpy(out, note, strlen(note) + 1);
	return ONUS_OK;
}
