/* SPDX-License-Identifier: Apache-2.0
 * report_model.c - the link report: what each level of each comparison weighs. */
#include <math.h>

#include "face/link/chart.h"
#include "face/link/report.h"
#include "link/model.h"

enum { WEIGHT_SHOWN_MAX = 20 };

/* What a level is scored with: its own probabilities, or Splink's guess. */
static double level_m(const struct comparison *c, const struct level *l)
{
	return isnan(l->m) ? model_default_m(c, l->gamma) : l->m;
}

static double level_u(const struct comparison *c, const struct level *l)
{
	return isnan(l->u) ? model_default_u(c, l->gamma) : l->u;
}

static double level_weight(const struct comparison *c, const struct level *l)
{
	return l->is_null ? 0 : log2(fmax(level_m(c, l), 1e-300) / fmax(level_u(c, l), 1e-300));
}

/* The axis that all bars share, so that they can be compared. */
static struct chart_axis find_axis(const struct onus_model *m)
{
	struct chart_axis axis = {-1, 1, NAN};

	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t i = 0; i < m->comparisons[c].n_levels; i++) {
			double w = level_weight(&m->comparisons[c], &m->comparisons[c].levels[i]);

			axis.lo = fmin(axis.lo, w);
			axis.hi = fmax(axis.hi, w);
		}
	}
	axis.lo = fmax(axis.lo, -WEIGHT_SHOWN_MAX);
	axis.hi = fmin(axis.hi, WEIGHT_SHOWN_MAX);
	chart_axis_round(&axis);
	return axis;
}

static void probability(struct buf *out, double p)
{
	buf_addf(out, "<td class=\"n\">%.*f</td>", p < 0.001 ? 6 : 4, p);
}

/* What a reader must doubt. */
static void origin(struct buf *out, const char *what, enum origin from)
{
	if (from == ORIGIN_NONE || from == ORIGIN_DEFAULT) {
		buf_addf(out, "<p class=\"soft\">%s was never learnt: it is Splink's guess</p>",
			 what);
	}
}

static void level_row(struct buf *out, const struct comparison *c, const struct level *l,
		      const struct chart_axis *axis)
{
	buf_add_str(out, "<tr><th scope=\"row\">");
	html_text(out, l->label.n > 0 ? l->label : l->sql);
	chart_bar(out, axis, 0, level_weight(c, l));
	origin(out, "m", l->m_from);
	origin(out, "u", l->u_from);
	buf_addf(out, "</th><td class=\"n\">%+.2f</td>", level_weight(c, l));
	probability(out, level_m(c, l));
	probability(out, level_u(c, l));
	buf_add_str(out, "</tr>");
}

static void comparison_table(struct buf *out, const struct comparison *c,
			     const struct chart_axis *axis)
{
	buf_add_str(out, "<table class=\"levels\"><caption>");
	html_text(out, c->name);
	if (c->description.n > 0 && !slice_eq(c->description, c->name)) {
		buf_add_str(out, " <span class=\"soft\">");
		html_text(out, c->description);
		buf_add_str(out, "</span>");
	}
	buf_add_str(out, "</caption><thead><tr><th scope=\"col\">level");
	chart_scale(out, axis);
	buf_add_str(out, "<th scope=\"col\" class=\"n\">weight<th scope=\"col\" class=\"n\">m<th "
			 "scope=\"col\" class=\"n\">u</tr></thead><tbody>");
	for (size_t i = 0; i < c->n_levels; i++) {
		if (!c->levels[i].is_null) {
			level_row(out, c, &c->levels[i], axis);
		}
	}
	buf_add_str(out, "</tbody></table>");
}

/* --- what training found --- */

static void sessions(struct buf *out, const struct onus_model *m)
{
	if (m->n_sessions == 0) {
		return;
	}
	buf_add_str(
		out,
		"<h3>How it was trained</h3><table><caption>Sessions of expectation "
		"maximisation: each learns the comparisons that its rule does not read"
		"</caption><thead><tr><th scope=\"col\">blocking rule<th scope=\"col\" "
		"class=\"n\">pairs<th scope=\"col\" class=\"n\">matches among them<th "
		"scope=\"col\" class=\"n\">rounds<th scope=\"col\">settled</tr></thead><tbody>");
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct session_told *s = &m->sessions[i];

		buf_add_str(out, "<tr><th scope=\"row\"><code>");
		html_text(out, s->rule);
		buf_addf(out,
			 "</code></th><td class=\"n\">%llu</td><td class=\"n\">%.1f %%</td><td "
			 "class=\"n\">%u</td><td>%s</td></tr>",
			 (unsigned long long)s->pairs, 100 * s->prior, s->iterations,
			 s->converged ? "yes" : "no");
	}
	buf_add_str(out, "</tbody></table>");
}

static void side(struct buf *out, const struct onus_model *m, uint32_t comparison, int gamma)
{
	const struct comparison *c = &m->comparisons[comparison];

	html_text(out, c->name);
	for (size_t i = 0; i < c->n_levels; i++) {
		if (c->levels[i].gamma == gamma && !c->levels[i].is_null) {
			buf_add_str(out, ": ");
			html_text(out,
				  c->levels[i].label.n > 0 ? c->levels[i].label : c->levels[i].sql);
		}
	}
}

static void dependences(struct buf *out, const struct onus_model *m)
{
	if (m->n_dependences == 0) {
		return;
	}
	buf_add_str(out,
		    "<h3>What agrees together anyway</h3><table><caption>What is taken off or "
		    "added where both levels hold</caption><thead><tr><th scope=\"col\">one<th "
		    "scope=\"col\">the other<th scope=\"col\" class=\"n\">weight</tr></thead>"
		    "<tbody>");
	for (size_t i = 0; i < m->n_dependences; i++) {
		const struct dependence *d = &m->dependences[i];

		buf_add_str(out, "<tr><td>");
		side(out, m, d->a, d->gamma_a);
		buf_add_str(out, "</td><td>");
		side(out, m, d->b, d->gamma_b);
		buf_addf(out, "</td><td class=\"n\">%+.2f</td></tr>", d->weight);
	}
	buf_add_str(out, "</tbody></table>");
}

static void doubts(struct buf *out, const struct onus_model *m)
{
	struct slice rest = slice_str(onus_model_warnings(m));
	struct slice line;

	if (rest.n == 0) {
		return;
	}
	buf_add_str(out, "<div class=\"warn\"><p>To be doubted:</p><ul>");
	while (slice_line(&rest, &line)) {
		buf_add_str(out, "<li>");
		html_text(out, line);
	}
	buf_add_str(out, "</ul></div>");
}

void link_report_model(struct link_report *r)
{
	const struct onus_model *m = r->job->model;
	struct chart_axis axis = find_axis(m);

	buf_addf(r->out,
		 "<h2>What each agreement weighs</h2><p>A pair starts at %+.2f: one in %.0f pairs "
		 "of records taken at random is expected to match. Every comparison adds the "
		 "weight of its level, log<sub>2</sub>(m/u): m is how often the level holds among "
		 "matches, u among all other pairs. One more doubles the odds, one less halves "
		 "them; what is missing adds nothing.</p>",
		 onus_weight(m->prior), 1 / m->prior);
	doubts(r->out, m);
	for (size_t c = 0; c < m->n_comparisons; c++) {
		comparison_table(r->out, &m->comparisons[c], &axis);
	}
	sessions(r->out, m);
	dependences(r->out, m);
}
