/* SPDX-License-Identifier: Apache-2.0
 * reader.c - documents are read in processes of their own: the queue, and what comes back. How such
 * a process is started is reader_worker.c. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/extract_wire.h"
#include "base/limits.h"
#include "base/wire.h"
#include "practice/intake/reader.h"
#include "practice/intake/reader_worker.h"

enum {
	READ_STEP = 256 * 1024,
	ANSWER_MAX = EXTRACT_OUTPUT_MAX + REPORT_TEXT_MAX, /* what the worker may send, and a bit */
	AWAY_MS = 1000, /* longer without looking, and the clocks of the workers stood still */
	HELD_MAX =
		64 * 1024 * 1024, /* of answers not yet collected; then only the first is heard */
};

enum task_state { TASK_QUEUED, TASK_RUNNING, TASK_DONE };

/* One document on its way. */
struct task {
	enum task_state state;
	int fd; /* of the document, ours; -1 once handed over */
	int64_t size;
	char format[EXTRACT_FORMAT_MAX + 1];
	bool no_heading;
	char delimiter;

	struct reader_worker worker;
	int64_t until_ms;
	struct buf answer;
	size_t scanned; /* bytes of `answer` known to be whole frames */
	char failure[ONUS_ERROR_TEXT_MAX /
		     2]; /* why there is no whole answer; "" while there may be */
};

struct reader_pool {
	char path[READER_PATH_MAX];
	int workers;
	int wall_ms_max;
	bool talk;
	uint64_t submitted;
	int64_t looked_ms;
	int first; /* of `tasks`, a ring */
	int count;
	struct task tasks[READER_AHEAD_MAX];
	int idle_count;
	struct reader_worker idle[READER_WORKERS_MAX];
	char room[READ_STEP];
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct task *task_at(struct reader_pool *p, int i)
{
	return &p->tasks[(p->first + i) % READER_AHEAD_MAX];
}

static int processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > READER_WORKERS_MAX ? READER_WORKERS_MAX : (int)n;
}

struct reader_pool *reader_pool_create(const struct reader_options *options)
{
	static const struct reader_options none;
	const struct reader_options *o = options != NULL ? options : &none;
	struct reader_pool *p = mem_alloc(sizeof *p);

	*p = (struct reader_pool){
		.workers = o->workers, .wall_ms_max = o->wall_ms_max, .talk = o->talk};
	if (p->workers < 1 || p->workers > READER_WORKERS_MAX) {
		p->workers = processors();
	}
	if (p->wall_ms_max <= 0) {
		p->wall_ms_max = EXTRACT_WALL_MS_MAX;
	}
	reader_worker_find(o->path, p->path, sizeof p->path);
	p->looked_ms = now_ms();
	return p;
}

/* --- one task --- */

static void finish_task(struct task *t, const char *failure)
{
	if (t->fd >= 0) {
		close(t->fd);
		t->fd = -1;
	}
	if (failure != NULL) {
		snprintf(t->failure, sizeof t->failure, "%s", failure);
	}
	t->state = TASK_DONE;
}

static void stop_task(struct task *t, const char *failure)
{
	reader_worker_kill(&t->worker);
	finish_task(t, failure);
}

struct reader_pool *reader_pool_destroy(struct reader_pool *p)
{
	if (p == NULL) {
		return NULL;
	}
	for (int i = 0; i < p->count; i++) {
		struct task *t = task_at(p, i);

		if (t->state == TASK_RUNNING) {
			stop_task(t, NULL);
		}
		finish_task(t, NULL);
		buf_finish(&t->answer);
	}
	for (int i = 0; i < p->idle_count; i++) {
		reader_worker_kill(&p->idle[i]);
	}
	free(p);
	return NULL;
}

/* From the second document on, workers are kept ready: one document alone should cost one process.
 */
static void keep_ready(struct reader_pool *p)
{
	while (p->submitted > 1 && p->idle_count < p->workers &&
	       reader_worker_start(p->path, p->talk, &p->idle[p->idle_count])) {
		p->idle_count++;
	}
}

