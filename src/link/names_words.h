/* SPDX-License-Identifier: Apache-2.0
 * names_words.h - the words of names that Onus knows: which are written for one another.
 *
 * They stand in words/names.txt; names_make.c turns them into a const hash table when Onus is
 * built. Words are folded: ASCII capitals. */
#ifndef ONUS_LINK_NAMES_WORDS_H
#define ONUS_LINK_NAMES_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum name_word_kind {
	NAME_TITLE = 1,    /* left out anywhere but at the end */
	NAME_TAIL = 2,     /* left out at the end */
	NAME_PARTICLE = 4, /* may be left out, or be written as one word with the next */
};

enum {
	NAME_WORD_MAX = 16,
	/* bits of a line's number */
	NAME_NICK = 0x8000, /* a line of nicknames, not of spellings */
	NAME_HEAD = 0x4000, /* the word is its first: the name that the others are short for */
};

struct name_word {
	uint16_t at; /* of its text in the pool */
	uint8_t n;   /* 0: an empty slot */
	uint8_t kinds;
	uint16_t lines; /* first of `line_count` numbers of lines, ascending */
	uint8_t line_count;
};

/* FNV-1a over folded bytes, 32 bits. Source: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV
 * non-cryptographic hash algorithm". */
#define NAME_HASH_START UINT32_C(0x811c9dc5)

static inline uint32_t name_hash_add(uint32_t hash, unsigned char byte)
{
	return (hash ^ byte) * UINT32_C(0x01000193);
}

/* Its low bits depend on all the others. */
static inline uint32_t name_hash_end(uint32_t hash)
{
	return hash ^ hash >> 15;
}

/* The number of the word of these folded bytes, from 1; 0 where it is not in the list. */
uint16_t name_word_find(const char *folded, size_t n);
/* enum name_word_kind; 0 for word 0. */
unsigned name_word_kinds(uint16_t word);
/* Two words that share a line share a bit; 0 where it stands in none. */
uint32_t name_word_lines(uint16_t word);
/* True where it stands in a line with others. */
bool name_word_listed(uint16_t word);
/* True where a line holds both; of nicknames, where `nick`, and where one is the line's first or
 * both begin with one letter. False where one is 0. */
bool name_words_alike(uint16_t a, uint16_t b, bool nick);

#endif
