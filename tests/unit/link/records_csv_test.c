/* SPDX-License-Identifier: Apache-2.0
 * records_csv_test.c - tests of records from CSV. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "link/csv_marks.h"
#include "tests/random.h"
#include "tests/unit/link/records_support.h"

/* --- what values are --- */

TEST(onus_records_csv__gives_each_row_its_values)
{
	SCOPED_RECORDS(r);

	r = csv_read(SLICE("id,name,town\n1,Ada,Leeds\n2,Bo,Leeds\n3,Ada,York\n"), 1, 0);
	CHECK_INT(onus_records_count(r), 3);
	CHECK_STR(value_at(r, 0, "name"), "Ada");
	CHECK_STR(value_at(r, 1, "town"), "Leeds");
	CHECK_STR(value_at(r, 2, "NAME"), "Ada");
	CHECK_STR(value_at(r, 2, "town"), "York");
	CHECK(slice_is(onus_records_id(r, 2), "3"));
	CHECK_INT(onus_records_value(r, 0, SLICE("nothing")).n, 0);
	check_columns(r);
}

TEST(onus_records_csv__reads_quotes_as_rfc_4180_says)
{
	SCOPED_RECORDS(r);

	r = csv_read(SLICE("id,\"full \"\"name\"\"\",x\r\n"
			   "1,\"Last, First\",\" a \"\r\n"
			   "2,\"two\nlines\",\"\"\r\n"
			   "3,\"the \"\"Fox\"\" of the longest of all names\",\"\"\"\"\r\n"
			   "\"4\",\"\"\"x\"\"\",\",\"\r\n"),
		     1, 0);
	CHECK_STR(value_at(r, 0, "full \"name\""), "Last, First");
	CHECK_STR(value_at(r, 0, "x"), " a ");
	CHECK_STR(value_at(r, 1, "full \"name\""), "two\nlines");
	CHECK_STR(value_at(r, 1, "x"), "");
	CHECK_STR(value_at(r, 2, "full \"name\""), "the \"Fox\" of the longest of all names");
	CHECK_STR(value_at(r, 2, "x"), "\"");
	CHECK_STR(value_at(r, 3, "id"), "4");
	CHECK_STR(value_at(r, 3, "full \"name\""), "\"x\"");
	CHECK_STR(value_at(r, 3, "x"), ",");
}

TEST(onus_records_csv__leaves_a_quote_within_an_unquoted_value_alone)
{
	SCOPED_RECORDS(r);

	r = csv_read(SLICE("id,name,x\n1,Jo \"Red\" Fox,5\"\n2,O\"B,\n"), 1, 0);
	CHECK_STR(value_at(r, 0, "name"), "Jo \"Red\" Fox");
	CHECK_STR(value_at(r, 0, "x"), "5\"");
	CHECK_STR(value_at(r, 1, "name"), "O\"B");
}

TEST(onus_records_csv__takes_blanks_around_a_value_away)
{
	SCOPED_RECORDS(r);

	r = csv_read(SLICE("id, name , \"town\" \n 1, Ada  B , \" York\" \n2,   ,\"\"\n"), 1, 0);
	CHECK_STR(value_at(r, 0, "id"), "1");
	CHECK_STR(value_at(r, 0, "name"), "Ada  B");
	CHECK_STR(value_at(r, 0, "town"), " York");
	CHECK_INT(onus_records_value(r, 1, SLICE("name")).n, 0);
	CHECK(onus_records_value(r, 1, SLICE("name")).p == NULL);
	CHECK(onus_records_value(r, 1, SLICE("town")).p == NULL);
	CHECK_INT(column_count(records_column(r, SLICE("town")), 0), 1);
}

TEST(onus_records_csv__knows_both_line_ends_a_mark_and_a_last_line_without_end)
{
	static const char *const texts[] = {
		"id,name\n1,Ada\n2,Bo\n",
		"id,name\r\n1,Ada\r\n2,Bo\r\n",
		"\xef\xbb\xbfid,name\n1,Ada\n2,Bo",
		"id,name\r\n1,Ada\r\n2,Bo\r",
		"id,name\n\n1,Ada\n\r\n   \n2,\"Bo\"",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (size_t piece = 0; piece < 12; piece++) {
			SCOPED_RECORDS(r);

			r = csv_read(slice_str(texts[i]), 1, piece);
			CHECK_INT(r->rows, 2);
			CHECK_STR(value_at(r, 0, "id"), "1");
			CHECK_STR(value_at(r, 0, "name"), "Ada");
			CHECK_STR(value_at(r, 1, "name"), "Bo");
		}
	}
}

