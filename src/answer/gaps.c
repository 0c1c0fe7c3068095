/* SPDX-License-Identifier: Apache-2.0
 * gaps.c - see gaps.h for what a silence is. */
#include <stdlib.h>

#include "answer/gaps.h"
#include "ledger/event.h"

/* One piece of knowledge, ready to be compared. */
struct known {
	const struct moment *moment;
	struct when since;
	int64_t latest; /* it was known by then: no later than its interval, its recording, or now
			 */
	bool in_hand;   /* rule 5 */
};

/* From one answer to the next. */
struct stretch {
	const struct moment *before; /* NULL: nothing was answered before */
	const struct moment *end;    /* NULL: nothing is answered up to now */
	int64_t from; /* earliest date of the answer before; INSTANT_MIN - 1 where there is none */
	int64_t to;   /* earliest date of `end`, or now */
};

static int64_t days_between(int64_t from, int64_t to)
{
	return day_of(to) - day_of(from);
}

static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct when moment_since(const struct moment *m)
{
	return m->when.precision == PRECISION_UNKNOWN ? when_instant(m->recorded_at) : m->when;
}

static int when_cmp(struct when a, struct when b)
{
	if (a.lo != b.lo) {
		return a.lo < b.lo ? -1 : 1;
	}
	return (a.hi > b.hi) - (a.hi < b.hi);
}

/* What was recorded first comes first: ids count the events. */
static int id_cmp(struct slice a, struct slice b)
{
	int64_t a_seq = 0, b_seq = 0;
	int64_t a_part = 0, b_part = 0;
	char prefix;

	if (id_parse(a, &prefix, &a_seq, &a_part) && id_parse(b, &prefix, &b_seq, &b_part)) {
		if (a_seq != b_seq) {
			return a_seq < b_seq ? -1 : 1;
		}
		if (a_part != b_part) {
			return a_part < b_part ? -1 : 1;
		}
	}
	return slice_cmp(a, b);
}

int moment_cmp(const void *a, const void *b)
{
	const struct moment *x = a;
	const struct moment *y = b;
	int order = when_cmp(moment_since(x), moment_since(y));

	return order != 0 ? order : id_cmp(slice_str(x->id), slice_str(y->id));
}

static int known_cmp(const void *a, const void *b)
{
	return moment_cmp(((const struct known *)a)->moment, ((const struct known *)b)->moment);
}

static int gap_cmp(const void *a, const void *b)
{
	const struct gap *x = a;
	const struct gap *y = b;

	if (x->days != y->days) {
		return x->days > y->days ? -1 : 1;
	}
	return when_cmp(x->from, y->from);
}

static bool in_hand(int64_t since, const struct run *runs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (since >= runs[i].from && since <= runs[i].to) {
			return true;
		}
	}
	return false;
}

/* Knowledge that counts by `until`, in order of time. */
static struct known *sort_known(struct arena *a, const struct moment *known, size_t *count,
				const struct run *runs, size_t run_count, int64_t until)
{
	struct known *out = NEW_N(a, struct known, *count);
	size_t n = 0;

	for (size_t i = 0; i < *count; i++) {
		struct when since = moment_since(&known[i]);
		int64_t latest = min64(since.hi, max64(since.lo, known[i].recorded_at));

		if (since.lo <= until) {
			out[n++] = (struct known){.moment = &known[i],
						  .since = since,
						  .latest = min64(latest, until),
						  .in_hand = in_hand(since.lo, runs, run_count)};
		}
	}
	qsort(out, n, sizeof out[0], known_cmp);
	*count = n;
	return out;
}

