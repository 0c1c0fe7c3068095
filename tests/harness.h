/* SPDX-License-Identifier: Apache-2.0
 * harness.h - a test is a function named after the thing it proves; TAP on stdout.
 *
 *     TEST(when_parse__refuses_a_day_that_is_not_in_the_calendar)
 *     {
 *             struct when w;
 *
 *             CHECK_ERR(when_parse(SLICE("31/02/2004"), &w), ONUS_BAD_INPUT);
 *     }
 *
 * A failed check prints where and what, and ends the test; the others still run. Every program of
 * tests/unit links harness.c, which holds main: "PROGRAM [PART-OF-NAME]" runs the matching tests.
 */
#ifndef ONUS_TESTS_HARNESS_H
#define ONUS_TESTS_HARNESS_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "onus/error.h"
#include "onus/slice.h"

struct test {
	const char *name;
	const char *file;
	void (*run)(void);
	struct test *next;
};

void test_register(struct test *t);
/* Ends the running test as failed. */
_Noreturn void test_fail(const char *where, const char *fmt, ...) ONUS_PRINTF(2, 3);
/* Ends the running test as skipped, for a reason that is printed. */
_Noreturn void test_skip(const char *fmt, ...) ONUS_PRINTF(1, 2);
/* The folder of third-party test data, or skips the test where it is absent. */
const char *test_shared_data(void);
/* The bytes of a file, in memory that lives until the test ends; fails the test where it can't be
 * read. */
struct slice test_read_file(const char *path);
/* An empty folder that is removed when the test ends. */
const char *test_folder(void);

#define TEST(test_name)                                                                            \
	static void test_name(void);                                                               \
	__attribute__((constructor)) static void test_name##_register(void)                        \
	{                                                                                          \
		static struct test self = {#test_name, __FILE__, test_name, NULL};                 \
		test_register(&self);                                                              \
	}                                                                                          \
	static void test_name(void)

#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			test_fail(HERE, "%s", #cond);                                              \
		}                                                                                  \
	} while (0)
#define CHECK_OK(call)                                                                             \
	do {                                                                                       \
		enum onus_err e_ = (call);                                                         \
		if (e_ != ONUS_OK) {                                                               \
			test_fail(HERE, "%s gave %d: %s (%s)", #call, e_, onus_last_error()->text, \
				  onus_last_error()->where);                                       \
		}                                                                                  \
	} while (0)
#define CHECK_ERR(call, want)                                                                      \
	do {                                                                                       \
		enum onus_err e_ = (call);                                                         \
		if (e_ != (want)) {                                                                \
			test_fail(HERE, "%s gave %d, not %s", #call, e_, #want);                   \
		}                                                                                  \
	} while (0)
#define CHECK_INT(got, want)                                                                       \
	do {                                                                                       \
		int64_t g_ = (int64_t)(got), w_ = (int64_t)(want);                                 \
		if (g_ != w_) {                                                                    \
			test_fail(HERE, "%s is %" PRId64 ", not %" PRId64, #got, g_, w_);          \
		}                                                                                  \
	} while (0)
#define CHECK_STR(got, want)                                                                       \
	do {                                                                                       \
		const char *g_ = (got), *w_ = (want);                                              \
		if (g_ == NULL || !slice_eq(slice_str(g_), slice_str(w_))) {                       \
			test_fail(HERE, "%s is \"%s\", not \"%s\"", #got, g_ ? g_ : "(null)", w_); \
		}                                                                                  \
	} while (0)

#endif
