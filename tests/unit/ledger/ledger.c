/* SPDX-License-Identifier: Apache-2.0
 * ledger.c - append, prove, replay, verify, with a room of our own that keeps notes. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "tests/harness.h"

/* --- a room with one table: the source table of the schema serves as a notebook --- */

static enum onus_err apply_note(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO source (id, mac, sealed, kind, seq, recorded_at)"
			 " VALUES (?1, ?1, ?2, 'note', ?3, ?4)",
			 v_text(e->id), v_slice(json_get_slice(e->body, "text")), v_int(e->seq),
			 v_int(e->recorded_at));
}

static const struct field note_fields[] = {{"text", FIELD_TEXT, true},
					   {"blob", FIELD_BLOB, false},
					   {"about", FIELD_THINGS, false},
					   {0}};
static const struct event_kind note_kinds[] = {{"note.made", 1, 'S', note_fields, apply_note}, {0}};
static const struct projection note_projections[] = {{"source", "id"}, {0}};
static const struct room note_room = {"notes", note_kinds, note_projections};
static const struct room *const rooms[] = {&note_room, NULL};

static struct ledger *open_ledger(const char *folder, enum store_mode mode)
{
	struct ledger_options o = {.rooms = rooms, .mode = mode, .origin = "example.org/test"};
	struct ledger *l = NULL;

	setenv("XDG_STATE_HOME", folder, 1);
	CHECK_OK(ledger_open(&l, folder, &o));
	return l;
}

static void note(struct ledger *l, const char *text)
{
	SCOPED_ARENA(a);
	struct json *body = json_object(&a);
	struct draft d = {.kind = "note.made",
			  .actor = "P1",
			  .writer = "P1",
			  .occurred = when_year(2002),
			  .body = body};
	struct json *about = json_array(&a);

	json_push_str(about, "E7");
	json_set_str(body, "text", text);
	json_set(body, "about", about);
	CHECK_OK(ledger_append(l, &d, NULL, NULL));
}

static void notes(struct ledger *l, int count)
{
	CHECK_OK(ledger_begin(l));
	for (int i = 0; i < count; i++) {
		note(l, "a note");
	}
	CHECK_OK(ledger_commit(l));
}

static const char *ledger_with(int count)
{
	const char *folder = test_folder();
	struct ledger *l = open_ledger(folder, STORE_CREATE);

	notes(l, count);
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	return folder;
}

static enum onus_err verify(const char *folder)
{
	struct ledger *l = NULL;
	struct ledger_options o = {.rooms = rooms, .mode = STORE_READ, .examine = true};
	struct verify_result r;
	enum onus_err e = ledger_open(&l, folder, &o);

	if (e == ONUS_OK) {
		e = ledger_verify(l, &r);
	}
	ledger_close(l);
	return e;
}

static void run_sql(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
		test_fail(HERE, "%s: %s", sql, message);
	}
	sqlite3_free(message);
}

static int take_text(void *ctx, int columns, char **values, char **names)
{
	struct buf *out = ctx;

	(void)columns;
	(void)names;
	buf_add_str(out, values[0]);
	return 0;
}

/* Edits the database as an administrator could, with the triggers out of the way, who puts them
 * back so that nobody sees it. */
static void edit(const char *folder, const char *sql)
{
	SCOPED_ARENA(a);
	SCOPED_BUF(drop, 64 * 1024);
	SCOPED_BUF(make, 64 * 1024);
	sqlite3 *db = NULL;

	CHECK(sqlite3_open(arena_printf(&a, "%s/ledger.db", folder), &db) == SQLITE_OK);
	sqlite3_exec(
		db,
		"SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'",
		take_text, &drop, NULL);
	sqlite3_exec(db, "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'", take_text,
		     &make, NULL);
	CHECK(drop.len > 0 && make.len > 0);
	run_sql(db, "PRAGMA foreign_keys = OFF");
	run_sql(db, arena_copy(&a, buf_slice(&drop)));
	run_sql(db, sql);
	run_sql(db, arena_copy(&a, buf_slice(&make)));
	sqlite3_close(db);
}

