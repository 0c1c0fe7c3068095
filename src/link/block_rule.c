/* SPDX-License-Identifier: Apache-2.0
 * block_rule.c - a blocking rule as joins: what must be equal, and what else must hold.
 *
 *     l.dob = r.dob AND (l.first = r.first OR l.first = r.surname) AND l.town <> 'x'
 *     -----key-----     ------------------------rest------------------------------
 *
 * A rule without a key whose OR has one in every arm becomes one join for each arm; a pair that two
 * arms make is made by the first, as with rules. Source of the meaning: Splink's blocking.py, where
 * a rule is the ON of an inner join with the smaller id on the left. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/block_inside.h"

/* What a join is made of, all true together. */
struct terms {
	size_t n;
	const struct expr **items;
};

/* --- keys --- */

/* True where equal values are equal bytes in both columns that the expressions come to. */
static bool is_comparable(const struct expr *a, const struct expr *b)
{
	enum expr_type x = a->type == TYPE_ANY ? TYPE_TEXT : a->type;
	enum expr_type y = b->type == TYPE_ANY ? TYPE_TEXT : b->type;

	return x == y;
}

/* An equality between what reads only the left record and what reads only the right one. */
static bool is_key(const struct expr *e)
{
	const struct expr *a;
	const struct expr *b;

	if (e->op != EXPR_EQ) {
		return false;
	}
	a = e->args[0];
	b = e->args[1];
	if (!(a->sides == SIDE_LEFT && b->sides == SIDE_RIGHT) &&
	    !(a->sides == SIDE_RIGHT && b->sides == SIDE_LEFT)) {
		return false;
	}
	return expr_mirror(a, b) || is_comparable(a, b);
}

/* True where every pair that it makes shares a key, or one of several. */
static bool has_key(const struct expr *e)
{
	bool all = e->op == EXPR_OR;
	bool any = is_key(e);

	for (size_t i = 0; e->op == EXPR_OR && i < e->n_args; i++) {
		all = all && has_key(e->args[i]);
	}
	for (size_t i = 0; e->op == EXPR_AND && i < e->n_args; i++) {
		any = any || has_key(e->args[i]);
	}
	return all || any;
}

static int compare_values(const void *x, const void *y, void *context)
{
	const struct column *c = context;

	return slice_cmp(column_value(c, *(const uint32_t *)x),
			 column_value(c, *(const uint32_t *)y));
}

/* Codes of a column in the order of their values' bytes, to be freed. */
static uint32_t *codes_sorted(const struct column *c)
{
	uint32_t *codes = mem_alloc(((size_t)c->n_values + 1) * sizeof *codes);

	for (uint32_t i = 0; i < c->n_values; i++) {
		codes[i] = i + 1;
	}
	qsort_r(codes, c->n_values, sizeof *codes, compare_values, (void *)(uintptr_t)c);
	return codes;
}

/* Of each code of `right`, the code of the same value in `left`: both in order, side by side. */
static uint32_t *codes_map(const struct column *left, const struct column *right)
{
	uint32_t *map = mem_alloc(((size_t)right->n_values + 1) * sizeof *map);
	uint32_t *l = codes_sorted(left);
	uint32_t *r = codes_sorted(right);
	uint32_t i = 0;

	map[0] = 0;
	for (uint32_t k = 0; k < right->n_values; k++) {
		struct slice value = column_value(right, r[k]);

		while (i < left->n_values && slice_cmp(column_value(left, l[i]), value) < 0) {
			i++;
		}
		map[r[k]] =
			i < left->n_values && slice_eq(column_value(left, l[i]), value) ? l[i] : 0;
	}
	free(l);
	free(r);
	return map;
}

static enum onus_err key_make(struct blocks *b, const struct expr *e, struct block_key *out)
{
	size_t left = e->args[0]->sides == SIDE_LEFT ? 0 : 1;

	out->left_expr = e->args[left];
	out->right_expr = e->args[1 - left];
	GUARD(plan_expression_column(b->plan, e->args[left], &out->left));
	if (expr_mirror(e->args[0], e->args[1])) {
		out->right = out->left;
		return ONUS_OK;
	}
	GUARD(plan_expression_column(b->plan, e->args[1 - left], &out->right));
	if (out->right != out->left) {
		out->to_left = codes_map(out->left, out->right);
	}
	return ONUS_OK;
}

/* --- joins --- */

