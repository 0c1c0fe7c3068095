/* SPDX-License-Identifier: Apache-2.0
 * records_test.c - tests of records from memory, of columns and of ids. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "link/records_dict.h"
#include "tests/random.h"
#include "tests/unit/link/records_support.h"

#define MISSING                                                                                    \
	{                                                                                          \
		NULL, 0                                                                            \
	}

/* --- from memory --- */

static struct onus_records *finished(const struct onus_column *columns, size_t count, size_t rows)
{
	struct onus_records *r;

	CHECK_OK(onus_records_create(2, &r));
	CHECK_OK(onus_records_add(r, SLICE(""), columns, count, rows));
	CHECK_OK(onus_records_finish(r, SLICE("")));
	return r;
}

TEST(onus_records_add__gives_equal_values_one_code_and_counts_them)
{
	const struct onus_column columns[] = {
		{SLICE("name"),
		 VALUES(SLICE("Ada"), SLICE("Bo"), MISSING, SLICE("Ada"), SLICE(""), SLICE("Ada"))},
		{SLICE("town"), VALUES(SLICE("York"), SLICE("york"), SLICE(" York"), SLICE("York "),
				       SLICE("Yor"), SLICE("Y"))},
		{SLICE("nothing"), VALUES(MISSING, MISSING, MISSING, MISSING, MISSING, MISSING)},
	};
	SCOPED_RECORDS(r);
	const struct column *name;
	const struct column *nothing;

	r = finished(columns, 3, 6);
	name = records_column(r, SLICE("Name"));
	CHECK_INT(name->n_values, 2);
	CHECK_INT(column_code(name, 0), column_code(name, 3));
	CHECK_INT(column_code(name, 2), 0);
	CHECK_INT(column_code(name, 4), 0);
	CHECK_INT(column_count(name, column_code(name, 5)), 3);
	CHECK_INT(column_count(name, column_code(name, 1)), 1);
	CHECK_INT(column_count(name, 0), 2);
	CHECK(records_column(r, SLICE("town"))->codes == NULL);
	CHECK_STR(value_at(r, 2, "town"), " York");
	nothing = records_column(r, SLICE("nothing"));
	CHECK_INT(nothing->n_values, 0);
	CHECK_INT(column_count(nothing, 0), 6);
	CHECK(!nothing->numbers && !nothing->whole_numbers);
	check_columns(r);
}

TEST(onus_records_add__refuses_values_that_are_no_text_or_too_long)
{
	static char large[LINK_FIELD_MAX + 1];
	const struct {
		struct slice value;
		const char *words;
	} bad[] = {
		{SLICE("a\0b"), "NUL"},
		{SLICE("\0"), "NUL"},
		{SLICE("caf\xe9"), "UTF-8"},
		{{large, sizeof large}, "LINK_FIELD_MAX (1048576)"},
	};

	memset(large, 'x', sizeof large);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct onus_column columns[] = {
			{SLICE("id"), VALUES(SLICE("1"), SLICE("2"))},
			{SLICE("name"), VALUES(SLICE("Ada"), bad[i].value)},
		};
		SCOPED_RECORDS(r);

		CHECK_OK(onus_records_create(2, &r));
		CHECK_ERR(onus_records_add(r, SLICE("x"), columns, 2, 2), ONUS_BAD_INPUT);
		check_words("x, record 2, column \"name\"");
		check_words(bad[i].words);
		CHECK_INT(onus_records_count(r), 0);
		CHECK_OK(onus_records_add(r, SLICE("x"), columns, 2, 1));
		CHECK_OK(onus_records_finish(r, SLICE("id")));
		check_columns(r);
	}
}

