/* SPDX-License-Identifier: Apache-2.0
 * threads.h - the same work, cut into numbered parts, on several threads.
 *
 * Whoever wants a result that does not depend on the number of threads writes the result of part i
 * to place i, or adds up whole numbers. */
#ifndef ONUS_BASE_THREADS_H
#define ONUS_BASE_THREADS_H

#include "onus/error.h"

#include <stddef.h>

enum { THREADS_MAX = 256 };

/* One part of the work: `part` of 0..parts-1, done by `worker` of 0..threads-1. */
typedef enum onus_err (*threads_fn)(void *context, unsigned worker, size_t part);

/* How many threads to use: `wanted`, or one for each processor this process may run on where it is
 * 0; from 1 to THREADS_MAX. */
unsigned threads_count(unsigned wanted);

/* Runs every part once, handed out in order to whichever worker is free, and waits for all. The
 * calling thread is worker 0. After a failure no further parts are begun; the error of the lowest
 * part that failed is passed on, with its words, to the calling thread. Where no thread can be
 * started, the ones that are do the work. */
ONUS_CHECK enum onus_err threads_run(unsigned threads, size_t parts, threads_fn fn, void *context);

#endif
