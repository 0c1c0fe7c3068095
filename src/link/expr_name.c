/* SPDX-License-Identifier: Apache-2.0
 * expr_name.c - what begins with a word: columns, functions, CASE, CAST, typed literals. */
#include "base/limits.h"
#include "link/expr_inside.h"

enum { SHOWN_MAX = 60, ARGS_MAX = 64 };

struct slice slice_lower(struct arena *a, struct slice s)
{
	char *p = arena_copy(a, s);

	for (size_t i = 0; i < s.n; i++) {
		p[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] - 'A' + 'a') : p[i];
	}
	return slice_of(p, s.n);
}

/* --- columns --- */

static struct expr *node_column(struct parser *p, size_t at, enum side side, struct slice name)
{
	struct expr *e = node_text(p, at, name);

	e->op = EXPR_COLUMN;
	e->type = TYPE_ANY;
	e->sides = side;
	return e;
}

static enum side side_of_letter(char c)
{
	return c == 'l' || c == 'L' ? SIDE_LEFT : c == 'r' || c == 'R' ? SIDE_RIGHT : SIDE_NONE;
}

static enum onus_err refuse_column(const struct parser *p, const struct token *t)
{
	char shown[SHOWN_MAX];

	slice_show(t->text, shown, sizeof shown);
	return p->reader->naming == EXPR_PREFIX
		       ? expr_refuse(
				 p->reader, t->at,
				 "found \"%s\": columns of a rule are written l.name and r.name",
				 shown)
		       : expr_refuse(
				 p->reader, t->at,
				 "found \"%s\": columns of a level are written name_l and name_r",
				 shown);
}

/* l.name, r."name" */
static enum onus_err parse_column_prefix(struct parser *p, struct expr **out)
{
	const struct token *t = p->now++;
	enum side side = t->text.n == 1 ? side_of_letter(t->text.p[0]) : SIDE_NONE;

	if (side == SIDE_NONE || !parser_takes(p, ".")) {
		return refuse_column(p, t);
	}
	if (p->now->kind != TOKEN_NAME && p->now->kind != TOKEN_QUOTED) {
		return parser_unexpected(p, "the name of a column");
	}
	*out = node_column(p, t->at, side, p->now->text);
	p->now++;
	return ONUS_OK;
}

/* name_l, "name_r" */
static enum onus_err parse_column_suffix(struct parser *p, struct expr **out)
{
	const struct token *t = p->now++;
	size_t n = t->text.n;
	enum side side =
		n > 2 && t->text.p[n - 2] == '_' ? side_of_letter(t->text.p[n - 1]) : SIDE_NONE;

	if (side == SIDE_NONE) {
		return refuse_column(p, t);
	}
	*out = node_column(p, t->at, side, slice_of(t->text.p, n - 2));
	return ONUS_OK;
}

static enum onus_err parse_column(struct parser *p, struct expr **out)
{
	GUARD(p->reader->naming == EXPR_PREFIX ? parse_column_prefix(p, out)
					       : parse_column_suffix(p, out));
	if (parser_sees(p, ".")) {
		return parser_unexpected(
			p, p->reader->naming == EXPR_PREFIX
				   ? "an operator: fields inside a column are not read"
				   : "an operator: columns of a level are written name_l "
				     "and name_r");
	}
	return ONUS_OK;
}

/* --- casts --- */

/* "double precision", "varchar(10)", "varchar[]" */
static void take_rest_of_type(struct parser *p, struct slice name, bool *list)
{
	if (slice_eq_nocase(name, SLICE("double"))) {
		parser_takes_word(p, "precision");
	}
	if (slice_eq_nocase(name, SLICE("varchar")) && parser_sees(p, "(") &&
	    p->now[1].kind == TOKEN_NUMBER) {
		p->now += 2;
		parser_takes(p, ")");
	}
	*list = parser_sees(p, "[") &&
		(p->now[1].kind == TOKEN_NUMBER || slice_is(p->now[1].text, "]"));
	if (*list) {
		p->now += p->now[1].kind == TOKEN_NUMBER ? 2 : 1;
	}
}

static enum onus_err refuse_type(const struct parser *p, const struct token *t)
{
	char shown[SHOWN_MAX];

