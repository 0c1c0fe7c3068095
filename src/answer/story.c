/* SPDX-License-Identifier: Apache-2.0
 * story.c - which things belong to the story of a subject: a bounded walk down the record. */
#include <stdlib.h>

#include "answer/story.h"
#include "practice/register/register.h"

enum { SLOTS = 4096, THINGS_FIRST = 64 };

_Static_assert(SLOTS > 2 * WHO_KNEW_THINGS_MAX, "the table of things stays half empty");
_Static_assert(WHO_KNEW_KNOWN_MAX < WHO_KNEW_THINGS_MAX, "there is room left for answers");

/* Events that make something which the story tells, with the letter of its ids. */
struct telling_kind {
	const char *name;
	char makes;
};

static const struct telling_kind telling_kinds[] = {
	{"report.received", 'R'},     {"report.refused", 'R'},    {"meeting.held", 'G'},
	{"meeting.item", 'I'},        {"exposure.recorded", 'X'}, {"decision.made", 'D'},
	{"action.raised", 'A'},       {"operation.started", 'O'}, {"contact.recorded", 'C'},
	{"loss.recorded", 'Z'},       {"matter.opened", 'M'},     {"complaint.made", 'W'},
	{"finding.made", 'F'},        {"response.made", 'V'},     {"publication.made", 'J'},
	{"recommendation.made", 'T'},
};

/* Letters, and what reads the thing's row. */
struct loader_row {
	char prefix;
	bool answer;
	row_loader load;
};

static const struct loader_row loaders[] = {
	{'R', false, load_report},        {'G', false, load_meeting},
	{'I', false, load_item},          {'X', false, load_exposure},
	{'C', false, load_contact},       {'Z', false, load_loss},
	{'M', true, load_matter},         {'D', true, load_decision},
	{'A', true, load_action},         {'O', true, load_operation},
	{'T', true, load_recommendation}, {'W', false, load_complaint},
	{'F', false, load_finding},       {'V', false, load_response},
	{'J', false, load_publication},
};

enum {
	TELLING_KINDS = sizeof telling_kinds / sizeof telling_kinds[0],
	LOADERS = sizeof loaders / sizeof loaders[0],
};

row_loader row_loader_of(const char *id, bool *answer)
{
	for (size_t i = 0; i < LOADERS; i++) {
		if (loaders[i].prefix == id[0]) {
			if (answer != NULL) {
				*answer = loaders[i].answer;
			}
			return loaders[i].load;
		}
	}
	return NULL;
}

/* --- the set of things --- */

/* FNV-1a, 64 bit (G. Fowler, L. C. Noll, K.-P. Vo). Ids are short, and made by us. */
static size_t slot_of(const char *id)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *p = id; *p != '\0'; p++) {
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	}
	return (size_t)(hash % SLOTS);
}

/* The slot that holds the id, or the free one where it belongs. */
static size_t *slot_for(const struct story *s, const char *id)
{
	size_t at = slot_of(id);

	while (s->slots[at] != 0 && !slice_is(slice_str(s->things[s->slots[at] - 1]->id), id)) {
		at = (at + 1) % SLOTS;
	}
	return &s->slots[at];
}

const struct thing *story_find(const struct story *s, const char *id)
{
	size_t slot = *slot_for(s, id);

	return slot != 0 ? s->things[slot - 1] : NULL;
}

/* Complaints and what hangs on them. */
static bool is_oversight(const char *id)
{
	return strchr("WFVJ", id[0]) != NULL;
}

/* What a complaint leads to. */
static bool is_afterwards(const char *id)
{
	return strchr("WFVJTZ", id[0]) != NULL;
}

