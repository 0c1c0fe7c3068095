/* SPDX-License-Identifier: Apache-2.0
 * grades_test.c - how far dates, postcodes, telephone numbers, marks and addresses agree. */
#include <string.h>

#include "link/expr.h"
#include "link/functions.h"
#include "link/grades.h"
#include "tests/harness.h"

struct graded_pair {
	const char *a;
	const char *b;
	unsigned grade;
};

/* Every pair from both sides, by the row of the table of functions. */
static void check_all(const char *function, const struct graded_pair *pairs, size_t count)
{
	const struct expr_grade *g = NULL;

	for (size_t i = 0; i < onus_function_count; i++) {
		if (strcmp(onus_functions[i].name, function) == 0) {
			g = onus_functions[i].grade;
		}
	}
	CHECK(g != NULL);
	for (size_t i = 0; i < count; i++) {
		_Alignas(16) char a[GRADE_READING_MAX];
		_Alignas(16) char b[GRADE_READING_MAX];

		CHECK(g->read(slice_str(pairs[i].a), a) <= sizeof a);
		CHECK(g->read(slice_str(pairs[i].b), b) <= sizeof b);
		if (g->compare(a, b) != pairs[i].grade || g->compare(b, a) != pairs[i].grade) {
			test_fail(HERE, "%s('%s', '%s') is %u and %u, not %u", function, pairs[i].a,
				  pairs[i].b, g->compare(a, b), g->compare(b, a), pairs[i].grade);
		}
	}
}

#define CHECK_ALL(function, pairs) check_all(function, pairs, sizeof(pairs) / sizeof(pairs)[0])

TEST(onus_date__grades_dates_of_birth)
{
	static const struct graded_pair pairs[] = {
		{"1990-03-12", "1990-03-12", DATE_EQUAL},
		{"1990-03-12", "12/03/1990", DATE_EQUAL},
		{"19900312", "1990-03-12", DATE_EQUAL},
		{"1990-3-12", "1990-03-12T00:00:00", DATE_EQUAL},
		{"1990-01-01", "1990-01-01", DATE_YEAR},
		{"1990-03-12", "1990-12-03", DATE_SWAPPED},
		{"1990-03-12", "1990-03-13", DATE_TYPING},
		{"1990-03-12", "1990-03-21", DATE_TYPING},
		{"1990-03-12", "1909-03-12", DATE_TYPING},
		{"1856-06-18", "1856-86-18", DATE_TYPING},
		{"1990-03-12", "1990-03-25", DATE_MONTH},
		{"1990-01-01", "1990-07-09", DATE_MONTH},
		{"1990-03-12", "1990-07-25", DATE_NEAR},
		{"1990-12-30", "1991-01-02", DATE_NEAR},
		{"1990-01-01", "1996-01-01", DATE_NEAR},
		{"1990-03-12", "1985-07-25", DATE_OTHER},
		{"1990-03-12", "1992-04-12", DATE_OTHER},
		{"unknown", "unknown", DATE_OTHER},
		{"1990", "1990", DATE_OTHER},
		{"1990-03-1212", "1990-03-12", DATE_OTHER},
		{"", "1990-03-12", DATE_OTHER},
	};

	CHECK_ALL("onus_date", pairs);
}

TEST(onus_postcode__grades_by_the_parts_of_a_postcode)
{
	static const struct graded_pair pairs[] = {
		{"S60 1AE", "s601ae", POSTCODE_EQUAL},
		{"S60 1AE", "S60 1AF", POSTCODE_TYPING},
		{"S60 1AE", "S06 1AE", POSTCODE_TYPING},
		{"S60 1AE", "S60 1BF", POSTCODE_SECTOR},
		{"S60 1AE", "S60 2BF", POSTCODE_DISTRICT},
		{"S60", "S60 1AE", POSTCODE_DISTRICT},
		{"S60", "S60", POSTCODE_DISTRICT},
		{"S60 1AE", "S61 2BF", POSTCODE_AREA},
		{"S60 1AE", "SW1A 2BF", POSTCODE_OTHER},
		{"S60 1AE", "M1 2BF", POSTCODE_OTHER},
		{"4220", "4220", POSTCODE_EQUAL},
		{"4220", "4221", POSTCODE_TYPING},
		{"4220", "5110", POSTCODE_OTHER},
		{"", "S60 1AE", POSTCODE_OTHER},
		{"a very long answer", "a very long answer", POSTCODE_OTHER},
	};

	CHECK_ALL("onus_postcode", pairs);
}

TEST(onus_phone__knows_one_number_in_any_spelling)
{
	static const struct graded_pair pairs[] = {
		{"07700 900123", "+44 7700 900123", PHONE_EQUAL},
		{"0044 (0)7700 900123", "07700900123", PHONE_EQUAL},
		{"447700900123", "07700900123", PHONE_EQUAL},
		{"07700 900123 ext 5", "07700900123", PHONE_EQUAL},
		{"900123", "900123", PHONE_EQUAL},
		{"+353 86 1234567", "086 1234567", PHONE_END},
		{"07700 900123", "07700 900124", PHONE_TYPING},
		{"07700900123", "07700900132", PHONE_TYPING},
		{"07700900123", "0770090123", PHONE_TYPING},
		{"07700 900123", "01709 382121", PHONE_OTHER},
		{"900123", "900124", PHONE_OTHER},
		{"0000000000", "0000000000", PHONE_OTHER},
		{"", "07700900123", PHONE_OTHER},
	};

	CHECK_ALL("onus_phone", pairs);
}

