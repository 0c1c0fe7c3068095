/* SPDX-License-Identifier: Apache-2.0
 * picture_layout.c - the time axis, the smallest page that holds everything, and a place for every
 * mark so that no label lies on another. */
#include "answer/picture.h"
#include "answer/words.h"

/* A4 and A3 landscape, a unit to a quarter of a millimetre. */
static const struct paper papers[] = {
	{11880, 8400, 297, 210},
	{16800, 11880, 420, 297},
};

static const struct spacing spacing = {.section = 240,
				       .rank = 190,
				       .row = 200,
				       .member_row = 150,
				       .member_rest = 60,
				       .noted = 300};

/* From the roomiest way of showing things to the one that always fits. */
struct attempt {
	int paper;
	enum detail detail;
	int rows_max; /* of one lane with labels */
};

static const struct attempt attempts[] = {
	{0, DETAIL_ALL, 12},  {1, DETAIL_ALL, 16},  {1, DETAIL_ALL, 6},
	{1, DETAIL_RANKS, 8}, {1, DETAIL_RANKS, 4}, {1, DETAIL_FEW, 1},
};

enum {
	ATTEMPTS = sizeof attempts / sizeof attempts[0],
	UNDATED_W = 700, /* of the column for what has no time */
	POINT_MAX = 70,  /* bars up to this width are drawn as their mark alone */
	ABOVE_MIN = 700, /* bars from this width on carry their label above themselves */
	LABEL_GAP = 45,
	BETWEEN = 90, /* between what stands in one row */
	LABEL_MAX_A4 = 3000,
	LABEL_MAX_A3 = 4200,
	SILENCE_ROWS_MAX = 4,
	MEMBER_ROWS_MAX = 3,
	SPACE_LEAST = 80, /* percent of the spacing below */
	SPACE_MOST = 132,
	SPACE_STEP = 4,
};

/* --- the time axis --- */

struct step {
	enum tick_unit unit;
	int n;
	int64_t seconds; /* about */
	int room;        /* that its words need */
};

#define YEARS(n)                                                                                   \
	{                                                                                          \
		TICK_YEAR, n, INT64_C(31556952) * (n), 440                                         \
	}