TEST(ledger__a_new_ledger_verifies_and_opens_again)
{
	const char *folder = ledger_with(0);

	CHECK_OK(verify(folder));
}

TEST(ledger__what_was_appended_is_read_back)
{
	const char *folder = ledger_with(3);
	struct ledger *l = open_ledger(folder, STORE_READ);
	SCOPED_ARENA(a);
	struct event e;

	CHECK_OK(ledger_event(l, &a, 2, &e));
	CHECK_STR(e.kind->name, "note.made");
	CHECK_STR(e.id, "S2");
	CHECK_STR(e.actor, "P1");
	CHECK_INT(e.occurred.precision, PRECISION_YEAR);
	CHECK_STR(json_get_str(e.body, "text"), "a note");
	CHECK_ERR(ledger_event(l, &a, 99, &e), ONUS_NO);
	ledger_close(l);
}

TEST(ledger__a_body_that_does_not_fit_its_kind_is_refused)
{
	struct ledger *l = open_ledger(test_folder(), STORE_CREATE);
	SCOPED_ARENA(a);
	struct draft d = {.kind = "note.made",
			  .actor = "",
			  .writer = "",
			  .occurred = when_year(2002),
			  .body = json_object(&a)};

	CHECK_OK(ledger_begin(l));
	CHECK_ERR(ledger_append(l, &d, NULL, NULL), ONUS_INTERNAL);
	json_set_str(d.body, "text", "x");
	json_set_str(d.body, "colour", "x");
	CHECK_ERR(ledger_append(l, &d, NULL, NULL), ONUS_INTERNAL);
	ledger_rollback(l);
	CHECK_INT(ledger_count(l), 1);
	ledger_close(l);
}

TEST(ledger__a_rolled_back_transaction_leaves_the_tree_as_it_was)
{
	const char *folder = test_folder();
	struct ledger *l = open_ledger(folder, STORE_CREATE);

	notes(l, 300);
	CHECK_OK(ledger_begin(l));
	for (int i = 0; i < 300; i++) {
		note(l, "never");
	}
	ledger_rollback(l);
	notes(l, 5);
	CHECK_OK(ledger_checkpoint(l));
	CHECK_INT(ledger_count(l), 306);
	ledger_close(l);
	CHECK_OK(verify(folder));
}

TEST(ledger__the_tree_over_tiles_is_the_tree_of_the_engine)
{
	static const int counts[] = {0, 1, 2, 254, 255, 256, 257, 511, 512, 700};
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		char folder[64];
		struct ledger *l;

		snprintf(folder, sizeof folder, "%s/%zu", test_folder(), i);
		l = open_ledger(folder, STORE_CREATE);
		notes(l, counts[i]);
		CHECK_OK(ledger_checkpoint(l));
		ledger_close(l);
		CHECK_OK(verify(folder)); /* compares every tile and the root with onus_tree */
	}
}

/* --- receipts --- */

static struct slice receipt_of(const char *folder, struct arena *a, int64_t seq)
{
	struct ledger *l = open_ledger(folder, STORE_READ);
	struct slice text;

	CHECK_OK(ledger_receipt(l, a, seq, &text));
	ledger_close(l);
	return text;
}

static struct onus_vkey key_of(const char *folder)
{
	char path[256];
	struct onus_vkey key;

	snprintf(path, sizeof path, "%s/log.vkey", folder);
	CHECK_OK(onus_vkey_parse(slice_trim(test_read_file(path)), &key));
	return key;
}

static enum onus_err verify_receipt(const struct onus_vkey *known, struct slice text)
{
	struct onus_receipt r;
	struct onus_hash leaf;
	enum onus_err e;

