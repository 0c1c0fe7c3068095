/* SPDX-License-Identifier: Apache-2.0
 * report_pairs.c - the link report: how weights spread, whom nothing could link, and pairs step by
 * step. */
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

/* --- step by step --- */

static void value_cell(struct link_report *r, const struct onus_part *part, uint32_t row)
{
	buf_add_str(r->out, "<td>");
	for (size_t i = 0; i < part->column_count; i++) {
		struct slice v = onus_records_value(r->job->records, row, part->columns[i]);

		buf_add_str(r->out, i > 0 ? " · " : "");
		if (v.p == NULL) {
			buf_add_str(r->out, "<span class=\"soft\">missing</span>");
		}
		html_text(r->out, v.n > 60 ? slice_of(v.p, 60) : v);
	}
	buf_add_str(r->out, "</td>");
}

static void step_row(struct link_report *r, const struct onus_edge *e, const struct onus_part *p,
		     double from, double to)
{
	buf_add_str(r->out, "<tr><td>");
	html_text(r->out, p->comparison);
	buf_add_str(r->out, "</td>");
	value_cell(r, p, e->left);
	value_cell(r, p, e->right);
	buf_add_str(r->out, "<td class=\"soft\">");
	html_text(r->out, p->level);
	if (!isnan(p->tf_left) && p->tf_weight != 0) {
		buf_addf(r->out, "; one record in %.0f has the value",
			 1 / fmax(1e-9, fmax(p->tf_left, p->tf_right)));
	}
	buf_add_str(r->out, "</td><td class=\"bar\">");
	chart_step(r->out, from, to, WEIGHT_LO, WEIGHT_HI);
	buf_addf(r->out, "</td><td class=\"n\">%+.2f</td></tr>", to - from);
}

static void changes(struct link_report *r, const struct onus_explanation *x)
{
	buf_addf(r->out, "<p class=\"soft\">%s ",
		 x->change_count == 0 ? "No single comparison would change the verdict."
				      : "The verdict would change if:");
	for (size_t i = 0; i < x->change_count; i++) {
		buf_add_str(r->out, i > 0 ? "; " : "");
		html_text(r->out, x->parts[x->changes[i].comparison].comparison);
		buf_add_str(r->out, " were “");
		html_text(r->out, x->changes[i].level);
		buf_addf(r->out, "” (%.2f)", x->changes[i].weight);
	}
	buf_add_str(r->out, "</p>");
}

static enum onus_err steps(struct link_report *r, struct onus_explainer *x,
			   const struct onus_edge *e)
{
	struct onus_explanation why = {0};
	double at;

	GUARD(onus_explain(x, e->left, e->right, r->threshold, &why));
	buf_add_str(r->out, "<table><caption>");
	html_text(r->out, onus_records_id(r->job->records, e->left));
	buf_add_str(r->out, " and ");
	html_text(r->out, onus_records_id(r->job->records, e->right));
	buf_addf(r->out,
		 ": weight %.2f, probability %.4f</caption><tr><th>comparison<th>one<th>the "
		 "other<th>how "
		 "they agree<th>weight so far<th class=\"n\">adds</tr>",
		 why.weight, onus_probability(why.weight));
	at = why.prior + why.dependence;
	for (size_t i = 0; i < why.count; i++) {
		double to = at + why.parts[i].weight + why.parts[i].tf_weight;

		step_row(r, e, &why.parts[i], at, to);
		at = to;
	}
	buf_add_str(r->out, "</table>");
	changes(r, &why);
	onus_explanation_finish(&why);
	return ONUS_OK;
}

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

	buf_add_str(r->out, "<h2>Pairs, step by step</h2><p>From well over the threshold to well "
			    "under it.</p>");
	for (size_t i = 0; i < STEPS_SHOWN; i++) {
		const struct onus_edge *e = nearest(&r->job->edges, r->threshold + around[i]);

		if (e != NULL && e != last) {
			GUARD(steps(r, x, e));
		}
		last = e;
	}
	return ONUS_OK;
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
	onus_explainer_destroy(&x);
	return e;
}
