/* SPDX-License-Identifier: Apache-2.0
 * lock.c - one writer a ledger: the lock file that it holds.
 *
 * SQLite below 3.51.3 can corrupt a WAL database when two connections write or checkpoint at one
 * moment, so the lock is held for as long as the writer is open, not only while it writes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "store/backend.h"

enum { POLL_MS = 20 };

static enum onus_err held_by_other(int fd, const char *folder)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return onus_fail(
		ONUS_AGAIN, HERE,
		"the ledger in %s is locked by another process (%s); waited %d seconds, try again",
		folder, text[0] ? text : "unknown", STORE_LOCK_WAIT_MS / 1000);
}

static void sign_lock(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof text, "process %ld\n", (long)getpid());

	/* Only words for the next one's message: a failure to write them changes nothing. */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n) {
		return;
	}
}

enum onus_err store_lock(const char *folder, int *out)
{
	char path[4096];
	int fd;

	if (snprintf(path, sizeof path, "%s/lock", folder) >= (int)sizeof path) {
		return onus_fail(ONUS_BAD_INPUT, HERE, "the path of the ledger is too long");
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		return onus_fail(errno == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT, HERE,
				 "%s can't be opened for writing: %s", path, strerror(errno));
	}
	for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += POLL_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			close(fd);
			return onus_fail(ONUS_INTERNAL, HERE, "%s can't be locked: %s", path,
					 strerror(errno));
		}
		if (waited >= STORE_LOCK_WAIT_MS) {
			return held_by_other(fd, folder);
		}
		nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
	}
	sign_lock(fd);
	*out = fd;
	return ONUS_OK;
}

void store_unlock(int lock)
{
	if (lock >= 0) {
		close(lock);
	}
}
