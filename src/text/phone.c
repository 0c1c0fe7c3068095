/* SPDX-License-Identifier: Apache-2.0
 * phone.c - telephone numbers of the United Kingdom, in the ways people write them.
 *
 *     +44 (0)7700 900123    0044 7700 900123    07700 900123    (0114) 496-0001
 *
 * After the country or the leading 0 come nine or ten digits. The first group has three digits or
 * more with its 0 ("020"), later groups two or more; between groups at most one blank or line end,
 * and brackets, hyphens and full stops: "01 02 2003 04" is no number. Source of the number plan:
 * Ofcom, "The National Telephone Numbering Plan" (leads 1, 2 places; 3 UK-wide; 5 corporate; 7
 * mobile; 8 free or shared; 9 premium). Numbers of services never join two reports, and are not
 * reported. */
#include "text/recognise.h"

enum { NATIONAL_MAX = 10, NATIONAL_MIN = 9, PREFIX_TOKENS_MAX = 8 };

struct number {
	char digits[NATIONAL_MAX + 1];
	size_t n;
	const struct token *last;
	bool has_country;
	bool in_bracket; /* a "(" waits for its ")" */
};

/* National digits of lines that thousands of reports give: helplines for children and crime. */
static const char *const services[] = {
	"800555111",  /* Crimestoppers */
	"8088005000", /* NSPCC */
	"8082000247", /* National Domestic Abuse Helpline */
	"8085002222", /* Rape Crisis England and Wales */
};

static bool is_service(const struct number *n)
{
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
		if (slice_is(slice_of(n->digits, n->n), services[i])) {
			return true;
		}
	}
	return false;
}

static bool add_digits(struct number *n, struct slice digits, const struct token *t)
{
	if (digits.n > NATIONAL_MAX - n->n) {
		return false;
	}
	memcpy(n->digits + n->n, digits.p, digits.n);
	n->n += digits.n;
	n->last = t;
	return true;
}

/* The token behind the separators that may stand between two groups, or NULL. */
static const struct token *next_group(struct number *n, const struct token *t)
{
	int signs = 0;

	for (t = t + 1; t->kind == TOKEN_SIGN && signs < 3; t++, signs++) {
		bool closes = t->sign == ')' && n->in_bracket;

		if ((t->flags & TOKEN_LINE) != 0 ||
		    !(t->sign == '-' || t->sign == '.' || t->sign == '(' || closes)) {
			return NULL;
		}
		n->in_bracket = t->sign == '(';
	}
	if (t->kind != TOKEN_NUMBER || (t->flags & TOKEN_PARAGRAPH) != 0) {
		return NULL;
	}
	return t;
}

/* Behind the country's code: an optional (0), then the first group with or without a 0. */
static const struct token *first_national(const struct reading *r, struct number *n,
					  const struct token *t, struct slice rest)
{
	const struct token *next;

	if (rest.n == 0) {
		next = next_group(n, t);
		if (next == NULL) {
			return NULL;
		}
		rest = folded(r, next);
		t = next;
	}
	if (slice_is(rest, "0")) { /* (0) */
		next = next_group(n, t);
		if (next == NULL) {
			return NULL;
		}
		return add_digits(n, folded(r, next), next) ? next : NULL;
	}
	if (rest.n > 1 && rest.p[0] == '0') {
		rest = slice_from(rest, 1);
	}
	return rest.n >= 2 && add_digits(n, rest, t) ? t : NULL;
}

/* Reads what stands before the national digits and the first group of these; NULL: no number. */
static const struct token *read_head(const struct reading *r, struct number *n,
				     const struct token *t)
{
	struct slice s;

	if (token_sign(t, '(')) {
		n->in_bracket = true;
		t++;
	}
	if (token_sign(t, '+')) {
		t++;
		s = folded(r, t);
		n->has_country = true;
		return t->kind == TOKEN_NUMBER && token_joined(t) && slice_starts(s, SLICE("44"))
			       ? first_national(r, n, t, slice_from(s, 2))
			       : NULL;
	}
	s = folded(r, t);
	if (t->kind != TOKEN_NUMBER || s.n < 3 || s.p[0] != '0') {
		return NULL;
	}
	if (slice_starts(s, SLICE("0044"))) {
		n->has_country = true;
		return first_national(r, n, t, slice_from(s, 4));
	}
	return add_digits(n, slice_from(s, 1), t) ? t : NULL;
}

static bool is_whole(const struct number *n)
{
	char lead = n->digits[0];

	if (n->n < NATIONAL_MIN || lead == '0' || lead == '4' || lead == '6') {
		return false;
	}
	return n->n == NATIONAL_MAX || lead == '1' || lead == '8';
}

static const char *rule_of(const struct number *n)
{
	switch (n->digits[0]) {
	case '1':
	case '2':
		return "phone/place";
	case '3':
		return "phone/uk-wide";
	case '7':
		return n->digits[1] == '0' || n->digits[1] == '6' ? "phone/personal"
								  : "phone/mobile";
	case '8':
		return "phone/free-or-shared";
	case '9':
		return "phone/premium";
	default:
		return "phone/corporate";
	}
}

/* The digits are part of something longer: 1/0114..., 3.0114... A number behind a number is not. */
static bool follows_number(const struct token *t)
{
	return token_joined(t) && t[-1].kind == TOKEN_SIGN && t[-1].sign != '(' &&
	       t[-1].sign != ':' && token_joined(&t[-1]) &&
	       (t[-2].claimed & 1u << ONUS_PHONE) == 0 &&
	       (t[-2].kind == TOKEN_NUMBER || t[-2].kind == TOKEN_MIXED);
}

static const struct token *read_number(const struct reading *r, struct number *n,
				       const struct token *t)
{
	const struct token *at = read_head(r, n, t);

	while (at != NULL && n->n < NATIONAL_MAX) {
		const struct token *next = next_group(n, at);

		if (next == NULL || next->fold_n < 2 ||
		    ((next->flags & TOKEN_LINE) != 0 && n->n >= NATIONAL_MIN) ||
		    !add_digits(n, folded(r, next), next)) {
			break;
		}
		at = next;
	}
	return at != NULL && is_whole(n) && !is_service(n) ? n->last : NULL;
}

void find_phones(struct reading *r)
{
	const struct token *end = reading_end(r);

	for (const struct token *t = r->tokens.at; t < end; t++) {
		struct number n = {0};
		const struct token *last;

		if (!(t->kind == TOKEN_NUMBER && r->tokens.folded[t->fold] == '0') &&
		    !token_sign(t, '+') && !token_sign(t, '(')) {
			continue;
		}
		if (follows_number(t)) {
			continue;
		}
		last = read_number(r, &n, t);
		if (last != NULL &&
		    mention_add(r, ONUS_PHONE, t, last,
				arena_printf(r->arena, "+44%.*s", (int)n.n, n.digits),
				rule_of(&n))) {
			t = last;
		}
	}
}
