/* SPDX-License-Identifier: Apache-2.0
 * profile_test.c - what columns hold, by their names and their values. */
#include "link/column_kind.h"
#include "tests/harness.h"

/* --- names --- */

static enum onus_column_kind kind_of(const char *name)
{
	unsigned beside;

	return column_kind_of_name(slice_str(name), &beside);
}

TEST(column_kind__is_told_by_the_words_of_a_name_however_they_are_joined)
{
	static const char *const spellings[] = {"first_name", "First Name",           "FirstName",
						"first-name", "applicant_first_name", "firstname2"};

	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		CHECK_INT(kind_of(spellings[i]), ONUS_COLUMN_GIVEN_NAME);
	}
	CHECK_INT(kind_of("soc_sec_id"), ONUS_COLUMN_NATIONAL_ID);
	CHECK_INT(kind_of("postcode_fake"), ONUS_COLUMN_POSTCODE);
	CHECK_INT(kind_of("D.o.B"), ONUS_COLUMN_BIRTH);
	CHECK_INT(kind_of("first_and_surname"), ONUS_COLUMN_FULL_NAME);
	CHECK_INT(kind_of("E-mail"), ONUS_COLUMN_EMAIL);
}

TEST(column_kind__takes_a_word_that_means_much_for_it_only_alone)
{
	CHECK_INT(kind_of("name"), ONUS_COLUMN_FULL_NAME);
	CHECK_INT(kind_of("file_name"), ONUS_COLUMN_UNKNOWN);
	CHECK_INT(kind_of("id"), ONUS_COLUMN_ID);
	CHECK_INT(kind_of("school_id"), ONUS_COLUMN_UNKNOWN);
	CHECK_INT(kind_of("telephonist"), ONUS_COLUMN_UNKNOWN);
	CHECK_INT(kind_of(""), ONUS_COLUMN_UNKNOWN);
}

static struct onus_records *records_of(const char *csv)
{
	struct onus_records *r = NULL;

	CHECK_OK(onus_records_create(1, &r));
	CHECK_OK(onus_records_csv(r, SLICE("list"), slice_str(csv), true));
	CHECK_OK(onus_records_finish(r, slice_of(NULL, 0)));
	return r;
}

TEST(column_of_kind__prefers_the_plainest_name)
{
	struct onus_records *r = records_of("mother_surname,surname,other_surname,dob\n"
					    "a,b,c,1\nd,e,f,1\n");

	CHECK(slice_is(column_of_kind(r, ONUS_COLUMN_FAMILY_NAME)->name, "surname"));
	CHECK(column_of_kind(r, ONUS_COLUMN_BIRTH) == NULL); /* one value tells nobody apart */
	onus_records_destroy(&r);
}

TEST(records_id_column__is_the_one_that_says_so_while_records_are_added)
{
	struct onus_records *r = NULL;

	CHECK_OK(onus_records_create(1, &r));
	CHECK_INT(onus_records_id_column(r).n, 0);
	CHECK_OK(onus_records_csv(r, SLICE("list"), SLICE("old_record_id,Unique ID,x\n1,2,3\n"),
				  true));
	CHECK(slice_is(onus_records_id_column(r), "Unique ID"));
	onus_records_destroy(&r);
}

/* --- values --- */

static const struct onus_column_profile *column(const struct onus_profile *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++) {
		if (slice_is(p->columns[i].name, name)) {
			return &p->columns[i];
		}
	}
	test_fail(HERE, "there is no column %s", name);
}

static bool warns(const struct onus_column_profile *c, const char *words)
{
	struct slice text = slice_str(c->warnings);

	return slice_search(text, slice_str(words)) < text.n;
}

TEST(profile__counts_values_and_names_the_most_frequent_first)
{
	struct onus_records *r =
		records_of("town,x\nYork,1\nLeeds,2\nYork,3\n,4\nWells,5\nBath,6\n");
	struct onus_profile p;
	const struct onus_column_profile *town;

	CHECK_OK(onus_profile(r, &p));
	town = column(&p, "town");
	CHECK_INT(p.rows, 6);
	CHECK_INT(p.count, 2);
	CHECK_INT(town->present, 5);
	CHECK_INT(town->distinct, 4);
	CHECK_INT(town->common_count, 4);
	CHECK(slice_is(town->common[0].value, "York"));
	CHECK_INT(town->common[0].rows, 2);
	CHECK(slice_is(town->common[1].value, "Bath"));
	CHECK(slice_is(town->shortest, "Bath"));
	CHECK(slice_is(town->longest, "Leeds"));
	onus_profile_finish(&p);
	onus_records_destroy(&r);
}

