/* SPDX-License-Identifier: Apache-2.0
 * threads.c - parts of one work on several threads.
 *
 * Threads are started for each call and joined before it returns: nothing of them outlives it. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/threads.h"

struct work {
	threads_fn fn;
	void *context;
	size_t parts;
	_Atomic size_t next; /* part; parts are handed out in order, so all below have begun */
	atomic_bool stop;
	pthread_mutex_t lock; /* of what follows */
	size_t failed;        /* lowest part that did; parts where none has */
	struct onus_error_record error;
};

struct worker {
	pthread_t thread;
	struct work *work;
	unsigned number;
};

unsigned threads_count(unsigned wanted)
{
	cpu_set_t set;

	if (wanted == 0) {
		wanted =
			sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
	}
	wanted = wanted > 0 ? wanted : 1;
	return wanted < THREADS_MAX ? wanted : THREADS_MAX;
}

/* Keeps the failure of the lowest part, with its words, which are this thread's. */
static void note_failure(struct work *w, size_t part, enum onus_err e)
{
	atomic_store(&w->stop, true);
	pthread_mutex_lock(&w->lock);
	if (part < w->failed) {
		w->failed = part;
		w->error = *onus_last_error();
		w->error.code = e;
	}
	pthread_mutex_unlock(&w->lock);
}

static void do_parts(struct work *w, unsigned worker)
{
	size_t part;

	while (!atomic_load(&w->stop) && (part = atomic_fetch_add(&w->next, 1)) < w->parts) {
		enum onus_err e = w->fn(w->context, worker, part);

		if (e != ONUS_OK) {
			note_failure(w, part, e);
		}
	}
}

static void *run_worker(void *argument)
{
	struct worker *worker = argument;

	do_parts(worker->work, worker->number);
	return NULL;
}

enum onus_err threads_run(unsigned threads, size_t parts, threads_fn fn, void *context)
{
	struct work work = {.fn = fn, .context = context, .parts = parts, .failed = parts};
	struct worker workers[THREADS_MAX];
	unsigned started = 1;

	threads = threads_count(threads);
	threads = parts < threads ? (unsigned)parts : threads;
	pthread_mutex_init(&work.lock, NULL);
	for (; started < threads; started++) {
		struct worker *next = &workers[started];

		next->work = &work;
		next->number = started;
		if (pthread_create(&next->thread, NULL, run_worker, next) != 0) {
			break;
		}
	}
	do_parts(&work, 0);
	while (started > 1) {
		pthread_join(workers[--started].thread, NULL);
	}
	pthread_mutex_destroy(&work.lock);
	if (work.failed < parts) {
		return onus_fail(work.error.code, work.error.where, "%s", work.error.text);
	}
	return ONUS_OK;
}
