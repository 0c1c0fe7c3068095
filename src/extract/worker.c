/* SPDX-License-Identifier: GPL-2.0-or-later
 * worker.c - the life of a worker: get ready, lock up, read one document, end. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wire.h"
#include "extract/readers.h"
#include "extract/sandbox.h"
#include "extract/worker.h"

enum { JOB_BYTES_MAX = 256 };

struct request {
	char format[EXTRACT_FORMAT_MAX + 1];
	int64_t size;
	struct job job;
};

static void say_ready(struct output *o, const struct sandbox *s)
{
	size_t mark = wire_begin(&o->frames, EXTRACT_READY);

	wire_put_u8(&o->frames, EXTRACT_WIRE_VERSION);
	wire_put_u8(&o->frames, s->seccomp);
	wire_put_u8(&o->frames, (uint8_t)s->landlock);
	wire_put_bytes(&o->frames, slice_str(ONUS_VERSION));
	wire_put_bytes(&o->frames, slice_str(readers_engines()));
	wire_put_bytes(&o->frames, slice_str(s->words));
	wire_end(&o->frames, mark);
	output_flush(o);
}

/* The descriptor that came with a message; -1 where none did. */
static int descriptor_of(struct msghdr *message)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (c != NULL && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof fd)) {
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
	}
	return fd;
}

/* Waits for the job frame, which onus sends in one piece, and gives the document's descriptor. */
static int receive(char *bytes, size_t room, size_t *length)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec io = {bytes, room};
	struct msghdr message = {.msg_iov = &io,
				 .msg_iovlen = 1,
				 .msg_control = control.room,
				 .msg_controllen = sizeof control.room};
	ssize_t n;

	do {
		n = recvmsg(EXTRACT_SOCKET, &message, 0);
	} while (n < 0 && errno == EINTR);
	*length = n > 0 ? (size_t)n : 0;
	return n > 0 ? descriptor_of(&message) : -1;
}

static bool understand(struct slice bytes, struct request *r)
{
	struct wire_frame frame;
	struct wire_fields f;
	struct slice format;
	int flags;

	if (wire_next(&bytes, JOB_BYTES_MAX, &frame) != WIRE_FRAME || frame.tag != EXTRACT_JOB) {
		return false;
	}
	f = (struct wire_fields){frame.payload, false};
	format = wire_bytes(&f, EXTRACT_FORMAT_MAX);
	r->size = wire_i64(&f);
	flags = wire_u8(&f);
	r->job.no_heading = (flags & 1) != 0;
	r->job.delimiter = (char)wire_u8(&f);
	if (!wire_done(&f) || r->size < 0 || r->size > REPORT_BYTES_MAX) {
		return false;
	}
	memcpy(r->format, format.p, format.n);
	r->format[format.n] = '\0';
	return true;
}

static enum onus_err read_document(struct request *r, int fd, const struct sandbox *s,
				   struct output *o)
{
	const struct reader *reader = reader_find(slice_str(r->format));
	void *bytes = NULL;

	ENSURE(reader != NULL, ONUS_BAD_INPUT, "this onus-extract has no reader for \"%s\"",
	       r->format);
	ENSURE(s->seccomp || !reader->foreign, ONUS_BAD_INPUT,
	       "it is kept unread, since its reader can't be locked up on this machine: %s",
	       s->words);
	ENSURE(r->size > 0, ONUS_BAD_INPUT, "it is empty");
	bytes = mmap(NULL, (size_t)r->size, PROT_READ, MAP_PRIVATE, fd, 0);
	ENSURE(bytes != MAP_FAILED, ONUS_BAD_INPUT, "its bytes can't be mapped into memory");
	r->job.bytes = slice_of(bytes, (size_t)r->size);
	output_engine(o, reader_engine(reader));
	return reader->read(&r->job, o);
}

int worker_run(void)
{
	struct request request = {0};
	struct sandbox sandbox;
	struct output out;
	char bytes[JOB_BYTES_MAX];
	size_t length;
	enum onus_err result;
	int refusals;
	int last;
	int fd;

	readers_init();
	sandbox_enter(EXTRACT_SOCKET, &sandbox);
	output_init(&out, EXTRACT_SOCKET);
	say_ready(&out, &sandbox);
	fd = receive(bytes, sizeof bytes, &length);
	if (fd < 0 || !understand(slice_of(bytes, length), &request)) {
		return 1;
	}
	result = read_document(&request, fd, &sandbox, &out);
	refusals = sandbox_refusals(&last);
	if (refusals > 0) {
		output_warn(&out,
			    "its reader asked for files %d times and was refused (system call %d): "
			    "characters may be missing",
			    refusals, last);
	}
	output_end(&out, result);
	return 0;
}
