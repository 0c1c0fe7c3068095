/* SPDX-License-Identifier: Apache-2.0
 * row.c - tests of how the times of a record are told. */
#include "practice/row/row.h"
#include "tests/harness.h"

static const char *said(struct arena *a, const char *instant,
			void (*say)(struct buf *, const struct json *, const char *))
{
	SCOPED_BUF(out, 200);
	struct json *record = json_object(a);

	json_set_str(record, "at", instant);
	say(&out, record, "at");
	return arena_copy(a, buf_slice(&out));
}

TEST(record_say_at__tells_an_instant_to_the_minute_and_nothing_where_there_is_none)
{
	SCOPED_ARENA(a);

	CHECK_STR(said(&a, "2026-11-22T02:06:29Z", record_say_at), "22 November 2026, 02:06 UTC");
	CHECK_STR(said(&a, "2026-11-22T23:59:59Z", record_say_at), "22 November 2026, 23:59 UTC");
	CHECK_STR(said(&a, NULL, record_say_at), "");
	CHECK_STR(said(&a, "", record_say_at), "");
}

TEST(record_say_limit__tells_the_end_of_a_day_as_a_day)
{
	SCOPED_ARENA(a);

	CHECK_STR(said(&a, "2026-11-30T23:59:59Z", record_say_limit),
		  "the end of 30 November 2026");
	/* British Summer Time: a day of London's ends an hour before UTC's ... */
	CHECK_STR(said(&a, "2027-05-02T22:59:59Z", record_say_limit), "the end of 2 May 2027");
	CHECK_STR(said(&a, "2027-05-02T23:59:59Z", record_say_limit), "the end of 2 May 2027");
	/* ... and in winter that hour is like any other */
	CHECK_STR(said(&a, "2026-11-30T22:59:59Z", record_say_limit),
		  "30 November 2026, 22:59 UTC");
	CHECK_STR(said(&a, "2026-11-23T03:54:07Z", record_say_limit),
		  "23 November 2026, 03:54 UTC");
	CHECK_STR(said(&a, "9999-12-31T23:59:59Z", record_say_limit),
		  "the end of 31 December 9999");
	CHECK_STR(said(&a, NULL, record_say_limit), "");
}
