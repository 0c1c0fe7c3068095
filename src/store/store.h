/* SPDX-License-Identifier: Apache-2.0
 * store.h - the one way to a database: statements, rows, transactions, blobs.
 *
 * A store is a folder with a database in it (store.conf of the ledger names which). Exactly one
 * process may have it open for writing; it holds LEDGER/lock. Readers never wait for the writer.
 * Nothing above this header knows which database it is; the SQL it is given is the part that SQLite
 * and PostgreSQL share, with ?1 ?2 ... for parameters.
 *
 * Errors of all functions, beyond those named: ONUS_AGAIN (locked by another process, disk full),
 * ONUS_BAD_INPUT (the database is damaged or no database of ours), ONUS_INTERNAL (a wrong
 * statement, an I/O error; after a failed flush the store refuses everything until it is opened
 * again). Threading: one thread a store. */
#ifndef ONUS_STORE_H
#define ONUS_STORE_H

#include "base/arena.h"
#include "base/json.h"

struct store;

enum store_mode {
	STORE_READ,
	STORE_WRITE,
	STORE_CREATE, /* an empty folder gets a new database; refused where there is one */
};

enum { STORE_LOCK_WAIT_MS = 5000 };

/* Opens the store in `folder` and brings its schema up to date (STORE_WRITE, STORE_CREATE), or
 * refuses a schema of another version (STORE_READ). `secret` (32 bytes, copied) opens the blobs. */
ONUS_CHECK enum onus_err store_open(struct store **out, const char *folder, enum store_mode mode,
				    const unsigned char secret[32]);
/* The same schema in memory, for a replay that is compared with the live tables. */
ONUS_CHECK enum onus_err store_open_scratch(struct store **out);
struct store *store_close(struct store *s); /* takes NULL, gives NULL */

/* --- values and statements --- */
enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_type type;
	int64_t integer;
	struct slice bytes; /* lent until the statement has run, or its rows have ended */
};

static inline struct value v_int(int64_t n)
{
	return (struct value){.type = VALUE_INT, .integer = n};
}
static inline struct value v_null(void)
{
	return (struct value){.type = VALUE_NULL};
}
static inline struct value v_slice(struct slice s)
{
	return (struct value){.type = VALUE_TEXT, .bytes = s};
}
/* NULL is SQL's NULL. */
static inline struct value v_text(const char *s)
{
	return s ? v_slice(slice_str(s)) : v_null();
}
static inline struct value v_blob(const void *p, size_t n)
{
	return (struct value){.type = VALUE_BLOB, .bytes = slice_of(p, n)};
}

/* Runs a statement that gives no rows: store_run(s, "DELETE FROM t WHERE id = ?1", v_text(id)).
 * Prepared statements are kept by their text. */
#define store_run(s, ...) STORE_CALL_(store_run_n, s, __VA_ARGS__)
/* Starts a statement that gives rows: store_query(s, &rows, "SELECT ...", v_int(7)). */
#define store_query(s, rows, ...) STORE_CALL2_(store_query_n, s, rows, __VA_ARGS__)

