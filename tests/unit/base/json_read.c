/* SPDX-License-Identifier: Apache-2.0
 * json_read.c - tests of what the reader of JSON takes and refuses. */
#include <time.h>

#include "base/json.h"
#include "base/limits.h"
#include "tests/harness.h"

struct refusal {
	struct slice text;
	const char *words;
};

static enum onus_err parse(struct slice text)
{
	SCOPED_ARENA(arena);
	struct json *v = NULL;
	enum onus_err e = json_parse(&arena, text, &v);

	CHECK((e == ONUS_OK) == (v != NULL));
	return e;
}

TEST(json_parse__refuses_what_is_no_json)
{
	static const struct refusal refusals[] = {
		{SLICE(""), "line 1, column 1: a value is wanted here"},
		{SLICE(" \n "), "line 2, column 2: a value is wanted here"},
		{SLICE("nul"), "a value is wanted here"},
		{SLICE("NaN"), "a value is wanted here"},
		{SLICE("-"), "a value is wanted here"},
		{SLICE("+1"), "a value is wanted here"},
		{SLICE(".5"), "a value is wanted here"},
		{SLICE("'a'"), "a value is wanted here"},
		{SLICE("\xef\xbb\xbf{}"), "a value is wanted here"},
		{SLICE("01"), "a number with a leading zero"},
		{SLICE("-00"), "a number with a leading zero"},
		{SLICE("1."), "a number ends in its decimal point"},
		{SLICE("1.e3"), "a number ends in its decimal point"},
		{SLICE("1e"), "a number ends in its exponent sign"},
		{SLICE("1e+"), "a number ends in its exponent sign"},
		{SLICE("0x1"), "something follows the value"},
		{SLICE("1 2"), "line 1, column 3: something follows the value"},
		{SLICE("{}x"), "something follows the value"},
		{SLICE("{}\0"), "something follows the value"},
		{SLICE("truefalse"), "something follows the value"},
		{SLICE("[1 2]"), "a comma or ] is wanted here"},
		{SLICE("[1,]"), "line 1, column 4: a value is wanted here"},
		{SLICE("[,1]"), "a value is wanted here"},
		{SLICE("["), "a value is wanted here"},
		{SLICE("[1"), "a comma or ] is wanted here"},
		{SLICE("[1}"), "a comma or ] is wanted here"},
		{SLICE("{\"a\":1"), "a comma or } is wanted here"},
		{SLICE("{\"a\":1]"), "a comma or } is wanted here"},
		{SLICE("{\"a\"}"), "a colon is wanted here"},
		{SLICE("{\"a\":}"), "a value is wanted here"},
		{SLICE("{\"a\":1,}"), "a member name in quotes is wanted here"},
		{SLICE("{a:1}"), "a member name in quotes is wanted here"},
		{SLICE("{1:1}"), "a member name in quotes is wanted here"},
		{SLICE("[1]//"), "something follows the value"},
	};

	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		CHECK_ERR(parse(refusals[i].text), ONUS_BAD_INPUT);
		if (strstr(onus_last_error()->text, refusals[i].words) == NULL) {
			test_fail(HERE, "\"" SLICE_FMT "\" gave: %s", SLICE_ARG(refusals[i].text),
				  onus_last_error()->text);
		}
	}
}

TEST(json_parse__refuses_a_string_that_is_none)
{
	static const struct refusal refusals[] = {
		{SLICE("\""), "a string has no end"},
		{SLICE("\"abc"), "a string has no end"},
		{SLICE("\"abc\\"), "a string has no end"},
		{SLICE("\"abc\\\""), "a string has no end"},
		{SLICE("\"a\nb\""), "line 1, column 3: a control character in a string"},
		{SLICE("\"\x1f\""), "a control character in a string"},
		{SLICE("\"a\0b\""), "a control character in a string"},
		{SLICE("\"\\x41\""), "an escape that JSON does not have"},
		{SLICE("\"\\u12\""), "an escape that JSON does not have"},
		{SLICE("\"\\u12g4\""), "an escape that JSON does not have"},
		{SLICE("\"\\U0041\""), "an escape that JSON does not have"},
		{SLICE("\"\\\0\""), "an escape that JSON does not have"},
	};

	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		CHECK_ERR(parse(refusals[i].text), ONUS_BAD_INPUT);
		if (strstr(onus_last_error()->text, refusals[i].words) == NULL) {
			test_fail(HERE, "row %zu gave: %s", i, onus_last_error()->text);
		}
	}
}

