/* SPDX-License-Identifier: Apache-2.0
 * checkpoint.c - signed heads, and receipts against them.
 *
 * Order: events durable (ledger_commit) -> high-water mark durable -> checkpoint stored -> file.
 * What is not durable is never signed. */
#include <inttypes.h>
#include <sodium.h>

#include "ledger/internal.h"

/* The head of the access log goes into an event, so that the checkpoint commits to it too. */
static enum onus_err record_accesses(struct ledger *l)
{
	SCOPED_ARENA(a);
	struct access_head head;
	struct json *body = json_object(&a);
	struct draft d = {.kind = "ledger.accesses",
			  .actor = "",
			  .writer = "",
			  .occurred = when_instant(instant_now()),
			  .body = body};
	char hex[65];
	int64_t seen = 0;

	GUARD(access_head(l->folder, &head));
	GUARD(store_get_int(l->store, &seen, NULL,
			    "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = "
			    "'accesses'), 0)"));
	if (seen == head.count) {
		return ONUS_OK;
	}
	sodium_bin2hex(hex, sizeof hex, head.head.bytes, sizeof head.head.bytes);
	json_set_int(body, "count", head.count);
	json_set_str(body, "head", hex);
	GUARD(ledger_append(l, &d, NULL, NULL));
	return store_run(l->store,
			 "INSERT INTO meta (key, value) VALUES ('accesses', CAST(?1 AS TEXT))"
			 " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
			 v_int(head.count));
}

static enum onus_err commit_accesses(struct ledger *l)
{
	enum onus_err e;

	GUARD(ledger_begin(l));
	e = record_accesses(l);
	if (e != ONUS_OK) {
		ledger_rollback(l);
		return e;
	}
	return ledger_commit(l);
}

static enum onus_err store_checkpoint(struct ledger *l, const struct onus_checkpoint *c,
				      const char *note)
{
	enum onus_err e;

	GUARD(store_begin(l->store));
	e = store_run(l->store, "INSERT INTO checkpoint (size, root, note) VALUES (?1, ?2, ?3)",
		      v_int((int64_t)c->size), v_blob(c->root.bytes, sizeof c->root.bytes),
		      v_text(note));
	if (e != ONUS_OK) {
		store_rollback(l->store);
		return e;
	}
	return store_commit(l->store);
}

static enum onus_err newest(struct ledger *l, struct arena *a, const char **note, int64_t *size)
{
	SCOPED_ROWS(rows);

	*note = NULL;
	GUARD(store_query(l->store, &rows,
			  "SELECT note, size FROM checkpoint ORDER BY size DESC LIMIT 1"));
	if (rows_next(&rows)) {
		*note = rows_str(&rows, 0, a);
		*size = rows_int(&rows, 1);
	}
	GUARD(rows_end(&rows));
	ENSURE(*note != NULL, ONUS_NO, "no checkpoint has been signed yet");
	return ONUS_OK;
}

/* The file may lie behind where a stop or a full disk came between, or have been taken away. */
static enum onus_err publish(struct ledger *l)
{
	SCOPED_ARENA(a);
	const char *note;
	struct slice file;
	int64_t size;

	GUARD(newest(l, &a, &note, &size));
	if (file_read(&a, l->folder, "checkpoint", &file) == ONUS_OK && slice_is(file, note)) {
		return ONUS_OK;
	}
	return file_write(l->folder, "checkpoint", slice_str(note), 0644);
}

enum onus_err ledger_checkpoint(struct ledger *l)
{
	char note[ONUS_CHECKPOINT_TEXT_MAX];
	struct onus_checkpoint c = {.origin = slice_str(l->conf.origin)};
	struct mark m;

	ENSURE(l->mode != STORE_READ, ONUS_INTERNAL, "the ledger was opened for reading");
	GUARD(commit_accesses(l));
	if (l->tree.size == l->checkpoint_size) {
		return publish(l);
	}
	c.size = l->tree.size;
	GUARD(log_tree_root(&l->tree, l->store, c.size, &c.root));
	m = (struct mark){.size = c.size, .root = c.root};
	GUARD(mark_write(l->conf.origin, &m));
	GUARD(onus_checkpoint_sign(&c, &l->conf.log_key, note));
	GUARD(store_checkpoint(l, &c, note));
	l->checkpoint_size = c.size;
	return publish(l);
}

enum onus_err ledger_newest_checkpoint(struct ledger *l, struct arena *a, struct slice *out)
{
	const char *note;
	int64_t size;

	GUARD(newest(l, a, &note, &size));
	*out = slice_str(note);
	return ONUS_OK;
}

enum onus_err ledger_receipt(struct ledger *l, struct arena *a, int64_t seq, struct slice *out)
{
	enum { RECEIPT_ROOM = 8192 };
	SCOPED_ROWS(rows);
	struct onus_proof proof;
	const char *note;
	char *text = arena_alloc(a, RECEIPT_ROOM);
	int64_t size = 0;

	GUARD(newest(l, a, &note, &size));
	ENSURE(seq >= 1 && seq <= size, ONUS_NO,
	       "event %" PRId64 " is not covered by the newest checkpoint (%" PRId64 " events)",
	       seq, size);
	GUARD(store_query(l->store, &rows, "SELECT entry FROM event WHERE seq = ?1", v_int(seq)));
	GUARD(rows_need(&rows, ONUS_BAD_INPUT, "event %" PRId64 " is missing", seq));
	GUARD(log_tree_prove(&l->tree, l->store, (uint64_t)seq - 1, (uint64_t)size, &proof));
	GUARD(onus_receipt_write(rows_slice(&rows, 0), true, (uint64_t)seq - 1, &proof,
				 slice_str(note), text, RECEIPT_ROOM));
	GUARD(rows_end(&rows));
	*out = slice_str(text);
	return ONUS_OK;
}
