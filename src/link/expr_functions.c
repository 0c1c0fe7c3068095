/* SPDX-License-Identifier: Apache-2.0
 * expr_functions.c - the table of functions that conditions may call.
 *
 * Names are DuckDB's; Spark's and SQLite's for the same thing are rows of their own. What is Onus's
 * own stands in functions.c. */
#include "link/functions.h"
#include "link/expr_inside.h"

#define ANY_NUMBER_OF_ARGS 64

#define KERNEL(name_, kernel_, gives_, dialects)                                                   \
	{                                                                                          \
		.name = (name_), .args_min = 2, .args_max = 2, .gives = (gives_),                  \
		.is_kernel = true, .kernel = (kernel_), .splink_name = (dialects), .text_args = 2  \
	}
#define ROW(name_, least, most, gives_, run_)                                                      \
	{                                                                                          \
		.name = (name_), .args_min = (least), .args_max = (most), .gives = (gives_),       \
		.run = (run_)                                                                      \
	}
#define TEXTS(name_, least, most, gives_, run_, texts)                                             \
	{                                                                                          \
		.name = (name_), .args_min = (least), .args_max = (most), .gives = (gives_),       \
		.run = (run_), .text_args = (texts)                                                \
	}
#define NULLABLE(name_, least, most, gives_, run_)                                                 \
	{                                                                                          \
		.name = (name_), .args_min = (least), .args_max = (most), .gives = (gives_),       \
		.takes_null = true, .run = (run_)                                                  \
	}
#define PREPARED(name_, least, most, gives_, prepare_, run_, texts)                                \
	{                                                                                          \
		.name = (name_), .args_min = (least), .args_max = (most), .gives = (gives_),       \
		.prepare = (prepare_), .run_call = (run_), .text_args = (texts)                    \
	}

