/* SPDX-License-Identifier: Apache-2.0
 * output.c - data to stdout, as JSON lines or as words; talk to stderr. */
#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "face/cli/cli.h"

/* Where a row has no words of its own: name and value, a line each. */
static void say_plainly(struct buf *out, const struct json *record)
{
	for (size_t i = 0; record->type == JSON_OBJECT && i < record->count; i++) {
		const struct json_member *m = &record->members[i];

		if (m->value->type == JSON_NULL) {
			continue;
		}
		buf_addf(out, SLICE_FMT ": ", SLICE_ARG(m->key));
		if (m->value->type == JSON_STRING) {
			buf_add(out, m->value->string);
		} else {
			json_write(out, m->value);
		}
		buf_add_byte(out, '\n');
	}
}

static int first_failure; /* errno of the first write that failed; later ones may say anything */

/* Where whoever read has gone ("onus report list | head"), there is nobody to tell. */
static enum onus_err not_written(void)
{
	if (first_failure == 0) {
		first_failure = errno;
	}
	if (first_failure == EPIPE) {
		return onus_fail(ONUS_INTERNAL, HERE, "%s", "");
	}
	return onus_fail(first_failure == ENOSPC ? ONUS_AGAIN : ONUS_INTERNAL, HERE,
			 "standard output can't be written: %s", strerror(first_failure));
}

/* glibc's fwrite says that all was written where the flush behind it failed: the flag knows. */
static enum onus_err put(struct slice s)
{
	bool taken = fwrite(s.p ? s.p : "", 1, s.n, stdout) == s.n;

	return taken && !ferror(stdout) ? ONUS_OK : not_written();
}

/* Length of a sequence that would steer a terminal rather than be read on it, 0 where there is none
 * at p: control characters but tab and line end, C1 controls, and the marks that turn the direction
 * of writing around (Unicode 15, section 23.2; Trojan Source, 2021). */
static size_t steering(const unsigned char *p, size_t n)
{
	if ((p[0] < 0x20 && p[0] != '\n' && p[0] != '\t') || p[0] == 0x7f) {
		return 1;
	}
	if (n >= 2 && p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) {
		return 2;
	}
	if (n >= 3 && p[0] == 0xe2 &&
	    ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
	     (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9))) {
		return 3;
	}
	return 0;
}

/* What a report says is shown, never obeyed. */
static void defuse(struct buf *text)
{
	size_t at = 0;

	while (at < text->len) {
		size_t n = steering((const unsigned char *)text->data + at, text->len - at);

		memset(text->data + at, '?', n);
		at += n > 0 ? n : 1;
	}
}

static enum onus_err put_record(void *ctx, const struct command *cmd, const struct json *record)
{
	struct output *o = ctx;

	o->said = true;
	buf_reset(&o->text);
	if (o->json) {
		json_write(&o->text, record);
		buf_add_byte(&o->text, '\n');
	} else {
		(cmd->say != NULL ? cmd->say : say_plainly)(&o->text, record);
		defuse(&o->text);
	}
	GUARD(buf_check(&o->text, "an answer"));
	return put(buf_slice(&o->text));
}

/* Text that a script which asked for JSON would stumble over; an original is bytes and stays so. */
static bool is_text(const char *media_type)
{
	return strcmp(media_type, "application/json") != 0 &&
	       strcmp(media_type, "application/octet-stream") != 0;
}

/* With --json a checkpoint, a receipt or a policy is a string of one object, for a script that
 * reads nothing else. What is no text goes out as it is. */
static enum onus_err put_text(struct output *o, const char *media_type, struct slice text)
{
	SCOPED_ARENA(a);
	struct json *record = json_object(&a);

	if (!slice_is_utf8(text, NULL)) {
		return put(text);
	}
	json_set_str(record, "media_type", media_type);
	json_set_slice(record, "text", text);
	buf_reset(&o->text);
	json_write(&o->text, record);
	buf_add_byte(&o->text, '\n');
	GUARD(buf_check(&o->text, "an answer"));
	return put(buf_slice(&o->text));
}

static enum onus_err put_bytes(void *ctx, const char *media_type, struct slice bytes)
{
	struct output *o = ctx;

	o->said = true;
	if (o->json && is_text(media_type)) {
		return put_text(o, media_type, bytes);
	}
	return put(bytes);
}

static void put_note(void *ctx, const char *text)
{
	struct output *o = ctx;

	o->said = true;
	fprintf(stderr, "%s\n", text);
}

void output_init(struct output *o, bool json, struct sink *sink)
{
	o->json = json;
	o->said = false;
	buf_init(&o->text, 4 * (size_t)EVENT_BODY_MAX);
	*sink = (struct sink){.ctx = o, .record = put_record, .bytes = put_bytes, .note = put_note};
}

void output_end(struct output *o)
{
	buf_finish(&o->text);
}

enum onus_err output_flush(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) ? ONUS_OK : not_written();
}
