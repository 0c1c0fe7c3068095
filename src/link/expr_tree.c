/* SPDX-License-Identifier: Apache-2.0
 * expr_tree.c - questions to a tree that was read. */
#include <math.h>

#include "link/expr_inside.h"

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static enum side other(enum side s)
{
	return s == SIDE_LEFT ? SIDE_RIGHT : s == SIDE_RIGHT ? SIDE_LEFT : s;
}

/* Names of columns and of types are without case; literals are not. */
static bool same_text(const struct expr *a, const struct expr *b)
{
	return a->op == EXPR_TEXT ? slice_eq(a->text, b->text) : slice_eq_nocase(a->text, b->text);
}

static bool alike(const struct expr *a, const struct expr *b, bool mirrored)
{
	if (a->op != b->op || a->type != b->type || a->n_args != b->n_args ||
	    a->function != b->function || !same_text(a, b) || !same_number(a->number, b->number) ||
	    a->sides != (mirrored ? other(b->sides) : b->sides)) {
		return false;
	}
	for (size_t i = 0; i < a->n_args; i++) {
		if (!alike(a->args[i], b->args[i], mirrored)) {
			return false;
		}
	}
	return true;
}

bool expr_mirror(const struct expr *a, const struct expr *b)
{
	return alike(a, b, true);
}

bool expr_same(const struct expr *a, const struct expr *b)
{
	return alike(a, b, false);
}

struct visit {
	void (*seen)(void *context, enum side side, struct slice name);
	void *context;
	size_t n; /* columns met */
	const struct expr **met;
};

static void visit(struct visit *v, const struct expr *e)
{
	for (size_t i = 0; i < e->n_args; i++) {
		visit(v, e->args[i]);
	}
	if (e->op != EXPR_COLUMN) {
		return;
	}
	for (size_t i = 0; i < v->n; i++) {
		if (v->met[i]->sides == e->sides && slice_eq_nocase(v->met[i]->text, e->text)) {
			return;
		}
	}
	v->met[v->n++] = e;
	v->seen(v->context, e->sides, e->text);
}

void expr_columns(const struct expr *e,
		  void (*seen)(void *context, enum side side, struct slice name), void *context)
{
	SCOPED_ARENA(scratch);
	struct visit v = {seen, context, 0, NEW_N(&scratch, const struct expr *, e->size)};

	visit(&v, e);
}
