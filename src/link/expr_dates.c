/* SPDX-License-Identifier: Apache-2.0
 * expr_dates.c - dates and times: casts from text, strptime, differences.
 *
 * A date is days since 1970-01-01, a timestamp seconds without a time zone, both in the proleptic
 * Gregorian calendar with a year 0 (1 BC), both maybe infinite, as in DuckDB. An offset behind a
 * time is read and ignored by the cast, as DuckDB does for TIMESTAMP. */
#include <math.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/when.h"
#include "link/expr_inside.h"

enum { DUCKDB_YEAR_MAX = 5881579, MONTHS = 12, FORMAT_MAX = 200 };

/* --- reading digits --- */

static char first(struct slice s)
{
	return s.n > 0 ? s.p[0] : '\0';
}

static void skip_blanks(struct slice *s)
{
	while (s->n > 0 && is_blank(s->p[0])) {
		*s = slice_from(*s, 1);
	}
}

static bool cut_char(struct slice *s, char c)
{
	bool here = s->n > 0 && s->p[0] == c;

	*s = slice_from(*s, here);
	return here;
}

/* From 1 to `most` digits. */
static bool cut_number(struct slice *s, size_t most, int *out)
{
	size_t n = 0;
	int value = 0;

	while (n < most && n < s->n && is_digit(s->p[n])) {
		value = value * 10 + (s->p[n] - '0');
		n++;
	}
	*s = slice_from(*s, n);
	*out = value;
	return n > 0;
}

static bool word_is(struct slice s, const char *word)
{
	while (s.n > 0 && is_blank(s.p[s.n - 1])) {
		s.n--;
	}
	return slice_eq_nocase(s, slice_str(word));
}

/* infinity, -infinity, epoch */
static bool special(struct slice s, double *out)
{
	bool minus = first(s) == '-';

	if (word_is(s, "epoch")) {
		*out = 0;
		return true;
	}
	s = slice_from(s, minus);
	*out = minus ? -INFINITY : INFINITY;
	return word_is(s, "infinity") || word_is(s, "inf");
}

static bool make_day(int year, int month, int day, double *days)
{
	struct civil c = {year, month, day};

	if (month < 1 || month > MONTHS || day < 1 || day > days_in_month(year, month) ||
	    year > DUCKDB_YEAR_MAX || year < -DUCKDB_YEAR_MAX) {
		return false;
	}
	*days = (double)days_from_civil(c);
	return true;
}

/* --- casts --- */

/* 2000-01-31, 2000/1/31, 2000 1 31, with or without " (BC)" */
static bool cut_date(struct slice *s, double *days)
{
	bool minus = cut_char(s, '-');
	char between;
	int year;
	int month;
	int day;

	if (!cut_number(s, 7, &year)) {
		return false;
	}
	between = first(*s);
	if (between != '-' && between != '/' && between != '\\' && between != ' ') {
		return false;
	}
	if (!cut_char(s, between) || !cut_number(s, 2, &month) || !cut_char(s, between) ||
	    !cut_number(s, 2, &day) || is_digit(first(*s))) {
		return false;
	}
	if (slice_starts(*s, SLICE(" (BC)"))) {
		if (minus || year == 0) {
			return false;
		}
		year = 1 - year;
		*s = slice_from(*s, 5);
	}
	return make_day(minus ? -year : year, month, day, days);
}

/* .123456; digits beyond the sixth are cut */
static double cut_fraction(struct slice *s)
{
	double fraction = 0;
	double unit = 1e6;

	if (!cut_char(s, '.')) {
		return 0;
	}
	while (is_digit(first(*s))) {
		unit /= 10;
		fraction += unit >= 1 ? (first(*s) - '0') * unit : 0;
		*s = slice_from(*s, 1);
	}
	return fraction / 1e6;
}