static void append(struct story *s, const char *id, enum basis basis, bool answers_only)
{
	struct thing *t = NEW(s->arena, struct thing);

	if (s->thing_count == s->thing_room) {
		size_t room = s->thing_room != 0 ? 2 * s->thing_room : THINGS_FIRST;
		struct thing **grown = NEW_N(s->arena, struct thing *, room);

		if (s->thing_count > 0) {
			memcpy(grown, s->things, s->thing_count * sizeof grown[0]);
		}
		s->things = grown;
		s->thing_room = room;
	}
	t->id = arena_copy(s->arena, slice_str(id));
	t->basis = basis;
	t->answers_only = answers_only;
	t->afterwards = s->afterwards;
	s->things[s->thing_count++] = t;
}

void story_add(struct story *s, const char *id, enum basis basis, bool answers_only)
{
	bool answer = false;
	size_t *slot;

	if (row_loader_of(id, &answer) == NULL || (s->afterwards && !is_afterwards(id))) {
		return;
	}
	slot = slot_for(s, id);
	if (*slot != 0) {
		struct thing *t = s->things[*slot - 1];

		t->basis = basis < t->basis ? basis : t->basis;
		return;
	}
	if (s->thing_count >= (answer ? WHO_KNEW_THINGS_MAX : WHO_KNEW_KNOWN_MAX)) {
		s->cut_things = true;
		return;
	}
	append(s, id, basis, answers_only);
	*slot = s->thing_count;
}

/* --- one step down --- */

struct made {
	int64_t seq;
	char prefix;
};

static char prefix_of_kind(struct slice kind)
{
	for (size_t i = 0; i < TELLING_KINDS; i++) {
		if (slice_is(kind, telling_kinds[i].name)) {
			return telling_kinds[i].makes;
		}
	}
	return 0;
}

/* What was made by events about a thing, oldest first. */
static enum onus_err events_about(struct story *s, const char *thing, struct made **out,
				  size_t *count)
{
	struct made *made = NEW_N(s->arena, struct made, 16);
	size_t room = 16;
	size_t looked_at = 0;
	SCOPED_ROWS(rows);

	*count = 0;
	GUARD(store_query(s->store, &rows,
			  "SELECT a.seq, e.kind FROM event_about a JOIN event e ON e.seq = a.seq"
			  " WHERE a.thing = ?1 AND e.recorded_at <= ?2 ORDER BY a.seq LIMIT ?3",
			  v_text(thing), v_int(s->known_up_to), v_int(WHO_KNEW_EVENTS_MAX + 1)));
	while (rows_next(&rows)) {
		char prefix = prefix_of_kind(rows_slice(&rows, 1));

		if (++looked_at > WHO_KNEW_EVENTS_MAX) {
			s->cut_events = true;
			break;
		}
		if (prefix == 0) {
			continue;
		}
		if (*count == room) {
			struct made *grown = NEW_N(s->arena, struct made, 2 * room);

			memcpy(grown, made, room * sizeof made[0]);
			made = grown;
			room *= 2;
		}
		made[(*count)++] = (struct made){rows_int(&rows, 0), prefix};
	}
	*out = made;
	return rows_end(&rows);
}

/* Answers first, so that a cut takes knowledge away, and accuses nobody. Matters are the subject's
 * own only where they are about itself. */
static enum onus_err follow_events(struct story *s, const char *thing, enum basis basis,
				   bool answers_only, bool own)
{
	struct made *made;
	size_t count;
	char id[ID_ROOM];

	GUARD(events_about(s, thing, &made, &count));
	for (int pass = 0; pass < (answers_only ? 1 : 2); pass++) {
		for (size_t i = 0; i < count; i++) {
			bool answer = false;

			id_make(id, made[i].prefix, made[i].seq, 0);
			(void)row_loader_of(id, &answer);
			if (answer == (pass == 0)) {
				story_add(s, id, basis, !own && id[0] == 'M');
			}
		}
	}
	return ONUS_OK;
}

/* Adds the thing in the first column of every row. */
static enum onus_err follow_rows(struct story *s, struct rows *rows, enum basis basis,
				 bool answers_only)
{
	while (rows_next(rows)) {
		const char *id = rows_str(rows, 0, s->arena);

		if (id != NULL) {
			story_add(s, id, basis, answers_only);
		}
	}
	return rows_end(rows);
}

