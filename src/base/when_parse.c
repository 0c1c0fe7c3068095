/* SPDX-License-Identifier: Apache-2.0
 * when_parse.c - reads a time as a person writes it.
 *
 * A time is one of the forms of when.h, or two of them with "/" between. The forms are patterns,
 * one a row of a table: a letter stands for a digit of the field it names, "n" for the name of a
 * month, anything else for itself. */
#include "base/limits.h"
#include "base/when.h"

#define FORMS                                                                                      \
	"2002, 2002-05, 2002-05-31, 31/05/2002, 31 May 2002, 2002-05-31T14:05Z, "                  \
	"2002-05-31T14:05:09Z, 200X, 2002/2006, ~2002-03/2002-05 or unknown"

enum { ROOM = WHEN_SHOWN_MAX + 1, MONTH_LETTERS_MIN = 3 };

struct fields {
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
};

struct form {
	const char *pattern;
	enum precision precision;
};

static const struct form forms[] = {
	{"yyyy", PRECISION_YEAR},
	{"yyyX", PRECISION_DECADE},
	{"yyyy-mm", PRECISION_MONTH},
	{"yyyy-mm-dd", PRECISION_DAY},
	{"dd/mm/yyyy", PRECISION_DAY},
	{"d/mm/yyyy", PRECISION_DAY},
	{"dd/m/yyyy", PRECISION_DAY},
	{"d/m/yyyy", PRECISION_DAY},
	{"n yyyy", PRECISION_MONTH},
	{"d n yyyy", PRECISION_DAY},
	{"dd n yyyy", PRECISION_DAY},
	/* what when_say says of an instant: whoever copies it from a page is understood */
	{"d n yyyy, HH:MM UTC", PRECISION_MINUTE},
	{"dd n yyyy, HH:MM UTC", PRECISION_MINUTE},
	{"yyyy-mm-ddTHH:MMZ", PRECISION_MINUTE},
	{"yyyy-mm-ddTHH:MM:SSZ", PRECISION_SECOND},
};

static int *field(struct fields *f, char letter)
{
	switch (letter) {
	case 'y':
		return &f->year;
	case 'm':
		return &f->month;
	case 'd':
		return &f->day;
	case 'H':
		return &f->hour;
	case 'M':
		return &f->minute;
	case 'S':
		return &f->second;
	default:
		return NULL;
	}
}

/* Length of the month's name at the start of `text`, 0 where there is none: "May", "september",
 * "Sept", "sep". */
static size_t take_month(struct slice text, int *month)
{
	size_t n = 0;

	while (n < text.n && ((text.p[n] | 0x20) >= 'a' && (text.p[n] | 0x20) <= 'z')) {
		n++;
	}
	for (int m = 1; n >= MONTH_LETTERS_MIN && m <= 12; m++) {
		struct slice name = slice_str(month_name(m));

		if (n <= name.n && slice_eq_nocase(slice_of(text.p, n), slice_of(name.p, n))) {
			*month = m;
			return n;
		}
	}
	return 0;
}

/* Whether `c` may stand where the pattern has `letter`; a digit goes into its field, which starts
 * from nothing where the letter before was another. */
static bool take_char(struct fields *f, char letter, char before, char c)
{
	int *value = field(f, letter);

	if (value == NULL) {
		return c == letter;
	}
	if (c < '0' || c > '9') {
		return false;
	}
	*value = (letter == before ? *value * 10 : 0) + (c - '0');
	return true;
}

static bool matches(struct slice text, const char *pattern, struct fields *out)
{
	struct fields f = {.month = 1, .day = 1};
	char before = 0;
	size_t at = 0;

	for (; *pattern != '\0'; before = *pattern++) {
		size_t n = 1;

		if (*pattern == 'n') {
			n = take_month(slice_from(text, at), &f.month);
		} else if (at >= text.n || !take_char(&f, *pattern, before, text.p[at])) {
			return false;
		}
		if (n == 0) {
			return false;
		}
		at += n;
	}
	if (at != text.n) {
		return false;
	}
	*out = f;
	return true;
}

/* That the fields are a date and time that exists; otherwise the message says which one does not.
 */
