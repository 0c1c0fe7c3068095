/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading meetings, items and exposures. */
#include "practice/meeting/inside.h"
#include "practice/people/people.h"

/* Made decisions and actions about an item, or about a matter that carries it. */
#define ITEM_ANSWERS                                                                               \
	"(SELECT count(*) FROM event_about b WHERE (b.thing = i.id"                                \
	" OR b.thing IN (SELECT mt.matter FROM matter_thing mt WHERE mt.thing = i.id))"            \
	" AND (b.seq IN (SELECT t.seq FROM action t)"                                              \
	" OR b.seq IN (SELECT d.seq FROM decision d WHERE d.state = 'made')))"
#define ITEM_ROWS                                                                                  \
	"SELECT i.id, i.meeting, i.number, i.text, " RECORD_SQL_WHEN(                              \
		"g.") ", i.recorded_at, " ITEM_ANSWERS " AS answers"                               \
		      " FROM meeting_item i JOIN meeting g ON g.id = i.meeting "
#define MEETING_ROWS                                                                               \
	"SELECT g.id, g.kind, g.title, " RECORD_SQL_WHEN(                                          \
		"g.") ", g.recorded_at,"                                                           \
		      " (SELECT count(*) FROM attendance t WHERE t.meeting = g.id) AS "            \
		      "attendee_count,"                                                            \
		      " (SELECT count(*) FROM meeting_item i WHERE i.meeting = g.id) AS "          \
		      "item_count,"                                                                \
		      " (SELECT count(*) FROM meeting_item i WHERE i.meeting = g.id "              \
		      "AND " ITEM_ANSWERS " = 0) AS unanswered FROM meeting g "
#define EXPOSURE_ROWS                                                                              \
	"SELECT x.id, x.member, p.name AS member_name, x.thing, x.how, "                           \
	"x.strength, " RECORD_SQL_WHEN("x.") ", x.recorded_at"                                     \
					     " FROM exposure x JOIN member p ON p.id = x.member "

enum onus_err meeting_time(struct call *c, const char *id, struct when *out)
{
	SCOPED_ROWS(rows);
	struct when when = when_unknown();
	bool found = false;

	GUARD(store_query(c->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision FROM meeting WHERE id = ?1",
			  v_text(id)));
	if (rows_next(&rows)) {
		when.lo = rows_int(&rows, 0);
		when.hi = rows_int(&rows, 1);
		found = precision_from_name(rows_slice(&rows, 2), &when.precision);
	}
	GUARD(rows_end(&rows));
	ENSURE(found, ONUS_NO, "there is no meeting %s", id);
	*out = when;
	return ONUS_OK;
}

/* What each attendee was at the time of the meeting, by what is recorded now. */
static enum onus_err set_attendees(struct call *c, struct json *meeting)
{
	const char *id = record_get(meeting, "id");
	struct when when = when_unknown();

	GUARD(meeting_time(c, id, &when));
	GUARD(record_list(c, meeting, "attendees",
			  "SELECT p.id, p.name FROM attendance t JOIN member p ON p.id = t.member"
			  " WHERE t.meeting = ?1 ORDER BY p.seq",
			  v_text(id)));
	for (size_t i = 0; i < json_get_count(meeting, "attendees"); i++) {
		struct json *member = json_get(meeting, "attendees")->items[i];
		struct standing standing = {0};

		GUARD(people_standing(c->store, c->arena, record_get(member, "id"), when, c->now,
				      &standing));
		json_set_str(member, "post", standing.title);
		json_set_str(member, "rank", standing.rank);
		json_set_str(member, "senior", senior_name(standing.senior));
	}
	return ONUS_OK;
}

enum onus_err meeting_emit(struct call *c, const char *id)
{
	struct json *meeting;

	GUARD(record_row(c, &meeting, MEETING_ROWS "WHERE g.id = ?1", v_text(id)));
	GUARD(set_attendees(c, meeting));
	GUARD(record_set_about(c, meeting));
	GUARD(record_list(c, meeting, "items", ITEM_ROWS "WHERE i.meeting = ?1 ORDER BY i.number",
			  v_text(id)));
	for (size_t i = 0; i < json_get_count(meeting, "items"); i++) {
		GUARD(record_set_about(c, json_get(meeting, "items")->items[i]));
	}
	return call_emit(c, meeting);
}

enum onus_err item_emit(struct call *c, const char *id)
{
	struct json *item;

	GUARD(record_row(c, &item, ITEM_ROWS "WHERE i.id = ?1", v_text(id)));
	GUARD(record_list(c, item, "attendees",
			  "SELECT p.id, p.name FROM exposure x JOIN member p ON p.id = x.member"
			  " JOIN meeting_item i ON i.seq = x.seq WHERE i.id = ?1 ORDER BY p.seq",
			  v_text(id)));
	GUARD(record_set_about(c, item));
	return call_emit(c, item);
}

enum onus_err exposure_emit(struct call *c, const char *id)
{
	struct json *exposure;

	GUARD(record_row(c, &exposure, EXPOSURE_ROWS "WHERE x.id = ?1", v_text(id)));
	GUARD(record_set_name(c, exposure, "thing", "thing_name"));
	GUARD(record_set_about(c, exposure));
	return call_emit(c, exposure);
}

enum onus_err meeting_show(struct call *c)
{
	const char *id;

	GUARD(record_thing(c, "meeting", "G", "a meeting", &id));
	return meeting_emit(c, id);
}

enum onus_err meeting_list(struct call *c)
{
	return record_emit(c,
			   "SELECT * FROM (" MEETING_ROWS ") AS g WHERE ?1 = 0 OR g.unanswered > 0"
			   " ORDER BY g.when_lo, g.id",
			   v_int(call_flag(c, "unanswered")));
}
