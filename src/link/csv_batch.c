/* SPDX-License-Identifier: Apache-2.0
 * csv_batch.c - a batch of CSV: keys of its values, by several threads, then codes, by column. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/threads.h"
#include "link/csv_inside.h"

enum {
	KEYS_MAX = 512 * 1024, /* that all threads make at a time: 8 MB of them */
	KEYS_MIN = 32 * 1024,  /* the same of one, however many there are */
	ROWS_MAX = 16 * 1024,  /* the same in records of few columns */
	SHARE_MIN = 64 * 1024, /* bytes that are worth a thread */
	SHARE_MAX = 8 * 1024 * 1024,
	GUESSES = 8, /* places where a record might begin that are tried */
};

void csv_batch_start(struct csv *c)
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

void csv_batch_finish(struct csv *c)
{
	for (unsigned i = 0; i < c->threads && c->shares != NULL; i++) {
		free(c->shares[i].keys);
		free(c->shares[i].scan.aside);
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

enum onus_err csv_batch_read(struct csv *c, struct slice text, size_t *used)
{
	const struct csv_scan *last;
	size_t rows = 0;

	cut_batch(c, text);
	GUARD(threads_run(c->n_shares, c->n_shares, scan_share, c));
	check_shares(c, text);
	sort_kept(c);
	GUARD(threads_run(text.n < SHARE_MIN ? 1 : c->threads, c->n_kept, encode_column, c));
	GUARD(csv_say_refused(c, text.p));
	last = &c->shares[c->n_shares - 1].scan;
	GUARD(csv_say_fault(c, last));
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

size_t csv_batch_size(const struct csv *c)
{
	double share = (double)c->rows_max * c->row_bytes * 0.9;

	if (share < SHARE_MIN) {
		share = SHARE_MIN;
	}
	return (size_t)(share < SHARE_MAX ? share : SHARE_MAX) * c->threads;
}
