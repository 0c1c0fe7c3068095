/* SPDX-License-Identifier: GPL-2.0-or-later
 * jsonl.c - JSON lines: an object a line, each a row; its members are the columns, in the order in
 * which they are first met. */
#include "base/json.h"
#include "extract/charset.h"
#include "extract/readers.h"

struct lines {
	struct output *out;
	struct arena names; /* of the columns */
	struct slice columns[TABLE_COLUMNS_MAX];
	unsigned count;
	unsigned bad;
};

/* The column of a name, made where it is new; TABLE_COLUMNS_MAX where there are too many. */
static unsigned column_of(struct lines *l, struct slice name)
{
	for (unsigned i = 0; i < l->count; i++) {
		if (slice_eq(l->columns[i], name)) {
			return i;
		}
	}
	if (l->count == TABLE_COLUMNS_MAX) {
		output_cut(l->out, "its objects have more names than TABLE_COLUMNS_MAX (%d)",
			   TABLE_COLUMNS_MAX);
		return TABLE_COLUMNS_MAX;
	}
	l->columns[l->count] = arena_slice(&l->names, name);
	output_column(l->out, name);
	return l->count++;
}

/* Text as it is, null as nothing, all else as JSON writes it. */
static void add_cell(struct lines *l, unsigned column, const struct json *v)
{
	SCOPED_BUF(words, TABLE_CELL_MAX);

	if (v->type == JSON_STRING) {
		buf_add(&words, charset_cut(v->string, TABLE_CELL_MAX));
	} else if (v->type != JSON_NULL) {
		json_write(&words, v);
	}
	if (words.full || v->string.n > TABLE_CELL_MAX) {
		output_warn(
			l->out,
			"a value is longer than TABLE_CELL_MAX (%d bytes): its end was left out",
			TABLE_CELL_MAX);
	}
	output_cell(l->out, column, charset_cut(buf_slice(&words), TABLE_CELL_MAX));
}

/* Cells go out by column, in whatever order the object has its names. */
static bool add_object(struct lines *l, const struct json *v, uint32_t number, uint32_t line)
{
	const struct json *cells[TABLE_COLUMNS_MAX + 1] = {0};

	for (size_t i = 0; i < v->count; i++) {
		cells[column_of(l, v->members[i].key)] = v->members[i].value;
	}
	output_row_begin(l->out, number, line);
	for (unsigned i = 0; i < l->count; i++) {
		if (cells[i] != NULL) {
			add_cell(l, i, cells[i]);
		}
	}
	return output_row_end(l->out);
}

/* Anything but an object is a row of one cell; so is a line that is no JSON, as it stands there. */
static bool add_single(struct lines *l, const char *name, struct slice value, uint32_t number,
		       uint32_t line)
{
	unsigned column = column_of(l, slice_str(name));

	output_row_begin(l->out, number, line);
	output_cell(l->out, column, charset_cut(value, TABLE_CELL_MAX));
	return output_row_end(l->out);
}

static bool read_line(struct lines *l, struct slice text, uint32_t number, uint32_t line)
{
	SCOPED_ARENA(a);
	struct json *v;

	if (json_parse(&a, text, &v) != ONUS_OK) {
		l->bad++;
		output_warn(l->out, "line %u is no JSON (%s): kept as it stands", line,
			    onus_last_error()->text);
		return add_single(l, "line that is no JSON", text, number, line);
	}
	if (v->type != JSON_OBJECT) {
		return add_single(l, "value", v->type == JSON_STRING ? v->string : text, number,
				  line);
	}
	return add_object(l, v, number, line);
}

static uint32_t read_lines(struct lines *l, struct slice text)
{
	struct slice one;
	uint32_t number = 0;

	for (uint32_t line = 1; slice_line(&text, &one); line++) {
		if (slice_trim(one).n == 0) {
			continue;
		}
		if (number == TABLE_ROWS_MAX) {
			output_cut(l->out, "it has more rows than TABLE_ROWS_MAX (%d)",
				   TABLE_ROWS_MAX);
			break;
		}
		if (!read_line(l, slice_trim(one), ++number, line)) {
			break;
		}
	}
	return number;
}

enum onus_err jsonl_read(const struct job *job, struct output *out)
{
	static struct lines lines;
	SCOPED_BUF(utf8, REPORT_BYTES_MAX);
	size_t mark;
	const char *charset = charset_choose(job->bytes, slice_of(NULL, 0), &mark);
	struct slice text = slice_from(job->bytes, mark);
	uint32_t rows;

	output_media(out, "application/jsonl");
	if (strcmp(charset, "UTF-8") != 0) {
		out->replaced += charset_decode(&utf8, charset, text);
		text = buf_slice(&utf8);
	}
	GUARD(buf_check(&utf8, "the lines in UTF-8"));
	lines = (struct lines){.out = out};
	rows = read_lines(&lines, text);
	arena_finish(&lines.names);
	ENSURE(rows > lines.bad, ONUS_BAD_INPUT, "not one of its %u lines is JSON", rows);
	return ONUS_OK;
}