TEST(onus_records_add__wants_the_same_columns_of_every_source)
{
	const struct onus_column columns[] = {
		{SLICE("id"), VALUES(SLICE("1"))},
		{SLICE("name"), VALUES(SLICE("Ada"))},
		{SLICE("NAME"), VALUES(SLICE("Ada"))},
	};
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_ERR(onus_records_add(r, SLICE("a"), columns, 3, 1), ONUS_BAD_INPUT);
	check_words("a, column \"name\" is there twice");
	CHECK_OK(onus_records_add(r, SLICE("a"), columns, 2, 1));
	CHECK_ERR(onus_records_add(r, SLICE("b"), columns, 1, 1), ONUS_BAD_INPUT);
	check_words("b, column \"name\" is missing");
	CHECK_OK(onus_records_want(r, &columns[0].name, 1));
	CHECK_ERR(onus_records_add(r, SLICE("b"), columns + 1, 2, 1), ONUS_BAD_INPUT);
	check_words("b, column \"id\" is missing");
}

TEST(onus_records_add__takes_a_source_without_records)
{
	const struct onus_column columns[] = {{SLICE("id"), NULL}};
	SCOPED_RECORDS(r);

	r = finished(columns, 1, 0);
	CHECK_INT(onus_records_count(r), 0);
	CHECK_INT(r->n_sources, 1);
	check_columns(r);
}

/* --- numbers --- */

static const struct column *only_column(struct onus_records **r, const struct slice *values,
					size_t n)
{
	const struct onus_column c = {SLICE("x"), values};

	*r = finished(&c, 1, n);
	return (*r)->columns[0];
}

TEST(columns__know_whether_every_value_is_a_number)
{
	static const struct {
		const char *value;
		bool whole;
		bool number;
	} rows[] = {
		{"0", true, true},
		{"-7", true, true},
		{"9223372036854775807", true, true},
		{"-9223372036854775808", true, true},
		{"9223372036854775808", false, true},
		{"007", false, false},
		{"-0", false, true},
		{"+1", false, false},
		{"1.5", false, true},
		{"-0.5", false, true},
		{".5", false, true},
		{"5.", false, true},
		{".", false, false},
		{"-", false, false},
		{"1e3", false, true},
		{"1E-400", false, false},
		{"1e400", false, false},
		{"2.5e+12", false, true},
		{"1e", false, false},
		{"e3", false, false},
		{"1.5.2", false, false},
		{"nan", false, false},
		{"1 ", false, false},
		{"1,5", false, false},
		{"01.5", false, false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		SCOPED_RECORDS(r);
		const struct column *c =
			only_column(&r, VALUES(SLICE("12"), MISSING, slice_str(rows[i].value)), 3);

		if (c->whole_numbers != rows[i].whole || c->numbers != rows[i].number) {
			test_fail(HERE, "%s: whole %d, number %d", rows[i].value, c->whole_numbers,
				  c->numbers);
		}
	}
}

/* --- ids --- */

TEST(onus_records_finish__refuses_an_id_that_is_missing_or_there_twice)
{
	const struct onus_column twice[] = {
		{SLICE("id"), VALUES(SLICE("a"), SLICE("b"), SLICE("c"), SLICE("b"))},
		{SLICE("gap"), VALUES(SLICE("a"), SLICE("b"), MISSING, SLICE("d"))},
	};

	for (int i = 0; i < 3; i++) {
		SCOPED_RECORDS(r);

		CHECK_OK(onus_records_create(1, &r));
		CHECK_OK(onus_records_add(r, SLICE("first"), twice, 2, 1));
		CHECK_OK(onus_records_add(r, SLICE("p.csv"), twice, 2, 4));
		CHECK_ERR(onus_records_finish(r, i == 0   ? SLICE("id")
						 : i == 1 ? SLICE("gap")
							  : SLICE("name")),
			  ONUS_BAD_INPUT);
		check_words(i == 0   ? "p.csv, records 2 and 4 have the same \"id\", b"
			    : i == 1 ? "p.csv, record 3: column \"gap\""
				     : "no column \"name\" to tell the records apart; there are: "
				       "\"id\", \"gap\"");
	}
}

TEST(onus_records_finish__takes_the_same_id_in_two_sources)
{
	const struct onus_column c = {SLICE("id"), VALUES(SLICE("1"), SLICE("2"))};
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_add(r, SLICE("a"), &c, 1, 2));
	CHECK_OK(onus_records_add(r, SLICE("b"), &c, 1, 2));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK(slice_is(onus_records_id(r, 2), "1"));
	CHECK_INT(r->id->n_values, 2);
	check_columns(r);
}

