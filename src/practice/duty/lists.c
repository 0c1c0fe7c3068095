/* SPDX-License-Identifier: Apache-2.0
 * lists.c - what nothing may hide behind: unowned, overdue, mine. */
#include <stdlib.h>

#include "practice/duty/inside.h"

enum { SECONDS_AN_HOUR = 3600 };

/* --- candidates --- */

struct names {
	const char **items;
	size_t count;
	size_t room;
};

static enum onus_err add_rows(struct names *list, struct rows *rows, struct arena *a)
{
	while (rows_next(rows)) {
		if (list->count == list->room) {
			const char **more = NEW_N(a, const char *, list->room * 2 + 64);

			if (list->count > 0) {
				memcpy(more, list->items, list->count * sizeof *more);
			}
			list->items = more;
			list->room = list->room * 2 + 64;
		}
		list->items[list->count++] = rows_str(rows, 0, a);
	}
	return rows_end(rows);
}

/* Open things that may be owned by default only: those without an acceptance that counts, and those
 * somebody accepted who may have gone since. Oldest first. */
static enum onus_err unowned_candidates(struct call *c, struct names *out)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(
		c->store, &rows,
		"SELECT h.thing FROM charge h WHERE h.closed_seq IS NULL AND (NOT EXISTS"
		" (SELECT 1 FROM duty_step d WHERE d.thing = h.thing AND d.step = 'accepted'"
		"  AND d.occurred_hi >= h.recorded_at)"
		" OR EXISTS (SELECT 1 FROM duty_step d WHERE d.thing = h.thing AND"
		"  (d.step = 'discharged' OR (d.step = 'accepted' AND NOT EXISTS"
		"   (SELECT 1 FROM post q WHERE q.member = d.member AND q.from_lo <= ?1"
		"    AND (q.until_hi IS NULL OR q.until_hi >= ?1))))))"
		" ORDER BY h.seq",
		v_int(c->now)));
	return add_rows(out, &rows, c->arena);
}

/* Open things that were accepted by, or proposed to, the caller at some time. */
static enum onus_err my_candidates(struct call *c, struct names *out)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows,
			  "SELECT h.thing FROM charge h WHERE h.closed_seq IS NULL AND EXISTS"
			  " (SELECT 1 FROM duty_step d WHERE d.thing = h.thing AND d.member = ?1"
			  "  AND d.step IN ('accepted', 'proposed')) ORDER BY h.seq",
			  v_text(c->member)));
	return add_rows(out, &rows, c->arena);
}

static enum onus_err load(struct call *c, struct arena *a, const char *thing, struct charge *out)
{
	bool found = false;

	GUARD(charge_load(c->store, a, thing, c->now, out, &found));
	ENSURE(found, ONUS_INTERNAL, "%s has lost its charge", thing);
	return ONUS_OK;
}

/* --- unowned --- */

struct unowned {
	struct call *call;
	struct ladder ladder;
	int64_t default_since; /* since when the same member answers by default for everything */
	int64_t listed;
	int64_t late;   /* beyond the hours within which somebody should have accepted */
	int64_t nobody; /* must stay 0 */
};

static enum onus_err default_of(struct unowned *u, struct arena *a, const struct charge *charge,
				struct answer answer, struct answerable *out)
{
	if (charge->step_count > 0) {
		return charge_answerable(u->call->store, a, &u->ladder, charge, u->call->now,
					 u->call->now, out);
	}
	*out = answer_words(answer, u->default_since > charge->recorded_at ? u->default_since
									   : charge->recorded_at);
	return ONUS_OK;
}

static void set_pending(struct json *record, const struct step *pending)
{
	json_set_str(record, "proposed_to", pending != NULL ? pending->member : NULL);
	json_set_str(record, "proposed_at",
		     pending != NULL ? instant_write(record->arena, pending->recorded_at) : NULL);
}

static enum onus_err emit_unowned(struct unowned *u, struct arena *a, const struct charge *charge,
				  struct answer answer)
{
	struct call *c = u->call;
	int64_t accept_by = charge->recorded_at + c->policy->acceptance_hours * SECONDS_AN_HOUR;
	struct json *record = json_object(a);
	struct answerable who = {0};

