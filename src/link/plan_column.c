/* SPDX-License-Identifier: Apache-2.0
 * plan_column.c - expressions of one side, worked out once for each distinct value.
 *
 * An expression over one column is evaluated for every value of that column; one over several for
 * every distinct tuple of their values, which column_make finds. The result is a column like any
 * other: where two rows have the same code, the expressions are equal. */
#include "link/plan_inside.h"

#include "base/limits.h"
#include "base/threads.h"
#include "base/when.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SECONDS_A_DAY = 86400,
	/* each item of a list with its length; what is too long then is refused by column_make */
	LIST_TEXT_MAX = LINK_FIELD_MAX + 32 * LINK_LIST_MAX,
	VALUES_A_PART = 4096, /* values that one worker evaluates before it looks for more */
	SHOWN_MAX = 16, /* of a value in a message: enough to find it, too little to tell it */
};

static const char *nearest_column(struct plan *p, struct slice name)
{
	const struct onus_records *r = p->records;
	const char **words = NEW_N(&p->arena, const char *, r->n_columns + 1);

	for (size_t i = 0; i < r->n_columns; i++) {
		words[i] = arena_copy(&p->arena, r->columns[i]->name);
	}
	return word_nearest(name, words);
}

/* The names of the sources, by row. */
static enum onus_err source_column(struct plan *p)
{
	const struct onus_records *r = p->records;
	struct slice *values = mem_alloc((r->rows + 1) * sizeof *values);
	enum onus_err e;

	for (uint32_t s = 0; s < r->n_sources; s++) {
		for (uint32_t row = r->source_rows[s]; row < r->source_rows[s + 1]; row++) {
			values[row] = r->sources[s];
		}
	}
	e = column_make(r, NULL, values, &p->source);
	free(values);
	return e;
}

enum onus_err plan_column(struct plan *p, struct slice name, const struct column **out)
{
	const struct column *c = records_column(p->records, name);
	const char *near;

	if (c == NULL && slice_eq_nocase(name, p->model->source_column)) {
		if (p->source == NULL) {
			GUARD(source_column(p));
		}
		c = p->source;
	}
	if (c == NULL) {
		near = nearest_column(p, name);
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "the records have no column \"" SLICE_FMT "\"%s%s%s",
				 SLICE_ARG(name), near ? ": did you mean \"" : "", near ? near : "",
				 near ? "\"?" : "");
	}
	*out = c;
	return ONUS_OK;
}

/* --- which columns an expression reads --- */

struct seeing {
	struct plan *plan;
	struct reads *reads;
	unsigned room;
	enum onus_err result;
};

static void see(void *context, enum side side, struct slice name)
{
	struct seeing *s = context;
	struct read *r;

	if (s->result != ONUS_OK) {
		return;
	}
	if (s->reads->n == s->room) {
		struct read *more = NEW_N(&s->plan->arena, struct read, 2 * s->room + 4);

		if (s->reads->n > 0) {
			memcpy(more, s->reads->items, s->reads->n * sizeof *more);
		}
		s->reads->items = more;
		s->room = 2 * s->room + 4;
	}
	r = &s->reads->items[s->reads->n];
	r->side = side;
	r->name = name;
	s->result = plan_column(s->plan, name, &r->column);
	s->reads->n += s->result == ONUS_OK;
}

enum onus_err plan_reads(struct plan *p, const struct expr *e, struct reads *out)
{
	struct reads reads = {0};
	struct seeing s = {.plan = p, .reads = &reads};

	expr_columns(e, see, &s);
	GUARD(s.result);
	*out = reads;
	return ONUS_OK;
}

const struct column *reads_only(const struct reads *r, enum side side)
{
	const struct column *only = NULL;

	for (unsigned i = 0; i < r->n; i++) {
		if ((r->items[i].side & side) == 0) {
			continue;
		}
		if (only != NULL && only != r->items[i].column) {
			return NULL;
		}
		only = r->items[i].column;
	}
	return only;
}

/* --- evaluating --- */

/* One expression over the values of `from`, whose value number i is value i of the one column that
 * is read, or a tuple: the codes of all of them, one behind the other. */
struct evaluation {
	struct plan *plan;
	const struct expr *expr;
	const struct reads *reads;
	const struct column *from;
	bool tuples;
	struct slice *values; /* [n] of the results, in the arenas */
	double *numbers;      /* [n] */
	size_t n;
	size_t parts;
	struct arena *arenas;  /* [parts] */
	enum expr_type *types; /* [parts] TYPE_ANY: no value yet; TYPE_MIXED: not all the same */
};

