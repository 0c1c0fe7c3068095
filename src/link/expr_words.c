/* SPDX-License-Identifier: Apache-2.0
 * expr_words.c - the nearest of some words, for messages. */
#include "link/expr_inside.h"

enum { WORD_MAX = 60 };

static size_t least_of(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters to insert, delete or change, without case; two neighbours swapped count as one edit where
 * nothing else is between them. Source: the "optimal string alignment" of R. Wagner and R.
 * Lowrance, "An extension of the string-to-string correction problem", 1975. */
static size_t edits(struct slice a, struct slice b)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b.n; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= a.n; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = folded(a.p[i - 1]) == folded(b.p[j - 1]);

			row[j] = least_of(above[j] + 1, row[j - 1] + 1,
					  above[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && folded(a.p[i - 1]) == folded(b.p[j - 2]) &&
			    folded(a.p[i - 2]) == folded(b.p[j - 1])) {
				size_t swapped = rows[(i + 1) % 3][j - 2] + 1;

				row[j] = row[j] < swapped ? row[j] : swapped;
			}
		}
	}
	return rows[a.n % 3][b.n];
}

/* Takes `word` as the nearest where it is nearer than `*least`. */
static void look_at(struct slice word, const char *candidate, size_t *least, const char **best)
{
	struct slice c = slice_str(candidate);
	size_t distance;

	if (word.n > WORD_MAX || c.n > WORD_MAX) {
		return;
	}
	distance = edits(word, c);
	if (distance < *least) {
		*least = distance;
		*best = candidate;
	}
}

const char *word_nearest(struct slice word, const char *const *words)
{
	size_t least = word.n / 3 + 1;
	const char *best = NULL;

	for (; *words != NULL; words++) {
		look_at(word, *words, &least, &best);
	}
	return best;
}
