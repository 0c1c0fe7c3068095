/* SPDX-License-Identifier: Apache-2.0
 * The pool: order, speed of failure, and workers that misbehave. A misbehaving worker is a shell
 * script in the place of onus-extract. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

/* A program that does `words`, to be started as onus-extract. */
static const char *make_worker(const char *words)
{
	const char *path = arena_printf(test_arena(), "%s/worker", test_folder());
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fprintf(f, "#!/bin/sh\n%s\n", words);
	fclose(f);
	chmod(path, 0700);
	return path;
}

/* Has a document read by such a program, with little patience. */
static void read_by(const char *path, struct reading *out)
{
	const struct reader_options options = {.path = path, .workers = 1, .wall_ms_max = 300};
	const struct reader_document d = {.fd = -1, .bytes = SLICE("a\n1\n"), .format = "csv"};
	struct reader_pool *pool = reader_pool_create(&options);
	enum onus_err result = reader_read(pool, &d, out);

	pool = reader_pool_destroy(pool);
	CHECK_OK(result);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

TEST(pool__says_that_there_is_no_onus_extract)
{
	SCOPED_READING(r);

	read_by("/nowhere/onus-extract", &r);
	CHECK_UNREADABLE(&r, "can't be started (/nowhere/onus-extract)");
}

TEST(pool__says_that_onus_extract_does_not_run)
{
	SCOPED_READING(r);

	read_by(make_worker("exit 127"), &r);
	CHECK_UNREADABLE(&r, "does not run here (status 127): a library of its is missing");
}

TEST(pool__kills_a_worker_that_says_nothing)
{
	SCOPED_READING(r);
	int64_t before = now_ms();

	read_by(make_worker("exec sleep 60"), &r);
	CHECK_UNREADABLE(&r, "took longer than EXTRACT_WALL_MS_MAX (300 ms)");
	CHECK(now_ms() - before < 5000);
}

TEST(pool__kills_a_worker_that_hangs_up_and_lives_on)
{
	SCOPED_READING(r);

	read_by(make_worker("exec 3>&-; exec sleep 60"), &r);
	CHECK_UNREADABLE(&r, "its reader ended without a word");
}

TEST(pool__kills_a_worker_that_talks_without_end)
{
	SCOPED_READING(r);

	read_by(make_worker("exec cat /dev/zero >&3"), &r);
	CHECK_INT(r.status, READING_UNREADABLE);
}

TEST(pool__believes_no_nonsense)
{
	SCOPED_READING(r);

	read_by(make_worker("printf '\\017\\003\\0\\0\\0\\0abc' >&3; exec sleep 60"), &r);
	CHECK_UNREADABLE(&r, "not of version");
}

TEST(pool__says_what_a_crash_was)
{
	SCOPED_READING(segv);
	SCOPED_READING(sys);
	SCOPED_READING(killed);
	SCOPED_READING(cpu);

	read_by(make_worker("kill -SEGV $$"), &segv);
	CHECK_UNREADABLE(&segv, "its reader crashed on it");
	read_by(make_worker("kill -SYS $$"), &sys);
	CHECK_UNREADABLE(&sys, "what the sandbox forbids");
	read_by(make_worker("kill -KILL $$"), &killed);
	CHECK_UNREADABLE(&killed, "killed from outside");
	read_by(make_worker("kill -XCPU $$"), &cpu);
	CHECK_UNREADABLE(&cpu, "EXTRACT_CPU_SECONDS_MAX");
}

TEST(pool__gives_readings_in_the_order_of_submission)
{
	struct reader_pool *pool = test_pool();
	struct reading r;

	for (int i = 0; i < READER_AHEAD_MAX; i++) {
		const struct reader_document d = {
			.fd = -1,
			.bytes = slice_str(arena_printf(test_arena(), "n\n%d\n", i)),
			.format = "csv"};

		CHECK_OK(reader_submit(pool, &d));
	}
	for (int i = 0; i < READER_AHEAD_MAX; i++) {
		CHECK_INT(reader_pending(pool), READER_AHEAD_MAX - i);
		CHECK(reader_collect(pool, &r));
		CHECK_STR(test_row(&r, 1), arena_printf(test_arena(), "n: %d\n", i));
		reading_finish(&r);
	}
	CHECK(!reader_collect(pool, &r));
}

TEST(pool__takes_no_more_than_its_limit)
{
	struct reader_pool *pool = reader_pool_create(
		&(struct reader_options){.path = make_worker("exec sleep 60"), .workers = 2});
	const struct reader_document d = {.fd = -1, .bytes = SLICE("a"), .format = "text"};
	enum onus_err result = ONUS_OK;

	for (int i = 0; i <= READER_AHEAD_MAX && result == ONUS_OK; i++) {
		result = reader_submit(pool, &d);
	}
	pool = reader_pool_destroy(pool); /* with documents on their way */
	CHECK_ERR(result, ONUS_AGAIN);
}

TEST(pool__reads_a_file_by_its_descriptor_and_refuses_one_open_for_writing)
{
	const char *path = arena_printf(test_arena(), "%s/table.csv", test_folder());
	struct reader_document d = {.format = "csv"};
	SCOPED_READING(r);
	FILE *f = fopen(path, "w");
	enum onus_err result;

	CHECK(f != NULL);
	fputs("a,b\n1,2\n", f);
	fclose(f);
	d.fd = open(path, O_RDONLY | O_CLOEXEC);
	result = reader_read(test_pool(), &d, &r);
	close(d.fd);
	CHECK_OK(result);
	CHECK_STR(test_row(&r, 1), "a: 1\nb: 2\n");
	d.fd = open(path, O_RDWR | O_CLOEXEC);
	result = reader_submit(test_pool(), &d);
	close(d.fd);
	CHECK_ERR(result, ONUS_INTERNAL);
}

TEST(pool__knows_no_such_format)
{
	CHECK_UNREADABLE(test_read_str("wordstar", "x"), "no reader for \"wordstar\"");
}

TEST(pool__goes_on_after_its_spare_workers_were_killed)
{
	struct reader_pool *pool = reader_pool_create(
		&(struct reader_options){.path = test_extract_path(), .workers = 2, .talk = true});
	const struct reader_document d = {.fd = -1, .bytes = SLICE("n\n1\n"), .format = "csv"};
	enum reading_status statuses[3];
	struct reading r;

	for (int i = 0; i < 3; i++) {
		/* Between documents, only spares are children of ours. */
		char *children =
			arena_printf(test_arena(), "/proc/self/task/%d/children", getpid());
		FILE *f = fopen(children, "r");
		int pid;

		while (i > 0 && f != NULL && fscanf(f, "%d", &pid) == 1) {
			kill(pid, SIGKILL);
		}
		if (f != NULL) {
			fclose(f);
		}
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		CHECK_OK(reader_submit(pool, &d));
		reader_collect(pool, &r);
		statuses[i] = r.status;
		reading_finish(&r);
	}
	pool = reader_pool_destroy(pool);
	CHECK_INT(statuses[0], READING_READ);
	CHECK_INT(statuses[1], READING_READ);
	CHECK_INT(statuses[2], READING_READ);
}

TEST(pool__hears_the_first_document_while_others_have_much_to_say)
{
	struct reader_pool *pool = reader_pool_create(&(struct reader_options){
		.path = test_extract_path(), .workers = 2, .wall_ms_max = 20000, .talk = true});
	struct reader_document d = {.fd = -1, .bytes = SLICE("n\n1\n"), .format = "csv"};
	const char *cell = test_repeat("", "0123456789", 100000, "\n").p;
	struct slice large = test_repeat("n\n", cell, 70, "");
	struct reading r;
	size_t rows = 0;

	for (int i = 0; i < 3; i++) {
		d.bytes = i == 0 ? SLICE("n\n1\n") : large;
		CHECK_OK(reader_submit(pool, &d));
	}
	while (reader_collect(pool, &r)) {
		CHECK_READ(&r);
		rows += r.row_count;
		reading_finish(&r);
	}
	pool = reader_pool_destroy(pool);
	CHECK_INT(rows, 1 + 2 * 70);
}

static int count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d != NULL && readdir(d) != NULL) {
		n++;
	}
	closedir(d);
	return n;
}

TEST(pool__leaves_no_descriptor_behind)
{
	int before = count_descriptors();
	SCOPED_READING(r);

	read_by(make_worker("exit 1"), &r);
	reading_finish(&r);
	read_by(test_extract_path(), &r);
	CHECK_INT(count_descriptors(), before);
}
