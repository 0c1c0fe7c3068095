/* SPDX-License-Identifier: Apache-2.0
 * slice.c - tests of borrowed bytes. */
#include <stdio.h>

#include "tests/harness.h"

static const struct slice nothing = {NULL, 0};

TEST(slice_eq__compares_bytes_and_takes_empty_ones)
{
	CHECK(slice_eq(SLICE("ab"), slice_of("abc", 2)));
	CHECK(!slice_eq(SLICE("ab"), SLICE("abc")));
	CHECK(slice_eq(nothing, SLICE("")));
	CHECK(slice_eq(SLICE("a\0b"), SLICE("a\0b")));
	CHECK(!slice_eq(SLICE("a\0b"), SLICE("a\0c")));
	CHECK(slice_is(SLICE("ab"), "ab"));
	CHECK(slice_is(slice_str(NULL), ""));
}

TEST(slice_cmp__orders_as_memcmp_then_by_length)
{
	CHECK_INT(slice_cmp(SLICE("a"), SLICE("b")), -1);
	CHECK_INT(slice_cmp(SLICE("b"), SLICE("a")), 1);
	CHECK_INT(slice_cmp(SLICE("a"), SLICE("ab")), -1);
	CHECK_INT(slice_cmp(SLICE("ab"), SLICE("a")), 1);
	CHECK_INT(slice_cmp(SLICE("\x7f"), SLICE("\x80")), -1);
	CHECK_INT(slice_cmp(nothing, SLICE("")), 0);
	CHECK_INT(slice_cmp(nothing, SLICE("a")), -1);
}

TEST(slice_find__gives_the_length_where_there_is_nothing)
{
	CHECK_INT(slice_find(SLICE("a/b/c"), '/'), 1);
	CHECK_INT(slice_find(SLICE("abc"), '/'), 3);
	CHECK_INT(slice_find(nothing, '/'), 0);
	CHECK_INT(slice_search(SLICE("one two two"), SLICE("two")), 4);
	CHECK_INT(slice_search(SLICE("one"), SLICE("three")), 3);
	CHECK_INT(slice_search(SLICE("one"), nothing), 0);
	CHECK_INT(slice_search(nothing, SLICE("a")), 0);
}

TEST(slice_from__stays_inside)
{
	CHECK(slice_is(slice_from(SLICE("abc"), 1), "bc"));
	CHECK(slice_is(slice_from(SLICE("abc"), 3), ""));
	CHECK(slice_is(slice_from(SLICE("abc"), 9), ""));
	CHECK(slice_from(nothing, 9).p == NULL);
	CHECK(slice_starts(SLICE("abc"), SLICE("ab")) && !slice_starts(SLICE("a"), SLICE("ab")));
	CHECK(slice_ends(SLICE("abc"), SLICE("bc")) && !slice_ends(SLICE("c"), SLICE("bc")));
	CHECK(slice_starts(nothing, nothing) && slice_ends(SLICE("a"), nothing));
}

TEST(slice_trim__takes_ascii_space_from_both_ends_only)
{
	CHECK(slice_is(slice_trim(SLICE(" \t\r\n\v\fa b \n")), "a b"));
	CHECK(slice_is(slice_trim(SLICE("   ")), ""));
	CHECK(slice_is(slice_trim(SLICE("\xc2\xa0"
					"a")),
		       "\xc2\xa0"
		       "a"));
	CHECK_INT(slice_trim(nothing).n, 0);
}

TEST(slice_cut__gives_every_part_with_the_empty_ones)
{
	static const char *const want[] = {"a", "", "b", ""};
	struct slice rest = SLICE("a//b/");
	struct slice part;
	size_t n = 0;

	while (slice_cut(&rest, '/', &part)) {
		CHECK(n < 4 && slice_is(part, want[n]));
		n++;
	}
	CHECK_INT(n, 4);
	CHECK(!slice_cut(&rest, '/', &part));
	rest = SLICE("");
	CHECK(slice_cut(&rest, '/', &part) && part.n == 0);
	CHECK(!slice_cut(&rest, '/', &part));
}