	json_set_str(record, "id", charge->thing);
	GUARD(set_brief(c, a, charge->thing, record));
	json_set_str(record, "recorded_at", instant_write(a, charge->recorded_at));
	json_set_str(record, "age", span_words(a, c->now - charge->recorded_at));
	GUARD(default_of(u, a, charge, answer, &who));
	json_set(record, "answerable", answerable_json(a, &who));
	set_pending(record, charge_pending(charge));
	json_set_str(record, "accept_by", instant_write(a, accept_by));
	json_set(record, "late", json_bool(a, accept_by < c->now));
	u->listed++;
	u->late += accept_by < c->now;
	u->nobody += who.member == NULL;
	return call_emit(c, record);
}

enum onus_err duty_unowned(struct call *c)
{
	SCOPED_ARENA(a);
	struct unowned u = {.call = c};
	struct names things = {0};

	GUARD(ladder_load(c->store, c->arena, c->now, &u.ladder));
	u.default_since = ladder_since(&u.ladder, c->now);
	GUARD(unowned_candidates(c, &things));
	for (size_t i = 0; i < things.count; i++) {
		struct charge charge = {0};
		struct answer answer = {0};

		arena_reset(&a);
		GUARD(load(c, &a, things.items[i], &charge));
		answer = charge_answer(&u.ladder, &charge, c->now);
		if (answer.by_default) {
			GUARD(emit_unowned(&u, &a, &charge, answer));
		}
	}
	call_note(c, "%d without an owner who accepted; %d of them for more than %d hours",
		  (int)u.listed, (int)u.late, (int)c->policy->acceptance_hours);
	if (u.listed > 0) {
		call_note(c, "to take one on: onus duty accept THING");
	}
	ENSURE(u.nobody == 0, ONUS_NO,
	       "%d things have nobody at all who answers for them, which must never be: run \"onus "
	       "log "
	       "verify\" and \"onus rebuild --check\"",
	       (int)u.nobody);
	return ONUS_OK;
}

/* --- overdue --- */

struct breach {
	int64_t due;
	int64_t rank_order; /* 0: unknown */
	const char *rank;
	struct json *record;
};

struct breaches {
	struct breach *items;
	size_t count;
};

static enum onus_err answer_for(struct call *c, struct arena *a, const struct ladder *l,
				const char *thing, struct answerable *out)
{
	struct charge charge = {0};
	bool found = false;

	GUARD(charge_load(c->store, a, thing, c->now, &charge, &found));
	if (found) {
		return charge_answerable(c->store, a, l, &charge, c->now, c->now, out);
	}
	*out = answer_words((struct answer){ladder_at(l, c->now), true}, ladder_since(l, c->now));
	return ONUS_OK;
}

/* The record lives in `a`; what it is made from goes with this function. */
static enum onus_err breach_of_row(struct call *c, struct arena *a, const struct ladder *l,
				   struct rows *rows, struct breach *out)
{
	SCOPED_ARENA(own);
	const char *thing = rows_str(rows, 1, &own);
	const struct policy_clock *clock = policy_clock(c->policy, rows_str(rows, 2, &own));
	struct breach b = {.due = rows_int(rows, 4), .record = json_object(a)};
	const struct policy_rank *rank;
	struct answerable who = {0};

	json_set_str(b.record, "id", rows_str(rows, 0, &own));
	json_set_str(b.record, "thing", thing);
	GUARD(set_brief(c, &own, thing, b.record));
	json_set_slice(b.record, "clock", rows_slice(rows, 2));
	json_set_str(b.record, "wanted", clock != NULL ? clock->answer : NULL);
	json_set_str(b.record, "started_at", instant_write(&own, rows_int(rows, 3)));
	json_set_str(b.record, "due_at", instant_write(&own, b.due));
	json_set_int(b.record, "days_over", (c->now - b.due) / SECONDS_PER_DAY);
	json_set_str(b.record, "over", span_words(&own, c->now - b.due));
	json_set_str(b.record, "noticed_at",
		     rows_is_null(rows, 5) ? NULL : instant_write(&own, rows_int(rows, 5)));
	json_set_str(b.record, "noticed_by", rows_str(rows, 6, &own));
	GUARD(answer_for(c, &own, l, thing, &who));
	json_set(b.record, "answerable", answerable_json(a, &who));
	b.rank = who.rank != NULL ? arena_copy(a, slice_str(who.rank)) : NULL;
	rank = policy_rank(c->policy, who.rank);
	b.rank_order = rank != NULL ? rank->order : 0;
	*out = b;
	return ONUS_OK;
}

