/* SPDX-License-Identifier: Apache-2.0
 * kernel_edit.c - Levenshtein's distance and Damerau's.
 *
 * Short values: the column of the table of distances is held as the bits of two words, up and down
 * (G. Myers, "A fast bit-vector algorithm for approximate string matching", JACM 46 (1999); H.
 * Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).
 * Long ones: the same in strips of 64 rows, and no further from the diagonal than can matter (E.
 * Ukkonen, "Algorithms for approximate string matching", 1985).
 *
 * Damerau's distance is the unrestricted one: what lies between two swapped units may have been
 * edited (R. Lowrance, R. Wagner, "An extension of the string-to-string correction problem", JACM
 * 22 (1975)), in linear memory after C. Zhao, S. Sahni, "String correction using the
 * Damerau-Levenshtein distance", BMC Bioinformatics 20 (2019). */
#include "base/arena.h"
#include "link/kernel_pair.h"

/* --- what is the same at both ends costs nothing --- */

static void trim_short(struct slice *a, struct slice *b)
{
	while (a->n > 0 && b->n > 0 && a->p[0] == b->p[0]) {
		a->p++;
		a->n--;
		b->p++;
		b->n--;
	}
	while (a->n > 0 && b->n > 0 && a->p[a->n - 1] == b->p[b->n - 1]) {
		a->n--;
		b->n--;
	}
}

static struct symbols trim_long(const struct symbols *s)
{
	struct symbols t = *s;

