/* SPDX-License-Identifier: Apache-2.0
 * expr_text.c - functions of texts. Places and lengths count characters in either unit, as DuckDB
 * does; only the kernels count bytes there. */
#include <utf8proc.h>

#include "base/buf.h"
#include "base/limits.h"
#include "link/expr_inside.h"

size_t character_bytes(struct slice s)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n;

	if (s.n == 0 || (unsigned char)s.p[0] < 0x80) {
		return s.n > 0;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &point);
	return n > 0 ? (size_t)n : 1;
}

static size_t count_characters(struct slice s)
{
	size_t n = 0;

	for (; s.n > 0; s = slice_from(s, character_bytes(s))) {
		n++;
	}
	return n;
}

/* Without its first `n` characters. */
static struct slice skip_characters(struct slice s, double n)
{
	size_t left = n < 1 ? 0 : n < (double)s.n ? (size_t)n : s.n;

	for (; left > 0 && s.n > 0; left--) {
		s = slice_from(s, character_bytes(s));
	}
	return s;
}

/* Characters from..to, counted from 0, `to` excluded. */
static struct slice part(struct slice s, double from, double to)
{
	struct slice begin = skip_characters(s, from);
	struct slice end = skip_characters(begin, to - (from > 0 ? from : 0));

	return to <= from ? slice_of(s.p, 0) : slice_of(begin.p, begin.n - end.n);
}

static enum onus_err too_long(size_t n)
{
	ENSURE(n <= LINK_FIELD_MAX, ONUS_BAD_INPUT,
	       "a text made of others has more than %d bytes (LINK_FIELD_MAX)", LINK_FIELD_MAX);
	return ONUS_OK;
}

/* --- case --- */

/* An ASCII letter is changed here: utf8proc's tables would say the same, later. */
static char ascii_case(char c, bool lower)
{
	char first = lower ? 'A' : 'a';

	return c >= first && c <= first + 25 ? (char)(c ^ 0x20) : c;
}

static enum onus_err change_case(struct arena *a, const struct expr_value *v, bool lower,
				 struct expr_value *out)
{
	struct slice s;
	char *p;
	size_t n = 0;

	GUARD(value_to_text(a, v, &s));
	p = arena_alloc(a, 2 * s.n + 4); /* a letter of two bytes may become one of three */
	for (size_t at = 0; at < s.n;) {
		utf8proc_int32_t point;
		utf8proc_ssize_t step = 0;

		if ((unsigned char)s.p[at] >= 0x80) {
			step = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at,
						(utf8proc_ssize_t)(s.n - at), &point);
		}
		if (step > 0) {
			point = lower ? utf8proc_tolower(point) : utf8proc_toupper(point);
			n += (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)p + n);
			at += (size_t)step;
		} else {
			p[n++] = ascii_case(s.p[at++], lower);
		}
	}
	*out = value_text(slice_of(p, n));
	return ONUS_OK;
}

EXPR_RUN(text_lower)
{
	(void)n;
	(void)u;
	return change_case(a, &args[0], true, out);
}

EXPR_RUN(text_upper)
{
	(void)n;
	(void)u;
	return change_case(a, &args[0], false, out);
}

/* --- parts --- */

/* DuckDB's rule: from 1; 0 is the place in front of the first; below it counts from the end; a
 * negative length goes to the left. */
static void substring_range(double from, double length, double count, double *begin, double *end)
{
	double place = from < 0 ? count + from : from - 1;

	*begin = length < 0 ? place + length : place;
	*end = length < 0 ? place : place + length;
	*begin = *begin < 0 ? 0 : *begin;
}

EXPR_RUN(text_substring)
{
	struct slice s;
	double from;
	double length = 4294967295.0;
	double begin;
	double end;

	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	GUARD(value_to_whole(&args[1], &from));
	if (n == 3) {
		GUARD(value_to_whole(&args[2], &length));
	}
	ENSURE(from >= -4294967296.0 && from <= 4294967295.0 && length >= -4294967296.0 &&
		       length <= 4294967295.0,
	       ONUS_BAD_INPUT, "substring takes places and lengths up to 2^32 - 1");
	substring_range(from, length, from < 0 ? (double)count_characters(s) : 0, &begin, &end);
	*out = value_text(part(s, begin, end));
	return ONUS_OK;
}