/* 10:00, 10:00:00.5 */
static bool cut_time(struct slice *s, double *seconds)
{
	int hour;
	int minute;
	int second = 0;

	if (!cut_number(s, 9, &hour) || hour > 24 || !cut_char(s, ':') ||
	    !cut_number(s, 2, &minute) || minute > 59) {
		return false;
	}
	*seconds = hour * 3600 + minute * 60;
	if (cut_char(s, ':')) {
		if (!cut_number(s, 2, &second) || second > 59) {
			return false;
		}
		*seconds += second + cut_fraction(s);
	}
	return *seconds <= SECONDS_PER_DAY;
}

/* Z, +01, +01:30, -0130, " UTC" */
static bool cut_zone(struct slice *s)
{
	int ignored;

	if (cut_char(s, 'Z')) {
		return true;
	}
	if (cut_char(s, '+') || cut_char(s, '-')) {
		if (s->n < 2 || !is_digit(s->p[1]) || !cut_number(s, 2, &ignored)) {
			return false;
		}
		return (!cut_char(s, ':') && !is_digit(first(*s))) ||
		       (s->n >= 2 && is_digit(s->p[1]) && cut_number(s, 2, &ignored));
	}
	if (slice_starts(*s, SLICE(" UTC"))) {
		*s = slice_from(*s, 4);
	}
	return true;
}

enum cast_result text_to_timestamp(struct slice s, double *seconds)
{
	double days;
	double time;

	skip_blanks(&s);
	if (special(s, seconds)) {
		return CAST_DONE;
	}
	if (!cut_date(&s, &days)) {
		return CAST_NOT;
	}
	if (s.n == 0) {
		*seconds = days * SECONDS_PER_DAY;
		return CAST_DONE;
	}
	if (!cut_char(&s, 'T') && !cut_char(&s, ' ')) {
		return CAST_NOT;
	}
	skip_blanks(&s);
	if (!cut_time(&s, &time) || !cut_zone(&s)) {
		return CAST_NOT;
	}
	skip_blanks(&s);
	*seconds = days * SECONDS_PER_DAY + time;
	return s.n == 0 ? CAST_DONE : CAST_NOT;
}

enum cast_result text_to_date(struct slice s, double *days)
{
	struct slice rest;
	double seconds;

	skip_blanks(&s);
	if (special(s, days)) {
		return CAST_DONE;
	}
	rest = s;
	if (!cut_date(&rest, days)) {
		return CAST_NOT;
	}
	skip_blanks(&rest);
	if (rest.n == 0) {
		return CAST_DONE;
	}
	if (text_to_timestamp(s, &seconds) != CAST_DONE) {
		return CAST_NOT;
	}
	*days = floor(seconds / SECONDS_PER_DAY);
	return CAST_DONE;
}

/* --- formats --- */

static const char format_codes[] = "YymdbBHMSZ%";

/* Letters of Java's patterns, which Spark reads, longest first. */
static const struct {
	const char *java;
	const char *code;
} java_codes[] = {
	{"yyyy", "%Y"}, {"yy", "%y"}, {"y", "%Y"}, {"MMMM", "%B"}, {"MMM", "%b"}, {"MM", "%m"},
	{"M", "%m"},    {"dd", "%d"}, {"d", "%d"}, {"HH", "%H"},   {"H", "%H"},   {"mm", "%M"},
	{"m", "%M"},    {"ss", "%S"}, {"s", "%S"}, {"XXX", "%X"},  {"''", "'"},
};

/* One code of a Java pattern; NULL where it is none that is read here. */
static const char *cut_java(struct slice *s)
{
	for (size_t i = 0; i < sizeof java_codes / sizeof java_codes[0]; i++) {
		struct slice java = slice_str(java_codes[i].java);

		if (slice_starts(*s, java) && first(slice_from(*s, java.n)) != java.p[0]) {
			*s = slice_from(*s, java.n);
			return java_codes[i].code;
		}
	}
	return NULL;
}

