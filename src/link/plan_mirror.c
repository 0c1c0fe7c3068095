/* SPDX-License-Identifier: Apache-2.0
 * plan_mirror.c - does a comparison give the same for (r, l) as for (l, r)?
 *
 * Yes is said only where it is certain: each question has another (or itself) that is the same with
 * the sides swapped, and each condition becomes itself when its questions are swapped so. The
 * kernels and grades are symmetric; Jaro too, because within one character both directions match
 * the same places: the windows are of one width, so that greedy matching is the same walk from
 * either side. Some functions are symmetric only where both values are `there`. */
#include "link/plan_inside.h"

#include <math.h>

static bool mirrors(const struct expr *a, const struct expr *b, bool there);

static bool named(const struct expr *e, const char *const *names)
{
	for (; e->op == EXPR_CALL && *names != NULL; names++) {
		if (slice_is(slice_str(e->function->name), *names)) {
			return true;
		}
	}
	return false;
}

/* f(x, y) = f(y, x), exactly. */
static bool commutes(const struct expr *e)
{
	static const char *const calls[] = {
		"array_cosine_similarity",
		"list_cosine_similarity",
		"greatest",
		"least",
		"hamming",
		"mismatches",
		"is not distinct from",
		NULL,
	};

	switch (e->op) {
	case EXPR_OR:
	case EXPR_AND:
	case EXPR_EQ:
	case EXPR_NE:
		return true;
	case EXPR_BEST:
		return e->function != NULL &&
		       (e->function->is_kernel || e->function->grade != NULL);
	case EXPR_ADD:
	case EXPR_MUL:
		return e->n_args == 2; /* a sum of three is rounded by its order */
	case EXPR_CALL:
		return e->function->is_kernel || e->function->grade != NULL || named(e, calls);
	default:
		return false;
	}
}

/* f(-x) = -f(x), exactly. */
static const char *const odds[] = {"radians", NULL};

/* The inside of what is the same for x - y as for y - x; and, of values that are there, the number
 * of things in common (of a list and NULL that is 0, of NULL and a list NULL). */
static const struct expr *even(const struct expr *e, bool there)
{
	static const char *const evens[] = {"abs", "cos", NULL};
	static const char *const lengths[] = {"array_length", "list_length", "len",
					      "length",       "array_size",  "size",
					      "cardinality",  NULL};
	static const char *const commons[] = {"list_intersect", "array_intersect", NULL};
	const struct expr *inner;

	if (e->op != EXPR_CALL || e->n_args < 1) {
		return NULL;
	}
	inner = e->args[0];
	if (there && named(e, lengths) && named(inner, commons) &&
	    inner->args[0]->op == EXPR_COLUMN && inner->args[1]->op == EXPR_COLUMN) {
		return inner;
	}
	if (!named(e, evens)) {
		return NULL;
	}
	if (named(inner, odds)) {
		inner = inner->args[0];
	}
	return inner->op == EXPR_SUB && inner->n_args == 2 ? inner : NULL;
}

/* A column, were it cast to be put in order (plan_type.c) or not. */
static bool same_but_cast(const struct expr *a, const struct expr *b)
{
	a = a->op == EXPR_CAST && a->type == TYPE_DOUBLE ? a->args[0] : a;
	b = b->op == EXPR_CAST && b->type == TYPE_DOUBLE ? b->args[0] : b;
	return expr_same(a, b);
}

/* CASE WHEN x > y THEN x ELSE y END, of the same expression on both sides: the greater of two. */
static bool greater(const struct expr *e)
{
	return e->op == EXPR_CASE && e->n_args == 3 && e->args[0]->op == EXPR_GT &&
	       same_but_cast(e->args[0]->args[0], e->args[1]) &&
	       same_but_cast(e->args[0]->args[1], e->args[2]) &&
	       expr_mirror(e->args[1], e->args[2]);
}

/* ABS(x - y) / the greater of x and y. The greater alone is not symmetric where one is missing; the
 * difference is NULL then. */
static bool percentage(const struct expr *e)
{
	const struct expr *difference;
	const struct expr *most;

	if (e->op != EXPR_DIV || e->n_args != 2) {
		return false;
	}
	difference = even(e->args[0], true);
	most = e->args[1];
	return difference != NULL && difference->op == EXPR_SUB && greater(most) &&
	       ((expr_same(difference->args[0], most->args[1]) &&
		 expr_same(difference->args[1], most->args[2])) ||
		(expr_same(difference->args[0], most->args[2]) &&
		 expr_same(difference->args[1], most->args[1])));
}

