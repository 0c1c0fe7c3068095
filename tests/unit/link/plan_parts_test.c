/* SPDX-License-Identifier: Apache-2.0
 * plan_parts_test.c - what a plan lends to training and to blocking, its limits, and its words. */
#include "base/threads.h"
#include "tests/unit/link/plan_world.h"

enum { MANY = 3000, PAIRS = 300000, NEAR = 120, ROWS = 70000, CSV_MAX = 1024 * 1024 };

static uint64_t draw(uint64_t *state, uint64_t n)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*state >> 33) % n;
}

/* Words of a few letters, most of them once: more pairs of values than any memory holds. */
static void many_words(struct world *w)
{
	SCOPED_BUF(csv, CSV_MAX);
	uint64_t state = 1;

	buf_add_str(&csv, "id,word,other\n");
	for (unsigned i = 0; i < MANY; i++) {
		buf_addf(&csv, "%u,", i);
		for (unsigned k = 0; k < 12; k++) {
			buf_addf(&csv, "%s%c", k == 6 ? "," : "", (char)('a' + draw(&state, 5)));
		}
		buf_add_str(&csv, "\n");
	}
	world_records(w, buf_slice(&csv));
}

static const struct told words[] = {
	{"word",
	 {"word_l = word_r", "levenshtein(word_l, word_r) <= 2",
	  "jaro_winkler_similarity(word_l, word_r) >= 0.9"}},
	{"both",
	 {"word_l = word_r AND other_l = other_r",
	  "levenshtein(word_l, word_r) <= 2 AND levenshtein(other_l, other_r) <= 3",
	  "jaro_winkler_similarity(word_l, other_r) >= 0.8"}},
};

TEST(plan_gamma__is_right_where_memories_overflow)
{
	SCOPED_WORLD(w);

	many_words(&w);
	world_model(&w, words, 2, true);
	world_plan(&w);
	for (uint32_t i = 0; i < 1000000; i++) {
		uint32_t l = i * 7919 % MANY;
		uint32_t r = (i / 3 * 104729 + 1) % 211; /* some pairs come again */

		plan_pattern(w.worker, l, r);
		if (i % 97 == 0) {
			CHECK_INT(plan_gamma(w.worker, 0, l, r), world_gamma(&w, 0, l, r));
			CHECK_INT(plan_gamma(w.worker, 1, l, r), world_gamma(&w, 1, l, r));
			CHECK_INT(plan_gamma(w.worker, 1, r, l), world_gamma(&w, 1, r, l));
		}
	}
}

TEST(plan_patterns__are_those_of_each_pair_where_memories_overflow)
{
	SCOPED_ARENA(a);
	struct pair *pairs = NEW_N(&a, struct pair, PAIRS);
	SCOPED_WORLD(w);

	for (uint32_t i = 0; i < PAIRS; i++) {
		pairs[i] = (struct pair){i * 7919 % MANY, i / 3 * 104729 % MANY};
	}
	many_words(&w);
	world_model(&w, words, 2, true);
	world_plan(&w);
	world_check_patterns(&w, pairs, PAIRS);
	world_check_patterns(&w, pairs, 1);
	world_check_patterns(&w, pairs, 0);
}

/* So many that their codes are put side by side. */
TEST(plan_patterns__are_right_where_rows_are_many)
{
	static const struct told told[] = {
		{"one",
		 {"null: a_l IS NULL OR a_r IS NULL", "a_l = a_r", "levenshtein(a_l, a_r) <= 1"}},
		{"several",
		 {"a_l = a_r AND n_l = n_r", "abs(n_l - n_r) <= 1", "a_l = b_r AND b_l = a_r",
		  "length(a_l) > 1 AND jaro_winkler_similarity(a_l, b_r) >= 0.8"}},
		{"own", {"key_l = key_r", "levenshtein(key_l, key_r) <= 1"}},
	};
	SCOPED_BUF(csv, 16 * CSV_MAX);
	SCOPED_ARENA(a);
	struct pair *pairs = NEW_N(&a, struct pair, MANY);
	uint64_t state = 5;
	SCOPED_WORLD(w);

	buf_add_str(&csv, "id,key,a,b,n\n");
	for (unsigned i = 0; i < ROWS; i++) {
		buf_addf(&csv, "%u,k%u,%.*s,%.*s,%u\n", i, i, (int)draw(&state, 3), "xy",
			 (int)draw(&state, 3), "xy", (unsigned)draw(&state, 5));
	}
	world_records(&w, buf_slice(&csv));
	world_model(&w, told, 3, true);
	world_plan(&w);
	for (size_t i = 0; i < MANY; i++) {
		pairs[i] =
			(struct pair){(uint32_t)draw(&state, ROWS), (uint32_t)draw(&state, ROWS)};
		pairs[i].right = i % 4 == 0 ? pairs[i].left ^ 1 : pairs[i].right;
		for (size_t c = 0; c < 3; c++) {
			CHECK_INT(plan_gamma(w.worker, c, pairs[i].left, pairs[i].right),
				  world_gamma(&w, c, pairs[i].left, pairs[i].right));
		}
	}
	world_check_patterns(&w, pairs, MANY);
}

