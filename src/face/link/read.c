/* SPDX-License-Identifier: Apache-2.0
 * read.c - the files that "onus link" reads. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "face/files.h"
#include "face/link/link.h"

enum { PIECE = 8 * 1024 * 1024 };

/* --- records --- */

struct columns {
	struct arena *arena;
	struct slice names[LINK_COLUMNS_MAX];
	size_t count;
};

static void want_column(void *context, struct slice name)
{
	struct columns *c = context;

	for (size_t i = 0; i < c->count; i++) {
		if (slice_eq_nocase(c->names[i], name)) {
			return;
		}
	}
	if (c->count < LINK_COLUMNS_MAX) {
		c->names[c->count++] = arena_slice(c->arena, name);
	}
}

enum onus_err link_want(struct link_job *j)
{
	struct columns *c = NEW(j->call->arena, struct columns);
	static const char *const options[] = {"certain", "session"};

	if (j->model == NULL) {
		return ONUS_OK;
	}
	c->arena = j->call->arena;
	GUARD(onus_model_columns(j->model, NULL, 0, want_column, c));
	for (size_t i = 0; i < 2; i++) {
		size_t at = 0;

		for (const char *rule; (rule = call_each(j->call, options[i], &at)) != NULL;) {
			struct slice text = slice_str(rule);

			GUARD(onus_model_columns(j->model, &text, 1, want_column, c));
		}
	}
	want_column(c, j->id);
	if (call_has(j->call, "truth")) {
		want_column(c, slice_str(call_text(j->call, "truth")));
	}
	if (call_has(j->call, "group")) {
		want_column(c, slice_str(call_text(j->call, "group")));
	}
	return onus_records_want(j->records, c->names, c->count);
}

/* The name of a source, as Splink's users see it: the file's, without folders and ".csv". */
static struct slice source_name(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice name = slice_str(slash ? slash + 1 : path);

	if (slice_ends(name, SLICE(".csv"))) {
		name.n -= 4;
	}
	return arena_slice(a, name);
}

static enum onus_err read_pieces(struct link_job *j, int fd, const char *path, struct slice source,
				 char *piece)
{
	ssize_t n;

	do {
		size_t have = 0;

		do {
			n = read(fd, piece + have, PIECE - have);
			ENSURE(n >= 0 || errno == EINTR, ONUS_BAD_INPUT, "%s can't be read: %s",
			       path, strerror(errno));
			have += n > 0 ? (size_t)n : 0;
		} while (n != 0 && have < PIECE);
		GUARD(onus_records_csv(j->records, source, slice_of(piece, have), n == 0));
	} while (n != 0);
	return ONUS_OK;
}

static enum onus_err read_csv(struct link_job *j, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct slice source = source_name(j->call->arena, standard ? "standard input" : path);
	int fd = standard ? j->call->input : open(path, O_RDONLY | O_CLOEXEC);
	char *piece;
	enum onus_err e;

	ENSURE(fd >= 0, ONUS_BAD_INPUT, "%s can't be read: %s", path, strerror(errno));
	piece = mem_alloc(PIECE);
	e = read_pieces(j, fd, path, source, piece);
	free(piece);
	if (!standard) {
		close(fd);
	}
	return e == ONUS_OK ? e : onus_fail_in(e, "%s: ", path);
}

enum onus_err link_add(struct link_job *j)
{
	size_t at = 0;

	for (const char *path; (path = call_each(j->call, "file", &at)) != NULL;) {
		GUARD(read_csv(j, path));
	}
	return ONUS_OK;
}

enum onus_err link_read(struct link_job *j)
{
	GUARD(link_add(j));
	if (j->id.n == 0) {
		j->id = arena_slice(j->call->arena, onus_records_id_column(j->records));
	}
	return onus_records_finish(j->records, j->id);
}

/* --- decisions --- */

static int by_id(const void *x, const void *y)
{
	const struct link_wanted *a = x;
	const struct link_wanted *b = y;
	int order = slice_cmp(a->id, b->id);

	return order != 0 ? order : slice_cmp(a->source, b->source);
}

/* Rows of the wanted ids, in one pass over the records. An empty source stands for any. */
static void find_rows(const struct onus_records *r, struct link_wanted *sorted, size_t count)
{
	for (uint32_t row = 0; row < onus_records_count(r); row++) {
		struct link_wanted key = {.id = onus_records_id(r, row)};
		size_t lo = 0;
		size_t hi = count;

		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;

			if (slice_cmp(sorted[mid].id, key.id) < 0) {
				lo = mid + 1;
			} else {
				hi = mid;
			}
		}
		for (; lo < count && slice_eq(sorted[lo].id, key.id); lo++) {
			if (sorted[lo].source.n == 0 ||
			    slice_eq(sorted[lo].source, onus_records_source(r, row))) {
				sorted[lo].row = row;
				sorted[lo].found = true;
			}
		}
	}
}

