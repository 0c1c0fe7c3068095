/* SPDX-License-Identifier: Apache-2.0
 * kernel_batch.c - all pairs of many values.
 *
 * Values are sorted by length, and cut into blocks of equal length, each as many as lanes can hold
 * side by side. A block is one part of the work: it is laid out as a table (kernel_lanes.h), and
 * all values that stand before it in the order, and those inside it, are taken through it. So the
 * shorter value of a pair sets the steps, and a table is used by every shorter value while it is in
 * the cache. What the lanes let through is looked at one by one. Values beyond SHORT_MAX units have
 * no lanes: blocks of theirs take kernel_passed.
 *
 * A batch doesn't change once it has been made; each call has a table of its own. */
#include <stdlib.h>

#include "base/arena.h"
#include "link/kernel_lanes.h"
#include "link/kernel_text.h"

enum { LONG_BLOCK = 16 /* values beyond SHORT_MAX in one part */ };

struct block {
	uint32_t first; /* in the order */
	uint32_t count;
	uint32_t length;
};

struct kernel_batch {
	struct arena arena;
	enum kernel_kind kind;
	enum kernel_units units;
	const struct lanes *lanes;
	const struct slice *values;
	uint32_t count;
	double thresholds[KERNEL_THRESHOLDS_MAX];
	unsigned n;
	uint32_t *order;   /* [count] places in `values`, by length and then by units */
	uint32_t *at;      /* [count + 1] by order: where a value's units begin */
	uint32_t *symbols; /* numbers below `kinds` */
	uint32_t kinds;
	size_t n_blocks;
	struct block *blocks;
};

static uint32_t length_of(const struct kernel_batch *b, uint32_t i)
{
	return b->at[i + 1] - b->at[i];
}

static const uint32_t *units_of(const struct kernel_batch *b, uint32_t i)
{
	return b->symbols + b->at[i];
}

/* --- making one --- */

/* A value while the order is made. */
struct draft {
	const uint32_t *units;
	uint32_t length;
	uint32_t place;
};

/* By length, then units, so that likely pairs lie in the same group of lanes; then place. */
static int draft_order(const void *left, const void *right)
{
	const struct draft *a = left;
	const struct draft *b = right;

	if (a->length != b->length) {
		return a->length < b->length ? -1 : 1;
	}
	for (uint32_t i = 0; i < a->length; i++) {
		if (a->units[i] != b->units[i]) {
			return a->units[i] < b->units[i] ? -1 : 1;
		}
	}
	return a->place < b->place ? -1 : 1;
}

/* Jaccard looks at each unit of a value once. */
static uint32_t distinct(uint32_t *units, uint32_t n, uint32_t *seen, uint32_t mark)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (seen[units[i]] != mark) {
			seen[units[i]] = mark;
			units[kept++] = units[i];
		}
	}
	return kept;
}

static void number_units(struct kernel_batch *b, uint32_t *units, size_t total)
{
	SCOPED_ARENA(scratch);

	b->kinds = 256;
	if (b->units == KERNEL_CHARACTERS) {
		b->kinds = text_number(&scratch, units, total, NULL, 0);
	}
}

static void read_values(struct kernel_batch *b, struct draft *drafts, struct arena *scratch)
{
	size_t total = 0;
	uint32_t *units;
	uint32_t *seen;

	for (uint32_t i = 0; i < b->count; i++) {
		total += b->values[i].n;
	}
	units = NEW_N(scratch, uint32_t, total);
	total = 0;
	for (uint32_t i = 0; i < b->count; i++) {
		drafts[i].units = units + total;
		drafts[i].length = (uint32_t)text_units(b->units, b->values[i], units + total);
		drafts[i].place = i;
		total += drafts[i].length;
	}
	number_units(b, units, total);
	if (b->kind == KERNEL_JACCARD) {
		seen = NEW_N(scratch, uint32_t, b->kinds);
		for (uint32_t i = 0; i < b->count; i++) {
			drafts[i].length = distinct((uint32_t *)drafts[i].units, drafts[i].length,
						    seen, i + 1);
		}
	}
}

static void lay_out(struct kernel_batch *b)
{
	SCOPED_ARENA(scratch);
	struct draft *drafts = NEW_N(&scratch, struct draft, b->count);
	size_t total = 0;

	read_values(b, drafts, &scratch);
	qsort(drafts, b->count, sizeof *drafts, draft_order);
	for (uint32_t i = 0; i < b->count; i++) {
		total += drafts[i].length;
	}
	b->order = NEW_N(&b->arena, uint32_t, b->count);
	b->at = NEW_N(&b->arena, uint32_t, b->count + 1);
	b->symbols = NEW_N(&b->arena, uint32_t, total);
	for (uint32_t i = 0; i < b->count; i++) {
		b->order[i] = drafts[i].place;
		b->at[i + 1] = b->at[i] + drafts[i].length;
		memcpy(b->symbols + b->at[i], drafts[i].units,
		       drafts[i].length * sizeof *b->symbols);
	}
}

