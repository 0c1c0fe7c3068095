/* SPDX-License-Identifier: Apache-2.0
 * replay.c - runs a fuzz target over the files of the folders given, where there is no fuzzer.
 *
 * Of every file come, always in the same order: the file itself, its beginnings (all of them up to
 * CUTS_MAX), and MUTANTS copies with a few bytes changed by a generator that is seeded from the
 * file. Each is in memory of exactly its size, so that the address sanitizer sees one byte too
 * many. TAP on stdout: one line for the target, or no plan and a note of the input where the target
 * died. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

enum { CUTS_MAX = 512, MUTANTS = 64, CHANGES_MAX = 4, FILE_BYTES_MAX = 16 * 1024 * 1024 };

/* The run so far; global because the handlers of a death need it. */
static struct {
	char input[PATH_MAX + 64];
	uint64_t count;
	uint64_t files;
} run;

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static void say_input(void)
{
	static const char before[] = "\n# the input was: ";
	ssize_t ignored;

	ignored = write(STDERR_FILENO, before, sizeof before - 1);
	ignored = write(STDERR_FILENO, run.input, strlen(run.input));
	ignored = write(STDERR_FILENO, "\n", 1);
	(void)ignored;
}

static void on_signal(int number)
{
	say_input();
	signal(number, SIG_DFL);
	raise(number);
}

static void die(const char *what, const char *path)
{
	printf("Bail out! %s %s: %s\n", what, path, strerror(errno));
	exit(1);
}

static void run_one(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size > 0 ? size : 1);

	if (exact == NULL) {
		die("no memory for", run.input);
	}
	if (size > 0) {
		memcpy(exact, data, size);
	}
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	run.count++;
}

/* Source of the generator: G. Marsaglia, "Xorshift RNGs", 2003. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* A byte that parsers are likely to trip over, or any byte. */
static uint8_t odd_byte(uint64_t random)
{
	static const uint8_t odd[] =
		"\0\n\r\t \"'\\/,;:+-~.0129aTXZ[]{}<>&=%\x7f\x80\xc0\xed\xf4\xff";

	return random & 1 ? (uint8_t)(random >> 8) : odd[(random >> 8) % sizeof odd];
}

static void run_mutants(const uint8_t *data, size_t size, const char *path)
{
	uint64_t state = 0x9e3779b97f4a7c15 + size;
	uint8_t *mutant = malloc(size > 0 ? size : 1);

	if (mutant == NULL) {
		die("no memory for", path);
	}
	for (size_t i = 0; i < size; i++) {
		state = (state ^ data[i]) * 0x100000001b3 + 1;
	}
	for (int i = 0; i < MUTANTS && size > 0; i++) {
		uint64_t changes = next_random(&state) % CHANGES_MAX + 1;

		snprintf(run.input, sizeof run.input, "%s, mutant %d", path, i);
		memcpy(mutant, data, size);
		while (changes-- > 0) {
			mutant[next_random(&state) % size] = odd_byte(next_random(&state));
		}
		run_one(mutant, size);
	}
	free(mutant);
}

static void run_file(const char *path, size_t size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(size > 0 ? size : 1);

	if (f == NULL || data == NULL || fread(data, 1, size, f) != size) {
		die("cannot read", path);
	}
	fclose(f);
	run.files++;
	snprintf(run.input, sizeof run.input, "%s", path);
	run_one(data, size);
	for (size_t n = 0; n < size && n < CUTS_MAX; n++) {
		snprintf(run.input, sizeof run.input, "%s, its first %zu bytes", path, n);
		run_one(data, n);
	}
	run_mutants(data, size, path);
	free(data);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	if (count < 0) {
		die("cannot read", folder);
	}
	for (int i = 0; i < count; i++) {
		char path[PATH_MAX];
		struct stat st;

		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		free(entries[i]);
		if (stat(path, &st) != 0) {
			die("cannot read", path);
		}
		if (S_ISDIR(st.st_mode)) {
			run_folder(path);
		} else if (st.st_size <= FILE_BYTES_MAX) {
			run_file(path, (size_t)st.st_size);
		}
	}
	free(entries);
}

static void watch_for_death(void)
{
	static const int signals[] = {SIGABRT, SIGILL, SIGTRAP, SIGFPE};

	if (__sanitizer_set_death_callback != NULL) {
		__sanitizer_set_death_callback(say_input);
	}
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		signal(signals[i], on_signal);
	}
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');

	if (argc < 2) {
		fprintf(stderr, "usage: %s FOLDER...\n", argv[0]);
		return 2;
	}
	if (LLVMFuzzerInitialize != NULL) {
		LLVMFuzzerInitialize(&argc, &argv);
	}
	watch_for_death();
	for (int i = 1; i < argc; i++) {
		run_folder(argv[i]);
	}
	printf("%s 1 - %s: %" PRIu64 " inputs from %" PRIu64 " files\n1..1\n",
	       run.files > 0 ? "ok" : "not ok", name ? name + 1 : argv[0], run.count, run.files);
	return run.files > 0 ? 0 : 1;
}
