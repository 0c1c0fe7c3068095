/* SPDX-License-Identifier: Apache-2.0
 * kernel_lanes_body.h - the lanes' kernels for one width of lane and one size of vector: included
 * once for each, by a file that has defined
 *
 *     LANE     the unsigned type of a lane
 *     WORDS    the unsigned type as which VECTOR is written
 *     VECTOR   bytes of a vector
 *     TARGET   attributes of every function that takes vectors
 *     NAME(x)  the name of function x in this form
 *     HIT_BITS(v)   the highest bit of each byte of a vector
 *     COUNT(v)      the bits set in each lane; without it they are counted by hand
 *
 * All but TARGET are undefined at the end. */

#define LANES_INLINE TARGET __attribute__((always_inline)) static inline
#define VECTORS (GROUP_BYTES / VECTOR)

typedef LANE NAME(v) __attribute__((vector_size(VECTOR), may_alias));
#define V NAME(v)

/* `x` in each lane. */
LANES_INLINE V NAME(splat)(uint64_t x)
{
	return (V){0} + (LANE)x;
}

#ifdef COUNT
#define COUNT_OF(v) COUNT(v)
#else
/* Source: H. Warren, "Hacker's Delight", counting 1-bits; of bytes, and then of wider lanes. */
LANES_INLINE V NAME(count)(V v)
{
	typedef uint16_t wide __attribute__((vector_size(VECTOR), may_alias));
	wide w = (wide)v;
	V sum;

	w -= (w >> 1) & 0x5555;
	w = (w & 0x3333) + ((w >> 2) & 0x3333);
	w = (w + (w >> 4)) & 0x0f0f;
	sum = (V)w;
	for (unsigned bits = 8; bits < 8 * sizeof(LANE); bits *= 2) {
		sum += sum >> bits;
	}
	return sum & (LANE)0xff;
}
#define COUNT_OF(v) NAME(count)(v)
#endif

/* Bit i: whether byte i of a group of comparisons is set. */
LANES_INLINE uint64_t NAME(bits)(const V *compared)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < VECTORS; i++) {
		bits |= (uint64_t)HIT_BITS(compared[i]) << (i * VECTOR % 64);
	}
	return bits;
}

LANES_INLINE const V *NAME(row)(struct lanes_task t, size_t step, size_t group)
{
	return (const V *)(const void *)(t.table + t.rows[step] + group * GROUP_BYTES);
}

LANES_INLINE void NAME(put)(unsigned char *to, size_t group, const V *from)
{
	memcpy(to + group * GROUP_BYTES, from, GROUP_BYTES);
}

/* --- Jaro --- */

/* took[j]: the place that step j took, as a bit; taken: all of them. */
LANES_INLINE void NAME(match)(struct lanes_task t, size_t group, V (*took)[VECTORS], V *taken)
{
	uint64_t window = bits_below(t.reach + 1);

	for (unsigned i = 0; i < VECTORS; i++) {
		taken[i] = (V){0};
	}
	for (size_t j = 0; j < t.steps; j++) {
		const V *row = NAME(row)(t, j, group);
		V inside = NAME(splat)(window);

		for (unsigned i = 0; i < VECTORS; i++) {
			V open = row[i] & inside & ~taken[i];
			V lowest = open & -open;

			taken[i] |= lowest;
			took[j][i] = lowest;
		}
		window = window << 1 | (j < t.reach);
	}
}

/* How many of the places taken, in order, hold the unit which took a place as the same in its own
 * order: `same`. Uses `taken` up. */
LANES_INLINE void NAME(order)(struct lanes_task t, size_t group, V (*took)[VECTORS], V *taken,
			      V *same, struct lanes_out *out)
{
	V lead[VECTORS] = {0};

	for (unsigned i = 0; i < VECTORS; i++) {
		same[i] = (V){0};
	}
	for (size_t j = 0; j < t.steps; j++) {
		const V *row = NAME(row)(t, j, group);
		LANE first = (LANE)(j < PREFIX_MAX ? 1U << j : 0);

		for (unsigned i = 0; i < VECTORS; i++) {
			V none = (V)(took[j][i] == 0);
			V next = taken[i] & -taken[i] & ~none;

			same[i] |= row[i] & next;
			taken[i] ^= next;
			lead[i] |= row[i] & first;
		}
	}
	for (unsigned i = 0; i < VECTORS; i++) {
		same[i] = COUNT_OF(same[i]);
	}
	NAME(put)(out->ordered, group, same);
	NAME(put)(out->lead, group, lead);
}