static enum onus_err check(struct slice text, const struct fields *f, enum precision p)
{
	char room[ROOM];
	const char *read = slice_show(text, room, sizeof room);

	ENSURE(f->year >= 1 || p != PRECISION_DECADE, ONUS_BAD_INPUT,
	       "\"%s\" is not a decade that Onus knows: they begin with 001X", read);
	ENSURE(f->year >= YEAR_MIN, ONUS_BAD_INPUT, "\"%s\": there is no year 0", read);
	ENSURE(f->month >= 1 && f->month <= 12, ONUS_BAD_INPUT,
	       "\"%s\": there is no month %d (a date is 2002-05-31 or 31/05/2002)", read, f->month);
	ENSURE(f->day >= 1 && f->day <= days_in_month(f->year, f->month), ONUS_BAD_INPUT,
	       "\"%s\": %s %d has %d days", read, month_name(f->month), f->year,
	       days_in_month(f->year, f->month));
	ENSURE(f->hour < 24 && f->minute < 60 && f->second < 60, ONUS_BAD_INPUT,
	       "\"%s\": a day goes from 00:00:00 to 23:59:59", read);
	return ONUS_OK;
}

static struct when build(const struct fields *f, enum precision p)
{
	struct when w = when_day((struct civil){f->year, f->month, f->day});

	switch (p) {
	case PRECISION_DECADE:
		return when_decade(f->year * 10);
	case PRECISION_YEAR:
		return when_year(f->year);
	case PRECISION_MONTH:
		return when_month(f->year, f->month);
	case PRECISION_MINUTE:
	case PRECISION_SECOND:
		w.lo += (f->hour * 60 + f->minute) * 60 + f->second;
		w.hi = w.lo + (p == PRECISION_MINUTE ? 59 : 0);
		w.precision = p;
		return w;
	default:
		return w;
	}
}

/* Sets *known to false, and nothing else, where the text has none of the forms. */
static enum onus_err parse_whole(struct slice text, struct when *out, bool *known)
{
	*known = false;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct fields f;

		if (matches(text, forms[i].pattern, &f)) {
			*known = true;
			GUARD(check(text, &f, forms[i].precision));
			*out = build(&f, forms[i].precision);
			return ONUS_OK;
		}
	}
	return ONUS_OK;
}

static enum onus_err parse_range(struct slice text, struct when *out, bool *known)
{
	bool rough = text.n > 0 && text.p[0] == '~';
	struct slice rest = slice_from(text, rough ? 1 : 0);
	struct slice from = {0};
	struct when first = {0};
	struct when last = {0};
	char room[ROOM];

	*known = false;
	if (slice_find(rest, '/') == rest.n) {
		return ONUS_OK;
	}
	slice_cut(&rest, '/', &from);
	GUARD(parse_whole(from, &first, known));
	if (*known) {
		GUARD(parse_whole(rest, &last, known));
	}
	if (!*known) {
		return ONUS_OK;
	}
	ENSURE(first.lo <= last.hi, ONUS_BAD_INPUT, "\"%s\": the range ends before it starts",
	       slice_show(text, room, sizeof room));
	*out = (struct when){first.lo, last.hi, rough ? PRECISION_SEASON : PRECISION_RANGE};
	return ONUS_OK;
}

/* What to change, where we can tell. */
static const char *hint(struct slice text)
{
	struct fields f;
	bool zone_missing =
		matches(text, "yyyy-mm-ddTHH:MM", &f) || matches(text, "yyyy-mm-ddTHH:MM:SS", &f);

	return zone_missing ? " (a time of day is UTC and ends in Z)" : "";
}

enum onus_err when_parse(struct slice text, struct when *out)
{
	struct slice read = slice_trim(text);
	struct when w = when_unknown();
	bool known = slice_eq_nocase(read, SLICE("unknown"));
	char room[ROOM];

	if (!known) {
		GUARD(parse_whole(read, &w, &known));
	}
	if (!known) {
		GUARD(parse_range(read, &w, &known));
	}
	ENSURE(known, ONUS_BAD_INPUT, "\"%s\" is no time that Onus can read%s; write " FORMS,
	       slice_show(read, room, sizeof room), hint(read));
	*out = w;
	return ONUS_OK;
}