/* A thing that was closed in time takes its clocks with it; one closed too late does not. */
static enum onus_err query_breaches(struct call *c, struct rows *rows)
{
	return store_query(
		c->store, rows,
		"SELECT k.id, k.thing, k.clock, k.started_at, k.due, k.noticed_at,"
		" k.noticed_by FROM clock k LEFT JOIN charge h ON h.thing = k.thing"
		" WHERE k.met_at IS NULL AND k.due < ?1"
		" AND (h.closed_at IS NULL OR k.due < h.closed_at) ORDER BY k.due, k.seq",
		v_int(c->now));
}

static enum onus_err load_breaches(struct call *c, const struct ladder *l, struct breaches *out)
{
	SCOPED_ROWS(rows);
	size_t room = 0;

	GUARD(query_breaches(c, &rows));
	while (rows_next(&rows)) {
		if (out->count == room) {
			struct breach *more = NEW_N(c->arena, struct breach, room * 2 + 64);

			if (room > 0) {
				memcpy(more, out->items, room * sizeof *more);
			}
			out->items = more;
			room = room * 2 + 64;
		}
		GUARD(breach_of_row(c, c->arena, l, &rows, &out->items[out->count]));
		out->count++;
	}
	return rows_end(&rows);
}

/* Lowest rank first, the unknown last; inside a rank the longest overdue first. */
static int compare_breaches(const void *a, const void *b)
{
	const struct breach *x = a;
	const struct breach *y = b;
	uint64_t xo = (uint64_t)x->rank_order - 1; /* 0 becomes the greatest */
	uint64_t yo = (uint64_t)y->rank_order - 1;
	int names = slice_cmp(slice_str(x->rank), slice_str(y->rank));

	if (xo != yo) {
		return xo < yo ? -1 : 1;
	}
	return names != 0 ? names : (x->due > y->due) - (x->due < y->due);
}

static bool same_rank(const struct breach *a, const struct breach *b)
{
	return slice_eq(slice_str(a->rank), slice_str(b->rank));
}

static void note_overdue(struct call *c, bool any)
{
	call_note(c, any ? "to record that what was wanted was done: onus clock meet THING --clock "
			   "CLOCK"
			 : "no clock is overdue");
}

static enum onus_err emit_by_rank(struct call *c, const struct ladder *l)
{
	struct breaches all = {0};
	size_t end;

	GUARD(load_breaches(c, l, &all));
	if (all.count > 0) {
		qsort(all.items, all.count, sizeof *all.items, compare_breaches);
	}
	for (size_t i = 0; i < all.count; i = end) {
		struct json *group = json_object(c->arena);
		struct json *clocks = json_array(c->arena);

		for (end = i; end < all.count && same_rank(&all.items[i], &all.items[end]); end++) {
			json_push(clocks, all.items[end].record);
		}
		json_set_str(group, "rank", all.items[i].rank);
		json_set_str(group, "senior",
			     senior_name(policy_senior(c->policy, all.items[i].rank)));
		json_set_str(group, "oldest", span_words(c->arena, c->now - all.items[i].due));
		json_set(group, "clocks", clocks);
		GUARD(call_emit(c, group));
	}
	note_overdue(c, all.count > 0);
	return ONUS_OK;
}

static enum onus_err emit_one_by_one(struct call *c, const struct ladder *l)
{
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);
	struct breach breach = {0};

	GUARD(query_breaches(c, &rows));
	while (rows_next(&rows)) {
		arena_reset(&a);
		GUARD(breach_of_row(c, &a, l, &rows, &breach));
		GUARD(call_emit(c, breach.record));
	}
	note_overdue(c, breach.record != NULL);
	return rows_end(&rows);
}

enum onus_err duty_overdue(struct call *c)
{
	struct ladder l = {0};

	GUARD(ladder_load(c->store, c->arena, c->now, &l));
	return call_has(c, "by") ? emit_by_rank(c, &l) : emit_one_by_one(c, &l);
}

/* --- mine --- */

struct mine {
	int64_t due; /* INSTANT_MAX: nothing runs */
	int64_t seq; /* of the thing: the older goes first */
	struct json *record;
};

struct queue {
	struct call *call;
	struct ladder ladder;
	struct mine *items;
	size_t count;
};

