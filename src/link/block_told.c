/* SPDX-License-Identifier: Apache-2.0
 * block_told.c - the largest blocks, for people.
 *
 * Blocks are met in any order and by several threads, so the list has one order that depends on
 * nothing else: pairs, rows, rule, and then the shared values themselves. */
#include "base/buf.h"
#include "link/block_inside.h"

static struct slice shared_value(const struct block_seen *s, size_t key)
{
	const struct column *c = s->join->keys[key].left;

	return column_value(c, column_code(c, s->row));
}

/* The row of a block is any of its rows on the left side: what they share is the left value. */
static int compare_seen(const struct block_seen *a, const struct block_seen *b)
{
	if (a->pairs != b->pairs) {
		return a->pairs > b->pairs ? -1 : 1;
	}
	if (a->rows != b->rows) {
		return a->rows > b->rows ? -1 : 1;
	}
	if (a->join != b->join) {
		return a->join < b->join ? -1 : 1;
	}
	for (size_t i = 0; i < a->join->n_keys; i++) {
		int c = slice_cmp(shared_value(a, i), shared_value(b, i));

		if (c != 0) {
			return c;
		}
	}
	return 0;
}

void block_worst_add(struct block_worst *w, const struct block_seen *s)
{
	size_t at = w->n;

	while (at > 0 && compare_seen(s, &w->items[at - 1]) < 0) {
		at--;
	}
	if (at == BLOCK_WORST) {
		return;
	}
	w->n += w->n < BLOCK_WORST;
	memmove(w->items + at + 1, w->items + at, (w->n - at - 1) * sizeof *w->items);
	w->items[at] = *s;
}

/* "Smith, 1990-01-01", each value cut to its share of the room. */
static void key_show(const struct block_seen *s, char *out, size_t room)
{
	char value[sizeof((struct block_size *)0)->key];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < s->join->n_keys; i++) {
		size_t share = (room - n) / (s->join->n_keys - i);
		size_t between = i > 0 ? 2 : 0;
		size_t length;

		if (share < between + 8) {
			return;
		}
		slice_show(shared_value(s, i), value, share - between);
		length = strlen(value);
		memcpy(out + n, ", ", between);
		memcpy(out + n + between, value, length + 1);
		n += between + length;
	}
}

void block_worst_tell(const struct block_worst *w, struct blocks_told *told)
{
	told->n_worst = w->n;
	for (size_t i = 0; i < w->n; i++) {
		const struct block_seen *s = &w->items[i];
		struct block_size *size = &told->worst[i];

		*size = (struct block_size){.rule = s->join->rule,
					    .rows = s->rows,
					    .pairs = s->pairs,
					    .left_out = s->left_out};
		key_show(s, size->key, sizeof size->key);
	}
}