static bool mirror_args(const struct expr *a, const struct expr *b, bool crossed, bool there)
{
	for (size_t i = 0; i < a->n_args; i++) {
		if (!mirrors(a->args[i], b->args[crossed ? a->n_args - 1 - i : i], there)) {
			return false;
		}
	}
	return true;
}

/* True where a is b with the sides swapped, as far as values go. */
static bool mirrors(const struct expr *a, const struct expr *b, bool there)
{
	const struct expr *core_a = even(a, there);
	const struct expr *core_b = even(b, there);

	if (expr_mirror(a, b) || (percentage(a) && expr_same(a, b))) {
		return true;
	}
	if (a->op != b->op || a->n_args != b->n_args || a->type != b->type ||
	    a->function != b->function || a->n_args == 0 || a->number != b->number ||
	    !slice_eq(a->text, b->text)) {
		return false;
	}
	if (core_a != NULL && core_b != NULL &&
	    named(a->args[0], odds) == named(b->args[0], odds) && core_a->op == core_b->op &&
	    mirror_args(core_a, core_b, true, there)) {
		return true;
	}
	return mirror_args(a, b, false, there) ||
	       (commutes(a) && a->n_args == 2 && mirror_args(a, b, true, there));
}

/* True where question b is question a with the sides swapped. */
static bool feature_mirrors(const struct feature *a, const struct feature *b, bool there)
{
	if (a->kind != b->kind) {
		return false;
	}
	switch (a->kind) {
	case FEATURE_PAIR:
		return a->left == b->right && a->right == b->left;
	case FEATURE_LADDER:
		return a->kernel == b->kernel && a->left == b->right && a->right == b->left &&
		       a->n_cuts == b->n_cuts &&
		       memcmp(a->cuts, b->cuts, a->n_cuts * sizeof *a->cuts) == 0;
	case FEATURE_GRADE:
		return a->grade == b->grade && a->left == b->right && a->right == b->left &&
		       a->n_cuts == b->n_cuts &&
		       memcmp(a->cuts, b->cuts, a->n_cuts * sizeof *a->cuts) == 0;
	case FEATURE_TRUTH:
		return a->left == b->left && a->side != b->side;
	case FEATURE_NUMBER:
		return a->n_cuts == b->n_cuts &&
		       memcmp(a->cuts, b->cuts, a->n_cuts * sizeof *a->cuts) == 0 &&
		       mirrors(a->expr, b->expr, there);
	default:
		return mirrors(a->expr, b->expr, there);
	}
}

static bool leaf_mirrors(const struct choice *c, const struct node *a, const struct node *b,
			 bool there)
{
	bool turned = (a->test == LEAF_LEFT_NULL && b->test == LEAF_RIGHT_NULL) ||
		      (a->test == LEAF_RIGHT_NULL && b->test == LEAF_LEFT_NULL);
	bool one_sided = a->test == LEAF_LEFT_NULL || a->test == LEAF_RIGHT_NULL;

	return (one_sided ? turned : a->test == b->test) && a->at == b->at &&
	       feature_mirrors(&c->features[a->feature], &c->features[b->feature], there);
}

static bool node_mirrors(const struct choice *c, const struct node *a, const struct node *b,
			 bool there)
{
	uint64_t used = 0;

	if (a->op != b->op || a->n != b->n) {
		return false;
	}
	if (a->op == NODE_LEAF) {
		return leaf_mirrors(c, a, b, there);
	}
	if (a->op == NODE_CONSTANT) {
		return a->constant == b->constant;
	}
	for (unsigned i = 0; i < a->n; i++) {
		unsigned j = 0;

		while (j < b->n && j < 64 &&
		       ((used >> j & 1) != 0 || !node_mirrors(c, a->args[i], b->args[j], there))) {
			j++;
		}
		if (j >= b->n || j >= 64) {
			return false;
		}
		used |= UINT64_C(1) << j;
	}
	return true;
}

bool choice_is_symmetric(const struct choice *c, bool there)
{
	for (unsigned i = 0; i < c->n_levels; i++) {
		if (!node_mirrors(c, c->conditions[i], c->conditions[i], there)) {
			return false;
		}
	}
	return true;
}

bool feature_is_symmetric(const struct feature *f)
{
	return feature_mirrors(f, f, true);
}
