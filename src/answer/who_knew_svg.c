/* SPDX-License-Identifier: Apache-2.0
 * who_knew_svg.c - draws the picture of an answer: head, silences, lanes, legend. */
#include <inttypes.h>

#include "answer/picture.h"
#include "answer/who_knew.h"
#include "answer/words.h"

/* Ink, one colour a kind of thing, and red for silence alone. Every kind has a shape of its own as
 * well, and every band its words: nothing hangs on colour. */
static const char style[] =
	"text{font-family:sans-serif;font-size:10.5px;fill:#1c1c1c}"
	".title{font-family:serif;font-size:32px}"
	".kicker{font-size:9.5px;letter-spacing:1.4px;fill:#6a6a6a}"
	".sub{font-size:11.5px;fill:#4a4a4a}"
	".hero{font-family:serif;font-size:40px;fill:#b0122b}"
	".exercise{font-size:13px;font-weight:bold;fill:#b0122b}"
	".section{font-size:9.5px;font-weight:bold;letter-spacing:.6px;fill:#1c1c1c}"
	".name{font-size:11.5px}"
	".rank{font-size:10.5px;font-weight:bold}"
	".note{font-size:9.5px;fill:#6a6a6a}"
	".tick{font-size:10.5px;fill:#6a6a6a}"
	".band-words{font-weight:bold;fill:#fff}"
	".band-words-beside{font-weight:bold;fill:#b0122b}"
	".words-beside{fill:#4a4a4a}"
	".page{fill:#fff}"
	".grid{stroke:#e4e4e4;stroke-width:.6}"
	".rule{stroke:#9a9a9a;stroke-width:.7}"
	".hair{stroke:#e4e4e4;stroke-width:.6}"
	".band{fill:#b0122b;fill-opacity:.13}"
	".band-early{fill:#b0122b;fill-opacity:.06}"
	".band-edge{stroke:#b0122b;stroke-width:.8}"
	".silence{fill:#b0122b}"
	".perhaps{fill:#fff;stroke:#b0122b;stroke-width:.9;stroke-dasharray:3 2}"
	".nobody-rank{fill:url(#hatch);fill-opacity:.55}"
	".known{fill:#254e7b;stroke:#254e7b}"
	".told{fill:#254e7b;stroke:#254e7b}"
	".done{fill:#1c6a51;stroke:#1c6a51}"
	".decision{fill:#1c1c1c;stroke:#1c1c1c}"
	".lost{fill:#8a5500;stroke:#8a5500}"
	".oversight{fill:#5b3d8f;stroke:#5b3d8f}"
	"path{stroke-width:0}"
	".open{fill:#fff;stroke-width:1.6}"
	".unsure{fill-opacity:.45}"
	".bar{fill-opacity:.3;stroke-width:0}"
	".nobody{fill:url(#hatch);stroke:#6a6a6a;stroke-width:.8}"
	".default{fill:#e9eef4;stroke:#254e7b;stroke-width:.8;stroke-dasharray:4 2}"
	".owner{fill:#d3dfec;stroke:#254e7b;stroke-width:.8}";

static const char hatch[] =
	"<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	"patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
	"<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"#c9c9c9\" stroke-width=\"1.6\"/>"
	"</pattern>\n";

enum {
	EXERCISE_Y = 330,
	KICKER_Y = 540,
	TITLE_Y = 890,
	SUB_Y = 1090,
	TITLE_SIZE = 320,
	HERO_SIZE = 400,
	SUB_SIZE = 115,
	BAR_HALF = 22,
	BAND_H = 150,
	BASELINE = 36, /* of words, below the middle of their row */
	GUTTER_GAP = 100,
	NAME_INDENT = 90,
	LEGEND_GAP = 200,
	SAMPLE_W = 220,
	SAMPLE_GAP = 50,
	LEGEND_ROW = 170,
};

/* --- words about the whole --- */

static const struct json *longest(const struct picture *p)
{
	return json_get_item(p->answer, "gaps", 0);
}

/* "2002 to 2016", "2002 up to 1 March 2027, and still". */
static const char *silence_span(struct picture *p, const struct json *gap)
{
	const char *from = words_short(p->a, words_when(json_get(gap, "from")));
	const char *to = words_short(p->a, words_when(json_get(gap, "to")));

	return words_true(gap, "open") ? arena_printf(p->a, "%s up to %s, and still", from, to)
				       : arena_printf(p->a, "%s to %s", from, to);
}

