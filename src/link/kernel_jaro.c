/* SPDX-License-Identifier: Apache-2.0
 * kernel_jaro.c - Jaro's and Winkler's similarity.
 *
 * Units of one value are matched, from the first on, with the first free equal unit of the other
 * that is not further away than half of the longer length, less one. Sources: M. Jaro, "Advances in
 * record-linkage methodology", JASA 84 (1989); W. Winkler, "String comparator metrics" (1990).
 * The rounding, the halving of the order's defects and the bound 0.7 for the prefix are those that
 * DuckDB answers with. Matching the other way round finds the same pairs of places: equal units are
 * joined like two sorted lists, whichever leads; so both functions are symmetric. */
#include "base/arena.h"
#include "link/kernel_pair.h"

#include <math.h>

static const double boost_from = 0.7;
static const double boost = 0.1;
/* More than rounding can do in the few operations of `near` and of the prefix's boost. */
static const double doubt = 1e-12;

#define ONE_OVER(n) 1.0 / (n)
#define FOUR_OVER(n) ONE_OVER(n), ONE_OVER((n) + 1), ONE_OVER((n) + 2), ONE_OVER((n) + 3)
#define SIXTEEN_OVER(n) FOUR_OVER(n), FOUR_OVER((n) + 4), FOUR_OVER((n) + 8), FOUR_OVER((n) + 12)

static const double one_over[SHORT_MAX + 1] = {
	0, SIXTEEN_OVER(1), SIXTEEN_OVER(17), SIXTEEN_OVER(33), SIXTEEN_OVER(49),
};

double jaro_value(size_t na, size_t nb, struct jaro j)
{
	double common = (double)j.common;
	double sum;

	if (j.common == 0) {
		return 0;
	}
	sum = common / (double)na + common / (double)nb;
	sum += (common - (double)j.swapped) / common;
	return sum / 3.0;
}

double jaro_winkler_value(size_t na, size_t nb, struct jaro j)
{
	double value = jaro_value(na, nb, j);

	/* Rounded once, as DuckDB does from 2.0 on; 1.5 rounded twice, which differs in the last
	 * bit and so for values that are a threshold. */
	return value > boost_from ? fma((double)j.prefix * boost, 1.0 - value, value) : value;
}

/* How far apart two equal units may stand. */
static size_t reach_of(size_t na, size_t nb)
{
	size_t half = (na > nb ? na : nb) / 2;

	return half > 0 ? half - 1 : 0;
}

/* --- short values --- */

/* Places matched so far: of the shorter value (the text) and of the longer one (the pattern). */
struct matched {
	uint64_t text;
	uint64_t pattern;
	uint64_t found[SHORT_MAX]; /* of each unit of the text: its places in the pattern */
};

ALWAYS_INLINE void match(struct matched *m, struct slice text, struct slice pattern,
			 unsigned vectors)
{
	struct pattern p;
	size_t reach = reach_of(text.n, pattern.n);
	uint64_t window = bits_below(reach + 1);
	uint64_t all = bits_below(pattern.n);
	uint64_t taken = 0;
	uint64_t have = 0;

	pattern_load(&p, pattern, vectors);
	for (size_t j = 0; j < text.n; j++) {
		uint64_t found = pattern_find(&p, (unsigned char)text.p[j], vectors) & all;
		uint64_t open = found & window & ~taken;

		m->found[j] = found;
		taken |= open & (0 - open);
		have |= (uint64_t)(open != 0) << j;
		window = window << 1 | (j < reach);
	}
	m->text = have;
	m->pattern = taken;
}

/* How many of the matched units, each list in its own order, are not equal. */
static size_t out_of_order(const struct matched *m)
{
	uint64_t text = m->text;
	uint64_t pattern = m->pattern;
	size_t n = 0;

	while (text != 0) {
		n += (m->found[__builtin_ctzll(text)] & (pattern & (0 - pattern))) == 0;
		text &= text - 1;
		pattern &= pattern - 1;
	}
	return n;
}

static void match_short(struct matched *m, struct slice a, struct slice b)
{
	struct slice text = a.n < b.n ? a : b;
	struct slice pattern = a.n < b.n ? b : a;

	if (pattern.n <= 16) {
		match(m, text, pattern, 1);
	} else if (pattern.n <= 32) {
		match(m, text, pattern, 2);
	} else {
		match(m, text, pattern, 4);
	}
}

static size_t prefix_of(struct slice a, struct slice b)
{
	size_t most = a.n < b.n ? a.n : b.n;
	size_t n = 0;

	while (n < most && n < PREFIX_MAX && a.p[n] == b.p[n]) {
		n++;
	}
	return n;
}

