/* SPDX-License-Identifier: Apache-2.0
 * faults.c - what goes wrong around a ledger: files taken away or exchanged, a stop at any moment,
 * a writer beside a reader. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "tests/harness.h"

/* --- a room that keeps lines in the table of sources --- */

static enum onus_err apply_line(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO source (id, mac, sealed, kind, seq, recorded_at)"
			 " VALUES (?1, ?1, ?2, 'line', ?3, ?4)",
			 v_text(e->id), v_slice(json_get_slice(e->body, "text")), v_int(e->seq),
			 v_int(e->recorded_at));
}

static const struct field line_fields[] = {{"text", FIELD_TEXT, true}, {0}};
static const struct event_kind line_kinds[] = {{"line.kept", 1, 'S', line_fields, apply_line}, {0}};
static const struct projection line_projections[] = {{"source", "id"}, {0}};
static const struct room line_room = {"lines", line_kinds, line_projections};
static const struct room *const rooms[] = {&line_room, NULL};

static enum onus_err open_at(const char *folder, enum store_mode mode, struct ledger **out)
{
	struct ledger_options o = {.rooms = rooms, .mode = mode, .origin = "example.org/faults"};

	return ledger_open(out, folder, &o);
}

static void keep_lines(struct ledger *l, int count)
{
	CHECK_OK(ledger_begin(l));
	for (int i = 0; i < count; i++) {
		SCOPED_ARENA(a);
		struct json *body = json_object(&a);
		struct draft d = {.kind = "line.kept",
				  .actor = "P1",
				  .writer = "P1",
				  .occurred = when_year(2002),
				  .body = body};

		json_set_str(body, "text", "a line");
		CHECK_OK(ledger_append(l, &d, NULL, NULL));
	}
	CHECK_OK(ledger_commit(l));
}

/* Every ledger has a high-water mark of its own, though all have one origin. */
static void use_mark_of(const char *folder)
{
	SCOPED_ARENA(a);

	setenv("XDG_STATE_HOME", arena_printf(&a, "%s.state", folder), 1);
}

/* A ledger with some lines and a checkpoint over them. */
static const char *ledger_in(struct arena *a, const char *name)
{
	const char *folder = arena_printf(a, "%s/%s", test_folder(), name);
	struct ledger *l = NULL;

	use_mark_of(folder);
	CHECK_OK(open_at(folder, STORE_CREATE, &l));
	keep_lines(l, 5);
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	return folder;
}

static enum onus_err verify(const char *folder)
{
	struct ledger_options o = {.rooms = rooms, .mode = STORE_READ, .examine = true};
	struct verify_result r;
	struct ledger *l = NULL;
	enum onus_err e = ledger_open(&l, folder, &o);

	e = e == ONUS_OK ? ledger_verify(l, &r) : e;
	ledger_close(l);
	return e;
}

static void write_file(const char *path, struct slice data)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CHECK(fd >= 0 && write(fd, data.p, data.n) == (ssize_t)data.n && close(fd) == 0);
}

static void copy_file(const char *from, const char *to, const char *name)
{
	SCOPED_ARENA(a);

	write_file(arena_printf(&a, "%s/%s", to, name),
		   test_read_file(arena_printf(&a, "%s/%s", from, name)));
}

/* --- files of the folder --- */

TEST(ledger__refuses_keys_and_a_conf_it_was_not_opened_with)
{
	SCOPED_ARENA(a);
	const char *other = ledger_in(&a, "other");
	struct ledger *l = NULL;

	for (int i = 0; i < 3; i++) {
		static const char *const files[][2] = {
			{"seal.key", "seal.key"}, {"ledger.conf", "origin"}, {"log.vkey", "log"}};
		const char *folder = ledger_in(&a, files[i][1]);

		if (i == 0) {
			copy_file(other, folder, "seal.key");
		} else if (i == 1) {
			write_file(arena_printf(&a, "%s/ledger.conf", folder),
				   SLICE("origin: example.org/elsewhere\n"));
		} else {
			copy_file(other, folder, "log.vkey");
		}
		CHECK_ERR(open_at(folder, i == 2 ? STORE_READ : STORE_WRITE, &l), ONUS_BAD_INPUT);
		CHECK(strstr(onus_last_error()->text, files[i][0]) != NULL);
		CHECK_ERR(verify(folder), ONUS_NO);
	}
}

