/* SPDX-License-Identifier: Apache-2.0
 * sqlite.c - SQLite as a store.
 *
 * Write-ahead log, synchronous=FULL (asked for and read back), one read-write connection in the one
 * process that holds the lock; readers open read-only and never checkpoint (design in
 * ARCHITECTURE.md, "SQLite, safely"). Prepared statements are kept by their text. */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "store/backend.h"

enum { CACHE_SLOTS = 1024, CACHE_PROBES = 8 };

extern const struct embedded sqlite_migrations[];

struct kept {
	const char *sql; /* the statement's own copy */
	sqlite3_stmt *statement;
	bool busy;
};

struct sqlite {
	sqlite3 *db;
	struct kept cache[CACHE_SLOTS];
};

/* Where it is not the database that can't grow but a file beside it (the index of the WAL), SQLite
 * calls it an I/O error. */
static bool disk_is_full(sqlite3 *db, int rc)
{
	int kind = rc & 0xff;
	int why = db != NULL && (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN)
			  ? sqlite3_system_errno(db)
			  : 0;

	return kind == SQLITE_FULL || why == ENOSPC || why == EDQUOT;
}

static enum onus_err fail(sqlite3 *db, int rc, const char *doing)
{
	const char *why = db ? sqlite3_errmsg(db) : sqlite3_errstr(rc);

	if (disk_is_full(db, rc)) {
		return onus_fail(ONUS_AGAIN, HERE, "%s: the disk is full; make room and try again",
				 doing);
	}
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return onus_fail(ONUS_AGAIN, HERE, "%s: the database is locked, try again", doing);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return onus_fail(ONUS_BAD_INPUT, HERE, "%s: the database is damaged (%s)", doing,
				 why);
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s: %s; look at the rights of the ledger's folder", doing, why);
	default:
		return onus_fail(ONUS_INTERNAL, HERE, "%s: %s", doing, why);
	}
}

/* --- opening --- */

static enum onus_err script(void *handle, const char *sql)
{
	struct sqlite *q = handle;
	int rc = sqlite3_exec(q->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ONUS_OK : fail(q->db, rc, "setting up the database");
}

static enum onus_err configure(struct sqlite *q, enum store_mode mode)
{
	int on = 0;

	sqlite3_extended_result_codes(q->db, 1);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_DQS_DML, 0, &on);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_DQS_DDL, 0, &on);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on);
	sqlite3_db_config(q->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, &on);
	sqlite3_busy_timeout(q->db, STORE_LOCK_WAIT_MS);
	GUARD(script(q, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536;"
			"PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"));
	if (mode == STORE_READ) {
		sqlite3_db_config(q->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &on);
		return script(q, "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON;");
	}
	/* 8 kB: three reports of the usual two kilobytes fit a page, where 4 kB would hold one. */
	return script(
		q, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		   "PRAGMA wal_autocheckpoint = 4000;");
}

static enum onus_err pragma_text(struct sqlite *q, const char *sql, char *out, size_t room)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(q->db, sql, -1, &statement, NULL);

	out[0] = '\0';
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(statement);
	}
	if (rc == SQLITE_ROW) {
		sqlite3_snprintf((int)room, out, "%s", sqlite3_column_text(statement, 0));
	}
	sqlite3_finalize(statement);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? ONUS_OK : fail(q->db, rc, sql);
}

/* What was asked for must be what is. */
static enum onus_err confirm(struct sqlite *q, enum store_mode mode)
{
	char value[64];

	GUARD(pragma_text(q, "PRAGMA journal_mode", value, sizeof value));
	ENSURE(slice_is(slice_str(value), "wal"), ONUS_INTERNAL,
	       "SQLite is in journal mode %s, not wal", value);
	if (mode != STORE_READ) {
		GUARD(pragma_text(q, "PRAGMA synchronous", value, sizeof value));
		ENSURE(slice_is(slice_str(value), "2"), ONUS_INTERNAL,
		       "SQLite is in synchronous mode %s, not 2", value);
	}
	return ONUS_OK;
}

static enum onus_err open_at(struct sqlite *q, const char *path, enum store_mode mode)
{
	int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY
				       : SQLITE_OPEN_READWRITE |
						 (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
	int rc = sqlite3_open_v2(path ? path : ":memory:", &q->db, flags | SQLITE_OPEN_NOMUTEX,
				 NULL);

	if (rc != SQLITE_OK) {
		return fail(q->db, rc, "opening the database");
	}
	GUARD(configure(q, mode));
	return path ? confirm(q, mode) : ONUS_OK;
}

static void close_db(void *handle)
{
	struct sqlite *q = handle;

	for (size_t i = 0; i < CACHE_SLOTS; i++) {
		sqlite3_finalize(q->cache[i].statement);
	}
	sqlite3_close(q->db);
	free(q);
}

static enum onus_err open_db(void **db, const char *path, enum store_mode mode)
{
	struct sqlite *q = mem_alloc(sizeof *q);
	enum onus_err e;

