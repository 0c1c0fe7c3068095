/* SPDX-License-Identifier: Apache-2.0
 * train_value.c - u from the frequencies of values.
 *
 * Two random rows hold values a and b as often as f(a) x f(b): the level of every pair of distinct
 * values, weighed so, is u, exactly and without looking at rows. Where there are too many pairs of
 * values, a sample of the values is compared, all with all: a value of frequency f is in it with
 * the chance min(1, f / tau) and then stands for max(f, tau) rows (Poisson sampling with
 * probability proportional to size; C.-E. Sarndal, B. Swensson, J. Wretman, "Model assisted survey
 * sampling", 1992, 3.5). Whether it is in is decided by the hash of its bytes. Pairs of equal
 * values are always counted exactly.
 *
 * Weights are whole numbers of 1/16 row, so that sums don't depend on their order. */
#include "link/train.h"

#include <math.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

enum {
	UNIT = 16,
	RATE = 1 << 20,
	STRIP_PAIRS = 1 << 18,
	LEVELS = LINK_LEVELS_MAX + 1,
	VALUES_A_PART = 1 << 15,
};

struct counted_value {
	uint64_t hash;
	uint32_t code;
	uint32_t count;   /* rows that hold it */
	uint32_t inverse; /* RATE / count */
	uint64_t weight;  /* rows it stands for, times UNIT */
	double absent;    /* chance that it was not in the sample */
};

/* What one worker has counted; pairs in both directions, times UNIT squared. */
struct sums {
	uint64_t pairs[LEVELS];
	wide inverse[LEVELS]; /* the same times (1/f(a) + 1/f(b)) x RATE */
	uint64_t *of_value; /* [n x LEVELS]: pairs that each value has part in; NULL: not sampled */
};

struct work {
	struct trainer *t;
	size_t comparison;
	const struct column *column;
	bool ordered;
	size_t n;
	struct counted_value *values; /* by hash */
	size_t *drawn;                /* while they are drawn: how many of each part */
	uint32_t *codes;              /* theirs */
	uint64_t tau;         /* rows that a sampled value stands for; 1: nothing was sampled */
	uint32_t sources;     /* 0: rows of one source make pairs too */
	uint64_t *of_source;  /* [n x sources]: part of the weight that each source has */
	uint64_t *missing_of; /* [sources]: rows without a value */
	bool is_ladder;       /* one kernel decides between unequal values */
	const struct kernel_batch *batch;
	struct plan_ladder ladder;
	struct sums *sums; /* [threads] */
};

/* --- the sample --- */

static int by_hash(const void *a, const void *b)
{
	uint64_t x = ((const struct counted_value *)a)->hash;
	uint64_t y = ((const struct counted_value *)b)->hash;

	return (x > y) - (x < y);
}

/* Of the values of one part, puts those of the sample where the part's values begin. */
static enum onus_err draw_part(void *context, unsigned worker, size_t part)
{
	struct work *w = context;
	const struct column *c = w->column;
	uint32_t first = (uint32_t)part * VALUES_A_PART;
	uint32_t n = c->n_values - first < VALUES_A_PART ? c->n_values - first : VALUES_A_PART;
	struct counted_value *drawn = w->values + first;

	(void)worker;
	for (uint32_t code = first + 1; code <= first + n; code++) {
		uint32_t count = column_count(c, code);
		uint64_t hash;

		if (count == 0) {
			continue;
		}
		hash = train_hash(column_value(c, code), w->tau);
		if (count < w->tau && (double)hash * 0x1p-64 * (double)w->tau >= count) {
			continue;
		}
		*drawn++ = (struct counted_value){
			.hash = hash,
			.code = code,
			.count = count,
			.inverse = RATE / count,
			.weight = UNIT * (count > w->tau ? count : w->tau),
			.absent = count < w->tau ? 1 - (double)count / (double)w->tau : 0,
		};
	}
	w->drawn[part] = (size_t)(drawn - (w->values + first));
	return ONUS_OK;
}

