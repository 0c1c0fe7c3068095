/* SPDX-License-Identifier: Apache-2.0
 * records_dict.c - the distinct values of one column while it is being read.
 *
 * Keys are looked up some hundred at a time, so that the memory they need is on its way before it
 * is looked at: a large table is in no cache, and waiting for each slot would take longer than all
 * the rest. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/pages.h"
#include "link/records_dict.h"

enum {
	AHEAD = 256, /* keys looked up at a time */
	BITS_MIN = 9,
};

/* Long values whose slot was found and whose bytes are still to be compared. */
struct later {
	size_t n;
	struct {
		uint32_t key;
		uint32_t code;
	} items[AHEAD];
};

void dict_init(struct dict *d, uint64_t seed, bool check)
{
	*d = (struct dict){.seed = seed, .check = check};
	d->at_room = 64;
	d->at = pages_alloc(d->at_room * sizeof *d->at);
	d->bytes_room = 1024;
	d->bytes = pages_alloc(d->bytes_room);
}

static size_t table_size(const struct dict *d)
{
	return d->slots != NULL ? sizeof *d->slots << d->bits : 0;
}

void dict_drop_table(struct dict *d)
{
	pages_free(d->slots, table_size(d));
	d->slots = NULL;
	d->bits = 0;
}

void dict_finish(struct dict *d)
{
	dict_drop_table(d);
	pages_free(d->at, d->at_room * sizeof *d->at);
	pages_free(d->bytes, d->bytes_room);
	*d = (struct dict){0};
}

static void at_room(struct dict *d, size_t room)
{
	d->at = pages_grow(d->at, d->at_room * sizeof *d->at, room * sizeof *d->at);
	d->at_room = room;
}

static void bytes_room(struct dict *d, size_t room)
{
	d->bytes = pages_grow(d->bytes, d->bytes_room, room);
	d->bytes_room = room;
}

void dict_trim(struct dict *d)
{
	at_room(d, (size_t)d->n_values + 2);
	bytes_room(d, d->at[d->n_values + 1] + DICT_ROOM);
}

/* --- keys --- */

#define ALL UINT64_MAX
const uint64_t dict_head_mask[DICT_SHORT + 1] = {
	0,   0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff,
	ALL, ALL,  ALL,    ALL,      ALL};
const uint32_t dict_tail_mask[DICT_SHORT + 1] = {0, 0, 0,    0,      0,        0,         0,
						 0, 0, 0xff, 0xffff, 0xffffff, UINT32_MAX};

struct dict_key dict_key_of(uint64_t seed, const char *p, size_t n)
{
	char twelve[16] = {0};
	struct dict_key k = {0};

	if (p == NULL) {
		return k;
	}
	if (n <= DICT_SHORT) {
		memcpy(twelve, p, n);
		k.head = dict_load64(twelve);
		k.tail = dict_load32(twelve + 8);
		if (n > 0 && p[n - 1] != 0 && !dict_key_is_long(k)) {
			return k;
		}
	}
	k.head = n < 8 ? dict_hash(seed, twelve, 8) : dict_hash(seed, p, n);
	k.tail = DICT_LONG | (uint32_t)n;
	return k;
}

static size_t key_length(struct dict_key k)
{
	if (dict_key_is_long(k)) {
		return k.tail & ~DICT_LONG;
	}
	if (k.tail != 0) {
		return 12 - (size_t)__builtin_clz(k.tail) / 8;
	}
	return k.head != 0 ? 8 - (size_t)__builtin_clzll(k.head) / 8 : 0;
}

static const char *key_text(struct dict_key k, const struct dict_text *text)
{
	if (text->values != NULL) {
		return text->values[k.at].p;
	}
	return k.at & DICT_ASIDE ? text->aside + (k.at & ~DICT_ASIDE) : text->plain + k.at;
}

static size_t slot_of(const struct dict *d, uint64_t head, uint32_t tail)
{
	return dict_mix(head ^ d->seed, tail ^ UINT64_C(0x9e3779b97f4a7c15)) >> (64 - d->bits);
}

/* --- the table --- */

static void table_put(struct dict *d, struct dict_slot s)
{
	size_t mask = ((size_t)1 << d->bits) - 1;
	size_t i = slot_of(d, s.head, s.tail);

	while (d->slots[i].code != 0) {
		i = (i + 1) & mask;
	}
	d->slots[i] = s;
}

/* Puts a value into the table that has grown, while slots below `i` are still those of before.
 * False where its place would be among these. */
