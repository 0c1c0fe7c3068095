/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading matters, decisions, actions and operations. */
#include "practice/duty/duty.h"
#include "practice/matter/inside.h"

#define MATTER_ROWS                                                                                \
	"SELECT m.id, m.title, m.risk, m.child, m.state, " RECORD_SQL_WHEN(                        \
		"m.") ", m.recorded_at FROM matter m "
#define DECISION_ROWS                                                                              \
	"SELECT d.id, d.matter, d.number, d.kind, d.reason, d.options, d.unknowns, d.decider,"     \
	" p.name AS decider_name, d.second, q.name AS second_name, d.state, "                      \
	"d.review_at, " RECORD_SQL_WHEN(                                                           \
		"d.") ", d.recorded_at, d.late AS is_late FROM decision d"                         \
		      " JOIN member p ON p.id = d.decider LEFT JOIN member q ON q.id = d.second "
#define ACTION_ROWS                                                                                \
	"SELECT t.id, t.matter, t.title, t.owner, p.name AS owner_name, t.due_at, t.state,"        \
	" t.outcome, " RECORD_SQL_WHEN(                                                            \
		"t.") ", t.recorded_at, t.done_lo, t.done_hi,"                                     \
		      " t.done_precision FROM action t LEFT JOIN member p ON p.id = t.owner "
#define OPERATION_ROWS                                                                             \
	"SELECT o.id, o.name, o.objective, o.state, o.outcome, " RECORD_SQL_WHEN(                  \
		"o.") ", o.recorded_at, o.closed_lo, o.closed_hi, o.closed_precision FROM "        \
		      "operation o "

enum onus_err matter_get(struct call *c, const char *id, struct matter_now *out)
{
	SCOPED_ROWS(rows);
	struct matter_now m = {.id = id};
	bool found = false;

	GUARD(store_query(
		c->store, &rows,
		"SELECT m.child, m.state, m.occurred_lo, m.occurred_hi, e.occurred_lo, "
		"e.occurred_hi"
		" FROM matter m LEFT JOIN event e ON e.seq = m.closed_seq WHERE m.id = ?1",
		v_text(id)));
	if (rows_next(&rows)) {
		found = true;
		m.may_harm_child = !slice_is(rows_slice(&rows, 0), "no");
		m.open = slice_is(rows_slice(&rows, 1), "open");
		m.occurred = (struct when){rows_int(&rows, 2), rows_int(&rows, 3), PRECISION_RANGE};
		m.closed = (struct when){rows_int(&rows, 4), rows_int(&rows, 5), PRECISION_RANGE};
	}
	GUARD(rows_end(&rows));
	ENSURE(found, ONUS_NO, "there is no matter %s", id);
	*out = m;
	return ONUS_OK;
}

/* Who answers for an open matter now, as "answerable"; nobody has to for a closed one. */
static enum onus_err set_answerable(struct call *c, const struct ladder *l, struct json *record)
{
	struct arena *a = record->arena;
	struct answerable who = {0};
	struct json *o = json_object(a);

	if (strcmp(record_get(record, "state"), "open") != 0) {
		return ONUS_OK;
	}
	GUARD(duty_answerable_on(l, c->store, a, record_get(record, "id"), c->now, c->now, &who));
	json_set_str(o, "member", who.member);
	json_set_str(o, "name", who.name);
	json_set_str(o, "post", who.post);
	json_set(o, "by_default", json_bool(a, who.by_default));
	json_set_str(o, "since", instant_write(a, who.since));
	json_set(record, "answerable", o);
	return ONUS_OK;
}

static enum onus_err set_things(struct call *c, struct json *record)
{
	GUARD(record_list(
		c, record, "things",
		"SELECT thing AS id FROM matter_thing WHERE matter = ?1 ORDER BY seq, thing",
		v_text(record_get(record, "id"))));
	for (size_t i = 0; i < json_get_count(record, "things"); i++) {
		GUARD(record_set_name(c, json_get(record, "things")->items[i], "id", "name"));
	}
	return ONUS_OK;
}

