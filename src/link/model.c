/* SPDX-License-Identifier: Apache-2.0
 * model.c - a model's life, its warnings, and what follows from its levels. */
#include "link/model.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "link/model_read.h"

enum { SENTENCE_MAX = 1024 };

struct onus_model *model_create(const char *name)
{
	struct onus_model *m = mem_alloc(sizeof *m);

	*m = (struct onus_model){
		.prior = 1e-4,
		.em_convergence = 1e-4,
		.max_iterations = 25,
		.id_column = SLICE("unique_id"),
		.source_column = SLICE("source_dataset"),
		.tf_prefix = SLICE("tf_"),
		.units = KERNEL_CHARACTERS,
	};
	buf_init(&m->warnings, LINK_WARNINGS_MAX);
	m->name = arena_copy(&m->arena, slice_str(name));
	return m;
}

void onus_model_destroy(struct onus_model **m)
{
	if (m == NULL || *m == NULL) {
		return;
	}
	buf_finish(&(*m)->warnings);
	arena_finish(&(*m)->arena);
	free(*m);
	*m = NULL;
}

void model_warn(struct onus_model *m, const char *fmt, ...)
{
	char text[SENTENCE_MAX];
	char shown[SENTENCE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	slice_show(slice_str(text), shown, sizeof shown);
	if (m->warnings.len + strlen(shown) + 2 > m->warnings.max) {
		return;
	}
	buf_addf(&m->warnings, "%s\n", shown);
	buf_add_byte(&m->warnings, '\0');
	m->warnings.len--; /* the NUL stands behind the text */
}

const char *onus_model_warnings(const struct onus_model *m)
{
	return m->warnings.len > 0 ? m->warnings.data : "";
}

const struct level *comparison_level(const struct comparison *c, int gamma)
{
	size_t i = 0;

	while (i + 1 < c->n_levels && c->levels[i].gamma != gamma) {
		i++;
	}
	return &c->levels[i];
}

double model_default_m(const struct comparison *c, int gamma)
{
	const double top = 0.95;

	return gamma == c->top ? top : (1 - top) / c->top;
}

double model_default_u(const struct comparison *c, int gamma)
{
	const double low = -5;
	const double high = 3;
	double weight = 10;

	if (gamma < c->top) {
		weight = c->top < 2 ? low : low + (high - low) * gamma / (c->top - 1);
	}
	return model_default_m(c, gamma) / exp2(weight);
}

/* "a_l" = "a_r", either side first. */
static bool is_same_column(const struct expr *e)
{
	return e->op == EXPR_EQ && e->args[0]->op == EXPR_COLUMN && e->args[1]->op == EXPR_COLUMN &&
	       (e->args[0]->sides | e->args[1]->sides) == SIDE_BOTH &&
	       slice_eq_nocase(e->args[0]->text, e->args[1]->text);
}

size_t level_exact_columns(const struct level *l)
{
	const struct expr *e = l->condition;

	if (l->is_null || e->op != EXPR_AND) {
		return !l->is_null && is_same_column(e);
	}
	for (size_t i = 0; i < e->n_args; i++) {
		if (!is_same_column(e->args[i])) {
			return 0;
		}
	}
	return e->n_args;
}

struct slice level_exact_column(const struct level *l, size_t i)
{
	const struct expr *e = l->condition;

	return (e->op == EXPR_AND ? e->args[i] : e)->args[0]->text;
}

const struct level *comparison_exact_level(const struct comparison *c, struct slice column)
{
	for (size_t i = 0; i < c->n_levels; i++) {
		const struct level *l = &c->levels[i];

		if (level_exact_columns(l) == 1 &&
		    slice_eq_nocase(level_exact_column(l, 0), column)) {
			return l;
		}
	}
	return NULL;
}