static const struct expr_function functions[] = {
	/* likeness of texts */
	KERNEL("jaro_winkler_similarity", KERNEL_JARO_WINKLER, TYPE_DOUBLE, "duckdb"),
	KERNEL("jaro_winkler", KERNEL_JARO_WINKLER, TYPE_DOUBLE, "spark, sqlite"),
	KERNEL("jaro_similarity", KERNEL_JARO, TYPE_DOUBLE, "duckdb"),
	KERNEL("jaro_sim", KERNEL_JARO, TYPE_DOUBLE, "spark, sqlite"),
	KERNEL("levenshtein", KERNEL_LEVENSHTEIN, TYPE_INTEGER, "duckdb, spark, sqlite, postgres"),
	KERNEL("editdist3", KERNEL_LEVENSHTEIN, TYPE_INTEGER, "duckdb"),
	KERNEL("damerau_levenshtein", KERNEL_DAMERAU, TYPE_INTEGER, "duckdb, spark, sqlite"),
	KERNEL("jaccard", KERNEL_JACCARD, TYPE_DOUBLE, "duckdb, spark"),
	TEXTS("hamming", 2, 2, TYPE_INTEGER, text_hamming, 2),
	TEXTS("mismatches", 2, 2, TYPE_INTEGER, text_hamming, 2),

	/* texts */
	TEXTS("lower", 1, 1, TYPE_TEXT, text_lower, 1),
	TEXTS("lcase", 1, 1, TYPE_TEXT, text_lower, 1),
	TEXTS("upper", 1, 1, TYPE_TEXT, text_upper, 1),
	TEXTS("ucase", 1, 1, TYPE_TEXT, text_upper, 1),
	TEXTS("substring", 2, 3, TYPE_TEXT, text_substring, 1),
	TEXTS("substr", 2, 3, TYPE_TEXT, text_substring, 1),
	TEXTS("left", 2, 2, TYPE_TEXT, text_left, 1),
	TEXTS("right", 2, 2, TYPE_TEXT, text_right, 1),
	TEXTS("trim", 1, 2, TYPE_TEXT, text_trim, 2),
	TEXTS("ltrim", 1, 2, TYPE_TEXT, text_ltrim, 2),
	TEXTS("rtrim", 1, 2, TYPE_TEXT, text_rtrim, 2),
	ROW("length", 1, 1, TYPE_INTEGER, text_length),
	ROW("char_length", 1, 1, TYPE_INTEGER, text_length),
	ROW("character_length", 1, 1, TYPE_INTEGER, text_length),
	TEXTS("strlen", 1, 1, TYPE_INTEGER, text_bytes, 1),
	TEXTS("replace", 3, 3, TYPE_TEXT, text_replace, 3),
	NULLABLE("concat", 1, ANY_NUMBER_OF_ARGS, TYPE_TEXT, any_concat),
	NULLABLE("nullif", 2, 2, TYPE_ANY, any_nullif),
	NULLABLE("coalesce", 1, ANY_NUMBER_OF_ARGS, TYPE_ANY, any_coalesce),
	NULLABLE("ifnull", 2, 2, TYPE_ANY, any_coalesce),
	NULLABLE("least", 1, ANY_NUMBER_OF_ARGS, TYPE_ANY, any_least),
	NULLABLE("greatest", 1, ANY_NUMBER_OF_ARGS, TYPE_ANY, any_greatest),
	PREPARED("regexp_extract", 2, 3, TYPE_TEXT, regex_prepare, regex_run_extract, 1),

	/* numbers */
	ROW("abs", 1, 1, TYPE_DOUBLE, number_abs),
	ROW("round", 1, 2, TYPE_DOUBLE, number_round),
	ROW("floor", 1, 1, TYPE_DOUBLE, number_floor),
	ROW("ceil", 1, 1, TYPE_DOUBLE, number_ceil),
	ROW("ceiling", 1, 1, TYPE_DOUBLE, number_ceil),
	ROW("sqrt", 1, 1, TYPE_DOUBLE, number_sqrt),
	ROW("power", 2, 2, TYPE_DOUBLE, number_power),
	ROW("pow", 2, 2, TYPE_DOUBLE, number_power),
	ROW("ln", 1, 1, TYPE_DOUBLE, number_ln),
	ROW("radians", 1, 1, TYPE_DOUBLE, number_radians),
	ROW("degrees", 1, 1, TYPE_DOUBLE, number_degrees),
	ROW("sin", 1, 1, TYPE_DOUBLE, number_sin),
	ROW("cos", 1, 1, TYPE_DOUBLE, number_cos),
	ROW("tan", 1, 1, TYPE_DOUBLE, number_tan),
	ROW("asin", 1, 1, TYPE_DOUBLE, number_asin),
	ROW("acos", 1, 1, TYPE_DOUBLE, number_acos),
	ROW("atan", 1, 1, TYPE_DOUBLE, number_atan),
	ROW("atan2", 2, 2, TYPE_DOUBLE, number_atan2),
	ROW("pi", 0, 0, TYPE_DOUBLE, number_pi),

	/* dates and times */
	ROW("epoch", 1, 1, TYPE_DOUBLE, date_epoch),
	ROW("unix_timestamp", 1, 1, TYPE_DOUBLE, date_epoch),
	ROW("date", 1, 1, TYPE_DATE, date_of),
	ROW("year", 1, 1, TYPE_INTEGER, date_year),
	ROW("month", 1, 1, TYPE_INTEGER, date_month),
	ROW("day", 1, 1, TYPE_INTEGER, date_day),
	PREPARED("strptime", 2, 2, TYPE_TIMESTAMP, date_format_prepare, date_strptime, 1),
	PREPARED("try_strptime", 2, 2, TYPE_TIMESTAMP, date_format_prepare, date_try_strptime, 1),
	PREPARED("to_timestamp", 2, 2, TYPE_TIMESTAMP, date_format_prepare, date_strptime, 1),
	PREPARED("try_to_timestamp", 2, 2, TYPE_TIMESTAMP, date_format_prepare, date_try_strptime,
		 1),
	PREPARED("datediff", 2, 3, TYPE_INTEGER, date_diff_prepare, date_diff, 0),
	PREPARED("date_diff", 2, 3, TYPE_INTEGER, date_diff_prepare, date_diff, 0),

	/* lists */
	NULLABLE("list_intersect", 2, 2, TYPE_LIST, list_intersect),
	NULLABLE("array_intersect", 2, 2, TYPE_LIST, list_intersect),
	ROW("array_length", 1, 2, TYPE_INTEGER, list_length),
	ROW("cardinality", 1, 1, TYPE_INTEGER, list_length),
	ROW("size", 1, 1, TYPE_INTEGER, list_length),
	ROW("len", 1, 1, TYPE_INTEGER, list_or_text_length),
	ROW("list_contains", 2, 2, TYPE_BOOL, list_contains),
	ROW("array_contains", 2, 2, TYPE_BOOL, list_contains),
	ROW("list_has", 2, 2, TYPE_BOOL, list_contains),
	ROW("list_max", 1, 1, TYPE_ANY, list_largest),
	ROW("array_max", 1, 1, TYPE_ANY, list_largest),
	ROW("list_min", 1, 1, TYPE_ANY, list_smallest),
	ROW("array_min", 1, 1, TYPE_ANY, list_smallest),
	ROW("element_at", 2, 2, TYPE_ANY, list_element),
	ROW("list_extract", 2, 2, TYPE_ANY, list_element),
	ROW("list_element", 2, 2, TYPE_ANY, list_element),
	ROW("array_extract", 2, 2, TYPE_ANY, list_element),
	ROW("array_cosine_similarity", 2, 2, TYPE_DOUBLE, list_cosine),
	ROW("list_cosine_similarity", 2, 2, TYPE_DOUBLE, list_cosine),
	TEXTS("string_split", 2, 2, TYPE_LIST, text_split, 2),
	TEXTS("str_split", 2, 2, TYPE_LIST, text_split, 2),
	TEXTS("string_to_array", 2, 2, TYPE_LIST, text_split, 2),
};

