/* SPDX-License-Identifier: Apache-2.0
 * plan_number.c - arithmetic over both rows, without the interpreter.
 *
 * An expression becomes steps of a register machine over doubles, each distinct one once; what
 * reads one row only is looked up by code. NAN is NULL: arithmetic passes it on, and no comparison
 * with it is true, as in SQL. Where a step leaves the ground that double and SQL share (a division
 * by 0, an overflow, the arc cosine of 2), the pair is given back to the interpreter. */
#include "link/plan_inside.h"

#include <math.h>

struct compiling {
	struct plan *plan;
	struct number_step steps[PLAN_STEPS_MAX];
	unsigned n;
};

static enum onus_err compile(struct compiling *c, const struct expr *e, uint8_t *out);

/* Zeros of both signs are two numbers, and NAN is one. */
static bool same_double(double x, double y)
{
	uint64_t bits_x;
	uint64_t bits_y;

	memcpy(&bits_x, &x, sizeof x);
	memcpy(&bits_y, &y, sizeof y);
	return bits_x == bits_y;
}

/* The number of a step: an earlier one where it is the same. ONUS_NO where there are too many. */
static enum onus_err add_step(struct compiling *c, struct number_step s, uint8_t *out)
{
	for (unsigned i = 0; i < c->n; i++) {
		const struct number_step *o = &c->steps[i];

		if (o->op == s.op && o->a == s.a && o->b == s.b && o->c == s.c && o->d == s.d &&
		    o->operand == s.operand && same_double(o->constant, s.constant)) {
			*out = (uint8_t)i;
			return ONUS_OK;
		}
	}
	if (c->n == PLAN_STEPS_MAX) {
		return ONUS_NO;
	}
	c->steps[c->n] = s;
	*out = (uint8_t)c->n;
	c->n++;
	return ONUS_OK;
}

/* A part that reads one row at most. Sums of 32-bit floats are rounded at each step: not ours. */
static enum onus_err compile_side(struct compiling *c, const struct expr *e, uint8_t *out)
{
	struct number_step s = {.op = e->sides == SIDE_LEFT ? NUMBER_LEFT : NUMBER_RIGHT};

	if (e->sides == SIDE_NONE) {
		s.op = NUMBER_CONSTANT;
		GUARD(plan_constant_number(c->plan, e, &s.constant));
		return e->type == TYPE_REAL ? ONUS_NO : add_step(c, s, out);
	}
	GUARD(plan_number_operand(c->plan, e, &s.operand));
	return s.operand->type == TYPE_REAL ? ONUS_NO : add_step(c, s, out);
}

static enum onus_err compile_args(struct compiling *c, const struct expr *e, enum number_op op,
				  uint8_t *out)
{
	struct number_step s = {.op = op};

	GUARD(compile(c, e->args[0], &s.a));
	if (e->n_args > 1) {
		GUARD(compile(c, e->args[1], &s.b));
	}
	return add_step(c, s, out);
}

/* a + b + c may come as one node. */
static enum onus_err compile_chain(struct compiling *c, const struct expr *e, enum number_op op,
				   uint8_t *out)
{
	struct number_step s = {.op = op};

	GUARD(compile(c, e->args[0], &s.a));
	for (size_t i = 1; i < e->n_args; i++) {
		GUARD(compile(c, e->args[i], &s.b));
		GUARD(add_step(c, s, &s.a));
	}
	*out = s.a;
	return ONUS_OK;
}

static enum onus_err compile_when(struct compiling *c, const struct expr *when, uint8_t then,
				  uint8_t otherwise, uint8_t *out)
{
	bool turn = when->op == EXPR_LT || when->op == EXPR_LE;
	struct number_step s = {.c = then, .d = otherwise};

	switch (when->op) {
	case EXPR_GT:
	case EXPR_LT:
		s.op = NUMBER_IF_GT;
		break;
	case EXPR_GE:
	case EXPR_LE:
		s.op = NUMBER_IF_GE;
		break;
	default:
		return ONUS_NO;
	}
	GUARD(compile(c, when->args[turn ? 1 : 0], &s.a));
	GUARD(compile(c, when->args[turn ? 0 : 1], &s.b));
	return add_step(c, s, out);
}

static enum onus_err compile_case(struct compiling *c, const struct expr *e, uint8_t *out)
{
	uint8_t value;
	uint8_t then;

	GUARD(compile(c, e->args[e->n_args - 1], &value));
	for (size_t i = e->n_args - 1; i >= 2; i -= 2) {
		GUARD(compile(c, e->args[i - 1], &then));
		GUARD(compile_when(c, e->args[i - 2], then, value, &value));
	}
	*out = value;
	return ONUS_OK;
}

static enum onus_err compile_call(struct compiling *c, const struct expr *e, uint8_t *out)
{
	static const struct {
		const char *name;
		enum number_op op;
	} known[] = {
		{"abs", NUMBER_ABS},   {"sin", NUMBER_SIN},   {"cos", NUMBER_COS},
		{"acos", NUMBER_ACOS}, {"sqrt", NUMBER_SQRT}, {"radians", NUMBER_RADIANS},
	};

	for (size_t i = 0; e->n_args == 1 && i < sizeof known / sizeof known[0]; i++) {
		if (slice_is(slice_str(e->function->name), known[i].name)) {
			return compile_args(c, e, known[i].op, out);
		}
	}
	return ONUS_NO;
}

