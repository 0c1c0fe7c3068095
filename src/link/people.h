/* SPDX-License-Identifier: Apache-2.0
 * people.h - inside onus_model_people: what the columns hold, how they are compared, and which
 * pairs are looked at.
 *
 *     names of columns --> what they hold --> comparisons --+
 *                                |                          +--> settings, as JSON --> model
 *                                +--------> blocking rules -+
 *
 * The model is written as settings and read as any others are, so that what the engine uses is what
 * `onus link init` shows. */
#ifndef ONUS_LINK_PEOPLE_H
#define ONUS_LINK_PEOPLE_H

#include "base/json.h"
#include "link/model.h"
#include "link/records.h"

/* What a column can hold. */
enum person_field {
	PERSON_GIVEN,
	PERSON_FAMILY,
	PERSON_FULL, /* the whole name; looked at where the others are not there */
	PERSON_BIRTH,
	PERSON_POSTCODE,
	PERSON_PLACE, /* of living */
	PERSON_BIRTHPLACE,
	PERSON_PHONE,
	PERSON_EMAIL,
	PERSON_NUMBER, /* given to one person by a state: NHS, national insurance, passport */
	PERSON_STREET,
	PERSON_GENDER,
	PERSON_OCCUPATION,
	PERSON_FIELDS,
};

/* How the date of birth is written: where its year, and its month and day, begin. */
struct date_form {
	unsigned year;
	unsigned month_day;
	unsigned month_day_n;
};

struct people {
	const struct onus_records *r;
	const struct column *columns[PERSON_FIELDS]; /* NULL where there is none */
	bool ways[PERSON_FIELDS]; /* one value is written in more than one way: Hill, HILL */
	struct date_form date;
	struct arena *arena;
	struct json *comparisons;
	struct json *rules;
	struct json *sessions;
	struct json *fuzzy;
};

/* Fills in columns, how they are written, and the form of dates (people_columns.c). */
ONUS_CHECK enum onus_err people_find(struct people *p);
/* ONUS_BAD_INPUT, naming what was looked for, where there is no name or nothing beside it. */
ONUS_CHECK enum onus_err people_check(const struct people *p);

/* Comparisons of all fields that are there (people_compare.c). */
void people_compare(struct people *p);

/* Blocking rules that make few pairs enough, and the sessions of training (people_rules.c). */
ONUS_CHECK enum onus_err people_block(struct people *p);

/* A column's name in double quotes, as in SQL, with `side` in front ("l.") or at the end ("_l")
 * inside them. */
const char *people_quoted(struct people *p, enum person_field f, const char *before,
			  const char *after);

static inline bool people_has(const struct people *p, enum person_field f)
{
	return p->columns[f] != NULL;
}

#endif