	while (t.na > 0 && t.nb > 0 && t.a[0] == t.b[0]) {
		t.a++;
		t.na--;
		t.b++;
		t.nb--;
	}
	while (t.na > 0 && t.nb > 0 && t.a[t.na - 1] == t.b[t.nb - 1]) {
		t.na--;
		t.nb--;
	}
	return t;
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

/* --- short values, bit by bit --- */

/* One column: bit i of `up` is set where the cell in row i is one more than the cell above it, of
 * `down` where it is one less. */
struct column_bits {
	uint64_t up;
	uint64_t down;
	uint64_t kept;  /* diagonal steps that cost nothing, of the column before; for swaps */
	uint64_t found; /* where the unit before stands in the pattern; for swaps */
};

/* Takes the next unit of the text; *rise and *fall: the rows that are one more or less than in the
 * column before. */
ALWAYS_INLINE void step(struct column_bits *c, uint64_t found, bool swaps, uint64_t *rise,
			uint64_t *fall)
{
	uint64_t kept = (((found & c->up) + c->up) ^ c->up) | found | c->down;
	uint64_t no_rise;

	if (swaps) {
		kept |= ((~c->kept & found) << 1) & c->found;
		c->kept = kept;
		c->found = found;
	}
	no_rise = (kept | c->up) & ~c->down;
	*rise = ~no_rise;
	*fall = kept & c->up;
	c->up = *fall << 1 | (no_rise << 1 & ~kept);
	c->down = kept & ~(no_rise << 1);
}

/* The distance with or without swaps of neighbours (no edits between them); any number beyond
 * `most` where it is more. */
static inline __attribute__((always_inline)) size_t edits(struct slice text, struct slice pattern,
							  size_t most, unsigned vectors, bool swaps)
{
	struct column_bits c = {.up = ~(uint64_t)0};
	size_t last = pattern.n - 1;
	size_t distance = pattern.n;
	struct pattern p;

	pattern_load(&p, pattern, vectors);
	for (size_t j = 0; j < text.n; j++) {
		uint64_t found = pattern_find(&p, (unsigned char)text.p[j], vectors);
		uint64_t rise;
		uint64_t fall;

		step(&c, found, swaps, &rise, &fall);
		distance += rise >> last & 1;
		distance -= fall >> last & 1;
		if (distance > most + (text.n - 1 - j)) {
			return most + 1;
		}
	}
	return distance;
}

#if HAVE_FIND_16
enum { EARLY = 4 };

/* The same for values of at most 16 units, in 8, 12 or 16 steps whatever their length: a loop that
 * ends a little later costs less than an end that was guessed wrong. Both values are taken to go on
 * with as many units, of one kind that neither holds, as the text lacks: that changes no distance.
 */
ALWAYS_INLINE size_t edits_16(struct slice text, struct slice pattern, size_t most, size_t steps,
			      bool swaps)
{
	struct column_bits c = {.up = ~(uint64_t)0};
	uint32_t all = (uint32_t)bits_below(pattern.n);
	uint32_t added = (uint32_t)bits_below(steps - text.n) << pattern.n;
	uint32_t found[16];
	uint64_t rise;
	uint64_t fall;

	find_16(load_16(text), load_16(pattern), found, steps);
	for (size_t j = 0; j < steps; j++) {
		found[j] = j < text.n ? found[j] & all : added;
	}
	for (size_t j = 0; j < EARLY; j++) {
		step(&c, found[j], swaps, &rise, &fall);
	}
	/* The distance of the first EARLY units of each; the rest of any way can make good for no
	 * more than the difference in length. */
	if (EARLY + bits_set(c.up & bits_below(EARLY)) - bits_set(c.down & bits_below(EARLY)) >
	    most + (pattern.n - text.n)) {
		return most + 1;
	}
	for (size_t j = EARLY; j < steps; j++) {
		step(&c, found[j], swaps, &rise, &fall);
	}
	all |= added;
	return steps + bits_set(c.up & all) - bits_set(c.down & all);
}

ALWAYS_INLINE size_t edits_steps(struct slice text, struct slice pattern, size_t most, bool swaps)
{
	if (text.n <= 8) {
		return edits_16(text, pattern, most, 8, swaps);
	}
	return text.n <= 12 ? edits_16(text, pattern, most, 12, swaps)
			    : edits_16(text, pattern, most, 16, swaps);
}

/* The same in the processor's newer instructions for bits. */
__attribute__((target("bmi,bmi2,popcnt"))) static size_t
levenshtein_bmi(struct slice text, struct slice pattern, size_t most)
{
	return edits_steps(text, pattern, most, false);
}

__attribute__((target("bmi,bmi2,popcnt"))) static size_t
swaps_bmi(struct slice text, struct slice pattern, size_t most)
{
	return edits_steps(text, pattern, most, true);
}

ALWAYS_INLINE size_t edits_vector(struct slice text, struct slice pattern, size_t most, bool swaps)
{
	if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
		return swaps ? swaps_bmi(text, pattern, most)
			     : levenshtein_bmi(text, pattern, most);
	}
	return edits_steps(text, pattern, most, swaps);
}
#endif

ALWAYS_INLINE size_t edits_short(struct slice a, struct slice b, size_t most, bool swaps)
{
	struct slice text = a.n < b.n ? a : b;
	struct slice pattern = a.n < b.n ? b : a;

	if (text.n == 0 || pattern.n - text.n > most) {
		return pattern.n;
	}
#if HAVE_FIND_16
	if (pattern.n <= 16) {
		return edits_vector(text, pattern, most, swaps);
	}
#endif
	return pattern.n <= 32 ? edits(text, pattern, most, 2, swaps)
			       : edits(text, pattern, most, 4, swaps);
}

size_t levenshtein_short(struct slice a, struct slice b, size_t most)
{
	return edits_short(a, b, most, false);
}

/* True for xay and yx: all that makes three simple edits two. */
static bool swapped_around(struct slice a, struct slice b)
{
	return a.n == 3 && b.n == 2 && a.p[0] == b.p[1] && a.p[2] == b.p[0];
}