TEST(slice_line__knows_both_ends_and_a_last_line_without)
{
	static const char *const want[] = {"one", "", "two\r", "three\r"};
	struct slice rest = SLICE("one\r\n\ntwo\r\r\nthree\r");
	struct slice line;
	size_t n = 0;

	while (slice_line(&rest, &line)) {
		CHECK(n < 4 && slice_is(line, want[n]));
		n++;
	}
	CHECK_INT(n, 4);
	rest = SLICE("one\n");
	CHECK(slice_line(&rest, &line) && slice_is(line, "one"));
	CHECK(!slice_line(&rest, &line));
	rest = nothing;
	CHECK(!slice_line(&rest, &line));
}

TEST(slice_eq_nocase__folds_ascii_letters_only)
{
	CHECK(slice_eq_nocase(SLICE("AbZ9"), SLICE("aBz9")));
	CHECK(!slice_eq_nocase(SLICE("[@`{"), SLICE("{`@[")));
	CHECK(!slice_eq_nocase(SLICE("\xc3\x89"), SLICE("\xc3\xa9")));
	CHECK(!slice_eq_nocase(SLICE("a"), SLICE("ab")));
}

TEST(slice_to_u64__takes_whole_numbers_that_fit)
{
	uint64_t n = 5;

	CHECK(slice_to_u64(SLICE("0"), &n) && n == 0);
	CHECK(slice_to_u64(SLICE("18446744073709551615"), &n) && n == UINT64_MAX);
	n = 5;
	CHECK(!slice_to_u64(SLICE("18446744073709551616"), &n));
	CHECK(!slice_to_u64(SLICE("99999999999999999999"), &n));
	CHECK(!slice_to_u64(SLICE("184467440737095516150"), &n));
	CHECK(!slice_to_u64(SLICE("1000000000000000000000000000000000000000000000000"), &n));
	CHECK(!slice_to_u64(SLICE("01"), &n) && !slice_to_u64(SLICE("00"), &n));
	CHECK(!slice_to_u64(SLICE("+1"), &n) && !slice_to_u64(SLICE("-1"), &n));
	CHECK(!slice_to_u64(SLICE(" 1"), &n) && !slice_to_u64(SLICE("1 "), &n));
	CHECK(!slice_to_u64(SLICE("1\0"), &n) && !slice_to_u64(SLICE("0x1"), &n));
	CHECK(!slice_to_u64(nothing, &n));
	CHECK_INT(n, 5);
}

TEST(slice_to_i64__takes_both_ends_of_the_range)
{
	int64_t n = 5;

	CHECK(slice_to_i64(SLICE("9223372036854775807"), &n) && n == INT64_MAX);
	CHECK(slice_to_i64(SLICE("-9223372036854775808"), &n) && n == INT64_MIN);
	CHECK(slice_to_i64(SLICE("-1"), &n) && n == -1);
	n = 5;
	CHECK(!slice_to_i64(SLICE("9223372036854775808"), &n));
	CHECK(!slice_to_i64(SLICE("-9223372036854775809"), &n));
	CHECK(!slice_to_i64(SLICE("-"), &n) && !slice_to_i64(SLICE("--1"), &n));
	CHECK(!slice_to_i64(SLICE("-0"), &n) && !slice_to_i64(SLICE("-01"), &n));
	CHECK_INT(n, 5);
}

/* A second opinion, which decodes a character and then looks at its number. Gives its length, or 0.
 */
