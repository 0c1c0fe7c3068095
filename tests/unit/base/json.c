/* SPDX-License-Identifier: Apache-2.0
 * json.c - tests of JSON values and of the ways to write them. */
#include "base/json.h"
#include "base/limits.h"
#include "tests/harness.h"
#include "tests/random.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

static const char *written(struct arena *a, const struct json *v)
{
	SCOPED_BUF(out, TEXT_MAX);

	json_write(&out, v);
	CHECK_OK(buf_check(&out, "the text"));
	return arena_copy(a, buf_slice(&out));
}

static const char *canonical(struct arena *a, const struct json *v)
{
	SCOPED_BUF(out, TEXT_MAX);

	CHECK_OK(json_write_canonical(&out, v));
	return arena_copy(a, buf_slice(&out));
}

static struct json *parsed(struct arena *a, const char *text)
{
	struct json *v = NULL;

	CHECK_OK(json_parse(a, slice_str(text), &v));
	return v;
}

TEST(json_set__keeps_the_order_and_replaces_in_place)
{
	SCOPED_ARENA(arena);
	struct json *v = json_object(&arena);

	json_set_int(v, "b", 1);
	json_set_str(v, "a", "x");
	json_set_str(v, "n", NULL);
	json_set(v, "t", json_bool(&arena, true));
	json_set_slice(v, "b", SLICE("two"));
	json_set(v, "list", json_array(&arena));
	CHECK_STR(written(&arena, v),
		  "{\"b\":\"two\",\"a\":\"x\",\"n\":null,\"t\":true,\"list\":[]}");
	CHECK_INT(v->count, 5);
}

TEST(json_set__copies_keys_and_texts)
{
	SCOPED_ARENA(arena);
	struct json *v = json_object(&arena);
	char key[] = "key";
	char text[] = "text";

	json_set_str(v, key, text);
	key[0] = 'x';
	text[0] = 'x';
	CHECK_STR(written(&arena, v), "{\"key\":\"text\"}");
}

TEST(json_get__answers_for_what_is_not_there)
{
	SCOPED_ARENA(arena);
	const struct json *v =
		parsed(&arena, "{\"s\":\"text\",\"n\":7,\"l\":[1,2],\"z\":\"a\\u0000b\"}");

	CHECK(json_get(v, "none") == NULL && json_get(NULL, "s") == NULL);
	CHECK(json_get(json_get(v, "s"), "s") == NULL);
	CHECK_STR(json_get_str(v, "s"), "text");
	CHECK(json_get_str(v, "n") == NULL && json_get_str(v, "none") == NULL);
	CHECK(slice_is(json_get_slice(v, "s"), "text") && json_get_slice(v, "n").p == NULL);
	CHECK_INT(json_get_int(v, "n", 3), 7);
	CHECK_INT(json_get_int(v, "s", 3), 3);
	CHECK_INT(json_get_count(v, "l"), 2);
	CHECK_INT(json_get_count(v, "s"), 0);
	CHECK_INT(json_get_item(v, "l", 1)->integer, 2);
	CHECK(json_get_item(v, "l", 2) == NULL && json_get_item(v, "s", 0) == NULL);
}

TEST(json_get_str__does_not_lend_a_text_that_would_end_early)
{
	SCOPED_ARENA(arena);
	const struct json *v = parsed(&arena, "{\"z\":\"a\\u0000b\"}");

	CHECK(json_get_str(v, "z") == NULL);
	CHECK_INT(json_get_slice(v, "z").n, 3);
}

TEST(json_write__escapes_what_must_be_and_nothing_else)
{
	SCOPED_ARENA(arena);
	const struct json *v = json_string(
		&arena,
		SLICE("\0\x01\b\t\n\v\f\r\x1f \"\\/\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80"));
	const char *want =
		"\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7f\xc3\xa9\xe2\x80\xa8"
		"\xf0\x9f\x98\x80\"";

	CHECK_STR(written(&arena, v), want);
	CHECK_STR(canonical(&arena, v), want);
}

TEST(json_write_pretty__indents_and_keeps_empty_ones_closed)
{
	SCOPED_ARENA(arena);
	SCOPED_BUF(out, TEXT_MAX);

	json_write_pretty(&out, parsed(&arena, "{\"a\":[1,{\"b\":null}],\"c\":[],\"d\":{}}"));
	CHECK_STR(arena_copy(&arena, buf_slice(&out)), "{\n"
						       "  \"a\": [\n"
						       "    1,\n"
						       "    {\n"
						       "      \"b\": null\n"
						       "    }\n"
						       "  ],\n"
						       "  \"c\": [],\n"
						       "  \"d\": {}\n"
						       "}");
}

/* The names of RFC 8785, section 3.2.3, in the order that it gives, and U+E000 against the
 * surrogates of U+1F600: byte order would put it first. */