/* The width of a lane that holds values of this length, in bytes. */
static uint32_t width_of(uint32_t length)
{
	return length <= 8 ? 1 : length <= 16 ? 2 : length <= 32 ? 4 : 8;
}

static uint32_t room_of(uint32_t length)
{
	return length > SHORT_MAX ? LONG_BLOCK : ROW_BYTES / width_of(length);
}

/* The last of the values from `first` on that have its length and fit one block, and one. */
static uint32_t block_end(const struct kernel_batch *b, uint32_t first)
{
	uint32_t length = length_of(b, first);
	uint32_t room = room_of(length);
	uint32_t i = first;

	while (i < b->count && i - first < room &&
	       (length_of(b, i) == length || length > SHORT_MAX)) {
		i++;
	}
	return i;
}

static void cut_blocks(struct kernel_batch *b)
{
	for (uint32_t i = 0; i < b->count; i = block_end(b, i)) {
		b->n_blocks++;
	}
	b->blocks = NEW_N(&b->arena, struct block, b->n_blocks);
	b->n_blocks = 0;
	for (uint32_t i = 0; i < b->count; i = block_end(b, i)) {
		b->blocks[b->n_blocks++] = (struct block){i, block_end(b, i) - i, length_of(b, i)};
	}
}

struct kernel_batch *kernel_batch_with(const struct lanes *lanes, enum kernel_kind k,
				       enum kernel_units u, const struct slice *values,
				       uint32_t count, const double *thresholds, unsigned n)
{
	struct kernel_batch *b = mem_alloc(sizeof *b);

	*b = (struct kernel_batch){
		.kind = k, .units = u, .lanes = lanes, .values = values, .count = count};
	b->n = n < KERNEL_THRESHOLDS_MAX ? n : KERNEL_THRESHOLDS_MAX;
	memcpy(b->thresholds, thresholds, b->n * sizeof *thresholds);
	lay_out(b);
	cut_blocks(b);
	return b;
}

struct kernel_batch *kernel_batch_create(enum kernel_kind k, enum kernel_units u,
					 const struct slice *values, uint32_t count,
					 const double *thresholds, unsigned n)
{
	const struct lanes *lanes = lanes_avx512();

	lanes = lanes != NULL ? lanes : lanes_avx2();
	lanes = lanes != NULL ? lanes : &lanes_portable;
	return kernel_batch_with(lanes, k, u, values, count, thresholds, n);
}

void kernel_batch_destroy(struct kernel_batch **b)
{
	if (*b != NULL) {
		arena_finish(&(*b)->arena);
		free(*b);
		*b = NULL;
	}
}

size_t kernel_batch_parts(const struct kernel_batch *b)
{
	return b->n_blocks;
}

/* --- one part --- */

/* Levels already worked out for the numbers that come out of the lanes, plus one; 0: not yet. */
enum {
	SWAPPED_MAX = SHORT_MAX / 2 + 1,
	LEVELS_KNOWN = (SHORT_MAX + 1) * SWAPPED_MAX * (PREFIX_MAX + 1),
};

struct part {
	const struct kernel_batch *b;
	const struct block *block;
	kernel_seen seen;
	void *context;
	struct arena arena;
	uint32_t width; /* of a lane, in bytes, and its logarithm */
	unsigned width_log;
	uint64_t lowest_bytes; /* of the lanes of a group, as bits of lanes_out's hits */
	uint32_t *row_of; /* [kinds] offset in the table; 0 where the unit is not in the block */
	unsigned char *table;
	uint32_t rows[SHORT_MAX];
	unsigned char orderly[SHORT_MAX + 1];
	unsigned char known[LEVELS_KNOWN];
	struct lanes_task task;
	struct lanes_out out;
};

/* A sequence for the lowest bytes of lanes, on any machine. */
static unsigned lane_number(const struct part *p, const unsigned char *numbers, uint32_t lane)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return numbers[(lane << p->width_log) + p->width - 1];
#else
	return numbers[lane << p->width_log];
#endif
}

static size_t rows_number(struct part *p)
{
	const struct kernel_batch *b = p->b;
	uint32_t end = p->block->first + p->block->count;
	uint32_t rows = 1;

	p->row_of = NEW_N(&p->arena, uint32_t, b->kinds);
	for (uint32_t i = b->at[p->block->first]; i < b->at[end]; i++) {
		if (p->row_of[b->symbols[i]] == 0) {
			p->row_of[b->symbols[i]] = rows++ * ROW_BYTES;
		}
	}
	return rows;
}

