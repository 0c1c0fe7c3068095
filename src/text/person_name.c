/* SPDX-License-Identifier: Apache-2.0
 * person_name.c - what the name of a person is made of, and where it ends (person.h). */
#include "text/person.h"

enum { PARTS_MAX = 4, TITLES_MAX = 5, QUOTED_MAX = 4 };

bool name_initial(const struct token *t)
{
	return token_capital(t) && t->fold_n == 1;
}

bool name_surname(const struct token *t)
{
	if (!token_capital(t) || t->fold_n < 2) {
		return false;
	}
	if (token_is(t, WORD(GIVEN))) {
		return true;
	}
	return !token_is(t, WORD(STOP) | WORD(NOT_SURNAME) | WORD(MONTH) | WORD(WEEKDAY) |
				    WORD(ORG_TAIL) | WORD(TITLE) | WORD(PLATFORM));
}

bool name_like(const struct token *t)
{
	const uint64_t harmless = WORD(GIVEN) | WORD(WORDLIKE) | WORD(NOT_ALONE) | WORD(COMMON);

	return token_capital(t) && (t->flags & TOKEN_BROKEN) == 0 &&
	       (token_is(t, WORD(GIVEN)) || (t->words & ~harmless) == 0) &&
	       !token_is(t, WORD(MONTH) | WORD(WEEKDAY) | WORD(STOP));
}

bool name_street(const struct token *t)
{
	return token_is(t, WORD(STREET) | WORD(STREET_SHORT));
}

/* "Bridie Ward", "Emma Close": a surname that headings and streets have too, behind a given name
 * that is nothing else. */
static bool common_surname(const struct token *given, const struct token *t)
{
	return token_capital(t) && !token_upper(t) && token_is(t, WORD(COMMON)) &&
	       (!name_street(t) || token_is(t, WORD(STREET_NAME))) &&
	       !token_is(t, WORD(STOP) | WORD(ORG_TAIL) | WORD(MONTH)) &&
	       token_is(given, WORD(GIVEN)) && !token_is(given, WORD(WORDLIKE));
}

/* Going right: hyphens, particles, initials and further names. */
const struct token *name_end(const struct token *t)
{
	const struct token *last = t;

	for (int parts = 1; parts < PARTS_MAX; parts++) {
		const struct token *next = &last[1];

		if (token_sign(next, '.') && name_initial(last) && token_runs_on(&next[1])) {
			next++;
		}
		if (token_sign(next, '-') && token_joined(next) && token_joined(&next[1]) &&
		    token_capital(&next[1])) {
			last = next + 1; /* Smith-Jones */
			continue;
		}
		while (token_is(next, WORD(PARTICLE)) && token_runs_on(next) && next - last < 3 &&
		       (name_surname(&next[1]) || token_is(&next[1], WORD(PARTICLE)) ||
			token_sign(&next[1], '-'))) {
			next += token_sign(&next[1], '-') && token_joined(&next[1]) ? 2 : 1;
		}
		if (!token_runs_on(next) ||
		    !(name_surname(next) || (name_initial(next) && parts < 3) ||
		      common_surname(last, next))) {
			break;
		}
		/* Chloe SYP: letters, no surname */
		if (token_upper(next) && next->fold_n <= 3 && !name_initial(next) &&
		    !token_upper(t)) {
			break;
		}
		last = next;
	}
	return last;
}

/* Ends with a bare initial ("Amber J" is a name; "I" is none). */
static const struct token *trim_end(const struct reading *r, const struct token *first,
				    const struct token *last)
{
	return last > first && name_initial(last) && folded_is(r, last, "I") ? last - 1 : last;
}

bool person_add(struct reading *r, const struct token *first, const struct token *last,
		const char *rule)
{
	last = trim_end(r, first, last);
	return mention_add(r, ONUS_PERSON, first, last, span_key(r, first, last), rule);
}

const struct token *name_behind_titles(const struct token *t)
{
	for (int i = 0; i < TITLES_MAX && token_is(t, WORD(TITLE)) &&
			(t->flags & (TOKEN_CAPITAL | TOKEN_BROKEN)) == TOKEN_CAPITAL &&
			(i == 0 || token_runs_on(t));
	     i++) {
		t++;
		t += token_sign(t, '.') && token_joined(t);
	}
	return t;
}

/* "Uncle", ‘big t’: the last token inside the quotation that begins at `quote`. */
const struct token *name_quoted_end(const struct token *quote)
{
	const struct token *t = quote + 1;

	for (; t - quote <= QUOTED_MAX + 1; t++) {
		if (token_sign(t, (char)quote->sign) && token_joined(t)) {
			return t > quote + 1 && t[-1].fold_n > 0 ? t - 1 : NULL;
		}
		if (t->fold_n == 0 && !token_sign(t, '-') && !token_sign(t, '.')) {
			return NULL;
		}
		if (t > quote + 1 && !token_runs_on(t)) {
			return NULL;
		}
	}
	return NULL;
}