/* --- a glance --- */

/* Every second word is the one before with a few edits; some are longer than a glance can tell. */
static void near_words(struct world *w, const char *alphabet, size_t longest)
{
	SCOPED_BUF(csv, CSV_MAX);
	char word[512] = "";
	uint64_t state = longest;
	size_t n = 0;

	buf_add_str(&csv, "id,word\n");
	for (unsigned i = 0; i < NEAR; i++) {
		if (i % 2 == 0) {
			n = 1 + draw(&state, longest);
			for (size_t k = 0; k < n; k++) {
				word[k] = alphabet[draw(&state, strlen(alphabet))];
			}
		}
		for (uint64_t edits = draw(&state, 4); i % 2 == 1 && edits > 0; edits--) {
			size_t at = draw(&state, n);

			if (draw(&state, 3) > 0 || n == 1) {
				word[at] = alphabet[draw(&state, strlen(alphabet))];
			} else {
				memmove(word + at, word + at + 1, n - at - 1);
				n--;
			}
		}
		buf_addf(&csv, "%u,\"%.*s\"\n", i, (int)n, word);
	}
	world_records(w, buf_slice(&csv));
}

TEST(plan_gamma__no_pair_is_turned_down_at_a_glance_that_passes)
{
	static const struct told kernels[] = {
		{"edits", {"levenshtein(word_l, word_r) < 1", "levenshtein(word_l, word_r) <= 3"}},
		{"swaps", {"damerau_levenshtein(word_l, word_r) <= 2"}},
		{"jaro",
		 {"jaro_similarity(word_l, word_r) >= 0.8",
		  "jaro_similarity(word_l, word_r) > 0.5"}},
		{"winkler", {"jaro_winkler_similarity(word_l, word_r) >= 0.93"}},
		{"low", {"jaro_winkler_similarity(word_l, word_r) >= 0.4"}},
		{"any", {"jaro_winkler_similarity(word_l, word_r) >= 0"}},
	};
	static const char *const alphabets[] = {"0123456789-/ ", "abcdefgABC", "aZ9 .,'&", "ab"};

	for (size_t i = 0; i < 4 * sizeof alphabets / sizeof alphabets[0]; i++) {
		SCOPED_WORLD(w);

		near_words(&w, alphabets[i / 4], i % 4 == 0 ? 300 : 8 * (i % 4));
		world_model(&w, kernels, sizeof kernels / sizeof kernels[0], i % 2 == 0);
		world_plan(&w);
		for (uint32_t l = 0; l < NEAR; l++) {
			for (uint32_t r = l; r < NEAR && r < l + 4; r++) {
				for (size_t c = 0; c < sizeof kernels / sizeof kernels[0]; c++) {
					CHECK_INT(plan_gamma(w.worker, c, l, r),
						  world_gamma(&w, c, l, r));
				}
				world_check_patterns(&w, &(struct pair){l, r}, 1);
			}
		}
	}
}

static const char few[] = "id,a,b,c,d,e,f,n,town\n"
			  "1,x,y,x,,y,x,1,Anytown\n"
			  "2,x,x,y,y,x,y,2,\n"
			  "3,,x,,x,y,,,Otherton\n"
			  "4,y,,y,x,,x,10,anytown\n"
			  "5,yy,xx,xy,yx,yy,xx,-4,Anytow\n"
			  "6,x,y,x,y,y,x,1,town\n";

