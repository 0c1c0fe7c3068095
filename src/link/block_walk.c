/* SPDX-License-Identifier: Apache-2.0
 * block_walk.c - the pairs of one join, tile by tile.
 *
 *              right rows
 *            . x x x . . .      A tile is some rows as the left side and some as the right one;
 *     left   . . x x . . .      of each left row it holds those of one stretch. Small blocks are
 *     rows   . . . x . . .      put into one tile together, a large one is cut into many. The
 *            . . . . . x x      codes of a tile's rows lie side by side in the cache, so that a
 *            . . . . . . x      pair costs one comparison of vectors and one look into a table.
 *
 * Parts of the work are about 64k pairs of small blocks, or 256 left rows of a large one. */
#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/threads.h"
#include "link/block_inside.h"

enum {
	PAIRS_AT_ONCE = 1024, /* block.h: what a visitor is given */
	PART_PAIRS = 65536,
	TILE_ROWS = 384, /* a block of at most so many rows is small */
	STRIPE_ROWS = 256,
};

struct tile {
	size_t n_left;
	size_t n_right;
	uint32_t left[TILE_ROWS];
	uint32_t right[TILE_ROWS];
	/* Left row i goes with the right rows from[i] .. to[i] - 1. */
	uint32_t from[TILE_ROWS];
	uint32_t to[TILE_ROWS];
	uint32_t *left_codes; /* [TILE_ROWS * stride] */
	uint32_t *right_codes;
};

/* Whole small blocks; or of one large block the left rows first .. first + STRIPE_ROWS - 1. */
struct part {
	size_t begin; /* entries */
	size_t end;
	size_t first;
};

struct parts {
	size_t n;
	size_t room;
	struct part *items;
};

struct walk;

/* What one thread has for itself. */
struct walker {
	const struct walk *walk;
	unsigned number;
	struct plan_worker *plan;
	size_t n_pairs;
	struct pair pairs[PAIRS_AT_ONCE];
	struct tile tile;
	uint32_t *rows; /* right rows of a large block */
	size_t room;
	struct parts small;
	struct parts large;
	struct parts left_out_blocks;
	uint32_t *seen; /* [n_sources] */
	struct block_worst worst;
	uint64_t given;
	uint64_t left_out;
};

struct walk {
	struct blocks *b;
	struct block_join *join;
	struct block_check check;
	struct block_groups groups;
	struct parts parts; /* the large ones first */
	size_t n_large;
	struct walker *walkers;
	blocks_fn fn;
	void *context;
};

/* --- parts of the work --- */

static void parts_add(struct parts *p, struct part part)
{
	if (p->n == p->room) {
		p->room = p->room * 2 + 16;
		p->items = mem_grow(p->items, p->room * sizeof *p->items);
	}
	p->items[p->n++] = part;
}

/* Left rows of a group. */
static size_t lefts_of(const struct block_entry *e, size_t n)
{
	size_t lefts = 0;

	for (size_t i = 0; i < n; i++) {
		lefts += !block_entry_right(&e[i]);
	}
	return lefts;
}

/* Notes a block that may be too large, or among the largest; true where it is left out. */
static bool look_closer(const struct walk *w, struct walker *own, const struct block_entry *e,
			size_t n)
{
	struct block_seen s = {.join = w->join, .rows = n};
	size_t left = 0;

	while (left + 1 < n && block_entry_right(&e[left])) {
		left++;
	}
	s.row = block_entry_row(&e[left]);
	s.pairs = block_group_pairs(w->b, w->join->mirrored, e, n, own->seen);
	s.left_out = s.pairs > w->b->pairs_max;
	if (block_worst_takes(&own->worst, s.pairs)) {
		block_worst_add(&own->worst, &s);
	}
	if (s.left_out) {
		own->left_out += s.pairs;
	}
	return s.left_out;
}

static void add_small(struct walker *own, size_t begin, size_t end)
{
	if (begin < end) {
		parts_add(&own->small, (struct part){begin, end, 0});
	}
}

static void add_large(struct walker *own, const struct block_groups *g, size_t begin, size_t end)
{
	size_t lefts = lefts_of(g->entries + begin, end - begin);

	for (size_t first = 0; first < lefts; first += STRIPE_ROWS) {
		parts_add(&own->large, (struct part){begin, end, first});
	}
}

