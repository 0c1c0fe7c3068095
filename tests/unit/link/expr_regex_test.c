/* SPDX-License-Identifier: Apache-2.0
 * expr_regex_test.c - regular expressions give what RE2 gives. */
#include "tests/unit/link/expr_support.h"

/* Pattern, group, text, and what DuckDB 1.5.6 and 2.0.0 extract; NULL where they refuse the
 * pattern. */
static const struct {
	const char *pattern;
	unsigned group;
	const char *text;
	const char *found;
} facts[] = {
	{"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?", 0, "SW1A 2AA", "SW1A"},
	{"^[^@]+", 0, "a.b@c.org", "a.b"},
	{"([a-z]+)@(.*)", 2, "ann@b.org", "b.org"},
	{"a|ab", 0, "ab", "a"},
	{"ab|a", 0, "ab", "ab"},
	{"(a|ab)(c|bcd)(d*)", 3, "abcd", ""},
	{"a*", 0, "baaa", ""},
	{"a+?", 0, "aaa", "a"},
	{"(a*?)b", 1, "aab", "aa"},
	{"(a*)*", 1, "aab", "aa"},
	{"(a|b)*", 1, "ab", "b"},
	{"(a?)*b", 1, "aab", "a"},
	{"(a?|b)+", 1, "ab", "b"},
	{"(|a)+", 1, "aa", ""},
	{"(a|)+", 1, "aa", "a"},
	{"x*", 0, "é", ""},
	{"é+", 0, "aééb", "éé"},
	{".", 0, "é", "é"},
	{"..$", 0, "aéb", "éb"},
	{"^$", 0, "", ""},
	{"a$", 0, "a\n", ""},
	{"(?m)a$", 0, "a\nb", "a"},
	{"a.b", 0, "a\nb", ""},
	{"(?s)a.b", 0, "a\nb", "a\nb"},
	{"(?i)MARY", 0, "Mary", "Mary"},
	{"(?i)É", 0, "é", "é"},
	{"(?i:a)b", 0, "Ab", "Ab"},
	{"(?i:a)B", 0, "Ab", ""},
	{"[[:alpha:]]+", 0, "12ab3", "ab"},
	{"[[:^alpha:]]+", 0, "ab12c", "12"},
	{"\\d{2,3}", 0, "a12345", "123"},
	{"\\d{2,3}?", 0, "a12345", "12"},
	{"\\D+", 0, "12ab", "ab"},
	{"\\w+", 0, "é_a1", "_a1"},
	{"\\W+", 0, "aé b", "é "},
	{"\\bcat\\b", 0, "a cat b", "cat"},
	{"\\bcat\\b", 0, "concat", ""},
	{"\\Bat", 0, "cat", "at"},
	{"[]a]+", 0, "x]a]", "]a]"},
	{"[^]a]+", 0, "]ab", "b"},
	{"[a-]+", 0, "b-a", "-a"},
	{"[\\]x]+", 0, "a]x", "]x"},
	{"\\x41\\x{e9}", 0, "Aé", "Aé"},
	{"a{2}", 0, "aaa", "aa"},
	{"a{,2}", 0, "a{,2}", "a{,2}"},
	{"a{2", 0, "a{2", "a{2"},
	{"(?P<year>[0-9]{4})-", 1, "in 2004-05", "2004"},
	{"(a)(b)?", 2, "a", ""},
	{"((a)|b)+", 2, "ab", "a"},
	{"(ab)+", 1, "abab", "ab"},
	{"z", 0, "abc", ""},
	{"\\.", 0, "a.b", "."},
	{"\\Aab", 0, "cab", ""},
	{"b\\z", 0, "ab", "b"},
	{"(?:ab)+", 0, "xababy", "abab"},
	{"a**", 0, "a", NULL},
	{"+a", 0, "a", NULL},
	{"(a", 0, "a", NULL},
	{"a)", 0, "a", NULL},
	{"[b-a]", 0, "a", NULL},
	{"(?=a)", 0, "a", NULL},
	{"(?!a)", 0, "a", NULL},
	{"(?<=a)b", 0, "ab", NULL},
	{"(a)\\1", 0, "aa", NULL},
	{"[[:nope:]]", 0, "a", NULL},
	{"a{1001}", 0, "a", NULL},
	{"\\", 0, "a", NULL},
	{"[a", 0, "a", NULL},
	{"\\q", 0, "q", NULL},
	{"(?z)a", 0, "a", NULL},
	{"(?i)[a-c]+", 0, "xABCd", "ABC"},
	{"(?i)[^a]", 0, "Ab", "b"},
	{"(?-i)a", 0, "A", ""},
	{"(?i)a(?-i)B", 0, "Ab", ""},
	{"(?i)a(?-i)B", 0, "AB", "AB"},
	{"a|b|", 0, "c", ""},
	{"(|a)", 0, "a", ""},
	{"()", 0, "a", ""},
	{"^a|b", 0, "cb", "b"},
	{"(a+|b+)*c", 1, "aabbc", "bb"},
	{"((?:a|b)+?)b", 1, "aabab", "aa"},
};