/* Six columns that all are asked about in ways that hang together: no tree holds them. */
TEST(plan_gamma__is_right_where_the_tree_would_be_too_large)
{
	static const struct told tangled[] = {
		{"tangled",
		 {"(levenshtein(a_l, a_r) <= 0 OR levenshtein(b_l, b_r) <= 1) AND "
		  "(levenshtein(c_l, c_r) "
		  "<= 0 OR levenshtein(d_l, d_r) <= 1) AND (levenshtein(e_l, e_r) <= 0 OR f_l = "
		  "f_r)",
		  "(a_l = b_r OR c_l = d_r) AND (b_l = c_r OR e_l = f_r) AND (d_l = a_r OR f_l = "
		  "c_r)",
		  "(levenshtein(a_l, b_r) <= 1 OR levenshtein(b_l, c_r) <= 0) AND "
		  "(levenshtein(c_l, d_r) "
		  "<= 1 OR levenshtein(d_l, e_r) <= 0) AND (levenshtein(e_l, f_r) <= 0 OR a_r = "
		  "f_l)",
		  "(a_l IS NULL OR b_r IS NULL) AND (c_l = e_r OR d_r = e_l)"}}};
	SCOPED_WORLD(w);

	world_records(&w, slice_str(few));
	world_model(&w, tangled, 1, true);
	world_plan(&w);
	for (uint32_t l = 0; l < w.records->rows; l++) {
		for (uint32_t r = 0; r < w.records->rows; r++) {
			CHECK_INT(plan_gamma(w.worker, 0, l, r), world_gamma(&w, 0, l, r));
			world_check_patterns(&w, &(struct pair){l, r}, 1);
		}
	}
}

/* Numbers that are none, in the order of SQL: NaN is equal to itself and above all others. */
TEST(plan_gamma__is_right_of_numbers_that_are_not_finite)
{
	static const struct told told[] = {
		{"casts",
		 {"ABS(CAST(x_l AS DOUBLE) - CAST(x_r AS DOUBLE)) <= 1",
		  "CAST(x_l AS DOUBLE) = CAST(x_r AS DOUBLE)",
		  "CAST(x_l AS DOUBLE) / CAST(x_r AS DOUBLE) > 3",
		  "CAST(x_l AS DOUBLE) > CAST(x_r AS DOUBLE)"}},
		{"overflow", {"n_l * n_r > 5", "n_l / n_r >= 1e300", "n_l - n_r = 0"}}};
	SCOPED_WORLD(w);

	world_records(&w,
		      SLICE("id,x,n\n1,nan,0\n2,NaN,1e300\n3,inf,-1e300\n4,-inf,1\n5,7,\n6,0,2\n"
			    "7,-0.0,1e-300\n8,,-3\n9,5e-1,7\n"));
	world_model(&w, told, 2, true);
	world_plan(&w);
	for (uint32_t l = 0; l < w.records->rows; l++) {
		for (uint32_t r = 0; r < w.records->rows; r++) {
			CHECK_INT(plan_gamma(w.worker, 0, l, r), world_gamma(&w, 0, l, r));
			CHECK_INT(plan_gamma(w.worker, 1, l, r), world_gamma(&w, 1, l, r));
			world_check_patterns(&w, &(struct pair){l, r}, 1);
		}
	}
	CHECK_OK(plan_worker_check(w.worker));
}

/* --- many workers --- */

enum { WORKERS = 4 };

struct shared {
	const struct world *world;
	uint64_t *patterns; /* of all pairs of one part, by row */
};

static enum onus_err all_pairs(void *context, unsigned worker, size_t part)
{
	const struct shared *s = context;
	uint32_t rows = s->world->records->rows;
	struct plan_worker *w = NULL;
	SCOPED_ARENA(a);
	struct pair *pairs = NEW_N(&a, struct pair, rows * (size_t)rows);

	(void)worker;
	for (uint32_t i = 0; i < rows * rows; i++) {
		pairs[i] = (struct pair){i / rows, i % rows};
	}
	GUARD(plan_worker_create(s->world->plan, &w));
	plan_patterns(w, pairs, rows * (size_t)rows, s->patterns + part * rows * rows);
	plan_worker_destroy(&w);
	return ONUS_OK;
}

