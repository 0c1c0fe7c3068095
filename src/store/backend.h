/* SPDX-License-Identifier: Apache-2.0
 * backend.h - what a database must be able to do to be a store. Only src/store includes this. */
#ifndef ONUS_STORE_BACKEND_H
#define ONUS_STORE_BACKEND_H

#include "base/embedded.h"
#include "store/store.h"

struct backend {
	const char *name;
	const struct embedded *migrations;

	/* `path` NULL: in memory. */
	enum onus_err (*open)(void **db, const char *path, enum store_mode mode);
	void (*close)(void *db);
	/* Several statements at once, for migrations. */
	enum onus_err (*script)(void *db, const char *sql);
	enum onus_err (*begin)(void *db);
	/* From now on a reader sees the database as it is now, whatever a writer adds. */
	enum onus_err (*snapshot)(void *db);
	enum onus_err (*commit)(void *db);
	void (*rollback)(void *db);

	enum onus_err (*query)(void *db, struct rows *rows, const char *sql,
			       const struct value *values, size_t count);
	bool (*next)(struct rows *rows);
	enum onus_err (*end)(struct rows *rows);
	int64_t (*integer)(struct rows *rows, int column);
	struct slice (*bytes)(struct rows *rows, int column);
	enum value_type (*type)(struct rows *rows, int column);
	int (*columns)(struct rows *rows);
	const char *(*column_name)(struct rows *rows, int column);
	int64_t (*changes)(void *db);

	/* Statements that the dialects do not share. */
	const char *search_put;
	const char *search_remove;
	const char *search_rebuild;
	const char *search_check; /* fails where the index is not what the texts give */
	const char *search_query; /* ?1 the question as `search_words` wrote it, ?2 the limit */
	/* Turns what a person typed into the dialect's question language; false where no word is
	 * left. */
	bool (*search_words)(struct buf *out, struct slice typed);

	enum onus_err (*describe)(void *db, struct json *object);
	enum onus_err (*check)(void *db);
	/* Rows that say all that the migrations made, each with its kind and name in front. */
	const char *schema_query;
};

extern const struct backend sqlite_backend;

struct store {
	const struct backend *backend;
	void *db;
	char *folder; /* NULL: in memory */
	enum store_mode mode;
	int lock; /* descriptor of the held lock file, or -1 */
	bool in_transaction;
	bool broken; /* a flush failed: nothing more until it is opened again */
	unsigned char secret[32];
	char **doomed; /* blob files whose keys this transaction destroys */
	size_t doomed_count;
	char **made; /* blob files that this transaction wrote */
	size_t made_count;
	struct buf question; /* of the last search: its rows lend it until they have ended */
};

/* lock.c: takes LEDGER/lock within STORE_LOCK_WAIT_MS. ONUS_AGAIN, naming the holder, where it
 * can't. */
ONUS_CHECK enum onus_err store_lock(const char *folder, int *out);
void store_unlock(int lock);

/* migrate.c: brings the schema up to date, or (readers) sees that it is. */
ONUS_CHECK enum onus_err store_migrate(struct store *s);

/* blob.c: removes the files of blobs that a committed transaction dropped, or those that one that
 * came to nothing had written. */
void store_blobs_settle(struct store *s, bool committed);

/* folder/name in new memory. */
char *store_path(const struct store *s, const char *name);

#endif
