/* SPDX-License-Identifier: Apache-2.0
 * records_rank_test.c - tests of the order of ids. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tests/random.h"
#include "tests/unit/link/records_support.h"

/* Ranks with several numbers of threads follow records_compare_ids. */
static void check_rank(const struct onus_records *r)
{
	uint32_t *order = calloc((size_t)r->rows + 1, sizeof *order);

	CHECK(order != NULL);
	for (unsigned threads = 1; threads <= 4; threads++) {
		uint32_t *rank;

		CHECK_OK(records_rank(r, threads, &rank));
		for (uint32_t row = 0; row < r->rows; row++) {
			CHECK(rank[row] < r->rows);
			order[rank[row]] = row;
		}
		for (uint32_t i = 1; i < r->rows; i++) {
			if (records_compare_ids(r, order[i - 1], order[i]) >= 0) {
				test_fail(HERE, "rows %u and %u stand in the wrong order",
					  order[i - 1], order[i]);
			}
		}
		free(rank);
	}
	free(order);
}

static struct onus_records *with_ids(const struct slice *ids, size_t n)
{
	const struct onus_column c = {SLICE("id"), ids};
	struct onus_records *r;

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_add(r, SLICE("a"), &c, 1, n));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	return r;
}

static void check_order(const struct slice *ids, const uint32_t *want, size_t n)
{
	SCOPED_RECORDS(r);
	uint32_t *rank;

	r = with_ids(ids, n);
	CHECK_OK(records_rank(r, 1, &rank));
	for (size_t i = 0; i < n; i++) {
		CHECK_INT(rank[i], want[i]);
	}
	free(rank);
	check_rank(r);
}

TEST(records_rank__orders_whole_numbers_by_size)
{
	check_order(VALUES(SLICE("10"), SLICE("9"), SLICE("-3"), SLICE("0"),
			   SLICE("9223372036854775807"), SLICE("-9223372036854775808")),
		    (const uint32_t[]){4, 3, 1, 2, 5, 0}, 6);
}

TEST(records_rank__orders_other_ids_by_their_bytes)
{
	check_order(VALUES(SLICE("10"), SLICE("9"), SLICE("01"), SLICE("a"), SLICE("A"),
			   SLICE("\xc3\xa9"), SLICE("Z")),
		    (const uint32_t[]){1, 2, 0, 5, 3, 6, 4}, 7);
	check_order(
		VALUES(SLICE("Q1-2"), SLICE("Q1-10"), SLICE("Q1-1"), SLICE("Q1"), SLICE("Q10-1")),
		(const uint32_t[]){3, 2, 1, 0, 4}, 5);
}

/* Splink joins source and id, and compares bytes. The ranks are those of DuckDB 2.0.0: row_number()
 * over (order by source || '-__-' || id). */
TEST(records_rank__orders_several_sources_by_what_splink_joins)
{
	static const char *const sources[] = {"ab", "a", "a-__-1", "A"};
	const struct onus_column c = {SLICE("id"), VALUES(SLICE("9"), SLICE("10"), SLICE("1"))};
	static const uint32_t want[] = {11, 10, 9, 8, 7, 3, 6, 5, 4, 2, 1, 0};
	SCOPED_RECORDS(r);
	uint32_t *rank;

	CHECK_OK(onus_records_create(1, &r));
	for (size_t i = 0; i < 4; i++) {
		CHECK_OK(onus_records_add(r, slice_str(sources[i]), &c, 1, 3));
	}
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	CHECK_OK(records_rank(r, 1, &rank));
	for (size_t i = 0; i < 12; i++) {
		CHECK_INT(rank[i], want[i]);
	}
	free(rank);
	check_rank(r);
}

TEST(records_rank__tells_sources_apart_whose_joined_ids_are_the_same)
{
	const struct onus_column one = {SLICE("id"), VALUES(SLICE("b-__-c"))};
	const struct onus_column two = {SLICE("id"), VALUES(SLICE("c"))};
	SCOPED_RECORDS(r);

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_add(r, SLICE("a-__-b"), &two, 1, 1));
	CHECK_OK(onus_records_add(r, SLICE("a"), &one, 1, 1));
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	check_rank(r);
}

/* --- many --- */

enum { MANY = 40000 };

typedef void (*make_id)(struct buf *out, struct random *rnd, unsigned row);

static void make_number(struct buf *out, struct random *rnd, unsigned row)
{
	buf_addf(out, "%s%u%u", random_below(rnd, 2) > 0 ? "-" : "",
		 (unsigned)random_between(rnd, 1, 900000), row);
}

/* In groups of some ten that begin with the same 16 bytes. */
static void make_grouped(struct buf *out, struct random *rnd, unsigned row)
{
	buf_addf(out, "person-%06u-abcdef-%u-%u", (unsigned)random_below(rnd, MANY / 10),
		 (unsigned)random_below(rnd, 3), row);
}

/* All begin with 40 bytes that are the same, some are the beginning of others. */
static void make_long(struct buf *out, struct random *rnd, unsigned row)
{
	buf_add_str(out, "the same forty bytes at the beginning of ");
	for (uint64_t n = random_below(rnd, 4); n > 0; n--) {
		buf_add_str(out, "xxxxxxx");
	}
	buf_addf(out, "%u", row);
}

static void make_ascending(struct buf *out, struct random *rnd, unsigned row)
{
	(void)rnd;
	buf_addf(out, "%u", row);
}

static void check_many(make_id make, unsigned n_sources)
{
	SCOPED_RECORDS(r);
	struct random rnd = {n_sources};

	CHECK_OK(onus_records_create(2, &r));
	for (unsigned s = 0; s < n_sources; s++) {
		SCOPED_BUF(text, 1 << 24);
		char source[16];

		snprintf(source, sizeof source, "src%u", (s * 7) % 11);
		buf_add_str(&text, "id\n");
		for (unsigned row = 0; row < MANY / n_sources; row++) {
			make(&text, &rnd, row);
			buf_add_str(&text, "\n");
		}
		CHECK_OK(csv_add(r, source, buf_slice(&text), 0));
	}
	CHECK_OK(onus_records_finish(r, SLICE("id")));
	check_rank(r);
}

TEST(records_rank__orders_many_as_it_orders_two)
{
	static const make_id makes[] = {make_number, make_grouped, make_long, make_ascending};

	for (size_t i = 0; i < sizeof makes / sizeof *makes; i++) {
		check_many(makes[i], 1);
		check_many(makes[i], 3);
	}
}