/* An administrator makes a new key and signs the whole history again. */
TEST(verify__finds_a_history_that_was_signed_anew_with_another_key)
{
	SCOPED_ARENA(a);
	const char *other = ledger_in(&a, "other");
	const char *folder = ledger_in(&a, "l");
	struct ledger *l = NULL;
	sqlite3 *db = NULL;

	CHECK(sqlite3_open(arena_printf(&a, "%s/ledger.db", folder), &db) == SQLITE_OK);
	CHECK(sqlite3_exec(db,
			   "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name ="
			   " 'checkpoint_is_never_deleted'",
			   NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	CHECK(sqlite3_open(arena_printf(&a, "%s/ledger.db", folder), &db) == SQLITE_OK);
	CHECK(sqlite3_exec(
		      db,
		      "DELETE FROM checkpoint;"
		      "CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint\n"
		      "BEGIN SELECT raise(ABORT, 'checkpoints are kept'); END",
		      NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	copy_file(other, folder, "log.key");
	copy_file(other, folder, "log.vkey");
	CHECK_ERR(open_at(folder, STORE_WRITE, &l), ONUS_BAD_INPUT);
	CHECK_ERR(verify(folder), ONUS_NO);
	CHECK(strstr(onus_last_error()->text, "log.vkey") != NULL);
}

TEST(ledger__writes_the_checkpoint_file_again_where_it_was_taken_away)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	const char *path = arena_printf(&a, "%s/checkpoint", folder);
	struct slice before = arena_slice(&a, test_read_file(path));
	struct ledger *l = NULL;

	CHECK(unlink(path) == 0);
	CHECK_ERR(verify(folder), ONUS_NO);
	CHECK_OK(open_at(folder, STORE_WRITE, &l));
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	CHECK(slice_eq(test_read_file(path), before));
	CHECK_OK(verify(folder));
}

TEST(ledger__is_not_written_to_where_it_could_not_be_signed)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	struct ledger *l = NULL;

	write_file(arena_printf(&a, "%s/file", test_folder()), SLICE("no folder"));
	setenv("XDG_STATE_HOME", arena_printf(&a, "%s/file", test_folder()), 1);
	CHECK_ERR(open_at(folder, STORE_WRITE, &l), ONUS_BAD_INPUT);
	CHECK(strstr(onus_last_error()->text, "high-water mark") != NULL);
	CHECK_OK(open_at(folder, STORE_READ, &l));
	ledger_close(l);
}

TEST(access__a_line_without_an_end_was_never_told_and_counts_for_nothing)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	const char *path = arena_printf(&a, "%s/access.log", folder);
	struct ledger *l = NULL;
	struct verify_result r;
	int fd;

	CHECK_OK(open_at(folder, STORE_WRITE, &l));
	CHECK_OK(ledger_log_access(l, "P1", "read", "S2"));
	CHECK_OK(ledger_checkpoint(l));
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	CHECK(fd >= 0 && write(fd, "{\"at\":1", 7) == 7 && close(fd) == 0);
	CHECK_OK(ledger_verify(l, &r));
	CHECK_INT(r.accesses, 1);
	CHECK_OK(ledger_log_access(l, "P1", "read", "S3"));
	CHECK_OK(ledger_verify(l, &r));
	CHECK_INT(r.accesses, 2);
	ledger_close(l);
}

/* --- stops --- */

/* The mark is written before the checkpoint that it is of: a stop between the two leaves it ahead.
 */
TEST(ledger__goes_on_where_it_was_stopped_between_mark_and_checkpoint)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	struct ledger *l = NULL;
	pid_t child;
	int status = 0;

	fflush(NULL);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		if (open_at(folder, STORE_WRITE, &l) != ONUS_OK) {
			_exit(1);
		}
		keep_lines(l, 3);
		(void)!store_run(ledger_store(l),
				 "CREATE TEMP TRIGGER stop BEFORE INSERT ON checkpoint"
				 " BEGIN SELECT raise(ABORT, 'stopped'); END");
		_exit(ledger_checkpoint(l) == ONUS_OK ? 2 : 0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK_OK(verify(folder));
	CHECK_OK(open_at(folder, STORE_WRITE, &l));
	CHECK_INT(ledger_count(l), 9);
	CHECK_OK(ledger_checkpoint(l));
	CHECK_OK(ledger_checkpoint(l));
	ledger_close(l);
	CHECK_OK(verify(folder));
}

/* --- a writer beside readers --- */

TEST(ledger__a_reader_proves_by_what_it_opened_while_a_writer_goes_on)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	struct ledger *reader = NULL;
	struct ledger *writer = NULL;
	struct slice before;
	struct slice after;

	CHECK_OK(open_at(folder, STORE_READ, &reader));
	CHECK_OK(ledger_receipt(reader, &a, 2, &before));
	CHECK_OK(open_at(folder, STORE_WRITE, &writer));
	keep_lines(writer, 300);
	CHECK_OK(ledger_checkpoint(writer));
	CHECK_OK(ledger_receipt(reader, &a, 2, &after));
	CHECK(slice_eq(before, after));
	ledger_close(reader);
	ledger_close(writer);
}

