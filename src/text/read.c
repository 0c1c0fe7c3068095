/* SPDX-License-Identifier: Apache-2.0
 * read.c - a reading from text to mentions: windows, recognisers, roles, order. */
#include <stdlib.h>

#include "base/limits.h"
#include "text/own_date.h"
#include "text/recognise.h"

/* The mentions so far. */
struct gathering {
	struct onus_mention *items;
	size_t count;
	size_t room;
	size_t max;
	bool cut;
	size_t ends[ONUS_KIND_COUNT]; /* where the last one of each kind ended */
};

static void reading_finish(struct reading *r)
{
	tokens_finish(&r->tokens);
	tokens_finish(&r->scratch);
	free(r->found);
	free(r->called);
	r->found = NULL;
	r->called = NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct onus_mention *x = &((const struct found *)a)->mention;
	const struct onus_mention *y = &((const struct found *)b)->mention;

	if (x->start != y->start) {
		return x->start < y->start ? -1 : 1;
	}
	if (x->end != y->end) {
		return x->end > y->end ? -1 : 1;
	}
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static void gather(struct gathering *g, const struct onus_mention *m)
{
	/* two windows may have cut the same words differently */
	if (m->start < g->ends[m->kind]) {
		return;
	}
	if (g->count == g->max) {
		g->cut = true;
		return;
	}
	if (g->count == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->items = mem_grow(g->items, g->room * sizeof *g->items);
	}
	g->items[g->count++] = *m;
	g->ends[m->kind] = m->end;
}

/* `at`, moved back to the beginning of a character. */
static size_t character_start(struct slice text, size_t at)
{
	while (at > 0 && at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80) {
		at--;
	}
	return at;
}

/* The tokens of text[lo, hi) with its margins. */
static void open_window(struct reading *r, size_t lo, size_t hi)
{
	size_t to = r->text.n - hi > MARGIN_BYTES ? hi + MARGIN_BYTES : r->text.n;

	r->base = character_start(r->text, lo > MARGIN_BYTES ? lo - MARGIN_BYTES : 0);
	r->found_count = 0;
	tokens_read(&r->tokens, r->text, r->base, character_start(r->text, to));
}

static size_t window_end(struct slice text, size_t lo)
{
	return text.n - lo > WINDOW_BYTES ? lo + WINDOW_BYTES : text.n;
}

/* Finds what the open window holds; keeps what begins between lo and hi. */
static void read_window(struct reading *r, size_t lo, size_t hi, struct gathering *g)
{
	for (size_t i = 0; i < recogniser_count; i++) {
		recognisers[i].find(r);
	}
	if (r->found_count > 0) {
		qsort(r->found, r->found_count, sizeof *r->found, by_place);
	}
	give_roles(r);
	for (size_t i = 0; i < r->found_count && !g->cut; i++) {
		const struct onus_mention *m = &r->found[i].mention;

		if (m->start >= lo && m->start < hi) {
			gather(g, m);
		}
	}
}

static void read_text(struct reading *r, struct gathering *g)
{
	size_t lo = 0;

	while (lo < r->text.n && !g->cut) {
		size_t hi = window_end(r->text, lo);

		open_window(r, lo, hi);
		if (lo == 0 && !r->has_anchor) {
			r->has_anchor = own_date(r, &r->anchor);
		}
		read_window(r, lo, hi, g);
		lo = hi;
	}
}

static enum onus_err check_options(const struct onus_text_options *o)
{
	const int64_t lo = INT64_C(-719162); /* 0001-01-01 */
	const int64_t hi = INT64_C(2932896); /* 9999-12-31 */

	if (o == NULL || !o->has_anchor) {
		return ONUS_OK;
	}
	/* a margin of 200 years, for what is counted from it */
	ENSURE(o->anchor_lo <= o->anchor_hi && o->anchor_lo >= lo + 73050 &&
		       o->anchor_hi <= hi - 73050,
	       ONUS_BAD_INPUT, "the date of the report is not between the years 201 and 9799");
	return ONUS_OK;
}

enum onus_err onus_text_read(struct slice text, const struct onus_text_options *options,
			     struct onus_mentions *out)
{
	struct arena *arena;
	struct reading r = {.text = text};
	struct gathering g = {.max = MENTIONS_MAX};
	size_t bad = 0;

	ENSURE(slice_is_utf8(text, &bad), ONUS_BAD_INPUT, "the text is not UTF-8 at its byte %zu",
	       bad);
	GUARD(check_options(options));
	if (options != NULL && options->mentions_max > 0) {
		g.max = options->mentions_max;
	}
	arena = mem_alloc(sizeof *arena);
	arena_init(arena);
	r.arena = arena;
	if (options != NULL) {
		r.names = options->names;
		r.has_anchor = options->has_anchor;
		r.anchor = (struct days){options->anchor_lo, options->anchor_hi};
	}
	read_text(&r, &g);
	reading_finish(&r);
	out->count = g.count;
	out->cut = g.cut;
	out->memory = arena;
	out->items = NEW_N(arena, struct onus_mention, g.count);
	if (g.count > 0) {
		memcpy(out->items, g.items, g.count * sizeof *g.items);
	}
	free(g.items);
	return ONUS_OK;
}

void onus_mentions_finish(struct onus_mentions *m)
{
	struct arena *arena = m->memory;

	if (arena != NULL) {
		arena_finish(arena);
		free(arena);
	}
	*m = (struct onus_mentions){0};
}

bool onus_text_own_date(struct slice text, int64_t *lo, int64_t *hi)
{
	struct reading r = {.text = text};
	struct days days = {0};
	bool found;

	if (!slice_is_utf8(text, NULL)) {
		return false;
	}
	open_window(&r, 0, window_end(text, 0));
	found = own_date(&r, &days);
	reading_finish(&r);
	if (found) {
		*lo = days.lo;
		*hi = days.hi;
	}
	return found;
}