	e = onus_receipt_parse(text, &r);
	if (e == ONUS_OK) {
		leaf = onus_leaf_hash(r.extra);
		e = onus_receipt_verify(&r, &leaf, &known, 1, NULL);
	}
	return e;
}

TEST(receipt__every_event_has_one_that_verifies_with_the_public_key_alone)
{
	const char *folder = ledger_with(270);
	struct onus_vkey key = key_of(folder);

	for (int64_t seq = 1; seq <= 271; seq += 9) {
		SCOPED_ARENA(a);

		CHECK_OK(verify_receipt(&key, receipt_of(folder, &a, seq)));
	}
}

TEST(receipt__every_leaf_of_every_small_tree_has_one)
{
	const char *folder = ledger_with(0);
	struct onus_vkey key = key_of(folder);
	struct ledger *l = open_ledger(folder, STORE_WRITE);

	for (int64_t size = 2; size <= 35; size++) {
		notes(l, 1);
		CHECK_OK(ledger_checkpoint(l));
		for (int64_t seq = 1; seq <= size; seq++) {
			SCOPED_ARENA(a);
			struct slice text;

			CHECK_OK(ledger_receipt(l, &a, seq, &text));
			CHECK_OK(verify_receipt(&key, text));
		}
	}
	ledger_close(l);
}

TEST(receipt__fails_after_one_changed_byte_anywhere)
{
	const char *folder = ledger_with(20);
	struct onus_vkey key = key_of(folder);
	SCOPED_ARENA(a);
	struct slice good = receipt_of(folder, &a, 7);
	char *bad = arena_copy(&a, good);

	for (size_t i = 0; i < good.n; i++) {
		bad[i] = (char)(bad[i] ^ 1);
		CHECK(verify_receipt(&key, slice_of(bad, good.n)) != ONUS_OK);
		bad[i] = (char)(bad[i] ^ 1);
	}
	CHECK_OK(verify_receipt(&key, slice_of(bad, good.n)));
}

TEST(receipt__an_opening_proves_the_content_and_no_other)
{
	const char *folder = ledger_with(4);
	struct ledger *l = open_ledger(folder, STORE_READ);
	SCOPED_ARENA(a);
	struct onus_receipt r;
	struct onus_receipt other;
	struct json *opening = NULL;

	CHECK_OK(onus_receipt_parse(receipt_of(folder, &a, 3), &r));
	CHECK_OK(onus_receipt_parse(receipt_of(folder, &a, 4), &other));
	CHECK_OK(ledger_opening(l, &a, 3, &opening));
	CHECK_OK(opening_verify(&a, opening, SLICE("example.org/test"), r.extra));
	CHECK_ERR(opening_verify(&a, opening, SLICE("example.org/test"), other.extra), ONUS_NO);
	CHECK_ERR(opening_verify(&a, opening, SLICE("example.org/other"), r.extra), ONUS_NO);
	json_set_str(opening, "body", "{\"text\":\"another note\"}");
	CHECK_ERR(opening_verify(&a, opening, SLICE("example.org/test"), r.extra), ONUS_NO);
	ledger_close(l);
}

/* --- edits from outside --- */

