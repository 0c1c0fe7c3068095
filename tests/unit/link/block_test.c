/* SPDX-License-Identifier: Apache-2.0
 * block_test.c - the pairs of blocking rules, held against the words of the rules. */
#include <stdio.h>
#include <stdlib.h>

#include "link/block_inside.h"
#include "tests/unit/link/block_world.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Checks a few of the rules at a time, in an order by chance, over tables by chance. */
static void check_worlds(const char *link_type, const char *const *rules, size_t n, unsigned bits,
			 uint64_t seed)
{
	struct random c = {seed};

	for (int round = 0; round < 40; round++) {
		SCOPED_ARENA(a);
		struct table t;
		struct world w;
		const char *picked[WORLD_RULES];
		static const char *const names[] = {"north", "south", "west"};
		size_t some = 1 + random_below(&c, 5);
		struct blocks_options o = {.threads = 1 + (unsigned)random_below(&c, 3)};

		for (size_t i = 0; i < some; i++) {
			picked[i] = rules[random_below(&c, n)];
		}
		table_by_chance(&c, &a, 20 + random_below(&c, 50), 7, 4, &t);
		t.sources = NEW_N(&a, const char *, t.rows);
		for (size_t i = 0; i < t.rows; i++) {
			t.sources[i] = names[link_type[0] == 'd' ? 0 : i * 3 / t.rows];
		}
		world_open(&w, world_model(link_type, picked, some, NULL), records_of(&t, 1), &o);
		w.blocks->entry_bits = bits;
		world_check(&w);
		world_close(&w);
	}
}

static const char *const mirrored[] = {
	"l.a = r.a",
	"l.a = r.a AND l.b = r.b",
	"l.b = r.b AND l.c = r.c AND l.d = r.d",
	"r.e = l.e and l.f = r.f",
	"substr(l.a, 1, 1) = substr(r.a, 1, 1) AND l.d = r.d",
	"l.a || l.b = r.a || r.b",
};

static const char *const with_rest[] = {
	"l.a = r.a AND l.b <> r.b",
	"l.b = r.b AND (l.c = r.c OR l.d = 'v1')",
	"l.c = r.c AND l.d < r.d",
	"l.e = r.e AND l.f = 'v2' AND r.f IS NOT NULL",
	"l.d = r.d",
	"l.a = r.a OR (l.b = r.b AND l.c <> r.c)",
	"(l.a = r.a OR l.b = r.b) AND l.f IS NOT NULL",
	"l.f = r.f OR l.e = r.e OR l.d = r.d",
};

static const char *const crossed[] = {
	"l.a = r.b",
	"l.b = r.a AND l.c = r.c",
	"l.d = r.e AND l.c = r.d",
	"l.e = r.f AND l.a <> r.a",
	"l.c = r.c",
	"l.f = r.f AND l.e = r.e",
	"l.a = r.b OR l.b = r.a",
	"length(l.a) = length(r.f) AND substr(l.b, 2, 1) = substr(r.c, 2, 1)",
};

TEST(blocks_walk__gives_each_pair_once_with_the_first_rule_that_makes_it)
{
	check_worlds("dedupe_only", mirrored, COUNT(mirrored), BLOCK_ENTRY_BITS, 1);
}

TEST(blocks_walk__asks_what_else_a_rule_says)
{
	check_worlds("dedupe_only", with_rest, COUNT(with_rest), BLOCK_ENTRY_BITS, 2);
}

TEST(blocks_walk__joins_two_columns_with_the_smaller_id_on_the_left)
{
	check_worlds("dedupe_only", crossed, COUNT(crossed), BLOCK_ENTRY_BITS, 3);
}

TEST(blocks_walk__gives_only_pairs_of_different_sources_to_link_only)
{
	check_worlds("link_only", mirrored, COUNT(mirrored), BLOCK_ENTRY_BITS, 4);
	check_worlds("link_only", with_rest, COUNT(with_rest), BLOCK_ENTRY_BITS, 5);
	check_worlds("link_only", crossed, COUNT(crossed), BLOCK_ENTRY_BITS, 6);
}

TEST(blocks_walk__gives_pairs_within_and_between_sources_to_link_and_dedupe)
{
	check_worlds("link_and_dedupe", crossed, COUNT(crossed), BLOCK_ENTRY_BITS, 7);
}

