/* SPDX-License-Identifier: Apache-2.0
 * lineage_step.c - from the entities of before to those of after.
 *
 * Merge: the oldest id survives, the others answer as it for ever. Split: the id stays with the row
 * that was received first; the others get new ids. No id is given twice. */
#include <stdlib.h>

#include "link/lineage.h"

void answers_finish(struct answers *x)
{
	free(x->by_id);
	*x = (struct answers){0};
}

void answers_grow(struct answers *x, uint64_t next)
{
	if (next > x->room) {
		x->room = next + next / 2 + 64;
		x->by_id = mem_grow(x->by_id, x->room * sizeof *x->by_id);
	}
	for (; x->next < next; x->next++) {
		x->by_id[x->next] = x->next;
	}
}

uint64_t answers_of(const struct answers *x, uint64_t id)
{
	while (id < x->next && x->by_id[id] != id) {
		id = x->by_id[id];
	}
	return id < x->next ? id : 0;
}

/* A row in an order. */
struct step_key {
	uint64_t first;
	uint64_t second;
	uint32_t i;
};

static int key_cmp(const void *a, const void *b)
{
	const struct step_key *x = a;
	const struct step_key *y = b;

	if (x->first != y->first) {
		return x->first < y->first ? -1 : 1;
	}
	return x->second < y->second ? -1 : x->second > y->second;
}

/* Answer of an entity that was there before the step, until it is known whether it lives on. */
static const uint64_t open_answer = UINT64_MAX;

/* Of a cluster, by its place. */
struct step_cluster {
	uint64_t id;
	uint32_t rows;
	bool had;    /* some row of it had an entity before */
	bool minted; /* its id is new */
	bool back;   /* its id answered as another until now: an undo */
};

struct stepping {
	struct step_row *rows;
	size_t n;
	uint32_t *order;       /* [n] */
	struct step_key *keys; /* [n] */
	struct step_cluster *clusters;
	struct answers *answers;
	struct telling *told;
};

static void put_in_order(struct stepping *s)
{
	if (s->n > 0) {
		qsort(s->keys, s->n, sizeof *s->keys, key_cmp);
	}
	for (size_t i = 0; i < s->n; i++) {
		s->order[i] = s->keys[i].i;
	}
}

/* By the entity claimed (or none is, where that is settled), and then by receipt; rows that are
 * gone claim nothing and stand last. */
static void order_by_claim(struct stepping *s, bool settled)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct step_row *r = &s->rows[i];
		uint64_t claims = settled ? 0 : r->claims;

		s->keys[i] = (struct step_key){r->cluster == LINEAGE_GONE ? UINT64_MAX : claims,
					       r->received, i};
	}
	put_in_order(s);
}

/* By the entity of before, that of after, and then by receipt. Entities fit 32 bits. */
static void order_by_change(struct stepping *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct step_row *r = &s->rows[i];

		s->keys[i] = (struct step_key){r->before << 32 | r->after, r->received, i};
	}
	put_in_order(s);
}

/* Rows stand by the entity they claim, oldest first: the first row of each says which cluster it
 * goes to, and the first entity to come to a cluster survives. One that lives elsewhere (where an
 * undo claims what another undo gave back) is not to be had. */
static void keep_ids(struct stepping *s, size_t there)
{
	uint64_t *by_id = s->answers->by_id;

	for (size_t i = 0; i < s->n; i++) {
		if (s->rows[i].before != 0) {
			by_id[s->rows[i].before] = open_answer;
		}
	}
	for (size_t i = 0; i < there; i++) {
		const struct step_row *r = &s->rows[s->order[i]];
		struct step_cluster *c = &s->clusters[r->cluster];
		bool first = i == 0 || s->rows[s->order[i - 1]].claims != r->claims;

		if (first && r->claims != 0 && c->id == 0 && by_id[r->claims] != r->claims) {
			c->id = r->claims;
			c->back = by_id[c->id] != open_answer;
			by_id[c->id] = c->id;
		}
	}
}