static enum onus_err draw(struct work *w)
{
	const struct column *c = w->column;
	size_t parts = ((size_t)c->n_values + VALUES_A_PART - 1) / VALUES_A_PART;
	enum onus_err e;

	w->values = mem_alloc(((size_t)c->n_values + 1) * sizeof *w->values);
	w->drawn = mem_alloc((parts + 1) * sizeof *w->drawn);
	e = threads_run(w->t->threads, parts, draw_part, w);
	w->n = 0;
	for (size_t i = 0; i < parts && e == ONUS_OK; i++) {
		memmove(w->values + w->n, w->values + i * VALUES_A_PART,
			w->drawn[i] * sizeof *w->values);
		w->n += w->drawn[i];
	}
	free(w->drawn);
	qsort(w->values, w->n, sizeof *w->values, by_hash);
	w->codes = mem_alloc((w->n + 1) * sizeof *w->codes);
	for (size_t i = 0; i < w->n; i++) {
		w->codes[i] = w->values[i].code;
	}
	return e;
}

/* Where only rows of different sources make pairs: how each value's weight is shared. */
static void share_weights(struct work *w)
{
	const struct onus_records *r = w->t->r;
	uint32_t *place;

	if (w->t->m->link_type != LINK_LINK_ONLY) {
		return;
	}
	w->sources = r->n_sources;
	w->of_source = mem_alloc((w->n * w->sources + 1) * sizeof *w->of_source);
	w->missing_of = mem_alloc((size_t)w->sources * sizeof *w->missing_of);
	memset(w->of_source, 0, w->n * w->sources * sizeof *w->of_source);
	memset(w->missing_of, 0, w->sources * sizeof *w->missing_of);
	place = mem_alloc(((size_t)w->column->n_values + 1) * sizeof *place);
	memset(place, 0, ((size_t)w->column->n_values + 1) * sizeof *place);
	for (size_t i = 0; i < w->n; i++) {
		place[w->values[i].code] = (uint32_t)i + 1;
	}
	for (uint32_t s = 0; s < w->sources; s++) {
		for (uint32_t row = r->source_rows[s]; row < r->source_rows[s + 1]; row++) {
			uint32_t code = column_code(w->column, row);

			w->missing_of[s] += code == 0 ? UNIT : 0;
			if (place[code] > 0) {
				w->of_source[(size_t)(place[code] - 1) * w->sources + s]++;
			}
		}
	}
	for (size_t i = 0; i < w->n; i++) {
		uint64_t *shares = w->of_source + i * w->sources;

		for (uint32_t s = 0; s < w->sources && w->values[i].count > 0; s++) {
			shares[s] = shares[s] * w->values[i].weight / w->values[i].count;
		}
	}
	free(place);
}

/* --- counting --- */

/* How many pairs of rows a pair of values stands for, times UNIT squared. */
static uint64_t pair_weight(const struct work *w, size_t a, size_t b)
{
	uint64_t pairs = w->values[a].weight * w->values[b].weight;

	for (uint32_t s = 0; s < w->sources; s++) {
		pairs -= w->of_source[a * w->sources + s] * w->of_source[b * w->sources + s];
	}
	return pairs;
}

static void add_pair(const struct work *w, struct sums *s, size_t a, size_t b, int gamma,
		     unsigned directions)
{
	uint64_t pairs = pair_weight(w, a, b) * directions;
	uint64_t inverse = (uint64_t)w->values[a].inverse + w->values[b].inverse;
	size_t level = gamma_level(gamma);

	s->pairs[level] += pairs;
	s->inverse[level] += (wide)pairs * inverse;
	if (s->of_value != NULL) {
		s->of_value[a * LEVELS + level] += pairs;
		s->of_value[b * LEVELS + level] += pairs;
	}
}

struct seeing {
	const struct work *work;
	struct sums *sums;
};

static void see_batch(void *context, uint32_t a, uint32_t b, unsigned passed)
{
	struct seeing *s = context;

	add_pair(s->work, s->sums, a, b, s->work->ladder.gammas[passed], 2);
}

