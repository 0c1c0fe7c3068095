/* SPDX-License-Identifier: Apache-2.0
 * block_world.c - small tables, and what blocking rules mean in them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/threads.h"
#include "tests/unit/link/block_world.h"

/* --- tables --- */

void table_by_chance(struct random *c, struct arena *a, size_t rows, size_t columns,
		     unsigned values, struct table *out)
{
	*out = (struct table){.arena = a, .n_columns = columns, .rows = rows};
	out->cells = NEW_N(a, const char *, rows *columns);
	for (size_t k = 0; k < columns; k++) {
		out->names[k] = k == 0 ? "id" : arena_printf(a, "%c", (int)('a' + k - 1));
		for (size_t i = 0; i < rows; i++) {
			const char **cell = table_cell(out, i, k);

			if (k == 0) {
				*cell = arena_printf(a, "%zu", i);
			} else if (random_below(c, 8) != 0) {
				*cell = arena_printf(a, "v%u", (unsigned)random_below(c, values));
			}
		}
	}
	table_shuffle(c, out);
}

void table_shuffle(struct random *c, struct table *t)
{
	for (size_t i = t->rows; i > 1; i--) {
		size_t other = random_below(c, i);

		for (size_t k = 0; k < t->n_columns; k++) {
			const char *cell = *table_cell(t, i - 1, k);

			*table_cell(t, i - 1, k) = *table_cell(t, other, k);
			*table_cell(t, other, k) = cell;
		}
	}
}

static void add_source(struct onus_records *r, const struct table *t, size_t from, size_t end)
{
	SCOPED_ARENA(a);
	struct onus_column columns[WORLD_COLUMNS];

	for (size_t k = 0; k < t->n_columns; k++) {
		struct slice *values = NEW_N(&a, struct slice, end - from);

		for (size_t i = from; i < end; i++) {
			values[i - from] = slice_str(*table_cell(t, i, k));
		}
		columns[k] = (struct onus_column){slice_str(t->names[k]), values};
	}
	CHECK_OK(onus_records_add(r, slice_str(t->sources ? t->sources[from] : ""), columns,
				  t->n_columns, end - from));
}

struct onus_records *records_of(const struct table *t, unsigned threads)
{
	struct onus_records *r;
	size_t from = 0;

	CHECK_OK(onus_records_create(threads, &r));
	do {
		size_t end = t->sources ? from + 1 : t->rows;

		while (end < t->rows && strcmp(t->sources[end], t->sources[from]) == 0) {
			end++;
		}
		add_source(r, t, from, end);
		from = end;
	} while (from < t->rows);
	CHECK_OK(onus_records_finish(r, slice_str(t->names[0])));
	return r;
}

struct onus_model *world_model(const char *link_type, const char *const *rules, size_t n,
			       const char *level)
{
	SCOPED_BUF(json, 65536);
	struct onus_model *m;

	buf_addf(
		&json,
		"{\"link_type\":\"%s\",\"sql_dialect\":\"duckdb\",\"unique_id_column_name\":\"id\","
		"\"blocking_rules_to_generate_predictions\":[",
		link_type);
	for (size_t i = 0; i < n; i++) {
		buf_add_str(&json, i > 0 ? "," : "");
		json_write_string(&json, slice_str(rules[i]));
	}
	buf_add_str(&json,
		    "],\"comparisons\":[{\"output_column_name\":\"a\",\"comparison_levels\":["
		    "{\"sql_condition\":\"a_l IS NULL OR a_r IS NULL\",\"is_null_level\":true},"
		    "{\"sql_condition\":");
	json_write_string(&json, slice_str(level ? level : "a_l = a_r"));
	buf_add_str(&json, "},{\"sql_condition\":\"ELSE\"}]}]}");
	CHECK_OK(buf_check(&json, "the model"));
	CHECK_OK(onus_model_parse(buf_slice(&json), "model.json", &m));
	return m;
}

/* --- worlds --- */

void world_open(struct world *w, struct onus_model *m, struct onus_records *r,
		const struct blocks_options *o)
{
	*w = (struct world){.model = m, .records = r, .threads = threads_count(o->threads)};
	CHECK(w->threads <= WORLD_THREADS);
	CHECK_OK(plan_create(m, r, &w->plan));
	CHECK_OK(blocks_create(w->plan, m->rules, m->n_rules, o, &w->blocks));
	for (unsigned i = 0; i < w->threads; i++) {
		CHECK_OK(plan_worker_create(w->plan, &w->workers[i]));
	}
}

void world_close(struct world *w)
{
	for (unsigned i = 0; i < w->threads; i++) {
		plan_worker_destroy(&w->workers[i]);
		free(w->made[i]);
	}
	free(w->all);
	blocks_destroy(&w->blocks);
	plan_destroy(&w->plan);
	onus_records_destroy(&w->records);
	onus_model_destroy(&w->model);
}