static void plan_partition(void *context, unsigned worker, const struct block_groups *g, size_t p)
{
	const struct walk *w = context;
	struct walker *own = &w->walkers[worker];
	size_t end = g->begin[p] + g->count[p];
	size_t begin = g->begin[p];
	uint64_t pairs = 0;

	for (size_t i = begin; i < end;) {
		size_t stop = block_group_end(g->entries, i, end);
		uint64_t n = stop - i;
		uint64_t most = n * (n - 1) / 2;
		bool out = (most > w->b->pairs_max || block_worst_takes(&own->worst, most)) &&
			   look_closer(w, own, g->entries + i, n);

		pairs += most;
		if (out || n > TILE_ROWS) {
			add_small(own, begin, i);
			if (out) {
				parts_add(&own->left_out_blocks, (struct part){i, stop, 0});
			} else {
				add_large(own, g, i, stop);
			}
			begin = stop;
			pairs = 0;
		} else if (pairs >= PART_PAIRS) {
			add_small(own, begin, stop);
			begin = stop;
			pairs = 0;
		}
		i = stop;
	}
	add_small(own, begin, end);
}

static void parts_append(struct parts *to, struct parts *from)
{
	for (size_t i = 0; i < from->n; i++) {
		parts_add(to, from->items[i]);
	}
	from->n = 0;
}

/* Large blocks first, so that no thread is left with one at the end. */
static void parts_make(struct walk *w)
{
	for (unsigned i = 0; i < w->b->threads; i++) {
		parts_append(&w->parts, &w->walkers[i].large);
	}
	w->n_large = w->parts.n;
	for (unsigned i = 0; i < w->b->threads; i++) {
		parts_append(&w->parts, &w->walkers[i].small);
	}
}

/* Marks the left rows of blocks that are left out, for the joins that follow. */
static void leave_out(struct walk *w)
{
	size_t rows = w->b->records->rows;

	for (unsigned i = 0; i < w->b->threads; i++) {
		const struct parts *out = &w->walkers[i].left_out_blocks;

		if (out->n > 0 && !w->join->left_out) {
			w->join->left_out = mem_alloc(rows);
			memset(w->join->left_out, 0, rows);
		}
		for (size_t k = 0; k < out->n; k++) {
			for (size_t at = out->items[k].begin; at < out->items[k].end; at++) {
				const struct block_entry *e = &w->groups.entries[at];

				w->join->left_out[block_entry_row(e)] |= !block_entry_right(e);
			}
		}
	}
}

/* --- pairs --- */

/* Hands over the pairs so far, those that the join's rest holds for. */
static enum onus_err flush(struct walker *own)
{
	const struct block_join *j = own->walk->join;
	size_t n = own->n_pairs;

	own->n_pairs = 0;
	if (j->has_rest) {
		size_t kept = 0;

		for (size_t i = 0; i < n; i++) {
			struct pair p = own->pairs[i];

			own->pairs[kept] = p;
			kept += plan_holds(own->plan, j->rest, p.left, p.right);
		}
		n = kept;
	}
	own->given += n;
	if (n == 0 || !own->walk->fn) {
		return ONUS_OK;
	}
	return own->walk->fn(own->walk->context, own->number, j->rule, own->pairs, n);
}

/* The set of slots in which two rows are equal. */
static inline size_t equal_slots(const uint32_t *a, const uint32_t *b, size_t stride)
{
	size_t set = 0;

	for (size_t s = 0; s < stride; s += 4) {
#ifdef __SSE2__
		__m128i same = _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)(a + s)),
					       _mm_loadu_si128((const __m128i *)(b + s)));

		set |= (size_t)_mm_movemask_ps(_mm_castsi128_ps(same)) << s;
#else
		for (size_t k = 0; k < 4; k++) {
			set |= (size_t)(a[s + k] == b[s + k]) << (s + k);
		}
#endif
	}
	return set;
}

/* The pairs of a tile. Inlined once for each stride, which is then a constant. */
__attribute__((always_inline)) static inline enum onus_err
tile_pairs(struct walker *own, size_t stride, const uint32_t *right_codes)
{
	const struct block_check *c = &own->walk->check;
	const struct tile *t = &own->tile;
	const uint8_t *table = c->table;
	size_t slots = ((size_t)1 << c->n_slots) - 1;
	size_t n = own->n_pairs;

	for (size_t i = 0; i < t->n_left; i++) {
		const uint32_t *a = t->left_codes + i * stride;

		for (size_t k = t->from[i]; k < t->to[i]; k++) {
			const uint32_t *b = right_codes + k * stride;
			struct pair p = {t->left[i], t->right[k]};
			unsigned v = table[equal_slots(a, b, stride) & slots];

			if (v == BLOCK_ASK) {
				v = block_check_pair(c, own->plan, p, a, b);
			}
			own->pairs[n] = p;
			n += v == BLOCK_FRESH;
			if (n == PAIRS_AT_ONCE) {
				own->n_pairs = n;
				GUARD(flush(own));
				n = 0;
			}
		}
	}
	own->n_pairs = n;
	return ONUS_OK;
}

/* The same for more slots than a table is made for. */
static enum onus_err tile_pairs_wide(struct walker *own, const uint32_t *right_codes)
{
	const struct block_check *c = &own->walk->check;
	const struct tile *t = &own->tile;

