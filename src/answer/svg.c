/* SPDX-License-Identifier: Apache-2.0
 * svg.c - see svg.h. */
#include "answer/svg.h"
#include "answer/words.h"

/* Advance widths of U+0020 to U+007E in hundredths of the font's size: the greater of DejaVu Sans
 * and DejaVu Serif (read from their hmtx tables), the widest faces that a common system picks for
 * the generic families. */
static const unsigned char widths[] = {
	32, 41, 46, 84, 64, 96, 90, 28,  40, 40, 50, 84, 32, 37,  32, 34, 64, 64,  64,
	64, 64, 64, 64, 64, 64, 64, 34,  34, 84, 84, 84, 54, 100, 73, 74, 77, 81,  73,
	70, 80, 88, 40, 41, 75, 67, 103, 88, 82, 68, 82, 76, 69,  67, 85, 73, 103, 72,
	67, 70, 40, 34, 40, 84, 50, 50,  62, 65, 57, 65, 62, 38,  65, 65, 32, 32,  61,
	32, 98, 65, 62, 65, 65, 48, 53,  41, 65, 60, 86, 60, 60,  53, 64, 34, 64,  84,
};

_Static_assert(sizeof widths == 0x7F - 0x20, "a width for each printable character of ASCII");

enum {
	WIDTH_LATIN = 90,    /* accented letters, dashes */
	WIDTH_OTHER = 110,   /* other scripts */
	WIDTH_PICTURE = 140, /* emoji */
	BOLD_PERCENT = 115,
};

/* The outline of a shape around (0, 0), ten units wide. `open`: drawn as a line, not filled. */
struct outline {
	const char *path;
	bool open;
};

static const struct outline outlines[SVG_SHAPES] = {
	[SVG_SHEET] = {"M-3.4 -4.8H3.4V4.8H-3.4Z", false},
	[SVG_TRIANGLE] = {"M0 -5L5 4.2H-5Z", false},
	[SVG_DOT] = {"M-4.6 0A4.6 4.6 0 1 1 4.6 0A4.6 4.6 0 1 1 -4.6 0Z", false},
	[SVG_RING] = {"M-4.1 0A4.1 4.1 0 1 1 4.1 0A4.1 4.1 0 1 1 -4.1 0Z", true},
	[SVG_DIAMOND] = {"M0 -5.6L5.6 0L0 5.6L-5.6 0Z", false},
	[SVG_SQUARE] = {"M-4.3 -4.3H4.3V4.3H-4.3Z", false},
	[SVG_BAR] = {"M-5 -2.4H5V2.4H-5Z", false},
	[SVG_CROSS] = {"M-4 -4L4 4M4 -4L-4 4", true},
	[SVG_POINTER] = {"M0 5L5 -4.2H-5Z", false},
	[SVG_HEXAGON] = {"M-5 0L-2.5 -4.4H2.5L5 0L2.5 4.4H-2.5Z", false},
	[SVG_OPEN_HEXAGON] = {"M-4.6 0L-2.3 -4H2.3L4.6 0L2.3 4H-2.3Z", true},
	[SVG_OPEN_SQUARE] = {"M-4 -4H4V4H-4Z", true},
	[SVG_PLUS] = {"M-4.6 0H4.6M0 -4.6V4.6", true},
	[SVG_ARROW] = {"M-4.2 -5L5 0L-4.2 5Z", false},
};

/* --- writing --- */

/* A length of tenths as a decimal number. */
static void put_length(struct buf *out, int tenths)
{
	unsigned size = tenths < 0 ? 0U - (unsigned)tenths : (unsigned)tenths;

	buf_addf(out, size % SVG_UNIT != 0 ? "%s%u.%u" : "%s%u", tenths < 0 ? "-" : "",
		 size / SVG_UNIT, size % SVG_UNIT);
}

static void put_attribute(struct svg *s, const char *name, int tenths)
{
	buf_addf(s->out, " %s=\"", name);
	put_length(s->out, tenths);
	buf_add_byte(s->out, '"');
}

static void put_escaped(struct svg *s, const char *text)
{
	for (const char *p = words_clean(s->a, text); *p != '\0'; p++) {
		switch (*p) {
		case '<':
			buf_add_str(s->out, "&lt;");
			break;
		case '>':
			buf_add_str(s->out, "&gt;");
			break;
		case '&':
			buf_add_str(s->out, "&amp;");
			break;
		case '"':
			buf_add_str(s->out, "&quot;");
			break;
		default:
			buf_add_byte(s->out, *p);
		}
	}
}

