/* SPDX-License-Identifier: Apache-2.0
 * block.h - which pairs are compared at all.
 *
 * A rule is one or more equalities between an expression of the left record and the same of the
 * right, with or without further conditions; its rows are sorted by key and every block of equal
 * keys is walked. A pair that an earlier rule makes is skipped by looking at that rule's keys, so
 * that no set of pairs is ever kept. Keys that are missing join nothing. A block that is left out
 * makes no pairs: another rule may make them. */
#ifndef ONUS_LINK_BLOCK_H
#define ONUS_LINK_BLOCK_H

#include "link/plan.h"

struct blocks;

/* Up to 1024 pairs of one rule, for one worker. */
typedef enum onus_err (*blocks_fn)(void *context, unsigned worker, uint32_t rule,
				   const struct pair *pairs, size_t count);

struct blocks_options {
	unsigned threads;
	uint64_t block_pairs_max; /* larger blocks are left out and reported; 0:
				     LINK_BLOCK_PAIRS_MAX */
	bool without_equality;    /* allow a rule that compares every pair */
	bool any_link_type;       /* ignore the model's link type: all pairs */
};

/* A block beyond the limit, or one of the largest. */
struct block_size {
	uint32_t rule;
	uint64_t rows;
	uint64_t pairs;
	char key[120]; /* the values it shares, for people */
	bool left_out;
};

struct blocks_told {
	uint64_t pairs;    /* given to the visitor */
	uint64_t left_out; /* of blocks beyond the limit */
	uint64_t per_rule[LINK_RULES_MAX];
	size_t n_worst;
	struct block_size worst[20]; /* of two pairs and more, largest first */
};

/* Reads rules (top-level OR is split where each arm has an equality). ONUS_BAD_INPUT where a rule
 * has no equality, unless the options allow it. The plan gets the key columns. */
ONUS_CHECK enum onus_err blocks_create(struct plan *p, const struct blocking_rule *rules,
				       size_t count, const struct blocks_options *o,
				       struct blocks **out);
void blocks_destroy(struct blocks **b);

/* One worker of the plan for each thread. Pairs come once each, in no order; left and right in the
 * order of their ids where the plan is ordered, else in any. `workers` are the plan's, one a
 * thread. */
ONUS_CHECK enum onus_err blocks_walk(struct blocks *b, struct plan_worker *const *workers,
				     blocks_fn fn, void *context, struct blocks_told *told);

/* Number of pairs that the rules make together. Up to four rules without a further condition are
 * counted from the sizes of their blocks, exactly; else they are walked, and blocks beyond the
 * limit are counted whole. */
ONUS_CHECK enum onus_err blocks_count(struct blocks *b, struct plan_worker *const *workers,
				      uint64_t *out);

/* Whether a rule reads a column, for training: which comparisons it touches. */
bool blocks_rule_reads(const struct blocking_rule *rule, struct slice column);

#endif
