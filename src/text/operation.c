/* SPDX-License-Identifier: Apache-2.0
 * operation.c - "Operation Heron", "Op Heron", "Operations Heron and Plover".
 *
 * The value is "Operation Heron" however it was written. */
#include "text/recognise.h"

enum { LIST_MAX = 8 };

/* Follows "Operation" with a capital, and names none: Operation Manager. */
static bool is_no_name(const struct reading *r, const struct token *t)
{
	static const char *const words[] = {"THEATRE", "THEATRES", "MANAGER", "ROOM",
					    "CENTRE",  "DIRECTOR", "TEAM",    "UNIT",
					    "NAME",    "ORDER",    "STAFF",   "POLICE",
					    "NAMES",   "MANAGERS", "LEAD",    "COMMAND"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (folded_is(r, t, words[i])) {
			return true;
		}
	}
	return token_is(t, WORD(STOP) | WORD(MONTH) | WORD(WEEKDAY));
}

static bool is_name(const struct reading *r, const struct token *t)
{
	return token_capital(t) && t->fold_n >= 3 && !is_no_name(r, t) &&
	       (t->flags & (TOKEN_PARAGRAPH | TOKEN_BROKEN)) == 0;
}

/* "Operation " and the name: first letter large, the others as written, or small where all are
 * large. */
const char *operation_value(const struct reading *r, const struct token *t)
{
	struct slice name = span_text(r, t, t);
	char *value = arena_printf(r->arena, "Operation " SLICE_FMT, SLICE_ARG(name));

	if (token_upper(t) && (t->flags & TOKEN_FOREIGN) == 0) {
		for (char *c = value + sizeof "Operation "; *c != '\0'; c++) {
			*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
		}
	}
	return value;
}

static const struct token *name_after(const struct reading *r, const struct token *t)
{
	bool stop = token_sign(&t[1], '.') && t->fold_n == 2;
	bool quote = token_sign(&t[1], '\'') || token_sign(&t[1], '"');
	const struct token *name = t + 1 + (stop || quote ? 1 : 0);

	return is_name(r, name) ? name : NULL;
}

/* "Operations Heron, Plover and Teal": each name by itself. */
static void find_list(struct reading *r, const struct token *t)
{
	const struct token *at = t + 1;

	for (int i = 0; i < LIST_MAX && is_name(r, at); i++) {
		mention_add(r, ONUS_OPERATION, at, at, operation_value(r, at), "operation/list");
		at++;
		at += token_sign(at, ',');
		at += folded_is(r, at, "AND");
		if (at[-1].fold_n > 0 && !folded_is(r, &at[-1], "AND")) {
			return;
		}
	}
}

void find_operations(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *name;

		if (t->kind != TOKEN_WORD || (t->flags & TOKEN_CAPITAL) == 0) {
			continue;
		}
		if (folded_is(r, t, "OPERATIONS")) {
			find_list(r, t);
		} else if (folded_is(r, t, "OPERATION") || folded_is(r, t, "OP")) {
			name = name_after(r, t);
			if (name != NULL) {
				mention_add(r, ONUS_OPERATION, t, name, operation_value(r, name),
					    "operation/cue");
			}
		}
	}
}
