/* SPDX-License-Identifier: Apache-2.0
 * names.c - the set of known names: adding, and looking one up. */
#include <stdlib.h>

#include "base/limits.h"
#include "text/identifier.h"
#include "text/names_set.h"

enum { SLOTS_FIRST = 1024, BLOOM_BITS_PER_SLOT = 8 };

struct onus_names *onus_names_create(void)
{
	struct onus_names *n = mem_alloc(sizeof *n);

	*n = (struct onus_names){0};
	return n;
}

struct onus_names *onus_names_destroy(struct onus_names *n)
{
	if (n != NULL) {
		tokens_finish(&n->scratch);
		free(n->word_slots);
		free(n->bloom);
		free(n->words);
		free(n->name_slots);
		free(n->names);
		free(n->row_words);
		free(n->text);
		free(n);
	}
	return NULL;
}

size_t onus_names_count(const struct onus_names *n)
{
	return n->added;
}

/* --- looking up words --- */

uint32_t names_word(const struct onus_names *n, struct slice folded, uint64_t hash)
{
	uint32_t tag = slot_tag(hash);

	if (n->word_count == 0 ||
	    (n->bloom[bloom_word(n, hash)] & bloom_bits(hash)) != bloom_bits(hash)) {
		return NO_WORD;
	}
	for (size_t at = hash & (n->word_slot_count - 1); n->word_slots[at].index != 0;
	     at = (at + 1) & (n->word_slot_count - 1)) {
		const struct name_word *w = &n->words[n->word_slots[at].index - 1];

		if (n->word_slots[at].tag == tag && w->n == folded.n &&
		    memcmp(n->text + w->text, folded.p, folded.n) == 0) {
			return n->word_slots[at].index - 1;
		}
	}
	return NO_WORD;
}

size_t names_row(const struct onus_names *n, const uint32_t *row, size_t count, size_t from)
{
	uint64_t hash = row_hash(row, count);
	uint32_t tag = slot_tag(hash);
	size_t best = NO_NAME;

	if (n->name_count == 0) {
		return NO_NAME;
	}
	for (size_t at = hash & (n->name_slot_count - 1); n->name_slots[at].index != 0;
	     at = (at + 1) & (n->name_slot_count - 1)) {
		size_t index = n->name_slots[at].index - 1;
		const struct name *name = &n->names[index];

		if (n->name_slots[at].tag == tag && index >= from && index < best &&
		    name->count == count &&
		    memcmp(n->row_words + name->row, row, count * sizeof *row) == 0) {
			best = index;
		}
	}
	return best;
}

static const char *find_row(const struct onus_names *n, const uint32_t *row, size_t count,
			    enum onus_kind kind)
{
	size_t i = names_row(n, row, count, 0);

	while (i != NO_NAME && n->names[i].kind != kind) {
		i = names_row(n, row, count, i + 1);
	}
	return i == NO_NAME ? NULL : n->text + n->names[i].id;
}

/* --- growing --- */

/* Room for one more element behind `count`. */
#define GROW(array, count, room)                                                                   \
	do {                                                                                       \
		if ((count) == (room)) {                                                           \
			(room) = (room) ? (room)*2 : 256;                                          \
			(array) = mem_grow((array), (room) * sizeof *(array));                     \
		}                                                                                  \
	} while (0)

static uint32_t text_add(struct onus_names *n, struct slice s)
{
	uint32_t at = (uint32_t)n->text_n;

	if (n->text_room - n->text_n < s.n + 1) {
		n->text_room = (n->text_room + s.n + 1) * 2;
		n->text = mem_grow(n->text, n->text_room);
	}
	memcpy(n->text + n->text_n, s.p, s.n);
	n->text[n->text_n + s.n] = '\0';
	n->text_n += s.n + 1;
	return at;
}

static struct slot *slots_make(size_t count)
{
	struct slot *slots = mem_alloc(count * sizeof *slots);

	memset(slots, 0, count * sizeof *slots);
	return slots;
}

static void slot_put(struct slot *slots, size_t count, uint64_t hash, uint32_t index)
{
	size_t at = hash & (count - 1);

	while (slots[at].index != 0) {
		at = (at + 1) & (count - 1);
	}
	slots[at] = (struct slot){slot_tag(hash), index + 1};
}

static void bloom_put(struct onus_names *n, uint64_t hash)
{
	n->bloom[bloom_word(n, hash)] |= bloom_bits(hash);
}

/* Twice the slots, once three quarters are full. */
static void words_make_room(struct onus_names *n)
{
	size_t count = n->word_slot_count ? n->word_slot_count * 2 : SLOTS_FIRST;
	size_t bloom_bytes = count * BLOOM_BITS_PER_SLOT / 8;

	if (n->word_count * 4 < n->word_slot_count * 3) {
		return;
	}
	free(n->word_slots);
	n->word_slots = slots_make(count);
	n->word_slot_count = count;
	n->bloom = mem_grow(n->bloom, bloom_bytes);
	memset(n->bloom, 0, bloom_bytes);
	n->bloom_mask = bloom_bytes / sizeof *n->bloom - 1;
	for (size_t i = 0; i < n->word_count; i++) {
		slot_put(n->word_slots, count, n->words[i].hash, (uint32_t)i);
		bloom_put(n, n->words[i].hash);
	}
}

static void names_make_room(struct onus_names *n)
{
	size_t count = n->name_slot_count ? n->name_slot_count * 2 : SLOTS_FIRST;

	if (n->name_count * 4 < n->name_slot_count * 3) {
		return;
	}
	free(n->name_slots);
	n->name_slots = slots_make(count);
	n->name_slot_count = count;
	for (size_t i = 0; i < n->name_count; i++) {
		slot_put(n->name_slots, count, n->names[i].hash, (uint32_t)i);
	}
}

