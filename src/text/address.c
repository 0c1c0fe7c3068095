/* SPDX-License-Identifier: Apache-2.0
 * address.c - addresses: [Flat 2,] 12[a] Mill Lane [, Northtown] [S60 1AE].
 *
 * A number, one to four capitalised words, and the word of a thoroughfare. "St" before a name is a
 * saint. A year is no number of a house, no title stands in the name of a street, and a
 * thoroughfare that is a surname too makes none of a given name: "On 14 May 2004 DC Karen Hill". A
 * locality is taken only where a postcode stands behind it. The value is the folded address without
 * the locality, abbreviations of the thoroughfare spelt out. */
#include "text/postcode.h"
#include "text/recognise.h"

enum {
	WORDS_MAX = 4,
	NUMBER_DIGITS_MAX = 4,
	LOCALITY_WORDS_MAX = 3,
	SHORT_TITLE_MAX = 4,
	YEAR_MIN = 1900,
	YEAR_MAX = 2099,
};

static const struct {
	const char *brief;
	const char *whole;
} spellings[] = {
	{"RD", "ROAD"},     {"ST", "STREET"}, {"AVE", "AVENUE"},   {"AV", "AVENUE"},
	{"LN", "LANE"},     {"DR", "DRIVE"},  {"CL", "CLOSE"},     {"CRES", "CRESCENT"},
	{"TER", "TERRACE"}, {"CT", "COURT"},  {"TERR", "TERRACE"}, {"GR", "GROVE"},
	{"PL", "PLACE"},    {"SQ", "SQUARE"}, {"GDNS", "GARDENS"}, {"HL", "HILL"},
};

static bool same_line(const struct token *t)
{
	return (t->flags & (TOKEN_PARAGRAPH | TOKEN_BROKEN)) == 0;
}

/* 12, 12a, 12-14: the last token of the number of a house. */
static const struct token *house_number(const struct reading *r, const struct token *t)
{
	struct slice s = folded(r, t);

	if (t->kind != TOKEN_NUMBER && t->kind != TOKEN_MIXED) {
		return NULL;
	}
	if (s.n > NUMBER_DIGITS_MAX + 1 || s.p[0] < '0' || s.p[0] > '9') {
		return NULL;
	}
	for (size_t i = 1; i < s.n; i++) {
		bool letter = i + 1 == s.n && t->kind == TOKEN_MIXED;

		if (!letter && (s.p[i] < '0' || s.p[i] > '9')) {
			return NULL;
		}
	}
	if ((token_sign(&t[1], '-') || token_sign(&t[1], '/')) && token_joined(&t[1]) &&
	    t[2].kind == TOKEN_NUMBER && token_joined(&t[2]) && t[2].fold_n <= NUMBER_DIGITS_MAX) {
		return t + 2;
	}
	return t;
}

static bool is_street_word(const struct token *t)
{
	return token_capital(t) && token_is(t, WORD(STREET) | WORD(STREET_SHORT));
}

/* DC, Mr, Insp; but Lord Street, and the "Dr" of Mill Dr. */
static bool is_title(const struct token *t)
{
	return token_is(t, WORD(TITLE)) && !token_is(t, WORD(STREET_SHORT)) &&
	       (t->fold_n <= 3 || (t->role != 0 && t->fold_n <= SHORT_TITLE_MAX));
}

static bool is_part(const struct token *t)
{
	return token_capital(t) && same_line(t) && !token_is(t, WORD(STOP)) && !is_title(t);
}

/* "14 Karen Hill", "4 May Close": a person, a day. */
static bool is_something_else(const struct token *first, const struct token *street)
{
	bool given = token_is(first, WORD(GIVEN)) && !token_is(first, WORD(WORDLIKE));

	if (token_is(first, WORD(TITLE)) && token_is(street, WORD(STREET_NAME)) &&
	    first->fold_n <= SHORT_TITLE_MAX) {
		return true; /* 30 Miss Hill, 7 Dr Lane */
	}
	return street == first + 1 && token_is(street, WORD(STREET_NAME)) &&
	       (given || token_is(first, WORD(MONTH)));
}

