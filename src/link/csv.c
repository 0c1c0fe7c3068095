/* SPDX-License-Identifier: Apache-2.0
 * csv.c - records from CSV that comes in pieces.
 *
 * A piece is read where it lies, a batch of some MB at a time: its values become keys, by several
 * threads, and then each column takes its keys in. What is left of a piece, the beginning of a
 * record, is kept and goes in front of the next piece. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/threads.h"
#include "link/csv_scan.h"
#include "link/records_adding.h"

enum {
	BATCH = 2 * 1024 * 1024, /* bytes read at a time by one thread */
	BATCH_MAX = 1 << 30,
	PENDING_STEP = 256 * 1024, /* smaller pieces are put together to this size */
	NAME_SHOWN = 120,
};

struct csv {
	struct onus_records *r;
	struct slice source;
	struct arena arena; /* names, map */
	bool has_header;
	size_t n_columns;
	struct slice *names;
	uint32_t *map;
	size_t rows;
	size_t lines; /* that ended before the text being read */
	char *pending;
	size_t pending_n;
	size_t pending_room;
	size_t pending_wanted; /* size at which it is looked at */
	const char *open;      /* in the text being read: a quote that does not close in it */
	struct dict_key *keys;
	size_t keys_room;
	struct dict_key *into[LINK_COLUMNS_MAX];
};

void csv_destroy(struct csv *c)
{
	if (c != NULL) {
		arena_finish(&c->arena);
		free(c->pending);
		free(c->keys);
		free(c);
	}
}

static struct csv *csv_create(struct onus_records *r, struct slice source)
{
	struct csv *c = mem_alloc(sizeof *c);

	*c = (struct csv){.r = r, .pending_wanted = PENDING_STEP};
	c->source = arena_slice(&c->arena, source);
	return c;
}

/* --- for messages --- */

static size_t count_lines(const char *from, const char *to)
{
	size_t n = 0;

	while (from < to && (from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		from++;
		n++;
	}
	return n;
}

struct where {
	char words[SOURCE_WORDS_MAX + 32]; /* "people.csv, line 7" */
	char column[NAME_SHOWN];
};

static void say_where(const struct csv *c, const char *text, const char *at, size_t column,
		      struct where *w)
{
	char source[SOURCE_WORDS_MAX];

	snprintf(w->words, sizeof w->words, "%sline %zu", source_words(c->source, source),
		 c->lines + count_lines(text, at) + 1);
	slice_show(column < c->n_columns ? c->names[column] : SLICE(""), w->column,
		   sizeof w->column);
}

static enum onus_err say_fault(const struct csv *c, const struct csv_scan *s)
{
	struct where w;

	say_where(c, s->text, s->fault_at, s->fault_column, &w);
	switch (s->fault) {
	case CSV_FINE:
		return ONUS_OK;
	case CSV_RAGGED:
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s: %zu values, where the header has %zu; a value with a comma "
				 "or a line end in it stands in quotes",
				 w.words, s->fault_count, s->n_columns);
	case CSV_NUL:
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s, column \"%s\": a NUL byte is no text; save the file as UTF-8",
				 w.words, w.column);
	case CSV_LONG:
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s, column \"%s\": a value of more than LINK_FIELD_MAX (%d) "
				 "bytes begins here; shorten it, or close its quote",
				 w.words, w.column, LINK_FIELD_MAX);
	case CSV_BEHIND:
		break;
	}
	return onus_fail(
		ONUS_BAD_INPUT, HERE,
		"%s, column \"%s\": text behind a closing quote; a quote within a value is "
		"written twice",
		w.words, w.column);
}

static enum onus_err say_open(const struct csv *c)
{
	struct where w;

	say_where(c, c->pending, c->open != NULL ? c->open : c->pending, 0, &w);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s: the quote that opens here is never closed; close it, or write it "
			 "twice where it is part of a value",
			 w.words);
}

/* --- header --- */

