/* SPDX-License-Identifier: Apache-2.0
 * lexicon.c - looks a word up in the table that the build made. */
#include <string.h>

#include "text/lexicon.h"

/* lexicon_slots (a power of two), lexicon_tags, lexicon_words, lexicon_pool */
#include "lexicon_table.inc"

const struct word *lexicon_find(const char *folded, size_t n, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32) | 1;

	for (size_t at = hash & (lexicon_slots - 1); lexicon_tags[at] != 0;
	     at = (at + 1) & (lexicon_slots - 1)) {
		const struct word *w = &lexicon_words[at];

		if (lexicon_tags[at] == tag && w->n == n &&
		    memcmp(lexicon_pool + w->at, folded, n) == 0) {
			return w;
		}
	}
	return NULL;
}
