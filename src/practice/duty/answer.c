/* SPDX-License-Identifier: Apache-2.0
 * answer.c - who is answerable for a thing: a pure function of (thing, time, known-at).
 *
 *     before the thing was recorded here     | from then on: always exactly one
 *     ---------------------------------------+------------------------------------------
 *     whom the record names for that time,   | who accepted it last, while they hold a post;
 *     possibly nobody                        | else whom the ladder names, by default
 *
 * A step counts from the instant at which it was recorded: nothing is back-dated. */
#include <stdlib.h>

#include "practice/duty/inside.h"

static const char *const step_names[] = {"proposed", "accepted", "declined", "discharged"};

const char *step_name(enum step_kind k)
{
	return step_names[k];
}

/* --- loading a charge --- */

static enum step_kind step_from_name(struct slice name)
{
	int k = STEP_DISCHARGED;

	while (k > 0 && !slice_is(name, step_names[k])) {
		k--;
	}
	return (enum step_kind)k;
}

static struct step step_of_row(struct rows *rows, struct arena *a, int64_t charged)
{
	struct step step = {.seq = rows_int(rows, 0),
			    .duty = rows_str(rows, 1, a),
			    .member = rows_str(rows, 2, a),
			    .kind = step_from_name(rows_slice(rows, 3)),
			    .recorded_at = rows_int(rows, 7),
			    .because = rows_str(rows, 8, a)};

	step.occurred.lo = rows_int(rows, 4);
	step.occurred.hi = rows_int(rows, 5);
	if (!precision_from_name(rows_slice(rows, 6), &step.occurred.precision)) {
		step.occurred.precision = PRECISION_RANGE;
	}
	step.historic = step.occurred.hi < charged;
	return step;
}

static enum onus_err load_steps(struct store *s, struct arena *a, int64_t known_at,
				struct charge *c)
{
	SCOPED_ROWS(rows);
	int64_t room = 0;

	GUARD(store_get_int(s, &room, NULL, "SELECT count(*) FROM duty_step WHERE thing = ?1",
			    v_text(c->thing)));
	c->steps = NEW_N(a, struct step, (size_t)room);
	GUARD(store_query(s, &rows,
			  "SELECT seq, duty, member, step, occurred_lo, occurred_hi, precision,"
			  " recorded_at, because FROM duty_step"
			  " WHERE thing = ?1 AND recorded_at <= ?2 ORDER BY seq",
			  v_text(c->thing), v_int(known_at)));
	while (c->step_count < (size_t)room && rows_next(&rows)) {
		c->steps[c->step_count++] = step_of_row(&rows, a, c->recorded_at);
	}
	return rows_end(&rows);
}

enum onus_err charge_load(struct store *s, struct arena *a, const char *thing, int64_t known_at,
			  struct charge *out, bool *found)
{
	SCOPED_ROWS(rows);
	struct charge c = {.closed_at = INSTANT_MAX};

	GUARD(store_query(s, &rows,
			  "SELECT thing, recorded_at, closed_at, seq FROM charge"
			  " WHERE thing = ?1 AND recorded_at <= ?2",
			  v_text(thing), v_int(known_at)));
	if (rows_next(&rows)) {
		c.thing = rows_str(&rows, 0, a);
		c.recorded_at = rows_int(&rows, 1);
		c.seq = rows_int(&rows, 3);
		if (!rows_is_null(&rows, 2) && rows_int(&rows, 2) <= known_at) {
			c.closed_at = rows_int(&rows, 2);
		}
	}
	GUARD(rows_end(&rows));
	*found = c.thing != NULL;
	if (c.thing != NULL) {
		GUARD(load_steps(s, a, known_at, &c));
		*out = c;
	}
	return ONUS_OK;
}

bool charge_is_open(const struct charge *c)
{
	return c->closed_at == INSTANT_MAX;
}

/* --- the state of ownership --- */

const struct step *charge_pending(const struct charge *c)
{
	const struct step *pending = NULL;

	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *step = &c->steps[i];

		if (step->historic) {
			continue;
		}
		if (step->kind == STEP_PROPOSED) {
			pending = step;
		} else if (step->kind == STEP_ACCEPTED) {
			pending = NULL;
		} else if (pending != NULL && slice_is(slice_str(step->duty), pending->duty)) {
			pending = NULL;
		}
	}
	return pending;
}

