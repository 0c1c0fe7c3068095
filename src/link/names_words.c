/* SPDX-License-Identifier: Apache-2.0
 * names_words.c - looks words of names up. */
#include <string.h>

#include "link/names_words.h"

#include "names_table.inc"

uint16_t name_word_find(const char *folded, size_t n)
{
	uint32_t hash = NAME_HASH_START;
	size_t at;

	if (n == 0 || n > NAME_WORD_MAX) {
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		hash = name_hash_add(hash, (unsigned char)folded[i]);
	}
	at = name_hash_end(hash) & (name_slots - 1);
	while (name_table[at].n != 0) {
		const struct name_word *w = &name_table[at];

		if (w->n == n && memcmp(name_pool + w->at, folded, n) == 0) {
			return (uint16_t)(at + 1);
		}
		at = (at + 1) & (name_slots - 1);
	}
	return 0;
}

unsigned name_word_kinds(uint16_t word)
{
	return word != 0 ? name_table[word - 1].kinds : 0;
}

uint32_t name_word_lines(uint16_t word)
{
	uint32_t bits = 0;

	for (size_t i = 0; word != 0 && i < name_table[word - 1].line_count; i++) {
		uint32_t line = name_lines[name_table[word - 1].lines + i] & ~(uint32_t)NAME_HEAD;

		bits |= UINT32_C(1) << (line * UINT32_C(0x9e3779b1) >> 27);
	}
	return bits;
}

bool name_word_listed(uint16_t word)
{
	return word != 0 && name_table[word - 1].line_count > 0;
}

/* What a line that holds both says of them. */
static bool line_joins(uint16_t a, uint16_t b, bool same_letter, bool nick)
{
	return (a & NAME_NICK) == 0 || (nick && (((a | b) & NAME_HEAD) != 0 || same_letter));
}

bool name_words_alike(uint16_t word_a, uint16_t word_b, bool nick)
{
	const struct name_word *a = &name_table[word_a - (word_a != 0)];
	const struct name_word *b = &name_table[word_b - (word_b != 0)];
	bool same_letter = name_pool[a->at] == name_pool[b->at];
	size_t i = 0;
	size_t k = 0;

	while (word_a != 0 && word_b != 0 && i < a->line_count && k < b->line_count) {
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
