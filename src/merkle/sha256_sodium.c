/* SPDX-License-Identifier: Apache-2.0
 * sha256_sodium.c - SHA-256 by libsodium, on any processor. */
#include <sodium.h>

#include "merkle/sha256.h"

static void message(const struct slice *parts, size_t count, struct onus_hash *out)
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].n > 0) {
			crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].p,
						  parts[i].n);
		}
	}
	crypto_hash_sha256_final(&state, out->bytes);
	sodium_memzero(&state, sizeof state);
}

static void leaves(const unsigned char *entries, size_t entry_bytes, size_t count,
		   struct onus_hash *out)
{
	for (size_t i = 0; i < count; i++) {
		struct slice parts[] = {SLICE("\x00"),
					slice_of(entries + i * entry_bytes, entry_bytes)};

		message(parts, 2, &out[i]);
	}
}

static void nodes(const struct onus_hash *children, size_t count, struct onus_hash *out)
{
	for (size_t i = 0; i < count; i++) {
		struct slice parts[] = {SLICE("\x01"),
					slice_of(children[2 * i].bytes, 2 * ONUS_HASH_BYTES)};

		message(parts, 2, &out[i]);
	}
}

const struct sha256_kernel sha256_sodium = {"libsodium", message, leaves, nodes};
