/* SPDX-License-Identifier: GPL-2.0-or-later
 * csv.c - tables as text: RFC 4180, and what people really save.
 *
 * The delimiter and the encoding are found out. A row may be shorter or longer than the heading, a
 * line may end anyhow, a quote may never close: every character ends up in some cell, and what
 * looked odd is said in a warning. */
#include "extract/charset.h"
#include "extract/readers.h"

enum { SNIFF_ROWS = 50, SNIFF_BYTES = 1024 * 1024 };

/* A cell lies in the text, or, where it had to be put together, in table.joined. */
struct cell {
	bool joined;
	size_t from;
	size_t n;
};

/* One row, and where the reading is. */
struct table {
	struct slice text;
	size_t at;
	uint32_t line; /* of `at`, from 1 */
	char delimiter;
	bool quotes; /* false once a quote was opened that never closes */
	struct output *out;

	uint32_t row_line;
	unsigned count; /* cells of the row; those beyond TABLE_COLUMNS_MAX are only counted */
	struct cell cells[TABLE_COLUMNS_MAX];
	struct buf joined;
};

static void table_init(struct table *t, struct slice text, struct output *out)
{
	t->text = text;
	t->at = 0;
	t->line = 1;
	t->quotes = true;
	t->out = out;
	t->count = 0;
	buf_init(&t->joined, REPORT_BYTES_MAX);
}

/* --- one cell --- */

static bool at_row_end(const struct table *t)
{
	return t->at >= t->text.n || t->text.p[t->at] == '\n' || t->text.p[t->at] == '\r';
}

static struct cell take_bare(struct table *t)
{
	size_t from = t->at;

	while (!at_row_end(t) && t->text.p[t->at] != t->delimiter) {
		t->at++;
	}
	return (struct cell){false, from, t->at - from};
}

/* Offset of the next quote; the end of the text where there is none. Counts the lines between. */
static size_t find_quote(struct table *t, size_t from)
{
	size_t stop = from + slice_find(slice_from(t->text, from), '"');

	for (size_t i = from; i < stop; i++) {
		t->line += t->text.p[i] == '\n';
	}
	return stop;
}

static bool quote_at(const struct table *t, size_t at)
{
	return at < t->text.n && t->text.p[at] == '"';
}

/* Goes on with a cell in which quotes stand doubled; `first` is the first of them. False where the
 * cell never closes. */
static bool join_quoted(struct table *t, size_t from, size_t first, struct cell *out)
{
	size_t begin = t->joined.len;

	while (quote_at(t, first + 1)) {
		buf_add(&t->joined, slice_of(t->text.p + from, first + 1 - from));
		from = first + 2;
		first = find_quote(t, from);
	}
	if (first == t->text.n) {
		return false;
	}
	buf_add(&t->joined, slice_of(t->text.p + from, first - from));
	*out = (struct cell){true, begin, t->joined.len - begin};
	t->at = first + 1;
	return true;
}

/* Takes a cell that begins with a quote; false where no quote closes it. */
static bool take_closed(struct table *t, struct cell *out)
{
	size_t from = t->at + 1;
	size_t stop = find_quote(t, from);

	if (stop == t->text.n) {
		return false;
	}
	if (quote_at(t, stop + 1)) {
		return join_quoted(t, from, stop, out);
	}
	*out = (struct cell){false, from, stop - from};
	t->at = stop + 1;
	return true;
}

/* What stands behind a closing quote belongs to the cell all the same. */
static void join_tail(struct table *t, struct cell *cell)
{
	struct cell tail = take_bare(t);
	size_t begin = t->joined.len;

	if (tail.n == 0) {
		return;
	}
	output_warn(t->out, "in line %u a cell goes on behind its closing quote", t->line);
	if (!cell->joined) {
		buf_add(&t->joined, slice_of(t->text.p + cell->from, cell->n));
		*cell = (struct cell){true, begin, cell->n};
	}
	buf_add(&t->joined, slice_of(t->text.p + tail.from, tail.n));
	cell->n += tail.n;
}

/* A quote that never closes would swallow all that follows: it is taken for a plain character, and
 * so are all quotes behind it. */
static struct cell take_cell(struct table *t)
{
	struct cell cell;
	uint32_t line = t->line;

	if (!t->quotes || !quote_at(t, t->at)) {
		return take_bare(t);
	}
	if (take_closed(t, &cell)) {
		join_tail(t, &cell);
		return cell;
	}
	output_warn(t->out,
		    "the quote in line %u never closes: from there on, quotes are plain characters",
		    line);
	t->quotes = false;
	t->line = line;
	return take_bare(t);
}

/* --- one row --- */

/* Steps over a delimiter: true; or over the end of the row: false. */
static bool next_cell(struct table *t)
{
	if (t->at >= t->text.n) {
		return false;
	}
	if (t->text.p[t->at] == t->delimiter) {
		t->at++;
		return true;
	}
	if (t->text.p[t->at] == '\r') {
		t->at++;
	}
	if (t->at < t->text.n && t->text.p[t->at] == '\n') {
		t->at++;
	}
	t->line++;
	return false;
}

/* Takes the next row that is not an empty line; false at the end of the text. */
static bool take_row(struct table *t)
{
	while (t->at < t->text.n && at_row_end(t)) {
		next_cell(t);
	}
	if (t->at >= t->text.n) {
		return false;
	}
	t->row_line = t->line;
	t->count = 0;
	buf_reset(&t->joined);
	do {
		struct cell cell = take_cell(t);

		if (t->count < TABLE_COLUMNS_MAX) {
			t->cells[t->count] = cell;
		}
		t->count++;
	} while (next_cell(t));
	return true;
}

