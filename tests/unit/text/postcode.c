/* SPDX-License-Identifier: Apache-2.0
 * postcode.c - tests of postcodes and of addresses. */
#include "tests/unit/text/support.h"

TEST(postcode__reads_every_shape)
{
	static const char *const good[] = {"M1 1AE",  "B33 8TH",  "CR2 6XH",  "DN55 1PT",
					   "W1A 1HQ", "EC1A 1BB", "SW1A 1AA", "GIR 0AA"};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		CHECK_STR(values(good[i], ONUS_POSTCODE), good[i]);
		CHECK_STR(spans(good[i], ONUS_POSTCODE), good[i]);
	}
	CHECK_STR(values("S601AE", ONUS_POSTCODE), "S60 1AE");
	CHECK_STR(values("SW1A1AA", ONUS_POSTCODE), "SW1A 1AA");
}

TEST(postcode__refuses_what_has_a_letter_in_the_wrong_place)
{
	static const char *const bad[] = {"QA1 1AA", "S60 1CE",  "VA1 1AA",  "XA1 1AA", "AI1 1AA",
					  "AZ1 1AA", "S60 1AI",  "S60 1KM",  "S60 1A",  "S600 1AE",
					  "SAA 1AE", "XS60 1AE", "S60 1AEX", "S60-1AE", "S60\n1AE"};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK_STR(values(bad[i], ONUS_POSTCODE), "");
	}
}

TEST(postcode__small_letters_and_look_alikes_need_a_cue)
{
	CHECK_STR(values("went to s60 1ae then", ONUS_POSTCODE), "");
	CHECK_STR(values("postcode s60 1ae", ONUS_POSTCODE), "S60 1AE");
	CHECK_STR(values("postcode S6O 1AE", ONUS_POSTCODE), "S60 1AE");
	CHECK_STR(values("postcode S60 IAE", ONUS_POSTCODE), "S60 1AE");
	CHECK_STR(values("Lives at Mill Road, S6O 1AE", ONUS_POSTCODE), "S60 1AE");
	CHECK_STR(values("S6O 1AE", ONUS_POSTCODE), "");
}

TEST(address__is_number_words_and_thoroughfare)
{
	static const struct {
		const char *text;
		const char *span;
		const char *value;
	} addresses[] = {
		{"at 12 Mill Lane today", "12 Mill Lane", "12 MILL LANE"},
		{"at 12a Mill Ln.", "12a Mill Ln", "12A MILL LANE"},
		{"12-14 High St, Northtown", "12-14 High St", "12 14 HIGH STREET"},
		{"Flat 2, 12 Park Lane Close", "Flat 2, 12 Park Lane Close",
		 "FLAT 2 12 PARK LANE CLOSE"},
		{"3 St Mary's Road", "3 St Mary's Road", "3 ST MARY ROAD"},
		{"7 St. John St", "7 St. John St", "7 ST JOHN STREET"},
		{"12 Mill Lane, Northtown, S60 1AE.", "12 Mill Lane, Northtown, S60 1AE",
		 "12 MILL LANE S60 1AE"},
	};

	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
		CHECK_STR(spans(addresses[i].text, ONUS_ADDRESS), addresses[i].span);
		CHECK_STR(values(addresses[i].text, ONUS_ADDRESS), addresses[i].value);
	}
}

TEST(address__keeps_its_postcode_as_a_mention_of_its_own)
{
	CHECK_STR(spans("12 Mill Lane, Northtown, S60 1AE.", ONUS_POSTCODE), "S60 1AE");
}

TEST(address__needs_all_three_parts)
{
	CHECK_STR(values("on Mill Lane", ONUS_ADDRESS), "");
	CHECK_STR(values("12 men on the road", ONUS_ADDRESS), "");
	CHECK_STR(values("12 Men In A Very Long Story Road", ONUS_ADDRESS), "");
	CHECK_STR(values("12 Road", ONUS_ADDRESS), "");
	CHECK_STR(values("123456 Mill Lane", ONUS_ADDRESS), "");
	CHECK_STR(values("flat 3\n\nMill Lane", ONUS_ADDRESS), "");
}
