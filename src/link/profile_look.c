/* SPDX-License-Identifier: Apache-2.0
 * profile_look.c - what the values of a column look like. */
#include <ctype.h>

#include "link/column_kind.h"
#include "link/grades.h"
#include "link/profile.h"

enum { CATEGORY_MAX = 100, GENDERS_MAX = 20, PHONE_DIGITS_MIN = 9, PHONE_DIGITS_TOP = 15 };

static const double MOST = 0.8; /* of the rows, where the name says nothing */
static const double HALF = 0.5; /* where it does */

/* What stands in place of each character: a small letter a, a digit 9, a blank, itself. */
static char shape_of(unsigned char c)
{
	return (char)(isdigit(c) ? '9' : isalpha(c) ? 'a' : c);
}

static bool has_shape(struct slice v, const char *shape)
{
	size_t i = 0;

	while (i < v.n && shape[i] != '\0' && shape_of((unsigned char)v.p[i]) == shape[i]) {
		i++;
	}
	return i == v.n && shape[i] == '\0';
}

static bool is_email(struct slice v)
{
	size_t at = slice_find(v, '@');
	struct slice host = slice_from(v, at + 1);

	return at > 0 && at < v.n && slice_find(host, '.') < host.n && slice_find(v, ' ') == v.n;
}

/* Source: Royal Mail, "Programmers' Guide to PAF", on the format of postcodes. */
static bool is_postcode(struct slice v)
{
	static const char *const shapes[] = {"a9 9aa",  "a99 9aa",  "aa9 9aa", "aa99 9aa",
					     "a9a 9aa", "aa9a 9aa", "a99aa",   "a999aa",
					     "aa99aa",  "aa999aa",  "a9a9aa",  "aa9a9aa"};

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		if (has_shape(v, shapes[i])) {
			return true;
		}
	}
	return false;
}

/* Digits, with blanks and signs between them, that begin with 0 or +. */
static bool is_phone(struct slice v)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (isdigit((unsigned char)v.p[i])) {
			digits++;
		} else if (strchr(" +-()/.", v.p[i]) == NULL) {
			return false;
		}
	}
	return v.n > 0 && (v.p[0] == '0' || v.p[0] == '+' || v.p[0] == '(') &&
	       digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_TOP;
}

static void look_at_value(struct slice v, uint64_t rows, struct look *l)
{
	struct date_digits date;
	bool digit = false;

	for (size_t i = 0; i < v.n && !digit; i++) {
		digit = isdigit((unsigned char)v.p[i]);
	}
	l->rows += rows;
	l->with_blank += slice_find(v, ' ') < v.n ? rows : 0;
	l->emails += is_email(v) ? rows : 0;
	if (!digit) {
		return;
	}
	date_read(v, &date);
	l->with_digit += rows;
	l->dates += date.year > 0 ? rows : 0;
	l->january += date.year > 0 && date.month == 1 && date.day == 1 ? rows : 0;
	l->iso_dates += has_shape(v, "9999-99-99") ? rows : 0;
	l->plain_dates += has_shape(v, "99999999") ? rows : 0;
	l->postcodes += is_postcode(v) ? rows : 0;
	l->phones += is_phone(v) ? rows : 0;
}

void look_at(const struct column *c, struct look *out)
{
	*out = (struct look){0};
	for (uint32_t code = 1; code <= c->n_values; code++) {
		look_at_value(column_value(c, code), column_count(c, code), out);
	}
}

bool look_most(uint64_t part, const struct look *l, double share)
{
	return l->rows > 0 && (double)part >= share * (double)l->rows;
}

bool look_new_year(const struct look *l)
{
	enum { TIMES = 5, DAYS = 365 };

	return l->dates > 0 && l->january > 1 && l->january * DAYS > l->dates * TIMES;
}

/* False where the values can't be what the name of their column says. */
static bool bears(enum onus_column_kind kind, const struct column *c, const struct look *l)
{
	switch (kind) {
	case ONUS_COLUMN_BIRTH:
	case ONUS_COLUMN_DATE:
		return look_most(l->dates, l, HALF);
	case ONUS_COLUMN_EMAIL:
		return look_most(l->emails, l, HALF);
	case ONUS_COLUMN_POSTCODE:
	case ONUS_COLUMN_PHONE:
		return look_most(l->with_digit, l, HALF);
	case ONUS_COLUMN_GIVEN_NAME:
	case ONUS_COLUMN_FAMILY_NAME:
	case ONUS_COLUMN_FULL_NAME:
	case ONUS_COLUMN_PLACE:
	case ONUS_COLUMN_BIRTHPLACE:
		return !look_most(l->with_digit, l, HALF);
	case ONUS_COLUMN_GENDER:
		return c->n_values <= GENDERS_MAX;
	default:
		return kind != ONUS_COLUMN_UNKNOWN;
	}
}

static bool is_id(const struct onus_records *r, const struct column *c, const struct look *l)
{
	return r->rows > 1 && c->n_values == r->rows && l->with_blank == 0 && l->emails == 0;
}

enum onus_column_kind look_kind(const struct onus_records *r, const struct column *c,
				const struct look *l)
{
	unsigned beside;
	enum onus_column_kind named = column_kind_of_name(c->name, &beside);

	if (l->rows == 0) {
		return ONUS_COLUMN_EMPTY;
	}
	if (bears(named, c, l)) {
		return named;
	}
	if (look_most(l->emails, l, MOST)) {
		return ONUS_COLUMN_EMAIL;
	}
	if (look_most(l->iso_dates, l, MOST)) {
		return ONUS_COLUMN_DATE;
	}
	if (look_most(l->postcodes, l, MOST)) {
		return ONUS_COLUMN_POSTCODE;
	}
	if (look_most(l->phones, l, MOST)) {
		return ONUS_COLUMN_PHONE;
	}
	if (is_id(r, c, l)) {
		return ONUS_COLUMN_ID;
	}
	if (c->numbers) {
		return ONUS_COLUMN_NUMBER;
	}
	return c->n_values <= CATEGORY_MAX && l->rows >= 2 * (uint64_t)c->n_values
		       ? ONUS_COLUMN_CATEGORY
		       : ONUS_COLUMN_TEXT;
}