TEST(profile__tells_by_values_what_a_name_does_not)
{
	struct onus_records *r = records_of("a,b,c,d,e,f,g\n"
					    "x@y.org,07700 900123,S60 1AE,2001-02-03,r-1,red,\n"
					    "z@y.org,+44 7700 900124,LS1 4AP,2001-02-04,r-2,red,\n"
					    "w@y.org,(07700) 900125,N1C 4AG,2001-02-05,r-3,blue,\n"
					    "v@y.org,07700900126,W1A 1AA,2001-02-05,r-4,blue,\n");
	static const enum onus_column_kind want[] = {
		ONUS_COLUMN_EMAIL, ONUS_COLUMN_PHONE,    ONUS_COLUMN_POSTCODE, ONUS_COLUMN_DATE,
		ONUS_COLUMN_ID,    ONUS_COLUMN_CATEGORY, ONUS_COLUMN_EMPTY};
	struct onus_profile p;

	CHECK_OK(onus_profile(r, &p));
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		CHECK_STR(onus_column_kind_words(p.columns[i].kind),
			  onus_column_kind_words(want[i]));
	}
	onus_profile_finish(&p);
	onus_records_destroy(&r);
}

TEST(profile__believes_no_name_that_its_values_speak_against)
{
	struct onus_records *r =
		records_of("dob,email,surname\nnone,no,1\nnone,no,2\nnone,yes,3\n");
	struct onus_profile p;

	CHECK_OK(onus_profile(r, &p));
	CHECK(column(&p, "dob")->kind != ONUS_COLUMN_BIRTH);
	CHECK(column(&p, "email")->kind != ONUS_COLUMN_EMAIL);
	CHECK(column(&p, "surname")->kind != ONUS_COLUMN_FAMILY_NAME);
	onus_profile_finish(&p);
	onus_records_destroy(&r);
}

TEST(profile__warns_of_values_that_are_none_and_of_ids_that_are_not)
{
	struct onus_records *r = records_of("id,surname,dob,phone,flat\n"
					    "1,Unknown,1980-01-01,00000000000,\n"
					    "2,UNKNOWN,1981-01-01,00000000000,\n"
					    "2,Marsh,1982-01-01,07700900123,\n"
					    "4,Unknown,1983-03-09,07700900124,\n");
	struct onus_profile p;

	CHECK_OK(onus_profile(r, &p));
	CHECK(warns(column(&p, "id"), "not unique: 1 rows"));
	CHECK(warns(column(&p, "surname"), "\"Unknown\" stands in 2 rows"));
	CHECK(!warns(column(&p, "surname"), "UNKNOWN"));
	CHECK(warns(column(&p, "dob"), "1 January stands in 3 rows (75 %)"));
	CHECK(warns(column(&p, "phone"), "\"00000000000\" stands in 2 rows"));
	CHECK(warns(column(&p, "flat"), "4 of 4 rows have no value"));
	onus_profile_finish(&p);
	onus_records_destroy(&r);
}

TEST(profile__is_the_same_for_any_order_of_the_rows)
{
	struct onus_records *r[] = {records_of("city\nRome\nOslo\nRome\nOslo\nBern\n"),
				    records_of("city\nBern\nOslo\nOslo\nRome\nRome\n")};
	struct onus_profile p[2];

	for (size_t i = 0; i < 2; i++) {
		CHECK_OK(onus_profile(r[i], &p[i]));
	}
	for (size_t i = 0; i < 3; i++) {
		CHECK(slice_eq(p[0].columns[0].common[i].value, p[1].columns[0].common[i].value));
	}
	CHECK(slice_eq(p[0].columns[0].shortest, p[1].columns[0].shortest));
	for (size_t i = 0; i < 2; i++) {
		onus_profile_finish(&p[i]);
		onus_records_destroy(&r[i]);
	}
}