/* Answers that have a time, and not one after `until`, in order of time. */
static struct moment *sort_answers(struct arena *a, const struct moment *answers, size_t *count,
				   int64_t until, size_t *undated)
{
	struct moment *out = NEW_N(a, struct moment, *count);
	size_t n = 0;

	*undated = 0;
	for (size_t i = 0; i < *count; i++) {
		if (answers[i].when.precision == PRECISION_UNKNOWN) {
			(*undated)++;
		} else if (answers[i].when.lo <= until) {
			out[n++] = answers[i];
		}
	}
	qsort(out, n, sizeof out[0], moment_cmp);
	*count = n;
	return out;
}

static struct gap gap_make(const struct known *k, const struct stretch *s, int64_t until,
			   int64_t counted_from)
{
	struct when to = s->end ? s->end->when : when_instant(until);

	return (struct gap){
		.from = k->since,
		.to = to,
		.from_id = k->moment->id,
		.to_id = s->end ? s->end->id : NULL,
		.unconfirmed = k->moment->unconfirmed,
		.days = days_between(counted_from, to.lo),
		.days_min = max64(0, days_between(k->since.hi, to.lo)),
		.days_max = days_between(counted_from, to.hi),
	};
}

/* Rule 2: the first that began in the stretch and was surely known before its end. */
static const struct known *surely_in(const struct known *known, size_t count,
				     const struct stretch *s)
{
	for (size_t i = 0; i < count && known[i].since.lo <= s->to; i++) {
		if (known[i].since.lo > s->from && known[i].latest < s->to && !known[i].in_hand) {
			return &known[i];
		}
	}
	return NULL;
}

/* Rule 3: the first whose interval lies in the stretch for GAP_DAYS_MIN days, that what is dated to
 * one day or week on both sides raises no doubt. */
static const struct known *possibly_in(const struct known *known, size_t count,
				       const struct stretch *s)
{
	for (size_t i = 0; i < count && known[i].since.lo <= s->to; i++) {
		const struct known *k = &known[i];
		bool began = k->since.lo > s->from;
		int64_t from = max64(k->since.lo, s->from);
		int64_t to = min64(k->latest, s->to);

		if (to >= from && days_between(from, to) >= GAP_DAYS_MIN &&
		    !(began && k->in_hand)) {
			return k;
		}
	}
	return NULL;
}

static void look_into(const struct known *known, size_t count, const struct stretch *s,
		      int64_t until, struct gaps *out)
{
	const struct known *k = surely_in(known, count, s);
	struct gap gap;

	if (k != NULL) {
		gap = gap_make(k, s, until, k->since.lo);
		if (gap.days >= GAP_DAYS_MIN) {
			out->sure[out->sure_count++] = gap;
			return;
		}
	}
	k = possibly_in(known, count, s);
	if (k != NULL) {
		gap = gap_make(k, s, until, max64(k->since.lo, s->from));
		gap.after = k->since.lo <= s->from ? s->before : NULL;
		gap.days_min = 0;
		out->possible[out->possible_count++] = gap;
	}
}

void gaps_find(struct arena *a, const struct moment *known, size_t known_count,
	       const struct moment *answers, size_t answer_count, const struct run *runs,
	       size_t run_count, int64_t until, struct gaps *out)
{
	struct known *k = sort_known(a, known, &known_count, runs, run_count, until);
	struct moment *ends = sort_answers(a, answers, &answer_count, until, &out->undated);
	struct stretch s = {.from = INSTANT_MIN - 1};

	out->sure = NEW_N(a, struct gap, answer_count + 1);
	out->possible = NEW_N(a, struct gap, answer_count + 1);
	out->sure_count = 0;
	out->possible_count = 0;
	for (size_t i = 0; i <= answer_count; i++) {
		s.end = i < answer_count ? &ends[i] : NULL;
		s.to = s.end ? s.end->when.lo : until;
		look_into(k, known_count, &s, until, out);
		s.before = s.end;
		s.from = s.to;
	}
	qsort(out->sure, out->sure_count, sizeof out->sure[0], gap_cmp);
	qsort(out->possible, out->possible_count, sizeof out->possible[0], gap_cmp);
}
