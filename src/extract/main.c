/* SPDX-License-Identifier: GPL-2.0-or-later
 * main.c - onus-extract: bytes in, text out, in a process that can do nothing else.
 *
 * It is started by onus (src/practice/intake/reader.c), not by people. `--probe WHAT` locks itself
 * up and then tries what must not be possible: the tests call it, and anyone who doubts may. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "extract/readers.h"
#include "extract/sandbox.h"
#include "extract/worker.h"

enum { STATUS_REFUSED = 3, STATUS_WENT_THROUGH = 1, STATUS_USAGE = 2, PROBE_SOCKET = 9 };

/* Each gives a negative number where the kernel said no, and does not come back where it killed. */

static long try_open(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long try_write_file(void)
{
	return open("/tmp/onus-extract-was-here", O_WRONLY | O_CREAT, 0600);
}

static long try_write(void)
{
	return write(STDOUT_FILENO, "out\n", 4);
}

static long try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static long try_fork(void)
{
	return fork();
}

static long try_kill(void)
{
	return kill(getppid(), 0);
}

static long try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long try_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -1 : 0;
}

static long try_shared(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -1 : 0;
}

static long try_limit(void)
{
	struct rlimit r = {RLIM_INFINITY, RLIM_INFINITY};

	return setrlimit(RLIMIT_AS, &r);
}

static long try_unlink(void)
{
	return unlink("/tmp/onus-extract-was-here");
}

/* `wall` names what is put up before: 'a' all of it, 'l' Landlock alone. */
static const struct probe {
	const char *name;
	char wall;
	long (*run)(void);
} probes[] = {
	{"open", 'a', try_open},
	{"open-landlock", 'l', try_open},
	{"write-file", 'a', try_write_file},
	{"write", 'a', try_write},
	{"socket", 'a', try_socket},
	{"exec", 'a', try_exec},
	{"fork", 'a', try_fork},
	{"kill", 'a', try_kill},
	{"ptrace", 'a', try_ptrace},
	{"code", 'a', try_code},
	{"shared", 'a', try_shared},
	{"limit", 'a', try_limit},
	{"unlink", 'a', try_unlink},
};

/* 3: refused, and the process lives; 1: it went through; 2: no such probe, or no such wall here. */
static int probe(const char *name)
{
	struct sandbox s = {0};
	long result;

	for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
		if (strcmp(name, probes[i].name) != 0) {
			continue;
		}
		if (probes[i].wall == 'a') {
			readers_init();
			sandbox_enter(PROBE_SOCKET, &s);
		} else if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !sandbox_landlock(&s)) {
			return STATUS_USAGE;
		}
		result = probes[i].run();
		_exit(result < 0 ? STATUS_REFUSED : STATUS_WENT_THROUGH);
	}
	return STATUS_USAGE;
}

static int usage(void)
{
	fputs("onus-extract " ONUS_VERSION ": the reader of documents that onus starts by itself\n"
	      "usage: onus-extract --version | --worker | --probe WHAT\n",
	      stderr);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		readers_init();
		puts(readers_engines());
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--probe") == 0) {
		return probe(argv[2]);
	}
	if (argc == 2 && strcmp(argv[1], "--worker") == 0) {
		_exit(worker_run());
	}
	return usage();
}
