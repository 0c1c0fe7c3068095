/* SPDX-License-Identifier: Apache-2.0
 * people_columns.c - the columns that the model of people reads, and how their dates are written.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/threads.h"
#include "link/column_kind.h"
#include "link/functions.h"
#include "link/people.h"

enum { DATES_LOOKED_AT = 64, VALUES_LOOKED_AT = 8192, RARELY = 1000 };

static const enum onus_column_kind kinds[PERSON_FIELDS] = {
	[PERSON_GIVEN] = ONUS_COLUMN_GIVEN_NAME,      [PERSON_FAMILY] = ONUS_COLUMN_FAMILY_NAME,
	[PERSON_FULL] = ONUS_COLUMN_FULL_NAME,        [PERSON_BIRTH] = ONUS_COLUMN_BIRTH,
	[PERSON_POSTCODE] = ONUS_COLUMN_POSTCODE,     [PERSON_PLACE] = ONUS_COLUMN_PLACE,
	[PERSON_BIRTHPLACE] = ONUS_COLUMN_BIRTHPLACE, [PERSON_PHONE] = ONUS_COLUMN_PHONE,
	[PERSON_EMAIL] = ONUS_COLUMN_EMAIL,           [PERSON_NUMBER] = ONUS_COLUMN_NATIONAL_ID,
	[PERSON_STREET] = ONUS_COLUMN_STREET,         [PERSON_GENDER] = ONUS_COLUMN_GENDER,
	[PERSON_OCCUPATION] = ONUS_COLUMN_OCCUPATION,
};

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

/* --- one value in two ways of writing --- */

static const struct {
	enum person_field field;
	const char *function;
} written[] = {
	{PERSON_GIVEN, "onus_family_name"},
	{PERSON_FAMILY, "onus_family_name"},
	{PERSON_FULL, "onus_name"},
	{PERSON_BIRTH, "onus_date"},
	{PERSON_POSTCODE, "onus_postcode"},
	{PERSON_PLACE, "onus_family_name"},
	{PERSON_BIRTHPLACE, "onus_family_name"},
	{PERSON_PHONE, "onus_phone"},
	{PERSON_EMAIL, "onus_email"},
	{PERSON_STREET, "onus_address"},
};

static const struct expr_grade *grade_called(const char *name)
{
	for (size_t i = 0; i < onus_function_count; i++) {
		if (strcmp(onus_functions[i].name, name) == 0) {
			return onus_functions[i].grade;
		}
	}
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Among the first values, more than one in RARELY that is read into the same as another. What is
 * read into nothing (a telephone number of zeros) is no value. */
static enum onus_err look_at_ways(void *context, unsigned worker, size_t part)
{
	struct people *p = context;
	enum person_field f = written[part].field;
	const struct expr_grade *g = grade_called(written[part].function);
	const struct column *c = p->columns[f];
	uint64_t *seen;
	_Alignas(16) char reading[GRADE_READING_MAX];
	size_t n = 0;
	size_t twice = 0;

	(void)worker;
	ENSURE(g != NULL, ONUS_INTERNAL, "there is no function %s", written[part].function);
	seen = mem_alloc((VALUES_LOOKED_AT + 1) * sizeof *seen);
	for (uint32_t code = 1; c != NULL && code <= c->n_values && n < VALUES_LOOKED_AT; code++) {
		size_t bytes = g->read(column_value(c, code), reading);

		if (g->compare(reading, reading) > 0) {
			seen[n++] = hash_bytes(HASH_START, reading, bytes);
		}
	}
	qsort(seen, n, sizeof *seen, by_size);
	for (size_t i = 1; i < n; i++) {
		twice += seen[i] == seen[i - 1];
	}
	p->ways[f] = twice * RARELY > n;
	free(seen);
	return ONUS_OK;
}

enum onus_err people_find(struct people *p)
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
	return threads_run(threads_count(p->r->threads), sizeof written / sizeof written[0],
			   look_at_ways, p);
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