static enum onus_err batch_part(void *context, unsigned worker, size_t part)
{
	struct work *w = context;
	struct seeing s = {w, &w->sums[worker]};

	kernel_batch_each(w->batch, part, see_batch, &s);
	return ONUS_OK;
}

static size_t strip_values(const struct work *w)
{
	size_t rows = STRIP_PAIRS / (w->n + 1);

	return rows > 0 ? rows : 1;
}

/* One value against all behind it. */
static void count_value(const struct work *w, struct plan_worker *p, struct sums *s, size_t a,
			int8_t *gammas)
{
	plan_value_gammas(p, w->comparison, w->codes[a], w->codes + a + 1, w->n - a - 1, gammas);
	for (size_t b = a + 1; b < w->n; b++) {
		int gamma = gammas[b - a - 1];

		if (w->ordered) {
			add_pair(w, s, a, b, gamma, 1);
			gamma = plan_value_gamma(p, w->comparison, w->codes[b], w->codes[a]);
			add_pair(w, s, a, b, gamma, 1);
		} else if (gamma != 0) {
			add_pair(w, s, a, b, gamma, 2);
		}
	}
}

/* Values of one strip. */
static enum onus_err strip_part(void *context, unsigned worker, size_t part)
{
	struct work *w = context;
	size_t from = part * strip_values(w);
	size_t to = from + strip_values(w) < w->n ? from + strip_values(w) : w->n;
	int8_t *gammas = mem_alloc(w->n + 1);

	for (size_t a = from; a < to; a++) {
		count_value(w, w->t->workers[worker], &w->sums[worker], a, gammas);
	}
	free(gammas);
	return ONUS_OK;
}

/* All pairs of values of the sample, in both directions, times UNIT squared. */
static double sample_pairs(const struct work *w)
{
	double all = 0;
	double squares = 0;
	double pairs;

	for (size_t i = 0; i < w->n; i++) {
		double weight = (double)w->values[i].weight;

		all += weight;
		squares += weight * weight;
	}
	pairs = all * all - squares;
	for (uint32_t s = 0; s < w->sources; s++) {
		all = 0;
		squares = 0;
		for (size_t i = 0; i < w->n; i++) {
			double weight = (double)w->of_source[i * w->sources + s];

			all += weight;
			squares += weight * weight;
		}
		pairs -= all * all - squares;
	}
	return pairs;
}

static void sums_init(struct work *w)
{
	size_t bytes = (w->n * LEVELS + 1) * sizeof(uint64_t);

	w->sums = mem_alloc(w->t->threads * sizeof *w->sums);
	for (unsigned i = 0; i < w->t->threads; i++) {
		memset(&w->sums[i], 0, sizeof w->sums[i]);
		if (w->tau > 1) {
			w->sums[i].of_value = mem_alloc(bytes);
			memset(w->sums[i].of_value, 0, bytes);
		}
	}
}

/* Adds the other workers' sums to the first's. */
static void sums_join(struct work *w)
{
	for (unsigned i = 1; i < w->t->threads; i++) {
		for (size_t l = 0; l < LEVELS; l++) {
			w->sums[0].pairs[l] += w->sums[i].pairs[l];
			w->sums[0].inverse[l] += w->sums[i].inverse[l];
		}
		for (size_t k = 0; w->tau > 1 && k < w->n * LEVELS; k++) {
			w->sums[0].of_value[k] += w->sums[i].of_value[k];
		}
	}
}

static enum onus_err count_batch(struct work *w)
{
	struct slice *texts = mem_alloc((w->n + 1) * sizeof *texts);
	struct kernel_batch *batch;
	enum onus_err e;

	for (size_t i = 0; i < w->n; i++) {
		texts[i] = column_value(w->column, w->codes[i]);
	}
	batch = kernel_batch_create(w->ladder.kernel, w->t->m->units, texts, (uint32_t)w->n,
				    w->ladder.thresholds, w->ladder.n);
	w->batch = batch;
	e = threads_run(w->t->threads, kernel_batch_parts(batch), batch_part, w);
	kernel_batch_destroy(&batch);
	free(texts);
	return e;
}

