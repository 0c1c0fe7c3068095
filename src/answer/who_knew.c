/* SPDX-License-Identifier: Apache-2.0
 * who_knew.c - the question, its answer as JSON, and the command. */
#include "answer/answer.h"
#include "answer/story.h"
#include "answer/who_knew.h"
#include "base/limits.h"
#include "practice/register/register.h"

/* What can be asked about, by the letters of their ids. */
static const char askable[] = "ERMOGIWFT";

bool story_shows(const struct story *s, struct when when)
{
	if (when.precision == PRECISION_UNKNOWN) {
		return true;
	}
	return (!s->has_from || when.hi >= s->from.lo) && (!s->has_to || when.lo <= s->to.hi);
}

/* --- what stands above the lists --- */

static struct json *when_or_null(struct story *s, bool given, struct when when)
{
	return given ? when_answer(s->arena, when) : json_null(s->arena);
}

static struct json *question_json(struct story *s)
{
	struct json *out = json_object(s->arena);

	json_set(out, "from", when_or_null(s, s->has_from, s->from));
	json_set(out, "to", when_or_null(s, s->has_to, s->to));
	json_set(out, "as_of", when_or_null(s, s->has_as_of, s->as_of));
	json_set_str(out, "known_up_to", instant_write(s->arena, s->known_up_to));
	return out;
}

/* id, name and kind of an entity; of another thing its id and what it is called. */
static enum onus_err name_json(struct story *s, const char *id, struct json **out)
{
	struct json *named = json_object(s->arena);
	const char *name = NULL;
	const char *kind = NULL;

	if (id[0] == 'E') {
		GUARD(store_get_str(s->store, s->arena, &name,
				    "SELECT name FROM entity WHERE id = ?1", v_text(id)));
		GUARD(store_get_str(s->store, s->arena, &kind,
				    "SELECT kind FROM entity WHERE id = ?1", v_text(id)));
	}
	if (name == NULL) {
		GUARD(register_name(s->store, s->arena, id, &name));
	}
	json_set_str(named, "id", id);
	json_set_str(named, "name", name);
	json_set_str(named, "kind", kind);
	*out = named;
	return ONUS_OK;
}

static enum onus_err subject_json(struct story *s, struct json **out)
{
	struct json *joined = json_array(s->arena);

	GUARD(name_json(s, s->subject, out));
	for (size_t i = 0; i < s->joined_count; i++) {
		struct json *other;

		if (!slice_is(slice_str(s->subject), s->joined[i])) {
			GUARD(name_json(s, s->joined[i], &other));
			json_push(joined, other);
		}
	}
	json_set(*out, "joined", joined);
	return ONUS_OK;
}

static struct json *ledger_json(struct story *s)
{
	struct ledger *l = s->call->ledger;
	struct json *ledger = json_object(s->arena);

	json_set_str(ledger, "origin", l != NULL ? ledger_origin(l) : NULL);
	json_set_int(ledger, "events", l != NULL ? ledger_count(l) : 0);
	json_set(ledger, "exercise", json_bool(s->arena, l != NULL && ledger_is_exercise(l)));
	return ledger;
}

/* Ranks that occur, highest first by the policy; then those it does not know. */
static struct json *ranks_json(struct story *s)
{
	static const enum list lists[] = {LIST_EXPOSURES, LIST_DECISIONS, LIST_ACTIONS};
	struct json *ranks = json_object(s->arena);
	struct json *out = json_array(s->arena);
	const struct policy *policy = s->call->policy;

	for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
		for (size_t i = 0; i < s->lists[lists[l]].count; i++) {
			const char *rank = s->lists[lists[l]].rows[i]->rank;

			if (rank != NULL) {
				json_set_int(ranks, rank, 0);
			}
		}
	}
	for (size_t i = policy != NULL ? policy->rank_count : 0; i-- > 0;) {
		for (size_t k = 0; k < ranks->count; k++) {
			if (slice_eq_nocase(ranks->members[k].key,
					    slice_str(policy->ranks[i].name))) {
				json_push(out, json_string(s->arena, ranks->members[k].key));
				ranks->members[k].value->integer = 1;
			}
		}
	}
	for (size_t k = 0; k < ranks->count; k++) {
		if (ranks->members[k].value->integer == 0) {
			json_push(out, json_string(s->arena, ranks->members[k].key));
		}
	}
	return out;
}

