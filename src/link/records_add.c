/* SPDX-License-Identifier: Apache-2.0
 * records_add.c - takes records in, source after source, each wholly or not at all. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/pages.h"
#include "base/threads.h"
#include "link/records_adding.h"

enum {
	KEYS = 1024,        /* values of one column made into keys at a time */
	PLAIN_FROM = 65536, /* rows, all different, after which a column is taken for an id */
	NAME_SHOWN = 120,
};

/* --- for messages --- */

const char *source_words(struct slice source, char out[SOURCE_WORDS_MAX])
{
	char name[SOURCE_WORDS_MAX - 4];

	out[0] = '\0';
	if (source.n > 0) {
		snprintf(out, SOURCE_WORDS_MAX, "%s, ", slice_show(source, name, sizeof name));
	}
	return out;
}

/* The name of the source that is being added. */
static struct slice source_now(const struct onus_records *r)
{
	return r->sources[r->n_sources - 1];
}

enum onus_err adding_get(const struct onus_records *r, struct adding **out)
{
	ENSURE(r->adding != NULL, ONUS_USAGE,
	       "these records are finished: nothing can be added any more");
	*out = r->adding;
	return ONUS_OK;
}

/* --- which columns --- */

enum onus_err onus_records_want(struct onus_records *r, const struct slice *names, size_t count)
{
	struct adding *a;

	GUARD(adding_get(r, &a));
	a->wants = true;
	a->n_wanted = count;
	a->wanted = NEW_N(&r->arena, struct slice, count);
	for (size_t i = 0; i < count; i++) {
		a->wanted[i] = arena_slice(&r->arena, names[i]);
	}
	return ONUS_OK;
}

static bool is_wanted(const struct adding *a, struct slice name)
{
	for (size_t i = 0; i < a->n_wanted; i++) {
		if (slice_eq_nocase(a->wanted[i], name)) {
			return true;
		}
	}
	return !a->wants;
}

static size_t column_number(const struct adding *a, struct slice name)
{
	size_t i = 0;

	while (i < a->n_columns && !slice_eq_nocase(a->columns[i].name, name)) {
		i++;
	}
	return i;
}

static void new_columns(struct onus_records *r, const struct slice *names, size_t count,
			const uint32_t *map)
{
	struct adding *a = r->adding;

	a->columns = mem_alloc(count * sizeof *a->columns);
	for (size_t i = 0; i < count; i++) {
		if (map[i] != ADDING_SKIP) {
			struct adding_column *c = &a->columns[a->n_columns++];

			*c = (struct adding_column){.name = arena_slice(&r->arena, names[i])};
			dict_init(&c->dict, a->seed, true);
		}
	}
}

/* The columns of the first source are those of all. */
static enum onus_err map_first(struct onus_records *r, const struct slice *names, size_t count,
			       uint32_t *map)
{
	const struct adding *a = r->adding;
	uint32_t n = 0;

	for (size_t i = 0; i < count; i++) {
		map[i] = names[i].n > 0 && is_wanted(a, names[i]) ? n++ : ADDING_SKIP;
	}
	new_columns(r, names, count, map);
	return ONUS_OK;
}

static enum onus_err map_further(const struct onus_records *r, const struct slice *names,
				 size_t count, uint32_t *map)
{
	const struct adding *a = r->adding;
	char source[SOURCE_WORDS_MAX];
	char shown[NAME_SHOWN];

	for (size_t i = 0; i < count; i++) {
		size_t at = column_number(a, names[i]);

		map[i] = at < a->n_columns && is_wanted(a, names[i]) ? (uint32_t)at : ADDING_SKIP;
		ENSURE(at < a->n_columns || names[i].n == 0 || !is_wanted(a, names[i]),
		       ONUS_BAD_INPUT,
		       "%scolumn \"%s\": the records before have no such column; take it out here, "
		       "or add it there",
		       source_words(source_now(r), source),
		       slice_show(names[i], shown, sizeof shown));
	}
	return ONUS_OK;
}

/* Each column once, none missing. */
static enum onus_err check_map(const struct onus_records *r, const struct slice *names,
			       size_t count, const uint32_t *map)
{
	const struct adding *a = r->adding;
	char source[SOURCE_WORDS_MAX];
	char shown[NAME_SHOWN];

	for (size_t c = 0; c < a->n_columns; c++) {
		size_t times = 0;

		for (size_t i = 0; i < count; i++) {
			times += map[i] == c || (map[i] != ADDING_SKIP && map[i] != c &&
						 slice_eq_nocase(names[i], a->columns[c].name));
		}
		slice_show(a->columns[c].name, shown, sizeof shown);
		ENSURE(times > 0, ONUS_BAD_INPUT,
		       "%scolumn \"%s\" is missing, which the records before have; add it (it may "
		       "be empty)",
		       source_words(source_now(r), source), shown);
		ENSURE(times == 1, ONUS_BAD_INPUT,
		       "%scolumn \"%s\" is there twice (capitals make no difference); rename one",
		       source_words(source_now(r), source), shown);
	}
	return ONUS_OK;
}

