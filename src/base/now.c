/* SPDX-License-Identifier: Apache-2.0
 * now.c - the clock.
 *
 * A build for tests (src/base/meson.build defines ONUS_TEST_CLOCK where sanitizers are on) lets the
 * environment variable ONUS_NOW stand in for it. A release has no such code: who could choose the
 * time could choose when something became known. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/when.h"

#ifdef ONUS_TEST_CLOCK
/* False where ONUS_NOW is not set. A wrong one ends the process: a test that runs at another time
 * than it thinks proves nothing. */
static bool now_from_environment(int64_t *out)
{
	const char *text = getenv("ONUS_NOW");
	struct when w;

	if (text == NULL) {
		return false;
	}
	if (when_parse(slice_str(text), &w) != ONUS_OK || w.precision != PRECISION_SECOND) {
		fprintf(stderr, "onus: ONUS_NOW must be an instant such as 2027-03-01T09:00:00Z\n");
		_Exit(-ONUS_USAGE);
	}
	*out = w.lo;
	return true;
}
#endif

int64_t instant_now(void)
{
	struct timespec ts;
#ifdef ONUS_TEST_CLOCK
	int64_t stand_in;

	if (now_from_environment(&stand_in)) {
		return stand_in;
	}
#endif
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}
