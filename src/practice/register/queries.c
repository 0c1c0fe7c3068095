/* SPDX-License-Identifier: Apache-2.0
 * queries.c - reading entities, mentions with the words around them, and links. */
#include "practice/register/inside.h"

/* --- mentions --- */

/* What a person who decides may see without a look into the report. */
#define MENTION_COLUMNS                                                                            \
	"SELECT m.id, m.report, m.kind, m.role, m.state, m.start, m.\"end\", m.rule, m.entity,"    \
	" e.name AS entity_name, e.kind AS entity_kind, m.because, m.decided_by,"                  \
	" p.name AS decided_by_name, v.recorded_at AS decided_at"
#define MENTION_CONTENT                                                                            \
	", m.value, r.title AS report_title, r.dated_lo, r.dated_hi, r.dated_precision"
#define MENTION_FROM                                                                               \
	" FROM mention m JOIN report r ON r.id = m.report LEFT JOIN entity e ON e.id = m.entity"   \
	" LEFT JOIN member p ON p.id = m.decided_by LEFT JOIN event v ON v.seq = m.decided_seq "

enum onus_err mention_emit(struct call *c, const char *id)
{
	struct json *record;

	GUARD(record_row(c, &record, MENTION_COLUMNS MENTION_FROM "WHERE m.id = ?1", v_text(id)));
	return call_emit(c, record);
}

/* Control characters of one byte, and those that UTF-8 writes in two. */
static size_t control_bytes(struct slice s)
{
	unsigned char first = (unsigned char)s.p[0];

	if (first <= ' ' || first == 0x7f) {
		return 1;
	}
	return s.n > 1 && first == 0xc2 && (unsigned char)s.p[1] < 0xa0 ? 2 : 0;
}

/* Sets a piece of the text, on one line. */
static void set_words(struct json *record, const char *key, struct slice s)
{
	SCOPED_BUF(out, s.n + 1);

	while (s.n > 0) {
		size_t control = control_bytes(s);

		if (control == 0) {
			buf_add_byte(&out, s.p[0]);
		} else if (out.len == 0 || out.data[out.len - 1] != ' ') {
			buf_add_byte(&out, ' ');
		}
		s = slice_from(s, control > 0 ? control : 1);
	}
	json_set_slice(record, key, buf_slice(&out));
}

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

static bool inside_character(struct slice text, size_t at)
{
	return at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80;
}

/* About CONTEXT_BYTES before `start`: from the beginning of a word, or of a character where no word
 * begins. */
static size_t context_from(struct slice text, size_t start)
{
	size_t from = start > CONTEXT_BYTES ? start - CONTEXT_BYTES : 0;
	size_t word = from;

	while (word > 0 && word < start && !is_blank(text.p[word - 1])) {
		word++;
	}
	while (inside_character(text, from)) {
		from++;
	}
	return word < start ? word : from;
}

/* The same behind `end`. */
static size_t context_to(struct slice text, size_t end)
{
	size_t to = text.n - end > CONTEXT_BYTES ? end + CONTEXT_BYTES : text.n;
	size_t word = to;

	while (word < text.n && word > end && !is_blank(text.p[word])) {
		word--;
	}
	while (inside_character(text, to)) {
		to--;
	}
	return word > end ? word : to;
}

/* "before", "text" and "after": the words of the report at a mention. */
static void set_context(struct json *record, struct slice text)
{
	size_t start = (size_t)json_get_int(record, "start", 0);
	size_t end = (size_t)json_get_int(record, "end", 0);
	size_t from, to;

	if (text.p == NULL || start > end || end > text.n) {
		return; /* the text was disposed of */
	}
	from = context_from(text, start);
	to = context_to(text, end);
	set_words(record, "before", slice_of(text.p + from, start - from));
	set_words(record, "text", slice_of(text.p + start, end - start));
	set_words(record, "after", slice_of(text.p + end, to - end));
}

/* The text of the report read last: mentions come report by report. */
struct report_text {
	struct arena arena;
	const char *report;
	struct slice text;
};

static enum onus_err read_text(struct call *c, struct report_text *t, const char *report)
{
	const char *text = NULL;

