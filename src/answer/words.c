/* SPDX-License-Identifier: Apache-2.0
 * words.c - see words.h. */
#include <inttypes.h>
#include <stdio.h>

#include "answer/words.h"
#include "base/limits.h"

enum { NUMBER_ROOM = 32, REPLACEMENT = 0xFFFD };

#define REPLACEMENT_UTF8 "\xEF\xBF\xBD"

/* --- members of an answer --- */

const char *words_get(const struct json *v, const char *key)
{
	const char *text = json_get_str(v, key);

	return text != NULL ? text : "";
}

const char *words_plain(struct arena *a, const struct json *v, const char *key)
{
	char *text = arena_copy(a, slice_str(words_clean(a, words_get(v, key))));

	for (char *p = text; *p != '\0'; p++) {
		*p = *p == '_' ? ' ' : *p;
	}
	return text;
}

bool words_true(const struct json *v, const char *key)
{
	const struct json *member = json_get(v, key);

	return member != NULL && member->type == JSON_TRUE;
}

/* --- times --- */

struct when words_when(const struct json *v)
{
	struct when lo;
	struct when hi;
	enum precision precision;

	if (!precision_from_name(json_get_slice(v, "precision"), &precision) ||
	    precision == PRECISION_UNKNOWN || when_parse(json_get_slice(v, "lo"), &lo) != ONUS_OK ||
	    when_parse(json_get_slice(v, "hi"), &hi) != ONUS_OK || lo.lo > hi.hi) {
		return when_unknown();
	}
	return (struct when){lo.lo, hi.hi, precision};
}

/* The coarsest of year, month and day that begins, or ends, at `t`. */
static const char *end_of_range(struct arena *a, int64_t t, bool begins)
{
	struct civil date = civil_from_days(day_of(t));
	bool year = begins ? date.month == 1 && date.day == 1 : date.month == 12 && date.day == 31;
	bool month = begins ? date.day == 1 : date.day == days_in_month(date.year, date.month);

	if (year) {
		return arena_printf(a, "%d", date.year);
	}
	if (month) {
		return arena_printf(a, "%.3s %d", month_name(date.month), date.year);
	}
	return arena_printf(a, "%d %.3s %d", date.day, month_name(date.month), date.year);
}

const char *words_short(struct arena *a, struct when w)
{
	struct civil date = civil_from_days(day_of(w.lo));

	switch (w.precision) {
	case PRECISION_UNKNOWN:
		return "time not recorded";
	case PRECISION_SECOND:
	case PRECISION_MINUTE:
	case PRECISION_DAY:
		return arena_printf(a, "%d %s %d", date.day, month_name(date.month), date.year);
	case PRECISION_DECADE:
		return arena_printf(a, "%ds", date.year);
	case PRECISION_MONTH:
	case PRECISION_YEAR:
	case PRECISION_SEASON:
		return when_say(a, w);
	case PRECISION_RANGE:
		break;
	}
	return arena_printf(a, "%s\u2013%s", end_of_range(a, w.lo, true),
			    end_of_range(a, w.hi, false));
}

/* --- numbers --- */

const char *words_count(struct arena *a, int64_t n)
{
	char digits[NUMBER_ROOM];
	int length = snprintf(digits, sizeof digits, "%" PRId64, n);
	SCOPED_BUF(out, 2 * NUMBER_ROOM);

	for (int i = 0; i < length; i++) {
		bool first = i == 0 || digits[i - 1] == '-';

		if (!first && (length - i) % 3 == 0) {
			buf_add_byte(&out, ',');
		}
		buf_add_byte(&out, digits[i]);
	}
	return arena_copy(a, buf_slice(&out));
}

const char *words_days(struct arena *a, int64_t days)
{
	return days == 1 ? "1 day" : arena_printf(a, "%s days", words_count(a, days));
}

/* --- foreign text --- */

int32_t words_char(struct slice *rest)
{
	unsigned char lead;
	size_t length;
	int32_t c;

	if (rest->n == 0) {
		return -1;
	}
	lead = (unsigned char)rest->p[0];
	length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	if (length > rest->n) {
		*rest = slice_from(*rest, rest->n);
		return REPLACEMENT;
	}
	c = length == 1 ? lead : lead & (0x7F >> length);
	for (size_t i = 1; i < length; i++) {
		c = c << 6 | ((unsigned char)rest->p[i] & 0x3F);
	}
	*rest = slice_from(*rest, length);
	return c;
}

/* C0, DEL, C1, and the marks that embed, override or isolate a direction (Unicode 15,
 * Bidi_Control), the separators of lines, and what XML can't hold. */
static bool is_unsafe(int32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
	       c == 0xFFFE || c == 0xFFFF;
}

static bool is_blank(int32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0x2028 || c == 0x2029;
}

const char *words_clean(struct arena *a, const char *text)
{
	struct slice rest = slice_trim(slice_str(text));
	struct slice at = rest;
	bool blank = false;
	int32_t c;
	SCOPED_BUF(out, 3 * rest.n + 1);

	while ((c = words_char(&rest)) >= 0) {
		struct slice bytes = slice_of(at.p, at.n - rest.n);

		at = rest;
		if (is_blank(c)) {
			blank = true;
			continue;
		}
		if (blank) {
			buf_add_byte(&out, ' ');
			blank = false;
		}
		buf_add(&out, is_unsafe(c) ? SLICE(REPLACEMENT_UTF8) : bytes);
	}
	return arena_copy(a, buf_slice(&out));
}

size_t words_width(const char *text)
{
	struct slice rest = slice_str(text);
	size_t count = 0;

	while (words_char(&rest) >= 0) {
		count++;
	}
	return count;
}

/* Cuts a line of at most `max` characters off: up to the last blank, or within a word that is
 * longer than a line. */
static struct slice cut_line(struct slice *rest, size_t max)
{
	struct slice ahead = *rest;
	size_t blank = 0;
	size_t length;

	for (size_t i = 0; i < max && ahead.n > 0; i++) {
		(void)words_char(&ahead);
		length = rest->n - ahead.n;
		if (ahead.n == 0 || ahead.p[0] == ' ') {
			blank = length;
		}
	}
	length = blank > 0 ? blank : rest->n - ahead.n;
	ahead = slice_of(rest->p, length);
	*rest = slice_from(*rest, length);
	if (rest->n > 0 && rest->p[0] == ' ') {
		*rest = slice_from(*rest, 1);
	}
	return ahead;
}

void words_wrap(struct buf *out, struct indent indent, const char *text)
{
	SCOPED_ARENA(a);
	struct slice rest = slice_str(words_clean(&a, text));
	const char *before = indent.first;

	do {
		size_t used = words_width(before);
		size_t room = indent.columns > used ? indent.columns - used : 1;
		struct slice line = cut_line(&rest, room);

		buf_add_str(out, before);
		buf_add(out, line);
		buf_add_byte(out, '\n');
		before = indent.others;
	} while (rest.n > 0);
}
