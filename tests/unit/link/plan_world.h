/* SPDX-License-Identifier: Apache-2.0
 * plan_world.h - models and records for the tests of plans, and the plain meaning of a level. */
#ifndef ONUS_TESTS_LINK_PLAN_WORLD_H
#define ONUS_TESTS_LINK_PLAN_WORLD_H

#include "link/plan.h"
#include "tests/harness.h"

enum { WORLD_LEVELS_MAX = 12 };

/* One comparison: conditions in their order, ended by NULL; ELSE is added where it is not there.
 * "null: " in front marks the level of missing values. */
struct told {
	const char *name;
	const char *levels[WORLD_LEVELS_MAX];
};

struct world {
	struct onus_records *records;
	struct onus_model *model;
	struct plan *plan;
	struct plan_worker *worker;
};

#define SCOPED_WORLD(name) __attribute__((cleanup(world_finish))) struct world name = {0}

/* Records from CSV with a column "id". */
void world_records(struct world *w, struct slice csv);
/* The model of these comparisons; with `duckdb` its strings are bytes. */
void world_model(struct world *w, const struct told *comparisons, size_t count, bool duckdb);
/* The plan, and one worker. */
void world_plan(struct world *w);
void world_finish(struct world *w);

/* True where the interpreter finds the condition true of a pair. */
bool world_truth(const struct world *w, const struct expr *e, uint32_t left, uint32_t right);
/* The gamma of a pair as the interpreter finds it, level by level. */
int world_gamma(const struct world *w, size_t comparison, uint32_t left, uint32_t right);
/* Fails where plan_patterns, twice with a new worker, does not give what plan_pattern gives. */
void world_check_patterns(const struct world *w, const struct pair *pairs, size_t n);

#endif
