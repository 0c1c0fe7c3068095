/* SPDX-License-Identifier: Apache-2.0
 * metrics_rules.c - what blocking rules find of the true pairs, and what they spare. */
#include <math.h>

#include "base/threads.h"
#include "link/block.h"
#include "link/metrics.h"

struct rule_counts {
	uint64_t pairs[LINK_RULES_MAX];
	uint64_t right[LINK_RULES_MAX];
};

struct ruling {
	const struct onus_records *records;
	const uint32_t *entity; /* [rows] 0: not known */
	bool across;
	unsigned threads;
	struct rule_counts *counts; /* [threads] */
	struct plan *plan;
	struct blocks *blocks;
	struct plan_worker *workers[THREADS_MAX];
};

static void ruling_finish(struct ruling *k)
{
	for (unsigned i = 0; i < k->threads; i++) {
		plan_worker_destroy(&k->workers[i]);
	}
	blocks_destroy(&k->blocks);
	plan_destroy(&k->plan);
}

static enum onus_err count(void *context, unsigned worker, uint32_t rule, const struct pair *pairs,
			   size_t n)
{
	struct ruling *k = context;
	uint64_t right = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t a = pairs[i].left;
		uint32_t b = pairs[i].right;

		right += k->entity[a] != 0 && k->entity[a] == k->entity[b] &&
			 (!k->across ||
			  records_source_of(k->records, a) != records_source_of(k->records, b));
	}
	k->counts[worker].pairs[rule] += n;
	k->counts[worker].right[rule] += right;
	return ONUS_OK;
}

/* Walks the rules, over a plan that compares nothing. */
static enum onus_err walk_rules(struct ruling *k, const struct onus_model *m,
				struct onus_model *bare)
{
	const struct blocks_options o = {.threads = k->threads};
	struct blocks_told told;

	*bare = *m;
	bare->n_comparisons = 0;
	GUARD(plan_create(bare, k->records, &k->plan));
	GUARD(blocks_create(k->plan, m->rules, m->n_rules, &o, &k->blocks));
	for (unsigned i = 0; i < k->threads; i++) {
		GUARD(plan_worker_create(k->plan, &k->workers[i]));
	}
	return blocks_walk(k->blocks, k->workers, count, k, &told);
}

/* Pairs that the link type allows. */
static double all_pairs(const struct onus_model *m, const struct onus_records *r)
{
	double all = (double)r->rows * ((double)r->rows - 1) / 2;

	for (uint32_t s = 0; s < r->n_sources && m->link_type == LINK_LINK_ONLY; s++) {
		double own = (double)(r->source_rows[s + 1] - r->source_rows[s]);

		all -= own * (own - 1) / 2;
	}
	return all;
}

static void sum_up(const struct ruling *k, size_t rules, uint64_t known, double all,
		   struct onus_rule_rates *out)
{
	uint64_t pairs = 0;
	uint64_t right = 0;

	for (size_t i = 0; i < rules; i++) {
		out[i] = (struct onus_rule_rates){0};
		for (unsigned w = 0; w < k->threads; w++) {
			out[i].pairs += k->counts[w].pairs[i];
			out[i].right += k->counts[w].right[i];
		}
		pairs += out[i].pairs;
		right += out[i].right;
		out[i].completeness = known > 0 ? (double)right / (double)known : (double)NAN;
		out[i].reduction = all > 0 ? 1 - (double)pairs / all : (double)NAN;
	}
}

enum onus_err onus_rates_of_rules(const struct onus_model *m, const struct onus_records *r,
				  const struct onus_truth *t, unsigned threads,
				  struct onus_rule_rates *out)
{
	SCOPED_ARENA(a);
	__attribute__((cleanup(ruling_finish))) struct ruling k = {
		.records = r, .across = t->across, .threads = threads_count(threads)};
	uint32_t *entity = NEW_N(&a, uint32_t, r->rows);
	struct known known;

	GUARD(known_rows(&a, r, t, &known));
	for (uint32_t i = 0; i < known.n; i++) {
		entity[known.rows[i]] = known.entity[i];
	}
	k.entity = entity;
	k.counts = NEW_N(&a, struct rule_counts, k.threads);
	GUARD(walk_rules(&k, m, NEW(&a, struct onus_model)));
	sum_up(&k, m->n_rules, count_pairs_of(&a, &known, known.entity, t->across, NULL),
	       all_pairs(m, r), out);
	return ONUS_OK;
}
