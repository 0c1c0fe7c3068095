/* SPDX-License-Identifier: Apache-2.0
 * cluster_world.h - small worlds by chance, and what clustering means in them, slow and plain.
 *
 * A person is a number, whose id sorts as the number does; which row they stand in is chance. */
#ifndef ONUS_TESTS_LINK_CLUSTER_WORLD_H
#define ONUS_TESTS_LINK_CLUSTER_WORLD_H

#include "base/arena.h"
#include "onus/link.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { WORLD_MAX = 24, WORLD_EDGES_MAX = WORLD_MAX * WORLD_MAX / 2 };

/* left and right are persons. */
struct world {
	uint32_t n;
	size_t n_edges;
	struct onus_edge edges[WORLD_EDGES_MAX];
	size_t n_verdicts;
	struct onus_verdict verdicts[WORLD_MAX];
	double weight_min;
	size_t size_max;
	uint32_t n_sources;         /* 0: one, and nothing is made of it */
	uint32_t source[WORLD_MAX]; /* not falling, as ids go by source first */
	bool drop_ties;
};

/* `density` edges of a hundred pairs, weights of a few whole numbers so that many are equal. */
void world_make(struct random *c, uint32_t n, unsigned density, size_t verdicts, struct world *out);
/* Gives every person a source, and every edge a weight of its own where `distinct`. */
void world_sources(struct random *c, uint32_t n_sources, bool distinct, struct world *w);
/* Which verdicts hold: not those on a ring of contradictions. */
void world_applied(const struct world *w, bool *applied);
/* label[p]: the first person of p's cluster, by the rules word for word. */
void world_clusters(const struct world *w, uint32_t *label);

/* Rows in an order by chance, edges and verdicts too, and the clusters the engine makes of them. */
struct run {
	struct onus_records *records;
	uint32_t row_of[WORLD_MAX]; /* by person */
	uint32_t person_of[WORLD_MAX];
	struct onus_edge items[WORLD_EDGES_MAX];
	struct onus_edges edges;
	struct onus_verdict verdicts[WORLD_MAX];
	struct onus_cluster_options options;
	struct onus_clusters clusters;
};

void run_make(struct random *c, const struct world *w, struct run *out);
void run_finish(struct run *r);
/* Records whose only column "id" has these values. */
struct onus_records *records_of_ids(const struct slice *ids, size_t count);

#endif