static void put_job(const struct task *t, struct buf *out)
{
	size_t mark = wire_begin(out, EXTRACT_JOB);

	wire_put_bytes(out, slice_str(t->format));
	wire_put_i64(out, t->size);
	wire_put_u8(out, t->no_heading);
	wire_put_u8(out, (uint8_t)t->delimiter);
	wire_end(out, mark);
}

/* A worker that was kept ready may have died meanwhile: then the next one gets the job. One that is
 * fresh and dies at once has something to say by that, which reading its answer finds out. */
static bool give_job(struct reader_pool *p, struct task *t)
{
	SCOPED_BUF(job, 256);

	put_job(t, &job);
	while (p->idle_count > 0) {
		t->worker = p->idle[--p->idle_count];
		if (reader_worker_send(&t->worker, buf_slice(&job), t->fd)) {
			return true;
		}
		reader_worker_kill(&t->worker);
	}
	if (!reader_worker_start(p->path, p->talk, &t->worker)) {
		return false;
	}
	(void)reader_worker_send(&t->worker, buf_slice(&job), t->fd);
	return true;
}

static void start_task(struct reader_pool *p, struct task *t)
{
	char words[ONUS_ERROR_TEXT_MAX / 2];

	if (give_job(p, t)) {
		t->state = TASK_RUNNING;
		t->until_ms = now_ms() + p->wall_ms_max;
		close(t->fd);
		t->fd = -1;
		return;
	}
	snprintf(words, sizeof words,
		 "onus-extract, which reads such documents, can't be started (%.300s): install it, "
		 "then "
		 "receive the document again",
		 p->path);
	finish_task(t, words);
}

/* Looks for the last word among what has come. True where the answer is whole, or can't become it.
 */
static bool scan(struct task *t)
{
	struct slice rest = slice_from(buf_slice(&t->answer), t->scanned);
	struct wire_frame frame;
	enum wire_next next;

	while ((next = wire_next(&rest, EXTRACT_OUTPUT_MAX, &frame)) == WIRE_FRAME) {
		t->scanned = t->answer.len - rest.n;
		if (frame.tag == EXTRACT_STATUS) {
			return true;
		}
	}
	return next == WIRE_TOO_LONG;
}

/* Takes what has come from a worker. */
static void read_answer(struct reader_pool *p, struct task *t)
{
	ssize_t n = read(t->worker.socket, p->room, sizeof p->room);

	if (n > 0) {
		buf_add(&t->answer, slice_of(p->room, (size_t)n));
		if (t->answer.full) {
			stop_task(t, "it holds more than EXTRACT_OUTPUT_MAX allows");
		} else if (scan(t)) {
			stop_task(t, NULL);
		}
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		char words[ONUS_ERROR_TEXT_MAX / 2];

		reader_worker_end(&t->worker, t->answer.len > 0, words, sizeof words);
		finish_task(t, words);
	}
}

/* --- all of them --- */

static int start_tasks(struct reader_pool *p)
{
	int running = 0;

	for (int i = 0; i < p->count; i++) {
		running += task_at(p, i)->state == TASK_RUNNING;
	}
	for (int i = 0; i < p->count && running < p->workers; i++) {
		if (task_at(p, i)->state == TASK_QUEUED) {
			start_task(p, task_at(p, i));
			running += task_at(p, i)->state == TASK_RUNNING;
		}
	}
	return running;
}

static void stop_late_tasks(struct reader_pool *p)
{
	int64_t now = now_ms();

	for (int i = 0; i < p->count; i++) {
		struct task *t = task_at(p, i);

		if (t->state == TASK_RUNNING && now >= t->until_ms) {
			char words[128];

			snprintf(words, sizeof words,
				 "reading it took longer than EXTRACT_WALL_MS_MAX (%d ms)",
				 p->wall_ms_max);
			stop_task(t, words);
		}
	}
}

static size_t held(struct reader_pool *p)
{
	size_t n = 0;

	for (int i = 0; i < p->count; i++) {
		n += task_at(p, i)->answer.len;
	}
	return n;
}

/* The running tasks that are heard now: while much is held, only the one that is collected next,
 * and the others wait at their sockets. */
static int heard_tasks(struct reader_pool *p, struct task *tasks[READER_WORKERS_MAX])
{
	bool first_only = held(p) > HELD_MAX;
	int n = 0;

	for (int i = 0; i < p->count && n < READER_WORKERS_MAX; i++) {
		if (task_at(p, i)->state == TASK_RUNNING && (i == 0 || !first_only)) {
			tasks[n++] = task_at(p, i);
		}
	}
	return n;
}

