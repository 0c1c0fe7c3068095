/* SPDX-License-Identifier: Apache-2.0
 * verify.c - recomputes everything that the ledger claims of itself, from the stored bytes up. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/progress.h"
#include "ledger/internal.h"

enum { ENTRIES_MAX = 256 };

struct verifying {
	struct ledger *ledger;
	struct arena arena; /* lives as long as the verification */
	struct onus_tree *tree;
	unsigned char entries[ENTRIES_MAX * ENTRY_BYTES]; /* that are not in the tree yet */
	size_t entry_count;
	int64_t last_recorded;
	struct slice file; /* LEDGER/checkpoint */
	struct mark mark;
	bool has_mark;
	struct access_head *accesses; /* heads that events commit to */
	size_t access_count;
	size_t access_room;
	struct onus_hash *blobs; /* names that events give, one for each time */
	size_t blob_room;
	struct progress progress;
	struct verify_result *out;
};

/* --- events --- */

enum onus_err commitment_check(const struct ledger *l, const struct stored *e)
{
	SCOPED_BUF(header, EVENT_HEADER_MAX);
	unsigned char entry[ENTRY_BYTES];
	struct onus_hash mac;

	ENSURE(e->body_mac.n == sizeof mac.bytes && e->header_salt.n == SALT_BYTES &&
		       e->entry.n == ENTRY_BYTES,
	       ONUS_NO, "event %" PRId64 ": a salt, MAC or entry has the wrong length",
	       e->header.seq);
	memcpy(mac.bytes, e->body_mac.p, sizeof mac.bytes);
	if (e->has_body) {
		struct onus_hash got = body_mac_of(e->body_salt, e->body);

		ENSURE(onus_hash_eq(&got, &mac), ONUS_NO,
		       "event %" PRId64 " (" SLICE_FMT "): its body was changed", e->header.seq,
		       SLICE_ARG(e->header.kind));
	}
	header_write(&header, &e->header);
	GUARD(buf_check(&header, "an event's header"));
	GUARD(entry_of(e->header_salt, slice_str(l->conf.origin), buf_slice(&header), &mac, entry));
	ENSURE(slice_eq(slice_of(entry, ENTRY_BYTES), e->entry), ONUS_NO,
	       "event %" PRId64 " (" SLICE_FMT "): its header, salts or entry were changed",
	       e->header.seq, SLICE_ARG(e->header.kind));
	return ONUS_OK;
}

static enum onus_err note_blob(struct verifying *v, struct slice name)
{
	struct onus_hash h;
	size_t n = 0;

	ENSURE(sodium_hex2bin(h.bytes, sizeof h.bytes, name.p, name.n, NULL, &n, NULL) == 0 &&
		       n == sizeof h.bytes,
	       ONUS_NO, "a blob has a name that is none of ours");
	if ((size_t)v->out->blobs == v->blob_room) {
		v->blob_room = v->blob_room * 2 + 64;
		v->blobs = mem_grow(v->blobs, v->blob_room * sizeof *v->blobs);
	}
	v->blobs[v->out->blobs++] = h;
	return ONUS_OK;
}

static enum onus_err check_blobs(struct verifying *v, struct arena *a, const struct event *e)
{
	for (const struct field *f = e->kind->fields; f->name != NULL; f++) {
		const char *name = f->type == FIELD_BLOB ? json_get_str(e->body, f->name) : NULL;
		struct slice bytes;

		if (name == NULL) {
			continue;
		}
		if (store_blob_get(v->ledger->store, a, name, &bytes) != ONUS_OK) {
			return onus_fail_in(ONUS_NO, "event %" PRId64 ": ", e->seq);
		}
		GUARD(note_blob(v, slice_str(name)));
	}
	return ONUS_OK;
}

static void note_accesses(struct verifying *v, const struct event *e)
{
	struct access_head head = {.count = json_get_int(e->body, "count", 0)};
	struct slice hex = json_get_slice(e->body, "head");

	if (sodium_hex2bin(head.head.bytes, sizeof head.head.bytes, hex.p, hex.n, NULL, NULL,
			   NULL) != 0) {
		return; /* a committed line that is not there then fails the access log's check */
	}
	if (v->access_count == v->access_room) {
		struct access_head *grown =
			NEW_N(&v->arena, struct access_head, v->access_room * 2 + 64);

		if (v->access_count > 0) {
			memcpy(grown, v->accesses, v->access_count * sizeof *grown);
		}
		v->access_room = v->access_room * 2 + 64;
		v->accesses = grown;
	}
	v->accesses[v->access_count++] = head;
}