enum onus_err adding_columns(struct onus_records *r, const struct slice *names, size_t count,
			     uint32_t *map)
{
	const struct adding *a = r->adding;
	char source[SOURCE_WORDS_MAX];

	ENSURE(count <= LINK_COLUMNS_MAX, ONUS_BAD_INPUT,
	       "%s%zu columns are more than LINK_COLUMNS_MAX (%d); leave out what is not compared",
	       source_words(source_now(r), source), count, LINK_COLUMNS_MAX);
	if (a->columns == NULL) {
		GUARD(map_first(r, names, count, map));
	} else {
		GUARD(map_further(r, names, count, map));
	}
	return check_map(r, names, count, map);
}

/* --- rows of one column --- */

static void codes_room(struct adding_column *c, size_t rows)
{
	if (rows > c->room) {
		size_t room = rows > c->room * 3 / 2 ? rows : c->room * 3 / 2;

		c->codes =
			pages_grow(c->codes, c->room * sizeof *c->codes, room * sizeof *c->codes);
		c->room = room;
	}
}

void adding_encode(struct adding_column *c)
{
	struct dict old = c->dict;
	struct dict_text text = {.plain = old.bytes};
	struct dict_key keys[KEYS];
	size_t bad;

	dict_init(&c->dict, old.seed, false); /* they were looked at when they came */
	codes_room(c, c->rows);
	for (uint32_t row = 0; row < c->rows; row += KEYS) {
		size_t n = c->rows - row < KEYS ? c->rows - row : KEYS;

		for (size_t i = 0; i < n; i++) {
			uint32_t at = old.at[row + i + 1];

			keys[i] = dict_key_near(old.seed, old.bytes + at, old.at[row + i + 2] - at,
						at);
		}
		(void)dict_encode(&c->dict, keys, n, &text, c->codes + row, &bad);
	}
	c->dict.check = old.check;
	c->plain = false;
	dict_finish(&old);
}

static void make_plain(struct adding_column *c)
{
	dict_drop_table(&c->dict);
	pages_free(c->codes, c->room * sizeof *c->codes);
	c->codes = NULL;
	c->room = 0;
	c->plain = true;
}

enum dict_result adding_rows(struct adding_column *c, const struct dict_key *keys, size_t n,
			     const struct dict_text *text, size_t *bad)
{
	enum dict_result e = DICT_OK;
	size_t done = 0;

	if (c->plain) {
		e = dict_append(&c->dict, keys, n, text, &done);
		c->rows += (uint32_t)done;
		*bad = done;
		if (e == DICT_OK && done < n) {
			adding_encode(c);
		}
	}
	if (e == DICT_OK && done < n) {
		codes_room(c, c->rows + n - done);
		e = dict_encode(&c->dict, keys + done, n - done, text, c->codes + c->rows, bad);
		c->rows += (uint32_t)(e == DICT_OK ? n - done : *bad);
		*bad += done;
		if (c->rows >= PLAIN_FROM && c->dict.n_values == c->rows) {
			make_plain(c);
		}
	}
	return e;
}

/* --- a source --- */

enum onus_err adding_begin(struct onus_records *r, struct slice source)
{
	struct adding *a = r->adding;
	char words[SOURCE_WORDS_MAX];
	uint32_t at = 0;

	while (at < r->n_sources && !slice_eq(r->sources[at], source)) {
		at++;
	}
	a->same_source = r->n_sources > 0 && at == r->n_sources - 1;
	if (a->same_source) {
		return ONUS_OK;
	}
	ENSURE(at == r->n_sources, ONUS_USAGE,
	       "%srecords of this source were added before those of another; add all of one source "
	       "one after the other",
	       source_words(source, words));
	ENSURE(r->n_sources == 0 || (source.n > 0 && r->sources[0].n > 0), ONUS_USAGE,
	       "a source has no name, and there is another; give each a name");
	r->sources = mem_grow(r->sources, (r->n_sources + 1) * sizeof *r->sources);
	r->source_rows = mem_grow(r->source_rows, (r->n_sources + 2) * sizeof *r->source_rows);
	r->sources[r->n_sources] = arena_slice(&r->arena, source);
	r->source_rows[r->n_sources] = a->rows;
	r->source_rows[++r->n_sources] = a->rows;
	return ONUS_OK;
}

void adding_commit(struct onus_records *r, uint32_t rows)
{
	struct adding *a = r->adding;

	a->rows += rows;
	r->rows = a->rows;
	r->source_rows[r->n_sources] = a->rows;
}

static void columns_destroy(struct adding *a)
{
	for (size_t i = 0; i < a->n_columns; i++) {
		dict_finish(&a->columns[i].dict);
		pages_free(a->columns[i].codes, a->columns[i].room * sizeof(uint32_t));
	}
	free(a->columns);
	a->columns = NULL;
	a->n_columns = 0;
}

