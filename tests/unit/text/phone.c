/* SPDX-License-Identifier: Apache-2.0
 * phone.c - tests of telephone numbers. All numbers are of Ofcom's ranges for drama. */
#include "tests/unit/text/support.h"

TEST(phone__reads_every_drama_range)
{
	static const struct {
		const char *text;
		const char *value;
	} ranges[] = {
		{"0113 496 0123", "+441134960123"}, {"0114 496 0123", "+441144960123"},
		{"0115 496 0123", "+441154960123"}, {"0116 496 0123", "+441164960123"},
		{"0117 496 0123", "+441174960123"}, {"0118 496 0123", "+441184960123"},
		{"0121 496 0123", "+441214960123"}, {"0131 496 0123", "+441314960123"},
		{"0141 496 0123", "+441414960123"}, {"0151 496 0123", "+441514960123"},
		{"0161 496 0123", "+441614960123"}, {"020 7946 0123", "+442079460123"},
		{"0191 498 0123", "+441914980123"}, {"028 9649 6123", "+442896496123"},
		{"029 2018 0123", "+442920180123"}, {"01632 960123", "+441632960123"},
		{"07700 900123", "+447700900123"},  {"08081 570123", "+448081570123"},
		{"0909 8790123", "+449098790123"},  {"03069 990123", "+443069990123"},
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		CHECK_STR(values(ranges[i].text, ONUS_PHONE), ranges[i].value);
		CHECK_STR(spans(ranges[i].text, ONUS_PHONE), ranges[i].text);
	}
}

TEST(phone__has_one_normal_form_for_every_way_of_writing)
{
	static const char *const ways[] = {
		"07700900123",        "07700 900 123",
		"+447700900123",      "+44 7700 900123",
		"+44 (0)7700 900123", "+44(0)7700-900-123",
		"0044 7700 900123",   "07700-900123",
		"07700.900.123",      "(07700) 900123",
		"(07700)900123",      "+44 07700 900123",
		"07700\u00a0900123",  "07700 900\n123",
		"\u200e07700 900123", "\uff10\uff17\uff17\uff10\uff10 900123",
		"+44-7700-900123",    "07700 \u2013 900123",
	};

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		CHECK_STR(values(ways[i], ONUS_PHONE), "+447700900123");
	}
}

TEST(phone__says_by_its_rule_which_class_it_is)
{
	CHECK_STR(rules("0114 496 0001, 07700 900123", ONUS_PHONE), "phone/place|phone/mobile");
	CHECK_STR(rules("08081 570001, 0909 8790001, 03069 990001", ONUS_PHONE),
		  "phone/free-or-shared|phone/premium|phone/uk-wide");
}

TEST(phone__leaves_services_out)
{
	CHECK_STR(values("Ring 999, 101, 111 or Childline on 0800 1111", ONUS_PHONE), "");
	CHECK_STR(values("Crimestoppers 0800 555 111 or 0800 555111", ONUS_PHONE), "");
}

TEST(phone__is_no_date_and_no_part_of_something_longer)
{
	static const char *const none[] = {
		"01/02/2003",    "01 02 2003 04 05",      "0123 4567 8901 2345",
		"077009001234",  "ref 107700900123",      "07700 900",
		"0000 000000",   "0 7 7 0 0 9 0 0 1 2 3", "07700,900123",
		"A07700900123",  "07700900123B",          "07700\n\n900123",
		"3.07700900123", "+45 7700 900123",       "0477 490 0123",
	};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		CHECK_STR(values(none[i], ONUS_PHONE), "");
	}
}

TEST(phone__two_numbers_stay_two)
{
	CHECK_STR(values("07700 900123 07700 900124", ONUS_PHONE), "+447700900123|+447700900124");
	CHECK_STR(values("0114 496 0001/0114 496 0002", ONUS_PHONE), "+441144960001|+441144960002");
	CHECK_STR(values("0114 496 0001\n0114 496 0002\n12 people", ONUS_PHONE),
		  "+441144960001|+441144960002");
}