	return expr_refuse(
		p->reader, t->at,
		"\"%s\" is no type that is read here: TEXT, INTEGER, BIGINT, DOUBLE, REAL, DATE, "
		"TIMESTAMP, BOOLEAN, and lists of them, TEXT[]",
		slice_show(t->shown, shown, sizeof shown));
}

enum onus_err parse_cast_to(struct parser *p, struct expr *what, bool try, size_t at,
			    struct expr **out)
{
	const struct token *t = p->now;
	const struct cast_type *type;
	bool list;

	if (t->kind != TOKEN_NAME) {
		return parser_unexpected(p, "a type");
	}
	type = cast_type_find(t->text);
	if (type == NULL) {
		return refuse_type(p, t);
	}
	p->now++;
	take_rest_of_type(p, t->text, &list);
	if (list) {
		GUARD(parser_needs(p, "]", "to close the type of a list"));
	}
	GUARD(node_two(p, EXPR_CAST, at, what, NULL, out));
	(*out)->type = list ? TYPE_LIST : type->type;
	(*out)->text = slice_str(list ? arena_printf(p->arena, "%s[]", type->own) : type->own);
	(*out)->number = try ? 1 : 0;
	(*out)->prepared = type;
	return ONUS_OK;
}

static enum onus_err parse_cast(struct parser *p, const struct token *name, struct expr **out)
{
	bool try = slice_eq_nocase(name->text, SLICE("try_cast"));
	struct expr *what;

	GUARD(parse_above(p, 0, &what));
	GUARD(parser_needs_word(p, "AS", "behind what is cast"));
	GUARD(parse_cast_to(p, what, try, name->at, out));
	return parser_needs(p, ")", "to close the cast");
}

/* DATE '2000-01-31' */
static enum onus_err parse_typed_literal(struct parser *p, struct expr **out)
{
	const struct token *type = p->now;
	const struct token *text = p->now + 1;
	const struct token *behind = p->now + 2;

	p->now = type;
	GUARD(parse_cast_to(p, node_text(p, text->at, text->text), false, type->at, out));
	p->now = behind;
	return ONUS_OK;
}

/* --- calls --- */

enum onus_err node_call(struct parser *p, const struct expr_function *f, size_t at,
			struct expr **args, size_t n, struct expr **out)
{
	if (n < f->args_min || n > f->args_max) {
		return expr_refuse(p->reader, at, "%s takes %u to %u arguments, not %zu", f->name,
				   f->args_min, f->args_max, n);
	}
	for (size_t i = 0; i < n && i < f->text_args && !p->reader->spark; i++) {
		if (args[i]->type != TYPE_ANY && args[i]->type != TYPE_TEXT) {
			return expr_refuse(p->reader, args[i]->at,
					   "%s takes text here; CAST it AS TEXT first", f->name);
		}
	}
	GUARD(node_make(p, EXPR_CALL, at, args, n, out));
	(*out)->function = f;
	(*out)->type = f->gives;
	if (f->prepare != NULL) {
		GUARD(f->prepare(p->arena, *out, p->reader->what));
	}
	return ONUS_OK;
}

static enum onus_err refuse_function(const struct parser *p, const struct token *t)
{
	char shown[SHOWN_MAX];
	const char *why = expr_function_refused(t->text);
	const char *near = expr_nearest_function(t->text);

	slice_show(t->text, shown, sizeof shown);
	if (why != NULL) {
		return expr_refuse(p->reader, t->at, "%s is not read here: %s", shown, why);
	}
	if (near != NULL) {
		return expr_refuse(p->reader, t->at, "there is no function %s; did you mean %s?",
				   shown, near);
	}
	return expr_refuse(p->reader, t->at, "there is no function %s", shown);
}

/* SUBSTRING(x FROM 1 FOR 3), as sqlglot writes it for PostgreSQL */
static enum onus_err parse_from_for(struct parser *p, struct expr **args, size_t *n)
{
	GUARD(parse_above(p, 0, &args[1]));
	if (args[1]->op == EXPR_TEXT) {
		return expr_refuse(p->reader, args[1]->at,
				   "SUBSTRING from a pattern is not read; use regexp_extract");
	}
	*n = 2;
	if (parser_takes_word(p, "FOR")) {
		GUARD(parse_above(p, 0, &args[2]));
		*n = 3;
	}
	return parser_needs(p, ")", "to close SUBSTRING");
}

