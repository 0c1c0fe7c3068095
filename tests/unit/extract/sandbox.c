/* SPDX-License-Identifier: Apache-2.0
 * The walls hold: onus-extract locks itself up, and then tries what must not be possible. */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
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

/* --- machines that lack a wall --- */

enum { LACKS_SECCOMP, LACKS_LANDLOCK };

/* Makes this process, and all it starts, live on such a machine. */
static bool take_away(int what)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int bad;

	if (what == LACKS_SECCOMP) {
		bad = seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 0);
		bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
					SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
	} else {
		bad = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset),
				       0);
	}
	bad |= seccomp_load(f);
	seccomp_release(f);
	return bad == 0;
}

/* "doctor's words | status and reason of a web page | status of a table" as such a machine has
 * them. */
static const char *read_without(int what)
{
	const struct reader_options options = {.path = test_extract_path(), .talk = true};
	static char said[2000];
	int out[2];
	ssize_t n;
	pid_t pid;

	CHECK_INT(pipe(out), 0);
	pid = fork();
	if (pid == 0) {
		struct reader_pool *pool = reader_pool_create(&options);
		struct reader_document d = {
			.fd = -1, .bytes = SLICE("<html>seen"), .format = "html"};
		struct reader_sandbox s = {0};
		struct reading page = {0};
		struct reading table = {0};
		bool done = take_away(what);

		reader_sandbox_report(pool, test_arena(), &s);
		done = done && reader_read(pool, &d, &page) == ONUS_OK;
		d = (struct reader_document){.fd = -1, .bytes = SLICE("a\n1\n"), .format = "csv"};
		done = done && reader_read(pool, &d, &table) == ONUS_OK;
		dprintf(out[1], "%s | %d %s | %d", s.words, page.status, page.reason, table.status);
		_exit(done ? 0 : 1);
	}
	close(out[1]);
	n = read(out[0], said, sizeof said - 1);
	close(out[0]);
	said[n > 0 ? n : 0] = '\0';
	waitpid(pid, NULL, 0);
	return said;
}

TEST(sandbox__keeps_foreign_formats_unread_without_seccomp)
{
	const char *said = read_without(LACKS_SECCOMP);

	CHECK_HAS(slice_str(said), "seccomp is missing (seccomp refused: ");
	CHECK_HAS(slice_str(said), "| 2 it is kept unread, since its reader can't be locked up");
	CHECK_HAS(slice_str(said), "| 0");
}

TEST(sandbox__reads_everything_without_landlock_and_says_so)
{
	const char *said = read_without(LACKS_LANDLOCK);

	CHECK_HAS(slice_str(said), "locked up by seccomp; without Landlock");
	CHECK_HAS(slice_str(said), "| 0  | 0");
}
