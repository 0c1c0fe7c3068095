/* SPDX-License-Identifier: Apache-2.0
 * random.h - numbers for property tests: the same ones on every run.
 * Source: S. Vigna's SplitMix64, public domain algorithm. */
#ifndef ONUS_TESTS_RANDOM_H
#define ONUS_TESTS_RANDOM_H

#include <stdint.h>

/* The seed is the state. */
struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 0 .. n - 1; n > 0. A little uneven for very large n, which no test minds. */
static inline uint64_t random_below(struct random *r, uint64_t n)
{
	return random_next(r) % n;
}

/* lo .. hi, both included. */
static inline int64_t random_between(struct random *r, int64_t lo, int64_t hi)
{
	return lo + (int64_t)random_below(r, (uint64_t)(hi - lo) + 1);
}

#endif
