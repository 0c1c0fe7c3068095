/* SPDX-License-Identifier: Apache-2.0
 * gaps.h - silences: stretches in which something was known and no answer is recorded.
 *
 * Pure: moments in, silences out. Knowledge is a report, a minuted item or a person being shown a
 * thing; an answer is a decision, a finished action, an operation, an outcome or a reply. Both
 * carry the interval in which they happened, so the question "which came first" has three results:
 *
 *     time            a1                      a2               until
 *     answers     ----|-----------------------|-----------------|
 *     stretches   ....(      stretch 1        ](   stretch 2    ]
 *     known               [k1]     sure: k1 to a2
 *                                      [  k2      ]   may be either: possible in both
 *
 * Rule 1. Answers, by their earliest dates, cut time into stretches. An answer counts for what was
 * known by its own earliest date; on equal dates ("in 2002" both) it counts: nobody is accused
 * where the record allows that there was an answer.
 *
 * Rule 2. A stretch is a silence from the first knowledge that began in it and whose latest date is
 * before the answer that ends the stretch. Its length is counted from earliest date to earliest
 * date; days_min and days_max are what the two intervals allow at least and at most. For 2002 to
 * 2016 that is 5113, 4749, 5478.
 *
 * Rule 3. Where no knowledge surely began in a stretch, but some may have (its interval overlaps
 * the answer in front of the stretch or behind it), the stretch is a possible silence, given
 * apart: nothing is hidden because the record is coarse.
 *
 * Rule 4. Knowledge of unknown time counts from the instant at which it was recorded, the latest
 * that is possible. An answer of unknown time cuts nothing, but is counted in `undated`.
 *
 * Rule 5. What became known while an operation surely ran, start and end recorded, was in hand: it
 * opens no silence before that operation's end.
 *
 * Silences shorter than GAP_DAYS_MIN are everyday work, and left out. */
#ifndef ONUS_ANSWER_GAPS_H
#define ONUS_ANSWER_GAPS_H

#include "base/when.h"

enum { GAP_DAYS_MIN = 28 };

struct moment {
	const char *id;
	struct when when;
	int64_t recorded_at;
	bool unconfirmed; /* rests on a mention that a machine proposed and nobody has looked at */
};

/* A time in which something surely went on, both ends inside. */
struct run {
	int64_t from;
	int64_t to;
};

struct gap {
	struct when from; /* of the knowledge that opens it */
	struct when to;   /* of the answer that ends it; the instant `until` where none does */
	const char *from_id;
	const char *to_id;          /* NULL: no recorded answer up to `until` */
	const struct moment *after; /* possible ones: the answer in front, where it is counted from;
				       NULL: counted from the knowledge */
	bool unconfirmed;           /* of the knowledge that opens it */
	int64_t days;
	int64_t days_min;
	int64_t days_max;
};

struct gaps {
	struct gap *sure; /* longest first, then earliest */
	size_t sure_count;
	struct gap *possible; /* likewise; days_min is 0, days the longest start to start */
	size_t possible_count;
	size_t undated; /* answers whose time nobody recorded */
};

/* What is later than `until` doesn't count yet. The arrays may be in any order; `out` lives in the
 * arena, and lends the ids. */
void gaps_find(struct arena *a, const struct moment *known, size_t known_count,
	       const struct moment *answers, size_t answer_count, const struct run *runs,
	       size_t run_count, int64_t until, struct gaps *out);

/* The time from which knowledge counts: its own, or rule 4. */
struct when moment_since(const struct moment *m);
/* Order of time lines: earliest date, then latest date, then id. For qsort. */
int moment_cmp(const void *a, const void *b);

#endif
