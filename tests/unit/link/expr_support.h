/* SPDX-License-Identifier: Apache-2.0
 * expr_support.h - expressions worked out in one line, for tests. */
#ifndef ONUS_TESTS_LINK_EXPR_SUPPORT_H
#define ONUS_TESTS_LINK_EXPR_SUPPORT_H

#include "link/expr.h"
#include "tests/harness.h"

/* An expression without columns and its value as expr_shown writes it. */
struct expr_fact {
	const char *sql;
	const char *shown;
};

/* A condition, values of its columns ("name_l=Ann|name_r=Anne|lat_l=#51.5") and whether it holds:
 * -1 where that is NULL. */
struct expr_case {
	const char *sql;
	const char *values;
	int holds;
};

extern const struct expr_fact expr_facts[];
extern const struct expr_case expr_splink[];

/* Reads a level's condition; the tree lives in the arena. */
const struct expr *expr_read(struct arena *a, const char *sql);
/* N, "B 1", "D 2.5", "T text", "L|item|NULL", "d 10957" (days), "t 946684800" (seconds); "P" where
 * the text is refused, "E" where its value is. The words of the refusal are in onus_last_error().
 */
const char *expr_shown(struct arena *a, const char *sql, const char *values);
/* The same with another reader and other units. */
const char *expr_shown_as(struct arena *a, const char *sql, const char *values,
			  const struct expr_reader *reader, enum kernel_units units);

#endif
