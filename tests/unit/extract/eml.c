/* SPDX-License-Identifier: Apache-2.0
 * E-mail: words into the text, names under seal, attachments out as documents. */
#include "base/limits.h"
#include "tests/unit/extract/helpers.h"

#define HEAD                                                                                       \
	"From: Head of year <head@school.example>\r\nTo: duty@police.example\r\n"                  \
	"Received: from [192.0.2.7] by mx.example\r\nX-Mailer: Pigeon 3\r\n"                       \
	"Date: Fri, 28 Mar 2003 16:05:00 +0000\r\nSubject: =?iso-8859-1?Q?Caf=E9?= visit\r\n"      \
	"MIME-Version: 1.0\r\n"

TEST(eml__seals_every_line_that_could_name_somebody)
{
	const struct reading *r = test_read_str("eml", HEAD "\r\nThe words.\r\n");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "Caf\xc3\xa9 visit");
	CHECK_SLICE(r->text, "Subject: Caf\xc3\xa9 visit\nDate: Fri, 28 Mar 2003 16:05:00 "
			     "+0000\n\nThe words.\n");
	CHECK_STR(test_sealed(r, "From"), "Head of year <head@school.example>");
	CHECK_STR(test_sealed(r, "To"), "duty@police.example");
	CHECK_STR(test_sealed(r, "Received"), "from [192.0.2.7] by mx.example");
	CHECK_STR(test_sealed(r, "X-Mailer"), "Pigeon 3");
	CHECK_INT(r->sealed_count, 4);
	CHECK_INT(reading_own_date(r)->when.lo, 1048867500); /* 2003-03-28T16:05:00Z */
	CHECK_INT(r->warning_count, 0);
}

TEST(eml__reads_the_plain_one_of_two_versions)
{
	const struct reading *r = test_read_str(
		"eml", HEAD
		"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain words\r\n"
		"--b\r\nContent-Type: text/html\r\n\r\n<p>page <b>words</b>\r\n--b--\r\n");

	CHECK_HAS(r->text, "plain words");
	CHECK_HAS_NOT(r->text, "page");
	CHECK_INT(r->child_count, 0);
}

TEST(eml__reads_the_page_where_the_plain_version_only_excuses_itself)
{
	struct slice mail =
		test_repeat(HEAD "Content-Type: multipart/alternative; "
				 "boundary=b\r\n\r\n--b\r\n\r\nNo HTML here.\r\n"
				 "--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n--c\r\n"
				 "Content-Type: text/html\r\n\r\n<p>",
			    "what was seen ", 50,
			    "\r\n--c\r\nContent-Type: image/png\r\nContent-ID: "
			    "<i>\r\n\r\n\x89PNG\r\n--c--\r\n--b--\r\n");
	const struct reading *r = test_read("eml", mail);

	CHECK_READ(r);
	CHECK_HAS(r->text, "what was seen what was seen");
	CHECK_INT(r->child_count, 1);
	CHECK_SLICE(r->children[0].media, "image/png");
}

TEST(eml__decodes_the_bytes_of_what_is_attached)
{
	const struct reading *r = test_read_str(
		"eml",
		HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee both.\r\n"
		     "--b\r\nContent-Type: application/pdf; name=\"=?utf-8?B?w6kucGRm?=\"\r\n"
		     "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"
		     "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; "
		     "filename=a.csv\r\n"
		     "\r\na,b\r\n1,2\r\n--b--\r\n");

	CHECK_INT(r->child_count, 2);
	CHECK_SLICE(r->children[0].name, "\xc3\xa9.pdf");
	CHECK_SLICE(r->children[0].bytes, "%PDF-");
	CHECK_SLICE(r->children[1].name, "a.csv");
	CHECK_SLICE(r->children[1].media, "text/csv");
	CHECK_HAS(r->children[1].bytes, "a,b");
}

TEST(eml__hands_out_a_forwarded_message_with_its_own_senders)
{
	const struct reading *r = test_read_str(
		"eml", HEAD
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nForwarded.\r\n"
		"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: A mother <m@home.example>\r\n"
		"Subject: please\r\n\r\nPlease help.\r\n--b--\r\n");

	CHECK_INT(r->child_count, 1);
	CHECK_SLICE(r->children[0].media, "message/rfc822");
	CHECK_HAS(r->children[0].bytes, "From: A mother <m@home.example>");
	CHECK_HAS(r->children[0].bytes, "Please help.");
	CHECK_HAS_NOT(r->text, "mother");
}

TEST(eml__reads_every_encoding_that_it_knows_and_says_where_it_guessed)
{
	const struct reading *r = test_read_str(
		"eml", HEAD "Content-Type: text/plain; charset=windows-1256\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C7=E1\r\n");

	CHECK_HAS(r->text, "\xd8\xa7\xd9\x84");
	CHECK_INT(r->warning_count, 0);
	r = test_read_str("eml",
			  HEAD "Content-Type: text/plain; charset=klingon\r\n\r\nabc \xe9\r\n");
	CHECK_HAS(r->text, "abc \xc3\xa9");
	CHECK(test_warned(r, "\"klingon\" is not known here"));
}

TEST(eml__says_when_the_date_is_none)
{
	const struct reading *r =
		test_read_str("eml", "From: a@b.example\r\nDate: some time in spring\r\n\r\nx");

	CHECK_READ(r);
	CHECK(reading_own_date(r) == NULL);
	CHECK(test_warned(r, "its Date line is no date"));
	CHECK_HAS(r->text, "Date: some time in spring");
}

TEST(eml__cuts_parts_nested_a_thousand_deep)
{
	SCOPED_BUF(mail, 1024 * 1024);
	const struct reading *r;

	buf_add_str(&mail, HEAD);
	for (int i = 0; i < 1000; i++) {
		buf_addf(&mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i,
			 i);
	}
	buf_add_str(&mail, "\r\nburied\r\n");
	r = test_read("eml", buf_slice(&mail));
	CHECK_CUT(r, "nested deeper than MIME_DEPTH_MAX (32)");
}

TEST(eml__survives_parts_nested_a_ten_thousand_deep)
{
	SCOPED_BUF(mail, 16 * 1024 * 1024);

	buf_add_str(&mail, HEAD);
	for (int i = 0; i < 10000; i++) {
		buf_addf(&mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i,
			 i);
	}
	CHECK(test_read("eml", buf_slice(&mail))->status != READING_READ);
}

TEST(eml__cuts_at_the_limit_of_attachments)
{
	struct slice mail =
		test_repeat(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
			    "--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n",
			    ATTACHMENTS_MAX + 1, "--b--\r\n");
	const struct reading *r = test_read("eml", mail);

	CHECK_CUT(r, "more than ATTACHMENTS_MAX (1000)");
	CHECK_INT(r->child_count, ATTACHMENTS_MAX);
}

TEST(eml__reads_half_a_message)
{
	const struct reading *r = test_read_str(
		"eml",
		HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHalf of i");

	CHECK_READ(r);
	CHECK_HAS(r->text, "Half of i");
}

TEST(eml__survives_bytes_that_are_no_mail)
{
	CHECK(test_read("eml", slice_of("\0\1\2\3", 4))->status != READING_CUT);
	CHECK(test_read("eml", test_repeat("", "A: b\r\n", 10000, "\r\n"))->status != READING_READ);
}
