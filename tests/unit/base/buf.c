/* SPDX-License-Identifier: Apache-2.0
 * buf.c - tests of bytes that grow up to a limit. */
#include "base/buf.h"
#include "tests/harness.h"
#include "tests/random.h"

TEST(buf_add__grows_up_to_its_limit_and_no_further)
{
	SCOPED_BUF(buf, 1000);

	for (int i = 0; i < 1000; i++) {
		buf_add_byte(&buf, (char)('a' + i % 26));
		CHECK(buf_validate(&buf));
	}
	CHECK_OK(buf_check(&buf, "the letter"));
	CHECK_INT(buf.len, 1000);
	for (int i = 0; i < 1000; i++) {
		CHECK(buf.data[i] == 'a' + i % 26);
	}
	buf_add_byte(&buf, 'x');
	CHECK_INT(buf.len, 1000);
	CHECK(buf_validate(&buf));
	CHECK_ERR(buf_check(&buf, "the letter"), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text,
		  "the letter would be larger than its limit of 1000 bytes");
}

TEST(buf_add__stays_full_once_something_did_not_fit)
{
	SCOPED_BUF(buf, 4);

	buf_add_str(&buf, "ab");
	buf_add_str(&buf, "cde");
	buf_add_str(&buf, "f");
	CHECK(slice_is(buf_slice(&buf), "ab"));
	CHECK(buf.full);
	buf_reset(&buf);
	buf_add_str(&buf, "wxyz");
	CHECK(slice_is(buf_slice(&buf), "wxyz"));
	CHECK_OK(buf_check(&buf, "it"));
	buf_add_byte(&buf, '!');
	buf_finish(&buf);
	CHECK(!buf.full && buf.len == 0 && buf.max == 4);
	buf_add_str(&buf, "more");
	CHECK(slice_is(buf_slice(&buf), "more"));
}

TEST(buf_add__takes_nothing_even_into_a_buffer_for_nothing)
{
	SCOPED_BUF(buf, 0);

	buf_add(&buf, slice_of(NULL, 0));
	buf_add_str(&buf, "");
	buf_addf(&buf, "%s", "");
	CHECK_OK(buf_check(&buf, "it"));
	CHECK(buf_validate(&buf) && buf.data == NULL);
	buf_add_byte(&buf, 'a');
	CHECK_ERR(buf_check(&buf, "it"), ONUS_BAD_INPUT);
}

TEST(buf_addf__takes_short_and_long_text)
{
	SCOPED_BUF(buf, 100000);

	for (int n = 500; n < 520; n++) {
		buf_reset(&buf);
		buf_addf(&buf, "<%*d>", n, 7);
		CHECK_INT(buf.len, n + 2);
		CHECK(buf.data[0] == '<' && buf.data[n] == '7' && buf.data[n + 1] == '>');
	}
	buf_addf(&buf, "%*d", 100000, 7);
	CHECK(buf.full);
}

TEST(buf_add__keeps_every_byte_in_order)
{
	SCOPED_BUF(buf, 1 << 20);
	struct random random = {2};
	size_t want = 0;

	while (want < 500000) {
		char piece[700];
		size_t n = random_below(&random, sizeof piece);

		for (size_t i = 0; i < n; i++) {
			piece[i] = (char)((want + i) * 31);
		}
		buf_add(&buf, slice_of(piece, n));
		want += n;
		CHECK(buf_validate(&buf));
	}
	CHECK_INT(buf.len, want);
	for (size_t i = 0; i < want; i++) {
		CHECK(buf.data[i] == (char)(i * 31));
	}
}
