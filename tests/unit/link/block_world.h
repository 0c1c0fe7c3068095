/* SPDX-License-Identifier: Apache-2.0
 * block_world.h - small tables, the pairs that the engine makes of them, and those that the words
 * of the rules make. */
#ifndef ONUS_TESTS_LINK_BLOCK_WORLD_H
#define ONUS_TESTS_LINK_BLOCK_WORLD_H

#include "base/arena.h"
#include "link/block.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { WORLD_COLUMNS = 16, WORLD_RULES = 20, WORLD_THREADS = 4 };

/* Column 0 is the id. NULL cells are missing. Rows of one source lie together. */
struct table {
	struct arena *arena;
	size_t n_columns;
	const char *names[WORLD_COLUMNS];
	size_t rows;
	const char **cells;   /* [rows * n_columns] */
	const char **sources; /* [rows]; NULL: one source */
};

static inline const char **table_cell(const struct table *t, size_t row, size_t column)
{
	return &t->cells[row * t->n_columns + column];
}

/* A table with room for so many rows: ids are numbers in an order by chance, the values of other
 * columns 0 to values-1, missing one time in eight. Columns are named a, b, c ... */
void table_by_chance(struct random *c, struct arena *a, size_t rows, size_t columns,
		     unsigned values, struct table *out);
/* The same rows in another order. */
void table_shuffle(struct random *c, struct table *t);

struct onus_records *records_of(const struct table *t, unsigned threads);

/* A model of dedupe_only (or the other types) with the rules, and one comparison that is `level`,
 * or equality of column a where it is NULL. */
struct onus_model *world_model(const char *link_type, const char *const *rules, size_t n,
			       const char *level);

/* One row of the answer. */
struct made {
	uint32_t left;
	uint32_t right;
	uint32_t rule;
};

struct world {
	struct onus_model *model;
	struct onus_records *records;
	struct plan *plan;
	struct blocks *blocks;
	unsigned threads;
	struct plan_worker *workers[WORLD_THREADS];
	struct blocks_told told;
	size_t n[WORLD_THREADS];
	size_t room[WORLD_THREADS];
	struct made *made[WORLD_THREADS];
	size_t count;
	struct made *all; /* after world_walk: in the order of rows */
};

/* Model and records are given to the world. */
void world_open(struct world *w, struct onus_model *m, struct onus_records *r,
		const struct blocks_options *o);
void world_close(struct world *w);
/* Walks, and fails the test where a pair comes twice, of one row, or with the larger id first where
 * the plan is ordered. The smaller row number is put first then. */
void world_walk(struct world *w);
/* What the rules mean, for every pair: the number of the first that holds with the smaller id on
 * the left, UINT32_MAX where none does. */
uint32_t world_rule(const struct world *w, uint32_t a, uint32_t b);
/* Walks, and compares with that for every pair. */
void world_check(struct world *w);

#endif
