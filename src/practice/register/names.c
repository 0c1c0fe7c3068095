/* SPDX-License-Identifier: Apache-2.0
 * names.c - finding a thing by what it is called, and saying how a thing is called. */
#include "base/limits.h"
#include "practice/register/inside.h"

/* --- how a thing is called --- */

/* The statement that gives the name of what an id with that prefix stands for. */
struct naming {
	char prefix;
	const char *sql;
};

static const struct naming namings[] = {
	{'E', "SELECT name || ' (' || kind || ')' FROM entity WHERE id = ?1"},
	{'P', "SELECT name FROM member WHERE id = ?1"},
	{'Q', "SELECT title FROM post WHERE id = ?1"},
	{'R',
	 "SELECT CASE WHEN title <> '' THEN title ELSE 'report ' || id END FROM report WHERE id = "
	 "?1"},
	{'S', "SELECT 'source ' || id FROM source WHERE id = ?1"},
	{'M', "SELECT title FROM matter WHERE id = ?1"},
	{'D', "SELECT kind FROM decision WHERE id = ?1"},
	{'A', "SELECT title FROM action WHERE id = ?1"},
	{'O', "SELECT name FROM operation WHERE id = ?1"},
	{'G', "SELECT title FROM meeting WHERE id = ?1"},
	{'I',
	 "SELECT 'item ' || i.number || ' of ' || g.title FROM meeting_item i JOIN meeting g ON "
	 "g.id = i.meeting"
	 " WHERE i.id = ?1"},
	{'N', "SELECT value FROM mention WHERE id = ?1"},
	{'L', "SELECT kind || ' link' FROM link WHERE id = ?1"},
	{'X', "SELECT how FROM exposure WHERE id = ?1"},
	{'C', "SELECT 'contact with ' || victim FROM contact WHERE id = ?1"},
	{'H', "SELECT scope FROM hold WHERE id = ?1"},
	{'Z', "SELECT what FROM loss WHERE id = ?1"},
	{'W', "SELECT title FROM complaint WHERE id = ?1"},
	{'F', "SELECT outcome FROM finding WHERE id = ?1"},
	{'V', "SELECT stance FROM response WHERE id = ?1"},
	{'J', "SELECT extent || ' publication' FROM publication WHERE id = ?1"},
	{'T', "SELECT text FROM recommendation WHERE id = ?1"},
	{'U', "SELECT 'duty for ' || thing FROM duty_step WHERE duty = ?1 LIMIT 1"},
	{'Y', "SELECT clock FROM clock WHERE id = ?1"},
};

static const struct naming *naming_of(const char *id)
{
	char prefix;
	int64_t seq;
	int64_t part;

	if (!id_parse(slice_str(id), &prefix, &seq, &part)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++) {
		if (namings[i].prefix == prefix) {
			return &namings[i];
		}
	}
	return NULL;
}

enum onus_err register_name(struct store *s, struct arena *a, const char *id, const char **out)
{
	const struct naming *n = naming_of(id);
	const char *name = NULL;

	if (n != NULL) {
		GUARD(store_get_str(s, a, &name, n->sql, v_text(id)));
	}
	*out = name ? name : arena_copy(a, slice_str(id));
	return ONUS_OK;
}

/* --- which thing is meant --- */

/* Ids begin with a capital; a person may not care. */
static enum onus_err by_id(struct store *s, struct arena *a, struct slice text, const char **out)
{
	char *id = arena_copy(a, text);
	const struct naming *n;
	const char *name = NULL;

	id[0] = id[0] >= 'a' && id[0] <= 'z' ? (char)(id[0] - 'a' + 'A') : id[0];
	n = naming_of(id);
	if (n != NULL) {
		GUARD(store_get_str(s, a, &name, n->sql, v_text(id)));
	}
	*out = name != NULL ? id : NULL;
	return ONUS_OK;
}

struct matches {
	struct arena *arena;
	const char
		*ids[RESOLVE_LISTED_MAX + 1]; /* one more than is listed says that there are more */
	size_t count;
};

static void add_match(struct matches *m, const char *id)
{
	for (size_t i = 0; i < m->count; i++) {
		if (strcmp(m->ids[i], id) == 0) {
			return;
		}
	}
	if (m->count <= RESOLVE_LISTED_MAX) {
		m->ids[m->count++] = id;
	}
}

/* What a person rejected is meant only where nothing else has the name: it is never hidden. */
static enum onus_err gather_key(struct store *s, struct matches *m, const char *key)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows,
			  "SELECT n.entity, e.state FROM entity_name n JOIN entity e ON e.id = "
			  "n.entity WHERE n.key = ?1 ORDER BY e.state = 'rejected', e.seq, e.id"
			  " LIMIT ?2",
			  v_text(key), v_int(RESOLVE_LISTED_MAX + 1)));
	while (rows_next(&rows)) {
		if (m->count > 0 && slice_is(rows_slice(&rows, 1), "rejected")) {
			break;
		}
		add_match(m, rows_str(&rows, 0, m->arena));
	}
	return rows_end(&rows);
}

/* Operations are few, and their names are folded here: "lantern" means Operation Lantern. */
static enum onus_err gather_operations(struct store *s, struct matches *m, const char *key)
{
	const char *whole = arena_printf(m->arena, "OPERATION %s", key);
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows, "SELECT id, name FROM operation ORDER BY seq"));
	while (rows_next(&rows)) {
		const char *id = rows_str(&rows, 0, m->arena);
		const char *name = name_key(m->arena, rows_slice(&rows, 1));

		if (name != NULL && (strcmp(name, key) == 0 || strcmp(name, whole) == 0)) {
			add_match(m, id);
		}
	}
	return rows_end(&rows);
}

