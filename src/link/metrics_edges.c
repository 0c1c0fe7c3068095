/* SPDX-License-Identifier: Apache-2.0
 * metrics_edges.c - how right pairs are at each threshold. */
#include <math.h>
#include <stdlib.h>

#include "link/metrics.h"

/* Thresholds in ascending order, and what lies between each and the next. */
struct ladder {
	size_t count;
	const double **weights; /* [count] into the caller's, lowest first */
	uint64_t *claimed;      /* [count + 1] edges that reach this many of them */
	uint64_t *right;
};

static int weight_cmp(const void *a, const void *b)
{
	double x = **(const double *const *)a;
	double y = **(const double *const *)b;

	return x < y ? -1 : x > y;
}

static enum onus_err ladder_make(struct arena *a, const double *weights, size_t count,
				 struct ladder *out)
{
	*out = (struct ladder){.count = count,
			       .weights = NEW_N(a, const double *, count),
			       .claimed = NEW_N(a, uint64_t, count + 1),
			       .right = NEW_N(a, uint64_t, count + 1)};
	for (size_t i = 0; i < count; i++) {
		ENSURE(!isnan(weights[i]), ONUS_BAD_INPUT, "threshold %zu is no number", i + 1);
		out->weights[i] = &weights[i];
	}
	if (count > 0) {
		qsort(out->weights, count, sizeof *out->weights, weight_cmp);
	}
	return ONUS_OK;
}

static void ladder_add(struct ladder *l, double weight, bool right)
{
	size_t low = 0;
	size_t high = l->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (*l->weights[middle] <= weight) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	l->claimed[low]++;
	l->right[low] += right;
}

static void ladder_end(const struct ladder *l, uint64_t known, const double *weights,
		       struct onus_rates *out)
{
	uint64_t claimed = 0;
	uint64_t right = 0;

	for (size_t i = l->count; i-- > 0;) {
		claimed += l->claimed[i + 1];
		right += l->right[i + 1];
		out[l->weights[i] - weights] = rates_of(known, claimed, right);
	}
}

enum onus_err onus_rates_of(const struct onus_records *r, const struct onus_edges *e,
			    const struct onus_truth *t, const double *weights, size_t count,
			    struct onus_rates *out)
{
	SCOPED_ARENA(a);
	uint32_t rows = (uint32_t)onus_records_count(r);
	uint32_t *entity = NEW_N(&a, uint32_t, rows); /* 0: not known */
	struct known k;
	struct ladder l;

	GUARD(known_rows(&a, r, t, &k));
	GUARD(ladder_make(&a, weights, count, &l));
	for (uint32_t i = 0; i < k.n; i++) {
		entity[k.rows[i]] = k.entity[i];
	}
	for (size_t i = 0; i < e->count; i++) {
		const struct onus_edge *x = &e->items[i];

		ENSURE(x->left < rows && x->right < rows, ONUS_BAD_INPUT,
		       "edge %zu is between rows %u and %u, but there are %u records", i + 1,
		       x->left, x->right, rows);
		if (entity[x->left] != 0 && entity[x->right] != 0 &&
		    (!t->across ||
		     records_source_of(r, x->left) != records_source_of(r, x->right))) {
			ladder_add(&l, x->weight, entity[x->left] == entity[x->right]);
		}
	}
	ladder_end(&l, count_pairs_of(&a, &k, k.entity, t->across, NULL), weights, out);
	return ONUS_OK;
}

/* --- labels --- */

static uint64_t pair_key(uint32_t a, uint32_t b)
{
	return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static int label_cmp(const void *a, const void *b)
{
	const struct onus_verdict *x = a;
	const struct onus_verdict *y = b;
	uint64_t k = pair_key(x->left, x->right);
	uint64_t l = pair_key(y->left, y->right);

	return k < l ? -1 : k > l;
}

/* Each pair once, in order; the number of them. */
static enum onus_err sort_labels(struct onus_verdict *labels, size_t *count, uint64_t *known)
{
	size_t n = 0;

	if (*count > 0) {
		qsort(labels, *count, sizeof *labels, label_cmp);
	}
	for (size_t i = 0; i < *count; i++) {
		if (n > 0 && label_cmp(&labels[n - 1], &labels[i]) == 0) {
			ENSURE(labels[n - 1].same == labels[i].same, ONUS_BAD_INPUT,
			       "rows %u and %u are labelled both the same and different",
			       labels[i].left, labels[i].right);
			continue;
		}
		labels[n++] = labels[i];
		*known += labels[i].same;
	}
	*count = n;
	return ONUS_OK;
}

enum onus_err onus_rates_of_labels(const struct onus_edges *e, const struct onus_verdict *labels,
				   size_t label_count, const double *weights, size_t count,
				   struct onus_rates *out)
{
	SCOPED_ARENA(a);
	struct onus_verdict *sorted = NEW_N(&a, struct onus_verdict, label_count);
	struct ladder l;
	uint64_t known = 0;

	for (size_t i = 0; i < label_count; i++) {
		sorted[i] = labels[i];
	}
	GUARD(sort_labels(sorted, &label_count, &known));
	GUARD(ladder_make(&a, weights, count, &l));
	for (size_t i = 0; i < e->count && label_count > 0; i++) {
		const struct onus_verdict key = {e->items[i].left, e->items[i].right, false};
		const struct onus_verdict *found =
			bsearch(&key, sorted, label_count, sizeof *sorted, label_cmp);

		if (found != NULL) {
			ladder_add(&l, e->items[i].weight, found->same);
		}
	}
	ladder_end(&l, known, weights, out);
	return ONUS_OK;
}