static enum onus_err check_content(struct verifying *v, struct arena *a, const struct stored *row)
{
	struct event e;

	ENSURE(row->has_body, ONUS_NO,
	       "event %" PRId64 " (" SLICE_FMT "): its content is gone, and no disposal says why",
	       row->header.seq, SLICE_ARG(row->header.kind));
	if (event_of(v->ledger, a, row, &e) != ONUS_OK) {
		return onus_fail_in(ONUS_NO, "%s", "");
	}
	if (strcmp(e.kind->name, "ledger.accesses") == 0) {
		note_accesses(v, &e);
	}
	if (strcmp(e.kind->name, "ledger.opened") == 0) {
		GUARD(founding_check(v->ledger, &e));
	}
	return check_blobs(v, a, &e);
}

/* Entries become leaves many at a time, which hashes them faster. */
static void grow_tree(struct verifying *v)
{
	struct onus_hash leaves[ENTRIES_MAX];

	onus_leaf_hash_many(v->entries, ENTRY_BYTES, v->entry_count, leaves);
	onus_tree_append_many(v->tree, leaves, v->entry_count);
	v->entry_count = 0;
}

static void take_entry(struct verifying *v, struct slice entry)
{
	memcpy(v->entries + v->entry_count * ENTRY_BYTES, entry.p, ENTRY_BYTES);
	if (++v->entry_count == ENTRIES_MAX) {
		grow_tree(v);
	}
}

static enum onus_err check_event(void *ctx, struct arena *a, const struct stored *e)
{
	struct verifying *v = ctx;

	ENSURE(e->header.seq == v->out->events + 1, ONUS_NO, "event %" PRId64 " is missing",
	       v->out->events + 1);
	ENSURE(e->header.recorded_at >= v->last_recorded, ONUS_NO,
	       "event %" PRId64 ": recorded before the one before it", e->header.seq);
	ENSURE(!e->sides_wrong, ONUS_NO,
	       "event %" PRId64 " (" SLICE_FMT
	       "): what it is about, or derived from, was renumbered",
	       e->header.seq, SLICE_ARG(e->header.kind));
	GUARD(commitment_check(v->ledger, e));
	GUARD(check_content(v, a, e));
	take_entry(v, e->entry);
	v->last_recorded = e->header.recorded_at;
	v->out->events++;
	progress_update(&v->progress, (uint64_t)v->out->events);
	return ONUS_OK;
}

/* A body without an event, or one too many: foreign keys forbid it, but an edit from outside may
 * not. */
static enum onus_err check_strays(struct verifying *v)
{
	static const char *const questions[] = {
		"SELECT seq FROM event_secret WHERE seq NOT IN (SELECT seq FROM event) LIMIT 1",
		"SELECT seq FROM event_about WHERE seq NOT IN (SELECT seq FROM event) LIMIT 1",
		"SELECT seq FROM derived_from WHERE seq NOT IN (SELECT seq FROM event) LIMIT 1",
	};

	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		int64_t seq = 0;
		bool found = false;

		GUARD(store_get_int(v->ledger->store, &seq, &found, questions[i]));
		ENSURE(!found, ONUS_NO, "there is content for event %" PRId64 ", which there isn't",
		       seq);
	}
	return ONUS_OK;
}

/* --- blobs --- */

static int compare_hashes(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct onus_hash));
}

static enum onus_err check_blob_row(struct verifying *v, struct slice name, int64_t refs,
				    size_t *at)
{
	size_t count = (size_t)v->out->blobs;
	char hex[2 * ONUS_HASH_BYTES + 1] = "";
	int64_t named = 0;

	if (*at < count) {
		sodium_bin2hex(hex, sizeof hex, v->blobs[*at].bytes, ONUS_HASH_BYTES);
	}
	ENSURE(slice_is(name, hex), ONUS_NO, "blob %.12s is stored, but no event names it", name.p);
	for (struct onus_hash first = v->blobs[*at];
	     *at < count && onus_hash_eq(&v->blobs[*at], &first); ++*at) {
		named++;
	}
	ENSURE(refs == named, ONUS_NO,
	       "blob %.12s counts %" PRId64 " references where events name it %" PRId64 " times",
	       name.p, refs, named);
	return ONUS_OK;
}