/* The lanes that can pass, now that the order is known. */
LANES_INLINE uint64_t NAME(orderly)(struct lanes_task t, const V *common, const V *same)
{
	V enough[VECTORS] = {0};

	for (size_t n = t.bound; n <= t.steps; n++) {
		V number = NAME(splat)(n);
		V least = NAME(splat)(t.orderly[n]);

		for (unsigned i = 0; i < VECTORS; i++) {
			enough[i] |= (V)(common[i] == number) & (V)(same[i] >= least);
		}
	}
	return NAME(bits)(enough);
}

TARGET static void NAME(jaro)(const struct lanes_task *task, struct lanes_out *out)
{
	struct lanes_task t = *task; /* a copy: vectors may alias anything */
	V least = NAME(splat)(t.bound);
	V took[8 * sizeof(LANE)][VECTORS];

	for (size_t group = 0; group < t.groups; group++) {
		V taken[VECTORS];
		V common[VECTORS];
		V enough[VECTORS];

		NAME(match)(t, group, took, taken);
		for (unsigned i = 0; i < VECTORS; i++) {
			common[i] = COUNT_OF(taken[i]);
			enough[i] = (V)(common[i] >= least);
		}
		out->hits[group] = NAME(bits)(enough);
		if (out->hits[group] != 0) {
			V same[VECTORS];

			NAME(put)(out->value, group, common);
			NAME(order)(t, group, took, taken, same, out);
			out->hits[group] = NAME(orderly)(t, common, same);
		}
	}
}

/* --- Levenshtein; the bits are those of kernel_edit.c --- */

LANES_INLINE void NAME(edits)(struct lanes_task t, struct lanes_out *out, bool swaps)
{
	V all = NAME(splat)(bits_below(t.length));
	V most = NAME(splat)(t.bound);

	for (size_t group = 0; group < t.groups; group++) {
		V up[VECTORS];
		V down[VECTORS] = {0};
		V before[VECTORS] = {0};
		V missed[VECTORS] = {0};
		V few[VECTORS];

		for (unsigned i = 0; i < VECTORS; i++) {
			up[i] = all;
		}
		for (size_t j = 0; j < t.steps; j++) {
			const V *row = NAME(row)(t, j, group);

			for (unsigned i = 0; i < VECTORS; i++) {
				V found = row[i];
				V kept = (((found & up[i]) + up[i]) ^ up[i]) | found | down[i];
				V no_rise;
				V fall;

				if (swaps) {
					kept |= ((missed[i] & found) << 1) & before[i];
					missed[i] = ~kept;
					before[i] = found;
				}
				no_rise = ((kept | up[i]) & ~down[i]) << 1;
				fall = (kept & up[i]) << 1;
				up[i] = fall | (no_rise & ~kept);
				down[i] = kept & ~no_rise;
			}
		}
		for (unsigned i = 0; i < VECTORS; i++) {
			up[i] = COUNT_OF(up[i] & all) + (LANE)t.steps - COUNT_OF(down[i] & all);
			few[i] = (V)(up[i] <= most);
		}
		out->hits[group] = NAME(bits)(few);
		if (out->hits[group] != 0) {
			NAME(put)(out->value, group, up);
		}
	}
}

TARGET static void NAME(levenshtein)(const struct lanes_task *task, struct lanes_out *out)
{
	NAME(edits)(*task, out, false);
}

TARGET static void NAME(swaps)(const struct lanes_task *task, struct lanes_out *out)
{
	NAME(edits)(*task, out, true);
}

/* --- Jaccard: the steps are the distinct units --- */

TARGET static void NAME(jaccard)(const struct lanes_task *task, struct lanes_out *out)
{
	struct lanes_task t = *task;
	V least = NAME(splat)(t.bound);

	for (size_t group = 0; group < t.groups; group++) {
		V both[VECTORS] = {0};
		V enough[VECTORS];

		for (size_t j = 0; j < t.steps; j++) {
			const V *row = NAME(row)(t, j, group);

			for (unsigned i = 0; i < VECTORS; i++) {
				both[i] -= (V)(row[i] != 0);
			}
		}
		for (unsigned i = 0; i < VECTORS; i++) {
			enough[i] = (V)(both[i] >= least);
		}
		out->hits[group] = NAME(bits)(enough);
		if (out->hits[group] != 0) {
			NAME(put)(out->value, group, both);
		}
	}
}

#undef LANE
#undef NAME
#undef COUNT
#undef COUNT_OF
#undef LANES_INLINE
#undef VECTORS
#undef V
