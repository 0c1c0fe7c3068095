/* SPDX-License-Identifier: Apache-2.0
 * phones.c - how far two telephone numbers agree.
 *
 * A number of the United Kingdom is ten digits, seldom nine, behind 0, 0044 or +44. Source: Ofcom,
 * "The National Telephone Numbering Plan". */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { PHONE_DIGITS_MAX = 18, END_DIGITS = 9, LENGTH_MIN = 9 };

struct phone {
	size_t n;
	char digits[PHONE_DIGITS_MAX];
};

static void drop_first(struct phone *p, size_t n)
{
	memmove(p->digits, p->digits + n, p->n - n);
	p->n -= n;
}

static bool begins(const struct phone *p, const char *with)
{
	size_t n = strlen(with);

	return p->n >= n && memcmp(p->digits, with, n) == 0;
}

/* The digits behind the code of the country, without the 0 of national calls; the code stays where
 * it is another country's. A letter ends it: an extension. */
static struct phone read_phone(struct slice s)
{
	struct phone out = {0};
	bool abroad = false;

	for (size_t i = 0; i < s.n && out.n < PHONE_DIGITS_MAX; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9') {
			out.digits[out.n++] = c;
		} else if (c == '+') {
			abroad = out.n == 0;
		} else if (((unsigned char)c | 0x20) >= 'a' && ((unsigned char)c | 0x20) <= 'z' &&
			   out.n > 0) {
			break;
		}
	}
	if (!abroad && begins(&out, "00")) {
		abroad = true;
		drop_first(&out, 2);
	}
	/* 44 without a sign: as exported by a spreadsheet */
	if (begins(&out, "44") && (abroad || out.n == LENGTH_MIN + 3)) {
		drop_first(&out, 2);
	}
	if (begins(&out, "0")) {
		drop_first(&out, 1);
	}
	return out;
}

/* 000000000 and the like are nobody's. */
static bool is_number(const struct phone *p)
{
	size_t same = 1;

	while (same < p->n && p->digits[same] == p->digits[0]) {
		same++;
	}
	return p->n > 0 && same < p->n;
}

enum phone_grade phone_compare(struct slice a, struct slice b)
{
	struct phone x = read_phone(a);
	struct phone y = read_phone(b);

	if (!is_number(&x) || !is_number(&y)) {
		return PHONE_OTHER;
	}
	if (x.n == y.n && memcmp(x.digits, y.digits, x.n) == 0) {
		return PHONE_EQUAL;
	}
	if (x.n < LENGTH_MIN || y.n < LENGTH_MIN) {
		return PHONE_OTHER;
	}
	if (memcmp(x.digits + x.n - END_DIGITS, y.digits + y.n - END_DIGITS, END_DIGITS) == 0) {
		return PHONE_END;
	}
	return edits_within(x.digits, x.n, y.digits, y.n, 1) ? PHONE_TYPING : PHONE_OTHER;
}