/* Every blob that is stored is named by events, as often as it counts. */
static enum onus_err check_blob_rows(struct verifying *v)
{
	SCOPED_ROWS(rows);
	size_t at = 0;

	if (v->out->blobs > 0) {
		qsort(v->blobs, (size_t)v->out->blobs, sizeof *v->blobs, compare_hashes);
	}
	GUARD(store_query(v->ledger->store, &rows, "SELECT name, refs FROM blob ORDER BY name"));
	while (rows_next(&rows)) {
		GUARD(check_blob_row(v, rows_slice(&rows, 0), rows_int(&rows, 1), &at));
	}
	return rows_end(&rows);
}

/* --- the tree --- */

static enum onus_err check_tile(struct verifying *v, int64_t level, int64_t index,
				struct slice hashes)
{
	uint64_t size = onus_tree_size(v->tree);
	uint64_t count =
		level >= 0 && level < TREE_TILE_LEVELS ? size >> (ONUS_TILE_HEIGHT * level) : 0;
	uint64_t first = (uint64_t)index * ONUS_TILE_WIDTH;
	uint64_t width = first < count ? count - first : 0;

	width = width < ONUS_TILE_WIDTH ? width : ONUS_TILE_WIDTH;
	ENSURE(index >= 0 && hashes.n == width * ONUS_HASH_BYTES, ONUS_NO,
	       "the tree's tile %" PRId64 "/%" PRId64 " has the wrong length", level, index);
	for (uint64_t i = 0; i < width; i++) {
		struct onus_hash node;

		GUARD(onus_tree_node(v->tree, (unsigned)(ONUS_TILE_HEIGHT * level), first + i,
				     &node));
		ENSURE(memcmp(node.bytes, hashes.p + i * ONUS_HASH_BYTES, ONUS_HASH_BYTES) == 0,
		       ONUS_NO,
		       "the tree's tile %" PRId64 "/%" PRId64 ", hash %" PRIu64
		       ", does not fit the events",
		       level, index, i);
	}
	return ONUS_OK;
}

static enum onus_err check_tiles(struct verifying *v)
{
	SCOPED_ROWS(rows);
	uint64_t want = 0;
	uint64_t got = 0;

	for (int level = 0; level < TREE_TILE_LEVELS; level++) {
		uint64_t count = onus_tree_size(v->tree) >> (ONUS_TILE_HEIGHT * level);

		want += (count + ONUS_TILE_WIDTH - 1) / ONUS_TILE_WIDTH;
	}
	GUARD(store_query(v->ledger->store, &rows,
			  "SELECT level, idx, hashes FROM tile ORDER BY level, idx"));
	while (rows_next(&rows)) {
		GUARD(check_tile(v, rows_int(&rows, 0), rows_int(&rows, 1), rows_slice(&rows, 2)));
		got++;
	}
	GUARD(rows_end(&rows));
	ENSURE(got == want, ONUS_NO, "the tree has %" PRIu64 " tiles where %" PRIu64 " are needed",
	       got, want);
	return ONUS_OK;
}

/* --- checkpoints and the mark --- */

static enum onus_err check_note(struct verifying *v, int64_t size, struct slice root,
				struct slice note)
{
	const struct onus_vkey *key = ledger_vkey(v->ledger);
	struct onus_note opened;
	struct onus_checkpoint c;
	struct onus_hash computed;

	if (onus_note_open(note, &key, 1, &opened) != ONUS_OK ||
	    onus_checkpoint_parse(opened.text, &c) != ONUS_OK) {
		return onus_fail_in(ONUS_NO, "the checkpoint of %" PRId64 " events: ", size);
	}
	ENSURE(slice_is(c.origin, v->ledger->conf.origin) && c.size == (uint64_t)size &&
		       slice_eq(slice_of(c.root.bytes, sizeof c.root.bytes), root),
	       ONUS_NO, "the checkpoint of %" PRId64 " events does not say what its row says",
	       size);
	ENSURE(c.size <= onus_tree_size(v->tree), ONUS_NO,
	       "a checkpoint covers %" PRIu64 " events, but there are only %" PRIu64, c.size,
	       onus_tree_size(v->tree));
	GUARD(onus_tree_root(v->tree, c.size, &computed));
	ENSURE(onus_hash_eq(&computed, &c.root), ONUS_NO,
	       "the checkpoint of %" PRId64 " events signed another root than the events have",
	       size);
	return ONUS_OK;
}