TEST(onus_records_finish__numbers_records_that_have_no_id)
{
	const struct onus_column c = {SLICE("name"), VALUES(SLICE("Ada"), SLICE("Ada"))};
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_add(r, SLICE("a"), &c, 1, 2));
	CHECK_OK(onus_records_add(r, SLICE("b"), &c, 1, 1));
	CHECK_OK(onus_records_finish(r, SLICE("")));
	CHECK(slice_is(onus_records_id(r, 0), "1"));
	CHECK(slice_is(onus_records_id(r, 2), "3"));
	CHECK(r->id->whole_numbers);
	check_columns(r);
}

/* --- many records --- */

enum { MANY = 90000 };

/* Rows of an id and of `change` at the rows where it is set; all else is different. */
static struct onus_records *many_records(const struct slice *change, unsigned threads)
{
	SCOPED_BUF(text, 1 << 24);
	struct onus_records *r;

	buf_add_str(&text, "id,value\n");
	for (unsigned row = 0; row < MANY; row++) {
		struct slice v = change[row];

		buf_addf(&text, "%u,", row);
		if (v.p != NULL) {
			buf_add(&text, v);
			buf_add_str(&text, "\n");
		} else {
			buf_addf(&text, row % 2 > 0 ? "v%u\n" : "a longer value %u\n", row);
		}
	}
	CHECK_OK(onus_records_create(threads, &r));
	CHECK_OK(csv_add(r, "many", buf_slice(&text), 400000));
	return r;
}

TEST(onus_records_finish__gives_no_codes_where_every_row_has_a_value_of_its_own)
{
	struct slice *change = calloc(MANY, sizeof *change);

	for (unsigned threads = 1; threads <= 3; threads++) {
		SCOPED_RECORDS(r);

		r = many_records(change, threads);
		CHECK_OK(onus_records_finish(r, SLICE("value")));
		CHECK(r->id->codes == NULL && r->id->counts == NULL);
		CHECK_STR(value_at(r, 80000, "value"), "a longer value 80000");
		check_columns(r);
	}
	free(change);
}

/* It is taken for an id after some 60,000 rows; what comes later shows that it is none. */
TEST(onus_records_finish__finds_late_what_is_missing_or_there_twice)
{
	static const struct {
		uint32_t row;
		struct slice value;
		const char *words;
	} late[] = {
		{85000, {"", 0}, "record 85001"},
		{MANY - 1, {"v5", 2}, "records 6 and 90000 have the same \"value\", v5"},
		{80001, {"a longer value 80000", 20}, "records 80001 and 80002"},
		{70000, {"v70001", 6}, "records 70001 and 70002"},
	};

	for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
		struct slice *change = calloc(MANY, sizeof *change);
		SCOPED_RECORDS(r);
		SCOPED_RECORDS(by_id);

		change[late[i].row] = late[i].value;
		r = many_records(change, 2);
		CHECK_ERR(onus_records_finish(r, SLICE("value")), ONUS_BAD_INPUT);
		check_words(late[i].words);
		by_id = many_records(change, 3);
		CHECK_OK(onus_records_finish(by_id, SLICE("id")));
		CHECK(records_column(by_id, SLICE("value"))->codes != NULL);
		CHECK_INT(records_column(by_id, SLICE("value"))->n_values, MANY - 1);
		CHECK(slice_eq(onus_records_value(by_id, late[i].row, SLICE("value")),
			       late[i].value));
		CHECK_STR(value_at(by_id, MANY - 2, "value"), "a longer value 89998");
		check_columns(by_id);
		free(change);
	}
}

