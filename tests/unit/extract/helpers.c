/* SPDX-License-Identifier: Apache-2.0
 * helpers.c - documents for the tests of the extractor, and one call to have them read. */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "tests/unit/extract/helpers.h"

enum { ZIP_MAX = 64 * 1024 * 1024 };

struct test_zip {
	struct archive *archive;
	struct buf bytes;
};

static struct reader_pool *pool;
static struct reading reading;
static struct arena arena;
static struct test_zip zip;

__attribute__((destructor)) static void finish(void)
{
	pool = reader_pool_destroy(pool);
	reading_finish(&reading);
	arena_finish(&arena);
	buf_finish(&zip.bytes);
}

struct arena *test_arena(void)
{
	return &arena;
}

const char *test_extract_path(void)
{
	const char *path = getenv("ONUS_EXTRACT");

	if (path == NULL) {
		test_skip("ONUS_EXTRACT does not say where onus-extract is");
	}
	return path;
}

struct reader_pool *test_pool(void)
{
	const struct reader_options options = {.path = test_extract_path(), .talk = true};

	if (pool == NULL) {
		pool = reader_pool_create(&options);
	}
	return pool;
}

const struct reading *test_read(const char *format, struct slice bytes)
{
	const struct reader_document d = {.fd = -1, .bytes = bytes, .format = format};

	reading_finish(&reading);
	CHECK_OK(reader_read(test_pool(), &d, &reading));
	return &reading;
}

const struct reading *test_read_str(const char *format, const char *text)
{
	return test_read(format, slice_str(text));
}

struct slice test_repeat(const char *before, const char *piece, size_t times, const char *after)
{
	size_t n = strlen(before) + strlen(piece) * times + strlen(after);
	char *text = arena_alloc(&arena, n + 1);
	char *to = stpcpy(text, before);

	for (size_t i = 0; i < times; i++) {
		to = stpcpy(to, piece);
	}
	stpcpy(to, after);
	return slice_of(text, n);
}

static const char *find(const struct reading_fact *facts, size_t count, const char *label)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_is(facts[i].label, label)) {
			return arena_copy(&arena, facts[i].value);
		}
	}
	return "";
}

const char *test_fact(const struct reading *r, const char *label)
{
	return find(r->facts, r->fact_count, label);
}

const char *test_sealed(const struct reading *r, const char *label)
{
	return find(r->sealed, r->sealed_count, label);
}

const char *test_warning(const struct reading *r)
{
	return r->warning_count > 0 ? arena_copy(&arena, r->warnings[0]) : "";
}

bool test_warned(const struct reading *r, const char *words)
{
	for (size_t i = 0; i < r->warning_count; i++) {
		if (slice_search(r->warnings[i], slice_str(words)) < r->warnings[i].n) {
			return true;
		}
	}
	return false;
}

const char *test_row(const struct reading *r, uint32_t number)
{
	struct reading_row row;

	for (struct reading_rows at = reading_rows(r); reading_next_row(&at, &arena, &row);) {
		if (row.number == number) {
			return arena_copy(&arena, reading_row_text(&arena, &row));
		}
	}
	return "";
}

static la_ssize_t add_bytes(struct archive *a, void *user, const void *bytes, size_t n)
{
	(void)a;
	buf_add(user, slice_of(bytes, n));
	return (la_ssize_t)n;
}

struct test_zip *test_zip_begin(void)
{
	buf_finish(&zip.bytes);
	buf_init(&zip.bytes, ZIP_MAX);
	zip.archive = archive_write_new();
	archive_write_set_format_zip(zip.archive);
	archive_write_set_bytes_in_last_block(zip.archive, 1);
	archive_write_open(zip.archive, &zip.bytes, NULL, add_bytes, NULL);
	return &zip;
}

void test_zip_add(struct test_zip *z, const char *name, struct slice bytes)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, (la_int64_t)bytes.n);
	archive_write_header(z->archive, entry);
	archive_write_data(z->archive, bytes.p, bytes.n);
	archive_entry_free(entry);
}

struct slice test_zip_end(struct test_zip *z)
{
	archive_write_close(z->archive);
	archive_write_free(z->archive);
	return buf_slice(&z->bytes);
}

struct slice test_docx(const char *body)
{
	struct test_zip *z = test_zip_begin();

	test_zip_add(z, "[Content_Types].xml", SLICE("<Types/>"));
	test_zip_add(z, "word/document.xml",
		     slice_str(arena_printf(
			     &arena,
			     "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
			     "wordprocessingml/2006/main\"><w:body>%s</w:body></w:document>",
			     body)));
	return test_zip_end(z);
}