static size_t decode(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	static const unsigned char length[16] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2, 3, 4};
	size_t need = p[0] >= 0xf8 ? 0 : length[p[0] >> 4];
	uint32_t c = need < 2 ? p[0] : p[0] & (0x7fu >> need);

	if (need == 0 || need > n) {
		return 0;
	}
	for (size_t i = 1; i < need; i++) {
		if (p[i] >> 6 != 2) {
			return 0;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	return c >= least[need] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? need : 0;
}

/* All first two bytes, with last ones from the edges of what may follow. */
TEST(slice_is_utf8__agrees_with_a_decoder_on_every_sequence)
{
	static const unsigned char last[] = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
	unsigned char bytes[4];

	for (unsigned i = 0; i < 0x10000 * 36; i++) {
		bytes[0] = (unsigned char)(i / 36 >> 8);
		bytes[1] = (unsigned char)(i / 36);
		bytes[2] = last[i % 6];
		bytes[3] = last[i / 6 % 6];
		for (size_t n = 1; n <= 4; n++) {
			size_t at = 0;
			size_t bad = 99;
			bool valid = slice_is_utf8(slice_of(bytes, n), &bad);

			for (size_t step = 1; at < n && step > 0; at += step) {
				step = decode(bytes + at, n - at);
			}
			if (valid != (at == n && bad == 99) || (!valid && bad != at)) {
				test_fail(HERE, "%02x %02x %02x %02x, %zu bytes", bytes[0],
					  bytes[1], bytes[2], bytes[3], n);
			}
		}
	}
}

/* Through the part that looks at eight bytes at a time, wherever the wrong byte stands. */
TEST(slice_is_utf8__names_the_first_wrong_byte)
{
	char text[40];
	size_t bad;

	for (size_t n = 1; n <= sizeof text; n++) {
		for (size_t at = 0; at < n; at++) {
			memset(text, 'a', n);
			text[at] = '\x80';
			bad = 99;
			CHECK(!slice_is_utf8(slice_of(text, n), &bad));
			CHECK_INT(bad, at);
		}
	}
	bad = 99;
	CHECK(slice_is_utf8(SLICE("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80 and ASCII again"),
			    &bad));
	CHECK(slice_is_utf8(nothing, &bad));
	CHECK_INT(bad, 99);
	CHECK(!slice_is_utf8(SLICE("plain text \xe2\x82"), &bad));
	CHECK_INT(bad, 11);
}

TEST(slice_arg__prints_the_bytes_and_no_more)
{
	char out[16];
	char text[] = {'a', 'b', 'c'};

	snprintf(out, sizeof out, "<" SLICE_FMT ">", SLICE_ARG(slice_of(text, 2)));
	CHECK_STR(out, "<ab>");
	snprintf(out, sizeof out, "<" SLICE_FMT ">", SLICE_ARG(nothing));
	CHECK_STR(out, "<>");
	snprintf(out, sizeof out, "<" SLICE_FMT ">", SLICE_ARG(slice_of("ab", (size_t)1 << 33)));
	CHECK_STR(out, "<ab>");
}

static void check_shown(struct slice s, size_t room, const char *want)
{
	char out[64];

	memset(out, 'x', sizeof out);
	CHECK(slice_show(s, out, room) == out);
	CHECK_STR(out, want);
	CHECK(out[room] == 'x');
}

TEST(slice_show__shows_no_control_characters_and_no_half_ones)
{
	check_shown(SLICE("plain caf\xc3\xa9"), 40, "plain caf\xc3\xa9");
	check_shown(SLICE("a\x1b[2J\r\n\x7f\0b"), 40, "a?[2J????b");
	check_shown(SLICE("a\xc2\x9b"
			  "b\xc2\xa0"
			  "c"),
		    40,
		    "a?b\xc2\xa0"
		    "c"); /* U+009B moves cursors */
	check_shown(SLICE("a\xff\xc3"), 40, "a??");
	check_shown(SLICE("\xed\xa0\x80"), 40, "???");
	check_shown(nothing, 4, "");
}

TEST(slice_show__cuts_between_characters)
{
	check_shown(SLICE("abc"), 4, "abc");
	check_shown(SLICE("abcd"), 4, "...");
	check_shown(SLICE("abcdefgh"), 8, "abcd...");
	check_shown(SLICE("abcdefg"), 8, "abcdefg");
	check_shown(SLICE("ab\xe2\x82\xac"
			  "fgh"),
		    8, "ab...");
	check_shown(SLICE("a\xe2\x82\xac"
			  "fgh"),
		    8,
		    "a\xe2\x82\xac"
		    "fgh");
	check_shown(SLICE("a\xe2\x82\xac"
			  "fghi"),
		    8, "a\xe2\x82\xac...");
	check_shown(SLICE("abcde\xf0\x9f\x98\x80"), 8, "abcd...");
}
