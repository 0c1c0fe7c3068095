/* SPDX-License-Identifier: Apache-2.0
 * index_post.c - which rows share a key.
 *
 * The key of a row in a join is the hash of the values of its expressions. Rows of equal hash are a
 * chain, newest first; that they share the key itself is made sure of when the rule is worked out.
 * For the rows of the beginning each value is hashed once, however many rows hold it. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/block_inside.h"
#include "link/index.h"
#include "link/plan_inside.h"
#include "link/records_dict.h"

/* --- postings --- */

void postings_make(struct postings *p, uint32_t rows)
{
	size_t size = 64;

	while (size < (size_t)rows + rows / 4) {
		size *= 2;
	}
	*p = (struct postings){.mask = (uint32_t)(size - 1), .rows_room = rows + rows / 4 + 64};
	p->heads = mem_alloc(size * sizeof *p->heads);
	memset(p->heads, 0xff, size * sizeof *p->heads);
	p->items = mem_alloc(p->rows_room * sizeof *p->items);
}

void postings_finish(struct postings *p)
{
	free(p->heads);
	free(p->items);
	*p = (struct postings){0};
}

/* The place comes from the low bits of a hash, the tag from the high ones; growing, the place needs
 * bits that are in neither, so the tag is hashed instead: one chain more, nothing missed. */
static uint32_t place_of(const struct postings *p, uint32_t tag)
{
	return (uint32_t)((tag * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & p->mask;
}

static uint32_t tag_of(uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);

	return tag == 0 ? 1 : tag; /* 0: not to be found */
}

static void link_row(struct postings *p, uint32_t row)
{
	uint32_t place = place_of(p, p->items[row].tag);

	p->items[row].next = p->heads[place];
	p->heads[place] = row;
}

static void more_heads(struct postings *p)
{
	size_t size = 2 * ((size_t)p->mask + 1);

	p->mask = (uint32_t)(size - 1);
	p->heads = mem_grow(p->heads, size * sizeof *p->heads);
	memset(p->heads, 0xff, size * sizeof *p->heads);
	for (uint32_t row = 0; row < p->rows; row++) {
		if (p->items[row].tag != 0) {
			link_row(p, row);
		}
	}
}

void postings_add(struct postings *p, bool there, uint64_t hash)
{
	if (p->rows == p->rows_room) {
		p->rows_room += p->rows_room / 2;
		p->items = mem_grow(p->items, p->rows_room * sizeof *p->items);
	}
	p->items[p->rows] = (struct posting){POSTING_END, there ? tag_of(hash) : 0};
	if (there) {
		link_row(p, p->rows);
	}
	p->rows++;
	if (p->rows > p->mask) {
		more_heads(p);
	}
}

static uint32_t find(const struct postings *p, uint32_t tag, uint32_t row)
{
	while (row != POSTING_END && p->items[row].tag != tag) {
		row = p->items[row].next;
	}
	return row;
}

uint32_t postings_first(const struct postings *p, uint64_t hash)
{
	uint32_t tag = tag_of(hash);

	return p->heads == NULL ? POSTING_END : find(p, tag, p->heads[place_of(p, tag)]);
}

uint32_t postings_next(const struct postings *p, uint64_t hash, uint32_t row)
{
	return find(p, tag_of(hash), p->items[row].next);
}

/* --- the keys of a record --- */

static struct expr_value look(void *context, enum side side, struct slice name)
{
	const struct index_record *record = context;
	struct slice text = slice_of(NULL, 0);
	bool found = false;

	(void)side;
	for (size_t i = 0; i < record->records->n_columns && !found; i++) {
		found = slice_eq_nocase(record->records->columns[i]->name, name);
		text = found ? record->values[i] : text;
	}
	if (!found && slice_eq_nocase(name, record->source_column)) {
		text = record->source;
	}
	return (struct expr_value){
		.type = text.n > 0 ? TYPE_TEXT : TYPE_ANY, .null = text.n == 0, .text = text};
}

static uint64_t mix(uint64_t hash, uint64_t with)
{
	return dict_mix(hash ^ with, UINT64_C(0xa0761d6478bd642f));
}

enum onus_err index_keys(const struct index_joins *j, const struct index_join *join, bool right,
			 const struct index_record *record, uint64_t *hash, bool *there)
{
	SCOPED_ARENA(scratch);
	struct expr_value v;

	*hash = j->seed;
	*there = true;
	for (size_t k = 0; k < join->n_keys && *there; k++) {
		const struct expr *e = right ? join->right[k] : join->left[k];

		GUARD(expr_eval(e, &scratch, j->model->units, look, (void *)(uintptr_t)record, &v));
		*there = !v.null;
		if (*there) {
			*hash = mix(*hash, index_hash(j->seed, plan_value_bytes(&scratch, &v)));
		}
	}
	return ONUS_OK;
}

/* --- the rows of the beginning --- */

/* Folds one key column into the hashes of all rows. */
static void fold_column(uint64_t seed, const struct column *c, uint32_t rows, uint64_t *hashes,
			bool *there)
{
	uint64_t *of = mem_alloc(((size_t)c->n_values + 1) * sizeof *of);

	for (uint32_t code = 1; code <= c->n_values; code++) {
		of[code] = index_hash(seed, column_value(c, code));
	}
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t code = column_code(c, row);

		there[row] = there[row] && code != 0;
		hashes[row] = there[row] ? mix(hashes[row], of[code]) : 0;
	}
	free(of);
}

