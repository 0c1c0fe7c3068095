/* SPDX-License-Identifier: Apache-2.0
 * report_blocks.c - the link report: which pairs were compared at all, and what came of them. */
#include "face/link/chart.h"
#include "face/link/report.h"
#include "link/model.h"

enum { SIZES = 12, CONFLICTS_SHOWN = 100 };

static void rule_cell(struct link_report *r, size_t rule)
{
	const struct onus_model *m = r->job->model;

	buf_add_str(r->out, "<tr><th scope=\"row\"><code>");
	html_text(r->out, m->rules[rule].sql);
	buf_addf(r->out, "</code></th><td class=\"n\">%llu</td>",
		 (unsigned long long)r->job->edges.rule_pairs[rule]);
}

/* What the rules find of the truth; walks all pairs once more. */
static enum onus_err find_rates(struct link_report *r, struct onus_rule_rates **out)
{
	struct onus_truth t = {.column = r->truth};

	*out = NULL;
	if (r->truth.n == 0) {
		return ONUS_OK;
	}
	*out = NEW_N(r->arena, struct onus_rule_rates, onus_model_rule_count(r->job->model) + 1);
	return onus_rates_of_rules(r->job->model, r->job->records, &t, r->job->threads, *out);
}

static enum onus_err rules(struct link_report *r)
{
	struct onus_rule_rates *rates;

	GUARD(find_rates(r, &rates));
	buf_addf(r->out,
		 "<h2>Which pairs were compared</h2><table><caption>Pairs that each blocking rule "
		 "made and none before it</caption><thead><tr><th scope=\"col\">rule<th "
		 "scope=\"col\" class=\"n\">pairs%s</tr></thead><tbody>",
		 rates == NULL ? ""
			       : "<th scope=\"col\" class=\"n\">of them the same<th scope=\"col\" "
				 "class=\"n\">of all true pairs found so far");
	for (size_t i = 0; i < r->job->edges.rule_count; i++) {
		rule_cell(r, i);
		if (rates != NULL) {
			buf_addf(r->out, "<td class=\"n\">%llu</td><td class=\"n\">%.1f %%</td>",
				 (unsigned long long)rates[i].right, 100 * rates[i].completeness);
		}
		buf_add_str(r->out, "</tr>");
	}
	buf_add_str(r->out, "</tbody></table>");
	return ONUS_OK;
}

static void largest(struct link_report *r)
{
	const struct onus_edges *e = &r->job->edges;

	buf_add_str(r->out,
		    "<table><caption>The largest blocks: what their records share"
		    "</caption><thead><tr><th scope=\"col\">shared values<th scope=\"col\" "
		    "class=\"n\">rule<th scope=\"col\" class=\"n\">records<th scope=\"col\" "
		    "class=\"n\">pairs</tr></thead><tbody>");
	for (size_t i = 0; i < e->block_count; i++) {
		buf_add_str(r->out, "<tr><th scope=\"row\">");
		html_text(r->out, slice_str(e->blocks[i].key));
		buf_addf(r->out,
			 "%s</th><td class=\"n\">%u</td><td class=\"n\">%llu</td><td "
			 "class=\"n\">%llu</td></tr>",
			 e->blocks[i].left_out ? "<p>too large: left out, not compared</p>" : "",
			 e->blocks[i].rule + 1, (unsigned long long)e->blocks[i].rows,
			 (unsigned long long)e->blocks[i].pairs);
	}
	buf_add_str(r->out, "</tbody></table>");
}

/* Clusters by size: 1, 2, 3-4, 5-8, ... */
static void sizes(struct link_report *r)
{
	const struct onus_clusters *c = &r->job->clusters;
	uint32_t *size = NEW_N(r->arena, uint32_t, c->rows + 1);
	uint64_t counts[SIZES] = {0};

	for (size_t i = 0; i < c->rows; i++) {
		size[c->of[i]]++;
	}
	for (size_t i = 0; i < c->rows; i++) {
		size_t power = 0;

		while (size[i] > (1U << power) && power + 1 < SIZES) {
			power++;
		}
		counts[power] += size[i] > 0;
	}
	buf_add_str(r->out, "<h2>Clusters</h2><table class=\"narrow\"><caption>Clusters by size"
			    "</caption><thead><tr><th scope=\"col\">records<th scope=\"col\" "
			    "class=\"n\">clusters</tr></thead><tbody>");
	for (size_t i = 0; i < SIZES; i++) {
		unsigned least = i == 0 ? 1 : (1U << (i - 1)) + 1;

		if (counts[i] > 0) {
			buf_addf(r->out, "<tr><th scope=\"row\">%u", least);
			if (i > 1) {
				buf_addf(r->out, " to %u%s", 1U << i,
					 i + 1 == SIZES ? " and more" : "");
			}
			buf_addf(r->out, "</th><td class=\"n\">%llu</td></tr>",
				 (unsigned long long)counts[i]);
		}
	}
	buf_add_str(r->out, "</tbody></table>");
}

static void conflicts(struct link_report *r)
{
	const struct json *list = json_get(r->job->told, "conflicts");
	size_t count = list != NULL ? list->count : 0;

	if (count == 0) {
		return;
	}
	buf_add_str(r->out,
		    "<table><caption>Conflicts</caption><thead><tr><th scope=\"col\">one<th "
		    "scope=\"col\">the other<th scope=\"col\">what</tr></thead><tbody>");
	for (size_t i = 0; i < count && i < CONFLICTS_SHOWN; i++) {
		buf_add_str(r->out, "<tr><td>");
		html_text(r->out, json_get_slice(list->items[i], "left"));
		buf_add_str(r->out, "</td><td>");
		html_text(r->out, json_get_slice(list->items[i], "right"));
		buf_add_str(r->out, "</td><td>");
		html_text(r->out, json_get_slice(list->items[i], "what"));
		buf_add_str(r->out, "</td></tr>");
	}
	buf_add_str(r->out, "</tbody></table>");
	if (count > CONFLICTS_SHOWN) {
		buf_addf(r->out, "<p class=\"soft\">and %zu more: --json gives all.</p>",
			 count - CONFLICTS_SHOWN);
	}
}

enum onus_err link_report_blocks(struct link_report *r)
{
	GUARD(rules(r));
	largest(r);
	sizes(r);
	conflicts(r);
	return ONUS_OK;
}
