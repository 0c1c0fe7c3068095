/* SPDX-License-Identifier: Apache-2.0
 * expr_eval_test.c - expressions have the values that DuckDB gives them. */
#include "base/buf.h"
#include "tests/unit/link/expr_support.h"

TEST(expr_eval__gives_what_duckdb_gives_without_columns)
{
	for (const struct expr_fact *f = expr_facts; f->sql != NULL; f++) {
		SCOPED_ARENA(a);
		const char *got = expr_shown(&a, f->sql, "");

		if (!slice_is(slice_str(got), f->shown)) {
			test_fail(HERE, "%s is \"%s\", not \"%s\"", f->sql, got, f->shown);
		}
	}
}

TEST(expr_eval__gives_what_duckdb_gives_for_every_form_of_splink)
{
	static const char *const shown[] = {"N", "B 0", "B 1"};

	for (const struct expr_case *c = expr_splink; c->sql != NULL; c++) {
		SCOPED_ARENA(a);
		const char *got = expr_shown(&a, c->sql, c->values);

		if (!slice_is(slice_str(got), shown[c->holds + 1])) {
			test_fail(HERE, "%s for %s is \"%s\", not \"%s\"", c->sql, c->values, got,
				  shown[c->holds + 1]);
		}
	}
}

/* --- truth of three values, by the tables of SQL-92, 8.12 --- */

static int and_of(int x, int y)
{
	return x == 0 || y == 0 ? 0 : x < 0 || y < 0 ? -1 : 1;
}

static int or_of(int x, int y)
{
	return x == 1 || y == 1 ? 1 : x < 0 || y < 0 ? -1 : 0;
}

TEST(expr_eval__has_the_truth_tables_of_sql)
{
	static const char *const words[] = {"NULL", "FALSE", "TRUE"};
	static const char *const shown[] = {"N", "B 0", "B 1"};

	for (int x = -1; x <= 1; x++) {
		SCOPED_ARENA(a);

		for (int y = -1; y <= 1; y++) {
			const char *l = words[x + 1];
			const char *r = words[y + 1];

			CHECK_STR(expr_shown(&a, arena_printf(&a, "%s AND %s", l, r), ""),
				  shown[and_of(x, y) + 1]);
			CHECK_STR(expr_shown(&a, arena_printf(&a, "%s OR %s", l, r), ""),
				  shown[or_of(x, y) + 1]);
			CHECK_STR(expr_shown(&a,
					     arena_printf(&a, "%s IS NOT DISTINCT FROM %s", l, r),
					     ""),
				  shown[(x == y) + 1]);
		}
		CHECK_STR(expr_shown(&a, arena_printf(&a, "NOT %s", words[x + 1]), ""),
			  shown[(x < 0 ? -1 : !x) + 1]);
		CHECK_STR(expr_shown(&a, arena_printf(&a, "%s IS NULL", words[x + 1]), ""),
			  shown[(x < 0) + 1]);
	}
}

/* --- what CSV columns bring --- */

TEST(expr_eval__casts_a_text_that_is_used_as_a_number)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "ABS(x_l - x_r) <= 5", "x_l=10|x_r=6.5"), "B 1");
	CHECK_STR(expr_shown(&a, "x_l = 3", "x_l=3.0"), "B 1");
	CHECK_STR(expr_shown(&a, "x_l = x_r", "x_l=3.0|x_r=3"), "B 0");
	CHECK_STR(expr_shown(&a, "x_l < x_r", "x_l=10|x_r=9"), "B 1");
	CHECK_STR(expr_shown(&a, "x_l < x_r", "x_l=#10|x_r=#9"), "B 0");
}

TEST(expr_eval__stops_at_a_value_that_can_not_be_cast)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "x_l > 3", "x_l=three"), "E");
	CHECK_STR(onus_last_error()->text, "\"three\" is no number");
	CHECK_STR(expr_shown(&a, "CAST(x_l AS DATE) = CAST(x_r AS DATE)",
			     "x_l=31/01/2000|x_r=2000-01-31"),
		  "E");
	CHECK_STR(onus_last_error()->text, "\"31/01/2000\" is no DATE");
	CHECK_STR(expr_shown(&a, "TRY_CAST(x_l AS DATE) IS NULL", "x_l=31/01/2000"), "B 1");
}

