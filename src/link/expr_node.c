/* SPDX-License-Identifier: Apache-2.0
 * expr_node.c - the nodes of a tree, held to its limits. */
#include "base/limits.h"
#include "link/expr_inside.h"

static enum expr_type type_of(const struct expr *e)
{
	switch (e->op) {
	case EXPR_OR:
	case EXPR_AND:
	case EXPR_NOT:
	case EXPR_EQ:
	case EXPR_NE:
	case EXPR_LT:
	case EXPR_LE:
	case EXPR_GT:
	case EXPR_GE:
	case EXPR_IS_NULL:
	case EXPR_IN:
	case EXPR_LIKE:
		return TYPE_BOOL;
	case EXPR_CONCAT:
		return TYPE_TEXT;
	case EXPR_DIV:
		return TYPE_DOUBLE;
	case EXPR_CALL:
	case EXPR_BEST:
		return e->function->gives;
	default:
		return e->type;
	}
}

enum onus_err node_make(struct parser *p, enum expr_op op, size_t at, struct expr **args, size_t n,
			struct expr **out)
{
	struct expr *e = NEW(p->arena, struct expr);

	e->op = op;
	e->at = at;
	e->args = args;
	e->n_args = n;
	e->size = 1;
	for (size_t i = 0; i < n; i++) {
		e->sides |= args[i]->sides;
		e->size += args[i]->size;
		e->depth = e->depth > args[i]->depth ? e->depth : args[i]->depth + 1;
	}
	if (e->depth > LINK_SQL_DEPTH_MAX) {
		return expr_refuse(p->reader, at,
				   "more than %d expressions, one inside the other "
				   "(LINK_SQL_DEPTH_MAX)",
				   LINK_SQL_DEPTH_MAX);
	}
	if (e->size > LINK_SQL_MAX) {
		return expr_refuse(p->reader, at,
				   "too many BETWEEN or CASE, one inside the other: more than "
				   "%d parts when written out (LINK_SQL_MAX)",
				   LINK_SQL_MAX);
	}
	if (op != EXPR_CALL && op != EXPR_BEST) {
		e->type = type_of(e);
	}
	*out = e;
	return ONUS_OK;
}

static bool is_comparison(enum expr_op op)
{
	return op == EXPR_EQ || op == EXPR_NE || op == EXPR_LT || op == EXPR_LE || op == EXPR_GT ||
	       op == EXPR_GE;
}

/* A literal that is compared with a REAL becomes one, as in DuckDB: CAST(x AS REAL) = 0.1 */
static void match_real(const struct expr *a, struct expr *b)
{
	if (a->type == TYPE_REAL && b->op == EXPR_NUMBER && b->type == TYPE_DOUBLE) {
		b->number = (double)(float)b->number;
		b->type = TYPE_REAL;
	}
}

enum onus_err node_two(struct parser *p, enum expr_op op, size_t at, struct expr *a, struct expr *b,
		       struct expr **out)
{
	struct expr **args = NEW_N(p->arena, struct expr *, 2);

	args[0] = a;
	args[1] = b;
	if (b != NULL && is_comparison(op)) {
		match_real(a, b);
		match_real(b, a);
	}
	return node_make(p, op, at, args, b != NULL ? 2 : 1, out);
}

enum onus_err node_one(struct parser *p, enum expr_op op, size_t at, struct expr *a,
		       struct expr **out)
{
	return node_two(p, op, at, a, NULL, out);
}

struct expr *node_leaf(struct parser *p, enum expr_op op, enum expr_type type, size_t at)
{
	struct expr *e = NEW(p->arena, struct expr);

	e->op = op;
	e->type = type;
	e->at = at;
	e->size = 1;
	return e;
}

struct expr *node_text(struct parser *p, size_t at, struct slice text)
{
	struct expr *e = node_leaf(p, EXPR_TEXT, TYPE_TEXT, at);

	e->text = text;
	return e;
}

struct expr *node_number(struct parser *p, size_t at, double number, bool whole)
{
	struct expr *e = node_leaf(p, EXPR_NUMBER, whole ? TYPE_INTEGER : TYPE_DOUBLE, at);

	e->number = number;
	return e;
}
