/* SPDX-License-Identifier: Apache-2.0
 * names.c - tests of names that are known. */
#include <stdio.h>

#include "tests/random.h"
#include "tests/unit/text/support.h"

static const char *key(const char *name)
{
	static char out[256];

	onus_name_key(slice_str(name), out, sizeof out);
	return out;
}

TEST(name_key__folds_case_marks_and_punctuation)
{
	CHECK_STR(key("O'Brien"), "OBRIEN");
	CHECK_STR(key("o\u2019brien"), "OBRIEN");
	CHECK_STR(key("  Zoë   Smith-Jones "), "ZOE SMITH JONES");
	CHECK_STR(key("Zoe\u0308"), "ZOE");
	CHECK_STR(key("Łukasz Weiß"), "LUKASZ WEISS");
	CHECK_STR(key("Sm\u00adith\u200f"), "SMITH");
	CHECK_STR(key("Ash's"), "ASH");
	CHECK_STR(key("ﬁn １２"), "FIN 12");
	CHECK_STR(key("Иван"), "ИВАН");
}

TEST(name_key__says_that_nothing_is_left)
{
	char out[16] = "x";

	CHECK_INT(onus_name_key(SLICE("-!-"), out, sizeof out), 0);
	CHECK_STR(out, "");
	CHECK_INT(onus_name_key(SLICE("Amber Hill"), out, 5), 0);
	CHECK_INT(onus_name_key(SLICE("Amber"), out, 6), 5);
	CHECK_INT(onus_name_key(SLICE("x"), out, 0), 0);
}

TEST(names__refuse_what_is_no_name)
{
	struct onus_names *n = onus_names_create();
	char longest[500];

	memset(longest, 'a', sizeof longest);
	CHECK_ERR(onus_names_add(n, ONUS_PERSON, SLICE(""), SLICE("x")), ONUS_BAD_INPUT);
	CHECK_ERR(onus_names_add(n, ONUS_PERSON, SLICE("--"), SLICE("x")), ONUS_BAD_INPUT);
	CHECK_ERR(onus_names_add(n, ONUS_PERSON, SLICE("a\xff"), SLICE("x")), ONUS_BAD_INPUT);
	CHECK_ERR(onus_names_add(n, ONUS_VEHICLE, SLICE("  "), SLICE("x")), ONUS_BAD_INPUT);
	CHECK_ERR(onus_names_add(n, ONUS_PERSON, slice_of(longest, sizeof longest), SLICE("x")),
		  ONUS_BAD_INPUT);
	CHECK_INT(onus_names_count(n), 0);
	onus_names_destroy(n);
	CHECK(onus_names_destroy(NULL) == NULL);
}

TEST(names__are_found_however_they_are_written)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_PERSON, "Zophie O'Quarl", "p-1");
	name_add(n, ONUS_PERSON, "Xan Smith Jones", "p-2");
	name_add(n, ONUS_PERSON, "Uncle", "p-3");
	CHECK_STR(matches("zophie oquarl", n), "p-1");
	CHECK_STR(matches("ZOPHIE\nO\u2019QUARL\u2019S car", n), "p-1");
	CHECK_STR(matches("Xan Smith-Jones", n), "p-2");
	CHECK_STR(matches("told Uncle so", n), "p-3");
	CHECK_STR(matches("her uncle said", n), "");
	CHECK_STR(matches("Zophie. O'Quarl", n), "");
	CHECK_STR(matches("Zophie\n\nO'Quarl", n), "");
	CHECK_STR(matches("Zophie O'Quarls", n), "");
	onus_names_destroy(n);
}

TEST(names__the_longest_counts)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_PERSON, "Zed Quill", "two");
	name_add(n, ONUS_PERSON, "Zed Quill Holt", "three");
	name_add(n, ONUS_PERSON, "Quill Holt Vane Marl", "four");
	name_add(n, ONUS_PERSON, "Zed", "one");
	CHECK_STR(matches("Zed Quill Holt", n), "three");
	CHECK_STR(matches("Zed Quill Holt Vane Marl", n), "three");
	CHECK_STR(matches("Zed Quill Holtz", n), "two");
	CHECK_STR(matches("it was Zed, Quill Holt Vane Marl", n), "one|four");
	onus_names_destroy(n);
}

