/* SPDX-License-Identifier: Apache-2.0
 * plan_choose.c - which question to ask next, and when the level is certain.
 *
 * The levels are tried in order with what is known. The first one that is neither true nor out of
 * the question names the next question: the cheapest one it hangs on. Worked out for every answer
 * beforehand, that is a tree:
 *
 *     codes of surname? --equal--> 4
 *                       --unequal--> Jaro-Winkler of surname? --2 passed--> 3
 *                                                             --0 passed--> 0            */
#include "link/plan_inside.h"

#include <stdlib.h>

/* What the questions cost, in no unit. */
static unsigned cost(const struct feature *f)
{
	switch (f->kind) {
	case FEATURE_PAIR:
		return 0;
	case FEATURE_TRUTH:
		return 1;
	case FEATURE_NUMBER:
		return f->number ? 2 : 5;
	case FEATURE_LADDER:
	case FEATURE_GRADE:
		return 3;
	default:
		return 4;
	}
}

struct deciding {
	const struct choice *choice;
	const uint8_t *known;
	unsigned ask; /* the cheapest open question so far */
	bool asking;
};

static enum truth open_question(struct deciding *d, unsigned feature)
{
	const struct feature *f = d->choice->features;

	if (!d->asking || cost(&f[feature]) < cost(&f[d->ask])) {
		d->ask = feature;
		d->asking = true;
	}
	return TRUTH_OPEN;
}

static enum truth truth_if(bool yes)
{
	return yes ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth pair_truth(const struct node *n, uint8_t state)
{
	switch (n->test) {
	case LEAF_LEFT_NULL:
		return truth_if(state == PAIR_NULL || state == PAIR_LEFT_NULL);
	case LEAF_RIGHT_NULL:
		return truth_if(state == PAIR_NULL || state == PAIR_RIGHT_NULL);
	default:
		return state < PAIR_UNEQUAL ? TRUTH_NULL : truth_if(state == PAIR_EQUAL);
	}
}

/* Equal and missing values need no kernel. */
static enum truth ladder_truth(struct deciding *d, const struct node *n, const struct feature *f)
{
	uint8_t pair;

	if (d->known[n->feature] != STATE_OPEN) {
		return d->known[n->feature] > f->n_cuts ? TRUTH_NULL
							: truth_if(d->known[n->feature] >= n->at);
	}
	if (f->pair < 0) {
		return open_question(d, n->feature);
	}
	pair = d->known[f->pair];
	if (pair == STATE_OPEN) {
		return open_question(d, (unsigned)f->pair);
	}
	if (pair < PAIR_UNEQUAL) {
		return TRUTH_NULL;
	}
	return pair == PAIR_EQUAL ? truth_if(n->passes_equal) : open_question(d, n->feature);
}

static enum truth leaf_truth(struct deciding *d, const struct node *n)
{
	const struct feature *f = &d->choice->features[n->feature];
	uint8_t state = d->known[n->feature];

	if (f->kind == FEATURE_LADDER) {
		return ladder_truth(d, n, f);
	}
	if (state == STATE_OPEN) {
		return open_question(d, n->feature);
	}
	switch (f->kind) {
	case FEATURE_PAIR:
		return pair_truth(n, state);
	case FEATURE_NUMBER:
	case FEATURE_GRADE:
		return state > f->n_cuts ? TRUTH_NULL : truth_if(state >= n->at);
	default:
		return (enum truth)state;
	}
}

static enum truth node_is(struct deciding *d, const struct node *n, enum truth wanted);

/* All of them are as wanted, or any. */
static enum truth args_are(struct deciding *d, const struct node *n, enum truth wanted, bool any)
{
	struct deciding before = *d;
	enum truth sum = truth_if(!any);

	for (unsigned i = 0; i < n->n; i++) {
		enum truth t = node_is(d, n->args[i], wanted);

		if (t == truth_if(any)) {
			d->ask = before.ask;
			d->asking = before.asking;
			return t;
		}
		sum = t == TRUTH_OPEN ? t : sum;
	}
	return sum;
}

/* Is the condition TRUE, or is it FALSE? Of three values only that matters: AND is true where all
 * its parts are, false where any is; NULL is neither. */
static enum truth node_is(struct deciding *d, const struct node *n, enum truth wanted)
{
	enum truth t;

