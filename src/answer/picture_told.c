/* SPDX-License-Identifier: Apache-2.0
 * picture_told.c - the lanes of the people: who was told, who decided, highest rank first. */
#include <stdlib.h>

#include "answer/picture.h"
#include "answer/words.h"

/* The lists that show somebody, with the members that say who. */
struct member_list {
	const char *list;
	const char *id;
	const char *name;
	bool decides;
};

static const struct member_list member_lists[] = {
	{"exposures", "member", "name", false},
	{"decisions", "decider", "decider_name", true},
};

enum { MEMBER_LISTS = sizeof member_lists / sizeof member_lists[0] };

/* A row that shows somebody. */
struct showing {
	struct slice id;
	const struct member_list *list;
	const struct json *row;
	const char *rank; /* of the first row that has them, so that each stands in one place */
	size_t order;
};

struct showings {
	struct showing *items;
	size_t count;
};

static int by_id(const void *a, const void *b)
{
	const struct showing *x = a;
	const struct showing *y = b;
	int order = slice_cmp(x->id, y->id);

	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
	const struct showing *x = a;
	const struct showing *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

static void gather(struct picture *p, struct showings *out)
{
	size_t most = 1;

	for (int l = 0; l < MEMBER_LISTS; l++) {
		most += picture_list(p, member_lists[l].list)->count;
	}
	out->items = NEW_N(p->a, struct showing, most);
	out->count = 0;
	for (int l = 0; l < MEMBER_LISTS; l++) {
		const struct json *list = picture_list(p, member_lists[l].list);

		for (size_t i = 0; i < list->count; i++) {
			struct slice id = json_get_slice(list->items[i], member_lists[l].id);

			if (id.n > 0) {
				out->items[out->count] = (struct showing){
					id, &member_lists[l], list->items[i],
					json_get_str(list->items[i], "rank"), out->count};
				out->count++;
			}
		}
	}
}

/* Gives every row of a person the rank of their first. */
static void settle_ranks(struct showings *s)
{
	qsort(s->items, s->count, sizeof s->items[0], by_id);
	for (size_t i = 1; i < s->count; i++) {
		if (slice_eq(s->items[i].id, s->items[i - 1].id)) {
			s->items[i].rank = s->items[i - 1].rank;
		}
	}
	qsort(s->items, s->count, sizeof s->items[0], by_order);
}

static bool has_rank(const struct showing *s, const char *rank)
{
	return rank == NULL ? s->rank == NULL
			    : s->rank != NULL && slice_is(slice_str(s->rank), rank);
}

/* Told in person, rather than sent or held. */
static bool is_told(const struct json *row)
{
	static const char *const sent[] = {"delivered", "delivered_to_unit", "held"};

	for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
		if (slice_is(json_get_slice(row, "strength"), sent[i])) {
			return false;
		}
	}
	return true;
}

/* Draws equal marks of a lane once, counted. */
static void mark_once(struct picture *p, struct lane *lane, enum svg_shape shape,
		      const char *class_name, struct when when, const char *title)
{
	for (size_t i = lane->count; i-- > 0;) {
		struct mark *m = &lane->marks[i];

		if (m->shape == shape && m->when.lo == when.lo && m->when.hi == when.hi) {
			m->count++;
			m->label = arena_printf(p->a, "\u00D7%zu", m->count);
			return;
		}
	}
	mark_add(p, lane, shape, class_name, when, title)->label = "";
}

static void mark_row(struct picture *p, struct lane *lane, const struct showing *s)
{
	struct when when = words_when(json_get(s->row, "when"));
	const char *name = picture_text(p, s->row, s->list->name);

	if (s->list->decides) {
		mark_once(p, lane, SVG_DIAMOND, "decision", when,
			  arena_printf(p->a, "%s decided: %s", name,
				       words_plain(p->a, s->row, "kind")));
		return;
	}
	mark_once(p, lane, is_told(s->row) ? SVG_DOT : SVG_RING, "told", when,
		  arena_printf(p->a, "%s, %s: %s", name, words_plain(p->a, s->row, "strength"),
			       picture_text(p, s->row, "how")));
}

/* The lane of a person among those from `first` on; a new one where there is none. */
static struct lane *member_lane(struct picture *p, size_t first, const struct showing *s)
{
	for (size_t i = first; i < p->count; i++) {
		if (slice_eq(slice_str(p->lanes[i].key), s->id)) {
			return &p->lanes[i];
		}
	}
	/* The post is said where it says more than the rank above. */
	lane_add(p, LANE_MEMBER, picture_text(p, s->row, s->list->name),
		 slice_eq(json_get_slice(s->row, "post"), json_get_slice(s->row, "rank"))
			 ? NULL
			 : picture_text(p, s->row, "post"))
		->key = arena_copy(p->a, s->id);
	return &p->lanes[p->count - 1];
}

/* The lanes of one rank; NULL: of those whose rank nobody recorded. */
static void rank_lanes(struct picture *p, const struct showings *all, const char *rank)
{
	const char *name = rank != NULL ? words_clean(p->a, rank) : "rank not recorded";
	bool each = p->detail == DETAIL_ALL;
	size_t head = p->count;

	for (size_t i = 0; i < all->count; i++) {
		const struct showing *s = &all->items[i];
		struct lane *lane;

		if (!has_rank(s, rank)) {
			continue;
		}
		if (p->count == head) {
			lane = lane_add(p, each ? LANE_RANK : LANE_MEMBER, name, NULL);
			lane->hatched = rank == NULL;
		}
		if (slice_is(json_get_slice(s->row, "senior"), "yes")) {
			p->lanes[head].note = "senior";
		}
		lane = each ? member_lane(p, head + 1, s) : &p->lanes[head];
		lane->hatched = rank == NULL;
		mark_row(p, lane, s);
	}
}

/* Ranks beyond these share one lane where there is no room for all. */
enum { RANKS_FEW = 8 };

static void other_ranks(struct picture *p, const struct showings *all, const struct json *ranks)
{
	struct lane *lane = lane_add(p, LANE_MEMBER, "other ranks", NULL);

	for (size_t r = RANKS_FEW; r < ranks->count; r++) {
		const char *rank = arena_copy(p->a, ranks->items[r]->string);

		for (size_t i = 0; i < all->count; i++) {
			if (has_rank(&all->items[i], rank)) {
				mark_row(p, lane, &all->items[i]);
			}
		}
	}
}

void picture_told(struct picture *p)
{
	const struct json *ranks = picture_list(p, "ranks");
	bool few = p->detail == DETAIL_FEW && ranks->count > RANKS_FEW;
	struct showings all;
	size_t before;

	gather(p, &all);
	settle_ranks(&all);
	lane_add(p, LANE_SECTION, "Who was told, and who decided", NULL);
	before = p->count;
	for (size_t i = 0; i < (few ? RANKS_FEW : ranks->count); i++) {
		rank_lanes(p, &all, arena_copy(p->a, ranks->items[i]->string));
	}
	if (few) {
		other_ranks(p, &all, ranks);
	}
	rank_lanes(p, &all, NULL);
	if (p->count == before) {
		lane_add(p, LANE_LABELLED, "nobody on record", NULL);
	}
}