/* With so few bits of hash, most keys share theirs with others. */
TEST(blocks_walk__tells_keys_apart_that_share_a_hash)
{
	check_worlds("dedupe_only", mirrored, COUNT(mirrored), 3, 20);
	check_worlds("dedupe_only", crossed, COUNT(crossed), 2, 21);
	check_worlds("link_only", with_rest, COUNT(with_rest), 1, 22);
}

/* Ids are ordered as source, "-__-" and id joined: rows of the first source stand on both sides of
 * the second one's. */
TEST(blocks_walk__keeps_sources_apart_whose_ids_are_mixed_in_order)
{
	struct random c = {8};
	static const char *const rules[] = {"l.a = r.a AND l.c < r.c", "l.a = r.b", "l.b = r.b"};

	for (int round = 0; round < 10; round++) {
		SCOPED_ARENA(a);
		struct table t;
		struct world w;
		struct blocks_options o = {.threads = 2};

		table_by_chance(&c, &a, 40, 4, 3, &t);
		t.sources = NEW_N(&a, const char *, t.rows);
		for (size_t i = 0; i < t.rows; i++) {
			t.sources[i] = i < 20 ? "x" : "x-__-2";
		}
		world_open(&w, world_model("link_only", rules, COUNT(rules), NULL),
			   records_of(&t, 1), &o);
		CHECK(w.blocks->interleaved);
		world_check(&w);
		world_close(&w);
	}
}

TEST(blocks_walk__gives_pairs_in_the_order_of_ids_where_a_level_tells_left_from_right)
{
	SCOPED_ARENA(a);
	struct random c = {9};
	struct table t;
	struct world w;
	const char *rule = "l.b = r.b";

	table_by_chance(&c, &a, 60, 4, 3, &t);
	world_open(&w, world_model("dedupe_only", &rule, 1, "a_l = b_r"), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1});
	CHECK(plan_is_ordered(w.plan));
	world_check(&w); /* looks at the order */
	world_close(&w);
}

TEST(blocks_walk__can_look_at_more_earlier_rules_than_a_table_has_room_for)
{
	SCOPED_ARENA(a);
	struct random c = {10};
	struct table t;
	struct world w;
	static const char *const rules[] = {
		"l.a = r.a AND l.b = r.b AND l.c = r.c",
		"l.d = r.d AND l.e = r.e AND l.f = r.f",
		"l.g = r.g AND l.h = r.h AND l.i = r.i",
		"l.j = r.j AND l.k = r.k AND l.l = r.l",
		"l.m = r.m AND l.n = r.n AND l.a <> r.a",
		"l.a = r.a AND l.m = r.m",
		"l.n = r.n AND l.o = r.o",
		"l.o = r.o",
	};

	table_by_chance(&c, &a, 90, 16, 3, &t);
	world_open(&w, world_model("dedupe_only", rules, COUNT(rules), NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 2});
	world_check(&w);
	CHECK(w.told.per_rule[7] > 0);
	world_close(&w);
}

/* --- sizes --- */

/* Nine columns of thousands of values each: no 64-bit number holds such a key. */
TEST(blocks_walk__keeps_keys_apart_that_no_number_has_room_for)
{
	SCOPED_ARENA(a);
	struct random c = {11};
	struct table t = {.arena = &a, .n_columns = 10, .rows = 3000};
	struct world w;
	const char *rule = "l.a = r.a AND l.b = r.b AND l.c = r.c AND l.d = r.d AND l.e = r.e AND "
			   "l.f = r.f AND l.g = r.g AND l.h = r.h AND l.i = r.i";
	size_t found = 0;

	t.cells = NEW_N(&a, const char *, t.rows *t.n_columns);
	for (size_t i = 0; i < t.rows; i++) {
		size_t like = i > 0 && random_below(&c, 2) == 0 ? random_below(&c, i) : i;
		size_t differs = random_below(&c, 20);

		for (size_t k = 0; k < t.n_columns; k++) {
			t.names[k] = k == 0 ? "id" : arena_printf(&a, "%c", (int)('a' + k - 1));
			*table_cell(&t, i, k) = k == 0 || k == differs || like == i
							? arena_printf(&a, "%zu", i)
							: *table_cell(&t, like, k);
		}
	}
	world_open(&w, world_model("dedupe_only", &rule, 1, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 2});
	world_walk(&w);
	for (uint32_t i = 0; i < t.rows; i++) {
		for (uint32_t k = i + 1; k < t.rows; k++) {
			bool same = true;

			for (size_t x = 1; same && x < t.n_columns; x++) {
				same = strcmp(*table_cell(&t, i, x), *table_cell(&t, k, x)) == 0;
			}
			if (same) {
				CHECK(found < w.count);
				CHECK(w.all[found].left == i && w.all[found].right == k);
				found++;
			}
		}
	}
	CHECK(found > 500);
	CHECK_INT(w.count, found);
	world_close(&w);
}

