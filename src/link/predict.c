/* SPDX-License-Identifier: Apache-2.0
 * predict.c - the pairs of a model's blocking rules, weighed.
 *
 *     blocks --pairs--> patterns --> weights --those above the limit--> lists --> in order
 *
 * Each thread keeps a list of the patterns it has met with what they come to; a pattern whose
 * weight can't reach the limit, however rare its values, is put aside without looking at them. */
#include <math.h>
#include <stdlib.h>

#include "base/pages.h"
#include "base/threads.h"
#include "link/block.h"
#include "link/predict_inside.h"
#include "link/score.h"

enum { PAIRS_MAX = 1024, MEMO_START = 1024 };

/* Patterns met by one thread, in order of their first meeting, found by hash. */
struct memo {
	uint32_t n;
	uint32_t room;    /* of patterns and sums */
	uint32_t *places; /* [2 * room] number + 1, 0 where empty */
	uint64_t *patterns;
	struct score_sum *sums;
};

struct predictor {
	struct memo memo;
	struct found_list found;
	uint64_t patterns[PAIRS_MAX];
	struct found kept[PAIRS_MAX]; /* of one visit: `left` is the number of the pair there */
};

struct predicting {
	const struct onus_model *model;
	const struct onus_records *records;
	double weight_min;
	unsigned threads;
	struct plan *plan;
	struct plan_worker **workers; /* [threads] */
	struct blocks *blocks;
	struct score *score;
	uint32_t *rank; /* of each row in the order of ids; NULL: its number */
	uint32_t *order;
	struct predictor *predictors; /* [threads] */
	struct found_list *found;     /* [threads] */
	struct arena arena;
};

/* What onus_edges_finish frees. */
struct edges_memory {
	struct arena arena;
	struct onus_edge *items;
	size_t count;
};

/* --- patterns that were met --- */