/* The file for everybody is one of those that were signed; a stop at the wrong moment may leave it
 * behind the newest. */
static enum onus_err check_checkpoints(struct verifying *v)
{
	SCOPED_ROWS(rows);
	bool found = false;

	GUARD(store_query(v->ledger->store, &rows,
			  "SELECT size, root, note FROM checkpoint ORDER BY size"));
	while (rows_next(&rows)) {
		SCOPED_ARENA(a);
		struct slice root = arena_slice(&a, rows_slice(&rows, 1));

		GUARD(check_note(v, rows_int(&rows, 0), root, rows_slice(&rows, 2)));
		found |= slice_eq(rows_slice(&rows, 2), v->file);
		v->out->checkpoints++;
	}
	GUARD(rows_end(&rows));
	ENSURE(found, ONUS_NO, "%s/checkpoint is none of the checkpoints that the ledger signed",
	       v->ledger->folder);
	return ONUS_OK;
}

static enum onus_err check_high_water(struct verifying *v)
{
	struct mark m = v->mark;
	struct onus_hash root;

	if (!v->has_mark) {
		return ONUS_OK;
	}
	ENSURE(m.size <= onus_tree_size(v->tree), ONUS_NO,
	       "the high-water mark knows %" PRIu64 " events, this ledger has %" PRIu64
	       ": it is an older copy, or events are gone",
	       m.size, onus_tree_size(v->tree));
	GUARD(onus_tree_root(v->tree, m.size, &root));
	ENSURE(onus_hash_eq(&root, &m.root), ONUS_NO,
	       "the high-water mark at %" PRIu64 " events knows another root: the log was forked",
	       m.size);
	return ONUS_OK;
}

/* Up to where the events have committed to the access log. */
static enum onus_err check_meta(struct verifying *v)
{
	int64_t committed = v->access_count > 0 ? v->accesses[v->access_count - 1].count : 0;
	int64_t noted = 0;

	GUARD(store_get_int(v->ledger->store, &noted, NULL,
			    "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'accesses'"));
	ENSURE(noted == committed, ONUS_NO,
	       "table meta says that %" PRId64
	       " lines of the access log are committed to; events say %" PRId64,
	       noted, committed);
	return ONUS_OK;
}

/* What lies outside of the database is read first: a writer that goes on meanwhile has made durable
 * what it speaks of, and the state of now has it. */
static enum onus_err look_outside(struct verifying *v)
{
	enum onus_err e = mark_read(v->ledger->conf.origin, &v->mark);

	v->has_mark = e == ONUS_OK;
	GUARD(e == ONUS_NO ? ONUS_OK : e);
	if (file_read(&v->arena, v->ledger->folder, "checkpoint", &v->file) != ONUS_OK) {
		return onus_fail_in(ONUS_NO, "%s", "");
	}
	return v->ledger->mode == STORE_READ ? store_refresh(v->ledger->store) : ONUS_OK;
}

static enum onus_err verify_all(struct verifying *v)
{
	GUARD(look_outside(v));
	GUARD(store_check(v->ledger->store));
	GUARD(stored_each(v->ledger->store, INT64_MIN, INT64_MAX, check_event, v));
	grow_tree(v);
	GUARD(check_strays(v));
	GUARD(check_blob_rows(v));
	GUARD(check_tiles(v));
	GUARD(check_checkpoints(v));
	GUARD(check_high_water(v));
	GUARD(check_meta(v));
	return access_verify(v->ledger->folder, v->accesses, v->access_count, &v->out->accesses);
}

enum onus_err ledger_verify(struct ledger *l, struct verify_result *out)
{
	struct verify_result result = {0};
	struct verifying v = {.ledger = l, .tree = onus_tree_create(), .out = &result};
	enum onus_err e;

	progress_start(&v.progress, "verified", "events", l->tree.size);
	e = verify_all(&v);
	progress_end(&v.progress);
	onus_tree_destroy(v.tree);
	arena_finish(&v.arena);
	free(v.blobs);
	if (e == ONUS_BAD_INPUT) {
		return onus_fail_in(ONUS_NO, "%s", "");
	}
	GUARD(e);
	*out = result;
	return ONUS_OK;
}
