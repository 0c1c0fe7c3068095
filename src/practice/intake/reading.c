/* SPDX-License-Identifier: Apache-2.0
 * reading.c - what onus-extract found in a document, checked. */
#include <stdarg.h>
#include <stdio.h>

#include "base/extract_wire.h"
#include "base/limits.h"
#include "base/wire.h"
#include "practice/intake/reading.h"

/* U+FFFD for every byte of a cell that was no text. */
enum { CELL_MAX = 3 * TABLE_CELL_MAX, ROOM_FIRST = 8 };

/* --- fields --- */

static bool is_text(struct slice s)
{
	return slice_is_utf8(s, NULL) && slice_find(s, '\0') == s.n;
}

/* One line of text: a title, a label, a name. */
static struct slice take_string(struct wire_fields *f, size_t max)
{
	struct slice s = wire_bytes(f, max);

	for (size_t i = 0; i < s.n; i++) {
		f->bad = f->bad || (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f;
	}
	f->bad = f->bad || !slice_is_utf8(s, NULL);
	return s;
}

/* Room for one more element of an array in the reading's memory; NULL beyond `max`. */
static void *one_more(struct reading *r, void *array, size_t *count, size_t size, size_t max)
{
	void *grown = array;

	if (*count == max) {
		return NULL;
	}
	if (*count == 0 || (*count >= ROOM_FIRST && (*count & (*count - 1)) == 0)) {
		grown = arena_array(&r->memory, *count == 0 ? ROOM_FIRST : *count * 2, size);
		if (*count > 0) {
			memcpy(grown, array, *count * size);
		}
	}
	(*count)++;
	return grown;
}

/* --- one frame each; false: not to be believed --- */

static bool take_engine(struct reading *r, struct wire_fields *f)
{
	r->engine = take_string(f, EXTRACT_STRING_MAX);
	return true;
}

static bool take_media(struct reading *r, struct wire_fields *f)
{
	r->media = take_string(f, EXTRACT_LABEL_MAX);
	return true;
}

static bool take_title(struct reading *r, struct wire_fields *f)
{
	r->title = take_string(f, EXTRACT_STRING_MAX);
	return true;
}

static bool take_date(struct reading *r, struct wire_fields *f)
{
	struct reading_date d = {.label = take_string(f, EXTRACT_LABEL_MAX)};
	void *grown;

	d.when.lo = wire_i64(f);
	d.when.hi = wire_i64(f);
	d.when.precision = wire_u8(f);
	d.own = wire_u8(f) == 1;
	grown = one_more(r, r->dates, &r->date_count, sizeof d, EXTRACT_FACTS_MAX);
	if (grown == NULL || d.when.lo < INSTANT_MIN || d.when.hi > INSTANT_MAX ||
	    d.when.lo > d.when.hi || d.when.precision > PRECISION_RANGE) {
		return false;
	}
	r->dates = grown;
	r->dates[r->date_count - 1] = d;
	return true;
}

static bool take_pair(struct reading *r, struct wire_fields *f, struct reading_fact **array,
		      size_t *count)
{
	struct reading_fact fact = {.label = take_string(f, EXTRACT_LABEL_MAX)};
	void *grown = one_more(r, *array, count, sizeof fact, EXTRACT_FACTS_MAX);

	if (grown == NULL) {
		return false;
	}
	fact.value = take_string(f, EXTRACT_STRING_MAX);
	*array = grown;
	(*array)[*count - 1] = fact;
	return true;
}

static bool take_fact(struct reading *r, struct wire_fields *f)
{
	return take_pair(r, f, &r->facts, &r->fact_count);
}

static bool take_sealed(struct reading *r, struct wire_fields *f)
{
	return take_pair(r, f, &r->sealed, &r->sealed_count);
}

static bool take_warning(struct reading *r, struct wire_fields *f)
{
	void *grown = one_more(r, r->warnings, &r->warning_count, sizeof *r->warnings,
			       EXTRACT_WARNINGS_MAX);

	if (grown == NULL) {
		return false;
	}
	r->warnings = grown;
	r->warnings[r->warning_count - 1] = take_string(f, EXTRACT_STRING_MAX);
	return true;
}

static bool take_pictures(struct reading *r, struct wire_fields *f)
{
	r->pictures = wire_u32(f);
	return true;
}

static bool take_text(struct reading *r, struct wire_fields *f)
{
	bool first = r->text.p == NULL;

	r->text = f->rest;
	f->rest = slice_of(NULL, 0);
	return first && r->text.n > 0 && r->text.n <= REPORT_TEXT_MAX && is_text(r->text);
}

static bool take_child(struct reading *r, struct wire_fields *f)
{
	struct reading_child child = {.name = take_string(f, NAME_MAX_BYTES)};
	void *grown = one_more(r, r->children, &r->child_count, sizeof child, ATTACHMENTS_MAX);

	if (grown == NULL) {
		return false;
	}
	child.media = take_string(f, EXTRACT_LABEL_MAX);
	child.bytes = wire_bytes(f, EXTRACT_OUTPUT_MAX);
	r->children = grown;
	r->children[r->child_count - 1] = child;
	return true;
}

/* Names differ, so that a row is an object without loss. */
static bool take_column(struct reading *r, struct wire_fields *f)
{
	struct slice name = take_string(f, EXTRACT_STRING_MAX);
	bool taken = name.n == 0;
	void *grown;

	for (size_t i = 0; i < r->column_count; i++) {
		taken = taken || slice_eq(r->columns[i], name);
	}
	grown = one_more(r, r->columns, &r->column_count, sizeof *r->columns, TABLE_COLUMNS_MAX);
	if (grown == NULL || taken) {
		return false;
	}
	r->columns = grown;
	r->columns[r->column_count - 1] = name;
	return true;
}

/* Looks a row over; the cells stay where they are until somebody asks for them. */
static bool take_row(struct reading *r, struct wire_fields *f)
{
	uint32_t number = wire_u32(f);
	unsigned count;
	int before = -1;

	(void)wire_u32(f);
	count = wire_u16(f);
	for (unsigned i = 0; i < count && !f->bad; i++) {
		int column = wire_u16(f);
		struct slice value = wire_bytes(f, CELL_MAX);

		if (column <= before || (size_t)column >= r->column_count || value.n == 0 ||
		    !is_text(value)) {
			return false;
		}
		before = column;
	}
	r->row_count++;
	return number == r->row_count && r->row_count <= TABLE_ROWS_MAX;
}

static bool take_status(struct reading *r, struct wire_fields *f)
{
	int status = wire_u8(f);
	struct slice reason = take_string(f, EXTRACT_STRING_MAX);

	if (status > EXTRACT_UNREADABLE || (status == EXTRACT_READ) != (reason.n == 0)) {
		return false;
	}
	r->status = status == EXTRACT_READ  ? READING_READ
		    : status == EXTRACT_CUT ? READING_CUT
					    : READING_UNREADABLE;
	r->reason = arena_copy(&r->memory, reason);
	return true;
}

static bool (*const takers[])(struct reading *r, struct wire_fields *f) = {
	[EXTRACT_READY] = NULL,           [EXTRACT_JOB] = NULL,
	[EXTRACT_ENGINE] = take_engine,   [EXTRACT_MEDIA] = take_media,
	[EXTRACT_TITLE] = take_title,     [EXTRACT_DATE] = take_date,
	[EXTRACT_FACT] = take_fact,       [EXTRACT_SEALED] = take_sealed,
	[EXTRACT_WARNING] = take_warning, [EXTRACT_PICTURES] = take_pictures,
	[EXTRACT_TEXT] = take_text,       [EXTRACT_CHILD] = take_child,
	[EXTRACT_COLUMN] = take_column,   [EXTRACT_ROW] = take_row,
	[EXTRACT_STATUS] = take_status,
};

enum { TAKER_COUNT = sizeof takers / sizeof takers[0] };

/* --- the answer --- */

/* The process's first word, on itself; versions that differ may not understand one another. */
static bool take_ready(struct slice *rest)
{
	struct wire_frame frame;
	struct wire_fields f;

	if (wire_next(rest, EXTRACT_STRING_MAX, &frame) != WIRE_FRAME ||
	    frame.tag != EXTRACT_READY) {
		return false;
	}
	f = (struct wire_fields){frame.payload, false};
	if (wire_u8(&f) != EXTRACT_WIRE_VERSION) {
		return false;
	}
	(void)wire_u8(&f);
	(void)wire_u8(&f);
	return slice_is(wire_bytes(&f, EXTRACT_LABEL_MAX), ONUS_VERSION);
}

/* False at the first frame that breaks a rule; the status comes last, and once. */
static bool take_frames(struct reading *r, struct slice rest)
{
	struct wire_frame frame;

	while (wire_next(&rest, EXTRACT_OUTPUT_MAX, &frame) == WIRE_FRAME) {
		struct wire_fields f = {frame.payload, false};

		if (frame.tag >= TAKER_COUNT || takers[frame.tag] == NULL ||
		    !takers[frame.tag](r, &f) || !wire_done(&f)) {
			return false;
		}
		if (frame.tag == EXTRACT_STATUS) {
			return rest.n == 0;
		}
	}
	return false;
}

void reading_refuse(struct reading *out, const char *fmt, ...)
{
	char words[ONUS_ERROR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	*out = (struct reading){.status = READING_UNREADABLE};
	out->reason = arena_copy(&out->memory, slice_str(words));
}

/* What an unreadable document still may say: why, and by whom it was tried. */
static void keep_reason_only(struct reading *r)
{
	r->text = slice_of(NULL, 0);
	r->child_count = 0;
	r->column_count = 0;
	r->row_count = 0;
	r->pictures = 0;
}

void reading_take(struct buf *frames, struct reading *out)
{
	struct slice rest;

	*out = (struct reading){.reason = "", .frames = *frames};
	*frames = (struct buf){.max = frames->max};
	rest = buf_slice(&out->frames);
	if (!take_ready(&rest)) {
		reading_finish(out);
		reading_refuse(out, "onus-extract is not of version " ONUS_VERSION
				    ", as onus is: install both together");
	} else if (!take_frames(out, rest)) {
		reading_finish(out);
		reading_refuse(out, "its reader answered in a way that can't be believed");
	} else if (out->status == READING_UNREADABLE) {
		keep_reason_only(out);
	}
}

void reading_finish(struct reading *r)
{
	arena_finish(&r->memory);
	buf_finish(&r->frames);
	*r = (struct reading){0};
}

const struct reading_date *reading_own_date(const struct reading *r)
{
	for (size_t i = 0; i < r->date_count; i++) {
		if (r->dates[i].own) {
			return &r->dates[i];
		}
	}
	return NULL;
}

/* --- rows --- */

struct reading_rows reading_rows(const struct reading *r)
{
	return (struct reading_rows){r,
				     r->row_count > 0 ? buf_slice(&r->frames) : slice_of(NULL, 0)};
}

/* The frames were checked by reading_take. */
bool reading_next_row(struct reading_rows *at, struct arena *a, struct reading_row *out)
{
	struct wire_frame frame;

	while (wire_next(&at->rest, EXTRACT_OUTPUT_MAX, &frame) == WIRE_FRAME) {
		struct wire_fields f = {frame.payload, false};

		if (frame.tag != EXTRACT_ROW) {
			continue;
		}
		out->number = wire_u32(&f);
		out->line = wire_u32(&f);
		out->count = wire_u16(&f);
		out->cells = NEW_N(a, struct reading_cell, out->count);
		for (size_t i = 0; i < out->count; i++) {
			out->cells[i].column = at->reading->columns[wire_u16(&f)];
			out->cells[i].value = wire_bytes(&f, CELL_MAX);
		}
		return true;
	}
	return false;
}

struct slice reading_row_text(struct arena *a, const struct reading_row *row)
{
	size_t n = 0;
	char *text;
	char *to;

	for (size_t i = 0; i < row->count; i++) {
		n += row->cells[i].column.n + row->cells[i].value.n + 3;
	}
	to = text = arena_alloc(a, n + 1);
	for (size_t i = 0; i < row->count; i++) {
		const struct reading_cell *c = &row->cells[i];

		to = mempcpy(to, c->column.p, c->column.n);
		to = mempcpy(to, ": ", 2);
		to = mempcpy(to, c->value.p, c->value.n);
		*to++ = '\n';
	}
	return slice_of(text, n);
}

struct json *reading_row_fields(struct arena *a, const struct reading_row *row)
{
	struct json *fields = json_object(a);

	for (size_t i = 0; i < row->count; i++) {
		json_set_slice(fields, arena_copy(a, row->cells[i].column), row->cells[i].value);
	}
	return fields;
}
