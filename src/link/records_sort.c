/* SPDX-License-Identifier: Apache-2.0
 * records_sort.c - a radix sort on several threads, from the lowest digit to the highest.
 *
 * In each pass the items of each part go where their digit, and then the number of the part, say:
 * equal ones stay in order, and the result is the same for any number of threads. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/threads.h"
#include "link/records_sort.h"

enum {
	DIGIT = 11, /* bits a pass: the counters stay in the nearest cache */
	DIGITS = 1 << DIGIT,
	PARTS_MAX = 16,
	PART_MIN = 16384, /* items that are worth a thread */
};

struct pass {
	const struct sort_item *from;
	struct sort_item *to;
	size_t n;
	size_t parts;
	unsigned shift;
	uint32_t counts[PARTS_MAX][DIGITS];
};

static size_t part_from(const struct pass *p, size_t part)
{
	return p->n * part / p->parts;
}

static size_t digit_of(const struct pass *p, size_t i)
{
	return p->from[i].key >> p->shift & (DIGITS - 1);
}

static enum onus_err count_part(void *context, unsigned worker, size_t part)
{
	struct pass *p = context;
	uint32_t *counts = p->counts[part];
	size_t end = part_from(p, part + 1);

	(void)worker;
	memset(counts, 0, sizeof p->counts[part]);
	for (size_t i = part_from(p, part); i < end; i++) {
		counts[digit_of(p, i)]++;
	}
	return ONUS_OK;
}

static enum onus_err move_part(void *context, unsigned worker, size_t part)
{
	struct pass *p = context;
	uint32_t *places = p->counts[part];
	size_t end = part_from(p, part + 1);

	(void)worker;
	for (size_t i = part_from(p, part); i < end; i++) {
		p->to[places[digit_of(p, i)]++] = p->from[i];
	}
	return ONUS_OK;
}

/* From numbers to places. */
static void place_digits(struct pass *p)
{
	uint32_t at = 0;

	for (size_t digit = 0; digit < DIGITS; digit++) {
		for (size_t part = 0; part < p->parts; part++) {
			uint32_t n = p->counts[part][digit];

			p->counts[part][digit] = at;
			at += n;
		}
	}
}

static enum onus_err run_pass(struct pass *p)
{
	GUARD(threads_run((unsigned)p->parts, p->parts, count_part, p));
	place_digits(p);
	return threads_run((unsigned)p->parts, p->parts, move_part, p);
}

/* The bits in which keys differ; 0 where they are in order already. */
static uint64_t bits_to_sort(const struct sort_item *items, size_t n)
{
	uint64_t differ = 0;
	bool in_order = true;

	for (size_t i = 1; i < n; i++) {
		differ |= items[i].key ^ items[0].key;
		in_order &= items[i - 1].key <= items[i].key;
	}
	return in_order ? 0 : differ;
}

enum onus_err sort_items(struct sort_item *items, struct sort_item *others, size_t n,
			 unsigned threads)
{
	uint64_t differ = bits_to_sort(items, n);
	struct sort_item *sorted = items;
	enum onus_err e = ONUS_OK;
	struct pass *p;

	if (differ == 0) {
		return ONUS_OK;
	}
	p = mem_alloc(sizeof *p);
	p->n = n;
	p->parts = n / PART_MIN < threads ? n / PART_MIN : threads;
	p->parts = p->parts > PARTS_MAX ? PARTS_MAX : p->parts > 0 ? p->parts : 1;
	for (p->shift = 0; p->shift < 64 && e == ONUS_OK; p->shift += DIGIT) {
		if ((differ >> p->shift & (DIGITS - 1)) != 0) {
			p->from = sorted;
			p->to = sorted == items ? others : items;
			e = run_pass(p);
			sorted = p->to;
		}
	}
	if (sorted != items) {
		memcpy(items, sorted, n * sizeof *items);
	}
	free(p);
	return e;
}