TEST(json_parse__refuses_half_of_a_surrogate_pair)
{
	static const struct slice texts[] = {
		SLICE("\"\\ud83d\""),        SLICE("\"\\ude00\""),
		SLICE("\"\\ud83dx\""),       SLICE("\"\\ud83d\\n\""),
		SLICE("\"\\ud83d\\u0041\""), SLICE("\"\\ud83d\\ud83d\""),
		SLICE("\"\\ude00\\ud83d\""), SLICE("\"\\ud83d\\ue000\""),
		SLICE("\"\\ud83d\\u\""),     SLICE("\"\\ud83d\\\""),
		SLICE("\"\\ud83d\\ude0\""),
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CHECK_ERR(parse(texts[i]), ONUS_BAD_INPUT);
	}
}

TEST(json_parse__refuses_bytes_that_are_not_utf8)
{
	static const struct slice texts[] = {
		SLICE("\"\xc0\xaf\""),         /* overlong slash */
		SLICE("\"\xe0\x80\xaf\""),     /* the same in three bytes */
		SLICE("\"\xf0\x80\x80\xaf\""), /* and in four */
		SLICE("\"\xed\xa0\x80\""),     /* a surrogate */
		SLICE("\"\xf4\x90\x80\x80\""), /* beyond U+10FFFF */
		SLICE("\"\xff\""),
		SLICE("\"\xe2\x82\""),
		SLICE("\xe9"),
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CHECK_ERR(parse(texts[i]), ONUS_BAD_INPUT);
		CHECK(strstr(onus_last_error()->text, "not valid UTF-8") != NULL);
	}
}

TEST(json_parse__reads_every_escape)
{
	SCOPED_ARENA(arena);
	struct json *v;

	CHECK_OK(json_parse(
		&arena,
		SLICE("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9\\u20AC\\ud83d\\uDE00\\uffff.\""),
		&v));
	CHECK(slice_eq(
		v->string,
		SLICE("\"\\/\b\f\n\r\t\0\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbf.")));
	CHECK(v->string.p[v->string.n] == '\0');
}

TEST(json_parse__keeps_whole_numbers_apart_from_others)
{
	static const char *const others[] = {"9007199254740992",
					     "-9007199254740992",
					     "1.0",
					     "1e2",
					     "-0",
					     "1E+2",
					     "0.10",
					     "1e-2",
					     "0e0"};
	SCOPED_ARENA(arena);
	struct json *v;

	CHECK_OK(json_parse(&arena, SLICE(" 9007199254740991 "), &v));
	CHECK(v->type == JSON_INT && v->integer == 9007199254740991);
	CHECK_OK(json_parse(&arena, SLICE("-9007199254740991"), &v));
	CHECK(v->type == JSON_INT && v->integer == -9007199254740991);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		CHECK_OK(json_parse(&arena, slice_str(others[i]), &v));
		CHECK(v->type == JSON_NUMBER && slice_is(v->string, others[i]));
	}
}

TEST(json_parse__refuses_a_name_that_stands_twice)
{
	SCOPED_BUF(text, 1 << 20);

	CHECK_ERR(parse(SLICE("{\"a\":1,\"b\":2,\"a\":3}")), ONUS_BAD_INPUT);
	CHECK_ERR(parse(SLICE("{\"a\":1,\"\\u0061\":3}")), ONUS_BAD_INPUT);
	CHECK_ERR(parse(SLICE("[{\"\":1,\"\":1}]")), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "a member name stands twice") != NULL);
	CHECK_OK(parse(SLICE("{\"a\":{\"a\":1},\"A\":2}")));
	for (int i = 0; i < 1000; i++) {
		buf_addf(&text, "%c\"%d\":0", i > 0 ? ',' : '{', i * 7 % 1000);
	}
	buf_add_str(&text, "}");
	CHECK_OK(parse(buf_slice(&text)));
	text.len--;
	buf_add_str(&text, ",\"500\":0}");
	CHECK_ERR(parse(buf_slice(&text)), ONUS_BAD_INPUT);
}