static enum onus_err next_due(struct call *c, struct arena *a, const char *thing, int64_t *due,
			      const char **clock)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows,
			  "SELECT clock, due FROM clock WHERE thing = ?1 AND met_at IS NULL"
			  " ORDER BY due, seq LIMIT 1",
			  v_text(thing)));
	if (rows_next(&rows) && rows_int(&rows, 1) < *due) {
		*clock = rows_str(&rows, 0, a);
		*due = rows_int(&rows, 1);
	}
	return rows_end(&rows);
}

/* `state`: accepted, proposed, default. What is not accepted should be, by `accept_by`. */
static enum onus_err add_mine(struct queue *q, struct arena *own, const struct charge *charge,
			      const char *state, int64_t accept_by)
{
	struct call *c = q->call;
	const char *clock = accept_by < INSTANT_MAX ? "acceptance" : NULL;
	struct mine mine = {accept_by, charge->seq, json_object(c->arena)};
	int64_t left;

	GUARD(next_due(c, own, charge->thing, &mine.due, &clock));
	left = mine.due - c->now;
	json_set_str(mine.record, "id", charge->thing);
	GUARD(set_brief(c, own, charge->thing, mine.record));
	json_set_str(mine.record, "state", state);
	json_set_str(mine.record, "recorded_at", instant_write(own, charge->recorded_at));
	json_set_str(mine.record, "clock", clock);
	json_set_str(mine.record, "due_at", clock != NULL ? instant_write(own, mine.due) : NULL);
	json_set(mine.record, "breached", json_bool(c->arena, left < 0));
	json_set_str(mine.record, "left",
		     clock != NULL ? span_words(own, left < 0 ? -left : left) : NULL);
	q->items[q->count++] = mine;
	return ONUS_OK;
}

static bool is_mine(const struct call *c, const char *member)
{
	return slice_is(slice_str(member), c->member);
}

/* One list takes what is the caller's by default, the other what they accepted or were offered:
 * what is offered to whoever answers by default comes up once. */
static enum onus_err add_if_mine(struct queue *q, const char *thing, bool by_default)
{
	SCOPED_ARENA(own);
	struct call *c = q->call;
	int64_t hours = c->policy->acceptance_hours * SECONDS_AN_HOUR;
	struct charge charge = {0};
	const struct step *pending;
	struct answer answer;
	bool offered, mine;

	GUARD(load(c, &own, thing, &charge));
	answer = charge_answer(&q->ladder, &charge, c->now);
	pending = charge_pending(&charge);
	offered = pending != NULL && is_mine(c, pending->member);
	mine = answer.post != NULL && answer.by_default == by_default &&
	       is_mine(c, answer.post->member);
	if (mine && !by_default) {
		return add_mine(q, &own, &charge, "accepted", INSTANT_MAX);
	}
	if (mine && !offered) {
		return add_mine(q, &own, &charge, "default", charge.recorded_at + hours);
	}
	if (offered && !by_default) {
		return add_mine(q, &own, &charge, "proposed", pending->recorded_at + hours);
	}
	return ONUS_OK;
}

static int compare_mine(const void *a, const void *b)
{
	const struct mine *x = a;
	const struct mine *y = b;

	if (x->due != y->due) {
		return x->due < y->due ? -1 : 1;
	}
	return (x->seq > y->seq) - (x->seq < y->seq);
}

enum onus_err duty_mine(struct call *c)
{
	struct queue q = {.call = c};
	struct names mine = {0};
	struct names unowned = {0};
	const struct held_post *head;

	GUARD(ladder_load(c->store, c->arena, c->now, &q.ladder));
	head = ladder_at(&q.ladder, c->now);
	GUARD(my_candidates(c, &mine));
	if (head != NULL && is_mine(c, head->member)) {
		GUARD(unowned_candidates(c, &unowned));
	}
	q.items = NEW_N(c->arena, struct mine, mine.count + unowned.count);
	for (size_t i = 0; i < mine.count; i++) {
		GUARD(add_if_mine(&q, mine.items[i], false));
	}
	for (size_t i = 0; i < unowned.count; i++) {
		GUARD(add_if_mine(&q, unowned.items[i], true));
	}
	if (q.count > 0) {
		qsort(q.items, q.count, sizeof *q.items, compare_mine);
	}
	for (size_t i = 0; i < q.count; i++) {
		GUARD(call_emit(c, q.items[i].record));
	}
	if (q.count == 0) {
		call_note(c, "nothing is yours, and nothing is proposed to you");
	}
	return ONUS_OK;
}
