/* SPDX-License-Identifier: Apache-2.0
 * block_group.c - rows in the order of a key, so that rows of one block lie together.
 *
 * The key of several columns is their codes in mixed radix: one number that no two sets of values
 * share. It is multiplied by an odd constant modulo a power of two, which keeps it unique and
 * spreads its top bits; those choose a partition of a few thousand rows, and each partition is
 * sorted in the cache by bytes, from the least significant on (stable, so rows keep their order).
 * Where the codes of all columns do not fit one number, the first columns are numbered by their
 * groups and stand as one column. */
#include <stdlib.h>

#include "base/threads.h"
#include "link/block_inside.h"

enum {
	BATCH = 512,           /* rows whose keys are worked out together */
	PARTITION_ROWS = 4096, /* entries of one: 64 KB, and as much again to sort it */
	PARTITION_BITS_MAX = 11,
	CHUNK_ROWS_MIN = 16384,
	INSERTION_MAX = 32,
	DIGIT_BITS = 8,
	DIGITS = 1 << DIGIT_BITS,
};

#define MISSING (UINT64_C(1) << 63)
/* 2^64 divided by the golden ratio: D. Knuth, TAOCP 3, 6.4. */
#define SPREAD UINT64_C(0x9E3779B97F4A7C15)

struct scratch {
	struct block_entry *entries;
	size_t room;
};

struct job {
	const struct blocks *b;
	const struct block_key *keys;
	const uint64_t *strides;
	size_t n_keys;
	bool mirrored;
	uint32_t rows;
	unsigned key_bits;
	unsigned partition_bits;
	uint64_t mask;
	size_t chunk_rows;
	size_t *places; /* [chunks][partitions]: first counts, then where the next entry goes */
	struct block_groups *groups;
	struct scratch *scratch; /* [threads] */
	block_partition_fn fn;
	void *context;
};

/* --- keys --- */

/* Adds one column's part to the keys of n rows. */
static void add_part(const struct block_key *k, bool right, uint64_t stride, const uint32_t *rows,
		     size_t n, uint64_t *keys)
{
	const struct column *c = right ? k->right : k->left;
	const uint32_t *map = right ? k->to_left : NULL;

	for (size_t i = 0; i < n; i++) {
		uint32_t code = column_code(c, rows[i]);

		code = map ? map[code] : code;
		keys[i] = (keys[i] + (uint64_t)(code - (code != 0)) * stride) |
			  (code == 0 ? MISSING : 0);
	}
}

/* The same for rows that follow one another: the compiler makes vectors of this one. */
static void add_part_straight(const uint32_t *codes, uint64_t stride, size_t n, uint64_t *keys)
{
	for (size_t i = 0; i < n; i++) {
		keys[i] = (keys[i] + (uint64_t)(codes[i] - (codes[i] != 0)) * stride) |
			  (codes[i] == 0 ? MISSING : 0);
	}
}

static void keys_of(const struct job *j, bool right, const uint32_t *rows, size_t n, uint64_t *keys)
{
	memset(keys, 0, n * sizeof *keys);
	for (size_t i = 0; i < j->n_keys; i++) {
		const struct block_key *k = &j->keys[i];
		const struct column *c = right ? k->right : k->left;

		if (!j->b->order && c->codes && !(right && k->to_left)) {
			add_part_straight(c->codes + rows[0], j->strides[i], n, keys);
		} else {
			add_part(k, right, j->strides[i], rows, n, keys);
		}
	}
}

static size_t rows_of(const struct job *j, size_t from, size_t end, uint32_t *rows)
{
	size_t n = end - from < BATCH ? end - from : BATCH;

	for (size_t i = 0; i < n; i++) {
		rows[i] = j->b->order ? j->b->order[from + i] : (uint32_t)(from + i);
	}
	return n;
}

static inline uint64_t mixed(const struct job *j, uint64_t key)
{
	return (key * SPREAD) & j->mask;
}

static inline size_t partition_of(const struct job *j, uint64_t mixed_key)
{
	return (size_t)(mixed_key >> (j->key_bits - j->partition_bits));
}

