/* SPDX-License-Identifier: Apache-2.0
 * block_group.c - rows in the order of a key, so that rows of one block lie together.
 *
 * The key of several columns is their codes in mixed radix: one number that no two sets of values
 * share. It is multiplied by an odd constant modulo a power of two, which keeps it unique and
 * spreads its top bits; those choose a partition of a few thousand rows, and each partition is
 * sorted in the cache by digits of what is left, from the least significant on (stable, so rows
 * keep their order). Where a key has more bits than an entry has room for, entries are sorted by a
 * hash of it, and rows that share a hash are told apart by their codes afterwards. */
#include <stdlib.h>

#include "base/threads.h"
#include "link/block_inside.h"

enum {
	BATCH = 512,           /* rows whose keys are worked out together */
	PARTITION_ROWS = 4096, /* entries of one: 32 KB, and as much again to sort it */
	PARTITION_BITS_MAX = 11,
	CHUNK_ROWS_MIN = 16384,
	INSERTION_MAX = 32,
	DIGIT_BITS_MAX = 12,
	DIGITS_MAX = 1 << DIGIT_BITS_MAX,
	FEW_ROWS = 1024, /* sorted by digits of 8 bits */
};

#define MISSING (UINT64_C(1) << 63)
/* 2^64 divided by the golden ratio: D. Knuth, TAOCP 3, 6.4. */
#define SPREAD UINT64_C(0x9E3779B97F4A7C15)

struct scratch {
	struct block_entry *entries;
	size_t room;
	uint32_t places[DIGITS_MAX];
};

struct job {
	const struct blocks *b;
	const struct block_key *keys;
	uint64_t *strides; /* [n_keys] */
	size_t n_keys;
	bool mirrored;
	bool exact; /* a key has room in an entry; else what is there is a hash of it */
	unsigned key_bits;
	unsigned partition_bits;
	size_t chunk_rows;
	size_t *places; /* [chunks][partitions]: first counts, then where the next entry goes */
	struct block_groups *groups;
	struct scratch *scratch; /* [threads] */
	block_partition_fn fn;
	void *context;
};

/* --- keys --- */

/* A key with one more code in it; once a code is missing, the key is. */
static inline uint64_t key_with(uint64_t key, uint32_t code, uint64_t stride)
{
	uint64_t sum = key + (uint64_t)(code - (code != 0)) * stride;

	return (sum & ~MISSING) | (key & MISSING) | (code == 0 ? MISSING : 0);
}

/* Adds one column's part to the keys of n rows. */
static void add_part(const struct block_key *k, bool right, uint64_t stride, const uint32_t *rows,
		     size_t n, uint64_t *keys)
{
	const struct column *c = right ? k->right : k->left;
	const uint32_t *map = right ? k->to_left : NULL;

	for (size_t i = 0; i < n; i++) {
		uint32_t code = column_code(c, rows[i]);

		keys[i] = key_with(keys[i], map ? map[code] : code, stride);
	}
}

/* The same for rows that follow one another. */
static void add_part_straight(const uint32_t *codes, uint64_t stride, size_t n, uint64_t *keys)
{
	for (size_t i = 0; i < n; i++) {
		keys[i] = key_with(keys[i], codes[i], stride);
	}
}