TEST(expr_eval__looks_at_no_more_than_it_needs)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "TRUE OR CAST('x' AS INT) = 1", ""), "B 1");
	CHECK_STR(expr_shown(&a, "FALSE AND CAST('x' AS INT) = 1", ""), "B 0");
	CHECK_STR(expr_shown(&a, "CASE WHEN TRUE THEN 1 ELSE CAST('x' AS INT) END", ""), "D 1");
	CHECK_STR(expr_shown(&a, "coalesce(1, CAST('x' AS INT))", ""), "D 1");
}

TEST(expr_eval__refuses_whole_numbers_that_it_could_not_tell_apart)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "CAST(x_l AS BIGINT)", "x_l=9007199254740991"),
		  "D 9007199254740991");
	CHECK_STR(expr_shown(&a, "TRY_CAST(x_l AS BIGINT)", "x_l=9007199254740992"), "E");
	CHECK_STR(expr_shown(&a, "x_l = 9007199254740992", ""), "P");
	CHECK_STR(expr_shown(&a, "9007199254740991 + 1", ""), "E");
}

TEST(expr_eval__compares_with_a_real_in_its_own_precision)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "CAST(x_l AS REAL) <= 0.1", "x_l=0.1"), "B 1");
	CHECK_STR(expr_shown(&a, "x_l = CAST(0.1 AS REAL)", "x_l=#0.1"), "B 0");
}

TEST(expr_eval__counts_bytes_or_characters_in_kernels_as_it_is_told)
{
	SCOPED_ARENA(a);
	struct expr_reader reader = {.naming = EXPR_SUFFIX, .what = "the test"};
	const char *sql = "levenshtein(x_l, x_r)";

	CHECK_STR(expr_shown_as(&a, sql, "x_l=zoë|x_r=zoe", &reader, KERNEL_BYTES), "D 2");
	CHECK_STR(expr_shown_as(&a, sql, "x_l=zoë|x_r=zoe", &reader, KERNEL_CHARACTERS), "D 1");
	CHECK_STR(expr_shown_as(&a, "length(x_l)", "x_l=zoë", &reader, KERNEL_BYTES), "D 3");
}

/* --- lists --- */

TEST(expr_eval__reads_a_column_as_a_list_where_a_list_is_asked_for)
{
	SCOPED_ARENA(a);
	const char *both = "x_l=[a, 'b, c', NULL]|x_r=[\"b, c\", \"d\"]";

	CHECK_STR(expr_shown(&a, "list_intersect(x_l, x_r)", both), "L|b, c");
	CHECK_STR(expr_shown(&a, "x_l[2]", both), "T b, c");
	CHECK_STR(expr_shown(&a, "x_l[-1]", both), "N");
	CHECK_STR(expr_shown(&a, "len(x_l)", both), "D 3");
	CHECK_STR(expr_shown(&a, "length(x_l)", both), "D 17");
	CHECK_STR(expr_shown(&a, "array_length(x_l)", "x_l=a"), "E");
	CHECK_STR(expr_shown(&a, "x_l[1]", "x_l=ann"), "T a");
}

static const char *best_sql(struct arena *a, const char *of, const char *function)
{
	return arena_printf(
		a,
		"%s(list_transform(flatten(list_transform(x_l, x -> list_transform(x_r, "
		"y -> [x, y]))), pair -> %s(pair[1], pair[2])))",
		of, function);
}

TEST(expr_eval__finds_the_best_pair_of_two_lists)
{
	SCOPED_ARENA(a);
	const char *values = "x_l=[martha, zoe]|x_r=[marhta, NULL, zoo]";

	CHECK_STR(expr_shown(&a, best_sql(&a, "list_min", "levenshtein"), values), "D 1");
	CHECK_STR(expr_shown(&a, best_sql(&a, "list_max", "levenshtein"), values), "D 6");
	CHECK_STR(expr_shown(&a, best_sql(&a, "list_min", "levenshtein"), "x_l=[]|x_r=[a]"), "N");
	CHECK_STR(expr_shown(&a, best_sql(&a, "list_min", "levenshtein"), "x_l=[a]"), "N");
}

