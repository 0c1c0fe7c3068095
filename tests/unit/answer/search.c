/* SPDX-License-Identifier: Apache-2.0
 * search.c - reports by their words, entities by what they are called. */
#include <stdio.h>

#include "tests/unit/answer/asking.h"

static void receive(struct fixture *f, const char *name, const char *text)
{
	const char *path = arena_printf(&f->arena, "%s/%s.txt", test_folder(), name);
	FILE *file = fopen(path, "wb");

	CHECK(file != NULL);
	CHECK(fputs(text, file) >= 0);
	CHECK_INT(fclose(file), 0);
	CHECK_OK(fixture_run(f, "receive", "path", path, "source", "Jo Reporter of Mill Lane",
			     "dated", "2024-05-31", NULL));
}

static const struct json *first(const struct asked *asked, const char *kind)
{
	for (size_t i = 0; i < asked->count; i++) {
		if (slice_is(json_get_slice(asked->records[i], "kind"), kind)) {
			return asked->records[i];
		}
	}
	return NULL;
}

TEST(search__finds_a_report_by_its_words_and_says_why)
{
	struct fixture f;
	struct asked asked;
	const struct json *hit;

	fixture_open(&f);
	receive(&f, "a", "A silver taxi waited outside the school.\n");
	receive(&f, "b", "A blue van was parked by the river.\n");
	CHECK_OK(ask(&f, &asked, "search", "words", "TAXI", "words", "school", NULL));
	CHECK_INT(asked.count, 1);
	hit = asked.records[0];
	CHECK_STR(json_get_str(hit, "kind"), "report");
	CHECK_STR(json_get_str(hit, "title"), "A silver taxi waited outside the school.");
	CHECK(strstr(json_get_str(hit, "snippet"), "\u27E6taxi\u27E7") != NULL);
	CHECK_STR(json_get_str(json_get(hit, "when"), "lo"), "2024-05-31");
	CHECK(json_get_str(hit, "source")[0] == 'S');
	CHECK(json_get_str(hit, "why")[0] != '\0');
	fixture_close(&f);
}

TEST(search__never_shows_who_the_source_is)
{
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	receive(&f, "a", "A silver taxi waited outside the school.\n");
	CHECK_OK(ask(&f, &asked, "search", "words", "taxi", NULL));
	CHECK(strstr(asked.said, "Reporter") == NULL && strstr(asked.said, "Mill") == NULL);
	CHECK_ERR(ask(&f, &asked, "search", "words", "Reporter", NULL), ONUS_NO);
	fixture_close(&f);
}

TEST(search__finds_an_entity_by_a_name_an_alias_or_their_beginning)
{
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Jay O'Brien", "kind", "person", "alias",
			     "Birdie", NULL));
	CHECK_OK(ask(&f, &asked, "search", "words", "jay obrien", NULL));
	CHECK_STR(json_get_str(first(&asked, "entity"), "why"), "it is called that");
	CHECK_OK(ask(&f, &asked, "search", "words", "BIRD", NULL));
	CHECK_STR(json_get_str(first(&asked, "entity"), "called"), "Birdie");
	CHECK(strstr(asked.said, "also called Birdie") != NULL);
	fixture_close(&f);
}

TEST(search__shows_an_entity_once_by_however_many_names)
{
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "entity enter", "name", "Bird", "kind", "person", "alias",
			     "Birdie", "alias", "Birdman", NULL));
	CHECK_OK(ask(&f, &asked, "search", "words", "bird", NULL));
	CHECK_INT(asked.count, 1);
	CHECK_STR(json_get_str(asked.records[0], "called"), "Bird");
	fixture_close(&f);
}

TEST(search__finds_a_number_however_it_was_typed)
{
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	receive(&f, "a", "His number is 07700 900123.\n");
	CHECK_OK(ask(&f, &asked, "search", "words", "+44 7700 900123", NULL));
	CHECK(first(&asked, "entity") != NULL);
	CHECK_STR(json_get_str(first(&asked, "entity"), "entity_kind"), "phone");
	fixture_close(&f);
}

TEST(search__shows_as_many_as_asked_and_says_that_there_are_more)
{
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	for (int i = 0; i < 4; i++) {
		receive(&f, arena_printf(&f.arena, "r%d", i),
			arena_printf(&f.arena, "The silver taxi again, %d.\n", i));
	}
	CHECK_OK(ask(&f, &asked, "search", "words", "taxi", "limit", "3", NULL));
	CHECK_INT(asked.count, 3);
	CHECK(strstr(asked.notes, "more than 3") != NULL);
	CHECK_OK(ask(&f, &asked, "search", "words", "taxi", "limit", "4", NULL));
	CHECK_INT(asked.count, 4);
	CHECK_STR(asked.notes, "");
	CHECK_ERR(ask(&f, &asked, "search", "words", "taxi", "limit", "0", NULL), ONUS_USAGE);
	CHECK_ERR(ask(&f, &asked, "search", "words", "taxi", "limit", "1001", NULL), ONUS_USAGE);
	fixture_close(&f);
}

TEST(search__takes_any_text_for_a_question)
{
	static const char *const questions[] = {"a OR b",       "NEAR(",   "\"unclosed",
						"x* AND NOT y", "col:val", "' OR 1=1 --",
						"%_",           "(((("};
	struct fixture f;
	struct asked asked;

	fixture_open(&f);
	receive(&f, "a", "A silver taxi.\n");
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		enum onus_err e = ask(&f, &asked, "search", "words", questions[i], NULL);

		CHECK(e == ONUS_OK || e == ONUS_NO || e == ONUS_BAD_INPUT);
	}
	CHECK_ERR(ask(&f, &asked, "search", "words", "nowhere", NULL), ONUS_NO);
	fixture_close(&f);
}
