/* SPDX-License-Identifier: Apache-2.0
 * Word documents, and zips that call themselves so. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define P(words) "<w:p><w:r><w:t>" words "</w:t></w:r></w:p>"

TEST(docx__gives_paragraphs_tabs_and_breaks)
{
	const struct reading *r = test_read(
		"docx", test_docx("<w:p><w:pPr><w:tabs><w:tab "
				  "w:pos=\"9\"/></w:tabs></w:pPr><w:r><w:t>One</w:t>"
				  "<w:tab/><w:t>two &amp; "
				  "&#x201c;three&#x201d;</w:t><w:br/><w:t>four</w:t></w:r>"
				  "</w:p>" P("Five")));

	CHECK_READ(r);
	CHECK_SLICE(r->text, "One\ttwo & \xe2\x80\x9cthree\xe2\x80\x9d\nfour\nFive\n");
}

TEST(docx__keeps_deleted_words_visible_and_seals_who_changed_them)
{
	const struct reading *r =
		test_read("docx", test_docx("<w:p><w:r><w:t xml:space=\"preserve\">Action: "
					    "</w:t></w:r><w:del w:author=\"Officer 3\">"
					    "<w:r><w:delText>arrest</w:delText></w:r></"
					    "w:del><w:ins w:author=\"Officer 4\"><w:r>"
					    "<w:t>none</w:t></w:r></w:ins></w:p>"));

	CHECK_SLICE(r->text, "Action: [deleted: arrest]none\n");
	CHECK_INT(r->sealed_count, 2);
	CHECK_SLICE(r->sealed[0].value, "Officer 3");
}

TEST(docx__reads_headers_notes_and_comments_behind_the_body)
{
	struct test_zip *z = test_zip_begin();
	const struct reading *r;

	test_zip_add(z, "word/comments.xml",
		     SLICE("<w:comments " W "><w:comment w:author=\"A manager\">" P(
			     "Who knew?") "</w:comment></w:comments>"));
	test_zip_add(z, "word/header1.xml", SLICE("<w:hdr " W ">" P("Draft") "</w:hdr>"));
	test_zip_add(z, "word/document.xml",
		     SLICE("<w:document " W "><w:body>" P("Body") "</w:body></w:document>"));
	r = test_read("docx", test_zip_end(z));
	CHECK_READ(r);
	CHECK_SLICE(r->text, "Body\n\n[page header]\nDraft\n\n[comments]\nWho knew?\n");
	CHECK_STR(test_sealed(r, "author of a change or comment"), "A manager");
}

TEST(docx__hands_out_pictures_and_embedded_files)
{
	struct test_zip *z = test_zip_begin();
	const struct reading *r;

	test_zip_add(z, "word/document.xml", SLICE("<w:document " W ">" P("x") "</w:document>"));
	test_zip_add(z, "word/media/image1.png", slice_of("\x89PNG\r\n\x1a\n", 8));
	test_zip_add(z, "word/embeddings/table.bin", SLICE("bytes"));
	r = test_read("docx", test_zip_end(z));
	CHECK_INT(r->child_count, 2);
	CHECK_SLICE(r->children[0].name, "word/media/image1.png");
	CHECK_INT(r->children[0].bytes.n, 8);
}

TEST(docx__gives_the_targets_of_links)
{
	struct test_zip *z = test_zip_begin();
	const struct reading *r;

	test_zip_add(z, "word/_rels/document.xml.rels",
		     SLICE("<Relationships><Relationship Type=\"http://x/relationships/hyperlink\" "
			   "Target=\"https://x.example/ash?a=1&amp;b=2\"/></Relationships>"));
	test_zip_add(z, "word/document.xml", SLICE("<w:document " W ">" P("x") "</w:document>"));
	r = test_read("docx", test_zip_end(z));
	CHECK_HAS(slice_str(test_fact(r, "link")), "https://x.example/ash?a=1");
}

static const struct reading *read_body_part(struct slice xml)
{
	struct test_zip *z = test_zip_begin();

	test_zip_add(z, "word/document.xml", xml);
	return test_read("docx", test_zip_end(z));
}

TEST(docx__refuses_entities)
{
	CHECK_UNREADABLE(
		read_body_part(SLICE(
			"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
			"<!ENTITY c SYSTEM \"file:///etc/passwd\">]>"
			"<w:document " W ">" P("&b;&c;") "</w:document>")),
		"its XML declares entities");
}

TEST(docx__stops_at_a_bomb)
{
	struct slice bomb = test_repeat("<w:document " W ">", P("000000000000000000000000000000"),
					500000, "</w:document>");

	CHECK_UNREADABLE(read_body_part(bomb), "no document does, a trap would");
}

TEST(docx__cuts_elements_nested_too_deep)
{
	struct slice deep = test_repeat("<w:document " W "><w:body>" P("begin"), "<w:p>", 5000,
					"</w:document>");
	const struct reading *r = read_body_part(deep);

	CHECK_CUT(r, "MARKUP_DEPTH_MAX");
	CHECK_HAS(r->text, "begin");
}

TEST(docx__is_unreadable_where_its_xml_is_cut_off)
{
	CHECK_UNREADABLE(read_body_part(SLICE("<w:document " W ">" P("x") "<w:p><w:r")),
			 "its XML is damaged");
}

TEST(docx__is_unreadable_where_the_text_is_missing)
{
	struct test_zip *z = test_zip_begin();

	test_zip_add(z, "a.txt", SLICE("x"));
	CHECK_UNREADABLE(test_read("docx", test_zip_end(z)), "the part with the text is missing");
	CHECK_UNREADABLE(test_read_str("docx", "no zip at all"), "it is no zip archive");
}
