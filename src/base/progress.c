/* SPDX-License-Identifier: Apache-2.0
 * progress.c - one line on a terminal that says how far the work has come. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/progress.h"

enum { QUIET_MS = 1000, DRAW_EVERY_MS = 100, LINE_ROOM = 256, COLUMNS_DEFAULT = 80 };

static const double RATE_SAID_MAX = 1e15; /* more has no meaning, and may not fit an integer */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
}

/* 1234567 as "1,234,567". `out` has room for 27 bytes. */
static const char *grouped(uint64_t n, char out[27])
{
	char digits[21];
	size_t count = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n);
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0) {
			out[at++] = ',';
		}
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

static void say_time_left(char *out, size_t room, double seconds)
{
	if (seconds < 100) {
		snprintf(out, room, ", %.0f s left", seconds);
	} else if (seconds < 100 * 60.0) {
		snprintf(out, room, ", %.0f min left", seconds / 60);
	} else if (seconds < 100 * 3600.0) {
		snprintf(out, room, ", %.1f h left", seconds / 3600);
	} else {
		snprintf(out, room, ", days left");
	}
}

void progress_line(const struct progress *p, int64_t elapsed_ms, char *out, size_t room)
{
	char done[27];
	char total[27];
	char rate_text[27];
	char left[40] = "";
	char of[40] = "";
	double rate = elapsed_ms > 0 ? (double)p->done * 1000 / (double)elapsed_ms : 0;

	if (p->total > 0) {
		snprintf(of, sizeof of, " of %s", grouped(p->total, total));
	}
	if (p->total > p->done && rate > 0) {
		say_time_left(left, sizeof left, (double)(p->total - p->done) / rate);
	}
	if (rate < 10) {
		snprintf(rate_text, sizeof rate_text, "%.1f", rate);
	} else {
		grouped((uint64_t)(rate < RATE_SAID_MAX ? rate : RATE_SAID_MAX), rate_text);
	}
	snprintf(out, room, "%s %s%s %s, %s/s%s", p->verb, grouped(p->done, done), of, p->unit,
		 rate_text, left);
}

void progress_start(struct progress *p, const char *verb, const char *unit, uint64_t total)
{
	const char *term = getenv("TERM");

	*p = (struct progress){
		.verb = verb,
		.unit = unit,
		.total = total,
		.started_ms = now_ms(),
		.terminal = isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0,
	};
}

static size_t columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col
									       : COLUMNS_DEFAULT;
}

/* A line longer than the terminal would wrap, and could not be cleared: the last column stays free.
 */
static void draw(const struct progress *p, int64_t elapsed_ms)
{
	char line[LINE_ROOM];

	progress_line(p, elapsed_ms, line, sizeof line);
	fprintf(stderr, "\r\033[K%.*s", (int)columns() - 1, line);
	fflush(stderr);
}

void progress_update(struct progress *p, uint64_t done)
{
	int64_t now;

	p->done = done;
	if (!p->terminal) {
		return;
	}
	now = now_ms();
	if (now - p->started_ms > QUIET_MS && now - p->shown_ms >= DRAW_EVERY_MS) {
		p->shown_ms = now;
		draw(p, now - p->started_ms);
	}
}

void progress_end(struct progress *p)
{
	if (p->terminal && p->shown_ms != 0) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	p->shown_ms = 0;
	p->terminal = false;
}
