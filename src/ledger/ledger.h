/* SPDX-License-Identifier: Apache-2.0
 * ledger.h - append, prove, replay, verify.
 *
 *     LEDGER/
 *       ledger.conf   what it is, which store, the origin of its log
 *       log.key       signs checkpoints (0600)     log.vkey   its public key, C2SP verifier key
 *       seal.key      seals sources and blobs (0600)
 *       checkpoint    the newest signed checkpoint
 *       ledger.db     the store (SQLite)            blobs/    large blobs
 *       access.log    the access log                lock      held by the one writer
 *
 * An event is durable when ledger_commit returns; the checkpoint that covers it is signed by
 * ledger_checkpoint. Threading: one thread a ledger. */
#ifndef ONUS_LEDGER_H
#define ONUS_LEDGER_H

#include "ledger/event.h"
#include "onus/merkle.h"

struct ledger;

struct ledger_options {
	const struct room *const *rooms; /* all rooms, ended by NULL; lent for the ledger's life */
	enum store_mode mode;
	bool exercise;      /* STORE_CREATE: marks the ledger as an exercise for good */
	const char *origin; /* STORE_CREATE: of the log; NULL makes a random one */
	bool examine; /* STORE_READ: for ledger_verify and ledger_rebuild_check only, which shall
		       * say what is wrong: so nothing is taken for granted at the door */
};

/* Opens, or with STORE_CREATE makes, the ledger in `folder`. Beyond the store's errors:
 * ONUS_BAD_INPUT: no ledger there, its key file missing or wrong, a checkpoint that does not fit
 * the events; ONUS_REFUSED: the high-water mark outside says that the log was longer or other than
 * this (a restored backup that would fork it); ONUS_USAGE: STORE_CREATE where there is one already.
 */
ONUS_CHECK enum onus_err ledger_open(struct ledger **out, const char *folder,
				     const struct ledger_options *options);
struct ledger *ledger_close(struct ledger *l); /* takes NULL, gives NULL */

struct store *ledger_store(struct ledger *l);
const char *ledger_folder(const struct ledger *l);
const char *ledger_origin(const struct ledger *l);
bool ledger_is_exercise(const struct ledger *l);
const struct onus_vkey *ledger_vkey(const struct ledger *l);
int64_t ledger_count(const struct ledger *l); /* number of events */

/* --- sealing: for identities that events hold only as ciphertext --- */
/* A keyed name of a text: equal texts give equal names, and the name tells nothing. Hex, 33 bytes.
 */
enum { SEAL_NAME_ROOM = 33 };
void ledger_seal_name(const struct ledger *l, const char *purpose, struct slice text, char *out);
/* Base64 of nonce and ciphertext, in the arena. */
ONUS_CHECK enum onus_err ledger_seal(const struct ledger *l, struct arena *a, struct slice text,
				     const char **out);
/* ONUS_BAD_INPUT where it was not sealed by this ledger's key. */
ONUS_CHECK enum onus_err ledger_unseal(const struct ledger *l, struct arena *a, const char *sealed,
				       struct slice *out);

/* --- append --- */
struct draft {
	const char *kind;
	const char *actor;
	const char *writer;
	struct when occurred;
	struct json *body;        /* an object; the fields of the kind */
	const char *const *about; /* more things it is about, ended by NULL; may be NULL */
	const int64_t *from;      /* events it was derived from */
	size_t from_count;
};

ONUS_CHECK enum onus_err ledger_begin(struct ledger *l);
/* Checks the body against the kind, appends the event and applies it to the projections. `id` (may
 * be NULL, ID_ROOM bytes) gets the id of the thing it makes; `seq` (may be NULL) its number.
 * Between ledger_begin and ledger_commit only. After an error the transaction has to be rolled
 * back. */
ONUS_CHECK enum onus_err ledger_append(struct ledger *l, const struct draft *d, char *id,
				       int64_t *seq);
ONUS_CHECK enum onus_err ledger_commit(struct ledger *l);
void ledger_rollback(struct ledger *l);

/* --- reading events --- */
/* The event, in the arena; ONUS_NO where there is none of that number. */
ONUS_CHECK enum onus_err ledger_event(struct ledger *l, struct arena *a, int64_t seq,
				      struct event *out);
/* Calls `visit` for all events that are about a thing, in order. */
ONUS_CHECK enum onus_err ledger_about(struct ledger *l, const char *thing,
				      enum onus_err (*visit)(void *ctx, const struct event *e),
				      void *ctx);

/* --- checkpoints and receipts --- */
/* Signs a checkpoint over all events, unless the newest covers them: high-water mark first, then
 * the store, then the file. */
ONUS_CHECK enum onus_err ledger_checkpoint(struct ledger *l);
/* The newest signed checkpoint note, in the arena; ONUS_NO where there is none. */
ONUS_CHECK enum onus_err ledger_newest_checkpoint(struct ledger *l, struct arena *a,
						  struct slice *out);
/* A receipt (C2SP tlog-proof, the 33-byte entry in `extra`) of event `seq` against the newest
 * checkpoint, in the arena. ONUS_NO where that does not cover it. */
ONUS_CHECK enum onus_err ledger_receipt(struct ledger *l, struct arena *a, int64_t seq,
					struct slice *out);
/* What proves the content too, for somebody who may have it: a JSON object with the header, the
 * body and both salts. ONUS_NO where the content was disposed of. */
ONUS_CHECK enum onus_err ledger_opening(struct ledger *l, struct arena *a, int64_t seq,
					struct json **out);
/* Checks an opening against the 33-byte entry of a receipt. ONUS_NO where it does not fit. Needs no
 * ledger. `origin` is the checkpoint's. */
ONUS_CHECK enum onus_err opening_verify(struct arena *a, const struct json *opening,
					struct slice origin, struct slice entry);

/* --- the access log --- */
/* One line of the access log: durable when it returns, or refused, and then the read must not
 * happen. `what` names ids and the question, never content. */
ONUS_CHECK enum onus_err ledger_log_access(struct ledger *l, const char *member,
					   const char *purpose, const char *what);

/* --- verify and rebuild --- */
struct verify_result {
	int64_t events;
	int64_t blobs;
	int64_t checkpoints;
	int64_t accesses;
};

/* Recomputes everything: headers, bodies, entries, tiles, every checkpoint and its signature,
 * blobs, the access log, the high-water mark, and what the folder's own files say of the ledger.
 * Content that is gone is a finding: there is no way yet to dispose of it. ONUS_NO, saying where,
 * at the first thing that does not fit. */
ONUS_CHECK enum onus_err ledger_verify(struct ledger *l, struct verify_result *out);

struct table_digest {
	const char *table;
	int64_t rows;
	struct onus_hash live;
	struct onus_hash replayed;
};

/* Replays all events into a scratch store and compares each projection table, row by row in
 * canonical form, and where the ledger is open for writing the search index with the texts. `out`
 * gets an array in the arena. ONUS_NO, naming the first table and row that differ. */
ONUS_CHECK enum onus_err ledger_rebuild_check(struct ledger *l, struct arena *a,
					      struct table_digest **out, size_t *count);
/* Empties the projections and replays all events into them, in one transaction. */
ONUS_CHECK enum onus_err ledger_rebuild(struct ledger *l);

#endif