/* Up to `end`; `f` may be NULL. */
static enum onus_err parse_args(struct parser *p, const struct expr_function *f, const char *end,
				struct expr **args, size_t *n)
{
	*n = 0;
	if (parser_takes(p, end)) {
		return ONUS_OK;
	}
	do {
		if (*n == ARGS_MAX) {
			return parser_unexpected(p, "no more than 64 arguments");
		}
		GUARD(parse_above(p, 0, &args[*n]));
		(*n)++;
		if (*n == 1 && f != NULL && f->run == text_substring &&
		    parser_takes_word(p, "FROM")) {
			return parse_from_for(p, args, n);
		}
	} while (parser_takes(p, ","));
	return parser_needs(p, end, "or a comma");
}

static struct expr **keep_args(struct parser *p, struct expr *const *args, size_t n)
{
	struct expr **kept = NEW_N(p->arena, struct expr *, n);

	memcpy(kept, args, n * sizeof *kept);
	return kept;
}

static enum onus_err parse_function(struct parser *p, const struct token *name, struct expr **out)
{
	const struct expr_function *f = expr_function_find(name->text);
	struct expr *args[ARGS_MAX];
	size_t n;

	if (f == NULL) {
		return refuse_function(p, name);
	}
	GUARD(parse_args(p, f, ")", args, &n));
	if (parser_sees_word(p, "OVER") || parser_sees_word(p, "FILTER")) {
		return parser_unexpected(
			p, "an operator: a condition looks at one pair, not at a window");
	}
	return node_call(p, f, name->at, keep_args(p, args, n), n, out);
}

/* EXTRACT(EPOCH FROM x): epoch, year, month and day are functions of the same name. */
static enum onus_err parse_extract(struct parser *p, const struct token *name, struct expr **out)
{
	struct expr **args = NEW_N(p->arena, struct expr *, 1);
	const struct expr_function *f = expr_function_find(p->now->text);

	if (p->now->kind != TOKEN_NAME || f == NULL || f->prepare != NULL || f->args_max != 1 ||
	    (f->run != date_epoch && f->run != date_year && f->run != date_month &&
	     f->run != date_day)) {
		return parser_unexpected(p, "EPOCH, YEAR, MONTH or DAY");
	}
	p->now++;
	GUARD(parser_needs_word(p, "FROM", "behind the part to extract"));
	GUARD(parse_above(p, 0, &args[0]));
	GUARD(parser_needs(p, ")", "to close EXTRACT"));
	return node_call(p, f, name->at, args, 1, out);
}

static enum onus_err parse_call(struct parser *p, struct expr **out)
{
	const struct token *name = p->now;

	if (parser_sees_best(p)) {
		return parse_best(p, out);
	}
	p->now += 2;
	if (slice_eq_nocase(name->text, SLICE("cast")) ||
	    slice_eq_nocase(name->text, SLICE("try_cast"))) {
		return parse_cast(p, name, out);
	}
	if (slice_eq_nocase(name->text, SLICE("extract"))) {
		return parse_extract(p, name, out);
	}
	return parse_function(p, name, out);
}

/* A list literal, [1, 2], is a call without a name. */
enum onus_err parse_list(struct parser *p, struct expr **out)
{
	struct expr *args[ARGS_MAX];
	size_t at = parser_pass(p);
	size_t n;

	GUARD(parse_args(p, NULL, "]", args, &n));
	return node_call(p, &expr_list_literal, at, keep_args(p, args, n), n, out);
}

/* --- CASE --- */

struct branches {
	struct expr **args;
	size_t n;
	size_t room;
};

static void branches_add(struct parser *p, struct branches *b, struct expr *e)
{
	if (b->n == b->room) {
		struct expr **more = NEW_N(p->arena, struct expr *, 2 * b->room + 5);

		if (b->n > 0) {
			memcpy(more, b->args, b->n * sizeof *b->args);
		}
		b->args = more;
		b->room = 2 * b->room + 5;
	}
	b->args[b->n++] = e;
}

static enum onus_err parse_when(struct parser *p, struct expr *subject, struct branches *b)
{
	struct expr *when;
	struct expr *then;

