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
	KEYS_MAX = 512 * 1024,     /* that all threads make at a time: 8 MB of them */
	KEYS_MIN = 32 * 1024,      /* the same of one, however many there are */
	ROWS_MAX = 16 * 1024,      /* the same in records of few columns */
	PENDING_STEP = 256 * 1024, /* smaller pieces are put together to this size */
	SHARE_MIN = 64 * 1024,     /* bytes that are worth a thread */
	SHARE_MAX = 8 * 1024 * 1024,
	GUESSES = 8, /* places where a record might begin that are tried */
	NAME_SHOWN = 120,
};

/* What one thread reads of a batch, and where it puts the keys. */
struct share {
	struct csv_scan scan;
	struct dict_key *keys;
	struct dict_key **into; /* by column of the source; NULL: skipped */
};

/* What became of one column of a batch. */
struct outcome {
	enum dict_result result;
	const char *bad; /* the value that was refused */
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
	size_t open;           /* offset, in what was left, of a quote that does not close in it */
	size_t rows_max;       /* that a share has room for */
	double row_bytes;      /* of a record of the batch before */
	unsigned threads;
	struct share *shares; /* [threads] */
	unsigned n_shares;    /* of the batch being read */
	struct dict_key **nowhere;
	size_t n_kept;
	uint32_t *kept; /* the source's columns that are not skipped, those of most values first */
	struct outcome *outcomes; /* by column of the source */
};

void csv_destroy(struct csv *c)
{
	if (c == NULL) {
		return;
	}
	for (unsigned i = 0; i < c->threads && c->shares != NULL; i++) {
		free(c->shares[i].keys);
		free(c->shares[i].scan.aside);
	}
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

/* --- for messages --- */

struct where {
	char words[SOURCE_WORDS_MAX + 32]; /* "people.csv, line 7" */
	char column[NAME_SHOWN];
};

static void say_where(const struct csv *c, const char *text, const char *at, size_t column,
		      struct where *w)
{
	char source[SOURCE_WORDS_MAX];

	snprintf(w->words, sizeof w->words, "%sline %zu", source_words(c->source, source),
		 c->lines + csv_lines(text, at) + 1);
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
	case CSV_RECORD:
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s: the record that begins here is longer than LINK_RECORD_MAX "
				 "(%d) bytes; shorten its values, or close its quote",
				 w.words, LINK_RECORD_MAX);
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

	say_where(c, c->pending, c->pending + c->open, 0, &w);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s: the quote that opens here is never closed; close it, or write it "
			 "twice where it is part of a value",
			 w.words);
}

/* --- rows --- */

/* Room for what the threads make of a batch, once it is known how many columns there are. */
static void make_shares(struct csv *c)
{
	size_t keys;

	c->kept = NEW_N(&c->arena, uint32_t, c->n_columns);
	for (uint32_t i = 0; i < c->n_columns; i++) {
		if (c->map[i] != ADDING_SKIP) {
			c->kept[c->n_kept++] = i;
		}
	}
	c->outcomes = NEW_N(&c->arena, struct outcome, c->n_columns);
	c->nowhere = NEW_N(&c->arena, struct dict_key *, c->n_columns);
	keys = KEYS_MAX / c->threads > KEYS_MIN ? KEYS_MAX / c->threads : KEYS_MIN;
	c->rows_max = keys / (c->n_kept + 1) + 1;
	c->rows_max = c->rows_max < ROWS_MAX ? c->rows_max : ROWS_MAX;
	c->shares = NEW_N(&c->arena, struct share, c->threads);
	for (unsigned i = 0; i < c->threads; i++) {
		struct share *share = &c->shares[i];

		share->keys = mem_alloc(c->rows_max * c->n_kept * sizeof *share->keys);
		share->into = NEW_N(&c->arena, struct dict_key *, c->n_columns);
		for (size_t k = 0; k < c->n_kept; k++) {
			share->into[c->kept[k]] = share->keys + k * c->rows_max;
		}
	}
}

/* A scan of the text that begins at `from`; what it had aside is forgotten. */
static void share_set(const struct csv *c, struct share *share, struct slice text, const char *from)
{
	struct csv_scan *s = &share->scan;

	*s = (struct csv_scan){
		.text = text.p,
		.from = from,
		.to = text.p + text.n,
		.end = text.p + text.n,
		.n_columns = c->n_columns,
		.seed = c->r->adding->seed,
		.into = share->into,
		.rows_max = c->rows_max,
		.aside = s->aside,
		.aside_room = s->aside_room,
	};
}

/* A place from `at` on where a record seems to begin: behind a line end, where a whole record can
 * be read; NULL where there is none near. Whether one does begin there is seen when the text before
 * it has been read. */
static const char *guess(const struct csv *c, struct slice text, const char *at)
{
	const char *end = text.p + text.n;

	for (int i = 0; i < GUESSES; i++) {
		struct share probe = {.into = c->nowhere};

		at = memchr(at, '\n', (size_t)(end - at));
		if (at == NULL || ++at == end) {
			return NULL;
		}
		share_set(c, &probe, text, at);
		probe.scan.rows_max = 1;
		csv_scan(&probe.scan);
		free(probe.scan.aside);
		if (probe.scan.fault == CSV_FINE && probe.scan.rows == 1) {
			return at;
		}
	}
	return NULL;
}

/* Cuts the text into shares. */
static void cut_batch(struct csv *c, struct slice text)
{
	size_t n = text.n / SHARE_MIN < c->threads ? text.n / SHARE_MIN : c->threads;
	const char *from = text.p;

	c->n_shares = 1;
	share_set(c, &c->shares[0], text, from);
	for (size_t i = 1; i < n; i++) {
		const char *at = text.p + text.n / n * i;

		from = at > from ? guess(c, text, at) : NULL;
		if (from == NULL) {
			break;
		}
		c->shares[c->n_shares - 1].scan.to = from;
		share_set(c, &c->shares[c->n_shares++], text, from);
	}
}

