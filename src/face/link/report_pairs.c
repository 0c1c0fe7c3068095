/* SPDX-License-Identifier: Apache-2.0
 * report_pairs.c - the link report: how weights spread, whom nothing could link, and which pairs
 * are shown step by step. */
#include <math.h>
#include <stdlib.h>

#include "face/link/chart.h"
#include "face/link/report.h"

enum {
	BINS = 80,
	WEIGHT_LO = -30,
	WEIGHT_HI = 50,
	SELF_SAMPLE_MAX = 20000, /* records compared with themselves */
	STEPS_SHOWN = 6,         /* pairs explained */
	WORST_SHOWN = 3,
};

/* --- spread --- */

static void spread(struct link_report *r)
{
	uint64_t counts[BINS] = {0};

	for (size_t i = 0; i < r->job->edges.count; i++) {
		double w = fmin(WEIGHT_HI - 0.001, fmax(WEIGHT_LO, r->job->edges.items[i].weight));

		counts[(size_t)((w - WEIGHT_LO) * BINS / (WEIGHT_HI - WEIGHT_LO))]++;
	}
	buf_add_str(r->out, "<h2>How the pairs spread</h2><p>Pairs by weight; each line of the "
			    "scale is ten times "
			    "the one below. The dashed line is the threshold.</p>");
	chart_histogram(r->out, "Pairs by match weight", counts, BINS, WEIGHT_LO,
			(double)(WEIGHT_HI - WEIGHT_LO) / BINS, r->threshold);
}

/* --- unlinkable --- */