size_t damerau_short(struct slice a, struct slice b, size_t most)
{
	uint32_t wide_a[SHORT_MAX] = {0};
	uint32_t wide_b[SHORT_MAX] = {0};
	/* A swap with g edits between costs 1 + g; with neighbours only, at most 2 + g do the same.
	 * As g is at least 1 there, the distance is at least two thirds of the simple one. */
	size_t simple = edits_short(a, b, most + most / 2, true);

	if (simple <= 2 || simple > most + most / 2 || (simple == 3 && a.n == b.n)) {
		return simple;
	}
	trim_short(&a, &b);
	if (simple == 3) {
		return swapped_around(a, b) || swapped_around(b, a) ? 2 : 3;
	}
	for (size_t i = 0; i < a.n; i++) {
		wide_a[i] = (unsigned char)a.p[i];
	}
	for (size_t i = 0; i < b.n; i++) {
		wide_b[i] = (unsigned char)b.p[i];
	}
	return damerau_long(&(struct symbols){wide_a, a.n, wide_b, b.n, 256}, most);
}

/* --- long values: Levenshtein --- */

/* What one strip of 64 rows hands to the next: for each column, whether its last row rose or fell.
 */
enum { RISES = 1, FALLS = 2 };

struct strips {
	const struct symbols *s;
	unsigned char *edge; /* [nb + 1], of the strip above */
	uint64_t *places;    /* [kinds] */
};

static void strip_places(struct strips *t, size_t row, size_t rows, bool clear)
{
	for (size_t i = 0; i < rows; i++) {
		uint64_t *places = &t->places[t->s->a[row + i]];

		*places = clear ? 0 : *places | (uint64_t)1 << i;
	}
}

/* One column of a strip; gives how its last row changes. */
static unsigned strip_step(struct column_bits *c, uint64_t found, unsigned above, size_t last)
{
	uint64_t falls = (above & FALLS) != 0;
	uint64_t kept = (((found | falls) & c->up) + c->up) ^ c->up;
	uint64_t plus;
	uint64_t minus;
	unsigned edge;

	kept |= found | falls | c->down;
	plus = c->down | ~(kept | c->up);
	minus = kept & c->up;
	edge = (unsigned)(plus >> last & 1) * RISES | (unsigned)(minus >> last & 1) * FALLS;
	plus = plus << 1 | ((above & RISES) != 0);
	minus = minus << 1 | falls;
	c->up = minus | ~(kept | plus);
	c->down = plus & kept;
	return edge;
}

/* Columns `from` .. `to` (from 1) of the strip that begins at `row`. `*corner` is the distance left
 * above its first cell, and becomes the one left above the first cell of the next strip, which
 * begins in column `next`. Gives the distance in the last row of the last column. */
static size_t strip(struct strips *t, size_t row, size_t rows, size_t from, size_t to, size_t next,
		    size_t *corner)
{
	struct column_bits c = {.up = ~(uint64_t)0};
	size_t distance = *corner + rows;

	strip_places(t, row, rows, false);
	*corner = distance;
	for (size_t j = from; j <= to; j++) {
		t->edge[j] = (unsigned char)strip_step(&c, t->places[t->s->b[j - 1]], t->edge[j],
						       rows - 1);
		distance += (t->edge[j] & RISES) != 0;
		distance -= (t->edge[j] & FALLS) != 0;
		if (j + 1 == next) {
			*corner = distance;
		}
	}
	strip_places(t, row, rows, true);
	return distance;
}

size_t levenshtein_long(const struct symbols *s, size_t most)
{
	SCOPED_ARENA(arena);
	struct symbols in = trim_long(s);
	struct strips t = {.s = &in};
	size_t distance = in.nb;
	size_t corner = 0;

	if (apart(in.na, in.nb) > most || in.na == 0 || in.nb == 0) {
		return in.na > in.nb ? in.na : in.nb;
	}
	t.edge = NEW_N(&arena, unsigned char, in.nb + 1);
	memset(t.edge, RISES, in.nb + 1);
	t.places = NEW_N(&arena, uint64_t, in.kinds);
	for (size_t row = 0; row < in.na; row += 64) {
		size_t rows = in.na - row < 64 ? in.na - row : 64;
		size_t from = row > most ? row - most + 1 : 1;
		size_t to = row + rows + most < in.nb ? row + rows + most : in.nb;
		size_t next = row + 64 > most ? row + 64 - most + 1 : 1;

		distance = strip(&t, row, rows, from, to, next, &corner);
	}
	return distance;
}

