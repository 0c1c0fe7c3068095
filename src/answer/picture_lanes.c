/* SPDX-License-Identifier: Apache-2.0
 * picture_lanes.c - the answer's rows as marks in lanes. */
#include <inttypes.h>

#include "answer/picture.h"
#include "answer/words.h"

/* --- lanes and marks --- */

struct lane *lane_add(struct picture *p, enum lane_kind kind, const char *name, const char *note)
{
	if (p->count == p->room) {
		size_t room = p->room != 0 ? 2 * p->room : 32;
		struct lane *grown = NEW_N(p->a, struct lane, room);

		if (p->count > 0) {
			memcpy(grown, p->lanes, p->count * sizeof grown[0]);
		}
		p->lanes = grown;
		p->room = room;
	}
	p->lanes[p->count] = (struct lane){
		.kind = kind, .name = name, .note = note != NULL ? note : "", .key = ""};
	return &p->lanes[p->count++];
}

/* Equal marks with equal words are drawn once, and counted. */
static struct mark *find_twin(const struct lane *lane, enum svg_shape shape, struct when when,
			      const char *label)
{
	for (size_t i = lane->count; i-- > 0;) {
		struct mark *m = &lane->marks[i];

		if (m->shape == shape && m->when.lo == when.lo && m->when.hi == when.hi &&
		    slice_is(slice_str(m->words), label)) {
			return m;
		}
	}
	return NULL;
}

struct mark *mark_add(struct picture *p, struct lane *lane, enum svg_shape shape,
		      const char *class_name, struct when when, const char *label)
{
	struct mark *twin =
		lane->kind == LANE_LABELLED ? find_twin(lane, shape, when, label) : NULL;

	if (twin != NULL) {
		twin->count++;
		twin->label = arena_printf(p->a, "%zu\u00D7 %s", twin->count, label);
		return twin;
	}
	if (lane->count == lane->room) {
		size_t room = lane->room != 0 ? 2 * lane->room : 16;
		struct mark *grown = NEW_N(p->a, struct mark, room);

		if (lane->count > 0) {
			memcpy(grown, lane->marks, lane->count * sizeof grown[0]);
		}
		lane->marks = grown;
		lane->room = room;
	}
	p->used[shape] = p->used[shape] || lane->kind != LANE_BLOCKS;
	lane->marks[lane->count] = (struct mark){
		.shape = shape,
		.class_name = class_name,
		.when = when,
		.words = label,
		.label = label,
		.title = arena_printf(p->a, "%s: %s", words_short(p->a, when), label),
		.count = 1,
	};
	return &lane->marks[lane->count++];
}

const struct json *picture_list(const struct picture *p, const char *key)
{
	static const struct json empty = {.type = JSON_ARRAY};
	const struct json *list = json_get(p->answer, key);

	return list != NULL && list->type == JSON_ARRAY ? list : &empty;
}

const char *picture_text(struct picture *p, const struct json *row, const char *key)
{
	return words_clean(p->a, words_get(row, key));
}

static struct when time_of(const struct json *row, const char *key)
{
	return words_when(json_get(row, key));
}

static bool is(const struct json *row, const char *key, const char *text)
{
	return slice_is(json_get_slice(row, key), text);
}

/* "first: second", or the one that is there. */
static const char *joined(struct picture *p, const char *first, const char *between,
			  const char *second)
{
	if (first[0] == '\0' || second[0] == '\0') {
		return first[0] != '\0' ? first : second;
	}
	return arena_printf(p->a, "%s%s%s", first, between, second);
}

/* What explains the words in front: after a comma, or as a sentence of its own. */
static const char *explained(struct picture *p, const char *first, const char *second)
{
	return joined(p, first, second[0] >= 'A' && second[0] <= 'Z' ? ". " : ", ", second);
}

/* --- what was known --- */

static void fact_lane(struct picture *p, const char *name, bool reports, enum svg_shape shape)
{
	const struct json *facts = picture_list(p, "facts");
	struct lane *lane = NULL;

	for (size_t i = 0; i < facts->count; i++) {
		const struct json *row = facts->items[i];
		bool unsure = is(row, "basis", "mention proposed");
		const char *label =
			joined(p, words_get(row, "id"), " ", picture_text(p, row, "what"));

		if (is(row, "kind", "report") != reports) {
			continue;
		}
		lane = lane != NULL ? lane : lane_add(p, LANE_LABELLED, name, NULL);
		if (unsure) {
			label = arena_printf(p->a, "%s (unconfirmed)", label);
		}
		mark_add(p, lane, shape, unsure ? "known unsure" : "known", time_of(row, "when"),
			 label);
	}
}

