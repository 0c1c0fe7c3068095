/* SPDX-License-Identifier: Apache-2.0
 * plan_value.c - comparisons by value instead of by row, for training. */
#include "link/plan_inside.h"

enum { GRADE_STATES = 16 }; /* grades are small numbers */

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

/* The one question that is asked of unequal values is a grade. */
static const struct feature *only_grade(const struct choice *c)
{
	const struct feature *f;

	if (c->key == NULL || c->n_questions != 1) {
		return NULL;
	}
	f = &c->features[c->questions[0].feature];
	return f->kind == FEATURE_GRADE && f->left == c->key && f->right == c->key ? f : NULL;
}

/* gamma of each grade; grades from GRADE_STATES on are as the last. */
static void grade_gammas(const struct choice *c, const struct feature *f, int8_t *out)
{
	for (unsigned g = 0; g < GRADE_STATES; g++) {
		unsigned passed = 0;

		while (passed < f->n_cuts && g >= f->cuts[passed]) {
			passed++;
		}
		out[g] = (int8_t)((uint8_t)~c->next[c->questions[0].first + passed] - 1);
	}
}

/* A value against many, by their readings alone. */
static void compare_readings(struct plan_worker *w, const struct choice *c, const struct feature *f,
			     uint32_t code_left, const uint32_t *codes, size_t n, int8_t *gammas)
{
	const void *left = reading_of(f->readings_left, code_left);
	int8_t of_grade[GRADE_STATES];

	grade_gammas(c, f, of_grade);
	for (size_t i = 0; i < n; i++) {
		unsigned g;

		if (codes[i] == 0 || codes[i] == code_left) {
			gammas[i] = (int8_t)(choice_by_value(w, c, code_left, codes[i]) - 1);
			continue;
		}
		g = f->grade->compare(left, reading_of(f->readings_right, codes[i]));
		gammas[i] = of_grade[g < GRADE_STATES ? g : GRADE_STATES - 1];
	}
}

void plan_value_gammas(struct plan_worker *w, size_t comparison, uint32_t code_left,
		       const uint32_t *codes, size_t n, int8_t *gammas)
{
	const struct choice *c = worker_plan(w)->choices[comparison];
	const struct feature *grade = code_left != 0 ? only_grade(c) : NULL;

	if (grade != NULL) {
		compare_readings(w, c, grade, code_left, codes, n, gammas);
	} else {
		choice_by_values(w, c, code_left, codes, n, gammas);
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
