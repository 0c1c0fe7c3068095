/* SPDX-License-Identifier: Apache-2.0
 * ledger.c - opening and closing, and the ledger's own events. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ledger/internal.h"

static const struct field opened_fields[] = {{"origin", FIELD_TEXT, true},
					     {"exercise", FIELD_INT, true},
					     {"vkey", FIELD_TEXT, false},
					     {"seal", FIELD_TEXT, false},
					     {0}};
static const struct field accesses_fields[] = {
	{"count", FIELD_INT, true}, {"head", FIELD_TEXT, true}, {0}};

static enum onus_err apply_nothing(struct store *s, struct arena *a, const struct event *e)
{
	(void)s;
	(void)a;
	(void)e;
	return ONUS_OK;
}

static const struct event_kind ledger_kinds[] = {
	{"ledger.opened", 1, 0, opened_fields, apply_nothing},
	{"ledger.accesses", 1, 0, accesses_fields, apply_nothing},
	{0},
};

static const struct projection ledger_projections[] = {{0}};

const struct room ledger_room = {"ledger", ledger_kinds, ledger_projections};

/* --- the table of kinds --- */

static int compare_kinds(const void *a, const void *b)
{
	return strcmp((*(const struct event_kind *const *)a)->name,
		      (*(const struct event_kind *const *)b)->name);
}

static void add_kinds(struct ledger *l, const struct event_kind *kinds)
{
	for (; kinds->name != NULL; kinds++) {
		l->kinds =
			mem_grow(l->kinds, (l->kind_count + 1) * sizeof(const struct event_kind *));
		l->kinds[l->kind_count++] = kinds;
	}
}

static enum onus_err gather_kinds(struct ledger *l)
{
	add_kinds(l, ledger_room.kinds);
	for (const struct room *const *room = l->rooms; *room != NULL; room++) {
		add_kinds(l, (*room)->kinds);
	}
	qsort(l->kinds, l->kind_count, sizeof(const struct event_kind *), compare_kinds);
	for (size_t i = 1; i < l->kind_count; i++) {
		ENSURE(strcmp(l->kinds[i - 1]->name, l->kinds[i]->name) != 0, ONUS_INTERNAL,
		       "two event kinds are called %s", l->kinds[i]->name);
	}
	return ONUS_OK;
}

/* --- opening --- */

/* The tree must be the one that the newest checkpoint signed ... */
static enum onus_err check_newest_checkpoint(struct ledger *l)
{
	SCOPED_ROWS(rows);
	struct onus_hash root;

	GUARD(store_query(l->store, &rows,
			  "SELECT size, root FROM checkpoint ORDER BY size DESC LIMIT 1"));
	if (rows_next(&rows)) {
		struct slice signed_root = rows_slice(&rows, 1);

		l->checkpoint_size = (uint64_t)rows_int(&rows, 0);
		ENSURE(l->checkpoint_size <= l->tree.size, ONUS_BAD_INPUT,
		       "the ledger has %" PRIu64 " events, but a signed checkpoint covers %" PRIu64
		       ": events are missing",
		       l->tree.size, l->checkpoint_size);
		GUARD(log_tree_root(&l->tree, l->store, l->checkpoint_size, &root));
		ENSURE(slice_eq(slice_of(root.bytes, sizeof root.bytes), signed_root),
		       ONUS_BAD_INPUT,
		       "the tree does not lead to the root of the newest checkpoint (%" PRIu64
		       " events): run onus log verify",
		       l->checkpoint_size);
	}
	return rows_end(&rows);
}

/* ... and go on from the one that was signed last on this machine. */
static enum onus_err check_mark(struct ledger *l)
{
	struct mark m;
	struct onus_hash root;
	enum onus_err e;

	GUARD(mark_prepare());
	e = mark_read(l->conf.origin, &m);
	if (e == ONUS_NO) {
		return ONUS_OK;
	}
	GUARD(e);
	ENSURE(m.size <= l->tree.size, ONUS_REFUSED,
	       "this ledger has %" PRIu64 " events, but its log was signed up to %" PRIu64
	       " here before: it is an older copy, and going on from it would fork the log. "
	       "Restore the newer "
	       "one, or see docs/keys.md",
	       l->tree.size, m.size);
	GUARD(log_tree_root(&l->tree, l->store, m.size, &root));
	ENSURE(onus_hash_eq(&root, &m.root), ONUS_REFUSED,
	       "the first %" PRIu64
	       " events of this ledger are not those that were signed here before: going "
	       "on would fork the log",
	       m.size);
	return ONUS_OK;
}

/* A name that only seal.key gives, and that tells nothing of it. */
static void seal_key_name(const struct ledger *l, char *out)
{
	ledger_seal_name(l, "onus seal key v1", slice_str(l->conf.origin), out);
}

enum onus_err founding_check(const struct ledger *l, const struct event *e)
{
	char vkey[ONUS_VKEY_TEXT_MAX];
	char seal[SEAL_NAME_ROOM];

	ENSURE(e->body != NULL, ONUS_BAD_INPUT,
	       "the content of the first event is gone: run onus log verify");
	ENSURE(slice_is(json_get_slice(e->body, "origin"), l->conf.origin) &&
		       (json_get_int(e->body, "exercise", 0) != 0) == l->conf.exercise,
	       ONUS_BAD_INPUT,
	       "ledger.conf does not say what the ledger was opened with: origin %s, %s",
	       json_get_str(e->body, "origin"),
	       json_get_int(e->body, "exercise", 0) ? "an exercise" : "no exercise");
	onus_vkey_write(&l->conf.log_key.public, vkey);
	ENSURE(json_get(e->body, "vkey") == NULL || slice_is(json_get_slice(e->body, "vkey"), vkey),
	       ONUS_BAD_INPUT,
	       "log.vkey is not the key that the ledger was opened with: bring back %s",
	       json_get_str(e->body, "vkey"));
	seal_key_name(l, seal);
	ENSURE(json_get(e->body, "seal") == NULL || slice_is(json_get_slice(e->body, "seal"), seal),
	       ONUS_BAD_INPUT,
	       "seal.key is another ledger's: bring back the one that belongs here (docs/keys.md)");
	return ONUS_OK;
}