enum onus_err matter_emit(struct call *c, const char *id)
{
	const struct ladder *l = NULL;
	struct json *m;

	GUARD(record_row(c, &m, MATTER_ROWS "WHERE m.id = ?1", v_text(id)));
	GUARD(duty_ladder(c->store, c->arena, c->now, &l));
	GUARD(set_answerable(c, l, m));
	GUARD(set_things(c, m));
	GUARD(record_list(c, m, "decisions", DECISION_ROWS "WHERE d.matter = ?1 ORDER BY d.number",
			  v_text(id)));
	GUARD(record_list(c, m, "actions", ACTION_ROWS "WHERE t.matter = ?1 ORDER BY t.seq",
			  v_text(id)));
	return call_emit(c, m);
}

enum onus_err matter_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "matter", "M", "a matter", &id));
	return matter_emit(c, id);
}

enum onus_err matter_list(struct call *c)
{
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);
	const char *state = call_text(c, "state");
	const struct ladder *l = NULL;

	GUARD(duty_ladder(c->store, c->arena, c->now, &l));
	GUARD(store_query(c->store, &rows,
			  MATTER_ROWS "WHERE ?1 = 'all' OR m.state = ?1 ORDER BY m.seq",
			  v_text(state != NULL ? state : "open")));
	while (rows_next(&rows)) {
		struct json *m;

		arena_reset(&a);
		m = record_of_row(&rows, &a);
		GUARD(set_answerable(c, l, m));
		GUARD(call_emit(c, m));
	}
	return rows_end(&rows);
}

/* A record with what it is about. */
static enum onus_err emit_with_about(struct call *c, struct json *record)
{
	GUARD(record_set_about(c, record));
	return call_emit(c, record);
}

enum onus_err decision_emit(struct call *c, const char *id)
{
	struct json *d;

	GUARD(record_row(c, &d, DECISION_ROWS "WHERE d.id = ?1", v_text(id)));
	return emit_with_about(c, d);
}

enum onus_err decide_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "decision", "D", "a decision", &id));
	return decision_emit(c, id);
}

enum onus_err decide_list(struct call *c)
{
	const char *matter;

	GUARD(record_thing(c, "matter", "M", "a matter", &matter));
	return record_emit(c,
			   DECISION_ROWS "WHERE (CAST(?1 AS TEXT) IS NULL OR d.matter = ?1)"
					 " AND (?2 = 0 OR d.state = 'proposed') ORDER BY d.seq",
			   v_text(matter), v_int(call_flag(c, "waiting")));
}

enum onus_err action_emit(struct call *c, const char *id)
{
	struct json *t;

	GUARD(record_row(c, &t, ACTION_ROWS "WHERE t.id = ?1", v_text(id)));
	return emit_with_about(c, t);
}

enum onus_err act_list(struct call *c)
{
	const char *matter;

	GUARD(record_thing(c, "matter", "M", "a matter", &matter));
	return record_emit(c,
			   ACTION_ROWS "WHERE (CAST(?1 AS TEXT) IS NULL OR t.matter = ?1)"
				       " AND (?2 = 0 OR t.state = 'raised') ORDER BY t.seq",
			   v_text(matter), v_int(call_flag(c, "open")));
}

enum onus_err operation_emit(struct call *c, const char *id)
{
	struct json *o;

	GUARD(record_row(c, &o, OPERATION_ROWS "WHERE o.id = ?1", v_text(id)));
	return emit_with_about(c, o);
}

enum onus_err operation_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "operation", "O", "an operation", &id));
	return operation_emit(c, id);
}

enum onus_err operation_list(struct call *c)
{
	return record_emit(c, OPERATION_ROWS "ORDER BY o.occurred_lo, o.seq");
}
