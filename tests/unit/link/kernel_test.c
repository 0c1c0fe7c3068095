/* SPDX-License-Identifier: Apache-2.0
 * kernel_test.c - how alike two strings are: what DuckDB answers, and what the definitions say. */
#include "link/kernel.h"

#include <math.h>

#include "base/arena.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { LONGEST = 300, ROUNDS = 2000 };

static double compare(enum kernel_kind k, const char *a, const char *b)
{
	return kernel_compare(k, KERNEL_BYTES, slice_str(a), slice_str(b));
}

static double compare_characters(enum kernel_kind k, const char *a, const char *b)
{
	return kernel_compare(k, KERNEL_CHARACTERS, slice_str(a), slice_str(b));
}

/* --- golden: DuckDB 2.0.0 --- */

struct golden {
	const char *a;
	const char *b;
	double values[KERNEL_COUNT]; /* jaro, Winkler's, Levenshtein, Damerau, Jaccard */
};

/* jaccard() of an empty string is an error there; 0 here. */
static const struct golden golden[] = {
	{"martha",
	 "marhta",
	 {0x1.e38e38e38e38fp-1, 0x1.ec16c16c16c17p-1, 2, 1, 0x1.0000000000000p+0}},
	{"dwayne",
	 "duane",
	 {0x1.a4fa4fa4fa4fbp-1, 0x1.ae147ae147ae2p-1, 2, 2, 0x1.2492492492492p-1}},
	{"dixon",
	 "dicksonx",
	 {0x1.8888888888888p-1, 0x1.a06d3a06d3a06p-1, 4, 4, 0x1.4000000000000p-1}},
	{"jones",
	 "johnson",
	 {0x1.94b94b94b94b9p-1, 0x1.aa2dd610943c7p-1, 4, 4, 0x1.5555555555555p-1}},
	{"abcvwxyz",
	 "cabvwxyz",
	 {0x1.eaaaaaaaaaaabp-1, 0x1.eaaaaaaaaaaabp-1, 2, 2, 0x1.0000000000000p+0}},
	{"", "", {0x0.0p+0, 0x0.0p+0, 0, 0, 0x0.0p+0}},
	{"a", "", {0x0.0p+0, 0x0.0p+0, 1, 1, 0x0.0p+0}},
	{"a", "a", {0x1.0000000000000p+0, 0x1.0000000000000p+0, 0, 0, 0x1.0000000000000p+0}},
	{"a", "b", {0x0.0p+0, 0x0.0p+0, 1, 1, 0x0.0p+0}},
	{"ab", "ba", {0x0.0p+0, 0x0.0p+0, 2, 1, 0x1.0000000000000p+0}},
	{"aaab",
	 "aaaaaaa",
	 {0x1.73cf3cf3cf3d0p-1, 0x1.9dddddddddddfp-1, 4, 4, 0x1.0000000000000p-1}},
	{"zo\xc3\xab",
	 "zoe",
	 {0x1.71c71c71c71c7p-1, 0x1.8e38e38e38e39p-1, 2, 2, 0x1.999999999999ap-2}},
	{"\xc3\xa9", "e", {0x0.0p+0, 0x0.0p+0, 2, 2, 0x0.0p+0}},
	{"ca", "abc", {0x0.0p+0, 0x0.0p+0, 3, 2, 0x1.5555555555555p-1}},
	{"kitten",
	 "sitting",
	 {0x1.7df7df7df7df8p-1, 0x1.7df7df7df7df8p-1, 3, 3, 0x1.b6db6db6db6dbp-2}},
	{"1980-01-02",
	 "1980-10-02",
	 {0x1.eeeeeeeeeeeefp-1, 0x1.f5c28f5c28f5cp-1, 2, 1, 0x1.0000000000000p+0}},
	{"smith",
	 "smyth",
	 {0x1.bbbbbbbbbbbbcp-1, 0x1.c962fc962fc96p-1, 1, 1, 0x1.5555555555555p-1}},
	{"michelle",
	 "michael",
	 {0x1.bcf3cf3cf3cf4p-1, 0x1.d7c57c57c57c6p-1, 3, 3, 0x1.b6db6db6db6dbp-1}},
	{"fred",
	 "frederick",
	 {0x1.a12f684bda130p-1, 0x1.c71c71c71c71dp-1, 5, 5, 0x1.2492492492492p-1}},
	{"0100", "00000", {0x1.9111111111111p-1, 0x1.9c28f5c28f5c3p-1, 2, 2, 0x1.0000000000000p-1}},
	{"chesterfield",
	 "chettle",
	 {0x1.75d75d75d75d8p-1, 0x1.9f49f49f49f4bp-1, 7, 7, 0x1.0000000000000p-1}},
	{"o'brien",
	 "obrien",
	 {0x1.e79e79e79e79fp-1, 0x1.ea0ea0ea0ea0fp-1, 1, 1, 0x1.b6db6db6db6dbp-1}},
	{"checehhha",
	 "checdehchha",
	 {0x1.e0f83e0f83e10p-1, 0x1.ed61bed61bed6p-1, 2, 2, 0x1.999999999999ap-1}},
	{"mohammed abdul rahman al-hussain ibn khalid of the northern marches",
	 "mohamed abdul rehman al hussein ibn khaled of the northern marshes",
	 {0x1.a908746ebef0dp-1, 0x1.cbd1df75a5c3bp-1, 6, 6, 0x1.ca1af286bca1bp-1}},
};