static const char *allowed(struct picture *p, const struct json *gap)
{
	int64_t least = json_get_int(gap, "days_min", 0);
	int64_t most = json_get_int(gap, "days_max", 0);

	return least == most ? ""
			     : arena_printf(p->a, "the record allows %s to %s days",
					    words_count(p->a, least), words_count(p->a, most));
}

static const char *up_to_words(struct picture *p)
{
	struct when up_to;

	if (when_parse(json_get_slice(json_get(p->answer, "question"), "known_up_to"), &up_to) !=
	    ONUS_OK) {
		return "everything on record";
	}
	return arena_printf(p->a, "everything recorded up to %s", words_short(p->a, up_to));
}

static const char *subject_name(struct picture *p)
{
	return words_clean(p->a, words_get(json_get(p->answer, "subject"), "name"));
}

/* The picture in words. */
static const char *described(struct picture *p)
{
	const char *text = arena_printf(
		p->a,
		"A time line of %s: %zu reports and minuted items, %zu times that somebody was "
		"told, %zu decisions, %zu actions, %zu operations, %zu complaints.",
		subject_name(p), json_get_count(p->answer, "facts"),
		json_get_count(p->answer, "exposures"), json_get_count(p->answer, "decisions"),
		json_get_count(p->answer, "actions"), json_get_count(p->answer, "operations"),
		json_get_count(p->answer, "complaints"));

	if (longest(p) != NULL) {
		text = arena_printf(p->a, "%s The longest silence: %s with no recorded answer, %s.",
				    text, words_days(p->a, json_get_int(longest(p), "days", 0)),
				    silence_span(p, longest(p)));
	}
	return text;
}

/* --- the head --- */

/* The width of what is said instead of the longest silence. */
static int draw_no_silence(struct picture *p, int right)
{
	const struct json *perhaps = json_get_item(p->answer, "possible_gaps", 0);
	const char *what = "no silence of 28 days or more on record";

	if (perhaps != NULL) {
		what = arena_printf(p->a, "perhaps up to %s with no recorded answer",
				    words_days(p->a, json_get_int(perhaps, "days", 0)));
		svg_text(&p->svg, "note", SVG_END, right, SUB_Y,
			 "the dates on record are too coarse to be sure");
	}
	svg_text(&p->svg, "sub", SVG_END, right, TITLE_Y, what);
	return svg_width(what, SUB_SIZE, false);
}

/* The longest silence, at the right; gives the x where it begins. */
static int draw_hero(struct picture *p)
{
	int right = p->paper.w - MARGIN;
	const struct json *gap = longest(p);
	const char *days;
	const char *what;
	int days_w;
	int what_w;

	if (gap == NULL) {
		return right - draw_no_silence(p, right);
	}
	days = words_days(p->a, json_get_int(gap, "days", 0));
	what = arena_printf(p->a, "with no recorded answer, %s", silence_span(p, gap));
	svg_text(&p->svg, "hero", SVG_END, right, TITLE_Y, days);
	svg_text(&p->svg, "sub", SVG_END, right, SUB_Y, what);
	svg_text(&p->svg, "note", SVG_END, right, SUB_Y + 150, allowed(p, gap));
	days_w = svg_width(days, HERO_SIZE, false);
	what_w = svg_width(what, SUB_SIZE, false);
	return right - (days_w > what_w ? days_w : what_w);
}

static void draw_head(struct picture *p)
{
	const struct json *subject = json_get(p->answer, "subject");
	const char *kind = picture_text(p, subject, "kind");
	int room = draw_hero(p) - MARGIN - LEGEND_GAP;
	const char *sub = arena_printf(p->a, "%s%s%s, %s", kind, kind[0] != '\0' ? " " : "",
				       words_get(subject, "id"), up_to_words(p));

	svg_text(&p->svg, "kicker", SVG_START, MARGIN, KICKER_Y,
		 "WHO KNEW WHAT, WHEN, AND WHAT DID THEY DO?");
	svg_text(&p->svg, "title", SVG_START, MARGIN, TITLE_Y,
		 svg_fit(&p->svg, subject_name(p), TITLE_SIZE, false, room));
	svg_text(&p->svg, "sub", SVG_START, MARGIN, SUB_Y,
		 svg_fit(&p->svg, sub, SUB_SIZE, false, room));
	if (words_true(json_get(p->answer, "ledger"), "exercise")) {
		svg_text(&p->svg, "exercise", SVG_MIDDLE, p->paper.w / 2, EXERCISE_Y,
			 "EXERCISE: a ledger for practice, not for real work");
	}
}

