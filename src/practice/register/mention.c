/* SPDX-License-Identifier: Apache-2.0
 * mention.c - a person's decision on what the engine took for a mention. The later decision wins;
 * all stay in the events. */
#include "base/limits.h"
#include "practice/register/inside.h"

struct mention_now {
	const char *id;
	const char *report;
	const char *kind;
	const char *entity; /* NULL: tied to nothing */
	size_t start;
	size_t end;
	int64_t seq;
};

static enum onus_err mention_get(struct call *c, struct mention_now *out)
{
	SCOPED_ROWS(rows);

	GUARD(register_param(c, "mention", "N", "a mention", &out->id));
	GUARD(store_query(
		c->store, &rows,
		"SELECT report, kind, entity, start, \"end\", seq FROM mention WHERE id = ?1",
		v_text(out->id)));
	GUARD(rows_need(&rows, ONUS_NO, "there is no mention %s", out->id));
	out->report = rows_str(&rows, 0, c->arena);
	out->kind = rows_str(&rows, 1, c->arena);
	out->entity = rows_str(&rows, 2, c->arena);
	out->start = (size_t)rows_int(&rows, 3);
	out->end = (size_t)rows_int(&rows, 4);
	out->seq = rows_int(&rows, 5);
	return rows_end(&rows);
}

/* --- the entity that it names --- */

/* What a report can name that is somebody or something; not a date, an age, a sum. */
static bool may_be_entity(const char *kind)
{
	static const char *const kinds[] = {"person",  "group", "organisation",
					    "address", "place", "operation"};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kind, kinds[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* The words of the report, on one line. */
static enum onus_err text_of(struct call *c, const struct mention_now *m, const char **out)
{
	SCOPED_ROWS(rows);
	SCOPED_BUF(name, NAME_MAX_BYTES);
	struct slice text;

	GUARD(store_query(c->store, &rows, "SELECT text FROM report WHERE id = ?1",
			  v_text(m->report)));
	GUARD(rows_need(&rows, ONUS_NO, "%s has lost its report %s", m->id, m->report));
	text = rows_slice(&rows, 0);
	ENSURE(m->start <= m->end && m->end <= text.n, ONUS_INTERNAL, "%s lies outside %s", m->id,
	       m->report);
	for (size_t i = m->start; i < m->end; i++) {
		bool blank = (unsigned char)text.p[i] <= ' ';

		if (!blank) {
			buf_add_byte(&name, text.p[i]);
		} else if (name.len > 0 && name.data[name.len - 1] != ' ') {
			buf_add_byte(&name, ' ');
		}
	}
	GUARD(rows_end(&rows));
	GUARD(buf_check(&name, "a name (NAME_MAX_BYTES)"));
	*out = arena_copy(c->arena, slice_trim(buf_slice(&name)));
	return ONUS_OK;
}

static enum onus_err enter_entity(struct call *c, const struct mention_now *m, const char **out)
{
	struct new_entity e = {.kind = m->kind, .from = m->seq};
	char id[ID_ROOM];
	const char *name = NULL;

	GUARD(text_of(c, m, &name));
	GUARD(called_read(c->arena, e.kind, name, true, m->id, &e.called));
	GUARD(entity_add(c, &e, json_object(c->arena), id));
	*out = arena_copy(c->arena, slice_str(id));
	return ONUS_OK;
}

/* The one that was said, the one it is tied to, or a new one. */
static enum onus_err entity_of(struct call *c, const struct mention_now *m, const char **out)
{
	const char *kind = NULL;

	GUARD(register_param(c, "entity", "E", "an entity", out));
	if (*out == NULL) {
		*out = m->entity;
	}
	if (*out == NULL && may_be_entity(m->kind)) {
		return enter_entity(c, m, out);
	}
	if (*out == NULL) {
		return ONUS_OK;
	}
	GUARD(store_get_str(c->store, c->arena, &kind, "SELECT kind FROM entity WHERE id = ?1",
			    v_text(*out)));
	if (kind != NULL && strcmp(kind, m->kind) != 0) {
		call_note(c, "%s was read as %s; %s is of the kind %s", m->id, m->kind, *out, kind);
	}
	return ONUS_OK;
}

/* --- deciding --- */

static enum onus_err check_decision(const struct call *c)
{
	bool confirm = call_flag(c, "confirm");

	ENSURE(confirm != call_flag(c, "reject"), ONUS_USAGE, "say either --confirm or --reject");
	ENSURE(confirm || !(call_has(c, "entity") || call_has(c, "role")), ONUS_USAGE,
	       "--entity and --role belong to a mention that is confirmed");
	return ONUS_OK;
}

enum onus_err mention_decide(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct mention_now m;
	const char *entity = NULL;
	struct draft d = {.kind = "mention.decided",
			  .occurred = when_instant(c->now),
			  .body = body,
			  .from = &m.seq,
			  .from_count = 1};

	GUARD(check_decision(c));
	GUARD(mention_get(c, &m));
	if (call_flag(c, "confirm")) {
		GUARD(entity_of(c, &m, &entity));
	}
	json_set_str(body, "mention", m.id);
	json_set_str(body, "report", m.report);
	json_set_str(body, "decision", call_flag(c, "confirm") ? "confirmed" : "rejected");
	if (entity != NULL) {
		json_set_str(body, "entity", entity);
	}
	if (call_has(c, "role")) {
		json_set_str(body, "role", call_text(c, "role"));
	}
	json_set_slice(body, "because", slice_trim(slice_str(call_text(c, "because"))));
	GUARD(call_record_draft(c, &d, NULL, NULL));
	if (entity != NULL) {
		GUARD(link_associates(c, entity));
	}
	return mention_emit(c, m.id);
}
