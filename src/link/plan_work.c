/* SPDX-License-Identifier: Apache-2.0
 * plan_work.c - workers, and answering the questions of one pair.
 *
 * Where one column decides a comparison, the pair of its codes is looked up in the worker's memory
 * of that comparison; where several do, each costly question has a memory of its own. */
#include "link/plan_work.h"

#include <math.h>
#include <stdlib.h>

/* --- memories --- */

static unsigned memo_bits(const struct plan *p)
{
	unsigned bits = PLAN_MEMO_BITS_MAX;

	while (bits > 8 && ((size_t)p->n_memos << bits) * sizeof(uint64_t) > PLAN_MEMO_BYTES_MAX) {
		bits--;
	}
	return bits;
}

/* A matrix where it is no larger than the table; nothing where codes do not fit an entry. */
static void memo_init(struct memo *m, const struct memo_size *s, unsigned bits)
{
	uint64_t cells = (uint64_t)s->n_left * s->n_right;
	size_t bytes = ((size_t)1 << bits) * sizeof(uint64_t);

	if (cells <= bytes) {
		m->width = s->n_right;
		m->matrix = calloc(cells, 1);
	} else if (s->n_left <= 1U << CODE_BITS && s->n_right <= 1U << CODE_BITS) {
		m->shift = 64 - bits;
		m->entries = calloc(bytes, 1);
	}
}

/* --- the worker --- */

enum onus_err plan_worker_create(const struct plan *p, struct plan_worker **out)
{
	struct plan_worker *w = mem_alloc(sizeof *w);
	unsigned bits = memo_bits(p);

	*w = (struct plan_worker){.plan = p, .n_memos = p->n_memos};
	w->memos = mem_alloc((p->n_memos + 1) * sizeof *w->memos);
	memset(w->memos, 0, (p->n_memos + 1) * sizeof *w->memos);
	w->batch = mem_alloc(sizeof *w->batch);
	for (unsigned i = 0; i < p->n_memos; i++) {
		memo_init(&w->memos[i], &p->memos[i], bits);
	}
	*out = w;
	return ONUS_OK;
}

const struct plan *worker_plan(const struct plan_worker *w)
{
	return w->plan;
}

void plan_worker_destroy(struct plan_worker **w)
{
	if (*w != NULL) {
		for (unsigned i = 0; i < (*w)->n_memos; i++) {
			free((*w)->memos[i].entries);
			free((*w)->memos[i].matrix);
		}
		free((*w)->memos);
		free((*w)->batch);
		arena_finish(&(*w)->scratch);
		free(*w);
		*w = NULL;
	}
}

enum onus_err plan_worker_check(const struct plan_worker *w)
{
	ENSURE(w->failed == ONUS_OK, w->failed, "%s", w->failure);
	return ONUS_OK;
}

/* Keeps the first error. */
static void worker_fail(struct plan_worker *w, enum onus_err e)
{
	if (w->failed == ONUS_OK) {
		w->failed = e;
		memcpy(w->failure, onus_last_error()->text, sizeof w->failure);
	}
}

/* --- the interpreter --- */

struct two_rows {
	const struct choice *choice;
	const struct feature *feature;
	uint32_t left;
	uint32_t right;
};

static struct expr_value look(void *context, enum side side, struct slice name)
{
	const struct two_rows *at = context;
	const struct reads *reads = &at->feature->reads;
	struct expr_value v = {.null = true};

	for (unsigned i = 0; i < reads->n; i++) {
		const struct read *r = &reads->items[i];

		if (r->side == side && slice_eq_nocase(r->name, name)) {
			uint32_t row = side == SIDE_LEFT ? at->left : at->right;
			uint32_t code = at->choice->key ? row : column_code(r->column, row);

			v.text = column_value(r->column, code);
			v.null = code == 0;
			v.type = code == 0 ? TYPE_ANY : TYPE_TEXT;
			return v;
		}
	}
	return v;
}

