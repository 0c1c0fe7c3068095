/* SPDX-License-Identifier: Apache-2.0
 * time_line.h - the rows of an answer, in words, one after another in time. */
#ifndef ONUS_ANSWER_TIME_LINE_H
#define ONUS_ANSWER_TIME_LINE_H

#include "base/json.h"
#include "base/when.h"

struct entry {
	const char *id;
	struct when when;
	const char *text;
	size_t order; /* of what has the same time */
};

struct time_line {
	struct entry *entries; /* by earliest date; what has no time last */
	size_t count;
	bool late; /* some were entered later than they happened; their text ends in an asterisk */
};

/* The time line of an answer, in the arena; texts are one or more plain sentences. */
void time_line_make(struct arena *a, const struct json *answer, struct time_line *out);

/* "A. Name (Chief Inspector)", "A. Name (rank not recorded)". */
const char *time_line_member(struct arena *a, const struct json *row, const char *name_key);

#endif
