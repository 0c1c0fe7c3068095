/* SPDX-License-Identifier: Apache-2.0
 * plan_read.c - from a condition to questions, and and/or/not over their answers. */
#include "base/hash.h"
#include "link/plan_inside.h"

#include <math.h>
#include <stdlib.h>

/* --- constants --- */

static struct expr_value nothing(void *context, enum side side, struct slice name)
{
	(void)context;
	(void)side;
	(void)name;
	return (struct expr_value){.null = true};
}

enum onus_err plan_constant_number(struct plan *p, const struct expr *e, double *out)
{
	struct expr_value v;

	GUARD(expr_eval(e, &p->arena, p->model->units, nothing, NULL, &v));
	if (!v.null && v.type != TYPE_INTEGER && v.type != TYPE_DOUBLE && v.type != TYPE_REAL) {
		return ONUS_NO;
	}
	*out = v.null ? NAN : v.number;
	return ONUS_OK;
}

static enum onus_err read_constant(struct plan *p, const struct expr *e, struct node *out)
{
	struct expr_value v;

	GUARD(expr_eval(e, &p->arena, p->model->units, nothing, NULL, &v));
	out->op = NODE_CONSTANT;
	out->constant = v.null ? TRUTH_NULL : v.number != 0 ? TRUTH_TRUE : TRUTH_FALSE;
	return ONUS_OK;
}

/* --- questions --- */

/* True where the same question can serve both; thresholds are added up to PLAN_CUTS_MAX. */
static bool same_question(const struct feature *a, const struct feature *b)
{
	if (a->kind != b->kind || a->left != b->left || a->right != b->right) {
		return false;
	}
	switch (a->kind) {
	case FEATURE_PAIR:
		return true;
	case FEATURE_TRUTH:
		return a->side == b->side;
	case FEATURE_LADDER:
		return a->kernel == b->kernel;
	case FEATURE_GRADE:
		return a->grade == b->grade;
	default:
		return expr_same(a->expr, b->expr);
	}
}

/* Has the cut, or takes it. */
static bool feature_cut(struct feature *f, double cut)
{
	for (unsigned i = 0; i < f->n_cuts; i++) {
		if (f->cuts[i] == cut) {
			return true;
		}
	}
	if (f->n_cuts == PLAN_CUTS_MAX) {
		return false;
	}
	f->cuts[f->n_cuts] = cut;
	f->n_cuts++;
	return true;
}

static bool has_cuts(const struct feature *f)
{
	return f->kind == FEATURE_LADDER || f->kind == FEATURE_NUMBER || f->kind == FEATURE_GRADE;
}

/* The number of the question in the choice: one that is there, or a new one. */
static enum onus_err feature_add(struct choice *c, const struct feature *f, double cut,
				 unsigned *out)
{
	unsigned i = 0;

	while (i < c->n_features && !(same_question(&c->features[i], f) &&
				      (!has_cuts(f) || feature_cut(&c->features[i], cut)))) {
		i++;
	}
	if (i == c->n_features) {
		ENSURE(i < LINK_QUESTIONS_MAX, ONUS_BAD_INPUT,
		       "it asks more than LINK_QUESTIONS_MAX (%d) different questions: make "
		       "several "
		       "of it",
		       LINK_QUESTIONS_MAX);
		c->features[i] = *f;
		c->features[i].memo = -1;
		c->features[i].pair = -1;
		c->n_features++;
		if (has_cuts(f)) {
			feature_cut(&c->features[i], cut);
		}
	}
	*out = i;
	return ONUS_OK;
}

static uint64_t value_hash(struct slice v)
{
	return hash_mix(hash_bytes(HASH_START, v.p, v.n));
}

/* Where each value of one column stands among those of another: its code there; UINT32_MAX where it
 * is not there. */