static void post_rows(struct postings *p, uint64_t seed, const struct block_join *join, bool right,
		      uint32_t rows)
{
	uint64_t *hashes = mem_alloc((size_t)rows * sizeof *hashes);
	bool *there = mem_alloc((size_t)rows * sizeof *there);

	for (uint32_t row = 0; row < rows; row++) {
		hashes[row] = seed;
		there[row] = true;
	}
	for (size_t k = 0; k < join->n_keys; k++) {
		fold_column(seed, right ? join->keys[k].right : join->keys[k].left, rows, hashes,
			    there);
	}
	postings_make(p, rows);
	for (uint32_t row = 0; row < rows; row++) {
		postings_add(p, there[row], hashes[row]);
	}
	free(hashes);
	free(there);
}

static void join_make(struct arena *a, const struct index_joins *j, const struct block_join *from,
		      uint32_t rows, struct index_join *out)
{
	*out = (struct index_join){.rule = from->rule,
				   .n_keys = from->n_keys,
				   .left = NEW_N(a, const struct expr *, from->n_keys),
				   .right = NEW_N(a, const struct expr *, from->n_keys),
				   .mirrored = from->mirrored};
	for (size_t k = 0; k < from->n_keys; k++) {
		out->left[k] = from->keys[k].left_expr;
		out->right[k] = from->keys[k].right_expr;
	}
	post_rows(&out->by_left, j->seed, from, false, rows);
	if (!from->mirrored) {
		post_rows(&out->by_right, j->seed, from, true, rows);
	}
}

/* Blocking as it reads the rules, over a plan that compares nothing. */
enum onus_err index_joins_make(struct arena *a, const struct onus_model *m,
			       const struct onus_records *r, struct index_joins *out)
{
	const struct blocks_options o = {.threads = r->threads, .any_link_type = true};
	struct onus_model *bare = NEW(a, struct onus_model);
	struct plan *plan;
	struct blocks *blocks;
	enum onus_err e;

	*bare = *m;
	bare->n_comparisons = 0;
	GUARD(plan_create(bare, r, &plan));
	e = blocks_create(plan, m->rules, m->n_rules, &o, &blocks);
	if (e != ONUS_OK) {
		plan_destroy(&plan);
		return e;
	}
	*out = (struct index_joins){.model = m,
				    .seed = dict_mix((uintptr_t)plan, UINT64_C(0xe7037ed1a0b428db)),
				    .count = blocks->n_joins,
				    .items = NEW_N(a, struct index_join, blocks->n_joins)};
	for (size_t i = 0; i < blocks->n_joins; i++) {
		join_make(a, out, &blocks->joins[i], r->rows, &out->items[i]);
	}
	blocks_destroy(&blocks);
	plan_destroy(&plan);
	return ONUS_OK;
}

void index_joins_finish(struct index_joins *j)
{
	for (size_t i = 0; i < j->count; i++) {
		postings_finish(&j->items[i].by_left);
		postings_finish(&j->items[i].by_right);
	}
	j->count = 0;
}