TEST(onus_records_csv__leaves_nothing_of_a_source_that_is_refused_after_many_rows)
{
	struct slice *change = calloc(MANY, sizeof *change);
	SCOPED_RECORDS(r);
	SCOPED_RECORDS(want);

	r = many_records(change, 2);
	CHECK_ERR(csv_add(r, "many", SLICE("id,value\nx,\ny,v5\nz\n"), 0), ONUS_BAD_INPUT);
	CHECK_OK(csv_add(r, "many", SLICE("id,value\nx,v5\ny,new\n"), 0));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	want = many_records(change, 2);
	CHECK_OK(csv_add(want, "many", SLICE("id,value\nx,v5\ny,new\n"), 0));
	CHECK_OK(onus_records_finish(want, SLICE("id")));
	CHECK_INT(r->rows, MANY + 2);
	check_same_values(r, want);
	check_columns(r);
	free(change);
}

/* --- columns made from others --- */

#define SCOPED_COLUMN(name) __attribute__((cleanup(column_destroy))) struct column *name = NULL

TEST(column_make__gives_rows_with_equal_bytes_one_code)
{
	const struct onus_column x = {SLICE("x"), VALUES(SLICE("1"), SLICE("2"), SLICE("3"),
							 SLICE("4"), SLICE("5"), SLICE("6"))};
	const struct slice *values =
		VALUES(SLICE("a"), MISSING, SLICE(""), SLICE("a"), SLICE(""), SLICE("a\0"));
	SCOPED_RECORDS(r);
	SCOPED_COLUMN(c);

	r = finished(&x, 1, 6);
	CHECK_OK(column_make(r, NULL, values, &c));
	CHECK_INT(c->n_values, 3);
	CHECK_INT(column_code(c, 0), column_code(c, 3));
	CHECK_INT(column_code(c, 1), 0);
	CHECK(column_code(c, 2) != 0); /* the empty text is a value here */
	CHECK_INT(column_code(c, 2), column_code(c, 4));
	CHECK_INT(column_value(c, column_code(c, 2)).n, 0);
	CHECK(column_code(c, 5) != column_code(c, 0));
	CHECK_INT(column_value(c, column_code(c, 5)).n, 2);
	CHECK_INT(column_count(c, column_code(c, 0)), 2);
	CHECK_INT(column_count(c, 0), 1);
}

TEST(column_make__follows_the_values_of_another_column)
{
	const struct onus_column x = {
		SLICE("x"), VALUES(SLICE("Ada"), SLICE("ADA"), MISSING, SLICE("Bo"), SLICE("Ada"))};
	SCOPED_RECORDS(r);
	SCOPED_COLUMN(c);
	SCOPED_COLUMN(own);
	const struct column *from;
	struct slice values[4];

	r = finished(&x, 1, 5);
	from = r->columns[0];
	for (uint32_t code = 1; code <= 3; code++) {
		struct slice v = column_value(from, code);

		values[code] = slice_is(v, "Bo") ? slice_of(NULL, 0) : SLICE("ada");
	}
	CHECK_OK(column_make(r, from, values, &c));
	CHECK(slice_is(c->name, "x"));
	CHECK_INT(c->n_values, 1);
	CHECK_INT(column_code(c, 0), 1);
	CHECK_INT(column_code(c, 1), 1);
	CHECK_INT(column_code(c, 2), 0);
	CHECK_INT(column_code(c, 3), 0);
	CHECK_INT(column_count(c, 1), 3);
	CHECK_INT(column_count(c, 0), 2);
	CHECK_OK(column_make(
		r, r->id,
		(struct slice[6]){
			{NULL, 0}, SLICE("a"), SLICE("b"), SLICE("c"), SLICE("d"), SLICE("e")},
		&own));
	CHECK(own->codes == NULL);
	CHECK(slice_is(column_value(own, column_code(own, 4)), "e"));
}