static enum onus_err gather_all(struct store *s, struct matches *m, struct slice text)
{
	const char *key = name_key(m->arena, text);
	const char *identifier = NULL;

	if (key != NULL) {
		GUARD(gather_key(s, m, key));
		GUARD(gather_operations(s, m, key));
	}
	if (m->count == 0) {
		GUARD(identifier_read_any(m->arena, text, &identifier));
	}
	return identifier != NULL ? gather_key(s, m, identifier) : ONUS_OK;
}

/* Several names for what was confirmed to be one are one. */
static enum onus_err are_one(struct store *s, const struct matches *m, bool *out)
{
	struct joined j = {.arena = m->arena};

	*out = m->count <= RESOLVE_LISTED_MAX;
	GUARD(joined_gather(s, &j, m->ids[0], NULL));
	for (size_t i = 0; i < m->count; i++) {
		*out = *out && joined_has(&j, m->ids[i]);
	}
	return ONUS_OK;
}

static enum onus_err fail_many(struct store *s, const struct matches *m, const char *text)
{
	SCOPED_BUF(list, ONUS_ERROR_TEXT_MAX);

	for (size_t i = 0; i < m->count && i < RESOLVE_LISTED_MAX; i++) {
		const char *name = NULL;

		GUARD(register_name(s, m->arena, m->ids[i], &name));
		buf_addf(&list, "%s%s %s", i > 0 ? ", " : "", m->ids[i], name);
	}
	return onus_fail(ONUS_NO, HERE,
			 "\"%s\" may be any of these; say which by its id: " SLICE_FMT "%s", text,
			 SLICE_ARG(buf_slice(&list)), m->count > RESOLVE_LISTED_MAX ? " ..." : "");
}

enum onus_err register_resolve(struct store *s, struct arena *a, const char *text, const char **id)
{
	struct slice trimmed = slice_trim(slice_str(text));
	struct matches m = {.arena = a};
	const char *found = NULL;
	bool one = true;

	GUARD(by_id(s, a, trimmed, &found));
	if (found != NULL) {
		*id = found;
		return ONUS_OK;
	}
	GUARD(gather_all(s, &m, trimmed));
	ENSURE(m.count > 0, ONUS_NO, "nothing is known by the id, name or alias \"%s\"", text);
	if (m.count > 1) {
		GUARD(are_one(s, &m, &one));
	}
	if (!one) {
		return fail_many(s, &m, text);
	}
	*id = m.ids[0];
	return ONUS_OK;
}

/* --- what parameters mean --- */

enum onus_err register_param(struct call *c, const char *param, const char *prefixes,
			     const char *what, const char **id)
{
	const char *text = call_text(c, param);
	const char *found = "";

	if (text == NULL) {
		*id = NULL;
		return ONUS_OK;
	}
	GUARD(register_resolve(c->store, c->arena, text, &found));
	ENSURE(prefixes == NULL || strchr(prefixes, found[0]) != NULL, ONUS_USAGE, "%s is not %s",
	       text, what);
	*id = found;
	return ONUS_OK;
}

static bool holds(const struct json *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++) {
		if (slice_is(list->items[i]->string, text)) {
			return true;
		}
	}
	return false;
}

enum onus_err register_params(struct call *c, const char *param, resolve_fn *resolve,
			      struct json *body, const char *field)
{
	size_t count = call_count(c, param);
	struct json *list = json_array(c->arena);

	ENSURE(count <= EVENT_ABOUT_MAX, ONUS_BAD_INPUT,
	       "--%s was given %zu times; EVENT_ABOUT_MAX is %d", param, count, EVENT_ABOUT_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *id;

		GUARD(resolve(c->store, c->arena, call_nth(c, param, i), &id));
		if (!holds(list, id)) {
			json_push_str(list, id);
		}
	}
	if (list->count > 0) {
		json_set(body, field, list);
	}
	return ONUS_OK;
}

/* --- for the text engine --- */

/* Where several have one name, the engine takes the first: the one that was entered first. */
static enum onus_err add_names(struct store *s, struct onus_names *names)
{
	SCOPED_ROWS(rows);
	SCOPED_ARENA(a);

	GUARD(store_query(s, &rows,
			  "SELECT e.kind, n.name, n.entity FROM entity_name n JOIN entity e ON "
			  "e.id = n.entity ORDER BY e.seq, n.entity, n.key"));
	while (rows_next(&rows)) {
		enum onus_kind kind;

		arena_reset(&a);
		if (onus_kind_from_name(rows_slice(&rows, 0), &kind) &&
		    !kind_is_identifying(onus_kind_name(kind))) {
			const char *name = rows_str(&rows, 1, &a);

			GUARD(onus_names_add(names, kind, slice_str(name), rows_slice(&rows, 2)));
		}
	}
	return rows_end(&rows);
}

enum onus_err register_names(struct store *s, struct onus_names **out)
{
	struct onus_names *names = onus_names_create();
	enum onus_err e = add_names(s, names);

	if (e != ONUS_OK) {
		onus_names_destroy(names);
		return e;
	}
	*out = names;
	return ONUS_OK;
}
