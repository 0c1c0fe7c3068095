/* SPDX-License-Identifier: Apache-2.0
 * mapping.c - which columns of a table mean what: a small JSON file that is kept and used again.
 *
 *     {"text": ["what was said", "notes"], "date": "date of call", "title": "reference"} */
#include <fcntl.h>
#include <unistd.h>

#include "practice/intake/inside.h"

enum { MAPPING_FILE_MAX = 64 * 1024 };

static enum onus_err read_file(struct arena *a, const char *path, struct slice *out)
{
	char *data = arena_alloc(a, MAPPING_FILE_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, data, MAPPING_FILE_MAX + 1) : -1;

	if (fd >= 0) {
		close(fd);
	}
	ENSURE(n >= 0, ONUS_BAD_INPUT, "the mapping %s can't be read", path);
	ENSURE(n <= MAPPING_FILE_MAX, ONUS_BAD_INPUT,
	       "the mapping %s is larger than MAPPING_FILE_MAX (%d bytes)", path, MAPPING_FILE_MAX);
	*out = slice_of(data, (size_t)n);
	return ONUS_OK;
}

static bool all_strings(const struct json *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i]->type != JSON_STRING) {
			return false;
		}
	}
	return list->count > 0;
}

static enum onus_err take(struct mapping *m, const struct json_member *member, const char *path)
{
	const struct json *v = member->value;

	if (slice_is(member->key, "text") && v->type == JSON_ARRAY && all_strings(v)) {
		m->text = v;
	} else if (slice_is(member->key, "date") && v->type == JSON_STRING) {
		m->date = v->string.p;
	} else if (slice_is(member->key, "title") && v->type == JSON_STRING) {
		m->title = v->string.p;
	} else {
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s: \"" SLICE_FMT "\" is not understood; a mapping has \"text\" "
				 "(a list of columns), \"date\" and "
				 "\"title\" (a column each)",
				 path, SLICE_ARG(member->key));
	}
	return ONUS_OK;
}

enum onus_err mapping_load(struct arena *a, const char *path, struct mapping *out)
{
	struct mapping m = {0};
	struct json *v = NULL;
	struct slice text;

	GUARD(read_file(a, path, &text));
	if (json_parse(a, text, &v) != ONUS_OK) {
		return onus_fail_in(ONUS_BAD_INPUT, "the mapping %s: ", path);
	}
	ENSURE(v->type == JSON_OBJECT, ONUS_BAD_INPUT, "the mapping %s is no JSON object", path);
	for (size_t i = 0; i < v->count; i++) {
		GUARD(take(&m, &v->members[i], path));
	}
	*out = m;
	return ONUS_OK;
}

static struct slice cell(const struct reading_row *row, struct slice column)
{
	for (size_t i = 0; i < row->count; i++) {
		if (slice_eq_nocase(row->cells[i].column, column)) {
			return row->cells[i].value;
		}
	}
	return slice_of(NULL, 0);
}

static struct slice mapped_text(const struct mapping *m, struct arena *a,
				const struct reading_row *row)
{
	size_t room = 1;
	char *text;
	char *to;

	for (size_t i = 0; i < m->text->count; i++) {
		room += cell(row, m->text->items[i]->string).n + 1;
	}
	to = text = arena_alloc(a, room);
	for (size_t i = 0; i < m->text->count; i++) {
		struct slice value = cell(row, m->text->items[i]->string);

		if (value.n > 0) {
			to = to > text ? mempcpy(to, "\n", 1) : to;
			to = mempcpy(to, value.p, value.n);
		}
	}
	return slice_of(text, (size_t)(to - text));
}

void mapping_apply(const struct mapping *m, struct arena *a, const struct reading_row *row,
		   struct slice *text, struct when *dated, struct slice *title)
{
	*text = m->text ? mapped_text(m, a, row) : slice_of(NULL, 0);
	if (text->n == 0) {
		*text = reading_row_text(a, row); /* nothing is lost for want of a column */
	}
	*dated = when_unknown();
	if (m->date != NULL &&
	    when_parse(slice_trim(cell(row, slice_str(m->date))), dated) != ONUS_OK) {
		*dated = when_unknown();
	}
	*title = m->title ? cell(row, slice_str(m->title)) : slice_of(NULL, 0);
}