/* --- the plane behind the marks --- */

/* Grid and years. */
static void draw_axis(struct picture *p)
{
	const struct axis *axis = &p->axis;
	const char *words = "";
	int64_t t = axis_tick(axis, axis->from, p->a, &words);

	while (t <= axis->to) {
		int x = axis_x(axis, t);

		svg_line(&p->svg, "grid", x, p->y_axis, x, p->y_end);
		svg_text(&p->svg, "tick", SVG_MIDDLE, x, p->y_axis - 70, words);
		t = axis_tick(axis, t + 1, p->a, &words);
	}
	if (axis->undated) {
		svg_text(&p->svg, "tick", SVG_END, p->paper.w - MARGIN, p->y_axis - 70, "no date");
	}
	svg_line(&p->svg, "rule", MARGIN, p->y_axis, p->paper.w - MARGIN, p->y_axis);
}

/* A red band through all lanes for each silence: lighter while what opened it may not have been
 * known yet. */
static void draw_bands(struct picture *p)
{
	int top = p->y_axis;
	int h = p->y_end - top;

	for (size_t i = 0; i < json_get_count(p->answer, "gaps"); i++) {
		const struct json *gap = json_get_item(p->answer, "gaps", i);
		struct when from = words_when(json_get(gap, "from"));
		struct when to = words_when(json_get(gap, "to"));
		int x_from = axis_x(&p->axis, from.lo);
		int x_to = axis_x(&p->axis, to.lo);
		int x_sure = axis_x(&p->axis, from.hi < to.lo ? from.hi : to.lo);

		if (x_to <= x_from) {
			continue;
		}
		svg_rect(&p->svg, "band-early", (struct svg_box){x_from, top, x_sure - x_from, h});
		svg_rect(&p->svg, "band", (struct svg_box){x_sure, top, x_to - x_sure, h});
		svg_line(&p->svg, "band-edge", x_from, top, x_from, p->y_end);
		svg_line(&p->svg, "band-edge", x_to, top, x_to, p->y_end);
	}
}

static void draw_hatches(struct picture *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct lane *lane = &p->lanes[i];

		if (lane->hatched) {
			p->uses_hatch = true;
			svg_rect(&p->svg, "nobody-rank",
				 (struct svg_box){MARGIN, lane->y, p->paper.w - 2 * MARGIN,
						  lane->h});
		}
	}
}

/* --- lanes --- */

static void draw_gutter(struct picture *p, const struct lane *lane)
{
	bool indented = lane->kind == LANE_MEMBER && p->detail == DETAIL_ALL;
	int x = MARGIN + (indented ? NAME_INDENT : 0);
	int room = MARGIN + GUTTER - x - GUTTER_GAP;
	int y = lane->y + p->space.row / 2 + BASELINE;

	switch (lane->kind) {
	case LANE_SECTION:
		svg_line(&p->svg, "rule", MARGIN, lane->y, p->paper.w - MARGIN, lane->y);
		svg_text(&p->svg, "section", SVG_START, MARGIN, lane->y + lane->h - 55, lane->name);
		return;
	case LANE_RANK:
		svg_text(&p->svg, "rank", SVG_START, MARGIN, lane->y + lane->h - 45,
			 svg_fit(&p->svg,
				 lane->note[0] != '\0'
					 ? arena_printf(p->a, "%s (%s)", lane->name, lane->note)
					 : lane->name,
				 LABEL_SIZE, true, room + GUTTER));
		return;
	default:
		svg_text(&p->svg, "name", SVG_START, x, y,
			 svg_fit(&p->svg, lane->name, NAME_SIZE, false, room));
		svg_text(&p->svg, "note", SVG_START, x, y + 120,
			 svg_fit(&p->svg, lane->note, SMALL_SIZE, false, room));
	}
}

static const char *label_class(const struct mark *m)
{
	if (m->side == SIDE_INSIDE) {
		return slice_is(slice_str(m->class_name), "silence") ? "band-words" : "";
	}
	return slice_is(slice_str(m->class_name), "silence") ? "band-words-beside" : "words-beside";
}