static uint32_t *translation(struct plan *p, const struct column *from, const struct column *to)
{
	uint32_t *out = NEW_N(&p->arena, uint32_t, (size_t)from->n_values + 1);
	size_t room = 16;
	uint32_t *table;

	while (room < 2 * (size_t)to->n_values) {
		room *= 2;
	}
	table = mem_alloc(room * sizeof *table);
	memset(table, 0, room * sizeof *table);
	for (uint32_t i = 1; i <= to->n_values; i++) {
		size_t at = value_hash(column_value(to, i)) & (room - 1);

		while (table[at] != 0) {
			at = (at + 1) & (room - 1);
		}
		table[at] = i;
	}
	for (uint32_t i = 1; i <= from->n_values; i++) {
		struct slice value = column_value(from, i);
		size_t at = value_hash(value) & (room - 1);

		while (table[at] != 0 && !slice_eq(column_value(to, table[at]), value)) {
			at = (at + 1) & (room - 1);
		}
		out[i] = table[at] != 0 ? table[at] : UINT32_MAX;
	}
	free(table);
	return out;
}

static enum onus_err add_pair(struct plan *p, struct choice *c, const struct operand *left,
			      const struct operand *right, unsigned *out)
{
	struct feature f = {.kind = FEATURE_PAIR, .states = 5, .left = left, .right = right};

	GUARD(feature_add(c, &f, 0, out));
	if (left != right && c->features[*out].translate == NULL) {
		c->features[*out].translate = translation(p, left->column, right->column);
	}
	return ONUS_OK;
}

/* --- leaves --- */

static void set_leaf(struct node *n, enum leaf_test test, unsigned feature)
{
	n->op = NODE_LEAF;
	n->test = test;
	n->feature = feature;
}

/* Turns the node into NOT of a new one, which is given. */
static struct node *negate(struct plan *p, struct node *n)
{
	struct node *inner = NEW(&p->arena, struct node);

	n->op = NODE_NOT;
	n->n = 1;
	n->args = NEW(&p->arena, struct node *);
	n->args[0] = inner;
	return inner;
}

/* The operands of two expressions of opposite sides: ONUS_NO where they are not. */
static enum onus_err two_sides(struct plan *p, const struct expr *a, const struct expr *b,
			       const struct operand **left, const struct operand **right)
{
	bool turn = a->sides == SIDE_RIGHT;

	if ((a->sides | b->sides) != SIDE_BOTH || a->sides == SIDE_BOTH || b->sides == SIDE_BOTH) {
		return ONUS_NO;
	}
	GUARD(plan_operand(p, turn ? b : a, left));
	return plan_operand(p, turn ? a : b, right);
}

static enum onus_err read_null(struct plan *p, struct choice *c, const struct expr *e,
			       struct node *out)
{
	const struct operand *o;
	unsigned feature;

	GUARD(plan_operand(p, e->args[0], &o));
	GUARD(add_pair(p, c, o, o, &feature));
	set_leaf(out, e->sides == SIDE_LEFT ? LEAF_LEFT_NULL : LEAF_RIGHT_NULL, feature);
	return ONUS_OK;
}

static bool is_number(enum expr_type t)
{
	return t == TYPE_INTEGER || t == TYPE_DOUBLE;
}

static enum onus_err read_equal(struct plan *p, struct choice *c, const struct expr *e,
				struct node *out)
{
	const struct operand *left;
	const struct operand *right;
	unsigned feature;

	GUARD(two_sides(p, e->args[0], e->args[1], &left, &right));
	if (left != right && left->type != right->type &&
	    !(is_number(left->type) && is_number(right->type))) {
		return ONUS_NO;
	}
	GUARD(add_pair(p, c, left, right, &feature));
	set_leaf(out, LEAF_EQUAL, feature);
	return ONUS_OK;
}

/* What is true of a row by itself is worked out once for each of its values. */
static enum onus_err read_truth(struct plan *p, struct choice *c, const struct expr *e,
				struct node *out)
{
	struct feature f = {.kind = FEATURE_TRUTH, .states = 3, .side = e->sides};
	unsigned feature;
	uint8_t *truths;

	GUARD(plan_operand(p, e, &f.left));
	truths = NEW_N(&p->arena, uint8_t, (size_t)f.left->column->n_values + 1);
	truths[0] = TRUTH_NULL;
	for (uint32_t i = 1; i <= f.left->column->n_values; i++) {
		truths[i] = slice_is(column_value(f.left->column, i), "true");
	}
	f.truths = truths;
	GUARD(feature_add(c, &f, 0, &feature));
	set_leaf(out, LEAF_TRUTH, feature);
	return ONUS_OK;
}

