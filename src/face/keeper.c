/* SPDX-License-Identifier: Apache-2.0
 * keeper.c - the keeper's tools: init, check, rebuild, doctor. */
#include <inttypes.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "face/commands.h"
#include "face/files.h"
#include "onus/text.h"
#include "practice/intake/reader.h"
#include "practice/people/people.h"

/* --- init --- */

static const struct param init_params[] = {
	{"organisation", PARAM_TEXT, 0, "NAME", "whose ledger it is", NULL},
	{"member", PARAM_TEXT, 0, "NAME",
	 "the first member, who holds the top post (default: --as, or your login)", NULL},
	{"policy", PARAM_FILE, 0, "FILE", "the policy to adopt (default: England's, built in)",
	 NULL},
	{"origin", PARAM_TEXT, 0, "NAME",
	 "name of the log, as it stands in checkpoints (default: a random one)", NULL},
	{"exercise", PARAM_FLAG, 0, NULL, "mark the ledger as an exercise, for good", NULL},
	{0},
};

static const char *login_name(void)
{
	const struct passwd *entry = getpwuid(getuid());

	return entry != NULL && entry->pw_name[0] != '\0' ? entry->pw_name : "keeper";
}

static const char *first_member(const struct call *c)
{
	const char *named = call_text(c, "member");
	const char *as = getenv("ONUS_AS");

	if (named == NULL) {
		named = as != NULL && as[0] != '\0' ? as : login_name();
	}
	return named;
}

/* The ledger, its first member and its first checkpoint, in `folder`. */
static enum onus_err make_ledger(struct call *c, const char *folder, struct slice policy,
				 struct json *record)
{
	struct ledger_options o = {.rooms = all_rooms,
				   .mode = STORE_CREATE,
				   .exercise = call_flag(c, "exercise"),
				   .origin = call_text(c, "origin")};
	const char *organisation = call_text(c, "organisation");
	char vkey[ONUS_VKEY_TEXT_MAX];
	char member[ID_ROOM];

	GUARD(ledger_open(&c->ledger, folder, &o));
	GUARD(people_found(c->ledger, c->arena, organisation ? organisation : "This organisation",
			   first_member(c), policy, member));
	GUARD(ledger_checkpoint(c->ledger));
	onus_vkey_write(ledger_vkey(c->ledger), vkey);
	json_set_str(record, "ledger", c->folder);
	json_set_str(record, "origin", ledger_origin(c->ledger));
	json_set_str(record, "vkey", vkey);
	json_set_str(record, "member", member);
	return ONUS_OK;
}

/* A wrong policy must be refused before anything is made. */
static enum onus_err read_policy(struct call *c, struct slice *out)
{
	const char *path = call_text(c, "policy");
	struct policy *policy = NULL;

	*out = slice_of(NULL, 0);
	if (path == NULL) {
		return ONUS_OK;
	}
	GUARD(read_whole_file(c->arena, path, c->input, POLICY_BYTES_MAX, "POLICY_BYTES_MAX", out));
	return policy_parse(c->arena, *out, path, &policy);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static enum onus_err check_place(const struct call *c)
{
	bool taken = access(arena_printf(c->arena, "%s/ledger.conf", c->folder), F_OK) == 0;

	ENSURE(!taken, ONUS_USAGE, "%s has a ledger already; choose another folder with --ledger",
	       c->folder);
	return ONUS_OK;
}

/* So that the new name in the folder above it is durable too. */
static enum onus_err flush_above(const struct call *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *above =
		slash ? arena_copy(c->arena, slice_of(path, (size_t)(slash - path) + 1)) : ".";
	int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool flushed = fd >= 0 && fsync(fd) == 0;
	int why = errno;

	if (fd >= 0) {
		close(fd);
	}
	ENSURE(flushed, ONUS_INTERNAL, "%s: %s", above, strerror(why));
	return ONUS_OK;
}

/* Moves the finished ledger to its place, which must not be there, or be an empty folder. */
static enum onus_err move_into_place(const struct call *c, const char *part, const char *place)
{
	if (rename(part, place) == 0) {
		return flush_above(c, place);
	}
	return onus_fail(errno == ENOTEMPTY || errno == EEXIST ? ONUS_USAGE : ONUS_BAD_INPUT, HERE,
			 "%s can't become a ledger: %s", c->folder,
			 errno == ENOTEMPTY || errno == EEXIST ? "there is something in it"
							       : strerror(errno));
}

static const char *without_slashes(struct arena *a, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/') {
		n--;
	}
	return arena_copy(a, slice_of(path, n));
}

/* A ledger is made beside its place and moved there whole: an init that is stopped leaves none. */
static enum onus_err run_init(struct call *c)
{
	const char *place = without_slashes(c->arena, c->folder);
	const char *part = arena_printf(c->arena, "%s.part-%ld", place, (long)getpid());
	struct json *record = json_object(c->arena);
	struct slice policy;
	enum onus_err e;