TEST(onus_records_csv__takes_a_line_that_is_empty_for_a_missing_value_of_one_column)
{
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(csv_add(r, "", SLICE("name\nAda\n\nBo\n"), 0));
	CHECK_OK(onus_records_finish(r, SLICE("")));
	CHECK_INT(r->rows, 3);
	CHECK_STR(value_at(r, 1, "name"), "");
	CHECK(slice_is(onus_records_id(r, 2), "3"));
}

TEST(onus_records_csv__reads_a_header_without_rows)
{
	SCOPED_RECORDS(r);

	r = csv_read(SLICE("id,name"), 1, 0);
	CHECK_INT(r->rows, 0);
	CHECK_INT(r->n_columns, 2);
	check_columns(r);
}

TEST(onus_records_csv__reads_values_of_every_length)
{
	enum { LONGEST = 300 };
	SCOPED_BUF(text, 1 << 20);
	SCOPED_RECORDS(r);
	char want[LONGEST + 1];

	buf_add_str(&text, "id,name\n");
	for (unsigned n = 0; n <= LONGEST; n++) {
		memset(want, 'a' + (char)(n % 26), n);
		buf_addf(&text, "%u,%.*s\n", n, (int)n, want);
	}
	r = csv_read(buf_slice(&text), 1, 0);
	for (unsigned n = 0; n <= LONGEST; n++) {
		struct slice v = onus_records_value(r, n, SLICE("name"));

		memset(want, 'a' + (char)(n % 26), n);
		CHECK(slice_eq(v, slice_of(want, n)));
	}
	check_columns(r);
}

TEST(onus_records_csv__tells_values_apart_that_differ_in_one_byte)
{
	enum { LONGEST = 40 };
	SCOPED_BUF(text, 1 << 20);
	SCOPED_RECORDS(r);
	unsigned rows = 0;

	buf_add_str(&text, "id,name\n");
	for (int twice = 0; twice < 2; twice++) {
		for (unsigned n = 1; n <= LONGEST; n++) {
			for (unsigned i = 0; i < n; i++) {
				char name[LONGEST + 1];

				memset(name, 'x', n);
				name[i] = 'y';
				buf_addf(&text, "%u,%.*s\n", ++rows, (int)n, name);
			}
		}
	}
	r = csv_read(buf_slice(&text), 1, 0);
	CHECK_INT(records_column(r, SLICE("name"))->n_values, rows / 2);
	check_columns(r);
}

/* --- pieces and threads --- */

/* Random values, and the CSV that says them. */
struct table {
	unsigned columns;
	unsigned rows;
	struct slice *values;
	struct buf text;
	struct arena arena;
};

static void table_finish(struct table *t)
{
	buf_finish(&t->text);
	arena_finish(&t->arena);
}

#define SCOPED_TABLE(name) __attribute__((cleanup(table_finish))) struct table name = {0}

static const char *const bits[] = {"a",        "bc",
				   "Smith",    " ",
				   ",",        "\n",
				   "\"",       "1",
				   "\xc3\xa9", "long words of a long value",
				   "\r\n",     "x,y,z\n1,2,3\n",
				   "0"};

static struct slice random_value(struct table *t, struct random *rnd, bool is_id, unsigned row)
{
	SCOPED_BUF(v, 1 << 16);
	unsigned n = (unsigned)random_below(rnd, 6);

	if (is_id) {
		buf_addf(&v, "%u-", row);
		n = (unsigned)random_below(rnd, 2);
	}
	for (unsigned i = 0; i < n; i++) {
		buf_add_str(&v, bits[random_below(rnd, sizeof bits / sizeof *bits)]);
	}
	return arena_slice(&t->arena, buf_slice(&v));
}

static bool needs_quotes(struct slice v)
{
	return v.n > 0 &&
	       (v.p[0] == ' ' || v.p[v.n - 1] == ' ' || v.p[0] == '"' || v.p[v.n - 1] == '\r' ||
		slice_find(v, ',') < v.n || slice_find(v, '\n') < v.n);
}

