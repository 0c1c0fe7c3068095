/* SPDX-License-Identifier: Apache-2.0
 * threads.c - tests of parts of work on several threads. */
#include <stdatomic.h>

#include "base/threads.h"
#include "tests/harness.h"

enum { PARTS = 1000 };

struct parts {
	unsigned threads;
	size_t fail_from; /* this part and all above fail */
	atomic_uint done[PARTS];
	atomic_uint calls;
	atomic_bool bad_worker;
};

static enum onus_err do_part(void *context, unsigned worker, size_t part)
{
	struct parts *p = context;

	if (worker >= p->threads) {
		atomic_store(&p->bad_worker, true);
	}
	atomic_fetch_add(&p->done[part], 1);
	atomic_fetch_add(&p->calls, 1);
	ENSURE(part < p->fail_from, ONUS_BAD_INPUT, "part %zu is bad", part);
	return ONUS_OK;
}

TEST(threads_run__does_every_part_once)
{
	for (unsigned threads = 1; threads <= 5; threads++) {
		struct parts p = {.threads = threads, .fail_from = PARTS};

		CHECK_OK(threads_run(threads, PARTS, do_part, &p));
		for (size_t i = 0; i < PARTS; i++) {
			CHECK_INT(p.done[i], 1);
		}
		CHECK(!p.bad_worker);
	}
}

TEST(threads_run__does_nothing_where_there_are_no_parts)
{
	struct parts p = {.threads = 4, .fail_from = PARTS};

	CHECK_OK(threads_run(4, 0, do_part, &p));
	CHECK_INT(p.calls, 0);
}

TEST(threads_run__has_no_more_workers_than_parts)
{
	struct parts p = {.threads = 2, .fail_from = PARTS};

	CHECK_OK(threads_run(50, 2, do_part, &p));
	CHECK(!p.bad_worker);
	CHECK_INT(p.calls, 2);
}

TEST(threads_run__passes_on_the_lowest_failure_with_its_words)
{
	for (unsigned threads = 1; threads <= 4; threads++) {
		struct parts p = {.threads = threads, .fail_from = 37};

		CHECK_ERR(threads_run(threads, PARTS, do_part, &p), ONUS_BAD_INPUT);
		CHECK_STR(onus_last_error()->text, "part 37 is bad");
		CHECK_INT(onus_last_error()->code, ONUS_BAD_INPUT);
		CHECK(strstr(onus_last_error()->where, "threads.c:") != NULL);
		CHECK(p.calls < PARTS); /* those that were running may end, but no more begin */
	}
}

TEST(threads_count__is_what_is_wanted_or_at_least_one)
{
	CHECK_INT(threads_count(3), 3);
	CHECK_INT(threads_count(UINT32_MAX), THREADS_MAX);
	CHECK(threads_count(0) >= 1 && threads_count(0) <= THREADS_MAX);
}
