/* SPDX-License-Identifier: Apache-2.0
 * train_patterns.c - counts how often each pattern of levels was seen.
 *
 * Millions of pairs show a few hundred patterns: each worker has a small table with open
 * addressing, and a pattern that comes again costs one look. */
#include "link/train.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1 << 10 };

struct table {
	size_t room; /* a power of two */
	size_t used;
	uint64_t *keys;
	uint64_t *counts; /* 0: an empty place */
};

struct pattern_counter {
	unsigned workers;
	struct table *tables;
};

static void table_init(struct table *t, size_t room)
{
	t->room = room;
	t->used = 0;
	t->keys = mem_alloc(room * sizeof *t->keys);
	t->counts = mem_alloc(room * sizeof *t->counts);
	memset(t->counts, 0, room * sizeof *t->counts);
}

static void table_finish(struct table *t)
{
	free(t->keys);
	free(t->counts);
}

static void table_put(struct table *t, uint64_t key, uint64_t count);

static void table_grow(struct table *t)
{
	struct table old = *t;

	table_init(t, old.room * 2);
	for (size_t i = 0; i < old.room; i++) {
		if (old.counts[i] > 0) {
			table_put(t, old.keys[i], old.counts[i]);
		}
	}
	table_finish(&old);
}

static void table_put(struct table *t, uint64_t key, uint64_t count)
{
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15) >> 32) & (t->room - 1);

	while (t->counts[at] > 0 && t->keys[at] != key) {
		at = (at + 1) & (t->room - 1);
	}
	if (t->counts[at] > 0) {
		t->counts[at] += count;
		return;
	}
	t->keys[at] = key;
	t->counts[at] = count;
	if (++t->used * 2 > t->room) {
		table_grow(t);
	}
}

struct pattern_counter *pattern_counter_create(unsigned workers)
{
	struct pattern_counter *c = mem_alloc(sizeof *c);

	c->workers = workers;
	c->tables = mem_alloc(workers * sizeof *c->tables);
	for (unsigned i = 0; i < workers; i++) {
		table_init(&c->tables[i], FIRST_ROOM);
	}
	return c;
}

void pattern_counter_add(struct pattern_counter *c, unsigned worker, const uint64_t *patterns,
			 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		table_put(&c->tables[worker], patterns[i], 1);
	}
}

struct counted {
	uint64_t key;
	uint64_t count;
};

static int by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct counted *)a)->key;
	uint64_t y = ((const struct counted *)b)->key;

	return (x > y) - (x < y);
}

void pattern_counter_take(struct pattern_counter *c, struct arena *a, struct patterns *out)
{
	struct table *all = &c->tables[0];
	struct counted *list;
	size_t n = 0;

	for (unsigned w = 1; w < c->workers; w++) {
		for (size_t i = 0; i < c->tables[w].room; i++) {
			if (c->tables[w].counts[i] > 0) {
				table_put(all, c->tables[w].keys[i], c->tables[w].counts[i]);
			}
		}
	}
	list = NEW_N(a, struct counted, all->used + 1);
	for (size_t i = 0; i < all->room; i++) {
		if (all->counts[i] > 0) {
			list[n++] = (struct counted){all->keys[i], all->counts[i]};
		}
	}
	qsort(list, n, sizeof *list, by_key);
	out->count = n;
	out->keys = NEW_N(a, uint64_t, n + 1);
	out->counts = NEW_N(a, uint64_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		out->keys[i] = list[i].key;
		out->counts[i] = list[i].count;
	}
}

void pattern_counter_destroy(struct pattern_counter **c)
{
	if (*c == NULL) {
		return;
	}
	for (unsigned i = 0; i < (*c)->workers; i++) {
		table_finish(&(*c)->tables[i]);
	}
	free((*c)->tables);
	free(*c);
	*c = NULL;
}

uint8_t *patterns_unpack(struct arena *a, const struct onus_model *m, const struct patterns *p)
{
	uint8_t *gammas = NEW_N(a, uint8_t, p->count * m->n_comparisons + 1);

	for (size_t i = 0; i < p->count; i++) {
		uint64_t rest = p->keys[i];

		for (size_t c = 0; c < m->n_comparisons; c++) {
			uint64_t radix = pattern_radix(&m->comparisons[c]);

			gammas[i * m->n_comparisons + c] = (uint8_t)(rest % radix);
			rest /= radix;
		}
	}
	return gammas;
}