TEST(column_make__refuses_a_value_beyond_the_limit)
{
	static char large[LINK_FIELD_MAX + 1];
	const struct onus_column x = {SLICE("x"), VALUES(SLICE("1"))};
	SCOPED_RECORDS(r);
	SCOPED_COLUMN(c);

	memset(large, 'x', sizeof large);
	r = finished(&x, 1, 1);
	CHECK_ERR(column_make(r, NULL, VALUES({large, sizeof large}), &c), ONUS_BAD_INPUT);
	check_words("LINK_FIELD_MAX (1048576)");
	CHECK(c == NULL);
	CHECK_OK(column_make(r, NULL, VALUES({large, LINK_FIELD_MAX}), &c));
	CHECK_INT(column_value(c, 1).n, LINK_FIELD_MAX);
}

/* --- the dictionary --- */

/* Values whose words the hash sets off to nothing all have one hash: it is the bytes that count. */
TEST(dict_encode__tells_values_of_one_hash_apart)
{
	enum { ALIKE = 300 };
	const uint64_t seed = 77;
	const uint64_t secret = dict_secret(seed);
	char texts[ALIKE][16];
	struct slice values[ALIKE];
	struct dict_key keys[ALIKE];
	struct dict_text text = {.values = values};
	uint32_t codes[2][ALIKE];
	struct dict d;
	size_t bad;

	dict_init(&d, seed, false);
	for (uint32_t i = 0; i < ALIKE; i++) {
		uint64_t first = i % 100; /* each three times */
		uint64_t last = htole64(secret);

		memcpy(texts[i], &first, 8);
		memcpy(texts[i] + 8, &last, 8);
		values[i] = slice_of(texts[i], 16);
		keys[i] = dict_key_of(seed, texts[i], 16);
		keys[i].at = i;
		CHECK(keys[i].head == keys[0].head && keys[i].tail == keys[0].tail);
	}
	for (int k = 0; k < 2; k++) {
		CHECK_INT(dict_encode(&d, keys, ALIKE, &text, codes[k], &bad), DICT_OK);
		CHECK_INT(d.n_values, 100);
		for (uint32_t i = 0; i < ALIKE; i++) {
			uint32_t at = d.at[codes[k][i]];

			CHECK_INT(d.at[codes[k][i] + 1] - at, 16);
			CHECK(memcmp(d.bytes + at, texts[i], 16) == 0);
		}
	}
	dict_finish(&d);
}

TEST(dict_encode__keeps_its_values_while_the_table_grows)
{
	enum { VALUES_MAX = 200000, AT_ONCE = 1000 };
	struct random rnd = {11};
	struct dict d;
	struct dict_text text = {0};
	static uint32_t code_of[VALUES_MAX];

	memset(code_of, 0, sizeof code_of);
	dict_init(&d, 3, true);
	for (int round = 0; round < 600; round++) {
		struct dict_key keys[AT_ONCE];
		uint32_t numbers[AT_ONCE];
		uint32_t codes[AT_ONCE];
		size_t bad;

		for (int i = 0; i < AT_ONCE; i++) {
			char number[16];

			numbers[i] = (uint32_t)random_below(&rnd, VALUES_MAX);
			keys[i] = dict_key_of(
				3, number,
				(size_t)snprintf(number, sizeof number, "%u", numbers[i]));
		}
		CHECK_INT(dict_encode(&d, keys, AT_ONCE, &text, codes, &bad), DICT_OK);
		for (int i = 0; i < AT_ONCE; i++) {
			uint32_t *code = &code_of[numbers[i]];

			CHECK(*code == 0 ? codes[i] <= d.n_values : codes[i] == *code);
			*code = codes[i];
		}
	}
	CHECK(d.n_values > 180000 && d.n_values <= VALUES_MAX);
	dict_finish(&d);
}