/* Sets bit `place` of a lane. */
static void set_place(unsigned char *lane, uint32_t width, uint32_t place)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	unsigned char *byte = lane + (width - 1 - place / 8);
#else
	unsigned char *byte = lane + place / 8;
#endif

	(void)width;
	*byte |= (unsigned char)(1U << place % 8);
}

static void table_fill(struct part *p)
{
	size_t bytes = rows_number(p) * ROW_BYTES;
	uintptr_t start = (uintptr_t)arena_alloc(&p->arena, bytes + GROUP_BYTES);

	p->table = (unsigned char *)((start + GROUP_BYTES - 1) / GROUP_BYTES * GROUP_BYTES);
	for (uint32_t lane = 0; lane < p->block->count; lane++) {
		const uint32_t *units = units_of(p->b, p->block->first + lane);

		for (uint32_t i = 0; i < p->block->length; i++) {
			set_place(p->table + p->row_of[units[i]] + lane * p->width, p->width, i);
		}
	}
	p->task.table = p->table;
	p->task.rows = p->rows;
	p->task.orderly = p->orderly;
	p->task.length = p->block->length;
	p->task.groups = (p->block->count * p->width + GROUP_BYTES - 1) / GROUP_BYTES;
}

/* --- levels of what the lanes let through --- */

static unsigned level_of(const struct kernel_batch *b, double value)
{
	return kernel_is_similarity(b->kind) ? passed_at_least(value, b->thresholds, b->n)
					     : passed_at_most(value, b->thresholds, b->n);
}

static double jaro_kind_value(const struct kernel_batch *b, size_t na, size_t nb, struct jaro j)
{
	return b->kind == KERNEL_JARO ? jaro_value(na, nb, j) : jaro_winkler_value(na, nb, j);
}

static double jaccard_value(size_t na, size_t nb, size_t both)
{
	return both == 0 ? 0 : (double)both / (double)(na + nb - both);
}

static unsigned jaro_level(struct part *p, uint32_t lane)
{
	size_t common = lane_number(p, p->out.value, lane);
	size_t ordered = lane_number(p, p->out.ordered, lane);
	unsigned lead = lane_number(p, p->out.lead, lane);
	struct jaro j = {common, (common - ordered) / 2, (size_t)__builtin_ctz(~lead)};
	unsigned char *known =
		&p->known[(j.common * SWAPPED_MAX + j.swapped) * (PREFIX_MAX + 1) + j.prefix];

	if (*known == 0) {
		double value = jaro_kind_value(p->b, p->task.steps, p->task.length, j);

		*known = (unsigned char)(level_of(p->b, value) + 1);
	}
	return *known - 1U;
}

static unsigned lane_level(struct part *p, uint32_t i, uint32_t lane)
{
	const struct kernel_batch *b = p->b;
	unsigned value;

	if (b->kind == KERNEL_JARO || b->kind == KERNEL_JARO_WINKLER) {
		return jaro_level(p, lane);
	}
	value = lane_number(p, p->out.value, lane);
	if (b->kind == KERNEL_JACCARD) {
		return level_of(b, jaccard_value(p->task.steps, p->task.length, value));
	}
	if (b->kind == KERNEL_DAMERAU && value > 2 &&
	    (value > 3 || p->task.steps != p->task.length)) {
		/* Edits between two swapped units may make it less (damerau_short). */
		return kernel_passed(b->kind, b->units, b->values[b->order[i]],
				     b->values[b->order[p->block->first + lane]], b->thresholds,
				     b->n);
	}
	return level_of(b, value);
}

/* Takes the hits of value i: those of lanes from `from` on. */
static void take_hits(struct part *p, uint32_t i, uint32_t from)
{
	const struct kernel_batch *b = p->b;
	uint32_t from_byte = from * p->width;
	uint32_t end_byte = p->block->count * p->width;

	for (uint32_t group = from_byte / 64; group < p->task.groups; group++) {
		uint64_t hits = p->out.hits[group] & p->lowest_bytes;

		if (group == from_byte / 64) {
			hits &= ~bits_below(from_byte % 64);
		}
		if (end_byte < (group + 1) * 64) {
			hits &= bits_below(end_byte % 64);
		}
		for (; hits != 0; hits &= hits - 1) {
			uint32_t lane =
				(group * 64 + (uint32_t)__builtin_ctzll(hits)) >> p->width_log;
			unsigned level = lane_level(p, i, lane);

			if (level > 0) {
				p->seen(p->context, b->order[i], b->order[p->block->first + lane],
					level);
			}
		}
	}
}

/* --- which values can have hits at all --- */