/* The value that is being evaluated. */
struct evaluating {
	const struct evaluation *of;
	uint32_t code;
};

static enum expr_type const TYPE_MIXED = (enum expr_type) - 1;

static struct expr_value text_value(struct slice text)
{
	struct expr_value v = {.type = TYPE_TEXT, .text = text};

	if (text.p == NULL) {
		v.type = TYPE_ANY;
		v.null = true;
	}
	return v;
}

static struct expr_value look(void *context, enum side side, struct slice name)
{
	const struct evaluating *now = context;
	const struct reads *reads = now->of->reads;
	uint32_t code = now->code;

	(void)side;
	for (unsigned i = 0; i < reads->n; i++) {
		if (slice_eq_nocase(reads->items[i].name, name)) {
			if (now->of->tuples) {
				struct slice tuple = column_value(now->of->from, now->code);

				if (tuple.n > 0) {
					memcpy(&code, tuple.p + i * sizeof code, sizeof code);
				}
			}
			return text_value(column_value(reads->items[i].column, code));
		}
	}
	return text_value(slice_of(NULL, 0));
}

static struct slice date_bytes(struct arena *a, double days)
{
	struct civil d = civil_from_days((int64_t)days);

	return slice_str(arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day));
}

/* A day alone where it is midnight: the key of a block is shown to people. */
static struct slice time_bytes(struct arena *a, double seconds)
{
	double days = floor(seconds / SECONDS_A_DAY);
	struct slice date = date_bytes(a, days);

	return days * SECONDS_A_DAY == seconds
		       ? date
		       : slice_str(arena_printf(a, SLICE_FMT " +%.17gs", SLICE_ARG(date),
						seconds - days * SECONDS_A_DAY));
}

static void list_text(struct arena *a, const struct expr_value *list, struct buf *out);

struct slice plan_value_bytes(struct arena *a, const struct expr_value *v)
{
	SCOPED_BUF(list, LIST_TEXT_MAX);

	switch (v->type) {
	case TYPE_TEXT:
		return arena_slice(a, v->text);
	case TYPE_BOOL:
		return v->number != 0 ? SLICE("true") : SLICE("false");
	case TYPE_LIST:
		list_text(a, v, &list);
		return arena_slice(a, buf_slice(&list));
	case TYPE_DATE:
		return date_bytes(a, v->number);
	case TYPE_TIMESTAMP:
		return time_bytes(a, v->number);
	default:
		if (isnan(v->number)) {
			return SLICE("nan");
		}
		if (v->number == trunc(v->number) && fabs(v->number) < 1e15) {
			return slice_str(arena_printf(a, "%" PRId64, (int64_t)v->number));
		}
		return slice_str(arena_printf(a, "%.17g", v->number));
	}
}

static void list_text(struct arena *a, const struct expr_value *list, struct buf *out)
{
	for (size_t i = 0; i < list->n_items; i++) {
		struct slice item = list->items[i].null ? slice_of(NULL, 0)
							: plan_value_bytes(a, &list->items[i]);

		buf_addf(out, "%s%zu:", list->items[i].null ? "-" : "", item.n);
		buf_add(out, item);
	}
}

/* Evaluates value i, and keeps what came out in the arena of the part; what is missing stays so. */
static enum onus_err evaluate_one(struct evaluation *ev, struct arena *scratch, struct arena *keep,
				  size_t i, enum expr_type *type)
{
	struct evaluating now = {ev, (uint32_t)i};
	struct expr_value v;

	ev->numbers[i] = NAN;
	ev->values[i] = slice_of(NULL, 0);
	if (i == 0) {
		return ONUS_OK;
	}
	arena_reset(scratch);
	GUARD(expr_eval(ev->expr, scratch, ev->plan->model->units, look, &now, &v));
	if (v.null) {
		return ONUS_OK;
	}
	*type = *type == TYPE_ANY || *type == v.type ? v.type : TYPE_MIXED;
	ev->values[i] = plan_value_bytes(keep, &v);
	if (ev->values[i].p == NULL) {
		ev->values[i].p = "";
	}
	if (v.type == TYPE_INTEGER || v.type == TYPE_DOUBLE || v.type == TYPE_REAL) {
		ev->numbers[i] = v.number;
	}
	return ONUS_OK;
}

static enum onus_err evaluate_part(void *context, unsigned worker, size_t part)
{
	struct evaluation *ev = context;
	SCOPED_ARENA(scratch);
	size_t from = part * VALUES_A_PART;
	size_t to = from + VALUES_A_PART < ev->n ? from + VALUES_A_PART : ev->n;

