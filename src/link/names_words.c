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

/* What a line that holds both says of them. */
static bool line_joins(uint16_t a, uint16_t b, bool same_letter, bool nick)
{
	return (a & NAME_NICK) == 0 || (nick && (((a | b) & NAME_HEAD) != 0 || same_letter));
}

bool name_words_alike(const struct name_word *a, const struct name_word *b, bool nick)
{
	bool same_letter;
	size_t i = 0;
	size_t k = 0;

	if (a == NULL || b == NULL) {
		return false;
	}
	same_letter = name_pool[a->at] == name_pool[b->at];
	while (i < a->line_count && k < b->line_count) {
		uint16_t of_a = name_lines[a->lines + i];
		uint16_t of_b = name_lines[b->lines + k];
		uint16_t line_a = (uint16_t)(of_a & ~NAME_HEAD);
		uint16_t line_b = (uint16_t)(of_b & ~NAME_HEAD);

		if (line_a == line_b && line_joins(of_a, of_b, same_letter, nick)) {
			return true;
		}
		i += line_a <= line_b;
		k += line_b <= line_a;
	}
	return false;
}
