/* SPDX-License-Identifier: Apache-2.0
 * link_model.c - whatever onus_model_parse reads holds what the engine relies on, and is the same
 * after it was written and read again. */
#include <math.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "link/model.h"

#define HOLD_MODEL __attribute__((cleanup(onus_model_destroy))) struct onus_model

static void check_comparison(const struct comparison *c)
{
	int next = c->top;
	size_t nulls = 0;

	FUZZ_CHECK(c->n_levels >= 2 && c->n_levels <= LINK_LEVELS_MAX + 1);
	FUZZ_CHECK(c->levels[c->n_levels - 1].condition->op == EXPR_ELSE);
	for (size_t i = 0; i < c->n_levels; i++) {
		const struct level *l = &c->levels[i];

		nulls += l->is_null;
		FUZZ_CHECK(l->gamma == (l->is_null ? -1 : next--));
		FUZZ_CHECK(isnan(l->m) || (l->m > 0 && l->m <= 1));
		FUZZ_CHECK(isnan(l->u) || (l->u > 0 && l->u <= 1));
		FUZZ_CHECK(level_exact_columns(l) <= LINK_LEVELS_MAX * LINK_LEVELS_MAX * 256);
	}
	FUZZ_CHECK(next == -1 && nulls <= 1);
}

static void check_model(const struct onus_model *m)
{
	FUZZ_CHECK(m->prior > 0 && m->prior < 1);
	FUZZ_CHECK(m->n_comparisons >= 1 && m->n_comparisons <= LINK_COMPARISONS_MAX);
	FUZZ_CHECK(m->n_rules <= LINK_RULES_MAX && m->max_iterations >= 1);
	for (size_t i = 0; i < m->n_comparisons; i++) {
		check_comparison(&m->comparisons[i]);
	}
	for (size_t i = 0; i < m->n_dependences; i++) {
		const struct dependence *d = &m->dependences[i];

		FUZZ_CHECK(d->a < m->n_comparisons && d->b < m->n_comparisons && d->a != d->b);
		FUZZ_CHECK(d->gamma_a >= 0 && d->gamma_a <= m->comparisons[d->a].top);
		FUZZ_CHECK(d->gamma_b >= 0 && d->gamma_b <= m->comparisons[d->b].top);
	}
	FUZZ_CHECK(slice_is_utf8(slice_str(onus_model_warnings(m)), NULL));
}

static void check_written(const struct onus_model *m)
{
	HOLD_MODEL *again = NULL;
	char *first = NULL;
	char *second = NULL;
	size_t first_length = 0;
	size_t second_length = 0;

	if (onus_model_write(m, false, &first, &first_length) != ONUS_OK) {
		return; /* beyond LINK_SETTINGS_MAX once it is written with all its defaults */
	}
	FUZZ_CHECK(onus_model_parse(slice_of(first, first_length), "again", &again) == ONUS_OK);
	FUZZ_CHECK(onus_model_write(again, false, &second, &second_length) == ONUS_OK);
	FUZZ_CHECK(slice_eq(slice_of(first, first_length), slice_of(second, second_length)));
	free(first);
	free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	HOLD_MODEL *m = NULL;
	enum onus_err e = onus_model_parse(slice_of(data, size), "fuzz.json", &m);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		FUZZ_CHECK(m == NULL);
		return 0;
	}
	check_model(m);
	check_written(m);
	return 0;
}
