/* SPDX-License-Identifier: Apache-2.0
 * edits.c - are two short strings at most two typing errors apart?
 *
 * The four errors are those of F. J. Damerau, "A technique for computer detection and correction of
 * spelling errors", 1964. What both begin with is skipped; then each error is tried in turn, so
 * that the time is linear for one error and bounded by sixteen times that for two. */
#include "link/names.h"

static bool is_same(const char *a, size_t n_a, const char *b, size_t n_b)
{
	size_t i = 0;

	while (n_a == n_b && i < n_a && a[i] == b[i]) {
		i++;
	}
	return n_a == n_b && i == n_a;
}

/* Behind the first letter that differs. */
static bool one_edit(const char *a, size_t n_a, const char *b, size_t n_b)
{
	if (n_a > n_b) {
		return is_same(a + 1, n_a - 1, b, n_b);
	}
	if (n_a < n_b) {
		return is_same(a, n_a, b + 1, n_b - 1);
	}
	if (is_same(a + 1, n_a - 1, b + 1, n_b - 1)) {
		return true;
	}
	return n_a > 1 && a[0] == b[1] && a[1] == b[0] && is_same(a + 2, n_a - 2, b + 2, n_b - 2);
}

bool edits_within(const char *a, size_t n_a, const char *b, size_t n_b, unsigned max)
{
	if ((n_a > n_b ? n_a - n_b : n_b - n_a) > max) {
		return false;
	}
	while (n_a > 0 && n_b > 0 && *a == *b) {
		a++;
		b++;
		n_a--;
		n_b--;
	}
	if (n_a == 0 || n_b == 0) {
		return true; /* what is left over is within `max`, as seen above */
	}
	if (max <= 1) {
		return max == 1 && one_edit(a, n_a, b, n_b);
	}
	if (n_a > 1 && n_b > 1 && a[0] == b[1] && a[1] == b[0] &&
	    edits_within(a + 2, n_a - 2, b + 2, n_b - 2, max - 1)) {
		return true;
	}
	return edits_within(a + 1, n_a - 1, b + 1, n_b - 1, max - 1) ||
	       edits_within(a + 1, n_a - 1, b, n_b, max - 1) ||
	       edits_within(a, n_a, b + 1, n_b - 1, max - 1);
}
