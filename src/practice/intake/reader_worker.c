/* SPDX-License-Identifier: Apache-2.0
 * reader_worker.c - one process of onus-extract, from its start to its end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/extract_wire.h"
#include "base/limits.h"
#include "practice/intake/reader_worker.h"

enum { FIRST_FREE = 10, GRACE_MS = 500, EXIT_NO_MEMORY = 6, EXIT_NOT_FOUND = 127 };

/* --- where it is --- */

static bool is_there(const char *path)
{
	return access(path, X_OK) == 0;
}

void reader_worker_find(const char *given, char *path, size_t room)
{
	static const char *const beside[] = {
		"onus-extract",                 /* installed in one folder */
		"../extract/onus-extract",      /* in the build tree: src/face and src/extract */
		"../libexec/onus/onus-extract", /* installed under a prefix that was moved */
	};
	char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	given = given != NULL ? given : getenv("ONUS_EXTRACT");
	if (given != NULL) {
		snprintf(path, room, "%s", given);
		return;
	}
	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	for (size_t i = 0; slash != NULL && i < sizeof beside / sizeof beside[0]; i++) {
		snprintf(path, room, "%.*s/%s", (int)(slash - self), self, beside[i]);
		if (is_there(path)) {
			return;
		}
	}
	snprintf(path, room, "%s/onus-extract", ONUS_LIBEXEC);
}

/* --- start --- */

/* A pair of sockets whose ends are no standard descriptors, whatever of those is closed here. */
static bool make_pair(int out[2])
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return false;
	}
	for (int i = 0; i < 2; i++) {
		out[i] = fcntl(pair[i], F_DUPFD_CLOEXEC, FIRST_FREE);
		close(pair[i]);
	}
	if (out[0] < 0 || out[1] < 0 || fcntl(out[0], F_SETFL, O_NONBLOCK) != 0) {
		close(out[0]);
		close(out[1]);
		return false;
	}
	return true;
}

/* It starts with nothing of ours: no descriptor but its socket, no environment, no signal blocked,
 * and in a process group of its own, so that Ctrl-C is ours to handle. */
static bool spawn(const char *path, bool talk, int socket, pid_t *pid)
{
	const char *argv[] = {"onus-extract", "--worker", NULL};
	const char *environment[] = {"LC_ALL=C.UTF-8", NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t signals;
	int failed;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	if (!talk) {
		posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDERR_FILENO);
	}
	posix_spawn_file_actions_adddup2(&files, socket, EXTRACT_SOCKET);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&how, &signals);
	sigfillset(&signals);
	posix_spawnattr_setsigdefault(&how, &signals);
	failed = posix_spawn(pid, path, &files, &how, (char **)argv, (char **)environment);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return failed == 0;
}

bool reader_worker_start(const char *path, bool talk, struct reader_worker *out)
{
	int pair[2];
	pid_t pid;
	bool started;

	if (!make_pair(pair)) {
		return false;
	}
	started = spawn(path, talk, pair[1], &pid);
	close(pair[1]);
	if (!started) {
		close(pair[0]);
		return false;
	}
	*out = (struct reader_worker){pid, pair[0]};
	return true;
}

bool reader_worker_send(struct reader_worker *w, struct slice bytes, int fd)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec io = {(void *)bytes.p, bytes.n};
	struct msghdr message = {.msg_iov = &io,
				 .msg_iovlen = 1,
				 .msg_control = control.room,
				 .msg_controllen = sizeof control.room};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	return sendmsg(w->socket, &message, MSG_NOSIGNAL) == (ssize_t)bytes.n;
}

/* --- end --- */

static bool bury(struct reader_worker *w, int flags, int *status)
{
	pid_t got;

	do {
		got = waitpid(w->pid, status, flags);
	} while (got < 0 && errno == EINTR);
	return got != 0; /* gone, or nobody's child any more */
}

void reader_worker_kill(struct reader_worker *w)
{
	int status;

	close(w->socket);
	kill(w->pid, SIGKILL);
	bury(w, 0, &status);
	*w = (struct reader_worker){-1, -1};
}

static void say_signal(int number, char *words, size_t room)
{
	if (number == SIGSYS) {
		snprintf(words, room,
			 "its reader tried what the sandbox forbids, and was stopped: the "
			 "document may be an attack");
	} else if (number == SIGXCPU) {
		snprintf(words, room, "reading it took longer than EXTRACT_CPU_SECONDS_MAX (%d s)",
			 EXTRACT_CPU_SECONDS_MAX);
	} else if (number == SIGKILL) {
		snprintf(words, room,
			 "its reader was killed from outside, perhaps because the machine was "
			 "short of memory: receive the document again");
	} else if (number == SIGABRT || number == SIGTRAP) {
		snprintf(words, room,
			 "its reader gave up on it (%s): perhaps it needs more memory than "
			 "EXTRACT_MEMORY_MAX (%d bytes)",
			 strsignal(number), EXTRACT_MEMORY_MAX);
	} else {
		snprintf(words, room, "its reader crashed on it (%s)", strsignal(number));
	}
}

static void say_exit(int status, bool spoke, char *words, size_t room)
{
	if (status == EXIT_NO_MEMORY) {
		snprintf(words, room,
			 "reading it needs more memory than EXTRACT_MEMORY_MAX (%d bytes)",
			 EXTRACT_MEMORY_MAX);
	} else if (!spoke) {
		snprintf(words, room,
			 "onus-extract, which reads such documents, does not run here (status "
			 "%d)%s",
			 status, status == EXIT_NOT_FOUND ? ": a library of its is missing" : "");
	} else {
		snprintf(words, room, "its reader gave up on it (status %d)", status);
	}
}

/* The end of the socket and the end of the process are moments apart; one that closed the first and
 * goes on living is killed. */
void reader_worker_end(struct reader_worker *w, bool spoke, char *words, size_t room)
{
	const struct timespec moment = {.tv_nsec = 1000000};
	int status = 0;

	snprintf(words, room, "its reader ended without a word");
	for (int i = 0; i < GRACE_MS; i++) {
		if (bury(w, WNOHANG, &status)) {
			close(w->socket);
			*w = (struct reader_worker){-1, -1};
			if (WIFSIGNALED(status)) {
				say_signal(WTERMSIG(status), words, room);
			} else {
				say_exit(WEXITSTATUS(status), spoke, words, room);
			}
			return;
		}
		nanosleep(&moment, NULL);
	}
	reader_worker_kill(w);
}
