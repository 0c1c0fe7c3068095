/* SPDX-License-Identifier: Apache-2.0
 * block_check.c - telling from two rows alone whether an earlier join makes their pair.
 *
 * Each earlier join's keys are slots; a row's codes in all slots are brought together once, and two
 * rows are compared slot by slot into a set of equal ones, which a table turns into the verdict. A
 * row that is missing a value is given a code that no other row has. */
#include "link/block_inside.h"

/* Codes of values are below: LINK_ROWS_MAX. */
#define UNEQUAL_LEFT (UINT32_C(2) << 30)
#define UNEQUAL_RIGHT (UINT32_C(3) << 30)

/* --- making --- */

static bool slot_same(const struct block_slot *a, const struct block_slot *b)
{
	return a->left == b->left && a->right == b->right && a->left_out == b->left_out &&
	       a->source == b->source;
}

static uint32_t slot_add(struct block_check *c, const struct block_slot *s)
{
	uint32_t i = 0;

	while (i < c->n_slots && !slot_same(&c->slots[i], s)) {
		i++;
	}
	if (i == c->n_slots) {
		c->slots[c->n_slots++] = *s;
	}
	c->mirrored = c->mirrored && s->mirrored;
	return i;
}

static bool join_has(const struct block_join *j, const struct block_key *k)
{
	for (size_t i = 0; i < j->n_keys; i++) {
		if (j->keys[i].left == k->left && j->keys[i].right == k->right) {
			return true;
		}
	}
	return false;
}

/* The slots of an earlier join, but for keys that every pair of `own` shares anyway. */
static void earlier_add(const struct blocks *b, struct block_check *c, struct arena *a,
			const struct block_join *own, const struct block_join *j)
{
	struct block_earlier *e = &c->earlier[c->n_earlier++];

	e->join = j;
	e->slots = NEW_N(a, uint32_t, j->n_keys + 1);
	for (size_t i = 0; i < j->n_keys; i++) {
		const struct block_key *k = &j->keys[i];
		struct block_slot s = {
			.left = k->left,
			.right = k->right,
			.codes = {plan_codes(b->plan, k->left), plan_codes(b->plan, k->right)},
			.to_left = k->to_left,
			.mirrored = k->left == k->right};

		if (!join_has(own, k)) {
			e->slots[e->n_slots++] = slot_add(c, &s);
		}
	}
	if (j->left_out) {
		struct block_slot s = {.left_out = j->left_out, .mirrored = j->mirrored};

		e->slots[e->n_slots++] = slot_add(c, &s);
	}
	c->all_made = c->all_made || (e->n_slots == 0 && !j->has_rest);
}

static void table_make(struct block_check *c, struct arena *a)
{
	c->table = NEW_N(a, uint8_t, (size_t)1 << c->n_slots);
	for (size_t i = 0; i < c->n_earlier; i++) {
		const struct block_earlier *e = &c->earlier[i];
		bool ask = e->join && e->join->has_rest;
		size_t wanted = 0;

		for (size_t k = 0; k < e->n_slots; k++) {
			wanted |= (size_t)1 << e->slots[k];
		}
		for (size_t set = 0; set < (size_t)1 << c->n_slots; set++) {
			if ((set & wanted) == wanted && c->table[set] != BLOCK_MADE) {
				c->table[set] = ask ? BLOCK_ASK : BLOCK_MADE;
			}
		}
	}
}

void block_check_make(const struct blocks *b, struct arena *a, size_t join, struct block_check *out)
{
	size_t room = 1;

	for (size_t i = 0; i < join; i++) {
		room += b->joins[i].n_keys + 1;
	}
	*out = (struct block_check){.mirrored = true};
	out->slots = NEW_N(a, struct block_slot, room);
	out->earlier = NEW_N(a, struct block_earlier, join + 1);
	if (b->by_source && (b->interleaved || !b->joins[join].mirrored)) {
		struct block_earlier *e = &out->earlier[out->n_earlier++];

		e->slots = NEW_N(a, uint32_t, 1);
		e->slots[e->n_slots++] =
			slot_add(out, &(struct block_slot){.source = true, .mirrored = true});
	}
	for (size_t i = 0; i < join; i++) {
		earlier_add(b, out, a, &b->joins[join], &b->joins[i]);
	}
	out->stride = (out->n_slots + 3) / 4 * 4;
	if (out->n_slots <= BLOCK_TABLE_SLOTS) {
		table_make(out, a);
	}
}

/* --- asking --- */

/* A code that equals none: of two rows of one tile, or of a left and a right one. */
static inline uint32_t unequal(bool right, size_t i)
{
	return (right ? UNEQUAL_RIGHT : UNEQUAL_LEFT) | (uint32_t)i;
}

static void slot_codes(const struct blocks *b, const struct block_slot *s, const uint32_t *rows,
		       size_t n, bool right, uint32_t *codes, size_t stride)
{
	struct plan_codes from = s->codes[right];
	const uint32_t *map = right ? s->to_left : NULL;

	for (size_t i = 0; i < n; i++) {
		uint32_t code = 1;

		if (s->left) {
			code = plan_code(from, rows[i]);
			code = map ? map[code] : code;
		} else if (s->source) {
			code = records_source_of(b->records, rows[i]) + 1;
		} else if (!right || s->mirrored) {
			code = !s->left_out[rows[i]];
		}
		codes[i * stride] = code != 0 ? code : unequal(right, i);
	}
}

void block_check_codes(const struct blocks *b, const struct block_check *c, const uint32_t *rows,
		       size_t n, bool right, uint32_t *codes)
{
	for (size_t s = 0; s < c->n_slots; s++) {
		slot_codes(b, &c->slots[s], rows, n, right, codes + s, c->stride);
	}
}

enum block_verdict block_check_pair(const struct block_check *c, struct plan_worker *w,
				    struct pair p, const uint32_t *left, const uint32_t *right)
{
	for (size_t i = 0; i < c->n_earlier; i++) {
		const struct block_earlier *e = &c->earlier[i];
		bool same = true;

		for (size_t k = 0; same && k < e->n_slots; k++) {
			same = left[e->slots[k]] == right[e->slots[k]];
		}
		if (same && (!e->join || !e->join->has_rest ||
			     plan_holds(w, e->join->rest, p.left, p.right))) {
			return BLOCK_MADE;
		}
	}
	return BLOCK_FRESH;
}
