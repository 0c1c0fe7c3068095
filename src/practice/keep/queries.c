/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading holds and losses. */
#include "practice/keep/inside.h"

#define HOLD_ROWS                                                                                  \
	"SELECT h.id, h.scope, h.issuer, h.order_text AS \"order\", " RECORD_SQL_WHEN(             \
		"h.") ", h.recorded_at, h.lifted_at, h.lifted_by, h.lifted_why FROM hold h "
#define LOSS_ROWS                                                                                  \
	"SELECT z.id, z.what, z.rule, " RECORD_SQL_WHEN("z.") ", z.recorded_at FROM loss z "

enum onus_err hold_emit(struct call *c, const char *id)
{
	struct json *hold;

	GUARD(record_row(c, &hold, HOLD_ROWS "WHERE h.id = ?1", v_text(id)));
	GUARD(record_list(c, hold, "things",
			  "SELECT thing AS id FROM hold_thing WHERE hold = ?1 ORDER BY thing",
			  v_text(id)));
	for (size_t i = 0; i < json_get_count(hold, "things"); i++) {
		GUARD(record_set_name(c, json_get(hold, "things")->items[i], "id", "name"));
	}
	return call_emit(c, hold);
}

enum onus_err loss_emit(struct call *c, const char *id)
{
	struct json *loss;

	GUARD(record_row(c, &loss, LOSS_ROWS "WHERE z.id = ?1", v_text(id)));
	GUARD(record_set_about(c, loss));
	return call_emit(c, loss);
}

/* Emits the records whose ids the statement gives. */
static enum onus_err emit_each(struct call *c, enum onus_err (*emit)(struct call *, const char *),
			       const struct json *ids)
{
	for (size_t i = 0; i < json_get_count(ids, "ids"); i++) {
		GUARD(emit(c, record_get(json_get_item(ids, "ids", i), "id")));
	}
	return ONUS_OK;
}

enum onus_err keep_list(struct call *c)
{
	struct json *ids = json_object(c->arena);
	const char *thing;

	GUARD(record_thing(c, "thing", NULL, NULL, &thing));
	GUARD(record_list(c, ids, "ids",
			  "SELECT h.id FROM hold h WHERE CAST(?1 AS TEXT) IS NULL OR h.id IN"
			  " (SELECT hold FROM hold_thing WHERE thing = ?1) ORDER BY h.seq",
			  v_text(thing)));
	GUARD(emit_each(c, hold_emit, ids));
	GUARD(record_list(c, ids, "ids",
			  "SELECT z.id FROM loss z WHERE CAST(?1 AS TEXT) IS NULL OR z.seq IN"
			  " (SELECT seq FROM event_about WHERE thing = ?1) ORDER BY z.seq",
			  v_text(thing)));
	return emit_each(c, loss_emit, ids);
}
