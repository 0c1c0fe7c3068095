/* SPDX-License-Identifier: Apache-2.0
 * index.c - one record more, and whom it may be. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "link/index.h"
#include "link/records_dict.h"

enum { SHOWN = 120 };

struct onus_index {
	struct arena arena;
	struct arena last; /* of the last add: its edges */
	const struct onus_model *model;
	struct onus_records *records;
	struct onus_index_options options;
	struct growing growing;
	struct index_joins joins;
	struct postings ids; /* by source and id */
	struct score *score;
	bool *gone; /* [gone_room] rows that were taken back */
	size_t gone_room;
};

/* --- the beginning --- */

static uint64_t hash_id(const struct onus_index *x, struct slice source, struct slice id)
{
	return dict_mix(index_hash(x->joins.seed, source) ^ index_hash(x->joins.seed + 1, id),
			UINT64_C(0xa0761d6478bd642f));
}

static void post_ids(struct onus_index *x)
{
	const struct onus_records *r = x->records;

	postings_make(&x->ids, r->rows);
	for (uint32_t row = 0; row < r->rows; row++) {
		postings_add(&x->ids, true,
			     hash_id(x, onus_records_source(r, row), onus_records_id(r, row)));
	}
}

static void room_for_row(struct onus_index *x)
{
	size_t rows = x->records->rows;

	if (rows >= x->gone_room) {
		size_t room = rows + rows / 2 + 64;

		x->gone = mem_grow(x->gone, room * sizeof *x->gone);
		memset(x->gone + x->gone_room, 0, (room - x->gone_room) * sizeof *x->gone);
		x->gone_room = room;
	}
}

static enum onus_err begin(struct onus_index *x)
{
	ENSURE(x->records->adding == NULL, ONUS_USAGE,
	       "an index is made of records that are finished");
	ENSURE(x->model->n_rules > 0, ONUS_BAD_INPUT,
	       "%s has no blocking rule, so every record would be compared with every other",
	       x->model->name);
	GUARD(index_check(x->model, x->records));
	GUARD(score_create(x->model, x->records, &x->score));
	GUARD(index_joins_make(&x->arena, x->model, x->records, &x->joins));
	post_ids(x);
	room_for_row(x);
	return ONUS_OK;
}

enum onus_err onus_index_create(const struct onus_model *m, struct onus_records **records,
				const struct onus_index_options *o, struct onus_index **out)
{
	struct onus_index *x = mem_alloc(sizeof *x);
	enum onus_err e;

	*x = (struct onus_index){.model = m, .records = *records, .options = *o};
	if (o->block_pairs_max == 0) {
		x->options.block_pairs_max = LINK_BLOCK_PAIRS_MAX;
	}
	e = isnan(o->weight_min) ? onus_fail(ONUS_USAGE, HERE, "weight_min is no number")
				 : begin(x);
	if (e != ONUS_OK) {
		x->records = NULL; /* they stay the caller's */
		onus_index_destroy(&x);
		return e;
	}
	growing_make(&x->growing, x->records);
	*records = NULL;
	*out = x;
	return ONUS_OK;
}

void onus_index_destroy(struct onus_index **index)
{
	struct onus_index *x = *index;

	if (x != NULL) {
		score_destroy(&x->score);
		index_joins_finish(&x->joins);
		postings_finish(&x->ids);
		growing_finish(&x->growing);
		onus_records_destroy(&x->records);
		free(x->gone);
		arena_finish(&x->last);
		arena_finish(&x->arena);
		free(x);
		*index = NULL;
	}
}

const struct onus_records *onus_index_records(const struct onus_index *x)
{
	return x->records;
}

/* --- one record --- */

static enum onus_err no_such_column(const struct onus_index *x, struct slice name)
{
	SCOPED_ARENA(a);
	const char **names = NEW_N(&a, const char *, x->records->n_columns + 1);
	char shown[SHOWN];
	const char *near;

	for (size_t i = 0; i < x->records->n_columns; i++) {
		names[i] = arena_copy(&a, x->records->columns[i]->name);
	}
	near = word_nearest(name, names);
	return onus_fail(ONUS_BAD_INPUT, HERE, "the index has no column \"%s\"%s%s%s: leave it out",
			 slice_show(name, shown, sizeof shown), near ? " (the nearest is \"" : "",
			 near ? near : "", near ? "\")" : "");
}