	GUARD(check_place(c));
	GUARD(read_policy(c, &policy));
	e = make_ledger(c, part, policy, record);
	c->ledger = ledger_close(c->ledger);
	if (e == ONUS_OK) {
		e = move_into_place(c, part, place);
	}
	if (e != ONUS_OK) {
		nftw(part, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		return e;
	}
	return call_emit(c, record);
}

static void say_init(struct buf *out, const struct json *r)
{
	buf_addf(out, "A new ledger is in %s. %s is its first member and holds its top post.\n",
		 json_get_str(r, "ledger"), json_get_str(r, "member"));
	buf_addf(out, "Give this key to whoever shall check receipts: %s\n",
		 json_get_str(r, "vkey"));
	buf_addf(out, "Keep a copy of %s/seal.key and log.key somewhere else, under lock.\n",
		 json_get_str(r, "ledger"));
}

/* --- check and rebuild --- */

static const struct param rebuild_params[] = {
	{"check", PARAM_FLAG, 0, NULL,
	 "only compare: replay beside the live tables, and print a digest a table", NULL},
	{0},
};

static enum onus_err emit_digest(struct call *c, const struct table_digest *d)
{
	struct json *record = json_object(c->arena);
	char hex[2 * ONUS_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof hex, d->live.bytes, sizeof d->live.bytes);
	json_set_str(record, "table", d->table);
	json_set_int(record, "rows", d->rows);
	json_set_str(record, "digest", hex);
	return call_emit(c, record);
}

static enum onus_err emit_digests(struct call *c)
{
	struct table_digest *digests = NULL;
	size_t count = 0;

	GUARD(ledger_rebuild_check(c->ledger, c->arena, &digests, &count));
	for (size_t i = 0; i < count; i++) {
		GUARD(emit_digest(c, &digests[i]));
	}
	return ONUS_OK;
}

static enum onus_err run_rebuild(struct call *c)
{
	if (call_flag(c, "check")) {
		return emit_digests(c);
	}
	GUARD(ledger_rebuild(c->ledger));
	return emit_digests(c);
}

static void say_digest(struct buf *out, const struct json *r)
{
	buf_addf(out, "%-20s %8" PRId64 " rows  %s\n", json_get_str(r, "table"),
		 json_get_int(r, "rows", 0), json_get_str(r, "digest"));
}

static enum onus_err run_check(struct call *c)
{
	struct json *record = json_object(c->arena);
	struct table_digest *digests = NULL;
	struct verify_result result;
	size_t tables = 0;

	GUARD(ledger_verify(c->ledger, &result));
	GUARD(ledger_rebuild_check(c->ledger, c->arena, &digests, &tables));
	json_set_int(record, "events", result.events);
	json_set_int(record, "blobs", result.blobs);
	json_set_int(record, "checkpoints", result.checkpoints);
	json_set_int(record, "tables", (int64_t)tables);
	json_set_str(record, "result", "whole");
	return call_emit(c, record);
}

static void say_check(struct buf *out, const struct json *r)
{
	buf_addf(out,
		 "The ledger is whole: %" PRId64 " events, %" PRId64 " blobs, %" PRId64
		 " checkpoints; %" PRId64 " tables are what a replay gives.\n",
		 json_get_int(r, "events", 0), json_get_int(r, "blobs", 0),
		 json_get_int(r, "checkpoints", 0), json_get_int(r, "tables", 0));
}

/* --- doctor --- */

struct doctor {
	struct call *call;
	bool wrong; /* anything is */
};

static enum onus_err emit_finding(struct doctor *d, const char *what, const char *value,
				  const char *verdict, bool wrong)
{
	struct json *record = json_object(d->call->arena);

	json_set_str(record, "what", what);
	json_set_str(record, "value", value);
	json_set_str(record, "verdict", verdict);
	json_set(record, "wrong", json_bool(d->call->arena, wrong));
	d->wrong |= wrong;
	return call_emit(d->call, record);
}

/* `verdict` is NULL where there is nothing to judge. */
static enum onus_err emit_good(struct doctor *d, const char *what, const char *value,
			       const char *verdict)
{
	return emit_finding(d, what, value, verdict, false);
}

static enum onus_err emit_wrong(struct doctor *d, const char *what, const char *value,
				const char *verdict)
{
	return emit_finding(d, what, value, verdict, true);
}

static enum onus_err describe_store(struct doctor *d, struct store *s)
{
	struct arena *a = d->call->arena;
	struct json *o = json_object(a);
	SCOPED_BUF(options, 64 * 1024);

	GUARD(store_describe(s, o));
	GUARD(emit_good(d, "SQLite",
			arena_printf(a, "%s, journal %s, synchronous %s",
				     json_get_str(o, "version"), json_get_str(o, "journal_mode"),
				     json_get_str(o, "synchronous")),
			json_get_str(o, "verdict")));
	json_write(&options, json_get(o, "compile_options"));
	return emit_good(d, "SQLite compile options", arena_copy(a, buf_slice(&options)), NULL);
}

static enum onus_err describe_no_ledger(struct doctor *d)
{
	struct store *scratch = NULL;
	enum onus_err e;

