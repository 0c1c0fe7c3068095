/* SPDX-License-Identifier: Apache-2.0
 * expr_parse_test.c - what is read, as what, and the words for what is not. */
#include "base/buf.h"
#include "base/limits.h"
#include "tests/unit/link/expr_support.h"

/* --- trees --- */

static const char *tree(struct arena *a, const struct expr *e)
{
	static const char *const names[] = {
		[EXPR_OR] = "or",         [EXPR_AND] = "and",   [EXPR_NOT] = "not",
		[EXPR_EQ] = "=",          [EXPR_NE] = "<>",     [EXPR_LT] = "<",
		[EXPR_LE] = "<=",         [EXPR_GT] = ">",      [EXPR_GE] = ">=",
		[EXPR_IS_NULL] = "null?", [EXPR_IN] = "in",     [EXPR_LIKE] = "like",
		[EXPR_ADD] = "+",         [EXPR_SUB] = "-",     [EXPR_MUL] = "*",
		[EXPR_DIV] = "/",         [EXPR_CONCAT] = "||", [EXPR_NEGATE] = "neg",
		[EXPR_CAST] = "cast",     [EXPR_CASE] = "case", [EXPR_INDEX] = "index",
		[EXPR_BEST] = "best",     [EXPR_ELSE] = "else", [EXPR_CALL] = "",
	};
	const char *text = "";

	switch (e->op) {
	case EXPR_COLUMN:
		return arena_printf(a, SLICE_FMT ".%c", SLICE_ARG(e->text),
				    e->sides == SIDE_LEFT ? 'l' : 'r');
	case EXPR_TEXT:
		return arena_printf(a, "'" SLICE_FMT "'", SLICE_ARG(e->text));
	case EXPR_NUMBER:
	case EXPR_BOOL:
		return arena_printf(a, "%g", e->number);
	case EXPR_NULL:
		return "NULL";
	default:
		break;
	}
	for (size_t i = 0; i < e->n_args; i++) {
		text = arena_printf(a, "%s %s", text, tree(a, e->args[i]));
	}
	return arena_printf(a, "(%s%s%s)", names[e->op],
			    e->op == EXPR_CALL || e->op == EXPR_BEST ? e->function->name : "",
			    text);
}

static void check_tree(const char *sql, const char *want)
{
	SCOPED_ARENA(a);
	const char *got = tree(&a, expr_read(&a, sql));

	if (!slice_is(slice_str(got), want)) {
		test_fail(HERE, "%s is read as %s, not %s", sql, got, want);
	}
}

TEST(expr_parse__binds_operators_as_sql_does)
{
	check_tree("a_l = 1 OR b_l = 2 AND NOT c_l = 3",
		   "(or (= a.l 1) (and (= b.l 2) (not (= c.l 3))))");
	check_tree("a_l OR b_l OR c_l", "(or a.l b.l c.l)");
	check_tree("NOT a_l IS NULL", "(not (null? a.l))");
	check_tree("a_l = b_l IS NULL", "(null? (= a.l b.l))");
	check_tree("1 + 2 * 3 - 4 / 5", "(- (+ 1 (* 2 3)) (/ 4 5))");
	check_tree("'a' || 1 + 2 LIKE 'a%'", "(like (|| 'a' (+ 1 2)) 'a%')");
	check_tree("- a_l * 2", "(* (neg a.l) 2)");
	check_tree("-2", "-2");
	check_tree("- a_l::INT", "(neg (cast a.l))");
	check_tree("- a_l[1]", "(neg (index a.l 1))");
	check_tree("a_l::TEXT[1]", "(cast a.l)");
	check_tree("(a_l::TEXT)[1]", "(index (cast a.l) 1)");
	check_tree("a_l BETWEEN 1 AND 2 AND b_l", "(and (and (>= a.l 1) (<= a.l 2)) b.l)");
	check_tree("a_l NOT BETWEEN 1 AND 2", "(not (and (>= a.l 1) (<= a.l 2)))");
	check_tree("a_l NOT IN (1, -2, 'x')", "(not (in a.l 1 -2 'x'))");
	check_tree("a_l NOT LIKE 'x'", "(not (like a.l 'x'))");
	check_tree("a_l IS NOT NULL", "(not (null? a.l))");
	check_tree("a_l IS DISTINCT FROM b_r", "(not (is not distinct from a.l b.r))");
	check_tree("CASE WHEN a_l THEN 1 END", "(case a.l 1 NULL)");
	check_tree("CASE a_l WHEN 1 THEN 2 ELSE 3 END", "(case (= a.l 1) 2 3)");
	check_tree("a_l <> 1 -- a comment /* \n", "(<> a.l 1)");
	check_tree("a_l /* one /* in */ another */ = 1", "(= a.l 1)");
}