/* A worker with much to say stands still while nobody listens: time that is not its own. */
static void forgive(struct reader_pool *p, int64_t ms)
{
	for (int i = 0; i < p->count; i++) {
		task_at(p, i)->until_ms += ms;
	}
}

/* Waits until one of them says something or is late. Gives how long that took. */
static int64_t hear(struct task *tasks[READER_WORKERS_MAX], int n, bool wait,
		    struct pollfd fds[READER_WORKERS_MAX])
{
	int64_t before = now_ms();
	int64_t until = wait && n > 0 ? INT64_MAX : before;

	for (int i = 0; i < n; i++) {
		fds[i] = (struct pollfd){.fd = tasks[i]->worker.socket, .events = POLLIN};
		until = tasks[i]->until_ms < until ? tasks[i]->until_ms : until;
	}
	poll(fds, (nfds_t)n, until > before ? (int)(until - before) + 1 : 0);
	return now_ms() - before;
}

/* Starts what can start, takes what has come, and stops what is late. Waits for something to happen
 * where `wait` is set. */
static void look(struct reader_pool *p, bool wait)
{
	struct pollfd fds[READER_WORKERS_MAX];
	struct task *tasks[READER_WORKERS_MAX];
	int64_t away = now_ms() - p->looked_ms;
	int64_t waited;
	int n;

	forgive(p, away > AWAY_MS ? away : 0);
	if (start_tasks(p) > 0) {
		keep_ready(p);
	}
	n = heard_tasks(p, tasks);
	waited = hear(tasks, n, wait, fds);
	forgive(p, waited);
	for (int i = 0; i < n; i++) {
		tasks[i]->until_ms -= waited; /* was heard, and has had its time */
		if (fds[i].revents != 0) {
			read_answer(p, tasks[i]);
		}
	}
	stop_late_tasks(p);
	p->looked_ms = now_ms();
}

/* --- handing over and collecting --- */

/* Bytes become a file without a name that nobody can change any more. -1 where there is no room. */
static int file_of_bytes(struct slice bytes)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	while (fd >= 0 && bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		bytes = slice_from(bytes, n > 0 ? (size_t)n : 0);
	}
	if (fd >= 0) {
		fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	}
	return fd;
}

/* The worker can't write to what it gets (seccomp), but need not have to be trusted with it either.
 */
static enum onus_err open_document(const struct reader_document *d, int *out)
{
	struct stat st;
	int fd;

	if (d->fd < 0) {
		fd = file_of_bytes(d->bytes);
		ENSURE(fd >= 0, ONUS_AGAIN, "no memory for a document of %zu bytes", d->bytes.n);
	} else {
		ENSURE((fcntl(d->fd, F_GETFL) & O_ACCMODE) == O_RDONLY, ONUS_INTERNAL,
		       "a document to be read is open for writing");
		ENSURE(fstat(d->fd, &st) == 0 && S_ISREG(st.st_mode), ONUS_INTERNAL,
		       "a document to be read is no regular file");
		fd = fcntl(d->fd, F_DUPFD_CLOEXEC, 0);
		ENSURE(fd >= 0, ONUS_AGAIN, "too many open files");
	}
	*out = fd;
	return ONUS_OK;
}

enum onus_err reader_submit(struct reader_pool *p, const struct reader_document *d)
{
	struct task *t = task_at(p, p->count);
	struct stat st;
	int fd = -1;

	ENSURE(p->count < READER_AHEAD_MAX, ONUS_AGAIN,
	       "READER_AHEAD_MAX (%d) documents wait to be collected", READER_AHEAD_MAX);
	ENSURE(strlen(d->format) <= EXTRACT_FORMAT_MAX, ONUS_INTERNAL, "no format is called %.40s",
	       d->format);
	GUARD(open_document(d, &fd));
	*t = (struct task){.fd = fd, .no_heading = d->no_heading, .delimiter = d->delimiter};
	snprintf(t->format, sizeof t->format, "%s", d->format);
	buf_init(&t->answer, ANSWER_MAX);
	t->size = fstat(fd, &st) == 0 ? st.st_size : 0;
	p->count++;
	p->submitted++;
	if (t->size > REPORT_BYTES_MAX) {
		finish_task(t, "it is larger than REPORT_BYTES_MAX");
	}
	look(p, false);
	return ONUS_OK;
}

