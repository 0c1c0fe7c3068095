/* SPDX-License-Identifier: Apache-2.0
 * intake.c - what comes in is kept, told once it is durable, and known again; what is named on a
 * command line is found; columns mean what a mapping says. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "practice/intake/inside.h"
#include "tests/harness.h"
#include "tests/unit/practice/fixture.h"

static const char *put(struct fixture *f, const char *name, struct slice bytes)
{
	const char *path = arena_printf(&f->arena, "%s/%s", test_folder(), name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		CHECK(n > 0);
		bytes = slice_from(bytes, (size_t)n);
	}
	CHECK(close(fd) == 0);
	return path;
}

static const char *record_text(const struct fixture *f, size_t i, const char *key)
{
	CHECK(i < f->count);
	return json_get_str(f->records[i], key);
}

static int64_t count_rows(struct fixture *f, const char *sql)
{
	int64_t n = -1;

	CHECK_OK(store_get_int(f->store, &n, NULL, sql));
	return n;
}

/* --- one document --- */

TEST(receive__keeps_the_bytes_and_tells_of_it)
{
	struct fixture f;
	struct slice text = SLICE("On 3 May 2004 a grey van, AB12 CDE, stood outside.\n");
	const char *blob = NULL;
	struct slice kept;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "receive", "path", put(&f, "a.txt", text), "source", "a charity",
			     NULL));
	CHECK_INT(f.count, 1);
	CHECK_STR(fixture_text(&f, "status"), "read");
	CHECK(fixture_int(&f, "mentions") >= 2);
	CHECK(access(fixture_text(&f, "receipt"), R_OK) == 0);
	CHECK_OK(store_get_str(f.store, &f.arena, &blob, "SELECT blob FROM report"));
	CHECK_OK(store_blob_get(f.store, &f.arena, blob, &kept));
	CHECK(slice_eq(kept, text));
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM charge WHERE thing LIKE 'R%'"), 1);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(receive__knows_the_same_bytes_from_the_same_source_and_path_again)
{
	struct fixture f;
	const char *path;
	const char *other;
	const char *first;

	fixture_open(&f);
	path = put(&f, "a.txt", SLICE("a note\n"));
	other = put(&f, "b.txt", SLICE("a note\n"));
	CHECK_OK(fixture_run(&f, "receive", "path", path, "path", path, "source", "Press", NULL));
	CHECK_INT(f.count, 2);
	first = fixture_text(&f, "report");
	CHECK_STR(record_text(&f, 1, "report"), first); /* within one batch too */
	CHECK_OK(fixture_run(&f, "receive", "path", path, "source", " press ", NULL));
	CHECK_STR(fixture_text(&f, "report"), first);
	CHECK_OK(fixture_run(&f, "receive", "path", other, "source", "press", NULL));
	CHECK(strcmp(fixture_text(&f, "report"), first) != 0);
	CHECK_OK(fixture_run(&f, "receive", "path", path, "source", "somebody else", NULL));
	CHECK(strcmp(fixture_text(&f, "report"), first) != 0);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report WHERE same_bytes IS NOT NULL"), 2);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM blob WHERE refs = 3"), 1);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM source"), 2);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(receive__keeps_a_text_that_would_be_too_large_for_an_event)
{
	static const char kinds[] = {'"', '\n'};
	size_t n = 12 * 1024 * 1024;
	char *text = malloc(n);
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < sizeof kinds; i++) {
		CHECK(text != NULL);
		memset(text, kinds[i], n);
		memcpy(text, "a report", 8);
		CHECK_OK(fixture_run(&f, "receive", "path", put(&f, "a.txt", slice_of(text, n)),
				     "source", "press", NULL));
		CHECK_STR(fixture_text(&f, "status"), "cut");
		CHECK(strstr(fixture_text(&f, "reason"), "REPORT_TEXT_MAX") != NULL);
	}
	free(text);
	fixture_check_replay(&f);
	fixture_close(&f);
}

TEST(receive__takes_what_cannot_be_read_and_says_why)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "receive", "path", put(&f, "empty", SLICE("")), "source", "press",
			     NULL));
	CHECK_STR(fixture_text(&f, "status"), "unreadable");
	CHECK(fixture_text(&f, "reason")[0] != '\0');
	CHECK_ERR(fixture_run(&f, "receive", "path",
			      arena_printf(&f.arena, "%s/missing", test_folder()), "source",
			      "press", NULL),
		  ONUS_BAD_INPUT);
	fixture_close(&f);
}

TEST(receive__writes_a_name_that_is_no_text_so_that_it_can_be_told_from_others)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "receive", "path", put(&f, "a\xff.txt", SLICE("a note")), "path",
			     put(&f, "a\xfe.txt", SLICE("a note")), "source", "press", NULL));
	CHECK(strstr(record_text(&f, 0, "path"), "/a\\xff.txt") != NULL);
	CHECK(strstr(record_text(&f, 1, "path"), "/a\\xfe.txt") != NULL);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report"), 2);
	fixture_close(&f);
}

