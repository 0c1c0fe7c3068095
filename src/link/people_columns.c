/* SPDX-License-Identifier: Apache-2.0
 * people_columns.c - the columns that the model of people reads, and how their dates are written.
 */
#include "link/column_kind.h"
#include "link/people.h"

enum { DATES_LOOKED_AT = 64 };

static const enum onus_column_kind kinds[PERSON_FIELDS] = {
	[PERSON_GIVEN] = ONUS_COLUMN_GIVEN_NAME,      [PERSON_FAMILY] = ONUS_COLUMN_FAMILY_NAME,
	[PERSON_FULL] = ONUS_COLUMN_FULL_NAME,        [PERSON_BIRTH] = ONUS_COLUMN_BIRTH,
	[PERSON_POSTCODE] = ONUS_COLUMN_POSTCODE,     [PERSON_PLACE] = ONUS_COLUMN_PLACE,
	[PERSON_BIRTHPLACE] = ONUS_COLUMN_BIRTHPLACE, [PERSON_PHONE] = ONUS_COLUMN_PHONE,
	[PERSON_EMAIL] = ONUS_COLUMN_EMAIL,           [PERSON_NUMBER] = ONUS_COLUMN_NATIONAL_ID,
	[PERSON_STREET] = ONUS_COLUMN_STREET,         [PERSON_GENDER] = ONUS_COLUMN_GENDER,
	[PERSON_OCCUPATION] = ONUS_COLUMN_OCCUPATION,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 31/12/1990: the year stands last. */
static bool year_is_last(struct slice s)
{
	return s.n >= 10 && !is_digit(s.p[2]) && !is_digit(s.p[5]) && is_digit(s.p[9]);
}

/* YYYY-MM-DD, YYYYMMDD or DD/MM/YYYY, by what most of the first values are. */
static struct date_form date_form(const struct column *c)
{
	size_t last = 0;
	size_t compact = 0;
	size_t n = 0;

	for (uint32_t code = 1; c != NULL && code <= c->n_values && n < DATES_LOOKED_AT; code++) {
		struct slice s = column_value(c, code);

		last += year_is_last(s);
		compact += s.n == 8 && is_digit(s.p[4]) && is_digit(s.p[7]);
		n++;
	}
	if (2 * last > n) {
		return (struct date_form){.year = 7, .month_day = 1, .month_day_n = 5};
	}
	if (2 * compact > n) {
		return (struct date_form){.year = 1, .month_day = 5, .month_day_n = 4};
	}
	return (struct date_form){.year = 1, .month_day = 6, .month_day_n = 5};
}

void people_find(struct people *p)
{
	for (size_t f = 0; f < PERSON_FIELDS; f++) {
		p->columns[f] = column_of_kind(p->r, kinds[f]);
	}
	/* one name in two columns says more than one in one */
	if (people_has(p, PERSON_GIVEN) && people_has(p, PERSON_FAMILY)) {
		p->columns[PERSON_FULL] = NULL;
	}
	if (people_has(p, PERSON_FULL)) {
		p->columns[PERSON_GIVEN] = NULL;
		p->columns[PERSON_FAMILY] = NULL;
	}
	p->date = date_form(p->columns[PERSON_BIRTH]);
}

enum onus_err people_check(const struct people *p)
{
	bool name = people_has(p, PERSON_GIVEN) || people_has(p, PERSON_FAMILY) ||
		    people_has(p, PERSON_FULL);
	unsigned others = 0;

	for (unsigned f = PERSON_BIRTH; f <= PERSON_STREET; f++) {
		others += people_has(p, (enum person_field)f);
	}
	ENSURE(name, ONUS_BAD_INPUT,
	       "no column holds a name that differs from row to row: first_name and surname, or "
	       "full_name, are looked for; rename the columns or write settings");
	ENSURE(others > 0, ONUS_BAD_INPUT,
	       "beside the name no column was known: dob, postcode, town, phone, email, nhs_number "
	       "or address_1 are looked for; rename the columns or write settings");
	return ONUS_OK;
}
