/* SPDX-License-Identifier: Apache-2.0
 * JSON lines: an object a line, each a row. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

TEST(jsonl__gives_a_row_a_line_with_names_as_columns)
{
	const struct reading *r = test_read_str(
		"jsonl", "{\"a\":\"x\",\"n\":3}\n\n{\"b\":{\"c\":[1,true]},\"a\":null}\n");

	CHECK_READ(r);
	CHECK_INT(r->row_count, 2);
	CHECK_STR(test_row(r, 1), "a: x\nn: 3\n");
	CHECK_STR(test_row(r, 2), "b: {\"c\":[1,true]}\n");
}

TEST(jsonl__takes_names_in_any_order)
{
	const struct reading *r =
		test_read_str("jsonl", "{\"a\":1,\"b\":2}\n{\"c\":5,\"b\":4,\"a\":3}\n");

	CHECK_READ(r);
	CHECK_STR(test_row(r, 2), "a: 3\nb: 4\nc: 5\n");
}

TEST(jsonl__keeps_a_line_that_is_no_json_as_it_stands)
{
	const struct reading *r = test_read_str("jsonl", "{\"a\":1}\n{\"a\":\n\"alone\"\n");

	CHECK_READ(r);
	CHECK_INT(r->row_count, 3);
	CHECK_STR(test_row(r, 2), "line that is no JSON: {\"a\":\n");
	CHECK_STR(test_row(r, 3), "value: alone\n");
	CHECK(test_warned(r, "line 2 is no JSON"));
}

TEST(jsonl__is_unreadable_where_no_line_is_json)
{
	CHECK_UNREADABLE(test_read_str("jsonl", "hello\nworld\n"),
			 "not one of its 2 lines is JSON");
}

TEST(jsonl__survives_depth_and_too_many_names)
{
	const struct reading *r = test_read("jsonl", test_repeat("{\"a\":1}\n", "[", 100000, "\n"));

	CHECK_READ(r);
	CHECK(test_warned(r, "line 2 is no JSON"));
	SCOPED_BUF(many, 1024 * 1024);

	for (int i = 0; i < TABLE_COLUMNS_MAX + 5; i++) {
		buf_addf(&many, "{\"name %d\":1}\n", i);
	}
	r = test_read("jsonl", buf_slice(&many));
	CHECK_CUT(r, "more names than TABLE_COLUMNS_MAX (1000)");
	CHECK_INT(r->row_count, TABLE_COLUMNS_MAX + 5);
}

TEST(jsonl__shows_an_escaped_nul_as_no_text)
{
	const struct reading *r = test_read_str("jsonl", "{\"a\":\"x\\u0000y\"}\n");

	CHECK_STR(test_row(r, 1), "a: x\xef\xbf\xbdy\n");
}