	if (t->report != NULL && strcmp(t->report, report) == 0) {
		return ONUS_OK;
	}
	arena_reset(&t->arena);
	GUARD(store_get_str(c->store, &t->arena, &text, "SELECT text FROM report WHERE id = ?1",
			    v_text(report)));
	t->report = arena_copy(&t->arena, slice_str(report));
	t->text = slice_str(text);
	return ONUS_OK;
}

static void text_finish(struct report_text *t)
{
	arena_finish(&t->arena);
}

#define SCOPED_TEXT(name) __attribute__((cleanup(text_finish))) struct report_text name = {0}

enum onus_err mention_list(struct call *c)
{
	SCOPED_TEXT(text);
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);
	const char *report;

	GUARD(register_param(c, "report", "R", "a report", &report));
	GUARD(read_text(c, &text, report));
	GUARD(store_query(c->store, &rows,
			  MENTION_COLUMNS MENTION_CONTENT MENTION_FROM
			  "WHERE m.report = ?1 ORDER BY m.start, m.\"end\" DESC, m.kind",
			  v_text(report)));
	while (rows_next(&rows)) {
		struct json *record;

		arena_reset(&a);
		record = record_of_row(&rows, &a);
		set_context(record, text.text);
		GUARD(call_emit(c, record));
	}
	return rows_end(&rows);
}

/* --- links --- */

#define LINK_ROWS                                                                                  \
	"SELECT l.id, l.kind, l.state, l.a, ea.name AS a_name, ea.kind AS a_kind, l.b,"            \
	" eb.name AS b_name, eb.kind AS b_kind, l.evidence, l.chance, l.because, l.decided_by,"    \
	" p.name AS decided_by_name, v.recorded_at AS decided_at, l.recorded_at" LINK_FROM
#define LINK_FROM                                                                                  \
	" FROM link l"                                                                             \
	" JOIN entity ea ON ea.id = l.a JOIN entity eb ON eb.id = l.b"                             \
	" LEFT JOIN member p ON p.id = l.decided_by LEFT JOIN event v ON v.seq = l.decided_seq "

enum onus_err link_emit(struct call *c, const char *id)
{
	return record_emit(c, LINK_ROWS "WHERE l.id = ?1", v_text(id));
}

/* Reports that name an entity; ten count as many. */
#define REPORTS_OF(end)                                                                            \
	"(SELECT count(*) FROM (SELECT DISTINCT report FROM mention WHERE entity = l." end         \
	" AND state <> 'rejected' LIMIT 10) AS named)"

/* What an answer is expected to bring together: the chance that it is "yes" times the pairs of
 * reports that it would join. What nobody weighed counts as even. */
static const char review_sql[] = "SELECT * FROM (SELECT l.id, l.kind, l.state, l.a, ea.name AS "
				 "a_name, ea.kind AS a_kind, l.b,"
				 " eb.name AS b_name, eb.kind AS b_kind, l.evidence, l.chance, "
				 "l.because, l.decided_by,"
				 " p.name AS decided_by_name, v.recorded_at AS decided_at, "
				 "l.recorded_at, " REPORTS_OF("a") " AS a_reports, " REPORTS_OF(
					 "b") " AS b_reports, l.seq AS link_seq" LINK_FROM
					      "WHERE l.state = ?1 AND ea.state <> 'rejected' AND "
					      "eb.state <> 'rejected') AS open"
					      " ORDER BY CASE WHEN a_kind = 'person' OR b_kind = "
					      "'person' THEN 0 ELSE 1 END,"
					      " coalesce(chance, 500) * (a_reports + 1) * "
					      "(b_reports + 1) DESC, link_seq, id LIMIT ?2";

static enum onus_err review(struct call *c, const char *state, int *shown)
{
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);

	GUARD(store_query(c->store, &rows, review_sql, v_text(state), v_int(LINK_REVIEW_MAX + 1)));
	for (; rows_next(&rows) && *shown < LINK_REVIEW_MAX; (*shown)++) {
		arena_reset(&a);
		GUARD(call_emit(c, record_of_row(&rows, &a)));
	}
	if (*shown == LINK_REVIEW_MAX) {
		call_note(c, "these are the first %d (LINK_REVIEW_MAX)", LINK_REVIEW_MAX);
	}
	return rows_end(&rows);
}

