/* SPDX-License-Identifier: Apache-2.0
 * person.c - tests of names of persons and of the roles that they play. All names are made up. */
#include "tests/unit/text/support.h"

TEST(person__is_known_by_a_title)
{
	CHECK_STR(values("Dr Khan and Ms Senior met Mr. O'Brien", ONUS_PERSON),
		  "KHAN|SENIOR|OBRIEN");
	CHECK_STR(values("PC 1234 Hill told Detective Chief Inspector J. Okafor", ONUS_PERSON),
		  "HILL|J OKAFOR");
	CHECK_STR(values("South Northshire Deputy Mayor Zophie Quarl said", ONUS_PERSON),
		  "ZOPHIE QUARL");
	CHECK_STR(spans("Dr Amber Hill's report", ONUS_PERSON), "Amber Hill");
	CHECK_STR(values("the rank of Chief Superintendent and above. PC 1234. The Mayor and I",
			 ONUS_PERSON),
		  "");
}

TEST(person__is_known_by_a_cue)
{
	CHECK_STR(values("an unknown male called Ash", ONUS_PERSON), "ASH");
	CHECK_STR(values("he is known as \"Uncle\"", ONUS_PERSON), "UNCLE");
	CHECK_STR(values("a man known as ‘big T’, aka Jay", ONUS_PERSON), "BIG T|JAY");
	CHECK_STR(values("street name Zed; goes by Quill", ONUS_PERSON), "ZED|QUILL");
	CHECK_STR(values("one known to her as \"Maz\", a.k.a. Quill, real name Zed", ONUS_PERSON),
		  "MAZ|QUILL|ZED");
	CHECK_STR(values("named as Imran or 'Immy'; Chloe \"Cee\" Quarl", ONUS_PERSON),
		  "IMRAN|IMMY|CHLOE|CEE");
	CHECK_STR(values("he said \"Hello\" or 'Go'. Chloe said \"No way at all\"", ONUS_PERSON),
		  "CHLOE");
	CHECK_STR(values("a girl named Zophie Quarl", ONUS_PERSON), "ZOPHIE QUARL");
	CHECK_STR(
		values("she called the police. A report called Lessons. It is known as Heronville",
		       ONUS_PERSON),
		"");
	CHECK_STR(values("Name: Zophie Quarl\nSuspect 1: Xan Holt", ONUS_PERSON),
		  "ZOPHIE QUARL|XAN HOLT");
}

TEST(person__is_known_by_a_given_name)
{
	CHECK_STR(values("whistle-blower Jayne Seniorly - who", ONUS_PERSON), "JAYNE SENIORLY");
	CHECK_STR(values("supporting Chloe, Mohammed and the others", ONUS_PERSON),
		  "CHLOE|MOHAMMED");
	CHECK_STR(values("Zoë Smith-Jones and Mohammed al-Hassan", ONUS_PERSON),
		  "ZOE SMITH JONES|MOHAMMED AL HASSAN");
	CHECK_STR(values("JOHN SMITHSON; SMITHSON, John", ONUS_PERSON),
		  "JOHN SMITHSON|JOHN SMITHSON");
	CHECK_STR(values("Amber J. Hill and Will Smithson", ONUS_PERSON),
		  "AMBER J HILL|WILL SMITHSON");
}

TEST(person__is_known_by_what_stands_beside)
{
	CHECK_STR(values("her uncle Xorvo rang; his friend Quellin Marr left", ONUS_PERSON),
		  "XORVO|QUELLIN MARR");
	CHECK_STR(values("Xorvo Marr (14) and Quellin, aged 13,", ONUS_PERSON),
		  "XORVO MARR|QUELLIN");
	CHECK_STR(values("Xorvo Marr (health visitor) spoke", ONUS_PERSON), "XORVO MARR");
	CHECK_STR(values("with Amber Hill and Xorvo.", ONUS_PERSON), "AMBER HILL|XORVO");
	CHECK_STR(values("it was Xorvo Mahmood", ONUS_PERSON), "XORVO MAHMOOD");
	CHECK_STR(values("Present: C. Marr, A. N. Quellin", ONUS_PERSON), "C MARR|A N QUELLIN");
	CHECK_STR(values("seen with Big Dave", ONUS_PERSON), "BIG DAVE");
	CHECK_STR(values("Friends: Xorvo, Quellin (17), \"Chubbs\"\nColour: Red", ONUS_PERSON),
		  "XORVO|QUELLIN|CHUBBS");
	CHECK_STR(
		values("in Heronville (14). A unknown male Asian. Plan B. Then. Driver: Older man. "
		       "Witness Protection. Subject: Man called away",
		       ONUS_PERSON),
		"");
}

