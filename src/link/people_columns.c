/* SPDX-License-Identifier: Apache-2.0
 * people_columns.c - what a column holds, by its name.
 *
 * Names are compared without case and without what is no letter or digit: "Date of Birth" is
 * date_of_birth. For each field the first name of its list that is there counts. */
#include "link/people.h"

enum { WORD_MAX = 32, DATES_LOOKED_AT = 64 };

static const struct {
	enum person_field field;
	const char *names[24]; /* the best first */
} known[] = {
	{PERSON_GIVEN,
	 {"firstname", "givenname", "forename", "firstnames", "givennames", "forenames", "fname",
	  "given", "christianname", "first"}},
	{PERSON_FAMILY,
	 {"surname", "lastname", "familyname", "surnames", "lname", "family", "secondname",
	  "last"}},
	{PERSON_FULL, {"fullname", "name", "personname", "wholename", "displayname", "names"}},
	{PERSON_BIRTH,
	 {"dob", "dateofbirth", "birthdate", "birthday", "bdate", "datebirth", "born"}},
	{PERSON_POSTCODE,
	 {"postcode", "postalcode", "zipcode", "zip", "pcode", "postcodefake", "homepostcode"}},
	{PERSON_PLACE,
	 {"town", "city", "suburb", "posttown", "locality", "village", "municipality", "place"}},
	{PERSON_BIRTHPLACE, {"birthplace", "placeofbirth", "townofbirth", "cityofbirth"}},
	{PERSON_PHONE,
	 {"phone", "mobile", "phonenumber", "telephone", "mobilenumber", "mobilephone", "tel",
	  "telephonenumber", "contactnumber", "cellphone", "cell", "phoneno", "msisdn"}},
	{PERSON_EMAIL, {"email", "emailaddress", "mail"}},
	{PERSON_NUMBER,
	 {"nhsnumber", "nhsno", "nino", "nationalinsurance", "nationalinsurancenumber", "upn",
	  "socsecid", "ssn", "socialsecuritynumber", "nationalid", "passport", "passportnumber",
	  "pesel", "cnp"}},
	{PERSON_STREET, {"address1", "addressline1", "streetaddress", "street", "address"}},
	{PERSON_GENDER, {"gender", "sex"}},
	{PERSON_OCCUPATION, {"occupation", "profession", "job", "jobtitle"}},
};

/* The letters and digits of a name, small; false where it is too long to be one of ours. */
static bool plain_name(struct slice name, char out[WORD_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
			continue;
		}
		if (n + 1 == WORD_MAX) {
			return false;
		}
		out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

/* A column that says something: at least two rows hold the same value, or there are two values. */
static bool says_something(const struct onus_records *r, const struct column *c)
{
	return c != r->id && c->n_values > 1;
}

static const struct column *find_column(const struct onus_records *r, const char *wanted)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		char name[WORD_MAX];

		if (plain_name(r->columns[i]->name, name) && strcmp(name, wanted) == 0 &&
		    says_something(r, r->columns[i])) {
			return r->columns[i];
		}
	}
	return NULL;
}

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
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		for (size_t k = 0; known[i].names[k] != NULL && p->columns[known[i].field] == NULL;
		     k++) {
			p->columns[known[i].field] = find_column(p->r, known[i].names[k]);
		}
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