enum onus_err link_review(struct call *c)
{
	int shown = 0;

	GUARD(review(c, call_flag(c, "unsure") ? "unsure" : "proposed", &shown));
	if (shown > 0) {
		call_note(c, "decide: onus link decide LINK --same, --different or --unsure, "
			     "--because TEXT");
	}
	return ONUS_OK;
}

/* --- entities --- */

#define ENTITY_ROWS "SELECT id, name, kind, unknown AS is_unknown, state, recorded_at FROM entity "

/* All that stands under the entities that are confirmed to be one; the one asked for is the first.
 */
struct whole {
	struct call *call;
	struct json *record;
	const char **ids;
	size_t count;
};

static bool is_one_of(const struct whole *w, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(w->ids[i], id) == 0) {
			return true;
		}
	}
	return false;
}

static struct json *list_of(struct whole *w, const char *key)
{
	struct json *list = json_array(w->call->arena);

	json_set(w->record, key, list);
	return list;
}

static void push_all(struct json *list, const struct json *found)
{
	for (size_t i = 0; i < json_get_count(found, "rows"); i++) {
		json_push(list, json_get(found, "rows")->items[i]);
	}
}

static enum onus_err set_names(struct whole *w)
{
	struct json *list = list_of(w, "names");

	for (size_t i = 0; i < w->count; i++) {
		struct json *found = json_object(w->call->arena);

		GUARD(record_list(w->call, found, "rows",
				  "SELECT n.name, n.entity, n.seq AS event, v.kind AS event_kind,"
				  " v.actor AS \"by\", p.name AS by_name, v.recorded_at"
				  " FROM entity_name n JOIN entity e ON e.id = n.entity"
				  " JOIN event v ON v.seq = n.seq"
				  " LEFT JOIN member p ON p.id = v.actor WHERE n.entity = ?1"
				  " ORDER BY n.seq, CASE WHEN n.name = e.name THEN 0 ELSE 1 END, "
				  "n.key",
				  v_text(w->ids[i])));
		push_all(list, found);
	}
	return ONUS_OK;
}

static enum onus_err set_same(struct whole *w)
{
	struct json *list = list_of(w, "same");

	for (size_t i = 1; i < w->count; i++) {
		struct json *other;

		GUARD(record_row(w->call, &other, "SELECT id, name, kind FROM entity WHERE id = ?1",
				 v_text(w->ids[i])));
		json_push(list, other);
	}
	return ONUS_OK;
}

static void push_end(struct json *list, const struct json *link, const char *id, const char *name,
		     const char *kind)
{
	struct json *end = json_object(list->arena);

	json_set_str(end, "id", json_get_str(link, id));
	json_set_str(end, "name", json_get_str(link, name));
	json_set_str(end, "kind", json_get_str(link, kind));
	json_push(list, end);
}

/* Confirmed parts, seen from here: groups that this is in, and members of this group. */
static void set_parts(struct whole *w, const struct json *links)
{
	struct json *groups = list_of(w, "groups"), *members = list_of(w, "members");

	for (size_t i = 0; i < links->count; i++) {
		const struct json *l = links->items[i];

		if (strcmp(record_get(l, "kind"), "part") != 0 ||
		    strcmp(record_get(l, "state"), "confirmed") != 0) {
			continue;
		}
		if (is_one_of(w, w->count, record_get(l, "a"))) {
			push_end(groups, l, "b", "b_name", "b_kind");
		} else {
			push_end(members, l, "a", "a_name", "a_kind");
		}
	}
}

/* A link between two of the whole is found at both of its ends, and taken once. */
static void push_links(struct whole *w, size_t at, struct json *list, const struct json *found)
{
	for (size_t i = 0; i < json_get_count(found, "rows"); i++) {
		struct json *l = json_get(found, "rows")->items[i];
		bool from_here = strcmp(record_get(l, "a"), w->ids[at]) == 0;

		if (!is_one_of(w, at, record_get(l, from_here ? "b" : "a"))) {
			json_push(list, l);
		}
	}
}

