/* SPDX-License-Identifier: Apache-2.0
 * The walls hold: onus-extract locks itself up, and then tries what must not be possible. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/extract/helpers.h"

enum { STATUS_REFUSED = 3, STATUS_NO_WALL = 2 };

/* The wait status of `onus-extract --probe WHAT`. */
static int probe(const char *what)
{
	const char *path = test_extract_path();
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		execl(path, "onus-extract", "--probe", what, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

TEST(sandbox__lets_no_file_be_opened)
{
	CHECK_INT(WEXITSTATUS(probe("open")), STATUS_REFUSED);
	CHECK_INT(WEXITSTATUS(probe("write-file")), STATUS_REFUSED);
}

TEST(sandbox__lets_no_file_be_opened_by_landlock_alone)
{
	int status = probe("open-landlock");

	if (WEXITSTATUS(status) == STATUS_NO_WALL) {
		test_skip("this kernel has no Landlock");
	}
	CHECK_INT(WEXITSTATUS(status), STATUS_REFUSED);
}

TEST(sandbox__lets_no_limit_be_raised)
{
	CHECK_INT(WEXITSTATUS(probe("limit")), STATUS_REFUSED);
}

TEST(sandbox__ends_the_process_that_tries_anything_else)
{
	const char *const tries[] = {"socket", "exec",   "fork",   "kill", "ptrace",
				     "code",   "shared", "unlink", "write"};

	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		int status = probe(tries[i]);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS) {
			test_fail(HERE, "%s: wait status %#x", tries[i], status);
		}
	}
}

TEST(sandbox__tells_the_doctor_what_holds)
{
	struct reader_sandbox s;

	reader_sandbox_report(test_pool(), test_arena(), &s);
	CHECK(s.found);
	CHECK(s.seccomp);
	CHECK(s.complex_formats);
	CHECK_HAS(slice_str(s.engines), "poppler ");
	CHECK_HAS(slice_str(s.engines), "gmime 3.");
	CHECK_HAS(slice_str(s.words), "every format is read");
	CHECK_STR(s.path, test_extract_path());
}

TEST(sandbox__tells_the_doctor_that_there_is_no_reader)
{
	const struct reader_options options = {.path = "/nowhere/onus-extract"};
	struct reader_pool *pool = reader_pool_create(&options);
	struct reader_sandbox s;

	reader_sandbox_report(pool, test_arena(), &s);
	pool = reader_pool_destroy(pool);
	CHECK(!s.found);
	CHECK(!s.complex_formats);
	CHECK_HAS(slice_str(s.words), "was not found");
}
