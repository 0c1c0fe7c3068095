/* SPDX-License-Identifier: Apache-2.0
 * when.c - whatever when_parse reads is valid, can be said, and is written so that it reads back.
 */
#include "base/calendar.h"
#include "fuzz/fuzz.h"

static void check_calendar(int64_t t)
{
	int64_t day = london_day(t);
	int64_t later;
	bool working;

	FUZZ_CHECK(london_day_start(day) <= t && t < london_day_start(day + 1));
	FUZZ_CHECK(calendar_add_days(t, 0) >= t);
	FUZZ_CHECK(calendar_add_months(t, 1) >= t);
	if (calendar_add_working_days(t, 3, &later) == ONUS_OK) {
		FUZZ_CHECK(later > t && calendar_is_working_day(day, &working) == ONUS_OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_ARENA(arena);
	struct when w = when_instant(1);
	struct when again;
	enum onus_err e = when_parse(slice_of(data, size), &w);

	if (e != ONUS_OK) {
		FUZZ_CHECK_REFUSED(e);
		FUZZ_CHECK(w.lo == 1 && w.hi == 1 && w.precision == PRECISION_SECOND);
		return 0;
	}
	FUZZ_CHECK(when_valid(w));
	FUZZ_CHECK(when_say(&arena, w)[0] != '\0');
	FUZZ_CHECK(when_parse(slice_str(when_write(&arena, w)), &again) == ONUS_OK);
	FUZZ_CHECK(w.lo == again.lo && w.hi == again.hi && w.precision == again.precision);
	check_calendar(w.lo);
	check_calendar(w.hi);
	return 0;
}