static enum onus_err read_general(struct plan *p, struct choice *c, const struct expr *e,
				  struct node *out)
{
	struct feature f = {.kind = FEATURE_GENERAL, .states = 3, .expr = e};
	unsigned feature;

	GUARD(plan_reads(p, e, &f.reads));
	GUARD(feature_add(c, &f, 0, &feature));
	set_leaf(out, LEAF_TRUTH, feature);
	return ONUS_OK;
}

/* --- a value against a threshold --- */

/* `value op threshold` as "passes a cut" or its negation. A similarity and a plain number pass at
 * the cut or above, a distance at the cut or below. */
struct threshold {
	double cut;
	bool negated;
};

static struct threshold threshold_above(enum expr_op op, double t)
{
	bool next = op == EXPR_GT || op == EXPR_LE;

	return (struct threshold){next ? nextafter(t, INFINITY) : t,
				  op == EXPR_LT || op == EXPR_LE};
}

/* Distances are whole numbers. */
static struct threshold threshold_below(enum expr_op op, double t)
{
	bool less = op == EXPR_LT || op == EXPR_GE;

	return (struct threshold){less ? ceil(t) - 1 : floor(t), op == EXPR_GT || op == EXPR_GE};
}

static enum expr_op turned(enum expr_op op)
{
	switch (op) {
	case EXPR_LT:
		return EXPR_GT;
	case EXPR_LE:
		return EXPR_GE;
	case EXPR_GT:
		return EXPR_LT;
	case EXPR_GE:
		return EXPR_LE;
	default:
		return op;
	}
}

static enum onus_err add_cut(struct plan *p, struct choice *c, const struct feature *f,
			     struct threshold t, struct node *out)
{
	struct node *leaf = t.negated ? negate(p, out) : out;
	unsigned feature;

	GUARD(feature_add(c, f, t.cut, &feature));
	set_leaf(leaf, LEAF_PASSES, feature);
	leaf->cut = t.cut;
	return ONUS_OK;
}

/* value = t: at least t, and not more. */
static enum onus_err add_cuts(struct plan *p, struct choice *c, const struct feature *f,
			      enum expr_op op, double t, struct node *out)
{
	bool below = f->kind == FEATURE_LADDER && !kernel_is_similarity(f->kernel);
	struct threshold (*side)(enum expr_op, double) = below ? threshold_below : threshold_above;

	if (op != EXPR_EQ) {
		return add_cut(p, c, f, side(op, t), out);
	}
	out->op = NODE_AND;
	out->n = 2;
	out->args = NEW_N(&p->arena, struct node *, 2);
	out->args[0] = NEW(&p->arena, struct node);
	out->args[1] = NEW(&p->arena, struct node);
	GUARD(add_cut(p, c, f, side(EXPR_GE, t), out->args[0]));
	return add_cut(p, c, f, side(EXPR_LE, t), out->args[1]);
}

static bool is_ascii(const struct column *c)
{
	size_t n = c->at[c->n_values + (size_t)1];
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++) {
		all |= (unsigned char)c->bytes[i];
	}
	return all < 0x80;
}

static enum onus_err read_kernel(struct plan *p, struct choice *c, const struct expr *call,
				 enum expr_op op, double t, struct node *out)
{
	struct feature f = {.kind = FEATURE_LADDER, .kernel = call->function->kernel};

	GUARD(two_sides(p, call->args[0], call->args[1], &f.left, &f.right));
	if (f.left->type != TYPE_TEXT || f.right->type != TYPE_TEXT) {
		return ONUS_NO;
	}
	f.units = is_ascii(f.left->column) && is_ascii(f.right->column) ? KERNEL_BYTES
									: p->model->units;
	if (f.left == f.right) {
		unsigned pair;

		GUARD(add_pair(p, c, f.left, f.right, &pair));
	}
	return add_cuts(p, c, &f, op, t, out);
}

static enum onus_err read_grade(struct plan *p, struct choice *c, const struct expr *call,
				enum expr_op op, double t, struct node *out)
{
	struct feature f = {.kind = FEATURE_GRADE, .grade = call->function->grade};