/* False where it is NULL, or failed. */
static bool interpret(struct plan_worker *w, const struct choice *c, const struct feature *f,
		      uint32_t left, uint32_t right, double *out)
{
	struct two_rows at = {c, f, left, right};
	struct expr_value v;
	enum onus_err e;

	arena_reset(&w->scratch);
	e = expr_eval(f->expr, &w->scratch, w->plan->model->units, look, &at, &v);
	if (e != ONUS_OK) {
		worker_fail(w, e);
		return false;
	}
	*out = v.number;
	return !v.null;
}

/* --- answers --- */

static uint8_t number_answer(struct plan_worker *w, const struct choice *c, const struct feature *f,
			     uint32_t left, uint32_t right)
{
	double value = 0;

	if (f->number != NULL && number_run(f->number, c, left, right, &value)) {
		return isnan(value) ? (uint8_t)(f->n_cuts + 1) : cuts_passed(f, value);
	}
	return interpret(w, c, f, left, right, &value) ? cuts_passed(f, value)
						       : (uint8_t)(f->n_cuts + 1);
}

static uint8_t ladder_answer(const struct choice *c, const struct feature *f, uint32_t left,
			     uint32_t right)
{
	uint32_t l = operand_code(c, f->left, left);
	uint32_t r = operand_code(c, f->right, right);

	if (l == 0 || r == 0) {
		return (uint8_t)(f->n_cuts + 1);
	}
	if (glance_unlike(f, l, r)) {
		return 0;
	}
	return (uint8_t)kernel_passed(f->kernel, f->units, column_value(f->left->column, l),
				      column_value(f->right->column, r), f->cuts, f->n_cuts);
}

static uint8_t grade_answer(const struct choice *c, const struct feature *f, uint32_t left,
			    uint32_t right)
{
	uint32_t l = operand_code(c, f->left, left);
	uint32_t r = operand_code(c, f->right, right);

	if (l == 0 || r == 0) {
		return (uint8_t)(f->n_cuts + 1);
	}
	return cuts_passed(f, f->grade->compare(reading_of(f->readings_left, l),
						reading_of(f->readings_right, r)));
}

uint8_t feature_answer(struct plan_worker *w, const struct choice *c, const struct feature *f,
		       uint32_t left, uint32_t right)
{
	double value = 0;
	uint32_t code;

	switch (f->kind) {
	case FEATURE_PAIR:
		return pair_answer(f->translate, operand_code(c, f->left, left),
				   operand_code(c, f->right, right));
	case FEATURE_TRUTH:
		code = operand_code(c, f->left, f->side == SIDE_LEFT ? left : right);
		return f->truths[code];
	case FEATURE_NUMBER:
		return number_answer(w, c, f, left, right);
	case FEATURE_LADDER:
		return ladder_answer(c, f, left, right);
	case FEATURE_GRADE:
		return grade_answer(c, f, left, right);
	default:
		if (!interpret(w, c, f, left, right, &value)) {
			return TRUTH_NULL;
		}
		return value != 0 ? TRUTH_TRUE : TRUTH_FALSE;
	}
}

/* Answers one question: on rows, or on values of the key. */
static uint8_t feature_state(struct plan_worker *w, const struct choice *c, const struct feature *f,
			     uint32_t left, uint32_t right)
{
	struct memo *m = memo_of(w, f->memo);
	uint8_t state;
	uint32_t l;
	uint32_t r;
	unsigned found;

	if (m == NULL) {
		return feature_answer(w, c, f, left, right);
	}
	feature_codes(f, left, right, &l, &r);
	found = memo_get(m, l, r);
	if (found != 0) {
		return (uint8_t)(found - 1);
	}
	state = feature_answer(w, c, f, left, right);
	memo_set(m, l, r, state);
	return state;
}

/* --- outcomes --- */

/* Down the tree, which is there: for rows, or for two unequal values of the key that are not
 * missing. */