TEST(expr_eval__bounds_the_pairs_of_two_lists)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(list, 100000);

	buf_add_str(&list, "[a");
	for (int i = 0; i < 1100; i++) {
		buf_add_str(&list, ",b");
	}
	buf_add_str(&list, "]");
	CHECK_STR(
		expr_shown(&a, best_sql(&a, "list_min", "levenshtein"),
			   arena_printf(&a, "x_l=" SLICE_FMT "|x_r=" SLICE_FMT,
					SLICE_ARG(buf_slice(&list)), SLICE_ARG(buf_slice(&list)))),
		"E");
}

TEST(expr_eval__bounds_the_memory_of_one_expression)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(sql, 10000);
	char *value = arena_alloc(&a, 1000003);

	memset(value, 'x', 1000002);
	value[1] = '_';
	value[2] = 'l';
	value[3] = '=';
	buf_add_str(&sql, "x_l || 'a' LIKE '%a'");
	for (int i = 0; i < 80; i++) {
		buf_add_str(&sql, " AND x_l || 'a' LIKE '%a'");
	}
	CHECK_STR(expr_shown(&a, "x_l || 'a' LIKE '%a'", value), "B 1");
	CHECK_STR(expr_shown(&a, arena_copy(&a, buf_slice(&sql)), value), "E");
	CHECK_STR(onus_last_error()->text,
		  "working out one expression takes more than 67108864 bytes (LINK_EVAL_MAX)");
}

/* --- other dialects --- */

TEST(expr_eval__reads_the_spellings_of_spark)
{
	SCOPED_ARENA(a);
	struct expr_reader spark = {.naming = EXPR_SUFFIX, .what = "the test", .spark = true};
	static const struct expr_case cases[] = {
		{"jaro_winkler(`x_l`, `x_r`) >= 0.9", "x_l=martha|x_r=marhta", 1},
		{"jaro_sim(`x_l`, `x_r`) >= 0.99", "x_l=martha|x_r=marhta", 0},
		{"`x_l`[0] = `x_r`[1]", "x_l=[a, b]|x_r=[b, a]", 1},
		{"element_at(`x_l`, -1) = \"b\"", "x_l=[a, b]", 1},
		{"SIZE(ARRAY_INTERSECT(`x_l`, `x_r`)) >= 1", "x_l=[a]|x_r=[b]", 0},
		{"array_min(transform(flatten(transform(`x_l`, x -> transform(`x_r`, y -> [x, "
		 "y]))), "
		 "pair -> levenshtein(pair[0], pair[1]))) <= 1",
		 "x_l=[a]|x_r=[ab, c]", 1},
		{"abs(datediff(date(try_to_timestamp(`x_l`, 'yyyy-MM-dd')), "
		 "date(try_to_timestamp(`x_r`, 'yyyy-MM-dd')))) <= floor(86400 / 86400)",
		 "x_l=2000-02-28|x_r=2000-02-29", 1},
		{"try_to_timestamp(`x_l`, 'yyyy-MM-dd\\'T\\'HH:mm:ssXXX') = "
		 "try_to_timestamp(`x_r`, 'yyyy-MM-dd\\'T\\'HH:mm:ssXXX')",
		 "x_l=2000-01-01T10:00:00Z|x_r=2000-01-01T11:30:00+01:30", 1},
		{"CAST(`x_l` AS STRING) = 'a'", "x_l=a", 1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *got =
			expr_shown_as(&a, cases[i].sql, cases[i].values, &spark, KERNEL_CHARACTERS);

		if (!slice_is(slice_str(got), cases[i].holds ? "B 1" : "B 0")) {
			test_fail(HERE, "%s is \"%s\"", cases[i].sql, got);
		}
	}
}

TEST(expr_eval__reads_the_spellings_of_postgres_and_sqlite)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "SUBSTRING(x_l FROM 2 FOR 2)", "x_l=abcd"), "T bc");
	CHECK_STR(expr_shown(&a, "SUBSTRING(x_l FROM 2)", "x_l=abcd"), "T bcd");
	CHECK_STR(expr_shown(&a, "EXTRACT(EPOCH FROM x_l)", "x_l=1970-01-02"), "D 86400");
	CHECK_STR(expr_shown(&a, "x_l = DATE('2000-01-01')", "x_l=2000-01-01"), "B 1");
}