static enum onus_err scan_share(void *context, unsigned worker, size_t part)
{
	struct csv *c = context;

	(void)worker;
	csv_scan(&c->shares[part].scan);
	return ONUS_OK;
}

/* Keeps the shares that follow one another. Where a guess was wrong, what was read from there on is
 * read anew, in one share. */
static void check_shares(struct csv *c, struct slice text)
{
	for (unsigned i = 0; i + 1 < c->n_shares; i++) {
		const struct csv_scan *s = &c->shares[i].scan;
		const char *next = s->next;

		if (s->fault != CSV_FINE || next < s->to) {
			c->n_shares = i + 1;
		} else if (next != c->shares[i + 1].scan.from) {
			share_set(c, &c->shares[i + 1], text, next);
			csv_scan(&c->shares[i + 1].scan);
			c->n_shares = i + 2;
		}
	}
}

static enum onus_err encode_column(void *context, unsigned worker, size_t part)
{
	struct csv *c = context;
	uint32_t column = c->kept[part];
	struct adding_column *to = &c->r->adding->columns[c->map[column]];
	struct outcome *o = &c->outcomes[column];

	(void)worker;
	*o = (struct outcome){DICT_OK, NULL};
	for (unsigned i = 0; i < c->n_shares && o->result == DICT_OK; i++) {
		const struct csv_scan *s = &c->shares[i].scan;
		const struct dict_key *keys = s->into[column];
		struct dict_text text = {.plain = s->text, .aside = s->aside};
		size_t bad;

		o->result = adding_rows(to, keys, s->rows, &text, &bad);
		if (o->result != DICT_OK) {
			o->bad = s->text + csv_offset(s, &keys[bad]);
		}
	}
	return ONUS_OK;
}

/* Those of most values first, since they take longest. */
static void sort_kept(struct csv *c)
{
	const struct adding_column *columns = c->r->adding->columns;

	for (size_t i = 1; i < c->n_kept; i++) {
		uint32_t column = c->kept[i];
		uint32_t n = columns[c->map[column]].dict.n_values;
		size_t k = i;

		for (; k > 0 && columns[c->map[c->kept[k - 1]]].dict.n_values < n; k--) {
			c->kept[k] = c->kept[k - 1];
		}
		c->kept[k] = column;
	}
}

/* The first value of the batch that a column refused. */
static enum onus_err say_refused(const struct csv *c, const char *text)
{
	const char *first = NULL;
	size_t column = 0;
	struct where w;

	for (size_t i = 0; i < c->n_kept; i++) {
		const struct outcome *o = &c->outcomes[c->kept[i]];

		if (o->result != DICT_OK && (first == NULL || o->bad < first)) {
			first = o->bad;
			column = c->kept[i];
		}
	}
	if (first == NULL) {
		return ONUS_OK;
	}
	say_where(c, text, first, column, &w);
	ENSURE(c->outcomes[column].result != DICT_FULL, ONUS_BAD_INPUT,
	       "%s, column \"%s\": the different values of this column are more than "
	       "LINK_COLUMN_BYTES_MAX (%d) bytes; leave the column out",
	       w.words, w.column, LINK_COLUMN_BYTES_MAX);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s, column \"%s\": the value is no UTF-8; save the file as CSV in UTF-8",
			 w.words, w.column);
}

/* Reads whole records of a text of less than 2 GB. */
static enum onus_err read_batch(struct csv *c, struct slice text, size_t *used)
{
	const struct csv_scan *last;
	size_t rows = 0;

	cut_batch(c, text);
	GUARD(threads_run(c->n_shares, c->n_shares, scan_share, c));
	check_shares(c, text);
	sort_kept(c);
	GUARD(threads_run(text.n < SHARE_MIN ? 1 : c->threads, c->n_kept, encode_column, c));
	GUARD(say_refused(c, text.p));
	last = &c->shares[c->n_shares - 1].scan;
	GUARD(say_fault(c, last));
	for (unsigned i = 0; i < c->n_shares; i++) {
		rows += c->shares[i].scan.rows;
		c->lines += c->shares[i].scan.lines;
	}
	c->rows += rows;
	ENSURE(c->rows <= LINK_RECORDS_MAX - c->r->adding->rows, ONUS_BAD_INPUT,
	       "more than LINK_RECORDS_MAX (%d) records", LINK_RECORDS_MAX);
	*used = (size_t)(last->next - text.p);
	c->open = last->open != NULL ? (size_t)(last->open - last->next) : 0;
	if (rows > 0) {
		c->row_bytes = (double)*used / (double)rows;
	}
	return ONUS_OK;
}

/* Bytes to read at a time: what shares have room for, if records are as long as before. */
static size_t batch_size(const struct csv *c)
{
	double share = (double)c->rows_max * c->row_bytes * 0.9;

	if (share < SHARE_MIN) {
		share = SHARE_MIN;
	}
	return (size_t)(share < SHARE_MAX ? share : SHARE_MAX) * c->threads;
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
	make_shares(c);
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
	size = batch_size(c);
	while (c->has_header && *used < text.n) {
		size_t left = text.n - *used;
		size_t some = left < size ? left : size;
		size_t done = 0;

		GUARD(read_batch(c, slice_of(text.p + *used, some), &done));
		*used += done;
		if (done == 0 && some == left) {
			break;
		}
		size = done > 0 ? batch_size(c) : size * 2;
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
