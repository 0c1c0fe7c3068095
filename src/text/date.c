/* SPDX-License-Identifier: Apache-2.0
 * date.c - finds dates: the forms in the order in which they are tried at each token. */
#include "text/date.h"
#include "text/recognise.h"

struct form {
	date_fn *read;
	unsigned kinds; /* of tokens that may begin it, a bit each */
	uint64_t words; /* classes of words that may */
};

#define NUMBERS (1u << TOKEN_NUMBER)
#define MIXED (1u << TOKEN_MIXED)

/* Longer forms before their parts. */
static const struct form forms[] = {
	{date_read_between, 0, WORD(DATE_START)},
	{date_read_iso, NUMBERS, 0},
	{date_read_numeric, NUMBERS, 0},
	{date_read_night, 0, WORD(DATE_START)},
	{date_read_day_month, NUMBERS | MIXED, WORD(WEEKDAY)},
	{date_read_month_day, 0, WORD(MONTH) | WORD(WEEKDAY)},
	{date_read_month_year, 0, WORD(MONTH) | WORD(PART)},
	{date_read_season, 0, WORD(SEASON) | WORD(PART)},
	{date_read_decade, NUMBERS | MIXED, WORD(DECADE) | WORD(PART)},
	{date_read_years, NUMBERS, WORD(DATE_START)},
	{date_read_relative, NUMBERS, WORD(DATE_START) | WORD(NUMBER)},
	{date_read_year, NUMBERS, 0},
};

static bool may_begin(const struct token *t, const struct form *form)
{
	return (form->kinds & 1u << t->kind) != 0 || token_is(t, form->words);
}

static size_t read_at(struct reading *r, const struct token *t)
{
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct date date = {0};
		size_t n = may_begin(t, &forms[i]) ? forms[i].read(r, t, &date) : 0;
		const struct token *last = t + n - 1;

		if (n == 0) {
			continue;
		}
		if (date.nowhere) {
			mention_block(r, ONUS_DATE, t, last);
			return n;
		}
		return mention_add(r, ONUS_DATE, t, last,
				   date_value(r->arena, date.days, date.rough), date.rule)
			       ? n
			       : 1;
	}
	return 1;
}

void find_dates(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end;) {
		t += t->kind == TOKEN_SIGN || (t->kind == TOKEN_WORD && t->words == 0)
			     ? 1
			     : read_at(r, t);
	}
}