/* Of the units in common, how many must stand in the same order for a pair to pass. */
static unsigned char least_orderly(const struct part *p, uint32_t length, struct jaro j)
{
	size_t least = j.common;

	while (least > 0) {
		j.swapped = (j.common - (least - 1)) / 2;
		if (level_of(p->b, jaro_kind_value(p->b, length, p->block->length, j)) == 0) {
			break;
		}
		least--;
	}
	return (unsigned char)least;
}

/* Sets the task up for values of `length` against the block; false where no such pair passes. */
static bool task_jaro(struct part *p, uint32_t length)
{
	const struct kernel_batch *b = p->b;
	struct jaro best = {0, 0, PREFIX_MAX};

	while (level_of(b, jaro_kind_value(b, length, p->block->length, best)) == 0) {
		if (++best.common > length) {
			return false;
		}
	}
	p->task.bound = best.common;
	for (; best.common <= length; best.common++) {
		p->orderly[best.common] = least_orderly(p, length, best);
	}
	p->task.reach = p->block->length / 2 > 0 ? p->block->length / 2 - 1 : 0;
	memset(p->known, 0, sizeof p->known);
	return true;
}

static bool task_jaccard(struct part *p, uint32_t length)
{
	size_t both = 0;

	while (level_of(p->b, jaccard_value(length, p->block->length, both)) == 0) {
		if (++both > length) {
			return false;
		}
	}
	p->task.bound = both;
	return true;
}

static bool task_edits(struct part *p, uint32_t length)
{
	double most = p->b->thresholds[0];
	size_t longest = p->block->length;

	if (!(most >= p->block->length - length)) {
		return false;
	}
	p->task.bound = most < (double)longest ? (size_t)most : longest;
	if (p->b->kind == KERNEL_DAMERAU) {
		p->task.bound += p->task.bound / 2;
	}
	return true;
}

static bool task_for(struct part *p, uint32_t length)
{
	p->task.steps = length;
	switch (p->b->kind) {
	case KERNEL_JARO:
	case KERNEL_JARO_WINKLER:
		return task_jaro(p, length);
	case KERNEL_JACCARD:
		return task_jaccard(p, length);
	default:
		return task_edits(p, length);
	}
}

static lanes_fn kernel_for(const struct part *p)
{
	const struct lanes *l = p->b->lanes;

	switch (p->b->kind) {
	case KERNEL_JARO:
	case KERNEL_JARO_WINKLER:
		return l->jaro[p->width_log];
	case KERNEL_JACCARD:
		return l->jaccard[p->width_log];
	case KERNEL_DAMERAU:
		return l->swaps[p->width_log];
	default:
		return l->levenshtein[p->width_log];
	}
}

/* --- running --- */

/* The first of the values from i on that has another length, at most `end`. */
static uint32_t run_end(const struct kernel_batch *b, uint32_t i, uint32_t end)
{
	uint32_t length = length_of(b, i);

	while (i < end && length_of(b, i) == length) {
		i++;
	}
	return i;
}

static void run_lanes(struct part *p)
{
	const struct kernel_batch *b = p->b;
	uint32_t first = p->block->first;
	uint32_t end = first + p->block->count;
	lanes_fn kernel;
	uint32_t next;

	p->width = width_of(p->block->length);
	p->width_log = (unsigned)__builtin_ctz(p->width);
	p->lowest_bytes = ~(uint64_t)0 / bits_below(p->width);
	kernel = kernel_for(p);
	table_fill(p);
	for (uint32_t i = 0; i < end; i = next) {
		next = run_end(b, i, end);
		if (!task_for(p, length_of(b, i))) {
			continue;
		}
		for (uint32_t k = i; k < next; k++) {
			for (size_t j = 0; j < p->task.steps; j++) {
				p->rows[j] = p->row_of[units_of(b, k)[j]];
			}
			kernel(&p->task, &p->out);
			take_hits(p, k, k < first ? 0 : k - first + 1);
		}
	}
}

static void run_long(const struct part *p)
{
	const struct kernel_batch *b = p->b;

	for (uint32_t j = p->block->first; j < p->block->first + p->block->count; j++) {
		for (uint32_t i = 0; i < j; i++) {
			unsigned level = kernel_passed(b->kind, b->units, b->values[b->order[i]],
						       b->values[b->order[j]], b->thresholds, b->n);

			if (level > 0) {
				p->seen(p->context, b->order[i], b->order[j], level);
			}
		}
	}
}

void kernel_batch_each(const struct kernel_batch *b, size_t part, kernel_seen seen, void *context)
{
	struct part *p;

	if (b->n == 0) {
		return;
	}
	p = mem_alloc(sizeof *p);
	*p = (struct part){.b = b, .block = &b->blocks[part], .seen = seen, .context = context};
	if (p->block->length > SHORT_MAX) {
		run_long(p);
	} else {
		run_lanes(p);
	}
	arena_finish(&p->arena);
	free(p);
}
