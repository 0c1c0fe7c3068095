/* SPDX-License-Identifier: Apache-2.0
 * train_prior.c - lambda: how many of all pairs are matches.
 *
 * Rules that name certain matches find a share of them ("recall"): matches = pairs / recall, lambda
 * = matches / all pairs, as Splink's estimate_probability_two_random_records_match. */
#include "link/train.h"

double train_all_pairs(const struct onus_model *m, const struct onus_records *r)
{
	double rows = r->rows;
	double pairs = rows * (rows - 1) / 2;

	for (uint32_t s = 0; s < r->n_sources && m->link_type == LINK_LINK_ONLY; s++) {
		double own = r->source_rows[s + 1] - r->source_rows[s];

		pairs -= own * (own - 1) / 2;
	}
	return pairs;
}

enum onus_err train_prior_prepare(struct trainer *t)
{
	const struct onus_train_options *o = t->o;
	struct blocks_options options = {.threads = t->threads};
	struct blocking_rule *rules;

	if (o->certain == NULL || o->certain_count == 0) {
		return ONUS_OK;
	}
	ENSURE(o->recall >= 0 && o->recall <= 1, ONUS_BAD_INPUT,
	       "the recall of the certain rules is %g; give a number above 0 and at most 1",
	       o->recall);
	ENSURE(o->certain_count <= LINK_RULES_MAX, ONUS_BAD_INPUT,
	       "%zu certain rules are given; at most %d (LINK_RULES_MAX) will do", o->certain_count,
	       (int)LINK_RULES_MAX);
	rules = NEW_N(&t->arena, struct blocking_rule, o->certain_count);
	for (size_t i = 0; i < o->certain_count; i++) {
		GUARD(train_rule(t, o->certain[i], "the rule for certain matches", &rules[i]));
	}
	return blocks_create(t->plan, rules, o->certain_count, &options, &t->certain);
}

enum onus_err train_prior(struct trainer *t)
{
	double recall = t->o->recall > 0 ? t->o->recall : 0.7;
	double all = train_all_pairs(t->m, t->r);
	uint64_t found = 0;

	if (t->certain == NULL) {
		return ONUS_OK;
	}
	GUARD(blocks_count(t->certain, t->workers, &found));
	if (found == 0) {
		model_warn(
			t->m,
			"the rules for certain matches made no pair: lambda stays %g; give rules "
			"that find some",
			t->m->prior);
		return ONUS_OK;
	}
	ENSURE((double)found < all * recall, ONUS_BAD_INPUT,
	       "the rules for certain matches made %llu of %.0f pairs, more than a recall of %g "
	       "allows; give narrower rules",
	       (unsigned long long)found, all, recall);
	t->m->prior = (double)found / recall / all;
	t->m->prior_given = true;
	return ONUS_OK;
}
