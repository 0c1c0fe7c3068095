/* SPDX-License-Identifier: Apache-2.0
 * block.c - the pairs that blocking rules make, each once. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/threads.h"
#include "link/block_inside.h"

enum {
	/* Up to so many joins without further conditions are counted by inclusion and exclusion, at
	 * one grouping for each set of joins: exact however large the blocks are. */
	COUNTED_BY_SETS_MAX = 4,
};

/* --- making --- */

/* Rows in the order of their ranks; NULL where that is the order they are in. */
static uint32_t *order_make(const uint32_t *rank, uint32_t rows)
{
	uint32_t *order = mem_alloc(rows * sizeof *order);
	bool moved = false;

	for (uint32_t i = 0; i < rows; i++) {
		moved = moved || rank[i] != i;
		order[rank[i]] = i;
	}
	if (!moved) {
		free(order);
		order = NULL;
	}
	return order;
}

/* True where the rows of some source are not all together. */
static bool is_interleaved(const struct onus_records *r, const uint32_t *order)
{
	uint32_t runs = 0;
	uint32_t sources = 0;

	for (uint32_t i = 0; i < r->rows; i++) {
		runs += i == 0 ||
			records_source_of(r, order[i]) != records_source_of(r, order[i - 1]);
	}
	for (uint32_t s = 0; s < r->n_sources; s++) {
		sources += r->source_rows[s + 1] > r->source_rows[s];
	}
	return runs > sources;
}

/* Pairs must come in the order of their ids where a level or a rule tells left from right. */
static enum onus_err order_read(struct blocks *b)
{
	bool ordered = plan_is_ordered(b->plan);
	uint32_t *rank;

	for (size_t i = 0; i < b->n_joins; i++) {
		ordered = ordered || !b->joins[i].mirrored;
	}
	if (!ordered) {
		return ONUS_OK;
	}
	GUARD(records_rank(b->records, b->threads, &rank));
	b->order = order_make(rank, b->records->rows);
	free(rank);
	b->interleaved = b->by_source && b->order && is_interleaved(b->records, b->order);
	return ONUS_OK;
}

static enum onus_err blocks_fill(struct blocks *b, const struct blocking_rule *rules, size_t count)
{
	ENSURE(count <= LINK_RULES_MAX, ONUS_BAD_INPUT,
	       "%zu blocking rules are more than %d (LINK_RULES_MAX)", count, LINK_RULES_MAX);
	ENSURE(b->records->rows <= LINK_ROWS_MAX, ONUS_BAD_INPUT,
	       "%u records are more than %d (LINK_ROWS_MAX)", b->records->rows, LINK_ROWS_MAX);
	ENSURE(!b->by_source || b->records->n_sources > 1, ONUS_BAD_INPUT,
	       "the model's link_type is \"link_only\", which compares records of different "
	       "sources, but there is only one source: add another or set \"dedupe_only\"");
	for (size_t i = 0; i < count; i++) {
		GUARD(block_rule_read(b, (uint32_t)i, &rules[i]));
	}
	return order_read(b);
}

enum onus_err blocks_create(struct plan *p, const struct blocking_rule *rules, size_t count,
			    const struct blocks_options *o, struct blocks **out)
{
	struct blocks *b = mem_alloc(sizeof *b);
	enum onus_err e;

	*b = (struct blocks){
		.plan = p,
		.records = plan_records(p),
		.threads = threads_count(o->threads),
		.pairs_max = o->block_pairs_max > 0 ? o->block_pairs_max : LINK_BLOCK_PAIRS_MAX,
		.entry_bits = BLOCK_ENTRY_BITS,
		.without_equality = o->without_equality,
		.by_source = plan_model(p)->link_type == LINK_LINK_ONLY && !o->any_link_type};
	b->joins = NEW_N(&b->arena, struct block_join, LINK_RULE_ARMS_MAX);
	e = blocks_fill(b, rules, count);
	if (e != ONUS_OK) {
		blocks_destroy(&b);
		return e;
	}
	*out = b;
	return ONUS_OK;
}

/* Marks of the last walk. */
static void forget_left_out(struct blocks *b)
{
	for (size_t i = 0; i < b->n_joins; i++) {
		free(b->joins[i].left_out);
		b->joins[i].left_out = NULL;
	}
}