static const struct step steps[] = {
	{TICK_DAY, 1, SECONDS_PER_DAY, 620},
	{TICK_DAY, 7, 7 * SECONDS_PER_DAY, 620},
	{TICK_MONTH, 1, 30 * SECONDS_PER_DAY, 720},
	{TICK_MONTH, 3, 91 * SECONDS_PER_DAY, 720},
	YEARS(1),
	YEARS(2),
	YEARS(5),
	YEARS(10),
	YEARS(20),
	YEARS(50),
	YEARS(100),
	YEARS(200),
	YEARS(500),
	YEARS(1000),
	YEARS(2000),
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static int64_t floor_to(int64_t n, int64_t step)
{
	int64_t rest = n % step;

	return n - (rest < 0 ? rest + step : rest);
}

static int64_t year_start(int64_t year)
{
	if (year < YEAR_MIN) {
		return INSTANT_MIN;
	}
	if (year > YEAR_MAX) {
		return INSTANT_MAX + 1;
	}
	return days_from_civil((struct civil){(int)year, 1, 1}) * SECONDS_PER_DAY;
}

/* Months counted from January of the year 0. */
static int64_t month_start(int64_t month)
{
	int64_t year = floor_to(month, 12) / 12;

	if (year < YEAR_MIN || year > YEAR_MAX) {
		return year_start(year);
	}
	return days_from_civil((struct civil){(int)year, (int)(month - year * 12) + 1, 1}) *
	       SECONDS_PER_DAY;
}

/* The tick at or before `t`, or `more` ticks further. */
static int64_t tick_near(const struct axis *axis, int64_t t, int more)
{
	struct civil date = civil_from_days(day_of(t));

	switch (axis->unit) {
	case TICK_DAY:
		/* 1970-01-05 was a Monday: weeks begin there. */
		return (floor_to(day_of(t) - 4, axis->step) + 4 + more * axis->step) *
		       SECONDS_PER_DAY;
	case TICK_MONTH:
		return month_start(floor_to(date.year * 12 + date.month - 1, axis->step) +
				   more * axis->step);
	case TICK_YEAR:
		break;
	}
	return year_start(floor_to(date.year, axis->step) + more * axis->step);
}

int64_t axis_tick(const struct axis *axis, int64_t t, struct arena *a, const char **words)
{
	int64_t tick = tick_near(axis, t, 0);
	struct civil date;

	if (tick < t) {
		tick = tick_near(axis, t, 1);
	}
	if (tick > INSTANT_MAX) {
		return tick;
	}
	date = civil_from_days(day_of(tick));
	switch (axis->unit) {
	case TICK_DAY:
		*words = arena_printf(a, "%d %.3s", date.day, month_name(date.month));
		break;
	case TICK_MONTH:
		*words = arena_printf(a, "%.3s %d", month_name(date.month), date.year);
		break;
	case TICK_YEAR:
		*words = arena_printf(a, "%d", date.year);
		break;
	}
	return tick;
}

int axis_x(const struct axis *axis, int64_t t)
{
	int64_t inside = t < axis->from ? axis->from : t > axis->to ? axis->to : t;

	return axis->x_from +
	       (int)((inside - axis->from) * (axis->x_to - axis->x_from) / (axis->to - axis->from));
}

static void widen(struct axis *axis, const struct lane *lane, bool *any)
{
	for (size_t i = 0; i < lane->count; i++) {
		struct when w = lane->marks[i].when;

		if (w.precision == PRECISION_UNKNOWN) {
			axis->undated = true;
			continue;
		}
		if (!*any || w.lo < axis->from) {
			axis->from = w.lo;
		}
		if (!*any || w.hi > axis->to) {
			axis->to = w.hi;
		}
		*any = true;
	}
}

static struct when question_time(const struct picture *p, const char *key)
{
	return words_when(json_get(json_get(p->answer, "question"), key));
}

/* From the first to the last that is shown, or as the question says. */
static void axis_span(struct picture *p)
{
	struct axis *axis = &p->axis;
	struct when from = question_time(p, "from");
	struct when to = question_time(p, "to");
	struct when up_to;
	bool any = false;

	axis->undated = false;
	widen(axis, &p->silences, &any);
	for (size_t i = 0; i < p->count; i++) {
		widen(axis, &p->lanes[i], &any);
	}
	if (!any) {
		bool known =
			when_parse(json_get_slice(json_get(p->answer, "question"), "known_up_to"),
				   &up_to) == ONUS_OK;

		axis->to = known ? up_to.hi : 0;
		axis->from = axis->to;
	}
	if (from.precision != PRECISION_UNKNOWN) {
		axis->from = from.lo;
	}
	if (to.precision != PRECISION_UNKNOWN) {
		axis->to = to.hi;
	}
	if (axis->to - axis->from < SECONDS_PER_DAY) {
		axis->to = axis->from + SECONDS_PER_DAY;
	}
}

static void axis_make(struct picture *p)
{
	struct axis *axis = &p->axis;
	int width;
	int i = 0;

	axis_span(p);
	axis->x_from = MARGIN + GUTTER;
	axis->x_to = p->paper.w - MARGIN - (axis->undated ? UNDATED_W : 0);
	axis->x_undated = p->paper.w - MARGIN - UNDATED_W / 3;
	width = axis->x_to - axis->x_from;
	while (i + 1 < STEPS &&
	       (axis->to - axis->from) / steps[i].seconds + 2 > (int64_t)(width / steps[i].room)) {
		i++;
	}
	axis->unit = steps[i].unit;
	axis->step = steps[i].n;
	axis->from = tick_near(axis, axis->from, 0);
	axis->to = tick_near(axis, axis->to, 1);
	axis->from = axis->from < INSTANT_MIN ? INSTANT_MIN : axis->from;
	axis->to = axis->to > INSTANT_MAX ? INSTANT_MAX : axis->to;
}

/* --- one mark --- */

static void place_bar(const struct axis *axis, struct mark *m)
{
	if (m->when.precision == PRECISION_UNKNOWN) {
		m->bar_from = m->bar_to = m->x = axis->x_undated;
	} else {
		m->bar_from = axis_x(axis, m->when.lo);
		m->bar_to = axis_x(axis, m->when.hi + 1);
		m->x = (m->bar_from + m->bar_to) / 2;
		if (m->bar_to - m->bar_from <= POINT_MAX) {
			m->bar_from = m->bar_to = m->x;
		}
	}
	m->box_from = m->bar_from < m->x - SVG_SHAPE_HALF ? m->bar_from : m->x - SVG_SHAPE_HALF;
	m->box_to = m->bar_to > m->x + SVG_SHAPE_HALF ? m->bar_to : m->x + SVG_SHAPE_HALF;
}

static void label_beside(struct mark *m, enum side side, int width)
{
	m->side = side;
	if (side == SIDE_RIGHT) {
		m->label_x = m->box_to + LABEL_GAP;
		m->box_to = m->label_x + width;
	} else {
		m->label_x = m->box_from - LABEL_GAP;
		m->box_from = m->label_x - width;
	}
}

/* Right of its mark; above a wide bar; left where the page ends; cut where nothing else helps. */
static void place_label(struct picture *p, struct mark *m, bool may_stand_above)
{
	int most = p->paper.mm_w == papers[0].mm_w ? LABEL_MAX_A4 : LABEL_MAX_A3;
	int right = p->axis.x_to - m->box_to - LABEL_GAP;
	int left = m->box_from - LABEL_GAP - p->axis.x_from;
	int bar = m->bar_to - m->bar_from;
	int width;

	m->side = SIDE_NONE;
	m->shown = svg_fit(&p->svg, m->label, LABEL_SIZE, false, most);
	if (m->shown[0] == '\0') {
		return;
	}
	width = svg_width(m->shown, LABEL_SIZE, false);
	if (may_stand_above && bar >= ABOVE_MIN &&
	    (width <= bar || (width > right && width > left))) {
		m->shown = svg_fit(&p->svg, m->shown, LABEL_SIZE, false, bar);
		m->side = SIDE_ABOVE;
		m->label_x = m->bar_from;
		return;
	}
	if (width > right && width > left) {
		m->shown =
			svg_fit(&p->svg, m->shown, LABEL_SIZE, false, right > left ? right : left);
		width = svg_width(m->shown, LABEL_SIZE, false);
	}
	if (m->shown[0] != '\0') {
		label_beside(m, width <= right ? SIDE_RIGHT : SIDE_LEFT, width);
	}
}

/* A block holds its words, or has them beside itself. */
static void place_block(struct picture *p, struct mark *m)
{
	int bar;

	m->bar_from = axis_x(&p->axis, m->when.lo);
	m->bar_to = axis_x(&p->axis, m->when.hi);
	if (m->bar_to - m->bar_from < SVG_UNIT) {
		m->bar_to = m->bar_from + SVG_UNIT;
	}
	m->x = m->box_from = m->bar_from;
	m->box_to = m->bar_to;
	bar = m->bar_to - m->bar_from - 2 * LABEL_GAP;
	if (svg_width(m->label, LABEL_SIZE, true) <= bar) {
		m->shown = m->label;
		m->side = SIDE_INSIDE;
		m->label_x = (m->bar_from + m->bar_to) / 2;
		return;
	}
	place_label(p, m, true);
	if (m->side == SIDE_ABOVE) {
		m->side = SIDE_INSIDE;
		m->shown = svg_fit(&p->svg, m->label, LABEL_SIZE, true, bar);
		m->label_x = (m->bar_from + m->bar_to) / 2;
	}
}

/* --- one lane --- */

static bool in_each_others_way(const struct mark *a, const struct mark *b)
{
	return a->box_from < b->box_to + BETWEEN && b->box_from < a->box_to + BETWEEN;
}

/* The lowest row in which nothing placed before `i` is in its way; `rows_max` where there is none.
 */
static int free_row(const struct lane *lane, size_t i, int rows_max)
{
	uint32_t taken = 0;
	int row = 0;

	for (size_t k = 0; k < i; k++) {
		if (in_each_others_way(&lane->marks[i], &lane->marks[k])) {
			taken |= UINT32_C(1) << lane->marks[k].row;
		}
	}
	while (row < rows_max && (taken >> row & 1) != 0) {
		row++;
	}
	return row;
}

/* What finds no row keeps its mark and loses its words: those of a person on the last row, those of
 * other lanes on a row below. */
static void lane_pack(struct lane *lane, int rows_max)
{
	bool person = lane->kind == LANE_MEMBER;

	lane->rows = 1;
	lane->hidden = 0;
	for (size_t i = 0; i < lane->count; i++) {
		struct mark *m = &lane->marks[i];

		m->row = free_row(lane, i, rows_max);
		if (m->row == rows_max) {
			lane->hidden += m->side != SIDE_NONE;
			m->side = SIDE_NONE;
			m->row = person ? rows_max - 1 : rows_max;
		}
		lane->rows = m->row >= lane->rows ? m->row + 1 : lane->rows;
	}
}

/* How far the row of a mark is free on one side of it. */
static int free_to(const struct picture *p, const struct lane *lane, const struct mark *m)
{
	bool right = m->side == SIDE_RIGHT;
	int end = right ? p->axis.x_to + BETWEEN : p->axis.x_from - BETWEEN;

	for (size_t i = 0; i < lane->count; i++) {
		const struct mark *other = &lane->marks[i];

		if (other == m || other->row != m->row) {
			continue;
		}
		if (right && other->box_from > m->box_from && other->box_from < end) {
			end = other->box_from;
		}
		if (!right && other->box_to < m->box_to && other->box_to > end) {
			end = other->box_to;
		}
	}
	return end;
}

/* Gives labels that were cut to be packed what room is left beside them. */
static void lane_stretch(struct picture *p, struct lane *lane)
{
	for (size_t i = 0; i < lane->count; i++) {
		struct mark *m = &lane->marks[i];
		int room;

		if (m->side != SIDE_RIGHT && m->side != SIDE_LEFT) {
			continue;
		}
		room = m->side == SIDE_RIGHT ? free_to(p, lane, m) - BETWEEN - m->label_x
					     : m->label_x - BETWEEN - free_to(p, lane, m);
		if (room <= svg_width(m->shown, LABEL_SIZE, false)) {
			continue;
		}
		m->shown = svg_fit(&p->svg, m->label, LABEL_SIZE, false, room);
		if (m->side == SIDE_RIGHT) {
			m->box_to = m->label_x + svg_width(m->shown, LABEL_SIZE, false);
		} else {
			m->box_from = m->label_x - svg_width(m->shown, LABEL_SIZE, false);
		}
	}
}

static int lane_height(const struct lane *lane, const struct spacing *space)
{
	int least = lane->note[0] != '\0' ? space->noted : 0;
	int h;

	switch (lane->kind) {
	case LANE_SECTION:
		return space->section;
	case LANE_RANK:
		return space->rank;
	case LANE_MEMBER:
		h = lane->rows * space->member_row + space->member_rest;
		break;
	default:
		h = lane->rows * space->row;
	}
	return h > least ? h : least;
}

static void lane_place(struct picture *p, struct lane *lane, int rows_max)
{
	for (size_t i = 0; i < lane->count; i++) {
		if (lane->kind == LANE_BLOCKS) {
			place_block(p, &lane->marks[i]);
		} else {
			place_bar(&p->axis, &lane->marks[i]);
			place_label(p, &lane->marks[i], lane->kind != LANE_MEMBER);
		}
	}
	lane_pack(lane, lane->kind == LANE_MEMBER && rows_max > MEMBER_ROWS_MAX ? MEMBER_ROWS_MAX
										: rows_max);
	lane_stretch(p, lane);
	if (lane->hidden > 0 && lane->note[0] == '\0' && lane->kind == LANE_LABELLED) {
		lane->note = arena_printf(p->a, "%zu without words", lane->hidden);
	}
}

/* --- the page --- */

static void stack_lane(struct picture *p, struct lane *lane, int *y)
{
	lane->y = *y;
	lane->h = lane_height(lane, &p->space);
	*y += lane->h;
}

/* Stacks the lanes with that much of the usual spacing; true where the page holds them. */
static bool stack(struct picture *p, int percent)
{
	int y = HEAD + AXIS_H;

	p->space = (struct spacing){
		.section = spacing.section * percent / 100,
		.rank = spacing.rank * percent / 100,
		.row = spacing.row * percent / 100,
		.member_row = spacing.member_row * percent / 100,
		.member_rest = spacing.member_rest * percent / 100,
		.noted = spacing.noted * percent / 100,
	};
	p->y_axis = y;
	y += LABEL_GAP;
	if (p->silences.count > 0) {
		stack_lane(p, &p->silences, &y);
		y += LABEL_GAP;
	}
	for (size_t i = 0; i < p->count; i++) {
		stack_lane(p, &p->lanes[i], &y);
	}
	p->y_end = y;
	return y + FOOT <= p->paper.h;
}

/* Places everything; true where the page holds it. */
static bool lay_out(struct picture *p, const struct attempt *attempt)
{
	int silence_rows =
		attempt->rows_max < SILENCE_ROWS_MAX ? attempt->rows_max : SILENCE_ROWS_MAX;

	p->paper = papers[attempt->paper];
	p->detail = attempt->detail;
	picture_lanes(p);
	axis_make(p);
	lane_place(p, &p->silences, silence_rows);
	for (size_t i = 0; i < p->count; i++) {
		lane_place(p, &p->lanes[i], attempt->rows_max);
	}
	for (int percent = SPACE_MOST; percent >= SPACE_LEAST; percent -= SPACE_STEP) {
		if (stack(p, percent)) {
			return true;
		}
	}
	return false;
}

void picture_layout(struct picture *p)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		if (lay_out(p, &attempts[i])) {
			return;
		}
	}
	/* Never cut off: a longer sheet, in the same scale. */
	p->paper.h = p->y_end + FOOT;
	p->paper.mm_h = p->paper.h / (4 * SVG_UNIT);
}