TEST(plan_patterns__are_the_same_for_workers_side_by_side)
{
	/* whether equal values are more than "not missing" is found out while the workers run */
	static const struct told told[] = {
		{"length",
		 {"a_l = a_r AND length(a_l) > 1", "a_l = a_r", "levenshtein(a_l, a_r) <= 1"}},
		{"town",
		 {"null: try_strptime(town_l, '%Y') IS NULL", "town_l = town_r",
		  "LOWER(town_l) = LOWER(town_r)"}},
	};
	SCOPED_ARENA(a);
	SCOPED_WORLD(w);
	struct shared s = {&w, NULL};
	size_t n;

	world_records(&w, slice_str(few));
	world_model(&w, told, 2, true);
	CHECK_OK(plan_create(w.model, w.records, &w.plan));
	n = w.records->rows * (size_t)w.records->rows;
	s.patterns = NEW_N(&a, uint64_t, WORKERS * n);
	CHECK_OK(threads_run(WORKERS, WORKERS, all_pairs, &s));
	CHECK_OK(plan_worker_create(w.plan, &w.worker));
	for (size_t i = 0; i < WORKERS * n; i++) {
		uint32_t l = (uint32_t)(i % n) / w.records->rows;
		uint32_t r = (uint32_t)(i % n) % w.records->rows;

		CHECK_INT(s.patterns[i], plan_pattern(w.worker, l, r));
	}
}

/* --- by value --- */

static const struct told by_value[] = {
	{"name",
	 {"null: town_l IS NULL OR town_r IS NULL", "town_l = town_r",
	  "jaro_winkler_similarity(town_l, town_r) >= 0.9", "levenshtein(town_l, town_r) <= 4",
	  "LOWER(town_l) = LOWER(town_r)"}},
	{"ladder",
	 {"null: town_l IS NULL OR town_r IS NULL", "town_l = town_r",
	  "levenshtein(town_l, town_r) <= 1", "levenshtein(town_l, town_r) <= 3"}},
	{"lower",
	 {"LOWER(town_l) = LOWER(town_r)", "levenshtein(LOWER(town_l), LOWER(town_r)) <= 1"}},
	{"two", {"a_l = a_r AND b_l = b_r", "a_l = a_r"}},
};

TEST(plan_value_gamma__is_the_gamma_of_rows_that_hold_the_values)
{
	SCOPED_WORLD(w);

	world_records(&w, slice_str(few));
	world_model(&w, by_value, 4, true);
	world_plan(&w);
	for (size_t c = 0; c < 3; c++) {
		const struct column *column = plan_value_column(w.plan, c);

		CHECK(column != NULL);
		for (uint32_t l = 0; l < w.records->rows; l++) {
			for (uint32_t r = 0; r < w.records->rows; r++) {
				uint32_t right = column_code(column, r);
				int8_t gamma = 0;

				CHECK_INT(plan_value_gamma(w.worker, c, column_code(column, l),
							   right),
					  world_gamma(&w, c, l, r));
				plan_value_gammas(w.worker, c, column_code(column, l), &right, 1,
						  &gamma);
				CHECK_INT(gamma, world_gamma(&w, c, l, r));
			}
		}
	}
	CHECK(plan_value_column(w.plan, 3) == NULL);
}

TEST(plan_value_column__is_the_derived_one_where_only_that_is_read)
{
	SCOPED_WORLD(w);

	world_records(&w, slice_str(few));
	world_model(&w, by_value, 4, true);
	world_plan(&w);
	CHECK(plan_value_column(w.plan, 0) == records_column(w.records, SLICE("town")));
	CHECK_INT(plan_value_column(w.plan, 0)->n_values, 5);
	CHECK_INT(plan_value_column(w.plan, 2)->n_values, 4);
	CHECK_INT(column_count(plan_value_column(w.plan, 2), 0), 1);
}

TEST(plan_value_ladder__describes_the_thresholds_of_one_kernel_and_nothing_else)
{
	struct plan_ladder ladder;
	SCOPED_WORLD(w);

	world_records(&w, slice_str(few));
	world_model(&w, by_value, 4, true);
	world_plan(&w);
	CHECK(!plan_value_ladder(w.plan, 0, &ladder));
	CHECK(!plan_value_ladder(w.plan, 3, &ladder));
	CHECK(plan_value_ladder(w.plan, 2, &ladder));
	CHECK(plan_value_ladder(w.plan, 1, &ladder));
	CHECK_INT(ladder.kernel, KERNEL_LEVENSHTEIN);
	CHECK_INT(ladder.n, 2);
	CHECK(ladder.thresholds[0] == 3 && ladder.thresholds[1] == 1);
	CHECK_INT(ladder.gammas[0], 0);
	CHECK_INT(ladder.gammas[1], 1);
	CHECK_INT(ladder.gammas[2], 2);
}

