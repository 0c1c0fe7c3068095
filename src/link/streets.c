/* SPDX-License-Identifier: Apache-2.0
 * streets.c - how far two addresses agree on house number and street.
 *
 * An address is folded and cut as a name is (names.h): words with a digit in front are numbers, the
 * others the street. Words for a kind of street are compared by what they are short for; words for
 * a dwelling ("flat") say nothing. */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { TYPING_MIN = 6 };

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

static void add_number(struct street_text *out, const struct name_part *p)
{
	size_t at = out->number_count;

	if (at == STREET_NUMBERS_MAX) {
		return;
	}
	/* in order, so that flat 2, 12 is 12, flat 2 */
	while (at > 0 && memcmp(out->numbers[at - 1], p->text, STREET_NUMBER_MAX) > 0) {
		memcpy(out->numbers[at], out->numbers[at - 1], STREET_NUMBER_MAX);
		at--;
	}
	memcpy(out->numbers[at], p->text, STREET_NUMBER_MAX);
	out->number_count++;
}

void street_read(struct slice text, struct street_text *out)
{
	struct name address;

	memset(out, 0, sizeof *out);
	name_read(text, &address);
	for (size_t i = 0; i < address.count; i++) {
		const struct name_part *p = &address.parts[i];
		size_t n = 0;
		const char *word = meaning(p, &n);

		if (p->text[0] >= '0' && p->text[0] <= '9') {
			add_number(out, p);
		} else if (out->n + n <= STREET_MAX) {
			memcpy(out->text + out->n, word, n);
			out->n = (uint8_t)(out->n + n);
		}
	}
}

enum street_grade street_compare(const struct street_text *a, const struct street_text *b)
{
	bool street = a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
	bool number = memcmp(a->numbers, b->numbers, sizeof a->numbers) == 0;

	if (a->n == 0 || b->n == 0) {
		return STREET_OTHER;
	}
	if (!number) {
		return street ? STREET_NAME : STREET_OTHER;
	}
	if (street) {
		return STREET_EQUAL;
	}
	return a->n >= TYPING_MIN && b->n >= TYPING_MIN &&
			       edits_within(a->text, a->n, b->text, b->n, 2)
		       ? STREET_TYPING
		       : STREET_OTHER;
}