static uint32_t word_add(struct onus_names *n, struct slice folded, uint64_t hash)
{
	uint32_t word = names_word(n, folded, hash);

	if (word != NO_WORD) {
		return word;
	}
	words_make_room(n);
	GROW(n->words, n->word_count, n->word_room);
	n->words[n->word_count] = (struct name_word){
		.hash = hash, .text = text_add(n, folded), .n = (uint16_t)folded.n};
	slot_put(n->word_slots, n->word_slot_count, hash, (uint32_t)n->word_count);
	bloom_put(n, hash);
	return (uint32_t)n->word_count++;
}

/* --- adding --- */

/* The words of a name as their numbers, behind n->row_words; nothing is kept yet. */
static size_t row_of_name(struct onus_names *n, struct slice name)
{
	const struct token *end;
	size_t count = 0;

	tokens_read(&n->scratch, name, 0, name.n);
	end = n->scratch.at + n->scratch.count;
	for (const struct token *t = n->scratch.at; t < end; t++) {
		if (token_in_name(t)) {
			GROW(n->row_words, n->row_word_count + count, n->row_word_room);
			n->row_words[n->row_word_count + count++] =
				word_add(n, token_folded(&n->scratch, t), t->hash);
		}
	}
	return count;
}

/* The same for an identifier: its normal form as one word. */
static size_t row_of_identifier(struct onus_names *n, enum onus_kind kind, struct slice name)
{
	char normal[IDENTIFIER_ROOM];
	size_t length = identifier_normal(kind, name, normal);

	if (length == 0) {
		return 0;
	}
	GROW(n->row_words, n->row_word_count, n->row_word_room);
	n->row_words[n->row_word_count] =
		word_add(n, slice_of(normal, length), bytes_hash(slice_of(normal, length)));
	return 1;
}

/* Keeps the row of `count` words behind n->row_words, unless the kind has that name already: a
 * common name is one entry, however many have it. */
static void keep(struct onus_names *n, enum onus_kind kind, size_t count, struct slice id)
{
	struct name added = {.kind = (uint8_t)kind, .count = (uint16_t)count};

	added.row = (uint32_t)n->row_word_count;
	if (find_row(n, n->row_words + added.row, count, kind) != NULL) {
		return;
	}
	added.hash = row_hash(n->row_words + added.row, count);
	added.id = text_add(n, id);
	n->row_word_count += count;
	n->words[n->row_words[added.row]].lengths |= length_bit(count);
	names_make_room(n);
	GROW(n->names, n->name_count, n->name_room);
	n->names[n->name_count] = added;
	slot_put(n->name_slots, n->name_slot_count, added.hash, (uint32_t)n->name_count);
	n->name_count++;
}

enum onus_err onus_names_add(struct onus_names *n, enum onus_kind kind, struct slice name,
			     struct slice id)
{
	size_t bad = 0;
	size_t count;

	ENSURE(kind < ONUS_KIND_COUNT, ONUS_BAD_INPUT, "a name of no known kind (%d)", (int)kind);
	ENSURE(slice_is_utf8(name, &bad), ONUS_BAD_INPUT, "a name is not UTF-8 at its byte %zu",
	       bad);
	ENSURE(name.n <= NAME_MAX_BYTES, ONUS_BAD_INPUT,
	       "a name has %zu bytes, more than the %d of "
	       "name_max_bytes",
	       name.n, NAME_MAX_BYTES);
	ENSURE(n->text_n + 5 * name.n + id.n + 2 <= NAMES_BYTES_MAX, ONUS_BAD_INPUT,
	       "the names are more than the %d bytes of names_bytes_max", NAMES_BYTES_MAX);
	count = kind_is_identifier(kind) ? row_of_identifier(n, kind, name) : row_of_name(n, name);
	ENSURE(count > 0, ONUS_BAD_INPUT, "a name has no letter or digit");
	keep(n, kind, count, id);
	n->added++;
	return ONUS_OK;
}

/* --- looking up a value --- */

const char *names_find(const struct onus_names *n, struct tokens *scratch, enum onus_kind kind,
		       struct slice value)
{
	uint32_t row[ROW_MAX];
	size_t count = 0;
	char normal[IDENTIFIER_ROOM];

	if (kind_is_identifier(kind)) {
		struct slice word = slice_of(normal, identifier_normal(kind, value, normal));

		row[0] = names_word(n, word, bytes_hash(word));
		return row[0] == NO_WORD ? NULL : find_row(n, row, 1, kind);
	}
	if (n->name_count == 0 || value.n > NAME_MAX_BYTES) {
		return NULL;
	}
	tokens_read(scratch, value, 0, value.n);
	for (size_t i = 0; i < scratch->count; i++) {
		const struct token *t = &scratch->at[i];

		if (!token_in_name(t)) {
			continue;
		}
		if (count == ROW_MAX) {
			return NULL;
		}
		row[count] = names_word(n, token_folded(scratch, t), t->hash);
		if (row[count++] == NO_WORD) {
			return NULL;
		}
	}
	return count > 0 ? find_row(n, row, count, kind) : NULL;
}

size_t onus_name_key(struct slice name, char *out, size_t room)
{
	struct tokens tokens = {0};
	size_t used = 0;

	if (room == 0) {
		return 0;
	}
	tokens_read(&tokens, name, 0, name.n);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct token *t = &tokens.at[i];

		if (!token_in_name(t)) {
			continue;
		}
		if (used + (used > 0) + t->fold_n >= room) {
			used = 0;
			break;
		}
		if (used > 0) {
			out[used++] = ' ';
		}
		memcpy(out + used, tokens.folded + t->fold, t->fold_n);
		used += t->fold_n;
	}
	out[used] = '\0';
	tokens_finish(&tokens);
	return used;
}