TEST(names__of_every_kind_are_found)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_GROUP, "the named men", "g-1");
	name_add(n, ONUS_PLACE, "Northtown", "l-1");
	name_add(n, ONUS_ORGANISATION, "Northshire Police", "o-1");
	name_add(n, ONUS_ADDRESS, "12 Mill Ln", "a-1");
	name_add(n, ONUS_OPERATION, "Operation Heron", "x-1");
	CHECK_STR(matches("the named men of Northtown", n), "g-1|l-1");
	CHECK_STR(matches("NORTHSHIRE POLICE, Northshire Police", n), "o-1|o-1");
	CHECK_STR(matches("Op Heron", n), "x-1");
	onus_names_destroy(n);
}

TEST(names__identifiers_match_in_their_normal_form)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_PHONE, "07700 900123", "t-1");
	name_add(n, ONUS_PHONE, "+447700900124", "t-2");
	name_add(n, ONUS_VEHICLE, "ab51abc", "v-1");
	name_add(n, ONUS_POSTCODE, "s601ae", "c-1");
	name_add(n, ONUS_EMAIL, "Ash@Example.org", "e-1");
	name_add(n, ONUS_ACCOUNT, "instagram:Ash_K", "k-1");
	CHECK_STR(matches("+44 (0)7700 900123 0044 7700 900124", n), "t-1|t-2");
	CHECK_STR(matches("AB51 ABC at S60 1AE", n), "v-1|c-1");
	CHECK_STR(matches("ash@example.org instagram.com/ash_k", n), "e-1|k-1");
	CHECK_STR(matches("07700 900125", n), "-");
	onus_names_destroy(n);
}

TEST(names__a_found_name_says_which_it_is)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_PERSON, "Amber Quarl", "p-1");
	name_add(n, ONUS_PERSON, "Ash", "p-2");
	CHECK_STR(matches("QUARL, Amber; Dr Amber Quarl", n), "p-1|p-1");
	CHECK_STR(matches("a male called Ash", n), "p-2");
	/* another person who has that nickname for a given name */
	CHECK_STR(matches("a male called Ash Quarl", n), "-");
	onus_names_destroy(n);
}

TEST(names__shared_by_many_cost_no_more)
{
	struct onus_names *n = onus_names_create();
	char id[16];

	for (int i = 0; i < 50000; i++) {
		snprintf(id, sizeof id, "p-%d", i);
		name_add(n, ONUS_PERSON, "Amber Quarl", id);
	}
	CHECK_INT(onus_names_count(n), 50000);
	/* the first that came */
	CHECK_STR(matches("Amber Quarl", n), "p-0");
	onus_names_destroy(n);
}

/* A made-up word of two to four syllables for every number. */
static size_t make_word(uint64_t number, char *out, size_t room)
{
	static const char *const heads[] = {"b", "ch", "d", "f", "g", "h", "j",
					    "k", "l",  "m", "n", "v", "z"};
	static const char *const tails[] = {"a", "e", "i", "o", "u", "ee", "ai", "on"};
	size_t n = 0;

	do {
		n += (size_t)snprintf(out + n, room - n, "%s%s", heads[number % 13],
				      tails[number / 13 % 8]);
		number /= 104;
	} while (number > 0);
	return n;
}

static struct slice make_name(uint64_t number, char out[64])
{
	size_t n = make_word(200 + number % 997, out, 32);

	out[n++] = ' ';
	n += make_word(20000 + number / 997 * 31 + number % 31, out + n, 64 - n);
	return slice_of(out, n);
}

TEST(names__none_of_many_is_missed_and_none_invented)
{
	enum { MANY = 40000, LOOKED_FOR = 2000 };
	struct onus_names *n = onus_names_create();
	struct random random = {7};
	struct onus_text_options options = {.names = n};

	for (uint64_t i = 0; i < MANY; i++) {
		char name[64];
		char id[24];

		snprintf(id, sizeof id, "%d", (int)i);
		CHECK_OK(onus_names_add(n, ONUS_PERSON, make_name(i, name), slice_str(id)));
	}
	for (int i = 0; i < LOOKED_FOR; i++) {
		uint64_t number = random_below(&random, 2 * (uint64_t)MANY);
		char name[64];
		char text[128];
		struct slice s = make_name(number, name);
		struct onus_mentions m = {0};
		uint64_t id = UINT64_MAX;

		snprintf(text, sizeof text, "they saw " SLICE_FMT " there", SLICE_ARG(s));
		CHECK_OK(onus_text_read(slice_str(text), &options, &m));
		CHECK_INT(m.count, number < MANY ? 1 : 0);
		if (m.count == 1) {
			CHECK_INT(m.items[0].start, 9);
			CHECK_INT(m.items[0].end, 9 + s.n);
			CHECK(slice_to_u64(slice_str(m.items[0].matched), &id) && id == number);
		}
		onus_mentions_finish(&m);
	}
	onus_names_destroy(n);
}
