/* SPDX-License-Identifier: Apache-2.0
 * search.c - what was reported in these words, and what is called by them. */
#include <inttypes.h>

#include "answer/answer.h"
#include "answer/words.h"
#include "base/limits.h"
#include "onus/text.h"

enum { SEARCH_LIMIT_USUAL = 20, SEARCH_LIMIT_MAX = 1000 };

/* The words of all arguments, a blank between them. */
static const char *question_of(struct call *c)
{
	const char *text = "";

	for (size_t i = 0; i < call_count(c, "words"); i++) {
		text = arena_printf(c->arena, "%s%s%s", text, i > 0 ? " " : "",
				    call_nth(c, "words", i));
	}
	return text;
}

/* --- entities --- */

struct hits {
	struct call *c;
	int64_t limit;
	int64_t entities;
	int64_t reports;
	const char **seen; /* ids of the entities shown */
};

static bool seen(struct hits *h, const char *id)
{
	for (int64_t i = 0; i < h->entities; i++) {
		if (slice_is(slice_str(h->seen[i]), id)) {
			return true;
		}
	}
	return false;
}

static enum onus_err emit_entity(struct hits *h, struct rows *rows, const char *key)
{
	struct call *c = h->c;
	struct json *out = json_object(c->arena);
	const char *id = rows_str(rows, 0, c->arena);
	bool whole = slice_is(rows_slice(rows, 4), key);

	if (seen(h, id) || h->entities == h->limit) {
		return ONUS_OK;
	}
	h->seen[h->entities++] = id;
	json_set_str(out, "id", id);
	json_set_str(out, "kind", "entity");
	json_set_str(out, "name", rows_str(rows, 1, c->arena));
	json_set_str(out, "entity_kind", rows_str(rows, 2, c->arena));
	json_set_str(out, "state", rows_str(rows, 3, c->arena));
	json_set_str(out, "called", rows_str(rows, 5, c->arena));
	json_set_str(out, "why",
		     whole ? "it is called that" : "what it is called begins with that");
	return call_emit(c, out);
}

/* Entities whose key is, or begins with, `key`; the whole ones first. */
static enum onus_err entities_by_key(struct hits *h, const char *key)
{
	/* Behind every text that begins with the key stands the last code point there is. */
	const char *end = arena_printf(h->c->arena, "%s\xF4\x8F\xBF\xBF", key);
	SCOPED_ROWS(rows);

	GUARD(store_query(h->c->store, &rows,
			  "SELECT e.id, e.name, e.kind, e.state, n.key, n.name FROM entity_name n"
			  " JOIN entity e ON e.id = n.entity WHERE n.key >= ?1 AND n.key <= ?2"
			  " AND e.state <> 'rejected' ORDER BY n.key, e.seq LIMIT ?3",
			  v_text(key), v_text(end), v_int(h->limit)));
	while (rows_next(&rows)) {
		GUARD(emit_entity(h, &rows, key));
	}
	return rows_end(&rows);
}

/* A phone number or a mark has one value, however it was typed. */
static enum onus_err entities_by_value(struct hits *h, const char *question)
{
	struct onus_text_options options = {0};
	struct onus_mentions found = {0};
	enum onus_err e = ONUS_OK;

	if (onus_text_read(slice_str(question), &options, &found) != ONUS_OK) {
		return ONUS_OK; /* not a text, so no identifier either */
	}
	for (size_t i = 0; i < found.count && e == ONUS_OK; i++) {
		e = entities_by_key(h, found.items[i].value);
	}
	onus_mentions_finish(&found);
	return e;
}

static enum onus_err find_entities(struct hits *h, const char *question)
{
	size_t room = 4 * strlen(question) + 1;
	char *key = arena_alloc(h->c->arena, room);

	if (onus_name_key(slice_str(question), key, room) > 0) {
		GUARD(entities_by_key(h, key));
	}
	return entities_by_value(h, question);
}

