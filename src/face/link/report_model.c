/* SPDX-License-Identifier: Apache-2.0
 * report_model.c - the link report: what each level of each comparison weighs. */
#include <math.h>
#include <stdio.h>

#include "face/link/chart.h"
#include "face/link/report.h"
#include "link/model.h"

enum { WEIGHT_SHOWN_MAX = 20 };

static double level_weight(const struct level *l)
{
	return isnan(l->m) || isnan(l->u) ? 0 : log2(fmax(l->m, 1e-300) / fmax(l->u, 1e-300));
}

/* The axis that all bars share, so that they can be compared. */
static void find_axis(const struct onus_model *m, double *lo, double *hi)
{
	*lo = -1;
	*hi = 1;
	for (size_t c = 0; c < m->n_comparisons; c++) {
		for (size_t i = 0; i < m->comparisons[c].n_levels; i++) {
			double w = level_weight(&m->comparisons[c].levels[i]);

			*lo = fmin(*lo, w);
			*hi = fmax(*hi, w);
		}
	}
	*lo = fmax(*lo, -WEIGHT_SHOWN_MAX);
	*hi = fmin(*hi, WEIGHT_SHOWN_MAX);
}

static const char *origin_words(enum origin from)
{
	static const char *const words[] = {
		[ORIGIN_NONE] = "not known",
		[ORIGIN_SETTINGS] = "given",
		[ORIGIN_TRAINED] = "trained",
		[ORIGIN_DEFAULT] = "never observed: a default",
	};

	return words[from];
}

static void probability(struct buf *out, double p)
{
	if (isnan(p)) {
		buf_add_str(out, "<td class=\"n\">?</td>");
	} else {
		buf_addf(out, "<td class=\"n\">%.*f</td>", p < 0.001 ? 6 : 4, p);
	}
}

static void level_row(struct buf *out, const struct level *l, double lo, double hi)
{
	char figure[32];

	snprintf(figure, sizeof figure, "%+.2f", level_weight(l));
	buf_add_str(out, "<tr><td>");
	html_text(out, l->label.n > 0 ? l->label : l->sql);
	buf_add_str(out, "</td>");
	chart_bar(out, level_weight(l), lo, hi, figure);
	probability(out, l->m);
	probability(out, l->u);
	buf_addf(out, "<td class=\"soft\">%s</td></tr>", origin_words(l->m_from));
}

static void comparison_table(struct buf *out, const struct comparison *c, double lo, double hi)
{
	buf_add_str(out, "<table><caption>");
	html_text(out, c->name);
	buf_add_str(out,
		    "</caption><tr><th>level<th>weight<th class=\"n\">log2(m/u)<th class=\"n\">m: "
		    "among matches<th class=\"n\">u: among others<th>m is</tr>");
	for (size_t i = 0; i < c->n_levels; i++) {
		if (!c->levels[i].is_null) {
			level_row(out, &c->levels[i], lo, hi);
		}
	}
	buf_add_str(out, "</table>");
}

static void dependences(struct buf *out, const struct onus_model *m)
{
	if (m->n_dependences == 0) {
		return;
	}
	buf_add_str(out, "<table><caption>Comparisons that agree together more or less often than "
			 "by chance: "
			 "what is taken off or added where both hold</caption>"
			 "<tr><th>one<th>the other<th class=\"n\">weight</tr>");
	for (size_t i = 0; i < m->n_dependences; i++) {
		const struct dependence *d = &m->dependences[i];

		buf_add_str(out, "<tr><td>");
		html_text(out, m->comparisons[d->a].name);
		buf_addf(out, ", level %d</td><td>", d->gamma_a);
		html_text(out, m->comparisons[d->b].name);
		buf_addf(out, ", level %d</td><td class=\"n\">%+.2f</td></tr>", d->gamma_b,
			 d->weight);
	}
	buf_add_str(out, "</table>");
}

void link_report_model(struct link_report *r)
{
	const struct onus_model *m = r->job->model;
	const char *warnings = onus_model_warnings(m);
	double lo;
	double hi;

	find_axis(m, &lo, &hi);
	buf_addf(r->out,
		 "<h2>What each agreement weighs</h2><p>A pair starts at %+.2f: one in %.0f pairs "
		 "of records "
		 "taken at random is expected to match. Every comparison adds the weight of its "
		 "level: one "
		 "more doubles the odds, one less halves them.</p>",
		 onus_weight(m->prior), 1 / m->prior);
	if (warnings[0] != '\0') {
		buf_add_str(r->out, "<div class=\"warn\"><p>");
		html_text(r->out, slice_str(warnings));
		buf_add_str(r->out, "</p></div>");
	}
	for (size_t c = 0; c < m->n_comparisons; c++) {
		comparison_table(r->out, &m->comparisons[c], lo, hi);
	}
	dependences(r->out, m);
}