	switch (n->op) {
	case NODE_AND:
		return args_are(d, n, wanted, wanted == TRUTH_FALSE);
	case NODE_OR:
		return args_are(d, n, wanted, wanted == TRUTH_TRUE);
	case NODE_NOT:
		return node_is(d, n->args[0], wanted == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE);
	case NODE_CONSTANT:
		return truth_if(n->constant == wanted);
	default:
		t = leaf_truth(d, n);
		return t == TRUTH_OPEN ? t : truth_if(t == wanted);
	}
}

uint8_t choice_decide(const struct choice *c, const uint8_t *known, unsigned *ask)
{
	struct deciding d = {.choice = c, .known = known};

	for (unsigned i = 0; i < c->n_levels; i++) {
		enum truth t = node_is(&d, c->conditions[i], TRUTH_TRUE);

		if (t == TRUTH_TRUE) {
			return c->outcomes[i];
		}
		if (t == TRUTH_OPEN) {
			*ask = d.ask;
			return OUTCOME_OPEN;
		}
	}
	return c->outcomes[c->n_levels];
}

/* --- the tree --- */

struct growing {
	const struct choice *choice;
	struct question *questions;
	int16_t *next;
	unsigned n;
	unsigned n_next;
	uint8_t known[LINK_QUESTIONS_MAX];
	bool too_large;
};

/* Gives the number of a question, or ~outcome. */
static int16_t grow(struct growing *g)
{
	unsigned ask = 0;
	uint8_t outcome = choice_decide(g->choice, g->known, &ask);
	const struct feature *f = &g->choice->features[ask];
	struct question *q;
	unsigned first = g->n_next;

	if (outcome != OUTCOME_OPEN) {
		return (int16_t)~outcome;
	}
	if (g->n == PLAN_TREE_MAX || first + f->states > PLAN_TREE_MAX * PLAN_STATES_MAX) {
		g->too_large = true;
		return 0;
	}
	q = &g->questions[g->n];
	*q = (struct question){(uint16_t)ask, (uint16_t)first};
	g->n++;
	g->n_next += f->states;
	for (uint8_t s = 0; s < f->states && !g->too_large; s++) {
		unsigned self = (unsigned)(q - g->questions);

		g->known[ask] = s;
		g->next[first + s] = grow(g);
		q = &g->questions[self];
	}
	g->known[ask] = STATE_OPEN;
	return (int16_t)(q - g->questions);
}

static void choice_grow(struct plan *p, struct choice *c, const uint8_t *known)
{
	struct growing g = {.choice = c};
	int16_t root;

	memcpy(g.known, known, sizeof g.known);
	g.questions = mem_alloc(PLAN_TREE_MAX * sizeof *g.questions);
	g.next = mem_alloc(PLAN_TREE_MAX * PLAN_STATES_MAX * sizeof *g.next);
	root = grow(&g);
	if (!g.too_large && root >= 0) {
		c->n_questions = g.n;
		c->questions = NEW_N(&p->arena, struct question, g.n);
		memcpy(c->questions, g.questions, g.n * sizeof *g.questions);
		c->next = NEW_N(&p->arena, int16_t, g.n_next);
		memcpy(c->next, g.next, g.n_next * sizeof *g.next);
	}
	free(g.questions);
	free(g.next);
}

/* --- where one column decides --- */

/* Sees to it that all operands are one, or hang on one column. */
struct keying {
	const struct operand *only; /* the only operand so far */
	const struct column *base;  /* the only column */
	bool several;               /* operands */
	bool none;                  /* no column decides */
};

static void key_operand(struct keying *k, const struct operand *o)
{
	if (o == NULL) {
		return;
	}
	k->several |= k->only != NULL && k->only != o;
	k->none |= o->base == NULL || (k->base != NULL && k->base != o->base);
	k->only = o;
	k->base = o->base;
}

static void key_reads(struct keying *k, const struct feature *f)
{
	const struct column *left = reads_only(&f->reads, SIDE_LEFT);
	const struct column *right = reads_only(&f->reads, SIDE_RIGHT);

	k->several = true;
	k->none |= left == NULL || left != right || (k->base != NULL && k->base != left);
	k->base = left;
}

static enum onus_err find_key(struct plan *p, struct choice *c)
{
	struct keying k = {0};