static enum onus_err compile(struct compiling *c, const struct expr *e, uint8_t *out)
{
	if (e->sides != SIDE_BOTH) {
		return compile_side(c, e, out);
	}
	switch (e->op) {
	case EXPR_ADD:
		return compile_chain(c, e, NUMBER_ADD, out);
	case EXPR_SUB:
		return compile_chain(c, e, NUMBER_SUB, out);
	case EXPR_MUL:
		return compile_chain(c, e, NUMBER_MUL, out);
	case EXPR_DIV:
		return compile_chain(c, e, NUMBER_DIV, out);
	case EXPR_NEGATE:
		return compile_args(c, e, NUMBER_NEGATE, out);
	case EXPR_CASE:
		return compile_case(c, e, out);
	case EXPR_CALL:
		return compile_call(c, e, out);
	case EXPR_CAST:
		return e->type == TYPE_DOUBLE ? compile(c, e->args[0], out) : ONUS_NO;
	default:
		return ONUS_NO;
	}
}

/* Of columns, so that the values are finite, and their difference is a number. */
static bool is_difference(const struct number *n)
{
	const struct number_step *s = n->steps;

	return n->n == 4 && s[0].op == NUMBER_LEFT && s[1].op == NUMBER_RIGHT &&
	       s[2].op == NUMBER_SUB && s[2].a == 0 && s[2].b == 1 && s[3].op == NUMBER_ABS &&
	       s[3].a == 2;
}

enum onus_err plan_number(struct plan *p, const struct expr *e, struct number **out)
{
	struct compiling c = {.plan = p};
	struct number *number;
	uint8_t last;

	if (e->op == EXPR_CAST && e->type == TYPE_REAL) {
		GUARD(compile_args(&c, e, NUMBER_FLOAT, &last));
	} else {
		GUARD(compile(&c, e, &last));
	}
	if (last != c.n - 1) {
		return ONUS_NO;
	}
	number = NEW(&p->arena, struct number);
	number->n = c.n;
	number->steps = NEW_N(&p->arena, struct number_step, c.n);
	memcpy(number->steps, c.steps, c.n * sizeof *c.steps);
	number->difference = is_difference(number);
	*out = number;
	return ONUS_OK;
}

/* --- running --- */

static double run_one(const struct number_step *s, double x)
{
	switch (s->op) {
	case NUMBER_NEGATE:
		return 0 - x;
	case NUMBER_ABS:
		return fabs(x);
	case NUMBER_SIN:
		return sin(x);
	case NUMBER_COS:
		return cos(x);
	case NUMBER_ACOS:
		return acos(x);
	case NUMBER_SQRT:
		return sqrt(x);
	case NUMBER_RADIANS:
		return x * (M_PI / 180);
	default: /* NUMBER_FLOAT */
		return (double)(float)x;
	}
}

static double run_two(const struct number_step *s, double x, double y)
{
	switch (s->op) {
	case NUMBER_ADD:
		return x + y;
	case NUMBER_SUB:
		return x - y;
	case NUMBER_MUL:
		return x * y;
	default: /* NUMBER_DIV */
		return x / y;
	}
}

/* What an operand's place in the machine is worth on a row, or on a value of the key. */
static double run_value(const struct choice *c, const struct number_step *s, uint32_t at)
{
	return s->operand->numbers[operand_code(c, s->operand, at)];
}

static double run_step(const struct number_step *s, const double *r, const struct choice *c,
		       uint32_t left, uint32_t right)
{
	switch (s->op) {
	case NUMBER_CONSTANT:
		return s->constant;
	case NUMBER_LEFT:
		return run_value(c, s, left);
	case NUMBER_RIGHT:
		return run_value(c, s, right);
	case NUMBER_ADD:
	case NUMBER_SUB:
	case NUMBER_MUL:
	case NUMBER_DIV:
		return run_two(s, r[s->a], r[s->b]);
	case NUMBER_IF_GT:
		return r[s->a] > r[s->b] ? r[s->c] : r[s->d];
	case NUMBER_IF_GE:
		return r[s->a] >= r[s->b] ? r[s->c] : r[s->d];
	default:
		return run_one(s, r[s->a]);
	}
}

/* Whether a step that gave no finite number made it so, and did not take it from its operands. */
static bool is_odd(const struct number_step *s, const double *r, double value)
{
	switch (s->op) {
	case NUMBER_CONSTANT:
	case NUMBER_LEFT:
	case NUMBER_RIGHT:
	case NUMBER_IF_GT:
	case NUMBER_IF_GE:
		return false;
	case NUMBER_ADD:
	case NUMBER_SUB:
	case NUMBER_MUL:
	case NUMBER_DIV:
		return isinf(value) || (!isnan(r[s->a]) && !isnan(r[s->b]));
	default:
		return isinf(value) || !isnan(r[s->a]);
	}
}

bool number_run(const struct number *n, const struct choice *c, uint32_t left, uint32_t right,
		double *out)
{
	double r[PLAN_STEPS_MAX];
	double value = NAN;
	bool odd = false;

	for (unsigned i = 0; i < n->n; i++) {
		value = run_step(&n->steps[i], r, c, left, right);
		odd |= !isfinite(value) && is_odd(&n->steps[i], r, value);
		r[i] = value;
	}
	*out = value;
	return !odd;
}