/* The acceptance that holds at an instant; NULL where nobody has accepted. */
static const struct step *accepted_at(const struct charge *c, int64_t at)
{
	const struct step *accepted = NULL;

	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *step = &c->steps[i];

		if (step->historic || step->recorded_at > at) {
			continue;
		}
		if (step->kind == STEP_ACCEPTED) {
			accepted = step;
		} else if (step->kind == STEP_DISCHARGED && accepted != NULL &&
			   slice_is(slice_str(step->duty), accepted->duty)) {
			accepted = NULL;
		}
	}
	return accepted;
}

struct answer charge_answer(const struct ladder *l, const struct charge *c, int64_t at)
{
	int64_t then = at < c->closed_at ? at : c->closed_at;
	const struct step *accepted = accepted_at(c, then);
	const struct held_post *post = NULL;

	if (accepted != NULL) {
		post = ladder_post_of(l, accepted->member, then);
	}
	if (post != NULL) {
		return (struct answer){post, false};
	}
	return (struct answer){ladder_at(l, then), true};
}

struct answerable answer_words(struct answer answer, int64_t since)
{
	struct answerable who = {.by_default = answer.by_default, .since = since};

	if (answer.post != NULL) {
		who.member = answer.post->member;
		who.name = answer.post->name;
		who.post = answer.post->title;
		who.rank = answer.post->rank;
	}
	return who;
}

/* --- tenures: one answer after another --- */

struct spans {
	struct tenure *items;
	const void **posts; /* what tells two answers apart: the post, or the step */
	size_t count;
};

static bool same_answer(const struct answerable *a, const struct answerable *b)
{
	return a->by_default == b->by_default && a->member != NULL && b->member != NULL &&
	       slice_is(slice_str(a->member), b->member);
}

/* Adds what holds from `from` on, unless the last one goes on. */
static void add_span(struct spans *s, int64_t from, int64_t to, struct answerable who,
		     const void *post)
{
	struct tenure *last = s->count > 0 ? &s->items[s->count - 1] : NULL;

	if (last != NULL && last->to + 1 == from && same_answer(&last->who, &who)) {
		who.since = last->who.since;
		if (s->posts[s->count - 1] == post) {
			last->to = to;
			return;
		}
	}
	s->items[s->count] = (struct tenure){from, to, who};
	s->posts[s->count++] = post;
}

static void add_live(struct spans *s, const struct ladder *l, const struct charge *c,
		     const int64_t *cuts, size_t count, int64_t end)
{
	for (size_t i = 0; i < count; i++) {
		int64_t to = i + 1 < count ? cuts[i + 1] - 1 : end;
		struct answer answer = charge_answer(l, c, cuts[i]);

		if (to >= cuts[i]) {
			add_span(s, cuts[i], to, answer_words(answer, cuts[i]), answer.post);
		}
	}
}

/* Of several that the record names for one instant: whose time begins last, then who was recorded
 * last. */
static const struct step *named_at(const struct charge *c, int64_t at)
{
	const struct step *named = NULL;

	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *step = &c->steps[i];

		if (step->historic && step->kind == STEP_ACCEPTED && step->occurred.lo <= at &&
		    at <= step->occurred.hi &&
		    (named == NULL || step->occurred.lo >= named->occurred.lo)) {
			named = step;
		}
	}
	return named;
}

static enum onus_err named_words(struct store *s, struct arena *a, const struct step *step,
				 int64_t known_at, struct answerable *out)
{
	struct standing standing;

	GUARD(people_standing(s, a, step->member, step->occurred, known_at, &standing));
	*out = (struct answerable){.member = standing.member,
				   .name = standing.name,
				   .post = standing.title,
				   .rank = standing.rank,
				   .since = step->occurred.lo};
	return ONUS_OK;
}

static size_t historic_cuts(const struct charge *c, int64_t *out)
{
	size_t count = 0;

	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *step = &c->steps[i];

		if (step->historic && step->kind == STEP_ACCEPTED) {
			out[count++] = step->occurred.lo;
			out[count++] = step->occurred.hi + 1;
		}
	}
	qsort(out, count, sizeof *out, compare_instants);
	return count;
}

