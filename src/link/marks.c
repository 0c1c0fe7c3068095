/* SPDX-License-Identifier: Apache-2.0
 * marks.c - how far two registration marks of vehicles agree.
 *
 * A witness remembers a part, and a camera reads one character for another. What is read for what:
 * O Q D 0, I L 1, B 8, S 5, Z 2, G 6, U V; the first four pairs are why DVLA keeps I and Q off
 * most marks (INF104, "Vehicle registration numbers and number plates"). */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { PARTIAL_MIN = 4, UNKNOWN = '?' };

static char look_of(char c)
{
	static const char from[] = "OQDILBSZGU";
	static const char to[] = "0001185"
				 "26V";
	const char *at = strchr(from, c);

	return at != NULL && c != '\0' ? to[at - from] : c;
}

static bool add_character(struct mark_text *out, char c)
{
	c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	c = c == '*' || c == '_' ? UNKNOWN : c;
	if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == UNKNOWN)) {
		return true;
	}
	if (out->n == MARK_MAX) {
		return false;
	}
	out->known = (uint8_t)(out->known + (c != UNKNOWN));
	out->looks[out->n] = look_of(c);
	out->text[out->n++] = c;
	return true;
}

void plate_read(struct slice text, struct mark_text *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < text.n; i++) {
		if (!add_character(out, text.p[i])) {
			memset(out, 0, sizeof *out); /* too long for any */
			return;
		}
	}
}

static bool fits(char a, char b)
{
	return a == b || a == UNKNOWN || b == UNKNOWN;
}

/* The characters of the shorter stand in the longer in that order. */
static bool is_part(const struct mark_text *shorter, const struct mark_text *longer)
{
	size_t at = 0;

	for (size_t i = 0; i < longer->n && at < shorter->n; i++) {
		at += fits(shorter->looks[at], longer->looks[i]);
	}
	return at == shorter->n;
}

static bool is_partial(const struct mark_text *x, const struct mark_text *y)
{
	bool all = x->n == y->n;

	if (x->known < PARTIAL_MIN || y->known < PARTIAL_MIN) {
		return false;
	}
	if (x->n != y->n) {
		return x->n < y->n ? is_part(x, y) : is_part(y, x);
	}
	for (size_t i = 0; all && i < x->n; i++) {
		all = fits(x->looks[i], y->looks[i]);
	}
	return all;
}

enum mark_grade mark_compare(const struct mark_text *a, const struct mark_text *b)
{
	bool whole = a->known == a->n && b->known == b->n && a->n == b->n;

	if (a->known == 0 || b->known == 0) {
		return MARK_OTHER;
	}
	if (whole && memcmp(a->text, b->text, a->n) == 0) {
		return MARK_EQUAL;
	}
	if (whole && memcmp(a->looks, b->looks, a->n) == 0) {
		return MARK_ALIKE;
	}
	if (is_partial(a, b)) {
		return MARK_PARTIAL;
	}
	return a->n >= PARTIAL_MIN && b->n >= PARTIAL_MIN &&
			       edits_within(a->looks, a->n, b->looks, b->n, 1)
		       ? MARK_TYPING
		       : MARK_OTHER;
}