/* A table with one column that is the same in all rows, and one of pairs. */
static void table_constant(struct arena *a, size_t rows, struct table *out)
{
	*out = (struct table){.arena = a, .n_columns = 3, .rows = rows, .names = {"id", "a", "b"}};
	out->cells = NEW_N(a, const char *, rows * 3);
	for (size_t i = 0; i < rows; i++) {
		*table_cell(out, i, 0) = arena_printf(a, "%zu", i);
		*table_cell(out, i, 1) = "same";
		*table_cell(out, i, 2) = arena_printf(a, "%zu", i / 2);
	}
}

TEST(blocks_walk__cuts_a_large_block_into_tiles_and_misses_no_pair)
{
	SCOPED_ARENA(a);
	struct table t;
	const char *const rules[] = {"l.b = r.b", "l.a = r.a"};

	table_constant(&a, 1500, &t);
	for (unsigned threads = 1; threads <= 4; threads += 3) {
		struct world w;

		world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
			   &(struct blocks_options){.threads = threads});
		world_walk(&w); /* looks for doubles */
		CHECK_INT(w.count, 1500 * 1499 / 2);
		CHECK_INT(w.told.per_rule[0], 750);
		world_close(&w);
	}
}

TEST(blocks_walk__cuts_a_large_block_of_two_columns_too)
{
	SCOPED_ARENA(a);
	struct table t;
	struct world w;
	const char *const rules[] = {"l.b = r.b", "l.a = r.c"};

	table_constant(&a, 900, &t);
	t.n_columns = 4;
	t.names[3] = "c";
	t.cells = NEW_N(&a, const char *, t.rows *t.n_columns);
	for (size_t i = 0; i < t.rows; i++) {
		*table_cell(&t, i, 0) = arena_printf(&a, "%zu", (i * 7) % 900);
		*table_cell(&t, i, 1) = i % 3 == 0 ? "same" : "other";
		*table_cell(&t, i, 2) = arena_printf(&a, "%zu", i / 2);
		*table_cell(&t, i, 3) = i % 2 == 0 ? "same" : "another";
	}
	world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 3});
	world_check(&w);
	world_close(&w);
}

/* What a left-out block would have made, a later rule may make. */
TEST(blocks_walk__leaves_out_a_giant_block_and_says_so)
{
	SCOPED_ARENA(a);
	struct table t;
	struct world w;
	const char *const rules[] = {"l.a = r.a", "l.b = r.b"};

	table_constant(&a, 200000, &t);
	world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 2});
	world_walk(&w);
	CHECK_INT(w.count, 100000);
	CHECK_INT(w.told.per_rule[1], 100000);
	CHECK_INT(w.told.left_out, UINT64_C(200000) * 199999 / 2);
	CHECK_INT(w.told.n_worst, 1);
	CHECK(w.told.worst[0].left_out);
	CHECK_INT(w.told.worst[0].rule, 0);
	CHECK_INT(w.told.worst[0].rows, 200000);
	CHECK_STR(w.told.worst[0].key, "same");
	world_close(&w);
}

