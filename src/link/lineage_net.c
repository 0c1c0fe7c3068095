/* SPDX-License-Identifier: Apache-2.0
 * lineage_net.c - what hangs together by edges and decisions, while they come and go. */
#include <stdlib.h>

#include "link/lineage.h"

enum { NONE = UINT32_MAX };

void net_finish(struct net *n)
{
	free(n->row);
	free(n->edges);
	free(n->verdicts);
	*n = (struct net){0};
}

/* Room for one element more. */
static void *room_for_one(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room) {
		return items;
	}
	*room = count + count / 2 + 64;
	return mem_grow(items, *room * size);
}

void net_add_row(struct net *n)
{
	size_t room = n->rows_room;

	n->row = room_for_one(n->row, n->rows, &room, sizeof *n->row);
	n->rows_room = (uint32_t)room;
	n->row[n->rows++] = (struct net_row){.edges = NONE, .verdicts = NONE};
}

void net_add_edge(struct net *n, const struct onus_edge *e)
{
	uint32_t number = (uint32_t)n->n_edges;
	struct net_row *left = &n->row[e->left];
	struct net_row *right = &n->row[e->right];

	n->edges = room_for_one(n->edges, n->n_edges, &n->edges_room, sizeof *n->edges);
	n->edges[n->n_edges++] =
		(struct net_edge){{e->left, e->right}, {left->edges, right->edges}, e->weight};
	left->edges = number;
	right->edges = number;
}

uint32_t net_add_verdict(struct net *n, struct onus_verdict v)
{
	uint32_t number = (uint32_t)n->n_verdicts;
	struct net_row *left = &n->row[v.left];
	struct net_row *right = &n->row[v.right];

	n->verdicts =
		room_for_one(n->verdicts, n->n_verdicts, &n->verdicts_room, sizeof *n->verdicts);
	n->verdicts[n->n_verdicts++] = (struct net_verdict){
		{v.left, v.right}, {left->verdicts, right->verdicts}, v.same, false};
	left->verdicts = number;
	right->verdicts = number;
	return number;
}

/* A tangle takes a round for each of its rows. */
void net_begin(struct net *n)
{
	if (n->round > UINT32_MAX - n->rows - 2) {
		for (uint32_t i = 0; i < n->rows; i++) {
			n->row[i].mark = 0;
		}
		n->round = 0;
	}
	n->round++;
}

static void reach(struct net *n, uint32_t row, struct net_rows *out)
{
	if (n->row[row].mark == n->round || n->row[row].gone) {
		return;
	}
	n->row[row].mark = n->round;
	if (out->count == out->room) {
		uint32_t *more = NEW_N(out->a, uint32_t, 2 * out->room + 64);

		if (out->count > 0) {
			memcpy(more, out->items, out->count * sizeof *more);
		}
		out->room = 2 * out->room + 64;
		out->items = more;
	}
	out->items[out->count++] = row;
}

/* Which of the two ends a row is. */
static unsigned side_of(const uint32_t rows[2], uint32_t row)
{
	return rows[0] == row ? 0 : 1;
}

void net_reach(struct net *n, uint32_t row, struct net_rows *out)
{
	size_t at = out->count;

	for (reach(n, row, out); at < out->count; at++) {
		uint32_t from = out->items[at];

		for (uint32_t i = n->row[from].edges; i != NONE;) {
			unsigned side = side_of(n->edges[i].row, from);

			reach(n, n->edges[i].row[1 - side], out);
			i = n->edges[i].next[side];
		}
		for (uint32_t i = n->row[from].verdicts; i != NONE;) {
			const struct net_verdict *v = &n->verdicts[i];
			unsigned side = side_of(v->row, from);

			if (v->same && !v->undone) {
				reach(n, v->row[1 - side], out);
			}
			i = v->next[side];
		}
	}
}

/* --- as a tangle --- */

static int row_cmp(const void *a, const void *b, void *records)
{
	return records_compare_ids(records, *(const uint32_t *)a, *(const uint32_t *)b);
}

bool net_place(const struct net *n, const struct tangle *t, uint32_t row, uint32_t *place)
{
	*place = n->row[row].mark - (n->round - t->n + 1);
	return *place < t->n;
}

/* What is in the list of both ends is taken from that of the first. */
static void place_edges(const struct net *n, struct tangle *t, bool count_only)
{
	t->n_edges = 0;
	for (uint32_t a = 0; a < t->n; a++) {
		for (uint32_t i = n->row[t->rows[a]].edges; i != NONE;) {
			const struct net_edge *e = &n->edges[i];
			unsigned side = side_of(e->row, t->rows[a]);
			uint32_t b;

			if (side == 0 && net_place(n, t, e->row[1], &b)) {
				if (!count_only) {
					t->edges[t->n_edges] = tangle_edge_of(a, b, e->weight);
				}
				t->n_edges++;
			}
			i = e->next[side];
		}
	}
}

static void place_verdicts(const struct net *n, struct tangle *t, bool count_only)
{
	t->n_verdicts = 0;
	for (uint32_t a = 0; a < t->n; a++) {
		for (uint32_t i = n->row[t->rows[a]].verdicts; i != NONE;) {
			const struct net_verdict *v = &n->verdicts[i];
			unsigned side = side_of(v->row, t->rows[a]);
			uint32_t b;

			if (side == 0 && !v->undone && net_place(n, t, v->row[1], &b)) {
				if (!count_only) {
					t->verdicts[t->n_verdicts] =
						tangle_verdict_of(a, b, v->same);
				}
				t->n_verdicts++;
			}
			i = v->next[side];
		}
	}
}

void net_tangle(struct net *n, const struct net_rows *rows, struct tangle *t)
{
	t->rows = NEW_N(t->a, uint32_t, rows->count);
	for (size_t i = 0; i < rows->count; i++) {
		if (!n->row[rows->items[i]].gone) {
			t->rows[t->n++] = rows->items[i];
		}
	}
	qsort_r(t->rows, t->n, sizeof *t->rows, row_cmp, (void *)(uintptr_t)n->records);
	for (uint32_t i = 0; i < t->n; i++) {
		n->row[t->rows[i]].mark = ++n->round;
	}
	place_edges(n, t, true);
	t->edges = NEW_N(t->a, struct tangle_edge, t->n_edges);
	place_edges(n, t, false);
	place_verdicts(n, t, true);
	t->verdicts = NEW_N(t->a, struct tangle_verdict, t->n_verdicts);
	place_verdicts(n, t, false);
}
