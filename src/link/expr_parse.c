/* SPDX-License-Identifier: Apache-2.0
 * expr_parse.c - operators and what they bind; expr_name.c reads what begins with a word.
 *
 * Powers are PostgreSQL's, which DuckDB keeps: OR, AND, NOT, IS, comparison, IN BETWEEN LIKE, ||,
 * + -, * /, sign, index, ::. */
#include <stdio.h>

#include "base/limits.h"
#include "link/expr_inside.h"

/* An operator between two operands. */
struct infix {
	const char *text;
	bool word;
	int power;
	enum expr_op op;
	enum onus_err (*parse)(struct parser *p, const struct infix *row, struct expr *left,
			       struct expr **out);
};

/* --- tokens --- */

static bool token_is_word(const struct token *t, const char *word)
{
	return t->kind == TOKEN_NAME && slice_eq_nocase(t->text, slice_str(word));
}

static bool token_is_sign(const struct token *t, const char *sign)
{
	return t->kind == TOKEN_SIGN && slice_is(t->text, sign);
}

bool parser_sees(const struct parser *p, const char *sign)
{
	return token_is_sign(p->now, sign);
}

bool parser_sees_word(const struct parser *p, const char *word)
{
	return token_is_word(p->now, word);
}

bool parser_takes(struct parser *p, const char *sign)
{
	bool here = parser_sees(p, sign);

	p->now += here;
	return here;
}

bool parser_takes_word(struct parser *p, const char *word)
{
	bool here = parser_sees_word(p, word);

	p->now += here;
	return here;
}

enum onus_err parser_unexpected(const struct parser *p, const char *wanted)
{
	char shown[60];

	if (p->now->kind == TOKEN_END) {
		return expr_refuse(p->reader, p->now->at, "the text ends where there should be %s",
				   wanted);
	}
	return expr_refuse(p->reader, p->now->at, "found \"%s\" where there should be %s",
			   slice_show(p->now->shown, shown, sizeof shown), wanted);
}

enum onus_err parser_needs(struct parser *p, const char *sign, const char *behind)
{
	char wanted[120];

	if (parser_takes(p, sign)) {
		return ONUS_OK;
	}
	snprintf(wanted, sizeof wanted, "\"%s\" %s", sign, behind);
	return parser_unexpected(p, wanted);
}

enum onus_err parser_needs_word(struct parser *p, const char *word, const char *behind)
{
	char wanted[120];

	if (parser_takes_word(p, word)) {
		return ONUS_OK;
	}
	snprintf(wanted, sizeof wanted, "%s %s", word, behind);
	return parser_unexpected(p, wanted);
}

/* --- operators --- */

static enum onus_err node_not_if(struct parser *p, bool negated, size_t at, struct expr *e,
				 struct expr **out)
{
	if (negated) {
		return node_one(p, EXPR_NOT, at, e, out);
	}
	*out = e;
	return ONUS_OK;
}

static enum onus_err parse_two(struct parser *p, const struct infix *row, struct expr *left,
			       struct expr **out)
{
	size_t at = p->now[-1].at;
	struct expr *right;

	GUARD(parse_above(p, row->power, &right));
	return node_two(p, row->op, at, left, right, out);
}

/* AND and OR: one node for a whole row of them. */
static enum onus_err parse_flat(struct parser *p, const struct infix *row, struct expr *left,
				struct expr **out)
{
	size_t at = left->at;
	size_t room = 4;
	size_t n = 1;
	struct expr **args = NEW_N(p->arena, struct expr *, room);

	args[0] = left;
	do {
		if (n == room) {
			struct expr **more = NEW_N(p->arena, struct expr *, 2 * room);

			memcpy(more, args, n * sizeof *args);
			args = more;
			room *= 2;
		}
		GUARD(parse_above(p, row->power, &args[n]));
		n++;
	} while (parser_takes_word(p, row->text));
	return node_make(p, row->op, at, args, n, out);
}

static const struct infix *infix_here(const struct parser *p);

static enum onus_err parse_compare(struct parser *p, const struct infix *row, struct expr *left,
				   struct expr **out)
{
	const struct infix *next;

	GUARD(parse_two(p, row, left, out));
	next = infix_here(p);
	if (next != NULL && next->power == POWER_COMPARE) {
		return expr_refuse(
			p->reader, p->now->at,
			"comparisons can't stand in a row; join them by AND, or use brackets");
	}
	return ONUS_OK;
}

