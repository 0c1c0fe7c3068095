/* SPDX-License-Identifier: Apache-2.0
 * The made-up folder that `./dev demo` receives is read whole. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "practice/intake/sniff.h"
#include "tests/unit/extract/helpers.h"

/* Makes the folder, and reads one file of it as the intake would. */
static const struct reading *read_example(const char *name)
{
	const char *root = getenv("ONUS_ROOT");
	const char *folder = test_folder();
	struct slice bytes;
	struct sniffed what;
	int status = -1;
	pid_t pid;

	if (root == NULL) {
		test_skip("ONUS_ROOT does not say where the examples are");
	}
	pid = fork();
	if (pid == 0) {
		execlp("python3", "python3",
		       arena_printf(test_arena(), "%s/examples/documents/make.py", root), folder,
		       (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	CHECK_INT(status, 0);
	bytes = test_read_file(arena_printf(test_arena(), "%s/%s", folder, name));
	what = sniff(bytes, slice_str(name), slice_of(NULL, 0));
	CHECK_INT(what.verdict, SNIFF_READER);
	return test_read(what.format, bytes);
}

TEST(examples__the_table_gives_five_rows)
{
	const struct reading *r = read_example("03-outreach-log.csv");

	CHECK_READ(r);
	CHECK_INT(r->row_count, 5);
	CHECK_INT(r->column_count, 4);
	CHECK_STR(test_row(r, 1),
		  "Date: 2003-03-07\nSource: outreach worker\nPlace: Millbrook Lane\n"
		  "What was seen or said: Silver taxi YX98 KXR outside the leisure centre, "
		  "two girls got in\n");
	CHECK_HAS(slice_str(test_row(r, 5)), "Source: taxi office, by telephone\nWhat was");
	CHECK_STR(test_warning(r), "");
}

TEST(examples__the_mail_gives_its_words_its_date_and_what_is_attached)
{
	const struct reading *r = read_example("04-third-letter.eml");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "Man called Ash: our third letter");
	CHECK_HAS(r->text, "silver taxi, YX98 KXR");
	CHECK_HAS(r->text, "07700 900417");
	CHECK_HAS_NOT(r->text, "coordinator@");
	CHECK_STR(test_sealed(r, "From"), "The co-ordinator <coordinator@youth-project.example>");
	CHECK_INT(reading_own_date(r)->when.lo, 1049271120); /* 2003-04-02T08:12:00Z */
	CHECK_INT(r->child_count, 1);
	CHECK_SLICE(r->children[0].name, "observations.txt");
	CHECK_HAS(r->children[0].bytes, "21 March, Station Road");
	CHECK_STR(test_warning(r), "");
}

TEST(examples__the_pdf_gives_its_lines_and_seals_its_author)
{
	const struct reading *r = read_example("05-analysts-briefing.pdf");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "Analyst's briefing: Millbrook Lane");
	CHECK_HAS(r->text, "Vehicle: silver taxi, YX98 KXR.\n");
	CHECK_STR(test_sealed(r, "author, says the file"), "Analyst 7, Harrowmere Police");
	CHECK_HAS_NOT(r->text, "Analyst 7");
	CHECK_INT(r->date_count, 1);
	CHECK(!r->dates[0].own);
	CHECK_INT(r->dates[0].when.lo, 1052903700); /* 2003-05-14T09:15:00Z */
	CHECK(reading_own_date(r) == NULL);
	CHECK_HAS(r->engine, "poppler 22.");
	CHECK_STR(test_fact(r, "pages"), "1");
	CHECK_STR(test_warning(r), "");
}

TEST(examples__the_minutes_give_paragraphs_and_table_rows)
{
	const struct reading *r = read_example("06-meeting-minutes.docx");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "Minutes of the multi-agency meeting, 12 June 2003");
	CHECK_HAS(r->text, "under Operation Lantern.\nAction: none was recorded against a name.\n");
	CHECK_HAS(r->text, "\nContact note of 11 March\tYouth Project\tnone recorded\n");
	CHECK_STR(test_sealed(r, "author, says the file"), "Minute taker, Harrowmere Council");
	CHECK_INT(r->dates[0].when.lo, 1055493000); /* 2003-06-13T08:30:00Z */
	CHECK_STR(test_warning(r), "");
}

TEST(examples__the_page_gives_what_a_reader_sees)
{
	const struct reading *r = read_example("07-parents-ask.html");

	CHECK_READ(r);
	CHECK_SLICE(r->title, "Parents ask about taxis in Millbrook Lane");
	CHECK_HAS(r->text, "said that it \xe2\x80\x9ctakes every report seriously\xe2\x80\x9d.");
	CHECK_HAS(r->text, "Write to us <mailto:newsdesk@harrowmere-courier.example>");
	CHECK_HAS_NOT(r->text, "serif");
	CHECK_HAS_NOT(r->text, "visits");
}