/* 'T' stands for T. False where a letter or a quote can't be read. */
static bool from_java(struct slice s, struct buf *out)
{
	while (s.n > 0) {
		const char *code =
			is_letter(first(s)) || slice_starts(s, SLICE("''")) ? cut_java(&s) : NULL;
		struct slice quoted;

		if (code != NULL) {
			buf_add_str(out, code);
		} else if (is_letter(first(s))) {
			return false;
		} else if (cut_char(&s, '\'')) {
			if (!slice_cut(&s, '\'', &quoted)) {
				return false;
			}
			buf_add(out, quoted);
		} else {
			buf_add_byte(out, first(s));
			s = slice_from(s, 1);
		}
	}
	return !out->full;
}

static bool codes_are_known(struct slice format, char *wrong)
{
	for (size_t i = 0; i < format.n; i++) {
		if (format.p[i] != '%') {
			continue;
		}
		*wrong = ++i < format.n ? format.p[i] : ' ';
		if (i == format.n || strchr(format_codes, format.p[i]) == NULL) {
			return false;
		}
	}
	return true;
}

enum onus_err date_format_prepare(struct arena *a, struct expr *call, const char *what)
{
	SCOPED_BUF(translated, FORMAT_MAX);
	struct slice *format = NEW(a, struct slice);
	const struct expr *arg = call->args[1];
	char wrong;

	ENSURE(arg->op == EXPR_TEXT && arg->text.n > 0, ONUS_BAD_INPUT,
	       "%s, position %zu: the format of %s must be a literal, in quotes: '%%Y-%%m-%%d'",
	       what, arg->at + 1, call->function->name);
	*format = arg->text;
	call->prepared = format;
	if (slice_find(arg->text, '%') == arg->text.n) {
		ENSURE(from_java(arg->text, &translated), ONUS_BAD_INPUT,
		       "%s, position %zu: of the letters in a format without %%, only yyyy yy MM "
		       "MMM MMMM dd HH "
		       "mm ss XXX and quoted text are read",
		       what, arg->at + 1);
		*format = arena_slice(a, buf_slice(&translated));
		return ONUS_OK;
	}
	ENSURE(codes_are_known(*format, &wrong), ONUS_BAD_INPUT,
	       "%s, position %zu: %%%c is no code that is read in a format; what is: %%Y %%y %%m "
	       "%%d %%b %%B "
	       "%%H %%M %%S %%Z %%%%",
	       what, arg->at + 1, wrong >= ' ' && wrong < 0x7f ? wrong : '?');
	return ONUS_OK;
}

/* --- strptime --- */

/* What a format found in a text. */
struct found {
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
	int ahead;         /* seconds that the time is ahead of UTC */
	bool zone_unknown; /* a time zone that only a table of zones could tell */
};

/* The month whose name, or the first three letters of it, stand here. */
static bool cut_month(struct slice *s, bool whole, int *out)
{
	for (int month = 1; month <= MONTHS; month++) {
		struct slice name = slice_str(month_name(month));

		name.n = whole ? name.n : 3;
		if (s->n >= name.n && slice_eq_nocase(slice_of(s->p, name.n), name)) {
			*s = slice_from(*s, name.n);
			*out = month;
			return true;
		}
	}
	return false;
}

static bool cut_zone_name(struct slice *s, struct found *f)
{
	struct slice zone;
	size_t n = 0;

	skip_blanks(s);
	while (n < s->n &&
	       (is_letter(s->p[n]) || is_digit(s->p[n]) || strchr("_/+-", s->p[n]) != NULL)) {
		n++;
	}
	zone = slice_of(s->p, n);
	*s = slice_from(*s, n);
	f->zone_unknown |=
		!slice_eq_nocase(zone, SLICE("UTC")) && !slice_eq_nocase(zone, SLICE("GMT"));
	return n > 0;
}