const struct expr_function expr_not_distinct =
	NULLABLE("is not distinct from", 2, 2, TYPE_BOOL, any_not_distinct);
const struct expr_function expr_list_literal =
	NULLABLE("a list in brackets", 0, ANY_NUMBER_OF_ARGS, TYPE_LIST, list_of);

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static const struct expr_function *row(size_t i)
{
	return i < FUNCTIONS ? &functions[i] : &onus_functions[i - FUNCTIONS];
}

const struct expr_function *expr_function_find(struct slice name)
{
	for (size_t i = 0; i < FUNCTIONS + onus_function_count; i++) {
		if (slice_eq_nocase(name, slice_str(row(i)->name))) {
			return row(i);
		}
	}
	return NULL;
}

const char *expr_nearest_function(struct slice name)
{
	SCOPED_ARENA(scratch);
	const char **names = NEW_N(&scratch, const char *, FUNCTIONS + onus_function_count + 1);

	for (size_t i = 0; i < FUNCTIONS + onus_function_count; i++) {
		names[i] = row(i)->name;
	}
	return word_nearest(name, names);
}

/* --- what SQL has and a condition on one pair has no use for --- */

static const char *const aggregates[] = {
	"count",     "sum",       "avg",         "min",        "max",
	"median",    "mode",      "stddev",      "variance",   "string_agg",
	"array_agg", "any_value", "row_number",  "rank",       "dense_rank",
	"lag",       "lead",      "first_value", "last_value", "list_aggregate",
	NULL,
};
static const char *const lambdas[] = {
	"list_transform", "array_transform", "transform", "list_apply",  "array_apply",
	"list_filter",    "array_filter",    "filter",    "list_reduce", "reduce",
	"aggregate",      "zip_with",        "list_zip",  "flatten",     NULL,
};
static const char *const reading[] = {"exists", "select", "unnest", "explode", NULL};

static bool is_one_of(struct slice name, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (slice_eq_nocase(name, slice_str(*words))) {
			return true;
		}
	}
	return false;
}

const char *expr_function_refused(struct slice name)
{
	if (is_one_of(name, aggregates)) {
		return "a condition looks at one pair, so there is nothing to aggregate; of two "
		       "values "
		       "there are least and greatest";
	}
	if (is_one_of(name, lambdas)) {
		return "the only lambda that is read is list_max or list_min of "
		       "list_transform(flatten("
		       "list_transform(a, x -> list_transform(b, y -> [x, y]))), pair -> "
		       "f(pair[1], "
		       "pair[2]))";
	}
	return is_one_of(name, reading) ? "sub-queries have no place in a condition" : NULL;
}