static void check_golden(enum kernel_kind k)
{
	for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
		const struct golden *g = &golden[i];
		double got = compare(k, g->a, g->b);

		if (got != g->values[k]) {
			test_fail(HERE, "'%s', '%s' is %a, not %a", g->a, g->b, got, g->values[k]);
		}
	}
}

TEST(jaro__gives_what_duckdb_gives)
{
	check_golden(KERNEL_JARO);
}

TEST(jaro_winkler__gives_what_duckdb_gives)
{
	check_golden(KERNEL_JARO_WINKLER);
}

TEST(levenshtein__gives_what_duckdb_gives)
{
	check_golden(KERNEL_LEVENSHTEIN);
}

TEST(damerau__gives_what_duckdb_gives)
{
	check_golden(KERNEL_DAMERAU);
}

TEST(jaccard__gives_what_duckdb_gives)
{
	check_golden(KERNEL_JACCARD);
}

/* --- the definitions, word for word --- */

static double plain_jaro(struct slice a, struct slice b, size_t *prefix)
{
	bool taken_a[LONGEST] = {false};
	bool taken_b[LONGEST] = {false};
	size_t longer = a.n > b.n ? a.n : b.n;
	size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
	double common = 0;
	size_t swapped = 0;
	size_t moved;
	size_t j = 0;

	for (size_t i = 0; i < a.n; i++) {
		for (size_t k = 0; k < b.n; k++) {
			if (!taken_a[i] && !taken_b[k] && a.p[i] == b.p[k] && k + reach >= i &&
			    k <= i + reach) {
				taken_a[i] = taken_b[k] = true;
				common++;
			}
		}
	}
	for (size_t i = 0; i < a.n; i++) {
		if (taken_a[i]) {
			while (!taken_b[j]) {
				j++;
			}
			swapped += a.p[i] != b.p[j++];
		}
	}
	moved = swapped / 2;
	for (*prefix = 0; *prefix < 4 && *prefix < a.n && *prefix < b.n; (*prefix)++) {
		if (a.p[*prefix] != b.p[*prefix]) {
			break;
		}
	}
	return common == 0 ? 0
			   : (common / (double)a.n + common / (double)b.n +
			      (common - (double)moved) / common) /
				     3;
}

