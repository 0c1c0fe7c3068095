/* SPDX-License-Identifier: Apache-2.0
 * kernel.c - one pair of values: which kernel, on what units. */
#include "link/kernel.h"
#include "link/kernel_text.h"

bool kernel_is_similarity(enum kernel_kind k)
{
	return k == KERNEL_JARO || k == KERNEL_JARO_WINKLER || k == KERNEL_JACCARD;
}

/* --- Jaccard: sets of numbers below `kinds` --- */

static double jaccard(const struct symbols *s)
{
	SCOPED_ARENA(arena);
	unsigned char *in = NEW_N(&arena, unsigned char, s->kinds);
	size_t either = 0;
	size_t both = 0;

	for (size_t i = 0; i < s->na; i++) {
		in[s->a[i]] |= 1;
	}
	for (size_t i = 0; i < s->nb; i++) {
		in[s->b[i]] |= 2;
	}
	for (uint32_t c = 0; c < s->kinds; c++) {
		either += in[c] != 0;
		both += in[c] == 3;
	}
	return s->na == 0 || s->nb == 0 ? 0 : (double)both / (double)either;
}

/* The sets of two values of bytes, as bits. */
static double jaccard_bytes(struct slice a, struct slice b)
{
	uint64_t in_a[4] = {0};
	uint64_t in_b[4] = {0};
	unsigned either = 0;
	unsigned both = 0;

	for (size_t i = 0; i < a.n; i++) {
		in_a[(unsigned char)a.p[i] / 64] |= (uint64_t)1 << (unsigned char)a.p[i] % 64;
	}
	for (size_t i = 0; i < b.n; i++) {
		in_b[(unsigned char)b.p[i] / 64] |= (uint64_t)1 << (unsigned char)b.p[i] % 64;
	}
	for (size_t i = 0; i < 4; i++) {
		either += (unsigned)__builtin_popcountll(in_a[i] | in_b[i]);
		both += (unsigned)__builtin_popcountll(in_a[i] & in_b[i]);
	}
	return a.n == 0 || b.n == 0 ? 0 : (double)both / (double)either;
}

/* --- any kernel --- */

static size_t longer(size_t a, size_t b)
{
	return a > b ? a : b;
}

static double compare_short(enum kernel_kind k, struct slice a, struct slice b)
{
	size_t most = longer(a.n, b.n);

	switch (k) {
	case KERNEL_JARO:
		return jaro_value(a.n, b.n, jaro_short(a, b));
	case KERNEL_JARO_WINKLER:
		return jaro_winkler_value(a.n, b.n, jaro_short(a, b));
	case KERNEL_LEVENSHTEIN:
		return (double)levenshtein_short(a, b, most);
	case KERNEL_DAMERAU:
		return (double)damerau_short(a, b, most);
	default:
		return jaccard_bytes(a, b);
	}
}

static double compare_long(enum kernel_kind k, const struct symbols *s, size_t most)
{
	switch (k) {
	case KERNEL_JARO:
		return jaro_value(s->na, s->nb, jaro_long(s));
	case KERNEL_JARO_WINKLER:
		return jaro_winkler_value(s->na, s->nb, jaro_long(s));
	case KERNEL_LEVENSHTEIN:
		return (double)levenshtein_long(s, most);
	case KERNEL_DAMERAU:
		return (double)damerau_long(s, most);
	default:
		return jaccard(s);
	}
}

/* The value of a short pair, of which distances beyond thresholds[0] matter no further. */
static unsigned passed_short(enum kernel_kind k, struct slice a, struct slice b, size_t most,
			     const double *thresholds, unsigned n)
{
	switch (k) {
	case KERNEL_JARO:
	case KERNEL_JARO_WINKLER:
		return jaro_passed(k, a, b, thresholds, n);
	case KERNEL_LEVENSHTEIN:
		return passed_at_most((double)levenshtein_short(a, b, most), thresholds, n);
	case KERNEL_DAMERAU:
		return passed_at_most((double)damerau_short(a, b, most), thresholds, n);
	default:
		return passed_at_least(jaccard_bytes(a, b), thresholds, n);
	}
}