TEST(json_parse__refuses_a_nul_in_a_name)
{
	CHECK_ERR(parse(SLICE("{\"a\\u0000b\":1}")), ONUS_BAD_INPUT);
	CHECK_OK(parse(SLICE("[\"a\\u0000b\"]")));
}

static void nest(struct buf *text, int depth, const char *inner)
{
	buf_reset(text);
	for (int i = 0; i < depth; i++) {
		buf_add_str(text, i % 2 ? "{\"a\":" : "[");
	}
	buf_add_str(text, inner);
	for (int i = depth; i-- > 0;) {
		buf_add_str(text, i % 2 ? "}" : "]");
	}
}

TEST(json_parse__goes_as_deep_as_its_limit)
{
	SCOPED_BUF(text, 1 << 24);

	nest(&text, JSON_DEPTH_MAX, "1");
	CHECK_OK(parse(buf_slice(&text)));
	nest(&text, JSON_DEPTH_MAX + 1, "1");
	CHECK_ERR(parse(buf_slice(&text)), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "JSON_DEPTH_MAX") != NULL);
	buf_reset(&text);
	for (int i = 0; i < 1000000; i++) {
		buf_add_byte(&text, '[');
	}
	CHECK_ERR(parse(buf_slice(&text)), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "JSON_DEPTH_MAX") != NULL);
	nest(&text, 1, "{},[[]],[]");
	for (int i = 0; i < 2 * JSON_DEPTH_MAX; i++) { /* beside one another is not deep */
		text.len--;
		buf_add_str(&text, ",[{}]]");
	}
	CHECK_OK(parse(buf_slice(&text)));
}

static void add_members(struct buf *text, int count)
{
	for (int i = 0; i < count; i++) {
		buf_addf(text, "%c\"%d\":0", i > 0 ? ',' : '{', i);
	}
	buf_add_byte(text, '}');
}

TEST(json_parse__takes_as_many_members_as_its_limit)
{
	SCOPED_BUF(text, 1 << 20);

	add_members(&text, JSON_MEMBERS_MAX);
	CHECK_OK(parse(buf_slice(&text)));
	buf_reset(&text);
	add_members(&text, JSON_MEMBERS_MAX + 1);
	CHECK_ERR(parse(buf_slice(&text)), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "JSON_MEMBERS_MAX") != NULL);
}

TEST(json_parse__takes_as_many_values_as_its_limit)
{
	SCOPED_BUF(text, 1 << 24);

	buf_add_str(&text, "[0");
	for (int i = 2; i < JSON_VALUES_MAX; i++) {
		buf_add_str(&text, ",0");
	}
	buf_add_byte(&text, ']');
	CHECK_OK(parse(buf_slice(&text)));
	text.len--;
	buf_add_str(&text, ",0]");
	CHECK_ERR(parse(buf_slice(&text)), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "JSON_VALUES_MAX") != NULL);
}

/* Objects as wide as allowed, names with long equal beginnings: this took minutes when each name
 * was compared with all that came before. The bound is generous; the sanitizers make it slow. */
TEST(json_parse__is_not_slowed_down_by_wide_objects)
{
	SCOPED_BUF(text, 1 << 24);
	struct timespec from;
	struct timespec to;

	buf_add_byte(&text, '[');
	for (int i = 0; i < 40; i++) {
		buf_add_str(&text, i > 0 ? "," : "");
		add_members(&text, JSON_MEMBERS_MAX);
	}
	buf_add_byte(&text, ']');
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	CHECK_OK(parse(buf_slice(&text)));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	CHECK(to.tv_sec - from.tv_sec < 5);
}

TEST(json_parse__names_line_and_column)
{
	CHECK_ERR(parse(SLICE("{\n  \"a\": 1,\n  \"b\" 2\n}")), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "JSON, line 3, column 7: a colon is wanted here");
}