/* --- the lists --- */

static struct json *list_json(struct story *s, enum list list)
{
	struct json *out = json_array(s->arena);

	for (size_t i = 0; i < s->lists[list].count; i++) {
		if (story_shows(s, s->lists[list].rows[i]->when)) {
			json_push(out, s->lists[list].rows[i]->json);
		}
	}
	return out;
}

/* The rows of a list that hang on `parent`. */
static struct json *parts_json(struct story *s, enum list list, const char *parent)
{
	struct json *out = json_array(s->arena);

	for (size_t i = 0; i < s->lists[list].count; i++) {
		const struct row *row = s->lists[list].rows[i];

		if (row->parent != NULL && slice_is(slice_str(row->parent), parent)) {
			json_push(out, row->json);
		}
	}
	return out;
}

/* Hangs replies on their recommendations, findings on their complaints, responses and publications
 * on their findings. Each is told whole, whatever the time asked for. */
static void hang_parts(struct story *s)
{
	struct rows_of *recommendations = &s->lists[LIST_RECOMMENDATIONS];
	struct rows_of *findings = &s->lists[LIST_FINDINGS];
	struct rows_of *complaints = &s->lists[LIST_COMPLAINTS];

	for (size_t i = 0; i < recommendations->count; i++) {
		struct row *r = recommendations->rows[i];

		json_set(r->json, "replies", parts_json(s, LIST_REPLIES, r->id));
	}
	for (size_t i = 0; i < findings->count; i++) {
		struct row *f = findings->rows[i];

		json_set(f->json, "responses", parts_json(s, LIST_RESPONSES, f->id));
		json_set(f->json, "publications", parts_json(s, LIST_PUBLICATIONS, f->id));
	}
	for (size_t i = 0; i < complaints->count; i++) {
		struct row *c = complaints->rows[i];

		json_set(c->json, "findings", parts_json(s, LIST_FINDINGS, c->id));
		json_set(c->json, "publications", parts_json(s, LIST_PUBLICATIONS, c->id));
	}
}

static void cut_add(struct json *list, bool cut, const char *what, int64_t limit)
{
	struct json *row;

	if (cut) {
		row = json_object(list->arena);
		json_set_str(row, "what", what);
		json_set_int(row, "limit", limit);
		json_push(list, row);
	}
}

/* What the answer leaves out, said. */
static struct json *cut_json(struct story *s)
{
	struct json *out = json_array(s->arena);

	cut_add(out, s->cut_things, "things on record about it", WHO_KNEW_KNOWN_MAX);
	cut_add(out, s->cut_events, "events about one thing", WHO_KNEW_EVENTS_MAX);
	cut_add(out, s->cut_mentions, "mentions of one entity", WHO_KNEW_MENTIONS_MAX);
	cut_add(out, s->cut_owned, "things whose owners are told", WHO_KNEW_OWNED_MAX);
	cut_add(out, s->cut_gaps, "silences", WHO_KNEW_GAPS_MAX);
	return out;
}

static enum onus_err story_json(struct story *s, struct json **out)
{
	static const struct {
		const char *key;
		enum list list;
	} plain[] = {
		{"facts", LIST_FACTS},           {"exposures", LIST_EXPOSURES},
		{"decisions", LIST_DECISIONS},   {"actions", LIST_ACTIONS},
		{"operations", LIST_OPERATIONS}, {"recommendations", LIST_RECOMMENDATIONS},
		{"contacts", LIST_CONTACTS},     {"matters", LIST_MATTERS},
		{"complaints", LIST_COMPLAINTS}, {"lost", LIST_LOST},
	};
	struct json *answer = json_object(s->arena);
	struct json *part;

