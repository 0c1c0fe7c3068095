/* SPDX-License-Identifier: Apache-2.0
 * store.c - the interface, the same for every database. */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backend.h"

static const char *const database_file = "ledger.db";

char *store_path(const struct store *s, const char *name)
{
	size_t room = strlen(s->folder) + strlen(name) + 2;
	char *path = mem_alloc(room);

	snprintf(path, room, "%s/%s", s->folder, name);
	return path;
}

static struct store *make(enum store_mode mode)
{
	struct store *s = mem_alloc(sizeof *s);

	*s = (struct store){.backend = &sqlite_backend, .mode = mode, .lock = -1};
	return s;
}

static enum onus_err open_database(struct store *s)
{
	char *path = store_path(s, database_file);
	enum onus_err e = ONUS_OK;

	if (s->mode == STORE_CREATE && access(path, F_OK) == 0) {
		e = onus_fail(ONUS_USAGE, HERE, "%s has a ledger already; choose an empty folder",
			      s->folder);
	} else if (s->mode != STORE_CREATE && access(path, R_OK) != 0) {
		e = onus_fail(
			ONUS_BAD_INPUT, HERE,
			"%s holds no ledger that can be read; make one with onus init, or name "
			"another with --ledger",
			s->folder);
	} else {
		e = s->backend->open(&s->db, path, s->mode);
	}
	free(path);
	return e;
}

static enum onus_err open_all(struct store *s)
{
	if (s->mode != STORE_READ) {
		GUARD(store_lock(s->folder, &s->lock));
	}
	GUARD(open_database(s));
	if (s->mode == STORE_READ) {
		GUARD(s->backend->snapshot(s->db));
	}
	return store_migrate(s);
}

enum onus_err store_open(struct store **out, const char *folder, enum store_mode mode,
			 const unsigned char secret[32])
{
	struct store *s = make(mode);
	size_t n = strlen(folder) + 1;
	enum onus_err e;

	s->folder = mem_alloc(n);
	memcpy(s->folder, folder, n);
	memcpy(s->secret, secret, sizeof s->secret);
	e = open_all(s);
	if (e != ONUS_OK) {
		store_close(s);
		return e;
	}
	*out = s;
	return ONUS_OK;
}

enum onus_err store_open_scratch(struct store **out)
{
	struct store *s = make(STORE_CREATE);
	enum onus_err e = s->backend->open(&s->db, NULL, STORE_CREATE);

	if (e == ONUS_OK) {
		e = store_migrate(s);
	}
	if (e != ONUS_OK) {
		store_close(s);
		return e;
	}
	*out = s;
	return ONUS_OK;
}

struct store *store_close(struct store *s)
{
	if (s == NULL) {
		return NULL;
	}
	store_rollback(s);
	if (s->db != NULL) {
		s->backend->close(s->db);
	}
	store_unlock(s->lock);
	sodium_memzero(s->secret, sizeof s->secret);
	free(s->doomed);
	free(s->made);
	free(s->folder);
	buf_finish(&s->question);
	free(s);
	return NULL;
}

/* --- statements --- */

static enum onus_err usable(const struct store *s)
{
	ENSURE(!s->broken, ONUS_INTERNAL,
	       "the disk failed to keep what was written; nothing more is done until the ledger is "
	       "opened "
	       "again and verified");
	return ONUS_OK;
}

enum onus_err store_query_n(struct store *s, struct rows *rows, const char *sql,
			    const struct value *values, size_t count)
{
	GUARD(usable(s));
	GUARD(rows_end(rows));
	*rows = (struct rows){.store = s};
	return s->backend->query(s->db, rows, sql, values, count);
}

enum onus_err store_run_n(struct store *s, const char *sql, const struct value *values,
			  size_t count)
{
	SCOPED_ROWS(rows);

	GUARD(store_query_n(s, &rows, sql, values, count));
	while (rows_next(&rows)) {
		/* what a statement gives back is not asked for here */
	}
	return rows_end(&rows);
}

bool rows_next(struct rows *rows)
{
	return !rows->done && rows->error == ONUS_OK && rows->store->backend->next(rows);
}

