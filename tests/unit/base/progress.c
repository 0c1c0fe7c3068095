/* SPDX-License-Identifier: Apache-2.0
 * progress.c - tests of the line that says how far the work has come. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/progress.h"
#include "tests/harness.h"

static void check_line(uint64_t done, uint64_t total, int64_t ms, const char *want)
{
	struct progress p = {.verb = "received", .unit = "reports", .done = done, .total = total};
	char line[200];

	progress_line(&p, ms, line, sizeof line);
	CHECK_STR(line, want);
}

TEST(progress_line__says_rate_and_time_left)
{
	check_line(12345, 100000, 10000, "received 12,345 of 100,000 reports, 1,234/s, 71 s left");
	check_line(1000, 1000000, 1000,
		   "received 1,000 of 1,000,000 reports, 1,000/s, 17 min left");
	check_line(3, 100000, 3000, "received 3 of 100,000 reports, 1.0/s, 27.8 h left");
	check_line(1, 1000000000, 60000, "received 1 of 1,000,000,000 reports, 0.0/s, days left");
	check_line(7, 0, 2000, "received 7 reports, 3.5/s");
	check_line(0, 10, 2000, "received 0 of 10 reports, 0.0/s");
	check_line(10, 10, 2000, "received 10 of 10 reports, 5.0/s");
	check_line(11, 10, 2000, "received 11 of 10 reports, 5.5/s");
	check_line(5, 10, 0, "received 5 of 10 reports, 0.0/s");
	check_line(UINT64_MAX, 0, 1000000000000,
		   "received 18,446,744,073,709,551,615 reports, "
		   "18,446,744,073/s");
}

TEST(progress_line__takes_the_largest_numbers_and_little_room)
{
	struct progress p = {.verb = "v", .unit = "u", .done = UINT64_MAX - 1, .total = UINT64_MAX};
	char line[200];
	char small[8];

	progress_line(&p, 1, line, sizeof line);
	CHECK_STR(line, "v 18,446,744,073,709,551,614 of 18,446,744,073,709,551,615 u, "
			"1,000,000,000,000,000/s, 0 s left");
	progress_line(&p, 1, small, sizeof small);
	CHECK_INT(strlen(small), 7);
}

/* stderr turned to a terminal of our own, or to a pipe; what came out of it. */
struct stage {
	int saved;
	int reader;
};

static void stage_open(struct stage *s, bool terminal, unsigned short columns)
{
	struct winsize size = {.ws_row = 24, .ws_col = columns};
	int ends[2];

	if (terminal) {
		ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
		CHECK(ends[0] >= 0 && grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0);
		ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
		CHECK(ends[1] >= 0 && ioctl(ends[1], TIOCSWINSZ, &size) == 0);
	} else {
		CHECK(pipe(ends) == 0);
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fflush(stderr);
	s->saved = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	s->reader = ends[0];
	setenv("TERM", "xterm", 1);
}

/* What was written since the last look. */
static void stage_look(struct stage *s, char *out, size_t room)
{
	size_t used = 0;
	ssize_t n;

	fflush(stderr);
	while ((n = read(s->reader, out + used, room - 1 - used)) > 0) {
		used += (size_t)n;
	}
	out[used] = '\0';
}

static void stage_close(struct stage *s)
{
	fflush(stderr);
	dup2(s->saved, STDERR_FILENO);
	close(s->saved);
	close(s->reader);
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, part)) != NULL; p++) {
		n++;
	}
	return n;
}

/* The checks come after stage_close, so that a failure is not said into the pipe. */
TEST(progress__stays_quiet_for_a_second_and_then_draws_ten_times_a_second)
{
	struct stage stage;
	struct progress p;
	char quiet[64];
	char drawn[512];
	char again[512];
	char end[64];

	stage_open(&stage, true, 100);
	progress_start(&p, "received", "reports", 1000);
	for (uint64_t i = 1; i <= 100; i++) {
		progress_update(&p, i);
	}
	stage_look(&stage, quiet, sizeof quiet);
	p.started_ms -= 2000;
	for (uint64_t i = 101; i <= 300; i++) {
		progress_update(&p, i);
	}
	stage_look(&stage, drawn, sizeof drawn);
	p.shown_ms -= 100;
	progress_update(&p, 500);
	stage_look(&stage, again, sizeof again);
	progress_end(&p);
	stage_look(&stage, end, sizeof end);
	stage_close(&stage);
	CHECK_STR(quiet, "");
	CHECK_INT(count(drawn, "\r\033[Kreceived 101 of 1,000 reports, "), 1);
	CHECK_INT(count(drawn, "received"), 1);
	CHECK_INT(count(again, "\r\033[Kreceived 500 of 1,000 reports, "), 1);
	CHECK_STR(end, "\r\033[K");
	CHECK_INT(p.done, 500);
}

TEST(progress__cuts_its_line_to_the_terminal)
{
	struct stage stage;
	struct progress p;
	char drawn[512];

	stage_open(&stage, true, 20);
	progress_start(&p, "received", "reports", 1000);
	p.started_ms -= 2000;
	progress_update(&p, 7);
	stage_look(&stage, drawn, sizeof drawn);
	stage_close(&stage);
	CHECK_STR(drawn, "\r\033[Kreceived 7 of 1,000");
}

TEST(progress__says_nothing_where_nobody_looks)
{
	struct stage stage;
	struct progress p;
	char piped[64];
	char dumb[64];

	stage_open(&stage, false, 0);
	progress_start(&p, "received", "reports", 1000);
	p.started_ms -= 5000;
	progress_update(&p, 7);
	progress_end(&p);
	stage_look(&stage, piped, sizeof piped);
	stage_close(&stage);
	stage_open(&stage, true, 80);
	setenv("TERM", "dumb", 1);
	progress_start(&p, "received", "reports", 1000);
	p.started_ms -= 5000;
	progress_update(&p, 7);
	progress_end(&p);
	stage_look(&stage, dumb, sizeof dumb);
	stage_close(&stage);
	CHECK_STR(piped, "");
	CHECK_STR(dumb, "");
}