	GUARD(two_sides(p, call->args[0], call->args[1], &f.left, &f.right));
	if (f.left->type != TYPE_TEXT || f.right->type != TYPE_TEXT) {
		return ONUS_NO;
	}
	GUARD(plan_readings(p, f.left, f.grade, &f.readings_left));
	GUARD(plan_readings(p, f.right, f.grade, &f.readings_right));
	return add_cuts(p, c, &f, op, t, out);
}

static enum onus_err read_number(struct plan *p, struct choice *c, const struct expr *e,
				 enum expr_op op, double t, struct node *out)
{
	struct feature f = {.kind = FEATURE_NUMBER, .expr = e};
	enum onus_err compiled = plan_number(p, e, &f.number);

	if (compiled != ONUS_OK && compiled != ONUS_NO) {
		return compiled;
	}
	if (f.number == NULL && !is_number(e->type) && e->type != TYPE_REAL) {
		return ONUS_NO;
	}
	GUARD(plan_reads(p, e, &f.reads));
	return add_cuts(p, c, &f, op, e->type == TYPE_REAL ? (double)(float)t : t, out);
}

/* A comparison with a number on one of its sides. */
static enum onus_err read_threshold(struct plan *p, struct choice *c, const struct expr *e,
				    struct node *out)
{
	bool turn = e->args[0]->sides == SIDE_NONE;
	const struct expr *value = e->args[turn ? 1 : 0];
	const struct expr *literal = e->args[turn ? 0 : 1];
	enum expr_op op = turn ? turned(e->op) : e->op;
	double t;

	if (literal->sides != SIDE_NONE || value->sides != SIDE_BOTH ||
	    literal->type == TYPE_REAL) {
		return ONUS_NO;
	}
	GUARD(plan_constant_number(p, literal, &t));
	if (!isfinite(t)) {
		return ONUS_NO;
	}
	if (value->op == EXPR_CALL && value->function->is_kernel && value->n_args == 2) {
		return read_kernel(p, c, value, op, t, out);
	}
	if (value->op == EXPR_CALL && value->function->grade != NULL) {
		enum onus_err done = read_grade(p, c, value, op, t, out);

		if (done != ONUS_NO) {
			return done;
		}
	}
	return read_number(p, c, value, op, t, out);
}

static enum onus_err read_compare(struct plan *p, struct choice *c, const struct expr *e,
				  struct node *out)
{
	enum onus_err done = ONUS_NO;

	if (e->op == EXPR_EQ) {
		done = read_equal(p, c, e, out);
	}
	return done == ONUS_NO ? read_threshold(p, c, e, out) : done;
}

/* --- and, or, not --- */

static enum onus_err read_node(struct plan *p, struct choice *c, const struct expr *e,
			       struct node **node);

static enum onus_err read_args(struct plan *p, struct choice *c, const struct expr *e,
			       enum node_op op, struct node *out)
{
	out->op = op;
	out->n = (unsigned)e->n_args;
	out->args = NEW_N(&p->arena, struct node *, e->n_args);
	for (size_t i = 0; i < e->n_args; i++) {
		GUARD(read_node(p, c, e->args[i], &out->args[i]));
	}
	return ONUS_OK;
}

/* ONUS_NO where only the interpreter will do. */
static enum onus_err read_leaf(struct plan *p, struct choice *c, const struct expr *e,
			       struct node *out)
{
	if (e->sides == SIDE_NONE) {
		return read_constant(p, e, out);
	}
	if (e->op == EXPR_IS_NULL && e->sides != SIDE_BOTH) {
		return read_null(p, c, e, out);
	}
	if (e->sides != SIDE_BOTH) {
		return read_truth(p, c, e, out);
	}
	if (e->op >= EXPR_EQ && e->op <= EXPR_GE && e->op != EXPR_NE) {
		return read_compare(p, c, e, out);
	}
	return ONUS_NO;
}

/* NOT of the same with another operator. */
static enum onus_err read_not(struct plan *p, struct choice *c, const struct expr *e,
			      enum expr_op op, struct node *out)
{
	struct expr *turned_over = NEW(&p->arena, struct expr);

	*turned_over = *e;
	turned_over->op = op;
	out->op = NODE_NOT;
	out->n = 1;
	out->args = NEW(&p->arena, struct node *);
	return read_node(p, c, turned_over, &out->args[0]);
}