/* Which column of the index each value is of. */
static enum onus_err read_values(const struct onus_index *x, const struct onus_column *columns,
				 size_t count, struct slice *values)
{
	const struct onus_records *r = x->records;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < r->n_columns && !slice_eq_nocase(r->columns[k]->name, columns[i].name)) {
			k++;
		}
		if (k == r->n_columns) {
			return no_such_column(x, columns[i].name);
		}
		values[k] = columns[i].values[0];
	}
	return ONUS_OK;
}

/* The id: given, or the record's number where records are numbered. */
static enum onus_err read_id(const struct onus_index *x, struct arena *a, struct slice *values,
			     struct slice *id)
{
	const struct onus_records *r = x->records;
	size_t k = 0;
	char shown[SHOWN];

	while (r->columns[k] != r->id) {
		k++;
	}
	if (r->id->name.n == 0) {
		values[k] = slice_str(arena_printf(a, "%u", r->rows + 1));
	}
	ENSURE(values[k].n > 0, ONUS_BAD_INPUT,
	       "the record has no \"%s\", which tells the records apart: fill it in",
	       slice_show(r->id->name, shown, sizeof shown));
	*id = values[k];
	return ONUS_OK;
}

/* Ids are in one order for ever: by size where all are whole numbers of one source. */
static enum onus_err check_order(const struct onus_index *x, struct slice source, struct slice id)
{
	const struct onus_records *r = x->records;
	char shown[SHOWN];
	int64_t number;

	ENSURE(r->rows == 0 || r->n_sources != 1 || slice_eq(source, r->sources[0]), ONUS_BAD_INPUT,
	       "the index is of one source, and ids of several stand in another order: make it "
	       "anew with records of \"%s\"",
	       slice_show(source, shown, sizeof shown));
	ENSURE(r->n_sources < 2 || source.n > 0, ONUS_BAD_INPUT,
	       "the index is of several sources: name the record's");
	ENSURE(r->rows == 0 || !r->id->whole_numbers || r->n_sources != 1 ||
		       slice_to_i64(id, &number),
	       ONUS_BAD_INPUT,
	       "the ids of the index are whole numbers, and \"%s\" is none: make it anew with this "
	       "record",
	       slice_show(id, shown, sizeof shown));
	return ONUS_OK;
}

static enum onus_err check_id(const struct onus_index *x, struct slice source, struct slice id)
{
	uint64_t hash = hash_id(x, source, id);
	char shown[SHOWN];

	for (uint32_t row = postings_first(&x->ids, hash); row != POSTING_END;
	     row = postings_next(&x->ids, hash, row)) {
		ENSURE(x->gone[row] || !slice_eq(onus_records_id(x->records, row), id) ||
			       !slice_eq(onus_records_source(x->records, row), source),
		       ONUS_BAD_INPUT, "a record with the id \"%s\" is there already",
		       slice_show(id, shown, sizeof shown));
	}
	return ONUS_OK;
}

/* --- whom it shares a key with --- */

struct gathering {
	struct onus_index *x;
	const struct index_record *record;
	size_t room;
	struct comparing *c;
};

static void add_candidate(struct gathering *g, struct candidate k)
{
	struct comparing *c = g->c;

	if (c->count == g->room) {
		struct candidate *more = NEW_N(c->a, struct candidate, 2 * g->room + 64);

		if (c->count > 0) {
			memcpy(more, c->candidates, c->count * sizeof *more);
		}
		g->room = 2 * g->room + 64;
		c->candidates = more;
	}
	c->candidates[c->count++] = k;
}

/* Rows of one block; none, and that is told, where it is beyond the limit. */
static void gather_block(struct gathering *g, const struct postings *p, uint64_t hash,
			 uint32_t rule)
{
	struct onus_index *x = g->x;
	bool across = x->model->link_type == LINK_LINK_ONLY;
	size_t before = g->c->count;
	uint64_t rows;

	for (uint32_t row = postings_first(p, hash); row != POSTING_END;
	     row = postings_next(p, hash, row)) {
		if (!x->gone[row] && (!across || !slice_eq(onus_records_source(x->records, row),
							   g->record->source))) {
			add_candidate(g, (struct candidate){row, rule});
		}
	}
	rows = g->c->count - before;
	if (rows * (rows + 1) / 2 > x->options.block_pairs_max) {
		g->c->out.left_out += rows;
		g->c->count = before;
	}
}