enum onus_err rows_need(struct rows *rows, enum onus_err code, const char *fmt, ...)
{
	char text[ONUS_ERROR_TEXT_MAX];
	va_list args;

	if (rows_next(rows)) {
		return ONUS_OK;
	}
	GUARD(rows_end(rows));
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return onus_fail(code, HERE, "%s", text);
}

enum onus_err rows_end(struct rows *rows)
{
	enum onus_err e = rows->error;

	if (rows->statement != NULL) {
		enum onus_err at_end = rows->store->backend->end(rows);

		rows->statement = NULL;
		e = e != ONUS_OK ? e : at_end;
	}
	rows->done = true;
	return e;
}

void rows_cleanup(struct rows *rows)
{
	enum onus_err ignored = rows_end(rows);

	(void)ignored;
}

int64_t rows_int(struct rows *rows, int column)
{
	return rows->store->backend->integer(rows, column);
}

bool rows_is_null(struct rows *rows, int column)
{
	return rows->store->backend->type(rows, column) == VALUE_NULL;
}

struct slice rows_slice(struct rows *rows, int column)
{
	return rows->store->backend->bytes(rows, column);
}

const char *rows_str(struct rows *rows, int column, struct arena *a)
{
	return rows_is_null(rows, column) ? NULL : arena_copy(a, rows_slice(rows, column));
}

int rows_columns(struct rows *rows)
{
	return rows->store->backend->columns(rows);
}

const char *rows_name(struct rows *rows, int column)
{
	return rows->store->backend->column_name(rows, column);
}

enum value_type rows_type(struct rows *rows, int column)
{
	return rows->store->backend->type(rows, column);
}

enum onus_err store_get_int_n(struct store *s, int64_t *out, bool *found, const char *sql,
			      const struct value *values, size_t count)
{
	SCOPED_ROWS(rows);
	bool there;
	int64_t n = 0;

	GUARD(store_query_n(s, &rows, sql, values, count));
	there = rows_next(&rows);
	if (there) {
		n = rows_int(&rows, 0);
	}
	GUARD(rows_end(&rows));
	if (there) {
		*out = n;
	}
	if (found != NULL) {
		*found = there;
	}
	return ONUS_OK;
}

enum onus_err store_get_str_n(struct store *s, struct arena *a, const char **out, const char *sql,
			      const struct value *values, size_t count)
{
	SCOPED_ROWS(rows);
	const char *text = NULL;

	GUARD(store_query_n(s, &rows, sql, values, count));
	if (rows_next(&rows)) {
		text = rows_str(&rows, 0, a);
	}
	GUARD(rows_end(&rows));
	*out = text;
	return ONUS_OK;
}

int64_t store_changes(const struct store *s)
{
	return s->backend->changes(s->db);
}

/* --- transactions --- */

enum onus_err store_begin(struct store *s)
{
	GUARD(usable(s));
	ENSURE(!s->in_transaction, ONUS_INTERNAL, "a transaction is open already");
	ENSURE(s->mode != STORE_READ, ONUS_INTERNAL, "the ledger was opened for reading");
	GUARD(s->backend->begin(s->db));
	s->in_transaction = true;
	return ONUS_OK;
}

enum onus_err store_commit(struct store *s)
{
	enum onus_err e;

	GUARD(usable(s));
	ENSURE(s->in_transaction, ONUS_INTERNAL, "no transaction is open");
	e = s->backend->commit(s->db);
	if (e != ONUS_OK) {
		s->broken = e == ONUS_INTERNAL;
		store_rollback(s);
		return e;
	}
	s->in_transaction = false;
	store_blobs_settle(s, true);
	return ONUS_OK;
}

void store_rollback(struct store *s)
{
	if (s->in_transaction) {
		s->backend->rollback(s->db);
		s->in_transaction = false;
	}
	store_blobs_settle(s, false);
}

enum onus_err store_refresh(struct store *s)
{
	GUARD(usable(s));
	ENSURE(s->mode == STORE_READ, ONUS_INTERNAL, "only a reader looks at one state for long");
	return s->backend->snapshot(s->db);
}