static enum onus_err follow_matters(struct story *s, const char *thing, enum basis basis,
				    bool answers_only)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT matter FROM matter_thing WHERE thing = ?1 AND recorded_at <= ?2"
			  " ORDER BY seq LIMIT ?3",
			  v_text(thing), v_int(s->known_up_to), v_int(WHO_KNEW_THINGS_MAX)));
	return follow_rows(s, &rows, basis, answers_only);
}

/* The reports, meetings and the like that a matter of the subject holds; never its other people. */
static enum onus_err follow_matter_things(struct story *s, const struct thing *matter)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT thing FROM matter_thing WHERE matter = ?1 AND recorded_at <= ?2"
			  " ORDER BY seq LIMIT ?3",
			  v_text(matter->id), v_int(s->known_up_to), v_int(WHO_KNEW_THINGS_MAX)));
	return follow_rows(s, &rows, matter->basis, false);
}

/* Minutes of an item make exposures by the way, under the number of the item's event. */
static enum onus_err follow_item_exposures(struct story *s, const struct thing *item)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT id FROM exposure WHERE thing = ?1 AND recorded_at <= ?2"
			  " ORDER BY seq, id LIMIT ?3",
			  v_text(item->id), v_int(s->known_up_to), v_int(WHO_KNEW_KNOWN_MAX)));
	return follow_rows(s, &rows, item->basis, false);
}

static enum onus_err read_thing(struct story *s, const struct thing *t)
{
	GUARD(row_loader_of(t->id, NULL)(s, t));
	GUARD(follow_events(s, t->id, t->basis, t->answers_only, false));
	switch (t->id[0]) {
	case 'I':
		return follow_item_exposures(s, t);
	case 'M':
		return t->answers_only ? ONUS_OK : follow_matter_things(s, t);
	case 'R':
		return follow_matters(s, t->id, t->basis, true);
	default:
		return ONUS_OK;
	}
}

/* Reads what is in the queue and what that leads to; complaints are kept for the end, so that what
 * is about the subject too is not taken for something that came afterwards. */
static enum onus_err read_queue(struct story *s, size_t *at)
{
	for (; *at < s->thing_count; (*at)++) {
		struct thing *t = s->things[*at];

		if (is_oversight(t->id) && !s->afterwards &&
		    !slice_is(slice_str(t->id), s->subject)) {
			s->complaints[s->complaint_count++] = t;
			continue;
		}
		GUARD(read_thing(s, t));
	}
	return ONUS_OK;
}

static enum onus_err read_complaints(struct story *s, size_t *at)
{
	s->afterwards = true;
	for (size_t i = 0; i < s->complaint_count; i++) {
		GUARD(read_thing(s, s->complaints[i]));
	}
	return read_queue(s, at);
}

/* --- mentions --- */

struct mention {
	const char *report;
	enum basis basis;
	bool counts;
};

static void mention_set_state(struct mention *m, struct slice state)
{
	m->basis = slice_is(state, "confirmed") ? BASIS_MENTIONED : BASIS_PROPOSED;
	m->counts = !slice_is(state, "rejected");
}

/* What was decided of a mention by the time the question asks of, where the last decision came
 * later: the one before it, or none. */
static enum onus_err mention_as_of(struct story *s, const char *id, struct mention *out)
{
	const char *text = NULL;
	struct json *body;

	GUARD(store_get_str(s->store, s->arena, &text,
			    "SELECT s.body FROM event_about a JOIN event e ON e.seq = a.seq"
			    " JOIN event_secret s ON s.seq = a.seq WHERE a.thing = ?1"
			    " AND e.kind = 'mention.decided' AND e.recorded_at <= ?2"
			    " ORDER BY a.seq DESC LIMIT 1",
			    v_text(id), v_int(s->known_up_to)));
	mention_set_state(out, SLICE("proposed"));
	if (text != NULL) {
		GUARD(json_parse(s->arena, slice_str(text), &body));
		mention_set_state(out, json_get_slice(body, "decision"));
	}
	return ONUS_OK;
}

