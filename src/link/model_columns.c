/* SPDX-License-Identifier: Apache-2.0
 * model_columns.c - which columns a model reads, so that the others need not be kept. */
#include "link/model.h"

struct asked {
	void (*want)(void *context, struct slice name);
	void *context;
};

static void seen(void *context, enum side side, struct slice name)
{
	const struct asked *a = context;

	(void)side;
	a->want(a->context, name);
}

/* A column named with the prefix (tf_<name>) overrides the frequencies that would be counted: it is
 * wanted where it is there. */
static void want_tf(const struct asked *a, struct slice prefix, struct slice column)
{
	SCOPED_ARENA(scratch);

	if (column.n > 0) {
		const char *name = arena_printf(&scratch, SLICE_FMT SLICE_FMT, SLICE_ARG(prefix),
						SLICE_ARG(column));

		a->want(a->context, column);
		a->want(a->context, slice_str(name));
	}
}

static enum onus_err rule_columns(struct arena *a, struct slice rule, struct asked *asked)
{
	struct expr_reader reader = {.naming = EXPR_PREFIX, .what = "a blocking rule"};
	struct expr *e = NULL;

	GUARD(expr_parse(a, rule, &reader, &e));
	expr_columns(e, seen, asked);
	return ONUS_OK;
}

enum onus_err onus_model_columns(const struct onus_model *m, const struct slice *rules,
				 size_t count, void (*want)(void *context, struct slice name),
				 void *context)
{
	SCOPED_ARENA(a);
	struct asked asked = {want, context};

	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t l = 0; l < m->comparisons[c].n_levels; l++) {
			const struct level *level = &m->comparisons[c].levels[l];

			expr_columns(level->condition, seen, &asked);
			want_tf(&asked, m->tf_prefix, level->tf_column);
		}
	}
	for (size_t i = 0; i < m->n_rules; i++) {
		expr_columns(m->rules[i].condition, seen, &asked);
	}
	for (size_t i = 0; i < m->n_teachers; i++) {
		GUARD(rule_columns(&a, m->teachers[i], &asked));
	}
	for (size_t i = 0; i < count; i++) {
		GUARD(rule_columns(&a, rules[i], &asked));
	}
	want(context, m->id_column);
	return ONUS_OK;
}

struct slice onus_model_id(const struct onus_model *m)
{
	return m->id_column;
}

size_t onus_model_rule_count(const struct onus_model *m)
{
	return m->n_rules;
}
