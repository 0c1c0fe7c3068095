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
/* More than rounding can do in the few operations of `near`. */
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

static inline __attribute__((always_inline)) void match(struct matched *m, struct slice text,
							struct slice pattern, unsigned vectors)
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
	return (struct jaro){(size_t)__builtin_popcountll(m.pattern), out_of_order(&m) / 2,
			     prefix_of(a, b)};
}

/* The value, moved by `slack` for what rounding may have done to it; without a division. */
static double near(enum kernel_kind k, size_t na, size_t nb, struct jaro j, double slack)
{
	double common = (double)j.common;
	double same = (double)(j.common - j.swapped);
	double value = common * (one_over[na] + one_over[nb]) + same * one_over[j.common];

	value = value * (1.0 / 3.0) + slack;
	if (k == KERNEL_JARO_WINKLER && value > boost_from) {
		value += (double)j.prefix * boost * (1.0 - value) + slack;
	}
	return value;
}

static unsigned passed_exactly(enum kernel_kind k, size_t na, size_t nb, struct jaro j,
			       const double *thresholds, unsigned n)
{
	double value = k == KERNEL_JARO ? jaro_value(na, nb, j) : jaro_winkler_value(na, nb, j);

	return passed_at_least(value, thresholds, n);
}

unsigned jaro_passed(enum kernel_kind k, struct slice a, struct slice b, const double *thresholds,
		     unsigned n)
{
	struct matched m;
	struct jaro j = {a.n < b.n ? a.n : b.n, 0, PREFIX_MAX};
	unsigned least;

	if (n == 0 || !(near(k, a.n, b.n, j, doubt) >= thresholds[0])) {
		return 0;
	}
	match_short(&m, a, b);
	j.common = (size_t)__builtin_popcountll(m.pattern);
	j.prefix = prefix_of(a, b);
	if (!(near(k, a.n, b.n, j, doubt) >= thresholds[0])) {
		return 0;
	}
	j.swapped = out_of_order(&m) / 2;
	least = passed_at_least(near(k, a.n, b.n, j, -doubt), thresholds, n);
	if (passed_at_least(near(k, a.n, b.n, j, doubt), thresholds, n) == least) {
		return least;
	}
	return passed_exactly(k, a.n, b.n, j, thresholds, n);
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
