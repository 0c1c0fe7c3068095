/* SPDX-License-Identifier: Apache-2.0
 * clocks.c - starting, meeting and noticing clocks. Whether one is breached is no row: it is
 * computed from when it started, when it is due and when it was met, for any instant. */
#include "practice/duty/inside.h"

/* --- for the other rooms --- */

enum onus_err duty_start_clock(struct call *c, const char *thing, const char *clock, int64_t start)
{
	SCOPED_ARENA(a); /* one report of a million: nothing of it stays in the call's arena */
	const struct policy_clock *row = policy_clock(c->policy, clock);
	struct json *body = json_object(&a);
	int64_t adopted = 0;
	int64_t due;

	if (row == NULL) {
		return ONUS_OK;
	}
	GUARD(policy_clock_due(row, start, &due));
	GUARD(store_get_int(c->store, &adopted, NULL,
			    "SELECT seq FROM policy_adopted ORDER BY seq DESC LIMIT 1"));
	json_set_str(body, "thing", thing);
	json_set_str(body, "clock", row->id);
	json_set_int(body, "policy", adopted);
	json_set_int(body, "started", start);
	json_set_int(body, "due", due);
	return call_record(c, "clock.started", when_instant(start), body, NULL);
}

struct running {
	const char *id;
	struct running *next;
};

static enum onus_err running_clocks(struct call *c, struct arena *a, const char *thing,
				    const char *clock, int64_t met_at, struct running **out)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows,
			  "SELECT id FROM clock WHERE thing = ?1 AND clock = ?2 AND met_at IS NULL"
			  " AND started_at <= ?3 ORDER BY seq DESC",
			  v_text(thing), v_text(clock), v_int(met_at)));
	while (rows_next(&rows)) {
		struct running *r = NEW(a, struct running);

		*r = (struct running){rows_str(&rows, 0, a), *out};
		*out = r;
	}
	return rows_end(&rows);
}

enum onus_err duty_meet_clock(struct call *c, const char *thing, const char *clock, int64_t met_at)
{
	SCOPED_ARENA(a);
	struct running *list = NULL;

	GUARD(running_clocks(c, &a, thing, clock, met_at, &list));
	for (; list != NULL; list = list->next) {
		struct json *body = json_object(&a);

		json_set_str(body, "clock_id", list->id);
		json_set_str(body, "thing", thing);
		json_set_str(body, "clock", clock);
		json_set_int(body, "met", met_at);
		GUARD(call_record(c, "clock.met", when_instant(met_at), body, NULL));
	}
	return ONUS_OK;
}

/* --- as records --- */

#define CLOCK_ROWS                                                                                 \
	"SELECT id, thing, clock, started_at, due, met_at, met_by, noticed_at, noticed_by FROM "   \
	"clock "

static const char *clock_state(int64_t due, bool met, int64_t met_at, int64_t at)
{
	if (met && met_at <= at) {
		return met_at <= due ? "met" : "met late";
	}
	return at <= due ? "running" : "breached";
}

static void set_instant(struct json *record, const char *key, struct rows *rows, int column)
{
	json_set_str(record, key,
		     rows_is_null(rows, column)
			     ? NULL
			     : instant_write(record->arena, rows_int(rows, column)));
}

static struct json *clock_of_row(const struct call *c, struct rows *rows, int64_t at)
{
	struct arena *a = c->arena;
	struct json *record = json_object(a);
	const struct policy_clock *row = policy_clock(c->policy, rows_str(rows, 2, a));

	json_set_str(record, "id", rows_str(rows, 0, a));
	json_set_str(record, "thing", rows_str(rows, 1, a));
	json_set_str(record, "clock", rows_str(rows, 2, a));
	json_set_str(record, "wanted", row != NULL ? row->answer : NULL);
	json_set_str(record, "state",
		     clock_state(rows_int(rows, 4), !rows_is_null(rows, 5), rows_int(rows, 5), at));
	set_instant(record, "started_at", rows, 3);
	set_instant(record, "due_at", rows, 4);
	set_instant(record, "met_at", rows, 5);
	json_set_str(record, "met_by", rows_str(rows, 6, a));
	set_instant(record, "noticed_at", rows, 7);
	json_set_str(record, "noticed_by", rows_str(rows, 8, a));
	return record;
}

enum onus_err clocks_json(struct call *c, const char *thing, int64_t at, struct json **out)
{
	SCOPED_ROWS(rows);
	struct json *list = json_array(c->arena);

