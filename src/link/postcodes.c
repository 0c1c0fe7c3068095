/* SPDX-License-Identifier: Apache-2.0
 * postcodes.c - how far two postcodes agree.
 *
 * S60 1AE: area S, district S60, sector S60 1, unit S60 1AE; the inward part is always the last
 * three characters. Source: Royal Mail, "Programmers' Guide to PAF", on the format of postcodes. A
 * mistyped unit and a neighbouring one look the same. */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { FULL_MIN = 5, INWARD = 3 };

static bool add_character(struct postcode_code *out, char c)
{
	c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
		return true;
	}
	if (out->n == POSTCODE_MAX) {
		return false;
	}
	out->text[out->n++] = c;
	return true;
}

void postcode_read(struct slice text, struct postcode_code *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < text.n; i++) {
		if (!add_character(out, text.p[i])) {
			out->n = 0; /* too long for any */
			return;
		}
	}
	/* a code of up to four characters is an outward part by itself */
	out->outward = (uint8_t)(out->n >= FULL_MIN ? out->n - INWARD : out->n);
	while (out->area < out->n && out->text[out->area] >= 'A') {
		out->area++;
	}
}

static bool is_same(const struct postcode_code *a, const struct postcode_code *b)
{
	uint64_t x;
	uint64_t y;

	memcpy(&x, a->text, sizeof x);
	memcpy(&y, b->text, sizeof y);
	return x == y;
}

enum postcode_grade postcode_compare(const struct postcode_code *a, const struct postcode_code *b)
{
	bool full = a->n >= FULL_MIN && b->n >= FULL_MIN;
	bool british = a->area > 0 && b->area > 0;
	size_t outward = a->outward;

	if (a->n == 0 || b->n == 0) {
		return POSTCODE_OTHER;
	}
	if (is_same(a, b)) {
		return full || !british ? POSTCODE_EQUAL : POSTCODE_DISTRICT;
	}
	if ((full || !british) && edits_within(a->text, a->n, b->text, b->n, 1)) {
		return POSTCODE_TYPING;
	}
	if (!british) {
		return POSTCODE_OTHER;
	}
	if (outward == b->outward && memcmp(a->text, b->text, outward) == 0) {
		return full && a->text[outward] == b->text[outward] ? POSTCODE_SECTOR
								    : POSTCODE_DISTRICT;
	}
	return a->area == b->area && memcmp(a->text, b->text, a->area) == 0 ? POSTCODE_AREA
									    : POSTCODE_OTHER;
}
