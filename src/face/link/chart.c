/* SPDX-License-Identifier: Apache-2.0
 * chart.c - see chart.h. */
#include "face/link/chart.h"

#include <math.h>

/* Of a picture, in units of its own; letters are larger on a narrow screen, and have room. */
enum { WIDE = 720, HIGH = 280, LEFT = 76, RIGHT = 16, TOP = 18, BOTTOM = 60, TICKS = 6 };

void html_text(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '<':
			buf_add_str(out, "&lt;");
			break;
		case '>':
			buf_add_str(out, "&gt;");
			break;
		case '&':
			buf_add_str(out, "&amp;");
			break;
		case '"':
			buf_add_str(out, "&quot;");
			break;
		default:
			buf_add_byte(out, (unsigned char)s.p[i] < ' ' ? '?' : s.p[i]);
		}
	}
}

static double share(double x, double lo, double hi)
{
	return hi > lo ? fmin(1, fmax(0, (x - lo) / (hi - lo))) : 0;
}

/* --- bars in tables --- */

void chart_axis_round(struct chart_axis *a)
{
	a->lo = 5 * floor(a->lo / 5);
	a->hi = 5 * ceil(a->hi / 5);
}

static double percent(const struct chart_axis *a, double x)
{
	return 100 * share(x, a->lo, a->hi);
}

static void add_figure(struct buf *out, const struct chart_axis *a, double x)
{
	double at = percent(a, x);

	buf_addf(out, "<b class=\"%s\" style=\"left:%.2f%%\">%g</b>",
		 at < 5    ? "first"
		 : at > 95 ? "last"
			   : "",
		 at, x);
}

void chart_scale(struct buf *out, const struct chart_axis *a)
{
	buf_add_str(out, "<div class=\"axis scale\" aria-hidden=\"true\">");
	if (percent(a, 0) > 15) {
		add_figure(out, a, a->lo);
	}
	add_figure(out, a, 0);
	if (percent(a, 0) < 85) {
		add_figure(out, a, a->hi);
	}
	buf_add_str(out, "</div>");
}

void chart_bar(struct buf *out, const struct chart_axis *a, double from, double to)
{
	double left = percent(a, fmin(from, to));
	double right = percent(a, fmax(from, to));

	buf_addf(out,
		 "<div class=\"axis\" aria-hidden=\"true\"><i class=\"zero\" "
		 "style=\"left:%.2f%%\"></i>",
		 percent(a, 0));
	if (!isnan(a->mark)) {
		buf_addf(out, "<i class=\"mark\" style=\"left:%.2f%%\"></i>", percent(a, a->mark));
	}
	buf_addf(out, "<i class=\"%s\" style=\"left:%.2f%%;width:%.2f%%\"></i></div>",
		 to < from ? "down" : "up", left, fmax(0.3, right - left));
}

/* --- SVG --- */

struct frame {
	double x_lo;
	double x_hi;
	double y_hi;
};

static double at_x(const struct frame *f, double x)
{
	return LEFT + share(x, f->x_lo, f->x_hi) * (WIDE - LEFT - RIGHT);
}

static double at_y(const struct frame *f, double y)
{
	return HIGH - BOTTOM - share(y, 0, f->y_hi) * (HIGH - TOP - BOTTOM);
}

/* A step of 1, 2 or 5 times a power of ten that gives about TICKS of them. */
static double tick_step(double range)
{
	double rough = fmax(range, 1e-9) / TICKS;
	double power = pow(10, floor(log10(rough)));
	double times = rough / power;

	return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

static void begin(struct buf *out, const char *title, const struct frame *f, const char *x_name)
{
	double step = tick_step(f->x_hi - f->x_lo);
	double first = ceil(f->x_lo / step);
	double ticks = floor(f->x_hi / step - first + 1e-3);

	buf_addf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDE, HIGH);
	html_text(out, slice_str(title));
	buf_add_str(out, "\"><title>");
	html_text(out, slice_str(title));
	buf_add_str(out, "</title>");
	for (int i = 0; i <= ticks; i++) {
		double x = (first + i) * step;

		buf_addf(out,
			 "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
			 "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>",
			 at_x(f, x), at_x(f, x), TOP, HIGH - BOTTOM, at_x(f, x), HIGH - BOTTOM + 24,
			 x);
	}
	buf_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", (WIDE + LEFT) / 2,
		 HIGH - 8, x_name);
}

