/* SPDX-License-Identifier: Apache-2.0
 * seal.c - identities that events hold only as ciphertext under the ledger's sealing key. */
#include <sodium.h>

#include "base/limits.h"
#include "ledger/internal.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	SEALED_TEXT_MAX = 64 * 1024,
};

static struct onus_hash derive(const struct ledger *l, const char *purpose)
{
	return onus_hmac_sha256(slice_of(l->conf.seal_key, SEAL_KEY_BYTES), slice_str(purpose));
}

void ledger_seal_name(const struct ledger *l, const char *purpose, struct slice text, char *out)
{
	struct onus_hash key = derive(l, purpose);
	struct onus_hash h = onus_hmac_sha256(slice_of(key.bytes, sizeof key.bytes), text);

	sodium_bin2hex(out, SEAL_NAME_ROOM, h.bytes, (SEAL_NAME_ROOM - 1) / 2);
}

enum onus_err ledger_seal(const struct ledger *l, struct arena *a, struct slice text,
			  const char **out)
{
	struct onus_hash key = derive(l, "onus seal v1");
	unsigned char *sealed;
	char *base64;

	ENSURE(text.n <= SEALED_TEXT_MAX, ONUS_BAD_INPUT,
	       "%zu bytes are too many to seal (at most %d)", text.n, SEALED_TEXT_MAX);
	sealed = arena_alloc(a, NONCE + text.n + TAG);
	base64 = arena_alloc(a, onus_base64_length(NONCE + text.n + TAG) + 1);
	randombytes_buf(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL,
						   (const unsigned char *)text.p, text.n, NULL, 0,
						   NULL, sealed, key.bytes);
	onus_base64_write(slice_of(sealed, NONCE + text.n + TAG), base64);
	*out = base64;
	return ONUS_OK;
}

enum onus_err ledger_unseal(const struct ledger *l, struct arena *a, const char *sealed,
			    struct slice *out)
{
	struct onus_hash key = derive(l, "onus seal v1");
	size_t room = strlen(sealed);
	unsigned char *bytes = arena_alloc(a, room + 1);
	unsigned char *plain = arena_alloc(a, room + 1);
	size_t n = 0;

	GUARD(onus_base64_parse(slice_str(sealed), bytes, room, &n));
	ENSURE(n >= NONCE + TAG && crypto_aead_xchacha20poly1305_ietf_decrypt(
					   plain, NULL, NULL, bytes + NONCE, n - NONCE, NULL, 0,
					   bytes, key.bytes) == 0,
	       ONUS_BAD_INPUT, "this was not sealed with the ledger's seal.key, or was changed");
	*out = slice_of(plain, n - NONCE - TAG);
	return ONUS_OK;
}