TEST(receive__refuses_a_place_for_receipts_before_anything_is_recorded)
{
	struct fixture f;
	const char *path;

	fixture_open(&f);
	path = put(&f, "a.txt", SLICE("a note"));
	CHECK_ERR(
		fixture_run(&f, "receive", "path", path, "source", "press", "receipts", path, NULL),
		ONUS_BAD_INPUT);
	CHECK(fixture_error_has(&f, "no folder"));
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report"), 0);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM source"), 0);
	fixture_close(&f);
}

/* --- documents in documents --- */

static void need_reader(void)
{
	if (getenv("ONUS_EXTRACT") == NULL) {
		test_skip("ONUS_EXTRACT does not say where onus-extract is");
	}
}

TEST(receive__makes_every_row_of_a_table_a_report_with_somebody_answerable)
{
	struct fixture f;
	const char *path;
	const char *map;

	need_reader();
	fixture_open(&f);
	path = put(&f, "calls.csv",
		   SLICE("ref,when,what\nC1,2004-05-03,a van stood there\nC2,,\"two, perhaps\"\n"));
	map = put(&f, "map.json",
		  SLICE("{\"text\":[\"what\"],\"date\":\"when\",\"title\":\"ref\"}"));
	CHECK_OK(fixture_run(&f, "receive", "path", path, "source", "press", "map", map, NULL));
	CHECK_INT(f.count, 3);
	CHECK_STR(record_text(&f, 1, "parent"), fixture_text(&f, "report"));
	CHECK(strstr(record_text(&f, 2, "path"), "calls.csv, row 2") != NULL);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report WHERE text = 'two, perhaps' AND part"
				 " = 2 AND title = 'C2' AND blob IS NULL"),
		  1);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report WHERE dated_precision = 'day'"), 1);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM charge WHERE thing LIKE 'R%'"), 3);
	CHECK_OK(fixture_run(&f, "receive", "path", path, "source", "press", "map", map, NULL));
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report"), 3); /* all were known */
	fixture_check_replay(&f);
	fixture_close(&f);
}

static const char mail[] =
	"From: Ann Example <ann@example.org>\r\nSubject: a note\r\n"
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	"--b\r\nContent-Type: text/plain\r\n\r\nSee the table.\r\n"
	"--b\r\nContent-Type: text/csv; name=t.csv\r\n"
	"Content-Disposition: attachment; filename=t.csv\r\n\r\na,b\r\n1,2\r\n3,4\r\n"
	"--b\r\nContent-Type: text/plain; name=n.txt\r\n"
	"Content-Disposition: attachment; filename=n.txt\r\n\r\nAnother note.\r\n"
	"--b--\r\n";

/* Plain files between others, a table in a mail: what is told is in the order of the queue, and
 * each thing knows what it came in. */
TEST(receive__keeps_apart_what_came_in_what)
{
	struct fixture f;
	const char *first;
	const char *second;
	const char *third;

	need_reader();
	fixture_open(&f);
	first = put(&f, "1.eml", slice_str(mail));
	second = put(&f, "2.txt", SLICE("plain"));
	third = put(&f, "3.csv", SLICE("x\nrow\n"));
	for (int again = 0; again < 2; again++) {
		CHECK_OK(fixture_run(&f, "receive", "path", first, "path", second, "path", third,
				     "source", "press", NULL));
		CHECK_INT(f.count, 8);
		for (size_t i = 0; i < 8; i++) {
			CHECK_STR(record_text(&f, i, "status"), "read");
		}
	}
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report"), 8);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report r JOIN report t ON t.id = r.parent"
				 " WHERE t.path LIKE '%1.eml / t.csv'"),
		  2);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report WHERE parent IS NULL"), 3);
	CHECK_INT(count_rows(&f, "SELECT count(*) FROM report_sealed"), 1);
	CHECK_INT(
		count_rows(&f, "SELECT count(*) FROM event_secret WHERE body LIKE '%Ann Example%'"),
		0);
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* --- quarantine --- */

TEST(quarantine__shows_a_picture_to_nobody_until_a_person_let_it_out)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	struct fixture f;
	const char *id;

	fixture_open(&f);
	CHECK_OK(fixture_run(&f, "receive", "path",
			     put(&f, "note.txt", slice_of(png, sizeof png - 1)), "source", "press",
			     NULL));
	CHECK_STR(fixture_text(&f, "status"), "quarantined");
	id = fixture_text(&f, "report");
	CHECK_ERR(fixture_run(&f, "report original", "report", id, NULL), ONUS_REFUSED);
	CHECK_OK(fixture_run(&f, "quarantine release", "report", id, "because", "a drawing", NULL));
	CHECK_OK(fixture_run(&f, "report original", "report", id, NULL));
	CHECK_ERR(fixture_run(&f, "quarantine seize", "report", id, "because", "late", NULL),
		  ONUS_REFUSED);
	fixture_check_replay(&f);
	fixture_close(&f);
}