static enum onus_err set_links(struct whole *w)
{
	struct json *list = list_of(w, "links");

	for (size_t i = 0; i < w->count; i++) {
		struct json *found = json_object(w->call->arena);

		GUARD(record_list(w->call, found, "rows",
				  LINK_ROWS "WHERE l.a = ?1 OR l.b = ?1 ORDER BY l.seq, l.id",
				  v_text(w->ids[i])));
		push_links(w, i, list, found);
	}
	set_parts(w, list);
	return ONUS_OK;
}

static enum onus_err count_mentions(struct whole *w)
{
	int64_t total = 0;

	for (size_t i = 0; i < w->count; i++) {
		int64_t count = 0;

		GUARD(store_get_int(w->call->store, &count, NULL,
				    "SELECT count(*) FROM mention WHERE entity = ?1",
				    v_text(w->ids[i])));
		total += count;
	}
	json_set_int(w->record, "mention_count", total);
	return ONUS_OK;
}

static enum onus_err push_mentions(struct whole *w, const char *id, struct json *list)
{
	SCOPED_TEXT(text);
	SCOPED_ROWS(rows);

	GUARD(store_query(w->call->store, &rows,
			  MENTION_COLUMNS MENTION_CONTENT MENTION_FROM
			  "WHERE m.entity = ?1 ORDER BY m.seq DESC, m.start, m.id LIMIT ?2",
			  v_text(id), v_int(ENTITY_MENTIONS_MAX - (int64_t)list->count)));
	while (rows_next(&rows)) {
		struct json *record = record_of_row(&rows, w->call->arena);

		GUARD(read_text(w->call, &text, record_get(record, "report")));
		set_context(record, text.text);
		json_push(list, record);
	}
	return rows_end(&rows);
}

static enum onus_err set_mentions(struct whole *w)
{
	struct json *list = list_of(w, "mentions");

	for (size_t i = 0; i < w->count && list->count < ENTITY_MENTIONS_MAX; i++) {
		GUARD(push_mentions(w, w->ids[i], list));
	}
	if ((int64_t)list->count < json_get_int(w->record, "mention_count", 0)) {
		call_note(w->call, "the first %d mentions are listed (ENTITY_MENTIONS_MAX)",
			  ENTITY_MENTIONS_MAX);
	}
	return ONUS_OK;
}

static enum onus_err read_entity(struct whole *w, struct call *c, const char *id)
{
	*w = (struct whole){.call = c};
	GUARD(record_row(c, &w->record, ENTITY_ROWS "WHERE id = ?1", v_text(id)));
	return register_same(c->store, c->arena, id, false, &w->ids, &w->count);
}

/* Without the mentions: they are content. */
enum onus_err entity_emit(struct call *c, const char *id)
{
	struct whole w;

	GUARD(read_entity(&w, c, id));
	GUARD(set_names(&w));
	GUARD(set_same(&w));
	GUARD(set_links(&w));
	GUARD(count_mentions(&w));
	return call_emit(c, w.record);
}

enum onus_err entity_show(struct call *c)
{
	const char *id;
	struct whole w;

	GUARD(register_param(c, "entity", "E", "an entity", &id));
	GUARD(read_entity(&w, c, id));
	GUARD(set_names(&w));
	GUARD(set_same(&w));
	GUARD(set_links(&w));
	GUARD(count_mentions(&w));
	GUARD(set_mentions(&w));
	return call_emit(c, w.record);
}

enum onus_err entity_list(struct call *c)
{
	return record_emit(c,
			   ENTITY_ROWS
			   "WHERE (CAST(?1 AS TEXT) IS NULL OR kind = ?1)"
			   " AND (state = ?2 OR (CAST(?2 AS TEXT) IS NULL AND state <> 'rejected'))"
			   " ORDER BY seq, id",
			   v_text(call_text(c, "kind")), v_text(call_text(c, "state")));
}
