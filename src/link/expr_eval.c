/* SPDX-License-Identifier: Apache-2.0
 * expr_eval.c - the value of a tree, three-valued as in SQL.
 *
 * Nothing here is worked out twice or stored: trees are at most LINK_SQL_DEPTH_MAX deep, so it
 * simply goes down. AND, OR, CASE and coalesce look at no more arguments than they need.
 *
 * Numbers are doubles; a literal with a point is a DECIMAL in DuckDB, so that 0.1 + 0.2 = 0.3 holds
 * there and not here. Sums of such literals are not what conditions are made of. */
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "link/expr_inside.h"

enum { FEW_ARGS = 4 };

struct eval {
	struct arena *arena;
	enum kernel_units units;
	expr_lookup lookup;
	void *context;
	size_t total_max; /* of the arena */
};

static enum onus_err eval(const struct eval *v, const struct expr *e, struct expr_value *out);

static struct expr_value truth(bool yes)
{
	return value_number(TYPE_BOOL, yes ? 1 : 0);
}

/* Truth of an argument; -1 for NULL. */
static enum onus_err eval_truth(const struct eval *v, const struct expr *e, int *out)
{
	struct expr_value x;
	bool yes = false;

	GUARD(eval(v, e, &x));
	if (!x.null) {
		GUARD(value_to_bool(&x, &yes));
	}
	*out = x.null ? -1 : yes;
	return ONUS_OK;
}

/* OR and AND: the first argument that is `settles` decides. */
static enum onus_err eval_logic(const struct eval *v, const struct expr *e, int settles,
				struct expr_value *out)
{
	bool unknown = false;

	for (size_t i = 0; i < e->n_args; i++) {
		int yes;

		GUARD(eval_truth(v, e->args[i], &yes));
		if (yes == settles) {
			*out = truth(yes);
			return ONUS_OK;
		}
		unknown |= yes < 0;
	}
	*out = unknown ? value_null() : truth(!settles);
	return ONUS_OK;
}

static enum onus_err eval_not(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	int yes;

	GUARD(eval_truth(v, e->args[0], &yes));
	*out = yes < 0 ? value_null() : truth(!yes);
	return ONUS_OK;
}