EXPR_RUN(text_left)
{
	struct slice s;
	double count;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	GUARD(value_to_whole(&args[1], &count));
	*out = value_text(part(s, 0, count < 0 ? (double)count_characters(s) + count : count));
	return ONUS_OK;
}

EXPR_RUN(text_right)
{
	struct slice s;
	double count;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	GUARD(value_to_whole(&args[1], &count));
	*out = value_text(
		skip_characters(s, count < 0 ? -count : (double)count_characters(s) - count));
	return ONUS_OK;
}

/* --- trimming --- */

/* Without a second argument: Unicode's space separators, so no tabs. */
static bool is_trimmed(struct slice c, const struct slice *set)
{
	utf8proc_int32_t point;

	if (set == NULL) {
		return utf8proc_iterate((const utf8proc_uint8_t *)c.p, (utf8proc_ssize_t)c.n,
					&point) > 0 &&
		       utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
	}
	for (struct slice rest = *set; rest.n > 0; rest = slice_from(rest, character_bytes(rest))) {
		if (slice_eq(slice_of(rest.p, character_bytes(rest)), c)) {
			return true;
		}
	}
	return false;
}

static enum onus_err trim(struct arena *a, const struct expr_value *args, size_t n, bool left,
			  bool right, struct expr_value *out)
{
	struct slice s;
	struct slice set;
	size_t end = 0;

	GUARD(value_to_text(a, &args[0], &s));
	if (n == 2) {
		GUARD(value_to_text(a, &args[1], &set));
	}
	while (left && s.n > 0 &&
	       is_trimmed(slice_of(s.p, character_bytes(s)), n == 2 ? &set : NULL)) {
		s = slice_from(s, character_bytes(s));
	}
	for (size_t at = 0; right && at < s.n;) {
		struct slice c = slice_of(s.p + at, character_bytes(slice_from(s, at)));

		at += c.n;
		end = is_trimmed(c, n == 2 ? &set : NULL) ? end : at;
	}
	*out = value_text(slice_of(s.p, right ? end : s.n));
	return ONUS_OK;
}

EXPR_RUN(text_trim)
{
	(void)u;
	return trim(a, args, n, true, true, out);
}

EXPR_RUN(text_ltrim)
{
	(void)u;
	return trim(a, args, n, true, false, out);
}

EXPR_RUN(text_rtrim)
{
	(void)u;
	return trim(a, args, n, false, true, out);
}

/* --- lengths, replacing --- */

EXPR_RUN(text_length)
{
	struct slice s;

	(void)n;
	(void)u;
	if (args[0].type == TYPE_LIST) {
		*out = value_number(TYPE_INTEGER, (double)args[0].n_items);
		return ONUS_OK;
	}
	GUARD(value_to_text(a, &args[0], &s));
	*out = value_number(TYPE_INTEGER, (double)count_characters(s));
	return ONUS_OK;
}

EXPR_RUN(text_bytes)
{
	struct slice s;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	*out = value_number(TYPE_INTEGER, (double)s.n);
	return ONUS_OK;
}

/* The bytes of `s` with `old` replaced by `new`; only counted where p is NULL. */
static size_t replaced(struct slice s, struct slice old, struct slice new, char *p)
{
	size_t n = 0;

	while (s.n > 0) {
		size_t at = old.n > 0 ? slice_search(s, old) : s.n;
		struct slice add = at < s.n ? new : slice_of(NULL, 0);

		if (p != NULL) {
			memcpy(p + n, s.p, at);
			memcpy(p + n + at, add.p != NULL ? add.p : "", add.n);
		}
		n += at + add.n;
		s = slice_from(s, at + old.n);
	}
	return n;
}

EXPR_RUN(text_replace)
{
	struct slice s;
	struct slice old;
	struct slice new;
	char *p;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &s));
	GUARD(value_to_text(a, &args[1], &old));
	GUARD(value_to_text(a, &args[2], &new));
	GUARD(too_long(replaced(s, old, new, NULL)));
	p = arena_alloc(a, replaced(s, old, new, NULL) + 1);
	*out = value_text(slice_of(p, replaced(s, old, new, p)));
	return ONUS_OK;
}

/* --- comparing --- */