static uint8_t choice_walk(struct plan_worker *w, const struct choice *c, uint32_t left,
			   uint32_t right)
{
	int at = 0;

	while (at >= 0) {
		const struct question *q = &c->questions[at];

		at = c->next[(unsigned)q->first +
			     feature_state(w, c, &c->features[q->feature], left, right)];
	}
	return (uint8_t)~at;
}

uint8_t choice_ask(struct plan_worker *w, const struct choice *c, uint32_t left, uint32_t right)
{
	uint8_t known[LINK_QUESTIONS_MAX];
	unsigned ask = 0;
	uint8_t outcome;

	memset(known, STATE_OPEN, sizeof known);
	outcome = choice_decide(c, known, &ask);
	while (outcome == OUTCOME_OPEN) {
		known[ask] = feature_state(w, c, &c->features[ask], left, right);
		outcome = choice_decide(c, known, &ask);
	}
	return outcome;
}

/* The outcome of equal values of the key. */
static uint8_t choice_equal(struct plan_worker *w, const struct choice *c, uint32_t code)
{
	uint8_t *place = &c->equal_of[code];
	uint8_t outcome = __atomic_load_n(place, __ATOMIC_RELAXED);

	if (outcome == OUTCOME_OPEN) {
		outcome = choice_ask(w, c, code, code);
		__atomic_store_n(place, outcome, __ATOMIC_RELAXED);
	}
	return outcome;
}

/* What a pair of codes gives that is not certain beforehand. */
static uint8_t value_outcome(struct plan_worker *w, const struct choice *c, uint32_t left,
			     uint32_t right)
{
	struct memo *m = memo_of(w, c->memo);
	bool turn = c->symmetric && left > right && right != 0;
	uint32_t l = turn ? right : left;
	uint32_t r = turn ? left : right;
	uint8_t outcome;
	unsigned found = m ? memo_get(m, l, r) : 0;

	if (found != 0) {
		return (uint8_t)(found - 1);
	}
	outcome = c->questions != NULL && l != 0 && r != 0 ? choice_walk(w, c, l, r)
							   : choice_ask(w, c, l, r);
	if (m != NULL) {
		memo_set(m, l, r, outcome);
	}
	return outcome;
}

uint8_t choice_by_value(struct plan_worker *w, const struct choice *c, uint32_t left,
			uint32_t right)
{
	uint8_t certain;

	if (left == right && left != 0) {
		return c->equal != OUTCOME_OPEN ? c->equal : choice_equal(w, c, left);
	}
	certain = left == 0    ? (right == 0 ? c->null_both : c->null_left)
		  : right == 0 ? c->null_right
			       : c->unequal;
	return certain != OUTCOME_OPEN ? certain : value_outcome(w, c, left, right);
}

/* The outcome for two rows. */
static uint8_t choice_outcome(struct plan_worker *w, const struct choice *c, uint32_t left,
			      uint32_t right)
{
	if (c->key != NULL) {
		return choice_by_value(w, c, operand_row(c->key, left), operand_row(c->key, right));
	}
	if (c->unequal != OUTCOME_OPEN) {
		return c->unequal;
	}
	return c->questions != NULL ? choice_walk(w, c, left, right)
				    : choice_ask(w, c, left, right);
}

/* --- patterns --- */

uint64_t plan_pattern(struct plan_worker *w, uint32_t left, uint32_t right)
{
	const struct plan *p = w->plan;
	uint64_t pattern = 0;

	for (size_t i = 0; i < p->model->n_comparisons; i++) {
		pattern += p->radices[i] * choice_outcome(w, p->choices[i], left, right);
	}
	return pattern;
}

int plan_gamma(struct plan_worker *w, size_t comparison, uint32_t left, uint32_t right)
{
	return choice_outcome(w, w->plan->choices[comparison], left, right) - 1;
}

bool plan_holds(struct plan_worker *w, size_t number, uint32_t left, uint32_t right)
{
	return choice_outcome(w, w->plan->conditions[number], left, right) == 2;
}
