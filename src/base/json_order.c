/* SPDX-License-Identifier: Apache-2.0
 * json_order.c - the members of an object in the order of their names. */
#include <stdlib.h>

#include "base/json_inside.h"

/* Order of UTF-16 code units of valid UTF-8: byte order, but that U+E000..U+FFFF (EE, EF) come
 * after everything beyond U+FFFF (F0..F4), which UTF-16 writes as surrogates D800..DFFF. */
static unsigned utf16_rank(unsigned char c)
{
	return c >= 0xf0 ? c - 2u : c >= 0xee ? c + 6u : c;
}

static int compare_keys(const void *left, const void *right)
{
	struct slice a = (*(const struct json_member *const *)left)->key;
	struct slice b = (*(const struct json_member *const *)right)->key;
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		if (a.p[i] != b.p[i]) {
			unsigned rank_a = utf16_rank((unsigned char)a.p[i]);
			unsigned rank_b = utf16_rank((unsigned char)b.p[i]);

			return rank_a < rank_b ? -1 : 1;
		}
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

void json_order_init(struct json_order *o, const struct json *object)
{
	o->members = o->few;
	if (object->count > JSON_ORDER_FEW) {
		o->members = mem_alloc(object->count * sizeof *o->members);
	}
	for (size_t i = 0; i < object->count; i++) {
		o->members[i] = &object->members[i];
	}
	qsort(o->members, object->count, sizeof *o->members, compare_keys);
}

void json_order_finish(struct json_order *o)
{
	if (o->members != o->few) {
		free(o->members);
	}
	o->members = NULL;
}

bool json_has_twin_keys(const struct json *object)
{
	SCOPED_JSON_ORDER(order);

	json_order_init(&order, object);
	for (size_t i = 1; i < object->count; i++) {
		if (slice_eq(order.members[i - 1]->key, order.members[i]->key)) {
			return true;
		}
	}
	return false;
}
