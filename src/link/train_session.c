/* SPDX-License-Identifier: Apache-2.0
 * train_session.c - the pairs that EM learns from: which rules make them, and their patterns. */
#include "base/hash.h"
#include "link/train.h"

#include <stdlib.h>

#include "base/limits.h"

enum { PAIRS_ENOUGH = 5000, PAIRS_A_CALL = 1024 };

/* --- which comparisons a rule leaves free --- */

struct touch {
	const struct blocking_rule *rule;
	bool touched;
};

static void see_column(void *context, enum side side, struct slice name)
{
	struct touch *t = context;

	(void)side;
	t->touched = t->touched || blocks_rule_reads(t->rule, name);
}

static uint32_t free_comparisons(const struct onus_model *m, const struct blocking_rule *rule)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < m->n_comparisons; i++) {
		struct touch t = {.rule = rule};

		for (size_t l = 0; l < m->comparisons[i].n_levels; l++) {
			expr_columns(m->comparisons[i].levels[l].condition, see_column, &t);
		}
		mask |= t.touched ? 0 : (uint32_t)1 << i;
	}
	return mask;
}

/* --- the candidates --- */

static enum onus_err add_session(struct trainer *t, const struct blocking_rule *rule)
{
	struct session *s = &t->sessions[t->n_sessions];
	struct blocks_options options = {.threads = t->threads};

	GUARD(blocks_create(t->plan, rule, 1, &options, &s->blocks));
	s->rule = rule;
	s->free = free_comparisons(t->m, rule);
	t->n_sessions++;
	return ONUS_OK;
}

enum onus_err train_sessions_prepare(struct trainer *t)
{
	const struct slice *given = t->o->sessions != NULL ? t->o->sessions
				    : t->m->n_teachers > 0 ? t->m->teachers
							   : NULL;
	size_t count = t->o->sessions != NULL ? t->o->session_count
		       : given != NULL        ? t->m->n_teachers
					      : t->m->n_rules;
	struct blocking_rule *rules = t->m->rules;

	ENSURE(count <= LINK_RULES_MAX, ONUS_BAD_INPUT,
	       "%zu sessions are asked for; at most %d (LINK_RULES_MAX) will do", count,
	       (int)LINK_RULES_MAX);
	t->sessions = NEW_N(&t->arena, struct session, count + 1);
	if (given != NULL) {
		rules = NEW_N(&t->arena, struct blocking_rule, count + 1);
		for (size_t i = 0; i < count; i++) {
			GUARD(train_rule(t, given[i], "the rule of a session", &rules[i]));
		}
	}
	for (size_t i = 0; i < count; i++) {
		GUARD(add_session(t, &rules[i]));
	}
	return ONUS_OK;
}

/* --- which of the model's rules are worth it --- */

static unsigned bits(uint32_t mask)
{
	unsigned n = 0;

	for (; mask != 0; mask &= mask - 1) {
		n++;
	}
	return n;
}

/* Enough pairs before too few; of those with enough the fewer, where matches are less rare; of
 * those with too few the more. */
static bool is_better(const struct session *a, const struct session *b)
{
	bool enough_a = a->pairs >= PAIRS_ENOUGH;
	bool enough_b = b->pairs >= PAIRS_ENOUGH;

	if (enough_a != enough_b) {
		return enough_a;
	}
	return enough_a ? a->pairs < b->pairs : a->pairs > b->pairs;
}

/* The rule that frees most comparisons not yet trained; NULL where none frees any. */
static struct session *best_session(struct trainer *t, size_t from, uint32_t trained)
{
	struct session *best = NULL;
	unsigned most = 0;

	for (size_t i = from; i < t->n_sessions; i++) {
		struct session *s = &t->sessions[i];
		unsigned news = s->pairs > 0 ? bits(s->free & ~trained) : 0;

		if (news > most || (news == most && news > 0 && is_better(s, best))) {
			best = s;
			most = news;
		}
	}
	return best;
}

/* Brings the rules that together leave every comparison free, where they can, to the front, and
 * forgets the others. */
static void choose(struct trainer *t)
{
	uint32_t trained = 0;
	size_t chosen = 0;
	struct session *best;

	while ((best = best_session(t, chosen, trained)) != NULL) {
		struct session first = t->sessions[chosen];

		trained |= best->free;
		t->sessions[chosen] = *best;
		*best = first;
		chosen++;
	}
	for (size_t i = chosen; i < t->n_sessions; i++) {
		blocks_destroy(&t->sessions[i].blocks);
	}
	t->n_sessions = chosen;
}

/* --- their pairs --- */

struct walk {
	struct trainer *t;
	struct pattern_counter *counter;
	uint64_t keep_one_of; /* pairs */
	uint64_t *looked_at;  /* [threads] */
};

/* One pair of so many, whichever way round it comes. */
static bool is_kept(const struct walk *w, struct pair p)
{
	uint64_t both = w->t->row_hash[p.left] + w->t->row_hash[p.right];

	return hash_mix(both) % w->keep_one_of == 0;
}

static enum onus_err see_pairs(void *context, unsigned worker, uint32_t rule,
			       const struct pair *pairs, size_t count)
{
	struct walk *w = context;
	struct pair kept[PAIRS_A_CALL];
	uint64_t patterns[PAIRS_A_CALL];
	size_t n = 0;

	(void)rule;
	for (size_t i = 0; i < count; i++) {
		if (w->keep_one_of == 1 || is_kept(w, pairs[i])) {
			kept[n++] = pairs[i];
		}
	}
	plan_patterns(w->t->workers[worker], kept, n, patterns);
	pattern_counter_add(w->counter, worker, patterns, n);
	w->looked_at[worker] += n;
	return ONUS_OK;
}

/* One pair of how many is looked at. */
static uint64_t one_of(const struct trainer *t, const struct session *s)
{
	double wanted = LINK_EM_MATCHES / onus_probability(train_start_weight(t, s));
	uint64_t most = LINK_EM_PAIRS;

	if (wanted > LINK_EM_PAIRS) {
		most = wanted < LINK_EM_PAIRS_MAX ? (uint64_t)wanted : LINK_EM_PAIRS_MAX;
	}
	return s->pairs > most ? (s->pairs + most - 1) / most : 1;
}

static enum onus_err walk_session(struct trainer *t, struct session *s)
{
	struct walk w = {.t = t, .keep_one_of = one_of(t, s)};
	struct blocks_told told;
	enum onus_err e;

	if (w.keep_one_of > 1) {
		GUARD(train_hash_rows(t));
	}
	w.looked_at = NEW_N(&t->arena, uint64_t, t->threads);
	w.counter = pattern_counter_create(t->threads);
	e = blocks_walk(s->blocks, t->workers, see_pairs, &w, &told);
	if (e == ONUS_OK) {
		pattern_counter_take(w.counter, &t->arena, &s->seen);
		s->left_out = told.left_out;
		for (unsigned i = 0; i < t->threads; i++) {
			s->looked_at += w.looked_at[i];
		}
	}
	pattern_counter_destroy(&w.counter);
	blocks_destroy(&s->blocks);
	return e;
}

enum onus_err train_sessions_walk(struct trainer *t)
{
	for (size_t i = 0; i < t->n_sessions; i++) {
		GUARD(blocks_count(t->sessions[i].blocks, t->workers, &t->sessions[i].pairs));
	}
	if (t->o->sessions == NULL && t->m->n_teachers == 0) {
		choose(t);
	}
	for (size_t i = 0; i < t->n_sessions; i++) {
		GUARD(walk_session(t, &t->sessions[i]));
	}
	return trainer_check(t);
}
