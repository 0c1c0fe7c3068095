/* SPDX-License-Identifier: Apache-2.0
 * token.c - tests of tokens: what they are, where they lie, how they fold. */
#include <stdio.h>

#include "tests/harness.h"
#include "text/token.h"

/* "FOLDED@start-end" for each token, a blank between; a sign as itself. */
static const char *cut(const char *text)
{
	static char out[1024];
	struct tokens t = {0};
	size_t used = 0;

	tokens_read(&t, slice_str(text), 0, strlen(text));
	out[0] = '\0';
	for (size_t i = 0; i < t.count; i++) {
		struct slice s = t.at[i].kind == TOKEN_SIGN ? slice_of(&t.at[i].sign, 1)
							    : token_folded(&t, &t.at[i]);

		used += (size_t)snprintf(out + used, sizeof out - used, "%s" SLICE_FMT "@%u-%u",
					 i > 0 ? " " : "", SLICE_ARG(s), t.at[i].start,
					 t.at[i].end);
	}
	tokens_finish(&t);
	return out;
}

TEST(tokens__keep_their_place_in_the_text)
{
	CHECK_STR(cut("Mrs O\u2019Brien\u2019s car: AB51 ABC"),
		  "MRS@0-3 OBRIEN@4-13 '@13-16 S@16-17 CAR@18-21 :@21-22 AB51@23-27 ABC@28-31");
	CHECK_STR(cut("don't 'quote' it"), "DONT@0-5 '@6-7 QUOTE@7-12 '@12-13 IT@14-16");
	CHECK_STR(cut("a\u2014b\u2026"), "A@0-1 -@1-4 B@4-5 .@5-8");
}

TEST(tokens__marks_belong_to_their_letter_and_the_invisible_to_nothing)
{
	CHECK_STR(cut("Zoe\u0308 x"), "ZOE@0-5 X@6-7");
	CHECK_STR(cut("\u200fZo\u200de\u200f x"), "ZOE@3-9 X@13-14");
	CHECK_STR(cut("\u0301\u0301"), "");
	CHECK_STR(cut("a\U0001F600b"), "A@0-1 \x01@1-5 B@5-6");
}

TEST(tokens__digits_of_other_scripts_are_digits)
{
	CHECK_STR(cut("\uff11\uff12 \u0661\u0662"), "12@0-6 12@7-11");
}

TEST(tokens__know_lines_paragraphs_and_sentences)
{
	const char text[] = "One two. Three\r\nfour\r\n\r\nFive. Dr. Six";
	struct tokens t = {0};

	tokens_read(&t, slice_str(text), 0, sizeof text - 1);
	CHECK_INT(t.count, 10);
	CHECK((t.at[0].flags & TOKEN_SENTENCE) != 0);
	CHECK((t.at[1].flags & TOKEN_SENTENCE) == 0);
	CHECK((t.at[3].flags & TOKEN_SENTENCE) != 0);                          /* Three */
	CHECK((t.at[4].flags & (TOKEN_LINE | TOKEN_PARAGRAPH)) == TOKEN_LINE); /* four */
	CHECK((t.at[5].flags & TOKEN_PARAGRAPH) != 0);                         /* Five */
	CHECK((t.at[9].flags & TOKEN_SENTENCE) == 0);                          /* Six */
	tokens_finish(&t);
}

TEST(tokens__what_an_edge_cuts_is_broken)
{
	struct tokens t = {0};

	tokens_read(&t, SLICE("abcdef ghi jklmno"), 3, 14);
	CHECK_INT(t.count, 3);
	CHECK((t.at[0].flags & TOKEN_BROKEN) != 0);
	CHECK((t.at[1].flags & TOKEN_BROKEN) == 0);
	CHECK((t.at[2].flags & TOKEN_BROKEN) != 0);
	tokens_finish(&t);
}

TEST(tokens__the_word_before_nothing_may_be_looked_at)
{
	struct tokens t = {0};

	tokens_read(&t, SLICE("x"), 0, 1);
	for (int i = 1; i <= TOKEN_PAD; i++) {
		CHECK(t.at[-i].kind == TOKEN_END && t.at[-i].words == 0);
		CHECK(t.at[i].kind == TOKEN_END && t.at[i].words == 0);
	}
	tokens_finish(&t);
}

TEST(tokens__a_line_that_was_broken_for_its_length_goes_on)
{
	const char text[] =
		"In this line of more than fifty letters they met Amber\nHill.\nShort Amber\nHill";
	struct tokens t = {0};
	size_t wrapped = 0;
	size_t lines = 0;

	tokens_read(&t, slice_str(text), 0, sizeof text - 1);
	for (size_t i = 0; i < t.count; i++) {
		lines += (t.at[i].flags & TOKEN_LINE) != 0;
		wrapped += (t.at[i].flags & TOKEN_WRAP) != 0;
	}
	CHECK_INT(lines, 4);
	CHECK_INT(wrapped, 1);
	CHECK((t.at[11].flags & TOKEN_WRAP) != 0);
	tokens_finish(&t);
}