/* --- reports --- */

static enum onus_err emit_report(struct hits *h, int64_t number, const char *snippet)
{
	struct call *c = h->c;
	struct json *out = json_object(c->arena);
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows,
			  "SELECT id, dated_lo, dated_hi, dated_precision, recorded_at, source,"
			  " status, " REPORT_CALLED " FROM report WHERE seq = ?1",
			  v_int(number)));
	if (rows_next(&rows)) {
		struct when dated = when_unknown();

		if (precision_from_name(rows_slice(&rows, 3), &dated.precision)) {
			dated.lo = rows_int(&rows, 1);
			dated.hi = rows_int(&rows, 2);
		}
		json_set_str(out, "id", rows_str(&rows, 0, c->arena));
		json_set_str(out, "kind", "report");
		json_set(out, "when", when_answer(c->arena, dated));
		json_set_str(out, "recorded", instant_write(c->arena, rows_int(&rows, 4)));
		json_set_str(out, "source", rows_str(&rows, 5, c->arena));
		json_set_str(out, "title", report_called(&rows, 7, c->arena));
		json_set_str(out, "status", rows_str(&rows, 6, c->arena));
		json_set_str(out, "snippet", snippet);
		json_set_str(out, "why", "the words stand in its text");
		GUARD(call_emit(c, out));
		h->reports++;
	}
	return rows_end(&rows);
}

static enum onus_err find_reports(struct hits *h, const char *question)
{
	SCOPED_ROWS(rows);
	int64_t found = 0;

	GUARD(store_search(h->c->store, &rows, slice_str(question), h->limit + 1));
	while (rows_next(&rows)) {
		int64_t number = rows_int(&rows, 0);

		if (found++ == h->limit) {
			call_note(h->c, "there are more than %" PRId64 " reports: see --limit",
				  h->limit);
			break;
		}
		GUARD(emit_report(h, number, rows_str(&rows, 1, h->c->arena)));
	}
	return rows_end(&rows);
}

/* --- the command --- */

enum onus_err search_run(struct call *c)
{
	struct hits h = {.c = c, .limit = call_int(c, "limit", SEARCH_LIMIT_USUAL)};
	const char *question = question_of(c);

	ENSURE(h.limit >= 1 && h.limit <= SEARCH_LIMIT_MAX, ONUS_USAGE,
	       "--limit is 1 to %d (SEARCH_LIMIT_MAX)", SEARCH_LIMIT_MAX);
	h.seen = NEW_N(c->arena, const char *, (size_t)h.limit);
	GUARD(find_entities(&h, question));
	GUARD(find_reports(&h, question));
	ENSURE(h.entities + h.reports > 0, ONUS_NO, "nothing on record has these words");
	return ONUS_OK;
}

void search_say(struct buf *out, const struct json *record)
{
	SCOPED_ARENA(a);
	const char *id = words_get(record, "id");
	const char *name = words_clean(&a, words_get(record, "name"));
	const char *called = words_clean(&a, words_get(record, "called"));
	const char *head;

	if (slice_is(json_get_slice(record, "kind"), "entity")) {
		head = arena_printf(&a, "%s  %s (%s, %s)%s%s", id, name,
				    words_get(record, "entity_kind"), words_get(record, "state"),
				    slice_is(slice_str(name), called) ? "" : ", also called ",
				    slice_is(slice_str(name), called) ? "" : called);
		words_wrap(out, (struct indent){"", "    ", WORDS_COLUMNS}, head);
		return;
	}
	head = arena_printf(&a, "%s  %s, from %s: %s", id,
			    words_short(&a, words_when(json_get(record, "when"))),
			    words_get(record, "source"), words_get(record, "title"));
	words_wrap(out, (struct indent){"", "    ", WORDS_COLUMNS}, head);
	words_wrap(out, (struct indent){"    ", "    ", WORDS_COLUMNS},
		   words_get(record, "snippet"));
}