/* --- for blocking --- */

static const struct expr *read(struct arena *a, const char *sql)
{
	struct expr_reader reader = {.naming = EXPR_PREFIX, .what = "a rule"};
	struct expr *e = NULL;

	CHECK_OK(expr_parse(a, slice_str(sql), &reader, &e));
	return e;
}

static const struct column *column_of(struct world *w, struct arena *a, const char *sql)
{
	const struct column *c = NULL;

	CHECK_OK(plan_expression_column(w->plan, read(a, sql), &c));
	return c;
}

TEST(plan_expression_column__equal_codes_are_equal_values)
{
	SCOPED_ARENA(a);
	SCOPED_WORLD(w);
	const struct column *c;

	world_records(&w, slice_str(few));
	world_model(&w, by_value, 1, true);
	world_plan(&w);
	CHECK(column_of(&w, &a, "l.a") == records_column(w.records, SLICE("a")));
	CHECK(column_of(&w, &a, "SUBSTR(l.town, 1, 3)") ==
	      column_of(&w, &a, "SUBSTR(r.Town, 1, 3)"));
	c = column_of(&w, &a, "lower(l.town)");
	CHECK(column_code(c, 0) == column_code(c, 3) && column_code(c, 0) != column_code(c, 2));
	CHECK_INT(column_code(c, 1), 0);
	c = column_of(&w, &a, "l.a || l.b");
	CHECK(column_code(c, 0) == column_code(c, 5) && column_code(c, 0) != column_code(c, 1));
	CHECK(column_code(c, 2) == 0 && column_code(c, 3) == 0);
	CHECK(slice_is(column_value(c, column_code(c, 4)), "yyxx"));
	c = column_of(&w, &a, "coalesce(l.town, 'Anytown')");
	CHECK(column_code(c, 0) == column_code(c, 1) && column_code(c, 1) != 0);
	c = column_of(&w, &a, "substr(l.a, 2)");
	CHECK(column_code(c, 0) == column_code(c, 3) && column_code(c, 0) != 0); /* '' is a value */
	CHECK_INT(column_code(c, 2), 0);
	c = column_of(&w, &a, "try_strptime('1991-03-0' || l.n, '%Y-%m-%d')");
	CHECK(slice_is(column_value(c, column_code(c, 1)), "1991-03-02"));
	CHECK(column_code(c, 0) == column_code(c, 5) && column_code(c, 3) == 0);
	c = column_of(&w, &a, "try_strptime('10:00:0' || l.n, '%H:%M:%S')");
	CHECK(column_code(c, 0) == column_code(c, 5) && column_code(c, 0) != column_code(c, 1));
	c = column_of(&w, &a, "CAST('1991-03-0' || length(l.a) AS DATE)");
	CHECK(slice_is(column_value(c, column_code(c, 4)), "1991-03-02"));
	c = column_of(&w, &a, "string_split(l.town, 'n')");
	CHECK(column_code(c, 0) != column_code(c, 3) && column_code(c, 1) == 0);
	c = column_of(&w, &a, "l.n * 2 + 1");
	CHECK(slice_is(column_value(c, column_code(c, 3)), "21"));
}

TEST(plan_holds__is_true_only_where_the_condition_is)
{
	static const struct {
		const char *sql;
		bool ordered;
	} rules[] = {
		{"l.a = r.a", false},
		{"l.a = r.a AND l.b <> r.b", false},
		{"levenshtein(l.town, r.town) <= 1 OR l.c IS NULL", true},
		{"l.n < r.n", true},
		{"abs(l.n - r.n) <= 1 AND NOT l.e = r.e", false},
	};
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const struct expr *rule = read(&a, rules[i].sql);
		size_t number = 7;
		unsigned held = 0;
		SCOPED_WORLD(w);

		world_records(&w, slice_str(few));
		world_model(&w, by_value, 1, true);
		CHECK_OK(plan_create(w.model, w.records, &w.plan));
		CHECK_OK(plan_condition(w.plan, rule, &number));
		CHECK_INT(plan_is_ordered(w.plan), rules[i].ordered);
		CHECK_OK(plan_worker_create(w.plan, &w.worker));
		for (uint32_t l = 0; l < w.records->rows; l++) {
			for (uint32_t r = 0; r < w.records->rows; r++) {
				bool holds = plan_holds(w.worker, number, l, r);

				CHECK_INT(holds, world_truth(&w, rule, l, r));
				held += holds;
			}
		}
		CHECK(held > 0 && held < w.records->rows * w.records->rows);
	}
}

