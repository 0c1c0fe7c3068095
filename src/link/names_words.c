/* SPDX-License-Identifier: Apache-2.0
 * names_words.c - looks words of names up. */
#include <string.h>

#include "link/names_words.h"

#include "names_table.inc"

const struct name_word *name_word_find(const char *folded, size_t n)
{
	uint32_t hash = NAME_HASH_START;
	size_t at;

	if (n == 0 || n > NAME_WORD_MAX) {
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		hash = name_hash_add(hash, (unsigned char)folded[i]);
	}
	at = name_hash_end(hash) & (name_slots - 1);
	while (name_table[at].n != 0) {
		const struct name_word *w = &name_table[at];

		if (w->n == n && memcmp(name_pool + w->at, folded, n) == 0) {
			return w;
		}
		at = (at + 1) & (name_slots - 1);
	}
	return NULL;
}

bool name_words_alike(const struct name_word *a, const struct name_word *b, bool nick)
{
	size_t i = 0;
	size_t k = 0;

	if (a == NULL || b == NULL) {
		return false;
	}
	while (i < a->line_count && k < b->line_count) {
		uint16_t line_a = name_lines[a->lines + i];
		uint16_t line_b = name_lines[b->lines + k];

		if (line_a == line_b && (nick || (line_a & NAME_NICK) == 0)) {
			return true;
		}
		i += line_a <= line_b;
		k += line_b <= line_a;
	}
	return false;
}