struct jaro jaro_short(struct slice a, struct slice b)
{
	struct matched m;

	match_short(&m, a, b);
	return (struct jaro){bits_set(m.pattern), out_of_order(&m) / 2, prefix_of(a, b)};
}

/* Jaro's value within `doubt`, without a division. */
static inline double near(size_t na, size_t nb, struct jaro j)
{
	double common = (double)j.common;
	double same = (double)(j.common - j.swapped);

	return (common * (one_over[na] + one_over[nb]) + same * one_over[j.common]) * (1.0 / 3.0);
}

/* False where a pair with so much in common can't pass, whatever its order and its prefix. */
static inline bool can_pass(enum kernel_kind k, size_t na, size_t nb, size_t common,
			    const double *thresholds)
{
	double most = near(na, nb, (struct jaro){common, 0, 0}) + doubt;

	if (k == KERNEL_JARO_WINKLER && most > boost_from) {
		most += PREFIX_MAX * boost * (1.0 - most) + doubt;
	}
	return most >= thresholds[0];
}

static unsigned passed_exactly(enum kernel_kind k, size_t na, size_t nb, struct jaro j,
			       const double *thresholds, unsigned n)
{
	double value = k == KERNEL_JARO ? jaro_value(na, nb, j) : jaro_winkler_value(na, nb, j);

	return passed_at_least(value, thresholds, n);
}

static inline unsigned passed_of(enum kernel_kind k, size_t na, size_t nb, struct jaro j,
				 const double *thresholds, unsigned n)
{
	double value = near(na, nb, j);
	bool unsure = false;
	unsigned passed = 0;

	if (k == KERNEL_JARO_WINKLER) {
		unsure = fabs(value - boost_from) < doubt;
		value += value > boost_from ? (double)j.prefix * boost * (1.0 - value) : 0;
	}
	for (unsigned i = 0; i < n; i++) {
		passed += value >= thresholds[i];
		unsure |= !(fabs(value - thresholds[i]) >= doubt);
	}
	return unsure ? passed_exactly(k, na, nb, j, thresholds, n) : passed;
}

static unsigned passed_any(enum kernel_kind k, struct slice a, struct slice b,
			   const double *thresholds, unsigned n)
{
	struct matched m;
	struct jaro j = {a.n < b.n ? a.n : b.n, 0, 0};

	if (!can_pass(k, a.n, b.n, j.common, thresholds)) {
		return 0;
	}
	match_short(&m, a, b);
	j.common = bits_set(m.pattern);
	if (!can_pass(k, a.n, b.n, j.common, thresholds)) {
		return 0;
	}
	j.prefix = prefix_of(a, b);
	j.swapped = out_of_order(&m) / 2;
	return passed_of(k, a.n, b.n, j, thresholds, n);
}

/* --- values of at most 16 units: one vector each --- */

#if HAVE_FIND_16
/* As many steps, 8, 12 or 16, whatever the length of the text: a loop that ends a little
 * later costs less than an end that was guessed wrong. All bits are `reach` higher than the places
 * they stand for, so that a window that reaches out below needs no care. */
struct matched_16 {
	uint32_t found[16];
	uint32_t took[16]; /* the place that a unit of the text took, or 0 */
	uint32_t taken;
};

/* `text` padded with a unit that the pattern doesn't hold. */
ALWAYS_INLINE void match_16(struct matched_16 *m, size_t reach, size_t length, size_t steps)
{
	uint32_t window = (uint32_t)bits_below(2 * reach + 1);
	uint32_t outside = ~((uint32_t)bits_below(length) << reach);
	uint32_t taken = outside;

	for (size_t j = 0; j < steps; j++) {
		uint32_t open;

		m->found[j] <<= reach;
		open = m->found[j] & window & ~taken;
		m->took[j] = open & (0 - open);
		taken |= m->took[j];
		window <<= 1;
	}
	m->taken = taken ^ outside;
}

ALWAYS_INLINE size_t in_order_16(const struct matched_16 *m, size_t steps)
{
	uint32_t left = m->taken;
	size_t n = 0;

	for (size_t j = 0; j < steps; j++) {
		uint32_t next = left & (0 - left) & (0 - (uint32_t)(m->took[j] != 0));

		n += (m->found[j] & next) != 0;
		left ^= next;
	}
	return n;
}