/* --- partitions --- */

static size_t chunk_end(const struct job *j, size_t chunk)
{
	size_t end = (chunk + 1) * j->chunk_rows;

	return end < j->rows ? end : j->rows;
}

static enum onus_err count_chunk(void *context, unsigned worker, size_t chunk)
{
	const struct job *j = context;
	size_t *counts = j->places + (chunk << j->partition_bits);
	uint32_t rows[BATCH];
	uint64_t keys[BATCH];

	(void)worker;
	for (size_t at = chunk * j->chunk_rows, end = chunk_end(j, chunk); at < end;) {
		size_t n = rows_of(j, at, end, rows);

		for (unsigned side = 0; side < (j->mirrored ? 1 : 2); side++) {
			keys_of(j, side == 1, rows, n, keys);
			for (size_t i = 0; i < n; i++) {
				if (!(keys[i] & MISSING)) {
					counts[partition_of(j, mixed(j, keys[i]))]++;
				}
			}
		}
		at += n;
	}
	return ONUS_OK;
}

static inline void place(const struct job *j, size_t *places, uint64_t key, uint32_t row,
			 uint32_t right)
{
	if (!(key & MISSING)) {
		uint64_t m = mixed(j, key);

		j->groups->entries[places[partition_of(j, m)]++] =
			(struct block_entry){m, row, right};
	}
}

static enum onus_err fill_chunk(void *context, unsigned worker, size_t chunk)
{
	const struct job *j = context;
	size_t *places = j->places + (chunk << j->partition_bits);
	uint32_t rows[BATCH];
	uint64_t keys[BATCH];
	uint64_t rights[BATCH];

	(void)worker;
	for (size_t at = chunk * j->chunk_rows, end = chunk_end(j, chunk); at < end;) {
		size_t n = rows_of(j, at, end, rows);

		keys_of(j, false, rows, n, keys);
		if (!j->mirrored) {
			keys_of(j, true, rows, n, rights);
		}
		for (size_t i = 0; i < n; i++) {
			if (!j->mirrored) {
				place(j, places, rights[i], rows[i], 1);
			}
			place(j, places, keys[i], rows[i], 0);
		}
		at += n;
	}
	return ONUS_OK;
}

/* Turns the counts of chunks into places: partition by partition, and within one in the order of
 * the chunks. */
static void places_make(struct job *j, size_t chunks)
{
	struct block_groups *g = j->groups;
	size_t at = 0;

	for (size_t p = 0; p < g->n_partitions; p++) {
		g->begin[p] = at;
		for (size_t c = 0; c < chunks; c++) {
			size_t *place = &j->places[(c << j->partition_bits) + p];
			size_t n = *place;

			*place = at;
			at += n;
		}
		g->count[p] = at - g->begin[p];
	}
	g->entries = mem_alloc(at * sizeof *g->entries);
}

/* --- sorting one partition --- */

static void sort_few(struct block_entry *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct block_entry x = e[i];
		size_t k = i;

		for (; k > 0 && e[k - 1].key > x.key; k--) {
			e[k] = e[k - 1];
		}
		e[k] = x;
	}
}

/* Counts of one digit; false where all entries have the same. */
static bool digits_count(const struct block_entry *e, size_t n, unsigned shift,
			 size_t places[DIGITS])
{
	size_t at = 0;

	memset(places, 0, DIGITS * sizeof *places);
	for (size_t i = 0; i < n; i++) {
		places[(e[i].key >> shift) % DIGITS]++;
	}
	if (places[(e[0].key >> shift) % DIGITS] == n) {
		return false;
	}
	for (size_t d = 0; d < DIGITS; d++) {
		size_t count = places[d];

		places[d] = at;
		at += count;
	}
	return true;
}

static struct block_entry *scratch_room(struct scratch *s, size_t n)
{
	if (n > s->room) {
		free(s->entries);
		s->entries = mem_alloc(n * sizeof *s->entries);
		s->room = n;
	}
	return s->entries;
}