static enum onus_err parse_distinct(struct parser *p, bool negated, struct expr *left, size_t at,
				    struct expr **out)
{
	struct expr **args = NEW_N(p->arena, struct expr *, 2);
	struct expr *same;

	GUARD(parser_needs_word(p, "FROM", "behind IS [NOT] DISTINCT"));
	args[0] = left;
	GUARD(parse_above(p, POWER_IS, &args[1]));
	GUARD(node_call(p, &expr_not_distinct, at, args, 2, &same));
	return node_not_if(p, !negated, at, same, out);
}

/* IS TRUE: no other than true. */
static enum onus_err parse_is_truth(struct parser *p, bool negated, struct expr *left, size_t at,
				    struct expr **out)
{
	struct expr **args = NEW_N(p->arena, struct expr *, 2);
	struct expr *same;

	args[0] = left;
	GUARD(parse_name(p, &args[1]));
	GUARD(node_call(p, &expr_not_distinct, at, args, 2, &same));
	return node_not_if(p, negated, at, same, out);
}

static enum onus_err parse_is(struct parser *p, const struct infix *row, struct expr *left,
			      struct expr **out)
{
	size_t at = p->now[-1].at;
	bool negated = parser_takes_word(p, "NOT");
	struct expr *is;

	(void)row;
	if (parser_takes_word(p, "DISTINCT")) {
		return parse_distinct(p, negated, left, at, out);
	}
	if (parser_sees_word(p, "TRUE") || parser_sees_word(p, "FALSE")) {
		return parse_is_truth(p, negated, left, at, out);
	}
	if (!parser_takes_word(p, "NULL")) {
		return parser_unexpected(p, "NULL, TRUE, FALSE or DISTINCT FROM, behind IS");
	}
	GUARD(node_one(p, EXPR_IS_NULL, at, left, &is));
	return node_not_if(p, negated, at, is, out);
}

static enum onus_err parse_in(struct parser *p, struct expr *left, struct expr **out)
{
	size_t at = p->now[-1].at;
	size_t room = 8;
	size_t n = 1;
	struct expr **args = NEW_N(p->arena, struct expr *, room);

	args[0] = left;
	GUARD(parser_needs(p, "(", "behind IN"));
	do {
		if (n == room) {
			struct expr **more = NEW_N(p->arena, struct expr *, 2 * room);

			memcpy(more, args, n * sizeof *args);
			args = more;
			room *= 2;
		}
		GUARD(parse_above(p, 0, &args[n]));
		if (args[n]->sides != SIDE_NONE) {
			return expr_refuse(p->reader, args[n]->at,
					   "IN takes literals only; compare columns with = and OR");
		}
		n++;
	} while (parser_takes(p, ","));
	GUARD(parser_needs(p, ")", "to close the list of IN"));
	return node_make(p, EXPR_IN, at, args, n, out);
}

static enum onus_err parse_between(struct parser *p, struct expr *left, struct expr **out)
{
	size_t at = p->now[-1].at;
	struct expr **args = NEW_N(p->arena, struct expr *, 2);
	struct expr *least;
	struct expr *most;

	GUARD(parse_above(p, POWER_IN, &least));
	GUARD(parser_needs_word(p, "AND", "between the ends of BETWEEN"));
	GUARD(parse_above(p, POWER_IN, &most));
	GUARD(node_two(p, EXPR_GE, at, left, least, &args[0]));
	GUARD(node_two(p, EXPR_LE, at, left, most, &args[1]));
	return node_make(p, EXPR_AND, at, args, 2, out);
}

static enum onus_err parse_like(struct parser *p, struct expr *left, struct expr **out)
{
	size_t at = p->now[-1].at;
	struct expr *pattern;

	GUARD(parse_above(p, POWER_IN, &pattern));
	if (pattern->op != EXPR_TEXT) {
		return expr_refuse(p->reader, pattern->at,
				   "LIKE takes its pattern as a literal, in quotes");
	}
	if (parser_sees_word(p, "ESCAPE")) {
		return parser_unexpected(p, "no ESCAPE, which is not read here");
	}
	return node_two(p, EXPR_LIKE, at, left, pattern, out);
}