static void y_tick(struct buf *out, const struct frame *f, double y, const char *label)
{
	buf_addf(out,
		 "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
		 "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
		 LEFT, WIDE - RIGHT, at_y(f, y), at_y(f, y), LEFT - 5, at_y(f, y) + 4, label);
}

static void end(struct buf *out, const struct frame *f, double mark)
{
	if (mark > f->x_lo && mark < f->x_hi) {
		buf_addf(out, "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
			 at_x(f, mark), at_x(f, mark), TOP, HIGH - BOTTOM);
	}
	buf_add_str(out, "</svg>");
}

static void add_line(struct buf *out, const struct frame *f, const struct chart_line *l)
{
	buf_addf(out, "<polyline class=\"%s\" points=\"", l->class_name);
	for (size_t i = 0; i < l->count; i++) {
		buf_addf(out, "%.1f,%.1f ", at_x(f, l->points[i].x), at_y(f, l->points[i].y));
	}
	buf_add_str(out, "\"/>");
}

void chart_lines(struct buf *out, const char *title, const struct chart_line *lines, size_t count,
		 double mark)
{
	struct frame f = {INFINITY, -INFINITY, 1};

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < lines[i].count; k++) {
			f.x_lo = fmin(f.x_lo, lines[i].points[k].x);
			f.x_hi = fmax(f.x_hi, lines[i].points[k].x);
		}
	}
	begin(out, title, &f, "match weight");
	y_tick(out, &f, 0, "0");
	y_tick(out, &f, 0.5, "50 %");
	y_tick(out, &f, 1, "100 %");
	for (size_t i = 0; i < count; i++) {
		add_line(out, &f, &lines[i]);
	}
	end(out, &f, mark);
	buf_add_str(out, "<p class=\"key\">");
	for (size_t i = 0; i < count; i++) {
		buf_addf(out, "<span class=\"key-%s\">%s</span> ", lines[i].class_name,
			 lines[i].name);
	}
	buf_add_str(out, "</p>");
}

enum { POWERS = 12 };

static const char *const powers[POWERS] = {"1",  "10",  "100",  "1k",  "10k",  "100k",
					   "1M", "10M", "100M", "1bn", "10bn", "100bn"};

static void histogram_table(struct buf *out, const uint64_t *counts, size_t count, double lo,
			    double step)
{
	buf_add_str(out, "<details><summary>The same as a table</summary><table><thead><tr>"
			 "<th scope=\"col\">match weight<th scope=\"col\" class=\"n\">pairs</tr>"
			 "</thead><tbody>");
	for (size_t i = 0; i < count; i++) {
		if (counts[i] > 0) {
			buf_addf(
				out,
				"<tr><th scope=\"row\">%g to %g</th><td class=\"n\">%llu</td></tr>",
				lo + step * (double)i, lo + step * (double)(i + 1),
				(unsigned long long)counts[i]);
		}
	}
	buf_add_str(out, "</tbody></table></details>");
}

void chart_histogram(struct buf *out, const char *title, const uint64_t *counts, size_t count,
		     double lo, double step, double mark)
{
	struct frame f = {lo, lo + step * (double)count, 1};
	uint64_t most = 1;

	for (size_t i = 0; i < count; i++) {
		most = counts[i] > most ? counts[i] : most;
	}
	f.y_hi = log10((double)most) + 0.3;
	begin(out, title, &f, "match weight");
	for (unsigned power = 0; power <= (unsigned)f.y_hi && power < POWERS; power++) {
		y_tick(out, &f, power, powers[power]);
	}
	for (size_t i = 0; i < count; i++) {
		double x = lo + step * (double)i;
		double y = counts[i] > 0 ? log10((double)counts[i]) + 0.1 : 0;

		if (counts[i] > 0) {
			buf_addf(out,
				 "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
				 "height=\"%.1f\"><title>%g to %g: %llu pairs</title></rect>",
				 x + step / 2 >= mark ? "over" : "under", at_x(&f, x) + 0.5,
				 at_y(&f, y), at_x(&f, x + step) - at_x(&f, x) - 1,
				 at_y(&f, 0) - at_y(&f, y), x, x + step,
				 (unsigned long long)counts[i]);
		}
	}
	end(out, &f, mark);
	histogram_table(out, counts, count, lo, step);
}
