/* SPDX-License-Identifier: Apache-2.0
 * records_rank.c - the order of ids, in which the two rows of a pair stand. */
#include <stdlib.h>

#include "base/pages.h"
#include "base/threads.h"
#include "link/records_inside.h"
#include "link/records_sort.h"

/* --- two rows --- */

static int compare_numbers(struct slice a, struct slice b)
{
	int64_t x = 0;
	int64_t y = 0;

	(void)slice_to_i64(a, &x);
	(void)slice_to_i64(b, &y);
	return x < y ? -1 : x > y;
}

/* a[0] a[1] a[2], joined, and the same of b, by their bytes. */
static int compare_joined(struct slice a[3], struct slice b[3])
{
	size_t i = 0;
	size_t j = 0;

	while (i < 3 && j < 3) {
		size_t n = a[i].n < b[j].n ? a[i].n : b[j].n;
		int order = slice_cmp(slice_of(a[i].p, n), slice_of(b[j].p, n));

		if (order != 0) {
			return order;
		}
		a[i] = slice_from(a[i], n);
		b[j] = slice_from(b[j], n);
		i += a[i].n == 0;
		j += b[j].n == 0;
	}
	return i < 3 ? 1 : j < 3 ? -1 : 0;
}

int records_compare_ids(const struct onus_records *r, uint32_t a, uint32_t b)
{
	struct slice id_a = onus_records_id(r, a);
	struct slice id_b = onus_records_id(r, b);
	struct slice source_a;
	struct slice source_b;
	int order;

	if (r->n_sources < 2) {
		return r->id->whole_numbers ? compare_numbers(id_a, id_b) : slice_cmp(id_a, id_b);
	}
	source_a = onus_records_source(r, a);
	source_b = onus_records_source(r, b);
	order = compare_joined((struct slice[3]){source_a, SLICE("-__-"), id_a},
			       (struct slice[3]){source_b, SLICE("-__-"), id_b});
	return order != 0 ? order : slice_cmp(source_a, source_b);
}

/* --- all rows --- */

enum {
	SMALL = 16384, /* rows of a group that one thread sorts by itself */
	TINY = 16,     /* rows that are sorted by looking at two at a time */
	ROWS = 65536,  /* rows of one part of simple work */
	GROUPS = 256,  /* the same in groups */
};

/* Rows from..from + n of the order begin with the same `depth` bytes, and are still to be sorted.
 */
struct group {
	uint32_t from;
	uint32_t n;
	size_t depth;
};

struct groups {
	size_t n;
	size_t room;
	struct group *items;
};

struct rank {
	const struct onus_records *r;
	unsigned threads;
	struct slice *sources;    /* with the "-__-" behind; NULL where there is one */
	struct sort_item *items;  /* [rows] */
	struct sort_item *others; /* [rows] */
	struct group now;
	struct groups large; /* sorted one after the other, each by all threads */
	struct groups small; /* sorted side by side */
	uint32_t *rank;
};

static void groups_add(struct groups *g, struct group group)
{
	if (g->n == g->room) {
		g->room = g->room * 2 + 64;
		g->items = mem_grow(g->items, g->room * sizeof *g->items);
	}
	g->items[g->n++] = group;
}

/* --- eight bytes at a time --- */

/* Eight bytes from `depth` on, the first highest, so that they compare as text does; zeros behind
 * the end. */
static uint64_t bytes_at(struct slice s, size_t depth)
{
	char eight[8] = {0};

	if (depth + 8 <= s.n) {
		return be64toh(htole64(dict_load64(s.p + depth)));
	}
	if (depth < s.n) {
		memcpy(eight, s.p + depth, s.n - depth);
	}
	return be64toh(htole64(dict_load64(eight)));
}

