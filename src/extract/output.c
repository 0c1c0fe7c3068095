/* SPDX-License-Identifier: GPL-2.0-or-later
 * output.c - what a reader found in a document, on its way to onus. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/wire.h"
#include "extract/charset.h"
#include "extract/output.h"

enum { FLUSH_AT = 256 * 1024, STATUS_ROOM = 64 * 1024, ASIDES_MAX = 64 * 1024, ASK_EVERY = 256 };

/* The frames of one row or child may be as large as all else; the text is framed last. */
void output_init(struct output *o, int fd)
{
	*o = (struct output){.fd = fd};
	buf_init(&o->frames, (size_t)EXTRACT_OUTPUT_MAX + STATUS_ROOM);
	buf_init(&o->text, REPORT_TEXT_MAX);
	buf_init(&o->asides, ASIDES_MAX);
}

void output_finish(struct output *o)
{
	buf_finish(&o->frames);
	buf_finish(&o->text);
	buf_finish(&o->asides);
	columns_finish(&o->columns);
}

/* Onus is gone when nobody listens any more: then nothing is left to do. */
static void send_all(const struct output *o, struct slice s)
{
	while (s.n > 0) {
		ssize_t n = send(o->fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR) {
			_exit(1);
		}
		s = slice_from(s, n > 0 ? (size_t)n : 0);
	}
}

void output_flush(struct output *o)
{
	if (o->fd < 0) {
		return;
	}
	send_all(o, buf_slice(&o->frames));
	buf_reset(&o->frames);
}

/* Closes a frame, and sends what has gathered. */
static void end_frame(struct output *o, size_t mark)
{
	wire_end(&o->frames, mark);
	o->sent += o->frames.len - mark + WIRE_HEAD;
	if (o->frames.len >= FLUSH_AT) {
		output_flush(o);
	}
}

/* Closes a frame whose last field, a large one, is sent from where it lies. */
static void end_frame_outside(struct output *o, size_t mark, struct slice last)
{
	wire_put_u32(&o->frames, (uint32_t)last.n);
	wire_end_with(&o->frames, mark, last.n);
	o->sent += o->frames.len - mark + WIRE_HEAD + last.n;
	output_flush(o);
	send_all(o, last);
}

static bool fits(struct output *o, size_t n)
{
	if (!o->over && n <= (size_t)EXTRACT_OUTPUT_MAX - REPORT_TEXT_MAX &&
	    o->sent <= (size_t)EXTRACT_OUTPUT_MAX - REPORT_TEXT_MAX - n) {
		return true;
	}
	o->over = true;
	output_cut(o, "what it holds is larger than EXTRACT_OUTPUT_MAX (%d bytes)",
		   EXTRACT_OUTPUT_MAX);
	return false;
}

/* `s` as one clean line of at most `max` bytes, into `out`. */
static struct slice clean_line(struct buf *out, struct slice s, size_t max)
{
	charset_clean(out, slice_of(s.p, s.n < max ? s.n : max));
	for (size_t i = 0; i < out->len; i++) {
		if ((unsigned char)out->data[i] < ' ' || out->data[i] == 0x7f) {
			out->data[i] = ' ';
		}
	}
	return slice_trim(charset_cut(slice_trim(buf_slice(out)), max));
}

static void put_string(struct buf *frames, struct slice s, size_t max)
{
	SCOPED_BUF(clean, EXTRACT_STRING_MAX * 4);

	wire_put_bytes(frames, clean_line(&clean, s, max));
}

static void put_one(struct output *o, enum extract_tag tag, struct slice s)
{
	size_t mark = wire_begin(&o->frames, (uint8_t)tag);

	put_string(&o->frames, s, EXTRACT_STRING_MAX);
	end_frame(o, mark);
}

void output_engine(struct output *o, const char *engine)
{
	put_one(o, EXTRACT_ENGINE, slice_str(engine));
}

void output_media(struct output *o, const char *media)
{
	put_one(o, EXTRACT_MEDIA, slice_str(media));
}

void output_title(struct output *o, struct slice title)
{
	if (slice_trim(title).n > 0) {
		put_one(o, EXTRACT_TITLE, title);
	}
}

