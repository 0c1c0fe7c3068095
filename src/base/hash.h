/* SPDX-License-Identifier: Apache-2.0
 * hash.h - hashes for tables and for orders as good as chance; none resists an attacker. */
#ifndef ONUS_BASE_HASH_H
#define ONUS_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), 64 bits: goes on from `hash`, at first HASH_START. Its
 * low bits depend on the low bits of the bytes alone; hash_mix makes them depend on all. */
static inline uint64_t hash_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3);
}

static inline uint64_t hash_bytes(uint64_t hash, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		hash = hash_byte(hash, (unsigned char)p[i]);
	}
	return hash;
}

/* The last step of SplitMix64 (S. Vigna): every bit of the result depends on all of `z`. */
static inline uint64_t hash_mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

#endif