static void sort_many(struct block_entry *e, size_t n, unsigned bits, struct scratch *s)
{
	struct block_entry *from = e;
	size_t places[DIGITS];

	for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
		struct block_entry *to;

		if (!digits_count(from, n, shift, places)) {
			continue;
		}
		to = from == e ? scratch_room(s, n) : e;
		for (size_t i = 0; i < n; i++) {
			to[places[(from[i].key >> shift) % DIGITS]++] = from[i];
		}
		from = to;
	}
	if (from != e) {
		memcpy(e, from, n * sizeof *e);
	}
}

/* Drops entries that are alone with their key, and gives the number of the others. */
static size_t drop_single(struct block_entry *e, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n;) {
		size_t end = block_group_end(e, i, n);

		for (size_t k = i; end - i > 1 && k < end; k++) {
			e[kept++] = e[k];
		}
		i = end;
	}
	return kept;
}

static enum onus_err sort_partition(void *context, unsigned worker, size_t p)
{
	const struct job *j = context;
	struct block_groups *g = j->groups;
	struct block_entry *e = g->entries + g->begin[p];

	if (g->count[p] <= INSERTION_MAX) {
		sort_few(e, g->count[p]);
	} else {
		sort_many(e, g->count[p], j->key_bits - j->partition_bits, &j->scratch[worker]);
	}
	g->count[p] = drop_single(e, g->count[p]);
	if (j->fn) {
		j->fn(j->context, worker, g, p);
	}
	return ONUS_OK;
}

/* --- all of it --- */