	for (size_t i = 0; i < t->n_left; i++) {
		for (size_t k = t->from[i]; k < t->to[i]; k++) {
			struct pair p = {t->left[i], t->right[k]};

			if (block_check_pair(c, own->plan, p, t->left_codes + i * c->stride,
					     right_codes + k * c->stride) != BLOCK_FRESH) {
				continue;
			}
			own->pairs[own->n_pairs++] = p;
			if (own->n_pairs == PAIRS_AT_ONCE) {
				GUARD(flush(own));
			}
		}
	}
	return ONUS_OK;
}

static enum onus_err tile_walk(struct walker *own, const uint32_t *right_codes)
{
	const struct block_check *c = &own->walk->check;

	if (!c->table) {
		return tile_pairs_wide(own, right_codes);
	}
	switch (c->stride) {
	case 0:
		return tile_pairs(own, 0, right_codes);
	case 4:
		return tile_pairs(own, 4, right_codes);
	case 8:
		return tile_pairs(own, 8, right_codes);
	default:
		return tile_pairs(own, 12, right_codes);
	}
}

/* --- tiles --- */

/* True where pairs of one source are passed over by where their stretch begins. */
static bool steps_over_sources(const struct walk *w)
{
	return w->b->by_source && !w->b->interleaved && w->join->mirrored;
}

/* First of rows[i..n) whose source is another than row i's. */
static size_t source_end(const struct onus_records *r, const uint32_t *rows, size_t i, size_t n)
{
	uint32_t source = records_source_of(r, rows[i]);
	size_t end = i + 1;

	while (end < n && records_source_of(r, rows[end]) == source) {
		end++;
	}
	return end;
}

/* Adds a whole block of n entries to a tile that has room for it. */
static void tile_add(const struct walk *w, struct tile *t, const struct block_entry *e, size_t n)
{
	size_t first = t->n_left;
	size_t source_stop = first;

	for (size_t i = 0; i < n; i++) {
		if (w->join->mirrored || block_entry_right(&e[i])) {
			t->right[t->n_right++] = block_entry_row(&e[i]);
		}
		if (w->join->mirrored || !block_entry_right(&e[i])) {
			t->from[t->n_left] = (uint32_t)t->n_right;
			t->left[t->n_left++] = block_entry_row(&e[i]);
		}
	}
	for (size_t i = first; i < t->n_left; i++) {
		t->to[i] = (uint32_t)t->n_right;
		if (steps_over_sources(w)) {
			source_stop = i < source_stop
					      ? source_stop
					      : source_end(w->b->records, t->right, i, t->n_right);
			t->from[i] = (uint32_t)source_stop;
		}
	}
}

static enum onus_err walk_small(struct walk *w, struct walker *own, const struct part *part)
{
	const struct block_entry *e = w->groups.entries;
	struct tile *t = &own->tile;

	for (size_t i = part->begin; i < part->end;) {
		bool same = w->join->mirrored && w->check.mirrored;
		size_t stop = block_group_end(e, i, part->end);

		t->n_left = 0;
		t->n_right = 0;
		for (size_t room = TILE_ROWS; i < part->end && stop - i <= room;) {
			tile_add(w, t, e + i, stop - i);
			room -= stop - i;
			i = stop;
			stop = i < part->end ? block_group_end(e, i, part->end) : i;
		}
		block_check_codes(w->b, &w->check, t->left, t->n_left, false, t->left_codes);
		if (!same) {
			block_check_codes(w->b, &w->check, t->right, t->n_right, true,
					  t->right_codes);
		}
		GUARD(tile_walk(own, same ? t->left_codes : t->right_codes));
	}
	return ONUS_OK;
}

/* Puts the stripe's left rows into the tile, with the first right row of each in `starts`, and all
 * right rows of the block into own->rows; their number. */
static size_t stripe_open(struct walk *w, struct walker *own, const struct part *part,
			  uint32_t starts[STRIPE_ROWS])
{
	struct tile *t = &own->tile;
	size_t lefts = 0;
	size_t rights = 0;

	if (own->room < part->end - part->begin) {
		own->room = part->end - part->begin;
		own->rows = mem_grow(own->rows, own->room * sizeof *own->rows);
	}
	t->n_left = 0;
	for (size_t i = part->begin; i < part->end; i++) {
		const struct block_entry *e = &w->groups.entries[i];

		if (w->join->mirrored || block_entry_right(e)) {
			own->rows[rights++] = block_entry_row(e);
		}
		if (w->join->mirrored || !block_entry_right(e)) {
			if (lefts >= part->first && t->n_left < STRIPE_ROWS) {
				starts[t->n_left] = (uint32_t)rights;
				t->left[t->n_left++] = block_entry_row(e);
			}
			lefts++;
		}
	}
	for (size_t i = 0; steps_over_sources(w) && i < t->n_left; i++) {
		size_t at = part->first + i;

		starts[i] = i > 0 && at < starts[i - 1]
				    ? starts[i - 1]
				    : (uint32_t)source_end(w->b->records, own->rows, at, rights);
	}
	return rights;
}

