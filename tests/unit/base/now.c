/* SPDX-License-Identifier: Apache-2.0
 * now.c - tests of the clock. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/when.h"
#include "tests/harness.h"

TEST(instant_now__is_the_systems_clock)
{
	int64_t before = time(NULL);
	int64_t now;

	unsetenv("ONUS_NOW");
	now = instant_now();
	/* time() may lag the clock by a tick */
	CHECK(now >= before && now <= time(NULL) + 1);
}

TEST(instant_now__takes_another_time_only_in_a_build_for_tests)
{
	int64_t now;

	setenv("ONUS_NOW", "2027-03-01T09:00:00Z", 1);
	now = instant_now();
	unsetenv("ONUS_NOW");
#ifdef ONUS_TEST_CLOCK
	CHECK_INT(now, 1803891600);
#else
	CHECK(now != 1803891600);
#endif
}

TEST(instant_now__ends_the_process_where_the_other_time_is_none)
{
#ifdef ONUS_TEST_CLOCK
	static const char *const texts[] = {"", "yesterday", "2027-03-01", "2027/2028", "unknown"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int status;
		pid_t child = fork();

		CHECK(child >= 0);
		if (child == 0) {
			if (freopen("/dev/null", "w", stderr) == NULL ||
			    setenv("ONUS_NOW", texts[i], 1) != 0) {
				_exit(99);
			}
			instant_now();
			_exit(0);
		}
		CHECK_INT(waitpid(child, &status, 0), child);
		CHECK(WIFEXITED(status));
		CHECK_INT(WEXITSTATUS(status), -ONUS_USAGE);
	}
#else
	test_skip("this build has no other clock");
#endif
}