static unsigned bits_of(uint64_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

static enum onus_err group_run(struct job *j)
{
	struct block_groups *g = j->groups;
	unsigned threads = j->b->threads;
	size_t chunks;

	j->chunk_rows = j->rows / (threads * 4) + 1;
	j->chunk_rows = j->chunk_rows > CHUNK_ROWS_MIN ? j->chunk_rows : CHUNK_ROWS_MIN;
	chunks = (j->rows + j->chunk_rows - 1) / j->chunk_rows;
	g->n_partitions = (size_t)1 << j->partition_bits;
	g->begin = mem_alloc(g->n_partitions * sizeof *g->begin);
	g->count = mem_alloc(g->n_partitions * sizeof *g->count);
	j->places = calloc(chunks << j->partition_bits, sizeof *j->places);
	ENSURE(j->places, ONUS_AGAIN, "no memory for %zu partitions of a blocking rule",
	       g->n_partitions);
	GUARD(threads_run(threads, chunks, count_chunk, j));
	places_make(j, chunks);
	GUARD(threads_run(threads, chunks, fill_chunk, j));
	return threads_run(threads, g->n_partitions, sort_partition, j);
}

static enum onus_err group_fitting(const struct blocks *b, const struct block_key *keys,
				   const uint64_t *strides, size_t n_keys, uint64_t product,
				   bool mirrored, block_partition_fn fn, void *context,
				   struct block_groups *out)
{
	SCOPED_ARENA(a);
	struct job j = {.b = b,
			.keys = keys,
			.strides = strides,
			.n_keys = n_keys,
			.mirrored = mirrored,
			.rows = b->records->rows,
			.groups = out,
			.fn = fn,
			.context = context};
	enum onus_err e;

	j.key_bits = bits_of(product - 1) > 0 ? bits_of(product - 1) : 1;
	j.mask = (UINT64_C(1) << j.key_bits) - 1;
	j.partition_bits = bits_of(j.rows / PARTITION_ROWS);
	j.partition_bits =
		j.partition_bits < PARTITION_BITS_MAX ? j.partition_bits : PARTITION_BITS_MAX;
	j.partition_bits = j.partition_bits < j.key_bits ? j.partition_bits : j.key_bits - 1;
	j.scratch = NEW_N(&a, struct scratch, b->threads);
	*out = (struct block_groups){0};
	e = group_run(&j);
	for (unsigned i = 0; i < b->threads; i++) {
		free(j.scratch[i].entries);
	}
	free(j.places);
	if (e != ONUS_OK) {
		block_groups_finish(out);
	}
	return e;
}

void block_groups_finish(struct block_groups *g)
{
	free(g->entries);
	free(g->begin);
	free(g->count);
	*g = (struct block_groups){0};
}

/* --- keys too wide for one number --- */

/* Gives the groups numbers from 1 on, written to their rows; how many there are. */
static uint32_t groups_number(const struct block_groups *g, uint32_t *left, uint32_t *right)
{
	uint32_t n = 0;

	for (size_t p = 0; p < g->n_partitions; p++) {
		const struct block_entry *e = g->entries + g->begin[p];

		for (size_t i = 0; i < g->count[p]; i++) {
			n += i == 0 || e[i].key != e[i - 1].key;
			(e[i].right ? right : left)[e[i].row] = n;
		}
	}
	return n;
}

/* Codes that are all missing, to be freed. */
static uint32_t *codes_make(uint32_t rows)
{
	uint32_t *codes = mem_alloc(rows * sizeof *codes);

	memset(codes, 0, rows * sizeof *codes);
	return codes;
}

/* Puts the groups of the first `fit` keys in their place, and groups by that and what is left. */
static enum onus_err group_narrowed(const struct blocks *b, const struct block_key *keys,
				    const uint64_t *strides, size_t n_keys, size_t fit,
				    uint64_t product, bool mirrored, block_partition_fn fn,
				    void *context, struct block_groups *out)
{
	SCOPED_ARENA(a);
	struct block_key *fewer = NEW_N(&a, struct block_key, n_keys - fit + 1);
	struct column left = {.codes = codes_make(b->records->rows)};
	struct column right = {.codes = mirrored ? NULL : codes_make(b->records->rows)};
	struct block_groups g = {0};
	enum onus_err e;

	e = group_fitting(b, keys, strides, fit, product, mirrored, NULL, NULL, &g);
	if (e == ONUS_OK) {
		left.n_values = groups_number(&g, left.codes, right.codes);
		right.n_values = left.n_values;
		block_groups_finish(&g);
		fewer[0] = (struct block_key){&left, mirrored ? &left : &right, NULL};
		memcpy(fewer + 1, keys + fit, (n_keys - fit) * sizeof *keys);
		e = block_group(b, fewer, n_keys - fit + 1, mirrored, fn, context, out);
	}
	free(left.codes);
	free(right.codes);
	return e;
}

enum onus_err block_group(const struct blocks *b, const struct block_key *keys, size_t n_keys,
			  bool mirrored, block_partition_fn fn, void *context,
			  struct block_groups *out)
{
	SCOPED_ARENA(a);
	uint64_t *strides = NEW_N(&a, uint64_t, n_keys + 1);
	uint64_t product = 1;

	for (size_t i = 0; i < n_keys; i++) {
		uint32_t values = keys[i].left->n_values;
		uint64_t next;

		strides[i] = product;
		if (__builtin_mul_overflow(product, values > 0 ? values : 1, &next) ||
		    next >= MISSING) {
			return group_narrowed(b, keys, strides, n_keys, i, product, mirrored, fn,
					      context, out);
		}
		product = next;
	}
	return group_fitting(b, keys, strides, n_keys, product, mirrored, fn, context, out);
}

uint64_t block_group_pairs(const struct blocks *b, bool mirrored, const struct block_entry *e,
			   size_t n, uint32_t *seen)
{
	uint64_t pairs = 0;
	uint64_t lefts = 0;

	if (mirrored && !b->by_source) {
		return (uint64_t)n * (n - 1) / 2;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t *same =
			b->by_source ? &seen[records_source_of(b->records, e[i].row)] : NULL;

		if (mirrored || e[i].right) {
			pairs += lefts - (same ? *same : 0);
		}
		if (mirrored || !e[i].right) {
			lefts++;
			if (same) {
				++*same;
			}
		}
	}
	for (size_t i = 0; b->by_source && i < n; i++) {
		seen[records_source_of(b->records, e[i].row)] = 0;
	}
	return pairs;
}
