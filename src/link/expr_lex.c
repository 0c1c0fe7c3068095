/* SPDX-License-Identifier: Apache-2.0
 * expr_lex.c - the text of a condition, cut into words, quoted names, literals and signs. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "link/expr_inside.h"

enum { SHOWN_MAX = 60 };

/* Longest first: the first that fits is taken. */
static const char *const signs[] = {"::", "==", "<>", "!=", "<=", ">=", "||", "->",
				    "(",  ")",  "[",  "]",  ",",  ".",  ":",  "=",
				    "<",  ">",  "+",  "-",  "*",  "/",  "%",  "^"};

struct lexer {
	struct arena *arena;
	const struct expr_reader *reader;
	struct slice sql;
	size_t pos;
};

enum onus_err expr_refuse(const struct expr_reader *r, size_t at, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return onus_fail(ONUS_BAD_INPUT, HERE, "%s, position %zu: %s", r->what, at + 1, text);
}

/* A name of SQL may begin with it. */
static bool begins_name(char c)
{
	return is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The byte `ahead` of here; 0 behind the end. */
static char peek(const struct lexer *l, size_t ahead)
{
	return ahead < l->sql.n - l->pos ? l->sql.p[l->pos + ahead] : '\0';
}

/* Comments go one inside the other, as in PostgreSQL and DuckDB. */
static enum onus_err skip_comment(struct lexer *l)
{
	size_t from = l->pos;
	size_t open = 0;

	do {
		if (l->pos + 1 >= l->sql.n) {
			return expr_refuse(l->reader, from,
					   "this comment has no end; close it with */");
		}
		if (peek(l, 0) == '/' && peek(l, 1) == '*') {
			open++;
			l->pos += 2;
		} else if (peek(l, 0) == '*' && peek(l, 1) == '/') {
			open--;
			l->pos += 2;
		} else {
			l->pos++;
		}
	} while (open > 0);
	return ONUS_OK;
}

static enum onus_err skip_blanks(struct lexer *l)
{
	while (l->pos < l->sql.n) {
		char c = peek(l, 0);

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') {
			l->pos++;
		} else if (c == '-' && peek(l, 1) == '-') {
			l->pos += slice_find(slice_from(l->sql, l->pos), '\n');
		} else if (c == '/' && peek(l, 1) == '*') {
			GUARD(skip_comment(l));
		} else {
			break;
		}
	}
	return ONUS_OK;
}

/* What stands between two `quote`s; a doubled one is one of them. In Spark a backslash keeps the
 * next character from meaning anything. */
static enum onus_err read_quoted(struct lexer *l, char quote, bool backslash, struct slice *out)
{
	size_t from = l->pos++;
	char *text = arena_alloc(l->arena, l->sql.n - from);
	size_t n = 0;

	for (;;) {
		if (l->pos >= l->sql.n) {
			return expr_refuse(l->reader, from,
					   "the quote %c that opens here is not closed", quote);
		}
		if (backslash && peek(l, 0) == '\\' && l->pos + 1 < l->sql.n) {
			l->pos++;
		} else if (peek(l, 0) == quote) {
			l->pos++;
			if (peek(l, 0) != quote) {
				break;
			}
		}
		text[n++] = l->sql.p[l->pos++];
	}
	*out = slice_of(text, n);
	return ONUS_OK;
}

static enum onus_err read_number(struct lexer *l, struct token *t)
{
	size_t from = l->pos;
	size_t exponent;

	t->whole = true;
	while (is_digit(peek(l, 0)) || (peek(l, 0) == '.' && t->whole)) {
		t->whole &= peek(l, 0) != '.';
		l->pos++;
	}
	exponent = peek(l, 1) == '+' || peek(l, 1) == '-' ? 2 : 1;
	if ((peek(l, 0) == 'e' || peek(l, 0) == 'E') && is_digit(peek(l, exponent))) {
		t->whole = false;
		l->pos += exponent;
		while (is_digit(peek(l, 0))) {
			l->pos++;
		}
	}
	t->text = slice_of(l->sql.p + from, l->pos - from);
	if (begins_name(peek(l, 0)) || !text_to_double(t->text, &t->number)) {
		return expr_refuse(l->reader, from, "this is no number: \"" SLICE_FMT "\"",
				   SLICE_ARG(t->text));
	}
	if (!isfinite(t->number) || (t->whole && t->number > EXPR_WHOLE_MAX)) {
		return expr_refuse(
			l->reader, from,
			"numbers up to 2^53 are told apart; write a longer one as text, in quotes");
	}
	return ONUS_OK;
}

static enum onus_err read_sign(struct lexer *l, struct token *t)
{
	char shown[SHOWN_MAX];

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (slice_starts(slice_from(l->sql, l->pos), slice_str(signs[i]))) {
			t->text = slice_str(signs[i]);
			l->pos += t->text.n;
			return ONUS_OK;
		}
	}
	return expr_refuse(l->reader, l->pos, "\"%s\" means nothing in a condition",
			   slice_show(slice_of(l->sql.p + l->pos, 1), shown, sizeof shown));
}

static enum onus_err read_token(struct lexer *l, struct token *t)
{
	char c = peek(l, 0);
	bool spark = l->reader->spark;

	if (begins_name(c)) {
		t->kind = TOKEN_NAME;
		while (begins_name(peek(l, 0)) || is_digit(peek(l, 0)) || peek(l, 0) == '$') {
			l->pos++;
		}
		t->text = slice_of(l->sql.p + t->at, l->pos - t->at);
		return ONUS_OK;
	}
	if (c == '\'' || (c == '"' && spark)) {
		t->kind = TOKEN_TEXT;
		return read_quoted(l, c, spark, &t->text);
	}
	if (c == '"' || c == '`') {
		t->kind = TOKEN_QUOTED;
		return read_quoted(l, c, false, &t->text);
	}
	if (is_digit(c) || (c == '.' && is_digit(peek(l, 1)))) {
		t->kind = TOKEN_NUMBER;
		return read_number(l, t);
	}
	t->kind = TOKEN_SIGN;
	return read_sign(l, t);
}

enum onus_err expr_tokens(struct arena *a, struct arena *scratch, struct slice sql,
			  const struct expr_reader *r, struct token **out)
{
	struct lexer l = {.arena = a, .reader = r, .sql = sql};
	struct token *tokens = NEW_N(scratch, struct token, sql.n + 1);
	size_t n = 0;

	for (;;) {
		GUARD(skip_blanks(&l));
		tokens[n].at = l.pos;
		if (l.pos == sql.n) {
			break;
		}
		GUARD(read_token(&l, &tokens[n]));
		tokens[n].shown = slice_of(sql.p + tokens[n].at, l.pos - tokens[n].at);
		n++;
	}
	*out = tokens;
	return ONUS_OK;
}