/* Codes were given in the order of the rows, so what came later is what is above. */
static void cut_column(struct adding_column *c, uint32_t rows)
{
	uint32_t top = 0;

	if (c->plain) {
		top = rows;
	}
	for (uint32_t i = 0; i < rows && !c->plain; i++) {
		top = c->codes[i] > top ? c->codes[i] : top;
	}
	c->rows = rows;
	dict_cut(&c->dict, top);
}

void adding_cancel(struct onus_records *r)
{
	struct adding *a = r->adding;

	if (!a->same_source) {
		r->n_sources--;
	}
	if (r->n_sources == 0) {
		columns_destroy(a);
	}
	for (size_t i = 0; i < a->n_columns; i++) {
		cut_column(&a->columns[i], a->rows);
	}
}

void adding_destroy(struct adding *a)
{
	if (a != NULL) {
		csv_destroy(a->csv);
		columns_destroy(a);
		free(a);
	}
}

/* --- records from memory --- */

struct from_memory {
	struct onus_records *r;
	const struct onus_column *columns;
	const uint32_t *map;
	size_t rows;
};

static enum onus_err check_value(const struct from_memory *m, const struct onus_column *c,
				 size_t row)
{
	struct slice v = c->values[row];
	char source[SOURCE_WORDS_MAX];
	char shown[NAME_SHOWN];

	ENSURE(v.n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
	       "%srecord %zu, column \"%s\": %zu bytes are more than LINK_FIELD_MAX (%d); shorten "
	       "it",
	       source_words(source_now(m->r), source), row + 1,
	       slice_show(c->name, shown, sizeof shown), v.n, LINK_FIELD_MAX);
	ENSURE(v.n == 0 || memchr(v.p, 0, v.n) == NULL, ONUS_BAD_INPUT,
	       "%srecord %zu, column \"%s\": a NUL byte is no text; take it out",
	       source_words(source_now(m->r), source), row + 1,
	       slice_show(c->name, shown, sizeof shown));
	return ONUS_OK;
}

static enum onus_err refused(const struct from_memory *m, const struct onus_column *c, size_t row,
			     enum dict_result why)
{
	char source[SOURCE_WORDS_MAX];
	char shown[NAME_SHOWN];

	source_words(source_now(m->r), source);
	slice_show(c->name, shown, sizeof shown);
	ENSURE(why != DICT_FULL, ONUS_BAD_INPUT,
	       "%srecord %zu, column \"%s\": the different values of this column are more than "
	       "LINK_COLUMN_BYTES_MAX (%d) bytes; leave the column out",
	       source, row + 1, shown, LINK_COLUMN_BYTES_MAX);
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%srecord %zu, column \"%s\": the value is no UTF-8; convert it", source,
			 row + 1, shown);
}

static enum onus_err add_column(void *context, unsigned worker, size_t part)
{
	const struct from_memory *m = context;
	const struct onus_column *c = &m->columns[part];
	const struct adding *a = m->r->adding;
	struct dict_key keys[KEYS];

	(void)worker;
	if (m->map[part] == ADDING_SKIP) {
		return ONUS_OK;
	}
	for (size_t row = 0; row < m->rows; row += KEYS) {
		struct dict_text text = {.plain = NULL};
		size_t n = m->rows - row < KEYS ? m->rows - row : KEYS;
		size_t bad = 0;
		enum dict_result e;

		for (size_t i = 0; i < n; i++) {
			struct slice v = c->values[row + i];

			GUARD(check_value(m, c, row + i));
			keys[i] = dict_key_of(a->seed, v.n > 0 ? v.p : NULL, v.n);
			keys[i].at = (uint32_t)i;
		}
		text.values = c->values + row;
		e = adding_rows(&a->columns[m->map[part]], keys, n, &text, &bad);
		if (e != DICT_OK) {
			return refused(m, c, row + bad, e);
		}
	}
	return ONUS_OK;
}

enum onus_err onus_records_add(struct onus_records *r, struct slice source,
			       const struct onus_column *columns, size_t count, size_t rows)
{
	SCOPED_ARENA(scratch);
	struct from_memory m = {.r = r, .columns = columns, .rows = rows};
	struct slice *names = NEW_N(&scratch, struct slice, count);
	uint32_t *map = NEW_N(&scratch, uint32_t, count);
	struct adding *a;
	enum onus_err e;

	GUARD(adding_get(r, &a));
	ENSURE(a->csv == NULL, ONUS_USAGE, "a source that is being read has not ended");
	ENSURE(rows <= LINK_RECORDS_MAX - a->rows, ONUS_BAD_INPUT,
	       "%zu records are more than LINK_RECORDS_MAX (%d)", a->rows + rows, LINK_RECORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		names[i] = columns[i].name;
	}
	m.map = map;
	GUARD(adding_begin(r, source));
	e = adding_columns(r, names, count, map);
	if (e == ONUS_OK) {
		e = threads_run(rows > KEYS ? r->threads : 1, count, add_column, &m);
	}
	if (e == ONUS_OK) {
		adding_commit(r, (uint32_t)rows);
	} else {
		adding_cancel(r);
	}
	return e;
}
