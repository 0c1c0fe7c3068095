/* SPDX-License-Identifier: Apache-2.0
 * profile.c - what the columns of records hold. Nothing here depends on the order of the rows. */
#include "link/profile.h"

#include <stdlib.h>

enum { WARNINGS_MAX = 64 * 1024 };

/* --- one column --- */

static bool comes_before(const struct onus_common_value *a, const struct onus_common_value *b)
{
	return a->rows != b->rows ? a->rows > b->rows : slice_cmp(a->value, b->value) < 0;
}

void common_add(struct onus_common_value *list, size_t *count, struct slice value, uint64_t rows)
{
	struct onus_common_value v = {value, rows};
	size_t at = *count;

	while (at > 0 && comes_before(&v, &list[at - 1])) {
		at--;
	}
	if (at == ONUS_PROFILE_VALUES_MAX) {
		return;
	}
	*count += *count < ONUS_PROFILE_VALUES_MAX;
	memmove(&list[at + 1], &list[at], (*count - at - 1) * sizeof *list);
	list[at] = v;
}

static void find_ends(struct onus_column_profile *p, struct slice v)
{
	if (p->shortest.p == NULL || v.n < p->shortest.n ||
	    (v.n == p->shortest.n && slice_cmp(v, p->shortest) < 0)) {
		p->shortest = v;
	}
	if (p->longest.p == NULL || v.n > p->longest.n ||
	    (v.n == p->longest.n && slice_cmp(v, p->longest) < 0)) {
		p->longest = v;
	}
}

/* An index may keep values that no row holds any more: they are not counted. */
static void look_at_column(struct arena *a, const struct onus_records *r, const struct column *c,
			   struct onus_column_profile *out)
{
	SCOPED_BUF(warnings, WARNINGS_MAX);
	struct look look;

	out->name = c->name;
	for (uint32_t code = 1; code <= c->n_values; code++) {
		struct slice v = column_value(c, code);
		uint32_t rows = column_count(c, code);

		if (rows > 0) {
			out->present += rows;
			out->distinct++;
			common_add(out->common, &out->common_count, v, rows);
			find_ends(out, v);
		}
	}
	look_at(c, &look);
	out->kind = look_kind(r, c, &look);
	profile_warn(&warnings, r, c, out, &look);
	out->warnings = arena_copy(a, buf_slice(&warnings));
}

enum onus_err onus_profile(const struct onus_records *r, struct onus_profile *out)
{
	struct arena *a;

	ENSURE(r->adding == NULL, ONUS_USAGE, "records are profiled when they are finished");
	a = mem_alloc(sizeof *a);
	arena_init(a);
	*out = (struct onus_profile){.rows = r->rows, .memory = a};
	out->columns = NEW_N(a, struct onus_column_profile, r->n_columns + 1);
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct column *c = r->columns[i];

		if (c != r->id || c->name.n > 0) { /* not the numbers of the rows */
			look_at_column(a, r, c, &out->columns[out->count++]);
		}
	}
	return ONUS_OK;
}

void onus_profile_finish(struct onus_profile *p)
{
	if (p->memory != NULL) {
		arena_finish(p->memory);
		free(p->memory);
	}
	*p = (struct onus_profile){0};
}
