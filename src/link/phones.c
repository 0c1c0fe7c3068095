/* SPDX-License-Identifier: Apache-2.0
 * phones.c - how far two telephone numbers agree.
 *
 * A number of the United Kingdom is ten digits, seldom nine, behind 0, 0044 or +44. Source: Ofcom,
 * "The National Telephone Numbering Plan". */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { END_DIGITS = 9, LENGTH_MIN = 9 };

static void drop_first(struct phone_digits *p, uint8_t n)
{
	p->n = (uint8_t)(p->n - n);
	memmove(p->text, p->text + n, p->n);
	memset(p->text + p->n, 0, n);
}

static bool begins(const struct phone_digits *p, const char *with)
{
	size_t n = strlen(with);

	return p->n >= n && memcmp(p->text, with, n) == 0;
}

/* 000000000 and the like are nobody's. */
static bool is_number(const struct phone_digits *p)
{
	size_t same = 1;

	while (same < p->n && p->text[same] == p->text[0]) {
		same++;
	}
	return p->n > 0 && same < p->n;
}

/* The digits; true where a "+" was before them. A letter ends them: an extension. */
static bool read_digits(struct slice s, struct phone_digits *out)
{
	bool abroad = false;

	for (size_t i = 0; i < s.n && out->n < PHONE_DIGITS_MAX; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= '0' && c <= '9') {
			out->text[out->n++] = (char)c;
		} else if (c == '+') {
			abroad = out->n == 0;
		} else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && out->n > 0) {
			break;
		}
	}
	return abroad;
}

void phone_read(struct slice text, struct phone_digits *out)
{
	bool abroad;

	memset(out, 0, sizeof *out);
	abroad = read_digits(text, out);
	if (!abroad && begins(out, "00")) {
		abroad = true;
		drop_first(out, 2);
	}
	/* 44 without a sign: as exported by a spreadsheet */
	if (begins(out, "44") && (abroad || out->n == LENGTH_MIN + 3)) {
		drop_first(out, 2);
	}
	if (begins(out, "0")) {
		drop_first(out, 1);
	}
	if (!is_number(out)) {
		memset(out, 0, sizeof *out);
	}
}

enum phone_grade phone_compare(const struct phone_digits *a, const struct phone_digits *b)
{
	if (a->n == 0 || b->n == 0) {
		return PHONE_OTHER;
	}
	if (a->n == b->n && memcmp(a->text, b->text, a->n) == 0) {
		return PHONE_EQUAL;
	}
	if (a->n < LENGTH_MIN || b->n < LENGTH_MIN) {
		return PHONE_OTHER;
	}
	if (memcmp(a->text + a->n - END_DIGITS, b->text + b->n - END_DIGITS, END_DIGITS) == 0) {
		return PHONE_END;
	}
	return edits_within(a->text, a->n, b->text, b->n, 1) ? PHONE_TYPING : PHONE_OTHER;
}