/* Java's offset: Z, +01:30 */
static bool cut_offset(struct slice *s, struct found *f)
{
	bool minus = first(*s) == '-';
	int hours;
	int minutes;

	if (cut_char(s, 'Z')) {
		return true;
	}
	if ((!cut_char(s, '+') && !cut_char(s, '-')) || !cut_number(s, 2, &hours) ||
	    !cut_char(s, ':') || !cut_number(s, 2, &minutes) || hours > 18 || minutes > 59) {
		return false;
	}
	f->ahead = (hours * 3600 + minutes * 60) * (minus ? -1 : 1);
	return true;
}

/* Years of two digits: 69 to 99 are of the 20th century, as in POSIX. */
static bool cut_short_year(struct slice *s, int *year)
{
	if (!cut_number(s, 2, year)) {
		return false;
	}
	*year += *year >= 69 ? 1900 : 2000;
	return true;
}

static bool cut_code(struct slice *s, char code, struct found *f)
{
	switch (code) {
	case 'Y':
		return cut_number(s, 4, &f->year);
	case 'y':
		return cut_short_year(s, &f->year);
	case 'm':
		return cut_number(s, 2, &f->month) && f->month >= 1 && f->month <= MONTHS;
	case 'd':
		return cut_number(s, 2, &f->day) && f->day >= 1 && f->day <= 31;
	case 'b':
	case 'B':
		return cut_month(s, code == 'B', &f->month);
	case 'H':
		return cut_number(s, 2, &f->hour) && f->hour <= 23;
	case 'M':
		return cut_number(s, 2, &f->minute) && f->minute <= 59;
	case 'S':
		return cut_number(s, 2, &f->second) && f->second <= 59;
	case 'Z':
		return cut_zone_name(s, f);
	case 'X': /* of Java's patterns only */
		return cut_offset(s, f);
	default:
		return cut_char(s, '%');
	}
}

/* A blank stands for one or more. */
static bool cut_literal(struct slice *s, struct slice *format)
{
	if (!is_blank(first(*format))) {
		char c = first(*format);

		*format = slice_from(*format, 1);
		return cut_char(s, c);
	}
	if (!is_blank(first(*s))) {
		return false;
	}
	skip_blanks(format);
	skip_blanks(s);
	return true;
}

static bool strptime_as_duckdb(struct slice s, struct slice format, struct found *f)
{
	skip_blanks(&s);
	while (format.n > 0) {
		if (first(format) == '%') {
			if (!cut_code(&s, format.p[1], f)) {
				return false;
			}
			format = slice_from(format, 2);
		} else if (!cut_literal(&s, &format)) {
			return false;
		}
	}
	skip_blanks(&s);
	return s.n == 0;
}

static enum onus_err run_strptime(const struct expr *call, const struct expr_value *args, bool try,
				  struct expr_value *out)
{
	struct found f = {.year = 1900, .month = 1, .day = 1};
	const struct slice *format = call->prepared;
	struct expr_value text = args[0];
	double days = 0;
	bool read;

	if (text.type != TYPE_TEXT) {
		return value_refuse(&text,
				    "text that a format could be laid on; cast it AS TEXT first");
	}
	read = strptime_as_duckdb(text.text, *format, &f) &&
	       make_day(f.year, f.month, f.day, &days);
	if (read && f.zone_unknown) {
		return value_refuse(&text, "time in a zone that is known here (UTC, GMT)");
	}
	if (!read && !try) {
		return value_refuse(&text, "date of that format (try_strptime would give NULL)");
	}
	*out = read ? value_number(TYPE_TIMESTAMP, days * SECONDS_PER_DAY + f.hour * 3600 +
							   f.minute * 60 + f.second - f.ahead)
		    : value_null();
	return ONUS_OK;
}

EXPR_RUN_CALL(date_strptime)
{
	(void)a;
	return run_strptime(call, args, false, out);
}

EXPR_RUN_CALL(date_try_strptime)
{
	(void)a;
	return run_strptime(call, args, true, out);
}