static const char *extract(struct arena *a, const char *pattern, unsigned group, const char *text)
{
	const char *values = arena_printf(a, "t_l=%s", text);

	return expr_shown(a, arena_printf(a, "regexp_extract(t_l, '%s', %u)", pattern, group),
			  values);
}

TEST(regexp_extract__gives_what_duckdb_gives)
{
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		const char *got = extract(&a, facts[i].pattern, facts[i].group, facts[i].text);
		const char *want =
			facts[i].found != NULL ? arena_printf(&a, "T %s", facts[i].found) : "P";

		if (!slice_is(slice_str(got), want)) {
			test_fail(HERE, "%s of \"%s\" is \"%s\", not \"%s\"", facts[i].pattern,
				  facts[i].text, got, want);
		}
	}
}

TEST(regexp_extract__takes_time_in_proportion_to_the_text)
{
	SCOPED_ARENA(a);
	char *text = arena_alloc(&a, 200001);

	memset(text, 'a', 200000);
	CHECK_STR(extract(&a, "(a*)*(a|aa)+$b", 0, text), "T ");
	CHECK_STR(extract(&a, "(x+x+)+y", 0, text), "T ");
}

TEST(regexp_extract__says_where_in_the_pattern_it_stumbles)
{
	SCOPED_ARENA(a);

	CHECK_STR(extract(&a, "ab(?=c)", 0, "abc"), "P");
	CHECK_STR(onus_last_error()->text, "the test, position 21: at place 5 of the pattern: "
					   "look-around is not read, nor is it "
					   "by DuckDB");
	CHECK_STR(extract(&a, "(a)\\1", 0, "abc"), "P");
	CHECK_STR(onus_last_error()->text, "the test, position 21: at place 5 of the pattern: "
					   "back-references are not read, nor "
					   "are they by DuckDB");
}

TEST(regexp_extract__refuses_what_would_be_too_large)
{
	SCOPED_ARENA(a);

	CHECK_STR(extract(&a, "((a{100}){100}){100}", 0, "a"), "P");
	CHECK(slice_search(slice_str(onus_last_error()->text), SLICE("LINK_REGEX_MAX")) <
	      strlen(onus_last_error()->text));
	CHECK_STR(
		extract(&a, "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a", 0, "a"),
		"P");
}

TEST(regexp_extract__wants_pattern_and_group_as_literals)
{
	SCOPED_ARENA(a);

	CHECK_STR(expr_shown(&a, "regexp_extract(t_l, t_r, 0)", ""), "P");
	CHECK_STR(expr_shown(&a, "regexp_extract(t_l, 'a', length(t_r))", ""), "P");
	CHECK_STR(expr_shown(&a, "regexp_extract(t_l, 'a', 0)", ""), "N");
}
