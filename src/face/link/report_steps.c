/* SPDX-License-Identifier: Apache-2.0
 * report_steps.c - the link report: one pair, step by step from where every pair starts to what it
 * weighs. */
#include <math.h>

#include "face/link/chart.h"
#include "face/link/report.h"

enum { VALUE_SHOWN = 60 };

static void value(struct link_report *r, const struct onus_part *part, uint32_t row)
{
	for (size_t i = 0; i < part->column_count; i++) {
		struct slice v = onus_records_value(r->job->records, row, part->columns[i]);

		buf_add_str(r->out, i > 0 ? " · " : "");
		if (v.p == NULL) {
			buf_add_str(r->out, "<span class=\"soft\">missing</span>");
		}
		html_text(r->out, v.n > VALUE_SHOWN ? slice_of(v.p, VALUE_SHOWN) : v);
	}
}

static void what_cell(struct link_report *r, const struct onus_edge *e, const struct onus_part *p)
{
	buf_add_str(r->out, "<th scope=\"row\"><b>");
	html_text(r->out, p->comparison);
	buf_add_str(r->out, "</b><p class=\"pair\"><span>");
	value(r, p, e->left);
	buf_add_str(r->out, "</span> <span>");
	value(r, p, e->right);
	buf_add_str(r->out, "</span></p><p class=\"soft\">");
	html_text(r->out, p->level);
	if (!isnan(p->tf_left) && p->tf_weight != 0) {
		buf_addf(r->out, "; one record in %.0f has the value (%+.2f)",
			 1 / fmax(1e-9, fmax(p->tf_left, p->tf_right)), p->tf_weight);
	}
	buf_add_str(r->out, "</p></th>");
}

static void step_cells(struct buf *out, const struct chart_axis *axis, double from, double to)
{
	buf_add_str(out, "<td class=\"bar\">");
	chart_bar(out, axis, from, to);
	buf_addf(out, "</td><td class=\"n\">%+.2f</td></tr>", to - from);
}

/* From the lowest to the highest weight on the way, with 0 and the threshold. */
static struct chart_axis axis_of(const struct link_report *r, const struct onus_explanation *why)
{
	struct chart_axis axis = {fmin(0, r->threshold), fmax(0, r->threshold), r->threshold};
	double at = why->prior + why->dependence;

	axis.lo = fmin(axis.lo, fmin(at, why->prior));
	axis.hi = fmax(axis.hi, fmax(at, why->prior));
	for (size_t i = 0; i < why->count; i++) {
		at += why->parts[i].weight + why->parts[i].tf_weight;
		axis.lo = fmin(axis.lo, at);
		axis.hi = fmax(axis.hi, at);
	}
	chart_axis_round(&axis);
	return axis;
}

static void step_head(struct link_report *r, const struct onus_edge *e,
		      const struct onus_explanation *why, const struct chart_axis *axis)
{
	struct slice left = onus_records_id(r->job->records, e->left);
	struct slice right = onus_records_id(r->job->records, e->right);

	buf_add_str(r->out, "<table class=\"steps\"><caption>");
	html_text(r->out, left);
	buf_add_str(r->out, " and ");
	html_text(r->out, right);
	buf_addf(r->out,
		 ": weight %.2f, probability %.4f</caption><thead><tr><th scope=\"col\">"
		 "<p class=\"pair\"><span>",
		 why->weight, onus_probability(why->weight));
	html_text(r->out, left);
	buf_add_str(r->out, "</span> <span>");
	html_text(r->out, right);
	buf_add_str(r->out, "</span></p><th scope=\"col\" class=\"bar\">weight so far");
	chart_scale(r->out, axis);
	buf_add_str(r->out, "<th scope=\"col\" class=\"n\">adds</tr></thead><tbody>");
}

static void step_rows(struct link_report *r, const struct onus_edge *e,
		      const struct onus_explanation *why, const struct chart_axis *axis)
{
	double at = why->prior;

	buf_add_str(r->out, "<tr><th scope=\"row\">before anything is compared</th>");
	step_cells(r->out, axis, 0, at);
	if (why->dependence != 0) {
		buf_add_str(r->out,
			    "<tr><th scope=\"row\">comparisons that agree together anyway</th>");
		step_cells(r->out, axis, at, at + why->dependence);
		at += why->dependence;
	}
	for (size_t i = 0; i < why->count; i++) {
		double to = at + why->parts[i].weight + why->parts[i].tf_weight;

		buf_add_str(r->out, "<tr>");
		what_cell(r, e, &why->parts[i]);
		step_cells(r->out, axis, at, to);
		at = to;
	}
	buf_add_str(r->out, "</tbody></table>");
}

static void changes(struct link_report *r, const struct onus_explanation *x)
{
	buf_addf(r->out, "<p class=\"soft after\">%s ",
		 x->change_count == 0 ? "No single comparison would change the verdict."
				      : "The verdict would change if:");
	for (size_t i = 0; i < x->change_count; i++) {
		buf_add_str(r->out, i > 0 ? "; " : "");
		html_text(r->out, x->parts[x->changes[i].comparison].comparison);
		buf_add_str(r->out, " were “");
		html_text(r->out, x->changes[i].level);
		buf_addf(r->out, "” (%.2f)", x->changes[i].weight);
	}
	buf_add_str(r->out, x->change_count > 0 ? ".</p>" : "</p>");
}

enum onus_err link_report_steps(struct link_report *r, struct onus_explainer *x,
				const struct onus_edge *e)
{
	struct onus_explanation why = {0};
	struct chart_axis axis;

	GUARD(onus_explain(x, e->left, e->right, r->threshold, &why));
	axis = axis_of(r, &why);
	step_head(r, e, &why, &axis);
	step_rows(r, e, &why, &axis);
	changes(r, &why);
	onus_explanation_finish(&why);
	return ONUS_OK;
}