static void write_value(struct table *t, struct random *rnd, struct slice v)
{
	if (random_below(rnd, 8) == 0) {
		buf_add_str(&t->text, "  ");
	}
	if (needs_quotes(v) || random_below(rnd, 4) == 0) {
		buf_add_byte(&t->text, '"');
		for (size_t i = 0; i < v.n; i++) {
			buf_add_str(&t->text, v.p[i] == '"' ? "\"" : "");
			buf_add_byte(&t->text, v.p[i]);
		}
		buf_add_byte(&t->text, '"');
	} else {
		buf_add(&t->text, v);
	}
	if (random_below(rnd, 8) == 0) {
		buf_add_str(&t->text, " ");
	}
}

static void table_make(struct table *t, unsigned rows, unsigned columns, uint64_t seed)
{
	struct random rnd = {seed};

	buf_init(&t->text, 1 << 26);
	t->rows = rows;
	t->columns = columns;
	t->values = NEW_N(&t->arena, struct slice, (size_t)rows * columns);
	buf_add_str(&t->text, "id");
	for (unsigned c = 1; c < columns; c++) {
		buf_addf(&t->text, ",c%u", c);
	}
	buf_add_str(&t->text, "\n");
	for (unsigned i = 0; i < rows * columns; i++) {
		unsigned c = i % columns;

		t->values[i] = random_value(t, &rnd, c == 0, i / columns);
		write_value(t, &rnd, t->values[i]);
		buf_add_str(&t->text, c + 1 < columns             ? ","
				      : random_below(&rnd, 2) > 0 ? "\n"
								  : "\r\n");
	}
	CHECK_OK(buf_check(&t->text, "text"));
}

static void check_table(const struct table *t, const struct onus_records *r)
{
	CHECK_INT(r->rows, t->rows);
	CHECK_INT(r->n_columns, t->columns);
	for (unsigned c = 0; c < t->columns; c++) {
		for (uint32_t row = 0; row < t->rows; row++) {
			struct slice got =
				column_value(r->columns[c], column_code(r->columns[c], row));
			struct slice want = t->values[row * t->columns + c];

			bool missing = got.p == NULL;

			if (missing != (want.n == 0) || (!missing && !slice_eq(got, want))) {
				test_fail(HERE,
					  "row %u, column %u: <" SLICE_FMT ">, not <" SLICE_FMT ">",
					  row, c, SLICE_ARG(got), SLICE_ARG(want));
			}
		}
	}
	check_columns(r);
}

TEST(onus_records_csv__reads_the_same_in_pieces_of_every_size)
{
	SCOPED_TABLE(t);

	table_make(&t, 12, 4, 5);
	for (size_t piece = 1; piece <= t.text.len + 1; piece++) {
		SCOPED_RECORDS(r);

		r = csv_read(buf_slice(&t.text), 2, piece);
		check_table(&t, r);
	}
}

TEST(onus_records_csv__reads_the_same_with_any_number_of_threads)
{
	static const size_t pieces[] = {0, 5000, 100000, 300001, 700000};

	for (uint64_t seed = 1; seed <= 3; seed++) {
		SCOPED_TABLE(t);

		table_make(&t, 12000, seed == 3 ? 9 : 3, seed);
		for (unsigned threads = 1; threads <= 5; threads++) {
			SCOPED_RECORDS(r);

			r = csv_read(buf_slice(&t.text), threads, pieces[threads - 1]);
			check_table(&t, r);
		}
	}
}

/* Wherever the text is cut, what follows looks like whole records, but is one value. */
TEST(onus_records_csv__is_not_led_astray_by_lines_within_a_value)
{
	SCOPED_BUF(text, 1 << 24);
	SCOPED_RECORDS(r);
	SCOPED_RECORDS(one);

	buf_add_str(&text, "id,a,b\n");
	for (unsigned row = 0; row < 12; row++) {
		buf_addf(&text, "%u,\"", row);
		for (unsigned i = 0; i < 8000; i++) {
			buf_addf(&text, "%u,x,y\n", i);
		}
		buf_add_str(&text, "\",z\n");
	}
	r = csv_read(buf_slice(&text), 4, 0);
	CHECK_INT(r->rows, 12);
	check_columns(r);
	one = csv_read(buf_slice(&text), 1, 0);
	check_same_values(r, one);
}

