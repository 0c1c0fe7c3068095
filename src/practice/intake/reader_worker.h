/* SPDX-License-Identifier: Apache-2.0
 * reader_worker.h - one process of onus-extract, from its start to its end. */
#ifndef ONUS_PRACTICE_INTAKE_READER_WORKER_H
#define ONUS_PRACTICE_INTAKE_READER_WORKER_H

#include <sys/types.h>

#include "onus/slice.h"

struct reader_worker {
	pid_t pid;
	int socket; /* ours; reads do not wait */
};

/* Where onus-extract is: `given`, or $ONUS_EXTRACT, or beside this program, or in libexec. A path
 * is given in any case; reader_worker_start finds out whether it holds. */
void reader_worker_find(const char *given, char *path, size_t room);
/* False where it can't be started. */
bool reader_worker_start(const char *path, bool talk, struct reader_worker *out);
/* Sends bytes in one piece, with a descriptor. False where the worker is gone. */
bool reader_worker_send(struct reader_worker *w, struct slice bytes, int fd);
/* Kills it, wherever it is, and buries it. */
void reader_worker_kill(struct reader_worker *w);
/* For a worker that closed its end without a last word: buries it, and says in words for a person
 * what became of it. `spoke`: it had said something before. */
void reader_worker_end(struct reader_worker *w, bool spoke, char *words, size_t room);

#endif