	GUARD(parse_above(p, 0, &when));
	if (subject != NULL) {
		GUARD(node_two(p, EXPR_EQ, when->at, subject, when, &when));
	}
	GUARD(parser_needs_word(p, "THEN", "behind WHEN and its condition"));
	GUARD(parse_above(p, 0, &then));
	branches_add(p, b, when);
	branches_add(p, b, then);
	return ONUS_OK;
}

static enum expr_type type_of_branches(const struct branches *b)
{
	enum expr_type type = TYPE_ANY;

	for (size_t i = 1; i < b->n + 1; i += 2) {
		const struct expr *e = b->args[i < b->n ? i : b->n - 1];

		if (e->op == EXPR_NULL || (type != TYPE_ANY && e->type == type)) {
			continue;
		}
		if (type != TYPE_ANY || e->type == TYPE_ANY) {
			return TYPE_ANY;
		}
		type = e->type;
	}
	return type;
}

static enum onus_err parse_case(struct parser *p, struct expr **out)
{
	struct branches b = {0};
	struct expr *subject = NULL;
	struct expr *otherwise;
	size_t at = parser_pass(p);

	if (!parser_sees_word(p, "WHEN")) {
		GUARD(parse_above(p, 0, &subject));
	}
	GUARD(parser_needs_word(p, "WHEN", "behind CASE"));
	do {
		GUARD(parse_when(p, subject, &b));
	} while (parser_takes_word(p, "WHEN"));
	otherwise = node_text(p, p->now->at, slice_of(NULL, 0));
	otherwise->op = EXPR_NULL;
	otherwise->type = TYPE_ANY;
	if (parser_takes_word(p, "ELSE")) {
		GUARD(parse_above(p, 0, &otherwise));
	}
	branches_add(p, &b, otherwise);
	GUARD(parser_needs_word(p, "END", "to close CASE"));
	GUARD(node_make(p, EXPR_CASE, at, b.args, b.n, out));
	(*out)->type = type_of_branches(&b);
	return ONUS_OK;
}

/* --- words --- */

static enum onus_err parse_constant(struct parser *p, struct expr **out)
{
	const struct token *t = p->now++;
	struct expr *e = node_number(p, t->at, slice_eq_nocase(t->text, SLICE("TRUE")), true);

	e->op = slice_eq_nocase(t->text, SLICE("NULL")) ? EXPR_NULL : EXPR_BOOL;
	e->type = e->op == EXPR_NULL ? TYPE_ANY : TYPE_BOOL;
	*out = e;
	return ONUS_OK;
}

static enum onus_err parse_refused(struct parser *p, struct expr **out)
{
	(void)out;
	return parser_unexpected(p, "an expression: only conditions on one pair are read, with no "
				    "sub-query, interval or ELSE inside");
}

static const struct {
	const char *word;
	enum onus_err (*parse)(struct parser *p, struct expr **out);
} words[] = {
	{"CASE", parse_case},      {"NULL", parse_constant},    {"TRUE", parse_constant},
	{"FALSE", parse_constant}, {"SELECT", parse_refused},   {"WITH", parse_refused},
	{"EXISTS", parse_refused}, {"INTERVAL", parse_refused}, {"ELSE", parse_refused},
	{"FROM", parse_refused},   {"WHERE", parse_refused},    {"AND", parse_refused},
	{"OR", parse_refused},     {"WHEN", parse_refused},     {"THEN", parse_refused},
	{"END", parse_refused},    {"IN", parse_refused},       {"IS", parse_refused},
	{"LIKE", parse_refused},   {"BETWEEN", parse_refused},  {"DISTINCT", parse_refused},
	{"AS", parse_refused},     {"LAMBDA", parse_refused},
};

enum onus_err parse_name(struct parser *p, struct expr **out)
{
	const struct token *t = p->now;
	bool call = t[1].kind == TOKEN_SIGN && slice_is(t[1].text, "(");

	if (t->kind == TOKEN_QUOTED) {
		return parse_column(p, out);
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (parser_sees_word(p, words[i].word)) {
			return words[i].parse(p, out);
		}
	}
	if (t[1].kind == TOKEN_TEXT && cast_type_find(t->text) != NULL) {
		return parse_typed_literal(p, out);
	}
	return call ? parse_call(p, out) : parse_column(p, out);
}
