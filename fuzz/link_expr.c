/* SPDX-License-Identifier: Apache-2.0
 * link_expr.c - whatever expr_parse reads is a tree within its limits, and has the same value each
 * time it is worked out.
 *
 * The first byte of the input says how columns are written: r as in a rule, s as in a level of
 * Spark's, anything else as in a level. A line that is ";" ends the expression; the lines behind it
 * are values: each column gets the one that its name's length points at. An empty line is NULL,
 * "#2.5" a number. */
#include <math.h>

#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "link/expr.h"

enum { VALUES_MAX = 16 };

struct values {
	size_t n;
	struct slice lines[VALUES_MAX];
};

static struct expr_value value_of(void *context, enum side side, struct slice name)
{
	const struct values *v = context;
	struct slice line;
	uint64_t whole;

	FUZZ_CHECK(side == SIDE_LEFT || side == SIDE_RIGHT);
	if (v->n == 0) {
		return (struct expr_value){.null = true};
	}
	line = v->lines[(2 * name.n + (side == SIDE_RIGHT)) % v->n];
	if (line.n == 0) {
		return (struct expr_value){.null = true};
	}
	if (line.p[0] == '#') {
		line = slice_from(line, 1);
		return (struct expr_value){
			.type = slice_to_u64(line, &whole) ? TYPE_INTEGER : TYPE_DOUBLE,
			.number = slice_to_u64(line, &whole) ? (double)(whole % 9007199254740992)
							     : (double)line.n / 3,
			.text = line};
	}
	return (struct expr_value){.type = TYPE_TEXT, .text = line};
}

static void check_tree(const struct expr *e, unsigned depth)
{
	unsigned sides = e->op == EXPR_COLUMN ? (unsigned)e->sides : 0;
	size_t size = 1;

	FUZZ_CHECK(depth <= LINK_SQL_DEPTH_MAX + 1 && e->depth <= LINK_SQL_DEPTH_MAX);
	FUZZ_CHECK((e->op == EXPR_CALL || e->op == EXPR_BEST) == (e->function != NULL));
	FUZZ_CHECK(e->op != EXPR_CAST || e->prepared != NULL);
	FUZZ_CHECK(e->op != EXPR_COLUMN ||
		   (e->text.n > 0 && (e->sides == SIDE_LEFT || e->sides == SIDE_RIGHT)));
	for (size_t i = 0; i < e->n_args; i++) {
		check_tree(e->args[i], depth + 1);
		FUZZ_CHECK(e->args[i]->depth < e->depth);
		sides |= (unsigned)e->args[i]->sides;
		size += e->args[i]->size;
	}
	FUZZ_CHECK((unsigned)e->sides == sides && e->size == size && size <= LINK_SQL_MAX);
}

static void check_value(const struct expr_value *v)
{
	if (v->null) {
		return;
	}
	FUZZ_CHECK(v->type != TYPE_ANY);
	FUZZ_CHECK(v->type != TYPE_BOOL || v->number == 0 || v->number == 1);
	FUZZ_CHECK(v->type != TYPE_TEXT || v->text.n == 0 || v->text.p != NULL);
	FUZZ_CHECK(v->type != TYPE_TEXT || v->text.n <= 2 * LINK_FIELD_MAX);
	FUZZ_CHECK(v->type != TYPE_REAL || isnan(v->number) ||
		   (double)(float)v->number == v->number);
	for (size_t i = 0; v->type == TYPE_LIST && i < v->n_items; i++) {
		check_value(&v->items[i]);
	}
}

static bool same_value(const struct expr_value *a, const struct expr_value *b)
{
	if (a->null || b->null) {
		return a->null == b->null;
	}
	if (a->type != b->type || a->n_items != b->n_items || !slice_eq(a->text, b->text) ||
	    !(a->number == b->number || (isnan(a->number) && isnan(b->number)))) {
		return false;
	}
	for (size_t i = 0; i < a->n_items; i++) {
		if (!same_value(&a->items[i], &b->items[i])) {
			return false;
		}
	}
	return true;
}

static void seen(void *context, enum side side, struct slice name)
{
	unsigned *sides = context;

	FUZZ_CHECK(name.n > 0);
	*sides |= (unsigned)side;
}

static void work_out(const struct expr *e, struct values *v)
{
	SCOPED_ARENA(arena);
	enum kernel_units units = v->n % 2 == 0 ? KERNEL_BYTES : KERNEL_CHARACTERS;
	struct expr_value first = {.null = true};
	struct expr_value second = {.null = true};
	enum onus_err err = expr_eval(e, &arena, units, value_of, v, &first);

	if (err != ONUS_OK) {
		FUZZ_CHECK_REFUSED(err);
	} else {
		check_value(&first);
	}
	FUZZ_CHECK(expr_eval(e, &arena, units, value_of, v, &second) == err);
	FUZZ_CHECK(err != ONUS_OK || same_value(&first, &second));
}

static void read_values(struct slice rest, struct values *v)
{
	while (v->n < VALUES_MAX && slice_line(&rest, &v->lines[v->n])) {
		v->n++;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_ARENA(arena);
	struct slice input = slice_of(data, size);
	char mode = size > 0 ? input.p[0] : 'l';
	size_t end = slice_search(input, SLICE("\n;\n"));
	struct expr_reader reader = {.naming = mode == 'r' ? EXPR_PREFIX : EXPR_SUFFIX,
				     .what = "the input",
				     .spark = mode == 's'};
	struct values values = {.n = 0};
	struct expr *e = NULL;
	unsigned sides = 0;
	enum onus_err err;

	input = slice_from(slice_of(data, end), 1);
	read_values(slice_from(slice_of(data, size), end + 3), &values);
	err = expr_parse(&arena, input, &reader, &e);
	if (err != ONUS_OK) {
		FUZZ_CHECK_REFUSED(err);
		FUZZ_CHECK(e == NULL);
		return 0;
	}
	check_tree(e, 0);
	expr_columns(e, seen, &sides);
	FUZZ_CHECK(sides == (unsigned)e->sides);
	FUZZ_CHECK(expr_same(e, e) && expr_mirror(e, e) == (e->sides == SIDE_NONE));
	work_out(e, &values);
	return 0;
}