TEST(expr_parse__reads_names_of_columns)
{
	check_tree("\"first name_l\" = \"say \"\"hi\"\"_r\"", "(= first name.l say \"hi\".r)");
	check_tree("Name_L = `x_R`", "(= Name.l x.r)");
	check_tree("NAME_l_r", "NAME_l.r");
	check_tree("date_l = DATE '2000-01-01'", "(= date.l (cast '2000-01-01'))");
	check_tree("'it''s'", "'it's'");
}

TEST(expr_parse__reads_rules_with_prefixes)
{
	SCOPED_ARENA(a);
	struct expr_reader rule = {.naming = EXPR_PREFIX, .what = "rule 1"};
	struct expr *e;

	CHECK_OK(expr_parse(
		&a, SLICE("(SUBSTR(l.a, 1, 3) = SUBSTR(r.a, 1, 3)) AND (L.\"b c\" = r.`d`)"), &rule,
		&e));
	CHECK_STR(tree(&a, e), "(and (= (substr a.l 1 3) (substr a.r 1 3)) (= b c.l d.r))");
	CHECK_ERR(expr_parse(&a, SLICE("l.a = a"), &rule, &e), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "rule 1, position 7: found \"a\": columns of a rule are "
					   "written l.name and r.name");
	CHECK_ERR(expr_parse(&a, SLICE("l.a.b = r.a.b"), &rule, &e), ONUS_BAD_INPUT);
}

TEST(expr_parse__knows_else_alone)
{
	check_tree("  else ", "(else)");
	check_tree("ELSE", "(else)");
}

TEST(expr_parse__knows_sides_and_types)
{
	SCOPED_ARENA(a);

	CHECK_INT(expr_read(&a, "a_l = 1")->sides, SIDE_LEFT);
	CHECK_INT(expr_read(&a, "a_l = a_r")->sides, SIDE_BOTH);
	CHECK_INT(expr_read(&a, "1 = 1")->sides, SIDE_NONE);
	CHECK_INT(expr_read(&a, "a_l = a_r")->type, TYPE_BOOL);
	CHECK_INT(expr_read(&a, "lower(a_l)")->type, TYPE_TEXT);
	CHECK_INT(expr_read(&a, "a_l")->type, TYPE_ANY);
	CHECK_INT(expr_read(&a, "a_l::date")->type, TYPE_DATE);
	CHECK_INT(expr_read(&a, "CASE WHEN a_l THEN 1 ELSE 2 END")->type, TYPE_INTEGER);
	CHECK_INT(expr_read(&a, "CASE WHEN a_l THEN 1 ELSE 'x' END")->type, TYPE_ANY);
}

/* --- refusals --- */

