/* SPDX-License-Identifier: Apache-2.0
 * report.c - the page of "onus link --report": its frame and its summary. */
#include "face/link/report.h"

#include <stdio.h>

#include "face/link/chart.h"

static const char style[] =
	":root{--ink:#1d2430;--soft:#5b6675;--line:#d9dee5;--up:#17643b;--down:#9b2c2c;--mark:#"
	"8a5a00;"
	"--a:#1f4e9c;--b:#17643b;--c:#9b2c2c}"
	"body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);max-width:60rem;margin:2rem auto;"
	"padding:0 1rem}"
	"h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.2rem;margin-top:2.5rem;"
	"border-top:1px solid var(--line);padding-top:1rem}h3{font-size:1rem;margin-bottom:.3rem}"
	"p.soft,td.soft{color:var(--soft)}"
	".tiles{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:1rem 0}.tiles div{min-width:7rem}"
	".tiles b{display:block;font-size:1.4rem;font-variant-numeric:tabular-nums}"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}"
	"caption{text-align:left;font-weight:600;padding:.3rem 0}"
	"th,td{text-align:left;padding:.15rem .5rem;border-bottom:1px solid "
	"var(--line);vertical-align:top}"
	"th{font-weight:600;color:var(--soft);font-size:.85rem}"
	"td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
	"td.bar{width:40%}.axis{position:relative;height:1.1em}.axis "
	"i{position:absolute;top:.15em;height:.8em}"
	".axis i.up{background:var(--up)}.axis "
	"i.down{background:repeating-linear-gradient(45deg,var(--down)"
	" 0 4px,#fff 4px 5px)}.axis i.zero{width:1px;background:var(--soft);top:0;height:1.1em}"
	"svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}"
	"svg .grid{stroke:var(--line)}svg "
	".mark{stroke:var(--mark);stroke-width:2;stroke-dasharray:5 3}"
	"polyline{fill:none;stroke-width:2.5}polyline.a{stroke:var(--a)}"
	"polyline.b{stroke:var(--b);stroke-dasharray:7 "
	"3}polyline.c{stroke:var(--c);stroke-dasharray:2 3}"
	"rect.over{fill:var(--up)}rect.under{fill:#aab3c0}"
	".key span::before{content:'';display:inline-block;width:1.6em;border-top:3px "
	"solid;margin-right:.4em;"
	"vertical-align:middle}.key-a::before{border-color:var(--a)}"
	".key-b::before{border-color:var(--b);border-top-style:dashed!important}"
	".key-c::before{border-color:var(--c);border-top-style:dotted!important}"
	".warn{border-left:4px solid var(--mark);padding:.3rem .8rem;background:#fff8e8}"
	"@media print{body{margin:0;max-width:none}details{display:block}h2{break-after:avoid}"
	"table,svg{break-inside:avoid}}";

static void tile(struct buf *out, uint64_t n, const char *what)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);

	buf_add_str(out, "<div><b>");
	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			buf_add_byte(out, ',');
		}
		buf_add_byte(out, digits[i]);
	}
	buf_addf(out, "</b>%s</div>", what);
}

static void summary(struct link_report *r)
{
	const struct link_job *j = r->job;
	uint64_t joined = 0;

	for (size_t i = 0; i < j->edges.count; i++) {
		joined += j->edges.items[i].weight >= r->threshold;
	}
	buf_add_str(r->out, "<div class=\"tiles\">");
	tile(r->out, onus_records_count(j->records), "records");
	tile(r->out, j->edges.compared, "pairs compared");
	tile(r->out, joined, "pairs over the threshold");
	tile(r->out, j->clusters.count, "clusters");
	buf_addf(r->out, "</div><p>Threshold: weight %.2f, probability %.4f.</p>", r->threshold,
		 onus_probability(r->threshold));
}

static void head(struct link_report *r)
{
	buf_addf(r->out,
		 "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
		 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
		 "<title>Link report</title><style>%s</style><h1>Link report</h1>"
		 "<p class=\"soft\">Onus link engine %s. A pair is a proposal with its reasons; "
		 "whether it "
		 "is right, a person decides.</p>",
		 style, ONUS_LINK_VERSION);
}

enum onus_err link_report_page(struct link_report *r)
{
	head(r);
	summary(r);
	link_report_model(r);
	GUARD(link_report_pairs(r));
	GUARD(link_report_truth(r));
	link_report_blocks(r);
	buf_add_str(r->out, "</html>\n");
	return buf_check(r->out, "the link report");
}
