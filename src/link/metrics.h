/* SPDX-License-Identifier: Apache-2.0
 * metrics.h - counting pairs without walking them.
 *
 * Rows that share a key make n (n - 1) / 2 pairs. With the key "entity" these are the true pairs,
 * with "cluster" the claimed ones, with both the right ones; with a source more, the pairs inside
 * one source. */
#ifndef ONUS_LINK_METRICS_H
#define ONUS_LINK_METRICS_H

#include "base/arena.h"
#include "link/records.h"

enum { METRICS_NO_GROUP = UINT32_MAX };

/* The rows whose truth is known, numbered from 0. */
struct known {
	uint32_t n;
	uint32_t *rows;
	uint32_t *entity;
	uint32_t *source;
	uint32_t *group; /* group_count where none */
	uint32_t group_count;
};

ONUS_CHECK enum onus_err known_rows(struct arena *a, const struct onus_records *r,
				    const struct onus_truth *t, struct known *out);

/* Numbers from 0 for the different (x[i], y[i]). */
uint32_t *number_both(struct arena *a, uint32_t n, const uint32_t *x, const uint32_t *y);

/* Pairs of rows with equal keys; with `across` only those of two sources. by_group[g],
 * [group_count + 1]: those with a row of group g; may be NULL. */
uint64_t count_pairs_of(struct arena *a, const struct known *k, const uint32_t *keys, bool across,
			uint64_t *by_group);

struct onus_rates rates_of(uint64_t known, uint64_t claimed, uint64_t right);

#endif