/* The end of the name at p, and the name; NULL where the text ends before it. */
static const char *header_name(struct csv *c, const char *p, const char *end, struct slice *name)
{
	char *copy;
	size_t n = 0;
	bool is_quoted;

	while (p < end && *p == ' ') {
		p++;
	}
	is_quoted = p < end && *p == '"';
	copy = arena_alloc(&c->arena, (size_t)(end - p) + 1);
	for (p += is_quoted; p < end && (is_quoted || (*p != ',' && *p != '\n')); p++) {
		if (is_quoted && *p == '"') {
			if (p + 1 < end && p[1] == '"') {
				p++;
			} else {
				is_quoted = false;
				continue;
			}
		}
		copy[n++] = *p;
	}
	*name = slice_trim(slice_of(copy, n));
	return p < end ? p : NULL;
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

/* Reads the first line, if it is all there. */
static enum onus_err read_header(struct csv *c, struct slice text, size_t *used)
{
	SCOPED_ARENA(scratch);
	char source[SOURCE_WORDS_MAX];
	const char *end = text.p + text.n;
	const char *p = text.p;
	const char *from;

	*used = 0;
	p += slice_starts(text, SLICE("\xef\xbb\xbf")) ? 3 : 0;
	from = p;
	c->names = NEW_N(&c->arena, struct slice, LINK_COLUMNS_MAX + 1);
	for (c->n_columns = 0;; p++) {
		p = header_name(c, p, end, &c->names[c->n_columns]);
		if (p == NULL) {
			break;
		}
		ENSURE(++c->n_columns <= LINK_COLUMNS_MAX, ONUS_BAD_INPUT,
		       "%sheader: more columns than LINK_COLUMNS_MAX (%d); leave out what is not "
		       "compared",
		       source_words(c->source, source), LINK_COLUMNS_MAX);
		if (*p == '\n') {
			break;
		}
	}
	if (p == NULL) {
		ENSURE(text.n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
		       "%sheader: it is longer than LINK_FIELD_MAX (%d) bytes, or a quote in it is "
		       "never closed",
		       source_words(c->source, source), LINK_FIELD_MAX);
		return ONUS_OK;
	}
	GUARD(check_header(c, slice_of(from, (size_t)(p - from))));
	c->map = NEW_N(&c->arena, uint32_t, c->n_columns);
	GUARD(adding_columns(c->r, c->names, c->n_columns, c->map));
	c->has_header = true;
	*used = (size_t)(p + 1 - text.p);
	return ONUS_OK;
}

/* --- rows --- */

/* Room for the keys of all records that the text may hold. */
static void keys_room(struct csv *c, size_t n)
{
	size_t rows = csv_rows_max(n, c->n_columns);
	size_t kept = 0;

	for (size_t i = 0; i < c->n_columns; i++) {
		kept += c->map[i] != ADDING_SKIP;
	}
	if (kept * rows > c->keys_room) {
		free(c->keys);
		c->keys_room = kept * rows;
		c->keys = mem_alloc(c->keys_room * sizeof *c->keys);
	}
	kept = 0;
	for (size_t i = 0; i < c->n_columns; i++) {
		c->into[i] = c->map[i] != ADDING_SKIP ? c->keys + kept++ * rows : NULL;
	}
}

static enum onus_err encode_batch(struct csv *c, const struct csv_scan *s)
{
	const struct adding *a = c->r->adding;
	struct dict_text text = {.plain = s->text, .aside = s->aside};

	for (size_t i = 0; i < c->n_columns; i++) {
		size_t bad;

		if (c->map[i] == ADDING_SKIP) {
			continue;
		}
		if (adding_rows(&a->columns[c->map[i]], s->into[i], s->rows, &text, &bad) !=
		    DICT_OK) {
			struct where w;

			say_where(c, s->text, s->text + s->into[i][bad].at, i, &w);
			return onus_fail(ONUS_BAD_INPUT, HERE,
					 "%s, column \"%s\": a value is no UTF-8; save the file as "
					 "CSV in UTF-8",
					 w.words, w.column);
		}
	}
	return ONUS_OK;
}

/* Reads the whole records of a text of at most BATCH_MAX bytes. */
static enum onus_err read_batch(struct csv *c, struct slice text, size_t *used)
{
	const struct adding *a = c->r->adding;
	struct csv_scan s = {
		.text = text.p,
		.from = text.p,
		.to = text.p + text.n,
		.end = text.p + text.n,
		.n_columns = c->n_columns,
		.seed = a->seed,
		.into = c->into,
	};
	enum onus_err e;

	keys_room(c, text.n);
	csv_scan(&s);
	e = encode_batch(c, &s);
	if (e == ONUS_OK) {
		e = say_fault(c, &s);
	}
	free(s.aside);
	*used = (size_t)(s.next - s.text);
	c->open = s.open;
	c->lines += count_lines(s.text, s.next);
	c->rows += s.rows;
	return e;
}

/* Reads what there is of whole records. */
static enum onus_err read_text(struct csv *c, struct slice text, size_t *used)
{
	size_t size = BATCH;

	*used = 0;
	if (!c->has_header) {
		GUARD(read_header(c, text, used));
		c->lines = count_lines(text.p, text.p + *used);
	}
	while (c->has_header && *used < text.n) {
		size_t left = text.n - *used;
		size_t some = left < size ? left : size;
		size_t done;

		GUARD(read_batch(c, slice_of(text.p + *used, some), &done));
		*used += done;
		if (done == 0 && some == left) {
			break;
		}
		size = done > 0 ? BATCH : size * 2;
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
	memcpy(c->pending + c->pending_n, p, n);
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
	return c->pending_n > 0 ? say_open(c) : ONUS_OK;
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
