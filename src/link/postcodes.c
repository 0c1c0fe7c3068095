/* SPDX-License-Identifier: Apache-2.0
 * postcodes.c - how far two postcodes agree.
 *
 * S60 1AE: area S, district S60, sector S60 1, unit S60 1AE; the inward part is always the last
 * three characters. Source: Royal Mail, "Programmers' Guide to PAF", on the format of postcodes. A
 * mistyped unit and a neighbouring one look the same. */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { CODE_MAX = 8, FULL_MIN = 5, INWARD = 3 };

struct code {
	size_t n;
	char text[CODE_MAX];
};

/* Capitals and digits of it; n is 0 where there are too many. */
static struct code read_code(struct slice s)
{
	struct code out = {0};

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
			continue;
		}
		if (out.n == CODE_MAX) {
			out.n = 0;
			break;
		}
		out.text[out.n++] = c;
	}
	return out;
}

/* Characters of the outward part; a code of up to four characters is one by itself. */
static size_t outward(const struct code *c)
{
	return c->n >= FULL_MIN ? c->n - INWARD : c->n;
}

static size_t area(const struct code *c)
{
	size_t n = 0;

	while (n < c->n && c->text[n] >= 'A') {
		n++;
	}
	return n;
}

enum postcode_grade postcode_compare(struct slice a, struct slice b)
{
	struct code x = read_code(a);
	struct code y = read_code(b);
	bool full = x.n >= FULL_MIN && y.n >= FULL_MIN;
	bool british = area(&x) > 0 && area(&y) > 0;
	size_t out = outward(&x);

	if (x.n == 0 || y.n == 0) {
		return POSTCODE_OTHER;
	}
	if (x.n == y.n && memcmp(x.text, y.text, x.n) == 0) {
		return full || !british ? POSTCODE_EQUAL : POSTCODE_DISTRICT;
	}
	if ((full || !british) && edits_within(x.text, x.n, y.text, y.n, 1)) {
		return POSTCODE_TYPING;
	}
	if (!british) {
		return POSTCODE_OTHER;
	}
	if (out == outward(&y) && memcmp(x.text, y.text, out) == 0) {
		return full && x.text[out] == y.text[out] ? POSTCODE_SECTOR : POSTCODE_DISTRICT;
	}
	return area(&x) == area(&y) && memcmp(x.text, y.text, area(&x)) == 0 ? POSTCODE_AREA
									     : POSTCODE_OTHER;
}
