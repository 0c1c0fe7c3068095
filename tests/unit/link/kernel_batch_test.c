/* SPDX-License-Identifier: Apache-2.0
 * kernel_batch_test.c - all pairs of many values: what one pair at a time gives, in every kind of
 * vector that the machine has. */
#include "link/kernel_lanes.h"

#include <stdlib.h>

#include "base/arena.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { FORMS = 3, VALUES_MAX = 800 };

static const double similarities[] = {0.6, 0.7, 0.88, 0.92};
static const double distances[] = {3, 2, 1, 0};

static const double *usual(enum kernel_kind k)
{
	return kernel_is_similarity(k) ? similarities : distances;
}

/* Form i of the lanes; NULL where the machine has none. */
static const struct lanes *lanes_form(int i)
{
	const struct lanes *forms[FORMS] = {&lanes_portable, lanes_avx2(), lanes_avx512()};

	return forms[i];
}

/* --- what one pair at a time gives --- */

/* Pairs that pass so many thresholds, and what the weights of their values come to: so that two
 * values can't be taken for two others. */
struct sums {
	uint64_t pairs[KERNEL_THRESHOLDS_MAX + 1];
	uint64_t products[KERNEL_THRESHOLDS_MAX + 1];
};

static void sum_plainly(enum kernel_kind k, enum kernel_units u, const struct slice *values,
			uint32_t count, const double *thresholds, unsigned n,
			const uint32_t *weights, struct sums *sums)
{
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < i; j++) {
			unsigned p = kernel_passed(k, u, values[i], values[j], thresholds, n);

			if (p > 0) {
				sums->pairs[p]++;
				sums->products[p] += (uint64_t)weights[i] * weights[j];
			}
		}
	}
}

struct summing {
	struct sums *sums;
	const uint32_t *weights;
};

static void add_pair(void *context, uint32_t a, uint32_t b, unsigned passed)
{
	struct summing *s = context;

	s->sums->pairs[passed]++;
	s->sums->products[passed] += (uint64_t)s->weights[a] * s->weights[b];
}

static void sum_batch(struct kernel_batch *b, const uint32_t *weights, struct sums *sums)
{
	struct summing s = {sums, weights};

	/* From the last part to the first: the order is nobody's business. */
	for (size_t part = kernel_batch_parts(b); part > 0; part--) {
		kernel_batch_each(b, part - 1, add_pair, &s);
	}
	kernel_batch_destroy(&b);
}

/* Every form gives the sums of one pair at a time. */
static void check_sums(enum kernel_kind k, enum kernel_units u, const struct slice *values,
		       uint32_t count, const double *thresholds, unsigned n)
{
	static uint32_t weights[VALUES_MAX];
	struct random r = {count};
	struct sums want = {0};

	for (uint32_t i = 0; i < count; i++) {
		weights[i] = (uint32_t)random_below(&r, 1000);
	}
	sum_plainly(k, u, values, count, thresholds, n, weights, &want);
	for (int form = 0; form < FORMS; form++) {
		const struct lanes *lanes = lanes_form(form);
		struct sums got = {0};

		if (lanes == NULL) {
			continue;
		}
		sum_batch(kernel_batch_with(lanes, k, u, values, count, thresholds, n), weights,
			  &got);
		if (memcmp(&got, &want, sizeof got) != 0) {
			test_fail(HERE, "kind %d, %s: %" PRIu64 " pairs pass all, not %" PRIu64, k,
				  lanes->name, got.pairs[n], want.pairs[n]);
		}
	}
}

/* --- values of any length --- */

/* `count` strings of up to `longest` units of few letters, so that many are alike. */
static struct slice *any_values(struct arena *a, struct random *r, uint32_t count, size_t longest,
				size_t letters)
{
	struct slice *values = NEW_N(a, struct slice, count);

	for (uint32_t i = 0; i < count; i++) {
		size_t n = random_below(r, longest + 1);
		char *text = arena_alloc(a, n);

		if (i > 0 && random_below(r, 2)) {
			n = values[i - 1].n;
			text = arena_copy(a, values[i - 1]);
		}
		for (size_t k = 0; k < n; k++) {
			if (i == 0 || text[k] == '\0' || random_below(r, 8) == 0) {
				text[k] = (char)('a' + random_below(r, letters));
			}
		}
		values[i] = slice_of(text, n);
	}
	return values;
}

static void check_lengths(enum kernel_kind k)
{
	static const size_t lengths[] = {0, 1, 3, 8, 9, 16, 17, 32, 33, 64, 65, 90};
	SCOPED_ARENA(arena);
	struct random r = {40 + (uint64_t)k};

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct slice *values = any_values(&arena, &r, 100, lengths[i], 2 + i);

		for (unsigned n = 1; n <= 4; n++) {
			check_sums(k, KERNEL_BYTES, values, 100, usual(k) + 4 - n, n);
		}
	}
}

TEST(kernel_batch_each__gives_jaro_of_each_pair)
{
	check_lengths(KERNEL_JARO);
}

TEST(kernel_batch_each__gives_jaro_winkler_of_each_pair)
{
	check_lengths(KERNEL_JARO_WINKLER);
}

TEST(kernel_batch_each__gives_levenshtein_of_each_pair)
{
	check_lengths(KERNEL_LEVENSHTEIN);
}

TEST(kernel_batch_each__gives_damerau_of_each_pair)
{
	check_lengths(KERNEL_DAMERAU);
}