static bool table_move(struct dict *d, struct dict_slot s, size_t i)
{
	size_t to = slot_of(d, s.head, s.tail);
	size_t n = (size_t)1 << d->bits;

	if (to < i || to / 2 > i) { /* the second had been carried over the end of the table */
		return false;
	}
	while (to < n && d->slots[to].code != 0) {
		to++;
	}
	if (to < n) {
		d->slots[to] = s;
	}
	return to < n;
}

/* Makes the table twice as large where it is: slots lie in the order of their hashes, so that from
 * the last to the first each goes to a place behind all that are still to go. The few that don't
 * wait aside. */
static void table_grow(struct dict *d)
{
	size_t n = table_size(d) / sizeof *d->slots;
	struct dict_slot *aside = NULL;
	size_t aside_n = 0;

	d->bits = d->slots != NULL ? d->bits + 1 : BITS_MIN;
	d->slots = pages_grow(d->slots, n * sizeof *d->slots, sizeof *d->slots << d->bits);
	pages_touch(d->slots + n, table_size(d) - n * sizeof *d->slots);
	for (size_t i = n; i-- > 0;) {
		struct dict_slot s = d->slots[i];

		d->slots[i] = (struct dict_slot){0};
		if (s.code != 0 && !table_move(d, s, i)) {
			if ((aside_n & (aside_n + 1)) == 0) {
				aside = mem_grow(aside, 2 * (aside_n + 1) * sizeof *aside);
			}
			aside[aside_n++] = s;
		}
	}
	for (size_t i = 0; i < aside_n; i++) {
		table_put(d, aside[i]);
	}
	free(aside);
}

/* The table anew from the values. */
static void table_make_again(struct dict *d)
{
	dict_drop_table(d);
	for (uint32_t code = 1; code <= d->n_values; code++) {
		struct dict_key k = dict_key_near(d->seed, d->bytes + d->at[code],
						  d->at[code + 1] - d->at[code], 0);

		if (d->slots == NULL || (size_t)code + 1 > ((size_t)1 << d->bits) / 4 * 3) {
			table_grow(d);
		}
		table_put(d, (struct dict_slot){k.head, k.tail, code});
	}
}

void dict_cut(struct dict *d, uint32_t n)
{
	if (n < d->n_values) {
		d->n_values = n;
		if (d->slots != NULL) {
			table_make_again(d);
		}
	}
}

/* --- values --- */

/* Room for `n` more values of at most DICT_SHORT bytes; longer ones see to themselves. */
static void make_room(struct dict *d, size_t n)
{
	size_t used = d->at[d->n_values + 1];

	if ((size_t)d->n_values + 2 + n > d->at_room) {
		at_room(d, d->at_room * 3 / 2 + n);
	}
	if (used + n * DICT_SHORT + DICT_ROOM > d->bytes_room) {
		bytes_room(d, d->bytes_room * 3 / 2 + n * DICT_SHORT + DICT_ROOM);
	}
}

/* Most text is ASCII, which is told from the key. */
static bool is_utf8(struct dict_key k, struct slice v)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	return (!dict_key_is_long(k) && ((k.head | k.tail) & high) == 0) || slice_is_utf8(v, NULL);
}

/* Appends the value of a key; make_room was called. `after` values may follow in the same room. */
static enum dict_result value_add(struct dict *d, struct dict_key k, const struct dict_text *text,
				  size_t after)
{
	size_t used = d->at[d->n_values + 1];
	size_t n = key_length(k);

	if (n > LINK_COLUMN_BYTES_MAX - used || d->n_values == LINK_RECORDS_MAX) {
		return DICT_FULL;
	}
	if (dict_key_is_long(k)) {
		size_t room = used + n + after * DICT_SHORT + DICT_ROOM;

		if (room > d->bytes_room) {
			bytes_room(d, d->bytes_room * 3 / 2 + room - used);
		}
		memcpy(d->bytes + used, key_text(k, text), n);
	} else {
		dict_store(d->bytes + used, k.head, k.tail);
	}
	if (d->check && !is_utf8(k, slice_of(d->bytes + used, n))) {
		return DICT_NOT_UTF8;
	}
	d->n_values++;
	d->at[d->n_values + 1] = (uint32_t)(used + n);
	return DICT_OK;
}

static bool same_text(const struct dict *d, struct dict_key k, const struct dict_text *text,
		      uint32_t code)
{
	return memcmp(d->bytes + d->at[code], key_text(k, text), k.tail & ~DICT_LONG) == 0;
}