/* Of rows[n], which in the order of the records begin with row `from`. */
static void keys_of(const struct job *j, bool right, size_t from, const uint32_t *rows, size_t n,
		    uint64_t *keys)
{
	memset(keys, 0, n * sizeof *keys);
	for (size_t i = 0; i < j->n_keys; i++) {
		const struct block_key *k = &j->keys[i];
		const struct column *c = right ? k->right : k->left;

		if (!j->b->order && c->codes && !(right && k->to_left)) {
			add_part_straight(c->codes + from, j->strides[i], n, keys);
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

/* The key_bits that stand for a key. Unique where keys are no wider than that. */
static inline uint64_t mixed(const struct job *j, uint64_t key)
{
	uint64_t spread = key * SPREAD;

	return j->exact ? spread & ((UINT64_C(1) << j->key_bits) - 1)
			: (spread ^ spread >> 32) * SPREAD >> (64 - j->key_bits);
}

static inline size_t partition_of(const struct job *j, uint64_t mixed_key)
{
	return (size_t)(mixed_key >> (j->key_bits - j->partition_bits));
}

/* --- partitions --- */

static size_t chunk_end(const struct job *j, size_t chunk)
{
	size_t end = (chunk + 1) * j->chunk_rows;

	return end < j->b->records->rows ? end : j->b->records->rows;
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
			keys_of(j, side == 1, at, rows, n, keys);
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
			(struct block_entry){(uint32_t)m, row | right};
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

		keys_of(j, false, at, rows, n, keys);
		if (!j->mirrored) {
			keys_of(j, true, at, rows, n, rights);
		}
		for (size_t i = 0; i < n; i++) {
			if (!j->mirrored) {
				place(j, places, rights[i], rows[i], BLOCK_RIGHT);
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

/* Where entries of each digit begin; false where all have the same. */
static bool digits_count(const struct block_entry *e, size_t n, unsigned shift, unsigned bits,
			 uint32_t *places)
{
	uint32_t mask = (1U << bits) - 1;
	uint32_t at = 0;

	memset(places, 0, (mask + 1) * sizeof *places);
	for (size_t i = 0; i < n; i++) {
		places[e[i].key >> shift & mask]++;
	}
	if (places[e[0].key >> shift & mask] == n) {
		return false;
	}
	for (uint32_t d = 0; d <= mask; d++) {
		uint32_t count = places[d];

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

/* Sorts by the lowest `bits` of the key, in as few passes of even digits as will do. */
static void sort_many(struct block_entry *e, size_t n, unsigned bits, struct scratch *s)
{
	unsigned digit_max = n < FEW_ROWS ? 8 : DIGIT_BITS_MAX;
	unsigned passes = (bits + digit_max - 1) / digit_max;
	unsigned digit = passes > 0 ? (bits + passes - 1) / passes : 0;
	struct block_entry *from = e;

	for (unsigned shift = 0; shift < bits; shift += digit) {
		unsigned width = bits - shift < digit ? bits - shift : digit;
		uint32_t mask = (1U << width) - 1;
		struct block_entry *to;

		if (!digits_count(from, n, shift, width, s->places)) {
			continue;
		}
		to = from == e ? scratch_room(s, n) : e;
		for (size_t i = 0; i < n; i++) {
			to[s->places[from[i].key >> shift & mask]++] = from[i];
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

/* --- keys wider than an entry --- */

static uint32_t code_of(const struct block_key *k, const struct block_entry *e)
{
	uint32_t row = block_entry_row(e);

	if (!block_entry_right(e)) {
		return column_code(k->left, row);
	}
	return k->to_left ? k->to_left[column_code(k->right, row)] : column_code(k->right, row);
}

static int compare_codes(const struct job *j, const struct block_entry *a,
			 const struct block_entry *b)
{
	for (size_t i = 0; i < j->n_keys; i++) {
		uint32_t x = code_of(&j->keys[i], a);
		uint32_t y = code_of(&j->keys[i], b);

		if (x != y) {
			return x < y ? -1 : 1;
		}
	}
	return 0;
}

/* In `key` stands the place that the entry had. */
static int compare_whole(const void *x, const void *y, void *context)
{
	const struct block_entry *a = x;
	const struct block_entry *b = y;
	int order = compare_codes(context, a, b);

	return order != 0 ? order : a->key < b->key ? -1 : a->key > b->key;
}

/* Entries of one hash: brings those of one key together, and puts a number in place of the hash
 * that is each key's own within the partition. The next number. */
static uint32_t tell_apart(const struct job *j, struct block_entry *e, size_t n, uint32_t number)
{
	bool same = true;

	for (size_t i = 1; i < n && same; i++) {
		same = compare_codes(j, &e[i - 1], &e[i]) == 0;
	}
	for (size_t i = 0; i < n; i++) {
		e[i].key = (uint32_t)i;
	}
	if (!same) {
		qsort_r(e, n, sizeof *e, compare_whole, (void *)(uintptr_t)j);
	}
	for (size_t i = 0; i < n; i++) {
		bool first = i == 0 || (!same && compare_codes(j, &e[i - 1], &e[i]) != 0);

		number += first;
		e[i].key = number;
	}
	return number;
}

static void hashes_resolve(const struct job *j, struct block_entry *e, size_t n)
{
	uint32_t number = 0;

	for (size_t i = 0; i < n;) {
		size_t end = block_group_end(e, i, n);

		number = tell_apart(j, e + i, end - i, number);
		i = end;
	}
}

/* --- all of it --- */

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
	if (!j->exact) {
		hashes_resolve(j, e, g->count[p]);
		g->count[p] = drop_single(e, g->count[p]);
	}
	j->fn(j->context, worker, g, p);
	return ONUS_OK;
}

static unsigned bits_of(uint64_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

/* Strides of the columns' codes, and how many bits stand for a key. */
static void job_measure(struct job *j)
{
	unsigned partition_bits = bits_of(j->b->records->rows / PARTITION_ROWS);
	uint64_t product = 1;
	bool fits = true;

	j->partition_bits =
		partition_bits < PARTITION_BITS_MAX ? partition_bits : PARTITION_BITS_MAX;
	for (size_t i = 0; i < j->n_keys; i++) {
		uint64_t values = j->keys[i].left->n_values;

		j->strides[i] = product;
		fits = fits &&
		       !__builtin_mul_overflow(product, values > 0 ? values : 1, &product) &&
		       product <= UINT64_C(1) << (j->b->entry_bits + j->partition_bits);
	}
	j->exact = fits;
	j->key_bits = fits ? bits_of(product - 1) : j->b->entry_bits + j->partition_bits;
	for (size_t i = 1; !fits && i < j->n_keys; i++) {
		j->strides[i] = j->strides[i - 1] * SPREAD;
	}
	j->partition_bits = j->partition_bits < j->key_bits ? j->partition_bits : j->key_bits;
}

static enum onus_err group_run(struct job *j)
{
	struct block_groups *g = j->groups;
	unsigned threads = j->b->threads;
	size_t rows = j->b->records->rows;
	size_t chunks;

	j->chunk_rows = rows / (threads * 4) + 1;
	j->chunk_rows = j->chunk_rows > CHUNK_ROWS_MIN ? j->chunk_rows : CHUNK_ROWS_MIN;
	chunks = (rows + j->chunk_rows - 1) / j->chunk_rows;
	g->n_partitions = (size_t)1 << j->partition_bits;
	g->begin = mem_alloc(g->n_partitions * sizeof *g->begin);
	g->count = mem_alloc(g->n_partitions * sizeof *g->count);
	j->places = mem_alloc((chunks << j->partition_bits) * sizeof *j->places);
	memset(j->places, 0, (chunks << j->partition_bits) * sizeof *j->places);
	GUARD(threads_run(threads, chunks, count_chunk, j));
	places_make(j, chunks);
	GUARD(threads_run(threads, chunks, fill_chunk, j));
	return threads_run(threads, g->n_partitions, sort_partition, j);
}

enum onus_err block_group(const struct blocks *b, const struct block_key *keys, size_t n_keys,
			  bool mirrored, block_partition_fn fn, void *context,
			  struct block_groups *out)
{
	SCOPED_ARENA(a);
	struct job j = {.b = b,
			.keys = keys,
			.strides = NEW_N(&a, uint64_t, n_keys + 1),
			.n_keys = n_keys,
			.mirrored = mirrored,
			.groups = out,
			.scratch = NEW_N(&a, struct scratch, b->threads),
			.fn = fn,
			.context = context};
	enum onus_err e;

	*out = (struct block_groups){0};
	job_measure(&j);
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

uint64_t block_group_pairs(const struct blocks *b, bool mirrored, const struct block_entry *e,
			   size_t n, uint32_t *seen)
{
	uint64_t pairs = 0;
	uint64_t lefts = 0;

	if (mirrored && !b->by_source) {
		return (uint64_t)n * (n - 1) / 2;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t none = 0;
		uint32_t *same =
			b->by_source ? &seen[records_source_of(b->records, block_entry_row(&e[i]))]
				     : &none;

		if (mirrored || block_entry_right(&e[i])) {
			pairs += lefts - *same;
		}
		if (mirrored || !block_entry_right(&e[i])) {
			lefts++;
			++*same;
		}
	}
	for (size_t i = 0; b->by_source && i < n; i++) {
		seen[records_source_of(b->records, block_entry_row(&e[i]))] = 0;
	}
	return pairs;
}