static const struct {
	const char *sql;
	const char *text; /* behind "the test, position " */
} refused[] = {
	{"", "1: the text ends where there should be a column, a literal, a function or a bracket"},
	{"a_l =",
	 "6: the text ends where there should be a column, a literal, a function or a bracket"},
	{"a_l = a_r a_l",
	 "11: found \"a_l\" where there should be an operator or the end of the text"},
	{"(a_l", "5: the text ends where there should be \")\" to close the bracket"},
	{"'a", "1: the quote ' that opens here is not closed"},
	{"\"a_l", "1: the quote \" that opens here is not closed"},
	{"a_l /* b", "5: this comment has no end; close it with */"},
	{"a_l ; b_l", "5: \";\" means nothing in a condition"},
	{"a_l = b_l = c_l",
	 "11: comparisons can't stand in a row; join them by AND, or use brackets"},
	{"levenstein(a_l, a_r) < 2",
	 "1: there is no function levenstein; did you mean levenshtein?"},
	{"a_l = 1 AND frobnicate(a_r)", "13: there is no function frobnicate"},
	{"levenshtein(a_l) < 2", "1: levenshtein takes 2 to 2 arguments, not 1"},
	{"levenshtein(a_l, 3) < 2", "18: levenshtein takes text here; CAST it AS TEXT first"},
	{"name = 1", "1: found \"name\": columns of a level are written name_l and name_r"},
	{"l.name = r.name", "1: found \"l\": columns of a level are written name_l and name_r"},
	{"name_l.x = 1", "7: found \".\" where there should be an operator: columns of a level are "
			 "written name_l and name_r"},
	{"a_l IN (a_r)", "9: IN takes literals only; compare columns with = and OR"},
	{"a_l LIKE a_r", "10: LIKE takes its pattern as a literal, in quotes"},
	{"a_l IS 3",
	 "8: found \"3\" where there should be NULL, TRUE, FALSE or DISTINCT FROM, behind IS"},
	{"a_l = (SELECT 1)",
	 "8: found \"SELECT\" where there should be an expression: sub-queries are not read"},
	{"count(a_l) OVER ()",
	 "1: count is not read here: a condition looks at one pair, so there is "
	 "nothing to aggregate; of two values there are least and greatest"},
	{"lower(a_l) OVER ()",
	 "12: found \"OVER\" where there should be an operator: a condition looks "
	 "at one pair, not at a window"},
	{"1_000", "1: this is no number: \"1\""},
	{"1e999", "1: numbers up to 2^53 are told apart; write a longer one as text, in quotes"},
	{"try_strptime(a_l, '%j') = 1",
	 "19: %j is no code that is read in a format; what is: %Y %y %m %d %b %B %H %M %S %Z %%"},
	{"try_strptime(a_l, a_r) = 1",
	 "19: the format of try_strptime must be a literal, in quotes: '%Y-%m-%d'"},
	{"CAST(a_l AS BLOB)",
	 "13: \"BLOB\" is no type that is read here: TEXT, INTEGER, BIGINT, DOUBLE, "
	 "REAL, DATE, TIMESTAMP, BOOLEAN, and lists of them, TEXT[]"},
	{"a_l = NOT b_l", "7: found \"NOT\" where there should be an operand: put NOT and what it "
			  "denies in brackets"},
	{"a_l[1:2]",
	 "6: found \":\" where there should be \"]\": one item of a list can be taken, not a "
	 "part of it"},
	{"a_l = ELSE",
	 "7: found \"ELSE\" where there should be an expression: only conditions on one "
	 "pair are read, with no sub-query, interval or ELSE inside"},
};

TEST(expr_parse__says_where_it_stumbles_and_what_would_do)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		SCOPED_ARENA(a);

		CHECK_STR(expr_shown(&a, refused[i].sql, ""), "P");
		CHECK_STR(onus_last_error()->text,
			  arena_printf(&a, "the test, position %s", refused[i].text));
	}
}

TEST(expr_parse__reads_no_lambda_but_the_one)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "list_max(list_transform(a_l, x -> x))", ""), "P");
	CHECK_STR(expr_shown(&a, "array_length(list_filter(a_l, x -> x = 'a'))", ""), "P");
	CHECK_STR(expr_shown(
			  &a,
			  "list_max(list_transform(flatten(list_transform(a_l, x -> list_transform("
			  "a_r, y -> [y, x]))), pair -> levenshtein(pair[1], pair[2])))",
			  ""),
		  "P");
	CHECK_STR(expr_shown(
			  &a,
			  "list_max(list_transform(flatten(list_transform(a_l, x -> list_transform("
			  "a_r, y -> [x, y]))), pair -> levenshtein(pair[2], pair[2])))",
			  ""),
		  "P");
	check_tree(
		"list_max(list_transform(flatten(list_transform(a_l, lambda x: list_transform(a_r, "
		"lambda y: [x, y]))), lambda pair: levenshtein(pair[1], pair[2])))",
		"(bestlevenshtein a.l a.r)");
}

/* --- limits --- */

static const char *repeated(struct arena *a, const char *before, const char *middle,
			    const char *after, size_t times)
{
	struct buf b = {.max = 1 << 20};
	const char *text;

	for (size_t i = 0; i < times; i++) {
		buf_add_str(&b, before);
	}
	buf_add_str(&b, middle);
	for (size_t i = 0; i < times; i++) {
		buf_add_str(&b, after);
	}
	text = arena_copy(a, buf_slice(&b));
	buf_finish(&b);
	return text;
}

