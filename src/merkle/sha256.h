/* SPDX-License-Identifier: Apache-2.0
 * sha256.h - the ways in which this machine can compute SHA-256; all give the same results. */
#ifndef ONUS_MERKLE_SHA256_H
#define ONUS_MERKLE_SHA256_H

#include "onus/merkle.h"

struct sha256_kernel {
	const char *name;
	/* The hash of the parts, one behind the other. */
	void (*message)(const struct slice *parts, size_t count, struct onus_hash *out);
	/* out[i] = SHA-256(00 || the i-th of `count` entries of `entry_bytes` each). */
	void (*leaves)(const unsigned char *entries, size_t entry_bytes, size_t count,
		       struct onus_hash *out);
	/* out[i] = SHA-256(01 || children[2i] || children[2i + 1]), for `count` pairs. */
	void (*nodes)(const struct onus_hash *children, size_t count, struct onus_hash *out);
};

/* libsodium's: everywhere. */
extern const struct sha256_kernel sha256_sodium;

/* The one with this processor's own SHA instructions; NULL where it has none that we use. Asks the
 * processor, which takes microseconds in a virtual machine: ask once. */
const struct sha256_kernel *sha256_fast(void);

/* The one in use: libsodium's until onus_merkle_init has run. */
const struct sha256_kernel *sha256_kernel(void);

#endif
