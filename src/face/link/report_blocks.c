/* SPDX-License-Identifier: Apache-2.0
 * report_blocks.c - the link report: which pairs were compared at all, and what came of them. */
#include "face/link/chart.h"
#include "face/link/report.h"
#include "link/model.h"

enum { SIZES = 12, CONFLICTS_SHOWN = 100 };

static void rules(struct link_report *r)
{
	const struct onus_edges *e = &r->job->edges;
	const struct onus_model *m = r->job->model;

	buf_add_str(r->out, "<h2>Which pairs were compared</h2><table><caption>Pairs that each "
			    "blocking rule made "
			    "and no earlier one</caption><tr><th>rule<th class=\"n\">pairs</tr>");
	for (size_t i = 0; i < e->rule_count; i++) {
		buf_add_str(r->out, "<tr><td>");
		html_text(r->out,
			  i < m->n_rules ? m->rules[i].sql : SLICE("part of a rule with OR"));
		buf_addf(r->out, "</td><td class=\"n\">%llu</td></tr>",
			 (unsigned long long)e->rule_pairs[i]);
	}
	buf_add_str(r->out, "</table>");
}

static void largest(struct link_report *r)
{
	const struct onus_edges *e = &r->job->edges;

	buf_add_str(r->out, "<table><caption>The largest blocks</caption><tr><th>shared values<th "
			    "class=\"n\">rule"
			    "<th class=\"n\">records<th class=\"n\">pairs<th></tr>");
	for (size_t i = 0; i < e->block_count; i++) {
		buf_add_str(r->out, "<tr><td>");
		html_text(r->out, slice_str(e->blocks[i].key));
		buf_addf(r->out,
			 "</td><td class=\"n\">%u</td><td class=\"n\">%llu</td><td "
			 "class=\"n\">%llu</td>"
			 "<td>%s</td></tr>",
			 e->blocks[i].rule, (unsigned long long)e->blocks[i].rows,
			 (unsigned long long)e->blocks[i].pairs,
			 e->blocks[i].left_out ? "too large: left out" : "");
	}
	buf_add_str(r->out, "</table>");
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
	buf_add_str(r->out, "<h2>Clusters</h2><table><caption>Clusters by size</caption><tr><th "
			    "class=\"n\">records"
			    "<th class=\"n\">clusters</tr>");
	for (size_t i = 0; i < SIZES; i++) {
		unsigned least = i == 0 ? 1 : (1U << (i - 1)) + 1;

		if (counts[i] > 0) {
			buf_addf(r->out,
				 "<tr><td class=\"n\">%u to %u</td><td class=\"n\">%llu</td></tr>",
				 least, 1U << i, (unsigned long long)counts[i]);
		}
	}
	buf_add_str(r->out, "</table>");
}

static void conflicts(struct link_report *r)
{
	const struct json *list = json_get(r->job->told, "conflicts");
	size_t count = list != NULL ? list->count : 0;

	if (count == 0) {
		return;
	}
	buf_add_str(r->out,
		    "<table><caption>Conflicts</caption><tr><th>one<th>the other<th>what</tr>");
	for (size_t i = 0; i < count && i < CONFLICTS_SHOWN; i++) {
		buf_add_str(r->out, "<tr><td>");
		html_text(r->out, json_get_slice(list->items[i], "left"));
		buf_add_str(r->out, "</td><td>");
		html_text(r->out, json_get_slice(list->items[i], "right"));
		buf_add_str(r->out, "</td><td>");
		html_text(r->out, json_get_slice(list->items[i], "what"));
		buf_add_str(r->out, "</td></tr>");
	}
	buf_add_str(r->out, "</table>");
	if (count > CONFLICTS_SHOWN) {
		buf_addf(r->out, "<p class=\"soft\">and %zu more: --json gives all.</p>",
			 count - CONFLICTS_SHOWN);
	}
}

void link_report_blocks(struct link_report *r)
{
	rules(r);
	largest(r);
	sizes(r);
	conflicts(r);
}
