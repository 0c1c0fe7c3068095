/* SPDX-License-Identifier: Apache-2.0
 * files.c - reading and writing whole files for commands. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "face/files.h"

#include "base/buf.h"

enum { READ_STEP = 64 * 1024 };

static enum onus_err read_all(struct arena *a, int fd, const char *path, size_t max,
			      const char *limit, struct slice *out)
{
	SCOPED_BUF(data, max);
	char *step = arena_alloc(a, READ_STEP);
	ssize_t n;

	while ((n = read(fd, step, READ_STEP)) != 0) {
		if (n < 0 && errno == EINTR) {
			continue;
		}
		ENSURE(n > 0, ONUS_BAD_INPUT, "%s can't be read: %s", path, strerror(errno));
		buf_add(&data, slice_of(step, (size_t)n));
		ENSURE(!data.full, ONUS_BAD_INPUT, "%s is larger than %s (%zu bytes)", path, limit,
		       max);
	}
	*out = arena_slice(a, buf_slice(&data));
	return ONUS_OK;
}

enum onus_err read_whole_file(struct arena *a, const char *path, int input, size_t max,
			      const char *limit, struct slice *out)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? input : open(path, O_RDONLY | O_CLOEXEC);
	enum onus_err e;

	ENSURE(fd >= 0, ONUS_BAD_INPUT, "%s can't be read: %s", path, strerror(errno));
	e = read_all(a, fd, standard ? "standard input" : path, max, limit, out);
	if (!standard) {
		close(fd);
	}
	return e;
}

enum onus_err write_whole_file(const char *path, struct slice data)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool whole = fd >= 0;
	int why = errno;

	while (whole && data.n > 0) {
		ssize_t n = write(fd, data.p, data.n);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		whole = n > 0;
		why = errno;
		data = slice_from(data, n > 0 ? (size_t)n : 0);
	}
	if (fd >= 0 && close(fd) != 0 && whole) {
		whole = false;
		why = errno;
	}
	ENSURE(whole, why == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT, "%s can't be written: %s", path,
	       why == ENOSPC ? "the disk is full" : strerror(why));
	return ONUS_OK;
}