	*q = (struct sqlite){0};
	e = open_at(q, path, mode);
	if (e != ONUS_OK) {
		close_db(q);
		return e;
	}
	*db = q;
	return ONUS_OK;
}

/* --- statements --- */

static uint64_t hash_text(const char *sql)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

	for (; *sql != '\0'; sql++) {
		h = (h ^ (unsigned char)*sql) * UINT64_C(1099511628211);
	}
	return h;
}

static enum onus_err prepare(struct sqlite *q, const char *sql, sqlite3_stmt **out)
{
	int rc = sqlite3_prepare_v3(q->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

	return rc == SQLITE_OK ? ONUS_OK : fail(q->db, rc, sql);
}

/* A kept statement, or one for this use only where it is busy or the slots are taken. */
static enum onus_err take(struct sqlite *q, struct rows *rows, const char *sql)
{
	uint64_t h = hash_text(sql);
	sqlite3_stmt *statement = NULL;

	for (uint64_t i = 0; i < CACHE_PROBES; i++) {
		struct kept *k = &q->cache[(h + i) % CACHE_SLOTS];

		if (k->sql == NULL) {
			GUARD(prepare(q, sql, &k->statement));
			k->sql = sqlite3_sql(k->statement);
		} else if (k->busy || strcmp(k->sql, sql) != 0) {
			continue;
		}
		k->busy = true;
		rows->statement = k;
		rows->cached = true;
		return ONUS_OK;
	}
	GUARD(prepare(q, sql, &statement));
	rows->statement = statement;
	rows->cached = false;
	return ONUS_OK;
}

static sqlite3_stmt *statement_of(const struct rows *rows)
{
	return rows->cached ? ((struct kept *)rows->statement)->statement : rows->statement;
}

static int bind(sqlite3_stmt *st, int at, const struct value *v)
{
	const char *p = v->bytes.p ? v->bytes.p : "";

	switch (v->type) {
	case VALUE_INT:
		return sqlite3_bind_int64(st, at, v->integer);
	case VALUE_TEXT:
		return sqlite3_bind_text64(st, at, p, v->bytes.n, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(st, at, p, v->bytes.n, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(st, at);
	}
}

static enum onus_err query(void *handle, struct rows *rows, const char *sql,
			   const struct value *values, size_t count)
{
	struct sqlite *q = handle;
	sqlite3_stmt *st;

	GUARD(take(q, rows, sql));
	st = statement_of(rows);
	if (sqlite3_bind_parameter_count(st) != (int)count) {
		rows->error = onus_fail(ONUS_INTERNAL, HERE, "%d parameters wanted, %zu given: %s",
					sqlite3_bind_parameter_count(st), count, sql);
	}
	for (size_t i = 1; i <= count && rows->error == ONUS_OK; i++) {
		int rc = bind(st, (int)i, &values[i]);

		if (rc != SQLITE_OK) {
			rows->error = fail(q->db, rc, sql);
		}
	}
	return rows->error == ONUS_OK ? ONUS_OK : rows_end(rows);
}

static bool next(struct rows *rows)
{
	sqlite3_stmt *st = statement_of(rows);
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW) {
		return true;
	}
	rows->done = true;
	if (rc != SQLITE_DONE) {
		rows->error = fail(sqlite3_db_handle(st), rc, sqlite3_sql(st));
	}
	return false;
}

static enum onus_err end(struct rows *rows)
{
	sqlite3_stmt *st = statement_of(rows);

	if (!rows->cached) {
		sqlite3_finalize(st);
		return ONUS_OK;
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	((struct kept *)rows->statement)->busy = false;
	return ONUS_OK;
}

static int64_t integer(struct rows *rows, int column)
{
	return sqlite3_column_int64(statement_of(rows), column);
}

static struct slice bytes(struct rows *rows, int column)
{
	sqlite3_stmt *st = statement_of(rows);
	const void *p;

	if (sqlite3_column_type(st, column) == SQLITE_BLOB) {
		p = sqlite3_column_blob(st, column);
	} else {
		p = sqlite3_column_text(st, column);
	}
	return slice_of(p, p ? (size_t)sqlite3_column_bytes(st, column) : 0);
}

static enum value_type type(struct rows *rows, int column)
{
	switch (sqlite3_column_type(statement_of(rows), column)) {
	case SQLITE_INTEGER:
		return VALUE_INT;
	case SQLITE_BLOB:
		return VALUE_BLOB;
	case SQLITE_NULL:
		return VALUE_NULL;
	default:
		return VALUE_TEXT;
	}
}

static int columns(struct rows *rows)
{
	return sqlite3_column_count(statement_of(rows));
}

static const char *column_name(struct rows *rows, int column)
{
	return sqlite3_column_name(statement_of(rows), column);
}

static int64_t changes(void *handle)
{
	return sqlite3_changes64(((struct sqlite *)handle)->db);
}

/* --- transactions --- */

static enum onus_err begin(void *handle)
{
	struct sqlite *q = handle;
	int rc = sqlite3_exec(q->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	return rc == SQLITE_OK ? ONUS_OK : fail(q->db, rc, "beginning a transaction");
}

/* A read transaction takes its snapshot with its first read. */
static enum onus_err snapshot(void *handle)
{
	struct sqlite *q = handle;

	if (!sqlite3_get_autocommit(q->db)) {
		GUARD(script(q, "COMMIT"));
	}
	return script(q, "BEGIN; SELECT count(*) FROM sqlite_schema;");
}

static enum onus_err commit(void *handle)
{
	struct sqlite *q = handle;
	int rc = sqlite3_exec(q->db, "COMMIT", NULL, NULL, NULL);

	return rc == SQLITE_OK ? ONUS_OK : fail(q->db, rc, "writing to the ledger");
}

static void rollback(void *handle)
{
	struct sqlite *q = handle;

	if (!sqlite3_get_autocommit(q->db)) {
		sqlite3_exec(q->db, "ROLLBACK", NULL, NULL, NULL);
	}
}

/* --- search: FTS5 --- */

static bool word_byte(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') ||
	       (u >= 'a' && u <= 'z');
}

static void add_quoted(struct buf *out, struct slice words)
{
	buf_add_str(out, out->len > 0 ? " \"" : "\"");
	buf_add(out, words);
	buf_add_byte(out, '"');
}

static bool has_word(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (word_byte(s.p[i])) {
			return true;
		}
	}
	return false;
}

/* Words and "phrases" as FTS5 strings, all of which must stand in the text. A quote without its
 * pair counts as space, and nothing typed is taken for an operator. */
static bool search_words(struct buf *out, struct slice typed)
{
	size_t at = 0;

	while (at < typed.n) {
		size_t start = at;

		if (typed.p[at] == '"') {
			struct slice rest = slice_from(typed, at + 1);
			size_t close = slice_find(rest, '"');

			at += 1;
			if (close < rest.n) {
				at += close + 1;
				if (has_word(slice_of(rest.p, close))) {
					add_quoted(out, slice_of(rest.p, close));
				}
			}
			continue;
		}
		while (at < typed.n && word_byte(typed.p[at])) {
			at++;
		}
		if (at > start) {
			add_quoted(out, slice_of(typed.p + start, at - start));
		} else {
			at++;
		}
	}
	return out->len > 0;
}

/* --- the keeper's tools --- */

static enum onus_err describe(void *handle, struct json *object)
{
	struct sqlite *q = handle;
	struct json *options = json_array(object->arena);
	char value[64];
	const char *option;

	json_set_str(object, "version", sqlite3_libversion());
	GUARD(pragma_text(q, "PRAGMA journal_mode", value, sizeof value));
	json_set_str(object, "journal_mode", value);
	GUARD(pragma_text(q, "PRAGMA synchronous", value, sizeof value));
	json_set_str(object, "synchronous", value);
	/* Below 3.51.3 a WAL database is safe only with one writing connection: the lock sees to
	 * that. */
	json_set(object, "wal_reset_bug",
		 json_bool(object->arena, sqlite3_libversion_number() < 3051003));
	json_set_str(
		object, "verdict",
		sqlite3_libversion_number() < 3051003
			? "safe as configured: one writing connection, held lock, readers read-only"
			: "safe");
	for (int i = 0; (option = sqlite3_compileoption_get(i)) != NULL; i++) {
		json_push_str(options, option);
	}
	json_set(object, "compile_options", options);
	return ONUS_OK;
}

static enum onus_err check(void *handle)
{
	struct sqlite *q = handle;
	char value[512];

	GUARD(pragma_text(q, "PRAGMA integrity_check(1)", value, sizeof value));
	ENSURE(slice_is(slice_str(value), "ok"), ONUS_NO, "the database is damaged: %s", value);
	return ONUS_OK;
}

const struct backend sqlite_backend = {
	.name = "sqlite",
	.migrations = sqlite_migrations,
	.open = open_db,
	.close = close_db,
	.script = script,
	.begin = begin,
	.snapshot = snapshot,
	.commit = commit,
	.rollback = rollback,
	.query = query,
	.next = next,
	.end = end,
	.integer = integer,
	.bytes = bytes,
	.type = type,
	.columns = columns,
	.column_name = column_name,
	.changes = changes,
	.search_put = "INSERT INTO search (rowid, text) VALUES (?1, ?2)",
	.search_remove = "INSERT INTO search (search, rowid, text)"
			 " SELECT 'delete', seq, text FROM report WHERE seq = ?1",
	.search_rebuild = "INSERT INTO search (search) VALUES ('rebuild')",
	.search_check = "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)",
	.search_query = "SELECT rowid, snippet(search, 0, char(10214), char(10215), char(8230), 32)"
			" FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2",
	.search_words = search_words,
	.describe = describe,
	.check = check,
	/* What the search keeps for itself, and SQLite too, differs from version to version. */
	.schema_query = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
			" WHERE NOT (type = 'table' AND name LIKE 'search\\_%' ESCAPE '\\')"
			" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
};