static double plain_winkler(struct slice a, struct slice b)
{
	size_t prefix;
	double jaro = plain_jaro(a, b, &prefix);

	return jaro > 0.7 ? fma(0.1 * (double)prefix, 1 - jaro, jaro) : jaro;
}

static size_t at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Lowrance and Wagner's table, with their search for the last swap; or Levenshtein's. */
static double plain_edits(struct slice a, struct slice b, bool swaps)
{
	static size_t d[LONGEST + 1][LONGEST + 1];

	for (size_t i = 0; i <= a.n; i++) {
		for (size_t j = 0; j <= b.n; j++) {
			d[i][j] = i == 0 ? j : i;
			if (i == 0 || j == 0) {
				continue;
			}
			d[i][j] = at_most(d[i - 1][j], d[i][j - 1]) + 1;
			d[i][j] = at_most(d[i][j], d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]));
			for (size_t k = i - 1; swaps && k > 0; k--) {
				for (size_t l = j - 1; l > 0; l--) {
					if (a.p[k - 1] == b.p[j - 1] && a.p[i - 1] == b.p[l - 1]) {
						d[i][j] = at_most(d[i][j], d[k - 1][l - 1] +
										   (i - k - 1) +
										   (j - l - 1) + 1);
					}
				}
			}
		}
	}
	return (double)d[a.n][b.n];
}

static double plain_jaccard(struct slice a, struct slice b)
{
	double both = 0;
	double either = 0;

	for (int c = 0; c < 256; c++) {
		bool in_a = slice_find(a, (char)c) < a.n;
		bool in_b = slice_find(b, (char)c) < b.n;

		both += in_a && in_b;
		either += in_a || in_b;
	}
	return a.n == 0 || b.n == 0 ? 0 : both / either;
}

static double plain(enum kernel_kind k, struct slice a, struct slice b)
{
	size_t prefix;

	switch (k) {
	case KERNEL_JARO:
		return plain_jaro(a, b, &prefix);
	case KERNEL_JARO_WINKLER:
		return plain_winkler(a, b);
	case KERNEL_LEVENSHTEIN:
		return plain_edits(a, b, false);
	case KERNEL_DAMERAU:
		return plain_edits(a, b, true);
	default:
		return plain_jaccard(a, b);
	}
}

/* --- chance --- */

/* A string of up to `longest` of `letters` letters; any byte where they are 256. */
static struct slice any_string(struct random *r, char *room, size_t longest, size_t letters)
{
	size_t n = random_below(r, longest + 1);

	for (size_t i = 0; i < n; i++) {
		room[i] = (char)(random_below(r, letters) + (letters < 26 ? 'a' : 0));
	}
	return slice_of(room, n);
}

/* A copy with a few edits and swaps. */
static struct slice damaged(struct random *r, struct slice s, char *room)
{
	size_t n = s.n;

	memcpy(room, s.p, s.n);
	for (uint64_t edits = random_below(r, 6); edits > 0 && n > 1; edits--) {
		size_t at = random_below(r, n - 1);
		char c = room[at];

		switch (random_below(r, 3)) {
		case 0:
			room[at] = room[at + 1];
			room[at + 1] = c;
			break;
		case 1:
			memmove(room + at, room + at + 1, n - at - 1);
			n--;
			break;
		default:
			room[at] = room[n - 1];
		}
	}
	return slice_of(room, n);
}

struct strings {
	char room[2][LONGEST];
	struct slice a;
	struct slice b;
};

/* Pairs short and long, of few letters and of many, unlike and alike. */
static void any_pair(struct random *r, struct strings *s)
{
	static const size_t lengths[] = {4, 8, 12, 17, 33, 64, 66, 130};
	static const size_t alphabets[] = {2, 3, 8, 25, 256};
	size_t longest = lengths[random_below(r, 8)];
	size_t letters = alphabets[random_below(r, 5)];

	s->a = any_string(r, s->room[0], longest, letters);
	s->b = random_below(r, 2) ? any_string(r, s->room[1], longest, letters)
				  : damaged(r, s->a, s->room[1]);
}

