/* SPDX-License-Identifier: Apache-2.0
 * helpers.h - documents for the tests of the extractor, and one call to have them read. */
#ifndef ONUS_TESTS_UNIT_EXTRACT_HELPERS_H
#define ONUS_TESTS_UNIT_EXTRACT_HELPERS_H

#include "practice/intake/reader.h"
#include "tests/harness.h"

/* The pool that all tests share; its readers may talk, so that a sanitizer is heard. */
struct reader_pool *test_pool(void);
/* Has bytes read by the real onus-extract. The reading lives until the next call. */
const struct reading *test_read(const char *format, struct slice bytes);
const struct reading *test_read_str(const char *format, const char *text);
/* The path of onus-extract; skips the test where ONUS_EXTRACT does not say. */
const char *test_extract_path(void);

/* Memory that lives until the test program ends. */
struct arena *test_arena(void);
/* `piece`, `times` over, between `before` and `after`. */
struct slice test_repeat(const char *before, const char *piece, size_t times, const char *after);

/* Value of the first fact, or sealed part, of that label; "" where there is none. */
const char *test_fact(const struct reading *r, const char *label);
const char *test_sealed(const struct reading *r, const char *label);
/* The first warning; "" where there is none. */
const char *test_warning(const struct reading *r);
/* True where a warning holds these words. */
bool test_warned(const struct reading *r, const char *words);
/* The text of row `number` (1..). */
const char *test_row(const struct reading *r, uint32_t number);

/* A zip made file by file, deflated. */
struct test_zip;
struct test_zip *test_zip_begin(void);
void test_zip_add(struct test_zip *z, const char *name, struct slice bytes);
struct slice test_zip_end(struct test_zip *z);
/* A Word document of that body (the XML inside w:body). */
struct slice test_docx(const char *body);

#define CHECK_SLICE(got, want) CHECK_STR(arena_copy(test_arena(), (got)), (want))
#define CHECK_HAS(got, part)                                                                       \
	do {                                                                                       \
		struct slice g_ = (got);                                                           \
		if (slice_search(g_, slice_str(part)) == g_.n) {                                   \
			test_fail(HERE, "%s is \"" SLICE_FMT "\", without \"%s\"", #got,           \
				  SLICE_ARG(slice_of(g_.p, g_.n < 600 ? g_.n : 600)), (part));     \
		}                                                                                  \
	} while (0)
#define CHECK_HAS_NOT(got, part)                                                                   \
	do {                                                                                       \
		struct slice g_ = (got);                                                           \
		if (slice_search(g_, slice_str(part)) != g_.n) {                                   \
			test_fail(HERE, "%s holds \"%s\"", #got, (part));                          \
		}                                                                                  \
	} while (0)
#define CHECK_READ(got)                                                                            \
	do {                                                                                       \
		const struct reading *r_ = (got);                                                  \
		if (r_->status != READING_READ) {                                                  \
			test_fail(HERE, "status %d: %s", r_->status, r_->reason);                  \
		}                                                                                  \
	} while (0)
#define CHECK_UNREADABLE(got, words)                                                               \
	do {                                                                                       \
		const struct reading *r_ = (got);                                                  \
		CHECK_INT(r_->status, READING_UNREADABLE);                                         \
		CHECK_HAS(slice_str(r_->reason), words);                                           \
		CHECK_INT(r_->text.n, 0);                                                          \
		CHECK_INT(r_->child_count, 0);                                                     \
	} while (0)
#define CHECK_CUT(got, words)                                                                      \
	do {                                                                                       \
		const struct reading *r_ = (got);                                                  \
		CHECK_INT(r_->status, READING_CUT);                                                \
		CHECK_HAS(slice_str(r_->reason), words);                                           \
	} while (0)

#endif