/* The word of the thoroughfare behind the number. "Park Lane Close": the last one counts. */
static const struct token *thoroughfare(const struct reading *r, const struct token *number)
{
	const struct token *t = number + 1;
	const struct token *first;

	t += token_sign(t, ',');
	first = t;
	for (; t - first <= WORDS_MAX; t++) {
		if (t > first && (token_sign(t, '\'') || token_sign(t, '-') || token_sign(t, '.') ||
				  (t->flags & TOKEN_POSSESSIVE) != 0)) {
			continue; /* St. Mary's, Stratford-upon-... */
		}
		if (t == first && token_capital(t) && folded_is(r, t, "THE")) {
			continue; /* 14 The Paddock */
		}
		if (!is_part(t)) {
			return NULL;
		}
		if (t > first && is_street_word(t) && t->kind == TOKEN_WORD) {
			t += is_street_word(&t[1]) && same_line(&t[1]) &&
			     (t[1].flags & TOKEN_LINE) == 0;
			return is_something_else(first, t) ? NULL : t;
		}
	}
	return NULL;
}

/* "Flat 2," before the number, or the word itself ("Plot 6, Long Meadow Way"): the first token of
 * the address. */
static const struct token *with_flat(const struct token *number)
{
	const struct token *t = number;

	if (token_is(&t[-1], WORD(FLAT)) && same_line(t)) {
		return t - 1;
	}
	if (token_sign(&t[-1], ',')) {
		t--;
	}
	if ((t[-1].kind == TOKEN_NUMBER || t[-1].kind == TOKEN_MIXED ||
	     (t[-1].kind == TOKEN_WORD && t[-1].fold_n == 1)) &&
	    token_is(&t[-2], WORD(FLAT)) && same_line(&t[-1])) {
		return t - 2;
	}
	return number;
}

/* Behind the thoroughfare: [, Locality] postcode. The last token of the postcode, or `last`. */
static const struct token *with_postcode(const struct reading *r, const struct token *last,
					 char postcode[POSTCODE_MAX + 2])
{
	const struct token *t = last + 1;
	bool repaired = false;

	for (int words = 0; words <= LOCALITY_WORDS_MAX && same_line(t); words++) {
		const struct token *end;

		t += token_sign(t, ',');
		end = postcode_at(r, t, true, postcode, &repaired);
		if (end != NULL && same_line(t)) {
			return end;
		}
		if (!token_capital(t)) {
			break;
		}
		t++;
	}
	postcode[0] = '\0';
	return last;
}

static const char *value_of(const struct reading *r, const struct token *first,
			    const struct token *street, const char *postcode)
{
	const char *key = span_key(r, first, street);
	struct slice word = folded(r, street);

	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		if (slice_is(word, spellings[i].brief)) {
			key = arena_printf(r->arena, "%.*s%s", (int)(strlen(key) - word.n), key,
					   spellings[i].whole);
			break;
		}
	}
	return postcode[0] != '\0' ? arena_printf(r->arena, "%s %s", key, postcode) : key;
}

/* "Flat 12a, Sorrel Court, 3 Dock Road": the building has a name, and the street follows. */
static const struct token *behind_building(const struct reading *r, const struct token *building)
{
	const struct token *t = building + 1;
	const struct token *number;
	const struct token *street;

	t += token_sign(t, ',');
	number = same_line(t) ? house_number(r, t) : NULL;
	street = number != NULL ? thoroughfare(r, number) : NULL;
	return street != NULL ? street : building;
}

/* A number that is a year ends a date, or begins a sentence about one. */
static bool is_year(const struct reading *r, const struct token *number)
{
	int64_t n = token_number(r, number, NUMBER_DIGITS_MAX);

	return n >= YEAR_MIN && n <= YEAR_MAX;
}

void find_addresses(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *number = house_number(r, t);
		const struct token *street = number != NULL ? thoroughfare(r, number) : NULL;
		const struct token *first;
		const struct token *last;
		char postcode[POSTCODE_MAX + 2];

		if (street == NULL) {
			continue;
		}
		first = with_flat(t);
		street = first == t - 1 ? behind_building(r, street) : street;
		last = with_postcode(r, street, postcode);
		if (first == t && postcode[0] == '\0' && is_year(r, number)) {
			continue;
		}
		if (mention_add(r, ONUS_ADDRESS, first, last, value_of(r, first, street, postcode),
				"address/street")) {
			t = last;
		}
	}
}
