/* SPDX-License-Identifier: Apache-2.0
 * access.c - the access log: who read what content, and why; lines chained by their hashes.
 *
 *     {"at":1795312800,"member":"P4","n":7,"prev":"<hash of line
 * 6>","purpose":"read","what":"who-knew E22"}
 *
 * One file, opened for appending by readers and the writer alike, a line under a lock at a time.
 * The last line's hash stands for the whole; each checkpoint commits to it. It serves only the
 * purposes of section 62(4) of the Data Protection Act 2018: who knew what is answered from
 * exposures. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/internal.h"

enum {
	ACCESS_WHAT_MAX = 1024, /* longer questions are cut */
	ACCESS_LINE_MAX = 8192,
	LOCK_POLL_MS = 10,
};

static const char *const access_file = "access.log";

static enum onus_err refuse(const char *why)
{
	return onus_fail(errno == ENOSPC || errno == EDQUOT ? ONUS_AGAIN : ONUS_REFUSED, HERE,
			 "the access log can't be written (%s: %s), so nothing may be read", why,
			 strerror(errno));
}

static enum onus_err lock(int fd)
{
	for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += LOCK_POLL_MS) {
		ENSURE(waited < STORE_LOCK_WAIT_MS, ONUS_AGAIN,
		       "the access log is locked; try again");
		nanosleep(&(struct timespec){.tv_nsec = LOCK_POLL_MS * 1000000L}, NULL);
	}
	return ONUS_OK;
}

static enum onus_err open_locked(const char *folder, int *out)
{
	char path[LEDGER_PATH_ROOM];
	enum onus_err e;
	int fd;

	ENSURE(snprintf(path, sizeof path, "%s/%s", folder, access_file) < (int)sizeof path,
	       ONUS_BAD_INPUT, "the path of the ledger is too long");
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0) {
		return refuse("open");
	}
	e = lock(fd);
	if (e != ONUS_OK) {
		close(fd);
		return e;
	}
	*out = fd;
	return ONUS_OK;
}

/* The number and hash of the last whole line. A line without an end was never acknowledged: it is
 * cut off. */
static enum onus_err read_tail(int fd, struct access_head *out)
{
	char tail[2 * ACCESS_LINE_MAX];
	SCOPED_ARENA(a);
	struct json *line = NULL;
	struct stat st;
	off_t begin;
	ssize_t n;
	ssize_t start;

	*out = (struct access_head){.head = onus_sha256(slice_of(NULL, 0))};
	if (fstat(fd, &st) != 0) {
		return refuse("stat");
	}
	begin = st.st_size > (off_t)sizeof tail ? st.st_size - (off_t)sizeof tail : 0;
	n = pread(fd, tail, sizeof tail, begin);
	if (n < 0) {
		return refuse("read");
	}
	while (n > 0 && tail[n - 1] != '\n') {
		n--;
	}
	if (begin + n < st.st_size && ftruncate(fd, begin + n) != 0) {
		return refuse("truncate");
	}
	if (n == 0) {
		ENSURE(begin == 0, ONUS_BAD_INPUT, "access.log holds no line of ours at its end");
		return ONUS_OK;
	}
	start = n - 1;
	while (start > 0 && tail[start - 1] != '\n') {
		start--;
	}
	if (json_parse(&a, slice_of(tail + start, (size_t)(n - 1 - start)), &line) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT,
				    "the last line of access.log is no line of ours: ");
	}
	out->count = json_get_int(line, "n", 0);
	out->head = onus_sha256(slice_of(tail + start, (size_t)(n - start)));
	return ONUS_OK;
}

static enum onus_err write_line(struct buf *out, const struct access_head *before,
				const char *member, const char *purpose, const char *what,
				int64_t at)
{
	SCOPED_ARENA(a);
	struct json *line = json_object(&a);
	size_t n = strlen(what);
	char prev[65];

	for (n = n < ACCESS_WHAT_MAX ? n : ACCESS_WHAT_MAX;
	     n > 0 && !slice_is_utf8(slice_of(what, n), NULL);) {
		n--;
	}
	sodium_bin2hex(prev, sizeof prev, before->head.bytes, sizeof before->head.bytes);
	json_set_int(line, "at", at);
	json_set_str(line, "member", member ? member : "");
	json_set_int(line, "n", before->count + 1);
	json_set_str(line, "prev", prev);
	json_set_str(line, "purpose", purpose);
	json_set_slice(line, "what", slice_of(what, n));
	GUARD(json_write_canonical(out, line));
	buf_add_byte(out, '\n');
	return buf_check(out, "a line of the access log");
}