static const char *const edits[] = {
	"UPDATE event SET kind = 'note.mad2' WHERE seq = 3",
	"UPDATE event SET kind_version = 2 WHERE seq = 3",
	"UPDATE event SET actor = 'P2' WHERE seq = 3",
	"UPDATE event SET writer = 'P2' WHERE seq = 3",
	"UPDATE event SET occurred_lo = occurred_lo + 1 WHERE seq = 3",
	"UPDATE event SET occurred_hi = occurred_hi - 1 WHERE seq = 3",
	"UPDATE event SET precision = 'month' WHERE seq = 3",
	"UPDATE event SET recorded_at = recorded_at + 1 WHERE seq = 4",
	"UPDATE event SET header_salt = randomblob(32) WHERE seq = 3",
	"UPDATE event SET body_mac = randomblob(32) WHERE seq = 3",
	"UPDATE event SET entry = randomblob(33) WHERE seq = 3",
	"UPDATE event_secret SET body = replace(body, 'note', 'nite') WHERE seq = 3",
	"UPDATE event_secret SET body_salt = randomblob(32) WHERE seq = 3",
	"DELETE FROM event_secret WHERE seq = 3",
	"UPDATE event_about SET thing = 'E8' WHERE seq = 3 AND n = 1",
	"UPDATE event_about SET n = 7 WHERE seq = 3 AND n = 1",
	"INSERT INTO event_about (seq, n, thing) VALUES (3, 9, 'E9')",
	"DELETE FROM event_about WHERE seq = 3 AND n = 1",
	"INSERT INTO derived_from (seq, n, from_seq) VALUES (3, 0, 2)",
	"DELETE FROM event_secret WHERE seq = 3; DELETE FROM event_about WHERE seq = 3;"
	"DELETE FROM event WHERE seq = 3",
	"DELETE FROM event_secret WHERE seq = 6; DELETE FROM event_about WHERE seq = 6;"
	"DELETE FROM event WHERE seq = 6",
	"UPDATE event SET seq = 60 WHERE seq = 6",
	"UPDATE tile SET hashes = randomblob(length(hashes))",
	"DELETE FROM tile",
	"UPDATE checkpoint SET root = randomblob(32)",
	"UPDATE checkpoint SET note = replace(note, 'example', 'exbmple')",
	"UPDATE checkpoint SET size = 5",
	"INSERT INTO event_secret (seq, body_salt, body) VALUES (77, x'00', '{}')",
	"DELETE FROM checkpoint",
	"UPDATE blob SET name = replace(name, substr(name, 1, 8), '00000000')",
	"UPDATE blob SET size = size + 1",
	"UPDATE blob SET refs = refs + 1",
	"UPDATE blob SET key = randomblob(32)",
	"UPDATE blob SET data = randomblob(length(data))",
	"UPDATE blob SET data = NULL",
	"DELETE FROM blob",
	"INSERT INTO blob SELECT replace(name, substr(name, 1, 8), '00000000'), size, refs, key, "
	"data"
	" FROM blob",
	"INSERT INTO meta (key, value) VALUES ('accesses', 7)",
	"DROP INDEX event_about_thing",
	"DROP TABLE tile",
	"CREATE TABLE more (a)",
	"CREATE TRIGGER hostile AFTER INSERT ON event BEGIN DELETE FROM report; END",
	"ALTER TABLE event ADD COLUMN more TEXT",
};

/* A note with bytes of its own, so that there is a blob to be edited. */
static void note_with_blob(struct ledger *l)
{
	SCOPED_ARENA(a);
	struct json *body = json_object(&a);
	struct draft d = {.kind = "note.made",
			  .actor = "P1",
			  .writer = "P1",
			  .occurred = when_year(2002),
			  .body = body};
	char name[BLOB_NAME_ROOM];

	CHECK_OK(ledger_begin(l));
	CHECK_OK(store_blob_put(ledger_store(l), SLICE("the bytes of a letter"), name, NULL));
	json_set_str(body, "text", "a letter");
	json_set_str(body, "blob", name);
	CHECK_OK(ledger_append(l, &d, NULL, NULL));
	CHECK_OK(ledger_commit(l));
}

TEST(verify__any_edit_of_any_column_is_found)
{
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		char folder[64];
		struct ledger *l;

		snprintf(folder, sizeof folder, "%s/%zu", test_folder(), i);
		l = open_ledger(folder, STORE_CREATE);
		notes(l, 5);
		note_with_blob(l);
		CHECK_OK(ledger_checkpoint(l));
		ledger_close(l);
		CHECK_OK(verify(folder));
		edit(folder, edits[i]);
		if (verify(folder) != ONUS_NO) {
			test_fail(HERE, "not noticed: %s (%s)", edits[i], onus_last_error()->text);
		}
	}
}