static void draw_label(struct picture *p, const struct mark *m, int middle, int above)
{
	static const enum svg_anchor anchors[] = {
		[SIDE_RIGHT] = SVG_START,
		[SIDE_LEFT] = SVG_END,
		[SIDE_ABOVE] = SVG_START,
		[SIDE_INSIDE] = SVG_MIDDLE,
	};

	if (m->side != SIDE_NONE) {
		svg_text(&p->svg, label_class(m), anchors[m->side], m->label_x,
			 m->side == SIDE_ABOVE ? above : middle + BASELINE, m->shown);
	}
}

static void draw_mark(struct picture *p, const struct lane *lane, const struct mark *m)
{
	bool person = lane->kind == LANE_MEMBER;
	int row_h = person ? p->space.member_row : p->space.row;
	int top = lane->y + m->row * row_h + (person ? p->space.member_rest / 2 : 0);
	int middle = top + row_h / 2;
	int y = m->side == SIDE_ABOVE ? top + row_h - SVG_SHAPE_HALF : middle;

	svg_begin(&p->svg, m->title);
	p->uses_hatch = p->uses_hatch || slice_is(slice_str(m->class_name), "block nobody");
	if (lane->kind == LANE_BLOCKS) {
		svg_rect(&p->svg, m->class_name,
			 (struct svg_box){m->bar_from, middle - BAND_H / 2, m->bar_to - m->bar_from,
					  BAND_H});
	} else {
		if (m->bar_to > m->bar_from) {
			p->uses_bar = true;
			svg_rect(&p->svg, arena_printf(p->a, "%s bar", m->class_name),
				 (struct svg_box){m->bar_from, y - BAR_HALF,
						  m->bar_to - m->bar_from, 2 * BAR_HALF});
		}
		svg_shape(&p->svg, m->shape, m->class_name,
			  m->side == SIDE_ABOVE ? m->bar_from + SVG_SHAPE_HALF : m->x, y);
	}
	draw_label(p, m, middle, top + row_h / 2 - 5);
	svg_end(&p->svg);
}

static void draw_lane(struct picture *p, const struct lane *lane)
{
	if (lane->count > 0 || lane != &p->silences) {
		draw_gutter(p, lane);
	}
	if (lane->kind == LANE_MEMBER || lane->kind == LANE_LABELLED) {
		svg_line(&p->svg, "hair", MARGIN, lane->y + lane->h, p->paper.w - MARGIN,
			 lane->y + lane->h);
	}
	for (size_t i = 0; i < lane->count; i++) {
		draw_mark(p, lane, &lane->marks[i]);
	}
}

/* --- the foot --- */

struct legend_row {
	enum svg_shape shape;
	const char *class_name;
	const char *words;
};

static const struct legend_row legend[] = {
	{SVG_SHEET, "known", "report"},
	{SVG_TRIANGLE, "known", "said at a meeting"},
	{SVG_ARROW, "known", "recommendation"},
	{SVG_DOT, "told", "told, or there"},
	{SVG_RING, "told", "delivered or held"},
	{SVG_DIAMOND, "decision", "decision"},
	{SVG_SQUARE, "done", "action"},
	{SVG_BAR, "done", "operation"},
	{SVG_PLUS, "done", "contact with victims"},
	{SVG_CROSS, "lost", "lost"},
	{SVG_POINTER, "oversight", "complaint"},
	{SVG_HEXAGON, "oversight", "finding"},
	{SVG_OPEN_HEXAGON, "oversight", "response"},
	{SVG_OPEN_SQUARE, "oversight", "publication"},
};

enum { LEGEND_SHAPES = sizeof legend / sizeof legend[0] };

/* Room for a sample and its words at (*x, *y), on the next line where this one is full; gives the x
 * where it begins, and moves on behind it. */
static int legend_place(struct picture *p, int *x, int *y, int sample, const char *words)
{
	int width = sample + SAMPLE_GAP + svg_width(words, SMALL_SIZE, false);
	int at;

	if (*x + width > p->paper.w - MARGIN) {
		*x = MARGIN;
		*y += LEGEND_ROW;
	}
	at = *x;
	*x += width + LEGEND_GAP;
	svg_text(&p->svg, "note", SVG_START, at + sample + SAMPLE_GAP, *y + BASELINE - 4, words);
	return at;
}

