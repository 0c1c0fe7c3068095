/* SPDX-License-Identifier: Apache-2.0
 * Archives: every file in it is a document. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

TEST(zip__gives_every_file_as_a_document)
{
	struct test_zip *z = test_zip_begin();
	const struct reading *r;

	test_zip_add(z, "folder/a.txt", SLICE("first"));
	test_zip_add(z, "../b.txt", SLICE("second"));
	r = test_read("zip", test_zip_end(z));
	CHECK_READ(r);
	CHECK_INT(r->child_count, 2);
	CHECK_SLICE(r->children[0].name, "folder/a.txt");
	CHECK_SLICE(r->children[1].name, "../b.txt"); /* a name to show, never a path to write to */
	CHECK_SLICE(r->children[1].bytes, "second");
	CHECK_INT(r->text.n, 0);
}

TEST(zip__stops_at_a_bomb)
{
	struct test_zip *z = test_zip_begin();
	struct slice zeros = test_repeat("", "0000000000", 3000000, "");
	const struct reading *r;

	test_zip_add(z, "note.txt", SLICE("kept"));
	test_zip_add(z, "bomb", zeros);
	r = test_read("zip", test_zip_end(z));
	CHECK_CUT(r, "unpacks to more than ZIP_RATIO_MAX (200) times its size");
	CHECK_INT(r->child_count, 1);
	CHECK_SLICE(r->children[0].bytes, "kept");
}

TEST(zip__keeps_what_lies_before_the_damage)
{
	struct test_zip *z = test_zip_begin();
	struct slice whole;
	const struct reading *r;

	test_zip_add(z, "a.txt", SLICE("first"));
	test_zip_add(z, "b.txt", test_repeat("", "second ", 100, ""));
	whole = test_zip_end(z);
	r = test_read("zip", slice_of(whole.p, 80));
	CHECK(r->status != READING_READ);
}

TEST(zip__is_unreadable_where_it_is_none)
{
	CHECK_UNREADABLE(test_read_str("zip", "PK\3\4 and then nothing like it"), "zip archive");
}
