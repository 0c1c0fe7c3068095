/* SPDX-License-Identifier: Apache-2.0
 * expr_inside.h - what the files of the expression compiler share. Nothing else includes it. */
#ifndef ONUS_LINK_EXPR_INSIDE_H
#define ONUS_LINK_EXPR_INSIDE_H

#include "link/expr.h"

/* 2^53 - 1: beyond it, one double stands for more than one whole number. */
#define EXPR_WHOLE_MAX 9007199254740991.0

/* --- words (expr_lex.c) --- */

enum token_kind {
	TOKEN_END,
	TOKEN_NAME,   /* a word: keyword, function, column */
	TOKEN_QUOTED, /* "a column" or `a column` */
	TOKEN_TEXT,   /* 'text' */
	TOKEN_NUMBER,
	TOKEN_SIGN, /* ( ) [ ] , . : :: = == <> != < <= > >= + - * / % ^ || -> */
};

struct token {
	enum token_kind kind;
	struct slice text;  /* unquoted; of a sign, the sign itself */
	struct slice shown; /* as it stands, for messages */
	size_t at;
	double number;
	bool whole; /* of a number: digits only */
};

/* Cuts the text into tokens, the last of kind TOKEN_END. They live in `scratch`, their texts in
 * `a` and in `sql`. */
ONUS_CHECK enum onus_err expr_tokens(struct arena *a, struct arena *scratch, struct slice sql,
				     const struct expr_reader *r, struct token **out);
/* ONUS_BAD_INPUT: "WHAT, position AT: ...", counted from 1. */
enum onus_err expr_refuse(const struct expr_reader *r, size_t at, const char *fmt, ...)
	ONUS_PRINTF(3, 4);

/* --- grammar (expr_parse.c, expr_node.c, expr_name.c, expr_best.c) --- */

enum {
	POWER_OR = 1,
	POWER_AND,
	POWER_NOT,
	POWER_IS,
	POWER_COMPARE,
	POWER_IN,
	POWER_JOIN,
	POWER_ADD,
	POWER_MULTIPLY,
	POWER_SIGN,
	POWER_INDEX,
	POWER_CAST
};

struct parser {
	struct arena *arena;
	const struct expr_reader *reader;
	const struct token *now;
	unsigned depth;
};

/* Goes past the token that stands here, and gives its place. */
static inline size_t parser_pass(struct parser *p)
{
	size_t at = p->now->at;

	p->now++;
	return at;
}

bool parser_sees(const struct parser *p, const char *sign);
bool parser_sees_word(const struct parser *p, const char *word);
/* Goes past the sign or word where it stands here. */
bool parser_takes(struct parser *p, const char *sign);
bool parser_takes_word(struct parser *p, const char *word);
/* The same, refused where it does not stand here; `behind` says what it should close. */
ONUS_CHECK enum onus_err parser_needs(struct parser *p, const char *sign, const char *behind);
ONUS_CHECK enum onus_err parser_needs_word(struct parser *p, const char *word, const char *behind);
/* Refuses the token that stands here; `wanted` says what would do. */
enum onus_err parser_unexpected(const struct parser *p, const char *wanted);

/* What binds tighter than `power`. */
ONUS_CHECK enum onus_err parse_above(struct parser *p, int power, struct expr **out);
/* A word, quoted name or call: what begins with TOKEN_NAME or TOKEN_QUOTED. */
ONUS_CHECK enum onus_err parse_name(struct parser *p, struct expr **out);
ONUS_CHECK enum onus_err parse_list(struct parser *p, struct expr **out);
/* The type behind AS or ::, and the cast of `what` to it. */
ONUS_CHECK enum onus_err parse_cast_to(struct parser *p, struct expr *what, bool try, size_t at,
				       struct expr **out);
/* True where list_max( or list_min( with the one lambda that is read begins here. */
bool parser_sees_best(const struct parser *p);
ONUS_CHECK enum onus_err parse_best(struct parser *p, struct expr **out);

/* A node over `n` arguments (the array is kept); refuses what is beyond a limit. */
ONUS_CHECK enum onus_err node_make(struct parser *p, enum expr_op op, size_t at, struct expr **args,
				   size_t n, struct expr **out);
ONUS_CHECK enum onus_err node_one(struct parser *p, enum expr_op op, size_t at, struct expr *a,
				  struct expr **out);
struct expr *node_leaf(struct parser *p, enum expr_op op, enum expr_type type, size_t at);
ONUS_CHECK enum onus_err node_two(struct parser *p, enum expr_op op, size_t at, struct expr *a,
				  struct expr *b, struct expr **out);
struct expr *node_text(struct parser *p, size_t at, struct slice text);
struct expr *node_number(struct parser *p, size_t at, double number, bool whole);
/* A call of a row of the table, arguments counted and prepared. */
ONUS_CHECK enum onus_err node_call(struct parser *p, const struct expr_function *f, size_t at,
				   struct expr **args, size_t n, struct expr **out);
struct slice slice_lower(struct arena *a, struct slice s);

/* --- functions (expr_functions.c) --- */

const struct expr_function *expr_function_find(struct slice name);
extern const struct expr_function expr_not_distinct; /* IS NOT DISTINCT FROM */
extern const struct expr_function expr_list_literal; /* [1, 2] */
/* Why a name that SQL has is not a function here; NULL where nothing is known of it. */
const char *expr_function_refused(struct slice name);

/* --- values (expr_value.c, expr_cast.c) --- */

static inline struct expr_value value_null(void)
{
	return (struct expr_value){.type = TYPE_ANY, .null = true};
}

static inline struct expr_value value_number(enum expr_type type, double n)
{
	return (struct expr_value){.type = type, .number = n};
}