TEST(json_write_canonical__sorts_by_utf16_units)
{
	SCOPED_ARENA(arena);
	const struct json *v =
		parsed(&arena, "{\"\\u20ac\":\"Euro Sign\","
			       "\"\\r\":\"Carriage Return\","
			       "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
			       "\"1\":\"One\","
			       "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
			       "\"\\u0080\":\"Control\","
			       "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");

	CHECK_STR(canonical(&arena, v),
		  "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
		  "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
		  "\"\xe2\x82\xac\":\"Euro Sign\","
		  "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
		  "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
	CHECK_STR(canonical(&arena,
			    parsed(&arena, "{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"\\ud7ff\":3,"
					   "\"\\uffff\":4,\"\\udbff\\udfff\":5}")),
		  "{\"\xed\x9f\xbf\":3,\"\xf0\x9f\x98\x80\":2,\"\xf4\x8f\xbf\xbf\":5,"
		  "\"\xee\x80\x80\":1,"
		  "\"\xef\xbf\xbf\":4}");
	CHECK_STR(canonical(&arena, parsed(&arena, "{\"b\":1,\"\":2,\"ab\":3,\"a\":4,\"B\":5}")),
		  "{\"\":2,\"B\":5,\"a\":4,\"ab\":3,\"b\":1}");
}

/* UTF-16 units of a key of up to four characters, the slow and certain way. */
static size_t utf16(struct slice key, uint16_t out[8])
{
	const unsigned char *p = (const unsigned char *)key.p;
	size_t count = 0;

	for (size_t i = 0; i < key.n;) {
		size_t n = p[i] < 0x80 ? 1 : p[i] < 0xe0 ? 2 : p[i] < 0xf0 ? 3 : 4;
		uint32_t c = n == 1 ? p[i] : p[i] & (0x7fu >> n);

		for (size_t k = 1; k < n; k++) {
			c = c << 6 | (p[i + k] & 0x3f);
		}
		if (c >= 0x10000) {
			out[count++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		out[count++] = (uint16_t)c;
		i += n;
	}
	return count;
}

static bool before(struct slice a, struct slice b)
{
	uint16_t left[8];
	uint16_t right[8];
	size_t n = utf16(a, left);
	size_t m = utf16(b, right);

	for (size_t i = 0; i < n && i < m; i++) {
		if (left[i] != right[i]) {
			return left[i] < right[i];
		}
	}
	return n < m;
}

/* A key of one to three characters from the corners of Unicode, with a number so that it is alone.
 */
static const char *random_key(struct arena *a, struct random *r, int number)
{
	static const char *const letters[] = {"a",
					      "z",
					      "\x7f",
					      "\xc2\x80",
					      "\xdf\xbf",
					      "\xe0\xa0\x80",
					      "\xed\x9f\xbf",
					      "\xee\x80\x80",
					      "\xef\xbf\xbf",
					      "\xf0\x90\x80\x80",
					      "\xf4\x8f\xbf\xbf",
					      ""};

	return arena_printf(a, "%s%s%s", letters[random_below(r, 12)], letters[random_below(r, 12)],
			    number < 0 ? "" : arena_printf(a, "%d", number));
}

/* Few members are sorted on the stack and many on the heap: both sizes. */
TEST(json_write_canonical__sorts_any_names_as_their_utf16_units)
{
	SCOPED_ARENA(arena);
	struct random random = {3};

	for (int round = 0; round < 200; round++) {
		struct json *v = json_object(&arena);
		struct json *again;

		for (int i = 0; i < (round % 2 ? 20 : 100); i++) {
			json_set_int(v, random_key(&arena, &random, i < 10 ? -1 : i % 8), i);
		}
		again = parsed(&arena, canonical(&arena, v));
		CHECK_INT(again->count, v->count);
		for (size_t i = 1; i < again->count; i++) {
			CHECK(before(again->members[i - 1].key, again->members[i].key));
		}
	}
}

static enum onus_err write_canonical(const struct json *v)
{
	SCOPED_BUF(out, TEXT_MAX);

	return json_write_canonical(&out, v);
}

TEST(json_write_canonical__refuses_what_is_not_for_signing)
{
	static const char *const texts[] = {"null",  "true",       "[false]",         "1.5",
					    "[1e3]", "{\"a\":-0}", "9007199254740992"};
	SCOPED_ARENA(arena);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CHECK_ERR(write_canonical(parsed(&arena, texts[i])), ONUS_INTERNAL);
	}
	CHECK_ERR(write_canonical(json_string(&arena, SLICE("\xff"))), ONUS_INTERNAL);
	CHECK_ERR(write_canonical(json_int(&arena, INT64_MAX)), ONUS_INTERNAL);
	CHECK_ERR(write_canonical(json_int(&arena, -9007199254740992)), ONUS_INTERNAL);
	CHECK_OK(write_canonical(json_int(&arena, -9007199254740991)));
}

/* Whatever it writes can be read: at each limit the reader and the writer agree. */
TEST(json_write_canonical__keeps_the_limits_of_the_reader)
{
	SCOPED_ARENA(arena);
	struct json *v = json_int(&arena, 1);
	struct json *wide;

	for (int depth = 1; depth <= JSON_DEPTH_MAX; depth++) {
		struct json *outer = json_array(&arena);

		json_push(outer, v);
		v = outer;
	}
	CHECK(json_eq(v, parsed(&arena, canonical(&arena, v))));
	wide = json_array(&arena);
	json_push(wide, v);
	CHECK_ERR(write_canonical(wide), ONUS_INTERNAL);
	wide = json_object(&arena);
	for (int i = 0; i < JSON_MEMBERS_MAX; i++) {
		json_set_int(wide, arena_printf(&arena, "%d", i), i);
	}
	CHECK(json_eq(wide, parsed(&arena, canonical(&arena, wide))));
	json_set_int(wide, "one more", 1);
	CHECK_ERR(write_canonical(wide), ONUS_INTERNAL);
}

TEST(json_write_canonical__says_when_the_buffer_is_full)
{
	SCOPED_ARENA(arena);
	SCOPED_BUF(out, 5);

	CHECK_ERR(json_write_canonical(&out, parsed(&arena, "[1,22]")), ONUS_BAD_INPUT);
	buf_reset(&out);
	CHECK_OK(json_write_canonical(&out, parsed(&arena, "[1,2]")));
}

TEST(json_eq__does_not_mind_the_order_of_members)
{
	static const char *const different[] = {"{\"a\":1}",
						"{\"a\":1,\"b\":[1,3]}",
						"{\"a\":1,\"b\":[1]}",
						"{\"a\":1,\"c\":[1,2]}",
						"{\"a\":1,\"b\":[1,2],\"c\":1}",
						"{\"a\":\"1\",\"b\":[1,2]}",
						"[1,2]",
						"null"};
	SCOPED_ARENA(arena);
	const struct json *v = parsed(&arena, "{\"a\":1,\"b\":[1,2]}");

	CHECK(json_eq(v, parsed(&arena, "{\"b\":[1,2],\"a\":1}")));
	for (size_t i = 0; i < sizeof different / sizeof different[0]; i++) {
		CHECK(!json_eq(v, parsed(&arena, different[i])));
		CHECK(!json_eq(parsed(&arena, different[i]), v));
	}
	CHECK(json_eq(NULL, NULL) && !json_eq(v, NULL) && !json_eq(NULL, v));
}

static struct slice random_text(struct arena *a, struct random *r)
{
	static const char *const pieces[] = {"",
					     "x",
					     "\"",
					     "\\",
					     "\n",
					     "\x01",
					     "\xc3\xa9",
					     "\xe2\x82\xac",
					     "\xf0\x9f\x98\x80",
					     "plain words ",
					     "/",
					     "\x7f"};
	SCOPED_BUF(text, 1000);

	for (size_t n = random_below(r, 12); n > 0; n--) {
		buf_add_str(&text, pieces[random_below(r, 12)]);
		if (random_below(r, 20) == 0) {
			buf_add_byte(&text, '\0');
		}
	}
	return arena_slice(a, buf_slice(&text));
}

/* Any value that may be signed. */
static struct json *random_value(struct arena *a, struct random *r, int depth)
{
	uint64_t kind = random_below(r, depth > 0 ? 4 : 2);
	struct json *v = kind == 2 ? json_array(a) : json_object(a);
	size_t n = random_below(r, 7);

	if (kind == 0) {
		return json_int(a, random_between(r, -9007199254740991, 9007199254740991));
	}
	if (kind == 1) {
		return json_string(a, random_text(a, r));
	}
	for (size_t i = 0; i < n; i++) {
		if (kind == 2) {
			json_push(v, random_value(a, r, depth - 1));
		} else {
			json_set(v, random_key(a, r, -1), random_value(a, r, depth - 1));
		}
	}
	return v;
}

TEST(json__reads_back_whatever_it_writes)
{
	struct random random = {4};

	for (int round = 0; round < 2000; round++) {
		SCOPED_ARENA(arena);
		SCOPED_BUF(pretty, TEXT_MAX);
		const struct json *v = random_value(&arena, &random, 4);
		const char *text = canonical(&arena, v);
		const struct json *again = parsed(&arena, text);

		CHECK(json_eq(v, again));
		CHECK_STR(canonical(&arena, again), text);
		again = parsed(&arena, written(&arena, v));
		CHECK(json_eq(v, again));
		CHECK_STR(canonical(&arena, again), text);
		json_write_pretty(&pretty, v);
		again = parsed(&arena, arena_copy(&arena, buf_slice(&pretty)));
		CHECK(json_eq(v, again));
	}
}