static enum onus_err walk_large(struct walk *w, struct walker *own, const struct part *part)
{
	struct tile *t = &own->tile;
	uint32_t starts[STRIPE_ROWS];
	size_t rights = stripe_open(w, own, part, starts);

	block_check_codes(w->b, &w->check, t->left, t->n_left, false, t->left_codes);
	for (size_t at = t->n_left > 0 ? starts[0] : rights; at < rights; at += STRIPE_ROWS) {
		t->n_right = rights - at < STRIPE_ROWS ? rights - at : STRIPE_ROWS;
		memcpy(t->right, own->rows + at, t->n_right * sizeof *t->right);
		for (size_t i = 0; i < t->n_left; i++) {
			t->from[i] = starts[i] > at ? starts[i] - (uint32_t)at : 0;
			t->to[i] = (uint32_t)t->n_right;
		}
		block_check_codes(w->b, &w->check, t->right, t->n_right, true, t->right_codes);
		GUARD(tile_walk(own, t->right_codes));
	}
	return ONUS_OK;
}

static enum onus_err walk_part(void *context, unsigned worker, size_t number)
{
	struct walk *w = context;
	struct walker *own = &w->walkers[worker];
	const struct part *part = &w->parts.items[number];

	GUARD(number < w->n_large ? walk_large(w, own, part) : walk_small(w, own, part));
	return flush(own);
}

/* --- one join --- */

static void walkers_make(struct walk *w, struct arena *a, struct plan_worker *const *workers,
			 const struct block_worst *worst)
{
	size_t codes = TILE_ROWS * w->check.stride;

	w->walkers = NEW_N(a, struct walker, w->b->threads);
	for (unsigned i = 0; i < w->b->threads; i++) {
		struct walker *own = &w->walkers[i];

		own->walk = w;
		own->number = i;
		own->plan = workers[i];
		own->seen = NEW_N(a, uint32_t, w->b->records->n_sources);
		own->tile.left_codes = NEW_N(a, uint32_t, codes);
		own->tile.right_codes = NEW_N(a, uint32_t, codes);
		own->worst = *worst;
	}
}

static void walkers_finish(struct walk *w, struct block_worst *worst, struct blocks_told *told)
{
	worst->n = 0;
	for (unsigned i = 0; i < w->b->threads; i++) {
		struct walker *own = &w->walkers[i];

		for (size_t k = 0; k < own->worst.n; k++) {
			/* What was there before, each thread has: the first one's counts. */
			if (i == 0 || own->worst.items[k].join == w->join) {
				block_worst_add(worst, &own->worst.items[k]);
			}
		}
		told->pairs += own->given;
		told->per_rule[w->join->rule] += own->given;
		told->left_out += own->left_out;
		free(own->rows);
		free(own->small.items);
		free(own->large.items);
		free(own->left_out_blocks.items);
	}
	free(w->parts.items);
	block_groups_finish(&w->groups);
}

static enum onus_err plan_counted(void *context, unsigned worker, size_t partition)
{
	const struct walk *w = context;

	plan_partition(context, worker, &w->groups, partition);
	return ONUS_OK;
}

/* Groups the rows by key; the only join may have been grouped when it was counted. */
static enum onus_err groups_make(struct walk *w)
{
	if (w->b->counted.begin == NULL) {
		return block_group(w->b, w->join->keys, w->join->n_keys, w->join->mirrored,
				   plan_partition, w, &w->groups);
	}
	w->groups = w->b->counted;
	w->b->counted = (struct block_groups){0};
	return threads_run(w->b->threads, w->groups.n_partitions, plan_counted, w);
}

static enum onus_err join_run(struct walk *w)
{
	GUARD(groups_make(w));
	parts_make(w);
	leave_out(w);
	return threads_run(w->b->threads, w->parts.n, walk_part, w);
}

enum onus_err block_join_walk(struct blocks *b, size_t join, struct plan_worker *const *workers,
			      blocks_fn fn, void *context, struct block_worst *worst,
			      struct blocks_told *told)
{
	SCOPED_ARENA(a);
	struct walk w = {.b = b, .join = &b->joins[join], .fn = fn, .context = context};
	enum onus_err e;

	block_check_make(b, &a, join, &w.check);
	if (w.check.all_made) {
		return ONUS_OK;
	}
	walkers_make(&w, &a, workers, worst);
	e = join_run(&w);
	walkers_finish(&w, worst, told);
	return e;
}