TEST(blocks_walk__leaves_out_only_blocks_beyond_the_limit_it_is_given)
{
	SCOPED_ARENA(a);
	struct table t;
	struct world w;
	const char *const rules[] = {"l.c = r.b", "l.a = r.a", "l.b = r.b"};

	/* Ten rows of "x" in a, five of "y"; all the same in b. c crosses to b in no row. */
	t = (struct table){.arena = &a, .n_columns = 4, .rows = 15, .names = {"id", "a", "b", "c"}};
	t.cells = NEW_N(&a, const char *, t.rows *t.n_columns);
	for (size_t i = 0; i < t.rows; i++) {
		*table_cell(&t, i, 0) = arena_printf(&a, "%zu", i);
		*table_cell(&t, i, 1) = i < 10 ? "x" : "y";
		*table_cell(&t, i, 2) = "z";
		*table_cell(&t, i, 3) = "w";
	}
	world_open(&w, world_model("dedupe_only", rules, 3, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1, .block_pairs_max = 44});
	world_walk(&w);
	CHECK_INT(w.told.per_rule[1], 10);            /* y */
	CHECK_INT(w.told.left_out, 45 + 15 * 14 / 2); /* x, and z */
	CHECK_INT(w.count, 10);
	world_close(&w);
	world_open(&w, world_model("dedupe_only", rules, 3, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1, .block_pairs_max = 104});
	world_walk(&w);
	CHECK_INT(w.count, 55); /* x and y */
	world_close(&w);
	world_open(&w, world_model("dedupe_only", rules, 3, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1, .block_pairs_max = 105});
	world_check(&w);
	world_close(&w);
}

/* --- what is told --- */

TEST(blocks_walk__lists_the_largest_blocks_the_same_for_any_order_of_rows)
{
	SCOPED_ARENA(a);
	struct random c = {12};
	struct table t;
	struct blocks_told first = {0};
	const char *const rules[] = {"l.a = r.a AND l.b = r.b", "l.c = r.c"};

	table_by_chance(&c, &a, 400, 4, 12, &t);
	for (int round = 0; round < 6; round++) {
		struct world w;

		world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
			   &(struct blocks_options){.threads = 1 + (unsigned)round % 3});
		world_walk(&w);
		CHECK_INT(w.told.n_worst, 20);
		for (size_t i = 0; round > 0 && i < 20; i++) {
			CHECK_STR(w.told.worst[i].key, first.worst[i].key);
			CHECK_INT(w.told.worst[i].pairs, first.worst[i].pairs);
			CHECK_INT(w.told.worst[i].rule, first.worst[i].rule);
			CHECK(i == 0 || w.told.worst[i].pairs <= w.told.worst[i - 1].pairs);
		}
		first = w.told;
		world_close(&w);
		table_shuffle(&c, &t);
	}
}

static enum onus_err give_up(void *context, unsigned worker, uint32_t rule,
			     const struct pair *pairs, size_t count)
{
	size_t *visits = context;

	(void)worker;
	(void)rule;
	(void)pairs;
	(void)count;
	++*visits;
	return onus_fail(ONUS_NO, HERE, "that is enough");
}

TEST(blocks_walk__stops_where_the_visitor_fails)
{
	SCOPED_ARENA(a);
	struct random c = {13};
	struct table t;
	struct world w;
	struct blocks_told told = {.pairs = 77};
	const char *const rules[] = {"l.a = r.a", "l.b = r.b"};
	size_t visits = 0;

	table_by_chance(&c, &a, 300, 3, 3, &t);
	world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1});
	CHECK_ERR(blocks_walk(w.blocks, w.workers, give_up, &visits, &told), ONUS_NO);
	CHECK_STR(onus_last_error()->text, "that is enough");
	CHECK_INT(visits, 1);
	CHECK_INT(told.pairs, 77);
	world_close(&w);
}

/* --- counting --- */

static uint64_t count_of(const struct table *t, const char *link_type, const char *const *rules,
			 size_t n)
{
	struct world w;
	uint64_t count = 0;

	world_open(&w, world_model(link_type, rules, n, NULL), records_of(t, 1),
		   &(struct blocks_options){.threads = 2});
	CHECK_OK(blocks_count(w.blocks, w.workers, &count));
	world_check(&w);
	CHECK_INT(count, w.count);
	world_close(&w);
	return count;
}

TEST(blocks_count__is_the_number_of_pairs_that_are_walked)
{
	struct random c = {14};

	for (int round = 0; round < 5; round++) {
		SCOPED_ARENA(a);
		struct table t;

		table_by_chance(&c, &a, 80, 7, 4, &t);
		for (size_t n = 1; n <= COUNT(mirrored); n++) {
			count_of(&t, "dedupe_only", mirrored, n);
		}
		count_of(&t, "dedupe_only", with_rest, 3);
		count_of(&t, "dedupe_only", crossed, 2);
		t.sources = NEW_N(&a, const char *, t.rows);
		for (size_t i = 0; i < t.rows; i++) {
			t.sources[i] = i < 30 ? "east" : "west";
		}
		count_of(&t, "link_only", mirrored, 3);
		count_of(&t, "link_only", crossed, 2);
	}
}