/* 300 columns make room for few records at a time. */
TEST(onus_records_csv__reads_300_columns)
{
	SCOPED_BUF(text, 1 << 24);
	SCOPED_RECORDS(r);
	char name[16];

	buf_add_str(&text, "id");
	for (unsigned c = 1; c < 300; c++) {
		buf_addf(&text, ",c%u", c);
	}
	for (unsigned row = 0; row < 3000; row++) {
		buf_addf(&text, "\n%u", row);
		for (unsigned c = 1; c < 300; c++) {
			buf_addf(&text, ",%u", (row * c) % 100);
		}
	}
	r = csv_read(buf_slice(&text), 3, 0);
	CHECK_INT(r->rows, 3000);
	for (unsigned row = 0; row < 3000; row += 7) {
		unsigned c = 1 + row % 299;
		char want[16];

		snprintf(name, sizeof name, "c%u", c);
		snprintf(want, sizeof want, "%u", (row * c) % 100);
		CHECK_STR(value_at(r, row, name), want);
	}
	check_columns(r);
}

TEST(csv_marks__are_the_same_in_both_ways)
{
	static const char some[] = {',',    '\n',   0,      '+', '-', '\r',
				    '\x80', '\xac', '\x8a', 1,   'a', '\xff'};
	struct random rnd = {4};
	char block[CSV_BLOCK];

	for (int round = 0; round < 20000; round++) {
		uint64_t want = 0;

		for (size_t i = 0; i < CSV_BLOCK; i++) {
			block[i] = some[random_below(&rnd, sizeof some)];
			want |= (uint64_t)(block[i] == ',' || block[i] == '\n' || block[i] == 0)
				<< i;
		}
		CHECK(csv_marks(block) == want);
		CHECK(csv_marks_plain(block) == want);
	}
}

/* --- columns --- */

TEST(onus_records_want__keeps_what_is_named_and_skips_the_rest)
{
	const struct slice want[] = {SLICE("Town"), SLICE("id"), SLICE("nowhere"), SLICE("town")};
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_want(r, want, 4));
	CHECK_OK(csv_add(r, "", SLICE("id,x,x,town,\n1,\xff,\"q,\"\"\n\",York, \n2,,,,\n"), 0));
	CHECK_OK(onus_records_finish(r, SLICE("ID")));
	CHECK_INT(r->n_columns, 2);
	CHECK_INT(r->rows, 2);
	CHECK_STR(value_at(r, 0, "town"), "York");
	CHECK_STR(value_at(r, 1, "town"), "");
	CHECK_STR(value_at(r, 0, "x"), "");
}

TEST(onus_records_csv__finds_the_columns_of_further_sources_by_name)
{
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(csv_add(r, "a", SLICE("id,name,town\n1,Ada,York\n"), 0));
	CHECK_OK(csv_add(r, "b", SLICE("Town,NAME,id\nLeeds,Bo,1\nYork,Ada,2\n"), 0));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_INT(r->n_sources, 2);
	CHECK_STR(value_at(r, 1, "name"), "Bo");
	CHECK_STR(value_at(r, 2, "town"), "York");
	CHECK(slice_is(onus_records_source(r, 0), "a"));
	CHECK(slice_is(onus_records_source(r, 2), "b"));
	CHECK_INT(records_source_of(r, 1), 1);
	CHECK_INT(column_code(records_column(r, SLICE("town")), 0),
		  column_code(records_column(r, SLICE("town")), 2));
	check_columns(r);
}

TEST(onus_records_csv__goes_on_with_the_source_that_was_last)
{
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(csv_add(r, "a", SLICE("id\n1\n"), 0));
	CHECK_OK(csv_add(r, "a", SLICE("id\n2\n"), 0));
	CHECK_OK(csv_add(r, "b", SLICE("id\n1\n"), 0));
	CHECK_ERR(csv_add(r, "a", SLICE("id\n3\n"), 0), ONUS_USAGE);
	CHECK_ERR(csv_add(r, "", SLICE("id\n3\n"), 0), ONUS_USAGE);
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_INT(r->n_sources, 2);
	CHECK_INT(r->source_rows[1], 2);
	CHECK_INT(r->source_rows[2], 3);
	CHECK_ERR(csv_add(r, "c", SLICE("id\n3\n"), 0), ONUS_USAGE);
}

