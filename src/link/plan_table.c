/* SPDX-License-Identifier: Apache-2.0
 * plan_table.c - the codes that comparisons read, row by row.
 *
 *     columns   aaaa...  bbbb...  cccc...        a pair waits for each column's memory, twice
 *     table     abc abc abc abc ...              ... or for that of two rows
 *
 * Where the columns fit the cache together, they do as they are. */
#include "link/plan_inside.h"

#include "base/pages.h"
#include "base/threads.h"

enum { ROWS_MIN = 65536, ROWS_A_PART = 4096 };

struct table {
	uint32_t *codes; /* [rows * width] */
	uint32_t rows;
	unsigned width;
	struct operand **operands; /* [width] */
};

static void ask(const struct plan *p, bool *asked, const struct operand *o)
{
	for (unsigned i = 0; i < p->n_operands; i++) {
		asked[i] = asked[i] || p->operands[i] == o;
	}
}

static void ask_feature(const struct plan *p, bool *asked, const struct feature *f)
{
	ask(p, asked, f->left);
	ask(p, asked, f->right);
	for (unsigned i = 0; f->number != NULL && i < f->number->n; i++) {
		ask(p, asked, f->number->steps[i].operand);
	}
}

/* Which operands are asked for the codes of rows. */
static void ask_all(const struct plan *p, bool *asked)
{
	for (size_t i = 0; i < p->model->n_comparisons; i++) {
		const struct choice *c = p->choices[i];

		if (c->key != NULL) {
			ask(p, asked, c->key);
			continue;
		}
		for (unsigned k = 0; k < c->n_features; k++) {
			ask_feature(p, asked, &c->features[k]);
		}
	}
}

static enum onus_err fill_part(void *context, unsigned worker, size_t part)
{
	const struct table *t = context;
	uint32_t from = (uint32_t)part * ROWS_A_PART;
	uint32_t to = t->rows - from < ROWS_A_PART ? t->rows : from + ROWS_A_PART;

	(void)worker;
	for (unsigned i = 0; i < t->width; i++) {
		const struct column *c = t->operands[i]->column;

		for (uint32_t row = from; row < to; row++) {
			t->codes[(size_t)row * t->width + i] = column_code(c, row);
		}
	}
	return ONUS_OK;
}

enum onus_err plan_table(struct plan *p)
{
	SCOPED_ARENA(scratch);
	bool *asked = NEW_N(&scratch, bool, p->n_operands);
	struct table t = {.rows = p->records->rows};
	size_t parts = ((size_t)t.rows + ROWS_A_PART - 1) / ROWS_A_PART;

	ask_all(p, asked);
	t.operands = NEW_N(&scratch, struct operand *, p->n_operands);
	for (unsigned i = 0; i < p->n_operands; i++) {
		if (asked[i]) {
			t.operands[t.width++] = p->operands[i];
		}
	}
	if (t.rows < ROWS_MIN || t.width < 2) {
		return ONUS_OK;
	}
	p->table_bytes = (size_t)t.rows * t.width * sizeof *t.codes;
	p->table = pages_alloc(p->table_bytes);
	t.codes = p->table;
	GUARD(threads_run(p->records->threads, parts, fill_part, &t));
	for (unsigned i = 0; i < t.width; i++) {
		t.operands[i]->codes = p->table + i;
		t.operands[i]->stride = t.width;
	}
	return ONUS_OK;
}

struct plan_codes plan_codes(const struct plan *p, const struct column *c)
{
	for (unsigned i = 0; p->table != NULL && i < p->n_operands; i++) {
		const struct operand *o = p->operands[i];

		if (o->column == c && o->stride > 1) {
			return (struct plan_codes){o->codes, o->stride};
		}
	}
	return (struct plan_codes){c->codes, 1};
}