ALWAYS_INLINE unsigned passed_16(enum kernel_kind k, struct slice text, struct slice pattern,
				 size_t steps, const double *thresholds, unsigned n)
{
	__m128i t = load_16(text);
	__m128i p = load_16(pattern);
	size_t reach = reach_of(text.n, pattern.n);
	struct matched_16 m;
	struct jaro j;
	uint32_t same;

	if ((same_16(p, _mm_setzero_si128()) & bits_below(pattern.n)) != 0) {
		return passed_any(k, text, pattern, thresholds, n);
	}
	find_16(t, p, m.found, steps);
	match_16(&m, reach, pattern.n, steps);
	j.common = bits_set(m.taken);
	if (!can_pass(k, text.n, pattern.n, j.common, thresholds)) {
		return 0;
	}
	j.swapped = (j.common - in_order_16(&m, steps)) / 2;
	same = same_16(t, p) & (uint32_t)bits_below(text.n);
	j.prefix = (size_t)__builtin_ctz(~same | 1U << PREFIX_MAX);
	return passed_of(k, text.n, pattern.n, j, thresholds, n);
}

ALWAYS_INLINE unsigned passed_steps(enum kernel_kind k, struct slice text, struct slice pattern,
				    const double *thresholds, unsigned n)
{
	if (text.n <= 8) {
		return passed_16(k, text, pattern, 8, thresholds, n);
	}
	return text.n <= 12 ? passed_16(k, text, pattern, 12, thresholds, n)
			    : passed_16(k, text, pattern, 16, thresholds, n);
}

/* The same in the processor's newer instructions for bits. */
__attribute__((target("bmi,bmi2,popcnt"))) static unsigned
passed_bmi(enum kernel_kind k, struct slice text, struct slice pattern, const double *thresholds,
	   unsigned n)
{
	return passed_steps(k, text, pattern, thresholds, n);
}

static unsigned passed_vector(enum kernel_kind k, struct slice text, struct slice pattern,
			      const double *thresholds, unsigned n)
{
	if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
		return passed_bmi(k, text, pattern, thresholds, n);
	}
	return passed_steps(k, text, pattern, thresholds, n);
}
#endif

unsigned jaro_passed(enum kernel_kind k, struct slice a, struct slice b, const double *thresholds,
		     unsigned n)
{
#if HAVE_FIND_16
	if (a.n <= 16 && b.n <= 16) {
		return a.n < b.n ? passed_vector(k, a, b, thresholds, n)
				 : passed_vector(k, b, a, thresholds, n);
	}
#endif
	return passed_any(k, a, b, thresholds, n);
}

/* --- long values --- */

/* The places of b by unit: those of unit c are places[next[c] .. next[c + 1]) to begin with. */
struct places {
	uint32_t *next;
	uint32_t *end;
	uint32_t *places;
	uint32_t *order; /* matched units of a */
	unsigned char *taken;
};

static void places_fill(struct places *p, const struct symbols *s, struct arena *arena)
{
	uint32_t sum = 0;

	p->next = NEW_N(arena, uint32_t, s->kinds);
	p->end = NEW_N(arena, uint32_t, s->kinds);
	p->places = NEW_N(arena, uint32_t, s->nb);
	p->order = NEW_N(arena, uint32_t, s->na);
	p->taken = NEW_N(arena, unsigned char, s->nb);
	for (size_t i = 0; i < s->nb; i++) {
		p->end[s->b[i]]++;
	}
	for (size_t c = 0; c < s->kinds; c++) {
		p->next[c] = sum;
		sum += p->end[c];
		p->end[c] = p->next[c];
	}
	for (size_t i = 0; i < s->nb; i++) {
		p->places[p->end[s->b[i]]++] = (uint32_t)i;
	}
}

static size_t match_long(struct places *p, const struct symbols *s)
{
	size_t reach = reach_of(s->na, s->nb);
	size_t common = 0;

	for (size_t j = 0; j < s->na; j++) {
		uint32_t c = s->a[j];
		uint32_t *next = &p->next[c];

		while (*next < p->end[c] && p->places[*next] + reach < j) {
			(*next)++;
		}
		if (*next < p->end[c] && p->places[*next] <= j + reach) {
			p->taken[p->places[(*next)++]] = 1;
			p->order[common++] = c;
		}
	}
	return common;
}

struct jaro jaro_long(const struct symbols *s)
{
	SCOPED_ARENA(arena);
	struct places p;
	struct jaro j = {0};
	size_t at = 0;

	places_fill(&p, s, &arena);
	j.common = match_long(&p, s);
	for (size_t i = 0; i < s->nb; i++) {
		if (p.taken[i]) {
			j.swapped += p.order[at++] != s->b[i];
		}
	}
	j.swapped /= 2;
	while (j.prefix < PREFIX_MAX && j.prefix < s->na && j.prefix < s->nb &&
	       s->a[j.prefix] == s->b[j.prefix]) {
		j.prefix++;
	}
	return j;
}