static void recommendation_lane(struct picture *p)
{
	const struct json *list = picture_list(p, "recommendations");
	struct lane *lane;

	if (list->count == 0) {
		return;
	}
	lane = lane_add(p, LANE_LABELLED, "Recommendations", NULL);
	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		size_t replies = json_get_count(row, "replies");

		mark_add(p, lane, SVG_ARROW, "known", time_of(row, "when"),
			 joined(p, replies > 0 ? "" : "no recorded answer", ": ",
				picture_text(p, row, "text")));
		for (size_t k = 0; k < replies; k++) {
			const struct json *reply = json_get_item(row, "replies", k);

			mark_add(p, lane, SVG_ARROW, "done", time_of(reply, "when"),
				 explained(p,
					   arena_printf(p->a, "reply: %s",
							words_plain(p->a, reply, "reply")),
					   picture_text(p, reply, "reason")));
		}
	}
}

static void known_section(struct picture *p)
{
	lane_add(p, LANE_SECTION, "What was known", NULL);
	fact_lane(p, "Reports", true, SVG_SHEET);
	fact_lane(p, "Meetings", false, SVG_TRIANGLE);
	recommendation_lane(p);
}

/* --- what was done --- */

static void decision_lane(struct picture *p)
{
	const struct json *list = picture_list(p, "decisions");
	struct lane *lane = list->count > 0 ? lane_add(p, LANE_LABELLED, "Decisions", NULL) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		const char *kind = is(row, "state", "proposed")
					   ? arena_printf(p->a, "proposed only: %s",
							  words_plain(p->a, row, "kind"))
					   : words_plain(p->a, row, "kind");

		mark_add(p, lane, SVG_DIAMOND, "decision", time_of(row, "when"),
			 joined(p, kind, ": ", picture_text(p, row, "reason")));
	}
}

/* A row that began and may have ended: one mark where both have one time, else two. */
static void mark_course(struct picture *p, struct lane *lane, enum svg_shape shape,
			const struct json *row, const char *what, const char *end_key,
			const char *end_words)
{
	bool ended = json_get_str(json_get(row, end_key), "precision") != NULL;
	struct when from = time_of(row, "when");

	if (!ended) {
		mark_add(p, lane, shape, "done unsure", from,
			 arena_printf(p->a, "%s (no outcome recorded)", what));
		return;
	}
	if (!json_eq(json_get(row, "when"), json_get(row, end_key))) {
		mark_add(p, lane, shape, "done", from, what);
	}
	mark_add(p, lane, shape, "done", time_of(row, end_key), end_words);
}

static void action_lane(struct picture *p)
{
	const struct json *list = picture_list(p, "actions");
	struct lane *lane = list->count > 0 ? lane_add(p, LANE_LABELLED, "Actions", NULL) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		const char *what = picture_text(p, row, "what");
		const char *outcome = picture_text(p, row, "outcome");
		const char *state = words_plain(p->a, row, "state");

		if (outcome[0] != '\0') {
			outcome = arena_printf(p->a, "%s (%s)", outcome, state);
		}
		mark_course(p, lane, SVG_SQUARE, row, what, "done",
			    joined(p, outcome[0] != '\0' ? outcome : state, ": ", what));
	}
}

static void operation_lane(struct picture *p)
{
	const struct json *list = picture_list(p, "operations");
	struct lane *lane = list->count > 0 ? lane_add(p, LANE_LABELLED, "Operations", NULL) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		const char *name = picture_text(p, row, "name");

		mark_course(p, lane, SVG_BAR, row, name, "closed",
			    joined(p, name, ": ", picture_text(p, row, "outcome")));
	}
}

static void contact_lane(struct picture *p)
{
	const struct json *list = picture_list(p, "contacts");
	struct lane *lane =
		list->count > 0 ? lane_add(p, LANE_LABELLED, "Were they asked?", NULL) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		const char *asked = is(row, "asked", "yes")  ? "asked"
				    : is(row, "asked", "no") ? "not asked"
							     : "asked or not: not recorded";

		mark_add(p, lane, SVG_PLUS, "done", time_of(row, "when"),
			 joined(p, asked, ": ", picture_text(p, row, "answer")));
	}
}

static void done_section(struct picture *p)
{
	const struct json *lost = picture_list(p, "lost");
	size_t before;
	struct lane *lane;

	lane_add(p, LANE_SECTION, "What was done", NULL);
	before = p->count;
	operation_lane(p);
	decision_lane(p);
	action_lane(p);
	contact_lane(p);
	if (p->count == before) {
		lane_add(p, LANE_LABELLED, "nothing on record", NULL);
	}
	lane = lost->count > 0 ? lane_add(p, LANE_LABELLED, "Lost", NULL) : NULL;
	for (size_t i = 0; i < lost->count; i++) {
		mark_add(p, lane, SVG_CROSS, "lost", time_of(lost->items[i], "when"),
			 joined(p, picture_text(p, lost->items[i], "what"), ": ",
				picture_text(p, lost->items[i], "rule")));
	}
}

/* --- who was answerable --- */

