/* SPDX-License-Identifier: Apache-2.0
 * block_inside.h - between the parts of blocking: rules as they are joined, rows grouped by their
 * key, and what tells that an earlier rule makes a pair.
 *
 *     rules as given --> joins --> rows by key --> blocks --> tiles of pairs --> visitor
 *
 * A join is a rule, or one arm of a rule's OR. */
#ifndef ONUS_LINK_BLOCK_INSIDE_H
#define ONUS_LINK_BLOCK_INSIDE_H

#include "link/block.h"

/* One equality. */
struct block_key {
	const struct column *left;
	const struct column *right; /* the same one where both sides read the same */
	const struct expr *left_expr;
	const struct expr *right_expr;
	/* Of each code of `right`, that of the same value in `left`, 0 where there is none; NULL
	 * where the codes are the same ones. */
	uint32_t *to_left;
};

struct block_join {
	uint32_t rule; /* number of the rule as given */
	size_t n_keys;
	struct block_key *keys;
	bool mirrored; /* every key reads the same on both sides */
	bool has_rest;
	size_t rest; /* condition of the plan */
	/* [rows], 1 where the row is in a block that was left out: the join does not make its
	 * pairs, so a later one may. NULL where no block was. */
	uint8_t *left_out;
};

enum { BLOCK_ENTRY_BITS = 32 };
#define BLOCK_RIGHT (UINT32_C(1) << 31)

struct block_entry {
	uint32_t key;   /* tells keys of one partition apart */
	uint32_t place; /* row; BLOCK_RIGHT where it is the right side of a join not mirrored */
};

static inline uint32_t block_entry_row(const struct block_entry *e)
{
	return e->place & ~BLOCK_RIGHT;
}

static inline bool block_entry_right(const struct block_entry *e)
{
	return e->place >= BLOCK_RIGHT;
}

/* Entries of equal keys lie together, in the order of the blocks' `order`; of one row, the right
 * side first. Entries that are alone with their key are dropped. Partition i is entries[begin[i]
 * .. begin[i] + count[i]). */
struct block_groups {
	struct block_entry *entries;
	size_t n_partitions;
	size_t *begin;
	size_t *count;
};

struct blocks {
	struct arena arena;
	struct plan *plan;
	const struct onus_records *records;
	unsigned threads;
	uint64_t pairs_max;  /* of one block */
	unsigned entry_bits; /* of a key in an entry: BLOCK_ENTRY_BITS; tests take fewer */
	bool without_equality;
	bool by_source; /* only pairs of different sources */
	/* Rows of one source do not lie together in `order` (sources whose names begin alike). */
	bool interleaved;
	struct block_groups counted; /* of the only join, from its counting to its walk */
	uint32_t *order;             /* rows in the order of their ids; NULL: as they come */
	size_t n_joins;
	struct block_join *joins; /* [LINK_RULE_ARMS_MAX] */
};

/* block_rule.c: appends the joins of one rule. */
ONUS_CHECK enum onus_err block_rule_read(struct blocks *b, uint32_t number,
					 const struct blocking_rule *rule);

/* --- rows by key (block_group.c) --- */

/* Called once for each partition, by the thread that sorted it. */
typedef void (*block_partition_fn)(void *context, unsigned worker, const struct block_groups *g,
				   size_t partition);

/* Groups all rows by the keys together; rows that miss one are left away. No keys: one group of all
 * rows. */
ONUS_CHECK enum onus_err block_group(const struct blocks *b, const struct block_key *keys,
				     size_t n_keys, bool mirrored, block_partition_fn fn,
				     void *context, struct block_groups *out);
void block_groups_finish(struct block_groups *g);

/* End of the group that begins at entry i. */
static inline size_t block_group_end(const struct block_entry *e, size_t i, size_t end)
{
	size_t k = i + 1;

	while (k < end && e[k].key == e[i].key) {
		k++;
	}
	return k;
}

/* Pairs of one group of n entries. `seen` is [n_sources], all 0, and is so again afterwards; only
 * read where `by_source`. */
uint64_t block_group_pairs(const struct blocks *b, bool mirrored, const struct block_entry *e,
			   size_t n, uint32_t *seen);

/* --- what is told of blocks (block_told.c) --- */

enum { BLOCK_WORST = sizeof((struct blocks_told *)0)->worst / sizeof(struct block_size) };

struct block_seen {
	const struct block_join *join;
	uint32_t row; /* any of the block */
	bool left_out;
	uint64_t rows;
	uint64_t pairs;
};

/* The largest so far, largest first. */
struct block_worst {
	size_t n;
	struct block_seen items[BLOCK_WORST];
};

/* True where a block of so many pairs at most may still be among the worst. */
static inline bool block_worst_takes(const struct block_worst *w, uint64_t pairs)
{
	return pairs > 1 && (w->n < BLOCK_WORST || pairs >= w->items[w->n - 1].pairs);
}
/* The order of the list does not depend on the order of calls. */
void block_worst_add(struct block_worst *w, const struct block_seen *s);
/* As it is shown to people. */
void block_worst_tell(const struct block_worst *w, struct blocks_told *told);

/* --- does an earlier join make this pair? (block_check.c) --- */

/* What is compared of two rows: their codes in a column, or a mark. */
struct block_slot {
	const struct column *left; /* NULL: a mark */
	const struct column *right;
	struct plan_codes codes[2]; /* of left and right */
	const uint32_t *to_left;
	const uint8_t *left_out; /* a mark: 1 makes the row equal to none */
	bool mirrored;
	/* A mark: its source. */
	bool source;
};

/* An earlier join makes the pair where all of these slots are equal, and its rest holds. */
struct block_earlier {
	const struct block_join *join; /* NULL: pairs of one source, which nobody wants */
	size_t n_slots;
	uint32_t *slots;
};

enum { BLOCK_TABLE_SLOTS = 12 };
enum block_verdict { BLOCK_FRESH, BLOCK_MADE, BLOCK_ASK };

struct block_check {
	bool all_made; /* an earlier join makes every pair of this one */
	bool mirrored; /* a row's codes are the same for both sides */
	size_t n_slots;
	size_t stride; /* slots, rounded up to 4 */
	struct block_slot *slots;
	size_t n_earlier;
	struct block_earlier *earlier;
	/* [2^n_slots] enum block_verdict by the set of equal slots; NULL where there are more than
	 * BLOCK_TABLE_SLOTS of them. */
	uint8_t *table;
};

/* What has to be looked at for the pairs of join number `join`. */
void block_check_make(const struct blocks *b, struct arena *a, size_t join,
		      struct block_check *out);
/* Codes of n rows as the left or the right side: codes[i * stride + slot]. */
void block_check_codes(const struct blocks *b, const struct block_check *c, const uint32_t *rows,
		       size_t n, bool right, uint32_t *codes);
/* The long way: BLOCK_FRESH or BLOCK_MADE. Row codes as above. */
enum block_verdict block_check_pair(const struct block_check *c, struct plan_worker *w,
				    struct pair p, const uint32_t *left, const uint32_t *right);

/* --- the walk (block_walk.c) --- */

/* All pairs of one join that no earlier one makes. */
ONUS_CHECK enum onus_err block_join_walk(struct blocks *b, size_t join,
					 struct plan_worker *const *workers, blocks_fn fn,
					 void *context, struct block_worst *worst,
					 struct blocks_told *told);

#endif