TEST(onus_records_csv__refuses_columns_that_do_not_fit)
{
	SCOPED_RECORDS(r);

	CHECK_REFUSED(SLICE("id,name,Name\n1,a,b\n"), "people.csv", "\"name\"", "twice");
	CHECK_REFUSED(SLICE("id;name\n1;a\n"), "people.csv", "id;name", "commas");
	CHECK_REFUSED(SLICE("id\xff,name\n"), "people.csv", "header", "UTF-8");
	CHECK_REFUSED(SLICE("i\0d,name\n"), "people.csv", "header", "UTF-8");
	CHECK_REFUSED(SLICE(""), "people.csv", "header", "missing");
	CHECK_REFUSED(SLICE("\"id,name\n1,2\n"), "people.csv", "header", "never closed");
	CHECK_REFUSED(SLICE("name,town\n1,2\n"), "\"id\"", "\"name\", \"town\"");
	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(csv_add(r, "a.csv", SLICE("id,name,town\n1,Ada,York\n"), 0));
	CHECK_ERR(csv_add(r, "b.csv", SLICE("id,name\n1,Ada\n"), 0), ONUS_BAD_INPUT);
	check_words("b.csv, column \"town\" is missing");
	CHECK_ERR(csv_add(r, "b.csv", SLICE("id,name,town,phone\n"), 0), ONUS_BAD_INPUT);
	check_words("b.csv, column \"phone\"");
	CHECK_ERR(csv_add(r, "b.csv", SLICE("id,name,town,TOWN\n"), 0), ONUS_BAD_INPUT);
	check_words("b.csv, column \"town\" is there twice");
	CHECK_OK(csv_add(r, "b.csv", SLICE("id,name,town,\n1,Ada,York,\n"), 0));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_INT(r->rows, 2);
}

TEST(onus_records_csv__refuses_more_columns_than_the_limit)
{
	SCOPED_BUF(text, 1 << 20);

	for (int i = 0; i <= LINK_COLUMNS_MAX; i++) {
		buf_addf(&text, "%sc%d", i > 0 ? "," : "", i);
	}
	buf_add_str(&text, "\n");
	CHECK_REFUSED(buf_slice(&text), "people.csv", "LINK_COLUMNS_MAX (1000)");
}

/* --- bad input --- */

TEST(onus_records_csv__refuses_a_ragged_row_and_says_how_many_values_it_has)
{
	CHECK_REFUSED(SLICE("id,name,x\n1,a,b\n2,a\n"), "people.csv, line 3", "2 values", "has 3");
	CHECK_REFUSED(SLICE("id,name,x\n1,a,b\n2,a,b,c,d\n3,a,b\n"), "line 3", "5 values", "has 3");
	CHECK_REFUSED(SLICE("id,name,x\n1,\"a\nb\n\",b\n\n2,\"a,\",b,\"\nc\"\n"), "line 6",
		      "4 values");
	CHECK_REFUSED(SLICE("id,name,x\n1,a,b\n2"), "line 3", "1 values", "has 3");
}

TEST(onus_records_csv__refuses_bytes_that_are_no_text)
{
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,a\0b\n"), "people.csv, line 3, column \"name\"",
		      "NUL");
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,\"a\0b\"\n"), "line 3, column \"name\"", "NUL");
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,caf\xe9\n"), "line 3, column \"name\"", "UTF-8");
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,a name that is longer \xe9\n"), "line 3",
		      "column \"name\"", "UTF-8");
	CHECK_REFUSED(SLICE("id,name\n1,\"\n\"\n2,\"a \"\"name\"\" that is longer \xe9\"\n"),
		      "line 4", "column \"name\"", "UTF-8");
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,12345678901\xff\n"), "line 3", "UTF-8");
	CHECK_REFUSED(SLICE("id,a,b\n1,a\xff,\n2,,\xff\n"), "line 2", "\"a\"");
	CHECK_REFUSED(SLICE("id,a,b\n1,,\xff\n2,\xff,\n"), "line 2", "\"b\"");
	CHECK_REFUSED(SLICE("id,a,b\n1,,\xff\n2,\n"), "line 2", "\"b\"");
}

