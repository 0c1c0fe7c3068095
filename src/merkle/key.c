/* SPDX-License-Identifier: Apache-2.0
 * key.c - the keys of signed notes (C2SP signed-note, "Verifier keys"; golang.org/x/mod/sumdb/note
 * for the private half). */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "base/arena.h"
#include "merkle/key.h"

enum {
	KEY_ID_DIGITS = 8,
	SEED_BYTES = 32,
	MATERIAL_MAX = 2048, /* room for the types that we don't know, to be able to say so */
	TIME_BYTES = 8,
	HEADER_MAX = 64, /* the two lines in front of a text that is cosigned */
};

_Static_assert(ONUS_PUBLIC_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(ONUS_SECRET_KEY_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(ONUS_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");
_Static_assert(SEED_BYTES == crypto_sign_SEEDBYTES, "Ed25519");

#define PRIVATE_PREFIX "PRIVATE+KEY+"

/* The white space of Unicode 15 (property White_Space) that is no control character below U+0020.
 */
static const char *const spaces[] = {
	"\x20",         "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80",
	"\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85",
	"\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
	"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

bool key_name_valid(struct slice name)
{
	if (name.n == 0 || !slice_is_utf8(name, NULL) || slice_find(name, '+') < name.n) {
		return false;
	}
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)name.p[i] < 0x20) {
			return false;
		}
	}
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		if (slice_search(name, slice_str(spaces[i])) < name.n) {
			return false;
		}
	}
	return true;
}

/* The name of a key of ours; the type is one we know. */
static enum onus_err check_name_and_type(struct slice name, unsigned char type)
{
	ENSURE(key_name_valid(name), ONUS_BAD_INPUT,
	       "a key's name is UTF-8, not empty, and has no space, no control character and no "
	       "\"+\"");
	ENSURE(name.n <= ONUS_KEY_NAME_MAX, ONUS_BAD_INPUT,
	       "the key's name has %zu bytes, at most %d (ONUS_KEY_NAME_MAX) may be", name.n,
	       ONUS_KEY_NAME_MAX);
	ENSURE(type == ONUS_KEY_ED25519 || type == ONUS_KEY_COSIGNATURE, ONUS_BAD_INPUT,
	       "the key is of type %u; known here are 1 (Ed25519) and 4 (Ed25519 cosignature)",
	       type);
	return ONUS_OK;
}

/* The first four bytes of SHA-256(name || \n || type || key), big-endian. */
static uint32_t key_id(const struct onus_vkey *k)
{
	unsigned char message[ONUS_KEY_NAME_MAX + 2 + ONUS_PUBLIC_KEY_BYTES];
	size_t n = strlen(k->name);
	struct onus_hash hash;

	memcpy(message, k->name, n);
	message[n] = '\n';
	message[n + 1] = k->type;
	memcpy(message + n + 2, k->key, sizeof k->key);
	hash = onus_sha256(slice_of(message, n + 2 + sizeof k->key));
	return (uint32_t)hash.bytes[0] << 24 | (uint32_t)hash.bytes[1] << 16 |
	       (uint32_t)hash.bytes[2] << 8 | hash.bytes[3];
}

/* --- key texts: NAME+ID+BASE64(type || material) --- */

struct key_text {
	struct slice name;
	uint32_t id;
	unsigned char type;
	unsigned char material[SEED_BYTES]; /* public key or seed: 32 bytes both */
};

_Static_assert(crypto_sign_SEEDBYTES == crypto_sign_PUBLICKEYBYTES, "one struct for both halves");

static bool read_id(struct slice hex, uint32_t *id)
{
	uint32_t value = 0;

	if (hex.n != KEY_ID_DIGITS) {
		return false;
	}
	for (size_t i = 0; i < hex.n; i++) {
		const char *digit = memchr("0123456789abcdef", hex.p[i], 16);

		if (digit == NULL) {
			return false;
		}
		value = value << 4 | (uint32_t)(digit - "0123456789abcdef");
	}
	*id = value;
	return true;
}

/* Splits at the first two "+" only: base64 may have more of them. The message never quotes the
 * text, which may be a secret. */
static enum onus_err key_text_parse(struct slice text, struct key_text *out)
{
	struct slice rest = text;
	struct slice name;
	struct slice id;
	unsigned char material[MATERIAL_MAX];
	size_t length;
	enum onus_err e;

	ENSURE(slice_cut(&rest, '+', &name) && slice_cut(&rest, '+', &id) && rest.p != NULL,
	       ONUS_BAD_INPUT, "not a key: it has the form NAME+ID+BASE64");
	ENSURE(read_id(id, &out->id), ONUS_BAD_INPUT,
	       "the id of a key is eight lower-case hexadecimal digits");
	e = onus_base64_parse(rest, material, sizeof material, &length);
	if (e == ONUS_OK) {
		e = check_name_and_type(name, length > 0 ? material[0] : 0);
	}
	if (e == ONUS_OK && length != 1 + sizeof out->material) {
		e = onus_fail(ONUS_BAD_INPUT, HERE,
			      "an Ed25519 key has %zu bytes, this one has %zu",
			      sizeof out->material, length - 1);
	}
	if (e == ONUS_OK) {
		out->name = name;
		out->type = material[0];
		memcpy(out->material, material + 1, sizeof out->material);
	}
	sodium_memzero(material, sizeof material);
	return e;
}