/* --- paths --- */

TEST(paths__are_the_files_of_a_folder_in_the_order_of_their_names)
{
	struct fixture f;
	struct paths p = {.arena = &f.arena};
	const char *folder;

	fixture_open(&f);
	folder = arena_printf(&f.arena, "%s/in", test_folder());
	CHECK(mkdir(folder, 0700) == 0);
	CHECK(mkdir(arena_printf(&f.arena, "%s/b", folder), 0700) == 0);
	put(&f, "in/c", SLICE(""));
	put(&f, "in/a", SLICE(""));
	put(&f, "in/b/x", SLICE(""));
	CHECK(symlink("a", arena_printf(&f.arena, "%s/link", folder)) == 0);
	CHECK(mkfifo(arena_printf(&f.arena, "%s/pipe", folder), 0600) == 0);
	CHECK_OK(paths_add(&p, folder));
	CHECK_INT(p.count, 3);
	CHECK_INT(p.left_out, 2);
	CHECK_STR(p.items[0] + strlen(folder), "/a");
	CHECK_STR(p.items[1] + strlen(folder), "/b/x");
	CHECK_STR(p.items[2] + strlen(folder), "/c");
	CHECK_ERR(paths_add(&p, arena_printf(&f.arena, "%s/none", folder)), ONUS_BAD_INPUT);
	CHECK_OK(paths_add(&p, "-"));
	fixture_close(&f);
}

/* --- mappings --- */

TEST(mapping__says_which_columns_mean_what_and_loses_nothing)
{
	struct reading_cell cells[] = {{SLICE("What"), SLICE("said this")},
				       {SLICE("Notes"), SLICE("and that")},
				       {SLICE("When"), SLICE("3 May 2004")},
				       {SLICE("Ref"), SLICE("C7")}};
	struct reading_row row = {.number = 1, .count = 4, .cells = cells};
	struct mapping m = {0};
	struct slice text;
	struct slice title;
	struct when dated;
	struct fixture f;

	fixture_open(&f);
	mapping_apply(&m, &f.arena, &row, &text, &dated, &title);
	CHECK(slice_search(text, SLICE("When: 3 May 2004")) < text.n);
	CHECK(dated.precision == PRECISION_UNKNOWN);
	CHECK_OK(mapping_load(&f.arena,
			      put(&f, "m.json",
				  SLICE("{\"text\":[\"notes\",\"none\",\"what\"],\"date\":\"when\","
					"\"title\":\"ref\"}")),
			      &m));
	mapping_apply(&m, &f.arena, &row, &text, &dated, &title);
	CHECK(slice_is(text, "and that\nsaid this"));
	CHECK(slice_is(title, "C7"));
	CHECK(dated.precision == PRECISION_DAY);
	cells[0].value = cells[1].value = slice_of("", 0);
	cells[2].value = SLICE("sometime");
	mapping_apply(&m, &f.arena, &row, &text, &dated, &title);
	CHECK(slice_search(text, SLICE("Ref: C7")) < text.n);
	CHECK(dated.precision == PRECISION_UNKNOWN);
	fixture_close(&f);
}

TEST(mapping__that_is_not_understood_is_refused)
{
	static const char *const wrong[] = {"",
					    "[]",
					    "{\"text\":\"what\"}",
					    "{\"text\":[]}",
					    "{\"text\":[1]}",
					    "{\"other\":\"x\"}",
					    "{\"date\":[\"x\"]}"};
	struct mapping m = {0};
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		CHECK_ERR(mapping_load(&f.arena, put(&f, "m.json", slice_str(wrong[i])), &m),
			  ONUS_BAD_INPUT);
	}
	CHECK_ERR(mapping_load(&f.arena, arena_printf(&f.arena, "%s/no", test_folder()), &m),
		  ONUS_BAD_INPUT);
	fixture_close(&f);
}

/* A thousand columns of a megabyte each, taken one behind the other. */
TEST(mapping__joins_many_large_columns_in_the_memory_they_need)
{
	enum { COLUMNS = 300, CELL = 64 * 1024 };
	struct reading_cell cells[COLUMNS];
	struct reading_row row = {.number = 1, .count = COLUMNS, .cells = cells};
	struct json *names;
	struct mapping m = {0};
	struct slice text;
	struct slice title;
	struct when dated;
	struct fixture f;
	SCOPED_ARENA(a);
	char *cell;

	fixture_open(&f);
	cell = arena_alloc(&f.arena, CELL);
	memset(cell, 'x', CELL);
	names = json_array(&f.arena);
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *name = arena_printf(&f.arena, "c%zu", i);

		json_push_str(names, name);
		cells[i] = (struct reading_cell){slice_str(name), slice_of(cell, CELL)};
	}
	m.text = names;
	mapping_apply(&m, &a, &row, &text, &dated, &title);
	CHECK_INT(text.n, COLUMNS * (CELL + 1) - 1);
	CHECK(a.total < 2 * text.n);
	fixture_close(&f);
}
