/* SPDX-License-Identifier: Apache-2.0
 * policy.c - whatever policy_parse reads holds what its callers rely on. */
#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "policy/policy.h"

static void check_policy(const struct policy *p)
{
	FUZZ_CHECK(p->name[0] != '\0' && p->version[0] != '\0' && p->emergency[0] != '\0');
	FUZZ_CHECK(p->acceptance_hours > 0);
	FUZZ_CHECK(p->rank_count > 0 && p->ladder_count > 0 && p->knowledge_count > 0);
	for (size_t i = 0; i < p->rank_count; i++) {
		FUZZ_CHECK(policy_rank(p, p->ranks[i].name) == &p->ranks[i]);
		FUZZ_CHECK(i == 0 || p->ranks[i].order >= p->ranks[i - 1].order);
	}
	for (size_t i = 0; i < p->ladder_count; i++) {
		FUZZ_CHECK(policy_rank(p, p->ladder[i]) != NULL);
	}
}

static void check_clocks(struct arena *a, const struct policy *p)
{
	for (size_t i = 0; i < p->clock_count; i++) {
		const struct policy_clock *c = &p->clocks[i];
		int64_t start = INT64_C(1767225600); /* 2026-01-01 */
		int64_t due = 0;
		enum onus_err e = policy_clock_due(c, start, &due);

		FUZZ_CHECK(policy_clock(p, c->id) == c);
		FUZZ_CHECK(policy_limit_words(a, c)[0] != '\0');
		FUZZ_CHECK(e == ONUS_BAD_INPUT || (e == ONUS_OK && due >= start));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_ARENA(arena);
	struct policy *p = NULL;
	enum onus_err e = policy_parse(&arena, slice_of(data, size), "fuzz.yaml", &p);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		FUZZ_CHECK(p == NULL);
		return 0;
	}
	check_policy(p);
	check_clocks(&arena, p);
	return 0;
}