TEST(onus_mark__takes_a_part_of_a_mark_and_letters_that_look_alike)
{
	static const struct graded_pair pairs[] = {
		{"AB51 ABC", "ab51abc", MARK_EQUAL},
		{"AB51 ABC", "A851ABC", MARK_ALIKE},
		{"AB51 ABC", "ABS1ABC", MARK_ALIKE},
		{"AB51 ABC", "AB51", MARK_PARTIAL},
		{"AB51 ABC", "AB5? ABC", MARK_PARTIAL},
		{"AB51 ABC", "51ABC", MARK_PARTIAL},
		{"AB51 ABC", "AB51ABD", MARK_TYPING},
		{"AB51 ABC", "AB15ABC", MARK_TYPING},
		{"AB51 ABC", "XY70 QRS", MARK_OTHER},
		{"AB51 ABC", "51A", MARK_OTHER},
		{"?", "AB51ABC", MARK_OTHER},
		{"A?????", "AB51ABC", MARK_OTHER},
		{"not a mark at all", "not a mark at all", MARK_OTHER},
	};

	CHECK_ALL("onus_mark", pairs);
}

TEST(onus_email__reads_addresses_as_their_provider_does)
{
	static const struct graded_pair pairs[] = {
		{"A.Hill@Example.org", "a.hill@example.org", EMAIL_EQUAL},
		{"amber.hill@gmail.com", "amberhill+x@googlemail.com", EMAIL_EQUAL},
		{"amber.hill@example.org", "amber.hil@example.org", EMAIL_TYPING},
		{"amber.hill@example.org", "amber.hill@mail.example", EMAIL_LOCAL},
		{"amber.hill@example.org", "tom.stone@example.org", EMAIL_OTHER},
		{"info@a.example", "info@b.example", EMAIL_TYPING},
		{"", "a@b.example", EMAIL_OTHER},
	};

	CHECK_ALL("onus_email", pairs);
}

TEST(onus_address__compares_number_and_street)
{
	static const struct graded_pair pairs[] = {
		{"12 Mill Lane", "12 Mill Ln", STREET_EQUAL},
		{"Flat 2, 12 Mill Lane", "12 Mill Lane Flat 2", STREET_EQUAL},
		{"12 Mill Lane", "12 Mil Lane", STREET_TYPING},
		{"12 Mill Lane", "14 Mill Lane", STREET_NAME},
		{"12 Mill Lane", "Mill Lane", STREET_NAME},
		{"12 Mill Lane", "12 High Street", STREET_OTHER},
		{"12", "12", STREET_OTHER},
	};

	CHECK_ALL("onus_address", pairs);
}

/* --- called from a condition --- */

static struct expr_value given_value(void *context, enum side side, struct slice name)
{
	const char *const *texts = context;
	struct expr_value v = {.type = TYPE_TEXT};

	(void)name;
	v.text = slice_str(texts[side == SIDE_RIGHT]);
	return v;
}

static double value_of(const char *sql, const char *l, const char *r)
{
	SCOPED_ARENA(a);
	const char *texts[] = {l, r};
	struct expr_reader reader = {.naming = EXPR_SUFFIX, .what = "test"};
	struct expr_value v;
	struct expr *e;

	CHECK_OK(expr_parse(&a, slice_str(sql), &reader, &e));
	CHECK_OK(expr_eval(e, &a, KERNEL_BYTES, given_value, texts, &v));
	CHECK(!v.null);
	return v.number;
}

TEST(functions__are_called_from_a_condition)
{
	CHECK(value_of("onus_name(n_l, n_r) >= 4", "Bob Hill", "Robert Hill") == 1);
	CHECK(value_of("onus_name(n_l, n_r) >= 5", "Bob Hill", "Robert Hill") == 0);
	CHECK(value_of("onus_date(CAST(d_l AS DATE), d_r)", "1990-03-12", "12/03/1990") ==
	      DATE_EQUAL);
	CHECK(value_of("onus_first_name(n_l) = onus_first_name(n_r)", "Dr Amber Hill",
		       "amber stone") == 1);
	CHECK(value_of("onus_last_name(n_l) = onus_last_name(n_r)", "Dr Amber Hill",
		       "amber stone") == 0);
}

TEST(functions__refuse_what_is_no_text)
{
	SCOPED_ARENA(a);
	const char *texts[] = {"1", "2"};
	struct expr_reader reader = {.naming = EXPR_SUFFIX, .what = "test"};
	struct expr_value v;
	struct expr *e;

	CHECK_OK(expr_parse(&a, SLICE("onus_phone(CAST(n_l AS INT), n_r) >= 1"), &reader, &e));
	CHECK_ERR(expr_eval(e, &a, KERNEL_BYTES, given_value, texts, &v), ONUS_BAD_INPUT);
}