/* IN, BETWEEN and LIKE, with or without NOT in front. */
static enum onus_err parse_in_row(struct parser *p, const struct infix *row, struct expr *left,
				  struct expr **out)
{
	bool negated = slice_eq_nocase(p->now[-1].text, SLICE("NOT"));
	size_t at = p->now[-1].at;
	struct expr *e = NULL;

	(void)row;
	p->now -= !negated;
	if (parser_takes_word(p, "IN")) {
		GUARD(parse_in(p, left, &e));
	} else if (parser_takes_word(p, "BETWEEN")) {
		GUARD(parse_between(p, left, &e));
	} else if (parser_takes_word(p, "LIKE")) {
		GUARD(parse_like(p, left, &e));
	} else {
		return parser_unexpected(p, "IN, BETWEEN or LIKE, behind NOT");
	}
	return node_not_if(p, negated, at, e, out);
}

static enum onus_err parse_index(struct parser *p, const struct infix *row, struct expr *left,
				 struct expr **out)
{
	size_t at = p->now[-1].at;
	struct expr *n;

	(void)row;
	GUARD(parse_above(p, 0, &n));
	if (parser_sees(p, ":")) {
		return parser_unexpected(
			p, "\"]\": one item of a list can be taken, not a part of it");
	}
	GUARD(parser_needs(p, "]", "to close the index"));
	if (p->reader->spark) {
		GUARD(node_two(p, EXPR_ADD, at, n, node_number(p, at, 1, true), &n));
	}
	return node_two(p, EXPR_INDEX, at, left, n, out);
}

static enum onus_err parse_double_colon(struct parser *p, const struct infix *row,
					struct expr *left, struct expr **out)
{
	(void)row;
	return parse_cast_to(p, left, false, p->now[-1].at, out);
}

static const struct infix infixes[] = {
	{"OR", true, POWER_OR, EXPR_OR, parse_flat},
	{"AND", true, POWER_AND, EXPR_AND, parse_flat},
	{"IS", true, POWER_IS, EXPR_IS_NULL, parse_is},
	{"=", false, POWER_COMPARE, EXPR_EQ, parse_compare},
	{"==", false, POWER_COMPARE, EXPR_EQ, parse_compare},
	{"<>", false, POWER_COMPARE, EXPR_NE, parse_compare},
	{"!=", false, POWER_COMPARE, EXPR_NE, parse_compare},
	{"<=", false, POWER_COMPARE, EXPR_LE, parse_compare},
	{">=", false, POWER_COMPARE, EXPR_GE, parse_compare},
	{"<", false, POWER_COMPARE, EXPR_LT, parse_compare},
	{">", false, POWER_COMPARE, EXPR_GT, parse_compare},
	{"IN", true, POWER_IN, EXPR_IN, parse_in_row},
	{"BETWEEN", true, POWER_IN, EXPR_AND, parse_in_row},
	{"LIKE", true, POWER_IN, EXPR_LIKE, parse_in_row},
	{"NOT", true, POWER_IN, EXPR_NOT, parse_in_row},
	{"||", false, POWER_JOIN, EXPR_CONCAT, parse_two},
	{"+", false, POWER_ADD, EXPR_ADD, parse_two},
	{"-", false, POWER_ADD, EXPR_SUB, parse_two},
	{"*", false, POWER_MULTIPLY, EXPR_MUL, parse_two},
	{"/", false, POWER_MULTIPLY, EXPR_DIV, parse_two},
	{"[", false, POWER_INDEX, EXPR_INDEX, parse_index},
	{"::", false, POWER_CAST, EXPR_CAST, parse_double_colon},
};

static const struct infix *infix_here(const struct parser *p)
{
	for (size_t i = 0; i < sizeof infixes / sizeof infixes[0]; i++) {
		const struct infix *row = &infixes[i];

		if (row->word ? parser_sees_word(p, row->text) : parser_sees(p, row->text)) {
			return row;
		}
	}
	return NULL;
}

/* --- what an expression begins with --- */

static enum onus_err parse_sign(struct parser *p, struct expr **out)
{
	bool minus = p->now->text.p[0] == '-';
	size_t at = parser_pass(p);
	struct expr *e;

	GUARD(parse_above(p, POWER_SIGN, &e));
	if (!minus) {
		*out = e;
		return ONUS_OK;
	}
	if (e->op == EXPR_NUMBER) {
		*out = node_number(p, at, -e->number, e->type == TYPE_INTEGER);
		return ONUS_OK;
	}
	return node_one(p, EXPR_NEGATE, at, e, out);
}

