/* SPDX-License-Identifier: Apache-2.0
 * report_truth.c - the link report: how right it is, where the truth is known. */
#include <math.h>

#include "face/link/chart.h"
#include "face/link/report.h"

enum { GROUPS_MAX = 40, CURVE = 60, CURVE_LO = -10, CURVE_HI = 30 };

static void percent(struct buf *out, double x)
{
	if (isnan(x)) {
		buf_add_str(out, "<td class=\"n\">no pairs</td>");
	} else {
		buf_addf(out, "<td class=\"n\">%.1f %%</td>", 100 * x);
	}
}

static void interval(struct buf *out, double x, struct onus_interval in)
{
	if (isnan(x)) {
		percent(out, x);
	} else {
		buf_addf(out,
			 "<td class=\"n\">%.1f %%<br><small class=\"soft\">%.1f to "
			 "%.1f</small></td>",
			 100 * x, 100 * in.low, 100 * in.high);
	}
}

/* --- by threshold --- */

static void curve_table(struct buf *out, const double *weights, const struct onus_rates *rates)
{
	buf_add_str(out, "<details><summary>The same as a table</summary><table><thead><tr><th "
			 "scope=\"col\">match weight<th scope=\"col\" class=\"n\">precision<th "
			 "scope=\"col\" class=\"n\">recall<th scope=\"col\" class=\"n\">F1</tr>"
			 "</thead><tbody>");
	for (size_t i = 0; i < CURVE; i += 3) {
		buf_addf(out, "<tr><th scope=\"row\">%.1f</th>", weights[i]);
		percent(out, rates[i].precision);
		percent(out, rates[i].recall);
		percent(out, rates[i].f1);
		buf_add_str(out, "</tr>");
	}
	buf_add_str(out, "</tbody></table></details>");
}

static void fill_line(struct chart_point *points, size_t at, double x, double y)
{
	points[at] = (struct chart_point){x, isnan(y) ? 0 : y};
}

static enum onus_err curve(struct link_report *r, const struct onus_truth *t)
{
	double weights[CURVE];
	struct onus_rates rates[CURVE];
	struct chart_point p[3][CURVE];
	struct chart_line lines[] = {{"precision", "a", p[0], CURVE},
				     {"recall", "b", p[1], CURVE},
				     {"F1", "c", p[2], CURVE}};

	for (size_t i = 0; i < CURVE; i++) {
		weights[i] = CURVE_LO + (double)i * (CURVE_HI - CURVE_LO) / CURVE;
	}
	GUARD(onus_rates_of(r->job->records, &r->job->edges, t, weights, CURVE, rates));
	for (size_t i = 0; i < CURVE; i++) {
		fill_line(p[0], i, weights[i], rates[i].precision);
		fill_line(p[1], i, weights[i], rates[i].recall);
		fill_line(p[2], i, weights[i], rates[i].f1);
	}
	buf_add_str(r->out, "<h3>Pairs by themselves, by threshold</h3>");
	chart_lines(r->out, "Precision, recall and F1 of pairs, by threshold", lines, 3,
		    r->threshold);
	curve_table(r->out, weights, rates);
	return ONUS_OK;
}

/* --- by group --- */

struct groups {
	struct slice names[GROUPS_MAX];
	size_t count;
	uint32_t *of;
};

/* A group for each value of the column, in the order of the values; what is beyond GROUPS_MAX is of
 * none. */
static void find_groups(struct link_report *r, struct groups *g)
{
	size_t rows = onus_records_count(r->job->records);

	g->of = NEW_N(r->arena, uint32_t, rows + 1);
	for (uint32_t row = 0; row < rows; row++) {
		struct slice v = onus_records_value(r->job->records, row, r->group);
		size_t at = 0;

		while (v.p != NULL && at < g->count && slice_cmp(g->names[at], v) < 0) {
			at++;
		}
		if (v.p == NULL || (at < g->count && slice_eq(g->names[at], v)) ||
		    g->count == GROUPS_MAX) {
			continue;
		}
		memmove(&g->names[at + 1], &g->names[at], (g->count - at) * sizeof *g->names);
		g->names[at] = v;
		g->count++;
	}
	for (uint32_t row = 0; row < rows; row++) {
		struct slice v = onus_records_value(r->job->records, row, r->group);

		g->of[row] = UINT32_MAX;
		for (uint32_t i = 0; i < g->count; i++) {
			if (v.p != NULL && slice_eq(g->names[i], v)) {
				g->of[row] = i;
			}
		}
	}
}

static void accuracy_row(struct buf *out, struct slice name, const struct onus_accuracy *a)
{
	buf_add_str(out, "<tr><th scope=\"row\">");
	html_text(out, name);
	buf_addf(out, "</th><td class=\"n\">%u</td><td class=\"n\">%u</td>", a->rows, a->entities);
	interval(out, a->pairs.precision, a->pairs.precision_in);
	interval(out, a->pairs.recall, a->pairs.recall_in);
	percent(out, a->pairs.f1);
	percent(out, a->bcubed_f1);
	interval(out, a->many > 0 ? (double)a->whole / a->many : NAN, a->whole_in);
	buf_add_str(out, "</tr>");
}

static enum onus_err by_group(struct link_report *r, struct onus_truth *t)
{
	struct groups g = {0};
	struct onus_accuracy all;
	struct onus_accuracy each[GROUPS_MAX];

	if (r->group.n > 0) {
		find_groups(r, &g);
		t->groups = g.of;
		t->group_count = g.count;
	}
	GUARD(onus_accuracy_of(r->job->records, &r->job->clusters, t, &all, each));
	buf_add_str(
		r->out,
		"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"accuracy of the "
		"clusters\"><table><caption>The clusters, with 95 % intervals</caption><thead><tr>"
		"<th scope=\"col\">records<th scope=\"col\" class=\"n\">number<th scope=\"col\" "
		"class=\"n\">true entities<th scope=\"col\" class=\"n\">precision<th "
		"scope=\"col\" class=\"n\">recall<th scope=\"col\" class=\"n\">F1<th "
		"scope=\"col\" class=\"n\">B-cubed F1<th scope=\"col\" class=\"n\">entities "
		"found whole</tr></thead><tbody>");
	accuracy_row(r->out, SLICE("all"), &all);
	for (size_t i = 0; i < g.count; i++) {
		accuracy_row(r->out, g.names[i], &each[i]);
	}
	buf_add_str(r->out, "</tbody></table></div>");
	if (g.count == GROUPS_MAX) {
		buf_addf(r->out, "<p class=\"soft\">At most %d groups are told apart.</p>",
			 GROUPS_MAX);
	}
	return ONUS_OK;
}

enum onus_err link_report_truth(struct link_report *r)
{
	struct onus_truth t = {.column = r->truth};

	if (r->truth.n == 0) {
		return ONUS_OK;
	}
	buf_add_str(r->out,
		    "<h2>How right it is</h2><p>Precision: of the pairs that are joined, "
		    "those that are truly the same. Recall: of all pairs that are truly the "
		    "same, compared or not, those that are joined.</p>");
	GUARD(by_group(r, &t));
	t.groups = NULL;
	t.group_count = 0;
	return curve(r, &t);
}