static enum onus_err note(void *context, unsigned worker, uint32_t rule, const struct pair *pairs,
			  size_t count)
{
	struct world *w = context;

	ENSURE(worker < w->threads && count > 0 && count <= 1024, ONUS_INTERNAL, "odd visit");
	if (w->n[worker] + count > w->room[worker]) {
		w->room[worker] = (w->n[worker] + count) * 2;
		w->made[worker] =
			mem_grow(w->made[worker], w->room[worker] * sizeof *w->made[worker]);
	}
	for (size_t i = 0; i < count; i++) {
		w->made[worker][w->n[worker]++] =
			(struct made){pairs[i].left, pairs[i].right, rule};
	}
	return ONUS_OK;
}

static int compare_made(const void *a, const void *b)
{
	const struct made *x = a;
	const struct made *y = b;

	if (x->left != y->left) {
		return x->left < y->left ? -1 : 1;
	}
	return x->right < y->right ? -1 : x->right > y->right;
}

void world_walk(struct world *w)
{
	memset(w->n, 0, sizeof w->n);
	CHECK_OK(blocks_walk(w->blocks, w->workers, note, w, &w->told));
	free(w->all);
	w->count = 0;
	w->all = mem_alloc((w->told.pairs + 1) * sizeof *w->all);
	for (unsigned i = 0; i < w->threads; i++) {
		CHECK(w->count + w->n[i] <= w->told.pairs);
		if (w->n[i] > 0) {
			memcpy(w->all + w->count, w->made[i], w->n[i] * sizeof *w->all);
		}
		w->count += w->n[i];
	}
	CHECK_INT(w->count, w->told.pairs);
	for (size_t i = 0; i < w->count; i++) {
		struct made *m = &w->all[i];
		uint32_t left = m->left;

		CHECK(m->left != m->right);
		CHECK(!plan_is_ordered(w->plan) ||
		      records_compare_ids(w->records, m->left, m->right) < 0);
		if (m->left > m->right) {
			m->left = m->right;
			m->right = left;
		}
	}
	qsort(w->all, w->count, sizeof *w->all, compare_made);
	for (size_t i = 1; i < w->count; i++) {
		CHECK(compare_made(&w->all[i - 1], &w->all[i]) != 0);
	}
}

struct two {
	const struct onus_records *records;
	uint32_t left;
	uint32_t right;
};

static struct expr_value look(void *context, enum side side, struct slice name)
{
	const struct two *t = context;
	struct expr_value v = {.type = TYPE_TEXT};

	v.text = onus_records_value(t->records, side == SIDE_LEFT ? t->left : t->right, name);
	v.null = v.text.p == NULL;
	v.type = v.null ? TYPE_ANY : TYPE_TEXT;
	return v;
}

uint32_t world_rule(const struct world *w, uint32_t a, uint32_t b)
{
	bool turn = records_compare_ids(w->records, a, b) > 0;
	struct two rows = {w->records, turn ? b : a, turn ? a : b};

	if (w->model->link_type == LINK_LINK_ONLY &&
	    records_source_of(w->records, a) == records_source_of(w->records, b)) {
		return UINT32_MAX;
	}
	for (uint32_t i = 0; i < w->model->n_rules; i++) {
		SCOPED_ARENA(scratch);
		struct expr_value v;

		CHECK_OK(expr_eval(w->model->rules[i].condition, &scratch, w->model->units, look,
				   &rows, &v));
		if (!v.null && v.number != 0) {
			return i;
		}
	}
	return UINT32_MAX;
}

void world_check(struct world *w)
{
	size_t next = 0;
	uint64_t per_rule[LINK_RULES_MAX] = {0};

	world_walk(w);
	for (uint32_t a = 0; a < w->records->rows; a++) {
		for (uint32_t b = a + 1; b < w->records->rows; b++) {
			bool made = next < w->count && w->all[next].left == a &&
				    w->all[next].right == b;
			uint32_t rule = world_rule(w, a, b);

			if ((rule != UINT32_MAX) != made || (made && w->all[next].rule != rule)) {
				test_fail(HERE, "rows %u and %u: rule %d, not %d", a, b,
					  made ? (int)w->all[next].rule : -1, (int)rule);
			}
			next += made;
			per_rule[made ? rule : 0] += made;
		}
	}
	CHECK_INT(next, w->count);
	CHECK_INT(w->told.left_out, 0);
	for (size_t i = 0; i < w->model->n_rules; i++) {
		CHECK_INT(w->told.per_rule[i], per_rule[i]);
	}
}
