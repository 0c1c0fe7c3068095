/* SPDX-License-Identifier: Apache-2.0
 * store.c - statements, transactions, blobs, the lock. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "onus/merkle.h"
#include "store/store.h"
#include "tests/harness.h"

static const unsigned char secret[32] = "a secret of the tests, 32 bytes.";

static struct store *fresh(const char *folder)
{
	struct store *s = NULL;

	CHECK_OK(onus_merkle_init());
	CHECK_OK(store_open(&s, folder, STORE_CREATE, secret));
	return s;
}

static int64_t count(struct store *s, const char *sql)
{
	int64_t n = -1;

	CHECK_OK(store_get_int(s, &n, NULL, sql));
	return n;
}

TEST(store__what_was_committed_is_there_when_it_is_opened_again)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);

	CHECK_OK(store_begin(s));
	CHECK_OK(store_run(s, "INSERT INTO meta (key, value) VALUES (?1, ?2)", v_text("a"),
			   v_text("b")));
	CHECK_OK(store_commit(s));
	store_close(s);
	CHECK_OK(store_open(&s, folder, STORE_READ, secret));
	CHECK_INT(count(s, "SELECT count(*) FROM meta WHERE key = 'a'"), 1);
	store_close(s);
}

TEST(store__what_was_rolled_back_is_not)
{
	struct store *s = fresh(test_folder());

	CHECK_OK(store_begin(s));
	CHECK_OK(store_run(s, "INSERT INTO meta (key, value) VALUES ('a', 'b')"));
	store_rollback(s);
	CHECK_INT(count(s, "SELECT count(*) FROM meta WHERE key = 'a'"), 0);
	store_close(s);
}

TEST(store__a_second_ledger_is_not_made_over_the_first)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);
	struct store *again = NULL;

	store_close(s);
	CHECK_ERR(store_open(&again, folder, STORE_CREATE, secret), ONUS_USAGE);
}

TEST(store__a_folder_without_a_ledger_is_bad_input)
{
	struct store *s = NULL;

	CHECK_ERR(store_open(&s, test_folder(), STORE_READ, secret), ONUS_BAD_INPUT);
}

TEST(store__a_reader_cannot_write)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);

	store_close(s);
	CHECK_OK(store_open(&s, folder, STORE_READ, secret));
	CHECK_ERR(store_begin(s), ONUS_INTERNAL);
	CHECK(store_run(s, "DELETE FROM meta") != ONUS_OK);
	store_close(s);
}

TEST(store__a_second_writer_waits_and_is_told_to_try_again)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct store *second = NULL;

		_exit(store_open(&second, folder, STORE_WRITE, secret) == ONUS_AGAIN ? 0 : 1);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	store_close(s);
}

TEST(store__events_can_be_neither_changed_nor_deleted)
{
	struct store *s = fresh(test_folder());

	CHECK_OK(store_begin(s));
	CHECK_OK(store_run(s, "INSERT INTO event VALUES (1, 'k', 1, '', '', 0, 0, 'second', 0, "
			      "x'00', x'00', x'00')"));
	CHECK(store_run(s, "UPDATE event SET kind = 'x'") != ONUS_OK);
	CHECK(store_run(s, "DELETE FROM event") != ONUS_OK);
	store_rollback(s);
	store_close(s);
}

TEST(store__values_of_every_type_come_back)
{
	struct store *s = NULL;
	SCOPED_ROWS(rows);
	SCOPED_ARENA(a);

	CHECK_OK(onus_merkle_init());
	CHECK_OK(store_open_scratch(&s));
	CHECK_OK(store_query(s, &rows, "SELECT ?1, ?2, ?3, ?4", v_int(-7),
			     v_slice(slice_of("a\0b", 3)), v_blob("\xff\x00", 2), v_null()));
	CHECK(rows_next(&rows));
	CHECK_INT(rows_int(&rows, 0), -7);
	CHECK(slice_eq(rows_slice(&rows, 1), slice_of("a\0b", 3)));
	CHECK(slice_eq(rows_slice(&rows, 2), slice_of("\xff\x00", 2)));
	CHECK(rows_is_null(&rows, 3) && rows_str(&rows, 3, &a) == NULL);
	CHECK(!rows_next(&rows));
	CHECK_OK(rows_end(&rows));
	store_close(s);
}

TEST(store__a_wrong_number_of_parameters_is_an_error)
{
	struct store *s = NULL;

	CHECK_OK(onus_merkle_init());
	CHECK_OK(store_open_scratch(&s));
	CHECK_ERR(store_run(s, "SELECT ?1", v_int(1), v_int(2)), ONUS_INTERNAL);
	CHECK_OK(store_run(s, "SELECT ?1", v_int(1)));
	store_close(s);
}

TEST(store__a_statement_may_be_used_while_it_is_in_use)
{
	struct store *s = NULL;
	SCOPED_ROWS(outer);
	int64_t inner = 0;

	CHECK_OK(onus_merkle_init());
	CHECK_OK(store_open_scratch(&s));
	CHECK_OK(store_query(s, &outer, "SELECT ?1", v_int(1)));
	CHECK(rows_next(&outer));
	CHECK_OK(store_get_int(s, &inner, NULL, "SELECT ?1", v_int(2)));
	CHECK_INT(inner, 2);
	CHECK_INT(rows_int(&outer, 0), 1);
	CHECK_OK(rows_end(&outer));
	store_close(s);
}

/* --- blobs --- */

static struct slice pattern(size_t n)
{
	static char bytes[3 * 1024 * 1024];