static enum onus_err count_pairs(struct work *w)
{
	return w->is_ladder ? count_batch(w)
			    : threads_run(w->t->threads, w->n / strip_values(w) + 1, strip_part, w);
}

/* --- results --- */

/* Rows of a source without a value; of all sources where `source` is UINT32_MAX. */
static double missing_rows(const struct work *w, uint32_t source)
{
	if (source == UINT32_MAX) {
		return w->column->counts != NULL ? w->column->counts[0] : 0;
	}
	return (double)w->missing_of[source] / UNIT;
}

static double source_rows(const struct work *w, uint32_t source)
{
	const struct onus_records *r = w->t->r;

	return source == UINT32_MAX ? r->rows : r->source_rows[source + 1] - r->source_rows[source];
}

/* Pairs of rows that both hold a value (which 2), one of them (1), none (0). */
static double pairs_holding(const struct work *w, int which)
{
	double pairs = 0;

	for (uint32_t s = 0; s <= w->sources; s++) {
		uint32_t source = s == 0 ? UINT32_MAX : s - 1;
		double none = missing_rows(w, source);
		double held = source_rows(w, source) - none;
		double part = which == 2   ? held * (held - 1) / 2
			      : which == 1 ? held * none
					   : none * (none - 1) / 2;

		pairs += s == 0 ? part : -part;
	}
	return pairs;
}

/* Pairs of equal values: counted, never sampled. */
static double give_equal(const struct work *w, const uint64_t *inside, struct u_counts *out)
{
	const struct column *c = w->column;
	uint64_t pairs[LEVELS] = {0};
	uint64_t held[LEVELS] = {0};
	double all = 0;

	for (uint32_t code = 1; code <= c->n_values; code++) {
		uint64_t count = column_count(c, code);
		uint64_t same = count > 1 ? count * (count - 1) / 2 : 0;
		size_t level;

		same -= inside != NULL ? inside[code] : 0;
		if (same == 0) {
			continue;
		}
		level = gamma_level(plan_value_gamma(w->t->workers[0], w->comparison, code, code));
		pairs[level] += same;
		held[level] += count - 1;
	}
	for (size_t l = 0; l < LEVELS; l++) {
		out->pairs[l] += (double)pairs[l];
		out->inverse[l] += (double)held[l] / 2;
		all += (double)pairs[l];
	}
	return all;
}

/* Pairs of equal values that are in one source: every row meets those of its source before it. */
static uint64_t *count_inside(const struct work *w)
{
	const struct onus_records *r = w->t->r;
	const struct column *c = w->column;
	size_t bytes = ((size_t)c->n_values + 1) * sizeof(uint64_t);
	uint64_t *inside = mem_alloc(bytes);
	uint64_t *seen = mem_alloc(bytes);

	memset(inside, 0, bytes);
	memset(seen, 0, bytes);
	for (uint32_t s = 0; s < w->sources; s++) {
		for (uint32_t row = r->source_rows[s]; row < r->source_rows[s + 1]; row++) {
			inside[column_code(c, row)] += seen[column_code(c, row)]++;
		}
		for (uint32_t row = r->source_rows[s]; row < r->source_rows[s + 1]; row++) {
			seen[column_code(c, row)] = 0;
		}
	}
	free(seen);
	return inside;
}

/* Pairs of unequal values: what was counted, raised to the `pairs` that there are. */
static void give_unequal(const struct work *w, double pairs, struct u_counts *out)
{
	const struct sums *s = &w->sums[0];
	size_t rest = gamma_level(w->ladder.gammas[0]);
	double all = sample_pairs(w);
	double raise = all > 0 ? pairs / all : 0;
	double seen = 0;
	double doubt = 0;

	for (size_t l = 0; l < LEVELS; l++) {
		for (size_t i = 0; s->of_value != NULL && i < w->n; i++) {
			double part = (double)s->of_value[i * LEVELS + l] * raise;

			out->variance[l] += w->values[i].absent * part * part;
		}
		out->pairs[l] += (double)s->pairs[l] * raise;
		out->inverse[l] += (double)s->inverse[l] * raise / (2.0 * RATE);
		seen += (double)s->pairs[l];
		doubt += out->variance[l];
	}
	out->pairs[rest] += (all - seen) * raise;
	out->variance[rest] = doubt;
	out->looked_at = w->tau > 1 ? (double)w->n * ((double)w->n - 1) / 2 : 0;
}