	GUARD(subject_json(s, &part));
	json_set(answer, "subject", part);
	json_set(answer, "question", question_json(s));
	json_set(answer, "ledger", ledger_json(s));
	json_set(answer, "ranks", ranks_json(s));
	hang_parts(s);
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		json_set(answer, plain[i].key, list_json(s, plain[i].list));
	}
	GUARD(story_silences(s, answer));
	GUARD(story_answerable(s, answer));
	json_set(answer, "cut", cut_json(s));
	*out = answer;
	return ONUS_OK;
}

/* Every statement of one answer has to see the same ledger, though a writer goes on meanwhile: a
 * row that is left open keeps the state that its statement began with. */
static enum onus_err hold_still(struct store *s, struct rows *rows)
{
	GUARD(store_query(s, rows, "SELECT seq FROM event ORDER BY seq LIMIT 2"));
	(void)rows_next(rows);
	return ONUS_OK;
}

enum onus_err who_knew(struct call *c, const struct who_knew_question *q, struct json **out)
{
	struct story s = {
		.call = c,
		.arena = c->arena,
		.store = c->store,
		.subject = q->subject,
		.has_from = q->from != NULL,
		.has_to = q->to != NULL,
		.has_as_of = q->as_of != NULL,
		.known_up_to = c->now,
	};
	SCOPED_ROWS(snapshot);

	ENSURE(strchr(askable, q->subject[0]) != NULL, ONUS_USAGE,
	       "%s can't be asked about; ask about an entity, a report, a matter, an operation, a "
	       "meeting, a complaint or a recommendation",
	       q->subject);
	s.from = q->from != NULL ? *q->from : when_unknown();
	s.to = q->to != NULL ? *q->to : when_unknown();
	s.as_of = q->as_of != NULL ? *q->as_of : when_unknown();
	if (s.has_as_of && s.as_of.hi < s.known_up_to) {
		s.known_up_to = s.as_of.hi;
	}
	GUARD(hold_still(c->store, &snapshot));
	GUARD(story_gather(&s));
	GUARD(story_json(&s, out));
	return rows_end(&snapshot);
}

/* --- the command --- */

enum { SVG_BYTES_MAX = 16 * 1024 * 1024, JSON_BYTES_MAX = 64 * 1024 * 1024 };

static enum onus_err emit_svg(struct call *c, const struct json *answer)
{
	SCOPED_BUF(out, SVG_BYTES_MAX);

	GUARD(who_knew_svg(&out, answer));
	return call_emit_bytes(c, "image/svg+xml", buf_slice(&out));
}

static enum onus_err emit_json(struct call *c, const struct json *answer)
{
	SCOPED_BUF(out, JSON_BYTES_MAX);

	json_write_pretty(&out, answer);
	buf_add_byte(&out, '\n');
	GUARD(buf_check(&out, "the answer as JSON"));
	return call_emit_bytes(c, "application/json", buf_slice(&out));
}

/* A time that was given, and NULL where none was. */
static const struct when *given_when(struct call *c, const char *name)
{
	struct when *when;

	if (!call_has(c, name)) {
		return NULL;
	}
	when = NEW(c->arena, struct when);
	*when = call_when(c, name, when_unknown());
	return when;
}

enum onus_err who_knew_run(struct call *c)
{
	struct who_knew_question q = {.from = given_when(c, "from"),
				      .to = given_when(c, "to"),
				      .as_of = given_when(c, "as-of")};
	const char *format = call_text(c, "format");
	struct json *answer;

	GUARD(register_resolve(c->store, c->arena, call_text(c, "subject"), &q.subject));
	GUARD(who_knew(c, &q, &answer));
	if (format != NULL && slice_is(slice_str(format), "svg")) {
		return emit_svg(c, answer);
	}
	if (format != NULL && slice_is(slice_str(format), "json")) {
		return emit_json(c, answer);
	}
	return call_emit(c, answer);
}