static size_t memo_place(const struct memo *m, uint64_t pattern)
{
	size_t mask = 2 * (size_t)m->room - 1;
	size_t at = (size_t)((pattern * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & mask;

	while (m->places[at] != 0 && m->patterns[m->places[at] - 1] != pattern) {
		at = (at + 1) & mask;
	}
	return at;
}

static void memo_grow(struct memo *m)
{
	m->room = m->room > 0 ? m->room * 2 : MEMO_START;
	m->patterns = mem_grow(m->patterns, m->room * sizeof *m->patterns);
	m->sums = mem_grow(m->sums, m->room * sizeof *m->sums);
	m->places = mem_grow(m->places, 2 * (size_t)m->room * sizeof *m->places);
	memset(m->places, 0, 2 * (size_t)m->room * sizeof *m->places);
	for (uint32_t i = 0; i < m->n; i++) {
		m->places[memo_place(m, m->patterns[i])] = i + 1;
	}
}

static void memo_finish(struct memo *m)
{
	free(m->places);
	free(m->patterns);
	free(m->sums);
}

/* Number of a pattern. */
static uint32_t memo_find(struct memo *m, const struct score *s, uint64_t pattern)
{
	size_t at;

	if (m->n == m->room) {
		memo_grow(m);
	}
	at = memo_place(m, pattern);
	if (m->places[at] == 0) {
		m->patterns[m->n] = pattern;
		score_pattern(s, pattern, &m->sums[m->n]);
		m->places[at] = ++m->n;
	}
	return m->places[at] - 1;
}

/* --- pairs --- */

static void keep(const struct predicting *p, struct predictor *own, struct pair pair,
		 struct found *found)
{
	uint32_t left = p->rank ? p->rank[pair.left] : pair.left;
	uint32_t right = p->rank ? p->rank[pair.right] : pair.right;
	bool turn = left > right;

	found->left = turn ? right : left;
	found->right = turn ? left : right;
	*found_add(&own->found) = *found;
}

static enum onus_err weigh(void *context, unsigned worker, uint32_t rule, const struct pair *pairs,
			   size_t count)
{
	struct predicting *p = context;
	struct predictor *own = &p->predictors[worker];
	size_t kept = 0;

	plan_patterns(p->workers[worker], pairs, count, own->patterns);
	for (size_t i = 0; i < count; i++) {
		uint32_t number = memo_find(&own->memo, p->score, own->patterns[i]);
		const struct score_sum *sum = &own->memo.sums[number];
		double weight;

		if (sum->weight + sum->most < p->weight_min) {
			continue;
		}
		weight = score_pair(p->score, sum, pairs[i].left, pairs[i].right);
		own->kept[kept] = (struct found){(uint32_t)i, 0, weight, number, rule};
		kept += weight >= p->weight_min;
		if (p->rank) {
			__builtin_prefetch(&p->rank[pairs[i].left]);
			__builtin_prefetch(&p->rank[pairs[i].right]);
		}
	}
	for (size_t k = 0; k < kept; k++) {
		keep(p, own, pairs[own->kept[k].left], &own->kept[k]);
	}
	return ONUS_OK;
}

/* --- before and after --- */

static enum onus_err rank_read(struct predicting *p)
{
	uint32_t rows = p->records->rows;
	bool moved = false;

	GUARD(records_rank(p->records, p->threads, &p->rank));
	for (uint32_t i = 0; i < rows && !moved; i++) {
		moved = p->rank[i] != i;
	}
	if (!moved) {
		free(p->rank);
		p->rank = NULL;
		return ONUS_OK;
	}
	p->order = mem_alloc(rows * sizeof *p->order);
	for (uint32_t i = 0; i < rows; i++) {
		p->order[p->rank[i]] = i;
	}
	return ONUS_OK;
}

static enum onus_err prepare(struct predicting *p, const struct onus_predict_options *o)
{
	struct blocks_options with = {.threads = p->threads, .block_pairs_max = o->block_pairs_max};

	ENSURE(p->model->n_rules > 0, ONUS_BAD_INPUT,
	       "%s has no blocking rule, so every record would be compared with every other: give "
	       "blocking_rules_to_generate_predictions at least one, as \"l.surname = r.surname\"",
	       p->model->name);
	GUARD(plan_create(p->model, p->records, &p->plan));
	GUARD(score_create(p->model, p->records, &p->score));
	score_read_by(p->score, p->plan);
	GUARD(blocks_create(p->plan, p->model->rules, p->model->n_rules, &with, &p->blocks));
	p->workers = NEW_N(&p->arena, struct plan_worker *, p->threads);
	p->predictors = NEW_N(&p->arena, struct predictor, p->threads);
	p->found = NEW_N(&p->arena, struct found_list, p->threads);
	for (unsigned i = 0; i < p->threads; i++) {
		GUARD(plan_worker_create(p->plan, &p->workers[i]));
	}
	return rank_read(p);
}

static void predicting_finish(struct predicting *p)
{
	for (unsigned i = 0; p->found && i < p->threads; i++) {
		plan_worker_destroy(&p->workers[i]);
		memo_finish(&p->predictors[i].memo);
		found_finish(&p->predictors[i].found);
		found_finish(&p->found[i]);
	}
	blocks_destroy(&p->blocks);
	score_destroy(&p->score);
	plan_destroy(&p->plan);
	free(p->rank);
	free(p->order);
	arena_finish(&p->arena);
}

/* What was told of the blocks, as link.h has it. */
static void tell(const struct predicting *p, const struct blocks_told *told, struct onus_edges *out)
{
	struct edges_memory *memory = out->memory;
	struct arena *a = &memory->arena;

	out->compared = told->pairs;
	out->left_out = told->left_out;
	out->rule_count = p->model->n_rules;
	out->rule_pairs = NEW_N(a, uint64_t, out->rule_count);
	memcpy(out->rule_pairs, told->per_rule, out->rule_count * sizeof *out->rule_pairs);
	out->block_count = told->n_worst;
	out->blocks = NEW_N(a, struct onus_block, out->block_count);
	for (size_t i = 0; i < out->block_count; i++) {
		const struct block_size *b = &told->worst[i];

		out->blocks[i] = (struct onus_block){.rule = b->rule,
						     .rows = b->rows,
						     .pairs = b->pairs,
						     .left_out = b->left_out,
						     .key = arena_copy(a, slice_str(b->key))};
	}
}

static enum onus_err predict(struct predicting *p, const struct onus_predict_options *o,
			     struct onus_edges *out)
{
	struct blocks_told told;
	struct onus_edges edges = {0};
	struct edges_memory *memory;

	GUARD(prepare(p, o));
	GUARD(blocks_walk(p->blocks, p->workers, weigh, p, &told));
	for (unsigned i = 0; i < p->threads; i++) {
		p->found[i] = p->predictors[i].found;
		p->found[i].patterns = p->predictors[i].memo.patterns;
		p->predictors[i].found.chunks = NULL;
		plan_worker_destroy(&p->workers[i]);
	}
	GUARD(found_sort(p->found, p->threads, p->records->rows, p->order, &edges.items,
			 &edges.count));
	memory = mem_alloc(sizeof *memory);
	*memory = (struct edges_memory){.items = edges.items, .count = edges.count};
	edges.memory = memory;
	tell(p, &told, &edges);
	*out = edges;
	return ONUS_OK;
}

enum onus_err onus_predict(const struct onus_model *m, const struct onus_records *r,
			   const struct onus_predict_options *o, struct onus_edges *out)
{
	struct predicting p = {.model = m,
			       .records = r,
			       .weight_min = o->weight_min,
			       .threads = threads_count(o->threads)};
	enum onus_err e;

	ENSURE(!isnan(o->weight_min), ONUS_USAGE, "weight_min is no number");
	e = predict(&p, o, out);
	predicting_finish(&p);
	return e;
}

void onus_edges_finish(struct onus_edges *e)
{
	struct edges_memory *memory = e->memory;

	if (memory) {
		pages_free(memory->items, memory->count * sizeof *memory->items);
		arena_finish(&memory->arena);
		free(memory);
	}
	*e = (struct onus_edges){0};
}
