/* SPDX-License-Identifier: Apache-2.0
 * answerable.c - who had to answer for it, over time.
 *
 * Since this ledger holds a thing somebody is answerable at every instant (duty.h). Before, there
 * is only what the record says: the owners of its actions; and for the time between, nobody. That
 * is the finding. */
#include <stdlib.h>

#include "answer/story.h"
#include "practice/duty/duty.h"

/* Things that have the same owner for the same time are told in one line. */
struct owned {
	int64_t from;
	int64_t to;
	struct answerable who;
	struct json *things;
};

struct owners {
	const struct ladder *ladder; /* loaded once for all things */
	struct owned *items;
	size_t count;
	size_t room;
	size_t asked; /* things that have an owner */
};

static bool same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || slice_eq(slice_str(a), slice_str(b)));
}

static void owners_add(struct story *s, struct owners *o, const struct tenure *t, const char *thing)
{
	for (size_t i = 0; i < o->count; i++) {
		struct owned *had = &o->items[i];

		if (same_text(had->who.member, t->who.member) &&
		    same_text(had->who.post, t->who.post) &&
		    had->who.by_default == t->who.by_default &&
		    day_of(had->from) == day_of(t->from) && day_of(had->to) == day_of(t->to)) {
			had->from = t->from < had->from ? t->from : had->from;
			had->to = t->to > had->to ? t->to : had->to;
			json_push_str(had->things, thing);
			return;
		}
	}
	if (o->count == o->room) {
		size_t room = o->room != 0 ? 2 * o->room : 16;
		struct owned *grown = NEW_N(s->arena, struct owned, room);

		if (o->count > 0) {
			memcpy(grown, o->items, o->count * sizeof grown[0]);
		}
		o->items = grown;
		o->room = room;
	}
	o->items[o->count] = (struct owned){t->from, t->to, t->who, json_array(s->arena)};
	json_push_str(o->items[o->count++].things, thing);
}

static enum onus_err owners_of(struct story *s, const char *thing, struct owners *o)
{
	struct tenure *tenures = NULL;
	size_t count = 0;
	int64_t charged = 0;

	GUARD(store_get_int(s->store, &charged, NULL,
			    "SELECT count(*) FROM charge WHERE thing = ?1 AND recorded_at <= ?2",
			    v_text(thing), v_int(s->known_up_to)));
	if (charged == 0) {
		return ONUS_OK;
	}
	if (o->asked == WHO_KNEW_OWNED_MAX) {
		s->cut_owned = true;
		return ONUS_OK;
	}
	o->asked++;
	GUARD(duty_tenures_on(o->ladder, s->store, s->arena, thing, s->known_up_to, s->known_up_to,
			      &tenures, &count));
	for (size_t i = 0; i < count; i++) {
		owners_add(s, o, &tenures[i], thing);
	}
	return ONUS_OK;
}

/* The subject's matters first: they are what was to be answered for. */
static enum onus_err gather_owners(struct story *s, struct owners *o)
{
	static const enum list lists[] = {LIST_MATTERS, LIST_RECOMMENDATIONS, LIST_FACTS};

	for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
		const struct rows_of *rows = &s->lists[lists[l]];

		for (size_t i = 0; i < rows->count; i++) {
			GUARD(owners_of(s, rows->rows[i]->id, o));
		}
	}
	return ONUS_OK;
}

static int owned_cmp(const void *a, const void *b)
{
	const struct owned *x = a;
	const struct owned *y = b;

	if (x->from != y->from) {
		return x->from < y->from ? -1 : 1;
	}
	if (x->to != y->to) {
		return x->to < y->to ? -1 : 1;
	}
	return slice_cmp(slice_str(x->who.member), slice_str(y->who.member));
}

static void emit(struct story *s, struct json *list, struct when from, struct when to,
		 const struct answerable *who, struct json *things)
{
	struct json *row = json_object(s->arena);

	if (!story_shows(s, (struct when){from.lo, to.hi, PRECISION_RANGE})) {
		return;
	}
	json_set(row, "from", when_answer(s->arena, from));
	json_set(row, "to", when_answer(s->arena, to));
	json_set_str(row, "member", who->member);
	json_set_str(row, "name", who->name);
	json_set_str(row, "post", who->post);
	json_set_str(row, "rank", who->rank);
	json_set(row, "by_default", json_bool(s->arena, who->by_default));
	json_set(row, "things", things);
	json_push(list, row);
}

/* --- before this ledger --- */

/* The earliest time at which anything was known; false where nothing was. */
static bool first_known(struct story *s, struct when *out)
{
	const struct moment *first = NULL;

	for (size_t i = 0; i < s->known.count; i++) {
		if (first == NULL || moment_cmp(&s->known.items[i], first) < 0) {
			first = &s->known.items[i];
		}
	}
	if (first != NULL) {
		*out = moment_since(first);
	}
	return first != NULL;
}

static void emit_named(struct story *s, struct json *list, const struct row *action, struct when to)
{
	struct answerable who = {.member = action->member,
				 .name = action->name,
				 .post = action->post,
				 .rank = action->rank};
	struct json *things = json_array(s->arena);

	json_push_str(things, action->id);
	emit(s, list, action->when, to, &who, things);
}

/* Owners that the record names for its actions, and between them nobody. */
static void before_ledger(struct story *s, struct json *list, struct when opened)
{
	static const struct answerable nobody;
	const struct rows_of *actions = &s->lists[LIST_ACTIONS];
	struct when from;

	if (!first_known(s, &from) || from.lo >= opened.lo) {
		return;
	}
	for (size_t i = 0; i < actions->count; i++) {
		const struct row *action = actions->rows[i];
		struct when to = action->ended ? action->end : opened;

		if (action->member == NULL || action->when.precision == PRECISION_UNKNOWN ||
		    action->when.lo >= opened.lo || to.precision == PRECISION_UNKNOWN) {
			continue;
		}
		if (action->when.lo > from.lo) {
			emit(s, list, from, action->when, &nobody, json_array(s->arena));
		}
		emit_named(s, list, action, to);
		from = to.lo > from.lo ? to : from;
	}
	if (from.lo < opened.lo) {
		emit(s, list, from, opened, &nobody, json_array(s->arena));
	}
}

enum onus_err story_answerable(struct story *s, struct json *answer)
{
	struct json *list = json_array(s->arena);
	struct owners owners = {0};
	int64_t opened = 0;
	bool found = false;

	GUARD(store_get_int(s->store, &opened, &found,
			    "SELECT recorded_at FROM event ORDER BY seq LIMIT 1"));
	if (found) {
		before_ledger(s, list, when_instant(opened));
	}
	GUARD(duty_ladder(s->store, s->arena, s->known_up_to, &owners.ladder));
	GUARD(gather_owners(s, &owners));
	if (owners.count > 1) {
		qsort(owners.items, owners.count, sizeof owners.items[0], owned_cmp);
	}
	for (size_t i = 0; i < owners.count; i++) {
		emit(s, list, when_instant(owners.items[i].from), when_instant(owners.items[i].to),
		     &owners.items[i].who, owners.items[i].things);
	}
	json_set(answer, "answerable", list);
	return ONUS_OK;
}