static enum onus_err add_historic(struct spans *spans, struct store *s, struct arena *a,
				  const struct charge *c, int64_t until, int64_t known_at)
{
	int64_t *cuts = NEW_N(a, int64_t, c->step_count * 2);
	size_t count = historic_cuts(c, cuts);

	for (size_t i = 0; i + 1 < count && cuts[i] <= until; i++) {
		const struct step *step = named_at(c, cuts[i]);
		int64_t to = cuts[i + 1] - 1 < until ? cuts[i + 1] - 1 : until;
		struct answerable who;

		if (step != NULL && to >= cuts[i]) {
			GUARD(named_words(s, a, step, known_at, &who));
			add_span(spans, cuts[i], to, who, step);
		}
	}
	return ONUS_OK;
}

static size_t live_cuts(const struct ladder *l, const struct charge *c, int64_t end, int64_t *out)
{
	size_t count = 1;

	out[0] = c->recorded_at;
	for (size_t i = 0; i < c->step_count; i++) {
		if (!c->steps[i].historic && c->steps[i].recorded_at <= end) {
			out[count++] = c->steps[i].recorded_at;
		}
	}
	count += ladder_cuts(l, c->recorded_at, end, out + count);
	qsort(out, count, sizeof *out, compare_instants);
	return count;
}

static enum onus_err tenures_of(struct store *s, struct arena *a, const struct ladder *l,
				const struct charge *c, int64_t until, int64_t known_at,
				struct spans *out)
{
	size_t cuts_max = c->step_count + 1 + ladder_cuts_max(l);
	int64_t *cuts = NEW_N(a, int64_t, cuts_max);
	int64_t end = until < c->closed_at ? until : c->closed_at;

	*out = (struct spans){.items = NEW_N(a, struct tenure, cuts_max + c->step_count * 2),
			      .posts = NEW_N(a, const void *, cuts_max + c->step_count * 2)};
	GUARD(add_historic(out, s, a, c, until, known_at));
	if (end >= c->recorded_at) {
		add_live(out, l, c, cuts, live_cuts(l, c, end, cuts), end);
	}
	return ONUS_OK;
}

enum onus_err duty_ladder(struct store *s, struct arena *a, int64_t known_at,
			  const struct ladder **out)
{
	struct ladder *l = NEW(a, struct ladder);

	GUARD(ladder_load(s, a, known_at, l));
	*out = l;
	return ONUS_OK;
}

enum onus_err duty_tenures_on(const struct ladder *l, struct store *s, struct arena *a,
			      const char *thing, int64_t until, int64_t known_at,
			      struct tenure **out, size_t *count)
{
	struct spans spans = {0};
	struct charge c = {0};
	bool found = false;

	GUARD(charge_load(s, a, thing, known_at, &c, &found));
	if (found) {
		GUARD(tenures_of(s, a, l, &c, until, known_at, &spans));
	}
	*out = spans.items;
	*count = spans.count;
	return ONUS_OK;
}

enum onus_err duty_tenures(struct store *s, struct arena *a, const char *thing, int64_t until,
			   int64_t known_at, struct tenure **out, size_t *count)
{
	const struct ladder *l = NULL;

	GUARD(duty_ladder(s, a, known_at, &l));
	return duty_tenures_on(l, s, a, thing, until, known_at, out, count);
}

enum onus_err charge_answerable(struct store *s, struct arena *a, const struct ladder *l,
				const struct charge *c, int64_t at, int64_t known_at,
				struct answerable *out)
{
	int64_t then = at < c->closed_at ? at : c->closed_at;
	struct spans spans = {0};

	GUARD(tenures_of(s, a, l, c, then, known_at, &spans));
	if (spans.count > 0 && spans.items[spans.count - 1].to == then) {
		*out = spans.items[spans.count - 1].who;
	} else {
		*out = (struct answerable){.since = then};
	}
	return ONUS_OK;
}

enum onus_err duty_answerable_on(const struct ladder *l, struct store *s, struct arena *a,
				 const char *thing, int64_t at, int64_t known_at,
				 struct answerable *out)
{
	struct charge c = {0};
	bool found = false;

	GUARD(charge_load(s, a, thing, known_at, &c, &found));
	ENSURE(found, ONUS_NO, "%s is nothing that somebody has to answer for, as far as was known",
	       thing);
	return charge_answerable(s, a, l, &c, at, known_at, out);
}

enum onus_err duty_answerable(struct store *s, struct arena *a, const char *thing, int64_t at,
			      int64_t known_at, struct answerable *out)
{
	const struct ladder *l = NULL;

	GUARD(duty_ladder(s, a, known_at, &l));
	return duty_answerable_on(l, s, a, thing, at, known_at, out);
}