/* Rows without a value, with those that have one and with each other. */
static void give_missing(const struct work *w, struct u_counts *out)
{
	struct plan_worker *p = w->t->workers[0];
	uint64_t with[LEVELS] = {0};
	uint64_t all = 0;

	if (missing_rows(w, UINT32_MAX) == 0) {
		return;
	}
	for (size_t i = 0; i < w->n; i++) {
		with[plan_value_gamma(p, w->comparison, 0, w->codes[i]) + 1] += w->values[i].weight;
		with[plan_value_gamma(p, w->comparison, w->codes[i], 0) + 1] += w->values[i].weight;
		all += 2 * w->values[i].weight;
	}
	for (size_t l = 0; l < LEVELS && all > 0; l++) {
		out->pairs[l] += pairs_holding(w, 1) * ((double)with[l] / (double)all);
	}
	out->pairs[plan_value_gamma(p, w->comparison, 0, 0) + 1] += pairs_holding(w, 0);
}

static void give(const struct work *w, struct u_counts *out)
{
	uint64_t *inside = w->sources > 0 ? count_inside(w) : NULL;
	double equal;

	*out = (struct u_counts){0};
	equal = give_equal(w, inside, out);
	give_unequal(w, pairs_holding(w, 2) - equal, out);
	give_missing(w, out);
	free(inside);
}

static void finish_once(struct work *w)
{
	for (unsigned i = 0; i < w->t->threads; i++) {
		free(w->sums[i].of_value);
	}
	free(w->sums);
	free(w->values);
	free(w->codes);
	free(w->of_source);
	free(w->missing_of);
	w->of_source = NULL;
	w->missing_of = NULL;
}

static enum onus_err count_once(struct work *w, double budget, struct u_counts *out)
{
	enum onus_err e;

	w->tau = train_tau(w->column, w->t->r->rows, sqrt(2 * budget));
	e = draw(w);
	share_weights(w);
	sums_init(w);
	e = e == ONUS_OK ? count_pairs(w) : e;
	sums_join(w);
	give(w, out);
	finish_once(w);
	return e;
}

/* True where a level's share is still uncertain by more than a tenth of itself. */
static bool is_uncertain(const struct comparison *c, const struct u_counts *u)
{
	const double enough = 0.1;

	for (int gamma = 0; gamma <= c->top && u->looked_at > 0; gamma++) {
		if (sqrt(u->variance[gamma + 1]) > enough * u->pairs[gamma + 1] ||
		    u->pairs[gamma + 1] == 0) {
			return true;
		}
	}
	return false;
}

enum onus_err train_value_u(struct trainer *t, size_t comparison, bool *done)
{
	struct work w = {
		.t = t,
		.comparison = comparison,
		.column = plan_value_column(t->plan, comparison),
		.ordered = plan_is_ordered(t->plan),
	};
	double budget;
	double most;

	*done = w.column != NULL;
	if (w.column == NULL) {
		return ONUS_OK;
	}
	w.is_ladder = !w.ordered && plan_value_ladder(t->plan, comparison, &w.ladder);
	budget = t->o->exact_u ? INFINITY : w.is_ladder ? LINK_U_PAIRS : LINK_U_SLOW_PAIRS;
	most = w.is_ladder ? LINK_U_PAIRS_MAX : LINK_U_SLOW_PAIRS_MAX;
	GUARD(count_once(&w, budget, &t->u[comparison]));
	while (budget < most && is_uncertain(&t->m->comparisons[comparison], &t->u[comparison])) {
		budget *= 4;
		GUARD(count_once(&w, budget, &t->u[comparison]));
	}
	return ONUS_OK;
}
