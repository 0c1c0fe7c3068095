/* SPDX-License-Identifier: Apache-2.0
 * address.c - addresses: [Flat 2,] 12[a] Mill Lane [, Northtown] [S60 1AE].
 *
 * A number, one to four capitalised words, and the word of a thoroughfare. "St" before a name is a
 * saint. A locality is taken only where a postcode stands behind it. The value is the folded
 * address without the locality, abbreviations of the thoroughfare spelt out. */
#include "text/postcode.h"
#include "text/recognise.h"

enum { WORDS_MAX = 4, NUMBER_DIGITS_MAX = 4, LOCALITY_WORDS_MAX = 3 };

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

static bool is_part(const struct token *t)
{
	return token_capital(t) && same_line(t) && !token_is(t, WORD(STOP));
}

/* The word of the thoroughfare behind the number. "Park Lane Close": the last one counts. */
static const struct token *thoroughfare(const struct token *number)
{
	const struct token *t = number + 1;
	const struct token *first;

	t += token_sign(t, ',');
	first = t;
	for (; t - first <= WORDS_MAX; t++) {
		if (token_sign(t, '\'') || token_sign(t, '-') || token_sign(t, '.') ||
		    (t->flags & TOKEN_POSSESSIVE) != 0) {
			continue; /* St. Mary's, Stratford-upon-... */
		}
		if (!is_part(t)) {
			return NULL;
		}
		if (t > first && is_street_word(t) && t->kind == TOKEN_WORD) {
			return is_street_word(&t[1]) && same_line(&t[1]) &&
					       (t[1].flags & TOKEN_LINE) == 0
				       ? t + 1
				       : t;
		}
	}
	return NULL;
}

/* "Flat 2," before the number: the first token of the address. */
static const struct token *with_flat(const struct token *number)
{
	const struct token *t = number;

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

void find_addresses(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		const struct token *number = house_number(r, t);
		const struct token *street = number != NULL ? thoroughfare(number) : NULL;
		const struct token *first;
		const struct token *last;
		char postcode[POSTCODE_MAX + 2];

		if (street == NULL) {
			continue;
		}
		first = with_flat(t);
		last = with_postcode(r, street, postcode);
		if (mention_add(r, ONUS_ADDRESS, first, last, value_of(r, first, street, postcode),
				"address/street")) {
			t = last;
		}
	}
}