static void check_limit(const char *before, const char *middle, const char *after, size_t times,
			const char *limit)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, repeated(&a, before, middle, after, times), "a_l=1"), "P");
	if (slice_search(slice_str(onus_last_error()->text), slice_str(limit)) ==
	    strlen(onus_last_error()->text)) {
		test_fail(HERE, "\"%s\" does not name %s", onus_last_error()->text, limit);
	}
}

TEST(expr_parse__bounds_depth_and_length)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, repeated(&a, "(", "1", ")", 90), ""), "D 1");
	check_limit("(", "1", ")", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("NOT ", "1", "", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("- ", "a_l", "", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("", "a_l", " + 1", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("", "a_l", "[1]", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("", "a_l", " IS NULL", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("lower(", "a_l", ")", 5000, "LINK_SQL_DEPTH_MAX");
	check_limit("(", "a_l", " BETWEEN 1 AND 2)", 60, "LINK_SQL_MAX");
	check_limit(" ", "a_l", "", LINK_SQL_MAX, "LINK_SQL_MAX");
	CHECK_STR(expr_shown(&a, repeated(&a, "", "a_l = 1", " OR a_l = 1", 5000), "a_l=1"), "B 1");
}

TEST(expr_parse__refuses_what_is_no_utf8)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "a_l = '\xff'", ""), "P");
	CHECK_STR(onus_last_error()->text, "the test, position 8: this is no UTF-8");
}

/* --- trees compared --- */

TEST(expr_mirror__sees_the_same_of_the_other_side)
{
	SCOPED_ARENA(a);
	const struct expr *e = expr_read(&a, "substr(lower(Name_l), 1, 3)");

	CHECK(expr_mirror(e, expr_read(&a, "SUBSTR(LOWER(\"name_r\"), 1, 3)")));
	CHECK(!expr_mirror(e, e));
	CHECK(!expr_mirror(e, expr_read(&a, "substr(lower(name_r), 1, 4)")));
	CHECK(!expr_mirror(e, expr_read(&a, "substr(upper(name_r), 1, 3)")));
	CHECK(expr_mirror(expr_read(&a, "a_l = b_r"), expr_read(&a, "a_r = b_l")));
	CHECK(!expr_mirror(expr_read(&a, "a_l = 'x'"), expr_read(&a, "a_r = 'X'")));
	CHECK(expr_same(e, expr_read(&a, "substr(lower(NAME_L), 1, 3)")));
	CHECK(!expr_same(e, expr_read(&a, "substr(lower(name_r), 1, 3)")));
	CHECK(!expr_same(expr_read(&a, "CAST(a_l AS INT)"), expr_read(&a, "TRY_CAST(a_l AS INT)")));
}

static void seen(void *context, enum side side, struct slice name)
{
	struct buf *b = context;

	buf_addf(b, SLICE_FMT ".%c ", SLICE_ARG(name), side == SIDE_LEFT ? 'l' : 'r');
}

TEST(expr_columns__tells_each_column_once)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(b, 1000);

	expr_columns(expr_read(&a, "a_l = a_r AND A_L BETWEEN 1 AND 2 OR b_l = a_l"), seen, &b);
	CHECK_STR(arena_copy(&a, buf_slice(&b)), "a.l a.r b.l ");
}

/* --- words --- */

TEST(word_nearest__finds_a_word_with_a_slip)
{
	static const char *const words[] = {"levenshtein", "jaro_winkler", "date", "substr", NULL};

	CHECK_STR(word_nearest(SLICE("LEVENSTEIN"), words), "levenshtein");
	CHECK_STR(word_nearest(SLICE("jaro_wnikler"), words), "jaro_winkler");
	CHECK_STR(word_nearest(SLICE("dtae"), words), "date");
	CHECK(word_nearest(SLICE("dog"), words) == NULL);
	CHECK(word_nearest(SLICE(""), words) == NULL);
	CHECK_STR(expr_nearest_function(SLICE("jaro_winkler_similarty")),
		  "jaro_winkler_similarity");
	CHECK(expr_nearest_function(SLICE("frobnicate")) == NULL);
}