/* The words of a cell of the row at hand. */
static struct slice cell_text(const struct table *t, unsigned column)
{
	const struct cell *c = &t->cells[column];
	struct slice s = slice_of((c->joined ? t->joined.data : t->text.p) + c->from, c->n);

	if (s.n > TABLE_CELL_MAX) {
		output_warn(
			t->out,
			"a cell of the row in line %u is longer than TABLE_CELL_MAX (%d bytes): "
			"its end was left out",
			t->row_line, TABLE_CELL_MAX);
	}
	return charset_cut(s, TABLE_CELL_MAX);
}

/* --- the delimiter --- */

/* How many of the first rows have as many cells as the first, when cut at `delimiter`; 0 where the
 * first has only one. */
static unsigned score(struct table *t, struct slice text, char delimiter, struct output *quiet)
{
	unsigned first = 0;
	unsigned equal = 0;

	table_init(t, text, quiet);
	t->delimiter = delimiter;
	for (unsigned row = 0; row < SNIFF_ROWS && take_row(t); row++) {
		first = row == 0 ? t->count : first;
		equal += t->count == first;
	}
	buf_finish(&t->joined);
	return first > 1 ? equal * 64 + (first < 64 ? first : 63) : 0;
}

static char sniff_delimiter(struct table *t, struct slice text)
{
	static const char candidates[] = ",;\t|";
	struct output quiet;
	unsigned best = 0;
	char found = ',';

	text.n = text.n < SNIFF_BYTES ? text.n : SNIFF_BYTES;
	output_init(&quiet, -1);
	for (const char *c = candidates; *c != '\0'; c++) {
		unsigned s = score(t, text, *c, &quiet);

		if (s > best) {
			best = s;
			found = *c;
		}
	}
	output_finish(&quiet);
	return found;
}

/* Excel's own word on it: a first line "sep=;". Gives its length, or 0. */
static size_t separator_line(struct slice text, char *delimiter)
{
	if (!slice_starts(text, SLICE("sep=")) || text.n < 6 ||
	    (text.p[5] != '\n' && text.p[5] != '\r')) {
		return 0;
	}
	*delimiter = text.p[4];
	return 5;
}

/* --- the rows --- */

static void add_columns(struct table *t, bool named)
{
	while (t->out->columns.count < t->count && t->out->columns.count < TABLE_COLUMNS_MAX) {
		output_column(t->out,
			      named ? cell_text(t, t->out->columns.count) : slice_of(NULL, 0));
	}
}

static void check_width(struct table *t, unsigned number, unsigned named)
{
	if (t->count != named) {
		output_warn(t->out, "row %u has %u cells where the heading has %u", number,
			    t->count, named);
	}
	if (t->count > TABLE_COLUMNS_MAX) {
		output_cut(t->out, "row %u has %u cells, more than TABLE_COLUMNS_MAX (%d)", number,
			   t->count, TABLE_COLUMNS_MAX);
		t->count = TABLE_COLUMNS_MAX;
	}
}

/* Hands over the row at hand. A cell beyond the heading makes a new column: nothing is lost. */
static bool give_row(struct table *t, unsigned number, unsigned named)
{
	check_width(t, number, named);
	add_columns(t, false);
	output_row_begin(t->out, number, t->row_line);
	for (unsigned i = 0; i < t->count; i++) {
		output_cell(t->out, i, cell_text(t, i));
	}
	return output_row_end(t->out);
}

static enum onus_err read_rows(struct table *t, bool no_heading)
{
	unsigned number = 0;
	unsigned named;
	bool more = take_row(t);

	ENSURE(more, ONUS_BAD_INPUT, "the table is empty");
	ENSURE(t->count <= TABLE_COLUMNS_MAX, ONUS_BAD_INPUT,
	       "it has %u columns, more than TABLE_COLUMNS_MAX (%d)", t->count, TABLE_COLUMNS_MAX);
	add_columns(t, !no_heading);
	named = t->out->columns.count;
	more = no_heading || take_row(t);
	while (more) {
		if (number == TABLE_ROWS_MAX) {
			output_cut(t->out, "it has more rows than TABLE_ROWS_MAX (%d)",
				   TABLE_ROWS_MAX);
			break;
		}
		more = give_row(t, ++number, named) && take_row(t);
	}
	return ONUS_OK;
}

static enum onus_err read_table(const struct job *job, struct slice text, struct output *out)
{
	static struct table t;
	char delimiter = job->delimiter;
	size_t skipped = separator_line(text, &delimiter);
	enum onus_err result;

	text = slice_from(text, skipped);
	if (delimiter == '\0') {
		delimiter = sniff_delimiter(&t, text);
	}
	output_fact(out, "delimiter", delimiter == '\t' ? SLICE("tab") : slice_of(&delimiter, 1));
	table_init(&t, text, out);
	t.delimiter = delimiter;
	result = read_rows(&t, job->no_heading);
	buf_finish(&t.joined);
	return result;
}

enum onus_err csv_read(const struct job *job, struct output *out)
{
	SCOPED_BUF(utf8, REPORT_BYTES_MAX);
	size_t mark;
	const char *charset = charset_choose(job->bytes, slice_of(NULL, 0), &mark);
	struct slice text = slice_from(job->bytes, mark);

	output_media(out, "text/csv");
	output_fact(out, "encoding", slice_str(charset));
	if (strcmp(charset, "UTF-8") != 0) {
		out->replaced += charset_decode(&utf8, charset, text);
		text = buf_slice(&utf8);
	}
	GUARD(buf_check(&utf8, "the table in UTF-8"));
	return read_table(job, text, out);
}
