/* SPDX-License-Identifier: Apache-2.0
 * metrics.c - counting pairs without walking them, and what shares say. */
#include <math.h>
#include <stdlib.h>

#include "link/metrics.h"

struct onus_interval onus_wilson(uint64_t right, uint64_t of)
{
	const double z = 1.959963984540054; /* of the normal curve: 95 % lie within */
	double n = (double)of;
	double p;
	double middle;
	double half;

	if (of == 0) {
		return (struct onus_interval){0, 1};
	}
	p = (double)right / n;
	middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	return (struct onus_interval){right == 0 ? 0 : middle - half,
				      right == of ? 1 : middle + half};
}

struct onus_rates rates_of(uint64_t known, uint64_t claimed, uint64_t right)
{
	return (struct onus_rates){
		.known = known,
		.claimed = claimed,
		.right = right,
		.precision = claimed > 0 ? (double)right / (double)claimed : (double)NAN,
		.recall = known > 0 ? (double)right / (double)known : (double)NAN,
		.f1 = known > 0 && claimed > 0
			      ? 2 * (double)right / ((double)known + (double)claimed)
			      : (double)NAN,
		.precision_in = onus_wilson(right, claimed),
		.recall_in = onus_wilson(right, known),
	};
}

static int u64_cmp(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

struct numbered {
	uint64_t key;
	uint32_t i;
};

static int numbered_cmp(const void *a, const void *b)
{
	return u64_cmp(&((const struct numbered *)a)->key, &((const struct numbered *)b)->key);
}

uint32_t *number_both(struct arena *a, uint32_t n, const uint32_t *x, const uint32_t *y)
{
	struct numbered *list = NEW_N(a, struct numbered, n);
	uint32_t *out = NEW_N(a, uint32_t, n);
	uint32_t number = 0;

	for (uint32_t i = 0; i < n; i++) {
		list[i] = (struct numbered){(uint64_t)x[i] << 32 | y[i], i};
	}
	qsort(list, n, sizeof *list, numbered_cmp);
	for (uint32_t i = 0; i < n; i++) {
		number += i > 0 && list[i].key != list[i - 1].key;
		out[list[i].i] = number;
	}
	return out;
}

static uint64_t pairs_of(uint64_t n)
{
	return n * (n - 1) / 2;
}

/* Where the keys, sorted, stop being equal in the bits above `shift`. */
static uint32_t run_end(const uint64_t *keys, uint32_t from, uint32_t n, unsigned shift)
{
	uint32_t end = from + 1;

	while (end < n && keys[end] >> shift == keys[from] >> shift) {
		end++;
	}
	return end;
}

static uint64_t count_pairs(struct arena *a, const struct known *k, const uint32_t *keys,
			    uint64_t *by_group)
{
	uint64_t *both = NEW_N(a, uint64_t, k->n);
	uint64_t all = 0;
	uint32_t end;

	for (uint32_t i = 0; i < k->n; i++) {
		both[i] = (uint64_t)keys[i] << 32 | k->group[i];
	}
	qsort(both, k->n, sizeof *both, u64_cmp);
	for (uint32_t from = 0; from < k->n; from = end) {
		uint32_t stop;

		end = run_end(both, from, k->n, 32);
		all += pairs_of(end - from);
		for (uint32_t at = from; by_group != NULL && at < end; at = stop) {
			stop = run_end(both, at, end, 0);
			by_group[(uint32_t)both[at]] +=
				pairs_of(end - from) - pairs_of(end - from - (stop - at));
		}
	}
	return all;
}

uint64_t count_pairs_of(struct arena *a, const struct known *k, const uint32_t *keys, bool across,
			uint64_t *by_group)
{
	uint64_t all = count_pairs(a, k, keys, by_group);
	uint64_t *inside;

	if (!across) {
		return all;
	}
	inside = NEW_N(a, uint64_t, (size_t)k->group_count + 1);
	all -= count_pairs(a, k, number_both(a, k->n, keys, k->source), inside);
	for (size_t g = 0; by_group != NULL && g <= k->group_count; g++) {
		by_group[g] -= inside[g];
	}
	return all;
}

enum onus_err known_rows(struct arena *a, const struct onus_records *r, const struct onus_truth *t,
			 struct known *out)
{
	const struct column *column = records_column(r, t->column);
	uint32_t rows = (uint32_t)onus_records_count(r);
	struct known k = {.group_count = t->groups != NULL ? (uint32_t)t->group_count : 0};

	ENSURE(column != NULL, ONUS_BAD_INPUT,
	       "there is no column '" SLICE_FMT "' to tell the truth by", SLICE_ARG(t->column));
	k.rows = NEW_N(a, uint32_t, rows);
	k.entity = NEW_N(a, uint32_t, rows);
	k.source = NEW_N(a, uint32_t, rows);
	k.group = NEW_N(a, uint32_t, rows);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t group = t->groups != NULL ? t->groups[row] : METRICS_NO_GROUP;

		ENSURE(group == METRICS_NO_GROUP || group < k.group_count, ONUS_BAD_INPUT,
		       "row %u is of group %u, but there are %u groups", row, group, k.group_count);
		if (column_code(column, row) != 0) {
			k.rows[k.n] = row;
			k.entity[k.n] = column_code(column, row);
			k.source[k.n] = records_source_of(r, row);
			k.group[k.n++] = group < k.group_count ? group : k.group_count;
		}
	}
	*out = k;
	return ONUS_OK;
}
