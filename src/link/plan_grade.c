/* SPDX-License-Identifier: Apache-2.0
 * plan_grade.c - what our own grades make of each distinct value, so that a pair costs a comparison
 * of two readings and no more. */
#include "base/threads.h"
#include "link/plan_inside.h"

#include <stdlib.h>

enum { READING_ALIGN = 8 };

struct making {
	const struct column *column;
	struct readings *readings;
};

/* One chunk: as many bytes as its readings need. */
static enum onus_err make_chunk(void *context, unsigned worker, size_t part)
{
	const struct making *m = context;
	uint32_t first = (uint32_t)(part * READINGS_A_CHUNK);
	uint32_t end = m->column->n_values + 1 - first > READINGS_A_CHUNK ? first + READINGS_A_CHUNK
									  : m->column->n_values + 1;
	char *bytes = mem_alloc(GRADE_READING_MAX * (size_t)READINGS_A_CHUNK);
	size_t used = 0;

	(void)worker;
	for (uint32_t code = first; code < end; code++) {
		struct slice text = code == 0 ? SLICE("") : column_value(m->column, code);
		size_t n = m->readings->grade->read(text, bytes + used);

		m->readings->at[code] = (uint32_t)used;
		used += (n + READING_ALIGN - 1) / READING_ALIGN * READING_ALIGN;
	}
	m->readings->chunks[part] = mem_grow(bytes, used);
	return ONUS_OK;
}

static struct readings **readings_place(const struct operand *o)
{
	/* the plan owns its operands; others are only lent them */
	return &((struct operand *)(uintptr_t)o)->readings;
}

enum onus_err plan_readings(const struct plan *p, const struct operand *o,
			    const struct expr_grade *g, const struct readings **out)
{
	struct readings *r = o->readings;
	struct making m = {.column = o->column};

	while (r != NULL && r->grade->read != g->read) {
		r = r->next;
	}
	if (r == NULL) {
		r = mem_alloc(sizeof *r);
		*r = (struct readings){.next = o->readings, .grade = g};
		r->n_chunks = (size_t)o->column->n_values / READINGS_A_CHUNK + 1;
		r->at = mem_alloc(((size_t)o->column->n_values + 1) * sizeof *r->at);
		r->chunks = mem_alloc(r->n_chunks * sizeof *r->chunks);
		memset(r->chunks, 0, r->n_chunks * sizeof *r->chunks);
		*readings_place(o) = r;
		m.readings = r;
		GUARD(threads_run(threads_count(p->records->threads), r->n_chunks, make_chunk, &m));
	}
	*out = r;
	return ONUS_OK;
}

void readings_destroy(struct readings **r)
{
	while (*r != NULL) {
		struct readings *next = (*r)->next;

		for (size_t i = 0; i < (*r)->n_chunks; i++) {
			free((*r)->chunks[i]);
		}
		free((*r)->chunks);
		free((*r)->at);
		free(*r);
		*r = next;
	}
}
