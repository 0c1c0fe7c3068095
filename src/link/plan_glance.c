/* SPDX-License-Identifier: Apache-2.0
 * plan_glance.c - most pairs of values are so unlike that a glance tells.
 *
 * Of each value 64 bits are kept: its length, and for each unit whether it occurs, occurs twice,
 * three and four times.
 *
 *     1991-10-19    length 10; 1 1 1 1, 9 9 9, - -, 0
 *
 * One edit takes one unit away or puts one there or both: it changes two of the bits at most. So
 * values that differ in more than 2k bits are more than k edits apart; and what one value has more
 * often than the other is nothing they have in common, which bounds Jaro's similarity. Bits may
 * stand for several units: they then differ less, never more. */
#include "link/plan_work.h"

#include "base/threads.h"

#include <math.h>
#include <stdlib.h>

enum { TIMES_MAX = 4, UNIT_BITS = 56, LENGTH_UNKNOWN = 255 };

static const double boost_from = 0.7; /* Winkler's prefix counts from here on, ... */
static const double boost_most = 0.4; /* ... and lessens what is missing by this share at most */
static const double margin = 1e-9;    /* for what is lost in rounding */

/* The bit of the n-th occurrence of a unit. Letters have two bits each; digits four, because they
 * repeat more. */
static unsigned bit_of(unsigned char unit, unsigned n)
{
	unsigned letter = (unit | 0x20U) - 'a';

	if (letter < 26) {
		return n < 2 ? 2 * letter + n : UNIT_BITS;
	}
	if (unit >= '0' && unit <= '9') {
		return (unit - '0') * 4U + n;
	}
	return n < 2 ? 52 + (unit % 2U) * 2 + n : UNIT_BITS;
}

static uint64_t glance_at(struct slice value)
{
	uint8_t times[256] = {0};
	uint64_t bits = 0;

	for (size_t i = 0; i < value.n; i++) {
		unsigned char unit = (unsigned char)value.p[i];

		if (times[unit] < TIMES_MAX) {
			unsigned bit = bit_of(unit, times[unit]);

			bits |= bit < UNIT_BITS ? UINT64_C(1) << bit : 0;
			times[unit]++;
		}
	}
	return bits | (uint64_t)(value.n < LENGTH_UNKNOWN ? value.n : LENGTH_UNKNOWN) << UNIT_BITS;
}

/* --- the glances of a column, made once --- */

enum { VALUES_A_PART = 16384 };

struct glances {
	struct glances *next;
	const struct column *column;
	uint64_t *of; /* [n_values + 1]; of what is missing nothing can be told */
};

static enum onus_err glance_part(void *context, unsigned worker, size_t part)
{
	struct glances *g = context;
	size_t from = part * VALUES_A_PART;
	size_t end = (size_t)g->column->n_values + 1;
	size_t to = end - from < VALUES_A_PART ? end : from + VALUES_A_PART;

	(void)worker;
	for (size_t code = from; code < to; code++) {
		g->of[code] = glance_at(column_value(g->column, (uint32_t)code));
	}
	if (part == 0) {
		g->of[0] = (uint64_t)LENGTH_UNKNOWN << UNIT_BITS;
	}
	return ONUS_OK;
}

static enum onus_err plan_glances(struct plan *p, const struct column *c, const uint64_t **out)
{
	struct glances *g = p->glances;

	while (g != NULL && g->column != c) {
		g = g->next;
	}
	if (g == NULL) {
		size_t n = (size_t)c->n_values + 1;

		g = NEW(&p->arena, struct glances);
		*g = (struct glances){.next = p->glances, .column = c};
		g->of = mem_alloc(n * sizeof *g->of);
		p->glances = g;
		GUARD(threads_run(p->records->threads, (n + VALUES_A_PART - 1) / VALUES_A_PART,
				  glance_part, g));
	}
	*out = g->of;
	return ONUS_OK;
}

void plan_glances_finish(struct plan *p)
{
	for (struct glances *g = p->glances; g != NULL; g = g->next) {
		free(g->of);
	}
}