/* What would be written under another name, or sealed with another key, could never be mended. */
static enum onus_err check_founding(struct ledger *l)
{
	SCOPED_ARENA(a);
	struct event e;

	if (l->tree.size == 0) {
		return ONUS_OK;
	}
	GUARD(ledger_event(l, &a, 1, &e));
	return strcmp(e.kind->name, "ledger.opened") == 0 ? founding_check(l, &e) : ONUS_OK;
}

/* Only how much there is to look at, for the progress. */
static enum onus_err count_events(struct ledger *l)
{
	int64_t events = 0;

	GUARD(store_get_int(l->store, &events, NULL, "SELECT count(*) FROM event"));
	l->tree.size = (uint64_t)events;
	return ONUS_OK;
}

static enum onus_err load_state(struct ledger *l)
{
	if (l->examine) {
		return count_events(l);
	}
	GUARD(log_tree_load(&l->tree, l->store));
	GUARD(store_get_int(
		l->store, &l->last_recorded, NULL,
		"SELECT coalesce((SELECT recorded_at FROM event ORDER BY seq DESC LIMIT 1), 0)"));
	GUARD(check_founding(l));
	GUARD(check_newest_checkpoint(l));
	return l->mode == STORE_READ ? ONUS_OK : check_mark(l);
}

static enum onus_err record_opening(struct ledger *l)
{
	SCOPED_ARENA(a);
	struct json *body = json_object(&a);
	char vkey[ONUS_VKEY_TEXT_MAX];
	char seal[SEAL_NAME_ROOM];
	struct draft d = {.kind = "ledger.opened",
			  .actor = "",
			  .writer = "",
			  .occurred = when_instant(instant_now()),
			  .body = body};

	json_set_str(body, "origin", l->conf.origin);
	json_set_int(body, "exercise", l->conf.exercise);
	onus_vkey_write(&l->conf.log_key.public, vkey);
	json_set_str(body, "vkey", vkey);
	seal_key_name(l, seal);
	json_set_str(body, "seal", seal);
	GUARD(ledger_begin(l));
	GUARD(ledger_append(l, &d, NULL, NULL));
	return ledger_commit(l);
}

static enum onus_err make_folder(const char *folder)
{
	char conf[LEDGER_PATH_ROOM];
	struct stat st;

	ENSURE(mkdir(folder, 0700) == 0 || errno == EEXIST,
	       errno == ENOSPC ? ONUS_AGAIN : ONUS_BAD_INPUT, "the folder %s can't be made: %s",
	       folder, strerror(errno));
	ENSURE(snprintf(conf, sizeof conf, "%s/ledger.conf", folder) < (int)sizeof conf,
	       ONUS_BAD_INPUT, "the path of the ledger is too long");
	ENSURE(stat(conf, &st) != 0, ONUS_USAGE, "%s has a ledger already; choose another folder",
	       folder);
	return ONUS_OK;
}

static enum onus_err open_all(struct ledger *l, const struct ledger_options *o)
{
	GUARD(onus_merkle_init());
	GUARD(gather_kinds(l));
	if (o->mode == STORE_CREATE) {
		GUARD(make_folder(l->folder));
		GUARD(conf_create(l->folder, o, &l->conf));
	} else {
		GUARD(conf_load(l->folder, o->mode, &l->conf));
	}
	GUARD(store_open(&l->store, l->folder, o->mode, l->conf.seal_key));
	GUARD(load_state(l));
	return o->mode == STORE_CREATE ? record_opening(l) : ONUS_OK;
}

enum onus_err ledger_open(struct ledger **out, const char *folder,
			  const struct ledger_options *options)
{
	struct ledger *l;
	enum onus_err e;

	ENSURE(strlen(folder) < LEDGER_PATH_ROOM - 64, ONUS_BAD_INPUT,
	       "the path of the ledger is too long");
	l = mem_alloc(sizeof *l);
	*l = (struct ledger){.mode = options->mode,
			     .rooms = options->rooms,
			     .examine = options->examine && options->mode == STORE_READ};
	snprintf(l->folder, sizeof l->folder, "%s", folder);
	e = open_all(l, options);
	if (e != ONUS_OK) {
		ledger_close(l);
		return e;
	}
	*out = l;
	return ONUS_OK;
}

struct ledger *ledger_close(struct ledger *l)
{
	if (l != NULL) {
		store_close(l->store);
		arena_finish(&l->apply_arena);
		free(l->kinds);
		sodium_memzero(&l->conf, sizeof l->conf);
		free(l);
	}
	return NULL;
}

struct store *ledger_store(struct ledger *l)
{
	return l->store;
}

const char *ledger_folder(const struct ledger *l)
{
	return l->folder;
}

const char *ledger_origin(const struct ledger *l)
{
	return l->conf.origin;
}

bool ledger_is_exercise(const struct ledger *l)
{
	return l->conf.exercise;
}

const struct onus_vkey *ledger_vkey(const struct ledger *l)
{
	return &l->conf.log_key.public;
}

int64_t ledger_count(const struct ledger *l)
{
	return (int64_t)l->tree.size;
}

enum onus_err ledger_log_access(struct ledger *l, const char *member, const char *purpose,
				const char *what)
{
	return access_append(l->folder, member, purpose, what, instant_now());
}
