/* SPDX-License-Identifier: Apache-2.0
 * report.c - the page of "onus link --report": its frame and its summary. */
#include "face/link/report.h"

#include <stdio.h>

#include "face/link/chart.h"

/* One rule a line. */
static const char style[] =
	":root{--ink:#1d2430;--soft:#566170;--line:#d9dee5;--ground:#eef1f4;--up:#17643b;"
	"--down:#9b2c2c;--mark:#8a5a00;--a:#1f4e9c;--b:#17643b;--c:#9b2c2c}"
	"*{box-sizing:border-box}"
	"body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:#fff;margin:0}"
	"main{max-width:60rem;margin:2rem auto;padding:0 1rem}"
	"h1{font-size:1.6rem;line-height:1.2;margin:0}"
	"h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--line);"
	"padding-top:1rem}"
	"h3{font-size:1.05rem;margin:2rem 0 .3rem}"
	"p{margin:.3rem 0 .8rem}"
	".soft{color:var(--soft)}"
	".tiles{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:1rem 0}"
	".tiles div{min-width:7rem}"
	".tiles b{display:block;font-size:1.4rem;font-variant-numeric:tabular-nums}"
	"table{border-collapse:collapse;width:100%;margin:.8rem 0 1.2rem}"
	"table.narrow{width:auto}"
	"caption{text-align:left;font-weight:600;padding:.3rem 0}"
	"caption .soft{font-weight:400;display:block;font-size:.9rem}"
	"th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);"
	"vertical-align:top}"
	"th{font-weight:400;overflow-wrap:anywhere}"
	"thead th{font-weight:600;color:var(--soft);font-size:.85rem;vertical-align:bottom;"
	"overflow-wrap:normal}"
	".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;"
	"padding:.3rem 0 .3rem .6rem}"
	"thead th.n{white-space:normal}"
	".n+:not(.n){padding-left:1.2rem}"
	"th p{margin:0;font-size:.85rem}"
	"p.after{margin-top:-.8rem;font-size:.9rem}"
	"code{font:.85em/1.4 ui-monospace,monospace}"
	".levels,.steps{table-layout:fixed}"
	".levels th:first-child{width:auto}"
	".levels .n{width:5.8rem}"
	".steps .bar{width:36%;padding-left:.6rem}"
	".steps .n{width:4.4rem}"
	".pair{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem}"
	"tbody .pair{font-size:1rem}"
	".axis{position:relative;height:.9rem;margin:.25rem 0;background:var(--ground)}"
	".axis i{position:absolute;top:.1rem;height:.7rem}"
	".axis .up{background:var(--up)}"
	".axis .down{background:repeating-linear-gradient(45deg,var(--down) 0 4px,#fff 4px 5px)"
	";outline:1px solid var(--down);outline-offset:-1px}"
	".axis .zero{width:1px;background:var(--soft);top:0;height:.9rem}"
	".axis .mark{width:0;border-left:2px dashed var(--mark);top:0;height:.9rem}"
	".scale{background:none;font-size:.8rem;font-weight:400}"
	".scale b{position:absolute;transform:translateX(-50%);font-weight:400}"
	".scale .first{transform:none}"
	".scale .last{transform:translateX(-100%)}"
	".wide{overflow-x:auto}"
	".wide table{min-width:38rem}"
	"svg{display:block;width:100%;height:auto;font:13px system-ui,sans-serif}"
	"svg text{fill:var(--soft)}"
	"svg .grid{stroke:var(--line)}"
	"svg .mark{stroke:var(--mark);stroke-width:2;stroke-dasharray:5 3}"
	"polyline{fill:none;stroke-width:2.5}"
	"polyline.a{stroke:var(--a)}"
	"polyline.b{stroke:var(--b);stroke-dasharray:7 3}"
	"polyline.c{stroke:var(--c);stroke-dasharray:2 3}"
	"rect.over{fill:var(--up)}"
	"rect.under{fill:#7a8594}"
	".key span{margin-right:1.2rem;display:inline-block}"
	".key span::before{content:'';display:inline-block;width:1.8em;border-top:3px solid;"
	"margin-right:.4em;vertical-align:middle}"
	".key .key-a::before{border-color:var(--a)}"
	".key .key-b::before{border-color:var(--b);border-top-style:dashed}"
	".key .key-c::before{border-color:var(--c);border-top-style:dotted}"
	".warn{border-left:4px solid var(--mark);padding:.3rem .8rem;background:#fff8e8;"
	"margin:1rem 0}"
	".warn p{margin:.2rem 0}"
	".warn ul{margin:.2rem 0;padding-left:1.2rem}"
	"summary{cursor:pointer;color:var(--a)}"
	"@media(max-width:40rem){"
	"main{margin:1rem auto}"
	"svg{font-size:22px}"
	"polyline{stroke-width:4}"
	".pair{grid-template-columns:1fr}"
	".levels,.levels tbody,.levels thead,.steps,.steps tbody,.steps thead,.levels caption,"
	".steps caption{display:block}"
	".levels tr,.steps tr{display:flex;flex-wrap:wrap;border-bottom:1px solid var(--line)}"
	".levels th,.levels td,.steps th,.steps td{border:0;width:auto}"
	".levels th:first-child,.steps th:first-child{flex:1 0 100%;padding-bottom:0}"
	".levels .n{flex:1;text-align:left;padding-left:0;font-size:.9rem}"
	".levels thead .n{display:none}"
	".levels td::before{color:var(--soft)}"
	".levels td:nth-child(2)::before{content:'weight '}"
	".levels td:nth-child(3)::before{content:'m '}"
	".levels td:nth-child(4)::before{content:'u '}"
	".steps .bar{flex:1;padding-left:0}"
	".steps .n{width:4.4rem}}"
	"@media print{"
	"body{font-size:10pt}"
	"main{margin:0;max-width:none;padding:0}"
	"h2,h3,caption{break-after:avoid}"
	"tr,svg,.warn{break-inside:avoid}"
	".axis,.axis i,rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
	".wide{overflow:visible}"
	".wide table{min-width:0}"
	"details::details-content{content-visibility:visible;height:auto}}";

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
		 "<title>Link report</title><style>%s</style><main><h1>Link report</h1>"
		 "<p class=\"soft\">Onus link engine %s. A pair is a proposal with its reasons; "
		 "whether it "
		 "is right, a person decides.</p>",
		 style, ONUS_LINK_VERSION);
}

enum onus_err link_report_page(struct link_report *r)
{
	head(r);
	summary(r);
	GUARD(link_report_truth(r));
	link_report_model(r);
	GUARD(link_report_pairs(r));
	GUARD(link_report_blocks(r));
	buf_add_str(r->out, "</main></html>\n");
	return buf_check(r->out, "the link report");
}