static void check_definition(enum kernel_kind k)
{
	struct random r = {1 + (uint64_t)k};
	static struct strings s;

	for (int i = 0; i < ROUNDS; i++) {
		/* Damerau's definition takes time with the fourth power of the length. */
		size_t longest = k != KERNEL_DAMERAU ? LONGEST : i % 100 == 0 ? 80 : 25;
		double got;
		double want;

		any_pair(&r, &s);
		s.a.n = at_most(s.a.n, longest);
		s.b.n = at_most(s.b.n, longest);
		got = kernel_compare(k, KERNEL_BYTES, s.a, s.b);
		want = plain(k, s.a, s.b);
		if (!(got == want)) {
			test_fail(HERE, "round %d, '" SLICE_FMT "', '" SLICE_FMT "': %a, not %a", i,
				  SLICE_ARG(s.a), SLICE_ARG(s.b), got, want);
		}
	}
}

TEST(jaro__is_what_its_definition_says)
{
	check_definition(KERNEL_JARO);
}

TEST(jaro_winkler__is_what_its_definition_says)
{
	check_definition(KERNEL_JARO_WINKLER);
}

TEST(levenshtein__is_what_its_definition_says)
{
	check_definition(KERNEL_LEVENSHTEIN);
}

TEST(damerau__is_what_its_definition_says)
{
	check_definition(KERNEL_DAMERAU);
}

TEST(jaccard__is_what_its_definition_says)
{
	check_definition(KERNEL_JACCARD);
}

TEST(kernel_compare__does_not_care_which_string_is_first)
{
	struct random r = {5};
	static struct strings s;

	for (int i = 0; i < ROUNDS; i++) {
		any_pair(&r, &s);
		for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
			CHECK(kernel_compare(k, KERNEL_BYTES, s.a, s.b) ==
			      kernel_compare(k, KERNEL_BYTES, s.b, s.a));
		}
	}
}

/* --- thresholds --- */

static unsigned passed_by(enum kernel_kind k, double value, const double *thresholds, unsigned n)
{
	unsigned passed = 0;

	while (passed < n && (kernel_is_similarity(k) ? value >= thresholds[passed]
						      : value <= thresholds[passed])) {
		passed++;
	}
	return passed;
}

/* The thresholds of Splink's templates, and the very value of the pair. */
static void check_passed(enum kernel_kind k, enum kernel_units u, struct slice a, struct slice b)
{
	static const double similarities[] = {0.5, 0.7, 0.8, 0.88, 0.92, 1};
	static const double distances[] = {20, 5, 2, 1, 0};
	double value = kernel_compare(k, u, a, b);
	const double *usual = kernel_is_similarity(k) ? similarities : distances;

	for (unsigned n = 0; n <= 5; n++) {
		CHECK_INT(kernel_passed(k, u, a, b, usual, n), passed_by(k, value, usual, n));
		CHECK_INT(kernel_passed(k, u, a, b, usual + n, 5 - n),
			  passed_by(k, value, usual + n, 5 - n));
	}
	CHECK_INT(kernel_passed(k, u, a, b, &value, 1), 1);
	value = nextafter(value, kernel_is_similarity(k) ? 2 : -1);
	CHECK_INT(kernel_passed(k, u, a, b, &value, 1), 0);
}

TEST(kernel_passed__counts_the_thresholds_that_the_value_passes)
{
	struct random r = {9};
	static struct strings s;

	for (int i = 0; i < ROUNDS; i++) {
		any_pair(&r, &s);
		for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
			check_passed(k, KERNEL_BYTES, s.a, s.b);
			check_passed(k, KERNEL_CHARACTERS, s.a, s.b);
		}
	}
}