/* Adds the reports that mention the entity, by mentions that are in that state today. */
static enum onus_err follow_mentions_in(struct story *s, const char *entity, const char *state)
{
	int64_t looked_at = 0;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT id, report,"
			  " (SELECT recorded_at FROM event WHERE seq = decided_seq)"
			  " FROM mention WHERE entity = ?1 AND state = ?2 LIMIT ?3",
			  v_text(entity), v_text(state), v_int(WHO_KNEW_MENTIONS_MAX + 1)));
	while (!s->cut_things && rows_next(&rows)) {
		struct mention m = {.report = rows_str(&rows, 1, s->arena)};
		bool later = rows_int(&rows, 2) > s->known_up_to;

		if (looked_at++ == WHO_KNEW_MENTIONS_MAX) {
			s->cut_mentions = true;
			break;
		}
		mention_set_state(&m, slice_str(state));
		if (later) {
			GUARD(mention_as_of(s, rows_str(&rows, 0, s->arena), &m));
		}
		if (m.counts) {
			story_add(s, m.report, m.basis, false);
		}
	}
	return rows_end(&rows);
}

/* Confirmed ones first: where a limit cuts, it cuts proposals. */
static enum onus_err follow_mentions(struct story *s, const char *entity)
{
	GUARD(follow_mentions_in(s, entity, "confirmed"));
	GUARD(follow_mentions_in(s, entity, "proposed"));
	return s->has_as_of ? follow_mentions_in(s, entity, "rejected") : ONUS_OK;
}

/* --- the whole --- */

/* What the meeting said as a whole stands in its items, where it has any. */
static void drop_itemised_meetings(struct story *s)
{
	struct rows_of *facts = &s->lists[LIST_FACTS];
	size_t kept = 0;

	for (size_t i = 0; i < facts->count; i++) {
		bool itemised = false;

		for (size_t k = 0; k < facts->count && facts->rows[i]->id[0] == 'G'; k++) {
			itemised = itemised || (facts->rows[k]->parent != NULL &&
						slice_is(slice_str(facts->rows[k]->parent),
							 facts->rows[i]->id));
		}
		if (!itemised) {
			facts->rows[kept++] = facts->rows[i];
		}
	}
	facts->count = kept;
}

/* Whatever the list holds was known at its time. */
static void know(struct story *s, enum list list)
{
	for (size_t i = 0; i < s->lists[list].count; i++) {
		row_is_known(s, s->lists[list].rows[i]);
	}
}

/* Who the subject is known to be today: that is not limited by what was recorded when. */
static enum onus_err join(struct story *s)
{
	if (s->subject[0] == 'E') {
		return register_same(s->store, s->arena, s->subject, true, &s->joined,
				     &s->joined_count);
	}
	s->joined = NEW_N(s->arena, const char *, 1);
	s->joined[0] = s->subject;
	s->joined_count = 1;
	return ONUS_OK;
}

enum onus_err story_gather(struct story *s)
{
	size_t at = 0;

	s->slots = NEW_N(s->arena, size_t, SLOTS);
	s->complaints = NEW_N(s->arena, struct thing *, WHO_KNEW_THINGS_MAX);
	GUARD(join(s));
	for (size_t i = 0; i < s->joined_count; i++) {
		story_add(s, s->joined[i], BASIS_ABOUT, false);
		GUARD(follow_events(s, s->joined[i], BASIS_ABOUT, false, true));
		GUARD(follow_matters(s, s->joined[i], BASIS_ABOUT, false));
	}
	GUARD(read_queue(s, &at));
	for (size_t i = 0; i < s->joined_count; i++) {
		GUARD(follow_mentions(s, s->joined[i]));
	}
	GUARD(read_queue(s, &at));
	GUARD(read_complaints(s, &at));
	drop_itemised_meetings(s);
	for (int i = 0; i < LIST_COUNT; i++) {
		rows_sort(&s->lists[i]);
	}
	know(s, LIST_FACTS);
	know(s, LIST_EXPOSURES);
	return ONUS_OK;
}
