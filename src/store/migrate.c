/* SPDX-License-Identifier: Apache-2.0
 * migrate.c - numbered migrations, each applied once and known by its SHA-256.
 *
 * A migration that was applied is never edited: a ledger whose record of them differs from what
 * this program carries was made by another version, and is refused with words. */
#include <sodium.h>
#include <stdlib.h>

#include "base/when.h"
#include "onus/merkle.h"
#include "store/backend.h"

static void hex_hash(const struct embedded *m, char out[65])
{
	struct onus_hash h = onus_sha256(slice_of(m->data, m->size));

	sodium_bin2hex(out, 65, h.bytes, sizeof h.bytes);
}

static size_t count_all(const struct embedded *m)
{
	size_t n = 0;

	while (m[n].name != NULL) {
		n++;
	}
	return n;
}

/* Compares what was applied with what we carry; *applied gets how many there are. */
static enum onus_err compare(struct store *s, size_t *applied)
{
	const struct embedded *ours = s->backend->migrations;
	size_t known = count_all(ours);
	SCOPED_ROWS(rows);
	size_t n = 0;

	GUARD(store_query(s, &rows, "SELECT name, sha256 FROM migration ORDER BY number"));
	while (rows_next(&rows)) {
		char hash[65];

		ENSURE(n < known, ONUS_BAD_INPUT,
		       "this ledger was made by a newer Onus (it has %s, which this one doesn't "
		       "know)",
		       rows_slice(&rows, 0).p);
		hex_hash(&ours[n], hash);
		ENSURE(slice_is(rows_slice(&rows, 0), ours[n].name) &&
			       slice_is(rows_slice(&rows, 1), hash),
		       ONUS_BAD_INPUT,
		       "migration %s of this ledger is not the one this Onus carries",
		       ours[n].name);
		n++;
	}
	GUARD(rows_end(&rows));
	*applied = n;
	return ONUS_OK;
}

static enum onus_err apply(struct store *s, size_t number)
{
	const struct embedded *m = &s->backend->migrations[number];
	char hash[65];

	hex_hash(m, hash);
	GUARD(s->backend->script(s->db, m->data));
	return store_run(
		s,
		"INSERT INTO migration (number, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)",
		v_int((int64_t)number + 1), v_text(m->name), v_text(hash), v_int(instant_now()));
}

static enum onus_err apply_missing(struct store *s)
{
	size_t known = count_all(s->backend->migrations);
	size_t applied = 0;

	GUARD(store_run(s,
			"CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY,"
			" name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL)"));
	GUARD(compare(s, &applied));
	for (size_t i = applied; i < known; i++) {
		GUARD(apply(s, i));
	}
	return ONUS_OK;
}

enum onus_err store_migrate(struct store *s)
{
	enum onus_err e;

	if (s->mode == STORE_READ) {
		size_t applied = 0;

		GUARD(compare(s, &applied));
		ENSURE(applied == count_all(s->backend->migrations), ONUS_BAD_INPUT,
		       "this ledger was made by an older Onus; any command that writes brings it "
		       "up to date");
		return ONUS_OK;
	}
	GUARD(store_begin(s));
	e = apply_missing(s);
	if (e != ONUS_OK) {
		store_rollback(s);
		return e;
	}
	return store_commit(s);
}