static int candidate_cmp(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	if (x->row != y->row) {
		return x->row < y->row ? -1 : 1;
	}
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* Its own keys in one join, for finding and for being found. */
struct own_keys {
	uint64_t left;
	uint64_t right;
	bool has_left;
	bool has_right;
};

static enum onus_err gather(struct gathering *g, struct own_keys *keys)
{
	struct index_joins *joins = &g->x->joins;

	for (size_t i = 0; i < joins->count; i++) {
		const struct index_join *j = &joins->items[i];
		struct own_keys *k = &keys[i];

		GUARD(index_keys(joins, j, false, g->record, &k->left, &k->has_left));
		if (j->mirrored) {
			k->right = k->left;
			k->has_right = k->has_left;
		} else {
			GUARD(index_keys(joins, j, true, g->record, &k->right, &k->has_right));
		}
		if (k->has_right) {
			gather_block(g, &j->by_left, k->right, j->rule);
		}
		if (k->has_left && !j->mirrored) {
			gather_block(g, &j->by_right, k->left, j->rule);
		}
	}
	if (g->c->count > 0) {
		qsort(g->c->candidates, g->c->count, sizeof *g->c->candidates, candidate_cmp);
	}
	return ONUS_OK;
}

/* --- adding --- */

/* The record is a row from here on. */
static void post(struct onus_index *x, const struct own_keys *keys, uint64_t id)
{
	for (size_t i = 0; i < x->joins.count; i++) {
		struct index_join *j = &x->joins.items[i];

		postings_add(&j->by_left, keys[i].has_left, keys[i].left);
		if (!j->mirrored) {
			postings_add(&j->by_right, keys[i].has_right, keys[i].right);
		}
	}
	postings_add(&x->ids, true, id);
	room_for_row(x);
}

static enum onus_err compare(struct onus_index *x, struct comparing *c)
{
	GUARD(score_follow(x->score));
	return index_compare(c);
}

static enum onus_err add(struct onus_index *x, struct index_record *record, struct slice id,
			 struct comparing *c)
{
	struct own_keys *keys = NEW_N(c->a, struct own_keys, x->joins.count);
	struct gathering g = {.x = x, .record = record, .c = c};
	enum onus_err e;

	GUARD(gather(&g, keys));
	GUARD(growing_add(&x->growing, record->source, record->values));
	e = compare(x, c);
	if (e != ONUS_OK) {
		growing_take_back(&x->growing);
		GUARD(score_follow(x->score)); /* forgets with it */
		return e;
	}
	post(x, keys, hash_id(x, record->source, id));
	return ONUS_OK;
}

enum onus_err onus_index_add(struct onus_index *x, struct slice source,
			     const struct onus_column *columns, size_t count, uint32_t *row,
			     struct onus_edges *out)
{
	struct comparing c = {.a = &x->last,
			      .model = x->model,
			      .records = x->records,
			      .score = x->score,
			      .weight_min = x->options.weight_min};
	struct index_record record = {
		.records = x->records, .source_column = x->model->source_column, .source = source};
	struct slice id;

	arena_reset(&x->last);
	record.values = NEW_N(&x->last, struct slice, x->records->n_columns);
	GUARD(read_values(x, columns, count, record.values));
	GUARD(read_id(x, &x->last, record.values, &id));
	GUARD(check_order(x, source, id));
	GUARD(check_id(x, source, id));
	GUARD(add(x, &record, id, &c));
	*row = x->records->rows - 1;
	*out = c.out;
	return ONUS_OK;
}

enum onus_err onus_index_remove(struct onus_index *x, uint32_t row)
{
	ENSURE(row < x->records->rows && !x->gone[row], ONUS_USAGE,
	       "the index has no row %u to take back", row);
	x->gone[row] = true;
	return ONUS_OK;
}