TEST(onus_records_csv__refuses_quotes_that_do_not_close)
{
	CHECK_REFUSED(SLICE("id,name\n1,a\n2,\"a\n3,b\n4,c\n"), "people.csv, line 3",
		      "never closed");
	CHECK_REFUSED(SLICE("id,name\n1,\"a\n\n\"\n2,\"a\n3,b"), "line 5", "never closed");
	CHECK_REFUSED(SLICE("id,name\n1,\"a\"b\n"), "line 2, column \"name\"", "behind a closing");
	CHECK_REFUSED(SLICE("id,name\n1,\"a\" \"\n"), "line 2", "behind a closing");
	CHECK_REFUSED(SLICE("id,name\n1,\"a\"\rb\n"), "line 2", "behind a closing");
}

static void add_many(struct buf *text, size_t n, char c)
{
	char some[1000];

	memset(some, c, sizeof some);
	for (; n > 0; n -= n < sizeof some ? n : sizeof some) {
		buf_add(text, slice_of(some, n < sizeof some ? n : sizeof some));
	}
}

TEST(onus_records_csv__refuses_a_value_beyond_the_limit)
{
	static const size_t sizes[] = {LINK_FIELD_MAX + 1, 10 * 1024 * 1024};

	for (size_t i = 0; i < 2; i++) {
		for (int how = 0; how < 4; how++) {
			SCOPED_BUF(text, 1 << 24);

			buf_add_str(&text, "id,name,x\n1,a,b\n2,");
			buf_add_str(&text, how > 0 ? "\"" : "");
			add_many(&text, sizes[i], 'x');
			buf_add_str(&text, how == 1 ? "\"" : "");
			buf_add_str(&text, how == 3 ? "" : ",b\n");
			CHECK_REFUSED(buf_slice(&text), "people.csv, line 3, column \"name\"",
				      "LINK_FIELD_MAX (1048576)");
		}
	}
}

TEST(onus_records_csv__takes_a_value_of_just_the_limit)
{
	for (int is_quoted = 0; is_quoted < 2; is_quoted++) {
		SCOPED_BUF(text, 1 << 24);
		SCOPED_RECORDS(r);

		buf_add_str(&text, "id,name,x\n1,a,b\n2,");
		buf_add_str(&text, is_quoted ? "\"" : "");
		add_many(&text, LINK_FIELD_MAX, 'x');
		buf_add_str(&text, is_quoted ? "\",c\n" : ",c\n");
		r = csv_read(buf_slice(&text), 2, 100000);
		CHECK_INT(onus_records_value(r, 1, SLICE("name")).n, LINK_FIELD_MAX);
		CHECK_STR(value_at(r, 1, "x"), "c");
	}
}

TEST(onus_records_csv__refuses_a_record_beyond_the_limit)
{
	enum { COLUMNS = LINK_RECORD_MAX / LINK_FIELD_MAX + 1 };
	SCOPED_BUF(text, 1 << 27);

	buf_add_str(&text, "id");
	for (int i = 0; i < COLUMNS; i++) {
		buf_addf(&text, ",c%d", i);
	}
	buf_add_str(&text, "\n1");
	for (int i = 0; i < COLUMNS; i++) {
		buf_add_str(&text, ",");
		add_many(&text, LINK_FIELD_MAX, 'x');
	}
	buf_add_str(&text, "\n");
	CHECK_REFUSED(buf_slice(&text), "people.csv, line 2", "LINK_RECORD_MAX (67108864)");
}

TEST(onus_records_csv__refuses_the_first_fault_of_the_text_with_any_number_of_threads)
{
	for (unsigned threads = 1; threads <= 4; threads++) {
		SCOPED_BUF(text, 1 << 24);
		SCOPED_RECORDS(r);

		buf_add_str(&text, "id,name,town\n");
		for (unsigned row = 0; row < 60000; row++) {
			buf_addf(&text, row > 40000 ? "%u,ragged\n" : "%u,Ada %u,%s\n", row,
				 row % 1000, row == 30000 ? "no \xff text" : "York");
		}
		CHECK_OK(onus_records_create(threads, &r));
		CHECK_ERR(csv_add(r, "p", buf_slice(&text), 0), ONUS_BAD_INPUT);
		check_words("p, line 30002, column \"town\"");
	}
}

/* --- all or nothing --- */