/* The same of source and id, joined. */
static uint64_t text_key(const struct rank *k, uint32_t row, size_t depth)
{
	struct slice id = onus_records_id(k->r, row);
	struct slice source;

	if (k->sources == NULL) {
		return bytes_at(id, depth);
	}
	source = k->sources[records_source_of(k->r, row)];
	if (depth >= source.n) {
		return bytes_at(id, depth - source.n);
	}
	if (source.n - depth >= 8) {
		return bytes_at(source, depth);
	}
	return bytes_at(source, depth) | bytes_at(id, 0) >> 8 * (source.n - depth);
}

static uint64_t number_key(const struct rank *k, uint32_t row)
{
	int64_t n = 0;

	(void)slice_to_i64(onus_records_id(k->r, row), &n);
	return (uint64_t)n ^ UINT64_C(1) << 63;
}

static bool by_number(const struct rank *k)
{
	return k->sources == NULL && k->r->id->whole_numbers;
}

static enum onus_err fill_keys(void *context, unsigned worker, size_t part)
{
	const struct rank *k = context;
	size_t from = k->now.from + part * ROWS;
	size_t end = k->now.from + (size_t)k->now.n;

	(void)worker;
	end = from + ROWS < end ? from + ROWS : end;
	for (size_t i = from; i < end; i++) {
		struct sort_item *item = &k->items[i];

		item->key = by_number(k) ? number_key(k, item->row)
					 : text_key(k, item->row, k->now.depth);
	}
	return ONUS_OK;
}

/* --- small groups --- */

static void insert_sort(const struct rank *k, struct sort_item *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct sort_item item = items[i];
		size_t to = i;

		for (; to > 0 && records_compare_ids(k->r, items[to - 1].row, item.row) > 0; to--) {
			items[to] = items[to - 1];
		}
		items[to] = item;
	}
}

/* Puts the items whose keys are lower than the pivot first, those whose are higher last: *lower and
 * *higher are where the others begin and end. */
static void part_items(struct sort_item *items, size_t n, uint64_t pivot, size_t *lower,
		       size_t *higher)
{
	size_t low = 0;
	size_t high = n;

	for (size_t i = 0; i < high;) {
		struct sort_item item = items[i];

		if (item.key < pivot) {
			items[i++] = items[low];
			items[low++] = item;
		} else if (item.key > pivot) {
			items[i] = items[--high];
			items[high] = item;
		} else {
			i++;
		}
	}
	*lower = low;
	*higher = high;
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
	if (a > b) {
		uint64_t swap = a;

		a = b;
		b = swap;
	}
	return c < a ? a : c > b ? b : c;
}

/* Some rows that begin with the same `depth` bytes. */
struct some {
	struct sort_item *items;
	size_t n;
	size_t depth;
	bool has_keys; /* of that depth */
};

/* Multikey quicksort (Bentley and Sedgewick, 1997), eight bytes at a time. It calls itself for the
 * two smaller of three parts, so that it is never deeper than the logarithm of n. */
static void sort_some(const struct rank *k, struct some s)
{
	while (s.n > TINY) {
		struct some part[3] = {s, s, s};
		uint64_t pivot;
		size_t lower;
		size_t higher;
		size_t largest = 0;

		for (size_t i = 0; i < s.n && !s.has_keys; i++) {
			s.items[i].key = text_key(k, s.items[i].row, s.depth);
		}
		pivot = middle_of(s.items[0].key, s.items[s.n / 2].key, s.items[s.n - 1].key);
		part_items(s.items, s.n, pivot, &lower, &higher);
		part[0] = (struct some){s.items, lower, s.depth, true};
		part[1] = (struct some){s.items + lower, higher - lower, s.depth + 8, false};
		part[2] = (struct some){s.items + higher, s.n - higher, s.depth, true};
		if ((pivot & 0xff) == 0) { /* the texts end here: only the sources differ */
			insert_sort(k, part[1].items, part[1].n);
			part[1].n = 0;
		}
		for (size_t i = 1; i < 3; i++) {
			largest = part[i].n > part[largest].n ? i : largest;
		}
		for (size_t i = 0; i < 3; i++) {
			if (i != largest) {
				sort_some(k, part[i]);
			}
		}
		s = part[largest];
	}
	insert_sort(k, s.items, s.n);
}