TEST(plan_holds__knows_the_source_of_a_record)
{
	SCOPED_ARENA(a);
	SCOPED_WORLD(w);
	size_t number = 0;

	CHECK_OK(onus_records_create(1, &w.records));
	CHECK_OK(onus_records_csv(w.records, SLICE("list"), SLICE("id,town\n1,x\n2,y\n"), true));
	CHECK_OK(onus_records_csv(w.records, SLICE("report"), SLICE("id,town\n1,x\n"), true));
	CHECK_OK(onus_records_finish(w.records, SLICE("id")));
	world_model(&w, by_value + 1, 1, true);
	CHECK_OK(plan_create(w.model, w.records, &w.plan));
	CHECK_OK(plan_condition(
		w.plan,
		read(&a, "l.source_dataset <> r.source_dataset AND l.source_dataset = 'list'"),
		&number));
	CHECK_OK(plan_worker_create(w.plan, &w.worker));
	CHECK(plan_holds(w.worker, number, 0, 2));
	CHECK(!plan_holds(w.worker, number, 2, 0));
	CHECK(!plan_holds(w.worker, number, 0, 1));
	CHECK(plan_is_ordered(w.plan));
}

/* --- words --- */

static const char *refusal_of(const char *csv, const char *level)
{
	struct told told = {"refused", {level}};
	SCOPED_WORLD(w);

	world_records(&w, slice_str(csv));
	world_model(&w, &told, 1, true);
	CHECK_ERR(plan_create(w.model, w.records, &w.plan), ONUS_BAD_INPUT);
	return onus_last_error()->text;
}

static const char *refusal(const char *level)
{
	return refusal_of(few, level);
}

TEST(plan_create__names_a_column_that_is_not_there_and_the_nearest)
{
	CHECK_STR(refusal("tonw_l = tonw_r"),
		  "model.json: comparisons[0] (c0): comparison_levels[0].sql_condition: the "
		  "records have "
		  "no column \"tonw\": did you mean \"town\"?");
}

TEST(plan_create__refuses_more_questions_than_the_limit)
{
	SCOPED_BUF(sql, CSV_MAX);

	for (unsigned i = 1; i <= 65; i++) {
		buf_addf(&sql, "%ssubstr(town_l, %u) = substr(town_r, %u)", i > 1 ? " OR " : "", i,
			 i);
	}
	buf_add_byte(&sql, '\0');
	CHECK(strstr(refusal(sql.data), "LINK_QUESTIONS_MAX (64)") != NULL);
}

TEST(plan_create__names_the_column_that_is_no_number_and_shows_little_of_it)
{
	CHECK_STR(refusal_of("id,town\n1,Nether-Anyton-on-the-Hill\n2,7\n",
			     "ABS(town_l - town_r) <= 3"),
		  "model.json: comparisons[0] (c0): comparison_levels[0].sql_condition: column "
		  "\"town\" takes part in a sum: \"Nether-Anyton-on...\" is no DOUBLE");
}

TEST(plan_worker_check__tells_the_first_error_of_a_pair)
{
	static const struct told late[] = {
		{"late", {"CASE WHEN a_l = b_r THEN CAST(town_l || town_r AS INTEGER) > 3 END"}}};
	SCOPED_WORLD(w);

	world_records(&w, slice_str(few));
	world_model(&w, late, 1, true);
	world_plan(&w);
	plan_pattern(w.worker, 0, 4);
	plan_pattern(w.worker, 0, 1);
	CHECK_OK(plan_worker_check(w.worker));
	plan_pattern(w.worker, 3, 0);
	plan_pattern(w.worker, 5, 2);
	CHECK_ERR(plan_worker_check(w.worker), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "anytownAnytown") != NULL);
}
