/* SPDX-License-Identifier: Apache-2.0
 * picture.h - inside the picture of an answer: lanes of marks over a time axis.
 *
 *      gutter        plot                                                   undated
 *     +-------------+--------------------------------------------------+--+
 *     |             |   1996    1998    2000    2002    2004  ...      |  |  axis
 *     |             |                   [  5,113 days with no answer ] |  |  silences
 *     | KNOWN       |                                                  |  |  section
 *     |  Reports    |     [] label               []===== label         |  |  lane, rows packed
 *     | TOLD        |                                                  |  |
 *     |  Inspector  |                                                  |  |  rank
 *     |   A. Name   |               (o)           <>                   |  |
 *     +-------------+--------------------------------------------------+--+
 *
 * picture_lanes.c makes lanes and marks from the answer, picture_layout.c gives them places on the
 * smallest page that holds them, who_knew_svg.c draws. Lengths as in svg.h. */
#ifndef ONUS_ANSWER_PICTURE_H
#define ONUS_ANSWER_PICTURE_H

#include "answer/svg.h"
#include "base/json.h"
#include "base/when.h"

/* What may be left out where there is too much for a page, least first. */
enum detail {
	DETAIL_ALL,   /* a lane for each person */
	DETAIL_RANKS, /* a lane for each rank */
	DETAIL_FEW,   /* and less room for labels */
};

enum lane_kind {
	LANE_SECTION,  /* a heading over the lanes below it */
	LANE_RANK,     /* a rank over its members */
	LANE_LABELLED, /* marks with words beside them */
	LANE_MEMBER,   /* marks of one person, or of one rank */
	LANE_BLOCKS,   /* stretches of time with words in them */
};

enum side { SIDE_NONE, SIDE_RIGHT, SIDE_LEFT, SIDE_ABOVE, SIDE_INSIDE };

struct mark {
	enum svg_shape shape;
	const char *class_name;
	struct when when;
	const char *words;
	const char *label; /* the words, with their count where more than one; "" for none */
	const char *title; /* for those who point at it, or can't see it */
	size_t count;      /* of equal marks drawn as one */
	/* where it is drawn */
	int bar_from;
	int bar_to;
	int x;
	int label_x;
	enum side side;
	const char *shown; /* the label, as much as fits */
	int box_from;
	int box_to;
	int row;
};

struct lane {
	enum lane_kind kind;
	const char *name;
	const char *note; /* under the name; "" for none */
	const char *key;  /* member's id, of a lane of one */
	bool hatched;     /* a rank that nobody recorded */
	struct mark *marks;
	size_t count;
	size_t room;
	size_t hidden; /* marks that lost their label, for want of room */
	int rows;
	int y;
	int h;
};

enum tick_unit { TICK_DAY, TICK_MONTH, TICK_YEAR };

struct axis {
	int64_t from;
	int64_t to;
	int x_from;
	int x_to;
	enum tick_unit unit;
	int step;
	bool undated; /* there is a column for what has no time */
	int x_undated;
};

/* Heights, spread as far as the page has room. */
struct spacing {
	int section;
	int rank;
	int row;         /* of marks with words, in a lane */
	int member_row;  /* of marks without */
	int member_rest; /* of a person's lane, around the rows */
	int noted;       /* of a lane with two lines in the gutter, at least */
};

/* A page of paper, in tenths of a unit; mm for its printed size. */
struct paper {
	int w;
	int h;
	int mm_w;
	int mm_h;
};

struct picture {
	struct arena *a;
	struct svg svg;
	const struct json *answer;
	enum detail detail;
	struct paper paper;
	struct spacing space;
	struct axis axis;
	struct lane *lanes;
	size_t count;
	size_t room;
	struct lane silences;
	int y_axis;
	int y_end; /* of the lowest lane */
	bool used[SVG_SHAPES];
	bool uses_hatch;
	bool uses_bar;
};

enum {
	MARGIN = 480,
	GUTTER = 2050,
	HEAD = 1340,
	FOOT = 1140,
	AXIS_H = 260,
	LABEL_SIZE = 105,
	NAME_SIZE = 115,
	SMALL_SIZE = 95,
};

/* Makes the lanes, with as much detail as p->detail says. */
void picture_lanes(struct picture *p);
/* Those of the people, in picture_told.c. */
void picture_told(struct picture *p);
struct lane *lane_add(struct picture *p, enum lane_kind kind, const char *name, const char *note);
/* Words of a time and a label; lent until the lane gets another mark. */
struct mark *mark_add(struct picture *p, struct lane *lane, enum svg_shape shape,
		      const char *class_name, struct when when, const char *label);
/* A list of the answer, an empty one where it has none; a text of a row, cleaned. */
const struct json *picture_list(const struct picture *p, const char *key);
const char *picture_text(struct picture *p, const struct json *row, const char *key);
/* Finds the time axis, the page and the place of everything. */
void picture_layout(struct picture *p);

/* The x of an instant on the axis, cut off at its ends. */
int axis_x(const struct axis *axis, int64_t t);
/* The first tick at or after `t`; gives its words. INSTANT_MAX + 1 where there is none. */
int64_t axis_tick(const struct axis *axis, int64_t t, struct arena *a, const char **words);

#endif