TEST(person__that_is_a_word_too_stands_alone_where_only_a_person_could)
{
	CHECK_STR(values("They took Jade from school. Hope said so. Ask Joy.", ONUS_PERSON),
		  "JADE|HOPE|JOY");
	CHECK_STR(values("Ash (known as Uncle). Jay, his cousin, ran.", ONUS_PERSON),
		  "ASH|UNCLE|JAY");
	CHECK_STR(values("Hope so. The Grace. In May, at Dawn. Mark the map. To London. Chase Up",
			 ONUS_PERSON),
		  "");
}

TEST(person__goes_on_behind_a_line_that_was_broken_for_its_length)
{
	CHECK_STR(values("The officers who were there on that day spoke to Chloe\nQuarlson, and to "
			 "Dr\n"
			 "Okafor.",
			 ONUS_PERSON),
		  "CHLOE QUARLSON");
	CHECK_STR(values("Chloe\nQuarlson", ONUS_PERSON), "CHLOE");
	CHECK_STR(values("The officers who were there on that day spoke to Chloe.\n\nQuarlson",
			 ONUS_PERSON),
		  "CHLOE");
}

TEST(person__a_word_or_a_place_is_none)
{
	static const char *const none[] = {
		"Will South Northshire act?",     "in May 2002, in Chelsea and in Victoria",
		"on John Street, near St John's", "Victoria Station, Grace Road",
		"Hope Street is in Kent",         "Friday, March",
		"The Report. A Review.",          "hope and will and mark",
	};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		CHECK_STR(values(none[i], ONUS_PERSON), "");
	}
}

TEST(person__yields_to_organisations_and_dates)
{
	CHECK_STR(values("the John Lewison Trust, April 2002", ONUS_PERSON), "");
}

TEST(role__is_what_stands_at_the_name)
{
	static const struct {
		const char *text;
		const char *role;
	} rows[] = {
		{"the suspect, Amber Hill, left", "suspect"},
		{"Suspect: Amber Hill", "suspect"},
		{"The suspect, who is known as \"Uncle\"", "suspect"},
		{"a witness called Amber Hill", "witness"},
		{"Amber Hill (witness)", "witness"},
		{"Amber Hill, a victim of", "victim"},
		{"victim Amber Hill", "victim"},
		{"Dr Hillson said", "professional"},
		{"PC 1234 Hillson said", "professional"},
		{"her social worker, Amber Hill", "professional"},
		{"Officer Hillson", "professional"},
		{"her mother, Amber Hill", "relative"},
		{"Amber Hill, mother of two", "relative"},
		{"her mother Mrs Begum rang", "relative"},
		{"Amber Hill, her father, left", "relative"},
		{"when she met Amber Hill, her mother rang", "unknown"},
		{"Amber Hill, the youth worker, left", "professional"},
		{"Amber Hill, probation officer.", "professional"},
		{"Amber Hill (Teaching Assistant)", "professional"},
		{"Amber Hill\nSocial Worker, Team 4", "professional"},
		{"a takeaway worker, Amber Hill", "unknown"},
		{"Amber Hill, who was a witness,", "witness"},
		{"His sister Amber Hill, 14.", "child"},
		{"His sister Amber Hill, 34.", "relative"},
		{"his daughter Amber Hill", "unknown"},
		{"met a probation officer. Amber Hill left", "unknown"},
		{"her parents, Jolanta and Piotr", "relative|relative"},
		{"her father, Jolanta and Piotr", "relative|unknown"},
		{"reported by Amber Hill", "reporter"},
		{"14-year-old Amber Hill", "child"},
		{"Amber Hill, aged 13,", "child"},
		{"Amber Hill (14)", "child"},
		{"Amber Hill, aged 31,", "unknown"},
		{"Amber Hill (41)", "unknown"},
		{"the girl, Chloe", "child"},
		{"Mr Hillson", "unknown"},
		{"Amber Hill left", "unknown"},
		{"They spoke of the suspect. Amber Hill left", "unknown"},
		{"the victim met Amber Hill", "unknown"},
		{"the suspect\n\nAmber Hill", "unknown"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = roles(rows[i].text);

		if (strcmp(got, rows[i].role) != 0) {
			test_fail(HERE, "\"%s\" gives \"%s\"", rows[i].text, got);
		}
	}
}

TEST(role__belongs_to_the_mention_alone)
{
	CHECK_STR(roles("The suspect, Amber Hill, left. Later Amber Hill came back."),
		  "suspect|unknown");
}