TEST(blocks_count__counts_blocks_that_would_be_left_out)
{
	SCOPED_ARENA(a);
	struct table t;
	struct world w;
	uint64_t count = 0;
	const char *const rules[] = {"l.b = r.b", "l.a = r.a"};

	table_constant(&a, 100000, &t);
	world_open(&w, world_model("dedupe_only", rules, 2, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 2});
	CHECK_OK(blocks_count(w.blocks, w.workers, &count));
	CHECK_INT(count, UINT64_C(100000) * 99999 / 2);
	world_close(&w);
}

/* --- rules that can't be joined --- */

static void refused(const char *link_type, const char *rule, const char *words)
{
	SCOPED_ARENA(a);
	struct random c = {15};
	struct table t;
	struct onus_model *m = world_model(link_type, &rule, 1, NULL);
	struct onus_records *r;
	struct plan *p;
	struct blocks *b;

	table_by_chance(&c, &a, 10, 4, 3, &t);
	r = records_of(&t, 1);
	CHECK_OK(plan_create(m, r, &p));
	CHECK_ERR(blocks_create(p, m->rules, 1, &(struct blocks_options){0}, &b), ONUS_BAD_INPUT);
	if (strstr(onus_last_error()->text, words) == NULL) {
		test_fail(HERE, "\"%s\" has no \"%s\"", onus_last_error()->text, words);
	}
	plan_destroy(&p);
	onus_records_destroy(&r);
	onus_model_destroy(&m);
}

TEST(blocks_create__refuses_a_rule_that_compares_everyone_with_everyone)
{
	refused("dedupe_only", "l.a <> r.a", "blocking rule 1, \"l.a <> r.a\", would compare");
	refused("dedupe_only", "l.a = r.a OR l.b < r.b", "each arm of its OR");
	refused("dedupe_only", "l.a = 'v1' AND r.b = 'v2'", "l.surname = r.surname");
	refused("dedupe_only", "1 = 1", "would compare");
}

TEST(blocks_create__names_a_column_that_is_not_there)
{
	refused("dedupe_only", "l.bb = r.bb", "blocking rule 1, \"l.bb = r.bb\": ");
}

TEST(blocks_create__refuses_to_link_one_source_with_itself)
{
	refused("link_only", "l.a = r.a", "only one source");
}

TEST(blocks_create__compares_everyone_where_that_is_allowed)
{
	SCOPED_ARENA(a);
	struct random c = {16};
	const char *const rules[] = {"l.b = r.b", "l.a <> r.a", "1 = 1"};
	struct blocks_options o = {.threads = 2, .without_equality = true};

	for (size_t rows = 30; rows <= 700; rows += 670) {
		struct table t;
		struct world w;

		table_by_chance(&c, &a, rows, 4, 3, &t);
		world_open(&w, world_model("dedupe_only", rules, 3, NULL), records_of(&t, 1), &o);
		world_check(&w);
		CHECK_INT(w.count, rows * (rows - 1) / 2);
		world_close(&w);
	}
}

TEST(blocks_create__can_ignore_the_link_type)
{
	SCOPED_ARENA(a);
	struct random c = {17};
	struct table t;
	struct world w;
	const char *rule = "l.a = r.a";

	table_by_chance(&c, &a, 50, 3, 3, &t);
	world_open(&w, world_model("link_only", &rule, 1, NULL), records_of(&t, 1),
		   &(struct blocks_options){.threads = 1, .any_link_type = true});
	w.model->link_type = LINK_DEDUPE_ONLY;
	world_check(&w);
	world_close(&w);
}

TEST(blocks_rule_reads__knows_the_columns_of_a_rule_on_either_side)
{
	const char *rule = "substr(l.a, 1, 2) = substr(r.a, 1, 2) AND l.B <> r.c";
	struct onus_model *m = world_model("dedupe_only", &rule, 1, NULL);

	CHECK(blocks_rule_reads(&m->rules[0], SLICE("a")));
	CHECK(blocks_rule_reads(&m->rules[0], SLICE("b")));
	CHECK(blocks_rule_reads(&m->rules[0], SLICE("c")));
	CHECK(!blocks_rule_reads(&m->rules[0], SLICE("d")));
	onus_model_destroy(&m);
}