void link_find(const struct onus_records *r, struct link_wanted *wanted, size_t count)
{
	qsort(wanted, count, sizeof *wanted, by_id);
	find_rows(r, wanted, count);
}

static enum onus_err row_of(const struct link_wanted *sorted, size_t count, struct slice id,
			    struct slice source, uint32_t *out)
{
	struct link_wanted key = {.id = id, .source = source};
	const struct link_wanted *w = bsearch(&key, sorted, count, sizeof *sorted, by_id);

	ENSURE(w != NULL && w->found, ONUS_BAD_INPUT, "there is no record with the id " SLICE_FMT,
	       SLICE_ARG(id));
	*out = w->row;
	return ONUS_OK;
}

enum onus_err link_row(const struct onus_records *r, struct slice id, struct slice source,
		       uint32_t *out)
{
	struct link_wanted w = {.id = id, .source = source};

	link_find(r, &w, 1);
	return row_of(&w, 1, id, source, out);
}

/* The value of the first of the named columns that is there. */
static struct slice one_of(const struct onus_records *r, uint32_t row, const char *const *names)
{
	struct slice v = {0};

	for (; *names != NULL && v.p == NULL; names++) {
		v = onus_records_value(r, row, slice_str(*names));
	}
	return v;
}

static const char *const left_names[] = {"id_l", "unique_id_l", NULL};
static const char *const right_names[] = {"id_r", "unique_id_r", NULL};
static const char *const left_sources[] = {"source_dataset_l", NULL};
static const char *const right_sources[] = {"source_dataset_r", NULL};
static const char *const answers[] = {"decision", "clerical_match_score", NULL};

static enum onus_err read_answer(struct slice text, bool *same)
{
	if (slice_is(text, "same") || slice_is(text, "1") || slice_is(text, "1.0")) {
		*same = true;
	} else if (slice_is(text, "different") || slice_is(text, "0") || slice_is(text, "0.0")) {
		*same = false;
	} else {
		char shown[40];

		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "a decision is \"same\" or \"different\" (or 1 or 0), not \"%s\"",
				 slice_show(text, shown, sizeof shown));
	}
	return ONUS_OK;
}

static void want_ids(const struct onus_records *d, struct link_wanted *wanted)
{
	for (uint32_t i = 0; i < onus_records_count(d); i++) {
		wanted[2 * i] = (struct link_wanted){.id = one_of(d, i, left_names),
						     .source = one_of(d, i, left_sources)};
		wanted[2 * i + 1] = (struct link_wanted){.id = one_of(d, i, right_names),
							 .source = one_of(d, i, right_sources)};
	}
}

static enum onus_err fill_verdicts(const struct onus_records *d, const struct link_wanted *sorted,
				   struct onus_verdict *v)
{
	size_t count = onus_records_count(d);

	for (uint32_t i = 0; i < count; i++) {
		GUARD(row_of(sorted, 2 * count, one_of(d, i, left_names),
			     one_of(d, i, left_sources), &v[i].left));
		GUARD(row_of(sorted, 2 * count, one_of(d, i, right_names),
			     one_of(d, i, right_sources), &v[i].right));
		GUARD(read_answer(one_of(d, i, answers), &v[i].same));
	}
	return ONUS_OK;
}

static enum onus_err read_verdicts(struct link_job *j, const char *path, struct onus_records *d,
				   struct onus_verdict **out, size_t *count)
{
	struct arena *a = j->call->arena;
	struct slice text;
	struct link_wanted *wanted;
	size_t n;

	GUARD(read_whole_file(a, path, j->call->input, LINK_SETTINGS_MAX, "LINK_SETTINGS_MAX",
			      &text));
	GUARD(onus_records_csv(d, SLICE(""), text, true));
	GUARD(onus_records_finish(d, slice_of(NULL, 0)));
	n = onus_records_count(d);
	wanted = NEW_N(a, struct link_wanted, 2 * n);
	*out = NEW_N(a, struct onus_verdict, n);
	*count = n;
	want_ids(d, wanted);
	link_find(j->records, wanted, 2 * n);
	return fill_verdicts(d, wanted, *out);
}

enum onus_err link_read_decisions(struct link_job *j, const char *path, struct onus_verdict **out,
				  size_t *count)
{
	struct onus_records *d = NULL;
	enum onus_err e;

	GUARD(onus_records_create(1, &d));
	e = read_verdicts(j, path, d, out, count);
	onus_records_destroy(&d);
	return e == ONUS_OK ? e : onus_fail_in(e, "%s: ", path);
}