static enum onus_err parse_brackets(struct parser *p, struct expr **out)
{
	p->now++;
	if (parser_sees_word(p, "SELECT") || parser_sees_word(p, "WITH")) {
		return parser_unexpected(p, "an expression: sub-queries are not read");
	}
	GUARD(parse_above(p, 0, out));
	return parser_needs(p, ")", "to close the bracket");
}

static enum onus_err parse_not(struct parser *p, int power, struct expr **out)
{
	size_t at = p->now->at;
	struct expr *e;

	if (power >= POWER_NOT) {
		return parser_unexpected(p, "an operand: put NOT and what it denies in brackets");
	}
	p->now++;
	GUARD(parse_above(p, POWER_NOT - 1, &e));
	return node_one(p, EXPR_NOT, at, e, out);
}

static enum onus_err parse_first(struct parser *p, int power, struct expr **out)
{
	const struct token *t = p->now;

	switch (t->kind) {
	case TOKEN_NUMBER:
		p->now++;
		*out = node_number(p, t->at, t->number, t->whole);
		return ONUS_OK;
	case TOKEN_TEXT:
		p->now++;
		*out = node_text(p, t->at, t->text);
		return ONUS_OK;
	case TOKEN_NAME:
		return parser_sees_word(p, "NOT") ? parse_not(p, power, out) : parse_name(p, out);
	case TOKEN_QUOTED:
		return parse_name(p, out);
	case TOKEN_SIGN:
		if (parser_sees(p, "(")) {
			return parse_brackets(p, out);
		}
		if (parser_sees(p, "[")) {
			return parse_list(p, out);
		}
		if (parser_sees(p, "-") || parser_sees(p, "+")) {
			return parse_sign(p, out);
		}
		break;
	case TOKEN_END:
		break;
	}
	return parser_unexpected(p, "a column, a literal, a function or a bracket");
}

enum onus_err parse_above(struct parser *p, int power, struct expr **out)
{
	struct expr *e = NULL;

	if (++p->depth > LINK_SQL_DEPTH_MAX) {
		return expr_refuse(p->reader, p->now->at,
				   "more than %d expressions, one inside the other "
				   "(LINK_SQL_DEPTH_MAX)",
				   LINK_SQL_DEPTH_MAX);
	}
	GUARD(parse_first(p, power, &e));
	for (;;) {
		const struct infix *row = infix_here(p);

		if (row == NULL || row->power <= power) {
			break;
		}
		p->now++;
		GUARD(row->parse(p, row, e, &e));
	}
	p->depth--;
	*out = e;
	return ONUS_OK;
}

static enum onus_err parse_whole(struct parser *p, struct expr **out)
{
	if (p->now->kind == TOKEN_NAME && p->now[1].kind == TOKEN_END &&
	    parser_sees_word(p, "ELSE")) {
		*out = node_leaf(p, EXPR_ELSE, TYPE_BOOL, p->now->at);
		return ONUS_OK;
	}
	GUARD(parse_above(p, 0, out));
	if (p->now->kind != TOKEN_END) {
		return parser_unexpected(p, "an operator or the end of the text");
	}
	return ONUS_OK;
}

enum onus_err expr_parse(struct arena *a, struct slice sql, const struct expr_reader *reader,
			 struct expr **out)
{
	SCOPED_ARENA(scratch);
	struct parser p = {.arena = a, .reader = reader};
	struct slice copy;
	struct token *tokens;
	struct expr *e;
	size_t bad;

	ENSURE(sql.n <= LINK_SQL_MAX, ONUS_BAD_INPUT,
	       "%s: %zu bytes of SQL are more than %d (LINK_SQL_MAX)", reader->what, sql.n,
	       LINK_SQL_MAX);
	if (!slice_is_utf8(sql, &bad)) {
		return expr_refuse(reader, bad, "this is no UTF-8");
	}
	if (slice_find(sql, '\0') < sql.n) {
		return expr_refuse(reader, slice_find(sql, '\0'),
				   "a NUL byte means nothing in a condition");
	}
	copy = arena_slice(a, sql);
	GUARD(expr_tokens(a, &scratch, copy, reader, &tokens));
	p.now = tokens;
	GUARD(parse_whole(&p, &e));
	*out = e;
	return ONUS_OK;
}