/* What is no truth value (a number, a text that says "true") becomes one by NOT. */
static enum onus_err read_other(struct plan *p, struct choice *c, const struct expr *e,
				struct node *out)
{
	struct expr *denied = NEW(&p->arena, struct expr);
	enum onus_err done;

	if (e->type != TYPE_BOOL) {
		*denied = (struct expr){.op = EXPR_NOT, .sides = e->sides, .type = TYPE_BOOL};
		denied->at = e->at;
		denied->n_args = 1;
		denied->args = NEW(&p->arena, struct expr *);
		denied->args[0] = (struct expr *)(uintptr_t)e;
		e = denied;
		out = negate(p, out);
	}
	done = read_leaf(p, c, e, out);
	return done == ONUS_NO ? read_general(p, c, e, out) : done;
}

static enum onus_err read_node(struct plan *p, struct choice *c, const struct expr *e,
			       struct node **node)
{
	struct node *out = NEW(&p->arena, struct node);

	*node = out;
	switch (e->op) {
	case EXPR_OR:
		return read_args(p, c, e, NODE_OR, out);
	case EXPR_AND:
		return read_args(p, c, e, NODE_AND, out);
	case EXPR_NOT:
		return read_args(p, c, e, NODE_NOT, out);
	case EXPR_NE:
		return read_not(p, c, e, EXPR_EQ, out);
	default:
		return read_other(p, c, e, out);
	}
}

enum onus_err choice_read(struct plan *p, struct choice *c, const struct expr *e, struct node **out)
{
	struct expr *typed = NULL;

	GUARD(plan_typed(p, e, &typed));
	return read_node(p, c, typed, out);
}

/* --- after all conditions --- */

static void sort_cuts(struct feature *f)
{
	bool down = f->kind == FEATURE_LADDER && !kernel_is_similarity(f->kernel);

	for (unsigned i = 1; i < f->n_cuts; i++) {
		for (unsigned j = i;
		     j > 0 && (down ? f->cuts[j - 1] < f->cuts[j] : f->cuts[j - 1] > f->cuts[j]);
		     j--) {
			double t = f->cuts[j];

			f->cuts[j] = f->cuts[j - 1];
			f->cuts[j - 1] = t;
		}
	}
	f->states = (uint8_t)(f->n_cuts + 2);
}

/* Equal texts that are not empty: a similarity of 1, a distance of 0. */
static void settle_leaf(const struct choice *c, struct node *n)
{
	const struct feature *f = &c->features[n->feature];

	if (n->test != LEAF_PASSES) {
		return;
	}
	while (n->at < f->n_cuts && f->cuts[n->at] != n->cut) {
		n->at++;
	}
	n->at++;
	n->passes_equal = f->kind == FEATURE_LADDER &&
			  (kernel_is_similarity(f->kernel) ? n->cut <= 1 : n->cut >= 0);
}

static void settle_node(const struct choice *c, struct node *n)
{
	if (n->op == NODE_LEAF) {
		settle_leaf(c, n);
	}
	for (unsigned i = 0; i < n->n; i++) {
		settle_node(c, n->args[i]);
	}
}

static bool has_empty(const struct column *c)
{
	for (uint32_t i = 1; i <= c->n_values; i++) {
		if (c->at[i] == c->at[i + 1]) {
			return true;
		}
	}
	return false;
}

/* The question that answers for equal and missing values. Two empty texts are equal, but not alike
 * by every kernel. */
static int pair_of(const struct choice *c, const struct feature *ladder)
{
	if (has_empty(ladder->left->column)) {
		return -1;
	}
	for (unsigned i = 0; ladder->left == ladder->right && i < c->n_features; i++) {
		const struct feature *f = &c->features[i];

		if (f->kind == FEATURE_PAIR && f->left == ladder->left &&
		    f->right == ladder->right) {
			return (int)i;
		}
	}
	return -1;
}

void choice_settle(struct choice *c)
{
	for (unsigned i = 0; i < c->n_features; i++) {
		struct feature *f = &c->features[i];

		if (has_cuts(f)) {
			sort_cuts(f);
		}
		if (f->kind == FEATURE_LADDER) {
			f->pair = pair_of(c, f);
		}
	}
	for (unsigned i = 0; i < c->n_levels; i++) {
		settle_node(c, c->conditions[i]);
	}
}
