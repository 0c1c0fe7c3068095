/* SPDX-License-Identifier: Apache-2.0
 * csv.c - records from CSV that comes in pieces.
 *
 * A piece is read where it lies, a batch of some MB at a time: its values become keys, by several
 * threads, and then each column takes its keys in. What is left of a piece, the beginning of a
 * record, is kept and goes in front of the next piece. */
#include <stdlib.h>

#include "base/limits.h"
#include "link/csv_inside.h"

enum {
	PENDING_STEP = 256 * 1024, /* smaller pieces are put together to this size */
	NAME_SHOWN = 120,
};

void csv_destroy(struct csv *c)
{
	if (c == NULL) {
		return;
	}
	csv_batch_finish(c);
	arena_finish(&c->arena);
	free(c->pending);
	free(c);
}

static struct csv *csv_create(struct onus_records *r, struct slice source)
{
	struct csv *c = mem_alloc(sizeof *c);

	*c = (struct csv){.r = r, .pending_wanted = PENDING_STEP, .threads = r->threads};
	c->source = arena_slice(&c->arena, source);
	return c;
}

/* --- header --- */

/* The end of the name at p; NULL where the text ends before it. */
static const char *header_name_end(const char *p, const char *end)
{
	bool is_quoted = false;

	for (; p < end && (is_quoted || (*p != ',' && *p != '\n')); p++) {
		is_quoted ^= *p == '"'; /* a doubled one does it twice */
	}
	return p < end ? p : NULL;
}

/* Without blanks around it and without its quotes. */
static struct slice header_name(struct csv *c, struct slice written)
{
	char *name;
	size_t n = 0;

	written = slice_trim(written);
	if (written.n < 2 || written.p[0] != '"' || written.p[written.n - 1] != '"') {
		return arena_slice(&c->arena, written);
	}
	written = slice_of(written.p + 1, written.n - 2);
	name = arena_alloc(&c->arena, written.n + 1);
	for (size_t i = 0; i < written.n; i++) {
		name[n++] = written.p[i];
		i += i + 1 < written.n && written.p[i] == '"' && written.p[i + 1] == '"';
	}
	return slice_trim(slice_of(name, n));
}

static enum onus_err check_header(const struct csv *c, struct slice header)
{
	char source[SOURCE_WORDS_MAX];
	char shown[NAME_SHOWN];

	source_words(c->source, source);
	ENSURE(slice_is_utf8(header, NULL) && memchr(header.p, 0, header.n) == NULL, ONUS_BAD_INPUT,
	       "%sheader: it is no UTF-8; save the file as CSV in UTF-8", source);
	ENSURE(c->n_columns > 1 || strpbrk(c->names[0].p, ";\t|") == NULL, ONUS_BAD_INPUT,
	       "%sheader: one column, \"%s\"; separate the columns by commas", source,
	       slice_show(c->names[0], shown, sizeof shown));
	return ONUS_OK;
}

/* The names of the first line; *end is its end, NULL where it is not all there. */
static enum onus_err read_names(struct csv *c, struct slice text, const char **end)
{
	char source[SOURCE_WORDS_MAX];
	const char *p = text.p;

	c->names = NEW_N(&c->arena, struct slice, LINK_COLUMNS_MAX);
	c->n_columns = 0;
	for (;; p = *end + 1) {
		*end = header_name_end(p, text.p + text.n);
		if (*end == NULL) {
			return ONUS_OK;
		}
		ENSURE(c->n_columns < LINK_COLUMNS_MAX, ONUS_BAD_INPUT,
		       "%sheader: more columns than LINK_COLUMNS_MAX (%d); leave out what is not "
		       "compared",
		       source_words(c->source, source), LINK_COLUMNS_MAX);
		c->names[c->n_columns++] = header_name(c, slice_of(p, (size_t)(*end - p)));
		if (**end == '\n') {
			return ONUS_OK;
		}
	}
}

/* Reads the first line, if it is all there. */
static enum onus_err read_header(struct csv *c, struct slice text, size_t *used)
{
	size_t mark = slice_starts(text, SLICE("\xef\xbb\xbf")) ? 3 : 0;
	struct slice from = slice_from(text, mark);
	char source[SOURCE_WORDS_MAX];
	const char *end = NULL;