	GUARD(emit_good(d, "ledger", d->call->folder, "none there"));
	GUARD(onus_merkle_init());
	GUARD(store_open_scratch(&scratch));
	e = describe_store(d, scratch);
	store_close(scratch);
	return e;
}

static enum onus_err describe_key(struct doctor *d, const char *name)
{
	const char *path = arena_printf(d->call->arena, "%s/%s", d->call->folder, name);
	struct stat st;

	if (stat(path, &st) != 0) {
		return emit_wrong(d, name, path,
				  "MISSING: bring it back from a backup (docs/keys.md)");
	}
	return (st.st_mode & 077) == 0
		       ? emit_good(d, name, path, "good: only its owner may read it")
		       : emit_wrong(d, name, path, "WRONG: others may read it; chmod 600");
}

static enum onus_err describe_ledger(struct doctor *d)
{
	struct call *c = d->call;
	struct ledger_options o = {.rooms = all_rooms, .mode = STORE_READ};
	int64_t bytes = 0;

	if (access(arena_printf(c->arena, "%s/ledger.conf", c->folder), F_OK) != 0) {
		return describe_no_ledger(d);
	}
	if (ledger_open(&c->ledger, c->folder, &o) != ONUS_OK) {
		return emit_wrong(d, "ledger", c->folder,
				  arena_copy(c->arena, slice_str(onus_last_error()->text)));
	}
	c->store = ledger_store(c->ledger);
	GUARD(store_size(c->store, &bytes));
	GUARD(emit_good(d, "ledger",
			arena_printf(c->arena, "%s, %" PRId64 " events, %" PRId64 " MB",
				     ledger_origin(c->ledger), ledger_count(c->ledger),
				     bytes / 1000000),
			"opens; \"onus check\" verifies it"));
	GUARD(describe_key(d, "log.key"));
	GUARD(describe_key(d, "seal.key"));
	return describe_store(d, c->store);
}

static enum onus_err describe_mark(struct doctor *d)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if ((state == NULL || state[0] != '/') && (home == NULL || home[0] != '/')) {
		return emit_wrong(
			d, "high-water mark", "neither XDG_STATE_HOME nor HOME is set",
			"WRONG: there is no second place, so a restored backup could fork the log");
	}
	return emit_good(d, "high-water mark",
			 state != NULL && state[0] == '/'
				 ? arena_printf(d->call->arena, "%s/onus", state)
				 : arena_printf(d->call->arena, "%s/.local/state/onus", home),
			 "kept; it does not stop an insider who has the key too (SECURITY.md)");
}

/* Where it is there but can't be locked up, what it would read is kept unread: less, not wrong. */
static enum onus_err describe_reader(struct doctor *d)
{
	struct reader_pool *pool = reader_pool_create(NULL);
	struct reader_sandbox sandbox = {0};
	enum onus_err e;

	reader_sandbox_report(pool, d->call->arena, &sandbox);
	e = emit_finding(d, "document reader",
			 arena_printf(d->call->arena, "%s, %s", sandbox.path, sandbox.engines),
			 sandbox.words, !sandbox.found);
	reader_pool_destroy(pool);
	return e;
}

static enum onus_err run_doctor(struct call *c)
{
	struct doctor d = {.call = c};

	GUARD(emit_good(&d, "onus", ONUS_VERSION, NULL));
	GUARD(emit_good(&d, "text engine", ONUS_TEXT_VERSION, NULL));
	GUARD(emit_good(&d, "libsodium", sodium_version_string(), NULL));
	GUARD(describe_ledger(&d));
	GUARD(describe_mark(&d));
	GUARD(describe_reader(&d));
	ENSURE(!d.wrong, ONUS_NO, "something is wrong: see above");
	return ONUS_OK;
}

static void say_finding(struct buf *out, const struct json *r)
{
	const char *verdict = json_get_str(r, "verdict");

	buf_addf(out, "%-22s %s\n", json_get_str(r, "what"), json_get_str(r, "value"));
	if (verdict != NULL) {
		buf_addf(out, "%-22s   %s\n", "", verdict);
	}
}

const struct command keeper_commands[] = {
	{.name = "init",
	 .summary = "Make a new ledger, its keys and its first checkpoint",
	 .params = init_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_init,
	 .say = say_init},
	{.name = "check",
	 .summary = "Verify everything: events, tree, checkpoints, blobs, access log, and the "
		    "tables by a replay",
	 .permission = MAY_ANYONE,
	 .use = LEDGER_EXAMINE,
	 .run = run_check,
	 .say = say_check},
	{.name = "rebuild",
	 .summary = "Make the projections anew from the events, or compare them with --check",
	 .detail = "Anybody who may write to the ledger's folder may do it: who is a member stands "
		   "in "
		   "the very tables that it mends, and it makes them nothing but what the events "
		   "say.",
	 .params = rebuild_params,
	 .permission = MAY_ANYONE,
	 .use = LEDGER_WRITE,
	 .own_transactions = true,
	 .run = run_rebuild,
	 .say = say_digest},
	{.name = "doctor",
	 .summary = "Say what this installation is made of, and what is wrong with it",
	 .detail = "Exit status 1 where anything is wrong.",
	 .permission = MAY_ANYONE,
	 .use = LEDGER_NONE,
	 .run = run_doctor,
	 .say = say_finding},
	{0},
};