	(void)worker;
	for (size_t i = from; i < to; i++) {
		GUARD(evaluate_one(ev, &scratch, &ev->arenas[part], i, &ev->types[part]));
	}
	return ONUS_OK;
}

static void evaluation_finish(struct evaluation *ev)
{
	for (size_t i = 0; i < ev->parts; i++) {
		arena_finish(&ev->arenas[i]);
	}
	free(ev->arenas);
	free(ev->types);
	free(ev->values);
	free(ev->numbers);
}

static enum onus_err evaluate(struct evaluation *ev)
{
	ev->n = (size_t)ev->from->n_values + 1;
	ev->parts = (ev->n + VALUES_A_PART - 1) / VALUES_A_PART;
	ev->values = mem_alloc(ev->n * sizeof *ev->values);
	ev->numbers = mem_alloc(ev->n * sizeof *ev->numbers);
	ev->arenas = mem_alloc(ev->parts * sizeof *ev->arenas);
	ev->types = mem_alloc(ev->parts * sizeof *ev->types);
	for (size_t i = 0; i < ev->parts; i++) {
		arena_init(&ev->arenas[i]);
		ev->types[i] = TYPE_ANY;
	}
	return threads_run(ev->plan->records->threads, ev->parts, evaluate_part, ev);
}

/* The type of all values, TYPE_MIXED where there are several. */
static enum expr_type common_type(const struct evaluation *ev)
{
	enum expr_type type = TYPE_ANY;

	for (size_t i = 0; i < ev->parts; i++) {
		if (ev->types[i] != TYPE_ANY) {
			type = type == TYPE_ANY || type == ev->types[i] ? ev->types[i] : TYPE_MIXED;
		}
	}
	return type == TYPE_ANY ? ev->expr->type : type; /* no value at all */
}

/* --- the operand --- */

/* NAN stands for missing: a column that holds it as a value, or infinity, is left to the
 * interpreter. */
static void drop_unless_finite(struct operand *o)
{
	bool finite = true;

	for (size_t i = 1; i <= o->column->n_values; i++) {
		finite = finite && isfinite(o->numbers[i]);
	}
	o->numbers[0] = NAN;
	if (!finite) {
		free(o->numbers);
		o->numbers = NULL;
	}
}

/* Which code each value of `from` got, read off the rows; its numbers go along. */
static void map_codes(struct operand *o, const struct onus_records *r, const struct column *from,
		      const double *numbers, bool keep_map)
{
	uint32_t *map = mem_alloc(((size_t)from->n_values + 1) * sizeof *map);

	memset(map, 0, ((size_t)from->n_values + 1) * sizeof *map);
	for (uint32_t row = 0; row < r->rows; row++) {
		map[column_code(from, row)] = column_code(o->column, row);
	}
	if (o->type == TYPE_INTEGER || o->type == TYPE_DOUBLE || o->type == TYPE_REAL) {
		o->numbers = mem_alloc(((size_t)o->column->n_values + 1) * sizeof *o->numbers);
		for (size_t i = 0; i <= from->n_values; i++) {
			o->numbers[map[i]] = numbers[i];
		}
		drop_unless_finite(o);
	}
	if (keep_map) {
		o->map = map;
	} else {
		free(map);
	}
}

/* The distinct tuples of the columns read, as a column without a missing value. */
static enum onus_err make_tuples(struct plan *p, const struct reads *reads, struct column **out)
{
	uint32_t rows = p->records->rows;
	size_t width = reads->n * sizeof(uint32_t);
	char *bytes = mem_alloc(rows * width + 1);
	struct slice *values = mem_alloc((rows + (size_t)1) * sizeof *values);
	enum onus_err e;

	for (uint32_t row = 0; row < rows; row++) {
		char *at = bytes + row * width;

		values[row] = slice_of(at, width);
		for (unsigned i = 0; i < reads->n; i++) {
			uint32_t code = column_code(reads->items[i].column, row);

			memcpy(at + i * sizeof code, &code, sizeof code);
		}
	}
	e = column_make(p->records, NULL, values, out);
	free(values);
	free(bytes);
	return e;
}

/* True where the expression gives a value although its column is missing (coalesce): such values
 * can't hang on the column's codes. */
static enum onus_err gives_for_missing(struct evaluation *ev, bool *out)
{
	SCOPED_ARENA(scratch);
	struct evaluating now = {ev, 0};
	struct expr_value v;

	GUARD(expr_eval(ev->expr, &scratch, ev->plan->model->units, look, &now, &v));
	*out = !v.null;
	return ONUS_OK;
}