bool store_in_transaction(const struct store *s)
{
	return s->in_transaction;
}

enum onus_err store_savepoint(struct store *s)
{
	return store_run(s, "SAVEPOINT part");
}

enum onus_err store_release(struct store *s)
{
	return store_run(s, "RELEASE SAVEPOINT part");
}

enum onus_err store_undo(struct store *s)
{
	GUARD(store_run(s, "ROLLBACK TO SAVEPOINT part"));
	return store_run(s, "RELEASE SAVEPOINT part");
}

/* --- search --- */

enum onus_err store_search_put(struct store *s, int64_t id, struct slice text)
{
	return store_run(s, s->backend->search_put, v_int(id), v_slice(text));
}

enum onus_err store_search_remove(struct store *s, int64_t id)
{
	return store_run(s, s->backend->search_remove, v_int(id));
}

enum onus_err store_search_rebuild(struct store *s)
{
	return store_run(s, s->backend->search_rebuild);
}

enum { QUESTION_MAX = 8192 };

enum onus_err store_search(struct store *s, struct rows *rows, struct slice question, int64_t limit)
{
	buf_finish(&s->question);
	buf_init(&s->question, QUESTION_MAX);
	ENSURE(s->backend->search_words(&s->question, question), ONUS_BAD_INPUT,
	       "there is no word to search for; give at least one");
	GUARD(buf_check(&s->question, "the question"));
	return store_query(s, rows, s->backend->search_query, v_slice(buf_slice(&s->question)),
			   v_int(limit));
}

/* --- the keeper's tools --- */

enum onus_err store_describe(struct store *s, struct json *object)
{
	json_set_str(object, "store", s->backend->name);
	return s->backend->describe(s->db, object);
}

static bool same_row(struct rows *a, struct rows *b)
{
	for (int i = 0; i < rows_columns(a); i++) {
		if (!slice_eq(rows_slice(a, i), rows_slice(b, i))) {
			return false;
		}
	}
	return true;
}

/* Says of which table, index or trigger it is that one side lacks or has otherwise. */
static enum onus_err compare_schemas(struct store *s, struct store *made)
{
	SCOPED_ROWS(ours);
	SCOPED_ROWS(theirs);
	bool has;
	bool should;

	GUARD(store_query(s, &ours, s->backend->schema_query));
	GUARD(store_query(made, &theirs, s->backend->schema_query));
	do {
		has = rows_next(&ours);
		should = rows_next(&theirs);
		ENSURE(has == should && (!has || same_row(&ours, &theirs)), ONUS_NO,
		       "the database was changed from outside: at its " SLICE_FMT " " SLICE_FMT
		       " it is not what the migrations make",
		       SLICE_ARG(rows_slice(should ? &theirs : &ours, 0)),
		       SLICE_ARG(rows_slice(should ? &theirs : &ours, 1)));
	} while (has);
	GUARD(rows_end(&ours));
	return rows_end(&theirs);
}

static enum onus_err check_schema(struct store *s)
{
	struct store *made = NULL;
	enum onus_err e;

	GUARD(store_open_scratch(&made));
	e = compare_schemas(s, made);
	store_close(made);
	return e;
}

enum onus_err store_check(struct store *s)
{
	GUARD(check_schema(s));
	return s->backend->check(s->db);
}

enum onus_err store_search_check(struct store *s)
{
	enum onus_err e = store_run(s, s->backend->search_check);

	if (e == ONUS_BAD_INPUT) {
		return onus_fail(ONUS_NO, HERE,
				 "the search index is not what the texts of the reports give: "
				 "\"onus rebuild\" makes it anew");
	}
	return e;
}

enum onus_err store_size(struct store *s, int64_t *out)
{
	static const char *const files[] = {"ledger.db", "ledger.db-wal", "access.log"};
	int64_t total = 0;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char *path = store_path(s, files[i]);
		struct stat st;

		total += stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
		free(path);
	}
	int64_t large = 0;

	GUARD(store_get_int(s, &large, NULL,
			    "SELECT coalesce(sum(size), 0) FROM blob WHERE data IS NULL"));
	*out = total + large;
	return ONUS_OK;
}