	for (unsigned i = 0; i < c->n_features; i++) {
		const struct feature *f = &c->features[i];

		if (f->kind == FEATURE_NUMBER || f->kind == FEATURE_GENERAL) {
			key_reads(&k, f);
		} else {
			key_operand(&k, f->left);
			key_operand(&k, f->right);
		}
	}
	if (k.only != NULL && !k.several) {
		c->key = k.only;
	} else if (k.base != NULL && !k.none) {
		struct expr *column = NEW(&p->arena, struct expr);

		*column = (struct expr){.op = EXPR_COLUMN, .sides = SIDE_LEFT};
		column->text = k.base == p->source ? p->model->source_column : k.base->name;
		GUARD(plan_operand(p, column, &c->key));
	}
	return ONUS_OK;
}

/* What a side's code of the key says of an operand. */
enum presence { THERE, MISSING, UNSURE };

static enum presence presence(const struct choice *c, const struct operand *o, bool missing)
{
	if (missing) {
		return operand_of_key(c, o, 0) == 0 ? MISSING : UNSURE;
	}
	return o == c->key || o->never_null ? THERE : UNSURE;
}

/* Fills in what follows from the key's codes alone: each there or missing, equal or not. */
static void assume(const struct choice *c, bool left_missing, bool right_missing, bool equal,
		   uint8_t *known)
{
	memset(known, STATE_OPEN, LINK_QUESTIONS_MAX);
	for (unsigned i = 0; i < c->n_features; i++) {
		const struct feature *f = &c->features[i];
		enum presence left;
		enum presence right;

		if (f->kind != FEATURE_PAIR || f->left != f->right) {
			continue;
		}
		left = presence(c, f->left, left_missing);
		right = presence(c, f->right, right_missing);
		if (left == UNSURE || right == UNSURE) {
			continue;
		}
		if (left == THERE && right == THERE) {
			if (equal) {
				known[i] = PAIR_EQUAL;
			} else if (f->left == c->key || f->left->one_to_one) {
				known[i] = PAIR_UNEQUAL;
			}
			continue;
		}
		known[i] = left == THERE    ? PAIR_RIGHT_NULL
			   : right == THERE ? PAIR_LEFT_NULL
					    : PAIR_NULL;
	}
}

static uint8_t decide_for(const struct choice *c, bool left_missing, bool right_missing, bool equal)
{
	uint8_t known[LINK_QUESTIONS_MAX];
	unsigned ask;

	assume(c, left_missing, right_missing, equal, known);
	return choice_decide(c, known, &ask);
}

/* --- memories --- */

static int memo_add(struct plan *p, const struct column *left, const struct column *right)
{
	if (p->n_memos == p->memos_room) {
		p->memos_room = 2 * p->memos_room + 16;
		p->memos = mem_grow(p->memos, p->memos_room * sizeof *p->memos);
	}
	p->memos[p->n_memos] = (struct memo_size){left->n_values + 1, right->n_values + 1};
	p->n_memos++;
	return (int)p->n_memos - 1;
}

/* Remembered by itself: a question that costs something and hangs on one column of each side. */
static void remember_feature(struct plan *p, struct feature *f)
{
	if (f->kind == FEATURE_LADDER || f->kind == FEATURE_GRADE) {
		f->reads_left = f->left->column;
		f->reads_right = f->right->column;
		f->memo = memo_add(p, f->reads_left, f->reads_right);
	} else if (cost(f) > 3) {
		f->reads_left = reads_only(&f->reads, SIDE_LEFT);
		f->reads_right = reads_only(&f->reads, SIDE_RIGHT);
		if (f->reads_left != NULL && f->reads_right != NULL) {
			f->memo = memo_add(p, f->reads_left, f->reads_right);
		}
	}
	f->symmetric = feature_is_symmetric(f);
}

static bool asks_dear(const struct choice *c)
{
	for (unsigned i = 0; i < c->n_questions; i++) {
		if (cost(&c->features[c->questions[i].feature]) > 2) {
			return true;
		}
	}
	return c->questions == NULL;
}

static void remember(struct plan *p, struct choice *c)
{
	c->memo = -1;
	if (c->key != NULL) {
		if (c->unequal == OUTCOME_OPEN && asks_dear(c)) {
			c->memo = memo_add(p, c->key->column, c->key->column);
		}
		return;
	}
	for (unsigned i = 0; i < c->n_features; i++) {
		remember_feature(p, &c->features[i]);
	}
}

enum onus_err choice_prepare(struct plan *p, struct choice *c)
{
	uint8_t known[LINK_QUESTIONS_MAX];
	unsigned ask;

	choice_settle(c);
	for (unsigned i = 0; i < c->n_features; i++) {
		GUARD(plan_glance(p, &c->features[i]));
	}
	GUARD(find_key(p, c));
	c->symmetric = choice_is_symmetric(c, true);
	c->ordered = !choice_is_symmetric(c, false);
	memset(known, STATE_OPEN, sizeof known);
	if (c->key != NULL) {
		c->equal = decide_for(c, false, false, true);
		c->null_both = decide_for(c, true, true, true);
		c->null_left = decide_for(c, true, false, false);
		c->null_right = decide_for(c, false, true, false);
		assume(c, false, false, false, known);
		c->ordered = c->ordered && !(c->symmetric && c->null_left != OUTCOME_OPEN &&
					     c->null_left == c->null_right);
		if (c->equal == OUTCOME_OPEN) {
			size_t n = (size_t)c->key->column->n_values + 1;

			c->equal_of = mem_alloc(n);
			memset(c->equal_of, OUTCOME_OPEN, n);
		}
	}
	c->unequal = choice_decide(c, known, &ask);
	choice_grow(p, c, known);
	remember(p, c);
	return ONUS_OK;
}

void choice_finish(struct choice *c)
{
	free(c->equal_of);
}