static _Noreturn void write_on(const char *folder)
{
	struct ledger *l = NULL;

	if (open_at(folder, STORE_WRITE, &l) != ONUS_OK) {
		_exit(1);
	}
	for (;;) {
		keep_lines(l, 7);
		if (ledger_checkpoint(l) != ONUS_OK) {
			_exit(1);
		}
	}
}

TEST(ledger__opens_and_verifies_for_readers_whatever_a_writer_does)
{
	SCOPED_ARENA(a);
	const char *folder = ledger_in(&a, "l");
	pid_t child;
	int status = 0;

	fflush(NULL);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		write_on(folder);
	}
	for (int i = 0; i < 24; i++) {
		struct ledger *l = NULL;
		enum onus_err e = open_at(folder, STORE_READ, &l);

		ledger_close(l);
		e = e == ONUS_OK && i % 6 == 0 ? verify(folder) : e;
		if (e != ONUS_OK) {
			kill(child, SIGKILL);
			test_fail(HERE, "look %d: %s", i, onus_last_error()->text);
		}
	}
	CHECK(waitpid(child, &status, WNOHANG) == 0); /* it wrote all the while */
	kill(child, SIGKILL);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_OK(verify(folder));
}

/* --- replay --- */

TEST(rebuild__makes_nothing_of_events_that_were_changed)
{
	static const char *const edits[] = {
		"UPDATE event_secret SET body = replace(body, 'line', 'lime') WHERE seq = 3",
		"UPDATE event SET actor = 'P9' WHERE seq = 3",
		"DELETE FROM event_secret WHERE seq = 3"};
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		const char *folder = ledger_in(&a, arena_printf(&a, "%zu", i));
		struct table_digest *digests;
		struct ledger *l = NULL;
		sqlite3 *db = NULL;
		size_t count;
		int64_t rows = 0;

		CHECK(sqlite3_open(arena_printf(&a, "%s/ledger.db", folder), &db) == SQLITE_OK);
		sqlite3_exec(db,
			     "DROP TRIGGER event_is_never_changed;"
			     "DROP TRIGGER event_secret_is_never_changed",
			     NULL, NULL, NULL);
		CHECK(sqlite3_exec(db, edits[i], NULL, NULL, NULL) == SQLITE_OK);
		sqlite3_close(db);
		CHECK_OK(open_at(folder, STORE_WRITE, &l));
		CHECK_ERR(ledger_rebuild(l), ONUS_NO);
		CHECK(strstr(onus_last_error()->text, "event 3") != NULL);
		CHECK_OK(
			store_get_int(ledger_store(l), &rows, NULL, "SELECT count(*) FROM source"));
		CHECK_INT(rows, 5); /* as they were */
		CHECK_ERR(ledger_rebuild_check(l, &a, &digests, &count), ONUS_NO);
		ledger_close(l);
	}
}