static void add_good(struct onus_records *r, const char *source, unsigned from)
{
	SCOPED_BUF(text, 1 << 20);

	buf_add_str(&text, "id,name,town,note\n");
	for (unsigned row = from; row < from + 500; row++) {
		buf_addf(&text, "%u,name %u,%s,a longer note of row %u\n", row, row % 37,
			 row % 3 == 0 ? "" : "York", row % 50);
	}
	CHECK_OK(csv_add(r, source, buf_slice(&text), 0));
}

TEST(onus_records_csv__leaves_nothing_of_a_source_that_is_refused)
{
	static const char *const bad[] = {
		"id,name,town,note\n700,new,new,new\n701,name 1,\xff,new\n",
		"id,name,town,note\n700,new,new,\"another note that is new\"\n701,name 1\n",
		"id,name,town\n700,new,new\n",
	};
	SCOPED_RECORDS(r);
	SCOPED_RECORDS(want);

	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(onus_records_create(2, &want));
	CHECK_ERR(csv_add(r, "x", slice_str(bad[0]), 0), ONUS_BAD_INPUT);
	CHECK_ERR(csv_add(r, "x", SLICE("other,columns\n1\n"), 0), ONUS_BAD_INPUT);
	add_good(r, "a", 0);
	add_good(want, "a", 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_ERR(csv_add(r, "b", slice_str(bad[i]), 0), ONUS_BAD_INPUT);
		CHECK_ERR(csv_add(r, "a", slice_str(bad[i]), 3), ONUS_BAD_INPUT);
	}
	add_good(r, "c", 400);
	add_good(want, "c", 400);
	CHECK_INT(onus_records_count(r), 1000);
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_OK(onus_records_finish(want, SLICE("id")));
	check_columns(r);
	check_same_values(r, want);
}

TEST(onus_records_csv__wants_a_source_to_end_before_another)
{
	SCOPED_RECORDS(r);
	const struct onus_column c = {SLICE("id"), VALUES(SLICE("1"))};

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_csv(r, SLICE("a"), SLICE("id\n1\n"), false));
	CHECK_ERR(onus_records_csv(r, SLICE("b"), SLICE("id\n1\n"), false), ONUS_USAGE);
	CHECK_ERR(onus_records_add(r, SLICE("b"), &c, 1, 1), ONUS_USAGE);
	CHECK_ERR(onus_records_finish(r, SLICE("id")), ONUS_USAGE);
	CHECK_OK(onus_records_csv(r, SLICE("a"), SLICE("2\n"), true));
	CHECK_OK(onus_records_add(r, SLICE("b"), &c, 1, 1));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_INT(r->rows, 3);
}

TEST(onus_records_destroy__takes_records_in_any_state)
{
	struct onus_records *r = NULL;

	onus_records_destroy(&r);
	CHECK_OK(onus_records_create(0, &r));
	onus_records_destroy(&r);
	CHECK(r == NULL);
	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_csv(r, SLICE("a"), SLICE("id,name\n1,\"half"), false));
	onus_records_destroy(&r);
}

/* --- files of others --- */

/* The figures are those of DuckDB 2.0.0: count(distinct nullif(trim(column), '')). */

TEST(onus_records_csv__reads_the_shared_files)
{
	static const struct {
		const char *path;
		uint32_t rows;
		size_t columns;
		const char *column;
		uint32_t distinct;
		uint32_t missing;
	} files[] = {
		{"linkage/splink/fake_1000.csv", 1000, 7, "first_name", 335, 169},
		{"linkage/splink/historical_figures_with_errors_50k.csv", 50578, 11, "first_name",
		 4413, 67},
		{"linkage/febrl/dataset3.csv", 5000, 11, "state", 35, 85},
	};
	const char *shared = test_shared_data();
	char path[4096];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		SCOPED_RECORDS(r);
		const struct column *c;

		snprintf(path, sizeof path, "%s/%s", shared, files[i].path);
		CHECK_OK(onus_records_create(2, &r));
		CHECK_OK(csv_add(r, "", test_read_file(path), 70000));
		CHECK_OK(onus_records_finish(r, SLICE("")));
		CHECK_INT(r->rows, files[i].rows);
		CHECK_INT(r->n_columns, files[i].columns + 1);
		c = records_column(r, slice_str(files[i].column));
		CHECK(c != NULL);
		CHECK_INT(c->n_values, files[i].distinct);
		CHECK_INT(column_count(c, 0), files[i].missing);
		check_columns(r);
	}
}