/* From the slot `i` on: the slot that holds the key, or the free one where it belongs. */
static inline struct dict_slot *find(const struct dict *d, size_t i, struct dict_key k)
{
	size_t mask = ((size_t)1 << d->bits) - 1;

	while (d->slots[i].head != k.head || d->slots[i].tail != k.tail) {
		if (d->slots[i].code == 0) {
			break;
		}
		i = (i + 1) & mask;
	}
	return &d->slots[i];
}

/* The code of a long key, where another with the same hash may stand before it: never, but for two
 * values of one hash. */
static enum dict_result find_slowly(struct dict *d, struct dict_key k, const struct dict_text *text,
				    uint32_t *code)
{
	size_t mask = ((size_t)1 << d->bits) - 1;
	size_t i = slot_of(d, k.head, k.tail);
	enum dict_result e;

	for (; d->slots[i].code != 0; i = (i + 1) & mask) {
		const struct dict_slot *s = &d->slots[i];

		if (s->head == k.head && s->tail == k.tail && same_text(d, k, text, s->code)) {
			*code = s->code;
			return DICT_OK;
		}
	}
	make_room(d, 1);
	e = value_add(d, k, text, 0);
	if (e == DICT_OK) {
		*code = d->n_values;
		d->slots[i] = (struct dict_slot){k.head, k.tail, *code};
	}
	return e;
}

/* Compares the bytes of long values, which were fetched meanwhile. */
static enum dict_result compare(struct dict *d, const struct dict_key *keys,
				const struct dict_text *text, const struct later *later,
				uint32_t *codes, size_t *bad)
{
	enum dict_result e = DICT_OK;

	for (size_t i = 0; i < later->n; i++) {
		__builtin_prefetch(d->bytes + d->at[later->items[i].code]);
	}
	for (size_t i = 0; i < later->n && e == DICT_OK; i++) {
		uint32_t k = later->items[i].key;

		if (!same_text(d, keys[k], text, later->items[i].code)) {
			e = find_slowly(d, keys[k], text, &codes[k]);
			*bad = k;
		}
	}
	return e;
}

/* Up to AHEAD keys, for which there is room. */
static enum dict_result encode(struct dict *d, const struct dict_key *keys, size_t n,
			       const struct dict_text *text, uint32_t *codes, size_t *bad)
{
	size_t at[AHEAD];
	struct later later;

	later.n = 0;
	for (size_t i = 0; i < n; i++) {
		at[i] = slot_of(d, keys[i].head, keys[i].tail);
		__builtin_prefetch(&d->slots[at[i]]);
	}
	for (size_t i = 0; i < n; i++) {
		struct dict_slot *s = find(d, at[i], keys[i]);

		if (s->head != keys[i].head || s->tail != keys[i].tail) {
			enum dict_result e = value_add(d, keys[i], text, n - i);

			if (e != DICT_OK) {
				*bad = i;
				return e;
			}
			*s = (struct dict_slot){keys[i].head, keys[i].tail, d->n_values};
		} else if (dict_key_is_long(keys[i])) {
			__builtin_prefetch(&d->at[s->code]);
			later.items[later.n].key = (uint32_t)i;
			later.items[later.n++].code = s->code;
		}
		codes[i] = s->code;
	}
	return compare(d, keys, text, &later, codes, bad);
}

enum dict_result dict_encode(struct dict *d, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, uint32_t *codes, size_t *bad)
{
	for (size_t from = 0; from < n; from += AHEAD) {
		size_t some = n - from < AHEAD ? n - from : AHEAD;
		enum dict_result e;

		while (d->slots == NULL || d->n_values + some > ((size_t)1 << d->bits) / 4 * 3) {
			table_grow(d);
		}
		make_room(d, some);
		e = encode(d, keys + from, some, text, codes + from, bad);
		if (e != DICT_OK) {
			*bad += from;
			return e;
		}
	}
	return DICT_OK;
}

enum dict_result dict_append(struct dict *d, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, size_t *done)
{
	make_room(d, n);
	for (size_t i = 0; i < n; i++) {
		enum dict_result e;

		*done = i;
		if (keys[i].head == 0 && keys[i].tail == 0) {
			return DICT_OK;
		}
		e = value_add(d, keys[i], text, n - i);
		if (e != DICT_OK) {
			return e;
		}
	}
	*done = n;
	return DICT_OK;
}