static void legend_box(struct picture *p, int *x, int *y, const char *class_name, int half,
		       const char *words)
{
	int at = legend_place(p, x, y, SAMPLE_W, words);

	svg_rect(&p->svg, class_name, (struct svg_box){at, *y - half, SAMPLE_W, 2 * half});
}

static void draw_legend(struct picture *p, int y)
{
	int x = MARGIN;

	for (int i = 0; i < LEGEND_SHAPES; i++) {
		if (p->used[legend[i].shape]) {
			int at = legend_place(p, &x, &y, 2 * SVG_SHAPE_HALF, legend[i].words);

			svg_shape(&p->svg, legend[i].shape, legend[i].class_name,
				  at + SVG_SHAPE_HALF, y);
		}
	}
	if (p->uses_bar) {
		legend_box(p, &x, &y, "known bar", BAR_HALF, "sometime within this time");
	}
	if (longest(p) != NULL) {
		legend_box(p, &x, &y, "silence", 50, "no recorded answer");
		legend_box(p, &x, &y, "band-early", 60, "the same, if it was known by then");
	}
	if (json_get_count(p->answer, "possible_gaps") > 0) {
		legend_box(p, &x, &y, "perhaps", 50, "perhaps one: dates too coarse");
	}
	if (p->uses_hatch) {
		legend_box(p, &x, &y, "nobody", 50, "nobody recorded it");
	}
}

static const char *source_line(struct picture *p)
{
	const struct json *ledger = json_get(p->answer, "ledger");
	const char *origin = picture_text(p, ledger, "origin");

	return arena_printf(
		p->a, "Made by onus who-knew %s%s%s%s, %s.",
		words_get(json_get(p->answer, "subject"), "id"),
		origin[0] != '\0' ? " from the ledger " : "", origin,
		origin[0] != '\0'
			? arena_printf(p->a, " (%s events)",
				       words_count(p->a, json_get_int(ledger, "events", 0)))
			: "",
		up_to_words(p));
}

static void draw_foot(struct picture *p)
{
	int bottom = p->paper.h - MARGIN;
	const char *reading =
		"An answer is a decision, a finished action, an operation or its outcome, or the "
		"reply to a recommendation. Days are counted from earliest date to earliest date.";

	if (json_get_count(p->answer, "cut") > 0) {
		reading = "CUT: there is more on record than one answer tells; what is beyond the "
			  "limits may hold an answer. See the answer as text for the limits.";
	}
	draw_legend(p, bottom - 510);
	svg_text(&p->svg, "note", SVG_START, MARGIN, bottom - 120, reading);
	svg_text(&p->svg, "note", SVG_START, MARGIN, bottom,
		 svg_fit(&p->svg, source_line(p), SMALL_SIZE, false, p->paper.w - 2 * MARGIN));
}

/* --- the page --- */

static void draw(struct picture *p)
{
	buf_addf(p->svg.out,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%dmm\" "
		 "height=\"%dmm\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
		 p->paper.mm_w, p->paper.mm_h, p->paper.w / SVG_UNIT, p->paper.h / SVG_UNIT);
	svg_element(&p->svg, "title", arena_printf(p->a, "Who knew: %s", subject_name(p)));
	svg_element(&p->svg, "desc", described(p));
	buf_addf(p->svg.out, "<style>%s</style>\n<defs>%s</defs>\n", style, hatch);
	svg_rect(&p->svg, "page", (struct svg_box){0, 0, p->paper.w, p->paper.h});
	draw_head(p);
	draw_hatches(p);
	draw_axis(p);
	draw_bands(p);
	draw_lane(p, &p->silences);
	for (size_t i = 0; i < p->count; i++) {
		draw_lane(p, &p->lanes[i]);
	}
	svg_line(&p->svg, "rule", MARGIN, p->y_end, p->paper.w - MARGIN, p->y_end);
	draw_foot(p);
	buf_add_str(p->svg.out, "</svg>\n");
}

enum onus_err who_knew_svg(struct buf *out, const struct json *answer)
{
	SCOPED_ARENA(a);
	struct picture p = {.a = &a, .svg = {&a, out}, .answer = answer};

	picture_layout(&p);
	draw(&p);
	return buf_check(out, "the picture");
}
