/* SPDX-License-Identifier: Apache-2.0
 * svg.h - the few strokes a picture is made of, as SVG 1.1 that browsers, printers and rsvg agree
 * on.
 *
 * Lengths are integers in tenths of a unit, and a unit is a quarter of a millimetre on paper; so
 * the same answer gives the same bytes everywhere. Every text goes through svg_text or svg_title,
 * which clean and escape it. */
#ifndef ONUS_ANSWER_SVG_H
#define ONUS_ANSWER_SVG_H

#include "base/arena.h"
#include "base/buf.h"

enum { SVG_UNIT = 10 };

struct svg {
	struct arena *a;
	struct buf *out;
};

struct svg_box {
	int x;
	int y;
	int w;
	int h;
};

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* Shapes differ by outline, so that they can be told apart without colour. */
enum svg_shape {
	SVG_SHEET,        /* a report: upright rectangle */
	SVG_TRIANGLE,     /* said at a meeting */
	SVG_DOT,          /* told */
	SVG_RING,         /* delivered */
	SVG_DIAMOND,      /* decision */
	SVG_SQUARE,       /* action */
	SVG_BAR,          /* operation */
	SVG_CROSS,        /* lost */
	SVG_POINTER,      /* complaint: triangle on its tip */
	SVG_HEXAGON,      /* finding */
	SVG_OPEN_HEXAGON, /* response */
	SVG_OPEN_SQUARE,  /* publication */
	SVG_PLUS,         /* contact */
	SVG_ARROW,        /* recommendation */
	SVG_SHAPES,
};

/* Half the width of every shape, in tenths of a unit. */
enum { SVG_SHAPE_HALF = 50 };

void svg_rect(struct svg *s, const char *class_name, struct svg_box box);
void svg_line(struct svg *s, const char *class_name, int x1, int y1, int x2, int y2);
/* One shape around (x, y). */
void svg_shape(struct svg *s, enum svg_shape shape, const char *class_name, int x, int y);
/* A text on the line y. */
void svg_text(struct svg *s, const char *class_name, enum svg_anchor anchor, int x, int y,
	      const char *text);
/* A group with words for those who can't see it, or who point at it. */
void svg_begin(struct svg *s, const char *title);
void svg_end(struct svg *s);
/* An element of text alone: <title>, <desc>. */
void svg_element(struct svg *s, const char *name, const char *text);

/* The width of a text in a font of `size`, never less than any common sans-serif or serif face
 * takes.
 */
int svg_width(const char *text, int size, bool bold);
/* As much of the text as fits, cleaned; with an ellipsis where that is not all. "" where nothing
 * does. */
const char *svg_fit(struct svg *s, const char *text, int size, bool bold, int width);

#endif