static void answerable_section(struct picture *p)
{
	const struct json *list = picture_list(p, "answerable");
	struct lane *lane;

	if (list->count == 0) {
		return;
	}
	lane_add(p, LANE_SECTION, "Who was answerable", NULL);
	lane = lane_add(p, LANE_BLOCKS, "", NULL);
	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];
		struct when from = time_of(row, "from");
		struct when to = time_of(row, "to");
		bool nobody = json_get_str(row, "member") == NULL;
		bool by_default = words_true(row, "by_default");
		const char *name =
			joined(p, picture_text(p, row, "name"), ", ", picture_text(p, row, "post"));

		if (from.precision == PRECISION_UNKNOWN || to.precision == PRECISION_UNKNOWN ||
		    to.lo < from.lo) {
			continue;
		}
		mark_add(p, lane, SVG_BAR,
			 nobody       ? "block nobody"
			 : by_default ? "block default"
				      : "block owner",
			 (struct when){from.lo, to.lo, PRECISION_RANGE},
			 nobody       ? "the record names nobody"
			 : by_default ? arena_printf(p->a, "%s (by default)", name)
				      : name);
	}
}

/* --- who looked at it afterwards --- */

static void publication_marks(struct picture *p, struct lane *lane, const struct json *of)
{
	for (size_t i = 0; i < json_get_count(of, "publications"); i++) {
		const struct json *row = json_get_item(of, "publications", i);

		mark_add(p, lane, SVG_OPEN_SQUARE, "oversight", time_of(row, "when"),
			 explained(p,
				   arena_printf(p->a, "published: %s",
						words_plain(p->a, row, "extent")),
				   picture_text(p, row, "text")));
	}
}

static void finding_marks(struct picture *p, struct lane *lane, const struct json *row)
{
	mark_add(p, lane, SVG_HEXAGON, "oversight", time_of(row, "when"),
		 explained(p, arena_printf(p->a, "finding: %s", words_plain(p->a, row, "outcome")),
			   picture_text(p, row, "text")));
	for (size_t i = 0; i < json_get_count(row, "responses"); i++) {
		const struct json *response = json_get_item(row, "responses", i);

		mark_add(p, lane, SVG_OPEN_HEXAGON, "oversight", time_of(response, "when"),
			 explained(p,
				   arena_printf(p->a, "response: %s",
						words_plain(p->a, response, "stance")),
				   picture_text(p, response, "reason")));
	}
	publication_marks(p, lane, row);
}

static void oversight_section(struct picture *p)
{
	const struct json *list = picture_list(p, "complaints");
	struct lane *lane = NULL;

	if (list->count == 0) {
		return;
	}
	lane_add(p, LANE_SECTION, "Who looked into it afterwards", NULL);
	for (size_t i = 0; i < list->count; i++) {
		const struct json *row = list->items[i];

		if (lane == NULL || p->detail != DETAIL_FEW) {
			lane = lane_add(p, LANE_LABELLED,
					joined(p, "Complaint", " ", words_get(row, "id")),
					picture_text(p, row, "body"));
		}
		mark_add(p, lane, SVG_POINTER, "oversight", time_of(row, "when"),
			 joined(p, "complaint", ": ", picture_text(p, row, "title")));
		for (size_t k = 0; k < json_get_count(row, "findings"); k++) {
			finding_marks(p, lane, json_get_item(row, "findings", k));
		}
		publication_marks(p, lane, row);
	}
}

/* --- silences --- */

static void silence_marks(struct picture *p, const char *key, const char *class_name,
			  const char *before, const char *after)
{
	const struct json *gaps = picture_list(p, key);

	for (size_t i = 0; i < gaps->count; i++) {
		const struct json *gap = gaps->items[i];
		struct when front = time_of(gap, "after");
		struct when from =
			front.precision != PRECISION_UNKNOWN ? front : time_of(gap, "from");
		struct when to = time_of(gap, "to");
		const char *days = words_days(p->a, json_get_int(gap, "days", 0));
		struct mark *m;

		if (to.lo < from.lo) {
			continue;
		}
		m = mark_add(p, &p->silences, SVG_BAR, class_name,
			     (struct when){from.lo, to.lo, PRECISION_RANGE},
			     arena_printf(p->a, "%s%s%s", before, days, after));
		m->title = arena_printf(
			p->a, "%s, %s to %s; the record allows %" PRId64 " to %" PRId64 " days",
			m->label, words_short(p->a, from), words_short(p->a, to),
			json_get_int(gap, "days_min", 0), json_get_int(gap, "days_max", 0));
	}
}

void picture_lanes(struct picture *p)
{
	p->count = 0;
	p->silences = (struct lane){.kind = LANE_BLOCKS, .name = "Silences", .note = "", .key = ""};
	memset(p->used, 0, sizeof p->used);
	silence_marks(p, "gaps", "silence", "", " with no recorded answer");
	silence_marks(p, "possible_gaps", "perhaps", "perhaps ", "");
	known_section(p);
	picture_told(p);
	done_section(p);
	answerable_section(p);
	oversight_section(p);
}
