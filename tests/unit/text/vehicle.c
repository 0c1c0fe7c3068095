/* SPDX-License-Identifier: Apache-2.0
 * vehicle.c - tests of registration marks, and of what only looks like one. */
#include "tests/unit/text/support.h"

TEST(vehicle__long_forms_in_capitals_stand_by_themselves)
{
	static const struct {
		const char *text;
		const char *value;
		const char *rule;
	} marks[] = {
		{"AB51 ABC", "AB51ABC", "vehicle/current"},
		{"AB51ABC", "AB51ABC", "vehicle/current"},
		{"AB02ABZ", "AB02ABZ", "vehicle/current"},
		{"A123 BCD", "A123BCD", "vehicle/prefix"},
		{"A1 BCD", "A1BCD", "vehicle/prefix"},
		{"Q123 BCD", "Q123BCD", "vehicle/prefix"},
		{"ABC 123D", "ABC123D", "vehicle/suffix"},
		{"ABC1D", "ABC1D", "vehicle/suffix"},
		{"ABZ 1234", "ABZ1234", "vehicle/northern-ireland"},
		{"AIA1234", "AIA1234", "vehicle/northern-ireland"},
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		CHECK_STR(values(marks[i].text, ONUS_VEHICLE), marks[i].value);
		CHECK_STR(rules(marks[i].text, ONUS_VEHICLE), marks[i].rule);
	}
}

TEST(vehicle__refuses_what_was_never_issued)
{
	static const char *const none[] = {
		"AB00 ABC",  "AB01 ABC",  "AB50 ABC", "AB51 AIC",  "AB51 AQC", "AI51 ABC",
		"AQ51 ABC",  "I123 BCD",  "O123 BCD", "U123 BCD",  "Z123 BCD", "A023 BCD",
		"ABC 023D",  "ABC 123I",  "AB51 AB",  "AB51 ABCD", "AB5 1ABC", "AB51  ABC",
		"AB51\nABC", "XAB51 ABC", "AB51-ABC",
	};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		CHECK_STR(values(none[i], ONUS_VEHICLE), "");
	}
}

TEST(vehicle__small_letters_need_a_cue)
{
	CHECK_STR(values("seen ab51 abc there", ONUS_VEHICLE), "");
	CHECK_STR(values("reg ab51 abc", ONUS_VEHICLE), "AB51ABC");
	CHECK_STR(values("a silver taxi, ab51abc", ONUS_VEHICLE), "AB51ABC");
	CHECK_STR(values("ab51 abc was on the number plate", ONUS_VEHICLE), "AB51ABC");
	CHECK_STR(values("a car.\n\nab51 abc", ONUS_VEHICLE), "");
}

TEST(vehicle__a_road_is_no_mark)
{
	CHECK_STR(values("The A630 was shut, M1 and B6089 too", ONUS_VEHICLE), "");
	CHECK_STR(values("THE A630 WAS SHUT, A57 AND M18 FOR", ONUS_VEHICLE), "");
	CHECK_STR(values("a car on the A630 was seen", ONUS_VEHICLE), "");
	CHECK_STR(values("a taxi was there, the A630 WAS shut", ONUS_VEHICLE), "");
	CHECK_STR(values("reg YS51 something", ONUS_VEHICLE), "");
	CHECK_STR(values("K30 has been; AND 12B", ONUS_VEHICLE), "");
	CHECK_STR(values("the plate A630 WAS", ONUS_VEHICLE), "A630WAS");
}

TEST(vehicle__short_forms_need_a_cue)
{
	CHECK_STR(values("1234 AB and ABC 12", ONUS_VEHICLE), "");
	CHECK_STR(values("registration 1234 AB", ONUS_VEHICLE), "1234AB");
	CHECK_STR(values("plate ABC 12", ONUS_VEHICLE), "ABC12");
	CHECK_STR(values("a black van, ABC 123", ONUS_VEHICLE), "ABC123");
	CHECK_STR(values("index 101 D 123, reg 101D124", ONUS_VEHICLE), "101D123|101D124");
	CHECK_STR(values("the index is IA 1234", ONUS_VEHICLE), "IA1234");
}

TEST(vehicle__beside_a_car_other_numbers_stay_what_they_are)
{
	CHECK_STR(values("the car was stopped by PC 1234", ONUS_VEHICLE), "");
	CHECK_STR(values("a BMW X5 and an Audi A4 in S60", ONUS_VEHICLE), "");
	CHECK_STR(values("the car left at 5 PM for 12 MILES", ONUS_VEHICLE), "");
	CHECK_STR(values("reg plate fitted on the M1", ONUS_VEHICLE), "");
	CHECK_STR(values("PIN 1234, CID 1234, SIM 1234, KIT 12, AID 4", ONUS_VEHICLE), "");
	CHECK_STR(values("a car on the 12 of may", ONUS_VEHICLE), "");
}

TEST(vehicle__look_alikes_are_repaired_beside_a_cue_only)
{
	CHECK_STR(values("A85I ABC", ONUS_VEHICLE), "");
	CHECK_STR(values("reg AB5I ABC", ONUS_VEHICLE), "AB51ABC");
	CHECK_STR(values("car A851 A8C", ONUS_VEHICLE), "A851ABC");
	CHECK_STR(rules("reg AB5I ABC", ONUS_VEHICLE), "vehicle/repaired");
	CHECK_STR(spans("reg AB5I ABC", ONUS_VEHICLE), "AB5I ABC");
	/* three repairs are a guess */
	CHECK_STR(values("reg A8SI A8C", ONUS_VEHICLE), "");
}

TEST(vehicle__a_known_short_mark_needs_no_cue)
{
	struct onus_names *n = onus_names_create();

	name_add(n, ONUS_VEHICLE, "abc 12", "v-1");
	CHECK_STR(matches("he left in ABC 12 then", n), "v-1");
	CHECK_STR(matches("he left in ABC 13 then", n), "");
	onus_names_destroy(n);
}

TEST(vehicle__a_mark_inside_an_address_of_e_mail_is_none)
{
	CHECK_STR(values("write to AB51ABC@example.org", ONUS_VEHICLE), "");
	CHECK_STR(values("see instagram.com/AB51ABC", ONUS_VEHICLE), "");
}
