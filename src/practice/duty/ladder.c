/* SPDX-License-Identifier: Apache-2.0
 * ladder.c - who answers by default: the lowest rung of the ladder on which a post is filled.
 *
 *     rung 3   Detective Superintendent   ---------[== held ==]--------------
 *     rung 2   Detective Chief Inspector  [====== held ======]---------------
 *     rung 1   Inspector                  [== held ==]---------[== held =====
 *     by default                           rung 1     rung 2    rung 1
 *
 * Where no filled post is on the ladder, the member who was added first among those who hold any
 * post answers. The last filled post can't be vacated, so that there is always one. */
#include <stdlib.h>

#include "practice/duty/inside.h"

/* --- loading --- */

static int64_t rung_of_rank(const struct ladder *l, int64_t policy, const char *rank)
{
	for (size_t i = 0; i < l->rung_count && rank != NULL; i++) {
		if (l->rungs[i].policy == policy &&
		    slice_eq_nocase(slice_str(l->rungs[i].rank), slice_str(rank))) {
			return l->rungs[i].rung;
		}
	}
	return 0;
}

/* Rungs come policy by policy: a policy begins where its number differs from the one before. */
static void place_posts(struct ladder *l, struct arena *a)
{
	for (size_t i = 0; i < l->rung_count; i++) {
		l->policy_count += i == 0 || l->rungs[i].policy != l->rungs[i - 1].policy;
	}
	l->policy_from = NEW_N(a, int64_t, l->policy_count);
	l->rung_of = NEW_N(a, int64_t, l->policy_count * l->post_count);
	for (size_t i = 0, n = 0; i < l->rung_count; i++) {
		if (i > 0 && l->rungs[i].policy == l->rungs[i - 1].policy) {
			continue;
		}
		l->policy_from[n] = l->rungs[i].from;
		for (size_t p = 0; p < l->post_count; p++) {
			l->rung_of[n * l->post_count + p] =
				rung_of_rank(l, l->rungs[i].policy, l->posts[p].rank);
		}
		n++;
	}
}

enum onus_err ladder_load(struct store *s, struct arena *a, int64_t known_at, struct ladder *out)
{
	struct ladder l = {0};

	GUARD(people_held(s, a, NULL, known_at, &l.posts, &l.post_count));
	GUARD(people_ladder(s, a, known_at, &l.rungs, &l.rung_count));
	place_posts(&l, a);
	*out = l;
	return ONUS_OK;
}

/* --- asking --- */

static bool is_held(const struct held_post *p, int64_t at)
{
	return p->from <= at && at <= p->until;
}

/* The rungs of the policy in force; NULL before the first. */
static const int64_t *rungs_at(const struct ladder *l, int64_t at)
{
	const int64_t *found = NULL;

	for (size_t n = 0; n < l->policy_count && l->policy_from[n] <= at; n++) {
		found = &l->rung_of[n * l->post_count];
	}
	return found;
}

const struct held_post *ladder_at(const struct ladder *l, int64_t at)
{
	const int64_t *rungs = rungs_at(l, at);
	const struct held_post *best = NULL;
	const struct held_post *first = NULL;
	int64_t lowest = INT64_MAX;

	for (size_t i = 0; i < l->post_count; i++) {
		const struct held_post *p = &l->posts[i];

		if (!is_held(p, at)) {
			continue;
		}
		if (rungs != NULL && rungs[i] > 0 && rungs[i] < lowest) {
			lowest = rungs[i];
			best = p;
		}
		if (first == NULL || p->member_seq < first->member_seq) {
			first = p;
		}
	}
	return best != NULL ? best : first;
}

const struct held_post *ladder_post_of(const struct ladder *l, const char *member, int64_t at)
{
	for (size_t i = 0; i < l->post_count; i++) {
		if (is_held(&l->posts[i], at) && slice_is(slice_str(l->posts[i].member), member)) {
			return &l->posts[i];
		}
	}
	return NULL;
}

/* --- when the answer may change --- */

size_t ladder_cuts_max(const struct ladder *l)
{
	return l->post_count * 2 + l->policy_count;
}

static size_t add_cut(int64_t *out, size_t count, int64_t at, int64_t after, int64_t to)
{
	if (at > after && at <= to) {
		out[count++] = at;
	}
	return count;
}

size_t ladder_cuts(const struct ladder *l, int64_t after, int64_t to, int64_t *out)
{
	size_t count = 0;

	for (size_t i = 0; i < l->post_count; i++) {
		count = add_cut(out, count, l->posts[i].from, after, to);
		if (l->posts[i].until < INSTANT_MAX) {
			count = add_cut(out, count, l->posts[i].until + 1, after, to);
		}
	}
	for (size_t n = 0; n < l->policy_count; n++) {
		count = add_cut(out, count, l->policy_from[n], after, to);
	}
	return count;
}

int compare_instants(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t ladder_since(const struct ladder *l, int64_t at)
{
	const struct held_post *now = ladder_at(l, at);
	int64_t *cuts = mem_alloc((ladder_cuts_max(l) + 1) * sizeof *cuts);
	size_t count = ladder_cuts(l, INSTANT_MIN, at, cuts);
	int64_t since = at;

	qsort(cuts, count, sizeof *cuts, compare_instants);
	while (now != NULL && count > 0) {
		const struct held_post *then = ladder_at(l, cuts[count - 1]);

		if (then == NULL || !slice_is(slice_str(then->member), now->member)) {
			break;
		}
		since = cuts[--count];
	}
	free(cuts);
	return since;
}
