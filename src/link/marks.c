/* SPDX-License-Identifier: Apache-2.0
 * marks.c - how far two registration marks of vehicles agree.
 *
 * A witness remembers a part, and a camera reads one character for another. What is read for what:
 * O Q D 0, I L 1, B 8, S 5, Z 2, G 6, U V; the first four pairs are why DVLA keeps I and Q off
 * most marks (INF104, "Vehicle registration numbers and number plates"). */
#include <string.h>

#include "link/grades.h"
#include "link/names.h"

enum { MARK_MAX = 12, PARTIAL_MIN = 4, UNKNOWN = '?' };

struct mark {
	size_t n;
	size_t known;         /* characters that are not UNKNOWN */
	char text[MARK_MAX];  /* capitals, digits, UNKNOWN */
	char looks[MARK_MAX]; /* the same, look-alikes as one */
};

static char look_of(char c)
{
	static const char from[] = "OQDILBSZGU";
	static const char to[] = "0001185"
				 "26V";
	const char *at = strchr(from, c);

	return at != NULL && c != '\0' ? to[at - from] : c;
}

static struct mark read_mark(struct slice s)
{
	struct mark out = {0};

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		c = c == '*' || c == '_' ? UNKNOWN : c;
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == UNKNOWN)) {
			continue;
		}
		if (out.n == MARK_MAX) {
			out.n = 0;
			break;
		}
		out.known += c != UNKNOWN;
		out.looks[out.n] = look_of(c);
		out.text[out.n++] = c;
	}
	return out;
}

static bool fits(char a, char b)
{
	return a == b || a == UNKNOWN || b == UNKNOWN;
}

/* The characters of the shorter stand in the longer in that order. */
static bool is_part(const struct mark *shorter, const struct mark *longer)
{
	size_t at = 0;

	for (size_t i = 0; i < longer->n && at < shorter->n; i++) {
		at += fits(shorter->looks[at], longer->looks[i]);
	}
	return at == shorter->n;
}

static bool is_partial(const struct mark *x, const struct mark *y)
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

enum mark_grade mark_compare(struct slice a, struct slice b)
{
	struct mark x = read_mark(a);
	struct mark y = read_mark(b);
	bool whole = x.known == x.n && y.known == y.n;

	if (x.known == 0 || y.known == 0) {
		return MARK_OTHER;
	}
	if (whole && x.n == y.n && memcmp(x.text, y.text, x.n) == 0) {
		return MARK_EQUAL;
	}
	if (whole && x.n == y.n && memcmp(x.looks, y.looks, x.n) == 0) {
		return MARK_ALIKE;
	}
	if (is_partial(&x, &y)) {
		return MARK_PARTIAL;
	}
	return x.n >= PARTIAL_MIN && y.n >= PARTIAL_MIN &&
			       edits_within(x.looks, x.n, y.looks, y.n, 1)
		       ? MARK_TYPING
		       : MARK_OTHER;
}
