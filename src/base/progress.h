/* SPDX-License-Identifier: Apache-2.0
 * progress.h - how far a long piece of work has come: on stderr, where it is a terminal, once the
 * work is longer than a second. Rate and time left are from what was done so far. */
#ifndef ONUS_BASE_PROGRESS_H
#define ONUS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	const char *verb; /* "received" */
	const char *unit; /* "reports" */
	uint64_t done;
	uint64_t total; /* 0 where nobody knows */
	int64_t started_ms;
	int64_t shown_ms;
	bool terminal;
};

/* `verb` and `unit` must outlive the work. */
void progress_start(struct progress *p, const char *verb, const char *unit, uint64_t total);
/* Says that `done` units in all are done; draws at most ten times a second. */
void progress_update(struct progress *p, uint64_t done);
/* Clears the line. */
void progress_end(struct progress *p);
/* The line for a moment `elapsed_ms` after the start, into `out` (cut to `room`):
 * "received 12,345 of 100,000 reports, 1,234/s, 71 s left". */
void progress_line(const struct progress *p, int64_t elapsed_ms, char *out, size_t room);

#endif