#define STORE_ARGS_(sql, ...)                                                                      \
	(sql), (const struct value[]){{VALUE_NULL, 0, {0}}, ##__VA_ARGS__},                        \
		(sizeof((const struct value[]){{VALUE_NULL, 0, {0}}, ##__VA_ARGS__}) /             \
		 sizeof(struct value)) -                                                           \
			1
#define STORE_CALL_(fn, s, ...) fn((s), STORE_ARGS_(__VA_ARGS__))
#define STORE_CALL2_(fn, s, rows, ...) fn((s), (rows), STORE_ARGS_(__VA_ARGS__))

/* values[0] is unused; parameter ?1 is values[1]. Use the macros. */
ONUS_CHECK enum onus_err store_run_n(struct store *s, const char *sql, const struct value *values,
				     size_t count);

struct rows {
	struct store *store;
	void *statement;
	enum onus_err error;
	bool done;
	bool cached;
};

ONUS_CHECK enum onus_err store_query_n(struct store *s, struct rows *rows, const char *sql,
				       const struct value *values, size_t count);
/* The next row; false at the end, and on an error, which rows_end then gives. */
bool rows_next(struct rows *rows);
/* The next row, which has to be there: else the error of the statement or, where it has none,
 * `code` with these words. */
ONUS_CHECK enum onus_err rows_need(struct rows *rows, enum onus_err code, const char *fmt, ...)
	ONUS_PRINTF(3, 4);
/* Ends the statement, at the end or before; safe to call again. */
ONUS_CHECK enum onus_err rows_end(struct rows *rows);
void rows_cleanup(struct rows *rows);
/* Columns count from 0. NULL gives 0, the empty slice, or a NULL pointer. */
int64_t rows_int(struct rows *rows, int column);
bool rows_is_null(struct rows *rows, int column);
struct slice rows_slice(struct rows *rows, int column); /* lent until the next rows_ call */
const char *rows_str(struct rows *rows, int column, struct arena *a); /* a copy, or NULL */
int rows_columns(struct rows *rows);
const char *rows_name(struct rows *rows, int column);
enum value_type rows_type(struct rows *rows, int column);

#define SCOPED_ROWS(name) __attribute__((cleanup(rows_cleanup))) struct rows name = {0}

/* One row, one column: the common questions. `found` may be NULL. */
#define store_get_int(s, out, found, ...) STORE_CALL3_(store_get_int_n, s, out, found, __VA_ARGS__)
/* A copy in the arena, or NULL where there is no row. */
#define store_get_str(s, a, out, ...) STORE_CALL3_(store_get_str_n, s, a, out, __VA_ARGS__)
#define STORE_CALL3_(fn, s, x, y, ...) fn((s), (x), (y), STORE_ARGS_(__VA_ARGS__))
ONUS_CHECK enum onus_err store_get_int_n(struct store *s, int64_t *out, bool *found,
					 const char *sql, const struct value *values, size_t count);
ONUS_CHECK enum onus_err store_get_str_n(struct store *s, struct arena *a, const char **out,
					 const char *sql, const struct value *values, size_t count);

/* Rows that the last store_run changed. */
int64_t store_changes(const struct store *s);

/* --- transactions --- */
ONUS_CHECK enum onus_err store_begin(struct store *s);
/* Durable when it returns ONUS_OK; rolled back otherwise. */
ONUS_CHECK enum onus_err store_commit(struct store *s);
void store_rollback(struct store *s);
bool store_in_transaction(const struct store *s);
/* A reader (STORE_READ) sees one state of the database from when it was opened, so that all its
 * questions fit together while a writer goes on. This takes it to the state of now. No rows may be
 * open. */
ONUS_CHECK enum onus_err store_refresh(struct store *s);
/* A point inside a transaction to which what follows can be taken back. One at a time. */
ONUS_CHECK enum onus_err store_savepoint(struct store *s);
ONUS_CHECK enum onus_err store_release(struct store *s);
ONUS_CHECK enum onus_err store_undo(struct store *s);

/* --- blobs ---
 * A blob's name is HMAC-SHA-256 of its bytes under a key of the store, in hex: equal bytes share
 * one blob, and the name tells nothing. Each is encrypted under a key of its own
 * (XChaCha20-Poly1305); destroying that key erases it. Up to BLOB_INLINE_MAX it lies in the
 * database, beyond in a file under LEDGER/blobs, flushed before store_blob_put returns. Inside a
 * transaction only. */
enum { BLOB_NAME_ROOM = 65 };

/* Stores the bytes or, where they are there already, adds a reference. `name` gets BLOB_NAME_ROOM
 * bytes; `known` (may be NULL) tells whether they were there. */
ONUS_CHECK enum onus_err store_blob_put(struct store *s, struct slice bytes, char *name,
					bool *known);
/* The bytes, in the arena. ONUS_NO where there is no such blob (or it was erased), ONUS_BAD_INPUT
 * where it was changed from outside. */
ONUS_CHECK enum onus_err store_blob_get(struct store *s, struct arena *a, const char *name,
					struct slice *out);
/* Takes a reference away; the last one destroys key and bytes. */
ONUS_CHECK enum onus_err store_blob_drop(struct store *s, const char *name);

/* --- the search index (a cache; dialect-specific underneath) --- */
/* Enters the text of the report with that number, which is not in the index yet. */
ONUS_CHECK enum onus_err store_search_put(struct store *s, int64_t id, struct slice text);
/* Takes it out, while the report's row still holds the text it was entered with. */
ONUS_CHECK enum onus_err store_search_remove(struct store *s, int64_t id);
/* Makes the whole index anew from the reports. */
ONUS_CHECK enum onus_err store_search_rebuild(struct store *s);
/* Starts rows (id, snippet with the hits between U+27E6 and U+27E7), best first, for words or
 * "phrases" typed by a person; any text is a valid question. ONUS_BAD_INPUT where no word is left.
 * One search at a time: the rows of the last one have to have ended. */
ONUS_CHECK enum onus_err store_search(struct store *s, struct rows *rows, struct slice question,
				      int64_t limit);

/* --- the keeper's tools --- */
/* Version, compile options, journal mode and the like as name and value, for `onus doctor`. */
ONUS_CHECK enum onus_err store_describe(struct store *s, struct json *object);
/* The database's own integrity check, and whether its tables, indexes and triggers are those that
 * our migrations make: ONUS_NO with the first finding. */
ONUS_CHECK enum onus_err store_check(struct store *s);
/* Compares the search index with the texts; needs a store that is open for writing. ONUS_NO. */
ONUS_CHECK enum onus_err store_search_check(struct store *s);
/* Bytes on disk of the database and its blobs. */
ONUS_CHECK enum onus_err store_size(struct store *s, int64_t *out);

#endif