TEST(kernel_passed__passes_no_threshold_that_is_no_number)
{
	double nan = NAN;

	for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
		CHECK_INT(kernel_passed(k, KERNEL_BYTES, SLICE("ann"), SLICE("ann"), &nan, 1), 0);
	}
}

/* --- characters --- */

TEST(kernel_compare__counts_characters_where_it_is_told_to)
{
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\xc3\xa9", "e") == 1);
	CHECK(compare(KERNEL_LEVENSHTEIN, "\xc3\xa9", "e") == 2);
	CHECK(compare_characters(KERNEL_DAMERAU, "zo\xc3\xab", "z\xc3\xabo") == 1);
	CHECK(compare_characters(KERNEL_JARO_WINKLER, "zo\xc3\xab", "zoe") ==
	      compare(KERNEL_JARO_WINKLER, "zox", "zoe"));
	CHECK(compare_characters(KERNEL_JACCARD, "\xc3\xa9", "\xc3\xa8") == 0);
	CHECK(compare_characters(KERNEL_JACCARD, "a\xe2\x82\xac\xf0\x9f\x98\x80",
				 "b\xe2\x82\xac\xf0\x9f\x98\x80") == 0.5);
}

TEST(kernel_compare__counts_a_byte_that_is_no_utf8_as_one_character)
{
	/* A continuation alone, an overlong form, a surrogate, a character cut short. */
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\x80", "a") == 1);
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\xc0\x80", "a") == 2);
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\xed\xa0\x80", "a") == 3);
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "x\xf0\x9f\x98", "x") == 3);
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\xff", "\xfe") == 1);
	CHECK(compare_characters(KERNEL_LEVENSHTEIN, "\xff", "\xff") == 0);
}

/* Writes each letter of `s` as a character of three bytes. */
static struct slice widened(struct arena *a, struct slice s)
{
	char *out = arena_alloc(a, 3 * s.n);

	for (size_t i = 0; i < s.n; i++) {
		unsigned c = 0x4e00U + (unsigned char)s.p[i];

		out[3 * i] = (char)(0xe0U | c >> 12);
		out[3 * i + 1] = (char)(0x80U | (c >> 6 & 0x3f));
		out[3 * i + 2] = (char)(0x80U | (c & 0x3f));
	}
	return slice_of(out, 3 * s.n);
}

TEST(kernel_compare__gives_the_same_for_letters_of_any_script)
{
	struct random r = {77};
	static struct strings s;

	for (int i = 0; i < ROUNDS / 4; i++) {
		SCOPED_ARENA(arena);
		struct slice a;
		struct slice b;

		any_pair(&r, &s);
		a = widened(&arena, s.a);
		b = widened(&arena, s.b);
		for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
			CHECK(kernel_compare(k, KERNEL_CHARACTERS, a, b) ==
			      kernel_compare(k, KERNEL_BYTES, s.a, s.b));
		}
	}
}

/* --- long values --- */

TEST(kernel_passed__gives_up_early_on_long_values)
{
	SCOPED_ARENA(arena);
	size_t n = 1024 * 1024;
	char *a = arena_alloc(&arena, n);
	char *b = arena_alloc(&arena, n);
	double two[] = {2, 1};
	struct random r = {3};

	for (size_t i = 0; i < n; i++) {
		a[i] = b[i] = (char)('a' + random_below(&r, 20));
	}
	b[10] = '!';
	b[n - 10] = '!';
	CHECK_INT(kernel_passed(KERNEL_LEVENSHTEIN, KERNEL_BYTES, slice_of(a, n), slice_of(b, n),
				two, 2),
		  1);
	CHECK_INT(
		kernel_passed(KERNEL_DAMERAU, KERNEL_BYTES, slice_of(a, n), slice_of(b, n), two, 2),
		1);
	CHECK(kernel_compare(KERNEL_JARO, KERNEL_BYTES, slice_of(a, n), slice_of(a, n)) == 1);
}