	GUARD(read_names(c, from, &end));
	if (end == NULL) {
		ENSURE(text.n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
		       "%sheader: it is longer than LINK_FIELD_MAX (%d) bytes, or a quote in it is "
		       "never closed",
		       source_words(c->source, source), LINK_FIELD_MAX);
		return ONUS_OK;
	}
	GUARD(check_header(c, slice_of(from.p, (size_t)(end - from.p))));
	c->map = NEW_N(&c->arena, uint32_t, c->n_columns);
	GUARD(adding_columns(c->r, c->names, c->n_columns, c->map));
	csv_batch_start(c);
	c->has_header = true;
	*used = (size_t)(end + 1 - text.p);
	return ONUS_OK;
}

/* Reads what there is of whole records. */
static enum onus_err read_text(struct csv *c, struct slice text, size_t *used)
{
	size_t size;

	*used = 0;
	if (!c->has_header) {
		GUARD(read_header(c, text, used));
		c->lines = csv_lines(text.p, text.p + *used);
	}
	size = csv_batch_size(c);
	while (c->has_header && *used < text.n) {
		size_t left = text.n - *used;
		size_t some = left < size ? left : size;
		size_t done = 0;

		GUARD(csv_batch_read(c, slice_of(text.p + *used, some), &done));
		*used += done;
		if (done == 0 && some == left) {
			break;
		}
		size = done > 0 ? csv_batch_size(c) : size * 2;
	}
	return ONUS_OK;
}

/* --- pieces --- */

static void pending_add(struct csv *c, const char *p, size_t n)
{
	if (c->pending_n + n + 1 > c->pending_room) {
		c->pending_room = (c->pending_n + n) * 3 / 2 + 1;
		c->pending = mem_grow(c->pending, c->pending_room);
	}
	if (n > 0) {
		memcpy(c->pending + c->pending_n, p, n);
	}
	c->pending_n += n;
}

static enum onus_err read_pending(struct csv *c, size_t *used)
{
	GUARD(read_text(c, slice_of(c->pending, c->pending_n), used));
	c->pending_n -= *used;
	memmove(c->pending, c->pending + *used, c->pending_n);
	c->pending_wanted = c->pending_n + (*used > 0 ? 0 : c->pending_n) + PENDING_STEP;
	return ONUS_OK;
}

static enum onus_err read_piece(struct csv *c, struct slice piece)
{
	while (piece.n > 0) {
		size_t used;
		size_t some = piece.n;

		if (c->pending_n == 0 && piece.n >= PENDING_STEP) {
			GUARD(read_text(c, piece, &used));
			piece = slice_from(piece, used);
			pending_add(c, piece.p, piece.n);
			c->pending_wanted = c->pending_n + PENDING_STEP;
			return ONUS_OK;
		}
		if (some > c->pending_wanted - c->pending_n) {
			some = c->pending_wanted - c->pending_n;
		}
		pending_add(c, piece.p, some);
		if (c->pending_n < c->pending_wanted) {
			return ONUS_OK;
		}
		GUARD(read_pending(c, &used));
		if (c->pending_n <= some) { /* the rest lies in the piece as well */
			some -= c->pending_n;
			c->pending_n = 0;
			c->pending_wanted = PENDING_STEP;
		}
		piece = slice_from(piece, some);
	}
	return ONUS_OK;
}

static enum onus_err read_end(struct csv *c)
{
	char source[SOURCE_WORDS_MAX];
	size_t used = 0;

	if (c->pending_n > 0 && c->pending[c->pending_n - 1] != '\n') {
		pending_add(c, "\n", 1);
	}
	if (c->pending_n > 0) {
		GUARD(read_pending(c, &used));
	}
	ENSURE(c->has_header, ONUS_BAD_INPUT,
	       "%sheader: it is missing, or a quote in it is never closed; the first line names "
	       "the "
	       "columns",
	       source_words(c->source, source));
	return c->pending_n > 0 ? csv_say_open(c) : ONUS_OK;
}

enum onus_err onus_records_csv(struct onus_records *r, struct slice source, struct slice bytes,
			       bool last)
{
	struct adding *a;
	enum onus_err e;

	GUARD(adding_get(r, &a));
	if (a->csv == NULL) {
		GUARD(adding_begin(r, source));
		a->csv = csv_create(r, source);
	}
	ENSURE(slice_eq(a->csv->source, source), ONUS_USAGE,
	       "a source that is being read has not ended");
	e = read_piece(a->csv, bytes);
	if (e == ONUS_OK && last) {
		e = read_end(a->csv);
	}
	if (e != ONUS_OK) {
		adding_cancel(r);
	} else if (last) {
		adding_commit(r, (uint32_t)a->csv->rows);
	}
	if (e != ONUS_OK || last) {
		csv_destroy(a->csv);
		a->csv = NULL;
	}
	return e;
}
