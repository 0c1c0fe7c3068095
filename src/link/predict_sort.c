/* SPDX-License-Identifier: Apache-2.0
 * predict_sort.c - edges in the order of their rows, whoever found them.
 *
 * Stretches of left ranks are buckets: edges are counted and put into their bucket, then each
 * bucket, which fits the cache, is sorted by left and right as one number. */
#include "link/predict_inside.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/pages.h"
#include "base/threads.h"
#include "link/records_sort.h"

enum {
	BUCKET_EDGES = 8192,   /* of one bucket, as a rule: they and a copy fit the cache */
	BUCKETS_BITS_MAX = 14, /* number of buckets, as a power of two */
};

/* --- lists --- */

struct found *found_add(struct found_list *l)
{
	if (!l->chunks || l->chunks->n == FOUND_CHUNK) {
		struct found_chunk *c = pages_alloc(sizeof *c);

		pages_touch(c, sizeof *c);
		c->next = l->chunks;
		c->n = 0;
		l->chunks = c;
	}
	return &l->chunks->items[l->chunks->n++];
}

/* Frees the newest chunk. */
static void found_drop(struct found_list *l)
{
	struct found_chunk *next = l->chunks->next;

	pages_free(l->chunks, sizeof *l->chunks);
	l->chunks = next;
}

void found_finish(struct found_list *l)
{
	while (l->chunks) {
		found_drop(l);
	}
}

/* --- buckets --- */

struct sorting {
	struct found_list *lists;
	unsigned threads;
	const uint32_t *order;
	unsigned rank_bits;
	unsigned shift; /* of a left rank, to its bucket */
	size_t n_buckets;
	size_t *places; /* [threads][buckets]: first counts, then where the next edge goes */
	size_t *begin;  /* [buckets + 1] */
	struct onus_edge *edges;
	struct scratch *scratch; /* [threads] */
};

/* Of one thread, for `room` edges. */
struct scratch {
	size_t room;
	struct onus_edge *edges;
	struct sort_item *items;
	struct sort_item *others;
};

static enum onus_err count_list(void *context, unsigned worker, size_t list)
{
	const struct sorting *s = context;
	size_t *counts = s->places + list * s->n_buckets;

	(void)worker;
	for (const struct found_chunk *c = s->lists[list].chunks; c; c = c->next) {
		for (size_t i = 0; i < c->n; i++) {
			counts[c->items[i].left >> s->shift]++;
		}
	}
	return ONUS_OK;
}

static enum onus_err spread_list(void *context, unsigned worker, size_t list)
{
	const struct sorting *s = context;
	size_t *places = s->places + list * s->n_buckets;
	struct found_list *l = &s->lists[list];

	(void)worker;
	for (; l->chunks; found_drop(l)) {
		const struct found_chunk *c = l->chunks;

		for (size_t i = 0; i < c->n; i++) {
			const struct found *f = &c->items[i];

			s->edges[places[f->left >> s->shift]++] =
				(struct onus_edge){.left = f->left,
						   .right = f->right,
						   .weight = f->weight,
						   .pattern = l->patterns[f->pattern],
						   .rule = f->rule};
		}
	}
	return ONUS_OK;
}

static void scratch_room(struct scratch *own, size_t n)
{
	if (own->room < n) {
		own->edges = mem_grow(own->edges, n * sizeof *own->edges);
		own->items = mem_grow(own->items, n * sizeof *own->items);
		own->others = mem_grow(own->others, n * sizeof *own->others);
		own->room = n;
	}
}

static void scratch_finish(struct scratch *own)
{
	free(own->edges);
	free(own->items);
	free(own->others);
}

static enum onus_err sort_bucket(void *context, unsigned worker, size_t bucket)
{
	const struct sorting *s = context;
	struct scratch *own = &s->scratch[worker];
	struct onus_edge *e = s->edges + s->begin[bucket];
	size_t n = s->begin[bucket + 1] - s->begin[bucket];
	size_t first = bucket << s->shift; /* left rank */

	scratch_room(own, n);
	for (size_t i = 0; i < n; i++) {
		own->items[i].key = (uint64_t)(e[i].left - first) << s->rank_bits | e[i].right;
		own->items[i].row = (uint32_t)i;
		own->edges[i] = e[i];
	}
	GUARD(sort_items(own->items, own->others, n, 1));
	for (size_t i = 0; i < n; i++) {
		e[i] = own->edges[own->items[i].row];
		e[i].left = s->order ? s->order[e[i].left] : e[i].left;
		e[i].right = s->order ? s->order[e[i].right] : e[i].right;
	}
	return ONUS_OK;
}

/* --- all of it --- */

static size_t found_count(const struct found_list *lists, unsigned threads)
{
	size_t n = 0;

	for (unsigned i = 0; i < threads; i++) {
		for (const struct found_chunk *c = lists[i].chunks; c; c = c->next) {
			n += c->n;
		}
	}
	return n;
}

static void places_make(struct sorting *s)
{
	size_t at = 0;

	for (size_t b = 0; b < s->n_buckets; b++) {
		s->begin[b] = at;
		for (unsigned i = 0; i < s->threads; i++) {
			size_t *place = &s->places[i * s->n_buckets + b];
			size_t n = *place;

			*place = at;
			at += n;
		}
	}
	s->begin[s->n_buckets] = at;
}

static enum onus_err sort_run(struct sorting *s)
{
	GUARD(threads_run(s->threads, s->threads, count_list, s));
	places_make(s);
	GUARD(threads_run(s->threads, s->threads, spread_list, s));
	return threads_run(s->threads, s->n_buckets, sort_bucket, s);
}

static unsigned bits_of(uint64_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

/* How far a left rank is shifted to give its bucket. */
static unsigned shift_for(unsigned bits, size_t edges)
{
	unsigned buckets = bits_of(edges / BUCKET_EDGES);

	buckets = buckets < BUCKETS_BITS_MAX ? buckets : BUCKETS_BITS_MAX;
	return bits > buckets ? bits - buckets : 0;
}

enum onus_err found_sort(struct found_list *lists, unsigned threads, uint32_t rows,
			 const uint32_t *order, struct onus_edge **out, size_t *count)
{
	SCOPED_ARENA(a);
	struct sorting s = {.lists = lists, .threads = threads, .order = order};
	size_t n = found_count(lists, threads);
	enum onus_err e;

	s.rank_bits = bits_of(rows);
	s.shift = shift_for(s.rank_bits, n);
	s.n_buckets = (rows >> s.shift) + 1;
	s.places = NEW_N(&a, size_t, threads * s.n_buckets);
	s.begin = NEW_N(&a, size_t, s.n_buckets + 1);
	s.scratch = NEW_N(&a, struct scratch, threads);
	s.edges = pages_alloc(n * sizeof *s.edges);
	e = sort_run(&s);
	for (unsigned i = 0; i < threads; i++) {
		scratch_finish(&s.scratch[i]);
	}
	if (e != ONUS_OK) {
		pages_free(s.edges, n * sizeof *s.edges);
		return e;
	}
	*out = s.edges;
	*count = n;
	return ONUS_OK;
}
