/* SPDX-License-Identifier: Apache-2.0
 * What a file is, by its bytes; its name is a hint. */
#include <stdlib.h>

#include "practice/intake/sniff.h"
#include "tests/unit/extract/helpers.h"

/* "verdict media" or "verdict/format media". */
static const char *said(struct slice bytes, const char *name, const char *media)
{
	struct sniffed s = sniff(bytes, slice_str(name), slice_str(media));

	CHECK((s.verdict == SNIFF_READER) == (s.format != NULL));
	return arena_printf(test_arena(), "%s%s%s %s", sniff_verdict_name(s.verdict),
			    s.format ? "/" : "", s.format ? s.format : "", s.media);
}

#define SAID(literal, name, media) said(slice_of(literal, sizeof(literal) - 1), name, media)

TEST(sniff__quarantines_pictures_whatever_they_are_called)
{
	CHECK_STR(SAID("\xff\xd8\xff\xe0", "holiday.txt", "text/plain"), "quarantine image/jpeg");
	CHECK_STR(SAID("\x89PNG\r\n\x1a\n", "report.pdf", ""), "quarantine image/png");
	CHECK_STR(SAID("GIF89a\1\0\1\0", "", ""), "quarantine image/gif");
	CHECK_STR(SAID("RIFF\4\0\0\0WEBPVP8 ", "", ""), "quarantine image/webp");
	CHECK_STR(SAID("\0\0\0\x18"
		       "ftypheic\0\0\0\0",
		       "", ""),
		  "quarantine image/heif");
	CHECK_STR(SAID("\0\0\0\x18"
		       "ftypavif\0\0\0\0",
		       "", ""),
		  "quarantine image/heif");
	CHECK_STR(SAID("II*\0\x08\0\0\0", "", ""), "quarantine image/tiff");
	CHECK_STR(SAID("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0", "", ""),
		  "quarantine image/bmp");
	CHECK_STR(SAID("<?xml version=\"1.0\"?>\n<svg xmlns=\"x\">", "a.xml", ""),
		  "quarantine image/svg+xml");
}

TEST(sniff__quarantines_videos_whatever_they_are_called)
{
	CHECK_STR(SAID("\0\0\0\x20"
		       "ftypisom\0\0\2\0",
		       "a.docx", ""),
		  "quarantine video/mp4");
	CHECK_STR(SAID("\0\0\0\x14"
		       "ftypqt  \0\0\2\0",
		       "", ""),
		  "quarantine video/mp4");
	CHECK_STR(SAID("\0\0\0\x14"
		       "ftyp3gp5\0\0\2\0",
		       "", ""),
		  "quarantine video/mp4");
	CHECK_STR(SAID("\0\0\0\x08"
		       "wide\0\1\0\0mdat",
		       "", ""),
		  "quarantine video/mp4");
	CHECK_STR(SAID("RIFF\4\0\0\0AVI LIST", "", ""), "quarantine video/x-msvideo");
	CHECK_STR(SAID("\x1a\x45\xdf\xa3\x9f", "", ""), "quarantine video/x-matroska");
	CHECK_STR(SAID("\0\0\1\xba\x44", "", ""), "quarantine video/mpeg");
	CHECK_STR(SAID("FLV\1\5\0\0\0", "", ""), "quarantine video/x-flv");
	CHECK_STR(SAID("\x30\x26\xb2\x75\x8e\x66\xcf\x11", "", ""), "quarantine video/x-ms-asf");
}

TEST(sniff__quarantines_what_calls_itself_a_picture)
{
	CHECK_STR(SAID("\0\0\0\0\0\0\0\0", "IMG_1.JPG", ""), "quarantine image/x-unknown");
	CHECK_STR(SAID("no picture at all", "a.png", ""), "quarantine image/x-unknown");
	CHECK_STR(SAID("\0\1\2\3\4\5\6\7", "", "video/mp4"), "quarantine video/x-unknown");
	CHECK_STR(SAID("%PDF-1.4", "a.jpg", ""), "reader/pdf application/pdf"); /* it is a PDF */
}

