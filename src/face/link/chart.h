/* SPDX-License-Identifier: Apache-2.0
 * chart.h - the pictures of the link report: HTML and SVG that stand in the page itself, each with
 * its figures as a table or a title beside it. */
#ifndef ONUS_FACE_LINK_CHART_H
#define ONUS_FACE_LINK_CHART_H

#include "base/arena.h"
#include "base/buf.h"

/* Escaped for HTML; control characters become "?". */
void html_text(struct buf *out, struct slice s);

/* The axis that the bars of a table share. */
struct chart_axis {
	double lo;   /* <= 0 */
	double hi;   /* >= 0 */
	double mark; /* a threshold, drawn upright; NAN: none */
};

/* Widens an axis to whole steps of 5. */
void chart_axis_round(struct chart_axis *a);
/* The axis itself with its figures, for the head of the table. */
void chart_scale(struct buf *out, const struct chart_axis *a);
/* A bar from `from` to `to`: one step of a waterfall, or from 0 a weight. */
void chart_bar(struct buf *out, const struct chart_axis *a, double from, double to);

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