/* --- long values: Damerau --- */

/* Rows of the table of distances, each with a cell in front of column 0. */
struct rows {
	uint32_t *now;   /* row i, and row i - 2 where it has not been written yet */
	uint32_t *above; /* row i - 1 */
	uint32_t *swap;  /* [j]: the cell two left of j in the row above the last match of j */
	uint32_t *last;  /* [kinds]: the last row whose unit it was */
	uint32_t none;   /* more than any distance */
};

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Row i, columns `from` .. `to`; now[from - 1] has been set, and held `corner` before. */
static void damerau_row(struct rows *r, const struct symbols *s, uint32_t i, size_t from, size_t to,
			uint32_t corner)
{
	uint32_t unit = s->a[i - 1];
	uint32_t matched = 0; /* the last column that matched this row */
	uint32_t before = r->none;

	for (size_t j = from; j <= to; j++) {
		uint32_t other = s->b[j - 1];
		uint32_t cell = least(r->now[j - 1], r->above[j]) + 1;

		if (unit == other) {
			cell = least(cell, r->above[j - 1]);
			matched = (uint32_t)j;
			before = corner;
			r->swap[j] = r->above[(ptrdiff_t)j - 2];
		} else {
			uint32_t row = r->last[other];

			cell = least(cell, r->above[j - 1] + 1);
			if (j - matched == 1) {
				cell = least(cell, r->swap[j] + (i - row));
			} else if (i - row == 1) {
				cell = least(cell, before + ((uint32_t)j - matched));
			}
		}
		corner = r->now[j];
		r->now[j] = cell;
	}
	r->last[unit] = i;
}

static void rows_make(struct rows *r, const struct symbols *s, struct arena *arena)
{
	size_t cells = s->nb + 3;
	uint32_t *all = NEW_N(arena, uint32_t, 3 * cells);

	r->none = (uint32_t)(s->na > s->nb ? s->na : s->nb) + 1;
	for (size_t i = 0; i < 3 * cells; i++) {
		all[i] = r->none;
	}
	r->now = all + 1;
	r->above = all + cells + 1;
	r->swap = all + 2 * cells + 1;
	r->last = NEW_N(arena, uint32_t, s->kinds);
	for (size_t j = 0; j <= s->nb; j++) {
		r->now[j] = (uint32_t)j;
	}
}

static uint32_t damerau_table(const struct symbols *s, size_t band)
{
	SCOPED_ARENA(arena);
	struct rows r;

	rows_make(&r, s, &arena);
	for (size_t i = 1; i <= s->na; i++) {
		uint32_t *swap = r.now;
		size_t from = i > band ? i - band : 1;
		size_t to = i + band < s->nb ? i + band : s->nb;
		uint32_t corner;

		r.now = r.above;
		r.above = swap;
		corner = r.now[from - 1];
		r.now[from - 1] = from == 1 ? (uint32_t)i : r.none;
		damerau_row(&r, s, (uint32_t)i, from, to, corner);
		if (to < s->nb) {
			r.now[to + 1] = r.none;
		}
	}
	return r.now[s->nb];
}

size_t damerau_long(const struct symbols *s, size_t most)
{
	struct symbols in = trim_long(s);
	size_t longer = in.na > in.nb ? in.na : in.nb;

	if (apart(in.na, in.nb) > most || in.na == 0 || in.nb == 0) {
		return longer;
	}
	/* A swap is two edits to Levenshtein, whose distance is found much faster. */
	if (most < longer / 2 && levenshtein_long(&in, 2 * most) > 2 * most) {
		return most + 1;
	}
	return damerau_table(&in, most < longer ? most : longer);
}
