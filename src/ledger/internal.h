/* SPDX-License-Identifier: Apache-2.0
 * internal.h - what the files of src/ledger share. Only they include this. */
#ifndef ONUS_LEDGER_INTERNAL_H
#define ONUS_LEDGER_INTERNAL_H

#include "ledger/ledger.h"

enum {
	ENTRY_BYTES = 33, /* 01 || HMAC-SHA-256: one SHA-256 block as a leaf */
	SALT_BYTES = 32,
	SEAL_KEY_BYTES = 32,
	LEDGER_PATH_ROOM = 4096,
	TREE_TILE_LEVELS = 8, /* of 2^64 leaves */
};

/* --- files.c: whole small files, durable --- */
ONUS_CHECK enum onus_err file_write(const char *folder, const char *name, struct slice data,
				    unsigned mode);
/* ONUS_NO where there is no such file. */
ONUS_CHECK enum onus_err file_read(struct arena *a, const char *folder, const char *name,
				   struct slice *out);

/* --- conf.c: ledger.conf and the key files --- */
struct ledger_conf {
	char origin[ONUS_KEY_NAME_MAX + 1];
	bool exercise;
	struct onus_skey log_key;
	bool has_log_key; /* readers may lack the right to read it */
	unsigned char seal_key[SEAL_KEY_BYTES];
};
ONUS_CHECK enum onus_err conf_create(const char *folder, const struct ledger_options *o,
				     struct ledger_conf *out);
ONUS_CHECK enum onus_err conf_load(const char *folder, enum store_mode mode,
				   struct ledger_conf *out);

/* --- tree.c: the log's tree over the tiles of the store ---
 * Holds the right edge: for each tile level the hashes of its last, not yet full tile. */
struct tree_edge_tile {
	struct onus_hash hashes[ONUS_TILE_WIDTH];
	unsigned count;
	bool dirty;
};
struct log_tree {
	uint64_t size;
	struct tree_edge_tile edge[TREE_TILE_LEVELS];
};
ONUS_CHECK enum onus_err log_tree_load(struct log_tree *t, struct store *s);
/* Full tiles are written at once, within the open transaction; log_tree_flush writes the partial
 * ones. */
ONUS_CHECK enum onus_err log_tree_append(struct log_tree *t, struct store *s,
					 const struct onus_hash *leaf);
ONUS_CHECK enum onus_err log_tree_flush(struct log_tree *t, struct store *s);
ONUS_CHECK enum onus_err log_tree_root(const struct log_tree *t, struct store *s, uint64_t size,
				       struct onus_hash *out);
ONUS_CHECK enum onus_err log_tree_prove(const struct log_tree *t, struct store *s, uint64_t index,
					uint64_t size, struct onus_proof *out);

/* --- commit.c: what an entry commits to (docs/format.md) --- */
struct header {
	int64_t seq;
	struct slice kind;
	int64_t kind_version;
	struct slice actor;
	struct slice writer;
	int64_t occurred_lo;
	int64_t occurred_hi;
	struct slice precision;
	int64_t recorded_at;
	const struct slice *about;
	size_t about_count;
	const int64_t *from;
	size_t from_count;
};
/* Canonical JSON of the header. */
void header_write(struct buf *out, const struct header *h);
struct onus_hash body_mac_of(struct slice body_salt, struct slice body);
/* ENTRY_BYTES into `out`. */
ONUS_CHECK enum onus_err entry_of(struct slice header_salt, struct slice origin,
				  struct slice header, const struct onus_hash *body_mac,
				  unsigned char *out);

/* --- access.c: the access log --- */
struct access_head {
	int64_t count;
	struct onus_hash head; /* SHA-256 of the last line; of nothing where there is none */
};
ONUS_CHECK enum onus_err access_append(const char *folder, const char *member, const char *purpose,
				       const char *what, int64_t at);
ONUS_CHECK enum onus_err access_head(const char *folder, struct access_head *out);
/* Reads the whole log. ONUS_NO, with the line, where the chain is broken, or where line `count` of
 * a head that a checkpoint committed to is missing or other. */
ONUS_CHECK enum onus_err access_verify(const char *folder, const struct access_head *committed,
				       size_t committed_count, int64_t *lines);

/* --- mark.c: the high-water mark outside the ledger --- */
struct mark {
	uint64_t size;
	struct onus_hash root;
};
/* Where it lies: $XDG_STATE_HOME/onus or $HOME/.local/state/onus; NULL where neither is set. */
const char *mark_folder(struct arena *a);
/* ONUS_NO where there is none. */
ONUS_CHECK enum onus_err mark_read(const char *origin, struct mark *out);
ONUS_CHECK enum onus_err mark_write(const char *origin, const struct mark *m);
/* Makes its folder, and sees that it can be written: a ledger that could not be signed afterwards
 * is not written to. */
ONUS_CHECK enum onus_err mark_prepare(void);

/* --- kinds.c --- */
const struct event_kind *kind_find(const struct ledger *l, struct slice name);
/* Checks a body against the fields of its kind. `code` is what a misfit is. */
ONUS_CHECK enum onus_err kind_check_body(const struct event_kind *k, const struct json *body,
					 enum onus_err code);

/* --- read.c --- */
/* The event and, where they are asked for (not NULL), its stored bytes. */
struct stored {
	struct header header;
	bool sides_wrong; /* what it is about, or derived from, is not numbered 0, 1, 2 ... */
	struct slice header_salt;
	struct slice body_mac;
	struct slice entry;
	bool has_body;
	struct slice body_salt;
	struct slice body;
};
/* Runs over events from..to in order; everything handed to `visit` lives until it returns. */
ONUS_CHECK enum onus_err
stored_each(struct store *s, int64_t from, int64_t to,
	    enum onus_err (*visit)(void *ctx, struct arena *a, const struct stored *e), void *ctx);
/* The event of a stored row. */
ONUS_CHECK enum onus_err event_of(const struct ledger *l, struct arena *a, const struct stored *row,
				  struct event *out);

struct ledger {
	char folder[LEDGER_PATH_ROOM];
	enum store_mode mode;
	bool examine;
	struct store *store;
	struct ledger_conf conf;
	const struct event_kind **kinds; /* sorted by name */
	size_t kind_count;
	const struct room *const *rooms;
	struct log_tree tree;
	struct log_tree tree_before; /* as at ledger_begin */
	int64_t last_recorded;
	int64_t last_recorded_before;
	uint64_t checkpoint_size; /* of the newest checkpoint; 0: none */
	struct arena apply_arena;
};

/* ledger.c: the folder's files are those that "ledger.opened" names. ONUS_BAD_INPUT. */
ONUS_CHECK enum onus_err founding_check(const struct ledger *l, const struct event *e);
/* verify.c: header, body and salts are what the entry commits to. ONUS_NO, saying which are not. */
ONUS_CHECK enum onus_err commitment_check(const struct ledger *l, const struct stored *e);

extern const struct room ledger_room;

#endif