static enum onus_err derive_from(struct plan *p, struct evaluation *ev, struct operand *o)
{
	GUARD(evaluate(ev));
	GUARD(column_make(p->records, ev->from, ev->values, &o->own));
	o->column = o->own;
	o->type = common_type(ev);
	if (!ev->tuples) {
		o->base = ev->from;
		o->never_null = column_count(o->own, 0) == column_count(o->base, 0);
		o->one_to_one = o->never_null && o->own->n_values == o->base->n_values;
	}
	map_codes(o, p->records, ev->from, ev->numbers, !ev->tuples);
	return ONUS_OK;
}

/* Whether the expression reads one column, whose values it can be worked out on. */
static bool reads_one(const struct reads *r)
{
	for (unsigned i = 1; i < r->n; i++) {
		if (r->items[i].column != r->items[0].column) {
			return false;
		}
	}
	return r->n > 0;
}

static enum onus_err derive(struct plan *p, const struct expr *e, struct operand *o)
{
	struct reads reads;
	struct evaluation ev = {.plan = p, .expr = e, .reads = &reads};
	struct column *tuples = NULL;
	enum onus_err result;

	GUARD(plan_reads(p, e, &reads));
	ev.tuples = !reads_one(&reads);
	if (!ev.tuples) {
		ev.from = reads.items[0].column;
		GUARD(gives_for_missing(&ev, &ev.tuples));
	}
	if (ev.tuples) {
		GUARD(make_tuples(p, &reads, &tuples));
		ev.from = tuples;
	}
	result = derive_from(p, &ev, o);
	evaluation_finish(&ev);
	column_destroy(&tuples);
	if (result != ONUS_OK) {
		operand_finish(o);
	}
	return result;
}

/* A column as text is the column: values are text already. */
static const struct expr *without_cast(const struct expr *e)
{
	while (e->op == EXPR_CAST && e->type == TYPE_TEXT && e->args[0]->op == EXPR_COLUMN) {
		e = e->args[0];
	}
	return e;
}

static void plan_keep(struct plan *p, struct operand *o)
{
	if (p->n_operands == p->operands_room) {
		p->operands_room = 2 * p->operands_room + 16;
		p->operands = mem_grow(p->operands, p->operands_room * sizeof *p->operands);
	}
	p->operands[p->n_operands] = o;
	p->n_operands++;
}

static struct operand *operand_find(const struct plan *p, const struct expr *e)
{
	for (unsigned i = 0; i < p->n_operands; i++) {
		const struct expr *o = p->operands[i]->expr;

		if (expr_same(o, e) || expr_mirror(o, e) ||
		    (o->op == EXPR_COLUMN && e->op == EXPR_COLUMN &&
		     slice_eq_nocase(o->text, e->text))) {
			return p->operands[i];
		}
	}
	return NULL;
}

/* A column as it is. */
static enum onus_err take(struct plan *p, const struct expr *e, struct operand *o)
{
	GUARD(plan_column(p, e->text, &o->column));
	o->base = o->column;
	o->type = TYPE_TEXT;
	o->one_to_one = true;
	o->never_null = true;
	return ONUS_OK;
}

enum onus_err plan_operand(struct plan *p, const struct expr *e, const struct operand **out)
{
	struct operand *o;

	e = without_cast(e);
	o = operand_find(p, e);
	if (o == NULL) {
		o = NEW(&p->arena, struct operand);
		o->expr = e;
		GUARD(e->op == EXPR_COLUMN ? take(p, e, o) : derive(p, e, o));
		o->codes = o->column->codes;
		o->stride = 1;
		plan_keep(p, o);
	}
	*out = o;
	return ONUS_OK;
}

enum onus_err plan_number_operand(struct plan *p, const struct expr *e, const struct operand **out)
{
	struct expr *cast = NULL;
	enum onus_err result;

	if (e->op != EXPR_COLUMN) {
		GUARD(plan_operand(p, e, out));
		return (*out)->numbers != NULL ? ONUS_OK : ONUS_NO;
	}
	GUARD(plan_cast_to_double(p, e, &cast));
	result = plan_operand(p, cast, out);
	if (result != ONUS_OK) {
		return onus_fail_in(result, "column \"" SLICE_FMT "\" takes part in a sum: ",
				    SLICE_ARG(e->text));
	}
	return ONUS_OK;
}

void operand_finish(struct operand *o)
{
	column_destroy(&o->own);
	free(o->map);
	free(o->numbers);
	readings_destroy(&o->readings);
}
