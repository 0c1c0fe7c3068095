/* SPDX-License-Identifier: Apache-2.0
 * error.c - tests of the error record. */
#include <pthread.h>
#include <stdio.h>

#include "tests/harness.h"

static enum onus_err fail_at_once(void)
{
	return onus_fail(ONUS_REFUSED, "here.c:1", "no %s for %d", "entry", 7);
}

static enum onus_err guarded(bool *went_on)
{
	GUARD(fail_at_once());
	*went_on = true;
	return ONUS_OK;
}

static enum onus_err ensured(int n)
{
	ENSURE(n < 3, ONUS_BAD_INPUT, "%d is too large", n);
	return ONUS_OK;
}

TEST(onus_fail__keeps_code_place_and_words)
{
	CHECK_ERR(fail_at_once(), ONUS_REFUSED);
	CHECK_INT(onus_last_error()->code, ONUS_REFUSED);
	CHECK_STR(onus_last_error()->where, "here.c:1");
	CHECK_STR(onus_last_error()->text, "no entry for 7");
}

TEST(guard__passes_the_error_on_and_leaves_the_function)
{
	bool went_on = false;

	CHECK_ERR(guarded(&went_on), ONUS_REFUSED);
	CHECK(!went_on);
}

TEST(ensure__speaks_only_where_the_condition_fails)
{
	CHECK_OK(ensured(2));
	CHECK_ERR(ensured(3), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "3 is too large");
	CHECK(strstr(onus_last_error()->where, "error.c:") != NULL);
}

TEST(onus_fail_in__puts_words_in_front_and_takes_the_new_code)
{
	CHECK_ERR(fail_at_once(), ONUS_REFUSED);
	CHECK_ERR(onus_fail_in(ONUS_BAD_INPUT, "row %d: ", 9), ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->text, "row 9: no entry for 7");
	CHECK_INT(onus_last_error()->code, ONUS_BAD_INPUT);
	CHECK_STR(onus_last_error()->where, "here.c:1");
}

TEST(onus_fail_in__leaves_no_colon_where_nothing_follows)
{
	CHECK_ERR(onus_fail(ONUS_INTERNAL, "here.c:1", "%s", ""), ONUS_INTERNAL);
	CHECK_ERR(onus_fail_in(ONUS_INTERNAL, "not all was told: "), ONUS_INTERNAL);
	CHECK_STR(onus_last_error()->text, "not all was told");
	CHECK_ERR(onus_fail(ONUS_NO, "here.c:1", "%s", ""), ONUS_NO);
	CHECK_ERR(onus_fail_in(ONUS_NO, ": "), ONUS_NO);
	CHECK_STR(onus_last_error()->text, "");
}

TEST(onus_fail__may_quote_the_failure_before)
{
	CHECK_ERR(fail_at_once(), ONUS_REFUSED);
	CHECK_ERR(onus_fail(ONUS_NO, HERE, "after that (%s)", onus_last_error()->text), ONUS_NO);
	CHECK_STR(onus_last_error()->text, "after that (no entry for 7)");
	CHECK_ERR(onus_fail_in(ONUS_NO, "%s; ", onus_last_error()->text), ONUS_NO);
	CHECK_STR(onus_last_error()->text,
		  "after that (no entry for 7); after that (no entry for 7)");
}

/* For every place of the cut in a character of two, three and four bytes. */
TEST(onus_fail__cuts_long_text_between_characters)
{
	static const char *const letters[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
	char text[2 * ONUS_ERROR_TEXT_MAX];

	for (size_t i = 0; i < 3; i++) {
		for (size_t shift = 0; shift < 4; shift++) {
			size_t size = strlen(letters[i]);
			size_t n = shift;

			memset(text, 'x', shift);
			while (n + size < sizeof text) {
				memcpy(text + n, letters[i], size);
				n += size;
			}
			text[n] = '\0';
			CHECK_ERR(onus_fail(ONUS_NO, HERE, "%s", text), ONUS_NO);
			n = strlen(onus_last_error()->text);
			CHECK(n < ONUS_ERROR_TEXT_MAX && n >= ONUS_ERROR_TEXT_MAX - 4);
			CHECK_INT((n - shift) % size, 0);
			CHECK(slice_is_utf8(slice_str(onus_last_error()->text), NULL));
			CHECK_ERR(onus_fail_in(ONUS_NO, "\xc3\xa9: "), ONUS_NO);
			CHECK(slice_is_utf8(slice_str(onus_last_error()->text), NULL));
		}
	}
}

static void *fail_elsewhere(void *text_seen)
{
	snprintf(text_seen, ONUS_ERROR_TEXT_MAX, "%s", onus_last_error()->text);
	return onus_fail(ONUS_INTERNAL, HERE, "elsewhere") == ONUS_INTERNAL ? text_seen : NULL;
}

TEST(onus_last_error__is_the_threads_own)
{
	static char seen[ONUS_ERROR_TEXT_MAX];
	pthread_t thread;

	CHECK_ERR(fail_at_once(), ONUS_REFUSED);
	CHECK_INT(pthread_create(&thread, NULL, fail_elsewhere, seen), 0);
	CHECK_INT(pthread_join(thread, NULL), 0);
	CHECK_STR(seen, "");
	CHECK_STR(onus_last_error()->text, "no entry for 7");
}
