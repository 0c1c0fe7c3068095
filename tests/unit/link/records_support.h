/* SPDX-License-Identifier: Apache-2.0
 * records_support.h - records for tests: made in one line, told in one line. */
#ifndef ONUS_TESTS_LINK_RECORDS_SUPPORT_H
#define ONUS_TESTS_LINK_RECORDS_SUPPORT_H

#include "link/records.h"
#include "tests/harness.h"

/* Records that are destroyed when the scope ends. */
#define SCOPED_RECORDS(name)                                                                       \
	__attribute__((cleanup(onus_records_destroy))) struct onus_records *name = NULL

/* Adds one CSV text in pieces of `piece` bytes (0: in one). */
ONUS_CHECK enum onus_err csv_add(struct onus_records *r, const char *source, struct slice text,
				 size_t piece);
/* Records of one CSV text, finished; the id is the first column. */
struct onus_records *csv_read(struct slice text, unsigned threads, size_t piece);
/* Checks that the text is refused when it is all of a source "people.csv" (finished with the first
 * column as id), with words that have all of `parts`, ended by NULL. */
void check_refused(struct slice text, const char *const *parts);
#define CHECK_REFUSED(text, ...) check_refused(text, (const char *const[]){__VA_ARGS__, NULL})
/* The last error has these words. */
void check_words(const char *part);

/* Value by name; "" where it is missing. Lives until the next eight calls. */
const char *value_at(const struct onus_records *r, uint32_t row, const char *column);
/* Both have the same values in the same rows, of columns in the same order. */
void check_same_values(const struct onus_records *a, const struct onus_records *b);
/* Codes, counts and values of every column fit together. */
void check_columns(const struct onus_records *r);

/* Lends ids "a", "b" ... as slices: values of a column for onus_records_add. */
#define VALUES(...) ((const struct slice[]){__VA_ARGS__})

#endif