	for (size_t i = 0; i < n; i++) {
		bytes[i] = (char)(i * 31 + i / 251);
	}
	return slice_of(bytes, n);
}

TEST(store_blob__of_every_size_comes_back)
{
	static const size_t sizes[] = {0,
				       1,
				       2000,
				       BLOB_INLINE_MAX,
				       BLOB_INLINE_MAX + 1,
				       1024 * 1024,
				       1024 * 1024 + 1,
				       3 * 1024 * 1024};
	struct store *s = fresh(test_folder());
	SCOPED_ARENA(a);

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char name[BLOB_NAME_ROOM];
		bool known = true;
		struct slice got;

		CHECK_OK(store_begin(s));
		CHECK_OK(store_blob_put(s, pattern(sizes[i]), name, &known));
		CHECK_OK(store_commit(s));
		CHECK(!known);
		CHECK_OK(store_blob_get(s, &a, name, &got));
		CHECK(slice_eq(got, pattern(sizes[i])));
	}
	store_close(s);
}

TEST(store_blob__equal_bytes_are_shared_until_the_last_reference_goes)
{
	struct store *s = fresh(test_folder());
	SCOPED_ARENA(a);
	char name[BLOB_NAME_ROOM];
	char again[BLOB_NAME_ROOM];
	bool known = false;
	struct slice got;

	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_put(s, pattern(100000), name, NULL));
	CHECK_OK(store_blob_put(s, pattern(100000), again, &known));
	CHECK(known);
	CHECK_STR(again, name);
	CHECK_OK(store_blob_drop(s, name));
	CHECK_OK(store_commit(s));
	CHECK_OK(store_blob_get(s, &a, name, &got));
	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_drop(s, name));
	CHECK_OK(store_commit(s));
	CHECK_ERR(store_blob_get(s, &a, name, &got), ONUS_NO);
	store_close(s);
}

TEST(store_blob__a_changed_file_is_noticed_and_a_dropped_one_is_gone)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);
	SCOPED_ARENA(a);
	char name[BLOB_NAME_ROOM];
	const char *path;
	struct slice got;
	int fd;

	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_put(s, pattern(100000), name, NULL));
	CHECK_OK(store_commit(s));
	path = arena_printf(&a, "%s/blobs/%.2s/%s", folder, name, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0 && pwrite(fd, "X", 1, 5000) == 1 && close(fd) == 0);
	CHECK_ERR(store_blob_get(s, &a, name, &got), ONUS_BAD_INPUT);
	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_drop(s, name));
	CHECK(access(path, F_OK) == 0); /* until it is committed */
	CHECK_OK(store_commit(s));
	CHECK(access(path, F_OK) != 0);
	store_close(s);
}

TEST(store_blob__a_file_of_a_transaction_that_came_to_nothing_is_gone)
{
	const char *folder = test_folder();
	struct store *s = fresh(folder);
	SCOPED_ARENA(a);
	char name[BLOB_NAME_ROOM];
	const char *path;

	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_put(s, pattern(100000), name, NULL));
	path = arena_printf(&a, "%s/blobs/%.2s/%s", folder, name, name);
	CHECK(access(path, F_OK) == 0);
	store_rollback(s);
	CHECK(access(path, F_OK) != 0);
	store_close(s);
}

/* The file that the drop removes once it is durable would be the new one. */
TEST(store_blob__what_a_transaction_dropped_it_does_not_store_again)
{
	struct store *s = fresh(test_folder());
	SCOPED_ARENA(a);
	char name[BLOB_NAME_ROOM];
	struct slice got;

	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_put(s, pattern(100000), name, NULL));
	CHECK_OK(store_commit(s));
	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_drop(s, name));
	CHECK_ERR(store_blob_put(s, pattern(100000), name, NULL), ONUS_INTERNAL);
	store_rollback(s);
	CHECK_OK(store_blob_get(s, &a, name, &got));
	CHECK(slice_eq(got, pattern(100000)));
	store_close(s);
}

TEST(store__a_reader_sees_one_state_until_it_asks_for_the_next)
{
	static const char *const count = "SELECT count(*) FROM meta";
	const char *folder = test_folder();
	struct store *writer = fresh(folder);
	struct store *reader = NULL;
	int64_t n = -1;

	CHECK_OK(store_open(&reader, folder, STORE_READ, secret));
	CHECK_OK(store_run(writer, "INSERT INTO meta (key, value) VALUES ('later', '1')"));
	CHECK_OK(store_get_int(reader, &n, NULL, count));
	CHECK_INT(n, 0);
	CHECK_OK(store_refresh(reader));
	CHECK_OK(store_get_int(reader, &n, NULL, count));
	CHECK_INT(n, 1);
	CHECK_ERR(store_refresh(writer), ONUS_INTERNAL);
	store_close(reader);
	store_close(writer);
}

TEST(store_blob__cannot_be_opened_with_another_secret)
{
	static const unsigned char other[32] = "another secret, also 32 bytes..";
	const char *folder = test_folder();
	struct store *s = fresh(folder);
	SCOPED_ARENA(a);
	char name[BLOB_NAME_ROOM];
	struct slice got;

	CHECK_OK(store_begin(s));
	CHECK_OK(store_blob_put(s, pattern(10), name, NULL));
	CHECK_OK(store_commit(s));
	store_close(s);
	CHECK_OK(store_open(&s, folder, STORE_READ, other));
	CHECK_ERR(store_blob_get(s, &a, name, &got), ONUS_BAD_INPUT);
	store_close(s);
}