void blocks_destroy(struct blocks **b)
{
	struct blocks *old = *b;

	*b = NULL;
	if (!old) {
		return;
	}
	forget_left_out(old);
	for (size_t i = 0; i < old->n_joins; i++) {
		for (size_t k = 0; k < old->joins[i].n_keys; k++) {
			free(old->joins[i].keys[k].to_left);
		}
	}
	block_groups_finish(&old->counted);
	free(old->order);
	arena_finish(&old->arena);
	free(old);
}

/* --- walking --- */

enum onus_err blocks_walk(struct blocks *b, struct plan_worker *const *workers, blocks_fn fn,
			  void *context, struct blocks_told *told)
{
	struct block_worst worst = {0};
	struct blocks_told all = {0};

	forget_left_out(b);
	for (size_t i = 0; i < b->n_joins; i++) {
		GUARD(block_join_walk(b, i, workers, fn, context, &worst, &all));
	}
	for (unsigned i = 0; i < b->threads; i++) {
		GUARD(plan_worker_check(workers[i]));
	}
	block_worst_tell(&worst, &all);
	*told = all;
	return ONUS_OK;
}

/* --- counting --- */

struct counting {
	const struct blocks *b;
	bool mirrored;
	uint64_t *pairs; /* [threads] */
	uint32_t **seen; /* [threads][n_sources] */
};

static void count_partition(void *context, unsigned worker, const struct block_groups *g, size_t p)
{
	const struct counting *c = context;
	size_t end = g->begin[p] + g->count[p];
	uint64_t pairs = 0;

	for (size_t i = g->begin[p]; i < end;) {
		size_t stop = block_group_end(g->entries, i, end);

		pairs += block_group_pairs(c->b, c->mirrored, g->entries + i, stop - i,
					   c->seen[worker]);
		i = stop;
	}
	c->pairs[worker] += pairs;
}

/* Pairs that are equal in all of the keys. What a single join is counted by, it is walked by. */
static enum onus_err count_keys(struct blocks *b, const struct block_key *keys, size_t n,
				bool mirrored, uint64_t *out)
{
	SCOPED_ARENA(a);
	struct counting c = {.b = b, .mirrored = mirrored};
	struct block_groups g;

	c.pairs = NEW_N(&a, uint64_t, b->threads);
	c.seen = NEW_N(&a, uint32_t *, b->threads);
	for (unsigned i = 0; i < b->threads; i++) {
		c.seen[i] = NEW_N(&a, uint32_t, b->records->n_sources);
	}
	GUARD(block_group(b, keys, n, mirrored, count_partition, &c, &g));
	if (b->n_joins == 1) {
		block_groups_finish(&b->counted);
		b->counted = g;
	} else {
		block_groups_finish(&g);
	}
	*out = 0;
	for (unsigned i = 0; i < b->threads; i++) {
		*out += c.pairs[i];
	}
	return ONUS_OK;
}

/* Pairs that all joins of a set make; set: bits. */
static enum onus_err count_set(struct blocks *b, unsigned set, uint64_t *out)
{
	SCOPED_ARENA(a);
	struct block_key *keys;
	size_t n = 0;

	for (size_t i = 0; i < b->n_joins; i++) {
		n += (set >> i) & 1 ? b->joins[i].n_keys : 0;
	}
	keys = NEW_N(&a, struct block_key, n);
	n = 0;
	for (size_t i = 0; i < b->n_joins; i++) {
		for (size_t k = 0; (set >> i) & 1 && k < b->joins[i].n_keys; k++) {
			size_t same = 0;

			while (same < n && keys[same].left != b->joins[i].keys[k].left) {
				same++;
			}
			if (same == n) {
				keys[n++] = b->joins[i].keys[k];
			}
		}
	}
	return count_keys(b, keys, n, true, out);
}

static bool counted_by_sets(const struct blocks *b)
{
	bool yes = b->n_joins <= COUNTED_BY_SETS_MAX;

	for (size_t i = 0; i < b->n_joins; i++) {
		yes = yes && b->joins[i].mirrored && !b->joins[i].has_rest;
	}
	return yes;
}

enum onus_err blocks_count(struct blocks *b, struct plan_worker *const *workers, uint64_t *out)
{
	struct blocks_told told;
	uint64_t all = 0;

	if (!counted_by_sets(b)) {
		GUARD(blocks_walk(b, workers, NULL, NULL, &told));
		*out = told.pairs + told.left_out;
		return ONUS_OK;
	}
	for (unsigned set = 1; set < 1u << b->n_joins; set++) {
		uint64_t pairs;

		GUARD(count_set(b, set, &pairs));
		all += __builtin_popcount(set) % 2 == 1 ? pairs : -pairs;
	}
	*out = all;
	return ONUS_OK;
}