static unsigned passed_long(enum kernel_kind k, const struct symbols *s, size_t most,
			    const double *thresholds, unsigned n)
{
	double value = compare_long(k, s, most);

	return kernel_is_similarity(k) ? passed_at_least(value, thresholds, n)
				       : passed_at_most(value, thresholds, n);
}

/* --- units --- */

/* True where both values can be taken byte by byte. */
static bool bytes_do(enum kernel_units u, struct slice a, struct slice b)
{
	return u == KERNEL_BYTES || (text_is_ascii(a) && text_is_ascii(b));
}

/* Two short values as bytes, one for each character. */
struct narrow {
	unsigned char bytes[2 * SHORT_MAX];
	struct slice a;
	struct slice b;
};

/* False where the pair is not short. */
static bool narrow(const struct symbols *s, struct narrow *out)
{
	if (s->na > SHORT_MAX || s->nb > SHORT_MAX) {
		return false;
	}
	for (size_t i = 0; i < s->na; i++) {
		out->bytes[i] = (unsigned char)s->a[i];
	}
	for (size_t i = 0; i < s->nb; i++) {
		out->bytes[SHORT_MAX + i] = (unsigned char)s->b[i];
	}
	out->a = slice_of(out->bytes, s->na);
	out->b = slice_of(out->bytes + SHORT_MAX, s->nb);
	return true;
}

static double compare_decoded(enum kernel_kind k, enum kernel_units u, struct slice a,
			      struct slice b)
{
	SCOPED_ARENA(arena);
	struct symbols s = text_symbols(&arena, u, a, b);
	struct narrow as;

	if (narrow(&s, &as)) {
		return compare_short(k, as.a, as.b);
	}
	return compare_long(k, &s, longer(s.na, s.nb));
}

double kernel_compare(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b)
{
	bool bytes = bytes_do(u, a, b);

	if (bytes && a.n <= SHORT_MAX && b.n <= SHORT_MAX) {
		return compare_short(k, a, b);
	}
	return compare_decoded(k, bytes ? KERNEL_BYTES : u, a, b);
}

/* The most edits that can pass, at most the longer length; false where none can. */
static bool most_edits(enum kernel_kind k, double easiest, size_t length, size_t *most)
{
	if (kernel_is_similarity(k)) {
		return true;
	}
	if (!(easiest >= 0)) {
		return false;
	}
	*most = easiest < (double)length ? (size_t)easiest : length;
	return true;
}

static unsigned passed_decoded(enum kernel_kind k, enum kernel_units u, struct slice a,
			       struct slice b, const double *thresholds, unsigned n)
{
	SCOPED_ARENA(arena);
	struct symbols s = text_symbols(&arena, u, a, b);
	size_t most = 0;
	struct narrow as;

	if (!most_edits(k, thresholds[0], longer(s.na, s.nb), &most)) {
		return 0;
	}
	if (narrow(&s, &as)) {
		return passed_short(k, as.a, as.b, most, thresholds, n);
	}
	return passed_long(k, &s, most, thresholds, n);
}

unsigned kernel_passed(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b,
		       const double *thresholds, unsigned n)
{
	bool bytes = bytes_do(u, a, b);
	size_t most = 0;

	if (n == 0) {
		return 0;
	}
	if (!bytes || a.n > SHORT_MAX || b.n > SHORT_MAX) {
		return passed_decoded(k, bytes ? KERNEL_BYTES : u, a, b, thresholds, n);
	}
	if (!most_edits(k, thresholds[0], longer(a.n, b.n), &most)) {
		return 0;
	}
	return passed_short(k, a, b, most, thresholds, n);
}