/* Bytes that differ; DuckDB too refuses texts that are not of one length, and empty ones. */
EXPR_RUN(text_hamming)
{
	struct slice x;
	struct slice y;
	size_t differ = 0;

	(void)n;
	(void)u;
	GUARD(value_to_text(a, &args[0], &x));
	GUARD(value_to_text(a, &args[1], &y));
	ENSURE(x.n == y.n && x.n > 0, ONUS_BAD_INPUT,
	       "hamming takes two texts of one length, not empty; these have %zu and %zu bytes",
	       x.n, y.n);
	for (size_t i = 0; i < x.n; i++) {
		differ += x.p[i] != y.p[i];
	}
	*out = value_number(TYPE_INTEGER, (double)differ);
	return ONUS_OK;
}

/* % is any text, _ one character. Where a character does not fit, only the last % is tried anew: a
 * longer stretch for it can do all that one for an earlier % could. */
bool text_like(struct slice text, struct slice pattern)
{
	struct slice after_star = slice_of(NULL, 0);
	struct slice star_text = text;
	bool star = false;

	while (text.n > 0) {
		size_t step = character_bytes(text);

		if (pattern.n > 0 && pattern.p[0] == '%') {
			star = true;
			pattern = after_star = slice_from(pattern, 1);
			star_text = text;
		} else if (pattern.n > 0 && pattern.p[0] == '_') {
			pattern = slice_from(pattern, 1);
			text = slice_from(text, step);
		} else if (pattern.n > 0 && pattern.p[0] == text.p[0]) {
			pattern = slice_from(pattern, 1);
			text = slice_from(text, 1);
		} else if (star) {
			star_text = slice_from(star_text, character_bytes(star_text));
			text = star_text;
			pattern = after_star;
		} else {
			return false;
		}
	}
	while (pattern.n > 0 && pattern.p[0] == '%') {
		pattern = slice_from(pattern, 1);
	}
	return pattern.n == 0;
}

/* --- any values --- */

EXPR_RUN(any_coalesce)
{
	(void)a;
	(void)u;
	*out = value_null();
	for (size_t i = 0; i < n && out->null; i++) {
		*out = args[i];
	}
	return ONUS_OK;
}

EXPR_RUN(any_nullif)
{
	int order = 1;

	(void)n;
	(void)u;
	if (!args[0].null && !args[1].null) {
		GUARD(value_compare(a, &args[0], &args[1], &order));
	}
	*out = order == 0 ? value_null() : args[0];
	return ONUS_OK;
}

EXPR_RUN(any_not_distinct)
{
	int order = args[0].null == args[1].null ? 0 : 1;

	(void)n;
	(void)u;
	if (!args[0].null && !args[1].null) {
		GUARD(value_compare(a, &args[0], &args[1], &order));
	}
	*out = value_number(TYPE_BOOL, order == 0);
	return ONUS_OK;
}

/* NULLs are left out. */
EXPR_RUN(any_concat)
{
	SCOPED_BUF(joined, LINK_FIELD_MAX);

	(void)u;
	for (size_t i = 0; i < n; i++) {
		struct slice s;

		if (!args[i].null) {
			GUARD(value_to_text(a, &args[i], &s));
			buf_add(&joined, s);
		}
	}
	GUARD(buf_check(&joined, "a text made of others (LINK_FIELD_MAX)"));
	*out = value_text(arena_slice(a, buf_slice(&joined)));
	return ONUS_OK;
}

/* The largest (sign 1) or smallest (-1); NULLs are not looked at. A text that was compared with a
 * number was one. */
static enum onus_err best(struct arena *a, const struct expr_value *args, size_t n, int sign,
			  struct expr_value *out)
{
	bool numbers = false;

	*out = value_null();
	for (size_t i = 0; i < n; i++) {
		int order = 1;

		if (args[i].null) {
			continue;
		}
		if (!out->null) {
			GUARD(value_compare(a, &args[i], out, &order));
			order *= sign;
		}
		numbers |= value_is_number(&args[i]);
		*out = order > 0 ? args[i] : *out;
	}
	if (numbers && !out->null && out->type == TYPE_TEXT) {
		double x;

		GUARD(value_to_double(out, &x));
		*out = value_number(TYPE_DOUBLE, x);
	}
	return ONUS_OK;
}

EXPR_RUN(any_least)
{
	(void)u;
	return best(a, args, n, -1, out);
}

EXPR_RUN(any_greatest)
{
	(void)u;
	return best(a, args, n, 1, out);
}
