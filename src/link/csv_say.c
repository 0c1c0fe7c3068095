/* SPDX-License-Identifier: Apache-2.0
 * csv_say.c - what is wrong with CSV, and where, in words. */
#include <stdio.h>

#include "base/limits.h"
#include "link/csv_inside.h"

enum { NAME_SHOWN = 120 };

struct where {
	char words[SOURCE_WORDS_MAX + 32]; /* "people.csv, line 7" */
	char column[NAME_SHOWN];
};

static struct where where_of(const struct csv *c, const char *text, const char *at, size_t column)
{
	char source[SOURCE_WORDS_MAX];
	struct where w;

	snprintf(w.words, sizeof w.words, "%sline %zu", source_words(c->source, source),
		 c->lines + csv_lines(text, at) + 1);
	slice_show(column < c->n_columns ? c->names[column] : SLICE(""), w.column, sizeof w.column);
	return w;
}

enum onus_err csv_say_fault(const struct csv *c, const struct csv_scan *s)
{
	struct where w = where_of(c, s->text, s->fault_at, s->fault_column);

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

enum onus_err csv_say_open(const struct csv *c)
{
	struct where w = where_of(c, c->pending, c->pending + c->open, 0);

	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s: the quote that opens here is never closed; close it, or write it "
			 "twice where it is part of a value",
			 w.words);
}

enum onus_err csv_say_refused(const struct csv *c, const char *text)
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
	w = where_of(c, text, first, column);
	ENSURE(c->outcomes[column].result != DICT_FULL, ONUS_BAD_INPUT,
	       "%s, column \"%s\": the different values of this column are more than "
	       "LINK_COLUMN_BYTES_MAX (%d) bytes; leave the column out",
	       w.words, w.column, LINK_COLUMN_BYTES_MAX);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s, column \"%s\": the value is no UTF-8; save the file as CSV in UTF-8",
			 w.words, w.column);
}
