/* SPDX-License-Identifier: Apache-2.0
 * person_again.c - a person whom the text has named, called by one word of that name.
 *
 * A text names somebody once, and then says "Khan", "Chloe" or "Ash". Each word of a name that was
 * found is remembered for the text, and found again where it stands alone with a capital. Words
 * that are common (Senior, Young) count only inside a sentence. Whether both are the same person is
 * not said here: the value is the one word. */
#include <stdlib.h>

#include "text/recognise.h"

enum { WORD_MIN = 3, SLOTS_FIRST = 64 };

static struct called *slot_of(const struct reading *r, uint64_t hash, struct slice word)
{
	size_t at = hash & (r->called_slots - 1);

	while (r->called[at].folded.p != NULL &&
	       !(r->called[at].hash == hash && slice_eq(r->called[at].folded, word))) {
		at = (at + 1) & (r->called_slots - 1);
	}
	return &r->called[at];
}

/* Twice the slots, once half are full. */
static void make_room(struct reading *r)
{
	struct called *old = r->called;
	size_t old_slots = r->called_slots;

	if (r->called_count * 2 < old_slots) {
		return;
	}
	r->called_slots = old_slots > 0 ? old_slots * 2 : SLOTS_FIRST;
	r->called = mem_alloc(r->called_slots * sizeof *r->called);
	memset(r->called, 0, r->called_slots * sizeof *r->called);
	for (size_t i = 0; i < old_slots; i++) {
		if (old[i].folded.p != NULL) {
			*slot_of(r, old[i].hash, old[i].folded) = old[i];
		}
	}
	free(old);
}

/* What else the word is rules it out: a street, a month, "Police". */
static bool can_stand_alone(const struct token *t)
{
	const uint64_t harmless = WORD(GIVEN) | WORD(WORDLIKE) | WORD(NOT_ALONE) | WORD(COMMON) |
				  WORD(STREET_NAME) | WORD(STREET) | WORD(VEHICLE_CUE) |
				  WORD(STOP) | WORD(PROFESSION_OF) | WORD(NICK);

	return token_capital(t) && t->fold_n >= WORD_MIN && (t->words & ~harmless) == 0;
}

static void remember(struct reading *r, const struct token *t)
{
	struct called *slot;

	if (!can_stand_alone(t) || r->called_count == CALLED_MAX) {
		return;
	}
	make_room(r);
	slot = slot_of(r, t->hash, folded(r, t));
	if (slot->folded.p == NULL) {
		*slot = (struct called){t->hash, arena_slice(r->arena, folded(r, t))};
		r->called_count++;
	}
}

/* The words of "Amber Hill" and "Khan"; of a nickname of several words none ("Big T"). */
static void remember_words(struct reading *r, const struct found *f)
{
	if (f->first != f->last && strcmp(f->mention.rule, "person/cue") == 0 &&
	    !token_is(f->first, WORD(GIVEN))) {
		return;
	}
	for (const struct token *t = f->first; t <= f->last; t++) {
		if (t == f->first && strcmp(f->mention.rule, "person/nickname") == 0) {
			continue; /* the "Big" of "Big Dave" */
		}
		remember(r, t);
	}
}

static bool is_again(const struct reading *r, const struct token *t)
{
	bool common = token_is(t, ~(WORD(GIVEN) | WORD(WORDLIKE) | WORD(NOT_ALONE)));

	if (!can_stand_alone(t) || (common && (t->flags & TOKEN_SENTENCE) != 0)) {
		return false;
	}
	/* "Hill Street", "Khan Ltd": a part of something else */
	if (token_capital(&t[1]) && (t[1].flags & TOKEN_LINE) == 0 &&
	    !token_is(&t[1], WORD(STOP))) {
		return false;
	}
	if (common && token_upper(t)) {
		return false;
	}
	return slot_of(r, t->hash, folded(r, t))->folded.p != NULL;
}

void find_persons_again(struct reading *r)
{
	const struct token *end = reading_end(r);
	size_t count = r->found_count;

	for (size_t i = 0; i < count; i++) {
		if (r->found[i].mention.kind == ONUS_PERSON) {
			remember_words(r, &r->found[i]);
		}
	}
	for (const struct token *t = r->tokens.at; t < end && r->called_count > 0; t++) {
		if (is_again(r, t)) {
			mention_add(r, ONUS_PERSON, t, t, span_key(r, t, t), "person/again");
		}
	}
}