static void key_text_write(const struct onus_vkey *k, const char *prefix,
			   const unsigned char material[SEED_BYTES], char *out)
{
	unsigned char typed[1 + SEED_BYTES];
	char base64[(1 + SEED_BYTES + 2) / 3 * 4 + 1];

	typed[0] = k->type;
	memcpy(typed + 1, material, SEED_BYTES);
	onus_base64_write(slice_of(typed, sizeof typed), base64);
	snprintf(out, ONUS_VKEY_TEXT_MAX, "%s%s+%08" PRIx32 "+%s", prefix, k->name, k->id, base64);
	sodium_memzero(typed, sizeof typed);
	sodium_memzero(base64, sizeof base64);
}

enum onus_err onus_vkey_parse(struct slice text, struct onus_vkey *out)
{
	struct onus_vkey k = {0};
	struct key_text parts;

	GUARD(key_text_parse(text, &parts));
	memcpy(k.name, parts.name.p, parts.name.n);
	k.type = parts.type;
	memcpy(k.key, parts.material, sizeof k.key);
	k.id = key_id(&k);
	ENSURE(k.id == parts.id, ONUS_BAD_INPUT,
	       "the id of the key is %08" PRIx32 ", but its name and key give %08" PRIx32
	       ": it was damaged or put together wrongly",
	       parts.id, k.id);
	ENSURE(crypto_core_ed25519_is_valid_point(k.key), ONUS_BAD_INPUT,
	       "the key is no public key of Ed25519");
	*out = k;
	return ONUS_OK;
}

void onus_vkey_write(const struct onus_vkey *k, char *out)
{
	key_text_write(k, "", k->key, out);
}

enum onus_err onus_skey_make(struct onus_skey *out, struct slice name, unsigned char type)
{
	unsigned char seed[SEED_BYTES];
	enum onus_err e;

	randombytes_buf(seed, sizeof seed);
	e = onus_skey_from_seed(out, name, type, seed);
	sodium_memzero(seed, sizeof seed);
	return e;
}

enum onus_err onus_skey_from_seed(struct onus_skey *out, struct slice name, unsigned char type,
				  const unsigned char seed[32])
{
	GUARD(check_name_and_type(name, type));
	*out = (struct onus_skey){.public.type = type};
	memcpy(out->public.name, name.p, name.n);
	crypto_sign_seed_keypair(out->public.key, out->secret, seed);
	out->public.id = key_id(&out->public);
	return ONUS_OK;
}

enum onus_err onus_skey_parse(struct slice text, struct onus_skey *out)
{
	struct key_text parts = {0};
	struct onus_skey k;
	enum onus_err e;

	ENSURE(slice_starts(text, SLICE(PRIVATE_PREFIX)), ONUS_BAD_INPUT,
	       "not a private key: it starts with " PRIVATE_PREFIX);
	e = key_text_parse(slice_from(text, strlen(PRIVATE_PREFIX)), &parts);
	if (e == ONUS_OK) {
		e = onus_skey_from_seed(&k, parts.name, parts.type, parts.material);
	}
	if (e == ONUS_OK && k.public.id != parts.id) {
		e = onus_fail(
			ONUS_BAD_INPUT, HERE,
			"the id of the private key does not fit its name and seed: it was damaged "
			"or put together wrongly");
	}
	if (e == ONUS_OK) {
		*out = k;
	}
	sodium_memzero(&parts, sizeof parts);
	sodium_memzero(&k, sizeof k);
	return e;
}

void onus_skey_write(const struct onus_skey *k, char *out)
{
	key_text_write(&k->public, PRIVATE_PREFIX, k->secret, out); /* the seed is its first half */
}

/* --- checking signatures --- */

static bool verify_ed25519(const struct onus_vkey *key, struct slice message, const char *signature)
{
	return crypto_sign_verify_detached((const unsigned char *)signature,
					   (const unsigned char *)message.p, message.n,
					   key->key) == 0;
}

/* C2SP tlog-cosignature, Ed25519: u64 seconds || signature over two lines and the text. */
static bool verify_cosignature(const struct onus_vkey *key, struct slice text, struct slice blob,
			       uint64_t *time)
{
	SCOPED_ARENA(a);
	uint64_t seconds = 0;
	char *message;
	int header;

	if (blob.n != TIME_BYTES + ONUS_SIGNATURE_BYTES) {
		return false;
	}
	for (size_t i = 0; i < TIME_BYTES; i++) {
		seconds = seconds << 8 | (unsigned char)blob.p[i];
	}
	if (seconds > INT64_MAX) {
		return false;
	}
	message = arena_alloc(&a, HEADER_MAX + text.n);
	header = snprintf(message, HEADER_MAX, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
	memcpy(message + header, text.p, text.n);
	if (!verify_ed25519(key, slice_of(message, (size_t)header + text.n), blob.p + TIME_BYTES)) {
		return false;
	}
	*time = seconds;
	return true;
}

bool key_verify(const struct onus_vkey *key, struct slice text, struct slice blob, uint64_t *time)
{
	if (key->type == ONUS_KEY_COSIGNATURE) {
		return verify_cosignature(key, text, blob, time);
	}
	*time = 0;
	return key->type == ONUS_KEY_ED25519 && blob.n == ONUS_SIGNATURE_BYTES &&
	       verify_ed25519(key, text, blob.p);
}