	GUARD(store_query(c->store, &rows,
			  CLOCK_ROWS "WHERE thing = ?1 AND started_at <= ?2 ORDER BY due, seq",
			  v_text(thing), v_int(at)));
	while (rows_next(&rows)) {
		json_push(list, clock_of_row(c, &rows, at));
	}
	GUARD(rows_end(&rows));
	*out = list;
	return ONUS_OK;
}

static enum onus_err emit_clocks(struct call *c, const char *thing, const char *clock)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows,
			  CLOCK_ROWS "WHERE thing = ?1 AND clock = ?2 ORDER BY seq", v_text(thing),
			  v_text(clock)));
	while (rows_next(&rows)) {
		GUARD(call_emit(c, clock_of_row(c, &rows, c->now)));
	}
	return rows_end(&rows);
}

static enum onus_err emit_clock(struct call *c, const char *id)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows, CLOCK_ROWS "WHERE id = ?1", v_text(id)));
	while (rows_next(&rows)) {
		GUARD(call_emit(c, clock_of_row(c, &rows, c->now)));
	}
	return rows_end(&rows);
}

/* --- commands --- */

/* An instant for a time that a person stated: its first second for a start, its last for an end,
 * and never in the future. */
static enum onus_err instant_of(const struct call *c, const char *param, bool end, int64_t *out)
{
	struct when when = call_when(c, param, when_instant(c->now));
	int64_t at = end ? when.hi : when.lo;

	ENSURE(when.precision != PRECISION_UNKNOWN, ONUS_USAGE, "--%s needs a date", param);
	ENSURE(when.lo <= c->now, ONUS_BAD_INPUT, "--%s %s lies in the future", param,
	       when_write(c->arena, when));
	*out = at < c->now ? at : c->now;
	return ONUS_OK;
}

/* The policy's clock, or the names of all. */
static enum onus_err clock_named(const struct call *c, const char **out)
{
	const char *text = call_text(c, "clock");
	const struct policy_clock *row = policy_clock(c->policy, text);
	const char *all = "";

	for (size_t i = 0; row == NULL && i < c->policy->clock_count; i++) {
		all = arena_printf(c->arena, "%s%s%s", all, i > 0 ? ", " : "",
				   c->policy->clocks[i].id);
	}
	ENSURE(row != NULL, ONUS_USAGE, "the policy has no clock \"%s\"; it has: %s", text, all);
	*out = row->id;
	return ONUS_OK;
}

enum onus_err clock_start(struct call *c)
{
	const char *thing = "";
	const char *clock = "";
	int64_t start;

	GUARD(thing_known(c, call_text(c, "thing"), &thing));
	GUARD(clock_named(c, &clock));
	GUARD(instant_of(c, "from", false, &start));
	GUARD(duty_start_clock(c, thing, clock, start));
	return emit_clocks(c, thing, clock);
}

/* A clock is met by whoever says so, at the time they say: where it was met is found under its
 * event. */
enum onus_err clock_meet(struct call *c)
{
	const char *thing;
	const char *clock = call_text(c, "clock");
	int64_t met_at;
	int64_t running = 0;

	GUARD(thing_known(c, call_text(c, "thing"), &thing));
	GUARD(instant_of(c, "when", true, &met_at));
	GUARD(store_get_int(c->store, &running, NULL,
			    "SELECT count(*) FROM clock WHERE thing = ?1 AND clock = ?2"
			    " AND met_at IS NULL AND started_at <= ?3",
			    v_text(thing), v_text(clock), v_int(met_at)));
	ENSURE(running > 0, ONUS_NO, "no clock \"%s\" ran on %s then: see \"onus duty show %s\"",
	       clock, thing, thing);
	GUARD(duty_meet_clock(c, thing, clock, met_at));
	return emit_clocks(c, thing, clock);
}

enum onus_err clock_notice(struct call *c)
{
	const char *text = call_text(c, "clock");
	struct json *body = json_object(c->arena);
	const char *thing = NULL;
	const char *id;
	int64_t due = INSTANT_MAX;

	GUARD(thing_known(c, text, &id));
	GUARD(store_get_str(c->store, c->arena, &thing, "SELECT thing FROM clock WHERE id = ?1",
			    v_text(id)));
	ENSURE(thing != NULL, ONUS_NO, "%s is no clock: \"onus overdue\" lists them", id);
	GUARD(store_get_int(c->store, &due, NULL,
			    "SELECT due FROM clock WHERE id = ?1 AND met_at IS NULL", v_text(id)));
	ENSURE(due < c->now, ONUS_REFUSED, "%s is not breached: there is nothing to notice", id);
	json_set_str(body, "clock_id", id);
	json_set_str(body, "thing", thing);
	GUARD(call_record(c, "clock.noticed", when_instant(c->now), body, NULL));
	return emit_clock(c, id);
}
