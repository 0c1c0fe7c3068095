/* SPDX-License-Identifier: Apache-2.0
 * harness.c - runs the tests of one program. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/harness.h"

enum { FILES_MAX = 256, PATH_ROOM = 4096 };

static struct test *first_test;
static jmp_buf leave;
static char verdict[2048];
static bool skipped;
static char folder[PATH_ROOM];
static void *files[FILES_MAX];
static size_t file_count;

void test_register(struct test *t)
{
	struct test **at = &first_test;

	while (*at != NULL) {
		at = &(*at)->next;
	}
	*at = t;
}

void test_fail(const char *where, const char *fmt, ...)
{
	int used = snprintf(verdict, sizeof verdict, "%s: ", where);
	va_list args;

	va_start(args, fmt);
	vsnprintf(verdict + used, sizeof verdict - (size_t)used, fmt, args);
	va_end(args);
	longjmp(leave, 1);
}

void test_skip(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(verdict, sizeof verdict, fmt, args);
	va_end(args);
	skipped = true;
	longjmp(leave, 1);
}

const char *test_shared_data(void)
{
	const char *path = getenv("ONUS_SHARED_DATA");

	if (path == NULL || access(path, R_OK) != 0) {
		test_skip("the third-party test data is not here (ONUS_SHARED_DATA)");
	}
	return path;
}

struct slice test_read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *data;
	long size;

	if (f == NULL || file_count == FILES_MAX) {
		test_fail(HERE, "cannot open %s", path);
	}
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	data = malloc((size_t)size + 1);
	files[file_count++] = data;
	if (data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size) {
		fclose(f);
		test_fail(HERE, "cannot read %s", path);
	}
	fclose(f);
	data[size] = '\0';
	return slice_of(data, (size_t)size);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

const char *test_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (folder[0] == '\0') {
		snprintf(folder, sizeof folder, "%s/onus-test-XXXXXX", base ? base : "/tmp");
		if (mkdtemp(folder) == NULL) {
			folder[0] = '\0';
			test_fail(HERE, "cannot make a temporary folder");
		}
	}
	return folder;
}

static void clean_up(void)
{
	while (file_count > 0) {
		free(files[--file_count]);
	}
	if (folder[0] != '\0') {
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		folder[0] = '\0';
	}
}

/* 0: passed or skipped. */
static int run_one(const struct test *t, int number)
{
	volatile int failed = 0; /* outlives the longjmp */

	verdict[0] = '\0';
	skipped = false;
	if (setjmp(leave) == 0) {
		t->run();
		printf("ok %d - %s\n", number, t->name);
	} else if (skipped) {
		printf("ok %d - %s # SKIP %s\n", number, t->name, verdict);
	} else {
		printf("not ok %d - %s\n# %s\n", number, t->name, verdict);
		failed = 1;
	}
	clean_up();
	fflush(stdout);
	return failed;
}

int main(int argc, char **argv)
{
	int number = 0;
	int failed = 0;

	for (const struct test *t = first_test; t != NULL; t = t->next) {
		if (argc < 2 || strstr(t->name, argv[1]) != NULL) {
			failed += run_one(t, ++number);
		}
	}
	printf("1..%d\n", number);
	return failed > 0 ? 1 : 0;
}
