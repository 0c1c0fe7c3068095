/* SPDX-License-Identifier: Apache-2.0
 * records_finish.c - makes columns of what was added, and gives all else back. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/threads.h"
#include "link/records_adding.h"
#include "link/records_inside.h"

enum { SHOWN = 120 };

/* --- columns --- */

static enum onus_err finish_column(void *context, unsigned worker, size_t part)
{
	struct onus_records *r = context;
	struct adding *a = r->adding;
	struct adding_column *c = &a->columns[part];

	(void)worker;
	if (c->plain && !c->distinct) {
		adding_encode(c);
	}
	r->columns[part] = column_from_dict(c->name, &c->dict, c->codes, c->room, r->rows, NULL);
	c->codes = NULL;
	c->room = 0;
	return ONUS_OK;
}

static enum onus_err finish_columns(struct onus_records *r)
{
	struct adding *a = r->adding;

	for (size_t i = 0; i < a->n_columns; i++) {
		struct adding_column *c = &a->columns[i];

		dict_drop_table(&c->dict);
		if (c->plain) {
			GUARD(dict_is_distinct(&c->dict, r->threads, &c->distinct));
		}
	}
	r->columns = mem_alloc((a->n_columns + 1) * sizeof(struct column *));
	GUARD(threads_run(r->threads, a->n_columns, finish_column, r));
	r->n_columns = a->n_columns;
	return ONUS_OK;
}

/* --- the id --- */

/* "a", "b", "c" for a message. */
static const char *column_list(const struct onus_records *r, struct buf *out)
{
	char shown[SHOWN];

	for (size_t i = 0; i < r->n_columns; i++) {
		buf_addf(out, "%s\"%s\"", i > 0 ? ", " : "",
			 slice_show(r->columns[i]->name, shown, sizeof shown));
	}
	buf_add_byte(out, '\0');
	return out->data;
}

static enum onus_err no_such_column(const struct onus_records *r, struct slice id)
{
	SCOPED_BUF(list, 64 * 1024);
	char shown[SHOWN];

	slice_show(id, shown, sizeof shown);
	ENSURE(r->n_columns > 0, ONUS_BAD_INPUT,
	       "no column \"%s\" to tell the records apart: there are no columns at all", shown);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "no column \"%s\" to tell the records apart; there are: %s", shown,
			 column_list(r, &list));
}

/* Where a value stands: source, and record in it from 1 on. */
static enum onus_err id_missing(const struct onus_records *r, uint32_t row)
{
	uint32_t s = records_source_of(r, row);
	char source[SOURCE_WORDS_MAX];
	char shown[SHOWN];

	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%srecord %" PRIu32 ": column \"%s\", which tells the records apart, is "
			 "empty; fill it in",
			 source_words(r->sources[s], source), row - r->source_rows[s] + 1,
			 slice_show(r->id->name, shown, sizeof shown));
}

static enum onus_err id_twice(const struct onus_records *r, uint32_t first, uint32_t second)
{
	uint32_t s = records_source_of(r, first);
	char source[SOURCE_WORDS_MAX];
	char shown[SHOWN];
	char value[SHOWN];

	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%srecords %" PRIu32 " and %" PRIu32 " have the same \"%s\", %s; it must "
			 "tell the records apart: number them anew, or take one out",
			 source_words(r->sources[s], source), first - r->source_rows[s] + 1,
			 second - r->source_rows[s] + 1,
			 slice_show(r->id->name, shown, sizeof shown),
			 slice_show(onus_records_id(r, first), value, sizeof value));
}

static enum onus_err check_source(const struct onus_records *r, uint32_t source, uint32_t *seen)
{
	const uint32_t *codes = r->id->codes;

	for (uint32_t row = r->source_rows[source]; row < r->source_rows[source + 1]; row++) {
		uint32_t code = codes[row];

		if (code == 0) {
			return id_missing(r, row);
		}
		if (seen[code] == source + 1) {
			uint32_t first = r->source_rows[source];

			while (codes[first] != code) {
				first++;
			}
			return id_twice(r, first, row);
		}
		seen[code] = source + 1;
	}
	return ONUS_OK;
}

static enum onus_err check_id(const struct onus_records *r)
{
	uint32_t *seen; /* the source, from 1, that had the value last */
	enum onus_err e = ONUS_OK;

	if (r->id->codes == NULL) {
		return ONUS_OK;
	}
	seen = mem_alloc(((size_t)r->id->n_values + 1) * sizeof *seen);
	memset(seen, 0, ((size_t)r->id->n_values + 1) * sizeof *seen);
	for (uint32_t s = 0; s < r->n_sources && e == ONUS_OK; s++) {
		e = check_source(r, s, seen);
	}
	free(seen);
	return e;
}

/* Writes the digits of a number in front of `end`; gives how many. */
static size_t write_number(uint32_t n, char *end)
{
	size_t digits = 0;

	do {
		*--end = (char)('0' + n % 10);
		n /= 10;
		digits++;
	} while (n > 0);
	return digits;
}

/* A column of the numbers from 1 on, behind the others and without a name. */
static void number_records(struct onus_records *r)
{
	struct dict_text text = {0};
	char number[DICT_SHORT];
	struct dict d;
	size_t done;

	dict_init(&d, 0, false);
	for (uint32_t row = 0; row < r->rows; row++) {
		size_t n = write_number(row + 1, number + DICT_SHORT);
		struct dict_key k = dict_key_of(0, number + DICT_SHORT - n, n);

		(void)dict_append(&d, &k, 1, &text, &done);
	}
	r->columns[r->n_columns] = column_from_dict(SLICE(""), &d, NULL, 0, r->rows, NULL);
	r->id = r->columns[r->n_columns++];
}

enum onus_err onus_records_finish(struct onus_records *r, struct slice id)
{
	struct adding *a;

	GUARD(adding_get(r, &a));
	ENSURE(a->csv == NULL, ONUS_USAGE, "a source that is being read has not ended");
	GUARD(finish_columns(r));
	adding_destroy(a);
	r->adding = NULL;
	if (id.n == 0) {
		number_records(r);
		return ONUS_OK;
	}
	r->id = records_column(r, id);
	if (r->id == NULL) {
		return no_such_column(r, id);
	}
	return check_id(r);
}
