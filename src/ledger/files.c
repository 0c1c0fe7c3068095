/* SPDX-License-Identifier: Apache-2.0
 * files.c - small files that are there whole and durable, or not at all: temporary in the same
 * folder, flush, rename, flush the folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/internal.h"

enum { SMALL_FILE_MAX = 4 * 1024 * 1024 };

static enum onus_err disk_error(const char *path)
{
	int why = errno;
	bool full = why == ENOSPC || why == EDQUOT;

	return onus_fail(full ? ONUS_AGAIN : ONUS_INTERNAL, HERE, "%s: %s", path,
			 full ? "the disk is full; make room and try again" : strerror(why));
}

static enum onus_err path_of(char *out, const char *folder, const char *name, const char *ending)
{
	ENSURE(snprintf(out, LEDGER_PATH_ROOM, "%s/%s%s", folder, name, ending) < LEDGER_PATH_ROOM,
	       ONUS_BAD_INPUT, "the path of %s is too long", name);
	return ONUS_OK;
}

static enum onus_err write_and_flush(int fd, const char *path, struct slice data)
{
	while (data.n > 0) {
		ssize_t n = write(fd, data.p, data.n);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return disk_error(path);
		}
		data = slice_from(data, (size_t)n);
	}
	return fsync(fd) == 0 ? ONUS_OK : disk_error(path);
}

static enum onus_err flush_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum onus_err e = fd >= 0 && fsync(fd) == 0 ? ONUS_OK : disk_error(folder);

	if (fd >= 0) {
		close(fd);
	}
	return e;
}

enum onus_err file_write(const char *folder, const char *name, struct slice data, unsigned mode)
{
	char path[LEDGER_PATH_ROOM];
	char part[LEDGER_PATH_ROOM];
	enum onus_err e;
	int fd;

	GUARD(path_of(path, folder, name, ""));
	GUARD(path_of(part, folder, name, ".part"));
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0) {
		return disk_error(part);
	}
	e = write_and_flush(fd, part, data);
	if (close(fd) != 0 && e == ONUS_OK) {
		e = disk_error(part);
	}
	if (e == ONUS_OK && rename(part, path) != 0) {
		e = disk_error(path);
	}
	if (e != ONUS_OK) {
		unlink(part);
		return e;
	}
	return flush_folder(folder);
}

enum onus_err file_read(struct arena *a, const char *folder, const char *name, struct slice *out)
{
	char path[LEDGER_PATH_ROOM];
	struct stat st;
	char *data;
	FILE *f;
	size_t n;

	GUARD(path_of(path, folder, name, ""));
	f = fopen(path, "rbe");
	if (f == NULL) {
		return onus_fail(errno == ENOENT ? ONUS_NO : ONUS_BAD_INPUT, HERE, "%s: %s", path,
				 strerror(errno));
	}
	if (fstat(fileno(f), &st) != 0 || st.st_size > SMALL_FILE_MAX) {
		fclose(f);
		return onus_fail(ONUS_BAD_INPUT, HERE, "%s is not a file of ours", path);
	}
	data = arena_alloc(a, (size_t)st.st_size + 1);
	n = fread(data, 1, (size_t)st.st_size, f);
	fclose(f);
	*out = slice_of(data, n);
	return ONUS_OK;
}