static bool holds(enum expr_op op, int order)
{
	switch (op) {
	case EXPR_EQ:
		return order == 0;
	case EXPR_NE:
		return order != 0;
	case EXPR_LT:
		return order < 0;
	case EXPR_LE:
		return order <= 0;
	case EXPR_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static enum onus_err eval_compare(const struct eval *v, const struct expr *e,
				  const struct expr_value *args, struct expr_value *out)
{
	int order;

	GUARD(value_compare(v->arena, &args[0], &args[1], &order));
	*out = truth(holds(e->op, order));
	return ONUS_OK;
}

static enum onus_err eval_in(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	bool unknown = false;
	struct expr_value x;

	GUARD(eval(v, e->args[0], &x));
	for (size_t i = 1; i < e->n_args && !x.null; i++) {
		struct expr_value item;
		int order;

		GUARD(eval(v, e->args[i], &item));
		if (item.null) {
			unknown = true;
			continue;
		}
		GUARD(value_compare(v->arena, &x, &item, &order));
		if (order == 0) {
			*out = truth(true);
			return ONUS_OK;
		}
	}
	*out = x.null || unknown ? value_null() : truth(false);
	return ONUS_OK;
}

/* --- arithmetic --- */

static enum onus_err date_arithmetic(const struct expr *e, const struct expr_value *x,
				     const struct expr_value *y, struct expr_value *out)
{
	bool x_date = x->type == TYPE_DATE;
	bool y_date = y->type == TYPE_DATE;
	double n;

	if (e->op == EXPR_SUB && x_date && y_date) {
		*out = value_number(TYPE_INTEGER, x->number - y->number);
		return ONUS_OK;
	}
	if (!(x_date && y->type == TYPE_INTEGER && (e->op == EXPR_ADD || e->op == EXPR_SUB)) &&
	    !(y_date && x->type == TYPE_INTEGER && e->op == EXPR_ADD)) {
		return onus_fail(
			ONUS_BAD_INPUT, HERE,
			"a date or time takes part in a sum it can't be in; what can: DATE - DATE, "
			"DATE + days, epoch(TIMESTAMP) - epoch(TIMESTAMP)");
	}
	n = x->number + (e->op == EXPR_SUB ? -y->number : y->number);
	ENSURE(fabs(n) < 1e8, ONUS_BAD_INPUT, "a date so many days away is none");
	*out = value_number(TYPE_DATE, n);
	return ONUS_OK;
}

static double arithmetic(enum expr_op op, double x, double y)
{
	switch (op) {
	case EXPR_ADD:
		return x + y;
	case EXPR_SUB:
		return x - y;
	case EXPR_MUL:
		return x * y;
	default:
		return x / y;
	}
}

static bool is_time(const struct expr_value *v)
{
	return v->type == TYPE_DATE || v->type == TYPE_TIMESTAMP;
}

static enum expr_type type_of_sum(const struct expr *e, const struct expr_value *x,
				  const struct expr_value *y)
{
	bool x_small = x->type == TYPE_INTEGER || x->type == TYPE_REAL;
	bool y_small = y->type == TYPE_INTEGER || y->type == TYPE_REAL;

	if (e->op == EXPR_DIV || !x_small || !y_small) {
		return TYPE_DOUBLE;
	}
	return x->type == TYPE_INTEGER && y->type == TYPE_INTEGER ? TYPE_INTEGER : TYPE_REAL;
}

static enum onus_err eval_arithmetic(const struct expr *e, const struct expr_value *args,
				     struct expr_value *out)
{
	enum expr_type type;
	double x;
	double y;
	double n;

	if (is_time(&args[0]) || is_time(&args[1])) {
		return date_arithmetic(e, &args[0], &args[1], out);
	}
	GUARD(value_to_double(&args[0], &x));
	GUARD(value_to_double(&args[1], &y));
	n = arithmetic(e->op, x, y);
	type = type_of_sum(e, &args[0], &args[1]);
	ENSURE(type != TYPE_INTEGER || fabs(n) <= EXPR_WHOLE_MAX, ONUS_BAD_INPUT,
	       "whole numbers beyond 2^53 are not told apart; cast one to DOUBLE first");
	*out = value_number(type, type == TYPE_REAL ? (double)(float)n : n);
	return ONUS_OK;
}

static enum onus_err eval_negate(const struct expr_value *x, struct expr_value *out)
{
	double n;

	if (is_time(x)) {
		return value_refuse(x, "number");
	}
	GUARD(value_to_double(x, &n));
	*out = value_number(x->type == TYPE_INTEGER || x->type == TYPE_REAL ? x->type : TYPE_DOUBLE,
			    0 - n);
	return ONUS_OK;
}

/* --- casts --- */

static enum onus_err cast_list(const struct eval *v, const struct expr *e,
			       const struct expr_value *x, enum cast_result *result,
			       struct expr_value *out)
{
	struct expr_value list = {.type = TYPE_LIST};

	*result = CAST_NOT;
	if (x->type == TYPE_LIST) {
		list = *x;
	} else if (x->type != TYPE_TEXT || text_to_list(v->arena, x->text, &list) != CAST_DONE) {
		return ONUS_OK;
	}
	*out = list;
	out->items = NEW_N(v->arena, struct expr_value, list.n_items);
	*result = CAST_DONE;
	for (size_t i = 0; i < list.n_items && *result == CAST_DONE; i++) {
		out->items[i] = list.items[i];
		if (!list.items[i].null) {
			*result = value_cast(v->arena, e->prepared, &list.items[i], &out->items[i]);
		}
		if (*result == CAST_NOT && e->number != 0) {
			out->items[i] = value_null();
			*result = CAST_DONE;
		}
	}
	return ONUS_OK;
}

static enum onus_err eval_cast(const struct eval *v, const struct expr *e,
			       const struct expr_value *x, struct expr_value *out)
{
	enum cast_result result;
	char name[160];

	if (e->type == TYPE_LIST) {
		GUARD(cast_list(v, e, x, &result, out));
	} else {
		result = value_cast(v->arena, e->prepared, x, out);
	}
	if (result == CAST_DONE) {
		return ONUS_OK;
	}
	if (result == CAST_NOT && e->number != 0) {
		*out = value_null();
		return ONUS_OK;
	}
	snprintf(name, sizeof name, SLICE_FMT "%s", SLICE_ARG(e->text),
		 result == CAST_BEYOND
			 ? " that is told apart here (whole numbers up to 2^53, years 0 to 9999)"
			 : "");
	return value_refuse(x, name);
}

/* --- texts, lists, calls --- */

static enum onus_err check_memory(const struct eval *v)
{
	ENSURE(v->arena->total <= v->total_max, ONUS_BAD_INPUT,
	       "working out one expression takes more than %d bytes (LINK_EVAL_MAX)",
	       LINK_EVAL_MAX);
	return ONUS_OK;
}

static enum onus_err eval_text_operator(const struct eval *v, const struct expr *e,
					const struct expr_value *args, struct expr_value *out)
{
	struct slice x;
	struct slice y;
	char *joined;

	GUARD(check_memory(v));
	GUARD(value_to_text(v->arena, &args[0], &x));
	GUARD(value_to_text(v->arena, &args[1], &y));
	if (e->op == EXPR_LIKE) {
		*out = truth(text_like(x, y));
		return ONUS_OK;
	}
	ENSURE(x.n + y.n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
	       "a text made of others has more than %d bytes (LINK_FIELD_MAX)", LINK_FIELD_MAX);
	joined = arena_alloc(v->arena, x.n + y.n + 1);
	if (x.n > 0) {
		memcpy(joined, x.p, x.n);
	}
	if (y.n > 0) {
		memcpy(joined + x.n, y.p, y.n);
	}
	*out = value_text(slice_of(joined, x.n + y.n));
	return ONUS_OK;
}

static enum onus_err eval_kernel(const struct eval *v, const struct expr_function *f,
				 const struct expr_value *args, struct expr_value *out)
{
	struct slice x;
	struct slice y;

	GUARD(value_to_text(v->arena, &args[0], &x));
	GUARD(value_to_text(v->arena, &args[1], &y));
	*out = value_number(f->gives, kernel_compare(f->kernel, v->units, x, y));
	return ONUS_OK;
}

static enum onus_err call(const struct eval *v, const struct expr *e, const struct expr_function *f,
			  const struct expr_value *args, size_t n, struct expr_value *out)
{
	for (size_t i = 0; i < n && !f->takes_null; i++) {
		if (args[i].null) {
			*out = value_null();
			return ONUS_OK;
		}
	}
	GUARD(check_memory(v));
	if (f->is_kernel) {
		return eval_kernel(v, f, args, out);
	}
	if (f->run_call != NULL) {
		return f->run_call(v->arena, e, args, out);
	}
	return f->run(v->arena, args, n, v->units, out);
}

static enum onus_err eval_args(const struct eval *v, const struct expr *e, struct expr_value *args)
{
	for (size_t i = 0; i < e->n_args; i++) {
		GUARD(eval(v, e->args[i], &args[i]));
	}
	return ONUS_OK;
}

static enum onus_err eval_call(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	struct expr_value few[FEW_ARGS];
	struct expr_value *args =
		e->n_args <= FEW_ARGS ? few : NEW_N(v->arena, struct expr_value, e->n_args);

	if (e->function->run == any_coalesce) {
		*out = value_null();
		for (size_t i = 0; i < e->n_args && out->null; i++) {
			GUARD(eval(v, e->args[i], out));
		}
		return ONUS_OK;
	}
	GUARD(eval_args(v, e, args));
	return call(v, e, e->function, args, e->n_args, out);
}

/* NULL items give NULL, which neither list_max nor list_min looks at. */
static enum onus_err eval_best(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	struct expr_value lists[2] = {{.null = true}, {.null = true}};
	struct expr_value l;
	struct expr_value r;

	GUARD(eval_args(v, e, lists));
	*out = value_null();
	if (lists[0].null || lists[1].null) {
		return ONUS_OK;
	}
	GUARD(value_to_list(v->arena, &lists[0], &l));
	GUARD(value_to_list(v->arena, &lists[1], &r));
	ENSURE(l.n_items * r.n_items <= LINK_LIST_PAIRS_MAX, ONUS_BAD_INPUT,
	       "two lists of %zu and %zu items make more than %d pairs (LINK_LIST_PAIRS_MAX)",
	       l.n_items, r.n_items, LINK_LIST_PAIRS_MAX);
	for (size_t i = 0; i < l.n_items * r.n_items; i++) {
		struct expr_value pair[2] = {l.items[i / r.n_items], r.items[i % r.n_items]};
		struct expr_value x;
		int order = 1;

		GUARD(call(v, e, e->function, pair, 2, &x));
		if (x.null) {
			continue;
		}
		if (!out->null) {
			GUARD(value_compare(v->arena, &x, out, &order));
			order = e->number != 0 ? order : -order;
		}
		*out = order > 0 ? x : *out;
	}
	return ONUS_OK;
}

static enum onus_err eval_case(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	for (size_t i = 0; i + 1 < e->n_args; i += 2) {
		int yes;

		GUARD(eval_truth(v, e->args[i], &yes));
		if (yes == 1) {
			return eval(v, e->args[i + 1], out);
		}
	}
	return eval(v, e->args[e->n_args - 1], out);
}

/* What needs its one or two arguments, none of them null. */
static enum onus_err eval_strict(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	struct expr_value args[2] = {{.null = true}, {.null = true}};
	double n;

	GUARD(eval_args(v, e, args));
	if (args[0].null || (e->n_args == 2 && args[1].null)) {
		*out = value_null();
		return ONUS_OK;
	}
	switch (e->op) {
	case EXPR_ADD:
	case EXPR_SUB:
	case EXPR_MUL:
	case EXPR_DIV:
		return eval_arithmetic(e, args, out);
	case EXPR_NEGATE:
		return eval_negate(&args[0], out);
	case EXPR_CAST:
		return eval_cast(v, e, &args[0], out);
	case EXPR_CONCAT:
	case EXPR_LIKE:
		return eval_text_operator(v, e, args, out);
	case EXPR_INDEX:
		GUARD(value_to_whole(&args[1], &n));
		return value_index(v->arena, &args[0], n, out);
	default:
		return eval_compare(v, e, args, out);
	}
}

static enum onus_err eval_leaf(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	switch (e->op) {
	case EXPR_TEXT:
		*out = value_text(e->text);
		return ONUS_OK;
	case EXPR_NUMBER:
	case EXPR_BOOL:
		*out = value_number(e->type, e->number);
		return ONUS_OK;
	case EXPR_COLUMN:
		*out = v->lookup(v->context, e->sides, e->text);
		return ONUS_OK;
	case EXPR_ELSE:
		*out = truth(true);
		return ONUS_OK;
	default:
		*out = value_null();
		return ONUS_OK;
	}
}

static enum onus_err eval(const struct eval *v, const struct expr *e, struct expr_value *out)
{
	struct expr_value x;

	switch (e->op) {
	case EXPR_NULL:
	case EXPR_TEXT:
	case EXPR_NUMBER:
	case EXPR_BOOL:
	case EXPR_COLUMN:
	case EXPR_ELSE:
		return eval_leaf(v, e, out);
	case EXPR_OR:
		return eval_logic(v, e, true, out);
	case EXPR_AND:
		return eval_logic(v, e, false, out);
	case EXPR_NOT:
		return eval_not(v, e, out);
	case EXPR_IS_NULL:
		GUARD(eval(v, e->args[0], &x));
		*out = truth(x.null);
		return ONUS_OK;
	case EXPR_IN:
		return eval_in(v, e, out);
	case EXPR_CASE:
		return eval_case(v, e, out);
	case EXPR_CALL:
		return eval_call(v, e, out);
	case EXPR_BEST:
		return eval_best(v, e, out);
	default:
		return eval_strict(v, e, out);
	}
}

enum onus_err expr_eval(const struct expr *e, struct arena *a, enum kernel_units u,
			expr_lookup lookup, void *context, struct expr_value *out)
{
	struct eval v = {a, u, lookup, context, a->total + LINK_EVAL_MAX};
	struct expr_value result;

	GUARD(eval(&v, e, &result));
	*out = result;
	return ONUS_OK;
}