/* The terms that are no keys, as one condition. */
static const struct expr *rest_make(struct arena *a, const struct terms *t)
{
	struct expr *all = NEW(a, struct expr);

	*all = (struct expr){.op = EXPR_AND, .type = TYPE_BOOL};
	all->args = NEW_N(a, struct expr *, t->n);
	for (size_t i = 0; i < t->n; i++) {
		if (!is_key(t->items[i])) {
			all->args[all->n_args++] = (struct expr *)(uintptr_t)t->items[i];
			all->sides |= t->items[i]->sides;
		}
	}
	return all->n_args == 1 ? all->args[0] : all;
}

static enum onus_err join_make(struct blocks *b, uint32_t rule, const struct terms *t)
{
	struct block_join *j = &b->joins[b->n_joins];

	ENSURE(b->n_joins < LINK_RULE_ARMS_MAX, ONUS_BAD_INPUT,
	       "the blocking rules come to more than %d (LINK_RULE_ARMS_MAX) once their ORs are "
	       "split: leave some out",
	       LINK_RULE_ARMS_MAX);
	*j = (struct block_join){.rule = rule, .mirrored = true};
	j->keys = NEW_N(&b->arena, struct block_key, t->n);
	b->n_joins++;
	for (size_t i = 0; i < t->n; i++) {
		if (is_key(t->items[i])) {
			struct block_key *k = &j->keys[j->n_keys++];

			GUARD(key_make(b, t->items[i], k));
			j->mirrored = j->mirrored && k->left == k->right;
		}
	}
	j->has_rest = j->n_keys < t->n;
	if (j->has_rest) {
		GUARD(plan_condition(b->plan, rest_make(&b->arena, t), &j->rest));
	}
	return ONUS_OK;
}

/* Appends a condition's terms, those of an AND singly. */
static void terms_add(struct terms *t, const struct expr *e)
{
	if (e->op == EXPR_AND) {
		for (size_t i = 0; i < e->n_args; i++) {
			terms_add(t, e->args[i]);
		}
		return;
	}
	t->items[t->n++] = e;
}

static size_t terms_count(const struct expr *e)
{
	size_t n = e->op == EXPR_AND ? 0 : 1;

	for (size_t i = 0; e->op == EXPR_AND && i < e->n_args; i++) {
		n += terms_count(e->args[i]);
	}
	return n;
}

/* One join where a term is a key, else one for each arm of the first OR whose arms all have one. */
static enum onus_err joins_make(struct blocks *b, uint32_t rule, const struct terms *t)
{
	const struct expr *either = NULL;

	for (size_t i = 0; i < t->n; i++) {
		if (is_key(t->items[i])) {
			return join_make(b, rule, t);
		}
		either = either == NULL && has_key(t->items[i]) ? t->items[i] : either;
	}
	for (size_t arm = 0; either && arm < either->n_args; arm++) {
		struct terms with = {0};

		with.items = NEW_N(&b->arena, const struct expr *,
				   t->n + terms_count(either->args[arm]));
		terms_add(&with, either->args[arm]);
		for (size_t i = 0; i < t->n; i++) {
			if (t->items[i] != either) {
				with.items[with.n++] = t->items[i];
			}
		}
		GUARD(joins_make(b, rule, &with));
	}
	return either ? ONUS_OK : join_make(b, rule, t);
}

enum onus_err block_rule_read(struct blocks *b, uint32_t number, const struct blocking_rule *rule)
{
	struct terms t = {0};
	char shown[200];

	slice_show(rule->sql, shown, sizeof shown);
	ENSURE(has_key(rule->condition) || b->without_equality, ONUS_BAD_INPUT,
	       "blocking rule %u, \"%s\", would compare every record with every other: give it, or "
	       "each arm of its OR, an equality between l and r, as in l.surname = r.surname",
	       number + 1, shown);
	t.items = NEW_N(&b->arena, const struct expr *, terms_count(rule->condition));
	terms_add(&t, rule->condition);
	if (joins_make(b, number, &t) != ONUS_OK) {
		return onus_fail_in(onus_last_error()->code,
				    "blocking rule %u, \"%s\": ", number + 1, shown);
	}
	return ONUS_OK;
}

/* --- what a rule reads --- */

struct reads {
	struct slice column;
	bool found;
};

static void reads_column(void *context, enum side side, struct slice name)
{
	struct reads *r = context;

	(void)side;
	r->found = r->found || slice_eq_nocase(r->column, name);
}

bool blocks_rule_reads(const struct blocking_rule *rule, struct slice column)
{
	struct reads r = {column, false};

	expr_columns(rule->condition, reads_column, &r);
	return r.found;
}
