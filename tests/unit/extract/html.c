/* SPDX-License-Identifier: Apache-2.0
 * Web pages: the text that a person would read. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

TEST(html__puts_blocks_on_lines_and_cells_apart)
{
	const struct reading *r = test_read_str(
		"html",
		"<html><title> The\n page </title><h1>Head</h1><p>One  "
		"<b>two</b>\nthree<p>Four<br>five"
		"<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table><ul><li>x<li>y</ul>z");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "The  page");
	CHECK_SLICE(r->text, "Head\n\nOne two three\n\nFour\nfive\n\na\tb\nc\td\n\nx\ny\n\nz");
}

TEST(html__leaves_out_scripts_styles_and_comments)
{
	const struct reading *r =
		test_read_str("html", "<html><script>var secret</script><style>.x{}</style>"
				      "<!-- hidden -->seen<template>not</template>");

	CHECK_SLICE(r->text, "seen");
}

TEST(html__keeps_lines_that_were_set_by_hand)
{
	CHECK_SLICE(test_read_str("html", "<html><pre>a\n  b\n</pre>c")->text, "a\n  b\n\n\nc");
}

TEST(html__shows_where_links_lead)
{
	const struct reading *r = test_read_str(
		"html",
		"<html><a href='tel:07700900417'>ring him</a> or <a href='https://x.example/ash'>"
		"https://x.example/ash</a>, <a href='#top'>top</a>");

	CHECK_SLICE(r->text, "ring him <tel:07700900417> or https://x.example/ash, top");
}

TEST(html__counts_pictures_carried_inside_and_gives_their_words)
{
	const struct reading *r = test_read_str(
		"html", "<html>a <img src='data:image/png;base64,AAAA' alt='a car'> b");

	CHECK_SLICE(r->text, "a [picture: a car] b");
	CHECK_INT(r->pictures, 1);
}

TEST(html__reads_the_encoding_that_the_page_declares)
{
	CHECK_SLICE(test_read_str("html", "<html><meta charset=\"iso-8859-2\"><p>\xb3")->text,
		    "\xc5\x82");
	CHECK_SLICE(test_read_str("html", "<html><meta charset='no-such'><p>\xe9")->text,
		    "\xc3\xa9");
}

TEST(html__resolves_entities_but_fetches_nothing)
{
	const struct reading *r =
		test_read_str("html", "<!DOCTYPE html [<!ENTITY x SYSTEM "
				      "\"file:///etc/passwd\">]><p>&pound;5 &#8211; &x; &amp;");

	CHECK_READ(r);
	CHECK_HAS(r->text, "\xc2\xa3"
			   "5 \xe2\x80\x93 ");
	CHECK_HAS_NOT(r->text, "root");
	CHECK_INT(r->warning_count, 0);
}

TEST(html__cuts_fifty_megabytes_of_nested_tags)
{
	const struct reading *r =
		test_read("html", test_repeat("<html>begin", "<div>", 10000000, "end"));

	CHECK_CUT(r, "nested deeper than MARKUP_DEPTH_MAX (1000)");
	CHECK_SLICE(r->text, "begin");
}

TEST(html__reads_what_is_cut_off_in_the_middle_of_a_tag)
{
	CHECK_SLICE(test_read_str("html", "<html><p>kept <a href=\"http://x")->text, "kept");
}

TEST(html__cuts_text_at_its_limit)
{
	const struct reading *r =
		test_read("html", test_repeat("<html>", "0123456789\n", 1700000, ""));

	CHECK_CUT(r, "REPORT_TEXT_MAX");
	CHECK(r->text.n <= REPORT_TEXT_MAX && r->text.n > REPORT_TEXT_MAX - 100000);
}

TEST(html__survives_an_unclosed_everything)
{
	CHECK_INT(test_read("html", test_repeat("<html>", "<a <b '", 8000, ""))->status !=
			  READING_CUT,
		  1);
	CHECK_INT(test_read("html", test_repeat("<html>", "<!--", 8000, ""))->status != READING_CUT,
		  1);
	CHECK_INT(test_read("html", test_repeat("<html>", "&", 1000000, ""))->status, READING_READ);
}