static enum onus_err sort_groups(void *context, unsigned worker, size_t part)
{
	const struct rank *k = context;

	(void)worker;
	for (size_t i = part * GROUPS; i < k->small.n && i < (part + 1) * GROUPS; i++) {
		const struct group *g = &k->small.items[i];

		sort_some(k, (struct some){k->items + g->from, g->n, g->depth, false});
	}
	return ONUS_OK;
}

/* --- all --- */

/* The rows of the group that was sorted by keys that have the same key. */
static void find_groups(struct rank *k)
{
	const struct sort_item *items = k->items;
	uint32_t end = k->now.from + k->now.n;
	uint32_t next;

	for (uint32_t from = k->now.from; from < end; from = next) {
		struct group g = {from, 0, k->now.depth + 8};

		for (next = from + 1; next < end && items[next].key == items[from].key; next++) {
		}
		g.n = next - from;
		if (g.n > SMALL && (items[from].key & 0xff) != 0) {
			groups_add(&k->large, g);
		} else if (g.n > 1) {
			groups_add(&k->small, g);
		}
	}
}

static enum onus_err sort_large(struct rank *k, struct group g)
{
	k->now = g;
	GUARD(threads_run(k->threads, (g.n + ROWS - 1) / ROWS, fill_keys, k));
	GUARD(sort_items(k->items + g.from, k->others + g.from, g.n, k->threads));
	if (!by_number(k)) {
		find_groups(k);
	}
	return ONUS_OK;
}

static enum onus_err set_ranks(void *context, unsigned worker, size_t part)
{
	struct rank *k = context;

	(void)worker;
	for (size_t i = part * ROWS; i < k->r->rows && i < (part + 1) * ROWS; i++) {
		k->rank[k->items[i].row] = (uint32_t)i;
	}
	return ONUS_OK;
}

static enum onus_err rank_rows(struct rank *k)
{
	uint32_t rows = k->r->rows;

	for (uint32_t i = 0; i < rows; i++) {
		k->items[i].row = i;
	}
	groups_add(&k->large, (struct group){0, rows, 0});
	while (k->large.n > 0) {
		GUARD(sort_large(k, k->large.items[--k->large.n]));
	}
	GUARD(threads_run(k->threads, (k->small.n + GROUPS - 1) / GROUPS, sort_groups, k));
	return threads_run(k->threads, (rows + (size_t)ROWS - 1) / ROWS, set_ranks, k);
}

static void join_sources(struct rank *k, struct arena *a)
{
	k->sources = NEW_N(a, struct slice, k->r->n_sources);
	for (uint32_t i = 0; i < k->r->n_sources; i++) {
		struct slice name = k->r->sources[i];

		k->sources[i] = slice_str(arena_printf(a, SLICE_FMT "-__-", SLICE_ARG(name)));
	}
}

enum onus_err records_rank(const struct onus_records *r, unsigned threads, uint32_t **out)
{
	SCOPED_ARENA(names);
	size_t size = r->rows * sizeof(struct sort_item);
	struct rank k = {.r = r, .threads = threads_count(threads)};
	enum onus_err e;

	if (r->n_sources > 1) {
		join_sources(&k, &names);
	}
	k.items = pages_alloc(size);
	k.others = pages_alloc(size);
	k.rank = mem_alloc(r->rows * sizeof *k.rank);
	e = rank_rows(&k);
	pages_free(k.items, size);
	pages_free(k.others, size);
	free(k.large.items);
	free(k.small.items);
	if (e != ONUS_OK) {
		free(k.rank);
		return e;
	}
	*out = k.rank;
	return ONUS_OK;
}