TEST(verify__a_trigger_that_is_gone_is_found)
{
	const char *folder = ledger_with(1);
	SCOPED_ARENA(a);
	sqlite3 *db = NULL;

	CHECK(sqlite3_open(arena_printf(&a, "%s/ledger.db", folder), &db) == SQLITE_OK);
	run_sql(db, "DROP TRIGGER event_is_never_changed");
	sqlite3_close(db);
	CHECK_ERR(verify(folder), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, "event_is_never_changed") != NULL);
}

TEST(verify__a_change_of_the_folder_s_own_files_is_found)
{
	static const char *const changes[][3] = {
		{"ledger.conf", "exercise: no", "exercise: yes"},
		{"ledger.conf", "origin: example.org", "origin: example.net"},
		{"checkpoint", "example.org", "example.net"}};
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		const char *folder = arena_printf(&a, "%s/%zu", test_folder(), i);
		const char *path = arena_printf(&a, "%s/%s", folder, changes[i][0]);
		struct ledger *l = open_ledger(folder, STORE_CREATE);
		struct slice text;
		size_t at;
		int fd;

		CHECK_OK(ledger_checkpoint(l));
		ledger_close(l);
		CHECK_OK(verify(folder));
		text = test_read_file(path);
		at = slice_search(text, slice_str(changes[i][1]));
		CHECK(at < text.n);
		fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
		dprintf(fd, "%.*s%s%s", (int)at, text.p, changes[i][2],
			text.p + at + strlen(changes[i][1]));
		CHECK(fd >= 0 && close(fd) == 0);
		CHECK_ERR(verify(folder), ONUS_NO);
	}
}

TEST(verify__says_which_event_was_changed)
{
	const char *folder = ledger_with(5);

	edit(folder, "UPDATE event_secret SET body = replace(body, 'note', 'nite') WHERE seq = 4");
	CHECK_ERR(verify(folder), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, "event 4") != NULL);
	CHECK(strstr(onus_last_error()->text, "body") != NULL);
}

TEST(verify__a_restored_older_copy_is_refused_because_it_would_fork_the_log)
{
	const char *folder = ledger_with(5);
	struct ledger_options o = {.rooms = rooms, .mode = STORE_WRITE};
	struct ledger *l = NULL;
	SCOPED_ARENA(a);
	struct slice old = test_read_file(arena_printf(&a, "%s/ledger.db", folder));
	int fd;

	l = open_ledger(folder, STORE_WRITE);
	notes(l, 2);
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	fd = open(arena_printf(&a, "%s/ledger.db", folder), O_WRONLY | O_TRUNC | O_CLOEXEC);
	CHECK(fd >= 0 && write(fd, old.p, old.n) == (ssize_t)old.n && close(fd) == 0);
	CHECK_ERR(ledger_open(&l, folder, &o), ONUS_REFUSED);
	CHECK_ERR(verify(folder), ONUS_NO);
}

/* --- the access log --- */

TEST(access__a_changed_or_shortened_log_is_found)
{
	const char *folder = ledger_with(1);
	SCOPED_ARENA(a);
	const char *path = arena_printf(&a, "%s/access.log", folder);
	struct ledger *l = open_ledger(folder, STORE_WRITE);
	struct slice whole;
	int fd;

	CHECK_OK(ledger_log_access(l, "P1", "read", "S2"));
	CHECK_OK(ledger_log_access(l, "P1", "read", "S3"));
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	CHECK_OK(verify(folder));
	whole = test_read_file(path);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0 && ftruncate(fd, (off_t)(slice_find(whole, '\n') + 1)) == 0);
	CHECK_ERR(verify(folder), ONUS_NO);
	CHECK(pwrite(fd, whole.p, whole.n, 0) == (ssize_t)whole.n);
	CHECK_OK(verify(folder));
	CHECK(pwrite(fd, "9", 1, 7) == 1 && close(fd) == 0);
	CHECK_ERR(verify(folder), ONUS_NO);
}

