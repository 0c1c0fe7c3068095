/* SPDX-License-Identifier: Apache-2.0
 * silences.c - the silences of a story, with those who had been told by then. */
#include "answer/story.h"

/* Somebody whom the record shows or names. */
struct person {
	const struct row *first; /* the first exposure */
	const char *id;
	const char *name;
	const char *post;
	const char *rank;
	enum senior senior;
	bool told;  /* in or before the silence that is looked at */
	bool acted; /* within it */
};

struct people {
	struct person *items;
	size_t count;
	size_t *of_exposure; /* person of the i-th exposure */
};

static size_t person_of(const struct people *p, const char *member)
{
	size_t i = 0;

	while (i < p->count && !slice_is(slice_str(member), p->items[i].id)) {
		i++;
	}
	return i;
}

/* Everybody who was shown anything, in order of the first time. */
static void gather_people(struct story *s, struct people *p)
{
	const struct rows_of *shown = &s->lists[LIST_EXPOSURES];

	p->items = NEW_N(s->arena, struct person, shown->count);
	p->of_exposure = NEW_N(s->arena, size_t, shown->count);
	p->count = 0;
	for (size_t i = 0; i < shown->count; i++) {
		const struct row *row = shown->rows[i];
		size_t at = person_of(p, row->member);

		if (at == p->count) {
			p->items[p->count++] =
				(struct person){.first = row, .id = row->member, .name = row->name};
		}
		p->of_exposure[i] = at;
	}
}

/* The instant from which a row counts: see moment_since. */
static int64_t since(const struct row *row)
{
	return row->when.precision == PRECISION_UNKNOWN ? row->recorded_at : row->when.lo;
}

/* The last post and rank that anybody recorded for them up to then. */
static void mark_told(const struct story *s, struct people *p, int64_t end)
{
	const struct rows_of *shown = &s->lists[LIST_EXPOSURES];

	for (size_t i = 0; i < p->count; i++) {
		p->items[i].told = false;
		p->items[i].acted = false;
		p->items[i].rank = NULL;
		p->items[i].post = NULL;
		p->items[i].senior = SENIOR_UNKNOWN;
	}
	for (size_t i = 0; i < shown->count; i++) {
		const struct row *row = shown->rows[i];
		struct person *person = &p->items[p->of_exposure[i]];

		if (since(row) >= end) {
			continue;
		}
		person->told = true;
		if (row->rank != NULL || person->rank == NULL) {
			person->rank = row->rank;
			person->post = row->post;
			person->senior = row->senior;
		}
	}
}

static bool within(struct when when, int64_t from, int64_t end)
{
	return when.precision != PRECISION_UNKNOWN && when.lo >= from && when.lo < end;
}

static void mark_one(struct people *p, const char *member)
{
	size_t at = member != NULL ? person_of(p, member) : p->count;

	if (at < p->count) {
		p->items[at].acted = true;
	}
}

/* Whoever proposed a decision that still waits, or took an action on. (A decision that was made, or
 * an action that was done, would have ended the silence.) */
static void mark_acted(const struct story *s, struct people *p, int64_t from, int64_t end)
{
	static const enum list lists[] = {LIST_DECISIONS, LIST_ACTIONS};

	for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
		const struct rows_of *rows = &s->lists[lists[l]];

		for (size_t i = 0; i < rows->count; i++) {
			const struct row *row = rows->rows[i];

			if (within(row->when, from, end) ||
			    (row->ended && within(row->end, from, end))) {
				mark_one(p, row->member);
			}
		}
	}
}

static struct json *known_by_rank(struct story *s, const struct people *p)
{
	struct json *ranks = json_object(s->arena);

	for (size_t i = 0; i < p->count; i++) {
		const char *rank = p->items[i].rank != NULL ? p->items[i].rank : "unknown";

		if (p->items[i].told) {
			json_set_int(ranks, rank, json_get_int(ranks, rank, 0) + 1);
		}
	}
	return ranks;
}

/* Where nobody is recorded as having been shown anything, the organisation that held it. */
static enum onus_err silent_organisation(struct story *s, const struct gap *gap, struct json *list)
{
	struct json *row = json_object(s->arena);
	const char *name = NULL;

	GUARD(store_get_str(s->store, s->arena, &name,
			    "SELECT name FROM organisation ORDER BY seq LIMIT 1"));
	json_set_str(row, "member", NULL);
	json_set_str(row, "organisation", name);
	json_set_str(row, "post", NULL);
	json_set_str(row, "rank", NULL);
	json_set_str(row, "senior", senior_name(SENIOR_UNKNOWN));
	json_set(row, "since", when_answer(s->arena, gap->from));
	json_push(list, row);
	return ONUS_OK;
}

static enum onus_err silent_people(struct story *s, const struct people *p, const struct gap *gap,
				   struct json *list)
{
	bool anybody = false;

