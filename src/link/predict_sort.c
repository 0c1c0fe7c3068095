/* SPDX-License-Identifier: Apache-2.0
 * predict_sort.c - edges in the order of their rows, whoever found them.
 *
 * Stretches of left ranks are buckets: edges are counted and put into their bucket, then each
 * bucket is sorted by counting its left ranks; those of one left rank, mostly a handful, by their
 * right. */
#include "link/predict_inside.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/pages.h"
#include "base/threads.h"

enum {
	BUCKET_EDGES = 4096,   /* of one bucket, as a rule: they and a copy fit the cache */
	BUCKETS_BITS_MAX = 14, /* number of buckets, as a power of two */
	LEFTS_BITS_MAX = 14,   /* left ranks of one bucket */
	FEW = 32,
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
	unsigned shift; /* of a left rank, to its bucket */
	size_t n_buckets;
	size_t *places; /* [threads][buckets]: first counts, then where the next edge goes */
	size_t *begin;  /* [buckets + 1] */
	struct onus_edge *edges;
	struct scratch *scratch; /* [threads] */
};

struct scratch {
	size_t *counts; /* [2^shift + 1] */
	struct onus_edge *edges;
	size_t room;
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

static int compare_right(const void *a, const void *b)
{
	const struct onus_edge *x = a;
	const struct onus_edge *y = b;

	return x->right < y->right ? -1 : x->right > y->right;
}

static void sort_right(struct onus_edge *e, size_t n)
{
	if (n > FEW) {
		qsort(e, n, sizeof *e, compare_right);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct onus_edge x = e[i];
		size_t k = i;

		for (; k > 0 && e[k - 1].right > x.right; k--) {
			e[k] = e[k - 1];
		}
		e[k] = x;
	}
}

/* Memory of one thread for a bucket of n edges. */
static void scratch_room(const struct sorting *s, struct scratch *own, size_t n)
{
	size_t lefts = (size_t)1 << s->shift;

	if (!own->counts) {
		own->counts = mem_alloc((lefts + 1) * sizeof *own->counts);
	}
	if (own->room < n) {
		free(own->edges);
		own->edges = mem_alloc(n * sizeof *own->edges);
		own->room = n;
	}
	memset(own->counts, 0, (lefts + 1) * sizeof *own->counts);
}

static enum onus_err sort_bucket(void *context, unsigned worker, size_t bucket)
{
	const struct sorting *s = context;
	struct scratch *own = &s->scratch[worker];
	struct onus_edge *e = s->edges + s->begin[bucket];
	size_t n = s->begin[bucket + 1] - s->begin[bucket];
	size_t lefts = (size_t)1 << s->shift;
	size_t from = 0;

	scratch_room(s, own, n);
	for (size_t i = 0; i < n; i++) {
		own->counts[e[i].left % lefts + 1]++;
	}
	for (size_t i = 0; i < lefts; i++) {
		own->counts[i + 1] += own->counts[i];
	}
	for (size_t i = 0; i < n; i++) {
		own->edges[own->counts[e[i].left % lefts]++] = e[i];
	}
	for (size_t left = 0; left < lefts; left++) { /* counts[left] is now where it ends */
		sort_right(own->edges + from, own->counts[left] - from);
		from = own->counts[left];
	}
	for (size_t i = 0; i < n; i++) {
		e[i] = own->edges[i];
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
static unsigned shift_for(uint32_t rows, size_t edges)
{
	unsigned bits = bits_of(rows);
	unsigned buckets = bits_of(edges / BUCKET_EDGES);

	buckets = buckets < BUCKETS_BITS_MAX ? buckets : BUCKETS_BITS_MAX;
	if (bits > LEFTS_BITS_MAX && buckets < bits - LEFTS_BITS_MAX) {
		buckets = bits - LEFTS_BITS_MAX;
	}
	return bits > buckets ? bits - buckets : 0;
}

enum onus_err found_sort(struct found_list *lists, unsigned threads, uint32_t rows,
			 const uint32_t *order, struct onus_edge **out, size_t *count)
{
	SCOPED_ARENA(a);
	struct sorting s = {.lists = lists, .threads = threads, .order = order};
	size_t n = found_count(lists, threads);
	enum onus_err e;

	s.shift = shift_for(rows, n);
	s.n_buckets = (rows >> s.shift) + 1;
	s.places = NEW_N(&a, size_t, threads * s.n_buckets);
	s.begin = NEW_N(&a, size_t, s.n_buckets + 1);
	s.scratch = NEW_N(&a, struct scratch, threads);
	s.edges = pages_alloc(n * sizeof *s.edges);
	e = sort_run(&s);
	for (unsigned i = 0; i < threads; i++) {
		free(s.scratch[i].counts);
		free(s.scratch[i].edges);
	}
	if (e != ONUS_OK) {
		pages_free(s.edges, n * sizeof *s.edges);
		return e;
	}
	*out = s.edges;
	*count = n;
	return ONUS_OK;
}
