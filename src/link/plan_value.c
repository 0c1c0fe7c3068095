/* SPDX-License-Identifier: Apache-2.0
 * plan_value.c - comparisons by value instead of by row, for training. */
#include "link/plan_inside.h"

const struct column *plan_value_column(const struct plan *p, size_t comparison)
{
	const struct choice *c = p->choices[comparison];

	return c->key != NULL ? c->key->column : NULL;
}

int plan_value_gamma(struct plan_worker *w, size_t comparison, uint32_t code_left,
		     uint32_t code_right)
{
	return choice_by_value(w, worker_plan(w)->choices[comparison], code_left, code_right) - 1;
}

void plan_value_gammas(struct plan_worker *w, size_t comparison, uint32_t code_left,
		       const uint32_t *codes, size_t n, int8_t *gammas)
{
	const struct choice *c = worker_plan(w)->choices[comparison];
	bool plain = code_left != 0 && c->questions != NULL;

	for (size_t i = 0; i < n; i++) {
		uint8_t outcome = plain && codes[i] != 0 && codes[i] != code_left
					  ? choice_walk(w, c, code_left, codes[i])
					  : choice_by_value(w, c, code_left, codes[i]);

		gammas[i] = (int8_t)(outcome - 1);
	}
}

/* The one question that is asked of unequal values is a kernel's. */
bool plan_value_ladder(const struct plan *p, size_t comparison, struct plan_ladder *out)
{
	const struct choice *c = p->choices[comparison];
	const struct feature *f;

	if (c->key == NULL || c->n_questions != 1) {
		return false;
	}
	f = &c->features[c->questions[0].feature];
	if (f->kind != FEATURE_LADDER || f->left != c->key || f->right != c->key) {
		return false;
	}
	*out = (struct plan_ladder){.kernel = f->kernel, .n = f->n_cuts};
	for (unsigned i = 0; i <= f->n_cuts; i++) {
		out->gammas[i] = (uint8_t)~c->next[i] - 1;
		if (i < f->n_cuts) {
			out->thresholds[i] = f->cuts[i];
		}
	}
	return true;
}
