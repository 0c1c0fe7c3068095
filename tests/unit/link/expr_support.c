/* SPDX-License-Identifier: Apache-2.0
 * expr_support.c - expressions worked out in one line, for tests. */
#include "tests/unit/link/expr_support.h"

#include <stdlib.h>

static const struct expr_reader level = {.naming = EXPR_SUFFIX, .what = "the test"};

/* "name_l=Ann|name_r=#3": the value of `name` for one side. */
static struct expr_value value_of(void *context, enum side side, struct slice name)
{
	struct slice rest = slice_str(context);
	struct slice pair;

	while (slice_cut(&rest, '|', &pair)) {
		size_t equals = slice_find(pair, '=');
		struct slice value = slice_from(pair, equals + 1);
		bool number = value.n > 0 && value.p[0] == '#';

		if (equals != name.n + 2 || !slice_eq_nocase(slice_of(pair.p, name.n), name) ||
		    pair.p[equals - 1] != (side == SIDE_LEFT ? 'l' : 'r')) {
			continue;
		}
		value = slice_from(value, number);
		return (struct expr_value){.type = number ? TYPE_DOUBLE : TYPE_TEXT,
					   .number = number ? strtod(value.p, NULL) : 0,
					   .text = value};
	}
	return (struct expr_value){.null = true};
}

const struct expr *expr_read(struct arena *a, const char *sql)
{
	struct expr *e = NULL;

	CHECK_OK(expr_parse(a, slice_str(sql), &level, &e));
	return e;
}

static const char *show_list(struct arena *a, const struct expr_value *list)
{
	const char *shown = "L";

	for (size_t i = 0; i < list->n_items; i++) {
		const struct expr_value *v = &list->items[i];

		shown = v->null ? arena_printf(a, "%s|NULL", shown)
			: v->type == TYPE_TEXT
				? arena_printf(a, "%s|" SLICE_FMT, shown, SLICE_ARG(v->text))
				: arena_printf(a, "%s|%.17g", shown, v->number);
	}
	return shown;
}

static const char *show(struct arena *a, const struct expr_value *v)
{
	if (v->null) {
		return "N";
	}
	switch (v->type) {
	case TYPE_BOOL:
		return v->number != 0 ? "B 1" : "B 0";
	case TYPE_TEXT:
		return arena_printf(a, "T " SLICE_FMT, SLICE_ARG(v->text));
	case TYPE_LIST:
		return show_list(a, v);
	case TYPE_DATE:
		return arena_printf(a, "d %.17g", v->number);
	case TYPE_TIMESTAMP:
		return arena_printf(a, "t %.17g", v->number);
	default:
		return arena_printf(a, "D %.17g", v->number);
	}
}

const char *expr_shown_as(struct arena *a, const char *sql, const char *values,
			  const struct expr_reader *reader, enum kernel_units units)
{
	struct expr *e = NULL;
	struct expr_value v;
	enum onus_err err = expr_parse(a, slice_str(sql), reader, &e);

	if (err != ONUS_OK) {
		CHECK_INT(err, ONUS_BAD_INPUT);
		CHECK(e == NULL);
		return "P";
	}
	err = expr_eval(e, a, units, value_of, (void *)(uintptr_t)values, &v);
	if (err != ONUS_OK) {
		CHECK_INT(err, ONUS_BAD_INPUT);
		return "E";
	}
	return show(a, &v);
}

const char *expr_shown(struct arena *a, const char *sql, const char *values)
{
	return expr_shown_as(a, sql, values, &level, KERNEL_BYTES);
}
