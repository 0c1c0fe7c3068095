/* SPDX-License-Identifier: Apache-2.0
 * expr_best.c - the one use of lambdas that is read: the best of a function over all pairs of two
 * lists.
 *
 *     list_max(list_transform(
 *         flatten(list_transform(A, x -> list_transform(B, y -> [x, y]))),
 *         pair -> F(pair[1], pair[2])))
 *
 * is what Splink writes for PairwiseStringDistanceFunctionLevel; DuckDB 2 wants "lambda x:" in
 * place of "x ->", Spark says array_max, transform and pair[0]. */
#include "link/expr_inside.h"

static bool is_one_of(const struct token *t, const char *const *names)
{
	for (; t->kind == TOKEN_NAME && *names != NULL; names++) {
		if (slice_eq_nocase(t->text, slice_str(*names))) {
			return true;
		}
	}
	return false;
}

static bool is_transform(const struct token *t)
{
	static const char *const names[] = {"list_transform", "array_transform", "transform",
					    "list_apply",     "array_apply",     NULL};

	return is_one_of(t, names);
}

static bool is_open(const struct token *t)
{
	return t->kind == TOKEN_SIGN && slice_is(t->text, "(");
}

bool parser_sees_best(const struct parser *p)
{
	static const char *const names[] = {"list_max", "list_min", "array_max", "array_min", NULL};
	const struct token *t = p->now;

	return is_one_of(t, names) && is_open(t + 1) && is_transform(t + 2);
}

static enum onus_err refuse_lambda(const struct parser *p)
{
	return expr_refuse(
		p->reader, p->now->at,
		"the only lambda that is read is list_max or list_min of list_transform(flatten("
		"list_transform(a, x -> list_transform(b, y -> [x, y]))), pair -> f(pair[1], "
		"pair[2]))");
}

static bool takes_transform(struct parser *p)
{
	bool here = is_transform(p->now) && is_open(p->now + 1);

	p->now += here ? 2 : 0;
	return here;
}

/* "x ->" or "lambda x :" */
static bool takes_parameter(struct parser *p, struct slice *name)
{
	bool arrow = !parser_takes_word(p, "lambda");

	if (p->now->kind != TOKEN_NAME) {
		return false;
	}
	*name = p->now->text;
	p->now++;
	return parser_takes(p, arrow ? "->" : ":");
}

static bool takes_name(struct parser *p, struct slice name)
{
	bool here = p->now->kind == TOKEN_NAME && slice_eq_nocase(p->now->text, name);

	p->now += here;
	return here;
}

/* pair[n] */
static bool takes_item(struct parser *p, struct slice pair, double n)
{
	if (!takes_name(p, pair) || !parser_takes(p, "[") || p->now->kind != TOKEN_NUMBER ||
	    p->now->number != (p->reader->spark ? n - 1 : n)) {
		return false;
	}
	p->now++;
	return parser_takes(p, "]");
}

static bool takes_twice(struct parser *p, const char *sign)
{
	bool once = parser_takes(p, sign);

	return once && parser_takes(p, sign);
}

/* [x, y])) */
static bool takes_pair(struct parser *p, struct slice x, struct slice y)
{
	return parser_takes(p, "[") && takes_name(p, x) && parser_takes(p, ",") &&
	       takes_name(p, y) && parser_takes(p, "]") && takes_twice(p, ")");
}

/* flatten(list_transform(A, x -> list_transform(B, y -> [x, y]))) */
static enum onus_err parse_lists(struct parser *p, struct expr **args)
{
	struct slice x;
	struct slice y;

	if (!parser_takes_word(p, "flatten") || !parser_takes(p, "(") || !takes_transform(p)) {
		return refuse_lambda(p);
	}
	GUARD(parse_above(p, 0, &args[0]));
	if (!parser_takes(p, ",") || !takes_parameter(p, &x) || !takes_transform(p)) {
		return refuse_lambda(p);
	}
	GUARD(parse_above(p, 0, &args[1]));
	if (!parser_takes(p, ",") || !takes_parameter(p, &y) || slice_eq_nocase(x, y) ||
	    !takes_pair(p, x, y) || !parser_takes(p, ")")) {
		return refuse_lambda(p);
	}
	return ONUS_OK;
}

/* pair -> F(pair[1], pair[2]) */
static enum onus_err parse_of_pair(struct parser *p, struct expr *best)
{
	const struct expr_function *f;
	struct slice pair;

	if (!parser_takes(p, ",") || !takes_parameter(p, &pair) || p->now->kind != TOKEN_NAME) {
		return refuse_lambda(p);
	}
	f = expr_function_find(p->now->text);
	if (f == NULL || f->args_min > 2 || f->args_max < 2 || f->prepare != NULL ||
	    (f->gives != TYPE_DOUBLE && f->gives != TYPE_INTEGER)) {
		return parser_unexpected(p, "a function of two texts that gives a number");
	}
	p->now++;
	if (!parser_takes(p, "(") || !takes_item(p, pair, 1) || !parser_takes(p, ",") ||
	    !takes_item(p, pair, 2) || !parser_takes(p, ")")) {
		return refuse_lambda(p);
	}
	best->function = f;
	best->type = f->gives;
	return ONUS_OK;
}

enum onus_err parse_best(struct parser *p, struct expr **out)
{
	const struct token *name = p->now;
	struct expr **args = NEW_N(p->arena, struct expr *, 2);
	struct expr *best = NULL;

	p->now += 4;
	GUARD(parse_lists(p, args));
	GUARD(node_make(p, EXPR_BEST, name->at, args, 2, &best));
	GUARD(parse_of_pair(p, best));
	if (!takes_twice(p, ")")) {
		return refuse_lambda(p);
	}
	best->number = slice_ends(slice_lower(p->arena, name->text), SLICE("max")) ? 1 : 0;
	*out = best;
	return ONUS_OK;
}