int reader_pending(const struct reader_pool *p)
{
	return p->count;
}

bool reader_collect(struct reader_pool *p, struct reading *out)
{
	struct task *t = task_at(p, 0);

	if (p->count == 0) {
		return false;
	}
	while (t->state != TASK_DONE) {
		look(p, true);
	}
	if (t->failure[0] != '\0') {
		buf_finish(&t->answer);
		reading_refuse(out, "%s", t->failure);
	} else {
		reading_take(&t->answer, out);
	}
	p->first = (p->first + 1) % READER_AHEAD_MAX;
	p->count--;
	return true;
}

enum onus_err reader_read(struct reader_pool *p, const struct reader_document *d,
			  struct reading *out)
{
	ENSURE(p->count == 0, ONUS_INTERNAL, "other documents wait to be collected");
	GUARD(reader_submit(p, d));
	reader_collect(p, out);
	return ONUS_OK;
}

/* --- the report --- */

static const char *say_sandbox(struct arena *a, const struct reader_sandbox *s, const char *missing)
{
	if (!s->found) {
		return arena_printf(a,
				    "onus-extract was not found, or does not start, or is not of "
				    "version " ONUS_VERSION ": only plain text is read");
	}
	if (!s->complex_formats) {
		return arena_printf(
			a,
			"seccomp is missing (%s): HTML, e-mail, DOCX, PDF and zip are kept "
			"unread",
			missing);
	}
	if (s->landlock == 0) {
		return arena_printf(
			a,
			"locked up by seccomp; without Landlock (%s), which says the same a "
			"second time: every format is read",
			missing);
	}
	return arena_printf(a, "locked up by seccomp and Landlock (ABI %d): every format is read",
			    s->landlock);
}

/* Reads the READY frame of a fresh worker. */
static bool hear_ready(struct reader_pool *p, struct reader_worker *w, struct buf *heard,
		       struct wire_frame *frame)
{
	int64_t until = now_ms() + p->wall_ms_max;
	struct slice rest = {0};
	char room[4096];

	while (wire_next(&rest, sizeof room, frame) == WIRE_MORE) {
		struct pollfd fd = {.fd = w->socket, .events = POLLIN};
		int64_t left = until - now_ms();
		ssize_t n = left > 0 && poll(&fd, 1, (int)left) > 0
				    ? read(w->socket, room, sizeof room)
				    : 0;

		if (n <= 0) {
			return false;
		}
		buf_add(heard, slice_of(room, (size_t)n));
		rest = buf_slice(heard);
	}
	return frame->tag == EXTRACT_READY && !heard->full;
}

void reader_sandbox_report(struct reader_pool *p, struct arena *a, struct reader_sandbox *out)
{
	SCOPED_BUF(heard, 64 * 1024);
	struct reader_worker worker;
	struct wire_frame frame = {0};
	struct wire_fields f;
	struct slice missing = {0};

	*out = (struct reader_sandbox){.path = arena_copy(a, slice_str(p->path)), .engines = ""};
	if (reader_worker_start(p->path, p->talk, &worker)) {
		if (hear_ready(p, &worker, &heard, &frame)) {
			f = (struct wire_fields){frame.payload, false};
			out->found = wire_u8(&f) == EXTRACT_WIRE_VERSION;
			out->seccomp = wire_u8(&f) == 1;
			out->landlock = wire_u8(&f);
			out->found = slice_is(wire_bytes(&f, EXTRACT_LABEL_MAX), ONUS_VERSION) &&
				     out->found;
			out->engines = arena_copy(a, wire_bytes(&f, EXTRACT_STRING_MAX));
			missing = wire_bytes(&f, EXTRACT_STRING_MAX);
			out->found = out->found && wire_done(&f);
		}
		reader_worker_kill(&worker);
	}
	out->complex_formats = out->found && out->seccomp;
	out->words = say_sandbox(a, out, arena_copy(a, missing));
}
