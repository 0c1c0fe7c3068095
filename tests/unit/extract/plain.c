/* SPDX-License-Identifier: Apache-2.0
 * Text that is not UTF-8. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

TEST(plain__reads_windows_1252)
{
	const struct reading *r = test_read_str("text", "\x93Ren\xe9\x94 \x96 seen\r\nagain");

	CHECK_READ(r);
	CHECK_SLICE(r->text, "\xe2\x80\x9cRen\xc3\xa9\xe2\x80\x9d \xe2\x80\x93 seen\nagain");
	CHECK_STR(test_fact(r, "encoding"), "WINDOWS-1252");
}

TEST(plain__reads_utf16_of_either_kind)
{
	const struct reading *r = test_read("text", slice_of("\xff\xfeN\0o\0\r\0\n\0\xe9\0", 12));

	CHECK_SLICE(r->text, "No\n\xc3\xa9");
	r = test_read("text", slice_of("\xfe\xff\0N\0o\xd8\x3d\xde\x00", 10));
	CHECK_SLICE(r->text, "No\xf0\x9f\x98\x80");
}

TEST(plain__shows_half_a_character_as_no_text)
{
	const struct reading *r = test_read("text", slice_of("\xff\xfeN\0\x3d\xd8o\0x", 9));

	CHECK_READ(r);
	CHECK_HAS(r->text, "N\xef\xbf\xbd");
	CHECK(test_warned(r, "bytes were no text"));
}

TEST(plain__cuts_at_the_limit_of_a_text_and_between_characters)
{
	const struct reading *r =
		test_read("text", test_repeat("\xe9", "\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9",
					      900000, ""));

	CHECK_CUT(r, "longer than REPORT_TEXT_MAX (16777216 bytes)");
	CHECK(r->text.n > REPORT_TEXT_MAX - 20000 && r->text.n <= REPORT_TEXT_MAX);
	CHECK(slice_is_utf8(r->text, NULL));
}

TEST(plain__is_quick_with_millions_of_odd_bytes)
{
	SCOPED_BUF(odd, 16 * 1024 * 1024);

	for (int i = 0; i < 1000000; i++) {
		buf_add(&odd, slice_of("\xff\r\n\0", 4));
	}
	CHECK_INT(test_read("text", buf_slice(&odd))->status, READING_READ);
}
