/* SPDX-License-Identifier: Apache-2.0
 * words.c - times, numbers and foreign text in words. */
#include "answer/words.h"
#include "tests/harness.h"

static const char *said(struct arena *a, const char *time)
{
	struct when w;

	CHECK_OK(when_parse(slice_str(time), &w));
	return words_short(a, w);
}

TEST(words_short__says_a_time_as_exactly_as_it_was_stated)
{
	SCOPED_ARENA(a);

	CHECK_STR(said(&a, "2002"), "2002");
	CHECK_STR(said(&a, "2002-05"), "May 2002");
	CHECK_STR(said(&a, "2002-05-31"), "31 May 2002");
	CHECK_STR(said(&a, "2002-05-31T14:05Z"), "31 May 2002");
	CHECK_STR(said(&a, "200X"), "2000s");
	CHECK_STR(said(&a, "2002/2006"), "2002\u20132006");
	CHECK_STR(said(&a, "2001-11/2002-03"), "Nov 2001\u2013Mar 2002");
	CHECK_STR(said(&a, "2001-11-05/2002-03-07"), "5 Nov 2001\u20137 Mar 2002");
	CHECK_STR(said(&a, "unknown"), "time not recorded");
}

TEST(words_when__reads_what_an_answer_says)
{
	SCOPED_ARENA(a);
	struct json *v = json_object(&a);
	struct when w;

	json_set_str(v, "lo", "2002-01-01");
	json_set_str(v, "hi", "2002-12-31");
	json_set_str(v, "precision", "year");
	w = words_when(v);
	CHECK_INT(w.lo, when_year(2002).lo);
	CHECK_INT(w.hi, when_year(2002).hi);
	CHECK_INT(w.precision, PRECISION_YEAR);
}

TEST(words_when__takes_anything_else_for_an_unknown_time)
{
	SCOPED_ARENA(a);
	struct json *v = json_object(&a);

	CHECK_INT(words_when(NULL).precision, PRECISION_UNKNOWN);
	CHECK_INT(words_when(v).precision, PRECISION_UNKNOWN);
	json_set_str(v, "lo", "2003");
	json_set_str(v, "hi", "2002");
	json_set_str(v, "precision", "year");
	CHECK_INT(words_when(v).precision, PRECISION_UNKNOWN);
	json_set_str(v, "hi", "31/02/2004");
	CHECK_INT(words_when(v).precision, PRECISION_UNKNOWN);
}

TEST(words_count__parts_thousands)
{
	SCOPED_ARENA(a);

	CHECK_STR(words_count(&a, 0), "0");
	CHECK_STR(words_count(&a, 999), "999");
	CHECK_STR(words_count(&a, 5113), "5,113");
	CHECK_STR(words_count(&a, -1234567), "-1,234,567");
	CHECK_STR(words_days(&a, 1), "1 day");
	CHECK_STR(words_days(&a, 5113), "5,113 days");
}

TEST(words_clean__keeps_a_name_on_its_line_and_in_its_direction)
{
	SCOPED_ARENA(a);

	CHECK_STR(words_clean(&a, "  a \n\t b\r\nc  "), "a b c");
	CHECK_STR(words_clean(&a, "\033[31mred\007"), "\uFFFD[31mred\uFFFD");
	CHECK_STR(words_clean(&a, "\u202Eeman\u2066"), "\uFFFDeman\uFFFD");
	CHECK_STR(words_clean(&a, "\xC2\x85x"), "\uFFFDx");
	CHECK_STR(words_clean(&a, "שלום O'Brien"), "שלום O'Brien");
	CHECK_STR(words_clean(&a, ""), "");
}

static const char *wrapped(struct arena *a, size_t columns, const char *text)
{
	SCOPED_BUF(out, 1 << 16);

	words_wrap(&out, (struct indent){"* ", "  ", columns}, text);
	return arena_copy(a, buf_slice(&out));
}

TEST(words_wrap__breaks_at_blanks_and_never_beyond_the_columns)
{
	SCOPED_ARENA(a);

	CHECK_STR(wrapped(&a, 10, "one two three"), "* one two\n  three\n");
	CHECK_STR(wrapped(&a, 10, "one"), "* one\n");
	CHECK_STR(wrapped(&a, 10, ""), "* \n");
	CHECK_STR(wrapped(&a, 10, "12345678"), "* 12345678\n");
	CHECK_STR(wrapped(&a, 10, "1234567890"), "* 12345678\n  90\n");
	CHECK_STR(wrapped(&a, 10, "äöüäöüäö x"), "* äöüäöüäö\n  x\n");
	CHECK_STR(wrapped(&a, 1, "ab"), "* a\n  b\n");
}
