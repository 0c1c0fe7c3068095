/* SPDX-License-Identifier: Apache-2.0
 * PDF: what poppler gives, and what hostile files don't get. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

/* A PDF from the bodies of its objects, numbered from 1; the first is the catalogue. */
static struct slice make_pdf(const char *const *objects, size_t count, const char *trailer)
{
	struct arena *a = test_arena();
	struct buf out;
	size_t *offsets = NEW_N(a, size_t, count);
	size_t table;
	struct slice whole;

	buf_init(&out, 64 * 1024 * 1024);
	buf_add_str(&out, "%PDF-1.7\n");
	for (size_t i = 0; i < count; i++) {
		offsets[i] = out.len;
		buf_addf(&out, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	table = out.len;
	buf_addf(&out, "xref\n0 %zu\n0000000000 65535 f \n", count + 1);
	for (size_t i = 0; i < count; i++) {
		buf_addf(&out, "%010zu 00000 n \n", offsets[i]);
	}
	buf_addf(&out, "trailer\n<< /Size %zu /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n",
		 count + 1, trailer, table);
	whole = arena_slice(a, buf_slice(&out));
	buf_finish(&out);
	return whole;
}

#define STREAM(length, words) "<< /Length " #length " >>\nstream\n" words "\nendstream"
#define FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
#define PAGE(more)                                                                                 \
	"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "                    \
	"/Resources << /Font << /F 5 0 R >> >> " more " >>"
#define WORDS STREAM(44, "BT /F 12 Tf 20 200 Td (Seen on Friday) Tj ET   ")

TEST(pdf__reads_forms_notes_and_attachments)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> "
		"/Names << /EmbeddedFiles << /Names [(log.txt) 8 0 R] >> >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		PAGE("/Annots [6 0 R 7 0 R]"),
		WORDS,
		FONT,
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (child) /V (Child A) /Rect [10 10 90 "
		"30] /P 3 0 R >>",
		"<< /Type /Annot /Subtype /Text /Rect [10 50 30 70] /Contents (ring back) /T "
		"(Officer 3) >>",
		"<< /Type /Filespec /F (log.txt) /UF (log.txt) /EF << /F 9 0 R >> >>",
		STREAM(11, "what we saw"),
	};
	const struct reading *r = test_read("pdf", make_pdf(objects, 9, ""));

	CHECK_READ(r);
	CHECK_SLICE(r->text, "Seen on Friday\n[form field child: Child A]\n[note: ring back]\n");
	CHECK_STR(test_sealed(r, "author of a note"), "Officer 3");
	CHECK_INT(r->child_count, 1);
	CHECK_SLICE(r->children[0].name, "log.txt");
	CHECK_SLICE(r->children[0].bytes, "what we saw");
	CHECK_INT(r->warning_count, 0);
}

TEST(pdf__says_that_a_scan_is_a_scan)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << "
		"/XObject << /I 5 0 "
		"R >> >> >>",
		STREAM(6, "/I Do "),
		"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
		"/ColorSpace /DeviceGray "
		"/Length 1 >>\nstream\nx\nendstream",
	};

	CHECK_UNREADABLE(test_read("pdf", make_pdf(objects, 5, "")), "pictures without text");
}

TEST(pdf__says_that_it_is_locked)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		PAGE(""),
		WORDS,
		FONT,
		"<< /Filter /Standard /V 1 /R 2 /P -4 /O (01234567890123456789012345678901) "
		"/U (01234567890123456789012345678901) >>",
	};

	CHECK_UNREADABLE(
		test_read("pdf",
			  make_pdf(objects, 6,
				   "/Encrypt 6 0 R /ID [(0123456789012345) (0123456789012345)]")),
		"it is protected by a password");
}

TEST(pdf__survives_pages_that_are_their_own_parents)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 1000000 >>",
		PAGE(""),
		WORDS,
		FONT,
	};

	CHECK(test_read("pdf", make_pdf(objects, 5, ""))->status <= READING_UNREADABLE);
}

TEST(pdf__survives_content_that_draws_itself)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources "
		"<< /Font << /F 5 0 "
		"R >> /XObject << /X 6 0 R >> >> >>",
		STREAM(60, "BT /F 12 Tf 20 200 Td (Seen on Friday) Tj ET /X Do /X Do    "),
		FONT,
		"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 "
		"R >> >> /Length "
		"12 >>\nstream\n/X Do /X Do \nendstream",
	};
	const struct reading *r = test_read("pdf", make_pdf(objects, 6, ""));

	CHECK_READ(r);
	CHECK_HAS(r->text, "Seen on Friday");
}

TEST(pdf__cuts_at_the_limit_of_pages)
{
	struct arena *a = test_arena();
	size_t count = PDF_PAGES_MAX + 3;
	const char **objects = NEW_N(a, const char *, count);
	SCOPED_BUF(kids, 1024 * 1024);
	const struct reading *r;

	for (size_t i = 2; i < count; i++) {
		objects[i] =
			i == 2 ? PAGE("") : "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>";
		buf_addf(&kids, "%zu 0 R ", i + 1);
	}
	objects[0] = "<< /Type /Catalog /Pages 2 0 R >>";
	objects[1] = arena_printf(a, "<< /Type /Pages /Kids [" SLICE_FMT "] /Count %zu >>",
				  SLICE_ARG(buf_slice(&kids)), count - 2);
	r = test_read("pdf", make_pdf(objects, count, ""));
	CHECK_CUT(r, "it has 10001 pages, more than PDF_PAGES_MAX (10000)");
}

TEST(pdf__finds_its_objects_without_the_table)
{
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		PAGE(""),
		WORDS,
		FONT,
	};
	struct slice whole = make_pdf(objects, 5, "");
	const struct reading *r =
		test_read("pdf", slice_of(whole.p, slice_search(whole, SLICE("startxref"))));

	CHECK_READ(r);
	CHECK_HAS(r->text, "Seen on Friday");
}

TEST(pdf__is_unreadable_where_it_is_none)
{
	CHECK_UNREADABLE(test_read_str("pdf", "%PDF-1.7\nand then nothing"),
			 "no PDF, or too damaged");
	CHECK_UNREADABLE(test_read_str("pdf", "a lie"), "no PDF, or too damaged");
}