static inline struct expr_value value_text(struct slice s)
{
	return (struct expr_value){.type = TYPE_TEXT, .text = s};
}

static inline bool value_is_number(const struct expr_value *v)
{
	return v->type == TYPE_INTEGER || v->type == TYPE_DOUBLE || v->type == TYPE_REAL;
}

/* What a cast goes to. */
struct cast_type {
	const char *name; /* lower case; several rows may mean the same */
	const char *own;  /* DuckDB's name */
	enum expr_type type;
	double least; /* of whole numbers */
	double most;
};

enum cast_result {
	CAST_DONE,
	CAST_NOT,    /* DuckDB would stop here; TRY_CAST gives NULL */
	CAST_BEYOND, /* DuckDB has a value, but it is more than a double or a date of ours can hold
		      */
};

const struct cast_type *cast_type_find(struct slice name);
/* `in` is not null. */
enum cast_result value_cast(struct arena *a, const struct cast_type *to,
			    const struct expr_value *in, struct expr_value *out);
/* A text as a double, as DuckDB reads it. */
bool text_to_double(struct slice s, double *out);
enum cast_result text_to_date(struct slice s, double *days);
enum cast_result text_to_timestamp(struct slice s, double *seconds);
/* A list in DuckDB's own text form or in JSON: [a, 'b c', "d"]. */
enum cast_result text_to_list(struct arena *a, struct slice text, struct expr_value *out);

/* For functions: the argument as what they need; ONUS_BAD_INPUT shows the value. */
ONUS_CHECK enum onus_err value_to_double(const struct expr_value *v, double *out);
ONUS_CHECK enum onus_err value_to_whole(const struct expr_value *v, double *out);
ONUS_CHECK enum onus_err value_to_text(struct arena *a, const struct expr_value *v,
				       struct slice *out);
ONUS_CHECK enum onus_err value_to_bool(const struct expr_value *v, bool *out);
ONUS_CHECK enum onus_err value_to_seconds(const struct expr_value *v, double *out);
ONUS_CHECK enum onus_err value_to_list(struct arena *a, const struct expr_value *v,
				       struct expr_value *out);
/* Refuses a value: "'abc' is no number". */
enum onus_err value_refuse(const struct expr_value *v, const char *is_no);

/* The order of two values that are not null, after DuckDB's casts between their types: NaN is equal
 * to itself and above all numbers. */
ONUS_CHECK enum onus_err value_compare(struct arena *a, const struct expr_value *x,
				       const struct expr_value *y, int *out);

/* --- rows of the table, by what they are about --- */

#define EXPR_RUN(name)                                                                             \
	enum onus_err name(struct arena *a, const struct expr_value *args, size_t n,               \
			   enum kernel_units u, struct expr_value *out)
#define EXPR_PREPARE(name) enum onus_err name(struct arena *a, struct expr *call, const char *what)
#define EXPR_RUN_CALL(name)                                                                        \
	enum onus_err name(struct arena *a, const struct expr *call,                               \
			   const struct expr_value *args, struct expr_value *out)

EXPR_RUN(text_lower);
EXPR_RUN(text_upper);
EXPR_RUN(text_substring);
EXPR_RUN(text_left);
EXPR_RUN(text_right);
EXPR_RUN(text_trim);
EXPR_RUN(text_ltrim);
EXPR_RUN(text_rtrim);
EXPR_RUN(text_length);
EXPR_RUN(text_bytes);
EXPR_RUN(text_replace);
EXPR_RUN(text_hamming);
EXPR_RUN(text_split);
EXPR_RUN(any_coalesce);
EXPR_RUN(any_nullif);
EXPR_RUN(any_concat);
EXPR_RUN(any_least);
EXPR_RUN(any_greatest);
EXPR_RUN(any_not_distinct);
EXPR_RUN(number_abs);
EXPR_RUN(number_round);
EXPR_RUN(number_floor);
EXPR_RUN(number_ceil);
EXPR_RUN(number_sqrt);
EXPR_RUN(number_power);
EXPR_RUN(number_radians);
EXPR_RUN(number_degrees);
EXPR_RUN(number_sin);
EXPR_RUN(number_cos);
EXPR_RUN(number_tan);
EXPR_RUN(number_asin);
EXPR_RUN(number_acos);
EXPR_RUN(number_atan);
EXPR_RUN(number_atan2);
EXPR_RUN(number_pi);
EXPR_RUN(number_ln);
EXPR_RUN(date_epoch);
EXPR_RUN(date_of);
EXPR_RUN(date_year);
EXPR_RUN(date_month);
EXPR_RUN(date_day);
EXPR_PREPARE(date_format_prepare);
EXPR_RUN_CALL(date_strptime);
EXPR_RUN_CALL(date_try_strptime);
EXPR_PREPARE(date_diff_prepare);
EXPR_RUN_CALL(date_diff);
EXPR_RUN(list_of);
EXPR_RUN(list_intersect);
EXPR_RUN(list_length);
EXPR_RUN(list_or_text_length);
EXPR_RUN(list_contains);
EXPR_RUN(list_largest);
EXPR_RUN(list_smallest);
EXPR_RUN(list_element);
EXPR_RUN(list_cosine);
EXPR_PREPARE(regex_prepare);
EXPR_RUN_CALL(regex_run_extract);

/* The n-th item of a list from 1, or from the end where n < 0; of a text, its n-th character. */
ONUS_CHECK enum onus_err value_index(struct arena *a, const struct expr_value *list, double n,
				     struct expr_value *out);
bool text_like(struct slice text, struct slice pattern);
/* Bytes of the character that begins at s[0]; 1 for what is no UTF-8; 0 at the end. */
size_t character_bytes(struct slice s);

#endif
