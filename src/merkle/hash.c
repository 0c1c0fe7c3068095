/* SPDX-License-Identifier: Apache-2.0
 * hash.c - the hashes of RFC 6962 and HMAC, on the SHA-256 of this machine. */
#include <sodium.h>
#include <stdatomic.h>

#include "merkle/sha256.h"

enum { HMAC_BLOCK = 64 };

static _Atomic(const struct sha256_kernel *) chosen = &sha256_sodium;

const struct sha256_kernel *sha256_kernel(void)
{
	return atomic_load_explicit(&chosen, memory_order_relaxed);
}

enum onus_err onus_merkle_init(void)
{
	const struct sha256_kernel *fast = sha256_fast();

	ENSURE(sodium_init() >= 0, ONUS_INTERNAL,
	       "libsodium did not start: no source of random numbers");
	if (fast != NULL) {
		atomic_store_explicit(&chosen, fast, memory_order_relaxed);
	}
	return ONUS_OK;
}

struct onus_hash onus_sha256(struct slice data)
{
	struct onus_hash out;

	sha256_kernel()->message(&data, 1, &out);
	return out;
}

/* RFC 2104 with SHA-256. */
struct onus_hash onus_hmac_sha256(struct slice key, struct slice data)
{
	const struct sha256_kernel *sha256 = sha256_kernel();
	unsigned char pad[HMAC_BLOCK] = {0};
	struct slice parts[2] = {slice_of(pad, sizeof pad), data};
	struct onus_hash hash;

	if (key.n > sizeof pad) {
		hash = onus_sha256(key);
		memcpy(pad, hash.bytes, sizeof hash.bytes);
	} else if (key.n > 0) {
		memcpy(pad, key.p, key.n);
	}
	for (size_t i = 0; i < sizeof pad; i++) {
		pad[i] ^= 0x36;
	}
	sha256->message(parts, 2, &hash);
	for (size_t i = 0; i < sizeof pad; i++) {
		pad[i] ^= 0x36 ^ 0x5c;
	}
	parts[1] = slice_of(hash.bytes, sizeof hash.bytes);
	sha256->message(parts, 2, &hash);
	sodium_memzero(pad, sizeof pad);
	return hash;
}

struct onus_hash onus_leaf_hash(struct slice entry)
{
	struct slice parts[] = {SLICE("\x00"), entry};
	struct onus_hash out;

	sha256_kernel()->message(parts, 2, &out);
	return out;
}

struct onus_hash onus_node_hash(const struct onus_hash *left, const struct onus_hash *right)
{
	struct onus_hash children[2] = {*left, *right};
	struct onus_hash out;

	sha256_kernel()->nodes(children, 1, &out);
	return out;
}

void onus_leaf_hash_many(const unsigned char *entries, size_t entry_bytes, size_t count,
			 struct onus_hash *out)
{
	sha256_kernel()->leaves(entries, entry_bytes, count, out);
}

struct onus_hash onus_empty_root(void)
{
	return onus_sha256(slice_of(NULL, 0));
}

bool onus_hash_eq(const struct onus_hash *a, const struct onus_hash *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
