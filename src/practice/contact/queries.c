/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading contacts with a victim. */
#include "practice/contact/inside.h"

#define CONTACT_ROWS                                                                               \
	"SELECT k.id, k.victim, k.asked, k.how, k.by_member AS \"by\", p.name AS by_name,"         \
	" k.supporter, k.answer, k.reason, k.threat, k.ask_again_at, " RECORD_SQL_WHEN(            \
		"k.") ", k.recorded_at FROM contact k LEFT JOIN member p ON p.id = k.by_member "

enum onus_err victim_check(struct call *c, const char *id)
{
	const char *kind;

	GUARD(store_get_str(c->store, c->arena, &kind, "SELECT kind FROM entity WHERE id = ?1",
			    v_text(id)));
	ENSURE(kind != NULL && (strcmp(kind, "person") == 0 || strcmp(kind, "group") == 0),
	       ONUS_USAGE, "%s is no person and no group: a contact is with somebody", id);
	return ONUS_OK;
}

static enum onus_err emit(struct call *c, struct json *contact)
{
	GUARD(record_set_name(c, contact, "victim", "victim_name"));
	return call_emit(c, contact);
}

enum onus_err contact_emit(struct call *c, const char *id)
{
	struct json *contact;

	GUARD(record_row(c, &contact, CONTACT_ROWS "WHERE k.id = ?1", v_text(id)));
	return emit(c, contact);
}

static enum onus_err emit_all(struct call *c, const struct json *list)
{
	for (size_t i = 0; i < json_get_count(list, "contacts"); i++) {
		GUARD(emit(c, json_get(list, "contacts")->items[i]));
	}
	return ONUS_OK;
}

enum onus_err contact_list(struct call *c)
{
	struct json *list = json_object(c->arena);
	const char *victim;

	GUARD(record_thing(c, "victim", "E", "a person or a group", &victim));
	GUARD(record_list(c, list, "contacts",
			  CONTACT_ROWS "WHERE k.victim = ?1 ORDER BY k.occurred_lo, k.seq",
			  v_text(victim)));
	if (json_get_count(list, "contacts") == 0) {
		call_note(c, "nothing is recorded on whether they were asked");
	}
	return emit_all(c, list);
}

/* The newest contact of each victim that says when to ask again, where that time has come. */
enum onus_err contact_due(struct call *c)
{
	struct json *list = json_object(c->arena);

	GUARD(record_list(c, list, "contacts",
			  CONTACT_ROWS
			  "WHERE k.ask_again_at <= ?1 AND k.seq ="
			  " (SELECT max(n.seq) FROM contact n WHERE n.victim = k.victim)"
			  " ORDER BY k.ask_again_at, k.seq",
			  v_int(c->now)));
	return emit_all(c, list);
}
