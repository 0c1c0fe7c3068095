/* SPDX-License-Identifier: Apache-2.0
 * metrics_clusters.c - how right clusters are. */
#include <math.h>
#include <stdlib.h>

#include "link/metrics.h"

/* Everything is counted for group_count + 1 groups, the last of which are rows of none, and apart
 * from these for all. */
struct scoring {
	struct arena *a;
	struct known k;
	uint32_t *cluster;     /* [n] */
	uint32_t *cell;        /* [n] same for rows of one entity in one cluster */
	uint32_t *entity_size; /* by number */
	uint32_t *cluster_size;
	uint32_t *cell_size;
	struct onus_accuracy *all;
	struct onus_accuracy *groups; /* [group_count + 1] */
};

static uint32_t *sizes_of(struct scoring *s, const uint32_t *numbers)
{
	uint32_t *sizes = NEW_N(s->a, uint32_t, s->k.n);

	for (uint32_t i = 0; i < s->k.n; i++) {
		sizes[numbers[i]]++;
	}
	return sizes;
}

static void score_pairs(struct scoring *s, bool across)
{
	size_t groups = (size_t)s->k.group_count + 1;
	uint64_t *known = NEW_N(s->a, uint64_t, groups);
	uint64_t *claimed = NEW_N(s->a, uint64_t, groups);
	uint64_t *right = NEW_N(s->a, uint64_t, groups);

	s->all->pairs = rates_of(count_pairs_of(s->a, &s->k, s->k.entity, across, known),
				 count_pairs_of(s->a, &s->k, s->cluster, across, claimed),
				 count_pairs_of(s->a, &s->k, s->cell, across, right));
	for (size_t g = 0; g < groups; g++) {
		s->groups[g].pairs = rates_of(known[g], claimed[g], right[g]);
	}
}

/* Sums; bcubed_end makes means of them. Fixed point, so that the order of rows doesn't show. */
static void bcubed_add(const struct scoring *s, uint32_t i, uint64_t *precision, uint64_t *recall)
{
	double both = s->cell_size[s->cell[i]];

	*precision += (uint64_t)(both / s->cluster_size[s->cluster[i]] * 0x1p32);
	*recall += (uint64_t)(both / s->entity_size[s->k.entity[i]] * 0x1p32);
}

static void bcubed_end(struct onus_accuracy *to, uint64_t precision, uint64_t recall)
{
	double p = (double)precision * 0x1p-32 / to->rows;
	double r = (double)recall * 0x1p-32 / to->rows;

	to->bcubed_precision = to->rows > 0 ? p : (double)NAN;
	to->bcubed_recall = to->rows > 0 ? r : (double)NAN;
	to->bcubed_f1 = to->rows > 0 ? 2 * p * r / (p + r) : (double)NAN;
}

static void score_bcubed(struct scoring *s)
{
	size_t groups = (size_t)s->k.group_count + 1;
	uint64_t *precision = NEW_N(s->a, uint64_t, groups);
	uint64_t *recall = NEW_N(s->a, uint64_t, groups);
	uint64_t precision_all = 0;
	uint64_t recall_all = 0;

	for (uint32_t i = 0; i < s->k.n; i++) {
		bcubed_add(s, i, &precision_all, &recall_all);
		bcubed_add(s, i, &precision[s->k.group[i]], &recall[s->k.group[i]]);
		s->groups[s->k.group[i]].rows++;
	}
	s->all->rows = s->k.n;
	bcubed_end(s->all, precision_all, recall_all);
	for (size_t g = 0; g < groups; g++) {
		bcubed_end(&s->groups[g], precision[g], recall[g]);
	}
}

/* The first row of each number, by that row. */
static bool *firsts(struct scoring *s, const uint32_t *numbers)
{
	bool *met = NEW_N(s->a, bool, s->k.n);
	bool *first = NEW_N(s->a, bool, s->k.n);

	for (uint32_t i = 0; i < s->k.n; i++) {
		first[i] = !met[numbers[i]];
		met[numbers[i]] = true;
	}
	return first;
}

static void entity_add(const struct scoring *s, uint32_t i, struct onus_accuracy *to)
{
	uint32_t both = s->cell_size[s->cell[i]];
	bool whole = both == s->entity_size[s->k.entity[i]];

	to->entities++;
	to->exact += whole && both == s->cluster_size[s->cluster[i]];
	to->many += s->entity_size[s->k.entity[i]] > 1;
	to->whole += whole && both > 1;
	to->whole_in = onus_wilson(to->whole, to->many);
}

/* Entities and clusters, once for each group that has a row of them. */
static void score_entities(struct scoring *s)
{
	bool *entity = firsts(s, s->k.entity);
	bool *cluster = firsts(s, s->cluster);
	bool *entity_in = firsts(s, number_both(s->a, s->k.n, s->k.entity, s->k.group));
	bool *cluster_in = firsts(s, number_both(s->a, s->k.n, s->cluster, s->k.group));

	for (uint32_t i = 0; i < s->k.n; i++) {
		struct onus_accuracy *group = &s->groups[s->k.group[i]];

		s->all->clusters += cluster[i];
		group->clusters += cluster_in[i];
		if (entity[i]) {
			entity_add(s, i, s->all);
		}
		if (entity_in[i]) {
			entity_add(s, i, group);
		}
	}
}

static void number_all(struct scoring *s, const struct onus_clusters *c)
{
	uint32_t *none = NEW_N(s->a, uint32_t, s->k.n);
	uint32_t *name = NEW_N(s->a, uint32_t, s->k.n);

	for (uint32_t i = 0; i < s->k.n; i++) {
		name[i] = c->of[s->k.rows[i]];
	}
	s->k.entity = number_both(s->a, s->k.n, s->k.entity, none);
	s->cluster = number_both(s->a, s->k.n, name, none);
	s->cell = number_both(s->a, s->k.n, s->cluster, s->k.entity);
	s->entity_size = sizes_of(s, s->k.entity);
	s->cluster_size = sizes_of(s, s->cluster);
	s->cell_size = sizes_of(s, s->cell);
}

enum onus_err onus_accuracy_of(const struct onus_records *r, const struct onus_clusters *c,
			       const struct onus_truth *t, struct onus_accuracy *all,
			       struct onus_accuracy *groups)
{
	SCOPED_ARENA(a);
	struct onus_accuracy made = {.whole_in = onus_wilson(0, 0)};
	struct scoring s = {.a = &a, .all = &made};

	ENSURE(c->rows == onus_records_count(r), ONUS_BAD_INPUT,
	       "clusters of %zu rows are not those of %zu records", c->rows, onus_records_count(r));
	GUARD(known_rows(&a, r, t, &s.k));
	s.groups = NEW_N(&a, struct onus_accuracy, (size_t)s.k.group_count + 1);
	for (size_t g = 0; g <= s.k.group_count; g++) {
		s.groups[g] = made;
	}
	number_all(&s, c);
	score_pairs(&s, t->across);
	score_bcubed(&s);
	score_entities(&s);
	*all = made;
	if (groups != NULL && s.k.group_count > 0) {
		memcpy(groups, s.groups, s.k.group_count * sizeof *groups);
	}
	return ONUS_OK;
}