static enum onus_err flush_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum onus_err e = fd >= 0 && fsync(fd) == 0 ? ONUS_OK : refuse("flush");

	if (fd >= 0) {
		close(fd);
	}
	return e;
}

static enum onus_err append_locked(int fd, const char *folder, const char *member,
				   const char *purpose, const char *what, int64_t at)
{
	SCOPED_BUF(line, ACCESS_LINE_MAX);
	struct access_head before;
	ssize_t n;

	GUARD(read_tail(fd, &before));
	GUARD(write_line(&line, &before, member, purpose, what, at));
	n = write(fd, line.data, line.len);
	if (n != (ssize_t)line.len || fdatasync(fd) != 0) {
		return refuse("write");
	}
	/* The first line of a new file: its name has to be durable too. */
	return before.count == 0 ? flush_folder(folder) : ONUS_OK;
}

enum onus_err access_append(const char *folder, const char *member, const char *purpose,
			    const char *what, int64_t at)
{
	enum onus_err e;
	int fd;

	GUARD(open_locked(folder, &fd));
	e = append_locked(fd, folder, member, purpose, what, at);
	close(fd);
	return e;
}

enum onus_err access_head(const char *folder, struct access_head *out)
{
	enum onus_err e;
	int fd;

	GUARD(open_locked(folder, &fd));
	e = read_tail(fd, out);
	close(fd);
	return e;
}

/* --- verify --- */

static enum onus_err check_line(struct slice line, const struct access_head *before)
{
	SCOPED_ARENA(a);
	struct json *v = NULL;
	char prev[65];

	sodium_bin2hex(prev, sizeof prev, before->head.bytes, sizeof before->head.bytes);
	ENSURE(json_parse(&a, line, &v) == ONUS_OK &&
		       json_get_int(v, "n", 0) == before->count + 1 &&
		       slice_is(json_get_slice(v, "prev"), prev),
	       ONUS_NO, "access.log, line %" PRId64 ": it does not follow the line before it",
	       before->count + 1);
	return ONUS_OK;
}

static enum onus_err verify_file(FILE *f, const struct access_head *committed,
				 size_t committed_count, int64_t *lines)
{
	struct access_head at = {.head = onus_sha256(slice_of(NULL, 0))};
	char line[ACCESS_LINE_MAX];
	size_t next = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		size_t n = strlen(line);

		if (n > 0 && line[n - 1] != '\n' && feof(f)) {
			break; /* never acknowledged: somebody writes it just now, or was stopped */
		}
		ENSURE(n > 0 && line[n - 1] == '\n', ONUS_NO,
		       "access.log, line %" PRId64 ": it has no end", at.count + 1);
		GUARD(check_line(slice_of(line, n - 1), &at));
		at.count++;
		at.head = onus_sha256(slice_of(line, n));
		while (next < committed_count && committed[next].count == at.count) {
			ENSURE(onus_hash_eq(&committed[next].head, &at.head), ONUS_NO,
			       "access.log, line %" PRId64
			       ": the log of events commits to another line",
			       at.count);
			next++;
		}
	}
	ENSURE(f == NULL || !ferror(f), ONUS_NO, "access.log can't be read: %s", strerror(errno));
	ENSURE(next == committed_count, ONUS_NO,
	       "access.log ends at line %" PRId64 "; the log of events commits to line %" PRId64,
	       at.count, committed[next].count);
	*lines = at.count;
	return ONUS_OK;
}

enum onus_err access_verify(const char *folder, const struct access_head *committed,
			    size_t committed_count, int64_t *lines)
{
	char path[LEDGER_PATH_ROOM];
	enum onus_err e;
	FILE *f;

	ENSURE(snprintf(path, sizeof path, "%s/%s", folder, access_file) < (int)sizeof path,
	       ONUS_BAD_INPUT, "the path of the ledger is too long");
	f = fopen(path, "rbe");
	ENSURE(f != NULL || errno == ENOENT, ONUS_NO, "access.log can't be read: %s",
	       strerror(errno));
	e = verify_file(f, committed, committed_count, lines);
	if (f != NULL) {
		fclose(f);
	}
	return e;
}
