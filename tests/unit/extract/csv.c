/* SPDX-License-Identifier: Apache-2.0
 * Tables as text: what RFC 4180 says, and what people really save. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

TEST(csv__reads_quotes_commas_and_lines_within_a_cell)
{
	const struct reading *r =
		test_read_str("csv", "a,b\r\n\"x, y\",\"he said \"\"no\"\"\r\ntwice\"\r\n");

	CHECK_READ(r);
	CHECK_INT(r->row_count, 1);
	CHECK_STR(test_row(r, 1), "a: x, y\nb: he said \"no\"\ntwice\n");
	CHECK_INT(r->warning_count, 0);
}

TEST(csv__finds_the_delimiter)
{
	const char *const texts[] = {"a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "a|b\n1|2\n"};

	for (size_t i = 0; i < 4; i++) {
		const struct reading *r = test_read_str("csv", texts[i]);

		CHECK_READ(r);
		CHECK_STR(test_row(r, 1), "a: 1\nb: 2\n");
	}
}

TEST(csv__is_not_misled_by_commas_in_the_words_of_a_semicolon_table)
{
	const struct reading *r = test_read_str(
		"csv", "when;what\n2003;seen, then gone\n2004;here, there, everywhere\n");

	CHECK_STR(test_fact(r, "delimiter"), ";");
	CHECK_STR(test_row(r, 2), "when: 2004\nwhat: here, there, everywhere\n");
}

TEST(csv__obeys_the_separator_line_of_excel)
{
	const struct reading *r = test_read_str("csv", "sep=;\r\na;b,c\r\n1;2,3\r\n");

	CHECK_STR(test_row(r, 1), "a: 1\nb,c: 2,3\n");
}

TEST(csv__keeps_rows_that_are_too_short_or_too_long)
{
	const struct reading *r = test_read_str("csv", "a,b\n1\n1,2,3\n");

	CHECK_READ(r);
	CHECK_STR(test_row(r, 1), "a: 1\n");
	CHECK_STR(test_row(r, 2), "a: 1\nb: 2\ncolumn 3: 3\n");
	CHECK(test_warned(r, "row 1 has 1 cells where the heading has 2"));
	CHECK(test_warned(r, "row 2 has 3 cells where the heading has 2"));
}

TEST(csv__tells_columns_of_one_name_apart)
{
	const struct reading *r = test_read_str("csv", "a,a,,a (2),a\n1,2,3,4,5\n");

	CHECK_STR(test_row(r, 1), "a: 1\na (2): 2\ncolumn 3: 3\na (2) (2): 4\na (3): 5\n");
}

TEST(csv__tells_columns_apart_whose_names_differ_in_what_is_no_text)
{
	const struct reading *r = test_read_str("csv", "a\x01,a\x02,a,\x01\n1,2,3,4\n");

	CHECK_STR(test_row(r, 1), "a: 1\na (2): 2\na (3): 3\ncolumn 4: 4\n");
}

TEST(csv__loses_no_row_to_a_quote_that_never_closes)
{
	const struct reading *r = test_read_str("csv", "a,b\n1,\"two\n3,four\n5,six\n");

	CHECK_READ(r);
	CHECK_INT(r->row_count, 3);
	CHECK_STR(test_row(r, 1), "a: 1\nb: \"two\n");
	CHECK_STR(test_row(r, 3), "a: 5\nb: six\n");
	CHECK(test_warned(r, "the quote in line 2 never closes"));
}

TEST(csv__loses_no_word_to_a_quote_that_closes_too_late)
{
	const struct reading *r = test_read_str("csv", "a,b\n1,\"two\n3,four\n5,\"six\n");

	CHECK_READ(r);
	CHECK_STR(test_row(r, 1), "a: 1\nb: two\n3,four\n5,six\n");
	CHECK(test_warned(r, "in line 4 a cell goes on behind its closing quote"));
}

TEST(csv__says_in_which_line_a_row_begins)
{
	const struct reading *r = test_read_str("csv", "a,b\n\"x\ny\",2\n\n3,4\n");
	struct reading_rows at = reading_rows(r);
	struct reading_row row;

	CHECK(reading_next_row(&at, test_arena(), &row));
	CHECK_INT(row.line, 2);
	CHECK(reading_next_row(&at, test_arena(), &row));
	CHECK_INT(row.number, 2);
	CHECK_INT(row.line, 5);
	CHECK(!reading_next_row(&at, test_arena(), &row));
}

TEST(csv__reads_old_encodings)
{
	const struct reading *r = test_read_str("csv", "name\ncaf\xe9 \x80\n");

	CHECK_READ(r);
	CHECK_STR(test_fact(r, "encoding"), "WINDOWS-1252");
	CHECK_STR(test_row(r, 1), "name: caf\xc3\xa9 \xe2\x82\xac\n");
}

TEST(csv__reads_utf16_with_and_without_a_mark)
{
	const struct reading *r = test_read("csv", slice_of("\xff\xfe"
							    "a\0,\0b\0\n\0"
							    "1\0,\0"
							    "2\0\n\0",
							    18));

	CHECK_STR(test_row(r, 1), "a: 1\nb: 2\n");
	r = test_read("csv", slice_of("\0a\0,\0b\0\n\0"
				      "1\0,\0"
				      "2\0\n",
				      16));
	CHECK_STR(test_row(r, 1), "a: 1\nb: 2\n");
}

TEST(csv__shows_nul_bytes_as_what_they_are)
{
	const struct reading *r = test_read("csv", slice_of("abcdefgh,b\n1\0"
							    "2,ijklmnop\n",
							    24));

	CHECK_READ(r);
	CHECK_HAS(slice_str(test_row(r, 1)), "1\xef\xbf\xbd"
					     "2\n");
	CHECK(test_warned(r, "1 bytes were no text"));
}

TEST(csv__refuses_ten_thousand_columns_and_names_the_limit)
{
	const struct reading *r = test_read("csv", test_repeat("a", ",a", 9999, "\n1,2\n"));

	CHECK_UNREADABLE(r, "it has 10000 columns, more than TABLE_COLUMNS_MAX (1000)");
}

TEST(csv__takes_as_many_columns_as_the_limit_says)
{
	const struct reading *r =
		test_read("csv", test_repeat("a", ",a", TABLE_COLUMNS_MAX - 1, "\n1,2\n"));

	CHECK_READ(r);
	CHECK_INT(r->column_count, TABLE_COLUMNS_MAX);
	CHECK_STR(test_row(r, 1), "a: 1\na (2): 2\n");
}

TEST(csv__cuts_a_row_of_ten_thousand_cells_and_says_so)
{
	const struct reading *r = test_read("csv", test_repeat("a,b\n1", ",2", 9999, "\n3,4\n"));

	CHECK_CUT(r, "row 1 has 10000 cells, more than TABLE_COLUMNS_MAX (1000)");
	CHECK_INT(r->column_count, TABLE_COLUMNS_MAX);
	CHECK_STR(test_row(r, 2), "a: 3\nb: 4\n");
}

TEST(csv__cuts_a_cell_of_ten_megabytes_and_says_so)
{
	const struct reading *r =
		test_read("csv", test_repeat("a,b\n1,\"", "0123456789", 1000000, "\"\n3,4\n"));

	CHECK_READ(r);
	CHECK(test_warned(r, "longer than TABLE_CELL_MAX (1048576 bytes)"));
	CHECK_INT(strlen(test_row(r, 1)), strlen("a: 1\nb: \n") + TABLE_CELL_MAX);
	CHECK_STR(test_row(r, 2), "a: 3\nb: 4\n");
}

TEST(csv__reads_all_rows_where_the_first_is_data_already)
{
	const struct reader_document d = {.fd = -1,
					  .bytes = SLICE("1;2\n3;4\n"),
					  .format = "csv",
					  .no_heading = true,
					  .delimiter = ';'};
	SCOPED_READING(r);

	CHECK_OK(reader_read(test_pool(), &d, &r));
	CHECK_INT(r.row_count, 2);
	CHECK_STR(test_row(&r, 1), "column 1: 1\ncolumn 2: 2\n");
}

TEST(csv__warns_no_more_often_than_the_limit)
{
	const struct reading *r = test_read("csv", test_repeat("a,b\n", "1\n", 5000, ""));

	CHECK_READ(r);
	CHECK_INT(r->row_count, 5000);
	CHECK_INT(r->warning_count, EXTRACT_WARNINGS_MAX);
	CHECK_SLICE(r->warnings[EXTRACT_WARNINGS_MAX - 1], "there is more like this");
}

TEST(csv__is_unreadable_where_there_is_nothing)
{
	CHECK_UNREADABLE(test_read_str("csv", "\n\n"), "the table is empty");
	CHECK_UNREADABLE(test_read_str("csv", ""), "it is empty");
}

TEST(csv__gives_a_row_as_json_fields)
{
	const struct reading *r = test_read_str("csv", "b,a\n1,\"x\ny\"\n");
	struct reading_rows at = reading_rows(r);
	struct reading_row row;
	SCOPED_BUF(json, 1024);

	CHECK(reading_next_row(&at, test_arena(), &row));
	json_write(&json, reading_row_fields(test_arena(), &row));
	CHECK_SLICE(buf_slice(&json), "{\"b\":\"1\",\"a\":\"x\\ny\"}");
}
