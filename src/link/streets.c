/* SPDX-License-Identifier: Apache-2.0
 * streets.c - how far two addresses agree on house number and street.
 *
 * An address is folded and cut as a name is (names.h): words with a digit in front are numbers, the
 * others the street. Words for a kind of street are compared by what they are short for; words for
 * a dwelling ("flat") say nothing. */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { STREET_BYTES = 64, TYPING_MIN = 6 };

/* Source: Royal Mail, "Programmers' Guide to PAF", standard abbreviations of thoroughfares. */
static const struct {
	char text[10];
	char means[10];
} words[] = {
	{"RD", "ROAD"},       {"STR", "STREET"},     {"ST", "STREET"},    {"AVE", "AVENUE"},
	{"AV", "AVENUE"},     {"LN", "LANE"},        {"CL", "CLOSE"},     {"CLO", "CLOSE"},
	{"DR", "DRIVE"},      {"DRV", "DRIVE"},      {"CT", "COURT"},     {"CRT", "COURT"},
	{"CRES", "CRESCENT"}, {"CR", "CRESCENT"},    {"GDNS", "GARDENS"}, {"GDN", "GARDENS"},
	{"GRN", "GREEN"},     {"GR", "GROVE"},       {"GRV", "GROVE"},    {"PL", "PLACE"},
	{"SQ", "SQUARE"},     {"TER", "TERRACE"},    {"TERR", "TERRACE"}, {"PK", "PARK"},
	{"HSE", "HOUSE"},     {"BLVD", "BOULEVARD"}, {"FLAT", ""},        {"APT", ""},
	{"APARTMENT", ""},    {"UNIT", ""},          {"NO", ""},          {"THE", ""},
};

struct street {
	size_t n;
	char text[STREET_BYTES]; /* the words, without what is between them */
	size_t numbers;
	const struct name_part *number[NAME_PARTS_MAX];
};

static const char *meaning(const struct name_part *p, size_t *n)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].text) == p->n && memcmp(words[i].text, p->text, p->n) == 0) {
			*n = strlen(words[i].means);
			return words[i].means;
		}
	}
	*n = p->n;
	return p->text;
}

static void read_street(const struct name *address, struct street *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < address->count; i++) {
		const struct name_part *p = &address->parts[i];
		size_t n = 0;
		const char *text = meaning(p, &n);

		if (p->text[0] >= '0' && p->text[0] <= '9') {
			out->number[out->numbers++] = p;
		} else if (out->n + n <= STREET_BYTES) {
			memcpy(out->text + out->n, text, n);
			out->n += n;
		}
	}
}

/* The same numbers, in any order: flat 2, 12 and 12 flat 2. */
static bool same_numbers(const struct street *x, const struct street *y)
{
	bool found = x->numbers == y->numbers;

	for (size_t i = 0; found && i < x->numbers; i++) {
		found = false;
		for (size_t k = 0; !found && k < y->numbers; k++) {
			found = x->number[i]->n == y->number[k]->n &&
				memcmp(x->number[i]->text, y->number[k]->text, x->number[i]->n) ==
					0;
		}
	}
	return found;
}

enum street_grade street_compare(struct slice a, struct slice b)
{
	struct name left;
	struct name right;
	struct street x;
	struct street y;
	bool street;

	name_read(a, &left);
	name_read(b, &right);
	read_street(&left, &x);
	read_street(&right, &y);
	if (x.n == 0 || y.n == 0) {
		return STREET_OTHER;
	}
	street = x.n == y.n && memcmp(x.text, y.text, x.n) == 0;
	if (!same_numbers(&x, &y)) {
		return street ? STREET_NAME : STREET_OTHER;
	}
	if (street) {
		return STREET_EQUAL;
	}
	return x.n >= TYPING_MIN && y.n >= TYPING_MIN && edits_within(x.text, x.n, y.text, y.n, 2)
		       ? STREET_TYPING
		       : STREET_OTHER;
}