void svg_rect(struct svg *s, const char *class_name, struct svg_box box)
{
	buf_addf(s->out, "<rect class=\"%s\"", class_name);
	put_attribute(s, "x", box.x);
	put_attribute(s, "y", box.y);
	put_attribute(s, "width", box.w > 0 ? box.w : 0);
	put_attribute(s, "height", box.h > 0 ? box.h : 0);
	buf_add_str(s->out, "/>\n");
}

void svg_line(struct svg *s, const char *class_name, int x1, int y1, int x2, int y2)
{
	buf_addf(s->out, "<line class=\"%s\"", class_name);
	put_attribute(s, "x1", x1);
	put_attribute(s, "y1", y1);
	put_attribute(s, "x2", x2);
	put_attribute(s, "y2", y2);
	buf_add_str(s->out, "/>\n");
}

void svg_shape(struct svg *s, enum svg_shape shape, const char *class_name, int x, int y)
{
	buf_addf(s->out, "<path class=\"%s%s\" transform=\"translate(", class_name,
		 outlines[shape].open ? " open" : "");
	put_length(s->out, x);
	buf_add_byte(s->out, ' ');
	put_length(s->out, y);
	buf_addf(s->out, ")\" d=\"%s\"/>\n", outlines[shape].path);
}

void svg_text(struct svg *s, const char *class_name, enum svg_anchor anchor, int x, int y,
	      const char *text)
{
	static const char *const anchors[] = {"", " text-anchor=\"middle\"",
					      " text-anchor=\"end\""};

	if (text[0] == '\0') {
		return;
	}
	buf_addf(s->out, "<text class=\"%s\"%s", class_name, anchors[anchor]);
	put_attribute(s, "x", x);
	put_attribute(s, "y", y);
	buf_add_byte(s->out, '>');
	put_escaped(s, text);
	buf_add_str(s->out, "</text>\n");
}

void svg_element(struct svg *s, const char *name, const char *text)
{
	buf_addf(s->out, "<%s>", name);
	put_escaped(s, text);
	buf_addf(s->out, "</%s>\n", name);
}

void svg_begin(struct svg *s, const char *title)
{
	buf_add_str(s->out, "<g>");
	svg_element(s, "title", title);
}

void svg_end(struct svg *s)
{
	buf_add_str(s->out, "</g>\n");
}

/* --- measuring --- */

static int char_width(int32_t c)
{
	if (c >= 0x20 && c < 0x7F) {
		return widths[c - 0x20];
	}
	if (c < 0x0530 || (c >= 0x2010 && c < 0x2070)) {
		return c == 0x2014 || c == 0x2026 ? 100 : WIDTH_LATIN;
	}
	return c >= 0x1F000 ? WIDTH_PICTURE : WIDTH_OTHER;
}

/* Hundredths of a hundredth of the size would overflow for no text that a page can hold; longer
 * ones are cut before they are measured to the end. */
enum { MEASURED_MAX = 100000 };

int svg_width(const char *text, int size, bool bold)
{
	struct slice rest = slice_str(text);
	int64_t width = 0;
	int32_t c;

	while (width < MEASURED_MAX && (c = words_char(&rest)) >= 0) {
		width += char_width(c);
	}
	width = width * (bold ? BOLD_PERCENT : 100) / 100;
	return (int)(width * size / 100);
}

const char *svg_fit(struct svg *s, const char *text, int size, bool bold, int width)
{
	const char *clean = words_clean(s->a, text);
	struct slice rest = slice_str(clean);
	int64_t used = 0;
	int percent = bold ? BOLD_PERCENT : 100;
	int64_t room = (int64_t)width * 100 * 100 / size / percent;
	size_t fits = 0;
	int32_t c;

	if (svg_width(clean, size, bold) <= width) {
		return clean;
	}
	room -= char_width(0x2026);
	while ((c = words_char(&rest)) >= 0 && used + char_width(c) <= room) {
		used += char_width(c);
		fits = (size_t)(rest.p - clean);
	}
	while (fits > 0 && clean[fits - 1] == ' ') {
		fits--;
	}
	return fits == 0 ? "" : arena_printf(s->a, "%.*s\u2026", (int)fits, clean);
}
