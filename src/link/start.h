/* SPDX-License-Identifier: Apache-2.0
 * start.h - what the makers of starting settings share. */
#ifndef ONUS_LINK_START_H
#define ONUS_LINK_START_H

#include "base/json.h"
#include "link/profile.h"

enum { START_RULES_MAX = 32, START_CERTAIN_MAX = 4 };

/* One run: everything lives in its arena. */
struct starting {
	struct arena *arena;
	const struct onus_records *records;
	const struct onus_profile *profile;
	struct onus_start *out;
	unsigned made_of[START_RULES_MAX]; /* of each rule: its number in start_rules.c */
};

/* The column of a kind whose name says it most plainly; NULL where there is none. */
const struct onus_column_profile *start_column(const struct starting *s,
					       enum onus_column_kind kind);

/* start_levels.c: the comparisons that the columns allow; columns without one into out->left_out.
 */
struct json *start_comparisons(struct starting *s);

/* start_rules.c: every rule that the columns allow into out->rules, and those for certain matches.
 */
void start_think_of_rules(struct starting *s);
/* Counts the pairs of each, of a model that has all of them, and takes those that will do. */
ONUS_CHECK enum onus_err start_choose_rules(struct starting *s, const struct onus_model *m);

#endif