TEST(kernel_batch_each__gives_jaccard_of_each_pair)
{
	check_lengths(KERNEL_JACCARD);
}

/* More values of one length than a block holds, in lanes of each width. */
TEST(kernel_batch_each__takes_more_values_of_a_length_than_fit_a_block)
{
	static const size_t lengths[] = {7, 12, 25, 40}; /* lanes of 1, 2, 4, 8 bytes */
	SCOPED_ARENA(arena);
	struct random r = {8};

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct slice *values = any_values(&arena, &r, 600, 0, 1);

		for (uint32_t v = 0; v < 600; v++) {
			char *text = arena_alloc(&arena, lengths[i]);

			for (size_t k = 0; k < lengths[i]; k++) {
				text[k] = (char)('0' + random_below(&r, 4));
			}
			values[v] = slice_of(text, lengths[i]);
		}
		for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
			check_sums(k, KERNEL_BYTES, values, 600, usual(k), 4);
		}
	}
}

TEST(kernel_batch_each__takes_thresholds_that_every_pair_passes_or_none)
{
	static const double all[KERNEL_COUNT] = {0, 0, 1000, 1000, 0};
	static const double none[KERNEL_COUNT] = {1.1, 1.1, -1, -1, 1.1};
	SCOPED_ARENA(arena);
	struct random r = {21};
	struct slice *values = any_values(&arena, &r, 200, 20, 3);

	for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
		check_sums(k, KERNEL_BYTES, values, 200, &all[k], 1);
		check_sums(k, KERNEL_BYTES, values, 200, &none[k], 1);
		check_sums(k, KERNEL_BYTES, values, 200, &none[k], 0);
	}
}

TEST(kernel_batch_each__takes_no_values_and_one)
{
	struct slice one = SLICE("ann");
	struct kernel_batch *b =
		kernel_batch_create(KERNEL_JARO, KERNEL_BYTES, NULL, 0, similarities, 2);

	CHECK_INT(kernel_batch_parts(b), 0);
	kernel_batch_destroy(&b);
	CHECK(b == NULL);
	kernel_batch_destroy(&b);
	check_sums(KERNEL_JARO, KERNEL_BYTES, &one, 1, similarities, 2);
}

/* --- each pair --- */

struct met {
	unsigned char *times; /* [count * count] */
	uint32_t count;
};

static void meet(void *context, uint32_t a, uint32_t b, unsigned passed)
{
	struct met *m = context;
	unsigned char *times = &m->times[(a > b ? a : b) * m->count + (a > b ? b : a)];

	*times = (unsigned char)(*times + passed);
}

TEST(kernel_batch_each__shows_each_pair_that_passes_once)
{
	SCOPED_ARENA(arena);
	struct random r = {4};
	uint32_t count = 400;
	struct slice *values = any_values(&arena, &r, count, 70, 3);
	struct met m = {NEW_N(&arena, unsigned char, (size_t)count *count), count};
	struct kernel_batch *b = kernel_batch_create(KERNEL_JARO_WINKLER, KERNEL_BYTES, values,
						     count, similarities, 4);

	for (size_t part = 0; part < kernel_batch_parts(b); part++) {
		kernel_batch_each(b, part, meet, &m);
	}
	kernel_batch_destroy(&b);
	for (uint32_t i = 0; i < count; i++) {
		CHECK_INT(m.times[i * count + i], 0);
		for (uint32_t j = 0; j < i; j++) {
			CHECK_INT(m.times[i * count + j],
				  kernel_passed(KERNEL_JARO_WINKLER, KERNEL_BYTES, values[i],
						values[j], similarities, 4));
		}
	}
}

/* --- real names --- */

/* The given column of the figures of history, each value once in a row. */
static uint32_t column_values(struct slice file, size_t column, struct slice *values, uint32_t room)
{
	struct slice line;
	uint32_t count = 0;

	for (size_t row = 0; count < room && slice_line(&file, &line); row++) {
		struct slice field = {0};

		for (size_t i = 0; i <= column && slice_cut(&line, ',', &field); i++) {
		}
		if (row > 0 && field.n > 0 && (count == 0 || !slice_eq(field, values[count - 1]))) {
			values[count++] = field;
		}
	}
	return count;
}

TEST(kernel_batch_each__gives_what_each_pair_of_real_names_gives)
{
	static struct slice values[VALUES_MAX];
	const char *shared = test_shared_data();
	SCOPED_ARENA(arena);
	struct slice file = test_read_file(arena_printf(
		&arena, "%s/linkage/splink/historical_figures_with_errors_50k.csv", shared));

	for (size_t column = 2; column < 7; column++) {
		uint32_t count = column_values(file, column, values, 300);

		for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
			check_sums(k, KERNEL_BYTES, values, count, usual(k), 4);
			check_sums(k, KERNEL_CHARACTERS, values, count, usual(k), 4);
		}
	}
}

TEST(kernel_batch_each__counts_characters_where_it_is_told_to)
{
	struct slice values[] = {SLICE("zo\xc3\xab"), SLICE("z\xc3\xabo"), SLICE("zoe"),
				 SLICE("z\xffo"),     SLICE("zox"),        SLICE("\xe4\xb8\x80")};

	for (enum kernel_kind k = 0; k < KERNEL_COUNT; k++) {
		check_sums(k, KERNEL_CHARACTERS, values, 6, usual(k), 4);
		check_sums(k, KERNEL_BYTES, values, 6, usual(k), 4);
	}
}