static int by_weight(const void *x, const void *y)
{
	const double *a = x;
	const double *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* The weight of each record against itself, for at most SELF_SAMPLE_MAX spread over all of them:
 * what it could reach at most. */
static enum onus_err weigh_selves(struct link_report *r, struct onus_explainer *x, double *selves,
				  size_t count)
{
	size_t all = onus_records_count(r->job->records);

	for (size_t i = 0; i < count; i++) {
		uint32_t row = (uint32_t)(i * all / count);
		struct onus_explanation e = {0};

		GUARD(onus_explain(x, row, row, r->threshold, &e));
		selves[i] = e.weight;
		onus_explanation_finish(&e);
	}
	qsort(selves, count, sizeof *selves, by_weight);
	return ONUS_OK;
}

static enum onus_err unlinkable(struct link_report *r, struct onus_explainer *x)
{
	size_t all = onus_records_count(r->job->records);
	size_t count = all < SELF_SAMPLE_MAX ? all : SELF_SAMPLE_MAX;
	double *selves = NEW_N(r->arena, double, count + 1);
	struct chart_point points[BINS];
	struct chart_line line = {
		"records that could not reach this weight even against themselves", "c", points,
		BINS};
	size_t below = 0;
	size_t under = 0;

	GUARD(weigh_selves(r, x, selves, count));
	for (size_t i = 0; i < BINS; i++) {
		points[i].x = WEIGHT_LO + (double)i * (WEIGHT_HI - WEIGHT_LO) / BINS;
		while (below < count && selves[below] < points[i].x) {
			below++;
		}
		points[i].y = count > 0 ? (double)below / (double)count : 0;
	}
	while (under < count && selves[under] < r->threshold) {
		under++;
	}
	buf_addf(r->out,
		 "<h2>Records that nothing could link</h2><p>%.2f %% of the records say so little "
		 "that even an "
		 "exact copy would stay below the threshold.</p>",
		 count > 0 ? 100 * (double)under / (double)count : 0);
	chart_lines(r->out, "Share of records that cannot be linked, by threshold", &line, 1,
		    r->threshold);
	return ONUS_OK;
}

/* --- pairs to look at --- */

/* The pair whose weight is nearest to `weight`; ties: the first. */
static const struct onus_edge *nearest(const struct onus_edges *e, double weight)
{
	const struct onus_edge *best = NULL;

	for (size_t i = 0; i < e->count; i++) {
		if (best == NULL ||
		    fabs(e->items[i].weight - weight) < fabs(best->weight - weight)) {
			best = &e->items[i];
		}
	}
	return best;
}

static enum onus_err examples(struct link_report *r, struct onus_explainer *x)
{
	static const double around[STEPS_SHOWN] = {12, 4, 0.5, -0.5, -4, -12};
	const struct onus_edge *last = NULL;

	buf_add_str(r->out,
		    "<h2>Pairs, step by step</h2><p>From well over the threshold to well "
		    "under it. Each bar goes from the weight before a comparison to the "
		    "weight after it: full and green where it adds, hatched and red where it "
		    "takes away. The dashed line is the threshold.</p>");
	for (size_t i = 0; i < STEPS_SHOWN; i++) {
		const struct onus_edge *e = nearest(&r->job->edges, r->threshold + around[i]);

		if (e != NULL && e != last) {
			GUARD(link_report_steps(r, x, e));
		}
		last = e;
	}
	return ONUS_OK;
}

struct worst {
	size_t count;
	const struct onus_edge *edges[WORST_SHOWN]; /* the worst first */
};

static struct slice truth_of(const struct link_report *r, uint32_t row)
{
	return onus_records_value(r->job->records, row, r->truth);
}

/* True where both are of the same two entities, in either order. */
static bool are_alike(const struct link_report *r, const struct onus_edge *a,
		      const struct onus_edge *b)
{
	struct slice al = truth_of(r, a->left);
	struct slice ar = truth_of(r, a->right);
	struct slice bl = truth_of(r, b->left);
	struct slice br = truth_of(r, b->right);

	return (slice_eq(al, bl) && slice_eq(ar, br)) || (slice_eq(al, br) && slice_eq(ar, bl));
}

/* The place of `e`, before all that are less bad; of what is about the same entities one stays. */
static void worst_add(const struct link_report *r, struct worst *w, double sign,
		      const struct onus_edge *e)
{
	size_t at = 0;
	size_t out;

	while (at < w->count && sign * e->weight <= sign * w->edges[at]->weight) {
		if (are_alike(r, e, w->edges[at])) {
			return;
		}
		at++;
	}
	if (at == WORST_SHOWN) {
		return;
	}
	out = at;
	while (out < w->count && !are_alike(r, e, w->edges[out])) {
		out++;
	}
	if (out == w->count) {
		w->count += w->count < WORST_SHOWN;
		out = w->count - 1;
	}
	memmove(&w->edges[at + 1], &w->edges[at], (out - at) * sizeof(struct onus_edge *));
	w->edges[at] = e;
}

/* The heaviest pairs that are not the same (`sign` 1), or the lightest that are (-1). */
static void find_worst(const struct link_report *r, double sign, struct worst *w)
{
	for (size_t i = 0; i < r->job->edges.count; i++) {
		const struct onus_edge *e = &r->job->edges.items[i];
		struct slice left = truth_of(r, e->left);
		struct slice right = truth_of(r, e->right);

		if (left.p != NULL && right.p != NULL && slice_eq(left, right) == (sign < 0)) {
			worst_add(r, w, sign, e);
		}
	}
}

static enum onus_err worst_of(struct link_report *r, struct onus_explainer *x, double sign,
			      const char *title, const char *none)
{
	struct worst w = {0};

	find_worst(r, sign, &w);
	buf_addf(r->out, "<h3>%s</h3>", w.count > 0 ? title : none);
	for (size_t i = 0; i < w.count; i++) {
		GUARD(link_report_steps(r, x, w.edges[i]));
	}
	return ONUS_OK;
}

static enum onus_err worst_pairs(struct link_report *r, struct onus_explainer *x)
{
	if (r->truth.n == 0) {
		return ONUS_OK;
	}
	buf_add_str(r->out, "<h2>The worst pairs</h2><p>What the model is most sure of and wrong: "
			    "the model lacks something, or the truth does.</p>");
	GUARD(worst_of(r, x, 1, "Not the same, and the heaviest",
		       "No pair that was compared is wrong"));
	return worst_of(r, x, -1, "The same, compared, and the lightest",
			"No pair that was compared is truly the same");
}

enum onus_err link_report_pairs(struct link_report *r)
{
	struct onus_explainer *x = NULL;
	enum onus_err e;

	spread(r);
	GUARD(onus_explainer_create(r->job->model, r->job->records, &x));
	e = unlinkable(r, x);
	if (e == ONUS_OK) {
		e = examples(r, x);
	}
	if (e == ONUS_OK) {
		e = worst_pairs(r, x);
	}
	onus_explainer_destroy(&x);
	return e;
}