TEST(sniff__reads_plain_text_in_process)
{
	CHECK_STR(SAID("A silver taxi.\n", "note.txt", ""), "text text/plain");
	CHECK_STR(SAID("caf\xc3\xa9", "", ""), "text text/plain");
	CHECK_STR(SAID("# A head\n", "note.md", ""), "text text/markdown");
	CHECK_STR(SAID("MZ is how he signs.", "note.txt", ""), "text text/plain");
	CHECK_STR(SAID("CWS were told twice.", "note.txt", ""), "text text/plain");
	CHECK_STR(SAID("BM and FWS, and ID3", "", ""), "text text/plain");
	CHECK_STR(SAID("the mdat of ftyp", "", ""), "text text/plain");
	CHECK_STR(SAID("GIF8 is a word here", "", ""), "text text/plain");
	CHECK_STR(SAID("{\"a\":1}", "a.json", ""), "text text/plain");
	CHECK_STR(SAID("From: the school\nShe said: no", "note.txt", ""), "text text/plain");
	CHECK_STR(SAID("From: the school\n\nShe said: no", "", ""), "text text/plain");
}

TEST(sniff__sends_what_needs_a_reader_to_it)
{
	CHECK_STR(SAID("caf\xe9 in the lane", "note.txt", ""), "reader/text text/plain");
	CHECK_STR(SAID("\xff\xfe"
		       "a\0b\0",
		       "", ""),
		  "reader/text text/plain");
	CHECK_STR(SAID("a\0b\0c\0d\0e\0", "", ""), "reader/text text/plain");
	CHECK_STR(SAID("a,b\n1,2\n", "log.CSV", ""), "reader/csv text/csv");
	CHECK_STR(SAID("a,b\n1,2\n", "", "text/csv; charset=utf-8"), "reader/csv text/csv");
	CHECK_STR(SAID("{\"a\":1}\n", "a.jsonl", ""), "reader/jsonl application/jsonl");
	CHECK_STR(SAID("  <!DOCTYPE HTML><p>", "page", ""), "reader/html text/html");
	CHECK_STR(SAID("\xef\xbb\xbf<html>", "a.txt", ""), "reader/html text/html");
	CHECK_STR(SAID("<p>part of a page", "a.htm", ""), "reader/html text/html");
	CHECK_STR(SAID("X: y\n\nwords", "a.eml", ""), "reader/eml message/rfc822");
	CHECK_STR(SAID("Return-Path: <a@b.example>\nFrom: a@b.example\nSubject: x\nDate: y\n\nz",
		       "1", ""),
		  "reader/eml message/rfc822");
	CHECK_STR(SAID("%PDF-1.4\n", "", ""), "reader/pdf application/pdf");
	CHECK_STR(SAID("\0\1junk in front %PDF-1.4\n", "", ""), "reader/pdf application/pdf");
}

TEST(sniff__says_what_it_keeps_unread)
{
	CHECK_STR(SAID("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", ""),
		  "unread application/x-ole-storage");
	CHECK_STR(SAID("{\\rtf1 words}", "a.txt", ""), "unread application/rtf");
	CHECK_STR(SAID("ID3\3\0\0\0", "", ""), "unread audio/mpeg");
	CHECK_STR(SAID("\0\0\0\x14"
		       "ftypM4A \0\0\2\0",
		       "", ""),
		  "unread audio/mp4");
	CHECK_STR(SAID("\0\1\2\3\4\5\6\7", "", ""), "unread application/octet-stream");
	CHECK_STR(SAID("", "a.txt", ""), "empty application/octet-stream");
}

TEST(sniff__tells_the_kinds_of_zip_apart_by_what_is_in_them)
{
	struct test_zip *z;
	struct slice inner;

	CHECK_STR(said(test_docx("<w:p/>"), "a.bin", ""),
		  "reader/docx "
		  "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	z = test_zip_begin();
	test_zip_add(z, "xl/workbook.xml", SLICE("x"));
	CHECK_STR(said(test_zip_end(z), "a.docx", ""),
		  "unread application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	inner = arena_slice(test_arena(), test_docx("<w:p/>"));
	z = test_zip_begin();
	test_zip_add(z, "a.docx", inner);
	CHECK_STR(said(test_zip_end(z), "reports.zip", ""), "reader/zip application/zip");
	inner = test_docx("<w:p/>");
	CHECK_STR(said(slice_of(inner.p, inner.n / 2), "a.docx", ""),
		  "reader/docx "
		  "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	CHECK_STR(said(slice_of(inner.p, inner.n / 2), "a.zip", ""), "reader/zip application/zip");
}

TEST(sniff__reads_nothing_behind_the_end)
{
	const char *const starts[] = {"PK\3\4", "BM",   "PK\5\6", "GGG",
				      "<?xml",  "OggS", "ftyp",   "\xff\xfe"};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		for (size_t n = 0; n <= strlen(starts[i]); n++) {
			char *exact = mem_alloc(n);

			memcpy(exact, starts[i], n);
			sniff(slice_of(exact, n), slice_of(NULL, 0), slice_of(NULL, 0));
			free(exact);
		}
	}
}
