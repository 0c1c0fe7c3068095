/* SPDX-License-Identifier: Apache-2.0
 * organisation.c - tests of organisations and operations. */
#include "tests/unit/text/support.h"

TEST(organisation__is_known_by_its_last_word)
{
	CHECK_STR(values("how Northshire Police failed", ONUS_ORGANISATION), "Northshire Police");
	CHECK_STR(values("A South Northshire Police spokesperson said", ONUS_ORGANISATION),
		  "South Northshire Police");
	CHECK_STR(values("The Northtown Metropolitan Borough Council and Northshire Police",
			 ONUS_ORGANISATION),
		  "Northtown Metropolitan Borough Council|Northshire Police");
	CHECK_STR(values("Ace Taxis Ltd, Joe's Kebabs", ONUS_ORGANISATION), "Ace Taxis Ltd");
	CHECK_STR(values("set by the Home Office in", ONUS_ORGANISATION), "Home Office");
}

TEST(organisation__is_known_by_its_first_words)
{
	CHECK_STR(values("The Independent Office for Water Conduct upheld it", ONUS_ORGANISATION),
		  "Independent Office for Water Conduct");
	CHECK_STR(values("the Department of Trade and Fairness", ONUS_ORGANISATION),
		  "Department of Trade and Fairness");
}

TEST(organisation__is_known_by_the_noun_before_it)
{
	CHECK_STR(values("who ran the charity Open Doors, went on", ONUS_ORGANISATION),
		  "Open Doors");
	CHECK_STR(values("a takeaway called Best Kebabs and Pizza.", ONUS_ORGANISATION),
		  "Best Kebabs and Pizza");
	CHECK_STR(values("a firm known as \"Quick Cabs\"", ONUS_ORGANISATION), "Quick Cabs");
	CHECK_STR(values("the firm Amber Hill worked for", ONUS_ORGANISATION), "");
}

TEST(organisation__letters_stand_for_the_name_from_their_definition_on)
{
	CHECK_STR(values("the Independent Office for Water Conduct (IOWC) and the IOWC's report",
			 ONUS_ORGANISATION),
		  "Independent Office for Water Conduct|Independent Office for Water Conduct|"
		  "Independent Office for Water Conduct");
	CHECK_STR(spans("Northshire Police (NP) said NP would", ONUS_ORGANISATION),
		  "Northshire Police|NP|NP");
	/* letters that do not spell the name, or that nobody defined */
	CHECK_STR(values("Northshire Police (CSE) said CSE", ONUS_ORGANISATION),
		  "Northshire Police");
	CHECK_STR(values("the IOWC said", ONUS_ORGANISATION), "");
}

TEST(organisation__is_no_common_noun)
{
	CHECK_STR(values("The police watchdog. Police said. The Council met. THE POLICE",
			 ONUS_ORGANISATION),
		  "");
	CHECK_STR(values("a police officer of the council", ONUS_ORGANISATION), "");
}

TEST(operation__has_one_form)
{
	CHECK_STR(values("Operation Heron", ONUS_OPERATION), "Operation Heron");
	CHECK_STR(values("OPERATION HERON, Op Heron, Op. Heron", ONUS_OPERATION),
		  "Operation Heron|Operation Heron|Operation Heron");
	CHECK_STR(values("“Operation Heron identified", ONUS_OPERATION), "Operation Heron");
	CHECK_STR(values("Operations Heron, Plover and Teal", ONUS_OPERATION),
		  "Operation Heron|Operation Plover|Operation Teal");
}

TEST(operation__needs_a_name)
{
	CHECK_STR(
		values("The operation explored. Operation of the law. Operation Manager. Operation "
		       "The",
		       ONUS_OPERATION),
		"");
	CHECK_STR(values("operation heron", ONUS_OPERATION), "");
}
