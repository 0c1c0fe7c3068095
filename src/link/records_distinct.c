/* SPDX-License-Identifier: Apache-2.0
 * records_distinct.c - whether the values of a column are all different.
 *
 * Hashes are dealt into heaps by their top bits, so that the table of one heap stays in the cache;
 * each heap is looked through by itself. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/pages.h"
#include "base/threads.h"
#include "link/records_inside.h"

enum {
	HEAP = 8192, /* values, about */
	HEAPS_MAX = 65536,
	RANGES_MAX = 64, /* parts in which the values are dealt */
};

/* The part of a hash below what told the heap, and whose it is. */
struct item {
	uint32_t hash;
	uint32_t code; /* 0: free, in a table */
};

struct look {
	const struct dict *dict;
	unsigned heap_bits;
	size_t n_heaps;
	size_t n_ranges;
	size_t *from; /* [n_ranges][n_heaps]: first their number, then where they go */
	struct item *items;
	struct item *tables; /* [threads][table_size] */
	size_t table_size;
	atomic_bool twice;
};

static struct slice value_of(const struct dict *d, uint32_t code)
{
	return slice_of(d->bytes + d->at[code], d->at[code + 1] - d->at[code]);
}

static uint64_t hash_of(const struct dict *d, uint32_t code)
{
	struct slice v = value_of(d, code);
	struct dict_key k = dict_key_near(d->seed, v.p, v.n, 0);

	return dict_mix(k.head ^ d->seed, k.tail ^ UINT64_C(0x9e3779b97f4a7c15));
}

static size_t heap_of(const struct look *l, uint64_t hash)
{
	return l->heap_bits > 0 ? hash >> (64 - l->heap_bits) : 0;
}

static uint32_t range_from(const struct look *l, size_t range)
{
	return (uint32_t)((uint64_t)l->dict->n_values * range / l->n_ranges) + 1;
}

static enum onus_err count_range(void *context, unsigned worker, size_t range)
{
	struct look *l = context;
	size_t *n = l->from + range * l->n_heaps;

	(void)worker;
	for (uint32_t code = range_from(l, range); code < range_from(l, range + 1); code++) {
		n[heap_of(l, hash_of(l->dict, code))]++;
	}
	return ONUS_OK;
}

static enum onus_err deal_range(void *context, unsigned worker, size_t range)
{
	struct look *l = context;
	size_t *to = l->from + range * l->n_heaps;

	(void)worker;
	for (uint32_t code = range_from(l, range); code < range_from(l, range + 1); code++) {
		uint64_t hash = hash_of(l->dict, code);
		struct item *item = &l->items[to[heap_of(l, hash)]++];

		item->hash = (uint32_t)(hash << l->heap_bits >> 32);
		item->code = code;
	}
	return ONUS_OK;
}

/* From numbers to places: heap after heap, range after range. */
static void place_heaps(struct look *l)
{
	size_t at = 0;

	for (size_t heap = 0; heap < l->n_heaps; heap++) {
		for (size_t range = 0; range < l->n_ranges; range++) {
			size_t *place = &l->from[range * l->n_heaps + heap];
			size_t n = *place;

			*place = at;
			at += n;
		}
	}
}

/* False where the value is in the table already. */
static bool put(const struct look *l, struct item *table, size_t size, struct item item)
{
	size_t i = (uint64_t)item.hash * size >> 32;

	for (; table[i].code != 0; i = (i + 1 < size ? i + 1 : 0)) {
		if (table[i].hash == item.hash &&
		    slice_eq(value_of(l->dict, table[i].code), value_of(l->dict, item.code))) {
			return false;
		}
	}
	table[i] = item;
	return true;
}

/* All heaps were dealt, so that each ends where the last range stopped. */
static enum onus_err look_through(void *context, unsigned worker, size_t heap)
{
	struct look *l = context;
	const size_t *ends = l->from + (l->n_ranges - 1) * l->n_heaps;
	size_t from = heap > 0 ? ends[heap - 1] : 0;
	size_t n = ends[heap] - from;
	struct item *table = l->tables + worker * l->table_size;
	size_t size = n * 2 < l->table_size ? n * 2 : l->table_size;
	bool once = n < size || n == 0; /* else the heap has no room: equal hashes, and nobody's */

	memset(table, 0, size * sizeof *table);
	for (size_t i = 0; i < n && once && !atomic_load(&l->twice); i++) {
		once = put(l, table, size, l->items[from + i]);
	}
	if (!once) {
		atomic_store(&l->twice, true);
	}
	return ONUS_OK;
}

static enum onus_err look(struct look *l, unsigned threads)
{
	GUARD(threads_run(threads, l->n_ranges, count_range, l));
	place_heaps(l);
	GUARD(threads_run(threads, l->n_ranges, deal_range, l));
	return threads_run(threads, l->n_heaps, look_through, l);
}

enum onus_err dict_is_distinct(const struct dict *d, unsigned threads, bool *out)
{
	struct look l = {.dict = d, .n_heaps = 1};
	size_t items_size = (size_t)d->n_values * sizeof *l.items;
	size_t tables_size;
	enum onus_err e;

	while (l.n_heaps < HEAPS_MAX && l.n_heaps * HEAP < d->n_values) {
		l.n_heaps *= 2;
		l.heap_bits++;
	}
	l.n_ranges = threads < RANGES_MAX ? threads : RANGES_MAX;
	l.table_size = 2 * ((size_t)d->n_values / l.n_heaps * 2 + HEAP);
	tables_size = threads * l.table_size * sizeof *l.tables;
	l.from = mem_alloc(l.n_ranges * l.n_heaps * sizeof *l.from);
	memset(l.from, 0, l.n_ranges * l.n_heaps * sizeof *l.from);
	l.items = pages_alloc(items_size);
	l.tables = pages_alloc(tables_size);
	e = look(&l, threads);
	free(l.from);
	pages_free(l.items, items_size);
	pages_free(l.tables, tables_size);
	if (e == ONUS_OK) {
		*out = !l.twice;
	}
	return e;
}