static bool one_more_fact(struct output *o)
{
	if (o->facts >= EXTRACT_FACTS_MAX) {
		output_cut(o, "it says more about itself than EXTRACT_FACTS_MAX (%d) lines",
			   EXTRACT_FACTS_MAX);
		return false;
	}
	o->facts++;
	return true;
}

void output_date(struct output *o, const char *label, struct when date, bool own)
{
	size_t mark;

	if (!one_more_fact(o)) {
		return;
	}
	mark = wire_begin(&o->frames, EXTRACT_DATE);
	put_string(&o->frames, slice_str(label), EXTRACT_LABEL_MAX);
	wire_put_i64(&o->frames, date.lo);
	wire_put_i64(&o->frames, date.hi);
	wire_put_u8(&o->frames, (uint8_t)date.precision);
	wire_put_u8(&o->frames, own);
	end_frame(o, mark);
}

static void put_pair(struct output *o, enum extract_tag tag, const char *label, struct slice value)
{
	size_t mark;

	if (slice_trim(value).n == 0 || !one_more_fact(o)) {
		return;
	}
	if (value.n > EXTRACT_STRING_MAX) {
		output_warn(o,
			    "what it says under \"%s\" is longer than EXTRACT_STRING_MAX (%d "
			    "bytes): its end "
			    "was left out",
			    label, EXTRACT_STRING_MAX);
	}
	mark = wire_begin(&o->frames, (uint8_t)tag);
	put_string(&o->frames, slice_str(label), EXTRACT_LABEL_MAX);
	put_string(&o->frames, value, EXTRACT_STRING_MAX);
	end_frame(o, mark);
}

void output_fact(struct output *o, const char *label, struct slice value)
{
	put_pair(o, EXTRACT_FACT, label, value);
}

void output_sealed(struct output *o, const char *label, struct slice value)
{
	put_pair(o, EXTRACT_SEALED, label, value);
}

/* Frames don't nest: a warning within a row waits for the row's end. */
static void put_warning(struct output *o, struct slice words)
{
	size_t mark;

	if (o->row_mark == 0) {
		put_one(o, EXTRACT_WARNING, words);
		return;
	}
	mark = wire_begin(&o->asides, EXTRACT_WARNING);
	put_string(&o->asides, words, OUTPUT_REASON_MAX);
	wire_end(&o->asides, mark);
}

void output_warn(struct output *o, const char *fmt, ...)
{
	char words[OUTPUT_REASON_MAX];
	va_list args;

	o->warnings++;
	if (o->warnings > EXTRACT_WARNINGS_MAX) {
		return;
	}
	va_start(args, fmt);
	vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	put_warning(o, o->warnings < EXTRACT_WARNINGS_MAX ? slice_str(words)
							  : SLICE("there is more like this"));
}

void output_pictures(struct output *o, unsigned count)
{
	o->pictures += count;
}

bool output_text(struct output *o, struct slice text)
{
	return output_decode(o, "UTF-8", text);
}

bool output_decode(struct output *o, const char *charset, struct slice bytes)
{
	if (!o->text.full) {
		o->replaced += charset_decode(&o->text, charset, bytes);
	}
	if (o->text.full) {
		output_cut(o, "its text is longer than REPORT_TEXT_MAX (%d bytes)",
			   REPORT_TEXT_MAX);
	}
	return !o->text.full;
}

bool output_child(struct output *o, struct slice name, const char *media, struct slice bytes)
{
	size_t mark;

	if (o->children >= ATTACHMENTS_MAX) {
		output_cut(o, "it holds more than ATTACHMENTS_MAX (%d) other documents",
			   ATTACHMENTS_MAX);
		return false;
	}
	if (!fits(o, bytes.n)) {
		return false;
	}
	o->children++;
	mark = wire_begin(&o->frames, EXTRACT_CHILD);
	put_string(&o->frames, name, NAME_MAX_BYTES);
	put_string(&o->frames, slice_str(media), EXTRACT_LABEL_MAX);
	if (bytes.n < FLUSH_AT || o->fd < 0) {
		wire_put_bytes(&o->frames, bytes);
		end_frame(o, mark);
	} else {
		end_frame_outside(o, mark, bytes);
	}
	return true;
}