TEST(access__where_it_cannot_be_written_reading_is_refused)
{
	const char *folder = ledger_with(1);
	SCOPED_ARENA(a);
	struct ledger *l;

	CHECK(unlink(arena_printf(&a, "%s/access.log", folder)) == 0);
	CHECK(mkdir(arena_printf(&a, "%s/access.log", folder), 0700) == 0);
	l = open_ledger(folder, STORE_READ);
	CHECK_ERR(ledger_log_access(l, "P1", "read", "S2"), ONUS_REFUSED);
	ledger_close(l);
}

/* --- replay --- */

static enum onus_err rebuild_check(const char *folder)
{
	struct ledger *l = open_ledger(folder, STORE_READ);
	SCOPED_ARENA(a);
	struct table_digest *digests = NULL;
	size_t count = 0;
	enum onus_err e = ledger_rebuild_check(l, &a, &digests, &count);

	ledger_close(l);
	return e;
}

TEST(rebuild__finds_an_edited_projection_and_makes_it_right)
{
	const char *folder = ledger_with(5);
	struct ledger *l;

	CHECK_OK(rebuild_check(folder));
	edit(folder, "UPDATE source SET sealed = 'another' WHERE id = 'S3'");
	CHECK_ERR(rebuild_check(folder), ONUS_NO);
	l = open_ledger(folder, STORE_WRITE);
	CHECK_OK(ledger_rebuild(l));
	ledger_close(l);
	CHECK_OK(rebuild_check(folder));
	edit(folder, "DELETE FROM source WHERE id = 'S3'");
	CHECK_ERR(rebuild_check(folder), ONUS_NO);
	edit(folder, "INSERT INTO source VALUES ('S9', 'm', 's', 'k', 1, 1)");
	CHECK_ERR(rebuild_check(folder), ONUS_NO);
}

/* --- sealing and keys --- */

TEST(seal__what_was_sealed_is_opened_by_this_ledger_only)
{
	struct ledger *l = open_ledger(test_folder(), STORE_CREATE);
	SCOPED_ARENA(a);
	const char *sealed = NULL;
	char one[SEAL_NAME_ROOM];
	char two[SEAL_NAME_ROOM];
	struct slice text;

	CHECK_OK(ledger_seal(l, &a, SLICE("a youth worker"), &sealed));
	CHECK(strstr(sealed, "youth") == NULL);
	CHECK_OK(ledger_unseal(l, &a, sealed, &text));
	CHECK(slice_is(text, "a youth worker"));
	CHECK_ERR(ledger_unseal(l, &a, "AAAA", &text), ONUS_BAD_INPUT);
	ledger_seal_name(l, "source", SLICE("press"), one);
	ledger_seal_name(l, "source", SLICE("press"), two);
	CHECK_STR(one, two);
	ledger_seal_name(l, "other", SLICE("press"), two);
	CHECK(strcmp(one, two) != 0);
	ledger_close(l);
}

TEST(ledger__a_missing_key_file_is_named)
{
	static const char *const keys[] = {"log.key", "log.vkey", "seal.key"};
	struct ledger_options o = {.rooms = rooms, .mode = STORE_WRITE};
	SCOPED_ARENA(a);

	for (size_t i = 0; i < 3; i++) {
		const char *folder = arena_printf(&a, "%s/%zu", test_folder(), i);
		struct ledger *l = open_ledger(folder, STORE_CREATE);

		ledger_close(l);
		CHECK(unlink(arena_printf(&a, "%s/%s", folder, keys[i])) == 0);
		CHECK_ERR(ledger_open(&l, folder, &o), ONUS_BAD_INPUT);
		CHECK(strstr(onus_last_error()->text, keys[i]) != NULL);
	}
}
