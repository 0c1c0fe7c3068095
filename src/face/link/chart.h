/* SPDX-License-Identifier: Apache-2.0
 * chart.h - the pictures of the link report: HTML and SVG that stand in the page itself, each with
 * its figures as a table or a title beside it. */
#ifndef ONUS_FACE_LINK_CHART_H
#define ONUS_FACE_LINK_CHART_H

#include "base/arena.h"
#include "base/buf.h"

/* Escaped for HTML; control characters become "?". */
void html_text(struct buf *out, struct slice s);

/* A bar from zero to `value` on an axis from `lo` to `hi` (lo <= 0 <= hi), with its figure. */
void chart_bar(struct buf *out, double value, double lo, double hi, const char *figure);

/* One step of a waterfall: from `from` to `to` on an axis from `lo` to `hi`. */
void chart_step(struct buf *out, double from, double to, double lo, double hi);

struct chart_point {
	double x;
	double y;
};

struct chart_line {
	const char *name;
	const char *class_name; /* "a", "b", "c": colour and dash */
	const struct chart_point *points;
	size_t count;
};

/* Lines over one axis of weights (x) and shares from 0 to 1 (y); `mark`: a threshold, drawn
 * upright. */
void chart_lines(struct buf *out, const char *title, const struct chart_line *lines, size_t count,
		 double mark);

/* Columns of a histogram: counts[i] of x from lo + i * step. The scale of counts is logarithmic:
 * few true pairs stand beside many false ones. */
void chart_histogram(struct buf *out, const char *title, const uint64_t *counts, size_t count,
		     double lo, double step, double mark);

#endif