/* Names are cleaned first, since two may be equal only then. */
void output_column(struct output *o, struct slice name)
{
	SCOPED_BUF(clean, NAME_MAX_BYTES * 4);

	put_one(o, EXTRACT_COLUMN,
		columns_add(&o->columns, clean_line(&clean, name, NAME_MAX_BYTES)));
}

void output_row_begin(struct output *o, uint32_t number, uint32_t line)
{
	o->row_mark = wire_begin(&o->frames, EXTRACT_ROW);
	wire_put_u32(&o->frames, number);
	wire_put_u32(&o->frames, line);
	o->row_count_at = o->frames.len;
	wire_put_u16(&o->frames, 0);
	o->row_cells = 0;
}

void output_cell(struct output *o, unsigned column, struct slice value)
{
	size_t length_at;
	size_t n;

	if (value.n == 0 || column >= TABLE_COLUMNS_MAX || !fits(o, o->frames.len + value.n)) {
		return;
	}
	wire_put_u16(&o->frames, (uint16_t)column);
	length_at = o->frames.len;
	wire_put_u32(&o->frames, 0);
	o->replaced += charset_clean(&o->frames, value);
	n = o->frames.len - length_at - 4;
	for (size_t i = 0; i < 4; i++) {
		o->frames.data[length_at + i] = (char)(n >> (8 * i) & 0xff);
	}
	o->row_cells++;
}

bool output_row_end(struct output *o)
{
	o->frames.data[o->row_count_at] = (char)(o->row_cells & 0xff);
	o->frames.data[o->row_count_at + 1] = (char)(o->row_cells >> 8 & 0xff);
	o->rows++;
	end_frame(o, o->row_mark);
	o->row_mark = 0;
	buf_add(&o->frames, buf_slice(&o->asides));
	o->sent += o->asides.len;
	buf_reset(&o->asides);
	return fits(o, 0) && (o->rows % ASK_EVERY != 0 || !output_spent(o));
}

void output_cut(struct output *o, const char *fmt, ...)
{
	va_list args;

	if (o->cut[0] == '\0') {
		va_start(args, fmt);
		vsnprintf(o->cut, sizeof o->cut, fmt, args);
		va_end(args);
	}
}

/* The reader's own time, not the wall's: a busy machine must not shorten what is read. */
bool output_spent(struct output *o)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	if (o->fd >= 0 && used.tv_sec >= EXTRACT_CPU_SECONDS_SOFT) {
		output_cut(o, "reading it took longer than EXTRACT_CPU_SECONDS_SOFT (%d s)",
			   EXTRACT_CPU_SECONDS_SOFT);
		return true;
	}
	return false;
}

static void put_text(struct output *o)
{
	if (o->replaced > 0) {
		output_warn(o, "%zu bytes were no text and stand as U+FFFD", o->replaced);
	}
	if (o->pictures > 0) {
		size_t mark = wire_begin(&o->frames, EXTRACT_PICTURES);

		wire_put_u32(&o->frames, o->pictures);
		end_frame(o, mark);
	}
	if (o->text.len > 0) {
		size_t mark = wire_begin(&o->frames, EXTRACT_TEXT);

		buf_add(&o->frames, buf_slice(&o->text));
		end_frame(o, mark);
	}
}

void output_end(struct output *o, enum onus_err result)
{
	enum extract_status status = EXTRACT_READ;
	const char *reason = o->cut;
	size_t mark;

	if (result != ONUS_OK) {
		status = EXTRACT_UNREADABLE;
		reason = onus_last_error()->text;
	} else {
		status = o->cut[0] != '\0' ? EXTRACT_CUT : EXTRACT_READ;
		put_text(o);
	}
	mark = wire_begin(&o->frames, EXTRACT_STATUS);
	wire_put_u8(&o->frames, (uint8_t)status);
	put_string(&o->frames, slice_str(reason), EXTRACT_STRING_MAX);
	end_frame(o, mark);
	output_flush(o);
}
