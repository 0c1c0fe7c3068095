/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading complaints and recommendations. */
#include "practice/oversight/inside.h"

#define COMPLAINT_ROWS                                                                             \
	"SELECT w.id, w.title, w.text, w.made_by, w.against, w.body, " RECORD_SQL_WHEN(            \
		"w.") ", w.recorded_at FROM complaint w "
#define FINDING_ROWS                                                                               \
	"SELECT f.id, f.complaint, f.outcome, f.text, f.source, " RECORD_SQL_WHEN(                 \
		"f.") ", f.recorded_at FROM finding f "
#define RESPONSE_ROWS                                                                              \
	"SELECT v.id, v.finding, v.stance, v.reason, v.made_by, " RECORD_SQL_WHEN(                 \
		"v.") ", v.recorded_at FROM response v "
#define PUBLICATION_ROWS                                                                           \
	"SELECT j.id, j.thing, j.extent, j.text, " RECORD_SQL_WHEN(                                \
		"j.") ", j.recorded_at FROM publication j "
#define RECOMMENDATION_ROWS                                                                        \
	"SELECT t.id, t.origin, t.text, t.addressee, " RECORD_SQL_WHEN(                            \
		"t.") ", t.recorded_at, t.reply FROM recommendation t "

enum onus_err finding_emit(struct call *c, const char *id)
{
	struct json *finding;

	GUARD(record_row(c, &finding, FINDING_ROWS "WHERE f.id = ?1", v_text(id)));
	return call_emit(c, finding);
}

enum onus_err response_emit(struct call *c, const char *id)
{
	struct json *response;

	GUARD(record_row(c, &response, RESPONSE_ROWS "WHERE v.id = ?1", v_text(id)));
	return call_emit(c, response);
}

enum onus_err publication_emit(struct call *c, const char *id)
{
	struct json *publication;

	GUARD(record_row(c, &publication, PUBLICATION_ROWS "WHERE j.id = ?1", v_text(id)));
	GUARD(record_set_name(c, publication, "thing", "thing_name"));
	return call_emit(c, publication);
}

/* Two findings on one complaint whose dates cannot both be true are both kept, and said to differ.
 */
static enum onus_err set_conflict(struct call *c, struct json *complaint)
{
	int64_t pairs;

	GUARD(store_get_int(
		c->store, &pairs, NULL,
		"SELECT count(*) FROM finding a JOIN finding b ON a.complaint = b.complaint"
		" WHERE a.complaint = ?1 AND a.outcome = b.outcome"
		" AND a.occurred_hi < b.occurred_lo",
		v_text(record_get(complaint, "id"))));
	json_set(complaint, "dates_conflict", json_bool(c->arena, pairs > 0));
	return ONUS_OK;
}

/* By when the complainant had to be told, and whether they surely were not. */
static enum onus_err set_clocks(struct call *c, struct json *complaint)
{
	return record_list(c, complaint, "clocks",
			   "SELECT clock, started_at, due AS due_at, met_at,"
			   " coalesce(met_at, ?2) > due AS is_late FROM clock WHERE thing = ?1"
			   " ORDER BY seq",
			   v_text(record_get(complaint, "id")), v_int(c->now));
}

enum onus_err complaint_emit(struct call *c, const char *id)
{
	struct json *complaint;

	GUARD(record_row(c, &complaint, COMPLAINT_ROWS "WHERE w.id = ?1", v_text(id)));
	GUARD(record_set_about(c, complaint));
	GUARD(record_list(c, complaint, "findings",
			  FINDING_ROWS "WHERE f.complaint = ?1 ORDER BY f.occurred_lo, f.seq",
			  v_text(id)));
	GUARD(record_list(c, complaint, "responses",
			  RESPONSE_ROWS
			  "WHERE v.finding IN (SELECT id FROM finding WHERE complaint = ?1)"
			  " ORDER BY v.occurred_lo, v.seq",
			  v_text(id)));
	GUARD(record_list(c, complaint, "publications",
			  PUBLICATION_ROWS "WHERE j.thing = ?1 OR j.thing IN"
					   " (SELECT id FROM finding WHERE complaint = ?1)"
					   " ORDER BY j.occurred_lo, j.seq",
			  v_text(id)));
	GUARD(set_conflict(c, complaint));
	GUARD(set_clocks(c, complaint));
	return call_emit(c, complaint);
}

enum onus_err complaint_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "complaint", "W", "a complaint", &id));
	return complaint_emit(c, id);
}

enum onus_err complaint_list(struct call *c)
{
	return record_emit(c, COMPLAINT_ROWS "ORDER BY w.occurred_lo, w.seq");
}

enum onus_err recommendation_emit(struct call *c, const char *id)
{
	struct json *recommendation;

	GUARD(record_row(c, &recommendation, RECOMMENDATION_ROWS "WHERE t.id = ?1", v_text(id)));
	GUARD(record_set_name(c, recommendation, "origin", "origin_name"));
	GUARD(record_list(
		c, recommendation, "replies",
		"SELECT r.reply, r.reason, r.by_member AS \"by\", p.name AS "
		"by_name, " RECORD_SQL_WHEN("r.") ", r.recorded_at FROM recommendation_reply r"
						  " LEFT JOIN member p ON p.id = r.by_member"
						  " WHERE r.recommendation = ?1 ORDER BY r.seq",
		v_text(id)));
	return call_emit(c, recommendation);
}

enum onus_err recommend_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "recommendation", "T", "a recommendation", &id));
	return recommendation_emit(c, id);
}

enum onus_err recommend_list(struct call *c)
{
	return record_emit(c,
			   RECOMMENDATION_ROWS "WHERE ?1 = 0 OR t.reply IS NULL"
					       " ORDER BY t.occurred_lo, t.seq",
			   v_int(call_flag(c, "unanswered")));
}