/* The least similarity after Jaro that can still pass the easiest threshold. */
static double jaro_least(const struct feature *f)
{
	double least = f->cuts[0];

	if (f->kernel == KERNEL_JARO_WINKLER && least > boost_from) {
		least = (least - boost_most) / (1 - boost_most);
		least = least > boost_from ? least : boost_from;
	}
	return least;
}

enum onus_err plan_glance(struct plan *p, struct feature *f)
{
	if (f->kind != FEATURE_LADDER || f->units != KERNEL_BYTES || f->kernel == KERNEL_JACCARD) {
		return ONUS_OK;
	}
	f->glance = kernel_is_similarity(f->kernel) ? GLANCE_COMMON : GLANCE_EDITS;
	f->common_least = 3 * jaro_least(f) - 1 - margin;
	f->edits_most = f->cuts[0] > 0 ? (unsigned)fmin(f->cuts[0], UNIT_BITS) : 0;
	GUARD(plan_glances(p, f->left->column, &f->glances[0]));
	return plan_glances(p, f->right->column, &f->glances[1]);
}

/* --- looking --- */

/* True where no threshold can be passed, by lengths and bits alone. */
static inline __attribute__((always_inline)) bool unlike(const struct feature *f, uint64_t a,
							 uint64_t b)
{
	unsigned la = (unsigned)(a >> UNIT_BITS);
	unsigned lb = (unsigned)(b >> UNIT_BITS);
	unsigned differ = (unsigned)__builtin_popcountll((a ^ b) << (64 - UNIT_BITS));
	unsigned shorter = la < lb ? la : lb;
	unsigned longer = la < lb ? lb : la;
	unsigned common;

	if (longer == LENGTH_UNKNOWN) {
		return false;
	}
	if (f->glance == GLANCE_EDITS) {
		return differ > 2 * f->edits_most || longer - shorter > f->edits_most;
	}
	common = (la + lb - differ) / 2;
	common = common < shorter ? common : shorter;
	return common * (la + lb) < f->common_least * (la * lb);
}

bool glance_unlike(const struct feature *f, uint32_t left, uint32_t right)
{
	return f->glance != GLANCE_NONE && unlike(f, f->glances[0][left], f->glances[1][right]);
}

static inline __attribute__((always_inline)) unsigned split(const struct choice *c,
							    const struct feature *f,
							    const struct batch *b, uint16_t *places,
							    unsigned n, uint16_t *gone)
{
	struct access left = access_to(c, f->left);
	struct access right = access_to(c, f->right);
	const uint64_t *lefts = f->glances[0];
	const uint64_t *rights = f->glances[1];
	unsigned kept = 0;
	unsigned lost = 0;

	for (unsigned k = 0; k < n; k++) {
		unsigned i = places[k];
		unsigned later = places[k + AHEAD < n ? k + AHEAD : k];
		bool no;

		__builtin_prefetch(&lefts[access_code(left, b->left[later])]);
		__builtin_prefetch(&rights[access_code(right, b->right[later])]);
		no = unlike(f, lefts[access_code(left, b->left[i])],
			    rights[access_code(right, b->right[i])]);
		places[kept] = (uint16_t)i;
		kept += !no;
		gone[lost] = (uint16_t)i;
		lost += no;
	}
	return kept;
}

static unsigned split_portable(const struct choice *c, const struct feature *f,
			       const struct batch *b, uint16_t *places, unsigned n, uint16_t *gone)
{
	return split(c, f, b, places, n, gone);
}

#ifdef __x86_64__
__attribute__((target("popcnt"))) static unsigned
split_popcnt(const struct choice *c, const struct feature *f, const struct batch *b,
	     uint16_t *places, unsigned n, uint16_t *gone)
{
	return split(c, f, b, places, n, gone);
}
#endif

unsigned glance_split(const struct choice *c, const struct feature *f, const struct batch *b,
		      uint16_t *places, unsigned n, uint16_t *gone)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("popcnt")) {
		return split_popcnt(c, f, b, places, n, gone);
	}
#endif
	return split_portable(c, f, b, places, n, gone);
}