	for (size_t i = 0; i < p->count; i++) {
		const struct person *person = &p->items[i];
		struct json *row;

		anybody = anybody || person->told;
		if (!person->told || person->acted) {
			continue;
		}
		row = json_object(s->arena);
		json_set_str(row, "member", person->id);
		json_set_str(row, "name", person->name);
		json_set_str(row, "post", person->post);
		json_set_str(row, "rank", person->rank);
		json_set_str(row, "senior", senior_name(person->senior));
		json_set(row, "since", when_answer(s->arena, person->first->when));
		json_push(list, row);
	}
	return anybody ? ONUS_OK : silent_organisation(s, gap, list);
}

/* An operation answers by its start and by its end. */
static bool listed(const struct json *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (slice_is(json_get_slice(list->items[i], "id"), id)) {
			return true;
		}
	}
	return false;
}

/* Answers that began before the silence and may have gone on into it. */
static struct json *overlapping(struct story *s, const struct gap *gap)
{
	struct json *list = json_array(s->arena);

	for (size_t i = 0; i < s->answers.count; i++) {
		const struct moment *m = &s->answers.items[i];
		struct json *row;

		if (m->when.precision == PRECISION_UNKNOWN || m->when.lo >= gap->from.lo ||
		    m->when.hi < gap->from.lo || listed(list, m->id)) {
			continue;
		}
		row = json_object(s->arena);
		json_set_str(row, "id", m->id);
		json_set(row, "when", when_answer(s->arena, m->when));
		json_push(list, row);
	}
	return list;
}

/* Operations that had begun, and whose end nobody recorded. */
static struct json *without_end(struct story *s, const struct gap *gap)
{
	const struct rows_of *operations = &s->lists[LIST_OPERATIONS];
	struct json *list = json_array(s->arena);

	for (size_t i = 0; i < operations->count; i++) {
		const struct row *o = operations->rows[i];
		struct json *row;

		if (o->ended || since(o) >= gap->to.lo) {
			continue;
		}
		row = json_object(s->arena);
		json_set_str(row, "id", o->id);
		json_set_str(row, "name", o->name);
		json_push(list, row);
	}
	return list;
}

static struct json *gap_json(struct story *s, const struct gap *gap)
{
	struct json *row = json_object(s->arena);

	json_set(row, "from", when_answer(s->arena, gap->from));
	json_set(row, "to", when_answer(s->arena, gap->to));
	json_set(row, "open", json_bool(s->arena, gap->to_id == NULL));
	json_set_int(row, "days", gap->days);
	json_set_int(row, "days_min", gap->days_min);
	json_set_int(row, "days_max", gap->days_max);
	json_set_str(row, "opened_by", gap->from_id);
	json_set_str(row, "ended_by", gap->to_id);
	json_set(row, "unconfirmed", json_bool(s->arena, gap->unconfirmed));
	return row;
}

/* Its days are counted from the answer in front of it, where there is one: `after`. */
static struct json *possible_json(struct story *s, const struct gap *gap)
{
	struct json *row = gap_json(s, gap);

	json_set(row, "after",
		 gap->after != NULL ? when_answer(s->arena, gap->after->when)
				    : json_null(s->arena));
	return row;
}

static enum onus_err sure_json(struct story *s, struct people *p, const struct gap *gap,
			       struct json *list)
{
	struct json *row = gap_json(s, gap);
	struct json *silent = json_array(s->arena);
	int64_t end = gap->to_id != NULL ? gap->to.lo : gap->to.lo + 1;

	mark_told(s, p, end);
	mark_acted(s, p, gap->from.lo, end);
	json_set(row, "known_by_rank", known_by_rank(s, p));
	GUARD(silent_people(s, p, gap, silent));
	json_set(row, "silent", silent);
	json_set(row, "overlapping", overlapping(s, gap));
	json_set(row, "operations_without_end", without_end(s, gap));
	json_push(list, row);
	return ONUS_OK;
}

/* A silence is shown whole where any of it lies in the time asked for. */
static bool shows_gap(const struct story *s, const struct gap *gap)
{
	return story_shows(s, (struct when){gap->from.lo, gap->to.hi, PRECISION_RANGE});
}

enum onus_err story_silences(struct story *s, struct json *answer)
{
	struct json *sure = json_array(s->arena);
	struct json *possible = json_array(s->arena);
	struct people people;
	struct gaps gaps;

	gaps_find(s->arena, s->known.items, s->known.count, s->answers.items, s->answers.count,
		  s->runs, s->run_count, s->known_up_to, &gaps);
	gather_people(s, &people);
	for (size_t i = 0; i < gaps.sure_count && sure->count < WHO_KNEW_GAPS_MAX; i++) {
		if (shows_gap(s, &gaps.sure[i])) {
			GUARD(sure_json(s, &people, &gaps.sure[i], sure));
		}
	}
	for (size_t i = 0; i < gaps.possible_count && possible->count < WHO_KNEW_GAPS_MAX; i++) {
		if (shows_gap(s, &gaps.possible[i])) {
			json_push(possible, possible_json(s, &gaps.possible[i]));
		}
	}
	s->cut_gaps = sure->count == WHO_KNEW_GAPS_MAX || possible->count == WHO_KNEW_GAPS_MAX;
	json_set(answer, "gaps", sure);
	json_set(answer, "possible_gaps", possible);
	json_set_int(answer, "undated_answers", (int64_t)gaps.undated);
	return ONUS_OK;
}
