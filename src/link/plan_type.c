/* SPDX-License-Identifier: Apache-2.0
 * plan_type.c - where a column of texts counts as numbers.
 *
 * Records are text. A database that has read them knows a column of numbers as such; that shows
 * only in their order: as texts, "10" is less than "9". So where two columns of numbers alone are
 * put in order, they are cast first. Sums, and comparisons with a number, cast by themselves. */
#include "link/plan_inside.h"

#include "base/limits.h"

enum onus_err plan_cast_to_double(struct plan *p, const struct expr *column, struct expr **out)
{
	struct expr_reader reader = {.naming = EXPR_SUFFIX, .what = "a number"};
	SCOPED_BUF(sql, LINK_SQL_MAX);

	buf_add_str(&sql, "CAST(\"");
	for (size_t i = 0; i < column->text.n; i++) {
		buf_addf(&sql, column->text.p[i] == '"' ? "\"\"" : "%c", column->text.p[i]);
	}
	buf_add_str(&sql, column->sides == SIDE_LEFT ? "_l\" AS DOUBLE)" : "_r\" AS DOUBLE)");
	GUARD(buf_check(&sql, "the name of a column"));
	return expr_parse(&p->arena, buf_slice(&sql), &reader, out);
}

static enum onus_err is_number_column(struct plan *p, const struct expr *e, bool *out)
{
	const struct column *column = NULL;

	*out = false;
	if (e->op == EXPR_COLUMN) {
		GUARD(plan_column(p, e->text, &column));
		*out = column->numbers;
	}
	return ONUS_OK;
}

/* Puts its arguments in order. */
static bool orders(const struct expr *e)
{
	return (e->op >= EXPR_LT && e->op <= EXPR_GE) ||
	       (e->op == EXPR_CALL && (strcmp(e->function->name, "least") == 0 ||
				       strcmp(e->function->name, "greatest") == 0));
}

/* The arguments as numbers, where all are columns of numbers. */
static enum onus_err type_order(struct plan *p, struct expr *e)
{
	bool number = orders(e);

	for (size_t i = 0; i < e->n_args && number; i++) {
		GUARD(is_number_column(p, e->args[i], &number));
	}
	for (size_t i = 0; i < e->n_args && number; i++) {
		GUARD(plan_cast_to_double(p, e->args[i], &e->args[i]));
	}
	return ONUS_OK;
}

enum onus_err plan_typed(struct plan *p, const struct expr *e, struct expr **out)
{
	struct expr *copy = NEW(&p->arena, struct expr);

	*copy = *e;
	copy->args = NEW_N(&p->arena, struct expr *, e->n_args);
	for (size_t i = 0; i < e->n_args; i++) {
		GUARD(plan_typed(p, e->args[i], &copy->args[i]));
	}
	GUARD(type_order(p, copy));
	*out = copy;
	return ONUS_OK;
}