/* New ids in the order in which the first rows of their clusters were received. */
static void give_ids(struct stepping *s, size_t there)
{
	order_by_claim(s, true);
	for (size_t i = 0; i < there; i++) {
		struct step_row *r = &s->rows[s->order[i]];
		struct step_cluster *c = &s->clusters[r->cluster];

		if (c->id == 0) {
			c->id = s->answers->next;
			c->minted = true;
			answers_grow(s->answers, c->id + 1);
		}
		c->rows++;
		c->had = c->had || r->before != 0;
		r->after = c->id;
	}
}

static void tell(struct telling *t, struct onus_lineage_change c)
{
	if (t->count == t->room) {
		struct onus_lineage_change *more =
			NEW_N(t->a, struct onus_lineage_change, 2 * t->room + 16);

		if (t->count > 0) {
			memcpy(more, t->items, t->count * sizeof *more);
		}
		t->room = 2 * t->room + 16;
		t->items = more;
	}
	t->items[t->count++] = c;
}

/* What happened to rows that were `before` and are of a cluster now. */
static enum onus_lineage_kind kind_of(const struct stepping *s, const struct step_row *r)
{
	const struct step_cluster *c = &s->clusters[r->cluster];

	if (r->before == 0) {
		return c->minted && !c->had ? ONUS_LINEAGE_NEW : ONUS_LINEAGE_GREW;
	}
	if (s->answers->by_id[r->before] == r->after) {
		return ONUS_LINEAGE_MERGED;
	}
	if (c->back) {
		return ONUS_LINEAGE_RESTORED;
	}
	return c->minted ? ONUS_LINEAGE_SPLIT : ONUS_LINEAGE_MOVED;
}

/* Rows order[from..end) were of one entity: what it answers as from now on. */
static void settle(struct stepping *s, size_t from, size_t end)
{
	uint64_t before = s->rows[s->order[from]].before;
	const struct step_row *first = NULL;

	for (size_t i = from; i < end; i++) {
		const struct step_row *r = &s->rows[s->order[i]];

		if (r->after != 0 && (first == NULL || r->received < first->received)) {
			first = r;
		}
	}
	if (before != 0 && s->answers->by_id[before] == open_answer) {
		s->answers->by_id[before] = first != NULL ? first->after : 0;
	}
}

/* Tells of rows order[from..end), of one entity, one change for each that they are of now. */
static void tell_entity(struct stepping *s, size_t from, size_t end)
{
	size_t stop;

	for (size_t at = from; at < end; at = stop) {
		const struct step_row *r = &s->rows[s->order[at]];

		stop = at + 1;
		while (stop < end && s->rows[s->order[stop]].after == r->after) {
			stop++;
		}
		if (r->after != 0 && r->after == r->before) {
			s->told->unchanged += stop - at == end - from &&
					      s->clusters[r->cluster].rows == stop - at;
			continue;
		}
		tell(s->told, (struct onus_lineage_change){.kind = r->after == 0 ? ONUS_LINEAGE_LOST
										 : kind_of(s, r),
							   .from = r->before,
							   .entity = r->after,
							   .row = r->row,
							   .rows = (uint32_t)(stop - at)});
	}
}

/* In the order of the entities they were, rows that were none first. */
static void tell_all(struct stepping *s)
{
	size_t end;

	order_by_change(s);
	for (size_t from = 0; from < s->n; from = end) {
		end = from + 1;
		while (end < s->n &&
		       s->rows[s->order[end]].before == s->rows[s->order[from]].before) {
			end++;
		}
		settle(s, from, end);
		tell_entity(s, from, end);
	}
}

void lineage_step(struct arena *scratch, struct step_row *rows, size_t n, struct answers *x,
		  struct telling *told)
{
	struct stepping s = {.rows = rows,
			     .n = n,
			     .order = NEW_N(scratch, uint32_t, n),
			     .keys = NEW_N(scratch, struct step_key, n),
			     .clusters = NEW_N(scratch, struct step_cluster, n),
			     .answers = x,
			     .told = told};
	size_t there = 0;

	for (size_t i = 0; i < n; i++) {
		rows[i].after = 0;
		there += rows[i].cluster != LINEAGE_GONE;
	}
	order_by_claim(&s, false);
	keep_ids(&s, there);
	give_ids(&s, there);
	tell_all(&s);
}
