/* SPDX-License-Identifier: Apache-2.0
 * quantity.c - tests of ages and of sums of money. */
#include "tests/unit/text/support.h"

TEST(age__is_read_in_every_form)
{
	CHECK_STR(values("a 14-year-old, a 14 year old and a fourteen-year-old", ONUS_AGE),
		  "14|14|14");
	CHECK_STR(values("aged 14, age 15, Age: 16, 15yo, 15 y/o, 13 yrs old", ONUS_AGE),
		  "14|15|16|15|15|13");
	CHECK_STR(values("aged 13 to 15, aged between 13 and 15, aged 13-15", ONUS_AGE),
		  "13/15|13/15|13/15");
	CHECK_STR(values("aged under 16, two 14-year-olds", ONUS_AGE), "0/15|14");
}

TEST(age__in_brackets_follows_a_name_or_says_years)
{
	CHECK_STR(values("Chloe (14) and child B (15 yrs)", ONUS_AGE), "14|15");
	CHECK_STR(values("Figure (14), see (15), in 2002 (14)", ONUS_AGE), "");
}

TEST(age__is_no_duration)
{
	CHECK_STR(values("14 years later, for 14 years, a year old story", ONUS_AGE), "");
	CHECK_STR(values("at the age of consent, aged 1400", ONUS_AGE), "");
}

TEST(money__is_read_in_every_form)
{
	CHECK_STR(values("£6m, £1,400, £3.50, £1.5 million, £200k", ONUS_MONEY),
		  "GBP 6000000|GBP 1400|GBP 3.50|GBP 1500000|GBP 200000");
	CHECK_STR(values("20 pounds, 200 quid, 50 pence, €50 and $100", ONUS_MONEY),
		  "GBP 20|GBP 200|GBP 0.50|EUR 50|USD 100");
	CHECK_STR(spans("spent £1.5 million on it", ONUS_MONEY), "£1.5 million");
}

TEST(money__is_no_other_number)
{
	CHECK_STR(values("£, £x, 20 people, £12ab, £99999999999999", ONUS_MONEY), "");
}
